"""Certificates about exact ReLU networks, replayed with plain integers.

* ``network-values``: a network takes the stated outputs at the stated points.
* ``network-intervals``: it is the stated affine function on the *whole* of each stated segment.
* ``network-family``: a specification holds for each assignment of parameters in stated ranges,
  one network an assignment; *exhaustive* when the checker, which enumerates the assignments
  itself, finds all of them.

A network is a list of layers x ↦ (A x + b)/denominator, σ(x) = max(0, x) after all but the last.
Every document restates the sizes, which are counted again here. Soundness rests on three facts: a
forward pass in integers over a positive common denominator is exact; on a segment each neuron is
affine between the zeros of the pre-activations before it, so splitting there and comparing
coefficients decides equality at all points, and counts the affine pieces of a continuous function;
a family's claims come from ``SPECIFICATIONS`` below, not from the document.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from memproof.checker.budget import spend
from memproof.checker.errors import Rejected

MAX_LAYERS = 1 << 20
MAX_WEIGHTS = 1 << 24
MAX_DIGITS = 1 << 20
MAX_PARTS = 100_000
MAX_ASSIGNMENTS = 1_000_000
BATCH = 1024

SIZES = (
    "width",
    "depth",
    "neurons",
    "parameters",
    "nonzero_weights",
    "largest_weight_bits",
    "total_bits",
)

Point = tuple[Fraction, ...]
Row = tuple[int, tuple[tuple[int, int], ...]]
Load = Callable[[str], object]


@dataclass(frozen=True)
class Result:
    """What an accepted document shows: ``grade`` is exhaustive or instances, ``details`` are
    counts.
    """

    kind: str
    grade: str
    summary: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Layer:
    denominator: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Network:
    input_dimension: int
    layers: tuple[Layer, ...]

    @property
    def output_dimension(self) -> int:
        return len(self.layers[-1].rows)


@dataclass(frozen=True)
class Segment:
    """The claim that the outputs are affine from ``first`` at ``start`` to ``last`` at ``end``."""

    start: Point
    end: Point
    first: Point
    last: Point


@dataclass(frozen=True)
class Hidden:
    """The claim that there are at most so many hidden layers, of at most so many neurons each."""

    widths: tuple[int, ...]


@dataclass(frozen=True)
class Pieces:
    """The claim that a function R → R has exactly so many affine pieces on the whole line."""

    count: int


Demand = Segment | Hidden | Pieces


# Reading: types, lengths and forms are checked before anything is computed.


def _object(value: object, names: Sequence[str], place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Rejected("malformed", f"{place} must be an object")
    if set(value) != set(names):
        wrong = sorted(str(name) for name in set(value) ^ set(names))[0]
        raise Rejected("malformed", f"{place}: missing or unknown field {wrong[:60]!r}")
    return value


def _list(value: object, place: str) -> list[Any]:
    if not isinstance(value, list):
        raise Rejected("malformed", f"{place} must be a list")
    return value


def _count(value: object, place: str) -> int:
    if type(value) is not int or value < 0:
        raise Rejected("malformed", f"{place} must be a non-negative integer")
    return value


_INTEGER = re.compile(r"-?0x[1-9a-f][0-9a-f]*\Z")
_RATIONAL = re.compile(r"(-?)(0x[0-9a-f]+|[0-9]{1,4000})(?:/(0x[0-9a-f]+|[0-9]{1,4000}))?\Z")


def _integer(value: object, place: str) -> int:
    if type(value) is int:
        return value
    if isinstance(value, str) and len(value) <= MAX_DIGITS and _INTEGER.match(value):
        return int(value, 16)
    raise Rejected("not-an-integer", f"{place}: {value!r:.60}")


def _rational(value: object, place: str) -> Fraction:
    if type(value) is int:
        return Fraction(value)
    found = _RATIONAL.match(value) if isinstance(value, str) and len(value) <= MAX_DIGITS else None
    if not found:
        raise Rejected("not-a-rational", f"{place}: {value!r:.60}")
    sign, top, bottom = found.groups()
    numerator, denominator = (int(part, 16 if "x" in part else 10) for part in (top, bottom or "1"))
    if denominator == 0:
        raise Rejected("not-a-rational", f"{place}: denominator 0")
    return Fraction(-numerator if sign else numerator, denominator)


def _vector(value: object, length: int, place: str) -> Point:
    entries = value if isinstance(value, list) else [value]
    if len(entries) != length:
        raise Rejected("wrong-length", f"{place}: expected {length} numbers, found {len(entries)}")
    return tuple(_rational(entry, place) for entry in entries)


def read_network(value: object, load: Load | None = None) -> Network:
    """Validate a network: inline, or named by file and digest and fetched with ``load``."""
    if isinstance(value, dict) and set(value) == {"file", "digest"}:
        if not isinstance(value["file"], str) or not isinstance(value["digest"], str):
            raise Rejected("malformed", "a network's file and digest must be strings")
        if load is None:
            raise Rejected("missing-network", f"{value['file'][:200]!r} was not given")
        document = load(value["file"])
        try:
            text = json.dumps(document, sort_keys=True, separators=(",", ":"), allow_nan=False)
        except (TypeError, ValueError):
            raise Rejected("malformed", f"{value['file'][:200]!r} is not JSON") from None
        if hashlib.sha256(text.encode()).hexdigest() != value["digest"]:
            raise Rejected("digest-mismatch", f"{value['file'][:200]!r}")
        value = document
    fields = _object(value, ("format", "version", "input_dimension", "layers"), "a network")
    if fields["format"] != "memproof-network" or type(fields["version"]) is not int:
        raise Rejected("malformed", "not a memproof-network")
    if fields["version"] != 1:
        raise Rejected("malformed", "not version 1 of memproof-network")
    inputs = dimension = _count(fields["input_dimension"], "input_dimension")
    documents = _list(fields["layers"], "layers")
    if inputs < 1 or not 1 <= len(documents) <= MAX_LAYERS:
        raise Rejected("malformed", "a network needs an input and an output layer")
    layers: list[Layer] = []
    weights = 0
    for number, document in enumerate(documents):
        layer, read = _read_layer(document, dimension, f"layer {number}")
        weights += read
        if weights > MAX_WEIGHTS:
            raise Rejected("size-limit", f"more than {MAX_WEIGHTS} weights")
        layers.append(layer)
        dimension = len(layer.rows)
    return Network(inputs, tuple(layers))


def _read_layer(document: object, inputs: int, place: str) -> tuple[Layer, int]:
    fields = _object(document, ("denominator", "rows"), place)
    denominator = _integer(fields["denominator"], f"{place}, denominator")
    if denominator < 1:
        raise Rejected("malformed", f"{place}: the denominator must be positive")
    rows: list[Row] = []
    weights = 0
    for row in _list(fields["rows"], place):
        pair = _list(row, place)
        if len(pair) != 2:
            raise Rejected("malformed", f"{place}: a row is [bias, terms]")
        terms: list[tuple[int, int]] = []
        previous = -1
        for term in _list(pair[1], place):
            entry = _list(term, place)
            if len(entry) != 2 or type(entry[0]) is not int or not previous < entry[0] < inputs:
                raise Rejected("malformed", f"{place}: a term is [index, weight], indices increase")
            previous = entry[0]
            weight = _integer(entry[1], f"{place}, weight")
            if weight == 0:
                raise Rejected("malformed", f"{place}: a stored weight is 0")
            terms.append((previous, weight))
        rows.append((_integer(pair[0], f"{place}, bias"), tuple(terms)))
        weights += len(terms) + 1
    if not rows:
        raise Rejected("malformed", f"{place}: no rows")
    return Layer(denominator, tuple(rows)), weights


# Sizes.


def weight_bits(numerator: int, denominator: int) -> int:
    """Bits of p/q in lowest terms: of the integer part plus e if q = 2^e, else those of p and of
    q.
    """
    spend(1 + numerator.bit_length() * denominator.bit_length() // 400_000)
    common = gcd(numerator, denominator)
    numerator, denominator = abs(numerator) // common, denominator // common
    places = denominator.bit_length() - 1
    if denominator == 1 << places:
        return (numerator >> places).bit_length() + places
    return numerator.bit_length() + denominator.bit_length()


def count_sizes(network: Network) -> dict[str, int]:
    """Count every size; the output layer counts as parameters, not as depth or width."""
    widths = [len(layer.rows) for layer in network.layers]
    hidden = widths[:-1]
    bits = [
        weight_bits(value, layer.denominator)
        for layer in network.layers
        for bias, terms in layer.rows
        for value in (bias, *(weight for _, weight in terms))
        if value
    ]
    inputs = [network.input_dimension, *hidden]
    return {
        "width": max(hidden, default=0),
        "depth": len(hidden),
        "neurons": sum(hidden),
        "parameters": sum((a + 1) * b for a, b in zip(inputs, widths, strict=True)),
        "nonzero_weights": len(bits),
        "largest_weight_bits": max(bits, default=0),
        "total_bits": sum(bits),
    }


def _check_sizes(network: Network, stated: object) -> dict[str, int]:
    fields = _object(stated, SIZES, "sizes")
    counted = count_sizes(network)
    for name in SIZES:
        if _count(fields[name], name) != counted[name]:
            raise Rejected("wrong-size", f"{name} is {counted[name]}, not {fields[name]}")
    return counted


# Evaluation.


def evaluate(network: Network, points: Sequence[Point]) -> Iterator[Point]:
    """Exact outputs: integer columns, one entry a point, over the point's own denominator."""
    for first in range(0, len(points), BATCH):
        batch = points[first : first + BATCH]
        scales = [lcm(*(entry.denominator for entry in point)) for point in batch]
        columns = [
            [int(point[i] * scale) for point, scale in zip(batch, scales, strict=True)]
            for i in range(network.input_dimension)
        ]
        for depth, layer in enumerate(network.layers):
            spend(20 + len(batch) * len(layer.rows) * (1 + scales[0].bit_length() // 500))
            linear: dict[tuple[tuple[int, int], ...], list[int]] = {}
            new: list[list[int]] = []
            for bias, terms in layer.rows:
                if terms not in linear:
                    linear[terms] = _linear(terms, columns, len(batch))
                column = linear[terms]
                if bias:
                    column = [x + bias * scale for x, scale in zip(column, scales, strict=True)]
                if depth < len(network.layers) - 1:
                    column = [x if x > 0 else 0 for x in column]
                new.append(column)
            columns = new
            if layer.denominator != 1:
                scales = [scale * layer.denominator for scale in scales]
        for outputs, scale in zip(zip(*columns, strict=True), scales, strict=True):
            yield tuple(Fraction(output, scale) for output in outputs)


def _linear(terms: Sequence[tuple[int, int]], columns: list[list[int]], count: int) -> list[int]:
    total = [0] * count
    for index, weight in terms:
        column = columns[index]
        bits = max(column[0].bit_length(), column[-1].bit_length())
        spend(2 + count * (2 + bits * weight.bit_length() // 20_000 + bits // 500) // 10)
        if weight == 1:
            total = [x + y for x, y in zip(total, column, strict=True)]
        elif weight == -1:
            total = [x - y for x, y in zip(total, column, strict=True)]
        else:
            total = [x + weight * y for x, y in zip(total, column, strict=True)]
    return total


def check_segment(network: Network, segment: Segment) -> int:
    """Verify a segment claim on the whole segment; return the number of affine parts examined.

    t runs from 0 (start) to 1 (end).
    """
    scale = lcm(*(entry.denominator for entry in (*segment.start, *segment.end)))
    inputs = [
        (int(a * scale), int((b - a) * scale))
        for a, b in zip(segment.start, segment.end, strict=True)
    ]
    examined = 0
    for low, high, outputs, over in _parts(network, inputs, scale, Fraction(0), Fraction(1)):
        examined += 1
        for (p, q), first, last in zip(outputs, segment.first, segment.last, strict=True):
            if p != first * over or q != (last - first) * over:
                found = (p + q * _inside(low, high)) / over
                raise Rejected(
                    "wrong-interval",
                    f"between t = {low} and {high} of {_show(segment)}: the output"
                    f" at the middle is {found}",
                )
    return examined


def check_pieces(network: Network, pieces: Pieces) -> int:
    """Verify the number of affine pieces on the line; return how many parts were examined.

    The function is continuous, so neighbouring parts belong to one piece just when their slopes
    are equal.
    """
    if network.input_dimension != 1 or network.output_dimension != 1:
        raise Rejected("wrong-length", "pieces are those of one output on one line")
    slopes = [
        Fraction(outputs[0][1], scale)
        for _, _, outputs, scale in _parts(network, [(0, 1)], 1, None, None)
    ]
    found = 1 + sum(one != two for one, two in itertools.pairwise(slopes))
    if found != pieces.count:
        raise Rejected("wrong-pieces", f"{found} affine pieces, not {pieces.count}")
    return len(slopes)


End = Fraction | None
"""An end of a part; None is infinite."""


def _parts(
    network: Network, inputs: list[tuple[int, int]], scale: int, low: End, high: End
) -> Iterator[tuple[End, End, list[tuple[int, int]], int]]:
    """Parts of the line, from left to right, with each output as (p + q t)/scale on the part.

    The inputs are given so, for all t from ``low`` to ``high``. On a part each neuron is of this
    form; a part is split where a pre-activation changes sign, after which each neuron is either
    kept or zero on it, which its sign at one inner point decides.
    """
    parts = [(low, high, 0, scale, inputs)]
    examined = 0
    while parts:
        low, high, depth, scale, neurons = parts.pop()
        layer = network.layers[depth]
        bits = scale.bit_length()
        spend(sum(10 + len(terms) for _, terms in layer.rows) * (1 + bits * bits // 2_000_000) // 4)
        new = [
            (
                bias * scale + sum(weight * neurons[i][0] for i, weight in terms),
                sum(weight * neurons[i][1] for i, weight in terms),
            )
            for bias, terms in layer.rows
        ]
        scale *= layer.denominator
        if depth == len(network.layers) - 1:
            examined += 1
            if examined > MAX_PARTS:
                raise Rejected("size-limit", f"more than {MAX_PARTS} pieces on a segment")
            yield low, high, new, scale
            continue
        zeros = {Fraction(-p, q) for p, q in new if q}
        ends = [
            low,
            *sorted(
                zero
                for zero in zeros
                if (low is None or low < zero) and (high is None or zero < high)
            ),
            high,
        ]
        for left, right in reversed(list(itertools.pairwise(ends))):
            middle = _inside(left, right)
            top, bottom = middle.numerator, middle.denominator
            kept = [(p, q) if p * bottom + q * top > 0 else (0, 0) for p, q in new]
            parts.append((left, right, depth + 1, scale, kept))
        if len(parts) > MAX_PARTS:
            raise Rejected("size-limit", f"more than {MAX_PARTS} pieces on a segment")


def _inside(left: End, right: End) -> Fraction:
    """A point strictly between two different ends."""
    if left is None:
        return Fraction(0) if right is None else right - 1
    return left + 1 if right is None else (left + right) / 2


def _show(segment: Segment) -> str:
    ends = ["(" + ", ".join(map(str, end)) + ")" for end in (segment.start, segment.end)]
    return f"{ends[0]} … {ends[1]}"[:200]


# The kinds.


def check_values(
    document: Mapping[str, Any], *, load: Load | None = None, sample: Sequence[int] | None = None
) -> Result:
    """``network-values``: claim = {network, sizes, points, labels}; evidence is empty.

    ``sample`` restricts the forward passes to some indices; the result says how many were not
    checked.
    """
    claim = _claim(document, ("network", "sizes", "points", "labels"))
    network = read_network(claim["network"], load)
    sizes = _check_sizes(network, claim["sizes"])
    points = _list(claim["points"], "points")
    labels = _list(claim["labels"], "labels")
    if len(points) != len(labels):
        raise Rejected("wrong-length", f"{len(points)} points, {len(labels)} labels")
    if not points:
        raise Rejected("empty", "no points")
    chosen = range(len(points)) if sample is None else sorted(set(sample))
    if not chosen or chosen[0] < 0 or chosen[-1] >= len(points):
        raise Rejected("malformed", "the sample must name some of the points")
    inputs = [_vector(points[i], network.input_dimension, f"point {i}") for i in chosen]
    expected = [_vector(labels[i], network.output_dimension, f"label {i}") for i in chosen]
    for i, output, label in zip(chosen, evaluate(network, inputs), expected, strict=True):
        if output != label:
            raise Rejected(
                "wrong-value", f"at point {i} the output is {_join(output)}, not {_join(label)}"
            )
    skipped = len(points) - len(chosen)
    summary = f"exact output at {len(chosen)} of {len(points)} points"
    summary += f"; {skipped} NOT CHECKED" if skipped else ""
    details = {
        "points": len(points),
        "checked": len(chosen),
        "not_checked": skipped,
        "sizes": sizes,
    }
    return Result("network-values", "instances", summary, details)


def check_intervals(document: Mapping[str, Any], *, load: Load | None = None) -> Result:
    """``network-intervals``: claim = {network, sizes, intervals}; evidence is empty.

    An interval is [start, end, value] or [start, end, value at start, value at end]: numbers where
    there is one input (output), lists otherwise. The claim is affine equality on the whole closed
    segment.
    """
    claim = _claim(document, ("network", "sizes", "intervals"))
    network = read_network(claim["network"], load)
    sizes = _check_sizes(network, claim["sizes"])
    intervals = _list(claim["intervals"], "intervals")
    if not intervals:
        raise Rejected("empty", "no intervals")
    parts = 0
    for number, entry in enumerate(intervals):
        parts += check_segment(network, _read_segment(entry, network, f"interval {number}"))
    details = {"intervals": len(intervals), "pieces": parts, "sizes": sizes}
    summary = f"exact pieces on {len(intervals)} whole intervals"
    return Result("network-intervals", "instances", summary, details)


def _read_segment(value: object, network: Network, place: str) -> Segment:
    entry = _list(value, place)
    if len(entry) not in (3, 4):
        raise Rejected("malformed", f"{place}: expected [start, end, value] or two values")
    start, end = (_vector(entry[i], network.input_dimension, place) for i in (0, 1))
    if network.input_dimension == 1 and start > end:
        raise Rejected("wrong-order", f"{place}: starts right of its end")
    first, last = (_vector(entry[i], network.output_dimension, place) for i in (2, -1))
    if start == end and first != last:
        raise Rejected("malformed", f"{place}: two values at one point")
    return Segment(start, end, first, last)


def _claim(document: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    if document.get("evidence") != {}:
        raise Rejected("malformed", "evidence must be empty: the claim carries the network")
    return _object(document.get("claim"), names, "the claim")


def _join(values: Sequence[Fraction]) -> str:
    return ", ".join(map(str, values))[:200]


# Families.

Assignment = Mapping[str, int]
Labels = tuple[int, ...]


def check_family(document: Mapping[str, Any]) -> Result:
    """``network-family``: a specification's networks, one for each assignment of its parameters.

    claim = {specification, ranges, where, sets, bounds, coverage}, evidence = {instances}.
    ``ranges`` gives each parameter [low, high], inclusive; ``where`` relations restrict the
    product; ``sets`` are lists of places for the specifications that use them; ``bounds`` are
    relations between measured sizes and the parameters. An instance is {parameters, labels,
    network} (labels null where the specification has none). Coverage ``exhaustive`` demands every
    assignment exactly once, and with labels every labeling in {0, …, C − 1}^N; ``instances``
    demands no more than what is there.
    """
    claim = _object(
        document.get("claim"),
        ("specification", "ranges", "where", "sets", "bounds", "coverage"),
        "the claim",
    )
    evidence = _object(document.get("evidence"), ("instances",), "evidence")
    specification = claim["specification"]
    if not isinstance(specification, str) or specification not in SPECIFICATIONS:
        raise Rejected("unknown-specification", f"{specification!r:.60}")
    needed, labelled, demands = SPECIFICATIONS[specification]
    if claim["coverage"] not in ("exhaustive", "instances"):
        raise Rejected("malformed", "coverage is exhaustive or instances")
    ranges = _read_ranges(claim["ranges"])
    if missing := sorted(set(needed) - set(ranges)):
        raise Rejected("malformed", f"{specification} needs a range for {missing[0]}")
    for name in needed:
        if ranges[name][0] < _LOWEST.get(name, 1):
            raise Rejected("malformed", f"{name} starts below {_LOWEST.get(name, 1)}")
    where = [_read_relation(entry, set(ranges)) for entry in _list(claim["where"], "where")]
    bounds = [
        _read_relation(entry, {*ranges, *SIZES}) for entry in _list(claim["bounds"], "bounds")
    ]
    sets = [_read_places(entry, f"set {i}") for i, entry in enumerate(_list(claim["sets"], "sets"))]
    seen: set[tuple[tuple[int, ...], Labels]] = set()
    largest = dict.fromkeys(SIZES, 0)
    parts = 0
    for number, entry in enumerate(_list(evidence["instances"], "instances")):
        fields = _object(entry, ("parameters", "labels", "network"), f"instance {number}")
        given = _object(fields["parameters"], tuple(ranges), f"instance {number}, parameters")
        values = {name: _count(given[name], name) for name in ranges}
        labels: Labels = ()
        if labelled:
            stated = _list(fields["labels"], f"instance {number}, labels")
            labels = tuple(_count(label, "a label") for label in stated)
        elif fields["labels"] is not None:
            raise Rejected("malformed", f"instance {number}: this specification has no labels")
        key = tuple(values.values()), labels
        place = f"{_name(values)}" + (f", labels {list(labels)}" if labelled else "")
        if not _belongs(values, labels, ranges, where, labelled):
            raise Rejected("unknown-assignment", f"{place} is not in the stated ranges")
        if key in seen:
            raise Rejected("duplicate-assignment", place)
        seen.add(key)
        network = read_network(fields["network"])
        sizes = count_sizes(network)
        for name in SIZES:
            largest[name] = max(largest[name], sizes[name])
        for relation in bounds:
            if not _holds(relation, {**values, **sizes}):
                raise Rejected(
                    "bound-exceeded", f"{json.dumps(relation)} at {place}: {_name(sizes)}"
                )
        demanded = 0
        for demand in demands(values, labels, sets):
            spend(10)
            demanded += not isinstance(demand, Hidden)
            if demanded > MAX_ASSIGNMENTS:
                raise Rejected("size-limit", f"{place}: too many segments")
            try:
                parts += _meet(network, demand)
            except Rejected as error:
                raise Rejected(error.reason, f"{place}: {error.detail}") from None
        if not demanded:
            raise Rejected("empty", f"{place} demands nothing")
    if not seen:
        raise Rejected("empty", "no instances")
    exhaustive = claim["coverage"] == "exhaustive"
    if exhaustive:
        for key in _enumerate(ranges, where, labelled):
            if key not in seen:
                place = _name(dict(zip(ranges, key[0], strict=True)))
                raise Rejected("missing-assignment", f"{place}, labels {list(key[1])}")
    covered = "all" if exhaustive else "instances:"
    summary = f"{specification}: {covered} {len(seen)} assignments, {parts} exact pieces"
    details = {"assignments": len(seen), "pieces": parts, "largest": largest}
    return Result("network-family", "exhaustive" if exhaustive else "instances", summary, details)


def _meet(network: Network, demand: Demand) -> int:
    """Check one demand of a specification; return the number of affine parts examined."""
    if isinstance(demand, Pieces):
        return check_pieces(network, demand)
    if isinstance(demand, Hidden):
        widths = [len(layer.rows) for layer in network.layers[:-1]]
        if len(widths) > len(demand.widths) or any(
            own > most for own, most in zip(widths, demand.widths, strict=False)
        ):
            raise Rejected("too-wide", f"hidden widths {widths}, at most {list(demand.widths)}")
        return 0
    if (len(demand.start), len(demand.first)) != (
        network.input_dimension,
        network.output_dimension,
    ):
        raise Rejected("wrong-length", "the network's dimensions do not fit")
    return check_segment(network, demand)


def _read_ranges(value: object) -> dict[str, tuple[int, int]]:
    if not isinstance(value, dict) or not value:
        raise Rejected("malformed", "ranges must be an object with at least one parameter")
    ranges: dict[str, tuple[int, int]] = {}
    size = 1
    for name, entry in value.items():
        if not name.isidentifier() or name in SIZES:
            raise Rejected("malformed", f"bad parameter name {name[:60]!r}")
        bounds = _list(entry, name)
        if len(bounds) != 2:
            raise Rejected("malformed", f"{name}: a range is [low, high]")
        low, high = (_count(bound, name) for bound in bounds)
        if low > high:
            raise Rejected("empty", f"the range of {name}")
        ranges[name] = low, high
        size *= high - low + 1
        if size > MAX_ASSIGNMENTS:
            raise Rejected("size-limit", "too many assignments")
    return ranges


def _belongs(
    values: Assignment,
    labels: Labels,
    ranges: Mapping[str, tuple[int, int]],
    where: Sequence[Any],
    labelled: bool,
) -> bool:
    """True for the assignments that ``_enumerate`` yields."""
    if not all(low <= values[name] <= high for name, (low, high) in ranges.items()):
        return False
    if labelled and (len(labels) != values["N"] or max(labels, default=0) >= values["C"]):
        return False
    return all(_holds(relation, values) for relation in where)


def _enumerate(
    ranges: Mapping[str, tuple[int, int]], where: Sequence[Any], labelled: bool
) -> Iterator[tuple[tuple[int, ...], Labels]]:
    """Every assignment of the ranges that satisfies ``where``, with every labeling."""
    found = 0
    for values in itertools.product(*(range(low, high + 1) for low, high in ranges.values())):
        named = dict(zip(ranges, values, strict=True))
        if not all(_holds(relation, named) for relation in where):
            continue
        labelings: Iterator[Labels] = iter([()])
        if labelled:
            labelings = itertools.product(range(named["C"]), repeat=named["N"])
        for labels in labelings:
            found += 1
            spend(2)
            if found > MAX_ASSIGNMENTS:
                raise Rejected("size-limit", "too many assignments")
            yield values, labels


_RELATIONS: dict[str, Callable[[int, int], bool]] = {
    "<=": lambda a, b: a <= b,
    "<": lambda a, b: a < b,
    "=": lambda a, b: a == b,
}
_OPERATIONS = ("+", "-", "*", "max", "min", "ceil-div")


def _read_relation(value: object, names: set[str]) -> list[Any]:
    entry = _list(value, "a relation")
    if len(entry) != 3 or not isinstance(entry[0], str) or entry[0] not in _RELATIONS:
        raise Rejected("malformed", "a relation is [<=, <, or =; expression; expression]")
    for side in entry[1:]:
        _read_expression(side, names, 0)
    return entry


def _read_expression(value: object, names: set[str], nesting: int) -> None:
    if type(value) is int or (isinstance(value, str) and value in names):
        return
    entry = _list(value, "an expression")
    if (
        nesting > 20
        or len(entry) < 3
        or not isinstance(entry[0], str)
        or entry[0] not in _OPERATIONS
    ):
        raise Rejected("malformed", f"not an expression: {value!r:.60}")
    if entry[0] in ("-", "ceil-div") and len(entry) != 3:
        raise Rejected("malformed", f"{entry[0]} takes two operands")
    for part in entry[1:]:
        _read_expression(part, names, nesting + 1)


def _holds(relation: Sequence[Any], values: Assignment) -> bool:
    return _RELATIONS[relation[0]](_compute(relation[1], values), _compute(relation[2], values))


def _compute(expression: Any, values: Assignment) -> int:
    if type(expression) is int:
        return expression
    if isinstance(expression, str):
        return values[expression]
    operation, parts = expression[0], [_compute(part, values) for part in expression[1:]]
    spend(1 + len(parts))
    if operation == "+":
        return sum(parts)
    if operation == "*":
        product = 1
        for part in parts:
            product *= part
            spend(product.bit_length() // 1000)
        return product
    if operation == "-":
        return parts[0] - parts[1]
    if operation == "ceil-div":
        if parts[1] < 1:
            raise Rejected("malformed", "division by a number below 1")
        return -(-parts[0] // parts[1])
    return max(parts) if operation == "max" else min(parts)


def _read_places(value: object, place: str) -> tuple[tuple[Fraction, Fraction], ...]:
    """Closed intervals of the line, increasing and disjoint; a number stands for a point."""
    places: list[tuple[Fraction, Fraction]] = []
    for entry in _list(value, place):
        ends = entry if isinstance(entry, list) else [entry, entry]
        if len(ends) != 2:
            raise Rejected("malformed", f"{place}: a place is a number or [low, high]")
        low, high = (_rational(end, place) for end in ends)
        if low > high or (places and low <= places[-1][1]):
            raise Rejected("wrong-order", f"{place}: places must increase and not meet")
        places.append((low, high))
    return tuple(places)


def _name(values: Mapping[str, int]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in values.items())


# What a family's networks are to do, written from the mathematics and not from the constructions.

Places = Sequence[tuple[Fraction, Fraction]]


def _at(
    start: Sequence[Fraction | int],
    end: Sequence[Fraction | int],
    first: Sequence[int],
    last: Sequence[int],
) -> Segment:
    points = [tuple(Fraction(entry) for entry in point) for point in (start, end, first, last)]
    return Segment(*points)


def _chosen_set(values: Assignment, sets: Sequence[Places], size: int) -> Places:
    index = values.get("set", 0)
    if index >= len(sets) or len(sets[index]) < size:
        raise Rejected("malformed", f"set {index} does not hold {size} places")
    return sets[index][:size]


def _labeling(values: Assignment, labels: Labels, sets: Sequence[Places]) -> Iterator[Segment]:
    """On the whole i-th of the first N places of the set the output is label i."""
    for (low, high), label in zip(_chosen_set(values, sets, values["N"]), labels, strict=True):
        yield _at([low], [high], [label], [label])


def _blocks(values: Assignment, labels: Labels, sets: Sequence[Places]) -> Iterator[Segment]:
    """U5: N = m(n + 1) samples; affine inside each block, constant for a unit left and right of
    all.
    """
    length = values["n"] + 1
    if values["N"] != values["m"] * length:
        raise Rejected("malformed", "blocks need N = m(n + 1)")
    chosen = _chosen_set(values, sets, values["N"])
    if any(low < high for low, high in chosen):
        raise Rejected("malformed", "samples are points, not intervals")
    places = [low for low, _ in chosen]
    yield _at([places[0] - 1], [places[0]], [labels[0]], [labels[0]])
    yield _at([places[-1]], [places[-1] + 1], [labels[-1]], [labels[-1]])
    for i in range(values["N"] - 1):
        if (i + 1) % length:
            yield _at([places[i]], [places[i + 1]], [labels[i]], [labels[i + 1]])


def _bit_step(values: Assignment, _: Labels, __: Sequence[Places]) -> Iterator[Segment]:
    """U7: v of K bits ↦ (top bit, the rest)."""
    for v in range(1 << _small(values["K"])):
        outputs = divmod(v, 1 << (values["K"] - 1))
        yield _at([v], [v], outputs, outputs)


def _match(values: Assignment, _: Labels, __: Sequence[Places]) -> Iterator[Segment]:
    """U8: on the margin interval of every key of B bits, 1 for the key q and 0 for the others."""
    scale = values["M"]
    for key in range(1 << _small(values["B"])):
        hit = [int(key == values["q"])]
        yield _at([scale * key], [scale * key + scale - 1], hit, hit)


def _gate(values: Assignment, _: Labels, __: Sequence[Places]) -> Iterator[Segment]:
    """U9: (ℓ, h) ↦ ℓ·h for labels of c bits and h in {0, 1}."""
    for label in range(1 << _small(values["c"])):
        for hit in (0, 1):
            yield _at([label, hit], [label, hit], [label * hit], [label * hit])


def _decoder(values: Assignment, _: Labels, __: Sequence[Places]) -> Iterator[Segment]:
    """U10: for every code and key, on the key's whole margin interval, the key's labels added up.

    A code has n entries (key of B bits, label of c bits), the first in the highest bits.
    """
    n, key_bits, label_bits, scale = (values[name] for name in ("n", "B", "c", "M"))
    bits = key_bits + label_bits
    for code in range(1 << _small(n * bits)):
        words = [code >> (bits * i) & ((1 << bits) - 1) for i in range(n)]
        entries = [divmod(word, 1 << label_bits) for word in words]
        for key in range(1 << _small(key_bits)):
            answer = [sum(label for own, label in entries if own == key)]
            yield _at([scale * key, code], [scale * key + scale - 1, code], answer, answer)


def _vectors(values: Assignment, labels: Labels, sets: Sequence[Places]) -> Iterator[Demand]:
    """On the whole i-th place output j is bit j of label i, of y bits; S pairs of hidden layers.

    Pair k has widths p + y [k > 1] and q y + [k < S].
    """
    outputs, pairs = values["y"], _small(values["S"])
    if values["C"] != 1 << _small(outputs):
        raise Rejected("malformed", "vectors of y bits need C = 2^y")
    widths: list[int] = []
    for k in range(pairs):
        widths += [
            values["p"] + outputs * (k > 0),
            values["q"] * outputs + (k < pairs - 1),
        ]
    yield Hidden(tuple(widths))
    for (low, high), label in zip(_chosen_set(values, sets, values["N"]), labels, strict=True):
        bits = [label >> j & 1 for j in range(outputs)]
        yield _at([low], [high], bits, bits)


def _one_hot(values: Assignment, labels: Labels, sets: Sequence[Places]) -> Iterator[Demand]:
    """On the whole i-th place the outputs are the unit vector of label i; widths p, q, C − 1."""
    classes = values["C"]
    yield Hidden((values["p"], values["q"], classes - 1))
    for (low, high), label in zip(_chosen_set(values, sets, values["N"]), labels, strict=True):
        unit = [int(label == c) for c in range(classes)]
        yield _at([low], [high], unit, unit)


def _pieces(values: Assignment, _: Labels, __: Sequence[Places]) -> Iterator[Demand]:
    """Two hidden layers of at most d1 and d2 neurons with exactly P affine pieces on the line."""
    yield Hidden((values["d1"], values["d2"]))
    yield Pieces(values["P"])


def _rows(values: Assignment, _: Labels, __: Sequence[Places]) -> Iterator[Demand]:
    """Theorem 11's row map: (a/2^m, e_j) ↦ the j-th of the m bits of a, for all a and j."""
    m = _small(values["m"])
    for a in range(1 << m):
        for j in range(m):
            point: list[Fraction | int] = [Fraction(a, 1 << m), *(int(t == j) for t in range(m))]
            bit = [a >> (m - 1 - j) & 1]
            yield _at(point, point, bit, bit)


def _small(bits: int) -> int:
    if bits > 20:
        raise Rejected("size-limit", f"2^{bits} cases")
    return bits


_LOWEST = {"q": 0, "set": 0}

SPECIFICATIONS: dict[
    str,
    tuple[
        tuple[str, ...],
        bool,
        Callable[[Assignment, Labels, Sequence[Places]], Iterator[Demand]],
    ],
] = {
    "labeling": (("N", "C"), True, _labeling),
    "blocks": (("N", "C", "m", "n"), True, _blocks),
    "bit-step": (("K",), False, _bit_step),
    "match": (("B", "M", "q"), False, _match),
    "gate": (("c",), False, _gate),
    "decoder": (("n", "B", "c", "M"), False, _decoder),
    "vectors": (("N", "C", "y", "p", "q", "S"), True, _vectors),
    "one-hot": (("N", "C", "p", "q"), True, _one_hot),
    "pieces": (("d1", "d2", "P"), False, _pieces),
    "rows": (("m",), False, _rows),
}

KINDS: dict[str, Callable[[Mapping[str, Any]], Result]] = {
    "network-values": check_values,
    "network-intervals": check_intervals,
    "network-family": check_family,
}
