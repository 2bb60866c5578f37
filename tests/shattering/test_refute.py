"""Refutations: the inequality, the networks and the certificates, for constants of all sizes."""

from __future__ import annotations

import copy
import itertools
from fractions import Fraction
from math import isqrt
from typing import Any

import pytest

import memproof
from memproof.checker.errors import Rejected
from memproof.errors import InputError
from memproof.networks.evaluate import evaluate_fractions
from memproof.networks.files import canonical_text
from memproof.shattering.documents import replay
from memproof.shattering.refutations import (
    REFUTABLE,
    Refutation,
    find_dimension,
    find_least_points,
    floor_power_of_two,
    is_contradiction,
    parse_exact,
    place_points,
    refute,
)

NAME = "yy-lower-listed"


def check_everything(found: Refutation) -> None:
    fixed, growing = found.fixed, found.growing
    assert fixed.squared_size < found.constant * fixed.points * fixed.exponent == fixed.bound
    for table in (fixed.table, *growing.instances):
        size = len(table.points)
        for labels, network in zip(table.labels, table.networks, strict=True):
            for point, label in zip(table.points, labels, strict=True):
                assert evaluate_fractions(network, point) == (label,)
            width = 1 if size == 2 else isqrt(size - 1) + 1
            assert network.width <= width
            assert 1 <= network.depth <= 2
    for name, document in found.documents.items():
        verdict = "refuted" if name.endswith("refutation") else "evidence"
        assert replay(document).verdict == verdict


@pytest.mark.parametrize("text", ["1", "1/100", "1e-3", "2^-30", "2^-1000", "1000000", "2^300"])
def test_every_constant(text: str) -> None:
    found = refute(NAME, text)
    assert len(set(found.fixed.table.labels)) == 16
    check_everything(found)


def test_the_default_witness() -> None:
    found = refute(NAME, Fraction(1, 100))
    fixed = found.fixed
    assert (fixed.points, fixed.exponent, fixed.width, fixed.depth) == (4, 401, 2, 2)
    # One power less does not contradict: 16 = 4·400/100.
    assert not found.constant * 4 * 400 > 16
    distances = [b[0] - a[0] for a, b in itertools.pairwise(fixed.table.points)]
    assert min(distances) == Fraction(1, 2**401)
    assert all(abs(point[0]) <= 1 for point in fixed.table.points)
    assert fixed.table.all_labelings
    assert found.growing.is_least


@pytest.mark.parametrize("points", [2, 3, 5, 9, 12])
def test_other_numbers_of_points(points: int) -> None:
    found = refute(NAME, "1/2", points=points)
    check_everything(found)
    assert found.fixed.table.all_labelings == (points <= 10)
    assert found.fixed.squared_size == (1 if points == 2 else 4 * (isqrt(points - 1) + 1) ** 2)


@pytest.mark.parametrize(
    "exponent", ["1", "3/2", "100", "1/2", "1/3", "2/7", "0.7123456789", "1/32"]
)
def test_growing_witness(exponent: str) -> None:
    found = refute(NAME, "3/4", exponent=exponent)
    check_everything(found)
    growing = found.growing
    assert growing.points is not None and growing.width is not None
    assert growing.width == isqrt(growing.points - 1) + 1
    assert growing.points >= 3
    assert is_contradiction(growing.points, growing.width, Fraction(3, 4) * growing.exponent)
    assert growing.dimension >= 1 / growing.exponent


def test_growing_witness_is_built_where_it_is_small() -> None:
    found = refute(NAME, 10)
    assert found.growing.points == 3
    assert 3 in [len(table.points) for table in found.growing.instances]


@pytest.mark.parametrize("rate", [Fraction(1), Fraction(3, 2), Fraction(4, 5), Fraction(7)])
def test_least_number_of_points(rate: Fraction) -> None:
    found = find_least_points(rate)
    for points in range(3, found + 1):
        width = isqrt(points - 1) + 1
        assert is_contradiction(points, width, rate) == (points == found)


def test_size_is_at_most_seven_point_two_times_the_points() -> None:
    for points in range(3, 3000):
        squared = 4 * (isqrt(points - 1) + 1) ** 2
        assert 5 * squared <= 36 * points
        assert (5 * squared == 36 * points) == (points == 5)
    # The bound needs N ≥ 3, and no smaller constant does at N = 5.
    assert 5 * 4 * 2**2 > 36 * 2
    assert Fraction(719, 100) * 5 < 4 * 3**2


def test_equality_is_no_contradiction() -> None:
    # 4W² = N log2 N at N = 16 = W².
    assert not is_contradiction(16, 4, Fraction(1))
    assert is_contradiction(16, 4, Fraction(1001, 1000))


