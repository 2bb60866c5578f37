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

from memproof.certificates.sketches import SIGN, Sketch, apply, combine, conclude, have, split
from memproof.library.model import Inequality, Lemma
from memproof.statements.claims import Claim, make_claim

from ._steps import Steps, known_sum, rename, step, sum_steps, use_sum
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


def list_steps(
    before: dict[int, str],
    pieces: int,
    piece: int,
    *,
    printed: bool = False,
    wrapped: bool = False,
) -> Steps:
    """Return the summands of (8), with their values on this piece, repaired."""
    steps = [("-2*T", "x - T", piece > 0)]
    for i in range(1, pieces + 1):
        steps.append((f"T + b{i} - {before[i]}", f"x - {CUTS[i]}", i <= piece))
        is_on = i < piece or (i == piece and wrapped)
        steps.append(("-T", f"x - {wrap(i, printed=printed)}", is_on))
    return steps


def equation(before: dict[int, str], pieces: int, *, printed: bool) -> str:
    """Return the right side of (8) as text."""
    return sum_steps(list_steps(before, pieces, pieces, printed=printed))


def modulo(i: int) -> str:
    """Return (x + b_i) mod T as text."""
    return f"x + b{i} - T*floor((x + b{i})/T)"


def name_variables(pieces: int) -> dict[str, str]:
    """Return the variables of C = 2 or 3 pieces."""
    unused = () if pieces == 3 else ("r", "b3")
    return {name: domain for name, domain in VARIABLES.items() if name not in unused}


def piece(i: int, wrapped: bool, pieces: int = 3) -> Claim:
    """Say which steps are on, on piece i below or above its wrap, and what (8) gives then.

    Pieces 1 to 3 are written x = M_i + y.
    """
    inside = INSIDE if pieces == 3 else "p + q <= T"
    x = f"({CUTS[i]} + y)" if i else "x"
    signs = [f"{x} - T {'>=' if i else '<'} 0"]
    value = f"{x} - 2*T" if i else x
    for j in range(1, pieces + 1):
        signs.append(f"{x} - {CUTS[j]} {'>=' if j <= i else '<'} 0")
        value += f" + (T + b{j} - {LAST[j]})" if j <= i else ""
        is_on = j < i or (j == i and wrapped)
        signs.append(f"{x} - {wrap(j, printed=False)} {'>=' if is_on else '<'} 0")
        value += " - T" if is_on else ""
    variables = {**name_variables(pieces), "T": f"integer >= {pieces}"}
    if not i:
        results = [f"{value} = x"]
        return make_claim([*signs, *results], variables, given=["0 <= x", "x < T", inside])
    target = f"{x} + b{i} - {2 if wrapped else 1}*T"
    results = [f"{value} = {target}", f"{target} >= 0", f"{target} < T"]
    del variables["x"]
    variables["y"] = "real >= 0"
    if wrapped and i == 1:
        # b_1 < T, so a wrap needs y >= 1, p >= 2 and T >= C + 1: no case is lost.
        variables |= {"T": f"integer >= {pieces + 1}", "p": "integer >= 2", "y": "real >= 1"}
    given = [inside, f"y < {'pqr'[i - 1]}", f"{x} + b{i} {'>=' if wrapped else '<'} 2*T"]
    return make_claim([*signs, *results], variables, given=given)


def on_piece(i: int, pieces: int, before: dict[int, str], *, printed: bool) -> Claim:
    """Say that (8) with so many pieces is (x + b_i) mod T on piece i."""
    low, inside = CUTS[i], INSIDE if pieces == 3 else "p + q <= T"
    return make_claim(
        f"{equation(before, pieces, printed=printed)} = {modulo(i)}",
        name_variables(pieces),
        given=[f"{low} <= x", f"x < {CUTS[i + 1]}", inside],
    )


