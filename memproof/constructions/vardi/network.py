"""Vardi, Yehudai and Shamir (2021, arXiv 2110.03187): width 12 and about √N layers, layer by layer.

The input t is a point's projection; point i has t in the closed interval [k_i, k_i + 1], integer
keys k_i at least 2 apart, so that every threshold is an integer and every ramp has length 1. Sorted
points are cut into G groups of g. The network finds the group's two codes (keys of ρ bits, labels
of c bits, first point in the highest bits), reads both codes bit by bit with the triangle map
φ(z) = σ(σ(2z) − σ(4z − 2)), and adds up the labels of those entries whose key fits.

The *printed* layout has an activation wherever the paper's lemmas have one, the *lean* layout drops
idle ones. Copies side by side trade depth for width (the paper's depth-bounded variant), smaller
groups trade depth for weight bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import isqrt
from typing import TYPE_CHECKING

from memproof.errors import InputError
from memproof.networks.network import Network, largest_weight_bits
from memproof.networks.wiring import Affine, neuron, total, wire

if TYPE_CHECKING:
    from memproof.datasets import DataSet, Keys

LAYOUTS = ("lean", "printed")
STEPS_PER_LAYER = 4

Layer = dict[str, Affine]
Group = tuple[int, int, int, int]
"""(first key, last key, code of the keys, code of the labels)."""

_T = neuron("t")
_HALF = Fraction(1, 2)


@dataclass(frozen=True)
class SpreadKeys:
    """The affine map t(x) = ``weights``·x + ``bias`` and keys[i] = ⌊t(x_i)⌋ ≥ 0, pairwise at least
    2 apart, below 2^``bits``.
    """

    weights: tuple[Fraction, ...]
    bias: Fraction
    keys: tuple[int, ...]
    bits: int


def spread_keys(data: DataSet, keys: Keys) -> SpreadKeys:
    """Twice the projection of U3: floors are at least 2 apart, no shift is needed (VYS, Lemma on
    projections). Raises InputError if the keys do not belong to the data.
    """
    weights = tuple(2 * weight / keys.margin_scale for weight in keys.weights)
    common = data.denominator
    values = [
        sum((weight * value for weight, value in zip(weights, row, strict=True)), Fraction(0))
        / common
        for row in data.numerators
    ]
    bias = Fraction(-(min(values).__floor__()))
    floors = tuple((value + bias).__floor__() for value in values)
    if any(after - before < 2 for before, after in pairwise(sorted(floors))):
        raise InputError(f"{data.source}: the projections are not 2 apart")
    return SpreadKeys(weights, bias, floors, max(1, max(floors).bit_length()))


def build_vardi(
    keys: Sequence[int],
    labels: Sequence[int],
    key_bits: int,
    label_bits: int,
    group_size: int,
    *,
    layout: str = "lean",
) -> Network:
    """One copy: t ↦ labels[i] on the whole of [keys[i], keys[i] + 1], t ≥ 0; width at most 12.

    Depth 2 + ⌈(G − 1)/4⌉ + g(μ + 1) in the lean and 3G + 3gμ + 2g + 2 in the printed layout,
    G = ⌈N/g⌉, μ = max{ρ, c}. Keys are non-negative integers of ``key_bits`` = ρ bits, at least 2
    apart, labels of ``label_bits`` = c bits, in any order. The largest weight has exactly gμ + 2
    bits (lean: gμ + 1). Raises InputError when something does not fit.
    """
    entries = _check(keys, labels, key_bits, label_bits, group_size)
    if layout not in LAYOUTS:
        raise InputError(f"unknown layout {layout!r} ({', '.join(LAYOUTS)})")
    groups = _build_groups(entries, group_size, key_bits, label_bits)
    if layout == "printed":
        codes = _find_codes_printed(groups)
    else:
        codes = _find_codes(groups[1:], start=groups[0], prefix="")
    selector = _build_selector(
        codes.key_code, codes.label_code, group_size, key_bits, label_bits, "", layout
    )
    hidden = [*codes.layers, *selector.layers]
    if layout == "printed":
        hidden = [{}, *hidden]
    return wire(["t"], _carry_t(hidden, selector.last_match), [selector.answer])


def build_vardi_copies(
    keys: Sequence[int],
    labels: Sequence[int],
    key_bits: int,
    label_bits: int,
    group_size: int,
    points_per_copy: int,
) -> Network:
    """P = ⌈N/n⌉ lean copies side by side, each for n consecutive points; they share the carried t.

    Width at most 11P + 1, depth 2 + ⌈⌈n/g⌉/4⌉ + g(μ + 1). A copy starts from empty codes and adds 0
    at the other copies' points, so the output is the sum. Otherwise as ``build_vardi``; with
    n = L² this is VYS's variant of depth about L√μ. Raises InputError when something does not fit.
    """
    entries = _check(keys, labels, key_bits, label_bits, group_size)
    if points_per_copy < 1:
        raise InputError("a copy needs at least one point")
    hidden: list[Layer] = []
    answers: list[Affine] = []
    depth = count_steps_layers(-(-min(points_per_copy, len(entries)) // group_size))
    last_match = 0
    for copy, first in enumerate(range(0, len(entries), points_per_copy)):
        part = entries[first : first + points_per_copy]
        groups = _build_groups(part, group_size, key_bits, label_bits)
        prefix = f"{copy}:"
        codes = _find_codes(groups, start=None, prefix=prefix, layers=depth)
        selector = _build_selector(
            codes.key_code, codes.label_code, group_size, key_bits, label_bits, prefix, "lean"
        )
        layers = [*codes.layers, *selector.layers]
        if not hidden:
            hidden = [{} for _ in layers]
        for common, own in zip(hidden, layers, strict=True):
            common.update(own)
        answers.append(selector.answer)
        last_match = selector.last_match
    hidden = [{"t": _T}, *hidden]
    return wire(["t"], _carry_t(hidden, last_match), [total(answers)])


# Sizes, as formulas.


def count_mu(key_bits: int, label_bits: int) -> int:
    """μ = max{ρ, c}."""
    return max(key_bits, label_bits)


def count_steps_layers(steps: int) -> int:
    """Layers that hold so many steps in the lean layout: four a layer."""
    return -(-steps // STEPS_PER_LAYER)


def count_vardi_depth(
    count: int, key_bits: int, label_bits: int, group_size: int, *, layout: str = "lean"
) -> int:
    """Hidden layers of ``build_vardi``, exactly."""
    groups, mu = -(-count // group_size), count_mu(key_bits, label_bits)
    if layout == "printed":
        return 3 * groups + 3 * group_size * mu + 2 * group_size + 2
    return 2 + count_steps_layers(groups - 1) + group_size * (mu + 1)


def count_vardi_printed_formula(count: int, key_bits: int, label_bits: int, group_size: int) -> int:
    """The lemmas' depths added up: 2 + (3G + 2) + (3gμ + 2g + 2), four more than the network's."""
    return count_vardi_depth(count, key_bits, label_bits, group_size, layout="printed") + 4


def count_copies_depth(
    points_per_copy: int, key_bits: int, label_bits: int, group_size: int
) -> int:
    """Hidden layers of ``build_vardi_copies`` (points_per_copy at most N), exactly."""
    groups = -(-points_per_copy // group_size)
    return 2 + count_steps_layers(groups) + group_size * (count_mu(key_bits, label_bits) + 1)


def count_vardi_width(copies: int = 1) -> int:
    """Neurons in the widest layer, at most: 12, or 11P + 1 for P copies."""
    return 11 * copies + 1


def count_vardi_bits(
    key_bits: int, label_bits: int, group_size: int, *, layout: str = "lean"
) -> int:
    """Bits of the largest weight after the projection: gμ + 2 (printed) or gμ + 1 (lean)."""
    extra = 2 if layout == "printed" else 1
    return group_size * count_mu(key_bits, label_bits) + extra


def count_selector_bits(network: Network) -> int:
    """Bits of the largest weight or bias, the first layer (the projection) apart."""
    return largest_weight_bits(Network(network.layers[1:]))


def choose_group_size(count: int, key_bits: int, label_bits: int, *, layout: str = "lean") -> int:
    """The g of the theorems: ⌈½√(N/(μ + 1))⌉ (lean) or ⌈√(3N/(3μ + 2))⌉ (printed)."""
    mu = count_mu(key_bits, label_bits)
    if layout == "printed":
        return _ceil_root(3 * count, 3 * mu + 2)
    return _ceil_root(count, 4 * (mu + 1))


def choose_group_size_for_bits(
    count: int, key_bits: int, label_bits: int, exponent: Fraction
) -> int:
    """g = max(1, ⌊N^ε/(2√(μ + 1))⌋), exactly, for rational ε in [0, 1/2].

    Depth is then at most 1.5·N^(1−ε)·√(μ + 1) + μ + 4 and the largest weight has at most
    max{μ, ½N^ε√μ} + 2 bits. Raises InputError for another ε or a denominator above 64.
    """
    if not 0 <= exponent <= _HALF or exponent.denominator > 64:
        raise InputError("ε must be a rational in [0, 1/2] with denominator at most 64")
    scale = 4 * (count_mu(key_bits, label_bits) + 1)
    power = count ** (2 * exponent.numerator)
    low, high = 0, isqrt(count) + 2
    while high - low > 1:
        middle = (low + high) // 2
        if (scale * middle * middle) ** exponent.denominator <= power:
            low = middle
        else:
            high = middle
    return max(1, low)


def _ceil_root(numerator: int, denominator: int) -> int:
    """⌈√(numerator/denominator)⌉."""
    root = isqrt(numerator // denominator)
    while root * root * denominator < numerator:
        root += 1
    return max(1, root)


# Gadgets on their own.


def build_triangle_bits(bits: int, *, layout: str = "lean") -> Network:
    """u ∈ {0, …, 2^n − 1} ↦ Σ_k 2^(k−1)·b_k, b_k the k-th bit from the top: the code reversed.

    All bits come from the triangle map: depth n, width 5 (printed: depth 3n).
    """
    if bits < 1:
        raise InputError("the number of bits must be positive")
    reader = _CodeReader("", neuron("u"), bits)
    layers: list[Layer] = []
    answer = Affine()
    for position in range(bits):
        for part in range(_layers_per_bit(layout)):
            layer: Layer = {}
            answer = _carry(layer, "answer", answer)
            reader.step(layer, part, layout)
            layers.append(layer)
        reader.take_number()
        answer = answer + (1 << position) * reader.bit
    return wire(["u"], layers, [answer])


def build_indicator(low: int, high: int, *, layout: str = "lean") -> Network:
    """t ↦ 1 on [low, high], 0 outside (low − 1, high + 1): width 4 in one or 2 in two layers."""
    if low >= high:
        raise InputError("an indicator needs low < high")
    if layout == "lean":
        names = {
            f"i{number}": _T + shift
            for number, shift in enumerate((1 - low, -low, -high, -high - 1))
        }
        return wire(["t"], [names], [_sum_match("i")])
    first = {"p": -_T + low, "q": _T - high}
    second = {"p": -neuron("p") + 1, "q": -neuron("q") + 1}
    return wire(["t"], [first, second], [neuron("p") + neuron("q") - 1])


# Construction.


@dataclass(frozen=True)
class _Codes:
    layers: list[Layer]
    key_code: Affine
    label_code: Affine


@dataclass(frozen=True)
class _Selector:
    layers: list[Layer]
    answer: Affine
    last_match: int
    """Position from the end of the last layer that reads t."""


def _check(
    keys: Sequence[int],
    labels: Sequence[int],
    key_bits: int,
    label_bits: int,
    group_size: int,
) -> list[tuple[int, int]]:
    if not keys or len(keys) != len(labels):
        raise InputError("a memorizing network needs as many labels as keys, at least one")
    if min(key_bits, label_bits, group_size) < 1:
        raise InputError("key bits, label bits and the group size must be positive")
    if any(type(entry) is not int for entry in (*keys, *labels)):
        raise InputError("keys and labels must be integers")
    entries = sorted(zip(keys, labels, strict=True))
    if any(after[0] - before[0] < 2 for before, after in pairwise(entries)):
        raise InputError("keys must be at least 2 apart")
    if entries[0][0] < 0 or entries[-1][0] >= 1 << key_bits:
        raise InputError(f"a key does not fit {key_bits} bits")
    if min(labels) < 0 or max(labels) >= 1 << label_bits:
        raise InputError(f"a label does not fit {label_bits} bits")
    return entries


def _build_groups(
    entries: Sequence[tuple[int, int]], size: int, key_bits: int, label_bits: int
) -> list[Group]:
    groups: list[Group] = []
    for first in range(0, len(entries), size):
        group = list(entries[first : first + size])
        key_code = label_code = 0
        for key, label in [*group, *[(0, 0)] * (size - len(group))]:
            key_code = key_code << key_bits | key
            label_code = label_code << label_bits | label
        groups.append((group[0][0], group[-1][0], key_code, label_code))
    return groups


def _find_codes(
    groups: Sequence[Group], *, start: Group | None, prefix: str, layers: int | None = None
) -> _Codes:
    """Steps at the groups' first keys, four a layer; codes before them are those of ``start``."""
    key_value, label_value = (start[2], start[3]) if start else (0, 0)
    key_code, label_code = Affine(key_value), Affine(label_value)
    hidden: list[Layer] = []
    if start is not None:
        # A neuron of its own: merged into a later bias, a code would need one bit more there.
        hidden.append({"u": key_code, "w": label_code})
        key_code, label_code = neuron("u"), neuron("w")
    for number in range(count_steps_layers(len(groups)) if layers is None else layers):
        layer: Layer = {}
        key_code = _carry(layer, f"{prefix}u", key_code)
        label_code = _carry(layer, f"{prefix}w", label_code)
        key_terms, label_terms = [key_code], [label_code]
        chosen = groups[number * STEPS_PER_LAYER : (number + 1) * STEPS_PER_LAYER]
        for place, (first, _, key_next, label_next) in enumerate(chosen):
            rise, risen = f"{prefix}rise{place}", f"{prefix}risen{place}"
            layer[rise], layer[risen] = _T - (first - 1), _T - first
            step = neuron(rise) - neuron(risen)
            key_terms.append((key_next - key_value) * step)
            label_terms.append((label_next - label_value) * step)
            key_value, label_value = key_next, label_next
        key_code, label_code = total(key_terms), total(label_terms)
        hidden.append(layer)
    return _Codes(hidden, key_code, label_code)


