"""A row of ``check`` is an instance of a part's claim, read off the stored certificate.

A claim holds for all values of its variables.  A row names the part, puts texts in the user's
symbols for the claim's other variables (the bits B of a key, the number Q of pairs), and says how
it is shown.  Domain, hypotheses, quantity, rate, constant and side are the claim's: whatever is put
in, an instance says no more than the claim, since all of its hypotheses are judged at the values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from memproof.bounds.exact import parse
from memproof.bounds.instances import StoredClaim, parse_predicate
from memproof.bounds.theorems import SIZE_NAMES, Choice, Measure, Side, Theorem
from memproof.errors import InputError
from memproof.statements.claims import Claim
from memproof.statements.expressions import Expression, Statement

MEMORIZES = "memorizes(W, L, N, delta, d, C)"
ORDER = ("N", "delta", "d", "C", "W", "L")
# A constant is what stands before the first factor with one of these.
RATES = ("N", "delta", "W", "L")


@dataclass(frozen=True)
class Row:
    """A pointer to a part, "<lemma id>/<part name>", and how the bound is shown.

    ``at`` maps the claim's variables that are no symbols of the user (N, delta, d, C, W, L) to
    texts in these, in an order in which each may use the earlier ones; further names are
    abbreviations. ``choice`` searches one such variable. ``of`` is the predicate that the row is
    about, with the user's symbols: a claim that concludes it is an upper bound, one that supposes
    it a lower bound. ``built_by`` names constructions that the bound sums up.
    """

    part: str
    title: str
    source: str
    notes: str = ""
    id: str = ""
    at: Mapping[str, str] = field(default_factory=dict)
    choice: Choice | None = None
    of: str = MEMORIZES
    measure: Measure = "size"
    built_by: tuple[str, ...] = ()


def derive_theorem(row: Row, stored: StoredClaim) -> Theorem:
    """The calculator that a row's claim is.

    Raises InputError where the claim is no bound of this form: another predicate is supposed or
    concluded, a variable has no value, or W and L stand in no relation.
    """
    claim, target = stored.claim, parse_predicate(row.of)
    identifier = row.id or row.part
    shared = _list_symbols(target, row)
    side, equal = _find_side(identifier, claim, target)
    _require_values(identifier, claim, row, shared)
    given = [one for one in claim.given if not one.predicate]
    if side == "upper":
        bound = _last_bound(identifier, given)
        hypotheses = [one for one in given if one is not bound]
    else:
        bound, hypotheses = claim.conclude[0], given
    quantity, threshold = _orient(bound)
    constant, rate = split_constant(threshold, side)
    sorts = dict(claim.variables)
    variables, rest = _find_domains(shared, sorts, hypotheses)
    put_in = {*row.at} | ({row.choice.name} if row.choice is not None else set())
    return Theorem(
        id=identifier,
        title=row.title,
        side=side,
        variables=variables,
        hypotheses=(*equal, *(_text(one) for one in rest)),
        definitions=dict(row.at),
        integers=tuple(key for key in sorts if key in put_in and sorts[key] == "integer"),
        quantity=_text(quantity),
        constant=_text(constant),
        rate=_text(rate),
        stated=threshold,
        part=stored.part,
        carried=stored.carried,
        source=row.source,
        built_by=row.built_by,
        notes=row.notes,
        measure=row.measure,
        choice=row.choice,
    )


def _list_symbols(target: Statement, row: Row) -> list[str]:
    """The user's symbols: the predicate's, and those in which ``at`` puts the others."""
    used = [str(one.value) for one in target.operands if one.value not in row.at]
    for text in row.at.values():
        used += [one for one in sorted(parse(text).names()) if one in ORDER and one not in used]
    return used


def _find_side(owner: str, claim: Claim, target: Statement) -> tuple[Side, tuple[str, ...]]:
    """Upper where the predicate is concluded, lower where it is supposed; equations that make the
    claim's arguments the row's.
    """
    supposed = [one for one in claim.given if one.predicate]
    concluded = [one for one in claim.conclude if one.predicate]
    if claim.exists:
        raise InputError(f"{owner}: the claim concludes that numbers exist, which is no bound")
    if len(concluded) == len(claim.conclude) == 1 and not supposed:
        side: Side = "upper"
        (found,) = concluded
    elif len(supposed) == 1 and not concluded:
        side = "lower"
        (found,) = supposed
    else:
        raise InputError(f"{owner}: the claim neither concludes nor supposes one predicate alone")
    if (found.predicate, len(found.operands)) != (target.predicate, len(target.operands)):
        raise InputError(f"{owner}: the claim is about {found}, the row about {target}")
    equal: list[str] = []
    for own, asked in zip(found.operands, target.operands, strict=True):
        if own == asked:
            continue
        if asked.value in SIZE_NAMES:
            raise InputError(f"{owner}: the claim is about {asked} = {own} alone")
        equal.append(f"{asked} = {_text(own)}")
    return side, tuple(equal)


def _require_values(owner: str, claim: Claim, row: Row, shared: list[str]) -> None:
    chosen = {row.choice.name} if row.choice is not None else set()
    for variable, _ in claim.variables:
        if (variable in shared) + (variable in row.at) + (variable in chosen) != 1:
            raise InputError(f"{owner}: the variable {variable} needs one value")


def _last_bound(owner: str, given: list[Statement]) -> Statement:
    """The hypothesis that is shown as the bound: the last one that asks for large W and L."""
    for one in reversed(given):
        if one.relation in (">=", "<="):
            quantity, threshold = _orient(one)
            if quantity.names() & set(SIZE_NAMES) and not threshold.names() & set(SIZE_NAMES):
                return one
    raise InputError(f"{owner}: no hypothesis asks for W and L")


def _orient(bound: Statement) -> tuple[Expression, Expression]:
    """Left and right side of q >= t, whichever way it is written."""
    if bound.relation not in (">=", "<="):
        raise InputError(f"{bound} is no bound")
    left, right = bound.operands
    return (left, right) if bound.relation == ">=" else (right, left)


def split_constant(threshold: Expression, side: Side) -> tuple[Expression, Expression]:
    """(K, rate) with threshold = K·rate (upper) or rate/K (lower): K is free of N, delta, W, L."""
    one = parse("1")
    if side == "upper":
        factors = _factors(threshold)
        leading = _count_leading(factors)
        if leading in (0, len(factors)):
            return one, threshold
        return _product(factors[:leading]), _product(factors[leading:])
    if threshold.operator != "/":
        return one, threshold
    above, below = threshold.operands
    factors = _factors(below)
    leading = _count_leading(factors)
    if leading == 0:
        return one, threshold
    rest = factors[leading:]
    return _product(factors[:leading]), above / _product(rest) if rest else above


def _factors(product: Expression) -> list[Expression]:
    if product.operator != "*":
        return [product]
    return [one for part in product.operands for one in _factors(part)]


def _count_leading(factors: list[Expression]) -> int:
    for at, one in enumerate(factors):
        if one.names() & set(RATES):
            return at
    return len(factors)


def _product(factors: list[Expression]) -> Expression:
    result = factors[0]
    for one in factors[1:]:
        result = result * one
    return result


def _find_domains(
    shared: list[str], sorts: Mapping[str, str], given: list[Statement]
) -> tuple[dict[str, str], list[Statement]]:
    """Domains of the user's symbols, from the hypotheses that bound one of them by a number."""
    ends: dict[str, dict[str, Statement]] = {variable: {} for variable in shared}
    rest: list[Statement] = []
    for one in given:
        own = one.operands[0].value
        end = one.relation[:1]
        is_end = (
            own in ends
            and end in "<>"
            and one.operands[1].operator in ("number", "/")
            and not one.operands[1].names()
            and end not in ends[str(own)]
            # Sizes are searched upwards from the domain's least; an end above is a hypothesis.
            and not (own in SIZE_NAMES and end == "<")
        )
        if is_end:
            ends[str(own)][end] = one
        else:
            rest.append(one)
    order: list[str] = [one for one in ORDER if one in shared]
    order += [one for one in shared if one not in order]
    domains = {one: _domain(sorts.get(one, "integer"), ends[one]) for one in order}
    return domains, rest


def _domain(sort: str, ends: Mapping[str, Statement]) -> str:
    low, high = ends.get(">"), ends.get("<")
    if low is not None and high is not None:
        left = "[" if low.relation == ">=" else "("
        right = "]" if high.relation == "<=" else ")"
        return f"{sort} in {left}{_text(low.operands[1])}, {_text(high.operands[1])}{right}"
    one = low if low is not None else high
    return sort if one is None else f"{sort} {one.relation} {_text(one.operands[1])}"


def _text(value: Expression | Statement) -> str:
    return str(value).replace(" * ", "*").replace(" / ", "/")


__all__ = ["Row", "derive_theorem", "split_constant"]
