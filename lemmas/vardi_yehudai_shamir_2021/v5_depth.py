r"""VYS5: the depth of the network of width 12, with explicit constants.

Statement. Q = sqrt(N log2 N) + sqrt(N/log2 N) m, m = max(log2 R, log2 C). The lemmas' depths,
2 + (3 G + 2) + (3 g mu + 2 g + 2), are at most 4 Q for some g; with the best g at most
2 sqrt(3 N (3 mu + 2)) + 3 mu + 11; the lean network has depth at most sqrt(N (mu + 1)) + mu + 4.

Hypotheses. N >= 2; mu <= m + 1 (mu = max of the ceilings); m >= 2 log2 N + log2(5 sqrt(pi)), which
the definition of R implies.

Constants. 3.681 for g = max(1, floor(sqrt(N/log2 N))), and so 4; 3.68 fails at N = 2, where a
larger g only adds layers. Lean: 1.151; 1.15 fails at N = 2.

Source. The form of the bound recalled; constants derived here.

Idea. G < N/g + 1 and g within one of its ideal; N <= 51 (lean: N <= 17) one by one.
"""

from __future__ import annotations

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
    split,
)
from memproof.library.model import Constant, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import paper

PREDICATES = ("memorizes_spread",)

Q = "(sqrt(N*log2(N)) + sqrt(N/log2(N))*m)"
RANGE = ["mu <= m + 1", "m >= 2*log2(N) + log2(5*sqrt(pi))"]
GROUPS = {"g": "integer >= 1", "G": "integer >= 1"}
STEPS = {**GROUPS, "S": "integer >= 0"}
DATA = {"N": "integer >= 2", "mu": "integer >= 1", "m": "real"}

ROOT = make_claim("sqrt(N/log2(N)) >= 2.076", {"N": "integer >= 18"})
LOGARITHM = make_claim("log2(N) >= 4.169", {"N": "integer >= 18"})
FORMULA = make_claim(
    ["g*G >= N", f"2 + (3*G + 2) + (3*g*mu + 2*g + 2) <= 4*{Q}"],
    DATA,
    given=RANGE,
    exists=GROUPS,
)
# The algebra of N >= 52: s = sqrt(N/log2 N), l = log2 N, so N = s^2 l and Q = s l + s m; three
# points a group, so s/g <= 4/3.
SHARP_ALGEBRA = make_claim(
    "3*G + 3*g*mu + 2*g + 6 <= 3.681*(s*l + s*m)",
    {"s": "real >= 3.02", "l": "real >= 5.7", "m": "real", "mu": "integer", **GROUPS},
    given=["mu <= m + 1", "m >= 2*l + 3.147", "g <= s", "g > s - 1", "g*(G - 1) <= s^2*l"],
)
SHARP_ROOT = make_claim("sqrt(N/log2(N)) >= 3.02", {"N": "integer >= 52"})
SHARP_LOGARITHM = make_claim("log2(N) >= 5.7", {"N": "integer >= 52"})
SHARP = make_claim(
    ["g*G >= N", f"2 + (3*G + 2) + (3*g*mu + 2*g + 2) <= 3.681*{Q}"],
    DATA,
    given=RANGE,
    exists=GROUPS,
)
LEAN_SHARP_ALGEBRA = make_claim(
    "s*sqrt(l*(mu + 1)) + mu + 4 <= 1.151*(s*l + s*m)",
    {"s": "real >= 2.076", "l": "real >= 4.169", "m": "real", "mu": "integer >= 1"},
    given=["mu <= m + 1", "m >= 2*l + 3.147"],
)
LEAN_SHARP = make_claim(
    ["g*G >= N", "4*S >= G - 1", f"2 + S + g*(mu + 1) <= 1.151*{Q}"],
    DATA,
    given=RANGE,
    exists=STEPS,
)
# At N = 2 one item a group needs one layer of steps; two items a group need more.
LEAN_SMALLER = make_claim(
    f"2 + 1 + (mu + 1) <= 1.15*{Q}",
    {"N": "integer in [2, 2]", "mu": "integer >= 1", "m": "real"},
    given=RANGE,
)
PRINTED_ROOT = make_claim(
    ["r^2*(3*mu + 2) = 3*N", "r*(3*mu + 2) = sqrt(3*N*(3*mu + 2))"],
    {"N": "integer >= 1", "mu": "integer >= 1"},
    exists={"r": "real > 0"},
)
LEAN_ROOT = make_claim(
    ["4*r^2*(mu + 1) = N", "2*r*(mu + 1) = sqrt(N*(mu + 1))"],
    {"N": "integer >= 1", "mu": "integer >= 1"},
    exists={"r": "real > 0"},
)
# N = 2 has G = 2 with g = 1; a larger group makes the formula larger still.
SMALLER = make_claim(
    f"2 + (3*2 + 2) + (3*mu + 2 + 2) <= 3.68*{Q}",
    {"N": "integer in [2, 2]", "mu": "integer >= 1", "m": "real"},
    given=RANGE,
)
EVERY_GROUP = make_claim(
    [
        "2 + (3*G + 2) + (3*g*mu + 2*g + 2) >= 2 + (3*2 + 2) + (3*mu + 2 + 2)",
        "2 + (G - 1)/4 + g*(mu + 1) >= 2 + 1/4 + (mu + 1)",
    ],
    {"mu": "integer >= 1", **GROUPS},
    given=["g*G >= 2"],
)

