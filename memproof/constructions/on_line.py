"""Constructions on the line of the keys, and the choice among their sizes before building.

A width asks for the fewest layers, a depth for the smallest width, neither for the fewest
parameters.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING, ClassVar, Self

from memproof.constructions.construction import Construction, Task
from memproof.constructions.kinks import count_kinks
from memproof.errors import InputError
from memproof.exact.bisection import find_least

if TYPE_CHECKING:
    from memproof.datasets import DataSet, Keys
    from memproof.networks.network import Network


@dataclass(frozen=True)
class OnLine(Construction):
    """A construction on the line of the keys."""

    min_width: ClassVar[int] = 1

    @classmethod
    @abstractmethod
    def of_width(cls, task: Task, width: int, depth: int | None = None) -> Iterator[Self]:
        """The sizes worth comparing with at most this width and depth."""

    @classmethod
    @abstractmethod
    def least_width(cls, task: Task, depth: int) -> int | None:
        """The smallest width with which at most ``depth`` layers suffice, None if none does."""

    @classmethod
    def ample_width(cls, task: Task) -> int:
        """A width that holds the task in nearly the fewest layers."""
        return max(cls.min_width, 2 * isqrt(task.count) + 4)

    @classmethod
    def of_any_width(cls, task: Task) -> Iterator[Self]:
        """The sizes worth comparing when neither width nor depth is asked for."""
        for width in _candidate_widths(task):
            yield from cls.of_width(task, width)

    @classmethod
    def choose(
        cls, data: DataSet, keys: Keys, *, width: int | None = None, depth: int | None = None
    ) -> Construction:
        """The best sizes for a data set, as ``Construction.choose`` says."""
        return choose_on_line((cls,), read_task(data, keys), width=width, depth=depth)

    @abstractmethod
    def build_on_line(self, keys: Keys, labels: tuple[int, ...]) -> Network:
        """The network that reads the keys' line."""

    def build(self, data: DataSet, keys: Keys) -> Network:
        """The network, reading the points' own coordinates."""
        from memproof.networks.compose import precompose_affine

        return precompose_affine(self.build_on_line(keys, data.labels), [keys.weights], [keys.bias])


Kinds = Sequence[type[OnLine]]


def read_task(data: DataSet, keys: Keys) -> Task:
    """What a data set with these keys asks for."""
    return Task(
        data.count,
        keys.key_bits,
        data.label_bits,
        data.dimension,
        position_bits=keys.denominator.bit_length() + max(keys.positions).bit_length(),
        kinks=count_kinks(keys.positions, data.labels),
    )


def list_places(keys: Keys) -> list[Fraction]:
    """The keys' exact places on their line."""
    return [Fraction(position, keys.denominator) for position in keys.positions]


def choose_on_line(
    kinds: Kinds, task: Task, *, width: int | None = None, depth: int | None = None
) -> OnLine:
    """The best of several constructions for a task; of equals the first.

    Raises InputError naming the smallest width or depth that works.
    """
    for name, value in (("width", width), ("depth", depth)):
        if value is not None and value < 1:
            raise InputError(f"the {name} must be at least 1, not {value}")
    found = [one for kind in kinds for one in _list_sizes(kind, task, width, depth)]
    if not found:
        raise InputError(_explain_infeasible(kinds, task, width, depth))
    return min(found, key=lambda one: _rank(one, width, depth))


def _rank(one: OnLine, width: int | None, depth: int | None) -> tuple[int, ...]:
    if width is not None and depth is None:
        return one.depth, one.parameters, one.width
    if depth is not None and width is None:
        return one.width, one.parameters, one.depth
    return one.parameters, one.depth, one.width


def _list_sizes(
    kind: type[OnLine], task: Task, width: int | None, depth: int | None
) -> Iterator[OnLine]:
    if width is not None:
        yield from kind.of_width(task, width, depth)
    elif depth is not None:
        least = kind.least_width(task, depth)
        if least is not None:
            yield from kind.of_width(task, least, depth)
    else:
        yield from kind.of_any_width(task)


def _candidate_widths(task: Task) -> list[int]:
    """All small widths, then a geometric series up to one layer pair for all points."""
    top = max(9, 2 * (isqrt(task.count) + 1) + 2)
    widths = set(range(1, min(top, 64) + 1)) | {isqrt(task.count - 1) + 1, top}
    size = 64
    while size < top:
        widths.add(size)
        size += max(1, size // 16)
    return sorted(widths)


def _find_narrowest(kind: type[OnLine], task: Task) -> int:
    return find_least(lambda width: any(True for _ in kind.of_width(task, width)))


def _explain_infeasible(kinds: Kinds, task: Task, width: int | None, depth: int | None) -> str:
    names = [kind.method for kind in kinds]
    by = " or ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]
    widths: list[int] = []
    depths: list[int] = []
    for kind in kinds:
        if depth is not None:
            found = kind.least_width(task, depth)
            if found is not None:
                widths.append(found)
        wide = width if width is not None else kind.ample_width(task)
        depths.extend(one.depth for one in kind.of_width(task, wide))
    points = f"{task.count} points (keys of {task.key_bits} bits) by method {by}"
    if depth is None:
        least = min(_find_narrowest(kind, task) for kind in kinds)
        return f"width {width} is too small for {points}: the smallest that works is {least}"
    if width is None:
        return f"depth {depth} is too small for {points}: the smallest that works is {min(depths)}"
    parts = []
    if not depths and not widths:
        least = min(_find_narrowest(kind, task) for kind in kinds)
        parts.append(f"no width goes with depth {depth}, and width must be at least {least}")
    if depths:
        parts.append(f"width {width} needs depth {min(depths)}")
    if widths:
        parts.append(f"depth {depth} needs width {min(widths)}")
    return f"width {width} with depth {depth} is too small for {points}: {'; '.join(parts)}"
