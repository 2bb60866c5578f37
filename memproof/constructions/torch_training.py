"""A small deterministic training loop in PyTorch, to compare with; the result taken exactly."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from importlib import import_module
from itertools import pairwise

from memproof.errors import InputError
from memproof.formats.floats import build_float_layer
from memproof.networks.network import Network

STEPS = 3000
LEARNING_RATE = 0.01
SMALL_LOSS = 1e-4


def train_torch_network(
    points: Sequence[Sequence[Fraction]],
    labels: Sequence[int],
    hidden: Sequence[int],
    class_count: int,
    *,
    seed: int = 0,
) -> Network:
    """One output a class: Adam on the cross-entropy of all points at once, in float64.

    Stops at a small loss or after ``STEPS`` steps. Single-threaded, with the seed fixed; another
    version of torch may still train another network. Raises InputError when torch is missing.
    """
    try:
        torch = import_module("torch")
    except ImportError:
        raise InputError("not installed: torch") from None
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            sizes = [len(points[0]), *hidden, class_count]
            affine = [
                torch.nn.Linear(before, after, dtype=torch.float64)
                for before, after in pairwise(sizes)
            ]
            inputs = torch.tensor(
                [[float(value) for value in point] for point in points], dtype=torch.float64
            )
            targets = torch.tensor(list(labels))
            parameters = [tensor for layer in affine for tensor in layer.parameters()]
            optimizer = torch.optim.Adam(parameters, lr=LEARNING_RATE)
            for _ in range(STEPS):
                values = inputs
                for layer in affine[:-1]:
                    values = torch.relu(layer(values))
                loss = torch.nn.functional.cross_entropy(affine[-1](values), targets)
                if float(loss.detach()) < SMALL_LOSS:
                    break
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
    finally:
        torch.set_num_threads(threads)
    return Network(
        tuple(
            build_float_layer(
                layer.weight.detach().tolist(), layer.bias.detach().tolist(), f"layer {number}"
            )
            for number, layer in enumerate(affine)
        )
    )
