"""Decide a claim: falsify, find a witness, search for a proof; the checker accepts the result."""

from __future__ import annotations

import copy
import time
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from memproof.checker.documents import FORMAT, VERSION, Session, digest, open_claim
from memproof.checker.errors import Rejected
from memproof.checker.normal import Missing
from memproof.checker.rules import SORTS, Relation, relation_goal
from memproof.provers.balls import Undefined, Value, ball, evaluate
from memproof.provers.falsifier import Domain, falsify, find_witness
from memproof.provers.proofs import AUTO, Budget
from memproof.provers.search import Elaborator, NotFound, OutOfTime, Search
from memproof.statements.claims import Claim, Proved, Refuted, Unknown, Vacuous, Verdict

MAX_LEVEL = 8


def decide(
    claim: Claim,
    *,
    sketch: Mapping[str, Any] | None = None,
    lemmas: Mapping[str, Mapping[str, Any]] | None = None,
    time_limit: float = 20.0,
    identifier: str = "claim",
    witness: Mapping[str, str] | None = None,
) -> Verdict:
    """Decide a claim.

    ``sketch`` is a partial proof tree whose leaves ``{"rule": "auto"}`` are searched; ``lemmas``
    maps ids to the claims (in document form) that a sketch may use.  ``time_limit`` is in seconds.
    ``witness`` is a point that satisfies the hypotheses, exact values as text, where one is known.
    Returns ``Proved`` or ``Refuted`` or ``Vacuous`` only with a certificate that the checker has
    accepted, else ``Unknown``.
    """
    start = time.monotonic()
    deadline = start + time_limit
    document = claim.document()
    head = {"format": FORMAT, "version": VERSION, "id": identifier, "claim": document}
    has_predicates = any(s.predicate for s in (*claim.given, *claim.conclude))
    domain = Domain(
        {name: SORTS[sort] for name, sort in document["variables"].items()}, document["given"]
    )
    tried: list[str] = []
    falsifiable = not has_predicates and not claim.exists
    lemma_claims = lemmas or {}
    known = {name: Fraction(value) for name, value in (witness or {}).items()}
    if set(known) == set(domain.variables) and domain.satisfied(known):
        found: dict[str, Fraction] | None = known
    else:
        found = find_witness(domain, start + 0.3 * time_limit)
    if found is None:
        vacuous = _vacuous(head, document, lemmas, deadline)
        if vacuous is not None:
            return vacuous
        return Unknown(
            (*tried, "no point was found that satisfies the hypotheses, and no contradiction")
        )
    search = Search(deadline, lemma_claims)
    # A short look for a counterexample, a short look for a proof, then a longer look for each.
    rounds = ((0.02, 300, 2, 0.1), (0.1, 2500, 4, 0.5), (0.3, 8000, MAX_LEVEL, 1.0))
    for seed, (share, points, level, until) in enumerate(rounds):
        if falsifiable:
            limit = time.monotonic() + share * time_limit
            point = falsify(domain, document["conclude"], limit, points, seed)
            if point is not None:
                certificate = {
                    **head,
                    "kind": "refutation",
                    "point": {k: str(v) for k, v in point.items()},
                    "uses": {},
                }
                if _accepted(certificate, lemmas):
                    return Refuted(certificate, point, _sides(document, point))
                tried.append(f"a counterexample that the checker did not confirm: {_show(point)}")
        search.deadline = start + until * time_limit
        proof, used = _prove(search, document, sketch, lemma_claims, level)
        if proof is not None:
            certificate = {
                **head,
                "kind": "proof",
                "witness": {k: str(v) for k, v in found.items()},
                "proof": proof,
                "uses": {name: digest(lemma_claims[name]) for name in sorted(used)},
            }
            if _accepted(certificate, lemmas):
                return Proved(certificate)
            tried.append("a proof was found that the checker did not accept")
    if falsifiable:
        tried.append("falsifier: no counterexample among the candidates")
    spent = (
        f"search: {search.nodes} goals in {time_limit:g} s"
        if time.monotonic() > deadline
        else f"search: {search.nodes} goals"
    )
    return Unknown((*tried, spent, *(f"stuck at: {goal}" for goal in search.stuck)))


