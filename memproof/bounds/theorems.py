"""A theorem as a calculator: a value that says when it applies and what it asks for, as text.

``Theorem`` is a closed form: W²L² ≥ K·rate suffices (upper) or W²L² ≥ rate/K is necessary (lower).
A lower bound may also speak of parameters or of bits, and may be one that is refuted.
``Construction`` is an exact count: how many points the networks really built hold at a width and
depth. Lemma files make these values; nothing here knows a particular paper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from math import isqrt
from typing import Literal, Protocol

from memproof.bounds.exact import (
    UnknownName,
    Values,
    bound_rational,
    compare,
    decide,
    evaluate,
    integer,
    parse,
)
from memproof.bounds.instances import Instance, StoredClaim, judge, parse_predicate, settle
from memproof.errors import InputError
from memproof.statements.expressions import (
    CONSTANTS,
    FUNCTIONS,
    Expression,
    Statement,
    number,
)
from memproof.statements.parser import parse_domain, parse_statements

Side = Literal["upper", "lower"]
Status = Literal["met", "fails", "undecided", "open choice"]
Measure = Literal["size", "parameters", "bits"]
# Sizes beyond 2^4096 are not searched for.
MAX_SIZE_BITS = 4096
SIZE_NAMES = ("W", "L")
MEMORIZES = parse_predicate("memorizes(W, L, N, delta, d, C)")
# Beyond so many candidates a choice is left undecided.
MAX_CHOICES = 4096


class Stated(Protocol):
    """What states variables with domains, definitions and hypotheses, as texts."""

    @property
    def id(self) -> str: ...
    @property
    def variables(self) -> Mapping[str, str]: ...
    @property
    def definitions(self) -> Mapping[str, str]: ...
    @property
    def hypotheses(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Choice:
    """The smallest integer ``name`` in [1, ``last``] at which ``condition`` holds, texts all three.

    A theorem with a choice applies only where there is such an integer.
    """

    name: str
    last: str
    condition: str

    @property
    def text(self) -> str:
        """The hypothesis that there is one."""
        return f"some {self.name} in [1, {self.last}] with {self.condition}"


@dataclass(frozen=True)
class Theorem:
    """One closed-form bound at concrete parameters.

    ``variables`` maps names (N points, delta separation, d dimension, C classes, W width, L depth)
    to domains such as "integer >= 9". ``definitions`` are evaluated in order and may use variables
    and earlier names ("B": "ceil(log2(2*s + 1))"). ``hypotheses`` are relations. The bound itself
    is quantity >= constant*rate (upper: suffices) or quantity >= rate/constant (lower: necessary);
    an upper bound's hypotheses and the bound must be closed upwards in W and L, a lower bound's
    hypotheses (not its domains) downwards. ``measure`` says what the quantity counts: the size in W
    and L, parameters or bits. ``choice`` is an integer chosen before the definitions. A variable
    that is none of N, delta, d, C, W, L stays open ("K": "real > 0" in an O without a constant).
    ``refuted_by`` are library parts or constructions that show the statement false in general; such
    a theorem never decides anything. ``part`` is the part of a lemma whose claim this is, "" for
    a calculator that no claim carries: such a one is shown without a grade and decides nothing.
    ``memproof.bounds.rows`` derives the others; ``carried`` says that the part's document is not
    open, ``integers`` are definitions that must be integers, ``stated`` is the claim's own right
    side. ``built_by`` names the constructions (ids) that it sums up. Raises InputError for text
    that does not parse and for names without a meaning.
    """

    id: str
    title: str
    side: Side
    variables: Mapping[str, str]
    rate: str
    constant: str
    source: str
    part: str = ""
    carried: bool = True
    hypotheses: tuple[str, ...] = ()
    definitions: Mapping[str, str] = field(default_factory=dict)
    integers: tuple[str, ...] = ()
    stated: Expression | None = None
    quantity: str = "W^2*L^2"
    built_by: tuple[str, ...] = ()
    notes: str = ""
    measure: Measure = "size"
    choice: Choice | None = None
    refuted_by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.side not in ("upper", "lower"):
            raise InputError(f"the side of {self.id} must be upper or lower, not {self.side!r}")
        known = check_names(self)
        for text in (self.quantity, self.rate, self.constant):
            require_known(self.id, text, parse(text).names(), known)

    @property
    def bound(self) -> str:
        """The bound as text."""
        if self.stated is not None:
            stated = str(self.stated).replace(" * ", "*").replace(" / ", "/")
            return f"{self.quantity} >= {stated}"
        if parse(self.constant) == number(1):
            return f"{self.quantity} >= {self.rate}"
        if self.side == "upper":
            return f"{self.quantity} >= {_term(self.constant)}*{_term(self.rate)}"
        rate = parse(self.rate)
        if rate.operator == "/" and rate.operands[0].operator in ("name", "number"):
            above, below = rate.operands
            below_text = str(below).replace(" ", "")
            return f"{self.quantity} >= {above}/({_factor(self.constant)}*{_factor(below_text)})"
        return f"{self.quantity} >= {_term(self.rate)}/{_factor(self.constant)}"

    def threshold(self) -> Expression:
        """What the quantity is compared with."""
        if self.stated is not None:
            return self.stated
        return self.factored()

    def factored(self) -> Expression:
        """The same number as constant and rate, for what looks at the form."""
        rate, constant = parse(self.rate), parse(self.constant)
        return constant * rate if self.side == "upper" else rate / constant

    def open_constant(self, values: Values) -> bool:
        """Whether the constant has a variable without a value, as in an O without a constant."""
        return bool(parse(self.constant).names() & (set(self.variables) - set(values)))

    @property
    def decides(self) -> bool:
        """Whether the bound may be used: a claim carries it, neither open nor refuted."""
        return bool(self.part) and self.carried and not self.refuted_by

    @property
    def parts(self) -> tuple[str, ...]:
        """The part that carries it, if there is one."""
        return (self.part,) if self.part else ()


@dataclass(frozen=True)
class Shape:
    """What a construction builds for N points.

    ``choices`` are the construction's own numbers (m, w, n, stages, …), ``width``, ``depth`` and
    ``parameters`` (dense, biases and output included) upper bounds, ``weight_bits`` an upper bound
    of the bits of the largest weight on integer keys, None where none is proved.
    """

    choices: tuple[tuple[str, int], ...]
    width: int
    depth: int
    parameters: int
    weight_bits: int | None


@dataclass(frozen=True)
class Construction:
    """The exact number of points that a construction holds in NN(W, L).

    ``capacity(W, L, known)`` and ``shape(W, L, known)`` get every integer among variables and
    definitions by name; capacity does not decrease in W or L and is 0 where nothing fits, shape is
    asked only where capacity ≥ N. ``fits``, where capacity ≥ N alone is quicker to say, does so.
    ``rate`` is what W²L² is measured in. ``parts`` are parts of lemmas: a size is on offer only
    where the claim of one of them, at the parameters and the shape's choices, says that NN(W, L)
    memorizes (``memproof.bounds.support``); without parts it is a calculator only. The other fields
    are a Theorem's; W and L may be left out of ``variables``.
    """

    id: str
    title: str
    variables: Mapping[str, str]
    rate: str
    source: str
    capacity: Callable[[int, int, Mapping[str, int]], int]
    shape: Callable[[int, int, Mapping[str, int]], Shape]
    formula: str
    parts: tuple[str, ...] = ()
    hypotheses: tuple[str, ...] = ()
    definitions: Mapping[str, str] = field(default_factory=dict)
    notes: str = ""
    fits: Callable[[int, int, Mapping[str, int]], bool] | None = None
    claims: tuple[StoredClaim, ...] = ()

    def __post_init__(self) -> None:
        known = check_names(self)
        require_known(self.id, self.rate, parse(self.rate).names(), known)

    @property
    def decides(self) -> bool:
        """Whether a claim carries it."""
        return any(one.carried for one in self.claims)


@dataclass(frozen=True)
class PrintedClaim:
    """An O or Ω as a source states it, and the theorems here that give it constants or refute it.

    ``printed`` is the source's formula, ``level`` how far its text was read (seen, abstract,
    recalled), ``theorems`` ids of theorems or constructions, ``parts`` ids of parts of the
    library's lemmas, each the best first; without any the claim is not treated here. ``notes`` is
    one line, ``brief`` the formula in a few words for a table ("" for ``printed``).
    """

    id: str
    source: str
    side: Side
    printed: str
    level: str
    theorems: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    notes: str = ""
    brief: str = ""


@dataclass(frozen=True)
class HypothesisCheck:
    """One hypothesis at the parameters; ``open choice`` where W or L was left to be chosen."""

    text: str
    status: Status


@dataclass(frozen=True)
class TheoremCheck:
    """A theorem at concrete parameters.

    ``applies`` judges the hypotheses alone (True, False, None for undecided; an open choice does
    not count against it). ``values`` are the definitions' values. ``least_quantity`` is what the
    quantity must reach, exact or as an expression, None where it depends on an open choice.
    ``holds`` judges the bound at the given W and L, None when undecided, open, or when the
    hypotheses do not hold. ``least_width`` is the smallest W at the given L, ``least_depth`` the
    smallest L at the given W with which an upper bound holds, hypotheses included, or which a lower
    bound is not shown to exclude. ``constant_met`` is the K that W and L meet exactly
    (quantity/rate for upper bounds, rate/quantity for lower ones).
    """

    theorem: Theorem
    hypotheses: tuple[HypothesisCheck, ...]
    applies: bool | None
    values: tuple[tuple[str, Expression], ...]
    constant: Expression | None
    rate: Expression | None
    least_quantity: Expression | None
    holds: bool | None
    least_width: int | None
    least_depth: int | None
    constant_met: Expression | None

    @property
    def open(self) -> bool:
        """Whether a hypothesis, or the bound itself, waits for a choice."""
        return any(one.status == "open choice" for one in self.hypotheses)


@dataclass(frozen=True)
class Offer:
    """A width and depth at which a construction holds all N points, and K = W²L²/rate there."""

    width: int
    depth: int
    capacity: int
    constant: Expression
    shape: Shape


@dataclass(frozen=True)
class ConstructionCheck:
    """A construction at concrete parameters; ``known`` are the integers handed to its formulas."""

    construction: Construction
    hypotheses: tuple[HypothesisCheck, ...]
    applies: bool | None
    values: tuple[tuple[str, Expression], ...]
    rate: Expression | None
    known: Mapping[str, int]
    names: Values

    def judge(self, width: int, depth: int, shape: Shape) -> tuple[Instance, ...]:
        """What the claims say of NN(width, depth) with the shape's choices, for all N points."""
        at = {
            **self.names,
            "W": number(width),
            "L": number(depth),
            **{key: number(value) for key, value in shape.choices},
        }
        # A choice that bears a definition's name stands for it: then nothing is settled before.
        clash = any(key in self.names for key, _ in shape.choices)
        claims = self.construction.claims if clash else self.settled
        return tuple(judge(one, MEMORIZES, at) for one in claims)

    @cached_property
    def settled(self) -> tuple[StoredClaim, ...]:
        """The claims that hold so far: what W, L and the shape do not change is judged once."""
        found = (settle(one, self.names) for one in self.construction.claims)
        return tuple(one for one in found if one is not None)

    def offers(self, width: int, depth: int) -> Offer | None:
        """The network for all N points in NN(width, depth), None where no claim supports it.

        A calculator without parts offers what it counts.
        """
        offer = make_offer(self, width, depth)
        judged = self.judge(width, depth, offer.shape)
        if self.construction.parts and not any(one.supported for one in judged):
            return None
        return offer

    def capacity(self, width: int, depth: int) -> int:
        """Points held in NN(width, depth)."""
        return self.construction.capacity(width, depth, self.known)

    def fits(self, width: int, depth: int) -> bool:
        """Whether NN(width, depth) holds all N points."""
        if self.construction.fits is not None:
            return self.construction.fits(width, depth, self.known)
        return self.capacity(width, depth) >= self.known["N"]


