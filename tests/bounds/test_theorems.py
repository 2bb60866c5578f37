"""The engine on theorems made up here: sides, open choices, three values, monotone searches."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from memproof.bounds import Theorem, check_theorem
from memproof.bounds.catalogue import load_catalogue
from memproof.bounds.exact import rational
from memproof.bounds.theorems import find_least
from memproof.errors import InputError
from memproof.statements.expressions import Expression, number

UPPER = Theorem(
    id="T",
    title="made up",
    side="upper",
    variables={"N": "integer >= 1", "W": "integer >= 3", "L": "integer >= 2"},
    rate="N",
    constant="4",
    part="T/enough",
    carried=False,
    source="test",
)
# V4's form: N >= 2 points on a line need W²L² >= N/(7.4 log2(eN)).
LOWER = Theorem(
    id="V",
    title="made up",
    side="lower",
    variables={
        "N": "integer >= 2",
        "delta": "real in (0, 2]",
        "W": "integer >= 1",
        "L": "integer >= 1",
    },
    hypotheses=("N <= 1 + floor(2/delta)",),
    rate="N",
    constant="7.4*log2(e*N)",
    part="V/needed",
    carried=False,
    source="test",
)


def values(**given: int | Fraction) -> dict[str, Expression]:
    return {key: number(value) for key, value in given.items()}


def test_bound_text_keeps_precedence() -> None:
    assert UPPER.bound == "W^2*L^2 >= 4*N"
    assert replace(UPPER, rate="N + 1", constant="2 + 3").bound == "W^2*L^2 >= (2 + 3)*(N + 1)"
    assert LOWER.bound == "W^2*L^2 >= N/(7.4*log2(e*N))"


@pytest.mark.parametrize("count", [1, 2, 9, 10, 100, 101])
def test_least_sizes_match_a_scan(count: int) -> None:
    for width in range(3, 9):
        found = check_theorem(UPPER, values(N=count, W=width)).least_depth
        assert found == min(L for L in range(2, 99) if (width * L) ** 2 >= 4 * count)
    for depth in range(2, 9):
        found = check_theorem(UPPER, values(N=count, L=depth)).least_width
        assert found == min(W for W in range(3, 99) if (W * depth) ** 2 >= 4 * count)


def test_equality_counts_as_met() -> None:
    met = check_theorem(UPPER, values(N=9, W=3, L=2))
    assert met.holds is True
    assert met.constant_met is not None and rational(met.constant_met) == 4
    assert check_theorem(UPPER, values(N=10, W=3, L=2)).holds is False


def test_irrational_equality_is_decided() -> None:
    theorem = replace(UPPER, constant="sqrt(2)*sqrt(8)")
    assert check_theorem(theorem, values(N=9, W=3, L=2)).holds is True
    undecided = replace(UPPER, constant="4 + sqrt(2) + sqrt(3) - sqrt(5 + 2*sqrt(6))")
    assert check_theorem(undecided, values(N=9, W=3, L=2)).holds is None


def test_hypotheses_met_failing_and_open() -> None:
    found = check_theorem(UPPER, values(N=9, W=2))
    assert [(one.text, one.status) for one in found.hypotheses] == [
        ("N >= 1", "met"),
        ("W >= 3", "fails"),
        ("L >= 2", "open choice"),
    ]
    assert found.applies is False and found.least_depth is None and found.holds is None
    assert check_theorem(UPPER, values(N=9)).applies is True
    assert check_theorem(UPPER, values(N=Fraction(1, 2), W=3, L=2)).applies is False


def test_failing_parameters_give_no_sizes() -> None:
    theorem = replace(UPPER, hypotheses=("N >= 50",))
    found = check_theorem(theorem, values(N=9, W=3))
    assert found.applies is False and found.least_depth is None


def test_definitions_may_wait_for_the_width() -> None:
    theorem = replace(UPPER, definitions={"J": "ceil(N/floor(log2(W)))"}, rate="N + J")
    assert check_theorem(theorem, values(N=90, L=2)).least_quantity is None
    found = check_theorem(theorem, values(N=90, L=2)).least_width
    assert found == min(
        W for W in range(3, 99) if 4 * (90 - (-90 // (W.bit_length() - 1))) <= 4 * W * W
    )


def test_lower_bound_excludes_up_to_the_least_size() -> None:
    asked = values(N=10**6, delta=Fraction(1, 10**6), W=1)
    least = check_theorem(LOWER, asked).least_depth
    assert least is not None and least > 2
    assert check_theorem(LOWER, {**asked, **values(L=least)}).holds is True
    assert check_theorem(LOWER, {**asked, **values(L=least - 1)}).holds is False
    infeasible = check_theorem(LOWER, values(N=10**6, delta=Fraction(1, 10), W=1, L=1))
    assert infeasible.applies is False and infeasible.holds is None


def test_lower_bound_with_a_hypothesis_that_ends_below_the_bound() -> None:
    theorem = replace(LOWER, hypotheses=("L <= 3",))
    found = check_theorem(theorem, values(N=10**6, delta=Fraction(1, 10**6), W=1))
    assert found.least_depth == 4
    never = replace(LOWER, hypotheses=("L <= 0",))
    assert check_theorem(never, values(N=10**6, delta=Fraction(1, 10**6), W=1)).least_depth is None


@pytest.mark.parametrize("least", [*range(1, 70), 4095, 4096, 10**30, 2**500])
def test_find_least(least: int) -> None:
    assert find_least(lambda size: size >= least) == least


def test_find_least_gives_up() -> None:
    assert find_least(lambda size: False, most_bits=50) is None
    assert find_least(lambda size: None) is None
    assert find_least(lambda size: size >= 2**20, most_bits=20) == 2**20


@pytest.mark.parametrize(
    "change",
    [
        {"rate": "M"},
        {"constant": "K"},
        {"quantity": "W^2*"},
        {"hypotheses": ("N >= Z",)},
        {"definitions": {"a": "b", "b": "1"}},
        {"definitions": {"N": "1"}},
        {"definitions": {"pi": "3"}},
        {"side": "middle"},
        {"variables": {"N": "integer >= Q", "W": "integer", "L": "integer"}},
    ],
)
def test_ill_formed_theorems_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(InputError):
        replace(UPPER, **change)  # type: ignore[arg-type]


def write_bounds(folder: Path, paper: str, text: str) -> None:
    (folder / paper).mkdir()
    (folder / paper / "bounds.py").write_text(text, encoding="utf-8")


MADE_UP = """
from memproof.bounds import Theorem
THEOREMS = (Theorem(id="X", title="x", side="upper", variables={"N": "integer", "W": "integer",
    "L": "integer"}, rate="N", constant="1", source="test", %s),)
