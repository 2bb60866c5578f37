"""Bounds as sympy relations: read off the claims, solved, compared, in the limit."""

from __future__ import annotations

import pytest
import sympy
from click.testing import CliRunner, Result

import memproof
from memproof.cli.main import main
from memproof.errors import InputError


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["bound", *arguments])


def test_a_solved_bound_meets_its_relation() -> None:
    found = memproof.theorem("U13/trade-off")
    values = {"N": 1000, "delta": sympy.Rational(1, 10**4), "d": 10, "C": 2, "L": 5}
    width = found.solve_for("W").subs(
        {found.symbols[name]: value for name, value in values.items()}
    )
    assert width.is_number and width > 0
    both = found.bound.subs({found.symbols[name]: value for name, value in values.items()})
    difference = (both.lhs - both.rhs).subs(found.symbols["W"], width)
    assert abs(difference.evalf(50)) < sympy.Rational(1, 10**30)


def test_a_lemma_stands_for_its_first_bound() -> None:
    assert memproof.theorem("U13").id == "U13/trade-off"
    assert memproof.theorem("U13").side == "sufficient"
    assert memproof.theorem("V5/best").side == "necessary"


def test_two_constants_are_compared() -> None:
    assert memproof.theorem("U12/k81").ratio(memproof.theorem("U12/k58")) == sympy.Rational(11, 8)
    with pytest.raises(InputError, match="bounds"):
        memproof.theorem("U12/k81").ratio(memproof.theorem("M3"))


def test_limits_and_floats() -> None:
    necessary = memproof.theorem("V5/best")
    assert necessary.limit("delta", 0) == 0
    assert abs(necessary.lambdify()(1000, 1e-4) - 7.6873) < 1e-3


@pytest.mark.parametrize(
    ("name", "message"),
    [("YY-listed", "states no bound"), ("nothing-at-all", "nothing named")],
)
def test_what_has_no_bound_is_said(name: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        memproof.theorem(name)


def test_unknown_symbols_name_the_known_ones() -> None:
    with pytest.raises(InputError, match="it has"):
        memproof.theorem("U13").solve_for("q")


def test_the_command_prints_one_formula() -> None:
    assert "W = sqrt(" in run("U13", "--solve", "W").output
    assert "= 11/8" in run("U12/k81", "--over", "U12/k58").output
    assert run("V5/best", "--latex").output.startswith("L^{2} W^{2} \\geq")
    assert run("U13", "--limit", "delta").exit_code == 3
    assert run("U13", "--solve", "W", "--limit", "delta=0").exit_code == 3
