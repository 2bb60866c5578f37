"""Exact evaluation of many points against plain Fraction arithmetic."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memproof.errors import InputError
from memproof.networks import Network, build_layer, evaluate, evaluate_fractions, find_errors
from memproof.networks.evaluate import evaluate_batches

weights = st.one_of(
    st.integers(-3, 3),
    st.sampled_from([2**31, -(2**31), 2**61, 2**62 - 1, 2**62, -(2**63), 2**64 + 1, 10**40]),
    st.fractions(-4, 4, max_denominator=6),
)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    before = draw(st.integers(1, 3))
    layers = []
    for _ in range(draw(st.integers(1, 4))):
        after = draw(st.integers(1, 3))
        rows = [[draw(weights) for _ in range(before)] for _ in range(after)]
        layers.append(build_layer(rows, [draw(weights) for _ in range(after)]))
        before = after
    return Network(tuple(layers))


coordinates = st.one_of(
    st.integers(-5, 5), st.fractions(max_denominator=10), st.sampled_from([2**62, -(2**70), 2**31])
)


@settings(max_examples=150, deadline=None)
@given(networks(), st.data())
def test_fast_and_plain_evaluation_agree(network: Network, data: st.DataObject) -> None:
    point = st.tuples(*[coordinates] * network.input_dimension)
    chosen = data.draw(st.lists(point, min_size=1, max_size=5))
    assert evaluate(network, chosen) == [evaluate_fractions(network, p) for p in chosen]


def test_deep_rational_networks_stay_exact() -> None:
    generator = random.Random(1)
    layers = []
    for _ in range(60):
        rows = [[Fraction(generator.randint(-9, 9), 7) for _ in range(3)] for _ in range(3)]
        layers.append(build_layer(rows, [Fraction(generator.randint(-9, 9), 11) for _ in range(3)]))
    network = Network(tuple(layers))
    chosen = [tuple(Fraction(generator.randint(-99, 99), 13) for _ in range(3)) for _ in range(20)]
    assert evaluate(network, chosen) == [evaluate_fractions(network, p) for p in chosen]


def test_batches_cover_all_points_in_order() -> None:
    network = Network((build_layer([[1]], [-3]), build_layer([[2]], [1])))
    chosen = [(Fraction(i, 3),) for i in range(25)]
    sizes = [len(scale) for _, scale in evaluate_batches(network, chosen, batch=10)]
    assert sizes == [10, 10, 5]
    assert evaluate(network, chosen) == [(2 * max(x - 3, Fraction(0)) + 1,) for (x,) in chosen]


def test_int64_never_wraps() -> None:
    big = 2**62
    network = Network((build_layer([[1], [1]], [0, 0]), build_layer([[big, big]], [big])))
    assert evaluate(network, [(2**40,), (1,)]) == [(2 * big * 2**40 + big,), (3 * big,)]


def test_errors_are_found_exactly() -> None:
    network = Network((build_layer([[1]], [0]),))
    chosen = [(0,), (Fraction(1, 3),), (2,)]
    assert find_errors(network, chosen, [0, Fraction(1, 3), 2]) == []
    nearly = Fraction(1, 3) + Fraction(1, 10**40)
    assert find_errors(network, chosen, [0, nearly, 2]) == [(1, Fraction(1, 3))]


def test_inexact_or_misshapen_points_are_refused() -> None:
    network = Network((build_layer([[1]], [0]),))
    for bad in ([(0.5,)], [(True,)], [(1, 2)], [("1",)]):
        with pytest.raises(InputError):
            evaluate(network, bad)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="labels"):
        find_errors(network, [(1,)], [])
    two = Network((build_layer([[1], [1]], [0, 0]),))
    with pytest.raises(InputError, match="single output"):
        find_errors(two, [(1,)], [1])
    assert evaluate(network, []) == []
