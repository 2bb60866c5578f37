"""The network checker: sound on what it accepts, and one-defect mutants are refused by name."""

from __future__ import annotations

import copy
import hashlib
import json
import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from random_networks import points, random_network

from memproof.checker.errors import Rejected
from memproof.checker.kinds import networks as checker
from memproof.constructions import build_direct, build_match, build_trade_off
from memproof.constructions.evidence import (
    build_block_evidence,
    build_decoder_evidence,
    build_direct_evidence,
)
from memproof.networks import (
    evaluate_fractions,
    find_deviation,
    measure,
    network_from_json,
    network_to_json,
    pieces_on_line,
)
from memproof.networks.documents import (
    build_family_document,
    build_intervals_document,
    build_values_document,
)
from memproof.networks.files import canonical_text

Document = dict[str, Any]
Change = Callable[[Document], object]


def values_document() -> Document:
    keys, labels = [1, 6, 7], [1, 0, 1]
    network = build_trade_off(keys, labels, 3, 1, 1, 1, 2, 2, margin_scale=2)
    return build_values_document(network, [(2 * k + Fraction(1, 3),) for k in keys], labels)


def intervals_document() -> Document:
    network = build_match(1, 3)
    return build_intervals_document(network, [(3, 5, 1), (-10, 2, 0), (6, 50, 0)])


def family_document() -> Document:
    sets = [(0, 1, 3), (Fraction(1, 2), Fraction(2, 3), 9)]
    instances = []
    for number, keys in enumerate(sets):
        for bits in range(4):
            labels = (bits >> 1, bits & 1)
            network = build_direct(keys[:2], labels, [(2, 1)])
            instances.append(({"set": number, "N": 2, "C": 2, "p": 2}, labels, network))
    return build_family_document(
        "labeling",
        {"set": (0, 1), "N": (2, 2), "C": (2, 2), "p": (2, 2)},
        instances,
        where=[["<=", "N", "p"]],
        sets=sets,
        bounds=[
            ["<=", "width", "p"],
            ["=", "depth", 2],
            ["<=", "parameters", ["+", ["*", 3, "p"], 3, 0]],
        ],
    )


def check(document: Document) -> checker.Result:
    return checker.KINDS[document["kind"]](document)


def refused(document: Document, reason: str) -> None:
    with pytest.raises(Rejected) as error:
        check(json.loads(json.dumps(document)))
    assert error.value.reason == reason, error.value


def test_the_originals_are_accepted() -> None:
    values = check(values_document())
    assert (values.grade, values.details["checked"], values.details["not_checked"]) == (
        "instances",
        3,
        0,
    )
    assert check(intervals_document()).grade == "instances"
    assert check(family_document()).grade == "exhaustive"
    assert check(family_document()).details["assignments"] == 8


def row(document: Document, layer: int, index: int) -> list[Any]:
    return document["claim"]["network"]["layers"][layer]["rows"][index]


def bump_weight(document: Document) -> None:
    row(document, 0, 1)[1][0][1] += 1


def bump_bias(document: Document) -> None:
    row(document, 0, 1)[0] -= 1


def recount(document: Document) -> None:
    """Restate the sizes, so that only the function is wrong."""
    network = network_from_json(document["claim"]["network"])
    sizes = measure(network)
    document["claim"]["sizes"] = {name: getattr(sizes, name) for name in checker.SIZES}


