"""Search for points: counterexamples of a claim, witnesses of its hypotheses, samples of a context.

Candidates are exact rational points.  Balls rank them; the checker's own exact evaluation confirms
every point that is reported.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from flint import arb

from memproof.checker.documents import holds_at
from memproof.checker.errors import Rejected
from memproof.provers.balls import Undefined, Value, add, ball, evaluate, multiply, sign_of

Point = dict[str, Fraction]
TINY = [Fraction(1, 10**k) for k in (1, 2, 3, 6, 10, 20)]
SMALL_INTEGERS = 24
LARGEST_ZERO_BITS = 40
# Bits beyond an open end where bounds with a small constant fail.
FAR = (200, 1000, 5000, 14000)
SLOPES = (Fraction(1), Fraction(-1), Fraction(1, 2), Fraction(-1, 2))


class Domain:
    """The variables of a claim (or of a context) with closed bounds found among the hypotheses.

    ``far`` adds candidates very close to an open lower end, as for a separation.
    """

    def __init__(
        self, variables: Mapping[str, bool], given: Iterable[Any], *, far: bool = False
    ) -> None:
        self.variables = dict(variables)
        self.far = far
        self.given = [statement for statement in given if statement[0] != "holds"]
        self.low: dict[str, tuple[Fraction, bool]] = {}
        self.high: dict[str, tuple[Fraction, bool]] = {}
        self.derived: list[tuple[str, str, Any]] = []
        self.implicit: list[tuple[str, Any]] = []
        self.jumps: list[tuple[str, Any]] = []
        self.zeros: list[tuple[str, Any]] = []
        for relation, left, right in self.given:
            for name, op, other in ((left, relation, right), (right, _mirror(relation), left)):
                if isinstance(name, str) and name in self.variables and name not in _names(other):
                    self._note(name, op, other)
        for statement in self.given:
            names = _names(statement) & set(self.variables)
            if len(names) > 1 and not any(
                isinstance(side, str) and side in self.variables for side in statement[1:]
            ):
                self.implicit += [(name, statement) for name in sorted(names)]

    def watch(self, conclusions: Iterable[Any]) -> None:
        """Note what makes candidates: jumps of integer parts, integer zeros of what is not 0."""
        stack = list(conclusions)
        for statement in stack:
            if statement[0] == "!=":
                names = sorted(_names(statement) & set(self.variables))
                self.zeros += [(name, statement) for name in names if self.variables[name]]
        while stack:
            part = stack.pop()
            if isinstance(part, list):
                if part[0] in ("floor", "ceil"):
                    for name in sorted(_names(part[1]) & set(self.variables)):
                        self.jumps.append((name, part[1]))
                stack.extend(part[1:])

    def _note(self, name: str, relation: str, other: Any) -> None:
        if _names(other) & set(self.variables):
            self.derived.append((name, relation, other))
            return
        try:
            value = evaluate(other, {})
        except Undefined:
            return
        self.derived.append((name, relation, other))
        exact = value if isinstance(value, Fraction) else None
        if relation in (">=", ">", "="):
            bound = exact if exact is not None else _rational_near(value, up=True)
            old = self.low.get(name)
            if old is None or bound > old[0]:
                self.low[name] = (bound, relation == ">" and exact is not None)
        if relation in ("<=", "<", "="):
            bound = exact if exact is not None else _rational_near(value, up=False)
            old = self.high.get(name)
            if old is None or bound < old[0]:
                self.high[name] = (bound, relation == "<" and exact is not None)

    def candidates(self, name: str) -> list[Fraction]:
        """Return values to try for one variable, simplest first."""
        integer = self.variables[name]
        low, high = self.low.get(name), self.high.get(name)
        values: list[Fraction] = []
        if integer:
            start = (
                None
                if low is None
                else -(-low[0].numerator // low[0].denominator)
                + (1 if low[1] and low[0].denominator == 1 else 0)
            )
            end = (
                None
                if high is None
                else high[0].numerator // high[0].denominator
                - (1 if high[1] and high[0].denominator == 1 else 0)
            )
            if start is not None:
                values += [Fraction(start + i) for i in range(SMALL_INTEGERS)]
            elif end is not None:
                values += [Fraction(end - i) for i in range(SMALL_INTEGERS)]
            else:
                values += [Fraction(v) for v in (0, 1, -1, 2, -2, 3, -3, 4, 5, -5, 7, 10)]
            if end is not None and start is not None:
                values += [Fraction(end - i) for i in range(4)]
                values += [Fraction(start + (end - start) * i // 8) for i in range(9)]
            for k in (5, 6, 7, 8, 10, 12, 16, 20, 24, 31, 32, 40, 53, 59, 64, 100, 200):
                values += [Fraction(2**k + o) for o in (-1, 0, 1)]
            values += [
                Fraction(v)
                for v in (37, 48, 97, 100, 210, 999, 1000, 4620, 10**4, 10**6, 10**9, 10**12)
            ]
        else:
            ends = []
            if low is not None:
                ends.append(low[0])
            if high is not None:
                ends.append(high[0])
            values += ends
            values += [Fraction(v) for v in (1, 0, 2, 3, -1, 4, 5, 10, -2, 100)]
            values += [
                Fraction(1, 2),
                Fraction(3, 2),
                Fraction(1, 3),
                Fraction(1, 10),
                Fraction(-1, 2),
                Fraction(5, 2),
            ]
            values += [low[0] + t for t in TINY] if low else []
            values += [high[0] - t for t in TINY] if high else []
            if low and high:
                values += [low[0] + (high[0] - low[0]) * Fraction(i, 16) for i in range(1, 16)]
            elif low:
                values += [
                    low[0] + Fraction(v)
                    for v in (1, 2, Fraction(1, 2), 3, 7, 20, 1000, 10**6, 10**12, 10**40)
                ]
            elif high:
                values += [
                    high[0] - Fraction(v)
                    for v in (1, 2, Fraction(1, 2), 3, 7, 20, 1000, 10**6, 10**12)
                ]
            values += [
                Fraction(2) ** k for k in (-100, -40, -20, -10, -4, 6, 8, 10, 16, 20, 32, 64)
            ]
            values += [
                Fraction(27183, 10000),
                Fraction(14427, 10000),
                Fraction(1, 7),
                Fraction(10**6),
                Fraction(10**9),
            ]
            if self.far and low is not None and low[1]:
                values += [low[0] + Fraction(1, 2**k) for k in FAR]
        seen: dict[Fraction, None] = {}
        for value in values:
            if self._inside(name, value):
                seen.setdefault(value)
        return list(seen)

    def _inside(self, name: str, value: Fraction) -> bool:
        low, high = self.low.get(name), self.high.get(name)
        if self.variables[name] and value.denominator != 1:
            return False
        if low is not None and (value < low[0] or (low[1] and value == low[0])):
            return False
        return high is None or not (value > high[0] or (high[1] and value == high[0]))

    def points(self, seed: int = 0) -> Iterator[Point]:
        """Yield points of the box, simple ones first, each also with derived values."""
        names = sorted(self.variables)
        if not names:
            yield {}
            return
        lists = {name: self.candidates(name) for name in names}
        if any(not values for values in lists.values()):
            return
        count = len(names)
        if self.zeros:
            first = {name: lists[name][0] for name in names}
            yield from self.near_zeros(first)
            for name in names:
                for value in lists[name]:
                    yield from self.near_zeros({**first, name: value})
        width = {1: 200, 2: 14, 3: 6, 4: 4}.get(count, 3)
        for values in product(*(lists[name][:width] for name in names)):
            point = dict(zip(names, values, strict=True))
            yield point
            yield from self.derive(point)
        generator = random.Random(seed)
        while True:
            point = {}
            for name in names:
                choice = generator.random()
                if choice < 0.45:
                    point[name] = generator.choice(lists[name][:14])
                elif choice < 0.8:
                    point[name] = generator.choice(lists[name])
                else:
                    point[name] = self._random(name, generator)
            if all(self._inside(name, value) for name, value in point.items()):
                yield point
            yield from self.derive(point)
            yield from self.near_zeros(point)
            for jump in self.near_jumps(point, generator):
                yield jump
                yield from self.derive(jump)

    def _random(self, name: str, generator: random.Random) -> Fraction:
        low, high = self.low.get(name), self.high.get(name)
        if low is not None and high is not None:
            t = Fraction(generator.randrange(1, 1000), 1000)
            value = low[0] + (high[0] - low[0]) * t
        else:
            size = Fraction(int(2 ** generator.uniform(0, 30)))
            if not self.variables[name] and generator.random() < 0.5:
                size = Fraction(int(2 ** generator.uniform(0, 16)), 2 ** generator.randrange(1, 20))
            value = (
                low[0] + size
                if low is not None
                else (high[0] - size if high is not None else size * generator.choice((1, -1)))
            )
        return Fraction(value.numerator // value.denominator) if self.variables[name] else value

    def derive(self, point: Point) -> Iterator[Point]:
        """Yield points on or next to the boundary that a hypothesis gives for one variable."""
        for name, relation, other in self.derived:
            try:
                value = evaluate(other, {k: v for k, v in point.items() if k != name})
            except (Undefined, KeyError, OverflowError, ValueError):
                continue
            up = relation in (">=", ">")
            if isinstance(value, Fraction):
                near = [value]
                if relation in (">", "<", "!="):
                    near = [value + s * t for s in ((1,) if up else (-1,)) for t in TINY[:4:2]]
            else:
                near = [_rational_near(value, up)]
            for exact in near:
                if self.variables[name]:
                    whole = (
                        -(-exact.numerator // exact.denominator)
                        if up
                        else exact.numerator // exact.denominator
                    )
                    exact = Fraction(whole)
                    options = [exact, exact + (1 if up else -1)]
                else:
                    options = [exact]
                for option in options:
                    yield {**point, name: option}

        for name, statement in self.implicit:
            zero = _linear_zero(lambda p, s=statement: difference(s, p), point, name)
            if zero is not None:
                below = Fraction(zero.numerator // zero.denominator)
                near = [below, below + 1] if self.variables[name] else [zero]
                for option in near:
                    yield {**point, name: option}

    def near_jumps(self, point: Point, generator: random.Random) -> Iterator[Point]:
        """Yield points at which an integer part is about to jump or has just jumped."""
        for name, inner in self.jumps[:12]:
            k = generator.randrange(1, 8)
            exact = _linear_zero(
                lambda p, s=inner, k=k: add(evaluate(s, p), Fraction(-k)), point, name
            )
            if exact is None:
                continue
            step = Fraction(1) if self.variables[name] else Fraction(1, 10**6)
            if self.variables[name]:
                exact = Fraction(exact.numerator // exact.denominator)
            for option in (exact, exact - step, exact + step):
                yield {**point, name: option}

    def near_zeros(self, point: Point) -> Iterator[Point]:
        """Yield points at which two sides that are to differ meet in an integer."""
        for name, statement in self.zeros[:6]:
            zero = _integer_zero(lambda p, s=statement: difference(s, p), point, name)
            if zero is not None:
                yield {**point, name: zero}

    def satisfied(self, point: Point) -> bool:
        """Return True when every hypothesis certainly holds (balls, or the checker at equality)."""
        for name, value in point.items():
            if not self._inside(name, value):
                return False
        return all(certain(statement, point) is True for statement in self.given)


def _linear_zero(function: Any, point: Point, name: str) -> Fraction | None:
    """Return the zero in one variable of an exact function that three values show to be linear."""
    try:
        found = [function({**point, name: Fraction(x)}) for x in (1, 2, 3)]
    except (Undefined, OverflowError, ValueError, ZeroDivisionError):
        return None
    values = [value for value in found if isinstance(value, Fraction)]
    if len(values) < 3:
        return None
    slope = values[1] - values[0]
    if slope == 0 or values[2] - values[1] != slope:
        return None
    return 1 - values[0] / slope


def _mirror(relation: str) -> str:
    return {"<=": ">=", ">=": "<=", "<": ">", ">": "<"}.get(relation, relation)


def _names(expression: Any) -> set[str]:
    if isinstance(expression, str):
        return {expression} if expression[:1].isalpha() or expression[:1] == "_" else set()
    return set().union(*(_names(part) for part in expression[1:])) - {"e", "pi"}


def _rational_near(value: Value, up: bool) -> Fraction:
    """Return a rational just inside a bound given as a ball."""
    if isinstance(value, Fraction):
        return value
    middle = value.mid()
    mantissa, exponent = middle.man_exp()
    exact = (
        Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
        if abs(int(exponent)) < 100_000
        else Fraction(0)
    )
    scale = Fraction(
        max(1, abs(exact).numerator.bit_length() - abs(exact).denominator.bit_length())
    )
    step = Fraction(2) ** (int(scale) - 40)
    quotient = exact / step
    whole = quotient.numerator // quotient.denominator
    return (whole + 1) * step if up else whole * step


def _integer_zero(function: Any, point: Point, name: str) -> Fraction | None:
    """Return an integer zero in one variable between two powers of 2, found by halving."""

    def sign(x: int) -> int | None:
        try:
            return sign_of(function({**point, name: Fraction(x)}))
        except (Undefined, OverflowError, ValueError, ZeroDivisionError):
            return None

    for side in (1, -1):
        low, at_low = 0, sign(0)
        for k in range(LARGEST_ZERO_BITS):
            high = side << k
            at_high = sign(high)
            if at_low and at_high == -at_low:
                while abs(high - low) > 1:
                    middle = (low + high) // 2
                    found = sign(middle)
                    if found == 0:
                        return Fraction(middle)
                    low, high = (middle, high) if found == at_low else (low, middle)
                break
            low, at_low = high, at_high
    return None


def difference(statement: Any, point: Mapping[str, Fraction]) -> Value:
    """Return right - left for <=, <, left - right otherwise."""
    relation, left, right = statement
    a, b = evaluate(left, point), evaluate(right, point)
    if relation in ("<=", "<"):
        a, b = b, a
    return add(a, multiply(Fraction(-1), b))


def certain(statement: Any, point: Mapping[str, Fraction]) -> bool | None:
    """Decide a relation at a point by balls, near equality by the checker; None if undefined."""
    try:
        sign = sign_of(difference(statement, point))
    except (Undefined, OverflowError, ValueError, ZeroDivisionError):
        sign = None
    if sign is None:
        try:
            return holds_at(statement, {k: str(v) for k, v in point.items()})
        except (Rejected, ValueError, OverflowError):
            return None
    return _by_sign(statement[0], sign)


def find_witness(domain: Domain, deadline: float, limit: int = 4000) -> Point | None:
    """Return an exact point that satisfies the hypotheses, or None."""
    for count, point in enumerate(domain.points()):
        if count >= limit or time.monotonic() > deadline:
            return None
        if domain.satisfied(point):
            return point
    return None


def _assess(
    statement: Any, point: Mapping[str, Fraction], absolute: bool = False
) -> tuple[bool | None, float | None]:
    """Return (truth, distance from violation, relative to the sides' size); it only ranks."""
    relation, left, right = statement
    try:
        a, b = evaluate(left, point), evaluate(right, point)
        gap = (
            add(b, multiply(Fraction(-1), a))
            if relation in ("<=", "<")
            else add(a, multiply(Fraction(-1), b))
        )
        sign = sign_of(gap)
        distance = -abs(ball(gap)) if relation == "=" else ball(gap)
        size = 1 if absolute else abs(ball(a)) + abs(ball(b)) + arb(10) ** -30
        margin = float((distance / size).mid())
    except (Undefined, OverflowError, ValueError, ZeroDivisionError):
        return certain(statement, point), None
    return (certain(statement, point) if sign is None else _by_sign(relation, sign)), margin


def _by_sign(relation: str, sign: int) -> bool:
    if relation in ("<=", ">="):
        return sign >= 0
    if relation in ("<", ">"):
        return sign > 0
    return sign == 0 if relation == "=" else sign != 0


def falsify(
    domain: Domain, conclusions: list[Any], deadline: float, limit: int = 6000, seed: int = 0
) -> Point | None:
    """Return an exact point of the domain where a conclusion certainly fails, or None."""
    ranked: list[tuple[float, int, Point, Any]] = []
    domain.watch(conclusions)
    start = time.monotonic()
    for count, point in enumerate(domain.points(seed)):
        # Half of the time is left for going downhill from the best points.
        if count >= limit or 2 * time.monotonic() > start + deadline:
            break
        if not domain.satisfied(point):
            continue
        for statement in conclusions:
            truth, margin = _assess(statement, point)
            if truth is False:
                return point
            if margin is not None:
                ranked.append((margin, count, point, statement))
    ranked.sort(key=lambda item: item[:2])
    bases = [item[2] for item in sorted(ranked, key=lambda item: item[1])[:3]]
    for _, _, point, statement in _spread(ranked, 8 if limit > 1000 else 1):
        if time.monotonic() > deadline:
            return None
        found = _descend(domain, statement, point, bases, deadline)
        if found is not None:
            return _rounder(domain, statement, found)
    return None


def _rounder(domain: Domain, statement: Any, point: Point) -> Point:
    """Return a counterexample near the given one with denominators as small as they may be."""
    for limit in (1, 10, 100, 1000, 10**4, 10**6):
        rounded = {name: value.limit_denominator(limit) for name, value in point.items()}
        if domain.satisfied(rounded) and _assess(statement, rounded)[0] is False:
            return rounded
    return point


def _spread(
    ranked: list[tuple[float, int, Point, Any]], count: int
) -> list[tuple[float, int, Point, Any]]:
    """Keep the best few candidates that differ in more than noise."""
    chosen: list[tuple[float, int, Point, Any]] = []
    for item in ranked:
        if len(chosen) >= count:
            break
        if all(item[2] != other[2] for other in chosen):
            chosen.append(item)
    return chosen


def _descend(
    domain: Domain, statement: Any, point: Point, bases: list[Point], deadline: float
) -> Point | None:
    """Pattern search for a smaller margin; exact test at each gain, also at rounder points."""
    best = _assess(statement, point)[1]
    if best is None:
        return None
    # A side that is 0 makes every relative margin 1: then the plain difference is made smaller.
    absolute = best > 0.99
    if absolute:
        best = _assess(statement, point, absolute)[1]
    step = Fraction(1, 2)
    for _ in range(60):
        if time.monotonic() > deadline or best is None:
            return None
        improved = False
        for straight in _moves(domain, point, step):
            for trial in (straight, *domain.derive(straight)):
                placed = trial
                if not domain.satisfied(trial):
                    if trial is not straight:
                        continue
                    pulled = _pull_back(domain, point, trial, bases)
                    if pulled is None:
                        continue
                    placed = pulled
                truth, margin = _assess(statement, placed, absolute)
                if truth is False:
                    return placed
                if margin is not None and margin < best:
                    best, point, improved = margin, placed, True
        if improved:
            for limit in (1, 10, 200, 5000):
                rounded = {k: v.limit_denominator(limit) for k, v in point.items()}
                if domain.satisfied(rounded) and _assess(statement, rounded)[0] is False:
                    return rounded
        else:
            step /= 4
            if step < Fraction(1, 10**9):
                return None
    return None


def _moves(domain: Domain, point: Point, step: Fraction) -> Iterator[Point]:
    """Yield the point with one variable moved, then with two reals moved at once."""
    for name in sorted(point):
        value = point[name]
        for move in (value * (1 + step), value * (1 - step), value + step, value - step):
            if domain.variables[name]:
                moved = Fraction(round(move))
                if moved == value:
                    moved = value + (1 if move > value else -1)
            else:
                moved = move.limit_denominator(10**9) if abs(move) > Fraction(1, 1000) else move
            yield {**point, name: moved}
    reals = [name for name in sorted(point) if not domain.variables[name]][:3]
    for i, left in enumerate(reals):
        for right in reals[i + 1 :]:
            for s, t in product(SLOPES, SLOPES[:2]):
                moved = point[left] + s * step
                other = point[right] + t * step
                yield {
                    **point,
                    left: moved.limit_denominator(10**6),
                    right: other.limit_denominator(10**6),
                }


def _pull_back(domain: Domain, start: Point, end: Point, bases: list[Point]) -> Point | None:
    """Return a point of the domain near an outside one, on a quadric or on the way to it."""
    if any(end[name] != start[name] for name in end if domain.variables[name]):
        return None
    equations = [statement for statement in domain.given if statement[0] == "="]
    if equations:
        for base in bases:
            on = _second_zero(equations[0], base, end)
            if on is not None and on != base and domain.satisfied(on):
                return on
        return None
    best: Point | None = None
    for inner in (start, *bases[:2]):
        low, high, found = Fraction(0), Fraction(1), None
        for _ in range(14):
            middle = (low + high) / 2
            trial = {k: inner[k] + middle * (end[k] - inner[k]) for k in inner}
            if domain.satisfied(trial):
                low, found = middle, trial
            else:
                high = middle
        if found is not None and (best is None or _apart(found, end) < _apart(best, end)):
            best = {k: v.limit_denominator(10**12) for k, v in found.items()}
    return best if best is not None and domain.satisfied(best) else None


def _apart(left: Point, right: Point) -> Fraction:
    return sum((abs(left[k] - right[k]) for k in left), Fraction(0))


def _second_zero(statement: Any, base: Point, target: Point) -> Point | None:
    """Return the other zero of an equation on the line from a zero, if it is quadratic there."""

    def at(t: Fraction) -> Point:
        return {k: base[k] + t * (target[k] - base[k]) for k in base}

    try:
        values = [difference(statement, at(Fraction(t))) for t in (1, 2, 3)]
    except (Undefined, OverflowError, ValueError, ZeroDivisionError):
        return None
    exact = [v for v in values if isinstance(v, Fraction)]
    if len(exact) < 3:
        return None
    square = (exact[1] - 2 * exact[0]) / 2
    linear = exact[0] - square
    if square == 0 or exact[2] != 9 * square + 3 * linear:
        return None
    return at(-linear / square)
