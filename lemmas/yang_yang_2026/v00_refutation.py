r"""The listed lower bound W^2 L^2 = Omega(N log(1/delta)) is false.

Statement. For every c > 0 and N >= 3, width W = ceil(sqrt(N)) and two hidden layers memorize every
N points of the unit ball of R^d, pairwise at least delta apart, and W^2 L^2 = 4W^2 <= 7.2 N, so
W^2 L^2 < c N log2(1/delta) as soon as log2(1/delta) > 7.2/c; in particular with delta = N^(-a),
a >= 1, as soon as N > 2^(7.2/(a c)).  Such data sets exist: N <= 1 + 2/delta.

Hypotheses. N >= 3, c > 0, a >= 1, C >= 1 labels.

Constants. 7.2 = 36/5 (equality at N = 5).

Source. The claim: Yang and Yang (2026), abstract as listed by the preprint server (the abstract
inside the paper has N/log(1/delta), proved in V5).  The refutation is derived here, from Theorem T.

Idea. Theorem T interpolates any W^2 distinct reals, whatever their distances.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from memproof.certificates.sketches import (
    KNOWN,
    SIGN,
    Sketch,
    apply,
    combine,
    conclude,
    exponentiate,
    have,
    integer_part,
    logs,
    split,
)
from memproof.library.model import Constant, Construction, Evidence, Inequality, Lemma, Source
from memproof.statements.claims import Claim, make_claim

from .paper import SOURCE

PREDICATES = ("interpolates", "memorizes")
PRINTED = (
    "Yang and Yang (2026), abstract as listed by the preprint server: "
    "W^2 L^2 = Omega(N log(1/delta)) is necessary"
)
FINE = "log2(1/delta)"


def listed(constant: str) -> Claim:
    """Return the listed bound with this constant for networks that memorize by Theorem T."""
    return make_claim(
        f"W^2*L^2 >= {constant}*N*{FINE}",
        {
            "W": "integer >= 1",
            "L": "integer >= 2, <= 2",
            "N": "integer >= 3",
            "delta": "real in (0, 1/2]",
        },
        given=["N <= W^2", "N <= 1 + 2/delta"],
    )


ROOT = make_claim(
    ["N <= W^2", "4*W^2 <= (36/5)*N", "(W - 1)^2 < N"],
    {"N": "integer >= 3"},
    exists={"W": "integer >= 1"},
)

LESS = make_claim(
    "4*W^2 <= (719/100)*N",
    {"N": "integer >= 3", "W": "integer >= 1"},
    given=["(W - 1)^2 < N"],
)

POWERS_OF_TWO = make_claim("2^N >= N", {"N": "integer >= 1"})

ONE_NEURON = make_claim("interpolates(1, 1, 2)", predicates=PREDICATES)

ANY_POINTS = make_claim(
    "memorizes(W, L, N, delta, d, C)",
    {
        "W": "integer >= 1",
        "L": "integer >= 1",
        "N": "integer >= 1",
        "delta": "real > 0",
        "d": "integer >= 1",
        "C": "integer >= 1",
    },
    given=["interpolates(W, L, N)"],
    predicates=PREDICATES,
)

TWO_LAYERS = make_claim(
    ["memorizes(W, 2, N, delta, d, C)", "W^2*2^2 <= (36/5)*N"],
    {
        "N": "integer >= 3",
        "delta": "real > 0",
        "d": "integer >= 1",
        "C": "integer >= 1",
    },
    exists={"W": "integer >= 1"},
    predicates=PREDICATES,
)

FALSE_FOR_FINE = make_claim(
    ["memorizes(W, 2, N, delta, d, C)", f"W^2*2^2 < c*N*{FINE}"],
    {
        "c": "real > 0",
        "N": "integer >= 3",
        "delta": "real > 0",
        "d": "integer >= 1",
        "C": "integer >= 1",
    },
    given=[f"{FINE} > (36/5)/c"],
    exists={"W": "integer >= 1"},
    predicates=PREDICATES,
)

FALSE_FOR_EVERY_CONSTANT = make_claim(
    [
        "delta > 0",
        "N <= 1 + 2/delta",
        "memorizes(W, 2, N, delta, d, C)",
        f"W^2*2^2 < c*N*{FINE}",
    ],
    {
        "c": "real > 0",
        "N": "integer >= 3",
        "d": "integer >= 1",
        "C": "integer >= 1",
    },
    exists={"W": "integer >= 1", "delta": "real"},
    predicates=PREDICATES,
)

FALSE_FOR_POWERS = make_claim(
    [
        "N <= 1 + 2*N^a",
        "memorizes(W, 2, N, N^(-a), d, C)",
        "W^2*2^2 < c*N*log2(N^a)",
    ],
    {
        "c": "real > 0",
        "a": "real >= 1",
        "N": "integer >= 3",
        "d": "integer >= 1",
        "C": "integer >= 1",
    },
    given=["N > 2^((36/5)/(a*c))"],
    exists={"W": "integer >= 1"},
    predicates=PREDICATES,
)

FALSE_FOR_ONE_NEURON = make_claim(
    ["memorizes(1, 1, 2, delta, d, C)", f"1^2*1^2 < c*2*{FINE}"],
    {"c": "real > 0", "delta": "real > 0", "d": "integer >= 1", "C": "integer >= 1"},
    given=[f"{FINE} > (1/2)/c"],
    predicates=PREDICATES,
)

# W = ceil(sqrt(N)) = -floor(-sqrt(N)).

_CEIL = "ceil(sqrt(N))"

_BELOW = f"N - ({_CEIL} - 1)^2 - 1"

_ROOT = integer_part(
    "-sqrt(N)",
    have(
        f"{_CEIL} > 1",
        have(
            f"({_CEIL} - 1)^2 < N",
            conclude(
                combine(
                    (1, ["goal"]),
                    (1, [f"{_CEIL} - sqrt(N)", _CEIL]),
                    (1, [f"{_CEIL} - sqrt(N)", "sqrt(N)"]),
                ),
                split(
                    f"{_CEIL} - 3",
                    integer=True,
                    above=combine(
                        (1, ["goal"]),
                        ("36/5", [_BELOW]),
                        ("16/5", [f"{_CEIL} - 3", f"{_CEIL} - 3/2"]),
                    ),
                    below=combine(
                        (1, ["goal"]),
                        (8, [f"2 - {_CEIL}"]),
                        (4, [f"2 - {_CEIL}", _CEIL]),
                        ("36/5", ["N - 3"]),
                    ),
                ),
                combine((1, ["goal"]), (1, [_BELOW])),
                SIGN,
                W=_CEIL,
            ),
            combine(
                (1, ["goal"]),
                (1, [f"sqrt(N) + 1 - {_CEIL}", "sqrt(N)"]),
                (1, [f"sqrt(N) + 1 - {_CEIL}", f"{_CEIL} - 1"]),
            ),
            integer=True,
        ),
        have(
            "sqrt(N) > 1",
            combine((1, ["goal"]), (1, [f"{_CEIL} - sqrt(N)"]), (1, ["sqrt(N) - 1"])),
            combine((1, ["goal", "sqrt(N) + 1"]), (1, ["N - 2"])),
        ),
        integer=True,
    ),
)

_POINT = {"N": "N", "d": "d", "C": "C"}


def _two_layers(delta: str, then: Sketch) -> Sketch:
    """Go on with the width W of two layers that memorize at this separation."""
    return apply(
        "YY-listed/two-layers",
        {**_POINT, "delta": delta},
        [SIGN] * 4,
        then,
        {"W": "W"},
    )


_TWO_LAYERS = apply(
    "YY-listed/root",
    {"N": "N"},
    [SIGN],
    apply(
        "U11-direct/theorem-t",
        {"W": "W", "p": "W", "q": "W", "N": "N"},
        [SIGN] * 6,
        apply(
            "YY-listed/any-points",
            {**_POINT, "W": "W", "L": "2", "delta": "delta"},
            [SIGN] * 6 + [KNOWN],
            conclude(KNOWN, SIGN, SIGN, W="W"),
        ),
    ),
    {"W": "W"},
)

_FINE = _two_layers(
    "delta",
    conclude(
        KNOWN,
        combine(
            (1, ["goal"]),
            (1, ["(36/5)*N - W^2*2^2"]),
            (1, ["c", "N", f"{FINE} - (36/5)/c"]),
        ),
        SIGN,
        W="W",
    ),
)

_SMALL = "2^(-N - (36/5)/c)"

_EVERY = apply(
    "YY-listed/powers-of-two",
    {"N": "N"},
    [SIGN],
    _two_layers(
        _SMALL,
        conclude(
            SIGN,
            have(
                "2^((36/5)/c) >= 1",
                combine(
                    (1, ["goal"]),
                    (2, ["2^N", "2^((36/5)/c) - 1"]),
                    (2, ["2^N - N"]),
                    (1, ["N + 1"]),
                ),
                logs("1", "2^((36/5)/c)", SIGN),
            ),
            KNOWN,
            combine((1, ["goal"]), (1, ["(36/5)*N - W^2*2^2"]), (1, ["c", "N", "N"])),
            SIGN,
            W="W",
            delta=_SMALL,
        ),
    ),
)

_POWERS = have(
    "ln(N) > ln(2)*(36/5)/(a*c)",
    have(
        "a*ln(N) > ln(2)*(36/5)/c",
        _two_layers(
            "N^(-a)",
            conclude(
                have(
                    "N^a >= N",
                    combine((1, ["goal"]), (2, ["N^a - N"]), (1, ["N + 1"])),
                    logs("N", "N^a", combine((1, ["goal"]), (1, ["a - 1", "ln(N)"]))),
                ),
                KNOWN,
                combine(
                    (1, ["goal"]),
                    (1, ["(36/5)*N - W^2*2^2"]),
                    (1, ["c", "N", "1/ln(2)", "a*ln(N) - ln(2)*(36/5)/c"]),
                ),
                SIGN,
                W="W",
            ),
        ),
        combine((1, ["goal"]), (1, ["a", "ln(N) - ln(2)*(36/5)/(a*c)"])),
    ),
    exponentiate("2^((36/5)/(a*c))", "N", SIGN),
)

_SMALLEST = apply(
    "YY-listed/one-neuron",
    {},
    [],
    apply(
        "YY-listed/any-points",
        {**_POINT, "W": "1", "L": "1", "N": "2", "delta": "delta"},
        [SIGN] * 6 + [KNOWN],
        conclude(KNOWN, combine((1, ["goal"]), (2, ["c", f"{FINE} - (1/2)/c"]))),
    ),
)


def build_one_neuron() -> Mapping[str, Any]:
    """Return one-neuron networks for both pairs of points and all labels below 3."""
    from memproof.networks.documents import build_family_document
    from memproof.networks.network import Network, build_layer

    sets = ((Fraction(0), Fraction(1, 2**1000)), (Fraction(-5, 2), Fraction(1, 7)))
    instances = []
    for index, (left, right) in enumerate(sets):
        for labels in product(range(3), repeat=2):
            slope = Fraction(labels[1] - labels[0]) / (right - left)
            hidden, output = build_layer([[1]], [-left]), build_layer([[slope]], [labels[0]])
            values = {"set": index, "N": 2, "C": 3}
            instances.append((values, labels, Network((hidden, output))))
    return build_family_document(
        "labeling",
        {"set": (0, 1), "N": (2, 2), "C": (3, 3)},
        instances,
        sets=sets,
        bounds=(["=", "width", 1], ["=", "depth", 1]),
    )


LEMMA = Lemma(
    id="YY-listed",
    number="V0",
    title="The listed lower bound is false",
    statement=(
        r"For every \(c > 0\) and \(N \ge 3\), \(W = \lceil\sqrt N\rceil\) and two hidden layers "
        r"memorize every \(N\) points of the unit ball of \(\mathbb{R}^d\), whatever \(\delta\), "
        r"and \(W^2L^2 \le 7.2 N < c N \log_2(1/\delta)\) as soon as \(\log_2(1/\delta) > 7.2/c\); "
        r"with \(\delta = N^{-a}\), \(a \ge 1\), as soon as \(N > 2^{7.2/(ac)}\). So no "
        r"\(c > 0\) gives \(W^2L^2 \ge c N \log_2(1/\delta)\) for all networks that memorize."
    ),
    source=Source(
        key="yang-yang-2026",
        authors="X. Yang, Y. Yang",
        title=SOURCE.title,
        year=2026,
        identifier=SOURCE.identifier,
        number="abstract as listed, lower bound",
        level="abstract",
    ),
    parts=(
        Inequality("root", ROOT, _ROOT),
        Inequality("powers-of-two", POWERS_OF_TWO),
        Construction(
            "any-points",
            ANY_POINTS,
            "Distinct points of R^d have distinct images under some linear function; it merges "
            "into the first layer, and labels are real values.",
            ("U11-direct/two-layers", "U11-direct/close"),
            formal="ClaimsUpper.YY_listed__any_points",
        ),
        Evidence("two-points", build_one_neuron, "2 points, all labels below 3, gap 2^-1000 too"),
        Construction(
            "one-neuron",
            ONE_NEURON,
            "y_1 + (y_2 - y_1)/(x_2 - x_1) relu(x - x_1), x_1 < x_2.",
            ("two-points",),
            formal="ClaimsUpper.YY_listed__one_neuron",
        ),
        Inequality(
            "two-layers", TWO_LAYERS, _TWO_LAYERS, formal="ClaimsRefutation.YY_listed__two_layers"
        ),
        Inequality("fine", FALSE_FOR_FINE, _FINE, formal="ClaimsRefutation.YY_listed__fine"),
        Inequality(
            "every-constant",
            FALSE_FOR_EVERY_CONSTANT,
            _EVERY,
            formal="ClaimsRefutation.YY_listed__every_constant",
        ),
        Inequality(
            "powers", FALSE_FOR_POWERS, _POWERS, formal="ClaimsRefutation.YY_listed__powers"
        ),
        Inequality("smallest", FALSE_FOR_ONE_NEURON, _SMALLEST),
        *(
            Inequality(
                f"printed-{tag}",
                listed(constant),
                expected="refuted",
                point={"W": "2", "L": "2", "N": "4", "delta": f"1/{2**bits}"},
                printed=PRINTED,
                repaired_by="V5/best",
            )
            for tag, constant, bits in (
                ("1", "1", 1000),
                ("100", "(1/100)", 1000),
                ("1000", "(1/1000)", 10000),
            )
        ),
        Inequality("below-36-5", LESS, expected="refuted", point={"N": "5", "W": "3"}),
    ),
    idea=r"Two hidden layers interpolate \(W^2\) points, whatever their distances (Theorem T).",
    constants=(Constant("W^2 L^2 over N", "36/5", "two-layers", "smallest", "two hidden layers"),),
    notes=(
        r"The listed bound says that some \(c > 0\) works; 'every-constant' and 'powers' are its "
        r"negation. The refuted parts 'printed' state it for three \(c\), with the premise that "
        r"the network memorizes replaced by \(N \le W^2\), \(L = 2\), where Theorem T shows it."
    ),
    statement_uses=("V5",),
    declared_uses=("U11-direct",),
)
