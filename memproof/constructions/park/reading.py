"""Park et al. (2021), Lemmas 16, 20 and 21: labels read R bits a block, in STEP and ID neurons.

The input is a real x whose integer part k in {0, …, AB − 1} names a label of D bits. One layer
finds x mod B and the code w = Σ_j y(⌊x/B⌋B + j)·2^(−(j+1)D), one layer of two ID neurons holds
them, and q = ⌈BD/R⌉ blocks of two layers take R bits each off the code and put those of the wanted
label below its last place. Block ℓ compares v with the 2^R − 1 multiples of 2^(−ℓR), and x with the
ends of the windows of its bits' labels; its second layer takes the conjunctions.

*Padded* networks have exactly the widths that the lemmas count, idle neurons included, so that
their dense counts are the closed formulas; Lemma 21's width is repaired to 2^R + R + 2.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from memproof.constructions.park.network import StepLayer, StepNetwork, convert_to_relu
from memproof.errors import InputError
from memproof.networks.network import Network
from memproof.networks.wiring import Affine, neuron, total

MAX_READ_BITS = 16


@dataclass(frozen=True)
class ReaderShape:
    """Lemma 16's A (blocks of keys), B (keys a block), D (bits a label) and R (bits a block)."""

    blocks: int
    block_keys: int
    label_bits: int
    read_bits: int

    def __post_init__(self) -> None:
        if min(self.blocks, self.block_keys, self.label_bits, self.read_bits) < 1:
            raise InputError("A, B, D and R must be positive")
        if self.read_bits > MAX_READ_BITS:
            raise InputError(f"R = {self.read_bits} needs 2^R thresholds, R ≤ {MAX_READ_BITS} here")

    @property
    def stages(self) -> int:
        """q = ⌈BD/R⌉."""
        return -(-self.block_keys * self.label_bits // self.read_bits)

    @property
    def keys(self) -> int:
        """AB, the number of keys."""
        return self.blocks * self.block_keys


def count_reader_widths(shape: ReaderShape) -> tuple[int, ...]:
    """The hidden widths A + 2, 2, then q times 2^R + R + 2 (repaired) and R + 2."""
    bits = shape.read_bits
    return (shape.blocks + 2, 2, *((1 << bits) + bits + 2, bits + 2) * shape.stages)


def count_reader_parameters(shape: ReaderShape) -> int:
    """4A + 10 + E, E = ((2R + 5)2^R + 2R² + 10R + 12)q − R2^R − R² − R + 3: Lemma 16, repaired.

    Dense, the one input and the one output included.
    """
    bits, power = shape.read_bits, 1 << shape.read_bits
    stage = (2 * bits + 5) * power + 2 * bits * bits + 10 * bits + 12
    rest = stage * shape.stages - bits * power - bits * bits - bits + 3
    return 4 * shape.blocks + 10 + rest


def count_dense(widths: Sequence[int], inputs: int = 1, outputs: int = 1) -> int:
    """Weights and biases of a fully connected network of these hidden widths, layer by layer."""
    return sum((before + 1) * after for before, after in pairwise((inputs, *widths, outputs)))


def build_reader_steps(
    labels: Sequence[int], shape: ReaderShape, *, padded: bool = False, x: Affine | None = None
) -> StepNetwork:
    """STEP and ID network with output labels[⌊x⌋] for 0 ≤ x < AB: 2q + 2 hidden layers.

    ``labels`` are AB integers of D bits. ``padded`` adds idle neurons up to
    :func:`count_reader_widths`; ``x`` is what the first layer reads in place of the input. Raises
    InputError when the labels do not fit.
    """
    size, bits, read = shape.block_keys, shape.label_bits, shape.read_bits
    if len(labels) != shape.keys:
        raise InputError(f"{shape.blocks}·{size} keys need as many labels, not {len(labels)}")
    if min(labels) < 0 or max(labels) >= 1 << bits:
        raise InputError(f"a label does not fit {bits} bits")
    x = neuron("x") if x is None else x
    codes = [
        sum(
            (
                Fraction(label, 1 << bits * (place + 1))
                for place, label in enumerate(labels[first : first + size])
            ),
            Fraction(0),
        )
        for first in range(0, len(labels), size)
    ]
    layers: list[StepLayer] = [{"x": ("id", x)}]
    x_terms, code_terms = [neuron("x")], [Affine(codes[0])]
    for number, (before, after) in enumerate(pairwise(codes), start=1):
        name = f"block{number}"
        layers[0][name] = ("step", x - number * size)
        x_terms.append(-size * neuron(name))
        code_terms.append((after - before) * neuron(name))
    layers.append({"x": ("id", total(x_terms)), "code": ("id", total(code_terms))})
    x, code = neuron("x"), neuron("code")
    for stage in range(shape.stages):
        x, code = _read_stage(layers, x, code, shape, stage)
    output = (1 << read * shape.stages + bits) * code
    if padded:
        layers = pad_widths(layers, count_reader_widths(shape))
    return StepNetwork(tuple(layers), output)


def _read_stage(
    layers: list[StepLayer], x: Affine, code: Affine, shape: ReaderShape, stage: int
) -> tuple[Affine, Affine]:
    """Block ℓ = stage + 1 of Lemma 21."""
    bits, read = shape.label_bits, shape.read_bits
    first: StepLayer = {"x": ("id", x), "code": ("id", code)}
    unit = Fraction(1, 1 << read * (stage + 1))
    for number in range(1, 1 << read):
        first[f"code{number}"] = ("step", code - number * unit)
    # Bits beyond the last label are 0 and need no window.
    places = range(stage * read, min((stage + 1) * read, shape.block_keys * bits))
    windows = sorted({place // bits for place in places})
    for end in range(windows[0], windows[-1] + 2):
        first[f"end{end}"] = ("step", x - end)
    layers.append(first)
    second: StepLayer = {"x": ("id", neuron("x"))}
    taken = [neuron("code")]
    taken += [-unit * neuron(f"code{number}") for number in range(1, 1 << read)]
    second["code"] = ("id", total(taken))
    kept = [neuron("code")]
    for place in places:
        window = place // bits
        inside = neuron(f"end{window}") - neuron(f"end{window + 1}")
        name = f"and{place - stage * read}"
        second[name] = ("step", _read_bit(place - stage * read, read) + inside - 2)
        kept.append(Fraction(1, 1 << read * shape.stages + place % bits + 1) * neuron(name))
    layers.append(second)
    return neuron("x"), total(kept)


def _read_bit(position: int, read: int) -> Affine:
    """Bit ``position`` (0 is the highest) of the number of thresholds passed."""
    shift = read - 1 - position
    values = [number >> shift & 1 for number in range(1 << read)]
    return total(
        (after - before) * neuron(f"code{number}")
        for number, (before, after) in enumerate(pairwise(values), start=1)
    )


def pad_widths(layers: Sequence[StepLayer], widths: Sequence[int]) -> list[StepLayer]:
    """Layers with idle neurons up to these widths. Raises InputError when one is wider."""
    padded: list[StepLayer] = []
    if len(layers) != len(widths) or any(map(operator.gt, map(len, layers), widths)):
        raise InputError("the layers do not fit these widths")
    for layer, width in zip(layers, widths, strict=True):
        idle: StepLayer = {
            f"idle{number}": ("step", Affine()) for number in range(len(layer), width)
        }
        padded.append({**layer, **idle})
    return padded


def build_reader(
    labels: Sequence[int], shape: ReaderShape, *, margin: int, padded: bool = False
) -> Network:
    """ReLU network of the same widths and twice the depth: labels[k] on all of [k, k + 1 − 1/M].

    M = ``margin`` ≥ 2. Raises InputError when the labels do not fit or the margin is below 2.
    """
    if margin < 2:
        raise InputError("the margin's denominator must be at least 2")
    steps = build_reader_steps(labels, shape, padded=padded)
    intervals = [(key, key + 1 - Fraction(1, margin)) for key in range(shape.keys)]
    return convert_to_relu(steps, intervals)


def count_step_sizes(network: StepNetwork, inputs: int = 1) -> Mapping[str, int]:
    """Depth, width and dense parameters of a network of STEP and ID neurons, counted on it."""
    widths = [len(layer) for layer in network.layers]
    return {
        "depth": network.depth,
        "width": network.width,
        "parameters": count_dense(widths, inputs),
    }
