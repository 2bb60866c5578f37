r"""PLYS20: reading R bits a block (Lemmas 16, 20 and 21), and its parameters.

Statement. A B keys with labels of D bits, q R >= B D: STEP and ID network of 2 q + 2 hidden layers,
widths A + 2, 2 and q times 2^R + R + 2, R + 2, with 4 A + 10 + E parameters,
E = ((2 R + 5) 2^R + 2 R^2 + 10 R + 12) q - R 2^R - R^2 - R + 3. With the printed width
2^R + R + 1 the layers add up to 4 A + 10 + ((2 R + 5) 2^R + 2 R^2 + 8 R + 7) q - R 2^R - R^2 + 3,
10 more than Lemma 16 says.

Hypotheses. A, B, D, R, q >= 1 integers, q R >= B D.

Constants. 10: the lookup's 3 A + 6 weights and A + 4 biases are 4 A + 10.

Source. Park et al. 2021, Lemmas 16, 20 and 21; counts repaired and networks built here.

Idea. 2^R - 1 thresholds find R bits at once; a layer of two ID neurons keeps the wide lookup and
the first wide block apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from memproof.library.model import Construction, Evidence, Inequality, Lemma
from memproof.statements.claims import Claim, make_claim

from ._steps import step
from .paper import seen

PREDICATES = ("reads",)

SHAPE = {"A": "integer >= 1", "R": "integer >= 1", "q": "integer >= 1"}


def layers(wide: str) -> str:
    """Return (inputs + 1) * outputs, summed over the layers 1, A + 2, 2, q times wide, R + 2, 1."""
    return (
        f"2*(A + 2) + (A + 3)*2 + 3*({wide}) + q*({wide} + 1)*(R + 2) "
        f"+ (q - 1)*(R + 3)*({wide}) + (R + 3)"
    )


PRINTED_WIDTH = "2^R + R + 1"
WIDTH = "2^R + R + 2"
BLOCKS_PRINTED = "((2*R + 5)*2^R + 2*R^2 + 8*R + 7)*q - R*2^R - R^2 + 3"
BLOCKS = "((2*R + 5)*2^R + 2*R^2 + 10*R + 12)*q - R*2^R - R^2 - R + 3"

PRINTED = make_claim(f"{layers(PRINTED_WIDTH)} = 4*A + {BLOCKS_PRINTED}", SHAPE)
COUNT = make_claim(f"{layers(PRINTED_WIDTH)} = 4*A + 10 + {BLOCKS_PRINTED}", SHAPE)
COUNT_REPAIRED = make_claim(f"{layers(WIDTH)} = 4*A + 10 + {BLOCKS}", SHAPE)
PRINTED_BLOCKS = make_claim(f"{layers(WIDTH)} <= 4*A + 10 + {BLOCKS_PRINTED}", SHAPE)

# v < 2^(-(l-1)R): the passed thresholds are the next R bits, and leave less than 2^(-lR).
TAKEN = make_claim(
    ["v - floor(v/u)*u >= 0", "v - floor(v/u)*u < u"], {"v": "real >= 0", "u": "real > 0"}
)


def passed(i: int) -> str:
    """Return 1[v >= i u] as text."""
    return step(f"v - {i}*u")


# R = 2: the bits are 1[v >= 2u] and 1[v >= u] - 1[v >= 2u] + 1[v >= 3u].
def quarter(i: int) -> Claim:
    """Say what the three thresholds on v give on [i u, (i + 1) u)."""
    thresholds = {j: f"v - {j}*u {'>=' if i >= j else '<'} 0" for j in (1, 2, 3)}
    on = {j: int(i >= j) for j in (1, 2, 3)}
    return make_claim(
        [
            *thresholds.values(),
            f"2*{on[2]} + ({on[1]} - {on[2]} + {on[3]}) = {i}",
            f"v - ({on[1]} + {on[2]} + {on[3]})*u >= 0",
            f"v - ({on[1]} + {on[2]} + {on[3]})*u < u",
        ],
        {"v": "real >= 0", "u": "real > 0"},
        given=[f"v >= {i}*u", f"v < {i + 1}*u"],
    )


AND = make_claim(f"{step('b + w - 2')} = b*w", {"b": "integer in [0, 1]", "w": "integer in [0, 1]"})
INSIDE = make_claim(
    f"{step('x - m')} - {step('x - m - 1')} = 1",
    {"m": "integer >= 0", "x": "real"},
    given=["m <= x", "x < m + 1"],
)
OUTSIDE = {
    "below": make_claim(
        f"{step('x - m')} - {step('x - m - 1')} = 0",
        {"m": "integer >= 0", "x": "real"},
        given=["x < m"],
    ),
    "above": make_claim(
        f"{step('x - m')} - {step('x - m - 1')} = 0",
        {"m": "integer >= 0", "x": "real"},
        given=["x >= m + 1"],
    ),
}
# Kept bits stand at the places q R + 1, ..., q R + D: below every bit still to be read.
KEPT = make_claim(
    ["2^(q*R + D)*2^(-(q*R + i)) = 2^(D - i)", "2^(-(q*R + i)) <= 2^(-q*R)/2"],
    {"q": "integer >= 1", "R": "integer >= 1", "D": "integer >= 1", "i": "integer in [1, D]"},
)
READS = make_claim(
    f"reads(2*q + 2, 4*A + 10 + {BLOCKS}, A, B, D)",
    {**SHAPE, "B": "integer >= 1", "D": "integer >= 1"},
    given=["q*R >= B*D"],
    predicates=PREDICATES,
)
LOOKUP = make_claim(
    "ceil(K/B) - 1 <= A - 1",
    {"A": "integer >= 1", "B": "integer >= 1", "K": "integer >= 1"},
    given=["A*B >= K"],
)
LOOKUP_NEEDED = make_claim(
    "ceil(K/B) - 1 >= A",
    {"A": "integer >= 1", "B": "integer >= 1", "K": "integer >= 1"},
    given=["A*B >= K", "(A - 1)*B < K"],
)


def build_one() -> Mapping[str, Any]:
    """Return all labelings of up to 4 bits, read one bit a block."""
    from memproof.constructions.park.evidence import build_reading_evidence

    return build_reading_evidence(1, 4)


def build_two() -> Mapping[str, Any]:
    """Return all labelings of up to 5 bits, read two bits a block."""
    from memproof.constructions.park.evidence import build_reading_evidence

    return build_reading_evidence(2, 5)


def build_three() -> Mapping[str, Any]:
    """Return all labelings of up to 4 bits, read three bits a block."""
    from memproof.constructions.park.evidence import build_reading_evidence

    return build_reading_evidence(3, 4)


LEMMA = Lemma(
    id="PLYS20",
    number="Lemmas 16 and 20",
    title="Reading R bits a block",
    statement=(
        r"\(AB\) keys with labels of \(D\) bits, \(qR \ge BD\): \(2q + 2\) hidden layers of "
        r"widths \(A + 2\), 2 and \(q\) times \(2^R + R + 2\), \(R + 2\), with \(4A + 10 + E\) "
        r"parameters, "
        r"\(E = ((2R+5)2^R + 2R^2 + 10R + 12)q - R2^R - R^2 - R + 3\)."
    ),
    source=seen("Lemmas 16, 20 and 21"),
    parts=(
        Inequality(
            "printed",
            PRINTED,
            expected="refuted",
            point={"A": "1", "R": "1", "q": "1"},
            printed="Lemma 16: 4A + ((2R+5)2^R + 2R^2 + 8R + 7)q - R2^R - R^2 + 3 parameters",
            repaired_by="count",
        ),
        Inequality("count", COUNT),
        Inequality(
            "printed-blocks",
            PRINTED_BLOCKS,
            expected="refuted",
            point={"A": "1", "R": "1", "q": "1"},
            printed="Lemma 20: ((2R+5)2^R + 2R^2 + 8R + 7)q - R2^R - R^2 + 3 parameters",
            repaired_by="count-repaired",
        ),
        Inequality("count-repaired", COUNT_REPAIRED),
        Inequality("taken", TAKEN),
        *(Inequality(f"quarter-{i}", quarter(i)) for i in range(4)),
        Inequality("and", AND),
        Inequality("inside", INSIDE),
        *(Inequality(name, claim) for name, claim in OUTSIDE.items()),
        Inequality("kept", KEPT),
        Inequality("lookup", LOOKUP),
        Inequality("lookup-needed", LOOKUP_NEEDED, expected="refuted"),
        Evidence("one", build_one, "all labelings of AB D <= 4 bits, R = 1"),
        Evidence("two", build_two, "all labelings of AB D <= 5 bits, R = 2"),
        Evidence("three", build_three, "all labelings of AB D <= 4 bits, R = 3"),
        Construction(
            "reads",
            READS,
            "The first layer has ID x and 1[x >= i B], 0 < i < A (lookup; two neurons are idle), "
            "from which the second takes x mod B and the code, in two ID neurons. In block l, v is "
            "the code without its first (l-1)R bits: less than 2^(-(l-1)R). Its 2^R - 1 thresholds "
            "at multiples u of 2^(-lR) give floor(v/u), whose bits are sums of them (quarter), and "
            "v - floor(v/u) u is left (taken). R consecutive bits belong to at most R labels with "
            "at most R + 1 ends of windows (PLYS16/width-repaired), each window a difference of "
            "two steps (inside, below, above). The second layer has the conjunctions (and), x and "
            "v; a bit of the wanted label is added at its place q R + i, below all bits still to "
            "be read (kept), and the output multiplies by 2^(q R + D). Bits past B D are 0. "
            "Parameters: (inputs + 1) outputs for each layer (count-repaired). STEP becomes two "
            "ReLU layers (PLYS17/step-on, step-off), since every threshold is constant on "
            "[k, k + 1 - 1/M].",
            (
                "count-repaired",
                "taken",
                *(f"quarter-{i}" for i in range(4)),
                "and",
                "inside",
                "below",
                "above",
                "kept",
                "lookup",
                "PLYS16/width-repaired",
                "PLYS17/step-on",
                "PLYS17/step-off",
                "one",
                "two",
                "three",
            ),
        ),
    ),
    idea=r"\(2^R - 1\) thresholds find \(R\) bits at once.",
    notes=(
        "Lemma 16's own layers add up to 10 more than it prints (its proof names the lookup's "
        "4A + 10), with Lemma 21's repaired width by (2R + 5)q - R more again. Without the layer "
        "of two ID neurons 2q + 1 hidden layers do, with more parameters. Lemma 19 asks for A "
        "thresholds; A - 1 are inside the range (lookup, lookup-needed). The families fix R; that "
        "the bits are sums of thresholds for every R is read off the argument, shown for R = 2."
    ),
    declared_uses=("PLYS16", "PLYS17"),
)
