r"""M2: how many generic points a smooth two-layer network interpolates at least.

Statement. For psi as in M1, analytic on the real line: f = sum_{j<=m} v_j psi(w_j.x) takes every
target vector on n points outside a null set when n <= floor(m/2)(d+1) + (m mod 2).  The printed
floor(md/2) follows for even m, and for odd m >= d-2.  For psi = x^k the bound is the generic rank
of floor(m/2) neurons, for odd m one more while that is at most binom(k+d-1, d-1).

Hypotheses. m = 2h, or m = 2h + 1.

Constants. 1/2.

Source. The abstract prints floor(md/2) for all m; the proof here is ours.

Idea. The values of h neurons contain an open set O; those of 2h neurons contain O - O, a ball about
0, and by scaling v everything.
"""

from __future__ import annotations

from memproof.certificates.sketches import AUTO, SIGN, apply, combine, conclude, have
from memproof.library.model import Cited, Constant, Construction, Evidence, Inequality, Lemma
from memproof.statements.claims import make_claim

from ._search import interpolation
from .paper import source

PREDICATES = ("onto", "full_rank", "onto_one_sign", "onto_power", "first_layer_rank")
SIZES = {"h": "integer >= 1", "d": "integer >= 1", "n": "integer >= 1"}

EVEN = make_claim("onto(2*h, d, n)", SIZES, given=["n <= h*(d + 1)"], predicates=PREDICATES)

ODD = make_claim("onto(2*h + 1, d, n)", SIZES, given=["n <= h*(d + 1) + 1"], predicates=PREDICATES)

ONE_POINT = make_claim("onto(1, d, 1)", {"d": "integer >= 1"}, predicates=PREDICATES)

POWER = make_claim(
    "onto_power(k, 2*h, d, n)",
    {"k": "integer >= 1", **SIZES, "r": "integer >= 1"},
    given=["first_layer_rank(k, d, h, n, r)", "n <= r"],
    predicates=PREDICATES,
)

POWER_ODD = make_claim(
    "onto_power(k, 2*h + 1, d, n)",
    {"k": "integer >= 1", **SIZES, "r": "integer >= 1"},
    given=[
        "first_layer_rank(k, d, h, n, r)",
        "n <= r + 1",
        "n <= binomial(k + d - 1, d - 1)",
    ],
    predicates=PREDICATES,
)

POWER_SPORADIC = make_claim(
    "onto_power(4, 10, 3, n)", {"n": "integer >= 1"}, given=["n <= 14"], predicates=PREDICATES
)

PRINTED_POWER = make_claim(
    "onto_power(k, 2*h, d, n)",
    {"k": "integer >= 1", **SIZES},
    given=[
        "2*n <= 2*h*d",
        "n <= binomial(k + d - 1, d - 1)",
        "first_layer_rank(k, d, h, n, min(n, h*d, binomial(k + d - 1, d - 1)))",
    ],
    predicates=PREDICATES,
)

POWER_NOT_COVERED = make_claim(
    "n <= 14",
    {"k": "integer = 4", "m": "integer = 10", "d": "integer = 3", "n": "integer >= 1"},
    given=["2*n <= m*d", "n <= binomial(k + d - 1, d - 1)"],
)

POWER_TRANSCRIBED = make_claim(
    "onto_power(k, m, d, n)",
    {"k": "integer >= 1", "m": "integer >= 2", "d": "integer >= 1", "n": "integer >= 1"},
    given=["2*n <= m*d", "n <= binomial(k + d - 1, d - 1)"],
    predicates=PREDICATES,
)

ONE_SIGN_UPPER = make_claim(
    "n <= 1",
    {"d": "integer >= 1", "n": "integer >= 1"},
    given=["onto_one_sign(1, d, n)"],
    predicates=PREDICATES,
)

PRINTED_ONE_SIGN = make_claim(
    "onto_one_sign(1, d, n)",
    {"d": "integer >= 1", "n": "integer >= 1"},
    given=["2*n <= d"],
    predicates=PREDICATES,
)

PRINTED_EVEN = make_claim("onto(2*h, d, n)", SIZES, given=["2*n <= 2*h*d"], predicates=PREDICATES)

PRINTED_ODD = make_claim(
    "onto(2*h + 1, d, n)",
    SIZES,
    given=["2*n <= (2*h + 1)*d", "d <= 2*h + 3"],
    predicates=PREDICATES,
)

ODD_WITHOUT_CONDITION = make_claim("n <= h*(d + 1) + 1", SIZES, given=["2*n <= (2*h + 1)*d"])

TRANSCRIBED = make_claim(
    "onto(2*h + 1, d, n)", SIZES, given=["2*n <= (2*h + 1)*d"], predicates=PREDICATES
)

ONE_SIGN = make_claim(
    "v*q >= 0",
    {"v": "real", "p": "real >= 0", "q": "real >= 0"},
    given=["v*p = 1"],
)

