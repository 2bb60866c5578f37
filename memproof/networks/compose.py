"""Networks from networks: composition, parallel networks, padding, affine maps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import gcd

from memproof.errors import InputError
from memproof.networks.network import Layer, Network, Row, build_layer


def merge_affine(before: Layer, after: Layer) -> Layer:
    """The layer x ↦ after(before(x)), without σ in between."""
    if before.output_dimension != after.input_dimension:
        raise InputError("the layers' dimensions do not fit")
    rows: list[Row] = []
    for bias, terms in after.rows:
        constant = bias * before.denominator
        sums: dict[int, int] = {}
        for middle, weight in terms:
            inner_bias, inner_terms = before.rows[middle]
            constant += weight * inner_bias
            for index, inner_weight in inner_terms:
                sums[index] = sums.get(index, 0) + weight * inner_weight
        rows.append(
            (constant, tuple((index, sums[index]) for index in sorted(sums) if sums[index]))
        )
    return _reduced(before.input_dimension, rows, before.denominator * after.denominator)


def compose(first: Network, second: Network) -> Network:
    """x ↦ second(first(x)): depths add, the affine output of ``first`` merges into ``second``."""
    if first.output_dimension != second.input_dimension:
        raise InputError(
            f"{first.output_dimension} outputs cannot feed {second.input_dimension} inputs"
        )
    joint = merge_affine(first.output_layer, second.layers[0])
    return Network((*first.hidden_layers, joint, *second.layers[1:]))


def parallel(first: Network, second: Network) -> Network:
    """x ↦ (first(x), second(x)) on one shared input; the shallower one is padded (U11), widths
    add.
    """
    if first.input_dimension != second.input_dimension:
        raise InputError("parallel networks read the same input")
    depth = max(first.depth, second.depth)
    one, two = pad_depth(first, depth), pad_depth(second, depth)
    layers = [
        _stack(a, b, shared_input=position == 0)
        for position, (a, b) in enumerate(zip(one.layers, two.layers, strict=True))
    ]
    return Network(tuple(layers))


def pad_depth(network: Network, depth: int) -> Network:
    """The same function with ``depth`` hidden layers: σ(y), σ(−y) carry each output y (U11).

    Needs width at least twice the output dimension in the new layers. Raises InputError when the
    network is deeper.
    """
    if depth < network.depth:
        raise InputError(f"the network has depth {network.depth}, more than {depth}")
    if depth == network.depth:
        return network
    outputs = network.output_dimension
    signs = [(index, sign) for index in range(outputs) for sign in (1, -1)]
    split = Layer(outputs, tuple((0, ((index, sign),)) for index, sign in signs))
    carry = Layer(2 * outputs, tuple((0, ((index, 1),)) for index in range(2 * outputs)))
    join = Layer(
        2 * outputs, tuple((0, ((2 * index, 1), (2 * index + 1, -1))) for index in range(outputs))
    )
    first_extra = merge_affine(network.output_layer, split)
    carries = [carry] * (depth - network.depth - 1)
    return Network((*network.hidden_layers, first_extra, *carries, join))


def precompose_affine(
    network: Network,
    matrix: Sequence[Sequence[int | Fraction]],
    shift: Sequence[int | Fraction],
) -> Network:
    """x ↦ network(matrix·x + shift), merged into the first layer: no depth, no width. Exact
    rationals.
    """
    return compose(Network((build_layer(matrix, shift),)), network)


def postcompose_affine(
    network: Network,
    matrix: Sequence[Sequence[int | Fraction]],
    shift: Sequence[int | Fraction],
) -> Network:
    """x ↦ matrix·network(x) + shift, merged into the output layer. Exact rationals."""
    return compose(network, Network((build_layer(matrix, shift),)))


def _stack(first: Layer, second: Layer, *, shared_input: bool) -> Layer:
    offset = 0 if shared_input else first.input_dimension
    common = first.denominator * second.denominator // gcd(first.denominator, second.denominator)

    def scaled(layer: Layer, by: int) -> Iterable[Row]:
        factor = common // layer.denominator
        for bias, terms in layer.rows:
            yield bias * factor, tuple((index + by, weight * factor) for index, weight in terms)

    inputs = first.input_dimension + (0 if shared_input else second.input_dimension)
    return Layer(inputs, (*scaled(first, 0), *scaled(second, offset)), common)


def _reduced(input_dimension: int, rows: Sequence[Row], denominator: int) -> Layer:
    common = denominator
    for bias, terms in rows:
        if common == 1:
            break
        common = gcd(common, bias, *(weight for _, weight in terms))
    if common == 1:
        return Layer(input_dimension, tuple(rows), denominator)
    return Layer(
        input_dimension,
        tuple(
            (bias // common, tuple((index, weight // common) for index, weight in terms))
            for bias, terms in rows
        ),
        denominator // common,
    )
