"""Points in general position: one hidden layer of 2⌈N/d⌉ neurons, and residual blocks.

R1 puts a ridge over each group of d points; R2 peels facets of the convex hull; R3 splits R2's
neurons over residual blocks that only ever change the last coordinate. Constructions and proofs:
mathematics_yun_madden_bartlett §5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, comb, gcd, lcm
from typing import Any

from memproof.checker.kinds import position
from memproof.errors import InputError, SizeLimitError
from memproof.networks.network import Network
from memproof.networks.wiring import Affine, neuron, total, wire

Rational = int | Fraction
Point = Sequence[Rational]
Functional = tuple[Fraction, ...]
"""An affine function x ↦ a·x + b as (a_1, …, a_d, b)."""

FIRST_DETERMINANTS = 100_000


@dataclass(frozen=True, slots=True)
class Ridge:
    """One neuron: x ↦ weight·σ(inner(x))."""

    inner: Functional
    weight: Fraction


@dataclass(frozen=True, slots=True)
class ResidualNetwork:
    """Blocks z ↦ z + V σ(U z + b) on R^d that read z_1 … z_{d−1} and write z_d, the output.

    They start from z_j = x_j + shear_j·x_d, j < d, and z_d = x_d; most often the shear is 0.
    """

    dimension: int
    blocks: tuple[tuple[Ridge, ...], ...]
    shear: tuple[int, ...]

    @property
    def hidden_nodes(self) -> int:
        """Neurons of all blocks together."""
        return sum(len(block) for block in self.blocks)


def find_dependent(points: Sequence[Point]) -> tuple[int, ...] | None:
    """Indices of d + 1 points on one hyperplane; None for points in general position.

    Decides all binom(N, d + 1) determinants of rows (x_i, 1) exactly, by the checker's own
    elimination, and names the first choice that fails; equal points lie on one with any others.
    Where there are more than the checker's MAX_DETERMINANTS only some first points are tried.
    Raises InputError for bad points or N ≤ d, SizeLimitError where that decides nothing or for more
    than MAX_DIMENSION coordinates.
    """
    rows = _rows(points, distinct=False)
    d = len(rows[0]) - 1
    if len(rows) <= d:
        raise InputError(f"general position in R^{d} is a question about more than {d} points")
    if d > position.MAX_DIMENSION:
        raise SizeLimitError(f"more than {position.MAX_DIMENSION} coordinates")
    number = comb(len(rows), d + 1)
    tried = len(rows)
    if number > position.MAX_DETERMINANTS:
        while comb(tried, d + 1) > FIRST_DETERMINANTS and tried > d + 1:
            tried -= 1
    found = position.find_dependent([row[:-1] for row in rows[:tried]])
    if found is None and tried < len(rows):
        raise SizeLimitError(
            f"general position of {len(rows)} points of R^{d} takes {number} determinants, more"
            f" than {position.MAX_DETERMINANTS}; among the first {tried} points all are nonzero"
        )
    return found


def find_hyperplane(points: Sequence[Point]) -> Functional:
    """Coprime integers (a_1, …, a_d, b), not all a_j zero, with a·x + b = 0 at all these points.

    Raises InputError where the points lie on no hyperplane.
    """
    rows = _rows(points, distinct=False)
    kernel = _kernel(rows, len(rows[0]))
    if not kernel:
        raise InputError("the points lie on no hyperplane")
    return kernel[0]


def build_position_document(points: Sequence[Point]) -> dict[str, Any]:
    """Kind ``points-general-position``: that no d + 1 points lie on a hyperplane, or some that do.

    Raises as ``find_dependent`` does.
    """
    return describe_position(points, find_dependent(points))


def describe_position(points: Sequence[Point], found: Sequence[int] | None) -> dict[str, Any]:
    """The same document from what ``find_dependent`` has found. Raises as ``find_hyperplane``."""
    evidence: dict[str, Any] = {}
    if found is not None:
        hyperplane = find_hyperplane([points[i] for i in found])
        evidence = {"indices": list(found), "hyperplane": [str(entry) for entry in hyperplane]}
    return {
        "format": "memproof-certificate",
        "version": 1,
        "kind": position.KIND,
        "claim": {
            "points": [[str(Fraction(entry)) for entry in point] for point in points],
            "general": found is None,
        },
        "evidence": evidence,
        "uses": {},
    }


def count_ridges(size: int, d: int) -> int:
    """2⌈N/d⌉: neurons of ``build_peeled``."""
    return 2 * -(-size // d)


def count_printed_nodes(size: int, d: int, blocks: int) -> Fraction:
    """4N/d + 4L: about the printed number of hidden nodes of L residual blocks (transcribed)."""
    return Fraction(4 * size, d) + 4 * blocks


def build_hats(points: Sequence[Point], labels: Sequence[Rational]) -> Network:
    """R1: one hidden layer of 3⌈N/d⌉ neurons through N points of R^d, real labels.

    A hat of half-width 1 in t = λh + v over each group of d points, h zero on the group alone.
    Raises InputError where a hyperplane through a group meets another point.
    """
    rows, values = _data(points, labels)
    d = len(rows[0]) - 1
    low = min(values)
    height = max(max(values) - low, Fraction(1))
    ridges: list[Ridge] = []
    for first in range(0, len(rows), d):
        group = list(range(first, min(first + d, len(rows))))
        rest = [i for i in range(len(rows)) if i not in group]
        h = _zero_on(rows, group, rest)
        v = _through([rows[i] for i in group], [(values[i] - low) / height - 1 for i in group])
        steep = max(
            (ceil((1 + abs(_at(v, rows[i]))) / abs(_at(h, rows[i]))) for i in rest), default=0
        )
        for shift, weight in ((1, height), (0, -2 * height), (-1, height)):
            inner = _combine(steep, h, v)
            ridges.append(Ridge((*inner[:-1], inner[-1] + shift), weight))
    return _network(d, ridges, low)


def build_peeled(points: Sequence[Point], labels: Sequence[Rational]) -> Network:
    """R2: one hidden layer of 2⌈N/d⌉ neurons through N points in general position, real labels.

    Raises InputError where d + 1 points met on the way lie on a hyperplane.
    """
    rows, values = _data(points, labels)
    return _network(len(rows[0]) - 1, _peel(rows, values), Fraction(0))


def shear_points(points: Sequence[Point], shear: Sequence[int]) -> list[tuple[Fraction, ...]]:
    """The first d − 1 coordinates x_j + shear_j·x_d of points of R^d."""
    return [
        tuple(Fraction(entry) + c * point[-1] for entry, c in zip(point, shear, strict=False))
        for point in points
    ]


def find_shear(points: Sequence[Point], tries: int = 8) -> tuple[int, ...] | None:
    """The first shear (t, t², …), t = 0, 1, …, that puts the first d − 1 coordinates in general
    position; None if there is none among ``tries``.

    There is one for some t if no d of the points are affinely dependent: d points fail for at most
    d − 1 values of t, the roots of a polynomial. Raises as ``find_dependent`` does.
    """
    for t in range(tries):
        shear = tuple(t**j for j in range(1, len(points[0])))
        if find_dependent(shear_points(points, shear)) is None:
            return shear
    return None


def build_residual(
    points: Sequence[Point],
    labels: Sequence[Rational],
    blocks: int,
    shear: Sequence[int] | None = None,
) -> ResidualNetwork:
    """R3: ``blocks`` ≥ 1 residual blocks with 2⌈N/(d − 1)⌉ hidden nodes in all, d ≥ 2.

    The points' first d − 1 coordinates, after the shear, must be in general position. Raises
    InputError where they are met not to be, for d = 1 and for bad data.
    """
    rows, values = _data(points, labels)
    d = len(rows[0]) - 1
    if d < 2 or blocks < 1:
        raise InputError("residual blocks need d ≥ 2, and at least one block")
    shear = tuple(shear or (0,) * (d - 1))
    if len(shear) != d - 1:
        raise InputError(f"a shear has d − 1 = {d - 1} entries")
    projected = [(*point, Fraction(1)) for point in shear_points([row[:-1] for row in rows], shear)]
    if len(set(projected)) != len(projected):
        raise InputError("two points share their first d − 1 coordinates")
    targets = [value - row[d - 1] for value, row in zip(values, rows, strict=True)]
    ridges = _peel(projected, targets)
    size = -(-len(ridges) // blocks)
    parts = [tuple(ridges[size * k : size * (k + 1)]) for k in range(blocks)]
    return ResidualNetwork(d, tuple(parts), shear)


def evaluate_residual(network: ResidualNetwork, point: Point) -> Fraction:
    """The last coordinate after all blocks, block after block, exactly."""
    if len(point) != network.dimension:
        raise InputError(f"a point needs {network.dimension} coordinates")
    state = [*shear_points([point], network.shear)[0], Fraction(point[-1])]
    for block in network.blocks:
        read = (*state[:-1], Fraction(1))
        state[-1] += sum(
            (ridge.weight * max(Fraction(0), _at(ridge.inner, read)) for ridge in block),
            Fraction(0),
        )
    return state[-1]


def flatten_residual(network: ResidualNetwork) -> Network:
    """The same function with one hidden layer: all ridges, and two neurons that carry x_d."""
    names = [f"x{i}" for i in range(network.dimension)]
    last = neuron(names[-1])
    hidden = {"plus": last, "minus": -last}
    output = neuron("plus") - neuron("minus")
    ridges = [ridge for block in network.blocks for ridge in block]
    for k, ridge in enumerate(ridges):
        *weights, bias = ridge.inner
        slope = sum((w * c for w, c in zip(weights, network.shear, strict=True)), Fraction(0))
        hidden[f"ridge{k}"] = _affine(names, (*weights, slope, bias))
        output = output + neuron(f"ridge{k}") * ridge.weight
    return wire(names, [hidden], [output])


def _peel(rows: Sequence[Functional], values: Sequence[Fraction]) -> list[Ridge]:
    """Ridges through all values; rows are (x, 1)."""
    d = len(rows[0]) - 1
    left = list(range(len(rows)))
    groups: list[tuple[list[int], Functional]] = []
    while len(left) > d:
        group, h = _facet(rows, left)
        left = [i for i in left if i not in group]
        groups.append((group, h))
    # The innermost group has nothing inside: any h will do.
    groups.append((left, (Fraction(0),) * (d + 1)))
    ridges: list[Ridge] = []
    done: list[int] = []
    for group, h in reversed(groups):
        if not group:
            continue
        here = [rows[i] for i in group]
        sums = [
            sum((r.weight * max(Fraction(0), _at(r.inner, x)) for r in ridges), Fraction(0))
            for x in here
        ]
        missing = [values[i] - found for i, found in zip(group, sums, strict=True)]
        level = Fraction(ceil(max([Fraction(0), *missing])) + 1)
        v = _through(here, [level - r for r in missing])
        steep = 0
        for i in done:
            away = -_at(h, rows[i])
            steep = max(steep, ceil(level / away), ceil(_at(v, rows[i]) / away))
        flat = (*(Fraction(0),) * d, level)
        ridges.append(Ridge(_combine(steep, h, flat), Fraction(1)))
        ridges.append(Ridge(_combine(steep, h, v), Fraction(-1)))
        done += group
    return ridges


def _facet(rows: Sequence[Functional], left: Sequence[int]) -> tuple[list[int], Functional]:
    """d points of ``left`` on a hyperplane h = 0 with h < 0 at all others, by rotating it."""
    d = len(rows[0]) - 1
    low = min(rows[i][0] for i in left)
    h: Functional = (Fraction(1), *(Fraction(0),) * (d - 1), -low)
    while True:
        on = [i for i in left if _at(h, rows[i]) == 0]
        if len(on) > d:
            raise InputError(f"points {on[: d + 1]} lie on one hyperplane")
        if len(on) == d:
            return on, tuple(-entry for entry in h)
        turn = next(w for w in _kernel([rows[i] for i in on], d + 1) if _rank([w, h]) == 2)
        values = [(_at(h, rows[i]), _at(turn, rows[i])) for i in left if i not in on]
        if all(w >= 0 for _, w in values):
            turn = tuple(-entry for entry in turn)
            values = [(height, -w) for height, w in values]
        slopes = [height / -w for height, w in values if w < 0]
        if not slopes:
            raise InputError("the points left lie on one hyperplane")
        h = _primitive(tuple(a + min(slopes) * b for a, b in zip(h, turn, strict=True)))


def _zero_on(rows: Sequence[Functional], group: Sequence[int], rest: Sequence[int]) -> Functional:
    """An affine function that is zero at the group and nowhere at the rest."""
    basis = _kernel([rows[i] for i in group], len(rows[0]))
    for t in range(1, len(rows) * len(basis) + 2):
        h = tuple(
            sum((t**k * w[j] for k, w in enumerate(basis)), Fraction(0))
            for j in range(len(rows[0]))
        )
        if any(h[:-1]) and all(_at(h, rows[i]) for i in rest):
            return _primitive(h)
    raise InputError(f"every hyperplane tried through points {list(group)} meets another point")


def _through(rows: Sequence[Functional], values: Sequence[Fraction]) -> Functional:
    """An affine function with these values at affinely independent points."""
    width = len(rows[0])
    reduced, pivots = _reduce(
        [(*row, value) for row, value in zip(rows, values, strict=True)], width
    )
    if len(pivots) < len(rows):
        raise InputError("points of a group are affinely dependent")
    found = [Fraction(0)] * width
    for row, pivot in zip(reduced, pivots, strict=False):
        found[pivot] = row[-1]
    return tuple(found)


def _kernel(rows: Sequence[Functional], width: int) -> list[Functional]:
    """A basis of the affine functions that vanish at the points."""
    reduced, pivots = _reduce(rows, width)
    basis: list[Functional] = []
    for free in (j for j in range(width) if j not in pivots):
        vector = [Fraction(int(j == free)) for j in range(width)]
        for row, pivot in zip(reduced, pivots, strict=False):
            vector[pivot] = -row[free]
        basis.append(_primitive(tuple(vector)))
    return basis


def _rank(rows: Sequence[Functional]) -> int:
    return len(_reduce(rows, len(rows[0]))[1])


def _reduce(
    rows: Sequence[Sequence[Fraction]], width: int
) -> tuple[list[list[Fraction]], list[int]]:
    """Reduced echelon form by the first ``width`` columns, and its pivots."""
    work = [list(row) for row in rows]
    pivots: list[int] = []
    for column in range(width):
        at = len(pivots)
        chosen = next((i for i in range(at, len(work)) if work[i][column]), None)
        if chosen is None:
            continue
        work[at], work[chosen] = work[chosen], work[at]
        top = work[at][column]
        work[at] = [entry / top for entry in work[at]]
        for i, row in enumerate(work):
            if i != at and row[column]:
                factor = row[column]
                work[i] = [a - factor * b for a, b in zip(row, work[at], strict=True)]
        pivots.append(column)
        if len(pivots) == len(work):
            break
    return work, pivots


def _primitive(h: Functional) -> Functional:
    """A positive multiple with coprime integers."""
    scale = lcm(*(entry.denominator for entry in h))
    whole = [int(entry * scale) for entry in h]
    common = gcd(*whole) or 1
    return tuple(Fraction(entry // common) for entry in whole)


def _combine(steep: int, h: Functional, v: Functional) -> Functional:
    return tuple(steep * a + b for a, b in zip(h, v, strict=True))


def _at(h: Functional, row: Functional) -> Fraction:
    return sum((a * b for a, b in zip(h, row, strict=True)), Fraction(0))


def _affine(names: Sequence[str], inner: Functional) -> Affine:
    terms = [neuron(name) * weight for name, weight in zip(names, inner[:-1], strict=False)]
    return total([Affine(inner[-1]), *terms])


def _network(d: int, ridges: Sequence[Ridge], bias: Fraction) -> Network:
    names = [f"x{i}" for i in range(d)]
    hidden = {f"ridge{k}": _affine(names, ridge.inner) for k, ridge in enumerate(ridges)}
    output = total([Affine(bias), *(neuron(f"ridge{k}") * r.weight for k, r in enumerate(ridges))])
    return wire(names, [hidden], [output])


def _data(
    points: Sequence[Point], labels: Sequence[Rational]
) -> tuple[list[Functional], list[Fraction]]:
    rows = _rows(points)
    if len(labels) != len(rows):
        raise InputError(f"{len(rows)} points but {len(labels)} labels")
    if not all(type(label) is int or isinstance(label, Fraction) for label in labels):
        raise InputError("labels must be exact: int or Fraction")
    return rows, [Fraction(label) for label in labels]


def _rows(points: Sequence[Point], *, distinct: bool = True) -> list[Functional]:
    if not points or not points[0] or any(len(point) != len(points[0]) for point in points):
        raise InputError("points need coordinates, as many each, and there is at least one")
    for point in points:
        if not all(type(entry) is int or isinstance(entry, Fraction) for entry in point):
            raise InputError("points must be exact: int or Fraction")
    rows = [(*(Fraction(entry) for entry in point), Fraction(1)) for point in points]
    if distinct and len(set(rows)) != len(rows):
        raise InputError("points must be distinct")
    return rows
