r"""VYS7: fewer bits a weight for more layers.

Statement. For 0 <= eps <= 1/2 some group size gives depth at most
1.5 N^(1 - eps) sqrt(mu + 1) + mu + 4 with weights of at most max{mu, N^eps sqrt(mu)/2} + 2 bits, at
width 12.

Hypotheses. N, mu >= 1 integers.

Constants. 1.5, 1/2.

Source. The trade-off: abstract (through batches, recalled); smaller groups: derived here.

Idea. g = max{1, floor(N^eps/(2 sqrt(mu + 1)))}.
"""

from __future__ import annotations

from memproof.certificates.sketches import (
    AUTO,
    KNOWN,
    SIGN,
    apply,
    combine,
    conclude,
    have,
    split,
)
from memproof.library.model import Constant, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import paper

PREDICATES = ("memorizes_spread",)

STEPS = {"g": "integer >= 1", "G": "integer >= 1", "S": "integer >= 0"}
DATA = {"N": "integer >= 1", "mu": "integer >= 1", "eps": "real in [0, 1/2]"}
LAYERS = "(3/2)*N^(1 - eps)*sqrt(mu + 1) + mu + 4"
BITS = "max(mu, N^eps*sqrt(mu)/2) + 2"

# E = N^eps, F = N^(1 - eps), v = sqrt(mu + 1), x = E/(2 v).
SHORT = make_claim(
    "2 + S + mu + 1 <= (3/2)*F*v + mu + 4",
    {
        "N": "integer >= 1",
        "S": "integer >= 0",
        "mu": "integer >= 1",
        "E": "real > 0",
        "F": "real > 0",
        "v": "real > 0",
    },
    given=["E*F = N", "E <= 4*v", "4*S <= N + 2"],
)
LONG = make_claim(
    "2 + S + g*v^2 <= (3/2)*F*v + v^2 + 3",
    {**STEPS, "x": "real >= 2", "F": "real > 0", "v": "real > 0"},
    given=["2*x*v <= F", "g <= x", "g > x - 1", "g*(G - 1) <= 2*x*v*F", "4*S <= G + 2"],
)
POWERS = make_claim("N^eps <= N^(1 - eps)", {"N": "integer >= 1", "eps": "real in [0, 1/2]"})
SIZES = make_claim(
    ["g*G >= N", "4*S >= G - 1", f"2 + S + g*(mu + 1) <= {LAYERS}", f"g*mu + 1 <= {BITS}"],
    DATA,
    exists=STEPS,
)
THEOREM = make_claim(
    ["memorizes_spread(12, D, b, N, rho, c)", f"D <= {LAYERS}", f"b <= {BITS}"],
    {**DATA, "rho": "integer >= 1", "c": "integer >= 1"},
    given=["mu >= rho", "mu >= c"],
    exists={"D": "integer >= 1", "b": "integer >= 1"},
    predicates=PREDICATES,
)

