"""Snake networks and vector labels: exact for all p and q, and the defects that break them."""

from __future__ import annotations

import random
import runpy
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from memproof.constructions import build_direct, build_one_hot
from memproof.constructions.labels import read_labels
from memproof.constructions.sgd_experiment import LABEL, plot_runs, run_sgd
from memproof.constructions.snake import (
    build_snake,
    count_printed_capacity,
    count_snake_capacity,
)
from memproof.errors import InputError
from memproof.networks import compose, evaluate, measure
from memproof.networks.network import Network

ROOT = Path(__file__).resolve().parents[2]
SHAPES = [(p, q, outputs) for p in range(1, 7) for q in range(1, 8) for outputs in (1, 2)]
Data = tuple[list[int], list[tuple[Fraction, ...]]]


def draw(size: int, outputs: int, seed: int = 0) -> Data:
    generator = random.Random(seed)
    keys = generator.sample(range(size * size + 10), size)
    labels = [
        tuple(Fraction(generator.randint(-8, 8), 8) for _ in range(outputs)) for _ in range(size)
    ]
    return keys, labels


def outputs_at(network: Network, keys: list[int]) -> list[tuple[Fraction, ...]]:
    return evaluate(network, [(key,) for key in keys])


@pytest.mark.parametrize(("p", "q", "outputs"), SHAPES)
def test_snake_is_exact(p: int, q: int, outputs: int) -> None:
    keys, labels = draw(p * q, outputs, p * 10 + q)
    network = build_snake(keys, labels, p, q)
    assert network.widths == (2 * p, 2 * q * outputs)
    assert outputs_at(network, keys) == labels


@pytest.mark.parametrize(("p", "q", "outputs"), SHAPES)
def test_vector_labels_share_the_first_layer(p: int, q: int, outputs: int) -> None:
    keys, labels = draw(p * q, outputs, p * 10 + q)
    network = build_direct(keys, labels, [(p, q * outputs)])
    assert network.widths[0] <= p and network.widths[1] <= q * outputs
    assert outputs_at(network, keys) == labels


@pytest.mark.parametrize(("p", "q", "outputs"), [(3, 2, 3), (4, 5, 3), (5, 4, 2)])
def test_three_outputs(p: int, q: int, outputs: int) -> None:
    keys, labels = draw(p * q - 1, outputs)
    for network in (
        build_snake(keys, labels, p, q),
        build_direct(keys, labels, [(p, q * outputs)]),
    ):
        assert outputs_at(network, keys) == labels


