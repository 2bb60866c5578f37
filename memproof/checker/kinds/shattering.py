"""Shattering tables: which of the 2^n labelings of n exact points a class realises.

Kind ``network-shattering``: claim = {points, class, coverage, realised, refuted}, evidence =
{witnesses, obstructions, realised, refuted}. A labeling is a text of n digits 0 and 1. A realised
row [labeling, i] names the witness that takes it, a refuted row [labeling, i] the obstruction that
rules it out. Coverage ``complete`` demands each of the 2^n labelings in exactly one row, so that
the count of dichotomies is certified from both sides; ``partial`` certifies "at least".

Classes:

* ``{"name": "half-spaces"}``: x ↦ [normal·x + offset > 0]. A witness is {normal, offset}; it must
  be nonzero at every point, so that the strict and the weak convention agree.
* ``{"name": "networks", "width", "depth", "reading"}``: NN(W, L) on the points. A witness is a
  network with one output, at most W neurons a layer and 1 … L hidden layers (a layer that copies
  hidden neurons, which are not negative, fills up the depth). Reading ``value`` demands the output
  0 or 1 itself, ``sign`` label 1 exactly where the output is positive.
* ``{"name": "given", "digests", "reading"}``: a finite list of networks, all evaluated here; a
  labeling that none of them takes counts as refuted and needs no row.

An obstruction {left, right} holds positive weights λ on two disjoint sets of points with
Σ_left λ = Σ_right λ and Σ_left λ x = Σ_right λ x: a common point of two convex hulls. No half-space
labels one set 1 and the other 0, since its affine function would have a positive mean over one set
and none over the other. The same holds for width 1, where the output is a monotone function of
one w·x. For all other networks only a repeated point (one index on either side) obstructs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from math import lcm
from typing import Any

from memproof.checker.budget import spend
from memproof.checker.errors import Rejected
from memproof.checker.kinds.networks import (
    MAX_WEIGHTS,
    Network,
    Point,
    Result,
    _count,
    _list,
    _object,
    _rational,
    _vector,
    count_sizes,
    evaluate,
    read_network,
)

MAX_ENUMERATED = 20
MAX_POINTS = 4096
MAX_ROWS = 1 << MAX_ENUMERATED
READINGS = ("value", "sign")

Labels = int
"""A labeling as a bit mask: bit i is the label of point i."""
Homogeneous = tuple[int, ...]
"""A point as (q·x, q) for its common denominator q > 0."""
Obstruction = tuple[int, int, bool]
"""The two sets of an obstruction as bit masks, and whether it is one point given twice."""


def check_shattering(document: Mapping[str, Any]) -> Result:
    """Replay a shattering table; the summary says "exactly" or "at least" how many."""
    claim = _object(
        document.get("claim"), ("points", "class", "coverage", "realised", "refuted"), "the claim"
    )
    evidence = _object(
        document.get("evidence"), ("witnesses", "obstructions", "realised", "refuted"), "evidence"
    )
    points = _read_points(claim["points"])
    size = len(points)
    if claim["coverage"] not in ("complete", "partial"):
        raise Rejected("malformed", "coverage is complete or partial")
    complete = claim["coverage"] == "complete"
    if complete and size > MAX_ENUMERATED:
        raise Rejected("size-limit", f"2^{size} labelings")
    name, takes = _read_class(claim["class"], evidence["witnesses"], points)
    witnesses = [
        takes(entry, number)
        for number, entry in enumerate(_list(evidence["witnesses"], "witnesses"))
    ]
    obstructions = [
        _read_obstruction(entry, points, f"obstruction {number}")
        for number, entry in enumerate(_list(evidence["obstructions"], "obstructions"))
    ]
    if obstructions and name == "given":
        raise Rejected("wrong-class", "given networks are evaluated, not obstructed")
    general = name == "half-spaces" or (name == "networks" and claim["class"]["width"] == 1)

    seen: set[Labels] = set()
    realised = _list(evidence["realised"], "realised")
    for labels, index in _read_rows(realised, size, len(witnesses), "realised"):
        _note(labels, seen, size)
        if witnesses[index] != labels:
            raise Rejected(
                "wrong-label", f"witness {index} does not take the labeling {_show(labels, size)}"
            )
    refuted = _list(evidence["refuted"], "refuted")
    for labels, index in _read_rows(refuted, size, len(obstructions), "refuted"):
        _note(labels, seen, size)
        left, right, repeated = obstructions[index]
        if not (repeated or general):
            raise Rejected("wrong-class", f"obstruction {index} says nothing about this class")
        on_left, on_right = labels & left, labels & right
        if not ((on_left == left and not on_right) or (not on_left and on_right == right)):
            raise Rejected(
                "wrong-obstruction", f"{index} does not obstruct the labeling {_show(labels, size)}"
            )
    ruled_out = len(refuted)
    if name == "given":
        missing = {taken for taken in witnesses if taken is not None} - seen
        if missing:
            raise Rejected("missing-labeling", _show(min(missing), size))
        if not complete:
            raise Rejected("malformed", "a table of given networks is complete")
        ruled_out = (1 << size) - len(realised)
    elif complete:
        for labels in range(1 << size):
            if labels not in seen:
                raise Rejected("missing-labeling", _show(labels, size))
    elif not seen:
        raise Rejected("empty", "no labelings")
    for word, stated, counted in (
        ("realised", claim["realised"], len(realised)),
        ("refuted", claim["refuted"], ruled_out),
    ):
        if _count(stated, word) != counted:
            raise Rejected("wrong-count", f"{counted} labelings are {word}, not {stated}")
    count = f"exactly {len(realised)}" if complete else f"at least {len(realised)}"
    details = {
        "points": size,
        "labelings": 1 << size if complete else len(seen),
        "realised": len(realised),
        "refuted": ruled_out,
        "shattered": complete and ruled_out == 0,
    }
    summary = f"{count} of 2^{size} labelings by {_describe(claim['class'])}"
    grade = "exhaustive" if complete else "instances"
    return Result("network-shattering", grade, summary, details)


# Reading.


def _read_points(value: object) -> list[Point]:
    entries = _list(value, "points")
    if not entries:
        raise Rejected("empty", "no points")
    if len(entries) > MAX_POINTS:
        raise Rejected("size-limit", f"more than {MAX_POINTS} points")
    dimension = len(_list(entries[0], "point 0"))
    if dimension < 1:
        raise Rejected("malformed", "a point needs a coordinate")
    return [
        _vector(_list(entry, f"point {number}"), dimension, f"point {number}")
        for number, entry in enumerate(entries)
    ]


def _read_class(
    value: object, witnesses: object, points: Sequence[Point]
) -> tuple[str, Callable[[object, int], Labels | None]]:
    """The class's name and what says which labeling a witness takes (None: not one of 0 and 1)."""
    name = value.get("name") if isinstance(value, dict) else None
    if name == "half-spaces":
        _object(value, ("name",), "the class")
        homogeneous = [_clear(point) for point in points]
        return name, lambda entry, number: _read_half_space(
            entry, homogeneous, f"half-space {number}"
        )
    budget = [MAX_WEIGHTS]
    if name == "networks":
        fields = _object(value, ("name", "width", "depth", "reading"), "the class")
        width, depth = _count(fields["width"], "width"), _count(fields["depth"], "depth")
        if width < 1 or depth < 1:
            raise Rejected("malformed", "width and depth are positive")
        reading = _read_reading(fields["reading"])

        def take(entry: object, number: int) -> Labels | None:
            network = _read_witness(entry, points, budget, number)
            sizes = count_sizes(network)
            if sizes["width"] > width or not 1 <= sizes["depth"] <= depth:
                raise Rejected(
                    "wrong-class",
                    f"network {number} has width {sizes['width']} and depth {sizes['depth']}",
                )
            return _take(network, points, reading)

        return name, take
    if name == "given":
        fields = _object(value, ("name", "digests", "reading"), "the class")
        digests = _list(fields["digests"], "digests")
        reading = _read_reading(fields["reading"])
        if len(digests) != len(_list(witnesses, "witnesses")) or not digests:
            raise Rejected("wrong-class", "as many digests as networks, at least one")

        def take_given(entry: object, number: int) -> Labels | None:
            network = _read_witness(entry, points, budget, number)
            text = json.dumps(entry, sort_keys=True, separators=(",", ":"), allow_nan=False)
            if hashlib.sha256(text.encode()).hexdigest() != digests[number]:
                raise Rejected("digest-mismatch", f"network {number}")
            return _take(network, points, reading)

        return name, take_given
    raise Rejected("unknown-class", f"{name!r:.60}")


