"""The arithmetic of exact evaluation: a layer applied to many points at once, in integers.

A column holds one neuron's value at each point of a batch. It is either over 1 or over each
point's own scale (the common denominator of its coordinates and of the layers so far); columns
that turn out to be integral drop the scale again. Columns whose bound fits live in int64, others
in arrays of Python integers. Three observations keep deep and wide networks cheap:

* threshold neurons σ(ℓ + b) of one linear part ℓ are kept unevaluated: a weighted sum of them
  depends only on how many thresholds a point exceeds, and often no point of a batch lies between;
* big integers that repeat from point to point (codes of a group of sorted points) are kept once
  for each run of equal values;
* a big weight multiplies once, after the columns that share it have been added up.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import gcd
from typing import Any

from memproof.networks.network import Layer

SAFE = 1 << 62
LONG_SCALE_BITS = 512
LARGE_INT64_FAMILY = 40
SHORT_RUNS = 3

Terms = tuple[tuple[int, int], ...]


@dataclass(slots=True)
class Column:
    """Exact values of one neuron; ``bound`` ≥ |value|, an int64 array only if bound < 2^62.

    With ``runs`` an entry stands for that many consecutive points; a scaled column has none.
    """

    values: Any
    bound: int
    scaled: bool
    runs: Any = None
    levels: dict[int, Levels] = field(default_factory=dict)


@dataclass(slots=True)
class Levels:
    """⌈value/unit⌉ at each point: for integers t, value > t·unit exactly when it exceeds t."""

    unit: Any
    values: list[int]
    low: int
    high: int
    ranks: dict[tuple[int, ...], Any] = field(default_factory=dict)


@dataclass(slots=True)
class Threshold:
    """A neuron σ(base + shift·unit), ``unit`` None for 1, evaluated only when needed."""

    base: Column
    unit: Any
    shift: int
    column: Column | None = None


Neuron = Column | Threshold


def apply_layer(
    layer: Layer, neurons: Sequence[Neuron], scale: Any, *, is_hidden: bool, after_relu: bool
) -> tuple[list[Neuron], Any]:
    """The next layer's neurons and scales. ``after_relu`` says that the inputs are not negative."""
    new_scale = scale * layer.denominator if layer.denominator != 1 else scale
    uses: dict[Terms, int] = {}
    for _, terms in layer.rows:
        uses[terms] = uses.get(terms, 0) + 1
    linear_parts: dict[Terms, Column] = {}
    result: list[Neuron] = []
    for bias, terms in layer.rows:
        is_copy = len(terms) == 1 and terms[0][1] == layer.denominator == 1 and bias == 0
        if is_copy and is_hidden and after_relu:
            result.append(neurons[terms[0][0]])
            continue
        if terms not in linear_parts:
            linear = combine(terms, neurons, scale)
            if layer.denominator != 1:
                linear = to_scale(linear, scale)
            linear_parts[terms] = linear
        base = linear_parts[terms]
        # Over a new denominator a bias of 1 is one old scale, otherwise one scale or just 1.
        unit = scale if base.scaled else None
        if is_hidden and uses[terms] >= _count_worth_waiting(base):
            result.append(Threshold(base, unit, bias))
        else:
            column = _shift(base, unit, bias)
            values = _clip(column) if is_hidden else column
            result.append(settle(values, new_scale))
    if layer.denominator != 1 and after_relu:
        return _shorten([force(neuron, new_scale) for neuron in result], new_scale)
    return result, new_scale


def _count_worth_waiting(base: Column) -> int:
    return 2 if base.values.dtype == object else LARGE_INT64_FAMILY


def force(neuron: Neuron, scale: Any) -> Column:
    """The neuron's column, evaluated once."""
    if isinstance(neuron, Column):
        return neuron
    if neuron.column is None:
        levels = _find_levels(neuron.base, neuron.unit)
        if levels.high + neuron.shift <= 0:
            neuron.column = _zeros(len(scale))
        else:
            column = _shift(neuron.base, neuron.unit, neuron.shift)
            if levels.low + neuron.shift <= 0:
                column = _clip(column)
            neuron.column = settle(column, scale)
    return neuron.column


