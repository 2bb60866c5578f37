"""Rigorous enclosures of real numbers by dyadic intervals, in integers only.

A dyadic number is a pair ``(m, k)`` that stands for m * 2**k.  Every operation rounds the lower end
down and the upper end up to ``precision`` bits, so a true value is never lost.  The series carry a
written error account: see ``_atanh_inverse``, ``_ln_dyadic`` and ``_exp_dyadic``.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import isqrt

from memproof.checker.errors import Rejected

Dyadic = tuple[int, int]
MAX_EXPONENT_BITS = 64


def _round(number: Dyadic, precision: int, up: bool) -> Dyadic:
    mantissa, exponent = number
    excess = mantissa.bit_length() - precision
    if excess <= 0:
        return number
    quotient = mantissa >> excess
    if up and quotient << excess != mantissa:
        quotient += 1
    return quotient, exponent + excess


def _add(a: Dyadic, b: Dyadic, precision: int, up: bool) -> Dyadic:
    if a[0] == 0:
        return _round(b, precision, up)
    if b[0] == 0:
        return _round(a, precision, up)
    if a[1] < b[1]:
        a, b = b, a
    gap = a[1] - b[1]
    if gap > 2 * precision + abs(b[0]).bit_length() + 8:
        # b is far below the last bit kept: replace it by one unit in the direction of rounding.
        shift = precision + 8
        unit = (1 if b[0] > 0 else 0) if up else (-1 if b[0] < 0 else 0)
        return _round(((a[0] << shift) + unit, a[1] - shift), precision, up)
    return _round(((a[0] << gap) + b[0], b[1]), precision, up)


def compare(a: Dyadic, b: Dyadic) -> int:
    """Return the sign of a - b, exactly."""
    if (a[0] > 0) != (b[0] > 0) or a[0] == 0 or b[0] == 0:
        return (a[0] > 0) - (a[0] < 0) - ((b[0] > 0) - (b[0] < 0))
    size_a, size_b = a[0].bit_length() + a[1], b[0].bit_length() + b[1]
    if size_a != size_b:
        return (1 if size_a > size_b else -1) * (1 if a[0] > 0 else -1)
    low = min(a[1], b[1])
    left, right = a[0] << (a[1] - low), b[0] << (b[1] - low)
    return (left > right) - (left < right)


class Interval:
    """A closed interval with dyadic ends; ``precision`` is the number of bits kept."""

    __slots__ = ("high", "low", "precision")

    def __init__(self, low: Dyadic, high: Dyadic, precision: int) -> None:
        self.low, self.high, self.precision = low, high, precision

    @staticmethod
    def exact(value: int | Fraction, precision: int) -> Interval:
        """Enclose a rational number."""
        if isinstance(value, int):
            number = (value, 0)
            return Interval(
                _round(number, precision, False), _round(number, precision, True), precision
            )
        return Interval.exact(value.numerator, precision) / Interval.exact(
            value.denominator, precision
        )

    def sign(self) -> int | None:
        """Return 1 or -1 when every member has that sign, 0 for the interval [0, 0], else None."""
        if self.low[0] > 0:
            return 1
        if self.high[0] < 0:
            return -1
        if self.low[0] == 0 and self.high[0] == 0:
            return 0
        return None

    def floor(self) -> int | None:
        """Return the common floor of all members, or None; refuses numbers of absurd size."""
        ends = []
        for mantissa, exponent in (self.low, self.high):
            if exponent > 10**6:
                raise Rejected("size-limit", "floor of a huge number")
            ends.append(
                mantissa << exponent
                if exponent >= 0
                else mantissa >> min(-exponent, mantissa.bit_length() + 1)
            )
        return ends[0] if ends[0] == ends[1] else None

    def __neg__(self) -> Interval:
        return Interval((-self.high[0], self.high[1]), (-self.low[0], self.low[1]), self.precision)

    def __add__(self, other: Interval) -> Interval:
        precision = self.precision
        return Interval(
            _add(self.low, other.low, precision, False),
            _add(self.high, other.high, precision, True),
            precision,
        )

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        products = [
            (a[0] * b[0], a[1] + b[1])
            for a in (self.low, self.high)
            for b in (other.low, other.high)
        ]
        low = high = products[0]
        for product in products[1:]:
            if compare(product, low) < 0:
                low = product
            if compare(product, high) > 0:
                high = product
        return Interval(
            _round(low, self.precision, False), _round(high, self.precision, True), self.precision
        )

    def __truediv__(self, other: Interval) -> Interval:
        if other.sign() not in (1, -1):
            raise Rejected("undecided", "division by an interval that contains zero")
        bits = self.precision + 2
        ends = []
        for up, end in ((False, other.high), (True, other.low)):
            mantissa, exponent = end
            size = bits + abs(mantissa).bit_length()
            quotient = (1 << size) // mantissa
            if up and quotient * mantissa != 1 << size:
                quotient += 1
            ends.append((quotient, -size - exponent))
        return self * Interval(ends[0], ends[1], self.precision)

    def power(self, exponent: int) -> Interval:
        """Return the integer power; a negative one needs an interval without zero."""
        if exponent < 0:
            return Interval.exact(1, self.precision) / self.power(-exponent)
        if exponent.bit_length() > MAX_EXPONENT_BITS:
            raise Rejected("size-limit", "exponent too large")
        result, base = Interval.exact(1, self.precision), self
        while exponent:
            if exponent & 1:
                result = result * base
            exponent >>= 1
            if exponent:
                base = base * base
        return result

    def sqrt(self) -> Interval:
        """Return the square root; the interval must be non-negative."""
        if self.low[0] < 0:
            raise Rejected("undecided", "square root of an interval with negative members")
        ends = []
        for up, (mantissa, exponent) in ((False, self.low), (True, self.high)):
            shift = max(0, 2 * self.precision - mantissa.bit_length())
            shift += (exponent - shift) & 1
            scaled = mantissa << shift
            root = isqrt(scaled)
            if up and root * root != scaled:
                root += 1
            ends.append(_round((root, (exponent - shift) // 2), self.precision, up))
        return Interval(ends[0], ends[1], self.precision)

    def ln(self) -> Interval:
        """Return the natural logarithm; the interval must be positive."""
        if self.low[0] <= 0:
            raise Rejected("undecided", "logarithm of an interval with non-positive members")
        low = _ln_dyadic(self.low, self.precision)
        high = low if self.high == self.low else _ln_dyadic(self.high, self.precision)
        return Interval(low.low, high.high, self.precision)

    def exp(self) -> Interval:
        """Return the exponential."""
        low = _exp_dyadic(self.low, self.precision)
        high = low if self.high == self.low else _exp_dyadic(self.high, self.precision)
        return Interval(low.low, high.high, self.precision)


@lru_cache(maxsize=256)
def _atanh_inverse(n: int, bits: int) -> tuple[int, int]:
    """Return integers a <= 2**bits * atanh(1/n) <= b for an integer n >= 2.

    Each floor division loses less than one unit in the term and in its quotient; the tail after the
    power has become zero is below one unit, so (terms + 2) units bound the total loss.
    """
    power = (1 << bits) // n
    total, k, square = 0, 1, n * n
    while power:
        total += power // k
        power //= square
        k += 2
    return total, total + k + 2


@lru_cache(maxsize=64)
def _ln2(bits: int) -> tuple[int, int]:
    """Return bounds of 2**bits * ln 2, by 18 atanh(1/26) - 2 atanh(1/4801) + 8 atanh(1/8749)."""
    a, b, c = _atanh_inverse(26, bits), _atanh_inverse(4801, bits), _atanh_inverse(8749, bits)
    return 18 * a[0] - 2 * b[1] + 8 * c[0], 18 * a[1] - 2 * b[0] + 8 * c[1]


@lru_cache(maxsize=64)
def pi(precision: int) -> Interval:
    """Enclose pi by Machin's formula 16 arctan(1/5) - 4 arctan(1/239).

    The alternating series loses under one unit a term and in the tail; both sums take that slack.
    """
    bits = precision + 16
    bounds = []
    for n in (5, 239):
        power, total, k, sign = (1 << bits) // n, 0, 1, 1
        while power:
            total += sign * (power // k)
            power //= n * n
            k += 2
            sign = -sign
        bounds.append((total - k - 2, total + k + 2))
    low = 16 * bounds[0][0] - 4 * bounds[1][1]
    high = 16 * bounds[0][1] - 4 * bounds[1][0]
    return Interval(
        _round((low, -bits), precision, False), _round((high, -bits), precision, True), precision
    )


@lru_cache(maxsize=4096)
def _ln_dyadic(number: Dyadic, precision: int) -> Interval:
    """Enclose ln of a positive dyadic number.

    number = 2**k * y with y in [3/4, 3/2); ln y = 2 atanh(t), t = (y-1)/(y+1), |t| <= 1/5.  The
    working precision grows by the number of leading zeros of y - 1, so that the relative error
    stays small next to 1.  Fixed point: t is off by at most one unit, and t -> 2 atanh(t) has slope
    <= 2/(1 - 1/25) < 2.1; each power loses at most two units, each quotient one, over J terms with
    weights below 1; the tail is under one unit.  6 J + 16 units bound all of it.
    """
    mantissa, exponent = number
    size = mantissa.bit_length()
    if 2 * mantissa >= 3 << (size - 1):
        k, shift = size + exponent, size
    else:
        k, shift = size - 1 + exponent, size - 1
    difference = mantissa - (1 << shift)
    if difference == 0:
        if k == 0:
            return Interval((0, 0), (0, 0), precision)
        low = high = 0
        bits = precision + 8 + abs(k).bit_length()
    else:
        bits = (
            precision
            + 24
            + (max(0, shift - abs(difference).bit_length()) if k == 0 else abs(k).bit_length())
        )
        t = (abs(difference) << bits) // (mantissa + (1 << shift))
        square = (t * t) >> bits
        power, total, j = t, 0, 1
        while power:
            total += power // j
            power = (power * square) >> bits
            j += 2
        slack = 3 * j + 16
        low, high = 2 * total - slack, 2 * total + slack
        if difference < 0:
            low, high = -high, -low
    ln2 = _ln2(bits)
    low += k * (ln2[0] if k > 0 else ln2[1])
    high += k * (ln2[1] if k > 0 else ln2[0])
    return Interval(
        _round((low, -bits), precision, False), _round((high, -bits), precision, True), precision
    )


@lru_cache(maxsize=4096)
def _exp_dyadic(number: Dyadic, precision: int) -> Interval:
    """Enclose exp of a dyadic number.

    x = k ln 2 + r with r >= 0 at most slightly above ln 2, both ends of r in fixed point.  exp(r /
    2**s) by a Taylor sum of non-negative terms: floors give a lower bound; for the upper bound
    every term is rounded up and, the ratio of terms being below 1/2, the tail is at most the last
    term; s squarings, rounded down for the lower and up for the upper bound.
    """
    mantissa, exponent = number
    if mantissa == 0:
        return Interval.exact(1, precision)
    magnitude = mantissa.bit_length() + exponent
    if magnitude > MAX_EXPONENT_BITS:
        raise Rejected("size-limit", "exponential of a huge number")
    halvings = max(4, isqrt(precision) // 2)
    bits = precision + 2 * halvings + 24 + max(0, magnitude)
    if exponent + bits >= 0:
        x_low = x_high = mantissa << (exponent + bits)
    else:
        x_low = mantissa >> -(exponent + bits)
        x_high = x_low + 1
    ln2 = _ln2(bits)
    k = x_low // ln2[1]
    r_low = x_low - k * (ln2[1] if k > 0 else ln2[0])
    r_high = x_high - k * (ln2[0] if k > 0 else ln2[1])
    if r_low < 0:
        k -= 1
        r_low += ln2[0]
        r_high += ln2[1]
    if r_low < 0 or r_high >> bits >= 2:
        raise Rejected("undecided", "reduction of an exponential failed")
    one = 1 << bits
    low, term, j = one, one, 1
    small = r_low >> halvings
    while term:
        term = ((term * small) >> bits) // j
        low += term
        j += 1
    high, term, j = one, one, 1
    small = (r_high >> halvings) + 1
    while term > 1:
        term = -((-term * small) // (j << bits))
        high += term
        j += 1
    high += term + 1
    for _ in range(halvings):
        low = (low * low) >> bits
        high = ((high * high) >> bits) + 1
    return Interval(
        _round((low, k - bits), precision, False),
        _round((high, k - bits), precision, True),
        precision,
    )
