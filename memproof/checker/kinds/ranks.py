"""Generic ranks of matrices of polynomial activations: minors modulo a prime, bounds by argument.

Kind ``network-rank``: claim = {structure, cases, grid, exceptions}, evidence = {prime, minors,
bounds}. For ψ(t) = Σ c_k t^k, points x_1 … x_n of R^d and weights w_1 … w_m of R^d the structures
are the matrices with rows i and columns

* ``hadamard``: ψ(w_j·x_i), for ψ = x^k the k-th Hadamard power of X Wᵀ;
* ``khatri-rao``: ψ'(w_j·x_i) x_ia, the Khatri–Rao product of ψ'(X Wᵀ) with X, which is the Jacobian
  with respect to the first layer (up to factors v_j ≠ 0);
* ``jacobian``: both ψ(w_j·x_i) and ψ'(w_j·x_i) x_ia, the Jacobian of Σ_j v_j ψ(w_j·x) at v = 1;
* ``power``: x_i ⊗ … ⊗ x_i (k factors), the k-th Khatri–Rao power of X; it has no weights (m = 0).

The generic rank is that for all X and W outside the zeros of a nonzero polynomial, and the largest
of all X and W. A case states it exactly ("=") or from below (">="). Its minor names as many pivots
(row, column) as the rank; the entries of X and W are residues made by SHA-256 from the case's seed,
and elimination at these pivots in this order ends with the stated determinant ≠ 0 modulo the prime.
So the minor is a nonzero polynomial over the integers and the rank is at least that, for any seed.

Upper bounds, by name. All functions of x that occur are forms of the degrees k with c_k ≠ 0; the
rank for n points is at most n and at most the dimension of their span:

* ``count``: the columns, and the monomials Σ_k binom(k + d − 1, d − 1). For ψ = x^k the columns
  ψ(w_j·x) of the Jacobian are combinations of its others (Euler), so it has m d to count.
* ``symmetric`` (ψ = x², m ≤ d): for i < j, Σ_a w_ia (x_a w_j·x) = Σ_a w_ja (x_a w_i·x); these
  relations are independent when the w_j are, so the rank is at most m d − binom(m, 2).
* ``square`` (ψ = x^{2e}, m < binom(e + d − 1, d − 1)): a linear functional on forms of degree k
  is a form G with (w·x)^k ↦ G(w), and then x_a (w·x)^{k−1} ↦ ∂_a G(w)/k. A form g of degree e
  that vanishes at all w_j exists by counting, and G = g² kills all columns: one less than the
  monomials.
* ``seven-points`` (ψ = x³, d = 5, m ≤ 7): G is a cubic singular at seven points of projective
  4-space. Seven general points are e_1 … e_5, (1, …, 1), a up to a linear map and factors; cubics
  singular at the e_i are the ten products of three different variables, and being singular at the
  other two points is ten linear equations, whose determinant is a polynomial of degree at most 4
  in each a_i. It vanishes on {0 … 4}^4 × {1}, which is computed here, hence identically. Also for
  ψ = c₂x² + c₃x³, d = 4, m ≤ 6: a functional is (G₂, G₃), and the columns are killed when the cubic
  y₀ c₂ G₂ + c₃ G₃ is singular at (1, 0) and at all (1, w_j).
* ``split`` (the Jacobian, ψ = c_j t^j + c_k t^k, j < k): with t_i = w_i·x, Euler's relation
  Σ_a w_ia x_a ψ'(t_i) = j c_j t_i^j + k c_k t_i^k and ψ(t_i) give t_i^j and t_i^k separately. So
  the columns span what the t_i^j and the m d columns x_a ψ'(t_i) span: at most min(m, D_j) + m d,
  D_j the monomials of degree j. All lies in the spans of the x_a t_i^{j−1} and of the x_a t_i^{k−1}
  (of 1 for j = 0) together, each bounded as above.
* ``pencil`` (the Jacobian, ψ = c_e t^e + c_{2e} t^{2e}, s = D_e − m ≥ 1): a functional is a pair of
  forms (G_e, G_{2e}), and it kills the columns when c_e G_e + c_{2e} G_{2e} and its gradient vanish
  at all w_j. Let V, of dimension at least s, be the forms Q of degree e that vanish at the w_j, and
  R a form of degree e with R(w_j) = −1, which exists for general w_j as m ≤ D_e. Then (0, Q Q') and
  (Q/c_e, Q R/c_{2e}) do: the gradient of the latter's sum Q(1 + R) is (1 + R) times that of Q where
  Q is 0. The products Q Q' span at least 2s − 1 dimensions (Hopf), the others s more, so the rank
  is at most D_e + D_{2e} − (3s − 1).
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import comb
from typing import Any

from memproof.checker.budget import spend
from memproof.checker.errors import Rejected
from memproof.checker.kinds.networks import Result, _count, _list, _object

STRUCTURES = ("hadamard", "khatri-rao", "jacobian", "power")
MAX_CASES = 20_000
MAX_DEGREE = 64
MAX_SIDE = 1 << 16
MAX_WORK = 1 << 28
MAX_PRIME_BITS = 80
# Miller and Rabin with these bases decide primality below this bound (Sorenson, Webster 2015).
BASES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41)
DECIDED_BELOW = 3_317_044_064_679_887_385_961_981

_EXPONENT = re.compile(r"(?:0|[1-9][0-9]{0,3})\Z")


@dataclass(frozen=True)
class Case:
    """One matrix: ψ as (k, c_k) with c_k ≠ 0 and k increasing, and its sizes."""

    structure: str
    polynomial: tuple[tuple[int, int], ...]
    dimension: int
    neurons: int
    points: int

    @property
    def degrees(self) -> tuple[int, ...]:
        """The degrees of the forms that occur."""
        return tuple(k for k, _ in self.polynomial if k or self.structure != "khatri-rao")

    @property
    def columns(self) -> int:
        """How many columns the matrix has."""
        d, m = self.dimension, self.neurons
        if self.structure == "power":
            degree: int = self.polynomial[0][0]
            return int(d**degree)
        if self.structure == "hadamard":
            return m
        return m * d if self.structure == "khatri-rao" else m * (d + 1)

    @property
    def monomials(self) -> int:
        """The dimension of the space of forms that the columns lie in."""
        return sum(count_monomials(self.dimension, k) for k in self.degrees)

    @property
    def regular_rank(self) -> int:
        """The rank that counting columns, points and monomials allows."""
        columns = self.columns
        if self.structure == "jacobian" and self.degrees != (0,) and len(self.degrees) == 1:
            columns = self.neurons * self.dimension
        return min(self.points, columns, self.monomials)


def count_monomials(dimension: int, degree: int) -> int:
    """binom(k + d − 1, d − 1), the monomials of degree k in d variables."""
    return comb(degree + dimension - 1, dimension - 1)


def check_rank(document: Mapping[str, Any]) -> Result:
    """Replay generic ranks; the grade is exhaustive when each is stated exactly."""
    names = ("structure", "cases", "grid", "exceptions")
    claim = _object(document.get("claim"), names, "the claim")
    evidence = _object(document.get("evidence"), ("prime", "minors", "bounds"), "evidence")
    structure = claim["structure"]
    if structure not in STRUCTURES:
        raise Rejected("malformed", f"the structure is one of {', '.join(STRUCTURES)}")
    entries = _list(claim["cases"], "cases")
    if not entries:
        raise Rejected("empty", "no cases")
    if len(entries) > MAX_CASES:
        raise Rejected("size-limit", f"more than {MAX_CASES} cases")
    prime = _count(evidence["prime"], "prime")
    if not is_prime(prime):
        raise Rejected("not-prime", str(prime)[:60])
    minors, bounds = _list(evidence["minors"], "minors"), _list(evidence["bounds"], "bounds")
    if not len(entries) == len(minors) == len(bounds):
        raise Rejected("wrong-length", "a minor and a bound for each case")
    work = 0
    cases: list[tuple[Case, int, str]] = []
    for number, entry in enumerate(entries):
        case, rank, relation = read_case(entry, structure, f"case {number}")
        work += count_work(case, rank)
        if work > MAX_WORK:
            raise Rejected("size-limit", "the minors are too large")
        spend(count_work(case, rank) // 8)
        cases.append((case, rank, relation))
    for number, (case, rank, relation) in enumerate(cases):
        place = f"case {number}"
        _check_minor(case, rank, minors[number], prime, place)
        bound = bounds[number]
        if relation == "=":
            limit = bound_rank(case, bound if isinstance(bound, str) else "", place)
            if limit != rank:
                raise Rejected("wrong-bound", f"{place}: {bound} gives {limit}, not {rank}")
        elif bound != "none":
            raise Rejected("wrong-bound", f"{place}: a rank from below has bound none")
    exceptions = [
        number
        for number, (case, rank, relation) in enumerate(cases)
        if relation == "=" and rank < case.regular_rank
    ]
    if claim["exceptions"] != exceptions or any(type(n) is not int for n in claim["exceptions"]):
        raise Rejected("wrong-exceptions", f"they are {exceptions[:40]}")
    exact = all(relation == "=" for _, _, relation in cases)
    if claim["grid"] is not None:
        _check_grid(claim["grid"], [case for case, _, _ in cases], exact)
    details = {"cases": len(cases), "exceptions": len(exceptions), "exact": exact}
    words = f"{'exact generic ranks' if exact else 'generic ranks'} of {len(cases)} {structure} "
    words += f"matrices, {len(exceptions)} below the count"
    return Result("network-rank", "exhaustive" if exact else "instances", words, details)


def count_work(case: Case, rank: int) -> int:
    """About how many operations a minor takes: its entries X and W, their products, elimination."""
    d, terms = case.dimension, len(case.polynomial)
    entry = 16 + d + 8 * terms + (case.polynomial[0][0] if case.structure == "power" else 0)
    return rank * (rank * (rank + entry) + 32 * d)


def read_case(entry: object, structure: str, place: str) -> tuple[Case, int, str]:
    """A case with its rank and the relation, = or >=; refuses what is out of range."""
    names = ("polynomial", "dimension", "neurons", "points", "relation", "rank")
    fields = _object(entry, names, place)
    polynomial = fields["polynomial"]
    if not isinstance(polynomial, dict) or not polynomial:
        raise Rejected("malformed", f"{place}: a polynomial maps degrees to coefficients")
    terms: list[tuple[int, int]] = []
    for text, coefficient in polynomial.items():
        if not _EXPONENT.match(text) or int(text) > MAX_DEGREE:
            raise Rejected("malformed", f"{place}: degree {text[:20]!r}")
        if type(coefficient) is not int or coefficient == 0 or coefficient.bit_length() > 4096:
            raise Rejected("malformed", f"{place}: a coefficient is a nonzero integer")
        terms.append((int(text), coefficient))
    sizes = [_count(fields[name], place) for name in ("dimension", "neurons", "points", "rank")]
    dimension, neurons, points, rank = sizes
    if max(sizes) > MAX_SIDE:
        raise Rejected("size-limit", f"{place}: a size above {MAX_SIDE}")
    if dimension < 1 or points < 1 or (neurons < 1) is not (structure == "power"):
        raise Rejected("malformed", f"{place}: sizes are positive, neurons 0 for a power")
    if structure == "power" and (len(terms) != 1 or terms[0][0] < 1 or terms[0][1] != 1):
        raise Rejected("malformed", f"{place}: a Khatri-Rao power has ψ = x^k, k > 0")
    if structure == "khatri-rao" and max(terms)[0] == 0:
        raise Rejected("malformed", f"{place}: the derivative is zero")
    if fields["relation"] not in ("=", ">="):
        raise Rejected("malformed", f"{place}: the relation is = or >=")
    return (
        Case(structure, tuple(sorted(terms)), dimension, neurons, points),
        rank,
        fields["relation"],
    )


def _check_grid(value: object, cases: Sequence[Case], exact: bool) -> None:
    """The cases are exactly x^k, d, m of the stated ranges, with enough points, each once."""
    fields = _object(value, ("powers", "dimensions", "neurons"), "the grid")
    ranges = []
    for name in ("powers", "dimensions", "neurons"):
        ends = _list(fields[name], name)
        if len(ends) != 2 or _count(ends[0], name) > _count(ends[1], name):
            raise Rejected("malformed", f"the grid's {name} are [first, last]")
        if ends[1] - ends[0] >= MAX_CASES:
            raise Rejected("size-limit", f"the grid's {name}")
        ranges.append(range(ends[0], ends[1] + 1))
    wanted = list(itertools.islice(itertools.product(*ranges), MAX_CASES + 1))
    found = [(case.polynomial[0][0], case.dimension, case.neurons) for case in cases]
    if found != wanted:
        raise Rejected("wrong-grid", "the cases are not those of the grid in order")
    for number, case in enumerate(cases):
        if len(case.polynomial) != 1 or case.points < min(case.columns, case.monomials):
            raise Rejected("wrong-grid", f"case {number} is no full power")
    if not exact:
        raise Rejected("wrong-grid", "ranks of a grid are exact")


# From below: a minor that is not zero modulo a prime.


def is_prime(number: int) -> bool:
    """Decide primality of a number below 2^80; larger ones are refused."""
    if number.bit_length() > MAX_PRIME_BITS or number >= DECIDED_BELOW:
        raise Rejected("size-limit", f"a prime of more than {MAX_PRIME_BITS} bits")
    if number < 2:
        return False
    for base in BASES:
        if number % base == 0:
            return number == base
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for base in BASES:
        power = pow(base, odd, number)
        if power in (1, number - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True


def draw_entry(seed: int, name: str, row: int, column: int, prime: int) -> int:
    """The residue at (row, column) of the matrix X or W that a seed stands for."""
    text = f"{seed}:{name}:{row}:{column}".encode()
    return int.from_bytes(hashlib.sha256(text).digest(), "big") % prime


def build_rows(
    case: Case, seed: int, rows: Sequence[int], columns: Sequence[int], prime: int
) -> list[list[int]]:
    """The entries of a case's matrix in the given rows and columns, modulo the prime."""
    d, m = case.dimension, case.neurons
    weights: dict[int, list[int]] = {}
    result = []
    for i in rows:
        x = [draw_entry(seed, "X", i, a, prime) for a in range(d)]
        values: dict[int, tuple[int, int]] = {}
        line = []
        for column in columns:
            if case.structure == "power":
                entry = 1
                for _ in range(case.polynomial[0][0]):
                    column, a = divmod(column, d)
                    entry = entry * x[a] % prime
                line.append(entry)
                continue
            if case.structure == "hadamard" or (case.structure == "jacobian" and column < m):
                j, a = column, -1
            else:
                j, a = divmod(column - (m if case.structure == "jacobian" else 0), d)
            if j not in values:
                if j not in weights:
                    weights[j] = [draw_entry(seed, "W", j, b, prime) for b in range(d)]
                t = sum(u * v for u, v in zip(weights[j], x, strict=True)) % prime
                terms = case.polynomial
                values[j] = (
                    sum(c * pow(t, k, prime) for k, c in terms) % prime,
                    sum(c * k * pow(t, k - 1, prime) for k, c in terms if k) % prime,
                )
            line.append(values[j][0] if a < 0 else values[j][1] * x[a] % prime)
        result.append(line)
    return result


