"""The report's opening, its table of the sources' claims, and its tables at parameters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from library_samples import write_library

from memproof.bounds.catalogue import load_catalogue
from memproof.cli.main import main
from memproof.errors import InputError
from memproof.library import audit, load_library, regenerate
from memproof.library.load import lemmas_folder
from memproof.report import (
    Report,
    Request,
    build_report,
    render_html,
    render_json,
    render_latex,
    render_markdown,
)
from memproof.report.sources import list_claims, list_openings

ROWS = """
from memproof.library import Cited, Lemma
from memproof.statements.claims import make_claim

from .paper import SOURCE

M = "memorizes(W, L, N, delta, d, C)"
DATA = {"N": "integer >= 2", "delta": "real > 0", "d": "integer >= 1", "C": "integer >= 2"}
SIZES = {"W": "integer >= 1", "L": "integer >= 1"}


def cited(name, conclude, *given, grade="cited"):
    claim = make_claim(conclude, {**SIZES, **DATA}, given=given, predicates=["memorizes"])
    return Cited(name, claim, "Doe, 3", grade)


LEMMA = Lemma(
    id="S3",
    number="S3",
    title="Rows",
    statement="As the parts say.",
    source=SOURCE,
    parts=(
        cited("enough", M, "W^2*L^2 >= 2*N"),
        cited("needed", "W^2*L^2 >= N/9", M),
        cited("guess", "W^2*L^2 >= N", M, grade="open"),
        cited("made", M, "N <= W*L"),
    ),
)
"""
BOUNDS = """
from memproof.bounds import Construction, PrintedClaim, Row, Shape, Theorem

SIZES = {"N": "integer >= 2", "W": "integer >= 1", "L": "integer >= 1"}
THEOREMS = (
    Row("S3/enough", "t", "test", id="enough", built_by=("made",)),
    Row("S3/needed", "t", "test", id="needed"),
    Row("S3/guess", "t", "test", id="guess"),
    Theorem(id="wrong", title="t", side="lower", constant="K", rate="N", source="test",
            refuted_by=("S1/growth",), variables={**SIZES, "K": "real > 0"}),
    Theorem(id="typed", title="t", side="upper", constant="1/100", rate="N", source="test",
            variables=SIZES),
)
CONSTRUCTIONS = (
    Construction(id="made", title="t", variables={"N": "integer >= 2", "d": "integer >= 1",
                 "delta": "real > 0", "C": "integer >= 2"}, rate="N",
                 parts=("S3/made",), source="test", formula="N <= W*L",
                 capacity=lambda W, L, known: W * L,
                 shape=lambda W, L, known: Shape((), W, L, W * L, 5)),
)
CLAIMS = (
    PrintedClaim("D-upper", "Doe", "upper", "W^2 = O(N)", "seen", ("enough", "made")),
    PrintedClaim("D-wrong", "Doe, listed", "lower", "W^2 = Omega(N)", "abstract", ("wrong",)),
    PrintedClaim("D-right", "Doe, paper", "lower", "W^2 = Omega(1)", "abstract", ("needed",)),
    PrintedClaim("D-open", "Doe", "lower", "W = Omega(N)", "seen", ("guess",)),
    PrintedClaim("D-none", "Doe", "lower", "L = Omega(N)", "recalled"),
)
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_library(tmp_path_factory.mktemp("sources"), bounds=BOUNDS, rows=ROWS)
    regenerate(load_library(folder))
    return folder


@pytest.fixture(scope="module")
def made(root: Path) -> Report:
    return build_report(load_library(root), requests=(Request(50, "1/100"),))


def test_claims_have_the_verdicts_of_their_theorems(made: Report) -> None:
    assert {one.id: one.verdict for one in made.claims} == {
        "D-upper": "with constants, grade cited",
        "D-wrong": "refuted",
        "D-right": "with constants, grade cited",
        "D-open": "not proved here",
        "D-none": "not treated here",
    }
    forms = {form.id: form for one in made.claims for form in one.forms}
    assert (forms["enough"].constant, forms["enough"].grade) == ("2", "cited")
    assert (forms["needed"].grade, forms["needed"].lemma) == ("cited", "S3/needed")
    assert (forms["guess"].grade, forms["guess"].lemma) == ("open", "S3/guess")
    assert "wrong" not in forms


def test_opening_says_what_is_false_and_what_stands(made: Report) -> None:
    (opening,) = made.openings
    assert opening.title == "A square beats a line"
    assert "Doe, listed says: W² = Ω(N). **That is false.**" in opening.paragraphs[0]
    assert any("Doe, paper says instead" in one for one in opening.paragraphs)
    assert [(one.reading, one.part) for one in opening.readings] == [
        ("this reading fails", "S1/growth"),
        ("the other reading holds", "S3/needed"),
    ]


