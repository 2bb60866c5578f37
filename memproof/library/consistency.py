"""What is proved from claims with predicates must hold where it can be evaluated.

The checker takes predicates as opaque, so a false claim taken over, or a name with two meanings,
can make a false relation follow. Such a relation is found by evaluating it: at the witness of its
own proof, and at the witness of a claim that concludes what others suppose.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from memproof.checker.documents import holds_at
from memproof.checker.errors import Rejected
from memproof.checker.rules import substitute
from memproof.statements.expressions import statement_from_prefix

Document = Mapping[str, Any]


def find_inconsistencies(
    documents: Mapping[str, Document], accepted: Iterable[str]
) -> tuple[str, ...]:
    """Say which accepted claims cannot all be true, by evaluating at the witnesses of the proofs.

    Every relation that a proof concludes from other claims, without a predicate among its
    hypotheses, is evaluated at the proof's witness. Every predicate that a proof concludes is put
    into the claims that suppose it. What cannot be decided at the point says nothing.
    """
    settled = {name: documents[name] for name in accepted if name in documents}
    claims = {name: one["claim"] for name, one in settled.items() if _is_claim(one)}
    found = []
    for name, document in settled.items():
        if document["kind"] != "proof" or document["claim"].get("exists"):
            continue
        claim, witness = document["claim"], document["witness"]
        if any(statement[0] == "holds" for statement in claim["given"]):
            continue
        for statement in claim["conclude"]:
            if statement[0] != "holds":
                if document.get("uses") and _value(statement, witness) is False:
                    used = ", ".join(sorted(document["uses"]))
                    found.append(
                        f"{name}: an inconsistency: {_show(statement)} is false at "
                        f"{json.dumps(witness)}, yet follows from {used}"
                    )
                continue
            held = substitute(statement, witness)
            found += [f"{name}: an inconsistency: {one}" for one in _broken(held, claims)]
    return tuple(found)


def _is_claim(document: Document) -> bool:
    kinds = ("proof", "cited", "construction")
    return document["kind"] in kinds and not document["claim"].get("exists")


def _broken(held: Any, claims: Mapping[str, Document]) -> Iterator[str]:
    """The claims that a predicate at a point makes false: all they suppose holds, not the rest."""
    for name, claim in claims.items():
        supposed = [one for one in claim["given"] if one[0] == "holds"]
        if len(supposed) != 1 or supposed[0][1] != held[1] or len(supposed[0]) != len(held):
            continue
        point: dict[str, Any] = {}
        for argument, value in zip(supposed[0][2:], held[2:], strict=True):
            if isinstance(argument, str) and argument in claim["variables"]:
                point.setdefault(argument, value)
        if set(point) != set(claim["variables"]) or substitute(supposed[0], point) != held:
            continue
        rest = [one for one in claim["given"] if one[0] != "holds"]
        if all(_value(one, point) is True for one in rest):
            for statement in claim["conclude"]:
                if statement[0] != "holds" and _value(statement, point) is False:
                    where = json.dumps(point)
                    yield f"{name} then says {_show(statement)} at {where}, which is false"


def _value(statement: Any, point: Mapping[str, Any]) -> bool | None:
    try:
        return holds_at(statement, point)
    except Rejected:
        return None


def _show(statement: Any) -> str:
    return str(statement_from_prefix(statement))
