"""How many labelings a class can take at most: Cover's formula and the growth-function bound V2."""

from __future__ import annotations

from fractions import Fraction
from math import comb

from memproof.errors import InputError, SizeLimitError

# The sum Σ_{k ≤ 24} 1/k! plus a bound of its tail; e lies strictly below.
_EULER_ABOVE = Fraction(2718281828459045235360288, 10**24)
MAX_EXACT_BITS = 4_000_000


def count_cover(points: int, dimension: int) -> int:
    """Labelings of n points in general position of R^d by half-spaces: 2 Σ_{k≤d} binom(n−1, k).

    The number is an upper bound for points in any position (Cover 1965). Raises InputError for
    n < 1 or d < 0.
    """
    if points < 1 or dimension < 0:
        raise InputError("Cover's formula needs a point and a dimension that is not negative")
    return 2 * sum(comb(points - 1, k) for k in range(min(dimension, points - 1) + 1))


def count_parameters_up_to(width: int, depth: int, dimension: int) -> list[int]:
    """P_1 … P_{L+1}: parameters of NN(W, L) on R^d up to each layer (mathematics §3).

    For L = 0 (half-spaces) only P_1 = d + 1.
    """
    if depth == 0:
        return [dimension + 1]
    first = (dimension + 1) * width
    found = [first + i * width * (width + 1) for i in range(depth)]
    return [*found, found[-1] + width + 1]


def bound_growth(points: int, width: int, depth: int, dimension: int = 1) -> int:
    """V2: at most this many labelings [f > 0] of any n points of R^d by NN(W, L); at most 2^n.

    Π_i 2(2e·n k_i i/P_i)^{P_i}, with 2^{n k_i} for a layer where n k_i < P_i (Bartlett, Harvey,
    Liaw, Mehrabian 2019, Theorem 7's proof), rounded down after taking e from above. Depth 0 is
    half-spaces. Raises InputError for sizes below 1 and SizeLimitError where the product would be
    too long to write out.
    """
    if points < 1 or dimension < 1 or depth < 0 or (depth and width < 1):
        raise InputError("the growth function needs positive sizes")
    parameters = count_parameters_up_to(width, depth, dimension)
    if sum(parameters) * 128 > MAX_EXACT_BITS:
        # Far above: the last layer alone has n ≤ P, so that the bound is 2^n.
        if points <= parameters[0]:
            return 1 << points
        raise SizeLimitError("the growth-function bound is too long to be written out")
    product = Fraction(1)
    for layer, count in enumerate(parameters, 1):
        neurons = points * (width if layer <= depth else 1)
        if neurons < count:
            product *= 1 << neurons
        else:
            product *= 2 * (2 * _EULER_ABOVE * neurons * layer / count) ** count
    return min(product.__floor__(), 1 << points)
