"""Multilayer perceptrons of scikit-learn as exact networks, weights at their exact float values.

On disk: ``{"format": "scikit-learn-mlp", "version": 1, "activation": "relu", "out_activation":
"softmax", "classes": ["a", …], "coefs": […], "intercepts": […]}`` with the matrices (inputs,
outputs) and the biases as in ``coefs_`` and ``intercepts_``. JSON numbers as Python writes them
give the same doubles back; nothing is pickled.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, TypeGuard

from memproof.errors import InputError
from memproof.formats.floats import build_float_layer, exact_values, require_within_limits
from memproof.networks.files import write_text_atomically
from memproof.networks.network import Layer, Network, build_layer

FORMAT = "scikit-learn-mlp"
VERSION = 1
MAX_TRAINING_STEPS = 2000

_FIELDS = {"format", "version", "activation", "out_activation", "classes", "coefs", "intercepts"}
_RULES = {"logistic": "sign", "softmax": "argmax", "identity": "equal"}


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
        place = f"layer {number} of the classifier"
        rows = [exact_values(column, place) for column in weights.T.tolist()]
        offsets = exact_values(biases.tolist(), place)
        if number == last:
            classes = [int(label) for label in model.classes_]
            rows, offsets = _one_a_class(rows, offsets, classes, class_count)
        layers.append(build_layer(rows, offsets))
    return Network(tuple(layers))


def save_classifier(model: Any, path: str | os.PathLike[str]) -> None:
    """Write a fitted ``MLPClassifier`` or ``MLPRegressor`` as JSON that ``read_network`` reads.

    Raises InputError for what that would refuse, and leaves no file then.
    """
    try:
        document = {
            "format": FORMAT,
            "version": VERSION,
            "activation": str(model.activation),
            "out_activation": str(model.out_activation_),
            "classes": model.classes_.tolist() if hasattr(model, "classes_") else None,
            "coefs": [weights.tolist() for weights in model.coefs_],
            "intercepts": [biases.tolist() for biases in model.intercepts_],
        }
    except (AttributeError, TypeError):
        raise InputError("not a fitted multilayer perceptron of scikit-learn") from None
    read_classifier(document)
    write_text_atomically(path, json.dumps(document, allow_nan=False) + "\n")


def read_classifier(
    document: object, *, limit: bool = True
) -> tuple[Network, str, tuple[str, ...] | None]:
    """The network of a document, its rule ("sign", "argmax" or "equal") and its classes.

    Raises InputError with the place of the first defect, SizeLimitError for too many weights.
    """
    if not isinstance(document, dict) or set(document) != _FIELDS:
        raise InputError(f"a scikit-learn file has the fields {', '.join(sorted(_FIELDS))}")
    if (document["format"], document["version"]) != (FORMAT, VERSION):
        raise InputError(f"not a {FORMAT} document of version {VERSION}")
    if document["activation"] != "relu":
        raise InputError("only a multilayer perceptron with activation relu can be read")
    rule = document["out_activation"]
    if not isinstance(rule, str) or rule not in _RULES:
        raise InputError(f"out_activation must be one of {', '.join(_RULES)}")
    coefs, intercepts = document["coefs"], document["intercepts"]
    if not isinstance(coefs, list) or not isinstance(intercepts, list) or not coefs:
        raise InputError("coefs and intercepts must be lists, one entry a layer")
    if len(coefs) != len(intercepts):
        raise InputError(f"{len(coefs)} coefs but {len(intercepts)} intercepts")
    shapes = [
        _check_matrix(weights, biases, number)
        for number, (weights, biases) in enumerate(zip(coefs, intercepts, strict=True))
    ]
    for number, (before, after) in enumerate(pairwise(shapes), 1):
        if before[1] != after[0]:
            raise InputError(f"coefs {number} reads {after[0]} numbers, not {before[1]}")
    require_within_limits(shapes, limit=limit)
    layers = tuple(
        build_float_layer(list(zip(*weights, strict=True)), biases, f"layer {number}")
        for number, (weights, biases) in enumerate(zip(coefs, intercepts, strict=True))
    )
    return Network(layers), _RULES[rule], _check_classes(document["classes"], rule, shapes[-1][1])


def _check_matrix(weights: object, biases: object, number: int) -> tuple[int, int]:
    """(inputs, outputs) of a layer that holds nothing but numbers."""
    if not _are_floats(biases) or not isinstance(weights, list) or not weights:
        raise InputError(f"layer {number}: expected lists of numbers")
    for row in weights:
        if not _are_floats(row) or len(row) != len(biases):
            raise InputError(f"coefs {number}: a row is no list of {len(biases)} numbers")
    return len(weights), len(biases)


def _are_floats(values: object) -> TypeGuard[list[float]]:
    return isinstance(values, list) and bool(values) and all(type(v) is float for v in values)


def _check_classes(classes: object, rule: str, outputs: int) -> tuple[str, ...] | None:
    if (rule == "softmax") != (outputs > 1):
        raise InputError(f"{rule} of {outputs} outputs is no classifier with one answer")
    if rule == "identity":
        if classes is not None:
            raise InputError("a regressor has no classes")
        return None
    count = max(outputs, 2)
    if not isinstance(classes, list) or not all(type(c) in (str, int, float) for c in classes):
        raise InputError("classes must be a list of names or numbers")
    names = tuple(str(name) for name in classes)
    if len(names) != count or len(set(names)) != count:
        raise InputError(f"{len(names)} classes for {count}")
    return names


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
        raise InputError("not installed: scikit-learn") from None
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
