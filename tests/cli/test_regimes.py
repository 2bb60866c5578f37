"""The command ``memproof regimes``: files, table, exit codes, nothing half-written."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from memproof.cli.main import main

GRID = ("--columns", "4", "--rows", "5", "--processes", "1")


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["regimes", "--output", str(folder), *arguments])


def test_files_and_table(tmp_path: Path) -> None:
    result = run(tmp_path / "out", "--points", "500", *GRID)
    assert result.exit_code == 0, result.output
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["regimes.csv", "regimes.json", "regimes.png", "regimes.svg"]
    assert "enough by" in result.output and "U11-direct" in result.output
    document = json.loads((tmp_path / "out" / "regimes.json").read_text())
    assert len(document["cells"]) == 4
    with open(tmp_path / "out" / "regimes.csv", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 20
    for row in rows:
        if row["gap"]:
            ratio = Fraction(int(row["sufficient_width"]), int(row["necessary_width"]))
            assert Fraction(row["gap"]) == ratio**2
    assert (tmp_path / "out" / "regimes.png").read_bytes().startswith(b"\x89PNG")


def test_same_bytes_again(tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert run(tmp_path / name, "--points", "500", *GRID).exit_code == 0
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_json_goes_to_stdout(tmp_path: Path) -> None:
    result = run(tmp_path / "out", "--points", "500", "--json", *GRID)
    assert result.stdout == (tmp_path / "out" / "regimes.json").read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--points", "0"), "at least 1"),
        (("--points", "ten"), "not an exact"),
        (("--points", "500", "--bits", "9"), "FIRST:LAST"),
        (("--points", "500", "--bits", "9:3"), "must grow"),
        (("--points", "500", "--depth", "1:1e3"), "FIRST:LAST"),
        (("--points", "500", "--columns", "1"), "at least 2"),
        (("--points", "500", "--columns", "9999", "--rows", "9999"), "--no-limit"),
        (("--points", "500", "--dimension", "-1"), "at least 1"),
        (("--points", "500", "--processes", "0"), "0 is not in the range"),
        ((), "Missing option"),
    ],
)
def test_bad_input_writes_nothing(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    result = run(tmp_path / "out", *arguments)
    assert (result.exit_code, result.stdout) == (3, "")
    assert message in result.stderr and not (tmp_path / "out").exists()


def test_existing_files_need_force(tmp_path: Path) -> None:
    assert run(tmp_path / "out", "--points", "500", *GRID).exit_code == 0
    refused = run(tmp_path / "out", "--points", "500", *GRID)
    assert refused.exit_code == 3 and "--force" in refused.stderr
    assert run(tmp_path / "out", "--points", "500", "--force", *GRID).exit_code == 0
