r"""Theorem 11: a network that shatters m n points by extracting bits.

Statement. r, m, n >= 1, k = ceil(m/r): some ReLU network of 3 + 5k layers and
2 + n + 4m + k((11 + r)2^r + 2r + 2) parameters shatters m n points, the pairs (e_i, e_j) of
standard basis vectors.

Hypotheses. r, m, n >= 1; r k >= m.

Constants. 5 layers and 11 + r parameters a subinterval for each block of r bits.

Source. Bartlett, Harvey, Liaw, Mehrabian (2019), Theorem 11 (seen). Their epsilon = 2^(-m-2) is too
large for r >= m + 3: the indicator of the next subinterval is positive at an m-bit number
(refuted at r = 4, m = 1). epsilon = 2^(-max(m, r)) repairs it; the counts do not change.

Idea. Row i of the labels is one number of m bits; a block finds the subinterval of length 2^-r that
holds it, hence r bits, and passes on the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from memproof.library.model import Constant, Construction, Evidence, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import seen

if TYPE_CHECKING:
    from memproof.networks.network import Network
    from memproof.shattering.separation import HalfSpace

PREDICATES = ("vc_at_least",)

INDICATOR = "max(0, 1 - max(0, (a - x)/eps)) + max(0, 1 - max(0, (x - b)/eps)) - 1"
PLACE = {"x": "real", "a": "real", "b": "real >= a", "eps": "real > 0"}

INSIDE = make_claim(f"{INDICATOR} = 1", PLACE, given=["a <= x", "x <= b"])
BELOW = make_claim(f"{INDICATOR} = 0", PLACE, given=["x <= a - eps"])
ABOVE = make_claim(f"{INDICATOR} = 0", PLACE, given=["x >= b + eps"])

# The subinterval that starts at 2^-r, at the m-bit number 0, with 1/epsilon = 2^s.
NEIGHBOUR = "max(0, 1 - max(0, 2^({s})*2^(-r))) + max(0, 1 - max(0, -2^({s})*b)) - 1 = 0"
NUMBERS = {"r": "integer >= 1", "m": "integer >= 1", "b": "real >= 2^(-r)"}

PRINTED = make_claim(NEIGHBOUR.format(s="m + 2"), NUMBERS)
PRINTED_SMALL = make_claim(NEIGHBOUR.format(s="m + 2"), NUMBERS, given=["r <= m + 2"])
REPAIRED = make_claim(
    NEIGHBOUR.format(s="s"), {**NUMBERS, "s": "integer"}, given=["s >= r", "s >= m"]
)

SIZES = {"r": "integer >= 1", "m": "integer >= 1", "n": "integer >= 1", "k": "integer >= 1"}
PARAMETERS = "2 + n + 4*m + k*((11 + r)*2^r + 2*r + 2)"

SHATTERING = make_claim(
    f"vc_at_least(3 + 5*k, {PARAMETERS}, m*n)",
    SIZES,
    given=["r*k >= m"],
    predicates=PREDICATES,
)


def build_rows() -> Mapping[str, Any]:
    """Return the row maps for m <= 6, r <= 4: all 2^m rows and m columns of each."""
    from memproof.constructions.evidence import build_rows_evidence

    return build_rows_evidence()


def build_leak() -> Mapping[str, Any]:
    """Return the network with the printed epsilon: 3/2 instead of 1."""
    from memproof.constructions.shatter_network import build_row_map
    from memproof.networks.documents import build_values_document

    network = build_row_map(1, 4, printed=True)
    return build_values_document(network, [(Fraction(1, 2), 1)], [Fraction(3, 2)])


def build_labelings() -> Mapping[str, Any]:
    """Return all 64 labelings of S_2 x S_3, one network each, by blocks of two bits."""
    from memproof.constructions.shatter_network import build_shatter_network, count_shatter_widths
    from memproof.shattering.documents import build_table

    n, m, r = 2, 3, 2
    points = [tuple(int(t in (i, n + j)) for t in range(n + m)) for i in range(n) for j in range(m)]
    networks: list[HalfSpace | Network] = []
    rows = []
    for top, low in product(range(1 << m), repeat=2):
        bits = [number >> (m - 1 - j) & 1 for number in (top, low) for j in range(m)]
        rows.append((sum(bit << at for at, bit in enumerate(bits)), len(networks)))
        networks.append(build_shatter_network([top, low], m, r))
    widths = count_shatter_widths(m, r)
    of = {"name": "networks", "width": max(widths), "depth": len(widths), "reading": "value"}
    return build_table("", points, of, networks, rows, complete=True)


LEMMA = Lemma(
    id="Theorem-11",
    number="Theorem 11",
    title="A network that shatters by extracting bits",
    statement=(
        r"For \(r, m, n \ge 1\), \(k = \lceil m/r \rceil\), some ReLU network of \(3 + 5k\) layers "
        r"and \(2 + n + 4m + k((11 + r)2^r + 2r + 2)\) parameters has \(\mathrm{VCdim} \ge mn\)."
    ),
    source=seen("Theorem 11"),
    parts=(
        Inequality("inside", INSIDE),
        Inequality("below", BELOW),
        Inequality("above", ABOVE),
        Inequality(
            "printed",
            PRINTED,
            expected="refuted",
            point={"r": "4", "m": "1", "b": "1/16"},
            printed="Bartlett et al. (2019), proof of Theorem 11: epsilon = 2^(-m-2)",
            repaired_by="repaired",
        ),
        Inequality("printed-small-r", PRINTED_SMALL),
        Inequality("repaired", REPAIRED),
        Evidence("rows", build_rows, "every row and column, m <= 6, r <= 4"),
        Evidence("leak", build_leak, "with the printed epsilon the answer is 3/2 (r = 4, m = 1)"),
        Evidence("labelings", build_labelings, "all 2^6 labelings of S_2 x S_3, r = 2"),
        Construction(
            "shattering",
            SHATTERING,
            "The first node reads a = sum a_i x_i (n + 1 parameters), a_i the number of m bits "
            "that row i of the labels spells. Each of k blocks holds, for each of 2^r "
            "subintervals, five nodes with 11 parameters (below, above, 1 - below, 1 - above, "
            "indicator), then r nodes of 2^r + 1 and one of r + 2 parameters (r bits, rest): 5 "
            "layers. With epsilon = 2^-s, s = max(m, r), all numbers are multiples of epsilon and "
            "subinterval c is [c 2^-r, (c + 1) 2^-r - epsilon]: exactly the indicator of the "
            "number's own subinterval is 1 (inside), all others are 0 (below, above, repaired). "
            "m nodes of 3 parameters compute bit and y_j, one of m + 1 adds them: 3m + m + 1. At "
            "(e_i, e_j) the first node is a_i, so the answer depends on a_i and j alone: once it "
            "is bit j of a for all 2^m numbers a and all j (m 2^m evaluations), all 2^(m n) "
            "labelings are realised, for every n. r k > m: the bits beyond m are 0 and not read. "
            "Answers 0 and 1 become signs by a bias of -1/2 at the output.",
            ("inside", "below", "above", "repaired", "rows", "labelings"),
        ),
    ),
    idea="Each block finds the subinterval of its number and passes on what is left.",
    constants=(Constant("shattering parameters", "(11 + r)*2^r", "shattering", "", "of a block"),),
    notes=(
        r"With the printed \(\varepsilon = 2^{-m-2}\) blocks fail exactly for \(r \ge m + 3\) "
        r"(run for \(r \le 6\), \(m \le 3\)); the theorem stands with "
        r"\(\varepsilon = 2^{-\max(m,r)}\). In layers without skipped connections the network has "
        r"\(2 + 5k\) hidden layers and passes on the \(y_j\) and the bits found so far."
    ),
)
