r"""PLYS14: folding the range in one layer (Lemma 14, equation (5)).

Statement. f_b(x) = x for x < T and (x + b_i) mod T on [i T, (i + 1) T), 1 <= i < m, is
x - T 1[x >= T] + sum_i {(b_i - b_(i-1)) 1[x >= i T] - T 1[x + b_i >= (i + 1) T]}, b_0 = 0; some b
keeps the integer parts distinct when T > N^2/4 and m T >= K.

Hypotheses. T >= 1, 0 <= b_i < T; here m = 4, the least m at which (5) as printed differs.

Constants. None.

Source. Park et al. 2021, Lemma 14; equation (5) repaired here.

Idea. On piece i exactly the first i jumps are on: the b's telescope, and T is subtracted i times,
once more if x + b_i >= (i + 1) T.
"""

from __future__ import annotations

from memproof.certificates.sketches import SIGN, Sketch, apply, conclude, split
from memproof.library.model import Inequality, Lemma
from memproof.statements.claims import Claim, make_claim

from ._steps import Steps, known_sum, rename, step, sum_steps, use_sum
from .paper import seen

STEP_ON = make_claim(f"{step('y')} = 1", {"y": "real >= 0"})
STEP_OFF = make_claim(f"{step('y')} = 0", {"y": "real < 0"})

VARIABLES = {
    "T": "integer >= 1",
    "b1": "integer in [0, T - 1]",
    "b2": "integer in [0, T - 1]",
    "b3": "integer in [0, T - 1]",
    "x": "real",
}
BEFORE_PRINTED = {1: "0", 2: "b1", 3: "(b1 + b2)"}
BEFORE = {1: "0", 2: "b1", 3: "b2"}


def list_steps(before: dict[int, str], *, wrapped: bool = False) -> Steps:
    """Return the summands of (5) for m = 4, with their values on piece 3."""
    steps = [("-T", "x - T", True)]
    for i in (1, 2, 3):
        steps.append((f"b{i} - {before[i]}", f"x - {i}*T", True))
        steps.append(("-T", f"x + b{i} - {i + 1}*T", i < 3 or wrapped))
    return steps


def equation(before: dict[int, str]) -> str:
    """Return the right side of (5) for m = 4 as text."""
    return sum_steps(list_steps(before))


def piece(i: int, wrapped: bool) -> Claim:
    """Say which steps are on, on piece i below or above its wrap, and what (5) gives then."""
    signs = ["x - T >= 0" if i else "x - T < 0"]
    value = "x - T" if i else "x"
    for j in (1, 2, 3):
        signs.append(f"x - {j}*T {'>=' if j <= i else '<'} 0")
        value += f" + (b{j} - {BEFORE[j]})" if j <= i else ""
        is_on = j < i or (j == i and wrapped)
        signs.append(f"x + b{j} - {j + 1}*T {'>=' if is_on else '<'} 0")
        value += " - T" if is_on else ""
    target = f"x + b{i} - {i + 1 if wrapped else i}*T" if i else "x"
    given = [f"{i}*T <= x", f"x < {i + 1}*T"]
    if i:
        given.append(f"x + b{i} {'>=' if wrapped else '<'} {i + 1}*T")
    results = [f"{value} = {target}", f"{target} >= 0", f"{target} < T"]
    return make_claim([*signs, *results], VARIABLES, given=given)


def on_last_piece(before: dict[int, str]) -> Claim:
    """Say that (5) is (x + b_3) mod T on piece 3."""
    return make_claim(
        f"{equation(before)} = x + b3 - T*floor((x + b3)/T)",
        VARIABLES,
        given=["3*T <= x", "x < 4*T"],
    )


