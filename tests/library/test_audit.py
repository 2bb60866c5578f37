"""The audit calls nothing proved that the checker has not accepted for what the lemma file says."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from library_samples import SQUARE, USER, write_library

from memproof.certificates import digest, write_certificate
from memproof.errors import InputError
from memproof.library import Library, audit, load_library, regenerate
from memproof.library.graph import find_cycle, lemma_graph, part_graph
from memproof.library.regenerate import has_open_leaf
from memproof.statements.claims import Unknown

CERTIFICATES = "sample/certificates"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_library(tmp_path_factory.mktemp("made"))
    regenerate(load_library(root))
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "lemmas"))


def change(root: Path, name: str, edit: Callable[[dict[str, Any]], None]) -> None:
    path = root / CERTIFICATES / name
    document = json.loads(path.read_text())
    edit(document)
    path.write_text(json.dumps(document))


def verdicts(library: Library) -> dict[str, str]:
    return {part.id: part.verdict for part in audit(library).parts}


def test_everything_is_accepted_and_grades_are_inherited(root: Path) -> None:
    found = audit(load_library(root))
    assert found.errors == ()
    growth, use = found.part("S1/growth"), found.part("S10/use")
    assert (growth.verdict, growth.inherited, growth.rests_on) == ("proved", "proved", ())
    assert (use.verdict, use.grade, use.inherited) == ("proved", "proved", "cited")
    assert use.rests_on == ("S2/leaf",) and use.uses == ("S2/leaf",)
    assert found.part("S1/printed").refuted_as_expected
    states = {lemma.lemma: lemma.state for lemma in found.lemmas}
    assert states == {"S1": "proved", "S2": "cited", "S10": "cited"}
    assert found.lemma("S10").uses == ("S2",)


def test_nothing_is_proved_without_certificates(tmp_path: Path) -> None:
    found = audit(load_library(write_library(tmp_path)))
    assert {part.verdict for part in found.parts} == {"unknown"}
    assert {lemma.state for lemma in found.lemmas} == {"unknown"}
    assert all(part.grade == part.inherited == part.digest == "" for part in found.parts)


def test_missing_certificate_weakens_what_rests_on_it(root: Path) -> None:
    (root / CERTIFICATES / "s02_leaf--leaf.json").unlink()
    found = audit(load_library(root))
    assert found.part("S2/leaf").verdict == "unknown"
    assert found.part("S10/use").verdict == "unknown"
    assert "S2/leaf" in found.part("S10/use").reason
    assert found.part("S1/growth").verdict == "proved"
    assert found.errors == ()


def test_changed_claim_makes_its_certificate_and_its_users_stale(root: Path) -> None:
    path = root / "sample" / "s02_leaf.py"
    path.write_text(path.read_text().replace('"real >= 2"', '"real >= 1/2"'))
    found = audit(load_library(root))
    assert found.part("S2/leaf").verdict == "stale"
    assert found.part("S10/use").verdict == "stale"
    assert "another statement of S2/leaf" in found.part("S10/use").reason
    assert len(found.errors) == 2


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [("Doe, 2", "Doe, 22", "source"), ('"Doe, 2"', '"Doe, 2", "assumed"', "grade")],
)
def test_changed_source_or_grade_is_stale(root: Path, old: str, new: str, what: str) -> None:
    path = root / "sample" / "s02_leaf.py"
    path.write_text(path.read_text().replace(old, new))
    leaf = audit(load_library(root)).part("S2/leaf")
    assert leaf.verdict == "stale" and what in leaf.reason


def test_another_sketch_for_the_same_claim_is_not_stale(root: Path) -> None:
    path = root / "sample" / "s01_square.py"
    path.write_text(path.read_text().replace('{"rule": "sign"}', '{"rule": "auto"}'))
    assert audit(load_library(root)).part("S1/growth").verdict == "proved"


@pytest.mark.parametrize(
    "edit",
    [
        lambda d: d.update(proof={"rule": "conclude", "proofs": []}),
        lambda d: d.update(witness={"n": "1"}),
        lambda d: d.update(kind="cited", source="trust me", grade="cited"),
        lambda d: d.update(kind="refutation", point={"n": "2"}),
        lambda d: d.update(id="S1/printed"),
        lambda d: d.update(uses={"S1/growth": digest(d["claim"])}),
        lambda d: d.update(witness=0.5),
        lambda d: d.update(version=2),
    ],
)
def test_tampered_certificate_is_rejected(
    root: Path, edit: Callable[[dict[str, Any]], None]
) -> None:
    change(root, "s01_square--growth.json", edit)
    found = audit(load_library(root))
    assert found.part("S1/growth").verdict == "rejected"
    assert found.lemma("S1").state == "rejected"
    assert [e for e in found.errors if e.startswith("S1/growth: rejected")] == list(found.errors)


def test_tampered_claim_is_stale_and_not_proved(root: Path) -> None:
    def weaken(document: dict[str, Any]) -> None:
        document["claim"]["conclude"] = [[">=", "1", "0"]]

    change(root, "s01_square--growth.json", weaken)
    assert audit(load_library(root)).part("S1/growth").verdict == "stale"


def test_what_rests_on_a_rejected_part_is_not_proved(root: Path) -> None:
    change(root, "s02_leaf--leaf.json", lambda d: d.update(source="Doe, 2", uses={"S2/leaf": "0"}))
    found = audit(load_library(root))
    assert found.part("S2/leaf").verdict in ("rejected", "stale")
    assert found.part("S10/use").verdict == "unknown"


def test_hidden_use_is_rejected(root: Path) -> None:
    change(root, "s10_user--use.json", lambda d: d.pop("uses"))
    assert audit(load_library(root)).part("S10/use").verdict == "rejected"


def test_swapped_digest_is_not_accepted(root: Path) -> None:
    change(root, "s10_user--use.json", lambda d: d.update(uses={"S2/leaf": digest("another")}))
    found = audit(load_library(root))
    assert found.part("S10/use").verdict == "stale" and found.errors


def test_unexpected_verdict_is_an_error(tmp_path: Path) -> None:
    text = SQUARE.replace('expected="refuted",', "").replace('printed="page 3",', "")
    library = load_library(write_library(tmp_path, s01_square=text))
    regenerate(library)
    found = audit(library)
    assert found.part("S1/printed").verdict == "refuted"
    assert found.part("S1/printed").unexpected
    assert found.lemma("S1").state == "contradicted"
    assert found.errors == ("S1/printed: refuted, but expected to be proved",)


CYCLE = USER.replace('"S10"', '"S11"').replace("S2/leaf", "S10/use").replace('"x": "n"', '"n": "n"')


def test_cycle_is_rejected_and_named(tmp_path: Path) -> None:
    first = USER.replace("S2/leaf", "S11/use").replace('"x": "n"', '"n": "n"')
    first = first.replace('"S2",', '"S11",')
    second = CYCLE.replace('"S2",', '"S10",')
    library = load_library(write_library(tmp_path, s10_user=first, s11_user=second))
    regenerate(library)
    found = audit(library)
    for name in ("S10/use", "S11/use"):
        assert found.part(name).verdict == "rejected"
        assert "S10/use -> S11/use -> S10/use" in found.part(name).reason


def test_statement_cycle_is_found(tmp_path: Path) -> None:
    text = SQUARE.replace("source=SOURCE,", 'source=SOURCE, statement_uses=("S10",),')
    library = load_library(write_library(tmp_path, s01_square=text))
    graph = lemma_graph(library, audit(library))
    assert find_cycle(graph, "statement") == ("S1", "S10", "S1")
    assert find_cycle(graph, "proof") == ()


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        ("()", "S10: uses S2 without declaring it"),
        ('("S1", "S2")', "S10: declares S1, which no certificate of it uses"),
        ('("S2", "S77")', "S10: declares S77, which is no lemma"),
    ],
)
def test_declared_edges_are_compared_with_use(root: Path, declared: str, message: str) -> None:
    path = root / "sample" / "s10_user.py"
    text = path.read_text().replace('declared_uses=("S2",)', f"declared_uses={declared}")
    path.write_text(text)
    assert audit(load_library(root)).errors == (message,)


def test_repairs_of_other_lemmas_must_exist(root: Path) -> None:
    path = root / "sample" / "s01_square.py"
    text = path.read_text()
    for repair, errors in (
        ("S77/x", ("S1/printed: is repaired by S77/x, which is no part",)),
        ("S1/growth", ()),
    ):
        path.write_text(text.replace('printed="page 3"', f'printed="p", repaired_by="{repair}"'))
        assert audit(load_library(root)).errors == errors


def test_graph_has_both_kinds_of_edges(root: Path) -> None:
    library = load_library(root)
    found = audit(library)
    edges = lemma_graph(library, found).edges(data="kinds")
    assert sorted(edges) == [("S10", "S1", ("statement",)), ("S10", "S2", ("proof",))]
    assert list(part_graph(found).edges) == [("S10/use", "S2/leaf")]


def test_orphan_certificate_is_an_error(root: Path) -> None:
    shutil.copy(
        root / CERTIFICATES / "s02_leaf--leaf.json", root / CERTIFICATES / "s03_gone--leaf.json"
    )
    assert audit(load_library(root)).errors == (
        "sample/certificates/s03_gone--leaf.json: a certificate that belongs to no part",
    )


@pytest.mark.parametrize("parts", ["()", '(Cited("x", CLAIM, "us", "open"),)'])
def test_prose_and_open_are_no_proof(tmp_path: Path, parts: str) -> None:
    text = f"""
    from memproof.library import Cited, Lemma
    from memproof.statements.claims import make_claim
    from .paper import SOURCE
    CLAIM = make_claim("n >= 1", {{"n": "integer >= 2"}})
    LEMMA = Lemma("S20", "S20", "t", "s", SOURCE, {parts})
    """
    library = load_library(write_library(tmp_path, s20=text))
    regenerate(library)
    state = audit(library).lemma("S20").state
    assert state == ("open" if "open" in parts else "prose")


CONSTRUCTION = '''
"""Carried by a network and words."""
from memproof.library import Construction, Evidence, Lemma
from memproof.canaries.run import SPECIMENS
from memproof.statements.claims import make_claim

from .paper import SOURCE

LEMMA = Lemma(
    id="S5",
    number="S5",
    title="One bit",
    statement="One bit is split off.",
    source=SOURCE,
    parts=(
        Evidence("family", lambda: SPECIMENS["specimen/family"], "one bit"),
        Construction(
            "bits", make_claim("big(n)", {"n": "integer >= 1"}, predicates=["big"]),
            "Repeat it.", ("family",),
        ),
    ),
)
'''


def test_construction_is_no_better_than_its_evidence(tmp_path: Path) -> None:
    library = load_library(write_library(tmp_path, s05=CONSTRUCTION))
    outcomes = {o.id: o for o in regenerate(library)}
    assert outcomes["S5/bits"].written == "sample/certificates/s05--bits.json"
    found = audit(library, rebuild=True)
    assert found.errors == ()
    assert found.part("S5/bits").inherited == "argued"
    assert found.lemma("S5").rests_on == ("S5/bits", "S5/family")


def test_rebuilt_network_must_equal_the_stored_one(tmp_path: Path) -> None:
    root = write_library(tmp_path, s05=CONSTRUCTION)
    regenerate(load_library(root))
    path = root / "sample" / "s05.py"
    path.write_text(path.read_text().replace("specimen/family", "specimen/values"))
    assert audit(load_library(root)).part("S5/family").verdict == "evidence"
    assert audit(load_library(root), rebuild=True).part("S5/family").verdict == "stale"


def test_construction_waits_for_its_evidence(tmp_path: Path) -> None:
    library = load_library(write_library(tmp_path, s05=CONSTRUCTION))
    (outcome,) = regenerate(library, only=["S5/bits"])
    assert outcome.verdict == "unknown" and "S5/family" in outcome.detail[0]


def test_regenerating_gives_the_same_bytes(root: Path) -> None:
    def contents() -> dict[str, bytes]:
        return {p.name: p.read_bytes() for p in (root / CERTIFICATES).iterdir()}

    before = contents()
    regenerate(load_library(root))
    assert contents() == before


def test_undecided_part_keeps_its_certificate(root: Path) -> None:
    path = root / "sample" / "s01_square.py"
    path.write_text(path.read_text().replace('{"rule": "sign"}', '{"rule": "auto"}'))
    library = load_library(root)
    asked: list[dict[str, Any]] = []

    def decide(claim: object, **options: Any) -> Unknown:
        asked.append(options)
        return Unknown(("nothing",))

    (outcome,) = regenerate(library, only=["S1/growth"], decide=decide, time_limit=3.0)
    assert (outcome.verdict, outcome.detail, outcome.written) == ("unknown", ("nothing",), "")
    assert asked[0]["identifier"] == "S1/growth" and asked[0]["time_limit"] == 3.0
    assert set(asked[0]["lemmas"]) == {"S2/leaf", "S10/use"}
    assert audit(library).part("S1/growth").verdict == "proved"


def test_only_what_is_missing_is_made(root: Path) -> None:
    (root / CERTIFICATES / "s02_leaf--leaf.json").unlink()
    seen: list[str] = []
    regenerate(load_library(root), progress=lambda o: seen.append(o.id), missing_only=True)
    assert seen == ["S2/leaf", "S10/use"]


def test_wrong_sketch_is_not_written(tmp_path: Path) -> None:
    text = SQUARE.replace('"n^2 >= 2*n"', '"n^2 >= 2*n + 1"').replace('("K", "2"', '("K", "1"')
    library = load_library(write_library(tmp_path, s01_square=text))
    outcomes = {o.id: o for o in regenerate(library)}
    assert outcomes["S1/growth"].verdict == "rejected" and not outcomes["S1/growth"].written
    assert audit(library).part("S1/growth").verdict == "unknown"


def test_unknown_ids_are_refused(root: Path) -> None:
    library = load_library(root)
    with pytest.raises(InputError):
        regenerate(library, only=["S1/none"])
    with pytest.raises(InputError):
        library.entry("none")
    with pytest.raises(InputError):
        audit(library).part("none")


def test_refuted_claims_cannot_be_applied(tmp_path: Path) -> None:
    text = USER.replace("S2/leaf", "S1/printed").replace('"x": "n"', '"n": "n"')
    library = load_library(write_library(tmp_path, s10_user=text))
    outcomes = {o.id: o for o in regenerate(library)}
    assert outcomes["S10/use"].verdict == "rejected"


@pytest.mark.parametrize(
    ("sketch", "open_leaf"),
    [
        ({"rule": "sign"}, False),
        ({"rule": "auto"}, True),
        ({"rule": "conclude", "proofs": ({"rule": "auto"},)}, True),
        ({"rule": "conclude", "proofs": [{"rule": "sign", "note": "auto"}]}, False),
    ],
)
def test_open_leaves_are_seen(sketch: dict[str, Any], open_leaf: bool) -> None:
    assert has_open_leaf(sketch) is open_leaf


def test_certificate_of_another_kind_of_part_is_rejected(root: Path) -> None:
    document = json.loads((root / CERTIFICATES / "s02_leaf--leaf.json").read_text())
    claim = json.loads((root / CERTIFICATES / "s01_square--growth.json").read_text())["claim"]
    path = root / CERTIFICATES / "s01_square--growth.json"
    write_certificate(path, {**document, "id": "S1/growth", "claim": claim})
    assert verdicts(load_library(root))["S1/growth"] == "rejected"
