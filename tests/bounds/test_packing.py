"""Packing bounds: never below a real set of points, exact at equality."""

from __future__ import annotations

from fractions import Fraction

import pytest

from memproof.bounds.packing import bound_packing, require_feasible
from memproof.errors import InputError


@pytest.mark.parametrize(
    ("separation", "dimension", "most"),
    [
        (Fraction(1, 100), 1, 201),
        (Fraction(2, 3), 1, 4),
        (Fraction(2, 3) + Fraction(1, 10**9), 1, 3),
        (Fraction(2), 1, 2),
        (Fraction(2), 7, 2),
        # δ²/(δ² − 2) is an integer exactly at δ = 3/2.
        (Fraction(3, 2), 8, 9),
        (Fraction(3, 2) + Fraction(1, 10**9), 8, 8),
        (Fraction(3, 2) - Fraction(1, 10**9), 8, 9),
        (Fraction(3, 2), 7, 8),
        (Fraction(3, 2), 3, 4),
        (Fraction(1, 2), 2, 25),
        (Fraction(1, 2) + Fraction(1, 10**9), 2, 24),
        (Fraction(1), 3, 27),
    ],
)
def test_largest_number_is_exact(separation: Fraction, dimension: int, most: int) -> None:
    assert bound_packing(most + 1, separation, dimension).most == most
    require_feasible(most, separation, dimension)
    with pytest.raises(InputError, match=f"at most {most} "):
        require_feasible(most + 1, separation, dimension)


@pytest.mark.parametrize("dimension", range(1, 8))
def test_simplex_and_cross_polytope_are_allowed(dimension: int) -> None:
    # d + 1 vertices of a regular simplex are √(2(d + 1)/d) apart, 2d of a cross-polytope √2.
    squared = Fraction(2 * (dimension + 1), dimension)
    below = Fraction(int(10**9 * squared), 10**9)
    root = Fraction(int(10**6 * below**0.5) - 2, 10**6)
    require_feasible(dimension + 1, root, dimension)
    require_feasible(2 * dimension, Fraction(1414, 1000), dimension)


def test_huge_parameters_are_decided_without_expanding() -> None:
    assert bound_packing(10**30, Fraction(1, 2**100000), 10**9).most is None
    assert bound_packing(2**511, Fraction(1, 2**1000), 10**18).most is None
