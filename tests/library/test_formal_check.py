"""The check of the Rocq theorems: what assumes, is stale, or proves something else is refused."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from memproof.errors import InputError
from memproof.library import formal_check, load_library
from memproof.library.formal_check import (
    FILE,
    FormalResult,
    FormalRow,
    check_bindings,
    digest_sources,
    find_problems,
    find_rocq,
    require_honest,
    store_result,
)
from memproof.library.formal_export import (
    AUDIT,
    STATEMENTS,
    Binding,
    formal_folder,
    list_bindings,
    write_audit,
    write_statements,
)
from memproof.library.load import Library
from memproof.statements.claims import make_claim
from memproof.statements.rocq import write_proposition

needs_rocq = pytest.mark.skipif(shutil.which("coqc") is None, reason="Rocq is not installed")

CLAIM = make_claim("n + 1 >= 2", {"n": "integer >= 1"})
BINDING = Binding("X/y", "Claims.y", CLAIM, write_proposition(CLAIM, {}))
HEAD = "From Coq Require Import Reals ZArith Lra.\nFrom Memproof Require Import Statements.\n"
PROOF = "unfold Statements.X__y. intros. lra."
HONEST = f"{HEAD}Theorem y : Statements.X__y.\nProof. {PROOF} Qed.\n"


def write_folder(folder: Path, claims: str, **others: str) -> Path:
    """A project of one bound claim, with the given text of its ``Claims.v`` and of other files."""
    shutil.copy(formal_folder() / "Log.v", folder)
    shutil.copy(formal_folder() / "Makefile", folder)
    (folder / STATEMENTS).write_text(write_statements((BINDING,), {}))
    (folder / AUDIT).write_text(write_audit((BINDING,)))
    for name, text in {"Claims": claims, **others}.items():
        (folder / f"{name}.v").write_text(text)
    names = sorted(path.name for path in folder.glob("*.v"))
    (folder / "_CoqProject").write_text("\n".join(["-Q . Memproof", *names]) + "\n")
    return folder


@pytest.mark.long
@needs_rocq
def test_an_honest_theorem_is_accepted(tmp_path: Path) -> None:
    result = check_bindings((BINDING,), write_folder(tmp_path, HONEST))
    assert result.rows["X/y"].theorem == "Claims.y"
    assert result.rows["X/y"].statement == BINDING.proposition
    assert result.version == find_rocq()[1]


@needs_rocq
@pytest.mark.parametrize(
    ("claims", "words"),
    [
        (f"{HEAD}Theorem y : (1 + 1 = 2)%R.\nProof. lra. Qed.\n", r"Audit.v, line \d+: Error"),
        (f"{HEAD}Theorem z : Statements.X__y.\nProof. {PROOF} Qed.\n", r"Audit.v, line \d+: Error"),
        (HONEST.replace(PROOF, "unfold Statements.X__y. intros."), r"Claims.v, line \d+: Error"),
    ],
    ids=["another type", "another name", "no proof"],
)
def test_what_proves_something_else_is_refused(tmp_path: Path, claims: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        check_bindings((BINDING,), write_folder(tmp_path, claims))


BORROWED = (
    f"{HEAD}From Memproof Require Import Classical_Prop.\n"
    "Theorem y : Statements.X__y.\nProof. destruct Classical_Prop.classic. Qed.\n"
)


@pytest.mark.long
@needs_rocq
def test_an_axiom_named_as_an_allowed_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Print Assumptions calls it Classical_Prop.classic; only coqchk says whose file that is.
    folder = write_folder(tmp_path, BORROWED, Classical_Prop="Variable classic : False.\n")
    with pytest.raises(InputError, match=r"Classical_Prop.v: line 1: Variable outside a section"):
        check_bindings((BINDING,), folder)
    monkeypatch.setattr(formal_check, "require_honest", lambda path: None)
    with pytest.raises(InputError, match=r"axiom Memproof\.Classical_Prop\.classic"):
        check_bindings((BINDING,), folder)


@pytest.mark.long
@needs_rocq
def test_an_unguarded_fixpoint_is_refused_by_the_checker_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop = "Unset Guard Checking.\nFixpoint loop (n : nat) : False := loop n.\n"
    proof = "Theorem y : Statements.X__y.\nProof. destruct (loop 0). Qed.\n"
    folder = write_folder(tmp_path, HEAD + loop + proof)
    with pytest.raises(InputError, match=r"Claims.v: line 3: Unset Guard Checking"):
        check_bindings((BINDING,), folder)
    monkeypatch.setattr(formal_check, "require_honest", lambda path: None)
    with pytest.raises(InputError, match="loop"):
        check_bindings((BINDING,), folder)


@pytest.mark.parametrize(
    "text",
    [
        "Lemma a : False.\nAdmitted.",
        "Lemma a : False. Proof. admit. Qed.",
        "Axiom a : False.",
        "Parameter a : False.",
        "Variable a : False.",
        "Local Hypothesis a : False.",
        "#[local] Context (a : False).",
        "Section S. Variable n : nat. End S. Hypotheses a b : False.",
        "Module M. Variable a : False. End M.",
        "Module N := M. Section S. End S. Variable a : False.",
        "Declare Instance a : False.",
        "Admit Obligations.",
        "Unset\nGuard Checking.",
        "Unset Universe Checking.",
        "#[bypass_check(guard)] Fixpoint f (n : nat) : nat := f n.",
        'Load "other".',
        'Add LoadPath "elsewhere".',
        'Definition s := "(*". Axiom a : False.',
        '(* "*)" *) Axiom a : False.',
    ],
)
def test_a_source_that_assumes_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "Claims.v"
    path.write_text(text)
    with pytest.raises(InputError, match=r"^formal/Claims.v: line \d+: "):
        require_honest(path)


@pytest.mark.parametrize(
    "text",
    [
        "(* Axiom, (* Admitted *) *) Lemma a : True. Proof. exact I. Qed.",
        "Section S. Variable n : nat. Hypothesis h : n = 0. End S.",
        "Section S. Section T. End T. Context {Y : Type}. End S.",
        'Definition s := "Axiom".',
        "Lemma Parametric_axiomatic : True. Proof. exact I. Qed.",
    ],
)
def test_a_source_that_assumes_nothing_is_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "Claims.v"
    path.write_text(text)
    require_honest(path)


def test_the_projects_own_sources_are_honest() -> None:
    sources = formal_check.list_sources(formal_folder())
    assert len(sources) > 40
    for path in sources:
        require_honest(path)


def test_without_rocq_the_check_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(InputError, match="Rocq is not installed"):
        find_rocq()


def test_an_old_rocq_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "coqc"
    fake.write_text("#!/bin/sh\necho 8.15.2 4.13.1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(InputError, match=r"Rocq 8\.15\.2 is too old: 8\.16 or later"):
        find_rocq()


def test_a_file_that_the_project_does_not_list_is_refused(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, HONEST)
    (folder / "Reals.v").write_text("")
    with pytest.raises(InputError, match=r"formal/Reals.v is not both in the folder and in"):
        formal_check.list_sources(folder)


def test_another_flag_is_refused(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, HONEST)
    with (folder / "_CoqProject").open("a") as file:
        file.write("-arg -type-in-type\n")
    with pytest.raises(InputError, match="other flags"):
        formal_check.list_sources(folder)


@pytest.fixture(name="stored")
def store_what_the_library_binds(tmp_path: Path) -> tuple[Library, FormalResult]:
    """The library with a result stored elsewhere, as a check that proves everything would."""
    rows = {
        one.part: FormalRow(one.theorem, one.claim_digest, one.proposition, (), (), "")
        for one in list_bindings(load_library())
    }
    result = FormalResult("8.16.1", digest_sources(formal_folder()), rows)
    store_result(result, tmp_path / FILE)
    return replace(load_library(), root=tmp_path), result


def test_a_result_for_these_claims_and_sources_has_no_problem(
    stored: tuple[Library, FormalResult],
) -> None:
    assert find_problems(stored[0], formal_folder()) == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"claim": "0" * 64}, "the formal result is for another claim or theorem"),
        ({"theorem": "ClaimsLower.other"}, "the formal result is for another claim or theorem"),
        ({"statement": "True"}, "the formal result is for another claim or theorem"),
        ({"axioms": ("Wishes.granted",)}, "the formal result names an axiom that is not allowed"),
    ],
)
def test_a_row_changed_by_hand_is_one_line(
    stored: tuple[Library, FormalResult], changes: dict[str, str], words: str
) -> None:
    library, result = stored
    part = next(iter(result.rows))
    rows = {**result.rows, part: replace(result.rows[part], **changes)}  # type: ignore[arg-type]
    store_result(replace(result, rows=rows), library.root / FILE)
    assert find_problems(library, formal_folder()) == (f"{part}: {words}",)


def test_changed_sources_missing_rows_and_foreign_rows_are_a_line_each(
    stored: tuple[Library, FormalResult],
) -> None:
    library, result = stored
    first, *others = result.rows
    rows = {part: result.rows[part] for part in others} | {"Z/z": result.rows[first]}
    store_result(FormalResult("8.16.1", "0" * 64, rows), library.root / FILE)
    assert find_problems(library, formal_folder()) == (
        "the formal result is stale: the sources in formal/ have changed",
        f"{first}: not in the formal result: memproof formal check",
        "Z/z: in the formal result, but bound to no theorem",
    )


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": "memproof-audit"}'])
def test_a_result_of_another_form_is_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(InputError, match=r"_formal\.json holds no formal result"):
        formal_check.read_result(tmp_path)
