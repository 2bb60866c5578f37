"""Networks on disk: native JSON, exact and re-verified on load.

``{"format": "memproof-network", "version": 1, "input_dimension": d, "layers": [{"denominator": 1,
"rows": [[bias, [[index, weight], …]], …]}, …]}``; the last layer is the output. Integers below
2^53 in size are JSON integers, others hexadecimal strings such as "-0x1f". The digest is the
SHA-256 of the canonical text (sorted keys, no spaces).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any

from memproof.errors import InputError, SizeLimitError
from memproof.networks.network import Layer, Network, Row

FORMAT = "memproof-network"
VERSION = 1
MAX_FILE_BYTES = 1 << 30
MAX_LAYERS = 1 << 20
MAX_NEURONS = 1 << 24
MAX_INTEGER_DIGITS = 1 << 20

_JSON_SAFE = 1 << 53
_HEX = re.compile(r"-?0x[1-9a-f][0-9a-f]*\Z")


def network_to_json(network: Network) -> dict[str, Any]:
    """The native document, a tree of dicts, lists, ints and strings."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "input_dimension": network.input_dimension,
        "layers": [
            {
                "denominator": encode_integer(layer.denominator),
                "rows": [
                    [
                        encode_integer(bias),
                        [[index, encode_integer(weight)] for index, weight in terms],
                    ]
                    for bias, terms in layer.rows
                ],
            }
            for layer in network.layers
        ],
    }


def network_from_json(document: object) -> Network:
    """The network of a native document; nothing in it is trusted.

    Raises InputError with the place of the first defect, SizeLimitError when it is too large.
    """
    fields = _fields(document, {"format", "version", "input_dimension", "layers"}, "the network")
    if (
        fields["format"] != FORMAT
        or type(fields["version"]) is not int
        or fields["version"] != VERSION
    ):
        raise InputError(f"not a {FORMAT} document of version {VERSION}")
    dimension = fields["input_dimension"]
    if type(dimension) is not int or not 1 <= dimension <= MAX_NEURONS:
        raise InputError("the input dimension must be a positive integer")
    documents = _list(fields["layers"], "layers")
    if not 1 <= len(documents) <= MAX_LAYERS:
        raise InputError(f"a network has between 1 and {MAX_LAYERS} layers")
    layers: list[Layer] = []
    for number, layer_document in enumerate(documents):
        layer = _layer(layer_document, dimension, f"layer {number}")
        layers.append(layer)
        dimension = layer.output_dimension
    return Network(tuple(layers))


def digest_network(network: Network) -> str:
    """SHA-256 (hexadecimal) of the canonical JSON text."""
    return hashlib.sha256(canonical_text(network_to_json(network)).encode()).hexdigest()


def canonical_text(document: object) -> str:
    """JSON with sorted keys and no spaces, ASCII only: the same bytes for the same document."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), allow_nan=False)


def save_network(network: Network, path: str | os.PathLike[str]) -> None:
    """Write the native JSON atomically (a temporary file beside it, then a rename)."""
    write_text_atomically(path, canonical_text(network_to_json(network)) + "\n")


def load_network(path: str | os.PathLike[str]) -> Network:
    """Read and re-verify a native JSON file. Raises InputError naming the file and the defect."""
    document = read_json(path)
    try:
        return network_from_json(document)
    except InputError as error:
        raise type(error)(f"{Path(path)}: {error}") from None


def read_json(path: str | os.PathLike[str]) -> Any:
    """A JSON file of bounded size. Raises InputError naming the file."""
    place = Path(path)
    try:
        if place.stat().st_size > MAX_FILE_BYTES:
            raise SizeLimitError(f"{place}: larger than {MAX_FILE_BYTES} bytes")
        text = place.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{place}: cannot be read ({error})") from None
    try:
        return parse_json(text)
    except InputError as error:
        raise InputError(f"{place}: {error}") from None


def parse_json(text: str) -> Any:
    """JSON without repeated keys, NaN, infinities or overlong integers. Raises InputError."""

    def no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) != len(pairs):
            raise InputError("a JSON object repeats a key")
        return result

    def no_constant(name: str) -> Any:
        raise InputError(f"{name} is not a JSON number")

    try:
        return json.loads(text, object_pairs_hook=no_repeats, parse_constant=no_constant)
    except RecursionError:
        raise InputError("the JSON is nested too deeply") from None
    except InputError:
        raise
    except ValueError as error:
        raise InputError(f"not JSON ({error})") from None


def write_text_atomically(path: str | os.PathLike[str], text: str) -> None:
    """As :func:`write_bytes_atomically`, with text in UTF-8."""
    write_bytes_atomically(path, text.encode())


def write_bytes_atomically(path: str | os.PathLike[str], content: bytes) -> None:
    """Replace the file in one step, so that an interruption leaves the old file or none."""
    place = Path(path)
    temporary = place.with_name(f".{place.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(place)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def encode_integer(value: int) -> int | str:
    """A JSON integer below 2^53 in size, else a hexadecimal string."""
    return value if -_JSON_SAFE < value < _JSON_SAFE else hex(value)


def decode_integer(value: object, place: str = "a number") -> int:
    """The inverse of :func:`encode_integer`; only the form that it writes is accepted. Raises
    InputError.
    """
    if type(value) is int:
        if not -_JSON_SAFE < value < _JSON_SAFE:
            raise InputError(
                f"{place}: integers of 2^53 or more are written as hexadecimal strings"
            )
        return value
    if isinstance(value, str):
        if len(value) > MAX_INTEGER_DIGITS:
            raise SizeLimitError(f"{place}: an integer of more than {MAX_INTEGER_DIGITS} digits")
        if _HEX.match(value):
            number = int(value, 16)
            if not -_JSON_SAFE < number < _JSON_SAFE:
                return number
    raise InputError(f"{place}: expected an integer, found {value!r:.40}")


def _layer(document: object, dimension: int, place: str) -> Layer:
    fields = _fields(document, {"denominator", "rows"}, place)
    denominator = decode_integer(fields["denominator"], f"{place}, denominator")
    rows: list[Row] = []
    for number, row in enumerate(_list(fields["rows"], f"{place}, rows")):
        where = f"{place}, row {number}"
        if len(rows) > MAX_NEURONS:
            raise SizeLimitError(f"{place}: more than {MAX_NEURONS} rows")
        entries = _list(row, where)
        if len(entries) != 2:
            raise InputError(f"{where}: expected [bias, terms]")
        terms: list[tuple[int, int]] = []
        for term in _list(entries[1], f"{where}, terms"):
            pair = _list(term, f"{where}, term")
            if len(pair) != 2 or type(pair[0]) is not int:
                raise InputError(f"{where}: expected [index, weight]")
            terms.append((pair[0], decode_integer(pair[1], f"{where}, weight")))
        rows.append((decode_integer(entries[0], f"{where}, bias"), tuple(terms)))
    try:
        return Layer(dimension, tuple(rows), denominator)
    except InputError as error:
        raise InputError(f"{place}: {error}") from None


def _fields(document: object, names: set[str], place: str) -> dict[str, Any]:
    if not isinstance(document, dict):
        raise InputError(f"{place}: expected an object")
    if set(document) != names:
        wrong = sorted(set(map(str, document)) ^ names)
        raise InputError(f"{place}: missing or unknown field {wrong[0]!r:.60}")
    return document


def _list(value: object, place: str) -> list[Any]:
    if not isinstance(value, list):
        raise InputError(f"{place}: expected a list")
    return value
