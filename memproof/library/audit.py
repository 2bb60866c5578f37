"""The audit: every stored certificate is replayed; verdicts and grades are derived from that.

A part is ``proved``, ``refuted``, ``vacuous`` or ``evidence`` only when the checker accepted its
stored document and that document states what the lemma file states.  Otherwise it is ``unknown``
(no certificate, or resting on a part without one), ``stale`` (the lemma file says something else
by now) or ``rejected``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from memproof.certificates import digest, read_certificate
from memproof.certificates.grades import (
    Own,
    Stored,
    file_digest,
    inherit,
    read_stored,
    weakest,
)
from memproof.certificates.store import FOLDER
from memproof.checker.documents import Accepted, Session
from memproof.checker.errors import Rejected
from memproof.errors import InputError
from memproof.library.consistency import find_inconsistencies
from memproof.library.formal import formal_errors, formal_results
from memproof.library.load import Entry, Library
from memproof.library.model import (
    Cited,
    Construction,
    Evidence,
    Inequality,
    Lemma,
    Part,
    claim_of,
    evidence_ids,
    owner_id,
    part_id,
    repair_id,
)

ACCEPTED = ("proved", "refuted", "vacuous", "evidence")
# From worst to best; a lemma's state is the worst that applies.
STATES = (
    "contradicted",
    "rejected",
    "stale",
    "unknown",
    "prose",
    "open",
    "assumed",
    "instances",
    "argued",
    "cited",
    "exhaustive",
    "proved",
    "formal",
    "refuted",
)
MEANINGS = {
    "contradicted": "a part came out otherwise than its author expects",
    "rejected": "the checker refused a certificate",
    "stale": "a certificate states something else than the lemma file by now",
    "unknown": "a part has no accepted certificate",
    "prose": "no formal part; it rests on its text alone",
    "open": "rests on something that is stated, and neither proved nor refuted",
    "assumed": "rests on a hypothesis of ours",
    "cited": "rests on a published result, taken over with its reference",
    "instances": "checked on the listed exact examples only",
    "argued": "rests on an argument in words that no program judges",
    "exhaustive": "checked in every case of a stated finite range",
    "proved": "its claims are proved for all parameters of their domains",
    "formal": "its claims are proved in Rocq, definitions included",
    "refuted": "false, with an exact point, as its author expects",
}
PART_KINDS: dict[type[Part], str] = {
    Inequality: "inequality",
    Cited: "cited",
    Construction: "construction",
    Evidence: "evidence",
}
CLAIM_KINDS = ("proof", "refutation", "vacuous", "cited", "construction")


@dataclass(frozen=True)
class PartAudit:
    """What the audit found out about one part.

    ``grade`` and ``inherited`` are of ``certificates.grades.GRADES``, or "" without an accepted
    certificate.  Ids of documents are ``rests_on``, ``uses`` (by the certificate), ``examples``
    (those of them that are networks beside an argument) and ``mentions`` (what an argument may need
    besides).  ``document`` is its kind, ``reason`` says why there is no verdict, ``unexpected``
    that the author expects another one.  ``certificate`` is the path below the library's folder,
    ``digest`` the SHA-256 of the document.
    """

    id: str
    lemma: str
    name: str
    kind: str
    verdict: str
    certificate: str
    digest: str = ""
    grade: str = ""
    inherited: str = ""
    rests_on: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    document: str = ""
    reason: str = ""
    summary: str = ""
    unexpected: bool = False

    @property
    def accepted(self) -> bool:
        """Whether the checker accepted a document that states what the lemma file states."""
        return self.verdict in ACCEPTED

    @property
    def refuted_as_expected(self) -> bool:
        """Whether this is a statement that is false, as its author expects."""
        return self.verdict == "refuted" and not self.unexpected


@dataclass(frozen=True)
class LemmaAudit:
    """What the audit found out about one lemma; ``state`` is one of ``STATES``.

    ``uses`` are the ids of other lemmas that its certificates use; ``rests_on`` the documents
    below grade proved in their closure.
    """

    lemma: str
    state: str
    inherited: str
    rests_on: tuple[str, ...]
    uses: tuple[str, ...]
    parts: tuple[PartAudit, ...]

    @property
    def meaning(self) -> str:
        """The state in words."""
        return MEANINGS[self.state]


@dataclass(frozen=True)
class Audit:
    """The audit of a library: parts and lemmas in its order, and what is wrong."""

    parts: tuple[PartAudit, ...]
    lemmas: tuple[LemmaAudit, ...]
    errors: tuple[str, ...]

    def part(self, identifier: str) -> PartAudit:
        """Return a part's audit; raises ``InputError`` for an unknown id."""
        for part in self.parts:
            if part.id == identifier:
                return part
        raise InputError(f"there is no part {identifier!r}")

    def lemma(self, identifier: str) -> LemmaAudit:
        """Return a lemma's audit; raises ``InputError`` for an unknown id."""
        for lemma in self.lemmas:
            if lemma.lemma == identifier:
                return lemma
        raise InputError(f"there is no lemma {identifier!r}")


