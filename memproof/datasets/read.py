"""Reads CSV, NPY and NPZ files; every number is taken exactly and nothing is evaluated."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from pathlib import Path
from typing import TYPE_CHECKING, Any

from memproof.datasets.values import (
    BINARY_FLOATS,
    DECIMALS,
    INTEGERS,
    DataSet,
    build_data_set,
)
from memproof.errors import InputError, SizeLimitError

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_FILE_BYTES = 256 * 2**20
MAX_CELL_CHARACTERS = 400
MAX_EXPONENT = 400
MAX_DENOMINATOR_BITS = 8192

_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE]([+-]?[0-9]{1,6}))?")
_QUOTIENT = re.compile(r"[+-]?[0-9]+/[0-9]+")
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity)", re.IGNORECASE)


def read_data_set(
    path: str | Path,
    *,
    label_column: str | int | None = None,
    class_names: Sequence[str] | None = None,
    limit: bool = True,
) -> DataSet:
    """Read labelled points from a ``.csv``, ``.npy`` or ``.npz`` file.

    CSV: a first row whose coordinate cells are all non-numeric is the header; decimals and
    quotients p/q are exact rationals. NPY: a 2-d array with a label column. NPZ: arrays ``X`` of
    shape (N, d) and ``y`` of shape (N,), or a single array as for NPY; floats are taken at their
    exact binary value. ``label_column`` is a name (CSV with header) or an index counted from 0,
    negative from the end; default last. Classes become 0 … C−1 in sorted order (numerically if
    all are numbers), or in the order of ``class_names``.

    Raises InputError for anything that cannot be used as given, naming row and column.
    """
    file = Path(path)
    name = file.name
    try:
        size = file.stat().st_size
        if not file.is_file():
            raise InputError(f"{name}: not a file")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or 'no such file'})") from None
    if limit and size > MAX_FILE_BYTES:
        raise SizeLimitError(
            f"{name}: {size} bytes exceed the limit of {MAX_FILE_BYTES} (override: --no-limit)"
        )
    suffix = file.suffix.lower()
    if suffix in (".npy", ".npz"):
        return _read_arrays(file, label_column, class_names)
    if suffix in (".csv", ".tsv", ".txt"):
        return _read_csv(file, label_column, class_names)
    raise InputError(f"{name}: unknown data format {suffix or 'without suffix'!r} (csv, npy, npz)")


def parse_number(text: str) -> Fraction | None:
    """Exact value of a decimal or quotient, None if the text is neither (NaN and inf included)."""
    cell = text.strip()
    if len(cell) > MAX_CELL_CHARACTERS:
        return None
    match = _DECIMAL.fullmatch(cell)
    if match is not None:
        exponent = match.group(1)
        if exponent is not None and abs(int(exponent)) > MAX_EXPONENT:
            return None
        return Fraction(cell)
    if _QUOTIENT.fullmatch(cell) is not None:
        top, bottom = cell.split("/")
        return Fraction(int(top), int(bottom)) if int(bottom) else None
    return None


def _describe_bad_number(cell: str) -> str:
    shown = cell if len(cell) <= 40 else cell[:37] + "..."
    if not cell:
        return "an empty cell"
    if _NOT_FINITE.fullmatch(cell) is not None:
        return f"{shown!r}, which is not finite"
    if len(cell) > MAX_CELL_CHARACTERS:
        return f"a cell of more than {MAX_CELL_CHARACTERS} characters"
    if _DECIMAL.fullmatch(cell) is not None:
        return f"{shown!r}, whose exponent exceeds {MAX_EXPONENT}"
    return f"{shown!r}, which is not a number"


def read_rows(file: Path) -> list[tuple[int, list[str]]]:
    """The non-empty rows of a delimited text file with their line numbers, cells stripped.

    Raises InputError for a file that cannot be read or is not delimited text in UTF-8.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{file.name}: not a text file in UTF-8") from None
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror})") from None
    first = text.split("\n", 1)[0]
    delimiter = next((mark for mark in ",;\t" if mark in first), ",")
    reader = csv.reader(text.splitlines(), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                rows.append((reader.line_num, stripped))
    except csv.Error as error:
        raise InputError(f"{file.name}: row {reader.line_num}: {error}") from None
    return rows


def _find_label_column(
    name: str, label_column: str | int | None, header: list[str] | None, width: int
) -> int:
    if label_column is None:
        return width - 1
    if isinstance(label_column, str) and header is not None and label_column in header:
        if header.count(label_column) > 1:
            raise InputError(f"{name}: the header names column {label_column!r} twice")
        return header.index(label_column)
    try:
        index = int(label_column)
    except ValueError:
        known = ", ".join(header) if header is not None else "the file has no header"
        raise InputError(f"{name}: no column {label_column!r} ({known})") from None
    if not -width <= index < width:
        raise InputError(f"{name}: no column {index}: the rows have {width} columns")
    return index % width


def _read_csv(
    file: Path, label_column: str | int | None, class_names: Sequence[str] | None
) -> DataSet:
    name = file.name
    rows = read_rows(file)
    if not rows:
        raise InputError(f"{name}: no data rows")
    width = len(rows[0][1])
    for line, cells in rows:
        if len(cells) != width:
            raise InputError(
                f"{name}: row {line} has {len(cells)} columns, row {rows[0][0]} has {width}"
            )
    if width < 2:
        raise InputError(f"{name}: needs a label column and at least one coordinate column")
    header = _detect_header(name, rows[0][1], label_column, width)
    label_at = _find_label_column(name, label_column, header, width)
    body = rows[1:] if header is not None else rows
    features = [at for at in range(width) if at != label_at]
    values: list[list[Fraction]] = []
    for line, cells in body:
        row = []
        for at in features:
            value = parse_number(cells[at])
            if value is None:
                column = f"column {header[at]!r}" if header is not None else f"column {at + 1}"
                raise InputError(f"{name}: row {line}, {column}: {_describe_bad_number(cells[at])}")
            row.append(value)
        values.append(row)
    texts = [cells[label_at] for _, cells in body]
    lines = [line for line, _ in body]
    for line, label in zip(lines, texts, strict=True):
        if not label:
            raise InputError(f"{name}: row {line}: empty label")
    numerators, denominator = _clear_denominators(name, values)
    labels, classes = map_labels(name, texts, class_names)
    return build_data_set(
        name,
        numerators,
        denominator,
        labels,
        classes,
        rows=lines,
        number_kind=DECIMALS,
        has_header=header is not None,
    )


def _detect_header(
    name: str, first: list[str], label_column: str | int | None, width: int
) -> list[str] | None:
    named = isinstance(label_column, str) and label_column in first
    label_at = first.index(str(label_column)) if named else None
    if label_at is None:
        try:
            label_at = _find_label_column(name, label_column, None, width)
        except InputError:
            label_at = width - 1
    cells = [cell for at, cell in enumerate(first) if at != label_at]
    numeric = any(
        parse_number(cell) is not None or _NOT_FINITE.fullmatch(cell) is not None for cell in cells
    )
    return None if numeric else first


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


def map_labels(
    name: str, texts: Sequence[str], class_names: Sequence[str] | None = None
) -> tuple[list[int], list[str]]:
    """Map label texts to 0 … C−1 and return them with the class names in that order.

    Numbers are the same class when their values agree and sort by value, other texts sort by
    code point. Raises InputError for a label that ``class_names`` does not list.
    """
    distinct = list(dict.fromkeys(texts))
    numbers = {text: parse_number(text) for text in distinct}
    by_value = all(value is not None for value in numbers.values())
    if class_names is not None:
        order = {text: index for index, text in enumerate(class_names)}
        if len(order) != len(class_names):
            raise InputError("the class names are not distinct")
        values = {parse_number(text): index for text, index in order.items()} if by_value else {}
        code = {text: order.get(text, values.get(numbers[text])) for text in distinct}
        for text, index in code.items():
            if index is None:
                known = ", ".join(list(class_names)[:10]) + (", …" if len(class_names) > 10 else "")
                raise InputError(f"{name}: label {text!r} is not among the class names ({known})")
        return [code[text] or 0 for text in texts], list(class_names)
    if by_value:
        spelling: dict[Fraction, str] = {}
        for text in distinct:
            spelling.setdefault(numbers[text] or Fraction(0), text)
        ordered = sorted(spelling)
        position = {value: index for index, value in enumerate(ordered)}
        labels = [position[numbers[text] or Fraction(0)] for text in texts]
        return labels, [str(value) for value in ordered]
    ranked = sorted(distinct)
    place = {text: index for index, text in enumerate(ranked)}
    return [place[text] for text in texts], ranked


def _read_arrays(
    file: Path, label_column: str | int | None, class_names: Sequence[str] | None
) -> DataSet:
    import zipfile

    import numpy as np

    name = file.name
    try:
        loaded: Any = np.load(file, allow_pickle=False)
        if file.suffix.lower() == ".npz":
            if not hasattr(loaded, "files"):
                raise InputError(f"{name}: not an NPZ archive")
            arrays = {key: loaded[key] for key in loaded.files}
        else:
            if not hasattr(loaded, "shape"):
                raise InputError(f"{name}: not an NPY array")
            arrays = {"array": loaded}
    except InputError:
        raise
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile) as error:
        reason = "pickled objects are not read" if "pickle" in str(error).lower() else "damaged"
        raise InputError(f"{name}: not a readable NumPy file ({reason})") from None
    points, labels = _split_arrays(name, arrays, label_column)
    if points.ndim != 2:
        raise InputError(f"{name}: the points have shape {points.shape}, expected (N, d)")
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.ndim != 1 or labels.shape[0] != points.shape[0]:
        raise InputError(f"{name}: labels of shape {labels.shape} for points of {points.shape}")
    if points.shape[0] == 0:
        raise InputError(f"{name}: no data rows")
    numerators, denominator, kind = _exact_array(name, points)
    texts = _label_texts(name, labels)
    mapped, classes = map_labels(name, texts, class_names)
    return build_data_set(
        name,
        numerators,
        denominator,
        mapped,
        classes,
        number_kind=kind,
        row_word="row index",
    )


