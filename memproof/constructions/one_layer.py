"""One hidden layer of N − 1 neurons through N points of a line, whatever the labels.

Baum (1988), Huang and Babri (1998): the piecewise affine function through the sorted points has a
kink at each but the last; the first neuron is active at every later point.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from memproof.constructions.labels import Rational
from memproof.errors import InputError
from memproof.networks.network import Network
from memproof.networks.wiring import Affine, neuron, total, wire


def count_one_layer_width(count: int) -> int:
    """Neurons that always suffice for ``count`` points: count − 1, at least 1."""
    return max(1, count - 1)


def build_one_layer(keys: Sequence[Rational], labels: Sequence[Rational]) -> Network:
    """A network of one hidden layer with f(keys[i]) = labels[i]; one input, one output.

    At most N − 1 neurons, one for each change of slope.  Raises InputError when keys repeat or
    there are not as many labels.
    """
    data = sort_points(keys, labels)
    kinks = _list_kinks(data) or [(data[0][0], Fraction(0))]
    layer = {f"kink{at}": neuron("t") - place for at, (place, _) in enumerate(kinks)}
    steps = (neuron(f"kink{at}") * change for at, (_, change) in enumerate(kinks))
    return wire(["t"], [layer], [total([Affine(data[0][1]), *steps])])


def count_kinks(keys: Sequence[Rational], labels: Sequence[Rational]) -> int:
    """Neurons of :func:`build_one_layer` for these labels, at least 1."""
    return max(1, len(_list_kinks(sort_points(keys, labels))))


def _list_kinks(data: Sequence[tuple[Fraction, Fraction]]) -> list[tuple[Fraction, Fraction]]:
    """(place, change of slope) of the piecewise affine function, constant left of all points."""
    slopes = [Fraction(0)]
    slopes += [(after[1] - before[1]) / (after[0] - before[0]) for before, after in pairwise(data)]
    return [
        (place, after - before)
        for (place, _), (before, after) in zip(data, pairwise(slopes), strict=False)
        if after != before
    ]


def sort_points(
    keys: Sequence[Rational], labels: Sequence[Rational]
) -> list[tuple[Fraction, Fraction]]:
    """The points (key, label) from left to right; raises InputError for repeated keys."""
    if not keys or len(keys) != len(labels):
        raise InputError(f"{len(keys)} keys do not go with {len(labels)} labels")
    data = sorted((Fraction(key), Fraction(label)) for key, label in zip(keys, labels, strict=True))
    if any(before[0] == after[0] for before, after in pairwise(data)):
        raise InputError("two points have the same key")
    return data
