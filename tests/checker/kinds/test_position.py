"""General position: the checker's elimination against determinants, and one-defect documents."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations, permutations
from math import comb
from typing import Any

import pytest

from memproof.checker.documents import Session
from memproof.checker.errors import Rejected
from memproof.checker.kinds import position
from memproof.checker.kinds.position import check_position, find_dependent
from memproof.constructions.residual import build_position_document, find_hyperplane

Document = dict[str, Any]


def determinant(rows: Sequence[Sequence[Fraction]]) -> Fraction:
    """By Leibniz: nothing in common with elimination."""
    total = Fraction(0)
    for order in permutations(range(len(rows))):
        swaps = sum(a > b for a, b in combinations(order, 2))
        term = Fraction(-1 if swaps % 2 else 1)
        for row, column in zip(rows, order, strict=True):
            term *= row[column]
        total += term
    return total


@pytest.mark.parametrize("d", [1, 2, 3, 4])
@pytest.mark.parametrize("seed", range(12))
def test_elimination_finds_what_determinants_find(d: int, seed: int) -> None:
    generator = random.Random(100 * d + seed)
    size = d + 1 + generator.randrange(4)
    reach = generator.choice((1, 2, 5, 50))
    points = [
        tuple(
            Fraction(generator.randint(-reach, reach), generator.choice((1, 2, 3)))
            for _ in range(d)
        )
        for _ in range(size)
    ]
    dependent = [
        chosen
        for chosen in combinations(range(size), d + 1)
        if determinant([(*points[i], Fraction(1)) for i in chosen]) == 0
    ]
    assert find_dependent(points) == (dependent[0] if dependent else None)
    document = build_position_document(points)
    assert document["claim"]["general"] is not bool(dependent)
    assert check_position(document).grade == "exhaustive"


def test_parallel_rows_and_points_far_away() -> None:
    far = 10**40
    assert find_dependent(
        [
            (Fraction(far), Fraction(0)),
            (Fraction(far + 1), Fraction(1)),
            (Fraction(far + 2), Fraction(2)),
        ]
    ) == (0, 1, 2)
    near = [
        (Fraction(far), Fraction(0)),
        (Fraction(far + 1), Fraction(1)),
        (Fraction(far + 2), Fraction(2) + Fraction(1, far)),
    ]
    assert find_dependent(near) is None


def test_the_hyperplane_holds_all_points_named() -> None:
    points = [(0, 0, 1), (1, 0, 1), (0, 1, 1), (3, 4, 1), (2, 2, 9)]
    *normal, offset = find_hyperplane(points[:4])
    assert [Fraction(a) for a in normal] in ([0, 0, 1], [0, 0, -1]) and abs(offset) == 1


def general() -> Document:
    return build_position_document([(0, 0), (1, 0), (0, 1), (3, 5)])


def collinear() -> Document:
    return build_position_document([(0, 0), (1, 5), (1, 1), (2, 2), (7, 0)])


def of(field: str, **values: Any) -> Callable[[Document], None]:
    return lambda document: document[field].update(values)


DEFECTS: dict[str, tuple[Callable[[], Document], Callable[[Document], object], str]] = {
    "a point moved onto a line": (
        general,
        lambda d: d["claim"]["points"].__setitem__(3, ["1/2", "1/2"]),
        "on-a-hyperplane",
    ),
    "a point twice": (
        general,
        lambda d: d["claim"]["points"].append(["0", "0"]),
        "on-a-hyperplane",
    ),
    "general without evidence to the contrary": (general, of("claim", general=False), "malformed"),
    "general is a number": (general, of("claim", general=1), "malformed"),
    "general though collinear": (
        collinear,
        lambda d: (d["claim"].update(general=True), d.update(evidence={})),
        "on-a-hyperplane",
    ),
    "two points only": (
        general,
        lambda d: d["claim"].update(points=d["claim"]["points"][:2]),
        "too-few-points",
    ),
    "no points": (general, of("claim", points=[]), "empty"),
    "a ragged point": (general, lambda d: d["claim"]["points"][1].pop(), "wrong-length"),
    "a float": (general, lambda d: d["claim"]["points"][1].__setitem__(0, 1.0), "not-a-rational"),
    "another offset": (
        collinear,
        of("evidence", hyperplane=["1", "-1", "1"]),
        "off-the-hyperplane",
    ),
    "another normal": (collinear, of("evidence", hyperplane=["1", "1", "0"]), "off-the-hyperplane"),
    "no normal": (collinear, of("evidence", hyperplane=["0", "0", "0"]), "not-a-hyperplane"),
    "a point twice in the indices": (collinear, of("evidence", indices=[0, 2, 2]), "wrong-points"),
    "a point too few": (collinear, of("evidence", indices=[0, 2]), "wrong-points"),
    "no such point": (collinear, of("evidence", indices=[0, 2, 9]), "malformed"),
    "a negative index": (collinear, of("evidence", indices=[0, 2, -2]), "malformed"),
    "another point": (collinear, of("evidence", indices=[0, 1, 2]), "off-the-hyperplane"),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_defects_are_refused(name: str) -> None:
    make, change, reason = DEFECTS[name]
    document = copy.deepcopy(make())
    assert Session([{**document, "id": "original"}]).check("original").verdict == "evidence"
    change(document)
    with pytest.raises(Rejected) as error:
        Session([{**document, "id": "changed"}]).check("changed")
    assert error.value.reason == reason, error.value


def test_too_many_determinants_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    document = general()
    monkeypatch.setattr(position, "MAX_DETERMINANTS", comb(4, 3))
    assert check_position(document).details["determinants"] == 4
    monkeypatch.setattr(position, "MAX_DETERMINANTS", comb(4, 3) - 1)
    with pytest.raises(Rejected, match="determinants"):
        check_position(document)
