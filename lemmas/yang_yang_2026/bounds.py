"""Both chains as calculators: U11 (exact counts), U12 and U13 (closed forms), V4 to V9.

Mathematics: sorted keys are cut into groups of n, a step stack (U6: m blocks of w groups in each of
S layer pairs) finds a group's code and a decoder (U10) reads the label out of it. U11 counts what
the networks built here hold, width max(2m + 2, 2w, 9); U12 bounds the count below by one constant.
The lower bounds count sign patterns of networks on N points of a line (or of a grid); they say
nothing where no such points exist, so each has that as a hypothesis.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isqrt

from memproof.bounds import Choice, Construction, PrintedClaim, Row, Shape, Theorem

SOURCE = "derived here, after Yang & Yang 2026 (arXiv 2603.09589)"
DECODER_WIDTH = 9

POINTS = {
    "N": "integer >= 2",
    "delta": "real in (0, 2]",
    "d": "integer >= 1",
    "C": "integer >= 2",
}
SIZES = {"W": "integer >= 9", "L": "integer >= 2"}
DIRECTION = "The keys' direction rests on a cited fact about the sphere (U1)."
LABEL_BITS = {"c": "max(1, ceil(log2(C)))"}
# U2–U4: a direction, the scale s at which projections are 1 apart, keys floor(t) <= 2s.
BALL_KEYS = {
    **LABEL_BITS,
    "s": "N^2/(delta*sqrt(2*pi/d))",
    "B": "ceil(log2(2*s + 1))",
    "E": "B + c",
}
# On a line no direction is chosen and nothing is lost: t = (x + 1)/delta.
LINE_KEYS = {**LABEL_BITS, "B": "ceil(log2(2/delta + 1))", "E": "B + c"}


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
        parts=("U14/coded-line",),
        source=SOURCE,
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
        parts=("U14/coded",),
        source=SOURCE,
        notes=DIRECTION,
    ),
    Construction(
        id="U11-direct",
        title="direct interpolation (Theorems T and D), whatever the separation",
        variables={**POINTS, "N": "integer >= 1"},
        rate="N",
        formula="N <= W^2 in 2 layers, 2W(W - 1) + (S - 2)W(W - 2) - 1 in 2S",
        capacity=count_direct,
        shape=shape_direct,
        parts=("U14/square", "U14/pairs"),
        source="derived here; Theorem T's count is Inoue's",
        notes="Neither keys nor separation enter, so weights are not bounded here.",
    ),
)


def make_trade_off(form: str) -> Row:
    """A form of U12 for points of the unit ball, keys as in U4."""
    return Row(
        f"U14/{form}",
        "trade-off between width and depth",
        SOURCE,
        DIRECTION,
        id=f"U12/{form}",
        at={name: text for name, text in BALL_KEYS.items() if name != "E"},
        built_by=("U11", "U11-direct"),
    )


PRINTED = "Yang & Yang 2026 (arXiv 2603.09589)"

# A cube of side 2/sqrt(k) lies in the unit ball of R^k and holds a grid of spacing delta.
GRID = Choice("k", "min(d, ceil(log2(N)))", "N <= (1 + floor(2/(delta*sqrt(k))))^k")
# Q disjoint pairs of neighbours among the points of spacing delta.
PAIRS = {"Q": "floor((1 + 2/delta)/2)"}

COUNTED = "counting sign patterns on a line"
WARREN = "The number of sign patterns of polynomials (Warren) is a cited fact (V1)."
IRREGULAR = "pairs of close points that must be split"
LOWER_BOUNDS = (
    Row("V4/one", COUNTED, SOURCE, "No citation: sign vectors by Theorem S."),
    *(
        Row(f"V5/{part}", f"{COUNTED}, in terms of the separation", SOURCE)
        for part in ("two", "one", "nine-tenths")
    ),
    *(
        Row(f"V4/{part}", COUNTED, SOURCE, WARREN)
        for part in ("best", "k7", "wide-best", "wide-77")
    ),
    *(
        Row(f"V5/{part}", f"{COUNTED}, in terms of the separation", SOURCE, WARREN)
        for part in ("best", "k28", "wide-best", "wide-29")
    ),
    Row(
        "V4/in-space",
        "counting sign patterns on a grid in a subspace of dimension k",
        SOURCE,
        WARREN,
        choice=GRID,
    ),
    *(
        Row(
            f"V7/{part}",
            IRREGULAR,
            SOURCE,
            f"No logarithm, for networks too shallow to fold the data. {WARREN}",
            at=PAIRS,
        )
        for part in ("k27", "wide-best")
    ),
    *(
        Row(
            f"V8/{part}",
            "very irregular data: parameters linear in N",
            SOURCE,
            f"The left side counts the dense network's parameters on a line. {WARREN}",
            at=PAIRS,
            measure="parameters",
        )
        for part in ("rate", "rate-10")
    ),
    Row(
        "V7/alternating",
        "networks of so many pieces split no more pairs",
        SOURCE,
        f"Strong for few layers. {WARREN}",
    ),
    Row(
        "V9/points",
        "bits: every labelling needs a network of its own",
        SOURCE,
        "The dense network's parameters, each of at most 2^b values.",
        id="V9/bits",
        of="memorizes_with_bits(W, L, b, N, delta, d, C)",
        choice=GRID,
        measure="bits",
    ),
    Theorem(
        id="YY-lower-listed",
        title="the trade-off as listed: for some K and all N, delta, W, L",
        side="lower",
        variables={
            **POINTS,
            "W": "integer >= 1",
            "L": "integer >= 1",
            "K": "real > 0",
        },
        rate="N*log2(1/delta)",
        constant="K",
        refuted_by=("YY-listed/every-constant", "YY-listed/powers"),
        source=f"{PRINTED}, abstract as listed by the preprint server",
        notes="Refuted: two hidden layers of width ceil(sqrt(N)) memorize whatever the separation.",
    ),
)


THEOREMS = (
    *(make_trade_off(form) for form in ("k81", "k58", "k53", "k40", "k33", "sharp")),
    Row(
        "U14/k58-line",
        "trade-off between width and depth, points on a line",
        SOURCE,
        id="U12-line",
        at={name: text for name, text in LINE_KEYS.items() if name != "E"},
        built_by=("U11-line", "U11-direct"),
    ),
    Row(
        "U13/trade-off",
        "trade-off in N, separation and dimension",
        SOURCE,
        DIRECTION,
        built_by=("U11", "U11-direct"),
    ),
    Row(
        "U13/upper",
        "trade-off in terms of the separation",
        SOURCE,
        "The constant grows with the dimension; the packing bound and U1 are cited.",
        built_by=("U11", "U11-direct"),
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
        theorems=(
            "B1/trade-off",
            "U13/upper",
            "U13/trade-off",
            "U12/k58",
            "U12/k53",
            "U12/k40",
            "U12/k33",
        ),
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
            "V5/one",
            "V5/two",
            "V4/one",
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
