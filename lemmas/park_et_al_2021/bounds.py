"""Park, Lee, Yun and Shin (2021) as a calculator, and what they claim, beside what carries it.

The network of Theorem 2 in ReLU: folds, halvings, lookup and bit reader at width 3, keys as in U4.
The layers are those of PLYS2; a network that is built may have fewer.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import isqrt

from memproof.bounds import Construction, PrintedClaim, Shape

SOURCE = "Park, Lee, Yun & Shin 2021 (COLT, PMLR 134)"
WIDTH, LEAST = 3, 4
# Up to so many bits of N the capacity is found exactly, beyond it to a power of two.
EXACT_BITS = 24


def _count_layers(count: int, label_bits: int, folds: int, power: int, size: int) -> int:
    """STEP and ID layers of the claim, with as few codes as blocks of this size need."""
    codes = -(-(count * count + 4) // (size << power))
    return folds + (1 << (power + 3)) - 32 + codes + (2 * label_bits + 1) * size


def _best_size(count: int, label_bits: int, power: int) -> int:
    """The block size B beside the root of X/m that needs the fewest layers, X = (N^2 + 4)/2^K."""
    per_key = 2 * label_bits + 1
    root = isqrt((count * count + 4) // (per_key << power))
    return min(
        range(max(1, root - 2), root + 4),
        key=lambda size: (_count_layers(count, label_bits, 0, power, size), size),
    )


@lru_cache(maxsize=1024)
def find_layout(count: int, key_bits: int, label_bits: int) -> tuple[int, int, int, int, int]:
    """(layers, F, K, a, B) with the fewest ReLU layers of PLYS2 for count >= 4 keys of so many
    bits.
    """
    place = count * count // 4 + 1
    folds = max(0, key_bits - place.bit_length() + 1)
    folds += (place << folds) < (1 << key_bits)
    best: tuple[int, int, int, int, int] | None = None
    for power in range(2, count.bit_length()):
        size = _best_size(count, label_bits, power)
        codes = -(-(count * count + 4) // (size << power))
        found = (
            2 * _count_layers(count, label_bits, folds, power, size),
            folds,
            power,
            codes,
            size,
        )
        best = found if best is None or found < best else best
    if best is None:
        raise ValueError("a layout needs at least 4 points")
    return best


def fits_points(width: int, depth: int, known: Mapping[str, int]) -> bool:
    """Whether N points fit in this many layers."""
    return (
        width >= WIDTH
        and known["N"] >= LEAST
        and find_layout(known["N"], known["b"], known["D"])[0] <= depth
    )


def count_points(width: int, depth: int, known: Mapping[str, int]) -> int:
    """Points, up to N, that fit in this many layers (keys in the range for N points)."""
    if width < WIDTH:
        return 0
    if fits_points(width, depth, known):
        return known["N"]

    def fits(count: int) -> bool:
        return count >= LEAST and find_layout(count, known["b"], known["D"])[0] <= depth

    low, high = 1, known["N"].bit_length()
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(1 << middle) else (low, middle)
    if not fits(1 << low) or known["N"].bit_length() > EXACT_BITS:
        return 1 << low if fits(1 << low) else 0
    least, beyond = 1 << low, min(1 << high, known["N"])
    while beyond - least > 1:
        middle = (least + beyond) // 2
        least, beyond = (middle, beyond) if fits(middle) else (least, middle)
    return least


def shape_points(width: int, depth: int, known: Mapping[str, int]) -> Shape:
    """The network of width 3."""
    layers, folds, power, codes, size = find_layout(known["N"], known["b"], known["D"])
    inner = (layers - 1) * (WIDTH + 1) * WIDTH
    return Shape(
        choices=(("F", folds), ("K", power), ("a", codes), ("B", size)),
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
            "N": "integer >= 4",
            "delta": "real in (0, 2]",
            "d": "integer >= 1",
            "C": "integer >= 2",
        },
        definitions={
            "D": "max(1, ceil(log2(C)))",
            "s": "N^2/(delta*sqrt(2*pi/d))",
            "b": "ceil(log2(2*s + 1))",
            "E": "b + D",
        },
        rate="N^(4/3)*(D + 1)^(2/3)",
        formula="2 (F + 2^(K + 3) - 32 + a + (2D + 1) B) layers, 2^K a B >= N^2 + 4",
        capacity=count_points,
        fits=fits_points,
        shape=shape_points,
        parts=("PLYS2/points",),
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
