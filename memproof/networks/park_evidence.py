"""Certificate documents of the memorizer of Park et al.: labelings of few keys, one instance."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product
from typing import Any

from memproof.errors import InputError
from memproof.networks.documents import Place, Relation, build_family_document
from memproof.networks.park import build_park, shape_park
from memproof.networks.park_reading import ReaderShape, build_reader

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


def build_reading_evidence(read_bits: int, most: int = 5) -> dict[str, Any]:
    """Lemma 16 with R = ``read_bits``: every labeling of A·B keys by D ≤ 2 bits, A·B·D ≤ ``most``.

    Whole intervals [k, k + 3/4]; padded to the lemma's widths (repaired), so that depth and dense
    parameters equal the formulas: of the STEP and ID network, doubled layer by layer.
    """
    ranges = {"A": (1, most), "B": (1, most), "D": (1, 2), "N": (1, most), "C": (2, 4)}
    where: list[Relation] = [
        ["=", "N", ["*", "A", "B"]],
        ["=", "C", ["*", 2, "D"]],
        ["<=", ["*", "N", "D"], most],
    ]
    instances = []
    for blocks, size, bits in product(range(1, most + 1), range(1, most + 1), (1, 2)):
        keys = blocks * size
        if keys * bits > most:
            continue
        shape = ReaderShape(blocks, size, bits, read_bits)
        values = {"A": blocks, "B": size, "D": bits, "N": keys, "C": 1 << bits}
        for labels in product(range(1 << bits), repeat=keys):
            network = build_reader(labels, shape, margin=_MARGIN, padded=True)
            instances.append((values, labels, network))
    return build_family_document(
        "labeling",
        ranges,
        instances,
        where=where,
        sets=[[_place(key, _MARGIN) for key in range(most)]],
        bounds=_list_reading_bounds(read_bits),
    )


def build_reading_instance(
    blocks: int, block_keys: int, label_bits: int, read_bits: int, *, seed: int = 0
) -> dict[str, Any]:
    """Lemma 16 for one list of random labels, its sizes against the formulas."""
    shape = ReaderShape(blocks, block_keys, label_bits, read_bits)
    generator = random.Random(seed)
    labels = [generator.randrange(1 << label_bits) for _ in range(shape.keys)]
    network = build_reader(labels, shape, margin=_MARGIN, padded=True)
    values = {"A": blocks, "B": block_keys, "D": label_bits}
    values |= {"N": shape.keys, "C": 1 << label_bits}
    return build_family_document(
        "labeling",
        {name: (value, value) for name, value in values.items()},
        [(values, labels, network)],
        sets=[[_place(key, _MARGIN) for key in range(shape.keys)]],
        bounds=_list_reading_bounds(read_bits),
        exhaustive=False,
    )


def _list_reading_bounds(read_bits: int) -> list[Relation]:
    """Lemma 16's depth, width and parameters (repaired), each layer of width w made two: w(w + 1)
    parameters more.
    """
    power, stages = 1 << read_bits, ["ceil-div", ["*", "B", "D"], read_bits]
    wide, narrow = power + read_bits + 2, read_bits + 2
    stage = (2 * read_bits + 5) * power + 2 * read_bits**2 + 10 * read_bits + 12
    rest = 10 + 3 - read_bits * power - read_bits**2 - read_bits
    counted = ["+", ["*", 4, "A"], ["*", stage, stages], rest]
    doubled = wide * (wide + 1) + narrow * (narrow + 1)
    made_two = ["+", ["*", ["+", "A", 2], ["+", "A", 3]], 6, ["*", doubled, stages]]
    return [
        ["=", "depth", ["+", ["*", 4, stages], 4]],
        ["=", "width", ["max", ["+", "A", 2], wide]],
        ["=", "parameters", ["+", counted, made_two]],
    ]


def _place(key: int, margin: int) -> Place:
    return Fraction(key), key + 1 - Fraction(1, margin)
