"""Exact ReLU networks as immutable values, and their sizes, always measured on the object."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from memproof.errors import InputError

Row = tuple[int, tuple[tuple[int, int], ...]]
"""One neuron: (bias, ((index, weight), …)), indices increasing, weights nonzero, over the layer's
denominator.
"""


@dataclass(frozen=True, slots=True)
class Layer:
    """An affine map x ↦ (A x + b)/denominator with integer A (sparse rows) and b.

    In a hidden layer σ(x) = max(0, x) is applied afterwards, in the output layer nothing is.
    Raises InputError when a row, an index or the denominator is malformed.
    """

    input_dimension: int
    rows: tuple[Row, ...]
    denominator: int = 1

    def __post_init__(self) -> None:
        if type(self.input_dimension) is not int or self.input_dimension < 1:
            raise InputError("a layer needs a positive input dimension")
        if type(self.denominator) is not int or self.denominator < 1:
            raise InputError("a layer's denominator must be a positive integer")
        if not self.rows:
            raise InputError("a layer needs at least one row")
        for bias, terms in self.rows:
            if type(bias) is not int:
                raise InputError("a bias must be an integer over the layer's denominator")
            previous = -1
            for index, weight in terms:
                if type(index) is not int or not previous < index < self.input_dimension:
                    raise InputError(
                        f"weight indices must increase from 0 to {self.input_dimension - 1}"
                    )
                if type(weight) is not int or weight == 0:
                    raise InputError("a stored weight must be a nonzero integer")
                previous = index

    @property
    def output_dimension(self) -> int:
        """The number of rows."""
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Network:
    """A ReLU network: ``layers[:-1]`` are hidden (σ applied), ``layers[-1]`` is the affine output.

    Depth is the number of hidden layers, width the largest number of neurons in one of them; the
    input dimension does not count as width (mathematics §0). Raises InputError when dimensions
    clash.
    """

    layers: tuple[Layer, ...]

    def __post_init__(self) -> None:
        if not self.layers:
            raise InputError("a network needs an output layer")
        for before, after in zip(self.layers, self.layers[1:], strict=False):
            if before.output_dimension != after.input_dimension:
                raise InputError(
                    f"{before.output_dimension} neurons cannot feed a layer that reads"
                    f" {after.input_dimension}"
                )

    @property
    def input_dimension(self) -> int:
        """Dimension of the input."""
        return self.layers[0].input_dimension

    @property
    def output_dimension(self) -> int:
        """Dimension of the output."""
        return self.layers[-1].output_dimension

    @property
    def hidden_layers(self) -> tuple[Layer, ...]:
        """All layers but the output."""
        return self.layers[:-1]

    @property
    def output_layer(self) -> Layer:
        """The affine output."""
        return self.layers[-1]

    @property
    def widths(self) -> tuple[int, ...]:
        """Neurons in each hidden layer."""
        return tuple(layer.output_dimension for layer in self.hidden_layers)

    @property
    def width(self) -> int:
        """Neurons in the widest hidden layer; 0 for an affine map."""
        return max(self.widths, default=0)

    @property
    def depth(self) -> int:
        """Number of hidden layers."""
        return len(self.layers) - 1


@dataclass(frozen=True, slots=True)
class Sizes:
    """What a network costs. Convention: dense parameters count biases and the output layer;
    ``nonzero_weights`` counts nonzero weights and biases; bits as in :func:`count_weight_bits`.
    """

    width: int
    depth: int
    neurons: int
    parameters: int
    nonzero_weights: int
    largest_weight_bits: int
    total_bits: int


def count_neurons(network: Network) -> int:
    """Hidden neurons."""
    return sum(network.widths)


def count_parameters(network: Network) -> int:
    """Dense parameters: a layer from a to b neurons has ab + b; the output layer is included."""
    return sum((layer.input_dimension + 1) * layer.output_dimension for layer in network.layers)


def count_nonzero_weights(network: Network) -> int:
    """Nonzero weights and nonzero biases, output layer included."""
    return sum(len(terms) + (bias != 0) for layer in network.layers for bias, terms in layer.rows)


def count_weight_bits(numerator: int, denominator: int = 1) -> int:
    """Bits of one weight, sign aside, in lowest terms p/q.

    q = 2^e: bits of the integer part plus e; any other q: bits of p plus bits of q. Zero has none.
    """
    numerator = abs(numerator)
    if denominator != 1:
        common = gcd(numerator, denominator)
        numerator, denominator = numerator // common, denominator // common
    if denominator & (denominator - 1) == 0:
        places = denominator.bit_length() - 1
        return (numerator >> places).bit_length() + places
    return numerator.bit_length() + denominator.bit_length()


def measure(network: Network) -> Sizes:
    """All sizes at once, measured on the object."""
    largest = total = 0
    for layer in network.layers:
        for bias, terms in layer.rows:
            for value in (bias, *(weight for _, weight in terms)):
                if value:
                    bits = count_weight_bits(value, layer.denominator)
                    largest = max(largest, bits)
                    total += bits
    return Sizes(
        width=network.width,
        depth=network.depth,
        neurons=count_neurons(network),
        parameters=count_parameters(network),
        nonzero_weights=count_nonzero_weights(network),
        largest_weight_bits=largest,
        total_bits=total,
    )


def largest_weight_bits(network: Network) -> int:
    """Bits of the largest weight or bias; see :func:`count_weight_bits`."""
    return measure(network).largest_weight_bits


def total_bits(network: Network) -> int:
    """Bits of all nonzero weights and biases together (positions not counted)."""
    return measure(network).total_bits


def build_layer(
    weights: Sequence[Sequence[int | Fraction]], biases: Sequence[int | Fraction]
) -> Layer:
    """A layer from dense exact weights (rows of equal length) and biases.

    Raises InputError on ragged rows or inexact entries.
    """
    if len(weights) != len(biases) or not weights:
        raise InputError("a dense layer needs one bias per row and at least one row")
    dimension = len(weights[0])
    if any(len(row) != dimension for row in weights):
        raise InputError("a dense layer's rows must have equal length")
    return build_sparse_layer(
        dimension,
        ((bias, enumerate(row)) for row, bias in zip(weights, biases, strict=True)),
    )


def build_sparse_layer(
    input_dimension: int,
    rows: Iterable[tuple[int | Fraction, Iterable[tuple[int, int | Fraction]]]],
) -> Layer:
    """A layer from exact rational rows (bias, (index, weight) …) over one least denominator."""
    exact: list[tuple[int | Fraction, list[tuple[int, int | Fraction]]]] = []
    denominator = 1
    for bias, terms in rows:
        kept = sorted((index, weight) for index, weight in terms if weight != 0)
        for value in (bias, *(weight for _, weight in kept)):
            if type(value) is not int and not isinstance(value, Fraction):
                raise InputError("weights must be exact: int or Fraction")
            denominator = lcm(denominator, value.denominator)
        exact.append((bias, kept))

    def scaled(value: int | Fraction) -> int:
        return value.numerator * (denominator // value.denominator)

    return Layer(
        input_dimension,
        tuple(
            (scaled(bias), tuple((index, scaled(weight)) for index, weight in terms))
            for bias, terms in exact
        ),
        denominator,
    )
