"""Claims as Rocq propositions: integers as Z with their ranges, reals as R, every cast written.

Rocq's functions are total, so the proposition says of every hypothesis and every conclusion that
its terms have a value: a divisor is not 0, a logarithm's argument is positive, and so on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from memproof.errors import InputError
from memproof.statements.claims import Claim
from memproof.statements.expressions import Expression, Statement

# Words of Rocq, and the types of the variables, that no variable may be called.
KEYWORDS = frozenset(
    (
        *("as", "at", "by", "cofix", "else", "end", "exists", "exists2", "fix", "for", "forall"),
        *("fun", "if", "in", "is", "let", "match", "mod", "return", "then", "using", "where"),
        *("with", "Set", "Prop", "Type", "R", "Z"),
    )
)
_RELATIONS = {"<=": "<=", "<": "<", ">=": ">=", ">": ">", "=": "=", "!=": "<>"}
_BINARY = {"+": "+", "-": "-", "*": "*", "/": "/"}


class Unsupported(InputError):
    """A claim, or a term of one, that has no form here."""


@dataclass(frozen=True)
class _Writer:
    """Writes the terms of one claim; ``sorts`` are its variables', ``definitions`` the predicates'.

    ``definitions`` maps a predicate to its name in Rocq and the sorts of its parameters.
    """

    sorts: Mapping[str, str]
    definitions: Mapping[str, tuple[str, tuple[str, ...]]]

    def statement(self, one: Statement) -> str:
        """A relation or predicate, with the conditions under which its terms have a value."""
        conditions = [text for operand in one.operands for text in self.conditions(operand)]
        if one.predicate:
            if one.predicate not in self.definitions:
                raise Unsupported(f"the predicate {one.predicate} has no definition in Rocq")
            name, sorts = self.definitions[one.predicate]
            arguments = [
                self.integer(operand) if sort == "integer" else self.real(operand)
                for operand, sort in zip(one.operands, sorts, strict=True)
            ]
            body = f"{name} {' '.join(arguments)}"
        else:
            left, right = (self.real(operand) for operand in one.operands)
            body = f"({left} {_RELATIONS[one.relation]} {right})%R"
        return " /\\ ".join(dict.fromkeys([*conditions, body]))

    def real(self, one: Expression) -> str:
        """A term of type R."""
        inner = one.operands
        match one.operator:
            case "number":
                return _rational(one.value)
            case "name" if one.value == "pi":
                return "PI"
            case "name" if one.value == "e":
                return "(exp 1)"
            case "name":
                name = variable(str(one.value))
                return f"(IZR {name})" if self.sorts[str(one.value)] == "integer" else name
            case "-" if len(inner) == 1:
                return f"(- {self.real(inner[0])})"
            case "+" | "-" | "*" | "/":
                return f"({self.real(inner[0])} {_BINARY[one.operator]} {self.real(inner[1])})"
            case "^":
                return self._power(*inner)
            case "floor" | "ceil" | "factorial" | "binomial":
                return f"(IZR {self.integer(one)})"
            case "max" | "min":
                return self._fold({"max": "Rmax", "min": "Rmin"}[one.operator], inner)
        functions = {"ln": "ln", "log2": "log2", "sqrt": "sqrt", "exp": "exp", "abs": "Rabs"}
        if one.operator in functions:
            return f"({functions[one.operator]} {self.real(inner[0])})"
        raise Unsupported(f"{one.operator} has no form in Rocq here")

    def _fold(self, function: str, operands: tuple[Expression, ...]) -> str:
        text = self.real(operands[0])
        for operand in operands[1:]:
            text = f"({function} {text} {self.real(operand)})"
        return text

    def _power(self, base: Expression, exponent: Expression) -> str:
        value = exponent.value
        if isinstance(value, Fraction) and value.denominator == 1 and value >= 0:
            return f"({self.real(base)} ^ {value.numerator})"
        if self.is_integer(exponent):
            return f"(powerRZ {self.real(base)} {self.integer(exponent)})"
        return f"(Rpower {self.real(base)} {self.real(exponent)})"

    def is_integer(self, one: Expression) -> bool:
        """Whether a term is an integer by its form."""
        match one.operator:
            case "number":
                return isinstance(one.value, Fraction) and one.value.denominator == 1
            case "name":
                return self.sorts.get(str(one.value)) == "integer"
            case "floor" | "ceil" | "factorial" | "binomial":
                return True
            case "+" | "-" | "*" | "max" | "min" | "abs":
                return all(self.is_integer(operand) for operand in one.operands)
            case "^":
                exponent = one.operands[1].value
                natural = isinstance(exponent, Fraction) and exponent >= 0
                return natural and all(self.is_integer(operand) for operand in one.operands)
        return False

    def integer(self, one: Expression) -> str:
        """A term of type Z."""
        inner = one.operands
        match one.operator:
            case "floor" | "ceil":
                return f"(Z{one.operator} {self.real(inner[0])})"
            case "factorial":
                return f"(Zfactorial {self.integer(inner[0])})"
        if not self.is_integer(one) or one.operator == "binomial":
            raise Unsupported(f"{one} is no integer by its form")
        match one.operator:
            case "number":
                text = str(one.value)
                return f"({text})" if text.startswith("-") else text
            case "name":
                return variable(str(one.value))
            case "-" if len(inner) == 1:
                return f"(- {self.integer(inner[0])})"
            case "+" | "-" | "*" | "^":
                return f"({self.integer(inner[0])} {one.operator} {self.integer(inner[1])})"
            case "abs":
                return f"(Z.abs {self.integer(inner[0])})"
        text = self.integer(inner[0])
        for operand in inner[1:]:
            text = f"(Z.{one.operator} {text} {self.integer(operand)})"
        return text

    def conditions(self, one: Expression) -> Iterator[str]:
        """When a term has a value."""
        inner = one.operands
        for operand in inner:
            yield from self.conditions(operand)
        match one.operator:
            case "/" if not _is_positive(inner[1]):
                yield f"({self.real(inner[1])} <> 0)%R"
            case "ln" | "log2" if not _is_positive(inner[0]):
                yield f"(0 < {self.real(inner[0])})%R"
            case "sqrt" if not _is_positive(inner[0]):
                yield f"(0 <= {self.real(inner[0])})%R"
            case "factorial":
                yield f"(0 <= {self.integer(inner[0])})%Z"
            case "^" if not _is_positive(inner[0]):
                yield from self._power_conditions(*inner)

    def _power_conditions(self, base: Expression, exponent: Expression) -> Iterator[str]:
        value = exponent.value
        if isinstance(value, Fraction) and value.denominator == 1 and value >= 0:
            return
        if self.is_integer(exponent):
            yield f"((0 <= {self.integer(exponent)})%Z \\/ ({self.real(base)} <> 0)%R)"
        else:
            yield f"(0 < {self.real(base)})%R"


def variable(name: str) -> str:
    """A variable's name in Rocq."""
    return f"{name}_" if name in KEYWORDS else name


