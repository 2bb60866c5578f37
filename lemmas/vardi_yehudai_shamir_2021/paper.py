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

PREDICATES: dict[str, str] = {
    "memorizes_spread": (
        "memorizes_spread(W, D, b, N, rho, c): for every N pairwise at least 2 apart integers k_i "
        "in {0, ..., 2^rho - 1} and every N labels in {0, ..., 2^c - 1}, some network with exactly "
        "D hidden layers of at most W neurons each, weights and biases of at most b bits, takes "
        "the i-th label on the whole interval [k_i, k_i + 1]"
    ),
    "memorizes": (
        "memorizes(W, L, N, delta, d, C): for every N points of the unit ball of R^d, pairwise at "
        "least delta apart, and every N labels in {0, ..., C - 1}, some network in NN(W, L) takes "
        "these labels there"
    ),
    "rational_direction": (
        "rational_direction(d, N, eps): for every N distinct points of R^d some rational unit "
        "vector u has |u.(x_i - x_j)| > eps*|x_i - x_j| for all i != j"
    ),
}
"""What each predicate of this chain's claims means; a weight p/2^e in lowest terms has the bits of
its integer part plus e."""


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
