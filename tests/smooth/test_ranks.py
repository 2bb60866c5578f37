"""Generic ranks found from both sides, and the exceptions among them."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memproof.checker.documents import Session
from memproof.checker.kinds.ranks import build_rows
from memproof.errors import InputError, SizeLimitError
from memproof.smooth.ranks import (
    build_rank_document,
    build_rank_grid,
    decide_rank,
    decide_ranks,
    make_case,
)

# Alexander and Hirschowitz, in affine terms: degree, variables, points.
SPORADIC = {(3, 5, 7): 34, (4, 3, 5): 14, (4, 4, 9): 34, (4, 5, 14): 69}
PRIME = 2**61 - 1


def test_the_grid_finds_the_exceptions_by_itself() -> None:
    cases = build_rank_grid(range(1, 7), range(1, 6), range(1, 9))
    assert len(cases) == 240
    assert all(one.exact for one in cases)
    found = {
        (one.case.polynomial[0][0], one.case.dimension, one.case.neurons): (one.lower, one.regular)
        for one in cases
        if one.exceptional
    }
    assert found == {
        (2, 3, 2): (5, 6),
        (2, 4, 2): (7, 8),
        (2, 4, 3): (9, 10),
        (2, 5, 2): (9, 10),
        (2, 5, 3): (12, 15),
        (2, 5, 4): (14, 15),
        (3, 5, 7): (34, 35),
        (4, 3, 5): (14, 15),
    }


@pytest.mark.parametrize("key", list(SPORADIC))
def test_sporadic_exceptions(key: tuple[int, int, int]) -> None:
    degree, dimension, neurons = key
    (one,) = decide_ranks("khatri-rao", [({degree: 1}, dimension, neurons)])
    assert one.exact and one.exceptional
    assert one.lower == SPORADIC[key]
    assert Session([build_rank_document("x", [one])]).check("x").grade == "exhaustive"


def test_a_polynomial_falls_under_the_same_exception() -> None:
    (one,) = decide_ranks("jacobian", [({2: 1, 3: 1}, 4, 6)])
    assert (one.lower, one.upper, one.regular, one.bound) == (29, 29, 30, "seven-points")


def test_hadamard_and_khatri_rao_powers_have_no_exception() -> None:
    powers = [({k: 1}, d, 0) for k in range(1, 6) for d in range(1, 5)]
    hadamard = [({k: 1}, d, m) for k in range(1, 6) for d in range(1, 5) for m in range(1, 8)]
    for one in (*decide_ranks("power", powers), *decide_ranks("hadamard", hadamard)):
        assert one.exact and not one.exceptional


def rank_over_rationals(matrix: list[list[int]]) -> int:
    rows = [[Fraction(entry) for entry in row] for row in matrix]
    rank = 0
    for column in range(len(rows[0])):
        at = next((i for i in range(rank, len(rows)) if rows[i][column]), None)
        if at is None:
            continue
        rows[rank], rows[at] = rows[at], rows[rank]
        for i in range(rank + 1, len(rows)):
            factor = rows[i][column] / rows[rank][column]
            rows[i] = [a - factor * b for a, b in zip(rows[i], rows[rank], strict=True)]
        rank += 1
    return rank


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["khatri-rao", "jacobian", "hadamard"]),
    st.dictionaries(st.integers(1, 4), st.integers(-3, 3).filter(bool), min_size=1, max_size=2),
    st.integers(1, 3),
    st.integers(1, 3),
    st.integers(0, 10**6),
)
def test_rank_at_integers_over_the_rationals_never_exceeds_the_generic_one(
    structure: str, polynomial: dict[int, int], dimension: int, neurons: int, seed: int
) -> None:
    one = decide_rank(make_case(structure, polynomial, dimension, neurons), seed)
    # The entries written out from the definition, at integers of no special position.
    xs = [
        [(7 * seed + 13 * i * i + 5 * a * i + a + 1) % 101 for a in range(dimension)]
        for i in range(one.case.points)
    ]
    ws = [
        [(3 * seed + 17 * j * j + 11 * a + 2) % 103 for a in range(dimension)]
        for j in range(neurons)
    ]
    matrix = []
    for x in xs:
        ts = [sum(a * b for a, b in zip(w, x, strict=True)) for w in ws]
        value = [sum(c * t**k for k, c in polynomial.items()) for t in ts]
        slope = [sum(c * k * t ** (k - 1) for k, c in polynomial.items()) for t in ts]
        first = [s * a for s in slope for a in x]
        matrix.append(
            {"hadamard": value, "khatri-rao": first, "jacobian": value + first}[structure]
        )
    assert rank_over_rationals(matrix) <= one.lower <= one.upper <= one.regular


def test_rows_are_those_of_the_definition() -> None:
    case = make_case("jacobian", {1: 2, 3: -1}, 2, 3)
    (row,) = build_rows(case, 5, [1], range(case.columns), PRIME)
    from memproof.checker.kinds.ranks import draw_entry

    x = [draw_entry(5, "X", 1, a, PRIME) for a in range(2)]
    w = [[draw_entry(5, "W", j, a, PRIME) for a in range(2)] for j in range(3)]
    t = [sum(a * b for a, b in zip(v, x, strict=True)) for v in w]
    values = [(2 * s - s**3) % PRIME for s in t]
    slopes = [(2 - 3 * s * s) * a % PRIME for s in t for a in x]
    assert row == values + slopes


def test_rows_of_a_power() -> None:
    case = make_case("power", {2: 1}, 3, 0)
    (row,) = build_rows(case, 5, [0], range(9), PRIME)
    x = build_rows(make_case("power", {1: 1}, 3, 0), 5, [0], range(3), PRIME)[0]
    assert sorted(row) == sorted(a * b % PRIME for a, b in itertools.product(x, x))


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("other", {1: 1}, 1, 1), InputError),
        (("hadamard", {}, 1, 1), InputError),
        (("hadamard", {-1: 1}, 1, 1), InputError),
        (("khatri-rao", {0: 1}, 1, 1), InputError),
        (("khatri-rao", {1: 1}, 0, 1), InputError),
        (("power", {1: 1, 2: 1}, 2, 0), InputError),
        (("khatri-rao", {2: 1}, 300, 300), SizeLimitError),
    ],
)
def test_bad_cases(arguments: tuple[str, dict[int, int], int, int], error: type[Exception]) -> None:
    with pytest.raises(error):
        make_case(*arguments)
