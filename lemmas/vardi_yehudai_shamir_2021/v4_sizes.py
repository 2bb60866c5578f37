r"""VYS4-sizes: gadgets on all codes, larger networks with their sizes counted.

Statement. The triangle map reads every code of 10 bits; networks for random keys and labels are
exact on every whole interval, their widths, depths and bits those of VYS4 and VYS6.

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


def build_codes() -> Mapping[str, Any]:
    """Return the reader of all 10-bit codes, one layer a bit."""
    from memproof.constructions.vardi.evidence import build_triangle_evidence

    return build_triangle_evidence(10)


def build_codes_printed() -> Mapping[str, Any]:
    """Return the reader of all 8-bit codes, three layers a bit."""
    from memproof.constructions.vardi.evidence import build_triangle_evidence

    return build_triangle_evidence(8, "printed")


def build_two_layers() -> Mapping[str, Any]:
    """Return the indicator of [3, 7] in two layers of width 2."""
    from memproof.constructions.vardi.evidence import build_indicator_evidence

    return build_indicator_evidence(layout="printed")


def build_printed_instance() -> Mapping[str, Any]:
    """Return the printed network for 200 keys of 20 bits, groups of 5."""
    from memproof.constructions.vardi.evidence import build_vardi_instance

    return build_vardi_instance(200, 20, 3, 5, layout="printed", seed=200)


def build_lean_instance() -> Mapping[str, Any]:
    """Return the lean network for 200 keys of 20 bits, groups of 2."""
    from memproof.constructions.vardi.evidence import build_vardi_instance

    return build_vardi_instance(200, 20, 3, 2, seed=200)


def build_many_labels() -> Mapping[str, Any]:
    """Return the lean network for 20 keys of 7 bits with labels of 12 bits."""
    from memproof.constructions.vardi.evidence import build_vardi_instance

    return build_vardi_instance(20, 7, 12, 3, seed=20)


def build_copies_instance() -> Mapping[str, Any]:
    """Return the network of depth L about 12: 144 keys in four copies of 36."""
    from memproof.constructions.vardi.evidence import build_vardi_instance

    return build_vardi_instance(144, 24, 3, 1, points_per_copy=36, seed=144)


LEMMA = Lemma(
    id="VYS4-sizes",
    number="4-sizes",
    title="Sizes beside formulas",
    statement=(
        "Networks built for random keys and labels are exact on every whole interval; widths, "
        "depths and weight bits, counted on the network, are those of the formulas."
    ),
    source=own("sizes"),
    parts=(
        Evidence("codes", build_codes, "every code of 10 bits, depth 10"),
        Evidence("codes-printed", build_codes_printed, "every code of 8 bits, depth 24"),
        Evidence("indicator", build_two_layers, "[3, 7] in two layers, whole intervals"),
        Evidence("printed", build_printed_instance, "200 keys of 20 bits, printed, groups of 5"),
        Evidence("lean", build_lean_instance, "200 keys of 20 bits, lean, groups of 2"),
        Evidence("labels", build_many_labels, "20 keys of 7 bits, labels of 12 bits"),
        Evidence("copies", build_copies_instance, "144 keys in 4 copies: width 41, depth 36"),
    ),
    statement_uses=("VYS4", "VYS6"),
)
