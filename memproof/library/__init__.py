"""The lemmas: loaded from their folder, decided, audited, ordered in a dependency graph."""

from memproof.library.audit import Audit, LemmaAudit, PartAudit, audit
from memproof.library.load import Entry, Library, load_library
from memproof.library.model import (
    Cited,
    Constant,
    Construction,
    Evidence,
    Inequality,
    Lemma,
    Part,
    Source,
    part_id,
)
from memproof.library.regenerate import Outcome, regenerate
from memproof.library.vocabulary import Predicate, Sort

__all__ = [
    "Audit",
    "Cited",
    "Constant",
    "Construction",
    "Entry",
    "Evidence",
    "Inequality",
    "Lemma",
    "LemmaAudit",
    "Library",
    "Outcome",
    "Part",
    "PartAudit",
    "Predicate",
    "Sort",
    "Source",
    "audit",
    "load_library",
    "part_id",
    "regenerate",
]
