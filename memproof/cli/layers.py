"""``memproof layers``: Theorem 3 of Park et al. (2021) for given layer widths, condition by
condition, and what their Theorems 1 and 2 need.
"""

from __future__ import annotations

import json
import re
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from memproof.errors import InputError

if TYPE_CHECKING:
    from memproof.constructions.park.sizes import Condition, NarrowSize, Split, WideSize
    from memproof.constructions.vc_dimension import VcBound

_ENTRY = re.compile(r"([0-9]{1,10})(?:\s*x\s*([0-9]{1,6}))?")
MAX_LAYERS = 100_000
MAX_SHOWN_DIGITS = 20
EXPONENTS = (Fraction(2, 3), Fraction(3, 4), Fraction(1))


@click.command()
@click.option(
    "--layers",
    required=True,
    metavar="d,d1,…,dL,1",
    help="Inputs, hidden layers and the one output; 10,3x140,1 has 140 layers of width 3.",
)
@click.option("--points", required=True, metavar="N", help="Number of points, e.g. 1000.")
@click.option(
    "--separation",
    required=True,
    metavar="δ",
    help="Least distance between points of the unit ball, exact: 1e-4, 1/100.",
)
@click.option("--classes", default="2", metavar="C", show_default=True, help="Number of labels.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def layers(layers: str, points: str, separation: str, classes: str, as_json: bool) -> None:
    """Say whether given widths satisfy Theorem 3 of Park et al. (2021).

    Its three conditions are for networks of STEP and ID neurons; ReLU layers hold such a network of
    half as many layers, exactly. For each K the best cuts L_1 < … < L_K are found; both sides of
    every condition are exact (in JSON, the first one squared, π from above). Beside it: what direct
    interpolation holds, and the sizes that Theorems 1 and 2 need for these points, counted on
    networks that this package builds.
    """
    from memproof.bounds.check import read_parameters
    from memproof.constructions.park.sizes import (
        MAX_POINTS,
        bound_squared_ratio,
        count_label_bits,
        count_theorem_1,
        count_width_3_folds,
        find_splits,
        halve_widths,
        size_width_3,
    )
    from memproof.constructions.vc_dimension import bound_pairs

    dimension, hidden = read_widths(layers)
    asked = read_parameters(points, separation, str(dimension), classes)
    if asked.points > MAX_POINTS:
        raise InputError(f"at most {MAX_POINTS} points here: sizes are counted layer by layer")
    ratio = bound_squared_ratio(asked.separation)
    count, labels = asked.points, asked.classes
    step_splits = find_splits(hidden, count, ratio, dimension, labels)
    relu_splits: tuple[Split, ...] = ()
    if len(hidden) >= 2:
        relu_splits = find_splits(halve_widths(hidden), count, ratio, dimension, labels)
    narrow = size_width_3(count, count_width_3_folds(ratio, dimension), count_label_bits(labels))
    wide = [(w, count_theorem_1(count, ratio, dimension, labels, w)) for w in EXPONENTS]
    direct = bound_pairs(hidden)
    if as_json:
        summary = {
            "dimension": dimension,
            "widths": list(hidden),
            "points": count,
            "separation": str(asked.separation),
            "squared_ratio": str(ratio),
            "classes": labels,
            "step": [_split_to_json(one) for one in step_splits],
            "relu": [_split_to_json(one) for one in relu_splits],
            "direct": [{"points": one.value, "by": one.by, "how": one.how} for one in direct],
            "theorem_2": {"K": narrow.stages, "depth": narrow.depth, "cuts": list(narrow.cuts)},
            "theorem_1": [
                {
                    "w": str(w),
                    "depth": size.depth,
                    "parameters": size.parameters,
                    "relu_parameters": size.relu_parameters,
                }
                for w, size in wide
            ],
        }
        click.echo(json.dumps(summary, indent=2, sort_keys=True))
        return
    spread = _show_exact(2 / asked.separation)
    click.echo(
        f"{show_widths(hidden)}: {len(hidden)} hidden layers on R^{dimension}; N = {count},"
        f" δ = {separation.strip()}, Δ = 2/δ = {spread}; {labels} classes"
    )
    _print_verdict("STEP and ID neurons", step_splits)
    _print_verdict("ReLU neurons, two layers for one", relu_splits)
    _print_direct(direct, count)
    _print_needs(narrow, wide)


def read_widths(text: str) -> tuple[int, tuple[int, ...]]:
    """Input dimension and hidden widths of "d,w1,…,wL,1", where "3x140" is 140 times 3.

    Raises InputError when it is not of that form, has no hidden layer or several outputs.
    """
    sizes: list[int] = []
    for part in text.split(","):
        found = _ENTRY.fullmatch(part.strip())
        if found is None:
            raise InputError("--layers needs positive integers between commas, such as 10,3x140,1")
        size, times = int(found[1]), int(found[2] or 1)
        if size < 1 or times < 1:
            raise InputError("--layers needs positive integers between commas, such as 10,3x140,1")
        if len(sizes) + times > MAX_LAYERS:
            raise InputError(f"--layers names more than {MAX_LAYERS} layers")
        sizes += [size] * times
    if len(sizes) < 3 or sizes[-1] != 1:
        raise InputError("--layers needs inputs, at least one hidden layer, and 1 as the last size")
    return sizes[0], tuple(sizes[1:-1])


def show_widths(widths: tuple[int, ...]) -> str:
    """Widths with repetitions written as 3×140."""
    runs = [(width, len(list(run))) for width, run in groupby(widths)]
    shown = [f"{width}×{times}" if times > 1 else str(width) for width, times in runs[:8]]
    return ", ".join(shown) + (", …" if len(runs) > 8 else "")


def _print_verdict(neurons: str, splits: tuple[Split, ...]) -> None:
    from memproof.cli.show import print_table
    from memproof.constructions.park.sizes import choose_split

    if not splits:
        click.echo(f"\nTheorem 3, {neurons}: no, one hidden layer is too few")
        return
    best = choose_split(splits)
    cuts = " < ".join(f"L_{i} = {cut}" for i, cut in enumerate(best.cuts, 1))
    if best.holds:
        click.echo(f"\nTheorem 3, {neurons}: holds with K = {best.stages}, {cuts}")
    else:
        last = best.conditions[-1]
        click.echo(
            f"\nTheorem 3, {neurons}: holds for no K; nearest is K = {best.stages}, where"
            f" condition ({last.number}) fails"
        )
    rows = [
        (
            f"({one.number})",
            f"{one.first}–{one.last}",
            _show_side(one, Fraction(one.left)),
            _show_side(one, one.right),
            "holds" if one.holds else "fails",
        )
        for one in best.conditions
    ]
    print_table("", ("condition", "layers", "left", "right", ""), rows, numbers=5)
    others = [one for one in splits if one is not best]
    shown = []
    for outcome, run in groupby(others, key=_show_outcome):
        stages = [one.stages for one in run]
        both = stages[0] == stages[-1]
        shown.append(f"K = {stages[0]}{'' if both else f' … {stages[-1]}'}: {outcome}")
    if shown:
        click.echo("; ".join(shown))


def _show_outcome(split: Split) -> str:
    if split.holds:
        return "holds"
    last = split.conditions[-1]
    return f"({last.number}) fails, {_show_side(last, Fraction(last.left))}"


def _show_side(condition: Condition, value: Fraction) -> str:
    """The exact value; of condition (1) the root of its square, a decimal where it is none."""
    from math import isqrt

    from memproof.cli.show import show_short
    from memproof.datasets.values import bound_root

    if condition.number != 1:
        return _show_exact(value)
    root = isqrt(value.numerator)
    if value.denominator == 1 and root * root == value.numerator:
        return _show_exact(Fraction(root))
    return f"{show_short(bound_root(value, upper=True))} (Δ√(2πd))"


def _show_exact(value: Fraction) -> str:
    """A rational; a long one as a power of two, or else as a decimal marked "about"."""
    from memproof.cli.show import show_count, show_short

    if value.denominator != 1:
        text = str(value)
        return text if len(text) <= MAX_SHOWN_DIGITS else f"about {show_short(value)}"
    whole = int(value)
    if whole.bit_length() <= 3 * MAX_SHOWN_DIGITS:
        return show_count(whole)
    if whole & (whole - 1) == 0:
        return f"2^{whole.bit_length() - 1}"
    return f"about {show_short(value)}"


def _print_direct(direct: list[VcBound], count: int) -> None:
    from memproof.cli.show import show_count

    if not direct:
        click.echo("\nDirect interpolation: no pair of hidden layers")
    for one in direct:
        verdict = "enough" if one.value >= count else "too few"
        click.echo(
            f"\nDirect interpolation by the same ReLU widths: {show_count(one.value)} points,"
            f" {verdict} ({one.by}, {one.how})"
        )


def _print_needs(narrow: NarrowSize, wide: list[tuple[Fraction, WideSize]]) -> None:
    from memproof.cli.show import print_table, show_count
    from memproof.constructions.park.reading import count_dense

    dimension = wide[0][1].dimension
    two = [width for width in narrow.widths for _ in range(2)]
    rows = [
        (
            f"Theorem 2, width 3, K = {narrow.stages}",
            show_count(narrow.depth),
            show_count(count_dense(narrow.widths, dimension)),
            show_count(2 * narrow.depth),
            show_count(count_dense(two, dimension)),
        )
    ]
    rows += [
        (
            f"Theorem 1, w = {w}",
            show_count(size.depth),
            show_count(size.parameters),
            show_count(size.depth),
            show_count(size.relu_parameters),
        )
        for w, size in wide
    ]
    columns = ("", "layers, STEP/ID", "parameters", "layers, ReLU", "parameters")
    click.echo("")
    print_table("What these points need", columns, rows)


def _split_to_json(split: Split) -> dict[str, Any]:
    return {
        "K": split.stages,
        "cuts": list(split.cuts),
        "holds": split.holds,
        "conditions": [
            {
                "number": one.number,
                "layers": [one.first, one.last],
                "left_squared" if one.number == 1 else "left": one.left,
                "right_squared" if one.number == 1 else "right": str(one.right),
                "holds": one.holds,
            }
            for one in split.conditions
        ],
    }