@lru_cache(maxsize=1024)
def _domain(variable: str, text: str) -> tuple[str, tuple[Statement, ...]]:
    return parse_domain(variable, text)


@lru_cache(maxsize=1024)
def _statements(text: str) -> tuple[Statement, ...]:
    return parse_statements(text)


def _term(text: str) -> str:
    return f"({text})" if parse(text).operator in ("+", "-") else text


def _factor(text: str) -> str:
    parsed = parse(text)
    if parsed.operator == "number":
        return text if "/" not in text else f"({text})"
    return text if parsed.operator in ("name", "^", *FUNCTIONS) else f"({text})"


def check_names(value: Stated) -> set[str]:
    """The names that a value's texts may use; raises InputError for one without a meaning."""
    known = set(value.variables)
    for variable, text in value.variables.items():
        for statement in _domain(variable, text)[1]:
            require_known(value.id, text, statement.names(), known)
    choice = _choice(value)
    if choice is not None:
        require_known(value.id, choice.last, parse(choice.last).names(), known)
        known.add(choice.name)
        for statement in _statements(choice.condition):
            require_known(value.id, choice.condition, statement.names(), known)
    for defined, text in value.definitions.items():
        if defined in known or defined in CONSTANTS:
            raise InputError(f"{value.id} defines {defined} twice")
        require_known(value.id, text, parse(text).names(), known)
        known.add(defined)
    for text in value.hypotheses:
        for statement in _statements(text):
            require_known(value.id, text, statement.names(), known)
    return known


