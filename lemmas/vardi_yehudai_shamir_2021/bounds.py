"""Vardi, Yehudai and Shamir (2021) as calculators, and what they claim, beside what carries it.

Keys two apart of rho bits, labels of c bits, mu = max{rho, c}; groups of g points, one after the
other in a copy. The counts are those of the lean layout (VYS4, VYS6).
"""

from __future__ import annotations

from collections.abc import Mapping

from memproof.bounds import Construction, PrintedClaim, Row, Shape

SOURCE = "Vardi, Yehudai & Shamir 2021 (arXiv 2110.03187)"
WIDTH, COPY = 12, 11
DATA = {
    "N": "integer >= 2",
    "delta": "real in (0, 2]",
    "d": "integer >= 1",
    "C": "integer >= 2",
}
# VYS8: what the projection needs, for points of norm at most 1.
KEYS = {
    "c": "max(1, ceil(log2(C)))",
    "rho": "ceil(log2(2.94*N^2*sqrt(pi*d)/delta))",
    "mu": "max(rho, c)",
    "E": "mu + 1",
}
DIRECTION = "The keys' direction rests on a cited fact about the sphere (U1)."


def find_group(depth: int, mu: int, *, alone: bool) -> tuple[int, int]:
    """The group size g and the number of groups G in one copy that hold most, (0, 0) if none do.

    Depth 2 + ceil((G - 1)/4) + g (mu + 1) for a copy alone, 2 + ceil(G/4) + g (mu + 1) beside
    others, so g G is concave in g: its largest value stands beside (depth - 2)/(2 (mu + 1)).
    """
    spare, best = depth - 2, (0, 0)
    vertex = spare // (2 * (mu + 1))
    for size in range(max(1, vertex - 1), vertex + 3):
        layers = spare - size * (mu + 1)
        groups = 4 * layers + alone if layers >= 0 else 0
        if size * groups > best[0] * best[1]:
            best = (size, groups)
    return best


def count_points(width: int, depth: int, known: Mapping[str, int]) -> int:
    """Points in one copy of width 12, or in floor((W - 1)/11) copies side by side."""
    if width < WIDTH:
        return 0
    single, several = (find_group(depth, known["mu"], alone=alone) for alone in (True, False))
    return max(single[0] * single[1], (width - 1) // COPY * several[0] * several[1])


def find_smallest_group(depth: int, mu: int, points: int, most: int, *, alone: bool) -> int:
    """The least g up to ``most`` with which a copy holds so many points: the fewest bits."""
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        held = middle * (4 * (depth - 2 - middle * (mu + 1)) + alone)
        low, high = (low, middle) if held >= points else (middle, high)
    return high


def shape_copies(width: int, depth: int, known: Mapping[str, int]) -> Shape:
    """The fewest copies that hold N points at this depth, with the fewest bits for that."""
    count, mu = known["N"], known["mu"]
    most, groups = find_group(depth, mu, alone=True)
    alone = most * groups >= count
    copies = 1
    if not alone:
        most, groups = find_group(depth, mu, alone=False)
        copies = max(2, -(-count // (most * groups)))
    points = -(-count // copies)
    size = find_smallest_group(depth, mu, points, most, alone=alone)
    groups = -(-points // size)
    steps = -(-(groups - alone) // 4)
    layers = 2 + steps + size * (mu + 1)
    wide = COPY * copies + 1
    return Shape(
        choices=(("P", copies), ("n", points), ("g", size), ("G", groups), ("S", steps)),
        width=wide,
        depth=layers,
        parameters=(known["d"] + 1) * wide + (layers - 1) * (wide + 1) * wide + wide + 1,
        weight_bits=size * mu + 1,
    )


CONSTRUCTIONS = (
    Construction(
        id="VYS",
        title="bit extraction in groups, copies side by side",
        variables=DATA,
        definitions=KEYS,
        rate="N*(mu + 1)",
        formula="N <= P*g*G, width 11P + 1 (12 for P = 1), depth 2 + ceil(G/4) + g*(mu + 1)",
        capacity=count_points,
        shape=shape_copies,
        parts=("VYS8/alone", "VYS8/beside"),
        source=SOURCE,
        notes=DIRECTION,
    ),
)

THEOREMS = (
    Row(
        "VYS8/twelve",
        "width 12: depth of order sqrt(N mu)",
        SOURCE,
        DIRECTION,
        at={name: text for name, text in KEYS.items() if name != "E"},
        built_by=("VYS",),
    ),
)

CLAIMS = (
    PrintedClaim(
        id="VYS-upper",
        source=SOURCE,
        side="upper",
        brief="Õ(√N) parameters, width 12",
        printed="O~(sqrt(N)) parameters suffice",
        level="abstract",
        theorems=("VYS8/twelve", "VYS"),
        parts=("VYS8/printed",),
        notes="Width 12, so the depth counts the parameters.",
    ),
    PrintedClaim(
        id="VYS-depth",
        source=SOURCE,
        side="upper",
        printed="O~(N/L) parameters suffice at depth L, 1 <= L <= sqrt(N)",
        level="abstract",
        parts=("VYS8/copies", "VYS6/nonzero", "VYS6/dense"),
        notes="True of weights that are not 0; a dense count is larger.",
    ),
    PrintedClaim(
        id="VYS-bits-upper",
        source=SOURCE,
        side="upper",
        printed="large bit complexity suffices for a sublinear number of parameters",
        level="abstract",
        parts=("VYS7/theorem",),
    ),
    PrintedClaim(
        id="VYS-bits-lower",
        source=SOURCE,
        side="lower",
        printed="large bit complexity is necessary for a sublinear number of parameters",
        level="abstract",
        parts=("V9/bits", "V9/sparse-bits"),
    ),
)
