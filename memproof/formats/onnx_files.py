"""ONNX files: chains of affine maps and ReLU as exact networks, and exact networks as such chains.

Read are Gemm, MatMul, Add, Relu, Flatten, Identity, Dropout (not training) and constants; what may
follow the last affine map is left out where it does not change the answer: Softmax, LogSoftmax,
Sigmoid, ArgMax, and the nodes by which converters name the winning class. Every other operator, a
branch, and weights in other files (external data) are refused by name. Needs the ``onnx`` package.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib import import_module
from math import prod
from pathlib import Path
from typing import Any

from memproof.errors import InputError, SizeLimitError
from memproof.formats.floats import exact_values, float_matrices, require_within_limits
from memproof.formats.state_dict import decode_floats
from memproof.networks.network import Layer, Network, build_layer

MAX_FILE_BYTES = 256 << 20
MAX_CLASSES = 1 << 16
MAX_INPUTS = 16
OLDEST_OPSET = 7
OPSET = 17
IR_VERSION = 8

_FLOAT, _INT32, _INT64, _STRING, _FLOAT16, _DOUBLE, _BFLOAT16 = 1, 6, 7, 8, 10, 11, 16
_DTYPES = {_FLOAT: "F32", _DOUBLE: "F64", _FLOAT16: "F16", _BFLOAT16: "BF16"}
_EXTERNAL = 1


@dataclass(frozen=True)
class OnnxNetwork:
    """What a file holds: the chain up to its last affine map, how its answer is read off, notes."""

    network: Network
    rule: str
    classes: tuple[str, ...] | None
    notes: tuple[str, ...]


def read_onnx(path: str | Path, *, limit: bool = True) -> OnnxNetwork:
    """The exact network of an ONNX file, and how its answer is read off the outputs.

    Raises InputError naming the node or tensor that is not read, or when ``onnx`` is missing;
    SizeLimitError for too many weights.
    """
    place = Path(path)
    try:
        size = place.stat().st_size
        if limit and size > MAX_FILE_BYTES:
            raise SizeLimitError(
                f"{place}: {size} bytes exceed {MAX_FILE_BYTES} (override: --no-limit)"
            )
        raw = place.read_bytes()
    except OSError as error:
        raise InputError(f"{place}: cannot be read ({error.strerror})") from None
    onnx = _import_onnx()
    decode_error = import_module("google.protobuf.message").DecodeError
    model = onnx.ModelProto()
    try:
        # Not onnx.load: it would follow the file to its external data.
        model.ParseFromString(raw)
    except (decode_error, ValueError, RecursionError):
        raise InputError(f"{place}: not an ONNX file, or a damaged one") from None
    try:
        return _Reader(onnx, limit).read(model)
    except SizeLimitError as error:
        raise SizeLimitError(f"{place}: {error}") from None
    except InputError as error:
        raise InputError(f"{place}: {error}") from None


def encode_onnx(network: Network) -> bytes:
    """The bytes of an ONNX file with the network in float64: Gemm and Relu from ``x`` to ``y``.

    Raises InputError when a weight is no float64, saying how many bits would be needed, or when
    ``onnx`` is missing.
    """
    onnx = _import_onnx()
    helper = onnx.helper
    nodes, tensors, tip = [], [], "x"
    last = len(network.layers) - 1
    for number, (weights, offsets) in enumerate(float_matrices(network)):
        names = [f"{number}.weight", f"{number}.bias"]
        tensors += [
            helper.make_tensor(
                names[0], _DOUBLE, weights.shape, weights.astype("<f8").tobytes(), True
            ),
            helper.make_tensor(
                names[1], _DOUBLE, offsets.shape, offsets.astype("<f8").tobytes(), True
            ),
        ]
        affine = "y" if number == last else f"{number}.affine"
        nodes.append(helper.make_node("Gemm", [tip, *names], [affine], transB=1))
        if number < last:
            tip = f"{number}.relu"
            nodes.append(helper.make_node("Relu", [affine], [tip]))
    graph = helper.make_graph(
        nodes,
        "network",
        [helper.make_tensor_value_info("x", _DOUBLE, ["N", network.input_dimension])],
        [helper.make_tensor_value_info("y", _DOUBLE, ["N", network.output_dimension])],
        tensors,
    )
    model = helper.make_model(
        graph,
        producer_name="memproof",
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
    )
    onnx.checker.check_model(model, full_check=True)
    encoded: bytes = model.SerializeToString(deterministic=True)
    return encoded


def _import_onnx() -> Any:
    try:
        return import_module("onnx")
    except ImportError:
        raise InputError("ONNX files need the onnx package: pip install 'memproof[onnx]'") from None


@dataclass(frozen=True)
class _Constant:
    """A tensor that is decoded when it is used; ``tensor`` is a TensorProto."""

    tensor: Any
    transposed: bool = False


@dataclass(frozen=True)
class _Node:
    """A node's inputs, those of them that are no constants, its output and its attributes."""

    operator: str
    shown: str
    names: list[str]
    moving: list[str]
    output: str
    attributes: dict[str, Any]

    def integer(self, name: str, default: int) -> int:
        return int(self.attributes[name].i) if name in self.attributes else default

    def require(self, condition: bool, complaint: str) -> None:
        """Raises InputError with the node's name before the complaint."""
        if not condition:
            raise InputError(f"{self.shown} {complaint}")

    def require_plain(self, known: set[str], inputs: tuple[int, ...] = (1,)) -> None:
        """Raises InputError for other attributes or another number of inputs."""
        self.require(
            set(self.attributes) <= known and len(self.names) in inputs,
            "has attributes or inputs that are not read",
        )


