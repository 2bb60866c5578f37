r"""Theorem 3 for all sizes: VCdim >= W L log2(W/L)/37.5 for all integers L >= 8, W >= 16 L.

Statement. For all integers L >= 8 and W >= 16 L some ReLU network of at most W parameters and L
layers has VCdim >= (2/75) W L log2(W/L); the constant is 1/31 for W >= 96 L, 2/51 for W >= 512 L.

Hypotheses. L >= 8, W >= 16 L.

Constants. 2/75 = 1/37.5; of this choice W = 192, L = 12 needs 1/37.2 (below).

Source. Derived here from Theorem 11; the paper's Theorem 3 (seen) says Omega(W L log(W/L)), with a
choice that fits its own budget only for some L and r and only W = 4^r L.

Idea. k = ceil(L/12) blocks of r bits, m = r k, and n takes what is left of the W parameters, r the
integer with (r + 2) 2^r <= W/L <= (r + 3) 2^(r + 1). The points r k n are concave in k, so the ends
k = L/12 and k = 2 L/13 decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from memproof.certificates.sketches import (
    AUTO,
    KNOWN,
    Sketch,
    apply,
    cases,
    combine,
    conclude,
    have,
    split,
)
from memproof.library.model import Constant, Construction, Inequality, Lemma
from memproof.statements.claims import Claim, make_claim

from .paper import own

PREDICATES = ("vc_at_least",)
BLOCK = "((11 + r)*2^r + 6*r + 2)"
"""Parameters that a block of r bits costs, its 4 r for reading the bits out included."""

LEFT = f"(W - 2 - k*{BLOCK})"
RANGE = ["(r + 2)*2^r*L <= W", "W <= (r + 3)*2^(r + 1)*L"]
SIZES = {"r": "integer >= 1", "k": "integer >= 1", "L": "integer >= 1", "W": "integer >= 1"}


@dataclass(frozen=True)
class Level:
    """The theorem from one ratio W/L = (r + 2) 2^r on, with its constant.

    ``slope`` r + ``offset`` bounds 4 BLOCK/2^r for r >= ``large``.
    """

    suffix: str
    constant: str
    least: int
    ratio: int
    large: int
    slope: str
    offset: str

    @property
    def wanted(self) -> str:
        """The number of points."""
        return f"({self.constant})*W*L*log2(W/L)"

    @property
    def sizes(self) -> dict[str, str]:
        """The variables but k."""
        return {"r": f"integer >= {self.least}", "L": "integer >= 8", "W": "integer >= 1"}

    @property
    def cost(self) -> str:
        """The bound on 4 BLOCK/2^r."""
        return f"({self.slope}*r + {self.offset})"

    def share(self, k: str) -> tuple[str, str]:
        """What r bits a block are worth at this k/L, over W, and what they have to be."""
        worth = f"r*{k}*(1 - {k}*{self.cost}/(4*(r + 2)) - 1/(32*(r + 2)))"
        return worth, f"({self.constant})*(log2(r + 3) + r + 1)"


LEVELS = (
    Level("", "2/75", 2, 16, 3, "7", "45"),
    Level("-96", "1/31", 4, 96, 4, "11/2", "89/2"),
    Level("-512", "2/51", 6, 512, 6, "35/8", "353/8"),
)
ENDS = {"low": "1/12", "high": "2/13"}

CHOICE = make_claim(
    f"vc_at_least(L, W, r*k*{LEFT})",
    SIZES,
    given=["5*k + 3 <= L", f"{LEFT} >= 1"],
    predicates=PREDICATES,
)
OCTAVE = make_claim(
    "log2(W/L) <= log2(r + 3) + r + 1",
    {"r": "integer >= 1", "L": "integer >= 1", "W": "integer >= 1"},
    given=["W <= (r + 3)*2^(r + 1)*L"],
)
LAYERS = make_claim(
    ["5*k + 3 <= L", "13*k <= 2*L"],
    {"k": "integer >= 1", "L": "integer >= 8"},
    given=["12*k >= L", "12*k <= L + 11"],
)
# r = 2, where the shares say too little: z = W/L from 16 to 40, blocks of 66 parameters.
FOURS = {
    end: make_claim(f"2*{k}*(z - 1/4 - 66*{k}) >= (2/75)*z*log2(z)", {"z": "real in [16, 40]"})
    for end, k in ENDS.items()
}
# At W = 192, L = 12 one block of two bits is the best choice: 2 (192 - 2 - 66) = 248 points.
CORNER = make_claim("2*124 >= (1/37)*192*12*log2(16)", {})
CORNER_HERE = make_claim("2*124 >= (2/75)*192*12*log2(16)", {})


def _blocks(level: Level) -> Claim:
    return make_claim(f"4*{BLOCK} <= {level.cost}*2^r", {"r": f"integer >= {level.large}"})


def _share(level: Level, end: str) -> Claim:
    worth, needed = level.share(ENDS[end])
    return make_claim(f"{worth} >= {needed}", {"r": f"integer >= {level.large}"})


def _worth(level: Level, end: str) -> Claim:
    k = ENDS[end]
    points = f"r*{k}*L*(W - 2 - {k}*L*{BLOCK})"
    return make_claim(f"{points} >= {level.wanted}", level.sizes, given=RANGE)


def _points(level: Level) -> Claim:
    return make_claim(
        f"r*k*{LEFT} >= {level.wanted}",
        {**level.sizes, "k": "integer >= 1"},
        given=[*RANGE, "12*k >= L", "13*k <= 2*L"],
    )


def _one_octave(level: Level) -> Claim:
    return make_claim(
        f"vc_at_least(L, W, {level.wanted})", level.sizes, given=RANGE, predicates=PREDICATES
    )


def _theorem(level: Level) -> Claim:
    return make_claim(
        f"vc_at_least(L, W, {level.wanted})",
        {"L": "integer >= 8", "W": "integer"},
        given=[f"W >= {level.ratio}*L"],
        predicates=PREDICATES,
    )


# k = 1, or L >= 12 k - 11.
_LAYERS = conclude(*(split("k - 2", integer=True) for _ in range(2)))


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


def _prove_worth(level: Level, end: str) -> Sketch:
    """What an end is worth: by the shares, and for r = 2 by z = W/L."""
    k = ENDS[end]
    ratio = Fraction(k)
    span = "W - (r + 2)*2^r*L"
    worth, needed = level.share(k)
    proof = combine(
        (1, ["goal"]),
        (1, ["W", "L", f"{worth} - {needed}"]),
        (Fraction(level.constant), ["W", "L", "log2(r + 3) + r + 1 - log2(W/L)"]),
        (ratio**2 / 4, ["r", "L", level.cost, "1/(r + 2)", span]),
        (ratio**2 / 4, ["r", "L", "L", f"{level.cost}*2^r - 4*{BLOCK}"]),
        (ratio / 32, ["r", "L", "1/(r + 2)", span]),
        (ratio / 32, ["r", "L", "2^r*L - 64"]),
    )
    proof = apply("Theorem-3-all/octave", {"r": "r", "L": "L", "W": "W"}, [AUTO] * 4, proof)
    for part in (f"blocks{level.suffix}", f"share-{end}{level.suffix}"):
        proof = apply(f"Theorem-3-all/{part}", {"r": "r"}, [AUTO], proof)
    proof = have("2^r*L >= 64", proof)
    if level.least == level.large:
        return conclude(proof)
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
    return conclude(cases("r", 2, [two], proof, AUTO))


def _prove_points(level: Level) -> Sketch:
    """The points are concave in k, so they lie above the chord between the ends."""
    found = combine(
        (Fraction(11, 156), ["goal", "L"]),
        (1, ["2*L/13 - k", f"r*1/12*L*(W - 2 - 1/12*L*{BLOCK}) - {level.wanted}"]),
        (1, ["k - L/12", f"r*2/13*L*(W - 2 - 2/13*L*{BLOCK}) - {level.wanted}"]),
        (Fraction(11, 156), ["r", BLOCK, "L", "k - L/12", "2*L/13 - k"]),
    )
    for end in ENDS:
        part = f"Theorem-3-all/worth-{end}{level.suffix}"
        found = apply(part, {name: name for name in ("r", "L", "W")}, [AUTO] * 5, found)
    return conclude(found)


def _prove_octave(level: Level) -> Sketch:
    k = "ceil(L/12)"
    left = LEFT.replace("k", k)
    points = f"r*{k}*{left}"
    sizes = {"r": "r", "k": k, "L": "L", "W": "W"}
    weakened = apply(
        "Theorem-3/more",
        {"l": "L", "p": "W", "v": points, "q": "L", "t": "W", "u": level.wanted},
        [KNOWN] + [AUTO] * 3,
        KNOWN,
    )
    chosen = apply("Theorem-3-all/choice", sizes, [AUTO] * 6, weakened)
    positive = combine(
        (1, ["goal", "r", k]),
        (1, [f"{points} - {level.wanted}"]),
        (Fraction(level.constant), ["W", "L", "log2(W/L)"]),
    )
    then = have("log2(W/L) > 0", have(f"{left} > 0", chosen, positive))
    then = apply(f"Theorem-3-all/points{level.suffix}", sizes, [AUTO] * 8, then)
    then = apply("Theorem-3-all/layers", {"k": k, "L": "L"}, [AUTO] * 4, then)
    return conclude(have(f"12*{k} <= L + 11", have(f"{k} >= 1", then)))


def _parts(level: Level) -> Iterator[Inequality | Construction]:
    """What this level adds: bounds at both ends, the points, one octave, all of them."""
    yield Inequality(f"blocks{level.suffix}", _blocks(level))
    for end in ENDS:
        yield Inequality(f"share-{end}{level.suffix}", _share(level, end))
    for end in ENDS:
        claim = _worth(level, end)
        yield Inequality(f"worth-{end}{level.suffix}", claim, _prove_worth(level, end))
    yield Inequality(f"points{level.suffix}", _points(level), _prove_points(level))
    octave = f"octave-theorem{level.suffix}"
    yield Inequality(octave, _one_octave(level), _prove_octave(level))
    yield Construction(
        f"theorem{level.suffix}",
        _theorem(level),
        f"(r + 2) 2^r is {level.ratio} at r = {level.least} and increases without bound, and the "
        "intervals from (r + 2) 2^r to (r + 3) 2^(r + 1) meet end to end, so W/L lies in one.",
        (octave,),
    )


# The bound as a number of points.
FEWER = make_claim(
    "vc_at_least(L, W, N)",
    {"L": "integer >= 8", "W": "integer >= 1", "N": "integer >= 1", "v": "real"},
    given=["N <= v", "vc_at_least(L, W, v)"],
    predicates=PREDICATES,
)
POINTS = make_claim(
    "vc_at_least(L, W, N)",
    {"L": "integer >= 8", "W": "integer >= 1", "N": "integer >= 1"},
    given=["W >= 16*L", "N <= (2/75)*W*L*log2(W/L)"],
    predicates=PREDICATES,
)
_POINTS = conclude(
    apply(
        "Theorem-3-all/theorem",
        {"L": "L", "W": "W"},
        [AUTO] * 2,
        apply(
            "Theorem-3-all/fewer",
            {"L": "L", "W": "W", "N": "N", "v": "2/75*W*L*log2(W/L)"},
            [AUTO] * 4 + [KNOWN],
            KNOWN,
        ),
    )
)

LEMMA = Lemma(
    id="Theorem-3-all",
    number="Theorem 3, all sizes",
    title="Lower bound on the VC-dimension for all sizes",
    statement=(
        r"For all integers \(L \ge 8\) and \(W \ge 16 L\) some ReLU network of at most \(W\) "
        r"parameters and \(L\) layers has \(\mathrm{VCdim} \ge \frac{2}{75} WL\log_2(W/L)\); the "
        r"constant is \(1/31\) for \(W \ge 96 L\) and \(2/51\) for \(W \ge 512 L\)."
    ),
    source=own("Theorem 3 for all sizes"),
    parts=(
        Inequality("choice", CHOICE, _choice()),
        Inequality("octave", OCTAVE),
        Inequality("layers", LAYERS, _LAYERS),
        *(Inequality(f"four-{end}", claim) for end, claim in FOURS.items()),
        *(part for level in LEVELS for part in _parts(level)),
        Construction(
            "fewer",
            FEWER,
            "A network that shatters some v points or more shatters some N <= v of them.",
            ("octave",),
        ),
        Inequality("shattered", POINTS, _POINTS),
        Inequality("corner-here", CORNER_HERE),
        Inequality("corner", CORNER, expected="refuted"),
    ),
    idea=r"\(k = \lceil L/12 \rceil\) blocks of \(r\) bits, \((r+2)2^r \le W/L \le (r+3)2^{r+1}\).",
    constants=tuple(
        Constant(
            "VCdim over WL log2(W/L)",
            level.constant,
            f"theorem{level.suffix}",
            "largest",
            f"at least, W >= {level.ratio} L",
        )
        for level in LEVELS
    ),
    notes=(
        r"The best choice of \(r\) and \(k\) in Theorem 11 at \(W = 192\), \(L = 12\) gives 248 "
        r"points, \(WL \log_2(W/L)/37.16\): this way leads to no better constant (corner)."
    ),
    declared_uses=("Theorem-3", "Theorem-11"),
)