NETWORK_MUTANTS: dict[str, tuple[Change, str]] = {
    "float weight": (lambda d: row(d, 0, 0)[1][0].__setitem__(1, 1.0), "not-an-integer"),
    "bool weight": (lambda d: row(d, 0, 0)[1][0].__setitem__(1, True), "not-an-integer"),
    "float bias": (lambda d: row(d, 0, 0).__setitem__(0, 0.0), "not-an-integer"),
    "bool bias": (lambda d: row(d, 0, 0).__setitem__(0, False), "not-an-integer"),
    "decimal string": (lambda d: row(d, 0, 0).__setitem__(0, "7"), "not-an-integer"),
    "zero weight": (lambda d: row(d, 0, 0)[1][0].__setitem__(1, 0), "malformed"),
    "index out of range": (lambda d: row(d, 0, 0)[1][0].__setitem__(0, 1), "malformed"),
    "negative index": (lambda d: row(d, 0, 0)[1][0].__setitem__(0, -1), "malformed"),
    "repeated term": (lambda d: row(d, 0, 0)[1].append(row(d, 0, 0)[1][0]), "malformed"),
    "row of three": (lambda d: row(d, 0, 0).append(0), "malformed"),
    "no rows": (lambda d: d["claim"]["network"]["layers"][0].update(rows=[]), "malformed"),
    "lost layer": (lambda d: d["claim"]["network"]["layers"].pop(0), "malformed"),
    "negative denominator": (
        lambda d: d["claim"]["network"]["layers"][0].update(denominator=-1),
        "malformed",
    ),
    "float denominator": (
        lambda d: d["claim"]["network"]["layers"][0].update(denominator=1.0),
        "not-an-integer",
    ),
    "other format": (lambda d: d["claim"]["network"].update(format="x"), "malformed"),
    "other version": (lambda d: d["claim"]["network"].update(version=True), "malformed"),
    "extra field": (lambda d: d["claim"]["network"].update(note=1), "malformed"),
    "no input": (lambda d: d["claim"]["network"].update(input_dimension=0), "malformed"),
    "width off by one": (lambda d: bump(d, "width"), "wrong-size"),
    "depth off by one": (lambda d: bump(d, "depth"), "wrong-size"),
    "neurons off by one": (lambda d: bump(d, "neurons"), "wrong-size"),
    "parameters off by one": (lambda d: bump(d, "parameters"), "wrong-size"),
    "nonzero weights off by one": (lambda d: bump(d, "nonzero_weights"), "wrong-size"),
    "largest bits off by one": (lambda d: bump(d, "largest_weight_bits"), "wrong-size"),
    "total bits off by one": (lambda d: bump(d, "total_bits"), "wrong-size"),
    "size as float": (lambda d: bump(d, "width", 0.0), "malformed"),
    "size as bool": (lambda d: d["claim"]["sizes"].update(width=True), "malformed"),
    "size missing": (lambda d: d["claim"]["sizes"].pop("width"), "malformed"),
    "claim missing": (lambda d: d.pop("claim"), "malformed"),
    "extra claim": (lambda d: d["claim"].update(note="x"), "malformed"),
    "evidence missing": (lambda d: d.pop("evidence"), "malformed"),
    "evidence full": (lambda d: d.update(evidence={"x": 1}), "malformed"),
}


def bump(document: Document, name: str, by: float = 1) -> None:
    document["claim"]["sizes"][name] += by


@pytest.mark.parametrize("name", NETWORK_MUTANTS)
@pytest.mark.parametrize("make", [values_document, intervals_document])
def test_malformed_networks_and_wrong_sizes(name: str, make: Callable[[], Document]) -> None:
    change, reason = NETWORK_MUTANTS[name]
    document = make()
    change(document)
    refused(document, reason)


VALUE_MUTANTS: dict[str, tuple[Change, str]] = {
    "one label": (lambda d: d["claim"]["labels"].__setitem__(1, "1"), "wrong-value"),
    "label nearly right": (
        lambda d: d["claim"]["labels"].__setitem__(0, "1000001/1000000"),
        "wrong-value",
    ),
    "one point": (lambda d: d["claim"]["points"].__setitem__(2, ["13/1"]), "wrong-value"),
    "label as float": (lambda d: d["claim"]["labels"].__setitem__(0, 1.0), "not-a-rational"),
    "label as bool": (lambda d: d["claim"]["labels"].__setitem__(0, True), "not-a-rational"),
    "point as float string": (
        lambda d: d["claim"]["points"].__setitem__(0, ["2.5"]),
        "not-a-rational",
    ),
    "denominator 0": (lambda d: d["claim"]["points"].__setitem__(0, ["1/0"]), "not-a-rational"),
    "unicode digits": (lambda d: d["claim"]["points"].__setitem__(0, ["٢"]), "not-a-rational"),
    "trailing newline": (lambda d: d["claim"]["points"].__setitem__(0, ["2\n"]), "not-a-rational"),
    "point too long": (lambda d: d["claim"]["points"].__setitem__(0, ["2", "2"]), "wrong-length"),
    "label missing": (lambda d: d["claim"]["labels"].pop(), "wrong-length"),
    "nothing": (lambda d: d["claim"].update(points=[], labels=[]), "empty"),
    "points not a list": (lambda d: d["claim"].update(points={"0": "2"}), "malformed"),
    "weight + 1": (lambda d: (row(d, -1, 0)[1][0].__setitem__(1, 2), recount(d)), "wrong-value"),
    "bias + 1": (lambda d: (row(d, -1, 0).__setitem__(0, 1), recount(d)), "wrong-value"),
}


@pytest.mark.parametrize("name", VALUE_MUTANTS)
def test_wrong_values(name: str) -> None:
    change, reason = VALUE_MUTANTS[name]
    document = values_document()
    change(document)
    refused(document, reason)


