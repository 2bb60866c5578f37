"""`memproof vc`: bounds that enclose the truth, checked apart, and its refusals."""

from __future__ import annotations

import json
import operator
import random
import re
from itertools import combinations, pairwise
from math import e, log2

import pytest
from click.testing import CliRunner, Result

from memproof.cli.main import main
from memproof.constructions import build_direct, build_trade_off, count_direct_capacity
from memproof.constructions.shatter_network import count_shatter_widths
from memproof.constructions.vc_dimension import (
    bound_by_closed_form,
    bound_by_growth,
    bound_vc_dimension,
    count_layered_parameters,
)
from memproof.errors import InputError
from memproof.networks import find_errors
from memproof.shattering.tiny import count_integer_dichotomies


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["vc", *arguments])
    assert result.exit_code == code, result.output
    return result


def allowed_log2(sizes: list[int], m: int) -> float:
    total = 0.0
    for i, (k, w) in enumerate(zip(sizes[1:], count_layered_parameters(sizes), strict=True), 1):
        trivial = m * k
        total += trivial if trivial < w else min(trivial, 1 + w * log2(2 * e * m * k * i / w))
    return total


def test_table_and_json() -> None:
    shown = run("--layers", "10,64,64,1").stdout
    assert shown.startswith("4,096 ≤ VC-dimension ≤ 122,448, 4,929 parameters")
    found = json.loads(run("--layers", " 10, 64,64,1", "--json").stdout)
    assert found["layers"] == [10, 64, 64, 1] and found["parameters"] == 4929
    assert [one["value"] for one in found["upper"]] == [122448, 150940]
    assert found["lower"][0] == {
        "value": 4096,
        "by": "U11-direct/theorem-t",
        "how": "hidden layers 1–2; points at any distance",
    }


def test_half_spaces_are_exact() -> None:
    assert "VC-dimension 4, 4 parameters" in run("--layers", "3,1").stdout


SHAPES = [[1, 1, 1], [10, 64, 64, 1], [3, 5, 7, 2, 1], [50] + [30] * 12 + [1], [2, 900, 1]]


@pytest.mark.parametrize("sizes", SHAPES)
def test_growth_bound_is_the_last_integer(sizes: list[int]) -> None:
    found = bound_by_growth(sizes)
    assert allowed_log2(sizes, found) >= found * (1 - 1e-12)
    for beyond in (found + 1, 2 * found, 10 * found):
        assert allowed_log2(sizes, beyond) < beyond


def test_closed_form_is_weaker_and_needs_three_units() -> None:
    for sizes in SHAPES:
        closed = bound_by_closed_form(sizes)
        if closed is not None:
            assert closed >= bound_by_growth(sizes)
            w, r = (
                sum(count_layered_parameters(sizes)),
                sum(i * k for i, k in enumerate(sizes[1:], 1)),
            )
            expected = len(sizes) - 1 + w * log2(4 * e * r * log2(2 * e * r))
            assert abs(closed - expected) <= 1 + 1e-9 * expected
    assert bound_by_closed_form([4, 1]) is None


