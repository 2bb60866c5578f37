"""Both chains as calculators: U11 (exact counts), U12 and U13 (closed forms), V4 to V9, folding.

Mathematics: sorted keys are cut into groups of n, a step stack (U6: m blocks of w groups in each of
S layer pairs) finds a group's code and a decoder (U10) reads the label out of it. U11 counts what
the networks built here hold, width max(2m + 2, 2w, 9); U12 bounds the count below by one constant.
The lower bounds count sign patterns of networks on N points of a line (or of a grid); they say
nothing where no such points exist, so each has that as a hypothesis.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isqrt
from typing import TYPE_CHECKING

from memproof.bounds import Choice, Construction, PrintedClaim, Shape, Theorem

if TYPE_CHECKING:
    from memproof.bounds.theorems import Measure

SOURCE = "derived here, after Yang & Yang 2026 (arXiv 2603.09589)"
DECODER_WIDTH = 9

POINTS = {
    "N": "integer >= 2",
    "delta": "real in (0, 2]",
    "d": "integer >= 1",
    "C": "integer >= 2",
}
SIZES = {"W": "integer >= 9", "L": "integer >= 2"}
LABEL_BITS = {"c": "max(1, ceil(log2(C)))"}
# U2–U4: a direction, the scale s at which projections are 1 apart, keys floor(t) <= 2s.
BALL_KEYS = {
    **LABEL_BITS,
    "s": "N^2/delta*sqrt(d/(2*pi))",
    "B": "ceil(log2(2*s + 1))",
    "E": "B + c",
}
# On a line no direction is chosen and nothing is lost: t = (x + 1)/delta.
LINE_NOTE = (
    "Keys on a line need no direction, t = (x + 1)/delta: a step in words, not in the library."
)
LINE_KEYS = {**LABEL_BITS, "s": "1/delta", "B": "ceil(log2(2*s + 1))", "E": "B + c"}


def find_best_group(depth: int, entry_bits: int) -> tuple[int, int]:
    """The n ≥ 1 that maximises n·S, S = ⌊(L − 1 − nE)/2⌋, and that product; (0, 0) if S < 1.

    On n = p·k + r with p·E even, S is affine in k and n·S a concave quadratic: its maximum over the
    integers stands beside the vertex.
    """
    spare = depth - 1
    most = (spare - 2) // entry_bits
    if most < 1:
        return 0, 0
    best = (0, 0)
    period = 1 if entry_bits % 2 == 0 else 2
    for residue in range(period):
        start = (spare - residue * entry_bits) // 2
        loss = period * entry_bits // 2
        # d/dk (p·k + r)(start − loss·k) = p·start − r·loss − 2p·loss·k
        vertex = (period * start - residue * loss) // (2 * period * loss)
        last = (most - residue) // period
        for k in (vertex, vertex + 1):
            n = period * max(0, min(k, last)) + residue
            if 1 <= n <= most:
                best = max(best, (n * ((spare - n * entry_bits) // 2), -n))
    return -best[1], best[0]


def count_trade_off(width: int, depth: int, known: Mapping[str, int]) -> int:
    """U11: max over n of n·S·m·w with m = ⌊(W − 2)/2⌋, w = ⌊W/2⌋; 0 below width 9."""
    if width < DECODER_WIDTH:
        return 0
    return ((width - 2) // 2) * (width // 2) * find_best_group(depth, known["E"])[1]


def shape_trade_off(width: int, depth: int, known: Mapping[str, int]) -> Shape:
    """U11's network for N keys: the group size that holds most at (W, L), as few layer pairs as do.

    A weight is at most a product of a code's jump (nE bits) and a distance between thresholds
    (below M·2^B, M = max(N, 2)), so nE + B + bits of M suffice.
    """
    count, entry = known["N"], known["E"]
    n, _ = find_best_group(depth, entry)
    m, w = (width - 2) // 2, width // 2
    stages = -(-count // (n * m * w))
    first, second, decoder = 2 * m + 2, 2 * w, n * entry + 1
    parameters = (known["d"] + 1) * first + stages * (first + 1) * second
    parameters += (stages - 1) * (second + 1) * first + (second + 1) * DECODER_WIDTH
    parameters += (decoder - 1) * (DECODER_WIDTH + 1) * DECODER_WIDTH + DECODER_WIDTH + 1
    return Shape(
        choices=(("m", m), ("w", w), ("n", n), ("S", stages)),
        width=max(first, second, DECODER_WIDTH),
        depth=2 * stages + decoder,
        parameters=parameters,
        weight_bits=n * entry + known["B"] + max(count, 2).bit_length(),
    )


def count_direct(width: int, depth: int, known: Mapping[str, int]) -> int:
    """Theorem T (one layer pair, W²) and Theorem D (S pairs, 2W(W − 1) + (S − 2)W(W − 2) − 1)."""
    pairs = depth // 2
    if pairs < 1:
        return 0
    several = 2 * width * (width - 1) + (pairs - 2) * width * (width - 2) - 1
    return max(width * width, several) if pairs > 1 and width > 1 else width * width


def shape_direct(width: int, depth: int, known: Mapping[str, int]) -> Shape:
    """Theorem T's or D's network for N points, with as few layer pairs as hold them."""
    count, dimension = known["N"], known["d"]
    if count <= width * width:
        p = isqrt(count - 1) + 1 if count > 1 else 1
        q = -(-count // p)
        parameters = (dimension + 1) * p + (p + 1) * q + q + 1
        return Shape((("p", p), ("q", q), ("S", 1)), max(p, q), 2, parameters, None)
    ends = 2 * width * (width - 1) - 1
    pairs = 2 + max(0, -(-(count - ends) // (width * (width - 2))) if width > 2 else 0)
    parameters = (dimension + 1) * width + (2 * pairs - 1) * (width + 1) * width + width + 1
    return Shape((("S", pairs),), width, 2 * pairs, parameters, None)


KEYS_RULE = ("U4/keys", "U13/back")

CONSTRUCTIONS = (
    Construction(
        id="U11-line",
        title="step stack and decoder, points on a line",
        variables=POINTS,
        hypotheses=("d = 1",),
        definitions=LINE_KEYS,
        rate="N*(B + c)",
        formula="N <= n*S*m*w, width max(2m + 2, 2w, 9), depth 2S + n*(B + c) + 1",
        capacity=count_trade_off,
        shape=shape_trade_off,
        lemmas=("U11/assembly", "U13/back"),
        grade="argued",
        source=SOURCE,
        notes=LINE_NOTE,
    ),
    Construction(
        id="U11",
        title="step stack and decoder",
        variables=POINTS,
        definitions=BALL_KEYS,
        rate="N*(B + c)",
        formula="N <= n*S*m*w, width max(2m + 2, 2w, 9), depth 2S + n*(B + c) + 1",
        capacity=count_trade_off,
        shape=shape_trade_off,
        lemmas=("U11/assembly", *KEYS_RULE),
        grade="cited",
        source=SOURCE,
        notes="The keys' direction rests on a cited fact about the sphere (U1).",
    ),
    Construction(
        id="U11-direct",
        title="direct interpolation (Theorems T and D), whatever the separation",
        variables={**POINTS, "N": "integer >= 1"},
        rate="N",
        formula="N <= W^2 in 2 layers, 2W(W - 1) + (S - 2)W(W - 2) - 1 in 2S",
        capacity=count_direct,
        shape=shape_direct,
        lemmas=("U11-direct/theorem-t", "U11-direct/theorem-d"),
        grade="argued",
        source="derived here; Theorem T's count is Inoue's",
        notes="Neither keys nor separation enter, so weights are not bounded here.",
    ),
)


def make_trade_off(
    part: str,
    constant: str,
    width: str = "integer >= 9",
    *,
    hypotheses: tuple[str, ...] = (),
    depth: str = "integer >= 2",
    rate: str = "N*(B + c)",
    quantity: str = "W^2*L^2",
) -> Theorem:
    """A form of U12 for points of the unit ball, keys as in U4."""
    return Theorem(
        id=f"U12/{part}",
        title="trade-off between width and depth",
        side="upper",
        variables={**POINTS, "W": width, "L": depth},
        hypotheses=hypotheses,
        definitions=BALL_KEYS,
        quantity=quantity,
        rate=rate,
        constant=constant,
        built_by=("U11", "U11-direct"),
        lemmas=(f"U12/{part}", *KEYS_RULE),
        grade="cited",
        source=SOURCE,
        notes="The keys' direction rests on a cited fact about the sphere (U1).",
    )


PRINTED = "Yang & Yang 2026 (arXiv 2603.09589)"

# N points of spacing delta fit on a diameter of the ball; without them nothing is claimed.
ON_A_LINE = "N <= 1 + 2/delta"
ANY_SIZES = {"W": "integer >= 1", "L": "integer >= 1"}
# A cube of side 2/sqrt(k) lies in the unit ball of R^k and holds a grid of spacing delta.
GRID = Choice("k", "min(d, ceil(log2(N)))", "N <= (1 + floor(2/(delta*sqrt(k))))^k")
LINE_PARAMETERS = "2*W + (L - 1)*W*(W + 1) + W + 1"
ALL_PARAMETERS = "(d + 1)*W + (L - 1)*W*(W + 1) + W + 1"
# Q disjoint pairs of neighbours among the points of spacing delta.
PAIRS = {"Q": "floor((1 + 2/delta)/2)"}


def make_lower_bound(
    identifier: str,
    title: str,
    constant: str,
    rate: str,
    *,
    sizes: Mapping[str, str] = ANY_SIZES,
    separation: str = "real in (0, 2]",
    hypotheses: tuple[str, ...] = (ON_A_LINE,),
    definitions: Mapping[str, str] | None = None,
    quantity: str = "W^2*L^2",
    lemmas: tuple[str, ...],
    grade: str,
    choice: Choice | None = None,
    measure: Measure = "size",
    notes: str = "",
) -> Theorem:
    """A necessary size for points of the unit ball with at least two labels."""
    return Theorem(
        id=identifier,
        title=title,
        side="lower",
        variables={**POINTS, "delta": separation, **sizes},
        hypotheses=hypotheses,
        definitions={} if definitions is None else definitions,
        quantity=quantity,
        rate=rate,
        constant=constant,
        lemmas=lemmas,
        grade=grade,
        source=SOURCE,
        measure=measure,
        choice=choice,
        notes=notes,
    )


COUNTED = "counting sign patterns on a line"
WARREN = "The number of sign patterns of polynomials (Warren) is a cited fact (V1)."
IRREGULAR = "pairs of close points that must be split"
LOWER_BOUNDS = (
    *(
        make_lower_bound(
            f"V4/{part}",
            COUNTED,
            constant,
            "N/log2(e*N)",
            sizes=sizes,
            lemmas=(f"V4/{part}",),
            grade="cited",
            notes=WARREN,
        )
        for part, constant, sizes in (
            ("best", "43/log2(43*e)", ANY_SIZES),
            ("k7", "7.4", ANY_SIZES),
            ("wide-best", "3195/(324*log2(3195*e))", SIZES),
            ("wide-77", "0.77", SIZES),
        )
    ),
    *(
        make_lower_bound(
            f"V5/{part}",
            f"{COUNTED}, in terms of the separation",
            constant,
            "N/log2(1/delta)",
            sizes=sizes,
            separation="real in (0, 1/2]",
            lemmas=(f"V5/{part}",),
            grade="cited",
            notes=WARREN,
        )
        for part, constant, sizes in (
            ("best", "43/log2(21)", ANY_SIZES),
            ("k28", "28", ANY_SIZES),
            ("wide-best", "3195/(324*log2(1597))", SIZES),
            ("wide-29", "2.9", SIZES),
        )
    ),
    make_lower_bound(
        "V4/in-space",
        "counting sign patterns on a grid in a subspace of dimension k",
        "7.4",
        "N/log2(e*N)",
        hypotheses=(),
        choice=GRID,
        quantity="W^2*L^2 + (k - 1)*W*L/3",
        lemmas=("V4/in-space",),
        grade="cited",
        notes=WARREN,
    ),
    *(
        make_lower_bound(
            f"V7/{part}",
            IRREGULAR,
            constant,
            "N - 1",
            sizes=sizes,
            hypotheses=("N <= 2*Q", "log2(Q) >= 2*L*log2(W + 1)"),
            definitions=PAIRS,
            lemmas=(f"V7/{part}",),
            grade="cited",
            notes=f"No logarithm, for networks too shallow to fold the data. {WARREN}",
        )
        for part, constant, sizes in (
            ("k27", "27", ANY_SIZES),
            ("wide-best", "289/81", SIZES),
        )
    ),
    *(
        make_lower_bound(
            f"V8/{part}",
            "very irregular data: parameters linear in N",
            "1",
            rate,
            hypotheses=("N <= 2*Q", "log2(Q) >= 2*W*L"),
            definitions={**PAIRS, "P": LINE_PARAMETERS},
            quantity="P",
            measure="parameters",
            lemmas=(f"V8/{part}",),
            grade="cited",
            notes=f"P counts the dense network's parameters on a line. {WARREN}",
        )
        for part, rate in (("rate", "(N - 1)/8.3 - 1/12"), ("rate-10", "(N - 1)/10 - 1/4"))
    ),
    make_lower_bound(
        "V7/alternating",
        "networks of so many pieces split no more pairs",
        "1",
        "N",
        hypotheses=("N <= 2/delta",),
        quantity="2*(W + 1)^L + 1",
        lemmas=("V7/alternating",),
        grade="cited",
        notes=f"Strong for few layers. {WARREN}",
    ),
    make_lower_bound(
        "V9/bits",
        "bits: every labelling needs a network of its own",
        "1",
        "N",
        sizes={**ANY_SIZES, "b": "integer >= 1"},
        hypotheses=(),
        definitions={"P": ALL_PARAMETERS},
        choice=GRID,
        quantity="P*b",
        measure="bits",
        lemmas=("V9/bits",),
        grade="argued",
        notes="P counts the dense network's parameters, each of b bits.",
    ),
    Theorem(
        id="YY-lower-listed",
        title="the trade-off as listed: for some K and all N, delta, W, L",
        side="lower",
        variables={**POINTS, **ANY_SIZES, "K": "real > 0"},
        rate="N*log2(1/delta)",
        constant="K",
        lemmas=("YY-listed",),
        grade="open",
        refuted_by=("YY-listed/every-constant", "YY-listed/powers"),
        source=f"{PRINTED}, abstract as listed by the preprint server",
        notes="Refuted: two hidden layers of width ceil(sqrt(N)) memorize whatever the separation.",
    ),
)


THEOREMS = (
    make_trade_off("k81", "81"),
    make_trade_off("k58", "648/11"),
    make_trade_off("k53", "1331/25", "integer >= 10"),
    make_trade_off("k40", "40", "integer >= 32", hypotheses=("L >= 32*(B + c)",)),
    make_trade_off("k33", "33", "integer >= 200", hypotheses=("L >= 200*(B + c)",)),
    make_trade_off(
        "sharp",
        "32",
        depth="integer >= 5",
        hypotheses=("L >= B + c + 3",),
        quantity="(W - 1)*(W - 3)*((L - 2)^2 - (B + c)^2)",
    ),
    Theorem(
        id="U12-line",
        title="trade-off between width and depth, points on a line",
        side="upper",
        variables={**POINTS, **SIZES},
        hypotheses=("d = 1",),
        definitions=LINE_KEYS,
        rate="N*(B + c)",
        constant="648/11",
        built_by=("U11-line", "U11-direct"),
        lemmas=("U12/k58", "U13/back"),
        grade="argued",
        source=SOURCE,
        notes=LINE_NOTE,
    ),
    Theorem(
        id="U13/trade-off",
        title="trade-off in N, separation and dimension",
        side="upper",
        variables={**POINTS, **SIZES},
        definitions=LABEL_BITS,
        rate="N*(2*log2(N) + log2(1/delta) + log2(d)/2 + log2(8/pi)/2 + 1 + c)",
        constant="648/11",
        built_by=("U11", "U11-direct"),
        lemmas=("U13/trade-off",),
        grade="cited",
        source=SOURCE,
        notes="The keys' direction rests on a cited fact about the sphere (U1).",
    ),
    Theorem(
        id="U13/upper",
        title="trade-off in terms of the separation",
        side="upper",
        variables={**POINTS, "delta": "real in (0, 1/2]", **SIZES},
        definitions=LABEL_BITS,
        rate="N*log2(1/delta)",
        constant="648/11*(2*d*log2(5) + log2(8*d/pi)/2 + 2 + c)",
        built_by=("U11", "U11-direct"),
        lemmas=("U13/upper",),
        grade="cited",
        source=SOURCE,
        notes="The constant grows with the dimension; the packing bound and U1 are cited.",
    ),
    Theorem(
        id="F",
        title="folding: the separation enters additively",
        side="upper",
        variables={**POINTS, **SIZES},
        definitions={
            **LABEL_BITS,
            "J": "ceil(log2(16/5*sqrt(d)/delta))",
            "J_layers": "ceil(J/floor(log2(W)))",
        },
        rate="N*max(ceil(2*log2(N)) + c, J_layers/8)",
        constant="324",
        lemmas=("F",),
        grade="open",
        source="derived here",
        notes="Not proved in this library: shown for comparison only.",
    ),
    *LOWER_BOUNDS,
)

CLAIMS = (
    PrintedClaim(
        id="YY-upper",
        source=PRINTED,
        side="upper",
        brief="W²L² = O(N log(1/δ)) suffices",
        printed="W^2*L^2 = O(N*log(1/delta)) suffices",
        level="abstract",
        theorems=("U13/upper", "U13/trade-off", "U12/k58", "U12/k53", "U12/k40", "U12/k33"),
        notes=(
            "The constant here grows with the dimension. Printed without a domain: for one hidden "
            "layer it is false whatever the constant (YY-printed/no-constant)."
        ),
    ),
    PrintedClaim(
        id="YY-lower-listed",
        source=f"{PRINTED}, abstract as listed by the preprint server",
        side="lower",
        brief="W²L² = Ω(N log(1/δ)), as listed",
        printed="W^2*L^2 = Omega(N*log(1/delta)) is necessary",
        level="abstract",
        theorems=("YY-lower-listed",),
        notes="Two hidden layers of width ceil(sqrt(N)) memorize any N points, whatever delta.",
    ),
    PrintedClaim(
        id="YY-lower-paper",
        source=f"{PRINTED}, abstract inside the paper (v1)",
        side="lower",
        brief="W²L² = Ω(N / log(1/δ)), in the paper",
        printed="W^2*L^2 = Omega(N/log(1/delta)) is necessary",
        level="abstract",
        theorems=(
            "V5/best",
            "V5/wide-best",
            "V4/best",
            "V4/wide-best",
            "V4/in-space",
            "V7/k27",
            "V7/wide-best",
        ),
        notes="In terms of N alone the factor is log2(e*N); fine separation removes it.",
    ),
)