INTERVAL_MUTANTS: dict[str, tuple[Change, str]] = {
    "end too far": (
        lambda d: d["claim"]["intervals"][0].__setitem__(1, "5000001/1000000"),
        "wrong-interval",
    ),
    "start too early": (
        lambda d: d["claim"]["intervals"][0].__setitem__(0, "2999/1000"),
        "wrong-interval",
    ),
    "other value": (lambda d: d["claim"]["intervals"][0].__setitem__(2, "2"), "wrong-interval"),
    "slope added": (lambda d: d["claim"]["intervals"][0].append("2"), "wrong-interval"),
    "reversed": (lambda d: d["claim"]["intervals"].__setitem__(0, ["5", "3", "1"]), "wrong-order"),
    "only the ends are right": (
        lambda d: d["claim"]["intervals"].__setitem__(0, ["-10", "50", "0"]),
        "wrong-interval",
    ),
    "two values at a point": (
        lambda d: d["claim"]["intervals"].__setitem__(0, ["3", "3", "1", "2"]),
        "malformed",
    ),
    "too short": (lambda d: d["claim"]["intervals"][0].pop(), "malformed"),
    "float end": (lambda d: d["claim"]["intervals"][0].__setitem__(1, 5.0), "not-a-rational"),
    "nothing": (lambda d: d["claim"].update(intervals=[]), "empty"),
    "weight + 1": (lambda d: (bump_weight(d), recount(d)), "wrong-interval"),
    "bias - 1": (lambda d: (bump_bias(d), recount(d)), "wrong-interval"),
}


@pytest.mark.parametrize("name", INTERVAL_MUTANTS)
def test_wrong_intervals(name: str) -> None:
    change, reason = INTERVAL_MUTANTS[name]
    document = intervals_document()
    change(document)
    refused(document, reason)


def instance(document: Document, index: int) -> Document:
    return document["evidence"]["instances"][index]


FAMILY_MUTANTS: dict[str, tuple[Change, str]] = {
    "missing assignment": (lambda d: d["evidence"]["instances"].pop(3), "missing-assignment"),
    "duplicate assignment": (
        lambda d: d["evidence"]["instances"].append(copy.deepcopy(instance(d, 3))),
        "duplicate-assignment",
    ),
    "duplicate in place of another": (
        lambda d: d["evidence"]["instances"].__setitem__(2, copy.deepcopy(instance(d, 3))),
        "duplicate-assignment",
    ),
    "range one longer": (
        lambda d: d["claim"]["ranges"].update(N=[2, 3], p=[2, 3]),
        "missing-assignment",
    ),
    "one class more": (lambda d: d["claim"]["ranges"].update(C=[2, 3]), "missing-assignment"),
    "range shorter": (lambda d: d["claim"]["ranges"].update(set=[0, 0]), "unknown-assignment"),
    "restriction broken": (
        lambda d: d["claim"].update(where=[["<", "N", "p"]]),
        "unknown-assignment",
    ),
    "no restriction holds": (
        lambda d: (d["claim"].update(where=[["<", "N", 1]]), d["evidence"].update(instances=[])),
        "empty",
    ),
    "labels swapped": (
        lambda d: (instance(d, 0).update(labels=[1, 1]), instance(d, 3).update(labels=[0, 0])),
        "wrong-interval",
    ),
    "label out of range": (lambda d: instance(d, 0).update(labels=[0, 2]), "unknown-assignment"),
    "label missing": (lambda d: instance(d, 0).update(labels=[0]), "unknown-assignment"),
    "label as bool": (lambda d: instance(d, 0).update(labels=[False, False]), "malformed"),
    "labels null": (lambda d: instance(d, 0).update(labels=None), "malformed"),
    "parameter as bool": (lambda d: instance(d, 0)["parameters"].update(set=False), "malformed"),
    "parameter missing": (lambda d: instance(d, 0)["parameters"].pop("p"), "malformed"),
    "place moved": (lambda d: d["claim"]["sets"][0].__setitem__(1, "2"), "wrong-interval"),
    "place widened": (lambda d: d["claim"]["sets"][0].__setitem__(1, ["1", "2"]), "wrong-interval"),
    "places in disorder": (lambda d: d["claim"]["sets"][0].reverse(), "wrong-order"),
    "places equal": (lambda d: d["claim"]["sets"][0].__setitem__(1, "0"), "wrong-order"),
    "set missing": (lambda d: d["claim"]["sets"].pop(), "malformed"),
    "width bound off by one": (
        lambda d: d["claim"]["bounds"][0].__setitem__(0, "<"),
        "bound-exceeded",
    ),
    "depth bound off by one": (
        lambda d: d["claim"]["bounds"][1].__setitem__(2, 3),
        "bound-exceeded",
    ),
    "parameter bound lower": (
        lambda d: d["claim"]["bounds"][2].__setitem__(2, ["-", ["*", 3, "p"], 1]),
        "bound-exceeded",
    ),
    "unknown relation": (lambda d: d["claim"]["bounds"][0].__setitem__(0, ">"), "malformed"),
    "unknown name": (lambda d: d["claim"]["bounds"][0].__setitem__(2, "z"), "malformed"),
    "float in a bound": (lambda d: d["claim"]["bounds"][1].__setitem__(2, 2.0), "malformed"),
    "unknown specification": (
        lambda d: d["claim"].update(specification="anything"),
        "unknown-specification",
    ),
    "specification of another kind": (
        lambda d: d["claim"].update(specification="gate"),
        "malformed",
    ),
    "unknown coverage": (lambda d: d["claim"].update(coverage="proved"), "malformed"),
    "no range for N": (lambda d: d["claim"]["ranges"].pop("N"), "malformed"),
    "N from 0": (lambda d: d["claim"]["ranges"].update(N=[0, 2]), "malformed"),
    "empty range": (lambda d: d["claim"]["ranges"].update(N=[3, 2]), "empty"),
    "huge range": (lambda d: d["claim"]["ranges"].update(N=[1, 10**9]), "size-limit"),
    "no instances": (lambda d: d["evidence"].update(instances=[]), "empty"),
    "weight + 1": (
        lambda d: instance(d, 5)["network"]["layers"][-1]["rows"][0].__setitem__(0, 1),
        "wrong-interval",
    ),
    "two outputs": (
        lambda d: instance(d, 0)["network"]["layers"][-1]["rows"].append([0, []]),
        "bound-exceeded",
    ),
}


