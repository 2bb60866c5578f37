"""Certificate documents of the construction chain's networks: U5–U11, Theorems T and D.

Each function builds networks over a stated finite range, or one large network, and returns a
document for ``memproof.checker.kinds.networks``. Small ranges are exhaustive: every assignment,
every labeling. Measured sizes stand against the formulas as bounds, which the checker counts again.
Deterministic.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

from memproof.constructions.decoder import build_bit_step, build_decoder, build_gate, build_match
from memproof.constructions.direct import build_direct, build_one_hot, count_direct_capacity
from memproof.constructions.max_pieces import build_max_pieces, count_max_pieces
from memproof.constructions.shatter_network import build_row_map
from memproof.constructions.steps import build_block, build_step_stack
from memproof.constructions.trade_off import build_stepped, build_trade_off
from memproof.errors import InputError
from memproof.networks.compose import compose
from memproof.networks.documents import Place, Relation, build_family_document
from memproof.networks.evaluate import Rational
from memproof.networks.network import Network

Ranges = Mapping[str, tuple[int, int]]

_DECODER_DEPTH = ["+", ["*", "n", ["+", "B", "c"]], 1]
_LAYERED_DEPTH = ["*", "n", ["+", "B", "c", 2]]
_TRADE_OFF_WIDTH = ["max", ["+", ["*", 2, "m"], 2], ["*", 2, "w"], 9]
_TRADE_OFF_BOUNDS: Sequence[Relation] = (
    ["=", "depth", ["+", ["*", 2, "S"], _DECODER_DEPTH]],
    ["<=", "width", _TRADE_OFF_WIDTH],
)
_PAIR_BOUNDS: Sequence[Relation] = (
    ["=", "depth", ["*", 2, "S"]],
    ["<=", "width", ["max", ["+", ["*", 2, "m"], 2], ["*", 2, "w"]]],
)

_EQUAL: Sequence[Rational] = tuple(range(6))
_UNEVEN: Sequence[Rational] = (
    Fraction(-5, 2),
    -1,
    Fraction(-2, 3),
    0,
    Fraction(1, 7),
    1000,
)


def build_bit_step_evidence(largest: int = 6) -> dict[str, Any]:
    """U7 for every number of bits up to ``largest`` and every integer of that many bits."""
    ranges = {"K": (1, largest)}
    instances = [(values, None, build_bit_step(values["K"])) for values in _assignments(ranges)]
    bounds = (["<=", "width", 3], ["=", "depth", 1])
    return build_family_document("bit-step", ranges, instances, bounds=bounds)


def build_match_evidence() -> dict[str, Any]:
    """U8 for margin scales 1 … 4, keys of 1, 2 and 3 bits, on whole margin intervals."""
    ranges = {"B": (1, 3), "M": (1, 4), "q": (0, 7)}
    where = (["<=", ["+", "q", 1], ["+", ["*", 2, "B"], ["*", "B", ["-", "B", 1]]]],)
    instances = [
        (values, None, build_match(values["q"], values["M"]))
        for values in _assignments(ranges)
        if values["q"] < values["B"] * (values["B"] + 1)
    ]
    bounds = (["<=", "width", 4], ["=", "depth", 1])
    return build_family_document("match", ranges, instances, where=where, bounds=bounds)


def build_gate_evidence(largest: int = 5) -> dict[str, Any]:
    """U9 for every number of label bits up to ``largest``, every label and both match values."""
    ranges = {"c": (1, largest)}
    instances = [(values, None, build_gate(values["c"])) for values in _assignments(ranges)]
    bounds = (["=", "width", 1], ["=", "depth", 1])
    return build_family_document("gate", ranges, instances, bounds=bounds)


def build_block_evidence() -> dict[str, Any]:
    """U5 for m, n ≤ 3 and N = m(n + 1) ≤ 6 samples: all labelings, equal and uneven points.

    Affine inside blocks and constant outside, on whole intervals; widths [2m, 2n − 1] and the
    parameter count that follows from them.
    """
    ranges = {"set": (0, 1), "m": (1, 3), "n": (1, 3), "N": (2, 6), "C": (2, 2)}
    where = (["=", "N", ["*", "m", ["+", "n", 1]]],)
    sets = (_EQUAL, _UNEVEN)
    second = ["-", ["*", 2, "n"], 1]
    bounds = (
        ["=", "width", ["max", ["*", 2, "m"], second]],
        ["=", "depth", 2],
        ["=", "parameters", ["+", ["*", 4, "m"], ["*", second, ["+", ["*", 2, "m"], 2]], 1]],
    )
    instances = [
        (values, labels, _block_network(sets[values["set"]], values, labels))
        for values in _assignments(ranges)
        if values["N"] == values["m"] * (values["n"] + 1)
        for labels in _labelings(values)
    ]
    return build_family_document("blocks", ranges, instances, where=where, sets=sets, bounds=bounds)


def build_step_evidence(classes: int = 2) -> dict[str, Any]:
    """U6 for m, w, S ≤ 2 and N ≤ min(4, S·m·w) groups: all labelings, constant on whole intervals.

    Sets: adjacent intervals with the smallest gap 1, intervals and single points mixed (a group
    whose two samples coincide), and large uneven gaps.
    """
    sets: tuple[Sequence[Place], ...] = (
        ((0, 1), (2, 3), (4, 5), (6, 7)),
        ((1, 1), (2, 4), (5, 5), (9, 9)),
        ((3, 10), (1000, 1001), (1002, 5000), (10**9, 10**9 + 1)),
    )
    ranges = {
        "set": (0, 2),
        "m": (1, 2),
        "w": (1, 2),
        "S": (1, 2),
        "N": (1, 4 if classes == 2 else 3),
        "C": (classes, classes),
    }
    where = (["<=", "N", ["*", "S", "m", "w"]],)
    instances = [
        (values, labels, _step_network(sets[values["set"]], values, labels))
        for values in _assignments(ranges)
        if values["N"] <= values["S"] * values["m"] * values["w"]
        for labels in _labelings(values)
    ]
    return build_family_document(
        "labeling", ranges, instances, where=where, sets=sets, bounds=_PAIR_BOUNDS
    )


def build_decoder_evidence(*, layered: bool = False) -> dict[str, Any]:
    """U10 for n ≤ 3, B, c ≤ 2, M ≤ 3 with n(B + c) + B ≤ 8: every code and key, on whole intervals.

    Depth n(B + c) + 1 and width at most 9; ``layered``: depth n(B + c + 2), width at most 7.
    """
    ranges = {"n": (1, 3), "B": (1, 2), "c": (1, 2), "M": (1, 3)}
    where = (["<=", ["+", ["*", "n", ["+", "B", "c"]], "B"], 8],)
    bounds = (
        ["=", "depth", _LAYERED_DEPTH if layered else _DECODER_DEPTH],
        ["<=", "width", 7 if layered else 9],
    )
    instances = [
        (
            values,
            None,
            build_decoder(values["n"], values["B"], values["c"], values["M"], layered=layered),
        )
        for values in _assignments(ranges)
        if values["n"] * (values["B"] + values["c"]) + values["B"] <= 8
    ]
    return build_family_document("decoder", ranges, instances, where=where, bounds=bounds)


def build_trade_off_evidence(classes: int = 2) -> dict[str, Any]:
    """U11 for n, m, w, S ≤ 2, B = 3 and N ≤ min(3, n·S·m·w) keys: all labelings, whole margins.

    One point, N not a multiple of n and equal labels are among the cases. Sets: the largest keys
    with M = 2, neighbouring keys with M = 3, keys with M = 1 (intervals that are points).
    """
    layouts = ((2, (1, 6, 7)), (3, (0, 1, 2)), (1, (0, 3, 4)))
    sets = [[(scale * k, scale * k + scale - 1) for k in keys] for scale, keys in layouts]
    label_bits = (classes - 1).bit_length()
    ranges = {
        "set": (0, len(sets) - 1),
        "n": (1, 2),
        "m": (1, 2),
        "w": (1, 2),
        "S": (1, 2),
        "B": (3, 3),
        "c": (label_bits, label_bits),
        "N": (1, 3 if classes == 2 else 2),
        "C": (classes, classes),
    }
    where = (["<=", "N", ["*", "n", "S", "m", "w"]],)
    instances = []
    for values in _assignments(ranges):
        if values["N"] > values["n"] * values["S"] * values["m"] * values["w"]:
            continue
        scale, keys = layouts[values["set"]]
        for labels in _labelings(values):
            network = build_trade_off(
                keys[: values["N"]],
                labels,
                values["B"],
                values["c"],
                values["m"],
                values["w"],
                values["n"],
                values["S"],
                margin_scale=scale,
            )
            instances.append((values, labels, network))
    return build_family_document(
        "labeling", ranges, instances, where=where, sets=sets, bounds=_TRADE_OFF_BOUNDS
    )


def build_direct_evidence() -> dict[str, Any]:
    """Theorem T for p, q ≤ 3 and N ≤ min(p·q, 6) points, equal gaps and uneven: all labelings."""
    ranges = {"set": (0, 1), "p": (1, 3), "q": (1, 3), "N": (1, 6), "C": (2, 2)}
    return _direct_family(ranges, (_EQUAL, _UNEVEN))


def build_close_evidence(gap_bits: int = 1000) -> dict[str, Any]:
    """Theorem T with widths [2, 2] for N ≤ 4 points at gaps of 2^−gap_bits: all labelings.

    Sets: all gaps tiny, and two close pairs at distance 1.
    """
    tiny = Fraction(1, 1 << gap_bits)
    sets = ((0, tiny, 2 * tiny, 3 * tiny), (0, tiny, 1, 1 + tiny))
    ranges = {"set": (0, 1), "p": (2, 2), "q": (2, 2), "N": (1, 4), "C": (2, 2)}
    return _direct_family(ranges, sets)


def _direct_family(ranges: Ranges, sets: Sequence[Sequence[Rational]]) -> dict[str, Any]:
    where = (["<=", "N", ["*", "p", "q"]],)
    bounds = (
        ["<=", "width", ["max", "p", "q"]],
        ["=", "depth", 2],
        ["<=", "parameters", ["+", ["*", 2, "p"], ["*", "q", ["+", "p", 2]], 1]],
    )
    instances = [
        (
            values,
            labels,
            build_direct(sets[values["set"]][: values["N"]], labels, [(values["p"], values["q"])]),
        )
        for values in _assignments(ranges)
        if values["N"] <= values["p"] * values["q"]
        for labels in _labelings(values)
    ]
    return build_family_document(
        "labeling", ranges, instances, where=where, sets=sets, bounds=bounds
    )


def build_deep_evidence() -> dict[str, Any]:
    """Theorem D for W ≤ 4, S = 2, 3 and N ≤ 6 points within its count: all labelings."""
    sets = (_EQUAL, _UNEVEN)
    ranges = {"set": (0, 1), "W": (2, 4), "S": (2, 3), "N": (1, 6), "C": (2, 2)}
    several = ["*", ["-", "S", 2], "W", ["-", "W", 2]]
    capacity = ["-", ["+", ["*", 2, "W", ["-", "W", 1]], several], 1]
    where = (["<=", "N", capacity],)
    bounds = (["<=", "width", "W"], ["<=", "depth", ["*", 2, "S"]])
    instances = []
    for values in _assignments(ranges):
        width, stages = values["W"], values["S"]
        if values["N"] > 2 * width * (width - 1) + (stages - 2) * width * (width - 2) - 1:
            continue
        for labels in _labelings(values):
            points = sets[values["set"]][: values["N"]]
            network = build_direct(points, labels, [(width, width)] * stages)
            instances.append((values, labels, network))
    return build_family_document(
        "labeling", ranges, instances, where=where, sets=sets, bounds=bounds
    )


def build_vector_evidence(stages: tuple[int, int], largest: int, sets: int = 2) -> dict[str, Any]:
    """Theorems T and D with d_y ≤ 2 outputs, S pairs of p·q ≤ ``largest`` keys: all labelings.

    p, q ≤ 2 and N ≤ 4 points within the count S·p·q − (S − 1); labels are all vectors of bits.
    Hidden widths p + d_y·[k > 1] and q·d_y + [k < S].
    """
    ranges = {
        "set": (0, sets - 1),
        "y": (1, 2),
        "C": (2, 4),
        "p": (1, 2),
        "q": (1, 2),
        "S": stages,
        "N": (1, 4),
    }
    capacity = ["-", ["*", "S", "p", "q"], ["-", "S", 1]]
    where = (["=", "C", ["*", 2, "y"]], ["<=", ["*", "p", "q"], largest], ["<=", "N", capacity])
    points = (_UNEVEN, _EQUAL)[:sets]
    instances = []
    for values in _assignments(ranges):
        outputs, p, q, count = values["y"], values["p"], values["q"], values["S"]
        keys = points[values["set"]][: values["N"]]
        pairs = [(p + outputs * (k > 0), q * outputs + (k < count - 1)) for k in range(count)]
        room = values["N"] <= count_direct_capacity(pairs, outputs)
        if values["C"] != 2 * outputs or p * q > largest or not room:
            continue
        for labels in _labelings(values):
            vectors = [tuple(label >> j & 1 for j in range(outputs)) for label in labels]
            instances.append((values, labels, build_direct(keys, vectors, pairs)))
    return build_family_document("vectors", ranges, instances, where=where, sets=points)


def build_one_hot_evidence() -> dict[str, Any]:
    """Theorem T and one layer more for p, q ≤ 2, N ≤ p·q points of C ≤ 3 classes: all labelings."""
    sets = (_EQUAL, _UNEVEN)
    ranges = {"set": (0, 1), "p": (1, 2), "q": (1, 2), "N": (1, 4), "C": (2, 3)}
    instances = [
        (
            values,
            labels,
            compose(
                build_direct(
                    sets[values["set"]][: values["N"]], labels, [(values["p"], values["q"])]
                ),
                build_one_hot(values["C"]),
            ),
        )
        for values in _assignments(ranges)
        if values["N"] <= values["p"] * values["q"]
        for labels in _labelings(values)
    ]
    where = (["<=", "N", ["*", "p", "q"]],)
    return build_family_document("one-hot", ranges, instances, where=where, sets=sets)


def build_pieces_evidence(d1: tuple[int, int], d2: tuple[int, int], pieces: Any) -> dict[str, Any]:
    """Hidden widths [d1, d2] in these ranges, each with exactly ``pieces`` pieces on the line.

    ``pieces`` is an expression in d1 and d2; the network is ``build_max_pieces``.
    """
    shapes = list(product(range(d1[0], d1[1] + 1), range(d2[0], d2[1] + 1)))
    counts = [count_max_pieces(*shape) for shape in shapes]
    instances = [
        ({"d1": shape[0], "d2": shape[1], "P": count}, None, build_max_pieces(*shape))
        for shape, count in zip(shapes, counts, strict=True)
    ]
    ranges = {"d1": d1, "d2": d2, "P": (min(counts), max(counts))}
    return build_family_document(
        "pieces", ranges, instances, where=(["=", "P", pieces],), bounds=(["=", "depth", 2],)
    )


def build_rows_evidence(largest_m: int = 6, largest_r: int = 4) -> dict[str, Any]:
    """Theorem 11's row map for all m and r in these ranges: all m·2^m pairs of a row and a column.

    Depth 2 + 5⌈m/r⌉.
    """
    ranges = {"m": (1, largest_m), "r": (1, largest_r)}
    instances = [
        (values, None, build_row_map(values["m"], values["r"])) for values in _assignments(ranges)
    ]
    bounds = (["=", "depth", ["+", 2, ["*", 5, ["ceil-div", "m", "r"]]]],)
    return build_family_document("rows", ranges, instances, bounds=bounds)


def build_trade_off_instance(
    size: int,
    key_bits: int,
    m: int,
    w: int,
    n: int,
    stages: int,
    *,
    classes: int = 2,
    seed: int = 0,
) -> dict[str, Any]:
    """U11 once, for random keys and labels, on every whole margin interval.

    Depth and width stand against the formulas. Raises InputError when the keys do not fit.
    """
    keys, labels = _random_data(size, key_bits, classes, seed)
    label_bits = max(1, (classes - 1).bit_length())
    network = build_trade_off(keys, labels, key_bits, label_bits, m, w, n, stages)
    values = {"m": m, "w": w, "n": n, "S": stages, "B": key_bits, "c": label_bits}
    where = (["<=", "N", ["*", "n", "S", "m", "w"]],)
    return _instance(keys, labels, classes, network, values, _TRADE_OFF_BOUNDS, where)


def build_step_instance(
    size: int, key_bits: int, m: int, w: int, stages: int, *, classes: int = 2, seed: int = 0
) -> dict[str, Any]:
    """U6 once with the labels as values (U11-direct), on every whole margin interval."""
    keys, labels = _random_data(size, key_bits, classes, seed)
    network = build_stepped(keys, labels, m, w, stages)
    values = {"m": m, "w": w, "S": stages}
    where = (["<=", "N", ["*", "S", "m", "w"]],)
    return _instance(keys, labels, classes, network, values, _PAIR_BOUNDS, where)


def build_direct_instance(
    size: int, key_bits: int, width: int, pairs: int = 1, *, classes: int = 2, seed: int = 0
) -> dict[str, Any]:
    """Theorem T (``pairs`` = 1) or D once, for random integer points and labels.

    The bound is the theorem's count. Raises InputError when the points exceed it.
    """
    points, labels = _random_data(size, key_bits, classes, seed)
    network = build_direct(points, labels, [(width, width)] * pairs)
    values = {"W": width, "S": pairs, "N": size, "C": classes}
    capacity: Any = ["*", "W", "W"]
    if pairs > 1:
        several = ["*", ["-", "S", 2], "W", ["-", "W", 2]]
        capacity = ["-", ["+", ["*", 2, "W", ["-", "W", 1]], several], 1]
    dense = ["+", ["*", 2, "W"], ["*", ["-", ["*", 2, "S"], 1], "W", ["+", "W", 1]], "W", 1]
    return build_family_document(
        "labeling",
        {name: (value, value) for name, value in values.items()},
        [(values, labels, network)],
        where=(["<=", "N", capacity],),
        sets=[points],
        bounds=(
            ["<=", "width", "W"],
            ["<=", "depth", ["*", 2, "S"]],
            ["<=", "parameters", dense],
        ),
        exhaustive=False,
    )


def _instance(
    keys: Sequence[int],
    labels: Sequence[int],
    classes: int,
    network: Network,
    values: Mapping[str, int],
    bounds: Sequence[Relation],
    where: Sequence[Relation],
) -> dict[str, Any]:
    scale = max(len(keys), 2)
    values = {**values, "N": len(keys), "C": classes}
    return build_family_document(
        "labeling",
        {name: (value, value) for name, value in values.items()},
        [(values, labels, network)],
        where=where,
        sets=[[(scale * key, scale * key + scale - 1) for key in keys]],
        bounds=bounds,
        exhaustive=False,
    )


def _random_data(size: int, key_bits: int, classes: int, seed: int) -> tuple[list[int], list[int]]:
    if size < 1 or key_bits < 1 or classes < 1 or size > 1 << key_bits:
        raise InputError(f"{size} keys of {key_bits} bits and {classes} classes are impossible")
    generator = random.Random(seed)
    keys: set[int] = set()
    while len(keys) < size:
        keys.add(generator.getrandbits(key_bits))
    return sorted(keys), [generator.randrange(classes) for _ in range(size)]


def _assignments(ranges: Ranges) -> Iterator[dict[str, int]]:
    for values in product(*(range(low, high + 1) for low, high in ranges.values())):
        yield dict(zip(ranges, values, strict=True))


def _labelings(values: Mapping[str, int]) -> Iterator[tuple[int, ...]]:
    yield from product(range(values["C"]), repeat=values["N"])


def _block_network(
    points: Sequence[Rational], values: Mapping[str, int], labels: Sequence[int]
) -> Network:
    length = values["n"] + 1
    samples = list(zip(points, labels, strict=False))
    return build_block(
        [samples[first : first + length] for first in range(0, len(samples), length)]
    )


def _step_network(
    places: Sequence[Place], values: Mapping[str, int], labels: Sequence[int]
) -> Network:
    starts = [place[0] if isinstance(place, tuple) else place for place in places]
    whole = [int(start) for start in starts[: values["N"]]]
    if any(right - left < 1 for left, right in pairwise(whole)):
        raise InputError("groups need integer starts")
    return build_step_stack(whole, labels, values["m"], values["w"], values["S"])
