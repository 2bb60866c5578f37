"""Contradictions between claims: composed, refuted at exact points, replayed, stored."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner

from memproof.checker.errors import Rejected
from memproof.cli.main import main
from memproof.library import audit, load_library, regenerate
from memproof.library.contradictions import (
    FOLDER,
    find_contradictions,
    load_contradictions,
    store_contradictions,
)
from memproof.library.load import Library
from memproof.report.contradictions import list_contradictions, view_contradictions

PAPER = '''
"""A paper that is not there."""
from memproof.library import Source

SOURCE = Source("sample", "Doe & Roe", "On sizes", 2020, "arXiv 0000.00000", level="abstract")
'''

VOCABULARY = """
from memproof.library import Predicate

VOCABULARY = (
    Predicate("size", (("n", "integer"), ("s", "integer")), "size s does for n points"),
    Predicate("step", (("n", "integer"), ("s", "integer")), "one step of size s does for n points"),
    Predicate("printed", (("c", "real"),), "size(n, s) only for s >= c n^2"),
)
"""

LEMMA = '''
"""Sizes."""
from memproof.library import Cited, Lemma
from memproof.statements.claims import make_claim

from .paper import SOURCE

P = ("size", "step", "printed")
N = {{"n": "integer >= 1"}}
LEMMA = Lemma(
    id="S1",
    number="S1",
    title="Sizes",
    statement="Sizes.",
    source=SOURCE,
    parts=(
        Cited("step", make_claim("step(n, 2*n)", N, predicates=P), "Doe"),
        Cited(
            "lift",
            make_claim(
                "size(n, s)", {{**N, "s": "integer >= 1"}}, given=["step(n, s)"], predicates=P
            ),
            "Doe",
        ),
        Cited(
            "needed",
            make_claim(
                "{needed}",
                {{**N, "s": "integer >= 1"}},
                given=["size(n, s)"],
                predicates=P,
            ),
            "Doe",
        ),
        Cited(
            "meaning",
            make_claim(
                "s >= c*n^2",
                {{**N, "s": "integer >= 1", "c": "real > 0"}},
                given=["printed(c)", "size(n, s)"],
                predicates=P,
            ),
            "Doe",
        ),
        Cited(
            "claimed",
            make_claim("printed(c)", exists={{"c": "real > 0"}}, predicates=P),
            "Doe",
            "open",
        ),
    ),
)
'''


def make_library(folder: Path, needed: str = "s >= n") -> Library:
    paper = folder / "sample_paper"
    paper.mkdir(parents=True)
    (paper / "paper.py").write_text(dedent(PAPER), encoding="utf-8")
    (paper / "vocabulary.py").write_text(dedent(VOCABULARY), encoding="utf-8")
    (paper / "s01.py").write_text(dedent(LEMMA.format(needed=needed)), encoding="utf-8")
    library = load_library(folder)
    regenerate(library)
    return library


def test_a_printed_constant_is_tried_at_each_value(tmp_path: Path) -> None:
    library = make_library(tmp_path)
    constants = (Fraction(1, 1000), Fraction(3), Fraction(1, 10**9))
    found = find_contradictions(library, constants=constants)
    shown = {(one.claims, one.assumed) for one in found}
    used = ("S1/lift", "S1/meaning", "S1/step")
    # 2 n >= c n^2 fails for every c > 0 as soon as n > 2/c.
    assert {(used, (f"printed({c})",)) for c in ("1/1000", "3", "1/1000000000")} == shown
    for one in found:
        point = {key: Fraction(value) for key, value in one.point}
        constant = Fraction(one.assumed[0].removeprefix("printed(").removesuffix(")"))
        assert 2 * point["n"] < constant * point["n"] ** 2


def test_consistent_claims_are_left_alone(tmp_path: Path) -> None:
    found = find_contradictions(make_library(tmp_path), constants=(Fraction(1, 1000),))
    assert not any("S1/needed" in one.claims for one in found)


def test_two_claims_without_constants(tmp_path: Path) -> None:
    library = make_library(tmp_path, needed="s >= 2*n + 1")
    found = find_contradictions(library, constants=())
    assert [(one.claims, one.assumed) for one in found] == [
        (("S1/lift", "S1/needed", "S1/step"), ())
    ]
    (view,) = view_contradictions(found, audit(library))
    assert view.false == "S1/lift or S1/needed or S1/step is false"


def test_equality_is_no_contradiction(tmp_path: Path) -> None:
    library = make_library(tmp_path, needed="s >= 2*n")
    assert find_contradictions(library, constants=()) == ()


def test_stored_ones_are_replayed(tmp_path: Path) -> None:
    library = make_library(tmp_path)
    found = find_contradictions(library, constants=(Fraction(1),))
    (path,) = store_contradictions(library, found)
    assert load_contradictions(library) == found
    views, errors = list_contradictions(library, audit(library))
    assert len(views) == 1 and errors == ()
    document = json.loads(path.read_text(encoding="utf-8"))
    document["point"]["n"] = "1"
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(Rejected, match="not-refuted"):
        load_contradictions(library)
    views, errors = list_contradictions(library, audit(library))
    assert views == () and "refused" in errors[0]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": None}, "malformed"),
        ({"kind": "cited", "source": "Doe", "uses": {}}, "unknown field"),
        ({"uses": {}}, "missing-lemma"),
        ({"assuming": []}, "not-shown"),
    ],
)
def test_a_tampered_file_is_refused(tmp_path: Path, change: dict[str, object], reason: str) -> None:
    library = make_library(tmp_path)
    (path,) = store_contradictions(library, find_contradictions(library, constants=(Fraction(1),)))
    document = json.loads(path.read_text(encoding="utf-8")) | change
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(Rejected, match=reason):
        load_contradictions(library)


def test_a_changed_claim_makes_a_stored_one_stale(tmp_path: Path) -> None:
    library = make_library(tmp_path / "first", needed="s >= 2*n + 1")
    (path,) = store_contradictions(library, find_contradictions(library, constants=()))
    other = make_library(tmp_path / "second", needed="s >= 2*n + 2")
    (other.root / FOLDER).mkdir()
    (other.root / FOLDER / path.name).write_bytes(path.read_bytes())
    with pytest.raises(Rejected, match="digest-mismatch"):
        load_contradictions(other)


def test_a_library_that_contradicts_itself_is_an_error(tmp_path: Path) -> None:
    library = make_library(tmp_path, needed="s >= 2*n + 1")
    found = find_contradictions(library, constants=())
    store_contradictions(library, found)
    graded = audit(library)
    from dataclasses import replace

    settled = replace(
        graded,
        parts=tuple(replace(part, grade="proved", inherited="proved") for part in graded.parts),
    )
    (view,) = view_contradictions(found, settled)
    assert view.false == ""
    assert "contradicts itself" in list_contradictions(library, settled)[1][0]


def test_command(tmp_path: Path) -> None:
    library = make_library(tmp_path)
    root = str(library.root)
    run = CliRunner().invoke(main, ["contradictions", "--lemmas", root])
    assert run.exit_code == 0 and "no proof that there is none" in run.output
    options = ["contradictions", "--lemmas", root, "--search", "--store", "--constant", "1/50"]
    run = CliRunner().invoke(main, options)
    assert run.exit_code == 0 and "printed(1/50) cannot hold" in run.output
    run = CliRunner().invoke(main, ["contradictions", "--lemmas", root, "--json"])
    assert json.loads(run.output)["contradictions"][0]["assumed"] == ["printed(1/50)"]
    for wrong in (
        ["--constant", "1"],
        ["--search", "--constant", "-1"],
        ["--search", "--constant", "x"],
    ):
        bad = CliRunner().invoke(main, ["contradictions", "--lemmas", root, *wrong])
        assert bad.exit_code == 3 and len(bad.stderr.strip().splitlines()[-1]) < 200


# --- the library -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def test_the_sources_contradict_each_other(library: Library) -> None:
    found = load_contradictions(library)
    sets = {one.claims for one in found}
    listed = [one for one in found if "YY-printed/listed" in one.claims]
    by_theorem_t = [one for one in listed if "U11-direct/theorem-t" in one.claims]
    assert {"listed_constant(1/1000)", "listed_constant(1)"} <= {
        name for one in by_theorem_t for name in one.assumed
    }
    # Another source's theorem excludes the listed bound as well.
    assert any("YSJ3/capacity" in one.claims for one in listed)
    assert ("M2-printed-one/one-sign", "M2/one-sign-upper") in sets
    # The reading inside the paper is excluded at large constants only.
    paper = {name for one in found if "YY-printed/paper" in one.claims for name in one.assumed}
    assert "paper_constant(1/1000)" not in paper and "paper_constant(1000)" in paper


@pytest.mark.long
def test_a_new_search_finds_what_is_stored(library: Library) -> None:
    constant = Fraction(1)
    found = find_contradictions(library, constants=(constant,))
    stored = [
        one
        for one in load_contradictions(library)
        if all(name.endswith("_constant(1)") for name in one.assumed)
    ]
    assert {(one.claims, one.assumed) for one in found} >= {
        (one.claims, one.assumed) for one in stored
    }
    assert all(view.false for view in view_contradictions(found, audit(library)))
