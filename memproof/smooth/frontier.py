"""The certified frontier: how many generic points m neurons interpolate exactly, with certificates.

A frontier is a lower bound by instances; where the search stops nothing is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from typing import Any

from memproof.checker.interpolation import degree_of
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
    certified up to there without a failure, ``some`` the largest with at least one certificate.
    """

    hidden: int
    dimension: int
    printed: int
    proved: int | None
    parameters: int
    certified: int
    some: int
    tried: tuple[tuple[int, int, int], ...]


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


def proved_capacity(
    hidden: int, dimension: int, activation: str = "tanh", biases: bool = False
) -> int | None:
    """A number of generic points at which every target vector is taken (lemmas M2 and M5).

    With h = ⌊m/2⌋: h(d + 1) for even m; for odd m one more, or d more for tanh and gelu, or d + 1
    more for the logistic function and m ≥ 3; with biases h(d + 2) + (m mod 2) if that is more. For
    x^k the generic rank of the Jacobian of h neurons, which is smaller at the exceptions; biases
    are a coordinate there, since ψ(s t) = s^k ψ(t) turns (x, 1) into a generic point. None where
    that is too large to compute.
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
    return decide_rank(make_case("khatri-rao", {degree: 1}, width, half)).lower


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
                proved_capacity(hidden, dimension, activation),
                count_parameters(hidden, dimension),
                sure,
                max((count for count, successes, _ in tried if successes), default=0),
                tuple(tried),
            )
        )
    return tuple(result)


def draw_frontier(points: Sequence[FrontierPoint], activation: str) -> bytes:
    """An SVG of the frontier over m d, beside ⌊md/2⌋, the proved capacity and the parameters."""
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    ordered = sorted(points, key=lambda p: (p.hidden * p.dimension, p.dimension))
    x = [p.hidden * p.dimension for p in ordered]
    with matplotlib.rc_context({"svg.hashsalt": "memproof", "svg.fonttype": "none"}):
        figure = Figure(figsize=(6.4, 4.4), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.subplots()
        axes.plot(x, [p.parameters for p in ordered], "--", color="0.5", label="parameters m(d+1)")
        axes.plot(x, [p.some for p in ordered], "o", mfc="none", label="certified at least once")
        axes.plot(x, [p.certified for p in ordered], "s", label="certified in every draw")
        axes.plot(x, [p.printed for p in ordered], "-", color="0.2", label="⌊md/2⌋")
        axes.set_xlabel("m d")
        axes.set_ylabel("points n")
        axes.set_title(f"Exact interpolation of generic data, {activation}")
        axes.legend(frameon=False)
        stream = BytesIO()
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return stream.getvalue()
