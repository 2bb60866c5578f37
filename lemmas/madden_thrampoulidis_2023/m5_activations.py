r"""M5: the printed capacity for named activations, and capacity with biases.

Statement. For psi(0) = 0 != psi'(0) (tanh, gelu), m = 2h + 1 neurons take every target vector on
n <= h(d+1) + d generic points; for the logistic function and m = 2h + 1 >= 3, on n <= (h+1)(d+1).
So the printed floor(md/2) holds for tanh and gelu for all m, for the logistic function for all
m >= 2. With biases and psi = an affine function plus an odd or an even one (tanh, logistic,
softplus, gelu), m = 2h neurons take n <= h(d+2), m = 2h + 1 one more.

Hypotheses. psi as in M2.

Constants. 2, the factor between m(d+2) and h(d+2) for m = 2h; at most 2 for odd m without biases.

Source. The abstract prints floor(md/2) for all m; what follows is ours.

Idea. A zero of f with more independent derivatives: a neuron with w = 0, or psi(t) + psi(-t) = 2
psi(0).
"""

from __future__ import annotations

from memproof.certificates.sketches import KNOWN, SIGN, Sketch, apply, combine, conclude, have
from memproof.library.model import Constant, Construction, Evidence, Inequality, Lemma
from memproof.statements.claims import Claim, make_claim

from ._search import interpolation, nonsingular
from .paper import source

PREDICATES = ("onto", "onto_rooted", "onto_logistic", "onto_parity", "full_rank_parity")
SIZES = {"h": "integer >= 1", "d": "integer >= 1", "n": "integer >= 1"}
FROM_ZERO = {**SIZES, "h": "integer >= 0"}

ROOTED = make_claim(
    "onto_rooted(2*h + 1, d, n)", FROM_ZERO, given=["n <= h*(d + 1) + d"], predicates=PREDICATES
)

PRINTED_ROOTED = make_claim(
    "onto_rooted(2*h + 1, d, n)", FROM_ZERO, given=["2*n <= (2*h + 1)*d"], predicates=PREDICATES
)

LOGISTIC = make_claim(
    "onto_logistic(2*h + 1, d, n)", SIZES, given=["n <= (h + 1)*(d + 1)"], predicates=PREDICATES
)

PRINTED_LOGISTIC = make_claim(
    "onto_logistic(2*h + 1, d, n)", SIZES, given=["2*n <= (2*h + 1)*d"], predicates=PREDICATES
)

FULL_RANK_BIASED = make_claim(
    "full_rank_parity(h, d, n)", SIZES, given=["n <= h*(d + 2)"], predicates=PREDICATES
)

BIASED_EVEN = make_claim(
    "onto_parity(2*h, d, n)", SIZES, given=["n <= h*(d + 2)"], predicates=PREDICATES
)

BIASED_ODD = make_claim(
    "onto_parity(2*h + 1, d, n)", SIZES, given=["n <= h*(d + 2) + 1"], predicates=PREDICATES
)

BIASED_RATIO = make_claim("2*h*(d + 2)/(h*(d + 2)) = 2", {"h": "integer >= 1", "d": "integer >= 1"})

ROOTED_RATIO = make_claim(
    "(2*h + 1)*(d + 1)/(h*(d + 1) + d) = 2 - (d - 1)/(h*(d + 1) + d)",
    {"h": "integer >= 0", "d": "integer >= 1"},
)

LOGISTIC_RATIO = make_claim(
    "(2*h + 1)*(d + 1)/((h + 1)*(d + 1)) < 2", {"h": "integer >= 1", "d": "integer >= 1"}
)

BIASED_ODD_RATIO = make_claim(
    "(2*h + 1)*(d + 2)/(h*(d + 2) + 1) = 2 + d/(h*(d + 2) + 1)",
    {"h": "integer >= 1", "d": "integer >= 1"},
)

_VALUES = {"h": "h", "d": "d", "n": "n"}


