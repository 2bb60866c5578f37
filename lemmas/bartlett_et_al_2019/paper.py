"""Bartlett, Harvey, Liaw and Mehrabian 2019: nearly tight bounds on the VC-dimension.

Read in full.  Theorem 7's proof is the source of the growth function behind every lower bound on
the size of a memorizing network; its constants are worked out in Yang and Yang's folder.
"""

from __future__ import annotations

from memproof.library.model import Level, Source

SOURCE = Source(
    key="bartlett-et-al-2019",
    authors="P. L. Bartlett, N. Harvey, C. Liaw, A. Mehrabian",
    title=(
        "Nearly-tight VC-dimension and pseudodimension bounds for piecewise linear neural networks"
    ),
    year=2019,
    identifier="Journal of Machine Learning Research 20(63)",
    level="seen",
)


def seen(number: str, level: Level = "seen") -> Source:
    """Return the source of a statement of the paper."""
    return Source(
        key=SOURCE.key,
        authors=SOURCE.authors,
        title=SOURCE.title,
        year=SOURCE.year,
        identifier=SOURCE.identifier,
        number=number,
        level=level,
    )


def own(number: str) -> Source:
    """Return the source of a statement derived here."""
    return Source(
        key=SOURCE.key,
        authors="memproof",
        title=f"Constants and constructions for: {SOURCE.title}",
        year=SOURCE.year,
        number=number,
        level="own",
    )