@dataclass(frozen=True)
class _Stored:
    document: Mapping[str, Any] | None
    verdict: str = ""
    reason: str = ""


def stored_documents(library: Library) -> tuple[Mapping[str, Any], ...]:
    """Return the stored documents that state what the lemma files state, in order."""
    return tuple(
        stored.document
        for stored in _read_all(library, rebuild=False).values()
        if stored.document is not None and not stored.verdict
    )


def audit(library: Library, rebuild: bool = False, compare: bool = True) -> Audit:
    """Replay all stored certificates and return what each part and lemma rests on.

    With ``rebuild`` the network evidence is built again and must equal what is stored; with
    ``compare`` a difference from the stored audit is an error.
    """
    stored = _read_all(library, rebuild)
    session = Session(s.document for s in stored.values() if s.document and not s.verdict)
    results: dict[str, Accepted | Rejected] = {}
    for identifier in session.documents:
        try:
            results[identifier] = session.check(identifier)
        except Rejected as error:
            results[identifier] = error
    evidence = frozenset(i for i, _, part in library.parts() if isinstance(part, Evidence))
    parts = _inherited(
        library,
        tuple(
            _audit_part(identifier, library, entry, part, stored, results, evidence)
            for identifier, entry, part in library.parts()
        ),
    )
    lemmas = tuple(
        _audit_lemma(lemma, tuple(p for p in parts if p.lemma == lemma.id))
        for lemma in library.lemmas
    )
    errors = (
        *(message for part in parts for message in _part_errors(part)),
        *_declared_errors(library, lemmas),
        *_orphans(library),
        *formal_errors(library),
        *find_inconsistencies(session.documents, [p.id for p in parts if _is_settled(p)]),
        *(stored_errors(library, parts) if compare else ()),
    )
    return Audit(parts, lemmas, errors)


def _is_settled(part: PartAudit) -> bool:
    return part.accepted and part.inherited not in ("assumed", "open")


def _inherited(library: Library, parts: tuple[PartAudit, ...]) -> tuple[PartAudit, ...]:
    """The parts with the weakest grade along everything they use.

    An argument in words may need what its lemma's statement mentions, so it inherits that too.
    """
    formal = formal_results(library)
    mentioned = _mentioned_parts(library)
    known = [
        replace(
            part,
            grade="formal" if part.id in formal and part.verdict != "refuted" else part.grade,
            mentions=mentioned[part.id] if part.kind == "construction" else (),
        )
        for part in parts
    ]
    found = inherit({part.id: own_grade(part) for part in known if part.accepted})
    return tuple(
        replace(part, inherited=found[part.id].grade, rests_on=found[part.id].rests_on)
        if part.id in found
        else part
        for part in known
    )


def own_grade(part: PartAudit) -> Own:
    """Return a part's own grade and what it inherits along."""
    used = sorted({*part.uses, *part.mentions} - {part.id, *part.examples})
    return Own(part.grade, tuple(used), part.examples)


def _mentioned_parts(library: Library) -> dict[str, tuple[str, ...]]:
    """By part, the claims, but those to be refuted, of what its lemma's statement mentions."""
    claims: dict[str, list[str]] = {}
    for identifier, entry, part in library.parts():
        if claim_of(part) is not None and getattr(part, "expected", "") != "refuted":
            claims.setdefault(entry.lemma.id, []).append(identifier)
    return {
        identifier: tuple(
            name for lemma in entry.lemma.statement_uses for name in claims.get(lemma, ())
        )
        for identifier, entry, _ in library.parts()
    }


def to_store(library: Library, found: Audit) -> tuple[Stored, ...]:
    """Return what is stored of an audit: own grades and edges, and the digests they rest on."""
    kept = []
    for part, (_, entry, own) in zip(found.parts, library.parts(), strict=True):
        path = entry.certificate(own)
        kept.append(
            Stored(
                id=part.id,
                kind=part.document,
                verdict=part.verdict,
                own=own_grade(part),
                claim=_claim_digest(own, path),
                certificate=file_digest(path),
                path=library.relative(path),
            )
        )
    return tuple(kept)


