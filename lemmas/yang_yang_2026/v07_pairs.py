r"""V7: no logarithm when the separation is fine compared with the depth.

Statement. Let 2Q <= 1 + 2/delta, log2(Q) >= 2 L log2(W + 1) and N <= 2Q.  If NN(W, L) memorizes
every N points of the unit ball, pairwise at least delta apart, then W^2 L^2 >= (N - 1)/27; for
W >= 9, L >= 2, W^2 L^2 >= (N - 1)/(289/81).

Hypotheses. As stated: the 2Q grid points on a line make the data sets.

Constants. 27 (52, 41) and 289/81 = 3.5679 (3.6): both least possible for this argument.

Source. Derived here; that irregular data are harder is an idea of Siegel (2023).

Idea. Q pairs of neighbouring grid points; every choice of k = floor(N/2) pairs has to be split, and
one network splits at most (W + 1)^L pairs, so at least binom(Q, k)/binom((W + 1)^L, k) >=
(Q/(W + 1)^L)^k sign patterns are needed.
"""

from __future__ import annotations

from memproof.certificates.sketches import (
    AUTO,
    KNOWN,
    SIGN,
    Sketch,
    apply,
    combine,
    conclude,
    exponentiate,
    have,
    integer_part,
    logs,
    name,
    split,
)
from memproof.library.model import Constant, Construction, Inequality, Lemma
from memproof.statements.claims import Claim, make_claim

from .paper import own
from .v03_parameter_sums import LINE_SUM, SIZE, WIDE
from .v04_necessity import DATA, MEMORIZES, corner

PREDICATES = ("growth", "pieces", "memorizes")
LOG = "log2(2*e*Q)"
SPLIT = "(log2(Q) - L*log2(W + 1))"
COUNT = f"k*{SPLIT} <= L + 1 + {LINE_SUM}*{LOG}"
FINE = "log2(Q) >= 2*L*log2(W + 1)"
HALVES = ["2*k <= N", "N <= 2*k + 1", "N <= 2*Q"]
WHOLE = {"k": "integer >= 1", "Q": "integer >= 1"}

BERNOULLI = make_claim(
    "(Q/(Q + 1))^k >= (Q + 1 - k)/(Q + 1)", {"Q": "integer >= 1", "k": "integer >= 0"}
)

# p = k + r and Q = k + r + s: every side condition is then a sign.
RATIO = make_claim(
    "binomial(k + r, k)*(k + r + s)^k <= binomial(k + r + s, k)*(k + r)^k",
    {"k": "integer >= 1", "r": "integer >= 0", "s": "integer >= 0"},
)

RATIO_LOG = make_claim(
    "k*(log2(Q) - log2(p)) <= log2(binomial(Q, k)) - log2(binomial(p, k))",
    {"Q": "integer >= 1", "p": "integer >= 1", "k": "integer >= 1"},
    given=["k <= p", "p <= Q", "k <= Q"],
)

PAIRS = make_claim(
    ["k <= p", "k <= Q", "log2(binomial(Q, k)) <= log2(binomial(p, k)) + g"],
    {**SIZE, **DATA, **WHOLE, "p": "integer >= 1", "g": "real"},
    given=[
        "2*Q <= 1 + 2/delta",
        *HALVES,
        MEMORIZES,
        "pieces(W, L, p)",
        "growth(W, L, 2*Q, 1, g)",
    ],
    predicates=PREDICATES,
)

# Already k <= p bounds the points by the pieces.
PIECES = make_claim(
    "k <= (W + 1)^L",
    {**SIZE, **DATA, **WHOLE},
    given=["2*Q <= 1 + 2/delta", *HALVES, MEMORIZES],
    predicates=PREDICATES,
)

ALTERNATING = make_claim(
    "2*(W + 1)^L + 1 >= N",
    {**SIZE, **DATA, "N": "integer >= 2"},
    given=["N <= 2/delta", MEMORIZES],
    predicates=PREDICATES,
)

ONE_LAYER = make_claim(
    "N <= 2*W + 3",
    {**{key: value for key, value in {**SIZE, **DATA}.items() if key != "L"}, "N": "integer >= 2"},
    given=["N <= 2/delta", MEMORIZES.replace("L", "1")],
    predicates=PREDICATES,
)

PATTERNS = make_claim(
    COUNT,
    {**SIZE, **DATA, **WHOLE},
    given=["2*Q <= 1 + 2/delta", *HALVES, "Q >= (W + 1)^L", MEMORIZES],
    predicates=PREDICATES,
)

