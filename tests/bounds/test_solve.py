"""Solving for N or δ: proved directions, thresholds on both sides, and refusals to guess."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from fractions import Fraction

import pytest

from memproof.bounds.catalogue import load_catalogue
from memproof.bounds.check import Parameters, read_parameters
from memproof.bounds.exact import parse
from memproof.bounds.monotone import Line, find_direction
from memproof.bounds.solve import Solution, solve, to_json
from memproof.bounds.theorems import check_construction, check_theorem
from memproof.errors import InputError
from memproof.statements.expressions import number

CATALOGUE = load_catalogue()
COUNTS = Line("N", number(1), None, True, {"a": number(2), "b": number(-3)})
DISTANCES = Line("N", number(0), number(2), False, {"a": number(2)})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + 7", 0),
        ("N", 1),
        ("3 - N", -1),
        ("b*N", -1),
        ("b/N", 1),
        ("N^2*log2(N)", 1),
        ("N*(ceil(log2(2*N^2 + 1)) + 1)", 1),
        ("a/sqrt(N)", -1),
        ("N/log2(e*N)", 1),
        ("N/log2(3*N)", 1),
        ("7*(N/ln(e*N))", 1),
        ("2^N - 2^(1 - N)", 1),
        ("(1/2)^N", -1),
        ("(5 + N)^(1/2)", 1),
        ("max(N, 7) - min(5, 3/N)", 1),
        ("floor(N/3)*exp(N)", 1),
        ("(2^20 - N)*a", -1),
        # True or not: what the rules do not prove is not claimed.
        ("N/log2(2*N)", None),
        ("N/log2(N)", None),
        ("N^2/log2(e*N)", None),
        ("N - log2(N)", None),
        ("(N - 3)*(N - 5)", None),
        ("(N - 3)^2", None),
        ("N + 1/N", None),
        ("1/(N - 3)", None),
        ("log2(5 - N)", None),
        ("abs(N)", None),
        ("b^N", None),
    ],
)
def test_directions_on_the_counts(text: str, expected: int | None) -> None:
    assert find_direction(parse(text), COUNTS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1/N", -1),
        ("log2(2/N)*a", -1),
        ("a/log2(4/N)", 1),
        ("floor(a/N) + 1", -1),
        ("a/log2(1/N)", None),
        ("N/log2(e*N)", None),
        ("a*N + 1/N", None),
    ],
)
def test_directions_on_the_separations(text: str, expected: int | None) -> None:
    assert find_direction(parse(text), DISTANCES) == expected


def at(unknown: str, value: Fraction, asked: Parameters, solution: Solution) -> bool:
    """Whether the theorem or construction decides at this number of points or separation."""
    changed = (
        replace(asked, points=int(value))
        if unknown == "points"
        else replace(asked, separation=value)
    )
    for construction in CATALOGUE.constructions:
        if construction.id == solution.id:
            used = check_construction(construction, changed.values())
            assert asked.width is not None and asked.depth is not None
            return used.applies is True and (
                used.capacity(asked.width, asked.depth) >= changed.points
            )
    found = check_theorem(CATALOGUE.theorem(solution.id), changed.values())
    return found.holds is (found.theorem.side == "upper")


RANDOM = random.Random(3)
CASES = [
    (
        RANDOM.choice(["points", "separation"]),
        RANDOM.choice([2, 5, 30, 1000, 10**6]),
        RANDOM.choice(["1/3", "1e-4", "2^-100", "2^-2000"]),
        RANDOM.choice([1, 1, 3, 10]),
        RANDOM.choice([1, 2, 4, 9, 10, 40, 300]),
        RANDOM.choice([1, 2, 3, 9, 40, 300, 5000]),
    )
    for _ in range(24)
]


@pytest.mark.parametrize("case", CASES)
def test_thresholds_are_where_it_changes(case: tuple[str, int, str, int, int, int]) -> None:
    unknown, points, separation, dimension, width, depth = case
    asked = read_parameters(points, separation, dimension, width=width, depth=depth)
    for solution in solve(unknown, asked, CATALOGUE).solutions:
        if not solution.solved:
            assert solution.reason and solution.low is solution.high is None
            continue
        ends = [one for one in (solution.low, solution.high) if one is not None]
        if not solution.empty:
            for end in ends:
                assert at(unknown, end.holds, asked, solution), solution
        for end in ends:
            if end.fails >= 1 or unknown == "separation":
                assert not at(unknown, end.fails, asked, solution), solution
            apart = abs(end.holds - end.fails)
            assert apart == 1 if unknown == "points" else apart <= end.holds / 2**63
        if solution.empty:
            for value in (1, 2, 3, 10, 100, 10**5):
                exact = Fraction(value) if unknown == "points" else Fraction(2, value)
                assert not at(unknown, exact, asked, solution), solution


def test_largest_number_of_points_matches_a_scan() -> None:
    asked = read_parameters(1, "1e-4", width=12, depth=50)
    found = {one.id: one for one in solve("points", asked, CATALOGUE).solutions}
    for name in ("U12/k81", "U12/sharp", "U11-line"):
        scanned = [n for n in range(2, 900) if at("points", Fraction(n), asked, found[name])]
        assert scanned == list(range(2, scanned[-1] + 1))
        high = found[name].high
        assert high is not None and high.holds == scanned[-1] < 899


def test_what_says_most_is_named() -> None:
    asked = read_parameters(1, "2^-100", width=10, depth=30)
    assert solve("points", asked, CATALOGUE).memorizes == "U11-direct"
    lower = tuple(
        replace(one, part=one.part or "made/up") if one.side == "lower" else one
        for one in CATALOGUE.theorems
    )
    found = solve("points", asked, replace(CATALOGUE, theorems=lower))
    ends = {one.id: one.low for one in found.solutions if one.conclusion == "excluded"}
    assert found.excluded == "V10-line/necessary"
    assert min(one.holds for one in ends.values() if one is not None) == (
        getattr(ends["V10-line/necessary"], "holds", None)
    )


def test_refuted_and_open_ones_are_not_solved() -> None:
    asked = read_parameters(100, "2^-100", 7, width=10, depth=30)
    found = {one.id: one for one in solve("points", asked, CATALOGUE).solutions}
    assert "YY-lower-listed" not in found
    assert found["V9/bits"].reason == "b is open"
    assert "not" not in found["V4/k7"].reason and found["V4/k7"].solved
    assert not found["V4/in-space"].solved and "choice of k" in found["V4/in-space"].reason


def test_without_a_proof_of_monotonicity_nothing_is_solved() -> None:
    wavy = replace(CATALOGUE.theorem("V4/k7"), rate="N + 100/N")
    asked = read_parameters(1, "1e-4", width=2, depth=2)
    (found,) = (
        one
        for one in solve("points", asked, replace(CATALOGUE, theorems=(wavy,))).solutions
        if one.id == "V4/k7"
    )
    assert not found.solved and "no proof that" in found.reason


def test_bad_questions() -> None:
    with pytest.raises(InputError, match="both the width and the depth"):
        solve("points", read_parameters(1, "1/2", width=3), CATALOGUE)
    with pytest.raises(InputError, match="only points or separation"):
        solve("width", read_parameters(1, "1/2", width=3, depth=3), CATALOGUE)


def test_json_is_described() -> None:
    document = to_json(solve("points", read_parameters(1, "1/9", width=9, depth=9), CATALOGUE))
    assert document == json.loads(json.dumps(document))
    described = to_json.__doc__ or ""
    keys = {*document, *(key for one in document["solutions"] for key in one)}
    assert [key for key in sorted(keys) if f"``{key}``" not in described] == []
