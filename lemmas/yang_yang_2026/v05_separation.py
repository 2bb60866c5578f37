r"""V5: the necessary size in terms of the separation.

Statement. If NN(W, L) memorizes every N points of the unit ball of R^d, pairwise at least delta
apart, delta <= 1/2, and N <= 1 + 2/delta, then W^2 L^2 >= N/(K log2(1/delta)) with
K = 43/log2(21) = 9.789...; for W >= 9, L >= 2 with K = 3195/(324 log2(1597)) = 0.92669....

Hypotheses. N <= 1 + 2/delta: such points exist on a line.  delta <= 1/2, since log2(1/delta) -> 0
as delta -> 1.

Constants. 28, 9.79 and 43/log2(21); 2.9, 0.927 and 3195/(324 log2(1597)) for W >= 9, L >= 2.  Both
least possible for this argument.

Source. Derived here; this is the lower bound of Yang and Yang's abstract as the paper itself has it
(the abstract as listed is refuted in the refutation's file).  In R^d: V4.

Idea. log2(1/delta) >= max(1, log2((N-1)/2)); N/log2((N-1)/2) is largest at the largest N that
W = L = 1 (W = 9, L = 2) admits.
"""

from __future__ import annotations

from memproof.certificates.sketches import (
    KNOWN,
    SIGN,
    Sketch,
    apply,
    combine,
    conclude,
    exponentiate,
    have,
    split,
)
from memproof.library.model import Constant, Construction, Inequality, Lemma
from memproof.statements.claims import Claim, make_claim

from .paper import own
from .v03_parameter_sums import LINE_SUM, SIZE, WIDE
from .v04_necessity import (
    AT_NINE,
    AT_ONE,
    DATA,
    LOG,
    MEMORIZES,
    NEED_LINE,
    PREDICATES,
    corner,
)

FINE = "log2(1/delta)"
FROM_TWO = {"W": "integer >= 2", "L": "integer >= 1"}
FROM_EIGHT = {"W": "integer >= 8", "L": "integer >= 1"}
SEPARATED = {"N": "integer >= 1", "delta": "real in (0, 1/2]"}
BEST = "(43/log2(21))"
BEST_WIDE = "(3195/(324*log2(1597)))"

CHORD = make_claim("N*log2(21) <= 43*log2((N - 1)/2)", {"N": "real in [6, 43]"})
CHORD_WIDE = make_claim("N*log2(1597) <= 3195*log2((N - 1)/2)", {"N": "real in [6, 3195]"})
REST = make_claim("3*log2(e*N) + 3/4 <= (97/10)*log2((N - 1)/2)", {"N": "real >= 44"})
REST_WIDE = make_claim(
    "(532/729)*log2(e*N) + 1/108 <= (23/25)*log2((N - 1)/2)", {"N": "real >= 3196"}
)


def solved(constant: str, sizes: dict[str, str]) -> Claim:
    """Return the claim that this constant follows from the count and N <= 1 + 2/delta."""
    return make_claim(
        f"N <= {constant}*W^2*L^2*{FINE}",
        {**sizes, **SEPARATED},
        given=["N <= 1 + 2/delta", NEED_LINE],
    )


def necessity(constant: str, sizes: dict[str, str]) -> Claim:
    """Return the claim with this constant."""
    return make_claim(
        f"W^2*L^2 >= N/({constant}*{FINE})",
        {**sizes, **DATA, **SEPARATED},
        given=["N <= 1 + 2/delta", MEMORIZES],
        predicates=PREDICATES,
    )


_SIZES = {"W": "W", "L": "L"}
_HALF = "log2((N - 1)/2)"


def _solved(best: str, most: int, least: int, argument: int, tag: str, beyond: Sketch) -> Sketch:
    """N <= 5, then N <= most by the chord, then the sizes beyond the corner."""
    square = "W^2*L^2"
    few = combine(
        (1, ["goal"]),
        (1, ["5 - N"]),
        (1, [best, square, f"{FINE} - 1"]),
        (1, [best, f"{square} - {least}"]),
    )
    chord = apply(
        f"V5/chord{tag}",
        {"N": "N"},
        [SIGN, SIGN],
        combine(
            (1, ["goal", f"log2({argument})"]),
            (1, [f"{most}*{_HALF} - N*log2({argument})"]),
            (most, [f"{FINE} - {_HALF}"]),
            (f"{most}/{least}", [FINE, f"{square} - {least}"]),
        ),
    )
    fine = have(
        f"{FINE} >= {_HALF}",
        split(f"{most} - N", integer=True, above=chord, below=beyond),
        exponentiate("(N - 1)/2", "1/delta", SIGN, "ln(2)"),
    )
    return have(
        f"{FINE} >= 1",
        conclude(split("5 - N", integer=True, above=few, below=fine)),
        exponentiate("2", "1/delta", SIGN, "ln(2)"),
    )


