r"""VYS4: the network of width 12, in the printed and in the lean layout.

Statement. N keys of rho bits, pairwise at least 2 apart, with labels of c bits; groups of g,
G >= N/g of them, mu >= max(rho, c). Printed layout: width 12, 3 G + 3 g mu + 2 g + 2 hidden layers,
weights of at most g mu + 2 bits. Lean layout: width 12, 2 + S + g (mu + 1) hidden layers with
4 S >= G - 1, weights of at most g mu + 1 bits (the projection apart).

Hypotheses. N, g, rho, c >= 1.

Constants. 12; 3 and 1/4 layers a group, 3 and 1 layers a bit.

Source. The printed layout recalled lemma by lemma; both built and counted here.

Idea. Group codes by indicators (or steps), bits by the triangle map, match and gate.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from memproof.library.model import Construction, Evidence, Lemma
from memproof.statements.claims import make_claim

from .paper import paper

PREDICATES = ("memorizes_spread",)

SIZES = {
    "N": "integer >= 1",
    "g": "integer >= 1",
    "G": "integer >= 1",
    "rho": "integer >= 1",
    "c": "integer >= 1",
    "mu": "integer",
}
GROUPS = ["g*G >= N", "mu >= rho", "mu >= c"]

PRINTED = make_claim(
    "memorizes_spread(12, 3*G + 3*g*mu + 2*g + 2, g*mu + 2, N, rho, c)",
    SIZES,
    given=GROUPS,
    predicates=PREDICATES,
)
LEAN = make_claim(
    "memorizes_spread(12, 2 + S + g*(mu + 1), g*mu + 1, N, rho, c)",
    {**SIZES, "S": "integer >= 0"},
    given=[*GROUPS, "4*S >= G - 1"],
    predicates=PREDICATES,
)


def build_printed() -> Mapping[str, Any]:
    """Return all labelings of up to three keys, printed layout."""
    from memproof.constructions.vardi.evidence import build_vardi_evidence

    return build_vardi_evidence("printed")


def build_printed_labels() -> Mapping[str, Any]:
    """Return all labelings of up to two keys by four labels, printed layout."""
    from memproof.constructions.vardi.evidence import build_vardi_evidence

    return build_vardi_evidence("printed", 2)


def build_lean() -> Mapping[str, Any]:
    """Return all labelings of up to four keys, lean layout."""
    from memproof.constructions.vardi.evidence import build_vardi_evidence

    return build_vardi_evidence()


def build_lean_labels() -> Mapping[str, Any]:
    """Return all labelings of up to two keys by four labels, lean layout."""
    from memproof.constructions.vardi.evidence import build_vardi_evidence

    return build_vardi_evidence(label_bits=2)


_READ = (
    "Items in turn: mu layers (lean; 3 mu printed) read the key's and the label's bits of the next "
    "entry (VYS2), the shorter code idles; a match (VYS3) compares the key with t; the gate "
    "relu(label - 2^c + 2^c hit), in the next item's first bit layer, adds the label to the answer "
    "if the key fits. A last layer holds answer and gate. Keys are 2 apart, so another key's "
    "interval lies outside (k - 1, k + 2); missing entries have label 0. "
    "Larger G, S or mu: idle layers that only carry."
)

LEMMA = Lemma(
    id="VYS4",
    number="4",
    title="The network of width 12",
    statement=(
        r"\(N\) keys of \(\rho\) bits two apart with labels of \(c\) bits, groups of \(g\), "
        r"\(G = \lceil N/g \rceil\), \(\mu = \max\{\rho, c\}\): width 12 and exactly "
        r"\(3G + 3g\mu + 2g + 2\) hidden layers with weights of \(g\mu + 2\) bits as printed, "
        r"\(2 + \lceil (G-1)/4 \rceil + g(\mu + 1)\) with \(g\mu + 1\) bits without idle "
        r"activations."
    ),
    source=paper("main construction"),
    parts=(
        Evidence("printed-families", build_printed, "all labelings of up to 3 keys"),
        Evidence("printed-labels", build_printed_labels, "up to 2 keys, all of 4 labels"),
        Construction(
            "printed",
            PRINTED,
            "Three layers a group: the two-layer indicator of [first key, last key + 1] (VYS3), "
            "beside it t and both codes, then the codes' new sums. " + _READ,
            ("printed-families", "printed-labels"),
            formal="ClaimsVardi.VYS4__printed",
        ),
        Evidence("lean-families", build_lean, "all labelings of up to 4 keys"),
        Evidence("lean-labels", build_lean_labels, "up to 2 keys, all of 4 labels"),
        Construction(
            "lean",
            LEAN,
            "The codes are U_1 plus jumps at the groups' first keys, a step being two neurons, "
            "four steps a layer beside t and both codes. " + _READ,
            ("lean-families", "lean-labels"),
            formal="ClaimsVardi.VYS4__lean",
        ),
    ),
    idea="About 3 layers a group against 3 mu layers an entry: balance at g of order sqrt(N/mu).",
    notes=(
        "Width 12 is reached if and only if g, rho and c are at least 2. The printed depths of the "
        "lemmas add up to four layers more than the network has."
    ),
    statement_uses=("VYS2", "VYS3"),
)
