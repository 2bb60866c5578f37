"""Ball evaluation of claims and normal forms at exact points, for search only.

Values are python-flint balls; a comparison that is not certain is ``None``.  Nothing here decides a
verdict: the falsifier's points are re-evaluated by the checker, and samples only prune the search.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import comb, factorial
from typing import Any

from flint import arb, fmpq, fmpz

from memproof.checker.algebra import Atom, Monomial, Poly, argument_of

MAX_EXACT = 3000
MAX_MAGNITUDE = 10**7
Value = Fraction | arb


class Undefined(Exception):
    """The expression has no (certain) value at the point."""


def ball(value: Value | int) -> arb:
    """Return a ball around a value."""
    if isinstance(value, Fraction):
        return arb(fmpq(value.numerator, value.denominator))
    return value if isinstance(value, arb) else arb(value)


def sign_of(value: Value) -> int | None:
    """Return the certain sign, or None."""
    if isinstance(value, Fraction):
        return (value > 0) - (value < 0)
    if value > 0:
        return 1
    if value < 0:
        return -1
    return 0 if value.is_exact() and value == 0 else None


def _floor(value: Value) -> Fraction:
    if isinstance(value, Fraction):
        return Fraction(value.numerator // value.denominator)
    if not value.is_finite() or abs(value) > arb(2) ** 4000:
        raise Undefined("floor of a huge value")
    whole = value.floor().unique_fmpz()
    if whole is None:
        raise Undefined("floor too close to an integer")
    return Fraction(int(whole))


def _power(base: Value, exponent: Value) -> Value:
    if isinstance(exponent, Fraction) and exponent.denominator == 1:
        k = int(exponent)
        if isinstance(base, Fraction):
            if base == 0 and k < 0:
                raise Undefined("division by zero")
            bits = max(base.numerator.bit_length(), base.denominator.bit_length())
            if abs(k) * bits <= 20_000:
                return Fraction(base**k)
        elif k < 0 and sign_of(base) in (0, None):
            raise Undefined("division by something not certainly non-zero")
        return ball(base) ** k
    sign = sign_of(base)
    if sign == 0 and sign_of(exponent) == 1:
        return Fraction(0)
    if sign != 1:
        raise Undefined("power of something not certainly positive")
    if isinstance(base, Fraction) and base == 1:
        return Fraction(1)
    if isinstance(exponent, Fraction) and exponent.denominator == 2 and isinstance(base, Fraction):
        root = _exact_root(base)
        if root is not None:
            return _power(root, Fraction(exponent.numerator))
    return _finite((ball(exponent) * ball(base).log()).exp())


def _exact_root(value: Fraction) -> Fraction | None:
    top, bottom = fmpz(value.numerator), fmpz(value.denominator)
    if top.is_square() and bottom.is_square():
        return Fraction(int(top.isqrt()), int(bottom.isqrt()))
    return None


def _finite(value: arb) -> arb:
    if not value.is_finite():
        raise Undefined("not finite")
    return value


def _ln(value: Value) -> Value:
    if sign_of(value) != 1:
        raise Undefined("logarithm of something not certainly positive")
    return Fraction(0) if value == 1 and isinstance(value, Fraction) else ball(value).log()


def add(a: Value, b: Value) -> Value:
    """Return the sum, exact for two rationals."""
    return a + b if isinstance(a, Fraction) and isinstance(b, Fraction) else ball(a) + ball(b)


def multiply(a: Value, b: Value) -> Value:
    """Return the product, exact for two rationals."""
    return a * b if isinstance(a, Fraction) and isinstance(b, Fraction) else ball(a) * ball(b)


def _absolute(value: Value) -> Value:
    return max(value, -value) if isinstance(value, Fraction) else arb(abs(value))


def _natural(value: Value, limit: int = MAX_EXACT) -> int:
    if not isinstance(value, Fraction) or value.denominator != 1 or not 0 <= value <= limit:
        raise Undefined("not a moderate natural number")
    return int(value)


def evaluate(expression: Any, point: Mapping[str, Fraction]) -> Value:
    """Evaluate a prefix expression at an exact point; raises ``Undefined``."""
    if isinstance(expression, str):
        if expression in point:
            return point[expression]
        if expression == "e":
            return arb(1).exp()
        if expression == "pi":
            return arb.pi()
        return Fraction(expression)
    operator, *rest = expression
    values = [evaluate(part, point) for part in rest]
    match operator:
        case "+":
            result = values[0]
            for value in values[1:]:
                result = add(result, value)
            return result
        case "*":
            result = values[0]
            for value in values[1:]:
                result = multiply(result, value)
            return result
        case "-":
            return (
                add(values[0], multiply(Fraction(-1), values[1]))
                if len(values) == 2
                else multiply(Fraction(-1), values[0])
            )
        case "/":
            return multiply(values[0], _power(values[1], Fraction(-1)))
        case "^":
            if sign_of(values[1]) == 0:
                return Fraction(1)
            return _power(values[0], values[1])
        case "ln":
            return _ln(values[0])
        case "log2":
            return _log2(values[0])
        case "sqrt":
            return Fraction(0) if sign_of(values[0]) == 0 else _power(values[0], Fraction(1, 2))
        case "exp":
            return Fraction(1) if sign_of(values[0]) == 0 else _finite(ball(values[0]).exp())
        case "floor":
            return _floor(values[0])
        case "ceil":
            return -_floor(multiply(Fraction(-1), values[0]))
        case "abs":
            return _absolute(values[0])
        case "max" | "min":
            best = values[0]
            for value in values[1:]:
                sign = sign_of(add(value, multiply(Fraction(-1), best)))
                if sign is None:
                    best = (ball(best).max if operator == "max" else ball(best).min)(ball(value))
                elif (sign > 0) == (operator == "max"):
                    best = value
            return best
        case "factorial":
            return Fraction(factorial(_natural(values[0])))
        case "binomial":
            n = _natural(values[0], 20_000)
            k = values[1]
            if not isinstance(k, Fraction) or k.denominator != 1:
                raise Undefined("lower index")
            return Fraction(comb(n, int(k)) if k >= 0 else 0)
    raise Undefined(str(operator))


def _log2(value: Value) -> Value:
    if isinstance(value, Fraction) and value > 0:
        for power, sign in ((value, 1), (1 / value, -1)):
            if power.denominator == 1 and power.numerator & (power.numerator - 1) == 0:
                return Fraction(sign * (power.numerator.bit_length() - 1))
    logarithm = _ln(value)
    return Fraction(0) if isinstance(logarithm, Fraction) else logarithm / arb(2).log()


class Sample:
    """An exact point of a context with a cache of the atoms' values."""

    __slots__ = ("cache", "point")

    def __init__(self, point: Mapping[str, Fraction]) -> None:
        self.point = dict(point)
        self.cache: dict[Atom, Value] = {}

    def value(self, p: Poly) -> Value:
        """Evaluate a normal form; raises ``Undefined``."""
        total: Value = Fraction(0)
        for monomial, c in p.terms.items():
            total = add(total, multiply(Fraction(c), self._monomial(monomial)))
        return total

    def sign(self, p: Poly) -> int | None:
        """Return the certain sign of a normal form, or None."""
        try:
            return sign_of(self.value(p))
        except (Undefined, OverflowError, ValueError, ZeroDivisionError):
            return None

    def _monomial(self, monomial: Monomial) -> Value:
        result: Value = Fraction(1)
        for a, q in monomial:
            result = multiply(result, _power(self._atom(a), Fraction(q)))
        return result

    def _atom(self, a: Atom) -> Value:
        found = self.cache.get(a)
        if found is None:
            found = self.cache[a] = self._compute(a)
        return found

    def _compute(self, a: Atom) -> Value:
        match a.kind:
            case "var":
                try:
                    return self.point[str(a.arguments[0])]
                except KeyError:
                    raise Undefined(a.key) from None
            case "prime":
                return Fraction(int(str(a.arguments[0])))
            case "e":
                return arb(1).exp()
            case "pi":
                return arb.pi()
            case "pow":
                base, monomial = a.arguments
                exponent = self._monomial(monomial)  # type: ignore[arg-type]
                if abs(ball(exponent)) > MAX_MAGNITUDE:
                    raise Undefined("huge exponent")
                return _power(self._atom(base), exponent)  # type: ignore[arg-type]
            case "ln":
                return _ln(self._atom(a.arguments[0]))  # type: ignore[arg-type]
            case "sum":
                return self.value(argument_of(a))
            case "floor":
                return _floor(self.value(argument_of(a)))
            case "abs":
                return _absolute(self.value(argument_of(a)))
            case "fact":
                return self._factorial(self.value(argument_of(a)))
        raise Undefined(a.kind)

    def _factorial(self, value: Value) -> Value:
        if isinstance(value, Fraction) and value.denominator == 1 and value >= 0:
            return (
                Fraction(factorial(int(value)))
                if value <= 300
                else _finite(arb(fmpz(int(value) + 1)).gamma())
            )
        raise Undefined("factorial")
