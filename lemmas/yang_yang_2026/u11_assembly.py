r"""U11: the trade-off network.

Statement. N <= n S m w keys of B bits with c-bit labels are memorized with width max(2m + 3, 2w, 9)
and depth 2S + n(B + c) + 1. NN(W, L') is contained in NN(W, L) for L' <= L and W >= 2.

Hypotheses. m, w, n, S >= 1 integers.

Constants. None.

Source. Derived here.

Idea. Sort the keys, cut them into groups of n, let U6 find the group's code and U10 decode it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from memproof.certificates.sketches import AUTO, KNOWN, apply, conclude
from memproof.library.model import Construction, Evidence, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import own

PREDICATES = ("stores_groups", "decodes", "memorizes_keys")
KEYS = {
    "W": "integer",
    "L": "integer",
    "N": "integer >= 1",
    "B": "integer >= 1",
    "c": "integer >= 1",
}

COMPOSE = make_claim(
    "memorizes_keys(W, L + D, N, B, c)",
    {**KEYS, "D": "integer", "G": "integer >= 1", "n": "integer >= 1"},
    given=["N <= n*G", "stores_groups(W, L, G)", "decodes(W, D, n, B, c)"],
    predicates=PREDICATES,
)

PADDING = make_claim(
    "memorizes_keys(W, L, N, B, c)",
    {**KEYS, "D": "integer >= 1"},
    given=["W >= 2", "D <= L", "memorizes_keys(W, D, N, B, c)"],
    predicates=PREDICATES,
)

ASSEMBLY = make_claim(
    "memorizes_keys(W, L, N, B, c)",
    {
        "W": "integer >= 1",
        "L": "integer >= 1",
        "N": "integer >= 1",
        "B": "integer >= 1",
        "c": "integer >= 1",
        "m": "integer >= 1",
        "w": "integer >= 1",
        "n": "integer >= 1",
        "S": "integer >= 1",
    },
    given=[
        "2*m + 2 <= W",
        "2*w <= W",
        "9 <= W",
        "2*S + n*(B + c) + 1 <= L",
        "N <= n*S*m*w",
    ],
    predicates=PREDICATES,
)

_ASSEMBLY = conclude(
    apply(
        "U6/groups",
        {"W": "W", "m": "m", "w": "w", "S": "S"},
        [AUTO] * 5,
        apply(
            "U10/decoder",
            {"W": "W", "n": "n", "B": "B", "c": "c"},
            [AUTO] * 4,
            apply(
                "U11/compose",
                {
                    "W": "W",
                    "L": "2*S",
                    "N": "N",
                    "B": "B",
                    "c": "c",
                    "D": "n*(B + c) + 1",
                    "G": "S*m*w",
                    "n": "n",
                },
                [AUTO] * 6 + [KNOWN, KNOWN],
                apply(
                    "U11/padding",
                    {
                        "W": "W",
                        "L": "L",
                        "N": "N",
                        "B": "B",
                        "c": "c",
                        "D": "2*S + n*(B + c) + 1",
                    },
                    [AUTO] * 6 + [KNOWN],
                    KNOWN,
                ),
            ),
        ),
    )
)


def build_families() -> Mapping[str, Any]:
    """Return all labelings of up to three keys in small trade-off networks."""
    from memproof.constructions.evidence import build_trade_off_evidence

    return build_trade_off_evidence()


def build_three_classes() -> Mapping[str, Any]:
    """Return all labelings of up to two keys by three classes."""
    from memproof.constructions.evidence import build_trade_off_evidence

    return build_trade_off_evidence(3)


LEMMA = Lemma(
    id="U11",
    number="U11",
    title="Assembly",
    statement=(
        r"\(N \le n S m w\) keys of \(B\) bits with \(c\)-bit labels are memorized with width "
        r"\(\max(2m+3, 2w, 9)\) (indeed \(\max(2m+2, 2w, 9)\)) and depth "
        r"\(2S + n(B+c) + 1\). Depth can be padded: \(NN(W, L') \subset NN(W, L)\) for "
        r"\(L' \le L\), \(W \ge 2\)."
    ),
    source=own("U11"),
    parts=(
        Evidence("families", build_families, "all labelings of up to 3 keys, n, m, w, S <= 2"),
        Evidence("three-classes", build_three_classes, "all labelings of up to 2 keys, 3 classes"),
        Construction(
            "compose",
            COMPOSE,
            "Let M = max(N, 2) and T = M t: by U4 each T lies in [M k, M k + M - 1], k its key. "
            "Sort the keys, cut them into groups of n (at most G groups), let s_g be M times the "
            "least key of a group and v_g the group's code. No T lies in (s_g - 1, s_g), so the "
            "first part passes on T and the code of its group, and the second returns the label of "
            "the entry with T's key; entries that fill up the last group have label 0. Two "
            "networks in a row have the sum of their depths: affine outputs merge into the next "
            "layer.",
            ("families", "three-classes", "U4/scaled"),
        ),
        Construction(
            "padding",
            PADDING,
            "y = relu(y) - relu(-y): two neurons carry the output through further layers.",
            ("families", "three-classes"),
            formal="ClaimsTradeOff.U11__padding",
        ),
        Inequality("assembly", ASSEMBLY, _ASSEMBLY, formal="ClaimsTradeOff.U11__assembly"),
    ),
    idea="Group finder (U6), then decoder (U10).",
    declared_uses=("U4", "U6", "U10"),
)
