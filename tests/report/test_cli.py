"""The command ``memproof report``: files, output and exit codes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from library_samples import SQUARE, write_library

from memproof.checker import rules
from memproof.cli.main import main


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_library(tmp_path_factory.mktemp("made"))
    run("--lemmas", str(root), "--regenerate", "--output", str(root.parent / "report"))
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "lemmas"))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["report", *arguments])


def test_report_is_written(root: Path, tmp_path: Path) -> None:
    result = run("--lemmas", str(root), "--output", str(tmp_path / "out"))
    assert result.exit_code == 0, result.output
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["index.html", "report.json", "report.md", "report.tex"]
    assert "K = 2 proved, the largest: S1/growth, for n >= 2" in result.stdout
    assert "erratum: S1/printed" in result.stdout


def test_json_goes_to_stdout(root: Path, tmp_path: Path) -> None:
    result = run("--lemmas", str(root), "--output", str(tmp_path / "out"), "--json")
    assert json.loads(result.stdout)["format"] == "memproof-report"
    assert (tmp_path / "out" / "report.json").read_text() == result.stdout


def test_missing_certificates_are_open_and_no_error(tmp_path: Path) -> None:
    result = run("--lemmas", str(write_library(tmp_path)), "--output", str(tmp_path / "out"))
    assert result.exit_code == 0
    assert "open: S1/growth: unknown: no certificate" in result.stdout


def test_regenerating_makes_them(tmp_path: Path) -> None:
    root = write_library(tmp_path)
    out = str(tmp_path / "out")
    result = run("--lemmas", str(root), "--regenerate", "--only", "S2", "--output", out)
    assert result.stderr.splitlines() == ["S2/leaf: evidence"]
    result = run("--lemmas", str(root), "--regenerate", "--missing", "--output", out)
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == [
        "S1/growth",
        "S1/printed",
        "S10/use",
    ]
    assert "open:" not in result.stdout and result.exit_code == 0


def test_rejected_certificate_is_exit_code_1(root: Path, tmp_path: Path) -> None:
    path = root / "sample" / "certificates" / "s01_square--growth.json"
    path.write_text(path.read_text().replace('"witness":{"n":"2"}', '"witness":{"n":"1"}'))
    result = run("--lemmas", str(root), "--output", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert "Error: S1/growth: rejected: hypothesis-fails" in result.stderr
    assert (tmp_path / "out" / "index.html").exists()


def test_stale_certificate_is_exit_code_1(root: Path, tmp_path: Path) -> None:
    path = root / "sample" / "s01_square.py"
    path.write_text(path.read_text().replace('"n^2 >= 2*n"', '"n^2 >= 2*n - 1"'))
    result = run("--lemmas", str(root), "--output", str(tmp_path / "out"))
    assert result.exit_code == 1 and "S1/growth: stale" in result.stderr


def test_wrong_declared_edge_is_exit_code_1(root: Path, tmp_path: Path) -> None:
    path = root / "sample" / "s10_user.py"
    path.write_text(path.read_text().replace('declared_uses=("S2",)', "declared_uses=()"))
    result = run("--lemmas", str(root), "--output", str(tmp_path / "out"))
    assert result.exit_code == 1 and "uses S2 without declaring it" in result.stderr


def test_surviving_canary_reports_nothing(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rules.RULES, "sign", (lambda *_: None, ""))
    result = run("--lemmas", str(root), "--output", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert result.stderr.startswith("Nothing is reported: the checker accepted")
    assert result.stdout == "" and not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "arguments",
    [("--only", "S1"), ("--missing",), ("--lemmas", "nowhere"), ("--time-limit", "0")],
)
def test_bad_command_lines(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 3


def test_broken_lemma_file_is_bad_input(tmp_path: Path) -> None:
    root = write_library(tmp_path, s01_square=SQUARE.replace("LEMMA =", "LEMMA : ="))
    result = run("--lemmas", str(root), "--output", str(tmp_path / "out"))
    assert result.exit_code == 3 and "s01_square.py cannot be loaded" in result.stderr


def test_unknown_lemma_is_bad_input(root: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    result = run("--lemmas", str(root), "--regenerate", "--only", "S77", "--output", out)
    assert result.exit_code == 3 and "S77" in result.stderr


def test_unwritable_output_is_bad_input(root: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    result = run("--lemmas", str(root), "--output", str(blocked / "out"))
    assert result.exit_code == 3 and "cannot write the report" in result.stderr
