"""Which theorem applies to N points at distance δ, with which constant, width and depth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from memproof.bounds.best import (
    BestBound,
    KnownShape,
    find_refuted_constants,
    list_best_bounds,
)
from memproof.bounds.catalogue import Catalogue, load_catalogue
from memproof.bounds.exact import evaluate, format_decimal, format_exact, rational
from memproof.bounds.instances import StoredClaim
from memproof.bounds.packing import PackingBound, require_feasible
from memproof.bounds.pairs import Conflict, find_conflicts
from memproof.bounds.settings import SettingBound, SettingCheck, check_setting
from memproof.bounds.theorems import (
    Construction,
    ConstructionCheck,
    Offer,
    Theorem,
    TheoremCheck,
    check_construction,
    check_theorem,
    find_depth,
    find_least,
    find_least_allowed,
    find_width,
)
from memproof.certificates.grades import GRADES
from memproof.errors import InputError, SizeLimitError
from memproof.statements.expressions import Expression, number
from memproof.statements.parser import parse_number

MAX_INTEGER_BITS = 512
MAX_CLASS_BITS = 4_096
MAX_SEPARATION_BITS = 1_000_000
MAX_DIMENSION_BITS = 64
# Up to this width every width is looked at, beyond it a geometric series.
MAX_WIDTHS = 256
SMALL_WIDTHS = 24

FEWEST_LAYERS = "fewest layers at this width"
SMALLEST_WIDTH = "smallest width at this depth"
_ORDERS: dict[str, Callable[[Offer], tuple[int, ...]]] = {
    FEWEST_LAYERS: lambda offer: (offer.depth, offer.shape.parameters),
    SMALLEST_WIDTH: lambda offer: (offer.width, offer.shape.parameters),
    "fewest parameters": lambda offer: (offer.shape.parameters, offer.depth),
    "least W²L²": lambda offer: (offer.width * offer.depth, offer.shape.parameters),
    "narrowest": lambda offer: (offer.width, offer.depth),
    "shallowest": lambda offer: (offer.depth, offer.width),
}
_SURVEYED = ("narrowest", "fewest parameters", "least W²L²", "shallowest")


@dataclass(frozen=True)
class Parameters:
    """What was asked: N points of the unit ball of R^d, pairwise at least ``separation`` apart.

    ``classes`` labels, ``width`` W and ``depth`` L (hidden layers) as far as given.
    """

    points: int
    separation: Fraction
    dimension: int
    classes: int
    width: int | None
    depth: int | None

    def values(self) -> dict[str, Expression]:
        """The parameters under the names that theorems use."""
        found: dict[str, int | Fraction | None] = {
            "N": self.points,
            "delta": self.separation,
            "d": self.dimension,
            "C": self.classes,
            "W": self.width,
            "L": self.depth,
        }
        return {key: number(value) for key, value in found.items() if value is not None}


@dataclass(frozen=True)
class Example:
    """A width and depth that a closed form grants where one of them was left open."""

    width: int
    depth: int


@dataclass(frozen=True)
class LocalConstant:
    """The constant that would do at these parameters.

    With the constructions behind the theorem, quantity >= K*rate suffices for every K above
    ``infimum`` (W²L²/rate at the largest W²L² that no construction reaches; 0 if there is none).
    ``all_widths`` says whether every width was looked at, or only a series of them.
    """

    infimum: Expression
    all_widths: bool


@dataclass(frozen=True)
class RefutedConstants:
    """A lower bound is false at these parameters for every constant below ``below``.

    ``by`` is the id of the construction whose network memorizes all such points with less.
    """

    below: Expression
    by: str


@dataclass(frozen=True)
class TheoremReport:
    """A theorem at the parameters, with examples and the constants that would do here.

    ``local_constant`` belongs to an upper bound, ``refuted_constants`` to a lower one.
    """

    check: TheoremCheck
    examples: tuple[Example, ...]
    local_constant: LocalConstant | None
    refuted_constants: RefutedConstants | None
    audit: AuditedGrade | None

    @property
    def verdict(self) -> str:
        """What it comes to here, in a word or two.

        "refuted in general"; "does not apply" (a hypothesis fails); "undecided"; at given W and L
        "holds" or "violated" (a lower bound that is violated excludes these sizes, an upper bound
        then says nothing about them); "applies" where W or L is open.
        """
        if self.check.theorem.refuted_by:
            return "refuted in general"
        if self.check.applies is False:
            return "does not apply"
        if self.check.applies is None:
            return "undecided"
        if self.check.holds is None:
            return "applies" if self.check.open else "undecided"
        return "holds" if self.check.holds else "violated"


@dataclass(frozen=True)
class NamedOffer:
    """An offer and why it is shown."""

    reasons: tuple[str, ...]
    offer: Offer


@dataclass(frozen=True)
class ConstructionReport:
    """A construction at the parameters.

    ``capacity`` is what it holds at the given W and L (None if one is open), ``offers`` the sizes
    at which it holds all points. With W or L given there is at most one offer for each.
    ``surveyed`` are all sizes looked at, the offers among them; ``left_out`` counts those that no
    claim supports, which are not shown. ``supported`` says that a claim gives the asked W and L.
    """

    check: ConstructionCheck
    capacity: int | None
    offers: tuple[NamedOffer, ...]
    surveyed: tuple[Offer, ...]
    audit: AuditedGrade | None
    supported: bool = False
    left_out: int = 0


@dataclass(frozen=True)
class SettingReport:
    """A bound for other networks or data at the parameters."""

    check: SettingCheck
    audit: AuditedGrade | None


@dataclass(frozen=True)
class AuditedGrade:
    """What the library's replay of the stored certificates says about a lemma or a part of one.

    ``verdict`` is the library's word (proved, evidence, unknown, …), ``grade`` the weakest grade
    along everything used ("" without a certificate), ``rests_on`` the documents below proved.
    """

    verdict: str
    grade: str
    rests_on: tuple[str, ...]


@dataclass(frozen=True)
class Check:
    """The answer to ``memproof check``: everything is exact, nothing is rounded.

    ``memorizes`` is the id of a construction or upper bound (grade not open) that reaches the given
    W and L, ``excluded`` that of a lower bound that rules them out; both None when neither does.
    ``best`` sets the best bounds of both sides beside each other, ``settings`` are bounds for other
    networks or other data, ``conflicts`` the pairs of all these that contradict each other here.
    """

    parameters: Parameters
    dimension_given: bool
    packing: PackingBound
    theorems: tuple[TheoremReport, ...]
    constructions: tuple[ConstructionReport, ...]
    memorizes: str | None
    excluded: str | None
    best: tuple[BestBound, ...]
    settings: tuple[SettingReport, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


def check(
    points: int | str,
    separation: int | Fraction | str,
    dimension: int | str | None = None,
    classes: int | str = 2,
    *,
    width: int | str | None = None,
    depth: int | str | None = None,
    limit: bool = True,
    audits: Mapping[str, AuditedGrade] | None = None,
    catalogue: Catalogue | None = None,
) -> Check:
    """Say what the theorems give for N points of the unit ball of R^d, pairwise ≥ δ apart.

    Numbers are exact: int, Fraction or text such as "1e-4", "1/3", "2^-1000" (no floats).
    ``dimension`` defaults to 1. ``audits`` are the library's grades by the id of a lemma or part
    (without them no grade is known), ``catalogue`` replaces the lemma folders'
    values.

    A width or depth with which no construction holds the points is an answer, without offers.

    Raises InputError for numbers that are not what they should be and for more points than the unit
    ball holds; SizeLimitError for numbers beyond 512 bits (classes: 4096, separation: a
    million) unless ``limit`` is off.
    """
    parameters = read_parameters(
        points, separation, dimension, classes, width=width, depth=depth, limit=limit
    )
    packing = require_feasible(parameters.points, parameters.separation, parameters.dimension)
    audits = {} if audits is None else audits
    known = _keep_accepted(load_catalogue() if catalogue is None else catalogue, audits)
    values = parameters.values()
    usable = {one.id: check_construction(one, values) for one in known.constructions}
    constructions = tuple(
        _report_construction(parameters, one, combine_audits(one.construction.parts, audits))
        for one in usable.values()
    )
    shapes = _list_known_shapes(constructions)
    gaps = _Gaps(usable)
    theorems = tuple(
        _report_theorem(parameters, one, values, gaps, shapes, combine_audits(one.parts, audits))
        for one in known.theorems
    )
    settings = tuple(
        SettingReport(check_setting(one, values), combine_audits(one.parts, audits))
        for one in known.settings
    )
    return Check(
        parameters=parameters,
        dimension_given=dimension is not None,
        packing=packing,
        theorems=theorems,
        constructions=constructions,
        memorizes=_find_memorizing(parameters, theorems, constructions),
        excluded=_find_excluding(parameters, theorems),
        best=list_best_bounds(
            [one.check for one in theorems], shapes, values, parameters.width, parameters.depth
        ),
        settings=settings,
        conflicts=find_conflicts(
            [one for one in known.theorems if one.side == "lower"],
            _list_claimed_shapes(theorems, constructions, parameters),
            [one.check for one in settings],
            values,
        ),
    )


def read_parameters(
    points: int | str,
    separation: int | Fraction | str,
    dimension: int | str | None = None,
    classes: int | str = 2,
    *,
    width: int | str | None = None,
    depth: int | str | None = None,
    limit: bool = True,
) -> Parameters:
    """The parameters of ``check``, read exactly; raises what it raises for numbers."""
    return Parameters(
        points=_read_integer("number of points", points, 1, MAX_INTEGER_BITS, limit),
        separation=_read_separation(separation, limit),
        dimension=_read_integer(
            "dimension", 1 if dimension is None else dimension, 1, MAX_DIMENSION_BITS, limit
        ),
        classes=_read_integer("number of classes", classes, 2, MAX_CLASS_BITS, limit),
        width=None if width is None else _read_integer("width", width, 1, MAX_INTEGER_BITS, limit),
        depth=None if depth is None else _read_integer("depth", depth, 1, MAX_INTEGER_BITS, limit),
    )


def _list_known_shapes(constructions: Iterable[ConstructionReport]) -> tuple[KnownShape, ...]:
    """All sizes looked at with which a construction, not open, memorizes."""
    return tuple(
        KnownShape(
            offer.width,
            offer.depth,
            offer.shape.parameters,
            offer.shape.weight_bits,
            one.check.construction.id,
        )
        for one in constructions
        if one.check.construction.decides
        for offer in one.surveyed
    )


def _list_claimed_shapes(
    theorems: Iterable[TheoremReport],
    constructions: Iterable[ConstructionReport],
    parameters: Parameters,
) -> dict[str, tuple[KnownShape, ...]]:
    """By id the sizes that a construction or an upper bound, open ones too, says to memorize."""
    found: dict[str, tuple[KnownShape, ...]] = {}
    for built in constructions:
        name = built.check.construction.id
        found[name] = tuple(
            KnownShape(one.width, one.depth, one.shape.parameters, None, name)
            for one in (named.offer for named in built.offers)
        )
    for bound in theorems:
        check, name = bound.check, bound.check.theorem.id
        if check.theorem.side == "lower":
            continue
        sizes = [(one.width, one.depth) for one in bound.examples]
        if parameters.width is not None and check.least_depth is not None:
            sizes.append((parameters.width, check.least_depth))
        if parameters.depth is not None and check.least_width is not None:
            sizes.append((check.least_width, parameters.depth))
        found[name] = tuple(KnownShape(width, depth, 0, None, name) for width, depth in sizes)
    return {name: shapes for name, shapes in found.items() if shapes}


def _read_number(what: str, value: int | Fraction | str) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | Fraction | str):
        raise InputError(
            f"the {what} must be an int, a Fraction or text such as '1e-4', not {value!r}"
        )
    if not isinstance(value, str):
        return Fraction(value)
    try:
        return parse_number(value)
    except InputError as error:
        raise InputError(f"the {what} is not an exact number: {error}") from None


def _read_integer(what: str, value: int | str, least: int, most_bits: int, limit: bool) -> int:
    exact = _read_number(what, value)
    if exact.denominator != 1:
        raise InputError(f"the {what} must be an integer, not {format_exact(exact)}")
    if exact < least:
        raise InputError(f"the {what} must be at least {least}, not {format_exact(exact)}")
    if limit and exact.numerator.bit_length() > most_bits:
        raise SizeLimitError(f"the {what} has more than {most_bits} bits (override: --no-limit)")
    return exact.numerator


def _read_separation(value: int | Fraction | str, limit: bool) -> Fraction:
    exact = _read_number("separation", value)
    if exact <= 0:
        raise InputError(f"the separation must be positive, not {format_exact(exact)}")
    if exact > 2:
        raise InputError(
            f"the separation must be at most 2, the diameter of the unit ball,"
            f" not {format_exact(exact)}"
        )
    size = max(exact.numerator.bit_length(), exact.denominator.bit_length())
    if limit and size > MAX_SEPARATION_BITS:
        raise SizeLimitError(
            f"the separation has more than {MAX_SEPARATION_BITS} bits (override: --no-limit)"
        )
    return exact


def _find_least_width(one: ConstructionCheck) -> int:
    return find_least(lambda size: find_depth(one, size) is not None) or 1


def _find_least_depth(one: ConstructionCheck) -> int:
    return find_least(lambda size: find_width(one, size) is not None) or 1


def _keep_accepted(known: Catalogue, audits: Mapping[str, AuditedGrade]) -> Catalogue:
    """What the audit did not accept carries nothing."""
    if not audits:
        return known
    good = {part for part, one in audits.items() if one.grade not in ("", "open", "assumed")}

    def kept(claims: tuple[StoredClaim, ...]) -> tuple[StoredClaim, ...]:
        return tuple(replace(one, carried=one.carried and one.part in good) for one in claims)

    return replace(
        known,
        theorems=tuple(
            replace(one, carried=one.carried and one.part in good) for one in known.theorems
        ),
        constructions=tuple(replace(one, claims=kept(one.claims)) for one in known.constructions),
        settings=tuple(replace(one, claims=kept(one.claims)) for one in known.settings),
    )


def _report_construction(
    parameters: Parameters, one: ConstructionCheck, audit: AuditedGrade | None
) -> ConstructionReport:
    width, depth = parameters.width, parameters.depth
    if not one.applies:
        return ConstructionReport(one, None, (), (), audit)
    reasons: dict[tuple[int, int], str] = {}
    capacity = None
    supported = False
    if width is not None:
        found = find_depth(one, width)
        if found is not None:
            reasons[width, found] = FEWEST_LAYERS
    if depth is not None:
        found = find_width(one, depth)
        if found is not None:
            reasons[found, depth] = SMALLEST_WIDTH
    if width is not None and depth is not None:
        capacity = one.capacity(width, depth)
        if capacity >= parameters.points:
            supported = one.offers(width, depth) is not None
    sizes = list(reasons) if reasons or width or depth else _frontier(one)
    kept = [offer for size in sizes if (offer := one.offers(*size)) is not None]
    if width is None and depth is None:
        named = _name_offers(kept)
    else:
        named = [NamedOffer((reasons[offer.width, offer.depth],), offer) for offer in kept]
    return ConstructionReport(
        one, capacity, tuple(named), tuple(kept), audit, supported, len(sizes) - len(kept)
    )


def _name_offers(offers: list[Offer]) -> list[NamedOffer]:
    """The narrowest, the shallowest, the one with least W²L² and with the fewest parameters."""
    named: list[NamedOffer] = []
    for offer in offers:
        reasons = [reason for reason in _SURVEYED if offer is min(offers, key=_ORDERS[reason])]
        if reasons:
            named.append(NamedOffer(tuple(reasons), offer))
    return named


def _frontier(one: ConstructionCheck) -> list[tuple[int, int]]:
    """Pairs of a width and the fewest layers at it, from the narrowest to the shallowest."""
    least_depth = _find_least_depth(one)
    widest = find_width(one, least_depth)
    narrowest = _find_least_width(one)
    if widest is None:
        return []
    found: list[tuple[int, int]] = []
    bound: int | None = None
    for width in _list_widths(narrowest, widest, SMALL_WIDTHS):
        depth = find_depth(one, width, at_most=bound)
        if depth is not None:
            found.append((width, depth))
            bound = depth
    return found


def _list_widths(narrowest: int, widest: int, every: int) -> list[int]:
    """All widths up to ``every`` from the narrowest on, then about a hundred more to the widest."""
    widths = list(range(narrowest, min(widest, narrowest + every) + 1))
    # Steps of a quarter, doubled as often as keeps their number near a hundred.
    factor = 1 << (widest.bit_length() // 128)
    while widths[-1] < widest:
        widths.append(min(widest, factor * (widths[-1] + max(1, widths[-1] // 4))))
    return widths


def _report_theorem(
    parameters: Parameters,
    theorem: Theorem,
    values: Mapping[str, Expression],
    gaps: _Gaps,
    shapes: tuple[KnownShape, ...],
    audit: AuditedGrade | None,
) -> TheoremReport:
    found = check_theorem(theorem, values)
    examples: list[Example] = []
    local = None
    if found.applies is not False:
        if theorem.side == "upper" and parameters.width is None and parameters.depth is None:
            examples = _list_examples(theorem, values)
        if theorem.side == "upper" and theorem.quantity == "W^2*L^2":
            local = _find_local_constant(parameters, found, values, gaps)
    refuted = None
    if theorem.side == "lower" and found.applies is not False:
        below = find_refuted_constants(theorem, shapes, values)
        refuted = None if below is None else RefutedConstants(*below)
    return TheoremReport(found, tuple(examples), local, refuted, audit)


def _list_examples(theorem: Theorem, values: Mapping[str, Expression]) -> list[Example]:
    """L at the smallest width that the hypotheses allow, and W at the smallest depth."""
    examples: list[Example] = []
    width = find_least_allowed(theorem, values, "W")
    if width is not None:
        found = check_theorem(theorem, {**values, "W": number(width)}).least_depth
        if found is not None:
            examples.append(Example(width, found))
    depth = find_least_allowed(theorem, values, "L")
    if depth is not None:
        found = check_theorem(theorem, {**values, "L": number(depth)}).least_width
        if found is not None:
            examples.append(Example(found, depth))
    return examples


def _find_local_constant(
    parameters: Parameters, found: TheoremCheck, values: Mapping[str, Expression], gaps: _Gaps
) -> LocalConstant | None:
    """The largest W²L²/rate that the theorem's domain allows and no construction reaches."""
    least_width = find_least_allowed(found.theorem, values, "W")
    least_depth = find_least_allowed(found.theorem, values, "L")
    if least_width is None or least_depth is None or found.rate is None:
        return None
    gap = gaps.find(found.theorem.built_by, parameters.width, least_width, least_depth)
    if gap is None:
        return None
    product, complete = gap
    return LocalConstant(evaluate(number(product * product) / found.rate, {}), complete)


