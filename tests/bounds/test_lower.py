"""Lower bounds at concrete parameters, the best of both sides, and what refutes a constant."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import isqrt

import pytest

from memproof.bounds.best import find_least_product
from memproof.bounds.catalogue import Catalogue, load_catalogue
from memproof.bounds.check import Check, TheoremReport, check
from memproof.bounds.exact import compare, evaluate, parse
from memproof.bounds.theorems import (
    Choice,
    Theorem,
    check_theorem,
    depends_on_product,
    find_corner,
    is_unconditional,
)
from memproof.errors import InputError
from memproof.statements.expressions import Expression, number

# As if every lower bound were proved: what they say is tested whatever their grade.
LOADED = load_catalogue()
CATALOGUE = replace(
    LOADED,
    theorems=tuple(
        replace(one, part=one.part or "made/up") if one.side == "lower" else one
        for one in LOADED.theorems
    ),
)
LOWER = [one for one in CATALOGUE.theorems if one.side == "lower" and one.decides]


def values(**given: int | Fraction) -> dict[str, Expression]:
    return {key: number(value) for key, value in given.items()}


def run(*arguments: object, **options: object) -> Check:
    return check(*arguments, catalogue=CATALOGUE, **options)  # type: ignore[arg-type]


def report(found: Check, name: str) -> TheoremReport:
    return next(one for one in found.theorems if one.check.theorem.id == name)


def with_theorem(name: str, **changes: object) -> Catalogue:
    """The catalogue with one theorem changed."""
    return replace(
        CATALOGUE,
        theorems=tuple(
            replace(one, stated=None, **changes) if one.id == name else one  # type: ignore[arg-type]
            for one in CATALOGUE.theorems
        ),
    )


RANDOM = random.Random(5)
CASES = [
    (
        RANDOM.randint(2, 10 ** RANDOM.randint(1, 6)),
        Fraction(1, 2 ** RANDOM.choice([20, 21, 40, 100, 1000, 30000])),
        RANDOM.choice([1, 1, 2, 5]),
        RANDOM.choice([1, 2, 3, 5, 8, 9, 12, 20, 40]),
        RANDOM.choice([1, 2, 3, 4, 10, 40, 200]),
    )
    for _ in range(60)
]


@pytest.mark.parametrize("case", CASES)
def test_no_lower_bound_excludes_what_is_built(case: tuple[int, Fraction, int, int, int]) -> None:
    count, separation, dimension, width, depth = case
    try:
        found = run(count, separation, dimension, width=width, depth=depth)
    except InputError:
        return
    assert found.memorizes is None or found.excluded is None
    for one in run(count, separation, dimension).best + found.best:
        assert one.lower is None or one.upper is None or one.lower <= one.upper, one


@pytest.mark.parametrize(
    ("name", "constant", "sizes"),
    [
        ("V4/k7", "0.013", {}),
        ("V4/wide-77", "0.013", {}),
        ("V5/k28", "0.002", {}),
        ("V7/k27", "0.2", {}),
    ],
)
def test_too_small_a_constant_would_exclude_what_is_built(
    name: str, constant: str, sizes: dict[str, int]
) -> None:
    catalogue = with_theorem(name, constant=constant)
    found = check(10**5, "2^-100", width=317, depth=2, catalogue=catalogue)
    assert found.memorizes == "U11-direct" and found.excluded == name
    assert run(10**5, "2^-100", width=317, depth=2).excluded is None


@pytest.mark.parametrize("name", ["V4/k7", "V4/wide-77", "V5/k28", "V7/k27", "YY-lower-listed"])
def test_refuted_constants_are_those_of_the_built_network(name: str) -> None:
    found = report(run(10**5, "2^-100"), name)
    assert found.refuted_constants is not None
    rate = evaluate(parse(found.check.theorem.rate), values(N=10**5, delta=Fraction(1, 2**100)))
    expected = evaluate(rate / number((317 * 2) ** 2), {})
    assert compare(found.refuted_constants.below, expected) == 0
    assert found.refuted_constants.by == "U11-direct"


def test_listed_bound_is_refuted_in_general_and_never_used() -> None:
    for options in ({}, {"width": 3, "depth": 2}, {"width": 400, "depth": 2}):
        found = run(10**4, "2^-100", **options)
        assert report(found, "YY-lower-listed").verdict == "refuted in general"
        assert found.excluded != "YY-lower-listed"
        assert all("YY-lower-listed" not in (one.lower_by, one.upper_by) for one in found.best)


def test_verdicts() -> None:
    at = {"width": 4, "depth": 3}
    assert report(run(1000, "1e-4", **at), "V4/k7").verdict == "holds"
    assert report(run(10**5, "1e-5", **at), "V4/k7").verdict == "violated"
    assert report(run(10**5, "1e-5", **at), "V4/wide-77").verdict == "does not apply"
    assert report(run(10**5, "1e-5"), "V4/wide-77").verdict == "applies"
    assert report(run(10**5, "1e-5", **at), "V9/bits").verdict == "applies"
    # 2·10^4 points at distance 2·10^-4 do not fit on a line, so nothing is said about them.
    assert report(run(2 * 10**4, "2e-4", 2), "V4/k7").verdict == "does not apply"
    assert report(run(2 * 10**4, "2e-4", 2), "V4/in-space").verdict == "applies"


def test_log_bound_counts_exactly() -> None:
    theorem = CATALOGUE.theorem("V4/k7")
    for count in (2, 3, 10, 777):
        least = find_least_product(theorem, values(N=count, delta=Fraction(1, 1000), d=1, C=2))
        threshold = evaluate(parse(f"{count}/(7.4*log2(e*{count}))"), {})
        expected = next(p for p in range(1, 99) if compare(number(p * p), threshold) != -1)
        assert least == expected


def test_narrow_networks_lie_in_wide_ones() -> None:
    asked = values(N=10**6, delta=Fraction(1, 10**6), d=1, C=2)
    wide = CATALOGUE.theorem("V4/wide-77")
    nine = check_theorem(wide, {**asked, **values(W=9)}).least_depth
    assert nine is not None and nine > 2
    assert check_theorem(wide, {**asked, **values(W=3)}).least_depth == nine
    assert check_theorem(wide, {**asked, **values(L=1)}).least_width == (
        check_theorem(wide, {**asked, **values(L=2)}).least_width
    )
    # The general constant says less there.
    assert (
        check_theorem(CATALOGUE.theorem("V4/k7"), {**asked, **values(W=3)}).least_depth or 0
    ) < 99
    # One neuron a layer does not carry a value through further layers.
    deep = replace(CATALOGUE.theorem("V4/k7"), variables={**wide.variables, "W": "integer >= 1"})
    assert check_theorem(deep, {**asked, **values(L=1)}).least_width is None
    assert run(10**6, "1e-6", width=3, depth=nine - 1).excluded is not None


def test_what_is_excluded_is_closed_downwards() -> None:
    for theorem in LOWER:
        for count, separation in ((50, Fraction(1, 2**40)), (5000, Fraction(1, 2**300))):
            asked = values(N=count, delta=separation, d=2, C=2, b=1)
            table = [
                [
                    check_theorem(theorem, {**asked, **values(W=width, L=depth)}).holds is False
                    for depth in range(2, 60, 4)
                ]
                for width in range(9, 60, 4)
            ]
            assert all(row == sorted(row, reverse=True) for row in table), theorem.id
            for column in zip(*table, strict=True):
                assert list(column) == sorted(column, reverse=True), theorem.id


@pytest.mark.parametrize("name", ["V4/k7", "V4/wide-77", "V7/k27", "V7/wide-best", "V8/rate"])
def test_least_sizes_match_a_scan(name: str) -> None:
    theorem = CATALOGUE.theorem(name)
    least_width, least_depth = find_corner(theorem)
    for count, bits in ((60, 40), (3000, 120)):
        asked = values(N=count, delta=Fraction(1, 2**bits), d=1, C=2)

        def excluded(width: int, depth: int, asked: dict[str, Expression] = asked) -> bool:
            found = check_theorem(theorem, {**asked, **values(W=width, L=depth)})
            return found.holds is False

        for width in (least_width, least_width + 3):
            found = check_theorem(theorem, {**asked, **values(W=width)}).least_depth
            scanned = [depth for depth in range(least_depth, 80) if excluded(width, depth)]
            assert (found or 1) == (scanned[-1] + 1 if scanned else 1), (count, width)
        for depth in (least_depth, least_depth + 2):
            found = check_theorem(theorem, {**asked, **values(L=depth)}).least_width
            scanned = [width for width in range(least_width, 80) if excluded(width, depth)]
            assert (found or 1) == (scanned[-1] + 1 if scanned else 1), (count, depth)


@pytest.mark.parametrize("seed", range(20))
def test_subspace_is_the_smallest_with_enough_points(seed: int) -> None:
    generator = random.Random(seed)
    dimension = generator.randint(1, 30)
    separation = Fraction(1, generator.randint(1, 12))
    count = generator.randint(2, 10**4)

    def fits(k: int) -> bool:
        # floor(2/(δ√k)) = floor(sqrt(4/(δ²k)))
        square = 4 / (separation**2 * k)
        side = 1 + isqrt(square.numerator // square.denominator)
        return bool(side**k >= count)

    expected = next((k for k in range(1, dimension + 1) if fits(k)), None)
    asked = values(N=count, delta=separation, d=dimension, C=2)
    found = check_theorem(CATALOGUE.theorem("V4/in-space"), asked)
    assert found.applies is (expected is not None)
    if expected is not None:
        at_sizes = check_theorem(CATALOGUE.theorem("V4/in-space"), {**asked, **values(W=3, L=5)})
        quantity = evaluate(parse("15^2 + (k - 1)*15/3"), values(k=expected))
        assert at_sizes.constant_met is not None and at_sizes.rate is not None
        assert compare(at_sizes.constant_met, evaluate(at_sizes.rate / quantity, {})) == 0


def test_choice_without_a_candidate_fails_and_is_named() -> None:
    found = report(run(100, 1, 60), "V4/in-space").check
    # 2/(δ√k) >= 1 ends at k = 4: at most 2^4 points of such a grid.
    assert found.applies is False
    assert [one.text for one in found.hypotheses if one.status == "fails"] == [
        "some k in [1, min(d, ceil(log2(N)))] with N <= (1 + floor(2/(delta*sqrt(k))))^k"
    ]


def test_ill_formed_choices_are_refused() -> None:
    theorem = CATALOGUE.theorem("V4/in-space")
    for choice in (Choice("k", "q", "k >= 1"), Choice("k", "d", "k >= q"), Choice("k", "d", "k +")):
        with pytest.raises(InputError):
            replace(theorem, choice=choice)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("W^2*L^2", True),
        ("W^2*L^2 + (k - 1)*W*L/3", True),
        ("(W*L)^3*7", True),
        ("N", True),
        ("W^2*L", False),
        ("W*(L + 1)", False),
        ("W*L + W", False),
        ("log2(W)*L", False),
        ("1/(W*L)", False),
        ("(W*L)^N", False),
    ],
)
def test_functions_of_the_product(text: str, expected: bool) -> None:
    assert depends_on_product(parse(text)) is expected


def test_shallow_conditions_are_seen() -> None:
    seen = {one.id: is_unconditional(one) for one in LOWER}
    assert [name for name, free in seen.items() if not free] == [
        "V10-line/necessary",
        "V7/k27",
        "V7/wide-best",
        "V8/rate",
        "V8/rate-10",
        "YSJ6/necessary",
        "YSJ6/printed-necessary",
    ]
    hidden = replace(CATALOGUE.theorem("V4/k7"), definitions={"z": "W"}, hypotheses=("z <= 3",))
    assert not is_unconditional(hidden)


def test_best_bounds_of_open_sizes() -> None:
    found = run(10**5, "2^-100")
    rows = {(one.quantity, one.scope): one for one in found.best}
    everywhere = rows["W²L²", "all W and L"]
    # 10^5/(6.26 log2(10^5 e)) = 884.9
    assert (everywhere.lower, everywhere.lower_by) == (75**2, "V4/one")
    assert (everywhere.upper, everywhere.upper_by) == ((2 * 317) ** 2, "U11-direct")
    assert everywhere.ratio == Fraction(634**2, 75**2)
    assert rows["W²L²", "W >= 9, L >= 2"].lower_by == "V4/wide-best"
    assert rows["bits of all weights on keys", "all W and L"].lower == 10**5
    assert rows["parameters", "all W and L"].lower is None
    assert rows["parameters", "all W and L"].ratio is None


def test_best_bounds_of_one_open_size() -> None:
    found = run(10**5, "2^-100", depth=3)
    row = next(one for one in found.best if one.quantity == "W")
    assert (row.lower_by, row.upper, row.upper_by) == ("V7/wide-best", 317, "U11-direct")
    assert row.lower is not None
    assert run(10**5, "2^-100", width=row.lower - 1, depth=3).excluded == "V7/wide-best"
    assert run(10**5, "2^-100", width=row.lower, depth=3).excluded is None
    found = run(10**5, "2^-100", width=40)
    row = next(one for one in found.best if one.quantity == "L")
    assert row.lower is not None and row.upper is not None and 1 < row.lower < row.upper


def test_shape_bounds_count_parameters() -> None:
    # log2(Q) >= 2WL with W = 3, L = 2: P = 6 + 12 + 4 = 22 < (N - 1)/10 - 1/4.
    found = run(1000, "2^-100", width=3, depth=2)
    row = next(one for one in found.best if one.quantity == "parameters")
    # 999/8.3 - 1/12 = 120.3
    assert (row.lower, row.lower_by) == (121, "V8/rate")
    assert report(found, "V8/rate").verdict == "violated"


def test_open_bounds_take_no_part() -> None:
    catalogue = replace(
        LOADED, theorems=tuple(replace(one, carried=False) for one in LOADED.theorems)
    )
    found = check(10**5, "2^-100", width=3, depth=2, catalogue=catalogue)
    assert found.excluded is None
    assert all(one.lower is None for one in found.best)


def test_claims_of_the_sources_name_theorems() -> None:
    assert {"YY-upper", "YY-lower-listed", "YY-lower-paper"} <= {one.id for one in LOADED.claims}
    for claim in LOADED.claims:
        built = {one.id for one in LOADED.constructions}
        sides = {one.id: one.side for one in LOADED.settings}
        for name in set(claim.theorems) - built:
            side = sides[name] if name in sides else LOADED.theorem(name).side
            assert side == claim.side


@pytest.mark.parametrize(
    ("rate", "constant"), list(product(["N/log2(e*N)", "N - 1"], ["7.4", "1/3"]))
)
def test_bound_text_means_the_threshold(rate: str, constant: str) -> None:
    theorem: Theorem = replace(CATALOGUE.theorem("V4/k7"), rate=rate, constant=constant)
    written = parse(theorem.bound.split(">=")[1])
    asked = values(N=12)
    assert compare(evaluate(written, asked), evaluate(theorem.threshold(), asked)) == 0
