"""Margins beside the exact truth on the line, and beside sampled points in the plane and space."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction

import pytest

from memproof.networks.evaluate import evaluate
from memproof.networks.files import network_from_json
from memproof.networks.margins import Margin, bound_margins
from memproof.networks.network import Network, build_layer
from memproof.networks.pieces import Piece, pieces_on_line, radius_on_line

HALF = Fraction(1, 2)
FAR = 10**7
HALF_WAY = {
    "format": "memproof-network",
    "version": 1,
    "input_dimension": 1,
    "layers": [
        {
            "denominator": 4,
            "rows": [[0, [[0, 4]]], [-1, [[0, 4]]], [-3, [[0, 4]]], [-40, [[0, 4]]]],
        },
        {"denominator": 2, "rows": [[0, [[0, 2], [1, -1], [2, -1], [3, 2]]]]},
    ],
}


def draw_network(generator: random.Random, inputs: int, outputs: int) -> Network:
    """Small weights, so that kinks, plateaus and half-way values often coincide."""
    widths = [inputs, *(generator.randint(1, 4) for _ in range(generator.randint(1, 3))), outputs]
    layers = []
    for before, after in itertools.pairwise(widths):
        scale = generator.choice((1, 2))
        weights = [
            [Fraction(generator.randint(-2, 2), scale) for _ in range(before)] for _ in range(after)
        ]
        biases = [Fraction(generator.randint(-4, 4), scale) for _ in range(after)]
        layers.append(build_layer(weights, biases))
    return Network(tuple(layers))


def wrong_from(piece: Piece, label: int) -> list[tuple[Fraction, Fraction]]:
    """The closed part of a piece on which the answer is wrong, as intervals."""
    if len(piece.values) == 1:
        gaps = [(piece.values[0] - label - HALF, piece.slopes[0])]
        gaps.append((label - HALF - piece.values[0], -piece.slopes[0]))
    else:
        gaps = [
            (value - piece.values[label], slope - piece.slopes[label])
            for at, (value, slope) in enumerate(zip(piece.values, piece.slopes, strict=True))
            if at != label
        ]
    found = []
    for value, slope in gaps:  # wrong where value + slope·(x − left) >= 0
        low, high = piece.left, piece.right
        if slope == 0:
            if value >= 0:
                found.append((low, high))
        elif slope > 0:
            found.append((max(low, low - value / slope), high))
        else:
            found.append((low, min(high, low - value / slope)))
    return [(low, high) for low, high in found if low <= high]


def true_radius(network: Network, place: Fraction, label: int) -> Fraction | None:
    """The distance to the nearest wrong answer on [−FAR, FAR]; None if there is none."""
    nearest: Fraction | None = None
    for piece in pieces_on_line(network, -FAR, FAR):
        for low, high in wrong_from(piece, label):
            distance = max(low - place, place - high, Fraction(0))
            nearest = distance if nearest is None else min(nearest, distance)
    return nearest


def require_true(margin: Margin, truth: Fraction | None) -> None:
    if margin.radius is None:
        assert truth is None
        return
    if truth is None:
        assert not margin.is_exact
        return
    assert margin.radius <= truth
    if margin.is_exact:
        assert margin.radius * (1 + Fraction(1, 2**50)) >= truth


def draw_place(generator: random.Random, network: Network) -> Fraction:
    """Often a kink, or where the answer is half-way."""
    if generator.random() < 0.5:
        return Fraction(generator.randint(-24, 24), generator.choice((1, 2, 3, 4)))
    ends = [piece.left for piece in pieces_on_line(network, -50, 50)]
    return generator.choice(ends)


@pytest.mark.parametrize("seed", range(20))
def test_margins_on_the_line_are_never_larger_than_real(seed: int) -> None:
    generator = random.Random(seed)
    for _ in range(100):
        outputs = generator.choice((1, 1, 1, 2, 3))
        network = draw_network(generator, 1, outputs)
        place = draw_place(generator, network)
        (values,) = evaluate(network, [[place]])
        near = round(values[0]) + generator.choice((0, 0, 0, 1))
        label = near if outputs == 1 else generator.randrange(outputs)
        truth = true_radius(network, place, label)
        (margin,) = bound_margins(network, [[place.numerator]], place.denominator, [label])
        require_true(margin, truth)
        if outputs == 1:
            walked = radius_on_line(network, place, label)
            assert walked.is_exact and walked.value == truth


@pytest.mark.parametrize("dimension", [2, 3])
def test_margins_in_space_hold_at_sampled_points(dimension: int) -> None:
    generator = random.Random(dimension)
    looked_at = 0
    for _ in range(400):
        network = draw_network(generator, dimension, generator.choice((1, 1, 2)))
        point = [Fraction(generator.randint(-8, 8), 4) for _ in range(dimension)]
        (values,) = evaluate(network, [point])
        label = round(values[0]) if len(values) == 1 else int(values[1] > values[0])
        rows = [[int(4 * entry) for entry in point]]
        (margin,) = bound_margins(network, rows, 4, [label])
        radius = Fraction(10) if margin.radius is None else margin.radius
        if not radius:
            continue
        looked_at += 1
        for _ in range(20):
            step = [Fraction(generator.randint(-999, 999)) for _ in range(dimension)]
            # The sum of the absolute values is at least the length.
            share = radius * Fraction(999, 1000) / (sum(abs(entry) for entry in step) or 1)
            moved = [x + share * entry for x, entry in zip(point, step, strict=True)]
            axis = list(point)
            axis[generator.randrange(dimension)] += radius * Fraction(999, 1000)
            for place in (moved, axis):
                (there,) = evaluate(network, [place])
                if len(there) == 1:
                    assert abs(there[0] - label) < HALF
                else:
                    assert there[label] > there[1 - label]
    assert looked_at > 100


def test_a_half_way_answer_ends_the_margin() -> None:
    network = network_from_json(HALF_WAY)
    assert evaluate(network, [[5]])[0][0] == HALF
    zero, later = bound_margins(network, [[0], [21]], 2, [0, 1])
    assert zero == Margin(Fraction(3, 4), True)
    assert later == Margin(Fraction(1, 2), True)
    (plateau,) = bound_margins(network, [[5]], 1, [0])
    assert plateau.radius == 0
