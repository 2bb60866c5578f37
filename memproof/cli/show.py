"""Progress bars and tables shared by the commands; the only place that imports rich."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from memproof.datasets.values import DataSet, show_decimal

if TYPE_CHECKING:
    from memproof.networks.network import Sizes

MAX_SHOWN_CLASSES = 8


@contextmanager
def show_progress(wanted: bool | None) -> Iterator[Callable[[str, int, int], None] | None]:
    """A progress bar on stderr: when asked for, or (None) when stderr is a terminal."""
    if wanted is False or (wanted is None and not sys.stderr.isatty()):
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description:<12}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        stages: dict[str, Any] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in stages:
                for earlier in stages.values():
                    bar.update(earlier, visible=False)
                stages[stage] = bar.add_task(stage, total=total or None)
            bar.update(stages[stage], completed=done)

        yield report


def print_table(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: int = 1
) -> None:
    """Print a table on stdout; columns from ``numbers`` on are right-aligned."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(width=None if sys.stdout.isatty() else 100, markup=False, highlight=False)
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, show_edge=False)
    for at, column in enumerate(columns):
        table.add_column(column, justify="right" if at >= numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def describe_data(data: DataSet, factor: Fraction | None = None) -> list[str]:
    """Lines that say what was read, what was merged and how numbers and labels were taken."""
    points = "point" if data.count == 1 else "distinct points"
    lines = [
        f"{data.source}: {data.count} {points} in R^{data.dimension},"
        f" {data.class_count} classes; {data.number_kind}"
    ]
    lines.extend(f"note: {note}" for note in data.notes)
    if data.merged:
        shown = ", ".join(f"{row} = {kept}" for row, kept in data.merged[:5])
        more = ", …" if len(data.merged) > 5 else ""
        lines.append(f"merged {len(data.merged)} duplicate rows ({data.row_word} {shown}{more})")
    if any(name != str(at) for at, name in enumerate(data.classes)):
        names = [f"{name} → {at}" for at, name in enumerate(data.classes[:MAX_SHOWN_CLASSES])]
        if data.class_count > MAX_SHOWN_CLASSES:
            names.append(f"… {data.class_count} in all")
        lines.append("labels: " + ", ".join(names))
    if factor is not None and factor != 1:
        lines.append(
            f"rescaled by the factor {factor} to fit the unit ball"
            " (in the network's first layer: it reads the data as given)"
        )
    return lines


def show_count(value: int) -> str:
    """An integer with thousands separators."""
    return f"{value:,}"


def show_short(value: Fraction | None) -> str:
    """A rational as a decimal with 4 significant digits, — for none."""
    return "—" if value is None else show_decimal(value, 4)


def summarize_sizes(sizes: Sizes) -> dict[str, int]:
    """Sizes as a JSON object."""
    return {
        "width": sizes.width,
        "depth": sizes.depth,
        "neurons": sizes.neurons,
        "parameters": sizes.parameters,
        "nonzero_weights": sizes.nonzero_weights,
        "largest_weight_bits": sizes.largest_weight_bits,
        "total_bits": sizes.total_bits,
    }


def round_down(value: Any, digits: int = 6) -> str:
    """A non-negative rational as a decimal that does not exceed it."""
    from decimal import ROUND_FLOOR, Context, Decimal

    context = Context(prec=digits, rounding=ROUND_FLOOR, Emax=10**9, Emin=-(10**9))
    quotient = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    return format(quotient.normalize(context), "g")
