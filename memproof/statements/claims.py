"""Claims and verdicts as values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from memproof.checker.normal import is_name, look_of
from memproof.errors import InputError
from memproof.statements.expressions import CONSTANTS, FUNCTIONS, Statement
from memproof.statements.parser import parse_domain, parse_statements


@dataclass(frozen=True)
class Claim:
    """For all variables of their sorts with the hypotheses, values for ``exists`` give the
    conclusions.

    ``variables`` and ``exists`` are (name, "integer" or "real") pairs; bounds of a domain are
    hypotheses.
    """

    variables: tuple[tuple[str, str], ...]
    given: tuple[Statement, ...]
    conclude: tuple[Statement, ...]
    exists: tuple[tuple[str, str], ...] = ()

    def document(self) -> dict[str, Any]:
        """Return the JSON form in certificates; its digest identifies the claim."""
        result: dict[str, Any] = {
            "variables": dict(self.variables),
            "given": [statement.prefix() for statement in self.given],
            "conclude": [statement.prefix() for statement in self.conclude],
        }
        if self.exists:
            result["exists"] = dict(self.exists)
        return result

    def __str__(self) -> str:
        left = ", ".join(str(statement) for statement in self.given)
        right = " and ".join(str(statement) for statement in self.conclude)
        return f"{left} |- {right}" if left else right


def make_claim(
    claim: str | Iterable[str],
    variables: Mapping[str, str] | None = None,
    given: Iterable[str] = (),
    exists: Mapping[str, str] | None = None,
    predicates: Iterable[str] = (),
) -> Claim:
    """Parse a claim from text.

    ``variables`` maps a name to its domain ("integer >= 2", "real in (0, 1/2]"); ``given`` and
    ``claim`` are relations (chains allowed).  Names that occur without a domain raise
    ``InputError``, as do reserved names.
    """
    known = frozenset(predicates)
    declared: list[tuple[str, str]] = []
    hypotheses: list[Statement] = []
    for variable, domain in (variables or {}).items():
        _check_name(variable)
        sort, bounds = parse_domain(variable, domain)
        declared.append((variable, sort))
        hypotheses.extend(bounds)
    for text in given:
        hypotheses.extend(parse_statements(text, known))
    conclusions: list[Statement] = []
    for text in (claim,) if isinstance(claim, str) else claim:
        conclusions.extend(parse_statements(text, known))
    existential: list[tuple[str, str]] = []
    for variable, domain in (exists or {}).items():
        _check_name(variable)
        sort, bounds = parse_domain(variable, domain)
        existential.append((variable, sort))
        conclusions.extend(bounds)
    names = {variable for variable, _ in declared}
    _check_declared(hypotheses, names)
    _check_declared(conclusions, names | {variable for variable, _ in existential})
    if not conclusions:
        raise InputError("a claim needs a conclusion")
    looks: dict[str, str] = {}
    for variable, _ in (*declared, *existential):
        other = looks.setdefault(look_of(variable), variable)
        if other != variable:
            raise InputError(f"the variables {other} and {variable} look alike: rename one")
    return Claim(tuple(declared), tuple(hypotheses), tuple(conclusions), tuple(existential))


def _check_name(variable: str) -> None:
    if not is_name(variable) and variable not in (*CONSTANTS, *FUNCTIONS, "holds"):
        raise InputError(f"{variable!r} is not a variable name")
    if variable in CONSTANTS or variable in FUNCTIONS or variable in ("holds", "in", "and"):
        raise InputError(f"{variable!r} is a reserved name and cannot be a variable")


def _check_declared(statements: Iterable[Statement], names: set[str]) -> None:
    for statement in statements:
        for used in sorted(statement.names() - names):
            raise InputError(
                f"{used!r} in {str(statement)!r} has no domain: declare it as a variable"
            )


@dataclass(frozen=True)
class Proved:
    """The claim holds; the certificate is what the checker replays."""

    certificate: Mapping[str, Any]
    name: str = field(default="proved", init=False)


@dataclass(frozen=True)
class Refuted:
    """The claim fails at an exact point; ``sides`` shows both sides there, for people."""

    certificate: Mapping[str, Any]
    point: Mapping[str, Fraction]
    sides: tuple[str, ...]
    name: str = field(default="refuted", init=False)


@dataclass(frozen=True)
class Vacuous:
    """The hypotheses contradict each other, so the claim says nothing."""

    certificate: Mapping[str, Any]
    name: str = field(default="vacuous", init=False)


@dataclass(frozen=True)
class Unknown:
    """Not decided; ``tried`` says what was tried and where it got stuck."""

    tried: tuple[str, ...]
    name: str = field(default="unknown", init=False)


Verdict = Proved | Refuted | Vacuous | Unknown
