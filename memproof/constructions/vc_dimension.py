"""Bounds on the VC-dimension of sign(f), f a layered ReLU network of given layer sizes.

Upper bounds are Bartlett et al. (2019), Theorem 7: the count of its proof and the closed form; and
the number of affine pieces for one input. Lower bounds come from the networks that this package
builds. Floats only guess where to look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise
from math import e, log2
from typing import Any

from memproof.checker.enclosure import Dyadic, Interval
from memproof.checker.enclosure import compare as compare_dyadic
from memproof.constructions.max_pieces import count_max_pieces
from memproof.constructions.shatter_network import MAX_NODES, count_shatter_widths
from memproof.errors import InputError

MAX_LAYER_COUNT = 2000
MAX_LAYER_SIZE = 10**9
_PRECISION = 192
_LARGEST_R = 16


@dataclass(frozen=True, slots=True)
class VcBound:
    """One bound: an exact integer, the statement it comes from, and how."""

    value: int
    by: str
    how: str


@dataclass(frozen=True, slots=True)
class VcBounds:
    """All bounds for one list of layer sizes, the best of each side first."""

    layers: tuple[int, ...]
    parameters: int
    lower: tuple[VcBound, ...]
    upper: tuple[VcBound, ...]


def bound_vc_dimension(layers: Sequence[int]) -> VcBounds:
    """Upper and lower bounds for sizes [inputs, hidden …, 1], all weights and biases free.

    Raises InputError for fewer than two layers, sizes below 1 or too large, several outputs.
    """
    sizes = tuple(layers)
    if not 2 <= len(sizes) <= MAX_LAYER_COUNT:
        raise InputError(f"layer sizes need an input and an output, at most {MAX_LAYER_COUNT} all")
    if not all(type(size) is int and 1 <= size <= MAX_LAYER_SIZE for size in sizes):
        raise InputError(f"layer sizes are integers from 1 to {MAX_LAYER_SIZE}")
    if sizes[-1] != 1:
        raise InputError("the VC-dimension is that of one output: the last layer size is 1")
    parameters = count_layered_parameters(sizes)[-1]
    dimension, *hidden, _ = sizes
    lower = [VcBound(dimension + 1, "half-spaces", "one neuron a layer")]
    if not hidden:
        exact = VcBound(dimension + 1, "half-spaces", "Radon's theorem; exact")
        return VcBounds(sizes, parameters, tuple(lower), (exact,))
    lower += [_bound_one_layer(dimension, hidden), *bound_pairs(hidden)]
    lower += [*_bound_codes(hidden), *_bound_shatter(dimension, hidden)]
    upper = [
        VcBound(bound_by_growth(sizes), "theorem-7-growth", "layers counted one by one, Theorem 7")
    ]
    closed = bound_by_closed_form(sizes)
    if closed is not None:
        upper.append(VcBound(closed, "V10", "closed form of Theorem 7"))
    if dimension == 1:
        upper += _bound_by_pieces(hidden, upper[0].value)
    return VcBounds(
        sizes,
        parameters,
        tuple(sorted(lower, key=lambda one: -one.value)),
        tuple(sorted(upper, key=lambda one: one.value)),
    )


def count_layered_parameters(sizes: Sequence[int]) -> list[int]:
    """W_1, W_2, …: weights and biases up to each layer, the output layer last."""
    return list(accumulate((a + 1) * b for a, b in pairwise(sizes)))


def bound_by_growth(sizes: Sequence[int]) -> int:
    """The largest number of points that the patterns of Theorem 7's proof allow.

    Layer i of k_i units multiplies the patterns of m points by at most 2^(m k_i), and for
    m k_i ≥ W_i by at most 2(2e m k_i i/W_i)^{W_i}. The logarithm's sum is concave in m and 0 at
    m = 0, so the first m > 0 with fewer than 2^m patterns excludes all larger ones.
    """
    guess = _guess(sizes)
    # A float's guess is off by about one part in 2^50.
    step = max(1, guess >> 48)
    low = max(1, guess - step)
    while low > 1 and _is_excluded(sizes, low):
        low, step = max(1, low - step), 2 * step
    step = max(1, guess >> 48)
    high = low + 2 * step
    while not _is_excluded(sizes, high):
        low, high, step = high, high + step, 2 * step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _is_excluded(sizes, middle) else (middle, high)
    return low


def bound_by_closed_form(sizes: Sequence[int]) -> int | None:
    """⌊ℓ + w log2(4eR log2(2eR))⌋, w = Σ W_i, R = Σ i k_i; None unless R ≥ 3 and w ≥ ℓ."""
    depth = len(sizes) - 1
    w = sum(count_layered_parameters(sizes))
    r = sum(i * k for i, k in enumerate(sizes[1:], 1))
    if r < 3 or w < depth:
        return None
    for precision in (_PRECISION, 4 * _PRECISION):
        two = Interval.exact(2, precision).ln()
        inner = Interval.exact(1, precision).exp() * Interval.exact(2 * r, precision)
        logarithm = (inner * Interval.exact(2, precision) * (inner.ln() / two)).ln() / two
        found = (Interval.exact(w, precision) * logarithm).floor()
        if found is not None:
            return depth + found
    raise InputError("the closed form could not be rounded")


def _bound_by_pieces(hidden: Sequence[int], known: int) -> list[VcBound]:
    """On a line alternating labels need N − 1 changes of sign, at most one an affine piece.

    Nothing where that says no more than ``known``.
    """
    by = "V6" if len(hidden) == 1 else "YSJ2/binary"
    pieces = hidden[0] + 1 if len(hidden) == 1 else count_max_pieces(hidden[0], hidden[1])
    for width in hidden[2:]:
        by, pieces = "V6", pieces * (width + 1)
        if pieces >= known:
            return []
    how = f"at most {pieces} affine pieces, a change of sign on each"
    return [VcBound(pieces + 1, by, how)] if pieces + 1 < known else []


def _is_excluded(sizes: Sequence[int], m: int) -> bool:
    """Whether m points provably have fewer than 2^m patterns."""
    whole, logs = 0, Interval.exact(0, _PRECISION)
    for i, (k, w) in enumerate(zip(sizes[1:], count_layered_parameters(sizes), strict=True), 1):
        if m * k >= w:
            count = _log2(Fraction(2 * m * k * i, w)) * Interval.exact(w, _PRECISION)
            if compare_dyadic(count.high, _dyadic(m * k - 1)) < 0:
                whole, logs = whole + 1, logs + count
                continue
        whole += m * k
    return (Interval.exact(m - whole, _PRECISION) - logs).sign() == 1


def _dyadic(value: int) -> Dyadic:
    return Interval.exact(value, _PRECISION).low


def _log2(value: Fraction) -> Interval:
    """log2(e·value)."""
    logarithm = Interval.exact(value, _PRECISION).ln() + Interval.exact(1, _PRECISION)
    return logarithm / Interval.exact(2, _PRECISION).ln()


def _guess(sizes: Sequence[int]) -> int:
    """About the largest number of points that is not excluded."""
    weights = count_layered_parameters(sizes)

    def seems_excluded(m: int) -> bool:
        found = 0.0
        for i, (k, w) in enumerate(zip(sizes[1:], weights, strict=True), 1):
            found += min(m * k, 1 + w * log2(2 * e * m * k * i / w)) if m * k >= w else m * k
        return found < m

    low, high = 1, 2
    while not seems_excluded(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if seems_excluded(middle) else (middle, high)
    return low


def _bound_one_layer(dimension: int, hidden: Sequence[int]) -> VcBound:
    found = VcBound(
        max(hidden) + 1, "one hidden layer", "a kink at each but one point of a line, any labels"
    )
    facets = dimension * (hidden[0] // 2)
    if facets > found.value:
        found = VcBound(facets, "R2", "facets of points in general position, two neurons each")
    return found


def bound_pairs(hidden: Sequence[int]) -> list[VcBound]:
    """Theorems T and D over disjoint pairs of consecutive layers; idle layers carry x and the sum.

    Before the first pair one neuron carries x, after the last one the sum.
    """
    depth = len(hidden)
    if depth < 2:
        return []
    # after[l][s]: (points, pairs) by layers l … if s says whether a pair stands before them; pairs
    # are (first layer, further pairs), so that each costs the same.
    none: tuple[int, Any] = (-1, None)
    after: list[list[tuple[int, Any]]] = [[none, none] for _ in range(depth + 2)]
    for at in range(depth - 2, -1, -1):
        for started in (0, 1):
            p, b = hidden[at] - started, hidden[at + 1]
            found = [none]
            if hidden[at] > started:
                found.append(after[at + 1][started])
            if p >= 1:
                found.append((p * b - started, (at, None)))
            rest = after[at + 2][1]
            if p >= 1 and b >= 2 and rest[0] >= 0:
                found.append((p * (b - 1) - started + rest[0], (at, rest[1])))
            after[at][started] = max(found, key=lambda one: one[0])
    value, link = after[0][0]
    if value < 1:
        return []
    pairs = []
    while link is not None:
        at, link = link
        pairs.append(at)
    shown = ", ".join(f"{at + 1}–{at + 2}" for at in pairs[:4]) + (", …" if len(pairs) > 4 else "")
    by = "U11-direct/theorem-t" if len(pairs) == 1 else "U11-direct/theorem-d"
    return [VcBound(value, by, f"hidden layers {shown}; points at any distance")]


def _bound_codes(hidden: Sequence[int]) -> list[VcBound]:
    """U11 on the keys 0, …, N − 1 with labels of one bit, in a prefix of the layers."""
    best = VcBound(0, "U11", "")
    for depth, width in _prefixes(hidden):
        m, w = (width - 2) // 2, width // 2
        if width < 9:
            continue
        for key_bits in range(1, depth):
            entry = key_bits + 1
            peak = (depth - 1) // (2 * entry)
            for n in {max(1, peak + shift) for shift in (-1, 0, 1)}:
                stages = (depth - 1 - n * entry) // 2
                value = min(n * max(stages, 0) * m * w, 1 << min(key_bits, 200))
                if value > best.value:
                    how = f"codes of n = {n}, S = {stages}, B = {key_bits}, width {width}"
                    best = VcBound(value, "U11", how)
    return [best] if best.value else []


def _bound_shatter(dimension: int, hidden: Sequence[int]) -> list[VcBound]:
    """Theorem 11's network, layered, in the first layers; one neuron carries the answer on.

    Its widths grow with m, so for each r the largest m that fits is found by bisection.
    """
    best = VcBound(0, "theorem-11", "")

    def fits(m: int, r: int) -> bool:
        widths = count_shatter_widths(m, r)
        return len(widths) <= len(hidden) and all(
            own <= given for own, given in zip(widths, hidden, strict=False)
        )

    for r in range(1, _LARGEST_R + 1):
        blocks = min((len(hidden) - 2) // 5, MAX_NODES // (5 * 2**r))
        low, high = 0, min(dimension - 1, r * blocks) + 1
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if fits(middle, r) else (low, middle)
        m = min(low, dimension // 2)
        if m * (dimension - m) > best.value:
            how = f"bit extraction, r = {r}, m = {m}, n = {dimension - m}"
            best = VcBound(m * (dimension - m), "theorem-11", how)
    return [best] if best.value else []


def _prefixes(hidden: Sequence[int]) -> list[tuple[int, int]]:
    """(depth, width) of the longest prefix of each possible smallest width."""
    found: dict[int, int] = {}
    for depth, width in enumerate(accumulate(hidden, min), 1):
        found[width] = depth
    return [(depth, width) for width, depth in found.items()]
