r"""M2: how many generic points a smooth two-layer network interpolates at least.

Statement. For psi as in M1, analytic on the real line: f = sum_{j<=m} v_j psi(w_j.x) takes every
target vector on n points outside a null set when n <= floor(m/2)(d+1) + (m mod 2).  The printed
floor(md/2) follows for even m, and for odd m >= d-2.

Hypotheses. m = 2h, or m = 2h + 1.

Constants. 1/2.

Source. The abstract prints floor(md/2) for all m; the proof here is ours.

Idea. The values of h neurons contain an open set O; those of 2h neurons contain O - O, a ball about
0, and by scaling v everything.
"""

from __future__ import annotations

from memproof.library.model import Cited, Constant, Construction, Evidence, Inequality, Lemma
from memproof.statements.claims import make_claim
from memproof.statements.sketches import SIGN, apply, combine, conclude, have

from ._search import interpolation
from .paper import source

PREDICATES = ("onto", "full_rank")
SIZES = {"h": "integer >= 1", "d": "integer >= 1", "n": "integer >= 1"}

EVEN = make_claim("onto(2*h, d, n)", SIZES, given=["n <= h*(d + 1)"], predicates=PREDICATES)

ODD = make_claim("onto(2*h + 1, d, n)", SIZES, given=["n <= h*(d + 1) + 1"], predicates=PREDICATES)

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

INSTANCES = (("tanh-3-3", 3, 3, 5), ("tanh-3-5", 3, 5, 7), ("tanh-5-4", 5, 4, 11))

LEMMA = Lemma(
    id="M2",
    number="M2",
    title="Capacity of smooth two-layer networks",
    statement=(
        r"For \(\psi\) analytic on the real line with infinitely many nonzero Taylor coefficients "
        r"at 0, \(m\) neurons without biases take every target vector on \(n \le \lfloor m/2 "
        r"\rfloor (d+1) + (m \bmod 2)\) points outside a null set. The printed \(\lfloor md/2 "
        r"\rfloor\) follows for even \(m\) and for odd \(m \ge d - 2\)."
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
        Inequality("one-sign", ONE_SIGN),
        Inequality("one-neuron", ONE_NEURON, expected="refuted", point={"d": "4", "n": "2"}),
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
        r"(odd-without-condition) and is neither proved nor refuted here: see M2-printed."
    ),
    declared_uses=("M1",),
    full_part=("even", "odd", "printed-even", "printed-odd"),
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
        Cited(
            "odd",
            TRANSCRIBED,
            "Madden and Thrampoulidis (2023), abstract: floor(md/2); read for m >= 3 only, since "
            "m = 1 is refuted for activations of one sign.",
        ),
    ),
    notes=r"Transcribed, not proved: M2 covers even \(m\) and odd \(m \ge d - 2\).",
    full_part="odd",
)

LEMMAS = (LEMMA, PRINTED)
del LEMMA