@pytest.mark.parametrize("q", range(1, 8))
def test_without_snake_order_even_groups_are_two_too_low_for_even_q(q: int) -> None:
    keys, labels = draw(5 * q, 1, q)
    found = outputs_at(build_snake(keys, labels, 5, q, snake_order=False), keys)
    rank = {key: at for at, key in enumerate(sorted(keys))}
    for key, (label,), (output,) in zip(keys, labels, found, strict=True):
        assert output == label - (2 if q % 2 == 0 and rank[key] // q % 2 else 0)


@pytest.mark.parametrize("q", [2, 3])
def test_wrong_bias_shifts_every_output(q: int) -> None:
    keys, labels = draw(4 * q, 1, q)
    network = build_snake(keys, labels, 4, q)
    last = network.output_layer
    bias, terms = last.rows[0]
    wrong = replace(last, rows=((bias - last.denominator, terms),))
    found = outputs_at(Network((*network.hidden_layers, wrong)), keys)
    assert [output + 1 for (output,) in found] == [label for (label,) in labels]


def test_labels_beyond_one_are_scaled_and_fewer_keys_padded() -> None:
    keys, labels = [5, Fraction(1, 3), -7], [100, -3, Fraction(1, 2)]
    network = build_snake(keys, labels, 2, 4)
    assert evaluate(network, [(key,) for key in keys]) == [(Fraction(y),) for y in labels]


def test_close_keys() -> None:
    tiny = Fraction(1, 1 << 1000)
    keys = [0, tiny, 1, 1 + tiny]
    for bits in range(16):
        labels = [bits >> i & 1 for i in range(4)]
        network = build_snake(keys, labels, 2, 2)
        assert [y for (y,) in evaluate(network, [(key,) for key in keys])] == labels


def test_one_hot_labels() -> None:
    generator = random.Random(3)
    keys = generator.sample(range(500), 30)
    classes = [generator.randrange(10) for _ in keys]
    numbers = build_snake(keys, classes, 5, 6)
    network = compose(numbers, build_one_hot(10))
    assert network.widths == (10, 12, 9)
    found = evaluate(network, [(key,) for key in keys])
    assert found == [tuple(Fraction(c == own) for c in range(10)) for own in classes]


def test_weights_grow_with_the_logarithm_of_the_ratio_of_gaps() -> None:
    generator = random.Random(5)
    labels = [generator.randrange(2) for _ in range(64)]
    equal = measure(build_snake(range(64), labels, 8, 8)).largest_weight_bits
    places = sorted(generator.sample(range(1 << 40), 64))
    uneven = measure(build_snake(places, labels, 8, 8)).largest_weight_bits
    assert equal < 40 < uneven


def test_counts() -> None:
    for d1 in range(1, 30):
        for d2 in range(1, 30):
            for outputs in (1, 2, 3):
                assert count_printed_capacity(d1, d2, outputs) <= count_snake_capacity(
                    d1, d2, outputs
                )
    assert count_snake_capacity(6, 10) == 15 and count_printed_capacity(6, 10) == 8


@pytest.mark.parametrize(
    ("keys", "labels", "message"),
    [
        ([1, 1], [0, 1], "distinct"),
        ([1, 2], [0], "as many labels"),
        ([], [], "as many labels"),
        ([1, 2], [(0, 1), (0,)], "one length"),
        ([1, 0.5], [0, 1], "exact"),
        ([1, 2], [0, 0.5], "exact"),
        ([1, 2, 3, 4, 5], [0, 1, 0, 1, 0], "do not fit"),
    ],
)
def test_bad_input(keys: list[int], labels: list[int], message: str) -> None:
    with pytest.raises(InputError, match=message):
        build_snake(keys, labels, 2, 2)


def test_numbers_are_vectors_of_length_one() -> None:
    assert read_labels([1, 2], [3, Fraction(1, 2)]) == [(Fraction(3),), (Fraction(1, 2),)]


# --- the experiment --------------------------------------------------------------------------


def test_sgd_from_beside_a_snake_network_lowers_the_risk(tmp_path: Path) -> None:
    keys = [Fraction(2 * i - 15, 16) for i in range(16)]
    generator = random.Random(3)
    labels = [generator.randrange(2) for _ in keys]
    points = [(key,) for key in keys]
    network = build_snake(keys, labels, 4, 4)
    run = run_sgd(network, points, labels, epochs=100)
    assert run.rounded < 1e-20 < run.risks[0] and len(run.risks) == 101
    assert run.risks[-1] < run.risks[0] / 20
    assert run == run_sgd(network, points, labels, epochs=100)
    assert run.risks != run_sgd(network, points, labels, epochs=100, seed=1).risks
    # Far too fast a rate leaves the minimum: the fall above is not an artefact of the measure.
    assert run_sgd(network, points, labels, epochs=100, rate=1e-2).risks[-1] > run.risks[0]
    # It ends nearby: no farther from the exact network than where it started, about 1e-3.
    assert len(run.distances) == 101 and run.distances[-1] < run.distances[0] < 2e-3
    plot_runs([run, run_sgd(network, points, labels, epochs=1, perturbation=0)], tmp_path / "a.svg")
    shown = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "no proof" in run.label == LABEL and LABEL in shown and "perturbed by 0.001" in shown


def test_nothing_is_to_be_learned_at_the_exact_network() -> None:
    """The rounded network's risk is about the square of float64's precision, and stays there."""
    network = build_snake([0, 1, 2], [0, 1, 0], 1, 3)
    run = run_sgd(network, [(0,), (1,), (2,)], [0, 1, 0], perturbation=0, epochs=5)
    assert run.distances[0] == 0 and run.rounded == run.risks[0]
    assert max(run.risks) < 1e-20 and max(run.distances) < 1e-12


def test_torch_takes_the_same_steps() -> None:
    pytest.importorskip("torch")
    keys, labels = list(range(8)), [0, 1, 1, 0, 1, 0, 0, 1]
    network = build_snake([Fraction(k, 8) for k in keys], labels, 2, 4)
    points = [(Fraction(k, 8),) for k in keys]
    ours = run_sgd(network, points, labels, epochs=20)
    theirs = run_sgd(network, points, labels, epochs=20, backend="torch")
    assert theirs.risks == pytest.approx(ours.risks, rel=1e-6)
    assert theirs.risks[-1] < theirs.risks[0]


def test_the_picture_in_the_documentation_says_what_it_is() -> None:
    """Its curves are not compared: their last digits depend on how numpy was built."""
    picture = ROOT / "docs" / "_static" / "sgd_risk.svg"
    assert LABEL in picture.read_text(encoding="utf-8")
    script = runpy.run_path(str(ROOT / "examples" / "sgd_near_memorizer.py"))
    runs = script["run_all"](epochs=3)
    assert [run.perturbation for run in runs] == [1e-2, 1e-3, 1e-4]
    assert all(run.risks[-1] < run.risks[0] / 2 for run in runs)


def test_sgd_refusals() -> None:
    network = build_snake([0, 1], [0, 1], 1, 2)
    with pytest.raises(InputError, match="as many labels"):
        run_sgd(network, [(0,), (1,)], [0])
    with pytest.raises(InputError, match="positive"):
        run_sgd(network, [(0,), (1,)], [0, 1], rate=0)
    with pytest.raises(InputError, match="backend is one of"):
        run_sgd(network, [(0,), (1,)], [0, 1], backend="jax")
    with pytest.raises(InputError, match="steps"):
        run_sgd(network, [(0,), (1,)], [0, 1], epochs=10**9)
