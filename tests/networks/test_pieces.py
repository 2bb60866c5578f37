"""Affine pieces on a line and exact radii."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise

import pytest
from random_networks import points, random_network

from memproof.constructions import build_match, build_trade_off
from memproof.errors import InputError, SizeLimitError
from memproof.networks import (
    Network,
    breakpoints_on_line,
    build_layer,
    evaluate_fractions,
    find_deviation,
    pieces_on_line,
    precompose_affine,
    radius_in_space,
    radius_on_line,
)


@pytest.mark.parametrize("seed", range(30))
def test_pieces_cover_the_segment_and_agree_with_values(seed: int) -> None:
    generator = random.Random(seed)
    inputs = generator.choice([1, 1, 3])
    widths = [generator.randint(1, 4) for _ in range(generator.randint(0, 3))]
    network = random_network(generator, inputs, widths, generator.randint(1, 2))
    first, last = points(generator, inputs, 2)
    if first == last:
        last = tuple(x + 1 for x in last)
    if inputs == 1:
        (low,), (high,) = sorted([first, last])
        found = pieces_on_line(network, low, high)
    else:
        low, high = Fraction(0), Fraction(1)
        found = pieces_on_line(network, first, last)
    assert (found[0].left, found[-1].right) == (low, high)
    for before, after in pairwise(found):
        assert before.right == after.left
        assert before.slopes != after.slopes
        assert before.at(before.right) == after.values
    for piece in found:
        for place in (piece.left, (2 * piece.left + piece.right) / 3, piece.right):
            point = (
                (place,)
                if inputs == 1
                else tuple(a + place * (b - a) for a, b in zip(first, last, strict=True))
            )
            assert piece.at(place) == evaluate_fractions(network, point)


def test_a_tent_has_its_breakpoints() -> None:
    network = build_match(1, 2)
    assert breakpoints_on_line(network, -10, 10) == (1, 2, 3, 4)
    assert [piece.slopes for piece in pieces_on_line(network, -10, 10)] == [
        (0,),
        (1,),
        (0,),
        (-1,),
        (0,),
    ]


def test_four_to_the_depth_pieces() -> None:
    """V6: g = −2σ(x) + 3σ(1−x) − 4σ(2−x), fed back as 4g + 23, has exactly 4^L pieces."""
    fold = ([[-2, 3, -4]], [0])
    inner = [[1], [-1], [-1]], [0, 1, 2]
    layers = [build_layer(*inner)]
    for depth in range(1, 4):
        network = Network((*layers, build_layer(*fold)))
        assert len(pieces_on_line(network, -(10**6), 10**6)) == 4**depth
        again = [[sign * 4 * g for g in fold[0][0]] for sign in (1, -1, -1)]
        layers.append(build_layer(again, [23, 1 - 23, 2 - 23]))


def test_too_many_pieces_are_refused() -> None:
    network = build_match(1, 2)
    with pytest.raises(SizeLimitError, match="max_pieces"):
        pieces_on_line(network, -10, 10, max_pieces=3)


def test_segments_are_checked() -> None:
    network = build_match(1, 2)
    for low, high in [(1, 1), (2, 1)]:
        with pytest.raises(InputError):
            pieces_on_line(network, low, high)
    with pytest.raises(InputError):
        pieces_on_line(network, (1, 2), (3, 4))
    with pytest.raises(InputError):
        pieces_on_line(network, 0.5, 1)  # type: ignore[arg-type]
    with pytest.raises(InputError):
        find_deviation(random_network(random.Random(1), 2, [2], 1), 0, 1, 0)


def test_a_narrow_spike_between_samples_is_found() -> None:
    spike = build_layer([[2**40], [2**40], [2**40]], [-(2**39) + 1, -(2**39), -(2**39) - 1])
    network = Network((spike, build_layer([[1, -2, 1]], [0])))
    for place in (0, Fraction(1, 4), Fraction(3, 4), 1):
        assert evaluate_fractions(network, (Fraction(place),)) == (0,)
    deviation = find_deviation(network, 0, 1, 0)
    assert deviation is not None
    assert evaluate_fractions(network, (deviation,)) != (0,)
    assert find_deviation(network, 0, Fraction(1, 2) - Fraction(1, 2**40), 0) is None


@pytest.mark.parametrize("seed", range(30))
def test_radius_is_exact(seed: int) -> None:
    generator = random.Random(seed)
    network = random_network(generator, 1, [4, 3], 1)
    place = Fraction(generator.randint(-9, 9), 2)
    (label,) = evaluate_fractions(network, (place,))
    radius = radius_on_line(network, place, label)
    assert radius.is_exact
    reach = Fraction(10**6) if radius.value is None else radius.value
    if reach:
        for piece in pieces_on_line(network, place - reach, place + reach):
            for end in (piece.left, piece.right):
                assert abs(piece.at(end)[0] - label) <= Fraction(1, 2)
    if radius.value is not None:
        off = [
            abs(evaluate_fractions(network, (place + sign * radius.value,))[0] - label)
            for sign in (1, -1)
        ]
        assert max(off) >= Fraction(1, 2)


def test_radius_around_a_key_of_the_trade_off_network() -> None:
    network = build_trade_off([2, 9], [1, 0], 4, 1, 1, 1, 2, 1, margin_scale=10)
    radius = radius_on_line(network, 24, 1)
    assert radius.is_exact
    assert radius.value is not None
    assert 4 < radius.value < 4 + Fraction(1, 4), "the margin and a bit of the code's steep step"
    assert find_deviation(network, 20, 29, 1) is None
    assert radius_on_line(network, 24, 0).value == 0


def test_radius_in_space_divides_by_the_direction() -> None:
    on_line = build_match(1, 4)
    network = precompose_affine(on_line, [[Fraction(3, 5), Fraction(4, 5)]], [Fraction(11, 2)])
    radius = radius_in_space(network, (0, 0), 1, tolerance=0)
    assert radius.is_exact
    assert radius.value is not None
    assert Fraction(3, 2) - Fraction(1, 2**50) < radius.value <= Fraction(3, 2)
    two = random_network(random.Random(2), 2, [3], 1)
    with pytest.raises(InputError, match="direction"):
        radius_in_space(two, (0, 0), 1)


def test_a_bounded_walk_gives_a_lower_bound() -> None:
    network = build_trade_off([0, 1, 2, 3], [0, 0, 0, 1], 2, 1, 2, 2, 1, 1, margin_scale=2)
    exact = radius_on_line(network, 0, 0)
    short = radius_on_line(network, 0, 0, max_steps=1)
    assert exact.is_exact
    assert not short.is_exact
    assert exact.value is not None
    assert short.value is not None
    assert short.value <= exact.value
