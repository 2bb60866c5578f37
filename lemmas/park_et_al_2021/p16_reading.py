r"""PLYS16: reading labels (Lemmas 16, 17, 21 and 22).

Statement. Lemma 21's block reads R bits with 2^R - 1 thresholds on the code and thresholds on x for
the windows of its R bits: 2 + (2^R - 1) + (R + 1) = 2^R + R + 2 neurons. Lemma 22 stores the bits
it reads at the places D B + i, i = 1, ..., D, and multiplies by 2^(D (B + 1)): the bit's value is
2^(D - i); a new window starts when D divides l - 1.

Hypotheses. R, D, B >= 1.

Constants. R + 2 (printed R + 1).

Source. Park et al. 2021, Lemmas 21 and 22; repaired here.

Idea. R consecutive bits touch up to R labels, whose windows have up to R + 1 ends.
"""

from __future__ import annotations

from memproof.library.model import Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import seen

BLOCK = {"R": "integer >= 1", "D": "integer >= 1", "l": "integer >= 1"}
# Labels touched by the bits (l-1)R + 1, ..., lR, and one more end than labels.
ENDS = "floor((l*R - 1)/D) - floor((l - 1)*R/D) + 2"

WIDTH = make_claim(f"2 + (2^R - 1) + ({ENDS}) <= 2^R + R + 1", BLOCK)
WIDTH_REPAIRED = make_claim(f"2 + (2^R - 1) + ({ENDS}) <= 2^R + R + 2", BLOCK)

BITS = {"D": "integer >= 1", "A": "integer >= 1", "B": "integer >= 1", "i": "integer in [1, D]"}
STORED = make_claim(
    "2^(D*(B + 1))*2^(-(D*K + i)) = 2^(D - i)", BITS | {"K": "integer"}, ["K = A*B"]
)
STORED_REPAIRED = make_claim("2^(D*(B + 1))*2^(-(D*B + i)) = 2^(D - i)", BITS)
VALUE = make_claim("2^(D*(B + 1))*2^(-(D*B + i)) = 2^(-i)", BITS)
WINDOW = make_claim(
    "l - D*floor(l/D) = 1",
    {"D": "integer >= 1", "k": "integer >= 0", "l": "integer >= 1"},
    given=["l = D*k + 1"],
)
WINDOW_REPAIRED = make_claim(
    "(l - 1) - D*floor((l - 1)/D) = 0",
    {"D": "integer >= 1", "k": "integer >= 0", "l": "integer >= 1"},
    given=["l = D*k + 1"],
)
# h: x <- x - 1 + 3 B 1[x < 0]: once past, x stays at or above B after every later window.
PAST = make_claim("x - 1 + 3*B - (B - 1) > 0", {"B": "integer >= 1", "x": "real in [-1, 0)"})
GREATER = make_claim("x - 1 + 3*B > 2*B", {"B": "integer >= 1", "x": "real in [-1, 0)"})

LEMMA = Lemma(
    id="PLYS16",
    number="Lemma 16",
    title="Reading labels",
    statement=(
        r"A block of Lemma 21 needs up to \(2^R + R + 2\) neurons; in Lemma 22 bits are stored at "
        r"places \(DB + i\), have value \(2^{D-i}\), and a window starts when \(D \mid \ell - 1\)."
    ),
    source=seen("Lemmas 16, 21 and 22"),
    parts=(
        Inequality(
            "width",
            WIDTH,
            expected="refuted",
            point={"R": "1", "D": "1", "l": "1"},
            printed="Lemma 21: width 2^R + R + 1",
            repaired_by="width-repaired",
        ),
        Inequality("width-repaired", WIDTH_REPAIRED),
        Inequality(
            "stored",
            STORED,
            expected="refuted",
            printed="Lemma 22: places D K + i",
            repaired_by="stored-repaired",
        ),
        Inequality("stored-repaired", STORED_REPAIRED),
        Inequality(
            "value",
            VALUE,
            expected="refuted",
            printed="Lemma 22: value 2^(-i)",
            repaired_by="stored-repaired",
        ),
        Inequality(
            "window",
            WINDOW,
            expected="refuted",
            point={"D": "1", "k": "0", "l": "1"},
            printed="Lemma 22: a window starts when l mod D = 1",
            repaired_by="window-repaired",
        ),
        Inequality("window-repaired", WINDOW_REPAIRED),
        Inequality("past", PAST),
        Inequality(
            "greater",
            GREATER,
            expected="refuted",
            printed="proof of Lemma 22: the value is greater than 2B",
            repaired_by="past",
        ),
    ),
    idea="Count ends of windows; follow one bit through the block.",
    notes=(
        "That (2^R - 1) thresholds and two ID neurons stand beside the windows' ends is the "
        "lemma's own gadget. PLYS20 has its blocks for R > 1, built and counted. Of the K in Lemma "
        "22, that of 3K is harmless if K >= B, that of DK is not."
    ),
)
