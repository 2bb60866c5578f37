r"""YSJ6: the counts of this paper for separated points of the unit ball.

Statement. NN(W, L), L >= 2, memorizes every N points of the unit ball of R^d, pairwise delta apart,
if N <= floor(W/2)^2, or N <= 4 floor(W/4)^2, or N <= (L - 1) W (W - 2)/2 (W >= 3). At most two
hidden layers of width W >= 3 memorize N <= 1 + 2/delta such points only if N <= (W + 1)^2 + 1, so
only if N <= 2 W^2 + W + 1.

Hypotheses. As stated; the separation enters only through the existence of the points.

Constants. None.

Source. The counts 4 floor(W/4)^2 and 2 W^2 + W + 1 recalled; the rest derived here.

Idea. Distinct points have distinct images under some linear function; alternating labels on a line
need as many pieces as points but one.
"""

from __future__ import annotations

from memproof.certificates.sketches import AUTO, KNOWN, SIGN, Sketch, apply, combine, conclude
from memproof.library.model import Construction, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import own

PREDICATES = ("fits", "interpolates", "line_pieces", "memorizes")
DATA = {"N": "integer >= 1", "delta": "real > 0", "d": "integer >= 1", "C": "integer >= 2"}
MEMORIZES = "memorizes(W, L, N, delta, d, C)"
LAYERS = {"L": "integer >= 2"}

TWO_LAYERS = make_claim(
    "interpolates(W, 2, N)",
    {"W": "integer >= 1", "N": "integer >= 1"},
    given=["fits(W, W, N, 1)"],
    predicates=PREDICATES,
)
HALVES = make_claim(
    MEMORIZES,
    {"W": "integer >= 2", **LAYERS, **DATA},
    given=["floor(W/2)^2 >= N"],
    predicates=PREDICATES,
)
PRINTED = make_claim(
    MEMORIZES,
    {"W": "integer >= 4", **LAYERS, **DATA},
    given=["4*floor(W/4)*floor(W/4) >= N"],
    predicates=PREDICATES,
)
DEEP = make_claim(
    MEMORIZES,
    {"W": "integer >= 3", **LAYERS, **DATA},
    given=["(L - 1)*W*(W - 2)/2 >= N"],
    predicates=PREDICATES,
)
PIECES = make_claim(
    "N <= 1 + P",
    {"W": "integer >= 1", **DATA, "P": "integer >= 1"},
    given=[
        "N <= 1 + 2/delta",
        "memorizes(W, 2, N, delta, d, C)",
        "line_pieces(W, W, P)",
    ],
    predicates=PREDICATES,
)
NECESSARY = make_claim(
    "(W + 1)^2 + 1 >= N",
    {"W": "integer >= 3", "L": "integer in [1, 2]", **DATA},
    given=["N <= 1 + 2/delta", MEMORIZES],
    predicates=PREDICATES,
)
PRINTED_NECESSARY = make_claim(
    "2*W^2 + W + 1 >= N",
    {"W": "integer >= 3", "L": "integer in [1, 2]", **DATA},
    given=["N <= 1 + 2/delta", MEMORIZES],
    predicates=PREDICATES,
)
_POINTS = {"N": "N", "delta": "delta", "d": "d", "C": "C"}


def _memorize(depth: str) -> Sketch:
    """Go on from interpolates(W, depth, N) to all points, at L layers."""
    return apply(
        "YSJ3/padding",
        {"W": "W", "D": depth, "L": "L", "N": "N"},
        [AUTO] * 4 + [KNOWN, AUTO],
        apply(
            "YY-listed/any-points",
            {**_POINTS, "W": "W", "L": "L"},
            [AUTO] * 6 + [KNOWN],
            KNOWN,
        ),
    )


def _from_fits(part: str) -> Sketch:
    return conclude(
        apply(
            f"YSJ1/{part}",
            {"d1": "W", "d2": "W", "y": "1", "N": "N"},
            [AUTO] * 5,
            apply(
                "YSJ6/two-layers",
                {"W": "W", "N": "N"},
                [AUTO] * 2 + [KNOWN],
                _memorize("2"),
            ),
        )
    )


_DEEP = conclude(apply("YSJ3/capacity", {"W": "W", "L": "L", "N": "N"}, [AUTO] * 4, _memorize("L")))
_NECESSARY = apply(
    "YSJ2/many",
    {"d1": "W", "d2": "W"},
    [SIGN] * 2,
    apply(
        "U14/padding",
        {**_POINTS, "W": "W", "D": "L", "L": "2"},
        [AUTO] * 8 + [KNOWN],
        apply(
            "YSJ6/pieces",
            {**_POINTS, "W": "W", "P": "(W + 1)*(W + 1)"},
            [AUTO] * 7 + [KNOWN] * 2,
            conclude(SIGN),
        ),
    ),
)
_PRINTED_NECESSARY = apply(
    "YSJ6/necessary",
    {**_POINTS, "W": "W", "L": "L"},
    [AUTO] * 8 + [KNOWN],
    conclude(combine((1, ["goal"]), (1, ["(W + 1)^2 + 1 - N"]), (1, ["W - 2", "W + 1"]))),
)

LEMMA = Lemma(
    id="YSJ6",
    number="6",
    title="The counts for separated points",
    statement=(
        r"\(NN(W, L)\), \(L \ge 2\), memorizes every \(N\) points, pairwise \(\delta\) apart, if "
        r"\(N \le \lfloor W/2 \rfloor^2\), \(N \le 4\lfloor W/4 \rfloor^2\), or "
        r"\(N \le (L-1)W(W-2)/2\). At most two layers of width \(W \ge 3\) memorize "
        r"\(N \le 1 + 2/\delta\) such points only if \(N \le (W+1)^2 + 1 \le 2W^2 + W + 1\)."
    ),
    source=own("separated points"),
    parts=(
        Construction(
            "two-layers",
            TWO_LAYERS,
            "Both say it of two hidden layers of at most W neurons each and one output.",
            ("YSJ1/theorem-t",),
        ),
        Inequality("halves", HALVES, _from_fits("halves"), formal="ClaimsUpper.YSJ6__halves"),
        Inequality("printed", PRINTED, _from_fits("printed"), formal="ClaimsUpper.YSJ6__printed"),
        Inequality("deep", DEEP, _DEEP, formal="ClaimsUpper.YSJ6__deep"),
        Construction(
            "pieces",
            PIECES,
            "N points of spacing delta on a diameter with labels 0, 1, 0, 1, ... make N - 1 pieces "
            "of slopes of alternating sign, at least.",
            ("YSJ2/alternating",),
        ),
        Inequality("necessary", NECESSARY, _NECESSARY, formal="ClaimsLower.YSJ6__necessary"),
        Inequality(
            "printed-necessary",
            PRINTED_NECESSARY,
            _PRINTED_NECESSARY,
            formal="ClaimsLower.YSJ6__printed_necessary",
        ),
    ),
    idea="A linear function separates the points; a line holds 1 + 2/delta of them.",
    declared_uses=("U14", "YSJ1", "YSJ2", "YSJ3", "YY-listed"),
)
