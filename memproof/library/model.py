"""What a lemma file says: a source, a lemma, and the parts that carry it.

A part gives exactly one certificate document, whose id is "<lemma id>/<part name>".  Nothing
here says whether a lemma holds: verdicts come from replaying the certificates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from memproof.errors import InputError
from memproof.statements.claims import Claim

Level = Literal["own", "seen", "abstract", "recalled", "run"]

LEVELS: dict[str, str] = {
    "own": "derived here",
    "seen": "read in the full text",
    "abstract": "read in the abstract only",
    "recalled": "recalled or read in a restatement; constants unconfirmed",
    "run": "executed in exact arithmetic",
}
CITED_GRADES = ("cited", "assumed", "open")
EXPECTED = ("proved", "refuted")
SENSES = ("smallest", "largest", "")
_THEOREM = re.compile(r"[A-Z][A-Za-z0-9_]*\.[A-Za-z][A-Za-z0-9_']*")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,79}")


@dataclass(frozen=True)
class Source:
    """Where a statement comes from.

    ``identifier`` is a DOI or arXiv number, ``number`` the theorem's number in the paper,
    ``level`` how much of it was read (a key of ``LEVELS``).  Raises ``InputError`` for another
    level.
    """

    key: str
    authors: str
    title: str
    year: int
    identifier: str = ""
    number: str = ""
    level: Level = "own"

    def __post_init__(self) -> None:
        _check_member("level of a source", self.level, tuple(LEVELS))

    def __str__(self) -> str:
        parts = (f"{self.authors} ({self.year})", self.title, self.identifier, self.number)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Inequality:
    """A claim that a prover decides.

    ``sketch`` is a partial proof tree as in ``memproof.checker.rules``; the prover fills its
    leaves ``{"rule": "auto"}``.  A node ``{"rule": "lemma", "id": "<part id>", …}`` applies
    another part's claim and makes an edge.  ``expected`` says what the author expects; the other
    verdict is an error. ``witness`` (a point that satisfies the hypotheses) and ``point`` (one
    that refutes) are exact values as text; with a witness and a sketch without ``auto``, or with
    a point, no prover is needed.  ``printed`` says where a statement to be refuted is printed: it
    is then an erratum, else a variant that shows what a hypothesis or a constant is for.
    ``repaired_by`` names the part that repairs an erratum: one of the same lemma, or
    "<lemma id>/<part name>" of another.
    ``formal`` names the theorem in ``formal/`` whose type is the exported claim.
    """

    name: str
    claim: Claim
    sketch: Mapping[str, Any] | None = None
    expected: Literal["proved", "refuted"] = "proved"
    witness: Mapping[str, str] | None = None
    point: Mapping[str, str] | None = None
    printed: str = ""
    repaired_by: str = ""
    formal: str = ""

    def __post_init__(self) -> None:
        _check_identifier("name of a part", self.name)
        _check_theorem(self.name, self.formal)
        _check_member(f"expected verdict of {self.name}", self.expected, EXPECTED)
        if self.repaired_by and not self.printed:
            raise InputError(f"{self.name}: only a printed erratum has a repair")
        if self.printed and self.expected != "refuted":
            raise InputError(f"{self.name}: only a statement to be refuted is a printed erratum")


@dataclass(frozen=True)
class Cited:
    """A claim taken over: from a source (cited), as a hypothesis of ours (assumed), or open."""

    name: str
    claim: Claim
    source: str
    grade: Literal["cited", "assumed", "open"] = "cited"
    formal: str = ""

    def __post_init__(self) -> None:
        _check_identifier("name of a part", self.name)
        _check_theorem(self.name, self.formal)
        _check_member(f"grade of {self.name}", self.grade, CITED_GRADES)
        if not self.source.strip():
            raise InputError(f"the cited part {self.name} must name its source")


@dataclass(frozen=True)
class Construction:
    """A claim carried by other documents and a written argument that only a reader can judge.

    ``evidence`` are ids of documents, "<lemma id>/<part name>"; an id without a slash is a part
    of the same lemma.
    """

    name: str
    claim: Claim
    argument: str
    evidence: tuple[str, ...]
    formal: str = ""

    def __post_init__(self) -> None:
        _check_identifier("name of a part", self.name)
        _check_theorem(self.name, self.formal)
        if not self.argument.strip() or not self.evidence:
            raise InputError(f"the construction {self.name} needs an argument and evidence")


@dataclass(frozen=True)
class Evidence:
    """A network certificate; ``build()`` returns the document.

    Its kinds are those of ``memproof.checker.kinds.networks``.  ``shows`` says in a phrase what the
    document is about.
    """

    name: str
    build: Callable[[], Mapping[str, Any]]
    shows: str = ""

    def __post_init__(self) -> None:
        _check_identifier("name of a part", self.name)


Part = Inequality | Cited | Construction | Evidence


@dataclass(frozen=True)
class Constant:
    """A constant of a theorem, tied to the part whose claim contains it.

    ``value`` is an expression such as "81", "4/27" or "1 - 1/N" that must occur in the claim of
    ``part``; its domain is that claim's own.  ``sense`` says whether smaller or larger is better
    ("" neither), so that closed constants of the same ``name`` are compared across lemmas.
    """

    name: str
    value: str
    part: str
    sense: Literal["smallest", "largest", ""] = ""
    meaning: str = ""

    def __post_init__(self) -> None:
        _check_member(f"sense of {self.name}", self.sense, SENSES)


@dataclass(frozen=True)
class Lemma:
    """One statement of a paper.

    ``number`` is the paper's ("Lemma 3"), ``statement``, ``idea`` and ``notes`` are
    Markdown with mathematics in ``\\( … \\)`` or ``\\[ … \\]``.  ``statement_uses`` are ids of
    lemmas that the statement mentions, ``declared_uses`` ids of lemmas that the author believes
    the proofs use; the latter are compared with what the certificates use.  ``statement`` is
    the author's sentence and shown as such: what is shown as proved are the claims.  ``aliases``
    maps other names that people and commands use ("Theorem T") to a part, or to "" for the lemma.
    """

    id: str
    number: str
    title: str
    statement: str
    source: Source
    parts: tuple[Part, ...]
    idea: str = ""
    constants: tuple[Constant, ...] = ()
    notes: str = ""
    statement_uses: tuple[str, ...] = ()
    declared_uses: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check_identifier("id of a lemma", self.id)
        names = [part.name for part in self.parts]
        for alias, name in self.aliases.items():
            if name and name not in names:
                raise InputError(f"{alias!r} of lemma {self.id} stands for no part {name}")
        for name in sorted({name for name in names if names.count(name) > 1}):
            raise InputError(f"lemma {self.id} has two parts named {name}")
        sound = [part.name for part in self.parts if getattr(part, "expected", "") != "refuted"]
        for part in self.parts:
            repair = part.repaired_by if isinstance(part, Inequality) else ""
            if repair and "/" not in repair and repair not in sound:
                raise InputError(
                    f"{part.name} of {self.id}: {repair} is no part that could repair it"
                )
        for constant in self.constants:
            if constant.part not in names:
                raise InputError(f"constant {constant.name} of {self.id}: no part {constant.part}")


def proved_in_rocq(name: str, claim: Claim, theorem: str) -> Cited:
    """Return a part whose claim is proved by a theorem in ``formal/``, and by nothing else.

    Its own grade is open: what lifts it is the stored result of the check of that theorem.
    """
    return Cited(name, claim, f"proved in Rocq, formal/{theorem}", "open", theorem)


def part_id(lemma: Lemma | str, part: Part | str) -> str:
    """Return the id of a part's document."""
    owner = lemma if isinstance(lemma, str) else lemma.id
    return f"{owner}/{part if isinstance(part, str) else part.name}"


