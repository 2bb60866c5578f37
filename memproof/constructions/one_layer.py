"""One hidden layer of N − 1 neurons through N points of a line, whatever the labels.

Baum (1988), Huang and Babri (1998): the piecewise affine function through the sorted points has a
kink at each but the last; the first neuron is active at every later point.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Self

from memproof.constructions.construction import Task, count_dense_parameters
from memproof.constructions.kinks import list_kinks, sort_points
from memproof.constructions.labels import Rational
from memproof.constructions.on_line import OnLine, list_places
from memproof.networks.network import Network
from memproof.networks.wiring import Affine, neuron, total, wire

if TYPE_CHECKING:
    from memproof.datasets import Keys


def count_one_layer_width(count: int) -> int:
    """Neurons that always suffice for ``count`` points: count − 1, at least 1."""
    return max(1, count - 1)


def build_one_layer(keys: Sequence[Rational], labels: Sequence[Rational]) -> Network:
    """A network of one hidden layer with f(keys[i]) = labels[i]; one input, one output.

    At most N − 1 neurons, one for each change of slope.  Raises InputError when keys repeat or
    there are not as many labels.
    """
    data = sort_points(keys, labels)
    kinks = list_kinks(data) or [(data[0][0], Fraction(0))]
    layer = {f"kink{at}": neuron("t") - place for at, (place, _) in enumerate(kinks)}
    steps = (neuron(f"kink{at}") * change for at, (_, change) in enumerate(kinks))
    return wire(["t"], [layer], [total([Affine(data[0][1]), *steps])])


@dataclass(frozen=True)
class OneLayer(OnLine):
    """One hidden layer with a neuron for each change of slope, whatever the width asked for."""

    method: ClassVar[str] = "one-layer"
    claim: ClassVar[str] = ""
    theorem: ClassVar[str] = "Small.one_hidden_layer"
    competes: ClassVar[bool] = True

    @classmethod
    def of_any_width(cls, task: Task) -> Iterator[Self]:
        """The only sizes that there are."""
        kinks = count_one_layer_width(task.count) if task.kinks is None else task.kinks
        yield cls._of_widths(task, [kinks])

    @classmethod
    def _of_widths(cls, task: Task, widths: list[int]) -> Self:
        parameters = count_dense_parameters(task.input_dimension, widths)
        return cls(task, max(widths), len(widths), parameters)

    @classmethod
    def ample_width(cls, task: Task) -> int:
        """What always suffices."""
        return max(task.count, super().ample_width(task))

    @classmethod
    def of_width(cls, task: Task, width: int, depth: int | None = None) -> Iterator[Self]:
        """The only sizes, if they fit."""
        for one in cls.of_any_width(task):
            if one.width <= width and (depth is None or one.depth <= depth):
                yield one

    @classmethod
    def least_width(cls, task: Task, depth: int) -> int | None:
        """The only width, if the depth suffices."""
        return next((one.width for one in cls.of_any_width(task) if one.depth <= depth), None)

    def build_on_line(self, keys: Keys, labels: tuple[int, ...]) -> Network:
        """Through the keys' exact places."""
        return build_one_layer(list_places(keys), labels)

    @property
    def capacity(self) -> int:
        """W + 1 points whatever their labels; these, if fewer changes of slope do."""
        return max(self.task.count, self.width + 1)

    @property
    def promise(self) -> tuple[str, str]:
        """At most N − 1 neurons."""
        return "one hidden layer", f"W = {self.width} changes of slope, at most N − 1, L = 1"

    @property
    def weight_bits(self) -> int:
        """Those of the keys' places."""
        return self.task.exact_bits
