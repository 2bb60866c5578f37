"""U11–U13 as calculators: counts against brute force and real networks, closed forms below them."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from math import isqrt

import pytest

from memproof.bounds import check_construction, find_depth, find_width, make_offer
from memproof.bounds.catalogue import Catalogue, load_catalogue
from memproof.bounds.exact import compare, evaluate, integer, parse
from memproof.bounds.theorems import (
    Construction,
    Theorem,
    check_theorem,
)
from memproof.constructions.construction import Task
from memproof.constructions.direct import Direct, build_direct, count_direct_capacity
from memproof.constructions.on_line import choose_on_line
from memproof.constructions.trade_off import TradeOff, build_trade_off
from memproof.datasets.keys import bound_theorem_key_bits
from memproof.library import load_library, part_id
from memproof.library.model import claim_of
from memproof.networks.network import measure
from memproof.statements.expressions import Expression, number

CATALOGUE: Catalogue = load_catalogue()
CONSTRUCTIONS = {one.id: one for one in CATALOGUE.constructions}
THEOREMS = {one.id: one for one in CATALOGUE.theorems}
LIBRARY = load_library()
LIBRARY_CLAIMS = {
    part_id(entry.lemma, part): claim
    for entry in LIBRARY.entries
    for part in entry.lemma.parts
    if (claim := claim_of(part)) is not None
}
U11: Construction = CONSTRUCTIONS["U11"]
DIRECT: Construction = CONSTRUCTIONS["U11-direct"]
U12: Theorem = THEOREMS["U12/k81"]


def known(count: int, key_bits: int, label_bits: int = 1, dimension: int = 1) -> dict[str, int]:
    return {
        "N": count,
        "B": key_bits,
        "c": label_bits,
        "E": key_bits + label_bits,
        "d": dimension,
    }


def values(**given: int | Fraction) -> dict[str, Expression]:
    return {key: number(value) for key, value in given.items()}


def brute_force_capacity(width: int, depth: int, entry: int) -> int:
    best = 0
    for m in range(1, width):
        for w in range(1, width):
            if max(2 * m + 2, 2 * w, 9) > width:
                continue
            for n in range(1, depth):
                for stages in range(1, depth):
                    if 2 * stages + n * entry + 1 <= depth:
                        best = max(best, n * stages * m * w)
    return best


@pytest.mark.parametrize("entry", [2, 3, 5, 6])
def test_exact_count_is_the_best_of_all_shapes(entry: int) -> None:
    for width in range(7, 14):
        for depth in [*range(1, 22), 33, 40]:
            found = U11.capacity(width, depth, known(1, entry - 1))
            assert found == brute_force_capacity(width, depth, entry), (width, depth)


@pytest.mark.parametrize("entry", [2, 3, 7, 10, 35])
def test_best_group_over_long_depths(entry: int) -> None:
    for depth in [*range(1, 300), 1000, 1001, 4444, 4445]:
        found = U11.capacity(9, depth, known(1, entry - 1))
        groups = range(1, depth // entry + 1)
        best = max((n * max(0, (depth - 1 - n * entry) // 2) for n in groups), default=0)
        assert found == 12 * best, depth


def test_counts_grow_with_width_and_depth() -> None:
    for construction in (U11, DIRECT):
        for entry in (2, 5, 8):
            given = known(1, entry - 1)
            table = [
                [construction.capacity(width, depth, given) for depth in range(1, 60)]
                for width in range(1, 40)
            ]
            assert all(row == sorted(row) for row in table)
            assert all(list(column) == sorted(column) for column in zip(*table, strict=True))


@pytest.mark.parametrize("count", [1, 2, 3, 10, 57, 100, 400, 1000])
@pytest.mark.parametrize("key_bits", [3, 10, 17])
def test_same_sizes_as_the_planner(count: int, key_bits: int) -> None:
    for construction, kind in ((U11, TradeOff), (DIRECT, Direct)):
        task = Task(count, key_bits, 1)
        at_delta = check_construction(construction, values(N=count, delta=1, d=1, C=2))
        one = replace(at_delta, known=known(count, key_bits))
        for width in (3, 9, 10, 15, 24):
            depth = find_depth(one, width)
            if kind is TradeOff and width < 9:
                assert depth is None
                continue
            assert depth is not None
            plan = choose_on_line((kind,), task, width=width)
            assert make_offer(one, width, depth).shape.depth == plan.depth
        for depth in (2, 5, 24, 40):
            found = find_width(one, depth)
            if found is None:
                assert kind is TradeOff and depth < key_bits + 4
                continue
            plan = choose_on_line((kind,), task, depth=depth)
            assert found == plan.width or plan.width < found == 9 or count == 1


def test_direct_count_is_theorem_d() -> None:
    for width in range(3, 12):
        for pairs in range(1, 8):
            found = DIRECT.capacity(width, 2 * pairs, known(1, 1))
            assert found == count_direct_capacity([(width, width)] * pairs)
            assert DIRECT.capacity(width, 2 * pairs + 1, known(1, 1)) == found
    assert DIRECT.capacity(5, 1, known(1, 1)) == 0
    assert [DIRECT.capacity(2, depth, known(1, 1)) for depth in (2, 4, 6)] == [4, 4, 4]


@pytest.mark.parametrize("count", [*range(1, 40), 10**6, 10**30])
def test_two_layers_need_the_root_of_the_points(count: int) -> None:
    one = check_construction(DIRECT, values(N=count, delta=1, d=1, C=2))
    assert find_width(one, 2) == isqrt(count - 1) + 1


@pytest.mark.parametrize("count", range(3, 400))
def test_two_layers_cost_at_most_36_fifths(count: int) -> None:
    one = check_construction(DIRECT, values(N=count, delta=1, d=1, C=2))
    assert 5 * (2 * (find_width(one, 2) or 0)) ** 2 <= 36 * count


@pytest.mark.parametrize(
    ("count", "key_bits", "label_bits", "width", "depth"),
    [(20, 5, 1, 9, 31), (31, 6, 2, 10, 40), (40, 9, 1, 12, 24), (5, 4, 3, 9, 60)],
)
def test_real_networks_stay_within_the_prediction(
    count: int, key_bits: int, label_bits: int, width: int, depth: int
) -> None:
    given = known(count, key_bits, label_bits)
    assert U11.capacity(width, depth, given) >= count
    shape = U11.shape(width, depth, given)
    choices = dict(shape.choices)
    for seed in range(3):
        generator = random.Random(seed)
        keys = [*generator.sample(range(1 << key_bits), count - 1), (1 << key_bits) - 1]
        keys = sorted(set(keys))
        labels = [generator.randrange(1 << label_bits) for _ in keys]
        network = build_trade_off(
            keys, labels, key_bits, label_bits, choices["m"], choices["w"], choices["n"],
            choices["S"], margin_scale=max(count, 2),
        )  # fmt: skip
        sizes = measure(network)
        assert sizes.width <= shape.width <= width
        assert sizes.depth == shape.depth <= depth
        assert sizes.parameters <= shape.parameters
        assert shape.weight_bits is not None
        assert sizes.largest_weight_bits <= shape.weight_bits


@pytest.mark.parametrize(("width", "depth", "count"), [(5, 2, 23), (5, 6, 54), (4, 8, 40)])
def test_direct_networks_stay_within_the_prediction(width: int, depth: int, count: int) -> None:
    shape = DIRECT.shape(width, depth, known(count, 1))
    pairs = dict(shape.choices)["S"]
    sizes = measure(
        build_direct(range(count), [key % 2 for key in range(count)], [(width, width)] * pairs)
    )
    assert (sizes.width, sizes.depth) == (shape.width, shape.depth)
    assert sizes.parameters <= shape.parameters


def largest_gap(entry: int, widths: range, depths: range) -> Fraction:
    """Largest W²L²/(E·capacity') where capacity' + 1 points would not fit in (W, L)."""
    worst = Fraction(0)
    for width in widths:
        for depth in depths:
            given = known(1, entry - 1)
            held = max(U11.capacity(width, depth, given), DIRECT.capacity(width, depth, given))
            worst = max(worst, Fraction((width * depth) ** 2, entry * (held + 1)))
    return worst


@pytest.mark.parametrize("entry", [2, 3, 4, 7, 12, 30])
def test_closed_forms_never_promise_more_than_is_built(entry: int) -> None:
    assert largest_gap(entry, range(9, 30), range(2, 130)) < Fraction(648, 11)
    assert largest_gap(entry, range(10, 30), range(2, 130)) < Fraction(1331, 25)


def test_smaller_constants_would_promise_too_much() -> None:
    # 1585 points do not fit (9, 48): every K with 9²·48² >= K·1585·2 is too small.
    assert largest_gap(2, range(9, 10), range(2, 130)) == Fraction(81 * 48 * 48, 2 * 1585)
    assert largest_gap(2, range(10, 12), range(2, 130)) > 53


def test_parts_of_the_sources_claims_are_in_the_library() -> None:
    named = {part for claim in CATALOGUE.claims for part in claim.parts}
    assert named <= set(LIBRARY_CLAIMS)


def test_what_refutes_is_in_the_library() -> None:
    refuting = {one for theorem in CATALOGUE.theorems for one in theorem.refuted_by}
    assert refuting and refuting <= set(LIBRARY_CLAIMS)


def test_lemmas_of_values_are_in_the_library() -> None:
    for value in (*CATALOGUE.theorems, *CATALOGUE.constructions):
        missing = [one for one in value.parts if one not in LIBRARY_CLAIMS]
        assert (missing == [] and value.decides == bool(value.parts)) or value.refuted_by


@pytest.mark.parametrize("seed", range(30))
def test_key_bits_are_bounded_by_the_closed_form(seed: int) -> None:
    generator = random.Random(seed)
    count = generator.randint(2, 10 ** generator.randint(1, 30))
    separation = Fraction(generator.randint(1, 2000), 1000) / 10 ** generator.randint(0, 300)
    dimension = generator.randint(1, 10 ** generator.randint(1, 9))
    given = values(N=count, delta=min(separation, Fraction(2)), d=dimension, C=2)
    found = dict(check_theorem(U12, given).values)
    bits = integer(found["B"])
    assert bits is not None
    text = "2*log2(N) + log2(1/delta) + log2(d)/2 + log2(8/pi)/2 + 1"
    assert compare(evaluate(parse(text), given), number(bits)) == 1
    # 2^(B - 1) < 2s + 1 <= 2^B
    needed = evaluate(parse("2*s + 1"), {"s": found["s"]})
    assert compare(needed, number(2**bits)) != 1
    assert compare(needed, number(2 ** (bits - 1))) == 1
    rounded = bound_theorem_key_bits(count, dimension, min(separation, Fraction(2)) ** 2)
    assert rounded in (bits, bits + 1)


@pytest.mark.parametrize("seed", range(30))
def test_separation_form_promises_no_more_than_the_key_form(seed: int) -> None:
    generator = random.Random(seed)
    dimension = generator.randint(1, 50)
    separation = Fraction(1, generator.randint(2, 10**6))
    most = int(min((1 + 2 / separation) ** dimension, 10**30))
    given = values(
        N=generator.randint(2, most), delta=separation, d=dimension, C=generator.randint(2, 1000)
    )
    keys, printed = (check_theorem(THEOREMS[name], given) for name in ("U12/k58", "U13/upper"))
    assert keys.least_quantity is not None and printed.least_quantity is not None
    assert compare(printed.least_quantity, keys.least_quantity) == 1


def test_upper_bounds_are_closed_upwards() -> None:
    for theorem in (one for one in CATALOGUE.theorems if one.side == "upper"):
        for count, separation, dimension in ((7, Fraction(1, 3), 1), (50, Fraction(1, 2**40), 1)):
            given = values(N=count, delta=separation, d=dimension, C=2)
            table = [
                [
                    check_theorem(theorem, {**given, **values(W=width, L=depth)}).holds is True
                    for depth in range(1, 90, 8)
                ]
                for width in range(8, 90, 8)
            ]
            assert all(row == sorted(row) for row in table), theorem.id
            assert all(list(one) == sorted(one) for one in zip(*table, strict=True)), theorem.id


def test_line_form_needs_a_line() -> None:
    given = values(N=10, delta=Fraction(1, 100), d=2, C=2)
    assert check_theorem(THEOREMS["U12-line"], given).applies is False
    assert check_construction(CONSTRUCTIONS["U11-line"], given).applies is False
    line = check_theorem(THEOREMS["U12-line"], {**given, **values(d=1)})
    # 2^8 >= 2·100 + 1
    assert integer(dict(line.values)["B"]) == 8


def test_what_is_not_proved_is_marked_open() -> None:
    assert not THEOREMS["YY-lower-listed"].decides
