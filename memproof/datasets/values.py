"""The data set as a value: exact rational points over one denominator, and integer labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, isqrt

from memproof.errors import InputError

DECIMALS = "decimals, taken as exact rationals"
BINARY_FLOATS = "binary floats, taken at their exact value"
INTEGERS = "integers"
MAX_EXACT_ROOT_BITS = 512


@dataclass(frozen=True)
class DataSet:
    """N distinct labelled points of R^d with exact coordinates.

    Coordinate j of point i is ``numerators[i][j] / denominator``. ``labels[i]`` is in
    {0, …, C−1} and indexes ``classes``. ``rows[i]`` is where the point stands in its source
    (``row_word`` says how rows are counted), ``merged`` the pairs (row, row kept) of duplicates,
    ``notes`` what a reader should know of how the source was understood.
    """

    source: str
    numerators: tuple[tuple[int, ...], ...]
    denominator: int
    labels: tuple[int, ...]
    classes: tuple[str, ...]
    rows: tuple[int, ...]
    merged: tuple[tuple[int, int], ...] = ()
    number_kind: str = DECIMALS
    row_word: str = "row"
    has_header: bool = False
    notes: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """Number N of distinct points."""
        return len(self.numerators)

    @property
    def dimension(self) -> int:
        """Number d of coordinates."""
        return len(self.numerators[0])

    @property
    def class_count(self) -> int:
        """Number C of classes, those without a point included."""
        return len(self.classes)

    @property
    def label_bits(self) -> int:
        """c = ⌈log2 C⌉, at least 1."""
        return max(1, (len(self.classes) - 1).bit_length())

    def point(self, index: int) -> tuple[Fraction, ...]:
        """Coordinates of one point as Fractions, shape (d,)."""
        return tuple(Fraction(value, self.denominator) for value in self.numerators[index])


def build_data_set(
    source: str,
    numerators: Sequence[Sequence[int]],
    denominator: int,
    labels: Sequence[int],
    classes: Sequence[str],
    *,
    rows: Sequence[int] | None = None,
    number_kind: str = DECIMALS,
    row_word: str = "row",
    has_header: bool = False,
) -> DataSet:
    """Check the points, merge duplicates and return the data set.

    Raises InputError for no point, no coordinate, fewer than two classes, or one point with two
    labels (naming both rows).
    """
    if not numerators:
        raise InputError(f"{source}: no data rows")
    if not numerators[0]:
        raise InputError(f"{source}: no coordinate column beside the label")
    if len(classes) < 2:
        only = classes[0] if classes else "none"
        raise InputError(
            f"{source}: only one class ({only}); memorization needs at least two"
            " (a class without points can be declared with --class-names)"
        )
    where = list(rows) if rows is not None else list(range(len(numerators)))
    common = gcd(denominator, *(value for row in numerators for value in row))
    first_index: dict[tuple[int, ...], int] = {}
    kept_points: list[tuple[int, ...]] = []
    kept_labels: list[int] = []
    kept_rows: list[int] = []
    merged: list[tuple[int, int]] = []
    for row_number, row, label in zip(where, numerators, labels, strict=True):
        point = tuple(row) if common == 1 else tuple(value // common for value in row)
        seen = first_index.get(point)
        if seen is None:
            first_index[point] = len(kept_points)
            kept_points.append(point)
            kept_labels.append(label)
            kept_rows.append(row_number)
        elif kept_labels[seen] == label:
            merged.append((row_number, kept_rows[seen]))
        else:
            raise InputError(
                f"{source}: {row_word} {kept_rows[seen]} and {row_word} {row_number} are the same"
                f" point with different labels ({classes[kept_labels[seen]]!r}, {classes[label]!r})"
            )
    return DataSet(
        source=source,
        numerators=tuple(kept_points),
        denominator=denominator // common,
        labels=tuple(kept_labels),
        classes=tuple(classes),
        rows=tuple(kept_rows),
        merged=tuple(merged),
        number_kind=number_kind,
        row_word=row_word,
        has_header=has_header,
    )


def compute_largest_squared_norm(data: DataSet) -> tuple[Fraction, int]:
    """Largest ‖x_i‖², exact, and the index of a point that attains it."""
    best, where = -1, 0
    for index, row in enumerate(data.numerators):
        norm = sum(value * value for value in row)
        if norm > best:
            best, where = norm, index
    return Fraction(best, data.denominator**2), where


def find_unit_ball_factor(data: DataSet, *, rescale: bool = False) -> Fraction:
    """Positive factor f with f·‖x_i‖ ≤ 1 for every point: 1 if the points lie in the unit ball.

    Otherwise, with ``rescale``, 1/R for the smallest R ≥ max ‖x_i‖ with 12 significant bits;
    without it, InputError naming the outermost point.
    """
    norm, where = compute_largest_squared_norm(data)
    if norm <= 1:
        return Fraction(1)
    if not rescale:
        row = f"{data.row_word} {data.rows[where]}"
        length = show_decimal(bound_root(norm, upper=True))
        raise InputError(
            f"{data.source}: {row} lies outside the unit ball (norm {length});"
            " --rescale divides all points by a common factor and reports it"
        )
    return 1 / bound_root(norm, bits=12, upper=True)


def bound_root(square: Fraction, *, bits: int = 64, upper: bool = False) -> Fraction:
    """Rational lower (or upper) bound of √square with about ``bits`` significant bits.

    Exact when square is the square of a rational of at most 512 bits. Raises ValueError if
    square < 0.
    """
    if square < 0:
        raise ValueError("square root of a negative number")
    if square == 0:
        return Fraction(0)
    size = square.numerator.bit_length() - square.denominator.bit_length()
    shift = bits - size // 2
    scaled = square * Fraction(4) ** shift
    root = isqrt(scaled.numerator // scaled.denominator)
    if upper and Fraction(root * root) < scaled:
        root += 1
    top, bottom = isqrt(square.numerator), isqrt(square.denominator)
    is_short = max(top.bit_length(), bottom.bit_length()) <= MAX_EXACT_ROOT_BITS
    if is_short and top * top == square.numerator and bottom * bottom == square.denominator:
        return Fraction(top, bottom)
    return root * Fraction(2) ** (-shift)


def show_decimal(value: Fraction, digits: int = 6) -> str:
    """Decimal text of a rational with ``digits`` significant digits, for reading only."""
    if value == 0:
        return "0"
    if value.denominator == 1 and abs(value.numerator) < 10**15:
        return str(value.numerator)
    from decimal import Context, Decimal

    context = Context(prec=digits + 3, Emax=10**9, Emin=-(10**9))
    quotient = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    return format(Decimal(format(quotient, f".{digits}g")).normalize(context), "g")