def _claim_digest(part: Part, path: Path) -> str:
    claim = claim_of(part)
    if claim is not None:
        return digest(claim.document())
    try:
        return digest(read_certificate(path).get("claim")) if path.is_file() else ""
    except Rejected:
        return ""


def stored_errors(library: Library, parts: tuple[PartAudit, ...]) -> tuple[str, ...]:
    """Say where the stored audit differs from this one; nothing is said where none is stored."""
    stored = read_stored(library.root)
    if not stored:
        return ()
    errors = []
    now = {one.id: one for one in to_store(library, Audit(parts, (), ()))}
    for name in sorted(now.keys() | stored.keys()):
        before, after = stored.get(name), now.get(name)
        if before is None or after is None:
            errors.append(f"{name}: stale: the stored audit does not have the same parts")
            continue
        for what in ("claim", "kind", "certificate", "verdict", "own", "path"):
            if getattr(before, what) != getattr(after, what):
                word = {"own": "grade or what it uses"}.get(what, what)
                errors.append(f"{name}: stale: another {word} than was audited")
                break
    return tuple(errors)


def _read_all(library: Library, rebuild: bool) -> dict[str, _Stored]:
    stored = {
        identifier: _read(identifier, entry, part, rebuild)
        for identifier, entry, part in library.parts()
    }
    current: dict[str, str] = {}
    for identifier, _, part in library.parts():
        document, claim = stored[identifier].document, claim_of(part)
        if claim is not None:
            current[identifier] = digest(claim.document())
        elif document is not None:
            current[identifier] = digest(document.get("claim"))
    known = {identifier for identifier, _, _ in library.parts()}
    return {identifier: _check_uses(found, current, known) for identifier, found in stored.items()}


def _read(identifier: str, entry: Entry, part: Part, rebuild: bool) -> _Stored:
    path = entry.certificate(part)
    if not path.is_file():
        return _Stored(None, "unknown", "no certificate")
    try:
        document = read_certificate(path)
    except Rejected as error:
        return _Stored(None, "rejected", str(error))
    if document.get("id") != identifier:
        return _Stored(document, "rejected", "the certificate is another part's")
    if not _fits(part, document["kind"]):
        kind = PART_KINDS[type(part)]
        return _Stored(document, "rejected", f"not a certificate for a part of kind {kind}")
    changed = _difference(entry.lemma, part, document, rebuild)
    if changed:
        return _Stored(document, "stale", f"{changed} differs from the lemma file's")
    return _Stored(document)


def _check_uses(found: _Stored, current: Mapping[str, str], known: set[str]) -> _Stored:
    """A document that was made for another form of what it uses is stale."""
    uses = {} if found.document is None else found.document.get("uses", {})
    if found.verdict or not isinstance(uses, dict):
        return found
    for used, expected in sorted(uses.items()):
        if used not in known:
            return _Stored(found.document, "stale", f"it uses {used}, which is no part of a lemma")
        if used in current and current[used] != expected:
            return _Stored(found.document, "stale", f"it uses another statement of {used}")
    return found


def _fits(part: Part, kind: str) -> bool:
    match part:
        case Inequality():
            return kind in ("proof", "refutation", "vacuous")
        case Cited():
            return kind == "cited"
        case Construction():
            return kind == "construction"
        case Evidence():
            return kind not in CLAIM_KINDS


def _difference(lemma: Lemma, part: Part, document: Mapping[str, Any], rebuild: bool) -> str:
    """Return what a document says otherwise than the lemma file, or ""."""
    claim = claim_of(part)
    if claim is not None and digest(claim.document()) != digest(document.get("claim")):
        return "the claim"
    match part:
        case Cited() if document.get("source") != part.source:
            return "the source"
        case Cited() if document.get("grade", "cited") != part.grade:
            return "the grade"
        case Construction() if document.get("argument") != part.argument:
            return "the argument"
        case Construction() if sorted(document.get("uses", ())) != sorted(
            evidence_ids(lemma, part)
        ):
            return "the evidence"
        case Evidence() if rebuild:
            built = {**part.build(), "id": part_id(lemma, part)}
            # No use and an empty list of uses are the same.
            if not built.get("uses", True):
                del built["uses"]
            if digest(built) != digest(document):
                return "the network"
    return ""


