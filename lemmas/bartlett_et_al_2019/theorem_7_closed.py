r"""V10: the closed form of the VC-dimension bound (Theorem 7, piecewise linear units, p = 1).

Statement. A network of l layers (the output layer counted) of units with two affine pieces has
VCdim <= l + w log2(4e R log2(2e R)), with R = sum_i i k_i, k_i the units of layer i, and
w = sum_i W_i (the paper's effective depth times its parameters), W_i the parameters up to layer i.

Hypotheses. R >= 3 (the paper: more than two units), w >= l.

Constants. 4e and 2e.

Source. Bartlett, Harvey, Liaw, Mehrabian (2019), Theorem 7 with d = 1, p = 1 (seen).

Idea. Weighted AM-GM makes the product of the layers' counts 2^l (2e m R/w)^w; Lemma 18 with
r = 2eR >= 16 solves for m.
"""

from __future__ import annotations

from memproof.certificates.sketches import KNOWN, SIGN, apply, combine, conclude, split
from memproof.library.model import Constant, Construction, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import seen

PREDICATES = ("layered_growth",)
SIZES = {
    "l": "integer >= 1",
    "w": "integer >= 1",
    "R": "integer >= 1",
    "m": "integer >= 1",
}

LOGARITHM = "log2(4*e*R*log2(2*e*R))"

PATTERNS = make_claim(
    "2^m <= 2^l*(m*(2*e*R)/w)^w",
    SIZES,
    given=["m >= w", "layered_growth(l, w, R, m)"],
    predicates=PREDICATES,
)

CLOSED = make_claim(
    f"m <= l + w*{LOGARITHM}",
    {**SIZES, "R": "integer >= 3"},
    given=["w >= l", "layered_growth(l, w, R, m)"],
    predicates=PREDICATES,
)

LARGE = make_claim(f"{LOGARITHM} >= 1", {"R": "integer >= 3"})

TWO_UNITS = make_claim("2*e*R >= 16", {"R": "integer >= 2"})

_CLOSED = conclude(
    split(
        "m - w",
        integer=True,
        above=apply(
            "V10/patterns",
            {"l": "l", "w": "w", "R": "R", "m": "m"},
            [SIGN] * 5 + [KNOWN],
            apply(
                "Lemma-18/closed",
                {"m": "m", "t": "l", "w": "w", "r": "2*e*R"},
                [SIGN] * 7,
                SIGN,
            ),
        ),
        below=apply(
            "Lemma-18/sixteen",
            {"r": "2*e*R"},
            [SIGN],
            apply(
                "V10/large",
                {"R": "R"},
                [SIGN],
                combine((1, ["goal"]), (1, ["w - m"]), (1, ["l"]), (1, ["w", f"{LOGARITHM} - 1"])),
            ),
        ),
    )
)

LEMMA = Lemma(
    id="V10",
    number="Theorem 7",
    title="VC-dimension of piecewise linear networks",
    statement=(
        r"A network of \(\ell\) layers of units with two affine pieces has \(\mathrm{VCdim} \le "
        r"\ell + w \log_2(4eR \log_2(2eR))\), \(R = \sum_i i k_i\), \(w = \sum_i W_i = \bar L W\), "
        r"where \(k_i\) units are in layer \(i\) and \(W_i\) parameters in layers up to \(i\)."
    ),
    source=seen("Theorem 7"),
    parts=(
        Construction(
            "patterns",
            PATTERNS,
            "As for V2, layer i contributes a factor 2 (2 e m k_i i/W_i)^{W_i}; by the weighted "
            "inequality between arithmetic and geometric means the product is at most "
            "2^l (2 e m R/w)^w, and m shattered points need 2^m patterns. The paper's proof uses "
            "Lemma 17 with m k_i >= W_i, which m >= w gives.",
            ("V1/warren",),
        ),
        Inequality("large", LARGE),
        Inequality("closed", CLOSED, _CLOSED),
        Inequality("two-units", TWO_UNITS, expected="refuted"),
    ),
    idea="Weighted AM-GM, then Lemma 18 with r = 2eR.",
    constants=(Constant("closed form", "4*e*R*log2(2*e*R)", "closed", "", "inside the logarithm"),),
    statement_uses=("V2",),
    declared_uses=("V1", "Lemma-18"),
)
