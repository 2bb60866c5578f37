"""Theorems T and D: any distinct rational keys, any rational labels, counts as the theorems say."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import pytest

from memproof.constructions import build_direct, build_one_hot, count_direct_capacity
from memproof.errors import InputError
from memproof.networks import (
    compose,
    count_parameters,
    evaluate_fractions,
    find_errors,
    largest_weight_bits,
)


@pytest.mark.parametrize(("p", "q"), list(product(range(1, 6), repeat=2)))
def test_theorem_t_at_full_capacity(p: int, q: int) -> None:
    generator = random.Random(10 * p + q)
    assert count_direct_capacity([(p, q)]) == p * q
    keys = [Fraction(k, 7) for k in generator.sample(range(-500, 500), p * q)]
    labels = [Fraction(generator.randint(-9, 9), generator.randint(1, 4)) for _ in keys]
    network = build_direct(keys, labels, [(p, q)])
    assert network.widths == (p, q)
    assert count_parameters(network) == 2 * p + (p + 1) * q + q + 1
    assert find_errors(network, [(key,) for key in keys], labels) == []
    labels[0] += 1
    assert len(find_errors(network, [(key,) for key in keys], labels)) == 1


@pytest.mark.parametrize("count", range(1, 13))
def test_fewer_keys_than_the_capacity(count: int) -> None:
    generator = random.Random(count)
    keys = generator.sample(range(1000), count)
    labels = [generator.randrange(3) for _ in keys]
    network = build_direct(keys, labels, [(3, 4)])
    assert network.widths[0] <= 3
    assert network.widths[1] <= 4
    assert find_errors(network, [(key,) for key in keys], labels) == []


@pytest.mark.parametrize(
    ("width", "depth", "capacity", "parameters"),
    [(3, 4, 11, 46), (3, 10, 20, 118), (5, 6, 54, 166), (6, 8, 107, 313), (8, 6, 159, 385)],
)
def test_theorem_d_at_full_capacity(width: int, depth: int, capacity: int, parameters: int) -> None:
    generator = random.Random(width)
    pairs = [(width, width)] * (depth // 2)
    assert count_direct_capacity(pairs) == capacity
    stages = depth // 2
    assert capacity == 2 * width * (width - 1) + (stages - 2) * width * (width - 2) - 1
    keys = generator.sample(range(capacity**2), capacity)
    labels = [generator.randrange(2) for _ in keys]
    network = build_direct(keys, labels, pairs)
    assert set(network.widths) == {width}
    assert (network.depth, count_parameters(network)) == (depth, parameters)
    assert find_errors(network, [(key,) for key in keys], labels) == []


@pytest.mark.parametrize("seed", range(30))
def test_theorem_d_with_uneven_pairs(seed: int) -> None:
    generator = random.Random(seed)
    stages = generator.randint(1, 4)
    pairs = [
        (generator.randint(1, 4) + (k > 0), generator.randint(1, 4) + (k < stages - 1))
        for k in range(stages)
    ]
    size = generator.randint(1, count_direct_capacity(pairs))
    keys = [Fraction(k, 5) for k in generator.sample(range(-300, 300), size)]
    labels = [generator.randint(-4, 4) for _ in keys]
    network = build_direct(keys, labels, pairs)
    assert network.depth <= 2 * stages
    assert network.width <= max(max(pair) for pair in pairs)
    assert find_errors(network, [(key,) for key in keys], labels) == []


VECTOR_SHAPES = [
    ([(3, 5), (5, 4)], 2, 11),
    ([(2, 3), (4, 5), (4, 2)], 2, 6),
    ([(2, 4), (5, 4), (6, 3)], 3, 5),
    ([(4, 7), (6, 7), (6, 6)], 2, 34),
    ([(8, 9), (8, 9), (8, 9), (8, 8)], 4, 37),
]


@pytest.mark.parametrize(("pairs", "outputs", "capacity"), VECTOR_SHAPES)
def test_theorem_d_with_several_outputs_at_full_capacity(
    pairs: list[tuple[int, int]], outputs: int, capacity: int
) -> None:
    assert count_direct_capacity(pairs, outputs) == capacity
    generator = random.Random(capacity)
    keys = [Fraction(k, 3) for k in generator.sample(range(capacity**2 + 9), capacity)]
    labels = [
        tuple(Fraction(generator.randint(-9, 9), generator.randint(1, 4)) for _ in range(outputs))
        for _ in keys
    ]
    network = build_direct(keys, labels, pairs)
    widths = [width for pair in pairs for width in pair]
    assert len(network.widths) == len(widths)
    assert all(own <= given for own, given in zip(network.widths, widths, strict=True))
    assert [evaluate_fractions(network, (key,)) for key in keys] == labels
    with pytest.raises(InputError, match="exceed"):
        build_direct([*keys, 10**6], [*labels, labels[0]], pairs)


@pytest.mark.parametrize("seed", range(20))
def test_several_outputs_and_uneven_pairs(seed: int) -> None:
    generator = random.Random(seed)
    stages, outputs = generator.randint(1, 4), generator.randint(1, 3)
    pairs = [
        (
            generator.randint(1, 3) + outputs * (k > 0),
            outputs * generator.randint(1, 3) + generator.randrange(outputs) + (k < stages - 1),
        )
        for k in range(stages)
    ]
    size = generator.randint(1, count_direct_capacity(pairs, outputs))
    keys = generator.sample(range(-300, 300), size)
    labels = [tuple(generator.randint(-4, 4) for _ in range(outputs)) for _ in keys]
    network = build_direct(keys, labels, pairs)
    assert network.depth <= 2 * stages
    assert all(
        own <= given
        for own, given in zip(network.widths, [w for pair in pairs for w in pair], strict=False)
    )
    assert [evaluate_fractions(network, (key,)) for key in keys] == labels


@pytest.mark.parametrize(
    ("pairs", "outputs"), [([(3, 1)], 2), ([(3, 2), (3, 2)], 2), ([(3, 3), (2, 2)], 2)]
)
def test_pairs_too_narrow_for_their_outputs(pairs: list[tuple[int, int]], outputs: int) -> None:
    with pytest.raises(InputError, match="too narrow"):
        build_direct([1], [(0,) * outputs], pairs)


def test_all_labelings_of_four_points_at_tiny_distance() -> None:
    tiny = Fraction(1, 2**1000)
    keys = [0, tiny, 2 * tiny, 3 * tiny]
    for labels in product((0, 1), repeat=4):
        network = build_direct(keys, labels, [(2, 2)])
        assert network.widths == (2, 2)
        assert [evaluate_fractions(network, (key,)) for key in keys] == [(y,) for y in labels]


def test_bits_grow_with_the_width_and_not_with_the_number_of_keys() -> None:
    for width, most in [(4, 64), (8, 160), (12, 260), (16, 360)]:
        generator = random.Random(width)
        size = width * width
        keys = generator.sample(range(size**2), size)
        network = build_direct(keys, [generator.randrange(2) for _ in keys], [(width, width)])
        assert largest_weight_bits(network) <= most


def test_equal_labels_and_a_single_key() -> None:
    for keys in ([5], [Fraction(-1, 3), 0, 7]):
        network = build_direct(keys, [4] * len(keys), [(2, 2)])
        assert find_errors(network, [(key,) for key in keys], [4] * len(keys)) == []


@pytest.mark.parametrize(
    ("keys", "labels", "pairs"),
    [
        ([], [], [(2, 2)]),
        ([1], [1, 2], [(2, 2)]),
        ([1, 1], [0, 1], [(2, 2)]),
        ([1, Fraction(2, 2)], [0, 1], [(2, 2)]),
        ([1, 2, 3], [0, 1, 0], [(1, 2)]),
        ([1], [0], []),
        ([1], [0], [(2, 1), (2, 2)]),
        ([1], [0], [(2, 2), (1, 2)]),
        ([1], [0], [(0, 2)]),
        ([0.5], [0], [(2, 2)]),
        ([1], [0.5], [(2, 2)]),
    ],
)
def test_what_does_not_fit_is_refused(
    keys: list[int], labels: list[int], pairs: list[tuple[int, int]]
) -> None:
    with pytest.raises(InputError):
        build_direct(keys, labels, pairs)


@pytest.mark.parametrize(("p", "q", "classes"), [(4, 4, 3), (5, 6, 10), (6, 6, 2)])
def test_one_hot_labels(p: int, q: int, classes: int) -> None:
    generator = random.Random(classes)
    keys = generator.sample(range(10_000), p * q)
    labels = [generator.randrange(classes) for _ in keys]
    network = compose(build_direct(keys, labels, [(p, q)]), build_one_hot(classes))
    assert network.widths == (p, q, classes - 1)
    for key, label in zip(keys, labels, strict=True):
        expected = tuple(Fraction(label == c) for c in range(classes))
        assert evaluate_fractions(network, (key,)) == expected
    with pytest.raises(InputError):
        build_one_hot(1)
