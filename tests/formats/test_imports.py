"""Networks from elsewhere: exact values, the rule of the answer, damaged and hostile files."""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from memproof.constructions.memorize import verify_network
from memproof.datasets.values import build_data_set
from memproof.errors import InputError, SizeLimitError
from memproof.formats.imports import ImportedNetwork, read_network, split_sign
from memproof.formats.scikit import read_classifier, save_classifier
from memproof.formats.state_dict import MAX_HEADER_BYTES, decode_floats
from memproof.networks import Network, build_layer, evaluate, save_network

# The tensors of x ↦ 0.1·σ(x₁ − x₂) − 0.3 and an output more, in names as torch gives them.
TENSORS: dict[str, tuple[str, list[int], bytes]] = {
    "2.weight": ("F64", [2, 1], struct.pack("<2d", 0.1, 1)),
    "2.bias": ("F64", [2], struct.pack("<2d", -0.3, 0)),
    "0.weight": ("F32", [1, 2], struct.pack("<2f", 1, -1)),
    "0.bias": ("F32", [1], struct.pack("<f", 0)),
}


def encode(tensors: dict[str, tuple[str, list[int], bytes]], **metadata: str) -> bytes:
    header: dict[str, Any] = {"__metadata__": metadata} if metadata else {}
    data = b""
    for name, (dtype, shape, raw) in tensors.items():
        offsets = [len(data), len(data) + len(raw)]
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": offsets}
        data += raw
    return pack(json.dumps(header).encode(), data)


def pack(header: bytes, data: bytes = b"") -> bytes:
    return struct.pack("<Q", len(header)) + header + data


def floats(shape: Sequence[int], *values: float) -> tuple[str, list[int], bytes]:
    return "F32", list(shape), struct.pack(f"<{len(values)}f", *values)


def read_bytes(folder: Path, raw: bytes, suffix: str = ".safetensors") -> ImportedNetwork:
    path = folder / f"network{suffix}"
    path.write_bytes(raw)
    return read_network(path)


# safetensors


def test_state_dict_at_its_exact_values(tmp_path: Path) -> None:
    found = read_bytes(tmp_path, encode(TENSORS, format="pt"))
    assert found.rule == "argmax" and found.source == "PyTorch state dict"
    assert any("ReLU is assumed" in note for note in found.notes)
    ((first, second),) = evaluate(found.network, [(7, 3)])
    assert first == 4 * Fraction(0.1) + Fraction(-0.3) and second == 4
    ((first, second),) = evaluate(found.network, [(3, 7)])
    assert first == Fraction(-0.3) and second == 0


@pytest.mark.parametrize(
    ("dtype", "raw", "values"),
    [
        ("F16", b"\x00\x3c\x01\x00\xff\x7b", [1.0, 2.0**-24, 65504.0]),
        ("BF16", b"\x80\x3f\x01\x00\xcd\xbd", [1.0, 2.0**-133, -0.10009765625]),
        ("F32", struct.pack("<2f", 0.1, 2.0**-149), [float(np.float32(0.1)), 2.0**-149]),
        ("F64", struct.pack("<2d", 0.1, 5e-324), [0.1, 5e-324]),
    ],
)
def test_every_type_is_decoded_exactly(dtype: str, raw: bytes, values: list[float]) -> None:
    assert list(decode_floats(raw, dtype)) == values


def test_layers_are_ordered_by_number_not_by_text(tmp_path: Path) -> None:
    tensors = {f"net.{at}.weight": floats([1, 1], at) for at in (10, 9, 2)}
    found = read_bytes(tmp_path, encode(tensors))
    weights = [layer.rows[0][1][0][1] for layer in found.network.layers]
    assert weights == [2, 9, 10]
    assert found.rule == "sign" and sum("no bias" in note for note in found.notes) == 3


def changed(**changes: tuple[str, list[int], bytes] | None) -> bytes:
    tensors = {**TENSORS, **{name.replace("_", "."): new for name, new in changes.items()}}
    return encode({name: new for name, new in tensors.items() if new is not None})


