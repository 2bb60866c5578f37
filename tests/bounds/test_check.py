"""``memproof.check``: what it accepts, what it finds, and that its JSON says the same."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest

import memproof
from memproof.bounds.catalogue import Catalogue, load_catalogue
from memproof.bounds.check import AuditedGrade, check, list_best, to_json
from memproof.bounds.exact import rational
from memproof.bounds.theorems import Theorem
from memproof.errors import InputError, SizeLimitError

CATALOGUE = load_catalogue()
LOWER = Theorem(
    id="V",
    title="made up",
    side="lower",
    variables={"N": "integer >= 2", "delta": "real in (0, 2]", "W": "integer", "L": "integer"},
    hypotheses=("N <= 1 + floor(2/delta)",),
    rate="N",
    constant="7.4*log2(e*N)",
    part="V/needed",
    source="test",
)


def test_it_is_exported() -> None:
    assert memproof.check is check


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("1e-4", Fraction(1, 10**4)),
        ("1/3", Fraction(1, 3)),
        ("2^-1000", Fraction(1, 2**1000)),
        ("0.25", Fraction(1, 4)),
        (Fraction(1, 7), Fraction(1, 7)),
        (2, Fraction(2)),
    ],
)
def test_separation_is_read_exactly(text: str | Fraction, exact: Fraction) -> None:
    assert check(2, text).parameters.separation == exact


@pytest.mark.parametrize("points", [1000, "1000", "1e3", "10^3"])
def test_points_are_read_exactly(points: int | str) -> None:
    assert check(points, "1e-4").parameters.points == 1000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"points": 0}, "at least 1"),
        ({"points": "1/2"}, "integer, not 1/2"),
        ({"points": 10.0}, "text such as"),
        ({"points": True}, "text such as"),
        ({"points": "ten"}, "not an exact rational"),
        ({"separation": 0}, "positive"),
        ({"separation": "-1e-9"}, "positive"),
        ({"separation": "2.0001"}, "at most 2"),
        ({"separation": 0.1}, "text such as"),
        ({"separation": "nan"}, "exact"),
        ({"separation": "inf"}, "exact"),
        ({"separation": "1/0"}, "exact"),
        ({"separation": "sqrt(2)"}, "exact"),
        ({"dimension": 0}, "dimension must be at least 1"),
        ({"classes": 1}, "classes must be at least 2"),
        ({"width": 0}, "width must be at least 1"),
        ({"depth": -3}, "depth must be at least 1"),
        ({"points": 22}, "at most 21"),
    ],
)
def test_bad_input_is_refused_in_words(arguments: dict[str, object], message: str) -> None:
    given = {"points": 10, "separation": "1/10", **arguments}
    with pytest.raises(InputError, match=message):
        check(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "arguments",
    [
        {"points": "2^512"},
        {"separation": Fraction(1, 2**1000000)},
        {"dimension": 2**64},
        {"classes": 2**4096},
        {"width": 2**512},
    ],
)
def test_absurd_sizes_need_the_override(arguments: dict[str, object]) -> None:
    given = {"points": 2, "separation": "2^-600", **arguments}
    with pytest.raises(SizeLimitError, match="--no-limit"):
        check(**given)  # type: ignore[arg-type]


def test_size_limit_can_be_lifted() -> None:
    found = check(2, "1/2", classes=2**4096, limit=False)
    assert found.parameters.classes == 2**4096


def test_largest_feasible_number_of_points() -> None:
    assert check(21, "1/10").packing.most == 21
    assert check(2, 2, dimension=5).packing.most == 2


def test_one_point_is_no_special_case() -> None:
    found = check(1, 2, width=1, depth=2)
    assert found.memorizes == "U11-direct"


def test_dimension_is_assumed_and_said() -> None:
    assert check(10, "1/10").dimension_given is False
    assert check(10, "1/10").parameters.dimension == 1
    assert check(10, "1/10", 1).dimension_given is True


def by_id(found: object, kind: str) -> dict[str, object]:
    reports = getattr(found, kind)
    return {getattr(one.check, kind[:-1]).id: one for one in reports}


def test_offers_hold_all_points_and_are_least() -> None:
    found = check(1000, "1e-4", 3)
    for one in found.constructions:
        assert bool(one.offers) == bool(one.check.applies)
        for named in one.offers:
            width, depth = named.offer.width, named.offer.depth
            assert one.check.capacity(width, depth) == named.offer.capacity >= 1000
            assert one.check.capacity(width, depth - 1) < 1000
            assert named.offer.shape.width <= width and named.offer.shape.depth <= depth
    for width in (3, 9, 20):
        (best,) = list_best(check(1000, "1e-4", 3, width=width))
        least = min(
            depth
            for depth in range(1, 800)
            if any(one.check.applies and one.check.capacity(width, depth) >= 1000
                   for one in found.constructions)
        )  # fmt: skip
        assert best[2].depth == least


def test_given_sizes_are_judged() -> None:
    assert check(1000, "1e-4", width=9, depth=31).memorizes is None
    assert check(1000, "1e-4", width=9, depth=32).memorizes == "U11-direct"
    assert check(1000, "1e-4", 3, width=9, depth=155).memorizes == "U11"


def test_a_lower_bound_excludes() -> None:
    upper = tuple(one for one in CATALOGUE.theorems if one.side == "upper")
    catalogue = replace(CATALOGUE, theorems=(*upper, LOWER))
    found = check(10**6, "1e-6", width=3, depth=2, catalogue=catalogue)
    assert (found.memorizes, found.excluded) == (None, "V")
    between = check(10**6, "1e-6", width=20, depth=50, catalogue=catalogue)
    assert (between.memorizes, between.excluded) == (None, None)
    opened = replace(CATALOGUE, theorems=(replace(LOWER, carried=False),))
    assert check(10**6, "1e-6", width=3, depth=2, catalogue=opened).excluded is None


def test_local_constant_is_the_largest_gap() -> None:
    found = check(300, "1/1000", 3)
    (report,) = (one for one in found.theorems if one.check.theorem.id == "U12/k81")
    behind = [one.check for one in found.constructions if one.check.applies]
    behind = [one for one in behind if one.construction.id in report.check.theorem.built_by]
    entry = behind[0].known["E"]
    worst = max(
        (Fraction((width * depth) ** 2, 300 * entry)
         for width in range(9, 60) for depth in range(2, 200)
         if all(one.capacity(width, depth) < 300 for one in behind)),
        default=Fraction(0),
    )  # fmt: skip
    assert report.local_constant is not None and report.local_constant.all_widths
    assert rational(report.local_constant.infimum) == worst < 81


def test_catalogue_without_values() -> None:
    found = check(10, "1/10", width=1, depth=1, catalogue=Catalogue((), ()))
    assert (found.theorems, found.constructions, found.memorizes) == ((), (), None)


def test_audits_stand_beside_the_stated_grades() -> None:
    audits = {
        "U14/k81": AuditedGrade("unknown", "", ("U11/main",)),
        "U13/upper": AuditedGrade("proved", "cited", ("U1/circle",)),
    }
    document = to_json(check(10, "1/10", audits=audits))
    found = {one["id"]: one["audit"] for one in document["theorems"]}
    unknown = {"verdict": "unknown", "grade": "", "rests_on": ["U11/main"]}
    assert found["U12/k81"] == unknown
    assert found["U13/upper"] == {"verdict": "proved", "grade": "cited", "rests_on": ["U1/circle"]}
    assert found["U12/k58"]["verdict"] == "U14/k58 is missing"
    # What the audit does not accept carries nothing.
    carried = {one["id"] for one in document["theorems"] if not one["calculator_only"]}
    assert carried == {"U13/upper"}
    assert all(one["audit"] is None for one in to_json(check(10, "1/10"))["theorems"])


def test_json_is_stable_and_complete() -> None:
    document = to_json(check(1000, "2^-100000", 3, 10, width=9))
    assert document == json.loads(json.dumps(document))
    assert list(document) == [
        "format", "version", "parameters", "packing", "memorizes", "excluded", "best", "theorems",
        "constructions", "settings", "conflicts",
    ]  # fmt: skip
    assert document["parameters"] == {
        "points": 1000,
        "separation": "2^-100000",
        "dimension": 3,
        "dimension_given": True,
        "classes": 10,
        "width": 9,
        "depth": None,
    }
    described = to_json.__doc__ or ""
    shown = ("theorems", "constructions", "settings", "conflicts")
    keys = {key for name in shown for one in document[name] for key in one}
    assert [key for key in sorted(keys) if f"``{key}``" not in described] == []
    best_keys = {key for one in document["best"] for key in one}
    assert [key for key in sorted(best_keys) if f"``{key}``" not in described] == []
    offer_keys = {
        key for one in document["constructions"] for offer in one["offers"] for key in offer
    }
    assert [key for key in sorted(offer_keys) if f"``{key}``" not in described] == []


def test_json_reals_enclose() -> None:
    document = to_json(check(1000, "1e-4", 3))
    (theorem,) = (one for one in document["theorems"] if one["id"] == "U12/k81")
    s = theorem["values"]["s"]
    assert s["exact"] is None and Fraction(s["low"]) < Fraction(s["high"])
    assert theorem["least_quantity"] == {"exact": "2835000", "low": "2835000", "high": "2835000"}


@pytest.mark.parametrize(
    ("points", "separation", "dimension"),
    [("10^30", "2^-100000", 1), ("10^30", "2^-100000", 1000), ("2^511", "2^-999999", 2)],
)
def test_huge_parameters_work(points: str, separation: str, dimension: int) -> None:
    found = check(points, separation, dimension)
    assert all(
        one.examples
        for one in found.theorems
        if one.check.applies and one.check.theorem.side == "upper"
    )
    json.dumps(to_json(found))
