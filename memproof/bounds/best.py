"""The best upper and the best lower bound of each quantity at the parameters, and their ratio.

An upper bound is a network that memorizes every such data set, a lower bound a theorem that
excludes all smaller ones; values that are open or refuted take no part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from memproof.bounds.exact import (
    Values,
    compare,
    decide,
    evaluate,
    integer,
    parse,
)
from memproof.bounds.theorems import (
    FixedTheorem,
    Theorem,
    TheoremCheck,
    depends_on_product,
    find_corner,
    is_unconditional,
    list_conditions,
)
from memproof.errors import InputError
from memproof.statements.expressions import Expression, number


@dataclass(frozen=True)
class KnownShape:
    """A width and depth with which ``by`` memorizes all such data sets."""

    width: int
    depth: int
    parameters: int
    weight_bits: int | None
    by: str


@dataclass(frozen=True)
class BestBound:
    """Between ``lower`` and ``upper`` lies the least value of ``quantity`` that memorizes.

    ``scope`` says among which networks; ``lower_by`` and ``upper_by`` are ids, and a side without a
    bound is None. ``ratio`` is upper/lower.
    """

    quantity: str
    scope: str
    lower: int | None
    lower_by: str | None
    upper: int | None
    upper_by: str | None

    @property
    def ratio(self) -> Fraction | None:
        """The quotient of upper and lower bound, None when one is missing or 0."""
        if self.upper is None or not self.lower:
            return None
        return Fraction(self.upper, self.lower)


def list_best_bounds(
    checks: Sequence[TheoremCheck],
    shapes: Sequence[KnownShape],
    values: Values,
    width: int | None,
    depth: int | None,
) -> tuple[BestBound, ...]:
    """All best bounds: of W²L² where both sizes are open, else of the open ones; of parameters
    and of bits.

    ``shapes`` are known to memorize all N points, at the given width or depth if there is one.
    """
    usable = [one for one in checks if one.theorem.decides]
    found: list[BestBound] = []
    if width is None and depth is None:
        found += _bound_products([one.theorem for one in usable], shapes, values)
    if depth is not None:
        lower = _largest((one.least_width, one.theorem.id) for one in usable if _is_lower(one))
        upper = _smallest(
            [(one.width, one.by) for one in shapes if one.depth <= depth]
            + [(one.least_width, one.theorem.id) for one in usable if not _is_lower(one)]
        )
        found.append(BestBound("W", f"L = {depth}", *lower, *upper))
    if width is not None:
        lower = _largest((one.least_depth, one.theorem.id) for one in usable if _is_lower(one))
        upper = _smallest(
            [(one.depth, one.by) for one in shapes if one.width <= width]
            + [(one.least_depth, one.theorem.id) for one in usable if not _is_lower(one)]
        )
        found.append(BestBound("L", f"W = {width}", *lower, *upper))
    return (*found, *_bound_parameters(usable, shapes, width, depth))


def _is_lower(one: TheoremCheck) -> bool:
    return one.theorem.side == "lower"


def _largest(found: Iterable[tuple[int | None, str]]) -> tuple[int | None, str | None]:
    """The largest bound above 1, with the first id that gives it."""
    best: tuple[int | None, str | None] = (None, None)
    for value, name in found:
        if value is not None and value > (best[0] or 1):
            best = (value, name)
    return best


def _smallest(found: Iterable[tuple[int | None, str]]) -> tuple[int | None, str | None]:
    best: tuple[int | None, str | None] = (None, None)
    for value, name in found:
        if value is not None and (best[0] is None or value < best[0]):
            best = (value, name)
    return best


def _bound_products(
    theorems: Sequence[Theorem], shapes: Sequence[KnownShape], values: Values
) -> list[BestBound]:
    """W²L² over all networks, and over those of each smaller domain with a better lower bound."""
    lower: list[tuple[tuple[int, int], int, str]] = []
    for theorem in theorems:
        if theorem.side == "lower" and is_unconditional(theorem):
            least = find_least_product(theorem, values)
            if least is not None:
                lower.append((find_corner(theorem), least, theorem.id))
    found: list[BestBound] = []
    for corner in sorted({(1, 1), *(one[0] for one in lower)}):
        inside = [(p, name) for at, p, name in lower if at[0] <= corner[0] and at[1] <= corner[1]]
        product, name = _largest(inside)
        larger = [(max(one.width, corner[0]) * max(one.depth, corner[1]), one.by) for one in shapes]
        upper, by = _smallest(larger)
        scope = "all W and L" if corner == (1, 1) else f"W >= {corner[0]}, L >= {corner[1]}"
        found.append(
            BestBound(
                "W²L²",
                scope,
                None if product is None else product**2,
                name,
                None if upper is None else upper**2,
                by,
            )
        )
    return found


def _bound_parameters(
    usable: Sequence[TheoremCheck],
    shapes: Sequence[KnownShape],
    width: int | None,
    depth: int | None,
) -> list[BestBound]:
    """Parameters; on integer keys bits of all weights, and of one where there are fewest."""
    given = " and ".join(
        f"{name} = {value}" for name, value in (("W", width), ("L", depth)) if value is not None
    )
    scope = given or "all W and L"
    fewest = _smallest((one.parameters, one.by) for one in shapes)
    both = width is not None and depth is not None
    least_parameters = _threshold(usable, "parameters", given=both)
    rows = [BestBound("parameters", scope, *least_parameters, *fewest)]
    written = [(one, one.weight_bits) for one in shapes if one.weight_bits is not None]
    if not written:
        return [row for row in rows if row.upper is not None]
    bits = _threshold(usable, "bits", given=both)
    total = _smallest((one.parameters * size, one.by) for one, size in written)
    rows.append(BestBound("bits of all weights on keys", scope, *bits, *total))
    one, size = min(written, key=lambda pair: (pair[0].parameters, pair[1]))
    least = None if bits[0] is None else -(-bits[0] // one.parameters)
    rows.append(
        BestBound(
            "bits of the largest weight on keys",
            f"{one.parameters} parameters",
            least,
            bits[1],
            size,
            one.by,
        )
    )
    return rows


def _threshold(
    usable: Sequence[TheoremCheck], measure: str, *, given: bool
) -> tuple[int | None, str | None]:
    """What the theorems about this measure ask for, rounded up; ``given`` says that W and L are."""
    found = []
    for one in usable:
        theorem = one.theorem
        everywhere = is_unconditional(theorem) and find_corner(theorem) == (1, 1)
        if theorem.side == "lower" and theorem.measure == measure and one.applies:
            least = None if one.least_quantity is None else _ceiling(one.least_quantity)
            found.append((least if given or everywhere else None, theorem.id))
    return _largest(found)


def _ceiling(value: Expression) -> int | None:
    try:
        return integer(evaluate(Expression("ceil", (value,)), {}))
    except InputError:
        return None


def find_least_product(theorem: Theorem, values: Values) -> int | None:
    """The least integer W·L that a lower bound in terms of W·L alone allows."""
    fixed = FixedTheorem.make(theorem, values)
    return fixed.least_product if fixed.applies is True else None


def find_refuted_constants(
    theorem: Theorem, shapes: Sequence[KnownShape], values: Values
) -> tuple[Expression, str] | None:
    """(K, by): at these parameters a lower bound is false for every constant below K.

    K = rate/quantity at a network within the hypotheses that ``by`` shows to memorize. None for
    other theorems, and where no such network is known.
    """
    if theorem.side != "lower" or theorem.measure != "size":
        return None
    rate_and_quantity = parse(theorem.rate), parse(theorem.quantity)
    fixed = FixedTheorem.make(theorem, values)
    if fixed.applies is not True or not depends_on_product(rate_and_quantity[1]):
        return None
    least_width, least_depth = find_corner(theorem)
    larger = sorted(
        {
            (max(one.width, least_width), max(one.depth, least_depth), one.by)
            for one in shapes
            if max(one.width, least_width) >= 2 or one.depth >= least_depth
        },
        key=lambda one: (one[0] * one[1], one),
    )
    conditions = [one for _, one in list_conditions(theorem)]
    for width, depth, by in larger:
        found = fixed.at_size(width, depth)
        try:
            if not all(decide(one, found) for one in conditions):
                continue
            rate, quantity = (evaluate(one, found) for one in rate_and_quantity)
            constant = evaluate(rate / quantity, {})
        except InputError:
            continue
        if compare(constant, number(0)) == 1:
            return constant, by
    return None


__all__ = [
    "BestBound",
    "KnownShape",
    "find_least_product",
    "find_refuted_constants",
    "list_best_bounds",
]