def _read_reading(value: object) -> str:
    if not isinstance(value, str) or value not in READINGS:
        raise Rejected("malformed", "the reading is value or sign")
    return value


def _read_witness(
    entry: object, points: Sequence[Point], budget: list[int], number: int
) -> Network:
    network = read_network(entry)
    budget[0] -= sum(len(terms) + 1 for layer in network.layers for _, terms in layer.rows)
    if budget[0] < 0:
        raise Rejected("size-limit", f"more than {MAX_WEIGHTS} weights")
    if network.input_dimension != len(points[0]) or network.output_dimension != 1:
        raise Rejected("wrong-length", f"network {number}: its dimensions do not fit the points")
    return network


def _read_half_space(entry: object, points: Sequence[Homogeneous], place: str) -> Labels:
    fields = _object(entry, ("normal", "offset"), place)
    normal = _vector(_list(fields["normal"], place), len(points[0]) - 1, place)
    weights = _clear((*normal, _rational(fields["offset"], place)))[:-1]
    labels = 0
    bits = max(weight.bit_length() for weight in weights)
    spend(len(points) * (1 + len(weights) * (1 + bits // 500)))
    for index, point in enumerate(points):
        value = sum(weight * entry for weight, entry in zip(weights, point, strict=True))
        if value == 0:
            raise Rejected("on-boundary", f"{place}: point {index} lies on the hyperplane")
        labels |= (value > 0) << index
    return labels


def _read_obstruction(entry: object, points: Sequence[Point], place: str) -> Obstruction:
    fields = _object(entry, ("left", "right"), place)
    masks = []
    sums = []
    for side in ("left", "right"):
        mask = 0
        total = [_rational(0, place)] * (len(points[0]) + 1)
        for term in _list(fields[side], place):
            pair = _list(term, place)
            if len(pair) != 2 or not _count(pair[0], place) < len(points):
                raise Rejected("malformed", f"{place}: a term is [index, weight]")
            weight = _rational(pair[1], place)
            if weight <= 0:
                raise Rejected("wrong-multiplier", f"{place}: the weight of {pair[0]} is {weight}")
            if mask >> pair[0] & 1:
                raise Rejected("malformed", f"{place}: point {pair[0]} twice")
            mask |= 1 << pair[0]
            spend(5 * len(total))
            total = [
                before + weight * coordinate
                for before, coordinate in zip(total, (*points[pair[0]], 1), strict=True)
            ]
        masks.append(mask)
        sums.append(total)
    left, right = masks
    if not left or not right or left & right:
        raise Rejected("malformed", f"{place}: two disjoint sets of points are needed")
    if sums[0] != sums[1]:
        raise Rejected("wrong-multiplier", f"{place}: the two weighted sums differ")
    return left, right, left.bit_count() == right.bit_count() == 1


def _read_rows(
    rows: Sequence[object], size: int, known: int, place: str
) -> list[tuple[Labels, int]]:
    if len(rows) > MAX_ROWS:
        raise Rejected("size-limit", f"more than {MAX_ROWS} rows")
    found: list[tuple[Labels, int]] = []
    for row in rows:
        pair = _list(row, place)
        if len(pair) != 2 or not _count(pair[1], place) < known:
            raise Rejected("malformed", f"{place}: a row is [labeling, index]")
        text = pair[0]
        if not isinstance(text, str) or len(text) != size or set(text) - {"0", "1"}:
            raise Rejected("malformed", f"{place}: a labeling is {size} digits 0 and 1")
        found.append((int(text[::-1], 2), pair[1]))
    return found


# Deciding.


def _clear(values: Point) -> Homogeneous:
    """(q·v, q) in integers for the least common denominator q."""
    scale = lcm(*(value.denominator for value in values))
    return (*(value.numerator * (scale // value.denominator) for value in values), scale)


def _take(network: Network, points: Sequence[Point], reading: str) -> Labels | None:
    labels = 0
    for index, (output,) in enumerate(evaluate(network, points)):
        if reading == "value" and output not in (0, 1):
            return None
        labels |= (output > 0) << index
    return labels


def _note(labels: Labels, seen: set[Labels], size: int) -> None:
    if labels in seen:
        raise Rejected("duplicate-labeling", _show(labels, size))
    seen.add(labels)


def _show(labels: Labels, size: int) -> str:
    return format(labels, f"0{size}b")[::-1][:200]


def _describe(value: Mapping[str, Any]) -> str:
    if value["name"] == "networks":
        return f"NN({value['width']}, {value['depth']}), read by {value['reading']}"
    if value["name"] == "given":
        return f"{len(value['digests'])} given networks, read by {value['reading']}"
    return "half-spaces"


KINDS: dict[str, Callable[[Mapping[str, Any]], Result]] = {"network-shattering": check_shattering}
