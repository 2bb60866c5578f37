"""Rank certificates: what is accepted, and one defect at a time by name."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from memproof.checker.documents import Session
from memproof.checker.errors import Rejected
from memproof.checker.kinds.ranks import (
    Case,
    bound_rank,
    determinant_of,
    draw_entry,
    is_prime,
    seven_points_are_special,
)
from memproof.smooth.ranks import (
    BOUNDS,
    build_rank_document,
    build_rank_grid,
    decide_rank,
    decide_ranks,
    make_case,
)

GRID = (range(1, 4), range(2, 4), range(1, 4))


def check(document: dict[str, Any]) -> Any:
    return Session([document]).check(document["id"])


def rejection(document: dict[str, Any]) -> str:
    with pytest.raises(Rejected) as caught:
        check(document)
    return caught.value.reason


@pytest.fixture(scope="module")
def grid() -> dict[str, Any]:
    return build_rank_document("ranks/grid", build_rank_grid(*GRID), grid=GRID)


@pytest.fixture(scope="module")
def exception() -> dict[str, Any]:
    return build_rank_document("ranks/one", decide_ranks("khatri-rao", [({4: 1}, 3, 5)]))


def changed(document: dict[str, Any], change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    mutant = copy.deepcopy(document)
    change(mutant)
    return mutant


def test_grid_is_accepted_with_its_exceptions(grid: dict[str, Any]) -> None:
    accepted = check(grid)
    assert accepted.grade == "exhaustive"
    assert accepted.details == {"cases": 18, "exceptions": 1, "exact": True}
    (at,) = grid["claim"]["exceptions"]
    case = grid["claim"]["cases"][at]
    assert (case["polynomial"], case["dimension"], case["neurons"]) == ({"2": 1}, 3, 2)
    assert case["rank"] == 5


def _set(*path: Any, to: Any) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        target: Any = document
        for step in path[:-1]:
            target = target[step]
        target[path[-1]] = to

    return change


MINOR = ("evidence", "minors", 0)
CASE = ("claim", "cases", 0)


def _unguarded(document: dict[str, Any]) -> None:
    """The claim "rank = min{md, n}" at an exception, with the bound that would give it."""
    document["claim"]["cases"][0]["rank"] = 15
    document["claim"]["exceptions"] = []
    document["evidence"]["bounds"] = ["count"]


def _repeat_pivot(document: dict[str, Any]) -> None:
    pivots = document["evidence"]["minors"][0]["pivots"]
    pivots[1] = [pivots[0][0], pivots[1][1]]


def _other_row(document: dict[str, Any]) -> None:
    document["evidence"]["minors"][0]["pivots"][3][0] = 14


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_set("evidence", "prime", to=2**61), "not-prime"),
        (_set("evidence", "prime", to=(2**31 - 1) * 1_000_003), "not-prime"),
        (_set("evidence", "prime", to=2**127 - 1), "size-limit"),
        (_set("evidence", "prime", to=2**31 - 1), "wrong-determinant"),
        (_repeat_pivot, "wrong-pivot"),
        (_other_row, "wrong-determinant"),
        (_set(*MINOR, "pivots", 2, to=[99, 0]), "wrong-pivot"),
        (_set(*MINOR, "pivots", 2, to=[0]), "malformed"),
        (_set(*MINOR, "determinant", to=0), "wrong-determinant"),
        (_set(*MINOR, "seed", to=1), "wrong-determinant"),
        (_set(*MINOR, "seed", to=-1), "malformed"),
        (_set(*MINOR, "seed", to=1 << 300), "size-limit"),
        (_unguarded, "wrong-rank"),
        (_set(*CASE, "rank", to=15), "wrong-rank"),
        (_set(*CASE, "rank", to=13), "wrong-rank"),
        (_set(*CASE, "relation", to=">="), "wrong-bound"),
        (_set(*CASE, "relation", to="<="), "malformed"),
        (_set(*CASE, "neurons", to=6), "wrong-bound"),
        (_set(*CASE, "polynomial", to={"4": 0}), "malformed"),
        (_set(*CASE, "polynomial", to={"04": 1}), "malformed"),
        (_set(*CASE, "polynomial", to={"0": 1}), "malformed"),
        (_set(*CASE, "points", to=True), "malformed"),
        (_set(*CASE, "points", to=1 << 40), "size-limit"),
        (_set("evidence", "bounds", 0, to="count"), "wrong-bound"),
        (_set("evidence", "bounds", 0, to="seven-points"), "wrong-bound"),
        (_set("evidence", "bounds", 0, to="symmetric"), "wrong-bound"),
        (_set("evidence", "bounds", 0, to=[]), "wrong-bound"),
        (_set("evidence", "bounds", to=[]), "wrong-length"),
        (_set("claim", "exceptions", to=[]), "wrong-exceptions"),
        (_set("claim", "exceptions", to=[False]), "wrong-exceptions"),
        (_set("claim", "structure", to="hadamard"), "wrong-pivot"),
        (_set("claim", "structure", to="other"), "malformed"),
        (_set("claim", "cases", to=[]), "empty"),
        (_set("evidence", to={}), "malformed"),
    ],
)
def test_one_defect(
    exception: dict[str, Any], change: Callable[[dict[str, Any]], None], reason: str
) -> None:
    check(exception)
    assert rejection(changed(exception, change)) == reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_set("claim", "grid", "neurons", to=[1, 4]), "wrong-grid"),
        (_set("claim", "grid", "neurons", to=[3, 1]), "malformed"),
        (_set("claim", "grid", "powers", to=[0, 10**12]), "size-limit"),
        (_set("claim", "grid", to={}), "malformed"),
        (lambda d: d["claim"]["cases"].reverse(), "wrong-rank"),
    ],
)
def test_a_grid_is_complete(
    grid: dict[str, Any], change: Callable[[dict[str, Any]], None], reason: str
) -> None:
    assert rejection(changed(grid, change)) == reason


def test_a_grid_with_a_case_less(grid: dict[str, Any]) -> None:
    mutant = copy.deepcopy(grid)
    for part in (mutant["claim"]["cases"], *mutant["evidence"].values()):
        if isinstance(part, list):
            part.pop()
    assert rejection(mutant) == "wrong-grid"


def test_a_grid_with_too_few_points(grid: dict[str, Any]) -> None:
    # With one point every rank is 1: a grid of those would say nothing about exceptions.
    one_point = build_rank_document(
        "ranks/grid", decide_ranks("khatri-rao", [({2: 1}, 3, 2)]), grid=None
    )
    case, minor = one_point["claim"]["cases"][0], one_point["evidence"]["minors"][0]
    case.update(points=1, rank=1)
    minor.update(pivots=minor["pivots"][:1])
    one_point["claim"].update(exceptions=[])
    one_point["evidence"]["bounds"] = ["count"]
    entry = draw_entry(0, "X", 0, 0, 2**61 - 1)
    weights = [draw_entry(0, "W", 0, a, 2**61 - 1) for a in range(3)]
    x = [draw_entry(0, "X", 0, a, 2**61 - 1) for a in range(3)]
    dot = sum(a * b for a, b in zip(weights, x, strict=True))
    minor["determinant"] = 2 * dot * entry % (2**61 - 1)
    assert check(one_point).details["exceptions"] == 0
    one_point["claim"]["grid"] = {"powers": [2, 2], "dimensions": [3, 3], "neurons": [2, 2]}
    assert rejection(one_point) == "wrong-grid"


def test_rank_from_below_is_graded_as_instances(exception: dict[str, Any]) -> None:
    mutant = copy.deepcopy(exception)
    mutant["claim"]["cases"][0]["relation"] = ">="
    mutant["claim"]["exceptions"] = []
    mutant["evidence"]["bounds"] = ["none"]
    accepted = check(mutant)
    assert accepted.grade == "instances"
    assert not accepted.details["exact"]


def test_primes() -> None:
    sieve = [n for n in range(2, 2000) if all(n % q for q in range(2, int(n**0.5) + 1))]
    assert [n for n in range(2000) if is_prime(n)] == sieve
    assert is_prime(2**61 - 1)
    # The least composite that passes for the first nine prime bases.
    assert not is_prime(3_825_123_056_546_413_051)
    # The same for the first twelve.
    assert not is_prime(318_665_857_834_031_151_167_461)


def test_determinant() -> None:
    assert determinant_of([[0, 2], [3, 4]]) == -6
    assert determinant_of([[1, 2], [2, 4]]) == 0
    assert determinant_of([[2, 0, 1], [1, 3, 2], [1, 1, 1]]) == 0
    assert determinant_of([[2, 0, 1], [1, 3, 2], [1, 1, 2]]) == 6


def test_seven_points() -> None:
    assert seven_points_are_special()


@pytest.mark.parametrize(
    ("case", "name"),
    [
        (Case("khatri-rao", ((3, 1),), 5, 8, 35), "seven-points"),
        (Case("khatri-rao", ((3, 1),), 4, 6, 20), "seven-points"),
        (Case("khatri-rao", ((2, 1), (3, 1)), 4, 6, 30), "seven-points"),
        (Case("jacobian", ((1, 1), (3, 1)), 4, 6, 30), "seven-points"),
        (Case("khatri-rao", ((3, 1),), 3, 1, 9), "square"),
        (Case("khatri-rao", ((4, 1),), 3, 6, 15), "square"),
        (Case("jacobian", ((0, 1), (4, 1)), 3, 5, 15), "square"),
        (Case("khatri-rao", ((2, 1),), 2, 3, 3), "symmetric"),
        (Case("hadamard", ((2, 1),), 3, 2, 3), "symmetric"),
        (Case("khatri-rao", ((1, 1), (4, 1)), 3, 4, 16), "split"),
        (Case("jacobian", ((4, 1),), 3, 4, 16), "split"),
        (Case("jacobian", ((2, 1), (4, 1)), 3, 6, 21), "pencil"),
        (Case("jacobian", ((2, 1), (3, 1)), 3, 4, 16), "pencil"),
        (Case("jacobian", ((0, 1), (1, 1), (2, 1)), 3, 2, 8), "pencil"),
        (Case("khatri-rao", ((2, 1), (4, 1)), 3, 5, 15), "pencil"),
        (Case("jacobian", ((0, 1), (2, 1)), 3, 2, 7), "pencil"),
        (Case("jacobian", ((0, 1), (1, 1), (4, 1)), 3, 4, 16), "split"),
        (Case("power", ((4, 1),), 3, 0, 15), "square"),
    ],
)
def test_a_bound_outside_its_hypotheses(case: Case, name: str) -> None:
    with pytest.raises(Rejected, match="wrong-bound"):
        bound_rank(case, name, "case")


@pytest.mark.parametrize(
    ("dimension", "polynomial", "count"),
    [(1 << 16, {"1": 1}, 20_000), (1 << 10, {str(k): 1 for k in range(65)}, 20_000)],
)
def test_many_wide_cases_are_refused_before_work(
    exception: dict[str, Any], dimension: int, polynomial: dict[str, int], count: int
) -> None:
    # Rank 1 each, but a case draws as many entries as there are dimensions.
    case = {
        **exception["claim"]["cases"][0],
        "dimension": dimension,
        "polynomial": polynomial,
        "relation": ">=",
        "rank": 1,
    }
    minor = {"seed": 0, "pivots": [[0, 0]], "determinant": 0}
    mutant = copy.deepcopy(exception)
    mutant["claim"]["cases"] = [case] * count
    mutant["evidence"].update(minors=[minor] * count, bounds=["none"] * count)
    assert rejection(mutant) == "size-limit"


@pytest.mark.parametrize("structure", ["khatri-rao", "jacobian", "hadamard"])
@pytest.mark.parametrize(
    "polynomial",
    [
        {1: 1, 2: 1},
        {3: 2, 6: 1},
        {0: 2, 3: 1},
        {1: 3, 4: 1},
        {2: 1, 4: 1},
        {2: 1},
        {3: 2},
        {4: -1},
        {6: 1},
        {2: 1, 3: 5},
        {0: 3, 2: 1},
        {0: 1, 4: 1},
        {1: 1, 4: 2},
    ],
)
def test_no_bound_is_below_a_rank_found(structure: str, polynomial: dict[int, int]) -> None:
    # Minors show ranks from below; an argument that is too strong would fall under one of them.
    tried = 0
    for dimension in range(1, 5):
        for neurons in range(1, 7):
            one = decide_rank(make_case(structure, polynomial, dimension, neurons))
            for name in BOUNDS:
                try:
                    limit = bound_rank(one.case, name, "")
                except Rejected:
                    continue
                tried += 1
                assert limit >= one.lower, (dimension, neurons, name)
    assert tried >= 24
