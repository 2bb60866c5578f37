"""The lean network at chosen sizes: one copy, or as many as a width holds or a depth needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING, Any, ClassVar, Self

from memproof.constructions.construction import Construction, Task, count_dense_parameters
from memproof.constructions.vardi.network import (
    SpreadKeys,
    build_vardi,
    build_vardi_copies,
    choose_group_size,
    choose_group_size_for_bits,
    count_copies_depth,
    count_mu,
    count_steps_layers,
    count_vardi_depth,
    count_vardi_width,
    spread_keys,
)
from memproof.errors import InputError
from memproof.exact.bisection import bisect_least

if TYPE_CHECKING:
    from memproof.datasets import DataSet, Keys
    from memproof.networks.network import Network


@dataclass(frozen=True)
class Vardi(Construction):
    """``copies`` of ``points`` points each, cut into groups of ``group_size`` keys."""

    method: ClassVar[str] = "vardi"
    claim: ClassVar[str] = "VYS5"

    copies: int
    points: int
    group_size: int

    @classmethod
    def of_sizes(
        cls,
        task: Task,
        *,
        width: int | None = None,
        depth: int | None = None,
        bits_exponent: Fraction | None = None,
    ) -> Self:
        """The lean network for N keys that are 2 apart.

        ``bits_exponent`` takes the group size from the ε-trade-off instead of the least depth.
        Raises InputError for a width below 12 or an unreachable depth.
        """
        if width is not None and width < count_vardi_width():
            raise InputError(
                f"width {width} is too small for method vardi: the smallest that works is"
                f" {count_vardi_width()}"
            )

        def shape(copies: int) -> tuple[int, int, int]:
            return _shape_copies(task, copies, bits_exponent)

        most = task.count if width is None else min(task.count, (width - 1) // 11)
        copies = 1
        if width is not None and depth is None:
            copies = most
        elif depth is not None:
            shallowest = shape(most)[2]
            if shallowest > depth:
                limit = "" if width is None else f" at width {width}"
                raise InputError(
                    f"depth {depth} is too small for {task.count} points (keys of"
                    f" {task.key_bits} bits) by method vardi{limit}: the smallest that works is"
                    f" {shallowest}"
                )
            copies = bisect_least(lambda number: shape(number)[2] <= depth, 1, most)
        points, size, layers = shape(copies)
        copies = -(-task.count // points)
        widest = count_vardi_width(copies)
        parameters = count_dense_parameters(task.input_dimension, [widest] * layers)
        return cls(task, widest, layers, parameters, copies, points, size)

    @classmethod
    def choose(
        cls, data: DataSet, keys: Keys, *, width: int | None = None, depth: int | None = None
    ) -> Construction:
        """Width 12 unless a width or depth is asked for."""
        bits = spread_keys(data, keys).bits
        task = Task(data.count, bits, data.label_bits, data.dimension)
        return cls.of_sizes(task, width=width, depth=depth)

    def build(self, data: DataSet, keys: Keys) -> Network:
        """The network, reading the points' own coordinates."""
        return self.build_spread(spread_keys(data, keys), data.labels)

    def build_spread(self, spread: SpreadKeys, labels: Sequence[int]) -> Network:
        """The network for keys that are 2 apart."""
        from memproof.networks.compose import precompose_affine

        key_bits, label_bits = self.task.key_bits, self.task.label_bits
        if self.copies == 1:
            network = build_vardi(spread.keys, labels, key_bits, label_bits, self.group_size)
        else:
            network = build_vardi_copies(
                spread.keys, labels, key_bits, label_bits, self.group_size, self.points
            )
        return precompose_affine(network, [spread.weights], [spread.bias])

    @property
    def capacity(self) -> int:
        """Points a copy times copies."""
        return self.copies * self.points

    @property
    def promise(self) -> tuple[str, str]:
        """VYS6 for copies, VYS5 for one."""
        if self.copies > 1 or self.task.count < 2:
            return "VYS6", f"P = {self.copies}, W ≤ 11P + 1 = {self.width}, L ≤ {self.depth}"
        mu = count_mu(self.task.key_bits, self.task.label_bits)
        bound = isqrt(self.task.count * (mu + 1)) + mu + 4
        return "VYS5 (lean)", f"W ≤ 12, L ≤ ⌊√(N(μ + 1))⌋ + μ + 4 = {bound}, μ = {mu}"

    @property
    def source(self) -> str:
        """The paper."""
        return "Vardi et al."

    @property
    def shape(self) -> Mapping[str, Any]:
        """Copies, points a copy, keys a group, and layers of steps."""
        groups = -(-self.points // self.group_size)
        return {
            "copies": self.copies,
            "points_per_copy": self.points,
            "group_size": self.group_size,
            "step_layers": count_steps_layers(groups - (self.copies == 1)),
        }

    @property
    def shape_words(self) -> str:
        """Copies, group size, points a copy."""
        return f"P = {self.copies}, g = {self.group_size}, {self.points} points a copy"

    @property
    def weight_bits(self) -> int:
        """A group's code has the bits of its keys and labels."""
        return self.group_size * self.task.entry_bits // 4


def _shape_copies(task: Task, copies: int, bits_exponent: Fraction | None) -> tuple[int, int, int]:
    """(points a copy, group size, depth)."""
    points = -(-task.count // copies)
    key_bits, label_bits = task.key_bits, task.label_bits
    if bits_exponent is None:
        middle = choose_group_size(points, key_bits, label_bits)
        sizes: Sequence[int] = range(max(1, middle - 2), middle + 2)
    else:
        sizes = [choose_group_size_for_bits(task.count, key_bits, label_bits, bits_exponent)]
    count_depth = count_vardi_depth if copies == 1 else count_copies_depth
    least, size = min((count_depth(points, key_bits, label_bits, size), size) for size in sizes)
    return points, size, least
