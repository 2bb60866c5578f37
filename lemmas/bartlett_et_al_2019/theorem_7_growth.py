r"""V2: the growth function of a layered ReLU network (Theorem 7's proof).

Statement. On N points of R^d the networks of NN(W, L) realise at most 2^(L+1) (eN)^A sets
{f > t}, where A = sum_{i=1}^{L+1} P_i and P_i counts the parameters up to layer i:
P_i = (d+1)W + (i-1)W(W+1) for i <= L, P_{L+1} = (d+1)W + (L-1)W(W+1) + W + 1, so
A = (d+1)W(L+1) + W(W+1)(L-1)(L+2)/2 + W + 1.

Hypotheses. W, L, N, d >= 1.

Constants. e and L + 1.

Source. Bartlett, Harvey, Liaw, Mehrabian (2019), Theorem 7's proof (seen), for ReLU; the product
of the layers' counts 2 (2 e N k_i i/P_i)^{P_i} is bounded here through P_i >= 2 i k_i, and layers
with N k_i < P_i by 2^{N k_i}.

Idea. Layer by layer the parameter space is cut into cells on which all pre-activations of the next
layer are polynomials of degree at most its number; Lemma 17 counts the new cells.
"""

from __future__ import annotations

from memproof.certificates.sketches import (
    KNOWN,
    SIGN,
    apply,
    combine,
    conclude,
    exponentiate,
    have,
    split,
)
from memproof.library.model import Constant, Construction, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import seen

PREDICATES = ("sign_vectors", "growth")
LAYER = {
    "N": "integer >= 1",
    "k": "integer >= 1",
    "i": "integer >= 1",
    "P": "integer >= 1",
}
NETWORK = {
    "W": "integer >= 1",
    "L": "integer >= 1",
    "N": "integer >= 1",
    "d": "integer >= 1",
}
HIDDEN = "((d + 1)*W + (i - 1)*W*(W + 1))"
OUTPUT = "((d + 1)*W + (L - 1)*W*(W + 1) + W + 1)"
PARAMETERS = "((d + 1)*W*(L + 1) + W*(W + 1)*(L - 1)*(L + 2)/2 + W + 1)"

TRIVIAL = make_claim(
    "sign_vectors(M, D, k, M)",
    {"M": "integer >= 1", "D": "integer >= 1", "k": "integer >= 1"},
    predicates=PREDICATES,
)

WEAKEN = make_claim(
    "sign_vectors(M, D, k, u)",
    {"M": "integer", "D": "integer", "k": "integer", "s": "real", "u": "real"},
    given=["sign_vectors(M, D, k, s)", "s <= u"],
    predicates=PREDICATES,
)

FULL = make_claim("log2(2*e*N*k*i/P) <= log2(e*N)", LAYER, given=["P >= 2*i*k"])

FEW = make_claim("M <= 1 + P*log2(e*N)", {**LAYER, "M": "integer"}, given=["M <= P"])

CUT = make_claim(
    "sign_vectors(N*k, i, P, 1 + P*log2(e*N))",
    LAYER,
    given=["P >= 2*i*k"],
    predicates=PREDICATES,
)

HIDDEN_SIZE = make_claim(
    f"{HIDDEN} >= 2*i*W", {"W": "integer >= 1", "i": "integer >= 1", "d": "integer >= 1"}
)

OUTPUT_SIZE = make_claim(
    f"{OUTPUT} >= 2*(L + 1)", {"W": "integer >= 1", "L": "integer >= 1", "d": "integer >= 1"}
)

HIDDEN_CUT = make_claim(
    f"sign_vectors(N*W, i, {HIDDEN}, 1 + {HIDDEN}*log2(e*N))",
    {"W": "integer >= 1", "i": "integer >= 1", "N": "integer >= 1", "d": "integer >= 1"},
    predicates=PREDICATES,
)

