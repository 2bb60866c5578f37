r"""V1: sign vectors of polynomials (Lemma 17).

Statement. M polynomials of degree at most D in k <= M real variables have at most 2(2eMD/k)^k sign
vectors (> 0 against <= 0).

Hypotheses. 1 <= k <= M, D >= 1.

Constants. 2 and 2e.

Source. Bartlett, Harvey, Liaw, Mehrabian (2019), Lemma 17 (seen): a form of Warren's (1968) and
Goldberg and Jerrum's (1995) theorems, proved in Anthony and Bartlett (1999), Theorem 8.3. Cited.

Idea. Count connected components of the complement of the zero sets (Bezout).
"""

from __future__ import annotations

from memproof.library.model import Cited, Constant, Lemma
from memproof.statements.claims import make_claim

from .paper import seen

PREDICATES = ("sign_vectors",)

WARREN = make_claim(
    "sign_vectors(M, D, k, 1 + k*log2(2*e*M*D/k))",
    {"M": "integer >= 1", "D": "integer >= 1", "k": "integer >= 1"},
    given=["k <= M"],
    predicates=PREDICATES,
)

LEMMA = Lemma(
    id="V1",
    number="Lemma 17",
    title="Sign vectors of polynomials",
    statement=(
        r"\(M\) polynomials of degree at most \(D\) in \(k \le M\) real variables have at most "
        r"\(2(2eMD/k)^k\) sign vectors (\(> 0\) against \(\le 0\))."
    ),
    source=seen("Lemma 17"),
    parts=(
        Cited(
            "warren",
            WARREN,
            "Bartlett, Harvey, Liaw, Mehrabian (2019), Lemma 17; Anthony and Bartlett, Neural "
            "network learning: theoretical foundations (1999), Theorem 8.3",
        ),
    ),
    constants=(Constant("sign vectors", "2*e*M*D/k", "warren", "", "base of the count"),),
    idea="Connected components of the complement of the zero sets.",
)
