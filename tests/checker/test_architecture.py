"""The checker alone: a copy of it, in an isolated interpreter that has no site-packages."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAIN = ROOT / "memproof" / "checker" / "__main__.py"
# -I ignores the working directory and PYTHONPATH, so the copy is put on the path by hand.
RUN_COPY = (
    "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); "
    "runpy.run_module('memproof.checker', run_name='__main__', alter_sys=True)"
)
OPTIMIZED = pytest.mark.parametrize("options", [[], ["-O"], ["-OO"]], ids=["plain", "-O", "-OO"])

pytestmark = pytest.mark.skipif(not MAIN.exists(), reason="memproof.checker is not runnable yet")


@pytest.fixture(scope="module")
def checker_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("alone")
    package = folder / "memproof"
    package.mkdir()
    (package / "__init__.py").write_text('"""Nothing but the checker."""\n', encoding="utf-8")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "memproof" / "checker", package / "checker", ignore=ignored)
    return folder


def run_alone(copy: Path, options: list[str], *files: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", *options, "-c", RUN_COPY, str(copy), *map(str, files)]
    return subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)


# What a document of each kind rests on; a network's stands in its claim.
CARRIED_BY = {"proof": "proof", "vacuous": "proof", "refutation": "point", "cited": "source"}


def certificates() -> list[Path]:
    """The smallest certificate of each kind, of those that use no other, among the lemmas."""
    smallest: dict[str, Path] = {}
    for path in sorted((ROOT / "lemmas").glob("*/*/*.json"), key=lambda p: (p.stat().st_size, p)):
        document = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(document, dict) and not document.get("uses"):
            smallest.setdefault(str(document.get("kind")), path)
    return list(smallest.values())


def test_no_third_party_package_is_importable_in_isolation(checker_copy: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-c", "import numpy"], capture_output=True, text=True
    )
    assert run.returncode != 0
    assert "ModuleNotFoundError" in run.stderr


@OPTIMIZED
@pytest.mark.parametrize("path", certificates(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_certificate_is_accepted(checker_copy: Path, options: list[str], path: Path) -> None:
    run = run_alone(checker_copy, options, path)
    assert run.returncode == 0, run.stdout + run.stderr


@OPTIMIZED
@pytest.mark.parametrize("path", certificates(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_certificate_without_its_evidence_is_rejected(
    checker_copy: Path, tmp_path: Path, options: list[str], path: Path
) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    del document[CARRIED_BY.get(document["kind"], "claim")]
    mutant = tmp_path / "mutant.json"
    mutant.write_text(json.dumps(document), encoding="utf-8")
    run = run_alone(checker_copy, options, mutant)
    assert run.returncode != 0
    assert "Traceback" not in run.stderr


@OPTIMIZED
@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        "not JSON",
        '{"format": "memproof-certificate", "version": 1, "kind": "no-such-kind", '
        '"claim": {}, "evidence": {}, "uses": {}}',
        "[" * 100_000,
        '{"format": "memproof-certificate", "format": "memproof-certificate"}',
        "\ufeff{}",
        "9" * 10_000,
    ],
    ids=["empty", "object", "list", "null", "text", "kind", "deep", "twice", "bom", "digits"],
)
def test_malformed_file_is_rejected_in_words(
    checker_copy: Path, tmp_path: Path, options: list[str], text: str
) -> None:
    path = tmp_path / "malformed.json"
    path.write_text(text, encoding="utf-8")
    run = run_alone(checker_copy, options, path)
    assert run.returncode != 0
    assert "Traceback" not in run.stderr
    assert (run.stdout + run.stderr).strip()


def test_missing_file_is_rejected_in_words(checker_copy: Path, tmp_path: Path) -> None:
    run = run_alone(checker_copy, [], tmp_path / "absent.json")
    assert run.returncode != 0
    assert "Traceback" not in run.stderr
