"""Refutations of printed bounds by exact networks that are built and verified on the spot.

``yy-lower-listed``: the lower bound W²L² ≥ c·N·log2(1/δ) of Yang and Yang (2026) as the preprint
server lists it. Two hidden layers of width W = ⌈√N⌉ memorize any N distinct points whatever their
separation δ (Theorem T), so the left side stays below 7.2·N while the right side grows with
log2(1/δ): the bound fails for every c > 0.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Any

from memproof.certificates.store import make_document
from memproof.datasets.numbers import parse_number
from memproof.errors import InputError, SizeLimitError
from memproof.networks.evaluate import evaluate
from memproof.networks.network import Network
from memproof.shattering.documents import build_table, replay
from memproof.shattering.realise import build_memorizer

MAX_ALL_LABELINGS = 10
MAX_POINTS = 1024
MAX_CONSTANT_BITS = 10_000
# Beyond these, points are written in units of δ, and N as a power of 4.
MAX_EXPLICIT_BITS = 4_096
MAX_SEARCHED_BITS = 1_000
MAX_INSTANCE = 64
SAMPLE = 8
INSTANCES = (5, 64)
MAX_DIMENSION = 64
LEAST_EXPONENT = Fraction(1, 32)
_GRAIN = 64

Expression = Any
"""An expression in the checker's prefix form."""
_SQUARED: Expression = ["*", ["^", "W", "2"], ["^", "L", "2"]]


@dataclass(frozen=True, slots=True)
class Refutable:
    """A printed claim that ``refute`` contradicts: ``claim`` is its text, ``source`` its place."""

    name: str
    claim: str
    source: str
    reason: str


REFUTABLE: tuple[Refutable, ...] = (
    Refutable(
        name="yy-lower-listed",
        claim="for some c > 0: NN(W, L) memorizes (N, δ, d, 2) only if W²L² >= c·N·log2(1/δ)",
        source="Yang and Yang 2026 (arXiv 2603.09589), abstract as listed by the preprint server",
        reason="two hidden layers of width ⌈√N⌉ memorize any N distinct points, whatever δ",
    ),
)


@dataclass(frozen=True, slots=True)
class Table:
    """Networks for labelings of one exact data set, with the certificate the checker accepted.

    ``networks[i]`` has output ``labels[i][j]`` at point j. ``all_labelings`` says whether they are
    all 2^N or a sample. ``unit`` is "1" or, where coordinates are given in multiples of it, "δ".
    """

    points: tuple[tuple[Fraction, ...], ...]
    labels: tuple[tuple[int, ...], ...]
    networks: tuple[Network, ...]
    all_labelings: bool
    unit: str
    document: dict[str, Any]


@dataclass(frozen=True, slots=True)
class FixedWitness:
    """N, W, L and δ = 2^−k with W²L² < c·N·k: all sizes fixed, only δ small.

    ``bound`` is c·N·k exactly.
    """

    points: int
    exponent: int
    width: int
    depth: int
    bound: Fraction
    table: Table
    document: dict[str, Any]

    @property
    def squared_size(self) -> int:
        """W²L²."""
        return (self.width * self.depth) ** 2


@dataclass(frozen=True, slots=True)
class GrowingWitness:
    """N points at distance δ = N^−a in R^d with W = ⌈√N⌉, L = 2 and W²L² < c·a·N·log2 N.

    ``points`` and ``width`` are None when N = 4^half_exponent is too long to be written out; then
    W = 2^half_exponent. ``is_least`` says that no smaller N ≥ 3 gives a contradiction this way.
    ``instances`` are networks for samples of labelings at ``instance_points`` points of the same
    kind (4⌈√N⌉² ≤ 7.2·N at each), of which those at N itself are witnesses.
    """

    points: int | None
    half_exponent: int | None
    width: int | None
    dimension: int
    exponent: Fraction
    is_least: bool
    instances: tuple[Table, ...]
    document: dict[str, Any]

    @property
    def depth(self) -> int:
        """L = 2."""
        return 2


@dataclass(frozen=True, slots=True)
class Refutation:
    """The claim, the constant c and both witnesses; every document was accepted by the checker."""

    claim: Refutable
    constant: Fraction
    fixed: FixedWitness
    growing: GrowingWitness

    @property
    def documents(self) -> dict[str, dict[str, Any]]:
        """Certificates by name."""
        found = {
            "fixed-refutation": self.fixed.document,
            "fixed-table": self.fixed.table.document,
            "growing-refutation": self.growing.document,
        }
        for table in self.growing.instances:
            found[f"growing-table-{len(table.points)}"] = table.document
        return found


