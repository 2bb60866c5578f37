r"""V4: how large a network that memorizes has to be.

Statement. If NN(W, L) shatters N points of R^d, N <= L + 1 + A log2(eN) (A as in V3), so
W^2 L^2 + (d-1)WL/3 >= N/(K log2(eN)), K = 43/log2(43e) = 6.2600...; on U12's domain W >= 9, L >= 2,
d = 1, K = 3195/(324 log2(3195e)) = 0.75366....  If NN(W, L) memorizes every N points of the unit
ball of R^d, pairwise at least delta apart, with two labels, this holds in dimension k <= d whenever
N <= (1 + floor(2/(delta sqrt(k))))^k; on a line, k = 1, whenever N <= 1 + 2/delta.

Hypotheses. The feasibility hypothesis on N and delta: without a data set the premise is empty.

Constants. K = 43/log2(43e) (rationally 7.4, 6.27), and 3195/(324 log2(3195e)) (0.77, 0.7595 =
61/81 + ln(2)/108, 0.7537) for W >= 9, L >= 2: both least possible for this argument.

Source. Derived here, from Bartlett et al. (2019), Theorem 7's proof.

Idea. 2^N <= 2^(L+1) (eN)^A. N/log2(eN) increases, so up to N = 43 the bound follows from
W^2 L^2 >= 1; N >= 44 excludes W = L = d = 1, and everything else is far from equality.
"""

from __future__ import annotations

from memproof.certificates.sketches import (
    KNOWN,
    SIGN,
    Sketch,
    apply,
    cases,
    combine,
    conclude,
    exponentiate,
    have,
    integer_part,
    split,
)
from memproof.library.model import Constant, Construction, Inequality, Lemma
from memproof.statements.claims import Claim, make_claim

from .paper import own
from .v03_parameter_sums import LINE_SUM, SIZE, SPACE, SQUARE, SUM, WIDE

PREDICATES = ("growth", "shatters", "memorizes")
LOG = "log2(e*N)"
NUMBER = {"N": "integer >= 1"}
BEST = "(43/log2(43*e))"
BEST_WIDE = "(3195/(324*log2(3195*e)))"
NEED = f"N <= L + 1 + {SUM}*{LOG}"
NEED_LINE = f"N <= L + 1 + {LINE_SUM}*{LOG}"
DATA = {
    "N": "integer >= 1",
    "delta": "real > 0",
    "d": "integer >= 1",
    "C": "integer >= 2",
}
MEMORIZES = "memorizes(W, L, N, delta, d, C)"

SHATTERED = make_claim(
    "N <= g",
    {**SPACE, **NUMBER, "g": "real"},
    given=["growth(W, L, N, d, g)", "shatters(W, L, N, d)"],
    predicates=PREDICATES,
)

GRID = make_claim(
    "shatters(W, L, N, k)",
    {"W": "integer >= 1", "L": "integer >= 1", **DATA, "k": "integer >= 1"},
    given=["k <= d", "N <= (1 + floor(2/(delta*sqrt(k))))^k", MEMORIZES],
    predicates=PREDICATES,
)

ON_A_LINE = make_claim(
    "shatters(W, L, N, 1)",
    {**SIZE, **DATA},
    given=["N <= 1 + 2/delta", MEMORIZES],
    predicates=PREDICATES,
)

COUNT = make_claim(NEED, {**SPACE, **NUMBER}, given=["shatters(W, L, N, d)"], predicates=PREDICATES)

TANGENT = make_claim("ln(z) <= z - 1", {"z": "real > 0"})
RATIO = make_claim(
    "N*log2(e*M) <= M*log2(e*N)", {"N": "real >= 1", "M": "real >= 1"}, given=["N <= M"]
)
EXCLUDED = make_claim("N > 2 + 6*log2(e*N)", {"N": "real >= 44"})
EXCLUDED_WIDE = make_claim("N > 3 + 244*log2(e*N)", {"N": "real >= 3196"})

SOLVED = make_claim(f"N <= {BEST}*{SQUARE}*{LOG}", {**SPACE, **NUMBER}, given=[NEED])
SOLVED_WIDE = make_claim(f"N <= {BEST_WIDE}*W^2*L^2*{LOG}", {**WIDE, **NUMBER}, given=[NEED_LINE])
SOLVED_SPACE = make_claim(
    f"N <= (61/81 + ln(2)/108)*(W^2*L^2 + 2*(d - 1)*W*L)*{LOG}",
    {**WIDE, **NUMBER, "d": "integer >= 1"},
    given=[NEED],
)

