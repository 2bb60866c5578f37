"""Bounds outside NN(W, L) on all separated data: other networks, or data in general position."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from memproof.bounds.exact import (
    Values,
    compare,
    evaluate,
    parse,
)
from memproof.bounds.instances import StoredClaim, judge, names_at, parse_predicate
from memproof.bounds.theorems import (
    HypothesisCheck,
    Side,
    check_hypotheses,
    check_names,
    evaluate_definitions,
    find_least,
    require_known,
)
from memproof.errors import InputError
from memproof.statements.expressions import Expression, number


@dataclass(frozen=True)
class SettingBound:
    """A bound on one size, ``size``, of networks on data, both named by ``setting``.

    quantity >= needed suffices (upper) or is necessary (lower); both are texts, the quantity does
    not decrease in the size and nothing else depends on it. They find the size; what is shown is
    what the claims of ``parts`` say of it: ``of`` is the predicate in the row's symbols, ``at``
    puts texts in them for the claims' other variables. Without parts it is a calculator only.
    ``variables`` maps the other names (N points, d dimension, C classes, L layers or blocks) to
    domains, ``hypotheses`` are relations in them, ``first`` is the least size that it speaks of.
    ``counts`` gives further figures at the least size, as texts. Raises InputError for text that
    does not parse and unknown names.
    """

    id: str
    title: str
    setting: str
    side: Side
    size: str
    meaning: str
    variables: Mapping[str, str]
    quantity: str
    needed: str
    source: str
    of: str = ""
    parts: tuple[str, ...] = ()
    at: Mapping[str, str] = field(default_factory=dict)
    hypotheses: tuple[str, ...] = ()
    definitions: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, str] = field(default_factory=dict)
    notes: str = ""
    refuted_by: tuple[str, ...] = ()
    first: int = 1
    claims: tuple[StoredClaim, ...] = ()

    def __post_init__(self) -> None:
        if self.side not in ("upper", "lower"):
            raise InputError(f"the side of {self.id} must be upper or lower, not {self.side!r}")
        known = check_names(self)
        if self.size in known:
            raise InputError(f"{self.id} has its size {self.size} among the other names")
        for text in (self.quantity, self.needed, *self.counts.values()):
            require_known(self.id, text, parse(text).names(), known | {self.size})
        if self.parts:
            parse_predicate(self.of)

    @property
    def decides(self) -> bool:
        """Whether a claim carries it."""
        return any(one.carried for one in self.claims)

    @property
    def bound(self) -> str:
        """The bound as text."""
        return f"{self.quantity} >= {self.needed}"


@dataclass(frozen=True)
class SettingCheck:
    """A bound at concrete parameters.

    ``applies`` judges the hypotheses (None: undecided); ``least`` is the least size that suffices,
    or that is not excluded (None where it does not apply or is beyond the search); ``counts`` are
    the further figures there. ``supported`` says that the claims say so at that very size: that it
    suffices, or that one less is excluded.
    """

    bound: SettingBound
    hypotheses: tuple[HypothesisCheck, ...]
    applies: bool | None
    values: tuple[tuple[str, Expression], ...]
    least: int | None
    counts: tuple[tuple[str, Expression], ...]
    supported: bool = False


def check_setting(bound: SettingBound, values: Values) -> SettingCheck:
    """Apply a bound at the parameters."""
    found = evaluate_definitions(bound, values)
    hypotheses, applies = check_hypotheses(bound, found)
    shown = tuple((key, found[key]) for key in bound.definitions if key in found)
    least = None
    if applies:
        # What is not decided is neither enough nor excluded.
        wanted = (True,) if bound.side == "upper" else (True, None)
        least = find_least(lambda size: _holds(bound, found, size) in wanted, start=bound.first)
    counts: list[tuple[str, Expression]] = []
    if least is not None:
        at = {**found, bound.size: number(least)}
        counts = [(key, evaluate(parse(text), at)) for key, text in bound.counts.items()]
    supported = least is not None and supports(bound, found, least)
    if bound.parts and not supported:
        # The texts may find a size, the claims alone may say something of it.
        least, counts = None, []
    return SettingCheck(bound, hypotheses, applies, shown, least, tuple(counts), supported)


def supports(bound: SettingBound, values: Values, least: int) -> bool:
    """Whether a claim says that ``least`` suffices, or that one less does not."""
    if not bound.claims:
        return False
    size = least if bound.side == "upper" else least - 1
    if bound.side == "lower" and size < bound.first:
        return True
    # An open symbol, such as a degree that the bound does not depend on, is put in as 1.
    target = parse_predicate(bound.of)
    free = {one: number(1) for one in target.names() if one not in values and one != bound.size}
    at = names_at({**free, **values, bound.size: number(size)}, bound.at)
    judged = [judge(one, target, at) for one in bound.claims]
    return any(one.supported if bound.side == "upper" else one.excluded for one in judged)


def _holds(bound: SettingBound, values: Values, size: int) -> bool | None:
    """Whether the relation holds at a size; None when undecided or undefined."""
    at = {**values, bound.size: number(size)}
    try:
        order = compare(evaluate(parse(bound.quantity), at), evaluate(parse(bound.needed), at))
    except InputError:
        return None
    return None if order is None else order >= 0