NAN, INFINITE = float("nan"), float("inf")
REFUSED = {
    "empty": (b"", "too short"),
    "cut in the length": (b"\x01\x00", "too short"),
    "header beyond the file": (struct.pack("<Q", 1 << 63) + b"{}", "longer than the file"),
    "no object": (pack(b"[]"), "begin with"),
    "space first": (pack(b" {}"), "begin with"),
    "not UTF-8": (pack(b"{\xff}"), "UTF-8"),
    "not JSON": (pack(b"{'a': 1}"), "not JSON"),
    "nested": (pack(b'{"a":' * 100_000), "nested"),
    "nothing": (pack(b"{}"), "no tensor"),
    "only metadata": (pack(b'{"__metadata__": {}}'), "no tensor"),
    "a name twice": (
        pack(b'{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"a":1}'),
        "repeats a key",
    ),
    "no fields": (pack(b'{"0.weight": {"dtype": "F32"}}'), "expected dtype"),
    "shape of text": (
        pack(b'{"0.weight": {"dtype":"F32","shape":"11","data_offsets":[0,4]}}', bytes(4)),
        "not a list of sizes",
    ),
    "negative shape": (
        pack(b'{"0.weight": {"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}}', bytes(4)),
        "not a list of sizes",
    ),
    "true shape": (
        pack(b'{"0.weight": {"dtype":"F32","shape":[true,1],"data_offsets":[0,4]}}', bytes(4)),
        "not a list of sizes",
    ),
    "float shape": (
        pack(b'{"0.weight": {"dtype":"F32","shape":[1e0,1],"data_offsets":[0,4]}}', bytes(4)),
        "not a list of sizes",
    ),
    "huge shape": (
        pack(b'{"0.weight": {"dtype":"F32","shape":[99999999999,9],"data_offsets":[0,4]}}'),
        "do not hold",
    ),
    "backwards": (
        pack(b'{"0.weight": {"dtype":"F32","shape":[1,1],"data_offsets":[4,0]}}', bytes(4)),
        "increasing",
    ),
    "gap": (
        pack(b'{"0.weight": {"dtype":"F32","shape":[1,1],"data_offsets":[4,8]}}', bytes(8)),
        "'0.weight' follows a gap",
    ),
    "overlap": (
        pack(
            b'{"0.weight":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},'
            b'"0.bias":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}',
            bytes(6),
        ),
        "'0.bias' overlaps",
    ),
    "bytes left over": (encode(TENSORS) + b"x", "tensors take"),
    "bytes missing": (encode(TENSORS)[:-1], "tensors take"),
    "integers": (changed(**{"0_bias": ("I32", [1], bytes(4))}), "'0.bias': numbers of type 'I32'"),
    "NaN": (changed(**{"0_weight": floats([1, 2], 1, NAN)}), "'0.weight' holds nan"),
    "infinite bias": (changed(**{"0_bias": floats([1], INFINITE)}), "'0.weight' holds inf"),
    "convolution": (changed(**{"1_weight": floats([1, 1, 1], 1)}), "'1.weight' of shape"),
    "normalisation": (changed(**{"1_weight": floats([1], 1)}), "'1.weight' of shape"),
    "running mean": (changed(**{"1_running": floats([1], 1)}), "'1.running'"),
    "bias alone": (changed(**{"0_weight": None}), "'0.bias' has no weight"),
    "long bias": (changed(**{"0_bias": floats([2], 0, 0)}), "'0.bias' of shape"),
    "no chain": (changed(**{"2_weight": floats([2, 2], 1, 1, 1, 1)}), "'2.weight' of shape"),
    "empty matrix": (encode({"0.weight": ("F32", [0, 2], b"")}), "'0.weight' of shape"),
    "order unknown": (
        encode({"in.weight": floats([1, 1], 1), "out.weight": floats([1, 1], 2)}),
        "'out.weight': names",
    ),
    "same number": (
        encode({"1.weight": floats([1, 1], 1), "01.weight": floats([1, 1], 2)}),
        "'01.weight': two layers",
    ),
    "endless number": (encode({"9" * 5000 + ".weight": floats([1, 1], 1)}), "number 999"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_state_dicts_that_are_refused(name: str, tmp_path: Path) -> None:
    raw, message = REFUSED[name]
    with pytest.raises(InputError) as error:
        read_bytes(tmp_path, raw)
    assert message in str(error.value) and "\n" not in str(error.value)
    assert "network.safetensors" in str(error.value)


def test_sizes_are_bounded_before_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    header = b"{" + b" " * MAX_HEADER_BYTES + b"}"
    with pytest.raises(SizeLimitError, match="header"):
        read_bytes(tmp_path, pack(header))
    monkeypatch.setattr("memproof.formats.floats.MAX_WEIGHTS", 6)
    with pytest.raises(SizeLimitError, match="--no-limit"):
        read_bytes(tmp_path, encode(TENSORS))
    path = tmp_path / "network.safetensors"
    assert read_network(path, limit=False).network.depth == 1


def test_damaged_state_dicts_never_end_in_another_error(tmp_path: Path) -> None:
    good = encode(TENSORS)
    chance = random.Random(0)
    for _ in range(300):
        raw = bytearray(good)
        for _ in range(chance.randint(1, 3)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        cut = chance.choice([len(raw), chance.randrange(len(raw))])
        try:
            read_bytes(tmp_path, bytes(raw[:cut]))
        except InputError as error:
            assert "\n" not in str(error)


# The rule of the answer


def line(slope: int, offset: int) -> Network:
    return Network((build_layer([[slope]], [offset]),))


def points(labels: list[int]) -> Any:
    numerators = [[at] for at in range(len(labels))]
    return build_data_set("data", numerators, 1, labels, ["no", "yes"])


def test_sign_is_strict() -> None:
    logit = ImportedNetwork(line(1, -1), "sign", "test")
    found = verify_network(logit, points([0, 1, 1]))
    assert [point.index for point in found.wrong] == [1]
    assert found.wrong[0].outputs == (0,) and found.rule == "sign"
    assert verify_network(logit, points([0, 0, 1])).wrong[0].index == 1
    assert [margin.radius for margin in found.margins or ()] == [1, 0, 1]
    assert verify_network(logit, points([0, 1, 1]), rule="equal").wrong[0].outputs == (-1,)


def test_sign_is_the_argmax_of_two_outputs() -> None:
    assert evaluate(split_sign(line(2, -3)), [(5,)]) == [(0, 7)]
    with pytest.raises(InputError, match="does not fit"):
        split_sign(split_sign(line(2, -3)))


def test_rules_that_do_not_fit() -> None:
    with pytest.raises(InputError, match="argmax does not fit"):
        verify_network(line(1, 0), points([0, 1]), rule="argmax")
    with pytest.raises(InputError, match="sign does not fit"):
        verify_network(split_sign(line(1, 0)), points([0, 1]), rule="sign")
    with pytest.raises(InputError, match="unknown rule"):
        verify_network(line(1, 0), points([0, 1]), rule="nearest")
    three = build_data_set("three", [[0], [1], [2]], 1, [0, 1, 2], ["a", "b", "c"])
    with pytest.raises(InputError, match="three has 3"):
        verify_network(line(1, 0), three, rule="sign")


# scikit-learn


def mlp(**changes: Any) -> dict[str, Any]:
    document = {
        "format": "scikit-learn-mlp",
        "version": 1,
        "activation": "relu",
        "out_activation": "logistic",
        "classes": ["no", "yes"],
        "coefs": [[[1.0], [-1.0]], [[0.1]]],
        "intercepts": [[0.0], [-0.3]],
    }
    return document | changes


def test_classifier_from_its_file(tmp_path: Path) -> None:
    found = read_bytes(tmp_path, json.dumps(mlp()).encode(), ".json")
    assert (found.rule, found.classes) == ("sign", ("no", "yes"))
    assert evaluate(found.network, [(7, 3)]) == [(4 * Fraction(0.1) + Fraction(-0.3),)]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"version": 2}, "version"),
        ({"activation": "tanh"}, "relu"),
        ({"out_activation": "tanh"}, "out_activation"),
        ({"out_activation": ["softmax"]}, "out_activation"),
        ({"out_activation": "softmax"}, "softmax of 1 outputs"),
        ({"classes": None}, "classes"),
        ({"classes": ["no"]}, "1 classes for 2"),
        ({"classes": ["no", "no"]}, "classes for 2"),
        ({"classes": [True, False]}, "names or numbers"),
        ({"coefs": []}, "coefs"),
        ({"coefs": 1.0}, "coefs"),
        ({"coefs": [[[1.0], [-1.0]]]}, "1 coefs but 2"),
        ({"coefs": [[[1.0], [-1.0, 2.0]], [[0.1]]]}, "coefs 0"),
        ({"coefs": [[[1.0], [-1.0]], [[0.1], [0.2]]]}, "coefs 1 reads 2"),
        ({"coefs": [[[1], [-1.0]], [[0.1]]]}, "coefs 0"),
        ({"coefs": [[["1"], [-1.0]], [[0.1]]]}, "coefs 0"),
        ({"intercepts": [[], [-0.3]]}, "layer 0"),
        ({"intercepts": [[float("inf")], [-0.3]]}, "finite"),
        ({"extra": 1}, "fields"),
        ({"out_activation": "identity"}, "no classes"),
    ],
)
def test_classifiers_that_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_classifier(mlp(**changes))