def _check_minor(case: Case, rank: int, minor: object, prime: int, place: str) -> None:
    fields = _object(minor, ("seed", "pivots", "determinant"), place)
    seed = _count(fields["seed"], place)
    if seed.bit_length() > 256:
        raise Rejected("size-limit", f"{place}: the seed")
    pivots = _list(fields["pivots"], place)
    if len(pivots) != rank:
        raise Rejected("wrong-rank", f"{place}: {len(pivots)} pivots for rank {rank}")
    rows, columns = [], []
    for pivot in pivots:
        pair = _list(pivot, place)
        if len(pair) != 2:
            raise Rejected("malformed", f"{place}: a pivot is [row, column]")
        i, j = _count(pair[0], place), _count(pair[1], place)
        if i >= case.points or j >= case.columns:
            raise Rejected("wrong-pivot", f"{place}: there is no entry [{i}, {j}]"[:200])
        rows.append(i)
        columns.append(j)
    if len(set(rows)) < rank or len(set(columns)) < rank:
        raise Rejected("wrong-pivot", f"{place}: a row or column twice")
    matrix = build_rows(case, seed, rows, columns, prime)
    determinant = 1
    for at in range(rank):
        head = matrix[at]
        if head[at] == 0:
            raise Rejected("wrong-pivot", f"{place}: zero at pivot {at}")
        determinant = determinant * head[at] % prime
        inverse = pow(head[at], -1, prime)
        for line in matrix[at + 1 :]:
            if line[at]:
                factor = line[at] * inverse % prime
                for column in range(at + 1, rank):
                    line[column] = (line[column] - factor * head[column]) % prime
    if _count(fields["determinant"], place) != determinant:
        raise Rejected("wrong-determinant", f"{place}: {determinant}")


