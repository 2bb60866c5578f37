r"""YSJ4: general position: one hidden layer of 2 ceil(N/d) neurons, and residual networks.

Statement. N points of R^d, no d + 1 of them on a hyperplane, real labels: one hidden layer of
3 ceil(N/d) neurons (R1, small weights) or 2 ceil(N/d) neurons (R2) takes the labels. If the first
d - 1 coordinates are in general position, residual blocks with 2 ceil(N/(d - 1)) hidden nodes in
all, in any number of blocks, take them (R3); a shear brings them there if no d points are affinely
dependent. So the transcribed 4N/d + 4L hidden nodes suffice.

Hypotheses. N > d; d >= 2 for residual blocks z -> z + V relu(U z + b).

Constants. 2; no term in the number of blocks.

Source. The count "about 4N/d + 4L" transcribed from recollection; R1-R3 derived here. Related, from
memory: Baum (1988), Bubeck et al. (2020).

Idea. R1: a hat over each group of d points. R2: peel facets of the convex hull and correct from the
inside outwards. R3: blocks write the last coordinate and read the others, which never change.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from memproof.certificates.sketches import AUTO, KNOWN, SIGN, apply, combine, conclude, have
from memproof.library.model import Constant, Construction, Evidence, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import paper

if TYPE_CHECKING:
    from memproof.networks.network import Network

PREDICATES = ("general_fit", "residual_fit", "sheared_fit")
POINTS = {"d": "integer >= 1", "N": "integer >= 1"}

HAT_ON = make_claim("max(0, t + 1) - 2*max(0, t) + max(0, t - 1) = 1 + t", {"t": "real in [-1, 0]"})
HAT_LEFT = make_claim("max(0, t + 1) - 2*max(0, t) + max(0, t - 1) = 0", {"t": "real <= -1"})
HAT_RIGHT = make_claim("max(0, t + 1) - 2*max(0, t) + max(0, t - 1) = 0", {"t": "real >= 1"})
PEEL_ON = make_claim("max(0, C) - max(0, C - r) = r", {"C": "real > 0", "r": "real < C"})
PEEL_OFF = make_claim(
    "max(0, s*h + C) - max(0, s*h + v) = 0",
    {"C": "real > 0", "v": "real", "h": "real < 0", "s": "real"},
    given=["s*(-h) >= C", "s*(-h) >= v"],
)

HATS = make_claim("general_fit(d, 3*ceil(N/d), N)", POINTS, given=["N > d"], predicates=PREDICATES)
PEELED = make_claim(
    "general_fit(d, 2*ceil(N/d), N)", POINTS, given=["N > d"], predicates=PREDICATES
)
RESIDUAL = make_claim(
    "residual_fit(d, 2*ceil(N/(d - 1)), L, N)",
    {"d": "integer >= 2", "N": "integer >= d", "L": "integer >= 1"},
    predicates=PREDICATES,
)
SHEARED = make_claim(
    "sheared_fit(d, 2*ceil(N/(d - 1)), L, N)",
    {"d": "integer >= 2", "N": "integer >= d", "L": "integer >= 1"},
    predicates=PREDICATES,
)
WIDER = make_claim(
    "residual_fit(d, k, L, N)",
    {
        "d": "integer >= 2",
        "N": "integer >= 1",
        "L": "integer >= 1",
        "h": "integer >= 1",
        "k": "integer",
    },
    given=["residual_fit(d, h, L, N)", "h <= k"],
    predicates=PREDICATES,
)
COUNT = make_claim("2*ceil(N/(d - 1)) <= 4*N/d + 2", {"d": "integer >= 2", "N": "integer >= 1"})
COUNT_ONE = make_claim("2*ceil(N/(d - 1)) <= 4*N/d", {"d": "integer >= 2", "N": "integer >= 1"})
PRINTED = make_claim(
    "residual_fit(d, k, L, N)",
    {"d": "integer >= 2", "N": "integer >= d", "L": "integer >= 1", "k": "integer"},
    given=["k >= 4*N/d + 4*L"],
    predicates=PREDICATES,
)


def _draw(size: int, dimension: int, seed: int) -> tuple[list[tuple[int, ...]], list[int]]:
    generator = random.Random(seed)
    points = [tuple(generator.randint(-99, 99) for _ in range(dimension)) for _ in range(size)]
    return points, [generator.randrange(-5, 6) for _ in points]


def build_hats_instance() -> Mapping[str, Any]:
    """Return R1 for 30 points of R^3: 30 neurons."""
    from memproof.constructions.residual import build_hats
    from memproof.networks.documents import build_values_document

    points, labels = _draw(30, 3, 1)
    return build_values_document(build_hats(points, labels), points, labels)


def build_peeled_instance() -> Mapping[str, Any]:
    """Return R2 for 30 points of R^3: 20 neurons."""
    from memproof.constructions.residual import build_peeled
    from memproof.networks.documents import build_values_document

    points, labels = _draw(30, 3, 2)
    return build_values_document(build_peeled(points, labels), points, labels)


def build_peeled_five() -> Mapping[str, Any]:
    """Return R2 for 42 points of R^5: 18 neurons."""
    from memproof.constructions.residual import build_peeled
    from memproof.networks.documents import build_values_document

    points, labels = _draw(42, 5, 3)
    return build_values_document(build_peeled(points, labels), points, labels)


def build_residual_instance() -> Mapping[str, Any]:
    """Return R3 for 30 points of R^4 in 5 blocks, as one layer: 20 neurons and 2 that carry x_4."""
    from memproof.constructions.residual import build_residual, flatten_residual
    from memproof.networks.documents import build_values_document

    points, labels = _draw(30, 4, 4)
    network = flatten_residual(build_residual(points, labels, 5))
    return build_values_document(network, points, labels)


PLANE = ((0, 0), (4, 1), (1, 5), (7, 2), (3, 9), (-2, 6))
"""Six points, no three of them on a line, one of them inside the hull of the others."""
SPACE = tuple((*point, height) for point, height in zip(PLANE, (3, 0, 1, 0, -2, 5), strict=True))


def _all_labelings(
    points: Sequence[Sequence[int]], build: Callable[[Sequence[int]], Network]
) -> Mapping[str, Any]:
    """Return all 64 labelings of six points, one network each."""
    from memproof.shattering.documents import build_table

    networks = [
        build([mask >> at & 1 for at in range(len(points))]) for mask in range(1 << len(points))
    ]
    width = max(network.width for network in networks)
    of = {"name": "networks", "width": width, "depth": 1, "reading": "value"}
    rows = [(mask, mask) for mask in range(len(networks))]
    return build_table("", [tuple(point) for point in points], of, networks, rows, complete=True)


def build_hats_labelings() -> Mapping[str, Any]:
    """Return R1 for all labelings of six points of the plane: 9 neurons."""
    from memproof.constructions.residual import build_hats

    return _all_labelings(PLANE, lambda labels: build_hats(PLANE, labels))


def build_peeled_labelings() -> Mapping[str, Any]:
    """Return R2 for all labelings of six points of the plane: 6 neurons."""
    from memproof.constructions.residual import build_peeled

    return _all_labelings(PLANE, lambda labels: build_peeled(PLANE, labels))


def build_residual_labelings() -> Mapping[str, Any]:
    """Return R3 in two blocks for all labelings of six points of R^3: 6 nodes, 2 carry x_3."""
    from memproof.constructions.residual import build_residual, flatten_residual

    return _all_labelings(SPACE, lambda labels: flatten_residual(build_residual(SPACE, labels, 2)))


GRID = tuple((at % 2, at, at * at) for at in range(6))
"""Six points of R^3, no three on a line; of their first two coordinates some three are."""


def build_sheared_labelings() -> Mapping[str, Any]:
    """Return R3 after a shear for all labelings of six points of R^3 on two planes x_1 = 0, 1."""
    from memproof.constructions.residual import build_residual, find_shear, flatten_residual

    shear = find_shear(GRID)
    return _all_labelings(
        GRID, lambda labels: flatten_residual(build_residual(GRID, labels, 2, shear))
    )


def build_position_sheared() -> Mapping[str, Any]:
    """Return that no three of the first two coordinates lie on a line after the shear."""
    from memproof.constructions.residual import build_position_document, find_shear, shear_points

    return build_position_document(shear_points(GRID, find_shear(GRID) or (0, 0)))


def build_position_grid() -> Mapping[str, Any]:
    """Return that three do without it."""
    from memproof.constructions.residual import build_position_document

    return build_position_document([point[:2] for point in GRID])


def build_position_plane() -> Mapping[str, Any]:
    """Return that no three of the six points of the plane lie on a line."""
    from memproof.constructions.residual import build_position_document

    return build_position_document(PLANE)


def build_position_drawn() -> Mapping[str, Any]:
    """Return that no four of the first three coordinates of residual-30 lie on a plane."""
    from memproof.constructions.residual import build_position_document

    return build_position_document([point[:3] for point in _draw(30, 4, 4)[0]])


_PRINTED = conclude(
    apply(
        "YSJ4/count",
        {"d": "d", "N": "N"},
        [AUTO] * 2,
        apply(
            "YSJ4/residual",
            {"d": "d", "N": "N", "L": "L"},
            [AUTO] * 3,
            have(
                "2*ceil(N/(d - 1)) <= k",
                apply(
                    "YSJ4/wider",
                    {"d": "d", "N": "N", "L": "L", "h": "2*ceil(N/(d - 1))", "k": "k"},
                    [AUTO] * 4 + [KNOWN, SIGN],
                    KNOWN,
                ),
                combine(
                    (1, ["goal"]),
                    (1, ["k - 4*N/d - 4*L"]),
                    (1, ["4*N/d + 2 - 2*ceil(N/(d - 1))"]),
                    (4, ["L - 1"]),
                ),
            ),
        ),
    )
)

LEMMA = Lemma(
    id="YSJ4",
    number="4",
    title="General position and residual networks",
    aliases={"R1": "hats", "R2": "peeled", "R3": "residual"},
    statement=(
        r"\(N > d\) points of \(\mathbb{R}^d\) in general position with real labels: one hidden "
        r"layer of \(2\lceil N/d \rceil\) neurons suffices. Residual blocks with "
        r"\(2\lceil N/(d-1) \rceil\) hidden nodes in all suffice whatever their number \(L\), if "
        r"the first \(d - 1\) coordinates are in general position; so \(4N/d + 4L\) suffice."
    ),
    source=paper("residual networks"),
    parts=(
        Inequality("hat-on", HAT_ON),
        Inequality("hat-left", HAT_LEFT),
        Inequality("hat-right", HAT_RIGHT),
        Inequality("peel-on", PEEL_ON),
        Inequality("peel-off", PEEL_OFF),
        Evidence("position-plane", build_position_plane, "six points of the plane"),
        Evidence("position-30", build_position_drawn, "30 points, three coordinates"),
        Evidence("position-grid", build_position_grid, "two coordinates of six points of R^3"),
        Evidence("position-sheared", build_position_sheared, "the same after a shear"),
        Evidence("sheared-labelings", build_sheared_labelings, "R3 after it, all labelings"),
        Evidence("hats-labelings", build_hats_labelings, "R1, 6 points, all labelings"),
        Evidence("peeled-labelings", build_peeled_labelings, "R2, 6 points, all labelings"),
        Evidence("residual-labelings", build_residual_labelings, "R3, 6 points, all labelings"),
        Evidence("hats-30", build_hats_instance, "R1, 30 points of R^3, 30 neurons"),
        Evidence("peeled-30", build_peeled_instance, "R2, 30 points of R^3, 20 neurons"),
        Evidence("peeled-42", build_peeled_five, "R2, 42 points of R^5, 18 neurons"),
        Evidence("residual-30", build_residual_instance, "R3, 30 points of R^4, 20 + 2 neurons"),
        Construction(
            "hats",
            HATS,
            "Groups of d points (the last one smaller); h affine, zero at the group and at no "
            "other point; labels in [0, Y] after a shift by the output's bias; v = label/Y - 1 at "
            "the group; t = s h + v with |t| >= 1 at all other points; add Y times the hat, which "
            "is 1 + t = label/Y at the group (hat-on) and 0 elsewhere (hat-left, hat-right).",
            ("hat-on", "hat-left", "hat-right", "hats-labelings", "position-plane"),
        ),
        Construction(
            "peeled",
            PEELED,
            "Peel groups of d points, each a facet (a simplex by general position) of the hull of "
            "the points left, so h = 0 on it and h < 0 at the points left after it. From the "
            "innermost group outwards let r be what is missing, C > max(r, 0), v = C - r at the "
            "group: relu(s h + C) - relu(s h + v) is r at the group (peel-on) and, s large, 0 at "
            "all groups inside (peel-off). Groups outside are corrected later.",
            ("peel-on", "peel-off", "peeled-labelings", "position-plane"),
        ),
        Construction(
            "residual",
            RESIDUAL,
            "U ignores z_d and V writes z_d only, so z_1 ... z_(d-1) never change and blocks add "
            "up: R2's neurons for these d - 1 coordinates and the targets label - x_d, split over "
            "any number of blocks (empty ones are the identity).",
            ("peeled", "residual-labelings", "position-plane"),
        ),
        Construction(
            "sheared",
            SHEARED,
            "Take c_j = t^j. Any d of the points span a hyperplane with some normal n; their first "
            "d - 1 coordinates become dependent just when (-c, 1) is parallel to it, that is when "
            "n_d = n_1 t + ... + n_(d-1) t^(d-1), for at most d - 1 values of t. All other t bring "
            "the first d - 1 coordinates into general position, and x_d stays (residual).",
            ("residual", "sheared-labelings", "position-sheared", "position-grid"),
        ),
        Construction(
            "wider", WIDER, "Further nodes may have zero weights.", ("residual-labelings",)
        ),
        Inequality("count", COUNT),
        Inequality("count-one", COUNT_ONE, expected="refuted"),
        Inequality("printed", PRINTED, _PRINTED),
    ),
    idea="Facets of the convex hull, corrected from the inside outwards.",
    constants=(Constant("residual nodes", "2*ceil(N/(d - 1))", "residual", "", "no term in L"),),
    notes=(
        r"The printed count, about \(4N/d + 4L\), is transcribed; it follows here for this form of "
        r"block. R2's weights are long (801 bits at \(d = 5\), \(N = 40\)), R1's short (144). "
        r"General position is decided by all determinants, or d + 1 points on a hyperplane are "
        r"named (`memproof residual`); R2 itself needs only what it meets. Grades are those of "
        r"all labelings of six points; the larger instances stand beside them."
    ),
)
