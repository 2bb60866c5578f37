r"""U11-sizes: measured sizes of larger networks beside the formulas.

Statement. Networks built for random keys and labels are exact on every whole margin interval, and
their widths, depths and parameters are those of U11, its direct branches and Theorem D.

Hypotheses. The listed instances.

Constants. None.

Source. Derived here.

Idea. The checker counts the sizes again and evaluates every interval's pieces exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from memproof.library.model import Evidence, Lemma

from .paper import own


def build_coded() -> Mapping[str, Any]:
    """Return the trade-off network of width 9 for 120 keys of 12 bits."""
    from memproof.constructions.evidence import build_trade_off_instance

    return build_trade_off_instance(120, 12, 3, 4, 2, 5, classes=4, seed=11)


def build_square() -> Mapping[str, Any]:
    """Return the network of widths [9, 9] through 81 points."""
    from memproof.constructions.evidence import build_direct_instance

    return build_direct_instance(81, 13, 9, classes=8, seed=81)


def build_deep() -> Mapping[str, Any]:
    """Return Theorem D's network of width 9 and depth 6 through 206 points."""
    from memproof.constructions.evidence import build_direct_instance

    return build_direct_instance(206, 15, 9, 3, classes=8, seed=206)


def build_steps() -> Mapping[str, Any]:
    """Return the step network of width 9 and depth 10 for 60 keys."""
    from memproof.constructions.evidence import build_step_instance

    return build_step_instance(60, 12, 3, 4, 5, classes=8, seed=60)


LEMMA = Lemma(
    id="U11-sizes",
    number="U11-sizes",
    title="Sizes beside formulas",
    statement=(
        "Networks built for random keys and labels are exact on every whole margin interval; "
        "their widths and depths, counted on the network, are those of the formulas."
    ),
    source=own("U11-sizes"),
    parts=(
        Evidence("coded", build_coded, "U11: 120 keys of 12 bits, 4 classes, width 9, depth 39"),
        Evidence("square", build_square, "Theorem T: 81 points, widths [9, 9]"),
        Evidence("deep", build_deep, "Theorem D: 206 points, width 9, depth 6"),
        Evidence("steps", build_steps, "steps: 60 keys, width 9, depth 10"),
    ),
    statement_uses=("U11", "U11-direct"),
)
