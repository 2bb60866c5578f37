"""Sums of squares: weighted Gram matrices found in floats, rounded, and checked exactly.

The goal p is written as h p = sum of g times sums of squares + multiples of equations, with h > 0
and each g a product of quantities known to be >= 0.  Where p has a zero z with g(z) > 0, every
square of g vanishes at z; restricting the squares to that subspace first leaves a Gram matrix with
an interior, so that a rounded one still is positive.  Parrilo, Structured semidefinite programs,
2000; Peyrl and Parrilo, Computing sum of squares decompositions with rational coefficients, 2008.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import comb, lcm
from typing import Any

from memproof.checker.algebra import (
    ONE,
    Atom,
    Monomial,
    Poly,
    atom_poly,
    constant,
    monomial_poly,
)
from memproof.checker.errors import Rejected
from memproof.checker.normal import Context
from memproof.checker.rules import Relation, Replay
from memproof.provers.balls import Sample
from memproof.provers.terms import to_prefix

MAX_GENERATORS = 5
MAX_FACTS = 8
MAX_DEGREE = 10
MAX_BLOCK = 24
MAX_UNKNOWNS = 420
ROUNDINGS = (1, 2, 4, 12, 60, 1000, 10**5)
Exponents = tuple[int, ...]


@dataclass(frozen=True)
class Weight:
    """A product of quantities >= 0 with its factors in a certificate."""

    poly: Poly
    factors: tuple[Any, ...]
    strict: bool


@dataclass(frozen=True)
class Block:
    """A weight and the polynomials whose products its Gram matrix combines."""

    weight: Weight
    basis: tuple[Poly, ...]


class Generators:
    """Atoms with their least fractional exponent, as the indeterminates of ordinary polynomials."""

    def __init__(self, polys: Sequence[Poly]) -> None:
        lowest: dict[Atom, int] = {}
        for p in polys:
            for m in p.terms:
                for a, q in m:
                    if not a.variables or q < 0:
                        raise Rejected("not-polynomial", str(p)[:100])
                    lowest[a] = lcm(lowest.get(a, 1), q.denominator)
        self.scale = dict(sorted(lowest.items(), key=lambda item: item[0].key))
        if not 1 <= len(self.scale) <= MAX_GENERATORS:
            raise Rejected("size-limit", "too many indeterminates")

    def vector(self, monomial: Monomial) -> Exponents:
        """Return the exponents of a monomial."""
        own = dict(monomial)
        return tuple(int(own.get(a, 0) * k) for a, k in self.scale.items())

    def monomial(self, exponents: Exponents) -> Poly:
        """Return the monomial with these exponents."""
        pairs = zip(self.scale.items(), exponents, strict=True)
        return monomial_poly({a: Fraction(e, k) for (a, k), e in pairs if e})

    def support(self, p: Poly) -> list[Exponents]:
        """Return the exponents of a polynomial."""
        return [self.vector(m) for m in p.terms]


def find(context: Context, goal: Relation, samples: list[Sample]) -> dict[str, Any] | None:
    """Return a checked ``combine`` node that writes the goal as weighted squares, or None."""
    if goal.relation == "=":
        return None
    try:
        root, rest = _square_part(goal.poly)
    except Rejected:
        return None
    for attempt in _attempts(context, Relation(rest, goal.relation), samples):
        if attempt is None:
            continue
        if root != ONE:
            _raise_to_square(attempt, root)
        try:
            Replay().run(context, goal, attempt)
        except Rejected:
            continue
        return attempt
    return None


def _square_part(p: Poly) -> tuple[Poly, Poly]:
    """Return (f, r) with p = f^2 r, by factoring; (1, p) where p is no ordinary polynomial."""
    from flint import Ordering, fmpz_mpoly_ctx

    generators = Generators([p]) if p.constant() is None else None
    if generators is None or max(sum(e) for e in generators.support(p)) > 24:
        return ONE, p
    content = p.content()
    names = [f"t{i}" for i in range(len(generators.scale))]
    ring = fmpz_mpoly_ctx.get(names, Ordering.lex)
    terms = {generators.vector(m): int(c / content) for m, c in p.terms.items()}
    _, factors = ring.from_dict(terms).factor()
    root = ONE
    rest = constant(1)
    for factor, multiplicity in factors:
        value = constant(0)
        for exponents, c in factor.to_dict().items():
            value = value + generators.monomial(tuple(int(e) for e in exponents)).scale(int(c))
        root = root * value.power(int(multiplicity) // 2)
        rest = rest * value.power(int(multiplicity) % 2)
    if root == ONE:
        return ONE, p
    square = root * root * rest
    m = next(iter(p.terms))
    return root, rest.scale(Fraction(p.terms[m]) / square.terms[m])


def _raise_to_square(node: dict[str, Any], root: Poly) -> None:
    """Turn a combination for r into one for root^2 r."""
    for term in node["terms"]:
        if "equation" in term:
            term["multiplier"] = ["*", term["multiplier"], to_prefix(root * root)]
        elif term["factors"][:1] != ["goal"]:
            own = to_prefix(root)
            term["square"] = ["*", term["square"], own] if "square" in term else own


def _attempts(
    context: Context, goal: Relation, samples: list[Sample]
) -> Iterator[dict[str, Any] | None]:
    p = goal.poly
    if p.constant() is not None and (p.constant() or 0) > 0:
        yield {"rule": "combine", "terms": [{"factors": ["goal"]}, {"factors": []}]}
    facts = [(i, q, r) for i, (q, r) in enumerate(context.facts) if q.variables() & p.variables()]
    if p.constant() is not None:
        facts = [(i, q, r) for i, (q, r) in enumerate(context.facts) if q.variables()]
    usable: list[Weight] = []
    equations: list[tuple[int, Poly]] = []
    for i, q, relation in facts:
        try:
            if len(usable) + len(equations) >= MAX_FACTS:
                break
            Generators([q])
        except Rejected:
            continue
        if relation == "=":
            equations.append((i, q))
        else:
            usable.append(Weight(q, (i,), relation == ">"))
    try:
        everything = Generators([p, *(w.poly for w in usable), *(q for _, q in equations)])
    except Rejected:
        usable, equations = [], []
        try:
            everything = Generators([p])
        except Rejected:
            return
    for a in everything.scale:
        root = atom_poly(a, Fraction(1, everything.scale[a]))
        if all(w.poly != root for w in usable) and not (
            a.kind == "var" and context.bound(str(a.arguments[0]), False) is None
        ):
            try:
                if context.nonnegative(root):
                    usable.append(Weight(root, (to_prefix(root),), context.positive(root)))
            except Rejected:
                continue
    one = Weight(ONE, (), True)
    zeros = _zeros(context, everything, p, samples)
    degree = max((sum(e) for e in everything.support(p)), default=0)
    if p.constant() is None:
        own = Generators([p])
        length = sum((atom_poly(a, Fraction(2, k)) for a, k in own.scale.items()), ONE)
        yield _solve(goal, own, one, [one], [], zeros, degree)
        if degree <= 6 and len(own.scale) > 1:
            by = Weight(length, (to_prefix(length),), True)
            yield _solve(goal, own, by, [one], [], zeros, degree + 2)
    if not usable and not equations:
        return
    pairs = [
        Weight(v.poly * w.poly, (*v.factors, *w.factors), v.strict and w.strict)
        for i, v in enumerate(usable)
        for w in usable[i + 1 :]
    ]
    yield _solve(goal, everything, one, [one, *usable], equations, zeros, degree)
    if pairs and len(pairs) <= 21:
        yield _solve(goal, everything, one, [one, *usable, *pairs], equations, zeros, degree)
    if equations or degree < 2 or p.constant() is not None:
        top = max((sum(e) for w in usable for e in everything.support(w.poly)), default=0)
        top = max([top, *(sum(e) for _, q in equations for e in everything.support(q))])
        weights = [one, *usable, *pairs] if len(pairs) <= 6 else [one, *usable]
        if top > degree or equations:
            yield _solve(goal, everything, one, weights, equations, zeros, max(degree, top) + 1)
    negated = Weight(-p, ("goal",), goal.relation == ">=")
    if equations and p.constant() is None:
        weights = [one, *usable, negated]
        yield _solve(goal, everything, one, weights, equations, zeros, degree + 2)
        if degree <= 2:
            twice = Weight(p * p, ("goal", "goal"), True)
            yield _solve(goal, everything, twice, weights, equations, zeros, 3 * degree)
    if usable:
        total = sum((w.poly for w in usable if w.strict), ONE)
        more = [one, *usable, *pairs] if len(pairs) <= 21 else [one, *usable]
        if total == ONE and len(everything.scale) <= 2:
            yield _solve(goal, everything, one, more, equations, zeros, degree + 1)
        elif total != ONE and context.positive(total):
            multiplier = Weight(total, (to_prefix(total),), True)
            yield _solve(goal, everything, multiplier, more, equations, zeros, degree + 1)


def _zeros(
    context: Context, generators: Generators, p: Poly, samples: list[Sample]
) -> list[dict[Atom, Fraction]]:
    """Return points (values of the atoms) of the context at which the goal vanishes exactly."""
    atoms = list(generators.scale)
    if any(a.kind != "var" for a in atoms) or p.constant() is not None:
        return []
    names = [str(a.arguments[0]) for a in atoms]
    values = [Fraction(v) for v in (0, 1, -1, 2)]
    if len(names) == 1:
        values += [Fraction(v, 2) for v in (1, -1, 3, -3, 4, -4, 6, 8)]
        values += [Fraction(n, d) for d in (3, 4, 5, 8) for n in range(1 - d, d)]
    elif len(names) > 3:
        values = [Fraction(v) for v in (0, 1, -1)]
    points = [dict(zip(names, point, strict=True)) for point in product(values, repeat=len(names))]
    points += [s.point for s in samples]
    found: list[dict[Atom, Fraction]] = []
    for point in points:
        sample = Sample(point)
        if any(n not in point for n in names) or sample.sign(p) != 0:
            continue
        if all(
            sample.sign(q) in ((0,) if r == "=" else (0, 1))
            for q, r in context.facts
            if q.variables() <= set(names)
        ):
            entry = {a: point[n] for a, n in zip(atoms, names, strict=True)}
            if entry not in found:
                found.append(entry)
    return found[:40]


def _value(p: Poly, point: dict[Atom, Fraction]) -> Fraction | None:
    total = Fraction(0)
    for monomial, c in p.terms.items():
        term = Fraction(c)
        for a, q in monomial:
            if q.denominator != 1:
                root = Sample({str(a.arguments[0]): point[a]}).value(atom_poly(a, q))
                if not isinstance(root, Fraction):
                    return None
                term *= root
            else:
                term *= point[a] ** int(q)
        total += term
    return total


def _basis(
    generators: Generators, weight: Poly, target: list[Exponents], degree: int, tight: bool
) -> list[Poly] | None:
    """Return the monomials m with weight * m^2 inside the target's shape."""
    count = len(generators.scale)
    own = generators.support(weight)
    reach = (-2, -1, 0, 1, 2) if tight and count <= 3 else (-1, 0, 1) if tight else ()
    directions = [d for d in product(reach, repeat=count) if any(d)]
    if not tight:
        directions.append((1,) * count)
        if min(sum(e) for e in target) == max(sum(e) for e in target) == degree:
            directions.append((-1,) * count)
    limits = []
    for d in directions:
        limit = max(sum(x * y for x, y in zip(d, e, strict=True)) for e in target)
        if not tight and d == (1,) * count:
            limit = max(limit, degree)
        least = max(sum(x * y for x, y in zip(d, e, strict=True)) for e in own)
        limits.append((d, limit - least))
    half = (degree - min(sum(e) for e in own)) // 2
    if half < 0 or comb(half + count, count) > 2000:
        return None
    chosen = []
    for exponents in product(range(half + 1), repeat=count):
        if sum(exponents) <= half and all(
            2 * sum(x * y for x, y in zip(d, exponents, strict=True)) <= limit
            for d, limit in limits
        ):
            chosen.append(exponents)
    chosen.sort(key=lambda e: (sum(e), e))
    return [generators.monomial(e) for e in chosen]


