r"""U11-direct: memorizing without codes, whatever the separation.

Statement. (Theorem T) Hidden widths [p, q] interpolate any N = p q distinct points with any real
labels. (Theorem D) Width W and 2S hidden layers, S >= 2, interpolate
N <= 2W(W - 1) + (S - 2)W(W - 2) - 1 points. (Steps) N <= S m w keys are memorized with width
max(2m + 3, 2w) and depth 2S.

Hypotheses. W >= 3 in Theorem D.

Constants. 81 N <= (63 S + 17) W^2 suffices for W >= 9, 100 N <= (80 S + 19) W^2 for W >= 10.

Source. Derived here; the count p q is K. Inoue's (2019).

Idea. Theorem T: the k-th unit of the second layer fixes the k-th key of each group; Theorem D lets
each layer pair interpolate what the earlier ones left on the next interval.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from memproof.certificates.sketches import (
    AUTO,
    KNOWN,
    Sketch,
    apply,
    combine,
    conclude,
    have,
    split,
)
from memproof.library.model import Constant, Construction, Evidence, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import own

PREDICATES = ("interpolates", "stores_groups", "memorizes_keys")
KEYS = {"N": "integer >= 1", "B": "integer >= 1", "c": "integer >= 1"}
DEEP = "2*W*(W - 1) + (S - 2)*W*(W - 2) - 1"

THEOREM_T = make_claim(
    "interpolates(W, 2, N)",
    {"W": "integer", "p": "integer >= 1", "q": "integer >= 1", "N": "integer >= 1"},
    given=["p <= W", "q <= W", "N <= p*q"],
    predicates=PREDICATES,
)

THEOREM_D = make_claim(
    "interpolates(W, 2*S, N)",
    {"W": "integer >= 3", "S": "integer >= 2", "N": "integer >= 1"},
    given=[f"N <= {DEEP}"],
    predicates=PREDICATES,
)

POINTS = make_claim(
    "memorizes_keys(W, L, N, B, c)",
    {"W": "integer", "L": "integer", **KEYS},
    given=["interpolates(W, L, N)"],
    predicates=PREDICATES,
)

STEPS = make_claim(
    "memorizes_keys(W, L, N, B, c)",
    {"W": "integer", "L": "integer", **KEYS, "G": "integer >= 1"},
    given=["N <= G", "stores_groups(W, L, G)"],
    predicates=PREDICATES,
)

STEPPED = make_claim(
    "memorizes_keys(W, L, N, B, c)",
    {
        "W": "integer >= 4",
        "L": "integer >= 2",
        **KEYS,
        "m": "integer >= 1",
        "w": "integer >= 1",
        "S": "integer >= 1",
    },
    given=["2*m + 2 <= W", "2*w <= W", "2*S <= L", "N <= S*m*w"],
    predicates=PREDICATES,
)

COUNT = make_claim(f"{DEEP} >= ((63*S + 17)/81)*W^2", {"W": "integer >= 9", "S": "integer >= 2"})

CAPACITY = make_claim(
    "memorizes_keys(W, L, N, B, c)",
    {"W": "integer >= 9", "L": "integer", **KEYS, "S": "integer >= 1"},
    given=["2*S <= L", "N <= ((63*S + 17)/81)*W^2"],
    predicates=PREDICATES,
)

COUNT_10 = make_claim(
    f"{DEEP} >= ((80*S + 19)/100)*W^2", {"W": "integer >= 10", "S": "integer >= 2"}
)

CAPACITY_10 = make_claim(
    "memorizes_keys(W, L, N, B, c)",
    {"W": "integer >= 10", "L": "integer", **KEYS, "S": "integer >= 1"},
    given=["2*S <= L", "N <= ((80*S + 19)/100)*W^2"],
    predicates=PREDICATES,
)

COUNT_18 = make_claim(f"{DEEP} >= ((63*S + 18)/81)*W^2", {"W": "integer >= 9", "S": "integer >= 2"})


def _padded(depth: str) -> Sketch:
    """From interpolation at this depth to memorized keys at depth L."""
    keys = {"W": "W", "N": "N", "B": "B", "c": "c"}
    return apply(
        "U11-direct/points",
        {**keys, "L": depth},
        [AUTO] * 3 + [KNOWN],
        apply("U11/padding", {**keys, "L": "L", "D": depth}, [AUTO] * 6 + [KNOWN], KNOWN),
    )


_STEPPED = conclude(
    apply(
        "U6/groups",
        {"W": "W", "m": "m", "w": "w", "S": "S"},
        [AUTO] * 5,
        apply(
            "U11-direct/steps",
            {"W": "W", "L": "2*S", "N": "N", "B": "B", "c": "c", "G": "S*m*w"},
            [AUTO] * 5 + [KNOWN],
            apply(
                "U11/padding",
                {"W": "W", "L": "L", "N": "N", "B": "B", "c": "c", "D": "2*S"},
                [AUTO] * 6 + [KNOWN],
                KNOWN,
            ),
        ),
    )
)


def _capacity(count: str, slope: Fraction, offset: Fraction) -> Sketch:
    """N <= (slope S + offset) W^2 with slope + offset <= 1: Theorem T for S = 1, else D."""
    bound = f"(({slope})*S + {offset})*W^2"
    return conclude(
        split(
            "S - 2",
            integer=True,
            above=apply(
                f"U11-direct/{count}",
                {"W": "W", "S": "S"},
                [AUTO] * 2,
                have(
                    f"N <= {DEEP}",
                    apply(
                        "U11-direct/theorem-d",
                        {"W": "W", "S": "S", "N": "N"},
                        [AUTO] * 4,
                        _padded("2*S"),
                    ),
                    combine((1, ["goal"]), (1, [f"{bound} - N"]), (1, [f"{DEEP} - {bound}"])),
                ),
            ),
            below=have(
                "N <= W*W",
                apply(
                    "U11-direct/theorem-t",
                    {"W": "W", "p": "W", "q": "W", "N": "N"},
                    [AUTO] * 6,
                    _padded("2"),
                ),
                combine(
                    (1, ["goal"]),
                    (1, [f"{bound} - N"]),
                    (slope, ["W^2", "1 - S"]),
                    (1 - slope - offset, ["W^2"]),
                ),
            ),
        )
    )


def build_two_layers() -> Mapping[str, Any]:
    """Return Theorem T's networks, all labelings of up to six points."""
    from memproof.constructions.evidence import build_direct_evidence

    return build_direct_evidence()