def combine(terms: Terms, neurons: Sequence[Neuron], scale: Any) -> Column:
    """Σ weight·neuron."""
    families: dict[tuple[int, int], list[tuple[Threshold, int]]] = {}
    by_size: dict[int, list[tuple[Column, bool]]] = {}
    for index, weight in terms:
        neuron = neurons[index]
        if isinstance(neuron, Threshold):
            families.setdefault((id(neuron.base), id(neuron.unit)), []).append((neuron, weight))
        else:
            by_size.setdefault(abs(weight), []).append((neuron, weight > 0))
    total = _zeros(len(scale))
    for members in families.values():
        if len(members) == 1:
            neuron, weight = members[0]
            by_size.setdefault(abs(weight), []).append((force(neuron, scale), weight > 0))
        else:
            total = add(total, _combine_family(members, scale), True, scale)
    for size, signs in by_size.items():
        same = _zeros(len(scale))
        for column, is_positive in signs:
            same = add(same, column, is_positive, scale)
        total = add(total, _multiply(same, size), True, scale)
    return settle(total, scale) if total.scaled or total.runs is None else total


def _combine_family(members: Sequence[tuple[Threshold, int]], scale: Any) -> Column:
    """Σ weight·σ(base + shift·unit), by how many thresholds a point exceeds."""
    import numpy as np

    base, unit = members[0][0].base, members[0][0].unit
    ordered = sorted(((neuron.shift, weight) for neuron, weight in members), reverse=True)
    rank = _rank(_find_levels(base, unit), tuple(-shift for shift, _ in ordered))
    slopes, constants = [0], [0]
    for shift, weight in ordered:
        slopes.append(slopes[-1] + weight)
        constants.append(constants[-1] + weight * shift)
    if isinstance(rank, int):
        slope, constant = slopes[rank], constants[rank]
        if slope == 0 and (unit is None or unit is scale):
            return _constant(constant, len(scale))
        part = _multiply(base, abs(slope))
        if slope < 0:
            part = Column(-part.values, part.bound, part.scaled, part.runs)
        return _shift(part, unit, constant)
    bound = max(map(abs, slopes)) * base.bound + max(map(abs, constants))
    if bound < SAFE and unit is None and base.values.dtype != object:
        slope_at, constant_at = np.array(slopes)[rank], np.array(constants)[rank]
        return Column(slope_at * base.values + constant_at, bound, False, base.runs)
    slope_at = np.array(slopes, dtype=object)[rank]
    constant_at = np.array(constants, dtype=object)[rank]
    if unit is not None:
        constant_at = constant_at * unit
    values = slope_at * as_objects(base.values) + constant_at
    return Column(values, max(bound, SAFE), base.scaled, base.runs)