def test_powers_of_two() -> None:
    for top, bottom in itertools.product(range(1, 40), range(1, 8)):
        found = floor_power_of_two(Fraction(top, bottom))
        assert found**bottom <= 2**top < (found + 1) ** bottom


@pytest.mark.parametrize(("points", "exponent"), [(5, "1"), (64, "1/2"), (64, "1/3"), (30, "5/2")])
def test_placed_points_are_separated(points: int, exponent: str) -> None:
    a = Fraction(exponent)
    placed = place_points(points, a)
    assert placed is not None
    places, _ = placed
    assert len(set(places)) == points
    for point in places:
        assert sum(entry**2 for entry in point) <= 1
    for one, two in itertools.combinations(places, 2):
        squared = sum((x - y) ** 2 for x, y in zip(one, two, strict=True))
        # |x − y| ≥ N^−a, both sides to the power 2·denominator.
        assert squared**a.denominator * points ** (2 * a.numerator) >= 1


def test_dimension_that_holds_the_points() -> None:
    assert find_dimension(1000, Fraction(1)) == 1
    assert find_dimension(10**6, Fraction(1, 2)) == 2
    assert find_dimension(10**10, Fraction(1, 10)) == 14
    assert find_dimension(10, Fraction(1, 1000)) is None


# Mutants: a weaker witness contradicts nothing.


def edit_point(document: dict[str, Any], name: str, value: str) -> dict[str, Any]:
    mutant = copy.deepcopy(document)
    mutant["point"][name] = value
    return mutant


def test_mutants_of_the_refutation() -> None:
    found = refute(NAME, "1/100")
    document = found.fixed.document
    for name, value, reason in [
        ("k", "400", "not-refuted"),
        ("N", "5", "hypothesis-fails"),
        ("N", "3", "not-refuted"),
        ("W", "3", "not-refuted"),
        ("W", "1", "hypothesis-fails"),
        ("L", "1", "hypothesis-fails"),
    ]:
        with pytest.raises(Rejected) as caught:
            replay(edit_point(document, name, value))
        assert caught.value.reason == reason, (name, value)
    growing = found.growing
    assert growing.points is not None
    with pytest.raises(Rejected, match="not-refuted"):
        replay(edit_point(growing.document, "N", str(growing.points - 1)))
    with pytest.raises(Rejected, match="not-refuted"):
        replay(edit_point(refute(NAME, "2^-1000").growing.document, "j", str(2**1001)))


def test_mutant_of_a_network() -> None:
    table = copy.deepcopy(refute(NAME, "1/100").fixed.table.document)
    table["evidence"]["witnesses"][5]["layers"][1]["rows"][0][0] += 1
    with pytest.raises(Rejected, match="wrong-label"):
        replay(table)


# Input.


def test_long_separations_are_given_in_units() -> None:
    found = refute(NAME, "2^-1000")
    assert found.fixed.table.unit == "δ"
    assert found.fixed.exponent == 2**1002 + 1
    assert found.growing.points is None
    assert found.growing.half_exponent == 2**1001 + 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("1/3", Fraction(1, 3)),
        ("2^-3", Fraction(1, 8)),
        ("3*2^-2", Fraction(3, 4)),
        ("0.5", Fraction(1, 2)),
    ],
)
def test_exact_numbers(text: str, value: Fraction) -> None:
    assert parse_exact(text) == value


@pytest.mark.parametrize(
    "text", ["", "x", "2^", "^2", "2^x", "0^2", "nan", "2^2^2", "1/0", "2^1.5"]
)
def test_no_numbers(text: str) -> None:
    assert parse_exact(text) is None


@pytest.mark.parametrize(
    ("name", "constant", "options"),
    [
        ("no-such-claim", 1, {}),
        (NAME, 0, {}),
        (NAME, "-1", {}),
        (NAME, "nan", {}),
        (NAME, 0.01, {}),
        (NAME, "2^-99999999", {}),
        (NAME, "2^-9999999999", {}),
        (NAME, 1, {"points": 1}),
        (NAME, 1, {"points": 2, "exponent": 1}),
        (NAME, 1, {"points": 10**6}),
        (NAME, 1, {"points": 20, "limit": False}),
        (NAME, 1, {"exponent": 0}),
        (NAME, 1, {"exponent": "-1"}),
        (NAME, 1, {"exponent": 0.5}),
        (NAME, 1, {"exponent": "1/1000"}),
    ],
)
def test_bad_input(name: str, constant: Any, options: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        refute(name, constant, **options)


def test_exports_and_determinism() -> None:
    assert memproof.refute is refute
    assert [one.name for one in REFUTABLE] == [NAME]
    one, two = refute(NAME, "1/9", points=12), refute(NAME, "1/9", points=12)
    assert canonical_text(one.documents) == canonical_text(two.documents)