def evidence_ids(lemma: Lemma, part: Construction) -> tuple[str, ...]:
    """Return the full ids of the documents that a construction rests on."""
    return tuple(name if "/" in name else part_id(lemma, name) for name in part.evidence)


def repair_id(lemma: Lemma, part: Inequality) -> str:
    """Return the full id of the part that repairs an erratum, "" where none is named."""
    name = part.repaired_by
    return name if not name or "/" in name else part_id(lemma, name)


def formal_of(part: Part) -> str:
    """Return the name of the Rocq theorem of a part, "" without one."""
    return "" if isinstance(part, Evidence) else part.formal


def owner_id(document_id: str) -> str:
    """Return the id of the lemma that a document belongs to."""
    return document_id.split("/", 1)[0]


def claim_of(part: Part) -> Claim | None:
    """Return a part's claim; network evidence has none."""
    return None if isinstance(part, Evidence) else part.claim


def _check_identifier(what: str, text: str) -> None:
    if _ID.fullmatch(text) is None:
        raise InputError(f"the {what} must match {_ID.pattern}, not {text!r}")


def _check_theorem(part: str, theorem: str) -> None:
    if theorem and _THEOREM.fullmatch(theorem) is None:
        raise InputError(f"{part}: a theorem in Rocq is named Module.name, not {theorem!r}")


def _check_member(what: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise InputError(
            f"the {what} must be one of {', '.join(map(repr, allowed))}, not {value!r}"
        )
