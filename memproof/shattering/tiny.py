"""Exhaustive counts: the labelings of all networks with weights from a finite set."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations_with_replacement, product
from math import comb

from memproof.errors import InputError, SizeLimitError
from memproof.networks.network import Network, build_layer

MAX_NETWORKS = 5_000_000

Neuron = tuple[int, tuple[int, ...]]
Column = tuple[Fraction, ...]


def count_integer_dichotomies(
    points: Sequence[Sequence[int | Fraction]], widths: Sequence[int], weights: Sequence[int]
) -> dict[int, Network]:
    """Every labeling [f > 0] of the points (bit i: point i) that such a network takes, with one.

    ``widths`` are the hidden layers' sizes, ``weights`` the integers allowed as weights and biases.
    Exhaustive: neurons with the same outputs at the points are looked at once, and their order in
    a layer does not matter. Raises SizeLimitError beyond five million combinations in a step.
    """
    if not points or not widths or min(widths) < 1 or not weights:
        raise InputError("points, widths and weights must not be empty")
    columns = [tuple(Fraction(point[i]) for point in points) for i in range(len(points[0]))]
    # Each state: the columns of a layer and the neurons of the layers that lead to it.
    states: dict[tuple[Column, ...], tuple[tuple[Neuron, ...], ...]] = {tuple(columns): ()}
    for width in widths:
        reached: dict[tuple[Column, ...], tuple[tuple[Neuron, ...], ...]] = {}
        for inputs, layers in states.items():
            neurons = _list_neurons(inputs, weights, relu=True)
            if comb(len(neurons) + width - 1, width) * len(states) > MAX_NETWORKS:
                raise SizeLimitError("too many networks to enumerate")
            for chosen in combinations_with_replacement(sorted(neurons), width):
                reached.setdefault(chosen, (*layers, tuple(neurons[one] for one in chosen)))
        states = reached
    found: dict[int, Network] = {}
    for inputs, layers in states.items():
        for column, last in _list_neurons(inputs, weights, relu=False).items():
            labels = sum((value > 0) << index for index, value in enumerate(column))
            if labels not in found:
                found[labels] = _build((*layers, (last,)))
    return dict(sorted(found.items()))


def _list_neurons(
    inputs: Sequence[Column], weights: Sequence[int], *, relu: bool
) -> dict[Column, Neuron]:
    if len(weights) ** (len(inputs) + 1) > MAX_NETWORKS:
        raise SizeLimitError("too many neurons to enumerate")
    found: dict[Column, Neuron] = {}
    for own in product(weights, repeat=len(inputs)):
        linear = [
            sum((weight * value for weight, value in zip(own, row, strict=True)), Fraction(0))
            for row in zip(*inputs, strict=True)
        ]
        for bias in weights:
            column = tuple(max(value + bias, 0) if relu else value + bias for value in linear)
            found.setdefault(tuple(Fraction(value) for value in column), (bias, own))
    return found


def _build(layers: Sequence[Sequence[Neuron]]) -> Network:
    return Network(
        tuple(
            build_layer([list(own) for _, own in neurons], [bias for bias, _ in neurons])
            for neurons in layers
        )
    )
