r"""M1: the Jacobian of a smooth two-layer network has full generic rank.

Statement. Let psi be analytic near 0 with infinitely many nonzero Taylor coefficients c_k.  For
nonzero w_1, ..., w_h with w_i != +-w_j the h(d+1) functions psi(w_j.x), x_a psi'(w_j.x) are
linearly independent; so the n x h(d+1) Jacobian has rank min(n, h(d+1)) for almost all X, W.

Hypotheses. psi is no polynomial: tanh, logistic, softplus, gelu have infinitely many c_k != 0.

Constants. None.

Source. Madden and Thrampoulidis (2023) announce the generic rank (abstract); the proof is ours.

Idea. The part of degree k of a relation is sum_j (alpha_j + k beta_j.x/t_j) t_j^k = 0, t_j = w_j.x;
the largest |t_j| wins as k grows.
"""

from __future__ import annotations

from memproof.library.model import Construction, Evidence, Lemma
from memproof.statements.claims import make_claim

from ._search import interpolation
from .paper import source

PREDICATES = ("independent", "full_rank")
SIZES = {"h": "integer >= 1", "d": "integer >= 1"}

INDEPENDENT = make_claim("independent(h, d)", SIZES, predicates=PREDICATES)

FULL_RANK = make_claim(
    "full_rank(h, d, n)",
    {**SIZES, "n": "integer >= 1"},
    given=["n <= h*(d + 1)"],
    predicates=PREDICATES,
)

INSTANCES = (
    ("tanh", 5, 3, 18),
    ("logistic", 5, 3, 18),
    ("softplus", 5, 3, 17),
    ("gelu", 5, 3, 17),
)

LEMMA = Lemma(
    id="M1",
    number="M1",
    title="Generic rank of the Jacobian",
    statement=(
        r"Let \(\psi\) be analytic near 0 with infinitely many nonzero Taylor coefficients. For "
        r"nonzero \(w_1, \dots, w_h \in \mathbb{R}^d\) with \(w_i \ne \pm w_j\) the \(h(d+1)\) "
        r"functions \(\psi(w_j \cdot x)\), \(x_a \psi'(w_j \cdot x)\) are linearly independent; "
        r"the \(n \times h(d+1)\) Jacobian has rank \(\min(n, h(d+1))\) for almost all \(X, W\)."
    ),
    source=source("generic rank of the Jacobian"),
    parts=(
        *(
            Evidence(
                name,
                interpolation("m1_independence", name, m, d, n, name),
                f"{m} neurons in dimension {d} at {n} points: the Jacobian is invertible in {n} "
                "columns",
            )
            for name, m, d, n in INSTANCES
        ),
        Construction(
            "independent",
            INDEPENDENT,
            "Let sum_j [alpha_j psi(t_j) + (beta_j.x) psi'(t_j)] = 0 near 0, t_j = w_j.x. Its part "
            "of degree k with c_k != 0 is c_k sum_j (alpha_j + k beta_j.x/t_j) t_j^k = 0 where no "
            "t_j is 0. As w_i != +-w_j, on an open set |t_1| > |t_2| > ... > 0 in some order. "
            "Divide by k t_1^k and let such k go to infinity: beta_1.x/t_1 = 0 on an open set, so "
            "beta_1 = 0; divide by t_1^k: alpha_1 = 0. Induct on the number of terms.",
            tuple(name for name, *_ in INSTANCES),
        ),
        Construction(
            "full-rank",
            FULL_RANK,
            "Independent functions have points at which the n columns needed form an invertible "
            "matrix: n <= h(d+1) of them are independent, so some n points make their determinant "
            "nonzero. It is analytic in (X, W) on a connected domain, and not zero: its zeros are "
            "a null set.",
            ("independent",),
        ),
    ),
    idea=(
        r"In degree \(k\) a relation reads \(\sum_j (\alpha_j + k\,\beta_j \cdot x/t_j)\,t_j^k = "
        r"0\); as \(k \to \infty\) the largest \(|t_j|\) wins."
    ),
    notes=(
        r"An interpolation certificate shows the Jacobian invertible in \(n\) columns at one exact "
        r"point, so the generic rank is at least \(n\) at that size. The proof for all sizes is in "
        r"words, for a reader."
    ),
)
