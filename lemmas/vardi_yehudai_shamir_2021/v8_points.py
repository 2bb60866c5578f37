r"""VYS8: from keys two apart back to separated points.

Statement. If 2.94 N^2 sqrt(pi d)/delta <= 2^rho and C <= 2^c, width 12 and depth at most
sqrt(N (mu + 1)) + mu + 4, mu = max{rho, c}, memorize every N points of the unit ball of R^d,
pairwise at least delta apart, with labels in {0, ..., C - 1}; with P copies of the selector, width
11 P + 1 and depth at most l sqrt(mu + 1) + mu + 5 for every l >= 1 with P l^2 >= N.

Hypotheses. N >= 2, delta <= 2.

Constants. Those of VYS1, VYS5 and VYS6.

Source. The step is the paper's (recalled); written out here.

Idea. The projection merges into the first layer: t = v.x + b lies in [k_i, k_i + 1] for keys two
apart.
"""

from __future__ import annotations

from memproof.certificates.sketches import AUTO, KNOWN, SIGN, Sketch, apply, combine, conclude
from memproof.library.model import Constant, Construction, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import paper

PREDICATES = ("memorizes_spread", "memorizes", "rational_direction")
DATA = {
    "N": "integer >= 2",
    "delta": "real in (0, 2]",
    "d": "integer >= 1",
    "C": "integer >= 2",
    "rho": "integer >= 1",
    "c": "integer >= 1",
}
KEYS = ["2.94*N^2*sqrt(pi*d)/delta <= 2^rho", "C <= 2^c"]
MEMORIZES = "memorizes(W, D, N, delta, d, C)"

POINTS = make_claim(
    MEMORIZES,
    {**DATA, "W": "integer >= 1", "D": "integer >= 1", "b": "integer >= 1"},
    given=[
        *KEYS,
        "rational_direction(d, N, sqrt(2*pi/d)/N^2)",
        "memorizes_spread(W, D, b, N, rho, c)",
    ],
    predicates=PREDICATES,
)
MU = {"mu": "integer >= 1"}
PADDING = make_claim(
    "memorizes(V, L, N, delta, d, C)",
    {
        "W": "integer >= 2",
        "D": "integer >= 1",
        "V": "integer >= 1",
        "L": "integer >= 1",
        "N": "integer >= 1",
        "delta": "real > 0",
        "d": "integer >= 1",
        "C": "integer >= 1",
    },
    given=["W <= V", "D <= L", MEMORIZES],
    predicates=PREDICATES,
)
TWELVE = make_claim(
    "memorizes(W, L, N, delta, d, C)",
    {"W": "integer >= 12", "L": "integer >= 1", **DATA, **MU},
    given=[*KEYS, "mu >= rho", "mu >= c", "L >= sqrt(N*(mu + 1)) + mu + 4"],
    predicates=PREDICATES,
)
PRINTED = make_claim(
    "memorizes(W, L, N, delta, d, C)",
    {"W": "integer >= 12", "L": "integer >= 1", **DATA, **MU, "m": "real"},
    given=[
        *KEYS,
        "mu >= rho",
        "mu >= c",
        "mu <= m + 1",
        "m >= 2*log2(N) + log2(5*sqrt(pi))",
        "L >= 4*(sqrt(N*log2(N)) + sqrt(N/log2(N))*m)",
    ],
    predicates=PREDICATES,
)
COPIES = make_claim(
    [MEMORIZES.replace("W", "11*P + 1"), "D <= l*sqrt(mu + 1) + mu + 5"],
    {**DATA, **MU, "P": "integer >= 1", "l": "integer >= 1"},
    given=[*KEYS, "mu >= rho", "mu >= c", "P*l^2 >= N"],
    exists={"D": "integer >= 1"},
    predicates=PREDICATES,
)
LAYOUT = {"g": "integer >= 1", "G": "integer >= 1", "S": "integer >= 0"}
ALONE = make_claim(
    "memorizes(W, L, N, delta, d, C)",
    {"W": "integer >= 12", "L": "integer >= 1", **DATA, **MU, **LAYOUT},
    given=[
        *KEYS,
        "mu >= rho",
        "mu >= c",
        "g*G >= N",
        "4*S >= G - 1",
        "L >= 2 + S + g*(mu + 1)",
    ],
    predicates=PREDICATES,
)
BESIDE = make_claim(
    "memorizes(W, L, N, delta, d, C)",
    {
        "W": "integer >= 1",
        "L": "integer >= 1",
        **DATA,
        **MU,
        **LAYOUT,
        "P": "integer >= 1",
        "n": "integer >= 1",
    },
    given=[
        *KEYS,
        "mu >= rho",
        "mu >= c",
        "P*n >= N",
        "g*G >= n",
        "4*S >= G",
        "W >= 11*P + 1",
        "L >= 2 + S + g*(mu + 1)",
    ],
    predicates=PREDICATES,
)
POINT = {"N": "2", "delta": "2", "d": "1", "C": "2", "rho": "4", "c": "1", "mu": "4"}


def _points(width: str, then: Sketch) -> Sketch:
    return apply(
        "U2/direction",
        {"d": "d", "N": "N"},
        [SIGN] * 2,
        apply(
            "VYS8/points",
            {**{name: name for name in DATA}, "W": width, "D": "D", "b": "b"},
            [SIGN] * 12 + [KNOWN] * 2,
            then,
        ),
    )


