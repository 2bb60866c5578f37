"""`memproof compare`: rows, exact verdicts on trained networks, pictures, refusals."""

from __future__ import annotations

import json
import re
import sys
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from memproof.cli.compare import (
    METHODS,
    Row,
    build_bits_points,
    compare_baseline,
    compare_method,
    draw_bits,
    draw_sizes,
    label_row,
    show_row,
)
from memproof.cli.main import main
from memproof.constructions.memorize import find_wrong_points, memorize
from memproof.constructions.torch_training import train_torch_network
from memproof.datasets import sample_unit_ball
from memproof.errors import InputError
from memproof.formats.scikit import import_classifier, train_classifier
from memproof.networks import Network, build_layer, evaluate, measure

# The last number after N ≤, W ≤ and L ≤ or L =.
PROMISED = re.compile(r"\b([NWL]) [≤=] (?:[^,]*= )?([0-9]+)(?![^,]*[0-9])")
RANDOM = ["--random", "30", "--dimension", "2", "--classes", "3"]


def run(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["compare", *arguments])


def test_all_constructions_are_right_everywhere() -> None:
    result = run(*RANDOM, "--no-baselines", "--json")
    assert result.exit_code == 0, result.output
    summary = json.loads(result.stdout)
    rows = {row["name"]: row for row in summary["networks"]}
    assert list(rows) == list(METHODS)
    assert all(row["right"] == 30 for row in rows.values())
    assert rows["park"]["sizes"]["width"] == 3
    assert rows["vardi"]["sizes"]["width"] <= 12
    for row in rows.values():
        promise = row["promise"]
        assert row["sizes"]["width"] <= promise["width"]
        assert row["sizes"]["depth"] <= promise["depth"]
    assert rows["direct"]["promise"]["theorem"] == "Theorem T"
    assert rows["direct"]["promise"]["bound"] == "N ≤ A·B = 6·5 = 30, L = 2"
    assert rows["steps"]["promise"]["bound"].startswith("N ≤ m·w·S = ")
    assert result.stdout == run(*RANDOM, "--no-baselines", "--json").stdout


def test_table_and_choice_of_methods() -> None:
    result = run(*RANDOM, "--no-baselines", "--method", "direct", "--method", "vardi")
    assert result.exit_code == 0, result.output
    assert "direct" in result.stdout and "vardi" in result.stdout
    assert "park" not in result.stdout


def test_every_promise_holds_on_the_network() -> None:
    for count in (1, 2, 7, 60):
        data = sample_unit_ball(count, 2, 2, seed=count)
        for method in METHODS:
            result = memorize(data, method=method)
            _, bound = result.construction.promise
            numbers = {name: int(value) for name, value in PROMISED.findall(bound)}
            if "N" in numbers:
                assert count <= numbers["N"], bound
            assert result.sizes.width <= numbers.get("W", result.sizes.width), bound
            assert result.sizes.depth <= numbers.get("L", result.sizes.depth), bound
            assert numbers, bound


def test_failures_are_plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sizes = measure(Network((build_layer([[1]], [0]),)))
    data = sample_unit_ball(20, 2, 2)
    rows = [Row("vardi", None, 0, note="too large"), Row("torch 16", sizes, 18)]
    assert show_row(data, rows[0])[-3] == "no network"
    assert show_row(data, rows[1])[-3] == "18/20 x"
    assert label_row(data, rows[1]).endswith("18 of 20 right")
    assert draw_sizes(data, rows) == draw_sizes(data, rows)
    with pytest.raises(InputError, match="no network"):
        draw_sizes(data, rows[:1])
    monkeypatch.setattr("memproof.constructions.construction.MAX_SECONDS", 0)
    for package in ("sklearn.neural_network", "torch"):
        monkeypatch.setitem(sys.modules, package, None)
    result = run(*RANDOM)
    assert result.exit_code == 0, result.output
    assert "vardi: no network: the network needs about" in result.stdout
    assert "scikit-learn 16: no network: not installed: scikit-learn" in result.stdout
    assert "torch 16: no network: not installed: torch" in result.stdout
    assert "torch 64" not in result.stdout


@pytest.mark.long
def test_torch_baseline_is_deterministic() -> None:
    torch = pytest.importorskip("torch")
    data = sample_unit_ball(12, 2, 3, seed=1)
    points = [data.point(index) for index in range(data.count)]
    threads, state = torch.get_num_threads(), torch.get_rng_state()
    first = train_torch_network(points, data.labels, (8,), 3, seed=2)
    assert first == train_torch_network(points, data.labels, (8,), 3, seed=2)
    assert first != train_torch_network(points, data.labels, (8,), 3, seed=3)
    assert torch.get_num_threads() == threads and torch.equal(state, torch.get_rng_state())
    assert not find_wrong_points(first, data)


