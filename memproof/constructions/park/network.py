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

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, repeat
from math import ceil, isqrt, log2
from typing import TYPE_CHECKING, Literal

from memproof.errors import InputError
from memproof.networks.network import Network
from memproof.networks.wiring import Affine, Scalar, neuron, total, wire

if TYPE_CHECKING:
    pass

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
class Rule:
    """How the maps of Lemmas 14 and 15 are written: ``printed`` takes equations (5) and (8) as
    printed, so that the output may be wrong; the shift is the least that works, or the ``largest``.
    """

    printed: bool = False
    largest: bool = False


REPAIRED = Rule()


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


def count_folds(key_range: int, count: int, width: int) -> tuple[int, int]:
    """How often ``fold_range`` makes the range smaller, and what is left.

    ⌈⌈K/m⌉/m⌉ = ⌈K/m²⌉: the least j with K ≤ U·m^j folds lead to U.
    """
    pieces, least = (width + 1) // 2, count_folded_range(count)
    if key_range <= least:
        return 0, key_range
    # Floats guess the number; the powers decide it.
    guess = (log2(key_range) - log2(least)) / log2(pieces)
    folds = max(1, ceil(guess))
    reach = least * pieces ** (folds - 1)
    while reach >= key_range:
        folds, reach = folds - 1, reach // pieces
    while reach * pieces < key_range:
        folds, reach = folds + 1, reach * pieces
    return folds, least


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
    folds, reached = count_folds(key_range, count, width)
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
    reached = max(keys, default=0) + 1 if key_range is None else key_range
    check_labels(keys, labels, label_bits, reached)
    count = len(keys)
    plan = shape_park(count, reached, label_bits, width) if shape is None else shape
    layers: list[StepLayer] = []
    places, x = list(keys), neuron("x")
    for _ in range(plan.folds):
        folded = fold_range(reached, count, plan.width)
        x, places = fold_keys(layers, x, places, folded, -(-reached // folded), REPAIRED)
        reached = folded
    for _ in range(plan.halvings):
        halved = halve_range(reached, count)
        if halved is None:
            raise InputError("the range is too small to be halved")
        half, _ = halved
        steps = repeat(plan.width - 2)
        x, places = halve_keys(layers, x, places, half, half // count, steps, REPAIRED)
        reached = half
    blocks, size = plan.blocks, plan.block_keys
    output = _look_up(layers, x, places, labels, label_bits, blocks, size, repeat(plan.width - 2))
    return StepNetwork(tuple(layers), output)


def build_theorem_3(
    keys: Sequence[int],
    labels: Sequence[int],
    label_bits: int,
    widths: Sequence[int],
    cuts: Sequence[int],
    key_range: int,
    *,
    rule: Rule = REPAIRED,
) -> StepNetwork:
    """Theorem 3's network: at most the hidden widths d_1 … d_L, cut at 0 < L_1 < … < L_K < L.

    Folds in the first L_1 layers, halvings with Lemma 15's C pieces up to L_(K−1), lookup up to
    L_K, then the bit reader. Input and output as for :func:`build_park_steps`. Layers that find
    nothing to do are left out. Raises InputError when the keys do not fit these layers.
    """
    count = len(keys)
    check_labels(keys, labels, label_bits, key_range)
    layers: list[StepLayer] = []
    places, x, reached = list(keys), neuron("x"), key_range
    for width in widths[: cuts[0]]:
        folded = fold_range(reached, count, width)
        if folded < reached:
            x, places = fold_keys(layers, x, places, folded, -(-reached // folded), rule)
            reached = folded
    *halvings, (low, high) = pairwise(cuts)
    for first, last in halvings:
        steps = [width - 2 for width in widths[first:last]]
        pieces = (1 + sum(steps)) // 2
        per_piece = -(-count // pieces)
        half = max(count * per_piece, -(-reached // 2))
        if half < reached:
            x, places = halve_keys(layers, x, places, half, per_piece, steps, rule)
            reached = half
    steps = [width - 2 for width in widths[low:high]]
    size = (len(widths) - high) // (2 * label_bits + 1)
    if size < 1 or sum(steps) * size < reached:
        raise InputError(f"the last layers read fewer than {reached} keys")
    blocks = -(-reached // size)
    output = _look_up(layers, x, places, labels, label_bits, blocks, size, steps)
    return StepNetwork(tuple(layers), output)


def check_labels(
    keys: Sequence[int], labels: Sequence[int], label_bits: int, key_range: int
) -> None:
    """Raise InputError unless keys are distinct integers of the range and labels fit their bits."""
    if not keys or len(keys) != len(labels):
        raise InputError("a memorizing network needs as many labels as keys, at least one")
    if len(set(keys)) != len(keys) or min(keys) < 0 or max(keys) >= key_range:
        raise InputError("keys must be distinct integers within their range")
    if min(labels) < 0 or max(labels) >= 1 << label_bits:
        raise InputError(f"a label does not fit {label_bits} bits")


def _choose_shift(moved: Collection[int], taken: set[int], modulus: int, rule: Rule) -> int:
    """A b for which all (p + b) mod T are new (it exists: |S||𝒯| < T)."""
    for shift in reversed(range(modulus)) if rule.largest else range(modulus):
        if all((place + shift) % modulus not in taken for place in moved):
            return shift
    raise InputError("no shift keeps the keys distinct")


def fold_keys(
    layers: list[StepLayer],
    x: Affine,
    places: Sequence[int],
    modulus: int,
    pieces: int,
    rule: Rule,
) -> tuple[Affine, list[int]]:
    """Lemma 14, equation (5): (x + b_i) mod T on [iT, (i + 1)T); appends one layer.

    Returns the map's value and the places' images. Raises InputError if no shift works.
    """
    layer: StepLayer = {"x": ("id", x)}
    terms = [neuron("x")]
    taken = {place for place in places if place < modulus}
    images: dict[int, int] = {}
    before = 0
    for piece in range(1, pieces):
        moved = {place for place in places if place // modulus == piece}
        shift = _choose_shift(moved, taken, modulus, rule)
        taken |= {(place + shift) % modulus for place in moved}
        start, wrap = f"start{piece}", f"wrap{piece}"
        layer[start] = ("step", x - piece * modulus)
        layer[wrap] = ("step", x + (shift - (piece + 1) * modulus))
        jump = shift - before - (modulus if piece == 1 else 0)
        terms += [jump * neuron(start), -modulus * neuron(wrap)]
        before = before + shift if rule.printed else shift
        images |= {place: (place + shift) % modulus for place in moved}
    layers.append(layer)
    return total(terms), [images.get(place, place) for place in places]


def halve_keys(
    layers: list[StepLayer],
    x: Affine,
    places: Sequence[int],
    modulus: int,
    per_piece: int,
    steps: Iterable[int],
    rule: Rule,
) -> tuple[Affine, list[int]]:
    """Lemma 15, equation (8): pieces of at most ``per_piece`` points of [T, 2T); appends layers.

    ``steps`` are the STEP neurons of each, one more in the last. Returns the map's value and the
    places' images. Raises InputError if no shift works or the layers do not hold all thresholds.
    """
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
        shift = _choose_shift(group, taken, modulus, rule)
        for place in group:
            images[place] = (place + shift) % modulus
        taken |= {images[place] for place in group}
        low, end = cuts[index], cuts[index + 1]
        jump = modulus + shift - before - (2 * modulus if index == 0 else 0)
        thresholds.append((low, jump))
        wrap = min(2 * modulus - shift, end)
        thresholds.append((wrap if rule.printed else max(low, wrap), -modulus))
        before = before + shift if rule.printed else shift
    merged: dict[int, int] = {}
    for place, jump in thresholds:
        merged[place] = merged.get(place, 0) + jump
    value = x
    rest = [entry for entry in sorted(merged.items()) if entry[1]]
    for room in steps:
        if not rest:
            break
        last = len(rest) <= room + 1
        size = len(rest) if last else room
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
    if rest:
        raise InputError("these layers hold fewer thresholds than the halving has")
    return value, [images.get(place, place) for place in places]


def build_halving(
    places: Sequence[int],
    key_range: int,
    pieces: int,
    *,
    width: int = MIN_WIDTH,
    rule: Rule = REPAIRED,
) -> StepNetwork:
    """Lemma 15's map alone, for distinct integers in [0, K): C pieces of at most ⌈N/C⌉ of them.

    Layers of one width; integer parts stay distinct and fall below T = max{N⌈N/C⌉, ⌈K/2⌉}, unless
    the rule is the printed one. Raises InputError when the places do not fit.
    """
    check_labels(places, [0] * len(places), 1, key_range)
    per_piece = -(-len(places) // pieces)
    half = max(len(places) * per_piece, -(-key_range // 2))
    layers: list[StepLayer] = []
    value, _ = halve_keys(layers, neuron("x"), places, half, per_piece, repeat(width - 2), rule)
    return StepNetwork(tuple(layers), value)


def _look_up(
    layers: list[StepLayer],
    x: Affine,
    places: Sequence[int],
    labels: Sequence[int],
    label_bits: int,
    blocks: int,
    block: int,
    steps: Iterable[int],
) -> Affine:
    """Lemmas 19 and 22: x ↦ (code of its block, x mod B), then the window's bits move down."""
    codes = [Fraction(0)] * blocks
    for place, label in zip(places, labels, strict=True):
        codes[place // block] += Fraction(label, 1 << (label_bits * (place % block + 1)))
    code: Affine = Affine(codes[0])
    numbers = list(range(blocks - 1, 0, -1))
    for room in steps:
        if not numbers:
            break
        chosen, numbers = numbers[:room], numbers[room:]
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
    if numbers:
        raise InputError("these layers hold fewer thresholds than the lookup has")
    return _read_bits(layers, x, code, label_bits, block, block)


def _read_bits(
    layers: list[StepLayer],
    x: Affine,
    code: Affine,
    label_bits: int,
    block: int,
    span: int,
    *,
    printed_windows: bool = False,
) -> Affine:
    """Lemma 22: B = ``block`` windows, the wanted bits at the places D·span + 1, …, span = B."""
    for bit in range(1, block * label_bits + 1):
        place = (bit - 1) % label_bits
        if bit % label_bits == 1 if printed_windows else place == 0:
            layers.append({"x": ("id", x), "code": ("id", code), "past": ("step", x)})
            x = neuron("x") - 1 + 3 * span * (-neuron("past") + 1)
            code = neuron("code")
        value = Fraction(1, 1 << bit)
        layers.append({"x": ("id", x), "code": ("id", code), "bit": ("step", code - value)})
        x, code = neuron("x"), neuron("code") - value * neuron("bit")
        kept = Fraction(1, 1 << (label_bits * span + place + 1))
        layers.append(
            {"x": ("id", x), "code": ("id", code), "out": ("step", x - neuron("bit") + 1)}
        )
        x, code = neuron("x"), neuron("code") + kept * (-neuron("out") + 1)
    return (1 << (label_bits * (block + 1))) * code


def build_bit_reader(
    labels: Sequence[int],
    label_bits: int,
    *,
    printed_span: int | None = None,
    printed_windows: bool = False,
) -> StepNetwork:
    """Lemma 22 for one block: x ↦ labels[⌊x⌋] for 0 ≤ x < B, in at most (2D + 1)B layers.

    As printed the bits stand at the places DK + i, K = ``printed_span`` (B is right), and a window
    starts when ℓ mod D = 1: then the output may be wrong. Raises InputError when a label is too
    long.
    """
    check_labels(range(len(labels)), labels, label_bits, len(labels))
    size = len(labels)
    code = sum(
        (Fraction(label, 1 << label_bits * (place + 1)) for place, label in enumerate(labels)),
        Fraction(0),
    )
    layers: list[StepLayer] = []
    span = size if printed_span is None else printed_span
    output = _read_bits(
        layers,
        neuron("x"),
        Affine(code),
        label_bits,
        size,
        span,
        printed_windows=printed_windows,
    )
    return StepNetwork(tuple(layers), output)


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


def convert_to_relu(
    network: StepNetwork, intervals: Sequence[tuple[Scalar, Scalar]], *, wide: bool = False
) -> Network:
    """The ReLU network of the same width and twice the depth that agrees on all of the intervals.

    ``wide``: the same depth instead, two neurons for a STEP, σ(x/δ₀ + 1) − σ(x/δ₀). Every STEP must
    be constant on each interval. Raises InputError otherwise.
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
            if wide:
                first[name] = written * (1 / margin) + 1
                first[f"{name}'"] = written * (1 / margin)
                after[name] = neuron(name) - neuron(f"{name}'")
                continue
            first[name], second[name] = written * (-1 / margin), -neuron(name) + 1
            after[name] = neuron(name)
        hidden += [first] if wide else [first, second]
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