def statement_name(part: str) -> str:
    """The name of a part's proposition: U13/trade-off becomes U13__trade_off."""
    text = re.sub(r"[^A-Za-z0-9_]", "_", part.replace("/", "__"))
    return text if text[0].isalpha() else f"P_{text}"


def write_proposition(claim: Claim, definitions: Mapping[str, tuple[str, tuple[str, ...]]]) -> str:
    """Return the Rocq proposition of a claim; raises ``Unsupported`` for what has no form there."""
    writer = _Writer(dict((*claim.variables, *claim.exists)), definitions)
    kinds = {"integer": "Z", "real": "R"}
    bound = " ".join(f"({variable(name)} : {kinds[sort]})" for name, sort in claim.variables)
    lines = [f"forall {bound},"] if bound else []
    lines += [f"  {writer.statement(one)} ->" for one in claim.given]
    conclusion = " /\\\n  ".join(writer.statement(one) for one in claim.conclude)
    if claim.exists:
        chosen = " ".join(f"({variable(name)} : {kinds[sort]})" for name, sort in claim.exists)
        conclusion = f"exists {chosen},\n  {conclusion}"
    return "\n".join([*lines, f"  {conclusion}"])


def _rational(value: object) -> str:
    if not isinstance(value, Fraction):
        raise Unsupported(f"{value!r} is no number")
    top = str(value.numerator) if value >= 0 else f"(- {-value.numerator})"
    return top if value.denominator == 1 else f"({top} / {value.denominator})"


def _is_positive(one: Expression) -> bool:
    """Whether a term is positive by its form: a positive number, e, pi, their products and sums."""
    match one.operator:
        case "number":
            return isinstance(one.value, Fraction) and one.value > 0
        case "name":
            return one.value in ("e", "pi")
        case "+" | "*" | "/":
            return all(_is_positive(operand) for operand in one.operands)
        case "exp":
            return True
    return False
