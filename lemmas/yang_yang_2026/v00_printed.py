r"""YY-printed: the abstract's O and Omega as claims about a constant.

Statement. The abstracts claim: for some K, W^2 L^2 >= K N log2(1/delta) suffices to memorize; and,
as listed by the preprint server, for some c > 0, W^2 L^2 >= c N log2(1/delta) is necessary; inside
the paper, for some c > 0, W^2 L^2 >= c N/log2(1/delta) is necessary.

Hypotheses. None are printed.  Taken here: delta <= 1/2, so that the logarithm is at least 1, and,
for what is necessary, N points that exist, N <= 1 + 2/delta.

Constants. Open: that a constant has the property is what the abstracts claim.

Source. Yang and Yang (2026), abstracts.

Idea. A printed constant is a predicate; what it says is the definition of the predicate. So the
search for contradictions can put the claims against proved ones, constant by constant.
"""

from __future__ import annotations

from memproof.certificates.sketches import AUTO, KNOWN, apply, conclude, have
from memproof.library.model import Cited, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import SOURCE, abstract

PREDICATES = ("memorizes", "sufficient_constant", "listed_constant", "paper_constant")
POINTS = {
    "W": "integer >= 1",
    "L": "integer >= 1",
    "N": "integer >= 2",
    "delta": "real in (0, 1/2]",
    "d": "integer >= 1",
    "C": "integer >= 2",
}
MEMORIZES = "memorizes(W, L, N, delta, d, C)"
DEFINITION = "the definition of {}: the abstract's statement with this constant"


def _some(predicate: str) -> Cited:
    """Return the claim that some constant has the property."""
    claim = make_claim(f"{predicate}(c)", exists={"c": "real > 0"}, predicates=PREDICATES)
    return Cited(
        f"{predicate.removesuffix('_constant')}-claimed", claim, abstract(predicate), "open"
    )


UPPER = make_claim(
    MEMORIZES,
    {**POINTS, "c": "real > 0"},
    given=["sufficient_constant(c)", "W^2*L^2 >= c*N*log2(1/delta)"],
    predicates=PREDICATES,
)
LISTED = make_claim(
    "W^2*L^2 >= c*N*log2(1/delta)",
    {**POINTS, "c": "real > 0"},
    given=["listed_constant(c)", MEMORIZES, "N <= 1 + 2/delta"],
    predicates=PREDICATES,
)
PAPER = make_claim(
    "W^2*L^2*log2(1/delta) >= c*N",
    {**POINTS, "c": "real > 0"},
    given=["paper_constant(c)", MEMORIZES, "N <= 1 + 2/delta"],
    predicates=PREDICATES,
)

# Width 2^(2 a + 6) and one hidden layer have too few pieces for 2^(2 a + 8) points.
NO_CONSTANT = make_claim(
    "0 >= 1",
    {"c": "real > 0", "a": "integer >= 0"},
    given=["sufficient_constant(c)", "c <= 2^a"],
    predicates=PREDICATES,
)
_FEW = {"W": "2^(2*a + 6)", "N": "2^(2*a + 8)", "delta": "2^(-2*a - 7)", "d": "1", "C": "2"}
_NO_CONSTANT = have(
    "2^(a + 4) >= 2*a + 7",
    apply(
        "YY-printed/sufficient",
        {**_FEW, "L": "1", "c": "c"},
        [AUTO] * 8 + [KNOWN, AUTO],
        apply("V7/one-layer", _FEW, [AUTO] * 6 + [KNOWN], conclude(AUTO)),
    ),
)

LEMMA = Lemma(
    id="YY-printed",
    number="abstract, as printed",
    title="The printed bounds as claims about a constant",
    statement=(
        r"For some \(K\), \(W^2L^2 \ge K N \log_2(1/\delta)\) suffices; for some \(c > 0\), "
        r"\(W^2L^2 \ge c N \log_2(1/\delta)\) (as listed), or \(\ge c N/\log_2(1/\delta)\) (inside "
        r"the paper), is necessary."
    ),
    source=SOURCE,
    parts=(
        _some("sufficient_constant"),
        _some("listed_constant"),
        _some("paper_constant"),
        Cited("sufficient", UPPER, DEFINITION.format("sufficient_constant")),
        Cited("listed", LISTED, DEFINITION.format("listed_constant")),
        Cited("paper", PAPER, DEFINITION.format("paper_constant")),
        Inequality("no-constant", NO_CONSTANT, _NO_CONSTANT),
    ),
    idea="What a printed constant claims is the definition of a predicate.",
    notes=(
        "The parts but the last state what is printed, so that contradictions with what "
        "is proved can be searched for. Without a domain for the depth the sufficient bound covers "
        "one hidden layer, for which it is false whatever the constant (part no-constant)."
    ),
    statement_uses=("YY-listed", "V5", "U13"),
    declared_uses=("V7",),
)
