"""The width-3 memorizer of Park et al.: STEP and ID, ReLU, sizes, conditions, printed equations."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memproof.checker.kinds.networks import check_family, check_values
from memproof.constructions.memorize import memorize
from memproof.constructions.park.construction import Park
from memproof.constructions.park.evidence import (
    build_bit_reader_values,
    build_halving_values,
    build_printed_network,
    build_repaired_network,
    sample_theorem_3,
)
from memproof.constructions.park.network import (
    Rule,
    StepNetwork,
    build_bit_reader,
    build_park,
    build_park_steps,
    convert_to_relu,
    count_folded_range,
    fold_range,
    halve_range,
    run_steps,
    shape_park,
)
from memproof.datasets import sample_unit_ball
from memproof.errors import InputError
from memproof.networks.pieces import find_deviation
from memproof.networks.wiring import neuron


def random_data(count: int, key_range: int, label_bits: int, seed: int) -> tuple[list[int], ...]:
    generator = random.Random(seed)
    keys = generator.sample(range(key_range), count)
    return keys, [generator.randrange(1 << label_bits) for _ in keys]


@settings(max_examples=30, deadline=None)
@given(
    st.integers(1, 20),
    st.integers(0, 3000),
    st.integers(1, 4),
    st.integers(3, 9),
    st.integers(0, 10**6),
)
def test_steps_and_relu_on_whole_intervals(
    count: int, spare: int, label_bits: int, width: int, seed: int
) -> None:
    key_range = count + spare
    keys, labels = random_data(count, key_range, label_bits, seed)
    shape = shape_park(count, key_range, label_bits, width)
    steps = build_park_steps(keys, labels, label_bits, key_range=key_range, width=width)
    assert steps.width <= width
    assert steps.depth <= shape.depth
    relu = build_park(keys, labels, label_bits, key_range=key_range, width=width)
    assert (relu.width, relu.depth) == (steps.width, 2 * steps.depth)
    margin = Fraction(1, max(count, 2))
    for key, label in zip(keys, labels, strict=True):
        for place in (key, key + Fraction(1, 3) * (1 - margin), key + 1 - margin):
            assert run_steps(steps, place) == label
        assert find_deviation(relu, key, key + 1 - margin, label) is None


@pytest.mark.parametrize(("count", "key_range", "label_bits"), [(8, 900, 1), (6, 300, 3)])
def test_width_three(count: int, key_range: int, label_bits: int) -> None:
    keys, labels = random_data(count, key_range, label_bits, 5)
    network = build_park(keys, labels, label_bits, key_range=key_range)
    assert network.width == 3
    wrong = build_park(keys, labels[::-1], label_bits, key_range=key_range)
    assert any(
        find_deviation(wrong, key, key + Fraction(1, 2), label) is not None
        for key, label in zip(keys, labels, strict=True)
    )


def test_ranges_shrink() -> None:
    assert count_folded_range(4) == 5
    assert fold_range(8, 4, 3) == 5
    assert fold_range(5, 4, 3) == 5
    assert fold_range(1000, 4, 9) == 200
    assert halve_range(100, 10) == (50, 2)
    assert halve_range(10, 10) is None


def test_shape_is_the_best_and_grows_like_two_thirds() -> None:
    depths = [shape_park(n, n * n // 4 + 1, 1).depth / n ** (2 / 3) for n in (64, 512, 4096)]
    assert max(depths) < 6.2 * 3 ** (1 / 3)
    assert shape_park(64, 1025, 1, 6).depth < shape_park(64, 1025, 1, 3).depth


def test_one_layer_conversion_is_exact() -> None:
    keys, labels = random_data(7, 60, 2, 3)
    steps = build_park_steps(keys, labels, 2, key_range=60)
    relu = convert_to_relu(steps, [(key, key + Fraction(3, 4)) for key in keys], wide=True)
    assert (relu.depth, relu.width) == (steps.depth, 5)
    for key, label in zip(keys, labels, strict=True):
        assert find_deviation(relu, key, key + Fraction(3, 4), label) is None
        assert find_deviation(relu, key, key + Fraction(3, 4), label + 1) is not None


def test_relu_conversion_refuses_a_step_inside_an_interval() -> None:
    network = StepNetwork(({"s": ("step", neuron("x") - Fraction(1, 2))},), neuron("s"))
    with pytest.raises(InputError, match="inside"):
        convert_to_relu(network, [(0, 1)])
    relu = convert_to_relu(network, [(0, Fraction(1, 4)), (1, 2)])
    assert find_deviation(relu, 0, Fraction(1, 4), 0) is None
    assert find_deviation(relu, 1, 2, 1) is None
    assert find_deviation(relu, 0, 1, 0) is not None


@pytest.mark.parametrize(
    ("keys", "labels", "key_range", "width", "message"),
    [
        ([], [], None, 3, "at least one"),
        ([1, 1], [0, 1], None, 3, "distinct"),
        ([0, 5], [0, 1], 5, 3, "within their range"),
        ([-1, 5], [0, 1], None, 3, "within their range"),
        ([0, 1], [0, 2], None, 3, "label does not fit"),
        ([0, 1], [0, 1], None, 2, "smallest that works is 3"),
    ],
)
def test_refusals(
    keys: list[int], labels: list[int], key_range: int | None, width: int, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        build_park_steps(keys, labels, 1, key_range=key_range, width=width)


@pytest.mark.parametrize(("width", "depth"), [(None, None), (5, None), (None, 60)])
def test_memorize_from_space(width: int | None, depth: int | None) -> None:
    data = sample_unit_ball(40, 3, 3, seed=1)
    result = memorize(data, method="park", width=width, depth=depth)
    assert result.sizes.width <= result.construction.width
    assert result.sizes.depth <= result.construction.depth
    assert result.sizes.parameters <= result.construction.parameters
    assert depth is None or result.sizes.depth <= depth
    assert width is not None or depth is not None or result.sizes.width == 3


def test_plan_names_what_a_depth_needs() -> None:
    with pytest.raises(InputError, match="width 4 needs"):
        Park.of_sizes(100, 10000, 2, width=4, depth=20)


def outputs(document: dict[str, Any]) -> list[str]:
    assert check_values({**document, "id": "x"}).details["not_checked"] == 0
    return list(document["claim"]["labels"])


def test_printed_network_gives_a_wrong_label() -> None:
    printed, repaired = build_printed_network(), build_repaired_network()
    (instance,) = repaired["evidence"]["instances"]
    places = [[low] for low, _ in repaired["claim"]["sets"][0]]
    assert printed["claim"]["points"] == places
    found, wanted = outputs(printed), [str(label) for label in instance["labels"]]
    assert [(a, b) for a, b in zip(found, wanted, strict=True) if a != b] == [("0", "1")] * 2
    assert check_family({**repaired, "id": "x"}).grade == "instances"


def test_printed_halving_lets_keys_meet() -> None:
    printed = outputs(build_halving_values(Rule(printed=True)))
    repaired = outputs(build_halving_values())
    assert len(set(printed)) < len(set(repaired)) == len(printed) == 6
    assert all(0 <= int(image) < 13 for image in repaired)


def test_printed_bit_reader_is_wrong() -> None:
    assert outputs(build_bit_reader_values()) == ["1", "0", "1"]
    assert outputs(build_bit_reader_values(printed_span=6)) == ["1/8", "0", "1/8"]
    assert outputs(build_bit_reader_values(printed_windows=True)) == ["0", "0", "0"]


def test_bit_reader_as_printed_and_repaired() -> None:
    """K = AB is right for A = 1 alone, the printed windows for D > 1 alone."""
    generator = random.Random(0)
    for blocks, size, bits in product((1, 2, 3), (1, 2, 4), (1, 2, 3)):
        labels = [generator.randrange(1, 1 << bits) for _ in range(size)]
        repaired = build_bit_reader(labels, bits)
        assert repaired.depth == (2 * bits + 1) * size and repaired.width == 3
        places = build_bit_reader(labels, bits, printed_span=blocks * size)
        windows = build_bit_reader(labels, bits, printed_windows=True)
        for key, label in enumerate(labels):
            assert run_steps(repaired, key + Fraction(1, 2)) == label
            assert (run_steps(places, key) == label) is (blocks == 1)
            assert (run_steps(windows, key) == label) is (bits > 1)


def count_memorized(rule: Rule, sizes: Sequence[tuple[int, int]]) -> list[int]:
    """How many of 20 data sets of each (N, K) Theorem 2's network memorizes by these equations."""
    found = []
    for count, stages in sizes:
        runs = [sample_theorem_3(count, stages, 2, seed=seed, rule=rule) for seed in range(20)]
        right = [[run_steps(net, key) for key in keys] == labels for net, keys, labels in runs]
        found.append(sum(right))
    return found


