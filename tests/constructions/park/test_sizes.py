"""Calculators of Park et al.: conditions against brute force, sizes against networks built."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations

import pytest

from memproof.constructions.park.network import (
    build_theorem_3,
    convert_to_relu,
    count_folded_range,
    run_steps,
)
from memproof.constructions.park.reading import count_step_sizes
from memproof.constructions.park.sizes import (
    WideSize,
    bound_projection_gain,
    bound_squared_ratio,
    build_theorem_1,
    check_conditions,
    choose_split,
    count_key_range,
    count_label_bits,
    count_theorem_1,
    count_width_3_folds,
    find_splits,
    halve_widths,
    size_width_3,
)
from memproof.datasets import bound_separation, build_keys, sample_unit_ball
from memproof.errors import InputError
from memproof.networks.evaluate import find_errors
from memproof.networks.network import count_parameters


def test_conditions_of_theorem_3() -> None:
    # N = 16, K = 2: U = 65 needs 2·a·B ≥ (256 + 4)/2.
    widths = [3] * 10 + [3] * 13 + [3] * 15
    folding, reading = check_conditions(widths, [10, 23], 16, Fraction(100), 3, 2)
    assert folding.holds and folding.left == 2**20
    assert (reading.left, reading.right) == (4 * 13 * 5, 260)
    assert reading.holds
    assert not check_conditions(widths[:-1], [10, 23], 16, Fraction(100), 3, 2)[-1].holds
    assert not check_conditions(widths, [10, 23], 16, Fraction(10**8), 3, 2)[0].holds
    halved = check_conditions([3] * 100, [10, 42, 60], 16, Fraction(100), 3, 2)
    assert [one.holds for one in halved] == [True, True, True]
    assert not check_conditions([3] * 100, [10, 41, 60], 16, Fraction(100), 3, 2)[1].holds
    for wrong, message in (
        (([2] * 9, [1, 2]), "widths"),
        (([3] * 9, [1]), "K is 1"),
        (([3] * 9, [2, 1]), "increase"),
    ):
        with pytest.raises(InputError, match=message):
            check_conditions(*wrong, 16, Fraction(100), 3, 2)


def brute_capacity(widths: list[int], stages: int, count: int, ratio: Fraction) -> int:
    """The largest left side of condition (3) over all cuts that satisfy the others."""
    best = 0
    for cuts in combinations(range(1, len(widths)), stages):
        *first, last = check_conditions(widths, cuts, count, ratio, 2, 2)
        if all(one.holds for one in first):
            best = max(best, last.left)
    return best


def test_splits_are_the_best_ones() -> None:
    generator = random.Random(0)
    held = 0
    for _ in range(40):
        widths = [generator.choice((3, 4, 10, 20, 40)) for _ in range(generator.randint(3, 9))]
        count, ratio = generator.choice((4, 8, 16)), Fraction(generator.choice((1, 4, 30, 2000)))
        for split in find_splits(widths, count, ratio, 2, 2):
            assert split.capacity == brute_capacity(widths, split.stages, count, ratio)
            assert split.holds is (split.capacity >= count**2 + 4)
            if split.holds:
                held += 1
                found = check_conditions(widths, split.cuts, count, ratio, 2, 2)
                assert found == split.conditions
    assert held > 10


def test_the_nearest_miss_is_the_largest_left_side() -> None:
    splits = find_splits([3] * 60, 64, Fraction(100), 3, 2)
    best = choose_split(splits)
    assert not best.holds and best.capacity == max(split.capacity for split in splits) > 0
    none = choose_split(find_splits([3] * 4, 64, Fraction(10**6), 3, 2))
    assert (none.stages, none.capacity, none.conditions[-1].number) == (2, 0, 1)


@pytest.mark.parametrize(
    ("count", "dimension", "classes", "stages", "depth"),
    [(8, 3, 2, 2, 15), (8, 3, 2, 3, 43), (8, 2, 5, 3, 48), (16, 3, 4, 2, 37), (32, 2, 4, 5, 250)],
)
def test_conditions_that_hold_give_networks(
    count: int, dimension: int, classes: int, stages: int, depth: int
) -> None:
    """Theorem 3's network fits exactly the layers that the calculator names, and memorizes."""
    ratio, bits = Fraction(2500), count_label_bits(classes)
    size = size_width_3(count, count_width_3_folds(ratio, dimension), bits, stages=stages)
    assert size.depth - size.folds == depth
    found = check_conditions(size.widths, size.cuts, count, ratio, dimension, classes)
    assert all(one.holds for one in found)
    assert not all(
        one.holds
        for one in check_conditions(size.widths[1:], size.cuts, count, ratio, dimension, classes)
    )
    key_range = count_key_range(count, ratio, dimension)
    generator = random.Random(count)
    keys = generator.sample(range(key_range), count)
    labels = [generator.randrange(classes) for _ in keys]
    network = build_theorem_3(keys, labels, bits, size.widths, size.cuts, key_range)
    assert network.depth <= size.depth and network.width <= 3
    assert [run_steps(network, key + Fraction(1, 2)) for key in keys] == labels