def of_named(kind: str) -> Claim:
    """What holds for every analytic psi holds for the named ones."""
    return make_claim(
        f"onto_{kind}(m, d, n)",
        {"m": "integer >= 1", "d": "integer >= 1", "n": "integer >= 1"},
        given=["onto(m, d, n)"],
        predicates=PREDICATES,
    )


def even(kind: str) -> Claim:
    """Pairs of neurons, for the named activations."""
    return make_claim(
        f"onto_{kind}(2*h, d, n)", SIZES, given=["n <= h*(d + 1)"], predicates=PREDICATES
    )


def _even(kind: str) -> Sketch:
    named = {"m": "2*h", "d": "d", "n": "n"}
    return conclude(
        apply(
            "M2/even",
            _VALUES,
            [SIGN] * 4,
            apply(f"M5/{kind}-named", named, [SIGN] * 3 + [KNOWN], KNOWN),
        )
    )


_PRINTED_ROOTED = conclude(
    have(
        "n <= h*(d + 1) + d",
        apply("M5/rooted", _VALUES, [SIGN] * 4, {"rule": "known"}),
        combine((1, ["goal"]), ("1/2", ["(2*h + 1)*d - 2*n"]), (1, ["h"]), ("1/2", ["d"])),
    )
)

_PRINTED_LOGISTIC = conclude(
    have(
        "n <= (h + 1)*(d + 1)",
        apply("M5/logistic", _VALUES, [SIGN] * 4, {"rule": "known"}),
        combine((1, ["goal"]), ("1/2", ["(2*h + 1)*d - 2*n"]), (1, ["h"]), ("1/2", ["d"])),
    )
)

INSTANCES = (
    ("tanh-1-6", "tanh", 1, 6, 6),
    ("tanh-3-8", "tanh", 3, 8, 17),
    ("gelu-3-8", "gelu", 3, 8, 17),
    ("logistic-3-8", "logistic", 3, 8, 18),
)
BIASED = ("tanh", "logistic", "softplus", "gelu")

