"""Yang and Yang 2026: width and depth of networks that memorize separated points.

Only the abstract's statements are theirs; the chain U1 ... U13 that proves the upper bound with
explicit constants was derived independently, and every lemma file says so in its source.
"""

from __future__ import annotations

from memproof.library.model import Source

SOURCE = Source(
    key="yang-yang-2026",
    authors="X. Yang, Y. Yang",
    title="Memorization capacity of deep ReLU neural networks characterized by width and depth",
    year=2026,
    identifier="arXiv:2603.09589",
    level="abstract",
)

_ABSTRACTS = {
    "sufficient_constant": "W^2 L^2 = O(N log(1/delta)) suffices",
    "listed_constant": (
        "as listed by the preprint server: W^2 L^2 = Omega(N log(1/delta)) is necessary"
    ),
    "paper_constant": "inside the paper (v1): W^2 L^2 = Omega(N/log(1/delta)) is necessary",
}


def abstract(predicate: str) -> str:
    """Return where the claim that some constant has this property is printed."""
    return f"Yang and Yang (2026), abstract: {_ABSTRACTS[predicate]}"


def own(number: str) -> Source:
    """Return the source of a step of the chain: derived here, not taken from the paper."""
    return Source(
        key="yang-yang-2026",
        authors="memproof",
        title="Explicit constants for the width-depth trade-off of Yang and Yang (2026)",
        year=2026,
        number=number,
        level="own",
    )