FULL = make_claim(
    f"{SQUARE} >= N/({BEST}*{LOG})",
    {**SPACE, **NUMBER},
    given=["shatters(W, L, N, d)"],
    predicates=PREDICATES,
)


def necessity(constant: str, sizes: dict[str, str]) -> Claim:
    """Return the claim on a line with this constant."""
    return make_claim(
        f"W^2*L^2 >= N/({constant}*{LOG})",
        {**sizes, **DATA},
        given=["N <= 1 + 2/delta", MEMORIZES],
        predicates=PREDICATES,
    )


def solved(constant: str, sizes: dict[str, str]) -> Claim:
    """Return the claim that this constant follows from N <= L + 1 + A log2(eN) on a line."""
    return make_claim(f"N <= {constant}*W^2*L^2*{LOG}", {**sizes, **NUMBER}, given=[NEED_LINE])


# Theorem S in place of Warren's bound.
SPACE_SIZE = "(W^2*L^2 + (d - 1)*W*L/2)"
SHATTERED_SPACE = make_claim(
    f"N <= 6*{SPACE_SIZE}*{LOG}",
    {**SPACE, **NUMBER},
    given=["shatters(W, L, N, d)"],
    predicates=PREDICATES,
)
ONE = make_claim(
    f"N <= W^2*L^2*{LOG}",
    {**SIZE, **NUMBER},
    given=["shatters(W, L, N, 1)"],
    predicates=PREDICATES,
)
NARROW_LOG = make_claim(
    "N <= W^2*L^2*log2(N)",
    {"W": "integer >= 2", "L": "integer >= 1", "N": "integer >= 2"},
    given=["shatters(W, L, N, 1)"],
    predicates=PREDICATES,
)

IN_SPACE = make_claim(
    "W^2*L^2 + (k - 1)*W*L/3 >= N/((37/5)*log2(e*N))",
    {**SIZE, **DATA, "k": "integer >= 1"},
    given=["k <= d", "N <= (1 + floor(2/(delta*sqrt(k))))^k", MEMORIZES],
    predicates=PREDICATES,
)

_RATIO = apply(
    "V4/tangent",
    {"z": "M/N"},
    [SIGN],
    conclude(
        combine(
            (1, ["goal", "ln(2)"]),
            (1, ["N", "M/N - 1 - ln(M/N)"]),
            (1, ["M - N", "ln(N)"]),
        )
    ),
)

_SIZES = {"W": "W", "L": "L"}


def _small(most: int, square: str, scale: int) -> Sketch:
    """N <= most: N/log2(eN) is at most its value there, and the square at least scale."""
    return apply(
        "V4/ratio",
        {"N": "N", "M": str(most)},
        [SIGN, SIGN, SIGN],
        combine(
            (1, ["goal", f"log2({most}*e)"]),
            (1, [f"{most}*{LOG} - N*log2(e*{most})"]),
            (f"{most}/{scale}", [LOG, f"{square} - {scale}"]),
        ),
    )


def _beyond() -> Sketch:
    """All but W = L = d = 1: L + 1 <= (3/2) square, and log2(eN) >= 6."""
    return apply(
        "V3/six",
        {**_SIZES, "d": "d"},
        [SIGN] * 3,
        apply(
            "V3/layers-beyond",
            {**_SIZES, "d": "d"},
            [SIGN] * 4,
            have(
                f"{LOG} > 6",
                combine(
                    (1, ["goal"]),
                    (1, [f"L + 1 + {SUM}*{LOG} - N"]),
                    (1, [LOG, f"6*{SQUARE} - {SUM}"]),
                    (1, [f"(3/2)*{SQUARE} - L - 1"]),
                    ("1/4", [SQUARE, f"{LOG} - 6"]),
                    (1, [SQUARE, LOG, f"{BEST} - 25/4"]),
                ),
                exponentiate("2^6", "e*N", SIGN, "ln(2)"),
            ),
        ),
    )


