"""Exact values of closed expressions: rationals where possible, enclosures otherwise, never floats.

A value is a closed ``Expression``: a number when it is rational and not too long, else a tree such
as ``sqrt(2)*pi`` that ``enclose`` bounds at any precision. Comparisons are three-valued: the
checker's normal form decides equality, and None means that no precision tried was enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from math import comb, factorial, isqrt
from typing import TYPE_CHECKING

from memproof.checker.enclosure import Dyadic, Interval, pi
from memproof.checker.enclosure import compare as compare_dyadic
from memproof.checker.errors import Rejected
from memproof.errors import InputError
from memproof.statements.expressions import CONSTANTS, Expression, Statement, number
from memproof.statements.parser import parse_expression

if TYPE_CHECKING:
    from memproof.checker.algebra import Poly
    from memproof.checker.normal import Context

Values = Mapping[str, Expression]
MAX_EXACT_BITS = 4_000_000
MAX_FACTORIAL = 5_000
EXACT_TEXT_BITS = 1_000
MAX_DECIMAL_BITS = 10_000
PRECISIONS = (64, 192, 640)
HIGH_PRECISIONS = (2560, 10240)


class UnknownName(InputError):
    """A name has no value yet; ``name`` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has no value")
        self.name = name


@lru_cache(maxsize=1024)
def parse(text: str) -> Expression:
    """Parse an expression; the result is cached."""
    return parse_expression(text)


def rational(value: Expression) -> Fraction | None:
    """The value as a Fraction, None when it is a tree."""
    if value.operator == "number" and isinstance(value.value, Fraction):
        return value.value
    return None


def integer(value: Expression) -> int | None:
    """The value as an int, None when it is not shown to be one."""
    exact = rational(value)
    return exact.numerator if exact is not None and exact.denominator == 1 else None


def evaluate(expression: Expression, values: Values) -> Expression:
    """The value of an expression whose names have the given values.

    Raises ``UnknownName`` for a name without a value and ``InputError`` where it is undefined
    (division by zero, logarithm of 0, …) or where a rounding cannot be decided.
    """
    if expression.operator == "number":
        return expression
    if expression.operator == "name":
        text = str(expression.value)
        if text in CONSTANTS:
            return expression
        if text not in values:
            raise UnknownName(text)
        return values[text]
    operands = tuple(evaluate(operand, values) for operand in expression.operands)
    reduced = Expression(expression.operator, operands)
    if expression.operator in ("floor", "ceil"):
        return _rounded(reduced)
    if expression.operator in ("max", "min", "abs"):
        return _selected(reduced)
    exact = [rational(operand) for operand in operands]
    found = _exact(expression.operator, [x for x in exact if x is not None], reduced)
    if found is None or len([x for x in exact if x is not None]) < len(exact):
        _require_defined(reduced)
        return reduced
    return number(found)


def _exact(operator: str, x: list[Fraction], node: Expression) -> Fraction | None:
    """The operator on rationals where the result is rational and short, else None."""
    if len(x) != len(node.operands):
        return None
    if operator == "+":
        return sum(x, Fraction(0))
    if operator == "*":
        product = Fraction(1)
        for factor in x:
            product *= factor
        return product
    if operator == "-":
        return -x[0] if len(x) == 1 else x[0] - x[1]
    if operator == "/":
        if x[1] == 0:
            raise InputError(f"division by zero in {_short(node)}")
        return x[0] / x[1]
    if operator == "^":
        return _exact_power(x[0], x[1], node)
    if operator == "sqrt":
        return _exact_root(x[0])
    if operator == "log2":
        return _exact_log2(x[0])
    if operator == "ln":
        return Fraction(0) if x[0] == 1 else None
    if operator == "exp":
        return Fraction(1) if x[0] == 0 else None
    if operator in ("factorial", "binomial"):
        return _exact_count(operator, x, node)
    raise InputError(f"unknown operator {operator!r}")


def _exact_power(base: Fraction, exponent: Fraction, node: Expression) -> Fraction | None:
    if base == 0 and exponent < 0:
        raise InputError(f"division by zero in {_short(node)}")
    if base == 0:
        return Fraction(0 if exponent else 1)
    if exponent.denominator == 2:
        root = _exact_root(base)
        return None if root is None else _exact_power(root, exponent * 2, node)
    if exponent.denominator != 1:
        return None
    if abs(base) == 1:
        return base if exponent.numerator % 2 else Fraction(1)
    size = max(base.numerator.bit_length(), base.denominator.bit_length())
    if abs(exponent) * size > MAX_EXACT_BITS:
        return None
    return Fraction(base**exponent.numerator)


