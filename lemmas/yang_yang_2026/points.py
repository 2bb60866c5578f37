r"""U14: the trade-offs and counts of the keys, said of separated points.

Statement. N >= 2 points of the unit ball of R^d, pairwise at least delta apart, labels below C <=
2^c, and B with 2 N^2/(delta sqrt(2 pi/d)) + 1 <= 2^B (on a line 2/delta + 1 <= 2^B): NN(W, L)
memorizes them wherever it memorizes N keys of B bits with c-bit labels by U11 or U12. Whatever
delta, it does so if N <= p q, p, q <= W, L >= 2, or N <= 2W(W - 1) + (S - 2)W(W - 2) - 1,
2 <= S, 2S <= L, W >= 3.

Hypotheses. As stated; those of the forms of U12 with their constants.

Constants. Those of U11, U12 and U11-direct.

Source. Derived here, from U3, U4, U11, U12 and U13.

Idea. The points are mapped to keys, the network on keys is precomposed with that map. On a line
t = (x + 1)/delta is the map.
"""

from __future__ import annotations

from collections.abc import Mapping

from memproof.certificates.sketches import AUTO, KNOWN, Sketch, apply, combine, conclude
from memproof.library.model import Construction, Inequality, Lemma
from memproof.statements.claims import Claim, make_claim

from .paper import own

PREDICATES = ("projects_to_line", "reduces_to_keys", "memorizes")
SCALE = "(N^2/(delta*sqrt(2*pi/d)))"
DATA = {"N": "integer >= 2", "delta": "real > 0", "d": "integer >= 1", "C": "integer >= 2"}
KEYS = {"B": "integer >= 1", "c": "integer >= 1"}
CODES = {name: "integer >= 1" for name in ("m", "w", "n", "S")}
IN_SPACE = f"2*{SCALE} + 1 <= 2^B"
ON_A_LINE = "2/delta + 1 <= 2^B"
LABELS = "C <= 2^c"


def _claim(sizes: Mapping[str, str], given: list[str], *, line: bool) -> Claim:
    """Keys of B bits and labels of c bits exist, and ``given``: then the points are memorized."""
    data = {name: text for name, text in DATA.items() if not (line and name == "d")}
    return make_claim(
        f"memorizes(W, L, N, delta, {'1' if line else 'd'}, C)",
        {**sizes, **data, **KEYS},
        given=[ON_A_LINE if line else IN_SPACE, LABELS, *given],
        predicates=PREDICATES,
    )


def trade_off(
    constant: str, width: int = 9, depth: str = "integer >= 2", *, line: bool = False
) -> Claim:
    """Return the claim of a form of U12 with this constant."""
    sizes = {"W": f"integer >= {width}", "L": depth}
    return _claim(sizes, [f"W^2*L^2 >= {constant}*N*(B + c)"], line=line)


def deep_trade_off(constant: int, least: int) -> Claim:
    """Return the claim of a form of U12 for networks that are wide and deep."""
    return _claim(
        {"W": f"integer >= {least}", "L": "integer >= 2"},
        [f"L >= {least}*(B + c)", f"W^2*L^2 >= {constant}*N*(B + c)"],
        line=False,
    )


CODED = ["2*m + 2 <= W", "2*w <= W", "9 <= W", "2*S + n*(B + c) + 1 <= L", "N <= n*S*m*w"]
FORMS: dict[str, Claim] = {
    "k81": trade_off("81"),
    "k58": trade_off("(648/11)"),
    "k53": trade_off("(1331/25)", 10),
    "k40": deep_trade_off(40, 32),
    "k33": deep_trade_off(33, 200),
    "sharp": _claim(
        {"W": "integer >= 9", "L": "integer >= 5"},
        ["L >= B + c + 3", "(W - 1)*(W - 3)*((L - 2)^2 - (B + c)^2) >= 32*N*(B + c)"],
        line=False,
    ),
    "k58-line": trade_off("(648/11)", line=True),
}
ASSEMBLY = {
    name: _claim({"W": "integer >= 1", "L": "integer >= 1", **CODES}, CODED, line=line)
    for name, line in (("coded", False), ("coded-line", True))
}