@pytest.mark.long
def test_printed_equations_break_theorem_2() -> None:
    """120 data sets; the proof takes any shift that works: here the least, then the largest."""
    sizes = [(16, 3), (16, 4), (32, 3), (32, 4), (64, 3), (64, 4)]
    assert count_memorized(Rule(printed=True), sizes) == [4, 0, 3, 0, 1, 0]
    assert count_memorized(Rule(printed=True, largest=True), sizes) == [0] * 6
    assert count_memorized(Rule(), sizes) == [20] * 6
    assert count_memorized(Rule(largest=True), sizes) == [20] * 6


# The equations as printed and repaired, as functions of integers.


def folded(x: int, shifts: Sequence[int], modulus: int, *, printed: bool) -> int:
    value = x - modulus * (x >= modulus)
    for i, shift in enumerate(shifts, start=1):
        before = sum(shifts[: i - 1]) if printed else (shifts[i - 2] if i > 1 else 0)
        value += (shift - before) * (x >= i * modulus)
        value -= modulus * (x + shift >= (i + 1) * modulus)
    return value


def test_equation_5_exhaustively() -> None:
    wrong = cases = 0
    for modulus in range(1, 5):
        for pieces in range(2, 5):
            for shifts in product(range(modulus), repeat=pieces - 1):
                for x in range(modulus * pieces):
                    piece = x // modulus
                    target = x if piece == 0 else (x + shifts[piece - 1]) % modulus
                    assert folded(x, shifts, modulus, printed=False) == target
                    if pieces < 4:
                        assert folded(x, shifts, modulus, printed=True) == target
                    else:
                        cases += 1
                        wrong += folded(x, shifts, modulus, printed=True) != target
    assert (wrong, cases) == (254, 1416)
    assert folded(6, (1, 0, 0), 2, printed=True) == -1
    assert folded(6, (1, 0, 0), 2, printed=False) == 0