def _exact_root(x: Fraction) -> Fraction | None:
    if x < 0:
        return None
    top, bottom = isqrt(x.numerator), isqrt(x.denominator)
    exact = top * top == x.numerator and bottom * bottom == x.denominator
    return Fraction(top, bottom) if exact else None


def _exact_log2(x: Fraction) -> Fraction | None:
    if x <= 0:
        return None
    top, bottom = x.numerator, x.denominator
    if top & (top - 1) or bottom & (bottom - 1):
        return None
    return Fraction(top.bit_length() - bottom.bit_length())


def _exact_count(operator: str, x: list[Fraction], node: Expression) -> Fraction:
    if any(value.denominator != 1 for value in x) or x[0] < 0:
        raise InputError(f"{_short(node)} is not defined")
    if x[0] > MAX_FACTORIAL:
        raise InputError(f"{_short(node)} is too large to be written out")
    if operator == "factorial":
        return Fraction(factorial(x[0].numerator))
    return Fraction(comb(x[0].numerator, x[1].numerator) if x[1] >= 0 else 0)


def _require_defined(node: Expression) -> None:
    if node.operator in ("log2", "ln") and sign(node.operands[0]) != 1:
        raise InputError(f"{_short(node)} needs a positive argument")
    if node.operator == "sqrt" and sign(node.operands[0]) not in (0, 1):
        raise InputError(f"{_short(node)} needs an argument that is not negative")
    if node.operator == "/" and sign(node.operands[1]) not in (1, -1):
        raise InputError(f"the denominator of {_short(node)} is not shown to differ from 0")
    if node.operator == "^" and integer(node.operands[1]) is None and sign(node.operands[0]) != 1:
        raise InputError(f"{_short(node)} needs a positive base")
    if node.operator in ("factorial", "binomial"):
        raise InputError(f"{_short(node)} needs integers")


def _selected(node: Expression) -> Expression:
    """max, min and abs: one of the operands, when comparisons decide."""
    if node.operator == "abs":
        direction = sign(node.operands[0])
        if direction is None:
            return node
        inner = node.operands[0]
        return inner if direction >= 0 else evaluate(-inner, {})
    best = node.operands[0]
    for other in node.operands[1:]:
        order = compare(other, best)
        if order is None:
            return node
        if (order > 0) == (node.operator == "max"):
            best = other
    return best


