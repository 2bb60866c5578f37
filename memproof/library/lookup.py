"""Finds what a name means: a lemma, a part, a row of ``check`` or a source's claim.

Names are compared without case; "Theorem T" is found by a lemma's aliases, title or text.
"""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from memproof.bounds.catalogue import Catalogue
from memproof.certificates import read_certificate
from memproof.certificates.grades import (
    describe_grade,
    inherit,
    read_stored,
    stale_certificates,
)
from memproof.checker.errors import Rejected
from memproof.errors import InputError
from memproof.library.load import Entry, Library
from memproof.library.model import Lemma, Part, owner_id, part_id


@dataclass(frozen=True)
class Found:
    """What a name stands for: a lemma, and the part that was named, if one was."""

    entry: Entry
    part: Part | None = None

    @property
    def id(self) -> str:
        """The id of the part, else of the lemma."""
        lemma = self.entry.lemma
        return lemma.id if self.part is None else part_id(lemma, self.part)


@dataclass(frozen=True)
class Use:
    """A node of the tree of what a document rests on; ``again`` where it was shown before."""

    id: str
    depth: int
    again: bool


@dataclass(frozen=True)
class Hit:
    """A lemma that a search found, with the words it was found by."""

    entry: Entry
    where: str


def find_named(name: str, library: Library, catalogue: Catalogue) -> Found:
    """Return what ``name`` stands for.

    Raises InputError for a name that stands for nothing, with the nearest ones.
    """
    names = list_names(library, catalogue)
    found = names.get(fold(name))
    if found is not None:
        return found
    phrase = re.compile(rf"\b{re.escape(name)}\b")
    texts = [entry for entry in library.entries if phrase.search(_text_of(entry.lemma))]
    if len(name) > 2 and len(texts) == 1:
        return Found(texts[0])
    near = difflib.get_close_matches(fold(name), names, n=3, cutoff=0.5)
    close = [entry.lemma.id for entry in texts[:5]] or [names[one].id for one in near]
    hint = f" (near: {', '.join(dict.fromkeys(close))})" if close else ""
    raise InputError(f"there is nothing named {name!r}{hint}; memproof find WORDS searches")


def search(words: tuple[str, ...], library: Library) -> tuple[Hit, ...]:
    """The lemmas that hold all words in name, source, statement or text, best first."""
    wanted = [word.casefold() for word in words]
    hits: list[tuple[int, Hit]] = []
    for entry in library.entries:
        for rank, (where, text) in enumerate(_fields(entry)):
            folded = text.casefold()
            if all(word in folded for word in wanted):
                hits.append((rank, Hit(entry, where)))
                break
    return tuple(hit for _, hit in sorted(hits, key=lambda pair: pair[0]))


def list_uses(identifier: str, library: Library, most: int | None = None) -> tuple[Use, ...]:
    """What a part's certificate rests on, as an indented tree down to ``most`` levels."""
    parts = {name: (entry, part) for name, entry, part in library.parts()}
    seen: set[str] = set()

    def walk(name: str, depth: int) -> Iterator[Use]:
        again = name in seen
        seen.add(name)
        yield Use(name, depth, again)
        if again or name not in parts or (most is not None and depth >= most):
            return
        for used in _uses_of(*parts[name]):
            yield from walk(used, depth + 1)

    return tuple(walk(identifier, 0))


def describe_grades(library: Library) -> dict[str, str]:
    """The grade of each part in words, from the stored audit; none where none is stored."""
    stored = read_stored(library.root)
    stale = stale_certificates(library.root, stored)
    known = {name: one.own for name, one in stored.items() if one.own.grade}
    own = {name: one.grade for name, one in known.items()}
    found = inherit(known)
    return {
        name: "stale: its certificate has changed since the audit"
        if name in stale
        else describe_grade(name, known[name], found[name], own)
        for name in known
    }


def list_users(lemma: str, library: Library) -> tuple[str, ...]:
    """The parts of other lemmas whose certificates use a part of this one, in order."""
    return tuple(
        name
        for name, entry, part in library.parts()
        if owner_id(name) != lemma
        and any(owner_id(used) == lemma for used in _uses_of(entry, part))
    )


def _uses_of(entry: Entry, part: Part) -> tuple[str, ...]:
    path = entry.certificate(part)
    if not path.is_file():
        return ()
    try:
        uses = read_certificate(path).get("uses", {})
    except Rejected:
        return ()
    return tuple(sorted(uses)) if isinstance(uses, dict) else ()


def list_names(library: Library, catalogue: Catalogue) -> dict[str, Found]:
    """Every name that a command prints; an earlier meaning wins over a later one."""
    names: dict[str, Found] = {}
    ids: dict[str, Found] = {}
    for entry in library.entries:
        ids[entry.lemma.id] = Found(entry)
        for part in entry.lemma.parts:
            ids[part_id(entry.lemma, part)] = Found(entry, part)
    for identifier, found in ids.items():
        names.setdefault(fold(identifier), found)
    for entry in library.entries:
        for alias, named in entry.lemma.aliases.items():
            names.setdefault(
                fold(alias), ids[part_id(entry.lemma, named) if named else entry.lemma.id]
            )
    rows = [(one.id, one.parts) for one in catalogue.theorems]
    rows += [(one.id, one.parts) for one in catalogue.constructions]
    rows += [(one.id, one.parts) for one in catalogue.settings]
    for row, carriers in rows:
        for carried in carriers:
            if carried in ids:
                names.setdefault(fold(row), ids[carried])
                break
    for claim in catalogue.claims:
        for carried in (*claim.parts, *claim.theorems):
            if fold(carried) in names:
                names.setdefault(fold(claim.id), names[fold(carried)])
                break
    for entry in library.entries:
        for text in (entry.stem, entry.lemma.number, entry.lemma.title):
            names.setdefault(fold(text), Found(entry))
    return names


def fold(name: str) -> str:
    return re.sub(r"[\s_-]+", "-", name.strip().casefold())


def _fields(entry: Entry) -> Iterator[tuple[str, str]]:
    lemma = entry.lemma
    yield "name", f"{lemma.id} {lemma.number} {lemma.title}"
    yield "source", f"{lemma.source} {entry.paper}"
    yield "statement", lemma.statement
    yield "text", _text_of(lemma)
    yield "file", _docstring_of(entry)


def _docstring_of(entry: Entry) -> str:
    """What the lemma's file says at its head."""
    try:
        tree = ast.parse((entry.folder / f"{entry.stem}.py").read_text(encoding="utf-8"))
    except (OSError, ValueError, SyntaxError):
        return ""
    return ast.get_docstring(tree) or ""


def _text_of(lemma: Lemma) -> str:
    cited = (getattr(part, "source", "") for part in lemma.parts)
    claims = (str(getattr(part, "claim", "")) for part in lemma.parts)
    return "\n".join((lemma.title, lemma.statement, lemma.idea, lemma.notes, *cited, *claims))