def test_numbers_beyond_doubles_are_refused(tmp_path: Path) -> None:
    for number in ("1e999", "NaN", "-Infinity"):
        text = json.dumps(mlp()).replace("-0.3", number)
        with pytest.raises(InputError, match=r"network\.json"):
            read_bytes(tmp_path, text.encode(), ".json")


def fitted(**changes: Any) -> SimpleNamespace:
    fields = {
        "activation": "relu",
        "out_activation_": "softmax",
        "classes_": np.array([3, 5]),
        "coefs_": [np.array([[0.1, 0.2]], dtype=np.float32)],
        "intercepts_": [np.array([0.5, -0.5])],
    }
    return SimpleNamespace(**(fields | changes))


def test_saved_classifiers_come_back_exactly(tmp_path: Path) -> None:
    path = tmp_path / "mlp.json"
    save_classifier(fitted(), path)
    found = read_network(path)
    assert (found.rule, found.classes) == ("argmax", ("3", "5"))
    single = Fraction(float(np.float32(0.1)))
    assert evaluate(found.network, [(1,)])[0][0] == single + Fraction(1, 2)
    before = path.read_text()
    for model in (fitted(activation="tanh"), SimpleNamespace(), fitted(classes_=None)):
        with pytest.raises(InputError):
            save_classifier(model, path)
    assert path.read_text() == before


