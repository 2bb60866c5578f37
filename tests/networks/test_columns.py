"""Layers of many threshold neurons with one linear part take a short cut; it must not show."""

from __future__ import annotations

import importlib
import random
from fractions import Fraction

import pytest

from memproof.constructions.memorize import memorize
from memproof.datasets import sample_unit_ball
from memproof.networks.evaluate import evaluate, evaluate_fractions
from memproof.networks.network import Network, build_layer

module = importlib.import_module("memproof.networks.columns")


def random_network(generator: random.Random, *, denominators: bool, big: bool) -> Network:
    """Two hidden layers of threshold families with ties, twice, and two outputs."""
    size = 10**30 if big else 10

    def number() -> Fraction:
        bottom = generator.choice([1, 2, 3]) if denominators else 1
        return Fraction(generator.randint(-size, size), bottom)

    def family(inputs: int) -> tuple[list[list[Fraction]], list[Fraction]]:
        rows: list[list[Fraction]] = []
        shifts: list[Fraction] = []
        for _ in range(2):
            linear = [number() for _ in range(inputs)]
            for _ in range(9):
                rows.append(linear)
                shifts.append(number() if generator.random() < 0.8 else Fraction(0))
        rows.append([number() for _ in range(inputs)])
        shifts.append(number())
        order = generator.sample(range(len(rows)), len(rows))
        return [rows[at] for at in order], [shifts[at] for at in order]

    layers, inputs = [], 2
    for _ in range(3):
        layers.append(build_layer(*family(inputs)))
        inputs = 19
    layers.append(build_layer([[number() for _ in range(19)] for _ in range(2)], [0, number()]))
    return Network(tuple(layers))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("denominators", [False, True])
@pytest.mark.parametrize("big", [False, True])
def test_families_give_the_same_outputs(
    seed: int, denominators: bool, big: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LARGE_INT64_FAMILY", 2 + 20 * (seed % 2))
    monkeypatch.setattr(module, "LONG_SCALE_BITS", 40)
    monkeypatch.setattr(module, "SHORT_RUNS", 1 + seed % 3)
    generator = random.Random(seed)
    network = random_network(generator, denominators=denominators, big=big)
    bottoms = ([1], [1, 2], [7], [2**60, 3])[seed % 4]
    points = [
        tuple(Fraction(generator.randint(-9, 9), generator.choice(bottoms)) for _ in range(2))
        for _ in range(20)
    ]
    assert evaluate(network, points) == [evaluate_fractions(network, point) for point in points]


@pytest.mark.parametrize("seed", range(20))
def test_steps_of_paired_thresholds(seed: int) -> None:
    # Pairs of opposite weights saturate: most points see a constant, over any denominator.
    generator = random.Random(seed)
    bottom = generator.choice([1, 2, 12])
    size = generator.choice([10, 10**25])

    def steps(inputs: int) -> Network:
        linear = [Fraction(generator.randint(-9, 9), bottom) for _ in range(inputs)]
        starts = [Fraction(generator.randint(-size, size), bottom) for _ in range(8)]
        shifts = [start - gap for start in starts for gap in (0, 1)]
        rows = [[generator.choice([0, w, -w]) for w in (1, 5)] for _ in range(3)]
        heights = [[w for pair in row * 4 for w in (pair, -pair)] for row in rows]
        return Network((build_layer([linear] * 16, shifts), build_layer(heights, [0, 1, -1])))

    first, second = steps(2), steps(3)
    network = Network((*first.layers, *second.layers))
    points = [
        tuple(Fraction(generator.randint(-size, size), generator.choice([1, 7])) for _ in range(2))
        for _ in range(30)
    ]
    expected = [evaluate_fractions(network, point) for point in points]
    assert evaluate(network, points) == expected
    assert [evaluate(network, [point])[0] for point in points] == expected


def test_a_threshold_used_alone_is_evaluated() -> None:
    # σ(x − t) for t = 0, 1, 2 feed rows that read one of them each.
    first = build_layer([[10**30]] * 3, [0, -(10**30), -2 * 10**30])
    second = build_layer([[1, 0, 0], [0, 1, 0], [0, 0, 2]], [1, 1, 1])
    network = Network((first, second, build_layer([[1, 1, 1]], [0])))
    points = [(Fraction(k, 6),) for k in range(-8, 20)]
    expected = [evaluate_fractions(network, point) for point in points]
    assert evaluate(network, points) == expected
    assert [evaluate(network, [point])[0] for point in points] == expected
    assert evaluate(network, points[-3:]) == expected[-3:]


def test_a_threshold_just_above_the_least_point() -> None:
    first = build_layer([[1]] * 3, [0, -1, -2])
    second = build_layer([[1, 0, 0], [0, 1, 0], [0, 0, 2]], [1, 1, 1])
    network = Network((first, second, build_layer([[1, 1, 1]], [0])))
    points = [(k + Fraction(at, 2**80),) for k in range(-4, 5) for at in (0, 1, 2**79 + 1)]
    expected = [evaluate_fractions(network, point) for point in points]
    for start in range(len(points)):
        assert evaluate(network, points[start:]) == expected[start:]


def test_memorizing_networks_anywhere() -> None:
    data = sample_unit_ball(30, 2, 3, seed=2)
    generator = random.Random(0)
    points = [
        tuple(value + Fraction(generator.randint(-99, 99), 10**4) for value in data.point(index))
        for index in range(30)
        for _ in range(6)
    ]
    for method in ("trade-off", "direct", "steps"):
        network = memorize(data, method=method).network
        expected = [evaluate_fractions(network, point) for point in points]
        assert evaluate(network, points) == expected
        assert evaluate(network, sorted(points)) == [
            outputs for _, outputs in sorted(zip(points, expected, strict=True))
        ]
        assert evaluate(network, points[:1]) == expected[:1]


def test_points_on_a_threshold() -> None:
    # Σ of σ(x − t) with t = 0 … 9 at every t and between: a parabola through exact values.
    first = build_layer([[1]] * 10, [-t for t in range(10)])
    network = Network((first, build_layer([[1] * 10], [0])))
    points = [(Fraction(k, 2),) for k in range(-2, 22)]
    assert evaluate(network, points) == [evaluate_fractions(network, point) for point in points]
    whole = [(k,) for k in range(-3, 12)]
    assert evaluate(network, whole) == [evaluate_fractions(network, point) for point in whole]


@pytest.mark.long
def test_many_random_networks_at_and_beside_their_thresholds() -> None:
    generator = random.Random(0)
    for _ in range(1500):
        bottom = generator.choice([1, 1, 2, 6])
        size = generator.choice([2, 5, 10**20])

        def number(size: int = size, bottom: int = bottom) -> Fraction:
            return Fraction(generator.randint(-size, size), bottom)

        layers, inputs = [], 1
        for _ in range(generator.randint(1, 4)):
            linear = [[generator.choice([0, 1, -1, number()]) for _ in range(inputs)] for _ in "ab"]
            rows = [generator.choice(linear) for _ in range(generator.randint(1, 7))]
            layers.append(build_layer(rows, [generator.choice([0, 1, number()]) for _ in rows]))
            inputs = len(rows)
        network = Network((*layers, build_layer([[number() for _ in range(inputs)]], [number()])))
        near = generator.choice([0, Fraction(1, 2**80), Fraction(1, 3)])
        places = sorted(Fraction(generator.randint(-6, 6), bottom) for _ in range(12))
        points = [(place + generator.choice([0, near, -near]),) for place in places]
        expected = [evaluate_fractions(network, point) for point in points]
        assert evaluate(network, points) == expected
        assert evaluate(network, points[:1]) == expected[:1]
