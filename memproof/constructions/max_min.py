"""Width 2: N − 2 hidden layers through N ≥ 3 points of a line, whatever the labels.

f_(k+1) = max(f_k, l) or min(f_k, l), with l a line through the next point so steep that it stays on
the right side of all earlier points (max-min strings: Hanin and Sellke 2017, Hernández and Zuazua
2024).  As max(f, l) = l + relu(f − l) and min(f, l) = l − relu(l − f), a layer holds the input and
one such difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Self

from memproof.constructions.construction import Task
from memproof.constructions.kinks import sort_points
from memproof.constructions.labels import Rational
from memproof.constructions.on_line import list_places
from memproof.constructions.one_layer import OneLayer, build_one_layer
from memproof.networks.network import Network
from memproof.networks.wiring import Affine, neuron, wire

if TYPE_CHECKING:
    from memproof.datasets import Keys

Point = tuple[Fraction, Fraction]


def count_max_min_depth(count: int) -> int:
    """Hidden layers of width 2 that always suffice for ``count`` points: count − 2, at least 1."""
    return max(1, count - 2)


def build_max_min(keys: Sequence[Rational], labels: Sequence[Rational]) -> Network:
    """A network of width at most 2 with f(keys[i]) = labels[i]; one input, one output.

    At most N − 2 hidden layers (one for N ≤ 2): a point that the line before it meets needs none.
    Raises InputError when keys repeat or there are not as many labels.
    """
    data = sort_points(keys, labels)
    start = data[0][0]
    layers: list[dict[str, Affine]] = []
    reached = _first_line(data)
    # At the points the carried input is key − start ≥ 0, so its neuron is the identity there.
    carried = neuron("t") - start
    value = reached[0] * carried + reached[1]
    pieces: list[tuple[int, Fraction, Fraction]] = []
    for index in range(2, len(data)):
        place, label = data[index]
        now = _value_at(reached, pieces, place - start)
        if now == label:
            continue
        sign = 1 if label > now else -1
        slope = sign * _steepness(data[:index], data[index], sign)
        offset = label - slope * (place - start)
        line = carried * slope + offset
        layers.append({"x": carried, "rest": (value - line) * sign})
        pieces.append((sign, slope, offset))
        carried = neuron("x")
        value = carried * slope + offset + neuron("rest") * sign
    if not layers:
        return build_one_layer(keys, labels)
    return wire(["t"], layers, [value])


def _first_line(data: Sequence[Point]) -> tuple[Fraction, Fraction]:
    """(slope, offset at the first point) of the line through the first two points."""
    if len(data) < 2:
        return Fraction(0), data[0][1]
    slope = (data[1][1] - data[0][1]) / (data[1][0] - data[0][0])
    return slope, data[0][1]


def _value_at(
    line: tuple[Fraction, Fraction], pieces: Sequence[tuple[int, Fraction, Fraction]], x: Fraction
) -> Fraction:
    value = line[0] * x + line[1]
    for sign, slope, offset in pieces:
        other = slope * x + offset
        value = max(value, other) if sign > 0 else min(value, other)
    return value


def _steepness(before: Sequence[Point], point: Point, sign: int) -> Fraction:
    """The least integer slope at which the line leaves all earlier points on their side."""
    needed = max(sign * (point[1] - label) / (point[0] - place) for place, label in before)
    return Fraction(max(0, -(-needed.numerator // needed.denominator)))


@dataclass(frozen=True)
class MaxMin(OneLayer):
    """Width 2 and at most N − 2 layers; two points need one neuron."""

    method: ClassVar[str] = "max-min"
    theorem: ClassVar[str] = "Small.width_two"

    @classmethod
    def of_any_width(cls, task: Task) -> Iterator[Self]:
        """The only sizes that there are."""
        if task.count <= 2:
            yield from super().of_any_width(task)
        else:
            yield cls._of_widths(task, [2] * count_max_min_depth(task.count))

    def build_on_line(self, keys: Keys, labels: tuple[int, ...]) -> Network:
        """Through the keys' exact places."""
        return build_max_min(list_places(keys), labels)

    @property
    def capacity(self) -> int:
        """L + 2 points."""
        return max(self.task.count, self.depth + 2)

    @property
    def promise(self) -> tuple[str, str]:
        """At most N − 2 layers."""
        return "width 2", f"W ≤ 2, L ≤ N − 2 = {self.depth}"
