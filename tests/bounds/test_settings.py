"""Bounds for other networks or data, and bounds that contradict each other at given parameters."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import comb

import pytest

from memproof.bounds import SettingBound, check_setting
from memproof.bounds.catalogue import load_catalogue
from memproof.bounds.check import check, to_json
from memproof.bounds.exact import rational
from memproof.bounds.text import describe_conflict, describe_least
from memproof.errors import InputError
from memproof.library import load_library
from memproof.statements.expressions import number

CATALOGUE = load_catalogue()
SETTINGS = {one.id: one for one in CATALOGUE.settings}
LIBRARY = load_library()

BOUND = SettingBound(
    id="T",
    title="pairs",
    setting="some networks",
    side="upper",
    size="m",
    meaning="neurons",
    variables={"N": "integer >= 2", "d": "integer >= 1"},
    hypotheses=("N > d",),
    definitions={"half": "ceil(N/2)"},
    quantity="m*d",
    needed="half",
    counts={"parameters": "m*(d + 1)"},
    source="nowhere",
)


def least(name: str | SettingBound, **values: int) -> int | None:
    bound = SETTINGS[name] if isinstance(name, str) else name
    return check_setting(bound, {key: number(value) for key, value in values.items()}).least


def test_least_size_and_counts() -> None:
    found = check_setting(BOUND, {"N": number(11), "d": number(4)})
    assert (found.applies, found.least) == (True, 2)
    assert [(key, rational(value)) for key, value in found.counts] == [("parameters", 10)]
    assert [key for key, _ in found.values] == ["half"]
    assert "m = 2 is enough" in describe_least(found)


@pytest.mark.parametrize(("count", "dimension"), [(4, 4), (1, 1)])
def test_where_a_hypothesis_fails_nothing_is_said(count: int, dimension: int) -> None:
    found = check_setting(BOUND, {"N": number(count), "d": number(dimension)})
    assert (found.applies, found.least, found.counts) == (False, None, ())
    assert describe_least(found) == "does not apply"


@pytest.mark.parametrize(
    "change",
    [
        {"quantity": "m*x"},
        {"needed": "half +"},
        {"counts": {"parameters": "q"}},
        {"size": "N"},
        {"side": "both"},
        {"hypotheses": ("q > 1",)},
    ],
)
def test_bad_values_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(InputError):
        replace(BOUND, **change)  # type: ignore[arg-type]


# What each bound grants, counted by hand.
HELD = {
    "M2": lambda m, d: m // 2 * (d + 1) + m % 2,
    "M5/rooted": lambda m, d: m // 2 * (d + 1) + m % 2 * d,
    "M5/logistic": lambda m, d: (m + 1) // 2 * (d + 1) if m > 1 else 1,
    "M5/biased": lambda m, d: m // 2 * (d + 2) + m % 2,
    "M2-printed": lambda m, d: m * d // 2 if m > 1 else 0,
    "M3/upper": lambda m, d: m * (d + 1),
    "M3/biased": lambda m, d: m * (d + 2),
    "M3/neurons": lambda m, d: m * d,
    "M3/degree": lambda k, d: comb(k + d - 1, d - 1),
    "YSJ4/peeled": lambda h, d: h // 2 * d,
    "YSJ4/hats": lambda h, d: h // 3 * d,
    "YSJ4/residual": lambda h, d: h // 2 * (d - 1),
}


@pytest.mark.parametrize("name", HELD)
def test_the_least_size_is_the_first_that_holds_all_points(name: str) -> None:
    first = SETTINGS[name].first
    for count in range(2, 60, 3):
        for dimension in range(2, 7):
            found = least(name, N=count, d=dimension)
            if found is None:
                assert name.startswith("YSJ4") and count <= dimension
                continue
            assert HELD[name](found, dimension) >= count
            assert found == first or HELD[name](found - 1, dimension) < count


def test_necessary_never_exceeds_sufficient() -> None:
    for upper in SETTINGS.values():
        for lower in SETTINGS.values():
            same = (upper.setting, upper.size) == (lower.setting, lower.size)
            if not same or (upper.side, lower.side) != ("upper", "lower"):
                continue
            for count in (1, 2, 7, 50, 1000):
                for dimension in (1, 2, 9, 40):
                    enough = least(upper, N=count, d=dimension, L=8)
                    needed = least(lower, N=count, d=dimension, L=8)
                    if enough is not None and needed is not None:
                        assert needed <= enough, (upper.id, lower.id, count, dimension)


def test_check_lists_settings_and_conflicts() -> None:
    document = to_json(check(1000, "1e-4", 4))
    shown = {one["id"]: one for one in document["settings"]}
    assert shown["M2"]["least"] == 400 and shown["YSJ4/residual"]["least"] == 668
    assert {one["lower"] for one in document["conflicts"]} == {"YY-lower-listed"}
    assert any(one["upper"] == "U11-direct" for one in document["conflicts"])


def test_conflicts_are_exact() -> None:
    found = check(1000, "1e-4")
    listed = next(one for one in found.conflicts if one.upper == "U11-direct")
    # N log2(1/delta)/(W L)^2 at W = 32, L = 2: the constant K with (W L)^2 = N log2(1/delta)/K.
    assert listed.sizes == (("W", 32), ("L", 2)) and listed.below is not None
    from memproof.bounds.exact import compare, evaluate, parse

    exact = evaluate(parse("1000*log2(10000)/4096"), {})
    assert compare(exact, listed.below) == 0
    assert "every K < 3.24" in describe_conflict(listed)


def test_a_false_bound_is_found() -> None:
    """A lower bound that is a little too strong contradicts a construction."""
    (true,) = (one for one in CATALOGUE.theorems if one.id == "YSJ6/necessary")
    false = replace(true, id="false", quantity="W^2 - 1", part="")
    catalogue = replace(CATALOGUE, theorems=(false,))
    found = check(49, "1/100", catalogue=catalogue)
    # Width 7 and two layers hold 49 points, and 7^2 - 1 < 49.
    assert any((one.upper, one.lower) == ("U11-direct", "false") for one in found.conflicts)
    honest = check(49, "1/100", catalogue=replace(CATALOGUE, theorems=(true,)))
    assert honest.conflicts == ()


def test_settings_that_exclude_each_other() -> None:
    upper = replace(BOUND, id="up", quantity="2*m*d")
    lower = replace(BOUND, id="low", side="lower")
    catalogue = replace(CATALOGUE, settings=(upper, lower))
    found = check(100, "1/1000", 3, catalogue=catalogue)
    pairs = [(one.upper, one.lower) for one in found.conflicts if one.upper == "up"]
    assert pairs == [("up", "low")]
    assert Fraction(dict(found.conflicts[-1].sizes)["m"]) == 9
