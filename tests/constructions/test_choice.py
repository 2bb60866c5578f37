"""Plans: what is promised holds on the built network, and less does not suffice."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from memproof.constructions.construction import Construction, Task, count_dense_parameters
from memproof.constructions.direct import count_direct_capacity, list_direct_pairs
from memproof.constructions.memorize import memorize
from memproof.constructions.on_line import OnLine, choose_on_line
from memproof.constructions.registry import COMPETING, CONSTRUCTIONS, find_construction
from memproof.constructions.trade_off import (
    TradeOff,
    count_trade_off_capacity,
    count_trade_off_depth,
)
from memproof.datasets import sample_unit_ball
from memproof.errors import InputError, SizeLimitError
from memproof.library import Library, load_library

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def plan_network(
    count: int,
    key_bits: int,
    label_bits: int,
    *,
    width: int | None = None,
    depth: int | None = None,
    method: str | None = None,
) -> OnLine:
    kinds = COMPETING if method is None else (find_construction(method),)
    task = Task(count, key_bits, label_bits)
    return choose_on_line(kinds, task, width=width, depth=depth)  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [1, 2, 3, 7, 24, 100])
@pytest.mark.parametrize("method", ["trade-off", "direct", "steps"])
@pytest.mark.parametrize("width", [None, 9, 14])
def test_built_sizes_stay_within_the_plan(count: int, method: str, width: int | None) -> None:
    data = sample_unit_ball(count, 2, 3, seed=count)
    result = memorize(data, method=method, width=width)
    sizes, plan = result.sizes, result.construction
    assert sizes.width <= plan.width <= (width or plan.width)
    assert sizes.depth <= plan.depth
    assert sizes.parameters <= plan.parameters


@pytest.mark.parametrize(("count", "key_bits"), [(1, 1), (5, 3), (60, 11), (1000, 19), (9999, 26)])
def test_trade_off_plans_follow_the_formulas(count: int, key_bits: int) -> None:
    for width in (9, 10, 17, 40):
        plan = plan_network(count, key_bits, 2, width=width, method="trade-off")
        assert isinstance(plan, TradeOff)
        assert count_trade_off_capacity(plan.m, plan.w, plan.n, plan.stages) >= count
        assert plan.depth == count_trade_off_depth(key_bits, 2, plan.n, plan.stages)
        # Fewest layers: no other group size does better.
        per_pair = ((width - 2) // 2) * (width // 2)
        depths = (
            2 * -(-steps // per_pair) + n * (key_bits + 2) + 1
            for n in range(1, min(count, 400) + 1)
            for steps in [-(-count // n)]
        )
        assert plan.depth == min(depths)


def test_fewest_layers_smallest_width_fewest_parameters() -> None:
    for count, key_bits in ((40, 9), (300, 14)):
        by_width = {
            width: plan_network(count, key_bits, 1, width=width, method="trade-off").depth
            for width in range(9, 60)
        }
        for depth in (20, 25, 40, 80):
            plan = plan_network(count, key_bits, 1, depth=depth, method="trade-off")
            assert plan.depth <= depth
            least = TradeOff.least_width(Task(count, key_bits, 1), depth)
            assert least == min(width for width in by_width if by_width[width] <= depth)
        free = plan_network(count, key_bits, 1)
        for width in range(9, 60):
            assert free.parameters <= plan_network(count, key_bits, 1, width=width).parameters


def test_direct_pairs_are_the_fewest_that_fit() -> None:
    for count, width in itertools.product((*range(1, 60), 500, 1001), range(1, 12)):
        pairs = list_direct_pairs(count, width)
        if width < 3:
            assert (pairs is None) == (count > width * width)
        if pairs is None:
            continue
        assert count_direct_capacity(pairs) >= count
        assert max(max(pair) for pair in pairs) <= width
        fewer = ((width, width),) * (len(pairs) - 1)
        assert len(pairs) == 1 or count_direct_capacity(fewer) < count


def test_too_small_names_the_smallest_that_works() -> None:
    def smallest(message: str) -> int:
        return int(message.rsplit(" ", 1)[1])

    for count in (5, 30, 170):
        for method in ("trade-off", "direct", "steps"):
            with pytest.raises(InputError, match="smallest that works") as caught:
                plan_network(count, 10, 1, width=1, method=method)
            width = smallest(str(caught.value))
            plan_network(count, 10, 1, width=width, method=method)
            with pytest.raises(InputError, match=f"works is {width}"):
                plan_network(count, 10, 1, width=width - 1, method=method)
            with pytest.raises(InputError, match="smallest that works") as caught:
                plan_network(count, 10, 1, depth=1, method=method)
            depth = smallest(str(caught.value))
            assert plan_network(count, 10, 1, depth=depth, method=method).depth == depth
            with pytest.raises(InputError, match=f"works is {depth}"):
                plan_network(count, 10, 1, depth=depth - 1, method=method)


def test_width_and_depth_together() -> None:
    with pytest.raises(InputError, match=r"width 9 needs depth \d+; depth 30 needs width \d+"):
        plan_network(500, 16, 1, width=9, depth=30, method="trade-off")
    plan = plan_network(500, 16, 1, width=30, depth=60)
    assert plan.width <= 30 and plan.depth <= 60


def test_bad_requests_and_limits() -> None:
    for arguments in ((0, 1, 1), (1, 0, 1), (1, 1, 0)):
        with pytest.raises(InputError, match="at least 1"):
            plan_network(*arguments)
    with pytest.raises(InputError, match="unknown method"):
        plan_network(1, 1, 1, method="magic")
    with pytest.raises(SizeLimitError, match="--no-limit"):
        plan_network(10**6, 40, 1, width=9).require_within_limits()
    plan_network(100, 40, 1, width=9).require_within_limits()


def test_dense_parameters_by_hand() -> None:
    assert count_dense_parameters(3, [2, 4]) == 3 * 2 + 2 + 2 * 4 + 4 + 4 + 1
    assert count_dense_parameters(5, []) == 6


@pytest.mark.parametrize("kind", CONSTRUCTIONS, ids=[kind.method for kind in CONSTRUCTIONS])
def test_a_construction_names_what_is_there(kind: type[Construction], library: Library) -> None:
    ids = {lemma.id for lemma in library.lemmas}
    assert kind.claim in ids or (kind.claim == "" and kind.theorem)
    if kind.theorem:
        file, _, name = kind.theorem.partition(".")
        text = (ROOT / "formal" / f"{file}.v").read_text(encoding="utf-8")
        assert re.search(rf"^(Theorem|Corollary) {name} ", text, re.M)


@pytest.mark.parametrize("kind", CONSTRUCTIONS, ids=[kind.method for kind in CONSTRUCTIONS])
@pytest.mark.parametrize("count", [1, 2, 5, 40])
def test_a_construction_keeps_its_promise(kind: type[Construction], count: int) -> None:
    result = memorize(sample_unit_ball(count, 2, 2 + count % 2, seed=count), method=kind.method)
    chosen, sizes = result.construction, result.sizes
    assert isinstance(chosen, kind)
    assert chosen.capacity >= count == chosen.task.count
    assert sizes.width <= chosen.width and sizes.depth <= chosen.depth
    assert sizes.parameters <= chosen.parameters
    assert all(str(value) for value in (*chosen.promise, chosen.source, chosen.shape_words))
