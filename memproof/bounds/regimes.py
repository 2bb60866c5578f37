"""Over log2(1/δ) and L: which upper and which lower bound is best, and the gap between them.

A cell holds the least width that some construction or theorem shows to suffice and the least width
that no lower bound excludes; every comparison behind it is exact or by rigorous enclosures.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from memproof.bounds.catalogue import Catalogue, load_catalogue
from memproof.bounds.check import Parameters, read_parameters
from memproof.bounds.packing import bound_packing
from memproof.bounds.theorems import FixedTheorem, check_construction, find_width
from memproof.errors import InputError, SizeLimitError

MAX_CELLS = 40_000
MAX_BITS = 1_000_000
MAX_DEPTH = 10**18
LEAST_GRID = 2


@dataclass(frozen=True)
class Cell:
    """The best bounds on W at δ = 2^-bits and L = depth.

    ``upper`` suffices by ``upper_by``; ``lower`` is necessary by ``lower_by`` (1 by None). Where no
    such points exist (``feasible`` is false) nothing is said.
    """

    bits: int
    depth: int
    feasible: bool
    upper: int | None
    upper_by: str | None
    lower: int
    lower_by: str | None

    @property
    def gap(self) -> Fraction | None:
        """The ratio of both bounds in terms of W²L²; None without an upper bound."""
        return None if self.upper is None else Fraction(self.upper, self.lower) ** 2


@dataclass(frozen=True)
class Region:
    """All cells with the same best theorems, and the extremes of their gaps."""

    upper_by: str | None
    lower_by: str | None
    cells: int
    bits: tuple[int, int]
    depths: tuple[int, int]
    gaps: tuple[Fraction, Fraction] | None


@dataclass(frozen=True)
class Regimes:
    """A grid of cells: ``cells[i][j]`` is at ``bits[i]`` and ``depths[j]``."""

    points: int
    dimension: int
    classes: int
    bits: tuple[int, ...]
    depths: tuple[int, ...]
    cells: tuple[tuple[Cell, ...], ...]

    def regions(self) -> tuple[Region, ...]:
        """The cells by best theorems, in the order of first appearance."""
        groups: dict[tuple[str | None, str | None], list[Cell]] = {}
        for column in self.cells:
            for cell in column:
                if cell.feasible:
                    groups.setdefault((cell.upper_by, cell.lower_by), []).append(cell)
        return tuple(_make_region(names, cells) for names, cells in groups.items())


def _make_region(names: tuple[str | None, str | None], cells: list[Cell]) -> Region:
    gaps = [cell.gap for cell in cells if cell.gap is not None]
    return Region(
        names[0],
        names[1],
        len(cells),
        (min(cell.bits for cell in cells), max(cell.bits for cell in cells)),
        (min(cell.depth for cell in cells), max(cell.depth for cell in cells)),
        (min(gaps), max(gaps)) if gaps else None,
    )


def list_steps(first: int, last: int, count: int) -> tuple[int, ...]:
    """At most ``count`` different integers from ``first`` to ``last``, nearly geometric."""
    if last - first < count:
        return tuple(range(first, last + 1))
    found = [first]
    for step in range(1, count - 1):
        # The root of first^(count - 1 - step)·last^step, and room for one step at least.
        power = count - 1
        value = floor_root(first ** (power - step) * last**step, power)
        found.append(min(max(value, found[-1] + 1), last - (power - step)))
    return (*found, last)


def floor_root(value: int, degree: int) -> int:
    """⌊value^(1/degree)⌋ for value >= 1, by bisection in integers."""
    low, high = 1, 1 << (value.bit_length() // degree + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**degree <= value else (low, middle)
    return low


def map_regimes(
    points: int | str,
    dimension: int | str | None = None,
    classes: int | str = 2,
    *,
    bits: tuple[int, int] | None = None,
    depths: tuple[int, int] | None = None,
    columns: int = 48,
    rows: int = 48,
    processes: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    root: Path | None = None,
    limit: bool = True,
) -> Regimes:
    """Compute the best bounds over δ = 2^-bits (``columns`` values) and L (``rows`` values).

    ``bits`` and ``depths`` are first and last value; by default from where N points fit to a
    hundred times as fine, and from 1 to 16 times the square root of N. ``progress`` gets columns
    done and all; ``processes`` defaults to the number of cores; ``root`` replaces the lemmas'
    folder. Raises InputError for bad numbers, SizeLimitError for more than 40,000 cells unless
    ``limit`` is off.
    """
    asked = read_parameters(points, "1", dimension, classes, limit=limit)
    first_bits, last_bits = bits or _default_bits(asked)
    first_depth, last_depth = depths or (1, 16 * max(1, floor_root(asked.points, 2)))
    _check_range("separation bits", first_bits, last_bits, 0, MAX_BITS, limit)
    _check_range("depth", first_depth, last_depth, 1, MAX_DEPTH, limit)
    for name, size in (("columns", columns), ("rows", rows)):
        if size < LEAST_GRID:
            raise InputError(f"the number of {name} must be at least {LEAST_GRID}, not {size}")
    if limit and columns * rows > MAX_CELLS:
        raise SizeLimitError(f"more than {MAX_CELLS} cells (override: --no-limit)")
    # Steps are geometric, so bits start at 1; 0 bits (δ = 1) are a column of their own.
    steps = list_steps(max(1, first_bits), max(1, last_bits), columns)
    chosen = (0, *steps[1:]) if first_bits == 0 else steps
    layers = list_steps(first_depth, last_depth, rows)
    cells = _map_columns(asked, chosen, layers, processes, progress, root)
    return Regimes(asked.points, asked.dimension, asked.classes, chosen, layers, tuple(cells))


def _default_bits(asked: Parameters) -> tuple[int, int]:
    first = 1
    while not _is_feasible(asked, first):
        first += 1
    return first, max(100 * first, 64)


def _check_range(what: str, first: int, last: int, least: int, most: int, limit: bool) -> None:
    if not least <= first < last:
        raise InputError(
            f"the range of the {what} must grow from at least {least}, not {first} to {last}"
        )
    if limit and last > most:
        raise SizeLimitError(f"the {what} go beyond {most} (override: --no-limit)")


def _is_feasible(asked: Parameters, bits: int) -> bool:
    bound = bound_packing(asked.points, Fraction(1, 2**bits), asked.dimension)
    return bound.most is None or asked.points <= bound.most


def _map_columns(
    asked: Parameters,
    bits: Sequence[int],
    depths: Sequence[int],
    processes: int | None,
    progress: Callable[[int, int], None] | None,
    root: Path | None,
) -> list[tuple[Cell, ...]]:
    workers = min(len(bits), processes or os.cpu_count() or 1)
    tasks = [(asked, one, tuple(depths), root) for one in bits]
    if workers == 1:
        return list(_counted(map(_map_task, tasks), len(bits), progress))
    with ProcessPoolExecutor(workers) as pool:
        return list(_counted(pool.map(_map_task, tasks), len(bits), progress))


def _counted(
    columns: Iterable[tuple[Cell, ...]], total: int, progress: Callable[[int, int], None] | None
) -> Iterable[tuple[Cell, ...]]:
    for done, column in enumerate(columns, 1):
        yield column
        if progress is not None:
            progress(done, total)


def _map_task(task: tuple[Parameters, int, tuple[int, ...], Path | None]) -> tuple[Cell, ...]:
    asked, bits, depths, root = task
    return map_column(asked, bits, depths, load_catalogue(root))


def map_column(
    asked: Parameters, bits: int, depths: Iterable[int], catalogue: Catalogue
) -> tuple[Cell, ...]:
    """The cells at δ = 2^-bits, whatever separation ``asked`` has."""
    if not _is_feasible(asked, bits):
        return tuple(Cell(bits, depth, False, None, None, 1, None) for depth in depths)
    here = Parameters(
        asked.points, Fraction(1, 2**bits), asked.dimension, asked.classes, None, None
    )
    values = here.values()
    built = [
        check
        for check in (check_construction(one, values) for one in catalogue.constructions)
        if check.applies and check.construction.decides
    ]
    theorems = [
        FixedTheorem.make(one, values)
        for one in catalogue.theorems
        if one.decides and all(name in values or name in ("W", "L") for name in one.variables)
    ]
    # A closed form that sums up constructions counted here never beats their counts.
    counted = {check.construction.id for check in built}
    upper = [
        one
        for one in theorems
        if one.theorem.side == "upper" and one.applies and not counted & set(one.theorem.built_by)
    ]
    lower = [one for one in theorems if one.theorem.side == "lower" and one.applies]
    cells: list[Cell] = []
    for depth in depths:
        enough = [(find_width(one, depth), one.construction.id) for one in built]
        enough += [(one.least_width(depth), one.theorem.id) for one in upper]
        best: tuple[int | None, str | None] = (None, None)
        for width, name in enough:
            if width is not None and (best[0] is None or width < best[0]):
                best = (width, name)
        needed: tuple[int, str | None] = (1, None)
        for one in lower:
            if not one.excludes(needed[0], depth):
                continue
            width = one.least_width(depth)
            if width is not None and width > needed[0]:
                needed = (width, one.theorem.id)
        cells.append(Cell(bits, depth, True, best[0], best[1], needed[0], needed[1]))
    return tuple(cells)


def to_json(found: Regimes) -> dict[str, Any]:
    """The map as plain JSON values; keys and their order are stable.

    - ``format`` "memproof-regimes", ``version`` 1, ``points``, ``dimension``, ``classes``,
      ``bits`` (log2(1/δ) of the columns) and ``depths`` (L of the rows).
    - ``cells``: for each column a list of ``[upper, upper_by, lower, lower_by]``: the least width
      that suffices (null if none is known), the id that shows it, the least width that is not
      excluded and the id (null for 1); null where no such points exist.
    - ``regions``: for each pair ``upper_by``, ``lower_by`` the number of ``cells``, the extremes of
      ``bits`` and ``depths`` and of the ``gaps`` in W²L² (exact text).
    """
    return {
        "format": "memproof-regimes",
        "version": 1,
        "points": found.points,
        "dimension": found.dimension,
        "classes": found.classes,
        "bits": list(found.bits),
        "depths": list(found.depths),
        "cells": [
            [
                [cell.upper, cell.upper_by, cell.lower, cell.lower_by] if cell.feasible else None
                for cell in column
            ]
            for column in found.cells
        ],
        "regions": [
            {
                "upper_by": one.upper_by,
                "lower_by": one.lower_by,
                "cells": one.cells,
                "bits": list(one.bits),
                "depths": list(one.depths),
                "gaps": None if one.gaps is None else [str(gap) for gap in one.gaps],
            }
            for one in found.regions()
        ],
    }


__all__ = ["Cell", "Regimes", "Region", "list_steps", "map_column", "map_regimes", "to_json"]
