"""Certificate documents about networks, as ``memproof.checker.kinds.networks`` reads them.

Nothing is verified here: that is the checker's work. Numbers are written exactly, as "p/q".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from memproof.networks.evaluate import Rational
from memproof.networks.files import network_to_json
from memproof.networks.network import Network, measure

Place = Rational | tuple[Rational, Rational]
"""A point of the line, or the two ends of a closed interval."""

Relation = Sequence[Any]
"""["<=", "<" or "="; expression; expression]: integers, names and [operation, expression, …]."""


def build_values_document(
    network: Network,
    points: Sequence[Sequence[Rational]],
    labels: Sequence[Rational] | Sequence[Sequence[Rational]],
) -> dict[str, Any]:
    """Kind ``network-values``: the output, or the vector of outputs, at points[i] is labels[i]."""
    return _document(
        "network-values",
        {
            "network": network_to_json(network),
            "sizes": asdict(measure(network)),
            "points": [[str(coordinate) for coordinate in point] for point in points],
            "labels": [
                [str(entry) for entry in label] if isinstance(label, Sequence) else str(label)
                for label in labels
            ],
        },
    )


def build_intervals_document(
    network: Network, intervals: Sequence[tuple[Rational, Rational, Rational]]
) -> dict[str, Any]:
    """Kind ``network-intervals``: on all of [low, high] the one output is the value."""
    return _document(
        "network-intervals",
        {
            "network": network_to_json(network),
            "sizes": asdict(measure(network)),
            "intervals": [[str(entry) for entry in interval] for interval in intervals],
        },
    )


def build_family_document(
    specification: str,
    ranges: Mapping[str, tuple[int, int]],
    instances: Sequence[tuple[Mapping[str, int], Sequence[int] | None, Network]],
    *,
    where: Sequence[Relation] = (),
    sets: Sequence[Sequence[Place]] = (),
    bounds: Sequence[Relation] = (),
    exhaustive: bool = True,
) -> dict[str, Any]:
    """Kind ``network-family``: one (parameters, labels, network) an assignment of the ranges.

    The specification is one of the checker's; ``labels`` is None where it has none. ``where``
    restricts the ranges, ``bounds`` are relations between measured sizes and parameters.
    """
    return _document(
        "network-family",
        {
            "specification": specification,
            "ranges": {name: list(bounds) for name, bounds in ranges.items()},
            "where": [list(relation) for relation in where],
            "sets": [[_place(place) for place in places] for places in sets],
            "bounds": [list(relation) for relation in bounds],
            "coverage": "exhaustive" if exhaustive else "instances",
        },
        {
            "instances": [
                {
                    "parameters": dict(parameters),
                    "labels": None if labels is None else list(labels),
                    "network": network_to_json(network),
                }
                for parameters, labels, network in instances
            ]
        },
    )


def _place(place: Place) -> Any:
    if isinstance(place, tuple):
        return [str(place[0]), str(place[1])]
    return str(place)


def _document(
    kind: str, claim: Mapping[str, Any], evidence: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    return {
        "format": "memproof-certificate",
        "version": 1,
        "kind": kind,
        "claim": dict(claim),
        "evidence": dict(evidence or {}),
        "uses": {},
    }
