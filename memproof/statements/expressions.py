"""Expressions and relations as values: the form in which a claim is kept.

An ``Expression`` is a tree of operators over numbers and names, made from text by
``parse_expression`` or from Python operators.  Nothing is evaluated or simplified while it is
built, so the claim stays what was written.  ``prefix()`` is the form in certificates: nested lists
of strings, numbers as "p" or "p/q".
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from memproof.errors import InputError

FUNCTIONS = {
    "log2": 1,
    "ln": 1,
    "sqrt": 1,
    "exp": 1,
    "ceil": 1,
    "floor": 1,
    "abs": 1,
    "factorial": 1,
    "binomial": 2,
    "max": -1,
    "min": -1,
}
CONSTANTS = ("e", "pi")
RELATIONS = ("<=", "<", ">=", ">", "=", "!=")
_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2, "neg": 3, "^": 4}


@dataclass(frozen=True)
class Expression:
    """A node: ``operator`` is a function or one of ``+ - * / ^``, or "number" or "name" for a leaf.

    ``-`` with one operand is negation.  For a leaf ``value`` holds the Fraction or the name.
    """

    operator: str
    operands: tuple[Expression, ...] = ()
    value: Fraction | str | None = None

    def prefix(self) -> Any:
        """Return the nested-list form used in certificates."""
        if self.operator == "number" or self.operator == "name":
            return str(self.value)
        return [self.operator, *(operand.prefix() for operand in self.operands)]

    def names(self) -> frozenset[str]:
        """Return the variable names that occur."""
        if self.operator == "name":
            return frozenset() if self.value in CONSTANTS else frozenset((str(self.value),))
        return frozenset().union(*(operand.names() for operand in self.operands))

    def substitute(self, values: Mapping[str, Expression]) -> Expression:
        """Return the expression with names replaced."""
        if self.operator == "name":
            return values.get(str(self.value), self)
        return Expression(
            self.operator, tuple(o.substitute(values) for o in self.operands), self.value
        )

    def _binary(
        self, operator: str, other: Expression | int | Fraction, swap: bool = False
    ) -> Expression:
        right = other if isinstance(other, Expression) else number(other)
        return Expression(operator, (right, self) if swap else (self, right))

    def __add__(self, other: Expression | int | Fraction) -> Expression:
        return self._binary("+", other)

    def __radd__(self, other: int | Fraction) -> Expression:
        return self._binary("+", other, True)

    def __sub__(self, other: Expression | int | Fraction) -> Expression:
        return self._binary("-", other)

    def __rsub__(self, other: int | Fraction) -> Expression:
        return self._binary("-", other, True)

    def __mul__(self, other: Expression | int | Fraction) -> Expression:
        return self._binary("*", other)

    def __rmul__(self, other: int | Fraction) -> Expression:
        return self._binary("*", other, True)

    def __truediv__(self, other: Expression | int | Fraction) -> Expression:
        return self._binary("/", other)

    def __rtruediv__(self, other: int | Fraction) -> Expression:
        return self._binary("/", other, True)

    def __pow__(self, other: Expression | int | Fraction) -> Expression:
        return self._binary("^", other)

    def __neg__(self) -> Expression:
        return Expression("-", (self,))

    def __str__(self) -> str:
        return self._text()[0]

    def _text(self) -> tuple[str, int]:
        """Return the infix text and its precedence."""
        if self.operator == "number":
            text = str(self.value)
            return text, 2 if "/" in text else (3 if text.startswith("-") else 9)
        if self.operator == "name":
            return str(self.value), 9
        if self.operator in FUNCTIONS:
            return f"{self.operator}({', '.join(str(o) for o in self.operands)})", 9
        if len(self.operands) == 1:
            text, level = self.operands[0]._text()
            return f"-{text if level > 3 else f'({text})'}", 3
        own = _PRECEDENCE[self.operator]
        parts = []
        for position, operand in enumerate(self.operands):
            text, level = operand._text()
            tight = level > own or (level == own and position == 0 and self.operator != "^")
            if position and self.operator in "+*" and level == own:
                tight = False
            parts.append(text if tight else f"({text})")
        space = "" if self.operator == "^" else " "
        return f"{space}{self.operator}{space}".join(parts), own

    def latex(self) -> str:
        """Return LaTeX."""
        return self._latex()[0]

    def _latex(self) -> tuple[str, int]:
        if self.operator == "number" and isinstance(self.value, Fraction):
            if self.value.denominator == 1:
                return str(self.value), 9 if self.value >= 0 else 3
            sign = "-" if self.value < 0 else ""
            return rf"{sign}\frac{{{abs(self.value.numerator)}}}{{{self.value.denominator}}}", 2
        if self.operator == "name":
            return _latex_name(str(self.value)), 9
        inner = [operand._latex() for operand in self.operands]
        texts = [text for text, _ in inner]

        def wrap(position: int, least: int) -> str:
            text, level = inner[position]
            # A sign after an operator needs brackets: x times -2 is not x - 2.
            bare = level >= least and not (text.startswith("-") and (position or len(texts) == 1))
            return text if bare else rf"\left({text}\right)"

        match self.operator:
            case "floor":
                return rf"\left\lfloor {texts[0]}\right\rfloor", 9
            case "ceil":
                return rf"\left\lceil {texts[0]}\right\rceil", 9
            case "abs":
                return rf"\left|{texts[0]}\right|", 9
            case "sqrt":
                return rf"\sqrt{{{texts[0]}}}", 9
            case "binomial":
                return rf"\binom{{{texts[0]}}}{{{texts[1]}}}", 9
            case "factorial":
                return f"{wrap(0, 9)}!", 8
            case "log2":
                return rf"\log_2\left({texts[0]}\right)", 8
            case "ln":
                return rf"\ln\left({texts[0]}\right)", 8
            case "exp":
                return f"e^{{{texts[0]}}}", 4
            case "max" | "min":
                return rf"\{self.operator}\left({', '.join(texts)}\right)", 9
            case "/":
                return rf"\frac{{{texts[0]}}}{{{texts[1]}}}", 5
            case "^":
                return f"{wrap(0, 9)}^{{{texts[1]}}}", 4
            case "*":
                rest = [wrap(i, 2 if i == 0 else 3) for i in range(len(texts))]
                out = rest[0]
                for left, piece in itertools.pairwise(rest):
                    out += (
                        r" \cdot "
                        if piece[:1].isdigit() or (left[-1:].isdigit() and piece[:1].isdigit())
                        else r"\,"
                    ) + piece
                return out, 2
            case "-" if len(texts) == 1:
                return f"-{wrap(0, 2)}", 1
            case "-":
                return f"{texts[0]} - {wrap(1, 2)}", 1
        return " + ".join([texts[0], *(wrap(i, 1) for i in range(1, len(texts)))]), 1


GREEK = {
    "delta",
    "epsilon",
    "alpha",
    "beta",
    "gamma",
    "kappa",
    "lambda",
    "mu",
    "rho",
    "sigma",
    "theta",
    "tau",
    "eta",
}


def _latex_name(name: str) -> str:
    if name == "pi":
        return r"\pi"
    head, _, tail = name.partition("_")
    text = rf"\{head}" if head in GREEK else (head if len(head) == 1 else rf"\mathrm{{{head}}}")
    return f"{text}_{{{tail.replace('_', ' ')}}}" if tail else text


@dataclass(frozen=True)
class Statement:
    """A relation between two expressions, or a predicate ``holds`` of a name and its arguments."""

    relation: str
    operands: tuple[Expression, ...]
    predicate: str = ""

    def prefix(self) -> Any:
        """Return the nested-list form used in certificates."""
        head = ["holds", self.predicate] if self.predicate else [self.relation]
        return [*head, *(operand.prefix() for operand in self.operands)]

    def names(self) -> frozenset[str]:
        """Return the variable names that occur."""
        return frozenset().union(*(operand.names() for operand in self.operands))

    def substitute(self, values: Mapping[str, Expression]) -> Statement:
        """Return the statement with names replaced."""
        return Statement(
            self.relation, tuple(o.substitute(values) for o in self.operands), self.predicate
        )

    def __str__(self) -> str:
        if self.predicate:
            return f"{self.predicate}({', '.join(str(o) for o in self.operands)})"
        return f"{self.operands[0]} {self.relation} {self.operands[1]}"

    def latex(self) -> str:
        """Return LaTeX."""
        if self.predicate:
            name = self.predicate.replace("_", r"\ ")
            return rf"\mathrm{{{name}}}({', '.join(o.latex() for o in self.operands)})"
        symbol = {"<=": r"\le", ">=": r"\ge", "!=": r"\ne"}.get(self.relation, self.relation)
        return f"{self.operands[0].latex()} {symbol} {self.operands[1].latex()}"


def number(value: int | Fraction) -> Expression:
    """Return an exact number; floats are refused because their value is rarely what was meant."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise InputError(
            f"numbers in claims are exact: use int, Fraction or text, not {type(value).__name__}"
        )
    return Expression("number", (), Fraction(value))


def name(text: str) -> Expression:
    """Return a variable or one of the constants e and pi."""
    return Expression("name", (), text)


def from_prefix(value: Any) -> Expression:
    """Rebuild an expression from its nested-list form."""
    if isinstance(value, str):
        head = value.removeprefix("-")
        return number(Fraction(value)) if head[:1].isdigit() else name(value)
    return Expression(value[0], tuple(from_prefix(part) for part in value[1:]))


def statement_from_prefix(value: Any) -> Statement:
    """Rebuild a statement from its nested-list form."""
    if value[0] == "holds":
        return Statement("holds", tuple(from_prefix(part) for part in value[2:]), value[1])
    return Statement(value[0], tuple(from_prefix(part) for part in value[1:]))