class _Gaps:
    """Finds, once for each set of constructions, the largest W·L at which none holds all points."""

    def __init__(self, usable: Mapping[str, ConstructionCheck]) -> None:
        self.usable = usable
        self.found: dict[tuple[object, ...], tuple[int, bool] | None] = {}

    def find(
        self, names: tuple[str, ...], width: int | None, least_width: int, least_depth: int
    ) -> tuple[int, bool] | None:
        """The largest W·L, W ≥ least_width, L ≥ least_depth, and whether all widths were looked at.

        (0, …) if every such network holds all points; None without a usable construction.
        """
        key = (names, width, least_width, least_depth)
        if key not in self.found:
            behind = [self.usable[name] for name in names if self.usable[name].applies]
            self.found[key] = _find_gap(behind, width, least_width, least_depth)
        return self.found[key]


def _find_gap(
    behind: list[ConstructionCheck], width: int | None, least_width: int, least_depth: int
) -> tuple[int, bool] | None:
    needed = [find_width(one, least_depth) for one in behind]
    enough = [size for size in needed if size is not None]
    if not enough:
        return None
    complete = True
    if width is not None:
        widths = [width] if width >= least_width else []
    else:
        # From this width on, the least depth of the domain suffices: no gap is left.
        widest = max(least_width, min(enough))
        complete = widest <= least_width + MAX_WIDTHS
        widths = _list_widths(least_width, widest, MAX_WIDTHS if complete else SMALL_WIDTHS)
    largest = 0
    bounds: list[int | None] = [None] * len(behind)
    for size in widths:
        bounds = [
            find_depth(one, size, at_most=bound) for one, bound in zip(behind, bounds, strict=True)
        ]
        depths = [depth for depth in bounds if depth is not None]
        if depths and min(depths) > least_depth:
            largest = max(largest, size * (min(depths) - 1))
    return largest, complete


