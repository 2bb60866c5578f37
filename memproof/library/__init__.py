"""The lemmas: loaded from their folder, decided, audited, ordered in a dependency graph."""

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

__all__ = [
    "Cited",
    "Constant",
    "Construction",
    "Evidence",
    "Inequality",
    "Lemma",
    "Part",
    "Source",
    "part_id",
]
