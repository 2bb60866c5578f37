"""How far a point may move before its answer changes: rigorous lower bounds of the radius in R^d.

At each point the network is affine on the region where no pre-activation changes sign; values and
derivatives are carried through the layers together, in exact integers. The radius is the smaller
of the distance to the region's boundary and the distance at which the affine piece gives a wrong
answer; it is the exact radius when the latter is the smaller one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from memproof.datasets.values import bound_root
from memproof.errors import InputError
from memproof.networks.network import Network
from memproof.networks.pieces import find_direction, radius_on_line

BATCH = 2048
WALK_WORK = 1_000_000
MAX_STEPS = 100
LARGE_FAMILY = 3


@dataclass(frozen=True)
class Margin:
    """Radius around a point within which the answer stays right.

    ``radius`` is a rational lower bound, 0 for a wrong answer and None if the answer is right
    everywhere; ``is_exact`` says that the answer becomes wrong at the (possibly irrational) radius
    that it bounds to about 60 bits.
    """

    radius: Fraction | None
    is_exact: bool


_Distance = tuple[Fraction | None, bool]
"""Squared distance (None is infinite) and whether it is exact."""


def bound_margins(
    network: Network,
    numerators: Sequence[Sequence[int]],
    denominator: int,
    labels: Sequence[int],
    *,
    tolerance: Fraction = Fraction(1, 2),
    progress: Callable[[int], None] | None = None,
) -> list[Margin]:
    """Margins of points numerators[i]/denominator in R^d with labels[i].

    One output: the answer is right while |f(x) − label| < tolerance. C outputs: while output
    number ``label`` exceeds all others. Small networks that read one direction are followed from
    piece to piece until the answer changes. ``progress`` is called with the number of points done.
    Raises InputError when the dimensions do not fit.
    """
    if not numerators or len(numerators[0]) != network.input_dimension:
        raise InputError(f"the network reads {network.input_dimension} coordinates")
    line = find_direction(network.layers[0])
    work = len(numerators) * sum(
        len(terms) + 1 for layer in network.layers for _, terms in layer.rows
    )
    margins: list[Margin] = []
    for start in range(0, len(numerators), BATCH):
        points = numerators[start : start + BATCH]
        wanted = labels[start : start + BATCH]
        if line is not None:
            direction, reduced = line
            places = [sum(a * b for a, b in zip(direction, point, strict=True)) for point in points]
            on_line = Network((reduced, *network.layers[1:]))
            squares = _measure_on_line(on_line, places, denominator, wanted, tolerance)
            norm = sum(entry * entry for entry in direction)
            if work <= WALK_WORK and network.output_dimension == 1:
                squares = _walk_on(on_line, places, denominator, wanted, tolerance, squares)
        else:
            squares = [
                _measure_in_space(network, point, denominator, label, tolerance)
                for point, label in zip(points, wanted, strict=True)
            ]
            norm = 1
        scale = norm * denominator * denominator
        margins.extend(
            Margin(None if square is None else bound_root(square / scale), exact)
            for square, exact in squares
        )
        if progress is not None:
            progress(len(margins))
    return margins


def _measure_on_line(
    network: Network,
    places: Sequence[int],
    denominator: int,
    labels: Sequence[int],
    tolerance: Fraction,
) -> list[_Distance]:
    """Squared distances on the line, in units of 1/denominator."""
    found = _scan_line(network, places, denominator, labels, tolerance, 0)
    kinked = [at for at, (square, exact) in enumerate(found) if square == 0 and not exact]
    if kinked:
        # A kink on the point itself: the two sides have pieces of their own.
        here = [places[at] for at in kinked], [labels[at] for at in kinked]
        sides = [
            _scan_line(network, here[0], denominator, here[1], tolerance, side) for side in (1, -1)
        ]
        for at, right, left in zip(kinked, *sides, strict=True):
            found[at] = min(right, left, key=_by_distance)
    return found


def _walk_on(
    network: Network,
    places: Sequence[int],
    denominator: int,
    labels: Sequence[int],
    tolerance: Fraction,
    found: Sequence[_Distance],
) -> list[_Distance]:
    """Follows further pieces where the first one's end is only a lower bound."""
    walked = list(found)
    for at, (square, exact) in enumerate(found):
        if exact or square is None:
            continue
        place = Fraction(places[at], denominator)
        radius = radius_on_line(
            network, place, labels[at], tolerance=tolerance, max_steps=MAX_STEPS
        )
        if radius.value is None:
            walked[at] = None, True
        elif (radius.value * denominator) ** 2 >= square:
            walked[at] = (radius.value * denominator) ** 2, radius.is_exact
    return walked


