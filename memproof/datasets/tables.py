"""Reads delimited text as a table of cells; what was understood is said.

The dialect is found from all rows: a delimiter that gives every row the same number of columns and
under which the coordinates are numbers.  Only carriage returns and line feeds end a row.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from memproof.datasets.numbers import NOT_FINITE, describe_bad_number, parse_number
from memproof.errors import InputError, SizeLimitError

# A comma may be the decimal mark, so it is tried after the marks that may be nothing else.
DELIMITERS = {"\t": "tab", ";": "semicolon", ",": "comma", "|": "bar", " ": "space"}
# Rows whose cells decide between two delimiters that both give a table; all are parsed later.
SAMPLE = 200
MAX_INFLATION = 200
LABEL_NAMES = ("label", "labels", "target", "class", "y")
MISSING = ("", "nan", "na", "n/a", "null", "none", "?")
_COMMA_NUMBER = re.compile(r"[+-]?[0-9]+,[0-9]+(?:[eE][+-]?[0-9]+)?")
_NUMBER_LIKE = re.compile(r"[+-]?[0-9][0-9\s.,'_’]*")


@dataclass(frozen=True)
class ReadOptions:
    """How a table is to be read; None means: find it out and say it.

    ``label_column`` and ``drop_columns`` are names or indices from 0 (negative from the end);
    without ``labelled`` every column is a coordinate.
    """

    label_column: str | int | None = None
    drop_columns: tuple[str | int, ...] = ()
    header: bool | None = None
    delimiter: str | None = None
    decimal_comma: bool | None = None
    labelled: bool = True


@dataclass(frozen=True)
class Table:
    """Rows of cells of one width, with their line numbers, and what the reader understood.

    ``header`` are the column names (None without), ``decimal_comma`` whether 0,5 is a half,
    ``notes`` are lines for people.
    """

    name: str
    header: tuple[str, ...] | None
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    decimal_comma: bool
    notes: tuple[str, ...]

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.rows[0][1]) if self.rows else 0

    def number(self, cell: str) -> Fraction | None:
        """The exact value of a cell, None if it is no number."""
        return _value(cell, self.decimal_comma)

    def describe_column(self, at: int) -> str:
        """A column as messages name it."""
        return f"column {self.header[at]!r}" if self.header is not None else f"column {at + 1}"


def read_text(file: Path, limit_bytes: int | None) -> str:
    """The text of a file, of standard input ("-") or of a gzip file.

    Raises InputError for text that is not UTF-8 (naming what it looks like) and SizeLimitError for
    more than ``limit_bytes``.
    """
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror})") from None
    if data[:2] == b"\x1f\x8b":
        data = _inflate(file.name, data, limit_bytes)
    if limit_bytes is not None and len(data) > limit_bytes:
        raise SizeLimitError(
            f"{file.name}: {len(data)} bytes exceed the limit of {limit_bytes}"
            " (override: --no-limit)"
        )
    for mark, encoding in ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16")):
        if data.startswith(mark):
            raise InputError(f"{file.name}: {encoding}, not UTF-8: save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{file.name}: not UTF-8: byte 0x{data[error.start]:02x} in line {line}"
            " (perhaps Latin-1 or Windows-1252: save it as UTF-8)"
        ) from None


def _inflate(name: str, data: bytes, limit_bytes: int | None) -> bytes:
    most = len(data) * MAX_INFLATION if limit_bytes is None else limit_bytes
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            found = stream.read(most + 1)
    except (OSError, EOFError, zlib.error):
        raise InputError(f"{name}: not a readable gzip file") from None
    if len(found) > most:
        raise SizeLimitError(f"{name}: unpacks to more than {most} bytes (override: --no-limit)")
    return found


def read_table(file: Path, options: ReadOptions, *, limit_bytes: int | None = None) -> Table:
    """Read a delimited text file.

    Raises InputError for rows of different widths, for a first row that may be a header or not, and
    for an index column without a name, saying which option decides.
    """
    name = "standard input" if str(file) == "-" else file.name
    text = read_text(file, limit_bytes)
    text, comments = _split_comments(text)
    notes = [f"skipped {comments} comment line(s) at the head (#)"] if comments else []
    delimiter, rows = _find_dialect(name, text, options, comments)
    width = len(rows[0][1])
    if len(rows) > 1 and all(len(cells) == width + 1 and not cells[-1] for _, cells in rows[1:]):
        raise InputError(
            f"{name}: every row but the first ends with a mark and nothing behind it: remove it"
        )
    for line, cells in rows:
        if len(cells) != width:
            raise InputError(
                f"{name}: row {line} has {len(cells)} columns, row {rows[0][0]} has {width}"
                f" ({DELIMITERS.get(delimiter, repr(delimiter))}-separated; --delimiter)"
            )
    comma = options.decimal_comma
    if comma is None:
        comma = delimiter != "," and _uses_decimal_comma(rows)
    named = _header(name, rows, options, comma)
    header = rows[0][1] if named else None
    notes.insert(0, _describe_dialect(delimiter, comma, named, options))
    body = tuple(rows[1:] if named else rows)
    if not body:
        raise InputError(f"{name}: no data rows below the header")
    table = Table(name, header, body, comma, tuple(notes))
    _require_named_index(table, options)
    return table


def find_column(table: Table, column: str | int) -> int:
    """The position of a column given by its name or its index, from 0, negative from the end."""
    header, width = table.header, table.width
    if isinstance(column, str) and header is not None and column in header:
        if header.count(column) > 1:
            raise InputError(f"{table.name}: the header names column {column!r} twice")
        return header.index(column)
    try:
        index = int(column)
    except ValueError:
        known = ", ".join(header) if header is not None else "the file has no header"
        raise InputError(f"{table.name}: no column {column!r} ({known})") from None
    if not -width <= index < width:
        raise InputError(f"{table.name}: no column {index}: the rows have {width} columns")
    return index % width


def is_missing(label: str) -> bool:
    """Whether a label stands for a missing one."""
    return label.strip().casefold() in MISSING


def _split_comments(text: str) -> tuple[str, int]:
    """The text after the lines that start with # at its head, and how many there were."""
    count, at = 0, 0
    while text.startswith("#", at):
        end = re.compile(r"\r\n|\r|\n").search(text, at)
        count += 1
        at = len(text) if end is None else end.end()
    return text[at:], count


