"""Exact evaluation of many points at once in integers, and by Fractions to compare with.

The fast path keeps one row of integers a neuron, one column a point. A row is either over 1 or
over its point's own scale (the common denominator of its coordinates and of the layers so far);
rows that turn out to be integral drop the scale again. Rows whose bound fits live in int64, the
others in arrays of Python integers.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from memproof.errors import InputError
from memproof.networks.network import Layer, Network

Rational = int | Fraction
Point = Sequence[Rational]

_SAFE = 1 << 62
_BATCH = 8192
_LONG_SCALE_BITS = 512
_LARGE_FAMILY = 6
_LARGE_INT64_FAMILY = 40


@dataclass(slots=True)
class _Row:
    """Values of one neuron at all points of a batch; ``bound`` ≥ |value|.

    An int64 array only if bound < 2^62, else an array of Python integers. A threshold neuron
    σ(base + shift·unit) remembers its base, over the same scale; a base has its ``unit`` (None is
    1) and the memory of how many of some sorted thresholds each point exceeds.
    """

    values: Any
    bound: int
    scaled: bool
    base: _Row | None = None
    shift: int = 0
    unit: Any = None
    ranks: dict[tuple[int, ...], Any] = field(default_factory=dict)


def evaluate(network: Network, points: Sequence[Point]) -> list[tuple[Fraction, ...]]:
    """Exact outputs at rational points of shape (number, input dimension).

    Raises InputError when a point has the wrong length or an inexact coordinate.
    """
    outputs: list[tuple[Fraction, ...]] = []
    for rows, scale in evaluate_batches(network, points):
        columns = [
            [Fraction(int(value), q) for value, q in zip(row.values, scale, strict=True)]
            if row.scaled
            else [Fraction(int(value)) for value in row.values]
            for row in rows
        ]
        outputs.extend(zip(*columns, strict=True))
    return outputs


def find_errors(
    network: Network, points: Sequence[Point], labels: Sequence[Rational]
) -> list[tuple[int, Fraction]]:
    """(index, output) of every point at which a network with one output misses its label.

    Raises InputError when the numbers of points and labels differ or the network has several
    outputs.
    """
    if len(points) != len(labels):
        raise InputError(f"{len(points)} points but {len(labels)} labels")
    if network.output_dimension != 1:
        raise InputError("labels are compared with a single output")
    return [
        (index, output)
        for index, ((output,), label) in enumerate(
            zip(evaluate(network, points), labels, strict=True)
        )
        if output != label
    ]


def evaluate_fractions(network: Network, point: Point) -> tuple[Fraction, ...]:
    """The same output by plain Fraction arithmetic, one point at a time: slow, for comparison."""
    if len(point) != network.input_dimension:
        raise InputError(f"a point needs {network.input_dimension} coordinates, not {len(point)}")
    values = [Fraction(coordinate) for coordinate in point]
    for layer in network.hidden_layers:
        values = [max(value, Fraction(0)) for value in _apply_fractions(layer, values)]
    return tuple(_apply_fractions(network.output_layer, values))


def _apply_fractions(layer: Layer, values: Sequence[Fraction]) -> list[Fraction]:
    return [
        sum(
            (Fraction(weight, layer.denominator) * values[index] for index, weight in terms),
            Fraction(bias, layer.denominator),
        )
        for bias, terms in layer.rows
    ]


def evaluate_batches(
    network: Network, points: Sequence[Point], *, batch: int = _BATCH
) -> Iterator[tuple[list[_Row], Any]]:
    """(output rows, scales) batch after batch, in the points' order; memory for one batch."""
    for first in range(0, len(points), batch):
        yield _evaluate_batch(network, points[first : first + batch])


