"""The checker's specifications of several outputs, unit vectors, pieces and rows, and defects."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from memproof.checker.errors import Rejected
from memproof.checker.kinds.networks import check_family
from memproof.constructions import build_direct
from memproof.constructions.evidence import (
    build_one_hot_evidence,
    build_pieces_evidence,
    build_rows_evidence,
    build_vector_evidence,
)
from memproof.constructions.max_pieces import build_max_pieces, count_max_pieces
from memproof.constructions.shatter_network import build_row_map
from memproof.networks import network_to_json
from memproof.networks.documents import build_family_document
from memproof.networks.network import Network
from memproof.networks.wiring import neuron, wire

Document = dict[str, Any]
MANY = ["*", ["+", "d1", 1], ["+", "d2", 1]]


def vectors() -> Document:
    """Two pairs of p = 2, q = 1 with two outputs: three points, all 64 labelings."""
    values = {"N": 3, "C": 4, "y": 2, "p": 2, "q": 1, "S": 2}
    instances = []
    for code in range(64):
        labels = [code & 3, code >> 2 & 3, code >> 4]
        bits = [(label & 1, label >> 1) for label in labels]
        instances.append((values, labels, build_direct((0, 1, 3), bits, [(2, 3), (4, 2)])))
    ranges = {name: (value, value) for name, value in values.items()}
    return build_family_document("vectors", ranges, instances, sets=[(0, 1, 3)])


def pieces() -> Document:
    return build_pieces_evidence((3, 4), (2, 3), MANY)


def rows() -> Document:
    return build_rows_evidence(3, 2)


def one_hot() -> Document:
    return build_one_hot_evidence()


def instance(document: Document, index: int) -> Document:
    return document["evidence"]["instances"][index]


def set_network(document: Document, index: int, network: Any) -> None:
    instance(document, index)["network"] = network_to_json(network)


def test_the_originals_are_accepted() -> None:
    found = check_family(vectors())
    assert (found.grade, found.details["assignments"]) == ("exhaustive", 64)
    assert check_family(pieces()).details["assignments"] == 4
    assert check_family(rows()).details["pieces"] == 2 * (1 * 2 + 2 * 4 + 3 * 8)
    assert check_family(one_hot()).details["assignments"] == 382


def claim(document: Document, **values: int) -> None:
    """State the same networks for other values of some parameters."""
    document["claim"]["ranges"].update({name: [value, value] for name, value in values.items()})
    for entry in document["evidence"]["instances"]:
        entry["parameters"].update(values)


def chain(*widths: int) -> Network:
    """A network of one input, these hidden widths but the last, and so many outputs."""
    layers = [
        {f"n{i},{j}": neuron("x" if i == 0 else f"n{i - 1},0") for j in range(width)}
        for i, width in enumerate(widths[:-1])
    ]
    return wire(["x"], layers, [neuron(f"n{len(layers) - 1},0")] * widths[-1])


def swap_outputs(document: Document) -> None:
    # Label 1 is (1, 0): the two outputs in the wrong order.
    layer = instance(document, 1)["network"]["layers"][-1]
    layer["rows"].reverse()


def one_output(document: Document) -> None:
    instance(document, 0)["network"]["layers"][-1]["rows"].pop()


DEFECTS: dict[str, tuple[Callable[[], Document], Callable[[Document], object], str]] = {
    "outputs swapped": (vectors, swap_outputs, "wrong-interval"),
    "an output lost": (vectors, one_output, "wrong-length"),
    "a labeling lost": (vectors, lambda d: d["evidence"]["instances"].pop(5), "missing-assignment"),
    "one kink less claimed": (vectors, lambda d: claim(d, p=1), "too-wide"),
    "one pair less claimed": (vectors, lambda d: claim(d, S=1), "too-wide"),
    "fewer classes than vectors": (
        vectors,
        lambda d: d["claim"]["ranges"].update(C=[3, 4]),
        "missing-assignment",
    ),
    "outputs that are not all bits": (vectors, lambda d: claim(d, y=1), "malformed"),
    "a piece too few": (
        pieces,
        lambda d: set_network(d, 3, build_max_pieces(4, 2)),
        "wrong-pieces",
    ),
    "a piece more claimed": (
        pieces,
        lambda d: (
            d["claim"].update(where=[["=", "P", ["+", MANY, 1]]]),
            d["claim"]["ranges"].update(P=[13, 21]),
            [
                entry["parameters"].update(P=entry["parameters"]["P"] + 1)
                for entry in d["evidence"]["instances"]
            ],
        ),
        "wrong-pieces",
    ),
    "layers in the wrong order": (
        pieces,
        lambda d: set_network(d, 1, build_max_pieces(3, 4)),
        "too-wide",
    ),
    "two outputs": (pieces, lambda d: set_network(d, 0, chain(1, 1, 2)), "wrong-length"),
    "a row map of other bits": (
        rows,
        lambda d: set_network(d, 5, build_row_map(3, 1)),
        "bound-exceeded",
    ),
    "the printed epsilon": (
        lambda: build_rows_evidence(1, 4),
        lambda d: set_network(d, 3, build_row_map(1, 4, printed=True)),
        "wrong-interval",
    ),
    "another class": (
        one_hot,
        lambda d: instance(d, 1)["network"]["layers"][-1]["rows"].reverse(),
        "wrong-interval",
    ),
    "a layer too many": (one_hot, lambda d: set_network(d, 0, chain(1, 1, 1, 1, 2)), "too-wide"),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_defects_are_refused(name: str) -> None:
    make, change, reason = DEFECTS[name]
    document = copy.deepcopy(make())
    change(document)
    with pytest.raises(Rejected) as error:
        check_family(document)
    assert error.value.reason == reason, error.value


@pytest.mark.parametrize(("d1", "d2"), [(1, 1), (2, 3), (3, 1), (3, 2), (5, 4)])
def test_pieces_far_away_are_counted(d1: int, d2: int) -> None:
    """The number does not depend on where the kinks are."""
    network, away = build_max_pieces(d1, d2), 10**30
    rows = [
        (bias - away * sum(weight for _, weight in terms), terms)
        for bias, terms in network.layers[0].rows
    ]
    moved = Network((replace(network.layers[0], rows=tuple(rows)), *network.layers[1:]))
    document = build_pieces_evidence((d1, d1), (d2, d2), count_max_pieces(d1, d2))
    set_network(document, 0, moved)
    assert check_family(document).details["assignments"] == 1


def test_a_kink_between_equal_slopes_is_none() -> None:
    """σ(x) − σ(−x) has two parts and one piece."""
    network = wire(["x"], [{"a": neuron("x"), "b": -neuron("x")}], [neuron("a") - neuron("b")])
    for count, accepted in ((1, True), (2, False)):
        values = {"d1": 2, "d2": 1, "P": count}
        document = build_family_document(
            "pieces", {k: (v, v) for k, v in values.items()}, [(values, None, network)]
        )
        if accepted:
            check_family(document)
        else:
            with pytest.raises(Rejected, match="1 affine pieces, not 2"):
                check_family(document)


@pytest.mark.long
def test_theorem_d_with_outputs_on_all_small_shapes() -> None:
    """All labelings, beyond the published certificate: both point sets, p·q ≤ 4 up to S = 2."""
    assert check_family(build_vector_evidence((1, 2), 4)).grade == "exhaustive"