def _split_arrays(
    name: str, arrays: dict[str, NDArray[Any]], label_column: str | int | None
) -> tuple[NDArray[Any], NDArray[Any]]:
    import numpy as np

    if len(arrays) == 1:
        table = next(iter(arrays.values()))
        if table.ndim != 2:
            raise InputError(f"{name}: an array of shape {table.shape}, expected (N, d + 1)")
        if table.shape[1] < 2:
            raise InputError(f"{name}: needs a label column and at least one coordinate column")
        label_at = _find_label_column(name, label_column, None, table.shape[1])
        return np.delete(table, label_at, axis=1), table[:, label_at]
    lowered = {key.lower(): key for key in arrays}
    points = next((lowered[key] for key in ("x", "data", "points") if key in lowered), None)
    labels = next((lowered[key] for key in ("y", "labels", "target") if key in lowered), None)
    if points is None or labels is None:
        raise InputError(f"{name}: no arrays X and y (found {', '.join(sorted(arrays))})")
    return arrays[points], arrays[labels]


def _exact_array(name: str, points: NDArray[Any]) -> tuple[list[list[int]], int, str]:
    import numpy as np

    from memproof.datasets.sampling import exact_numerators

    if points.dtype.kind in "iub":
        return [[int(value) for value in row] for row in points.tolist()], 1, INTEGERS
    if points.dtype.kind != "f" or points.dtype.itemsize > 8:
        raise InputError(f"{name}: coordinates of type {points.dtype} are not read")
    finite = np.isfinite(points)
    if not bool(finite.all()):
        row, column = (int(at) for at in np.argwhere(~finite)[0])
        raise InputError(f"{name}: row index {row}, column index {column}: not a finite number")
    numerators, denominator = exact_numerators(points)
    return numerators, denominator, BINARY_FLOATS


def _label_texts(name: str, labels: NDArray[Any]) -> list[str]:
    import numpy as np

    if labels.dtype.kind in "iub":
        return [str(int(value)) for value in labels.tolist()]
    if labels.dtype.kind == "U":
        texts = [str(value).strip() for value in labels.tolist()]
        for row, text in enumerate(texts):
            if not text:
                raise InputError(f"{name}: row index {row}: empty label")
        return texts
    if labels.dtype.kind != "f" or labels.dtype.itemsize > 8:
        raise InputError(f"{name}: labels of type {labels.dtype} are not read")
    finite = np.isfinite(labels)
    if not bool(finite.all()):
        raise InputError(f"{name}: row index {int(np.argwhere(~finite)[0][0])}: label not finite")
    return [
        str(int(value)) if float(value).is_integer() else str(Fraction(float(value)))
        for value in labels.tolist()
    ]
