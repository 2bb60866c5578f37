"""Proof sketches written as text: the nodes of ``checker.rules``, with parsed expressions.

A sketch is a partial proof tree.  Its leaves ``AUTO`` are left to the prover; everything else is
replayed by the checker as it stands, so a wrong sketch proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from memproof.errors import InputError
from memproof.statements.parser import parse_expression, parse_statements

Sketch = dict[str, Any]

AUTO: Sketch = {"rule": "auto"}
KNOWN: Sketch = {"rule": "known"}
SIGN: Sketch = {"rule": "sign"}


def expression(text: str) -> Any:
    """Return an expression's prefix form; raises ``ParseError``."""
    return parse_expression(text).prefix()


def statement(text: str) -> Any:
    """Return one relation's prefix form; raises ``InputError`` for a chain."""
    found = parse_statements(text)
    if len(found) != 1:
        raise InputError(f"one relation is needed here, not the chain {text!r}")
    return found[0].prefix()


def conclude(*proofs: Sketch, **terms: str) -> Sketch:
    """Prove each conclusion of a claim; ``terms`` gives the existential variables."""
    node: Sketch = {"rule": "conclude", "proofs": [dict(p) for p in proofs or (AUTO,)]}
    if terms:
        node["terms"] = {name: expression(text) for name, text in terms.items()}
    return node


def have(text: str, then: Sketch, proof: Sketch = AUTO, *, integer: bool = False) -> Sketch:
    """Prove a relation and go on with it; ``integer`` rounds it to the integers."""
    node: Sketch = {
        "rule": "have",
        "statement": statement(text),
        "proof": dict(proof),
        "then": dict(then),
    }
    if integer:
        node["integer"] = True
    return node


def have_all(texts: Iterable[str], then: Sketch) -> Sketch:
    """Prove relations one after the other, each left to the prover."""
    for text in reversed(tuple(texts)):
        then = have(text, then)
    return then


def split(
    text: str, above: Sketch = AUTO, below: Sketch = AUTO, *, integer: bool = False
) -> Sketch:
    """Cases: the expression is >= 0, or < 0 (<= -1 for an integer-valued one)."""
    node: Sketch = {
        "rule": "split",
        "on": expression(text),
        "above": dict(above),
        "below": dict(below),
    }
    if integer:
        node["integer"] = True
    return node


def integer_part(text: str, then: Sketch = AUTO) -> Sketch:
    """Go on with floor(y) <= y < floor(y) + 1."""
    return {"rule": "integer-part", "of": expression(text), "then": dict(then)}


def name(new: str, text: str, then: Sketch = AUTO, *, abstract: bool = False) -> Sketch:
    """Give a value a name; ``abstract`` replaces the value, an atom, by it everywhere."""
    node: Sketch = {"rule": "name", "name": new, "value": expression(text), "then": dict(then)}
    if abstract:
        node["abstract"] = True
    return node


def logs(left: str, right: str, then: Sketch = AUTO) -> Sketch:
    """Compare two positive values by their logarithms; the goal is right - left."""
    return {
        "rule": "logs",
        "left": expression(left),
        "right": expression(right),
        "then": dict(then),
    }


def multiply(factor: str, then: Sketch = AUTO, positive: Sketch = AUTO) -> Sketch:
    """Go on with a positive multiple of the goal."""
    return {
        "rule": "multiply",
        "by": expression(factor),
        "positive": dict(positive),
        "then": dict(then),
    }


def combine(*summands: tuple[str | int | Fraction, Sequence[str | int]]) -> Sketch:
    """A contradiction: summands (positive rational, factors >= 0).

    A factor is the number of a fact, an expression as text, or "goal" for the negated goal.
    """
    terms = [
        {
            "coefficient": str(coefficient),
            "factors": [f if isinstance(f, int) or f == "goal" else expression(f) for f in factors],
        }
        for coefficient, factors in summands
    ]
    return {"rule": "combine", "terms": terms}


def apply(
    identifier: str,
    values: Mapping[str, str],
    hypotheses: Sequence[Sketch],
    then: Sketch = AUTO,
    fresh: Mapping[str, str] | None = None,
) -> Sketch:
    """Use a lemma: ``values`` for its variables, a proof for each hypothesis in the claim's order.

    ``fresh`` names what the lemma says to exist.
    """
    node: Sketch = {
        "rule": "lemma",
        "id": identifier,
        "substitution": {name: expression(text) for name, text in values.items()},
        "hypotheses": [dict(proof) for proof in hypotheses],
        "then": dict(then),
    }
    if fresh:
        node["fresh"] = dict(fresh)
    return node


def absurd(proof: Sketch = AUTO) -> Sketch:
    """Derive -1 >= 0."""
    return {"rule": "absurd", "proof": dict(proof)}


def cases(
    variable: str,
    first: int,
    values: Sequence[Sketch],
    tail: Sketch = AUTO,
    bound: Sketch = AUTO,
) -> Sketch:
    """Cases of an integer: first, first + 1, ... in order, then all larger ones."""
    return {
        "rule": "cases",
        "variable": variable,
        "first": first,
        "bound": dict(bound),
        "values": [dict(proof) for proof in values],
        "tail": dict(tail),
    }


def change(
    variable: str,
    old_value: str,
    new: str,
    new_value: str,
    facts: Mapping[str, Sketch],
    then: Sketch = AUTO,
    *,
    integer: bool = False,
) -> Sketch:
    """Put variable = old_value(new), new = new_value(variable); ``facts`` about new are proved."""
    node: Sketch = {
        "rule": "change",
        "variable": variable,
        "old_value": expression(old_value),
        "name": new,
        "new_value": expression(new_value),
        "facts": [{"statement": statement(t), "proof": dict(p)} for t, p in facts.items()],
        "then": dict(then),
    }
    if integer:
        node["integer"] = True
    return node


def residues(variable: str, modulus: int, new: str, proofs: Sequence[Sketch]) -> Sketch:
    """Cases variable = modulus * new + r, r = 0, 1, ..., modulus - 1."""
    return {
        "rule": "residues",
        "variable": variable,
        "name": new,
        "modulus": modulus,
        "cases": [dict(proof) for proof in proofs],
    }


def exponentiate(left: str, right: str, then: Sketch = AUTO, scale: str = "1") -> Sketch:
    """The goal times ``scale`` > 0 is ln right - ln left; go on with right - left."""
    return {
        "rule": "exponentiate",
        "left": expression(left),
        "right": expression(right),
        "scale": expression(scale),
        "then": dict(then),
    }
