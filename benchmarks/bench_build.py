"""Time to build a memorizing network and check every point exactly, beside two alternatives."""

from __future__ import annotations

import resource
import time
import warnings
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from memproof.constructions.memorize import (
    Memorization,
    find_wrong_points,
    memorize,
    verify_network,
)
from memproof.datasets import DataSet, sample_unit_ball
from memproof.networks.evaluate import evaluate_fractions

SHAPES = {"narrow": {"width": 9, "method": "trade-off"}, "wide": {"width": 64}}
SAMPLE = 5

_data: dict[int, DataSet] = {}
_built: dict[tuple[int, str], Memorization] = {}
_seconds: dict[tuple[str, int, str], float] = {}


def points(count: int) -> DataSet:
    """N random points of the unit ball of R^10 in two classes, the same in every benchmark."""
    if count not in _data:
        _data[count] = sample_unit_ball(count, 10, 2, seed=1)
    return _data[count]


def network(count: int, shape: str) -> Memorization:
    """The network of that shape, built once a run."""
    if (count, shape) not in _built:
        _built[count, shape] = memorize(points(count), **SHAPES[shape])  # type: ignore[arg-type]
    return _built[count, shape]


@pytest.fixture(scope="module", autouse=True)
def ratios(request: pytest.FixtureRequest) -> Iterator[None]:
    """Print times and their ratios when all benchmarks are done."""
    yield
    lines = []
    for (kind, count, shape), seconds in sorted(_seconds.items()):
        lines.append(f"{kind:<9} N = {count:>6} {shape:<7} {seconds:.6g} s")
    for (kind, count, shape), seconds in sorted(_seconds.items()):
        if kind == "fractions" and ("evaluate", count, shape) in _seconds:
            exact = _seconds["evaluate", count, shape]
            lines.append(
                f"N = {count} {shape}: a point takes {1e6 * exact / count:.0f} µs,"
                f" by Fractions {1e6 * seconds / SAMPLE:.0f} µs:"
                f" {seconds / SAMPLE / (exact / count):.0f} times as long"
            )
    if ("sklearn", 1000, "") in _seconds and ("build", 1000, "narrow") in _seconds:
        ratio = _seconds["sklearn", 1000, ""] / _seconds["build", 1000, "narrow"]
        lines.append(f"MLPClassifier to interpolation / narrow build with exact check: {ratio:.1f}")
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines.append(f"largest memory of the run: {megabytes:.0f} MB")
    capture: Any = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print("\n" + "\n".join(lines))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("count", [1000, 10_000])
def test_build_and_check(benchmark: Any, count: int, shape: str) -> None:
    """Separation, keys, network and the exact check of every point."""
    data = points(count)

    def run() -> Memorization:
        return memorize(data, **SHAPES[shape])  # type: ignore[arg-type]

    start = time.perf_counter()
    result = benchmark.pedantic(run, rounds=1)
    _seconds["build", count, shape] = time.perf_counter() - start
    _built[count, shape] = result
    assert result.sizes.width <= int(SHAPES[shape]["width"])


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("count", [1000, 10_000])
def test_evaluate_every_point(benchmark: Any, count: int, shape: str) -> None:
    """The exact integer evaluation alone."""
    data, built = points(count), network(count, shape)
    start = time.process_time()
    wrong = benchmark.pedantic(find_wrong_points, (built.network, data), rounds=1)
    _seconds["evaluate", count, shape] = time.process_time() - start
    assert not wrong


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("count", [1000, 10_000])
def test_fractions_on_a_sample(benchmark: Any, count: int, shape: str) -> None:
    """The same network, the same points, one `Fraction` at a time."""
    data, built = points(count), network(count, shape)

    def run() -> list[tuple[Fraction, ...]]:
        return [evaluate_fractions(built.network, data.point(at)) for at in range(SAMPLE)]

    start = time.process_time()
    outputs = benchmark.pedantic(run, rounds=1)
    _seconds["fractions", count, shape] = time.process_time() - start
    assert [output for (output,) in outputs] == list(data.labels[:SAMPLE])


def test_margins(benchmark: Any) -> None:
    """The exact check of 1,000 points with their margins."""
    built = network(1000, "narrow")
    found = benchmark.pedantic(verify_network, (built.network, built.data), rounds=1)
    assert found.all_right


def test_float_training_to_interpolation(benchmark: Any) -> None:
    """scikit-learn's MLP with 256 + 256 neurons, trained until every label of 1,000 is right."""
    neural = pytest.importorskip("sklearn.neural_network")
    data = points(1000)
    inputs = [[float(value) for value in data.point(at)] for at in range(data.count)]
    labels = list(data.labels)

    def run() -> float:
        model = neural.MLPClassifier((256, 256), max_iter=20, warm_start=True, random_state=0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for _ in range(100):
                model.fit(inputs, labels)
                score = float(model.score(inputs, labels))
                if score == 1.0:
                    break
        return score

    start = time.perf_counter()
    score = benchmark.pedantic(run, rounds=1)
    _seconds["sklearn", 1000, ""] = time.perf_counter() - start
    assert score == 1.0