def _find_levels(base: Column, unit: Any) -> Levels:
    found = base.levels.get(id(unit))
    if found is None or found.unit is not unit:
        values = base.values if unit is None else -(-as_objects(base.values) // unit)
        found = Levels(unit, values.tolist(), int(values.min()), int(values.max()))
        base.levels[id(unit)] = found
    return found


def _rank(levels: Levels, thresholds: tuple[int, ...]) -> Any:
    """How many of the increasing thresholds each point exceeds; one int if all points agree."""
    import numpy as np

    least, most = bisect_left(thresholds, levels.low), bisect_left(thresholds, levels.high)
    if least == most:
        return least
    if thresholds not in levels.ranks:
        ranks = [bisect_left(thresholds, level, least, most) for level in levels.values]
        levels.ranks[thresholds] = np.array(ranks, dtype=np.int64)
    return levels.ranks[thresholds]


def add(left: Column, right: Column, is_positive: bool, scale: Any) -> Column:
    """left ± right, over a scale if one of them is, in runs if both have the same."""
    if right.bound == 0:
        return left
    if left.bound == 0 and is_positive:
        return right
    if left.scaled != right.scaled:
        left, right = to_scale(left, scale), to_scale(right, scale)
    if left.runs is not right.runs:
        left, right = expand(left), expand(right)
    bound = left.bound + right.bound
    one, two = left.values, right.values
    if bound >= SAFE:
        one, two = as_objects(one), as_objects(two)
    return Column(one + two if is_positive else one - two, bound, left.scaled, left.runs)


def to_scale(column: Column, scale: Any) -> Column:
    """The same values over the points' scales."""
    if column.scaled:
        return column
    column = expand(column)
    return Column(as_objects(column.values) * scale, SAFE, True)


def expand(column: Column) -> Column:
    """One value a point."""
    import numpy as np

    if column.runs is None:
        return column
    return Column(np.repeat(column.values, column.runs), column.bound, column.scaled)


def settle(column: Column, scale: Any) -> Column:
    """Over 1 where the scale divides out, in int64 where it fits, in runs where values repeat."""
    import numpy as np

    values, is_scaled, runs = column.values, column.scaled, column.runs
    if values.dtype != object:
        return column
    if is_scaled and values[0] % scale[0] == 0 and not (values % scale).any():
        values, is_scaled = values // scale, False
    bound = int(max(values.max(), -values.min()))
    if bound < SAFE:
        return Column(values.astype(np.int64), bound, is_scaled, runs)
    if not is_scaled and runs is None:
        starts = np.flatnonzero(np.append(True, values[1:] != values[:-1]))
        if SHORT_RUNS * len(starts) <= len(values):
            lengths = np.diff(np.append(starts, len(values)))
            return Column(values[starts], bound, False, lengths)
    return Column(values, bound, is_scaled, runs)


def _shift(column: Column, unit: Any, shift: int) -> Column:
    if shift == 0:
        return column
    if unit is not None:
        return Column(as_objects(column.values) + unit * shift, SAFE, column.scaled)
    bound = column.bound + abs(shift)
    values = column.values if bound < SAFE else as_objects(column.values)
    return Column(values + shift, bound, column.scaled, column.runs)


def _multiply(column: Column, factor: int) -> Column:
    if factor == 1 or column.bound == 0:
        return column
    if factor == 0:
        return Column(column.values * 0, 0, column.scaled, column.runs)
    bound = column.bound * factor
    values = column.values if bound < SAFE else as_objects(column.values)
    return Column(values * factor, bound, column.scaled, column.runs)


def _clip(column: Column) -> Column:
    import numpy as np

    return Column(np.maximum(column.values, 0), column.bound, column.scaled, column.runs)


def _constant(value: int, count: int) -> Column:
    import numpy as np

    if abs(value) < SAFE:
        return Column(np.full(count, value, dtype=np.int64), abs(value), False)
    runs = np.array([count], dtype=np.int64)
    return Column(np.array([value], dtype=object), abs(value), False, runs)


def _zeros(count: int) -> Column:
    return _constant(0, count)


def _shorten(columns: list[Column], scale: Any) -> tuple[list[Neuron], Any]:
    """Divide long scales by what all scaled columns share with them: deep rational networks."""
    import numpy as np

    scaled = [column for column in columns if column.scaled]
    if not scaled or max(q.bit_length() for q in scale) < LONG_SCALE_BITS:
        return list(columns), scale
    lists = [column.values.tolist() for column in scaled]
    common = np.array(
        [gcd(q, *values) for q, values in zip(scale, zip(*lists, strict=True), strict=True)],
        dtype=object,
    )
    shorter = scale // common
    return [
        settle(Column(as_objects(column.values) // common, SAFE, True), shorter)
        if column.scaled
        else column
        for column in columns
    ], shorter


def as_objects(values: Any) -> Any:
    """The same array with Python integers."""
    return values if values.dtype == object else values.astype(object)
