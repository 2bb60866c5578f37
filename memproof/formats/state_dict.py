"""PyTorch state dicts in safetensors files as exact networks; only the standard library is needed.

The format: eight bytes with the header's length (little endian), a JSON header that gives each
tensor's dtype, shape and place, then the numbers. A file is refused unless its tensors fill it
without gaps or overlaps, and unless they are a plain sequence of Linear layers: ``….weight`` of
shape (outputs, inputs) and ``….bias`` of shape (outputs,), in the order of the numbers in their
names. A state dict does not say what stands between its layers: ReLU is assumed.
"""

from __future__ import annotations

import re
import struct
import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

from memproof.errors import InputError, SizeLimitError
from memproof.formats.floats import build_float_layer, require_within_limits
from memproof.networks.files import parse_json
from memproof.networks.network import Layer, Network

MAX_HEADER_BYTES = 1 << 20
MAX_DIMENSIONS = 8

_SIZES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2}
_NAME = re.compile(r"(.*\.)?(weight|bias)\Z", re.DOTALL)
_NUMBERS = re.compile(r"[0-9]+")


@dataclass(frozen=True)
class Tensor:
    """Where a tensor's numbers are: ``start`` and ``stop`` count bytes after the header."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    start: int
    stop: int


def read_state_dict(path: str | Path, *, limit: bool = True) -> tuple[Network, tuple[str, ...]]:
    """The network of a safetensors file, weights at their exact values, and notes on its reading.

    Raises InputError naming the tensor that does not fit, SizeLimitError for too many weights.
    """
    place = Path(path)
    try:
        with place.open("rb") as stream:
            tensors, data_start = _read_header(stream, place.stat().st_size)
            order = _order_layers(tensors)
            shapes = [_check_shapes(weight, bias) for weight, bias in order]
            for (weight, _), before, after in zip(order[1:], shapes, shapes[1:], strict=False):
                if before[0] != after[1]:
                    raise InputError(
                        f"tensor {_show(weight.name)} of shape {list(weight.shape)} cannot follow"
                        f" a layer of {before[0]} outputs"
                    )
            require_within_limits([(inputs, outputs) for outputs, inputs in shapes], limit=limit)
            layers: list[Layer] = []
            for (weight, bias), (outputs, inputs) in zip(order, shapes, strict=True):
                flat = _read_numbers(stream, weight, data_start)
                offsets = (
                    [0.0] * outputs if bias is None else _read_numbers(stream, bias, data_start)
                )
                rows = [flat[at * inputs : (at + 1) * inputs] for at in range(outputs)]
                layers.append(build_float_layer(rows, offsets, f"tensor {_show(weight.name)}"))
    except OSError as error:
        raise InputError(f"{place}: cannot be read ({error.strerror})") from None
    except SizeLimitError as error:
        raise SizeLimitError(f"{place}: {error}") from None
    except InputError as error:
        raise InputError(f"{place}: {error}") from None
    notes = ["a state dict holds no activations: ReLU is assumed between its layers"]
    notes += [
        f"{_show(weight.name)} has no bias: 0 is taken" for weight, bias in order if bias is None
    ]
    return Network(tuple(layers)), tuple(notes)


def _read_header(stream: Any, size: int) -> tuple[dict[str, Tensor], int]:
    prefix = stream.read(8)
    if len(prefix) < 8:
        raise InputError("too short for a safetensors file")
    (length,) = struct.unpack("<Q", prefix)
    if length > size - 8:
        raise InputError(f"the header of {length} bytes is longer than the file")
    if length > MAX_HEADER_BYTES:
        raise SizeLimitError(f"the header of {length} bytes exceeds {MAX_HEADER_BYTES}")
    raw = stream.read(length)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise InputError("the header is not text in UTF-8") from None
    if not text.startswith("{"):
        raise InputError("the header does not begin with {")
    header = parse_json(text)
    tensors = {
        name: _parse_tensor(name, entry) for name, entry in header.items() if name != "__metadata__"
    }
    if not tensors:
        raise InputError("the file holds no tensor")
    reached = 0
    for tensor in sorted(tensors.values(), key=lambda tensor: (tensor.start, tensor.stop)):
        if tensor.start != reached:
            defect = "overlaps the one before it" if tensor.start < reached else "follows a gap"
            raise InputError(f"tensor {_show(tensor.name)} {defect}")
        reached = tensor.stop
    if reached != size - 8 - length:
        raise InputError(
            f"the tensors take {reached} bytes, the file holds {size - 8 - length} of them"
        )
    return tensors, 8 + length


def _parse_tensor(name: str, entry: object) -> Tensor:
    where = f"tensor {_show(name)}"
    if not isinstance(entry, dict) or set(entry) != {"dtype", "shape", "data_offsets"}:
        raise InputError(f"{where}: expected dtype, shape and data_offsets")
    dtype, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    if not isinstance(dtype, str) or dtype not in _SIZES:
        raise InputError(
            f"{where}: numbers of type {dtype!r:.20} are not read ({', '.join(_SIZES)})"
        )
    if not _are_sizes(shape) or len(shape) > MAX_DIMENSIONS:
        raise InputError(f"{where}: the shape is not a list of sizes")
    if not _are_sizes(offsets) or len(offsets) != 2 or offsets[0] > offsets[1]:
        raise InputError(f"{where}: data_offsets are not a pair of increasing places")
    if offsets[1] - offsets[0] != prod(shape) * _SIZES[dtype]:
        raise InputError(f"{where}: {offsets[1] - offsets[0]} bytes do not hold shape {shape}")
    return Tensor(name, dtype, tuple(shape), offsets[0], offsets[1])


def _are_sizes(values: object) -> bool:
    return isinstance(values, list) and all(
        type(value) is int and 0 <= value < 1 << 62 for value in values
    )


def _order_layers(tensors: dict[str, Tensor]) -> list[tuple[Tensor, Tensor | None]]:
    """(weight, bias) of each layer in the order of the numbers in the names."""
    found: dict[str, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        match = _NAME.match(name)
        if match is None:
            raise InputError(
                f"tensor {_show(name)} is no weight or bias of a plain sequence of Linear layers"
            )
        found.setdefault(match.group(1) or "", {})[match.group(2)] = tensor
    order: list[tuple[tuple[int, ...], Tensor, Tensor | None]] = []
    template: str | None = None
    for prefix, parts in found.items():
        if "weight" not in parts:
            raise InputError(f"tensor {_show(parts['bias'].name)} has no weight beside it")
        weight = parts["weight"]
        own = _NUMBERS.sub("#", prefix)
        if template is not None and own != template:
            raise InputError(
                f"tensor {_show(weight.name)}: names that differ in more than numbers do not tell"
                " the layers' order (save them as 0.weight, 0.bias, 1.weight, …)"
            )
        template = own
        # Not int(): a name may hold as many digits as it likes.
        numbers = tuple(_as_number(digits) for digits in _NUMBERS.findall(prefix))
        if any(numbers == other for other, _, _ in order):
            raise InputError(f"tensor {_show(weight.name)}: two layers have the same numbers")
        order.append((numbers, weight, parts.get("bias")))
    order.sort(key=lambda entry: entry[0])
    return [(weight, bias) for _, weight, bias in order]


def _as_number(digits: str) -> int:
    if len(digits) > 18:
        raise InputError(f"a tensor's name holds the number {digits:.20}…")
    return int(digits)


def _check_shapes(weight: Tensor, bias: Tensor | None) -> tuple[int, int]:
    if len(weight.shape) != 2 or 0 in weight.shape:
        raise InputError(
            f"tensor {_show(weight.name)} of shape {list(weight.shape)} is no Linear layer's"
        )
    if bias is not None and bias.shape != weight.shape[:1]:
        raise InputError(
            f"tensor {_show(bias.name)} of shape {list(bias.shape)} does not fit"
            f" {weight.shape[0]} outputs"
        )
    return weight.shape[0], weight.shape[1]


def _read_numbers(stream: Any, tensor: Tensor, data_start: int) -> Sequence[float]:
    stream.seek(data_start + tensor.start)
    raw = stream.read(tensor.stop - tensor.start)
    if len(raw) != tensor.stop - tensor.start:
        raise InputError(f"tensor {_show(tensor.name)}: the file ends before its numbers do")
    return decode_floats(raw, tensor.dtype)


def decode_floats(raw: bytes, dtype: str) -> Sequence[float]:
    """The exact values of little-endian numbers of type F64, F32, F16 or BF16 as doubles."""
    if dtype == "F16":
        return [value for (value,) in struct.iter_unpack("<e", raw)]
    if dtype == "BF16":
        # A bfloat16 is the upper half of a float32.
        padded = bytearray(2 * len(raw))
        padded[2::4], padded[3::4] = raw[0::2], raw[1::2]
        raw, dtype = bytes(padded), "F32"
    values = array("d" if dtype == "F64" else "f")
    values.frombytes(raw)
    if sys.byteorder == "big":
        values.byteswap()
    return values


def _show(name: str) -> str:
    return repr(name if len(name) <= 60 else name[:57] + "...")