def _rounded(node: Expression) -> Expression:
    """floor and ceil as integers."""
    inner = node.operands[0]
    up = node.operator == "ceil"
    exact = rational(inner)
    if exact is not None:
        return number(-(-exact.numerator // exact.denominator) if up else exact.__floor__())
    if inner.operator == "log2":
        found = _floor_log2(inner.operands[0])
        if found is not None:
            # Exact powers of two have been evaluated to a number already.
            return number(found + 1 if up else found)
    candidate: int | None = None
    for precision in (*PRECISIONS, *HIGH_PRECISIONS):
        interval = _enclose_or_none(inner, precision)
        if interval is None:
            continue
        low, high = _floor(interval.low), _floor(interval.high)
        if low == high and not up:
            return number(low)
        if up and _ceil(interval.low) == _ceil(interval.high):
            return number(_ceil(interval.low))
        candidate = high
    if candidate is not None and compare(inner, number(candidate)) == 0:
        return number(candidate)
    raise InputError(f"{_short(node)} cannot be rounded: too close to an integer")


def _floor(end: Dyadic) -> int:
    mantissa, exponent = end
    if exponent > MAX_EXACT_BITS:
        raise InputError("a number is too large to be written out")
    if exponent >= 0:
        return mantissa << exponent
    return mantissa >> min(-exponent, mantissa.bit_length() + 1)


def _ceil(end: Dyadic) -> int:
    return -_floor((-end[0], end[1]))


def _floor_log2(x: Expression) -> int | None:
    """⌊log2 x⌋ for x > 0 from its leading bit, None if x is too close to a power of two."""
    exact = rational(x)
    if exact is not None:
        top, bottom = exact.numerator, exact.denominator
        guess = top.bit_length() - bottom.bit_length()
        below = top < bottom << guess if guess >= 0 else top << -guess < bottom
        return guess - 1 if below else guess
    for precision in PRECISIONS:
        interval = _enclose_or_none(x, precision)
        if interval is None or interval.low[0] <= 0:
            continue
        low, high = interval.low, interval.high
        least = low[0].bit_length() + low[1] - 1
        # 2^least <= low; high <= 2^(least+1) decides unless x is that power itself.
        if compare_dyadic(high, (1, least + 1)) < 0:
            at_power = compare_dyadic(low, (1, least)) == 0
            return None if at_power else least
    return None


def enclose(value: Expression, precision: int) -> Interval:
    """A rigorous enclosure of a closed value; ``Rejected`` where the precision is too low."""
    exact = rational(value)
    if exact is not None:
        whole: int | Fraction = exact.numerator if exact.denominator == 1 else exact
        return Interval.exact(whole, precision)
    if value.operator == "name":
        if value.value == "pi":
            return pi(precision)
        if value.value == "e":
            return Interval.exact(1, precision).exp()
        raise UnknownName(str(value.value))
    if value.operator == "^":
        return _enclose_power(value.operands[0], value.operands[1], precision)
    parts = [enclose(operand, precision) for operand in value.operands]
    match value.operator:
        case "+":
            return parts[0] + parts[1]
        case "-":
            return -parts[0] if len(parts) == 1 else parts[0] - parts[1]
        case "*":
            return parts[0] * parts[1]
        case "/":
            return parts[0] / parts[1]
        case "sqrt":
            return parts[0].sqrt()
        case "ln":
            return parts[0].ln()
        case "log2":
            return parts[0].ln() / Interval.exact(2, precision).ln()
        case "exp":
            return parts[0].exp()
        case "max" | "min":
            return _extreme(parts, largest=value.operator == "max")
        case "abs":
            return _extreme([parts[0], -parts[0]], largest=True)
    raise Rejected("undecided", f"no enclosure of {value.operator}")


def _enclose_power(base: Expression, exponent: Expression, precision: int) -> Interval:
    whole = integer(exponent)
    inner = enclose(base, precision)
    if whole is not None:
        return inner.power(whole)
    return (enclose(exponent, precision) * inner.ln()).exp()


def _extreme(parts: list[Interval], *, largest: bool) -> Interval:
    wanted = 1 if largest else -1
    low, high = parts[0].low, parts[0].high
    for part in parts[1:]:
        low = part.low if compare_dyadic(part.low, low) == wanted else low
        high = part.high if compare_dyadic(part.high, high) == wanted else high
    return Interval(low, high, parts[0].precision)


def _enclose_or_none(value: Expression, precision: int) -> Interval | None:
    try:
        return enclose(value, precision)
    except Rejected:
        return None


def sign(value: Expression) -> int | None:
    """The sign of a closed value, None when undecided."""
    exact = rational(value)
    if exact is not None:
        return (exact > 0) - (exact < 0)
    return compare(value, number(0))


def compare(left: Expression, right: Expression) -> int | None:
    """The sign of left − right, by rationals, enclosures or normal form; None when undecided."""
    a, b = rational(left), rational(right)
    if a is not None and b is not None:
        return (a > b) - (a < b)
    if left == right:
        return 0
    difference = left - right
    for precision in PRECISIONS:
        found = _interval_sign(difference, precision)
        if found is not None:
            return found
    if _is_zero(difference):
        return 0
    for precision in HIGH_PRECISIONS:
        found = _interval_sign(difference, precision)
        if found is not None:
            return found
    return None


def _interval_sign(value: Expression, precision: int) -> int | None:
    interval = _enclose_or_none(value, precision)
    return None if interval is None else interval.sign()


def _is_zero(value: Expression) -> bool:
    from memproof.checker.normal import Context

    context = Context({})
    try:
        return context.is_zero(_normal(value, context))
    except Rejected:
        return False


def _normal(value: Expression, context: Context) -> Poly:
    from memproof.checker.algebra import atom, atom_poly, constant, tidy

    exact = rational(value)
    if exact is not None:
        return constant(tidy(exact))
    if value.operator == "name":
        return atom_poly(atom(str(value.value)))
    return context.apply(value.operator, [_normal(part, context) for part in value.operands])


def decide(statement: Statement, values: Values) -> bool | None:
    """Whether a relation holds at the given values; None when undecided.

    Raises ``UnknownName`` when a name has no value, ``InputError`` where a side is undefined.
    """
    if statement.predicate:
        raise InputError(f"{statement} is a predicate and has no value")
    left, right = (evaluate(side, values) for side in statement.operands)
    order = compare(left, right)
    if order is None:
        return None
    return {
        "<=": order <= 0,
        "<": order < 0,
        ">=": order >= 0,
        ">": order > 0,
        "=": order == 0,
        "!=": order != 0,
    }[statement.relation]


def bound_rational(value: Expression, *, up: bool, precision: int = 96) -> Fraction:
    """A rational bound of a closed value from the given side, exact when the value is rational."""
    exact = rational(value)
    if exact is not None:
        return exact
    for bits in (precision, *HIGH_PRECISIONS):
        interval = _enclose_or_none(value, bits)
        if interval is not None:
            mantissa, exponent = interval.high if up else interval.low
            return Fraction(mantissa) * Fraction(2) ** exponent
    raise InputError(f"{_short(value)} cannot be enclosed")


def format_decimal(value: Expression | Fraction | int, digits: int = 4, *, up: bool = False) -> str:
    """A short decimal of the value, rounded down (or ``up``); 1.234e-56 outside 1e-4 … 1e9."""
    exact = bound_rational(value, up=up) if isinstance(value, Expression) else Fraction(value)
    if exact < 0:
        return "-" + format_decimal(-exact, digits, up=not up)
    if exact.denominator == 1 and exact < 10**9:
        return str(exact.numerator)
    if exact >= 10**9 or exact < Fraction(1, 10**4):
        return _format_scientific(exact, digits, up=up)
    if exact >= 1:
        places = max(0, digits - len(str(exact.__floor__())) + 1)
    else:
        places = digits + next(zeros for zeros in range(5) if exact * 10 ** (zeros + 1) >= 1)
    scaled = exact * 10**places
    whole = -(-scaled.numerator // scaled.denominator) if up else scaled.__floor__()
    text = str(whole).rjust(places + 1, "0")
    if not places:
        return text
    return f"{text[:-places]}.{text[-places:]}".rstrip("0").rstrip(".")


def _format_scientific(exact: Fraction, digits: int, *, up: bool) -> str:
    # log10(2) is about 30103/100000: a first guess at the exponent, at most one too high.
    size = exact.numerator.bit_length() - exact.denominator.bit_length()
    power = size * 30103 // 100000 - 2
    whole = 10**digits
    while whole >= 10**digits:
        power += 1
        whole = _scale(exact, digits - 1 - power, up=up)
    text = str(whole)
    fraction = text[1:].rstrip("0")
    return f"{text[0]}{'.' if fraction else ''}{fraction}e{power}"


def _scale(exact: Fraction, power: int, *, up: bool) -> int:
    """exact·10^power rounded down or up: exactly, or by an enclosure where that would be long."""
    if max(exact.numerator.bit_length(), exact.denominator.bit_length()) <= MAX_DECIMAL_BITS:
        scaled = exact * Fraction(10) ** power
        return -(-scaled.numerator // scaled.denominator) if up else scaled.__floor__()
    interval = Interval.exact(exact, 192) * Interval.exact(10, 192).power(power)
    return _ceil(interval.high) if up else _floor(interval.low)


def format_exact(value: Fraction | int) -> str:
    """The value as text that ``parse_number`` reads back: p, p/q, 2^k, or p*2^k for a long one."""
    exact = Fraction(value)
    top, bottom = exact.numerator, exact.denominator
    if max(top.bit_length(), bottom.bit_length()) <= EXACT_TEXT_BITS:
        return str(exact)
    shift = (top & -top).bit_length() - (bottom & -bottom).bit_length()
    odd = exact / Fraction(2) ** shift
    if max(odd.numerator.bit_length(), odd.denominator.bit_length()) > 13_000:
        return f"about {format_decimal(exact, 12)}"
    if odd == 1:
        return f"2^{shift}"
    text = str(odd) if odd.denominator == 1 else f"({odd})"
    return f"{text}*2^{shift}" if shift else text


def _short(node: Expression) -> str:
    def longest(part: Expression) -> int:
        exact = rational(part)
        if exact is not None:
            return max(exact.numerator.bit_length(), exact.denominator.bit_length())
        return max((longest(inner) for inner in part.operands), default=0)

    return str(node) if longest(node) <= EXACT_TEXT_BITS else f"an expression with {node.operator}"


__all__ = [
    "UnknownName",
    "Values",
    "bound_rational",
    "compare",
    "decide",
    "enclose",
    "evaluate",
    "format_decimal",
    "format_exact",
    "integer",
    "parse",
    "rational",
    "sign",
]