PRINTED = on_piece(1, 2, SUMS, printed=True)
REPAIRED = on_piece(1, 2, LAST, printed=False)
SUMS_ONLY = on_piece(3, 3, SUMS, printed=False)
SUMS_POINT = {"T": "3", "p": "1", "q": "1", "r": "1", "b1": "1", "b2": "0", "b3": "0", "x": "5"}
SUMS_REPAIRED = on_piece(3, 3, LAST, printed=False)
# Any number of pieces, one of them [L, H): x + b - T is the sum of the jumps up to it and the
# wraps before it.
ANY = {
    "T": "integer >= 1",
    "L": "integer",
    "H": "integer",
    "b": "integer in [0, T - 1]",
    "x": "real",
}
CUT = ["T <= L", "L < H", "H <= 2*T"]
WRAP = "max(L, min(2*T - b, H))"
ANY_PIECE = {
    "earlier": make_claim(["x - L >= 0", f"x - {WRAP} >= 0"], ANY, given=[*CUT, "x >= H"]),
    "later": make_claim(["x - L < 0", f"x - {WRAP} < 0"], ANY, given=[*CUT, "x < L"]),
    "first": make_claim("x - 2*T + (T + b - 0) = x + b - T", ANY),
    "next": make_claim("(x + b - T) - T + (T + c - b) = x + c - T", {**ANY, "c": "integer"}),
    "own": make_claim(
        [f"x - {WRAP} < 0", "x + b - T >= 0", "x + b - T < T"],
        ANY,
        given=[*CUT, "L <= x", "x < H", "x + b < 2*T"],
    ),
    # L = T + p, H = L + q, x = L + y; for T = 1 nothing wraps.
    "own-wrapped": make_claim(
        [
            "T + p + y - max(T + p, min(2*T - b, T + p + q)) >= 0",
            "T + p + y + b - T - T >= 0",
            "T + p + y + b - T - T < T",
        ],
        {
            "T": "integer >= 2",
            "p": "integer >= 0",
            "q": "integer >= 1",
            "b": "integer in [0, T - 1]",
            "y": "real >= 0",
        },
        given=["p + q <= T", "y < q", "p + y + b >= T"],
    ),
}
COUNTS = {"N": "integer >= 1", "T": "integer >= 1", "s": "integer >= 1"}
FEW = ["s <= floor(T/N)", "s <= N"]
DISPLAY = make_claim("s*(N - s) <= floor(T/N)*(N - floor(T/N))", COUNTS, given=FEW)
DISPLAY_SMALL = make_claim(
    "s*(N - s) <= floor(T/N)*(N - floor(T/N))", COUNTS, given=[*FEW, "T < N^2"]
)
DISPLAY_REPAIRED = make_claim(
    ["s*(N - s) <= floor(T/N)*(N - 1)", "floor(T/N)*(N - 1) < T"], COUNTS, given=FEW
)
# 𝒯 is written with x <= M_i: then a point at M_i is on both sides.
BELOW = {"M": "integer >= 0", "x": "integer >= 0"}
IN_BOTH = make_claim(f"{step('M - x')} + {step('x - M')} <= 1", BELOW)
IN_ONE = make_claim(f"{step('M - x - 1')} + {step('x - M')} = 1", BELOW)


def _sums(pieces: int, i: int) -> dict[str, Claim]:
    """The sums of (8) on piece i, below and above its wrap."""
    return {
        f"sum-{pieces}{'-wrapped' if wrapped else ''}": known_sum(
            tuple(name_variables(pieces)),
            list_steps(LAST, pieces, i, wrapped=wrapped),
            f"x + b{i}",
            1 + wrapped,
        )
        for wrapped in (False, True)
    }


