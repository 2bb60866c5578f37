r"""Theorem 3: VCdim >= W L log2(W/L)/18.97 for some networks of W parameters and L layers.

Statement. W = 4^r L, m = r L/8, n = W - 5 m 2^r in Theorem 11: within W parameters and L layers
VCdim >= (27/512) W L log2(W/L), 512/27 < 18.97.

Hypotheses. r >= 4, m an integer, L = 8, 13, ..., 16 or L >= 18, except (r, L) = (4, 18), (4, 26).

Constants. 27/512.

Source. Bartlett, Harvey, Liaw, Mehrabian (2019), Theorem 3 (seen); the range where the choice fits
its own budget and the constant were worked out here.

Idea. m n = (1/16)(1 - 5 r/2^(r+3)) W L log2(W/L), least at r = 4.
"""

from __future__ import annotations

from fractions import Fraction

from memproof.certificates.sketches import (
    AUTO,
    KNOWN,
    SIGN,
    Sketch,
    apply,
    combine,
    conclude,
    have,
)
from memproof.library.model import Constant, Construction, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import seen
from .theorem_11 import PARAMETERS, PREDICATES

CHOICE = {"r": "integer >= 4", "L": "integer >= 1"}
POINTS = "(r*L/8)*(4^r*L - 5*(r*L/8)*2^r)"
BLOCK = "((11 + r)*2^r + 2*r + 2)"

SHARE = make_claim(f"{POINTS} = (1/16)*(1 - 5*r/2^(r + 3))*4^r*L*L*2*r", CHOICE)
CONSTANT = make_claim(f"{POINTS} >= (27/512)*4^r*L*L*2*r", CHOICE)
LARGER = make_claim(f"{POINTS} >= (28/512)*4^r*L*L*2*r", CHOICE)
ROUNDED = make_claim("512/27 < 1897/100", {})

LAYERS = make_claim("3 + 5*ceil(L/8) <= L", {"L": "integer >= 18"})
LAYERS_17 = make_claim("3 + 5*ceil(L/8) <= L", {"L": "integer >= 17"})
LAYERS_SMALL = make_claim("3 + 5*ceil(L/8) <= L", {"L": "integer in [13, 16]"})
LAYERS_12 = make_claim("3 + 5*ceil(L/8) <= L", {"L": "integer in [12, 16]"})
LAYERS_EIGHT = make_claim("3 + 5*k <= 8*k", {"k": "integer >= 1"})

BUDGET = f"2 + 4*m + k*{BLOCK} <= 5*m*2^r"
NUMBERS = {"m": "integer >= 1", "k": "integer >= 1"}
OCTAVES = make_claim(BUDGET.replace("m", "(r*k)"), {"r": "integer >= 4", "k": "integer >= 1"})
OCTAVES_THREE = make_claim(BUDGET.replace("m", "(r*k)"), {"r": "integer >= 3", "k": "integer >= 1"})
FROM_FIVE = make_claim(
    BUDGET,
    {"r": "integer >= 5", "L": "integer >= 15", **NUMBERS},
    given=["8*m = r*L", "8*k <= L + 7"],
)
TWO_BLOCKS = make_claim(
    BUDGET.replace("k*", "2*"),
    {"r": "integer >= 5", "L": "integer >= 13", "m": "integer >= 1"},
    given=["8*m = r*L"],
)
FOUR = make_claim(
    BUDGET,
    {"r": "integer in [4, 4]", "L": "integer >= 33", **NUMBERS},
    given=["8*m = r*L", "8*k <= L + 7"],
)


# r = 4, L = 2j, m = j, k = ceil(L/8).
FOUR_SMALL = "2 + 4*j + 250*ceil(j/4) <= 80*j"
FOUR_14 = make_claim(FOUR_SMALL, {"j": "integer in [7, 8]"})
FOUR_20 = make_claim(FOUR_SMALL, {"j": "integer in [10, 12]"})
FOUR_28 = make_claim(FOUR_SMALL, {"j": "integer in [14, 16]"})
FOUR_18 = make_claim(FOUR_SMALL, {"j": "integer in [9, 12]"})
FOUR_26 = make_claim(FOUR_SMALL, {"j": "integer in [13, 16]"})

MORE = make_claim(
    "vc_at_least(q, t, u)",
    {name: "real" for name in ("l", "p", "v", "q", "t", "u")},
    given=["vc_at_least(l, p, v)", "l <= q", "p <= t", "u <= v"],
    predicates=PREDICATES,
)
SOME = make_claim("4^r*L - 5*(r*L/8)*2^r >= 1", CHOICE)
STACKED = make_claim(
    "3 + 5*k <= L", {"k": "integer >= 1", "L": "integer >= 18"}, given=["8*k <= L + 7"]
)

