"""Certificate documents of the Vardi–Yehudai–Shamir memorizer: gadgets, families, larger networks.

Small ranges are exhaustive (every labeling of the keys, whole intervals), larger networks are
instances; measured sizes stand against the formulas as bounds, which the checker counts again.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from memproof.constructions.vardi.network import (
    build_indicator,
    build_triangle_bits,
    build_vardi,
    build_vardi_copies,
)
from memproof.errors import InputError
from memproof.networks.documents import (
    Place,
    Relation,
    build_family_document,
    build_intervals_document,
    build_values_document,
)

Expression = Any

_MU: Expression = ["max", "rho", "c"]
_GROUPS: Expression = ["ceil-div", "N", "g"]
_DEPTHS: Mapping[str, Expression] = {
    "printed": ["+", ["*", 3, _GROUPS], ["*", 3, "g", _MU], ["*", 2, "g"], 2],
    "lean": ["+", 2, ["ceil-div", ["-", _GROUPS, 1], 4], ["*", "g", ["+", _MU, 1]]],
}
_KEY_SETS: Sequence[Sequence[int]] = ((0, 2, 4, 6), (1, 3, 5, 7))


def build_triangle_evidence(bits: int = 10, layout: str = "lean") -> dict[str, Any]:
    """All bits of every code of so many bits, read by the triangle map: the code reversed."""
    codes = range(1 << bits)
    wanted = [int(format(code, f"0{bits}b")[::-1], 2) for code in codes]
    network = build_triangle_bits(bits, layout=layout)
    return build_values_document(network, [(code,) for code in codes], wanted)


def build_indicator_evidence(low: int = 3, high: int = 7, layout: str = "lean") -> dict[str, Any]:
    """1 on the whole of [low, high], 0 on the whole intervals of length 100 beside it."""
    intervals = [
        (low - 101, low - 1, 0),
        (low, high, 1),
        (high + 1, high + 101, 0),
    ]
    return build_intervals_document(build_indicator(low, high, layout=layout), intervals)


def build_vardi_evidence(layout: str = "lean", label_bits: int = 1) -> dict[str, Any]:
    """Every labeling of up to four keys (three in the printed layout, two with 2 label bits).

    Keys are 2 apart, from the lowest or to the highest of 3 bits; width ≤ 12, depth and bits are
    the formulas.
    """
    most = (2 if label_bits > 1 else 4) - (layout == "printed" and label_bits == 1)
    ranges = {
        "set": (0, len(_KEY_SETS) - 1),
        "g": (1, 2),
        "rho": (3, 3),
        "c": (label_bits, label_bits),
        "N": (1, most),
        "C": (1 << label_bits, 1 << label_bits),
    }
    instances = []
    for values in _assignments(ranges):
        keys = _KEY_SETS[values["set"]][: values["N"]]
        for labels in product(range(values["C"]), repeat=values["N"]):
            network = build_vardi(
                keys, labels, values["rho"], values["c"], values["g"], layout=layout
            )
            instances.append((values, labels, network))
    return build_family_document(
        "labeling",
        ranges,
        instances,
        sets=[_places(keys) for keys in _KEY_SETS],
        bounds=_list_bounds(layout),
    )


def build_copies_evidence() -> dict[str, Any]:
    """Every labeling of up to four keys by copies for one or two points each."""
    ranges = {"g": (1, 2), "n": (1, 2), "rho": (3, 3), "c": (1, 1), "N": (2, 4), "C": (2, 2)}
    where: Sequence[Relation] = (["<=", "g", "n"],)
    copies: Expression = ["ceil-div", "N", "n"]
    layers: Expression = ["ceil-div", ["ceil-div", "n", "g"], 4]
    bounds: Sequence[Relation] = (
        ["<=", "width", ["+", ["*", 11, copies], 1]],
        ["=", "depth", ["+", 2, layers, ["*", "g", ["+", _MU, 1]]]],
        ["<=", "largest_weight_bits", ["+", ["*", "g", _MU], 1]],
        ["<=", "nonzero_weights", ["+", ["*", 156, copies, "depth"], 2]],
    )
    keys = _KEY_SETS[1]
    instances = [
        (values, labels, build_vardi_copies(keys[: values["N"]], labels, 3, 1, g, values["n"]))
        for values in _assignments(ranges)
        if (g := values["g"]) <= values["n"]
        for labels in product(range(2), repeat=values["N"])
    ]
    return build_family_document(
        "labeling", ranges, instances, where=where, sets=[_places(keys)], bounds=bounds
    )


def build_vardi_instance(
    count: int,
    key_bits: int,
    label_bits: int,
    group_size: int,
    *,
    layout: str = "lean",
    points_per_copy: int | None = None,
    seed: int = 0,
) -> dict[str, Any]:
    """One network for random keys 2 or more apart and random labels, on every whole [k, k + 1].

    Raises InputError when so many keys do not fit.
    """
    room = (1 << (key_bits - 1)) - 1
    if not 1 <= count <= room:
        raise InputError(f"{count} keys of {key_bits} bits, 2 apart, are impossible")
    generator = random.Random(seed)
    keys = [2 * key for key in sorted(generator.sample(range(room), count))]
    labels = [generator.randrange(1 << label_bits) for _ in keys]
    values = {"g": group_size, "rho": key_bits, "c": label_bits, "N": count, "C": 1 << label_bits}
    if points_per_copy is None:
        network = build_vardi(keys, labels, key_bits, label_bits, group_size, layout=layout)
        bounds = _list_bounds(layout)
    else:
        values["n"] = points_per_copy
        network = build_vardi_copies(
            keys, labels, key_bits, label_bits, group_size, points_per_copy
        )
        copies: Expression = ["ceil-div", "N", "n"]
        layers: Expression = ["ceil-div", ["ceil-div", "n", "g"], 4]
        bounds = (
            ["<=", "width", ["+", ["*", 11, copies], 1]],
            ["=", "depth", ["+", 2, layers, ["*", "g", ["+", _MU, 1]]]],
            ["<=", "nonzero_weights", ["+", ["*", 156, copies, "depth"], 2]],
        )
    return build_family_document(
        "labeling",
        {name: (value, value) for name, value in values.items()},
        [(values, labels, network)],
        sets=[_places(keys)],
        bounds=bounds,
        exhaustive=False,
    )


def _list_bounds(layout: str) -> Sequence[Relation]:
    spare = 2 if layout == "printed" else 1
    return (
        ["<=", "width", 12],
        ["=", "depth", _DEPTHS[layout]],
        ["=", "largest_weight_bits", ["+", ["*", "g", _MU], spare]],
    )


def _places(keys: Sequence[int]) -> list[Place]:
    return [(key, key + 1) for key in keys]


def _assignments(ranges: Mapping[str, tuple[int, int]]) -> list[dict[str, int]]:
    values = product(*(range(low, high + 1) for low, high in ranges.values()))
    return [dict(zip(ranges, chosen, strict=True)) for chosen in values]
