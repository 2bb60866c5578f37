r"""U3: scaled projections are at least 1 apart, so their integer parts differ.

Statement. With s = N^2/(delta sqrt(2 pi/d)), t_i = s (u.x_i + 1) lie in [0, 2s] and are pairwise
at least 1 apart; hence their integer parts are distinct.

Hypotheses. N >= 2 points of the unit ball of R^d, pairwise at least delta > 0 apart.

Constants. s.

Source. Derived here.

Idea. s times the distance kept by U2, sqrt(2 pi/d)/N^2 times delta, is 1.
"""

from __future__ import annotations

from memproof.certificates.sketches import (
    AUTO,
    KNOWN,
    SIGN,
    apply,
    combine,
    conclude,
    have,
    integer_part,
    split,
)
from memproof.library.model import Construction, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import own

PREDICATES = ("rational_direction", "projects_to_line")
EPS = "sqrt(2*pi/d)/N^2"
SCALE = "N^2/(delta*sqrt(2*pi/d))"
DATA = {"d": "integer >= 1", "N": "integer >= 2", "delta": "real > 0"}

UNIT = make_claim(f"({SCALE})*({EPS})*delta = 1", DATA)

RANGE = make_claim("0 <= s*(a + 1) <= 2*s", {"s": "real > 0", "a": "real in [-1, 1]"})

GAP = make_claim(
    "abs(s*(a + 1) - s*(b + 1)) >= 1",
    {
        "a": "real",
        "b": "real",
        "s": "real > 0",
        "eps": "real > 0",
        "delta": "real > 0",
        "distance": "real",
    },
    given=["distance >= delta", "abs(a - b) > eps*distance", "s*eps*delta >= 1"],
)

FLOORS = make_claim("floor(t) >= floor(v) + 1", {"t": "real", "v": "real"}, given=["t - v >= 1"])

PROJECTION = make_claim(
    "projects_to_line(d, N, delta, 2*s)",
    {**DATA, "eps": "real > 0", "s": "real > 0"},
    given=["s*eps*delta >= 1", "rational_direction(d, N, eps)"],
    predicates=PREDICATES,
)

KEYS = make_claim(f"projects_to_line(d, N, delta, 2*({SCALE}))", DATA, predicates=PREDICATES)

_ALL = (1, ["s", "eps", "distance - delta"]), (1, ["s*eps*delta - 1"])

_GAP = conclude(
    split(
        "a - b",
        have(
            "s*(a - b) >= 0",
            combine((1, ["goal"]), (1, ["s", "a - b - eps*distance"]), *_ALL),
            combine((1, ["goal"]), (1, ["s", "a - b"])),
        ),
        have(
            "s*(b - a) >= 0",
            combine((1, ["goal"]), (1, ["s", "b - a - eps*distance"]), *_ALL),
            combine((1, ["goal"]), (1, ["s", "b - a"])),
        ),
    )
)

_FLOORS = conclude(
    integer_part(
        "t",
        integer_part(
            "v",
            have(
                "floor(t) > floor(v)",
                SIGN,
                combine(
                    (1, ["goal"]),
                    (1, ["floor(t) + 1 - t"]),
                    (1, ["t - v - 1"]),
                    (1, ["v - floor(v)"]),
                ),
                integer=True,
            ),
        ),
    )
)

_SKETCH = conclude(
    apply(
        "U2/direction",
        {"d": "d", "N": "N"},
        [AUTO, AUTO],
        apply(
            "U3/projection",
            {"d": "d", "N": "N", "delta": "delta", "eps": EPS, "s": SCALE},
            [AUTO] * 6 + [KNOWN],
            KNOWN,
        ),
    )
)

LEMMA = Lemma(
    id="U3",
    number="U3",
    title="Distinct keys",
    statement=(
        r"Let \(x_1, \dots, x_N\) be points of the unit ball of \(\mathbb{R}^d\), pairwise at "
        r"least \(\delta\) apart, \(u\) the vector of U2 and "
        r"\(s = N^2/(\delta\sqrt{2\pi/d})\). Then \(t_i = s(u \cdot x_i + 1)\) lie in "
        r"\([0, 2s]\) and are pairwise at least 1 apart; their integer parts are distinct."
    ),
    source=own("U3"),
    parts=(
        Inequality("unit", UNIT),
        Inequality("range", RANGE),
        Inequality("gap", GAP, _GAP),
        Inequality("floors", FLOORS, _FLOORS),
        Construction(
            "projection",
            PROJECTION,
            "The affine function x -> s(u.x + 1). For points of the unit ball u.x lies in [-1, 1] "
            "(Cauchy, Schwarz), so 'range' applies; for two points a = u.x, b = u.y and distance "
            "|x - y| satisfy the hypotheses of 'gap'.",
            ("range", "gap"),
        ),
        Inequality("keys", KEYS, _SKETCH),
    ),
    idea=r"\(s \cdot \sqrt{2\pi/d}/N^2 \cdot \delta = 1\).",
    declared_uses=("U2",),
)
