"""Random points of the unit ball, as doubles taken at their exact binary value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memproof.datasets.values import BINARY_FLOATS, DataSet, build_data_set
from memproof.errors import InputError, SizeLimitError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_CELLS = 50_000_000
MAX_POINTS = 200_000
CELL_BYTES = 60


def sample_unit_ball(
    count: int, dimension: int, classes: int, seed: int = 0, *, limit: bool = True
) -> DataSet:
    """Sample N points uniformly from the unit ball of R^d with uniformly random labels.

    The doubles drawn are the data: exact binary values with ‖x‖ ≤ 1 checked exactly. The same
    arguments give the same data. Raises InputError unless N ≥ 1, d ≥ 1, C ≥ 2, seed ≥ 0, and
    SizeLimitError above 200,000 points unless ``limit`` is off.
    """
    import numpy as np

    for name, value, least in (
        ("number of points", count, 1),
        ("dimension", dimension, 1),
        ("number of classes", classes, 2),
        ("seed", seed, 0),
    ):
        if value < least:
            raise InputError(f"random data: the {name} must be at least {least}, not {value}")
    if count * dimension > MAX_CELLS or classes > 2**32:
        raise SizeLimitError(
            f"random data: {count} points in dimension {dimension} exceed {MAX_CELLS} coordinates"
        )
    if limit and count > MAX_POINTS:
        raise SizeLimitError(
            f"random data: {count} points exceed the limit of {MAX_POINTS}; their exact"
            f" coordinates alone would take about {count * dimension * CELL_BYTES // 2**20} MB"
            " (override: --no-limit)"
        )
    generator = np.random.default_rng(seed)
    normal = generator.standard_normal((count, dimension))
    radius = generator.random(count) ** (1.0 / dimension) * (1 - 2.0**-40)
    length = np.sqrt(np.einsum("ij,ij->i", normal, normal))
    points = normal * (radius / length)[:, None]
    labels = [int(label) for label in generator.integers(0, classes, size=count)]
    numerators, denominator = exact_numerators(points)
    for row in numerators:
        if sum(value * value for value in row) > denominator**2:
            raise InputError("random data: a sampled point left the unit ball")
    return build_data_set(
        f"random:N={count},d={dimension},C={classes},seed={seed}",
        numerators,
        denominator,
        labels,
        [str(index) for index in range(classes)],
        number_kind=BINARY_FLOATS,
        row_word="point",
    )


def exact_numerators(points: NDArray[np.floating[Any]]) -> tuple[list[list[int]], int]:
    """Integers and a power of two whose quotients are exactly the finite floats, shape (N, d)."""
    import numpy as np

    mantissa, exponent = np.frexp(points.astype(np.float64))
    whole = np.ldexp(mantissa, 53).astype(np.int64)
    power = exponent.astype(np.int64) - 53
    nonzero = whole != 0
    lowest = int(power[nonzero].min()) if bool(nonzero.any()) else 0
    lowest = min(lowest, 0)
    power = np.where(nonzero, power, lowest) - lowest
    numerators = [
        [value << shift for value, shift in zip(values, shifts, strict=True)]
        for values, shifts in zip(whole.tolist(), power.tolist(), strict=True)
    ]
    return numerators, 1 << -lowest
