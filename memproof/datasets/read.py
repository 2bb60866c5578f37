"""Reads data files; every number is taken exactly and nothing is evaluated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm
from pathlib import Path

from memproof.datasets.labels import map_labels
from memproof.datasets.numbers import describe_bad_number
from memproof.datasets.tables import (
    LABEL_NAMES,
    ReadOptions,
    Table,
    find_column,
    is_missing,
    read_table,
)
from memproof.datasets.values import DECIMALS, DataSet, build_data_set
from memproof.errors import InputError, SizeLimitError

MAX_FILE_BYTES = 256 * 2**20
MAX_DENOMINATOR_BITS = 8192
TEXT_SUFFIXES = (".csv", ".tsv", ".txt", ".data")


def read_data_set(
    path: str | Path,
    *,
    label_column: str | int | None = None,
    class_names: Sequence[str] | None = None,
    options: ReadOptions | None = None,
    limit: bool = True,
) -> DataSet:
    """Read labelled points from delimited text (also gzip, "-" for standard input), NPY or NPZ.

    Text: the dialect is found from all rows and named in ``notes``, or given in ``options``;
    decimals and quotients p/q are exact rationals. NPY: a 2-d array with a label column. NPZ:
    arrays ``X`` and ``y`` (or ``x_train`` and ``y_train``, …), or a single array as for NPY; floats
    are taken at their exact binary value. ``label_column`` is a name (text with header) or an index
    counted from 0, negative from the end; default last. Classes become 0 … C−1 in sorted order
    (numerically if all are numbers), or in the order of ``class_names``, with the spelling they
    have.

    Raises InputError for anything that cannot be used as given, naming row and column.
    """
    chosen = options if options is not None else ReadOptions()
    if label_column is not None:
        chosen = replace(chosen, label_column=label_column)
    limit_bytes = MAX_FILE_BYTES if limit else None
    file = Path(path)
    if str(path) == "-":
        return _read_csv(file, chosen, class_names, limit_bytes)
    _require_file(file, limit_bytes)
    suffixes = [suffix.lower() for suffix in file.suffixes]
    suffix = suffixes[-1] if suffixes else ""
    if suffix in (".npy", ".npz"):
        from memproof.datasets.arrays import read_arrays

        return read_arrays(file, chosen, class_names)
    inner = suffixes[-2] if suffix == ".gz" and len(suffixes) > 1 else suffix
    if inner in TEXT_SUFFIXES:
        return _read_csv(file, chosen, class_names, limit_bytes)
    raise InputError(
        f"{file.name}: unknown data format {suffix or 'without suffix'!r} (csv, tsv, txt, npy, npz)"
    )


def _require_file(file: Path, limit_bytes: int | None) -> None:
    try:
        size, is_file = file.stat().st_size, file.is_file()
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror or 'no such file'})") from None
    except ValueError:
        raise InputError("the file's name holds a character that no file name may hold") from None
    if not is_file:
        raise InputError(f"{file.name}: not a file")
    if limit_bytes is not None and size > limit_bytes:
        raise SizeLimitError(
            f"{file.name}: {size} bytes exceed the limit of {limit_bytes} (override: --no-limit)"
        )


def _read_csv(
    file: Path, options: ReadOptions, class_names: Sequence[str] | None, limit_bytes: int | None
) -> DataSet:
    table = read_table(file, options, limit_bytes=limit_bytes)
    name, width = table.name, table.width
    dropped = {find_column(table, column) for column in options.drop_columns}
    kept = [at for at in range(width) if at not in dropped]
    if len(kept) < 2:
        raise InputError(f"{name}: needs a label column and at least one coordinate column")
    label_at = (
        kept[-1] if options.label_column is None else find_column(table, options.label_column)
    )
    if label_at in dropped:
        raise InputError(f"{name}: {table.describe_column(label_at)} is both dropped and the label")
    features = [at for at in kept if at != label_at]
    values = [_read_point(table, line, cells, features) for line, cells in table.rows]
    texts = [cells[label_at] for _, cells in table.rows]
    _require_labels(table, texts, label_at)
    numerators, denominator = _clear_denominators(name, values)
    labels, classes = map_labels(name, texts, class_names)
    found = build_data_set(
        name,
        numerators,
        denominator,
        labels,
        classes,
        rows=[line for line, _ in table.rows],
        number_kind=DECIMALS,
        has_header=table.header is not None,
    )
    return replace(found, notes=(*table.notes, *_label_notes(table, label_at, kept)))


def _read_point(
    table: Table, line: int, cells: tuple[str, ...], features: Sequence[int]
) -> list[Fraction]:
    row = []
    for at in features:
        value = table.number(cells[at])
        if value is None:
            raise InputError(
                f"{table.name}: row {line}, {table.describe_column(at)}:"
                f" {describe_bad_number(cells[at])}"
            )
        row.append(value)
    return row


def _require_labels(table: Table, texts: Sequence[str], label_at: int) -> None:
    if texts and all(not text for text in texts):
        raise InputError(
            f"{table.name}: {table.describe_column(label_at)}, the label, is empty in every row:"
            f" --drop-column {label_at} leaves it out"
        )
    for (line, _), label in zip(table.rows, texts, strict=True):
        if is_missing(label):
            raise InputError(
                f"{table.name}: row {line}: "
                + (f"missing label {label!r}" if label else "empty label")
            )


def _label_notes(table: Table, label_at: int, kept: Sequence[int]) -> tuple[str, ...]:
    """Columns that look like the label and are taken as coordinates, and repeated names."""
    if table.header is None:
        return ()
    header = table.header
    notes = [
        f"{header[at]!r} is taken as a coordinate, {header[label_at]!r} as the label"
        f" (--label-column {header[at]} changes that)"
        for at in kept
        if at != label_at and header[at].casefold() in LABEL_NAMES
    ]
    repeated = sorted({name for name in header if name and header.count(name) > 1})
    if repeated:
        notes.append(f"the header repeats {', '.join(map(repr, repeated))}: columns go by position")
    return tuple(notes)


def _clear_denominators(name: str, values: list[list[Fraction]]) -> tuple[list[list[int]], int]:
    denominator = 1
    for distinct in {value.denominator for row in values for value in row}:
        denominator = lcm(denominator, distinct)
        if denominator.bit_length() > MAX_DENOMINATOR_BITS:
            raise InputError(
                f"{name}: the common denominator exceeds {MAX_DENOMINATOR_BITS} bits"
                " (too many different quotients)"
            )
    numerators = [
        [value.numerator * (denominator // value.denominator) for value in row] for row in values
    ]
    return numerators, denominator
