"""Shattering tables: counts against formulas, the checker against one-defect mutants."""

from __future__ import annotations

import copy
import itertools
import random
from collections.abc import Callable
from fractions import Fraction
from math import comb
from typing import Any

import pytest

from memproof.checker.documents import Session, parse_document
from memproof.checker.errors import Rejected
from memproof.errors import InputError, SizeLimitError
from memproof.networks.files import canonical_text
from memproof.networks.network import Network, build_layer
from memproof.shattering import (
    NetworkClass,
    bound_growth,
    count_cover,
    count_dichotomies,
    count_integer_dichotomies,
    find_separation,
    parse_class,
    shatter,
    shatter_given,
    to_homogeneous,
)
from memproof.shattering.documents import build_table, replay
from memproof.shattering.realise import build_switches, count_capacity, take_signs
from memproof.shattering.separation import HalfSpace, Obstruction

SQUARE = [(0, 0), (1, 0), (0, 1), (1, 1)]
LINE = [(0,), (1,), (2,)]
COLLINEAR = [(0, 0), (1, 1), (2, 2), (3, 3), (0, 1)]


def draw_points(size: int, dimension: int, seed: int) -> list[tuple[Fraction, ...]]:
    generator = random.Random(seed)
    return [
        tuple(
            Fraction(generator.randint(-500, 500), generator.randint(1, 9))
            for _ in range(dimension)
        )
        for _ in range(size)
    ]


def count_on_line(keys: list[int]) -> int:
    """Labelings of (repeated) points of the line by thresholds, counted by hand."""
    cuts = sorted({*keys, max(keys) + 1})
    found = set()
    for cut in cuts:
        labels = tuple(int(key >= cut) for key in keys)
        found |= {labels, tuple(1 - label for label in labels)}
    return len(found)


@pytest.mark.parametrize(("size", "dimension"), [(1, 1), (2, 3), (5, 1), (7, 2), (8, 3), (9, 4)])
def test_random_points_attain_cover(size: int, dimension: int) -> None:
    found = shatter(draw_points(size, dimension, size))
    assert found.realised == found.cover == count_cover(size, dimension)
    assert found.is_exact
    assert found.is_shattered == (size <= dimension + 1)


@pytest.mark.parametrize("keys", [[0, 1, 2, 3], [2, 0, 2, 5], [1, 1], [3], [4, 4, 4, 1, 0, 9]])
def test_line_with_repeated_points(keys: list[int]) -> None:
    found = shatter([(key,) for key in keys])
    assert found.realised == count_on_line(keys)
    assert found.realised + found.refuted == 2 ** len(keys)


def test_degenerate_points_stay_below_cover() -> None:
    found = shatter(COLLINEAR)
    assert found.cover is not None
    assert found.realised < found.cover
    # Four points of a line take 8 labelings; for each, count the labels left to the fifth.
    triples = itertools.product((0, 1), repeat=5)
    brute = sum(
        isinstance(
            find_separation([to_homogeneous(point) for point in COLLINEAR], labels), HalfSpace
        )
        for labels in triples
    )
    assert found.realised == brute


def test_all_points_equal() -> None:
    found = shatter([(1, 2)] * 4)
    assert (found.realised, found.refuted, found.is_shattered) == (2, 14, False)


def test_large_and_tiny_coordinates() -> None:
    tiny = Fraction(1, 2**500)
    found = shatter([(0, tiny), (tiny, 0), (2**300, 2**300), (-tiny, -tiny)])
    assert found.is_exact