def corner(least: dict[str, int], excluded: Sketch) -> Sketch:
    """The sum of the sizes is at most that of their least values: no other value is possible."""
    proof = excluded
    names = list(least)
    for position in reversed(range(len(names))):
        name, after = names[position], names[position + 1 :]
        total = " + ".join([*(str(least[size]) for size in names[:position]), name, *after])
        larger = combine(
            (1, [f"{sum(least.values())} - ({total})"]),
            (1, [f"{name} - {least[name] + 1}"]),
            *((1, [f"{size} - {least[size]}"]) for size in after),
        )
        proof = cases(name, least[name], [proof], larger, SIGN)
    return proof


AT_ONE = apply(
    "V4/excluded",
    {"N": "N"},
    [SIGN],
    combine((1, [f"2 + 6*{LOG} - N"]), (1, [f"N - 2 - 6*{LOG}"])),
)
AT_NINE = apply(
    "V4/excluded-wide",
    {"N": "N"},
    [SIGN],
    combine((1, [f"3 + 244*{LOG} - N"]), (1, [f"N - 3 - 244*{LOG}"])),
)

_SOLVED = conclude(
    split(
        "43 - N",
        integer=True,
        above=_small(43, SQUARE, 1),
        below=split(
            "W + L + d - 4",
            integer=True,
            above=_beyond(),
            below=corner({"W": 1, "L": 1, "d": 1}, AT_ONE),
        ),
    )
)

_BEYOND_WIDE = apply(
    "V3/beyond",
    _SIZES,
    [SIGN] * 3,
    apply(
        "V3/layers-domain",
        _SIZES,
        [SIGN] * 2,
        have(
            f"{LOG} > 13",
            combine(
                (1, ["goal"]),
                (1, [f"L + 1 + {LINE_SUM}*{LOG} - N"]),
                (1, [LOG, f"(532/729)*W^2*L^2 - {LINE_SUM}"]),
                (1, ["(1/108)*W^2*L^2 - L - 1"]),
                ("1/1404", ["W^2*L^2", f"{LOG} - 13"]),
                (1, ["W^2*L^2", LOG, f"{BEST_WIDE} - 532/729 - 1/1404"]),
            ),
            exponentiate("2^13", "e*N", SIGN, "ln(2)"),
        ),
    ),
)

_SOLVED_WIDE = conclude(
    split(
        "3195 - N",
        integer=True,
        above=_small(3195, "W^2*L^2", 324),
        below=split(
            "W + L - 12",
            integer=True,
            above=_BEYOND_WIDE,
            below=corner({"W": 9, "L": 2}, AT_NINE),
        ),
    )
)

_SOLVED_SPACE = apply(
    "V3/domain-space",
    {**_SIZES, "d": "d"},
    [SIGN] * 3,
    apply(
        "V3/layers-domain",
        _SIZES,
        [SIGN] * 2,
        conclude(
            combine(
                (1, ["goal"]),
                (1, [f"L + 1 + {SUM}*{LOG} - N"]),
                (1, [LOG, f"(61/81)*(W^2*L^2 + 2*(d - 1)*W*L) - {SUM}"]),
                (1, ["(1/108)*W^2*L^2 - L - 1"]),
                ("1/108", ["ln(2)", "W^2*L^2", f"{LOG} - 1/ln(2)"]),
                ("1/54", ["ln(2)", "(d - 1)*W*L", LOG]),
            )
        ),
    ),
)

_ON_A_LINE = integer_part(
    "2/delta",
    have(
        "N - 1 < floor(2/delta) + 1",
        apply(
            "V4/grid",
            {**_SIZES, "N": "N", "delta": "delta", "d": "d", "C": "C", "k": "1"},
            [SIGN] * 9 + [KNOWN],
            conclude(KNOWN),
        ),
        combine((1, ["goal"]), (1, ["1 + 2/delta - N"]), (1, ["floor(2/delta) + 1 - 2/delta"])),
        integer=True,
    ),
)

_NETWORK = {**_SIZES, "N": "N", "d": "d"}

_COUNT = apply(
    "V2/growth",
    _NETWORK,
    [SIGN] * 4,
    apply(
        "V4/shattered",
        {**_NETWORK, "g": f"L + 1 + {SUM}*{LOG}"},
        [SIGN] * 4 + [KNOWN, KNOWN],
        conclude(SIGN),
    ),
)

_FULL = apply(
    "V4/count",
    _NETWORK,
    [SIGN] * 4 + [KNOWN],
    apply(
        "V4/solved",
        _NETWORK,
        [SIGN] * 5,
        conclude(combine((1, ["goal", f"{BEST}*{LOG}"]), (1, [f"{BEST}*{SQUARE}*{LOG} - N"]))),
    ),
)


