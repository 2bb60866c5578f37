"""Park, Lee, Yun and Shin (2021) as a calculator, and what they claim, beside what carries it.

The network of Theorem 2 in ReLU: folds, halvings, lookup and bit reader at width 3, keys as in U4.
The shape with the fewest layers is found by counting, as it is built.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from memproof.bounds import Construction, PrintedClaim, Shape

SOURCE = "Park, Lee, Yun & Shin 2021 (COLT, PMLR 134)"
WIDTH = 3
# Up to so many bits of N the capacity is found exactly, beyond it to a power of two.
EXACT_BITS = 24


@lru_cache(maxsize=1024)
def count_layers(count: int, key_bits: int, label_bits: int) -> int:
    """ReLU layers of the network of width 3 for count keys below 2^key_bits."""
    from memproof.constructions.park.network import shape_park

    return 2 * shape_park(count, 1 << key_bits, label_bits, WIDTH).depth


def fits_points(width: int, depth: int, known: Mapping[str, int]) -> bool:
    """Whether N points fit in this many layers."""
    return width >= WIDTH and count_layers(known["N"], known["B"], known["c"]) <= depth


def count_points(width: int, depth: int, known: Mapping[str, int]) -> int:
    """Points, up to N, that fit in this many layers (keys in the range for N points)."""
    if width < WIDTH:
        return 0
    if fits_points(width, depth, known):
        return known["N"]

    def fits(count: int) -> bool:
        return count_layers(count, known["B"], known["c"]) <= depth

    low, high = -1, known["N"].bit_length()
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(1 << middle) else (low, middle)
    if low < 0 or known["N"].bit_length() > EXACT_BITS:
        return 1 << low if low >= 0 else 0
    least, beyond = 1 << low, min(1 << high, known["N"])
    while beyond - least > 1:
        middle = (least + beyond) // 2
        least, beyond = (middle, beyond) if fits(middle) else (least, middle)
    return least


def shape_points(width: int, depth: int, known: Mapping[str, int]) -> Shape:
    """The network of width 3."""
    from memproof.constructions.park.network import shape_park

    found = shape_park(known["N"], 1 << known["B"], known["c"], WIDTH)
    layers = 2 * found.depth
    inner = (layers - 1) * (WIDTH + 1) * WIDTH
    return Shape(
        choices=(("folds", found.folds), ("halvings", found.halvings), ("B", found.block_keys)),
        width=WIDTH,
        depth=layers,
        parameters=(known["d"] + 1) * WIDTH + inner + WIDTH + 1,
        weight_bits=None,
    )


CONSTRUCTIONS = (
    Construction(
        id="PLYS",
        title="width 3: folds, halvings, lookup and bit reader",
        variables={
            "N": "integer >= 2",
            "delta": "real in (0, 2]",
            "d": "integer >= 1",
            "C": "integer >= 2",
        },
        definitions={
            "c": "max(1, ceil(log2(C)))",
            "s": "N^2/delta*sqrt(d/(2*pi))",
            "B": "ceil(log2(2*s + 1))",
            "E": "B + c",
        },
        rate="N^(4/3)*(c + 1)^(2/3)",
        formula="2 (folds + halvings + lookup + (2c + 1) B) layers, counted as built",
        capacity=count_points,
        fits=fits_points,
        shape=shape_points,
        lemmas=("PLYS2/network", "U4/keys"),
        grade="cited",
        source=f"{SOURCE}, equations repaired",
        notes=(
            "Other widths: memproof layers. The keys' direction rests on a cited fact about the "
            "sphere (U1)."
        ),
    ),
)

CLAIMS = (
    PrintedClaim(
        id="PLYS-upper",
        source=SOURCE,
        side="upper",
        brief="width 3, O(N^(2/3)) layers",
        printed="O(N^(2/3)*log(C) + log(d) + log(Delta)) layers of width 3 suffice",
        level="seen",
        parts=("PLYS2/theorem", "PLYS2/depth"),
        theorems=("PLYS",),
        notes="With the equations repaired; (log C)^(1/3) suffices. As printed its network fails.",
    ),
)