def test_several_widths_give_networks() -> None:
    widths, count, ratio = [3, 8, 5, 40, 20, 9, 5, *[3] * 60], 16, Fraction(9)
    splits = [one for one in find_splits(widths, count, ratio, 2, 3) if one.holds]
    assert {2, 3} <= {one.stages for one in splits}
    key_range = count_key_range(count, ratio, 2)
    generator = random.Random(1)
    for split in 3 * splits:
        keys = generator.sample(range(key_range), count)
        labels = [generator.randrange(3) for _ in keys]
        network = build_theorem_3(keys, labels, 2, widths, split.cuts, key_range)
        assert all(len(layer) <= max(widths) for layer in network.layers)
        assert [run_steps(network, key) for key in keys] == labels


def test_layers_that_read_too_few_keys_are_refused() -> None:
    with pytest.raises(InputError, match="read fewer than"):
        build_theorem_3([0, 900], [0, 1], 1, [3] * 6, [1, 2], 901)


def test_relu_layers_hold_half_as_many() -> None:
    assert halve_widths([3, 9, 5, 4, 7]) == (3, 4)


def test_key_range_is_the_ceiling() -> None:
    for count, ratio, dimension in ((4, Fraction(1), 1), (10, Fraction(10**4), 7), (2, 3, 2)):
        found = count_key_range(count, Fraction(ratio), dimension)
        exact = count**4 * ratio * dimension * 3.14159265358979 / 8
        assert found == count or found**2 >= exact > (found - 1) ** 2
    assert bound_squared_ratio(Fraction(1, 100)) == 40000


def test_projection_gain_is_reached_and_gives_the_range() -> None:
    """The searched direction keeps more than Lemma 13 asks; Lemma 4's range is 1/gain, scaled."""
    for dimension in (2, 5):
        data = sample_unit_ball(30, dimension, 2, seed=dimension)
        separation = bound_separation(data)
        assert separation is not None
        keys = build_keys(data, separation)
        gain = bound_projection_gain(30, dimension)
        assert keys.squared_gap is not None and keys.squared_gap >= gain * separation.squared
        found = count_key_range(30, Fraction(100), dimension)
        assert found**2 >= 100 / gain > (found - 1) ** 2
    with pytest.raises(InputError, match="projection"):
        bound_projection_gain(0, 1)


def memorize(size: WideSize, classes: int, seed: int) -> tuple[int, int]:
    """Build for random keys; returns dense parameters of STEP/ID and of ReLU, counted on them."""
    generator = random.Random(seed)
    keys = generator.sample(range(size.key_range), size.count)
    labels = [generator.randrange(classes) for _ in keys]
    steps = build_theorem_1(keys, labels, size)
    assert tuple(len(layer) for layer in steps.layers) == size.widths
    assert [run_steps(steps, key + Fraction(1, 3)) for key in keys] == labels
    relu = convert_to_relu(steps, [(key, key + Fraction(1, 2)) for key in keys], wide=True)
    assert relu.widths == size.relu_widths
    assert find_errors(relu, [(key + Fraction(1, 4),) for key in keys], labels) == []
    # Beside d = 1 each further input has one weight for each neuron of the first layer.
    spare = size.dimension - 1
    return (
        count_step_sizes(steps)["parameters"] + spare * size.widths[0],
        count_parameters(relu) + spare * size.relu_widths[0],
    )


