r"""VYS3: the indicator of an interval with integer ends.

Statement. alpha < beta integers. Two layers: p = relu(alpha - t), q = relu(t - beta),
relu(1 - p) + relu(1 - q) - 1 is 1 on [alpha, beta] and 0 off (alpha - 1, beta + 1). One layer:
relu(s + 1) - relu(s) - relu(s - 1) + relu(s - 2), s = t - alpha, for beta = alpha + 1.

Hypotheses. beta >= alpha; t real.

Constants. None.

Source. The two-layer form recalled; the one-layer form is U8's.

Idea. At most one of p, q is positive.
"""

from __future__ import annotations

from memproof.library.model import Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import paper

PLACE = {"t": "real", "alpha": "real", "beta": "real >= alpha"}
TWO = "max(0, 1 - max(0, alpha - t)) + max(0, 1 - max(0, t - beta)) - 1"
ONE = "max(0, s + 1) - max(0, s) - max(0, s - 1) + max(0, s - 2)"

INSIDE = make_claim(f"{TWO} = 1", PLACE, given=["alpha <= t", "t <= beta"])
BELOW = make_claim(f"{TWO} = 0", PLACE, given=["t <= alpha - 1"])
ABOVE = make_claim(f"{TWO} = 0", PLACE, given=["t >= beta + 1"])
NEAR = make_claim(f"{TWO} = 0", PLACE, given=["t < alpha - 1/2"])
ONE_INSIDE = make_claim(f"{ONE} = 1", {"s": "real in [0, 1]"})
ONE_BELOW = make_claim(f"{ONE} = 0", {"s": "real <= -1"})
ONE_ABOVE = make_claim(f"{ONE} = 0", {"s": "real >= 2"})


LEMMA = Lemma(
    id="VYS3",
    number="3",
    title="Indicator of an interval",
    statement=(
        r"\(\sigma(1 - \sigma(\alpha - t)) + \sigma(1 - \sigma(t - \beta)) - 1\) is 1 on "
        r"\([\alpha, \beta]\) and 0 off \((\alpha - 1, \beta + 1)\)."
    ),
    source=paper("indicator"),
    parts=(
        Inequality("inside", INSIDE),
        Inequality("below", BELOW),
        Inequality("above", ABOVE),
        Inequality("near", NEAR, expected="refuted"),
        Inequality("one-inside", ONE_INSIDE),
        Inequality("one-below", ONE_BELOW),
        Inequality("one-above", ONE_ABOVE),
    ),
    idea="At most one of the two inner neurons is positive.",
)
