r"""PLYS15: halving the range in several layers (Lemma 15, equation (8)).

Statement. T = M_1 < ... < M_(C+1) = K <= 2 T: x for x < T and (x + b_i) mod T on [M_i, M_(i+1)) is
x - 2 T 1[x >= T] + sum_i {(T + b_i - b_(i-1)) 1[x >= M_i]
- T 1[x >= max{M_i, min{2 T - b_i, M_(i+1)}}]}, b_0 = 0.

Hypotheses. 0 <= b_i < T; here C = 3, the least C at which both printed slips show.

Constants. None.

Source. Park et al. 2021, Lemma 15; equation (8) repaired here.

Idea. On piece i exactly the first i jumps are on, and every earlier wrap.
"""

from __future__ import annotations

from memproof.library.model import Inequality, Lemma
from memproof.statements.claims import Claim, make_claim

from .p14_folding import step
from .paper import seen

VARIABLES = {
    "T": "integer >= 1",
    "p": "integer >= 1",
    "q": "integer >= 1",
    "r": "integer >= 1",
    "b1": "integer in [0, T - 1]",
    "b2": "integer in [0, T - 1]",
    "b3": "integer in [0, T - 1]",
    "x": "real",
}
# M_2 = T + p, M_3 = M_2 + q, M_4 = M_3 + r <= 2 T.
CUTS = {1: "T", 2: "(T + p)", 3: "(T + p + q)", 4: "(T + p + q + r)"}
INSIDE = "p + q + r <= T"
SUMS = {1: "0", 2: "b1", 3: "(b1 + b2)"}
LAST = {1: "0", 2: "b1", 3: "b2"}


def wrap(i: int, *, printed: bool) -> str:
    """Return the place where piece i wraps."""
    end = f"min(2*T - b{i}, {CUTS[i + 1]})"
    return end if printed else f"max({CUTS[i]}, {end})"


def equation(before: dict[int, str], pieces: int, *, printed: bool) -> str:
    """Return the right side of (8) as text."""
    return f"x - 2*T*{step('x - T')}" + "".join(
        f" + (T + b{i} - {before[i]})*{step(f'x - {CUTS[i]}')}"
        f" - T*{step(f'x - {wrap(i, printed=printed)}')}"
        for i in range(1, pieces + 1)
    )


def modulo(i: int) -> str:
    """Return (x + b_i) mod T as text."""
    return f"x + b{i} - T*floor((x + b{i})/T)"


def piece(i: int, wrapped: bool) -> Claim:
    """Say which steps are on, on piece i below or above its wrap, and what (8) gives then.

    Pieces 1 to 3 are written x = M_i + y.
    """
    x = f"({CUTS[i]} + y)" if i else "x"
    signs = [f"{x} - T {'>=' if i else '<'} 0"]
    value = f"{x} - 2*T" if i else x
    for j in (1, 2, 3):
        signs.append(f"{x} - {CUTS[j]} {'>=' if j <= i else '<'} 0")
        value += f" + (T + b{j} - {LAST[j]})" if j <= i else ""
        is_on = j < i or (j == i and wrapped)
        signs.append(f"{x} - {wrap(j, printed=False)} {'>=' if is_on else '<'} 0")
        value += " - T" if is_on else ""
    variables = {**VARIABLES, "T": "integer >= 3"}
    if not i:
        results = [f"{value} = x"]
        return make_claim([*signs, *results], variables, given=["0 <= x", "x < T", INSIDE])
    target = f"{x} + b{i} - {2 if wrapped else 1}*T"
    results = [f"{value} = {target}", f"{target} >= 0", f"{target} < T"]
    del variables["x"]
    variables["y"] = "real >= 0"
    if wrapped and i == 1:
        # b_1 < T, so a wrap needs y >= 1, p >= 2 and T >= 4: no case is lost.
        variables |= {"T": "integer >= 4", "p": "integer >= 2", "y": "real >= 1"}
    given = [INSIDE, f"y < {'pqr'[i - 1]}", f"{x} + b{i} {'>=' if wrapped else '<'} 2*T"]
    return make_claim([*signs, *results], variables, given=given)


PRINTED = make_claim(
    f"{equation(SUMS, 2, printed=True)} = {modulo(1)}",
    {name: domain for name, domain in VARIABLES.items() if name not in ("r", "b3")},
    given=["T <= x", "x < T + p", "p + q <= T"],
)
SUMS_ONLY = make_claim(
    f"{equation(SUMS, 3, printed=False)} = {modulo(3)}",
    VARIABLES,
    given=["T + p + q <= x", "x < T + p + q + r", INSIDE],
)
COUNTS = {"N": "integer >= 1", "T": "integer >= 1", "s": "integer >= 1"}
FEW = ["s <= floor(T/N)", "s <= N"]
DISPLAY = make_claim("s*(N - s) <= floor(T/N)*(N - floor(T/N))", COUNTS, given=FEW)
DISPLAY_REPAIRED = make_claim(
    ["s*(N - s) <= floor(T/N)*(N - 1)", "floor(T/N)*(N - 1) < T"], COUNTS, given=FEW
)

LEMMA = Lemma(
    id="PLYS15",
    number="Lemma 15",
    title="Halving the range",
    statement=(
        r"With cuts \(T = M_1 < \dots < M_{C+1} = K \le 2T\), \(x\) below \(T\) and "
        r"\((x + b_i) \bmod T\) on \([M_i, M_{i+1})\) is "
        r"\(x - 2T\,1[x \ge T] + \sum_i \{(T + b_i - b_{i-1})1[x \ge M_i] "
        r"- T\,1[x \ge \max\{M_i, \min\{2T - b_i, M_{i+1}\}\}]\}\)."
    ),
    source=seen("Lemma 15, equation (8)"),
    parts=(
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
            point={"T": "3", "p": "2", "q": "1", "b1": "0", "b2": "2", "x": "4"},
            printed="equation (8): wraps at min{2T - b_i, M_(i+1)}",
        ),
        Inequality(
            "sums-only",
            SUMS_ONLY,
            expected="refuted",
            point={
                "T": "3",
                "p": "1",
                "q": "1",
                "r": "1",
                "b1": "1",
                "b2": "0",
                "b3": "0",
                "x": "5",
            },
            printed="equation (8): b_i minus the sum of all earlier b_j",
        ),
        Inequality(
            "display",
            DISPLAY,
            expected="refuted",
            point={"N": "2", "T": "4", "s": "1"},
            printed="proof of Lemma 15: at most floor(T/N)(N - floor(T/N))",
        ),
        Inequality("display-repaired", DISPLAY_REPAIRED),
    ),
    idea="Jumps telescope; a wrap before its own piece must not fire, hence the outer maximum.",
    notes=(
        "Repaired: b_i - b_(i-1), and the outer maximum. The printed form is right for C = 1 and "
        "breaks the paper's own width-3 network."
    ),
)
