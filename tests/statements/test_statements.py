"""The claim language: what parses, what is printed back, what sympy may not change."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy

from memproof.errors import InputError
from memproof.statements.claims import make_claim
from memproof.statements.expressions import from_prefix, statement_from_prefix
from memproof.statements.parser import ParseError, parse_expression, parse_number, parse_statements
from memproof.statements.sympy_view import (
    from_sympy,
    statement_from_sympy,
    statement_to_sympy,
    to_sympy,
)

TEXTS = (
    "2^-3^2",
    "-x^2",
    "(a - b) - c",
    "a - (b - c)",
    "a/(b*c)",
    "a/b*c",
    "(a^b)^c",
    "floor(log2(2^31 - 1))",
    "max(a, min(b, c), 2/3)",
    "binomial(2*n, n) + factorial(n)",
    "-(-x)",
    "2*-3",
    "abs(-x)*sqrt(x)/exp(-x)",
)


@pytest.mark.parametrize("text", TEXTS)
def test_printing_and_parsing_are_inverse(text: str) -> None:
    expression = parse_expression(text)
    assert parse_expression(str(expression)) == expression
    assert from_prefix(expression.prefix()) == expression


def test_precedence() -> None:
    assert parse_expression("-2^2").prefix() == ["-", ["^", "2", "2"]]
    assert parse_expression("2^3^2").prefix() == ["^", "2", ["^", "3", "2"]]
    assert parse_expression("a - b - c").prefix() == ["-", ["-", "a", "b"], "c"]
    assert parse_number("2^-1000") == Fraction(1, 2**1000)
    assert parse_number("1e-4") == Fraction(1, 10000)
    assert parse_number("0.1") == Fraction(1, 10)


def test_chains_are_conjunctions() -> None:
    chain = parse_statements("0 < x <= 1")
    assert [str(part) for part in chain] == ["0 < x", "x <= 1"]
    assert statement_from_prefix(chain[0].prefix()) == chain[0]


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("N^2 >=", 6),
        ("1 <= 2 $", 7),
        ("foo(x) = 1", 0),
        ("(x = 1", 3),
        ("log2 x = 1", 0),
        ("x + 1", 5),
    ],
)
def test_errors_tell_the_position(text: str, position: int) -> None:
    with pytest.raises(ParseError) as caught:
        parse_statements(text)
    assert caught.value.position == position


def test_bad_claims() -> None:
    for arguments in (
        ("x = 1", {}),
        ("e = 1", {"e": "real"}),
        ("x = 1", {"x": "natural"}),
        ("x = 1", {"x": "real in (0, 1"}),
        ("x = 1", {"2x": "real"}),
    ):
        with pytest.raises(InputError):
            make_claim(*arguments)
    with pytest.raises(InputError):
        parse_expression("(" * 500 + "x" + ")" * 500)
    with pytest.raises(InputError):
        parse_number("2^(10^9)")
    with pytest.raises(InputError):
        parse_expression("x") + 0.1  # type: ignore[operator]


def test_the_claim_is_what_was_written() -> None:
    """sympy evaluates the floor of a logarithm wrongly; the claim keeps its own form."""
    expression = parse_expression("floor(log2(2^31 - 1))")
    view = to_sympy(expression)
    assert isinstance(view, sympy.floor)
    assert expression.prefix() == ["floor", ["log2", ["-", ["^", "2", "31"], "1"]]]


def test_sympy_round_trip() -> None:
    x, n = sympy.symbols("x n")
    relation = sympy.Le(sympy.log(1 + x) + sympy.binomial(n, 2), x / 3 + sympy.pi)
    statement = statement_from_sympy(relation)
    assert (
        sympy.simplify(statement_to_sympy(statement).lhs.subs(sympy.Symbol("x", real=True), 2))
        is not None
    )
    assert statement.relation == "<="
    with pytest.raises(InputError):
        from_sympy(sympy.Float(0.1))
    with pytest.raises(InputError):
        from_sympy(sympy.gamma(x))
    with pytest.raises(InputError):
        statement_from_sympy(sympy.true)