def _find_memorizing(
    parameters: Parameters,
    theorems: Iterable[TheoremReport],
    constructions: Iterable[ConstructionReport],
) -> str | None:
    for one in constructions:
        if (
            one.capacity is not None
            and one.capacity >= parameters.points
            and one.check.construction.decides
            and one.supported
        ):
            return one.check.construction.id
    for bound in theorems:
        theorem = bound.check.theorem
        if theorem.side == "upper" and theorem.decides and bound.check.holds:
            return theorem.id
    return None


def _find_excluding(parameters: Parameters, theorems: Iterable[TheoremReport]) -> str | None:
    width, depth = parameters.width, parameters.depth
    if width is None or depth is None:
        return None
    for bound in theorems:
        found = bound.check
        if found.theorem.side == "lower" and found.theorem.decides:
            if found.holds is False:
                return found.theorem.id
            # Too small a network lies in one that is excluded.
            if depth < (found.least_depth or 1) or width < (found.least_width or 1):
                return found.theorem.id
    return None


def combine_audits(
    parts: tuple[str, ...], audits: Mapping[str, AuditedGrade]
) -> AuditedGrade | None:
    """The weakest of the parts' audits; None if none was audited."""
    if not audits or not parts:
        return None
    found = [audits.get(one, AuditedGrade(f"{one} is missing", "", ())) for one in parts]
    weakest = max(found, key=lambda one: GRADES.index(one.grade) if one.grade else len(GRADES))
    rests = {document for one in found for document in one.rests_on}
    return AuditedGrade(weakest.verdict, weakest.grade, tuple(sorted(rests)))