def _choice(value: Stated) -> Choice | None:
    return value.choice if isinstance(value, Theorem) else None


def require_known(owner: str, text: str, used: frozenset[str], known: set[str]) -> None:
    """Raise InputError when a text uses a name without a meaning."""
    for missing in sorted(used - known):
        raise InputError(f"{missing!r} in {text!r} of {owner} is neither variable nor definition")


def evaluate_definitions(value: Stated, values: Values) -> dict[str, Expression]:
    """All names that have a value at the parameters: the variables' and every definition's.

    Definitions that ``values`` holds already are taken from there; undefined ones are left out.
    """
    found = {variable: values[variable] for variable in value.variables if variable in values}
    choice = _choice(value)
    if choice is not None:
        chosen = values[choice.name] if choice.name in values else _choose(choice, found)
        if chosen is not None:
            found[choice.name] = chosen
    for defined, text in value.definitions.items():
        if defined in values:
            found[defined] = values[defined]
            continue
        with suppress(InputError):
            found[defined] = evaluate(parse(text), found)
    return found


def _choose(choice: Choice, values: Values) -> Expression | None:
    """The smallest candidate at which the condition is shown to hold."""
    last = _evaluate_or_none(parse(choice.last), values)
    most = None if last is None else integer(last)
    for candidate in range(1, min(most or 0, MAX_CHOICES) + 1):
        at = {**values, choice.name: number(candidate)}
        with suppress(InputError):
            if all(decide(one, at) for one in _statements(choice.condition)):
                return number(candidate)
    return None