def refute(
    name: str,
    constant: int | str | Fraction,
    *,
    points: int = 4,
    exponent: int | str | Fraction | None = None,
    seed: int = 0,
    limit: bool = True,
) -> Refutation:
    """Contradict a printed bound at the constant c > 0, with networks verified on the spot.

    Two witnesses: ``points`` points at distance δ = 2^−k, the least k that does, with networks for
    all labelings (a sample of them for more than ten points; ``limit=False``: all); and N points
    at distance N^−a with a = ``exponent`` > 0 (1 if None) and N ≥ 3 found. Constants are exact:
    an int, a Fraction or a text such as "1/100", "1e-3" or "2^-1000". Raises InputError for an
    unknown name, c ≤ 0, a < 1/32, fewer than two points, or fewer than three with an exponent.
    """
    claim = next((one for one in REFUTABLE if one.name == name), None)
    if claim is None:
        known = ", ".join(one.name for one in REFUTABLE)
        raise InputError(f"no refutable claim {name[:60]!r} (known: {known})")
    c = _require_positive(constant, "the constant")
    a = _require_positive(1 if exponent is None else exponent, "the exponent")
    if _count_bits(c) + _count_bits(a) > MAX_CONSTANT_BITS:
        raise SizeLimitError(f"constant and exponent have more than {MAX_CONSTANT_BITS} bits")
    if a < LEAST_EXPONENT:
        raise InputError(f"the exponent must be at least {LEAST_EXPONENT}, not {str(a)[:60]}")
    if type(points) is not int or points < 2:
        raise InputError(f"a witness needs at least 2 points, not {points}")
    if points < 3 and exponent is not None:
        raise InputError("points at distance N^-a need N >= 3: W²L² <= 7.2·N fails at N = 2")
    if points > MAX_POINTS:
        raise SizeLimitError(f"a witness is built for at most {MAX_POINTS} points")
    if points > MAX_ALL_LABELINGS and not limit and points > 16:
        raise SizeLimitError(f"2^{points} networks are too many")
    fixed = _build_fixed(c, points, seed, everything=points <= MAX_ALL_LABELINGS or not limit)
    return Refutation(claim, c, fixed, _build_growing(c, a, seed))


def parse_exact(text: str) -> Fraction | None:
    """A rational from "3", "1/100", "1e-3", "2^-1000" or "3*2^-10"; None for anything else."""
    factor, mark, power = text.strip().rpartition("*")
    base, caret, shift = power.partition("^")
    if not caret:
        return parse_number(text)
    first = parse_number(factor) if mark else Fraction(1)
    foot = parse_number(base)
    digits = shift.strip().removeprefix("-")
    if first is None or not foot or not digits.isascii() or not digits.isdigit():
        return None
    if len(digits) > 9:
        raise SizeLimitError(f"the exponent in {text[:40]!r} is too large")
    power_of = int(shift)
    size = _count_bits(foot)
    if abs(power_of) * (size - (size > 1)) > MAX_CONSTANT_BITS:
        raise SizeLimitError(f"{text[:40]!r} has more than {MAX_CONSTANT_BITS} bits")
    return first * foot**power_of


def _require_positive(value: int | str | Fraction, what: str) -> Fraction:
    exact = parse_exact(value) if isinstance(value, str) else value
    if exact is None or (type(exact) is not int and not isinstance(exact, Fraction)):
        raise InputError(
            f"{what} must be an exact number such as 1/100 or 2^-10, not {value!r:.60}"
        )
    if exact <= 0:
        raise InputError(f"{what} must be positive, not {str(value)[:60]}")
    return Fraction(exact)


def _count_bits(value: Fraction) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())


# The witness of fixed size.


def _build_fixed(c: Fraction, points: int, seed: int, *, everything: bool) -> FixedWitness:
    root = isqrt(points - 1) + 1
    width, depth = (1, 1) if points == 2 else (root, 2)
    squared = (width * depth) ** 2
    # The least k with W²L² < c·N·k for which the points i·2^−k fit into [0, 1].
    k = max((squared / (c * points)).__floor__() + 1, (points - 1).bit_length())
    explicit = k <= MAX_EXPLICIT_BITS
    gap = Fraction(1, 1 << k) if explicit else Fraction(1)
    places = [(i * gap,) for i in range(points)]
    table = _build_instances(
        "fixed-table",
        places,
        width,
        depth,
        seed,
        everything=everything,
        unit="1" if explicit else "δ",
    )
    given: list[Expression] = [[">=", "W", "1"], [">=", "N", "2"], [">=", "k", "1"]]
    if depth == 1:
        given += [["=", "L", "1"], ["<=", "N", ["+", "W", "1"]]]
    else:
        given += [["=", "L", "2"], ["<=", "N", ["^", "W", "2"]]]
    if explicit:
        given.append(["<=", "N", ["+", "1", ["^", "2", "k"]]])
    document = _refutation(
        "fixed-refutation",
        {"W": width, "L": depth, "N": points, "k": k},
        given,
        [">=", _SQUARED, ["*", ["*", str(c), "N"], "k"]],
    )
    return FixedWitness(points, k, width, depth, c * points * k, table, document)


