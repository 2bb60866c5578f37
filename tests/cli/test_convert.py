"""`memproof convert` and `memproof verify` on networks from elsewhere, as a user meets them."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result

from memproof.constructions.memorize import verify_network
from memproof.datasets import read_data_set
from memproof.errors import InputError, SizeLimitError
from memproof.formats.exports import evaluate_floats, export_onnx
from memproof.formats.imports import ImportedNetwork, read_network
from memproof.networks import Network, build_layer, evaluate, load_network

IRIS = Path(__file__).resolve().parents[2] / "examples" / "iris.csv"
Run = Callable[..., Result]


def write_logit(path: Path, slope: float = 1.0, offset: float = -0.25) -> None:
    """A state dict of one layer: x ↦ slope·x + offset in float32."""
    entries = {
        "0.weight": {"dtype": "F32", "shape": [1, 1], "data_offsets": [0, 4]},
        "0.bias": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]},
    }
    header = json.dumps(entries).encode()
    data = struct.pack("<2f", slope, offset)
    path.write_bytes(struct.pack("<Q", len(header)) + header + data)


def test_verify_says_where_it_read_from_and_by_which_rule(run: Run, tmp_path: Path) -> None:
    write_logit(tmp_path / "logit.safetensors")
    (tmp_path / "data.csv").write_text("0.125,no\n0.5,yes\n0.25,no\n")
    result = run("verify", "logit.safetensors", "data.csv", code=1)
    assert "PyTorch state dict, weights at their exact values" in result.stdout
    assert "note: a state dict holds no activations" in result.stdout
    assert "rule sign: the only output must be positive" in result.stdout
    assert "row 3: expected 0 (no), output 0\n" in result.stdout
    found = json.loads(run("verify", "logit.safetensors", "data.csv", "--json", code=1).stdout)
    assert (found["rule"], found["source"], found["right"]) == ("sign", "PyTorch state dict", 2)
    assert found["margins"]["min"] == "0" and found["margins"]["median"] == "1/8"
    run("verify", "logit.safetensors", "data.csv", "--rule", "equal", code=1)
    assert (
        "does not fit"
        in run("verify", "logit.safetensors", "data.csv", "--rule", "argmax", code=3).stderr
    )


def test_classes_of_the_file_give_the_order(run: Run, tmp_path: Path) -> None:
    document = {
        "format": "scikit-learn-mlp",
        "version": 1,
        "activation": "relu",
        "out_activation": "logistic",
        "classes": ["yes", "no"],
        "coefs": [[[1.0]]],
        "intercepts": [[-0.25]],
    }
    (tmp_path / "mlp.json").write_text(json.dumps(document))
    (tmp_path / "data.csv").write_text("0.125,yes\n0.5,no\n")
    run("verify", "mlp.json", "data.csv")
    run("verify", "mlp.json", "data.csv", "--class-names", "no,yes", code=1)
    (tmp_path / "other.csv").write_text("0.125,maybe\n0.5,no\n")
    assert "'maybe'" in run("verify", "mlp.json", "other.csv", code=3).stderr


def test_json_keeps_the_answers_of_a_sign(run: Run, tmp_path: Path) -> None:
    write_logit(tmp_path / "logit.safetensors", slope=0.1)
    result = run("convert", "logit.safetensors", "two.json")
    assert "two outputs" in result.stdout
    exact = load_network(tmp_path / "two.json")
    assert evaluate(exact, [(1,)]) == [(0, Fraction(float(np.float32(0.1))) - Fraction(1, 4))]
    assert "--force" in run("convert", "logit.safetensors", "two.json", code=3).stderr
    run("convert", "logit.safetensors", "two.json", "--force")


def test_built_networks_come_through_onnx(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("onnx")
    run("build", IRIS, "--method", "vardi")
    result = run("convert", "network", "vardi.onnx", "--data", IRIS)
    assert "all 149 points right in float64" in result.stdout
    assert read_network("vardi.onnx").network == load_network("network/network.json")
    names = "setosa,versicolor,virginica"
    options = ["--class-names", names, "--no-margins"]
    assert "All 149 points" in run("verify", "vardi.onnx", IRIS, *options).stdout
    before = (tmp_path / "vardi.onnx").read_bytes()
    run("convert", "network", "vardi.onnx", "--data", IRIS, "--force")
    assert (tmp_path / "vardi.onnx").read_bytes() == before


def test_what_floats_cannot_hold_is_refused(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("onnx")
    run("build", IRIS, "--method", "direct")
    refused = run("convert", "network", "direct.onnx", "--data", IRIS, code=3)
    assert "552 significant bits would be needed, float64 has 53" in refused.stderr
    run("build", IRIS, "--method", "steps", "--force")
    refused = run("convert", "network", "steps.onnx", "--data", IRIS, code=3)
    assert "in float64 the network is wrong on 95 of 149 points: at row 52" in refused.stderr
    assert not list(tmp_path.glob("*.onnx"))


def test_unclear_conversions(run: Run, tmp_path: Path) -> None:
    write_logit(tmp_path / "logit.safetensors")
    (tmp_path / "folder.json").mkdir()
    run("convert", "logit.safetensors", "out.onnx", code=3)
    run("convert", "logit.safetensors", "out.json", "--data", IRIS, code=3)
    run("convert", "logit.safetensors", "out.txt", code=3)
    run("convert", "logit.safetensors", "folder.json", "--force", code=3)
    run("convert", "logit.safetensors", "absent/out.json", code=3)
    run("convert", "absent.safetensors", "out.json", code=3)
    assert not (tmp_path / "out.json").exists()


def test_float_evaluation_rounds_and_refuses(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("0.1,0\n1,1\n")
    data = read_data_set(tmp_path / "data.csv")
    ten = Network((build_layer([[2**60], [1]], [0, 0]), build_layer([[1, -(2**60)]], [0])))
    assert evaluate_floats(ten, [(Fraction(1, 10),), (3,)]) == [(0.0,), (0.0,)]
    with pytest.raises(InputError, match="too large"):
        evaluate_floats(ten, [(2**1024,)])
    with pytest.raises(InputError, match="coordinates"):
        evaluate_floats(ten, [(1, 2)])
    with pytest.raises(InputError, match="has 3 outputs"):
        export_onnx(Network((build_layer([[1], [1], [1]], [0, 0, 0]),)), data)
    pytest.importorskip("onnx")
    with pytest.raises(InputError, match=r"wrong on 1 of 2 points: at row 2 it gives 0\.0"):
        export_onnx(ten, data)
    huge = Network((build_layer([[2**1000]], [0]), build_layer([[2**1000]], [0])))
    with pytest.raises(InputError, match="it gives inf"):
        export_onnx(huge, data)


def test_long_checks_are_refused_before_they_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data.csv").write_text("0.1,0\n1,1\n")
    write_logit(tmp_path / "logit.safetensors")
    logit = read_network(tmp_path / "logit.safetensors")
    monkeypatch.setattr("memproof.formats.imports.MAX_SECONDS", 0)
    with pytest.raises(SizeLimitError, match="--no-margins"):
        verify_network(logit, tmp_path / "data.csv")
    assert verify_network(logit, tmp_path / "data.csv", limit=False).all_right
    native = ImportedNetwork(logit.network, "sign", "memproof")
    assert verify_network(native, tmp_path / "data.csv").all_right
