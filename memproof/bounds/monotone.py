"""Proves that an expression is monotone in one variable, by the rules of composition.

The rules are few and each is a theorem on the variable's interval: sums, products and quotients
of functions of known sign, monotone functions of monotone functions, and t/log(c·t) for c·t >= e.
Where none applies the answer is None: not proved, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from memproof.bounds.exact import Values, compare, evaluate, parse, sign
from memproof.errors import InputError
from memproof.statements.expressions import Expression, number


@dataclass(frozen=True)
class Line:
    """The values of one variable from ``low`` to ``high`` (None: unlimited).

    ``low`` belongs to it only if ``closed``; ``values`` are those of all other names.
    """

    variable: str
    low: Expression
    high: Expression | None
    closed: bool
    values: Values


@dataclass(frozen=True)
class Shape:
    """What is proved of an expression on a line: 1 non-decreasing, -1 non-increasing, 0 constant.

    ``direction`` is None when nothing is proved; ``positive`` implies ``nonnegative``.
    """

    direction: int | None
    nonnegative: bool
    positive: bool


UNKNOWN = Shape(None, False, False)
_RISING = ("floor", "ceil", "log2", "ln", "sqrt", "exp")


def find_direction(expression: Expression, line: Line) -> int | None:
    """1, -1 or 0 when the expression is proved to be monotone so on the line, else None."""
    return describe(expression, line).direction


def describe(expression: Expression, line: Line) -> Shape:
    """Direction and sign of an expression on a line."""
    if line.variable not in expression.names():
        return _constant(expression, line)
    if expression.operator == "name":
        low = compare(line.low, number(0))
        positive = low == 1 or (low == 0 and not line.closed)
        return Shape(1, positive or low == 0, positive)
    parts = [describe(one, line) for one in expression.operands]
    return _with_sign(expression, _combine(expression, parts, line), line)


def _constant(expression: Expression, line: Line) -> Shape:
    try:
        found = sign(evaluate(expression, line.values))
    except InputError:
        return UNKNOWN
    return Shape(0, found in (0, 1), found == 1)


def _combine(node: Expression, parts: list[Shape], line: Line) -> Shape:
    match node.operator:
        case "+":
            return Shape(
                _join(one.direction for one in parts),
                all(one.nonnegative for one in parts),
                all(one.nonnegative for one in parts) and any(one.positive for one in parts),
            )
        case "-" if len(parts) == 1:
            return Shape(_turn(parts[0].direction), False, False)
        case "-":
            return Shape(_join((parts[0].direction, _turn(parts[1].direction))), False, False)
        case "*":
            return _multiply(node, parts, line)
        case "/":
            return _divide(node, parts, line)
        case "^":
            return _power(node, parts, line)
        case "max" | "min":
            return Shape(
                _join(one.direction for one in parts),
                all(one.nonnegative for one in parts),
                all(one.positive for one in parts),
            )
    return _apply(node.operator, parts[0]) if node.operator in _RISING else UNKNOWN


def _apply(operator: str, inner: Shape) -> Shape:
    """A non-decreasing function of something monotone, where it is defined."""
    if operator == "exp":
        return Shape(inner.direction, True, True)
    if operator in ("floor", "ceil"):
        return Shape(inner.direction, inner.nonnegative, inner.positive and operator == "ceil")
    if operator == "sqrt" and inner.nonnegative:
        return Shape(inner.direction, True, inner.positive)
    if operator in ("log2", "ln") and inner.positive:
        return Shape(inner.direction, False, False)
    return UNKNOWN


def _multiply(node: Expression, parts: list[Shape], line: Line) -> Shape:
    # Factors without the variable may have any sign; the others must not be negative.
    turns = 1
    varying: list[Shape] = []
    signs_known = True
    for operand, part in zip(node.operands, parts, strict=True):
        if part.direction == 0 and not part.nonnegative:
            found = _sign_of_constant(operand, line)
            if found is None:
                return UNKNOWN
            turns *= found
            signs_known = False
        elif part.direction != 0:
            varying.append(part)
    if len(varying) > 1 and not all(one.nonnegative for one in varying):
        return UNKNOWN
    direction = _join(one.direction for one in varying)
    if turns < 0:
        direction = _turn(direction)
    return Shape(
        direction,
        signs_known and all(one.nonnegative for one in parts),
        signs_known and all(one.positive for one in parts),
    )


def _divide(node: Expression, parts: list[Shape], line: Line) -> Shape:
    above, below = parts
    if not below.positive:
        return UNKNOWN
    nonnegative, positive = above.nonnegative, above.positive
    if below.direction == 0:
        return Shape(above.direction, nonnegative, positive)
    if _is_over_its_logarithm(node, line):
        return Shape(above.direction, nonnegative, positive)
    turned = _turn(below.direction)
    if above.direction == 0:
        if above.nonnegative:
            return Shape(turned, nonnegative, positive)
        return Shape(below.direction, False, False)
    return Shape(_join((above.direction, turned)) if nonnegative else None, nonnegative, positive)


def _is_over_its_logarithm(node: Expression, line: Line) -> bool:
    """t/log(c·t): the derivative has the sign of ln(c·t) - 1, so it rises in t where c·t >= e."""
    above, below = node.operands
    if below.operator not in ("log2", "ln"):
        return False
    inner = below.operands[0]
    if inner.operator != "*" or above not in inner.operands:
        return False
    rest = list(inner.operands)
    rest.remove(above)
    if any(line.variable in one.names() for one in rest):
        return False
    if not describe(above, line).positive:
        return False
    least = _least(inner, describe(inner, line).direction, line)
    return least is not None and compare(least, parse("e")) in (0, 1)


def _power(node: Expression, parts: list[Shape], line: Line) -> Shape:
    base, exponent = parts
    if exponent.direction == 0 and base.nonnegative:
        if exponent.nonnegative:
            return Shape(base.direction, True, base.positive)
        if base.positive:
            return Shape(_turn(base.direction), True, True)
    if base.direction == 0 and base.positive:
        order = compare(evaluate(node.operands[0], line.values), number(1))
        if order is not None:
            return Shape(
                exponent.direction if order >= 0 else _turn(exponent.direction), True, True
            )
    return UNKNOWN


def _with_sign(expression: Expression, found: Shape, line: Line) -> Shape:
    """The sign from the end of the line at which a monotone expression is smallest."""
    if found.positive or not found.direction:
        return found
    least = _least(expression, found.direction, line)
    if least is None:
        return found
    at_end = sign(least)
    return Shape(found.direction, found.nonnegative or at_end in (0, 1), at_end == 1)


def _least(expression: Expression, direction: int | None, line: Line) -> Expression | None:
    end = {1: line.low, -1: line.high}.get(direction or 0)
    if end is None or (direction == 1 and not line.closed):
        return None
    try:
        return evaluate(expression, {**line.values, line.variable: end})
    except InputError:
        return None


def _sign_of_constant(operand: Expression, line: Line) -> int | None:
    try:
        return sign(evaluate(operand, line.values))
    except InputError:
        return None


def _join(directions: Iterable[int | None]) -> int | None:
    """The common direction, 0 for constants only, None when two differ or one is unknown."""
    found = 0
    for one in directions:
        if one is None or (found and one and one != found):
            return None
        found = found or one
    return found


def _turn(direction: int | None) -> int | None:
    return None if direction is None else -direction


__all__ = ["Line", "find_direction"]