LEMMA = Lemma(
    id="M5",
    number="M5",
    title="Odd numbers of neurons and biases, for named activations",
    statement=(
        r"For \(\psi(0) = 0 \ne \psi'(0)\) (tanh, gelu) \(2h+1\) neurons take every target vector "
        r"on \(n \le h(d+1) + d\) points outside a null set, for the logistic function and \(h \ge "
        r"1\) on \(n \le (h+1)(d+1)\); in both cases \(\lfloor md/2 \rfloor\) follows for odd "
        r"\(m\). With biases, if \(\psi\) is an affine function plus an odd or an even one, \(2h\) "
        r"neurons take \(n \le h(d+2)\) and \(2h+1\) neurons one more."
    ),
    source=source("lower bound on the memory capacity"),
    parts=(
        *(
            Evidence(
                name,
                interpolation("m5_activations", name, m, d, n, activation),
                f"{m} neurons ({activation}) in dimension {d} take normal targets at {n} generic "
                f"points, where M2 gives {m // 2 * (d + 1) + m % 2}",
            )
            for name, activation, m, d, n in INSTANCES
        ),
        *(
            Evidence(
                f"biased-{activation}",
                nonsingular("m5_activations", f"biased-{activation}", 3, 3, activation),
                "3 neurons with biases in dimension 3 at 15 generic points: the square Jacobian is "
                "invertible",
            )
            for activation in BIASED
        ),
        Construction(
            "rooted",
            ROOTED,
            "Pair 2h neurons as (w, v), (w, -v) and give the last one w = 0, v = 1: f is 0. The "
            "derivatives with respect to one of each pair and to the last first-layer weights are "
            "psi(w_j.x), v_j psi'(w_j.x) x_a and psi'(0) x_a. In a relation the parts of degree k "
            ">= 2 remove the former as in M1, then the x_a are independent. So at generic points f "
            "maps onto a ball about 0 for n <= h(d+1) + d, and scaling the output weights gives "
            "R^n.",
            ("M1/independent", "tanh-1-6", "tanh-3-8", "gelu-3-8"),
        ),
        Construction(
            "logistic",
            LOGISTIC,
            "Pair 2h - 2 neurons as before; the last three are (w, 1), (-w, 1), (0, -2): f is 0, "
            "since psi(t) + psi(-t) = 1 = 2 psi(0). Derivatives: h - 1 pairs give psi, psi' x_a; "
            "the first of the three gives psi(w.x), psi'(w.x) x_a, the second 1 - psi(w.x), the "
            "third x_a. With the constant 1 these are (h-1)(d+1) + (d+1) + 1 + d = (h+1)(d+1) "
            "functions, independent: degrees k >= 2 remove the former as in M1, then 1 and the x_a "
            "are left.",
            ("M1/independent", "logistic-3-8"),
        ),
        *(
            Construction(
                f"{kind}-named",
                of_named(kind),
                "onto is said of every psi that is analytic on the line with infinitely many "
                "nonzero Taylor coefficients at 0, and these are such.",
                (evidence,),
            )
            for kind, evidence in (("rooted", "tanh-1-6"), ("logistic", "logistic-3-8"))
        ),
        *(Inequality(f"{kind}-even", even(kind), _even(kind)) for kind in ("rooted", "logistic")),
        Inequality("printed-rooted", PRINTED_ROOTED, _PRINTED_ROOTED),
        Inequality("printed-logistic", PRINTED_LOGISTIC, _PRINTED_LOGISTIC),
        Construction(
            "full-rank-biased",
            FULL_RANK_BIASED,
            "At biases 0 the columns are psi(t_j), x_a psi'(t_j), psi'(t_j). Let psi be affine "
            "plus phi, odd or even. In degrees k >= 2 of phi's parity with c_k != 0 the terms of "
            "the last kind, (k+1) c_{k+1} t_j^k, are 0, so M1's argument removes the first two "
            "kinds; what is left, sum_j gamma_j psi'(t_j) = 0, reads sum_j gamma_j t_j^{k-1} = 0 "
            "for all such k, so every gamma_j is 0, the largest |t_j| first. The h(d+2) functions "
            "are independent, and a minor is analytic in X, W and the biases.",
            ("M1/independent", *(f"biased-{activation}" for activation in BIASED)),
        ),
        Construction(
            "biased-even",
            BIASED_EVEN,
            "As in M2, from the rank with biases: h neurons take an open set O, 2h neurons O - O, "
            "and the output weights scale it.",
            ("full-rank-biased",),
        ),
        Construction(
            "biased-odd",
            BIASED_ODD,
            "As in M2: one more neuron with output weight 0 adds the column psi(w'.x + b'), "
            "independent of those of h neurons by the rank for h + 1.",
            ("full-rank-biased",),
        ),
        Inequality("rooted-ratio", ROOTED_RATIO),
        Inequality("logistic-ratio", LOGISTIC_RATIO),
        Inequality("biased-ratio", BIASED_RATIO),
        Inequality("biased-odd-ratio", BIASED_ODD_RATIO),
    ),
    idea=(
        r"\(f\) is 0 where pairs cancel; a neuron with \(w = 0\), or three with \(\psi(t) + "
        r"\psi(-t) = 2\psi(0)\), keep it 0 and add the derivatives \(x_a\)."
    ),
    constants=(
        Constant("factor with biases, even m", "2", "biased-ratio", "smallest", "upper over lower"),
    ),
    notes=(
        r"For softplus and odd \(3 \le m < d - 2\) without biases \(\lfloor md/2 \rfloor\) stays "
        r"transcribed: see M2-printed. That \(\psi\) is affine plus odd or even is needed for the "
        r"rank with biases: for \(\psi = e^t\) the columns \(\psi\) and \(\psi'\) are the same."
    ),
    declared_uses=("M1", "M2"),
)
