"""Where a monotone condition on integers begins to hold."""

from __future__ import annotations

from collections.abc import Callable


def find_least(holds: Callable[[int], bool], start: int = 1) -> int:
    """The least integer ≥ ``start`` at which a condition holds that stays true above it.

    Doubles until the condition holds, so it must hold somewhere.
    """
    step = 1
    while not holds(start + step - 1):
        step *= 2
    return bisect_least(holds, start + step // 2, start + step - 1)


def bisect_least(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The least integer of [low, high] at which a condition holds that stays true above it.

    ``high`` is not asked: the condition is known to hold there.
    """
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return high
