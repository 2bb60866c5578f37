r"""VYS7-sizes: networks along the trade-off between bits and layers, counted.

Statement. 400 keys of 10 bits with labels of 2 bits: the group sizes of VYS7 for eps = 0, 9/20 and
1/2 give networks that are exact on every whole interval, with fewer layers and longer weights as
eps grows; depth and bits are those of VYS4.

Hypotheses. The listed instances.

Constants. None.

Source. Derived here.

Idea. The checker counts the sizes again.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from memproof.library.model import Evidence, Lemma

from .paper import own


def build(exponent: Fraction) -> Mapping[str, Any]:
    """Return the lean network with the group size of VYS7 for this eps."""
    from memproof.constructions.vardi.evidence import build_vardi_instance
    from memproof.constructions.vardi.network import choose_group_size_for_bits

    return build_vardi_instance(
        400, 10, 2, choose_group_size_for_bits(400, 10, 2, exponent), seed=400
    )


LEMMA = Lemma(
    id="VYS7-sizes",
    number="7-sizes",
    title="Bits against layers, counted",
    statement=(
        r"Networks for \(\varepsilon = 0\), \(\frac{9}{20}\) and \(\frac12\) are exact on every "
        r"whole interval; depth and weight bits, counted on the network, are those of the formulas."
    ),
    source=own("sizes along the trade-off"),
    parts=(
        Evidence("zero", lambda: build(Fraction(0)), "eps = 0: one key a group"),
        Evidence("middle", lambda: build(Fraction(9, 20)), "eps = 9/20: two keys a group"),
        Evidence("half", lambda: build(Fraction(1, 2)), "eps = 1/2: three keys a group"),
    ),
    statement_uses=("VYS4", "VYS7", "V9"),
)
