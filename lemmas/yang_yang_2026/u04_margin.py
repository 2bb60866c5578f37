r"""U4: a shift keeps all data away from the integers from below.

Statement. For N reals some theta in [0, 1) makes every fractional part of t_i + theta at most
1 - 1/N. With M >= N, T_i = M (t_i + theta) and k_i = floor(t_i + theta), T_i lies in
[M k_i, M k_i + M - 1]; and 0 <= k_i <= 2^B - 1 when 0 <= t_i <= R and 2^B >= R + 1.

Hypotheses. N >= 1, M >= N, B >= 1 integers.

Constants. 1/N.

Source. Derived here. Cited: the pigeonhole principle for N gaps on a circle.

Idea. N points on a circle of length 1 leave a gap of at least 1/N; shift its end to 0.
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
)
from memproof.library.model import Cited, Constant, Construction, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import own

PREDICATES = ("circle_gap", "shift_exists", "projects_to_line", "reduces_to_keys")

GAPS_2 = make_claim("max(a, b) >= 1/2", {"a": "real >= 0", "b": "real >= 0"}, given=["a + b = 1"])

GAPS_3 = make_claim(
    "max(a, b, c) >= 1/3",
    {"a": "real >= 0", "b": "real >= 0", "c": "real >= 0"},
    given=["a + b + c = 1"],
)

CIRCLE = make_claim(
    "circle_gap(N, g)",
    {"N": "integer >= 1", "g": "real > 0"},
    given=["N*g <= 1"],
    predicates=PREDICATES,
)

FRACTION = make_claim(
    "f - h - floor(f - h) <= 1 - g",
    {"f": "real in [0, 1)", "h": "real in [0, 1)", "g": "real > 0", "z": "integer"},
    given=["0 <= f - h + z", "f - h + z <= 1 - g"],
)

SHIFT = make_claim(
    "shift_exists(N, 1 - g)",
    {"N": "integer >= 1", "g": "real > 0"},
    given=["circle_gap(N, g)"],
    predicates=PREDICATES,
)

THETA = make_claim("shift_exists(N, 1 - 1/N)", {"N": "integer >= 1"}, predicates=PREDICATES)

SCALED = make_claim(
    ["M*floor(t) <= M*t", "M*t <= M*floor(t) + M - 1"],
    {"t": "real", "N": "integer >= 1", "M": "integer >= 1"},
    given=["M >= N", "t - floor(t) <= 1 - 1/N"],
)

RANGE = make_claim(
    "0 <= floor(t + theta) <= 2^B - 1",
    {"t": "real >= 0", "theta": "real in [0, 1)", "R": "real", "B": "integer >= 1"},
    given=["t <= R", "R + 1 <= 2^B"],
)

MARGIN = make_claim(
    "reduces_to_keys(d, N, delta, B)",
    {
        "d": "integer >= 1",
        "N": "integer >= 1",
        "delta": "real > 0",
        "R": "real",
        "B": "integer >= 1",
    },
    given=[
        "R + 1 <= 2^B",
        "projects_to_line(d, N, delta, R)",
        "shift_exists(N, 1 - 1/N)",
    ],
    predicates=PREDICATES,
)

KEYS = make_claim(
    "reduces_to_keys(d, N, delta, B)",
    {
        "d": "integer >= 1",
        "N": "integer >= 2",
        "delta": "real > 0",
        "B": "integer >= 1",
    },
    given=["2*(N^2/(delta*sqrt(2*pi/d))) + 1 <= 2^B"],
    predicates=PREDICATES,
)

_FRACTION = conclude(
    integer_part(
        "f - h",
        have(
            "-z > floor(f - h) - 1",
            have(
                "-z < floor(f - h) + 1",
                combine((1, ["goal"]), (1, ["1 - g - f + h - z"]), (1, ["floor(f - h) + z"])),
                combine(
                    (1, ["goal"]),
                    (1, ["floor(f - h) + 1 - f + h"]),
                    (1, ["f - h + z"]),
                ),
                integer=True,
            ),
            combine(
                (1, ["goal"]),
                (1, ["f - h - floor(f - h)"]),
                (1, ["1 - g - f + h - z"]),
                (1, ["g"]),
            ),
            integer=True,
        ),
    )
)

_RANGE = conclude(
    SIGN,
    integer_part(
        "t + theta",
        have(
            "2^B > floor(t + theta)",
            SIGN,
            combine(
                (1, ["goal"]),
                (1, ["t + theta - floor(t + theta)"]),
                (1, ["1 - theta"]),
                (1, ["R - t"]),
                (1, ["2^B - R - 1"]),
            ),
            integer=True,
        ),
    ),
)

_THETA = conclude(
    apply(
        "U4/circle",
        {"N": "N", "g": "1/N"},
        [AUTO, AUTO, AUTO],
        apply("U4/shift", {"N": "N", "g": "1/N"}, [AUTO, AUTO, KNOWN], KNOWN),
    )
)

_KEYS = conclude(
    apply(
        "U3/keys",
        {"d": "d", "N": "N", "delta": "delta"},
        [AUTO] * 3,
        apply(
            "U4/theta",
            {"N": "N"},
            [AUTO],
            apply(
                "U4/margin",
                {
                    "d": "d",
                    "N": "N",
                    "delta": "delta",
                    "B": "B",
                    "R": "2*(N^2/(delta*sqrt(2*pi/d)))",
                },
                [AUTO] * 5 + [KNOWN, KNOWN],
                KNOWN,
            ),
        ),
    )
)

LEMMA = Lemma(
    id="U4",
    number="U4",
    title="Margin below the integers",
    statement=(
        r"For \(N\) reals some \(\theta \in [0, 1)\) makes every fractional part of "
        r"\(t_i + \theta\) at most \(1 - 1/N\). For \(M \ge N\), \(T_i = M(t_i + \theta)\) and "
        r"\(k_i = \lfloor t_i + \theta \rfloor\): \(T_i \in [M k_i, M k_i + M - 1]\), and "
        r"\(0 \le k_i \le 2^B - 1\) if \(0 \le t_i \le R\), \(R + 1 \le 2^B\)."
    ),
    source=own("U4"),
    parts=(
        Inequality("gaps-2", GAPS_2),
        Inequality("gaps-3", GAPS_3),
        Cited(
            "circle",
            CIRCLE,
            "Pigeonhole principle: the N arcs between neighbouring points of a circle of length 1 "
            "sum to 1, so one is at least 1/N (N = 2 and N = 3 are proved in 'gaps-2', 'gaps-3').",
        ),
        Inequality("fraction", FRACTION, _FRACTION),
        Construction(
            "shift",
            SHIFT,
            "Put the fractional parts f of the t_i on a circle of length 1, let h be the end of "
            "the gap of length at least g and theta = -h modulo 1. Going on from h every f is "
            "reached after at most 1 - g: some integer z has 0 <= f - h + z <= 1 - g. By "
            "'fraction' the fractional part of t_i + theta, which is that of f - h, is at most "
            "1 - g.",
            ("fraction",),
        ),
        Inequality("theta", THETA, _THETA, formal="ClaimsTradeOff.U4__theta"),
        Inequality("scaled", SCALED),
        Inequality("range", RANGE, _RANGE),
        Construction(
            "margin",
            MARGIN,
            "Compose the affine function into [0, R] with the shift by theta. Integer parts are in "
            "range by 'range'; values at least 1 apart stay so under a shift and have distinct "
            "integer parts by U3/floors; fractional parts are at most 1 - 1/N by the choice of "
            "theta.",
            ("range", "U3/floors"),
            formal="ClaimsTradeOff.U4__margin",
        ),
        Inequality("keys", KEYS, _KEYS),
    ),
    idea="The largest of the N gaps on the circle is at least 1/N; its end is shifted to 0.",
    constants=(Constant("margin", "1 - 1/N", "theta", "", "largest fractional part"),),
    declared_uses=("U3",),
)