def list_best(found: Check) -> list[tuple[str, str, Offer]]:
    """For each reason the best offer of all constructions not graded open: (reason, id, offer).

    With W given the fewest layers, with L given the smallest width, with neither the fewest
    parameters and the least W²L².
    """
    offers = [
        (one.check.construction.id, named.reasons, named.offer)
        for one in found.constructions
        if one.check.construction.decides
        for named in one.offers
    ]
    best: list[tuple[str, str, Offer]] = []
    for reason, key in _ORDERS.items():
        named = [(name, offer) for name, reasons, offer in offers if reason in reasons]
        if named and reason not in ("narrowest", "shallowest"):
            name, offer = min(named, key=lambda pair: key(pair[1]))
            best.append((reason, name, offer))
    return best


def to_json(found: Check) -> dict[str, Any]:
    """The answer as plain JSON values; keys and their order are stable.

    - ``format`` "memproof-check", ``version`` 1.
    - ``parameters``: ``points``, ``dimension``, ``classes``, ``width``, ``depth`` (integers, the
      last two null if open), ``separation`` (exact text that ``--separation`` reads back) and
      ``dimension_given`` (false if 1 was assumed).
    - ``packing``: ``most`` points of that separation in the unit ball (null if not written out,
      since larger than ``points``) and ``reason``.
    - ``memorizes``: id of what shows that NN(width, depth) memorizes all such points, or null;
      ``excluded``: id of the lower bound that shows that it does not, or null.
    - ``theorems``: for each ``id``, ``title``, ``side`` ("upper", "lower"), ``bound`` (text),
      ``parts`` (ids of the parts whose claims it is), ``calculator_only`` (true where no claim
      carries it), ``audit`` (null or ``verdict``, ``grade``, ``rests_on``),
      ``source``, ``notes``, ``hypotheses`` (list of ``text`` and ``status``: "met", "fails",
      "undecided", "open choice"), ``applies`` (true, false, null for undecided), ``values`` of the
      definitions, ``measure`` of the quantity ("size", "parameters", "bits"), ``refuted_by`` (ids
      of what refutes it in general), ``verdict`` ("holds", "violated", "applies" where a choice is
      open, "does not apply", "undecided", "refuted in general"), ``constant``, ``least_quantity``
      (right side of the bound), ``holds`` at the given width and depth (null if open or undecided),
      ``least_width`` at the given depth, ``least_depth`` at the given width, ``constant_met`` by
      width and depth, ``examples`` (list of ``width`` and ``depth``) if both are open,
      ``local_constant`` (null or ``infimum``: every K
      above it would do here, and ``all_widths``: whether every width was looked at),
      ``refuted_constants`` of a lower bound (null or ``below``: it is false here for every K below
      that, and ``by``: the id of the construction that shows it).
    - ``best``: for each ``quantity`` ("W²L²", "W", "L", "parameters", bits) and ``scope`` the best
      bounds of the least value that memorizes: ``lower``, ``lower_by``, ``upper``, ``upper_by``
      (integers and ids, or null) and ``ratio`` (upper/lower as exact text, or null).
    - ``settings``: bounds for other networks or data, for each ``id``, ``title``, ``setting``,
      ``side``, ``bound``, ``size`` (its name), ``meaning``, ``parts``, ``calculator_only``,
      ``audit``, ``source``, ``notes``, ``hypotheses``, ``applies``, ``values``, ``refuted_by``,
      ``least`` (the least size that suffices or is not excluded, or null) and ``counts`` there.
    - ``conflicts``: pairs of bounds that contradict each other here, each ``upper`` and ``lower``
      (ids), ``sizes`` (by name) and ``below`` (null, or the value below which every constant of
      the lower bound, which states none, is false).
    - ``constructions``: for each ``id``, ``title``, ``formula``, ``parts``, ``calculator_only``,
      ``audit``,
      ``source``, ``notes``, ``hypotheses``, ``applies``, ``values``, ``rate`` (text), ``capacity``
      at the given width and depth, and ``offers``: ``reasons`` (list), ``width``, ``depth``,
      ``capacity``, ``constant`` (W²L²/rate), ``choices`` (object), ``used_width``, ``used_depth``,
      ``parameters``, ``weight_bits`` (null if not bounded).

    An integer beyond 4096 bits is written as text. A real value is an object: ``exact`` (rational
    as text, or null) and ``low``, ``high`` (decimals that enclose it).
    """
    asked = found.parameters
    document = {
        "format": "memproof-check",
        "version": 1,
        "parameters": {
            "points": asked.points,
            "separation": format_exact(asked.separation),
            "dimension": asked.dimension,
            "dimension_given": found.dimension_given,
            "classes": asked.classes,
            "width": asked.width,
            "depth": asked.depth,
        },
        "packing": {"most": found.packing.most, "reason": found.packing.reason},
        "memorizes": found.memorizes,
        "excluded": found.excluded,
        "best": [
            {
                "quantity": one.quantity,
                "scope": one.scope,
                "lower": one.lower,
                "lower_by": one.lower_by,
                "upper": one.upper,
                "upper_by": one.upper_by,
                "ratio": None if one.ratio is None else format_exact(one.ratio),
            }
            for one in found.best
        ],
        "theorems": [_theorem_to_json(one) for one in found.theorems],
        "constructions": [_construction_to_json(one) for one in found.constructions],
        "settings": [_setting_to_json(one) for one in found.settings],
        "conflicts": [
            {
                "upper": one.upper,
                "lower": one.lower,
                "sizes": dict(one.sizes),
                "below": _real_to_json(one.below),
            }
            for one in found.conflicts
        ],
    }
    written: dict[str, Any] = _write_long_integers(document)
    return written


