"""How many points of the unit ball can be a given distance apart: upper bounds, decided exactly.

A claim about N points of separation δ says nothing when no such points exist; these bounds notice
it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from memproof.errors import InputError, SizeLimitError

MAX_EXACT_BITS = 4_000_000


@dataclass(frozen=True)
class PackingBound:
    """At most ``most`` points of the unit ball of R^d are pairwise δ apart; ``reason`` says why.

    ``most`` is None when the bound was not written out because it exceeds the number asked about.
    """

    most: int | None
    reason: str


def bound_packing(count: int, separation: Fraction, dimension: int) -> PackingBound:
    """The smallest known bound on N for 0 < δ ≤ 2, compared with ``count``.

    On a line 1 + ⌊2/δ⌋ (attained). For δ² > 2 also ⌊δ²/(δ² − 2)⌋ (Rankin: Σ|x_i − x_j|² ≤ N²;
    attained by a simplex if d ≥ N − 1) and d + 1 (all inner products are negative). Else balls of
    radius δ/2: ⌊(1 + 2/δ)^d⌋.
    """
    if dimension == 1:
        return PackingBound(1 + (2 / separation).__floor__(), "1 + floor(2/δ) points fit on a line")
    square = separation * separation
    if square > 2:
        rankin = (square / (square - 2)).__floor__()
        if rankin <= dimension + 1:
            return PackingBound(rankin, "for δ > √2 at most δ²/(δ² − 2) points fit")
        return PackingBound(dimension + 1, "for δ > √2 at most d + 1 points fit")
    return PackingBound(
        _bound_by_volume(count, 1 + 2 / separation, dimension), "(1 + 2/δ)^d, by volume"
    )


def _bound_by_volume(count: int, ratio: Fraction, dimension: int) -> int | None:
    """⌊ratio^d⌋, or None when it is certainly at least ``count`` (ratio ≥ 2)."""
    whole = ratio.__floor__()
    if dimension >= count.bit_length() or whole >= count or whole**dimension >= count:
        return None
    if ratio.denominator.bit_length() * dimension > MAX_EXACT_BITS:
        raise SizeLimitError("the separation has too many digits for the packing bound")
    return Fraction(ratio**dimension).__floor__()


def require_feasible(count: int, separation: Fraction, dimension: int) -> PackingBound:
    """The bound, when it allows ``count`` points; else InputError naming the largest number."""
    bound = bound_packing(count, separation, dimension)
    if bound.most is not None and count > bound.most:
        raise InputError(
            f"no {count} points of the unit ball in dimension {dimension} are that far apart:"
            f" at most {bound.most} ({bound.reason})"
        )
    return bound
