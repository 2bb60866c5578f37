"""Grades are computed, stored with digests, and nothing lifts one that does not concern a claim."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from library_samples import write_library

from memproof.bounds.grades import read_grades
from memproof.certificates.grades import FILE, Own, inherit, write_stored
from memproof.checker.documents import digest
from memproof.library import audit, load_library, regenerate
from memproof.library.audit import to_store
from memproof.library.consistency import find_inconsistencies

SKY = """
from memproof.library import Construction, Inequality, Lemma, Source
from memproof.statements.claims import make_claim

LEMMA = Lemma(
    id="E3", number="E3", title="Everything", statement="Everything holds.",
    source=Source("e", "E", "E", 2026),
    parts=(
        Inequality("one", make_claim("1 <= 2", {})),
        Construction(
            "main", make_claim("big(x)", {"x": "real"}, predicates=["big"]),
            argument="The colour of the sky.", evidence=("one",),
        ),
    ),
)
"""


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    root = write_library(tmp_path, s30=SKY)
    library = load_library(root)
    regenerate(library)
    found = audit(library)
    assert found.errors == ()
    write_stored(root, to_store(library, found))
    return root


def test_unrelated_evidence_lifts_nothing(stored: Path) -> None:
    found = audit(load_library(stored))
    assert found.errors == ()
    assert found.part("E3/one").inherited == "proved"
    assert found.part("E3/main").inherited == found.lemma("E3").state == "argued"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("grade", "proved"),
        ("claim", "0" * 64),
        ("certificate", "0" * 64),
        ("kind", "proof"),
        ("verdict", "proved"),
        ("uses", []),
    ],
)
def test_every_change_of_what_is_stored_is_an_error(stored: Path, field: str, value: Any) -> None:
    document = json.loads((stored / FILE).read_text())
    (row,) = [one for one in document["parts"] if one["id"] == "E3/main"]
    assert row[field] != value
    row[field] = value
    (stored / FILE).write_text(json.dumps(document))
    (error,) = audit(load_library(stored)).errors
    assert error.startswith("E3/main: stale: another ")


def test_a_changed_certificate_is_stale_at_once(stored: Path) -> None:
    assert read_grades(stored).stale == ()
    path = stored / "sample" / "certificates" / "s30--one.json"
    path.write_text(path.read_text().replace('"1"', '"0"'))
    found = read_grades(stored)
    assert found.stale == ("E3/one",)
    assert found.grades["E3/one"].grade == found.grades["E3/main"].grade == "open"


def test_formal_parts_rest_on_nothing_else() -> None:
    parts = {
        "cited": Own("cited"),
        "old": Own("formal", ("cited", "gone")),
        "new": Own("proved", ("old",)),
        "lost": Own("proved", ("gone",)),
        "round": Own("proved", ("about", "cited")),
        "about": Own("argued", ("round",)),
    }
    found = {name: one.grade for name, one in inherit(parts).items()}
    assert found == {
        **{"cited": "cited", "old": "formal", "new": "proved", "lost": "open"},
        **{"round": "argued", "about": "argued"},
    }


def make(kind: str, claim: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"kind": kind, "claim": claim, **more}


def test_a_false_conclusion_is_an_inconsistency() -> None:
    false = make(
        "proof",
        {"variables": {}, "given": [], "conclude": [[">=", "17", "1000"]]},
        witness={},
        uses={"a": digest(None)},
    )
    (message,) = find_inconsistencies({"x": false}, ["x"])
    assert message.startswith("x: an inconsistency: 17 >= 1000 is false")
    assert find_inconsistencies({"x": false}, []) == ()


def test_a_predicate_concluded_is_put_where_it_is_supposed() -> None:
    small = {"variables": {"n": "integer"}, "given": [], "conclude": [["holds", "size", "n"]]}
    needed = {
        "variables": {"m": "integer"},
        "given": [["holds", "size", "m"]],
        "conclude": [[">=", "m", "5"]],
    }
    documents = {
        "has": make("proof", small, witness={"n": "3"}, uses={}),
        "needs": make("construction", needed),
    }
    (message,) = find_inconsistencies(documents, documents)
    assert "needs then says m >= 5" in message
    documents["has"]["witness"] = {"n": "7"}
    assert find_inconsistencies(documents, documents) == ()
