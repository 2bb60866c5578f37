r"""U10: reading the label of a key out of a code.

Statement. A code of n entries (key of B bits, label of c bits) and T in [M k, M k + M - 1]:
n(B + c) + 1 layers of width 9 return the label of the entry whose key is k. In the plain layered
form: n(B + c + 2) layers of width 7.

Hypotheses. n, B, c >= 1 integers, M >= 2.

Constants. 9 and n(B + c) + 1.

Source. Derived here.

Idea. One layer a bit (U7); the match (U8) sits in the first label bit's layer, the gate (U9) in
the next entry's first layer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from memproof.certificates.sketches import SIGN, combine, conclude
from memproof.library.model import Constant, Construction, Evidence, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import own

SIZES = {
    "W": "integer",
    "n": "integer >= 1",
    "B": "integer >= 1",
    "c": "integer >= 1",
}

DECODER = make_claim(
    "decodes(W, n*(B + c) + 1, n, B, c)", SIZES, given=["W >= 9"], predicates=("decodes",)
)

LAYERED = make_claim(
    "decodes(W, n*(B + c + 2), n, B, c)", SIZES, given=["W >= 7"], predicates=("decodes",)
)

ENTRY = make_claim(
    "0 <= key*2^c + label <= 2^(B + c) - 1",
    {
        "B": "integer >= 1",
        "c": "integer >= 1",
        "key": "integer >= 0",
        "label": "integer >= 0",
    },
    given=["key <= 2^B - 1", "label <= 2^c - 1"],
)

CODE = make_claim(
    "0 <= code*2^E + entry <= 2^((n + 1)*E) - 1",
    {
        "E": "integer >= 1",
        "n": "integer >= 0",
        "code": "integer >= 0",
        "entry": "integer >= 0",
    },
    given=["code <= 2^(n*E) - 1", "entry <= 2^E - 1"],
)

_ENTRY = conclude(
    SIGN, combine((1, ["goal"]), (1, ["2^c", "2^B - 1 - key"]), (1, ["2^c - 1 - label"]))
)
_CODE = conclude(
    SIGN,
    combine((1, ["goal"]), (1, ["2^E", "2^(n*E) - 1 - code"]), (1, ["2^E - 1 - entry"])),
)


def build_decoders() -> Mapping[str, Any]:
    """Return the family of all small decoders, every code and key."""
    from memproof.constructions.evidence import build_decoder_evidence

    return build_decoder_evidence()


def build_layered_decoders() -> Mapping[str, Any]:
    """Return the same family in the plain layered form."""
    from memproof.constructions.evidence import build_decoder_evidence

    return build_decoder_evidence(layered=True)


def build_bit_steps() -> Mapping[str, Any]:
    """Return U7's networks, every integer of up to six bits."""
    from memproof.constructions.evidence import build_bit_step_evidence

    return build_bit_step_evidence()


def build_matches() -> Mapping[str, Any]:
    """Return U8's networks on whole margin intervals."""
    from memproof.constructions.evidence import build_match_evidence

    return build_match_evidence()


def build_gates() -> Mapping[str, Any]:
    """Return U9's networks, every label and match."""
    from memproof.constructions.evidence import build_gate_evidence

    return build_gate_evidence()


LEMMA = Lemma(
    id="U10",
    number="U10",
    title="Decoder",
    statement=(
        r"Let \(v\) be a code of \(n\) entries of a \(B\)-bit key and a \(c\)-bit label and "
        r"\(T \in [Mk, Mk + M - 1]\). Depth \(n(B+c)+1\) and width 9 (in the plain layered form "
        r"depth \(n(B+c+2)\) and width 7) return the label of the entry whose key is \(k\)."
    ),
    source=own("U10"),
    parts=(
        Inequality("entry", ENTRY, _ENTRY),
        Inequality("code", CODE, _CODE),
        Evidence("families", build_decoders, "every code and key, n(B + c) + B <= 8"),
        Evidence("layered-families", build_layered_decoders, "the same in the layered form"),
        Evidence("bit-steps", build_bit_steps, "U7 for up to 6 bits"),
        Evidence("matches", build_matches, "U8 for M <= 4 on whole margin intervals"),
        Evidence("gates", build_gates, "U9 for up to 5 bits"),
        Construction(
            "decoder",
            DECODER,
            "Layer by layer, one bit each: T, the rest of the code, the two neurons of U7, the "
            "partial key (or label), the answer so far. In the layer of an entry's first label bit "
            "the four neurons of U8 compare the key with T; the next layers carry the match; the "
            "gate of U9 sits in the next entry's first layer, whence the + 1. Largest layer: T, "
            "code, answer, two bit neurons and four match neurons: 9.",
            (
                "families",
                "bit-steps",
                "matches",
                "gates",
                "U7/one",
                "U7/zero",
                "U7/remainder",
                "U8/hit",
                "U8/key-above",
                "U8/key-below",
                "U9/gate",
                "entry",
                "code",
            ),
        ),
        Construction(
            "layered",
            LAYERED,
            "The same with a layer of its own for the match and one for the gate.",
            (
                "layered-families",
                "U7/one",
                "U7/zero",
                "U7/remainder",
                "U8/hit",
                "U8/key-above",
                "U8/key-below",
                "U9/gate",
                "entry",
                "code",
            ),
        ),
    ),
    idea="One layer a bit; match and gate sit in layers that are there anyway.",
    constants=(Constant("decoder width", "9", "decoder", "smallest", "neurons a layer"),),
    declared_uses=("U7", "U8", "U9"),
)
