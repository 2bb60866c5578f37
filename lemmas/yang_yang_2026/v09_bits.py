r"""V9: bits are necessary.

Statement. If networks of one architecture with P parameters, each from a set of at most 2^b values,
take all labelings of some N points, then P b >= N.  If at most P of M parameters are not 0 (a value
that is among the 2^b) and their positions may be chosen, P (b + log2 M) >= N.

Hypotheses. P, N, M >= 1, b >= 0.

Constants. 1.

Source. Derived here; that bit complexity is necessary is stated by Vardi, Yehudai and Shamir (2021;
abstract).

Idea. At most 2^(P b) networks, hence functions; 2^N labelings.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from memproof.certificates.sketches import (
    AUTO,
    KNOWN,
    SIGN,
    apply,
    combine,
    conclude,
    exponentiate,
    have,
)
from memproof.library.model import Constant, Construction, Evidence, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import own

PREDICATES = ("labels_with_bits", "labels_with_sparse_bits", "memorizes_with_bits")
SIZES = {"P": "integer >= 1", "b": "integer >= 0", "N": "integer >= 1"}
SPARSE = {**SIZES, "M": "integer >= 1"}

COUNT = make_claim(
    "2^N <= 2^(P*b)", SIZES, given=["labels_with_bits(P, b, N)"], predicates=PREDICATES
)
BITS = make_claim("P*b >= N", SIZES, given=["labels_with_bits(P, b, N)"], predicates=PREDICATES)
PARAMETERS = "((d + 1)*W + (L - 1)*W*(W + 1) + W + 1)"
DATA = {
    "W": "integer >= 1",
    "L": "integer >= 1",
    "b": "integer >= 0",
    "N": "integer >= 1",
    "delta": "real > 0",
    "d": "integer >= 1",
    "C": "integer >= 2",
    "k": "integer >= 1",
}
ON_A_GRID = ["k <= d", "N <= (1 + floor(2/(delta*sqrt(k))))^k"]
GRID = make_claim(
    f"labels_with_bits({PARAMETERS}, b, N)",
    DATA,
    given=[*ON_A_GRID, "memorizes_with_bits(W, L, b, N, delta, d, C)"],
    predicates=PREDICATES,
)
POINTS = make_claim(
    f"{PARAMETERS}*b >= N",
    DATA,
    given=[*ON_A_GRID, "memorizes_with_bits(W, L, b, N, delta, d, C)"],
    predicates=PREDICATES,
)
SPARSE_COUNT = make_claim(
    "2^N <= M^P*2^(P*b)",
    SPARSE,
    given=["labels_with_sparse_bits(P, M, b, N)"],
    predicates=PREDICATES,
)
SPARSE_BITS = make_claim(
    "P*(b + log2(M)) >= N",
    SPARSE,
    given=["labels_with_sparse_bits(P, M, b, N)"],
    predicates=PREDICATES,
)
PAIRS_NEEDED = make_claim(
    "b >= N/P", SIZES, given=["labels_with_bits(P, b, N)"], predicates=PREDICATES
)
ONE_BIT_LESS = make_claim("P*b >= N + 1", SIZES, given=["2^N <= 2^(P*b)"])


def build_pair() -> Mapping[str, Any]:
    """Return 4 parameters of 1 bit that label 2 points in all ways: P b = 4 >= 2."""
    from memproof.networks.documents import build_family_document
    from memproof.networks.network import Network, build_layer

    places = (Fraction(0), Fraction(1))
    instances = []
    for labels in product(range(2), repeat=2):
        rising, falling = labels == (0, 1), labels == (1, 0)
        # labels = v relu(w x + a) + t with w in {-1, 1}, a, v, t in {0, 1}.
        hidden = build_layer([[-1 if falling else 1]], [1 if falling else 0])
        output = build_layer([[1 if rising or falling else 0]], [1 if labels == (1, 1) else 0])
        instances.append(({"N": 2, "C": 2}, labels, Network((hidden, output))))
    return build_family_document(
        "labeling",
        {"N": (2, 2), "C": (2, 2)},
        instances,
        sets=(places,),
        bounds=(["<=", "N", ["*", "parameters", 1]], ["=", "parameters", 4]),
    )


_BITS = apply(
    "V9/count",
    {"P": "P", "b": "b", "N": "N"},
    [SIGN] * 3 + [KNOWN],
    conclude(exponentiate("2^N", "2^(P*b)", SIGN, "ln(2)")),
)

_POINTS = apply(
    "V9/grid",
    {name: name for name in DATA},
    [AUTO] * 10 + [KNOWN],
    apply(
        "V9/bits",
        {"P": PARAMETERS, "b": "b", "N": "N"},
        [AUTO] * 3 + [KNOWN],
        conclude(SIGN),
    ),
)

_PER_PARAMETER = apply(
    "V9/bits",
    {"P": "P", "b": "b", "N": "N"},
    [SIGN] * 3 + [KNOWN],
    conclude(combine((1, ["goal", "P"]), (1, ["P*b - N"]))),
)

_SPARSE_BITS = apply(
    "V9/sparse-count",
    {"P": "P", "b": "b", "N": "N", "M": "M"},
    [SIGN] * 4 + [KNOWN],
    have(
        "N*ln(2) <= P*ln(M) + P*b*ln(2)",
        conclude(combine((1, ["goal", "ln(2)"]), (1, ["P*ln(M) + P*b*ln(2) - N*ln(2)"]))),
        exponentiate("2^N", "M^P*2^(P*b)", SIGN),
    ),
)

ON_A_LINE = {
    **{"W": "1", "L": "1", "b": "1", "N": "1"},
    **{"delta": "1", "d": "1", "C": "2", "k": "1"},
}

LEMMA = Lemma(
    id="V9",
    number="V9",
    title="Bits are necessary",
    statement=(
        r"If networks of one architecture with \(P\) parameters of at most \(2^b\) values "
        r"take all labelings of some \(N\) points, then \(Pb \ge N\). With at most \(P\) of \(M\) "
        r"parameters not 0, in any positions, \(P(b + \log_2 M) \ge N\). So \(Pb \ge N\) is "
        r"necessary for separated points of the unit ball wherever a grid of \(N\) of them fits."
    ),
    source=own("V9"),
    parts=(
        Evidence("pair", build_pair, "2 points, all labelings with 4 parameters of 2 values"),
        Construction(
            "count",
            COUNT,
            "P parameters of at most 2^b values each give at most 2^(P b) networks; each takes one "
            "labeling, and there are 2^N.",
            ("pair",),
        ),
        Inequality("bits", BITS, _BITS, witness={"P": "1", "b": "1", "N": "1"}),
        Inequality(
            "per-parameter", PAIRS_NEEDED, _PER_PARAMETER, witness={"P": "1", "b": "1", "N": "1"}
        ),
        Construction(
            "grid",
            GRID,
            "A cube of side 2/sqrt(k) lies in the unit ball of R^k, so in that of R^d, and holds a "
            "grid of spacing delta with 1 + floor(2/(delta sqrt(k))) points a side: N of them, "
            "with all labels 0 and 1, are among the data.",
            ("pair",),
        ),
        Inequality("points", POINTS, _POINTS, witness=ON_A_LINE),
        Construction(
            "sparse-count",
            SPARSE_COUNT,
            "P positions among M, repetitions allowed, in at most M^P ways that cover those that "
            "are not 0, then values, 0 among them, in at most 2^(P b) ways.",
            ("pair",),
        ),
        Inequality(
            "sparse-bits",
            SPARSE_BITS,
            _SPARSE_BITS,
            witness={"P": "1", "b": "1", "N": "1", "M": "1"},
        ),
        Inequality(
            "one-more",
            ONE_BIT_LESS,
            expected="refuted",
            point={"P": "1", "b": "1", "N": "1"},
        ),
    ),
    idea=r"At most \(2^{Pb}\) functions, \(2^N\) labelings.",
    constants=(Constant("bits for labelings", "N/P", "per-parameter", "", "bits a parameter"),),
)
