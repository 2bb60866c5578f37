"""Normal forms back to prefix expressions, for writing proof trees."""

from __future__ import annotations

from typing import Any

from memproof.checker.algebra import Atom, Monomial, Poly, Rational, argument_of


def to_prefix(p: Poly) -> Any:
    """Return a prefix expression whose normal form is p (where p is defined)."""
    terms = [_term(m, c) for m, c in p.sorted_terms()]
    if not terms:
        return "0"
    return terms[0] if len(terms) == 1 else ["+", *terms]


def _term(monomial: Monomial, coefficient: Rational) -> Any:
    factors = [_power(a, q) for a, q in monomial]
    if not factors:
        return str(coefficient)
    if coefficient != 1:
        factors = [str(coefficient), *factors]
    return factors[0] if len(factors) == 1 else ["*", *factors]


def _power(a: Atom, q: Rational) -> Any:
    base = atom_prefix(a)
    return base if q == 1 else ["^", base, str(q)]


def atom_prefix(a: Atom) -> Any:
    """Return a prefix expression for one atom."""
    first = a.arguments[0] if a.arguments else None
    match a.kind:
        case "var" | "prime":
            return str(first)
        case "e" | "pi":
            return a.kind
        case "pow":
            return ["^", atom_prefix(first), _term(a.arguments[1], 1)]  # type: ignore[arg-type]
        case "ln":
            return ["ln", atom_prefix(first)]  # type: ignore[arg-type]
        case "sum":
            return to_prefix(argument_of(a))
        case "fact":
            return ["factorial", to_prefix(argument_of(a))]
    return [a.kind, to_prefix(argument_of(a))]
