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

PREDICATES: dict[str, str] = {
    "independent": (
        "independent(h, d): for every psi that is analytic near 0 with infinitely many nonzero "
        "Taylor coefficients and all nonzero w_1, ..., w_h of R^d with w_i != w_j and w_i != -w_j "
        "the h(d+1) functions psi(w_j.x), x_a psi'(w_j.x) are linearly independent near 0"
    ),
    "full_rank": (
        "full_rank(h, d, n): for such psi, analytic on the real line, the n x h(d+1) Jacobian of "
        "sum_j psi(w_j.x_i) v_j at v = 1 has rank n for almost all x_1, ..., x_n and w_1, ..., w_h"
    ),
    "onto": (
        "onto(m, d, n): for such psi and n points of R^d outside a null set the values "
        "(f(x_1), ..., f(x_n)) of f = sum_{j<=m} v_j psi(w_j.x) take every vector of R^n"
    ),
    "onto_biased": "onto_biased(m, d, n): the same for f = sum_{j<=m} v_j psi(w_j.x + b_j)",
    "onto_power": "onto_power(k, m, d, n): onto for psi = x^k instead of such psi",
    "onto_one_sign": (
        "onto_one_sign(m, d, n): for some psi that is nowhere negative and n points of R^d outside "
        "a null set f, with or without biases, takes every vector of R^n"
    ),
    "onto_rooted": (
        "onto_rooted(m, d, n): onto for every such psi with psi(0) = 0 and psi'(0) not 0, "
        "as tanh and gelu"
    ),
    "onto_logistic": "onto_logistic(m, d, n): onto for psi(t) = 1/(1 + e^-t)",
    "full_rank_parity": (
        "full_rank_parity(h, d, n): for every such psi that is an affine function plus an odd or "
        "an even one (tanh, logistic, softplus, gelu) the n x h(d+2) Jacobian of sum_j v_j "
        "psi(w_j.x_i + b_j) at v = 1 has rank n for almost all x, w and b"
    ),
    "onto_parity": (
        "onto_parity(m, d, n): onto_biased for every such psi that is an affine function plus an "
        "odd or an even one"
    ),
    "first_layer_rank": (
        "first_layer_rank(k, d, m, n, r): for psi = x^k the n x md matrix of the derivatives of "
        "f with respect to the first layer has rank r for almost all data and weights"
    ),
}
"""What each predicate of this paper's claims means."""


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
