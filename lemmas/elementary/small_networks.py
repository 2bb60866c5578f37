r"""S1: the smallest networks: one hidden layer, width 2, width 1, alternating labels.

Statement. One hidden layer of N - 1 neurons memorizes any N distinct points with any labels; width
2 does so with N - 2 hidden layers. Where N points fit on a line (N <= 1 + 2/delta), width 1
memorizes them only for N <= 2, and (W + 1)^L + 1 >= N is necessary.

Hypotheses. As stated; more width or more layers do no harm.

Constants. None.

Source. Derived here; one hidden layer: Baum (1988), Huang and Babri (1998); width 2 by maxima and
minima: Hanin and Sellke (2017), Hernandez and Zuazua (2024).

Idea. A kink at each point; the maximum or minimum with a steep line through the next point; a
network of width 1 is monotone along one direction; alternating labels need N - 1 pieces.
"""

from __future__ import annotations

from memproof.library.model import Lemma, proved_in_rocq
from memproof.statements.claims import make_claim

from .paper import own

DATA = {
    "N": "integer >= 1",
    "delta": "real > 0",
    "d": "integer >= 1",
    "C": "integer >= 2",
}
SIZE = {"W": "integer >= 1", "L": "integer >= 1"}
LINE = "N <= 1 + 2/delta"
MEMORIZES = "memorizes(W, L, N, delta, d, C)"
PREDICATES = ("memorizes",)

ONE_LAYER = make_claim(MEMORIZES, {**SIZE, **DATA}, given=["W + 1 >= N"], predicates=PREDICATES)

WIDTH_TWO = make_claim(
    MEMORIZES,
    {"W": "integer >= 2", "L": "integer >= 1", **DATA},
    given=["L + 2 >= N"],
    predicates=PREDICATES,
)

WIDTH_ONE = make_claim(
    "N <= 2",
    {"L": "integer >= 1", **DATA},
    given=[LINE, "memorizes(1, L, N, delta, d, C)"],
    predicates=PREDICATES,
)

ALTERNATING = make_claim(
    "(W + 1)^L + 1 >= N",
    {**SIZE, **DATA},
    given=[LINE, MEMORIZES],
    predicates=PREDICATES,
)

LEMMA = Lemma(
    id="S1",
    number="S1",
    title="The smallest networks",
    statement=(
        r"\(N - 1\) neurons in one hidden layer memorize any \(N\) points with any labels; so does "
        r"width 2 with \(N - 2\) hidden layers. Where \(N \le 1 + 2/\delta\), width 1 needs "
        r"\(N \le 2\), and \((W+1)^L + 1 \ge N\) is necessary."
    ),
    source=own("S1"),
    parts=(
        proved_in_rocq("one-layer", ONE_LAYER, "ClaimsSmall.S1__one_layer"),
        proved_in_rocq("width-two", WIDTH_TWO, "ClaimsSmall.S1__width_two"),
        proved_in_rocq("width-one", WIDTH_ONE, "ClaimsSmall.S1__width_one"),
        proved_in_rocq("alternating", ALTERNATING, "ClaimsSmall.S1__alternating"),
    ),
    idea=(
        "A kink at each point; the maximum or minimum with a steep line through the next point; a "
        "network of width 1 is monotone; alternating labels need a piece for each change."
    ),
    aliases={"one hidden layer": "one-layer", "width 2": "width-two", "max-min": "width-two"},
)