def list_hypotheses(value: Stated) -> list[tuple[str, Statement | None]]:
    """Texts and relations of a theorem's domains and hypotheses; None asks for an integer."""
    found: list[tuple[str, Statement | None]] = []
    for variable, text in value.variables.items():
        sort, bounds = _domain(variable, text)
        if sort == "integer":
            found.append((variable, None))
        found.extend((str(statement), statement) for statement in bounds)
    found.extend((name, None) for name in _integers(value))
    return [*found, *list_conditions(value)]


def _integers(value: Stated) -> tuple[str, ...]:
    return value.integers if isinstance(value, Theorem) else ()


def list_conditions(value: Stated) -> list[tuple[str, Statement]]:
    """Texts and relations of the hypotheses alone, without the domains."""
    return [(str(one), one) for text in value.hypotheses for one in _statements(text)]


def is_unconditional(theorem: Theorem) -> bool:
    """Whether W and L are restricted by their domains alone, not by the hypotheses."""
    sized = set(SIZE_NAMES)
    for name, text in theorem.definitions.items():
        if parse(text).names() & sized:
            sized.add(name)
    return not any(one.names() & sized for _, one in list_conditions(theorem))


def depends_on_product(expression: Expression) -> bool:
    """Whether W and L occur in equal powers in every product, as in W^2*L^2 + 3*W*L."""
    if not expression.names() & set(SIZE_NAMES):
        return True
    if expression.operator in ("+", "-", "max", "min"):
        return all(depends_on_product(one) for one in expression.operands)
    powers = _powers(expression)
    return powers is not None and powers[0] == powers[1]


