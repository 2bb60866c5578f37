r"""VYS2: the triangle map reads a code bit by bit.

Statement. phi(z) = relu(relu(2 z) - relu(4 z - 2)). Let f in [0, 1) be the part of the code not yet
read, p the last bit read, and z = f if p = 0, z = 1 - f if p = 1. Then phi(z) is the same for the
next bit: b = 1 iff f >= 1/2, f' = 2 f - b. So two points of one dyadic cell at distance 2^(-n-2)
give the k-th bit of an n-bit code exactly as 1/2 + 2^(n+1-k) (phi^k(z_2) - phi^k(z_1)).

Hypotheses. f real in [0, 1); k <= n integers.

Constants. None.

Source. The gadget recalled, the proof derived here.

Idea. On a dyadic cell phi^k has slope +2^k or -2^k by the last bit.
"""

from __future__ import annotations

from memproof.library.model import Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import paper

PHI_F = "max(0, max(0, 2*f) - max(0, 4*f - 2))"
PHI_1F = "max(0, max(0, 2*(1 - f)) - max(0, 4*(1 - f) - 2))"
LOW = {"f": "real in [0, 1/2)"}
HIGH = {"f": "real in [1/2, 1)"}

ZERO_ZERO = make_claim(f"{PHI_F} = 2*f", LOW)
ZERO_ONE = make_claim(f"{PHI_F} = 1 - (2*f - 1)", HIGH)
ONE_ZERO = make_claim(f"{PHI_1F} = 2*f", LOW)
ONE_ONE = make_claim(f"{PHI_1F} = 1 - (2*f - 1)", HIGH)
IDLE = make_claim("max(0, 2*z) - max(0, 4*z - 2) >= 0", {"z": "real in [0, 1]"})

POINTS = {"k": "integer >= 1", "n": "integer >= k", "x": "real", "y": "real"}
BIT = "1/2 + 2^(n + 1 - k)*(y - x)"
# x = phi^k(z_1), y = phi^k(z_2), z_1 - z_2 = 2^(-n-2).
BIT_ZERO = make_claim(f"{BIT} = 0", POINTS, given=["x - y = 2^(k - n - 2)"])
BIT_ONE = make_claim(f"{BIT} = 1", POINTS, given=["y - x = 2^(k - n - 2)"])
WRONG_GAIN = make_claim("1/2 + 2^(n + 2 - k)*(y - x) = 1", POINTS, given=["y - x = 2^(k - n - 2)"])


LEMMA = Lemma(
    id="VYS2",
    number="2",
    title="Bits by the triangle map",
    statement=(
        r"With \(\varphi(z) = \sigma(\sigma(2z) - \sigma(4z - 2))\), "
        r"\(z_1 = u 2^{-n} + 2^{-n-1}\), "
        r"\(z_2 = u 2^{-n} + 2^{-n-2}\), the \(k\)-th bit from the top of \(u < 2^n\) is "
        r"\(\frac12 + 2^{n+1-k}(\varphi^{(k)}(z_2) - \varphi^{(k)}(z_1))\); the outer activation "
        r"of \(\varphi\) is idle."
    ),
    source=paper("bit extraction"),
    parts=(
        Inequality("zero-zero", ZERO_ZERO),
        Inequality("zero-one", ZERO_ONE),
        Inequality("one-zero", ONE_ZERO),
        Inequality("one-one", ONE_ONE),
        Inequality("idle", IDLE),
        Inequality("bit-zero", BIT_ZERO),
        Inequality("bit-one", BIT_ONE),
        Inequality("wrong-gain", WRONG_GAIN, expected="refuted"),
    ),
    idea=r"On a dyadic cell \(\varphi^{(k)}\) is affine with slope \((-1)^{b_k} 2^k\).",
    notes="Parts zero-zero to one-one are the induction step, p and b being the names' two words.",
)
