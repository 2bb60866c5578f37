r"""PLYS1: the depth in Theorem 1's proof.

Statement. Theorem 1's network halves its range about w log2 N times, each time with at least one
layer. Its stated depth, log d + log Delta + N^(2 - 2 w) log C/(1 + (1.5 w - 1) log N), does not
contain that log N: for the hypercube, d = log2 N and Delta = sqrt(d), w = 1 and C = 2, log2 N
exceeds every multiple of it.

Hypotheses. w = 1.

Constants. Shown for the multiple 10.

Source. Park et al. 2021, Theorem 1 and Lemma 6.

Idea. log d + log Delta is of order log log N there.
"""

from __future__ import annotations

from memproof.library.model import Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import seen

# n = log2 N = d, Delta = sqrt(d), w = 1, C = 2.
PRINTED = make_claim("n <= 10*(log2(n) + log2(n)/2 + 1/(1 + n/2))", {"n": "integer >= 2"})
REPAIRED = make_claim("n <= log2(n) + log2(n)/2 + 1/(1 + n/2) + n", {"n": "integer >= 2"})
# Widths: N^2/4 + 1 = U and the last range of condition (3).
LAST_RANGE = make_claim(
    "a*B >= U/2^(K - 2)",
    {
        "N": "integer >= 2",
        "K": "integer >= 2",
        "a": "integer >= 1",
        "B": "integer >= 1",
        "U": "integer >= 1",
    },
    given=["4*U <= N^2 + 4", "2^K*a*B >= N^2 + 4"],
)
# The last K-th part of the layers: Lemma 17 has L' layers of lookup, from L_(K-1) to L_K.
CUTS = {"l2": "integer >= 1", "l3": "integer >= 1"}
LOOKUP_PRINTED = make_claim("l2 + l3 = l3", CUTS, given=["l2 < l3"])
LOOKUP = make_claim("l2 + (l3 - l2) = l3", CUTS, given=["l2 < l3"])
HALVINGS = make_claim("8*4*(2^(K - 2) - 1) = 2^(K + 3) - 32", {"K": "integer >= 2"})

LEMMA = Lemma(
    id="PLYS1",
    number="Theorem 1",
    title="Depth of the halvings",
    statement=(
        r"On the hypercube (\(d = \log_2 N\), \(\Delta = \sqrt d\)) at \(w = 1\) the stated depth "
        r"\(\log d + \log\Delta + N^{2-2w}\log C/(1 + (1.5w - 1)\log N)\) is less than any "
        r"constant share of the \(\log_2 N\) halvings of the proof: add \(\log N\)."
    ),
    source=seen("Theorem 1"),
    parts=(
        Inequality(
            "printed",
            PRINTED,
            expected="refuted",
            point={"n": "200"},
            printed="proof of Theorem 1: the halvings' layers are not counted",
            repaired_by="repaired",
        ),
        Inequality("repaired", REPAIRED),
        Inequality("last-range", LAST_RANGE),
        Inequality("halvings", HALVINGS),
        Inequality(
            "lookup-printed",
            LOOKUP_PRINTED,
            expected="refuted",
            point={"l2": "2", "l3": "3"},
            printed="Appendix E, K = 3: L' = L_3 layers past L_2 end at L_3",
            repaired_by="lookup",
        ),
        Inequality("lookup", LOOKUP),
    ),
    idea="Lemma 6 is used about w log2 N times, each use costs a layer.",
    notes=(
        "This refutes the proof's count, not the theorem's statement. Part last-range is condition "
        "(3) of Theorem 3, part halvings the sum of its condition (2). In Appendix E, L' is "
        "L_K - L_(K-1) of the remaining layers (lookup), not L_3."
    ),
)