# sqrt(N/log2 N) rounded to the nearest integer is 2 at N = 6; rounded up, it is 2 at N = 2.
NEAREST = make_claim(
    f"2 + (3*3 + 2) + (3*2*mu + 4 + 2) <= 4*{Q}",
    {"N": "integer in [6, 6]", "mu": "integer >= 1", "m": "real"},
    given=RANGE,
)
ROUNDED_UP = make_claim(
    f"2 + (3 + 2) + (3*2*mu + 4 + 2) <= 4*{Q}",
    {"N": "integer in [2, 2]", "mu": "integer >= 1", "m": "real"},
    given=RANGE,
)

PRINTED_ALGEBRA = make_claim(
    "3*G + g*(3*mu + 2) + 6 <= 2*r*(3*mu + 2) + 3*mu + 11",
    {"r": "real > 0", "mu": "integer >= 1", **GROUPS},
    given=["r <= g", "g <= r + 1", "3*g*(G - 1) <= r^2*(3*mu + 2)"],
)
PRINTED = make_claim(
    ["g*G >= N", "2 + (3*G + 2) + (3*g*mu + 2*g + 2) <= 2*sqrt(3*N*(3*mu + 2)) + 3*mu + 11"],
    {"N": "integer >= 1", "mu": "integer >= 1"},
    exists=GROUPS,
)
LEAN_ALGEBRA = make_claim(
    "2 + S + g*(mu + 1) <= 2*r*(mu + 1) + mu + 4",
    {"r": "real > 0", "mu": "integer >= 1", **STEPS},
    given=["r <= g", "g <= r + 1", "g*(G - 1) <= 4*r^2*(mu + 1)", "4*S <= G + 2"],
)
LEAN = make_claim(
    ["g*G >= N", "4*S >= G - 1", "2 + S + g*(mu + 1) <= sqrt(N*(mu + 1)) + mu + 4"],
    {"N": "integer >= 1", "mu": "integer >= 1"},
    exists=STEPS,
)
THEOREM = make_claim(
    ["memorizes_spread(12, D, b, N, rho, c)", "D <= sqrt(N*(mu + 1)) + mu + 4"],
    {
        "N": "integer >= 1",
        "rho": "integer >= 1",
        "c": "integer >= 1",
        "mu": "integer >= 1",
    },
    given=["mu >= rho", "mu >= c"],
    exists={"D": "integer >= 1", "b": "integer >= 1"},
    predicates=PREDICATES,
)
THEOREM_PRINTED = make_claim(
    ["memorizes_spread(12, D, b, N, rho, c)", f"D <= 4*{Q}"],
    {**DATA, "rho": "integer >= 1", "c": "integer >= 1"},
    given=["mu >= rho", "mu >= c", *RANGE],
    exists={"D": "integer >= 1", "b": "integer >= 1"},
    predicates=PREDICATES,
)


