r"""V6: how many affine pieces a network has on a line.

Statement. A network in NN(W, L) with one input is affine on each of at most (W+1)^L intervals that
cover the line.  Attained for L = 1, and for W = 3 at every L.  Not attained for W = 1, L >= 2 (at
most 3 pieces) and W = L = 2 (at most 7, attained).

Hypotheses. W, L >= 1.

Constants. Base W + 1.

Source. Derived here; the count is folklore.

Idea. On an interval where the last layer is affine each neuron of the next has at most one zero, so
it is cut into at most W + 1.  For W = 3: -2 relu(x) + 3 relu(1-x) - 4 relu(2-x), fed back through
y -> 4y + 23, maps each piece onto an interval that contains [-1, 3], hence all three kinks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from memproof.certificates.sketches import AUTO, KNOWN, SIGN, apply, conclude
from memproof.library.model import Constant, Construction, Evidence, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import own

PREDICATES = ("pieces", "attains_pieces")
SIZE = {"W": "integer >= 1", "L": "integer >= 1"}

FIRST = make_claim("pieces(W, 1, W + 1)", {"W": "integer >= 1"}, predicates=PREDICATES)

STEP = make_claim(
    "pieces(W, L + 1, (W + 1)*p)",
    {**SIZE, "p": "integer >= 1"},
    given=["pieces(W, L, p)"],
    predicates=PREDICATES,
)

THREE_LAYERS = make_claim("pieces(W, 3, (W + 1)^3)", {"W": "integer >= 1"}, predicates=PREDICATES)

NEXT_POWER = make_claim("(W + 1)^(L + 1) = (W + 1)*(W + 1)^L", SIZE)

POWER = make_claim(
    ["p = (W + 1)^L", "pieces(W, L, p)"],
    SIZE,
    exists={"p": "integer >= 1"},
    predicates=PREDICATES,
)

ONE_NEURON = make_claim("pieces(1, L, 3)", {"L": "integer >= 2"}, predicates=PREDICATES)
TWO_NEURONS = make_claim("pieces(2, 2, 7)", predicates=PREDICATES)

ATTAINED_ONE_LAYER = make_claim(
    "attains_pieces(W, 1, W + 1)", {"W": "integer >= 1"}, predicates=PREDICATES
)
ATTAINED_THREE = make_claim(
    ["p = 4^L", "attains_pieces(3, L, p)"],
    {"L": "integer >= 1"},
    exists={"p": "integer >= 1"},
    predicates=PREDICATES,
)
ATTAINED_CLIP = make_claim("attains_pieces(1, 2, 3)", predicates=PREDICATES)
ATTAINED_SEVEN = make_claim("attains_pieces(2, 2, 7)", predicates=PREDICATES)
ALWAYS = make_claim("3 >= (1 + 1)^L", {"L": "integer >= 2"})
NINE = make_claim("7 >= (W + 1)^L", {"W": "integer >= 2, <= 2", "L": "integer >= 2, <= 2"})

_THREE_LAYERS = apply(
    "V6/first",
    {"W": "W"},
    [SIGN],
    apply(
        "V6/step",
        {"W": "W", "L": "1", "p": "W + 1"},
        [SIGN] * 3 + [KNOWN],
        apply(
            "V6/step",
            {"W": "W", "L": "2", "p": "(W + 1)^2"},
            [SIGN] * 3 + [KNOWN],
            conclude(KNOWN),
        ),
    ),
)

_POWER = conclude(
    SIGN,
    {
        "rule": "induction",
        "variable": "L",
        "base": "1",
        "bound": SIGN,
        "at_base": apply("V6/first", {"W": "W"}, [SIGN], KNOWN),
        "step": apply(
            "V6/step",
            {"W": "W", "L": "L", "p": "(W + 1)^L"},
            [SIGN, SIGN, AUTO, KNOWN],
            KNOWN,
        ),
    },
    AUTO,
    p="(W + 1)^L",
)

Affine = tuple[Sequence[Sequence[int | Fraction]], Sequence[int | Fraction]]


def _pieces(layers: Sequence[Affine], count: int) -> dict[str, Any]:
    """Return a document that states every piece on [-2, 4], the outer ones go on beyond.

    Raises ``ValueError`` unless there are ``count`` pieces.
    """
    from memproof.networks.documents import build_intervals_document
    from memproof.networks.network import Network, build_layer
    from memproof.networks.pieces import pieces_on_line

    network = Network(tuple(build_layer(weights, biases) for weights, biases in layers))
    pieces = pieces_on_line(network, -2, 4)
    if len(pieces) != count:
        raise ValueError(f"{len(pieces)} pieces, not {count}")
    document = build_intervals_document(network, ())
    document["claim"]["intervals"] = [
        [str(p.left), str(p.right), str(p.values[0]), str(p.at(p.right)[0])] for p in pieces
    ]
    return document


def build_fourfold(depth: int) -> Mapping[str, Any]:
    """Return the network of width 3 with 4^depth pieces."""
    first: Affine = ([[1], [-1], [-1]], [0, 1, 2])
    again: Affine = ([[-8, 12, -16], [8, -12, 16], [8, -12, 16]], [23, -22, -21])
    return _pieces([first, *[again] * (depth - 1), ([[-2, 3, -4]], [0])], 4**depth)


def build_fan() -> Mapping[str, Any]:
    """Return five neurons in one layer with 6 pieces."""
    places = [Fraction(i, 2) for i in range(5)]
    return _pieces([([[1]] * 5, [-place for place in places]), ([[1] * 5], [0])], 6)


def build_clip() -> Mapping[str, Any]:
    """Return relu(1 - relu(x)) with 3 pieces."""
    return _pieces([([[1]], [0]), ([[-1]], [1]), ([[1]], [0])], 3)


def build_seven() -> Mapping[str, Any]:
    """Return widths [2, 2] with 7 pieces."""
    second: Affine = ([[2, -4], [-2, 4]], [-1, Fraction(1, 2)])
    return _pieces([([[1], [1]], [0, -1]), second, ([[1, 1]], [0])], 7)


LEMMA = Lemma(
    id="V6",
    number="V6",
    title="Pieces on a line",
    statement=(
        r"A network in \(NN(W, L)\) with one input is affine on each of at most \((W+1)^L\) "
        r"intervals that cover the line. Attained for \(L = 1\), and for \(W = 3\) at every \(L\); "
        r"for \(W = 1\), \(L \ge 2\) at most 3, for \(W = L = 2\) at most 7."
    ),
    source=own("V6"),
    parts=(
        Evidence("fan", build_fan, "W = 5, L = 1: 6 pieces"),
        *(
            Evidence(f"fourfold-{depth}", partial(build_fourfold, depth), shows)
            for depth, shows in (
                (1, "W = 3, L = 1: 4 pieces"),
                (2, "W = 3, L = 2: 16 pieces"),
                (3, "W = 3, L = 3: 64 pieces"),
                (4, "W = 3, L = 4: 256 pieces"),
            )
        ),
        Evidence("clip", build_clip, "W = 1, L = 2: 3 pieces"),
        Evidence("seven", build_seven, "W = L = 2: 7 pieces"),
        Construction(
            "first",
            FIRST,
            "Each of W neurons has at most one kink.",
            ("fan",),
        ),
        Construction(
            "step",
            STEP,
            "On an interval where all neurons of layer L are affine the W pre-activations of layer "
            "L + 1 are affine, with at most one change of sign each: at most W + 1 intervals.",
            ("fourfold-2", "fourfold-3"),
        ),
        Inequality("three-layers", THREE_LAYERS, _THREE_LAYERS),
        Inequality("next-power", NEXT_POWER),
        Inequality("power", POWER, _POWER),
        Construction(
            "one-neuron",
            ONE_NEURON,
            "A layer of one neuron is a monotone function with two pieces, one constant. By "
            "induction the neuron of layer L >= 2 is constant, then affine, then constant (or "
            "less): relu of an affine function of such a function is another one.",
            ("clip",),
        ),
        Construction(
            "two-neurons",
            TWO_NEURONS,
            "Two first-layer neurons make at most three pieces, and a pre-activation of layer 2 "
            "has three zeros only if the slopes alternate strictly. Both kinks open to one side: "
            "an outer slope is 0. Away from each other: the middle slope is 0. Towards each other: "
            "slopes -b, a - b, a; if -b and a have one sign, so has a - b. So each of the two "
            "second-layer neurons adds at most two kinks to the first layer's two: 7 pieces.",
            ("seven",),
        ),
        Construction(
            "attained-one-layer",
            ATTAINED_ONE_LAYER,
            "A sum of W neurons relu(x - a_i) with different a_i has W kinks.",
            ("fan", "fourfold-1"),
        ),
        Construction(
            "attained-three",
            ATTAINED_THREE,
            "h = 4g + 23, g(x) = -2 relu(x) + 3 relu(1-x) - 4 relu(2-x), has slopes 4, -4, 8, -8 "
            "and h(-1) = -1, h(0) = 3, h(1) = -1, h(2) = 7, h(3) = -1. If a piece of an iterate of "
            "h maps onto an interval that contains [-1, 3], the next iterate has four pieces "
            "there, with slopes of alternating signs, each mapping onto an interval that contains "
            "[-1, 3]. The output g is h up to an affine map.",
            ("fourfold-1", "fourfold-2", "fourfold-3", "fourfold-4"),
        ),
        Construction("attained-clip", ATTAINED_CLIP, "relu(1 - relu(x)).", ("clip",)),
        Construction("attained-seven", ATTAINED_SEVEN, "The network of the evidence.", ("seven",)),
        Inequality("one-neuron-power", ALWAYS, expected="refuted"),
        Inequality("two-neurons-power", NINE, expected="refuted"),
    ),
    idea=r"A layer cuts each piece into at most \(W + 1\).",
    constants=(Constant("pieces", "W + 1", "power", "", "base of the count"),),
    notes=(
        r"The first layer and the step from a layer to the next are arguments in words; the "
        r"induction over \(L\) is replayed. \((W+1)^L\) is not attained at \(W = 1\), "
        r"\(L \ge 2\) and at \(W = L = 2\): 3 and 7 pieces against 4 and 9."
    ),
)
