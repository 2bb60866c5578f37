"""``memproof shatter``: what it prints and writes, and that bad input writes nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from memproof.cli.main import main
from memproof.networks.files import save_network
from memproof.networks.network import Network, build_layer

SQUARE = "x,y\n0,0\n1,0\n0,1\n1,1\n"


def run(folder: Path, text: str, *arguments: str) -> Result:
    points = folder / "points.csv"
    points.write_text(text, encoding="utf-8")
    output = ["--output", str(folder / "out")]
    return CliRunner().invoke(main, ["shatter", str(points), *output, *arguments])


def test_half_spaces(tmp_path: Path) -> None:
    result = run(tmp_path, SQUARE, "--class", "half-spaces")
    assert result.exit_code == 0, result.output
    assert "realised: 14 of 2^4 = 16 labelings" in result.output
    assert "shattered: no" in result.output
    assert "Cover's formula, points in general position: 14 (attained)" in result.output
    assert "growth-function bound (V2), any 4 points: 16" in result.output
    certificate = str(tmp_path / "out" / "certificate.json")
    replayed = subprocess.run(
        [sys.executable, "-O", "-m", "memproof.checker", certificate],
        capture_output=True,
        text=True,
    )
    assert replayed.returncode == 0, replayed.stdout + replayed.stderr
    assert "exactly 14 of 2^4 labelings by half-spaces" in replayed.stdout


def test_special_position(tmp_path: Path) -> None:
    result = run(tmp_path, "0,0\n1,1\n2,2\n3,3\n", "--class", "half-spaces")
    assert "realised: 8 of" in result.output
    assert "14 (not attained: special position)" in result.output


def test_networks_on_a_line(tmp_path: Path) -> None:
    result = run(tmp_path, "0\n1/3\n0.5\n7\n", "--class", "relu:2,2", "--json")
    assert result.exit_code == 0, result.output
    summary = json.loads(result.output)
    assert (summary["realised"], summary["shattered"], summary["exact"]) == (16, True, True)
    written = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert written == summary


def test_a_search_says_that_it_is_one(tmp_path: Path) -> None:
    text = "\n".join(map(str, range(6)))
    result = run(tmp_path, text, "--class", "relu:2,1", "--tries", "50")
    assert result.exit_code == 0, result.output
    assert "realised: at least" in result.output
    assert "not decided (a lower bound only)" in result.output


def test_folder_of_networks(tmp_path: Path) -> None:
    folder = tmp_path / "networks"
    folder.mkdir()
    save_network(Network((build_layer([[1]], [-1]),)), folder / "rising.json")
    save_network(Network((build_layer([[-1]], [1]),)), folder / "falling.json")
    (folder / "summary.json").write_text("{}", encoding="utf-8")
    result = run(tmp_path, "0\n1\n2\n", "--networks", str(folder))
    assert result.exit_code == 0, result.output
    assert "realised: 2 of 2^3 = 8 labelings" in result.output
    assert "2 given networks" in result.output
    broken = folder / "broken.json"
    broken.write_text('{"format": "memproof-network"}', encoding="utf-8")
    result = run(tmp_path, "0\n1\n2\n", "--networks", str(folder), "--force")
    assert result.exit_code == 3
    assert "broken.json" in result.output


def test_a_column_can_be_dropped(tmp_path: Path) -> None:
    text = "x,label\n0,a\n1,b\n2,a\n"
    result = run(tmp_path, text, "--class", "half-spaces", "--drop-column", "label")
    assert result.exit_code == 0, result.output
    assert "3 points in R^1" in result.output
    assert "realised: 6 of 2^3" in result.output


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("", ["--class", "half-spaces"]),
        ("x,y\n", ["--class", "half-spaces"]),
        (SQUARE, []),
        (SQUARE, ["--class", "half-spaces", "--networks", "."]),
        (SQUARE, ["--class", "half-spaces", "--reading", "sign"]),
        (SQUARE, ["--class", "cubes"]),
        (SQUARE, ["--class", "relu:0,2"]),
        (SQUARE, ["--class", "relu:2,0"]),
        (SQUARE, ["--class", "relu:999999,2"]),
        (SQUARE, ["--networks", "no-such-folder"]),
        (SQUARE, ["--class", "half-spaces", "--drop-column", "z"]),
        (SQUARE, ["--class", "half-spaces", "--drop-column", "2"]),
        ("0,0\n1\n", ["--class", "half-spaces"]),
        ("0,0\n1,nan\n", ["--class", "half-spaces"]),
        ("0,0\n1,1e999\n", ["--class", "half-spaces"]),
        ("0,0\n1,\n", ["--class", "half-spaces"]),
        ("0,0\n1,__import__('os')\n", ["--class", "half-spaces"]),
        ("\n".join(map(str, range(17))), ["--class", "half-spaces"]),
        ("\n".join(map(str, range(21))), ["--class", "half-spaces", "--no-limit"]),
        ("\n".join(map(str, range(11))), ["--class", "relu:9,9"]),
        (SQUARE, ["--class", "relu:2,2", "--tries", "x"]),
        ("0\n1\n2\n3\n4\n5\n", ["--class", "relu:2,2", "--tries", "-1"]),
    ],
)
def test_bad_input_writes_nothing(tmp_path: Path, text: str, arguments: list[str]) -> None:
    result = run(tmp_path, text, *arguments)
    assert result.exit_code == 3, result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


def test_the_limit_names_its_flag(tmp_path: Path) -> None:
    text = "\n".join(map(str, range(17)))
    result = run(tmp_path, text, "--class", "half-spaces")
    assert "--no-limit" in result.output
    assert run(tmp_path, text, "--class", "half-spaces", "--no-limit").exit_code == 0


def test_existing_files_need_force(tmp_path: Path) -> None:
    assert run(tmp_path, SQUARE, "--class", "half-spaces").exit_code == 0
    assert run(tmp_path, SQUARE, "--class", "half-spaces").exit_code == 3
    assert run(tmp_path, SQUARE, "--class", "half-spaces", "--force").exit_code == 0


def test_missing_file_and_binary_file(tmp_path: Path) -> None:
    runner = CliRunner()
    missing = runner.invoke(main, ["shatter", str(tmp_path / "no.csv"), "--class", "half-spaces"])
    assert missing.exit_code == 3
    (tmp_path / "points.csv").write_bytes(b"\xff\xfe\x00")
    binary = runner.invoke(
        main, ["shatter", str(tmp_path / "points.csv"), "--class", "half-spaces"]
    )
    assert binary.exit_code == 3
