"""Points of a line in order, and where the piecewise affine function through them turns."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from memproof.constructions.labels import Rational
from memproof.errors import InputError


def count_kinks(keys: Sequence[Rational], labels: Sequence[Rational]) -> int:
    """Neurons of one hidden layer for these labels, at least 1."""
    return max(1, len(list_kinks(sort_points(keys, labels))))


def list_kinks(data: Sequence[tuple[Fraction, Fraction]]) -> list[tuple[Fraction, Fraction]]:
    """(place, change of slope) of the piecewise affine function, constant left of all points."""
    slopes = [Fraction(0)]
    slopes += [(after[1] - before[1]) / (after[0] - before[0]) for before, after in pairwise(data)]
    return [
        (place, after - before)
        for (place, _), (before, after) in zip(data, pairwise(slopes), strict=False)
        if after != before
    ]


def sort_points(
    keys: Sequence[Rational], labels: Sequence[Rational]
) -> list[tuple[Fraction, Fraction]]:
    """The points (key, label) from left to right; raises InputError for repeated keys."""
    if not keys or len(keys) != len(labels):
        raise InputError(f"{len(keys)} keys do not go with {len(labels)} labels")
    data = sorted((Fraction(key), Fraction(label)) for key, label in zip(keys, labels, strict=True))
    if any(before[0] == after[0] for before, after in pairwise(data)):
        raise InputError("two points have the same key")
    return data
