"""The wheel, built and installed in an environment of its own, outside the checkout."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.long


def run(*command: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    run(*pip, "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean environment with the wheel and its dependencies; its bin folder."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder / "env", with_pip=True, symlinks=True)
    binaries = folder / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    run(binaries / "python", "-m", "pip", "install", "--quiet", wheel, cwd=folder)
    return binaries


def files_of_checkout(folder: str) -> set[str]:
    tracked = run("git", "ls-files", folder, cwd=ROOT).stdout.split()
    return {path for path in tracked if (ROOT / path).exists()}


def test_wheel_holds_the_package_and_the_lemmas(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {name.split("/")[0] for name in names} == {
        "memproof",
        wheel.name.split("-py3")[0] + ".dist-info",
    }
    assert files_of_checkout("memproof") <= names
    lemmas = {f"memproof/_{path}" for path in files_of_checkout("lemmas")}
    assert lemmas <= names
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]


def test_wheel_is_the_same_each_time(wheel: Path, tmp_path: Path) -> None:
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    run(*pip, "wheel", "--quiet", "--no-deps", "--wheel-dir", tmp_path, ROOT, cwd=tmp_path)
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def test_installed_package_claims_one_name(installed: Path, tmp_path: Path) -> None:
    script = (
        "import importlib.util, memproof, pathlib; "
        "print(pathlib.Path(memproof.__file__).parent); "
        "print(importlib.util.find_spec('lemmas'))"
    )
    lines = run(installed / "python", "-c", script, cwd=tmp_path).stdout.splitlines()
    assert not Path(lines[0]).is_relative_to(ROOT)
    assert lines[1] == "None"


def test_installed_command_answers(installed: Path, tmp_path: Path) -> None:
    if not (ROOT / "memproof" / "cli" / "main.py").exists():
        pytest.skip("memproof.cli.main is not there yet")
    assert "Usage" in run(installed / "memproof", "--help", cwd=tmp_path).stdout


def test_installed_library_finds_its_lemmas(installed: Path, tmp_path: Path) -> None:
    script = "from memproof.library import load_library; print(len(load_library().lemmas))"
    if not files_of_checkout("lemmas"):
        pytest.skip("there are no lemmas yet")
    count = int(run(installed / "python", "-c", script, cwd=tmp_path).stdout)
    assert count == int(run(sys.executable, "-c", script, cwd=ROOT).stdout)
