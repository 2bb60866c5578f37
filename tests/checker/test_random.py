"""Random soundness of the kernel: what it shows must hold at every sampled point.

Every run draws the same cases.  Values are computed apart from the checker (``checker_values``).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from checker_values import (
    Undecided,
    Undefined,
    Value,
    ball,
    equal,
    poly_value,
    set_precision,
    sign,
    value_of,
)
from flint import arb, ctx, fmpq

from memproof.checker.algebra import Poly, atom, variable
from memproof.checker.enclosure import Dyadic, Interval, pi
from memproof.checker.errors import Rejected
from memproof.checker.normal import Context, derivative
from memproof.checker.rules import Relation, add_goal, assume, relation_goal, tighten

SORTS = {"x": False, "y": False, "n": True, "k": True}
NUMBERS = ("0", "1", "2", "3", "-1", "-2", "1/2", "-1/3", "5/4", "7", "12")
FACTS: tuple[list[Any], ...] = (
    [">", "x", "0"],
    [">=", "x", "0"],
    [">=", "x", "1"],
    ["<=", "x", "2"],
    ["<", "x", "0"],
    [">=", "x", "-3/2"],
    [">=", "y", "0"],
    [">", "y", "1"],
    ["<", "y", "3"],
    ["<=", "y", "-1/2"],
    [">=", "n", "0"],
    [">=", "n", "2"],
    [">", "n", "-3"],
    ["<=", "n", "4"],
    [">=", "k", "1"],
    ["<=", "k", "6"],
    ["<=", "k", "n"],
    [">", "x", "y"],
    [">=", ["*", "x", "y"], "0"],
    [">", ["*", "x", "y"], "1/2"],
    ["=", ["+", "x", "y"], "2"],
    ["!=", "x", "0"],
    [">=", ["^", "x", "2"], "2"],
    [">=", ["abs", "y"], "1"],
    ["=", ["floor", "x"], "1"],
    [">=", ["sqrt", "x"], "y"],
    [">=", ["ln", "y"], "0"],
    [">=", ["+", "n", ["*", "-1", "x"]], "0"],
)
UNARY = ("-", "ln", "log2", "sqrt", "exp", "floor", "ceil", "abs", "factorial")
BINARY = ("+", "-", "*", "/", "^", "max", "min", "binomial", "+", "*")


@pytest.fixture(autouse=True)
def precise() -> Iterator[None]:
    before = ctx.prec
    set_precision()
    yield
    ctx.prec = before


def draw_expression(random: Random, depth: int) -> Any:
    if depth == 0 or random.random() < 0.15:
        return random.choice((*SORTS, *SORTS, *NUMBERS, "e"))
    if random.random() < 0.35:
        return [random.choice(UNARY), draw_expression(random, depth - 1)]
    operator = random.choice(BINARY)
    if operator == "^" and random.random() < 0.7:
        exponent = random.choice(("2", "3", "-1", "-2", "1/2", "-1/2", "1/3", "3/2", "2/3", "0"))
        return ["^", draw_expression(random, depth - 1), exponent]
    return [operator, draw_expression(random, depth - 1), draw_expression(random, depth - 1)]


def draw_context(random: Random) -> tuple[Context, list[list[Any]]]:
    facts = random.sample(FACTS, random.randint(1, 6))
    return assume(Context(SORTS), list(facts)), facts


def holds(statement: list[Any], point: dict[str, Fraction]) -> bool:
    operator, left, right = statement
    try:
        difference = sign(value_of(["-", left, right], point))
    except (Undefined, Undecided):
        return False
    return {
        ">=": difference >= 0,
        ">": difference > 0,
        "<=": difference <= 0,
        "<": difference < 0,
        "=": difference == 0,
        "!=": difference != 0,
    }[operator]


def draw_points(random: Random, facts: list[list[Any]], count: int) -> list[dict[str, Fraction]]:
    """Points that satisfy the facts; ends of ranges and small numbers are drawn often."""
    points: list[dict[str, Fraction]] = []
    for _ in range(40 * count):
        point = {
            name: Fraction(random.choice((random.randint(-4, 8), random.choice((0, 1, 2)))))
            if integer
            else Fraction(random.randint(-24, 36), random.choice((1, 2, 3, 4, 12)))
            if random.random() < 0.8
            else Fraction(random.choice((0, 1, 2)) * 10**9 + random.choice((0, 1, -1)), 10**9)
            for name, integer in SORTS.items()
        }
        if random.random() < 0.3:
            point["y"] = 2 - point["x"]
        if random.random() < 0.2:
            point["x"] = point["y"]
        if all(holds(statement, point) for statement in facts):
            points.append(point)
            if len(points) == count:
                break
    return points


def check_normal_forms(seeds: range, points: int) -> tuple[int, int]:
    """Where a normal form is given, the expression is defined and has the same value."""
    normalised = compared = 0
    for seed in seeds:
        random = Random(seed)
        context, facts = draw_context(random)
        sample = draw_points(random, facts, points)
        for _ in range(6):
            expression = draw_expression(random, random.randint(1, 4))
            try:
                p = context.normal(expression)
                claims = {"> 0": context.positive(p), ">= 0": context.nonnegative(p)}
            except Rejected:
                continue
            normalised += 1
            integer_valued = context.integer_valued(p)
            zero = context.is_zero(p)
            for point in sample:
                where = f"seed {seed}: {expression} given {facts} at {point}"
                try:
                    value = value_of(expression, point)
                    assert equal(value, poly_value(p, point)), where
                except Undecided:
                    continue
                except Undefined:
                    pytest.fail(f"undefined, {where}")
                compared += 1
                check_value(value, integer_valued, zero, claims, where)
    return normalised, compared


def check_value(
    value: Value, integer_valued: bool, zero: bool, claims: dict[str, bool], where: str
) -> None:
    if isinstance(value, Fraction):
        assert not integer_valued or value.denominator == 1, where
        assert not claims[">= 0"] or value >= 0, where
        assert not claims["> 0"] or value > 0, where
    else:
        assert not claims[">= 0"] or not value < 0, where
        assert not claims["> 0"] or not value < 0, where
    assert not zero or equal(value, Fraction(0)), where


def test_normal_forms_have_the_value_of_the_expression() -> None:
    normalised, compared = check_normal_forms(range(500), 8)
    assert normalised > 800 and compared > 4000


@pytest.mark.long
def test_many_normal_forms() -> None:
    normalised, compared = check_normal_forms(range(1000, 16_000), 12)
    assert normalised > 50_000 and compared > 500_000


def draw_polynomial(random: Random) -> Any:
    """A sum of a few monomials, often close to what the facts bound."""
    terms: list[Any] = [random.choice(NUMBERS)]
    for _ in range(random.randint(1, 4)):
        term: Any = random.choice(NUMBERS)
        for name in random.sample(tuple(SORTS), random.randint(1, 2)):
            factor = random.choice((name, ["^", name, random.choice(("2", "3", "-1", "1/2"))]))
            term = ["*", term, factor]
        terms.append(term)
    return ["+", *terms]


def check_signs(seeds: range, points: int) -> int:
    """A polynomial that is shown to be >= 0 is not negative at a point of the context."""
    shown = 0
    for seed in seeds:
        random = Random(f"signs {seed}")
        context, facts = draw_context(random)
        sample = None
        for _ in range(20):
            expression = draw_polynomial(random)
            try:
                p = context.normal(expression)
                strict, weak = context.positive(p), context.nonnegative(p)
            except Rejected:
                continue
            if not weak and not strict:
                continue
            shown += 1
            sample = draw_points(random, facts, points) if sample is None else sample
            for point in sample:
                where = f"seed {seed}: {expression} given {facts} at {point}"
                try:
                    check_value(
                        poly_value(p, point), False, False, {">= 0": weak, "> 0": strict}, where
                    )
                except Undecided:
                    continue
    return shown


def test_signs_hold_at_points_of_the_context() -> None:
    assert check_signs(range(400), 8) > 300


@pytest.mark.long
def test_many_signs() -> None:
    assert check_signs(range(1000, 6000), 20) > 3500


def test_rebuilding_with_replaced_variables_keeps_the_value() -> None:
    """p(x := u^2, n := 2 k + 1) at a point is p at the replaced point."""
    compared = 0
    for seed in range(600):
        random = Random(f"rebuild {seed}")
        context, facts = draw_context(random)
        try:
            p = context.normal(draw_expression(random, 3))
            replace = {
                atom("var", "x"): context.normal(["+", ["^", "y", "2"], "1"]),
                atom("var", "n"): context.normal(["+", ["*", "2", "k"], "1"]),
            }
            q = context.rebuild(p, replace)
        except Rejected:
            continue
        for point in draw_points(random, facts, 6):
            moved = {**point, "x": point["y"] ** 2 + 1, "n": 2 * point["k"] + 1}
            try:
                assert equal(poly_value(q, point), poly_value(p, moved)), (seed, p, q, point)
            except Undecided:
                continue
            compared += 1
    assert compared > 300


def test_rounding_to_integers_loses_no_point() -> None:
    tightened = 0
    for seed in range(300):
        random = Random(f"tighten {seed}")
        context, _ = draw_context(random)
        offset = Fraction(random.randint(-30, 30), random.choice((1, 2, 3, 4, 6)))
        a, b = (Fraction(random.randint(-6, 6), random.choice((1, 2, 3))) for _ in "ab")
        p = (variable("n").scale(a) + variable("k").scale(b)) + Poly({(): offset} if offset else {})
        relation = random.choice((">", ">="))
        try:
            after = tighten(context, Relation(p, relation))
        except Rejected:
            continue
        tightened += 1
        for n in range(-6, 7):
            for k in range(-6, 7):
                point = {"n": Fraction(n), "k": Fraction(k)}
                before = sign(poly_value(p, point))
                held = before > 0 or (before == 0 and relation == ">=")
                assert held == (sign(poly_value(after.poly, point)) >= 0), (p, relation, point)
    assert tightened > 250


def test_derivatives_agree_with_difference_quotients() -> None:
    compared = 0
    step = Fraction(1, 2**250)
    for seed in range(3000):
        random = Random(f"slope {seed}")
        context = assume(Context(SORTS), [[">", "x", "0"], [">", "y", "1"], [">=", "n", "1"]])
        try:
            p = context.normal(draw_expression(random, random.randint(2, 4)))
            if "x" not in p.variables():
                continue
            slope = derivative(p, "x")
            context.rebuild(slope)
        except Rejected:
            continue
        for _ in range(3):
            x, y = Fraction(random.randint(1, 40), 12), 1 + Fraction(random.randint(1, 40), 12)
            point = {"x": x, "y": y, "n": Fraction(random.randint(1, 4)), "k": Fraction(2)}
            try:
                high = ball(poly_value(p, {**point, "x": x + step}))
                low = ball(poly_value(p, {**point, "x": x - step}))
                stated = ball(poly_value(slope, point))
            except Undecided:
                continue
            quotient = (high - low) / arb(fmpq(1, 2**249))
            error = abs(quotient - stated) / (1 + abs(stated))
            if not error.is_finite():
                continue
            assert not error > arb(fmpq(1, 2**100)), (seed, p, point)
            compared += 1
    assert compared > 500


@pytest.mark.parametrize("kind", ["floor", "abs", "factorial"])
def test_jumps_and_kinks_have_no_derivative(kind: str) -> None:
    context = assume(Context(SORTS), [[">=", "n", "1"]])
    argument = "n" if kind == "factorial" else ["*", "n", "x"]
    p = context.normal(["*", "n", ["^", ["+", "1", [kind, argument]], "2"]])
    with pytest.raises(Rejected, match="not-differentiable"):
        derivative(p, "n")


# Enclosures.


def dyadic(number: Dyadic) -> arb:
    return arb(number[0]) * arb(2) ** number[1]


def inside(interval: Interval, value: arb) -> bool:
    """No point of the ball lies certainly outside."""
    return not (value < dyadic(interval.low)) and not (value > dyadic(interval.high))


def draw_rational(random: Random) -> Fraction:
    size = random.choice((1, 4, 20, 64, 130, 400))
    value = Fraction(random.randint(-(2**size), 2**size), random.choice((1, 3, 7, 2**40, 10**9)))
    if random.random() < 0.2:
        value = 1 + Fraction(random.choice((1, -1)), 2 ** random.randint(1, 300))
    return value


def check_enclosures(seeds: range) -> int:
    checked = 0
    for seed in seeds:
        random = Random(f"enclosure {seed}")
        a, b = draw_rational(random), draw_rational(random)
        precision = random.choice((24, 53, 64, 160, 600))
        left, right = Interval.exact(a, precision), Interval.exact(b, precision)
        x, y = ball(a), ball(b)
        small = Interval.exact(a % 1000 - 500, precision)
        k = random.randint(0, 12)
        cases: list[tuple[str, Interval, arb]] = [
            ("exact", left, x),
            ("add", left + right, x + y),
            ("subtract", left - right, x - y),
            ("multiply", left * right, x * y),
            ("power", left.power(k), x**k),
            ("exp", small.exp(), ball(a % 1000 - 500).exp()),
        ]
        squares = left * left + right * right + left.power(0)
        cases.append(("ln of squares", squares.ln(), (x * x + y * y + 1).log()))
        if b:
            cases += [("divide", left / right, x / y), ("inverse power", right.power(-k), y**-k)]
        if a > 0:
            cases += [("sqrt", left.sqrt(), x.sqrt()), ("ln", left.ln(), x.log())]
        if a > 0 and precision >= 53:
            cases.append(("exp of ln", left.ln().exp(), x))
        for name, interval, value in cases:
            assert inside(interval, value), (seed, name, a, b, precision)
            width = dyadic(interval.high) - dyadic(interval.low)
            assert width >= 0, (seed, name)
            checked += 1
    return checked


def test_enclosures_contain_values_of_900_bits() -> None:
    assert check_enclosures(range(700)) > 4500
    for precision in (24, 53, 64, 160, 600):
        assert inside(pi(precision), arb.pi())


@pytest.mark.long
def test_many_enclosures() -> None:
    assert check_enclosures(range(1000, 20_000)) > 130_000


def test_enclosures_are_narrow() -> None:
    """An enclosure that is always too wide would be sound and useless."""
    for value in (Fraction(3), Fraction(1, 7), Fraction(10**30), 1 + Fraction(1, 2**200)):
        for precision in (64, 160, 600):
            interval = Interval.exact(value, precision)
            for wide in (interval.ln(), interval.sqrt(), (interval / interval).exp()):
                low, high = dyadic(wide.low), dyadic(wide.high)
                assert (high - low) < (1 + abs(low)) * arb(2) ** (12 - precision)


def test_wrong_enclosure_is_seen() -> None:
    """The comparison above notices an end that is off by one unit in the last place."""
    interval = Interval.exact(Fraction(1, 3), 64)
    low, high = interval.low, interval.high
    third = ball(Fraction(1, 3))
    assert inside(interval, third)
    assert not inside(Interval((low[0] + 4, low[1]), (high[0] + 4, high[1]), 64), third)
    assert not inside(Interval((low[0] - 4, low[1]), (high[0] - 4, high[1]), 64), third)


def test_wrong_normal_form_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel that takes every atom for positive is caught by the same comparison."""
    monkeypatch.setattr(Context, "atom_positive", lambda self, a: True)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        check_normal_forms(range(500), 8)


def test_wrong_sign_test_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sign test that forgets upper bounds' direction is caught."""
    monkeypatch.setattr(Context, "atom_signs", lambda self, a, sides: (True, True))
    with pytest.raises(AssertionError):
        check_signs(range(400), 8)


def test_wrong_integrality_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Context, "_integer_atom", lambda self, a: True)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        check_normal_forms(range(500), 8)


def test_facts_of_goals_are_kept_as_stated() -> None:
    context = Context(SORTS)
    goal = relation_goal(context, ["<", "x", "1"])
    assert isinstance(goal, Relation)
    extended = add_goal(context, goal)
    assert extended.positive(relation_goal(context, [">", "1", "x"]).poly)  # type: ignore[union-attr]
    assert not extended.positive(variable("x"))
