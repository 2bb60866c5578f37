"""Elementary theorems, derived here: small networks, keys by Bang's lemma, and their constants.

They replace what other chains take from the literature, or answer what those leave open.
"""

from __future__ import annotations

from memproof.library.model import Source

SOURCE = Source(
    key="elementary",
    authors="memproof",
    title="Elementary memorization theorems with constants",
    year=2026,
    level="own",
)


def own(number: str) -> Source:
    """Return the source of one of these theorems."""
    return Source(
        key=SOURCE.key,
        authors=SOURCE.authors,
        title=SOURCE.title,
        year=SOURCE.year,
        number=number,
        level="own",
    )
