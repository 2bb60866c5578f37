"""Multilayer perceptrons of scikit-learn as exact networks, weights at their exact float values."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from memproof.errors import InputError
from memproof.networks.network import Layer, Network, build_layer

MAX_TRAINING_STEPS = 2000


def import_classifier(model: Any, class_count: int) -> Network:
    """The exact network of a fitted ``MLPClassifier`` with ReLU, one output a class.

    The largest output is the predicted class: the softmax (or, for two classes, the logistic)
    function at the end does not change that. A class that the model never saw stays below the first
    one. Raises InputError for another activation or weights that are no finite floats.
    """
    if getattr(model, "activation", None) != "relu":
        raise InputError("only a multilayer perceptron with activation relu can be imported")
    layers: list[Layer] = []
    last = len(model.coefs_) - 1
    for number, (weights, biases) in enumerate(zip(model.coefs_, model.intercepts_, strict=True)):
        rows = [[_exact(value) for value in column] for column in weights.T.tolist()]
        offsets = [_exact(value) for value in biases.tolist()]
        if number == last:
            classes = [int(label) for label in model.classes_]
            rows, offsets = _one_a_class(rows, offsets, classes, class_count)
        layers.append(build_layer(rows, offsets))
    return Network(tuple(layers))


def train_classifier(
    points: Sequence[Sequence[Fraction]],
    labels: Sequence[int],
    hidden: Sequence[int],
    *,
    seed: int = 0,
) -> Any:
    """A fitted ``MLPClassifier`` (L-BFGS) on the points rounded to floats.

    Raises InputError when scikit-learn is not installed.
    """
    try:
        from importlib import import_module

        module = import_module("sklearn.neural_network")
    except ImportError:
        raise InputError("baselines need scikit-learn") from None
    import warnings

    model = module.MLPClassifier(
        hidden_layer_sizes=tuple(hidden),
        activation="relu",
        solver="lbfgs",
        alpha=0.0,
        max_iter=MAX_TRAINING_STEPS,
        max_fun=10 * MAX_TRAINING_STEPS,
        random_state=seed,
    )
    with warnings.catch_warnings():
        # Not having converged is part of what is measured.
        warnings.simplefilter("ignore")
        model.fit([[float(value) for value in point] for point in points], list(labels))
    return model


def _exact(value: float) -> Fraction:
    try:
        return Fraction(value)
    except (OverflowError, ValueError):
        raise InputError("a weight of the classifier is not a finite number") from None


def _one_a_class(
    rows: list[list[Fraction]], offsets: list[Fraction], classes: list[int], class_count: int
) -> tuple[list[list[Fraction]], list[Fraction]]:
    if len(rows) == 1 and len(classes) == 2:
        # One logit, positive for the second class.
        rows = [[Fraction(0)] * len(rows[0]), rows[0]]
        offsets = [Fraction(0), offsets[0]]
    if len(rows) != len(classes):
        raise InputError("the classifier's outputs do not fit its classes")
    found = dict(zip(classes, zip(rows, offsets, strict=True), strict=True))
    first_row, first_offset = rows[0], offsets[0]
    chosen = [found.get(label, (first_row, first_offset - 1)) for label in range(class_count)]
    return [row for row, _ in chosen], [offset for _, offset in chosen]
