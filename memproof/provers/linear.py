"""Positivstellensatz combinations by linear programming.

Candidates are products of facts, of the negated goal, of distances to bounds, and a few squares.
The program looks for multipliers for which the sum is termwise of the wrong sign.  Small programs
are solved exactly; for others HiGHS works in floats and gives the support, an exact solve over the
rationals the multipliers.  The checker's rule decides.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations_with_replacement
from math import isfinite
from typing import Any

from memproof.checker.algebra import (
    ONE,
    ZERO,
    Atom,
    Monomial,
    Poly,
    Rational,
    atom_poly,
    constant,
    variable,
)
from memproof.checker.errors import Rejected
from memproof.checker.normal import Context, closed_sign, enclose
from memproof.checker.rules import Relation, Replay
from memproof.provers import simplex
from memproof.provers.balls import Sample, Undefined, ball
from memproof.provers.proofs import Budget, Searcher
from memproof.provers.terms import to_prefix

MAX_CANDIDATES = 400
MAX_MONOMIALS = 600
MAX_EXACT_SIZE = 4000


class Candidate:
    """A quantity known to be >= 0 (or = 0), with the summand that builds it in a certificate."""

    __slots__ = ("equation", "poly", "strict", "summand")

    def __init__(
        self, poly: Poly, summand: dict[str, Any], equation: bool = False, strict: bool = False
    ) -> None:
        self.poly, self.summand, self.equation, self.strict = poly, summand, equation, strict


def combinations(
    search: Searcher,
    context: Context,
    goal: Relation,
    budget: Budget,
    samples: list[Sample],
    degree: int,
) -> Iterator[tuple[dict[str, Any], Budget]]:
    """Yield at most one complete ``combine`` node."""
    node = search.once(
        f"linear {degree}", context, goal, lambda: find(context, goal, samples, degree)
    )
    if node is not None:
        yield node, budget.step(cost=0)


def find(
    context: Context, goal: Relation, samples: list[Sample], degree: int
) -> dict[str, Any] | None:
    """Return a checked ``combine`` node that proves the goal, or None."""
    try:
        candidates = _candidates(context, goal, samples, degree)
        sides = {name: False for name in context.sorts if context.bound(name, False) is not None}
        for name in context.sorts:
            if name not in sides and context.bound(name, True) is not None:
                sides[name] = True
        found = _solve(context, candidates, sides)
    except Rejected:
        return None
    for node in found:
        try:
            Replay().run(context, goal, node)
            return node
        except Rejected:
            continue
    return None


def _candidates(
    context: Context, goal: Relation, samples: list[Sample], degree: int
) -> list[Candidate]:
    negated = -goal.poly
    names = sorted(set().union(goal.poly.variables(), *(p.variables() for p, _ in context.facts)))
    gaps: list[tuple[Any, Poly, bool]] = []
    for name in names:
        for upper in (False, True):
            bound = context.bound(name, upper)
            if bound is not None:
                gap = bound[0] - variable(name) if upper else variable(name) - bound[0]
                gaps.append((to_prefix(gap), gap, bound[1]))
    facts = [
        (i, p, r) for i, (p, r) in enumerate(context.facts) if p.variables() or not _harmless(p, r)
    ]
    strict_goal = goal.relation == ">="
    result: list[Candidate] = [Candidate(negated, {"factors": ["goal"]}, strict=strict_goal)]
    base: list[tuple[list[Any], Poly, bool]] = [(["goal"], negated, strict_goal)]
    for i, p, relation in facts:
        if relation == "=":
            result.append(Candidate(p, {"equation": i, "multiplier": "1"}, True))
            for name in names:
                result.append(
                    Candidate(p * variable(name), {"equation": i, "multiplier": name}, True)
                )
        else:
            base.append(([i], p, relation == ">"))
    for prefix, gap, strict in gaps:
        base.append(([prefix], gap, strict))
    for factor in _positive_atoms(context, goal):
        base.append(([to_prefix(factor)], factor, context.positive(factor)))
    for factors, p, strict in base[1:]:
        result.append(Candidate(p, {"factors": factors}, strict=strict))
    if degree >= 2:
        pairs = list(combinations_with_replacement(range(len(base)), 2))
        pairs.sort(key=lambda pair: (0 not in pair, pair))
        for i, j in pairs[:MAX_CANDIDATES]:
            left, right = base[i], base[j]
            if len(left[1].terms) * len(right[1].terms) > 400:
                continue
            result.append(
                Candidate(
                    left[1] * right[1], {"factors": left[0] + right[0]}, strict=left[2] and right[2]
                )
            )
        for position, (first, p, strict) in enumerate(gaps[:5]):
            for second, q, also in gaps[position:5]:
                product = negated * p * q
                if len(product.terms) <= 200:
                    result.append(
                        Candidate(
                            product,
                            {"factors": ["goal", first, second]},
                            strict=strict_goal and strict and also,
                        )
                    )
        for root in _squares(context, goal, names, samples):
            result.append(Candidate(root * root, {"factors": [], "square": to_prefix(root)}))
    return [_cleared(context, candidate) for candidate in result[:MAX_CANDIDATES]]


def _cleared(context: Context, candidate: Candidate) -> Candidate:
    """Multiply a candidate by its denominators, in its summand as well."""
    powers, p = context.denominators(candidate.poly)
    lowest: dict[Atom, Rational] = {}
    for monomial in p.terms:
        for a, q in monomial:
            if q < 0 and not a.variables and a.kind != "prime":
                lowest[a] = min(q, lowest.get(a, 0))
    closed = {a: -q for a, q in lowest.items() if closed_sign(atom_poly(a)) == 1}
    if closed:
        p = p.times_powers(closed)
        powers = {**powers, **closed}
    if not powers:
        return candidate
    factor = to_prefix(ONE.times_powers(powers))
    summand = dict(candidate.summand)
    if candidate.equation:
        summand["multiplier"] = ["*", summand["multiplier"], factor]
    else:
        summand["factors"] = [*summand["factors"], factor]
    return Candidate(p, summand, candidate.equation, candidate.strict)


def _harmless(p: Poly, relation: str) -> bool:
    """A closed fact that is true says nothing; a false one is a contradiction to be used."""
    sign = closed_sign(p)
    return sign is None or {">=": sign >= 0, ">": sign > 0, "=": sign == 0}[relation]


def _positive_atoms(context: Context, goal: Relation) -> list[Poly]:
    found = []
    polys = (goal.poly, *(p for p, _ in context.facts))
    halves = {
        (a, q)
        for p in polys
        for m in p.terms
        for a, q in m
        if isinstance(q, Fraction) and a.variables
    }
    for a, q in sorted(halves, key=lambda item: (item[0].key, item[1])):
        if context.atom_nonnegative(a):
            found.append(atom_poly(a, q))
    for a in sorted(goal.poly.atoms(), key=lambda a: a.key):
        if a.kind not in ("var", "prime") and a.variables and context.atom_nonnegative(a):
            found.append(atom_poly(a))
    return found[:6]


def _squares(
    context: Context, goal: Relation, names: list[str], samples: list[Sample]
) -> list[Poly]:
    from memproof.checker.algebra import atom, atom_poly

    roots: list[Poly] = []
    basis = [variable(name) for name in names[:4]]
    for a in sorted(goal.poly.atoms(), key=lambda a: a.key):
        if a.kind != "var" and a.variables and len(basis) < 6:
            basis.append(atom_poly(a))
        if a.kind == "var":
            halves = [
                q for m in goal.poly.terms for b, q in m if b is a and isinstance(q, Fraction)
            ]
            if halves:
                basis.append(atom_poly(atom("var", str(a.arguments[0])), Fraction(1, 2)))
    for i, x in enumerate(basis):
        for y in basis[i + 1 :]:
            for c in (1, -1, 2, Fraction(1, 2), -2, Fraction(-1, 2)):
                roots.append(x - y.scale(c))
        for c in (1, 2, 3, Fraction(1, 2), -1):
            roots.append(x - constant(c))
    best: list[tuple[float, Sample]] = []
    for position, sample in enumerate(samples):
        try:
            best.append((float(ball(sample.value(goal.poly)).mid()), position, sample))  # type: ignore[arg-type]
        except (Undefined, OverflowError, ValueError):
            continue
    best.sort(key=lambda item: item[:2])
    for entry in best[:2]:
        sample = entry[-1]
        for name in names[:4]:
            value = sample.point.get(name) if isinstance(sample, Sample) else None
            if value is not None and value.denominator <= 1000:
                roots.append(variable(name) - constant(value))
        for i, name in enumerate(names[:4]):
            for other in names[i + 1 : 4]:
                u, v = sample.point.get(name), sample.point.get(other)
                if u and v and (u / v).denominator <= 20 and abs((u / v).numerator) <= 20:
                    roots.append(variable(name) - variable(other).scale(u / v))
    unique: dict[Poly, None] = {}
    for root in roots:
        if root.terms:
            unique.setdefault(root)
    return list(unique)[:80]


def _solve(
    context: Context, candidates: list[Candidate], sides: dict[str, bool]
) -> list[dict[str, Any]]:
    shifted: list[dict[Monomial, Poly]] = []
    rows: dict[Monomial, int] = {}
    for candidate in candidates:
        p = context.shift(candidate.poly, sides)
        groups: dict[Monomial, Poly] = {}
        for monomial, c in p.terms.items():
            part = tuple((a, q) for a, q in monomial if a.variables)
            rest = tuple((a, q) for a, q in monomial if not a.variables)
            groups[part] = groups.get(part, ZERO) + Poly({rest: c})
        shifted.append(groups)
        for part in groups:
            rows.setdefault(part, len(rows))
        if len(rows) > MAX_MONOMIALS:
            return []
    signed = {part: _part_nonnegative(context, part, sides) for part in rows}
    columns: list[Column] = []
    for candidate, groups in zip(candidates, shifted, strict=True):
        floats = {rows[part]: _float(c) for part, c in groups.items()}
        exact = {
            rows[part]: Fraction(c.constant() or 0)
            for part, c in groups.items()
            if c.constant() is not None
        }
        for sign in (1, -1) if candidate.equation else (1,):
            columns.append((candidate, sign, floats, exact))
    inequality = [i for part, i in rows.items() if signed[part]]
    equality = [i for part, i in rows.items() if not signed[part]]
    results: list[dict[str, Any]] = []
    # First ask for a strictly negative constant term, then for a strict summand.
    for want_constant in (True, False):
        if want_constant and () not in rows:
            continue
        least: dict[int, float] = {}
        for j, (candidate, sign, floats, _) in enumerate(columns):
            if want_constant and floats.get(rows[()]):
                least[j] = -sign * floats[rows[()]]
            elif not want_constant and candidate.strict:
                least[j] = 1.0
        if not any(v > 0 for v in least.values()):
            continue
        values = _feasible(columns, equality, inequality, least)
        if values is not None:
            results += _exact(columns, values, rows, signed, equality)
    return results


Column = tuple[Candidate, int, dict[int, float], dict[int, Fraction]]


def _feasible(
    columns: list[Column], equality: list[int], inequality: list[int], least: dict[int, float]
) -> list[float] | None:
    """Return multipliers >= 0 with row sums = 0 or <= 0 and a positive ``least`` row."""
    if any(not isfinite(v) for column in columns for v in column[2].values()):
        return None
    if (len(equality) + len(inequality)) * (len(columns) + len(inequality)) <= MAX_EXACT_SIZE:
        entries = [
            {i: sign * exact.get(i, Fraction(v)) for i, v in floats.items()}
            for _, sign, floats, exact in columns
        ]
        weights = {j: Fraction(v) for j, v in least.items()}
        found = simplex.solve(entries, equality, inequality, weights)
        return None if found is None else [float(v) for v in found]
    # One thread: the matrices are small, and the result must not depend on the number of threads.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import numpy
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix

    sizes = [max((abs(v) for v in column[2].values()), default=1.0) or 1.0 for column in columns]
    data, row_index, column_index = [], [], []
    for j, (_, sign, floats, _exactly) in enumerate(columns):
        for i, v in floats.items():
            data.append(sign * v / sizes[j])
            row_index.append(i)
            column_index.append(j)
    height = len(equality) + len(inequality)
    for j, v in least.items():
        data.append(-v / sizes[j])
        row_index.append(height)
        column_index.append(j)
    matrix = csr_matrix((data, (row_index, column_index)), shape=(height + 1, len(columns)))
    upper = numpy.zeros(len(inequality) + 1)
    upper[-1] = -1.0
    cost = [
        1.0 + 0.1 * len(c[0].summand.get("factors", [])) + (2.0 if "square" in c[0].summand else 0)
        for c in columns
    ]
    solution: Any = linprog(  # type: ignore[call-overload]
        numpy.array(cost),
        A_ub=matrix[[*inequality, height]],
        b_ub=upper,
        A_eq=matrix[equality] if equality else None,
        b_eq=numpy.zeros(len(equality)) if equality else None,
        bounds=(0.0, None),
        method="highs",
        options={"maxiter": 20_000},
    )
    if solution.status != 0:
        return None
    return [float(x) / size for x, size in zip(solution.x, sizes, strict=True)]


def _float(p: Poly) -> float:
    value = p.constant()
    if value is not None:
        return float(value)
    enclosure = enclose(p, 64)
    mantissa, exponent = enclosure.low
    try:
        return float(Fraction(mantissa) * Fraction(2) ** exponent)
    except OverflowError:
        return float("inf")


def _part_nonnegative(context: Context, part: Monomial, sides: dict[str, bool]) -> bool:
    return all(
        (isinstance(q, int) and q % 2 == 0) or context.atom_signs(a, sides)[0] for a, q in part
    )


def _exact(
    columns: list[Any],
    values: list[float],
    rows: dict[Monomial, int],
    signed: dict[Monomial, bool],
    equality: list[int],
) -> list[dict[str, Any]]:
    """Turn the floating-point support into exact multipliers, by rounding or by an exact solve."""
    top = max(values, default=0.0)
    if top <= 0:
        return []
    support = [j for j, v in enumerate(values) if v > 1e-9 * top]
    if len(support) > 60:
        return []
    found = []
    for limit in (1, 12, 1000, 10**6):
        rounded = {j: Fraction(values[j]).limit_denominator(limit) for j in support}
        found.append(_node(columns, rounded))
    constraints = set(equality)
    for part, i in rows.items():
        if signed[part]:
            total = sum(values[j] * columns[j][1] * columns[j][2].get(i, 0.0) for j in support)
            weight = sum(abs(values[j] * columns[j][2].get(i, 0.0)) for j in support)
            if part and abs(total) <= 1e-7 * (weight or 1.0):
                constraints.add(i)
    solved = _rational_solution(columns, values, support, sorted(constraints))
    if solved is not None:
        found.insert(0, _node(columns, solved))
    return [node for node in found if node is not None]


def _rational_solution(
    columns: list[Any], values: list[float], support: list[int], constraints: list[int]
) -> dict[int, Fraction] | None:
    """Solve the tight rows exactly; free unknowns take rounded values."""
    from flint import fmpq, fmpq_mat

    table = []
    for i in constraints:
        row = []
        for j in support:
            _, sign, floats, exact = columns[j]
            if i in floats and i not in exact:
                return None
            value = exact.get(i, Fraction(0)) * sign
            row.append(fmpq(value.numerator, value.denominator))
        if any(row):
            table.append(row)
    if not table:
        return None
    reduced, rank = fmpq_mat(len(table), len(support), [v for row in table for v in row]).rref()
    pivots: dict[int, int] = {}
    for r in range(rank):
        for k in range(len(support)):
            if reduced[r, k] != 0:
                pivots[k] = r
                break
    result: dict[int, Fraction] = {}
    top = max(values[j] for j in support)
    for k, j in enumerate(support):
        if k not in pivots:
            result[j] = Fraction(values[j] / top).limit_denominator(10**4)
    for k, r in pivots.items():
        total = Fraction(0)
        for other, j in enumerate(support):
            if other != k and other not in pivots:
                entry = reduced[r, other]
                total -= Fraction(int(entry.p), int(entry.q)) * result[j]
        result[support[k]] = total
    return result if all(v >= 0 for v in result.values()) else None


def _node(columns: list[Any], values: dict[int, Fraction]) -> dict[str, Any] | None:
    terms = []
    for j, value in sorted(values.items()):
        if value <= 0:
            continue
        candidate, sign = columns[j][0], columns[j][1]
        summand = dict(candidate.summand)
        if candidate.equation:
            summand["multiplier"] = ["*", str(value * sign), summand["multiplier"]]
        else:
            summand["coefficient"] = str(value)
        terms.append(summand)
    return {"rule": "combine", "terms": terms} if terms else None


__all__ = ["ONE", "combinations", "find"]
