"""Levenberg–Marquardt in floating point for Σ_j v_j ψ(w_j·x_i) = y_i: a guess, never a proof."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgError, cho_factor, cho_solve
from scipy.special import erf, expit

Array = NDArray[np.float64]
Activation = Callable[[Array], tuple[Array, Array]]

TOLERANCE = 1e-11
START_DAMPING = 1e-2


@dataclass(frozen=True)
class Guess:
    """Weights (m, D) and output weights (m,) with the largest error over the points."""

    weights: Array
    outputs: Array
    error: float
    steps: int
    starts: int


def float_activation(name: str) -> Activation:
    """ψ and ψ' on arrays."""
    if name.startswith("x^"):
        k = int(name[2:])
        return lambda t: (t**k, k * t ** (k - 1))
    return {"tanh": _tanh, "logistic": _logistic, "softplus": _softplus, "gelu": _gelu}[name]


def _tanh(t: Array) -> tuple[Array, Array]:
    value = np.tanh(t)
    return value, 1 - value * value


def _logistic(t: Array) -> tuple[Array, Array]:
    value = expit(t)
    return value, value * (1 - value)


def _softplus(t: Array) -> tuple[Array, Array]:
    return np.logaddexp(0.0, t), expit(t)


def _gelu(t: Array) -> tuple[Array, Array]:
    cumulative = 0.5 * (1 + erf(t / np.sqrt(2)))
    return t * cumulative, cumulative + t * np.exp(-t * t / 2) / np.sqrt(2 * np.pi)


def build_jacobian(
    x: Array, weights: Array, outputs: Array, psi: Activation
) -> tuple[Array, Array]:
    """f(x_i), shape (n,), and its Jacobian, shape (n, m D + m), the first layer first."""
    values, slopes = psi(x @ weights.T)
    first = (slopes * outputs)[:, :, None] * x[:, None, :]
    return values @ outputs, np.hstack([first.reshape(len(x), -1), values])


def solve_interpolation(
    x: Array,
    y: Array,
    hidden: int,
    activation: str,
    *,
    seed: int = 0,
    starts: int = 3,
    steps: int = 400,
    tolerance: float = TOLERANCE,
    tick: Callable[[], Any] | None = None,
) -> Guess:
    """The best of a few starts; stops at the first whose largest error is below the tolerance.

    x has shape (n, D), y shape (n,). ``tolerance`` is relative to max |y|, at least 1.
    """
    psi = float_activation(activation)
    generator = np.random.default_rng(seed)
    wanted = tolerance * max(1.0, float(np.max(np.abs(y), initial=0.0)))
    spread = _whitening(x)
    white = x @ spread
    best: Guess | None = None
    total = 0
    for start in range(1, starts + 1):
        weights = generator.standard_normal((hidden, x.shape[1])) * 1.5 / np.sqrt(x.shape[1])
        outputs = generator.standard_normal(hidden) / np.sqrt(hidden)
        weights, outputs, error, used = _descend(
            white, y, weights, outputs, psi, steps, wanted, tick
        )
        weights = weights @ spread.T
        if error <= wanted:
            # Back in the coordinates of the data: a few steps undo the rounding.
            weights, outputs, error, _ = _descend(x, y, weights, outputs, psi, 5, wanted, tick)
        total += used
        if best is None or not best.error <= error:
            best = Guess(weights, outputs, error, total, start)
        if error <= wanted:
            break
    if best is None:
        raise ValueError("at least one start is needed")
    return Guess(best.weights, best.outputs, best.error, total, best.starts)


def _whitening(x: Array) -> Array:
    """A symmetric matrix S for which the mean of (x S)(x S)ᵀ is nearly the identity."""
    values, vectors = np.linalg.eigh(x.T @ x / len(x))
    values = np.maximum(values, max(float(values[-1]), 1e-300) * 1e-12)
    result: Array = (vectors / np.sqrt(values)) @ vectors.T
    return result


def _descend(
    x: Array,
    y: Array,
    weights: Array,
    outputs: Array,
    psi: Activation,
    steps: int,
    wanted: float,
    tick: Callable[[], Any] | None,
) -> tuple[Array, Array, float, int]:
    shape, cut = weights.shape, weights.size
    theta = np.concatenate([weights.ravel(), outputs])
    damping = START_DAMPING
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        predicted, jacobian = build_jacobian(x, weights, outputs, psi)
        residual = predicted - y
        used = 0
        while used < steps and float(np.max(np.abs(residual))) > wanted / 100:
            used += 1
            if tick is not None:
                tick()
            gram = jacobian @ jacobian.T
            level = damping * float(np.trace(gram)) / len(y)
            try:
                factor = cho_factor(gram + level * np.eye(len(y)), check_finite=True)
                change = -jacobian.T @ cho_solve(factor, residual)
            except (LinAlgError, ValueError):
                damping = max(damping, 1e-14) * 10
                if damping > 1e8:
                    break
                continue
            candidate = theta + change
            new_weights, new_outputs = candidate[:cut].reshape(shape), candidate[cut:]
            predicted, new_jacobian = build_jacobian(x, new_weights, new_outputs, psi)
            new_residual = predicted - y
            old, new = float(residual @ residual), float(new_residual @ new_residual)
            if np.isfinite(new) and new < old:
                theta, residual, jacobian = candidate, new_residual, new_jacobian
                damping *= 0.2
                # Below rounding errors the sum of squares no longer falls much.
                if new > 0.999 * old and float(np.max(np.abs(residual))) <= wanted:
                    break
            else:
                damping = max(damping, 1e-14) * 5
                if damping > 1e8 or float(np.max(np.abs(residual))) <= wanted:
                    break
    return theta[:cut].reshape(shape), theta[cut:], float(np.max(np.abs(residual))), used
