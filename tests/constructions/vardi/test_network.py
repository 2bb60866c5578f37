"""The sub-linear memorizer of Vardi, Yehudai and Shamir: gadgets, layouts, sizes, refusals."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memproof.constructions.construction import Task
from memproof.constructions.memorize import memorize
from memproof.constructions.vardi.construction import Vardi
from memproof.constructions.vardi.network import (
    LAYOUTS,
    build_indicator,
    build_triangle_bits,
    build_vardi,
    build_vardi_copies,
    choose_group_size,
    choose_group_size_for_bits,
    count_copies_depth,
    count_selector_bits,
    count_vardi_bits,
    count_vardi_depth,
    count_vardi_printed_formula,
    count_vardi_width,
    spread_keys,
)
from memproof.datasets import bound_separation, build_keys, sample_unit_ball
from memproof.errors import InputError
from memproof.networks import find_errors, measure
from memproof.networks.pieces import find_deviation


def random_keys(count: int, bits: int, seed: int) -> list[int]:
    """Keys at least 2 apart, among them neighbours at exactly 2 when there are many."""
    generator = random.Random(seed)
    chosen = generator.sample(range((1 << (bits - 1)) - 1), count)
    return [2 * key for key in chosen]


def check(network: object, keys: list[int], labels: list[int]) -> None:
    places = [key + shift for key in keys for shift in (0, Fraction(1, 3), 1)]
    wanted = [label for label in labels for _ in range(3)]
    assert find_errors(network, [(place,) for place in places], wanted) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("bits", range(1, 9))
def test_triangle_map_reads_every_code(bits: int, layout: str) -> None:
    network = build_triangle_bits(bits, layout=layout)
    codes = range(1 << bits)
    wanted = [int(format(code, f"0{bits}b")[::-1], 2) for code in codes]
    assert find_errors(network, [(code,) for code in codes], wanted) == []
    assert network.depth == bits * (3 if layout == "printed" else 1)
    assert network.width <= 6


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("low", "high"), [(0, 1), (3, 4), (2, 9)])
def test_indicator_on_whole_intervals(low: int, high: int, layout: str) -> None:
    network = build_indicator(low, high, layout=layout)
    assert (network.width, network.depth) == ((2, 2) if layout == "printed" else (4, 1))
    for left, right, value in ((low - 5, low - 1, 0), (low, high, 1), (high + 1, high + 5, 0)):
        assert find_deviation(network, left, right, value) is None
    assert find_deviation(network, low - 1, low, 0) is not None


def test_indicator_refuses_a_point() -> None:
    with pytest.raises(InputError, match="low < high"):
        build_indicator(3, 3)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize(("key_bits", "label_bits"), [(3, 1), (4, 2), (3, 5)])
def test_every_labeling_of_few_keys(key_bits: int, label_bits: int, size: int, layout: str) -> None:
    keys = [0, 2, 4, 7][: 4 if label_bits == 1 else 2]
    top = (1 << label_bits) - 1
    for labels in product((0, top) if top > 1 else (0, 1), repeat=len(keys)):
        network = build_vardi(keys, labels, key_bits, label_bits, size, layout=layout)
        for key, label in zip(keys, labels, strict=True):
            assert find_deviation(network, key, key + 1, label) is None
        depth = count_vardi_depth(len(keys), key_bits, label_bits, size, layout=layout)
        assert network.depth == depth
        assert network.width <= 12
        bits = count_vardi_bits(key_bits, label_bits, size, layout=layout)
        assert count_selector_bits(network) == bits


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 40),
    st.integers(8, 20),
    st.integers(1, 9),
    st.integers(1, 6),
    st.sampled_from(LAYOUTS),
    st.integers(0, 10**6),
)
def test_sizes_are_the_formulas(
    count: int, key_bits: int, label_bits: int, size: int, layout: str, seed: int
) -> None:
    keys = random_keys(count, key_bits, seed)
    labels = [random.Random(seed).randrange(1 << label_bits) for _ in keys]
    network = build_vardi(keys, labels, key_bits, label_bits, size, layout=layout)
    check(network, keys, labels)
    assert network.depth == count_vardi_depth(count, key_bits, label_bits, size, layout=layout)
    assert network.width <= 12
    if min(size, key_bits, label_bits) >= 2:
        assert network.width == 12
    elif network.width == 12:
        pytest.fail("width 12 needs two items, two key bits and two label bits")
    counted = count_selector_bits(network)
    assert counted == count_vardi_bits(key_bits, label_bits, size, layout=layout)


def test_sample_sizes() -> None:
    keys = random_keys(200, 28, 7)
    labels = [random.Random(7).randrange(5) for _ in keys]
    printed = build_vardi(keys, labels, 28, 3, 5, layout="printed")
    assert (printed.width, printed.depth, count_selector_bits(printed)) == (12, 552, 142)
    assert count_vardi_printed_formula(200, 28, 3, 5) == 556
    lean = build_vardi(keys, labels, 28, 3, 1)
    assert (lean.depth, count_selector_bits(lean)) == (81, 29)
    assert build_vardi(keys, labels, 28, 3, 5).depth == 157
    for network in (printed, lean):
        check(network, keys, labels)


def test_a_changed_weight_is_noticed() -> None:
    keys, labels = [0, 2, 4], [1, 0, 3]
    network = build_vardi(keys, labels, 3, 2, 2)
    assert find_errors(network, [(0,), (2,), (4,)], [1, 0, 2]) == [(2, Fraction(3))]
    wrong = build_vardi([0, 2, 5], labels, 3, 2, 2)
    assert find_errors(wrong, [(4,)], [3]) != []


@pytest.mark.parametrize(
    ("count", "points", "size"), [(1, 1, 1), (7, 3, 1), (10, 4, 2), (30, 25, 1), (30, 8, 3)]
)
def test_copies(count: int, points: int, size: int) -> None:
    keys = random_keys(count, 9, count)
    labels = [random.Random(count).randrange(4) for _ in keys]
    network = build_vardi_copies(keys, labels, 9, 2, size, points)
    check(network, keys, labels)
    copies = -(-count // points)
    assert network.width <= count_vardi_width(copies) == 11 * copies + 1
    assert network.depth == count_copies_depth(points, 9, 2, size)
    if size == 1:
        assert network.width <= 10 * copies + 1


def test_group_sizes_are_exact() -> None:
    for count in range(1, 300):
        for mu in (1, 3, 16):
            lean = choose_group_size(count, mu, 1)
            assert 4 * (mu + 1) * lean**2 >= count
            assert lean == 1 or 4 * (mu + 1) * (lean - 1) ** 2 < count
            printed = choose_group_size(count, mu, 1, layout="printed")
            assert (3 * mu + 2) * printed**2 >= 3 * count
            assert printed == 1 or (3 * mu + 2) * (printed - 1) ** 2 < 3 * count


def test_group_sizes_for_bits() -> None:
    assert choose_group_size_for_bits(10**6, 3, 1, Fraction(0)) == 1
    assert choose_group_size_for_bits(10**6, 3, 1, Fraction(1, 2)) == 250
    assert choose_group_size_for_bits(10**6, 3, 1, Fraction(1, 4)) == 7
    for wrong in (Fraction(2, 3), Fraction(-1, 2), Fraction(1, 1000)):
        with pytest.raises(InputError, match="ε"):
            choose_group_size_for_bits(10, 3, 1, wrong)


def test_smaller_groups_need_fewer_bits() -> None:
    keys, label_bits = random_keys(400, 14, 3), 3
    labels = [random.Random(3).randrange(8) for _ in keys]
    sizes = []
    for exponent in (Fraction(0), Fraction(1, 3), Fraction(1, 2)):
        size = choose_group_size_for_bits(400, 14, label_bits, exponent)
        network = build_vardi(keys, labels, 14, label_bits, size)
        check(network, keys, labels)
        sizes.append((count_selector_bits(network), network.depth, size))
        assert measure(network).parameters <= 156 * network.depth + 2
    assert [size for _, _, size in sizes] == sorted(size for _, _, size in sizes)
    assert [bits for bits, _, _ in sizes] == sorted(bits for bits, _, _ in sizes)


@pytest.mark.parametrize(
    ("keys", "labels", "key_bits", "label_bits", "size", "message"),
    [
        ([], [], 3, 1, 1, "at least one"),
        ([0, 1], [0, 1], 3, 1, 1, "2 apart"),
        ([0, 0], [0, 1], 3, 1, 1, "2 apart"),
        ([0, 8], [0, 1], 3, 1, 1, "does not fit 3 bits"),
        ([-2, 2], [0, 1], 3, 1, 1, "does not fit 3 bits"),
        ([0, 2], [0, 2], 3, 1, 1, "label does not fit"),
        ([0, 2], [0], 3, 1, 1, "as many labels"),
        ([0, 2], [0, 1], 3, 1, 0, "positive"),
        ([0, Fraction(5, 2)], [0, 1], 3, 1, 1, "integers"),
    ],
)
def test_refusals(
    keys: list[int], labels: list[int], key_bits: int, label_bits: int, size: int, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        build_vardi(keys, labels, key_bits, label_bits, size)


def test_unknown_layout() -> None:
    with pytest.raises(InputError, match="layout"):
        build_vardi([0], [0], 1, 1, 1, layout="other")


def test_spread_keys_are_two_apart() -> None:
    data = sample_unit_ball(60, 3, 3, seed=4)
    spread = spread_keys(data, build_keys(data, bound_separation(data)))
    ordered = sorted(spread.keys)
    assert ordered[0] >= 0 and ordered[-1] < 1 << spread.bits
    assert min(b - a for a, b in pairwise(ordered)) >= 2
    for index in range(data.count):
        place = spread.bias + sum(
            w * x for w, x in zip(spread.weights, data.point(index), strict=True)
        )
        assert place.__floor__() == spread.keys[index]


@pytest.mark.parametrize(
    ("width", "depth"), [(None, None), (12, None), (40, None), (None, 40), (45, 60)]
)
def test_memorize_from_space(width: int | None, depth: int | None) -> None:
    data = sample_unit_ball(120, 3, 5, seed=2)
    result = memorize(data, method="vardi", width=width, depth=depth)
    assert result.sizes.width <= result.construction.width
    assert result.sizes.depth == result.construction.depth
    assert result.sizes.parameters <= result.construction.parameters
    assert width is None or result.sizes.width <= width
    assert depth is None or result.sizes.depth <= depth


def test_plan_says_what_would_work() -> None:
    with pytest.raises(InputError, match="smallest that works is 12"):
        Vardi.of_sizes(Task(100, 10, 2), width=11)
    with pytest.raises(InputError, match="smallest that works is 14"):
        Vardi.of_sizes(Task(100, 10, 2), depth=3)
    plan = Vardi.of_sizes(Task(100, 10, 2), depth=14)
    assert (plan.copies, plan.points, plan.depth) == (25, 4, 14)
