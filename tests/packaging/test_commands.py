"""README, continuous integration and package metadata say the same."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SCRIPT = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def readme_commands(text: str) -> dict[str, str]:
    """The blocks that stand right under a marker ``<!-- run: NAME -->``, by name."""
    found = re.findall(r"^<!-- run: (\w+) -->\n```sh\n(.*?)^```", text, flags=re.M | re.S)
    return dict(found)


def shell_readme_command(text: str, name: str, folder: Path) -> str:
    """What .ci/run's own function reads from a README with the given text."""
    (folder / "README.md").write_text(text, encoding="utf-8")
    function = re.search(r"^readme_command\(\) \{\n.*?^\}\n", SCRIPT, flags=re.M | re.S)
    assert function
    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f"{function[0]}\nreadme_command {name}"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_ci_runs_each_command_of_the_readme(tmp_path: Path) -> None:
    commands = readme_commands(README)
    assert set(commands) == {"report", "tests"}
    for name, command in commands.items():
        assert f"run_readme_command {name}" in SCRIPT
        assert shell_readme_command(README, name, tmp_path) == command


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_ci_finds_nothing_without_the_marker(tmp_path: Path) -> None:
    unmarked = README.replace("<!-- run: tests -->", "")
    assert shell_readme_command(unmarked, "tests", tmp_path) == ""
    assert set(readme_commands(unmarked)) == {"report"}


def test_each_command_sets_everything_up() -> None:
    for command in readme_commands(README).values():
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install -e ")
    assert readme_commands(README)["report"].rstrip().endswith(".venv/bin/memproof report")
    assert readme_commands(README)["tests"].rstrip().endswith(".venv/bin/pytest")


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_ci_script_parses_and_refuses_unknown_steps() -> None:
    subprocess.run(["bash", "-n", ROOT / ".ci" / "run"], check=True)
    run = subprocess.run(
        ["bash", ROOT / ".ci" / "run", "nonsense"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert "No step is named nonsense" in run.stderr


def test_ci_runs_what_is_promised() -> None:
    assert "set -euo pipefail" in SCRIPT
    for command in (
        'ruff" check .',
        'ruff" format --check .',
        'mypy" --strict memproof lemmas',
        'lint-imports"',
        'pytest" -m long',
        "-W",
    ):
        assert command in SCRIPT


def test_versions_agree() -> None:
    source = (ROOT / "memproof" / "__init__.py").read_text(encoding="utf-8")
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    version = re.search(r'^__version__ = "(.*)"$', source, flags=re.M)
    assert version
    assert f"\nversion: {version[1]}\n" in citation


def test_packages_that_a_verdict_depends_on_are_pinned() -> None:
    dependencies = PROJECT["project"]["dependencies"]
    pinned = {line.split("==")[0] for line in dependencies if "==" in line}
    assert {"python-flint", "sympy", "scipy", "numpy"} <= pinned


def test_plain_pytest_leaves_out_only_long_tests_and_campaigns() -> None:
    options = PROJECT["tool"]["pytest"]["ini_options"]
    assert options["addopts"][:2] == ["-m", "not long and not campaign"]
    assert options["testpaths"] == ["tests"]
    assert not any("deselect" in option or "ignore" in option for option in options["addopts"])


def test_documents_link_to_files_that_exist() -> None:
    for name in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (ROOT / target).exists(), f"{name} links to {target}"


def usage_commands() -> list[str]:
    """The lines of README's block of examples, without comments."""
    block = re.search(r"^## Use\n+```sh\n(.*?)^```", README, flags=re.M | re.S)
    assert block
    return [line for line in block[1].splitlines() if line and not line.startswith("#")]


@pytest.mark.long
def test_examples_of_the_readme_run(tmp_path: Path) -> None:
    """In their order, in a folder with the examples; the checker finds memproof by PYTHONPATH."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for command in usage_commands():
        program, *arguments = shlex.split(command)
        if program == ".venv/bin/memproof":
            words = [sys.executable, "-m", "memproof.cli", *arguments]
        else:
            assert program == "python3"
            words = [sys.executable, *arguments]
        run = subprocess.run(
            words,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, f"{command}\n{run.stdout}\n{run.stderr}"
