"""sympy as a view of claims: for printing, differentiation and search, never for deciding.

``to_sympy`` builds unevaluated nodes, because sympy simplifies while it constructs and is wrong on
some floors and logarithms near powers of two.  ``from_sympy`` takes what a user wrote in sympy;
what sympy has simplified before is out of reach, so the claim that counts is the one that is
printed back.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from memproof.errors import InputError
from memproof.statements.expressions import Expression, Statement, name, number

if TYPE_CHECKING:
    from memproof.statements.claims import Claim

_RELATIONS = {"<=": "Le", "<": "Lt", ">=": "Ge", ">": "Gt", "=": "Eq", "!=": "Ne"}


def symbols_of(claim: Claim) -> dict[str, Any]:
    """Return a sympy symbol for each variable, real, and an integer where declared."""
    import sympy

    return {
        variable: sympy.Symbol(variable, real=True, integer=True if sort == "integer" else None)
        for variable, sort in (*claim.variables, *claim.exists)
    }


def to_sympy(expression: Expression, symbols: Mapping[str, Any] | None = None) -> Any:
    """Return an unevaluated sympy expression."""
    import sympy

    if expression.operator == "number" and isinstance(expression.value, Fraction):
        return sympy.Rational(expression.value.numerator, expression.value.denominator)
    if expression.operator == "name":
        constants = {"e": sympy.E, "pi": sympy.pi}
        text = str(expression.value)
        return constants.get(text) or (symbols or {}).get(text) or sympy.Symbol(text, real=True)
    parts = [to_sympy(operand, symbols) for operand in expression.operands]
    match expression.operator:
        case "+":
            return sympy.Add(*parts, evaluate=False)
        case "-":
            negated = sympy.Mul(sympy.Integer(-1), parts[-1], evaluate=False)
            return negated if len(parts) == 1 else sympy.Add(parts[0], negated, evaluate=False)
        case "*":
            return sympy.Mul(*parts, evaluate=False)
        case "/":
            inverse = sympy.Pow(parts[1], sympy.Integer(-1), evaluate=False)
            return sympy.Mul(parts[0], inverse, evaluate=False)
        case "^":
            return sympy.Pow(*parts, evaluate=False)
        case "sqrt":
            return sympy.Pow(parts[0], sympy.Rational(1, 2), evaluate=False)
        case "log2":
            ratio = [sympy.log(parts[0], evaluate=False), sympy.log(2)]
            return sympy.Mul(
                ratio[0], sympy.Pow(ratio[1], sympy.Integer(-1), evaluate=False), evaluate=False
            )
    functions = {
        "ln": sympy.log,
        "exp": sympy.exp,
        "floor": sympy.floor,
        "ceil": sympy.ceiling,
        "abs": sympy.Abs,
        "max": sympy.Max,
        "min": sympy.Min,
        "binomial": sympy.binomial,
        "factorial": sympy.factorial,
    }
    return functions[expression.operator](*parts, evaluate=False)


def statement_to_sympy(statement: Statement, symbols: Mapping[str, Any] | None = None) -> Any:
    """Return an unevaluated sympy relation; predicates have none and raise ``InputError``."""
    import sympy

    if statement.predicate:
        raise InputError(f"the predicate {statement.predicate} has no sympy form")
    relation = getattr(sympy, _RELATIONS[statement.relation])
    return relation(*(to_sympy(o, symbols) for o in statement.operands), evaluate=False)


def from_sympy(value: Any) -> Expression:
    """Return the expression of a sympy object; raises ``InputError`` for what the language lacks.

    Floats are refused: they are rarely the number that was meant.
    """
    import sympy

    if isinstance(value, sympy.Rational):
        return number(Fraction(int(value.p), int(value.q)))
    if value is sympy.E:
        return name("e")
    if value is sympy.pi:
        return name("pi")
    if isinstance(value, sympy.Symbol):
        return name(value.name)
    operators = {
        sympy.log: "ln",
        sympy.exp: "exp",
        sympy.floor: "floor",
        sympy.ceiling: "ceil",
        sympy.Abs: "abs",
        sympy.Max: "max",
        sympy.Min: "min",
        sympy.binomial: "binomial",
        sympy.factorial: "factorial",
        sympy.Pow: "^",
    }
    operands = tuple(from_sympy(part) for part in getattr(value, "args", ()))
    if isinstance(value, sympy.Add | sympy.Mul) and operands:
        operator = "+" if isinstance(value, sympy.Add) else "*"
        result = operands[0]
        for operand in operands[1:]:
            result = Expression(operator, (result, operand))
        return result
    for kind, operator in operators.items():
        if isinstance(value, kind) and operands:
            return Expression(operator, operands)
    raise InputError(f"{value!r} ({type(value).__name__}) has no exact form in the claim language")


def statement_from_sympy(value: Any) -> Statement:
    """Return the statement of a sympy relation such as ``Le(x, y)``."""
    import sympy

    for symbol, kind in _RELATIONS.items():
        if isinstance(value, getattr(sympy, kind)):
            return Statement(symbol, (from_sympy(value.lhs), from_sympy(value.rhs)))
    raise InputError(f"{value!r} is not a relation; sympy may have evaluated it already")
