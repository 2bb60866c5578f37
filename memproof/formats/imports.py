"""Networks from files of any kind that is read, with the rule by which each gives its answer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from memproof.errors import InputError, SizeLimitError
from memproof.networks.network import Layer, Network

RULES = {
    "equal": "the only output must equal the class's number exactly",
    "argmax": "the class's output must exceed all others",
    "sign": "the only output must be positive for class 1 and negative for class 0",
}
MAX_SECONDS = 600
MARGIN_FACTOR = 0.5
PICKLED = (".pt", ".pth", ".pkl", ".pickle", ".joblib", ".bin", ".ckpt")


@dataclass(frozen=True)
class ImportedNetwork:
    """A network with the rule (a key of ``RULES``) that tells which answers are right.

    ``classes`` are the classes' names in the order of the outputs, if the file gives them;
    ``notes`` say what was assumed or left out.
    """

    network: Network
    rule: str
    source: str
    classes: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()


def read_network(path: str | Path, *, limit: bool = True) -> ImportedNetwork:
    """Read memproof's JSON, a scikit-learn classifier's JSON, safetensors or ONNX.

    Floating-point weights are taken at their exact values. One output counts as a classifier's
    logit if the file says so (a final Sigmoid, a logistic output) or is a state dict, and as the
    label itself otherwise. Raises InputError naming the file and what is wrong with it.
    """
    place = Path(path)
    suffix = place.suffix.lower()
    if suffix == ".onnx":
        from memproof.formats.onnx_files import read_onnx

        found = read_onnx(place, limit=limit)
        _require_printable(place, found.classes)
        return ImportedNetwork(found.network, found.rule, "ONNX", found.classes, found.notes)
    if suffix == ".safetensors":
        from memproof.formats.state_dict import read_state_dict

        network, notes = read_state_dict(place, limit=limit)
        rule = "sign" if network.output_dimension == 1 else "argmax"
        return ImportedNetwork(network, rule, "PyTorch state dict", None, notes)
    if suffix in PICKLED:
        raise InputError(
            f"{place}: pickled files could run code and are not read"
            " (save a .safetensors or .onnx file)"
        )
    from memproof.formats.scikit import read_classifier
    from memproof.networks.files import FORMAT, network_from_json, read_json

    document = read_json(place)
    try:
        if isinstance(document, dict) and document.get("format") not in (None, FORMAT):
            network, rule, classes = read_classifier(document, limit=limit)
            _require_printable(place, classes)
            return ImportedNetwork(network, rule, "scikit-learn", classes)
        network = network_from_json(document)
    except InputError as error:
        raise type(error)(f"{place}: {error}") from None
    return as_imported(network)


def _require_printable(place: Path, classes: tuple[str, ...] | None) -> None:
    # A name with control characters could rewrite what the terminal shows of the verdict.
    for name in classes or ():
        if not name.isprintable():
            raise InputError(f"{place}: the class name {name!r:.60} is not printable")


def as_imported(
    network: Network | ImportedNetwork | str | Path, *, limit: bool = True
) -> ImportedNetwork:
    """A file read, a network with the rule that fits its number of outputs, or what is given."""
    if isinstance(network, ImportedNetwork):
        return network
    if isinstance(network, Network):
        rule = "equal" if network.output_dimension == 1 else "argmax"
        return ImportedNetwork(network, rule, "memproof")
    return read_network(network, limit=limit)


def require_rule(network: Network, rule: str) -> None:
    """Raises InputError when the rule is unknown or does not fit the number of outputs."""
    if rule not in RULES:
        raise InputError(f"unknown rule {rule!r} ({', '.join(RULES)})")
    if (rule == "argmax") != (network.output_dimension > 1):
        raise InputError(f"rule {rule} does not fit {network.output_dimension} outputs")


def split_sign(network: Network) -> Network:
    """Outputs (0, f(x)) for the only output f(x): the larger one's number tells the sign of f(x).

    Raises InputError when the network has several outputs.
    """
    require_rule(network, "sign")
    layer = network.output_layer
    rows = ((0, ()), *layer.rows)
    return Network((*network.hidden_layers, Layer(layer.input_dimension, rows, layer.denominator)))


def require_short_check(imported: ImportedNetwork, count: int, *, margins: bool) -> None:
    """Raises SizeLimitError when checking ``count`` points is predicted to take too long.

    The exact values of dense floating-point layers grow with every layer; memproof's own networks
    were bounded when they were planned.
    """
    if imported.source == "memproof":
        return
    seconds, bits = 0.0, 64
    for layer in imported.network.layers:
        largest = max(max(map(abs, (bias, *(w for _, w in terms)))) for bias, terms in layer.rows)
        bits += layer.denominator.bit_length() + largest.bit_length()
        # Fitted to measured runs: 400 ns a product, and more for long numbers.
        products = sum(len(terms) + 1 for _, terms in layer.rows)
        seconds += count * products * (4e-7 + bits * 5e-10 + bits * bits * 1e-13)
    needed = seconds * (1 + MARGIN_FACTOR * imported.network.input_dimension if margins else 1)
    if needed > MAX_SECONDS:
        hint = "--no-margins, or override: --no-limit" if margins else "override: --no-limit"
        raise SizeLimitError(
            f"checking {count} points of this network takes about {needed:.0f} s, more than"
            f" {MAX_SECONDS} s ({hint})"
        )
