"""``memproof refute``: what it prints and writes, and that bad input writes nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from memproof.cli.main import main
from memproof.networks.files import load_network

NAME = "yy-lower-listed"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["refute", *arguments])


def test_witness_is_printed_and_written(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    result = run(NAME, "--constant", "1/100", "--output", str(folder))
    assert result.exit_code == 0, result.output
    assert "REFUTED for c = 1/100" in result.output
    assert "N = 4, δ = 2^-401, W = 2, L = 2" in result.output
    assert "W²L² = 16  <  c·N·log2(1/δ) = 401/25" in result.output
    networks = sorted(folder.glob("fixed-*.network.json"))
    assert len(networks) == 16
    assert {load_network(path).depth for path in networks} <= {1, 2}
    certificates = sorted(map(str, folder.glob("*.certificate.json")))
    assert len(certificates) == 5
    replayed = subprocess.run(
        [sys.executable, "-m", "memproof.checker", *certificates], capture_output=True, text=True
    )
    assert replayed.returncode == 0, replayed.stdout + replayed.stderr
    assert replayed.stdout.count("accepted: refuted") == 2


def test_json(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    result = run(NAME, "-c", "2^-1000", "--output", str(folder), "--json")
    assert result.exit_code == 0, result.output
    summary = json.loads(result.output)
    assert summary == json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert summary["verdict"] == "refuted"
    assert summary["constant"] == "2^-1000"
    assert summary["fixed"]["separation"] == f"2^-{2**1002 + 1}"
    assert summary["fixed"]["coordinates_in_units_of"] == "δ"
    assert summary["growing"]["points"] == f"4^{2**1001 + 1}"


@pytest.mark.parametrize("constant", ["1", "3/7", "2^-20", "1e30", "2^-300"])
@pytest.mark.parametrize("options", [[], ["--points", "2"], ["--points", "6", "--exponent", "1/2"]])
def test_every_constant(tmp_path: Path, constant: str, options: list[str]) -> None:
    result = run(NAME, "--constant", constant, *options, "--output", str(tmp_path / "out"))
    assert result.exit_code == 0, result.output


def test_same_bytes_twice(tmp_path: Path) -> None:
    for name in ("one", "two"):
        run(NAME, "-c", "1/3", "--points", "12", "--output", str(tmp_path / name))
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "two").iterdir())
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_list() -> None:
    result = run("--list")
    assert result.exit_code == 0
    assert NAME in result.output
    assert json.loads(run("--list", "--json").output)[0]["name"] == NAME


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        [NAME],
        ["vys-upper", "-c", "1"],
        [NAME, "-c", "0"],
        [NAME, "-c", "-1/2"],
        [NAME, "-c", "nan"],
        [NAME, "-c", "__import__('os')"],
        [NAME, "-c", "2^-999999999999"],
        [NAME, "-c", "1", "--points", "1"],
        [NAME, "-c", "1", "--points", "-3"],
        [NAME, "-c", "1", "--points", "four"],
        [NAME, "-c", "1", "--points", "99999999"],
        [NAME, "-c", "1", "--points", "2", "--exponent", "1"],
        [NAME, "-c", "1", "--exponent", "0"],
        [NAME, "-c", "1", "--exponent", "1e-5"],
    ],
)
def test_bad_input_writes_nothing(tmp_path: Path, arguments: list[str]) -> None:
    folder = tmp_path / "out"
    result = run(*arguments, "--output", str(folder))
    assert result.exit_code == 3, result.output
    assert "Traceback" not in result.output
    assert list(tmp_path.iterdir()) == []


def test_existing_files_need_force(tmp_path: Path) -> None:
    arguments = [NAME, "-c", "1", "--output", str(tmp_path / "out")]
    assert run(*arguments).exit_code == 0
    before = (tmp_path / "out" / "summary.json").read_bytes()
    assert run(NAME, "-c", "2", "--output", str(tmp_path / "out")).exit_code == 3
    assert (tmp_path / "out" / "summary.json").read_bytes() == before
    assert run(*arguments, "--force").exit_code == 0
