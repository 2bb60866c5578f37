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

PREDICATES: dict[str, str] = {
    "sign_vectors": (
        "sign_vectors(M, D, k, s): every M polynomials of degree at most D in k real variables "
        "have at most 2^s sign vectors (> 0 against <= 0)"
    ),
    "growth": (
        "growth(W, L, N, d, g): for every N points of R^d and every real t, the networks of "
        "NN(W, L) have at most 2^g different sets of those points with f(x) > t"
    ),
    "memorizes": (
        "memorizes(W, L, N, delta, d, C): for every N points of the unit ball of R^d, pairwise at "
        "least delta apart, and every N labels in {0, ..., C - 1}, some network in NN(W, L) takes "
        "these labels there"
    ),
    "shatters": (
        "shatters(W, L, N, d): for some N points of R^d and some real t, every set of them is the "
        "set of those with f(x) > t for some network f in NN(W, L)"
    ),
    "layered_growth": (
        "layered_growth(l, w, R, m): on some network of l layers (the output layer counted) with "
        "piecewise linear units of two pieces, k_i units in layer i and W_i parameters up to layer "
        "i, w = sum W_i, R = sum i k_i, some m points are shattered by the sign of the output"
    ),
    "vc_at_least": (
        "vc_at_least(l, p, v): some ReLU network of at most l layers (the output layer counted) "
        "and at most p parameters, whose units may read all earlier units and inputs, shatters "
        "some v points or more by the sign of its output"
    ),
}
"""What each predicate of this paper's claims means."""


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
