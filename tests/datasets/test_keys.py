"""Separation and keys: decided exactly, compared with plain definitions."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memproof.datasets import DataSet, bound_separation, build_keys, sample_unit_ball
from memproof.datasets import separation as separation_module
from memproof.datasets.keys import bound_theorem_key_bits, verify_keys
from memproof.datasets.values import build_data_set
from memproof.errors import InputError, SizeLimitError


def make(points: list[tuple[int, ...]], denominator: int = 1) -> DataSet:
    labels = [index % 2 for index in range(len(points))]
    return build_data_set("test", points, denominator, labels, ["0", "1"])


def closest_by_definition(data: DataSet) -> Fraction:
    rows = data.numerators
    squares = (
        sum((a - b) ** 2 for a, b in zip(rows[i], rows[j], strict=True))
        for i in range(data.count)
        for j in range(i)
    )
    return Fraction(min(squares), data.denominator**2)


def distance(data: DataSet, pair: tuple[int, int]) -> Fraction:
    one, two = data.point(pair[0]), data.point(pair[1])
    return sum(((a - b) ** 2 for a, b in zip(one, two, strict=True)), Fraction(0))


@pytest.mark.parametrize(("count", "dimension"), [(2, 1), (40, 1), (300, 2), (300, 5), (120, 60)])
def test_separation_equals_the_definition(count: int, dimension: int) -> None:
    data = sample_unit_ball(count, dimension, 2, seed=count)
    found = bound_separation(data)
    assert found is not None and found.squared == closest_by_definition(data)
    assert distance(data, found.pair) == found.squared
    assert found.lower_bound**2 <= found.squared
    assert (found.lower_bound * (1 + Fraction(1, 2**60))) ** 2 > found.squared


def test_separation_far_below_double_precision() -> None:
    generator = random.Random(1)
    big = 10**60
    points = [(generator.randrange(big), generator.randrange(big)) for _ in range(100)]
    points += [(points[7][0] + 3, points[7][1] - 4), (points[9][0] + 5, points[9][1])]
    data = make(points, big)
    found = bound_separation(data)
    assert found is not None and found.squared == Fraction(25, big**2) and found.pair == (7, 100)
    assert found.lower_bound == Fraction(5, big)


def test_separation_of_many_tight_clusters(monkeypatch: pytest.MonkeyPatch) -> None:
    # Few allowed candidates force the recursion into clusters that look like one grid cell.
    monkeypatch.setattr(separation_module, "MAX_CANDIDATE_COORDINATES", 10)
    generator = random.Random(2)
    big = 10**30
    centres = [(generator.randrange(big), generator.randrange(big)) for _ in range(8)]
    points = [
        (x + generator.randrange(10**6), y + generator.randrange(10**6))
        for x, y in centres
        for _ in range(60)
    ]
    data = make(list(dict.fromkeys(points)), big)
    found = bound_separation(data)
    assert found is not None and found.squared == closest_by_definition(data)


def test_separation_of_equidistant_points() -> None:
    simplex = make([tuple(int(i == j) for j in range(60)) for i in range(60)])
    found = bound_separation(simplex)
    assert found is not None and found.squared == 2
    lattice = make([(i, j) for i in range(30) for j in range(30)], 100)
    found = bound_separation(lattice)
    assert found is not None and found.squared == Fraction(1, 10000)


def test_separation_of_one_point_and_its_limit() -> None:
    one = make([(1, 2)])
    assert bound_separation(one) is None
    many = replace(one, numerators=((1,),) * (separation_module.MAX_POINTS + 1))
    with pytest.raises(SizeLimitError, match="--no-limit"):
        bound_separation(many)


def check_keys(data: DataSet) -> None:
    separation = bound_separation(data)
    keys = build_keys(data, separation)
    margin = keys.margin_scale
    assert margin == max(data.count, 2)
    assert len(set(keys.keys)) == data.count
    for index in range(data.count):
        pairs = zip(keys.weights, data.point(index), strict=True)
        value = keys.bias + sum((w * x for w, x in pairs), Fraction(0))
        assert margin * keys.keys[index] <= value <= margin * keys.keys[index] + margin - 1
        assert value == Fraction(keys.positions[index], keys.denominator)
        assert 0 <= keys.keys[index] < 2**keys.key_bits
    ratios = {Fraction(w) / u for w, u in zip(keys.weights, keys.direction, strict=True) if u}
    assert len(ratios) == 1 and ratios.pop() > 0
    if separation is not None:
        assert keys.theorem_key_bits is not None and keys.key_bits <= keys.theorem_key_bits


@pytest.mark.parametrize(
    ("count", "dimension"), [(1, 1), (1, 4), (2, 1), (2, 3), (60, 1), (200, 3), (80, 50)]
)
def test_keys_of_random_points(count: int, dimension: int) -> None:
    check_keys(sample_unit_ball(count, dimension, 2, seed=3))


def test_keys_of_special_positions() -> None:
    check_keys(make([(k, 2 * k, -k) for k in range(20)], 100))  # collinear
    check_keys(make([(0, 0), (0, 1)], 1))  # the first axis does not separate
    check_keys(make([(i, j, k) for i in range(4) for j in range(4) for k in range(4)], 10))
    check_keys(make([(0,), (1,), (10**300,)], 10**301))  # gap far below double precision
    check_keys(make([(2 * k, 0) for k in range(7)] + [(2 * k + 1, 1) for k in range(7)], 20))
    check_keys(make([(0, 0), (2, 0), (3, 0)], 3))  # gaps 1 and 3/2: residues 0 and 1/2


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 4).flatmap(
        lambda dimension: st.lists(
            st.tuples(*[st.integers(-50, 50)] * dimension), min_size=1, max_size=12, unique=True
        )
    )
)
def test_keys_of_any_small_grid(points: list[tuple[int, ...]]) -> None:
    check_keys(make(points, 200))


def test_keys_are_deterministic_and_the_seed_matters() -> None:
    data = sample_unit_ball(100, 4, 2, seed=0)
    separation = bound_separation(data)
    first = build_keys(data, separation)
    assert first == build_keys(data, separation)
    assert first.direction != build_keys(data, separation, seed=5).direction


def test_defects_in_keys_are_noticed() -> None:
    data = sample_unit_ball(50, 3, 2, seed=0)
    keys = build_keys(data, bound_separation(data))
    verify_keys(data, keys)
    swapped = (keys.keys[1], keys.keys[0], *keys.keys[2:])
    doubled = (keys.keys[1], *keys.keys[1:])
    lowest = min(range(50), key=lambda index: keys.positions[index])
    for broken in (
        replace(keys, keys=swapped),
        replace(keys, keys=doubled),
        replace(keys, bias=keys.bias + 1),
        replace(keys, bias=keys.bias + keys.margin_scale),
        replace(keys, weights=(keys.weights[0] + 1, *keys.weights[1:])),
        replace(keys, key_bits=keys.key_bits - 1),
        replace(keys, keys=tuple(k - int(i == lowest) for i, k in enumerate(keys.keys))),
        replace(keys, denominator=1),
    ):
        with pytest.raises(InputError):
            verify_keys(data, broken)


def test_theorem_key_bits_by_hand() -> None:
    # N = 2, d = 1, δ = 2: s = 4/(2√(2π)) = 0.797…, 2s + 1 = 2.59…, so B = 2.
    assert bound_theorem_key_bits(2, 1, Fraction(4)) == 2
    # N = 100, d = 4, δ = 1/100: s = 10^6·√(4/(2π)) = 797884.56, 2s + 1 = 1595770.1 < 2^21.
    assert bound_theorem_key_bits(100, 4, Fraction(1, 10**4)) == 21


@pytest.mark.long
def test_ten_thousand_points() -> None:
    check_keys(sample_unit_ball(10_000, 10, 2, seed=1))
    check_keys(sample_unit_ball(10_000, 1, 2, seed=1))