def _by_distance(found: _Distance) -> tuple[bool, Fraction]:
    square, _ = found
    return (square is None, square or Fraction(0))


def _scan_line(
    network: Network,
    places: Sequence[int],
    denominator: int,
    labels: Sequence[int],
    tolerance: Fraction,
    side: int,
) -> list[_Distance]:
    """One pass: to both sides (side 0), or to the right (1) or left (−1) only.

    Values are numerators over denominator·scale, slopes (by the place in units of 1/denominator)
    over scale. A slope column None stands for zeros.
    """
    count = len(places)
    neurons: list[_Neuron] = [_Column(list(places), [1] * count)]
    kinks = _Kinks([1] * count, [0] * count)
    scale = 1
    for depth, layer in enumerate(network.hidden_layers):
        unit = denominator * scale
        biases: dict[_Terms, set[int]] = {}
        for bias, terms in layer.rows:
            biases.setdefault(terms, set()).add(bias * unit)
        families: dict[_Terms, _Family] = {}
        result: list[_Neuron] = []
        for bias, terms in layer.rows:
            is_copy = len(terms) == 1 and terms[0][1] == layer.denominator == 1 and bias == 0
            if is_copy and depth:
                result.append(neurons[terms[0][0]])
                continue
            if terms not in families:
                thresholds = sorted(-shift for shift in biases[terms])
                families[terms] = _cut(_combine(neurons, terms, count), thresholds, kinks, side)
            result.append(_Threshold(families[terms], bias * unit))
        neurons = result
        scale *= layer.denominator
    unit = denominator * scale
    rows = network.output_layer.rows
    outputs = [_combine(neurons, terms, count) for _, terms in rows]
    offsets = [bias * unit for bias, _ in rows]
    unit *= network.output_layer.denominator
    results: list[_Distance] = []
    for at, label in enumerate(labels):
        values = [
            column.values[at] + offset for column, offset in zip(outputs, offsets, strict=True)
        ]
        moves = [0 if column.slopes is None else column.slopes[at] for column in outputs]
        reach = _reach(values, moves, unit, label, tolerance, side)
        kink = Fraction(kinks.top[at], kinks.bottom[at]) if kinks.bottom[at] else None
        distance, exact = _smaller(reach, kink)
        results.append((None if distance is None else distance * distance, exact))
    return results


_Terms = tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False)
class _Column:
    """Values and slopes at all points."""

    values: list[int]
    slopes: list[int] | None


@dataclass(frozen=True, eq=False)
class _Family:
    """Neurons σ(linear + shift): ``ranks`` counts the thresholds −shift that a point exceeds."""

    linear: _Column
    thresholds: list[int]
    ranks: list[int]


@dataclass(frozen=True, eq=False)
class _Threshold:
    """One neuron of a family."""

    family: _Family
    shift: int


_Neuron = _Column | _Threshold


