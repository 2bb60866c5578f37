"""The claim language: a small recursive-descent parser; nothing is ever evaluated.

Grammar: numbers (exact: ``3``, ``0.05``, ``1e-4``), names, ``e``, ``pi``, ``+ - * / ^ **``,
parentheses, the functions of ``expressions.FUNCTIONS``, comparisons ``<= < >= > = == !=`` (chains
such as ``0 < x <= 1``). Power binds tighter than the sign and to the right; ``2/3`` is an exact
quotient.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from memproof.errors import InputError
from memproof.statements.expressions import FUNCTIONS, Expression, Statement, name, number

MAX_LENGTH = 20_000
MAX_DEPTH = 100
MAX_DIGITS = 4_000
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z_0-9]*)|(?P<symbol>\*\*|<=|>=|==|!=|[-+*/^(),<>=\[\]:]))"
)


class ParseError(InputError):
    """A text does not parse; ``position`` is the offset of the first character not understood."""

    def __init__(self, message: str, text: str, position: int) -> None:
        shown = text if len(text) <= 200 else text[:200] + "…"
        super().__init__(f"{message} at position {position + 1} of {shown!r}")
        self.position = position


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    position: int


def _tokens(text: str) -> list[_Token]:
    if len(text) > MAX_LENGTH:
        raise InputError(
            f"a claim may have at most {MAX_LENGTH} characters, this one has {len(text)}"
        )
    result = []
    position = 0
    end = len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            start = position + len(text[position:]) - len(text[position:].lstrip())
            raise ParseError(f"unexpected character {text[start]!r}", text, start)
        kind = str(match.lastgroup)
        result.append(_Token(kind, match.group(kind), match.start(kind)))
        position = match.end()
    return [*result, _Token("end", "", end)]


class _Parser:
    def __init__(self, text: str, predicates: frozenset[str] = frozenset()) -> None:
        self.text, self.tokens, self.index, self.depth = text, _tokens(text), 0, 0
        self.predicates = predicates

    @property
    def current(self) -> _Token:
        return self.tokens[self.index]

    def fail(self, message: str) -> ParseError:
        return ParseError(message, self.text, self.current.position)

    def take(self, *symbols: str) -> str | None:
        if self.current.kind == "symbol" and self.current.text in symbols:
            self.index += 1
            return self.tokens[self.index - 1].text
        return None

    def expect(self, symbol: str) -> None:
        if self.take(symbol) is None:
            found = repr(self.current.text) if self.current.text else "the end"
            raise self.fail(f"expected {symbol!r}, found {found}")

    def expression(self) -> Expression:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fail("nested too deeply")
        left = self.product()
        while (operator := self.take("+", "-")) is not None:
            left = Expression(operator, (left, self.product()))
        self.depth -= 1
        return left

    def product(self) -> Expression:
        left = self.signed()
        while (operator := self.take("*", "/")) is not None:
            left = Expression(operator, (left, self.signed()))
        return left

    def signed(self) -> Expression:
        sign = self.take("-", "+")
        if sign is None:
            return self.power()
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fail("nested too deeply")
        inner = self.signed()
        self.depth -= 1
        return -inner if sign == "-" else inner

    def power(self) -> Expression:
        base = self.primary()
        if self.take("^", "**") is not None:
            return Expression("^", (base, self.signed()))
        return base

    def primary(self) -> Expression:
        token = self.current
        if token.kind == "number":
            self.index += 1
            return number(_exact(token, self.text))
        if token.kind == "name":
            self.index += 1
            if self.current.text == "(" and self.current.kind == "symbol":
                return self.call(token)
            if token.text in FUNCTIONS:
                raise ParseError(
                    f"{token.text} needs its argument in parentheses", self.text, token.position
                )
            return name(token.text)
        if self.take("(") is not None:
            inner = self.expression()
            self.expect(")")
            return inner
        raise self.fail(
            "expected a number, a name or '('" if token.text else "the text ends too early"
        )

    def call(self, token: _Token) -> Expression:
        if token.text not in FUNCTIONS:
            raise ParseError(f"unknown function {token.text!r}", self.text, token.position)
        operands = self.arguments()
        arity = FUNCTIONS[token.text]
        if arity >= 0 and len(operands) != arity:
            raise ParseError(
                f"{token.text} takes {arity} argument(s), not {len(operands)}",
                self.text,
                token.position,
            )
        return Expression(token.text, operands)

    def arguments(self) -> tuple[Expression, ...]:
        self.expect("(")
        operands = [self.expression()]
        while self.take(",") is not None:
            operands.append(self.expression())
        self.expect(")")
        return tuple(operands)

    def statements(self) -> tuple[Statement, ...]:
        if self.current.kind == "name" and self.current.text in self.predicates:
            predicate = self.current.text
            self.index += 1
            return (Statement("holds", self.arguments(), predicate),)
        terms = [self.expression()]
        relations = []
        while (relation := self.take("<=", "<", ">=", ">", "==", "=", "!=")) is not None:
            relations.append("=" if relation == "==" else relation)
            terms.append(self.expression())
        if not relations:
            raise self.fail("expected a comparison such as <= or =")
        return tuple(
            Statement(relation, (left, right))
            for relation, left, right in zip(relations, terms, terms[1:], strict=False)
        )

    def finish(self) -> None:
        if self.current.kind != "end":
            raise self.fail(f"unexpected {self.current.text!r}")


def _exact(token: _Token, text: str) -> Fraction:
    mantissa, _, exponent = token.text.lower().partition("e")
    if (
        len(mantissa) > MAX_DIGITS
        or len(exponent) > 5
        or (exponent and abs(int(exponent)) > MAX_DIGITS)
    ):
        raise ParseError(f"a number may have at most {MAX_DIGITS} digits", text, token.position)
    return Fraction(mantissa if not mantissa.endswith(".") else mantissa + "0") * Fraction(
        10
    ) ** int(exponent or 0)


def parse_expression(text: str) -> Expression:
    """Parse an expression; raises ``ParseError`` with the position."""
    parser = _Parser(text)
    result = parser.expression()
    parser.finish()
    return result


def parse_number(text: str) -> Fraction:
    """Parse a closed rational such as ``1e-4``, ``1/3`` or ``2^-1000`` exactly.

    Raises ``InputError`` when it is not a rational built with ``+ - * / ^`` of moderate size.
    """
    return evaluate_rational(parse_expression(text), text)


def evaluate_rational(expression: Expression, text: str = "") -> Fraction:
    """Evaluate a closed rational expression exactly."""
    if expression.operator == "number" and isinstance(expression.value, Fraction):
        return expression.value
    values = [evaluate_rational(operand, text) for operand in expression.operands]
    match expression.operator, len(values):
        case "+", 2:
            return values[0] + values[1]
        case "-", 2:
            return values[0] - values[1]
        case "-", 1:
            return -values[0]
        case "*", 2:
            return values[0] * values[1]
        case "/", 2 if values[1] != 0:
            return values[0] / values[1]
        case "^", 2 if values[1].denominator == 1 and (values[0] != 0 or values[1] >= 0):
            size = max(values[0].numerator.bit_length(), values[0].denominator.bit_length())
            if abs(values[1]) * size > 2_000_000:
                raise InputError(f"{text or expression} is too large to be written out")
            return Fraction(values[0] ** int(values[1]))
    raise InputError(f"{text or expression} is not an exact rational number")


def parse_statements(text: str, predicates: frozenset[str] = frozenset()) -> tuple[Statement, ...]:
    """Parse a relation or a chain of relations (or a predicate of the given names)."""
    parser = _Parser(text, predicates)
    result = parser.statements()
    parser.finish()
    return result


def parse_domain(variable: str, text: str) -> tuple[str, tuple[Statement, ...]]:
    """Parse a variable's domain such as ``integer >= 2`` or ``real in (0, 1/2]``.

    Returns the sort (``integer`` or ``real``) and the bounds as statements about the variable;
    several conditions are separated by commas outside brackets or by ``and``.
    """
    parser = _Parser(text)
    token = parser.current
    if token.kind != "name" or token.text not in ("integer", "real"):
        raise parser.fail(f"the domain of {variable} must start with 'integer' or 'real'")
    parser.index += 1
    statements: list[Statement] = []
    x = name(variable)
    while parser.current.kind != "end":
        if parser.current.kind == "name" and parser.current.text == "in":
            parser.index += 1
            opening = parser.take("(", "[")
            if opening is None:
                raise parser.fail("expected an interval such as (0, 1]")
            low = None if _is_infinite(parser) else parser.expression()
            parser.expect(",")
            high = None if _is_infinite(parser) else parser.expression()
            closing = parser.take(")", "]")
            if closing is None:
                raise parser.fail("expected ')' or ']'")
            if low is not None:
                statements.append(Statement(">=" if opening == "[" else ">", (x, low)))
            if high is not None:
                statements.append(Statement("<=" if closing == "]" else "<", (x, high)))
        else:
            relation = parser.take("<=", "<", ">=", ">", "==", "=", "!=")
            if relation is None:
                raise parser.fail("expected a bound such as >= 2 or an interval such as in (0, 1]")
            statements.append(
                Statement("=" if relation == "==" else relation, (x, parser.expression()))
            )
        if parser.current.kind != "end":
            if parser.current.kind == "name" and parser.current.text == "and":
                parser.index += 1
            else:
                parser.expect(",")
    return token.text, tuple(statements)


def _is_infinite(parser: _Parser) -> bool:
    start = parser.index
    parser.take("-", "+")
    if parser.current.kind == "name" and parser.current.text in ("oo", "inf", "infinity"):
        parser.index += 1
        return True
    parser.index = start
    return False