"""


def test_catalogue_is_read_by_path(tmp_path: Path) -> None:
    write_bounds(tmp_path, "b_paper", MADE_UP % "")
    (tmp_path / "a_paper").mkdir()
    found = load_catalogue(tmp_path)
    assert [one.id for one in found.theorems] == ["X"]
    assert found.constructions == ()


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ([MADE_UP % "", MADE_UP % ""], "X twice"),
        ([MADE_UP % "built_by=('Y',)"], "built by Y"),
        (["THEOREMS = ('X',)"], "must be Row or Theorem values"),
        (["CONSTRUCTIONS = 3"], "must be Construction values"),
    ],
)
def test_catalogue_refuses(tmp_path: Path, texts: list[str], message: str) -> None:
    for at, text in enumerate(texts):
        write_bounds(tmp_path, f"paper{at}", text)
    with pytest.raises(InputError, match=message):
        load_catalogue(tmp_path)


def test_bounds_file_may_define_dataclasses(tmp_path: Path) -> None:
    text = (
        "from __future__ import annotations\nfrom dataclasses import dataclass\n"
        "@dataclass(frozen=True)\nclass A:\n    x: int\n"
    )
    write_bounds(tmp_path, "paper_with_classes", text)
    assert load_catalogue(tmp_path).theorems == ()