@dataclass(frozen=True)
class _Kinks:
    """Nearest kink of each point, as a column of quotients top/bottom; 1/0 is infinity."""

    top: list[int]
    bottom: list[int]

    def record(self, at: int, distance: int, slope: int) -> None:
        """Keep distance/|slope| if it is the nearest so far."""
        slope, top, bottom = abs(slope), self.top[at], self.bottom[at]
        if bottom and distance and top:
            # Quotients whose bit lengths differ by 2 need no long multiplication.
            ahead = distance.bit_length() - slope.bit_length()
            ahead -= top.bit_length() - bottom.bit_length()
            if ahead >= 2:
                return
            is_nearer = ahead <= -2 or distance * bottom < top * slope
        else:
            is_nearer = distance * bottom < top * slope
        if is_nearer:
            self.top[at], self.bottom[at] = distance, slope


def _cut(linear: _Column, thresholds: list[int], kinks: _Kinks, side: int) -> _Family:
    """The family of all neurons with this linear part; records each point's nearest threshold."""
    if linear.slopes is None:
        ranks = [bisect_left(thresholds, value) for value in linear.values]
        return _Family(linear, thresholds, ranks)
    ranks = []
    last = len(thresholds)
    for at, (value, slope) in enumerate(zip(linear.values, linear.slopes, strict=True)):
        rank = bisect_left(thresholds, value)
        toward = slope * side
        if toward > 0:
            rank = bisect_right(thresholds, value, rank)
        if slope:
            if toward <= 0 and rank:
                kinks.record(at, value - thresholds[rank - 1], slope)
            if toward >= 0 and rank < last:
                kinks.record(at, thresholds[rank] - value, slope)
        ranks.append(rank)
    return _Family(linear, thresholds, ranks)


def _force(neuron: _Neuron) -> _Column:
    if isinstance(neuron, _Column):
        return neuron
    family, shift = neuron.family, neuron.shift
    own = bisect_left(family.thresholds, -shift)
    linear = family.linear
    values = [
        value + shift if rank > own else 0
        for value, rank in zip(linear.values, family.ranks, strict=True)
    ]
    slopes = linear.slopes
    if slopes is not None:
        slopes = [
            slope if rank > own else 0 for slope, rank in zip(slopes, family.ranks, strict=True)
        ]
        slopes = slopes if any(slopes) else None
    return _Column(values, slopes)


def _combine(neurons: Sequence[_Neuron], terms: _Terms, count: int) -> _Column:
    """Σ weight·neuron; many neurons of one family at once, by rank."""
    parts: list[tuple[int, _Column]] = []
    members: dict[int, list[tuple[_Threshold, int]]] = {}
    for index, weight in terms:
        neuron = neurons[index]
        if isinstance(neuron, _Threshold):
            members.setdefault(id(neuron.family), []).append((neuron, weight))
        else:
            parts.append((weight, neuron))
    for group in members.values():
        if len(group) >= LARGE_FAMILY:
            parts.append((1, _combine_family(group)))
        else:
            parts.extend((weight, _force(neuron)) for neuron, weight in group)
    values = _add_up([(weight, column.values) for weight, column in parts])
    slopes = _add_up(
        [(weight, column.slopes) for weight, column in parts if column.slopes is not None]
    )
    if slopes is not None and not any(slopes):
        slopes = None
    return _Column([0] * count if values is None else values, slopes)


def _combine_family(group: Sequence[tuple[_Threshold, int]]) -> _Column:
    family = group[0][0].family
    weight_at = [0] * (len(family.thresholds) + 1)
    constant_at = [0] * (len(family.thresholds) + 1)
    for neuron, weight in group:
        own = bisect_left(family.thresholds, -neuron.shift) + 1
        weight_at[own] += weight
        constant_at[own] += weight * neuron.shift
    weight_at, constant_at = list(accumulate(weight_at)), list(accumulate(constant_at))
    linear, ranks = family.linear, family.ranks
    values = [
        weight_at[rank] * value + constant_at[rank]
        for value, rank in zip(linear.values, ranks, strict=True)
    ]
    slopes = linear.slopes
    if slopes is not None:
        slopes = [weight_at[rank] * slope for slope, rank in zip(slopes, ranks, strict=True)]
    return _Column(values, slopes)


