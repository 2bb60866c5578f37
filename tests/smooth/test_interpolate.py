"""Certified interpolation, the hypotheses that fail at special data, and the frontier."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest

from memproof.checker.documents import Session
from memproof.checker.kinds.interpolation import MAX_POINTS
from memproof.errors import InputError, SizeLimitError
from memproof.smooth.frontier import (
    certify_frontier,
    covered_capacity,
    draw_frontier,
    draw_generic,
)
from memproof.smooth.hypotheses import Failure, find_failures
from memproof.smooth.interpolate import certify_values, count_parameters, interpolate
from memproof.smooth.solve import build_jacobian, float_activation, solve_interpolation

F = Fraction


@pytest.mark.parametrize("activation", ["tanh", "logistic", "softplus", "gelu", "x^3"])
@pytest.mark.parametrize(("hidden", "dimension"), [(4, 3), (10, 5)])
def test_half_of_md_generic_points(activation: str, hidden: int, dimension: int) -> None:
    points, targets = draw_generic(hidden * dimension // 2, dimension, 1)
    found = interpolate(points, targets, hidden, activation, seed=1)
    assert found.certified, found.reason
    assert found.document is not None
    assert Session([found.document]).check("interpolation").grade == "instances"
    assert found.contraction is not None and found.contraction < F(1, 20)


@pytest.mark.long
@pytest.mark.parametrize("activation", ["tanh", "x^3"])
@pytest.mark.parametrize(("hidden", "dimension", "trials"), [(4, 3, 20), (10, 5, 20), (20, 10, 6)])
def test_half_of_md_generic_points_in_every_draw(
    activation: str, hidden: int, dimension: int, trials: int
) -> None:
    for seed in range(trials):
        points, targets = draw_generic(hidden * dimension // 2, dimension, seed)
        found = interpolate(points, targets, hidden, activation, seed=seed)
        assert found.certified, (seed, found.reason)


@pytest.mark.long
@pytest.mark.parametrize(
    ("hidden", "dimension", "share", "least"),
    [(4, 3, F(4, 5), 14), (10, 5, F(4, 5), 15), (10, 5, F(19, 20), 10), (4, 3, F(19, 20), 2)],
)
def test_above_half_as_far_as_the_search_goes(
    hidden: int, dimension: int, share: Fraction, least: int
) -> None:
    count = int(share * count_parameters(hidden, dimension))
    certified = 0
    for seed in range(15):
        points, targets = draw_generic(count, dimension, seed)
        certified += interpolate(points, targets, hidden, "tanh", seed=seed).certified
    assert certified >= least


def test_nothing_is_certified_above_the_parameters() -> None:
    points, targets = draw_generic(8, 2, 0)
    found = interpolate(points, targets, 2, "tanh", steps=50, starts=1)
    assert not found.certified
    assert "8 points exceed the 6 parameters" in found.reason


def test_a_neuron_of_one_sign_does_not_take_two_signs() -> None:
    points, _ = draw_generic(2, 4, 0)
    found = interpolate(points, [F(1), F(-1)], 1, "softplus", steps=100)
    assert not found.certified
    assert interpolate(points, [F(1), F(-1)], 1, "tanh").certified


def test_ill_conditioned_jacobians_are_refined(monkeypatch: pytest.MonkeyPatch) -> None:
    # Five neurons with biases on the line: the float inverse is too coarse, its refinement is not.
    points, _ = draw_generic(15, 1, 0)
    weights, outputs = draw_generic(5, 2, 1)
    document = certify_values(points, weights, outputs, "tanh", biases=True)
    assert Session([document]).check("interpolation").grade == "instances"
    monkeypatch.setattr("memproof.smooth.interpolate.MAX_REFINEMENTS", 0)
    with pytest.raises(InputError, match="no ball is mapped into itself"):
        certify_values(points, weights, outputs, "tanh", biases=True)


def test_the_same_arguments_give_the_same_document() -> None:
    points, targets = draw_generic(6, 3, 5)
    first, second = (interpolate(points, targets, 4, "tanh").document for _ in range(2))
    assert first == second


def test_decimals_are_taken_exactly() -> None:
    points = [[F(1, 10), F(3, 10)], [F(-7, 10), F(2, 10)], [F(1, 3), F(1, 7)]]
    found = interpolate(points, [F(0), F(1), F(1, 3)], 3)
    assert found.document is not None
    assert found.document["claim"]["inputs"][0] == ["1/10", "3/10"]


@pytest.mark.parametrize("activation", ["tanh", "logistic", "softplus", "gelu", "x^2"])
def test_float_jacobian(activation: str) -> None:
    rng = np.random.default_rng(0)
    x, w, v = rng.standard_normal((4, 3)), rng.standard_normal((2, 3)), rng.standard_normal(2)
    psi = float_activation(activation)
    value, jacobian = build_jacobian(x, w, v, psi)
    for at in range(8):
        theta = np.concatenate([w.ravel(), v])
        theta[at] += 1e-6
        moved, _ = build_jacobian(x, theta[:6].reshape(2, 3), theta[6:], psi)
        assert np.allclose((moved - value) / 1e-6, jacobian[:, at], atol=1e-4)


def test_the_search_does_not_depend_on_the_unit() -> None:
    points, targets = draw_generic(12, 3, 2)
    x = np.array([[float(a) for a in p] for p in points])
    y = np.array([float(t) for t in targets])
    large = solve_interpolation(x * 1024, y, 6, "tanh", seed=3)
    small = solve_interpolation(x / 1024, y, 6, "tanh", seed=3)
    assert large.error < 1e-10 and small.error < 1e-10
    assert large.steps == small.steps


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"activation": "relu"}, InputError),
        ({"activation": "x^100"}, InputError),
        ({"hidden": 0}, InputError),
        ({"targets": [F(1)]}, InputError),
        ({"points": []}, InputError),
        ({"starts": 0}, InputError),
        (
            {"points": [[F(1)]] * (MAX_POINTS + 1), "targets": [F(1)] * (MAX_POINTS + 1)},
            SizeLimitError,
        ),
        ({"hidden": 10**8}, SizeLimitError),
        ({"points": [[F(10**400)], [F(1)]]}, InputError),
    ],
)
def test_bad_input(change: dict[str, object], error: type[Exception]) -> None:
    arguments = {"points": [[F(1)], [F(2)]], "targets": [F(0), F(1)], "hidden": 2, **change}
    with pytest.raises(error):
        interpolate(**arguments)  # type: ignore[arg-type]


# --- data that are not generic -----------------------------------------------------------------


def decisive(points: list[list[int]], targets: list[int], activation: str) -> list[Failure]:
    found = find_failures(
        [[F(a) for a in p] for p in points], [F(t) for t in targets], 4, activation
    )
    return [failure for failure in found if failure.decisive]


@pytest.mark.parametrize(
    ("points", "targets", "activation", "expected"),
    [
        ([[1, 2], [-1, -2]], [1, 1], "tanh", True),
        ([[1, 2], [-1, -2]], [1, -1], "tanh", False),
        ([[0, 0], [1, 2]], [1, 0], "tanh", True),
        ([[0, 0], [1, 2]], [0, 1], "tanh", False),
        ([[1, 2], [-1, -2]], [1, 5], "logistic", False),
        ([[1, 2], [-1, -2], [3, 1], [-3, -1]], [1, 5, 2, 3], "logistic", True),
        ([[1, 2], [-1, -2], [3, 1], [-3, -1]], [1, 5, 2, 4], "logistic", False),
        ([[1, 2], [-1, -2], [0, 0]], [1, 5, 2], "logistic", True),
        ([[1, 2], [-1, -2], [0, 0]], [1, 5, 3], "logistic", False),
        ([[1, 1], [-1, -1], [2, 2], [-2, -2]], [1, 0, 3, 0], "softplus", True),
        ([[1, 1], [-1, -1], [2, 2], [-2, -2]], [1, 0, 2, 0], "softplus", False),
        ([[0, 0], [1, 1]], [1, 0], "softplus", False),
        ([[0, 0], [1, 1]], [1, 0], "gelu", True),
        ([[1, 1], [2, 2]], [1, 7], "x^3", True),
        ([[1, 1], [2, 2]], [1, 8], "x^3", False),
        ([[1, 0], [0, 1], [1, 1], [1, 2]], [0, 0, 1, 5], "x^2", True),
        ([[1, 2], [1, 2]], [0, 1], "tanh", True),
    ],
)
def test_relations_that_every_network_obeys(
    points: list[list[int]], targets: list[int], activation: str, expected: bool
) -> None:
    found = decisive(points, targets, activation)
    assert bool(found) is expected
    for failure in found:
        assert sum(factor * targets[i] for i, factor in failure.relation) != 0
        # Any network of the class obeys the relation: here one with random weights.
        rng = np.random.default_rng(7)
        x = np.array(points, dtype=float)
        values = float_activation(activation)(x @ rng.standard_normal((2, 3)))[0]
        outputs = values @ rng.standard_normal(3)
        assert abs(sum(float(f) * outputs[i] for i, f in failure.relation)) < 1e-9


def test_what_the_search_says_agrees() -> None:
    points = [[F(1), F(2)], [F(-1), F(-2)], [F(2), F(1)]]
    assert not interpolate(points, [F(1), F(1), F(0)], 5, "tanh", steps=60).certified
    # With targets that obey the relation a solution exists, but two rows of J are dependent.
    found = interpolate(points, [F(1), F(-1), F(0)], 5, "tanh")
    assert found.error < 1e-9
    assert "no square part that is invertible" in found.reason
    assert interpolate(points[1:], [F(-1), F(0)], 5, "tanh").certified


def test_repeated_directions_and_lines() -> None:
    points = [[F(1), F(2)], [F(2), F(4)], [F(-3), F(-6)]]
    found = find_failures(points, [F(0), F(1), F(2)], 4, "tanh")
    assert [failure.decisive for failure in found] == [False, False]
    assert "(0, 1), (0, 2)" in found[0].statement
    assert "dimension 1 of 2" in found[1].statement


def test_biases_are_a_coordinate() -> None:
    points = [[F(1), F(2)], [F(-1), F(-2)], [F(0), F(0)]]
    targets = [F(1), F(1), F(2)]
    assert decisive([[1, 2], [-1, -2], [0, 0]], [1, 1, 2], "tanh")
    found = find_failures(points, targets, 4, "tanh", biases=True)
    assert not any(failure.decisive for failure in found)
    assert "they span a subspace of dimension 2 of 3" in found[0].statement
    assert interpolate(points, targets, 4, "tanh", biases=True).certified


def test_generic_data_have_no_failure() -> None:
    points, targets = draw_generic(10, 4, 0)
    for activation in ("tanh", "softplus", "gelu", "logistic", "x^3"):
        assert find_failures(points, targets, 5, activation) == ()


def test_too_many_points() -> None:
    points, targets = draw_generic(9, 2, 0)
    (failure,) = find_failures(points, targets, 2, "tanh")
    assert "exceed 6" in failure.statement
    assert any("exceed 4" in f.statement for f in find_failures(points, targets, 2, "x^7"))


# --- the frontier ------------------------------------------------------------------------------


def test_frontier() -> None:
    found = certify_frontier([(4, 3), (3, 2)], "tanh", trials=2, steps=100)
    for point in found:
        assert point.printed <= point.certified <= point.some <= point.parameters
        assert point.tried[0] == (point.printed, 2, 2)
    assert found[0].covered == covered_capacity(4, 3) == 8
    plot = draw_frontier(found, "tanh")
    assert plot == draw_frontier(found, "tanh")
    assert plot.startswith(b"<?xml")


def test_counts() -> None:
    assert count_parameters(4, 3) == 16
    assert count_parameters(4, 3, True) == 20
    assert covered_capacity(5, 3) == 11
    assert covered_capacity(5, 3, "softplus") == 9
    assert covered_capacity(5, 3, "logistic") == 12
    assert covered_capacity(5, 3, "softplus", True) == 11
    assert covered_capacity(10, 2, "x^4", True) == 14
    assert covered_capacity(10, 3, "x^4") == 14
    assert covered_capacity(12, 3, "x^4") == 15
    assert covered_capacity(11, 3, "x^4") == 15
    assert covered_capacity(5, 8, "x^3") == 17
    assert covered_capacity(3, 2, "x^2") == 3
    assert covered_capacity(1, 3, "x^4") == 1
    assert covered_capacity(100, 30, "x^4") is None
    assert json.dumps(draw_generic(3, 2, 1)[1], default=str) == json.dumps(
        draw_generic(3, 2, 1)[1], default=str
    )