class _Reader:
    """Walks the nodes in their order along the one path from the input.

    ``kinds`` says what each tensor still in reach is: "chain" (the path's end), "scores" (ordered
    as the last affine map's outputs are), "complement" and "pair" (1 − p and [1 − p, p] of one
    sigmoid p), "winner" (the number of the largest), "label" (its class), "map" (scores by class).
    Once the path goes on, what was made of it earlier is out of reach.
    """

    def __init__(self, onnx: Any, limit: bool) -> None:
        self.onnx = onnx
        self.limit = limit
        self.constants: dict[str, _Constant] = {}
        self.kinds: dict[str, str] = {}
        self.used: set[str] = set()
        self.shapes: list[tuple[int, int]] = []
        self.hidden: list[Layer] = []
        self.rows: list[list[Fraction]] | None = None
        self.offsets: list[Fraction] = []
        self.is_flat = True
        self.tail: list[str] = []
        self.classes: tuple[str, ...] | None = None
        self.notes: list[str] = []

    def read(self, model: Any) -> OnnxNetwork:
        graph = model.graph
        if model.functions:
            raise InputError("functions of the model's own are not read")
        opsets = {entry.domain or "ai.onnx": entry.version for entry in model.opset_import}
        if opsets.get("ai.onnx", 0) < OLDEST_OPSET:
            raise InputError(f"operator sets before {OLDEST_OPSET} are not read")
        if graph.sparse_initializer:
            raise InputError("sparse initializers are not read")
        for tensor in graph.initializer:
            self._define(tensor.name)
            self.constants[tensor.name] = _Constant(tensor)
        inputs = [value for value in graph.input if value.name not in self.constants]
        if len(inputs) != 1:
            raise InputError(f"the graph has {len(inputs)} inputs, a chain has one")
        self._define(inputs[0].name)
        self.kinds[inputs[0].name] = "chain"
        dimensions = _input_dimensions(inputs[0])
        self.is_flat = len(dimensions) == 2
        for node in graph.node:
            self._visit(node)
        if not graph.output:
            raise InputError("the graph has no output")
        for output in graph.output:
            if self.kinds.get(output.name, "complement") == "complement":
                raise InputError(
                    f"the graph's output {output.name!r:.60} is not the end of one chain"
                )
        if all(self.kinds[output.name] == "chain" for output in graph.output):
            # What nobody reads off does not say how to read off the answer.
            self.tail = []
        return self._finish(dimensions)

    def _define(self, name: str) -> None:
        if not name or name in self.constants or name in self.kinds or name in self.used:
            raise InputError(f"the name {name!r:.60} is missing or given twice")

    def _visit(self, proto: Any) -> None:
        shown = f"node {proto.op_type!r:.40}" + (f" ({proto.name!r:.60})" if proto.name else "")
        domain = proto.domain or "ai.onnx"
        is_ml = proto.op_type in ("ArrayFeatureExtractor", "ZipMap")
        handler = _HANDLERS.get(proto.op_type)
        if handler is None or domain != ("ai.onnx.ml" if is_ml else "ai.onnx"):
            raise InputError(f"{shown} of the domain {domain!r:.40} is not read")
        names = [name for name in proto.input if name]
        if names != list(proto.input)[: len(names)] or len(proto.input) > MAX_INPUTS:
            raise InputError(f"{shown} leaves out an input")
        if not proto.output or any(proto.output[1:]):
            raise InputError(f"{shown} must have one output")
        self._define(proto.output[0])
        moving = [name for name in names if name not in self.constants]
        for name in moving:
            if name not in self.kinds:
                reason = "has been used before" if name in self.used else "nothing gives"
                raise InputError(f"{shown} reads {name!r:.60}, which {reason}: not one chain")
        attributes = {attribute.name: attribute for attribute in proto.attribute}
        if len(attributes) != len(proto.attribute) or any(a.ref_attr_name for a in proto.attribute):
            raise InputError(f"{shown} gives an attribute twice or by reference")
        handler(self, _Node(proto.op_type, shown, names, moving, proto.output[0], attributes))

    # Constants.

    def _on_constant(self, node: _Node) -> None:
        node.require(not node.names and len(node.attributes) == 1, "must have one value")
        ((name, attribute),) = node.attributes.items()
        make = self.onnx.TensorProto
        if name == "value":
            tensor = attribute.t
        elif name == "value_float":
            tensor = make(data_type=_FLOAT, float_data=[attribute.f])
        elif name == "value_floats":
            size = [len(attribute.floats)]
            tensor = make(data_type=_FLOAT, dims=size, float_data=attribute.floats)
        elif name == "value_ints":
            size = [len(attribute.ints)]
            tensor = make(data_type=_INT64, dims=size, int64_data=attribute.ints)
        else:
            raise InputError(f"{node.shown} with {name!r:.40} is not read")
        self.constants[node.output] = _Constant(tensor)

    def _on_transpose(self, node: _Node) -> None:
        node.require_plain({"perm"})
        node.require(not node.moving, "is read of constants only")
        constant = self.constants[node.names[0]]
        order = list(node.attributes["perm"].ints) if "perm" in node.attributes else [1, 0]
        node.require(order == [1, 0] and len(constant.tensor.dims) == 2, "is read of matrices only")
        self.constants[node.output] = _Constant(constant.tensor, not constant.transposed)

    # The chain.

    def _on_gemm(self, node: _Node) -> None:
        node.require_plain({"alpha", "beta", "transA", "transB"}, (2, 3))
        node.require(node.integer("transA", 0) == 0, "transposes its input")
        self._multiply(node, node.integer("transB", 0) == 0, _scale(node, "alpha"))
        if len(node.names) == 3:
            self._shift(node, node.names[2], _scale(node, "beta"))
        self._advance(node)

    def _on_matmul(self, node: _Node) -> None:
        node.require_plain(set(), (2,))
        self._multiply(node, True, Fraction(1))
        self._advance(node)

    def _on_add(self, node: _Node) -> None:
        node.require_plain(set(), (2,))
        node.require(len(node.moving) == 1, "does not add a constant to the chain")
        self._require_affine(node)
        first, second = node.names
        self._shift(node, second if first == node.moving[0] else first, Fraction(1))
        self._advance(node)

    def _on_relu(self, node: _Node) -> None:
        node.require_plain(set())
        rows = self._require_affine(node)
        self.hidden.append(build_layer(rows, self.offsets))
        self.rows = None
        self._advance(node)

    def _on_flatten(self, node: _Node) -> None:
        node.require_plain({"axis"})
        node.require(node.integer("axis", 1) == 1, "does not keep the points apart (axis 1)")
        self.is_flat = True
        self._advance(node)

    def _on_identity(self, node: _Node) -> None:
        node.require_plain(set())
        if node.moving:
            self._pass_on(node)
        else:
            self.constants[node.output] = self.constants[node.names[0]]

    def _on_dropout(self, node: _Node) -> None:
        # A third input could switch training on.
        node.require_plain({"ratio", "seed"}, (1, 2))
        self._advance(node)

    def _on_cast(self, node: _Node) -> None:
        node.require_plain({"to", "saturate"})
        node.require(bool(node.moving), "of a constant is not read")
        if self.kinds[node.moving[0]] not in ("winner", "label"):
            to = node.integer("to", 0)
            node.require(to in (_FLOAT, _DOUBLE), f"to type {to} may change the answer")
            self._mention(self.notes, "Cast left out: arithmetic here is exact")
        self._pass_on(node)

    # What may follow the last affine map.

    def _on_softmax(self, node: _Node) -> None:
        node.require_plain({"axis"})
        node.require(node.integer("axis", 1) in (1, -1), "does not run over the outputs (axis 1)")
        node.require(len(self._require_affine(node)) > 1, "of one output is constant")
        self._mention(self.tail, node.operator)
        self.kinds[node.output] = "scores"

    def _on_sigmoid(self, node: _Node) -> None:
        node.require_plain(set())
        self._require_affine(node)
        self._mention(self.tail, node.operator)
        self.kinds[node.output] = "scores"

    def _on_sub(self, node: _Node) -> None:
        node.require_plain(set(), (2,))
        node.require(
            node.names[1:] == node.moving
            and self.kinds[node.moving[0]] == "scores"
            and len(self.rows or ()) == 1
            and self._numbers(node, node.names[0]) == [1],
            "is read as 1 - Sigmoid only",
        )
        self.kinds[node.output] = "complement"

    def _on_concat(self, node: _Node) -> None:
        kinds = [self.kinds.get(name) for name in node.names]
        node.require(
            kinds == ["complement", "scores"] and node.integer("axis", 0) in (1, -1),
            "is read as [1 - Sigmoid, Sigmoid] only",
        )
        self.kinds[node.output] = "pair"

    def _on_argmax(self, node: _Node) -> None:
        node.require_plain({"axis", "keepdims", "select_last_index"})
        node.require(node.integer("axis", 0) in (1, -1), "does not run over the outputs (axis 1)")
        kind = self.kinds.get(node.names[0])
        if kind == "chain":
            self._require_affine(node)
        node.require(
            kind == "pair" or (kind in ("chain", "scores") and len(self.rows or ()) > 1),
            "has no several scores to choose from",
        )
        self._mention(self.tail, node.operator)
        self.kinds[node.output] = "winner"

    def _on_arrayfeatureextractor(self, node: _Node) -> None:
        node.require(
            len(node.names) == 2
            and node.names[1:] == node.moving
            and self.kinds[node.moving[0]] == "winner",
            "is read as the name of the winning class only",
        )
        self._name_classes(node, _class_names(node, self.constants[node.names[0]].tensor))
        self.kinds[node.output] = "label"

    def _on_zipmap(self, node: _Node) -> None:
        node.require_plain({"classlabels_strings", "classlabels_int64s"})
        kind = self.kinds.get(node.names[0])
        node.require(
            kind == "pair" or (kind == "scores" and len(self.rows or ()) > 1),
            "does not read the scores",
        )
        node.require(len(node.attributes) == 1, "names no classes, or twice")
        ((name, attribute),) = node.attributes.items()
        if name == "classlabels_strings":
            self._name_classes(node, [_decode_name(node, raw) for raw in attribute.strings])
        else:
            self._name_classes(node, [str(value) for value in attribute.ints])
        self.kinds[node.output] = "map"

    def _on_reshape(self, node: _Node) -> None:
        node.require(
            len(node.moving) == 1
            and node.names[0] == node.moving[0]
            and self.kinds[node.moving[0]] in ("winner", "label"),
            "is read of the winning class only",
        )
        self._pass_on(node)

    # Shared steps.

    def _require_affine(self, node: _Node) -> list[list[Fraction]]:
        """The rows of the affine map that the node follows."""
        self._require_chain(node)
        if self.rows is None:
            raise InputError(f"{node.shown} does not follow an affine map")
        return self.rows

    def _require_chain(self, node: _Node) -> None:
        if not node.moving or self.kinds[node.moving[0]] != "chain":
            after = " and ".join(self.tail) or "a constant"
            raise InputError(f"{node.shown} follows {after}: not one chain")

    def _advance(self, node: _Node) -> None:
        """The path goes on: nothing else that was made of its end may be used again."""
        self._require_chain(node)
        before = node.moving[0]
        if len(self.kinds) > 1:
            raise InputError(f"{node.shown} follows {' and '.join(self.tail)}: not one chain")
        self.used.add(before)
        self.kinds = {node.output: "chain"}

    def _pass_on(self, node: _Node) -> None:
        if self.kinds[node.moving[0]] == "chain":
            self._advance(node)
        else:
            self.kinds[node.output] = self.kinds[node.moving[0]]

    def _mention(self, mentioned: list[str], text: str) -> None:
        if text not in mentioned:
            mentioned.append(text)

    def _name_classes(self, node: _Node, names: Sequence[str]) -> None:
        count = max(2, len(self.rows or ()))
        node.require(
            len(names) == len(set(names)) == count, f"names {len(names)} classes for {count}"
        )
        node.require(self.classes in (None, tuple(names)), "names the classes in another order")
        self.classes = tuple(names)

    def _multiply(self, node: _Node, by_columns: bool, factor: Fraction) -> None:
        first, second = node.names[:2]
        if first not in node.moving or second in node.moving:
            raise InputError(f"{node.shown} must multiply the chain by constants from the right")
        self._require_chain(node)
        node.require(self.is_flat, "reads an input that was not flattened")
        node.require(self.rows is None, "follows an affine map without Relu between them")
        constant = self.constants[second]
        dims = list(constant.tensor.dims)
        node.require(
            len(dims) == 2 and min(dims) > 0, f"reads weights {second!r:.60} of shape {dims!s:.60}"
        )
        by_columns = by_columns != constant.transposed
        inputs, outputs = dims if by_columns else dims[::-1]
        if self.shapes and self.shapes[-1][1] != inputs:
            raise InputError(f"{node.shown} reads {inputs} numbers, not {self.shapes[-1][1]}")
        self.shapes.append((inputs, outputs))
        require_within_limits(self.shapes, limit=self.limit)
        flat = self._numbers(node, second)
        if factor != 1:
            flat = [factor * value for value in flat]
        if by_columns:
            self.rows = [flat[at::outputs] for at in range(outputs)]
        else:
            self.rows = [flat[at * inputs : (at + 1) * inputs] for at in range(outputs)]
        self.offsets = [Fraction(0)] * outputs

    def _shift(self, node: _Node, name: str, factor: Fraction) -> None:
        node.require(name in self.constants, "does not add a constant to the chain")
        count = len(self.offsets)
        constant = self.constants[name]
        dims = list(constant.tensor.dims)
        node.require(
            dims in ([count], [1, count], [], [1], [1, 1]) and not constant.transposed,
            f"reads biases {name!r:.60} of shape {dims!s:.60}, not [{count}]",
        )
        values = self._numbers(node, name)
        values = values * count if len(values) == 1 else values
        pairs = zip(self.offsets, values, strict=True)
        self.offsets = [old + factor * new for old, new in pairs]

    def _numbers(self, node: _Node, name: str) -> list[Fraction]:
        if name not in self.constants:
            raise InputError(f"{node.shown} reads {name!r:.60}, which is no constant")
        place = f"tensor {name!r:.60}"
        return exact_values(_decode_tensor(self.constants[name].tensor, place), place)

    def _finish(self, dimensions: list[int | None]) -> OnnxNetwork:
        if self.rows is None:
            raise InputError("the chain must end in an affine map")
        layers = (*self.hidden, build_layer(self.rows, self.offsets))
        network = Network(layers)
        known = [size for size in dimensions[1:] if size is not None]
        if len(known) == len(dimensions) - 1 and prod(known) != network.input_dimension:
            raise InputError(
                f"the input has {prod(known)} coordinates, the first layer reads"
                f" {network.input_dimension}"
            )
        rule = "argmax"
        if network.output_dimension == 1:
            rule = "sign" if "Sigmoid" in self.tail else "equal"
        notes = list(self.notes)
        if self.tail:
            kept = "which output is largest" if rule == "argmax" else "on which side of 1/2 it is"
            notes.append(f"{' and '.join(self.tail)} left out: does not change {kept}")
        return OnnxNetwork(network, rule, self.classes, tuple(notes))


