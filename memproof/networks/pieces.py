"""What a network does between points: its affine pieces on a line, exactly.

Columns are homogeneous: integers (place, values; scale) stand for the point place/scale and the
neurons' values values/scale. A positive combination of two columns is a point between them, so
zeros of pre-activations are inserted without division.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from math import gcd, isqrt, lcm

from memproof.errors import InputError, SizeLimitError
from memproof.networks.evaluate import Rational
from memproof.networks.network import Layer, Network

MAX_PIECES = 100_000
MAX_STEPS = 100


@dataclass(frozen=True, slots=True)
class Piece:
    """On [left, right] output i is values[i] + slopes[i]·(x − left)."""

    left: Fraction
    right: Fraction
    values: tuple[Fraction, ...]
    slopes: tuple[Fraction, ...]

    def at(self, place: Rational) -> tuple[Fraction, ...]:
        """The outputs at a place of this piece."""
        return tuple(
            value + slope * (place - self.left)
            for value, slope in zip(self.values, self.slopes, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Radius:
    """How far the output stays closer than the tolerance.

    ``value`` is None where it does so everywhere. It is the exact radius if ``is_exact``,
    otherwise a lower bound.
    """

    value: Fraction | None
    is_exact: bool


@dataclass(frozen=True, slots=True)
class _Column:
    place: int
    values: tuple[int, ...]
    scale: int


def pieces_on_line(
    network: Network,
    start: Rational | Sequence[Rational],
    end: Rational | Sequence[Rational],
    *,
    max_pieces: int = MAX_PIECES,
) -> tuple[Piece, ...]:
    """The affine pieces on the segment from ``start`` to ``end``, in order, maximal, covering it.

    With one input, ``start`` < ``end`` are numbers and places are inputs. With d inputs they are
    points of R^d and places t ∈ [0, 1] stand for start + t(end − start). Raises InputError for an
    empty or misshapen segment, SizeLimitError when more than ``max_pieces`` breakpoints appear on
    the way.
    """
    first, last = _point(start), _point(end)
    if len(first) != network.input_dimension or len(last) != network.input_dimension:
        raise InputError(f"a segment's ends need {network.input_dimension} coordinates")
    if network.input_dimension == 1:
        if not first[0] < last[0]:
            raise InputError("a segment on the line goes from left to right")
        places = (first[0], last[0])
    else:
        if first == last:
            raise InputError("a segment needs two different ends")
        places = (Fraction(0), Fraction(1))
    columns = [_column(places[0], first), _column(places[1], last)]
    for layer in network.hidden_layers:
        columns = _cross([_apply(layer, column) for column in columns], max_pieces)
    columns = [_apply(network.output_layer, column) for column in columns]
    return _merge(columns)


def breakpoints_on_line(
    network: Network, start: Rational | Sequence[Rational], end: Rational | Sequence[Rational]
) -> tuple[Fraction, ...]:
    """Interior places where the slope of some output changes."""
    return tuple(piece.left for piece in pieces_on_line(network, start, end)[1:])


def find_deviation(
    network: Network, low: Rational, high: Rational, value: Rational, slope: Rational = 0
) -> Fraction | None:
    """A place of [low, high] where the only output is not value + slope·(x − low); None if none is.

    Decided on the whole interval by exact pieces. Raises InputError when low > high or the network
    is not one from R to R.
    """
    if network.input_dimension != 1 or network.output_dimension != 1:
        raise InputError("an interval claim needs one input and one output")
    low, high = Fraction(low), Fraction(high)
    if low == high:
        column = _column(low, (low,))
        for layer in network.hidden_layers:
            column = _relu(_apply(layer, column))
        column = _apply(network.output_layer, column)
        return None if Fraction(column.values[0], column.scale) == value else low
    for piece in pieces_on_line(network, low, high):
        for place in (piece.left, piece.right):
            if piece.at(place)[0] != value + slope * (place - low):
                return place
    return None


def radius_on_line(
    network: Network,
    place: Rational,
    label: Rational,
    *,
    tolerance: Rational = Fraction(1, 2),
    max_steps: int = MAX_STEPS,
) -> Radius:
    """The largest r with |f(x) − label| < tolerance for |x − place| < r, one input and one output.

    Walks from piece to piece in both directions; after ``max_steps`` pieces the distance walked is
    returned as a lower bound. The radius is 0 if f(place) itself is off by the tolerance or more:
    a half-way answer is a wrong one. With tolerance 0 the output must be the label.
    """
    if network.input_dimension != 1 or network.output_dimension != 1:
        raise InputError("a radius on a line needs one input and one output")
    right = _walk(network, Fraction(place), Fraction(label), Fraction(tolerance), 1, max_steps)
    left = _walk(network, Fraction(place), Fraction(label), Fraction(tolerance), -1, max_steps)
    finite = [side for side in (left, right) if side.value is not None]
    if not finite:
        return Radius(None, True)
    nearest = min(finite, key=lambda side: (side.value or Fraction(0), not side.is_exact))
    return nearest


def radius_in_space(
    network: Network,
    point: Sequence[Rational],
    label: Rational,
    *,
    tolerance: Rational = Fraction(1, 2),
    max_steps: int = MAX_STEPS,
) -> Radius:
    """The radius around a point of R^d for a network that reads its input through one u·x.

    ‖u‖·radius is the exact radius on the line; ‖u‖ is irrational in general, so the value is a
    rational lower bound (2^−64 relative) and ``is_exact`` speaks of the radius that it bounds.
    Raises InputError when the first layer reads more than one direction.
    """
    found = find_direction(network.layers[0])
    if found is None:
        raise InputError("the network reads more than one direction of its input")
    direction, first = found
    if len(point) != len(direction):
        raise InputError(f"a point needs {len(direction)} coordinates")
    place = sum((Fraction(c) * u for c, u in zip(point, direction, strict=True)), Fraction(0))
    on_line = radius_on_line(
        Network((first, *network.layers[1:])),
        place,
        label,
        tolerance=tolerance,
        max_steps=max_steps,
    )
    if on_line.value is None:
        return on_line
    square = sum(u * u for u in direction)
    return Radius(on_line.value * (1 << 64) / (isqrt(square << 128) + 1), on_line.is_exact)


def find_direction(layer: Layer) -> tuple[tuple[int, ...], Layer] | None:
    """Integer u and a layer on the line with layer(x) = reduced(u·x), None if there is none."""
    direction: dict[int, int] | None = None
    rows: list[tuple[int, tuple[tuple[int, int], ...]]] = []
    for bias, terms in layer.rows:
        if not terms:
            rows.append((bias, ()))
            continue
        common = reduce(gcd, (weight for _, weight in terms))
        if terms[0][1] < 0:
            common = -common
        primitive = {index: weight // common for index, weight in terms}
        if direction is None:
            direction = primitive
        elif direction != primitive:
            return None
        rows.append((bias, ((0, common),)))
    if direction is None:
        direction = {0: 1}
    vector = tuple(direction.get(index, 0) for index in range(layer.input_dimension))
    return vector, Layer(1, tuple(rows), layer.denominator)


def _point(value: Rational | Sequence[Rational]) -> tuple[Fraction, ...]:
    coordinates = value if isinstance(value, Sequence) else (value,)
    for coordinate in coordinates:
        if type(coordinate) is not int and not isinstance(coordinate, Fraction):
            raise InputError("places must be exact: int or Fraction")
    return tuple(Fraction(coordinate) for coordinate in coordinates)


def _column(place: Fraction, point: Sequence[Fraction]) -> _Column:
    scale = lcm(place.denominator, *(coordinate.denominator for coordinate in point))
    return _Column(int(place * scale), tuple(int(c * scale) for c in point), scale)


def _apply(layer: Layer, column: _Column) -> _Column:
    values, scale = column.values, column.scale
    return _Column(
        column.place * layer.denominator,
        tuple(
            bias * scale + sum(weight * values[index] for index, weight in terms)
            for bias, terms in layer.rows
        ),
        scale * layer.denominator,
    )


def _relu(column: _Column) -> _Column:
    return _Column(
        column.place, tuple(value if value > 0 else 0 for value in column.values), column.scale
    )


def _cross(columns: Sequence[_Column], max_pieces: int) -> list[_Column]:
    """Columns after σ, with a new one wherever a pre-activation changes sign between two."""
    result = [columns[0]]
    for before, after in pairwise(columns):
        zeros: dict[Fraction, _Column] = {}
        for one, two in zip(before.values, after.values, strict=True):
            if (one > 0 > two) or (one < 0 < two):
                one, two = abs(one), abs(two)
                along = Fraction(one, one + two)
                if along not in zeros:
                    zeros[along] = _between(before, after, two, one)
        by_place = sorted(zeros.values(), key=lambda column: Fraction(column.place, column.scale))
        result += [*by_place, after]
        if len(result) > max_pieces:
            raise SizeLimitError(f"more than {max_pieces} pieces on the segment (max_pieces)")
    return [_relu(column) for column in result]


def _between(before: _Column, after: _Column, one: int, two: int) -> _Column:
    """one·before + two·after, in lowest terms; one, two > 0."""
    place = one * before.place + two * after.place
    scale = one * before.scale + two * after.scale
    values = [one * a + two * b for a, b in zip(before.values, after.values, strict=True)]
    common = gcd(place, scale, *values)
    return _Column(place // common, tuple(value // common for value in values), scale // common)


def _merge(columns: Sequence[_Column]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    places = [Fraction(column.place, column.scale) for column in columns]
    outputs = [
        tuple(Fraction(value, column.scale) for value in column.values) for column in columns
    ]
    for (left, right), (before, after) in zip(pairwise(places), pairwise(outputs), strict=True):
        if left == right:
            continue
        slopes = tuple((b - a) / (right - left) for a, b in zip(before, after, strict=True))
        if pieces and pieces[-1].slopes == slopes:
            last = pieces.pop()
            pieces.append(Piece(last.left, right, last.values, slopes))
        else:
            pieces.append(Piece(left, right, before, slopes))
    return tuple(pieces)


def _walk(
    network: Network,
    place: Fraction,
    label: Fraction,
    tolerance: Fraction,
    direction: int,
    max_steps: int,
) -> Radius:
    walked = Fraction(0)
    for _ in range(max_steps):
        value, slope, reach = _piece_ahead(network, place + direction * walked, direction)
        error = value - label
        if error and abs(error) >= tolerance:
            return Radius(walked, True)
        if slope:
            room = (tolerance - error) / slope if slope > 0 else (tolerance + error) / -slope
            if reach is None or room <= reach:
                return Radius(walked + room, True)
        if reach is None:
            return Radius(None, True)
        walked += reach
    return Radius(walked, False)


def _piece_ahead(
    network: Network, place: Fraction, direction: int
) -> tuple[Fraction, Fraction, Fraction | None]:
    """(output, its slope ahead, distance to the next kink of any neuron or None)."""
    values, slopes = [place.numerator], [direction]
    scale, slope_scale = place.denominator, 1
    reach: Fraction | None = None
    for position, layer in enumerate(network.layers):
        values = [
            bias * scale + sum(weight * values[index] for index, weight in terms)
            for bias, terms in layer.rows
        ]
        slopes = [sum(weight * slopes[index] for index, weight in terms) for _, terms in layer.rows]
        scale, slope_scale = scale * layer.denominator, slope_scale * layer.denominator
        if position == network.depth:
            break
        for index, (value, slope) in enumerate(zip(values, slopes, strict=True)):
            if value * slope < 0:
                distance = Fraction(-value * slope_scale, slope * scale)
                reach = distance if reach is None else min(reach, distance)
            if value < 0 or (value == 0 and slope < 0):
                values[index] = slopes[index] = 0
    return Fraction(values[0], scale), Fraction(slopes[0], slope_scale), reach
