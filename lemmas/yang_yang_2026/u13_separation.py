r"""U13: the trade-off in terms of the separation.

Statement. N >= 2 points of the unit ball of R^d, pairwise at least delta <= 2 apart, C >= 2 labels,
W >= 9, L >= 2: NN(W, L) memorizes them if W^2 L^2 >= (648/11) N b with
b = 2 log2 N + log2(1/delta) + log2(d)/2 + log2(8/pi)/2 + 1 + ceil(log2 C). For delta <= 1/2 this
follows from W^2 L^2 >= K(d, C) N log2(1/delta),
K(d, C) = (648/11) (2 d log2 5 + log2(8d/pi)/2 + 2 + ceil(log2 C)).

Hypotheses. As stated; delta in (0, 1/2] for the second form (at delta -> 1 log2(1/delta) -> 0).

Constants. K(d, C): linear in d. Whether the printed O(N log(1/delta)) holds uniformly in d for
every depth is open.

Source. Derived here, from U1-U12. Cited: a delta-separated set in the unit ball has at most
(1 + 2/delta)^d points.

Idea. 2s + 1 <= 4s in U3 gives the key bits; the packing bound turns log2 N into
d log2(5) log2(1/delta).
"""

from __future__ import annotations

from memproof.certificates.sketches import (
    AUTO,
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
from memproof.library.model import Cited, Constant, Construction, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import own

PREDICATES = ("reduces_to_keys", "memorizes_keys", "memorizes")
SCALE = "(N^2/(delta*sqrt(2*pi/d)))"
BITS = "2*log2(N) + log2(1/delta) + log2(d)/2 + log2(8/pi)/2 + 1"
DATA = {"N": "integer >= 2", "d": "integer >= 1", "delta": "real in (0, 2]"}
SIZE = {"W": "integer >= 9", "L": "integer >= 2"}
DISTANCE = "log2(1 + 2/delta)"

DOUBLE = make_claim(f"2*{SCALE} + 1 <= 4*{SCALE}", DATA)

LOGARITHM = make_claim(f"log2(4*{SCALE}) + 1 = {BITS}", DATA)

KEY_BITS = make_claim([f"2*{SCALE} + 1 <= 2^B", f"B <= {BITS}"], DATA, exists={"B": "integer >= 1"})

LABEL_BITS = make_claim(
    ["C <= 2^c", "c = ceil(log2(C))"], {"C": "integer >= 2"}, exists={"c": "integer >= 1"}
)

BACK = make_claim(
    "memorizes(W, L, N, delta, d, C)",
    {
        "W": "integer",
        "L": "integer",
        "N": "integer >= 1",
        "delta": "real > 0",
        "d": "integer >= 1",
        "C": "integer >= 1",
        "B": "integer >= 1",
        "c": "integer >= 1",
    },
    given=["C <= 2^c", "reduces_to_keys(d, N, delta, B)", "memorizes_keys(W, L, N, B, c)"],
    predicates=PREDICATES,
)

TRADE_OFF = make_claim(
    "memorizes(W, L, N, delta, d, C)",
    {**SIZE, **DATA, "C": "integer >= 2"},
    given=[f"W^2*L^2 >= (648/11)*N*({BITS} + ceil(log2(C)))"],
    predicates=PREDICATES,
)

PACKING = make_claim(
    "memorizes(W, L, N, delta, d, C)",
    {
        "W": "integer >= 1",
        "L": "integer >= 1",
        "N": "integer >= 1",
        "delta": "real > 0",
        "d": "integer >= 1",
        "C": "integer >= 1",
    },
    given=["N > (1 + 2/delta)^d"],
    predicates=PREDICATES,
)

PACKING_LOG = make_claim(f"{DISTANCE} <= log2(5)*log2(1/delta)", {"delta": "real in (0, 1/2]"})

CONSTANT = "(648/11)*(2*d*log2(5) + log2(8*d/pi)/2 + 2 + ceil(log2(C)))"

UPPER = make_claim(
    "memorizes(W, L, N, delta, d, C)",
    {
        **SIZE,
        "N": "integer >= 2",
        "d": "integer >= 1",
        "delta": "real in (0, 1/2]",
        "C": "integer >= 2",
    },
    given=[f"W^2*L^2 >= {CONSTANT}*N*log2(1/delta)"],
    predicates=PREDICATES,
)

_ROUNDED = f"ceil(log2(2*{SCALE} + 1))"


def _rounded_up(text: str, then: Sketch) -> Sketch:
    """Go on with ceil(log2(text)) >= log2(text) and ceil(log2(text)) >= 1."""
    return integer_part(
        f"-log2({text})",
        have(
            f"ln({text}) > 0",
            have(
                f"ceil(log2({text})) > 0",
                then,
                combine(
                    (1, ["goal"]),
                    (1, [f"ceil(log2({text})) - log2({text})"]),
                    (1, ["1/ln(2)", f"ln({text})"]),
                ),
                integer=True,
            ),
            exponentiate("1", text, SIGN),
        ),
    )


def _power(text: str) -> Sketch:
    """text <= 2^ceil(log2(text))."""
    rounded = combine((1, ["goal"]), (1, ["ln(2)", f"ceil(log2({text})) - log2({text})"]))
    return logs(text, f"2^ceil(log2({text}))", rounded)


_KEY_BITS = apply(
    "U13/double",
    {"N": "N", "d": "d", "delta": "delta"},
    [AUTO] * 4,
    apply(
        "U13/logarithm",
        {"N": "N", "d": "d", "delta": "delta"},
        [AUTO] * 4,
        _rounded_up(
            f"2*{SCALE} + 1",
            conclude(
                _power(f"2*{SCALE} + 1"),
                have(
                    f"ln(2*{SCALE} + 1) <= ln(4*{SCALE})",
                    combine(
                        (1, ["goal"]),
                        (1, [f"log2(2*{SCALE} + 1) + 1 - {_ROUNDED}"]),
                        (1, ["1/ln(2)", f"ln(4*{SCALE}) - ln(2*{SCALE} + 1)"]),
                        (1, [f"{BITS} - log2(4*{SCALE}) - 1"]),
                    ),
                    exponentiate(f"2*{SCALE} + 1", f"4*{SCALE}", SIGN),
                ),
                SIGN,
                B=_ROUNDED,
            ),
        ),
    ),
)

_LABEL_BITS = _rounded_up("C", conclude(_power("C"), SIGN, SIGN, c="ceil(log2(C))"))

_TRADE_OFF = conclude(
    apply(
        "U13/key-bits",
        {"N": "N", "d": "d", "delta": "delta"},
        [AUTO] * 4,
        apply(
            "U13/label-bits",
            {"C": "C"},
            [AUTO],
            apply(
                "U4/keys",
                {"d": "d", "N": "N", "delta": "delta", "B": "B"},
                [AUTO] * 5,
                apply(
                    "U12/k58",
                    {"W": "W", "L": "L", "N": "N", "B": "B", "c": "c"},
                    [AUTO] * 5
                    + [
                        combine(
                            (1, ["goal"]),
                            (1, [f"W^2*L^2 - (648/11)*N*({BITS} + ceil(log2(C)))"]),
                            ("648/11", ["N", f"{BITS} - B"]),
                            ("648/11", ["N", "ceil(log2(C)) - c"]),
                        )
                    ],
                    apply(
                        "U13/back",
                        {
                            "W": "W",
                            "L": "L",
                            "N": "N",
                            "delta": "delta",
                            "d": "d",
                            "C": "C",
                            "B": "B",
                            "c": "c",
                        },
                        [AUTO] * 7 + [KNOWN, KNOWN],
                        KNOWN,
                    ),
                ),
            ),
            {"c": "c"},
        ),
        {"B": "B"},
    )
)

_POINT = {"W": "W", "L": "L", "N": "N", "delta": "delta", "d": "d", "C": "C"}

_UPPER = conclude(
    split(
        "(1 + 2/delta)^d - N",
        above=apply(
            "U13/packing-log",
            {"delta": "delta"},
            [AUTO, AUTO],
            have(
                f"ln(N) <= d*ln(2)*{DISTANCE}",
                have(
                    "log2(1/delta) >= 1",
                    have(
                        "ceil(log2(C)) >= 1",
                        have(
                            f"W^2*L^2 >= (648/11)*N*({BITS} + ceil(log2(C)))",
                            apply("U13/trade-off", _POINT, [AUTO] * 8, KNOWN),
                            combine(
                                (1, ["goal"]),
                                (1, [f"W^2*L^2 - {CONSTANT}*N*log2(1/delta)"]),
                                ("648/11", ["N", "log2(8*d/pi)/2 + 1", "log2(1/delta) - 1"]),
                                ("648/11", ["N", "ceil(log2(C))", "log2(1/delta) - 1"]),
                                ("1296/11", ["N", "1/ln(2)", f"d*ln(2)*{DISTANCE} - ln(N)"]),
                                ("1296/11", ["N", "d", f"log2(5)*log2(1/delta) - {DISTANCE}"]),
                            ),
                        ),
                        _rounded_up("C", SIGN),
                    ),
                ),
                exponentiate("N", "(1 + 2/delta)^d", SIGN),
            ),
        ),
        below=apply("U13/packing", _POINT, [AUTO] * 7, KNOWN),
    )
)


LEMMA = Lemma(
    id="U13",
    number="U13",
    title="Back to the separation",
    statement=(
        r"Let \(N \ge 2\), \(0 < \delta \le 2\), \(C \ge 2\), \(W \ge 9\), \(L \ge 2\). If "
        r"\(W^2 L^2 \ge \frac{648}{11} N \left(2\log_2 N + \log_2\frac{1}{\delta} + "
        r"\tfrac12 \log_2 d + \tfrac12 \log_2\tfrac{8}{\pi} + 1 + \lceil\log_2 C\rceil\right)\), "
        r"then \(NN(W, L)\) memorizes every \(N\) points of the unit ball of \(\mathbb{R}^d\), "
        r"pairwise at least \(\delta\) apart, with labels below \(C\). For \(\delta \le 1/2\), "
        r"\(W^2 L^2 \ge K(d, C)\, N \log_2(1/\delta)\) suffices, \(K(d, C) = \frac{648}{11}"
        r"\left(2d\log_2 5 + \tfrac12\log_2\tfrac{8d}{\pi} + 2 + \lceil\log_2 C\rceil\right)\)."
    ),
    source=own("U13"),
    parts=(
        Inequality("double", DOUBLE),
        Inequality("logarithm", LOGARITHM),
        Inequality("key-bits", KEY_BITS, _KEY_BITS),
        Inequality("label-bits", LABEL_BITS, _LABEL_BITS),
        Construction(
            "back",
            BACK,
            "Precompose the network on keys with the affine function from R^d: it merges into the "
            "first layer and changes neither width nor depth. Labels below C are below 2^c.",
            ("U11/families",),
            formal="ClaimsTradeOff.U13__back",
        ),
        Inequality("trade-off", TRADE_OFF, _TRADE_OFF),
        Cited(
            "packing",
            PACKING,
            "Packing bound: balls of radius delta/2 around delta-separated points of the unit ball "
            "are disjoint and lie in the ball of radius 1 + delta/2, so there are at most "
            "(1 + 2/delta)^d points; for more the statement speaks of no data set.",
        ),
        Inequality("packing-log", PACKING_LOG),
        Inequality("upper", UPPER, _UPPER),
    ),
    idea=(
        r"\(2s + 1 \le 4s\) gives \(B \le \log_2(4s) + 1\); the packing bound gives "
        r"\(\log_2 N \le d \log_2(5) \log_2(1/\delta)\) for \(\delta \le 1/2\)."
    ),
    constants=(
        Constant("K in the separation", CONSTANT, "upper", "", "W^2 L^2 over N log2(1/delta)"),
    ),
    notes=(
        r"The constant \(K(d, C)\) grows linearly in \(d\). Whether \(O(N \log(1/\delta))\), "
        r"uniformly in \(d\), suffices for every depth is open; deep networks can fold the keys "
        r"first."
    ),
    declared_uses=("U4", "U11", "U12"),
)