# Points that satisfy the hypotheses: two ends of a diameter, keys of two bits.
TWO_POINTS = {"N": "2", "delta": "2", "d": "1", "C": "2", "B": "2", "c": "1"}
CHOSEN = {"W": "9", "L": "6", "m": "3", "w": "4", "n": "1", "S": "1"}
SIZES = {
    **{name: {"W": "10", "L": "3"} for name in ("k81", "k58", "k53", "k58-line")},
    "k40": {"W": "32", "L": "96"},
    "k33": {"W": "200", "L": "600"},
    "sharp": {"W": "9", "L": "6"},
}

UNIT = make_claim(
    ["0 <= (x + 1)/delta", "(x + 1)/delta <= 2/delta"],
    {"x": "real in [-1, 1]", "delta": "real > 0"},
)
APART = make_claim(
    "(x + 1)/delta - (y + 1)/delta >= 1",
    {"x": "real", "y": "real", "delta": "real > 0"},
    given=["x - y >= delta"],
)
PROJECTS = make_claim(
    "projects_to_line(1, N, delta, 2/delta)",
    {"N": "integer >= 1", "delta": "real > 0"},
    predicates=PREDICATES,
)
LINE_KEYS = make_claim(
    "reduces_to_keys(1, N, delta, B)",
    {"N": "integer >= 1", "delta": "real > 0", "B": "integer >= 1"},
    given=[ON_A_LINE],
    predicates=PREDICATES,
)

PADDING = make_claim(
    "memorizes(W, L, N, delta, d, C)",
    {
        "W": "integer >= 1",
        "D": "integer >= 1",
        "L": "integer >= 1",
        "N": "integer >= 1",
        "delta": "real > 0",
        "d": "integer >= 1",
        "C": "integer >= 1",
    },
    given=["D <= L", "memorizes(W, D, N, delta, d, C)"],
    predicates=PREDICATES,
)
SQUARE = make_claim(
    "memorizes(W, L, N, delta, d, C)",
    {
        "W": "integer >= 1",
        "L": "integer >= 2",
        **DATA,
        "N": "integer >= 1",
        "p": "integer >= 1",
        "q": "integer >= 1",
    },
    given=["p <= W", "q <= W", "N <= p*q"],
    predicates=PREDICATES,
)
PAIRS = make_claim(
    "memorizes(W, L, N, delta, d, C)",
    {
        "W": "integer >= 3",
        "L": "integer >= 2",
        **DATA,
        "N": "integer >= 1",
        "S": "integer >= 2",
    },
    given=["2*S <= L", "N <= 2*W*(W - 1) + (S - 2)*W*(W - 2) - 1"],
    predicates=PREDICATES,
)

_POINTS = {name: name for name in ("N", "delta", "d", "C")}


def _from_keys(part: str, names: tuple[str, ...], hypotheses: int, *, line: bool) -> Sketch:
    """The points' keys, then the part that memorizes them, then back to the points."""
    back = {**_POINTS, "W": "W", "L": "L", "B": "B", "c": "c", **({"d": "1"} if line else {})}
    memorized = apply(
        part,
        {name: name for name in names},
        [AUTO] * hypotheses,
        apply("U13/back", back, [AUTO] * 7 + [KNOWN] * 2, KNOWN),
    )
    if line:
        keys = {"N": "N", "delta": "delta", "B": "B"}
        return conclude(apply("U14/line-keys", keys, [AUTO] * 4, memorized))
    keys = {"d": "d", "N": "N", "delta": "delta", "B": "B"}
    return conclude(apply("U4/keys", keys, [AUTO] * 5, memorized))


def _form(name: str) -> Sketch:
    part, _, line = name.partition("-")
    names = ("W", "L", "N", "B", "c")
    return _from_keys(f"U12/{part}", names, 7 if part == "sharp" else 6, line=bool(line))


def _coded(name: str) -> Sketch:
    names = ("W", "L", "N", "B", "c", *CODES)
    return _from_keys("U11/assembly", names, 14, line=name.endswith("line"))