OCTAVE_THEOREM = make_claim(
    "vc_at_least(L, 4^r*L, (27/512)*4^r*L*L*2*r)",
    {"r": "integer >= 4", "k": "integer >= 1", "L": "integer >= 1"},
    given=["L = 8*k"],
    predicates=PREDICATES,
)
THEOREM = make_claim(
    "vc_at_least(L, 4^r*L, (27/512)*4^r*L*L*2*r)",
    {"r": "integer >= 5", "L": "integer >= 18", **NUMBERS},
    given=["8*m = r*L", "8*k >= L", "8*k <= L + 7"],
    predicates=PREDICATES,
)

THEOREM_TWO = make_claim(
    "vc_at_least(L, 4^r*L, (27/512)*4^r*L*L*2*r)",
    {
        "r": "integer >= 5",
        "L": "integer in [13, 16]",
        "m": "integer >= 1",
        "k": "integer in [2, 2]",
    },
    given=["8*m = r*L"],
    predicates=PREDICATES,
)


_SOME = conclude(
    have(
        "2^r >= 2*r",
        have(
            "r*L*2^r >= 1",
            combine(
                (1, ["goal"]),
                (1, ["2^r", "L", "2^r - 2*r"]),
                (Fraction(11, 8), ["r*L*2^r - 1"]),
            ),
        ),
    )
)


def _fits(inner: str, rest: str, blocks: tuple[int | Fraction, list[str | int]] | None) -> Sketch:
    """2^r inner >= rest, 8 times the budget with m = r L/8, by 2^r >= 8 r - 8; then ``blocks``."""
    terms: list[tuple[int | Fraction, list[str | int]]] = [
        (8, ["goal"]),
        (4, ["r*L - 8*m"]),
        (5, ["2^r", "8*m - r*L"]),
        (1, [inner, "2^r - (8*r - 8)"]),
        (1, [f"(8*r - 8)*({inner}) - ({rest})"]),
    ]
    combined = combine(*terms, *([blocks] if blocks else []))
    wanted = f"(8*r - 8)*({inner}) >= {rest}"
    return conclude(have("2^r >= 8*r - 8", have(f"{inner} >= 0", have(wanted, combined))))


_FROM_FIVE = _fits(
    "4*r*L - 11*L - 7*r - 77", "6*r*L + 2*L + 14*r + 30", (1, [BLOCK, "L + 7 - 8*k"])
)
_TWO_BLOCKS = _fits("5*r*L - 16*r - 176", "4*r*L + 32*r + 48", None)


def _chosen(m: str, layers: Sketch, budget: Sketch, equal: dict[str, Sketch]) -> Sketch:
    """Theorem 11 with these m and k blocks, weakened to L layers and 4^r L parameters."""
    n = f"(4^r*L - 5*{m}*2^r)"
    sizes = PARAMETERS.replace("n", n).replace("m", m)
    points, wanted = f"{m}*{n}", "(27/512)*4^r*L*L*2*r"
    weakened = apply(
        "Theorem-3/more",
        {"l": "3 + 5*k", "p": sizes, "v": points, "q": "L", "t": "4^r*L", "u": wanted},
        [KNOWN] + [SIGN] * 3,
        KNOWN,
    )
    shattered = apply(
        "Theorem-11/shattering", {"r": "r", "m": m, "n": n, "k": "k"}, [AUTO] * 5, weakened
    )
    steps = {
        f"{n} >= 1": equal.get("n", AUTO),
        f"r*k >= {m}": equal.get("k", AUTO),
        f"{wanted} <= {points}": equal.get("points", AUTO),
        f"{sizes} <= 4^r*L": budget,
        "3 + 5*k <= L": layers,
    }
    then = shattered
    for text, proof in reversed(steps.items()):
        then = have(text, then, proof)
    given = {"r": "r", "L": "L"}
    constant = apply("Theorem-3/constant", given, [SIGN] * 2, then)
    return conclude(apply("Theorem-3/some", given, [SIGN] * 2, constant))


