"""Calculators for Park et al. (2021): Theorem 3's conditions, Theorems 1 and 2, in exact integers.

Points of R^d are Δ-separated: the largest distance is less than Δ times the smallest. Sizes are
those of STEP and ID networks; ReLU takes the same widths, each twice, or about twice the widths.
D = max(1, ⌈log2 C⌉) bits a label. Whatever a square root of π decides is compared by squares, with
π enclosed, so that a condition said to hold does hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import isqrt

from memproof.constructions.park.network import (
    MIN_WIDTH,
    REPAIRED,
    StepLayer,
    StepNetwork,
    check_labels,
    fold_keys,
    fold_range,
    halve_keys,
    halve_range,
)
from memproof.constructions.park.reading import (
    MAX_READ_BITS,
    ReaderShape,
    build_reader_steps,
    count_dense,
    count_reader_widths,
    pad_widths,
)
from memproof.errors import InputError
from memproof.networks.wiring import neuron

PI_UPPER = Fraction(314159265358980, 10**14)
MAX_ROOT = 64
MAX_POINTS = 10**7


def count_label_bits(classes: int) -> int:
    """D = max(1, ⌈log2 C⌉). Raises InputError for C < 1."""
    if classes < 1:
        raise InputError("there is at least one class")
    return max(1, (classes - 1).bit_length())


def bound_squared_ratio(separation: Fraction) -> Fraction:
    """Δ² = (2/δ)² bounds the squared ratio of distances of δ-separated points of the unit ball."""
    if separation <= 0:
        raise InputError("the separation must be positive")
    return (2 / separation) ** 2


def bound_projection_gain(count: int, dimension: int) -> Fraction:
    """8/(πdN⁴), π from above: for some unit u every pair of N points has |u·(x − x′)|² of at least
    that times |x − x′|² (Lemma 13).
    """
    if count < 1 or dimension < 1:
        raise InputError("a projection needs N ≥ 1 and d ≥ 1")
    return Fraction(8) / (PI_UPPER * dimension * count**4)


def count_key_range(count: int, squared_ratio: Fraction, dimension: int) -> int:
    """⌈N²Δ√(πd/8)⌉, π from above: where Lemma 4 projects Δ-separated points to."""
    return max(count, _ceil_root(count**4 * squared_ratio * dimension * PI_UPPER / 8))


# Theorem 3.


@dataclass(frozen=True)
class Condition:
    """One condition of Theorem 3 for layers ``first`` … ``last`` (1-based, inclusive).

    ``left`` ≥ ``right`` is what is asked; for the first condition both sides are *squared*, and the
    right one has π from above.
    """

    number: int
    first: int
    last: int
    left: int
    right: Fraction

    @property
    def holds(self) -> bool:
        """True if the left side is at least the right one."""
        return self.left >= self.right


@dataclass(frozen=True)
class Split:
    """Cuts L_1 < … < L_K for some K, and the conditions up to the first that fails."""

    stages: int
    cuts: tuple[int, ...]
    conditions: tuple[Condition, ...]

    @property
    def holds(self) -> bool:
        """True if all conditions of Theorem 3 hold."""
        return self.conditions[-1].number == 3 and self.conditions[-1].holds

    @property
    def capacity(self) -> int:
        """The left side of condition (3), 0 where it is not reached: N² + 4 must not exceed it."""
        last = self.conditions[-1]
        return last.left if last.number == 3 else 0


def check_conditions(
    widths: Sequence[int],
    cuts: Sequence[int],
    count: int,
    squared_ratio: Fraction,
    dimension: int,
    classes: int,
) -> tuple[Condition, ...]:
    """All conditions of Theorem 3 for hidden widths d_1 … d_L and cuts 0 < L_1 < … < L_K < L.

    (1) Π ⌊(d_ℓ + 1)/2⌋ ≥ Δ√(2πd) up to L_1; (2) Σ(d_ℓ − 2) ≥ 2^(i+3) over each further part but the
    last; (3) 2^K·Σ(d_ℓ − 2)·⌊(L − L_K)/(2D + 1)⌋ ≥ N² + 4. Raises InputError for widths below 3,
    2 ≤ K ≤ log2 N violated or cuts that do not increase.
    """
    _check_widths(widths)
    stages = len(cuts)
    if stages < 2 or 1 << stages > count:
        raise InputError(f"Theorem 3 needs 2 ≤ K ≤ log2 N, K is {stages}")
    edges = [0, *cuts, len(widths)]
    if any(not low < high for low, high in pairwise(edges)):
        raise InputError("the cuts must increase from above 0 to below L")
    sums = [sum(width - 2 for width in widths[low:high]) for low, high in pairwise(cuts)]
    product = 1
    for width in widths[: cuts[0]]:
        product *= (width + 1) // 2
    found = [Condition(1, 1, cuts[0], product**2, _folding_side(squared_ratio, dimension))]
    for i, (low, high) in enumerate(pairwise(cuts[:-1]), start=2):
        found.append(Condition(2, low + 1, high, sums[i - 2], Fraction(1 << (i + 3))))
    reads = (len(widths) - cuts[-1]) // (2 * count_label_bits(classes) + 1)
    left = (1 << stages) * sums[-1] * reads
    found.append(Condition(3, cuts[-2] + 1, len(widths), left, Fraction(count * count + 4)))
    return tuple(found)


def find_splits(
    widths: Sequence[int], count: int, squared_ratio: Fraction, dimension: int, classes: int
) -> tuple[Split, ...]:
    """The best cuts for each K = 2 … ⌊log2 N⌋, or the condition at which K fails.

    Every cut but the last is the earliest that satisfies its condition, which leaves most layers to
    the others; the last maximizes condition (3). So K is possible if and only if its split holds.
    Raises InputError for widths below 3 and N < 4, where no K exists.
    """
    _check_widths(widths)
    if count < 4:
        raise InputError("Theorem 3 needs 2 ≤ K ≤ log2 N, so at least 4 points")
    depth, bits = len(widths), count_label_bits(classes)
    folding = _folding_side(squared_ratio, dimension)
    product, first, enough = (widths[0] + 1) // 2, 1, _ceil_root(folding)
    while first < depth and product < enough:
        product *= (widths[first] + 1) // 2
        first += 1
    done = [Condition(1, 1, first, product**2, folding)]
    cuts = [first]
    found: list[Split] = []
    for stages in range(2, count.bit_length()):
        if not done[-1].holds:
            found.append(Split(stages, tuple(cuts), tuple(done)))
            continue
        last, capacity = _best_last_cut(widths, cuts[-1], bits)
        reading = Condition(
            3, cuts[-1] + 1, depth, (1 << stages) * capacity, Fraction(count * count + 4)
        )
        found.append(Split(stages, (*cuts, last), (*done, reading)))
        # One more halving for the next K.
        wanted, reached, at = 1 << (stages + 3), 0, cuts[-1]
        while at < depth and reached < wanted:
            reached += widths[at] - 2
            at += 1
        done.append(Condition(2, cuts[-1] + 1, at, reached, Fraction(wanted)))
        cuts.append(at)
    return tuple(found)


def choose_split(splits: Sequence[Split]) -> Split:
    """The split with the largest left side of condition (3): the best if it holds, else the nearest
    miss. Where none reaches (3), the first.
    """
    return max(splits, key=lambda split: split.capacity)


def halve_widths(widths: Sequence[int]) -> tuple[int, ...]:
    """Widths of the STEP and ID network that ReLU layers of these widths hold: two a layer."""
    pairs = zip(widths[::2], widths[1::2], strict=False)
    return tuple(min(pair) for pair in pairs)


def _check_widths(widths: Sequence[int]) -> None:
    if min(widths, default=0) < MIN_WIDTH:
        raise InputError("Theorem 3 needs widths of at least 3")


def _folding_side(squared_ratio: Fraction, dimension: int) -> Fraction:
    """(Δ√(2πd))², from above."""
    return squared_ratio * 2 * PI_UPPER * dimension


def _best_last_cut(widths: Sequence[int], before: int, label_bits: int) -> tuple[int, int]:
    """(L_K, Σ(d_ℓ − 2)·⌊(L − L_K)/(2D + 1)⌋), the product largest; (L, 0) when nothing is left."""
    best, found, total = len(widths), 0, 0
    for at in range(before, len(widths) - 1):
        total += widths[at] - 2
        value = total * ((len(widths) - at - 1) // (2 * label_bits + 1))
        if value > found:
            best, found = at + 1, value
    return best, found


# Theorem 2: width 3.


@dataclass(frozen=True)
class NarrowSize:
    """Theorem 3's network at width 3: K, its folds L_1, 2^(K+3) − 32 halving layers, a lookup
    thresholds and B keys a block.
    """

    label_bits: int
    stages: int
    folds: int
    lookup: int
    block_keys: int

    @property
    def halvings(self) -> int:
        """Layers of the halvings: Σ_(i=2)^(K−1) 2^(i+3)."""
        return (1 << (self.stages + 3)) - 32

    @property
    def depth(self) -> int:
        """L_1 + (2^(K+3) − 32) + a + (2D + 1)B hidden layers of STEP and ID neurons."""
        return (
            self.folds + self.halvings + self.lookup + (2 * self.label_bits + 1) * self.block_keys
        )

    @property
    def widths(self) -> tuple[int, ...]:
        """Width 3, as often as there are layers."""
        return (MIN_WIDTH,) * self.depth

    @property
    def cuts(self) -> tuple[int, ...]:
        """L_1 < … < L_K."""
        found = [self.folds]
        for i in range(2, self.stages):
            found.append(found[-1] + (1 << (i + 3)))
        return (*found, found[-1] + self.lookup)


def size_width_3(
    count: int, folds: int, label_bits: int, *, stages: int | None = None
) -> NarrowSize:
    """The shallowest network of Theorem 3 at width 3 for N ≥ 4 points, over all K (or for one).

    a and B are the best with 2^K·a·B ≥ N² + 4. Raises InputError for N < 4, N > 10^7 or K outside
    2 … log2 N.
    """
    if count > MAX_POINTS:
        raise InputError(f"at most {MAX_POINTS} points here: sizes are counted layer by layer")
    largest = count.bit_length() - 1
    if largest < 2 or (stages is not None and not 2 <= stages <= largest):
        raise InputError("Theorem 3 needs 2 ≤ K ≤ log2 N, so at least 4 points")
    if folds < 1 or label_bits < 1:
        raise InputError("Theorem 3 needs at least one layer of folds and one label bit")
    best: NarrowSize | None = None
    for k in range(2, largest + 1) if stages is None else (stages,):
        if best is not None and best.depth <= (1 << (k + 3)) - 32:
            break
        lookup, size = _choose_block(-(-(count * count + 4) >> k), 2 * label_bits + 1)
        found = NarrowSize(label_bits, k, folds, lookup, size)
        if best is None or found.depth < best.depth:
            best = found
    if best is None:
        raise InputError("no K is possible")
    return best


def count_width_3_folds(squared_ratio: Fraction, dimension: int) -> int:
    """L_1 = max(1, ⌈log2(Δ√(2πd))⌉): each layer of width 3 halves the range."""
    root = _ceil_root(_folding_side(squared_ratio, dimension))
    return max(1, (root - 1).bit_length())


def _choose_block(keys: int, layers: int) -> tuple[int, int]:
    """(a, B) with aB ≥ keys and a + layers·B least."""
    # Rounding costs less than layers + 1, so the best B is within about 1.2√B of √(keys/layers).
    middle = isqrt(keys // layers)
    spread = 2 * isqrt(middle) + 2
    sizes = range(max(1, middle - spread), middle + spread + 1)
    size = min(sizes, key=lambda one: -(-keys // one) + layers * one)
    return -(-keys // size), size


# Theorem 1.


@dataclass(frozen=True)
class WideSize:
    """Theorem 1's network as built here, counted: hidden widths of STEP and ID neurons.

    ``key_range`` is Lemma 4's, ``folds`` layers of width 3, ``halvings`` the widths 2C + 1 of
    Lemma 6's first layers (a layer of one ID neuron follows each), ``reader`` Lemma 16's shape.
    """

    count: int
    dimension: int
    key_range: int
    folds: int
    halvings: tuple[int, ...]
    reader: ReaderShape

    @property
    def widths(self) -> tuple[int, ...]:
        """All hidden widths."""
        halvings = tuple(entry for width in self.halvings for entry in (width, 1))
        return (MIN_WIDTH,) * self.folds + halvings + count_reader_widths(self.reader)

    @property
    def depth(self) -> int:
        """Hidden layers of STEP and ID neurons; as many of ReLU."""
        return len(self.widths)

    @property
    def relu_widths(self) -> tuple[int, ...]:
        """Hidden widths of the ReLU network of the same depth: two neurons for a STEP."""
        halvings = tuple(entry for width in self.halvings for entry in (2 * width - 1, 1))
        lookup, held, *blocks = count_reader_widths(self.reader)
        folds = (2 * MIN_WIDTH - 1,) * self.folds
        return (*folds, *halvings, 2 * lookup - 1, held, *(2 * width - 2 for width in blocks))

    @property
    def parameters(self) -> int:
        """Dense weights and biases of the STEP and ID network on R^d."""
        return count_dense(self.widths, self.dimension)

    @property
    def relu_parameters(self) -> int:
        """Dense weights and biases of the ReLU network on R^d."""
        return count_dense(self.relu_widths, self.dimension)


def count_theorem_1(
    count: int, squared_ratio: Fraction, dimension: int, classes: int, exponent: Fraction
) -> WideSize:
    """Theorem 1's network for w = ``exponent`` in [2/3, 1], counted as it can be built.

    The range is halved until it is at most ⌈N^(2−w)⌉ = V; A = ⌈V^p⌉, B = ⌈V/A⌉ and
    R = min{1 + ⌊(p − ½)·log2 V⌋, BD} with p = w/(2 − w), as in Lemma 7. Raises InputError for
    another w, a denominator above 64, N < 2, Δ < 1 or d < 1.
    """
    if not Fraction(2, 3) <= exponent <= 1 or exponent.denominator > MAX_ROOT:
        raise InputError("w must be a rational in [2/3, 1] with denominator at most 64")
    if count < 2 or dimension < 1 or squared_ratio < 1:
        raise InputError("Theorem 1 needs N ≥ 2, d ≥ 1 and Δ ≥ 1")
    key_range = count_key_range(count, squared_ratio, dimension)
    folds, reached = 0, key_range
    while (smaller := fold_range(reached, count, MIN_WIDTH)) < reached:
        folds, reached = folds + 1, smaller
    target = _ceil_power(count, 2 - exponent)
    halvings: list[int] = []
    while reached > target and (halved := halve_range(reached, count)) is not None:
        reached, pieces = halved
        halvings.append(2 * pieces + 1)
    share = exponent / (2 - exponent)
    blocks = min(reached, _ceil_power(reached, share))
    size, bits = -(-reached // blocks), count_label_bits(classes)
    read = min(1 + _floor_log2_power(reached, share - Fraction(1, 2)), size * bits, MAX_READ_BITS)
    reader = ReaderShape(blocks, size, bits, read)
    return WideSize(count, dimension, key_range, folds, tuple(halvings), reader)


def build_theorem_1(keys: Sequence[int], labels: Sequence[int], size: WideSize) -> StepNetwork:
    """The STEP and ID network of exactly these widths: labels[i] on [keys[i], keys[i] + 1).

    Keys are distinct integers in [0, ``size.key_range``). Raises InputError when they do not fit.
    """
    count, reader = size.count, size.reader
    check_labels(keys, labels, reader.label_bits, size.key_range)
    if len(keys) > count:
        raise InputError(f"{len(keys)} keys are more than {count}")
    layers: list[StepLayer] = []
    places, x, reached = list(keys), neuron("x"), size.key_range
    for _ in range(size.folds):
        folded = fold_range(reached, count, MIN_WIDTH)
        x, places = fold_keys(layers, x, places, folded, -(-reached // folded), REPAIRED)
        reached = folded
    for width in size.halvings:
        halved = halve_range(reached, count)
        if halved is None:
            raise InputError("the range is too small to be halved")
        reached, before = halved[0], len(layers)
        x, places = halve_keys(layers, x, places, reached, reached // count, [width - 2], REPAIRED)
        for _ in range(before + 2 - len(layers)):
            layers.append({"x": ("id", x)})
            x = neuron("x")
    table = [0] * reader.keys
    for place, label in zip(places, labels, strict=True):
        table[place] = label
    steps = build_reader_steps(table, reader, x=x)
    layers += steps.layers
    return StepNetwork(tuple(pad_widths(layers, size.widths)), steps.output)


def _ceil_root(square: Fraction) -> int:
    """⌈√square⌉, exactly."""
    root = isqrt(square.numerator // square.denominator)
    return root if root * root >= square else root + 1


def _ceil_power(base: int, exponent: Fraction) -> int:
    """⌈base^exponent⌉ for an exponent of at most 2, exactly."""
    power: int = base**exponent.numerator
    low, high = 0, base * base
    while high - low > 1:
        middle = (low + high) // 2
        if middle**exponent.denominator < power:
            low = middle
        else:
            high = middle
    return high


def _floor_log2_power(base: int, exponent: Fraction) -> int:
    """⌊exponent·log2 base⌋ for exponent ≥ 0, exactly."""
    power: int = base**exponent.numerator
    return (power.bit_length() - 1) // exponent.denominator
