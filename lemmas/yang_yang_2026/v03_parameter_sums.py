r"""V3: the exponent of the growth function against W^2 L^2.

Statement. A = (d+1)W(L+1) + W(W+1)(L-1)(L+2)/2 + W + 1, the sum of V2, satisfies
A <= 6(W^2 L^2 + (d-1)WL/3); for d = 1 A <= 6 W^2 L^2, A <= W^2 (L+1)(L+2), and
L + 1 <= 2 W^2 L^2.

Hypotheses. W, L, d >= 1. On U12's domain W >= 9, L >= 2.

Constants. 6 and 2 (equalities at W = L = d = 1); on U12's domain 61/81 and 1/108 (equalities at
W = 9, L = 2), 532/729 beyond that point (equality at W = 9, L = 3).

Source. Derived here.

Idea. Polynomials in W - 1, L - 1, d - 1 with non-negative coefficients.
"""

from __future__ import annotations

from memproof.certificates.sketches import SIGN, Sketch, cases, combine, conclude, have, split
from memproof.library.model import Constant, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import own

SIZE = {"W": "integer >= 1", "L": "integer >= 1"}
SPACE = {**SIZE, "d": "integer >= 1"}
WIDE = {"W": "integer >= 9", "L": "integer >= 2"}

SUM = "((d + 1)*W*(L + 1) + W*(W + 1)*(L - 1)*(L + 2)/2 + W + 1)"
LINE_SUM = "(2*W*(L + 1) + W*(W + 1)*(L - 1)*(L + 2)/2 + W + 1)"
SQUARE = "(W^2*L^2 + (d - 1)*W*L/3)"

SIX = make_claim(f"{SUM} <= 6*{SQUARE}", SPACE)
SIX_LINE = make_claim(f"{LINE_SUM} <= 6*W^2*L^2", SIZE)
PRODUCT = make_claim(f"{LINE_SUM} <= W^2*(L + 1)*(L + 2)", SIZE)
LAYERS = make_claim("L + 1 <= 2*W^2*L^2", SIZE)
LAYERS_BEYOND = make_claim(f"L + 1 <= (3/2)*{SQUARE}", SPACE, given=["W + L + d >= 4"])
THREE = make_claim(f"{LINE_SUM} <= 3*W^2*L^2", SIZE, given=["W + L >= 3"])
LAYERS_THREE = make_claim("L + 1 <= (3/4)*W^2*L^2", SIZE, given=["W + L >= 3"])
DOMAIN = make_claim(f"{LINE_SUM} <= (61/81)*W^2*L^2", WIDE)
DOMAIN_SPACE = make_claim(
    f"{SUM} <= (61/81)*(W^2*L^2 + 2*(d - 1)*W*L)", {**WIDE, "d": "integer >= 1"}
)
LAYERS_DOMAIN = make_claim("L + 1 <= (1/108)*W^2*L^2", WIDE)
BEYOND = make_claim(f"{LINE_SUM} <= (532/729)*W^2*L^2", WIDE, given=["W + L >= 12"])
FIVE = make_claim(f"{LINE_SUM} <= (599/100)*W^2*L^2", SIZE)
LESS_ON_DOMAIN = make_claim(f"{LINE_SUM} <= (3/4)*W^2*L^2", WIDE)
LARGE = make_claim(f"{LINE_SUM} <= (14/25)*W^2*L^2", {"W": "integer >= 64", "L": "integer >= 64"})


def _past(sizes: dict[str, int], above: Sketch = SIGN) -> Sketch:
    """A size is not its least: the first ones are split off, the last is at least 1 more."""
    *first, last = sizes
    known = f"{' + '.join(sizes)} - {sum(sizes.values()) + 1}"
    proof = have(
        f"{last} >= {sizes[last] + 1}",
        SIGN,
        combine((1, ["goal"]), (1, [known]), *((1, [f"{sizes[name]} - {name}"]) for name in first)),
    )
    for name in reversed(first):
        proof = split(f"{name} - {sizes[name] + 1}", above, proof, integer=True)
    return conclude(proof)


LEMMA = Lemma(
    id="V3",
    number="V3",
    title="Sums of parameters",
    statement=(
        r"Let \(A = (d+1)W(L+1) + \tfrac12 W(W+1)(L-1)(L+2) + W + 1\). Then \(A \le "
        r"6(W^2L^2 + \tfrac13(d-1)WL)\); for \(d = 1\), \(A \le 6W^2L^2\), \(A \le "
        r"W^2(L+1)(L+2)\) and \(L + 1 \le 2W^2L^2\). For \(W \ge 9\), \(L \ge 2\), \(d = 1\): "
        r"\(A \le \frac{61}{81}W^2L^2\)."
    ),
    source=own("V3"),
    parts=(
        Inequality("six", SIX),
        Inequality("six-line", SIX_LINE),
        Inequality("product", PRODUCT),
        Inequality("layers", LAYERS),
        Inequality("layers-beyond", LAYERS_BEYOND, _past({"W": 1, "L": 1, "d": 1})),
        Inequality("three", THREE, _past({"W": 1, "L": 1})),
        Inequality("layers-three", LAYERS_THREE, _past({"W": 1, "L": 1})),
        Inequality("domain", DOMAIN),
        Inequality("domain-space", DOMAIN_SPACE),
        Inequality("layers-domain", LAYERS_DOMAIN),
        Inequality("beyond", BEYOND, _past({"W": 9, "L": 2}, cases("L", 2, [SIGN], SIGN, SIGN))),
        Inequality("large", LARGE),
        Inequality("below-six", FIVE, expected="refuted"),
        Inequality("below-domain", LESS_ON_DOMAIN, expected="refuted"),
    ),
    idea=r"Shift \(W\), \(L\), \(d\) to their least values: all coefficients have one sign.",
    constants=(
        Constant("A over W^2 L^2", "6", "six-line", "smallest", "W, L >= 1"),
        Constant("A over W^2 L^2 from width 9", "61/81", "domain", "smallest", "W >= 9, L >= 2"),
        Constant("A over W^2 L^2 from width 64", "14/25", "large", "smallest", "W, L >= 64"),
    ),
    statement_uses=("V2",),
)