EXCLUDED = make_claim("14*(log2(Q) - 1) > 2 + 6*log2(2*e*Q)", {"Q": "real >= 15"})
EXCLUDED_WIDE = make_claim(
    "579*(log2(Q) - 2*log2(10)) > 3 + 244*log2(2*e*Q)", {"Q": "real >= 10000"}
)


def solved(constant: str, sizes: dict[str, str]) -> Claim:
    """Return the claim that this constant follows from the count of patterns."""
    return make_claim(
        f"N - 1 <= {constant}*W^2*L^2",
        {**sizes, "N": "integer >= 2", **WHOLE},
        given=[*HALVES, FINE, COUNT],
    )


def necessity(constant: str, sizes: dict[str, str]) -> Claim:
    """Return the claim with this constant."""
    return make_claim(
        f"W^2*L^2 >= (N - 1)/{constant}",
        {**sizes, **DATA, "Q": "integer >= 1"},
        given=["2*Q <= 1 + 2/delta", "N <= 2*Q", FINE, MEMORIZES],
        predicates=PREDICATES,
    )


_SIZES = {"W": "W", "L": "L"}

_BERNOULLI: Sketch = conclude(
    {
        "rule": "induction",
        "variable": "k",
        "base": "0",
        "bound": SIGN,
        "at_base": SIGN,
        "step": combine(
            (1, ["goal"]),
            (1, ["Q/(Q + 1)", "(Q/(Q + 1))^k - (Q + 1 - k)/(Q + 1)"]),
            (1, ["k/(Q + 1)^2"]),
        ),
    }
)

_ALL = "(k + r + s)"
_CHANGE = f"({_ALL}/({_ALL} + 1))^k - ({_ALL} + 1 - k)/({_ALL} + 1)"
_NEXT = f"{_ALL}^k*({_ALL} + 1)/(r + s + 1) - ({_ALL} + 1)^k"

_RATIO: Sketch = conclude(
    {
        "rule": "induction",
        "variable": "s",
        "base": "0",
        "bound": SIGN,
        "at_base": SIGN,
        "step": apply(
            "V7/bernoulli",
            {"Q": _ALL, "k": "k"},
            [SIGN, SIGN],
            have(
                f"{_NEXT} >= 0",
                combine(
                    (1, ["goal"]),
                    (
                        1,
                        [
                            f"({_ALL} + 1)/(r + s + 1)",
                            f"binomial({_ALL}, k)*(k + r)^k - binomial(k + r, k)*{_ALL}^k",
                        ],
                    ),
                    (1, ["binomial(k + r, k)", _NEXT]),
                ),
                combine((1, ["goal"]), (1, [f"({_ALL} + 1)^k*({_ALL} + 1)/(r + s + 1)", _CHANGE])),
            ),
        ),
    }
)

_RATIO_LOG = apply(
    "V7/ratio",
    {"k": "k", "r": "p - k", "s": "Q - p"},
    [SIGN] * 3,
    conclude(
        exponentiate("binomial(p, k)*Q^k", "binomial(Q, k)*p^k", SIGN, "ln(2)"),
    ),
)

_DATA = {"N": "N", "delta": "delta", "d": "d", "C": "C"}


def _pairs(then: Sketch) -> Sketch:
    """Go on with the pieces p <= (W + 1)^L and what V7/pairs says of them."""
    return apply(
        "V6/power",
        _SIZES,
        [SIGN, SIGN],
        apply(
            "V2/growth",
            {**_SIZES, "N": "2*Q", "d": "1"},
            [SIGN] * 4,
            apply(
                "V7/pairs",
                {
                    **_SIZES,
                    **_DATA,
                    "Q": "Q",
                    "k": "k",
                    "p": "p",
                    "g": f"L + 1 + {LINE_SUM}*{LOG}",
                },
                [SIGN] * 13 + [KNOWN] * 3,
                then,
            ),
        ),
        {"p": "p"},
    )


_PATTERNS = _pairs(
    apply(
        "V7/ratio-log",
        {"Q": "Q", "k": "k", "p": "p"},
        [SIGN] * 4 + [combine((1, ["goal"]), (1, ["Q - (W + 1)^L"]), (1, ["(W + 1)^L - p"])), SIGN],
        have(
            "ln(p) <= L*ln(W + 1)",
            conclude(
                combine(
                    (1, ["goal"]),
                    (
                        1,
                        ["log2(binomial(Q, k)) - log2(binomial(p, k)) - k*(log2(Q) - log2(p))"],
                    ),
                    (
                        1,
                        [f"log2(binomial(p, k)) + L + 1 + {LINE_SUM}*{LOG} - log2(binomial(Q, k))"],
                    ),
                    (1, ["k/ln(2)", "L*ln(W + 1) - ln(p)"]),
                )
            ),
            exponentiate("p", "(W + 1)^L", SIGN),
        ),
    )
)

