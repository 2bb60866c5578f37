"""Networks on disk: round trips, hand-edited files, atomic writes."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from memproof.constructions import build_trade_off
from memproof.errors import InputError
from memproof.networks import (
    Network,
    build_layer,
    digest_network,
    files,
    load_network,
    network_from_json,
    network_to_json,
    save_network,
)


def sample() -> Network:
    return Network(
        (
            build_layer([[1, Fraction(-2, 3)], [0, 2**70]], [0, -(2**53)]),
            build_layer([[1, -1]], [Fraction(1, 5)]),
        )
    )


def test_round_trip(tmp_path: Path) -> None:
    for number, network in enumerate(
        [sample(), build_trade_off([0, 5, 6], [1, 0, 3], 3, 2, 1, 1, 2, 2)]
    ):
        path = tmp_path / f"{number}.json"
        save_network(network, path)
        assert load_network(path) == network
        assert path.read_text() == files.canonical_text(network_to_json(network)) + "\n"
        assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")] == []


def test_big_integers_are_hexadecimal_and_small_ones_are_not() -> None:
    rows = network_to_json(sample())["layers"][0]["rows"]
    assert rows[1] == [hex(-3 * 2**53), [[1, hex(3 * 2**70)]]]
    assert rows[0] == [0, [[0, 3], [1, -2]]]
    for value in (2**53 - 1, 2**53, -(2**53), 31, 0):
        assert files.decode_integer(files.encode_integer(value)) == value


def test_digest_depends_on_every_weight() -> None:
    assert digest_network(sample()) == digest_network(network_from_json(network_to_json(sample())))
    other = network_to_json(sample())
    other["layers"][1]["rows"][0][0] += 1
    assert digest_network(network_from_json(other)) != digest_network(sample())


def edit(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    document = copy.deepcopy(network_to_json(sample()))
    change(document)
    return document


BAD: dict[str, Callable[[dict[str, Any]], object]] = {
    "other format": lambda d: d.update(format="network"),
    "other version": lambda d: d.update(version=2),
    "version as bool": lambda d: d.update(version=True),
    "missing field": lambda d: d.pop("layers"),
    "extra field": lambda d: d.update(name="x"),
    "no layers": lambda d: d.update(layers=[]),
    "layers not a list": lambda d: d.update(layers={"0": 1}),
    "dimension 0": lambda d: d.update(input_dimension=0),
    "dimension as bool": lambda d: d.update(input_dimension=True),
    "dimension too small": lambda d: d.update(input_dimension=1),
    "denominator 0": lambda d: d["layers"][0].update(denominator=0),
    "denominator float": lambda d: d["layers"][0].update(denominator=1.0),
    "no rows": lambda d: d["layers"][0].update(rows=[]),
    "row too long": lambda d: d["layers"][0]["rows"][0].append(1),
    "float weight": lambda d: d["layers"][0]["rows"][0][1][0].__setitem__(1, 1.5),
    "bool weight": lambda d: d["layers"][0]["rows"][0][1][0].__setitem__(1, True),
    "zero weight": lambda d: d["layers"][0]["rows"][0][1][0].__setitem__(1, 0),
    "decimal string": lambda d: d["layers"][0]["rows"][0].__setitem__(0, "12"),
    "small hexadecimal": lambda d: d["layers"][0]["rows"][0].__setitem__(0, "0x1f"),
    "padded hexadecimal": lambda d: d["layers"][0]["rows"][0].__setitem__(0, "0x0" + "f" * 20),
    "big JSON integer": lambda d: d["layers"][0]["rows"][0].__setitem__(0, 2**53),
    "index out of range": lambda d: d["layers"][0]["rows"][0][1][1].__setitem__(0, 2),
    "repeated index": lambda d: d["layers"][0]["rows"][0][1][1].__setitem__(0, 0),
    "lost neuron": lambda d: d["layers"][0]["rows"].pop(),
}


@pytest.mark.parametrize("name", BAD)
def test_edited_documents_are_refused(name: str) -> None:
    with pytest.raises(InputError) as error:
        network_from_json(edit(BAD[name]))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"format": NaN}',
        '{"a": 1, "a": 2}',
        "[" * 100_000,
        "1e999999",
        "\x00",
    ],
)
def test_files_that_are_no_networks_are_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "network.json"
    path.write_text(text)
    with pytest.raises(InputError, match=r"network\.json"):
        load_network(path)


def test_missing_and_binary_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_network(tmp_path / "nothing.json")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read"):
        load_network(tmp_path / "binary")


def test_an_interrupted_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "network.json"
    save_network(sample(), path)
    before = path.read_text()

    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save_network(Network((build_layer([[1]], [0]),)), path)
    assert path.read_text() == before
    assert list(tmp_path.iterdir()) == [path]


def test_too_many_digits_are_refused() -> None:
    document = edit(lambda d: d["layers"][0]["rows"][0].__setitem__(0, "0x" + "f" * 2**21))
    with pytest.raises(InputError, match="digits"):
        network_from_json(document)


def test_the_document_is_json_without_floats() -> None:
    text = json.dumps(network_to_json(sample()))

    def refuse(_: str) -> None:
        raise AssertionError

    json.loads(text, parse_float=refuse)