@pytest.mark.parametrize("seed", range(30))
def test_separation_is_a_separation_or_a_meeting_of_hulls(seed: int) -> None:
    generator = random.Random(seed)
    size, dimension = generator.randint(1, 9), generator.randint(1, 4)
    points = [
        tuple(Fraction(generator.randint(-2, 2), generator.randint(1, 2)) for _ in range(dimension))
        for _ in range(size)
    ]
    labels = [generator.randint(0, 1) for _ in points]
    found = find_separation([to_homogeneous(point) for point in points], labels)
    if isinstance(found, HalfSpace):
        for point, label in zip(points, labels, strict=True):
            value = sum(w * x for w, x in zip(found.weights, (*point, 1), strict=True))
            assert value > 0 if label else value < 0
        return
    assert isinstance(found, Obstruction)
    assert len(found.ones) + len(found.zeros) <= dimension + 2
    assert sum(weight for _, weight in found.ones) == sum(weight for _, weight in found.zeros)
    for side, label in ((found.ones, 1), (found.zeros, 0)):
        assert all(labels[index] == label and weight > 0 for index, weight in side)
    for i in range(dimension):
        one, zero = (
            sum(weight * points[index][i] for index, weight in side)
            for side in (found.ones, found.zeros)
        )
        assert one == zero


# Classes of networks.


@pytest.mark.parametrize(("width", "depth", "size"), [(2, 1, 3), (2, 2, 4), (3, 4, 8), (4, 1, 5)])
def test_networks_shatter_up_to_their_capacity(width: int, depth: int, size: int) -> None:
    points = [(Fraction(i * i, 7),) for i in range(size)]
    found = shatter(points, NetworkClass(width, depth))
    assert size <= count_capacity(width, depth)
    assert found.is_shattered is True
    assert found.reading == "value"
    assert found.realised == 2**size


def test_networks_in_the_plane() -> None:
    assert shatter(SQUARE, "relu:2,2").is_shattered is True


def test_repeated_points_are_refuted_for_every_network() -> None:
    found = shatter([(0,), (1,), (0,), (2,)], "relu:2,2")
    assert (found.realised, found.refuted) == (8, 8)


def test_beyond_the_capacity_only_a_lower_bound() -> None:
    found = shatter([(i,) for i in range(7)], "relu:2,1", tries=100)
    assert not found.is_exact
    assert found.is_shattered is None
    assert found.document["claim"]["coverage"] == "partial"
    # At most W changes of label are always taken.
    assert found.realised >= 2 * sum(comb(6, k) for k in range(3))
    assert found.growth_bound is not None
    assert found.realised <= found.growth_bound
    assert "at least" in replay(found.document).summary


def test_width_one_is_half_spaces() -> None:
    for depth in (1, 3):
        found = shatter(SQUARE, NetworkClass(1, depth))
        assert (found.realised, found.refuted) == (14, 2)


@pytest.mark.parametrize("labels", list(itertools.product((0, 1), repeat=5)))
def test_switches(labels: tuple[int, ...]) -> None:
    keys = [0, 1, Fraction(3, 2), 7, 100]
    network = build_switches(keys, labels)
    taken = take_signs(network, [(key,) for key in keys])
    assert taken == sum(label << index for index, label in enumerate(labels))
    changes = sum(a != b for a, b in itertools.pairwise(labels))
    assert network.width <= max(1, changes)


def test_given_networks() -> None:
    rising = Network((build_layer([[1]], [-1]),))
    falling = Network((build_layer([[-1]], [1]),))
    found = shatter_given(LINE, [rising, falling, rising])
    assert (found.realised, found.refuted, found.is_shattered) == (2, 6, False)
    # Outputs −1, 0, 1 are no labels.
    assert shatter_given(LINE, [rising], reading="value").realised == 0


# V2 against exact counts.


@pytest.mark.parametrize(("size", "dimension"), [(11, 1), (16, 2), (40, 1), (40, 2), (22, 3)])
def test_growth_bound_of_half_spaces(size: int, dimension: int) -> None:
    points = [to_homogeneous(point) for point in draw_points(size, dimension, size)]
    exact, bound = count_dichotomies(points), bound_growth(size, 1, 0, dimension)
    assert exact == count_cover(size, dimension)
    assert exact <= bound < 2**size