_OCTAVE_THEOREM = _chosen(
    "(r*k)",
    AUTO,
    apply("Theorem-3/octaves", {"r": "r", "k": "k"}, [SIGN] * 2),
    {},
)
_EIGHTH = Fraction(1, 8)
# m = r L/8 turns the two facts about r L/8 into facts about m.
_FROM_M: dict[str, Sketch] = {
    "n": combine(
        (1, ["goal"]),
        (1, ["4^r*L - 5*(r*L/8)*2^r - 1"]),
        (5 * _EIGHTH, ["2^r", "r*L - 8*m"]),
    ),
    "points": combine(
        (1, ["goal"]),
        (1, [f"{POINTS} - (27/512)*4^r*L*L*2*r"]),
        (_EIGHTH, ["4^r", "L", "8*m - r*L"]),
        (5 * _EIGHTH, ["2^r", "m", "r*L - 8*m"]),
        (5 * _EIGHTH**2, ["2^r", "r*L", "r*L - 8*m"]),
    ),
}
_THEOREM = _chosen(
    "m",
    apply("Theorem-3/stacked", {"k": "k", "L": "L"}, [SIGN] * 3),
    apply("Theorem-3/from-five", {"r": "r", "L": "L", "m": "m", "k": "k"}, [SIGN] * 6),
    {
        **_FROM_M,
        "k": combine((1, ["goal"]), (_EIGHTH, ["r", "8*k - L"]), (_EIGHTH, ["r*L - 8*m"])),
    },
)
_THEOREM_TWO = _chosen(
    "m",
    AUTO,
    apply(
        "Theorem-3/two-blocks",
        {"r": "r", "L": "L", "m": "m"},
        [SIGN] * 4,
        combine((1, ["goal"]), (1, [f"5*m*2^r - 2 - 4*m - 2*{BLOCK}"]), (1, ["2 - k", BLOCK])),
    ),
    {
        **_FROM_M,
        "k": combine(
            (1, ["goal"]), (1, ["r", "k - 2"]), (_EIGHTH, ["r", "16 - L"]), (_EIGHTH, ["r*L - 8*m"])
        ),
    },
)

LEMMA = Lemma(
    id="Theorem-3",
    number="Theorem 3",
    title="Lower bound on the VC-dimension by parameters and layers",
    statement=(
        r"For \(r \ge 4\) and \(L = 8k\), and for \(r \ge 5\), \(13 \le L \le 16\) or "
        r"\(L \ge 18\) with \(rL/8\) an integer, some ReLU network of at most \(W = 4^r L\) "
        r"parameters and \(L\) layers has \(\mathrm{VCdim} \ge \frac{27}{512} WL\log_2(W/L)\), and "
        r"\(512/27 < 18.97\)."
    ),
    source=seen("Theorem 3"),
    parts=(
        Inequality("share", SHARE),
        Inequality("constant", CONSTANT),
        Inequality("larger", LARGER, expected="refuted"),
        Inequality("rounded", ROUNDED),
        Inequality("some", SOME, _SOME),
        Inequality("layers", LAYERS),
        Inequality("layers-17", LAYERS_17, expected="refuted"),
        Inequality("layers-13", LAYERS_SMALL),
        Inequality("layers-12", LAYERS_12, expected="refuted"),
        Inequality("layers-octaves", LAYERS_EIGHT),
        Inequality("stacked", STACKED),
        Inequality("octaves", OCTAVES),
        Inequality("octaves-from-three", OCTAVES_THREE, expected="refuted"),
        Inequality("from-five", FROM_FIVE, _FROM_FIVE),
        Inequality("two-blocks", TWO_BLOCKS, _TWO_BLOCKS),
        Inequality("four", FOUR),
        Inequality("four-14", FOUR_14),
        Inequality("four-20", FOUR_20),
        Inequality("four-28", FOUR_28),
        Inequality("four-18", FOUR_18, expected="refuted"),
        Inequality("four-26", FOUR_26, expected="refuted"),
        Construction(
            "more",
            MORE,
            "More layers and parameters allow, and fewer points ask, no less.",
            ("layers-octaves",),
        ),
        Inequality("octave-theorem", OCTAVE_THEOREM, _OCTAVE_THEOREM),
        Inequality("theorem", THEOREM, _THEOREM),
        Inequality("theorem-two", THEOREM_TWO, _THEOREM_TWO),
    ),
    idea=r"\(m = rL/8\), \(n = W - 5m2^r\) in Theorem 11.",
    constants=(Constant("VCdim over WL log2(W/L)", "27/512", "theorem", "largest", "at least"),),
    notes=(
        r"Where the choice fits its own budget: \(r \ge 4\) and \(L = 8\), \(13, \dots, 16\) or "
        r"\(L \ge 18\) (parts layers, layers-13, octaves, from-five, two-blocks, four...), except "
        r"\((r, L) = (4, 18), (4, 26)\) (four-18, four-26) and where \(rL/8\) is no integer."
    ),
    declared_uses=("Theorem-11",),
)
