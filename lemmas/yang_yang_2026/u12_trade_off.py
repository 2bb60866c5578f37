r"""U12: the trade-off between width and depth, with explicit constants.

Statement. NN(W, L) memorizes N keys of B bits with c-bit labels if W^2 L^2 >= K N (B + c).

Hypotheses. W >= 9, L >= 2 for K = 81 and K = 648/11, W >= 10 for K = 1331/25; larger W and
L/(B + c) for smaller K.

Constants. K = 81 with step functions as the direct branch; with Theorem D K = 648/11 = 58.909...
(worst W = 9, L = 48, B + c = 2), for W >= 10 K = 1331/25 = 53.24 (worst W = 11, L = 44, B + c = 2);
K = 40, 34, 33 for wide and deep networks;
(W - 1)(W - 3)((L - 2)^2 - (B + c)^2) >= 32 N (B + c) in general.

Source. Derived here.

Idea. E = B + c. Shallow networks (L below about 23 E) interpolate directly; in deep ones half of
the layers find codes and half decode: E n S >= ((L - 2)^2 - E^2)/8 for the best n.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from memproof.certificates.sketches import (
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
from memproof.library.model import Constant, Inequality, Lemma
from memproof.statements.claims import Claim, make_claim

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

CONCAVE = make_claim("z*(L - 2 - z)/2 >= L^2/12", {"L": "real >= 12", "z": "real in [L/3, L/2]"})

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


@dataclass(frozen=True)
class Choice:
    """Numbers of one refined constant K.

    Directly N <= (slope S + offset) W^2 keys fit, with codes n S (share W^2); ``tag`` ends the
    names of the parts, ``first`` is the least L at which codes may be needed, ``codes`` the pair
    (n, S) there and at first + 1 (where E = 2), ``ratio`` bounds L/E from first + 2 on.
    """

    tag: str
    constant: Fraction
    slope: Fraction
    offset: Fraction
    share: Fraction
    first: int
    codes: tuple[int, int]
    ratio: int

    def direct(self, stages: str) -> str:
        """Return the text of (slope S + offset)."""
        return f"(({self.slope})*{stages} + {self.offset})"

    @property
    def limit(self) -> str:
        """K E times what half of L - 1 layers hold directly; codes are needed below L^2."""
        return f"({self.constant})*E*{self.direct('(L - 1)/2')}"

    def direct_claim(self, *, short: bool) -> Claim:
        """S layer pairs hold enough directly: for short networks, or below the limit."""
        return make_claim(
            ["2*S <= L", f"({self.constant})*E*{self.direct('S')} >= L^2"],
            {
                "E": "integer >= 2",
                "L": f"integer in [2, {self.first - 1}]" if short else "integer >= 2",
            },
            given=[] if short else [f"{self.limit} >= L^2"],
            exists={"S": "integer >= 1"},
        )

    def coded_claim(self) -> Claim:
        """Beyond the limit n entries a code and S layer pairs hold enough."""
        return make_claim(
            ["2*S + n*E + 1 <= L", f"({self.constant * self.share})*E*n*S >= L^2"],
            {"E": "integer >= 2", "L": f"integer >= {self.first}"},
            given=[f"{self.limit} < L^2"],
            exists=CODES,
        )


NINE = Choice(
    tag="9",
    constant=Fraction(648, 11),
    slope=Fraction(7, 9),
    offset=Fraction(17, 81),
    share=Fraction(4, 27),
    first=47,
    codes=(11, 12),
    ratio=22,
)
TEN = Choice(
    tag="10",
    constant=Fraction(1331, 25),
    slope=Fraction(4, 5),
    offset=Fraction(19, 100),
    share=Fraction(20, 121),
    first=43,
    codes=(10, 11),
    ratio=21,
)

# The theorem.

K81 = trade_off("81")
K58 = trade_off("(648/11)")
K53 = trade_off("(1331/25)", "integer >= 10")
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


def _direct(choice: Choice) -> Sketch:
    """2 floor(L/2) >= L - 1."""
    return _halved(
        conclude(
            SIGN,
            combine(
                (1, ["goal"]),
                (choice.constant * choice.slope / 2, ["E", f"2*{_HALF} - L + 1"]),
                (1, [f"{choice.limit} - L^2"]),
            ),
            SIGN,
            S=_HALF,
        )
    )


def _direct_short(choice: Choice) -> Sketch:
    """By the parity of L = 2u or 2u + 1; u (most - u) >= 0 and E >= 2."""

    def by_parity(r: int) -> Sketch:
        most = (choice.first - 1 - r) // 2
        excess = 4 * (most + r) - 2 * choice.constant * choice.slope
        linear = [(excess, [f"{most} - u"])] if excess > 0 else []
        bounded = have(
            f"u < {most + 1}",
            combine(
                (1, ["goal"]),
                (choice.constant, ["E - 2", choice.direct("u")]),
                (4, ["u", f"{most} - u"]),
                *linear,
            ),
            SIGN,
            integer=True,
        )
        return have("u > 0", bounded, SIGN, integer=True)

    positive = have("u > 0", SIGN, SIGN, integer=True)
    return conclude(
        residues("L", 2, "u", [SIGN, SIGN]),
        residues("L", 2, "u", [by_parity(0), by_parity(1)]),
        residues("L", 2, "u", [positive, positive]),
        S=_HALF,
    )


def _coded(choice: Choice) -> Sketch:
    """E = 2 for the first two L; then ratio E <= L and the balanced choice of n and S."""
    n, stages = choice.codes
    ratio, factor = choice.ratio, choice.constant * choice.share / 8
    two = have(
        "E < 3", conclude(SIGN, SIGN, SIGN, SIGN, n=str(n), S=str(stages)), SIGN, integer=True
    )
    balanced = apply(
        "U12/balanced",
        {"E": "E", "L": "L"},
        [SIGN, combine((1, ["goal"]), (1, [f"L - {ratio}*E"]), (ratio - 1, ["E - 2"]))],
        conclude(
            SIGN,
            combine(
                (1, ["goal"]),
                (factor, ["8*E*k*t - (L - 2)^2 + E^2"]),
                (factor / ratio**2, [f"L^2 - {ratio**2}*E^2"]),
            ),
            SIGN,
            SIGN,
            n="k",
            S="t",
        ),
        {"n": "k", "S": "t"},
    )
    return cases(
        "L",
        choice.first,
        [two, two],
        have(
            f"L >= {ratio}*E",
            have(
                f"L^2 >= {ratio**2}*E^2",
                balanced,
                combine((1, ["goal"]), (1, [f"L - {ratio}*E", f"L + {ratio}*E"])),
            ),
            combine(
                (1, ["goal", f"({choice.constant})*{choice.direct('(L - 1)/2')}"]),
                (ratio, [f"L^2 - {choice.limit}"]),
            ),
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


def _refined(choice: Choice, capacity: str, shape: str) -> Sketch:
    """Direct for L below ``first`` and up to the limit, coded beyond."""
    scaled = f"W^2*L^2 - ({choice.constant})*N*(B + c)"
    direct = have(
        f"N <= {choice.direct('S')}*W^2",
        apply(f"U11-direct/{capacity}", {**_KEYS, "S": "S"}, [AUTO] * 7, KNOWN),
        combine(
            (1, ["goal", f"({choice.constant})*(B + c)"]),
            (1, [scaled]),
            (1, ["W^2", f"({choice.constant})*(B + c)*{choice.direct('S')} - L^2"]),
        ),
    )
    coded = _assembled(
        combine(
            (1, ["goal", f"({choice.constant})*(B + c)"]),
            (1, [scaled]),
            (1 / choice.share, ["L^2", f"m*w - ({choice.share})*W^2"]),
            (1 / choice.share, ["m*w", f"({choice.constant * choice.share})*(B + c)*n*S - L^2"]),
        )
    )
    return conclude(
        split(
            f"{choice.first - 1} - L",
            integer=True,
            above=_one(f"direct-short-{choice.tag}", 3, direct),
            below=split(
                f"({choice.constant})*(B + c)*{choice.direct('(L - 1)/2')} - L^2",
                above=_one(f"direct-{choice.tag}", 3, direct),
                below=_shaped(shape, _two(f"coded-{choice.tag}", 3, coded)),
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
                    combine((1, ["goal"]), (1, [f"L - {ratio}*(B + c)", f"L + {ratio}*(B + c)"])),
                ),
            ),
            combine((1, ["goal"]), (1, [f"L - {ratio}*(B + c)"]), (ratio, ["B + c - 2"])),
        )
    )


def _depth_parts(choice: Choice) -> tuple[Inequality, ...]:
    return (
        Inequality(
            f"direct-short-{choice.tag}", choice.direct_claim(short=True), _direct_short(choice)
        ),
        Inequality(f"direct-{choice.tag}", choice.direct_claim(short=False), _direct(choice)),
        Inequality(f"coded-{choice.tag}", choice.coded_claim(), _coded(choice)),
    )


LEMMA = Lemma(
    id="U12",
    number="U12",
    title="Trade-off theorem",
    statement=(
        r"Let \(W \ge 9\), \(L \ge 2\), \(E = B + c\). If \(W^2 L^2 \ge K \cdot N E\), then "
        r"\(NN(W, L)\) memorizes \(N\) keys of \(B\) bits with \(c\)-bit labels, with \(K = 81\), "
        r"and with \(K = 648/11 = 58.\overline{90}\); if \(W \ge 10\), with "
        r"\(K = 1331/25 = 53.24\). If \(L \ge E + 3\), "
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
        *_depth_parts(NINE),
        *_depth_parts(TEN),
        Inequality("k81", K81, _K81, formal="ClaimsTradeOff.U12__k81"),
        Inequality(
            "k58", K58, _refined(NINE, "capacity", "shape"), formal="ClaimsTradeOff.U12__k58"
        ),
        Inequality(
            "k53", K53, _refined(TEN, "capacity-10", "ten"), formal="ClaimsTradeOff.U12__k53"
        ),
        Inequality("sharp", SHARP, _SHARP, formal="ClaimsTradeOff.U12__sharp"),
        Inequality("k40", K40, _wide_and_deep(40, 32, 32), formal="ClaimsTradeOff.U12__k40"),
        Inequality("k34", K34, _wide_and_deep(34, 128, 100), formal="ClaimsTradeOff.U12__k34"),
        Inequality("k33", K33, _wide_and_deep(33, 200, 200), formal="ClaimsTradeOff.U12__k33"),
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
        Constant("K for W >= 10", "1331/25", "k53", "smallest", "W^2 L^2 over N (B + c)"),
        Constant("K in the sharp form", "32", "sharp", "smallest", "with (W - 1)(W - 3)"),
        Constant("K for wide and deep networks", "40", "k40", "smallest", "W^2 L^2 over N (B + c)"),
        Constant("K for wide and deep networks", "34", "k34", "smallest", "W^2 L^2 over N (B + c)"),
        Constant("K for wide and deep networks", "33", "k33", "smallest", "W^2 L^2 over N (B + c)"),
    ),
    notes=(
        r"With these networks 648/11 cannot be lowered much: at \(W = 9\), \(L = 48\), \(E = 2\) "
        r"they hold 1584 keys, so \(K\) cannot be below \(81 \cdot 2304/(2 \cdot 1585) = 58.87\)."
    ),
    declared_uses=("U6", "U11", "U11-direct"),
)
