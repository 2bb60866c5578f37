"""Interpolation certificates for the lemma files: searched once in floats, then kept.

A float search gives other digits on another machine, so a stored document that states the same
data, activation and size, and that the checker accepts, is the result.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "certificates"


def interpolation(
    stem: str, name: str, hidden: int, dimension: int, count: int, activation: str, seed: int = 0
) -> Callable[[], dict[str, Any]]:
    """Return what builds a certificate for generic data with normal targets.

    It raises ``InputError`` when the search does not succeed.
    """

    def build() -> dict[str, Any]:
        from memproof.errors import InputError
        from memproof.smooth.frontier import draw_generic
        from memproof.smooth.interpolate import interpolate

        points, targets = draw_generic(count, dimension, seed)
        wanted = {
            "activation": activation,
            "biases": False,
            "inputs": [[str(a) for a in x] for x in points],
            "targets": [str(y) for y in targets],
        }
        stored = _find_stored(stem, name, wanted)
        if stored is not None and len(stored["claim"]["outputs"]) == hidden:
            return stored
        found = interpolate(points, targets, hidden, activation, seed=seed, starts=20)
        if found.document is None:
            raise InputError(f"{stem}, {name}: {found.reason}")
        return found.document

    return build


def nonsingular(
    stem: str, name: str, hidden: int, dimension: int, activation: str, seed: int = 0
) -> Callable[[], dict[str, Any]]:
    """Return what builds a certificate that the square Jacobian with biases is invertible.

    There are as many generic points as parameters; their targets are the network's values.
    """

    def build() -> dict[str, Any]:
        from memproof.smooth.frontier import draw_generic
        from memproof.smooth.interpolate import certify_values

        points, _ = draw_generic(hidden * (dimension + 2), dimension, seed)
        weights, outputs = draw_generic(hidden, dimension + 1, seed + 1)
        wanted = {
            "activation": activation,
            "biases": True,
            "inputs": [[str(a) for a in x] for x in points],
            "weights": [[str(a) for a in row] for row in weights],
            "outputs": [str(v) for v in outputs],
        }
        stored = _find_stored(stem, name, wanted)
        return stored or certify_values(points, weights, outputs, activation, biases=True)

    return build


def _find_stored(stem: str, name: str, wanted: Mapping[str, Any]) -> dict[str, Any] | None:
    """The stored document if its claim agrees and the checker accepts it."""
    from memproof.checker.errors import Rejected
    from memproof.checker.kinds.interpolation import check_interpolation

    path = FOLDER / f"{stem}--{name}.json"
    if not path.is_file():
        return None
    stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    claim = stored.get("claim", {})
    if any(claim.get(key) != value for key, value in wanted.items()):
        return None
    try:
        check_interpolation(stored)
    except Rejected:
        return None
    return stored
