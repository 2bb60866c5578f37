"""Generic ranks of Hadamard powers, Khatri–Rao products and Jacobians for polynomial ψ.

The search eliminates modulo a prime at pseudo-random integers; the checker's bounds by argument are
tried from the lowest. What the two sides leave open is stated from below only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from memproof.certificates.store import make_document
from memproof.checker.errors import Rejected
from memproof.checker.kinds.ranks import (
    MAX_DEGREE,
    MAX_SIDE,
    STRUCTURES,
    Case,
    bound_rank,
    build_rows,
)
from memproof.errors import InputError, SizeLimitError
from memproof.statements.claims import Claim, make_claim

PRIME = 2**61 - 1
MAX_ENTRIES = 4_000_000
BOUNDS = ("symmetric", "square", "seven-points", "split", "pencil", "count")


_TERM = re.compile(
    r"(?P<sign>[+-]?)(?P<factor>[0-9]{1,18})?(?P<x>(?(factor)\*)x(?:\^(?P<degree>[0-9]{1,3}))?)?",
    flags=re.ASCII,
)


@dataclass(frozen=True)
class RankCase:
    """One matrix and its generic rank.

    ``lower`` is shown by a minor with the given ``pivots`` (row, column), ``upper`` by the argument
    named ``bound``; the rank is known when the two agree. ``regular`` is what counting allows.
    """

    case: Case
    lower: int
    upper: int
    bound: str
    seed: int
    pivots: tuple[tuple[int, int], ...]
    determinant: int

    @property
    def exact(self) -> bool:
        """Whether the generic rank is known."""
        return self.lower == self.upper

    @property
    def regular(self) -> int:
        """min{n, columns, monomials}."""
        return self.case.regular_rank

    @property
    def exceptional(self) -> bool:
        """Whether the rank is known to be below what counting allows."""
        return self.upper < self.regular


def make_case(
    structure: str,
    polynomial: Mapping[int, int],
    dimension: int,
    neurons: int,
    points: int | None = None,
) -> Case:
    """The matrix of a structure; ``points`` defaults to as many as can matter.

    ``polynomial`` maps degrees to integer coefficients. Raises ``InputError`` for sizes below 1,
    ``SizeLimitError`` for a matrix of more than four million entries.
    """
    terms = tuple(sorted((k, c) for k, c in polynomial.items() if c))
    if structure not in STRUCTURES:
        raise InputError(f"the structure is one of {', '.join(STRUCTURES)}, not {structure!r}")
    if not terms or terms[0][0] < 0 or terms[-1][0] > MAX_DEGREE:
        raise InputError(f"a polynomial needs a term, of degree at most {MAX_DEGREE}")
    if structure in ("khatri-rao", "power") and terms[-1][0] == 0:
        raise InputError("a constant activation has no Jacobian and no power")
    if structure == "power" and (len(terms) > 1 or terms[0][1] != 1):
        raise InputError("a Khatri-Rao power has the activation x^k")
    neurons = 0 if structure == "power" else neurons
    if (
        dimension < 1
        or (neurons < 1 and structure != "power")
        or (points is not None and points < 1)
    ):
        raise InputError("dimension, neurons and points are positive")
    case = Case(structure, terms, dimension, neurons, 1 if points is None else points)
    if points is None:
        points = min(case.columns, case.monomials)
        case = Case(structure, terms, dimension, neurons, points)
    if points * case.columns > MAX_ENTRIES or max(points, case.columns, neurons) > MAX_SIDE:
        raise SizeLimitError(f"a matrix of {points} x {case.columns} entries is too large")
    return case


def read_polynomial(text: str) -> dict[int, int]:
    """Degrees and integer coefficients from a text such as ``2*x^3 - x + 1``."""
    compact = "".join(text.split())
    if not compact or len(compact) > 400:
        raise InputError("a polynomial is a sum such as 2*x^3 - x + 1")
    result: dict[int, int] = {}
    position = 0
    while position < len(compact):
        found = _TERM.match(compact, position)
        if not found or not (found["factor"] or found["x"]) or (position and not found["sign"]):
            raise InputError(f"a polynomial is a sum such as 2*x^3 - x + 1, not {text[:60]!r}")
        position = found.end()
        degree = int(found["degree"] or 1) if found["x"] else 0
        coefficient = int(found["factor"] or 1) * (-1 if found["sign"] == "-" else 1)
        result[degree] = result.get(degree, 0) + coefficient
    return {k: c for k, c in result.items() if c}


def decide_rank(case: Case, seed: int = 0, prime: int = PRIME) -> RankCase:
    """The generic rank of a matrix, from both sides."""
    pivots, determinant = find_pivots(case, seed, prime)
    upper, bound = min(
        ((limit, at) for at, name in enumerate(BOUNDS) if (limit := _bound(case, name)) is not None)
    )
    return RankCase(case, len(pivots), upper, BOUNDS[bound], seed, pivots, determinant)


def find_pivots(case: Case, seed: int, prime: int) -> tuple[tuple[tuple[int, int], ...], int]:
    """Pivots of an elimination modulo a prime with its determinant: a minor of full rank."""
    matrix = build_rows(case, seed, range(case.points), range(case.columns), prime)
    limit = case.regular_rank
    pivots: list[tuple[int, int]] = []
    reduced: list[tuple[int, list[int]]] = []
    determinant = 1
    for i, row in enumerate(matrix):
        for column, head in reduced:
            if row[column]:
                factor = row[column]
                row = [(a - factor * b) % prime for a, b in zip(row, head, strict=True)]
        at = next((j for j, entry in enumerate(row) if entry), None)
        if at is None:
            continue
        determinant = determinant * row[at] % prime
        inverse = pow(row[at], -1, prime)
        reduced.append((at, [entry * inverse % prime for entry in row]))
        pivots.append((i, at))
        if len(pivots) == limit:
            break
    return tuple(pivots), determinant


def _bound(case: Case, name: str) -> int | None:
    try:
        return bound_rank(case, name, "")
    except Rejected:
        return None


def decide_ranks(
    structure: str,
    cases: Iterable[tuple[Mapping[int, int], int, int]],
    *,
    seed: int = 0,
    prime: int = PRIME,
) -> tuple[RankCase, ...]:
    """The generic ranks of (polynomial, dimension, neurons), each with enough points."""
    return tuple(decide_rank(make_case(structure, p, d, m), seed, prime) for p, d, m in cases)


def build_rank_grid(
    powers: range,
    dimensions: range,
    neurons: range,
    *,
    structure: str = "khatri-rao",
    seed: int = 0,
) -> tuple[RankCase, ...]:
    """The generic ranks for ψ = x^k over a grid of (k, d, m), in this order."""
    grid = [({k: 1}, d, m) for k in powers for d in dimensions for m in neurons]
    return decide_ranks(structure, grid, seed=seed)


def build_rank_document(
    identifier: str,
    cases: Sequence[RankCase],
    *,
    grid: tuple[range, range, range] | None = None,
    prime: int = PRIME,
) -> dict[str, Any]:
    """Kind ``network-rank``: exact where both sides agree, else from below.

    ``grid`` are the ranges of k, d and m that the cases are said to exhaust.
    """
    claim: dict[str, Any] = {
        "structure": cases[0].case.structure,
        "cases": [
            {
                "polynomial": {str(k): c for k, c in one.case.polynomial},
                "dimension": one.case.dimension,
                "neurons": one.case.neurons,
                "points": one.case.points,
                "relation": "=" if one.exact else ">=",
                "rank": one.lower,
            }
            for one in cases
        ],
        "grid": None,
        "exceptions": [n for n, one in enumerate(cases) if one.exact and one.exceptional],
    }
    if grid is not None:
        names = ("powers", "dimensions", "neurons")
        claim["grid"] = {n: [r[0], r[-1]] for n, r in zip(names, grid, strict=True)}
    evidence = {
        "prime": prime,
        "minors": [
            {"seed": c.seed, "pivots": [list(p) for p in c.pivots], "determinant": c.determinant}
            for c in cases
        ],
        "bounds": [one.bound if one.exact else "none" for one in cases],
    }
    content = {"claim": claim, "evidence": evidence}
    return make_document("network-rank", identifier, content)


def unguarded_claim(degree: int, dimension: int, neurons: int, points: int, rank: int) -> Claim:
    """min{md, n, D} ≤ r at fixed numbers: what "rank = min{md, n, D}" says when the rank is r."""
    fixed = zip("kdmnr", (degree, dimension, neurons, points, rank), strict=True)
    return make_claim(
        "min(m*d, n, binomial(k + d - 1, d - 1)) <= r",
        {name: f"integer = {value}" for name, value in fixed},
    )


def build_refutations(one: RankCase) -> list[dict[str, Any]]:
    """Refutation of "rank = min{md, n, D}" at an exception for x^k; none elsewhere.

    There min{md, n} is at least that and is refuted with it.
    """
    polynomial = one.case.polynomial
    if one.case.structure != "khatri-rao" or len(polynomial) != 1:
        return []
    if not (one.exact and one.exceptional):
        return []
    key = (polynomial[0][0], one.case.dimension, one.case.neurons)
    claim = unguarded_claim(*key, one.case.points, one.lower)
    point = dict(zip("kdmnr", map(str, (*key, one.case.points, one.lower)), strict=True))
    name = f"unguarded-{'-'.join(map(str, key))}"
    return [make_document("refutation", name, {"claim": claim.document(), "point": point})]
