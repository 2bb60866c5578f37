"""Reads unlabelled points from a CSV file, every number exactly."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from memproof.datasets.numbers import describe_bad_number
from memproof.datasets.tables import ReadOptions, find_column, read_table
from memproof.errors import InputError, SizeLimitError

MAX_FILE_BYTES = 16 * 2**20
MAX_POINTS = 4096

Point = tuple[Fraction, ...]


def read_points(path: str | Path, options: ReadOptions | None = None) -> tuple[Point, ...]:
    """The points of a CSV file, a row a point: decimals or quotients p/q, all columns coordinates.

    ``options`` say how the table is to be read and which columns (a label, for example) are left
    out. Duplicate points are kept.
    Raises InputError naming row and column.
    """
    file = Path(path)
    try:
        if file.stat().st_size > MAX_FILE_BYTES:
            raise SizeLimitError(f"{file.name}: larger than {MAX_FILE_BYTES} bytes")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or 'no such file'})") from None
    table = read_table(file, replace(options or ReadOptions(), labelled=False))
    dropped = {find_column(table, column) for column in (options.drop_columns if options else ())}
    kept = [at for at in range(table.width) if at not in dropped]
    if not kept:
        raise InputError(f"{file.name}: no coordinate column")
    points: list[Point] = []
    for line, cells in table.rows:
        point: list[Fraction] = []
        for at in kept:
            value = table.number(cells[at])
            if value is None:
                raise InputError(
                    f"{file.name}: row {line}, {table.describe_column(at)}:"
                    f" {describe_bad_number(cells[at])}"
                )
            point.append(value)
        points.append(tuple(point))
    if not points:
        raise InputError(f"{file.name}: no points")
    if len(points) > MAX_POINTS:
        raise SizeLimitError(f"{file.name}: more than {MAX_POINTS} points")
    return tuple(points)
