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

PREDICATES: dict[str, str] = {
    "slab_probability": (
        "slab_probability(d, eps, p): for u uniform on the unit sphere of R^d and any fixed unit "
        "vector z, the probability of |u.z| <= eps is p"
    ),
    "gamma_ratio": "gamma_ratio(d, r): r = Gamma(d/2)/Gamma((d-1)/2)",
    "direction": (
        "direction(d, N, eps): for every N distinct points of R^d some unit vector u has "
        "|u.(x_i - x_j)| > eps*|x_i - x_j| for all i != j"
    ),
    "rational_direction": "rational_direction(d, N, eps): direction(d, N, eps) with a rational u",
    "projects_to_line": (
        "projects_to_line(d, N, delta, R): every N points of the unit ball of R^d, pairwise at "
        "least delta apart, are mapped by one affine function into [0, R], pairwise at least 1 "
        "apart"
    ),
    "circle_gap": (
        "circle_gap(N, g): every N points of a circle of length 1 leave an arc of length at least "
        "g, with a point at its end, that holds no point in its interior"
    ),
    "shift_exists": (
        "shift_exists(N, f): for every N reals t_i some theta in [0, 1) gives every t_i + theta "
        "a fractional part of at most f"
    ),
    "reduces_to_keys": (
        "reduces_to_keys(d, N, delta, B): every N points of the unit ball of R^d, pairwise at "
        "least delta apart, are mapped by one affine function to reals with distinct integer "
        "parts in {0, ..., 2^B - 1} and fractional parts of at most 1 - 1/N"
    ),
    "interpolates": (
        "interpolates(W, L, N): for every N distinct reals and every N real values, some "
        "network in NN(W, L) takes these values there"
    ),
    "stores_groups": (
        "stores_groups(W, L, G): for every integers 0 <= s_1 < ... < s_G and v_1, ..., v_G >= 0, "
        "some network in NN(W, L) with two outputs maps every x >= 0 outside the unit intervals "
        "(s_g - 1, s_g) to x and the value v_g of the last s_g <= x (0 before s_1)"
    ),
    "decodes": (
        "decodes(W, L, n, B, c): for every M >= 2 some network in NN(W, L) with two inputs maps "
        "(T, v), v a code of n entries of a B-bit key and a c-bit label and T in "
        "[M k, M k + M - 1] for an integer k >= 0, to the sum of the labels of those entries "
        "whose key is k"
    ),
    "memorizes_keys": (
        "memorizes_keys(W, L, N, B, c): for every N reals with distinct integer parts in "
        "{0, ..., 2^B - 1} and fractional parts of at most 1 - 1/N, and every N labels in "
        "{0, ..., 2^c - 1}, some network in NN(W, L) takes these labels there"
    ),
    "memorizes": (
        "memorizes(W, L, N, delta, d, C): for every N points of the unit ball of R^d, pairwise at "
        "least delta apart, and every N labels in {0, ..., C - 1}, some network in NN(W, L) takes "
        "these labels there"
    ),
    "sufficient_constant": (
        "sufficient_constant(c): memorizes(W, L, N, delta, d, C) whenever W^2 L^2 >= c N "
        "log2(1/delta), delta <= 1/2"
    ),
    "listed_constant": (
        "listed_constant(c): W^2 L^2 >= c N log2(1/delta) whenever "
        "memorizes(W, L, N, delta, d, C), delta <= 1/2 and N <= 1 + 2/delta"
    ),
    "paper_constant": (
        "paper_constant(c): W^2 L^2 >= c N/log2(1/delta) whenever "
        "memorizes(W, L, N, delta, d, C), delta <= 1/2 and N <= 1 + 2/delta"
    ),
    "sign_vectors": (
        "sign_vectors(M, D, k, s): every M polynomials of degree at most D in k real variables "
        "have at most 2^s sign vectors (> 0 against <= 0)"
    ),
    "growth": (
        "growth(W, L, N, d, g): for every N points of R^d and every real t, the networks of "
        "NN(W, L) have at most 2^g different sets of those points with f(x) > t"
    ),
    "shatters": (
        "shatters(W, L, N, d): for some N points of R^d and some real t, every set of them is the "
        "set of those with f(x) > t for some network f in NN(W, L)"
    ),
    "pieces": (
        "pieces(W, L, p): for every network in NN(W, L) with one input at most p intervals cover "
        "the line, on each of which the output and all neurons of the last layer are affine"
    ),
    "attains_pieces": (
        "attains_pieces(W, L, p): for some network in NN(W, L) with one input no fewer than p "
        "intervals cover the line, on each of which the output is affine"
    ),
    "labels_with_bits": (
        "labels_with_bits(P, b, N): for some N points and some architecture of P parameters, each "
        "from a set of at most 2^b values, every labeling with 0 and 1 is taken by some network"
    ),
    "labels_with_sparse_bits": (
        "labels_with_sparse_bits(P, M, b, N): for some N points and some architecture of M "
        "parameters, each from a set of at most 2^b values that contains 0 and at most P of them "
        "not 0, every labeling with 0 and 1 is taken by some network"
    ),
}
"""What each predicate of this chain's claims means; NN(W, L) has exactly L hidden layers of at most
W neurons each and an affine output."""


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
