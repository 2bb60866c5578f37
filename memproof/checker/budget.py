"""A budget of work for each document: it is spent before the work is done, and refused at its end.

A unit is about a microsecond.  A document gets so many units for its size, which does not depend on
what was checked before it: what a document makes (atoms, factorisations) lives in its own budget.
Outside a document, where the prover works, nothing is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from memproof.checker.errors import Rejected

LEAST = 2_000_000
PER_BYTE = 20


class Budget:
    """Units left, or None where nothing is counted; the atoms and factors made with them."""

    __slots__ = ("atoms", "factors", "left")

    def __init__(self, left: int | None) -> None:
        self.left = left
        self.atoms: dict[tuple[object, ...], Any] = {}
        self.factors: dict[int, Any] = {}


_CURRENT: ContextVar[Budget] = ContextVar("budget", default=Budget(None))  # noqa: B039


def current() -> Budget:
    """Return the budget in force."""
    return _CURRENT.get()


def spend(units: int) -> None:
    """Take units off the budget in force; refuse when it is exhausted."""
    budget = _CURRENT.get()
    if budget.left is not None:
        budget.left -= units
        if budget.left < 0:
            raise Rejected("size-limit", "more work than a document of this size may take")


def spend_on_number(numerator: int, denominator: int = 1) -> None:
    """Take off what an operation on a number of this size costs; fractions cost their gcd."""
    bits = numerator.bit_length()
    if denominator == 1:
        spend(1 + bits * bits // 4_000_000)
    else:
        bits = max(bits, denominator.bit_length())
        spend(3 + bits * bits // 200_000)


@contextmanager
def budget_for(size: int) -> Iterator[Budget]:
    """Work with the budget of a document of so many bytes."""
    budget = Budget(max(LEAST, PER_BYTE * size))
    token = _CURRENT.set(budget)
    try:
        yield budget
    finally:
        _CURRENT.reset(token)
