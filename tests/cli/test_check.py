"""The command ``memproof check``: exit codes, one clear line, JSON, and what it does not import."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from memproof.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("flint", "jinja2", "matplotlib", "networkx", "numpy", "rich", "scipy", "sklearn", "sympy")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


def test_report_names_theorems_constants_and_sizes() -> None:
    result = run("1000", "1e-4", "--all")
    assert result.exit_code == 0
    for expected in (
        "dimension d = 1 (assumed; give --dimension)",
        "At most 20001 such points exist",
        "U12/k81  W^2*L^2 >= 81*N*(B + c) suffices",
        "U12/k58  W^2*L^2 >= 648/11*N*(B + c) suffices",
        "W = 9, L = 185",
        "U11-direct",
        "1153 parameters",
    ):
        assert expected.lower() in result.output.lower(), expected
    assert run("--points", "1000", "--delta", "1e-4", "--all").output == result.output


def test_failing_hypothesis_is_named() -> None:
    result = run("--points", "10", "--separation", "1", "--dimension", "3", "--all")
    assert "FAILS: delta <= 1 / 2" in result.output


@pytest.mark.parametrize(
    ("depth", "expected"),
    [("31", "NN(9, 31): not decided"), ("32", "NN(9, 32) memorizes every such data set")],
)
def test_given_sizes_are_judged(depth: str, expected: str) -> None:
    result = run("--points", "1000", "--separation", "1e-4", "--width", "9", "--depth", depth)
    assert result.exit_code == 0
    assert expected in result.output


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("0", "1"), "at least 1, not 0"),
        (("10.5", "1"), "integer"),
        (("10", "0"), "positive"),
        (("10", "3"), "at most 2"),
        (("10", "nan"), "nan"),
        (("10", "inf"), "inf"),
        (("202", "1/100"), "at most 201"),
        (("10", "__import__('os')"), "unexpected character"),
        (("10", "1/10", "--classes", "1"), "at least 2"),
        (("10", "1/10", "--dimension", "-1"), "at least 1"),
        (("10^400", "2^-2000"), "--no-limit"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_3(arguments: tuple[str, ...], expected: str) -> None:
    points, separation, *rest = arguments
    result = run("--points", points, "--separation", separation, *rest)
    assert result.exit_code == 3
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ") and result.stderr.count("\n") == 1
    assert expected in result.stderr


def test_missing_options_are_a_usage_error() -> None:
    assert run("--points", "10").exit_code == 3


def test_json_is_one_object() -> None:
    result = run("--points", "10^30", "--separation", "2^-100000", "--json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert document["format"] == "memproof-check"
    assert document["parameters"]["points"] == 10**30
    assert document["parameters"]["separation"] == "2^-100000"


def test_audit_uses_the_library() -> None:
    result = run("--points", "10", "--separation", "1/10", "--audit")
    assert result.exit_code == 0, result.output
    assert "certificates just replayed" in result.output


@pytest.mark.parametrize("options", [[], ["--json"], ["--width", "9", "--depth", "160"]])
def test_nothing_heavy_is_imported(options: list[str]) -> None:
    script = (
        "import sys\nfrom memproof.cli.main import main\n"
        "try:\n    main(sys.argv[1:], standalone_mode=False)\n"
        "finally:\n    print(*sorted({n.split('.')[0] for n in sys.modules}), file=sys.stderr)"
    )
    arguments = ["check", "--points", "1000", "--separation", "1e-4", *options]
    result = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(result.stderr.split())
    assert "memproof" in loaded and "click" in loaded
    assert loaded & set(HEAVY) == set()


def test_solving_names_the_threshold() -> None:
    result = run("--solve", "points", "--separation", "2^-100", "--width", "10", "--depth", "30")
    assert result.exit_code == 0
    assert "NN(W, L) memorizes for N <= 1219 (U11-direct)" in result.output
    document = run(
        "--solve", "separation", "--points", "9", "--width", "9", "--depth", "90", "--json"
    )
    assert json.loads(document.stdout)["format"] == "memproof-solve"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--solve", "points", "--separation", "1/9", "--width", "9"),
        ("--solve", "points", "--separation", "1/9", "--points", "3", "--width", "9"),
        ("--solve", "points", "--width", "9", "--depth", "9"),
        ("--solve", "separation", "--width", "9", "--depth", "9"),
        ("--solve", "width", "--separation", "1/9", "--points", "3"),
        ("--solve", "points", "--separation", "1/9", "--width", "9", "--depth", "9", "--audit"),
    ],
)
def test_bad_questions_are_exit_code_3(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (3, "")


def test_best_bounds_and_verdicts_are_shown() -> None:
    result = run("--points", "1000", "--separation", "1e-4", "--all")
    assert "Best bounds of what memorizes all such data sets" in result.output
    assert "W²L², all W and L: at least" in result.output
    assert "refuted in general, by YY-listed/every-constant" in result.output
    assert "here every K < 3.244 is false (U11-direct)" in result.output


def test_the_answer_comes_first_and_is_short() -> None:
    lines = run("1000", "1e-4", "-d", "10").output.splitlines()
    assert len(lines) <= 25
    assert lines[0].startswith("Any N = 1000 points of the unit ball of R^10")
    assert lines[1].startswith("  Enough   2 layers of width 32 (1441 parameters)")
    assert lines[2].startswith("           1 layer of width 999")
    assert lines[3].startswith("  Needed   ")
    assert any("FALSE for every K" in line for line in lines)


@pytest.mark.parametrize("arguments", [("--depth", "1"), ("--width", "1"), ("--width", "2")])
@pytest.mark.parametrize("points", ["2", "3", "10", "1000"])
def test_small_sizes_are_answered(arguments: tuple[str, str], points: str) -> None:
    result = run(points, "1e-4", *arguments)
    assert result.exit_code == 0
    assert result.output.splitlines()[1].startswith("  Enough   ")


def test_one_number_too_many_is_refused() -> None:
    result = run("1000", "1e-4", "7")
    assert result.exit_code == 3
    assert "'7'" in result.stderr


def test_sizes_shown_are_the_networks_own() -> None:
    # Width 40 is allowed, the network that is shown holds all points with 32.
    assert (
        "2 layers of width 32 (1441 parameters)"
        in run("1000", "1e-4", "-d", "10", "--width", "40", "--depth", "2").output
    )
