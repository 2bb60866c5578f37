r"""U6: step functions in stacked layer pairs.

Statement. S layer pairs of widths [2m + 2, 2w] (the text: [2m + 3, 2w]) hold S m w groups: a
function that is constant on every group's interval, with any integer values. With m =
floor((W - 3)/2) and w = floor(W/2), m w >= (4/27) W^2 for W >= 9; with m = floor((W - 2)/2),
4 m w >= (W - 1)(W - 3).

Hypotheses. m, w, S >= 1 integers; W >= 9 (W >= 4 in the second count).

Constants. 4/27, an equality at W = 9; 1/4 in the limit.

Source. Derived here.

Idea. A transition between groups has one positive and one negative kink of equal size, so one
neuron of each output sign for each transition index suffices in all blocks at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from memproof.certificates.sketches import SIGN, conclude, have, residues
from memproof.library.model import Constant, Construction, Evidence, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import own

GROUPS = make_claim(
    "stores_groups(W, 2*S, S*m*w)",
    {"W": "integer", "m": "integer >= 1", "w": "integer >= 1", "S": "integer >= 1"},
    given=["2*m + 2 <= W", "2*w <= W"],
    predicates=("stores_groups",),
)

SHAPE = make_claim(
    ["2*m + 3 <= W", "2*w <= W", "m*w >= (4/27)*W^2"],
    {"W": "integer >= 9"},
    exists={"m": "integer >= 1", "w": "integer >= 1"},
)

WIDE = make_claim(
    ["2*m + 2 <= W", "2*w <= W", "4*m*w >= (W - 1)*(W - 3)"],
    {"W": "integer >= 4"},
    exists={"m": "integer >= 1", "w": "integer >= 1"},
)

TEN = make_claim(
    ["2*m + 2 <= W", "2*w <= W", "m*w >= (20/121)*W^2"],
    {"W": "integer >= 10"},
    exists={"m": "integer >= 1", "w": "integer >= 1"},
)

FLOORS = "floor((W - 3)/2)*floor(W/2)"
FROM_EIGHT = make_claim(f"{FLOORS} >= (4/27)*W^2", {"W": "integer >= 8"})
FOUR_26 = make_claim(f"{FLOORS} >= (4/26)*W^2", {"W": "integer >= 9"})

_SHAPE = conclude(
    *[residues("W", 2, "u", [have("u > 4", SIGN, SIGN, integer=True), SIGN])] * 5,
    m="floor((W - 3)/2)",
    w="floor(W/2)",
)
_TEN = conclude(
    *[residues("W", 2, "u", [SIGN, have("u > 4", SIGN, SIGN, integer=True)])] * 5,
    m="floor((W - 2)/2)",
    w="floor(W/2)",
)
_WIDE = conclude(
    *[residues("W", 2, "u", [have("u > 1", SIGN, SIGN, integer=True)] * 2)] * 5,
    m="floor((W - 2)/2)",
    w="floor(W/2)",
)


def build_steps() -> Mapping[str, Any]:
    """Return the family of all labelings of up to four groups."""
    from memproof.constructions.evidence import build_step_evidence

    return build_step_evidence()


def build_steps_of_three() -> Mapping[str, Any]:
    """Return the family of all labelings of up to three groups by three values."""
    from memproof.constructions.evidence import build_step_evidence

    return build_step_evidence(3)


LEMMA = Lemma(
    id="U6",
    number="U6",
    title="Stacked blocks, paired signs",
    statement=(
        r"\(S\) layer pairs of widths \([2m+3, 2w]\) (indeed \([2m+2, 2w]\)) hold \(S m w\) "
        r"groups: the function is constant on every group's whole interval, the values are any "
        r"integers. For \(W \ge 9\) some \(2m + 3 \le W\), \(2w \le W\) have "
        r"\(mw \ge \frac{4}{27} W^2\); for \(W \ge 4\) some \(2m + 2 \le W\), \(2w \le W\) have "
        r"\(4mw \ge (W-1)(W-3)\)."
    ),
    source=own("U6"),
    parts=(
        Evidence("families", build_steps, "all labelings of up to 4 groups, whole intervals"),
        Evidence(
            "three-values", build_steps_of_three, "all labelings of up to 3 groups by 3 values"
        ),
        Construction(
            "groups",
            GROUPS,
            "A pair holds m blocks of w groups. Layer 1: x, the running sum, and for each block "
            "kinks at its start s and at s - 1. Layer 2: x, the running sum moved to the block's "
            "first value, and for each transition index i = 1, ..., w - 1 one neuron of output "
            "weight +1 and one of -1. The transition to the i-th value of block j lies in the unit "
            "interval below its group's start: one neuron has its zero at the start, the other one "
            "unit before, by the sign of the jump, both with slope |jump|, so their difference is "
            "the jump from the start on. Between blocks no datum lies, so the neurons may be moved "
            "there. Values are integers >= 0, so the running sum passes a ReLU unchanged at data. "
            "The pair leaves functions to its left constant. Fewer groups: idle stages.",
            ("families", "three-values"),
        ),
        Inequality("shape", SHAPE, _SHAPE),
        Inequality("wide", WIDE, _WIDE),
        Inequality("ten", TEN, _TEN),
        Inequality("from-eight", FROM_EIGHT, expected="refuted"),
        Inequality("four-26", FOUR_26, expected="refuted"),
    ),
    idea="Both kinks of a transition have the same size, so signs can be paired across blocks.",
    constants=(Constant("groups", "4/27", "shape", "largest", "groups a layer pair, over W^2"),),
    notes=(
        r"The constant fails from \(W = 8\) on (part from-eight) and for 4/26 (part four-26). "
        r"The networks built here need no neuron that marks the pair's start: \(2m + 2\)."
    ),
)
