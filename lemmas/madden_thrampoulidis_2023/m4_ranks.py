r"""M4: generic ranks for psi = x^k, and where rank = min{md, n} is false.

Statement. For psi = x^k the first-layer Jacobian at n generic points has generic rank min{n, md,
binom(k+d-1, d-1)}, except for k = 2 with 2 <= m < d and (k, d, m) = (4, 3, 5), (3, 5, 7),
(4, 4, 9), (4, 5, 14).

Hypotheses. The degree condition binom(k+d-1, d-1) >= n is necessary and does not help there.

Constants. The exceptional ranks: md - binom(m, 2) for k = 2; 14, 34, 34, 69.

Source. Alexander, Hirschowitz (1995) for all k >= 3; k <= 2 and every case up to k = 6, d = 5,
m = 8 are decided here from both sides.

Idea. The orthogonal complement of the columns is the space of forms of degree k that are singular
at the weights.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from memproof.library.model import Cited, Constant, Construction, Evidence, Inequality, Lemma
from memproof.smooth.ranks import unguarded_claim
from memproof.statements.claims import make_claim

from ._search import interpolation
from .paper import source

PREDICATES = ("first_layer_rank",)
SPORADIC = {(4, 3, 5): 14, (3, 5, 7): 34, (4, 4, 9): 34, (4, 5, 14): 69}

SIZES = {"d": "integer >= 1", "m": "integer >= 1", "n": "integer >= 1"}
POLYNOMIALS: tuple[dict[int, int], ...] = (
    {0: 1, 2: 1},
    {1: 1, 2: 1},
    {2: 1, 4: 1},
    {1: 1, 3: 1},
    {2: 1, 3: 1},
    {0: 1, 3: 1},
    {1: 1, 4: 1},
    {0: 1, 4: 1},
    {3: 1, 4: 1},
    {1: 1, 3: -2, 5: 3},
)

REGULAR = make_claim(
    "first_layer_rank(k, d, m, n, min(n, m*d, binomial(k + d - 1, d - 1)))",
    {"k": "integer >= 3", **SIZES},
    given=[
        f"(k - {k})^2 + (d - {d})^2 + (m - {m})^2 >= 1"
        for k, d, m in sorted(SPORADIC, reverse=True)
    ],
    predicates=PREDICATES,
)

LINEAR = make_claim("first_layer_rank(1, d, m, n, min(n, d))", SIZES, predicates=PREDICATES)

QUADRATIC = make_claim(
    "first_layer_rank(2, d, m, n, min(n, m*d - m*(m - 1)/2))",
    SIZES,
    given=["m <= d"],
    predicates=PREDICATES,
)

QUADRATIC_FULL = make_claim(
    "first_layer_rank(2, d, m, n, min(n, d*(d + 1)/2))",
    SIZES,
    given=["m >= d"],
    predicates=PREDICATES,
)

BELOW_COUNT = make_claim(
    ["m*d - m*(m - 1)/2 < m*d", "m*d - m*(m - 1)/2 < d*(d + 1)/2"],
    {"d": "integer >= 1", "m": "integer >= 2"},
    given=["m < d"],
)

UNGUARDED_QUADRATIC = make_claim(
    "min(m*d, n, binomial(d + 1, d - 1)) <= m*d - m*(m - 1)/2", SIZES, given=["m <= d"]
)

UNGUARDED_COUNT = make_claim("min(m*d, n) <= m*d - m*(m - 1)/2", SIZES, given=["m <= d"])


def _rank_claim(k: int, d: int, m: int, rank: int) -> Any:
    return make_claim(
        f"first_layer_rank({k}, {d}, {m}, n, min(n, {rank}))",
        {"n": "integer >= 1"},
        predicates=PREDICATES,
    )


def _ranks(
    structure: str, cases: list[tuple[dict[int, int], int, int]]
) -> Callable[[], dict[str, Any]]:
    def build() -> dict[str, Any]:
        from memproof.smooth.ranks import build_rank_document, decide_ranks

        return build_rank_document("ranks", decide_ranks(structure, cases))

    return build


def _grid() -> dict[str, Any]:
    from memproof.smooth.ranks import build_rank_document, build_rank_grid

    grid = (range(1, 7), range(1, 6), range(1, 9))
    return build_rank_document("ranks", build_rank_grid(*grid), grid=grid)


_SPORADIC_CASES = [({k: 1}, d, m) for k, d, m in SPORADIC]
_NAMES = {key: "-".join(map(str, key)) for key in SPORADIC}

LEMMA = Lemma(
    id="M4",
    number="M4",
    title="Generic ranks for powers",
    statement=(
        r"For \(\psi = x^k\) the first-layer Jacobian at \(n\) generic points has generic rank "
        r"\(\min\{n, md, \binom{k+d-1}{d-1}\}\), except for \(k = 2\), \(2 \le m < d\), and for "
        r"\((k, d, m) = (4,3,5), (3,5,7), (4,4,9), (4,5,14)\)."
    ),
    source=source("generic rank of the Jacobian"),
    parts=(
        Evidence(
            "grid",
            _grid,
            "exact first-layer ranks for k <= 6, d <= 5, m <= 8: 8 of 240 exceptional",
        ),
        Evidence("sporadic", _ranks("khatri-rao", _SPORADIC_CASES), "the four sporadic exceptions"),
        Evidence(
            "hadamard",
            _ranks(
                "hadamard",
                [({k: 1}, d, m) for k in range(1, 7) for d in range(1, 6) for m in range(1, 9)],
            ),
            "Hadamard powers: no exception",
        ),
        Evidence(
            "khatri-rao-powers",
            _ranks("power", [({k: 1}, d, 0) for k in range(1, 6) for d in range(1, 5)]),
            "Khatri-Rao powers: no exception",
        ),
        Evidence(
            "polynomial",
            _ranks("jacobian", [({2: 1, 3: 1}, 4, 6)]),
            "x^2 + x^3, d = 4, six neurons: 29 of 30, seven double points in disguise",
        ),
        Evidence(
            "polynomials",
            _ranks(
                "jacobian", [(p, d, m) for p in POLYNOMIALS for d in (1, 2, 3) for m in range(1, 6)]
            ),
            "the whole Jacobian for ten polynomials, d <= 3, m <= 5: all exact, some below the "
            "count, by Euler's relation or by forms that vanish at the weights",
        ),
        Cited(
            "regular",
            REGULAR,
            "J. Alexander, A. Hirschowitz, Polynomial interpolation in several variables (1995): "
            "no other exception for k >= 3, by the duality of the columns with double points.",
        ),
        Construction(
            "linear",
            LINEAR,
            "The columns are x_1, ..., x_d, m times.",
            ("grid",),
        ),
        Construction(
            "quadratic",
            QUADRATIC,
            "At w_j = e_j the columns x_a x_j, j <= m, are md - m(m-1)/2 different monomials, "
            "which n generic points separate as far as n allows. More is not possible: for i < j "
            "the columns obey sum_a w_ia (x_a w_j.x) = sum_a w_ja (x_a w_i.x), and these m(m-1)/2 "
            "relations are independent for independent w_j.",
            ("grid",),
        ),
        Construction(
            "quadratic-full",
            QUADRATIC_FULL,
            "At w_j = e_j, j <= d, the columns are all d(d+1)/2 monomials of degree 2.",
            ("grid",),
        ),
        Inequality("quadratic-below-count", BELOW_COUNT),
        Inequality(
            "unguarded-quadratic",
            UNGUARDED_QUADRATIC,
            expected="refuted",
            point={"d": "3", "m": "2", "n": "6"},
        ),
        Inequality(
            "unguarded-quadratic-count",
            UNGUARDED_COUNT,
            expected="refuted",
            point={"d": "3", "m": "2", "n": "6"},
        ),
        *(
            Construction(
                f"rank-{_NAMES[key]}",
                _rank_claim(*key, rank),
                "A case of the document, with as many points as can matter; with fewer the rank is "
                "n, as independent functions have independent values at generic points.",
                ("sporadic",),
            )
            for key, rank in SPORADIC.items()
        ),
        *(
            Inequality(
                f"unguarded-{_NAMES[key]}",
                unguarded_claim(*key, rank + 1, rank),
                expected="refuted",
                point=dict(zip("kdmnr", map(str, (*key, rank + 1, rank)), strict=True)),
            )
            for key, rank in SPORADIC.items()
        ),
        Evidence(
            "not-refuted",
            interpolation("m4_ranks", "not-refuted", 10, 3, 15, "x^4", 2),
            "x^4, d = 3, m = 10, n = 15, where pairing five neurons fails: solved all the same",
        ),
    ),
    idea=(
        r"A functional on forms of degree \(k\) is a form \(G\), and it kills \(x_a (w \cdot "
        r"x)^{k-1}\) when \(\partial_a G(w) = 0\): the rank is the dimension minus that of the "
        r"forms singular at the weights."
    ),
    constants=(Constant("rank at (4, 3, 5)", "14", "rank-4-3-5", "", "where min{md, n} is 15"),),
    notes=(
        r"A minor that is not zero modulo a prime shows a rank from below; from above the checker "
        r"has the square of a quadric (\(k = 4\)), the relations \(x_a L_i \cdot w_{ja}\) "
        r"(\(k = 2\)) and the cubic through seven double points. Any unguarded \(\mathrm{rank} = "
        r"\min\{md, n\}\) is refuted at the exceptions. That every target vector is taken is not "
        r"refuted there: the pairing of M2 with \(\lfloor m/2 \rfloor\) exceptional does not cover "
        r"\((k, d, m, n) = (4, 3, 10, 15)\), and one such interpolation is certified."
    ),
)
