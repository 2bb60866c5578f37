"""Maps of regimes: cells against the theorems one by one, grids, pictures, refusals."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from memproof.bounds.catalogue import load_catalogue
from memproof.bounds.check import check, read_parameters
from memproof.bounds.regimes import (
    Cell,
    Regimes,
    floor_root,
    list_steps,
    map_column,
    map_regimes,
    to_json,
)
from memproof.errors import InputError, SizeLimitError
from memproof.report.figures import draw_regimes, inline_svg

CATALOGUE = load_catalogue()


@pytest.fixture(scope="module")
def found() -> Regimes:
    return map_regimes(3000, bits=(11, 300), depths=(1, 2000), columns=7, rows=9, processes=1)


def test_cells_are_what_check_says(found: Regimes) -> None:
    for column in found.cells[1::3]:
        for cell in column[1::3]:
            asked = check(3000, Fraction(1, 2**cell.bits), depth=cell.depth, catalogue=CATALOGUE)
            (best,) = (one for one in asked.best if one.quantity == "W")
            assert (best.upper, best.lower or 1) == (cell.upper, cell.lower), cell


def test_closed_forms_never_beat_the_counts() -> None:
    everything = replace(
        CATALOGUE, theorems=tuple(replace(one, built_by=()) for one in CATALOGUE.theorems)
    )
    asked = read_parameters(5000, "1", 2)
    for bits in (13, 60, 700):
        depths = (2, 7, 60, 500, 4000)
        first = map_column(asked, bits, depths, CATALOGUE)
        second = map_column(asked, bits, depths, everything)
        assert [cell.upper for cell in first] == [cell.upper for cell in second]


def test_bounds_never_cross(found: Regimes) -> None:
    for column in found.cells:
        for cell in column:
            assert cell.upper is None or cell.lower <= cell.upper
            assert cell.gap is None or cell.gap >= 1
            assert (cell.lower_by is None) is (cell.lower == 1)


def test_open_and_refuted_theorems_take_no_part() -> None:
    asked = read_parameters(5000, "1")
    opened = replace(
        CATALOGUE,
        theorems=tuple(replace(one, carried=False) for one in CATALOGUE.theorems),
        constructions=tuple(
            replace(one, claims=()) for one in CATALOGUE.constructions if one.id != "U11"
        ),
    )
    (cell,) = map_column(asked, 60, [5], opened)
    assert (cell.upper, cell.upper_by, cell.lower, cell.lower_by) == (None, None, 1, None)
    names = {one.id for one in CATALOGUE.theorems if not one.decides}
    (cell,) = map_column(asked, 60, [5], CATALOGUE)
    assert "YY-lower-listed" in names and not names & {cell.upper_by, cell.lower_by}


def test_cells_without_points_say_nothing() -> None:
    mapped = map_regimes(3000, bits=(0, 20), depths=(1, 9), columns=5, rows=3, processes=1)
    assert [column[0].feasible for column in mapped.cells] == [bits >= 11 for bits in mapped.bits]
    assert mapped.bits[0] == 0
    assert mapped.cells[0][0] == Cell(0, 1, False, None, None, 1, None)
    assert to_json(mapped)["cells"][0][0] is None


def test_workers_change_nothing() -> None:
    options = {"bits": (9, 40), "depths": (1, 50), "columns": 4, "rows": 3}
    first = map_regimes(300, **options, processes=1)  # type: ignore[arg-type]
    calls: list[tuple[int, int]] = []
    second = map_regimes(
        300,
        **options,
        processes=2,
        progress=lambda a, b: calls.append((a, b)),  # type: ignore[arg-type]
    )
    assert first == second
    assert calls == [(done, 4) for done in range(1, 5)]


def test_regions_cover_the_map(found: Regimes) -> None:
    regions = found.regions()
    assert sum(one.cells for one in regions) == 63
    for one in regions:
        cells = [
            cell
            for column in found.cells
            for cell in column
            if (cell.upper_by, cell.lower_by) == (one.upper_by, one.lower_by)
        ]
        assert one.cells == len(cells)
        assert one.depths == (min(c.depth for c in cells), max(c.depth for c in cells))
        gaps = [cell.gap for cell in cells if cell.gap is not None]
        assert one.gaps == ((min(gaps), max(gaps)) if gaps else None)


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [(1, 10, 10), (1, 3, 10), (1, 1000, 7), (5, 6, 2), (1, 100, 99), (9, 10**30, 50), (2, 40, 30)],
)
def test_steps_are_different_and_reach_both_ends(first: int, last: int, count: int) -> None:
    steps = list_steps(first, last, count)
    assert (steps[0], steps[-1]) == (first, last)
    assert len(steps) == min(count, last - first + 1)
    assert list(steps) == sorted(set(steps))


@pytest.mark.parametrize("degree", [1, 2, 3, 47])
def test_roots_are_exact(degree: int) -> None:
    for value in [*range(1, 70), 10**60 - 1, 10**60, 3**94]:
        root = floor_root(value, degree)
        assert root**degree <= value < (root + 1) ** degree


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"bits": (5, 5)}, "must grow"),
        ({"bits": (-1, 5)}, "must grow"),
        ({"depths": (0, 5)}, "must grow"),
        ({"depths": (9, 5)}, "must grow"),
        ({"columns": 1}, "columns must be at least 2"),
        ({"rows": 0}, "rows must be at least 2"),
        ({"dimension": "0"}, "dimension"),
        ({"classes": 1}, "classes"),
    ],
)
def test_bad_grids_are_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        map_regimes(300, processes=1, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "options", [{"columns": 500, "rows": 500}, {"bits": (1, 10**7)}, {"depths": (1, 10**19)}]
)
def test_absurd_grids_need_the_override(options: dict[str, object]) -> None:
    with pytest.raises(SizeLimitError, match="--no-limit"):
        map_regimes(300, processes=1, **options)  # type: ignore[arg-type]


def test_json_is_described(found: Regimes) -> None:
    document = to_json(found)
    assert document == json.loads(json.dumps(document))
    described = to_json.__doc__ or ""
    keys = {*document, *document["regions"][0]}
    assert [key for key in sorted(keys) if f"``{key}``" not in described] == []
    assert len(document["cells"]) == 7 and len(document["cells"][0]) == 9


def test_pictures_are_the_same_in_every_run(found: Regimes) -> None:
    first, second = draw_regimes(found), draw_regimes(found)
    assert first == second and b"<dc:date>" not in first
    assert draw_regimes(found, "png") == draw_regimes(found, "png")
    text = first.decode()
    used = {cell.lower_by for column in found.cells for cell in column} - {None}
    used |= {cell.upper_by for column in found.cells for cell in column} - {None}
    assert len(used) > 4 and all(name in text for name in used) and "hidden layers L" in text


def test_inline_picture_is_svg_with_ids_of_its_own(found: Regimes) -> None:
    text = inline_svg(draw_regimes(found), "map-1")
    tree = ElementTree.fromstring(text)
    ids = [node.get("id") for node in tree.iter() if node.get("id")]
    assert ids and len(ids) == len(set(ids)) and all(str(one).startswith("map-1-") for one in ids)
    targets = {one for one in re.findall(r'(?:href="#|url\(#)([^")]+)', text)}
    assert targets <= set(ids)
    assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", text)


@pytest.mark.long
def test_figure_of_the_docs_is_up_to_date() -> None:
    figure = Path(__file__).resolve().parents[2] / "docs" / "_static" / "regimes.svg"
    assert figure.read_bytes() == draw_regimes(map_regimes(10**6, columns=60, rows=60))
