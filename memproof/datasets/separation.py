"""Smallest pairwise distance of exact points, decided in integers only.

Coordinates are rounded down to a grid of a few million cells; squared distances on the grid are
integers below 2^53, so BLAS computes them exactly in doubles, whatever its summation order. A
pair's true distance differs from its grid distance by less than √d cells, which leaves few pairs
to compare exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import isqrt
from typing import TYPE_CHECKING, Any

from memproof.datasets.values import DataSet, bound_root
from memproof.errors import InputError, SizeLimitError

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = 1024
MAX_CANDIDATE_COORDINATES = 20_000_000
MAX_POINTS = 200_000


@dataclass(frozen=True)
class Separation:
    """Smallest distance δ of a data set: its exact square, a rational lower bound, the pair."""

    squared: Fraction
    lower_bound: Fraction
    pair: tuple[int, int]


def bound_separation(data: DataSet, *, limit: bool = True) -> Separation | None:
    """Exact min ‖x_i − x_j‖² over all pairs and a rational lower bound of its root.

    None for a single point. Raises SizeLimitError above 200,000 points unless ``limit`` is off.
    """
    if data.count < 2:
        return None
    if limit and data.count > MAX_POINTS:
        raise SizeLimitError(
            f"{data.source}: all pairs of {data.count} points exceed the limit of {MAX_POINTS}"
            " points (override: --no-limit)"
        )
    if data.dimension > 2**20:
        raise InputError(f"{data.source}: {data.dimension} coordinates are too many")
    if data.dimension == 1:
        square, pair = _find_closest_on_line(data.numerators)
    else:
        square, pair = _find_closest(data.numerators, list(range(data.count)))
    squared = Fraction(square, data.denominator**2)
    return Separation(squared, bound_root(squared), pair)


def _find_closest_on_line(points: Sequence[tuple[int, ...]]) -> tuple[int, tuple[int, int]]:
    order = sorted(range(len(points)), key=lambda index: points[index])
    gaps = [
        (points[after][0] - points[before][0], min(before, after), max(before, after))
        for before, after in pairwise(order)
    ]
    gap, low, high = min(gaps)
    return gap * gap, (low, high)


def _squared_distance(left: Sequence[int], right: Sequence[int]) -> int:
    return sum((a - b) ** 2 for a, b in zip(left, right, strict=True))


def _closest_of(
    points: Sequence[tuple[int, ...]], pairs: Sequence[tuple[int, int]]
) -> tuple[int, tuple[int, int]]:
    return min((_squared_distance(points[i], points[j]), _order(i, j)) for i, j in pairs)


def _find_closest(
    points: Sequence[tuple[int, ...]], members: list[int]
) -> tuple[int, tuple[int, int]]:
    """Smallest squared distance among ``members`` and its first pair (by index)."""
    if len(members) <= 32:
        return _closest_of(points, [(i, j) for at, i in enumerate(members) for j in members[:at]])
    grid, shift = _round_to_grid([points[index] for index in members])
    dimension = grid.shape[1]
    smallest = min(least for _, _, least in _scan(grid, None))
    if shift == 0:
        rows, columns, _ = next(iter(_scan(grid, smallest)))
        return smallest, _order(members[int(rows[0])], members[int(columns[0])])
    # |distance − grid distance| < √d for either pair, so the closest pair has grid distance
    # below √smallest + 2√d.
    reach = isqrt(smallest) + 1 + 2 * (isqrt(dimension) + 1)
    candidates: list[tuple[int, int]] = []
    allowed = max(1000, MAX_CANDIDATE_COORDINATES // dimension)
    too_many = False
    for rows, columns, _ in _scan(grid, reach * reach):
        candidates.extend(
            (members[i], members[j]) for i, j in zip(rows.tolist(), columns.tolist(), strict=True)
        )
        if len(candidates) > allowed:
            too_many = True
            break
    if not too_many:
        return _closest_of(points, candidates)
    parts = _split_clusters(grid, reach * reach, members)
    if max(map(len, parts)) == len(members):
        pairs = [(i, j) for at, i in enumerate(members) for j in members[:at]]
        return _closest_of(points, pairs)
    return min(_find_closest(points, part) for part in parts if len(part) > 1)


def _order(i: int, j: int) -> tuple[int, int]:
    return (i, j) if i < j else (j, i)


def _round_to_grid(points: Sequence[tuple[int, ...]]) -> tuple[NDArray[Any], int]:
    """Grid coordinates as doubles holding integers (Gram matrix below 2^52) and bits dropped."""
    import numpy as np

    dimension = len(points[0])
    lowest = [min(column) for column in zip(*points, strict=True)]
    spread = max(value - low for row in points for value, low in zip(row, lowest, strict=True))
    bits = (52 - dimension.bit_length()) // 2
    shift = max(0, spread.bit_length() - bits)
    rows = [
        [(value - low) >> shift for value, low in zip(row, lowest, strict=True)] for row in points
    ]
    return np.array(rows, dtype=np.float64), shift


def _scan(
    grid: NDArray[Any], threshold: int | None
) -> Iterator[tuple[NDArray[Any], NDArray[Any], int]]:
    """Blocks (rows, columns, least) of pairs i > j; with a threshold only pairs at most it."""
    import numpy as np

    count = grid.shape[0]
    norms = np.einsum("ij,ij->i", grid, grid)
    empty = np.empty(0, dtype=np.int64)
    for top in range(0, count, BLOCK):
        left = grid[top : top + BLOCK]
        for start in range(0, top + 1, BLOCK):
            right = grid[start : start + BLOCK]
            square = left @ right.T
            square *= -2.0
            square += norms[top : top + BLOCK, None]
            square += norms[None, start : start + BLOCK]
            if top == start:
                square[np.triu_indices(square.shape[0])] = np.inf
            least = float(square.min())
            if threshold is None:
                if least != np.inf:
                    yield empty, empty, int(least)
            elif least <= threshold:
                rows, columns = np.nonzero(square <= float(threshold))
                yield rows + top, columns + start, int(least)


def _split_clusters(grid: NDArray[Any], threshold: int, members: list[int]) -> list[list[int]]:
    """Connected components of the graph of pairs at most ``threshold`` apart on the grid."""
    parent = list(range(len(members)))

    def find(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for rows, columns, _ in _scan(grid, threshold):
        for i, j in zip(rows.tolist(), columns.tolist(), strict=True):
            a, b = find(i), find(j)
            if a != b:
                parent[max(a, b)] = min(a, b)
    groups: dict[int, list[int]] = {}
    for at, member in enumerate(members):
        groups.setdefault(find(at), []).append(member)
    return [groups[root] for root in sorted(groups)]