_HANDLERS: dict[str, Callable[[_Reader, _Node], None]] = {
    "Constant": _Reader._on_constant,
    "Transpose": _Reader._on_transpose,
    "Gemm": _Reader._on_gemm,
    "MatMul": _Reader._on_matmul,
    "Add": _Reader._on_add,
    "Relu": _Reader._on_relu,
    "Flatten": _Reader._on_flatten,
    "Identity": _Reader._on_identity,
    "Dropout": _Reader._on_dropout,
    "Cast": _Reader._on_cast,
    "Softmax": _Reader._on_softmax,
    "LogSoftmax": _Reader._on_softmax,
    "Sigmoid": _Reader._on_sigmoid,
    "Sub": _Reader._on_sub,
    "Concat": _Reader._on_concat,
    "ArgMax": _Reader._on_argmax,
    "ArrayFeatureExtractor": _Reader._on_arrayfeatureextractor,
    "ZipMap": _Reader._on_zipmap,
    "Reshape": _Reader._on_reshape,
}


def _input_dimensions(value: Any) -> list[int | None]:
    """The input's dimensions, None for one that is not fixed; two of those if it gives no shape."""
    tensor = value.type.tensor_type
    if not value.type.HasField("tensor_type"):
        raise InputError(f"the input {value.name!r:.60} is no tensor")
    if tensor.elem_type not in _DTYPES:
        raise InputError(f"the input {value.name!r:.60} is not of floating point")
    if not tensor.HasField("shape"):
        return [None, None]
    dimensions = [
        size.dim_value if size.HasField("dim_value") else None for size in tensor.shape.dim
    ]
    if len(dimensions) < 2:
        raise InputError(f"the input {value.name!r:.60} is no list of points")
    return dimensions