_SHARP_ALGEBRA = conclude(
    have(
        "g > 2",
        have(
            "3*s <= 4*g",
            have(
                "G - 1 <= (4/3)*s*l",
                have(
                    "g*mu <= s*(m + 1)",
                    have(
                        "1.043*s*l - 9 - 2.857*s >= 0",
                        combine(
                            (1, ["goal"]),
                            (3, ["(4/3)*s*l - G + 1"]),
                            (3, ["s*(m + 1) - g*mu"]),
                            (2, ["s - g"]),
                            (1, ["1.043*s*l - 9 - 2.857*s"]),
                            ("681/1000", ["s", "m - 2*l - 3.147"]),
                            ("107/1000000", ["s"]),
                        ),
                        AUTO,
                    ),
                    have(
                        "m + 1 >= 0",
                        combine((1, ["goal"]), (1, ["g", "m + 1 - mu"]), (1, ["m + 1", "s - g"])),
                    ),
                ),
                combine(
                    (1, ["goal", "g"]),
                    (1, ["s^2*l - g*(G - 1)"]),
                    ("1/3", ["s*l", "4*g - 3*s"]),
                ),
            ),
            combine((1, ["goal"]), (3, ["g - s + 1"]), (1, ["g - 3"])),
        ),
        combine((1, ["goal"]), (1, ["g - s + 1"]), (1, ["s - 3.02"])),
        integer=True,
    )
)


def _ideal(root: str, then: Sketch) -> Sketch:
    """Round the ideal group size r up to a, N into b groups of a."""
    grouped = apply("VYS0/groups", {"a": "a", "n": "N"}, [SIGN, SIGN], then, {"b": "b"})
    positive = combine((1, ["goal"]), (1, ["a - r"]), (1, ["r"]))
    return apply(
        f"VYS5/{root}",
        {"N": "N", "mu": "mu"},
        [SIGN, SIGN],
        apply(
            "VYS0/up", {"x": "r"}, [], have("a > 0", grouped, positive, integer=True), {"k": "a"}
        ),
        {"r": "r"},
    )


_PRINTED_ALGEBRA = conclude(
    have(
        "3*G - 3 <= r*(3*mu + 2)",
        AUTO,
        combine(
            (1, ["goal", "g"]),
            (1, ["r^2*(3*mu + 2) - 3*g*(G - 1)"]),
            (1, ["r*(3*mu + 2)", "g - r"]),
        ),
    )
)
_PRINTED = _ideal(
    "printed-root",
    apply(
        "VYS5/printed-algebra",
        {"r": "r", "mu": "mu", "g": "a", "G": "b"},
        [SIGN] * 6
        + [combine((1, ["goal"]), (3, ["N - a*(b - 1)"]), (1, ["r^2*(3*mu + 2) - 3*N"]))],
        conclude(
            SIGN,
            combine(
                (1, ["goal"]),
                (1, ["2*r*(3*mu + 2) + 3*mu + 5 - 3*b - a*(3*mu + 2)"]),
                (2, ["sqrt(3*N*(3*mu + 2)) - r*(3*mu + 2)"]),
            ),
            SIGN,
            SIGN,
            g="a",
            G="b",
        ),
    ),
)
_LEAN_ALGEBRA = conclude(
    have(
        "G - 1 <= 4*r*(mu + 1)",
        AUTO,
        combine(
            (1, ["goal", "g"]),
            (1, ["4*r^2*(mu + 1) - g*(G - 1)"]),
            (4, ["r*(mu + 1)", "g - r"]),
        ),
    )
)
_LEAN = _ideal(
    "lean-root",
    apply(
        "VYS0/fours",
        {"b": "b"},
        [SIGN],
        apply(
            "VYS5/lean-algebra",
            {"r": "r", "mu": "mu", "g": "a", "G": "b", "S": "t"},
            [SIGN] * 7
            + [
                combine((1, ["goal"]), (1, ["N - a*(b - 1)"]), (1, ["4*r^2*(mu + 1) - N"])),
                SIGN,
            ],
            conclude(
                SIGN,
                SIGN,
                combine(
                    (1, ["goal"]),
                    (1, ["2*r*(mu + 1) + mu + 2 - t - a*(mu + 1)"]),
                    (1, ["sqrt(N*(mu + 1)) - 2*r*(mu + 1)"]),
                ),
                SIGN,
                SIGN,
                SIGN,
                g="a",
                G="b",
                S="t",
            ),
        ),
        {"t": "t"},
    ),
)