def build_close() -> Mapping[str, Any]:
    """Return Theorem T's networks for points at distance 2^-1000."""
    from memproof.constructions.evidence import build_close_evidence

    return build_close_evidence()


def build_deep() -> Mapping[str, Any]:
    """Return Theorem D's networks, all labelings of up to six points."""
    from memproof.constructions.evidence import build_deep_evidence

    return build_deep_evidence()


LEMMA = Lemma(
    id="U11-direct",
    number="U11-direct",
    title="Direct interpolation",
    aliases={"Theorem T": "theorem-t", "Theorem D": "theorem-d"},
    statement=(
        r"(Theorem T) Hidden widths \([p, q]\) interpolate any \(pq\) distinct points with any "
        r"real labels. (Theorem D) Width \(W \ge 3\) and \(2S \ge 4\) hidden layers interpolate "
        r"\(N \le 2W(W-1) + (S-2)W(W-2) - 1\) points. (Steps) \(N \le S m w\) keys are memorized "
        r"with width \(\max(2m+3, 2w)\) and depth \(2S\)."
    ),
    source=own("U11-direct"),
    parts=(
        Evidence("two-layers", build_two_layers, "all labelings of up to 6 points, p, q <= 3"),
        Evidence("close", build_close, "4 points at distance 2^-1000, all labelings"),
        Evidence("deep", build_deep, "all labelings of up to 6 points, W <= 4, S <= 3"),
        Construction(
            "theorem-t",
            THEOREM_T,
            "Groups of q consecutive keys, breakpoints between groups; the first layer spans all "
            "functions affine on groups. Choose the second layer's units in turn: unit k has the "
            "value that is still missing at the k-th key of each group, in snake order, and slopes "
            "so steep that it is positive at all later keys of the group and not positive at "
            "earlier ones; alternating output signs make the next missing values positive. So the "
            "sum is the label at every key. Fewer points: pad.",
            ("two-layers", "close"),
            formal="ClaimsUpper.U11_direct__theorem_t",
        ),
        Construction(
            "theorem-d",
            THEOREM_D,
            "Disjoint layer pairs treat consecutive intervals from left to right; each "
            "interpolates label minus current sum by Theorem T and contributes 0 to its left by a "
            "fictitious key of residual 0. From the second pair on one neuron of the first layer "
            "carries the sum, up to the last but one pair one neuron of the second layer carries "
            "x: p = W - [k > 1], q = W - [k < S] keys, less one fictitious key a pair from the "
            "second on: (W)(W-1) + (S-2)(W-1)^2 + (W-1)W - (S-1).",
            ("deep",),
            formal="ClaimsUpper.U11_direct__theorem_d",
        ),
        Construction(
            "points",
            POINTS,
            "Reals with distinct integer parts are distinct, and labels are real values.",
            ("two-layers", "deep"),
            formal="ClaimsTradeOff.U11_direct__points",
        ),
        Construction(
            "steps",
            STEPS,
            "Each key is a group of its own and its label the group's value; x is dropped.",
            ("U6/families", "U6/three-values", "U4/scaled"),
        ),
        Inequality("stepped", STEPPED, _STEPPED),
        Inequality("count", COUNT),
        Inequality("capacity", CAPACITY, _capacity("count", Fraction(63, 81), Fraction(17, 81))),
        Inequality("count-10", COUNT_10),
        Inequality(
            "capacity-10", CAPACITY_10, _capacity("count-10", Fraction(4, 5), Fraction(19, 100))
        ),
        Inequality("count-18", COUNT_18, expected="refuted"),
    ),
    idea="Interpolate in the second layer, one key of each group for each unit.",
    constants=(Constant("direct capacity", "(63*S + 17)/81", "capacity", "largest", "N over W^2"),),
    declared_uses=("U4", "U6", "U11"),
)
