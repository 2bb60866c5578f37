"""Exact values of closed expressions, and how they are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from memproof.checker.algebra import Poly
from memproof.checker.documents import open_claim
from memproof.checker.errors import Rejected
from memproof.checker.normal import Context, closed_sign, enclose
from memproof.checker.rules import substitute
from memproof.errors import InputError
from memproof.statements.claims import Claim
from memproof.statements.expressions import Expression, statement_from_prefix
from memproof.statements.parser import parse_expression

PRECISION = 120
DIGITS = 6
LONG = 40
MAX_EXPONENT = 20_000


def exact_sign(text: str) -> int:
    """Return the sign of a closed expression; raises ``InputError`` when it cannot be decided."""
    value = _closed(parse_expression(text).prefix(), text)
    if Context({}).is_zero(value):
        return 0
    sign = closed_sign(value)
    if sign is None:
        raise InputError(f"the sign of {text} cannot be decided")
    return sign


def is_closed(text: str) -> bool:
    """Say whether an expression has no variables."""
    return not parse_expression(text).names()


def describe_number(text: str) -> str:
    """Return a closed expression's value: itself if it is short and rational, else decimals.

    An expression with variables has no value: "".
    """
    expression = parse_expression(text)
    return "" if expression.names() else _show(_closed(expression.prefix(), text))


def occurs_in(text: str, claim: Claim) -> bool:
    """Say whether an expression, or one that equals it on the claim's domain, is in the claim."""
    expression = parse_expression(text)
    names = expression.names()
    if not names <= {name for name, _ in claim.variables}:
        raise InputError(f"{text!r} has variables that the claim has not")
    context, _ = open_claim(claim.document())
    try:
        wanted = context.normal(expression.prefix())
    except Rejected:
        wanted = None
    for statement in (*claim.given, *claim.conclude):
        for operand in statement.operands:
            for part in _parts(operand):
                if part == expression:
                    return True
                if wanted is not None and part.names() == names and _same(context, part, wanted):
                    return True
    return False


def _same(context: Context, part: Expression, wanted: Poly) -> bool:
    try:
        return context.is_zero(context.normal(part.prefix()) - wanted)
    except Rejected:
        return False


def show_sides(claim: Mapping[str, Any], point: Mapping[str, Any]) -> tuple[str, ...]:
    """Return, for each conclusion, both sides' values at a point as Markdown."""
    shown = []
    for statement, sides in zip(claim["conclude"], side_values(claim, point), strict=True):
        written = f"\\({statement_from_prefix(statement).latex()}\\)"
        values = "" if sides is None else f" has {sides[0]} on the left and {sides[1]} on the right"
        shown.append(written + values)
    return tuple(shown)


def side_values(
    claim: Mapping[str, Any], point: Mapping[str, Any]
) -> tuple[tuple[str, str] | None, ...]:
    """Return, for each conclusion, both sides at a point as text; None where one is undefined."""
    values: list[tuple[str, str] | None] = []
    for statement in claim["conclude"]:
        try:
            left, right = (_show(Context({}).normal(substitute(s, point))) for s in statement[1:])
        except Rejected:
            values.append(None)
        else:
            values.append((left, right))
    return tuple(values)


def _closed(prefix: Any, text: str) -> Poly:
    try:
        value = Context({}).normal(prefix)
    except Rejected as error:
        raise InputError(f"{text!r} is not a closed number: {error.detail}") from None
    return value


def _parts(expression: Expression) -> Iterator[Expression]:
    yield expression
    for operand in expression.operands:
        yield from _parts(operand)


def show_rational(text: str) -> str:
    """Return "= value" in LaTeX; what is long is shown as a power of 2, or rounded after ≈."""
    value = Fraction(text)
    top, bottom = value.numerator, value.denominator
    if max(top.bit_length(), bottom.bit_length()) <= 3 * LONG:
        if bottom == 1:
            return f"= {top}"
        return rf"= {'-' if top < 0 else ''}\frac{{{abs(top)}}}{{{bottom}}}"
    exponent = top.bit_length() - bottom.bit_length()
    if value == Fraction(2) ** exponent:
        return f"= 2^{{{exponent}}}"
    digits, _, power = _rounded(value, value).removeprefix("≈ ").partition("e")
    return rf"\approx {digits}" + (rf" \cdot 10^{{{power}}}" if power else "")


def _show(value: Poly) -> str:
    exact = value.constant()
    if exact is not None:
        size = max(exact.numerator.bit_length(), exact.denominator.bit_length())
        return str(exact) if size <= 3 * LONG else _rounded(Fraction(exact), Fraction(exact))
    try:
        enclosed = enclose(value, PRECISION)
    except Rejected:
        return str(value)
    if max(abs(enclosed.low[1]), abs(enclosed.high[1])) > MAX_EXPONENT:
        return f"about 2^{enclosed.high[1] + enclosed.high[0].bit_length()}"
    return _rounded(_fraction(enclosed.low), _fraction(enclosed.high))


def _fraction(dyadic: tuple[int, int]) -> Fraction:
    return Fraction(dyadic[0]) * Fraction(2) ** dyadic[1]


def _rounded(low: Fraction, high: Fraction) -> str:
    """Return rounded digits on which both ends agree, in decimal or with an exponent."""
    size = _exponent(max(abs(low), abs(high)))
    scale = Fraction(10) ** (DIGITS - 1 - size)
    first, last = round(low * scale), round(high * scale)
    if first != last:
        return f"between {low} and {high}"
    if abs(size) <= DIGITS:
        return f"≈ {_decimal(first, DIGITS - 1 - size)}"
    return f"≈ {_decimal(first, DIGITS - 1)}e{size}"


def _exponent(value: Fraction) -> int:
    """Return the k with 10^k <= value < 10^(k + 1), or 0 for 0."""
    if value == 0:
        return 0
    # 30103/100000 is a little more than log10(2): the estimate is off by a few at most.
    bits = value.numerator.bit_length() - value.denominator.bit_length()
    size = bits * 30103 // 100000
    while Fraction(10) ** size > value:
        size -= 1
    while Fraction(10) ** (size + 1) <= value:
        size += 1
    return size


def _decimal(digits: int, places: int) -> str:
    if places <= 0:
        return str(digits * 10 ** (-places))
    sign, digits = ("-", -digits) if digits < 0 else ("", digits)
    whole, rest = divmod(digits, 10**places)
    fraction = str(rest).rjust(places, "0").rstrip("0")
    return f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"
