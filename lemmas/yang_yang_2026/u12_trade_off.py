r"""U12: the trade-off between width and depth, with explicit constants.

Statement. NN(W, L) memorizes N keys of B bits with c-bit labels if W^2 L^2 >= K N (B + c).

Hypotheses. W >= 9, L >= 2 for K = 81 and K = 648/11; larger W and L/(B + c) for smaller K.

Constants. K = 81 with step functions as the direct branch; K = 648/11 = 58.909... with Theorem D,
the least that these choices give (W = 9, L = 48, B + c = 2); K = 40, 34, 33 for wide and deep
networks; (W - 1)(W - 3)((L - 2)^2 - (B + c)^2) >= 32 N (B + c) in general.

Source. Derived here.

Idea. E = B + c. Shallow networks (L below about 23 E) interpolate directly; in deep ones half of
the layers find codes and half decode: E n S >= ((L - 2)^2 - E^2)/8 for the best n.
"""

from __future__ import annotations

from fractions import Fraction

from memproof.library.model import Constant, Inequality, Lemma
from memproof.statements.claims import Claim, make_claim
from memproof.statements.sketches import (
    AUTO,
    KNOWN,
    SIGN,
    Sketch,
    apply,
    cases,
    combine,
    conclude,
    have,
    have_all,
    integer_part,
    name,
    residues,
    split,
)

from .paper import own

PREDICATES = ("memorizes_keys",)
KEYS = {"N": "integer >= 1", "B": "integer >= 1", "c": "integer >= 1"}
CODES = {"n": "integer >= 1", "S": "integer >= 1"}


def trade_off(constant: str, width: str = "integer >= 9", depth: str = "integer >= 2") -> Claim:
    """Return the theorem's claim with this constant."""
    return make_claim(
        "memorizes_keys(W, L, N, B, c)",
        {"W": width, "L": depth, **KEYS},
        given=[f"W^2*L^2 >= {constant}*N*(B + c)"],
        predicates=PREDICATES,
    )


# Depth alone: how many layers find codes (2S) and how many decode (nE + 1).

SHALLOW = make_claim(
    ["2*S <= L", "12*E*S >= L^2"],
    {"E": "integer >= 2", "L": "integer >= 2"},
    given=["L <= 4*E"],
    exists={"S": "integer >= 1"},
)

SHORT = make_claim(
    ["2*S <= L", "12*E*S >= L^2"],
    {"E": "integer >= 2", "L": "integer in [2, 10]"},
    exists={"S": "integer >= 1"},
)

CONCAVE = make_claim(
    "z*(L - 2 - z)/2 >= L^2/12", {"L": "real >= 12", "z": "real in [L/3, L/2]"}
)

DEEP = make_claim(
    ["2*S + n*E + 1 <= L", "12*E*n*S >= L^2"],
    {"E": "integer >= 2", "L": "integer >= 11"},
    given=["L > 4*E"],
    exists=CODES,
)

BALANCED = make_claim(
    ["2*S + n*E + 1 <= L", "8*E*n*S >= (L - 2)^2 - E^2"],
    {"E": "integer >= 1", "L": "integer"},
    given=["L >= E + 3"],
    exists=CODES,
)

DIRECT = make_claim(
    ["2*S <= L", "8*E*(63*S + 17) >= 11*L^2"],
    {"E": "integer >= 2", "L": "integer >= 2"},
    given=["E*(252*L - 116) >= 11*L^2"],
    exists={"S": "integer >= 1"},
)

DIRECT_46 = make_claim(
    ["2*S <= L", "8*E*(63*S + 17) >= 11*L^2"],
    {"E": "integer >= 2", "L": "integer in [2, 46]"},
    exists={"S": "integer >= 1"},
)

CODED = make_claim(
    ["2*S + n*E + 1 <= L", "96*E*n*S >= 11*L^2"],
    {"E": "integer >= 2", "L": "integer >= 47"},
    given=["E*(252*L - 116) < 11*L^2"],
    exists=CODES,
)

# The theorem.

K81 = trade_off("81")
K58 = trade_off("(648/11)")
SHARP = make_claim(
    "memorizes_keys(W, L, N, B, c)",
    {"W": "integer >= 9", "L": "integer >= 5", **KEYS},
    given=["L >= B + c + 3", "(W - 1)*(W - 3)*((L - 2)^2 - (B + c)^2) >= 32*N*(B + c)"],
    predicates=PREDICATES,
)
K40 = trade_off("40", "integer >= 32", "integer >= 32*(B + c)")
K34 = trade_off("34", "integer >= 128", "integer >= 100*(B + c)")
K33 = trade_off("33", "integer >= 200", "integer >= 200*(B + c)")


