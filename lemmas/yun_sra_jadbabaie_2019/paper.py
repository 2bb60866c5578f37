"""Yun, Sra and Jadbabaie 2019: small ReLU networks memorize, and how small they can be.

The printed counts are transcribed from recollection and restatements; every construction here was
derived and run again.
"""

from __future__ import annotations

from memproof.library.model import Level, Source

TITLE = "Small ReLU networks are powerful memorizers: a tight analysis of memorization capacity"

SOURCE = Source(
    key="yun-sra-jadbabaie-2019",
    authors="C. Yun, S. Sra, A. Jadbabaie",
    title=TITLE,
    year=2019,
    identifier="arXiv:1810.07770",
    level="recalled",
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


def own(number: str) -> Source:
    """Return the source of a statement derived here."""
    return Source(
        key=SOURCE.key,
        authors="memproof",
        title=f"Constants and constructions for: {TITLE}",
        year=2019,
        number=number,
        level="own",
    )
