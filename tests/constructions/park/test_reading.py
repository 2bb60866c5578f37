"""Lemma 16 of Park et al.: R bits a block, widths and parameters counted on the network."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import pytest

from memproof.checker.errors import Rejected
from memproof.checker.kinds.networks import check_family
from memproof.constructions.park.evidence import build_reading_evidence, build_reading_instance
from memproof.constructions.park.network import run_steps
from memproof.constructions.park.reading import (
    ReaderShape,
    build_reader,
    build_reader_steps,
    count_reader_parameters,
    count_reader_widths,
    count_step_sizes,
)
from memproof.errors import InputError
from memproof.networks.network import count_parameters
from memproof.networks.pieces import find_deviation

SHAPES = [
    ReaderShape(*sizes) for sizes in product((1, 2, 4), (1, 2, 5), (1, 2, 3), (1, 2, 3, 4, 6))
]


def random_labels(shape: ReaderShape, seed: int = 0) -> list[int]:
    generator = random.Random(seed)
    return [generator.randrange(1 << shape.label_bits) for _ in range(shape.keys)]


def test_labels_are_read_and_sizes_are_the_formulas() -> None:
    for shape in SHAPES:
        labels = random_labels(shape)
        network = build_reader_steps(labels, shape, padded=True)
        assert network.depth == 2 * shape.stages + 2
        assert tuple(len(layer) for layer in network.layers) == count_reader_widths(shape)
        assert count_step_sizes(network)["parameters"] == count_reader_parameters(shape)
        for key, label in enumerate(labels):
            for place in (key, key + Fraction(2, 3), key + 1 - Fraction(1, 1000)):
                assert run_steps(network, place) == label


def test_padding_adds_nothing_but_idle_neurons() -> None:
    for shape in SHAPES[::5]:
        labels = random_labels(shape, 1)
        lean, padded = (build_reader_steps(labels, shape, padded=p) for p in (False, True))
        sizes, most = count_step_sizes(lean), count_step_sizes(padded)
        assert all(sizes[name] <= most[name] for name in most)
        assert [run_steps(lean, key) for key in range(shape.keys)] == labels


def test_printed_width_is_too_small_where_windows_need_it() -> None:
    """Blocks inside the code need R + 1 ends of windows when D = 1: 2^R + R + 2 neurons."""
    for read in (1, 2, 3):
        shape = ReaderShape(1, 3 * read, 1, read)
        network = build_reader_steps(random_labels(shape), shape)
        assert network.width == (1 << read) + read + 2


def test_relu_on_whole_intervals() -> None:
    for shape in (ReaderShape(2, 3, 2, 2), ReaderShape(3, 2, 1, 3), ReaderShape(1, 4, 3, 5)):
        labels = random_labels(shape, 2)
        network = build_reader(labels, shape, margin=5, padded=True)
        widths = count_reader_widths(shape)
        assert network.widths == tuple(width for width in widths for _ in range(2))
        doubled = sum(width * (width + 1) for width in widths)
        assert count_parameters(network) == count_reader_parameters(shape) + doubled
        for key, label in enumerate(labels):
            end = key + 1 - Fraction(1, 5)
            assert find_deviation(network, key, end, label) is None
            assert find_deviation(network, key, end, label ^ 1) is not None


def test_refusals() -> None:
    shape = ReaderShape(2, 2, 1, 1)
    for labels, message in (([0, 1, 0], "need as many"), ([0, 1, 0, 2], "does not fit")):
        with pytest.raises(InputError, match=message):
            build_reader_steps(labels, shape)
    with pytest.raises(InputError, match="at least 2"):
        build_reader([0, 1, 0, 1], shape, margin=1)
    with pytest.raises(InputError, match="positive"):
        ReaderShape(1, 0, 1, 1)
    with pytest.raises(InputError, match="2\\^R"):
        ReaderShape(1, 1, 1, 40)


def test_families_are_exhaustive_and_their_bounds_exact() -> None:
    document = {**build_reading_evidence(2, 3), "id": "x"}
    assert check_family(document).grade == "exhaustive"
    instance = {**build_reading_instance(2, 4, 2, 3, seed=1), "id": "x"}
    assert check_family(instance).grade == "instances"
    for bound in document["claim"]["bounds"]:
        bound[0], kept = "<", bound[0]
        with pytest.raises(Rejected, match=r"bound"):
            check_family(document)
        bound[0] = kept
    document["evidence"]["instances"].pop()
    with pytest.raises(Rejected, match="A = "):
        check_family(document)