def _find_codes_printed(groups: Sequence[Group]) -> _Codes:
    """Three layers a group: its two-layer indicator, then the codes' new sums."""
    key_code, label_code = Affine(), Affine()
    hidden: list[Layer] = []
    for first, last, key_next, label_next in groups:
        low, high = first, last + 1
        layer: Layer = {"p": -_T + low, "q": _T - high}
        key_code = _carry(layer, "u", key_code)
        label_code = _carry(layer, "w", label_code)
        hidden.append(layer)
        layer = {"p": -neuron("p") + 1, "q": -neuron("q") + 1}
        key_code = _carry(layer, "u", key_code)
        label_code = _carry(layer, "w", label_code)
        hidden.append(layer)
        inside = neuron("p") + neuron("q") - 1
        hidden.append({"u": key_code + key_next * inside, "w": label_code + label_next * inside})
        key_code, label_code = neuron("u"), neuron("w")
    return _Codes(hidden, key_code, label_code)


def _carry(layer: Layer, name: str, value: Affine) -> Affine:
    """The value one layer later: a neuron of its own unless it is a constant."""
    if value.is_constant:
        return value
    layer[name] = value
    return neuron(name)


def _layers_per_bit(layout: str) -> int:
    return 3 if layout == "printed" else 1


class _CodeReader:
    """Reads a code of n bits from the top; ``number`` collects the current item's bits.

    z_1 = u/2^n + 2^(−n−1) and z_2 = u/2^n + 2^(−n−2) lie in one dyadic cell of length 2^(−k), on
    which φ^(k) has slope (−1)^(b_k)·2^k: bit k is ½ + 2^(n+1−k)·(φ^(k)(z_2) − φ^(k)(z_1)).
    """

    def __init__(self, prefix: str, code: Affine, bits: int) -> None:
        self.prefix, self.bits, self.read = prefix, bits, 0
        unit = Fraction(1, 1 << bits)
        self.points = code * unit + unit / 2, code * unit + unit / 4
        self.bit = Affine()
        self.number = Affine()

    @property
    def names(self) -> tuple[str, str]:
        return f"{self.prefix}upper", f"{self.prefix}lower"

    def step(self, layer: Layer, part: int, layout: str) -> None:
        """Add one bit's neurons: one layer (lean), or part 0, 1, 2 of three (printed)."""
        self.keep_number(layer)
        if part == 0:
            self.read += 1
            for name, value in zip(self.names, self.points, strict=True):
                layer[f"{name}2"], layer[f"{name}4"] = 2 * value, 4 * value - 2
            upper, lower = (neuron(f"{name}2") - neuron(f"{name}4") for name in self.names)
            self.points = upper, lower
        upper, lower = self.points
        gain = Fraction(1 << (self.bits + 1), 1 << self.read)
        if layout == "lean":
            # z stays in (0, 1), where φ's outer activation is idle, and so is the bit's.
            self.bit = _HALF + gain * (lower - upper)
        elif part == 1:
            self._keep_points(layer)
        elif part == 2:
            layer[f"{self.prefix}bit"] = 2 * gain * (lower - upper)
            self.bit = neuron(f"{self.prefix}bit")
            self.keep_rest(layer)
        if part == _layers_per_bit(layout) - 1:
            self.number = 2 * self.number + self.bit

    def keep_number(self, layer: Layer) -> None:
        """Carry the current item's bits so far."""
        self.number = _carry(layer, f"{self.prefix}number", self.number)

    def keep_rest(self, layer: Layer) -> None:
        """Carry what the bits not yet read need."""
        if self.read < self.bits:
            self._keep_points(layer)

    def take_number(self) -> Affine:
        """The current item's value; the next bit starts a new item."""
        number, self.number = self.number, Affine()
        return number

    def _keep_points(self, layer: Layer) -> None:
        for name, value in zip(self.names, self.points, strict=True):
            layer[name] = value
        self.points = neuron(self.names[0]), neuron(self.names[1])