def _evaluate_batch(network: Network, points: Sequence[Point]) -> tuple[list[_Row], Any]:
    import numpy as np

    dimension = network.input_dimension
    scales: list[int] = []
    for point in points:
        if len(point) != dimension:
            raise InputError(f"a point needs {dimension} coordinates, not {len(point)}")
        for coordinate in point:
            if type(coordinate) is not int and not isinstance(coordinate, Fraction):
                raise InputError("points must be exact: int or Fraction")
        scales.append(lcm(*(coordinate.denominator for coordinate in point)))
    scale = np.array(scales, dtype=object)
    whole = all(q == 1 for q in scales)
    rows = []
    for index in range(dimension):
        column = [
            point[index].numerator * (q // point[index].denominator)
            for point, q in zip(points, scales, strict=True)
        ]
        rows.append(_settle(np.array(column, dtype=object), not whole, scale))
    for position, layer in enumerate(network.layers):
        hidden = position < network.depth
        rows, scale = _apply(layer, rows, scale, hidden=hidden, after_relu=position > 0)
    return rows, scale


def _apply(
    layer: Layer, rows: list[_Row], scale: Any, *, hidden: bool, after_relu: bool
) -> tuple[list[_Row], Any]:
    import numpy as np

    new_scale = scale * layer.denominator if layer.denominator != 1 else scale
    linear_parts: dict[tuple[tuple[int, int], ...], _Row] = {}
    bases: dict[tuple[tuple[int, int], ...], _Row] = {}
    result: list[_Row] = []
    for bias, terms in layer.rows:
        if (
            after_relu
            and hidden
            and bias == 0
            and len(terms) == 1
            and terms[0][1] == layer.denominator == 1
        ):
            result.append(rows[terms[0][0]])
            continue
        # Threshold neurons differ in their biases only, so their linear part is shared.
        if terms not in linear_parts:
            linear = _combine(terms, rows, scale)
            if linear.scaled:
                linear = _settle(_as_object(linear.values), True, scale)
            linear_parts[terms] = linear
        row = _add_bias(linear_parts[terms], bias, scale)
        values = np.maximum(row.values, 0) if hidden else row.values
        if layer.denominator != 1 and not row.scaled:
            values, scaled = _as_object(values) * scale, True
        else:
            scaled = row.scaled or layer.denominator != 1
        if values.dtype == object:
            result.append(_settle(values, scaled, new_scale, signed=not hidden))
        else:
            result.append(_Row(values, row.bound, scaled))
        if hidden:
            if terms not in bases:
                bases[terms] = _make_base(linear_parts[terms], layer.denominator, scale)
            if result[-1].scaled == bases[terms].scaled:
                result[-1].base, result[-1].shift = bases[terms], bias
    if layer.denominator != 1 and after_relu:
        result, new_scale = _shorten(result, new_scale)
    return result, new_scale


def _combine(terms: tuple[tuple[int, int], ...], rows: list[_Row], scale: Any) -> _Row:
    """Σ weight·row; equal sizes are added up first, so that a big weight multiplies once."""
    import numpy as np

    if not terms:
        return _Row(np.zeros(len(scale), dtype=np.int64), 0, False)
    scaled = any(rows[index].scaled for index, _ in terms)
    total: _Row | None = None
    families, others = _find_families(terms, rows)
    for base, members in families:
        part = _combine_family(base, members)
        if scaled and not part.scaled:
            part = _Row(_as_object(part.values) * scale, _SAFE, True)
        total = _add(total, part, True)
    by_size: dict[int, list[tuple[int, bool]]] = {}
    for index, weight in others:
        by_size.setdefault(abs(weight), []).append((index, weight > 0))
    for size, signs in by_size.items():
        same: _Row | None = None
        for index, positive in signs:
            row = rows[index]
            if scaled and not row.scaled:
                row = _settle(_as_object(row.values) * scale, True, None)
            same = _add(same, row, positive)
        if same is None:
            continue
        if size != 1:
            same = _scale_by(same, size)
        total = _add(total, same, True)
    if total is None:
        raise InputError("a stored weight must be a nonzero integer")
    return _Row(total.values, total.bound, scaled)


def _make_base(linear: _Row, denominator: int, scale: Any) -> _Row:
    """A linear part over the layer's new scale, where a bias of 1 is one unit."""
    if denominator == 1 and not linear.scaled:
        return linear
    values = linear.values if linear.scaled else _as_object(linear.values) * scale
    return _Row(values, max(linear.bound, _SAFE), True, unit=scale)


def _find_families(
    terms: tuple[tuple[int, int], ...], rows: list[_Row]
) -> tuple[list[tuple[_Row, list[tuple[int, int]]]], list[tuple[int, int]]]:
    """Many threshold neurons of one base, as (base, [(shift, weight)]), and the other terms."""
    grouped: dict[int, list[tuple[int, int]]] = {}
    for index, weight in terms:
        base = rows[index].base
        if base is not None:
            grouped.setdefault(id(base), []).append((index, weight))
    families: list[tuple[_Row, list[tuple[int, int]]]] = []
    taken: set[int] = set()
    for members in grouped.values():
        base = rows[members[0][0]].base
        if base is None:
            continue
        large = _LARGE_FAMILY if base.values.dtype == object else _LARGE_INT64_FAMILY
        if len(members) >= large:
            families.append((base, [(rows[index].shift, weight) for index, weight in members]))
            taken.update(index for index, _ in members)
    return families, [term for term in terms if term[0] not in taken]


def _combine_family(base: _Row, members: list[tuple[int, int]]) -> _Row:
    """Σ weight·σ(base + shift·unit), by how many thresholds a point exceeds."""
    import numpy as np

    members = sorted(members, reverse=True)
    thresholds = tuple(-shift for shift, _ in members)
    if thresholds not in base.ranks:
        # base/unit > t for an integer t exactly when ⌈base/unit⌉ > t.
        levels = base.values if base.unit is None else -(-_as_object(base.values) // base.unit)
        base.ranks[thresholds] = np.array(
            [bisect_left(thresholds, level) for level in levels.tolist()], dtype=np.int64
        )
    slopes, constants = [0], [0]
    for shift, weight in members:
        slopes.append(slopes[-1] + weight)
        constants.append(constants[-1] + weight * shift)
    bound = max(map(abs, slopes)) * base.bound + max(map(abs, constants))
    small = bound < _SAFE and base.unit is None and base.values.dtype != object
    kind = np.int64 if small else object
    rank = base.ranks[thresholds]
    slope, constant = np.array(slopes, dtype=kind)[rank], np.array(constants, dtype=kind)[rank]
    if small:
        return _Row(slope * base.values + constant, bound, False)
    if base.unit is not None:
        constant = constant * base.unit
    return _Row(slope * _as_object(base.values) + constant, max(bound, _SAFE), base.scaled)


def _add(left: _Row | None, right: _Row, positive: bool) -> _Row:
    if left is None:
        return right if positive else _Row(-right.values, right.bound, right.scaled)
    bound = left.bound + right.bound
    one, two = left.values, right.values
    if bound >= _SAFE:
        one, two = _as_object(one), _as_object(two)
    return _Row(one + two if positive else one - two, bound, left.scaled)


def _scale_by(row: _Row, factor: int) -> _Row:
    if row.bound == 0:
        return row
    bound = row.bound * factor
    if bound < _SAFE and row.values.dtype != object:
        return _Row(row.values * factor, bound, row.scaled)
    return _Row(_as_object(row.values) * factor, bound, row.scaled)


def _add_bias(row: _Row, bias: int, scale: Any) -> _Row:
    if bias == 0:
        return row
    if row.scaled:
        return _Row(_as_object(row.values) + scale * bias, _SAFE, True)
    bound = row.bound + abs(bias)
    if bound < _SAFE and row.values.dtype != object:
        return _Row(row.values + bias, bound, False)
    return _Row(_as_object(row.values) + bias, bound, False)


def _settle(values: Any, scaled: bool, scale: Any | None, *, signed: bool = True) -> _Row:
    """A row from Python integers: over 1 where its scale divides out, in int64 where it fits."""
    import numpy as np

    if scaled and scale is not None and values[0] % scale[0] == 0 and not (values % scale).any():
        values, scaled = values // scale, False
    bound = max(values.max(), -values.min()) if signed else values.max()
    if bound < _SAFE:
        return _Row(values.astype(np.int64), int(bound), scaled)
    return _Row(values, int(bound), scaled)


def _shorten(rows: list[_Row], scale: Any) -> tuple[list[_Row], Any]:
    """Divide out of long scales what all scaled rows share with them, so that deep rational
    networks stay small.
    """
    import numpy as np

    scaled = [row for row in rows if row.scaled]
    if not scaled:
        return rows, scale
    if max(q.bit_length() for q in scale) < _LONG_SCALE_BITS:
        return rows, scale
    columns = [row.values.tolist() for row in scaled]
    common = np.array(
        [gcd(q, *column) for q, column in zip(scale, zip(*columns, strict=True), strict=True)],
        dtype=object,
    )
    shorter = scale // common
    return [
        _settle(_as_object(row.values) // common, True, shorter) if row.scaled else row
        for row in rows
    ], shorter


def _as_object(values: Any) -> Any:
    return values if values.dtype == object else values.astype(object)