def halved(
    x: int, cuts: Sequence[int], shifts: Sequence[int], modulus: int, *, sums: bool, ends: bool
) -> int:
    value = x - 2 * modulus * (x >= modulus)
    for i, shift in enumerate(shifts):
        before = sum(shifts[:i]) if sums else (shifts[i - 1] if i else 0)
        value += (modulus + shift - before) * (x >= cuts[i])
        end = min(2 * modulus - shift, cuts[i + 1])
        value -= modulus * (x >= (end if ends else max(cuts[i], end)))
    return value


def count_wrong_halvings(largest: int, pieces: int) -> int:
    """How many values of (8) as printed are wrong for T ≤ largest; repaired, none may be."""
    wrong = 0
    for modulus in range(1, largest + 1):
        places = range(modulus + 1, 2 * modulus)
        for inner in (sub for size in range(pieces) for sub in combine(places, size)):
            cuts = (modulus, *inner, 2 * modulus)
            for shifts in product(range(modulus), repeat=len(cuts) - 1):
                for x in range(2 * modulus):
                    piece = next((i for i, (a, b) in enumerate(pairwise(cuts)) if a <= x < b), None)
                    target = x if piece is None else (x + shifts[piece]) % modulus
                    assert halved(x, cuts, shifts, modulus, sums=False, ends=False) == target
                    printed = halved(x, cuts, shifts, modulus, sums=True, ends=True)
                    wrong += printed != target
                    assert len(shifts) > 1 or printed == target
    return wrong


def test_equation_8_exhaustively() -> None:
    assert halved(4, (3, 5, 6), (0, 2), 3, sums=True, ends=True) == -2
    assert halved(5, (3, 4, 5, 6), (1, 0, 0), 3, sums=True, ends=False) == 1
    assert count_wrong_halvings(4, 3) > 0


@pytest.mark.long
def test_equation_8_up_to_four_pieces() -> None:
    """T ≤ 5 and C ≤ 4, every choice of cuts and shifts."""
    assert count_wrong_halvings(5, 4) > count_wrong_halvings(4, 3)


def combine(places: range, size: int) -> list[tuple[int, ...]]:
    from itertools import combinations

    return list(combinations(places, size))
