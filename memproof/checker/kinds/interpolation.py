"""Exact interpolation by two-layer networks with smooth activations, by a contraction in rationals.

Kind ``network-interpolation``: claim = {activation, biases, inputs, targets, weights, outputs,
radius}, evidence = {free, scale, inverse, precision, residual, defect, lipschitz}. The claim: there
are real weights, each within ``radius`` of the stated ones, for which f(x) = Σ_j v_j ψ(w_j·x) takes
*exactly* the target y_i at each input x_i; those not named ``free`` stay as stated, and with that
the solution is the only one. With ``biases`` a coordinate 1 is appended to every input. ψ is tanh,
logistic 1/(1 + e^−t), softplus ln(1 + e^t), gelu t Φ(t), or x^k.

Weight number j D + a is w_ja for D coordinates, number m D + j is v_j. Let F(θ) = (f(x_i) − y_i)_i
as a function of the n free weights, J its Jacobian, θ₀ the stated weights, A = inverse/2^scale.
In the maximum norm the checker computes η ≥ ‖A F(θ₀)‖, q ≥ ‖I − A J(θ₀)‖ and ℓ with
‖A (J(θ) − J(θ₀))‖ ≤ ℓ r for ‖θ − θ₀‖ ≤ r, and demands that the stated residual, defect and
lipschitz are at least those, q + ℓ r < 1 and η + (q + ℓ r) r ≤ r. Then θ ↦ θ − A F(θ) maps the ball
to itself and contracts it, so it has one fixed point there; A is invertible because
‖I − A J‖ < 1, so F vanishes at the fixed point.

Row i of J has entries ψ(t_ij) and v_j ψ'(t_ij) x_ia with t_ij = w_j·x_i, and |t_ij| changes by at
most r‖x_i‖₁. With |ψ'| ≤ P and |ψ''| ≤ Q on the ball the row changes, summed over its entries, by
at most r‖x_i‖₁ Σ_j (2P + Q |v_j| ‖x_i‖₁): ψ(t) by P r‖x_i‖₁, and v ψ'(t) x_a by |v − v_j| P |x_a|
+ |v_j| Q r‖x_i‖₁ |x_a|. ℓ is the largest Σ_i |A_ki| times that over r; with biases their coordinate
1 is part of x_i. The constants (P, Q):

* tanh (1, 0.77): ψ' = 1 − y², ψ'' = −2y(1 − y²), largest 4/(3√3) < 0.7699 at y² = 1/3;
* logistic (1/4, 0.0963): s = (1 + tanh(t/2))/2, so a quarter of 1 and an eighth of 4/(3√3);
* softplus (1, 1/4): ψ' and ψ'' are s and s';
* gelu (1.13, 0.798): ψ'' = φ(t)(2 − t²) is largest at 0, 2/√(2π) < 0.7979, and |ψ''| < 2φ(2) < 0.12
  where it is negative (its least value is at ±2); so ψ' is largest at √2, Φ(√2) + √2 φ(√2) < 1.129,
  and least at −√2, one minus that;
* x^k from the largest |t| of the ball.

Numbers are integers in units of 2^−precision, enclosed from below and above; sums and products of
them are exact or rounded outwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import lcm
from operator import mul
from typing import Any

from memproof.checker.budget import spend
from memproof.checker.enclosure import Interval, pi
from memproof.checker.errors import Rejected
from memproof.checker.kinds.networks import (
    Point,
    Result,
    _count,
    _list,
    _object,
    _rational,
    _vector,
)

MAX_POINTS = 1024
MAX_WORK = 1 << 30
MAX_BITS = 4096
MAX_BIT_WORK = 1 << 28
MAX_POWER = 64
MAX_GELU = 32
PRECISIONS = (32, 1024)

# |ψ'| ≤ P and |ψ''| ≤ Q on the whole line.
SLOPES: dict[str, tuple[Fraction, Fraction]] = {
    "tanh": (Fraction(1), Fraction(77, 100)),
    "logistic": (Fraction(1, 4), Fraction(963, 10_000)),
    "softplus": (Fraction(1), Fraction(1, 4)),
    "gelu": (Fraction(113, 100), Fraction(798, 1000)),
}

_POWER = re.compile(r"x\^([1-9][0-9]?)\Z")

Bounds = tuple[int, int]
"""A lower and an upper bound in units of 2^−precision."""


@dataclass(frozen=True)
class Claim:
    """The stated weights and data; ``inputs`` include the coordinate 1 of biases."""

    activation: str
    inputs: tuple[Point, ...]
    targets: Point
    weights: tuple[Point, ...]
    outputs: Point
    radius: Fraction


def check_interpolation(document: Mapping[str, Any]) -> Result:
    """Replay the existence of an exact interpolation."""
    claim = read_claim(document.get("claim"))
    names = ("free", "scale", "inverse", "precision", "residual", "defect", "lipschitz")
    evidence = _object(document.get("evidence"), names, "evidence")
    count, neurons = len(claim.inputs), len(claim.outputs)
    parameters = neurons * (len(claim.inputs[0]) + 1)
    free = [_count(entry, "free") for entry in _list(evidence["free"], "free")]
    if len(free) != count:
        raise Rejected("wrong-length", f"{len(free)} free weights for {count} points")
    if len(set(free)) < count or max(free) >= parameters:
        raise Rejected("malformed", f"free weights are different numbers below {parameters}")
    scale, precision = (
        _count(evidence["scale"], "scale"),
        _count(evidence["precision"], "precision"),
    )
    if scale > MAX_BITS or not PRECISIONS[0] <= precision <= PRECISIONS[1]:
        raise Rejected("size-limit", "scale or precision")
    inverse = _read_inverse(evidence["inverse"], count)
    residual, defect, lipschitz = (
        _bounded(evidence[name], name) for name in ("residual", "defect", "lipschitz")
    )

    values, jacobian, changes = enclose(claim, free, precision)
    unit = 1 << (precision + scale)
    least = bound_residual(inverse, values)
    if residual < Fraction(least, unit):
        raise Rejected("wrong-residual", "it is smaller than the norm of A F")
    least = bound_defect(inverse, jacobian, unit)
    if defect < Fraction(least, unit):
        raise Rejected("wrong-defect", "it is smaller than the norm of I - A J")
    least = max(sum(abs(a) * b for a, b in zip(row, changes, strict=True)) for row in inverse)
    if lipschitz < Fraction(least, unit):
        raise Rejected("wrong-lipschitz", "it is smaller than the bound on the change of A J")
    contraction = defect + lipschitz * claim.radius
    if contraction >= 1:
        raise Rejected("not-contracting", "defect + lipschitz * radius is 1 or more")
    if residual + contraction * claim.radius > claim.radius:
        raise Rejected("radius-too-small", "the ball is not mapped into itself")
    details = {"points": count, "neurons": neurons, "parameters": parameters}
    summary = f"an exact interpolation of {count} points by {neurons} neurons ({claim.activation})"
    return Result("network-interpolation", "instances", summary, details)


# Reading.


def read_claim(value: object) -> Claim:
    """Validate the claim: lengths, numbers of bounded size, an activation that is known."""
    names = ("activation", "biases", "inputs", "targets", "weights", "outputs", "radius")
    fields = _object(value, names, "the claim")
    activation = fields["activation"]
    if not isinstance(activation, str):
        raise Rejected("malformed", "the activation is a text")
    degree_of(activation)
    if type(fields["biases"]) is not bool:
        raise Rejected("malformed", "biases are true or false")
    entries = _list(fields["inputs"], "inputs")
    if not entries:
        raise Rejected("empty", "no inputs")
    if len(entries) > MAX_POINTS:
        raise Rejected("size-limit", f"more than {MAX_POINTS} inputs")
    dimension = len(_list(entries[0], "input 0"))
    if dimension < 1:
        raise Rejected("malformed", "an input needs a coordinate")
    constant = (Fraction(1),) if fields["biases"] else ()
    inputs = tuple(
        (*_vector(_list(entry, f"input {i}"), dimension, f"input {i}"), *constant)
        for i, entry in enumerate(entries)
    )
    targets = _vector(_list(fields["targets"], "targets"), len(inputs), "targets")
    outputs_list = _list(fields["outputs"], "outputs")
    if not outputs_list:
        raise Rejected("malformed", "a network needs a neuron")
    outputs = _vector(outputs_list, len(outputs_list), "outputs")
    rows = _list(fields["weights"], "weights")
    if len(rows) != len(outputs):
        raise Rejected("wrong-length", "a row of weights for each output weight")
    width = dimension + len(constant)
    if len(inputs) * len(outputs) * width > MAX_WORK or len(inputs) ** 3 > MAX_WORK:
        raise Rejected("size-limit", "too many points or weights")
    weights = tuple(
        _vector(_list(row, f"weights {j}"), width, f"weights {j}") for j, row in enumerate(rows)
    )
    radius = _rational(fields["radius"], "radius")
    if radius <= 0:
        raise Rejected("malformed", "the radius is positive")
    longest = max(
        max(number.numerator.bit_length(), number.denominator.bit_length())
        for numbers in (*inputs, targets, *weights, outputs, (radius,))
        for number in numbers
    )
    if longest > MAX_BITS:
        raise Rejected("size-limit", f"a number of more than {MAX_BITS} bits")
    if len(inputs) * len(outputs) * longest * max(degree_of(activation) or 0, 8) > MAX_BIT_WORK:
        raise Rejected("size-limit", "too many long numbers")
    return Claim(activation, inputs, targets, weights, outputs, radius)


def degree_of(activation: str) -> int | None:
    """The k of x^k, None for the other activations; refuses unknown ones."""
    if activation in SLOPES:
        return None
    found = _POWER.match(activation)
    if not found or int(found[1]) > MAX_POWER:
        raise Rejected("unknown-activation", activation[:40])
    return int(found[1])


def _read_inverse(value: object, count: int) -> list[list[int]]:
    rows = _list(value, "inverse")
    if len(rows) != count:
        raise Rejected("wrong-length", "the inverse is square")
    for row in rows:
        if len(_list(row, "a row of the inverse")) != count:
            raise Rejected("wrong-length", "the inverse is square")
        for entry in row:
            if type(entry) is not int or entry.bit_length() > MAX_BITS:
                raise Rejected("malformed", "an entry of the inverse is an integer of bounded size")
    return rows


def _bounded(value: object, place: str) -> Fraction:
    number = _rational(value, place)
    if number < 0:
        raise Rejected("malformed", f"{place} is not negative")
    return number


# Enclosing.


def enclose(
    claim: Claim, free: Sequence[int], precision: int
) -> tuple[list[Bounds], list[list[Bounds]], list[int]]:
    """Enclose F(θ₀) and J(θ₀), and bound the change of each row of J over the radius.

    J is given by its columns, one a free weight.
    """
    width, neurons = len(claim.inputs[0]), len(claim.outputs)
    values: list[Bounds] = []
    columns: list[list[Bounds]] = [[] for _ in free]
    changes: list[int] = []
    degree = degree_of(claim.activation)
    power = degree is not None
    weights = [_clear(w) for w in claim.weights]
    output_size = sum((abs(v) for v in claim.outputs), Fraction(0))
    for x, target in zip(claim.inputs, claim.targets, strict=True):
        size = sum((abs(entry) for entry in x), Fraction(0))
        total = scaled(-target, precision)
        change = Fraction(0)
        pairs = []
        whole, below = _clear(x)
        for (w, under), v in zip(weights, claim.outputs, strict=True):
            bits = (under * below).bit_length() * (degree or 1)
            spend(20 + 4 * width + (200 if power else 0) + bits * bits // 100_000)
            t = Fraction(sum(map(mul, w, whole)), under * below)
            value, slope = activate(claim.activation, t, precision)
            pairs.append((value, slope))
            term = times(v, value)
            total = total[0] + term[0], total[1] + term[1]
            if power:
                first, second = bound_slopes(claim.activation, abs(t) + claim.radius * size)
                change += size * (2 * first + second * abs(v) * size)
        if not power:
            # The same sum: P and Q do not depend on t.
            first, second = SLOPES[claim.activation]
            change = size * (2 * first * neurons + second * output_size * size)
        values.append(total)
        changes.append(scaled(change, precision)[1])
        for number, column in zip(free, columns, strict=True):
            if number >= width * neurons:
                column.append(pairs[number - width * neurons][0])
            else:
                j, a = divmod(number, width)
                column.append(times(claim.outputs[j] * x[a], pairs[j][1]))
    return values, columns, changes


def _clear(numbers: Point) -> tuple[list[int], int]:
    """Integers and their common denominator."""
    below = lcm(*(number.denominator for number in numbers))
    return [number.numerator * (below // number.denominator) for number in numbers], below


def scaled(value: Fraction, precision: int) -> Bounds:
    """The floor and the ceiling of a rational in units of 2^−precision."""
    top = value.numerator << precision
    return top // value.denominator, -(-top // value.denominator)


def times(factor: Fraction, bounds: Bounds) -> Bounds:
    """Enclose an exact factor times an enclosed number."""
    low, high = bounds if factor >= 0 else (bounds[1], bounds[0])
    top, bottom = factor.numerator, factor.denominator
    return low * top // bottom, -(-high * top // bottom)


def bound_slopes(activation: str, largest: Fraction) -> tuple[Fraction, Fraction]:
    """Bounds on |ψ'| and |ψ''| for |t| ≤ largest."""
    k = degree_of(activation)
    if k is None:
        return SLOPES[activation]
    # Rounded up to 64 bits, so that powers stay short.
    largest = Fraction(scaled(largest, 64)[1], 1 << 64)
    second = k * (k - 1) * largest ** (k - 2) if k > 1 else Fraction(0)
    return k * largest ** (k - 1), second


