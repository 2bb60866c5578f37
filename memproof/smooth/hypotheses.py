"""Where data are not generic: which hypothesis of the capacity theorems fails, exactly.

The theorems hold for all data outside a null set; a data set never says whether it is outside. What
can be decided in rationals: linear relations that every network of the class obeys, whatever its
width, and ranks that are below the generic ones for certain. That nothing is found never means
that the data are generic.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, gcd, lcm
from typing import Any

from memproof.checker.kinds.interpolation import degree_of
from memproof.smooth.interpolate import largest_count

Point = Sequence[Fraction]

MAX_CELLS = 400_000
SHOWN = 5


@dataclass(frozen=True)
class Failure:
    """A hypothesis that the data do not satisfy.

    With ``relation``, pairs (index of a point, λ), every network of the class has
    Σ λ f(x_i) = 0 and the targets do not: no number of neurons interpolates them. ``certain`` says
    that the Jacobian has less than full rank for all weights, so the theorems say nothing; without
    it the position is special and the theorems may hold or not.
    """

    hypothesis: str
    statement: str
    relation: tuple[tuple[int, Fraction], ...] = ()
    certain: bool = True

    @property
    def decisive(self) -> bool:
        """Whether exact interpolation is impossible."""
        return bool(self.relation)


def find_failures(
    points: Sequence[Point],
    targets: Sequence[Fraction],
    hidden: int,
    activation: str,
    *,
    biases: bool = False,
) -> tuple[Failure, ...]:
    """Which hypotheses fail at these data, the decisive ones first. ``points`` has shape (n, d)."""
    one = (Fraction(1),) if biases else ()
    inputs = [(*point, *one) for point in points]
    failures = [
        *_find_repeated_points(inputs, targets),
        *_find_relations(inputs, targets, activation),
        *_find_repeated_directions(inputs, hidden, activation),
        *_find_span(inputs, hidden, activation),
    ]
    largest = largest_count(hidden, len(points[0]), activation, biases)
    if len(points) > largest:
        count = "m(d + 1)" if not biases else "m(d + 2)"
        if degree_of(activation) is not None:
            count = "min{m D, binom(k + D - 1, D - 1)}" + (", D = d + 1" if biases else ", D = d")
        failures.append(
            Failure(
                f"the number of points is at most {count}",
                f"{len(points)} points exceed {largest}: the target vectors that some weights take "
                "have measure 0",
            )
        )
    return tuple(sorted(failures, key=lambda failure: (not failure.decisive, not failure.certain)))


def _find_repeated_points(inputs: Sequence[Point], targets: Sequence[Fraction]) -> list[Failure]:
    first: dict[tuple[Fraction, ...], int] = {}
    same: list[tuple[int, int]] = []
    for i, x in enumerate(inputs):
        j = first.setdefault(tuple(x), i)
        if targets[i] != targets[j]:
            return [_decisive("no point has two targets", {j: Fraction(1), i: Fraction(-1)})]
        if j != i:
            same.append((j, i))
    if not same:
        return []
    return [Failure("no two points are equal", f"these are: {_show_pairs(same)}")]


def _find_relations(
    inputs: Sequence[Point], targets: Sequence[Fraction], activation: str
) -> list[Failure]:
    """Relations Σ λ f(x_i) = 0 that hold for every network and fail for the targets."""
    degree = degree_of(activation)
    if degree is not None:
        monomials = comb(degree + len(inputs[0]) - 1, len(inputs[0]) - 1)
        if len(inputs) * monomials > MAX_CELLS:
            return []
        rows = [_monomials(x, degree) for x in inputs]
        rank = _rank(rows)
        generic = min(len(inputs), monomials)
        failures = []
        if rank < generic:
            failures.append(
                Failure(
                    f"the monomials of degree {degree} have rank min{{n, D}} on the points",
                    f"their rank is {rank}, not {generic}: the vectors of values form a space of "
                    f"dimension at most {rank}",
                )
            )
        relation = _relation(rows, [{i: Fraction(1)} for i in range(len(inputs))], targets)
        if relation:
            failures.append(_decisive("no linear relation among the monomials", relation))
        return failures
    # With the other activations a relation joins a point and its negative, or is at 0.
    index = {tuple(x): i for i, x in enumerate(inputs)}
    pairs = [(i, index.get(tuple(-a for a in x))) for i, x in enumerate(inputs)]
    opposite = [(i, j) for i, j in pairs if j is not None and i <= j]
    zero = [i for i, x in enumerate(inputs) if not any(x)]
    name = "no input is 0 or the negative of another"
    if activation in ("tanh", "logistic"):
        # tanh(t) + tanh(-t) = 0; for the logistic function the sum is 1, so f(x) + f(-x) = Σ v_j.
        rows = [[] if activation == "tanh" else [Fraction(1)] for _ in opposite]
        terms = [_sum({i: 1}, {j: 1}) for i, j in opposite]
    else:
        # softplus and gelu: ψ(t) - ψ(-t) = t, so f(x) - f(-x) is linear in x.
        proper = [(i, j) for i, j in opposite if i != j]
        rows = [list(inputs[i]) for i, _ in proper]
        terms = [_sum({i: 1}, {j: -1}) for i, j in proper]
        if activation == "gelu":
            rows += [[Fraction(0)] * len(inputs[0]) for _ in zero]
            terms += [{i: Fraction(1)} for i in zero]
    relation = _relation(rows, terms, targets)
    if relation:
        return [_decisive(name, relation)]
    obeyed = _relation(rows, terms, None)
    if obeyed:
        statement = f"every such network obeys {_show_relation(obeyed)}, and so do the targets"
        return [Failure(name, statement)]
    return []


def _sum(first: dict[int, int], second: dict[int, int]) -> dict[int, Fraction]:
    keys = sorted({*first, *second})
    return {key: Fraction(first.get(key, 0) + second.get(key, 0)) for key in keys}


def _show_relation(relation: dict[int, Fraction]) -> str:
    pairs = sorted(relation.items())
    if len(pairs) <= SHOWN and all(len(str(factor)) <= 20 for _, factor in pairs):
        return " + ".join(f"({factor})*f(point {i})" for i, factor in pairs) + " = 0"
    return f"a relation of {len(pairs)} values with integer factors"


def _show_pairs(pairs: Sequence[tuple[int, int]]) -> str:
    shown = ", ".join(f"({i}, {j})" for i, j in pairs[:SHOWN])
    return shown + (f" and {len(pairs) - SHOWN} more" if len(pairs) > SHOWN else "")


def _decisive(hypothesis: str, relation: dict[int, Fraction]) -> Failure:
    statement = f"every such network obeys {_show_relation(relation)}, and the targets do not"
    return Failure(hypothesis, statement, tuple(sorted(relation.items())))


def _relation(
    rows: Sequence[Sequence[Fraction]],
    terms: Sequence[dict[int, Fraction]],
    targets: Sequence[Fraction] | None,
) -> dict[int, Fraction]:
    """λ with Σ λ_r rows_r = 0 and Σ λ_r terms_r(targets) ≠ 0, as coefficients of the targets.

    Without targets any λ ≠ 0 with Σ λ_r rows_r = 0.
    """
    values = [Fraction(1)] * len(terms)
    if targets is not None:
        values = [sum((c * targets[i] for i, c in term.items()), Fraction(0)) for term in terms]
    kept: list[tuple[int, list[Fraction], dict[int, Fraction]]] = []
    for number, row in enumerate(rows):
        rest, combination = list(row), {number: Fraction(1)}
        for at, head, how in kept:
            factor = rest[at]
            if factor:
                rest = [a - factor * b for a, b in zip(rest, head, strict=True)]
                for key, amount in how.items():
                    combination[key] = combination.get(key, Fraction(0)) - factor * amount
        pivot = next((j for j, entry in enumerate(rest) if entry), None)
        if pivot is not None:
            scale = 1 / rest[pivot]
            kept.append(
                (pivot, [a * scale for a in rest], {k: a * scale for k, a in combination.items()})
            )
            continue
        if targets is None or sum((a * values[key] for key, a in combination.items()), Fraction(0)):
            result: dict[int, Fraction] = {}
            for key, amount in combination.items():
                for i, c in terms[key].items():
                    result[i] = result.get(i, Fraction(0)) + amount * c
            result = {i: amount for i, amount in result.items() if amount}
            common = lcm(*(amount.denominator for amount in result.values()))
            return {i: amount * common for i, amount in result.items()}
    return {}


def _find_repeated_directions(
    inputs: Sequence[Point], hidden: int, activation: str
) -> list[Failure]:
    if len(inputs[0]) == 1:
        return []
    lines: dict[tuple[int, ...], list[int]] = {}
    for i, x in enumerate(inputs):
        lines.setdefault(_direction(x), []).append(i)
    found = [(line[0], i) for line in lines.values() for i in line[1:]]
    if not found:
        return []
    name = "no two inputs are multiples of each other"
    failures = [Failure(name, f"these points are: {_show_pairs(found)}", certain=False)]
    longest = max(lines.values(), key=len)
    if degree_of(activation) is None and len(longest) > 2 * hidden:
        failures.append(
            Failure(
                "at most 2m inputs are multiples of one of them",
                f"{len(longest)} are, among them points {longest[0]} and {longest[1]}: on a line "
                f"through 0 only {2 * hidden} of the parameters matter",
            )
        )
    return failures


def _direction(x: Point) -> tuple[int, ...]:
    """The primitive integer vector on the line of x, its first entry that is not 0 positive."""
    common = lcm(*(a.denominator for a in x))
    whole = [int(a * common) for a in x]
    divisor = gcd(*whole)
    if divisor == 0:
        return tuple(whole)
    first = next(a for a in whole if a)
    divisor = divisor if first > 0 else -divisor
    return tuple(a // divisor for a in whole)


def _find_span(inputs: Sequence[Point], hidden: int, activation: str) -> list[Failure]:
    width = len(inputs[0])
    if len(inputs) * width > MAX_CELLS:
        return []
    rank = _rank(inputs)
    if rank == min(len(inputs), width):
        return []
    degree = degree_of(activation)
    if degree is None:
        matter = hidden * (rank + 1)
    else:
        matter = min(hidden * rank, comb(degree + rank - 1, degree))
    return [
        Failure(
            "the inputs span the space",
            f"they span a subspace of dimension {rank} of {width}: the theorems hold there with "
            f"{rank} coordinates, for at most {matter} points",
            certain=len(inputs) > matter,
        )
    ]


def _monomials(x: Point, degree: int) -> list[Fraction]:
    result = []
    for variables in itertools.combinations_with_replacement(range(len(x)), degree):
        entry = Fraction(1)
        for a in variables:
            entry *= x[a]
        result.append(entry)
    return result


def _rank(rows: Sequence[Sequence[Fraction]]) -> int:
    from flint import fmpq, fmpq_mat

    entries: list[Any] = [fmpq(a.numerator, a.denominator) for row in rows for a in row]
    return int(fmpq_mat(len(rows), len(rows[0]), entries).rref()[1])
