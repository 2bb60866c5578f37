"""Layers and networks as values, their sizes, and networks made from networks."""

from __future__ import annotations

import random
from dataclasses import FrozenInstanceError
from fractions import Fraction

import pytest
from random_networks import points, random_network

from memproof.errors import InputError
from memproof.networks import (
    Layer,
    Network,
    build_layer,
    compose,
    count_neurons,
    count_nonzero_weights,
    count_parameters,
    count_weight_bits,
    evaluate_fractions,
    largest_weight_bits,
    measure,
    pad_depth,
    parallel,
    postcompose_affine,
    precompose_affine,
    total_bits,
)


@pytest.mark.parametrize(
    "arguments",
    [
        (0, ((0, ()),)),
        (1, ()),
        (1, ((0, ((0, 0),)),)),
        (1, ((0, ((1, 1),)),)),
        (1, ((0, ((-1, 1),)),)),
        (2, ((0, ((1, 1), (0, 1))),)),
        (2, ((0, ((0, 1), (0, 1))),)),
        (1, ((True, ()),)),
        (1, ((0, ((0, True),)),)),
        (1, ((0.5, ()),)),
        (1, ((0, ()),), 0),
        (1, ((0, ()),), -2),
        (1, ((0, ()),), True),
    ],
)
def test_malformed_layers_are_refused(arguments: tuple[object, ...]) -> None:
    with pytest.raises(InputError):
        Layer(*arguments)  # type: ignore[arg-type]


def test_layers_must_fit_and_are_immutable() -> None:
    two_to_one = build_layer([[1, 1]], [0])
    with pytest.raises(InputError, match="cannot feed"):
        Network((two_to_one, two_to_one))
    with pytest.raises(InputError):
        Network(())
    with pytest.raises(FrozenInstanceError):
        two_to_one.denominator = 2  # type: ignore[misc]
    with pytest.raises(InputError, match="exact"):
        build_layer([[0.5]], [0])  # type: ignore[list-item]
    with pytest.raises(InputError, match="equal length"):
        build_layer([[1], [1, 2]], [0, 0])


@pytest.mark.parametrize(
    ("weight", "bits"),
    [
        (Fraction(1), 1),
        (Fraction(-8), 4),
        (Fraction(1, 2), 1),
        (Fraction(5, 2), 3),
        (Fraction(3, 8), 3),
        (Fraction(1, 3), 1 + 2),
        (Fraction(10, 7), 4 + 3),
        (Fraction(0), 0),
    ],
)
def test_weight_bits(weight: Fraction, bits: int) -> None:
    assert count_weight_bits(weight.numerator, weight.denominator) == bits
    assert count_weight_bits(6 * weight.numerator, 6 * weight.denominator) == bits


def test_sizes_are_counted_by_hand() -> None:
    network = Network(
        (
            build_layer([[1, 0, -2], [0, 0, 0]], [0, Fraction(1, 2)]),
            build_layer([[3, 0]], [7]),
            build_layer([[Fraction(1, 3)], [1]], [0, 0]),
        )
    )
    assert network.widths == (2, 1)
    assert (network.width, network.depth, count_neurons(network)) == (2, 2, 3)
    assert count_parameters(network) == (3 * 2 + 2) + (2 + 1) + (1 * 2 + 2)
    assert count_nonzero_weights(network) == 3 + 2 + 2
    assert largest_weight_bits(network) == 3
    assert total_bits(network) == (1 + 2 + 1) + (2 + 3) + (3 + 1)
    assert measure(network).parameters == count_parameters(network)


def test_an_affine_map_has_no_depth() -> None:
    network = Network((build_layer([[2]], [1]),))
    assert (network.width, network.depth, count_neurons(network)) == (0, 0, 0)
    assert evaluate_fractions(network, (Fraction(1, 2),)) == (2,)


@pytest.mark.parametrize("seed", range(8))
def test_composition_parallel_and_padding_keep_the_functions(seed: int) -> None:
    generator = random.Random(seed)
    first = random_network(generator, 2, [3] * generator.randint(0, 2), 2)
    second = random_network(generator, 2, [2] * generator.randint(0, 3), 1)
    joined, both = compose(first, second), parallel(first, second)
    padded = pad_depth(first, first.depth + 2)
    assert joined.depth == first.depth + second.depth
    assert both.depth == max(first.depth, second.depth)
    assert padded.depth == first.depth + 2
    assert padded.widths[first.depth :] == (4, 4)
    for point in points(generator, 2):
        middle, other = evaluate_fractions(first, point), evaluate_fractions(second, point)
        assert evaluate_fractions(joined, point) == evaluate_fractions(second, middle)
        assert evaluate_fractions(both, point) == middle + other
        assert evaluate_fractions(padded, point) == middle


def test_padding_without_the_negative_part_would_lose_values() -> None:
    network = Network((build_layer([[1]], [0]),))
    assert evaluate_fractions(pad_depth(network, 3), (Fraction(-5),)) == (-5,)
    with pytest.raises(InputError, match="depth"):
        pad_depth(pad_depth(network, 2), 1)


def test_affine_maps_before_and_after_cost_nothing() -> None:
    generator = random.Random(3)
    network = random_network(generator, 1, [3, 2], 1)
    weights = [Fraction(2, 7), Fraction(-1, 3)]
    read = precompose_affine(network, [weights], [Fraction(5, 2)])
    moved = postcompose_affine(network, [[Fraction(3, 2)]], [-1])
    assert (read.widths, moved.widths) == (network.widths, network.widths)
    for point in points(generator, 2):
        place = sum((a * b for a, b in zip(weights, point, strict=True)), Fraction(5, 2))
        assert evaluate_fractions(read, point) == evaluate_fractions(network, (place,))
        (value,) = evaluate_fractions(network, point[:1])
        assert evaluate_fractions(moved, point[:1]) == (Fraction(3, 2) * value - 1,)


def test_dimensions_that_do_not_fit_are_refused() -> None:
    generator = random.Random(4)
    one, two = random_network(generator, 1, [2], 1), random_network(generator, 2, [2], 2)
    with pytest.raises(InputError):
        compose(one, two)
    with pytest.raises(InputError):
        parallel(one, two)
    with pytest.raises(InputError):
        evaluate_fractions(one, (1, 2))