def _rest(
    best: str, ratio: str, layers: str, rate: str, tag: str, parts: tuple[str, str]
) -> Sketch:
    """N <= A log2(eN) + L + 1 with smaller ratios of A and L + 1 to W^2 L^2."""
    square = "W^2*L^2"
    first, second = parts
    hypotheses = [SIGN] * 3
    return apply(
        f"V3/{first}",
        _SIZES,
        hypotheses,
        apply(
            f"V3/{second}",
            _SIZES,
            hypotheses if second == "layers-three" else [SIGN] * 2,
            apply(
                f"V5/rest{tag}",
                {"N": "N"},
                [SIGN],
                combine(
                    (1, ["goal"]),
                    (1, [f"L + 1 + {LINE_SUM}*{LOG} - N"]),
                    (1, [LOG, f"({ratio})*{square} - {LINE_SUM}"]),
                    (1, [f"({layers})*{square} - L - 1"]),
                    (1, [square, f"({rate})*{_HALF} - ({ratio})*{LOG} - {layers}"]),
                    (1, [square, rate, f"{FINE} - {_HALF}"]),
                    (1, [square, FINE, f"{best} - {rate}"]),
                ),
            ),
        ),
    )


_SOLVED = _solved(
    BEST,
    43,
    1,
    21,
    "",
    split(
        "W + L - 3",
        integer=True,
        above=_rest(BEST, "3", "3/4", "97/10", "", ("three", "layers-three")),
        below=corner({"W": 1, "L": 1}, AT_ONE),
    ),
)

_SOLVED_WIDE = _solved(
    BEST_WIDE,
    3195,
    324,
    1597,
    "-wide",
    split(
        "W + L - 12",
        integer=True,
        above=_rest(BEST_WIDE, "532/729", "1/108", "23/25", "-wide", ("beyond", "layers-domain")),
        below=corner({"W": 9, "L": 2}, AT_NINE),
    ),
)


def _necessary(constant: str, *, wide: bool = False) -> Sketch:
    """Shattered points on a line, the count, its solution with a constant at least as good."""
    best = BEST_WIDE if wide else BEST
    values = {**_SIZES, "N": "N", "delta": "delta"}
    more = (
        [(1, ["1/ln(2)", "ln(1/delta)", "W^2*L^2", f"{constant} - {best}"])]
        if constant != best
        else []
    )
    return apply(
        "V4/line",
        {**values, "d": "d", "C": "C"},
        [SIGN] * 7 + [KNOWN],
        apply(
            "V4/count",
            {**_SIZES, "N": "N", "d": "1"},
            [SIGN] * 4 + [KNOWN],
            apply(
                "V5/solved-wide" if wide else "V5/solved",
                values,
                [SIGN] * 7,
                have(
                    "ln(1/delta) > 0",
                    conclude(
                        combine(
                            (1, ["goal", f"{constant}/ln(2)", "ln(1/delta)"]),
                            (1, [f"{best}*W^2*L^2*{FINE} - N"]),
                            *more,
                        )
                    ),
                    exponentiate("1", "1/delta", SIGN),
                ),
            ),
        ),
    )


