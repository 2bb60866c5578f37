r"""U5: blocks of samples in two hidden layers.

Statement. m blocks of n + 1 samples, increasing across blocks, any values: hidden widths
[2m, 2n - 1] realise a function through all m(n + 1) samples, affine between neighbours inside a
block, constant left of the first and right of the last sample. Hence width W and two hidden layers
interpolate W^2/4 samples.

Hypotheses. m, n >= 1 integers; W >= 2.

Constants. 1/4, superseded by Theorem T (U11-direct): 1.

Source. Derived here; Shen, Yang and Zhang's two-layer lemma is of this kind (recalled).

Idea. Two neurons a block mark its ends; functions that are affine on every block and bounded below
then need one neuron each: a base function, and a rising and a falling kink for each inner sample.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from memproof.certificates.sketches import AUTO, KNOWN, SIGN, apply, conclude, have, residues
from memproof.library.model import Constant, Construction, Evidence, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import own

BLOCKS = make_claim(
    "interpolates(W, 2, N)",
    {"W": "integer", "m": "integer >= 1", "n": "integer >= 1", "N": "integer >= 1"},
    given=["2*m <= W", "2*n - 1 <= W", "N <= m*(n + 1)"],
    predicates=("interpolates",),
)

SHAPE = make_claim(
    ["2*m <= W", "2*n - 1 <= W", "4*m*(n + 1) >= W^2"],
    {"W": "integer >= 2"},
    exists={"m": "integer >= 1", "n": "integer >= 1"},
)

QUARTER = make_claim(
    "interpolates(W, 2, N)",
    {"W": "integer >= 2", "N": "integer >= 1"},
    given=["N <= (1/4)*W^2"],
    predicates=("interpolates",),
)

_SHAPE = conclude(
    *[residues("W", 2, "u", [have("u > 0", SIGN, SIGN, integer=True)] * 2)] * 5,
    m="floor(W/2)",
    n="floor((W + 1)/2)",
)

_QUARTER = conclude(
    apply(
        "U5/shape",
        {"W": "W"},
        [AUTO],
        apply("U5/blocks", {"W": "W", "m": "m", "n": "n", "N": "N"}, [AUTO] * 6, KNOWN),
        {"m": "m", "n": "n"},
    )
)


def build_blocks() -> Mapping[str, Any]:
    """Return the family of all labelings of small blocks."""
    from memproof.constructions.evidence import build_block_evidence

    return build_block_evidence()


LEMMA = Lemma(
    id="U5",
    number="U5",
    title="Blocks of samples",
    statement=(
        r"Hidden widths \([2m, 2n-1]\) realise a function through \(m(n+1)\) samples in \(m\) "
        r"blocks of \(n+1\), affine between neighbours inside a block, constant left of the first "
        r"and right of the last sample. Hence width \(W \ge 2\) and two hidden layers interpolate "
        r"\(N \le W^2/4\) samples."
    ),
    source=own("U5"),
    parts=(
        Evidence("families", build_blocks, "all labelings of m(n + 1) <= 6 samples"),
        Construction(
            "blocks",
            BLOCKS,
            "Layer 1: relu(x - p_{j,0}), relu(x - p_{j,n}) for each block j; with a constant they "
            "span all functions that are affine on each block and constant outside. Layer 2: one "
            "base function, in block j the line through the first two samples, shifted to be "
            "positive, and for each inner index k two functions that in block j are the line of "
            "slope max(+-slope change, 0) vanishing at p_{j,k}. After the activation they add the "
            "slope changes from p_{j,k} on. Fewer samples: pad.",
            ("families",),
        ),
        Inequality("shape", SHAPE, _SHAPE),
        Inequality("quarter", QUARTER, _QUARTER),
    ),
    idea=r"Two neurons a block mark its ends; each slope change needs one neuron of each sign.",
    constants=(Constant("two layers", "1/4", "quarter", "largest", "N <= this times W^2"),),
)