def _powers(expression: Expression) -> tuple[int, int] | None:
    """The powers of W and L in a monomial with other factors, None for anything else."""
    if not expression.names() & set(SIZE_NAMES):
        return 0, 0
    if expression.operator == "name":
        return int(expression.value == "W"), int(expression.value == "L")
    if expression.operator == "*":
        parts = [_powers(one) for one in expression.operands]
        known = [one for one in parts if one is not None]
        if len(known) < len(parts):
            return None
        return sum(one[0] for one in known), sum(one[1] for one in known)
    if expression.operator == "/" and not expression.operands[1].names() & set(SIZE_NAMES):
        return _powers(expression.operands[0])
    if expression.operator == "^":
        exponent = integer(expression.operands[1])
        inner = _powers(expression.operands[0])
        if exponent is not None and exponent >= 0 and inner is not None:
            return exponent * inner[0], exponent * inner[1]
    return None


def check_hypotheses(
    value: Stated, values: Values
) -> tuple[tuple[HypothesisCheck, ...], bool | None]:
    """Every hypothesis with its status, and whether all that can be judged hold."""
    checks: list[HypothesisCheck] = []
    choice = _choice(value)
    if choice is not None:
        checks.append(HypothesisCheck(choice.text, "met" if choice.name in values else "fails"))
    for text, statement in list_hypotheses(value):
        if statement is not None:
            checks.append(HypothesisCheck(text, _status(statement, values, value.variables)))
        elif text in values and integer(values[text]) is None:
            checks.append(HypothesisCheck(f"{text} is an integer", "fails"))
    statuses = {check.status for check in checks}
    if "fails" in statuses:
        return tuple(checks), False
    return tuple(checks), None if "undecided" in statuses else True


def _status(statement: Statement, values: Values, variables: Iterable[str]) -> Status:
    try:
        held = decide(statement, values)
    except UnknownName:
        return "open choice" if any(name not in values for name in variables) else "undecided"
    except InputError:
        return "undecided"
    if held is None:
        return "undecided"
    return "met" if held else "fails"


def check_theorem(theorem: Theorem, values: Values) -> TheoremCheck:
    """Apply a theorem at the parameters; W and L may be missing from ``values``."""
    found = evaluate_definitions(theorem, values)
    hypotheses, applies = check_hypotheses(theorem, found)
    fixed = FixedTheorem.make(theorem, values)
    width, depth = _size(values, "W"), _size(values, "L")
    holds = least_width = least_depth = None
    if width is not None and depth is not None and applies:
        holds = fixed.judge_bound(found)
    if fixed.applies is not False and not _list_open(theorem, values):
        if width is not None:
            least_depth = fixed.least_depth(width)
        if depth is not None:
            least_width = fixed.least_width(depth)
    return TheoremCheck(
        theorem=theorem,
        hypotheses=hypotheses,
        applies=applies,
        values=tuple((key, found[key]) for key in theorem.definitions if key in found),
        constant=_evaluate_or_none(parse(theorem.constant), found),
        rate=_evaluate_or_none(parse(theorem.rate), found),
        least_quantity=_evaluate_or_none(theorem.threshold(), found),
        holds=holds,
        least_width=least_width,
        least_depth=least_depth,
        constant_met=_constant_met(theorem, found),
    )


