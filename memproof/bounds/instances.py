"""The claims of stored certificates, and their instances: what they say at exact values."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from memproof.bounds.exact import Values, compare, decide, evaluate, integer, parse
from memproof.certificates import digest
from memproof.certificates.formal import read_formal_claims
from memproof.certificates.store import FOLDER, read_certificate
from memproof.checker.errors import Rejected
from memproof.errors import InputError
from memproof.statements.claims import Claim
from memproof.statements.expressions import Expression, Statement, statement_from_prefix
from memproof.statements.parser import parse_statements

CARRYING = ("proof", "construction", "cited")
UNSUPPORTED = ("open", "assumed")


@dataclass(frozen=True)
class StoredClaim:
    """The claim of a part's certificate, and whether the document carries it (is not open)."""

    part: str
    claim: Claim
    carried: bool


def read_stored_claims(root: Path, parts: Iterable[str]) -> dict[str, StoredClaim]:
    """The claims of these parts from the certificates below ``root``; parts without one are left
    out.

    Raises InputError for a certificate that cannot be read.
    """
    wanted = set(parts)
    formal = read_formal_claims(root)
    paths: dict[str, list[Path]] = {}
    for folder in sorted(root.glob(f"*/{FOLDER}")):
        for file in sorted(os.listdir(folder)):
            paths.setdefault(file.removesuffix(".json").rpartition("--")[2], []).append(
                folder / file
            )
    found: dict[str, StoredClaim] = {}
    for part in sorted(wanted):
        for path in paths.get(part.partition("/")[2], ()):
            # Parts of several lemmas may have the same name; a look is quicker than reading.
            if part.encode() not in path.read_bytes():
                continue
            document = _read(path)
            if document.get("id") == part:
                found[part] = _stored(part, document, formal.get(part))
                break
    return found


def _read(path: Path) -> Mapping[str, object]:
    try:
        return read_certificate(path)
    except Rejected as error:
        raise InputError(f"{path.name}: {error}") from None


def _stored(part: str, document: Mapping[str, object], formal: str | None) -> StoredClaim:
    claim = document.get("claim")
    kind = document.get("kind")
    if kind not in CARRYING or not isinstance(claim, dict):
        raise InputError(f"{part} carries no claim: its certificate is of kind {kind}")
    carried = document.get("grade", "cited") not in UNSUPPORTED or formal == digest(claim)
    return StoredClaim(part, claim_from_document(claim), carried)


def claim_from_document(document: Mapping[str, object]) -> Claim:
    """The claim of a certificate; raises InputError when it is malformed."""
    try:
        return Claim(
            tuple(dict(document["variables"]).items()),  # type: ignore[call-overload]
            tuple(statement_from_prefix(one) for one in document["given"]),  # type: ignore[attr-defined]
            tuple(statement_from_prefix(one) for one in document["conclude"]),  # type: ignore[attr-defined]
            tuple(dict(document.get("exists", {})).items()),  # type: ignore[call-overload]
        )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise InputError(f"a claim is malformed: {error}") from None


def parse_predicate(text: str) -> Statement:
    """``name(argument, …)`` as a statement."""
    (statement,) = parse_statements(text, frozenset((text.partition("(")[0],)))
    if not statement.predicate:
        raise InputError(f"{text!r} is no predicate with arguments")
    return statement


@dataclass(frozen=True)
class Instance:
    """What a claim says at values: ``supported`` when all hypotheses are shown to hold and the
    concluded predicate is the one asked about; ``excluded`` when a conclusion about a supposed
    predicate is shown to fail. ``reason`` names what is missing.
    """

    part: str
    supported: bool
    excluded: bool
    reason: str = ""


def judge(stored: StoredClaim, target: Statement, values: Values) -> Instance:
    """The claim at these values, names by name; everything is decided exactly."""
    claim = stored.claim
    blank = Instance(stored.part, supported=False, excluded=False)
    supposed = [one for one in claim.given if one.predicate]
    asked = supposed or [one for one in claim.conclude if one.predicate]
    if claim.exists or len(asked) != 1 or not stored.carried:
        return _without(blank, "the claim is about no single predicate")
    for variable, sort in claim.variables:
        if variable not in values:
            return _without(blank, f"{variable} has no value")
        if sort == "integer" and integer(values[variable]) is None:
            return _without(blank, f"{variable} is no integer")
    if not _is_the_same(asked[0], target, values):
        return _without(blank, f"the claim is about {asked[0]}")
    for one in claim.given:
        if not one.predicate and not decide(one, values):
            return _without(blank, f"{one} is not met")
    if not supposed:
        return Instance(stored.part, supported=True, excluded=False)
    fails = any(decide(one, values) is False for one in claim.conclude if not one.predicate)
    return Instance(stored.part, supported=False, excluded=fails)


def settle(stored: StoredClaim, values: Values) -> StoredClaim | None:
    """The claim without the hypotheses that these values alone meet, None where one is not met.

    What the values leave open stays; so a claim is judged at many further values at less cost.
    """
    kept: list[Statement] = []
    for one in stored.claim.given:
        if one.predicate or not one.names() <= set(values):
            kept.append(one)
        elif not decide(one, values):
            return None
    return replace(stored, claim=replace(stored.claim, given=tuple(kept)))


def _without(blank: Instance, reason: str) -> Instance:
    return Instance(blank.part, supported=False, excluded=False, reason=reason)


def _is_the_same(own: Statement, target: Statement, values: Values) -> bool:
    if (own.predicate, len(own.operands)) != (target.predicate, len(target.operands)):
        return False
    return all(
        one == other or compare(evaluate(one, values), evaluate(other, values)) == 0
        for one, other in zip(own.operands, target.operands, strict=True)
    )


def names_at(values: Values, at: Mapping[str, str]) -> dict[str, Expression]:
    """The values and, in order, what ``at`` puts in; texts that have no value are left out."""
    found = dict(values)
    for key, text in at.items():
        try:
            found[key] = evaluate(parse(text), found)
        except InputError:
            continue
    return found


__all__ = [
    "Instance",
    "StoredClaim",
    "claim_from_document",
    "judge",
    "names_at",
    "parse_predicate",
    "read_stored_claims",
    "settle",
]
