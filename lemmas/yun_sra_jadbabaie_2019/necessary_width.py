r"""YSJ2: necessary width of two hidden layers, from the exact number of affine pieces on a line.

Statement. On a line hidden widths [d1, d2] have at most (d1 + 1)(d2 + 1) affine pieces if d1 >= 3
and d2 >= 2, d2 + 2 if d1 = 1, 2 d2 + 3 if d1 = 2, d1 + 2 + ceil(d1/2) if d1 >= 3 and d2 = 1, and
each number is attained. So N alternating labels need N <= 1 + pieces, and N real labels
N <= (d1 + 1)(d2 + 1): with Theorem T, d1 d2 <= capacity <= (d1 + 1)(d2 + 1) for real labels, and
d1 d2 <= capacity <= (d1 + 1)(d2 + 1) + 1 for binary ones.

Hypotheses. One input, one output.

Constants. As stated; the printed N <= 2 d1 d2 + d2 + 1 follows, and is weaker for d2 >= 2.

Source. The printed count recalled; table, proofs and the networks that attain it derived here.

Idea. A kink of the output is a kink of the first layer or a zero of a second-layer pre-activation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from memproof.certificates.sketches import AUTO, KNOWN, SIGN, Sketch, apply, cases, conclude
from memproof.library.model import Constant, Construction, Evidence, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import own

PREDICATES = ("fits", "fits_bits", "line_pieces")
WIDTHS = {"d1": "integer >= 1", "d2": "integer >= 1"}

# Slopes a > 0 > b and c > 0 of three pieces; a is minus the jumps at the kinks that open left.
SLOPES = {"a": "real > 0", "b": "real < 0", "c": "real"}
FIRST_LEFT = make_claim("b = 0", {**SLOPES, "b": "real"}, given=["a = -(b - a)"])
SECOND_LEFT = make_claim("c < 0", SLOPES, given=["a = -(c - b)"])
BOTH_LEFT = make_claim("c = 0", SLOPES, given=["a = -(b - a) - (c - b)"])

MANY = make_claim(
    "line_pieces(d1, d2, (d1 + 1)*(d2 + 1))",
    {"d1": "integer >= 3", "d2": "integer >= 2"},
    predicates=PREDICATES,
)
# Widths that are one number stay variables, so that facts about [d1, d2] can be put in.
SINGLE = make_claim(
    "line_pieces(d1, d2, d1 + 2 + ceil(d1/2))",
    {"d1": "integer >= 3", "d2": "integer in [1, 1]"},
    predicates=PREDICATES,
)
TWO = make_claim(
    "line_pieces(d1, d2, 2*d2 + 3)",
    {"d1": "integer in [2, 2]", "d2": "integer >= 1"},
    predicates=PREDICATES,
)
ONE = make_claim(
    "line_pieces(d1, d2, d2 + 2)",
    {"d1": "integer in [1, 1]", "d2": "integer >= 1"},
    predicates=PREDICATES,
)

ALTERNATING = make_claim(
    "N <= 1 + P",
    {**WIDTHS, "N": "integer >= 1", "P": "integer >= 1"},
    given=["fits_bits(d1, d2, N)", "line_pieces(d1, d2, P)"],
    predicates=PREDICATES,
)
REAL = make_claim(
    "N <= (d1 + 1)*(d2 + 1)",
    {**WIDTHS, "N": "integer >= 1"},
    given=["fits(d1, d2, N, 1)"],
    predicates=PREDICATES,
)
BITS = make_claim(
    "fits_bits(d1, d2, N)",
    {**WIDTHS, "N": "integer >= 1"},
    given=["fits(d1, d2, N, 1)"],
    predicates=PREDICATES,
)
BINARY = make_claim(
    "N <= (d1 + 1)*(d2 + 1) + 1",
    {**WIDTHS, "N": "integer >= 1"},
    given=["fits_bits(d1, d2, N)"],
    predicates=PREDICATES,
)
SMALL = make_claim(
    "N <= 2*d2 + 4",
    {"d1": "integer in [2, 2]", "d2": "integer >= 1", "N": "integer >= 1"},
    given=["fits_bits(d1, d2, N)"],
    predicates=PREDICATES,
)
ENOUGH = make_claim(
    ["fits(d1, d2, d1*d2, 1)", "fits_bits(d1, d2, d1*d2)"], WIDTHS, predicates=PREDICATES
)

PRINTED = "2*d1*d2 + d2 + 1"
NECESSARY = make_claim(
    f"N <= {PRINTED}",
    {**WIDTHS, "N": "integer >= 1"},
    given=["fits_bits(d1, d2, N)"],
    predicates=PREDICATES,
)
WEAKER = make_claim(
    f"(d1 + 1)*(d2 + 1) + 1 <= {PRINTED}", {"d1": "integer >= 1", "d2": "integer >= 2"}
)
WEAKER_ONE = make_claim(f"(d1 + 1)*(d2 + 1) + 1 <= {PRINTED}", WIDTHS)
WEAKER_REAL = make_claim(f"(d1 + 1)*(d2 + 1) <= {PRINTED}", WIDTHS)
PARAMETERS = make_claim("d1 + d2*(d1 + 1) + 1 = (d1 + 1)*(d2 + 1)", WIDTHS)


def _build_pieces(d1: tuple[int, int], d2: tuple[int, int], pieces: Any) -> Mapping[str, Any]:
    from memproof.constructions.evidence import build_pieces_evidence

    return build_pieces_evidence(d1, d2, pieces)


def build_many() -> Mapping[str, Any]:
    """Return (d1 + 1)(d2 + 1) pieces of widths [d1, d2], 3 <= d1 <= 8, 2 <= d2 <= 8."""
    return _build_pieces((3, 8), (2, 8), ["*", ["+", "d1", 1], ["+", "d2", 1]])


def build_single() -> Mapping[str, Any]:
    """Return d1 + 2 + ceil(d1/2) pieces of widths [d1, 1], 3 <= d1 <= 8."""
    return _build_pieces((3, 8), (1, 1), ["+", "d1", 2, ["ceil-div", "d1", 2]])


def build_two() -> Mapping[str, Any]:
    """Return 2 d2 + 3 pieces of widths [2, d2], d2 <= 8."""
    return _build_pieces((2, 2), (1, 8), ["+", ["*", 2, "d2"], 3])


def build_one() -> Mapping[str, Any]:
    """Return d2 + 2 pieces of widths [1, d2], d2 <= 8."""
    return _build_pieces((1, 1), (1, 8), ["+", "d2", 2])


def _bounded(part: str, pieces: str) -> Sketch:
    """From the largest number of pieces to the largest number of alternating labels."""
    return apply(
        f"YSJ2/{part}",
        {"d1": "d1", "d2": "d2"},
        [AUTO] * (2 if part == "many" else 3),
        apply(
            "YSJ2/alternating",
            {"d1": "d1", "d2": "d2", "N": "N", "P": pieces},
            [AUTO] * 4 + [KNOWN] * 2,
            AUTO,
        ),
    )


_TABLE = conclude(
    cases(
        "d1",
        1,
        [_bounded("one", "d2 + 2"), _bounded("two", "2*d2 + 3")],
        cases(
            "d2",
            1,
            [_bounded("single", "d1 + 2 + ceil(d1/2)")],
            _bounded("many", "(d1 + 1)*(d2 + 1)"),
            SIGN,
        ),
        SIGN,
    )
)

_KINKS = (
    "Kinks of the output are kinks of the first layer (at most d1) or zeros of second-layer "
    "pre-activations, which are affine between those kinks. "
)

LEMMA = Lemma(
    id="YSJ2",
    number="2",
    title="Necessary width of two hidden layers",
    statement=(
        r"On a line hidden widths \([d_1, d_2]\) have at most \((d_1+1)(d_2+1)\) affine pieces "
        r"(\(d_1 \ge 3\), \(d_2 \ge 2\)), \(d_2 + 2\) (\(d_1 = 1\)), \(2d_2 + 3\) (\(d_1 = 2\)), "
        r"\(d_1 + 2 + \lceil d_1/2 \rceil\) (\(d_1 \ge 3\), \(d_2 = 1\)), each attained. Hence "
        r"\(d_1 d_2 \le\) capacity on a line \(\le (d_1+1)(d_2+1)\), plus 1 for binary labels."
    ),
    source=own("necessary width"),
    parts=(
        Inequality("first-left", FIRST_LEFT),
        Inequality("second-left", SECOND_LEFT),
        Inequality("both-left", BOTH_LEFT),
        Inequality("parameters", PARAMETERS),
        Evidence("pieces-many", build_many, "[d1, d2], 3 <= d1 <= 8, 2 <= d2 <= 8"),
        Evidence("pieces-single", build_single, "[d1, 1], 3 <= d1 <= 8"),
        Evidence("pieces-two", build_two, "[2, d2], d2 <= 8"),
        Evidence("pieces-one", build_one, "[1, d2], d2 <= 8"),
        Construction(
            "many",
            MANY,
            _KINKS + "Each of d2 units has at most one zero on each of d1 + 1 pieces, together "
            "d1 + d2 (d1 + 1) kinks. Attained: slopes 1, -1, 2, -2, 3, -3, 3, ..., neurons 2 and 3 "
            "open left, upper and lower kinks on two levels, d2 thresholds between, one unit "
            "facing down, so that every kink lies where some unit is active.",
            ("pieces-many",),
        ),
        Construction(
            "single",
            SINGLE,
            _KINKS + "A first-layer kink is visible only where the one unit is positive. Walking "
            "along the kinks with M of them not positive, the unit has at most d1 - M visible "
            "kinks and one zero for each change of sign, two at most for each run of such kinks, "
            "and one on either outer piece: most when the signs alternate, starting positive.",
            ("pieces-single",),
        ),
        Construction(
            "two",
            TWO,
            _KINKS + "A unit with a zero on each of three pieces has slopes of alternating sign, "
            "say +, -, +; the first slope is minus the sum of the jumps at kinks that open left, "
            "which is impossible whichever open left (none: slope 0; first-left, second-left, "
            "both-left). So a unit has at most two zeros: 2 + 2 d2 kinks.",
            ("first-left", "second-left", "both-left", "pieces-two"),
        ),
        Construction(
            "one",
            ONE,
            _KINKS + "One of the two pieces of a single neuron is constant, so each unit has at "
            "most one zero: 1 + d2 kinks.",
            ("pieces-one",),
        ),
        Construction(
            "alternating",
            ALTERNATING,
            "Labels 0, 1, 0, 1, ... on a line make slopes of alternating sign between neighbours, "
            "so N - 1 pieces at least.",
            ("pieces-many",),
        ),
        Construction("bits", BITS, "Bits are real labels.", ("YSJ1/families",)),
        Construction(
            "real",
            REAL,
            "Positive scales pass from a neuron's input to its output, so for each choice of signs "
            "d1 kinks, d1 + 1 numbers for each second-layer unit and the output's bias remain: "
            "d1 + d2 (d1 + 1) + 1 = (d1 + 1)(d2 + 1) (parameters). The labels taken at N points "
            "are a finite union of semialgebraic images of that dimension at most, which cannot be "
            "all of R^N for larger N.",
            ("parameters",),
        ),
        Inequality("small", SMALL, conclude(_bounded("two", "2*d2 + 3"))),
        Inequality("binary", BINARY, _TABLE),
        Inequality("printed", NECESSARY, _TABLE),
        Inequality(
            "enough",
            ENOUGH,
            apply(
                "YSJ1/theorem-t",
                {"p": "d1", "q": "d2", "y": "1"},
                [SIGN] * 3,
                apply(
                    "YSJ2/bits",
                    {"d1": "d1", "d2": "d2", "N": "d1*d2"},
                    [SIGN] * 3 + [KNOWN],
                    conclude(KNOWN, KNOWN),
                ),
            ),
        ),
        Inequality("weaker", WEAKER),
        Inequality("weaker-one", WEAKER_ONE, expected="refuted"),
        Inequality("weaker-real", WEAKER_REAL),
    ),
    idea="Count kinks of the first layer and zeros of the second.",
    constants=(
        Constant("pieces of two layers", "(d1 + 1)*(d2 + 1)", "many", "", "exact, d1 >= 3"),
        Constant("pieces of two layers", PRINTED, "printed", "", "printed, transcribed"),
    ),
    notes=(
        r"Networks with exactly these numbers of pieces are in the documents for all "
        r"\(d_1, d_2 \le 8\); that no network has more is the arguments in words. The printed "
        r"\(N \le 2d_1d_2 + d_2 + 1\) is transcribed; it follows for binary labels (printed)."
    ),
    declared_uses=("YSJ1",),
)
