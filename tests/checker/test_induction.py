"""Induction over predicates: what the step may know, and what it may not."""

from __future__ import annotations

from typing import Any

import pytest

from memproof.checker.documents import Session, digest
from memproof.checker.errors import Rejected

HEAD = {"format": "memproof-certificate", "version": 1}
N = {"n": "integer"}
FROM_ONE = [[">=", "n", "1"]]
SIGN, KNOWN = {"rule": "sign"}, {"rule": "known"}


def cited(name: str, given: list[Any], conclude: list[Any], variables: Any = N) -> dict[str, Any]:
    claim = {"variables": variables, "given": given, "conclude": conclude}
    return {**HEAD, "kind": "cited", "id": name, "claim": claim, "source": "for the test"}


BASE = cited("base", [], [["holds", "good", "1"]], {})
STEP = cited("step", [*FROM_ONE, ["holds", "good", "n"]], [["holds", "good", ["+", "n", "1"]]])
HELPED = cited(
    "helped",
    [["holds", "good", "n"], ["holds", "special", "n"]],
    [["holds", "good", ["+", "n", "1"]]],
)


def apply(name: str, values: dict[str, Any], hypotheses: list[Any]) -> dict[str, Any]:
    return {
        "rule": "lemma",
        "id": name,
        "substitution": values,
        "hypotheses": hypotheses,
        "then": KNOWN,
    }


def prove(given: list[Any], step: dict[str, Any], lemmas: list[dict[str, Any]], base: str) -> str:
    induction = {
        "rule": "induction",
        "variable": "n",
        "base": base,
        "bound": SIGN,
        "at_base": apply("base", {}, []),
        "step": step,
    }
    claim = {"variables": N, "given": given, "conclude": [["holds", "good", "n"]]}
    document = {
        **HEAD,
        "kind": "proof",
        "id": "all",
        "claim": claim,
        "witness": {"n": "5"},
        "proof": {"rule": "conclude", "proofs": [induction]},
        "uses": {lemma["id"]: digest(lemma["claim"]) for lemma in lemmas},
    }
    return Session([document, *lemmas]).check("all").verdict


def test_base_and_step_give_all() -> None:
    step = apply("step", {"n": "n"}, [SIGN, KNOWN])
    assert prove(FROM_ONE, step, [BASE, STEP], "1") == "proved"


@pytest.mark.parametrize(
    ("given", "step", "lemmas", "base"),
    [
        # The fact special(n) is about the n of the claim, not about the n of the step.
        (
            [*FROM_ONE, ["holds", "special", "n"]],
            apply("helped", {"n": "n"}, [KNOWN, KNOWN]),
            [BASE, HELPED],
            "1",
        ),
        # The step must reach n + 1, not assume it.
        (FROM_ONE, KNOWN, [BASE], "1"),
        # The base that is proved is good(1), not good(2).
        (
            [[">=", "n", "2"]],
            apply("step", {"n": "n"}, [SIGN, KNOWN]),
            [BASE, STEP],
            "2",
        ),
        # n starts below the base.
        (
            [[">=", "n", "0"]],
            apply("step", {"n": "n"}, [SIGN, KNOWN]),
            [BASE, STEP],
            "1",
        ),
    ],
)
def test_steps_that_know_too_much_are_refused(
    given: list[Any], step: dict[str, Any], lemmas: list[dict[str, Any]], base: str
) -> None:
    with pytest.raises(Rejected) as caught:
        prove(given, step, lemmas, base)
    assert caught.value.reason == "not-shown"
