"""`memproof compare`: rows, exact verdicts on trained networks, pictures, refusals."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from memproof.cli.compare import build_bits_points, compare_baseline, compare_method, draw_bits
from memproof.cli.main import main
from memproof.datasets import sample_unit_ball
from memproof.errors import InputError
from memproof.networks import evaluate
from memproof.networks.scikit import import_classifier, train_classifier

RANDOM = ["--random", "30", "--dimension", "2", "--classes", "3"]


def run(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["compare", *arguments])


def test_all_constructions_are_right_everywhere() -> None:
    result = run(*RANDOM, "--no-baselines", "--json")
    assert result.exit_code == 0, result.output
    summary = json.loads(result.stdout)
    rows = {row["name"]: row for row in summary["networks"]}
    assert list(rows) == ["trade-off", "direct", "steps", "vardi", "park"]
    assert all(row["right"] == 30 for row in rows.values())
    assert rows["park"]["sizes"]["width"] == 3
    assert rows["vardi"]["sizes"]["width"] <= 12
    for row in rows.values():
        width, depth = (int(part.split("≤")[1]) for part in row["promise"].split(","))
        assert row["sizes"]["width"] <= width
        assert row["sizes"]["depth"] <= depth
    assert result.stdout == run(*RANDOM, "--no-baselines", "--json").stdout


def test_table_and_choice_of_methods() -> None:
    result = run(*RANDOM, "--no-baselines", "--method", "direct", "--method", "vardi")
    assert result.exit_code == 0, result.output
    assert "direct" in result.stdout and "vardi" in result.stdout
    assert "park" not in result.stdout


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
    monkeypatch.setattr("memproof.networks.plan.MAX_SECONDS", 0)
    row = compare_method(sample_unit_ball(20, 2, 2), "vardi")
    assert row.sizes is None
    assert "--no-limit" in row.note