def _build_instances(
    identifier: str,
    points: Sequence[tuple[Fraction, ...]],
    width: int,
    depth: int,
    seed: int,
    *,
    everything: bool,
    unit: str,
) -> Table:
    """Networks of at most this width and depth for all labelings, or for a sample; verified."""
    size = len(points)
    if everything:
        chosen = list(range(1 << size))
    else:
        generator = random.Random(seed)
        alternating = sum(1 << at for at in range(0, size, 2))
        drawn = [generator.getrandbits(size) for _ in range(SAMPLE - 1)]
        chosen = list(dict.fromkeys([alternating, *drawn]))
    build = build_memorizer(points, width, depth)
    rows = [tuple(labels >> at & 1 for at in range(size)) for labels in chosen]
    networks = [build(row) for row in rows]
    for row, network in zip(rows, networks, strict=True):
        if tuple(output for (output,) in evaluate(network, points)) != row:
            raise RuntimeError("a constructed network misses a label")
    document = build_table(
        identifier,
        points,
        {"name": "networks", "width": width, "depth": depth, "reading": "value"},
        networks,
        [(labels, index) for index, labels in enumerate(chosen)],
        complete=everything,
    )
    replay(document)
    return Table(tuple(points), tuple(rows), tuple(networks), everything, unit, document)


# The witness that grows.


def _build_growing(c: Fraction, a: Fraction, seed: int) -> GrowingWitness:
    wanted = 2 / (c * a)
    half: int | None = None
    least = True
    if wanted <= MAX_SEARCHED_BITS:
        points = find_least_points(c * a)
        dimension = find_dimension(points, a)
        while dimension is None:
            points, least = 4 * points, False
            dimension = find_dimension(points, a)
    else:
        half = wanted.__floor__() + 1
        points = 0
        dimension = _find_dimension(Fraction(2 * half), Fraction(2 * half), a)
        while dimension is None:
            half *= 2
            dimension = _find_dimension(Fraction(2 * half), Fraction(2 * half), a)
        least = False
    sizes = [size for size in INSTANCES if size != points]
    if half is None and points <= MAX_INSTANCE:
        sizes.append(points)
    tables = []
    for size in sorted(sizes):
        places = place_points(size, a)
        if places is None:
            continue
        unit = "1" if places[1] else "δ"
        width = isqrt(size - 1) + 1
        identifier = f"growing-table-{size}"
        tables.append(
            _build_instances(identifier, places[0], width, 2, seed, everything=False, unit=unit)
        )
    if half is not None:
        document = _refute_power(c, a, half)
        return GrowingWitness(None, half, None, dimension, a, least, tuple(tables), document)
    width = isqrt(points - 1) + 1
    exact_half = points.bit_length() // 2 if points == 1 << 2 * (points.bit_length() // 2) else None
    document = _refutation(
        "growing-refutation",
        {"W": width, "L": 2, "N": points},
        [[">=", "W", "1"], [">=", "N", "3"], ["=", "L", "2"], ["<=", "N", ["^", "W", "2"]]],
        [">=", _SQUARED, ["*", ["*", str(c), "N"], ["*", str(a), ["log2", "N"]]]],
    )
    return GrowingWitness(points, exact_half, width, dimension, a, least, tuple(tables), document)


def _refute_power(c: Fraction, a: Fraction, half: int) -> dict[str, Any]:
    """N = 4^j, W = 2^j, L = 2, δ = 4^−aj; both sides are divided by N, which is not written out."""
    return _refutation(
        "growing-refutation",
        {"j": half},
        [[">=", "j", "1"]],
        [">=", "4", ["*", ["*", str(c), str(2 * a)], "j"]],
    )


def find_least_points(rate: Fraction) -> int:
    """The least N ≥ 3 with 4⌈√N⌉² < rate·N·log2 N, exactly.

    For a width W the largest N, W², is the best, and 4W² < rate·W²·2·log2 W means W > 2^(2/rate):
    so the least W is known, and for it the inequality is monotone in N.
    """
    width = max(2, floor_power_of_two(2 / rate) + 1)
    low, high = max(3, (width - 1) ** 2 + 1), width**2
    while low < high:
        middle = (low + high) // 2
        if is_contradiction(middle, width, rate):
            high = middle
        else:
            low = middle + 1
    return low


