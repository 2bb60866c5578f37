r"""VYS1: the projection, and the range R that it needs.

Statement. kappa = sqrt(2 pi/d)/N^2, a = 4/(delta kappa), h <= 4/(delta sqrt(d)): the direction a u,
its coordinates rounded to multiples of h, keeps points at least (a kappa - 2/delta) delta = 2 apart
and maps them into [0, 2.94 r N^2 sqrt(pi d)/delta], below R = 10 r N^2 sqrt(pi d)/delta.

Hypotheses. N >= 2 points, norms at most r, pairwise at least delta <= 2 r apart, d >= 1.

Constants. Printed 10; 2.94 suffices, 2.92 does not for this projection.

Source. The printed R recalled; the rest derived here.

Idea. Rounding moves the direction by at most h sqrt(d)/2 <= 2/delta.
"""

from __future__ import annotations

from memproof.library.model import Constant, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import paper

DATA = {"N": "integer >= 2", "d": "integer >= 1", "delta": "real > 0", "r": "real > 0"}
GAIN = "(sqrt(2*pi/d)/N^2)"
SCALE = f"(4/(delta*{GAIN}))"
# b = ceil(r*|v|) + 1 makes t = v.x + b non-negative; |v| <= a + 2/delta.
RANGE = f"2*r*({SCALE} + 2/delta) + 2"

GAPS = make_claim(f"({SCALE}*{GAIN} - 2/delta)*delta = 2", DATA)
ROUNDING = make_claim(
    "h*sqrt(d)/2 <= 2/delta",
    {"d": "integer >= 1", "delta": "real > 0", "h": "real > 0"},
    given=["h <= 4/(delta*sqrt(d))"],
)


def within(constant: str) -> str:
    """Return the claim that the range is at most this constant times r N^2 sqrt(pi d)/delta."""
    return f"{RANGE} <= {constant}*r*N^2*sqrt(pi*d)/delta"


SUFFICIENT = make_claim(within("2.94"), DATA, given=["delta <= 2*r"])
PRINTED = make_claim(within("10"), DATA, given=["delta <= 2*r"])
SMALLER = make_claim(within("2.92"), DATA, given=["delta <= 2*r"])
LOGARITHM = make_claim(
    "log2(10*r*N^2*sqrt(pi*d)/delta) >= 2*log2(N) + log2(5*sqrt(pi))",
    DATA,
    given=["delta <= 2*r"],
)

LEMMA = Lemma(
    id="VYS1",
    number="1",
    title="Projection to keys two apart",
    statement=(
        r"Points of norm at most \(r\), pairwise \(\delta\) apart, are mapped by one neuron to "
        r"reals at least 2 apart in \([0, 2.94\, r N^2 \sqrt{\pi d}/\delta]\), below the printed "
        r"\(R = 10\, r N^2 \delta^{-1}\sqrt{\pi d}\); the direction's coordinates are multiples of "
        r"one power of two with at most \(2\log_2 N + \log_2 d + 1\) bits."
    ),
    source=paper("projection"),
    parts=(
        Inequality("gaps", GAPS),
        Inequality("rounding", ROUNDING),
        Inequality("sufficient", SUFFICIENT),
        Inequality("printed", PRINTED),
        Inequality("smaller", SMALLER, expected="refuted"),
        Inequality("logarithm", LOGARITHM),
    ),
    idea=(
        r"\(a = 4/(\delta\kappa)\) and a rounding that costs \(2/\delta\) leave gaps of 2; the "
        r"range is \(2r(a + 2/\delta) + 2\)."
    ),
    constants=(
        Constant("R of Vardi et al.", "2.94", "sufficient", "smallest", "keys below this r N^2..."),
        Constant("R of Vardi et al.", "10", "printed", "smallest", "as printed"),
    ),
    notes="That the direction exists is U2; the number of bits of its coordinates is not a claim.",
    statement_uses=("U2",),
)
