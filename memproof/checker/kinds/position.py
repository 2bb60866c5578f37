"""General position: no d + 1 of N points of R^d lie on a hyperplane, or d + 1 that do.

Kind ``points-general-position``: claim = {points, general}. With ``general`` true the evidence is
empty and the checker decides all binom(N, d + 1) determinants itself; with false it is
{indices, hyperplane}: d + 1 different points and (a_1, …, a_d, b) ≠ 0 with a·x + b = 0 at each.

Soundness. d + 1 points lie on a hyperplane a·x + b = 0, a ≠ 0, just when the rows (x_i, 1) are
linearly dependent (a = 0 would force b = 0). Rows are scaled to integers. ``find_dependent`` goes
through all increasing choices of d + 1 rows; a chosen row with a nonzero entry is taken off all
later ones by row operations with nonzero factors, which keep dependence with the rows chosen so
far; a row that becomes zero depends on them, and d + 1 rows none of which does are independent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import comb, gcd, lcm
from typing import Any

from memproof.checker.budget import spend
from memproof.checker.errors import Rejected
from memproof.checker.kinds.networks import Point, Result, _count, _list, _object, _vector

KIND = "points-general-position"
MAX_DETERMINANTS = 400_000
MAX_POINTS = 100_000
MAX_DIMENSION = 400
Numbered = tuple[int, tuple[int, ...]]


def check_position(document: Mapping[str, Any]) -> Result:
    """Replay one document; the grade is exhaustive, over all choices of d + 1 points."""
    claim = _object(document.get("claim"), ("points", "general"), "the claim")
    entries = _list(claim["points"], "points")
    if not entries:
        raise Rejected("empty", "no points")
    if len(entries) > MAX_POINTS:
        raise Rejected("size-limit", f"more than {MAX_POINTS} points")
    dimension = len(entries[0]) if isinstance(entries[0], list) else 1
    if not 1 <= dimension <= MAX_DIMENSION:
        raise Rejected("malformed", f"points need coordinates, at most {MAX_DIMENSION}")
    points = [_vector(entry, dimension, f"point {i}") for i, entry in enumerate(entries)]
    if len(points) <= dimension:
        raise Rejected("too-few-points", f"general position is about more than {dimension} points")
    details: dict[str, Any] = {"points": len(points), "dimension": dimension}
    if claim["general"] is True:
        if document.get("evidence") != {}:
            raise Rejected("malformed", "evidence must be empty: the checker decides itself")
        number = comb(len(points), dimension + 1)
        if number > MAX_DETERMINANTS:
            raise Rejected("size-limit", f"more than {MAX_DETERMINANTS} determinants")
        spend(5 * number)
        found = find_dependent(points)
        if found is not None:
            raise Rejected("on-a-hyperplane", f"points {list(found)}")
        details["determinants"] = number
        return Result(KIND, "exhaustive", f"all {number} determinants are nonzero", details)
    if claim["general"] is not False:
        raise Rejected("malformed", "general is true or false")
    evidence = _object(document.get("evidence"), ("indices", "hyperplane"), "evidence")
    indices = [_count(entry, "an index") for entry in _list(evidence["indices"], "indices")]
    if len(indices) != dimension + 1 or len(set(indices)) != len(indices):
        raise Rejected("wrong-points", f"{dimension + 1} different points show it")
    if max(indices) >= len(points):
        raise Rejected("malformed", "an index names no point")
    hyperplane = _vector(evidence["hyperplane"], dimension + 1, "hyperplane")
    if not any(hyperplane[:-1]):
        raise Rejected("not-a-hyperplane", "the normal is zero")
    for i in indices:
        value = sum((a * x for a, x in zip(hyperplane, points[i], strict=False)), hyperplane[-1])
        if value != 0:
            raise Rejected("off-the-hyperplane", f"point {i}: {value}")
    return Result(KIND, "exhaustive", f"points {indices} lie on one hyperplane", details)


def find_dependent(points: Sequence[Point]) -> tuple[int, ...] | None:
    """Indices of d + 1 points on one hyperplane, the first such choice; None if there are none."""
    rows: list[Numbered] = []
    for i, point in enumerate(points):
        scale = lcm(*(entry.denominator for entry in point))
        rows.append((i, (*(int(entry * scale) for entry in point), scale)))
    size = len(points[0]) + 1
    found = _find(rows, size)
    if found is None:
        return None
    # Fewer dependent points lie on one hyperplane with any others.
    others = (i for i in range(len(points)) if i not in found)
    while len(found) < size:
        found.append(next(others))
    return tuple(sorted(found))


def _find(rows: Sequence[Numbered], needed: int) -> list[int] | None:
    """Rows among the first choices of ``needed`` of which one is zero after elimination."""
    for at, (i, row) in enumerate(rows):
        if len(rows) - at < needed:
            return None
        pivot = next((j for j, entry in enumerate(row) if entry), None)
        if pivot is None:
            return [i]
        if needed == 1:
            continue
        bits = max(entry.bit_length() for entry in row)
        spend((len(rows) - at) * len(row) * (1 + bits * bits // 20_000) // 3)
        later = [(k, _reduced(other, row, pivot)) for k, other in rows[at + 1 :]]
        found = _find(later, needed - 1)
        if found is not None:
            return [i, *found]
    return None


def _reduced(row: tuple[int, ...], by: tuple[int, ...], pivot: int) -> tuple[int, ...]:
    """A nonzero multiple of the row minus a multiple of the other, without the pivot's column.

    There it is zero.
    """
    keep, take = by[pivot], row[pivot]
    if take:
        row = tuple(keep * a - take * b for a, b in zip(row, by, strict=True))
    rest = row[:pivot] + row[pivot + 1 :]
    # Common factors are taken off where the entries will be multiplied again.
    shared = gcd(*rest) if len(rest) > 2 else 1
    return rest if shared <= 1 else tuple(entry // shared for entry in rest)


KINDS: dict[str, Callable[[Mapping[str, Any]], Result]] = {KIND: check_position}