_LONG = conclude(
    have(
        "g > 1",
        have(
            "2*x <= 3*g",
            have(
                "G - 1 <= 3*F*v",
                have(
                    "2*g*v^2 <= F*v",
                    AUTO,
                    combine((1, ["goal"]), (2, ["v^2", "x - g"]), (1, ["v", "F - 2*x*v"])),
                ),
                combine(
                    (1, ["goal", "g"]),
                    (1, ["2*x*v*F - g*(G - 1)"]),
                    (1, ["F*v", "3*g - 2*x"]),
                ),
            ),
            combine((1, ["goal"]), (2, ["g - x + 1"]), (1, ["g - 2"])),
        ),
        combine((1, ["goal"]), (1, ["g - x + 1"]), (1, ["x - 2"])),
        integer=True,
    )
)
_X = "N^eps/(2*sqrt(mu + 1))"
_SINGLE = apply(
    "VYS0/fours",
    {"b": "N"},
    [SIGN],
    apply(
        "VYS7/short",
        {
            "N": "N",
            "S": "t",
            "mu": "mu",
            "E": "N^eps",
            "F": "N^(1 - eps)",
            "v": "sqrt(mu + 1)",
        },
        [*[AUTO] * 8, SIGN],
        conclude(SIGN, SIGN, AUTO, AUTO, SIGN, SIGN, SIGN, g="1", G="N", S="t"),
    ),
    {"t": "t"},
)
_BITS = have(
    "2*a*mu <= N^eps*sqrt(mu)",
    conclude(SIGN, SIGN, AUTO, AUTO, SIGN, SIGN, SIGN, g="a", G="b", S="t"),
    have(
        "2*a*sqrt(mu + 1) <= N^eps",
        combine(
            (1, ["goal"]),
            (1, ["sqrt(mu)", "N^eps - 2*a*sqrt(mu + 1)"]),
            (2, ["a*sqrt(mu)", "sqrt(mu + 1) - sqrt(mu)"]),
        ),
        combine((1, ["goal"]), (2, ["sqrt(mu + 1)", f"{_X} - a"])),
    ),
)
_GROUPED = apply(
    "VYS0/groups",
    {"a": "a", "n": "N"},
    [SIGN, SIGN],
    apply(
        "VYS0/fours",
        {"b": "b"},
        [SIGN],
        apply(
            "VYS7/long",
            {"x": _X, "F": "N^(1 - eps)", "v": "sqrt(mu + 1)", "g": "a", "G": "b", "S": "t"},
            [*[SIGN] * 3, *[AUTO] * 4, SIGN, SIGN, AUTO, SIGN],
            _BITS,
        ),
        {"t": "t"},
    ),
    {"b": "b"},
)
_SEVERAL = apply(
    "VYS0/down",
    {"x": _X},
    [],
    have(
        "a > 0",
        _GROUPED,
        combine((1, ["goal"]), (1, [f"a - ({_X}) + 1"]), (1, [f"{_X} - 2"])),
        integer=True,
    ),
    {"k": "a"},
)
_SIZES = apply(
    "VYS7/powers",
    {"N": "N", "eps": "eps"},
    [SIGN] * 3,
    have("sqrt(mu + 1) >= sqrt(mu)", split(f"{_X} - 2", _SEVERAL, _SINGLE)),
)
_THEOREM = apply(
    "VYS7/sizes",
    {"N": "N", "mu": "mu", "eps": "eps"},
    [SIGN] * 4,
    apply(
        "VYS4/lean",
        {
            "N": "N",
            "rho": "rho",
            "c": "c",
            "mu": "mu",
            "g": "g",
            "G": "G",
            "S": "S",
        },
        [SIGN] * 10,
        conclude(KNOWN, SIGN, SIGN, AUTO, AUTO, D="2 + S + g*(mu + 1)", b="g*mu + 1"),
    ),
    {"g": "g", "G": "G", "S": "S"},
)

LEMMA = Lemma(
    id="VYS7",
    number="7",
    title="Bits against layers",
    statement=(
        r"For \(0 \le \varepsilon \le \frac12\): width 12, depth at most "
        r"\(1.5\, N^{1-\varepsilon}\sqrt{\mu+1} + \mu + 4\), weights of at most "
        r"\(\max\{\mu, \frac12 N^{\varepsilon}\sqrt{\mu}\} + 2\) bits."
    ),
    source=paper("bits", "abstract"),
    parts=(
        Inequality("short", SHORT),
        Inequality("long", LONG, _LONG),
        Inequality("powers", POWERS),
        Inequality("sizes", SIZES, _SIZES),
        Inequality("theorem", THEOREM, _THEOREM, formal="ClaimsVardi.VYS7__theorem"),
    ),
    idea=r"Groups of \(\max\{1, \lfloor N^\varepsilon/(2\sqrt{\mu+1})\rfloor\}\): no batches.",
    constants=(Constant("bits", "3/2", "sizes", "smallest", "layers, over N^(1-eps) sqrt(mu+1)"),),
    notes=(
        "Necessity: networks with P parameters of b bits realise at most 2^(P b) functions, so "
        "P b >= N."
    ),
    declared_uses=("VYS0", "VYS4"),
)
