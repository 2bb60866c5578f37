r"""Theorem 3 for all sizes: VCdim >= W L log2(W/L)/37.5 for all integers L >= 8, W >= 16 L.

Statement. For all integers L >= 8 and W >= 16 L some ReLU network of at most W parameters and L
layers has VCdim >= (2/75) W L log2(W/L).

Hypotheses. L >= 8, W >= 16 L.

Constants. 2/75 = 1/37.5; of this choice W = 192, L = 12 needs 1/37.2 (below).

Source. Derived here from Theorem 11; the paper's Theorem 3 (seen) says Omega(W L log(W/L)), with a
choice that fits its own budget only for some L and r and only W = 4^r L.

Idea. k = ceil(L/12) blocks of r bits, m = r k, and n takes what is left of the W parameters, r the
integer with (r + 2) 2^r <= W/L <= (r + 3) 2^(r + 1). The points r k n are concave in k, so the ends
k = L/12 and k = 2 L/13 decide.
"""

from __future__ import annotations

from fractions import Fraction

from memproof.library.model import Constant, Construction, Inequality, Lemma
from memproof.statements.claims import make_claim
from memproof.statements.sketches import (
    AUTO,
    KNOWN,
    Sketch,
    apply,
    cases,
    combine,
    conclude,
    have,
)

from .paper import own

PREDICATES = ("vc_at_least",)
BLOCK = "((11 + r)*2^r + 6*r + 2)"
"""Parameters that a block of r bits costs, its 4 r for reading the bits out included."""

LEFT = f"(W - 2 - k*{BLOCK})"
WANTED = "(2/75)*W*L*log2(W/L)"
RANGE = ["(r + 2)*2^r*L <= W", "W <= (r + 3)*2^(r + 1)*L"]
SIZES = {"r": "integer >= 1", "k": "integer >= 1", "L": "integer >= 1", "W": "integer >= 1"}

CHOICE = make_claim(
    f"vc_at_least(L, W, r*k*{LEFT})",
    SIZES,
    given=["5*k + 3 <= L", f"{LEFT} >= 1"],
    predicates=PREDICATES,
)

# What r bits a block are worth at the ends k = L/12 and k = 2 L/13, over W.
ENDS = {"low": "1/12", "high": "2/13"}
LARGE = {"r": "integer >= 3"}
BLOCKS = make_claim(f"4*{BLOCK} <= (7*r + 45)*2^r", LARGE)
SHARES = {
    end: make_claim(
        f"r*{k}*(1 - {k}*(7*r + 45)/(4*(r + 2)) - 1/(32*(r + 2))) >= (2/75)*(log2(r + 3) + r + 1)",
        LARGE,
    )
    for end, k in ENDS.items()
}
OCTAVE = make_claim(
    "log2(W/L) <= log2(r + 3) + r + 1",
    {"r": "integer >= 1", "L": "integer >= 1", "W": "integer >= 1"},
    given=["W <= (r + 3)*2^(r + 1)*L"],
)
# r = 2 in place of r >= 3: z = W/L from 16 to 40, blocks of 66 parameters.
FOURS = {
    end: make_claim(f"2*{k}*(z - 1/4 - 66*{k}) >= (2/75)*z*log2(z)", {"z": "real in [16, 40]"})
    for end, k in ENDS.items()
}
WORTH = {
    end: make_claim(
        f"r*{k}*L*(W - 2 - {k}*L*{BLOCK}) >= {WANTED}",
        {"r": "integer >= 2", "L": "integer >= 8", "W": "integer >= 1"},
        given=RANGE,
    )
    for end, k in ENDS.items()
}
POINTS = make_claim(
    f"r*k*{LEFT} >= {WANTED}",
    {"r": "integer >= 2", "k": "integer >= 1", "L": "integer >= 8", "W": "integer >= 1"},
    given=[*RANGE, "12*k >= L", "13*k <= 2*L"],
)
LAYERS = make_claim(
    ["5*k + 3 <= L", "13*k <= 2*L"],
    {"k": "integer >= 1", "L": "integer >= 8"},
    given=["12*k >= L", "12*k <= L + 11"],
)
OCTAVE_THEOREM = make_claim(
    f"vc_at_least(L, W, {WANTED})",
    {"r": "integer >= 2", "L": "integer >= 8", "W": "integer >= 1"},
    given=RANGE,
    predicates=PREDICATES,
)
THEOREM = make_claim(
    f"vc_at_least(L, W, {WANTED})",
    {"L": "integer >= 8", "W": "integer"},
    given=["W >= 16*L"],
    predicates=PREDICATES,
)
# At W = 192, L = 12 one block of two bits is the best choice: 2 (192 - 2 - 66) = 248 points.
CORNER = make_claim("2*124 >= (1/37)*192*12*log2(16)", {})
CORNER_HERE = make_claim("2*124 >= (2/75)*192*12*log2(16)", {})


def _choice() -> Sketch:
    n = LEFT
    sizes = f"2 + {n} + 4*(r*k) + k*((11 + r)*2^r + 2*r + 2)"
    return conclude(
        apply(
            "Theorem-11/shattering",
            {"r": "r", "m": "r*k", "n": n, "k": "k"},
            [AUTO] * 5,
            apply(
                "Theorem-3/more",
                {
                    "l": "3 + 5*k",
                    "p": sizes,
                    "v": f"r*k*{n}",
                    "q": "L",
                    "t": "W",
                    "u": f"r*k*{n}",
                },
                [KNOWN] + [AUTO] * 3,
                KNOWN,
            ),
        )
    )