_PIECES = _pairs(conclude(combine((1, ["goal"]), (1, ["(W + 1)^L - p"]), (1, ["p - k"]))))

_ALTERNATING = integer_part(
    "N/2",
    have(
        "floor(N/2) >= 1",
        apply(
            "V7/pieces",
            {**_SIZES, **_DATA, "k": "floor(N/2)", "Q": "N - floor(N/2)"},
            [AUTO] * 12 + [KNOWN],
            conclude(AUTO),
        ),
    ),
)

_ONE_LAYER = apply(
    "V7/alternating",
    {**_DATA, "W": "W", "L": "1"},
    [AUTO] * 7 + [KNOWN],
    conclude(AUTO),
)


def _beyond(constant: str, parts: tuple[str, str], ratio: str, layers: str, least: int) -> Sketch:
    """kq <= 2(L + 1) + 2A(q + log2(2e)) for q = log2(Q) >= least and smaller ratios to W^2 L^2."""
    square = "W^2*L^2"
    first, second = parts
    return apply(
        f"V3/{first}",
        _SIZES,
        [SIGN] * 3,
        apply(
            f"V3/{second}",
            _SIZES,
            [SIGN] * (3 if second == "layers-three" else 2),
            combine(
                (1, ["goal", "log2(Q)"]),
                (1, ["log2(Q)", "2*k + 1 - N"]),
                (4, [f"L + 1 + {LINE_SUM}*{LOG} - k*{SPLIT}"]),
                (2, ["k", "log2(Q) - 2*L*log2(W + 1)"]),
                (4, [LOG, f"({ratio})*{square} - {LINE_SUM}"]),
                (4, [f"({layers})*{square} - L - 1"]),
                (1, [f"{constant} - 4*({ratio})", square, f"log2(Q) - {least}"]),
            ),
        ),
    )


_AT_ONE = have(
    "Q > 14",
    apply(
        "V7/excluded",
        {"Q": "Q"},
        [SIGN],
        combine(
            (1, [f"2 + 6*{LOG} - k*(log2(Q) - 1)"]),
            (1, ["k - 14", "log2(Q) - 1"]),
            (1, [f"14*(log2(Q) - 1) - 2 - 6*{LOG}"]),
        ),
    ),
    combine((2, ["goal"]), (1, ["2*Q - N"]), (1, ["N - 29"])),
    integer=True,
)

_SOLVED = conclude(
    split(
        "28 - N",
        integer=True,
        above=combine((1, ["goal"]), (1, ["28 - N"]), (27, ["W^2*L^2 - 1"])),
        below=have(
            "k > 13",
            have(
                "Q > 14",
                have(
                    "log2(Q) >= 3",
                    split(
                        "W + L - 3",
                        integer=True,
                        above=_beyond("27", ("three", "layers-three"), "3", "3/4", 3),
                        below=corner({"W": 1, "L": 1}, _AT_ONE),
                    ),
                    exponentiate("8", "Q", SIGN, "ln(2)"),
                ),
                combine((2, ["goal"]), (1, ["2*Q - N"]), (1, ["N - 29"])),
                integer=True,
            ),
            combine((2, ["goal"]), (1, ["2*k + 1 - N"]), (1, ["N - 29"])),
            integer=True,
        ),
    )
)

_AT_NINE = have(
    "Q >= 10000",
    apply(
        "V7/excluded-wide",
        {"Q": "Q"},
        [SIGN],
        combine(
            (1, [f"3 + 244*{LOG} - k*(log2(Q) - 2*log2(10))"]),
            (1, ["k - 579", "log2(Q) - 2*log2(10)"]),
            (1, [f"579*(log2(Q) - 2*log2(10)) - 3 - 244*{LOG}"]),
        ),
    ),
    logs("10000", "Q", combine((1, ["goal"]), (1, ["ln(2)", "log2(Q) - 4*log2(10)"]))),
)

