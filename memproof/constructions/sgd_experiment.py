"""An experiment, not a proof: SGD in floats from beside an exact memorizing network.

Yun, Sra and Jadbabaie (2019) prove (recalled) that without-replacement SGD started near a
memorizing minimum finds a point of small empirical risk. Here one can look at it: an exact network
is rounded to float64, perturbed, and trained; the risk is recorded after each epoch. Nothing that
this module returns is certified.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from memproof.errors import InputError
from memproof.networks.network import Network

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Weights = list[tuple[Array, Array]]

LABEL = "Experiment in floating point, no proof"
MAX_STEPS = 10_000_000


BACKENDS = ("numpy", "torch")


@dataclass(frozen=True, slots=True)
class SgdRun:
    """Mean squared error before training and after each epoch, and how far the weights are.

    ``rounded`` is the error of the rounded network itself, before it is perturbed; ``distances``
    are those of all weights from that network, relative to its weights' norm.
    """

    perturbation: float
    rounded: float
    risks: tuple[float, ...]
    distances: tuple[float, ...]
    label: str = LABEL


def run_sgd(
    network: Network,
    points: Sequence[Sequence[int | Fraction]],
    labels: Sequence[int | Fraction],
    *,
    perturbation: float = 1e-3,
    rate: float = 1e-4,
    epochs: int = 200,
    batch: int = 4,
    seed: int = 0,
    backend: str = "numpy",
) -> SgdRun:
    """Perturb every weight by a normal number of relative size ``perturbation``, then train.

    Each epoch visits all points once, in random order and batches of ``batch``, with squared loss
    and a constant rate. Neurons are balanced first (the function stays the same): the norms of
    what a neuron reads and of what reads it are made equal. The same seed gives the same run.
    ``backend`` "torch" (the extra ``torch``) takes gradients by PyTorch in place of our own.
    Snake networks stay trainable; Theorem T's weights differ too much in size for float SGD.
    Raises InputError for several outputs, unusable numbers, absurd sizes or a missing backend.
    """
    import numpy as np

    if network.output_dimension != 1 or len(points) != len(labels) or not points:
        raise InputError("training needs one output, and as many labels as points")
    if min(epochs, batch) < 1 or not (perturbation >= 0 and rate > 0):
        raise InputError("epochs, batch and rate must be positive, the perturbation not negative")
    if epochs * len(points) > MAX_STEPS:
        raise InputError(f"more than {MAX_STEPS} steps")
    if backend not in BACKENDS:
        raise InputError(f"the backend is one of {', '.join(BACKENDS)}")
    step = _step if backend == "numpy" else _torch_step()
    x = np.array([[float(entry) for entry in point] for point in points])
    y = np.array([float(label) for label in labels])
    weights = _balance(_weights(network))
    start = [(matrix.copy(), bias.copy()) for matrix, bias in weights]
    rounded = _risk(weights, x, y)
    random = np.random.default_rng(seed)
    for matrix, bias in weights:
        matrix *= 1 + perturbation * random.standard_normal(matrix.shape)
        bias *= 1 + perturbation * random.standard_normal(bias.shape)
    risks, distances = [_risk(weights, x, y)], [_distance(weights, start)]
    for _ in range(epochs):
        order = random.permutation(len(y))
        for first in range(0, len(y), batch):
            chosen = order[first : first + batch]
            step(weights, x[chosen], y[chosen], rate)
        risks.append(_risk(weights, x, y))
        distances.append(_distance(weights, start))
    return SgdRun(perturbation, rounded, tuple(risks), tuple(distances))


def plot_runs(runs: Sequence[SgdRun], path: Path) -> None:
    """Write the risk per epoch of each run as a figure (format by the name's ending), labelled."""
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context({"svg.hashsalt": "memproof", "svg.fonttype": "none"}):
        figure = Figure(figsize=(6.4, 3.8), layout="constrained")
        axes = figure.add_subplot()
        for run in runs:
            axes.semilogy(
                range(len(run.risks)), run.risks, label=f"perturbed by {run.perturbation:g}"
            )
        axes.set(xlabel="epoch", ylabel="empirical risk (mean squared error)", title=runs[0].label)
        axes.legend()
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)


def _weights(network: Network) -> Weights:
    import numpy as np

    weights: Weights = []
    for layer in network.layers:
        matrix = np.zeros((layer.output_dimension, layer.input_dimension))
        bias = np.zeros(layer.output_dimension)
        for at, (offset, terms) in enumerate(layer.rows):
            bias[at] = float(Fraction(offset, layer.denominator))
            for index, weight in terms:
                matrix[at, index] = float(Fraction(weight, layer.denominator))
        weights.append((matrix, bias))
    return weights


def _balance(weights: Weights, passes: int = 50) -> Weights:
    import numpy as np

    for _ in range(passes):
        for (inner, bias), (outer, _) in pairwise(weights):
            read = np.sqrt((inner**2).sum(axis=1) + bias**2)
            written = np.sqrt((outer**2).sum(axis=0))
            factor = np.sqrt(
                written / read, where=(read > 0) & (written > 0), out=np.ones_like(read)
            )
            inner *= factor[:, None]
            bias *= factor
            outer /= factor[None, :]
    return weights


def _forward(weights: Weights, x: Array) -> list[Array]:
    import numpy as np

    values = [x]
    for matrix, bias in weights[:-1]:
        values.append(np.maximum(values[-1] @ matrix.T + bias, 0))
    matrix, bias = weights[-1]
    values.append(values[-1] @ matrix.T + bias)
    return values


def _risk(weights: Weights, x: Array, y: Array) -> float:
    return float(((_forward(weights, x)[-1][:, 0] - y) ** 2).mean())


def _step(weights: Weights, x: Array, y: Array, rate: float) -> None:
    values = _forward(weights, x)
    slope = 2 * (values[-1][:, 0] - y)[:, None] / len(y)
    for at in range(len(weights) - 1, -1, -1):
        matrix, bias = weights[at]
        gradient, shift = slope.T @ values[at], slope.sum(axis=0)
        if at:
            slope = (slope @ matrix) * (values[at] > 0)
        matrix -= rate * gradient
        bias -= rate * shift


def _distance(weights: Weights, start: Weights) -> float:
    import numpy as np

    moved = sum(
        ((new - old) ** 2).sum()
        for own, first in zip(weights, start, strict=True)
        for new, old in zip(own, first, strict=True)
    )
    whole = sum((entry**2).sum() for first in start for entry in first)
    return float(np.sqrt(moved / whole))


def _torch_step() -> Callable[[Weights, Array, Array, float], None]:
    """The same step with PyTorch's gradients; InputError without PyTorch."""
    try:
        import torch
    except ImportError:
        raise InputError("the backend torch needs the extra memproof[torch]") from None

    def step(weights: Weights, x: Array, y: Array, rate: float) -> None:
        # from_numpy shares memory, so that the arrays themselves are trained.
        tensors = [tuple(torch.from_numpy(entry) for entry in layer) for layer in weights]
        for entry in (entry for layer in tensors for entry in layer):
            entry.requires_grad_(True)
        values = torch.from_numpy(x)
        for matrix, bias in tensors[:-1]:
            values = torch.relu(values @ matrix.T + bias)
        matrix, bias = tensors[-1]
        ((values @ matrix.T + bias)[:, 0] - torch.from_numpy(y)).square().mean().backward()
        with torch.no_grad():
            for entry in (entry for layer in tensors for entry in layer):
                entry -= rate * entry.grad

    return step