# Proofs of the depth lemmas.

_HALF = "floor(L/2)"


def _halved(then: Sketch) -> Sketch:
    """Go on with 2 floor(L/2) >= L - 1 and floor(L/2) >= 1."""
    return integer_part(
        "L/2",
        have(
            f"2*{_HALF} > L - 2",
            have(
                f"{_HALF} > 0",
                then,
                combine((1, ["goal"]), ("1/2", [f"2*{_HALF} - L + 1"]), ("1/2", ["L - 2"])),
                integer=True,
            ),
            SIGN,
            integer=True,
        ),
    )


def _floored(new: str, text: str, then: Sketch, below: str, above: str, scale: str) -> Sketch:
    """Call floor(text) new and go on with scale*floor <= below and scale*floor + scale > above."""
    whole = f"floor({text})"
    return integer_part(
        text,
        name(
            new,
            whole,
            have(
                f"{scale}*{new} <= {below}",
                have(
                    f"{scale}*{new} + {scale} > {above}",
                    then,
                    combine(
                        (1, ["goal"]),
                        (1, [scale, f"{whole} + 1 - ({text})"]),
                        (1, [scale, f"{new} - {whole}"]),
                    ),
                ),
                combine(
                    (1, ["goal"]),
                    (1, [scale, f"({text}) - {whole}"]),
                    (1, [scale, f"{whole} - {new}"]),
                ),
            ),
        ),
    )


def _stages(then: Sketch) -> Sketch:
    """Call t the number of layer pairs left by k entries: L - 2 <= 2t + kE <= L - 1."""
    return _floored(
        "t",
        "(L - 1 - k*E)/2",
        have("2*t + k*E + 3 > L", then, SIGN, integer=True),
        "L - 1 - k*E",
        "L - 1 - k*E",
        "2",
    )


_SHALLOW = _halved(
    conclude(
        SIGN,
        have(
            f"3*{_HALF} >= L",
            combine((1, ["goal"]), (4, ["E", f"3*{_HALF} - L"]), (1, ["L", "4*E - L"])),
            combine((1, ["goal"]), (1, [f"2*{_HALF} - L + 1"]), (1, [f"{_HALF} - 1"])),
        ),
        SIGN,
        S=_HALF,
    )
)

_SHORT = _halved(
    conclude(
        SIGN,
        combine(
            (1, ["goal"]),
            (12, ["E - 2", _HALF]),
            (12, [f"2*{_HALF} - L + 1"]),
            (1, ["L - 2", "10 - L"]),
        ),
        SIGN,
        S=_HALF,
    )
)

_CONCAVE = conclude(
    have(
        "z >= 0",
        combine((1, ["goal"]), ("1/2", ["z - L/3", "L/2 - z"]), ("1/12", ["z", "L - 12"])),
        combine((1, ["goal"]), (1, ["z - L/3"]), ("1/3", ["L"])),
    )
)

_DEEP = cases(
    "L",
    11,
    [have("E < 3", conclude(SIGN, SIGN, SIGN, SIGN, n="2", S="3"), SIGN, integer=True)],
    _floored(
        "k",
        "L/(2*E)",
        have(
            "k > 1",
            have(
                "3*E*k > L",
                _stages(
                    apply(
                        "U12/concave",
                        {"L": "L", "z": "k*E"},
                        [AUTO, AUTO, AUTO],
                        conclude(
                            SIGN,
                            combine(
                                (1, ["goal"]),
                                (6, ["k*E", "2*t + k*E + 2 - L"]),
                                (12, ["k*E*(L - 2 - k*E)/2 - L^2/12"]),
                            ),
                            SIGN,
                            combine(
                                (2, ["goal"]),
                                (1, ["2*t + k*E + 2 - L"]),
                                ("1/2", ["L - 2*E*k"]),
                                ("1/2", ["L - 12"]),
                            ),
                            n="k",
                            S="t",
                        ),
                    )
                ),
                combine((1, ["goal"]), (1, ["2*E*k + 2*E - L"]), (1, ["E", "k - 2"])),
            ),
            combine((1, ["goal", "2*E"]), (1, ["2*E*k + 2*E - L"]), (1, ["L - 4*E"])),
            integer=True,
        ),
        "L",
        "L",
        "(2*E)",
    ),
)