def _scale(node: _Node, name: str) -> Fraction:
    factor = node.attributes[name].f if name in node.attributes else 1.0
    return exact_values([factor], f"{node.shown}, {name},")[0]


def _decode_name(node: _Node, raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise InputError(f"{node.shown}: a class name is not text in UTF-8") from None


def _class_names(node: _Node, tensor: Any) -> list[str]:
    if tensor.data_location == _EXTERNAL or tensor.external_data:
        raise InputError(f"{node.shown}: class names in another file are not read")
    if len(tensor.raw_data) > 8 * MAX_CLASSES:
        raise SizeLimitError(f"{node.shown}: more than {MAX_CLASSES} classes")
    if tensor.data_type == _STRING:
        return [_decode_name(node, raw) for raw in tensor.string_data]
    forms = {_INT64: ("<q", tensor.int64_data), _INT32: ("<i", tensor.int32_data)}
    if tensor.data_type not in forms:
        raise InputError(f"{node.shown}: class names of type {tensor.data_type} are not read")
    form, listed = forms[tensor.data_type]
    if len(tensor.raw_data) % struct.calcsize(form):
        raise InputError(f"{node.shown}: the class names are cut off")
    stored = [value for (value,) in struct.iter_unpack(form, tensor.raw_data)]
    return [str(value) for value in stored or listed]


def _decode_tensor(tensor: Any, place: str) -> Sequence[float]:
    """The numbers of a TensorProto as doubles, in row-major order. InputError naming ``place``."""
    if tensor.data_location == _EXTERNAL or tensor.external_data:
        raise InputError(
            f"{place} is stored in another file; save the model with its weights inside"
            " (onnx.save_model(onnx.load(name), name))"
        )
    dtype = _DTYPES.get(tensor.data_type)
    if dtype is None:
        raise InputError(f"{place}: numbers of type {tensor.data_type} are not read")
    if any(size < 0 for size in tensor.dims) or tensor.HasField("segment"):
        raise InputError(f"{place}: the shape {list(tensor.dims)!s:.60} is not read")
    lists = {_FLOAT: tensor.float_data, _DOUBLE: tensor.double_data}
    listed = lists.get(tensor.data_type, tensor.int32_data)
    fields = (tensor.float_data, tensor.double_data, tensor.int32_data, tensor.int64_data)
    if sum(map(len, fields)) != len(listed) or (listed and tensor.raw_data):
        raise InputError(f"{place} gives its numbers twice")
    count = prod(tensor.dims)
    if listed:
        if len(listed) != count:
            raise InputError(f"{place}: {len(listed)} numbers for shape {list(tensor.dims)!s:.60}")
        if tensor.data_type in lists:
            return list(listed)
        if any(not 0 <= bits < 1 << 16 for bits in listed):
            raise InputError(f"{place}: a number is no 16-bit pattern")
        return decode_floats(struct.pack(f"<{count}H", *listed), dtype)
    width = {"F64": 8, "F32": 4}.get(dtype, 2)
    if len(tensor.raw_data) != count * width:
        raise InputError(
            f"{place}: {len(tensor.raw_data)} bytes do not hold shape {list(tensor.dims)!s:.60}"
        )
    return decode_floats(tensor.raw_data, dtype)