def _find_dialect(
    name: str, text: str, options: ReadOptions, skipped: int
) -> tuple[str, list[tuple[int, tuple[str, ...]]]]:
    """The delimiter and the rows under it."""
    if options.delimiter is not None:
        marks = [options.delimiter]
    else:
        first = re.split(r"\r\n|\r|\n", text, maxsplit=1)[0]
        marks = [mark for mark in DELIMITERS if mark in first] or [","]
    tables: list[tuple[int, str, list[tuple[int, tuple[str, ...]]]]] = []
    problem: InputError | None = None
    for mark in marks:
        try:
            rows = list(_rows(name, text, mark, skipped))
        except InputError as error:
            problem = problem or error
            continue
        if not rows:
            raise InputError(f"{name}: no data rows")
        tables.append((_score(rows, options, mark), mark, rows))
    if not tables:
        raise problem or InputError(f"{name}: no data rows")
    # The first of the best: max keeps the order of DELIMITERS among equals.
    _, delimiter, rows = max(tables, key=lambda found: found[0])
    return delimiter, rows


def _rows(
    name: str, text: str, delimiter: str, skipped: int
) -> Iterator[tuple[int, tuple[str, ...]]]:
    # newline="" leaves quoted line ends alone; other Unicode line marks end no row.
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        strict=True,
        skipinitialspace=delimiter == " ",
    )
    try:
        for cells in reader:
            stripped = tuple(_strip(cell) for cell in cells)
            if delimiter == " ":
                stripped = tuple(cell for cell in stripped if cell)
            if any(stripped):
                yield reader.line_num + skipped, stripped
    except csv.Error as error:
        raise InputError(f"{name}: row {reader.line_num + skipped}: {error}") from None


def _strip(cell: str) -> str:
    """Without blanks and tabs around it; line ends inside quotes belong to the cell."""
    return cell.strip(" \t\u00a0")


def _score(rows: list[tuple[int, tuple[str, ...]]], options: ReadOptions, mark: str) -> int:
    """How well a delimiter explains the rows: a table of several columns, and of numbers."""
    width = len(rows[0][1])
    if width < 2 or any(len(cells) != width for _, cells in rows):
        return 0 if width < 2 else 1
    comma = mark != "," if options.decimal_comma is None else options.decimal_comma
    sample = rows[1 : SAMPLE + 1] or rows
    texts = 1 if options.labelled else 0
    numeric = [
        sum(_value(cell, comma) is not None for cell in cells) >= width - texts
        for _, cells in sample
    ]
    return 2 + all(numeric)


