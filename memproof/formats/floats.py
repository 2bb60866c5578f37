"""Floating-point weights at their exact values: layers of them, limits, and the way back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import isfinite
from typing import Any

from memproof.errors import InputError, SizeLimitError
from memproof.networks.network import Layer, Network, build_layer

MAX_WEIGHTS = 1 << 22
MAX_LAYERS = 1000
FLOAT_BITS = 53


def require_within_limits(shapes: Sequence[tuple[int, int]], *, limit: bool = True) -> None:
    """Raises SizeLimitError when layers (inputs, outputs) have too many weights."""
    count = sum((inputs + 1) * outputs for inputs, outputs in shapes)
    if limit and (count > MAX_WEIGHTS or len(shapes) > MAX_LAYERS):
        raise SizeLimitError(
            f"{len(shapes)} layers with {count} parameters, more than {MAX_LAYERS} layers or"
            f" {MAX_WEIGHTS} parameters (override: --no-limit)"
        )


def build_float_layer(
    rows: Iterable[Sequence[float]], offsets: Sequence[float], place: str
) -> Layer:
    """A layer whose weights are the doubles' exact values. InputError if one is not finite."""
    return build_layer([exact_values(row, place) for row in rows], exact_values(offsets, place))


def exact_values(values: Sequence[float], place: str) -> list[Fraction]:
    """Doubles as the rationals that they are; InputError naming the place of NaN or infinity."""
    for value in values:
        if not isfinite(value):
            raise InputError(f"{place} holds {value}, which is not finite")
    return [Fraction(value) for value in values]


def float_matrices(network: Network) -> list[tuple[Any, Any]]:
    """(weights of shape (outputs, inputs), biases) of each layer in float64, without any rounding.

    Raises InputError when a weight is no float64, with the significant bits that would be needed.
    """
    import numpy as np

    _require_floats(network)
    matrices = []
    for layer in network.layers:
        weights = np.zeros((layer.output_dimension, layer.input_dimension))
        for at, (_, terms) in enumerate(layer.rows):
            for index, weight in terms:
                weights[at, index] = weight / layer.denominator
        offsets = np.array([bias / layer.denominator for bias, _ in layer.rows])
        matrices.append((weights, offsets))
    return matrices


def _require_floats(network: Network) -> None:
    count = bits = failed = 0
    fraction: Fraction | None = None
    for layer in network.layers:
        for bias, terms in layer.rows:
            for numerator in (bias, *(weight for _, weight in terms)):
                value = Fraction(numerator, layer.denominator)
                count += value != 0
                if is_float(value):
                    continue
                failed += 1
                if value.denominator & (value.denominator - 1):
                    fraction = value
                needed = count_significant_bits(value)
                bits = max(bits, needed)
    if not failed:
        return
    message = f"{failed} of {count} weights are no float64: "
    if fraction is not None:
        message += "some have a denominator that is no power of two, for which no bits suffice"
    elif bits > FLOAT_BITS:
        message += f"{bits} significant bits would be needed, float64 has {FLOAT_BITS}"
    else:
        message += "too large or too small for its exponents"
    raise InputError(message)


def is_float(value: Fraction) -> bool:
    """True if a double has exactly this value."""
    try:
        return Fraction(value.numerator / value.denominator) == value
    except OverflowError:
        return False


def count_significant_bits(value: Fraction) -> int:
    """Bits from the first to the last nonzero one of the numerator."""
    top = abs(value.numerator)
    return (top // (top & -top)).bit_length() if top else 0
