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

from memproof.library.model import Inequality, Lemma
from memproof.statements.claims import Claim, make_claim

from .paper import seen


def step(text: str) -> str:
    """Return 1[y >= 0] as text."""
    return f"min(1, max(0, floor({text}) + 1))"


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


def equation(before: dict[int, str]) -> str:
    """Return the right side of (5) for m = 4 as text."""
    return f"x - T*{step('x - T')}" + "".join(
        f" + (b{i} - {before[i]})*{step(f'x - {i}*T')} - T*{step(f'x + b{i} - {i + 1}*T')}"
        for i in (1, 2, 3)
    )


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


PRINTED = make_claim(
    f"{equation(BEFORE_PRINTED)} = x + b3 - T*floor((x + b3)/T)",
    VARIABLES,
    given=["3*T <= x", "x < 4*T"],
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
        Inequality(
            "printed",
            PRINTED,
            expected="refuted",
            point={"T": "2", "b1": "1", "b2": "0", "b3": "0", "x": "6"},
            printed="equation (5): b_i minus the sum of all earlier b_j",
        ),
        Inequality("exists", EXISTS),
        Inequality("covers", COVERS),
        Inequality(
            "identity",
            IDENTITY,
            expected="refuted",
            point={"N": "4", "m": "2", "K": "8"},
            printed="proof of Lemma 14: assume T = ceil(K/m), otherwise take the identity",
        ),
    ),
    idea="The jumps telescope; sums over all shifts of |S ∩ 𝒯| are |S||𝒯| ≤ N²/4 < T.",
    notes=(
        "Repaired: b_i - b_(i-1). As printed (5) is right for m <= 3 (width 6), wrong from "
        "m = 4 on. Where U exceeds ceil(K/m), f_b with T = U is needed, not the identity. "
        "General m: the same telescoping sum."
    ),
)