def _value(cell: str, comma: bool) -> Fraction | None:
    if comma and _COMMA_NUMBER.fullmatch(cell) is not None:
        cell = cell.replace(",", ".")
    return parse_number(cell)


def _uses_decimal_comma(rows: list[tuple[int, tuple[str, ...]]]) -> bool:
    return any(_COMMA_NUMBER.fullmatch(cell) is not None for _, cells in rows for cell in cells)


def _header(
    name: str, rows: list[tuple[int, tuple[str, ...]]], options: ReadOptions, comma: bool
) -> bool:
    """Whether row 1 holds names.  Raises InputError where only the user can tell."""
    line, first = rows[0]
    if options.header is not None:
        return options.header
    named = [one for one in (options.label_column, *options.drop_columns) if isinstance(one, str)]
    if any(one in first and _value(one, False) is None for one in named):
        return True
    label_at = _label_position(options, len(first))
    cells = [cell for at, cell in enumerate(first) if at != label_at]
    if any(NOT_FINITE.fullmatch(cell) is not None for cell in cells):
        return False
    texts = [cell for cell in cells if _value(cell, comma) is None]
    for cell in texts:
        if cell and _NUMBER_LIKE.fullmatch(cell) is not None:
            raise InputError(
                f"{name}: row {line}: {cell!r} is not a number and looks like none of the names of"
                " a header (thousands separators are not read); --header makes row 1 the header"
            )
    if any(texts):
        _require_names(name, line, first, label_at, comma)
        return True
    if label_at is not None:
        others = {cells[label_at] for _, cells in rows[1:]}
        if first[label_at].casefold() in LABEL_NAMES and first[label_at] not in others:
            return True
    if len(rows) > 1 and _counts_up(first) and not _all_integers(rows[1:]):
        raise InputError(
            f"{name}: row {line} is {', '.join(first[:4])}{', …' if len(first) > 4 else ''}: column"
            " names or a point? Say --header or --no-header"
        )
    return False


def _require_names(
    name: str, line: int, first: Sequence[str], label_at: int | None, comma: bool
) -> None:
    """Raise InputError for a row 1 that is rather a broken point: names beside non-integers."""
    values = [_value(cell, comma) for cell in first]
    numbers = [value for at, value in enumerate(values) if value is not None and at != label_at]
    labelled = label_at is not None and values[label_at] is not None
    if numbers and (labelled or any(value.denominator != 1 for value in numbers)):
        at = next(at for at, value in enumerate(values) if value is None and at != label_at)
        raise InputError(
            f"{name}: row {line}, column {at + 1}: {describe_bad_number(first[at])}"
            " (--header makes row 1 the header)"
        )


def _label_position(options: ReadOptions, width: int) -> int | None:
    if not options.labelled:
        return None
    try:
        index = -1 if options.label_column is None else int(options.label_column)
    except ValueError:
        index = -1
    return index % width if -width <= index < width else width - 1


def _counts_up(cells: Sequence[str]) -> bool:
    """Whether the cells are consecutive integers, as a table without names numbers its columns."""
    values = [parse_number(cell) for cell in cells]
    whole = [value for value in values if value is not None and value.denominator == 1]
    if len(whole) < len(values) - 1 or len(whole) < 2:
        return False
    return all(after - before == 1 for before, after in pairwise(whole))


def _all_integers(rows: Sequence[tuple[int, Sequence[str]]]) -> bool:
    values = (parse_number(cell) for _, cells in rows for cell in cells)
    return all(value is None or value.denominator == 1 for value in values)


def _require_named_index(table: Table, options: ReadOptions) -> None:
    """Raise InputError for a first column without a name that only counts the rows."""
    if table.header is None or table.header[0] or not table.rows or options.drop_columns:
        return
    values = [table.number(cells[0]) for _, cells in table.rows]
    if values in (
        [Fraction(at) for at in range(len(values))],
        [Fraction(at + 1) for at in range(len(values))],
    ):
        raise InputError(
            f"{table.name}: column 1 has no name and counts the rows: --drop-column 0 leaves it"
            " out; give it a name to keep it as a coordinate"
        )


def _describe_dialect(delimiter: str, comma: bool, named: bool, options: ReadOptions) -> str:
    """The dialect in words."""
    parts = [f"{DELIMITERS.get(delimiter, repr(delimiter))}-separated"]
    if comma:
        parts.append("decimal comma")
    parts.append("row 1 is the header" if named else "no header")
    return ", ".join(parts)