_BALANCED = _floored(
    "k",
    "(L - 2 + E)/(2*E)",
    have(
        "k > 0",
        _stages(
            have(
                "t > 0",
                conclude(
                    SIGN,
                    combine(
                        (1, ["goal"]),
                        (4, ["E*k", "2*t + k*E + 2 - L"]),
                        (1, ["2*E*k + E - L + 2", "E + L - 2 - 2*E*k"]),
                    ),
                    SIGN,
                    SIGN,
                    n="k",
                    S="t",
                ),
                combine(
                    (2, ["goal"]),
                    (1, ["2*t + k*E + 2 - L"]),
                    ("1/2", ["L - 2 + E - 2*E*k"]),
                    ("1/2", ["L - E - 3"]),
                ),
                integer=True,
            )
        ),
        combine((1, ["goal", "2*E"]), (1, ["2*E*k + E - L + 2"]), (1, ["L - E - 3"])),
        integer=True,
    ),
    "L - 2 + E",
    "L - 2 + E",
    "(2*E)",
)

_DIRECT = _halved(
    conclude(
        SIGN,
        combine(
            (1, ["goal"]),
            (252, ["E", f"2*{_HALF} - L + 1"]),
            (1, ["E*(252*L - 116) - 11*L^2"]),
        ),
        SIGN,
        S=_HALF,
    )
)


def _direct_46(largest: int) -> Sketch:
    """8 E (63 u + 17) >= 11 L^2 for E >= 2, 1 <= u <= largest, L = 2u or 2u + 1."""
    return have(
        f"u < {largest + 1}",
        combine(
            (1, ["goal"]),
            (8, ["E - 2", "63*u + 17"]),
            (44, ["u", f"{largest} - u"]),
            (4, [f"{largest} - u"]),
        ),
        SIGN,
        integer=True,
    )


_POSITIVE = have("u > 0", SIGN, SIGN, integer=True)
_DIRECT_46 = conclude(
    residues("L", 2, "u", [SIGN, SIGN]),
    residues(
        "L",
        2,
        "u",
        [
            have("u > 0", _direct_46(23), SIGN, integer=True),
            have("u > 0", _direct_46(22), SIGN, integer=True),
        ],
    ),
    residues("L", 2, "u", [_POSITIVE, _POSITIVE]),
    S=_HALF,
)

_E_IS_TWO = have("E < 3", conclude(SIGN, SIGN, SIGN, SIGN, n="11", S="12"), SIGN, integer=True)
_CODED = cases(
    "L",
    47,
    [_E_IS_TWO, _E_IS_TWO],
    have(
        "L >= 22*E",
        have(
            "L^2 >= 484*E^2",
            apply(
                "U12/balanced",
                {"E": "E", "L": "L"},
                [SIGN, combine((1, ["goal"]), (1, ["L - 22*E"]), (21, ["E - 2"]))],
                conclude(
                    SIGN,
                    combine(
                        (1, ["goal"]),
                        (12, ["8*E*k*t - (L - 2)^2 + E^2"]),
                        ("12/484", ["L^2 - 484*E^2"]),
                    ),
                    SIGN,
                    SIGN,
                    n="k",
                    S="t",
                ),
                {"n": "k", "S": "t"},
            ),
            combine((1, ["goal"]), (1, ["L - 22*E", "L + 22*E"])),
        ),
        combine((1, ["goal", "252*L - 116"]), (22, ["11*L^2 - E*(252*L - 116)"])),
    ),
)

# Proofs of the theorem: a shape for the width, a choice for the depth, their product.

_KEYS = {"W": "W", "L": "L", "N": "N", "B": "B", "c": "c"}
_DEPTH = {"E": "B + c", "L": "L"}


def _shaped(part: str, then: Sketch) -> Sketch:
    return apply(f"U6/{part}", {"W": "W"}, [AUTO], then, {"m": "m", "w": "w"})


def _one(part: str, hypotheses: int, then: Sketch) -> Sketch:
    """A depth lemma that gives the number S of layer pairs."""
    return apply(f"U12/{part}", _DEPTH, [AUTO] * hypotheses, then, {"S": "S"})


def _two(part: str, hypotheses: int, then: Sketch) -> Sketch:
    """A depth lemma that gives n entries a code and S layer pairs."""
    return apply(f"U12/{part}", _DEPTH, [AUTO] * hypotheses, then, {"n": "n", "S": "S"})