def _build_selector(
    key_code: Affine,
    label_code: Affine,
    items: int,
    key_bits: int,
    label_bits: int,
    prefix: str,
    layout: str,
) -> _Selector:
    """(t, both codes) ↦ Σ of the labels of those entries whose key k has t in [k, k + 1]."""
    keys = _CodeReader(f"{prefix}key_", key_code, items * key_bits)
    labels = _CodeReader(f"{prefix}label_", label_code, items * label_bits)
    gate_name, answer_name = f"{prefix}gate", f"{prefix}answer"
    hidden: list[Layer] = []
    answer = pending = Affine()

    def new_layer() -> Layer:
        nonlocal answer, pending
        layer: Layer = {}
        answer = _carry(layer, answer_name, answer)
        if not pending.is_constant:
            layer[gate_name], pending = pending, Affine()
            answer = answer + neuron(gate_name)
        hidden.append(layer)
        return layer

    last_match = 0
    for _ in range(items):
        for position in range(count_mu(key_bits, label_bits)):
            for part in range(_layers_per_bit(layout)):
                layer = new_layer()
                for reader, bits in ((keys, key_bits), (labels, label_bits)):
                    if position < bits:
                        reader.step(layer, part, layout)
                    else:
                        reader.keep_number(layer)
                        reader.keep_rest(layer)
        key = keys.take_number()
        layer = new_layer()
        last_match = len(hidden) - 1
        if layout == "printed":
            layer[f"{prefix}p"], layer[f"{prefix}q"] = key - _T, _T - key - 1
            for reader in (keys, labels):
                reader.keep_rest(layer)
            labels.keep_number(layer)
            layer = new_layer()
            layer[f"{prefix}p"] = -neuron(f"{prefix}p") + 1
            layer[f"{prefix}q"] = -neuron(f"{prefix}q") + 1
            hit = neuron(f"{prefix}p") + neuron(f"{prefix}q") - 1
        else:
            for number, shift in enumerate((1, 0, -1, -2)):
                layer[f"{prefix}match{number}"] = _T - key + shift
            hit = _sum_match(f"{prefix}match")
        for reader in (keys, labels):
            reader.keep_rest(layer)
        labels.keep_number(layer)
        pending = labels.take_number() + (1 << label_bits) * (hit - 1)
    new_layer()
    return _Selector(hidden, answer, last_match - len(hidden))


def _sum_match(prefix: str) -> Affine:
    rise, risen, fall, fallen = (neuron(f"{prefix}{number}") for number in range(4))
    return rise - risen - fall + fallen


def _carry_t(hidden: list[Layer], last_reader: int) -> list[Layer]:
    """Add the neuron t to every layer before the last one that reads it."""
    last = len(hidden) + last_reader
    return [{"t": _T, **layer} if at < last else layer for at, layer in enumerate(hidden)]


# From data to a network.