def _solve(
    goal: Relation,
    generators: Generators,
    multiplier: Weight,
    weights: list[Weight],
    equations: list[tuple[int, Poly]],
    zeros: list[dict[Atom, Fraction]],
    degree: int,
) -> dict[str, Any] | None:
    p = goal.poly * multiplier.poly
    if degree > MAX_DEGREE:
        return None
    target = generators.support(p)
    tight = len(weights) == 1 and not equations and p.constant() is None
    blocks: list[Block] = []
    for weight in weights:
        basis = _basis(generators, weight.poly, target, degree, tight)
        if basis is None or len(basis) > 60:
            return None
        reduced = _reduce(weight.poly, basis, zeros)
        if len(reduced) > MAX_BLOCK:
            return None
        if reduced:
            blocks.append(Block(weight, tuple(reduced)))
    if goal.relation == ">":
        # A positive constant (or a strict product) is left over.
        strict = [w for w in weights if w.strict and w.factors] if zeros else []
        slack = strict[-1] if strict else Weight(ONE, (), True)
        blocks.append(Block(slack, (ONE,)))
    free: list[tuple[int, Poly, Poly]] = []
    for index, q in equations:
        room = degree - max(sum(e) for e in generators.support(q))
        if room < 0:
            continue
        for exponents in product(range(room + 1), repeat=len(generators.scale)):
            if sum(exponents) <= room:
                free.append((index, q, generators.monomial(exponents)))
    size = sum(len(b.basis) * (len(b.basis) + 1) // 2 for b in blocks) + len(free)
    if not blocks or size > MAX_UNKNOWNS:
        return None
    matrices = _gram(p, blocks, free, goal.relation == ">")
    if matrices is None:
        return None
    grams, multipliers = matrices
    terms: list[Any] = [{"factors": ["goal", *multiplier.factors]}]
    for position, (block, gram) in enumerate(zip(blocks, grams, strict=True)):
        constant_left = (
            goal.relation == ">" and position == len(blocks) - 1 and not block.weight.factors
        )
        if constant_left:
            continue
        for pivot, root in _squares_of(gram, block.basis):
            term: dict[str, Any] = {
                "coefficient": str(pivot),
                "factors": list(block.weight.factors),
            }
            if root.constant() is None:
                term["square"] = to_prefix(root)
            else:
                term["coefficient"] = str(pivot * Fraction(root.constant() or 0) ** 2)
            terms.append(term)
    for (index, _, monomial), value in zip(free, multipliers, strict=True):
        if value:
            terms.append({"equation": index, "multiplier": to_prefix(monomial.scale(value))})
    return {"rule": "combine", "terms": terms}


def _reduce(weight: Poly, basis: list[Poly], zeros: list[dict[Atom, Fraction]]) -> list[Poly]:
    """Return a basis of the combinations that vanish at every zero at which the weight is > 0."""
    from flint import fmpq, fmpq_mat

    rows = []
    for point in zeros:
        at = _value(weight, point)
        if at is None or at <= 0:
            continue
        row = [_value(m, point) for m in basis]
        if any(v is None for v in row):
            continue
        rows.append([fmpq(v.numerator, v.denominator) for v in row if v is not None])
    if not rows:
        return basis
    reduced, rank = fmpq_mat(rows).rref()
    return [
        sum((basis[k].scale(c) for k, c in vector.items()), constant(0))
        for vector in _kernel(reduced, rank, len(basis))
    ]


def _kernel(reduced: Any, rank: int, width: int) -> list[dict[int, Fraction]]:
    """Return a basis of the kernel of a matrix in reduced row echelon form."""
    pivots: dict[int, int] = {}
    for r in range(rank):
        for k in range(width):
            if reduced[r, k] != 0:
                pivots[k] = r
                break
    vectors = []
    for k in range(width):
        if k in pivots:
            continue
        vector = {k: Fraction(1)}
        for j, r in pivots.items():
            if reduced[r, k] != 0:
                entry = reduced[r, k]
                vector[j] = -Fraction(int(entry.p), int(entry.q))
        scale = lcm(*(v.denominator for v in vector.values()))
        vectors.append({j: v * scale for j, v in vector.items()})
    return vectors


def _gram(
    p: Poly, blocks: list[Block], free: list[tuple[int, Poly, Poly]], strict: bool
) -> tuple[list[list[list[Fraction]]], list[Fraction]] | None:
    """Return positive definite Gram matrices and the free multipliers, or None."""
    from flint import fmpq, fmpq_mat

    columns: list[Poly] = []
    places: list[tuple[int, int, int]] = []
    for b, block in enumerate(blocks):
        for i, left in enumerate(block.basis):
            for j in range(i, len(block.basis)):
                value = block.weight.poly * left * block.basis[j]
                columns.append(value if i == j else value.scale(2))
                places.append((b, i, j))
    # The equations enter with a minus: h p + sum c q = squares.
    columns += [-(q * monomial) for _, q, monomial in free]
    rows: dict[Monomial, int] = {}
    for q in (p, *columns):
        for m in q.terms:
            rows.setdefault(m, len(rows))
    width = len(columns) + 1
    table = [[fmpq(0)] * width for _ in rows]
    for j, q in enumerate((*columns, p)):
        for m, c in q.terms.items():
            table[rows[m]][j] = fmpq(c.numerator, c.denominator)
    if len(table) * width > 150_000:
        return None
    reduced, rank = fmpq_mat(table).rref()
    if rank and all(reduced[rank - 1, k] == 0 for k in range(width - 1)):
        return None
    kernel = _kernel(reduced, rank, width)
    # The last column is free: its kernel vector is minus a particular solution.
    particular = kernel.pop()
    last = particular.pop(width - 1)
    start = {j: -v / last for j, v in particular.items()}
    if len(kernel) > 160:
        return None
    found = _interior(places, [len(b.basis) for b in blocks], start, kernel, len(columns))
    for values in found:
        grams = [[[Fraction(0)] * len(b.basis) for _ in b.basis] for b in blocks]
        for (b, i, j), v in zip(places, values, strict=False):
            grams[b][i][j] = grams[b][j][i] = v
        if strict and grams[-1][0][0] <= 0:
            continue
        if all(_decompose(gram) is not None for gram in grams):
            return grams, values[len(places) :]
    return None


def _interior(
    places: list[tuple[int, int, int]],
    sizes: list[int],
    start: dict[int, Fraction],
    kernel: list[dict[int, Fraction]],
    width: int,
) -> Iterator[list[Fraction]]:
    """Yield exact solutions near the analytic centre of start + span(kernel), coarse ones first."""

    def exact(steps: list[Fraction]) -> list[Fraction]:
        values = [start.get(j, Fraction(0)) for j in range(width)]
        for step, vector in zip(steps, kernel, strict=True):
            if step:
                for j, v in vector.items():
                    values[j] += step * v
        return values

    if not kernel:
        yield exact([])
        return
    centre = _centre(places, sizes, start, kernel)
    if centre is None:
        return
    for limit in ROUNDINGS:
        yield exact([Fraction(x).limit_denominator(limit) for x in centre])


def _centre(
    places: list[tuple[int, int, int]],
    sizes: list[int],
    start: dict[int, Fraction],
    kernel: list[dict[int, Fraction]],
) -> list[float] | None:
    """Barrier method: the parameters at which all matrices are positive, well inside."""
    # One thread: small matrices are slower on several, and results must not depend on it.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import numpy

    count = len(kernel)
    base = [numpy.zeros((n, n)) for n in sizes]
    slopes = [numpy.zeros((count, n, n)) for n in sizes]
    for position, (b, i, j) in enumerate(places):
        base[b][i, j] = base[b][j, i] = float(start.get(position, 0))
    for k, vector in enumerate(kernel):
        for position, v in vector.items():
            if position < len(places):
                b, i, j = places[position]
                slopes[b][k, i, j] = slopes[b][k, j, i] = float(v)
    flats = [d.reshape(count, -1) for d in slopes]
    units = [numpy.eye(n) for n in sizes]
    t = numpy.zeros(count)
    low = min(float(numpy.linalg.eigvalsh(m)[0]) for m in base)
    s = max(0.0, -low) + 1.0

    def matrices(t: Any, s: float) -> list[Any]:
        return [
            m + (t @ d).reshape(m.shape) + s * unit
            for m, d, unit in zip(base, flats, units, strict=True)
        ]

    def barrier(t: Any, s: float, weight: float) -> float:
        total = weight * s + 1e-7 * float(t @ t)
        for m in matrices(t, s):
            try:
                total -= 2 * float(numpy.log(numpy.diag(numpy.linalg.cholesky(m))).sum())
            except numpy.linalg.LinAlgError:
                return float("inf")
        return total

    inside = False
    weight = 1.0
    step: Any
    for _ in range(60):
        # Once the matrices are positive without the shift, only the centre is sought.
        gradient = numpy.zeros(count + 1)
        hessian = 1e-10 * numpy.eye(count + 1)
        gradient[:count] = 2e-7 * t
        gradient[count] = 0.0 if inside else weight
        for m, d in zip(matrices(t, s), slopes, strict=True):
            inverse = numpy.linalg.inv(m)
            full = numpy.concatenate([d, numpy.eye(len(m))[None]])
            moved = inverse @ full
            gradient -= numpy.trace(moved, axis1=1, axis2=2)
            flat = moved.reshape(count + 1, -1)
            hessian += flat @ moved.transpose(0, 2, 1).reshape(count + 1, -1).T
        if inside:
            step = numpy.zeros(count + 1)
            try:
                step[:count] = -numpy.linalg.solve(hessian[:count, :count], gradient[:count])
            except numpy.linalg.LinAlgError:
                break
        else:
            try:
                step = -numpy.linalg.solve(hessian, gradient)
            except numpy.linalg.LinAlgError:
                break
        decrement = -float(gradient @ step)
        if inside and decrement < 1e-4:
            break
        length, now = 1.0, barrier(t, s, 0.0 if inside else weight)
        while length > 1e-4:
            later = barrier(
                t + length * step[:count], s + length * step[count], 0.0 if inside else weight
            )
            if later <= now - 1e-4 * length * decrement:
                break
            length /= 2
        else:
            if inside:
                break
        t, s = t + length * step[:count], s + length * float(step[count])
        if not inside:
            if s < -1e-7 or barrier(t, 0.0, 0.0) < 1e12:
                inside, s = True, 0.0
                if barrier(t, 0.0, 0.0) == float("inf"):
                    return None
            elif decrement < 0.5:
                # The shift cannot fall below s - order / weight.
                if s - sum(sizes) / weight > 1e-9 or weight > 1e8:
                    return None
                weight *= 8
    return [float(x) for x in t] if inside else None


def _decompose(gram: list[list[Fraction]]) -> list[tuple[Fraction, list[Fraction]]] | None:
    """Return (pivot, row) pairs with gram = sum of pivot * row^T row, or None when not >= 0."""
    size = len(gram)
    rest = [row[:] for row in gram]
    result = []
    for k in range(size):
        pivot = rest[k][k]
        if pivot < 0 or (pivot == 0 and any(rest[k][j] for j in range(k, size))):
            return None
        if pivot == 0:
            continue
        row = [rest[k][j] / pivot for j in range(size)]
        for i in range(k, size):
            for j in range(k, size):
                rest[i][j] -= pivot * row[i] * row[j]
        result.append((pivot, row))
    return result


def _squares_of(gram: list[list[Fraction]], basis: tuple[Poly, ...]) -> list[tuple[Fraction, Poly]]:
    pairs = []
    for pivot, row in _decompose(gram) or []:
        root = sum((m.scale(c) for m, c in zip(basis, row, strict=True)), constant(0))
        pairs.append((pivot, root))
    return pairs


__all__ = ["find"]
