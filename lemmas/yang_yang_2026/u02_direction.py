r"""U2: one direction keeps all pairs of points apart.

Statement. N points of R^d: a rational unit vector u has
|u.(x_i - x_j)| > (sqrt(2 pi/d)/N^2) |x_i - x_j| for all pairs.

Hypotheses. N >= 2, d >= 1 integers; the points are distinct.

Constants. sqrt(2 pi/d)/N^2; Park et al. (2021), Lemma 13, have sqrt(8/(pi d))/N^2.

Source. Derived here. Cited: the union bound, rational points are dense on the sphere.

Idea. By U1 a pair is bad with probability at most 2/N^2; N(N-1)/2 pairs leave 1 - 1/N < 1.
"""

from __future__ import annotations

from memproof.certificates.sketches import AUTO, KNOWN, SIGN, apply, conclude, have
from memproof.library.model import Cited, Constant, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import own

PREDICATES = ("slab_probability", "direction", "rational_direction")
EPS = "sqrt(2*pi/d)/N^2"

PROBABILITY = make_claim(
    "slab_probability(d, eps, p)",
    {"d": "integer >= 1", "eps": "real > 0"},
    exists={"p": "real >= 0"},
    predicates=PREDICATES,
)

UNION = make_claim(
    "direction(d, N, eps)",
    {"d": "integer >= 1", "N": "integer >= 2", "eps": "real > 0", "p": "real"},
    given=["slab_probability(d, eps, p)", "N*(N - 1)/2*p < 1"],
    predicates=PREDICATES,
)

RATIONAL = make_claim(
    "rational_direction(d, N, eps)",
    {"d": "integer >= 1", "N": "integer >= 2", "eps": "real > 0"},
    given=["direction(d, N, eps)"],
    predicates=PREDICATES,
)

PAIRS = make_claim(
    ["(N*(N - 1)/2)*(2/N^2) = 1 - 1/N", "(N*(N - 1)/2)*(2/N^2) < 1"], {"N": "integer >= 2"}
)

WIDTH = make_claim(
    [f"{EPS} < 1", f"({EPS})*sqrt(2*d/pi) = 2/N^2"],
    {"N": "integer >= 2", "d": "integer >= 1"},
)

DIRECTION = make_claim(
    f"rational_direction(d, N, {EPS})",
    {"d": "integer >= 1", "N": "integer >= 2"},
    predicates=PREDICATES,
)

GAIN = make_claim("sqrt(2*pi/d) = (pi/2)*sqrt(8/(pi*d))", {"d": "integer >= 1"})

_SKETCH = conclude(
    apply(
        "U2/probability",
        {"d": "d", "eps": EPS},
        [AUTO, AUTO],
        fresh={"p": "p"},
        then=apply(
            "U2/width",
            {"N": "N", "d": "d"},
            [AUTO, AUTO],
            apply(
                "U1/slab",
                {"d": "d", "eps": EPS, "p": "p"},
                [AUTO, AUTO, AUTO, KNOWN],
                have(
                    "p <= 2/N^2",
                    apply(
                        "U2/union",
                        {"d": "d", "N": "N", "eps": EPS, "p": "p"},
                        [AUTO, AUTO, AUTO, KNOWN, AUTO],
                        apply(
                            "U2/rational",
                            {"d": "d", "N": "N", "eps": EPS},
                            [AUTO, AUTO, AUTO, KNOWN],
                            KNOWN,
                        ),
                    ),
                    SIGN,
                ),
            ),
        ),
    )
)

LEMMA = Lemma(
    id="U2",
    number="U2",
    title="A direction that keeps points apart",
    statement=(
        r"For \(N \ge 2\) distinct points of \(\mathbb{R}^d\) there is a rational unit vector "
        r"\(u\) with \(|u \cdot (x_i - x_j)| > \frac{\sqrt{2\pi/d}}{N^2} \|x_i - x_j\|\) for all "
        r"\(i \ne j\)."
    ),
    source=own("U2"),
    parts=(
        Cited(
            "probability", PROBABILITY, "The uniform distribution on the sphere exists (classical)."
        ),
        Cited(
            "union",
            UNION,
            "Union bound: the N(N-1)/2 events |u.z| <= eps, z the unit vector of a pair, do not "
            "exhaust the sphere when their probabilities sum to less than 1.",
        ),
        Cited(
            "rational",
            RATIONAL,
            "Finitely many strict inequalities hold in a neighbourhood of u, and rational points "
            "are dense on the unit sphere (stereographic projection).",
        ),
        Inequality("pairs", PAIRS),
        Inequality("width", WIDTH),
        Inequality("gain", GAIN),
        Inequality("direction", DIRECTION, _SKETCH),
    ),
    idea=(
        r"A pair is bad with probability at most \(2/N^2\) (U1); the sum over "
        r"\(N(N-1)/2\) pairs is \(1 - 1/N\)."
    ),
    constants=(
        Constant("direction", EPS, "direction", "largest", "the share of a distance that is kept"),
    ),
    declared_uses=("U1",),
)
