r"""V8: very fine separation needs a number of parameters proportional to N.

Statement. Let 2Q <= 1 + 2/delta, log2(Q) >= 2WL, N <= 2Q and P = 2W + (L-1)W(W+1) + W + 1, the
number of parameters of NN(W, L) on a line.  If NN(W, L) memorizes every N points of the unit ball,
pairwise at least delta apart, then P >= (N - 1)/8.3 - 1/12.

Hypotheses. As stated; the 2Q grid points on a line make the data sets.

Constants. 8.3 and 1/12 (10 and 1/4 follow, without their hypothesis Q >= 11).

Source. Derived here; the regime of exponentially small separation is Siegel's (2023; abstract).

Idea. As V7, with sign patterns counted over all activation patterns at once: at most
2 * 2^(WL) polynomials a point, of degree at most L + 1 in P parameters.
"""

from __future__ import annotations

from memproof.certificates.sketches import (
    KNOWN,
    SIGN,
    Sketch,
    apply,
    cases,
    combine,
    conclude,
    exponentiate,
    have,
    logs,
    split,
)
from memproof.library.model import Constant, Construction, Inequality, Lemma
from memproof.statements.claims import Claim, make_claim

from .paper import own
from .v03_parameter_sums import SIZE
from .v04_necessity import DATA, MEMORIZES
from .v07_pairs import HALVES, WHOLE, halved

PREDICATES = ("sign_vectors", "growth", "pieces", "memorizes")
PARAMETERS = "(2*W + (L - 1)*W*(W + 1) + W + 1)"
POLYNOMIALS = "(2*N*2^(W*L))"
EXPONENT = "(log2(4*e*Q) + W*L)"
SPLIT = "(log2(Q) - L*log2(W + 1))"
COUNT = f"k*{SPLIT} <= 1 + {PARAMETERS}*{EXPONENT}"
FINE = "log2(Q) >= 2*W*L"
RATE = "(83/10)"

POWERS = make_claim("W + 1 <= 2^W", {"W": "integer >= 1"})
LOGARITHM = make_claim("log2(W + 1) <= W", {"W": "integer >= 1"})

CANDIDATES = make_claim("W*(2^(W*L) - 1)/(2^W - 1) + 2^(W*L) <= 2*2^(W*L)", SIZE)

ENOUGH = make_claim(f"{PARAMETERS} >= 2*(L + 1)", SIZE)

AT_ONCE = make_claim(
    "growth(W, L, N, 1, s)",
    {**SIZE, "N": "integer >= 1", "s": "real"},
    given=[f"sign_vectors({POLYNOMIALS}, L + 1, {PARAMETERS}, s)"],
    predicates=PREDICATES,
)

GROWTH = make_claim(
    f"growth(W, L, N, 1, 1 + {PARAMETERS}*(log2(2*e*N) + W*L))",
    {**SIZE, "N": "integer >= 1"},
    predicates=PREDICATES,
)

PATTERNS = make_claim(
    COUNT,
    {**SIZE, **DATA, **WHOLE},
    given=["2*Q <= 1 + 2/delta", *HALVES, FINE, MEMORIZES],
    predicates=PREDICATES,
)

ONE = make_claim("17*(log2(Q) - 1) > 1 + 4*(log2(4*e*Q) + 1)", {"Q": "real >= 18"})
DEEPER = make_claim("26*(log2(Q) - 2) > 1 + 6*(log2(4*e*Q) + 2)", {"Q": "real >= 26"})
WIDER = make_claim("30*(log2(Q) - log2(3)) > 1 + 7*(log2(4*e*Q) + 2)", {"Q": "real >= 30"})


def solved(constant: str, offset: str) -> Claim:
    """Return the claim that this constant and offset follow from the count of patterns."""
    return make_claim(
        f"N - 1 <= {constant}*{PARAMETERS} + {offset}",
        {**SIZE, "N": "integer >= 2", **WHOLE},
        given=[*HALVES, FINE, COUNT],
    )


def necessity(constant: str, offset: str) -> Claim:
    """Return the claim with this constant and offset."""
    return make_claim(
        f"{PARAMETERS} >= (N - 1)/{constant} - {offset}",
        {**SIZE, **DATA, "Q": "integer >= 1"},
        given=["2*Q <= 1 + 2/delta", "N <= 2*Q", FINE, MEMORIZES],
        predicates=PREDICATES,
    )


_SIZES = {"W": "W", "L": "L"}
_DATA = {"N": "N", "delta": "delta", "d": "d", "C": "C"}

_LOGARITHM = apply(
    "V8/powers",
    {"W": "W"},
    [SIGN],
    have(
        "ln(W + 1) <= W*ln(2)",
        conclude(combine((1, ["goal"]), (1, ["1/ln(2)", "W*ln(2) - ln(W + 1)"]))),
        exponentiate("W + 1", "2^W", SIGN),
    ),
)