def test_a_regressor_must_give_the_number(tmp_path: Path) -> None:
    model = fitted(
        out_activation_="identity", coefs_=[np.array([[1.0]])], intercepts_=[np.array([0.0])]
    )
    del model.classes_
    save_classifier(model, tmp_path / "line.json")
    found = read_network(tmp_path / "line.json")
    assert (found.rule, found.classes) == ("equal", None)
    assert verify_network(found, points([0, 1])).all_right


@pytest.mark.long
def test_real_classifiers_of_scikit_learn(tmp_path: Path) -> None:
    neural = pytest.importorskip("sklearn.neural_network")
    generator = np.random.default_rng(0)
    X = generator.normal(size=(60, 3))
    for count in (2, 3):
        y = generator.integers(0, count, 60)
        model = neural.MLPClassifier((8,), max_iter=50, random_state=0).fit(X, y)
        path = tmp_path / "mlp.json"
        save_classifier(model, path)
        np.savez(tmp_path / "data.npz", X=X, y=y)
        found = verify_network(path, tmp_path / "data.npz", margins=False)
        predicted = model.predict(X)
        assert [point.index for point in found.wrong] == list(np.flatnonzero(predicted != y))
        assert found.rule == ("sign" if count == 2 else "argmax")


# Files of other kinds


def test_pickles_are_never_opened(tmp_path: Path) -> None:
    for suffix in (".pt", ".pth", ".pkl", ".joblib"):
        with pytest.raises(InputError, match="pickled"):
            read_network(tmp_path / f"absent{suffix}")


def test_class_names_cannot_rewrite_the_terminal(tmp_path: Path) -> None:
    raw = json.dumps(mlp(classes=["no", "\x1b[2Jyes"])).encode()
    with pytest.raises(InputError, match="not printable"):
        read_bytes(tmp_path, raw, ".json")


def test_missing_files(tmp_path: Path) -> None:
    for suffix in (".json", ".safetensors", ".onnx"):
        with pytest.raises(InputError, match="cannot be read"):
            read_network(tmp_path / f"absent{suffix}")


def test_native_files_keep_their_rule(tmp_path: Path) -> None:
    for network, rule in ((line(1, 0), "equal"), (split_sign(line(1, 0)), "argmax")):
        save_network(network, tmp_path / "network.json")
        assert read_network(tmp_path / "network.json") == ImportedNetwork(network, rule, "memproof")
