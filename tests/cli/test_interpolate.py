"""``memproof interpolate`` as a user types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from memproof.checker.__main__ import main as check_files
from memproof.cli.main import main


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["interpolate", *arguments])
    return result.exit_code, result.stdout, result.stderr


def write(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


DATA = "x,y,label\n1,2,a\n-1,0.5,b\n2,4.5,b\n1,2,a\n0.25,1,c\n"


def test_labels_are_taken_exactly_with_a_certificate(tmp_path: Path) -> None:
    data, folder = write(tmp_path / "data.csv", DATA), tmp_path / "out"
    code, out, _ = run(data, "--hidden", "4", "--output", str(folder))
    assert code == 0
    assert "CERTIFIED" in out
    assert "1 duplicate points merged" in out
    assert check_files([str(folder / "certificate.json")]) == 0
    document = json.loads((folder / "certificate.json").read_text(encoding="utf-8"))
    assert document["claim"]["targets"] == ["0", "1", "1", "2"]
    assert document["claim"]["inputs"][2] == ["2", "9/2"]
    document["claim"]["targets"][0] = "1"
    mutant = write(tmp_path / "mutant.json", json.dumps(document))
    assert check_files([mutant]) == 1


def test_existing_files_are_kept(tmp_path: Path) -> None:
    arguments = ["--random", "4", "--dimension", "2", "--hidden", "3", "--output", str(tmp_path)]
    assert run(*arguments)[0] == 0
    before = (tmp_path / "certificate.json").read_bytes()
    code, _, err = run(*arguments)
    assert code == 3 and "--force" in err
    assert run(*arguments, "--force")[0] == 0
    assert (tmp_path / "certificate.json").read_bytes() == before


def test_impossible_data(tmp_path: Path) -> None:
    data = write(tmp_path / "data.csv", "x,y,label\n1,2,1\n-1,-2,1\n2,4,0\n")
    arguments = [data, "--hidden", "4", "--steps", "30", "--output", str(tmp_path / "out")]
    code, out, _ = run(*arguments, "--json")
    assert code == 1
    summary = json.loads(out)
    assert summary["certified"] is False
    assert summary["failures"][0]["relation"] == [[0, "1"], [1, "1"]]
    assert not (tmp_path / "out" / "certificate.json").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        # Impossible, by a relation; no search.
        (("--activation", "x^2", "--hidden", "9"), 1, ["IMPOSSIBLE", "monomials"]),
        (("--activation", "tanh", "--hidden", "1"), 2, ["exceed the 3 parameters", "measure 0"]),
        (("--activation", "x^5", "--hidden", "1"), 2, ["exceed the 2 that counting allows"]),
        (("--activation", "softplus", "--hidden", "3"), 0, ["CERTIFIED", "generic is not shown"]),
        (
            ("--activation", "logistic", "--hidden", "3", "--biases"),
            0,
            ["taken at 6, not above 12"],
        ),
    ],
)
def test_what_is_said_of_data(
    tmp_path: Path, arguments: tuple[str, ...], code: int, words: list[str]
) -> None:
    data = write(tmp_path / "data.csv", DATA)
    got, out, _ = run(data, *arguments, "--output", str(tmp_path / "out"))
    assert got == code, out
    assert all(word in out for word in words), out


def test_a_point_with_two_labels(tmp_path: Path) -> None:
    data = write(tmp_path / "data.csv", "x,y,label\n1,2,0\n1,2,1\n")
    code, _, err = run(data, "--hidden", "3", "--output", str(tmp_path / "out"))
    assert code == 3 and "same point with different labels" in err


def test_a_relation_that_the_labels_obey(tmp_path: Path) -> None:
    data = write(tmp_path / "data.csv", "x,y,label\n0,0,0\n1,2,1\n3,1,0\n")
    code, out, _ = run(data, "--hidden", "3", "--output", str(tmp_path / "out"))
    assert code == 2
    assert "not covered: not so: no input is 0" in out and "so do the targets" in out


def test_not_found(tmp_path: Path) -> None:
    code, out, _ = run(
        *("--random", "30", "--dimension", "3", "--hidden", "2", "--steps", "20"),
        *("--output", str(tmp_path)),
    )
    assert code == 2
    assert "NOT FOUND" in out and "exceed 8" in out


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--hidden", "3"),
        ("--random", "3", "--hidden", "3"),
        ("--random", "3", "--dimension", "2"),
        ("--random", "0", "--dimension", "2", "--hidden", "3"),
        ("--random", "3", "--dimension", "2", "--hidden", "0"),
        ("--random", "3", "--dimension", "2", "--hidden", "3", "--activation", "relu"),
        ("--random", "3", "--dimension", "2", "--hidden", "-1"),
        ("--random", "3", "--dimension", "2", "--hidden", "1000000000"),
        ("--random", "1000", "--dimension", "50", "--hidden", "99999"),
        ("--random", "3", "--dimension", "0", "--hidden", "3"),
        ("--random", "3", "--dimension", "2", "--hidden", "3", "--steps", "0"),
        ("--random", "3", "--dimension", "2", "--hidden", "3", "--seed", "-1"),
        ("--random", "5000", "--dimension", "2", "--hidden", "3"),
        ("--frontier", "4by3"),
        ("--frontier", "999x999"),
        ("--frontier", "4x3", "--hidden", "3"),
        ("missing.csv", "--hidden", "3"),
        ("missing.csv", "--hidden", "3", "--dimension", "2"),
    ],
)
def test_bad_command_lines(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    code, _, err = run(*arguments, "--output", str(tmp_path / "out"))
    assert code == 3
    assert err.startswith(("Error", "Usage"))
    assert not (tmp_path / "out").exists()


def test_frontier(tmp_path: Path) -> None:
    code, out, _ = run(
        *("--frontier", "2x2,3x2", "--trials", "1", "--steps", "60", "--output", str(tmp_path))
    )
    assert code == 0
    assert "⌊md/2⌋" in out
    table = json.loads((tmp_path / "frontier.json").read_text(encoding="utf-8"))
    assert [(p["hidden"], p["dimension"]) for p in table["points"]] == [(2, 2), (3, 2)]
    assert (tmp_path / "frontier.svg").read_bytes().startswith(b"<?xml")
    for point in table["points"]:
        path = tmp_path / f"certificate-{point['hidden']}x{point['dimension']}.json"
        assert check_files([str(path)]) == 0
        claim = json.loads(path.read_text(encoding="utf-8"))["claim"]
        assert len(claim["inputs"]) == point["certified_in_some_draw"]
        assert len(claim["outputs"]) == point["hidden"]
