"""One hidden layer and width 2: exact on random points, sizes as stated."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memproof.constructions.kinks import count_kinks
from memproof.constructions.max_min import build_max_min, count_max_min_depth
from memproof.constructions.memorize import find_wrong_points, memorize
from memproof.constructions.one_layer import build_one_layer, count_one_layer_width
from memproof.datasets import sample_unit_ball
from memproof.errors import InputError
from memproof.networks.evaluate import evaluate

points = st.dictionaries(
    st.fractions(min_value=-5, max_value=5, max_denominator=50),
    st.fractions(min_value=-9, max_value=9, max_denominator=7),
    min_size=1,
    max_size=14,
)


@given(points)
def test_one_layer_takes_every_label(data: dict[Fraction, Fraction]) -> None:
    network = build_one_layer(list(data), list(data.values()))
    assert [row[0] for row in evaluate(network, [(key,) for key in data])] == list(data.values())
    assert network.depth == 1 and network.width <= count_one_layer_width(len(data))


@given(points)
def test_width_two_takes_every_label(data: dict[Fraction, Fraction]) -> None:
    network = build_max_min(list(data), list(data.values()))
    assert [row[0] for row in evaluate(network, [(key,) for key in data])] == list(data.values())
    assert network.width <= 2 and network.depth <= count_max_min_depth(len(data))


def test_sizes_are_attained_by_alternating_labels() -> None:
    keys, labels = list(range(9)), [at % 2 for at in range(9)]
    assert build_one_layer(keys, labels).widths == (8,)
    assert build_max_min(keys, labels).widths == (2,) * 7


def test_many_points_keep_short_weights() -> None:
    draw = random.Random(1)
    keys = draw.sample(range(10**6), 300)
    labels = [draw.randrange(2) for _ in keys]
    network = build_max_min(keys, labels)
    values = evaluate(network, [(Fraction(key),) for key in keys])
    assert [row[0] for row in values] == labels
    widest = max(
        abs(weight).bit_length()
        for layer in network.layers
        for bias, terms in layer.rows
        for weight in (bias, *(value for _, value in terms))
    )
    assert widest < 80


@pytest.mark.parametrize("build", [build_one_layer, build_max_min])
def test_repeated_keys_are_refused(build: object) -> None:
    with pytest.raises(InputError, match="same key"):
        build([1, 1], [0, 1])  # type: ignore[operator]
    with pytest.raises(InputError, match="labels"):
        build([1, 2], [0])  # type: ignore[operator]


def test_equal_labels_in_a_row_need_fewer_neurons() -> None:
    keys, labels = list(range(60)), [0] * 20 + [1] * 20 + [0] * 20
    network = build_one_layer(keys, labels)
    assert count_kinks(keys, labels) == network.width == 4


def test_the_smallest_construction_is_chosen() -> None:
    spread = sample_unit_ball(60, 2, 2, 0)
    chosen = memorize(spread)
    for method in ("trade-off", "direct", "one-layer", "max-min"):
        assert chosen.sizes.parameters <= memorize(spread, method=method).sizes.parameters
    shallow = memorize(spread, depth=1)
    assert shallow.sizes.depth == 1 and not find_wrong_points(shallow.network, spread)
    narrow = memorize(spread, width=2)
    assert narrow.sizes.width == 2 and not find_wrong_points(narrow.network, spread)
