"""Certificate documents of the memorizer of Park et al.: labelings of few keys, one instance."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product
from typing import Any

from memproof.constructions.park.network import (
    REPAIRED,
    Rule,
    StepNetwork,
    build_bit_reader,
    build_halving,
    build_park,
    build_theorem_3,
    convert_to_relu,
    count_folded_range,
    run_steps,
    shape_park,
)
from memproof.constructions.park.reading import ReaderShape, build_reader
from memproof.constructions.park.sizes import size_width_3
from memproof.errors import InputError
from memproof.networks.documents import (
    Relation,
    build_family_document,
    build_values_document,
)

_MARGIN = 4
_PRINTED_SEED = 2
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
    sets = [[_ends(key, _MARGIN) for key in keys] for keys in _KEY_SETS]
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
        sets=[[_ends(key, max(count, 2)) for key in keys]],
        bounds=[["<=", "width", "W"], ["<=", "depth", "D"]],
        exhaustive=False,
    )


_MEETING = (6, 13, 19, 21, 23, 24)
"""Keys below 25 of which equation (8) as printed, with three pieces, sends two to one place."""


def build_halving_values(rule: Rule = REPAIRED) -> dict[str, Any]:
    """Where Lemma 15's map alone sends six keys below 25, three pieces, as a ReLU network."""
    steps = build_halving(_MEETING, 25, 3, rule=rule)
    intervals = [_ends(key, _MARGIN) for key in _MEETING]
    images = [run_steps(steps, key) for key in _MEETING]
    return build_values_document(
        convert_to_relu(steps, intervals), [(key,) for key in _MEETING], images
    )


def sample_theorem_3(
    count: int, stages: int, label_bits: int, *, seed: int = 0, rule: Rule = REPAIRED
) -> tuple[StepNetwork, list[int], list[int]]:
    """(network, keys, labels): Theorem 3's network at width 3, random keys below U, random labels.

    One layer is left for folds, which keys below U do not need. Raises InputError for impossible K.
    """
    generator = random.Random(seed)
    key_range = count_folded_range(count)
    keys = sorted(generator.sample(range(key_range), count))
    labels = [generator.randrange(1 << label_bits) for _ in keys]
    size = size_width_3(count, 1, label_bits, stages=stages)
    network = build_theorem_3(
        keys, labels, label_bits, size.widths, size.cuts, key_range, rule=rule
    )
    return network, keys, labels


def build_theorem_3_evidence() -> dict[str, Any]:
    """Every labeling of eight keys below 17 by Theorem 3's network of width 3 with K = 3.

    One halving, of several pieces; whole intervals [k, k + 3/4], depth at most twice the formula.
    """
    _, keys, _ = sample_theorem_3(8, 3, 1, seed=_PRINTED_SEED)
    size = size_width_3(8, 1, 1, stages=3)
    values = {"W": 3, "N": 8, "C": 2, "L": size.depth}
    instances = []
    for labels in product(range(2), repeat=8):
        steps = build_theorem_3(
            keys, labels, 1, size.widths, size.cuts, count_folded_range(len(keys))
        )
        network = convert_to_relu(steps, [_ends(key, _MARGIN) for key in keys])
        instances.append((values, labels, network))
    return build_family_document(
        "labeling",
        {name: (value, value) for name, value in values.items()},
        instances,
        sets=[[_ends(key, _MARGIN) for key in keys]],
        bounds=[["<=", "width", "W"], ["<=", "depth", ["*", 2, "L"]]],
    )


def build_printed_network() -> dict[str, Any]:
    """What Theorem 3's network of width 3 gives with the equations as printed, 8 keys, K = 3."""
    steps, keys, _ = sample_theorem_3(8, 3, 1, seed=_PRINTED_SEED, rule=Rule(printed=True))
    network = convert_to_relu(steps, [_ends(key, _MARGIN) for key in keys])
    outputs = [run_steps(steps, key) for key in keys]
    return build_values_document(network, [(key,) for key in keys], outputs)


def build_repaired_network() -> dict[str, Any]:
    """The same keys and labels with the equations repaired: the labels, on whole intervals."""
    steps, keys, labels = sample_theorem_3(8, 3, 1, seed=_PRINTED_SEED)
    network = convert_to_relu(steps, [_ends(key, _MARGIN) for key in keys])
    size = size_width_3(8, 1, 1, stages=3)
    values = {"W": size.widths[0], "N": 8, "C": 2, "D": 2 * size.depth}
    return build_family_document(
        "labeling",
        {name: (value, value) for name, value in values.items()},
        [(values, labels, network)],
        sets=[[_ends(key, _MARGIN) for key in keys]],
        bounds=[["<=", "width", "W"], ["<=", "depth", "D"]],
        exhaustive=False,
    )


_READ = (1, 0, 1)


def build_bit_reader_values(
    *, printed_span: int | None = None, printed_windows: bool = False
) -> dict[str, Any]:
    """What Lemma 22 makes of the labels 1, 0, 1 of one bit, as a ReLU network."""
    steps = build_bit_reader(_READ, 1, printed_span=printed_span, printed_windows=printed_windows)
    keys = range(len(_READ))
    network = convert_to_relu(steps, [_ends(key, _MARGIN) for key in keys])
    return build_values_document(
        network, [(key,) for key in keys], [run_steps(steps, key) for key in keys]
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
        sets=[[_ends(key, _MARGIN) for key in range(most)]],
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
        sets=[[_ends(key, _MARGIN) for key in range(shape.keys)]],
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


def _ends(key: int, margin: int) -> tuple[Fraction, Fraction]:
    return Fraction(key), key + 1 - Fraction(1, margin)