def test_nothing_is_called_false_without_a_certificate(root: Path, tmp_path: Path) -> None:
    library = load_library(write_library(tmp_path, bounds=BOUNDS, rows=ROWS))
    report = build_report(library)
    assert {one.verdict for one in report.claims if one.id == "D-wrong"} == {
        "its refutation has no accepted certificate"
    }
    assert "That is false" not in "".join(one for o in report.openings for one in o.paragraphs)
    # A row without a certificate is left out, and that is an error of the run.
    assert not any(form.id == "enough" for one in report.claims for form in one.forms)
    assert "S3/enough: a row of check rests on it, and it has no certificate" in report.errors


def test_tables_use_the_audited_grades(made: Report) -> None:
    (view,) = made.at
    assert view.asked.startswith("N = 50 points")
    found = {one.id: one for one in view.bounds}
    assert (found["needed"].verdict, found["needed"].grade) == ("applies", "cited")
    assert found["needed"].rests_on == ("S3/needed",)
    assert found["wrong"].verdict == "refuted in general"
    assert found["guess"].grade == found["typed"].grade == "calculator only"
    assert [one.id for one in view.sizes] == ["made"] and view.sizes[0].offers
    best = view.best[0]
    # The least product W·L = 50 memorizes; 9·(W·L)² >= 50 is needed.
    assert (best.lower, best.lower_by, best.upper, best.upper_by) == ("9", "needed", "2500", "made")


def test_every_format_shows_them(made: Report) -> None:
    for text in (render_html(made), render_markdown(made), render_latex(made)):
        assert "A square beats a line" in text and "That is false" in text
        assert "N = 50 points" in text and "D-none" in text
    content = json.loads(render_json(made))
    assert content["at"][0]["bounds"][0]["id"] == "enough"
    assert content["openings"][0]["readings"][0]["part"] == "S1/growth"


def test_report_without_bounds_has_none_of_it(tmp_path: Path) -> None:
    report = build_report(load_library(write_library(tmp_path)))
    assert (report.openings, report.claims, report.at) == ((), (), ())
    assert "What the sources claim" not in render_html(report)


def run(root: Path, output: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        main, ["report", "--lemmas", str(root), "--output", str(output), *arguments]
    )


def test_several_sets_of_parameters(root: Path, tmp_path: Path) -> None:
    result = run(
        root, tmp_path / "out",
        "--points", "50", "--separation", "1/100", "--points", "60", "--separation", "1/200",
        "--dimension", "2", "--width", "3", "--width", "4",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    text = (tmp_path / "out" / "report.md").read_text()
    assert "At given parameters (1)" in text and "At given parameters (2)" in text
    assert "dimension d = 2, separation δ = 1/200" in text and "Asked for W = 4" in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--points", "50"), "--points needs --separation"),
        (("--separation", "1/50"), "--separation needs --points"),
        (("--width", "5"), "--width needs --points"),
        (("--points", "0", "--separation", "1"), "at least 1"),
        (("--points", "5", "--separation", "nan"), "nan"),
        (("--points", "500", "--separation", "1"), "at most 3"),
        (("--points", "5", "--points", "6", "--separation", "0"), "parameter set 1: "),
        (
            ("--points", "5", "--points", "6", "--points", "7", "--separation", "1/9",
             "--separation", "1/8"),
            "2 times for 3 times",
        ),
    ],
)  # fmt: skip
def test_bad_parameters_write_nothing(
    root: Path, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    result = run(root, tmp_path / "out", *arguments)
    assert (result.exit_code, result.stdout) == (3, "")
    assert message in result.stderr and not (tmp_path / "out").exists()


def test_bad_request_is_refused() -> None:
    with pytest.raises(InputError, match="separation"):
        build_report(requests=(Request(5, "0"),))


def test_the_listed_bound_heads_the_library_report(tmp_path: Path) -> None:
    # The chain alone, so that other papers' lemmas do not matter here.
    for paper in ("yang_yang_2026", "bartlett_et_al_2019", "elementary"):
        (tmp_path / paper).symlink_to(lemmas_folder() / paper)
    (tmp_path / "_formal.json").symlink_to(lemmas_folder() / "_formal.json")
    library = load_library(tmp_path)
    catalogue, found = load_catalogue(tmp_path), audit(library)
    (opening,) = list_openings(catalogue, library, found)
    text = " ".join(opening.paragraphs)
    assert "**That is false.**" in text and "**That reading stands**" in text
    failing = [one for one in opening.readings if one.reading == "this reading fails"]
    assert {one.part for one in failing} == {"YY-listed/every-constant", "YY-listed/powers"}
    assert all(one.verdict.startswith("proved") for one in opening.readings)
    verdicts = {one.id: one.verdict for one in list_claims(catalogue, library, found)}
    assert verdicts["YY-lower-listed"] == "refuted"
    assert verdicts["YY-upper"] == verdicts["YY-lower-paper"] == "proved in Rocq with constants"


def test_the_opening_comes_first(made: Report) -> None:
    page = render_html(made)
    assert page.index("That is false") < page.index('id="summary"')