def activate(activation: str, t: Fraction, precision: int) -> tuple[Bounds, Bounds]:
    """Enclose ψ(t) and ψ'(t)."""
    k = degree_of(activation)
    if k is not None:
        return scaled(t**k, precision), scaled(k * t ** (k - 1), precision)
    spend(60 + precision * precision // 300)
    bits = precision + 16 + max(0, t.numerator.bit_length() - t.denominator.bit_length())
    x, one = Interval.exact(abs(t), bits), Interval.exact(1, bits)
    if activation == "gelu":
        cumulative, density = _normal(t, bits)
        value = Interval.exact(t, bits) * cumulative
        return _fixed(value, precision), _fixed(
            cumulative + Interval.exact(t, bits) * density, precision
        )
    small = (-(x + x)).exp() if activation == "tanh" else (-x).exp()
    ratio = one / (one + small)
    if activation == "tanh":
        value = (one - small) * ratio
        slope = (small + small + small + small) * ratio * ratio
        return _fixed(-value if t < 0 else value, precision), _fixed(slope, precision)
    logistic = small * ratio if t < 0 else ratio
    if activation == "logistic":
        return _fixed(logistic, precision), _fixed(small * ratio * ratio, precision)
    value = (one + small).ln()
    if t > 0:
        value = value + x
    return _fixed(value, precision), _fixed(logistic, precision)


def _fixed(value: Interval, precision: int) -> Bounds:
    """The ends of an interval in units of 2^−precision, rounded outwards."""
    ends = []
    for sign, (mantissa, exponent) in ((1, value.low), (-1, value.high)):
        shift = exponent + precision
        if shift > MAX_BITS:
            raise Rejected("size-limit", "a huge value of the activation")
        mantissa *= sign
        ends.append(sign * (mantissa << shift if shift >= 0 else mantissa >> -shift))
    return ends[0], ends[1]


@lru_cache(maxsize=8)
def _root_of_two_pi(bits: int) -> Interval:
    return (Interval.exact(2, bits) * pi(bits)).sqrt()


def _normal(t: Fraction, bits: int) -> tuple[Interval, Interval]:
    """Enclose the normal distribution function Φ(t) and its density φ(t).

    For x = |t|, Φ(x) = 1/2 + φ(x) S, S = Σ_k x^{2k+1}/(1·3·…·(2k+1)). All terms are positive:
    floors bound S from below. From above each term is rounded up, and once the ratio x²/(2k+1) of
    the next terms is below 1/2 the rest is at most the last term.
    """
    if abs(t) > MAX_GELU:
        raise Rejected("size-limit", f"gelu beyond {MAX_GELU}")
    density = (-(Interval.exact(t * t / 2, bits))).exp() / _root_of_two_pi(bits)
    low, high = scaled(abs(t), bits)
    ends = []
    for end, up in ((low, 0), (high, 1)):
        # Rounding down adds 0 and rounding up adds one unit after each floor.
        square = ((end * end) >> bits) + up
        term = total = end
        k = 1
        while term > up or (up and 2 * square >= (2 * k + 1) << bits):
            term = term * square // ((2 * k + 1) << bits) + up
            total += term
            k += 1
        ends.append((total + up * (term + 1), -bits))
    half = Interval.exact(Fraction(1, 2), bits)
    part = density * Interval(ends[0], ends[1], bits)
    return (half - part if t < 0 else half + part), density


# Norms.


def bound_residual(inverse: Sequence[Sequence[int]], values: Sequence[Bounds]) -> int:
    """A bound on the largest |Σ_i A_ki F_i|."""
    lows = [low for low, _ in values]
    widths = [high - low for low, high in values]
    largest = 0
    for row in inverse:
        total: int = sum(map(mul, row, lows))
        largest = max(largest, abs(total) + _spread(row, widths))
    return largest


def bound_defect(
    inverse: Sequence[Sequence[int]], columns: Sequence[Sequence[Bounds]], unit: int
) -> int:
    """A bound on the largest row sum of |I − A J|, J by columns.

    A row of J is one integer Σ_at J_at 2^{s at}, so n products give a row of A J − I as
    Σ_at c_at 2^{s at}. With all |c_at| < 2^{s−1}, adding 2^{s−1} to each makes them the digits of a
    number in base 2^s, which are unique.
    """
    count = len(columns)
    widths = [sum(high - low for low, high in row) for row in zip(*columns, strict=True)]
    bits = max(entry.bit_length() for row in inverse for entry in row)
    bits += max(low.bit_length() for column in columns for low, _ in column)
    length = max(bits + count.bit_length(), unit.bit_length()) // 8 + 1
    slot = 8 * (length + 1)
    half = 1 << (slot - 1)
    packed = [
        sum(low << (slot * at) for at, (low, _) in enumerate(row))
        for row in zip(*columns, strict=True)
    ]
    halves = sum(half << (slot * at) for at in range(count))
    largest = 0
    for k, row in enumerate(inverse):
        number = sum(map(mul, row, packed)) - (unit << (slot * k)) + halves
        digits = number.to_bytes((length + 1) * count, "little")
        total = _spread(row, widths)
        for at in range(0, len(digits), length + 1):
            total += abs(int.from_bytes(digits[at : at + length + 1], "little") - half)
        largest = max(largest, total)
    return largest


def _spread(row: Sequence[int], widths: Sequence[int]) -> int:
    return sum(abs(entry) * width for entry, width in zip(row, widths, strict=True))


KINDS: dict[str, Callable[[Mapping[str, Any]], Result]] = {
    "network-interpolation": check_interpolation
}