def _audit_part(
    identifier: str,
    library: Library,
    entry: Entry,
    part: Part,
    stored: Mapping[str, _Stored],
    results: Mapping[str, Accepted | Rejected],
    evidence: frozenset[str],
) -> PartAudit:
    own = stored[identifier]
    blank = PartAudit(
        identifier,
        entry.lemma.id,
        part.name,
        PART_KINDS[type(part)],
        own.verdict,
        library.relative(entry.certificate(part)),
        "" if own.document is None else digest(own.document),
        reason=own.reason,
    )
    if own.document is None or own.verdict:
        return blank
    result = results[identifier]
    blank = replace(blank, document=str(own.document["kind"]))
    if isinstance(result, Accepted):
        examples = set(result.uses) & evidence
        expected = part.expected if isinstance(part, Inequality) else result.verdict
        return replace(
            blank,
            verdict=result.verdict,
            grade=result.grade,
            uses=result.uses,
            examples=tuple(sorted(examples)),
            summary=result.summary,
            unexpected=result.verdict != expected,
            reason="" if result.verdict == expected else f"expected to be {expected}",
        )
    below = _weak_uses(own.document, results)
    in_cycle = result.reason == "cycle" and identifier in result.detail.split(" -> ")
    if below and not in_cycle:
        named = ", ".join(below)
        return replace(blank, verdict="unknown", reason=f"rests on {named}, not accepted")
    return replace(blank, verdict="rejected", reason=str(result))


def _weak_uses(
    document: Mapping[str, Any], results: Mapping[str, Accepted | Rejected]
) -> tuple[str, ...]:
    uses = document.get("uses", {})
    names = sorted(uses) if isinstance(uses, dict) else []
    return tuple(name for name in names if not isinstance(results.get(name), Accepted))


def _audit_lemma(lemma: Lemma, parts: tuple[PartAudit, ...]) -> LemmaAudit:
    kept = [part for part in parts if part.accepted and not part.refuted_as_expected]
    # Networks are shown beside the claims; they stand for a lemma that has none.
    claims = [part for part in kept if part.kind != "evidence"]
    inherited = weakest(part.inherited for part in claims or kept)
    uses = {owner_id(used) for part in parts for used in part.uses} - {lemma.id}
    rests_on = {name for part in parts for name in part.rests_on}
    state = _state(parts, inherited)
    return LemmaAudit(
        lemma.id, state, inherited, tuple(sorted(rests_on)), tuple(sorted(uses)), parts
    )


def _state(parts: tuple[PartAudit, ...], inherited: str) -> str:
    if any(part.unexpected for part in parts):
        return "contradicted"
    for verdict in ("rejected", "stale", "unknown"):
        if any(part.verdict == verdict for part in parts):
            return verdict
    if not parts:
        return "prose"
    if not inherited:
        return "refuted"
    return inherited


def _part_errors(part: PartAudit) -> tuple[str, ...]:
    if part.verdict in ("rejected", "stale"):
        return (f"{part.id}: {part.verdict}: {part.reason}",)
    if part.unexpected:
        return (f"{part.id}: {part.verdict}, but {part.reason}",)
    return ()


def _declared_errors(library: Library, lemmas: tuple[LemmaAudit, ...]) -> list[str]:
    known = {lemma.id for lemma in library.lemmas}
    parts = {name for name, _, _ in library.parts()}
    errors = []
    for lemma, found in zip(library.lemmas, lemmas, strict=True):
        for kind, names in (("mentions", lemma.statement_uses), ("declares", lemma.declared_uses)):
            for name in sorted(set(names) - known):
                errors.append(f"{lemma.id}: {kind} {name}, which is no lemma")
        for part in lemma.parts:
            repair = repair_id(lemma, part) if isinstance(part, Inequality) else ""
            if repair and repair not in parts:
                errors.append(f"{lemma.id}/{part.name}: is repaired by {repair}, which is no part")
        declared = set(lemma.declared_uses) & known
        for name in sorted(set(found.uses) - declared):
            errors.append(f"{lemma.id}: uses {name} without declaring it")
        # A part without a certificate may yet use what is declared.
        if all(part.accepted for part in found.parts):
            for name in sorted(declared - set(found.uses)):
                errors.append(f"{lemma.id}: declares {name}, which no certificate of it uses")
    return errors


def _orphans(library: Library) -> list[str]:
    known = {entry.certificate(part) for _, entry, part in library.parts()}
    found = {
        path
        for folder in {entry.folder for entry in library.entries}
        for path in (folder / FOLDER).glob("*.json")
    }
    return [
        f"{name}: a certificate that belongs to no part"
        for name in sorted(library.relative(path) for path in found - known)
    ]
