"""Reads unlabelled points from a CSV file, every number exactly."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from memproof.datasets.read import parse_number, read_rows
from memproof.errors import InputError, SizeLimitError

MAX_FILE_BYTES = 16 * 2**20
MAX_POINTS = 4096

Point = tuple[Fraction, ...]


def read_points(path: str | Path, *, drop_column: str | int | None = None) -> tuple[Point, ...]:
    """The points of a CSV file, a row a point: decimals or quotients p/q, all columns coordinates.

    A first row without a number is the header. ``drop_column`` leaves out one column (a label, for
    example) by its name or its index, from 0, negative from the end. Duplicate points are kept.
    Raises InputError naming row and column.
    """
    file = Path(path)
    try:
        if file.stat().st_size > MAX_FILE_BYTES:
            raise SizeLimitError(f"{file.name}: larger than {MAX_FILE_BYTES} bytes")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or 'no such file'})") from None
    rows = read_rows(file)
    if not rows:
        raise InputError(f"{file.name}: no points")
    header = rows[0][1] if all(parse_number(cell) is None for cell in rows[0][1]) else None
    width = len(rows[0][1])
    dropped = _find_column(file.name, drop_column, header, width)
    kept = [at for at in range(width) if at != dropped]
    if not kept:
        raise InputError(f"{file.name}: no coordinate column")
    points: list[Point] = []
    for line, cells in rows[1:] if header is not None else rows:
        if len(cells) != width:
            raise InputError(f"{file.name}: row {line} has {len(cells)} columns, not {width}")
        point: list[Fraction] = []
        for at in kept:
            value = parse_number(cells[at])
            if value is None:
                raise InputError(
                    f"{file.name}: row {line}, column {at + 1}: {cells[at][:40]!r} is not a number"
                )
            point.append(value)
        points.append(tuple(point))
    if not points:
        raise InputError(f"{file.name}: no points")
    if len(points) > MAX_POINTS:
        raise SizeLimitError(f"{file.name}: more than {MAX_POINTS} points")
    return tuple(points)


def _find_column(
    name: str, column: str | int | None, header: list[str] | None, width: int
) -> int | None:
    if column is None:
        return None
    if header is not None and column in header:
        return header.index(str(column))
    try:
        index = int(column)
    except ValueError:
        raise InputError(f"{name}: no column {column!r}") from None
    if not -width <= index < width:
        raise InputError(f"{name}: no column {index}: the rows have {width} columns")
    return index % width
