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
    "Source",
    "audit",
    "load_library",
    "part_id",
    "regenerate",
]