LEMMA = Lemma(
    id="V5",
    number="V5",
    title="Necessary size and separation",
    statement=(
        r"If \(NN(W, L)\) memorizes every \(N\) points of the unit ball, pairwise at least "
        r"\(\delta \le 1/2\) apart, and \(N \le 1 + 2/\delta\), then \(W^2L^2 \ge "
        r"N/(K\log_2(1/\delta))\) with \(K = 43/\log_2 21 = 9.789\ldots\); for \(W \ge 9\), "
        r"\(L \ge 2\) with \(K = 3195/(324\log_2 1597) = 0.92669\ldots\)."
    ),
    source=own("V5"),
    parts=(
        Inequality("chord", CHORD),
        Inequality("chord-wide", CHORD_WIDE),
        Inequality("rest", REST),
        Inequality("rest-wide", REST_WIDE),
        Inequality("solved", solved(BEST, SIZE), _SOLVED),
        Inequality("solved-wide", solved(BEST_WIDE, WIDE), _SOLVED_WIDE),
        Inequality("k28", necessity("28", SIZE), _necessary("28"), formal="ClaimsLower.V5__k28"),
        Inequality(
            "k10",
            necessity("(979/100)", SIZE),
            _necessary("(979/100)"),
            formal="ClaimsLower.V5__k10",
        ),
        Inequality("best", necessity(BEST, SIZE), _necessary(BEST), formal="ClaimsLower.V5__best"),
        Construction(
            "two",
            necessity("2", SIZE),
            "Proved in Rocq: formal/Growth.v, necessary_size_separation. Sign vectors are counted "
            "by Theorem S, which needs no citation; width 1 and few layers are met by monotonicity "
            "and by the number of affine pieces. 2 is best possible (W = L = 1, N = 2).",
            ("V6/power",),
            formal="ClaimsSize.V5__two",
        ),
        Construction(
            "one",
            necessity("1", FROM_TWO),
            "Proved in Rocq: formal/LowerOne.v, yang_yang_lower_one. A hidden neuron is a positive "
            "multiple of one with bias -1, 0 or 1, so a layer brings W^2 instead of W(W + 1) "
            "parameters into the count and 3^W choices. Few layers: N <= (W + 1)^L + 1 by labels "
            "that alternate. No constant below 3/4 holds: W = 2, L = 1, N = 3, delta = 1/2.",
            ("V6/power",),
            formal="ClaimsSize.V5__one",
        ),
        Construction(
            "nine-tenths",
            necessity("(9/10)", FROM_EIGHT),
            "Proved in Rocq: formal/LowerWide.v, yang_yang_lower_wide. As part one, with "
            "parameters that weigh at most (3/5) W^2 L^2.",
            ("V6/power",),
            formal="ClaimsSize.V5__nine_tenths",
        ),
        Inequality("wide-29", necessity("(29/10)", WIDE), _necessary("(29/10)", wide=True)),
        Inequality("wide-927", necessity("(927/1000)", WIDE), _necessary("(927/1000)", wide=True)),
        Inequality("wide-best", necessity(BEST_WIDE, WIDE), _necessary(BEST_WIDE, wide=True)),
        Inequality(
            "below-best",
            solved("(978/100)", SIZE),
            expected="refuted",
            point={"W": "1", "L": "1", "N": "43", "delta": "1/21"},
        ),
        Inequality(
            "below-wide-best",
            solved("(9266/10000)", WIDE),
            expected="refuted",
            point={"W": "9", "L": "2", "N": "3195", "delta": "1/1597"},
        ),
    ),
    idea=(
        r"\(\log_2(1/\delta) \ge \max(1, \log_2\frac{N-1}{2})\); the worst case is the largest "
        r"\(N\) at the least \(W, L\)."
    ),
    constants=(
        Constant("necessary size by delta", "28", "k28", "smallest", "K, W, L >= 1"),
        Constant("necessary size by delta", "979/100", "k10", "smallest", "K, W, L >= 1"),
        Constant("necessary size by delta", BEST, "best", "smallest", "K, W, L >= 1"),
        Constant("necessary size by delta", "2", "two", "smallest", "K, W, L >= 1"),
        Constant("necessary size by delta from width 2", "1", "one", "smallest", "K, W >= 2"),
        Constant(
            "necessary size by delta from width 8", "9/10", "nine-tenths", "smallest", "K, W >= 8"
        ),
        Constant(
            "necessary size by delta from width 9", "29/10", "wide-29", "smallest", "W >= 9, L >= 2"
        ),
        Constant(
            "necessary size by delta from width 9",
            "927/1000",
            "wide-927",
            "smallest",
            "W >= 9, L >= 2",
        ),
        Constant(
            "necessary size by delta from width 9",
            BEST_WIDE,
            "wide-best",
            "smallest",
            "W >= 9, L >= 2",
        ),
    ),
    notes=(
        r"Both constants are the least that \(N \le L + 1 + A\log_2(eN)\) and \(N \le 1 + "
        r"2/\delta\) give: equality holds at \(W = L = 1\), \(N = 43\), \(\delta = 1/21\) and at "
        r"\(W = 9\), \(L = 2\), \(N = 3195\), \(\delta = 1/1597\)."
    ),
    declared_uses=("V3", "V4", "V6"),
)