_SOLVED_WIDE = conclude(
    split(
        "1157 - N",
        integer=True,
        above=combine((1, ["goal"]), (1, ["1157 - N"]), ("289/81", ["W^2*L^2 - 324"])),
        below=have(
            "k > 578",
            have(
                "ln(W + 1) >= ln(10)",
                have(
                    "log2(Q) >= 13",
                    split(
                        "W + L - 12",
                        integer=True,
                        above=_beyond(
                            "(289/81)", ("beyond", "layers-domain"), "532/729", "1/108", 13
                        ),
                        below=corner({"W": 9, "L": 2}, _AT_NINE),
                    ),
                    combine(
                        (1, ["goal"]),
                        (1, ["log2(Q) - 2*L*log2(W + 1)"]),
                        (2, ["1/ln(2)", "L - 2", "ln(W + 1)"]),
                        (4, ["1/ln(2)", "ln(W + 1) - ln(10)"]),
                    ),
                ),
                exponentiate("10", "W + 1", SIGN),
            ),
            combine((2, ["goal"]), (1, ["2*k + 1 - N"]), (1, ["N - 1158"])),
            integer=True,
        ),
    )
)


def halved(then: Sketch) -> Sketch:
    """Go on with k = floor(N/2) for N >= 2."""
    return integer_part(
        "N/2",
        name(
            "k",
            "floor(N/2)",
            have(
                "2*k <= N",
                have(
                    "N < 2*k + 2",
                    have(
                        "k > 0",
                        then,
                        combine((2, ["goal"]), (1, ["2*k + 1 - N"]), (1, ["N - 2"])),
                        integer=True,
                    ),
                    combine(
                        (1, ["goal"]),
                        (2, ["floor(N/2) + 1 - N/2"]),
                        (2, ["k - floor(N/2)"]),
                    ),
                    integer=True,
                ),
                combine((1, ["goal"]), (2, ["N/2 - floor(N/2)"]), (2, ["floor(N/2) - k"])),
            ),
        ),
    )


def _necessary(constant: str, best: str, part: str) -> Sketch:
    """k = floor(N/2), the count of patterns, its solution with a constant at least as good."""
    values = {**_SIZES, "Q": "Q", "k": "k", "N": "N"}
    counted = apply(
        "V7/patterns",
        {**values, **_DATA},
        [SIGN] * 13 + [KNOWN],
        apply(
            f"V7/{part}",
            values,
            [SIGN] * 10,
            conclude(
                combine(
                    (1, ["goal"]),
                    (1, [f"1/{best}", f"{best}*W^2*L^2 - N + 1"]),
                    (1, ["N - 1", f"1/{best} - 1/{constant}"]),
                )
            ),
        ),
    )
    return have(
        "Q >= (W + 1)^L",
        split(
            "N - 2",
            integer=True,
            above=halved(counted),
            below=conclude(
                combine((1, ["goal"]), (1, [f"1/{constant}", "1 - N"]), (1, ["W^2*L^2"]))
            ),
        ),
        logs(
            "(W + 1)^L",
            "Q",
            combine(
                (1, ["goal"]),
                (1, ["ln(2)", "log2(Q) - 2*L*log2(W + 1)"]),
                (1, ["L", "ln(W + 1)"]),
            ),
        ),
    )


_POINT = {"W": "1", "L": "1", "N": "2", "Q": "4"}
_WIDE_POINT = {"W": "9", "L": "2", "N": "2", "Q": "10000"}
_FINE = {"delta": "1/4", "d": "1", "C": "2"}
_WIDE_FINE = {"delta": "1/10000", "d": "1", "C": "2"}
_HALF = {"k": "1"}