OUTPUT_CUT = make_claim(
    f"sign_vectors(N, L + 1, {OUTPUT}, 1 + {OUTPUT}*log2(e*N))", NETWORK, predicates=PREDICATES
)

ONE_LAYER_SUM = make_claim(
    f"{PARAMETERS.replace('L', '1')} = (d + 1)*W + {OUTPUT.replace('L', '1')}",
    {"W": "integer >= 1", "d": "integer >= 1"},
)

# A(L + 1) - A(L) = P_{L+1} as a hidden layer, + the output's P_{L+2} - the old output's P_{L+1}.
NEXT_LAYER_SUM = make_claim(
    f"{PARAMETERS.replace('L', '(L + 1)')} = {PARAMETERS} - {OUTPUT}"
    f" + {HIDDEN.replace('(i - 1)', 'L')} + {OUTPUT.replace('L', '(L + 1)')}",
    {"W": "integer >= 1", "L": "integer >= 1", "d": "integer >= 1"},
)

GROWTH = make_claim(
    f"growth(W, L, N, d, L + 1 + {PARAMETERS}*log2(e*N))", NETWORK, predicates=PREDICATES
)

# Theorem S in place of Warren's bound: k_i i <= W L + 1 in every layer.
UNCITED = make_claim(
    f"growth(W, L, N, d, L + 1 + {PARAMETERS}*log2(N*(W*L + 1) + 1))",
    NETWORK,
    predicates=PREDICATES,
)
NORMALISED = make_claim(
    "growth(W, L, N, d, L + 1 + W*L*log2(3)"
    " + (d*W*(L + 1) + W^2*(L - 1)*(L + 2)/2 + W + 1)*log2(N*(W*L + 1) + 1))",
    NETWORK,
    predicates=PREDICATES,
)

_BASE = {"N": "N", "k": "k", "i": "i", "P": "P"}
_PARTS = {"M": "N*k", "D": "i", "k": "P"}

_CUT = conclude(
    split(
        "N*k - P",
        integer=True,
        above=apply(
            "V1/warren",
            _PARTS,
            [SIGN, SIGN, SIGN, SIGN],
            apply(
                "V2/full",
                _BASE,
                [SIGN] * 5,
                have(
                    "1 + P*log2(2*e*N*k*i/P) <= 1 + P*log2(e*N)",
                    apply(
                        "V2/weaken",
                        {**_PARTS, "s": "1 + P*log2(2*e*N*k*i/P)", "u": "1 + P*log2(e*N)"},
                        [KNOWN, SIGN],
                        KNOWN,
                    ),
                    combine((1, ["goal"]), (1, ["P", "log2(e*N) - log2(2*e*N*k*i/P)"])),
                ),
            ),
        ),
        below=apply(
            "V2/trivial",
            _PARTS,
            [SIGN, SIGN, SIGN],
            apply(
                "V2/few",
                {**_BASE, "M": "N*k"},
                [SIGN] * 5,
                apply(
                    "V2/weaken",
                    {**_PARTS, "s": "N*k", "u": "1 + P*log2(e*N)"},
                    [KNOWN, SIGN],
                    KNOWN,
                ),
            ),
        ),
    )
)

_FULL = conclude(
    have(
        "ln(2*e*N*k*i/P) <= ln(e*N)",
        combine((1, ["goal", "ln(2)"]), (1, ["ln(e*N) - ln(2*e*N*k*i/P)"])),
        exponentiate("2*e*N*k*i/P", "e*N", combine((1, ["goal"]), (1, ["e*N/P", "P - 2*i*k"]))),
    )
)

_FEW = conclude(
    have(
        "log2(e*N) >= 1",
        combine((1, ["goal"]), (1, ["P - M"]), (1, ["P", "log2(e*N) - 1"])),
        combine((1, ["goal", "ln(2)"]), (1, ["ln(N)"]), (1, ["1 - ln(2)"])),
    )
)

_SIZE = {"W": "W", "d": "d"}


