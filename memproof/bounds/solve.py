"""For which N, or for which δ, a network of given width and depth memorizes or does not.

Every condition of a theorem is first proved to be monotone; then its threshold is found by
bisection with exact comparisons, and the thresholds are intersected. Integers have an exact
threshold; a real one lies between two rationals next to each other on a fine grid, each decided.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from memproof.bounds.catalogue import Catalogue
from memproof.bounds.check import MAX_SEPARATION_BITS, Parameters
from memproof.bounds.exact import (
    decide,
    evaluate,
    format_exact,
    integer,
    parse,
    rational,
)
from memproof.bounds.monotone import Line, find_direction
from memproof.bounds.theorems import (
    Construction,
    Theorem,
    check_construction,
    list_hypotheses,
)
from memproof.errors import InputError
from memproof.statements.expressions import Expression, Statement, number
from memproof.statements.parser import parse_domain

MAX_POINTS_BITS = 4096
# A real threshold is enclosed up to a factor of 1 + 2^-PRECISION.
PRECISION = 64
UNKNOWNS = {"points": "N", "separation": "delta"}


@dataclass(frozen=True)
class Threshold:
    """It holds at ``holds`` and not at ``fails``, the next integer or a rational close by."""

    holds: Fraction
    fails: Fraction


@dataclass(frozen=True)
class Solution:
    """Where a theorem or construction decides: between the thresholds ``low`` and ``high``.

    ``conclusion`` is "memorizes" or "excluded"; without a threshold that side is unlimited (in the
    domain). ``empty`` says that it decides nowhere, ``reason`` why, or why nothing could be solved.
    """

    id: str
    conclusion: str
    carried: bool
    solved: bool
    empty: bool
    low: Threshold | None
    high: Threshold | None
    reason: str


@dataclass(frozen=True)
class Solutions:
    """The answer to ``check --solve``: ``unknown`` is "points" or "separation".

    ``memorizes`` and ``excluded`` are the ids that say most: the largest number of points (the
    smallest separation) with which all data sets are memorized, the smallest (largest) that is
    excluded; None where nothing decides.
    """

    unknown: str
    parameters: Parameters
    solutions: tuple[Solution, ...]
    memorizes: str | None
    excluded: str | None


def solve(unknown: str, parameters: Parameters, catalogue: Catalogue) -> Solutions:
    """Solve every theorem and construction for ``unknown``, whose own value is not used.

    Raises InputError for another unknown and where width or depth is open.
    """
    if unknown not in UNKNOWNS:
        raise InputError(f"only points or separation can be solved for, not {unknown!r}")
    if parameters.width is None or parameters.depth is None:
        raise InputError("to solve for points or separation, give both the width and the depth")
    name = UNKNOWNS[unknown]
    values = {key: value for key, value in parameters.values().items() if key != name}
    found = tuple(
        [_solve_construction(one, name, values) for one in catalogue.constructions]
        + [_solve_theorem(one, name, values) for one in catalogue.theorems if not one.refuted_by]
    )
    return Solutions(
        unknown,
        parameters,
        found,
        _find_strongest(found, "memorizes", largest=unknown == "points"),
        _find_strongest(found, "excluded", largest=unknown != "points"),
    )


def _find_strongest(found: tuple[Solution, ...], conclusion: str, *, largest: bool) -> str | None:
    best: Solution | None = None
    for one in found:
        if one.conclusion != conclusion or not one.solved or one.empty or not one.carried:
            continue
        if best is None or _end(one, largest) > _end(best, largest):
            best = one
    return None if best is None else best.id


def _end(one: Solution, largest: bool) -> tuple[bool, Fraction]:
    """How far it reaches, larger is further: unlimited first."""
    end = one.high if largest else one.low
    if end is None:
        return True, Fraction(0)
    return False, end.holds if largest else -end.holds


def _failed(value: Theorem | Construction, conclusion: str, reason: str) -> Solution:
    return Solution(value.id, conclusion, value.decides, False, False, None, None, reason)


def _solve_theorem(theorem: Theorem, name: str, values: Mapping[str, Expression]) -> Solution:
    conclusion = "memorizes" if theorem.side == "upper" else "excluded"
    missing = [one for one in theorem.variables if one != name and one not in values]
    if missing:
        return _failed(theorem, conclusion, f"{', '.join(missing)} is open")
    if theorem.choice is not None:
        return _failed(
            theorem, conclusion, f"no proof that its choice of {theorem.choice.name} is monotone"
        )
    relation = ">=" if theorem.side == "upper" else "<"
    bound = Statement(relation, (parse(theorem.quantity), theorem.factored()))
    statements = [one for _, one in list_hypotheses(theorem) if one is not None]
    try:
        line = _line(name, theorem.variables[name], values)
        low, high = _intersect([*statements, bound], _unfold(theorem), line)
    except _Nowhere as nowhere:
        return Solution(
            theorem.id, conclusion, theorem.decides, True, True, None, None, str(nowhere)
        )
    except InputError as error:
        return _failed(theorem, conclusion, str(error))
    empty = low is not None and high is not None and low.holds > high.holds
    reason = "no value satisfies all conditions" if empty else ""
    return Solution(theorem.id, conclusion, theorem.decides, True, empty, low, high, reason)


class _Nowhere(Exception):
    """A condition holds nowhere."""


def _unfold(value: Theorem | Construction) -> dict[str, Expression]:
    """The definitions in terms of the variables alone."""
    found: dict[str, Expression] = {}
    for name, text in value.definitions.items():
        found[name] = parse(text).substitute(found)
    return found


def _line(name: str, domain: str, values: Mapping[str, Expression]) -> Line:
    """The largest line that the problem allows: N >= 1, 0 < δ <= 2 (½ where the domain says so)."""
    if name == "N":
        return Line(name, number(1), None, True, values)
    high = Fraction(2)
    for statement in parse_domain(name, domain)[1]:
        if statement.relation in ("<=", "<"):
            end = rational(evaluate(statement.operands[1], {}))
            high = min(high, end) if end is not None else high
    return Line(name, number(0), number(high), False, values)


def _intersect(
    statements: list[Statement], definitions: Mapping[str, Expression], line: Line
) -> tuple[Threshold | None, Threshold | None]:
    """The thresholds below and above between which all statements hold."""
    low: Threshold | None = None
    high: Threshold | None = None
    for written in statements:
        statement = written.substitute(definitions)
        if _holds_as_written(statement):
            continue
        if line.variable not in statement.names():
            held = decide(statement, line.values)
            if held is None:
                raise InputError(f"{written} is not decided")
            if not held:
                raise _Nowhere(f"{written} fails")
            continue
        direction = _find_statement_direction(statement, line)
        if direction is None:
            raise InputError(f"no proof that {written} is monotone in {line.variable}")
        try:
            found = _find_threshold(partial(_holds, statement, line), direction, line)
        except _Nowhere as nowhere:
            raise _Nowhere(f"{written}: {nowhere}") from None
        if found is None:
            continue
        if direction > 0:
            low = found if low is None or found.holds > low.holds else low
        else:
            high = found if high is None or found.holds < high.holds else high
    return low, high


def _holds_as_written(statement: Statement) -> bool:
    """x <= 2^ceil(log2(x)), and x <= max(…, x, …): what a definition is chosen for."""
    if statement.relation not in ("<=", ">="):
        return False
    small, large = statement.operands if statement.relation == "<=" else statement.operands[::-1]
    if large.operator == "max":
        return small in large.operands
    rounded = Expression("^", (number(2), Expression("ceil", (Expression("log2", (small,)),))))
    return large == rounded


def _holds(statement: Statement, line: Line, value: Fraction) -> bool:
    held = decide(statement, {**line.values, line.variable: number(value)})
    if held is None:
        raise InputError(f"{statement} is not decided at {format_exact(value)}")
    return held


def _find_statement_direction(statement: Statement, line: Line) -> int | None:
    """1 where it holds from some value on, -1 where up to some value, proved."""
    left, right = statement.operands
    direction = find_direction(left - right, line)
    if direction is None or statement.relation not in (">=", ">", "<=", "<"):
        return None
    return direction if statement.relation in (">=", ">") else -direction


def _find_threshold(
    holds: Callable[[Fraction], bool], direction: int, line: Line
) -> Threshold | None:
    """None when it holds on the whole line. Raises _Nowhere when nowhere within reach."""
    if line.variable == "N":
        return _find_integer(holds, direction)
    largest = None if line.high is None else rational(line.high)
    if largest is None:
        raise InputError("the separation's domain has no rational end")
    return _find_separation(holds, direction, largest)


def _find_integer(holds: Callable[[Fraction], bool], direction: int) -> Threshold | None:
    first = holds(Fraction(1))
    if direction > 0 and first:
        return None
    if direction <= 0 and not first:
        raise _Nowhere("it fails already for one point")
    wanted = direction > 0
    high = 2
    while holds(Fraction(high)) is not wanted:
        if high.bit_length() > MAX_POINTS_BITS:
            if wanted:
                raise _Nowhere(f"it fails up to 2^{MAX_POINTS_BITS}")
            return None
        high = 2 * high if high < 64 else high * high
    low = 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(Fraction(middle)) is wanted else (middle, high)
    ends = (high, low) if wanted else (low, high)
    return Threshold(Fraction(ends[0]), Fraction(ends[1]))


def _find_separation(
    holds: Callable[[Fraction], bool], direction: int, largest: Fraction
) -> Threshold | None:
    """By the power of two first, then by PRECISION further bits."""
    at_largest = holds(largest)
    if direction < 0 and at_largest:
        return None
    if direction >= 0 and not at_largest:
        raise _Nowhere("it fails even at the largest separation")
    # Down to some power of two all is as at the largest separation, then it is not.
    smallest = _find_power(lambda power: holds(largest / 2**power) is not at_largest)
    if smallest is None:
        if at_largest:
            return None
        raise _Nowhere(f"it fails down to 2^-{MAX_SEPARATION_BITS}")
    unit = largest / 2 ** (smallest + PRECISION)
    low, high = 1 << PRECISION, 2 << PRECISION
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(unit * middle) is at_largest else (middle, high)
    ends = (unit * high, unit * low)
    return Threshold(*(ends if at_largest else ends[::-1]))


def _find_power(changed: Callable[[int], bool]) -> int | None:
    low, high = 0, 1
    while not changed(high):
        if high >= MAX_SEPARATION_BITS:
            return None
        low, high = high, min(2 * high, MAX_SEPARATION_BITS)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if changed(middle) else (middle, high)
    return high


def _solve_construction(
    construction: Construction, name: str, values: Mapping[str, Expression]
) -> Solution:
    """Capacity does not grow with the definitions, so it is monotone in N and in δ if they are."""
    width, depth = integer(values["W"]), integer(values["L"])
    if width is None or depth is None:
        raise InputError("the width and the depth must be integers")
    definitions = _unfold(construction)
    statements = [one for _, one in list_hypotheses(construction) if one is not None]
    used = {key: value for key, value in values.items() if key not in ("W", "L")}

    def fits(value: Fraction) -> bool:
        at = check_construction(construction, {**used, name: number(value)})
        return at.capacity(width, depth) >= at.known["N"]

    try:
        line = _line(name, construction.variables[name], used)
        wanted = 1 if name == "N" else -1
        for key, expression in definitions.items():
            if find_direction(expression, line) not in (0, wanted):
                raise InputError(f"no proof that {key} is monotone in {name}")
        low, high = _intersect(statements, definitions, line)
        least = Fraction(1) if low is None else low.holds
        found = _find_threshold(
            lambda value: fits(max(value, least) if name == "N" else value), -wanted, line
        )
    except _Nowhere as nowhere:
        return Solution(
            construction.id, "memorizes", construction.decides, True, True, None, None, str(nowhere)
        )
    except InputError as error:
        return _failed(construction, "memorizes", str(error))
    if found is not None and name == "N":
        high = found if high is None or found.holds < high.holds else high
    elif found is not None:
        low = found if low is None or found.holds > low.holds else low
    return Solution(construction.id, "memorizes", construction.decides, True, False, low, high, "")


def to_json(found: Solutions) -> dict[str, Any]:
    """The answer as plain JSON values; keys and their order are stable.

    - ``format`` "memproof-solve", ``version`` 1, ``unknown`` ("points" or "separation"),
      ``parameters`` as in ``memproof check`` (null for the unknown).
    - ``memorizes``, ``excluded``: ids of the solutions that say most, or null.
    - ``solutions``: for each ``id``, ``conclusion`` ("memorizes" or "excluded"),
      ``calculator_only``,
      ``solved`` (false where monotonicity is not proved or a choice is open), ``empty``, ``low``
      and ``high`` (null for unlimited, else ``holds`` and ``fails``: exact text), ``reason``.
    """
    asked = found.parameters
    return {
        "format": "memproof-solve",
        "version": 1,
        "unknown": found.unknown,
        "parameters": {
            "points": None if found.unknown == "points" else asked.points,
            "separation": None if found.unknown == "separation" else format_exact(asked.separation),
            "dimension": asked.dimension,
            "classes": asked.classes,
            "width": asked.width,
            "depth": asked.depth,
        },
        "memorizes": found.memorizes,
        "excluded": found.excluded,
        "solutions": [
            {
                "id": one.id,
                "conclusion": one.conclusion,
                "calculator_only": not one.carried,
                "solved": one.solved,
                "empty": one.empty,
                "low": _threshold_to_json(one.low),
                "high": _threshold_to_json(one.high),
                "reason": one.reason,
            }
            for one in found.solutions
        ],
    }


def _threshold_to_json(one: Threshold | None) -> dict[str, str] | None:
    if one is None:
        return None
    return {"holds": format_exact(one.holds), "fails": format_exact(one.fails)}