def _write_long_integers(value: Any) -> Any:
    """The same with integers as text where they are too long for a JSON reader."""
    if isinstance(value, dict):
        return {key: _write_long_integers(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_write_long_integers(inner) for inner in value]
    if isinstance(value, int) and value.bit_length() > MAX_CLASS_BITS:
        return format_exact(value)
    return value


def _theorem_to_json(one: TheoremReport) -> dict[str, Any]:
    theorem, found = one.check.theorem, one.check
    local, refuted = one.local_constant, one.refuted_constants
    return {
        "id": theorem.id,
        "title": theorem.title,
        "side": theorem.side,
        "bound": theorem.bound,
        **_provenance_to_json(theorem, one.audit),
        **_hypotheses_to_json(found),
        "measure": theorem.measure,
        "refuted_by": list(theorem.refuted_by),
        "verdict": one.verdict,
        "constant": _real_to_json(found.constant),
        "least_quantity": _real_to_json(found.least_quantity),
        "holds": found.holds,
        "least_width": found.least_width,
        "least_depth": found.least_depth,
        "constant_met": _real_to_json(found.constant_met),
        "examples": [{"width": pair.width, "depth": pair.depth} for pair in one.examples],
        "local_constant": None
        if local is None
        else {"infimum": _real_to_json(local.infimum), "all_widths": local.all_widths},
        "refuted_constants": None
        if refuted is None
        else {"below": _real_to_json(refuted.below), "by": refuted.by},
    }


def _construction_to_json(one: ConstructionReport) -> dict[str, Any]:
    construction = one.check.construction
    return {
        "id": construction.id,
        "title": construction.title,
        "formula": construction.formula,
        **_provenance_to_json(construction, one.audit),
        **_hypotheses_to_json(one.check),
        "rate": construction.rate,
        "capacity": one.capacity,
        "offers": [
            {
                "reasons": list(named.reasons),
                "width": named.offer.width,
                "depth": named.offer.depth,
                "capacity": named.offer.capacity,
                "constant": _real_to_json(named.offer.constant),
                "choices": dict(named.offer.shape.choices),
                "used_width": named.offer.shape.width,
                "used_depth": named.offer.shape.depth,
                "parameters": named.offer.shape.parameters,
                "weight_bits": named.offer.shape.weight_bits,
            }
            for named in one.offers
        ],
    }


def _setting_to_json(one: SettingReport) -> dict[str, Any]:
    bound = one.check.bound
    return {
        "id": bound.id,
        "title": bound.title,
        "setting": bound.setting,
        "side": bound.side,
        "bound": bound.bound,
        "size": bound.size,
        "meaning": bound.meaning,
        **_provenance_to_json(bound, one.audit),
        **_hypotheses_to_json(one.check),
        "refuted_by": list(bound.refuted_by),
        "least": one.check.least,
        "counts": {key: _real_to_json(value) for key, value in one.check.counts},
    }


def _provenance_to_json(
    value: Theorem | Construction | SettingBound, audit: AuditedGrade | None
) -> dict[str, Any]:
    return {
        "parts": list(value.parts),
        "calculator_only": not value.decides,
        "audit": None
        if audit is None
        else {
            "verdict": audit.verdict,
            "grade": audit.grade,
            "rests_on": list(audit.rests_on),
        },
        "source": value.source,
        "notes": value.notes,
    }


def _hypotheses_to_json(
    found: TheoremCheck | ConstructionCheck | SettingCheck,
) -> dict[str, Any]:
    return {
        "hypotheses": [{"text": one.text, "status": one.status} for one in found.hypotheses],
        "applies": found.applies,
        "values": {key: _real_to_json(value) for key, value in found.values},
    }


def _real_to_json(value: Expression | None) -> dict[str, Any] | None:
    if value is None:
        return None
    exact = rational(value)
    return {
        "exact": None if exact is None else format_exact(exact),
        "low": format_decimal(value, 12),
        "high": format_decimal(value, 12, up=True),
    }
