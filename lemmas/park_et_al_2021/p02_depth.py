r"""PLYS2: the depth at width 3 (Theorem 2), with explicit constants.

Statement. N points whose distances differ by factors below Delta, labels of D bits: a network of
STEP and ID neurons of width 3 with F + 2^(K+3) - 32 + a + (2 D + 1) B hidden layers memorizes them,
2^F >= Delta sqrt(2 pi d), 2 <= K <= log2 N, 2^K a B >= N^2 + 4; the best of these is at most
F + 6.2 (2 D + 1)^(1/3) N^(2/3) for N >= 4, D <= 15. ReLU needs twice as many layers.

Hypotheses. N >= 4, 1 <= D <= 15.

Constants. 6.2 (the limit of the best is between 6 and 6.19); (log C)^(1/3), where log C is printed.

Source. Park et al. 2021, Theorems 2 and 3; layers counted and constants derived here.

Idea. 2^K about a quarter of (2 D + 1)^(1/3) N^(2/3) balances the halvings against a and B.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from memproof.certificates.sketches import (
    AUTO,
    KNOWN,
    SIGN,
    Sketch,
    apply,
    cases,
    combine,
    conclude,
    have,
)
from memproof.library.model import Constant, Construction, Evidence, Inequality, Lemma
from memproof.statements.claims import Claim, make_claim

from .paper import seen

PREDICATES = ("narrow", "reduces_to_keys", "memorizes")

M = "(2*D + 1)"
SCALE = f"({M}^(1/3)*N^(2/3))"
CHOICE = {"K": "integer >= 2", "a": "integer >= 1", "B": "integer >= 1"}
BITS = "integer in [1, 15]"

RANGE = make_claim(
    "N^2*Delta*sqrt(pi*d/8) <= 2^F*(N^2/4)",
    {"N": "integer >= 1", "d": "integer >= 1", "F": "integer >= 0", "Delta": "real >= 1"},
    given=["2^F >= Delta*sqrt(2*pi*d)"],
)
# X keys in blocks of B: a of them, B near the root of X/m.
ROUNDING = make_claim(
    "a + m*B <= 2*m*r + m + 1",
    {
        "m": "integer >= 1",
        "a": "integer >= 1",
        "B": "integer >= 1",
        "r": "real > 0",
        "X": "real > 0",
    },
    given=["X = m*r^2", "B >= r", "B < r + 1", "a < X/B + 1"],
)
WINDOW = make_claim("s*(3.1 - 4*s)^2 >= 1.008", {"s": "real in [0.1755, 0.351]"})
# y = 2^K, w = m r: w^2 y = m (N^2 + 4), t^3 = m N^2.
SIZE = make_claim(
    "8*y + 2*w <= 6.2*t",
    {"t": "real > 0", "y": "real > 0", "w": "real > 0"},
    given=["w^2*y <= 1.008*t^3", "y >= 0.1755*t", "y <= 0.351*t"],
)
POWER = make_claim(
    ["2^K > 0.1755*t", "2^K <= 0.351*t"], {"t": "real >= 11.66"}, exists={"K": "integer >= 2"}
)
MANY = {"N": "integer >= 23", "D": BITS}
LEAST = make_claim(f"{SCALE} >= 11.66", MANY)
FITS = make_claim(f"0.351*{SCALE} <= N", MANY)
CHORD = "1.44 + 0.12*(D - 1)"
BELOW_ROOT = make_claim(f"{M}^(1/3) >= {CHORD}", {"D": BITS})
FOUR = make_claim("N^2 + 4 <= 1.008*N^2", {"N": "integer >= 23"})


def depth(least: int, constant: str = "6.2") -> Claim:
    """Return the bound on the best depth beside the folds, from so many points on."""
    return make_claim(
        [
            "2^K <= N",
            "2^K*a*B >= N^2 + 4",
            f"2^(K + 3) - 32 + a + {M}*B <= {constant}*{SCALE}",
        ],
        {"N": f"integer >= {least}", "D": BITS},
        exists=CHOICE,
    )


MANY_DEPTH = depth(23)
DEPTH = depth(4)
# One block of labels alone has 2 D + 1 layers: not for every D.
LONG_LABELS = make_claim(f"{M} <= 6.2*{SCALE}", {"N": "integer >= 4", "D": "integer >= 1"})
NETWORK = make_claim(
    f"narrow(F + 2^(K + 3) - 32 + a + {M}*B, F, N, D)",
    {"F": "integer >= 0", "N": "integer >= 4", "D": "integer >= 1", **CHOICE},
    given=["2^K <= N", "2^K*a*B >= N^2 + 4"],
    predicates=PREDICATES,
)
THEOREM = make_claim(
    ["narrow(L, F, N, D)", f"L <= F + 6.2*{SCALE}"],
    {"F": "integer >= 0", "N": "integer >= 4", "D": BITS},
    exists={"L": "integer"},
    predicates=PREDICATES,
)


def build_labelings() -> Mapping[str, Any]:
    """Return all labelings of eight keys by the network with one halving."""
    from memproof.constructions.park.evidence import build_theorem_3_evidence

    return build_theorem_3_evidence()


_ROUNDING = conclude(
    have("X/B <= m*r", AUTO, combine((1, ["goal", "B"]), (1, ["m", "r", "B - r"])))
)
_SIZE = conclude(
    apply(
        "PLYS2/window",
        {"s": "y/t"},
        [AUTO, AUTO],
        have(
            "y*(3.1*t - 4*y)^2 >= 1.008*t^3",
            have(
                "3.1*t - 4*y > 0",
                have(
                    "w <= 3.1*t - 4*y",
                    AUTO,
                    combine(
                        (1, ["goal", "y", "w"]),
                        (1, ["goal", "y", "3.1*t - 4*y"]),
                        (1, ["y*(3.1*t - 4*y)^2 - 1.008*t^3"]),
                        (1, ["1.008*t^3 - w^2*y"]),
                    ),
                ),
            ),
            combine((1, ["goal"]), (1, ["t^3", "(y/t)*(3.1 - 4*(y/t))^2 - 1.008"])),
        ),
    )
)
_X = "((N^2 + 4)/2^K)"
_ROOT = f"sqrt((N^2 + 4)/(2^K*{M}))"
_CHOSEN = conclude(
    combine((1, ["goal"]), (1, [f"0.351*{SCALE} - 2^K"]), (1, [f"N - 0.351*{SCALE}"])),
    combine((1, ["goal"]), (1, ["2^K", "B", f"a - {_X}/B"])),
    combine(
        (1, ["goal"]),
        (1, [f"2*{M}*{_ROOT} + {M} + 1 - a - {M}*B"]),
        (1, [f"6.2*{SCALE} - 8*2^K - 2*{M}*{_ROOT}"]),
        (2, ["15 - D"]),
    ),
    AUTO,
    SIGN,
    SIGN,
    K="K",
    a="a",
    B="B",
)


def _round_up(value: str, new: str, then: Sketch) -> Sketch:
    """Name the ceiling of a positive value, a positive integer."""
    positive = combine((1, ["goal"]), (1, [f"{new} - {value}"]), (1, [value]))
    return apply(
        "VYS0/up",
        {"x": value},
        [],
        have(f"{new} > 0", then, positive, integer=True),
        {"k": new},
    )


_SIZES = apply(
    "PLYS2/rounding",
    {"m": M, "a": "a", "B": "B", "r": _ROOT, "X": _X},
    [SIGN, SIGN, SIGN, AUTO, AUTO, AUTO, SIGN, SIGN, SIGN],
    apply(
        "PLYS2/size",
        {"t": SCALE, "y": "2^K", "w": f"{M}*{_ROOT}"},
        [AUTO, AUTO, AUTO, AUTO, SIGN, SIGN],
        _CHOSEN,
    ),
)
_BOTH = {"N": "N", "D": "D"}
_MANY = apply(
    "PLYS2/least",
    _BOTH,
    [SIGN] * 3,
    apply(
        "PLYS2/fits",
        _BOTH,
        [SIGN] * 3,
        apply(
            "PLYS2/four",
            {"N": "N"},
            [SIGN],
            apply(
                "PLYS2/power",
                {"t": SCALE},
                [SIGN],
                _round_up(_ROOT, "B", _round_up(f"{_X}/B", "a", _SIZES)),
                {"K": "K"},
            ),
        ),
    ),
)
# (a, B) for N = 4, ..., 22, with K = 2.
_FEW = (
    *((a, 1) for a in (5, 8, 10, 14, 17, 22, 26, 32)),
    *((a, 2) for a in (19, 22, 25, 29, 33, 37, 41, 46, 51)),
    *((a, 3) for a in (38, 41)),
)

# From separated points: keys of b bits (U4), F foldings bring them to the range of the network.
SEPARATED = {
    "N": "integer >= 4",
    "delta": "real > 0",
    "d": "integer >= 1",
    "C": "integer >= 2",
    "D": "integer >= 1",
    "F": "integer >= 0",
    "b": "integer >= 1",
}
FOLDED = "2^b <= 2^F*floor(N^2/4 + 1)"
BACK = make_claim(
    "memorizes(W, L, N, delta, d, C)",
    {"W": "integer >= 3", "L": "integer >= 1", **SEPARATED, "T": "integer"},
    given=[
        "C <= 2^D",
        FOLDED,
        "2*T <= L",
        "reduces_to_keys(d, N, delta, b)",
        "narrow(T, F, N, D)",
    ],
    predicates=PREDICATES,
)
LAYERS = "F + 2^(K + 3) - 32 + a + (2*D + 1)*B"
POINTS = make_claim(
    "memorizes(W, L, N, delta, d, C)",
    {"W": "integer >= 3", "L": "integer >= 1", **SEPARATED, **CHOICE},
    given=[
        "2*(N^2/(delta*sqrt(2*pi/d))) + 1 <= 2^b",
        "C <= 2^D",
        FOLDED,
        "2^K <= N",
        "2^K*a*B >= N^2 + 4",
        f"L >= 2*({LAYERS})",
    ],
    predicates=PREDICATES,
)
_POINTS = conclude(
    apply(
        "U4/keys",
        {"d": "d", "N": "N", "delta": "delta", "B": "b"},
        [AUTO] * 5,
        apply(
            "PLYS2/network",
            {"F": "F", "N": "N", "D": "D", "K": "K", "a": "a", "B": "B"},
            [AUTO] * 8,
            apply(
                "PLYS2/back",
                {
                    **{name: name for name in ("W", "L", *SEPARATED)},
                    "T": LAYERS,
                },
                [AUTO] * 12 + [KNOWN] * 2,
                KNOWN,
            ),
        ),
    )
)


def _few(count: int, a: int, size: int) -> Sketch:
    """The best depth for so many points, whatever D: linear in D by the chord."""
    root = f"{count}^(2/3)"
    layers = have(
        f"6.2*{root}*({CHORD}) >= {a} + {M}*{size}",
        combine(
            (1, ["goal"]),
            (1, [f"6.2*{root}*({CHORD}) - {a} - {M}*{size}"]),
            ("31/5", [root, f"{M}^(1/3) - ({CHORD})"]),
        ),
    )
    return conclude(SIGN, SIGN, layers, SIGN, SIGN, SIGN, K="2", a=str(a), B=str(size))


_DEPTH = apply(
    "PLYS2/chord",
    {"D": "D"},
    [SIGN] * 2,
    cases(
        "N",
        4,
        [_few(count, *pair) for count, pair in enumerate(_FEW, start=4)],
        apply(
            "PLYS2/many",
            _BOTH,
            [SIGN] * 3,
            conclude(*[SIGN] * 6, K="K", a="a", B="B"),
            {"K": "K", "a": "a", "B": "B"},
        ),
    ),
)
_THEOREM = apply(
    "PLYS2/depth",
    _BOTH,
    [SIGN] * 3,
    apply(
        "PLYS2/network",
        {"F": "F", "N": "N", "D": "D", "K": "K", "a": "a", "B": "B"},
        [SIGN] * 8,
        conclude(KNOWN, AUTO, L=f"F + 2^(K + 3) - 32 + a + {M}*B"),
    ),
    {"K": "K", "a": "a", "B": "B"},
)
FOUR_POINTS = {
    **{"W": "3", "L": "26", "N": "4", "delta": "1/2", "d": "1", "C": "2", "D": "1"},
    **{"F": "3", "b": "5", "K": "2", "a": "5", "B": "1"},
}
_ANY_PIECE = ("earlier", "later", "next", "own", "own-wrapped")

LEMMA = Lemma(
    id="PLYS2",
    number="Theorem 2",
    title="Depth at width 3",
    statement=(
        r"\(\Delta\)-separated points, labels of \(D \le 15\) bits, \(N \ge 4\): width 3 and at "
        r"most \(\lceil\log_2(\Delta\sqrt{2\pi d})\rceil + 6.2\,(2D+1)^{1/3} N^{2/3}\) layers of "
        r"STEP and ID neurons, twice as many of ReLU: the best \(2^{K+3} - 32 + a + (2D+1)B\) with "
        r"\(2^K a B \ge N^2 + 4\), \(2 \le K \le \log_2 N\). So \(NN(3, L)\) memorizes "
        r"separated points if \(L \ge 2(F + 2^{K+3} - 32 + a + (2D+1)B)\), keys of \(b\) bits, "
        r"\(2^b \le 2^F \lfloor N^2/4 + 1\rfloor\)."
    ),
    source=seen("Theorem 2"),
    parts=(
        Inequality("range", RANGE),
        Inequality("rounding", ROUNDING, _ROUNDING),
        Inequality("window", WINDOW),
        Inequality("size", SIZE, _SIZE),
        Inequality("power", POWER, conclude(AUTO, AUTO, AUTO, K="floor(log2(0.351*t))")),
        Inequality("least", LEAST),
        Inequality("fits", FITS),
        Inequality("four", FOUR),
        Inequality("chord", BELOW_ROOT),
        Inequality("many", MANY_DEPTH, _MANY),
        Inequality("depth", DEPTH, _DEPTH),
        Inequality("long-labels", LONG_LABELS, expected="refuted", point={"N": "4", "D": "200"}),
        Evidence("labelings", build_labelings, "all labelings of 8 keys, K = 3: one halving"),
        Construction(
            "network",
            NETWORK,
            "F layers fold the range to U = floor(N^2/4 + 1) (PLYS14: two pieces a layer, some "
            "shift works). For i = 2, ..., K - 1 the next 2^(i+3) layers hold the 2 C thresholds "
            "of C = 2^(i+2) pieces, one STEP a layer beside x and the value, two in the last; N/C "
            "rounded up, times N, is at most U/2^(i-1), so each halves the range (PLYS15). The a "
            "B >= U/2^(K-2) places are a blocks of B: a layers of one STEP find a block's code, "
            "and (2 D + 1) B layers read the label (PLYS16). The places stay distinct because "
            "some shift always works; all maps add integers, so every STEP is constant on [k, k + "
            "1 - 1/M], and two ReLU layers of the same width are equal to one of STEP and ID "
            "neurons (PLYS17).",
            (
                "labelings",
                *(f"PLYS14/{name}" for name in _ANY_PIECE),
                *(f"PLYS15/{name}" for name in ("first", *_ANY_PIECE)),
                "PLYS14/exists",
                "PLYS14/covers",
                "PLYS15/display-repaired",
                "PLYS16/stored-repaired",
                "PLYS16/window-repaired",
                "PLYS16/past",
                "PLYS17/families",
                "PLYS17/step-on",
                "PLYS17/step-off",
            ),
        ),
        Inequality("theorem", THEOREM, _THEOREM),
        Construction(
            "back",
            BACK,
            "The affine map to keys of b bits merges into the first layer. The keys lie in {0, "
            "..., 2^F floor(N^2/4 + 1) - 1}, and fractional parts of at most 1 - 1/N lie in the "
            "intervals of 'network' for M = N. Its ReLU network has at most 2 T layers of width 3; "
            "further neurons have zero weights, further layers carry relu(y) and relu(-y).",
            ("labelings", "U4/range"),
        ),
        Inequality("points", POINTS, _POINTS, witness=FOUR_POINTS),
    ),
    idea=r"\(2^K\) about \(\frac14 (2D+1)^{1/3} N^{2/3}\) balances halvings, lookup and reader.",
    constants=(Constant("width-3 depth", "6.2", "depth", "smallest", "over (2D+1)^(1/3) N^(2/3)"),),
    notes=(
        "Printed with log C in place of (log C)^(1/3). For D > 15 the constant needs more points "
        "(long-labels: a block alone has 2D + 1 layers). The projection's range is PLYS4's; part "
        "range says that F folds reach U from there."
    ),
    statement_uses=("PLYS4",),
    declared_uses=("PLYS14", "PLYS15", "PLYS16", "PLYS17", "U4", "VYS0"),
)
