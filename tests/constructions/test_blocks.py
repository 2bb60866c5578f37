"""Blocks U5–U10 and the assembly U11: exact on whole intervals, sizes as formulas say."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise, product

import pytest

from memproof.constructions import (
    build_bit_step,
    build_block,
    build_code,
    build_decoder,
    build_gate,
    build_match,
    build_step_stack,
    build_stepped,
    build_trade_off,
    count_block_widths,
    count_decoder_depth,
    count_decoder_width,
    count_decoder_widths,
    count_step_capacity,
    count_step_widths,
    count_trade_off_capacity,
    count_trade_off_depth,
    count_trade_off_width,
    count_trade_off_widths,
)
from memproof.errors import InputError
from memproof.networks import evaluate_fractions, find_deviation, measure, pieces_on_line
from memproof.networks.network import Network


def value(network: Network, *point: int | Fraction) -> Fraction:
    (output,) = evaluate_fractions(network, point)
    return output


@pytest.mark.parametrize("bits", [1, 2, 5])
def test_bit_step(bits: int) -> None:
    network = build_bit_step(bits)
    assert network.widths == (3,)
    for v in range(1 << bits):
        assert evaluate_fractions(network, (v,)) == divmod(v, 1 << (bits - 1))
    half = Fraction(1 << bits, 2) - Fraction(1, 2)
    assert evaluate_fractions(network, (half,))[0] == Fraction(1, 2)


@pytest.mark.parametrize("scale", [1, 2, 5])
def test_match_on_and_off_its_interval(scale: int) -> None:
    network = build_match(3, scale)
    low, high = 3 * scale, 3 * scale + scale - 1
    assert find_deviation(network, low, high, 1) is None
    assert find_deviation(network, -50, low - 1, 0) is None
    assert find_deviation(network, high + 1, 99, 0) is None
    assert find_deviation(network, low - 1, low, 1) is not None
    assert find_deviation(network, high, high + Fraction(1, 100), 1) is not None


@pytest.mark.parametrize("bits", [1, 3])
def test_gate(bits: int) -> None:
    network = build_gate(bits)
    for label, hit in product(range(1 << bits), (0, 1)):
        assert value(network, label, hit) == label * hit
    assert value(network, 1 << bits, 0) == 0
    assert value(network, (1 << bits) + 1, 0) == 1, "a label of more bits leaks through the gate"


@pytest.mark.parametrize(
    ("n", "key_bits", "label_bits"), [(1, 1, 1), (2, 2, 1), (3, 1, 2), (1, 3, 3)]
)
@pytest.mark.parametrize("layered", [False, True])
def test_decoder_shape_and_random_codes(
    n: int, key_bits: int, label_bits: int, layered: bool
) -> None:
    scale = 4
    network = build_decoder(n, key_bits, label_bits, scale, layered=layered)
    assert network.depth == count_decoder_depth(n, key_bits, label_bits, layered=layered)
    assert network.width <= count_decoder_width(layered=layered)
    generator = random.Random(n)
    for _ in range(20):
        entries = [
            (generator.randrange(1 << key_bits), generator.randrange(1 << label_bits))
            for _ in range(n)
        ]
        code = build_code(entries, n, key_bits, label_bits)
        for key in range(1 << key_bits):
            expected = sum(label for own, label in entries if own == key)
            for place in (0, scale - 1, Fraction(5, 3)):
                assert value(network, scale * key + place, code) == expected


def test_decoder_reaches_its_widths() -> None:
    assert build_decoder(3, 2, 2, 2).width == 9
    assert build_decoder(3, 2, 2, 2, layered=True).width == 7


@pytest.mark.parametrize("n", [1, 2, 3, 4])
@pytest.mark.parametrize("key_bits", [1, 2, 5])
@pytest.mark.parametrize("label_bits", [1, 2, 3])
def test_decoder_widths_are_predicted_exactly(n: int, key_bits: int, label_bits: int) -> None:
    network = build_decoder(n, key_bits, label_bits, 2)
    assert network.widths == count_decoder_widths(n, key_bits, label_bits)


def test_trade_off_widths_are_predicted() -> None:
    generator = random.Random(7)
    keys = generator.sample(range(1 << 30), 60)
    network = build_trade_off(keys, [i % 4 for i in range(60)], 30, 2, 3, 4, 2, 3)
    predicted = count_trade_off_widths(30, 2, 3, 4, 2, 3)
    assert len(predicted) == network.depth
    assert all(have <= most for have, most in zip(network.widths, predicted, strict=True))
    assert network.widths[:4] == predicted[:4]


def test_codes_are_checked() -> None:
    assert build_code([(2, 1)], 2, 2, 1) == 0b101_000
    for entries in ([(4, 0)], [(0, 2)], [(-1, 0)], [(0, 0)] * 3):
        with pytest.raises(InputError):
            build_code(entries, 2, 2, 1)


def samples(generator: random.Random, count: int) -> list[tuple[Fraction, Fraction]]:
    place = Fraction(generator.randint(-9, 9), 2)
    found = []
    for _ in range(count):
        place += Fraction(generator.randint(1, 30), generator.randint(1, 6))
        found.append((place, Fraction(generator.randint(-9, 9), generator.randint(1, 3))))
    return found


@pytest.mark.parametrize("seed", range(12))
def test_block_is_affine_inside_blocks_and_constant_outside(seed: int) -> None:
    generator = random.Random(seed)
    m, n = generator.randint(1, 3), generator.randint(1, 4)
    flat = samples(generator, m * (n + 1))
    blocks = [flat[first : first + n + 1] for first in range(0, len(flat), n + 1)]
    network = build_block(blocks)
    assert network.widths == count_block_widths(m, n)
    for block in blocks:
        for (left, before), (right, after) in pairwise(block):
            slope = (after - before) / (right - left)
            assert find_deviation(network, left, right, before, slope) is None
            assert find_deviation(network, left, right, before, slope + 1) is not None
    assert find_deviation(network, flat[0][0] - 100, flat[0][0], flat[0][1]) is None
    assert find_deviation(network, flat[-1][0], flat[-1][0] + 100, flat[-1][1]) is None


def test_blocks_are_checked() -> None:
    for bad in (
        [],
        [[(0, 0)]],
        [[(0, 0), (1, 0)], [(2, 0)]],
        [[(0, 0), (0, 1)]],
        [[(1, 0), (0, 0)]],
    ):
        with pytest.raises(InputError):
            build_block(bad)


@pytest.mark.parametrize("seed", range(20))
def test_steps_are_constant_between_starts(seed: int) -> None:
    generator = random.Random(seed)
    m, w, stages = (generator.randint(1, 3) for _ in range(3))
    count = generator.randint(1, count_step_capacity(m, w, stages))
    starts = sorted(generator.sample(range(100), count))
    values = [generator.choice([0, 0, 1, 7, 10**6]) for _ in starts]
    network = build_step_stack(starts, values, m, w, stages)
    assert network.depth == 2 * stages
    first, second = count_step_widths(m, w)
    assert max(network.widths[::2]) <= first
    assert max(network.widths[1::2]) <= second
    for (start, level), (following, _) in pairwise([*zip(starts, values, strict=True), (200, 0)]):
        assert find_deviation(network, start, following - 1, level) is None
    assert find_deviation(network, -50, starts[0] - 1, 0) is None


def test_step_widths_are_reached() -> None:
    generator = random.Random(5)
    m, w, stages = 3, 4, 3
    starts = [2 * i for i in range(m * w * stages)]
    values = [generator.randrange(1000) for _ in starts]
    network = build_step_stack(starts, values, m, w, stages, keep_input=True)
    assert network.widths == (7, 8, 8, 8, 8, 8)


def test_steps_keep_the_input() -> None:
    network = build_step_stack([0, 3], [5, 2], 1, 1, 4, keep_input=True)
    for place in (Fraction(0), Fraction(3, 2), Fraction(3), Fraction(1000)):
        assert evaluate_fractions(network, (place,)) == (place, 2 if place >= 3 else 5)
    with pytest.raises(InputError, match="non-negative"):
        build_step_stack([-1], [0], 1, 1, 1, keep_input=True)


def test_steps_are_checked() -> None:
    for starts, values, m, w, stages in [
        ([], [], 1, 1, 1),
        ([0], [0, 1], 1, 1, 1),
        ([0, 0], [0, 1], 1, 2, 1),
        ([0, 1], [0, -1], 1, 2, 1),
        ([0, 1], [0, 1], 1, 1, 1),
        ([0], [0], 0, 1, 1),
    ]:
        with pytest.raises(InputError):
            build_step_stack(starts, values, m, w, stages)


@pytest.mark.parametrize("seed", range(25))
def test_trade_off_on_whole_margin_intervals(seed: int) -> None:
    generator = random.Random(seed)
    n, m, w, stages = (generator.randint(1, 3) for _ in range(4))
    size = generator.randint(1, min(20, count_trade_off_capacity(m, w, n, stages)))
    key_bits, label_bits = generator.randint(5, 9), generator.randint(1, 3)
    keys = generator.sample(range(1 << key_bits), size)
    labels = [generator.randrange(1 << label_bits) for _ in keys]
    layered = bool(seed % 2)
    network = build_trade_off(keys, labels, key_bits, label_bits, m, w, n, stages, layered=layered)
    assert network.depth == count_trade_off_depth(key_bits, label_bits, n, stages, layered=layered)
    assert network.width <= count_trade_off_width(m, w, layered=layered)
    assert measure(network).largest_weight_bits <= 2 * (n * (key_bits + label_bits) + key_bits + 16)
    scale = max(size, 2)
    for key, label in zip(keys, labels, strict=True):
        assert find_deviation(network, scale * key, scale * key + scale - 1, label) is None
        assert find_deviation(network, scale * key, scale * key + scale - 1, label + 1) is not None


def test_trade_off_reaches_its_width() -> None:
    generator = random.Random(0)
    keys = generator.sample(range(1 << 12), 72)
    network = build_trade_off(keys, [1] * 72, 12, 1, 3, 4, 3, 2)
    assert network.width == count_trade_off_width(3, 4) == 9
    assert network.depth == 2 * 2 + 3 * 13 + 1


@pytest.mark.parametrize("labels", [[0], [1], [0, 0, 0], [1, 1, 1], [1, 0, 1]])
@pytest.mark.parametrize("scale", [1, 2, None])
def test_trade_off_corner_cases(labels: list[int], scale: int | None) -> None:
    keys = [0, 2**20 - 1, 1][: len(labels)]
    network = build_trade_off(keys, labels, 20, 1, 1, 1, 2, 2, margin_scale=scale)
    width = scale or max(len(keys), 2)
    for key, label in zip(keys, labels, strict=True):
        assert find_deviation(network, width * key, width * key + width - 1, label) is None


def test_trade_off_makes_no_promise_between_margins() -> None:
    network = build_trade_off([0, 1], [0, 1], 1, 1, 1, 1, 2, 1, margin_scale=4)
    assert value(network, 3) == 0
    assert value(network, 4) == 1
    assert value(network, Fraction(15, 4)) == Fraction(1, 2)


def test_stepped_takes_labels_of_either_sign() -> None:
    keys, labels = [5, 2**80, 9, 10], [-3, 4, 0, 7]
    network = build_stepped(keys, labels, 1, 2, 2)
    assert network.depth == 4
    for key, label in zip(keys, labels, strict=True):
        assert find_deviation(network, 4 * key, 4 * key + 3, label) is None
    assert len(pieces_on_line(network, 0, 60)) > 1


@pytest.mark.parametrize(
    "arguments",
    [
        ([], [], 2, 1, 1, 1, 1, 1),
        ([0], [0, 1], 2, 1, 1, 1, 1, 1),
        ([1, 1], [0, 1], 2, 1, 1, 2, 1, 1),
        ([4], [0], 2, 1, 1, 1, 1, 1),
        ([-1], [0], 2, 1, 1, 1, 1, 1),
        ([0], [2], 2, 1, 1, 1, 1, 1),
        ([0, 1, 2], [0, 1, 0], 2, 1, 1, 1, 2, 1),
        ([0], [0], 0, 1, 1, 1, 1, 1),
        ([0], [0], 2, 1, 1, 1, 0, 1),
        ([0], [0], 2, 1, 0, 1, 1, 1),
        ([0.5], [0], 2, 1, 1, 1, 1, 1),
        ([0], [True], 2, 1, 1, 1, 1, 1),
    ],
)
def test_trade_off_refuses_what_does_not_fit(arguments: tuple[object, ...]) -> None:
    with pytest.raises(InputError):
        build_trade_off(*arguments)  # type: ignore[arg-type]
