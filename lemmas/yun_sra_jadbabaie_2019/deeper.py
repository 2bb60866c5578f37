r"""YSJ3: deeper networks memorize about half as many points as they have hidden parameters.

Statement. L >= 2, W >= 3: NN(W, L) interpolates N <= kappa (L - 1) W (W + 1) points,
kappa = (W - 2)/(2(W + 1)), (L - 1) W (W + 1) the parameters between hidden layers. kappa >= 1/4 for
W >= 5, 7/20 at W = 9, and tends to 1/2. With labels in R^y, any S disjoint pairs of consecutive
hidden layers of widths (A_k, B_k) interpolate N <= sum p_k q_k - (S - 1) points,
p_k = A_k - y [k > 1], q_k = floor((B_k - [k < S])/y); so, as printed,
N <= 4 sum floor((A_k - r_k)/4) floor((B_k - r_k)/(4 y)) points, r_k = y [k > 1] + [k < S], if no
width is below its r_k.

Hypotheses. W >= 3, L >= 2; distinct points of a line (or of R^d, projected), real labels.

Constants. kappa; 4 and 1/4 in the printed count.

Source. That order W parameters suffice, and the count by quarters with its r_k, are the paper's
(recalled); constants and proofs derived here from Theorem D.

Idea. Theorem D with S = floor(L/2) layer pairs. Where a pair's printed count is not 0, p_k q_k is
at least four times as large, which pays for the fictitious key.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from memproof.certificates.sketches import (
    AUTO,
    KNOWN,
    SIGN,
    Sketch,
    apply,
    combine,
    conclude,
    have,
    split,
)
from memproof.library.model import Constant, Construction, Evidence, Inequality, Lemma
from memproof.statements.claims import Claim, make_claim

from .paper import paper

PREDICATES = ("interpolates", "pairs_fit", "printed_fit")
SIZE = {"W": "integer >= 3", "L": "integer >= 2", "N": "integer >= 1"}
KAPPA = "(W - 2)/(2*(W + 1))"
HIDDEN = "(L - 1)*W*(W + 1)"
DEEP = "2*W*(W - 1) + (S - 2)*W*(W - 2) - 1"

PADDING = make_claim(
    "interpolates(W, L, N)",
    {"W": "integer >= 1", "D": "integer >= 1", "L": "integer >= 1", "N": "integer >= 1"},
    given=["interpolates(W, D, N)", "D <= L"],
    predicates=PREDICATES,
)
COUNT = make_claim(
    f"({KAPPA})*(2*S)*W*(W + 1) <= {DEEP}", {"W": "integer >= 3", "S": "integer >= 2"}
)
COUNT_ONE = make_claim(f"({KAPPA})*2*W*(W + 1) <= W*W", {"W": "integer >= 3"})
KAPPA_HALF = make_claim(
    f"(1/2)*(2*S)*W*(W + 1) <= {DEEP}", {"W": "integer >= 3", "S": "integer >= 2"}
)
PAIRED = make_claim(
    "interpolates(W, L, N)",
    {**SIZE, "S": "integer >= 1"},
    given=[f"N <= ({KAPPA})*{HIDDEN}", "2*S <= L", "L <= 2*S + 1"],
    predicates=PREDICATES,
)
CAPACITY = make_claim(
    "interpolates(W, L, N)",
    SIZE,
    given=[f"N <= ({KAPPA})*{HIDDEN}"],
    predicates=PREDICATES,
)
QUARTER = make_claim(f"{KAPPA} >= 1/4", {"W": "integer >= 5"})
QUARTER_4 = make_claim(f"{KAPPA} >= 1/4", {"W": "integer >= 4"})
SEVEN = make_claim(f"{KAPPA} >= 7/20", {"W": "integer >= 9"})
HALF = make_claim(f"{KAPPA} >= 1/2 - 3/(2*(W + 1))", {"W": "integer >= 3"})
LAYERED = make_claim(
    "interpolates(W, L, N)",
    {**SIZE, "W": "integer >= 5"},
    given=[f"4*N <= {HIDDEN}"],
    predicates=PREDICATES,
)

OUTPUTS = make_claim(
    "pairs_fit(S, y, P, N)",
    {name: "integer >= 1" for name in ("S", "y", "P", "N")},
    given=["N <= P - (S - 1)"],
    predicates=PREDICATES,
)

# What a pair holds beyond its printed share: first pair of several, middle one, last one.
WIDTHS = {"A": "integer >= 1", "B": "integer >= 1", "y": "integer >= 1"}
QUADRUPLE = make_claim("4*floor(x/4) <= floor(x)", {"x": "real >= 0"})
SHARES = {
    "first": ("1", "A", "floor((B - 1)/y)"),
    "middle": ("(y + 1)", "(A - y)", "floor((B - 1)/y)"),
    "last": ("y", "(A - y)", "floor(B/y)"),
}


def _share(place: str) -> tuple[str, str, str, str]:
    r, p, q = SHARES[place]
    return f"floor((A - {r})/4)", f"floor((B - {r})/(4*y))", p, q


def _shared(place: str) -> Claim:
    quarters, columns, p, q = _share(place)
    return make_claim(
        f"4*{quarters}*{columns} + 1 <= {p}*{q}",
        WIDTHS,
        given=[f"{quarters} >= 1", f"{columns} >= 1"],
    )


def _shared_proof(place: str) -> Sketch:
    """p >= 4a and q >= 4b with a, b >= 1: p q >= 16 a b >= 4 a b + 1."""
    quarters, columns, p, q = _share(place)
    combined = combine(
        (1, ["goal"]),
        (1, [p, f"{q} - 4*{columns}"]),
        (4, [columns, f"{p} - 4*{quarters}"]),
        (12, [f"{quarters} - 1", columns]),
        (12, [f"{columns} - 1"]),
        (11, []),
    )
    columned = have(
        f"{q} >= 4*{columns}",
        combined,
        apply("YSJ3/quadruple", {"x": f"(B - {SHARES[place][0]})/y"}, [AUTO], AUTO),
    )
    return conclude(have(f"{p} >= 4*{quarters}", have(f"{p} >= 0", columned)))


# Without A, B >= r the product of two negative numbers counts points that no pair of layers holds.
NARROW = make_claim(
    "4*floor((A - 2)/4)*floor((B - 2)/4) <= (A - 1)*(B - 1)",
    {"A": "integer >= 1", "B": "integer >= 1"},
)
DEEP_PRINTED = make_claim(
    "printed_fit(S, y, T, N)",
    {name: "integer >= 1" for name in ("S", "y", "T", "N")},
    given=["N <= T"],
    predicates=PREDICATES,
)


def build_vectors() -> Mapping[str, Any]:
    """Return Theorem D with one and two outputs, two and three pairs, all labels of bits."""
    from memproof.constructions.evidence import build_vector_evidence

    return build_vector_evidence((2, 3), 2, 1)


def build_deep_vectors() -> Mapping[str, Any]:
    """Return 52 points with labels in R^3 by hidden widths [6, 10, 9, 10, 9, 9]."""
    from memproof.constructions import build_direct
    from memproof.networks.documents import build_values_document

    generator = random.Random(11)
    keys = generator.sample(range(52 * 52), 52)
    labels = [tuple(Fraction(generator.randint(-16, 16), 16) for _ in range(3)) for _ in keys]
    network = build_direct(keys, labels, [(6, 10), (9, 10), (9, 9)])
    return build_values_document(network, [(key,) for key in keys], labels)


def _padded(depth: str) -> Sketch:
    return apply(
        "YSJ3/padding",
        {"W": "W", "D": depth, "L": "L", "N": "N"},
        [AUTO] * 4 + [KNOWN, AUTO],
        KNOWN,
    )


# L = 2S or 2S + 1: (L - 1) W (W - 2)/2 <= S W (W - 2), which Theorem D or T holds.
_DEEP = apply(
    "YSJ3/count",
    {"W": "W", "S": "S"},
    [AUTO] * 2,
    have(
        f"N <= {DEEP}",
        apply(
            "U11-direct/theorem-d",
            {"W": "W", "S": "S", "N": "N"},
            [AUTO] * 4,
            _padded("2*S"),
        ),
    ),
)
_FLAT = apply(
    "YSJ3/count-one",
    {"W": "W"},
    [AUTO],
    have(
        "N <= W*W",
        apply(
            "U11-direct/theorem-t",
            {"W": "W", "p": "W", "q": "W", "N": "N"},
            [AUTO] * 6,
            _padded("2"),
        ),
    ),
)
_PAIRS = split("S - 2", integer=True, above=_DEEP, below=_FLAT)
_PAIRED = conclude(_PAIRS)
_CAPACITY = conclude(
    have(
        "L <= 2*floor(L/2) + 1",
        have(
            "floor(L/2) >= 1",
            apply(
                "YSJ3/paired",
                {"W": "W", "L": "L", "N": "N", "S": "floor(L/2)"},
                [AUTO] * 7,
                KNOWN,
            ),
        ),
    )
)

_LAYERED = conclude(
    apply(
        "YSJ3/quarter",
        {"W": "W"},
        [SIGN],
        have(
            f"N <= ({KAPPA})*{HIDDEN}",
            apply(
                "YSJ3/capacity",
                {"W": "W", "L": "L", "N": "N"},
                [AUTO] * 4,
                KNOWN,
            ),
            combine(
                (1, ["goal"]),
                (Fraction(1, 4), [f"{HIDDEN} - 4*N"]),
                (1, ["L - 1", "W", "W + 1", f"{KAPPA} - 1/4"]),
            ),
        ),
    )
)

LEMMA = Lemma(
    id="YSJ3",
    number="3",
    title="Deeper networks",
    statement=(
        r"For \(L \ge 2\), \(W \ge 3\), \(NN(W, L)\) interpolates "
        r"\(N \le \frac{W-2}{2(W+1)} (L-1)W(W+1)\) points; the constant is at least \(1/4\) for "
        r"\(W \ge 5\), \(7/20\) for \(W \ge 9\). With labels in \(\mathbb{R}^y\), \(S\) disjoint "
        r"layer pairs of widths \((A_k, B_k)\) interpolate \(N \le \sum p_k q_k - (S-1)\) points, "
        r"\(p_k = A_k - y[k>1]\), \(q_k = \lfloor (B_k - [k<S])/y \rfloor\), hence as printed "
        r"\(N \le 4 \sum \lfloor (A_k - r_k)/4 \rfloor \lfloor (B_k - r_k)/(4y) \rfloor\), "
        r"\(r_k = y[k>1] + [k<S] \le A_k, B_k\)."
    ),
    source=paper("deeper networks"),
    parts=(
        Inequality("count", COUNT),
        Inequality("count-one", COUNT_ONE),
        Inequality("count-half", KAPPA_HALF, expected="refuted"),
        Construction(
            "padding",
            PADDING,
            "One neuron relu(output + c) a layer, c large, carries the output on N points.",
            ("U11-direct/two-layers", "U11-direct/deep"),
            formal="ClaimsUpper.YSJ3__padding",
        ),
        Inequality("paired", PAIRED, _PAIRED),
        Inequality("capacity", CAPACITY, _CAPACITY, formal="ClaimsUpper.YSJ3__capacity"),
        Inequality("quarter", QUARTER),
        Inequality("quarter-four", QUARTER_4, expected="refuted"),
        Inequality("seven-twentieths", SEVEN),
        Inequality("half", HALF),
        Inequality("layered", LAYERED, _LAYERED, formal="ClaimsUpper.YSJ3__layered"),
        Evidence("vectors", build_vectors, "1 and 2 outputs, 2 and 3 pairs, all labels of bits"),
        Evidence("vectors-52", build_deep_vectors, "[6, 10, 9, 10, 9, 9], 52 points, 3 outputs"),
        Construction(
            "outputs",
            OUTPUTS,
            "Theorem D for each output. Breakpoints depend on the keys alone, so all outputs share "
            "a pair's p_k kinks; from the second pair on y neurons of its first layer carry the "
            "sums, and up to the last but one a neuron of its second layer carries x. In the "
            "second layer each sum is merged into its output's always active unit, so y q_k units "
            "do. The fictitious key of residual 0 is one for all outputs and costs one key a pair "
            "from the second on.",
            ("U11-direct/theorem-d", "vectors"),
        ),
        Inequality("quadruple", QUADRUPLE),
        *(Inequality(place, _shared(place), _shared_proof(place)) for place in SHARES),
        Inequality("narrow", NARROW, expected="refuted"),
        Construction(
            "printed",
            DEEP_PRINTED,
            "Pairs of printed share 0 only pass on x and the sums, for which r_k neurons a layer "
            "are enough. Each other pair holds p_k q_k >= 1 + its share (first, middle, last; a "
            "single pair: YSJ1/printed), so the pairs that are used hold sum p_k q_k minus their "
            "number, plus 1, and that is more than the sum of the shares (outputs).",
            ("outputs", "first", "middle", "last", "YSJ1/printed"),
        ),
    ),
    idea="Theorem D with every two layers a pair; an odd layer passes the output on.",
    constants=(Constant("kappa", KAPPA, "capacity", "", "points over hidden parameters"),),
    notes=(
        r"The printed count by quarters of layer pairs, with "
        r"\(r_k = d_y [k > 1] + [k < S]\), is transcribed from recollection. It follows from what "
        r"is built here as long as no width is below its \(r_k\); below, both factors can be "
        r"negative and their product counts points that two narrow layers do not hold (narrow: "
        r"\(A = B = 1\) in a middle pair)."
    ),
    declared_uses=("U11-direct", "YSJ1"),
)
