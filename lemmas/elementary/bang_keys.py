r"""B1: keys by Bang's lemma, whatever the dimension.

Statement. Every N points of the unit ball of R^d, pairwise at least delta apart, are mapped by one
affine function into [0, N(N-1)/delta], pairwise at least 1 apart. So networks of width W >= 9 and
depth L >= 2 memorize them with C labels if
W^2 L^2 >= (648/11) N (2 log2 N + log2(1/delta) + ceil(log2 C) + 1).

Hypotheses. As stated; delta <= 1 for the second form.

Constants. N(N-1)/delta, against 0.798 N^2 sqrt(d)/delta by a random direction; 648/11, with
folding 81.

Source. Derived here. Bang (1951) proved the lemma on signs within his proof of the plank theorem;
we know of no reference that uses it for keys.

Idea. Choose signs e_j with |s|^2 largest, s = sum e_j v_j, v_j = (x - x')/|x - x'|^2 for the pairs:
flipping one sign shows e_i <s, v_i> >= |v_i|^2, so s.(x - x') is at least 1 in absolute value.
"""

from __future__ import annotations

from memproof.library.model import Constant, Lemma, proved_in_rocq
from memproof.statements.claims import make_claim

from .paper import own

PREDICATES = ("projects_to_line", "memorizes")

KEYS = make_claim(
    "projects_to_line(d, N, delta, N*(N - 1)/delta)",
    {"d": "integer >= 1", "N": "integer >= 1", "delta": "real > 0"},
    predicates=PREDICATES,
)

TRADE_OFF = make_claim(
    "memorizes(W, L, N, delta, d, C)",
    {
        "W": "integer >= 9",
        "L": "integer >= 2",
        "N": "integer >= 2",
        "delta": "real in (0, 1]",
        "d": "integer >= 1",
        "C": "integer >= 2",
    },
    given=["W^2*L^2 >= (648/11)*N*(2*log2(N) + log2(1/delta) + ceil(log2(C)) + 1)"],
    predicates=PREDICATES,
)

FOLDED = make_claim(
    "memorizes(W, L, N, delta, d, C)",
    {
        "W": "integer >= 9",
        "L": "integer >= 2",
        "N": "integer >= 2",
        "delta": "real in (0, 1]",
        "d": "integer >= 1",
        "C": "integer >= 2",
    },
    given=[
        "L >= ceil(log2(2/delta)) + 2",
        "W^2*(L - ceil(log2(2/delta)))^2 >= 81*N*(2*log2(N) + ceil(log2(C)) + 1)",
    ],
    predicates=PREDICATES,
)

LEMMA = Lemma(
    id="B1",
    number="B1",
    title="Keys by Bang's lemma, and folding",
    statement=(
        r"\(N\) points of the unit ball of \(\mathbb{R}^d\), pairwise at least \(\delta\) apart, "
        r"are mapped by one affine function into \([0, N(N-1)/\delta]\), pairwise at least 1 "
        r"apart, whatever \(d\). Hence \(W^2 L^2 \ge \frac{648}{11} N (2\log_2 N + "
        r"\log_2\frac1\delta + \lceil\log_2 C\rceil + 1)\) suffices, and "
        r"\(\log_2\frac1\delta\) may be paid in layers: "
        r"\(W^2 L^2 \ge 81 N (2\log_2 N + \lceil\log_2 C\rceil + 1)\) suffices with "
        r"\(\lceil\log_2\frac2\delta\rceil\) layers more."
    ),
    source=own("B1"),
    parts=(
        proved_in_rocq("keys", KEYS, "ClaimsBang.B1__keys"),
        proved_in_rocq("trade-off", TRADE_OFF, "ClaimsBang.B1__trade_off"),
        proved_in_rocq("folded", FOLDED, "ClaimsBang.B1__folded"),
    ),
    idea="Of all sums of signed differences the longest one has the right sign at each pair.",
    constants=(Constant("K", "648/11", "trade-off", "smallest"),),
    aliases={"Bang": "keys", "folding": "folded", "F": "folded"},
)
