"""Canaries: each is refused by the checker as it is, and a checker with a hole lets one through."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from library_samples import write_library

from memproof.canaries.run import SPECIMENS, make_canaries, present, run_canaries
from memproof.checker import documents, rules
from memproof.checker.documents import KINDS, Session
from memproof.checker.errors import Rejected
from memproof.checker.kinds import interpolation, networks, position, ranks, shattering
from memproof.library import load_library, regenerate
from memproof.library.audit import stored_documents


def test_every_kind_has_a_specimen_that_is_accepted() -> None:
    session = Session(SPECIMENS.values())
    kinds = {session.check(name).kind for name in SPECIMENS}
    modules = (networks, shattering, ranks, interpolation, position)
    evident = {kind for module in modules for kind in module.KINDS}
    assert kinds == {*KINDS, *evident, "construction"}


def test_all_canaries_are_refused(tmp_path: Path) -> None:
    library = load_library(write_library(tmp_path))
    regenerate(library)
    report = run_canaries(stored_documents(library))
    assert report.survivors == ()
    assert report.count > run_canaries(()).count > 100
    assert {kind for kind, _ in report.refused} >= {*KINDS, *networks.KINDS, "construction"}
    assert report == run_canaries(stored_documents(library))


@pytest.mark.parametrize(
    "defect",
    [
        "relation reversed",
        "relation made strict",
        "constant changed",
        "hypothesis dropped",
        "digest of",
        "rests on it in turn",
        "proof branch",
        "coefficient",
        "predicate",
        "one label",
        "output bias plus one",
        "an instance missing",
        "a float",
        "a conclusion that holds",
    ],
)
def test_defects_are_presented(defect: str) -> None:
    assert any(defect in canary.defect for canary in make_canaries(()))


def accept(*_: Any, **__: Any) -> None:
    return None


def survivors_of(defect: str) -> list[str]:
    return [survivor for survivor in run_canaries(()).survivors if defect in survivor]


@pytest.mark.parametrize("rule", ["sign", "combine"])
def test_rule_that_shows_everything_is_seen(monkeypatch: pytest.MonkeyPatch, rule: str) -> None:
    monkeypatch.setitem(rules.RULES, rule, (accept, rules.RULES[rule][1]))
    assert survivors_of("relation reversed")
    assert survivors_of("constant changed")


def test_dropped_branches_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rules.RULES, "conclude", (accept, rules.RULES["conclude"][1]))
    assert survivors_of("proof branch")


def test_unchecked_lemma_conclusion_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rules.RULES, "known", (accept, ""))
    assert survivors_of("predicate 1 exchanged")


def test_unchecked_witness_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "check_hypotheses_at", accept)
    assert survivors_of("witness outside the hypotheses")
    assert survivors_of("a hypothesis that fails")


def test_unchecked_digest_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    class Anything(str):
        __slots__ = ()

        def __ne__(self, other: object) -> bool:
            return False

        __hash__ = str.__hash__

    real = documents.digest
    monkeypatch.setattr(documents, "digest", lambda value: Anything(real(value)))
    assert survivors_of("digest of")


def test_unchecked_grade_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(documents.KINDS, "cited", lambda d, _: ("evidence", d["grade"], set()))
    assert survivors_of("grade proved")


@pytest.mark.parametrize(
    ("kind", "defect"),
    [
        ("network-values", "one label"),
        ("network-intervals", "output bias plus one"),
        ("network-family", "an instance missing"),
    ],
)
def test_unchecked_networks_are_seen(
    monkeypatch: pytest.MonkeyPatch, kind: str, defect: str
) -> None:
    monkeypatch.setitem(
        networks.KINDS, kind, lambda _: networks.Result(kind, "instances", "believed")
    )
    assert survivors_of(defect)


def test_unchecked_refutation_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "holds_at", lambda statement, point: False)
    monkeypatch.setattr(documents, "check_hypotheses_at", accept)
    assert survivors_of("a conclusion that holds")


def test_unchecked_contradiction_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def believe(document: Any, lemmas: Any) -> Any:
        return "contradiction", "proved", set(lemmas)

    monkeypatch.setitem(documents.KINDS, "contradiction", believe)
    for defect in ("nothing assumed", "a conclusion that holds", "no proof"):
        assert any(one.startswith("contradiction") for one in survivors_of(defect))


def test_crash_is_no_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: Any) -> None:
        raise KeyError("rule")

    monkeypatch.setattr(documents, "check_point", crash)
    canary = next(c for c in make_canaries(()) if c.kind == "cited")
    assert present(canary) is not None
    assert isinstance(run_canaries(()).survivors, tuple)


def test_refusal_by_another_name_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> Any:
        raise Rejected("mood")

    real: Callable[..., Any] = documents.KINDS["cited"]

    def moody(document: Any, lemmas: Any) -> Any:
        return refuse() if document.get("grade") == "proved" else real(document, lemmas)

    monkeypatch.setitem(documents.KINDS, "cited", moody)
    assert survivors_of("grade proved") == [
        "cited specimen/cited, grade proved: refused as mood",
        "cited specimen/bound, grade proved: refused as mood",
    ]
