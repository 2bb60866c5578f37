"""Which upper and lower bounds contradict each other at concrete parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from memproof.bounds.best import KnownShape, find_refuted_constants
from memproof.bounds.exact import Values
from memproof.bounds.settings import SettingCheck
from memproof.bounds.theorems import FixedTheorem, Theorem
from memproof.statements.expressions import Expression


@dataclass(frozen=True)
class Conflict:
    """What ``upper`` says to suffice is excluded by ``lower``: they cannot both be true here.

    ``sizes`` names the size: W and L, or the size of a setting. A lower bound whose constant is
    not stated is false for every constant ``below`` (None for others).
    """

    upper: str
    lower: str
    sizes: tuple[tuple[str, int], ...]
    below: Expression | None


def find_conflicts(
    lower: Sequence[Theorem],
    shapes: Mapping[str, Sequence[KnownShape]],
    settings: Sequence[SettingCheck],
    values: Values,
) -> tuple[Conflict, ...]:
    """All pairs that contradict each other, at the sizes looked at.

    ``lower`` are lower bounds, open and refuted ones too; ``shapes`` are, by the id of what says
    so, sizes that are said to memorize all such data sets.
    """
    found: list[Conflict] = []
    for theorem in lower:
        fixed = FixedTheorem.make(theorem, values)
        if fixed.applies is not True:
            continue
        for name, known in shapes.items():
            conflict = _find_conflict(fixed, name, known, values)
            if conflict is not None:
                found.append(conflict)
    for upper in settings:
        for other in settings:
            if _exclude_each_other(upper, other):
                sizes = ((upper.bound.size, upper.least or 0),)
                found.append(Conflict(upper.bound.id, other.bound.id, sizes, None))
    return tuple(found)


def _find_conflict(
    fixed: FixedTheorem, name: str, known: Sequence[KnownShape], values: Values
) -> Conflict | None:
    theorem = fixed.theorem
    if theorem.open_constant(values):
        refuted = find_refuted_constants(theorem, known, values)
        if refuted is None:
            return None
        least = min(known, key=lambda one: (one.width * one.depth, one.width))
        return Conflict(name, theorem.id, (("W", least.width), ("L", least.depth)), refuted[0])
    for one in known:
        if fixed.excludes(one.width, one.depth):
            return Conflict(name, theorem.id, (("W", one.width), ("L", one.depth)), None)
    return None


def _exclude_each_other(upper: SettingCheck, lower: SettingCheck) -> bool:
    same = (upper.bound.setting, upper.bound.size) == (lower.bound.setting, lower.bound.size)
    sides = (upper.bound.side, lower.bound.side) == ("upper", "lower")
    if not (same and sides) or upper.least is None or lower.least is None:
        return False
    return upper.least < lower.least
