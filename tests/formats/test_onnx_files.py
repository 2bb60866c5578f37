"""ONNX: chains read exactly, answers read off rightly, everything else refused by name; export."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from memproof.errors import InputError, SizeLimitError
from memproof.formats.floats import count_significant_bits, is_float
from memproof.formats.imports import ImportedNetwork, read_network
from memproof.formats.onnx_files import encode_onnx
from memproof.networks import Network, build_layer, evaluate

onnx = pytest.importorskip("onnx")
helper = onnx.helper
FLOAT, DOUBLE, INT64 = 1, 11, 7

Chain = list[Any]


def node(operator: str, inputs: str, outputs: str, domain: str = "", **attributes: Any) -> Any:
    return helper.make_node(operator, inputs.split(), outputs.split(), domain=domain, **attributes)


def tensor(name: str, shape: list[int], *values: float, kind: int = FLOAT) -> Any:
    return helper.make_tensor(name, kind, shape, list(values))


def model(
    nodes: Chain, *tensors: Any, outputs: str = "y", shape: list[Any] | None = None, opset: int = 17
) -> Any:
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("x", FLOAT, ["N", 2] if shape is None else shape)],
        [helper.make_tensor_value_info(name, FLOAT, None) for name in outputs.split()],
        [*DEFAULT, *tensors],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])


# x ↦ σ(x₁ − x₂ + 1/2), then the outputs (0.1·h − 0.3, h).
DEFAULT = (
    tensor("A", [1, 2], 1, -1),
    tensor("a", [1], 0.5),
    tensor("B", [1, 2], 0.1, 1, kind=DOUBLE),
    tensor("b", [1, 2], -0.3, 0, kind=DOUBLE),
    tensor("v", [1, 1], 0.1, kind=DOUBLE),
    tensor("w", [1], -0.3, kind=DOUBLE),
    tensor("one", [], 1),
    tensor("names", [2], 4, 2, kind=INT64),
    tensor("flat", [1], -1, kind=INT64),
)
HIDDEN = [node("Gemm", "x A a", "g", transB=1), node("Relu", "g", "h")]
TWO = [*HIDDEN, node("MatMul", "h B", "m"), node("Add", "m b", "s")]
ONE = [*HIDDEN, node("MatMul", "h v", "m"), node("Add", "w m", "s")]


def read(folder: Path, built: Any, *, limit: bool = True) -> ImportedNetwork:
    path = folder / "network.onnx"
    path.write_bytes(built if isinstance(built, bytes) else built.SerializeToString())
    return read_network(path, limit=limit)


def end(chain: Chain, *more: Any) -> Chain:
    return [*chain, *more]


def test_weights_are_taken_at_their_exact_values(tmp_path: Path) -> None:
    found = read(tmp_path, model(end(TWO, node("Identity", "s", "y"))))
    assert (found.rule, found.source, found.notes) == ("argmax", "ONNX", ())
    half = Fraction(1, 2)
    ((first, second),) = evaluate(found.network, [(7, 3)])
    assert (first, second) == (Fraction(0.1) * (4 + half) + Fraction(-0.3), 4 + half)
    assert evaluate(found.network, [(3, 7)]) == [(Fraction(-0.3), 0)]


SAME: dict[str, tuple[Chain, tuple[Any, ...]]] = {
    "transposed weights": (
        [
            node("Transpose", "A", "T", perm=[1, 0]),
            node("MatMul", "x T", "t"),
            node("Add", "t a", "g"),
            *TWO[1:],
            node("Identity", "s", "y"),
        ],
        (),
    ),
    "transposed twice": (
        [
            node("Transpose", "A", "T"),
            node("Transpose", "T", "U"),
            node("Identity", "U", "V"),
            node("Gemm", "x V a", "g", transB=1),
            *TWO[1:],
            node("Identity", "s", "y"),
        ],
        (),
    ),
    "constant nodes": (
        [
            node("Constant", "", "C", value=tensor("c", [2, 1], 1, -1)),
            node("Constant", "", "d", value_floats=[0.5]),
            node("Gemm", "x C d", "g"),
            *TWO[1:],
            node("Identity", "s", "y"),
        ],
        (),
    ),
    "scaled": (
        [node("Gemm", "x D d", "g", alpha=0.5, beta=0.25), *TWO[1:], node("Identity", "s", "y")],
        (tensor("D", [2, 1], 2, -2), tensor("d", [], 2)),
    ),
    "flattened": (
        [
            node("Flatten", "x", "f", axis=1),
            node("Dropout", "f", "e"),
            node("Gemm", "e A a", "g", transB=1),
            *TWO[1:],
            node("Identity", "s", "y"),
        ],
        (),
    ),
    "half precision": (
        [node("Gemm", "x H a", "g", transB=1), *TWO[1:], node("Identity", "s", "y")],
        (helper.make_tensor("H", 10, [1, 2], np.array([1, -1], "<f2").tobytes(), True),),
    ),
    "bfloat16 as integers": (
        [node("Gemm", "x H a", "g", transB=1), *TWO[1:], node("Identity", "s", "y")],
        (onnx.TensorProto(name="H", dims=[1, 2], data_type=16, int32_data=[0x3F80, 0xBF80]),),
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_the_same_network_in_other_words(name: str, tmp_path: Path) -> None:
    nodes, tensors = SAME[name]
    plain = read(tmp_path, model(end(TWO, node("Identity", "s", "y"))))
    shape = ["N", 1, 2] if name == "flattened" else None
    assert read(tmp_path, model(nodes, *tensors, shape=shape)).network == plain.network


TAILS: dict[str, tuple[Chain, str, tuple[str, ...] | None]] = {
    "softmax": (end(TWO, node("Softmax", "s", "y", axis=-1)), "argmax", None),
    "log": (end(TWO, node("LogSoftmax", "s", "y", axis=1)), "argmax", None),
    "sigmoids": (end(TWO, node("Sigmoid", "s", "y")), "argmax", None),
    "one sigmoid": (end(ONE, node("Sigmoid", "s", "y")), "sign", None),
    "value": (end(ONE, node("Identity", "s", "y")), "equal", None),
    "argmax": (end(TWO, node("ArgMax", "s", "y", axis=1, keepdims=0)), "argmax", None),
    "named": (
        end(
            TWO,
            node("Softmax", "s", "p"),
            node("ArgMax", "p", "i", axis=1),
            node("ArrayFeatureExtractor", "names i", "n", domain="ai.onnx.ml"),
            node("Reshape", "n flat", "r"),
            node("Cast", "r", "y", to=INT64),
        ),
        "argmax",
        ("4", "2"),
    ),
    "binary": (
        end(
            ONE,
            node("Sigmoid", "s", "p"),
            node("Sub", "one p", "q"),
            node("Concat", "q p", "pq", axis=1),
            node("ArgMax", "pq", "i", axis=1),
            node("ZipMap", "pq", "z", domain="ai.onnx.ml", classlabels_strings=["no", "yes"]),
            node("Identity", "i", "y"),
        ),
        "sign",
        ("no", "yes"),
    ),
}


@pytest.mark.parametrize("name", TAILS)
def test_what_follows_the_last_affine_map(name: str, tmp_path: Path) -> None:
    nodes, rule, classes = TAILS[name]
    found = read(tmp_path, model(nodes))
    assert (found.rule, found.classes) == (rule, classes)
    assert found.network.output_dimension == (
        1 if "s" not in nodes[2].input and nodes[2].input[1] == "v" else 2
    )
    assert any("left out" in note for note in found.notes) == (name != "value")


def test_what_is_no_output_does_not_make_the_rule(tmp_path: Path) -> None:
    unused = end(ONE, node("Sigmoid", "s", "p"))
    found = read(tmp_path, model(unused, outputs="s"))
    assert (found.rule, found.notes) == ("equal", ())
    assert read(tmp_path, model(unused, outputs="s p")).rule == "sign"
    assert read(tmp_path, model(unused, outputs="p")).rule == "sign"


def add_external(built: Any) -> None:
    (weights,) = (entry for entry in built.graph.initializer if entry.name == "A")
    weights.ClearField("float_data")
    weights.data_location = 1
    weights.external_data.add(key="location", value="../../../../etc/passwd")


def set_raw(built: Any, raw: bytes) -> None:
    (weights,) = (entry for entry in built.graph.initializer if entry.name == "A")
    weights.ClearField("float_data")
    weights.raw_data = raw


Change = Callable[[Any], object]
HOSTILE: dict[str, tuple[Change, str]] = {
    "external data": (add_external, "stored in another file"),
    "too few bytes": (lambda m: set_raw(m, bytes(7)), "7 bytes do not hold shape"),
    "NaN": (lambda m: set_raw(m, b"\xff" * 8), "'A' holds nan"),
    "numbers twice": (lambda m: setattr(m.graph.initializer[0], "raw_data", bytes(8)), "twice"),
    "too few numbers": (lambda m: m.graph.initializer[0].float_data.pop(), "1 numbers for shape"),
    "integers": (
        lambda m: m.graph.initializer[0].CopyFrom(tensor("A", [1, 2], 1, 2, kind=INT64)),
        "'A': numbers of type 7",
    ),
    "negative shape": (
        lambda m: m.graph.initializer[0].dims.__setitem__(slice(None), [-1, -2]),
        "of shape [-1, -2]",
    ),
    "huge shape": (
        lambda m: m.graph.initializer[0].dims.__setitem__(slice(None), [1 << 40, 1 << 40]),
        "--no-limit",
    ),
    "no shape": (lambda m: m.graph.initializer[0].ClearField("dims"), "of shape []"),
    "infinite scale": (
        lambda m: m.graph.node[0].attribute.append(helper.make_attribute("alpha", float("inf"))),
        "alpha, holds inf",
    ),
    "attribute twice": (
        lambda m: m.graph.node[0].attribute.append(helper.make_attribute("transB", 0)),
        "twice",
    ),
    "unknown attribute": (
        lambda m: m.graph.node[0].attribute.append(helper.make_attribute("broadcast", 1)),
        "not read",
    ),
    "transposed input": (
        lambda m: m.graph.node[0].attribute.append(helper.make_attribute("transA", 1)),
        "transposes its input",
    ),
    "own function": (lambda m: m.functions.add(name="Relu"), "functions"),
    "other domain": (lambda m: setattr(m.graph.node[1], "domain", "evil"), "domain 'evil'"),
    "initializer twice": (
        lambda m: m.graph.initializer.append(tensor("A", [1, 2], 5, 5)),
        "'A' is missing or given twice",
    ),
    "shadowed": (lambda m: m.graph.node[1].output.__setitem__(0, "B"), "'B' is missing or given"),
    "shadowed input": (lambda m: m.graph.node[1].output.__setitem__(0, "x"), "'x' is missing or"),
    "two inputs": (
        lambda m: m.graph.input.append(helper.make_tensor_value_info("z", FLOAT, ["N", 2])),
        "2 inputs",
    ),
    "integer input": (
        lambda m: m.graph.input[0].CopyFrom(helper.make_tensor_value_info("x", INT64, ["N", 2])),
        "floating point",
    ),
    "no list of points": (
        lambda m: m.graph.input[0].CopyFrom(helper.make_tensor_value_info("x", FLOAT, [2])),
        "no list of points",
    ),
    "an image": (
        lambda m: m.graph.input[0].CopyFrom(helper.make_tensor_value_info("x", FLOAT, [1, 1, 2])),
        "not flattened",
    ),
    "other input size": (
        lambda m: m.graph.input[0].CopyFrom(helper.make_tensor_value_info("x", FLOAT, ["N", 3])),
        "input has 3 coordinates",
    ),
    "no output": (lambda m: m.graph.ClearField("output"), "no output"),
    "an inner output": (
        lambda m: m.graph.output.append(helper.make_tensor_value_info("h", FLOAT, None)),
        "'h' is not the end",
    ),
    "sparse": (
        lambda m: m.graph.sparse_initializer.add(dims=[1, 2]),
        "sparse",
    ),
    "old": (lambda m: setattr(m.opset_import[0], "version", 6), "before 7"),
    "no operator set": (lambda m: m.ClearField("opset_import"), "before 7"),
    "tampered Constant": (
        lambda m: m.graph.node.insert(0, node("Constant", "", "k", value_string="x")),
        "value_string",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_models_are_refused(name: str, tmp_path: Path) -> None:
    change, message = HOSTILE[name]
    built = model(end(TWO, node("Identity", "s", "y")))
    change(built)
    with pytest.raises(InputError) as error:
        read(tmp_path, built)
    assert message in str(error.value) and "\n" not in str(error.value)


REFUSED: dict[str, tuple[Chain, str]] = {
    "tanh": (end(HIDDEN, node("Tanh", "h", "y")), "'Tanh'"),
    "leaky": ([HIDDEN[0], node("LeakyRelu", "g", "y")], "'LeakyRelu'"),
    "argmin": (end(TWO, node("ArgMin", "s", "y", axis=1)), "'ArgMin'"),
    "other case": ([HIDDEN[0], node("relu", "g", "h"), *TWO[2:]], "'relu'"),
    "residual": (end(HIDDEN, node("Gemm", "h A a", "k"), node("Add", "k h", "y")), "'h'"),
    "two branches": ([*HIDDEN, node("Gemm", "x A a", "y", transB=1)], "'x', which has been used"),
    "nothing there": ([node("Gemm", "u A a", "y")], "'u', which nothing gives"),
    "constants only": ([node("Gemm", "A A", "y")], "from the right"),
    "weights first": ([node("MatMul", "A x", "y")], "from the right"),
    "no Relu between": ([HIDDEN[0], node("MatMul", "g B", "y")], "without Relu"),
    "ends in Relu": (end(HIDDEN, node("Identity", "h", "y")), "must end in an affine map"),
    "Relu twice": (end(HIDDEN, node("Relu", "h", "y")), "does not follow an affine map"),
    "Relu of the input": ([node("Relu", "x", "y")], "does not follow an affine map"),
    "Add first": ([node("Add", "x b", "y")], "does not follow an affine map"),
    "long bias": ([node("Gemm", "x A b", "y", transB=1)], "'b' of shape [1, 2], not [1]"),
    "wrong sizes": (end(HIDDEN, node("Gemm", "h A a", "y", transB=1)), "reads 2 numbers, not 1"),
    "over the points": (end(TWO, node("Softmax", "s", "y", axis=0)), "axis 1"),
    "argmax of points": (end(TWO, node("ArgMax", "s", "y")), "axis 1"),
    "argmax of one": (end(ONE, node("ArgMax", "s", "y", axis=1)), "several scores"),
    "softmax of one": (end(ONE, node("Softmax", "s", "y")), "constant"),
    "goes on": (
        end(TWO, node("Softmax", "s", "p"), node("MatMul", "p B", "y")),
        "follows Softmax",
    ),
    "goes on beside": (
        end(TWO, node("Softmax", "s", "p"), node("Relu", "s", "y")),
        "follows Softmax",
    ),
    "pair turned": (
        end(
            ONE,
            node("Sigmoid", "s", "p"),
            node("Sub", "one p", "q"),
            node("Concat", "p q", "y", axis=1),
        ),
        "1 - Sigmoid",
    ),
    "half minus": (end(ONE, node("Sigmoid", "s", "p"), node("Sub", "w p", "y")), "1 - Sigmoid"),
    "only the complement": (
        end(ONE, node("Sigmoid", "s", "p"), node("Sub", "one p", "y")),
        "'y' is not the end",
    ),
    "minus one": (end(ONE, node("Sigmoid", "s", "p"), node("Sub", "p one", "y")), "1 - Sigmoid"),
    "rounded": (end(TWO, node("Cast", "s", "y", to=INT64)), "may change the answer"),
    "flattened away": (end(TWO, node("Flatten", "s", "y", axis=0)), "points apart"),
    "training": ([node("Dropout", "x one flat", "y")], "not read"),
    "mask": ([node("Dropout", "x", "y mask")], "one output"),
    "named by scores": (
        end(TWO, node("ArrayFeatureExtractor", "names s", "y", domain="ai.onnx.ml")),
        "winning class",
    ),
    "too many names": (
        end(
            TWO,
            node("Softmax", "s", "p"),
            node("ZipMap", "p", "y", domain="ai.onnx.ml", classlabels_int64s=[1, 2, 3]),
        ),
        "3 classes for 2",
    ),
    "names that differ": (
        end(
            TWO,
            node("Softmax", "s", "p"),
            node("ZipMap", "p", "z", domain="ai.onnx.ml", classlabels_int64s=[2, 4]),
            node("ArgMax", "p", "i", axis=1),
            node("ArrayFeatureExtractor", "names i", "y", domain="ai.onnx.ml"),
        ),
        "another order",
    ),
    "left out": ([helper.make_node("Gemm", ["", "x", "A"], ["y"])], "leaves out an input"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_other_graphs_are_refused_by_name(name: str, tmp_path: Path) -> None:
    nodes, message = REFUSED[name]
    with pytest.raises(InputError) as error:
        read(tmp_path, model(nodes))
    assert message in str(error.value) and "\n" not in str(error.value)


def test_sizes_are_bounded_before_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built = model(end(TWO, node("Identity", "s", "y")))
    monkeypatch.setattr("memproof.formats.floats.MAX_WEIGHTS", 6)
    with pytest.raises(SizeLimitError, match="7 parameters"):
        read(tmp_path, built)
    assert read(tmp_path, built, limit=False).network.depth == 1
    monkeypatch.setattr("memproof.formats.onnx_files.MAX_FILE_BYTES", 10)
    with pytest.raises(SizeLimitError, match="bytes"):
        read(tmp_path, built)


def test_damaged_files_never_end_in_another_error(tmp_path: Path) -> None:
    good = model(TAILS["named"][0]).SerializeToString()
    chance = random.Random(0)
    for _ in range(400):
        raw = bytearray(good)
        for _ in range(chance.randint(1, 3)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        cut = chance.choice([len(raw), chance.randrange(len(raw))])
        try:
            read(tmp_path, bytes(raw[:cut]))
        except InputError as error:
            assert "\n" not in str(error)


def test_without_the_package_one_line_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(InputError, match=r"memproof\[onnx\]"):
        read(tmp_path, b"")
    with pytest.raises(InputError, match=r"memproof\[onnx\]"):
        encode_onnx(Network((build_layer([[1]], [0]),)))


# Export


def sample(weight: int | Fraction) -> Network:
    return Network(
        (build_layer([[1, weight], [0, 3]], [0, Fraction(1, 8)]), build_layer([[1, -1]], [2]))
    )


def test_export_comes_back_the_same(tmp_path: Path) -> None:
    for weight in (0, 2**53, 2**1023, Fraction(1, 2**1074), Fraction(0.1)):
        network = sample(weight)
        raw = encode_onnx(network)
        assert raw == encode_onnx(network)
        assert read(tmp_path, raw) == ImportedNetwork(network, "equal", "ONNX")
        reference = pytest.importorskip("onnx.reference")
        run = reference.ReferenceEvaluator(onnx.load_model_from_string(raw))
        if abs(weight) < 2**60:
            ((value,),) = run.run(None, {"x": np.array([[3.0, 0.5]])})
            assert value == float(evaluate(network, [(3, Fraction(1, 2))])[0][0])


@pytest.mark.parametrize(
    ("weight", "message"),
    [
        (2**53 + 1, "1 of 7 weights are no float64: 54 significant bits would be needed"),
        (2**1024, "too large or too small"),
        (Fraction(1, 2**1075), "too large or too small"),
        (Fraction(1, 3), "no power of two"),
    ],
)
def test_weights_that_are_no_doubles(weight: int | Fraction, message: str) -> None:
    with pytest.raises(InputError, match=message):
        encode_onnx(sample(weight))


def test_significant_bits() -> None:
    assert [count_significant_bits(Fraction(n)) for n in (0, 1, -6, 2**70, 2**70 + 1)] == [
        0, 1, 2, 1, 71,
    ]  # fmt: skip
    assert is_float(Fraction(2**52 + 1)) and not is_float(Fraction(2**53 + 1))
