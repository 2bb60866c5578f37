"""All 2^n labelings of given points by a class: counted exactly, with a certificate."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from memproof.errors import InputError, SizeLimitError
from memproof.networks.files import digest_network
from memproof.networks.network import Network, build_layer
from memproof.shattering.counts import bound_growth, count_cover
from memproof.shattering.documents import Row, build_table, replay
from memproof.shattering.realise import (
    build_memorizer,
    count_capacity,
    search_labelings,
)
from memproof.shattering.separation import (
    HalfSpace,
    Obstruction,
    list_dichotomies,
    to_homogeneous,
)

MAX_TABLE_POINTS = 20
MAX_HALF_SPACE_POINTS = 16
MAX_PROGRAMS = 60_000
MAX_NETWORK_POINTS = 10
MAX_SEARCH_POINTS = 16
MAX_GIVEN_WORK = 200_000_000
MAX_COORDINATE_BITS = 100_000
MAX_WIDTH = 1_000
MAX_DIMENSION = 1_000

_NETWORK_CLASS = re.compile(r"relu:([0-9]{1,6}),([0-9]{1,6})")

Point = Sequence[int | Fraction]


@dataclass(frozen=True, slots=True)
class HalfSpaces:
    """All half-spaces of R^d: label 1 where normal·x + offset > 0."""

    def __str__(self) -> str:
        return "half-spaces"


@dataclass(frozen=True, slots=True)
class NetworkClass:
    """NN(W, L): ReLU networks of L hidden layers with at most W neurons each."""

    width: int
    depth: int

    def __str__(self) -> str:
        return f"relu:{self.width},{self.depth}"


@dataclass(frozen=True, slots=True)
class Shattering:
    """What is known of the 2^n labelings of n points.

    ``realised`` labelings are taken, ``refuted`` are certainly not; when they are all
    (``is_exact``), the count is exact. ``reading`` says how a network labels: "value" (the output
    is the label) or "sign" (label 1 where the output is positive). ``cover`` is Cover's formula
    (half-spaces, and networks of width 1, only), ``growth_bound`` is V2's. ``document`` is the
    certificate, accepted by the checker.
    """

    points: tuple[tuple[Fraction, ...], ...]
    of: str
    reading: str
    method: str
    realised: int
    refuted: int
    cover: int | None
    growth_bound: int | None
    document: dict[str, Any]

    @property
    def labelings(self) -> int:
        """2^n."""
        return 1 << len(self.points)

    @property
    def is_exact(self) -> bool:
        """True when every labeling is decided."""
        return self.realised + self.refuted == self.labelings

    @property
    def is_shattered(self) -> bool | None:
        """True when all labelings are taken, False when one is ruled out, None when open."""
        if self.realised == self.labelings:
            return True
        return False if self.refuted else None


def parse_class(text: str) -> HalfSpaces | NetworkClass:
    """``half-spaces`` or ``relu:W,L``. Raises InputError for anything else."""
    if text == "half-spaces":
        return HalfSpaces()
    found = _NETWORK_CLASS.fullmatch(text.replace(" ", ""))
    if found is None:
        raise InputError(f"unknown class {text[:60]!r}: half-spaces or relu:W,L, such as relu:2,2")
    return NetworkClass(int(found[1]), int(found[2]))


def shatter(
    points: Sequence[Point],
    of: str | HalfSpaces | NetworkClass = "half-spaces",
    *,
    tries: int = 2000,
    seed: int = 0,
    limit: bool = True,
) -> Shattering:
    """Decide which of the 2^n labelings of the points the class takes.

    ``points`` has shape (n, d), exact (int or Fraction); duplicates are allowed and count.
    Half-spaces (and networks of width 1, whose labelings are the same) are decided exactly. For
    NN(W, L) with at most :func:`~memproof.shattering.realise.count_capacity` distinct points every
    labeling is built (Theorems T and D, output = label); for more points a search with ``seed``
    gives a lower bound only. Raises InputError for points that cannot be used and SizeLimitError
    for more work than the limits allow (``limit=False`` overrides, up to 2^20 labelings).
    """
    exact = _require_points(points)
    chosen = parse_class(of) if isinstance(of, str) else of
    if isinstance(chosen, HalfSpaces):
        return _shatter_half_spaces(exact, chosen, limit=limit)
    if chosen.width < 1 or chosen.depth < 1:
        raise InputError("a class of networks needs width and depth of at least 1")
    if max(chosen.width, chosen.depth) > MAX_WIDTH:
        raise SizeLimitError(f"width and depth are at most {MAX_WIDTH}")
    if chosen.width == 1:
        return _shatter_half_spaces(exact, chosen, limit=limit)
    if len(set(exact)) <= count_capacity(chosen.width, chosen.depth):
        return _shatter_by_construction(exact, chosen, limit=limit)
    if tries < 0:
        raise InputError("the number of tries must not be negative")
    return _search(exact, chosen, tries=tries, seed=seed, limit=limit)


def shatter_given(
    points: Sequence[Point],
    networks: Sequence[Network],
    *,
    reading: str = "sign",
    limit: bool = True,
) -> Shattering:
    """Exactly the labelings that the given networks take; one output each.

    ``reading``: "sign" labels by output > 0, "value" counts a network only when its outputs are
    all 0 or 1. Raises InputError and SizeLimitError as :func:`shatter` does.
    """
    exact = _require_points(points)
    if reading not in ("sign", "value"):
        raise InputError("the reading is sign or value")
    if not networks:
        raise InputError("no networks")
    for network in networks:
        if network.input_dimension != len(exact[0]) or network.output_dimension != 1:
            raise InputError("every network needs the points' dimension and one output")
    work = len(exact) * sum(
        len(terms) + 1 for one in networks for layer in one.layers for _, terms in layer.rows
    )
    _require_size(len(exact), MAX_TABLE_POINTS, work, MAX_GIVEN_WORK, "multiplications", limit)
    from memproof.networks.evaluate import evaluate

    first: dict[int, int] = {}
    distinct = list({digest_network(network): network for network in networks}.items())
    for index, (_, network) in enumerate(distinct):
        outputs = [output for (output,) in evaluate(network, exact)]
        if reading == "sign" or all(output in (0, 1) for output in outputs):
            labels = sum((output > 0) << at for at, output in enumerate(outputs))
            first.setdefault(labels, index)
    of = {"name": "given", "digests": [digest for digest, _ in distinct], "reading": reading}
    ruled_out = (1 << len(exact)) - len(first)
    table = build_table(
        None,
        exact,
        of,
        [network for _, network in distinct],
        sorted(first.items()),
        complete=True,
        ruled_out=ruled_out,
    )
    text = f"{len(distinct)} given networks"
    return _finish(exact, text, reading, "evaluation of each", table, None, None)


def _shatter_half_spaces(
    points: tuple[tuple[Fraction, ...], ...], of: HalfSpaces | NetworkClass, *, limit: bool
) -> Shattering:
    size, dimension = len(points), len(points[0])
    programs = sum(count_cover(k, dimension) // 2 for k in range(1, min(size, 64)))
    _require_size(
        size, MAX_HALF_SPACE_POINTS, programs, MAX_PROGRAMS, "linear programs at most", limit
    )
    found = list_dichotomies([to_homogeneous(point) for point in points])
    witnesses: Sequence[HalfSpace | Network] = found.half_spaces
    fields: dict[str, Any] = {"name": "half-spaces"}
    growth = bound_growth(size, 1, 0, dimension)
    if isinstance(of, NetworkClass):
        witnesses = [_to_neuron(one) for one in found.half_spaces]
        fields = _describe(of, "sign")
        growth = bound_growth(size, of.width, of.depth, dimension)
    table = build_table(
        None,
        points,
        fields,
        witnesses,
        found.realised,
        found.obstructions,
        found.refuted,
        complete=True,
    )
    cover = count_cover(size, dimension)
    method = "linear programs over the rationals"
    return _finish(points, str(of), "sign", method, table, cover, growth)


def _to_neuron(one: HalfSpace) -> Network:
    """σ(w·x + b), which is positive exactly in the half-space."""
    layer = build_layer([list(one.weights[:-1])], [one.weights[-1]])
    return Network((layer, build_layer([[1]], [0])))


def _shatter_by_construction(
    points: tuple[tuple[Fraction, ...], ...], of: NetworkClass, *, limit: bool
) -> Shattering:
    size = len(points)
    distinct = list(dict.fromkeys(points))
    where = [distinct.index(point) for point in points]
    _require_size(size, MAX_NETWORK_POINTS, 1 << len(distinct), 1 << 20, "networks", limit)
    build = build_memorizer(distinct, of.width, of.depth)
    witnesses: list[Network] = []
    realised: list[Row] = []
    for labels in range(1 << len(distinct)):
        witnesses.append(build([labels >> at & 1 for at in range(len(distinct))]))
        realised.append((sum((labels >> at & 1) << i for i, at in enumerate(where)), labels))
    obstructions, refuted = _refute_repeated(points)
    table = build_table(
        None,
        points,
        _describe(of, "value"),
        witnesses,
        sorted(realised),
        obstructions,
        refuted,
        complete=True,
    )
    growth = _bound_growth(size, of, len(points[0]))
    if len(distinct) <= of.width + 1:
        method = "one hidden layer through all points"
    else:
        method = f"Theorem {'T' if of.depth < 4 else 'T or D'}, a network for each labeling"
    return _finish(points, str(of), "value", method, table, None, growth)


def _refute_repeated(
    points: Sequence[tuple[Fraction, ...]],
) -> tuple[list[Obstruction], list[Row]]:
    """Labelings that give one point two labels, each with a pair of equal points."""
    first: dict[tuple[Fraction, ...], int] = {}
    pairs: list[tuple[int, int]] = []
    for index, point in enumerate(points):
        if first.setdefault(point, index) != index:
            pairs.append((first[point], index))
    obstructions = [Obstruction(((one, 1),), ((two, 1),)) for one, two in pairs]
    refuted: list[Row] = []
    if pairs:
        for labels in range(1 << len(points)):
            for number, (one, two) in enumerate(pairs):
                if (labels >> one ^ labels >> two) & 1:
                    refuted.append((labels, number))
                    break
    return obstructions, refuted


def _search(
    points: tuple[tuple[Fraction, ...], ...],
    of: NetworkClass,
    *,
    tries: int,
    seed: int,
    limit: bool,
) -> Shattering:
    size = len(points)
    changes = count_cover(size, of.width)
    _require_size(size, MAX_SEARCH_POINTS, changes + tries, 200_000, "networks to try", limit)
    taken: dict[int, int] = {}
    witnesses: list[Network] = []
    for labels, network in search_labelings(points, of.width, of.depth, tries=tries, seed=seed):
        if labels not in taken:
            taken[labels] = len(witnesses)
            witnesses.append(network)
            if len(taken) == 1 << len(set(points)):
                break
    obstructions, refuted = _refute_repeated(points)
    table = build_table(
        None,
        points,
        _describe(of, "sign"),
        witnesses,
        sorted(taken.items()),
        obstructions,
        refuted,
        complete=len(taken) + len(refuted) == 1 << size,
    )
    growth = _bound_growth(size, of, len(points[0]))
    method = "search: a lower bound" if len(taken) + len(refuted) < 1 << size else "search"
    return _finish(points, str(of), "sign", method, table, None, growth)


def _describe(of: NetworkClass, reading: str) -> dict[str, Any]:
    return {"name": "networks", "width": of.width, "depth": of.depth, "reading": reading}


def _bound_growth(size: int, of: NetworkClass, dimension: int) -> int | None:
    try:
        return bound_growth(size, of.width, of.depth, dimension)
    except SizeLimitError:
        return None


def _finish(
    points: tuple[tuple[Fraction, ...], ...],
    of: str,
    reading: str,
    method: str,
    table: dict[str, Any],
    cover: int | None,
    growth: int | None,
) -> Shattering:
    details = replay(table).details
    return Shattering(
        points=points,
        of=of,
        reading=reading,
        method=method,
        realised=details["realised"],
        refuted=details["refuted"],
        cover=cover,
        growth_bound=growth,
        document=table,
    )


def _require_points(points: Sequence[Point]) -> tuple[tuple[Fraction, ...], ...]:
    if not points:
        raise InputError("no points")
    if len(points) > MAX_TABLE_POINTS:
        raise SizeLimitError(
            f"{len(points)} points have 2^{len(points)} labelings; a table holds at most"
            f" 2^{MAX_TABLE_POINTS}"
        )
    dimension = len(points[0])
    if not 1 <= dimension <= MAX_DIMENSION:
        raise InputError(f"points need between 1 and {MAX_DIMENSION} coordinates")
    for point in points:
        if len(point) != dimension:
            raise InputError("points must have the same number of coordinates")
        if any(type(entry) is not int and not isinstance(entry, Fraction) for entry in point):
            raise InputError("points must be exact: int or Fraction")
        if any(
            max(abs(entry.numerator), entry.denominator).bit_length() > MAX_COORDINATE_BITS
            for entry in point
        ):
            raise SizeLimitError(f"a coordinate has more than {MAX_COORDINATE_BITS} bits")
    return tuple(tuple(Fraction(entry) for entry in point) for point in points)


def _require_size(size: int, most: int, work: int, most_work: int, unit: str, limit: bool) -> None:
    if limit and (size > most or work > most_work):
        raise SizeLimitError(
            f"{size} points: {1 << size} labelings, {work} {unit}; the limit is {most} points and"
            f" {most_work} (override: --no-limit)"
        )


__all__ = [
    "HalfSpaces",
    "NetworkClass",
    "Shattering",
    "parse_class",
    "shatter",
    "shatter_given",
]
