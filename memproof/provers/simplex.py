"""A small exact simplex method for homogeneous systems with one normalised row.

It is meant for tens of rows and columns, where starting a solver in floats costs more than solving.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

MAX_PIVOTS = 300


def solve(
    columns: Sequence[Mapping[int, Fraction]],
    equal: Sequence[int],
    below: Sequence[int],
    least: Mapping[int, Fraction],
) -> list[Fraction] | None:
    """Return x >= 0 with (A x)_i = 0 for i in ``equal``, <= 0 in ``below``, and ``least`` . x = 1.

    ``columns[j][i]`` is the entry of row i, column j; ``least`` maps columns to the weights of
    the normalised row.  None when there is no solution (or the pivots run out).
    """
    from flint import fmpq

    zero, one = fmpq(0), fmpq(1)
    count, slack = len(columns), len(below)
    height = len(equal) + slack + 1
    width = count + slack + 1
    table: list[list[Any]] = [[zero] * width for _ in range(height)]
    place = {i: r for r, i in enumerate((*below, *equal))}
    for j, column in enumerate(columns):
        for i, v in column.items():
            if v and i in place:
                table[place[i]][j] = fmpq(v.numerator, v.denominator)
    for r in range(slack):
        table[r][count + r] = one
    for j, v in least.items():
        table[-1][j] = fmpq(v.numerator, v.denominator)
    table[-1][-1] = one
    # Rows without a slack start with an artificial basic variable, numbered from ``width`` on.
    basis = [count + r if r < slack else width + r for r in range(height)]
    goal = [sum((table[r][j] for r in range(slack, height)), zero) for j in range(width)]
    for step in range(MAX_PIVOTS):
        candidates = [j for j in range(width - 1) if goal[j] > 0]
        if not candidates or goal[-1] == 0:
            break
        enter = max(candidates, key=lambda j: (goal[j], -j)) if step < 40 else candidates[0]
        leave, ratio = -1, zero
        for r in range(height):
            entry = table[r][enter]
            # An artificial variable at 0 leaves whatever the entry's sign: it must stay 0.
            if basis[r] >= width and table[r][-1] == 0 and entry != 0:
                leave = r
                break
            if entry > 0:
                here = table[r][-1] / entry
                if leave < 0 or here < ratio or (here == ratio and basis[r] < basis[leave]):
                    leave, ratio = r, here
        if leave < 0:
            return None
        pivot = table[leave][enter]
        row = table[leave] = [v / pivot if v != 0 else v for v in table[leave]]
        filled = [j for j in range(width) if row[j] != 0]
        for other in (*(table[r] for r in range(height) if r != leave), goal):
            factor = other[enter]
            if factor != 0:
                for j in filled:
                    other[j] -= factor * row[j]
        basis[leave] = enter
    if goal[-1] != 0:
        return None
    values = [Fraction(0)] * count
    for r, j in enumerate(basis):
        if j < count:
            v = table[r][-1]
            values[j] = Fraction(int(v.p), int(v.q))
    return values
