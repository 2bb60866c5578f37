"""Vardi, Yehudai and Shamir 2021: about sqrt(N) parameters memorize N separated points.

Their full text was not available: the statements are recalled or restated elsewhere. The networks
and every constant were derived again, built, and counted on the built object.
"""

from __future__ import annotations

from memproof.library.model import Level, Source

TITLE = "On the optimal memorization power of ReLU neural networks"

SOURCE = Source(
    key="vardi-yehudai-shamir-2021",
    authors="G. Vardi, G. Yehudai, O. Shamir",
    title=TITLE,
    year=2021,
    identifier="arXiv:2110.03187",
    level="recalled",
)


def own(number: str) -> Source:
    """Return the source of a step derived here."""
    return Source(
        key="vardi-yehudai-shamir-2021",
        authors="memproof",
        title=f"Explicit layers and constants for: {TITLE}",
        year=2021,
        number=number,
        level="own",
    )


def paper(number: str, level: Level = "recalled") -> Source:
    """Return the source of a statement of the paper, as recalled."""
    return Source(
        key=SOURCE.key,
        authors=SOURCE.authors,
        title=SOURCE.title,
        year=SOURCE.year,
        identifier=SOURCE.identifier,
        number=number,
        level=level,
    )
