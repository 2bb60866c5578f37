"""That a hypothesis is defined says nothing: no fact is read off the form of a text.

A negative exponent is one that is negative, not one that begins with a minus: ``0^(-n)`` has a
value at n = 0.  Each claim below is false at the point that stands beside it.
"""

from __future__ import annotations

from typing import Any

import pytest

from memproof.certificates import digest
from memproof.checker.documents import Session
from memproof.checker.errors import Rejected
from memproof.checker.normal import Context
from memproof.checker.rules import assume

SIGN = {"rule": "sign"}
CONCLUDE = {"rule": "conclude", "proofs": [SIGN]}
HEAD = {"format": "memproof-certificate", "version": 1}
CUBES: Any = ["-", ["+", ["^", "x", "3"], ["^", "y", "3"]], "20683"]
POWER: Any = ["^", CUBES, ["-", "k"]]

ZERO_TO_MINUS_N = {
    "variables": {"n": "integer"},
    "given": [[">=", ["^", "0", ["-", "n"]], "0"]],
    "conclude": [[">=", "0", "1"]],
}
FALSE: dict[str, tuple[dict[str, Any], dict[str, str], Any]] = {
    "minus n": (ZERO_TO_MINUS_N, {"n": "0"}, {"rule": "combine", "terms": [{"factors": [0]}]}),
    "minus minus two": (
        {
            "variables": {"x": "real", "y": "real"},
            "given": [[">=", ["+", ["^", "x", ["-", "-2"]], ["/", "1", "y"]], "0"]],
            "conclude": [["!=", "x", "0"]],
        },
        {"x": "0", "y": "1"},
        CONCLUDE,
    ),
    "cubes": (
        {
            "variables": {"k": "integer", "x": "integer", "y": "integer"},
            "given": [
                [">=", "x", "1"],
                [">=", "y", "1"],
                ["<=", "k", "0"],
                ["<=", POWER, ["+", ["*", "4", POWER], "1"]],
            ],
            "conclude": [["!=", CUBES, "0"]],
        },
        {"k": "0", "x": "10", "y": "27"},
        CONCLUDE,
    ),
}


def accept(*documents: dict[str, Any]) -> str:
    session = Session([{**HEAD, "uses": {}, **document} for document in documents])
    return session.check(documents[0].get("id", "")).verdict


@pytest.mark.parametrize("name", sorted(FALSE))
def test_a_false_claim_is_refuted_only(name: str) -> None:
    claim, point, proof = FALSE[name]
    assert accept({"kind": "refutation", "id": "no", "claim": claim, "point": point}) == "refuted"
    witness = {**point, "x": "1"} if "x" in point else point
    with pytest.raises(Rejected):
        accept({"kind": "proof", "id": "a", "claim": claim, "witness": witness, "proof": proof})
    with pytest.raises(Rejected):
        accept({"kind": "vacuous", "id": "a", "claim": claim, "proof": proof})


def test_a_false_lemma_carries_nothing() -> None:
    combine = {"rule": "combine", "terms": [{"factors": [0]}]}
    lemma = {
        "variables": {"y": "real"},
        "given": [[">=", ["+", ["^", "0", ["-", "-1"]], ["/", "1", "y"]], "0"]],
        "conclude": [["=", "0", "1"]],
    }
    both = {"rule": "both", "above": combine, "below": combine}
    false = {"variables": {}, "given": [], "conclude": [["=", "0", "1"]]}
    equation = {"equation": 0, "multiplier": "1"}
    end = {"rule": "combine", "terms": [equation, {"factors": []}]}
    node = {
        "rule": "lemma",
        "id": "lemma",
        "substitution": {"y": "1"},
        "hypotheses": [SIGN],
        "then": {"rule": "both", "above": end, "below": end},
    }
    documents = (
        {
            "kind": "proof",
            "id": "target",
            "claim": false,
            "witness": {},
            "uses": {"lemma": digest(lemma)},
            "proof": {"rule": "conclude", "proofs": [node]},
        },
        {
            "kind": "proof",
            "id": "lemma",
            "claim": lemma,
            "witness": {"y": "1"},
            "proof": {"rule": "conclude", "proofs": [both]},
        },
    )
    with pytest.raises(Rejected):
        accept(*documents)
    with pytest.raises(Rejected):
        accept(documents[1])


def test_a_true_claim_contradicts_nothing() -> None:
    square = {"variables": {"x": "real"}, "given": [], "conclude": [[">=", ["^", "x", "2"], "0"]]}
    true = {"kind": "proof", "id": "t", "claim": square, "witness": {"x": "0"}, "proof": CONCLUDE}
    node = {
        "rule": "lemma",
        "id": "t",
        "substitution": {"x": "1"},
        "hypotheses": [],
        "then": {"rule": "combine", "terms": [{"factors": [0]}]},
    }
    against = {
        "kind": "contradiction",
        "id": "a",
        "uses": {"t": digest(square)},
        "claim": ZERO_TO_MINUS_N,
        "point": {"n": "0"},
        "proof": node,
    }
    assert accept(true) == "proved"
    with pytest.raises(Rejected):
        accept(against, true)


@pytest.mark.parametrize(
    "statement",
    [
        [">=", ["sqrt", "x"], "-1"],
        ["<=", ["ln", "x"], "7"],
        ["<=", ["/", "1", "x"], "5"],
        ["<=", ["^", "x", ["-", "3"]], "5"],
        ["<=", ["^", "x", ["-", "-3"]], ["/", "1", "x"]],
    ],
    ids=range(5),
)
def test_a_hypothesis_that_is_not_shown_to_be_defined_gives_no_fact(statement: Any) -> None:
    context = assume(Context({"x": False}), [statement])
    assert (context.facts, context.pending) == ((), (statement,))


def test_prover_finds_the_integer_zero() -> None:
    from memproof.provers.falsifier import Domain, falsify

    claim, _, _ = FALSE["cubes"]
    domain = Domain(dict.fromkeys("kxy", True), claim["given"])
    point = falsify(domain, claim["conclude"], float("inf"))
    assert point is not None and point["x"] ** 3 + point["y"] ** 3 == 20683
