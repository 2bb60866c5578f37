"""Vector labels: reading them, and Theorem T with several outputs."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from memproof.errors import InputError
from memproof.networks.direct import build_direct
from memproof.networks.network import Layer, Network, Row, build_sparse_layer

Rational = int | Fraction
Labels = Sequence[Rational] | Sequence[Sequence[Rational]]


def read_labels(keys: Sequence[Rational], labels: Labels) -> list[tuple[Fraction, ...]]:
    """The labels as vectors of one length; a number is a vector of length 1.

    Raises InputError for inexact entries, repeated keys, ragged labels, or numbers that differ.
    """
    if not keys or len(keys) != len(labels):
        raise InputError("interpolation needs as many labels as keys, at least one")
    vectors = [tuple(label) if isinstance(label, Sequence) else (label,) for label in labels]
    if not vectors[0] or any(len(vector) != len(vectors[0]) for vector in vectors):
        raise InputError("labels must be vectors of one length, at least 1")
    for entry in (*keys, *(entry for vector in vectors for entry in vector)):
        if type(entry) is not int and not isinstance(entry, Fraction):
            raise InputError("keys and labels must be exact: int or Fraction")
    if len(set(keys)) != len(keys):
        raise InputError("keys must be distinct")
    return [tuple(Fraction(entry) for entry in vector) for vector in vectors]


def build_direct_vectors(keys: Sequence[Rational], labels: Labels, p: int, q: int) -> Network:
    """Theorem T with d_y outputs: hidden widths at most [p, q·d_y] through N ≤ p·q keys.

    One network for each output by ``build_direct``; all share the first layer, since breakpoints
    depend on the keys alone. Raises InputError for bad labels or too many keys.
    """
    vectors = read_labels(keys, labels)
    parts = [
        build_direct(keys, [vector[output] for vector in vectors], [(p, q)])
        for output in range(len(vectors[0]))
    ]
    if len(parts) == 1:
        return parts[0]
    first = parts[0].layers[0]
    if any(part.layers[0] != first or part.depth != 2 for part in parts):
        raise InputError("the outputs' first layers differ")
    second: list[Row] = []
    outputs = []
    denominator = parts[0].layers[1].denominator
    for part in parts:
        _, middle, last = part.layers
        if middle.denominator != denominator:
            raise InputError("the outputs' second layers have different scales")
        (bias, terms), offset = last.rows[0], len(second)
        outputs.append(
            (
                Fraction(bias, last.denominator),
                [(offset + index, Fraction(weight, last.denominator)) for index, weight in terms],
            )
        )
        second += middle.rows
    layer = Layer(first.output_dimension, tuple(second), denominator)
    return Network((first, layer, build_sparse_layer(len(second), outputs)))
