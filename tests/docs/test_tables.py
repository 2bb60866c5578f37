"""Tables that the documentation computes: they come from the checker and the rank search."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from memproof.errors import InputError

DOCS = Path(__file__).resolve().parents[2] / "docs"
pytest.importorskip("sphinx")


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(DOCS / "_ext"))
    return importlib.import_module("computed_tables")


def content(directive: str) -> list[str]:
    """The lines under a directive of the page."""
    text = (DOCS / "smooth.rst").read_text(encoding="utf-8")
    _, _, rest = text.partition(f".. {directive}::\n\n")
    return [line.strip() for line in rest.partition("\n\n")[0].splitlines()]


def test_exceptions_of_the_page(tables: Any) -> None:
    found = tables.find_exceptions(content("rank-exceptions"))
    assert len(found) == 10
    assert all(int(rank) < int(count) for *_, rank, count in found)
    assert ["x^4", "5", "14", "70", "69", "70"] in found
    assert tables.find_exceptions(["3 1..4 1..4"]) == []


@pytest.mark.parametrize("line", ["1..3 2", "a b c", "1 1 1 1"])
def test_bad_grids(tables: Any, line: str) -> None:
    with pytest.raises(InputError):
        tables.find_exceptions([line])


def test_grades_are_those_of_the_report(tables: Any) -> None:
    part = SimpleNamespace(
        id="M2/even", formula="n <= 1", summary="", verdict="evidence", inherited="instances"
    )
    report = SimpleNamespace(lemmas=[SimpleNamespace(parts=[part])])
    assert tables.find_rows(report, ["M2/even"]) == [["M2/even", "n <= 1", "evidence", "instances"]]
    with pytest.raises(KeyError):
        tables.find_rows(report, ["M2/odd"])


def test_parts_of_the_page_exist() -> None:
    from memproof.library import load_library

    known = {identifier for identifier, _, _ in load_library().parts()}
    assert set(content("part-grades")) <= known


def test_pictures_are_there() -> None:
    for name in ("frontier_tanh.svg", "frontier_x3.svg"):
        text = (DOCS / "_static" / name).read_text(encoding="utf-8")
        assert "20×10" in text and "printed ⌊md/2⌋" in text
