r"""PLYS17: the network of width 3, with the repaired equations.

Statement. Folding (Lemma 14), halving (Lemma 15), lookup (Lemma 19) and bit reader (Lemma 22) with
the equations as repaired, in STEP and ID neurons, then in ReLU at the same width and twice the
depth: exact on every whole interval [k, k + 1 - 1/M] of the listed keys.

Hypotheses. The listed widths, keys and labels.

Constants. None.

Source. Park et al. 2021, Theorems 2 and 3; built here.

Idea. STEP(x) = relu(1 - relu(-x/delta)) with delta the smallest absolute negative value at data.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from memproof.library.model import Evidence, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import seen

STEP_ON = make_claim("max(0, 1 - max(0, -x/s)) = 1", {"x": "real >= 0", "s": "real > 0"})
STEP_OFF = make_claim(
    "max(0, 1 - max(0, -x/s)) = 0", {"x": "real < 0", "s": "real > 0"}, given=["x <= -s"]
)


def build_families() -> Mapping[str, Any]:
    """Return all labelings of up to four keys at widths 3, 4 and 5."""
    from memproof.constructions.park.evidence import build_park_evidence

    return build_park_evidence()


def build_instance() -> Mapping[str, Any]:
    """Return the width-3 network for 48 keys below 10^6 with labels of 2 bits."""
    from memproof.constructions.park.evidence import build_park_instance

    return build_park_instance(48, 10**6, 2, seed=48)


def build_printed() -> Mapping[str, Any]:
    """Return Theorem 3's network of width 3 with equation (8) as printed, at its keys."""
    from memproof.constructions.park.evidence import build_printed_network

    return build_printed_network()


def build_repaired() -> Mapping[str, Any]:
    """Return the same network with equation (8) repaired."""
    from memproof.constructions.park.evidence import build_repaired_network

    return build_repaired_network()


def build_printed_map() -> Mapping[str, Any]:
    """Return Lemma 15's map of six keys as printed: two keys meet."""
    from memproof.constructions.park.evidence import build_halving_values
    from memproof.constructions.park.network import Rule

    return build_halving_values(Rule(printed=True))


def build_repaired_map() -> Mapping[str, Any]:
    """Return Lemma 15's map of the same keys, repaired."""
    from memproof.constructions.park.evidence import build_halving_values

    return build_halving_values()


def build_printed_places() -> Mapping[str, Any]:
    """Return Lemma 22's reader of three labels with bits at the places D K + i, K = A B = 6."""
    from memproof.constructions.park.evidence import build_bit_reader_values

    return build_bit_reader_values(printed_span=6)


def build_printed_windows() -> Mapping[str, Any]:
    """Return Lemma 22's reader of three labels whose windows start when l mod D = 1, D = 1."""
    from memproof.constructions.park.evidence import build_bit_reader_values

    return build_bit_reader_values(printed_windows=True)


def build_repaired_reader() -> Mapping[str, Any]:
    """Return Lemma 22's reader of the same labels, repaired."""
    from memproof.constructions.park.evidence import build_bit_reader_values

    return build_bit_reader_values()


LEMMA = Lemma(
    id="PLYS17",
    number="Theorem 2",
    title="The network of width 3",
    statement=(
        "With the repaired equations the network of folds, halvings, lookup and bit reader is "
        "exact at every width from 3, in STEP and ID neurons and in ReLU."
    ),
    source=seen("Theorems 2 and 3"),
    parts=(
        Inequality("step-on", STEP_ON),
        Inequality("step-off", STEP_OFF),
        Evidence("families", build_families, "all labelings of up to 4 keys, widths 3, 4 and 5"),
        Evidence("width-3", build_instance, "48 keys below a million, 4 labels, width 3"),
        Evidence(
            "printed-network", build_printed, "equation (8) as printed: two of 8 labels are wrong"
        ),
        Evidence("repaired-network", build_repaired, "the same 8 keys and labels, repaired"),
        Evidence("printed-map", build_printed_map, "equation (8) as printed: two of 6 keys meet"),
        Evidence("repaired-map", build_repaired_map, "the same 6 keys, repaired: all stay apart"),
        Evidence("printed-places", build_printed_places, "Lemma 22 with K for B: 1 comes out 1/8"),
        Evidence("printed-windows", build_printed_windows, "Lemma 22, l mod D = 1, D = 1: all 0"),
        Evidence("repaired-reader", build_repaired_reader, "the labels 1, 0, 1, repaired"),
    ),
    idea="Every key map adds integers, so that margins of fractional parts survive.",
    notes=(
        "With equation (8) as printed the network of Theorem 2 fails: of 120 data sets (N = 16, "
        "32, 64, K = 3, 4) 8 are memorized with the least shifts and none with the largest; "
        "repaired, all 120 with both. Parts printed-network and printed-map are two such networks, "
        "one that gives wrong labels and one that sends two keys to the same place, beside their "
        "repairs; printed-places and printed-windows are Lemma 22's reader as printed."
    ),
    statement_uses=("PLYS4", "PLYS14", "PLYS15", "PLYS16"),
)
