"""Madden and Thrampoulidis 2023: memory capacity of two-layer networks with smooth activations.

Only the abstract was read: it states the lower bound floor(md/2), the degree condition
binom(k+d-1, d-1) >= n for x^k and optimality up to a factor of about 2, with md + 2m parameters,
which counts biases.  The proofs here are our own; what they do not give stays cited.
"""

from __future__ import annotations

from memproof.library.model import Level, Source

SOURCE = Source(
    key="madden-thrampoulidis-2023",
    authors="L. Madden, C. Thrampoulidis",
    title="Memory capacity of two layer neural networks with smooth activations",
    year=2023,
    identifier="arXiv:2308.02001",
    level="abstract",
)


def source(number: str, level: Level = "own") -> Source:
    """Return the source of a statement of the paper, or of ours about it."""
    return Source(
        key=SOURCE.key,
        authors=SOURCE.authors,
        title=SOURCE.title,
        year=SOURCE.year,
        identifier=SOURCE.identifier,
        number=number,
        level=level,
    )
