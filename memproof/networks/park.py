"""Park, Lee, Yun and Shin (2021): STEP and ID neurons, width 3 and O(N^(2/3)) layers; then ReLU.

The input is a real t whose integer parts are distinct on the data, in {0, …, K − 1}, with
fractional parts at most 1 − 1/M. Every key map adds integers, so that fractional parts never change
and every key threshold keeps the margin 1/M. One-layer maps fold the range to U = ⌊N²/4 + 1⌋
(Lemma 14), maps of a few layers halve it further (Lemma 15), a lookup finds a code (Lemma 19), and
a bit reader takes the label out of it (Lemma 22); equations (5), (8) and Lemma 22 are repaired.

STEP(x) = 1[x ≥ 0] becomes σ(1 − σ(−x/δ₀)), δ₀ the smallest |negative data value|, ID is carried
twice with a shift: the same width and twice the layers, exact on the data's whole intervals.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import isqrt
from typing import TYPE_CHECKING, Literal

from memproof.errors import InputError
from memproof.networks.compose import precompose_affine
from memproof.networks.network import Network
from memproof.networks.plan import Plan, count_dense_parameters
from memproof.networks.wiring import Affine, Scalar, neuron, total, wire

if TYPE_CHECKING:
    from memproof.datasets import Keys

Unit = tuple[Literal["id", "step"], Affine]
StepLayer = dict[str, Unit]
MIN_WIDTH = 3


@dataclass(frozen=True)
class ParkShape:
    """How a network of STEP and ID neurons is cut: layers of Lemma 14, halvings of Lemma 15, blocks
    of the lookup and keys a block; ``depth`` is an upper bound of its layers for every data set.
    """

    width: int
    folds: int
    halvings: int
    blocks: int
    block_keys: int
    depth: int


@dataclass(frozen=True)
class StepNetwork:
    """Layers of named STEP and ID neurons, one affine output, input named x."""

    layers: tuple[StepLayer, ...]
    output: Affine

    @property
    def width(self) -> int:
        """Neurons in the widest layer."""
        return max((len(layer) for layer in self.layers), default=0)

    @property
    def depth(self) -> int:
        """Number of layers."""
        return len(self.layers)


def count_folded_range(count: int) -> int:
    """U = ⌊N²/4 + 1⌋: what one-layer folds reach (Lemma 14)."""
    return count * count // 4 + 1


def fold_range(key_range: int, count: int, width: int) -> int:
    """Lemma 14 once: T = max{⌈K/m⌉, U}, m = ⌊(width + 1)/2⌋, and K itself if that is smaller."""
    pieces = (width + 1) // 2
    return min(key_range, max(-(-key_range // pieces), count_folded_range(count)))


def halve_range(key_range: int, count: int) -> tuple[int, int] | None:
    """Lemma 15 once: (T = ⌈K/2⌉, the fewest pieces C with N⌈N/C⌉ ≤ T); None when T < N."""
    half = -(-key_range // 2)
    per_piece = half // count
    if per_piece < 1:
        return None
    return half, -(-count // per_piece)


def shape_park(count: int, key_range: int, label_bits: int, width: int = MIN_WIDTH) -> ParkShape:
    """The shape with the fewest layers. Raises InputError for a width below 3."""
    if width < MIN_WIDTH:
        raise InputError(
            f"width {width} is too small for method park: the smallest that works is {MIN_WIDTH}"
        )
    if min(count, key_range, label_bits) < 1 or key_range < count:
        raise InputError("N keys need a range of at least N and at least one label bit")
    steps = width - 2
    folds, reached = 0, key_range
    while (smaller := fold_range(reached, count, width)) < reached:
        folds, reached = folds + 1, smaller
    found: list[ParkShape] = []
    halvings, layers = 0, folds
    while True:
        for block in _candidate_blocks(reached, label_bits, steps):
            blocks = -(-reached // block)
            lookup = -(-(blocks - 1) // steps)
            depth = layers + lookup + (2 * label_bits + 1) * block
            found.append(ParkShape(width, folds, halvings, blocks, block, depth))
        halved = halve_range(reached, count)
        if halved is None or reached <= 2:
            return min(found, key=lambda shape: shape.depth)
        reached, pieces = halved
        layers += _count_halving_layers(pieces, steps)
        halvings += 1


def _candidate_blocks(reached: int, label_bits: int, steps: int) -> range:
    middle = isqrt(reached // ((2 * label_bits + 1) * steps)) + 1
    return range(max(1, middle - 2), min(reached, middle + 2) + 1)


def _count_halving_layers(pieces: int, steps: int) -> int:
    """2C thresholds, ``steps`` a layer and one more in the last, which drops x."""
    return max(1, -(-(2 * pieces - 1) // steps))


def build_park_steps(
    keys: Sequence[int],
    labels: Sequence[int],
    label_bits: int,
    *,
    key_range: int | None = None,
    width: int = MIN_WIDTH,
    shape: ParkShape | None = None,
) -> StepNetwork:
    """The network of STEP and ID neurons for distinct integer keys in [0, key_range).

    For t with ⌊t⌋ = keys[i] the output is labels[i]. Raises InputError when data do not fit.
    """
    if not keys or len(keys) != len(labels):
        raise InputError("a memorizing network needs as many labels as keys, at least one")
    reached = max(keys) + 1 if key_range is None else key_range
    if len(set(keys)) != len(keys) or min(keys) < 0 or max(keys) >= reached:
        raise InputError("keys must be distinct integers within their range")
    if min(labels) < 0 or max(labels) >= 1 << label_bits:
        raise InputError(f"a label does not fit {label_bits} bits")
    count = len(keys)
    plan = shape_park(count, reached, label_bits, width) if shape is None else shape
    layers: list[StepLayer] = []
    places, x = list(keys), neuron("x")
    for _ in range(plan.folds):
        folded = fold_range(reached, count, plan.width)
        x, places = _fold(layers, x, places, folded, -(-reached // folded))
        reached = folded
    for _ in range(plan.halvings):
        halved = halve_range(reached, count)
        if halved is None:
            raise InputError("the range is too small to be halved")
        half, _ = halved
        x, places = _halve(layers, x, places, half, half // count, plan.width - 2)
        reached = half
    output = _look_up(layers, x, places, labels, label_bits, plan)
    return StepNetwork(tuple(layers), output)


def _choose_shift(moved: Collection[int], taken: set[int], modulus: int) -> int:
    """The least b for which all (p + b) mod T are new (it exists: |S||𝒯| < T)."""
    for shift in range(modulus):
        if all((place + shift) % modulus not in taken for place in moved):
            return shift
    raise InputError("no shift keeps the keys distinct")


def _fold(
    layers: list[StepLayer], x: Affine, places: Sequence[int], modulus: int, pieces: int
) -> tuple[Affine, list[int]]:
    """Lemma 14, equation (5) repaired: (x + b_i) mod T on [iT, (i + 1)T), one layer."""
    layer: StepLayer = {"x": ("id", x)}
    terms = [neuron("x")]
    taken = {place for place in places if place < modulus}
    images: dict[int, int] = {}
    before = 0
    for piece in range(1, pieces):
        moved = {place for place in places if place // modulus == piece}
        shift = _choose_shift(moved, taken, modulus)
        taken |= {(place + shift) % modulus for place in moved}
        start, wrap = f"start{piece}", f"wrap{piece}"
        layer[start] = ("step", x - piece * modulus)
        layer[wrap] = ("step", x + (shift - (piece + 1) * modulus))
        jump = shift - before - (modulus if piece == 1 else 0)
        terms += [jump * neuron(start), -modulus * neuron(wrap)]
        before = shift
        images |= {place: (place + shift) % modulus for place in moved}
    layers.append(layer)
    return total(terms), [images.get(place, place) for place in places]


def _halve(
    layers: list[StepLayer],
    x: Affine,
    places: Sequence[int],
    modulus: int,
    per_piece: int,
    steps: int,
) -> tuple[Affine, list[int]]:
    """Lemma 15, equation (8) repaired: pieces of at most ``per_piece`` points of [T, 2T)."""
    high = sorted(place for place in places if place >= modulus)
    groups = [high[first : first + per_piece] for first in range(0, len(high), per_piece)]
    if not groups:
        return x, list(places)
    cuts = [modulus, *(group[0] for group in groups[1:]), 2 * modulus]
    taken = {place for place in places if place < modulus}
    images: dict[int, int] = {}
    thresholds: list[tuple[int, int]] = []
    before = 0
    for index, group in enumerate(groups):
        shift = _choose_shift(group, taken, modulus)
        for place in group:
            images[place] = (place + shift) % modulus
        taken |= {images[place] for place in group}
        low, end = cuts[index], cuts[index + 1]
        jump = modulus + shift - before - (2 * modulus if index == 0 else 0)
        thresholds.append((low, jump))
        thresholds.append((max(low, min(2 * modulus - shift, end)), -modulus))
        before = shift
    merged: dict[int, int] = {}
    for place, jump in thresholds:
        merged[place] = merged.get(place, 0) + jump
    value = x
    rest = [entry for entry in sorted(merged.items()) if entry[1]]
    while rest:
        last = len(rest) <= steps + 1
        size = len(rest) if last else steps
        chosen, rest = rest[:size], rest[size:]
        layer: StepLayer = {"value": ("id", value)}
        if not last:
            layer["x"] = ("id", x)
        terms = [neuron("value")]
        for number, (place, jump) in enumerate(chosen):
            layer[f"step{number}"] = ("step", x - place)
            terms.append(jump * neuron(f"step{number}"))
        layers.append(layer)
        value, x = total(terms), neuron("x")
    return value, [images.get(place, place) for place in places]


def _look_up(
    layers: list[StepLayer],
    x: Affine,
    places: Sequence[int],
    labels: Sequence[int],
    label_bits: int,
    shape: ParkShape,
) -> Affine:
    """Lemmas 19 and 22: x ↦ (code of its block, x mod B), then the window's bits move down."""
    block = shape.block_keys
    codes = [Fraction(0)] * shape.blocks
    for place, label in zip(places, labels, strict=True):
        codes[place // block] += Fraction(label, 1 << (label_bits * (place % block + 1)))
    code: Affine = Affine(codes[0])
    steps = shape.width - 2
    numbers = list(range(shape.blocks - 1, 0, -1))
    for first in range(0, len(numbers), steps):
        chosen = numbers[first : first + steps]
        layer: StepLayer = {"x": ("id", x)}
        if not code.is_constant:
            layer["code"], code = ("id", code), neuron("code")
        lowest = chosen[-1]
        x_terms, code_terms = [neuron("x")], [code]
        for number in chosen:
            name = f"step{number - lowest}"
            layer[name] = ("step", x - number * block)
            below = 0 if number == lowest else number - 1
            x_terms.append(-block * (number - below) * neuron(name))
            code_terms.append((codes[number] - codes[below]) * neuron(name))
        layers.append(layer)
        x, code = total(x_terms), total(code_terms)
    for bit in range(1, block * label_bits + 1):
        place = (bit - 1) % label_bits
        if place == 0:
            layers.append({"x": ("id", x), "code": ("id", code), "past": ("step", x)})
            x = neuron("x") - 1 + 3 * block * (-neuron("past") + 1)
            code = neuron("code")
        value = Fraction(1, 1 << bit)
        layers.append({"x": ("id", x), "code": ("id", code), "bit": ("step", code - value)})
        x, code = neuron("x"), neuron("code") - value * neuron("bit")
        kept = Fraction(1, 1 << (label_bits * block + place + 1))
        layers.append(
            {"x": ("id", x), "code": ("id", code), "out": ("step", x - neuron("bit") + 1)}
        )
        x, code = neuron("x"), neuron("code") + kept * (-neuron("out") + 1)
    return (1 << (label_bits * (block + 1))) * code


def run_steps(network: StepNetwork, value: Scalar) -> Fraction:
    """The output of a network of STEP and ID neurons at one input."""
    values: dict[str, Fraction] = {"x": Fraction(value)}
    for layer in network.layers:
        values = {name: _activate(unit, values) for name, unit in layer.items()}
    return _value(network.output, values)


def _activate(unit: Unit, values: Mapping[str, Fraction]) -> Fraction:
    kind, expression = unit
    found = _value(expression, values)
    return found if kind == "id" else Fraction(found >= 0)


def _value(expression: Affine, values: Mapping[str, Fraction]) -> Fraction:
    terms = expression.terms.items()
    return sum((values[name] * factor for name, factor in terms), Fraction(expression.constant))


def convert_to_relu(network: StepNetwork, intervals: Sequence[tuple[Scalar, Scalar]]) -> Network:
    """The ReLU network of the same width and twice the depth that agrees on all of the intervals.

    Every STEP must be constant on each interval. Raises InputError otherwise.
    """
    ends = [{"x": Fraction(end)} for interval in intervals for end in interval]
    hidden: list[dict[str, Affine]] = []
    # What each name of the layer before stands for in the ReLU network.
    meaning: dict[str, Affine] = {"x": neuron("x")}
    for layer in network.layers:
        first: dict[str, Affine] = {}
        second: dict[str, Affine] = {}
        after: dict[str, Affine] = {}
        for name, (kind, expression) in layer.items():
            found = [_value(expression, values) for values in ends]
            written = _substitute(expression, meaning)
            if kind == "id":
                shift = max(Fraction(0), -min(found)).__ceil__()
                first[name], second[name] = written + shift, neuron(name)
                after[name] = neuron(name) - shift
                continue
            if any((low >= 0) != (high >= 0) for low, high in zip(*[iter(found)] * 2, strict=True)):
                raise InputError("a STEP changes inside an interval")
            margin = min((-value for value in found if value < 0), default=Fraction(1))
            first[name], second[name] = written * (-1 / margin), -neuron(name) + 1
            after[name] = neuron(name)
        hidden += [first, second]
        meaning = after
        ends = [{name: _activate(unit, values) for name, unit in layer.items()} for values in ends]
    return wire(["x"], hidden, [_substitute(network.output, meaning)])


def _substitute(expression: Affine, meaning: Mapping[str, Affine]) -> Affine:
    return total(
        [
            Affine(expression.constant),
            *(factor * meaning[name] for name, factor in expression.terms.items()),
        ]
    )


def build_park(
    keys: Sequence[int],
    labels: Sequence[int],
    label_bits: int,
    *,
    margin: int | None = None,
    key_range: int | None = None,
    width: int = MIN_WIDTH,
) -> Network:
    """ReLU network of this width: labels[i] on the whole of [keys[i], keys[i] + 1 − 1/M].

    M = ``margin`` (default max(N, 2), U4). Twice the depth of ``shape_park`` at most.
    """
    scale = max(len(keys), 2) if margin is None else margin
    steps = build_park_steps(keys, labels, label_bits, key_range=key_range, width=width)
    intervals = [(key, key + 1 - Fraction(1, scale)) for key in keys]
    return convert_to_relu(steps, intervals)


def plan_park(
    count: int,
    key_range: int,
    label_bits: int,
    input_dimension: int = 1,
    *,
    width: int | None = None,
    depth: int | None = None,
) -> Plan:
    """The plan for N keys in [0, key_range): width 3 unless a width is given, or the least width up
    to 64 that meets the depth. Raises InputError when none does.
    """
    widths: Iterator[int] | tuple[int, ...] = (MIN_WIDTH if width is None else width,)
    if depth is not None and width is None:
        widths = iter(range(MIN_WIDTH, 65))
    shape = None
    for candidate in widths:
        shape = shape_park(count, key_range, label_bits, candidate)
        if depth is None or 2 * shape.depth <= depth:
            break
    if shape is None or (depth is not None and 2 * shape.depth > depth):
        least = 0 if shape is None else 2 * shape.depth
        raise InputError(
            f"depth {depth} is too small for {count} points (keys below {key_range}) by method"
            f" park: width {candidate} needs {least}"
        )
    layers = 2 * shape.depth
    return Plan(
        "park",
        count,
        max(1, (key_range - 1).bit_length()),
        label_bits,
        input_dimension,
        m=shape.blocks,
        w=shape.folds,
        n=shape.block_keys,
        stages=shape.halvings,
        width=shape.width,
        depth=layers,
        parameters=count_dense_parameters(input_dimension, [shape.width] * layers),
    )


def build_planned(
    keys: Keys, labels: Sequence[int], plan: Plan, *, key_range: int | None = None
) -> Network:
    """The network of a plan, reading the points' own coordinates."""
    network = build_park(
        keys.keys,
        labels,
        plan.label_bits,
        margin=keys.margin_scale,
        key_range=key_range,
        width=plan.width,
    )
    weights = [weight / keys.margin_scale for weight in keys.weights]
    return precompose_affine(network, [weights], [keys.bias / keys.margin_scale])


# The three conditions of Theorem 3, as a calculator.


@dataclass(frozen=True)
class Conditions:
    """Whether each condition of Theorem 3 holds for the given widths."""

    folding: bool
    halvings: tuple[bool, ...]
    reading: bool

    @property
    def hold(self) -> bool:
        """True if all three do."""
        return self.folding and all(self.halvings) and self.reading


def check_conditions(
    widths: Sequence[int],
    cuts: Sequence[int],
    count: int,
    squared_ratio: Fraction,
    dimension: int,
    classes: int,
) -> Conditions:
    """Theorem 3's conditions for hidden widths d_1 … d_L and cuts 0 < L_1 < … < L_K < L.

    (1) Π ⌊(d_ℓ + 1)/2⌋ ≥ Δ√(2πd) up to L_1, Δ² = ``squared_ratio`` (π from above, so True is
    certain); (2) Σ(d_ℓ − 2) ≥ 2^(i+3) over each further part but the last; (3) 2^K·Σ(d_ℓ − 2)·
    ⌊(L − L_K)/(2⌈log2 C⌉ + 1)⌋ ≥ N² + 4. Raises InputError for widths below 3, 2 ≤ K ≤ log2 N
    violated or cuts that do not increase.
    """
    number = len(cuts)
    if min(widths, default=0) < MIN_WIDTH:
        raise InputError("Theorem 3 needs widths of at least 3")
    if number < 2 or 1 << number > count:
        raise InputError(f"Theorem 3 needs 2 ≤ K ≤ log2 N, K is {number}")
    edges = [0, *cuts, len(widths)]
    if any(not low < high for low, high in pairwise(edges)):
        raise InputError("the cuts must increase from above 0 to below L")
    product = 1
    for width in widths[: cuts[0]]:
        product *= (width + 1) // 2
    upper_pi = Fraction(314159265358980, 10**14)
    sums = [sum(width - 2 for width in widths[low:high]) for low, high in pairwise(cuts)]
    label_bits = max(1, (classes - 1).bit_length())
    reads = (len(widths) - cuts[-1]) // (2 * label_bits + 1)
    return Conditions(
        product * product >= squared_ratio * 2 * upper_pi * dimension,
        tuple(found >= 1 << (i + 3) for i, found in enumerate(sums[:-1], start=2)),
        (1 << number) * sums[-1] * reads >= count * count + 4,
    )
