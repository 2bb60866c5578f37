"""The calculators of Vardi et al. and Park et al. against the networks that they count."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from memproof.bounds.catalogue import load_catalogue
from memproof.bounds.check import check
from memproof.bounds.exact import integer
from memproof.bounds.theorems import ConstructionCheck, check_construction, find_depth
from memproof.constructions.park.network import build_park, shape_park
from memproof.constructions.vardi.network import (
    build_vardi,
    build_vardi_copies,
    count_copies_depth,
    count_vardi_depth,
)
from memproof.networks.network import measure
from memproof.statements.expressions import number

CATALOGUE = load_catalogue()
ROWS = {one.id: one for one in CATALOGUE.constructions}


def prepare(name: str, count: int, delta: Fraction, dimension: int = 1) -> ConstructionCheck:
    values = {"N": count, "delta": delta, "d": dimension, "C": 4}
    found = check_construction(ROWS[name], {key: number(one) for key, one in values.items()})
    assert found.applies
    return found


def count_by_trying(width: int, depth: int, key_bits: int, label_bits: int) -> int:
    """The most points in one copy, or in floor((W − 1)/11), over all group sizes."""
    if width < 12:
        return 0
    best = 0
    for size in range(1, 40):
        alone = several = 0
        while count_vardi_depth((alone + 1) * size, key_bits, label_bits, size) <= depth:
            alone += 1
        while count_copies_depth((several + 1) * size, key_bits, label_bits, size) <= depth:
            several += 1
        best = max(best, alone * size, (width - 1) // 11 * several * size)
    return best


@pytest.mark.parametrize("seed", range(12))
def test_vardi_capacity_is_the_best_over_all_groups(seed: int) -> None:
    generator = random.Random(seed)
    row = prepare("VYS", generator.randint(2, 40), Fraction(1, generator.randint(1, 30)))
    known = row.known
    for _ in range(12):
        width, depth = generator.randint(10, 60), generator.randint(1, 160)
        expected = count_by_trying(width, depth, known["rho"], known["c"])
        assert row.capacity(width, depth) == expected


@pytest.mark.parametrize("depth", [20, 33, 41, 70])
def test_vardi_shape_is_the_built_network(depth: int) -> None:
    count = 23
    row = prepare("VYS", count, Fraction(1))
    key_bits, label_bits = row.known["rho"], row.known["c"]
    width = next(w for w in range(12, 400) if row.capacity(w, depth) >= count)
    shape = row.construction.shape(width, depth, row.known)
    choices = dict(shape.choices)
    keys = [2 * k for k in range(count)]
    labels = [k % 4 for k in range(count)]
    if choices["P"] == 1:
        network = build_vardi(keys, labels, key_bits, label_bits, choices["g"])
    else:
        points = -(-count // choices["P"])
        network = build_vardi_copies(keys, labels, key_bits, label_bits, choices["g"], points)
    sizes = measure(network)
    assert sizes.depth == shape.depth <= depth
    assert sizes.width <= shape.width <= width
    assert sizes.parameters <= shape.parameters


def test_vardi_bits_are_the_fewest_at_that_depth() -> None:
    row = prepare("VYS", 400, Fraction(1, 100))
    mu = row.known["mu"]
    for depth in range(find_depth(row, 12) or 0, 300):
        shape = row.construction.shape(12, depth, row.known)
        size = dict(shape.choices)["g"]
        assert shape.weight_bits == size * mu + 1
        if dict(shape.choices)["P"] == 1 and size > 1:
            smaller = count_vardi_depth(400, row.known["rho"], row.known["c"], size - 1)
            assert smaller > depth


@pytest.mark.parametrize("count", [4, 5, 16, 40])
def test_park_networks_have_at_most_the_layers_of_the_claim(count: int) -> None:
    row = prepare("PLYS", count, Fraction(1, 7))
    bits, label_bits = row.known["b"], row.known["D"]
    depth = find_depth(row, 3)
    assert depth is not None and depth == find_depth(row, 50)
    assert row.offers(3, depth) is not None
    # One layer less, and the claim says nothing.
    shorter = row.construction.shape(3, depth, row.known)
    assert not any(one.supported for one in row.judge(3, depth - 1, shorter))
    assert depth >= 2 * shape_park(count, 1 << bits, label_bits, 3).depth
    assert find_depth(row, 2) is None
    keys = random.Random(count).sample(range(1 << bits), count)
    network = build_park(keys, [k % 4 for k in keys], label_bits, key_range=1 << bits)
    sizes = measure(network)
    found = row.construction.shape(3, depth or 0, row.known)
    assert sizes.width == 3 and sizes.depth <= found.depth == depth
    assert sizes.parameters <= found.parameters


def test_park_capacity_does_not_decrease() -> None:
    row = prepare("PLYS", 60, Fraction(1, 7))
    held = [row.capacity(3, depth) for depth in range(0, 300, 3)]
    assert held == sorted(held) and held[-1] == 60 and 0 < held[40] < 60


def test_extreme_separation_is_no_obstacle() -> None:
    found = {one.check.construction.id: one for one in check(2, "2^-100000").constructions}
    # The claim of PLYS speaks of 4 points or more.
    assert found["VYS"].offers and not found["PLYS"].offers
    assert check(4, "2^-100000").constructions[0].offers
    assert integer(number(found["VYS"].offers[0].offer.width)) == 12
