r"""U7: two neurons read the top bit.

Statement. v in {0, ..., 2^K - 1}: b = relu(v - 2^(K-1) + 1) - relu(v - 2^(K-1)) is the top bit, 0
or 1, and v - 2^(K-1) b lies in {0, ..., 2^(K-1) - 1}.

Hypotheses. K >= 1 and v integers.

Constants. None.

Source. Derived here.

Idea. Either v >= 2^(K-1) or, v being an integer, v <= 2^(K-1) - 1.
"""

from __future__ import annotations

from memproof.certificates.sketches import SIGN, Sketch, change, conclude, have, split
from memproof.library.model import Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import own

BIT = "(max(0, v - 2^(K - 1) + 1) - max(0, v - 2^(K - 1)))"
CODE = {"K": "integer >= 1", "v": "integer >= 0"}

ONE = make_claim(f"{BIT} = 1", CODE, given=["2^(K - 1) <= v"])
ZERO = make_claim(f"{BIT} = 0", CODE, given=["v < 2^(K - 1)"])
REMAINDER = make_claim(
    [f"v - 2^(K - 1)*{BIT} >= 0", f"v - 2^(K - 1)*{BIT} <= 2^(K - 1) - 1"],
    CODE,
    given=["v < 2^K"],
)


def _half(then: Sketch) -> Sketch:
    """Write K = j + 1, so that 2^(K-1) is the integer 2^j."""
    return change("K", "j + 1", "j", "K - 1", {"j >= 0": SIGN}, then, integer=True)


_ONE = conclude(_half(SIGN))
_ZERO = conclude(_half(have("2^j > v", SIGN, SIGN, integer=True)))
_CASES = _half(have("2*2^j > v", split("v - 2^j", SIGN, SIGN, integer=True), SIGN, integer=True))

LEMMA = Lemma(
    id="U7",
    number="U7",
    title="Bit step",
    statement=(
        r"For integers \(K \ge 1\), \(0 \le v < 2^K\): "
        r"\(b = \sigma(v - 2^{K-1} + 1) - \sigma(v - 2^{K-1})\) is the top bit of \(v\), and "
        r"\(0 \le v - 2^{K-1} b \le 2^{K-1} - 1\)."
    ),
    source=own("U7"),
    parts=(
        Inequality("one", ONE, _ONE),
        Inequality("zero", ZERO, _ZERO),
        Inequality("remainder", REMAINDER, conclude(_CASES, _CASES)),
    ),
    idea="An integer is at least \\(2^{K-1}\\) or at most \\(2^{K-1} - 1\\).",
)