@pytest.mark.parametrize("depth", [1, 2])
def test_growth_bound_of_one_neuron(depth: int) -> None:
    size = 60 if depth == 1 else 120
    points = [to_homogeneous((Fraction(i),)) for i in range(size)]
    assert count_dichotomies(points) == 2 * size <= bound_growth(size, 1, depth, 1) < 2**size


@pytest.mark.parametrize(
    ("widths", "weights", "size"),
    [
        ([1], range(-3, 4), 6),
        ([2], range(-2, 3), 7),
        ([2], range(-1, 2), 100),
        ([1, 1], [-1, 1], 5),
    ],
)
def test_growth_bound_of_all_integer_networks(widths: list[int], weights: range, size: int) -> None:
    points = [(Fraction(i - size // 2),) for i in range(size)]
    found = count_integer_dichotomies(points, widths, list(weights))
    assert len(found) <= bound_growth(size, max(widths), len(widths))
    for labels, network in list(found.items())[:20]:
        assert take_signs(network, points) == labels


def test_enumeration_of_tiny_networks_is_complete() -> None:
    points = [(-1,), (0,), (2,)]
    weights = [-1, 0, 1]
    brute = set()
    for w, b, v, c in itertools.product(weights, repeat=4):
        values = [v * max(0, w * x + b) + c for (x,) in points]
        brute.add(sum((value > 0) << index for index, value in enumerate(values)))
    assert set(count_integer_dichotomies(points, [1], weights)) == brute


def test_tiny_networks_as_a_certificate() -> None:
    found = count_integer_dichotomies([(0,), (1,), (2,), (3,)], [2], [-2, -1, 0, 1, 2])
    of = {"name": "networks", "width": 2, "depth": 1, "reading": "sign"}
    rows = [(labels, index) for index, labels in enumerate(found)]
    points = [(i,) for i in range(4)]
    table = build_table(None, points, of, list(found.values()), rows, complete=len(found) == 16)
    assert replay(table).details["realised"] == len(found)


def test_growth_bound_by_hand() -> None:
    # 2(11e)² = 1788.14…, and 2^{nk} where the points are fewer than the parameters.
    assert bound_growth(11, 1, 0, 1) == 1788
    assert bound_growth(3, 1, 0, 5) == 8
    # n = 50, W = L = 1: P = 2, 4: 4(50e)² (50e)⁴ = 4(50e)⁶.
    assert str(bound_growth(50, 1, 1, 1)).startswith("2521429")


def test_a_factor_too_small_would_be_noticed() -> None:
    # Half-lines take 2n labelings: a bound of one parameter in place of two would be below.
    points = [to_homogeneous((i,)) for i in range(40)]
    assert count_dichotomies(points) > 2 * Fraction(40, 2)


# One-defect mutants.


def half_spaces() -> dict[str, Any]:
    return shatter(SQUARE).document


def repeated() -> dict[str, Any]:
    return shatter([(0,), (1,), (0,)], "relu:2,2").document


def given() -> dict[str, Any]:
    networks = [Network((build_layer([[s]], [-s]),)) for s in (1, -1)]
    return shatter_given(LINE, networks).document


Edit = Callable[[dict[str, Any], dict[str, Any]], None]


def flip(text: str, at: int = 0) -> str:
    return text[:at] + "10"[int(text[at])] + text[at + 1 :]


def flip_label(claim: dict[str, Any], evidence: dict[str, Any]) -> None:
    row, other = evidence["realised"][:2]
    row[0], other[0] = other[0], row[0]


def negate_normal(claim: dict[str, Any], evidence: dict[str, Any]) -> None:
    one = evidence["witnesses"][evidence["realised"][3][1]]
    one["normal"] = [str(-Fraction(entry)) for entry in one["normal"]]
    one["offset"] = str(-Fraction(one["offset"]))


def move_onto_a_point(claim: dict[str, Any], evidence: dict[str, Any]) -> None:
    evidence["witnesses"][0] = {"normal": ["1", "0"], "offset": "0"}


def drop_realised(claim: dict[str, Any], evidence: dict[str, Any]) -> None:
    evidence["realised"].pop()


def drop_refuted(claim: dict[str, Any], evidence: dict[str, Any]) -> None:
    evidence["refuted"].pop()


def repeat_row(claim: dict[str, Any], evidence: dict[str, Any]) -> None:
    evidence["realised"].append(list(evidence["realised"][0]))


def refute_realised(claim: dict[str, Any], evidence: dict[str, Any]) -> None:
    labels, _ = evidence["realised"].pop(3)
    evidence["refuted"].append([labels, 0])
    claim["realised"] -= 1
    claim["refuted"] += 1


def change_multiplier(claim: dict[str, Any], evidence: dict[str, Any]) -> None:
    evidence["obstructions"][0]["left"][0][1] = "2"


def negative_multiplier(claim: dict[str, Any], evidence: dict[str, Any]) -> None:
    evidence["obstructions"][0]["left"][0][1] = "-1"


def empty_obstruction(claim: dict[str, Any], evidence: dict[str, Any]) -> None:
    evidence["obstructions"][0] = {"left": [], "right": []}


def move_a_point(claim: dict[str, Any], evidence: dict[str, Any]) -> None:
    claim["points"][3] = ["1", "2"]


def wrong_count(claim: dict[str, Any], evidence: dict[str, Any]) -> None:
    claim["realised"] += 1


def too_wide(claim: dict[str, Any], evidence: dict[str, Any]) -> None:
    claim["class"]["width"] = 1


def too_deep(claim: dict[str, Any], evidence: dict[str, Any]) -> None:
    claim["class"]["depth"] = 1


def other_network(claim: dict[str, Any], evidence: dict[str, Any]) -> None:
    evidence["witnesses"][0]["layers"][0]["rows"][0][0] += 1


def forget_network_row(claim: dict[str, Any], evidence: dict[str, Any]) -> None:
    evidence["realised"].pop()
    claim["realised"] -= 1
    claim["refuted"] += 1


def change_output(claim: dict[str, Any], evidence: dict[str, Any]) -> None:
    evidence["witnesses"][1]["layers"][-1]["rows"][0][0] += 1


def obstruct_any_class(claim: dict[str, Any], evidence: dict[str, Any]) -> None:
    claim["class"] = {"name": "networks", "width": 2, "depth": 2, "reading": "sign"}
    evidence["witnesses"] = []
    evidence["realised"] = []
    claim["coverage"] = "partial"
    claim["realised"] = 0


def unknown_reading(claim: dict[str, Any], evidence: dict[str, Any]) -> None:
    claim["class"]["reading"] = "rounded"


@pytest.mark.parametrize(
    ("source", "edit", "reason"),
    [
        (half_spaces, flip_label, "wrong-label"),
        (half_spaces, negate_normal, "wrong-label"),
        (half_spaces, move_onto_a_point, "on-boundary"),
        (half_spaces, drop_realised, "missing-labeling"),
        (half_spaces, drop_refuted, "missing-labeling"),
        (half_spaces, repeat_row, "duplicate-labeling"),
        (half_spaces, refute_realised, "wrong-obstruction"),
        (half_spaces, change_multiplier, "wrong-multiplier"),
        (half_spaces, negative_multiplier, "wrong-multiplier"),
        (half_spaces, empty_obstruction, "malformed"),
        (half_spaces, move_a_point, None),
        (half_spaces, wrong_count, "wrong-count"),
        (half_spaces, obstruct_any_class, "wrong-class"),
        (repeated, flip_label, "wrong-label"),
        (repeated, drop_realised, "missing-labeling"),
        (repeated, drop_refuted, "missing-labeling"),
        (repeated, change_output, "wrong-label"),
        (repeated, unknown_reading, "malformed"),
        (given, other_network, "digest-mismatch"),
        (given, forget_network_row, "missing-labeling"),
        (given, wrong_count, "wrong-count"),
    ],
)
def test_mutant_is_rejected(
    source: Callable[[], dict[str, Any]], edit: Edit, reason: str | None
) -> None:
    document = source()
    assert replay(document).verdict == "evidence"
    mutant = copy.deepcopy(document)
    edit(mutant["claim"], mutant["evidence"])
    with pytest.raises(Rejected) as caught:
        replay(mutant)
    assert reason is None or caught.value.reason == reason


def test_networks_of_another_class_are_rejected() -> None:
    document = shatter([(i,) for i in range(4)], "relu:2,2").document
    for edit in (too_wide, too_deep):
        mutant = copy.deepcopy(document)
        edit(mutant["claim"], mutant["evidence"])
        with pytest.raises(Rejected, match="wrong-class"):
            replay(mutant)


@pytest.mark.parametrize("part", ["claim", "evidence"])
@pytest.mark.parametrize("junk", [None, 3, "x", [], {}, [[]], -1, "1" * 5000, True])
def test_junk_is_rejected_in_words(part: str, junk: object) -> None:
    for source in (half_spaces(), repeated(), given()):
        for name in [*source[part], None]:
            mutant = copy.deepcopy(source)
            if name is None:
                mutant[part] = junk
            else:
                mutant[part][name] = junk
            if mutant == source:
                continue
            try:
                accepted = replay(mutant)
            except Rejected as error:
                assert error.reason
            else:
                # An obstruction or a witness that no row uses may be missing.
                assert name in ("obstructions", "witnesses"), (name, junk, accepted)


def test_documents_survive_writing_and_are_deterministic() -> None:
    for source in (half_spaces, repeated, given):
        text = canonical_text(source())
        assert text == canonical_text(source())
        document = parse_document(text)
        assert Session([document]).check(document["id"]).verdict == "evidence"


def test_grades() -> None:
    assert replay(half_spaces()).grade == "exhaustive"
    partial = shatter([(i,) for i in range(7)], "relu:2,1", tries=0).document
    assert replay(partial).grade == "instances"


# Bad input.


@pytest.mark.parametrize("text", ["", "halfspaces", "relu", "relu:2", "relu:-1,2", "relu:2,2,2"])
def test_unknown_class(text: str) -> None:
    with pytest.raises(InputError):
        parse_class(text)


@pytest.mark.parametrize(
    "points", [[], [()], [(1,), (1, 2)], [(0.5,)], [(float("nan"),)], [(True,)], [("1",)]]
)
def test_bad_points(points: list[Any]) -> None:
    with pytest.raises(InputError):
        shatter(points)


def test_bad_sizes() -> None:
    with pytest.raises(InputError):
        shatter(LINE, NetworkClass(0, 1))
    with pytest.raises(InputError):
        shatter(LINE, NetworkClass(2, 0))
    with pytest.raises(SizeLimitError, match="no-limit"):
        shatter([(i, i * i) for i in range(17)])
    with pytest.raises(SizeLimitError):
        shatter([(i,) for i in range(21)], limit=False)
    with pytest.raises(SizeLimitError):
        shatter([(i,) for i in range(11)], "relu:4,4")
    with pytest.raises(SizeLimitError):
        count_integer_dichotomies(LINE, [9], list(range(-20, 20)))
    with pytest.raises(InputError):
        count_cover(0, 1)
    with pytest.raises(InputError):
        shatter_given(LINE, [])
    with pytest.raises(InputError):
        shatter_given(LINE, [Network((build_layer([[1, 1]], [0]),))])


@pytest.mark.long
def test_sixteen_points_in_six_dimensions() -> None:
    found = shatter(draw_points(16, 6, 16))
    assert found.realised == count_cover(16, 6) == 19898
    assert found.realised + found.refuted == 2**16
