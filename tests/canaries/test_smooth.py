"""Canaries of ranks and interpolation: every field is wrong once, and a hole lets one through."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from memproof.canaries import run as canaries
from memproof.canaries.run import SPECIMENS
from memproof.canaries.smooth import interpolation_mutants, rank_mutants
from memproof.checker.documents import Session
from memproof.checker.kinds import interpolation, ranks
from memproof.checker.kinds.networks import Result
from memproof.smooth.ranks import PRIME, find_pivots

SMOOTH = {
    name: document
    for name, document in SPECIMENS.items()
    if document["kind"] in ("network-rank", "network-interpolation")
}


def mutants(name: str) -> list[Any]:
    document = dict(SMOOTH[name])
    make = rank_mutants if document["kind"] == "network-rank" else interpolation_mutants
    return list(make(document))


def fields(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all objects' fields, a list's entries being one."""
    if isinstance(value, dict):
        for key in value:
            yield (*path, key)
            yield from fields(value[key], (*path, key))
    elif isinstance(value, list):
        for entry in value:
            yield from fields(entry, (*path, "*"))


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        if step == "*":
            return [at(entry, path[path.index("*") + 1 :]) for entry in value]
        value = value[step]
    return value


@pytest.mark.parametrize("name", sorted(SMOOTH))
def test_every_field_is_wrong_once(name: str) -> None:
    document, wrong_ones = SMOOTH[name], mutants(name)
    skipped = {"polynomial"}  # its keys are degrees
    for part in ("claim", "evidence"):
        for path in {p for p in fields(document[part]) if not skipped & set(p[:-1])}:
            wrong = 0
            for _, mutant, _ in wrong_ones:
                try:
                    wrong += at(mutant[part], path) != at(document[part], path)
                except (KeyError, TypeError, IndexError, AttributeError):
                    continue
            assert wrong, (part, path)


@pytest.mark.parametrize("name", sorted(SMOOTH))
def test_specimens_are_accepted_and_stated_tightly(name: str) -> None:
    document = SMOOTH[name]
    Session([document]).check(name)
    if document["kind"] == "network-interpolation":
        # A step of one unit in the last place of a double is beyond every radius.
        assert Fraction(document["claim"]["radius"]) * 4 < Fraction(1, 2**60)


def test_exceptions_of_each_argument_are_among_the_specimens() -> None:
    bounds = {b for d in SMOOTH.values() for b in d["evidence"].get("bounds", [])}
    assert bounds == {"count", "symmetric", "square", "seven-points", "split", "pencil", "none"}


def test_each_activation_is_among_the_specimens() -> None:
    found = {
        (d["claim"]["activation"], d["claim"]["biases"])
        for d in SMOOTH.values()
        if d["kind"] == "network-interpolation"
    }
    assert found == {(a, b) for a in (*interpolation.SLOPES, "x^3") for b in (True, False)}


def survivors_of(kind: str, defect: str) -> list[str]:
    """The defects of a kind that are accepted, or refused by another name."""
    return [
        canary.defect
        for name in sorted(SMOOTH)
        if SMOOTH[name]["kind"] == kind
        for canary in canaries._canaries(dict(SMOOTH[name]), SMOOTH)
        if defect in canary.defect and not canaries._counts(canary, canaries.present(canary))
    ]


@pytest.mark.parametrize(
    ("kind", "module"), [("network-rank", ranks), ("network-interpolation", interpolation)]
)
def test_a_kind_that_is_believed(kind: str, module: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(module.KINDS, kind, lambda _: Result(kind, "instances", "believed"))
    everything = [c for c in canaries.make_canaries(()) if c.kind == kind]
    assert len(survivors_of(kind, "")) > 0.8 * len(everything)


def any_bound(case: ranks.Case, *_: str) -> int:
    """The rank itself, whatever name is given."""
    return len(find_pivots(case, 0, PRIME)[0])


@pytest.mark.parametrize(
    ("name", "value", "defect"),
    [
        ("is_prime", lambda _: True, "a composite modulus"),
        ("bound_rank", any_bound, "counting in place of the argument"),
        ("_check_minor", lambda *_: None, "determinant + 1"),
        ("_check_minor", lambda *_: None, "rank +1"),
        ("_check_grid", lambda *_: None, "a grid of larger neurons"),
    ],
)
def test_a_hole_in_ranks_is_seen(
    name: str, value: Any, defect: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not survivors_of("network-rank", defect)
    monkeypatch.setattr(ranks, name, value)
    assert survivors_of("network-rank", defect)


@pytest.mark.parametrize(
    ("name", "value", "defect"),
    [
        ("bound_residual", lambda *_: 0, "moved by +4 radii"),
        ("bound_residual", lambda *_: 0, "an input twice"),
        ("bound_residual", lambda *_: 0, "residual 0"),
        ("bound_defect", lambda *_: 0, "inverse singular"),
        ("bound_defect", lambda *_: 0, "two free weights exchanged"),
        ("bound_slopes", lambda *_: (Fraction(0), Fraction(0)), "lipschitz 0"),
        ("degree_of", lambda a: 3 if a[0] == "x" else None, "activation x^03"),
    ],
)
def test_a_hole_in_interpolation_is_seen(
    name: str, value: Any, defect: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not survivors_of("network-interpolation", defect)
    monkeypatch.setattr(interpolation, name, value)
    assert survivors_of("network-interpolation", defect)
