r"""YSJ3: deeper networks memorize about half as many points as they have hidden parameters.

Statement. L >= 2, W >= 3: NN(W, L) interpolates N <= kappa (L - 1) W (W + 1) points,
kappa = (W - 2)/(2(W + 1)), (L - 1) W (W + 1) the parameters between hidden layers. kappa >= 1/4 for
W >= 5, 7/20 at W = 9, and tends to 1/2.

Hypotheses. W >= 3, L >= 2; distinct points of a line (or of R^d, projected), real labels.

Constants. kappa.

Source. That order W parameters suffice is the paper's (recalled); constant and proof derived here
from Theorem D.

Idea. Theorem D with S = floor(L/2) layer pairs.
"""

from __future__ import annotations

from fractions import Fraction

from memproof.library.model import Constant, Construction, Inequality, Lemma
from memproof.statements.claims import make_claim
from memproof.statements.sketches import (
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

from .paper import paper

PREDICATES = ("interpolates",)
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
        r"\(W \ge 5\), \(7/20\) for \(W \ge 9\)."
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
        ),
        Inequality("paired", PAIRED, _PAIRED),
        Inequality("capacity", CAPACITY, _CAPACITY),
        Inequality("quarter", QUARTER),
        Inequality("quarter-four", QUARTER_4, expected="refuted"),
        Inequality("seven-twentieths", SEVEN),
        Inequality("half", HALF),
        Inequality("layered", LAYERED, _LAYERED),
    ),
    idea="Theorem D with every two layers a pair; an odd layer passes the output on.",
    constants=(Constant("kappa", KAPPA, "capacity", "", "points over hidden parameters"),),
    notes="The paper's own count by quarters of layer pairs is not encoded.",
    declared_uses=("U11-direct",),
    full_part=("capacity", "layered"),
)
