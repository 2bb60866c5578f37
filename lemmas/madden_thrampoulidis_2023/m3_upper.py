r"""M3: the number of parameters bounds the capacity, and the factor between the two bounds.

Statement. If every target vector is taken on n points then n <= m(d+1); with biases n <= m(d+2);
for psi = x^k, n <= md and n <= binom(k+d-1, d-1).  For even m the bounds m(d+1) and
floor(m/2)(d+1) differ by the factor 2 exactly; the printed ones, md + 2m and md/2, by 2 + 4/d.

Hypotheses. psi continuously differentiable.

Constants. 2; 2 + 4/d; 2 + (d-1)/(h(d+1)+1) for m = 2h + 1.

Source. The abstract: optimal up to a factor of approximately 2.  Counts and ratios are ours.

Idea. A smooth map from a space of smaller dimension has an image of measure 0 (Sard).
"""

from __future__ import annotations

from memproof.library.model import Constant, Construction, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import source

PREDICATES = (
    "onto",
    "onto_biased",
    "onto_power",
    "onto_rooted",
    "onto_logistic",
    "onto_parity",
)
SIZES = {"m": "integer >= 1", "d": "integer >= 1", "n": "integer >= 1"}
HALF = {"h": "integer >= 1", "d": "integer >= 1"}

COUNT = make_claim("m*(d + 2) = m*d + 2*m", {"m": "integer >= 1", "d": "integer >= 1"})

UPPER = make_claim("n <= m*(d + 1)", SIZES, given=["onto(m, d, n)"], predicates=PREDICATES)

NAMED = tuple(
    (
        name,
        make_claim(bound, SIZES, given=[f"onto_{name}(m, d, n)"], predicates=PREDICATES),
    )
    for name, bound in (
        ("rooted", "n <= m*(d + 1)"),
        ("logistic", "n <= m*(d + 1)"),
        ("parity", "n <= m*(d + 2)"),
    )
)

BIASED = make_claim("n <= m*(d + 2)", SIZES, given=["onto_biased(m, d, n)"], predicates=PREDICATES)

POWER = make_claim(
    ["n <= m*d", "n <= binomial(k + d - 1, d - 1)"],
    {**SIZES, "k": "integer >= 1"},
    given=["onto_power(k, m, d, n)"],
    predicates=PREDICATES,
)

EVEN_RATIO = make_claim("2*h*(d + 1)/(h*(d + 1)) = 2", HALF)

ODD_RATIO = make_claim("(2*h + 1)*(d + 1)/(h*(d + 1) + 1) = 2 + (d - 1)/(h*(d + 1) + 1)", HALF)

PRINTED_RATIO = make_claim(
    "(m*d + 2*m)/(m*d/2) = 2 + 4/d", {"m": "integer >= 1", "d": "integer >= 1"}
)

PRINTED_FACTOR = make_claim("m*d + 2*m <= 2*(m*d/2)", {"m": "integer >= 1", "d": "integer >= 1"})

LARGE = make_claim("(m*d + 2*m)/(m*d/2) <= 51/25", {"m": "integer >= 1", "d": "integer >= 100"})

LEMMA = Lemma(
    id="M3",
    number="M3",
    title="Parameters bound the capacity; the factor of about 2",
    statement=(
        r"If every target vector is taken on \(n\) points, then \(n \le m(d+1)\), with biases \(n "
        r"\le m(d+2) = md + 2m\), for \(\psi = x^k\) also \(n \le md\) and \(n \le "
        r"\binom{k+d-1}{d-1}\). For even \(m\) the bounds \(m(d+1)\) and \(\frac m2 (d+1)\) differ "
        r"by the factor 2 exactly, the printed \(md + 2m\) and \(md/2\) by \(2 + 4/d\)."
    ),
    source=source("upper bound on the memory capacity"),
    parts=(
        Inequality("count", COUNT),
        Construction(
            "upper",
            UPPER,
            "f on n points is a continuously differentiable map of the m(d+1) weights to R^n; for "
            "n > m(d+1) its image has measure 0 (Sard), so it is not onto.",
            ("count",),
        ),
        Construction(
            "biased",
            BIASED,
            "The same with m more weights, the biases: m(d+2).",
            ("count",),
        ),
        *(
            Construction(f"upper-{name}", claim, "The same for the activations of M5.", ("count",))
            for name, claim in NAMED
        ),
        Construction(
            "power",
            POWER,
            "v_j (w_j.x)^k depends on v_j and w_j only up to a factor: absorb |v_j| into w_j, so "
            "the image is a finite union of images of R^{md}, and n <= md as before. Every f is a "
            "form of degree k in d variables, a space of dimension binom(k+d-1, d-1), so the "
            "values on n points lie in a space of at most that dimension.",
            ("count",),
        ),
        Inequality("even-ratio", EVEN_RATIO),
        Inequality("odd-ratio", ODD_RATIO),
        Inequality("printed-ratio", PRINTED_RATIO),
        Inequality("factor-two", PRINTED_FACTOR, expected="refuted", point={"m": "1", "d": "1"}),
        Inequality("large-dimension", LARGE),
    ),
    idea=r"Sard's theorem; exact division.",
    constants=(
        Constant("factor, even m", "2", "even-ratio", "smallest", "upper over lower bound"),
        Constant("printed factor", "2 + 4/d", "printed-ratio", "", "upper over lower bound"),
    ),
    notes=(
        r"The printed \(md + 2m\) counts biases; without them there are \(m(d+1)\). For "
        r"\(m = 10\), \(d = 5\): 60 over 30 without biases, 70 over 25 as printed. “A factor of "
        r"approximately 2” is \(2 + 4/d\): 6 at \(d = 1\), 2.04 at \(d = 100\)."
    ),
)
