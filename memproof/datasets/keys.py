"""From points of R^d to integer keys on a line (U2, U3, U4 of the construction chain).

The direction u is searched among small integer vectors; its projections are exact integers, and
gaps, keys and margins are decided in integers only.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import TYPE_CHECKING, Any

from memproof.datasets.separation import Separation
from memproof.datasets.values import DataSet, bound_root
from memproof.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

LIMB_BITS = 30
MAX_ENTRY_BITS = 15
SCALE_BITS = 16
PI_LOWER = Fraction(314159265358979, 10**14)
PI_UPPER = Fraction(314159265358980, 10**14)


@dataclass(frozen=True)
class Keys:
    """An affine map T: R^d → R that puts every point on the integer grid of U4.

    T(x) = ``weights``·x + ``bias``, and for every point M·k_i ≤ T(x_i) ≤ M·k_i + M − 1 with
    M = ``margin_scale`` and distinct keys k_i = ``keys[i]`` in {0, …, 2^B − 1}, B = ``key_bits``.
    T(x_i) = ``positions[i] / denominator`` exactly. ``weights`` is a positive multiple of the
    integer vector ``direction``. ``squared_gap`` is min |u·(x_i − x_j)|² for the *unit* direction
    u, ``squared_guarantee`` an upper bound of the square that U2 promises, ``theorem_key_bits``
    the B that U3 and U4 give for the separation alone (None for one point).
    """

    direction: tuple[int, ...]
    weights: tuple[Fraction, ...]
    bias: Fraction
    margin_scale: int
    key_bits: int
    keys: tuple[int, ...]
    positions: tuple[int, ...]
    denominator: int
    squared_gap: Fraction | None
    squared_guarantee: Fraction | None
    theorem_key_bits: int | None


def build_keys(data: DataSet, separation: Separation | None, *, seed: int = 0) -> Keys:
    """Search a direction, scale and shift it, and return the keys, verified exactly.

    Sources: U2 (direction), U3 (scale), U4 (shift and margin). Deterministic in data and seed.
    Raises InputError if no direction separates the points.
    """
    columns = _ProjectionTable(data.numerators)
    direction, values, gap = _search_direction(data, columns, seed)
    if data.count == 1:
        gap = 1
    # t = s·u·x with a short dyadic s, rounded up, so that gaps stay at least 1.
    scale = _round_up_short(Fraction(data.denominator, gap) if data.count > 1 else Fraction(1))
    step = scale / data.denominator
    margin = max(data.count, 2)
    start, slack = _find_margin(values, step, margin)
    if slack < 0:
        raise InputError(f"{data.source}: no shift leaves a margin")  # excluded by U4
    start -= margin * step * min(values)
    bias = _pick_short(start + slack / 3, start + 2 * slack / 3) if slack else start
    weights = tuple(margin * scale * entry for entry in direction)
    denominator = _common_denominator([margin * scale, bias], data.denominator)
    positions = _affine_positions(values, margin * step, bias, denominator)
    cell = margin * denominator
    keys = tuple(position // cell for position in positions)
    key_bits = max(1, max(keys).bit_length())
    guarantee, theorem_bits = _theorem_figures(data, separation)
    norm = sum(entry * entry for entry in direction)
    squared_gap = Fraction(gap * gap, norm * data.denominator**2) if data.count > 1 else None
    found = Keys(
        direction=direction,
        weights=weights,
        bias=bias,
        margin_scale=margin,
        key_bits=key_bits,
        keys=keys,
        positions=tuple(positions),
        denominator=denominator,
        squared_gap=squared_gap,
        squared_guarantee=guarantee,
        theorem_key_bits=theorem_bits,
    )
    verify_keys(data, found)
    return found


def verify_keys(data: DataSet, keys: Keys) -> None:
    """Check every promise of `Keys` in exact arithmetic from the points themselves.

    Raises InputError naming the first point that breaks one.
    """
    scaled = [weight * keys.denominator / data.denominator for weight in keys.weights]
    offset = keys.bias * keys.denominator
    if any(value.denominator != 1 for value in [*scaled, offset]):
        raise InputError("the keys' common denominator does not clear the affine map")
    integers = [value.numerator for value in scaled]
    margin, unit = keys.margin_scale, keys.denominator
    if len(set(keys.keys)) != data.count:
        raise InputError("two points share a key")
    for index, (row, key) in enumerate(zip(data.numerators, keys.keys, strict=True)):
        position = offset.numerator + sum(a * b for a, b in zip(integers, row, strict=True))
        inside = margin * key * unit <= position <= (margin * key + margin - 1) * unit
        if position != keys.positions[index] or not inside:
            raise InputError(f"{data.row_word} {data.rows[index]} leaves the margin of its key")
        if not 0 <= key < 1 << keys.key_bits:
            raise InputError(f"{data.row_word} {data.rows[index]} has a key out of range")


def bound_theorem_key_bits(count: int, dimension: int, squared_separation: Fraction) -> int:
    """Least B with 2^B ≥ 2s + 1, s = N²/(δ√(2π/d)) rounded up within 2^-40 (U3, U4)."""
    square = Fraction(count) ** 4 * dimension / (2 * PI_LOWER * squared_separation)
    needed = 2 * bound_root(square, upper=True) + 1
    ceiling = -(-needed.numerator // needed.denominator)
    return max(1, (ceiling - 1).bit_length())


def _theorem_figures(
    data: DataSet, separation: Separation | None
) -> tuple[Fraction | None, int | None]:
    if separation is None:
        return None, None
    promised = 2 * PI_UPPER / data.dimension / Fraction(data.count) ** 4 * separation.squared
    bits = bound_theorem_key_bits(data.count, data.dimension, separation.squared)
    return promised, bits


class _ProjectionTable:
    """Columns of the points, shifted to be non-negative and cut into 30-bit limbs."""

    def __init__(self, points: Sequence[tuple[int, ...]]) -> None:
        import numpy as np

        self.lowest = [min(column) for column in zip(*points, strict=True)]
        shifted = [
            [value - low for value, low in zip(row, self.lowest, strict=True)] for row in points
        ]
        bits = max(value.bit_length() for row in shifted for value in row)
        mask = (1 << LIMB_BITS) - 1
        self.limbs: list[NDArray[Any]] = [
            np.array([[(value >> at) & mask for value in row] for row in shifted], dtype=np.int64)
            for at in range(0, max(bits, 1), LIMB_BITS)
        ]

    def project(self, direction: Sequence[int]) -> list[int]:
        """Exact u·X_i for integer numerators X_i, shape (N,).

        Entries below 2^15, limbs below 2^30 and d ≤ 2^17 keep every sum below 2^62.
        """
        import numpy as np

        vector = np.array(direction, dtype=np.int64)
        base = sum(low * entry for low, entry in zip(self.lowest, direction, strict=True))
        parts = [(limb @ vector).tolist() for limb in self.limbs]
        if len(parts) == 1:
            return [base + value for value in parts[0]]
        values = [base] * len(parts[0])
        for at, part in enumerate(parts):
            shift = LIMB_BITS * at
            values = [value + (high << shift) for value, high in zip(values, part, strict=True)]
        return values


def _candidate_directions(dimension: int, seed: int, count: int) -> Iterator[tuple[int, ...]]:
    if dimension == 1:
        yield (1,)
        return
    for at in range(min(dimension, 4)):
        yield tuple(int(index == at) for index in range(dimension))
    generator = random.Random(seed)
    for at in range(count):
        bits = (4, 8, 12, MAX_ENTRY_BITS - 1)[at % 4]
        yield tuple(generator.randint(-(1 << bits), 1 << bits) for _ in range(dimension))


def _search_direction(
    data: DataSet, table: _ProjectionTable, seed: int
) -> tuple[tuple[int, ...], list[int], int]:
    """Direction with the smallest range/gap found, its projections and its smallest gap."""
    if data.dimension > 2**17:
        raise InputError(f"{data.source}: {data.dimension} coordinates are too many")
    work = data.count * data.dimension * len(table.limbs) + 40 * data.count
    wanted = max(16, min(128, 60_000_000 // work))
    best: tuple[Fraction, int, tuple[int, ...], list[int], int] | None = None
    for direction in _candidate_directions(data.dimension, seed, 8 * wanted):
        values = table.project(direction)
        ordered = sorted(values)
        gap = min(
            (after - before for before, after in pairwise(ordered)),
            default=1,
        )
        if gap > 0:
            size = sum(entry * entry for entry in direction)
            ratio = Fraction(ordered[-1] - ordered[0], gap)
            if best is None or (ratio, size) < best[:2]:
                best = (ratio, size, direction, values, gap)
        wanted -= 1
        if wanted <= 0 and best is not None:
            break
    if best is None:
        return _separating_direction(data)
    return best[2], best[3], best[4]


def _separating_direction(data: DataSet) -> tuple[tuple[int, ...], list[int], int]:
    # Powers of a base above every difference are injective on integer points.
    base = 2 * max(abs(value) for row in data.numerators for value in row) + 1
    direction = tuple(base**at for at in range(data.dimension))
    values = [sum(a * b for a, b in zip(direction, row, strict=True)) for row in data.numerators]
    ordered = sorted(values)
    gap = min(after - before for before, after in pairwise(ordered))
    if gap < 1:
        raise InputError(f"{data.source}: no direction separates the points")
    return direction, values, gap


def _round_up_short(value: Fraction) -> Fraction:
    """Smallest dyadic ≥ value with about SCALE_BITS significant bits."""
    size = value.numerator.bit_length() - value.denominator.bit_length()
    unit = Fraction(2) ** (size - SCALE_BITS)
    if size > SCALE_BITS or unit.denominator == 1:
        unit = Fraction(2) ** max(0, size - SCALE_BITS)
    quotient = value / unit
    return -(-quotient.numerator // quotient.denominator) * unit


def _find_margin(values: Sequence[int], step: Fraction, margin: int) -> tuple[Fraction, Fraction]:
    """Interval [start, start + slack] of biases b for which M·step·(p − p_min) + b fits the cells.

    The cells are [M k, M k + M − 1], and the smallest value falls into cell 0 (U4's shift: the
    circle of fractional parts is cut in its largest gap).
    """
    lowest = min(values)
    unit = step.denominator
    # Residues of t·unit modulo unit are those of step.numerator·(p − p_min).
    residues = sorted({step.numerator * (value - lowest) % unit for value in values})
    widest, after = unit - residues[-1] + residues[0], residues[0]
    for before, current in pairwise(residues):
        if current - before > widest:
            widest, after = current - before, current
    start = Fraction(margin * ((unit - after) % unit), unit)
    slack = Fraction(margin * widest - unit, unit)
    return start, slack


def _pick_short(low: Fraction, high: Fraction) -> Fraction:
    """Dyadic number in [low, high], low < high, with the smallest denominator."""
    width = high - low
    bits = max(0, width.denominator.bit_length() - width.numerator.bit_length() + 1)
    for at in range(bits + 2):
        scaled = low * (1 << at)
        up = -(-scaled.numerator // scaled.denominator)
        if up <= high * (1 << at):
            return Fraction(up, 1 << at)
    return low


def _common_denominator(values: Sequence[Fraction], denominator: int) -> int:
    return denominator * lcm(*(value.denominator for value in values))


def _affine_positions(
    values: Sequence[int], step: Fraction, bias: Fraction, denominator: int
) -> list[int]:
    slope, offset = step * denominator, bias * denominator
    if slope.denominator != 1 or offset.denominator != 1:
        raise InputError("the positions' denominator does not clear the affine map")
    factor, base = slope.numerator, offset.numerator
    return [factor * value + base for value in values]
