"""Functions of one variable in layer pairs: U5's interpolating blocks and U6's stacked step
functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from memproof.errors import InputError
from memproof.networks.network import Network
from memproof.networks.wiring import Affine, Scalar, neuron, total, wire

Sample = tuple[Scalar, Scalar]
"""(point, value)."""


def build_block(blocks: Sequence[Sequence[Sample]]) -> Network:
    """U5: hidden widths [2m, 2n − 1] through all samples of m blocks of n + 1 ≥ 2 samples each.

    Points increase inside and across blocks. The function is affine between neighbouring samples
    of a block and constant left of the first and right of the last sample. Raises InputError
    otherwise.
    """
    sizes = {len(block) for block in blocks}
    if len(sizes) != 1 or min(sizes) < 2:
        raise InputError("blocks need equally many samples, at least two each")
    points = [point for block in blocks for point, _ in block]
    if any(not left < right for left, right in pairwise(points)):
        raise InputError("the samples' points must increase")
    last = sizes.pop() - 1
    kinks: dict[str, Scalar] = {}
    for j, block in enumerate(blocks):
        kinks[f"start{j}"], kinks[f"end{j}"] = block[0][0], block[last][0]

    def line_through(values: list[tuple[Scalar, Scalar]]) -> Affine:
        """Affine between the blocks' ends, where it takes the given values; constant outside."""
        heights = [height for ends in values for height in ends]
        places = list(kinks.values())
        slopes = [
            Fraction(after - before) / (right - left)
            for (left, right), (before, after) in zip(
                pairwise(places), pairwise(heights), strict=True
            )
        ]
        changes = [new - old for old, new in pairwise([Fraction(0), *slopes, Fraction(0)])]
        return total(
            [
                Affine(heights[0]),
                *(neuron(name) * c for name, c in zip(kinks, changes, strict=True)),
            ]
        )

    slopes = [
        [
            Fraction(after[1] - before[1]) / (after[0] - before[0])
            for before, after in pairwise(block)
        ]
        for block in blocks
    ]
    base_ends: list[tuple[Scalar, Scalar]] = [
        (block[0][1], block[0][1] + slope[0] * (block[last][0] - block[0][0]))
        for block, slope in zip(blocks, slopes, strict=True)
    ]
    shift = max(0, *(-height for ends in base_ends for height in ends))
    second = {"base": line_through(base_ends) + shift}
    for k in range(1, last):
        for name, sign in (("rise", 1), ("fall", -1)):
            ends: list[tuple[Scalar, Scalar]] = []
            for block, slope in zip(blocks, slopes, strict=True):
                steepness = max(sign * (slope[k] - slope[k - 1]), Fraction(0))
                ends.append(
                    (
                        steepness * (block[0][0] - block[k][0]),
                        steepness * (block[last][0] - block[k][0]),
                    )
                )
            second[f"{name}{k}"] = line_through(ends)
    first = {name: neuron("x") - place for name, place in kinks.items()}
    output = neuron("base") - shift
    for k in range(1, last):
        output = output + neuron(f"rise{k}") - neuron(f"fall{k}")
    return wire(["x"], [first, second], [output])


def count_block_widths(m: int, n: int) -> tuple[int, int]:
    """U5's hidden widths for m blocks of n + 1 samples: (2m, 2n − 1)."""
    return 2 * m, 2 * n - 1


