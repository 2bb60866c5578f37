"""`memproof layers`: verdicts, both sides' values, forms of input and refusals."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from click.testing import CliRunner, Result

from memproof.cli.layers import read_widths, show_widths
from memproof.cli.main import main
from memproof.constructions.park.sizes import check_conditions
from memproof.errors import InputError


def run(layers: str, points: str, separation: str, *more: str, code: int = 0) -> Result:
    arguments = ["--layers", layers, "--points", points, "--separation", separation, *more]
    result = CliRunner().invoke(main, ["layers", *arguments])
    assert result.exit_code == code, result.output
    return result


def summary(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--json").stdout)


def test_verdict_and_values() -> None:
    shown = run("10,3x140,1", "64", "1/100").stdout
    assert "3×140: 140 hidden layers on R^10; N = 64, δ = 1/100, Δ = 2/δ = 200" in shown
    assert "STEP and ID neurons: holds with K = 3, L_1 = 11 < L_2 = 43 < L_3 = 92" in shown
    assert "holds for no K; nearest is K = 2, where condition (3) fails" in shown
    assert "215 points, enough (U11-direct/theorem-d" in shown
    assert "Theorem 2, width 3, K = 2" in shown and "Theorem 1, w = 2/3" in shown


def test_json_is_what_the_conditions_say() -> None:
    found = summary("10,3x140,1", "64", "1/100")
    (best,) = [one for one in found["step"] if one["K"] == 3]
    assert best["holds"] and best["cuts"] == [11, 43, 92]
    conditions = check_conditions([3] * 140, [11, 43, 92], 64, Fraction(40000), 10, 2)
    assert [one["holds"] for one in best["conditions"]] == [one.holds for one in conditions]
    assert best["conditions"][0]["left_squared"] == 2**22
    assert best["conditions"][2]["left"] == conditions[2].left == 6272
    assert [one["K"] for one in found["step"]] == [2, 3, 4, 5, 6]
    assert not any(one["holds"] for one in found["relu"])


def test_as_many_layers_as_theorem_2_needs_are_enough() -> None:
    needed = summary("5,3,1", "40", "1/9", "--classes", "3")["theorem_2"]["depth"]
    for depth, holds in ((needed, True), (needed - 1, False)):
        found = summary(f"5,3x{depth},1", "40", "1/9", "--classes", "3")
        assert any(one["holds"] for one in found["step"]) is holds
    twice = summary(f"5,3x{2 * needed},1", "40", "1/9", "--classes", "3")
    assert any(one["holds"] for one in twice["relu"])


def test_fine_separations_are_shown_short() -> None:
    shown = run("2,3x1200,1", "1000", "2^-500").stdout
    assert "Δ = 2/δ = 2^501" in shown and max(map(len, shown.splitlines())) < 400


def test_widths_are_read_and_shown() -> None:
    assert read_widths(" 2, 3x2 ,40, 3 x 1,1") == (2, (3, 3, 40, 3))
    assert show_widths((3, 3, 40, 3)) == "3×2, 40, 3"


@pytest.mark.parametrize(
    "layers",
    ["", "10,3", "10,1", "10,3x0,1", "10,0x3,1", "10,3x,1", "10,-3,1", "10,3,2", "10,3x999999,1"],
)
def test_unusable_widths(layers: str) -> None:
    with pytest.raises(InputError, match="--layers"):
        read_widths(layers)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("10,2x9,1", "64", "1/2"), "widths of at least 3"),
        (("10,3x9,1", "3", "1/2"), "at least 4 points"),
        (("10,3x9,1", "10^10", "1/2"), "at most"),
        (("10,3x9,1", "64", "0"), ""),
        (("10,3x9,1", "64.5", "1/2"), ""),
    ],
)
def test_refusals(arguments: tuple[str, str, str], message: str) -> None:
    result = run(*arguments, code=3)
    assert result.stderr.startswith("Error:") and result.stderr.count("\n") == 1
    assert message in result.stderr