def _list_open(theorem: Theorem, values: Values) -> list[str]:
    """Variables other than W and L that have no value."""
    return [one for one in theorem.variables if one not in values and one not in SIZE_NAMES]


def _size(values: Values, key: str) -> int | None:
    return integer(values[key]) if key in values else None


@dataclass(frozen=True)
class FixedTheorem:
    """A theorem with everything evaluated that W and L do not change."""

    theorem: Theorem
    values: Values
    applies: bool | None
    size_hypotheses: tuple[Statement, ...]
    threshold: Expression | None

    @staticmethod
    def make(theorem: Theorem, values: Values) -> FixedTheorem:
        without_size = {key: value for key, value in values.items() if key not in SIZE_NAMES}
        fixed = evaluate_definitions(theorem, without_size)
        checks, applies = check_hypotheses(theorem, fixed)
        waiting = {check.text for check in checks if check.status == "open choice"}
        hypotheses = tuple(
            statement
            for text, statement in list_hypotheses(theorem)
            if statement is not None and text in waiting
        )
        return FixedTheorem(
            theorem, fixed, applies, hypotheses, _evaluate_or_none(theorem.threshold(), fixed)
        )

    @property
    def integers(self) -> tuple[str, ...]:
        """Definitions that must be integers."""
        return self.theorem.integers

    def at_size(self, width: int, depth: int) -> dict[str, Expression]:
        """All names' values at a width and depth."""
        sizes = {"W": number(width), "L": number(depth)}
        return evaluate_definitions(self.theorem, {**self.values, **sizes})

    def guess(self, other: int) -> int:
        """Where W²L² reaches the threshold if the other size is given; a start for the search."""
        if self.threshold is None or self.theorem.quantity != "W^2*L^2":
            return 1
        threshold = bound_rational(self.threshold, up=True).__ceil__()
        return max(1, -(-(isqrt(max(0, threshold - 1)) + 1) // other))

    @cached_property
    def least_product(self) -> int | None:
        """The least W·L that the bound allows, where it speaks of W·L alone; else None.

        None too where more than the domains restricts W and L, or nothing is known.
        """
        if self.threshold is None or not is_unconditional(self.theorem):
            return None
        if not depends_on_product(parse(self.theorem.quantity)):
            return None
        # What is not decided is neither enough nor excluded.
        wanted = (True,) if self.theorem.side == "upper" else (True, None)
        return find_least(
            lambda product: self.judge_bound(self.at_size(product, 1)) in wanted,
            guess=self.guess(1),
        )

    def _from_product(self, other: int, starts: tuple[int, int]) -> int | None:
        """The least size from the least product; ``starts`` are the domain's ends, own first."""
        if self.least_product is None:
            return None
        own, others = starts
        if self.theorem.side == "upper":
            fits = self.applies is True and other >= others
            return max(own, -(-self.least_product // other)) if fits else None
        least = -(-self.least_product // max(other, others))
        return least if least > own and self.applies is True else 1

    def least_depth(self, width: int) -> int | None:
        """The smallest L that suffices at this W, or that is not excluded at it."""
        if self.least_product is not None:
            corner = find_corner(self.theorem)
            if self.theorem.side == "upper" or corner[1] == 1 or max(width, corner[0]) > 1:
                return self._from_product(width, corner[::-1])
        if self.theorem.side == "upper":
            return _least_sufficient(
                self, lambda size: self.at_size(width, size), self.guess(width)
            )
        # NN(W, L) lies in NN(W', L') for W <= W', L <= L' and W' >= 2.
        least, start = find_corner(self.theorem)
        if start > 1 and max(width, least) < 2:
            return None
        used = max(width, least)
        return _least_necessary(
            self, lambda size: self.at_size(used, size), self.guess(used), start
        )

    def least_width(self, depth: int) -> int | None:
        """The smallest W that suffices at this L, or that is not excluded at it."""
        if self.least_product is not None:
            corner = find_corner(self.theorem)
            if self.theorem.side == "upper" or depth >= corner[1] or corner[0] > 1:
                return self._from_product(depth, corner)
        if self.theorem.side == "upper":
            return _least_sufficient(
                self, lambda size: self.at_size(size, depth), self.guess(depth)
            )
        start, least = find_corner(self.theorem)
        if depth < least and start < 2:
            return None
        used = max(depth, least)
        return _least_necessary(
            self, lambda size: self.at_size(size, used), self.guess(used), start
        )

    def excludes(self, width: int, depth: int) -> bool:
        """Whether a lower bound is shown to exclude NN(width, depth) or one that holds it."""
        least_width, least_depth = find_corner(self.theorem)
        if depth < least_depth and max(width, least_width) < 2:
            return False
        used = max(width, least_width), max(depth, least_depth)
        if self.least_product is not None:
            return self.applies is True and used[0] * used[1] < self.least_product
        found = self.at_size(*used)
        return self.judge_hypotheses(found) and self.judge_bound(found) is False

    def judge_hypotheses(self, found: Values) -> bool:
        """Whether all hypotheses are shown to hold."""
        whole = all(one in found and integer(found[one]) is not None for one in self.integers)
        return (
            self.applies is True
            and whole
            and all(
                _status(statement, found, self.theorem.variables) == "met"
                for statement in self.size_hypotheses
            )
        )

    def judge_bound(self, found: Values) -> bool | None:
        """Whether the quantity reaches the threshold; None when undecided or undefined."""
        try:
            threshold = self.threshold or evaluate(self.theorem.threshold(), found)
            order = compare(evaluate(parse(self.theorem.quantity), found), threshold)
        except InputError:
            return None
        return None if order is None else order >= 0


def _least_sufficient(
    fixed: FixedTheorem, at: Callable[[int], dict[str, Expression]], guess: int
) -> int | None:
    """The smallest size at which hypotheses and bound are shown to hold."""

    def suffices(size: int) -> bool:
        found = at(size)
        return fixed.judge_hypotheses(found) and fixed.judge_bound(found) is True

    return find_least(suffices, guess=guess)


def _least_necessary(
    fixed: FixedTheorem, at: Callable[[int], dict[str, Expression]], guess: int, start: int
) -> int | None:
    """The smallest size that is not excluded; None when the hypotheses hold nowhere.

    From ``start``, the domain's least size, hypotheses hold up to some size and the bound fails up
    to some size: what is excluded ends at the smaller one, and includes what is below ``start``.
    """
    if not fixed.judge_hypotheses(at(start)):
        return None
    met = find_least(
        lambda size: fixed.judge_bound(at(size)) is not False, start=start, guess=guess
    )
    if met is None or met == start:
        return None if met is None else 1
    if fixed.judge_hypotheses(at(met - 1)):
        return met
    return find_least(lambda size: not fixed.judge_hypotheses(at(size)), start=start + 1)


@lru_cache(maxsize=1024)
def _least_in_domain(size: str, text: str) -> int:
    statements = _domain(size, text)[1]

    def allowed(candidate: int) -> bool:
        return all(_status(one, {size: number(candidate)}, (size,)) == "met" for one in statements)

    return find_least(allowed, most_bits=64) or 1


def find_corner(theorem: Theorem) -> tuple[int, int]:
    """The least W and the least L of the theorem's domains alone (1 where none is stated)."""
    width, depth = (
        _least_in_domain(size, theorem.variables[size]) if size in theorem.variables else 1
        for size in SIZE_NAMES
    )
    return width, depth


def _evaluate_or_none(expression: Expression, values: Values) -> Expression | None:
    try:
        return evaluate(expression, values)
    except InputError:
        return None


def _constant_met(theorem: Theorem, values: Values) -> Expression | None:
    quantity, rate = parse(theorem.quantity), parse(theorem.rate)
    ratio = quantity / rate if theorem.side == "upper" else rate / quantity
    return _evaluate_or_none(ratio, values)


def find_least(
    holds: Callable[[int], bool | None],
    *,
    start: int = 1,
    most_bits: int = MAX_SIZE_BITS,
    within: tuple[int, int] | None = None,
    guess: int = 1,
) -> int | None:
    """The smallest integer ≥ ``start`` at which an upwards closed property is shown to hold.

    An undecided point counts as not shown. None when nothing up to 2^most_bits works. ``within``
    names a point where it fails (or 0) and one where it holds; ``guess`` is only tried first.
    """
    if within is not None:
        return _bisect(holds, *within)
    if guess > start and holds(guess) and not holds(guess - 1):
        return guess
    if holds(start):
        return start
    last = start + (1 << most_bits)
    low, high = start, start + 1
    while not holds(high):
        if high == last:
            return None
        low, high = high, min(last, 2 * high if high < 64 else high * high)
    return _bisect(holds, low, high)


def _bisect(holds: Callable[[int], bool | None], low: int, high: int) -> int:
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def check_construction(construction: Construction, values: Values) -> ConstructionCheck:
    """Prepare a construction at the parameters (W and L play no part yet)."""
    fixed = {key: value for key, value in values.items() if key not in SIZE_NAMES}
    found = evaluate_definitions(construction, fixed)
    hypotheses, applies = check_hypotheses(construction, found)
    whole = {key: integer(value) for key, value in found.items()}
    return ConstructionCheck(
        construction=construction,
        hypotheses=hypotheses,
        applies=applies,
        values=tuple((key, found[key]) for key in construction.definitions if key in found),
        rate=_evaluate_or_none(parse(construction.rate), found),
        known={key: value for key, value in whole.items() if value is not None},
        names=found,
    )


def find_depth(check: ConstructionCheck, width: int, *, at_most: int | None = None) -> int | None:
    """The fewest hidden layers with which the construction holds all points at this width.

    ``at_most`` may name a depth that is known to do: the search is then shorter.
    """
    return _find_fitting(check, lambda size: check.fits(width, size), at_most)


def find_width(check: ConstructionCheck, depth: int) -> int | None:
    """The smallest width with which the construction holds all points in this many layers."""
    return _find_fitting(check, lambda size: check.fits(size, depth), None)


def _find_fitting(
    check: ConstructionCheck, fits: Callable[[int], bool], at_most: int | None
) -> int | None:
    if at_most is not None:
        high = at_most
        while high > 1 and fits(high // 2):
            high //= 2
        return find_least(fits, within=(high // 2, high))
    # Where any number of layers or neurons holds N points, 256·N·(B + c) of them do.
    bits = check.known["N"].bit_length() + check.known.get("E", 1).bit_length() + 8
    return find_least(fits, most_bits=bits)


def find_least_allowed(theorem: Theorem, values: Values, size: str) -> int | None:
    """The smallest W (or L) that no hypothesis rules out, the other one open."""
    fixed = FixedTheorem.make(theorem, values)
    if fixed.applies is not True:
        return None

    def allowed(candidate: int) -> bool:
        found = evaluate_definitions(theorem, {**fixed.values, size: number(candidate)})
        statuses = (_status(one, found, theorem.variables) for one in fixed.size_hypotheses)
        return all(status in ("met", "open choice") for status in statuses)

    return find_least(allowed, most_bits=64)


def make_offer(check: ConstructionCheck, width: int, depth: int) -> Offer:
    """The construction at a width and depth where it holds all points."""
    rate = check.rate if check.rate is not None else number(1)
    return Offer(
        width=width,
        depth=depth,
        capacity=check.capacity(width, depth),
        constant=evaluate(number((width * depth) ** 2) / rate, {}),
        shape=check.construction.shape(width, depth, check.known),
    )
