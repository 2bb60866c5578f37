"""Pictures of regimes: the same bytes in every run."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from memproof.bounds.text import show_integer

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from memproof.bounds.regimes import Cell, Regimes

# Okabe and Ito's colours, which colour-blind readers can tell apart, then others.
COLOURS = (
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442", "#7F7F7F",
    "#8C564B", "#17BECF", "#9467BD", "#BCBD22",
)  # fmt: skip
INFEASIBLE = "#FFFFFF"
NONE = "#DDDDDD"
MAX_TICKS = 7
MAX_GAP_STEPS = 14


def draw_regimes(found: Regimes, format: str = "svg") -> bytes:
    """Three panels over log2(1/δ) and L: best upper bound, best lower bound, gap; SVG or PNG.

    Needs matplotlib.
    """
    import matplotlib

    matplotlib.use("Agg", force=True)
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    settings: Any = {
        "svg.hashsalt": "memproof",
        "svg.fonttype": "none",
        "font.family": "DejaVu Sans",
        "font.size": 9,
    }
    with rc_context(settings):
        figure = Figure(figsize=(13, 4.6), layout="constrained")
        upper, lower, gap = figure.subplots(1, 3, sharey=True)
        _draw_names(upper, found, "Best sufficient width, by", [c.upper_by for c in _all(found)])
        _draw_names(lower, found, "Best necessary width, by", [c.lower_by for c in _all(found)])
        _draw_gaps(gap, found)
        upper.set_ylabel("hidden layers L")
        figure.suptitle(
            f"N = {show_integer(found.points)} points, d = {found.dimension}, "
            f"{show_integer(found.classes)} classes"
        )
        stream = io.BytesIO()
        unset: dict[str, Any] = {"Date": None} if format == "svg" else {"Software": None}
        figure.savefig(stream, format=format, metadata=unset, dpi=110)
    return stream.getvalue()


def _all(found: Regimes) -> list[Cell]:
    return [cell for column in found.cells for cell in column]


def _draw_names(axes: Axes, found: Regimes, title: str, names: Sequence[str | None]) -> None:
    cells = _all(found)
    used = sorted({n for n, cell in zip(names, cells, strict=True) if cell.feasible and n})
    colours = {name: COLOURS[i % len(COLOURS)] for i, name in enumerate(used)}
    legend = list(colours.items())
    if any(cell.feasible and n is None for n, cell in zip(names, cells, strict=True)):
        legend.append(("none", NONE))
    shown = [
        colours.get(n or "", NONE) if cell.feasible else INFEASIBLE
        for n, cell in zip(names, cells, strict=True)
    ]
    _paint(axes, found, shown, title, legend, cells)


def _draw_gaps(axes: Axes, found: Regimes) -> None:
    """Colours by the least k with gap <= 2^k, decided in integers."""
    import matplotlib

    cells = _all(found)
    steps = [None if cell.gap is None else _count_doublings(cell) for cell in cells]
    known = [one for one in steps if one is not None]
    low, high = (min(known), max(known)) if known else (0, 0)
    width = max(1, -(-(high - low + 1) // MAX_GAP_STEPS))
    palette = matplotlib.colormaps["viridis_r"]

    def colour(step: int) -> str:
        position = (step - low) // width / max(1, (high - low) // width)
        red, green, blue = (round(255 * part) for part in palette(position)[:3])
        return f"#{red:02X}{green:02X}{blue:02X}"

    shown = [
        (colour(step) if step is not None else NONE) if cell.feasible else INFEASIBLE
        for step, cell in zip(steps, cells, strict=True)
    ]
    legend = [
        (f"at most 2^{min(high, start + width - 1)}", colour(start))
        for start in range(low, high + 1, width)
        if any(start <= one < start + width for one in known)
    ]
    _paint(axes, found, shown, "Gap of the bounds on W²L²", legend, cells)


def _count_doublings(cell: Cell) -> int:
    gap = cell.gap
    if gap is None:
        return 0
    quotient = -(-gap.numerator // gap.denominator)
    return (quotient - 1).bit_length()


def _paint(
    axes: Axes,
    found: Regimes,
    colours: Sequence[str],
    title: str,
    legend: Sequence[tuple[str, str]],
    cells: Sequence[Cell],
) -> None:
    import numpy as np
    from matplotlib.patches import Patch

    rows, columns = len(found.depths), len(found.bits)
    pixels = np.array(
        [[int(one[i : i + 2], 16) for i in (1, 3, 5)] for one in colours], dtype=np.uint8
    ).reshape(columns, rows, 3)
    axes.imshow(pixels.transpose(1, 0, 2), origin="lower", aspect="auto", interpolation="nearest")
    axes.set_title(title)
    axes.set_xlabel("log2(1/δ)")
    for axis, values in ((axes.xaxis, found.bits), (axes.yaxis, found.depths)):
        places = _list_ticks(len(values))
        axis.set_ticks(places, [show_integer(values[one]) for one in places])
    shown = list(legend)
    if not all(cell.feasible for cell in cells):
        shown.append(("no such points", INFEASIBLE))
    axes.legend(
        handles=[
            Patch(facecolor=colour, edgecolor="#555555", label=name) for name, colour in shown
        ],
        loc="upper center",
        bbox_to_anchor=(0.5, -0.16),
        ncols=2,
        frameon=False,
        fontsize=8,
    )


def _list_ticks(count: int) -> list[int]:
    step = max(1, (count - 1) // (MAX_TICKS - 1))
    return list(range(0, count, step))


def inline_svg(svg: bytes, prefix: str) -> str:
    """The picture without its XML head, for a page of HTML; ids get a prefix."""
    text = svg.decode()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r'\bid="', f'id="{prefix}-', text)
    text = re.sub(r'href="#', f'href="#{prefix}-', text)
    return text.replace("url(#", f"url(#{prefix}-").strip()
