"""Values of expressions and of normal forms at exact points, computed apart from the checker.

Numbers are Fractions while they are rational and python-flint balls of 900 bits afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import comb, factorial
from typing import Any

from flint import arb, ctx, fmpq

from memproof.checker.algebra import Atom, Poly

Value = Fraction | arb
PRECISION = 900


class Undefined(Exception):
    """The expression has no value at the point."""


class Undecided(Exception):
    """The balls are too wide to tell."""


def ball(value: Value) -> arb:
    """A ball around a value."""
    return arb(fmpq(value.numerator, value.denominator)) if isinstance(value, Fraction) else value


def sign(value: Value) -> int:
    """The sign; raises ``Undecided`` for a ball around 0."""
    if isinstance(value, Fraction):
        return (value > 0) - (value < 0)
    if value > 0 or value < 0:
        return 1 if value > 0 else -1
    raise Undecided


def equal(a: Value, b: Value) -> bool:
    """Whether two values may be equal; balls that overlap must be narrow."""
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a == b
    difference = ball(a) - ball(b)
    if not difference.is_finite():
        raise Undecided
    return bool(difference.contains(0))


def floor(value: Value) -> Fraction:
    """The integer part."""
    if isinstance(value, Fraction):
        return Fraction(value.numerator // value.denominator)
    whole = value.floor().unique_fmpz() if value.is_finite() else None
    if whole is None:
        raise Undecided
    return Fraction(int(whole))


def natural(value: Value) -> int:
    """A natural number, for factorials."""
    if not isinstance(value, Fraction):
        raise Undecided
    if value.denominator != 1 or value < 0:
        raise Undefined
    if value > 2000:
        raise Undecided
    return int(value)


def integer(value: Value) -> int:
    """An integer."""
    if not isinstance(value, Fraction):
        raise Undecided
    if value.denominator != 1:
        raise Undefined
    return int(value)


def power(base: Value, exponent: Value) -> Value:
    """base ** exponent, with 0 ** 0 = 1; a base <= 0 needs a rational exponent, < 0 an integer."""
    if isinstance(exponent, Fraction) and exponent.denominator == 1:
        k = int(exponent)
        if k < 0 and sign(base) == 0:
            raise Undefined
        if isinstance(base, Fraction) and abs(k) <= 300:
            return Fraction(base**k)
        if abs(k) > 10**6:
            raise Undecided
        return ball(base) ** k
    s = sign(base)
    if s < 0 and isinstance(exponent, arb):
        raise Undecided  # the exponent may be an integer that the ball does not show
    if s < 0 or (s == 0 and sign(exponent) <= 0):
        raise Undefined
    if s == 0:
        return Fraction(0)
    return (ball(exponent) * ball(base).log()).exp()


def times(a: Value, b: Value) -> Value:
    """The product; an exact 0 stays exact."""
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a * b
    if (isinstance(a, Fraction) and a == 0) or (isinstance(b, Fraction) and b == 0):
        return Fraction(0)
    return ball(a) * ball(b)


def plus(a: Value, b: Value) -> Value:
    """The sum."""
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a + b
    return ball(a) + ball(b)


def logarithm(value: Value) -> Value:
    """The natural logarithm."""
    if sign(value) <= 0:
        raise Undefined
    return Fraction(0) if isinstance(value, Fraction) and value == 1 else ball(value).log()


def value_of(expression: Any, point: Mapping[str, Fraction]) -> Value:
    """The value of a prefix expression; an undefined part makes the whole undefined."""
    if isinstance(expression, str):
        if expression in ("e", "pi"):
            return arb(1).exp() if expression == "e" else arb.pi()
        return point[expression] if expression in point else Fraction(expression)
    operator, *parts = expression
    values = [value_of(part, point) for part in parts]
    a, b = values[0], values[-1]
    minus = Fraction(-1)
    match operator, len(values):
        case "+", _:
            for value in values[1:]:
                a = plus(a, value)
            return a
        case "*", _:
            for value in values[1:]:
                a = times(a, value)
            return a
        case "-", 1:
            return times(minus, a)
        case "-", 2:
            return plus(a, times(minus, b))
        case "/", 2:
            return times(a, power(b, minus))
        case "^", 2:
            return power(a, b)
        case (("max" | "min"), n) if n > 2:
            return value_of([operator, [operator, *parts[:-1]], parts[-1]], point)
        case (("max" | "min"), 2):
            try:
                first = (sign(plus(a, times(minus, b))) >= 0) == (operator == "max")
            except Undecided:
                return a.union(b) if isinstance(a, arb) and isinstance(b, arb) else a
            return a if first else b
        case "ln", 1:
            return logarithm(a)
        case "log2", 1:
            return times(logarithm(a), power(arb(2).log(), minus))
        case "sqrt", 1:
            return power(a, Fraction(1, 2))
        case "exp", 1:
            return Fraction(1) if isinstance(a, Fraction) and a == 0 else ball(a).exp()
        case "floor", 1:
            return floor(a)
        case "ceil", 1:
            return -floor(times(minus, a))
        case "abs", 1:
            return abs(a)
        case "factorial", 1:
            return Fraction(factorial(natural(a)))
        case "binomial", 2:
            top, bottom = natural(a), integer(b)
            return Fraction(comb(top, bottom) if bottom >= 0 else 0)
    raise AssertionError(operator)


def atom_value(a: Atom, point: Mapping[str, Fraction]) -> Value:
    """The value of an atom of a normal form."""
    inner: Any = a.arguments[0] if a.arguments else None
    match a.kind:
        case "var":
            return point[str(inner)]
        case "prime":
            return Fraction(inner)
        case "e":
            return arb(1).exp()
        case "pi":
            return arb.pi()
        case "pow":
            monomial: Any = a.arguments[1]
            base = atom_value(inner, point)
            if sign(base) <= 0:
                raise Undefined
            return power(base, poly_value(Poly({monomial: 1}), point))
        case "ln":
            return logarithm(atom_value(inner, point))
        case "sum":
            return poly_value(inner, point)
        case "floor":
            return floor(poly_value(inner, point))
        case "abs":
            return abs(poly_value(inner, point))
        case "fact":
            return Fraction(factorial(natural(poly_value(inner, point))))
    raise AssertionError(a.kind)


def poly_value(p: Poly, point: Mapping[str, Fraction]) -> Value:
    """The value of a normal form."""
    total: Value = Fraction(0)
    for monomial, coefficient in p.terms.items():
        term: Value = Fraction(coefficient)
        for a, q in monomial:
            term = times(term, power(atom_value(a, point), Fraction(q)))
        total = plus(total, term)
    return total


def set_precision() -> None:
    """Work with 900 bits."""
    ctx.prec = PRECISION
