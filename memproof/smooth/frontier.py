"""The certified frontier: how many generic points m neurons interpolate exactly, with certificates.

A frontier is a lower bound by instances; where the search stops nothing is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from typing import Any

from memproof.checker.kinds.interpolation import degree_of
from memproof.checker.kinds.ranks import count_monomials
from memproof.errors import InputError
from memproof.smooth.interpolate import (
    count_parameters,
    interpolate,
    largest_count,
    read_activation,
)
from memproof.smooth.ranks import decide_rank, make_case

UNIT = 1 << 20
MAX_RANK = 120


@dataclass(frozen=True)
class FrontierPoint:
    """One size: m neurons in dimension d.

    ``certified`` is the largest number of points at which ``trials`` draws out of ``trials`` were
    certified up to there without a failure, ``some`` the largest with at least one certificate,
    ``document`` the certificate of that draw (None: no draw at all). ``covered`` points are covered
    by the theorems, ``largest`` is what counting allows.
    """

    hidden: int
    dimension: int
    printed: int
    covered: int | None
    largest: int
    parameters: int
    certified: int
    some: int
    tried: tuple[tuple[int, int, int], ...]
    document: dict[str, Any] | None


def draw_generic(
    count: int, dimension: int, seed: int
) -> tuple[list[list[Fraction]], list[Fraction]]:
    """Normal points and targets, rounded to multiples of 2^−20: generic with probability near 1."""
    import numpy as np

    if count < 1 or dimension < 1 or seed < 0:
        raise InputError("generic data need a count and a dimension of at least 1, a seed from 0")
    generator = np.random.default_rng((seed, count, dimension))
    whole = np.rint(generator.standard_normal((count, dimension + 1)) * UNIT).astype(np.int64)
    rows = [[Fraction(int(entry), UNIT) for entry in row] for row in whole]
    return [row[:-1] for row in rows], [row[-1] for row in rows]


def covered_capacity(
    hidden: int, dimension: int, activation: str = "tanh", biases: bool = False
) -> int | None:
    """A number of generic points at which every target vector is taken (lemmas M2 and M5).

    With h = ⌊m/2⌋: h(d + 1) for even m; for odd m one more, or d more for tanh and gelu, or d + 1
    more for the logistic function and m ≥ 3; with biases h(d + 2) + (m mod 2) if that is more. For
    x^k the generic rank of the Jacobian of h neurons, which is smaller at the exceptions, and for
    odd m one more up to the number of monomials; biases are a coordinate there, since
    ψ(s t) = s^k ψ(t) turns (x, 1) into a generic point. None where that is too large to compute.
    """
    degree, half = degree_of(activation), hidden // 2
    if degree is None:
        more = 0
        if hidden % 2:
            more = dimension if activation in ("tanh", "gelu") else 1
            if activation == "logistic" and half:
                more = dimension + 1
        plain = half * (dimension + 1) + more
        return max(plain, half * (dimension + 2) + hidden % 2) if biases else plain
    if half == 0:
        return 1
    width = dimension + biases
    if half * width > MAX_RANK:
        return None
    rank = decide_rank(make_case("khatri-rao", {degree: 1}, width, half)).lower
    return min(rank + hidden % 2, count_monomials(width, degree))


def certify_frontier(
    shapes: Iterable[tuple[int, int]],
    activation: str = "tanh",
    *,
    trials: int = 3,
    seed: int = 0,
    starts: int = 3,
    steps: int = 400,
    tick: Callable[[], Any] | None = None,
) -> tuple[FrontierPoint, ...]:
    """Interpolate ever more generic points for each (m, d), until no draw is certified.

    The counts go from ⌊md/2⌋ to the parameter count (for x^k to min{md, D}) in about eight steps.
    """
    read_activation(activation)
    result = []
    for hidden, dimension in shapes:
        if hidden < 1 or dimension < 1:
            raise InputError("a shape needs m and d of at least 1")
        printed = hidden * dimension // 2
        top = largest_count(hidden, dimension, activation)
        first = max(1, min(printed, top))
        counts = sorted({first + (top - first) * i // 8 for i in range(9)})
        tried = []
        best: dict[str, Any] | None = None
        for count in counts:
            successes = 0
            for trial in range(trials):
                points, targets = draw_generic(count, dimension, seed + trial)
                found = interpolate(
                    points,
                    targets,
                    hidden,
                    activation,
                    seed=seed + trial,
                    starts=starts,
                    steps=steps,
                    tick=tick,
                )
                successes += found.certified
                best = found.document or best
            tried.append((count, successes, trials))
            if not successes:
                break
        sure = 0
        for count, successes, _ in tried:
            if successes < trials:
                break
            sure = count
        result.append(
            FrontierPoint(
                hidden,
                dimension,
                printed,
                covered_capacity(hidden, dimension, activation),
                top,
                count_parameters(hidden, dimension),
                sure,
                max((count for count, successes, _ in tried if successes), default=0),
                tuple(tried),
                best,
            )
        )
    return tuple(result)


def draw_frontier(points: Sequence[FrontierPoint], activation: str) -> bytes:
    """An SVG of the frontier: each size's numbers of points, divided by the printed md/2.

    Sizes stand side by side, ordered by m d; a bar reaches from what is certified in every draw to
    what is certified in some.
    """
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    ordered = sorted(points, key=lambda p: (p.hidden * p.dimension, p.dimension))
    at = list(range(len(ordered)))
    halves = [p.hidden * p.dimension / 2 for p in ordered]

    def shares(values: Iterable[int]) -> list[float]:
        return [value / half for value, half in zip(values, halves, strict=True)]

    with matplotlib.rc_context({"svg.hashsalt": "memproof", "svg.fonttype": "none"}):
        figure = Figure(figsize=(7.2, 4.6), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.subplots()
        low, high = shares(p.certified for p in ordered), shares(p.some for p in ordered)
        axes.vlines(at, low, high, color="C0", lw=6, alpha=0.35)
        axes.plot(at, high, "o", mfc="none", color="C0", label="certified, some draw")
        axes.plot(at, low, "s", color="C0", label="certified, every draw")
        step: dict[str, Any] = {"drawstyle": "steps-mid", "lw": 1.4}
        axes.plot(at, shares(p.parameters for p in ordered), "--", color="0.45", **step)
        axes.plot([], [], "--", color="0.45", label="parameters m(d+1)")
        if any(p.largest != p.parameters for p in ordered):
            largest = shares(p.largest for p in ordered)
            axes.plot(at, largest, ":", color="C3", label="min{md, D}", **step)
        covered = [float("nan") if p.covered is None else float(p.covered) for p in ordered]
        ratios = [value / half for value, half in zip(covered, halves, strict=True)]
        axes.plot(at, ratios, "_", ms=16, mew=2, color="C2", label="covered by M2, M5")
        axes.plot(at, shares(p.printed for p in ordered), color="k", label="printed ⌊md/2⌋", **step)
        axes.set_xticks(at, [f"{p.hidden}×{p.dimension}" for p in ordered])
        axes.set_xlabel("neurons m × dimension d")
        axes.set_ylabel("points n, in units of md/2")
        axes.set_ylim(bottom=0)
        axes.set_title(f"Exact interpolation of generic data, ψ = {activation}")
        axes.legend(frameon=False, ncols=2, fontsize="small", loc="lower right")
        stream = BytesIO()
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return stream.getvalue()
