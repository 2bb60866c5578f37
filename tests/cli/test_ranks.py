"""``memproof ranks`` as a user types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from memproof.checker.__main__ import main as check_files
from memproof.cli.main import main
from memproof.errors import InputError
from memproof.smooth.ranks import build_refutations, decide_ranks, read_polynomial

JACOBIAN = ("--structure", "jacobian")


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["ranks", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_an_exception_is_found_and_listed(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    code, out, _ = run(
        *("--degree", "4", "--dimension", "3", "--neurons", "1..8", "--output", str(folder))
    )
    assert code == 0
    assert "8 ranks exact, 1 below" in out
    assert sorted(path.name for path in folder.iterdir()) == ["ranks.json", "unguarded-4-3-5.json"]
    assert check_files([str(path) for path in folder.iterdir()]) == 0
    ranks = json.loads((folder / "ranks.json").read_text(encoding="utf-8"))
    assert ranks["claim"]["exceptions"] == [4]
    assert ranks["claim"]["grid"] == {"powers": [4, 4], "dimensions": [3, 3], "neurons": [1, 8]}
    refuted = json.loads((folder / "unguarded-4-3-5.json").read_text(encoding="utf-8"))
    assert refuted["point"] == {"k": "4", "d": "3", "m": "5", "n": "15", "r": "14"}
    refuted["point"]["r"] = "15"
    (tmp_path / "mutant.json").write_text(json.dumps(refuted), encoding="utf-8")
    assert check_files([str(tmp_path / "mutant.json")]) == 1
    assert (
        run(*("--degree", "4", "--dimension", "3", "--neurons", "1", "--output", str(folder)))[0]
        == 3
    )


def test_every_exception_of_the_grid_is_refuted_and_nothing_else() -> None:
    cases = [({k: 1}, d, m) for k in range(1, 5) for d in range(1, 5) for m in range(1, 7)]
    for one in decide_ranks("khatri-rao", cases):
        documents = build_refutations(one)
        assert bool(documents) is (one.lower < one.regular)


def test_json_lists_every_case() -> None:
    code, out, _ = run("--degree", "2", "--dimension", "2,4", "--neurons", "2,3", "--json")
    assert code == 0
    table = json.loads(out)
    assert (table["cases"], table["exact"]) == (4, 4)
    assert [(e["dimension"], e["neurons"], e["rank"]) for e in table["exceptions"]] == [
        (4, 2, 7),
        (4, 3, 9),
    ]


def test_a_rank_from_below_only() -> None:
    arguments = ("--dimension", "3", "--neurons", "3", "--structure", "jacobian")
    code, out, _ = run("--polynomial", "x^2 + x + 1", *arguments)
    assert code == 2
    assert "9 … 10" in out and "0 ranks exact, 0 below" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ("--polynomial", "x^2+x^3", *JACOBIAN, "--dimension", "4", "--neurons", "6"),
        ("--polynomial", "1+x^4", *JACOBIAN, "--dimension", "3", "--neurons", "5"),
        ("--degree", "1..3", "--dimension", "2", "--structure", "power", "--all"),
        ("--degree", "3", "--dimension", "2", "--neurons", "1..4", "--structure", "hadamard"),
        ("--degree", "3", "--dimension", "2", "--neurons", "2", "--points", "1"),
    ],
)  # fmt: skip
def test_other_structures(arguments: tuple[str, ...], tmp_path: Path) -> None:
    code, _, _ = run(*arguments, "--output", str(tmp_path / "out"))
    assert code == 0
    assert check_files([str(tmp_path / "out" / "ranks.json")]) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("--dimension", "3", "--neurons", "2"),
        ("--degree", "2", "--polynomial", "x", "--dimension", "3", "--neurons", "2"),
        ("--degree", "2", "--dimension", "3"),
        ("--degree", "2", "--dimension", "3", "--neurons", "2", "--structure", "power"),
        ("--degree", "65", "--dimension", "3", "--neurons", "2"),
        ("--degree", "0", "--dimension", "3", "--neurons", "2"),
        ("--degree", "2..1", "--dimension", "3", "--neurons", "2"),
        ("--degree", "x", "--dimension", "3", "--neurons", "2"),
        ("--degree", "2", "--dimension", "0", "--neurons", "2"),
        ("--degree", "2", "--dimension", "3", "--neurons", "0..2"),
        ("--degree", "2", "--dimension", "1..99999", "--neurons", "2"),
        ("--degree", "1..60", "--dimension", "1..60", "--neurons", "1..60"),
        ("--degree", "9", "--dimension", "30", "--neurons", "60"),
        ("--degree", "2", "--dimension", "3", "--neurons", "2", "--points", "0"),
        ("--degree", "2", "--dimension", "3", "--neurons", "2", "--seed", "-1"),
        ("--polynomial", "x^x", "--dimension", "3", "--neurons", "2"),
    ],
)
def test_bad_command_lines(arguments: tuple[str, ...], tmp_path: Path) -> None:
    code, _, err = run(*arguments, "--output", str(tmp_path / "out"))
    assert code == 3
    assert err.startswith(("Error", "Usage"))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x", {1: 1}),
        ("-x^2", {2: -1}),
        ("2*x^3 - x + 1", {3: 2, 1: -1, 0: 1}),
        ("x + x", {1: 2}),
        ("x - x", {}),
        ("7", {0: 7}),
    ],
)
def test_polynomials(text: str, expected: dict[int, int]) -> None:
    assert read_polynomial(text) == expected


@pytest.mark.parametrize(
    "text", ["", "x x", "2x", "x^", "x^2^2", "*x", "x**2", "+", "x +", "y", "٣"]
)
def test_texts_that_are_no_polynomial(text: str) -> None:
    with pytest.raises(InputError):
        read_polynomial(text)