def _add_up(parts: Sequence[tuple[int, list[int]]]) -> list[int] | None:
    if not parts:
        return None
    weight, column = parts[0]
    total = column if weight == 1 else [weight * entry for entry in column]
    for weight, column in parts[1:]:
        if weight == 1:
            total = [so_far + entry for so_far, entry in zip(total, column, strict=True)]
        elif weight == -1:
            total = [so_far - entry for so_far, entry in zip(total, column, strict=True)]
        else:
            total = [so_far + weight * entry for so_far, entry in zip(total, column, strict=True)]
    return total


def _reach(
    outputs: Sequence[int],
    moves: Sequence[int],
    unit: int,
    label: int,
    tolerance: Fraction,
    side: int,
) -> Fraction | None:
    """Distance at which the affine piece gives a wrong answer; None if it never does."""
    room = _room(outputs, unit, label, tolerance)
    if any(free <= 0 for free in room):
        return Fraction(0)
    if len(outputs) == 1:
        error = outputs[0] - label * unit
        if side and error * moves[0] * side < 0:
            room = [tolerance * unit + abs(error)]
        return room[0] / abs(moves[0]) if moves[0] else None
    return min(
        (
            free / abs(move)
            for free, move in zip(room, _differences(moves, label), strict=True)
            if (move * side < 0 if side else move)
        ),
        default=None,
    )


def _measure_in_space(
    network: Network,
    point: Sequence[int],
    denominator: int,
    label: int,
    tolerance: Fraction,
) -> _Distance:
    """Squared distance in R^d in units of 1/denominator."""
    dimension = len(point)
    values = list(point)
    gradients = [[int(row == column) for column in range(dimension)] for row in range(dimension)]
    kink: Fraction | None = None
    scale = 1
    for depth, layer in enumerate(network.layers):
        unit = denominator * scale
        new_values: list[int] = []
        new_gradients: list[list[int]] = []
        for bias, terms in layer.rows:
            value = bias * unit + sum(weight * values[index] for index, weight in terms)
            active = [
                (weight, gradients[index]) for index, weight in terms if any(gradients[index])
            ]
            gradient = [
                sum(weight * column[at] for weight, column in active) for at in range(dimension)
            ]
            if depth < network.depth:
                steep = sum(entry * entry for entry in gradient)
                if steep:
                    distance = Fraction(value * value, steep)
                    kink = distance if kink is None else min(kink, distance)
                if value <= 0:
                    value, gradient = 0, [0] * dimension
            new_values.append(value)
            new_gradients.append(gradient)
        values, gradients = new_values, new_gradients
        scale *= layer.denominator
    room = _room(values, denominator * scale, label, tolerance)
    if any(free <= 0 for free in room):
        return Fraction(0), True
    steeps = [_differences([row[at] for row in gradients], label) for at in range(dimension)]
    squares = [sum(column[at] ** 2 for column in steeps) for at in range(len(room))]
    reach = min(
        (free * free / square for free, square in zip(room, squares, strict=True) if square),
        default=None,
    )
    return _smaller(reach, kink)


def _room(outputs: Sequence[int], unit: int, label: int, tolerance: Fraction) -> list[Fraction]:
    """How much the output(s) may change, in units of 1/unit; not positive for a wrong answer."""
    if len(outputs) == 1:
        return [tolerance * unit - abs(outputs[0] - label * unit)]
    if not 0 <= label < len(outputs):
        raise InputError(f"label {label} has no output: the network has {len(outputs)}")
    own = outputs[label]
    return [Fraction(own - other) for at, other in enumerate(outputs) if at != label]


def _differences(derivatives: Sequence[int], label: int) -> list[int]:
    if len(derivatives) == 1:
        return list(derivatives)
    own = derivatives[label]
    return [own - other for at, other in enumerate(derivatives) if at != label]


def _smaller(reach: Fraction | None, kink: Fraction | None) -> tuple[Fraction | None, bool]:
    if reach is not None and (kink is None or reach <= kink):
        return reach, True
    return kink, kink is None
