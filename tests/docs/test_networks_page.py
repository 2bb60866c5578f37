"""The page on networks from elsewhere shows what the commands print."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from memproof.cli.compare import METHODS, compare_method, draw_sizes
from memproof.cli.main import main
from memproof.datasets import read_data_set

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "networks.rst").read_text(encoding="utf-8")
SECONDS = re.compile(r"[0-9]+\.[0-9]{2}(?= |$)")


def sessions() -> list[list[tuple[str, list[str]]]]:
    """(command, lines shown) of each console block; "..." stands for lines left out."""
    found = []
    for block in re.findall(r"\.\. code-block:: console\n\n((?:   .*\n|\n)+)", PAGE):
        session: list[tuple[str, list[str]]] = []
        for line in (line[3:] for line in block.rstrip("\n").split("\n")):
            if line.startswith("$ memproof "):
                session.append((line.removeprefix("$ memproof "), []))
            else:
                session[-1][1].append(line.rstrip())
        found.append(session)
    return found


def matches(shown: list[str], printed: list[str]) -> bool:
    """True if the lines agree; what "..." leaves out comes before the rest."""
    if shown[:1] == ["..."]:
        return printed[-len(shown[1:]) :] == shown[1:]
    return printed == shown


def check(session: list[tuple[str, list[str]]]) -> None:
    for command, shown in session:
        result = CliRunner().invoke(main, shlex.split(command))
        printed = [line.rstrip() for line in result.output.rstrip("\n").split("\n")]
        if command.startswith("compare"):
            shown = [SECONDS.sub("s", " ".join(line.split())) for line in shown]
            printed = [SECONDS.sub("s", " ".join(line.split())) for line in printed]
        assert matches(shown, printed), f"{command}\n" + result.output


@pytest.fixture
def at_examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)


def is_slow(session: list[tuple[str, list[str]]]) -> bool:
    return any(command.startswith("compare") for command, _ in session)


def test_the_page_has_sessions() -> None:
    assert len(sessions()) == 5 and sum(map(is_slow, sessions())) == 1
    assert matches(["...", "b"], ["a", "b"]) and not matches(["...", "a"], ["a", "b"])
    assert not matches(["a"], ["a", "b"])


def test_commands_print_what_the_page_shows(at_examples: None) -> None:
    pytest.importorskip("onnx")
    for session in sessions():
        if not is_slow(session):
            check(session)


@pytest.mark.long
def test_comparison_prints_what_the_page_shows(at_examples: None) -> None:
    for session in filter(is_slow, sessions()):
        check(session)
    data = read_data_set(ROOT / "examples" / "iris.csv")
    picture = draw_sizes(data, [compare_method(data, method) for method in METHODS])
    figure = ROOT / "docs" / "_static" / "compare_iris.svg"
    assert figure.read_text(encoding="utf-8") == picture