@pytest.mark.parametrize("name", FAMILY_MUTANTS)
def test_wrong_families(name: str) -> None:
    change, reason = FAMILY_MUTANTS[name]
    document = family_document()
    change(document)
    refused(document, reason)


def test_instances_make_no_claim_of_completeness() -> None:
    document = family_document()
    document["evidence"]["instances"].pop(3)
    document["claim"]["coverage"] = "instances"
    result = check(document)
    assert (result.grade, result.details["assignments"]) == ("instances", 7)
    document["evidence"]["instances"] = []
    refused(document, "empty")


def test_wrong_dimensions_in_a_family() -> None:
    document = family_document()
    document["claim"]["bounds"] = []
    instance(document, 0)["network"]["layers"][-1]["rows"].append([0, []])
    refused(document, "wrong-length")


@pytest.mark.parametrize(
    ("make", "bounds"),
    [(build_decoder_evidence, 2), (build_block_evidence, 3), (build_direct_evidence, 3)],
)
def test_published_families_do_not_survive_a_defect(
    make: Callable[[], Document], bounds: int
) -> None:
    original = make()
    generator = random.Random(1)
    for _ in range(6):
        document = copy.deepcopy(original)
        entry = generator.choice(document["evidence"]["instances"])
        rows = entry["network"]["layers"][-1]["rows"][0]
        rows[0] = rows[0] + 1 if isinstance(rows[0], int) else hex(int(rows[0], 16) + 1)
        refused(document, "wrong-interval")
    for index in range(bounds):
        document = copy.deepcopy(original)
        relation = document["claim"]["bounds"][index]
        relation[2] = ["-", relation[2], 1]
        refused(document, "bound-exceeded")
    document = copy.deepcopy(original)
    document["evidence"]["instances"].pop(generator.randrange(20))
    refused(document, "missing-assignment")


def test_a_network_by_file_and_digest() -> None:
    document = values_document()
    network = document["claim"]["network"]
    digest = hashlib.sha256(canonical_text(network).encode()).hexdigest()
    document["claim"]["network"] = {"file": "network.json", "digest": digest}
    refused(document, "missing-network")
    result = checker.check_values(document, load={"network.json": network}.__getitem__)
    assert result.details["checked"] == 3
    changed = copy.deepcopy(network)
    changed["layers"][0]["rows"][0][0] += 1
    with pytest.raises(Rejected, match="digest-mismatch"):
        checker.check_values(document, load=lambda _: changed)
    document["claim"]["network"]["digest"] = digest.upper()
    with pytest.raises(Rejected, match="digest-mismatch"):
        checker.check_values(document, load=lambda _: network)


