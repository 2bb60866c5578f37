r"""U9: one neuron multiplies a label by a match.

Statement. l in {0, ..., 2^c - 1}, h in {0, 1}: relu(l + 2^c (h - 1)) = l h.

Hypotheses. c >= 1, l integers.

Constants. 2^c, which may not be below the largest label.

Source. Derived here.

Idea. For h = 0 the argument is l - 2^c < 0.
"""

from __future__ import annotations

from memproof.certificates.sketches import SIGN, absurd, cases, conclude
from memproof.library.model import Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import own

GATE = "max(0, l + 2^c*(h - 1))"
LABEL = {"c": "integer >= 1", "l": "integer >= 0", "h": "integer"}

OPEN = make_claim(f"{GATE} = l*h", LABEL, given=["l <= 2^c - 1", "h = 1"])
CLOSED = make_claim(f"{GATE} = l*h", LABEL, given=["l <= 2^c - 1", "h = 0"])
BOTH = make_claim(f"{GATE} = l*h", LABEL, given=["l <= 2^c - 1", "0 <= h", "h <= 1"])
LABEL_TOO_LARGE = make_claim(f"{GATE} = l*h", LABEL, given=["l <= 2^c + 1", "0 <= h", "h <= 1"])

_CASES = conclude(cases("h", 0, [SIGN, SIGN], absurd()))

LEMMA = Lemma(
    id="U9",
    number="U9",
    title="Gate",
    statement=(
        r"For \(\ell \in \{0, \dots, 2^c - 1\}\) and \(h \in \{0, 1\}\): "
        r"\(\sigma(\ell + 2^c(h - 1)) = \ell h\)."
    ),
    source=own("U9"),
    parts=(
        Inequality("open", OPEN),
        Inequality("closed", CLOSED),
        Inequality("gate", BOTH, _CASES),
        Inequality("label-too-large", LABEL_TOO_LARGE, expected="refuted"),
    ),
    idea=r"For \(h = 0\) the argument is negative.",
    notes=r"A label \(2^c\) would still pass; \(2^c + 1\) does not (part label-too-large).",
)