def elaborate(
    document: Mapping[str, Any],
    sketch: Mapping[str, Any],
    lemmas: Mapping[str, Mapping[str, Any]],
    time_limit: float = 5.0,
) -> dict[str, Any] | None:
    """Fill a sketch's open leaves for a claim in document form; None when that fails.

    Unlike ``decide`` it does not ask whether the claim is true: from claims that contradict each
    other a false one follows.
    """
    search = Search(time.monotonic() + time_limit, lemmas)
    return _prove(search, document, sketch, lemmas, MAX_LEVEL)[0]


def _prove(
    search: Search,
    document: Mapping[str, Any],
    sketch: Mapping[str, Any] | None,
    lemmas: Mapping[str, Mapping[str, Any]],
    top: int,
) -> tuple[dict[str, Any] | None, set[str]]:
    try:
        context, goal = open_claim(document)
    except Rejected:
        return None, set()
    for budget in _budgets(top):
        elaborator = Elaborator(search, budget, lemmas)
        try:
            if sketch is not None:
                tree = copy.deepcopy(dict(sketch))
                elaborator.run(context, goal, tree)
                return tree, elaborator.used
            found = _with_definitions(search, document, budget)
            if found is not None:
                return found, set()
        except NotFound:
            continue
        except OutOfTime:
            return None, set()
        except Rejected as error:
            search.stuck.setdefault(f"sketch: {error}")
            if sketch is not None and not isinstance(error, Missing):
                return None, set()
    return None, set()


def _budgets(top: int) -> Iterator[Budget]:
    """Iterative deepening: the cheap tactics first, then all of them."""
    for level in range(1, min(top, 6) + 1):
        yield Budget(level, quick=True)
    for level in range(1, top + 1):
        yield Budget(level)


def _with_definitions(
    search: Search, document: Mapping[str, Any], budget: Budget
) -> dict[str, Any] | None:
    context, goal = open_claim(document)
    return search.prove(context, goal, budget)


def _vacuous(
    head: Mapping[str, Any],
    document: Mapping[str, Any],
    lemmas: Mapping[str, Mapping[str, Any]] | None,
    deadline: float,
) -> Vacuous | None:
    search = Search(deadline, lemmas)
    try:
        context, _ = open_claim(document)
        goal = relation_goal(context, [">=", "-1", "0"])
        if not isinstance(goal, Relation):
            return None
        for budget in _budgets(MAX_LEVEL):
            proof = search.prove(context, goal, budget)
            if proof is not None:
                certificate = {**head, "kind": "vacuous", "proof": proof, "uses": {}}
                return Vacuous(certificate) if _accepted(certificate, lemmas) else None
    except (OutOfTime, Rejected):
        return None
    return None


def _accepted(
    certificate: Mapping[str, Any], lemmas: Mapping[str, Mapping[str, Any]] | None
) -> bool:
    """Check a certificate as the checker would; used lemmas stand in as cited documents."""
    stubs = [
        {
            "format": FORMAT,
            "version": VERSION,
            "kind": "cited",
            "id": name,
            "claim": (lemmas or {})[name],
            "source": "stub",
        }
        for name in certificate["uses"]
    ]
    try:
        Session([certificate, *stubs]).check(certificate["id"])
    except Rejected:
        return False
    return True


def _sides(document: Mapping[str, Any], point: Mapping[str, Fraction]) -> tuple[str, ...]:
    """Show both sides of each conclusion at a point, for people."""
    shown = []
    for relation, left, right in document["conclude"]:
        try:
            a, b = _number(evaluate(left, point)), _number(evaluate(right, point))
        except (Undefined, OverflowError, ValueError):
            continue
        shown.append(f"{a} {relation} {b}")
    return tuple(shown)


def _number(value: Value) -> str:
    if isinstance(value, Fraction) and len(str(value)) <= 40:
        return str(value)
    return str(ball(value).str(30, radius=False))


def _show(point: Mapping[str, Fraction]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in sorted(point.items()))


__all__ = ["AUTO", "decide", "elaborate"]
