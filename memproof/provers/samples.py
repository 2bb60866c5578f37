"""Sample points of contexts, found by generating and repairing; they prune the search."""

from __future__ import annotations

import random
from fractions import Fraction

from memproof.checker.algebra import Monomial, Poly, Rational, atom
from memproof.checker.normal import Context, Fact
from memproof.provers.balls import Sample, Undefined, ball, multiply
from memproof.provers.falsifier import Domain, _rational_near

WANTED = 60
ENOUGH = 12
TRIES = 300


class Sampler:
    """Finds and remembers sample points of contexts."""

    def __init__(self) -> None:
        self._known: dict[tuple[frozenset[Fact], frozenset[tuple[str, bool]]], list[Sample]] = {}
        self._recent: list[Sample] = []

    def samples(self, context: Context) -> list[Sample]:
        """Return up to 60 points at which every fact certainly holds."""
        key = (frozenset(context.facts), frozenset(context.sorts.items()))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._find(context)
            self._recent = (found + self._recent)[:240]
        return found

    def _find(self, context: Context) -> list[Sample]:
        names = set().union(*(p.variables() for p, _ in context.facts)) if context.facts else set()
        names = {n for n in context.sorts} if len(context.sorts) <= 6 else names
        found: list[Sample] = []
        seen: set[tuple[tuple[str, Fraction], ...]] = set()
        for sample in self._recent:
            point = {n: sample.point[n] for n in context.sorts if n in sample.point}
            if len(point) == len(context.sorts) and _sorted_ok(context, point):
                self._take(context, Sample(point), found, seen)
            if len(found) >= WANTED // 2:
                break
        if len(found) >= ENOUGH:
            return found
        domain = Domain({n: context.sorts[n] for n in context.sorts}, _bounds(context))
        generator = random.Random(len(context.facts))
        for count, point in enumerate(domain.points(seed=1)):
            if count >= TRIES or len(found) >= WANTED or (count > 150 and not found):
                break
            repaired = _repair(context, point, generator)
            if repaired is not None:
                self._take(context, Sample(repaired), found, seen)
        return found

    def _take(
        self,
        context: Context,
        sample: Sample,
        found: list[Sample],
        seen: set[tuple[tuple[str, Fraction], ...]],
    ) -> None:
        key = tuple(sorted(sample.point.items()))
        if key not in seen and all(_satisfied(sample, fact) for fact in context.facts):
            seen.add(key)
            found.append(sample)


def _sorted_ok(context: Context, point: dict[str, Fraction]) -> bool:
    return all(not context.sorts[n] or v.denominator == 1 for n, v in point.items())


def _bounds(context: Context) -> list[object]:
    from memproof.provers.terms import to_prefix

    result: list[object] = []
    for name in sorted(context.sorts):
        for upper in (False, True):
            bound = context.bound(name, upper)
            if bound is not None:
                relation = ("<" if upper else ">") + ("" if bound[1] else "=")
                result.append([relation, name, to_prefix(bound[0])])
    return result


def _satisfied(sample: Sample, fact: Fact) -> bool:
    sign = sample.sign(fact[0])
    if sign is None:
        return False
    return {">=": sign >= 0, ">": sign > 0, "=": sign == 0}[fact[1]]


def _repair(
    context: Context, point: dict[str, Fraction], generator: random.Random
) -> dict[str, Fraction] | None:
    """Move one variable at a time so that violated facts linear in it hold."""
    for _ in range(4):
        sample = Sample(point)
        violated = next((fact for fact in context.facts if not _satisfied(sample, fact)), None)
        if violated is None:
            return point
        p, relation = violated
        names = sorted(p.variables())
        generator.shuffle(names)
        for name in names:
            value = _solve(context, p, name, point)
            if value is None:
                continue
            exact, up = value
            slack = Fraction(0) if relation != ">" else Fraction(1, 1000)
            exact = exact + slack if up else exact - slack
            if context.sorts.get(name):
                exact = Fraction(
                    -(-exact.numerator // exact.denominator)
                    if up
                    else exact.numerator // exact.denominator
                )
            point = {**point, name: exact}
            break
        else:
            return None
    return None


def _solve(
    context: Context, p: Poly, name: str, point: dict[str, Fraction]
) -> tuple[Fraction, bool] | None:
    """Return the zero of p in one variable if p is linear in it, and whether p grows with it."""
    own = atom("var", name)
    slope: dict[Monomial, Rational] = {}
    rest: dict[Monomial, Rational] = {}
    for monomial, c in p.terms.items():
        powers = dict(monomial)
        k = powers.pop(own, 0)
        if any(name in a.variables for a in powers) or k not in (0, 1):
            return None
        (slope if k == 1 else rest)[tuple((a, q) for a, q in monomial if a is not own)] = c
    sample = Sample({k: v for k, v in point.items() if k != name})
    try:
        b, a = sample.value(Poly(slope)), sample.value(Poly(rest))
        if isinstance(a, Fraction) and isinstance(b, Fraction):
            return None if b == 0 else (-a / b, b > 0)
        quotient = multiply(Fraction(-1), ball(a) / ball(b))
        growing = bool(ball(b) > 0)
        return _rational_near(quotient, growing), growing
    except (Undefined, OverflowError, ValueError, ZeroDivisionError):
        return None
