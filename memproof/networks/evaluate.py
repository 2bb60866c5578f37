"""Exact evaluation of many points at once in integers, and by Fractions to compare with.

The fast path's arithmetic is in ``columns``. It is fastest when neighbouring points are close.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import lcm
from typing import Any, TypeVar

from memproof.errors import InputError
from memproof.networks.columns import SAFE, Column, Neuron, apply_layer, expand, force, settle
from memproof.networks.network import Layer, Network

Rational = int | Fraction
Point = Sequence[Rational]
Number = TypeVar("Number", Fraction, float)

_BATCH = 1024


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
) -> Iterator[tuple[list[Column], Any]]:
    """(output rows, scales) batch after batch, in the points' order; memory for one batch."""
    for first in range(0, len(points), batch):
        yield _evaluate_batch(network, points[first : first + batch])


def _evaluate_batch(network: Network, points: Sequence[Point]) -> tuple[list[Column], Any]:
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
    neurons: list[Neuron] = []
    for index in range(dimension):
        column = [
            point[index].numerator * (q // point[index].denominator)
            for point, q in zip(points, scales, strict=True)
        ]
        neurons.append(settle(Column(np.array(column, dtype=object), SAFE, not whole), scale))
    for position, layer in enumerate(network.layers):
        is_hidden = position < network.depth
        neurons, scale = apply_layer(
            layer, neurons, scale, is_hidden=is_hidden, after_relu=position > 0
        )
    return [expand(force(neuron, scale)) for neuron in neurons], scale


def is_right(outputs: Sequence[Number], label: int, *, by_sign: bool = False) -> bool:
    """True if the only output equals the label (``by_sign``: is positive for 1, negative for 0), or
    output number ``label`` exceeds all others.
    """
    if by_sign:
        return outputs[0] > 0 if label else outputs[0] < 0
    if len(outputs) == 1:
        return outputs[0] == label
    return all(outputs[label] > other for at, other in enumerate(outputs) if at != label)
