"""Interpolation certificates for the lemma files: searched once in floats, then kept.

A float search gives other digits on another machine, so a stored document that states the same
data, activation and size, and that the checker accepts, is the result.
"""

from __future__ import annotations

import json
from collections.abc import Callable
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
        from memproof.checker.errors import Rejected
        from memproof.checker.interpolation import check_interpolation
        from memproof.errors import InputError
        from memproof.smooth.frontier import draw_generic

        points, targets = draw_generic(count, dimension, seed)
        path = FOLDER / f"{stem}--{name}.json"
        if path.is_file():
            stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            claim = stored.get("claim", {})
            wanted = {
                "activation": activation,
                "biases": False,
                "inputs": [[str(a) for a in x] for x in points],
                "targets": [str(y) for y in targets],
            }
            same = {key: claim.get(key) for key in wanted} == wanted
            if same and len(claim.get("outputs", ())) == hidden:
                try:
                    check_interpolation(stored)
                    return stored
                except Rejected:
                    pass
        from memproof.smooth.interpolate import interpolate

        found = interpolate(points, targets, hidden, activation, seed=seed, starts=20)
        if found.document is None:
            raise InputError(f"{stem}, {name}: {found.reason}")
        return found.document

    return build
