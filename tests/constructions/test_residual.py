"""General position, one hidden layer by facets, residual blocks; most pieces on a line."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, combinations_with_replacement, product
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memproof.constructions import residual
from memproof.constructions.max_pieces import (
    build_max_pieces,
    count_max_pieces,
    count_printed_pieces,
    find_all_pieces,
)
from memproof.constructions.residual import (
    build_hats,
    build_peeled,
    build_residual,
    count_ridges,
    evaluate_residual,
    find_dependent,
    find_shear,
    flatten_residual,
    shear_points,
)
from memproof.errors import InputError, SizeLimitError
from memproof.networks import evaluate, find_errors, measure
from memproof.networks.wiring import Affine, neuron, total, wire

Points = list[tuple[int, ...]]
CASES = [(1, 7), (2, 9), (2, 3), (3, 12), (3, 30), (4, 21), (6, 25)]


def draw(d: int, size: int, seed: int = 0) -> tuple[Points, list[int]]:
    generator = random.Random(seed)
    points = [tuple(generator.randint(-1000, 1000) for _ in range(d)) for _ in range(size)]
    return points, [generator.randint(-9, 9) for _ in points]


def determinant(rows: Sequence[Sequence[int]]) -> int:
    if len(rows) == 1:
        return rows[0][0]
    return sum(
        (-1) ** j * entry * determinant([[*row[:j], *row[j + 1 :]] for row in rows[1:]])
        for j, entry in enumerate(rows[0])
        if entry
    )


# --- general position --------------------------------------------------------------------------


@pytest.mark.parametrize(("d", "size"), [(1, 8), (2, 12), (3, 10), (4, 9)])
def test_random_points_are_in_general_position(d: int, size: int) -> None:
    assert find_dependent(draw(d, size)[0]) is None


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_offending_points_are_named(d: int) -> None:
    points, _ = draw(d, d + 6, 1)
    chosen = [points[i] for i in (0, 2, 4, 5)[:d]]
    mean = tuple(sum(column) for column in zip(*chosen, strict=True))
    planted = tuple(Fraction(entry, d) for entry in mean)
    found = find_dependent([*points, planted])
    assert found is not None and len(found) == d + 1 and found[-1] == len(points)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=3, max_size=7, unique=True)
)
def test_general_position_is_all_determinants(points: Points) -> None:
    dependent = [
        chosen
        for chosen in combinations(range(len(points)), 3)
        if determinant([(*points[i], 1) for i in chosen]) == 0
    ]
    assert find_dependent(points) == (dependent[0] if dependent else None)


def test_general_position_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="more than 3 points"):
        find_dependent(draw(3, 3)[0])
    monkeypatch.setattr(residual, "FIRST_DETERMINANTS", 1000)
    with pytest.raises(SizeLimitError, match=r"50063860 determinants, .* first 12 points"):
        find_dependent(draw(5, 60)[0])
    with pytest.raises(SizeLimitError, match="coordinates"):
        find_dependent([tuple(range(401))] * 402)


def test_more_points_than_determinants_are_allowed_for_may_still_be_dependent() -> None:
    points = [*draw(2, 20)[0], *draw(2, 400, 1)[0]]
    assert find_dependent([(0, 0), (1, 1), (5, 5), *points]) == (0, 1, 2)


# --- R1, R2, R3 --------------------------------------------------------------------------------


@pytest.mark.parametrize(("d", "size"), CASES)
def test_hats_and_peeled_facets(d: int, size: int) -> None:
    points, labels = draw(d, size, d)
    hats, peeled = build_hats(points, labels), build_peeled(points, labels)
    assert hats.widths == (3 * -(-size // d),)
    assert peeled.widths == (2 * -(-size // d),) == (count_ridges(size, d),)
    assert find_errors(hats, points, labels) == find_errors(peeled, points, labels) == []
    if size > 10 * d:
        assert measure(hats).largest_weight_bits < measure(peeled).largest_weight_bits


@pytest.mark.parametrize("blocks", [1, 2, 10])
@pytest.mark.parametrize(("d", "size"), [case for case in CASES if case[0] > 1])
def test_residual_blocks(d: int, size: int, blocks: int) -> None:
    points, labels = draw(d, size, d)
    network = build_residual(points, labels, blocks)
    assert network.hidden_nodes == 2 * -(-size // (d - 1)) and len(network.blocks) == blocks
    assert network.hidden_nodes <= 4 * size / d + 4 * blocks
    found = [evaluate_residual(network, point) for point in points]
    assert found == labels
    flat = flatten_residual(network)
    assert [output for (output,) in evaluate(flat, points)] == labels
    assert flat.width == network.hidden_nodes + 2


@pytest.mark.parametrize(("d", "size"), [(2, 9), (3, 12), (4, 10)])
def test_sheared_residual_blocks(d: int, size: int) -> None:
    """First coordinates repeat; the others, of a moment curve, keep every d points independent."""
    points = [(i % 3, *(i**k for k in range(1, d))) for i in range(size)]
    labels = [i * i % 7 - 3 for i in range(size)]
    shear = find_shear(points)
    assert shear is not None and any(shear)
    assert find_dependent(shear_points(points, (0,) * (d - 1))) is not None
    assert find_dependent(shear_points(points, shear)) is None
    with pytest.raises(InputError):
        build_residual(points, labels, 3)
    network = build_residual(points, labels, 3, shear)
    assert network.hidden_nodes == 2 * -(-size // (d - 1))
    assert [evaluate_residual(network, point) for point in points] == labels
    assert [output for (output,) in evaluate(flatten_residual(network), points)] == labels


def test_no_shear_helps_dependent_points() -> None:
    """d = 3: three points on a line stay on one after every shear."""
    assert find_shear([(0, 0, 0), (1, 1, 1), (2, 2, 2), (5, 1, 7), (4, 0, 1)]) is None
    assert find_shear(draw(3, 9)[0]) == (0, 0)
    with pytest.raises(InputError, match="shear has"):
        build_residual([(1, 2), (3, 4)], [0, 1], 1, (1, 2))


def test_rational_data() -> None:
    points = [(Fraction(1, 3), 2), (5, Fraction(-1, 7)), (0, 0), (1, 9), (-3, 1)]
    labels = [Fraction(1, 2), -2, 0, Fraction(22, 7), 1]
    for network in (build_hats(points, labels), build_peeled(points, labels)):
        assert find_errors(network, points, labels) == []


def test_points_that_are_not_in_general_position() -> None:
    square = [(0, 0), (0, 1), (0, 2), (0, 3), (1, 0)]
    with pytest.raises(InputError, match="lie on one hyperplane"):
        build_peeled(square, [0, 1, 0, 1, 0])
    with pytest.raises(InputError, match="meets another point"):
        build_hats([(0, 0), (0, 1), (0, 2)], [0, 1, 0])
    with pytest.raises(InputError, match="first d − 1"):
        build_residual(square, [0, 1, 0, 1, 0], 2)


def test_bad_input() -> None:
    with pytest.raises(InputError, match="d ≥ 2"):
        build_residual([(1,), (2,)], [0, 1], 1)
    with pytest.raises(InputError, match="labels"):
        build_hats([(1, 2), (2, 1)], [0])
    with pytest.raises(InputError, match="exact"):
        build_hats([(1, 0.5), (2, 1)], [0, 1])  # type: ignore[list-item]
    with pytest.raises(InputError, match="distinct"):
        build_peeled([(1, 2), (1, 2)], [0, 1])


# --- pieces on a line --------------------------------------------------------------------------


@pytest.mark.parametrize("d1", range(1, 9))
@pytest.mark.parametrize("d2", range(1, 9))
def test_most_pieces_are_attained(d1: int, d2: int) -> None:
    network = build_max_pieces(d1, d2)
    assert network.widths == (d1, d2)
    assert len(find_all_pieces(network, 10**6)) == count_max_pieces(d1, d2)
    if d2 >= 2:
        assert count_max_pieces(d1, d2) <= count_printed_pieces(d1, d2)


@pytest.mark.parametrize(("d1", "d2"), [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (3, 2)])
def test_random_networks_have_no_more_pieces(d1: int, d2: int) -> None:
    generator = random.Random(d1 * 10 + d2)
    most = 0
    for _ in range(400):
        x = neuron("x")
        first = {
            f"a{j}": x * generator.choice((-1, 1)) + generator.randint(-9, 9) for j in range(d1)
        }
        second = {
            f"b{k}": total(
                [
                    Affine(generator.randint(-9, 9)),
                    *(neuron(name) * generator.randint(-5, 5) for name in first),
                ]
            )
            for k in range(d2)
        }
        output = total(neuron(name) * generator.choice((-2, -1, 1, 2)) for name in second)
        network = wire(["x"], [first, second], [output])
        most = max(most, len(find_all_pieces(network, 10**4)))
    assert most <= count_max_pieces(d1, d2)


def most_pieces_of_small_weights(d1: int, d2: int, values: range) -> int:
    """The most pieces over all networks with these weights and biases, first and last weights ±1.

    Positive scales pass through σ, so this is no restriction of the slopes but for the grid's.
    """
    most = 0
    # Exchanging neurons of a layer changes nothing.
    firsts = combinations_with_replacement(list(product((1, -1), values)), d1)
    seconds = list(
        combinations_with_replacement(
            list(product((1, -1), values, *(values for _ in range(d1)))), d2
        )
    )
    for first, second in product(firsts, seconds):
        layer = {f"a{j}": neuron("x") * side + place for j, (side, place) in enumerate(first)}
        above = {
            f"b{k}": total([Affine(bias), *(neuron(f"a{j}") * w for j, w in enumerate(weights))])
            for k, (_, bias, *weights) in enumerate(second)
        }
        output = total(neuron(f"b{k}") * side for k, (side, *_) in enumerate(second))
        network = wire(["x"], [layer, above], [output])
        most = max(most, len(find_all_pieces(network, 100)))
    return most


def test_smallest_widths_enumerated() -> None:
    assert most_pieces_of_small_weights(1, 1, range(-2, 3)) == count_max_pieces(1, 1) == 3


@pytest.mark.long
@pytest.mark.parametrize(("d1", "d2", "values"), [(2, 1, range(-2, 3)), (1, 2, range(-2, 3))])
def test_small_widths_enumerated(d1: int, d2: int, values: range) -> None:
    assert most_pieces_of_small_weights(d1, d2, values) == count_max_pieces(d1, d2)


def test_piece_count_refusals() -> None:
    assert count_max_pieces(9, 7) == prod((10, 8))
    with pytest.raises(InputError, match="at least 1"):
        count_max_pieces(0, 3)
    with pytest.raises(InputError, match="one input"):
        find_all_pieces(build_hats([(1, 2), (2, 1)], [0, 1]), 10)
