r"""VYS6: copies side by side, the depth-bounded variant.

Statement. 1 <= L <= sqrt(N), P >= N/L^2 copies for L^2 consecutive points each: width 11 P + 1 and
depth at most L sqrt(mu + 1) + mu + 5. Nonzero weights: at most 156 for each copy and layer (and
d + 1), so at most 1248 N sqrt(mu + 1)/L when L >= sqrt(mu + 1). Dense parameters: one layer alone
has (10 P)^2, more than K N sqrt(mu + 1)/L as soon as 100 N > K L^3 sqrt(mu + 1).

Hypotheses. N, L, mu >= 1 integers.

Constants. 11, 156, 1248.

Source. The claim of about N/L parameters: abstract; the construction and constants derived here.

Idea. A copy adds 0 at the points of the others. Copies do not speak to each other, so a dense
count charges P^2 weights of which P are not zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from memproof.certificates.sketches import (
    AUTO,
    KNOWN,
    SIGN,
    apply,
    combine,
    conclude,
    have,
)
from memproof.library.model import Constant, Construction, Evidence, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import paper

PREDICATES = ("memorizes_spread",)

STEPS = {"g": "integer >= 1", "G": "integer >= 1", "S": "integer >= 0"}
DATA = {"L": "integer >= 1", "mu": "integer >= 1"}
SIZES = {"N": "integer >= 1", "rho": "integer >= 1", "c": "integer >= 1", "P": "integer >= 1"}

ROOT = make_claim(
    ["4*r^2*(mu + 1) = L^2", "2*r*(mu + 1) = L*sqrt(mu + 1)"], DATA, exists={"r": "real > 0"}
)
ALGEBRA = make_claim(
    "2 + S + g*(mu + 1) <= 2*r*(mu + 1) + mu + 5",
    {"r": "real > 0", "mu": "integer >= 1", **STEPS},
    given=["r <= g", "g <= r + 1", "g*(G - 1) <= 4*r^2*(mu + 1)", "4*S <= G + 3"],
)
DEPTH = make_claim(
    ["g*G >= L^2", "4*S >= G", "2 + S + g*(mu + 1) <= L*sqrt(mu + 1) + mu + 5"],
    DATA,
    exists=STEPS,
)
COPIES = make_claim(
    "memorizes_spread(11*P + 1, 2 + S + g*(mu + 1), g*mu + 1, N, rho, c)",
    {**SIZES, "mu": "integer", "n": "integer >= 1", **STEPS},
    given=["P*n >= N", "g*G >= n", "4*S >= G", "mu >= rho", "mu >= c"],
    predicates=PREDICATES,
)
THEOREM = make_claim(
    ["memorizes_spread(11*P + 1, D, b, N, rho, c)", "D <= L*sqrt(mu + 1) + mu + 5"],
    {**SIZES, **DATA},
    given=["P*L^2 >= N", "mu >= rho", "mu >= c"],
    exists={"D": "integer >= 1", "b": "integer >= 1"},
    predicates=PREDICATES,
)
NONZERO = make_claim(
    "156*P*D <= 1248*N*sqrt(mu + 1)/L",
    {"N": "integer >= 1", **DATA, "P": "real >= 0", "D": "real >= 0"},
    given=[
        "L^2 <= N",
        "P <= N/L^2 + 1",
        "D <= L*sqrt(mu + 1) + mu + 5",
        "L >= sqrt(mu + 1)",
    ],
)
DENSE = make_claim(
    "(10*P)^2 > K*N*sqrt(mu + 1)/L",
    {"N": "integer >= 1", **DATA, "P": "integer >= 1", "K": "real > 0"},
    given=["P*L^2 >= N", "100*N > K*L^3*sqrt(mu + 1)"],
)
DENSE_COUNT = make_claim(
    "d + 1 + 2*W + (D - 2)*W*(W + 1) + W + 1 <= D*W*(W + 1) + d + 1",
    {"D": "integer >= 2", "W": "integer >= 1", "d": "integer >= 1"},
)
DENSE_CLAIM = make_claim(
    "(10*P)^2 <= 1000000*N*sqrt(mu + 1)/L",
    {"N": "integer >= 1", **DATA, "P": "integer >= 1"},
    given=["P*L^2 >= N", "L >= sqrt(mu + 1)", "L^2 <= N"],
)


def build_families() -> Mapping[str, Any]:
    """Return all labelings of up to four keys by copies for one or two points."""
    from memproof.constructions.vardi.evidence import build_copies_evidence

    return build_copies_evidence()


_ALGEBRA = conclude(
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
_CHOSEN = apply(
    "VYS6/algebra",
    {"r": "r", "mu": "mu", "g": "a", "G": "b", "S": "t"},
    [SIGN] * 7
    + [combine((1, ["goal"]), (1, ["L^2 - a*(b - 1)"]), (1, ["4*r^2*(mu + 1) - L^2"])), SIGN],
    conclude(
        SIGN,
        SIGN,
        combine(
            (1, ["goal"]),
            (1, ["2*r*(mu + 1) + mu + 3 - t - a*(mu + 1)"]),
            (1, ["L*sqrt(mu + 1) - 2*r*(mu + 1)"]),
        ),
        SIGN,
        SIGN,
        SIGN,
        g="a",
        G="b",
        S="t",
    ),
)
_GROUPED = apply(
    "VYS0/groups",
    {"a": "a", "n": "L^2"},
    [SIGN, AUTO],
    apply("VYS0/fours", {"b": "b + 1"}, [SIGN], _CHOSEN, {"t": "t"}),
    {"b": "b"},
)
_DEPTH = apply(
    "VYS6/root",
    {"L": "L", "mu": "mu"},
    [SIGN, SIGN],
    apply(
        "VYS0/up",
        {"x": "r"},
        [],
        have("a > 0", _GROUPED, combine((1, ["goal"]), (1, ["a - r"]), (1, ["r"])), integer=True),
        {"k": "a"},
    ),
    {"r": "r"},
)
_THEOREM = apply(
    "VYS6/depth",
    {"L": "L", "mu": "mu"},
    [SIGN, SIGN],
    apply(
        "VYS6/copies",
        {
            "N": "N",
            "rho": "rho",
            "c": "c",
            "P": "P",
            "mu": "mu",
            "n": "L^2",
            "g": "g",
            "G": "G",
            "S": "S",
        },
        [SIGN] * 4 + [AUTO] + [SIGN] * 8,
        conclude(KNOWN, SIGN, AUTO, AUTO, D="2 + S + g*(mu + 1)", b="g*mu + 1"),
    ),
    {"g": "g", "G": "G", "S": "S"},
)
_NONZERO = conclude(
    have(
        "P*L^2 <= 2*N",
        have(
            "D <= 4*L*sqrt(mu + 1)",
            have(
                "P*L^2*D <= 8*N*L*sqrt(mu + 1)",
                AUTO,
                combine(
                    (1, ["goal"]),
                    (1, ["D", "2*N - P*L^2"]),
                    (2, ["N", "4*L*sqrt(mu + 1) - D"]),
                ),
            ),
        ),
    )
)
_DENSE = conclude(
    have(
        "P >= N/L^2",
        have(
            "100*P^2 >= 100*N^2/L^4",
            AUTO,
            combine((1, ["goal"]), (100, ["P - N/L^2", "P + N/L^2"])),
        ),
    )
)

LEMMA = Lemma(
    id="VYS6",
    number="6",
    title="Depth-bounded memorization",
    statement=(
        r"For \(1 \le L \le \sqrt{N}\), \(P = \lceil N/L^2 \rceil\) copies: width \(11P + 1\), "
        r"depth at most \(L\sqrt{\mu+1} + \mu + 5\), and for \(L \ge \sqrt{\mu+1}\) at most "
        r"\(1248\, N\sqrt{\mu+1}/L + d + 1\) nonzero weights. The claim of about \(N/L\) "
        r"parameters therefore counts nonzero weights; this network's dense count exceeds every "
        r"multiple of \(N\sqrt{\mu+1}/L\) once \(100 N > K L^3\sqrt{\mu+1}\)."
    ),
    source=paper("depth-bounded theorem", "abstract"),
    parts=(
        Evidence("families", build_families, "all labelings of up to 4 keys, 1 or 2 a copy"),
        Construction(
            "copies",
            COPIES,
            "Lean copies (VYS4) side by side share the carried t. A copy starts from empty codes, "
            "its first group is a step too; a shorter last copy has idle steps. At the points of "
            "other copies its codes are empty or hold no fitting key, so it adds 0; the output is "
            "the sum. A copy and layer has at most 11 neurons with at most 156 nonzero weights.",
            ("families",),
            formal="ClaimsVardi.VYS6__copies",
        ),
        Inequality("root", ROOT, conclude(AUTO, AUTO, AUTO, r="L/(2*sqrt(mu + 1))")),
        Inequality("algebra", ALGEBRA, _ALGEBRA),
        Inequality("depth", DEPTH, _DEPTH),
        Inequality("theorem", THEOREM, _THEOREM, formal="ClaimsVardi.VYS6__theorem"),
        Inequality("nonzero", NONZERO, _NONZERO),
        Inequality("dense", DENSE, _DENSE),
        Inequality("dense-count", DENSE_COUNT),
        Inequality("dense-claim", DENSE_CLAIM, expected="refuted"),
    ),
    idea="A copy is 0 at foreign points; copies share one carried input and nothing else.",
    constants=(
        Constant("nonzero weights", "1248", "nonzero", "smallest", "over N sqrt(mu + 1)/L"),
    ),
    notes=(
        "The verdict depends on the counting convention: nonzero weights (part nonzero), not a "
        "dense count of this network (parts dense, dense-claim). That 156 nonzero weights a copy "
        "and layer suffice is counted on built networks."
    ),
    declared_uses=("VYS0",),
    statement_uses=("VYS4",),
)
