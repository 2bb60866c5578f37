"""Loads the lemma files: a folder a paper, a file a lemma."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from memproof.certificates import certificate_path
from memproof.certificates.modules import lemmas_folder, load_module, open_folder
from memproof.errors import InputError
from memproof.library.model import Lemma, Part, Source, claim_of, part_id
from memproof.library.vocabulary import (
    Predicate,
    check_predicates,
    join_vocabularies,
    predicates_of,
    read_vocabulary,
)

# Files of a paper's folder that hold no lemma; so do those that start with an underscore.
NOT_LEMMAS = ("paper", "bounds", "vocabulary", "__init__")


@dataclass(frozen=True)
class Entry:
    """A lemma with the paper's folder and the file it stands in."""

    lemma: Lemma
    folder: Path
    stem: str
    shared: bool = False

    @property
    def paper(self) -> str:
        """The name of the paper's folder."""
        return self.folder.name

    def certificate(self, part: Part) -> Path:
        """Return the path of a part's certificate; the file need not exist."""
        stem = f"{self.stem}--{self.lemma.id}" if self.shared else self.stem
        return certificate_path(self.folder, stem, part.name)


@dataclass(frozen=True)
class Paper:
    """A paper's folder and its source."""

    folder: str
    source: Source


@dataclass(frozen=True)
class Library:
    """All lemmas in order of paper and number, the papers' sources, the predicates by name."""

    root: Path
    entries: tuple[Entry, ...]
    papers: tuple[Paper, ...] = ()
    vocabulary: Mapping[str, Predicate] = field(default_factory=dict)

    @property
    def sources(self) -> tuple[tuple[str, Source], ...]:
        """(folder, source) of each paper that has one."""
        return tuple((paper.folder, paper.source) for paper in self.papers)

    @property
    def lemmas(self) -> tuple[Lemma, ...]:
        """The lemmas in order."""
        return tuple(entry.lemma for entry in self.entries)

    def predicates(self, paper: str) -> tuple[Predicate, ...]:
        """The predicates that a paper's claims use, by name."""
        claims = [claim_of(part) for _, entry, part in self.parts() if entry.paper == paper]
        used = {one.predicate for claim in claims if claim for one in predicates_of(claim)}
        return tuple(self.vocabulary[name] for name in sorted(used))

    def entry(self, lemma_id: str) -> Entry:
        """Return the entry of a lemma; raises ``InputError`` for an unknown id."""
        for entry in self.entries:
            if entry.lemma.id == lemma_id:
                return entry
        raise InputError(f"there is no lemma {lemma_id!r}")

    def parts(self) -> Iterator[tuple[str, Entry, Part]]:
        """Yield (document id, entry, part) in order."""
        for entry in self.entries:
            for part in entry.lemma.parts:
                yield part_id(entry.lemma, part), entry, part

    def relative(self, path: Path) -> str:
        """Return a path below the library's folder as text with slashes."""
        return path.relative_to(self.root).as_posix()


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a sort key by which U2 comes before U10."""
    pieces = re.findall(r"\d+|\D+", text)
    return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p.casefold()) for p in pieces)


def load_library(root: Path | str | None = None) -> Library:
    """Import every lemma file below ``root`` (default: the lemmas of this installation).

    A file ``<paper>/<file>.py`` defines ``LEMMA`` or ``LEMMAS``; ``paper.py`` defines ``SOURCE``;
    ``vocabulary.py``, beside the papers or in a paper's folder, says what predicates mean, beside
    this installation's own.  Raises ``InputError`` when a file cannot be imported, holds no lemma,
    or repeats an id, and when a predicate has no meaning, two, other arguments, or no use.
    """
    folder = lemmas_folder() if root is None else Path(root).resolve()
    if not folder.is_dir():
        raise InputError(f"there is no folder {folder.name!r} with lemmas")
    package = open_folder(folder)
    entries: list[Entry] = []
    papers: list[Paper] = []
    for paper in sorted(_visible_folders(folder), key=lambda path: natural_key(path.name)):
        if (paper / "paper.py").is_file():
            papers.append(_paper(load_module(package, f"{paper.name}.paper"), paper))
        for path in sorted(paper.glob("*.py")):
            if path.stem not in NOT_LEMMAS and not path.stem.startswith("_"):
                entries.extend(
                    _entries(load_module(package, f"{paper.name}.{path.stem}"), paper, path.stem)
                )
    _check_ids(entries)
    entries.sort(key=lambda e: (natural_key(e.paper), natural_key(e.lemma.number), e.lemma.id))
    return Library(folder, tuple(entries), tuple(papers), _vocabulary(folder, entries))


def _vocabulary(folder: Path, entries: list[Entry]) -> Mapping[str, Predicate]:
    """The predicates of this installation and of a folder, checked against the folder's claims."""
    own = [folder / "vocabulary.py", *sorted(folder.glob("*/vocabulary.py"))]
    standard = lemmas_folder() / "vocabulary.py"
    files = [path for path in own if path.is_file()]
    places = {path: path.relative_to(folder).as_posix() for path in files}
    read = {path: read_vocabulary(path) for path in dict.fromkeys((standard, *files))}
    known = join_vocabularies(
        (places.get(path, "lemmas/vocabulary.py"), read[path]) for path in read
    )
    used: set[str] = set()
    for entry in entries:
        for part in entry.lemma.parts:
            claim = claim_of(part)
            if claim is not None:
                check_predicates(part_id(entry.lemma, part), claim, known)
                used |= {one.predicate for one in predicates_of(claim)}
    for path in files:
        for one in read[path]:
            if one.name not in used:
                raise InputError(f"{places[path]}: no claim uses {one.name}")
    return known


def _visible_folders(folder: Path) -> list[Path]:
    return [
        p for p in folder.iterdir() if p.is_dir() and p.name.isidentifier() and p.name[0] != "_"
    ]


def _paper(module: ModuleType, folder: Path) -> Paper:
    source = getattr(module, "SOURCE", None)
    if not isinstance(source, Source):
        raise InputError(f"{folder.name}/paper.py must define SOURCE")
    if hasattr(module, "PREDICATES"):
        raise InputError(f"{folder.name}/paper.py: what predicates mean stands in vocabulary.py")
    return Paper(folder.name, source)


def _entries(module: ModuleType, paper: Path, stem: str) -> list[Entry]:
    single = getattr(module, "LEMMA", None)
    found = (single,) if single is not None else tuple(getattr(module, "LEMMAS", ()))
    if not found or not all(isinstance(lemma, Lemma) for lemma in found):
        raise InputError(f"{paper.name}/{stem}.py must define LEMMA or LEMMAS")
    return [Entry(lemma, paper, stem, shared=len(found) > 1) for lemma in found]


def _check_ids(entries: list[Entry]) -> None:
    seen: dict[str, Entry] = {}
    for entry in entries:
        other = seen.setdefault(entry.lemma.id, entry)
        if other is not entry:
            places = f"{other.paper}/{other.stem}.py and {entry.paper}/{entry.stem}.py"
            raise InputError(f"the id {entry.lemma.id} occurs in {places}")