def _stepped(proof: Sketch) -> Sketch:
    values = {**_KEYS, "m": "m", "w": "w", "S": "S"}
    return have("N <= S*m*w", apply("U11-direct/stepped", values, [AUTO] * 12, KNOWN), proof)


def _assembled(proof: Sketch) -> Sketch:
    values = {**_KEYS, "m": "m", "w": "w", "n": "n", "S": "S"}
    return have("N <= n*S*m*w", apply("U11/assembly", values, [AUTO] * 14, KNOWN), proof)


def _product_81(stages: str) -> Sketch:
    return combine(
        (1, ["goal", "81*(B + c)"]),
        (1, ["W^2*L^2 - 81*N*(B + c)"]),
        ("27/4", ["L^2", "m*w - (4/27)*W^2"]),
        ("27/4", ["m*w", f"12*(B + c)*{stages} - L^2"]),
    )


_K81 = conclude(
    _shaped(
        "shape",
        split(
            "4*(B + c) - L",
            integer=True,
            above=_one("shallow", 3, _stepped(_product_81("S"))),
            below=split(
                "10 - L",
                integer=True,
                above=_one("short", 3, _stepped(_product_81("S"))),
                below=_two("deep", 3, _assembled(_product_81("n*S"))),
            ),
        ),
    )
)

_INTERPOLATED = have(
    "N <= ((63*S + 17)/81)*W^2",
    apply("U11-direct/capacity", {**_KEYS, "S": "S"}, [AUTO] * 7, KNOWN),
    combine(
        (1, ["goal", "(648/11)*(B + c)"]),
        (1, ["W^2*L^2 - (648/11)*N*(B + c)"]),
        ("1/11", ["W^2", "8*(B + c)*(63*S + 17) - 11*L^2"]),
    ),
)

_K58 = conclude(
    split(
        "46 - L",
        integer=True,
        above=_one("direct-46", 3, _INTERPOLATED),
        below=split(
            "(B + c)*(252*L - 116) - 11*L^2",
            above=_one("direct", 3, _INTERPOLATED),
            below=_shaped(
                "shape",
                _two(
                    "coded",
                    3,
                    _assembled(
                        combine(
                            (1, ["goal", "(648/11)*(B + c)"]),
                            (1, ["W^2*L^2 - (648/11)*N*(B + c)"]),
                            ("27/4", ["L^2", "m*w - (4/27)*W^2"]),
                            ("27/44", ["m*w", "96*(B + c)*n*S - 11*L^2"]),
                        )
                    ),
                ),
            ),
        ),
    )
)

_ROOM = "(L - 2)^2 - (B + c)^2"

_SHARP = conclude(
    have(
        f"{_ROOM} >= 0",
        _shaped(
            "wide",
            _two(
                "balanced",
                2,
                _assembled(
                    combine(
                        (1, ["goal", "32*(B + c)"]),
                        (1, [f"(W - 1)*(W - 3)*({_ROOM}) - 32*N*(B + c)"]),
                        (1, [_ROOM, "4*m*w - (W - 1)*(W - 3)"]),
                        (4, ["m*w", f"8*(B + c)*n*S - ({_ROOM})"]),
                    )
                ),
            ),
        ),
        combine((1, ["goal"]), (1, ["L - 2 - B - c", "L - 2 + B + c"])),
    )
)