@pytest.mark.parametrize("exponent", [Fraction(2, 3), Fraction(3, 4), Fraction(7, 8), Fraction(1)])
@pytest.mark.parametrize(("count", "classes"), [(2, 2), (5, 5), (16, 2), (40, 6)])
def test_theorem_1_counts_what_is_built(count: int, classes: int, exponent: Fraction) -> None:
    size = count_theorem_1(count, Fraction(100), 3, classes, exponent)
    assert memorize(size, classes, count) == (size.parameters, size.relu_parameters)
    assert size.depth == size.folds + 2 * len(size.halvings) + 2 + 2 * size.reader.stages


@pytest.mark.parametrize("first", [0, -16])
def test_theorem_1_has_its_widths_for_crowded_keys(first: int) -> None:
    """All keys at one end of the range: a halving may have nothing to move."""
    size = count_theorem_1(16, Fraction(400), 2, 3, Fraction(1))
    keys = [(first + place) % size.key_range for place in range(16)]
    labels = [place % 3 for place in range(16)]
    steps = build_theorem_1(keys, labels, size)
    assert tuple(len(layer) for layer in steps.layers) == size.widths
    assert [run_steps(steps, key + Fraction(9, 10)) for key in keys] == labels


def test_theorem_1_trades_depth_for_parameters() -> None:
    sizes = [
        count_theorem_1(10**4, Fraction(10**6), 10, 10, w)
        for w in (Fraction(2, 3), Fraction(3, 4), Fraction(1))
    ]
    assert sorted((size.depth for size in sizes), reverse=True) == [size.depth for size in sizes]
    assert sizes[2].parameters > sizes[1].parameters
    # The range is halved to N^(2−w), exactly: 10^4 to the power 4/3 is 215443.47.
    assert sizes[0].reader.keys >= 215444 // 2
    assert sizes[2].reader.block_keys == 1


@pytest.mark.parametrize(
    ("count", "ratio", "exponent", "message"),
    [
        (10, 4, Fraction(1, 2), "w must be"),
        (10, 4, Fraction(5, 4), "w must be"),
        (10, 4, Fraction(67, 99), "w must be"),
        (1, 4, Fraction(1), "N ≥ 2"),
        (10, 0, Fraction(1), "Δ ≥ 1"),
    ],
)
def test_theorem_1_refusals(count: int, ratio: int, exponent: Fraction, message: str) -> None:
    with pytest.raises(InputError, match=message):
        count_theorem_1(count, Fraction(ratio), 2, 2, exponent)


def test_width_3_refusals() -> None:
    for arguments in ((3, 1, 1), (10**10, 1, 1), (8, 0, 1)):
        with pytest.raises(InputError):
            size_width_3(*arguments)
    with pytest.raises(InputError, match="log2 N"):
        size_width_3(8, 1, 1, stages=4)
    with pytest.raises(InputError, match="at least 4 points"):
        find_splits([3] * 9, 3, Fraction(1), 1, 2)


def exceeds(count: int, label_bits: int) -> bool:
    """Depth beside the folds > 6.2·(2D + 1)^(1/3)·N^(2/3), exactly."""
    rest = size_width_3(count, 1, label_bits).depth - 1
    return 5**3 * rest**3 > 31**3 * (2 * label_bits + 1) * count**2


def test_width_3_depth_is_of_order_two_thirds() -> None:
    for label_bits in (1, 2, 4, 10, 20):
        assert not any(exceeds(count, label_bits) for count in range(8, 300, 7))
    # Not for all D: a block alone has 2D + 1 layers.
    assert exceeds(8, 500)


@pytest.mark.long
def test_width_3_depth_up_to_a_thousand() -> None:
    """Every 8 ≤ N ≤ 1000 and D ≤ 20, then a coarse grid up to a million."""
    larger = [int(1000 * 1.07**k) for k in range(1, 103)]
    assert larger[-1] < 10**6 < larger[-1] * 1.07
    for label_bits in range(1, 21):
        wrong = [count for count in (*range(8, 1001), *larger) if exceeds(count, label_bits)]
        assert wrong == [], label_bits


def test_folded_range_is_where_halvings_start() -> None:
    size = count_theorem_1(16, Fraction(100), 3, 2, Fraction(2, 3))
    assert size.key_range > count_folded_range(16) > size.reader.keys