def is_contradiction(points: int, width: int, rate: Fraction) -> bool:
    """4W² < rate·N·log2 N, decided by balls of growing precision."""
    from flint import arb, ctx, fmpq

    previous = ctx.prec
    try:
        for precision in (128, 512, 2048, 8192, 32768):
            ctx.prec = precision
            right = arb(fmpq(rate.numerator, rate.denominator)) * points * arb(points).log_base(2)
            left = arb(4 * width * width)
            if left < right:
                return True
            if left >= right:
                return False
    finally:
        ctx.prec = previous
    # Equality needs a power of 2, where the logarithm is exact.
    if points & (points - 1) == 0:
        return Fraction(4 * width * width) < rate * points * (points.bit_length() - 1)
    raise InputError("the two sides are too close to be compared")


def floor_power_of_two(exponent: Fraction) -> int:
    """⌊2^x⌋ for a rational x > 0, exactly."""
    if exponent.denominator == 1:
        return 1 << exponent.numerator
    from flint import arb, ctx, fmpq

    previous = ctx.prec
    try:
        precision = exponent.__floor__() + 64
        for _ in range(12):
            ctx.prec = precision
            value = (arb(2) ** arb(fmpq(exponent.numerator, exponent.denominator))).floor()
            found = value.unique_fmpz()
            if found is not None:
                return int(found)
            precision *= 2
    finally:
        ctx.prec = previous
    raise InputError(f"2^({exponent}) is too close to an integer")


def find_dimension(points: int, exponent: Fraction) -> int | None:
    """The least d ≤ 64 for which N points of the unit ball of R^d at distance N^−a surely exist.

    d = 1 for a ≥ 1; else a cubic grid: (2N^a/√d)^d ≥ N suffices. None where no d is shown to do.
    """
    low, high = _bound_log2(points)
    return _find_dimension(low, high, exponent)


def _find_dimension(low: Fraction, high: Fraction, exponent: Fraction) -> int | None:
    """The same for log2 N in [low, high], from d(2 + 2a·log2 N − log2 d) ≥ 2 log2 N."""
    if exponent >= 1:
        return 1
    for d in range(2, MAX_DIMENSION + 1):
        if d * (2 + 2 * exponent * low - _bound_log2(d)[1]) >= 2 * high:
            return d
    return None


def _bound_log2(value: int) -> tuple[Fraction, Fraction]:
    """Multiples of 1/64 on both sides of log2, equal for powers of 2."""
    if value & (value - 1) == 0:
        exact = Fraction(value.bit_length() - 1)
        return exact, exact
    bits = (value**_GRAIN).bit_length()
    return Fraction(bits - 1, _GRAIN), Fraction(bits, _GRAIN)


def place_points(points: int, exponent: Fraction) -> tuple[list[tuple[Fraction, ...]], bool] | None:
    """N points of the unit ball, pairwise at least N^−a apart: a grid, with exact coordinates.

    The flag is False when they are given in units of δ, because N^a is too long; None when the
    grid does not fit (a < 1 and N small).
    """
    dimension = find_dimension(points, exponent)
    if dimension is None:
        return None
    if exponent * points.bit_length() > MAX_EXPLICIT_BITS:
        return [(Fraction(i),) for i in range(points)], False
    # Spacing 1/⌊N^b⌋ is at least N^−a for b ≤ a.
    coarse = Fraction((exponent * _GRAIN).__floor__(), _GRAIN)
    near = exponent if exponent.denominator <= _GRAIN else coarse
    gap = Fraction(1, floor_root(points**near.numerator, near.denominator))
    side = floor_root(points - 1, dimension) + 1
    shift = Fraction(side - 1, 2) if dimension > 1 else Fraction(0)
    if dimension * (shift * gap) ** 2 > 1:
        return None
    found = []
    for number in range(points):
        rest, entries = number, []
        for _ in range(dimension):
            rest, digit = divmod(rest, side)
            entries.append((digit - shift) * gap)
        found.append(tuple(entries))
    return found, True


def floor_root(value: int, degree: int) -> int:
    """⌊value^(1/degree)⌋ in integers."""
    if value < 2 or degree == 1:
        return value
    low, high = 1, 1 << (value.bit_length() // degree + 1)
    while high - low > 1:
        middle = (low + high) // 2
        if middle**degree <= value:
            low = middle
        else:
            high = middle
    return low


# Documents.


def _refutation(
    identifier: str,
    point: dict[str, int],
    given: list[Expression],
    conclusion: Expression,
) -> dict[str, Any]:
    """Kind ``refutation``: the printed inequality at this c is false at the point.

    In place of the printed premise, that NN(W, L) memorizes, stands the condition under which it
    does: L = 2 and N ≤ W² (Theorem T), or L = 1 and N ≤ W + 1. A point cannot decide a predicate;
    the tables beside this document show it on exact data.
    """
    content = {
        "claim": {
            "variables": dict.fromkeys(point, "integer"),
            "given": given,
            "conclude": [conclusion],
        },
        "point": {name: str(value) for name, value in point.items()},
    }
    document = make_document("refutation", identifier, content, {})
    replay(document)
    return document
