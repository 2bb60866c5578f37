r"""PLYS4: projection (Lemmas 13 and 4).

Statement. A unit u has N^(-2) sqrt(8/(pi d)) |x - x'| <= |u.(x - x')| for all pairs; scaled by its
smallest gap, Delta-separated data land, distinct after rounding down, in
[ceil(N^2 Delta sqrt(pi d/8))].

Hypotheses. N >= 2, d >= 1, largest distance < Delta * smallest distance.

Constants. sqrt(8/(pi d)); U2 has sqrt(2 pi/d), a factor pi/2 larger.

Source. Park et al. 2021, Lemmas 13 and 4.

Idea. A union bound over pairs.
"""

from __future__ import annotations

from memproof.library.model import Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import seen

DATA = {"N": "integer >= 2", "d": "integer >= 1"}
GAIN = "(sqrt(8/(pi*d))/N^2)"

CONSTANTS = make_claim("sqrt(2*d/pi)*(pi/2)*sqrt(8/(pi*d)) = 2", {"d": "integer >= 1"})
WEAKER = make_claim(f"{GAIN} <= sqrt(2*pi/d)/N^2", DATA)
# smallest gap of the projections >= GAIN*s, range <= largest distance l < Delta*s.
RANGE = make_claim(
    "l/w < N^2*Delta*sqrt(pi*d/8)",
    {**DATA, "Delta": "real >= 1", "s": "real > 0", "l": "real > 0", "w": "real > 0"},
    given=["l < Delta*s", f"w >= {GAIN}*s"],
)
# The surface ratio in Lemma 13, by Gautschi's inequality, is at most sqrt(2 d/pi).
SURFACE = make_claim("(d - 1)*sqrt(d + 2)/d <= sqrt(d)", {"d": "integer >= 1"})

LEMMA = Lemma(
    id="PLYS4",
    number="Lemma 4",
    title="Projection",
    statement=(
        r"A unit \(u\) has \(N^{-2}\sqrt{8/(\pi d)}\,\|x - x'\| \le |u \cdot (x - x')|\) for all "
        r"pairs; hence strictly \(\Delta\)-separated data land, distinct after rounding down, in "
        r"\([\lceil N^2 \Delta\sqrt{\pi d/8}\rceil]\)."
    ),
    source=seen("Lemmas 4 and 13"),
    parts=(
        Inequality("constants", CONSTANTS),
        Inequality("weaker", WEAKER),
        Inequality("range", RANGE),
        Inequality("surface", SURFACE),
    ),
    idea=r"\(\sqrt{2d/\pi}\cdot\frac{\pi}{2}\cdot\sqrt{8/(\pi d)} = 2\): a union bound as in U2.",
    notes=(
        "That the direction exists follows from U2, whose constant is larger (part weaker). The "
        "printed proof of Lemma 13 names 'sin pi <= 1', which is true; sin(phi) <= 1 is what it "
        "uses."
    ),
    statement_uses=("U2",),
)