def _necessary(constant: str, *, wide: bool = False) -> Sketch:
    """On a line: shattered points, the count, and its solution with a constant at least as good."""
    best = BEST_WIDE if wide else BEST
    part = "solved-wide" if wide else "solved"
    values = {**_SIZES, "N": "N"} if wide else {**_SIZES, "N": "N", "d": "1"}
    more = [(1, [LOG, "W^2*L^2", f"{constant} - {best}"])] if constant != best else []
    return apply(
        "V4/line",
        {**_SIZES, "N": "N", "delta": "delta", "d": "d", "C": "C"},
        [SIGN] * 7 + [KNOWN],
        apply(
            "V4/count",
            {**_SIZES, "N": "N", "d": "1"},
            [SIGN] * 4 + [KNOWN],
            apply(
                f"V4/{part}",
                values,
                [SIGN] * (len(values) + 1),
                conclude(
                    combine(
                        (1, ["goal", f"{constant}*{LOG}"]),
                        (1, [f"{best}*W^2*L^2*{LOG} - N"]),
                        *more,
                    )
                ),
            ),
        ),
    )


_ONE = apply(
    "V4/line",
    {**_SIZES, "N": "N", "delta": "delta", "d": "d", "C": "C"},
    [SIGN] * 7 + [KNOWN],
    apply(
        "V4/shattered-one",
        {**_SIZES, "N": "N"},
        [SIGN] * 3 + [KNOWN],
        conclude(combine((1, ["goal", LOG]), (1, [f"W^2*L^2*{LOG} - N"]))),
    ),
)

_IN_SPACE = apply(
    "V4/grid",
    {**_SIZES, "N": "N", "delta": "delta", "d": "d", "C": "C", "k": "k"},
    [SIGN] * 9 + [KNOWN],
    apply(
        "V4/full",
        {**_SIZES, "N": "N", "d": "k"},
        [SIGN] * 4 + [KNOWN],
        conclude(
            combine(
                (1, ["goal", f"(37/5)*{LOG}", f"{BEST}*{LOG}"]),
                ("37/5", [LOG, f"{BEST}*{LOG}", f"W^2*L^2 + (k - 1)*W*L/3 - N/({BEST}*{LOG})"]),
                (1, ["N", LOG, f"37/5 - {BEST}"]),
            )
        ),
    ),
)