LEMMA = Lemma(
    id="V7",
    number="V7",
    title="Necessary size without a logarithm",
    statement=(
        r"Let \(2Q \le 1 + 2/\delta\), \(\log_2 Q \ge 2L\log_2(W+1)\), \(N \le 2Q\). If "
        r"\(NN(W, L)\) memorizes every \(N\) points of the unit ball, pairwise at least "
        r"\(\delta\) apart, then \(W^2L^2 \ge (N-1)/27\); for \(W \ge 9\), \(L \ge 2\), "
        r"\(W^2L^2 \ge \frac{81}{289}(N-1)\)."
    ),
    source=own("V7"),
    parts=(
        Inequality("bernoulli", BERNOULLI, _BERNOULLI),
        Inequality("ratio", RATIO, _RATIO),
        Inequality("ratio-log", RATIO_LOG, _RATIO_LOG),
        Construction(
            "pairs",
            PAIRS,
            "2Q grid points of a line at distance delta lie in the unit ball; pair neighbours. For "
            "every set S of k pairs label the left points 0, the right points 1 (for odd N one "
            "more grid point, labelled 0; N <= 2Q leaves one). A memorizing f splits all pairs of "
            "S: exactly one point has f > 1/2. Where an f splits a pair, it takes the value 1/2 at "
            "a place of the pair's interval beside which it is larger; the affine piece on that "
            "side has no other such place, so f splits at most p of the Q pairs, and its set "
            "{f > 1/2} serves at most binom(p, k) sets S. There are at most 2^g such sets on the "
            "grid, so binom(Q, k) <= 2^g binom(p, k); in particular k <= p.",
            ("V6/power", "V2/growth"),
        ),
        Inequality("pieces", PIECES, _PIECES, witness={**_POINT, **_FINE, **_HALF}),
        Inequality("alternating", ALTERNATING, _ALTERNATING, formal="ClaimsLower.V7__alternating"),
        Inequality("one-layer", ONE_LAYER, _ONE_LAYER, formal="ClaimsLower.V7__one_layer"),
        Inequality("patterns", PATTERNS, _PATTERNS, witness={**_POINT, **_FINE, **_HALF}),
        Inequality("excluded", EXCLUDED),
        Inequality("excluded-wide", EXCLUDED_WIDE),
        Inequality("solved", solved("27", SIZE), _SOLVED, witness={**_POINT, **_HALF}),
        Inequality(
            "solved-wide", solved("(289/81)", WIDE), _SOLVED_WIDE, witness={**_WIDE_POINT, **_HALF}
        ),
        Inequality(
            "k52",
            necessity("52", SIZE),
            _necessary("52", "27", "solved"),
            witness={**_POINT, **_FINE},
        ),
        Inequality(
            "k27",
            necessity("27", SIZE),
            _necessary("27", "27", "solved"),
            witness={**_POINT, **_FINE},
        ),
        Inequality(
            "wide-36",
            necessity("(18/5)", WIDE),
            _necessary("(18/5)", "(289/81)", "solved-wide"),
            witness={**_WIDE_POINT, **_WIDE_FINE},
        ),
        Inequality(
            "wide-best",
            necessity("(289/81)", WIDE),
            _necessary("(289/81)", "(289/81)", "solved-wide"),
            witness={**_WIDE_POINT, **_WIDE_FINE},
        ),
        Construction(
            "k4",
            necessity("4", SIZE),
            "Proved in Rocq: formal/Pairs.v, irregular_data. Between two pairs split upwards lies "
            "a change downwards, so a network with p pieces splits at most (p + 1)/2 of the pairs; "
            "the Q^k lists of k pairs are covered by ((p + 1)/2)^k for each pattern. Sign vectors "
            "are counted by Theorem S with normalised biases.",
            ("V6/power",),
            formal="ClaimsSize.V7__k4",
        ),
        Inequality(
            "below-27",
            solved("(269/10)", SIZE),
            expected="refuted",
            point={"W": "1", "L": "1", "N": "28", "Q": "14", "k": "14"},
        ),
        Inequality(
            "below-wide-best",
            solved("(356/100)", WIDE),
            expected="refuted",
            point={"W": "9", "L": "2", "N": "1157", "Q": "10000", "k": "578"},
        ),
    ),
    idea=(
        r"\(\binom{Q}{k}/\binom{(W+1)^L}{k} \ge (Q/(W+1)^L)^k\) sign patterns are needed on the "
        r"grid to split every choice of \(k\) pairs."
    ),
    constants=(
        Constant("necessary size, fine separation", "52", "k52", "smallest", "W, L >= 1"),
        Constant("necessary size, fine separation", "27", "k27", "smallest", "W, L >= 1"),
        Constant("necessary size, fine separation", "4", "k4", "smallest", "W, L >= 1"),
        Constant(
            "necessary size, fine separation from width 9", "18/5", "wide-36", "smallest", "W >= 9"
        ),
        Constant(
            "necessary size, fine separation from width 9",
            "289/81",
            "wide-best",
            "smallest",
            "W >= 9",
        ),
    ),
    notes=(
        r"Both constants are the least that the count of patterns gives: \(N = 28\), \(Q = k = "
        r"14\) at \(W = L = 1\), and \(N = 1157\), \(Q = 10^4\) at \(W = 9\), \(L = 2\)."
    ),
    declared_uses=("V2", "V3", "V6"),
)
