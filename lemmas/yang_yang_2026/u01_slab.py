r"""U1: a random direction rarely falls into a slab.

Statement. u uniform on the unit sphere of R^d, z a unit vector, 0 < eps < 1:
P(|u.z| <= eps) <= eps*sqrt(2d/pi).

Hypotheses. d >= 1 integer.

Constants. sqrt(2d/pi); Park et al. (2021), Lemma 13, use a constant larger by pi/2.

Source. Derived here. Cited: the density of u.z, log-convexity of the Gamma function.

Idea. For d >= 3 the density of u.z is at most c_d = r_d/sqrt(pi), r_d = Gamma(d/2)/Gamma((d-1)/2).
As r_d*r_{d+1} = (d-1)/2 and r_d <= r_{d+1}, r_d^2 <= (d-1)/2.  d = 2 and d = 1 are elementary.
"""

from __future__ import annotations

from memproof.certificates.sketches import AUTO, KNOWN, SIGN, apply, combine, conclude, have, split
from memproof.library.model import Cited, Constant, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import own

PREDICATES = ("slab_probability", "gamma_ratio")

DENSITY = make_claim(
    "p <= 2*eps*r/sqrt(pi)",
    {"d": "integer >= 3", "eps": "real in (0, 1)", "p": "real", "r": "real > 0"},
    given=["slab_probability(d, eps, p)", "gamma_ratio(d, r)"],
    predicates=PREDICATES,
)

GAMMA = make_claim(
    ["gamma_ratio(d, r)", "r*s = (d - 1)/2", "r <= s"],
    {"d": "integer >= 2"},
    exists={"r": "real > 0", "s": "real > 0"},
    predicates=PREDICATES,
)

CIRCLE = make_claim(
    "p <= eps",
    {"d": "integer = 2", "eps": "real in (0, 1)", "p": "real"},
    given=["slab_probability(d, eps, p)"],
    predicates=PREDICATES,
)

LINE = make_claim(
    "p <= 0",
    {"d": "integer = 1", "eps": "real in (0, 1)", "p": "real"},
    given=["slab_probability(d, eps, p)"],
    predicates=PREDICATES,
)

SLAB = make_claim(
    "p <= eps*sqrt(2*d/pi)",
    {"d": "integer >= 1", "eps": "real in (0, 1)", "p": "real"},
    given=["slab_probability(d, eps, p)"],
    predicates=PREDICATES,
)

_POINT = {"d": "d", "eps": "eps", "p": "p"}

_PLANE = have(
    "sqrt(2*d/pi) >= 1",
    combine((1, ["goal"]), (1, ["eps - p"]), (1, ["eps", "sqrt(2*d/pi) - 1"])),
    combine((1, ["goal", "1 + sqrt(2*d/pi)"]), (1, ["2/pi", "d - 2"])),
)

_SPACE = have(
    "r^2 <= (d - 1)/2",
    have(
        "r <= sqrt((d - 1)/2)",
        have(
            "sqrt(d - 1) <= sqrt(d)",
            combine(
                (1, ["goal"]),
                (1, ["2*eps*r/sqrt(pi) - p"]),
                (1, ["2*eps/sqrt(pi)", "sqrt((d - 1)/2) - r"]),
                (1, ["eps*sqrt(2/pi)", "sqrt(d) - sqrt(d - 1)"]),
            ),
            combine((1, ["goal", "sqrt(d - 1) + sqrt(d)"])),
        ),
        combine((1, ["goal", "r + sqrt((d - 1)/2)"]), (1, ["(d - 1)/2 - r^2"])),
    ),
    combine((1, ["goal"]), (1, ["r", "s - r"]), (1, ["(d - 1)/2 - r*s"])),
)

_SKETCH = conclude(
    split(
        "d - 2",
        integer=True,
        below=apply("U1/line", _POINT, [AUTO, AUTO, AUTO, KNOWN]),
        above=split(
            "d - 3",
            integer=True,
            below=apply("U1/circle", _POINT, [AUTO, AUTO, AUTO, KNOWN], _PLANE),
            above=apply(
                "U1/gamma",
                {"d": "d"},
                [AUTO],
                fresh={"r": "r", "s": "s"},
                then=apply(
                    "U1/density",
                    _POINT | {"r": "r"},
                    [AUTO, AUTO, AUTO, SIGN, KNOWN, KNOWN],
                    _SPACE,
                ),
            ),
        ),
    )
)

LEMMA = Lemma(
    id="U1",
    number="U1",
    title="A slab has small probability",
    statement=(
        r"Let \(u\) be uniform on the unit sphere of \(\mathbb{R}^d\), \(z\) a unit vector and "
        r"\(0 < \varepsilon < 1\). Then \(P(|u \cdot z| \le \varepsilon) \le "
        r"\varepsilon \sqrt{2d/\pi}\)."
    ),
    source=own("U1"),
    parts=(
        Cited(
            "density",
            DENSITY,
            "For d >= 3 the density of u.z at s is Gamma(d/2)/(sqrt(pi) Gamma((d-1)/2)) "
            "(1 - s^2)^((d-3)/2), at most its value at 0 (classical).",
        ),
        Cited(
            "gamma",
            GAMMA,
            "r = Gamma(d/2)/Gamma((d-1)/2), s = Gamma((d+1)/2)/Gamma(d/2): their product is "
            "(d-1)/2 because Gamma(x+1) = x Gamma(x); r <= s because Gamma is log-convex (Bohr, "
            "Mollerup).",
        ),
        Cited(
            "circle",
            CIRCLE,
            "On the circle the probability is (2/pi) arcsin(eps); arcsin is convex on [0, 1], so "
            "it lies below its chord (pi/2) eps.",
        ),
        Cited("line", LINE, "In dimension one u.z is 1 or -1, so the probability is 0."),
        Inequality("slab", SLAB, _SKETCH),
    ),
    idea=(
        r"The density is at most \(c_d = r_d/\sqrt{\pi}\) with "
        r"\(r_d = \Gamma(d/2)/\Gamma((d-1)/2)\); from \(r_d r_{d+1} = (d-1)/2\) and "
        r"\(r_d \le r_{d+1}\), \(r_d^2 \le (d-1)/2\)."
    ),
    constants=(Constant("slab", "sqrt(2*d/pi)", "slab", "smallest", "P <= eps times this"),),
    declared_uses=(),
)