def _wide_and_deep(constant: int, width: int, ratio: int) -> Sketch:
    """K from the sharp form: (W-1)(W-3) >= a W^2 and (L-2)^2 - E^2 >= b L^2 with K a b >= 32."""
    shape = Fraction((width - 1) * (width - 3), width**2)
    room = (1 - Fraction(1, ratio)) ** 2 - Fraction(1, ratio**2)
    return conclude(
        have(
            f"L >= {2 * ratio}",
            have_all(
                [
                    f"(W - 1)*(W - 3) >= ({shape})*W^2",
                    f"(L - 2)^2 >= ({room + Fraction(1, ratio**2)})*L^2",
                ],
                have(
                    f"{ratio**2}*(B + c)^2 <= L^2",
                    have(
                        f"{_ROOM} >= ({room})*L^2",
                        have(
                            f"{_ROOM} >= 0",
                            have(
                                f"(W - 1)*(W - 3)*({_ROOM}) >= 32*N*(B + c)",
                                apply("U12/sharp", _KEYS, [AUTO] * 7, KNOWN),
                                combine(
                                    (1, ["goal"]),
                                    (Fraction(32, constant), [f"W^2*L^2 - {constant}*N*(B + c)"]),
                                    (1, [_ROOM, f"(W - 1)*(W - 3) - ({shape})*W^2"]),
                                    (shape, ["W^2", f"{_ROOM} - ({room})*L^2"]),
                                ),
                            ),
                            combine((1, ["goal"]), (1, [f"{_ROOM} - ({room})*L^2"])),
                        ),
                        combine(
                            (1, ["goal"]),
                            (1, [f"(L - 2)^2 - ({room + Fraction(1, ratio**2)})*L^2"]),
                            (Fraction(1, ratio**2), [f"L^2 - {ratio**2}*(B + c)^2"]),
                        ),
                    ),
                    combine(
                        (1, ["goal"]), (1, [f"L - {ratio}*(B + c)", f"L + {ratio}*(B + c)"])
                    ),
                ),
            ),
            combine((1, ["goal"]), (1, [f"L - {ratio}*(B + c)"]), (ratio, ["B + c - 2"])),
        )
    )


LEMMA = Lemma(
    id="U12",
    number="U12",
    title="Trade-off theorem",
    statement=(
        r"Let \(W \ge 9\), \(L \ge 2\), \(E = B + c\). If \(W^2 L^2 \ge K \cdot N E\), then "
        r"\(NN(W, L)\) memorizes \(N\) keys of \(B\) bits with \(c\)-bit labels, with \(K = 81\), "
        r"and with \(K = 648/11 = 58.\overline{90}\). If \(L \ge E + 3\), "
        r"\((W-1)(W-3)((L-2)^2 - E^2) \ge 32 N E\) suffices; hence \(K = 40\) for \(W \ge 32\), "
        r"\(L \ge 32E\), \(K = 34\) for \(W \ge 128\), \(L \ge 100E\), and \(K = 33\) for "
        r"\(W \ge 200\), \(L \ge 200E\)."
    ),
    source=own("U12"),
    parts=(
        Inequality("shallow", SHALLOW, _SHALLOW),
        Inequality("short", SHORT, _SHORT),
        Inequality("concave", CONCAVE, _CONCAVE),
        Inequality("deep", DEEP, _DEEP),
        Inequality("balanced", BALANCED, _BALANCED),
        Inequality("direct", DIRECT, _DIRECT),
        Inequality("direct-46", DIRECT_46, _DIRECT_46),
        Inequality("coded", CODED, _CODED),
        Inequality("k81", K81, _K81),
        Inequality("k58", K58, _K58),
        Inequality("sharp", SHARP, _SHARP),
        Inequality("k40", K40, _wide_and_deep(40, 32, 32)),
        Inequality("k34", K34, _wide_and_deep(34, 128, 100)),
        Inequality("k33", K33, _wide_and_deep(33, 200, 200)),
    ),
    idea=(
        r"\(K = 81 = 12 \cdot 27/4\): \(mw \ge \frac{4}{27}W^2\) and \(E \max(\lfloor L/2 \rfloor, "
        r"nS) \ge L^2/12\). With Theorem D as the direct branch, "
        r"\(81 N \le (63\lfloor L/2 \rfloor + 17)W^2\) suffices below \(L \approx 23E\); above, "
        r"the best \(n\) gives \(8EnS \ge (L-2)^2 - E^2\)."
    ),
    constants=(
        Constant("K", "81", "k81", "smallest", "W^2 L^2 over N (B + c)"),
        Constant("K", "648/11", "k58", "smallest", "W^2 L^2 over N (B + c)"),
        Constant("K", "40", "k40", "smallest", "W^2 L^2 over N (B + c)"),
        Constant("K", "34", "k34", "smallest", "W^2 L^2 over N (B + c)"),
        Constant("K", "33", "k33", "smallest", "W^2 L^2 over N (B + c)"),
    ),
    notes=(
        r"With these networks 648/11 cannot be lowered much: at \(W = 9\), \(L = 48\), \(E = 2\) "
        r"they hold 1584 keys, so \(K\) cannot be below \(81 \cdot 2304/(2 \cdot 1585) = 58.87\)."
    ),
    declared_uses=("U6", "U11", "U11-direct"),
    full_part=("k81", "k58", "sharp", "k40", "k34", "k33"),
)
