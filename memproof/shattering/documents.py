"""Shattering tables as certificate documents, replayed by the checker before anyone sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from memproof.certificates.store import make_document
from memproof.checker.documents import Accepted, Session, digest
from memproof.networks.files import network_to_json
from memproof.networks.network import Network
from memproof.shattering.separation import HalfSpace, Obstruction

Point = Sequence[int | Fraction]
Row = tuple[int, int]

# The checker reads decimal numbers of up to 4000 digits, longer ones in hexadecimal.
_DECIMAL_BITS = 13_000


def encode_rational(value: int | Fraction) -> str:
    """A rational as the checker reads it, whatever its length."""
    top, bottom = value.numerator, value.denominator
    if max(top.bit_length(), bottom.bit_length()) <= _DECIMAL_BITS:
        return str(value)
    return hex(top) if bottom == 1 else f"{hex(top)}/{hex(bottom)}"


def show_labels(labels: int, size: int) -> str:
    """A labeling as a text of digits, the label of point 0 first."""
    return format(labels, f"0{size}b")[::-1]


def build_table(
    identifier: str | None,
    points: Sequence[Point],
    of: Mapping[str, Any],
    witnesses: Sequence[HalfSpace | Network],
    realised: Sequence[Row],
    obstructions: Sequence[Obstruction] = (),
    refuted: Sequence[Row] = (),
    *,
    complete: bool,
    ruled_out: int | None = None,
) -> dict[str, Any]:
    """Kind ``network-shattering``; rows are (labeling as bits, index of what decides it).

    The id is made from the claim where ``identifier`` is None. ``ruled_out`` counts refuted
    labelings where they need no rows.
    """
    size = len(points)
    claim = {
        "points": [[encode_rational(entry) for entry in point] for point in points],
        "class": dict(of),
        "coverage": "complete" if complete else "partial",
        "realised": len(realised),
        "refuted": len(refuted) if ruled_out is None else ruled_out,
    }
    evidence = {
        "witnesses": [_witness(one) for one in witnesses],
        "obstructions": [
            {
                "left": [[index, encode_rational(weight)] for index, weight in one.ones],
                "right": [[index, encode_rational(weight)] for index, weight in one.zeros],
            }
            for one in obstructions
        ],
        "realised": [[show_labels(labels, size), index] for labels, index in realised],
        "refuted": [[show_labels(labels, size), index] for labels, index in refuted],
    }
    content = {"claim": claim, "evidence": evidence}
    name = identifier or f"shattering-{digest(claim)[:16]}"
    return make_document("network-shattering", name, content, {})


def _witness(one: HalfSpace | Network) -> dict[str, Any]:
    if isinstance(one, Network):
        return network_to_json(one)
    weights = [encode_rational(weight) for weight in one.weights]
    return {"normal": weights[:-1], "offset": weights[-1]}


def replay(document: Mapping[str, Any]) -> Accepted:
    """What the checker says about one document; raises its ``Rejected``."""
    return Session([document]).check(document["id"])