def test_pictures_are_the_same_twice(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.svg", "b.svg", "c.svg", "d.svg")]
    for sizes, bits in ((files[0], files[1]), (files[2], files[3])):
        options = ["--plot", str(sizes), "--bits-plot", str(bits)]
        result = run(*RANDOM, "--no-baselines", "--method", "direct", *options)
        assert result.exit_code == 0, result.output
    assert files[0].read_bytes() == files[2].read_bytes()
    assert files[1].read_bytes() == files[3].read_bytes()
    assert b"<svg" in files[0].read_bytes()
    assert run(*RANDOM, "--plot", str(files[0])).exit_code == 3


@pytest.mark.parametrize(
    "arguments",
    [[], [*RANDOM, "data.csv"], ["--random", "5"], ["data.csv", "--classes", "2"]],
)
def test_bad_command_lines(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 3


def test_pictures_must_be_svg(tmp_path: Path) -> None:
    result = run(*RANDOM, "--plot", str(tmp_path / "a.png"))
    assert result.exit_code == 3
    assert "SVG" in result.stderr


def test_bits_against_layers() -> None:
    data = sample_unit_ball(150, 2, 2, seed=3)
    points = build_bits_points(data)
    assert len(points) >= 1
    for point in points:
        assert point.selector_bits <= point.bound_bits
        assert point.sizes.parameters <= point.bound_parameters
        assert point.sizes.parameters * point.selector_bits >= data.count
    assert draw_bits(data, points).count("<path") > 10


class Matrix(list[list[float]]):
    """A matrix with numpy's two members that the import uses."""

    @property
    def T(self) -> Matrix:
        return Matrix([list(column) for column in zip(*self, strict=True)])

    def tolist(self) -> list[list[float]]:
        return list(self)


class Vector(list[float]):
    def tolist(self) -> list[float]:
        return list(self)


def tiny(classes: list[int], **changes: Any) -> SimpleNamespace:
    """x ↦ the logit 0.1·σ(x) − 0.3."""
    fields = {
        "activation": "relu",
        "coefs_": [Matrix([[1.0]]), Matrix([[0.1]])],
        "intercepts_": [Vector([0.0]), Vector([-0.3])],
        "classes_": classes,
    }
    return SimpleNamespace(**(fields | changes))


def test_weights_are_taken_at_their_exact_values() -> None:
    network = import_classifier(tiny([0, 1]), 2)
    ((zero, one),) = evaluate(network, [(3,)])
    assert zero == 0
    assert one == 3 * Fraction(0.1) + Fraction(-0.3)
    assert one != 0


def test_an_unseen_class_never_wins() -> None:
    network = import_classifier(tiny([0, 2]), 4)
    for outputs in evaluate(network, [(0,), (10,)]):
        assert outputs[1] < outputs[0] and outputs[3] < outputs[0]


def test_refused_classifiers() -> None:
    with pytest.raises(InputError, match="relu"):
        import_classifier(tiny([0, 1], activation="tanh"), 2)
    with pytest.raises(InputError, match="finite"):
        import_classifier(tiny([0, 1], intercepts_=[Vector([0.0]), Vector([float("nan")])]), 2)
    with pytest.raises(InputError, match="outputs"):
        import_classifier(tiny([0, 1, 2]), 3)


@pytest.mark.long
def test_baselines_agree_with_the_floating_point_prediction() -> None:
    pytest.importorskip("sklearn")
    data = sample_unit_ball(15, 2, 3, seed=1)
    points = [data.point(index) for index in range(data.count)]
    model = train_classifier(points, data.labels, (4,), seed=1)
    network = import_classifier(model, 3)
    floats = model.predict([[float(value) for value in point] for point in points])
    outputs = evaluate(network, points)
    agreed = [
        values.index(max(values)) == int(label)
        for values, label in zip(outputs, floats, strict=True)
    ]
    assert sum(agreed) == 15
    row = compare_baseline(data, (4,), seed=1)
    right = sum(int(label) == own for label, own in zip(floats, data.labels, strict=True))
    assert row.right == right
    assert row.sizes is not None and row.sizes.width == 4


def test_a_refused_method_is_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("memproof.constructions.construction.MAX_SECONDS", 0)
    row = compare_method(sample_unit_ball(20, 2, 2), "vardi")
    assert row.sizes is None
    assert "--no-limit" in row.note