def _worth(end: str) -> Sketch:
    """What the two ends are worth: r = 2 by z = W/L, larger r by the shares."""
    k = ENDS[end]
    ratio = Fraction(k)
    span = "W - (r + 2)*2^r*L"
    two = apply(
        f"Theorem-3-all/four-{end}",
        {"z": "W/L"},
        [AUTO] * 2,
        combine(
            (1, ["goal"]),
            (1, ["L", "L", f"2*{k}*(W/L - 1/4 - 66*{k}) - (2/75)*(W/L)*log2(W/L)"]),
            (ratio / 2, ["L", "L - 8"]),
        ),
    )
    share = (
        f"r*{k}*(1 - {k}*(7*r + 45)/(4*(r + 2)) - 1/(32*(r + 2))) - (2/75)*(log2(r + 3) + r + 1)"
    )
    large = combine(
        (1, ["goal"]),
        (1, ["W", "L", share]),
        (Fraction(2, 75), ["W", "L", "log2(r + 3) + r + 1 - log2(W/L)"]),
        (ratio**2 / 4, ["r", "L", "7*r + 45", "1/(r + 2)", span]),
        (ratio**2 / 4, ["r", "L", "L", f"(7*r + 45)*2^r - 4*{BLOCK}"]),
        (ratio / 32, ["r", "L", "1/(r + 2)", span]),
        (ratio / 32, ["r", "L", "2^r*L - 64"]),
    )
    for part, values, hypotheses in (
        ("octave", {"r": "r", "L": "L", "W": "W"}, [AUTO] * 4),
        ("blocks", {"r": "r"}, [AUTO]),
        (f"share-{end}", {"r": "r"}, [AUTO]),
    ):
        large = apply(f"Theorem-3-all/{part}", values, hypotheses, large)
    return conclude(cases("r", 2, [two], have("2^r*L >= 64", large), AUTO))


def _points() -> Sketch:
    """The points are concave in k, so they lie above the chord between the ends."""
    sizes = {name: name for name in ("r", "L", "W")}
    found = combine(
        (Fraction(11, 156), ["goal", "L"]),
        (1, ["2*L/13 - k", f"r*1/12*L*(W - 2 - 1/12*L*{BLOCK}) - {WANTED}"]),
        (1, ["k - L/12", f"r*2/13*L*(W - 2 - 2/13*L*{BLOCK}) - {WANTED}"]),
        (Fraction(11, 156), ["r", BLOCK, "L", "k - L/12", "2*L/13 - k"]),
    )
    for end in ENDS:
        found = apply(f"Theorem-3-all/worth-{end}", sizes, [AUTO] * 5, found)
    return conclude(found)


def _octave_theorem() -> Sketch:
    k = "ceil(L/12)"
    left = LEFT.replace("k", k)
    points = f"r*{k}*{left}"
    weakened = apply(
        "Theorem-3/more",
        {"l": "L", "p": "W", "v": points, "q": "L", "t": "W", "u": WANTED},
        [KNOWN] + [AUTO] * 3,
        KNOWN,
    )
    chosen = apply(
        "Theorem-3-all/choice", {"r": "r", "k": k, "L": "L", "W": "W"}, [AUTO] * 6, weakened
    )
    positive = combine(
        (1, ["goal", "r", k]),
        (1, [f"{points} - {WANTED}"]),
        (Fraction(2, 75), ["W", "L", "log2(W/L)"]),
    )
    then = have("log2(W/L) > 0", have(f"{left} > 0", chosen, positive))
    then = apply("Theorem-3-all/points", {"r": "r", "k": k, "L": "L", "W": "W"}, [AUTO] * 8, then)
    then = apply("Theorem-3-all/layers", {"k": k, "L": "L"}, [AUTO] * 4, then)
    return conclude(have(f"12*{k} <= L + 11", have(f"{k} >= 1", then)))


LEMMA = Lemma(
    id="Theorem-3-all",
    number="Theorem 3, all sizes",
    title="Lower bound on the VC-dimension for all sizes",
    statement=(
        r"For all integers \(L \ge 8\) and \(W \ge 16 L\) some ReLU network of at most \(W\) "
        r"parameters and \(L\) layers has \(\mathrm{VCdim} \ge \frac{2}{75} WL\log_2(W/L)\)."
    ),
    source=own("Theorem 3 for all sizes"),
    parts=(
        Inequality("choice", CHOICE, _choice()),
        Inequality("blocks", BLOCKS),
        Inequality("octave", OCTAVE),
        *(Inequality(f"share-{end}", claim) for end, claim in SHARES.items()),
        *(Inequality(f"four-{end}", claim) for end, claim in FOURS.items()),
        *(Inequality(f"worth-{end}", claim, _worth(end)) for end, claim in WORTH.items()),
        Inequality("points", POINTS, _points()),
        Inequality("layers", LAYERS),
        Inequality("octave-theorem", OCTAVE_THEOREM, _octave_theorem()),
        Inequality("corner-here", CORNER_HERE),
        Inequality("corner", CORNER, expected="refuted"),
        Construction(
            "theorem",
            THEOREM,
            "(r + 2) 2^r is 16 at r = 2 and increases without bound, and the intervals from "
            "(r + 2) 2^r to (r + 3) 2^(r + 1) meet end to end: W/L >= 16 lies in one of them.",
            ("octave-theorem",),
        ),
    ),
    idea=r"\(k = \lceil L/12 \rceil\) blocks of \(r\) bits, \((r+2)2^r \le W/L \le (r+3)2^{r+1}\).",
    constants=(Constant("VCdim over WL log2(W/L)", "2/75", "theorem", "largest", "at least"),),
    notes=(
        r"The best choice of \(r\) and \(k\) in Theorem 11 at \(W = 192\), \(L = 12\) gives 248 "
        r"points, \(WL \log_2(W/L)/37.16\): this way leads to no better constant (corner)."
    ),
    declared_uses=("Theorem-3", "Theorem-11"),
    full_part="theorem",
)