ONE_NEURON = make_claim("n <= 1", {"d": "integer >= 1", "n": "integer >= 1"}, given=["2*n <= d"])

_NOT_COVERED = {"k": "4", "m": "10", "d": "3", "n": "15"}
_VALUES = {"h": "h", "d": "d", "n": "n"}

_PRINTED_EVEN = conclude(
    have(
        "n <= h*(d + 1)",
        apply("M2/even", _VALUES, [SIGN] * 4, {"rule": "known"}),
        combine((1, ["goal"]), ("1/2", ["2*h*d - 2*n"]), (1, ["h"])),
    )
)

_PRINTED_ODD = conclude(
    have(
        "n <= h*(d + 1) + 3/2",
        have(
            "n <= h*(d + 1) + 1",
            apply("M2/odd", _VALUES, [SIGN] * 4, {"rule": "known"}),
        ),
        combine((1, ["goal"]), ("1/2", ["(2*h + 1)*d - 2*n"]), ("1/2", ["2*h + 3 - d"])),
    )
)

_POWER_SPORADIC = conclude(
    apply(
        "M4/rank-4-3-5",
        {"n": "n"},
        [SIGN],
        apply(
            "M2/power",
            {"k": "4", "h": "5", "d": "3", "n": "n", "r": "min(n, 14)"},
            [*[SIGN] * 4, AUTO, {"rule": "known"}, AUTO],
            {"rule": "known"},
        ),
    )
)

_COUNT = "min(n, h*d, binomial(k + d - 1, d - 1))"

_PRINTED_POWER = conclude(
    apply(
        "M2/power",
        {"k": "k", **_VALUES, "r": _COUNT},
        [*[SIGN] * 4, AUTO, {"rule": "known"}, AUTO],
        {"rule": "known"},
    )
)

INSTANCES = (("tanh-3-3", 3, 3, 5), ("tanh-3-5", 3, 5, 7), ("tanh-5-4", 5, 4, 11))

LEMMA = Lemma(
    id="M2",
    number="M2",
    title="Capacity of smooth two-layer networks",
    statement=(
        r"For \(\psi\) analytic on the real line with infinitely many nonzero Taylor coefficients "
        r"at 0, \(m\) neurons without biases take every target vector on \(n \le \lfloor m/2 "
        r"\rfloor (d+1) + (m \bmod 2)\) points outside a null set. The printed \(\lfloor md/2 "
        r"\rfloor\) follows for even \(m\) and for odd \(m \ge d - 2\). For \(\psi = x^k\) the "
        r"bound is the generic rank of \(\lfloor m/2 \rfloor\) neurons, for odd \(m\) one more up "
        r"to \(\binom{k+d-1}{d-1}\)."
    ),
    source=source("lower bound on the memory capacity"),
    parts=(
        *(
            Evidence(
                name,
                interpolation("m2_capacity--M2", name, m, d, n, "tanh"),
                f"{m} neurons in dimension {d} take normal targets at {n} generic points",
            )
            for name, m, d, n in INSTANCES
        ),
        Construction(
            "even",
            EVEN,
            "By full rank the values of h neurons on the n points contain an open set O (inverse "
            "function theorem). Output weights may have either sign, so 2h neurons take all of "
            "O - O, which contains a ball about 0; scaling the output weights gives R^n.",
            ("M1/full-rank",),
        ),
        Construction(
            "odd",
            ODD,
            "Pair 2h neurons as (w, v), (w, -v): f is 0 there, and the derivatives with respect to "
            "one of each pair have rank h(d+1). One more neuron with output weight 0 adds the "
            "column psi(w'.x), independent of those by M1 for h + 1 neurons. So f maps a "
            "neighbourhood onto a ball about 0 in R^n for n <= h(d+1) + 1, and scaling the output "
            "weights gives R^n.",
            ("M1/full-rank", *(name for name, *_ in INSTANCES)),
        ),
        Inequality("printed-even", PRINTED_EVEN, _PRINTED_EVEN),
        Inequality("printed-odd", PRINTED_ODD, _PRINTED_ODD),
        Inequality(
            "odd-without-condition",
            ODD_WITHOUT_CONDITION,
            expected="refuted",
            point={"h": "1", "d": "6", "n": "9"},
        ),
        Construction(
            "one-point",
            ONE_POINT,
            "psi is not 0, so psi(w.x) is not 0 for some w and almost all x; v scales it.",
            ("M1/full-rank",),
        ),
        Construction(
            "power",
            POWER,
            "The first-layer Jacobian of h neurons has rank r = n at generic points, so their "
            "values contain an open set O; with output weights 1 and -1, 2h neurons take O - O, "
            "which contains a ball about 0, and scaling the output weights gives R^n.",
            ("M4/grid",),
        ),
        Construction(
            "power-odd",
            POWER_ODD,
            "Pair 2h neurons as (w, 1), (w, -1), the last with output weight 0: f is 0. The "
            "derivatives with respect to one of each pair have rank r on n points. If n = r + 1 "
            "they are the values of r independent forms and of no more, fewer than all forms of "
            "degree k, so some power (w'.x)^k is none of their combinations and adds its column. "
            "As for odd m above f maps onto a ball about 0, which the output weights scale.",
            ("M4/grid",),
        ),
        Inequality("power-4-10-3", POWER_SPORADIC, _POWER_SPORADIC),
        Inequality("printed-power", PRINTED_POWER, _PRINTED_POWER),
        Inequality("power-not-covered", POWER_NOT_COVERED, expected="refuted", point=_NOT_COVERED),
        Inequality("one-sign", ONE_SIGN),
        Construction(
            "one-sign-upper",
            ONE_SIGN_UPPER,
            "v psi(w.x + b) with psi >= 0 has the sign of v at every point, so no two points have "
            "the targets 1 and -1; more points contain two.",
            ("one-sign",),
        ),
        Inequality(
            "one-neuron",
            ONE_NEURON,
            expected="refuted",
            point={"d": "4", "n": "2"},
            printed="Madden, Thrampoulidis (2023), abstract: capacity floor(md/2), read at m = 1",
            repaired_by="one-point",
        ),
    ),
    idea=(
        r"\(h\) neurons reach an open set \(O\), \(2h\) neurons \(O - O\), which holds a ball "
        r"about 0; the output weights scale it."
    ),
    constants=(
        Constant("points per pair of neurons", "h*(d + 1)", "even", "largest", "for m = 2h"),
    ),
    notes=(
        r"At \(m = 1\) the printed \(\lfloor md/2 \rfloor\) is false for \(\psi\) of one sign "
        r"(softplus, logistic, \(x^{2k}\)), with or without a bias: \(v\psi\) has one sign "
        r"(one-sign), so \(n = 2\) points do not take \((1, -1)\), and \(d \ge 4\) promises two "
        r"(one-neuron). For odd \(3 \le m < d - 2\) the printed bound does not follow from ours "
        r"(odd-without-condition); M5 proves it for tanh, gelu and the logistic function, for the "
        r"others see M2-printed. For \(x^k\) pairing needs \(n\) to be at most the generic rank of "
        r"\(\lfloor m/2 \rfloor\) neurons, which the degree condition does not give at the "
        r"exceptions of M4: \((k, d, m, n) = (4, 3, 10, 15)\) is not covered "
        r"(power-not-covered), and not refuted either (M4/not-refuted)."
    ),
    declared_uses=("M1", "M4"),
)

