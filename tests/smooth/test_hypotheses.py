"""Data that are not generic: what is said to fail fails, and what does not is not said to."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from memproof.smooth.frontier import covered_capacity, draw_generic
from memproof.smooth.hypotheses import Failure, find_failures
from memproof.smooth.solve import build_jacobian, float_activation

ALL = ("tanh", "logistic", "softplus", "gelu", "x^2", "x^3", "x^4")
SMOOTH = ALL[:4]
HIDDEN = 6

DATA: dict[str, list[list[int]]] = {
    "one point": [[3, 1]],
    "one zero": [[0, 0]],
    "zero among others": [[0, 0], [1, 2], [3, -1]],
    "opposite": [[1, 2], [-1, -2], [3, 1]],
    "two opposite pairs": [[1, 2], [-1, -2], [3, 1], [-3, -1]],
    "opposite with zero": [[1, 2], [-1, -2], [0, 0]],
    "three opposite pairs": [[1, 2], [-1, -2], [3, 1], [-3, -1], [1, 1], [-1, -1]],
    "multiples": [[1, 2], [2, 4], [5, 1]],
    "negative multiples": [[1, 2], [-2, -4], [5, 1]],
    "on a line through zero": [[s, 2 * s] for s in (1, 2, 3, 5, 8)],
    "on a line": [[s, 1] for s in (-2, -1, 1, 2, 5)],
    "equal": [[1, 2], [3, 4], [1, 2]],
    "two equal zeros": [[0, 0], [0, 0]],
    "on a conic": [[3, 4], [4, 3], [5, 0], [0, 5]],
    "special in three dimensions": [[1, 0, 0], [0, 1, 0], [1, 1, 0], [1, -1, 0]],
    "on the real line": [[1], [2], [-3]],
    "opposite on the real line": [[1], [-1]],
    "equal on the real line": [[2], [2]],
    "generic": [[3, 7], [-5, 2], [11, 4], [1, -6]],
}


def failures(
    points: list[list[int]], targets: list[Fraction], activation: str, biases: bool
) -> tuple[Failure, ...]:
    exact = [[Fraction(a) for a in p] for p in points]
    return find_failures(exact, targets, HIDDEN, activation, biases=biases)


def values_and_rank(
    points: list[list[int]], activation: str, biases: bool, seed: int
) -> tuple[np.ndarray, int]:
    """The network's values at random weights, and the rank of its Jacobian there."""
    rng = np.random.default_rng(seed)
    x = np.array(points, dtype=float)
    if biases:
        x = np.hstack([x, np.ones((len(x), 1))])
    scale = max(1.0, float(np.abs(x).max()))
    weights = rng.standard_normal((HIDDEN, x.shape[1])) * 2 / scale
    psi = float_activation(activation)
    values, jacobian = build_jacobian(x, weights, rng.standard_normal(HIDDEN), psi)
    return values, int(np.linalg.matrix_rank(jacobian, tol=1e-9 * float(np.abs(jacobian).max())))


@pytest.mark.parametrize("biases", [False, True])
@pytest.mark.parametrize("activation", ALL)
@pytest.mark.parametrize("name", sorted(DATA))
def test_a_certain_failure_is_one_and_the_values_of_a_network_are_possible(
    name: str, activation: str, biases: bool
) -> None:
    points = DATA[name]
    values, rank = values_and_rank(points, activation, biases, 1)
    # The targets are what some network takes, up to the rounding: never "impossible" by much.
    targets = [Fraction(float(value)) for value in values]
    found = failures(points, targets, activation, biases)
    for failure in found:
        if failure.decisive:
            weight = sum(abs(float(factor)) for _, factor in failure.relation)
            error = sum(float(factor * targets[i]) for i, factor in failure.relation)
            assert abs(error) <= 1e-12 * weight * max(1.0, float(np.abs(values).max()))
    # Each certain failure means a Jacobian below full rank, whatever the weights.
    if any(failure.certain for failure in found):
        assert rank < len(points)
    elif len(points) <= (covered_capacity(HIDDEN, len(points[0]), activation, biases) or 0):
        # Nothing certain: in these examples the rank is full.
        assert rank == len(points)


@pytest.mark.parametrize("biases", [False, True])
@pytest.mark.parametrize("activation", ALL)
@pytest.mark.parametrize("name", sorted(DATA))
def test_impossible_exactly_where_wide_networks_cannot(
    name: str, activation: str, biases: bool
) -> None:
    # With many neurons the values span all that any network of the class takes.
    points = DATA[name]
    columns = np.array([values_and_rank(points, activation, biases, s)[0] for s in range(60)])
    columns = columns / np.abs(columns).max(axis=1, keepdims=True).clip(1e-300)
    reachable = int(np.linalg.matrix_rank(columns, tol=1e-9))
    rng = np.random.default_rng(5)
    targets = [Fraction(int(t)) for t in rng.integers(-50, 51, size=len(points))]
    found = failures(points, targets, activation, biases)
    assert any(f.decisive for f in found) is (reachable < len(points))


def said(points: list[list[int]], targets: list[int], activation: str, biases: bool = False) -> str:
    found = failures(points, [Fraction(t) for t in targets], activation, biases)
    return "; ".join(
        f"{'impossible' if f.decisive else 'certain' if f.certain else 'special'}: {f.hypothesis}"
        for f in found
    )


@pytest.mark.parametrize(
    ("points", "targets", "activation", "expected"),
    [
        # A target that obeys the relation leaves a certain failure of the rank, no impossibility.
        ([[0, 0], [1, 2]], [0, 1], "tanh", "certain: no input is 0"),
        ([[0, 0], [1, 2]], [0, 1], "gelu", "certain: no input is 0"),
        ([[1], [-1]], [3, -3], "tanh", "certain: no input is 0"),
        ([[2], [2]], [3, 3], "softplus", "certain: no two points are equal"),
        ([[1, 2], [1, 2]], [3, 4], "softplus", "impossible: no point has two targets"),
        ([[1, 2], [2, 4], [5, 1]], [1, 2, 3], "tanh", "special: no two inputs are multiples"),
    ],
)
def test_what_is_said(
    points: list[list[int]], targets: list[int], activation: str, expected: str
) -> None:
    assert said(points, targets, activation).startswith(expected)


@pytest.mark.parametrize("activation", ["logistic", "softplus"])
def test_zero_alone_is_no_failure_where_psi_of_0_is_not_0(activation: str) -> None:
    found = said([[0, 0], [1, 2], [3, 1]], [3, 1, 2], activation)
    assert found == ""


def test_lines_through_zero_need_many_neurons() -> None:
    points = [[s, 2 * s] for s in range(1, 2 * HIDDEN + 1)]
    targets = list(range(len(points)))
    assert "certain" not in said(points, targets, "tanh")
    points.append([50, 100])
    assert "certain: at most 2m inputs" in said(points, [*targets, 1], "tanh")
    _, rank = values_and_rank(points, "softplus", False, 3)
    assert rank < len(points)


@pytest.mark.parametrize("activation", ALL)
@pytest.mark.parametrize("seed", range(3))
def test_generic_data_have_no_failure(activation: str, seed: int) -> None:
    points, targets = draw_generic(5, 5, seed)
    for biases in (False, True):
        assert find_failures(points, targets, HIDDEN, activation, biases=biases) == ()
