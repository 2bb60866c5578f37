"""Reads NumPy files and arrays; floats are taken at their exact binary value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from memproof.datasets.labels import map_labels
from memproof.datasets.tables import ReadOptions, is_missing
from memproof.datasets.values import BINARY_FLOATS, INTEGERS, DataSet, build_data_set
from memproof.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Names of the arrays of points and labels, the commonest first.
_PAIRS = (
    ("x", "y"),
    ("data", "target"),
    ("data", "labels"),
    ("points", "labels"),
    ("x_train", "y_train"),
    ("train_images", "train_labels"),
    ("images", "labels"),
    ("x", "labels"),
    ("x", "target"),
    ("data", "y"),
    ("points", "y"),
    ("points", "target"),
)


def read_arrays(file: Path, options: ReadOptions, class_names: Sequence[str] | None) -> DataSet:
    """Read an NPY or NPZ file; raises InputError for shapes and types that are not understood."""
    import zipfile

    import numpy as np

    name = file.name
    try:
        loaded: Any = np.load(file, allow_pickle=False)
        if file.suffix.lower() == ".npz":
            if not hasattr(loaded, "files"):
                raise InputError(f"{name}: not an NPZ archive")
            arrays = {key: loaded[key] for key in loaded.files}
        else:
            if not hasattr(loaded, "shape"):
                raise InputError(f"{name}: not an NPY array")
            arrays = {"array": loaded}
    except InputError:
        raise
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile) as error:
        reason = "pickled objects are not read" if "pickle" in str(error).lower() else "damaged"
        raise InputError(f"{name}: not a readable NumPy file ({reason})") from None
    points, labels = _split_arrays(name, arrays, options)
    return make_data_set(points, labels, class_names=class_names, name=name)


def make_data_set(
    points: Any, labels: Any, *, class_names: Sequence[str] | None = None, name: str = "points"
) -> DataSet:
    """The data set of an array of points and an array of labels (NumPy, pandas or lists).

    ``points`` has shape (N, d), or (N, …) as images have: flattened, and said in ``notes``.
    ``labels`` has shape (N,), (N, 1), or (N, C) with a single 1 in each row. Floats are taken at
    their exact binary value. Raises InputError for other shapes, types, missing labels and values
    that are not finite.
    """
    import numpy as np

    points, labels = np.asarray(points), np.asarray(labels)
    notes: list[str] = []
    if points.ndim > 2:
        notes.append(f"points of shape {points.shape} flattened to {points[0].size} coordinates")
        points = points.reshape(points.shape[0], -1)
    if points.ndim != 2:
        raise InputError(f"{name}: the points have shape {points.shape}, expected (N, d)")
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.ndim == 2 and _is_one_hot(labels):
        notes.append(
            f"labels of shape {labels.shape} are one-hot: the class is the column of the 1"
        )
        labels = labels.argmax(axis=1)
    if labels.ndim != 1 or labels.shape[0] != points.shape[0]:
        raise InputError(f"{name}: labels of shape {labels.shape} for points of {points.shape}")
    if points.shape[0] == 0:
        raise InputError(f"{name}: no data rows")
    numerators, denominator, kind = _exact_array(name, points)
    texts = _label_texts(name, labels)
    mapped, classes = map_labels(name, texts, class_names)
    found = build_data_set(
        name,
        numerators,
        denominator,
        mapped,
        classes,
        number_kind=kind,
        row_word="row index",
    )
    return replace(found, notes=tuple(notes))


def _is_one_hot(labels: NDArray[Any]) -> bool:
    values_fit = bool(((labels == 0) | (labels == 1)).all())
    return labels.shape[1] > 1 and values_fit and bool((labels.sum(axis=1) == 1).all())


def _split_arrays(
    name: str, arrays: dict[str, NDArray[Any]], options: ReadOptions
) -> tuple[NDArray[Any], NDArray[Any]]:
    import numpy as np

    if len(arrays) == 1:
        table = next(iter(arrays.values()))
        if table.ndim != 2:
            raise InputError(f"{name}: an array of shape {table.shape}, expected (N, d + 1)")
        if table.shape[1] < 2:
            raise InputError(f"{name}: needs a label column and at least one coordinate column")
        dropped = [_index(name, column, table.shape[1]) for column in options.drop_columns]
        label_at = -1 if options.label_column is None else options.label_column
        position = _index(name, label_at, table.shape[1])
        return np.delete(table, [position, *dropped], axis=1), table[:, position]
    lowered = {key.lower(): key for key in arrays}
    for first, second in _PAIRS:
        if first in lowered and second in lowered:
            return arrays[lowered[first]], arrays[lowered[second]]
    raise InputError(f"{name}: no arrays X and y (found {', '.join(sorted(arrays))})")


def _index(name: str, column: str | int, width: int) -> int:
    try:
        index = int(column)
    except ValueError:
        raise InputError(f"{name}: no column {column!r} (arrays have no names)") from None
    if not -width <= index < width:
        raise InputError(f"{name}: no column {index}: the rows have {width} columns")
    return index % width


def _exact_array(name: str, points: NDArray[Any]) -> tuple[list[list[int]], int, str]:
    import numpy as np

    from memproof.datasets.sampling import exact_numerators

    if points.dtype.kind in "iub":
        return [[int(value) for value in row] for row in points.tolist()], 1, INTEGERS
    if points.dtype.kind != "f" or points.dtype.itemsize > 8:
        raise InputError(f"{name}: coordinates of type {points.dtype} are not read")
    finite = np.isfinite(points)
    if not bool(finite.all()):
        row, column = (int(at) for at in np.argwhere(~finite)[0])
        raise InputError(f"{name}: row index {row}, column index {column}: not a finite number")
    numerators, denominator = exact_numerators(points)
    return numerators, denominator, BINARY_FLOATS


def _label_texts(name: str, labels: NDArray[Any]) -> list[str]:
    import numpy as np

    if labels.dtype.kind in "iub":
        return [str(int(value)) for value in labels.tolist()]
    if labels.dtype.kind == "U":
        texts = [str(value).strip() for value in labels.tolist()]
        for row, text in enumerate(texts):
            if is_missing(text):
                kind = f"missing label {text!r}" if text else "empty label"
                raise InputError(f"{name}: row index {row}: {kind}")
        return texts
    if labels.dtype.kind != "f" or labels.dtype.itemsize > 8:
        raise InputError(f"{name}: labels of type {labels.dtype} are not read")
    finite = np.isfinite(labels)
    if not bool(finite.all()):
        raise InputError(f"{name}: row index {int(np.argwhere(~finite)[0][0])}: label not finite")
    return [
        str(int(value)) if float(value).is_integer() else repr(float(value))
        for value in labels.tolist()
    ]
