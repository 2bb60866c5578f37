"""Direct interpolation, whatever the keys' distances: Theorems T (one pair) and D (several).

The count p·q for hidden widths [p, q] is due to K. Inoue, *Expressive numbers of two or more
hidden layer ReLU neural networks* (2019); the proof followed here is the one of
mathematics_yun_madden_bartlett §2 and §3.

Groups of q consecutive keys meet at breakpoints g_j. Unit k of the second layer is affine with one
zero in every group; it settles the k-th key of each group (counted from the left and from the
right in turn), so that the signed sum of all units is right at every key. Coefficients are kept
integral: a unit's slope on the first group is free up to the conditions that all its slopes be
integers, which are congruences modulo the distances of keys from breakpoints. Where such a
congruence has no solution the targets' common scale grows by the missing factor.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import gcd, isqrt, lcm
from typing import TYPE_CHECKING, Any, ClassVar, Self

from memproof.constructions.construction import Task, count_dense_parameters
from memproof.constructions.labels import Labels, Rational, read_labels
from memproof.constructions.on_line import OnLine, list_places
from memproof.errors import InputError
from memproof.exact.bisection import find_least
from memproof.networks.network import Network
from memproof.networks.wiring import Affine, neuron, total, wire

if TYPE_CHECKING:
    from memproof.datasets import Keys

Pair = tuple[int, int]

# Keys are multiples of it and breakpoints prime to it: few common factors, so few denominators.
_SPREAD = 30
_CANDIDATES = 48


@dataclass(frozen=True, slots=True)
class _Unit:
    """A continuous function, affine between breakpoints, constant left of them; adds sign/scale."""

    breakpoints: tuple[int, ...]
    slopes: tuple[int, ...]
    heights: tuple[int, ...]
    sign: int
    scale: int

    def at(self, x: int) -> int:
        group = bisect_right(self.breakpoints, x) - 1
        if group < 0:
            return self.heights[0]
        return self.heights[group] + self.slopes[group] * (x - self.breakpoints[group])

    def before_activation(self) -> Affine:
        changes = [new - old for old, new in pairwise((0, *self.slopes))]
        kinks = [neuron(f"kink{j}") * change for j, change in enumerate(changes)]
        return total([Affine(self.heights[0]), *kinks])


@dataclass(frozen=True, slots=True)
class _Sum:
    """One output after some layers: an affine function of the last one, its values at all keys.

    ``targets`` and ``values`` are integers over the common ``scale``.
    """

    targets: list[int]
    scale: int
    values: list[int]
    running: Affine

    @property
    def residuals(self) -> list[int]:
        return [target - value for target, value in zip(self.targets, self.values, strict=True)]

    def carried(self, name: str) -> tuple[_Sum, dict[str, Affine]]:
        """The sum after a pair's first layer, and the neuron that passes it on there."""
        if self.running.is_constant:
            return self, {}
        lift = -min(0, *self.values)
        return replace(self, running=neuron(name) - lift), {name: self.running + lift}

    def added(
        self, name: str, units: Sequence[_Unit], places: Sequence[int]
    ) -> tuple[_Sum, dict[str, Affine]]:
        """The sum after a pair's second layer, and its neurons there; unit 0 carries the sum."""
        factor = units[-1].scale
        weight = factor // units[0].scale
        values = [
            value * factor + weight * units[0].at(place)
            for place, value in zip(places, self.values, strict=True)
        ]
        lift = -min(0, *values)
        opening = self.running * factor + units[0].before_activation() * weight + lift
        layer, running = {f"{name}0": opening}, neuron(f"{name}0") - lift
        for k, unit in enumerate(units[1:], 1):
            weight = unit.sign * (factor // unit.scale)
            layer[f"{name}{k}"] = unit.before_activation()
            running = running + neuron(f"{name}{k}") * weight
            values = [
                value + weight * max(0, unit.at(place))
                for place, value in zip(places, values, strict=True)
            ]
        targets = [target * factor for target in self.targets]
        return _Sum(targets, self.scale * factor, values, running), layer


def _start(labels: Sequence[Fraction]) -> _Sum:
    scale = lcm(*(label.denominator for label in labels))
    return _Sum([int(label * scale) for label in labels], scale, [0] * len(labels), Affine())


def count_direct_capacity(pairs: Sequence[Pair], outputs: int = 1) -> int:
    """Keys that hidden widths [A_1, B_1, …, A_S, B_S] interpolate (Theorems T and D).

    Σ p_k·q_k − (S − 1), p_k = A_k − d_y·[k > 1], q_k = ⌊(B_k − [k < S])/d_y⌋ for d_y outputs: A·B
    for one pair and one output.
    """
    return sum(p * q for p, q in _usable(pairs, outputs)) - (len(pairs) - 1)


def build_direct(keys: Sequence[Rational], labels: Labels, pairs: Sequence[Pair]) -> Network:
    """A network of hidden widths at most [A_1, B_1, …, A_S, B_S] through all (keys[i], labels[i]).

    ``pairs`` lists (A_k, B_k). Keys are distinct rationals at any distance, labels any rationals
    or vectors of one length d_y. One pair is Theorem T (N ≤ A·⌊B/d_y⌋), several are Theorem D
    (N ≤ :func:`count_direct_capacity`); pairs that are not needed are left out. Nothing is promised
    between keys. Weights are integers except for the outputs' scales. Raises InputError when keys
    repeat, labels are ragged, a pair is too narrow or the keys do not fit.
    """
    vectors = read_labels(keys, labels)
    outputs = range(len(vectors[0]))
    usable = _usable(pairs, len(outputs))
    if not pairs or any(min(pair) < 1 for pair in usable):
        raise InputError("a layer pair is too narrow to hold a key and what it must carry")
    capacity = count_direct_capacity(pairs, len(outputs))
    if len(keys) > capacity:
        raise InputError(f"{len(keys)} keys exceed the {capacity} of these widths")
    data = sorted((Fraction(key), vector) for key, vector in zip(keys, vectors, strict=True))
    grain = 2 * _SPREAD * lcm(*(key.denominator for key, _ in data))
    places = [int(key * grain) for key, _ in data]
    sums = [_start([vector[output] for _, vector in data]) for output in outputs]

    hidden: list[dict[str, Affine]] = []
    x = neuron("x") * grain
    done = 0
    for stage, (p, q) in enumerate(usable):
        end = min(len(places), done + p * q - (1 if stage else 0))
        if end == done:
            continue
        here = places[done:end]
        if stage:
            # A key of residual 0 between this pair's interval and the last one's keeps it silent
            # on its left.
            gap = here[0] - places[done - 1]
            here = [here[0] - gap // (2 * _SPREAD) * _SPREAD, *here]
        wanted = [[0] * (len(here) - (end - done)) + one.residuals[done:end] for one in sums]
        families = [_build_units(here, missing, p, q) for missing in wanted]
        done = end
        # Breakpoints depend on the keys alone, so all outputs share the first layer's kinks.
        breakpoints = families[0][0].breakpoints
        first = {f"kink{j}": x - place for j, place in enumerate(breakpoints)}
        second: dict[str, Affine] = {}
        for output, units in enumerate(families):
            sums[output], neurons = sums[output].carried(f"sum{output}")
            first |= neurons
            sums[output], neurons = sums[output].added(f"unit{output},", units, places)
            second |= neurons
        if done < len(places):
            second["x"], x = neuron("kink0"), neuron("x") + breakpoints[0]
        hidden += [first, second]
    return wire(["x"], hidden, [one.running * Fraction(1, one.scale) for one in sums])


def build_one_hot(classes: int) -> Network:
    """s ∈ {0, …, C − 1} ↦ the unit vector e_s: one hidden layer of C − 1 neurons σ(s − t).

    Composed with a network for class numbers this gives hidden widths [p, q, C − 1] for N ≤ p·q
    points with one-hot labels. Raises InputError for fewer than two classes.
    """
    if classes < 2:
        raise InputError("one-hot labels need at least two classes")
    number = neuron("s")
    hidden = {f"over{t}": number - t for t in range(classes - 1)}
    # reached[t] is 1 if s ≥ t and 0 otherwise.
    over = [neuron(name) for name in hidden] + [Affine()]
    reached = [Affine(1), *(one - two for one, two in pairwise(over)), Affine()]
    return wire(["s"], [hidden], [one - two for one, two in pairwise(reached)])


def _usable(pairs: Sequence[Pair], outputs: int) -> list[Pair]:
    """(p_k, q_k): what is left once the key and the running sums have been carried.

    The sums need neurons of their own in a pair's first layer only: in its second one each is
    merged into its output's unit 0, which is always active.
    """
    last = len(pairs) - 1
    return [(a - outputs * (k > 0), (b - (k < last)) // outputs) for k, (a, b) in enumerate(pairs)]


def _build_units(points: Sequence[int], targets: Sequence[int], p: int, q: int) -> list[_Unit]:
    """Units whose signed, scaled sum has the targets at the points, at most p·q of them.

    Points are increasing multiples of _SPREAD.
    Unit k contributes sign·max(0, unit)/unit.scale, unit 0 without the maximum; scales divide
    their successors.
    """
    p = -(-len(points) // q)
    q = -(-len(points) // p)
    points, targets = list(points), list(targets)
    step = max(1, (points[-1] - points[0]) // (_SPREAD * max(1, len(points) - 1))) * _SPREAD
    while len(points) < p * q:
        points.append(points[-1] + step)
        targets.append(targets[-1])
    snake = [[j * q + (k if j % 2 == 0 else q - 1 - k) for j in range(p)] for k in range(q)]
    breakpoints = _choose_breakpoints(points, snake, p, q)
    sums = [0] * len(points)
    scale = 1
    units: list[_Unit] = []
    for k in range(q):
        sign = 1 if k % 2 == 0 else -1
        own = [points[i] for i in snake[k]]
        rest = [sign * (targets[i] * scale - sums[i]) for i in range(len(points))]
        values = [rest[i] for i in snake[k]]
        first_slope, period, factor = _integral_slopes(own, values, breakpoints)
        scale *= factor
        sums = [value * factor for value in sums]
        rest = [value * factor for value in rest]
        values = [value * factor for value in values]
        slopes, turns = [first_slope], [period]
        for j in range(p - 1):
            before, after = breakpoints[j + 1] - own[j], own[j + 1] - breakpoints[j + 1]
            slopes.append((values[j + 1] - values[j] - slopes[j] * before) // after)
            turns.append(-turns[j] * before // after)
        periods: list[int] = []
        for j in range(p):
            if k > 0:
                away = points[snake[k - 1][j]] - own[j]
                periods.append(-((values[j] + slopes[j] * away) // (turns[j] * away)))
            if k < q - 1:
                i = snake[k + 1][j]
                away = points[i] - own[j]
                periods.append((rest[i] - values[j] - slopes[j] * away) // (turns[j] * away) + 1)
        if periods:
            slopes = [
                slope + turn * max(periods) for slope, turn in zip(slopes, turns, strict=True)
            ]
        heights = tuple(
            value + slope * (place - key)
            for value, slope, place, key in zip(values, slopes, breakpoints, own, strict=True)
        )
        unit = _Unit(breakpoints, tuple(slopes), heights, sign, scale)
        units.append(unit)
        sums = [
            value + sign * (unit.at(point) if k == 0 else max(0, unit.at(point)))
            for point, value in zip(points, sums, strict=True)
        ]
    return units


def _integral_slopes(
    own: Sequence[int], values: Sequence[int], breakpoints: Sequence[int]
) -> tuple[int, int, int]:
    """(slope, period, factor): first slopes that make all slopes integral.

    The slopes slope + period·ℤ do so once the values are multiplied by factor.
    A function through (own[j], values[j]), affine between breakpoints, is fixed by its slope on
    the first group.
    """
    slope, period, factor = 0, 1, 1
    current, turn = 0, 1
    for j, (before_key, after_key) in enumerate(pairwise(own)):
        before, after = breakpoints[j + 1] - before_key, after_key - breakpoints[j + 1]
        constant = (values[j + 1] - values[j]) * factor - current * before
        moving = turn * before
        common = gcd(moving, after)
        missing = common // gcd(common, constant)
        factor, slope, constant = factor * missing, slope * missing, constant * missing
        reduced = after // common
        shift = (
            constant // common * pow(moving // common, -1, reduced) % reduced if reduced > 1 else 0
        )
        current, turn = (constant - moving * shift) // after, -moving // common
        slope, period = slope + period * shift, period * reduced
    return slope, period, factor


def _choose_breakpoints(
    points: Sequence[int], snake: Sequence[Sequence[int]], p: int, q: int
) -> tuple[int, ...]:
    """A breakpoint between any two groups, near the middle, of few common factors."""
    chosen = [points[0]]
    products = [1] * q
    for j in range(1, p):
        low, high = points[j * q - 1], points[j * q]
        middle = (low + high) // 2
        best, fewest = 0, 0
        tried = 0
        for offset in range((high - low) // 2):
            for place in {middle - offset, middle + offset}:
                if not low < place < high or gcd(place, _SPREAD) != 1:
                    continue
                tried += 1
                shared = 1
                for k in range(q):
                    before = place - points[snake[k][j - 1]]
                    shared *= gcd(products[k] * before, points[snake[k][j]] - place)
                if not best or shared < fewest:
                    best, fewest = place, shared
            if best and (fewest == 1 or tried >= _CANDIDATES):
                break
        products = [products[k] * (best - points[snake[k][j - 1]]) for k in range(q)]
        chosen.append(best)
    return tuple(chosen)


def list_direct_pairs(count: int, width: int) -> tuple[tuple[int, int], ...] | None:
    """Hidden widths (A_k, B_k) of Theorem T or D for N points at this width, None if none fits.

    One pair holds A·B points; S ≥ 2 pairs Σ p_k q_k − (S − 1) with p_k = A_k − [k > 1] and
    q_k = B_k − [k < S].
    """
    if count <= width * width:
        first = max(1, min(width, isqrt(count - 1) + 1)) if count > 1 else 1
        return ((first, -(-count // first)),)
    inner = width * (width - 2)
    ends = 2 * width * (width - 1) - 1
    if width < 2 or (inner <= 0 and count > ends):
        return None
    pairs = 2
    if count > ends:
        # Each further pair holds (W − 1)² points and loses one to the fictitious key.
        pairs += -(-(count - ends) // ((width - 1) ** 2 - 1))
    return ((width, width),) * pairs


@dataclass(frozen=True)
class Direct(OnLine):
    """Theorems T and D: ``pairs`` are the hidden widths (A_k, B_k) of the layer pairs."""

    method: ClassVar[str] = "direct"
    claim: ClassVar[str] = "U11-direct"
    theorem: ClassVar[str] = "TheoremDExact.deep_memorizes"
    competes: ClassVar[bool] = True
    within_u12: ClassVar[bool] = True

    pairs: tuple[Pair, ...]

    @classmethod
    def of_width(cls, task: Task, width: int, depth: int | None = None) -> Iterator[Self]:
        """The fewest pairs of at most this width."""
        pairs = list_direct_pairs(task.count, width)
        if pairs is None or (depth is not None and 2 * len(pairs) > depth):
            return
        widths = [size for pair in pairs for size in pair]
        parameters = count_dense_parameters(task.input_dimension, widths)
        yield cls(task, max(widths), len(widths), parameters, pairs)

    @classmethod
    def least_width(cls, task: Task, depth: int) -> int | None:
        """The smallest width with at most ``depth`` layers."""
        if depth < 2:
            return None

        def fits(width: int) -> bool:
            found = list_direct_pairs(task.count, width)
            return found is not None and len(found) <= depth // 2

        return find_least(fits)

    def build_on_line(self, keys: Keys, labels: tuple[int, ...]) -> Network:
        """Through the keys' exact places, whatever their distances."""
        return build_direct(list_places(keys), labels, self.pairs)

    @property
    def capacity(self) -> int:
        """Theorem T's A·B, Theorem D's Σ p·q − (S − 1)."""
        return count_direct_capacity(self.pairs)

    @property
    def promise(self) -> tuple[str, str]:
        """Theorem T for one pair, Theorem D for several."""
        if len(self.pairs) == 1:
            first, second = self.pairs[0]
            return "Theorem T", f"N ≤ A·B = {first}·{second} = {self.capacity}, L = 2"
        return "Theorem D", f"N ≤ Σ p·q − (S − 1) = {self.capacity}, L = 2S = {self.depth}"

    @property
    def shape(self) -> Mapping[str, Any]:
        """The pairs."""
        return {"pairs": [list(pair) for pair in self.pairs]}

    @property
    def shape_words(self) -> str:
        """How many pairs, and the first."""
        return f"{len(self.pairs)} layer pairs [{self.pairs[0][0]}, {self.pairs[0][1]}]"

    @property
    def neurons(self) -> int:
        """Counted by the pairs."""
        return sum(first + second for first, second in self.pairs)

    @property
    def weight_bits(self) -> int:
        """They grow by the positions' bits from group to group of a pair."""
        return max(first for first, _ in self.pairs) * self.task.exact_bits