LEMMA = Lemma(
    id="V4",
    number="V4",
    title="Necessary size",
    statement=(
        r"If \(NN(W, L)\) memorizes every \(N\) points of the unit ball of \(\mathbb{R}^d\), "
        r"pairwise at least \(\delta\) apart, and \(N \le 1 + 2/\delta\) (such points exist on a "
        r"line), then \(W^2L^2 \ge N/(K \log_2(eN))\) with \(K = 43/\log_2(43e) = "
        r"6.2600\ldots\); for \(W \ge 9\), \(L \ge 2\) with \(K = 3195/(324\log_2(3195e)) = "
        r"0.75366\ldots\). If \(N \le (1 + \lfloor 2/(\delta\sqrt k)\rfloor)^k\), \(k \le d\), "
        r"then \(W^2L^2 + \tfrac13(k-1)WL \ge N/(K\log_2(eN))\)."
    ),
    source=own("V4"),
    parts=(
        Construction(
            "shattered",
            SHATTERED,
            "Shattering N points needs all 2^N sets {f > 1/2}, and there are at most 2^g.",
            ("V2/growth",),
            formal="ClaimsLower.V4__shattered",
        ),
        Construction(
            "grid",
            GRID,
            "The cube [-1/sqrt(k), 1/sqrt(k)]^k of a coordinate subspace lies in the unit ball and "
            "holds a grid of spacing delta with 1 + floor(2/(delta sqrt(k))) points a side. Every "
            "labeling of N of them with 0 and 1 is memorized; f > 1/2 exactly where the label is "
            "1. Restricted to the subspace the networks lie in NN(W, L) with k inputs.",
            ("U11-direct/two-layers",),
            formal="ClaimsSize.V4__grid",
        ),
        Inequality("line", ON_A_LINE, _ON_A_LINE, formal="ClaimsLower.V4__line"),
        Inequality("count", COUNT, _COUNT),
        Inequality("tangent", TANGENT),
        Inequality("ratio", RATIO, _RATIO),
        Inequality("excluded", EXCLUDED),
        Inequality("excluded-wide", EXCLUDED_WIDE),
        Inequality("solved", SOLVED, _SOLVED),
        Inequality("solved-wide", SOLVED_WIDE, _SOLVED_WIDE),
        Inequality("solved-space", SOLVED_SPACE, _SOLVED_SPACE),
        Inequality("full", FULL, _FULL),
        Inequality("in-space", IN_SPACE, _IN_SPACE),
        Inequality(
            "k7", necessity("(37/5)", SIZE), _necessary("(37/5)"), formal="ClaimsLower.V4__k7"
        ),
        Inequality(
            "k6",
            necessity("(6261/1000)", SIZE),
            _necessary("(6261/1000)"),
            formal="ClaimsLower.V4__k6",
        ),
        Inequality("best", necessity(BEST, SIZE), _necessary(BEST), formal="ClaimsLower.V4__best"),
        Construction(
            "shattered-one",
            ONE,
            "Proved in Rocq: formal/Growth.v, necessary_size, for all W and L from Theorem S "
            "(formal/TheoremS.v), which needs no citation. Hidden biases are normalised to "
            "-1, 0 or 1 (formal/Normal.v); few layers have too few affine pieces for labels that "
            "alternate, width 1 gives a monotone function.",
            ("V6/power",),
            formal="ClaimsSize.V4__shattered_one",
        ),
        Construction(
            "shattered-log",
            NARROW_LOG,
            "Proved in Rocq: formal/Growth.v, necessary_size_log. As part shattered-one.",
            ("V6/power",),
            formal="ClaimsSize.V4__shattered_log",
        ),
        Construction(
            "shattered-space",
            SHATTERED_SPACE,
            "Proved in Rocq: formal/Space.v, necessary_size_space. As part shattered-one, in R^d.",
            ("V6/power",),
            formal="ClaimsSize.V4__shattered_space",
        ),
        Inequality("one", necessity("1", SIZE), _ONE, formal="ClaimsSize.V4__one"),
        Inequality("wide-77", necessity("(77/100)", WIDE), _necessary("(77/100)", wide=True)),
        Inequality(
            "wide-ln2",
            necessity("(61/81 + ln(2)/108)", WIDE),
            _necessary("(61/81 + ln(2)/108)", wide=True),
        ),
        Inequality("wide-best", necessity(BEST_WIDE, WIDE), _necessary(BEST_WIDE, wide=True)),
        Inequality(
            "below-best",
            solved("(62/10)", SIZE),
            expected="refuted",
            point={"W": "1", "L": "1", "N": "43"},
        ),
        Inequality(
            "below-wide-best",
            solved("(7535/10000)", WIDE),
            expected="refuted",
            point={"W": "9", "L": "2", "N": "3195"},
        ),
    ),
    idea=(
        r"\(2^N \le 2^{L+1}(eN)^A\); \(N/\log_2(eN)\) increases, and \(N \ge 44\) excludes "
        r"\(W = L = 1\)."
    ),
    constants=(
        Constant("necessary size", "37/5", "k7", "smallest", "K, W, L >= 1"),
        Constant("necessary size", "6261/1000", "k6", "smallest", "K, W, L >= 1"),
        Constant("necessary size", BEST, "best", "smallest", "K, W, L >= 1"),
        Constant("necessary size", "1", "one", "smallest", "K, W, L >= 1"),
        Constant(
            "necessary size from width 9", "77/100", "wide-77", "smallest", "K, W >= 9, L >= 2"
        ),
        Constant(
            "necessary size from width 9",
            "61/81 + ln(2)/108",
            "wide-ln2",
            "smallest",
            "W >= 9, L >= 2",
        ),
        Constant(
            "necessary size from width 9", BEST_WIDE, "wide-best", "smallest", "K, W >= 9, L >= 2"
        ),
    ),
    notes=(
        r"Both constants are the least that \(N \le L + 1 + A\log_2(eN)\) gives: equality holds "
        r"at \(W = L = 1\), \(N = 43\) and at \(W = 9\), \(L = 2\), \(N = 3195\)."
    ),
    declared_uses=("V2", "V3", "V6", "U11-direct"),
)