FLOOR = make_claim(
    "floor(z/T) = k",
    {"T": "integer >= 1", "k": "integer", "z": "real"},
    given=["k*T <= z", "z < (k + 1)*T"],
)
NAMES = tuple(VARIABLES)
SUMS = {
    wrapped: known_sum(NAMES, list_steps(BEFORE, wrapped=wrapped), "x + b3", 3 + wrapped)
    for wrapped in (False, True)
}
PRINTED = on_last_piece(BEFORE_PRINTED)
REPAIRED = on_last_piece(BEFORE)
# Any number of pieces: v = x + b_i - i T is the sum of the first i jumps and i - 1 wraps.
ANY = {"T": "integer >= 1", "i": "integer >= 1", "b": "integer in [0, T - 1]", "x": "real"}
ANY_PIECE = {
    "earlier": make_claim(
        ["x - i*T >= 0", "x + b - (i + 1)*T >= 0"], ANY, given=["x >= (i + 1)*T"]
    ),
    "later": make_claim(["x - i*T < 0", "x + b - (i + 1)*T < 0"], ANY, given=["x < i*T"]),
    "next": make_claim("(x + b - i*T) - T + (c - b) = x + c - (i + 1)*T", {**ANY, "c": "integer"}),
    "own": make_claim(
        ["x + b - i*T >= 0", "x + b - i*T < T"],
        ANY,
        given=["i*T <= x", "x < (i + 1)*T", "x + b < (i + 1)*T"],
    ),
    "own-wrapped": make_claim(
        ["x + b - i*T - T >= 0", "x + b - i*T - T < T"],
        ANY,
        given=["i*T <= x", "x < (i + 1)*T", "x + b >= (i + 1)*T"],
    ),
}
# Where the proof takes the identity: f_b with T = U is needed, and does.
FOLDED = make_claim(
    ["T < K", "m*T >= K", "4*T > N^2"],
    {"N": "integer >= 2", "m": "integer >= 1", "K": "integer >= 1", "T": "integer"},
    given=["T = floor(N^2/4 + 1)", "T > ceil(K/m)", "K > T"],
)
EXISTS = make_claim(
    "p*q < T",
    {"N": "integer >= 1", "p": "integer >= 0", "q": "integer >= 0", "T": "integer"},
    given=["p + q <= N", "T >= floor(N^2/4 + 1)"],
)
IDENTITY = make_claim(
    "K <= floor(N^2/4 + 1)",
    {"N": "integer >= 2", "m": "integer >= 1", "K": "integer >= 1"},
    given=["floor(N^2/4 + 1) > ceil(K/m)"],
)
COVERS = make_claim(
    "m*T >= K",
    {"N": "integer >= 2", "m": "integer >= 1", "K": "integer >= 1", "T": "integer"},
    given=["T >= ceil(K/m)", "T >= floor(N^2/4 + 1)"],
)


def _last_piece(wrapped: bool) -> Sketch:
    tag = "-wrapped" if wrapped else ""
    steps = list_steps(BEFORE, wrapped=wrapped)
    then = use_sum(f"PLYS14/sum{tag}", NAMES, steps, "x + b3", 3 + wrapped)
    return apply(f"PLYS14/piece-3{tag}", rename(NAMES), [SIGN] * 10, then)


_REPAIRED = conclude(split("x + b3 - 4*T", _last_piece(True), _last_piece(False)))

LEMMA = Lemma(
    id="PLYS14",
    number="Lemma 14",
    title="Folding the range",
    statement=(
        r"\(f_b(x) = x\) for \(x < T\), \((x + b_i) \bmod T\) on \([iT, (i+1)T)\) equals "
        r"\(x - T\,1[x \ge T] + \sum_i \{(b_i - b_{i-1})1[x \ge iT] - T\,1[x + b_i \ge (i+1)T]\}\) "
        r"with \(b_0 = 0\): one ID and two STEP neurons a piece. Some \(b\) keeps integer parts "
        r"distinct if \(T \ge \lfloor N^2/4 + 1 \rfloor\)."
    ),
    source=seen("Lemma 14, equation (5)"),
    parts=(
        Inequality("on", STEP_ON),
        Inequality("off", STEP_OFF),
        Inequality("piece-0", piece(0, False)),
        *(
            Inequality(f"piece-{i}{'-wrapped' if wrapped else ''}", piece(i, wrapped))
            for i in (1, 2, 3)
            for wrapped in (False, True)
        ),
        Inequality("floor", FLOOR),
        *(
            Inequality(f"sum{'-wrapped' if wrapped else ''}", claim)
            for wrapped, claim in SUMS.items()
        ),
        Inequality("repaired", REPAIRED, _REPAIRED),
        Inequality(
            "printed",
            PRINTED,
            expected="refuted",
            point={"T": "2", "b1": "1", "b2": "0", "b3": "0", "x": "6"},
            printed="equation (5): b_i minus the sum of all earlier b_j",
            repaired_by="repaired",
        ),
        *(Inequality(name, claim) for name, claim in ANY_PIECE.items()),
        Inequality("exists", EXISTS),
        Inequality("covers", COVERS),
        Inequality("folded", FOLDED),
        Inequality(
            "identity",
            IDENTITY,
            expected="refuted",
            point={"N": "4", "m": "2", "K": "8"},
            printed="proof of Lemma 14: assume T = ceil(K/m), otherwise take the identity",
            repaired_by="folded",
        ),
    ),
    idea="The jumps telescope; sums over all shifts of |S ∩ 𝒯| are |S||𝒯| ≤ N²/4 < T.",
    notes=(
        "Repaired: b_i - b_(i-1). As printed (5) is right for m <= 3 (width 6), wrong from "
        "m = 4 on. Where U exceeds ceil(K/m), f_b with T = U is needed, not the identity. "
        "Any m: of the steps of piece i both are on right of it and both off left of it (earlier, "
        "later), the first i jumps and i - 1 wraps add up to x + b_i - i T (next), and the piece's "
        "own wrap brings that below T (own, own-wrapped)."
    ),
)
