"""Lemma files are found, loaded by path, and put in the papers' order."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from library_samples import SQUARE, write_library

from memproof.certificates import (
    certificate_path,
    digest,
    make_document,
    read_certificate,
    write_certificate,
)
from memproof.checker.errors import Rejected
from memproof.errors import InputError
from memproof.library import Cited, Inequality, Lemma, Source, load_library
from memproof.library.load import lemmas_folder, natural_key
from memproof.library.model import repair_id
from memproof.statements.claims import make_claim

CLAIM = make_claim("n >= 1", {"n": "integer >= 2"})
SOURCE = Source("key", "Doe", "Title", 2020)
ERRATUM = Inequality("x", CLAIM, expected="refuted", printed="page 3")


def test_lemmas_come_in_natural_order(tmp_path: Path) -> None:
    library = load_library(write_library(tmp_path))
    assert [lemma.id for lemma in library.lemmas] == ["S1", "S2", "S10"]
    assert [paper.folder for paper in library.papers] == ["sample"]
    assert library.entry("S10").paper == "sample"
    assert [name for name, _, _ in library.parts()][:2] == ["S1/growth", "S1/printed"]


@pytest.mark.parametrize(
    ("smaller", "larger"), [("U2", "U10"), ("Lemma 9", "Lemma 13"), ("a2b3", "a2b10"), ("2", "U1")]
)
def test_natural_order(smaller: str, larger: str) -> None:
    assert natural_key(smaller) < natural_key(larger)


def test_certificates_stand_beside_the_lemmas(tmp_path: Path) -> None:
    library = load_library(write_library(tmp_path))
    entry = library.entry("S1")
    path = entry.certificate(entry.lemma.parts[0])
    assert library.relative(path) == "sample/certificates/s01_square--growth.json"


def test_two_lemmas_of_a_file_keep_their_certificates_apart(tmp_path: Path) -> None:
    both = SQUARE + '\nfrom dataclasses import replace\nLEMMAS = (LEMMA, replace(LEMMA, id="S1b"))'
    both += "\ndel LEMMA\n"
    library = load_library(write_library(tmp_path, s01_square=both))
    entries = [library.entry("S1"), library.entry("S1b")]
    assert len({entry.certificate(entry.lemma.parts[0]) for entry in entries}) == 2


def test_helper_files_are_no_lemmas(tmp_path: Path) -> None:
    root = write_library(tmp_path, _shared="X = 1", bounds="THEOREMS = ()")
    assert len(load_library(root).lemmas) == 3


def test_predicates_of_a_paper_are_known(tmp_path: Path) -> None:
    library = load_library(write_library(tmp_path))
    assert [str(one) for one in library.predicates("sample")] == ["big(x): x is big"]


def test_changed_file_is_read_again(tmp_path: Path) -> None:
    root = write_library(tmp_path)
    load_library(root)
    write_library(tmp_path, s01_square=SQUARE.replace("A square beats", "A power always beats"))
    assert load_library(root).entry("S1").lemma.title.startswith("A power always")


def test_loading_takes_no_name_and_no_path(tmp_path: Path) -> None:
    before = list(sys.path)
    load_library(write_library(tmp_path))
    assert sys.path == before
    assert "lemmas" not in sys.modules and "sample" not in sys.modules


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"s01_square": "import nothing_of_that_name"}, "cannot be loaded"),
        ({"s01_square": "def"}, "cannot be loaded"),
        ({"s01_square": "X = 1"}, "must define LEMMA"),
        ({"s01_square": "LEMMA = 3"}, "must define LEMMA"),
        ({"s03_again": SQUARE}, "the id S1 occurs in"),
        ({"paper": "SOURCE = 3"}, "must define SOURCE"),
    ],
)
def test_broken_folders_are_refused(tmp_path: Path, files: dict[str, str], words: str) -> None:
    with pytest.raises(InputError, match=words):
        load_library(write_library(tmp_path, **files))


def test_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        load_library(tmp_path / "nothing")


def test_own_lemmas_are_found() -> None:
    assert lemmas_folder().is_dir()


@pytest.mark.parametrize(
    "make",
    [
        lambda: Lemma("", "1", "t", "s", SOURCE, ()),
        lambda: Lemma("a/b", "1", "t", "s", SOURCE, ()),
        lambda: Lemma("a", "1", "t", "s", SOURCE, (Inequality("x", CLAIM), Inequality("x", CLAIM))),
        lambda: Inequality("a b", CLAIM),
        lambda: Inequality("a", CLAIM, expected="unknown"),  # type: ignore[arg-type]
        lambda: Inequality("a", CLAIM, printed="page 3"),
        lambda: Inequality("a", CLAIM, repaired_by="b"),
        lambda: Inequality("a", CLAIM, expected="refuted", repaired_by="b"),
        lambda: Lemma("a", "1", "t", "s", SOURCE, (replace(ERRATUM, repaired_by="y"),)),
        lambda: Lemma("a", "1", "t", "s", SOURCE, (replace(ERRATUM, repaired_by="x"),)),
        lambda: Cited("a", CLAIM, " "),
        lambda: Cited("a", CLAIM, "Doe", grade="proved"),  # type: ignore[arg-type]
        lambda: replace(SOURCE, level="believed"),  # type: ignore[arg-type]
    ],
)
def test_impossible_lemmas_are_refused(make: object) -> None:
    with pytest.raises(InputError):
        make()  # type: ignore[operator]


def test_errata_name_their_repairs() -> None:
    parts = (replace(ERRATUM, repaired_by="y"), Inequality("y", CLAIM))
    lemma = Lemma("a", "1", "t", "s", SOURCE, parts)
    assert repair_id(lemma, parts[0]) == "a/y"
    assert repair_id(lemma, replace(ERRATUM, repaired_by="b/z")) == "b/z"
    assert repair_id(lemma, ERRATUM) == ""


def test_certificates_are_canonical_and_readable(tmp_path: Path) -> None:
    path = certificate_path(tmp_path, "s01", "growth")
    document = make_document("cited", "S1/growth", {"claim": {}, "source": "Doe"}, {"b": "1"})
    write_certificate(path, document)
    text = path.read_bytes()
    write_certificate(path, dict(reversed(document.items())))
    assert path.read_bytes() == text
    assert digest(read_certificate(path)) == digest(document)
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_floats_are_not_written(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        write_certificate(tmp_path / "x.json", make_document("cited", "x", {"claim": 0.5}))
    assert list(tmp_path.iterdir()) == []


def test_broken_certificates_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("{}")
    with pytest.raises(Rejected):
        read_certificate(path)
    with pytest.raises(InputError):
        read_certificate(tmp_path / "y.json")