def _on_piece(pieces: int, i: int) -> Sketch:
    """Split at the wrap; each side has its signs from the piece and its sum from the steps."""
    names = tuple(name_variables(pieces))
    sides = []
    for wrapped in (True, False):
        tag, early = "-wrapped" if wrapped else "", wrapped and i == 1
        lengths = "pqr"[:pieces]
        room = [f"p - {1 + early}", *(f"{length} - 1" for length in lengths[1:])]
        wide = [(1, [text]) for text in (f"T - {' - '.join(lengths)}", *room)]
        # The piece's hypotheses: T's bound, one a length, two a shift, y's, three more.
        known = [combine((1, ["goal"]), *wide), *[SIGN] * (3 * pieces + 4)]
        beyond = [(1, ["T - 1 - b1"]), (1, ["x + b1 - 2*T"])]
        if early:
            known[3 * pieces + 1] = combine((1, ["goal"]), *beyond)
        steps = list_steps(LAST, pieces, i, wrapped=wrapped)
        values = rename([name for name in names if name != "x"], y=f"x - {CUTS[i]}")
        side = apply(
            f"PLYS15/{'two' if pieces == 2 else 'piece'}-{i}{tag}",
            values,
            known,
            use_sum(f"PLYS15/sum-{pieces}{tag}", names, steps, f"x + b{i}", 1 + wrapped),
        )
        if early:
            far = combine((1, ["goal"]), (1, ["T + p - x"]), *beyond)
            side = have("p > 1", side, far, integer=True)
        sides.append(side)
    return conclude(split(f"x + b{i} - 2*T", *sides))


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
        *(
            Inequality(f"two-1{'-wrapped' if wrapped else ''}", piece(1, wrapped, 2))
            for wrapped in (False, True)
        ),
        *(Inequality(name, claim) for name, claim in (_sums(2, 1) | _sums(3, 3)).items()),
        *(Inequality(name, claim) for name, claim in ANY_PIECE.items()),
        Inequality("repaired", REPAIRED, _on_piece(2, 1)),
        Inequality("sums-repaired", SUMS_REPAIRED, _on_piece(3, 3), witness=SUMS_POINT),
        Inequality(
            "printed",
            PRINTED,
            expected="refuted",
            point={"T": "3", "p": "2", "q": "1", "b1": "0", "b2": "2", "x": "4"},
            printed="equation (8): wraps at min{2T - b_i, M_(i+1)}",
            repaired_by="repaired",
        ),
        Inequality(
            "sums-only",
            SUMS_ONLY,
            expected="refuted",
            point=SUMS_POINT,
            printed="equation (8): b_i minus the sum of all earlier b_j",
            repaired_by="sums-repaired",
        ),
        Inequality(
            "display",
            DISPLAY,
            expected="refuted",
            point={"N": "2", "T": "4", "s": "1"},
            printed="proof of Lemma 15: at most floor(T/N)(N - floor(T/N))",
            repaired_by="display-repaired",
        ),
        Inequality(
            "display-small",
            DISPLAY_SMALL,
            expected="refuted",
            point={"N": "4", "T": "12", "s": "2"},
            printed="proof of Lemma 15, the same display where T < N^2",
            repaired_by="display-repaired",
        ),
        Inequality("display-repaired", DISPLAY_REPAIRED),
        Inequality(
            "both-sides",
            IN_BOTH,
            expected="refuted",
            point={"M": "1", "x": "1"},
            printed="proof of Lemma 15: T is the image of all x <= M_i, S of M_i <= x < M_(i+1)",
            repaired_by="one-side",
        ),
        Inequality("one-side", IN_ONE),
    ),
    idea="Jumps telescope; a wrap before its own piece must not fire, hence the outer maximum.",
    notes=(
        "Any C: of the steps of a piece both are on right of it and both off left of it (earlier, "
        "later), the jumps up to piece i and the wraps before it add up to x + b_i - T (first, "
        "next), and its own wrap brings that below T (own, own-wrapped). "
        "Repaired: b_i - b_(i-1), and the outer maximum. The printed form is right for C = 1 and "
        "breaks the paper's own width-3 network: PLYS17 has two such networks."
    ),
    declared_uses=("PLYS14",),
)
