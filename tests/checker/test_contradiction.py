"""Certificates of kind "contradiction": claims that cannot all be true, at an exact point."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from memproof.checker.documents import Session, digest
from memproof.checker.errors import Rejected

HEAD = {"format": "memproof-certificate", "version": 1}

# size(n, s): some network of size s does for n points.
ENOUGH = {
    "variables": {"n": "integer"},
    "given": [[">=", "n", "1"]],
    "conclude": [["holds", "size", "n", ["*", "2", "n"]]],
}
NEEDED = {
    "variables": {"n": "integer", "s": "integer", "c": "real"},
    "given": [["holds", "printed", "c"], ["holds", "size", "n", "s"], [">", "c", "0"]],
    "conclude": [[">=", "s", ["*", "c", ["^", "n", "2"]]]],
}


def cited(name: str, claim: Any) -> dict[str, Any]:
    return {**HEAD, "kind": "cited", "id": name, "claim": claim, "source": "a paper"}


def contradiction() -> dict[str, Any]:
    known, sign = {"rule": "known"}, {"rule": "sign"}
    proof = {
        "rule": "lemma",
        "id": "enough",
        "substitution": {"n": "n"},
        "hypotheses": [sign],
        "then": {
            "rule": "lemma",
            "id": "needed",
            "substitution": {"n": "n", "s": ["*", "2", "n"], "c": "c"},
            "hypotheses": [known, known, sign],
            "then": {"rule": "conclude", "proofs": [sign]},
        },
    }
    return {
        **HEAD,
        "kind": "contradiction",
        "id": "both",
        "claim": {
            "variables": {"n": "integer", "c": "real"},
            "given": [[">=", "n", "1"], [">", "c", "0"]],
            "conclude": [[">=", ["*", "2", "n"], ["*", "c", ["^", "n", "2"]]]],
        },
        "assuming": [["holds", "printed", "c"]],
        "point": {"n": "21", "c": "1/10"},
        "proof": proof,
        "uses": {"enough": digest(ENOUGH), "needed": digest(NEEDED)},
    }


def check(document: dict[str, Any], *others: dict[str, Any]) -> Any:
    below = others or (cited("enough", ENOUGH), cited("needed", NEEDED))
    return Session([document, *below]).check(document["id"])


def refusal(document: dict[str, Any], *others: dict[str, Any]) -> str:
    with pytest.raises(Rejected) as caught:
        check(document, *others)
    return caught.value.reason


def test_a_contradiction_is_accepted_and_names_what_it_uses() -> None:
    found = check(contradiction())
    assert (found.verdict, found.uses) == ("contradiction", ("enough", "needed"))


@pytest.mark.parametrize(
    ("where", "value", "reason"),
    [
        # At n = 20 and c = 1/10 both sides are 40: nothing fails.
        (("point", "n"), "20", "not-refuted"),
        (("point", "n"), "0", "hypothesis-fails"),
        (("point", "n"), "43/2", "not-integer"),
        (("point", "c"), "0", "hypothesis-fails"),
        (("assuming",), [], "not-shown"),
        (("assuming",), [[">", "c", "0"]], "malformed"),
        (("assuming",), [["holds", "printed", "x"]], "malformed"),
        (("assuming",), [["holds", "printed", "n"]], "not-shown"),
        (("assuming",), {"printed": "c"}, "malformed"),
        (("claim", "conclude", 0, 0), "<", "not-refuted"),
        (("claim", "given"), [[">", "c", "0"]], "not-shown"),
        (("claim", "given", 0), ["holds", "size", "n", "n"], "wrong-goal"),
        (("claim", "exists"), {"m": "integer"}, "wrong-goal"),
        (("proof", "then", "substitution", "s"), "n", "not-shown"),
        (("proof", "then", "hypotheses", 1), {"rule": "sign"}, "wrong-goal"),
        (("uses", "needed"), digest(ENOUGH), "digest-mismatch"),
    ],
)
def test_a_defect_is_refused(where: tuple[Any, ...], value: Any, reason: str) -> None:
    document = copy.deepcopy(contradiction())
    inner: Any = document
    for step in where[:-1]:
        inner = inner[step]
    inner[where[-1]] = value
    assert refusal(document) == reason


def test_what_is_derived_without_claims_is_no_contradiction() -> None:
    document = contradiction()
    document["proof"] = {"rule": "conclude", "proofs": [{"rule": "sign"}]}
    document["claim"]["conclude"] = [[">=", "n", "22"]]
    document["uses"] = {}
    assert refusal(document) == "not-shown"
    # Even a rule that closed a false goal would not count without a claim that is used.
    document["claim"]["given"].append(["holds", "printed", "c"])
    assert refusal(document) == "wrong-goal"


@pytest.mark.parametrize("undefined", [["ln", ["-", "0", "n"]], ["sqrt", ["-", "0", "n"]]])
def test_an_assumption_without_a_value_blames_nobody(undefined: Any) -> None:
    """That ln(-n) has a value would contradict n >= 1: the claim used has no part in it."""
    document = contradiction()
    document["claim"] = {
        "variables": {"n": "integer"},
        "given": [[">=", "n", "1"]],
        "conclude": [[">=", "0", "1"]],
    }
    document["point"] = {"n": "21"}
    document["assuming"] = [["holds", "printed", undefined]]
    terms = [
        {"coefficient": "1", "factors": [["-", "0", "n"]]},
        {"coefficient": "1", "factors": [["-", "n", "1"]]},
    ]
    document["proof"] = {
        "rule": "lemma",
        "id": "enough",
        "substitution": {"n": "n"},
        "hypotheses": [{"rule": "sign"}],
        "then": {"rule": "conclude", "proofs": [{"rule": "combine", "terms": terms}]},
    }
    document["uses"] = {"enough": digest(ENOUGH)}
    assert refusal(document) == "undefined"


def test_it_carries_nothing_else() -> None:
    """A contradiction is neither a lemma nor evidence: whatever used it would prove anything."""
    document = contradiction()
    user = {
        **HEAD,
        "kind": "construction",
        "id": "user",
        "claim": ENOUGH,
        "argument": "words",
        "uses": {"both": digest(document["claim"])},
    }
    others = (document, cited("enough", ENOUGH), cited("needed", NEEDED))
    assert refusal(user, *others) == "wrong-uses"
    proof = {
        **HEAD,
        "kind": "proof",
        "id": "proof",
        "claim": {"variables": {}, "given": [], "conclude": [[">=", "0", "1"]]},
        "witness": {},
        "proof": {
            "rule": "lemma",
            "id": "both",
            "substitution": {"n": "21", "c": "1/10"},
            "hypotheses": [{"rule": "sign"}] * 2,
            "then": {"rule": "conclude", "proofs": [{"rule": "sign"}]},
        },
        "uses": {"both": digest(document["claim"])},
    }
    assert refusal(proof, *others) == "missing-lemma"


def test_a_witness_gives_every_predicate_a_value() -> None:
    """Else a claim whose hypothesis has no value anywhere would not be seen to be empty."""
    terms = [
        {"coefficient": "1", "factors": [["-", "0", "n"]]},
        {"coefficient": "1", "factors": [["-", "n", "1"]]},
    ]
    document = {
        **HEAD,
        "kind": "proof",
        "id": "empty",
        "claim": {
            "variables": {"n": "integer"},
            "given": [[">=", "n", "1"], ["holds", "size", "n", ["ln", ["-", "0", "n"]]]],
            "conclude": [[">=", "0", "1"]],
        },
        "witness": {"n": "3"},
        "proof": {"rule": "conclude", "proofs": [{"rule": "combine", "terms": terms}]},
        "uses": {},
    }
    assert refusal(document, cited("enough", ENOUGH)) == "undefined"
