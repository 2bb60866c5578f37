"""Grades: how much stands behind a claim, and how it is inherited.

A part's own grade says what kind of document carries it; what it inherits is the weakest own grade
of everything that it uses, along edges that the checker verified.  The audit stores own grades and
edges with the digests of what they were read from, so that they can be shown at once; whatever does
not fit its digest is stale and shown as such.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from memproof.errors import InputError

# From strongest to weakest.
GRADES = ("formal", "proved", "exhaustive", "cited", "argued", "instances", "assumed", "open")
SETTLED = ("formal", "proved")
WORDS = {
    "formal": "proved in Rocq",
    "proved": "proved here",
    "exhaustive": "every case of a stated range checked",
    "cited": "cited",
    "argued": "argued in words",
    "instances": "checked on exact examples only",
    "assumed": "assumed",
    "open": "open",
    "": "without an accepted certificate",
}
FILE = "_audit.json"
FORMAT = "memproof-audit"


@dataclass(frozen=True)
class Own:
    """What carries one part: its own grade, the parts it uses, the documents that illustrate it.

    ``examples`` are network documents beside an argument in words: they raise nothing and lower
    nothing.
    """

    grade: str
    uses: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Inherited:
    """The weakest own grade in a part's closure, and the parts there that are not proved."""

    grade: str
    rests_on: tuple[str, ...]


@dataclass(frozen=True)
class Stored:
    """A part as it was audited.

    ``claim`` and ``certificate`` are the SHA-256 of the claim (of the claim of the network document
    for evidence) and of the certificate's file, ``path`` is that file below the lemmas' folder, and
    ``kind`` the document's kind.
    """

    id: str
    kind: str
    verdict: str
    own: Own
    claim: str
    certificate: str
    path: str


def inherit(parts: Mapping[str, Own]) -> dict[str, Inherited]:
    """Return what each part inherits.  A part that is formal rests on nothing but Rocq.

    A use that is not among the parts counts as open.
    """
    missing = Own("open")
    found: dict[str, Inherited] = {}
    for name in parts:
        closure: set[str] = set()
        waiting = [name]
        while waiting:
            one = waiting.pop()
            if one not in closure:
                closure.add(one)
                own = parts.get(one, missing)
                waiting.extend(() if own.grade == "formal" else own.uses)
        grades = {one: parts.get(one, missing).grade for one in closure}
        rests = sorted(one for one, grade in grades.items() if grade not in SETTLED)
        found[name] = Inherited(weakest(grades.values()), tuple(rests))
    return found


def weakest(grades: Iterable[str]) -> str:
    """Return the weakest of some grades; "" (no certificate) is weaker than any, as is nothing."""
    return max(grades, key=lambda one: GRADES.index(one) if one else len(GRADES), default="")


def describe_grade(name: str, own: Own, found: Inherited, grades: Mapping[str, str]) -> str:
    """Return a part's grade in words, such as "proved here from 1 cited fact: V1/warren".

    ``grades`` are the own grades of the parts that it rests on.
    """
    text = WORDS[own.grade]
    below = [one for one in found.rests_on if one != name]
    cited = [one for one in below if grades.get(one) == "cited"]
    weaker = [one for one in below if grades.get(one) in ("assumed", "open", "instances", "argued")]
    for count, names, fact in (
        (len(cited), cited, "cited fact"),
        (len(weaker), weaker, "claim that is not proved"),
    ):
        if count:
            text += f" from {count} {fact}{'s' if count > 1 else ''}: {', '.join(names)}"
    if own.examples:
        many = "s" if len(own.examples) > 1 else ""
        text += f", with {len(own.examples)} exact example{many}"
    return text.replace("claim that is not proveds", "claims that are not proved")


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, "" where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def write_stored(root: Path, parts: Iterable[Stored]) -> Path:
    """Write what an audit found below the lemmas' folder, a line a part; returns the file."""
    lines = ",\n".join(json.dumps(_to_json(one), ensure_ascii=True) for one in parts)
    path = root / FILE
    head = f'{{"format": "{FORMAT}", "version": 1, "parts": ['
    path.write_text(f"{head}\n{lines}\n]}}\n", encoding="utf-8")
    return path


def read_stored(root: Path) -> dict[str, Stored]:
    """Return the stored audit by part, {} where there is none.

    Raises ``InputError`` for a file that is none.
    """
    path = root / FILE
    if not path.is_file():
        return {}
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if (document["format"], document["version"]) != (FORMAT, 1):
            raise ValueError(document["format"])
        found = [_from_json(row) for row in document["parts"]]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{FILE} is no stored audit: {str(error)[:80]}") from None
    return {one.id: one for one in found}


def stale_certificates(root: Path, stored: Mapping[str, Stored]) -> frozenset[str]:
    """Return the parts whose certificate is not the one that was audited."""
    return frozenset(
        one.id for one in stored.values() if file_digest(root / one.path) != one.certificate
    )


def _to_json(one: Stored) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "verdict": one.verdict,
        "grade": one.own.grade,
        "claim": one.claim,
        "certificate": one.certificate,
        "path": one.path,
        "uses": list(one.own.uses),
        "examples": list(one.own.examples),
    }


def _from_json(row: Mapping[str, Any]) -> Stored:
    own = Own(row["grade"], tuple(row["uses"]), tuple(row["examples"]))
    if own.grade and own.grade not in GRADES:
        raise ValueError(own.grade)
    names = ("id", "kind", "verdict", "claim", "certificate", "path")
    texts = {name: str(row[name]) for name in names}
    return Stored(own=own, **texts)