_CANDIDATES = apply(
    "V8/powers",
    {"W": "W"},
    [SIGN],
    have(
        "2^W - 1 > 0",
        have(
            "2^(W*L) >= 1",
            conclude(
                combine(
                    (1, ["goal"]),
                    (1, ["2^(W*L) - 1", "1/(2^W - 1)", "2^W - W - 1"]),
                    (1, ["1"]),
                )
            ),
            logs("1", "2^(W*L)", SIGN),
        ),
        combine((1, ["goal"]), (1, ["2^W - W - 1"]), (1, ["W"])),
    ),
)

_GROWTH = apply(
    "V8/enough",
    _SIZES,
    [SIGN] * 2,
    have(
        "2^(W*L) >= 1",
        apply(
            "V2/cut",
            {"N": POLYNOMIALS, "k": "1", "i": "L + 1", "P": PARAMETERS},
            [
                combine((1, ["goal"]), (2, ["N", "2^(W*L) - 1"]), (2, ["N - 1"])),
                SIGN,
                SIGN,
                SIGN,
                SIGN,
            ],
            apply(
                "V8/at-once",
                {**_SIZES, "N": "N", "s": f"1 + {PARAMETERS}*(log2(2*e*N) + W*L)"},
                [SIGN] * 3 + [KNOWN],
                conclude(KNOWN),
            ),
        ),
        logs("1", "2^(W*L)", SIGN),
    ),
)

_ROOM = "log2(Q) - 2*W*L"

_PATTERNS = apply(
    "V6/power",
    _SIZES,
    [SIGN, SIGN],
    apply(
        "V8/growth",
        {**_SIZES, "N": "2*Q"},
        [SIGN] * 3,
        apply(
            "V7/pairs",
            {
                **_SIZES,
                **_DATA,
                "Q": "Q",
                "k": "k",
                "p": "p",
                "g": f"1 + {PARAMETERS}*{EXPONENT}",
            },
            [SIGN] * 13 + [KNOWN] * 3,
            apply(
                "V8/logarithm",
                {"W": "W"},
                [SIGN],
                have(
                    "ln(p) <= L*ln(W + 1)",
                    have(
                        "p <= Q",
                        apply(
                            "V7/ratio-log",
                            {"Q": "Q", "k": "k", "p": "p"},
                            [SIGN] * 6,
                            conclude(
                                combine(
                                    (1, ["goal"]),
                                    (
                                        1,
                                        [
                                            "log2(binomial(Q, k)) - log2(binomial(p, k))"
                                            " - k*(log2(Q) - log2(p))"
                                        ],
                                    ),
                                    (
                                        1,
                                        [
                                            f"log2(binomial(p, k)) + 1 + {PARAMETERS}*{EXPONENT}"
                                            " - log2(binomial(Q, k))"
                                        ],
                                    ),
                                    (1, ["k/ln(2)", "L*ln(W + 1) - ln(p)"]),
                                )
                            ),
                        ),
                        logs(
                            "p",
                            "Q",
                            combine(
                                (1, ["goal"]),
                                (1, ["L*ln(W + 1) - ln(p)"]),
                                (1, ["L*ln(2)", "W - log2(W + 1)"]),
                                (1, ["ln(2)", _ROOM]),
                                (1, ["W*L*ln(2)"]),
                            ),
                        ),
                    ),
                    exponentiate("p", "(W + 1)^L", SIGN),
                ),
            ),
        ),
    ),
    {"p": "p"},
)

_GENERAL = apply(
    "V8/logarithm",
    {"W": "W"},
    [SIGN],
    have(
        "log2(Q) >= 6",
        combine(
            (1, ["goal", "log2(Q)"]),
            (1, ["log2(Q)", "2*k + 1 - N"]),
            (4, [f"1 + {PARAMETERS}*{EXPONENT} - k*{SPLIT}"]),
            (4, ["k", "L", "W - log2(W + 1)"]),
            (2, ["k", _ROOM]),
            (2, [PARAMETERS, _ROOM]),
            ("23/10", [PARAMETERS, "log2(Q) - 6"]),
            ("2/3", ["log2(Q) - 6"]),
        ),
        combine((1, ["goal"]), (1, [_ROOM]), (2, ["W*L - 3"])),
    ),
)


