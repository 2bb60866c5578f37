"""Random networks and points for tests."""

from __future__ import annotations

import random
from fractions import Fraction

from memproof.networks import Network, build_layer


def random_network(
    generator: random.Random, inputs: int, widths: list[int], outputs: int
) -> Network:
    layers = []
    before = inputs
    for after in [*widths, outputs]:
        weights = [
            [Fraction(generator.randint(-3, 3), generator.choice([1, 2, 3])) for _ in range(before)]
            for _ in range(after)
        ]
        biases = [
            Fraction(generator.randint(-4, 4), generator.choice([1, 5])) for _ in range(after)
        ]
        layers.append(build_layer(weights, biases))
        before = after
    return Network(tuple(layers))


def points(generator: random.Random, dimension: int, count: int = 6) -> list[tuple[Fraction, ...]]:
    return [
        tuple(
            Fraction(generator.randint(-20, 20), generator.randint(1, 4)) for _ in range(dimension)
        )
        for _ in range(count)
    ]