def brute_pairs(hidden: list[int]) -> int:
    best = 0
    for count in range(1, len(hidden) // 2 + 1):
        for starts in combinations(range(len(hidden) - 1), count):
            if any(b - a < 2 for a, b in pairwise(starts)):
                continue
            idle = set(range(starts[0], starts[-1])) - {s + t for s in starts for t in (0, 1)}
            pairs = [(hidden[s], hidden[s + 1]) for s in starts]
            last = count - 1
            fits = all(a - (k > 0) >= 1 and b - (k < last) >= 1 for k, (a, b) in enumerate(pairs))
            if fits and all(hidden[at] >= 2 for at in idle):
                best = max(best, count_direct_capacity(pairs))
    return best


def test_pairs_are_the_best_ones() -> None:
    generator = random.Random(2)
    for _ in range(300):
        hidden = [generator.randint(1, 6) for _ in range(generator.randint(2, 7))]
        bounds = bound_vc_dimension([1, *hidden, 1]).lower
        found = [one.value for one in bounds if one.by.startswith("U11-direct")]
        assert found == [brute_pairs(hidden)]


def test_lower_bound_is_reached_by_a_network() -> None:
    pairs = [(4, 5), (5, 4)]
    size = count_direct_capacity(pairs)
    bounds = bound_vc_dimension([1, 4, 5, 5, 4, 1])
    assert bounds.lower[0].value == size
    generator = random.Random(0)
    for _ in range(5):
        labels = [generator.randrange(2) for _ in range(size)]
        network = build_direct(range(size), labels, pairs)
        assert all(own <= given for own, given in zip(network.widths, (4, 5, 5, 4), strict=True))
        assert find_errors(network, [(key,) for key in range(size)], labels) == []


def test_code_bound_is_reached_by_a_network() -> None:
    hidden = [10] * 60
    (bound,) = [one for one in bound_vc_dimension([1, *hidden, 1]).lower if one.by == "U11"]
    n, stages, key_bits = map(int, re.findall(r"= (\d+)", bound.how))
    generator = random.Random(4)
    labels = [generator.randrange(2) for _ in range(bound.value)]
    keys = range(bound.value)
    network = build_trade_off(keys, labels, key_bits, 1, 4, 5, n, stages)
    assert network.width <= 10 and network.depth <= len(hidden)
    assert find_errors(network, [(bound.value * key,) for key in keys], labels) == []


def test_lower_never_exceeds_upper() -> None:
    generator = random.Random(1)
    for _ in range(60):
        sizes = [generator.randint(1, 40) for _ in range(generator.randint(1, 12))]
        bounds = bound_vc_dimension([*sizes, 1])
        assert bounds.lower[0].value <= bounds.upper[0].value


def test_bit_extraction_is_the_best_that_fits() -> None:
    generator = random.Random(6)
    for _ in range(12):
        hidden = [generator.randint(20, 60) for _ in range(generator.randint(7, 20))]
        dimension = generator.randint(2, 30)
        best = 0
        for r in range(1, 6):
            for m in range(1, dimension):
                widths = count_shatter_widths(m, r)
                if len(widths) <= len(hidden) and all(map(operator.le, widths, hidden)):
                    best = max(best, m * (dimension - m))
        bounds = bound_vc_dimension([dimension, *hidden, 1]).lower
        assert [one.value for one in bounds if one.by == "theorem-11"] == ([best] if best else [])


@pytest.mark.parametrize(
    ("hidden", "shattered", "reach"), [([1], 2, 3), ([2], 3, 2), ([1, 1], 2, 3), ([1, 2], 3, 1)]
)
def test_enumerated_networks_lie_between_the_bounds(
    hidden: list[int], shattered: int, reach: int
) -> None:
    """All networks with small integer weights, on integer points of a line."""
    bounds = bound_vc_dimension([1, *hidden, 1])
    size = 0
    while size < 5:
        points = [(2 * i,) for i in range(size + 1)]
        found = count_integer_dichotomies(points, hidden, range(-reach, reach + 1))
        if len(found) < 2 ** (size + 1):
            break
        size += 1
    assert size <= bounds.upper[0].value
    # Few weights on fixed points take less than all networks; where they suffice the bound is met.
    assert size == shattered <= bounds.lower[0].value


def test_pieces_bound_one_input() -> None:
    for hidden, pieces in (([4], 5), ([4, 5], 30), ([2, 3], 9), ([3, 2, 2], 36)):
        best = bound_vc_dimension([1, *hidden, 1]).upper[0]
        assert best.value == pieces + 1 and f"{pieces} affine pieces" in best.how
    assert all("pieces" not in one.how for one in bound_vc_dimension([2, 4, 1]).upper)
    deep = bound_vc_dimension([1, *[50] * 1000, 1]).upper
    assert all("pieces" not in one.how for one in deep)


def test_larger_layers_have_no_smaller_bounds() -> None:
    generator = random.Random(9)
    for _ in range(150):
        sizes = [generator.randint(1, 12) for _ in range(generator.randint(2, 9))]
        more = [size + generator.choice((0, 0, 1, 5)) for size in sizes]
        small, large = bound_vc_dimension([*sizes, 1]), bound_vc_dimension([*more, 1])
        assert small.lower[0].value <= large.lower[0].value, (sizes, more)
        assert small.upper[0].value <= large.upper[0].value, (sizes, more)


def test_large_sizes_are_bounded_quickly() -> None:
    sizes = [10**5] + [10**9] * 300 + [1]
    bounds = bound_vc_dimension(sizes)
    assert bounds.lower[0].value < bounds.upper[0].value


def test_bit_extraction_counts() -> None:
    bounds = bound_vc_dimension([1000] + [100] * 17 + [1])
    by = {one.by: one for one in bounds.lower}
    assert by["theorem-11"].value == 15 * 985 and "r = 5, m = 15, n = 985" in by["theorem-11"].how


@pytest.mark.parametrize(
    "layers",
    [
        "",
        "10",
        "10,64",
        "10,0,1",
        "10,-3,1",
        "a,b",
        "10,64,2",
        "10,,1",
        "9" * 12 + ",1",
        "2,3,1.5",
        "2,3,",
        "²,1",
        "0x2,1",
    ],
)
def test_refusals(layers: str) -> None:
    result = run("--layers", layers, code=3)
    assert result.stderr.startswith("Error:") and result.stderr.count("\n") == 1


def test_too_many_layers() -> None:
    with pytest.raises(InputError, match="at most"):
        bound_vc_dimension([1] * 2001)
