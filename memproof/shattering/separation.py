"""Separating two finite sets of points by a hyperplane, or showing that none does; in integers.

One small linear program a question, solved by the simplex method (Bland's rule in the end) on an
integer tableau (J. Edmonds' fraction-free pivoting): no rounding, no tolerance, and it ends
whatever the position of the points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from math import gcd, lcm

Homogeneous = tuple[int, ...]
"""A point x as (q·x, q), q > 0, in lowest terms."""


@dataclass(frozen=True, slots=True)
class HalfSpace:
    """weights·(x, 1) > 0 where the label is 1 and < 0 where it is 0; the last weight is the
    offset.
    """

    weights: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Obstruction:
    """Positive weights (index, λ) of equal sum and equal weighted mean on points of different
    labels: the two convex hulls meet, so no hyperplane separates.
    """

    ones: tuple[tuple[int, int], ...]
    zeros: tuple[tuple[int, int], ...]


def to_homogeneous(point: Sequence[int | Fraction]) -> Homogeneous:
    """(q·x, q) for the least common denominator q of the coordinates."""
    scale = lcm(*(entry.denominator for entry in point))
    return (*(entry.numerator * (scale // entry.denominator) for entry in point), scale)


def find_separation(
    points: Sequence[Homogeneous], labels: Sequence[int]
) -> HalfSpace | Obstruction:
    """A half-space that takes the labels (0 or 1) at the points, or the reason why there is none.

    Phase 1 of: λ ≥ 0, Σ λ_i a_i = 0, Σ λ_i = 1 with a_i = ±(point i) by label. A solution is an
    obstruction on at most d + 2 points; without one the dual variables are a half-space.
    """
    size = len(points[0])
    signs = [1 if label else -1 for label in labels]
    columns = len(points)
    rows: list[list[int]] = []
    for i in range(size + 1):
        if i < size:
            row = [sign * point[i] for sign, point in zip(signs, points, strict=True)]
        else:
            row = [1] * columns
        row += [int(i == j) for j in range(size + 1)]
        row.append(int(i == size))
        rows.append(row)
    objective = [-sum(column) for column in zip(*rows, strict=True)]
    for j in range(columns, columns + size + 1):
        objective[j] = 0
    basis = list(range(columns, columns + size + 1))
    scale = 1
    for step in count():
        least = min(objective[:columns])
        if least >= 0:
            break
        if step < 4 * size:
            entering = objective.index(least)
        else:
            # Bland's rule ends whatever came before; the steepest column is only faster.
            entering = next(j for j in range(columns) if objective[j] < 0)
        leaving = -1
        for i, row in enumerate(rows):
            if row[entering] <= 0:
                continue
            if leaving < 0:
                leaving = i
                continue
            order = row[-1] * rows[leaving][entering] - rows[leaving][-1] * row[entering]
            if order < 0 or (order == 0 and basis[i] < basis[leaving]):
                leaving = i
        pivot_row = rows[leaving]
        pivot = pivot_row[entering]
        for i, row in enumerate(rows):
            if i != leaving:
                rows[i] = _eliminate(row, pivot_row, pivot, row[entering], scale)
        objective = _eliminate(objective, pivot_row, pivot, objective[entering], scale)
        basis[leaving] = entering
        scale = pivot
    if objective[-1] == 0:
        # λ belongs to (q·x, q), so the point itself has the weight q·λ.
        found = {
            basis[i]: row[-1] * points[basis[i]][-1]
            for i, row in enumerate(rows)
            if basis[i] < columns and row[-1]
        }
        common = gcd(*found.values())
        return Obstruction(
            tuple((i, found[i] // common) for i in sorted(found) if labels[i]),
            tuple((i, found[i] // common) for i in sorted(found) if not labels[i]),
        )
    weights = [objective[j] - scale for j in range(columns, columns + size)]
    common = gcd(*weights)
    return HalfSpace(tuple(weight // common for weight in weights))


def _eliminate(
    row: list[int], pivot_row: list[int], pivot: int, factor: int, scale: int
) -> list[int]:
    """(pivot·row − factor·pivot_row)/scale, an exact division: all entries are minors."""
    if factor == 0:
        return row if pivot == scale else [pivot * x // scale for x in row]
    return [(pivot * x - factor * y) // scale for x, y in zip(row, pivot_row, strict=True)]


def evaluate_half_space(weights: Sequence[int], point: Homogeneous) -> int:
    """A positive multiple of weights·(x, 1)."""
    return sum(weight * entry for weight, entry in zip(weights, point, strict=True))


@dataclass(frozen=True, slots=True)
class Dichotomies:
    """All 2^n labelings (bit i: label of point i), each with the index of what decides it."""

    half_spaces: tuple[HalfSpace, ...]
    obstructions: tuple[Obstruction, ...]
    realised: tuple[tuple[int, int], ...]
    refuted: tuple[tuple[int, int], ...]


def list_dichotomies(points: Sequence[Homogeneous]) -> Dichotomies:
    """Every labeling with a half-space or an obstruction.

    Labelings grow point by point: a half-space of the points so far settles one label of the next
    point, a linear program the other one, and an obstruction settles all continuations at once.
    Complements share both.
    """
    size = len(points)
    everything = (1 << size) - 1
    half_spaces: list[HalfSpace] = []
    realised: list[tuple[int, int]] = []
    obstructions: dict[Obstruction, int] = {}
    refuted: list[tuple[int, int]] = []
    for length, labels, found in _grow(points):
        if isinstance(found, Obstruction):
            index = obstructions.setdefault(found, len(obstructions))
            for rest in range(1 << (size - length)):
                whole = labels | rest << length
                refuted += [(whole, index), (everything ^ whole, index)]
        else:
            opposite = HalfSpace(tuple(-weight for weight in found.weights))
            realised += [(labels, len(half_spaces)), (everything ^ labels, len(half_spaces) + 1)]
            half_spaces += [found, opposite]
    return Dichotomies(
        tuple(half_spaces), tuple(obstructions), tuple(sorted(realised)), tuple(sorted(refuted))
    )


def count_dichotomies(points: Sequence[Homogeneous]) -> int:
    """How many labelings half-spaces take, without listing the others: for many points."""
    return 2 * sum(isinstance(found, HalfSpace) for _, _, found in _grow(points))


def _grow(
    points: Sequence[Homogeneous],
) -> Iterator[tuple[int, int, HalfSpace | Obstruction]]:
    """(length, labels, reason): whole labelings with a half-space, and beginnings of this length
    with an obstruction; point 0 has label 0, so that complements are missing.
    """
    size = len(points)
    first = find_separation(points[:1], [0])
    stack: list[tuple[int, int, HalfSpace | Obstruction]] = [(1, 0, first)]
    while stack:
        length, labels, found = stack.pop()
        if isinstance(found, Obstruction) or length == size:
            yield length, labels, found
            continue
        value = evaluate_half_space(found.weights, points[length])
        for label in (0, 1):
            longer = labels | label << length
            if value and (value > 0) == bool(label):
                stack.append((length + 1, longer, found))
                continue
            digits = [longer >> i & 1 for i in range(length + 1)]
            stack.append((length + 1, longer, find_separation(points[: length + 1], digits)))
