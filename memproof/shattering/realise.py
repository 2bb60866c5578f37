"""Networks of a given width and depth for labelings of given points."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import count, pairwise

from memproof.constructions.direct import build_direct, count_direct_capacity
from memproof.networks.compose import precompose_affine
from memproof.networks.evaluate import evaluate
from memproof.networks.network import Network, build_layer
from memproof.networks.wiring import neuron, total, wire

Point = Sequence[int | Fraction]
Key = int | Fraction

SMALL_WEIGHT = 3


def find_direction(points: Sequence[Point]) -> tuple[int, ...]:
    """Integers u with distinct u·x for distinct points: (1, t, t², …) for the first t that does.

    Two points agree for at most d − 1 values of t, so the search ends.
    """
    distinct = {tuple(point) for point in points}
    dimension = len(points[0])
    for t in count(1):
        direction = tuple(t**power for power in range(dimension))
        if len({project(direction, point) for point in distinct}) == len(distinct):
            return direction
    raise AssertionError


def project(direction: Sequence[int], point: Point) -> Fraction:
    """u·x, exact."""
    return sum(
        (weight * Fraction(entry) for weight, entry in zip(direction, point, strict=True)),
        Fraction(0),
    )


def choose_pairs(width: int, depth: int) -> list[tuple[int, int]]:
    """The layer pairs of Theorem T or D with the largest count at this width and depth.

    Empty for depth 1.
    """
    options = [[(width, width)] * stages for stages in range(1, depth // 2 + 1)]
    return max(options, key=count_direct_capacity, default=[])


def count_capacity(width: int, depth: int) -> int:
    """Distinct points for which NN(W, L) takes all labels by Theorems T and D; W + 1 for L = 1."""
    pairs = choose_pairs(width, depth)
    return max(width + 1, count_direct_capacity(pairs)) if pairs else width + 1


def build_one_layer(keys: Sequence[Key], labels: Sequence[Key]) -> Network:
    """One hidden layer of N − 1 neurons (at least one) through N points of the line."""
    data = sorted(zip(keys, labels, strict=True))
    slopes = [
        Fraction(after[1] - before[1]) / (after[0] - before[0]) for before, after in pairwise(data)
    ]
    changes = [new - old for old, new in pairwise((Fraction(0), *slopes))]
    hidden = {f"kink{j}": neuron("x") - data[j][0] for j in range(max(1, len(changes)))}
    output = total(neuron(f"kink{j}") * change for j, change in enumerate(changes))
    return wire(["x"], [hidden], [output + data[0][1]])


def build_memorizer(
    points: Sequence[Point], width: int, depth: int
) -> Callable[[Sequence[int]], Network]:
    """labels ↦ a network of at most this width and depth with these outputs at distinct points.

    The points must not exceed :func:`count_capacity`.
    """
    direction = find_direction(points)
    keys = [project(direction, point) for point in points]
    on_line = len(direction) == 1
    pairs = choose_pairs(width, depth)

    def build(labels: Sequence[int]) -> Network:
        if len(keys) <= width + 1:
            network = build_one_layer(keys, labels)
        else:
            network = build_direct(keys, labels, pairs)
        return network if on_line else precompose_affine(network, [direction], [0])

    return build


def build_switches(keys: Sequence[Key], labels: Sequence[int]) -> Network:
    """One hidden layer, positive exactly at the keys of label 1; a neuron a change of label.

    Zeros half-way between neighbouring keys of different labels, kinks half-way between zeros.
    """
    data = sorted(zip(keys, labels, strict=True))
    start = Fraction(data[0][0]) - 1
    zeros = [
        Fraction(before + after) / 2 for (before, old), (after, new) in pairwise(data) if old != new
    ]
    value = Fraction(1 if data[0][1] else -1)
    kinks = [start, *((one + two) / 2 for one, two in pairwise(zeros))]
    hidden = {f"kink{j}": neuron("x") - kink for j, kink in enumerate(kinks)}
    output, slope, height = neuron("kink0") * 0 + value, Fraction(0), value
    for j, (kink, zero) in enumerate(zip(kinks, zeros, strict=False)):
        if j:
            height += slope * (kink - kinks[j - 1])
        turned = -height / (zero - kink)
        output, slope = output + neuron(f"kink{j}") * (turned - slope), turned
    return wire(["x"], [hidden], [output])


def take_signs(network: Network, points: Sequence[Point]) -> int:
    """The labeling [f > 0] as bits."""
    return sum((output > 0) << index for index, (output,) in enumerate(evaluate(network, points)))


def search_labelings(
    points: Sequence[Point], width: int, depth: int, *, tries: int, seed: int
) -> Iterator[tuple[int, Network]]:
    """Labelings [f > 0] that some networks of NN(W, L) take, repetitions included.

    First every labeling with at most W changes along a direction, each by its own network, then
    ``tries`` networks: through random points (Theorem T or D) and with small random weights.
    """
    generator = random.Random(seed)
    direction = find_direction(points)
    keys = [project(direction, point) for point in points]
    on_line = len(direction) == 1
    places = sorted(set(keys))
    rank = {key: at for at, key in enumerate(places)}
    for changes in _subsets(len(places) - 1, width):
        for first in (0, 1):
            labels = [first]
            for at in range(len(places) - 1):
                labels.append(labels[-1] ^ (at in changes))
            network = build_switches(places, labels)
            if not on_line:
                network = precompose_affine(network, [direction], [0])
            yield sum(labels[rank[key]] << index for index, key in enumerate(keys)), network
    capacity = min(count_capacity(width, depth), len(places))
    for attempt in range(tries):
        if attempt % 2 == 0:
            some = generator.sample(range(len(places)), capacity)
            chosen = [(places[at],) for at in some]
            values = [generator.choice((-1, 1)) for _ in chosen]
            network = build_memorizer(chosen, width, depth)(values)
            if not on_line:
                network = precompose_affine(network, [direction], [0])
        else:
            network = _draw_network(generator, len(points[0]), width, depth)
        yield take_signs(network, points), network


def _subsets(size: int, most: int) -> Iterator[frozenset[int]]:
    from itertools import combinations

    for length in range(min(size, most) + 1):
        for chosen in combinations(range(size), length):
            yield frozenset(chosen)


def _draw_network(generator: random.Random, dimension: int, width: int, depth: int) -> Network:
    sizes = [dimension, *[width] * depth, 1]
    layers = []
    for inputs, outputs in pairwise(sizes):
        weights = [
            [generator.randint(-SMALL_WEIGHT, SMALL_WEIGHT) for _ in range(inputs)]
            for _ in range(outputs)
        ]
        biases = [generator.randint(-SMALL_WEIGHT, SMALL_WEIGHT) for _ in range(outputs)]
        layers.append(build_layer(weights, biases))
    return Network(tuple(layers))
