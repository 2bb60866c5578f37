"""Exact values: rationals, enclosures, three-valued comparisons, decimals that bound."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memproof.bounds.exact import (
    compare,
    decide,
    evaluate,
    format_decimal,
    format_exact,
    integer,
    parse,
    rational,
    sign,
)
from memproof.errors import InputError
from memproof.statements.expressions import number
from memproof.statements.parser import parse_number, parse_statements


def value_of(text: str, **values: int | Fraction) -> object:
    found = evaluate(parse(text), {key: number(value) for key, value in values.items()})
    exact = rational(found)
    return str(found) if exact is None else exact


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2^10 - 1/3", Fraction(3071, 3)),
        ("sqrt(9/4)", Fraction(3, 2)),
        ("log2(1/8)", -3),
        ("8^(1/2)*8^(1/2)", "8^(1/2) * 8^(1/2)"),
        ("4^(3/2)", 8),
        ("0^0", 1),
        ("(-1)^7", -1),
        ("binomial(5, 2) + factorial(4)", 34),
        ("max(1, ceil(log2(2)))", 1),
        ("ceil(log2(2^31 + 1))", 32),
        ("floor(log2(2^31 - 1))", 30),
        ("ceil(log2(2^100001 + 1))", 100002),
        ("ceil(log2(2^100001))", 100001),
        ("floor(sqrt(2)*sqrt(3)*sqrt(6))", 6),
        ("ceil(sqrt(2)*sqrt(8))", 4),
        ("floor(-1/2)", -1),
        ("ceil(-pi)", -3),
        ("abs(2 - e)", "-(2 - e)"),
        ("min(pi, 22/7)", "pi"),
        ("ceil(log2(2^100000*sqrt(2/pi) + 1))", 100000),
    ],
)
def test_values(text: str, expected: object) -> None:
    assert value_of(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "1/0",
        "log2(0)",
        "ln(-1)",
        "sqrt(-2)",
        "(-2)^(1/3)",
        "0^(-1)",
        "1/(sqrt(2)*sqrt(2) - 2)",
        "N",
    ],
)
def test_undefined_values_are_refused(text: str) -> None:
    with pytest.raises(InputError):
        evaluate(parse(text), {})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sqrt(2)*sqrt(3) = sqrt(6)", True),
        ("log2(6) = 1 + log2(3)", True),
        ("log2(3) < 1.5849625007211562", True),
        ("log2(3) > 1.5849625007211562", False),
        ("pi >= 22/7", False),
        ("1 + 1/10^40 > 1", True),
        ("ln(1 + 1/10^40) > 0", True),
        # The normal form does not denest roots: neither equal nor apart, so undecided.
        ("sqrt(2) + sqrt(3) = sqrt(5 + 2*sqrt(6))", None),
    ],
)
def test_decide_is_three_valued(text: str, expected: bool | None) -> None:
    (statement,) = parse_statements(text)
    assert decide(statement, {}) is expected


def test_comparison_at_equality_uses_the_normal_form() -> None:
    left, right = (evaluate(parse(text), {}) for text in ("sqrt(12)", "2*sqrt(3)"))
    assert compare(left, right) == 0
    assert sign(left - right) == 0


@given(st.fractions(min_value=0, max_value=10**12), st.booleans())
def test_decimals_bound_the_value(value: Fraction, up: bool) -> None:
    shown = Fraction(format_decimal(value, up=up))
    assert shown >= value if up else shown <= value
    assert abs(shown - value) <= value / 900


@given(st.fractions(), st.integers(-3000, 3000))
def test_exact_text_reads_back(value: Fraction, power: int) -> None:
    scaled = value * Fraction(2) ** power
    assert parse_number(format_exact(scaled)) == scaled


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_floor_log2_of_fractions(top: int, bottom: int) -> None:
    found = integer(evaluate(parse("floor(log2(x))"), {"x": number(Fraction(top, bottom))}))
    assert found is not None
    assert Fraction(2) ** found <= Fraction(top, bottom) < Fraction(2) ** (found + 1)