def _sized(part: str, values: dict[str, str], cut: dict[str, str]) -> dict[str, object]:
    return conclude(
        apply(
            f"V2/{part}",
            {**_SIZE, **values},
            [SIGN, SIGN, SIGN],
            apply("V2/cut", cut, [SIGN] * 5, KNOWN),
        )
    )


LEMMA = Lemma(
    id="V2",
    number="Theorem 7, growth function",
    title="Growth function of layered ReLU networks",
    statement=(
        r"On \(N\) points of \(\mathbb{R}^d\) the networks of \(NN(W, L)\) realise at most "
        r"\(2^{L+1}(eN)^A\) sets \(\{f > t\}\), \(A = \sum_{i=1}^{L+1} P_i = (d+1)W(L+1) + "
        r"\tfrac12 W(W+1)(L-1)(L+2) + W + 1\), \(P_i\) the number of parameters up to layer \(i\)."
    ),
    source=seen("Theorem 7, proof"),
    parts=(
        Construction(
            "trivial",
            TRIVIAL,
            "Each of M values has one of two signs.",
            ("few",),
        ),
        Construction(
            "weaken",
            WEAKEN,
            "At most 2^s is at most 2^u for s <= u.",
            ("few",),
        ),
        Inequality("full", FULL, _FULL),
        Inequality("few", FEW, _FEW),
        Inequality("cut", CUT, _CUT),
        Inequality("hidden-size", HIDDEN_SIZE),
        Inequality("output-size", OUTPUT_SIZE),
        Inequality(
            "hidden-cut",
            HIDDEN_CUT,
            _sized("hidden-size", {"i": "i"}, {"N": "N", "k": "W", "i": "i", "P": HIDDEN}),
        ),
        Inequality(
            "output-cut",
            OUTPUT_CUT,
            _sized("output-size", {"L": "L"}, {"N": "N", "k": "1", "i": "L + 1", "P": OUTPUT}),
        ),
        Inequality("one-layer-sum", ONE_LAYER_SUM),
        Inequality("next-layer-sum", NEXT_LAYER_SUM),
        Construction(
            "growth",
            GROWTH,
            "Exactly W neurons a layer (fewer: zero weights). Induction over the layers: on each "
            "cell found so far the pre-activations of layer i at the N points are N*W polynomials "
            "of degree at most i in the P_i parameters up to layer i; their sign vectors "
            "(hidden-cut) cut the cell, and on each new cell every neuron of layer i is 0 or its "
            "pre-activation at each point, so layer i + 1 has polynomials of degree i + 1. On the "
            "last cells f - t at the N points are N polynomials of degree L + 1 (output-cut). "
            "The counts multiply, their logarithms add up to L + 1 + A log2(eN), "
            "A = P_1 + ... + P_{L+1} by one-layer-sum and next-layer-sum.",
            ("hidden-cut", "output-cut", "one-layer-sum", "next-layer-sum"),
        ),
        Construction(
            "uncited",
            UNCITED,
            "Proved in Rocq: formal/Growth.v, growth_closed. As part growth with Theorem S, "
            "2 (M D + 1)^P sign vectors, in place of Warren's bound; it needs no citation.",
            ("one-layer-sum", "next-layer-sum"),
            formal="ClaimsSize.V2__uncited",
        ),
        Construction(
            "normalised",
            NORMALISED,
            "Proved in Rocq: formal/Growth.v, growth_normal. As part uncited, with hidden biases "
            "-1, 0 or 1: a hidden neuron is a positive multiple of such a one, and the next layer "
            "takes the factor.",
            ("one-layer-sum", "next-layer-sum"),
            formal="ClaimsSize.V2__normalised",
        ),
    ),
    idea="Lemma 17 layer by layer.",
    constants=(Constant("A", PARAMETERS, "growth", "", "exponent of eN"),),
    notes=(
        r"The proof checker has no induction over statements in words, so the induction over the "
        r"layers is an argument for a reader; one layer, the output and the sum are replayed."
    ),
    declared_uses=("V1",),
)