def _padded(depth: str) -> Sketch:
    """From interpolates(W, depth, N) to all points, at L layers."""
    return apply(
        "YY-listed/any-points",
        {**_POINTS, "W": "W", "L": depth},
        [AUTO] * 6 + [KNOWN],
        apply(
            "U14/padding",
            {**_POINTS, "W": "W", "D": depth, "L": "L"},
            [AUTO] * 8 + [KNOWN],
            KNOWN,
        ),
    )


_LINE_KEYS = conclude(
    apply(
        "U14/projects",
        {"N": "N", "delta": "delta"},
        [AUTO] * 2,
        apply(
            "U4/theta",
            {"N": "N"},
            [AUTO],
            apply(
                "U4/margin",
                {"d": "1", "N": "N", "delta": "delta", "B": "B", "R": "2/delta"},
                [AUTO] * 5 + [KNOWN, KNOWN],
                KNOWN,
            ),
        ),
    )
)
_SQUARE = conclude(
    apply(
        "U11-direct/theorem-t",
        {"W": "W", "p": "p", "q": "q", "N": "N"},
        [AUTO] * 6,
        _padded("2"),
    )
)
_PAIRS = conclude(
    apply("U11-direct/theorem-d", {"W": "W", "S": "S", "N": "N"}, [AUTO] * 4, _padded("2*S"))
)
_APART = conclude(combine((1, ["goal"]), (1, ["1/delta", "x - y - delta"])))


def _witness(claim: Claim, sizes: Mapping[str, str]) -> dict[str, str]:
    point = {**TWO_POINTS, **sizes}
    return {name: point[name] for name, _ in claim.variables}


LEMMA = Lemma(
    id="U14",
    number="U14",
    title="The trade-offs for separated points",
    statement=(
        r"\(N \ge 2\) points of the unit ball of \(\mathbb{R}^d\), pairwise at least \(\delta\) "
        r"apart, labels below \(C \le 2^c\), and \(2N^2/(\delta\sqrt{2\pi/d}) + 1 \le 2^B\) (on a "
        r"line \(2/\delta + 1 \le 2^B\)): \(NN(W, L)\) memorizes them if \(W^2L^2 \ge K N (B + c)\)"
        r", with the constants and domains of U12, or if \(N \le nSmw\), \(2m + 2 \le W\), "
        r"\(2w \le W\), \(9 \le W\), \(2S + n(B + c) + 1 \le L\). Whatever \(\delta\), it does if "
        r"\(L \ge 2\) and \(N \le pq\), \(p, q \le W\), or if \(W \ge 3\), \(S \ge 2\), "
        r"\(2S \le L\), \(N \le 2W(W - 1) + (S - 2)W(W - 2) - 1\)."
    ),
    source=own("U14"),
    parts=(
        Inequality("unit", UNIT),
        Inequality("apart", APART, _APART),
        Construction(
            "projects",
            PROJECTS,
            "A point of the unit ball of R^1 is a number x in [-1, 1]; t = (x + 1)/delta lies in "
            "[0, 2/delta] (unit), and t's of points at least delta apart are at least 1 apart "
            "(apart).",
            ("unit", "apart"),
        ),
        Inequality("line-keys", LINE_KEYS, _LINE_KEYS),
        *(
            Inequality(name, claim, _form(name), witness=_witness(claim, SIZES[name]))
            for name, claim in FORMS.items()
        ),
        *(
            Inequality(name, claim, _coded(name), witness=_witness(claim, CHOSEN))
            for name, claim in ASSEMBLY.items()
        ),
        Construction(
            "padding",
            PADDING,
            "The last hidden layer's values are not negative, so one more layer relu(y) repeats "
            "them, without further neurons.",
            ("U11/families",),
        ),
        Inequality("square", SQUARE, _SQUARE),
        Inequality("pairs", PAIRS, _PAIRS),
    ),
    idea="Points to keys, keys to labels, and the first map merges into the first layer.",
    declared_uses=("U4", "U11", "U11-direct", "U12", "U13", "YY-listed"),
)
