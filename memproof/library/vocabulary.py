"""The vocabulary of the claims: what each predicate means, how many arguments, of which sorts.

A predicate is opaque to the checker, so two claims fit together only if its name means the same in
both.  Hence a name has one meaning and one list of parameters, whatever folder it stands in, and a
claim that uses it otherwise is refused on load.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal, get_args

from memproof.certificates.modules import load_module, open_folder
from memproof.errors import InputError
from memproof.statements.claims import Claim
from memproof.statements.expressions import CONSTANTS, FUNCTIONS, Expression, Statement

Sort = Literal["integer", "real"]
# A quotient is an integer where its numerator vanishes on all residues; beyond these it is refused.
MAX_RESIDUES = 4096


@dataclass(frozen=True)
class Predicate:
    """A property that claims speak of by name.

    ``parameters`` are (name, sort) in order, ``meaning`` says in words what holds of them, and
    ``formal`` is the name of its definition in ``formal/``, "" while there is none.  Raises
    ``InputError`` for a name that cannot stand in a claim, a parameter twice, or no meaning.
    """

    name: str
    parameters: tuple[tuple[str, Sort], ...]
    meaning: str
    formal: str = ""

    def __post_init__(self) -> None:
        names = [name for name, _ in self.parameters]
        if not self.name.isidentifier() or self.name in FUNCTIONS or self.name in CONSTANTS:
            raise InputError(f"{self.name!r} cannot be the name of a predicate")
        if not names or len(set(names)) != len(names):
            raise InputError(f"the predicate {self.name} needs parameters with names of their own")
        if any(sort not in get_args(Sort) for _, sort in self.parameters):
            raise InputError(f"the parameters of {self.name} are integer or real")
        if not self.meaning.strip():
            raise InputError(f"the predicate {self.name} needs a meaning")

    @property
    def signature(self) -> str:
        """The name with its parameters, as in "memorizes(W, L, N, delta, d, C)"."""
        return f"{self.name}({', '.join(name for name, _ in self.parameters)})"

    def __str__(self) -> str:
        return f"{self.signature}: {self.meaning}"


def read_vocabulary(path: Path) -> tuple[Predicate, ...]:
    """Return the ``VOCABULARY`` of a file; raises ``InputError`` if it defines none."""
    where = f"{path.parent.name}/{path.name}"
    module = load_module(open_folder(path.parent, "vocabulary"), path.stem)
    found = getattr(module, "VOCABULARY", None)
    if not isinstance(found, tuple) or not all(isinstance(one, Predicate) for one in found):
        raise InputError(f"{where} must define VOCABULARY, a tuple of Predicate")
    return found


def join_vocabularies(
    files: Iterable[tuple[str, tuple[Predicate, ...]]],
) -> Mapping[str, Predicate]:
    """Return the predicates of several (place, vocabulary) pairs by name.

    A vocabulary may repeat what another says, word for word.  Raises ``InputError`` for a second
    meaning, other parameters, or a name twice in one place.
    """
    known: dict[str, tuple[str, Predicate]] = {}
    for place, vocabulary in files:
        names = [one.name for one in vocabulary]
        for name in sorted({name for name in names if names.count(name) > 1}):
            raise InputError(f"{place} defines {name} twice")
        for one in vocabulary:
            first, other = known.setdefault(one.name, (place, one))
            if other.parameters != one.parameters:
                raise InputError(f"{place}: {one.signature} has other parameters than in {first}")
            if other != one:
                raise InputError(f"{place}: {one.name} has another meaning than in {first}")
    return {name: one for name, (_, one) in known.items()}


def predicates_of(claim: Claim) -> tuple[Statement, ...]:
    """The predicates that a claim supposes or concludes, in order."""
    return tuple(one for one in (*claim.given, *claim.conclude) if one.predicate)


def check_predicates(identifier: str, claim: Claim, vocabulary: Mapping[str, Predicate]) -> None:
    """Raise ``InputError`` where a claim uses a predicate that is unknown or has other arguments.

    Where an integer is due, the argument must be one by its form: integers under +, -, *, powers
    that are not negative, floor and the like, and quotients that are integers on all residues.
    """
    sorts = dict((*claim.variables, *claim.exists))
    floors = _least_values(claim)
    for used in predicates_of(claim):
        known = vocabulary.get(used.predicate)
        if known is None:
            raise InputError(f"{identifier}: no vocabulary says what {used.predicate} means")
        if len(known.parameters) != len(used.operands):
            raise InputError(
                f"{identifier}: {used} has {len(used.operands)} arguments, {known.signature} "
                f"{len(known.parameters)}"
            )
        for (name, sort), argument in zip(known.parameters, used.operands, strict=True):
            if sort == "integer" and not _is_integer(argument, sorts, floors):
                raise InputError(
                    f"{identifier}: {argument} is not evidently an integer, as {name} of "
                    f"{known.signature} must be"
                )


def _least_values(claim: Claim) -> dict[str, Fraction]:
    """Lower bounds of variables that stand as such among the hypotheses."""
    found: dict[str, Fraction] = {}
    for one in (*claim.given, *claim.conclude):
        if one.relation in (">=", ">") and one.operands[0].operator == "name":
            bound = one.operands[1].value
            if isinstance(bound, Fraction):
                found[str(one.operands[0].value)] = bound
    return found


def _is_integer(
    expression: Expression, sorts: Mapping[str, str], floors: Mapping[str, Fraction]
) -> bool:
    inner = expression.operands
    match expression.operator:
        case "number":
            return isinstance(expression.value, Fraction) and expression.value.denominator == 1
        case "name":
            return sorts.get(str(expression.value)) == "integer"
        case "floor" | "ceil":
            return True
        case "+" | "-" | "*" | "max" | "min" | "abs" | "factorial" | "binomial":
            return all(_is_integer(one, sorts, floors) for one in inner)
        case "^":
            whole = all(_is_integer(one, sorts, floors) for one in inner)
            return whole and _is_nonnegative(inner[1], floors)
        case "/":
            return _is_integer(inner[0], sorts, floors) and _divides(inner[1], inner[0])
    return False


def _is_nonnegative(expression: Expression, floors: Mapping[str, Fraction]) -> bool:
    match expression.operator:
        case "number":
            return isinstance(expression.value, Fraction) and expression.value >= 0
        case "name":
            return floors.get(str(expression.value), Fraction(-1)) >= 0
        case "+" | "*" | "max" | "binomial":
            return all(_is_nonnegative(one, floors) for one in expression.operands)
    return False


def _divides(divisor: Expression, dividend: Expression) -> bool:
    """Whether an integer divides a polynomial in integers everywhere: on all residues."""
    modulus = divisor.value
    if not isinstance(modulus, Fraction) or modulus.denominator != 1 or modulus <= 0:
        return False
    atoms = sorted(_atoms(dividend), key=str)
    number = int(modulus)
    if number ** len(atoms) > MAX_RESIDUES:
        return False
    choices = itertools.product(range(number), repeat=len(atoms))
    return all(
        _evaluate(dividend, dict(zip(atoms, values, strict=True))) % number == 0
        for values in choices
    )


def _atoms(expression: Expression) -> set[Expression]:
    if expression.operator in ("+", "-", "*"):
        return set().union(*(_atoms(one) for one in expression.operands))
    return set() if expression.operator == "number" else {expression}


def _evaluate(expression: Expression, values: Mapping[Expression, int]) -> int:
    if expression in values:
        return values[expression]
    inner = [_evaluate(one, values) for one in expression.operands]
    match expression.operator:
        case "+":
            return sum(inner)
        case "*":
            product = 1
            for one in inner:
                product *= one
            return product
        case "-":
            return -inner[0] if len(inner) == 1 else inner[0] - sum(inner[1:])
    assert isinstance(expression.value, Fraction)
    return int(expression.value)
