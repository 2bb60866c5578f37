"""Certificate documents of the memorizer of Park et al.: labelings of few keys, one instance."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product
from typing import Any

from memproof.errors import InputError
from memproof.networks.documents import Place, Relation, build_family_document
from memproof.networks.park import build_park, shape_park

_MARGIN = 4
_KEY_SETS = ((0, 1, 2, 3), (0, 6, 7, 11), (5, 50, 51, 899))


def build_park_evidence() -> dict[str, Any]:
    """Every labeling of up to four keys at widths 3, 4 and 5, on whole intervals [k, k + 3/4].

    Sets: adjacent keys, a range of 12 and one of 900, which is folded first.
    """
    ranges = {"set": (0, len(_KEY_SETS) - 1), "W": (3, 5), "N": (1, 4), "C": (2, 2)}
    instances = []
    for index, width, count in product(range(len(_KEY_SETS)), range(3, 6), range(1, 5)):
        keys = _KEY_SETS[index]
        for labels in product(range(2), repeat=count):
            values = {"set": index, "W": width, "N": count, "C": 2}
            network = build_park(
                keys[:count], labels, 1, margin=_MARGIN, key_range=keys[-1] + 1, width=width
            )
            instances.append((values, labels, network))
    bounds: list[Relation] = [["<=", "width", "W"]]
    sets = [[_place(key, _MARGIN) for key in keys] for keys in _KEY_SETS]
    return build_family_document("labeling", ranges, instances, sets=sets, bounds=bounds)


def build_park_instance(
    count: int, key_range: int, label_bits: int, width: int = 3, *, seed: int = 0
) -> dict[str, Any]:
    """One network for random keys and labels; the depth stands against the shape's, doubled.

    Raises InputError when so many keys do not fit.
    """
    if not 1 <= count <= key_range:
        raise InputError(f"{count} keys below {key_range} are impossible")
    generator = random.Random(seed)
    keys = sorted(generator.sample(range(key_range), count))
    labels = [generator.randrange(1 << label_bits) for _ in keys]
    network = build_park(keys, labels, label_bits, key_range=key_range, width=width)
    shape = shape_park(count, key_range, label_bits, width)
    values = {"W": width, "N": count, "C": 1 << label_bits, "D": 2 * shape.depth}
    return build_family_document(
        "labeling",
        {name: (value, value) for name, value in values.items()},
        [(values, labels, network)],
        sets=[[_place(key, max(count, 2)) for key in keys]],
        bounds=[["<=", "width", "W"], ["<=", "depth", "D"]],
        exhaustive=False,
    )


def _place(key: int, margin: int) -> Place:
    return Fraction(key), key + 1 - Fraction(1, margin)