def build_step_stack(
    starts: Sequence[int],
    values: Sequence[int],
    m: int,
    w: int,
    stages: int,
    *,
    keep_input: bool = False,
) -> Network:
    """U6: a step function in ``stages`` layer pairs of widths at most [2m + 2, 2w].

    The output equals values[g] on the whole interval [starts[g], starts[g+1] − 1] (the last one is
    unbounded) and 0 up to starts[0] − 1; with ``keep_input`` the output is (x, value), right for x
    ≥ 0. All weights are integers. A stage holds m blocks of w steps, so S·m·w steps fit.

    Each transition sits in the unit interval below a start. Layer 1 of a pair has, for each block,
    kinks at its start and one unit before it, and carries x and the running sum; layer 2 has the
    running sum (moved to the block's first value), x, and for each transition index one neuron of
    output weight +1 and one of −1, which place their zeros in every block by the sign of the jump
    there. (Its source allows one more neuron, width 2m + 3; it is not needed.) Raises InputError
    when starts are not increasing integers, a value is negative or the steps do not fit.
    """
    if min(m, w, stages) < 1:
        raise InputError("m, w and the number of stages must be positive")
    if not starts or len(starts) != len(values):
        raise InputError("a step function needs as many values as starts, at least one")
    if len(starts) > stages * m * w:
        raise InputError(f"{len(starts)} steps do not fit {stages} stages of {m} blocks of {w}")
    if any(not left < right for left, right in pairwise(starts)):
        raise InputError("starts must increase")
    if min(values) < 0:
        raise InputError("step values must be non-negative")
    if keep_input and starts[0] < 0:
        raise InputError(
            "the input can only be kept where it is non-negative: the first start is below 0"
        )
    steps = list(zip(starts, values, strict=True))
    blocks = [steps[first : first + w] for first in range(0, len(steps), w)]
    pairs = [blocks[first : first + m] for first in range(0, len(blocks), m)]
    hidden: list[dict[str, Affine]] = []
    x, running, level = neuron("x"), Affine(), 0
    for stage in range(stages):
        pair = pairs[stage] if stage < len(pairs) else []
        first: dict[str, Affine] = {}
        if keep_input or stage + 1 < len(pairs):
            first["x"] = x
        if not running.is_constant:
            first["sum"], running = running, neuron("sum")
        for j, block in enumerate(pair):
            first[f"ramp{j}"], first[f"start{j}"] = x - (block[0][0] - 1), x - block[0][0]
        hidden.append(first)
        second = {"x": neuron("x")} if "x" in first else {}
        second |= _pair_neurons(pair, running, level)
        hidden.append(second)
        x = neuron("x")
        running = total(
            neuron(name) * (-1 if name.startswith("down") else 1) for name in second if name != "x"
        )
        if pair:
            level = pair[-1][-1][1]
    return wire(["x"], hidden, [neuron("x"), running] if keep_input else [running])


def _pair_neurons(
    pair: Sequence[Sequence[tuple[int, int]]], running: Affine, level: int
) -> dict[str, Affine]:
    """A pair's second layer: the moved running sum and the blocks' transition neurons."""
    base = [running]
    for j, block in enumerate(pair):
        base.append((neuron(f"ramp{j}") - neuron(f"start{j}")) * (block[0][1] - level))
        level = block[0][1]
    neurons = {"sum": total(base)}
    for i in range(1, max((len(block) for block in pair), default=0)):
        for name, sign in (("up", 1), ("down", -1)):
            terms: list[Affine] = []
            slope = zero = 0
            for j, block in enumerate(pair):
                start = block[0][0]
                new_slope, new_zero = 0, start
                if i < len(block):
                    jump = block[i][1] - block[i - 1][1]
                    new_slope = abs(jump)
                    new_zero = block[i][0] - (1 if sign * jump > 0 else 0)
                below = -new_slope * (new_zero - start)
                if j == 0:
                    terms += [Affine(below), neuron("start0") * new_slope]
                else:
                    reset = below - slope * (start - 1 - zero)
                    terms += [
                        neuron(f"ramp{j}") * (reset - slope),
                        neuron(f"start{j}") * (new_slope - reset),
                    ]
                slope, zero = new_slope, new_zero
            expression = total(terms)
            if not expression.is_constant:
                neurons[f"{name}{i}"] = expression
    return neurons


def count_step_capacity(m: int, w: int, stages: int) -> int:
    """Steps (groups) that U6 holds: S·m·w."""
    return stages * m * w


def count_step_widths(m: int, w: int) -> tuple[int, int]:
    """U6's pair of widths, at most, as built here: (2m + 2, 2w)."""
    return 2 * m + 2, 2 * w
