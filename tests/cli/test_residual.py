"""`memproof residual`: general position decided, and its networks checked by the checker alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from memproof.checker.documents import Session
from memproof.cli.main import main

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str | Path, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["residual", *map(str, arguments)])
    assert result.exit_code == code, result.output + str(result.exception)
    return result


def accepted(file: Path) -> str:
    document = {"id": file.name, **json.loads(file.read_text(encoding="utf-8"))}
    return Session([document]).check(file.name).summary


@pytest.mark.parametrize(
    ("form", "d", "nodes"), [("blocks", 4, 16), ("facets", 3, 16), ("hats", 3, 24)]
)
def test_from_points_to_certificates(tmp_path: Path, form: str, d: int, nodes: int) -> None:
    more = ["--blocks", "3"] if form == "blocks" else []
    folder = tmp_path / form
    shown = run("--random", "23", "--dimension", str(d), "--form", form, "--output", folder, *more)
    assert "general position" in shown.stdout and "All 23 points verified exactly." in shown.stdout
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    counted = summary["network"]
    assert counted["hidden_nodes"] == counted["hidden_nodes_by_formula"] == nodes
    assert accepted(folder / "position.json") == "all 8855 determinants are nonzero"
    assert accepted(folder / "certificate.json") == "exact output at 23 of 23 points"
    if form == "blocks":
        blocks = json.loads((folder / "blocks.json").read_text(encoding="utf-8"))["blocks"]
        assert len(blocks) == counted["blocks"] == 3 and sum(map(len, blocks)) == nodes
        # 4N/d + 4L
        assert counted["hidden_nodes_printed"] == "35"


def test_points_on_a_plane_are_named(tmp_path: Path) -> None:
    """z = 1 + 2x + y at rows 2, 3, 4 and 5; the first two coordinates are in general position."""
    data = tmp_path / "plane.csv"
    data.write_text("x,y,z,label\n0,0,1,a\n1,2,5,b\n.5,0,2,a\n3,1,8,b\n.25,1,7,a\n0,.5,9,a\n")
    shown = run(data, "--output", tmp_path / "out", "--form", "facets", code=1)
    assert "(all coordinates): rows 2, 3, 4, 5 lie on 2·x1 + 1·x2 − 1·x3 + 1 = 0" in shown.stdout
    run(data, "--output", tmp_path / "two")


def test_iris_is_not_in_general_position(tmp_path: Path) -> None:
    folder = tmp_path / "iris"
    shown = run(ROOT / "examples" / "iris.csv", "--output", folder, code=1)
    assert "not in general position (the first 3 coordinates): rows" in shown.stdout
    assert sorted(path.name for path in folder.iterdir()) == ["position.json", "summary.json"]
    found = json.loads((folder / "summary.json").read_text(encoding="utf-8"))["general_position"]
    assert found["holds"] is False and len(found["rows"]) == 4
    assert "lie on one hyperplane" in accepted(folder / "position.json")


def test_three_points_on_a_line_stay_on_one(tmp_path: Path) -> None:
    data = tmp_path / "line.csv"
    data.write_text("x,y,z,label\n1,0,0,0\n2,0,0,1\n3,0,0,1\n4,1,7,0\n")
    shown = run(data, "--output", tmp_path / "out", "--json", code=1)
    assert json.loads(shown.stdout)["general_position"]["rows"] == [2, 3, 4]


def test_a_shear_where_coordinates_repeat(tmp_path: Path) -> None:
    data = tmp_path / "grid.csv"
    data.write_text("x,y,label\n0,1,0\n0,2,1\n1,5,1\n1,7,0\n")
    shown = run(data, "--output", tmp_path / "out")
    assert "sheared" in shown.stdout and "x1 + 1·x2" in shown.stdout
    assert accepted(tmp_path / "out" / "position.json") == "all 6 determinants are nonzero"
    assert accepted(tmp_path / "out" / "certificate.json") == "exact output at 4 of 4 points"
    blocks = json.loads((tmp_path / "out" / "blocks.json").read_text(encoding="utf-8"))
    assert blocks["shear"] == [1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "either DATA or --random"),
        (["--random", "5"], "needs --dimension"),
        (["--random", "5", "--dimension", "1"], "at least two coordinates"),
        (["--random", "3", "--dimension", "4"], "more than 3 points"),
        (["--random", "9", "--dimension", "3", "--blocks", "0"], "--blocks must be from 1"),
        (
            ["--random", "9", "--dimension", "3", "--blocks", "2", "--form", "hats"],
            "counts residual",
        ),
        (["--random", "3000", "--dimension", "3"], "at most 1000 points"),
        (["--random", "400", "--dimension", "4"], "determinants"),
    ],
)
def test_refusals(tmp_path: Path, arguments: list[str], message: str) -> None:
    result = run(*arguments, "--output", tmp_path / "out", code=3)
    assert message in result.stderr
    assert not (tmp_path / "out").exists()
