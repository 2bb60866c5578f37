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

PREDICATES: dict[str, str] = {
    "fits": (
        "fits(d1, d2, N, y): for every N distinct reals and every N labels in R^y, some ReLU "
        "network with two hidden layers of at most d1 and d2 neurons takes these labels there"
    ),
    "fits_bits": (
        "fits_bits(d1, d2, N): for every N distinct reals and every N labels 0 or 1, some ReLU "
        "network with two hidden layers of at most d1 and d2 neurons takes these labels there"
    ),
    "fits_one_hot": (
        "fits_one_hot(d1, d2, d3, N, C): for every N distinct reals and every N classes of C, some "
        "ReLU network with three hidden layers of at most d1, d2, d3 neurons takes the unit vector "
        "of its class at each real"
    ),
    "interpolates": (
        "interpolates(W, L, N): for every N distinct reals and every N real values, some "
        "network in NN(W, L) takes these values there"
    ),
    "memorizes": (
        "memorizes(W, L, N, delta, d, C): for every N points of the unit ball of R^d, pairwise at "
        "least delta apart, and every N labels in {0, ..., C - 1}, some network in NN(W, L) takes "
        "these labels there"
    ),
    "pairs_fit": (
        "pairs_fit(S, y, P, N): for any S pairs (A_k, B_k) with p_k = A_k - y [k > 1] >= 1, "
        "q_k = floor((B_k - [k < S])/y) >= 1 and sum p_k q_k = P, and for every N distinct reals "
        "and N labels in R^y, some ReLU network of hidden layers of at most A_1, B_1, ..., A_S, "
        "B_S neurons takes these labels there"
    ),
    "printed_fit": (
        "printed_fit(S, y, T, N): for any S pairs (A_k, B_k) with A_k, B_k >= r_k = y [k > 1] + "
        "[k < S] and 4 sum floor((A_k - r_k)/4) floor((B_k - r_k)/(4 y)) = T, and for every N "
        "distinct reals and N labels in R^y, some ReLU network of hidden layers of at most A_1, "
        "B_1, ..., A_S, B_S neurons takes these labels there"
    ),
    "line_pieces": (
        "line_pieces(d1, d2, P): every ReLU network on the line with two hidden layers of at most "
        "d1 and d2 neurons and one output has at most P affine pieces, and some has exactly P"
    ),
    "general_fit": (
        "general_fit(d, h, N): for every N points of R^d in general position (no d + 1 on a "
        "hyperplane) and every N real labels, some ReLU network with one hidden layer of at most h "
        "neurons takes these labels there"
    ),
    "residual_fit": (
        "residual_fit(d, h, B, N): for every N points of R^d whose first d - 1 coordinates are in "
        "general position in R^(d-1) and every N real labels, some B >= 1 blocks z -> z + V "
        "relu(U z + b) with h hidden neurons in all end with the label in the last coordinate"
    ),
    "sheared_fit": (
        "sheared_fit(d, h, B, N): for every N points of R^d no d of which are affinely dependent "
        "and every N real labels, some shear x_j + c_j x_d, j < d, of the points followed by some "
        "B >= 1 blocks z -> z + V relu(U z + b) with h hidden neurons in all ends with the label "
        "in the last coordinate"
    ),
}
"""What each predicate of this paper's claims means."""


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
