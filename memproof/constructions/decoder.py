"""Reading a label out of a code, bit by bit (mathematics U7–U10).

A code is an integer of n entries, first entry in the highest bits; an entry is a key of B bits
followed by a label of c bits. The data T of key k lie in [M k, M k + M − 1], M the margin scale.
"""

from __future__ import annotations

from collections.abc import Sequence

from memproof.errors import InputError
from memproof.networks.network import Network
from memproof.networks.wiring import Affine, neuron, wire


def build_bit_step(bits: int) -> Network:
    """U7: v ∈ {0, …, 2^bits − 1} ↦ (top bit, remainder). Depth 1, width 3.

    b = σ(v − h + 1) − σ(v − h) with h = 2^(bits−1), remainder v − h·b.
    """
    _require_positive(bits=bits)
    half = 1 << (bits - 1)
    value = neuron("v")
    hidden = {"v": value, "low": value - (half - 1), "high": value - half}
    bit = neuron("low") - neuron("high")
    return wire(["v"], [hidden], [bit, neuron("v") - half * bit])


def build_match(key: int, margin_scale: int) -> Network:
    """U8: T ↦ 1 on [M·key, M·key + M − 1] and 0 one unit outside. Depth 1, width 4."""
    _require_positive(margin_scale=margin_scale)
    hidden = _match_neurons(neuron("T") - margin_scale * key, margin_scale)
    return wire(["T"], [hidden], [_MATCH])


def build_gate(label_bits: int) -> Network:
    """U9: (ℓ, h) ↦ ℓ·h for ℓ ∈ {0, …, 2^c − 1}, h ∈ {0, 1}. Depth 1, width 1."""
    _require_positive(label_bits=label_bits)
    gate = _gate(neuron("label"), neuron("match"), label_bits)
    return wire(["label", "match"], [{"gate": gate}], [neuron("gate")])


def build_code(entries: Sequence[tuple[int, int]], n: int, key_bits: int, label_bits: int) -> int:
    """The code of at most n (key, label) entries; missing ones become (0, 0), which add nothing.

    Raises InputError when an entry does not fit its bits.
    """
    if len(entries) > n:
        raise InputError(f"{len(entries)} entries do not fit a code of {n}")
    code = 0
    for key, label in [*entries, *[(0, 0)] * (n - len(entries))]:
        if not 0 <= key < 1 << key_bits:
            raise InputError(f"key {key} does not fit {key_bits} bits")
        if not 0 <= label < 1 << label_bits:
            raise InputError(f"label {label} does not fit {label_bits} bits")
        code = ((code << key_bits | key) << label_bits) | label
    return code


def build_decoder(
    n: int, key_bits: int, label_bits: int, margin_scale: int, *, layered: bool = False
) -> Network:
    """U10: (T, v) ↦ Σ of the labels of those entries of the code v whose key is T's.

    Depth n(B + c) + 1 and width at most 9; with ``layered`` the plain form, depth n(B + c + 2) and
    width at most 7, where match and gate have layers of their own. T ≥ 0, v a code of n entries.
    Raises InputError when a parameter is below 1.
    """
    _require_positive(n=n, key_bits=key_bits, label_bits=label_bits, margin_scale=margin_scale)
    hidden: list[dict[str, Affine]] = []
    data, code = neuron("T"), neuron("v")
    answer = pending = Affine()
    unread = n * (key_bits + label_bits)

    def new_layer(*, with_data: bool) -> dict[str, Affine]:
        nonlocal data, answer, pending
        layer: dict[str, Affine] = {}
        if with_data:
            layer["T"], data = data, neuron("T")
        if unread:
            layer["v"] = code
        if not answer.is_constant:
            layer["answer"], answer = answer, neuron("answer")
        if not pending.is_constant:
            layer["gate"], pending = pending, Affine()
            answer = answer + neuron("gate")
        hidden.append(layer)
        return layer

    def read_bit(layer: dict[str, Affine]) -> Affine:
        nonlocal code, unread
        unread -= 1
        half = 1 << unread
        layer["low"], layer["high"] = code - (half - 1), code - half
        if not unread:
            del layer["v"]
        bit = neuron("low") - neuron("high")
        code = neuron("v") - half * bit
        return bit

    def carry(layer: dict[str, Affine], name: str, value: Affine) -> Affine:
        if value.is_constant:
            return value
        layer[name] = value
        return neuron(name)

    for entry in range(n):
        key = Affine()
        for _ in range(key_bits):
            layer = new_layer(with_data=True)
            bit = read_bit(layer)
            key = 2 * carry(layer, "key", key) + bit
        later = entry < n - 1
        distance = data - margin_scale * key
        label = match = Affine()
        if layered:
            layer = new_layer(with_data=later)
            layer["v"], code = code, neuron("v")
            layer.update(_match_neurons(distance, margin_scale))
            match = _MATCH
        for position in range(label_bits):
            layer = new_layer(with_data=later)
            bit = read_bit(layer)
            if position == 0 and not layered:
                layer.update(_match_neurons(distance, margin_scale))
                match = _MATCH
            else:
                match = carry(layer, "match", match)
            label = 2 * carry(layer, "label", label) + bit
        pending = _gate(label, match, label_bits)
        if layered and later:
            layer = new_layer(with_data=True)
            code = carry(layer, "v", code)
    new_layer(with_data=False)
    return wire(["T", "v"], hidden, [answer])


def count_decoder_depth(n: int, key_bits: int, label_bits: int, *, layered: bool = False) -> int:
    """Hidden layers of U10: n(B + c) + 1, or n(B + c + 2) in the plain layered form."""
    if layered:
        return n * (key_bits + label_bits + 2)
    return n * (key_bits + label_bits) + 1


def count_decoder_width(*, layered: bool = False) -> int:
    """Neurons in U10's widest layer, at most: 9, or 7 in the plain layered form."""
    return 7 if layered else 9


def count_decoder_widths(n: int, key_bits: int, label_bits: int) -> tuple[int, ...]:
    """Neurons in each hidden layer of U10, exactly (not the layered form)."""
    widths: list[int] = []
    for entry in range(n):
        later = entry < n - 1
        carried = min(entry, 2)
        # T, the code, two for the bit; the key so far; the answer and the gate before.
        widths += [4 + carried, *[5 + min(entry, 1)] * (key_bits - 1)]
        # Two for the bit; four match neurons, later the match and the label so far.
        labels = [2 + 4 if position == 0 else 2 + 2 for position in range(label_bits)]
        widths += [width + 1 + later + min(entry, 1) for width in labels]
    widths[-1] -= 1
    return (*widths, min(n, 2))


def _require_positive(**parameters: int) -> None:
    for name, value in parameters.items():
        if type(value) is not int or value < 1:
            raise InputError(f"{name} must be a positive integer, not {value!r}")


def _match_neurons(distance: Affine, margin_scale: int) -> dict[str, Affine]:
    return {
        "rise": distance + 1,
        "risen": distance,
        "fall": distance - (margin_scale - 1),
        "fallen": distance - margin_scale,
    }


_MATCH = neuron("rise") - neuron("risen") - neuron("fall") + neuron("fallen")


def _gate(label: Affine, match: Affine, label_bits: int) -> Affine:
    return label + (1 << label_bits) * (match - 1)
