r"""V10-line: the closed form of Theorem 7 as a necessary size of memorizing networks.

Statement. If NN(W, L) memorizes every N points, pairwise delta apart, and N such points lie on a
line (N <= 1 + 2/delta), then N <= L + 1 + w log2(4 e R log2(2 e R)), w the sum over all layers of
the parameters up to it, R = W L (L + 1)/2 + L + 1.

Hypotheses. At least two labels.

Constants. Those of V10.

Source. Bartlett, Harvey, Liaw, Mehrabian (2019), Theorem 7 (seen), applied to layers of W units.

Idea. Memorizing networks shatter the points of a line.
"""

from __future__ import annotations

from memproof.certificates.sketches import AUTO, KNOWN, SIGN, apply, conclude
from memproof.library.model import Construction, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import seen

PREDICATES = ("layered_growth", "shatters", "memorizes")
SIZE = {"W": "integer >= 1", "L": "integer >= 1"}
SUMS = {"w": "integer >= 1", "R": "integer >= 1"}
# Twice the sums, so that both sides are integers at sight.
MEANINGS = [
    "2*w = 4*W*(L + 1) + W*(W + 1)*(L - 1)*(L + 2) + 2*W + 2",
    "2*R = W*L*(L + 1) + 2*L + 2",
]

LAYERS = make_claim(
    "layered_growth(L + 1, w, R, N)",
    {**SIZE, **SUMS, "N": "integer >= 1"},
    given=[*MEANINGS, "shatters(W, L, N, 1)"],
    predicates=PREDICATES,
)
NECESSARY = make_claim(
    "L + 1 + w*log2(4*e*R*log2(2*e*R)) >= N",
    {
        **SIZE,
        **SUMS,
        "N": "integer >= 1",
        "delta": "real > 0",
        "d": "integer >= 1",
        "C": "integer >= 2",
    },
    given=[*MEANINGS, "N <= 1 + 2/delta", "memorizes(W, L, N, delta, d, C)"],
    predicates=PREDICATES,
)

POINT = {
    **{"W": "1", "L": "1", "w": "6", "R": "3"},
    **{"N": "2", "delta": "2", "d": "1", "C": "2"},
}
_NECESSARY = apply(
    "V4/line",
    {"W": "W", "L": "L", "N": "N", "delta": "delta", "d": "d", "C": "C"},
    [AUTO] * 7 + [KNOWN],
    apply(
        "V10-line/layers",
        {"W": "W", "L": "L", "w": "w", "R": "R", "N": "N"},
        [AUTO] * 7 + [KNOWN],
        apply(
            "V10/closed",
            {"l": "L + 1", "w": "w", "R": "R", "m": "N"},
            [AUTO] * 5 + [KNOWN],
            conclude(SIGN),
        ),
    ),
)

LEMMA = Lemma(
    id="V10-line",
    number="Theorem 7, on a line",
    title="The closed form as a necessary size",
    statement=(
        r"If \(NN(W, L)\) memorizes every \(N \le 1 + 2/\delta\) points, pairwise \(\delta\) "
        r"apart, then \(N \le L + 1 + w \log_2(4eR \log_2(2eR))\), \(w = \sum_i P_i\), "
        r"\(R = WL(L+1)/2 + L + 1\)."
    ),
    source=seen("Theorem 7"),
    parts=(
        Construction(
            "layers",
            LAYERS,
            "Definitions: L hidden layers of W units, one input and one output unit are L + 1 "
            "layers; P_i = 2W + (i - 1)W(W + 1) parameters up to hidden layer i and "
            "2W + (L - 1)W(W + 1) + W + 1 in all add up to w; W sum_{i<=L} i + (L + 1) = R. "
            "Narrower layers lie in wider ones; {f > t} is the sign of the output f - t.",
            ("V10/large",),
        ),
        Inequality("necessary", NECESSARY, _NECESSARY, witness=POINT),
    ),
    idea="Memorizing networks shatter the points of a line.",
    statement_uses=("V10",),
    declared_uses=("V10", "V4"),
)