def _few(count: int) -> Sketch:
    """N <= 51: g = 1, from 16 on 2; a difference linear in m is left."""
    size = 1 if count < 16 else 2
    layers = combine((1, ["goal"]), (3 * size, ["m + 1 - mu"]))
    return conclude(SIGN, layers, SIGN, SIGN, g=str(size), G=str(-(-count // size)))


_S = "sqrt(N/log2(N))"


def _floor(then: Sketch) -> Sketch:
    """Round s down to a, at least 1, for N >= 52."""
    positive = combine((1, ["goal"]), (1, [f"a - {_S} + 1"]), (1, [f"{_S} - 3.02"]))
    return apply(
        "VYS0/down", {"x": _S}, [], have("a > 0", then, positive, integer=True), {"k": "a"}
    )


_MANY = apply(
    "VYS5/sharp-root",
    {"N": "N"},
    [SIGN],
    apply(
        "VYS5/sharp-logarithm",
        {"N": "N"},
        [SIGN],
        _floor(
            apply(
                "VYS0/groups",
                {"a": "a", "n": "N"},
                [SIGN, SIGN],
                apply(
                    "VYS5/sharp-algebra",
                    {"s": _S, "l": "log2(N)", "m": "m", "mu": "mu", "g": "a", "G": "b"},
                    [AUTO, AUTO, SIGN, SIGN, SIGN, AUTO, SIGN, SIGN, AUTO],
                    conclude(SIGN, AUTO, SIGN, SIGN, g="a", G="b"),
                ),
                {"b": "b"},
            )
        ),
    ),
)


# At N = 2 the constant is attained where mu = 6 and m is smallest.
def _corner(layers: int, slope: str, rest: str) -> Sketch:
    """mu <= 6, or mu >= 7 and then m >= 6."""
    few = combine((1, ["goal"]), (layers, ["6 - mu"]))
    many = combine((1, ["goal"]), (slope, ["m + 1 - mu"]), (rest, ["mu - 7"]))
    return split("6 - mu", few, many, integer=True)


_TWO = conclude(SIGN, _corner(3, "26/5", "11/5"), SIGN, SIGN, g="1", G="2")
_SHARP = cases("N", 2, [_TWO, *(_few(count) for count in range(3, 52))], _MANY)
_FORMULA = apply(
    "VYS5/sharp",
    {"N": "N", "mu": "mu", "m": "m"},
    [SIGN] * 4,
    conclude(SIGN, AUTO, SIGN, SIGN, g="g", G="G"),
    {"g": "g", "G": "G"},
)


def _few_lean(count: int) -> Sketch:
    """N <= 17: one item a group, four steps a layer."""
    depth = combine((1, ["goal"]), (1, ["m + 1 - mu"]))
    if count == 2:
        depth = _corner(1, "162/100", "62/100")
    return conclude(
        SIGN, SIGN, depth, SIGN, SIGN, SIGN, g="1", G=str(count), S=str((count + 2) // 4)
    )


_BOTH_BOUNDS = combine(
    (1, ["goal"]),
    (1, ["sqrt(N*(mu + 1)) + mu + 2 - S - g*(mu + 1)"]),
    (1, [f"1.151*({_S}*log2(N) + {_S}*m) - {_S}*sqrt(log2(N)*(mu + 1)) - mu - 4"]),
)
_MANY_LEAN = apply(
    "VYS5/lean",
    {"N": "N", "mu": "mu"},
    [SIGN, SIGN],
    apply(
        "VYS5/root",
        {"N": "N"},
        [SIGN],
        apply(
            "VYS5/logarithm",
            {"N": "N"},
            [SIGN],
            apply(
                "VYS5/lean-sharp-algebra",
                {"s": _S, "l": "log2(N)", "m": "m", "mu": "mu"},
                [SIGN, SIGN, SIGN, SIGN, AUTO],
                conclude(SIGN, SIGN, _BOTH_BOUNDS, SIGN, SIGN, SIGN, g="g", G="G", S="S"),
            ),
        ),
    ),
    {"g": "g", "G": "G", "S": "S"},
)
_LEAN_SHARP = cases("N", 2, [_few_lean(count) for count in range(2, 18)], _MANY_LEAN)
_LABELS = {"N": "N", "rho": "rho", "c": "c", "mu": "mu"}
_THEOREM = apply(
    "VYS5/lean",
    {"N": "N", "mu": "mu"},
    [SIGN, SIGN],
    apply(
        "VYS4/lean",
        {**_LABELS, "g": "g", "G": "G", "S": "S"},
        [SIGN] * 10,
        conclude(KNOWN, SIGN, AUTO, AUTO, D="2 + S + g*(mu + 1)", b="g*mu + 1"),
    ),
    {"g": "g", "G": "G", "S": "S"},
)
_THEOREM_PRINTED = apply(
    "VYS5/formula",
    {"N": "N", "mu": "mu", "m": "m"},
    [SIGN] * 4,
    apply(
        "VYS4/printed",
        {**_LABELS, "g": "g", "G": "G"},
        [SIGN] * 8,
        conclude(KNOWN, AUTO, AUTO, AUTO, D="3*G + 3*g*mu + 2*g + 2", b="g*mu + 2"),
    ),
    {"g": "g", "G": "G"},
)

LEMMA = Lemma(
    id="VYS5",
    number="5",
    title="Depth of the network of width 12",
    statement=(
        r"With \(Q = \sqrt{N\log_2 N} + \sqrt{N/\log_2 N}\,\max\{\log_2 R, \log_2 C\}\), "
        r"\(R = 10 r N^2 \sqrt{\pi d}/\delta\): width 12 and depth at most \(4Q\) for every "
        r"\(N \ge 2\), already with the lemmas' own layers and \(g = \max\{1, "
        r"\lfloor\sqrt{N/\log_2 N}\rfloor\}\), even at most \(3.681\,Q\); at most "
        r"\(2\sqrt{3N(3\mu+2)} + 3\mu + 11\) with "
        r"the best \(g\); at most \(\sqrt{N(\mu+1)} + \mu + 4\), hence \(1.151\,Q\), in the lean "
        "layout."
    ),
    source=paper("main theorem"),
    parts=(
        Inequality("root", ROOT),
        Inequality("logarithm", LOGARITHM),
        Inequality(
            "sharp-algebra",
            SHARP_ALGEBRA,
            _SHARP_ALGEBRA,
        ),
        Inequality("sharp-root", SHARP_ROOT),
        Inequality("sharp-logarithm", SHARP_LOGARITHM),
        Inequality("sharp", SHARP, _SHARP),
        Inequality("formula", FORMULA, _FORMULA),
        Inequality("smaller", SMALLER, expected="refuted"),
        Inequality("every-group", EVERY_GROUP),
        Inequality("nearest", NEAREST, expected="refuted"),
        Inequality("rounded-up", ROUNDED_UP, expected="refuted"),
        Inequality(
            "printed-root", PRINTED_ROOT, conclude(AUTO, AUTO, AUTO, r="sqrt(3*N/(3*mu + 2))")
        ),
        Inequality("printed-algebra", PRINTED_ALGEBRA, _PRINTED_ALGEBRA),
        Inequality("printed", PRINTED, _PRINTED),
        Inequality("lean-root", LEAN_ROOT, conclude(AUTO, AUTO, AUTO, r="sqrt(N/(mu + 1))/2")),
        Inequality("lean-algebra", LEAN_ALGEBRA, _LEAN_ALGEBRA),
        Inequality("lean", LEAN, _LEAN),
        Inequality("lean-sharp-algebra", LEAN_SHARP_ALGEBRA),
        Inequality("lean-sharp", LEAN_SHARP, _LEAN_SHARP),
        Inequality("lean-smaller", LEAN_SMALLER, expected="refuted"),
        Inequality("theorem-printed", THEOREM_PRINTED, _THEOREM_PRINTED),
        Inequality("theorem", THEOREM, _THEOREM, formal="ClaimsVardi.VYS5__theorem"),
    ),
    idea=r"\(G < N/g + 1\), and \(g\) within one of its ideal; \(N \le 51\) one by one.",
    constants=(
        Constant("depth over Q", "4", "formula", "smallest", "the lemmas' depths, all N >= 2"),
        Constant("depth over Q", "3.681", "sharp", "smallest", "the lemmas' depths, all N >= 2"),
        Constant("depth over Q", "1.151", "lean-sharp", "smallest", "lean layout, all N >= 2"),
    ),
    notes=(
        "4 is not the smallest constant: 3.681 is, to three decimals (parts sharp and smaller, the "
        "latter at N = 2 for the best group, part every-group; lean 1.151, parts lean-sharp, "
        "lean-smaller). Rounding sqrt(N/log2 N) to the nearest integer or up breaks "
        " the constant 4 (parts nearest, rounded-up)."
    ),
    declared_uses=("VYS0", "VYS4"),
)
