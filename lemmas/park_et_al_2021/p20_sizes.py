r"""PLYS20-sizes: larger readers of R bits a block, their sizes counted.

Statement. Readers for random labels are exact on every whole interval, their depth, width and
parameters those of PLYS20.

Hypotheses. The listed instances.

Constants. None.

Source. Derived here.

Idea. The checker counts the sizes again; blocks in the middle of a code need all R + 1 ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from memproof.library.model import Evidence, Lemma

from .paper import seen


def build_larger() -> Mapping[str, Any]:
    """Return the reader of 45 random labels, three bits a block of a label of one bit."""
    from memproof.constructions.park.evidence import build_reading_instance

    return build_reading_instance(5, 9, 1, 3, seed=45)


def build_unaligned() -> Mapping[str, Any]:
    """Return the reader of 24 random labels of three bits, four bits a block."""
    from memproof.constructions.park.evidence import build_reading_instance

    return build_reading_instance(4, 6, 3, 4, seed=24)


LEMMA = Lemma(
    id="PLYS20-sizes",
    number="Lemmas 16 and 20, sizes",
    title="Readers of R bits a block, counted",
    statement=(
        "Readers for random labels are exact on every whole interval; depth, width and parameters, "
        "counted on the network, are those of the formulas."
    ),
    source=seen("Lemmas 16, 20 and 21"),
    parts=(
        Evidence("larger", build_larger, "45 labels of 1 bit, R = 3: four ends in a block"),
        Evidence("unaligned", build_unaligned, "24 labels of 3 bits, R = 4"),
    ),
    statement_uses=("PLYS20",),
)