def test_a_sample_says_what_was_not_checked() -> None:
    document = values_document()
    result = checker.check_values(document, sample=[2, 0])
    assert (result.details["checked"], result.details["not_checked"]) == (2, 1)
    assert "NOT CHECKED" in result.summary
    document["claim"]["labels"][1] = "5"
    assert checker.check_values(document, sample=[2, 0]).details["not_checked"] == 1
    for sample in ([], [3], [-1]):
        with pytest.raises(Rejected):
            checker.check_values(document, sample=sample)


@pytest.mark.parametrize("seed", range(25))
def test_the_two_implementations_agree(seed: int) -> None:
    generator = random.Random(seed)
    inputs = generator.randint(1, 2)
    widths = [generator.randint(1, 4) for _ in range(generator.randint(0, 3))]
    ours = random_network(generator, inputs, widths, generator.randint(1, 2))
    theirs = checker.read_network(network_to_json(ours))
    assert checker.count_sizes(theirs) == {
        name: getattr(measure(ours), name) for name in checker.SIZES
    }
    chosen = points(generator, inputs)
    assert list(checker.evaluate(theirs, chosen)) == [evaluate_fractions(ours, p) for p in chosen]
    if inputs > 1:
        return
    for piece in pieces_on_line(ours, -5, 7):
        segment = checker.Segment(
            (piece.left,), (piece.right,), piece.values, piece.at(piece.right)
        )
        assert checker.check_segment(theirs, segment) >= 1
        longer = piece.right + Fraction(1, 1000)
        wrong = checker.Segment((piece.left,), (longer,), piece.values, piece.at(longer))
        if piece.right < 7:
            with pytest.raises(Rejected, match="wrong-interval"):
                checker.check_segment(theirs, wrong)


def test_a_narrow_spike_does_not_escape() -> None:
    network = build_match(1, 2)
    assert find_deviation(network, 3 + Fraction(1, 10**30), 3 + Fraction(2, 10**30), 1) is not None
    document = build_intervals_document(network, [(-100, 1 + Fraction(1, 10**30), 0)])
    refused(document, "wrong-interval")


def test_too_many_pieces_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checker, "MAX_PARTS", 2)
    document = build_intervals_document(build_match(1, 2), [(-9, 9, 0)])
    with pytest.raises(Rejected):
        check(document)


def test_weight_bits_by_both_counters() -> None:
    for numerator, denominator in [(1, 1), (-5, 2), (6, 4), (7, 3), (2**70, 2**80)]:
        value = Fraction(numerator, denominator)
        assert checker.weight_bits(numerator, denominator) == checker.weight_bits(
            value.numerator, value.denominator
        )


JUNK: list[Any] = [
    None,
    True,
    0,
    1,
    -1,
    10**30,
    0.5,
    "",
    "1",
    "007",
    "0x",
    "1/2",
    [],
    [[]],
    {},
    {"a": 1},
]


def scramble(value: Any, generator: random.Random) -> Any:
    """Replace, drop or repeat one node of a document."""
    if isinstance(value, (dict, list)) and value and generator.random() < 0.9:
        keys = list(value) if isinstance(value, dict) else range(len(value))
        key = generator.choice(list(keys))
        changed = copy.copy(value)
        if generator.random() < 0.05:
            changed.pop(key)
        elif isinstance(changed, list) and generator.random() < 0.05:
            changed.insert(key, changed[key])
        else:
            changed[key] = scramble(value[key], generator)
        return changed
    return generator.choice(JUNK)


@pytest.mark.parametrize("make", [values_document, intervals_document, family_document])
def test_scrambled_documents_are_refused_and_never_crash(make: Callable[[], Document]) -> None:
    generator = random.Random(11)
    original = make()
    refusals = 0
    for _ in range(400):
        part = generator.choice(["claim", "claim", "evidence"])
        document = {**original, part: scramble(original[part], generator)}
        try:
            check(document)
        except Rejected:
            refusals += 1
    assert refusals > 250


def test_numbers_with_leading_zeros_and_hexadecimal_parts() -> None:
    document = values_document()
    document["claim"]["points"][0] = ["007/0x3"]
    assert check(document).details["checked"] == 3
    document["claim"]["points"][0] = ["008/0x3"]
    assert check(document).details["checked"] == 3
    document["claim"]["points"][0] = ["-0x7/3"]
    refused(document, "wrong-value")


def test_samples_of_blocks_are_points() -> None:
    document = build_block_evidence()
    document["claim"]["sets"][0][0] = ["0", "1/2"]
    refused(document, "malformed")
