"""Makes the certificates: runs the prover and the evidence builders, stores what they return."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from memproof.certificates import (
    canonical,
    digest,
    make_document,
    read_certificate,
    write_certificate,
)
from memproof.checker.documents import Session, open_claim, parse_document
from memproof.checker.errors import Rejected
from memproof.checker.rules import Goal, Replay, relation_goal
from memproof.errors import InputError
from memproof.library.audit import audit
from memproof.library.load import Library
from memproof.library.model import (
    Cited,
    Construction,
    Evidence,
    Inequality,
    Lemma,
    Part,
    claim_of,
    evidence_ids,
    part_id,
)
from memproof.statements.claims import Proved, Refuted, Unknown, Vacuous, Verdict

Decide = Callable[..., Verdict]


@dataclass(frozen=True)
class Outcome:
    """What became of one part.

    ``verdict`` is proved, refuted, vacuous, evidence, unknown or rejected; ``detail`` says what
    was tried or why the checker refused; ``written`` is the certificate's path below the
    library's folder, or "" when nothing was written.
    """

    id: str
    verdict: str
    detail: tuple[str, ...] = ()
    written: str = ""


def regenerate(
    library: Library,
    only: Iterable[str] | None = None,
    time_limit: float = 20.0,
    progress: Callable[[Outcome], None] | None = None,
    decide: Decide | None = None,
    missing_only: bool = False,
) -> tuple[Outcome, ...]:
    """Decide the parts and write their certificates; return what became of each, in order.

    ``only`` restricts to ids of lemmas or parts; ``time_limit`` is in seconds for each claim;
    ``decide`` replaces ``memproof.provers.decide``.  With ``missing_only`` parts that have an
    accepted certificate stay as they are.  A part that is not decided leaves its stored
    certificate untouched.  Raises ``InputError`` for an unknown id in ``only``.
    """
    chosen = _chosen(library, only)
    lemmas = applicable_claims(library)
    settled: frozenset[str] = frozenset()
    if missing_only:
        settled = frozenset(part.id for part in audit(library).parts if part.accepted)
    outcomes: dict[str, Outcome] = {}
    # A construction names the claims of its evidence, so it comes after that.
    for late in (False, True):
        if late:
            lemmas = {**lemmas, **_evidence_claims(library)}
        for identifier, entry, part in library.parts():
            if isinstance(part, Construction) is not late:
                continue
            if identifier not in chosen or identifier in settled:
                continue
            outcome, document = decide_part(entry.lemma, part, lemmas, time_limit, decide)
            if document is not None:
                path = entry.certificate(part)
                write_certificate(path, document)
                outcome = replace(outcome, written=library.relative(path))
            outcomes[identifier] = outcome
            if progress is not None:
                progress(outcome)
    return tuple(outcomes[i] for i, _, _ in library.parts() if i in outcomes)


def _evidence_claims(library: Library) -> dict[str, Any]:
    """Return what the stored network documents claim."""
    claims: dict[str, Any] = {}
    for identifier, entry, part in library.parts():
        path = entry.certificate(part)
        if isinstance(part, Evidence) and path.is_file():
            try:
                claims[identifier] = read_certificate(path).get("claim")
            except Rejected:
                continue
    return claims


def applicable_claims(library: Library) -> dict[str, dict[str, Any]]:
    """Return the claims that a proof may apply, by document id: none meant to be refuted."""
    claims: dict[str, dict[str, Any]] = {}
    for identifier, _, part in library.parts():
        claim = claim_of(part)
        refuted = isinstance(part, Inequality) and part.expected == "refuted"
        if claim is not None and not refuted:
            claims[identifier] = claim.document()
    return claims


def decide_part(
    lemma: Lemma,
    part: Part,
    lemmas: Mapping[str, Mapping[str, Any]],
    time_limit: float = 20.0,
    decide: Decide | None = None,
) -> tuple[Outcome, dict[str, Any] | None]:
    """Return what became of a part, and its document if there is one that the checker can accept.

    ``lemmas`` maps document ids to the claims that a proof may apply.
    """
    identifier = part_id(lemma, part)
    match part:
        case Inequality():
            verdict, document = _decide_inequality(part, identifier, lemmas, time_limit, decide)
            if document is None:
                tried = verdict.tried if isinstance(verdict, Unknown) else ()
                return Outcome(identifier, "unknown", tried), None
            return _replayed(identifier, document, lemmas)
        case Cited():
            content = {"claim": part.claim.document(), "source": part.source, "grade": part.grade}
            return _replayed(identifier, make_document("cited", identifier, content), lemmas)
        case Construction():
            names = evidence_ids(lemma, part)
            missing = [name for name in names if name not in lemmas]
            if missing:
                return Outcome(identifier, "unknown", (f"no evidence {', '.join(missing)}",)), None
            uses = {name: digest(lemmas[name]) for name in names}
            content = {"claim": part.claim.document(), "argument": part.argument}
            document = make_document("construction", identifier, content, uses)
            return Outcome(identifier, "evidence"), document
        case Evidence():
            document = {**part.build(), "id": identifier}
            return _replayed(identifier, document, lemmas)


def _decide_inequality(
    part: Inequality,
    identifier: str,
    lemmas: Mapping[str, Mapping[str, Any]],
    time_limit: float,
    decide: Decide | None,
) -> tuple[Verdict | None, dict[str, Any] | None]:
    claim = part.claim.document()
    if part.point is not None:
        content = {"claim": claim, "point": dict(part.point)}
        return None, make_document("refutation", identifier, content)
    if part.witness is not None and part.sketch is not None and not has_open_leaf(part.sketch):
        content = {"claim": claim, "witness": dict(part.witness), "proof": dict(part.sketch)}
        return None, make_document("proof", identifier, content)
    verdict = _prover(decide)(
        part.claim,
        sketch=part.sketch,
        lemmas={name: other for name, other in lemmas.items() if name != identifier},
        time_limit=time_limit,
        identifier=identifier,
        witness=part.witness,
    )
    if isinstance(verdict, Proved | Refuted | Vacuous):
        return verdict, {**verdict.certificate, "id": identifier}
    return verdict, None


def _prover(decide: Decide | None) -> Decide:
    if decide is not None:
        return decide
    import memproof.provers

    found = getattr(memproof.provers, "decide", None)
    if found is None:
        raise InputError("this installation has no prover")
    return found  # type: ignore[no-any-return]


def has_open_leaf(sketch: Any) -> bool:
    """Say whether a proof tree still has a leaf for the prover."""
    if isinstance(sketch, Mapping):
        return sketch.get("rule") == "auto" or any(has_open_leaf(v) for v in sketch.values())
    return isinstance(sketch, list | tuple) and any(has_open_leaf(value) for value in sketch)


def applied_lemmas(
    document: Mapping[str, Any], lemmas: Mapping[str, Mapping[str, Any]]
) -> frozenset[str]:
    """Return the ids of the claims that a document's proof applies, by replaying it.

    Raises ``Rejected`` when the proof does not hold.
    """
    if document["kind"] not in ("proof", "vacuous"):
        return frozenset()
    context, conclusions = open_claim(document["claim"])
    goal: Goal = conclusions
    if document["kind"] == "vacuous":
        goal = relation_goal(context, [">=", "-1", "0"])
    replay = Replay(lemmas)
    replay.run(context, goal, document["proof"])
    return frozenset(replay.used)


def _replayed(
    identifier: str, document: dict[str, Any], lemmas: Mapping[str, Mapping[str, Any]]
) -> tuple[Outcome, dict[str, Any] | None]:
    """Record what the proof applied, and let the checker see the document with those as given."""
    try:
        # A sketch may hold tuples; the checker sees what the file will hold.
        document = parse_document(canonical(document))
        used = applied_lemmas(document, lemmas)
        document.pop("uses", None)
        if used:
            document["uses"] = {name: digest(lemmas[name]) for name in sorted(used)}
        given = [
            make_document("cited", name, {"claim": lemmas[name], "source": "given here"})
            for name in sorted(used)
        ]
        verdict = Session([document, *given]).check(identifier).verdict
    except Rejected as error:
        return Outcome(identifier, "rejected", (f"{error.reason}: {error.detail}",)), None
    return Outcome(identifier, verdict), document


def _chosen(library: Library, only: Iterable[str] | None) -> frozenset[str]:
    everything = [identifier for identifier, _, _ in library.parts()]
    if only is None:
        return frozenset(everything)
    chosen: set[str] = set()
    for wanted in only:
        found = [i for i in everything if i == wanted or i.split("/", 1)[0] == wanted]
        if not found:
            raise InputError(f"there is no lemma or part {wanted!r}")
        chosen.update(found)
    return frozenset(chosen)