PRINTED = Lemma(
    id="M2-printed",
    number="M2, as printed",
    title="The printed capacity for odd numbers of neurons",
    statement=(
        r"At least \(\lfloor md/2 \rfloor\) points outside a null set take every target vector, "
        r"also for odd \(3 \le m < d - 2\)."
    ),
    source=source("lower bound on the memory capacity", "abstract"),
    parts=(
        Evidence(
            "softplus-3-8",
            interpolation("m2_capacity--M2-printed", "softplus-3-8", 3, 8, 12, "softplus"),
            "3 neurons (softplus) in dimension 8 take normal targets at 12 generic points, as "
            "printed; M2 gives 10",
        ),
        Cited(
            "power",
            POWER_TRANSCRIBED,
            "Madden and Thrampoulidis (2023), abstract: floor(md/2) for x^k if "
            "binom(k + d - 1, d - 1) >= n; read for m >= 2 only, since m = 1 is refuted for even "
            "k. Proved here for even m where M4 has no exception at m/2.",
        ),
        Cited(
            "odd",
            TRANSCRIBED,
            "Madden and Thrampoulidis (2023), abstract: floor(md/2); read for m >= 3 only, since "
            "m = 1 is refuted for activations of one sign.",
        ),
    ),
    notes=(
        r"Transcribed, not proved: M2 covers even \(m\) and odd \(m \ge d - 2\), M5 all odd \(m\) "
        r"for tanh, gelu and (from 3) the logistic function."
    ),
)

PRINTED_ONE = Lemma(
    id="M2-printed-one",
    number="M2, as printed, m = 1",
    title="The printed capacity of one neuron of one sign",
    statement=(
        r"At least \(\lfloor d/2 \rfloor\) points outside a null set take every target vector, "
        r"with one neuron and \(\psi \ge 0\) (softplus, logistic, \(x^{2k}\))."
    ),
    source=source("lower bound on the memory capacity", "abstract"),
    parts=(
        Cited(
            "one-sign",
            PRINTED_ONE_SIGN,
            "Madden and Thrampoulidis (2023), abstract: floor(md/2) for all m, read at m = 1",
        ),
    ),
    notes=(
        "False: M2/one-sign-upper and this claim exclude each other, since two points are promised "
        r"at \(d = 4\) and one neuron of one sign takes one only. Nothing rests on it; it is "
        "stated so that the contradiction can be searched for."
    ),
    statement_uses=("M2",),
)

LEMMAS = (LEMMA, PRINTED, PRINTED_ONE)
del LEMMA