def _small(part: str, count: int, steps: int, width: int, size: int, room: int) -> Sketch:
    """N <= count suffices; else k >= steps and Q >= (count + 1)/2 contradict the count."""
    least = -(-(count + 1) // 2)
    logarithm = "1" if width == 1 and room == 1 else "2" if width == 1 else "log2(3)"
    return split(
        f"{count} - N",
        integer=True,
        above=combine((1, ["goal"]), (1, [f"{count} - N"])),
        below=have(
            f"k > {steps - 1}",
            have(
                f"Q > {least - 1}",
                have(
                    f"log2(Q) >= {logarithm}",
                    apply(
                        f"V8/{part}",
                        {"Q": "Q"},
                        [SIGN],
                        combine(
                            (
                                1,
                                [f"1 + {size}*(log2(4*e*Q) + {room}) - k*(log2(Q) - {logarithm})"],
                            ),
                            (1, [f"k - {steps}", f"log2(Q) - {logarithm}"]),
                            (
                                1,
                                [
                                    f"{steps}*(log2(Q) - {logarithm})"
                                    f" - 1 - {size}*(log2(4*e*Q) + {room})"
                                ],
                            ),
                        ),
                    ),
                    exponentiate({"1": "2", "2": "4"}.get(logarithm, "3"), "Q", SIGN, "ln(2)"),
                ),
                combine((2, ["goal"]), (1, ["2*Q - N"]), (1, [f"N - {count + 1}"])),
                integer=True,
            ),
            combine((2, ["goal"]), (1, ["2*k + 1 - N"]), (1, [f"N - {count + 1}"])),
            integer=True,
        ),
    )


_SOLVED = conclude(
    split(
        "W*L - 3",
        integer=True,
        above=_GENERAL,
        below=cases(
            "W",
            1,
            [
                cases(
                    "L",
                    1,
                    [_small("one", 34, 17, 1, 4, 1), _small("deeper", 51, 26, 1, 6, 2)],
                    combine((1, ["2 - L"]), (1, ["L - 3"])),
                    SIGN,
                ),
                cases(
                    "L",
                    1,
                    [_small("wider", 59, 30, 2, 7, 2)],
                    combine((1, ["2 - 2*L"]), (2, ["L - 2"])),
                    SIGN,
                ),
            ],
            combine((1, ["2 - W*L"]), (1, ["W - 3", "L"]), (3, ["L - 1"])),
            SIGN,
        ),
    )
)


def _necessary(constant: str, offset: str) -> Sketch:
    """k = floor(N/2), the count of patterns, its solution with constants at least as good."""
    values = {**_SIZES, "Q": "Q", "k": "k", "N": "N"}
    counted = apply(
        "V8/patterns",
        {**values, **_DATA},
        [SIGN] * 13 + [KNOWN],
        apply(
            "V8/solved",
            values,
            [SIGN] * 10,
            conclude(
                combine(
                    (1, ["goal"]),
                    (1, [f"1/{RATE}", f"{RATE}*{PARAMETERS} + 2/3 - N + 1"]),
                    (1, ["N - 1", f"1/{RATE} - 1/{constant}"]),
                )
            ),
        ),
    )
    few = conclude(
        combine((1, ["goal"]), (1, [f"1/{constant}", "1 - N"]), (1, [PARAMETERS]), (1, [offset]))
    )
    return split("N - 2", integer=True, above=halved(counted), below=few)


_POINT = {"W": "1", "L": "1", "N": "2", "Q": "4"}
_DATA_POINT = {"delta": "1/4", "d": "1", "C": "2"}

LEMMA = Lemma(
    id="V8",
    number="V8",
    title="Parameters for very fine separation",
    statement=(
        r"Let \(2Q \le 1 + 2/\delta\), \(\log_2 Q \ge 2WL\), \(N \le 2Q\), \(P = 2W + (L-1)W(W+1) "
        r"+ W + 1\). If \(NN(W, L)\) memorizes every \(N\) points of the unit ball, pairwise at "
        r"least \(\delta\) apart, then \(P \ge \frac{N-1}{8.3} - \frac1{12}\)."
    ),
    source=own("V8"),
    parts=(
        Inequality("powers", POWERS),
        Inequality("logarithm", LOGARITHM, _LOGARITHM),
        Inequality("candidates", CANDIDATES, _CANDIDATES),
        Inequality("enough", ENOUGH),
        Construction(
            "at-once",
            AT_ONCE,
            "For each of N points and each of the 2^(W(i-1)) ways in which the neurons of the "
            "layers before layer i can be active, W pre-activations, and for each of 2^(WL) ways "
            "the output f - t: at most 2 * 2^(WL) polynomials a point (candidates), of degree at "
            "most L + 1 in all P parameters. Their signs determine, layer by layer, which neurons "
            "are active and then the sign of f - t. More polynomials have no fewer sign vectors.",
            ("candidates",),
        ),
        Inequality("growth", GROWTH, _GROWTH),
        Inequality("patterns", PATTERNS, _PATTERNS, witness={**_POINT, **_DATA_POINT, "k": "1"}),
        Inequality("one", ONE),
        Inequality("deeper", DEEPER),
        Inequality("wider", WIDER),
        Inequality("solved", solved(RATE, "2/3"), _SOLVED, witness={**_POINT, "k": "1"}),
        Inequality(
            "rate-10",
            necessity("10", "1/4"),
            _necessary("10", "1/4"),
            witness={**_POINT, **_DATA_POINT},
        ),
        Inequality(
            "rate",
            necessity(RATE, "1/12"),
            _necessary(RATE, "1/12"),
            witness={**_POINT, **_DATA_POINT},
        ),
        Inequality(
            "below-8",
            solved("8", "2/3"),
            expected="refuted",
            point={"W": "1", "L": "3", "N": "67", "Q": "64", "k": "33"},
        ),
    ),
    idea="Count sign patterns over all activation patterns at once; pairs as in V7.",
    constants=(
        Constant("parameters, very fine separation", "10", "rate-10", "smallest", "N - 1 over P"),
        Constant("parameters, very fine separation", RATE, "rate", "smallest", "N - 1 over P"),
    ),
    declared_uses=("V2", "V6", "V7"),
)
