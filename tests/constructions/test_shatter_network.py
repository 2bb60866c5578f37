"""Theorem 11's shattering network: counts, every row, every labeling, and the printed ε."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from memproof.constructions.shatter_network import (
    build_row_map,
    build_shatter_graph,
    build_shatter_network,
    count_graph,
    count_shatter_widths,
    count_theorem_11,
)
from memproof.errors import InputError
from memproof.networks import evaluate, evaluate_fractions, find_errors


def row_errors(m: int, r: int, *, printed: bool = False) -> list[tuple[int, Fraction]]:
    points = [
        (Fraction(a, 1 << m), *(int(i == j) for i in range(m)))
        for a in range(1 << m)
        for j in range(m)
    ]
    bits = [a >> (m - 1 - j) & 1 for a in range(1 << m) for j in range(m)]
    return find_errors(build_row_map(m, r, printed=printed), points, bits)


def basis(n: int, m: int) -> list[tuple[int, ...]]:
    return [tuple(int(k in (i, n + j)) for k in range(n + m)) for i in range(n) for j in range(m)]


def test_all_three_counts_are_the_printed_ones() -> None:
    for r, m, n in product(range(1, 5), range(1, 9), range(1, 4)):
        assert count_graph(build_shatter_graph([0] * n, m, r)) == count_theorem_11(r, m, n)


@pytest.mark.parametrize("r", range(1, 5))
@pytest.mark.parametrize("m", range(1, 7))
def test_every_row(r: int, m: int) -> None:
    assert row_errors(m, r) == []
    assert build_row_map(m, r).widths == count_shatter_widths(m, r)


@pytest.mark.long
@pytest.mark.parametrize("r", range(1, 6))
def test_every_row_of_eight_bits(r: int) -> None:
    assert row_errors(8, r) == []


@pytest.mark.parametrize("r", range(1, 7))
@pytest.mark.parametrize("m", range(1, 4))
def test_printed_epsilon_fails_exactly_from_r_equal_m_plus_three(r: int, m: int) -> None:
    assert bool(row_errors(m, r, printed=True)) is (r >= m + 3)


def test_first_failure_of_the_printed_epsilon() -> None:
    assert row_errors(1, 4, printed=True) == [(1, Fraction(3, 2))]


@pytest.mark.parametrize(("n", "m", "r"), [(2, 3, 2), (3, 2, 1), (1, 4, 3), (2, 2, 4)])
def test_every_labeling_directly(n: int, m: int, r: int) -> None:
    points = basis(n, m)
    for labels in product((0, 1), repeat=n * m):
        rows = [int("".join(map(str, labels[i * m : (i + 1) * m])), 2) for i in range(n)]
        network = build_shatter_network(rows, m, r)
        assert network.depth == 2 + 5 * -(-m // r)
        assert find_errors(network, points, labels) == []


def test_full_network_is_the_row_map_after_an_affine_map() -> None:
    rows, m, r = [5, 0, 7, 2], 3, 2
    full, row_map = build_shatter_network(rows, m, r), build_row_map(m, r)
    assert full.layers[1:] == row_map.layers[1:]
    for i, j in product(range(4), range(m)):
        number = Fraction(rows[i], 8)
        own = evaluate(row_map, [(number, *(int(t == j) for t in range(m)))])
        assert own == [evaluate_fractions(full, basis(4, m)[i * m + j])]


def test_bad_input() -> None:
    for rows, m, r in (([4], 2, 1), ([-1], 2, 1), ([], 2, 1), ([0], 0, 1), ([0], 1, 0)):
        with pytest.raises(InputError, match="rows"):
            build_shatter_graph(rows, m, r)
    with pytest.raises(InputError, match="more than"):
        build_shatter_graph([0], 40, 30)
