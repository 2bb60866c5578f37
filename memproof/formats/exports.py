"""Exact networks as float64 ONNX files, only where nothing is lost: weights and answers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from memproof.errors import InputError
from memproof.formats.floats import float_matrices
from memproof.networks.network import Network

if TYPE_CHECKING:
    from memproof.datasets import DataSet

CHUNK = 4096


def export_onnx(network: Network, data: DataSet) -> bytes:
    """The bytes of an ONNX file whose float64 evaluation is right on every point of the data.

    Raises InputError when a weight is no float64, when the network does not fit the data, and when
    the float64 network is wrong on a point (rounded to float64), naming the first.
    """
    from memproof.formats.onnx_files import encode_onnx
    from memproof.networks.evaluate import is_right

    if network.output_dimension not in (1, data.class_count):
        raise InputError(
            f"the network has {network.output_dimension} outputs, {data.source} has"
            f" {data.class_count} classes"
        )
    encoded = encode_onnx(network)
    points = [data.point(index) for index in range(data.count)]
    outputs = evaluate_floats(network, points)
    wrong = [
        index
        for index, (values, label) in enumerate(zip(outputs, data.labels, strict=True))
        if not is_right(values, label)
    ]
    if wrong:
        first = wrong[0]
        shown = ", ".join(repr(value) for value in outputs[first])
        raise InputError(
            f"in float64 the network is wrong on {len(wrong)} of {data.count} points: at"
            f" {data.row_word} {data.rows[first]} it gives {shown}, not class {data.labels[first]}"
        )
    return encoded


def evaluate_floats(
    network: Network, points: Sequence[Sequence[int | Fraction]]
) -> list[tuple[float, ...]]:
    """Outputs of the network in float64 arithmetic at the points rounded to float64.

    Raises InputError when a weight or coordinate is no float64 or the dimensions do not fit.
    """
    import numpy as np

    matrices = float_matrices(network)
    if any(len(point) != network.input_dimension for point in points):
        raise InputError(f"a point needs {network.input_dimension} coordinates")
    try:
        table = np.array([[float(value) for value in point] for point in points])
    except OverflowError:
        raise InputError("a coordinate is too large for float64") from None
    outputs: list[tuple[float, ...]] = []
    # Overflow gives infinities or NaN, which are no label.
    with np.errstate(over="ignore", invalid="ignore"):
        for start in range(0, len(table), CHUNK):
            values = table[start : start + CHUNK]
            for number, (weights, offsets) in enumerate(matrices):
                values = values @ weights.T + offsets
                if number < network.depth:
                    values = np.maximum(values, 0.0)
            outputs.extend(tuple(row) for row in values.tolist())
    return outputs