def _pad(bound: str) -> Sketch:
    """Go on from memorizes(12, D, ...), D <= bound <= L, to W and L."""
    return apply(
        "VYS8/padding",
        {**{name: name for name in ("N", "delta", "d", "C", "L", "D")}, "W": "12", "V": "W"},
        [SIGN] * 9
        + [combine((1, ["goal"]), (1, [f"L - ({bound})"]), (1, [f"{bound} - D"])), KNOWN],
        conclude(KNOWN),
    )


DEPTH = "sqrt(N*(mu + 1)) + mu + 4"
DEPTH_PRINTED = "4*(sqrt(N*log2(N)) + sqrt(N/log2(N))*m)"
_LABELS = {"N": "N", "rho": "rho", "c": "c", "mu": "mu"}
_EXISTS = {"D": "D", "b": "b"}
_TWELVE = apply("VYS5/theorem", _LABELS, [SIGN] * 6, _points("12", _pad(DEPTH)), _EXISTS)
_PRINTED = apply(
    "VYS5/theorem-printed",
    {**_LABELS, "m": "m"},
    [SIGN] * 8,
    _points("12", _pad(DEPTH_PRINTED)),
    _EXISTS,
)
_COPIES = apply(
    "VYS6/theorem",
    {**_LABELS, "P": "P", "L": "l"},
    [SIGN] * 9,
    _points("11*P + 1", conclude(KNOWN, SIGN, SIGN, D="D")),
    _EXISTS,
)

LAID = {**POINT, "g": "1", "G": "2", "S": "1"}
LAID_OUT = "2 + S + g*(mu + 1)"


def _laid_out(width: str) -> Sketch:
    """From keys to points, then to W and L, at the depth and the bits of the layout."""
    return apply(
        "U2/direction",
        {"d": "d", "N": "N"},
        [SIGN] * 2,
        apply(
            "VYS8/points",
            {**{name: name for name in DATA}, "W": width, "D": LAID_OUT, "b": "g*mu + 1"},
            [AUTO] * 12 + [KNOWN] * 2,
            apply(
                "VYS8/padding",
                {
                    **{name: name for name in ("N", "delta", "d", "C", "L")},
                    "D": LAID_OUT,
                    "W": width,
                    "V": "W",
                },
                [AUTO] * 10 + [KNOWN],
                conclude(KNOWN),
            ),
        ),
    )


_ALONE = apply(
    "VYS4/lean",
    {name: name for name in ("N", "g", "G", "rho", "c", "mu", "S")},
    [AUTO] * 10,
    _laid_out("12"),
)
_BESIDE = apply(
    "VYS6/copies",
    {name: name for name in ("N", "rho", "c", "P", "mu", "n", "g", "G", "S")},
    [AUTO] * 13,
    _laid_out("11*P + 1"),
)

LEMMA = Lemma(
    id="VYS8",
    number="8",
    title="Back to separated points",
    statement=(
        r"With \(2.94 N^2\sqrt{\pi d}/\delta \le 2^\rho\), \(C \le 2^c\), "
        r"\(\mu = \max\{\rho, c\}\): width 12 and depth \(\le \sqrt{N(\mu+1)} + \mu + 4\) memorize "
        r"every \(N\) points of the unit ball of \(\mathbb{R}^d\), pairwise \(\delta\) apart; so "
        r"do width \(11P + 1\) and depth \(\le l\sqrt{\mu+1} + \mu + 5\) if \(P l^2 \ge N\)."
    ),
    source=paper("main theorem"),
    parts=(
        Construction(
            "points",
            POINTS,
            "The direction's coordinates, rounded to multiples of a power of two, keep points 2 "
            "apart (gaps, rounding) within [0, 2.94 N^2 sqrt(pi d)/delta] (sufficient; r = 1), so "
            "t_i lies in [k_i, k_i + 1] for its integer part k_i < 2^rho, and after sorting these "
            "are pairwise at least 2 apart: integer parts of reals at least 2 apart differ by 2 or "
            "more. The affine map t merges into the first layer.",
            ("VYS1/gaps", "VYS1/rounding", "VYS1/sufficient"),
        ),
        Construction(
            "padding",
            PADDING,
            "Further neurons may have zero weights; one more layer carries relu(y) and relu(-y).",
            ("VYS4/lean-families",),
            formal="ClaimsUpper.VYS8__padding",
        ),
        Inequality(
            "twelve",
            TWELVE,
            _TWELVE,
            witness={**POINT, "W": "12", "L": "12"},
            formal="ClaimsVardi.VYS8__twelve",
        ),
        Inequality(
            "printed",
            PRINTED,
            _PRINTED,
            witness={**POINT, "W": "12", "L": "100", "m": "6"},
            formal="ClaimsVardi.VYS8__printed",
        ),
        Inequality(
            "copies",
            COPIES,
            _COPIES,
            witness={**POINT, "P": "1", "l": "2"},
            formal="ClaimsVardi.VYS8__copies",
        ),
        Inequality("alone", ALONE, _ALONE, witness={**LAID, "W": "12", "L": "8"}),
        Inequality(
            "beside", BESIDE, _BESIDE, witness={**LAID, "W": "23", "L": "8", "P": "2", "n": "1"}
        ),
    ),
    idea="The projection merges into the first layer.",
    constants=(Constant("range", "2.94", "twelve", "", "keys below this N^2 sqrt(pi d)/delta"),),
    declared_uses=("U2", "VYS1", "VYS4", "VYS5", "VYS6"),
)