# From above: by argument.


def bound_rank(case: Case, name: str, place: str) -> int:
    """The bound of that name on the rank for every X and W, as the module's docstring argues."""
    if name == "count":
        return case.regular_rank
    if case.structure not in ("khatri-rao", "jacobian"):
        raise Rejected("wrong-bound", f"{place}: {name[:40]!r} says nothing about this matrix")
    d, m = case.dimension, case.neurons
    degrees = case.degrees
    if name == "split" and case.structure == "jacobian" and len(degrees) == 2:
        low, high = (_bound_power(case, degree) for degree in degrees)
        first = min(m, count_monomials(d, degrees[0])) + m * d
        return min(case.points, first, low + high)
    if name == "pencil" and case.structure == "jacobian" and len(degrees) == 2:
        spare = count_monomials(d, degrees[0]) - m
        if degrees[0] >= 1 and degrees[1] == 2 * degrees[0] and spare >= 1:
            return min(case.points, case.monomials - (3 * spare - 1))
    single = degrees[0] if len(degrees) == 1 else -1
    if name == "symmetric" and single == 2 and m <= d:
        return min(case.points, m * d - comb(m, 2))
    if name == "square" and single >= 2 and single % 2 == 0:
        if m < count_monomials(d, single // 2):
            return min(case.points, case.monomials - 1)
    elif name == "seven-points" and _is_seven_points(case):
        spend(50_000)
        if not seven_points_are_special():
            raise Rejected("wrong-bound", f"{place}: no cubic is singular at seven points")
        return min(case.points, case.monomials - 1)
    raise Rejected("wrong-bound", f"{place}: {name[:40]!r} says nothing about this matrix")


def _bound_power(case: Case, degree: int) -> int:
    """The best bound on the span of the x_a t_i^{k−1}; of the constant 1 for k = 0."""
    if degree == 0:
        return 1
    power = Case("khatri-rao", ((degree, 1),), case.dimension, case.neurons, MAX_SIDE**2)
    limits = [power.regular_rank]
    for name in ("symmetric", "square", "seven-points"):
        try:
            limits.append(bound_rank(power, name, ""))
        except Rejected:
            continue
    return min(limits)


def _is_seven_points(case: Case) -> bool:
    if case.degrees == (3,):
        return case.dimension == 5 and case.neurons <= 7
    both = case.structure == "jacobian" and case.degrees == (2, 3)
    return both and case.dimension == 4 and case.neurons <= 6


@lru_cache(maxsize=1)
def seven_points_are_special() -> bool:
    """Whether through any seven points of projective 4-space goes a cubic singular at all of them.

    Evaluates the determinant in a_1 … a_4 on the grid {0 … 4}^4, with a_5 = 1.
    """
    triples = list(itertools.combinations(range(5), 3))
    ones = _singular_equations(triples, (1, 1, 1, 1, 1))
    for head in itertools.product(range(5), repeat=4):
        if determinant_of(ones + _singular_equations(triples, (*head, 1))) != 0:
            return False
    return True


def _singular_equations(
    triples: Sequence[tuple[int, int, int]], point: Sequence[int]
) -> list[list[int]]:
    """∂_b of the products of three variables at a point: a row for each b."""
    rows = []
    for b in range(5):
        row = []
        for triple in triples:
            entry = 1 if b in triple else 0
            for variable in triple:
                entry *= 1 if variable == b else point[variable]
            row.append(entry)
        rows.append(row)
    return rows


def determinant_of(matrix: Sequence[Sequence[int]]) -> int:
    """The determinant of an integer matrix by Bareiss' exact elimination."""
    rows = [list(row) for row in matrix]
    size, sign, last = len(rows), 1, 1
    for at in range(size - 1):
        swap = next((i for i in range(at, size) if rows[i][at]), None)
        if swap is None:
            return 0
        if swap != at:
            rows[at], rows[swap], sign = rows[swap], rows[at], -sign
        for i in range(at + 1, size):
            for j in range(at + 1, size):
                rows[i][j] = (rows[i][j] * rows[at][at] - rows[i][at] * rows[at][j]) // last
        last = rows[at][at]
    return sign * rows[-1][-1]


KINDS: dict[str, Callable[[Mapping[str, Any]], Result]] = {"network-rank": check_rank}
