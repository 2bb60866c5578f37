"""Goal-directed search for proof trees: iterative deepening over tactics.

A tactic proposes proof nodes with open leaves ``{"rule": "auto"}``; the checker's own replay
applies the rule, so the subgoals are exactly those that will be checked, and each open leaf is
searched in turn.  Samples of the context prune subgoals that are certainly false.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Mapping
from fractions import Fraction
from math import lcm
from typing import Any

from memproof.checker.algebra import (
    Atom,
    Poly,
    Rational,
    argument_of,
    atom_poly,
    constant,
    monomial_poly,
    variable,
)
from memproof.checker.errors import Rejected
from memproof.checker.normal import Context, Missing, closed_sign, enclose
from memproof.checker.rules import Conclusions, Goal, Relation, Replay, relation_goal, tighten
from memproof.provers.balls import Sample
from memproof.provers.proofs import AUTO, Budget, Proof, deep_atoms
from memproof.provers.samples import Sampler
from memproof.provers.tactics import few_values, tactics, values_node
from memproof.provers.terms import to_prefix

MAX_LEVEL = 7


class OutOfTime(Exception):
    """The time limit was reached."""


class NotFound(Exception):
    """No proof of an open leaf was found within its budget."""


class Elaborator(Replay):
    """A replay that fills open leaves by search; lemmas may be used by sketches."""

    def __init__(
        self, search: Search, budget: Budget, lemmas: Mapping[str, Mapping[str, Any]]
    ) -> None:
        super().__init__(lemmas)
        self.search, self.budget = search, budget

    def run(self, context: Context, goal: Goal, proof: Any, depth: int = 0) -> None:
        """Replay a node, or search when it is an open leaf."""
        if isinstance(proof, dict) and proof.get("rule") == "auto":
            found = self.search.prove(context, goal, proof.get("budget", self.budget))
            if found is None:
                raise NotFound
            proof.clear()
            proof.update(found)
            return
        super().run(context, goal, proof, depth)


class Search:
    """One search with a deadline; ``stuck`` collects the goals at which it failed."""

    def __init__(
        self, deadline: float, lemmas: Mapping[str, Mapping[str, Any]] | None = None
    ) -> None:
        self.deadline = deadline
        self.lemmas = lemmas or {}
        self.failed: dict[Any, int] = {}
        self.closing: dict[Any, Proof | None] = {}
        self.sampler = Sampler()
        self.stuck: dict[str, None] = {}
        self.nodes = 0

    def tick(self) -> None:
        """Raise when the time is over."""
        self.nodes += 1
        if time.monotonic() > self.deadline:
            raise OutOfTime

    def prove(self, context: Context, goal: Goal, budget: Budget) -> Proof | None:
        """Return a proof of the goal, or None."""
        self.tick()
        if isinstance(goal, Conclusions):
            return self._prove_conclusions(context, goal, budget)
        if not isinstance(goal, Relation):
            return {"rule": "known"}
        p = goal.poly
        if goal.relation == "=":
            if context.is_zero(p):
                return {"rule": "sign"}
            few = few_values(context, sorted(p.variables()))
            if few is not None and f"values {few[0]}" not in budget.used:
                return self.fill(
                    context, goal, values_node(*few), budget.step(f"values {few[0]}", cost=0)
                )
            return self.fill(
                context, goal, {"rule": "both", "above": {**AUTO}, "below": {**AUTO}}, budget
            )
        shown = context.positive(p) if goal.relation == ">" else context.nonnegative(p)
        if shown:
            return {"rule": "sign"}
        if not p.variables() and p != constant(-1):
            sign = closed_sign(p)
            if sign is not None and not (sign > 0 or (sign == 0 and goal.relation == ">=")):
                return self._absurd(context, goal, budget)
        key = (p, goal.relation, frozenset(context.facts), budget.used, budget.quick)
        if self.failed.get(key, -1) >= budget.depth:
            return None
        samples = self.sampler.samples(context)
        if any(_violates(sample, goal) for sample in samples):
            self.failed[key] = 10**6
            return None
        proof = self._forced(context, goal, budget)
        if proof is None and budget.depth > 0:
            for tactic in tactics(self, context, goal, budget, samples):
                self.tick()
                proof = self.fill(context, goal, *tactic)
                if proof is not None:
                    break
        if proof is None:
            self.failed[key] = budget.depth
            if len(self.stuck) < 12:
                self.stuck.setdefault(f"{str(p)[:160]} {goal.relation} 0")
        return proof

    def once(
        self, kind: str, context: Context, goal: Relation, look: Callable[[], Proof | None]
    ) -> Proof | None:
        """Look once for a closing node that depends on nothing but context and goal."""
        key = (kind, goal.poly, goal.relation, context.facts)
        if key not in self.closing:
            self.closing[key] = look()
        return copy.deepcopy(self.closing[key])

    def _absurd(self, context: Context, goal: Relation, budget: Budget) -> Proof | None:
        if self.sampler.samples(context) or budget.depth <= 0:
            return None
        return self.fill(context, goal, {"rule": "absurd", "proof": {**AUTO}}, budget)

    def fill(
        self, context: Context, goal: Goal, node: Proof, budget: Budget, retries: int = 4
    ) -> Proof | None:
        """Apply a node's rule, search its open leaves; missing side conditions become lemmas."""
        original = copy.deepcopy(node)
        for _ in range(retries + 1):
            elaborator = Elaborator(self, budget, self.lemmas)
            attempt = copy.deepcopy(original)
            try:
                elaborator.run(context, goal, attempt)
                return attempt
            except NotFound:
                return None
            except Missing as missing:
                wanted = {
                    "statement": [_prefix_relation(missing), to_prefix(missing.poly), "0"],
                    "proof": {**AUTO},
                }
                if original["rule"] in ("monotone", "concave") and missing.relation in (">", ">="):
                    definitions = original.setdefault("definitions", [])
                    if any(item["statement"] == wanted["statement"] for item in definitions):
                        return None
                    definitions.append(wanted)
                    continue
                return None
            except Rejected:
                return None
        return None

    def _prove_conclusions(
        self, context: Context, goal: Conclusions, budget: Budget
    ) -> Proof | None:
        if goal.variables:
            return None
        proofs: list[Any] = [{**AUTO} for _ in goal.conclusions]
        node: Proof = {"rule": "conclude", "proofs": proofs}
        for statement in goal.conclusions:
            try:
                relation_goal(context, statement)
            except Missing as missing:
                return self._define(context, goal, missing, budget)
            except Rejected:
                return None
        return self.fill(context, goal, node, budget)

    def _define(
        self, context: Context, goal: Goal, missing: Missing, budget: Budget
    ) -> Proof | None:
        """Prove a missing side condition as a lemma, or split on its sign."""
        if budget.depth <= 0:
            return None
        if missing.relation in (">", ">="):
            statement = [_prefix_relation(missing), to_prefix(missing.poly), "0"]
            node: Proof = {
                "rule": "have",
                "statement": statement,
                "proof": {**AUTO},
                "then": {**AUTO},
            }
            found = self.fill(
                context,
                goal,
                node,
                budget.step(cost=0) if len(context.facts) < 40 else budget.step(),
            )
            if found is not None:
                return found
        if missing.relation == "!=":
            for sign in (missing.poly, -missing.poly):
                node = {
                    "rule": "have",
                    "statement": [">", to_prefix(sign), "0"],
                    "proof": {**AUTO},
                    "then": {**AUTO},
                }
                found = self.fill(context, goal, node, budget)
                if found is not None:
                    return found
        used = f"define {str(missing.poly)[:80]}"
        signs = {sample.sign(missing.poly) for sample in self.sampler.samples(context)}
        if missing.relation in (">", ">=", "!=") and used not in budget.used and len(signs) > 1:
            node = {
                "rule": "split",
                "on": to_prefix(missing.poly),
                "integer": context.integer_valued(missing.poly),
                "above": {**AUTO},
                "below": {**AUTO},
            }
            found = self.fill(context, goal, node, budget.step(used, cost=0))
            if found is not None:
                return found
        names = sorted(missing.poly.variables())
        for name in names:
            bound = context.bound(name, False)
            if context.sorts.get(name) and bound is not None:
                first = bound[0].constant()
                if isinstance(first, int) and f"define {name}" not in budget.used:
                    node = {
                        "rule": "cases",
                        "variable": name,
                        "first": first,
                        "bound": {"rule": "sign"},
                        "values": [{**AUTO}],
                        "tail": {**AUTO},
                    }
                    found = self.fill(context, goal, node, budget.step(f"define {name}"))
                    if found is not None:
                        return found
        return None

    # Steps that never lose anything -------------------------------------------------------------

    def _forced(self, context: Context, goal: Relation, budget: Budget) -> Proof | None:
        """Bounds of integer parts, signs inside absolute values, logarithms of facts."""
        polys = [goal.poly, *(p for p, _ in context.facts)]
        floors = sorted(
            {a for p in polys for a in deep_atoms(p) if a.kind == "floor"},
            key=lambda a: (len(a.key), a.key),
        )
        for a in floors:
            y = argument_of(a)
            whole = atom_poly(a)
            if (y - whole, ">=") in context.facts:
                continue
            then = self._rounded(context, y, whole)
            node = {"rule": "integer-part", "of": to_prefix(y), "then": then}
            return self.fill(context, goal, node, budget)
        for name, integer in sorted(context.sorts.items()):
            for upper in (False, True):
                bound = context.bound(name, upper) if integer else None
                if bound is None:
                    continue
                exact = bound[0].constant()
                if exact is not None and exact.denominator == 1 and not bound[1]:
                    continue
                limit = whole_bound(bound[0], upper)
                if limit is None:
                    continue
                gap = variable(name) - constant(limit)
                strict = bound[1] if exact is not None else True
                node = {
                    "rule": "have",
                    "integer": True,
                    "statement": [">" if strict else ">=", to_prefix(-gap if upper else gap), "0"],
                    "proof": {"rule": "sign"},
                    "then": {**AUTO},
                }
                return self.fill(context, goal, node, budget)
        for p, relation in context.facts[:24]:
            sharper = sharpened(context, p, relation)
            if sharper is None or (sharper, ">=") in context.facts:
                continue
            node = {
                "rule": "have",
                "integer": True,
                "statement": [">" if relation == ">" else ">=", to_prefix(p), "0"],
                "proof": {"rule": "sign"},
                "then": {**AUTO},
            }
            if relation == "=" and sharpened(context, -p, relation) is None:
                continue
            return self.fill(context, goal, node, budget)
        values = {a for p in polys for a in deep_atoms(p) if a.kind == "abs"}
        if values and budget.depth > 0:
            a = min(values, key=lambda a: (len(a.key), a.key))
            inner = argument_of(a)
            used = f"abs {a.key}"
            if used not in budget.used:
                node = {
                    "rule": "split",
                    "on": to_prefix(inner),
                    "integer": context.integer_valued(inner),
                    "above": {**AUTO},
                    "below": {**AUTO},
                }
                return self.fill(context, goal, node, budget.step(used, cost=0))
        return None

    def _rounded(self, context: Context, y: Poly, whole: Poly) -> Proof:
        """After floor(y) <= y < floor(y) + 1: the same times a denominator, rounded to integers."""
        scale: Poly = constant(lcm(*(c.denominator for c in y.terms.values())))
        lowest: dict[Atom, Rational] = {}
        for monomial in y.terms:
            for a, q in monomial:
                if q < 0 and context.atom_positive(a):
                    lowest[a] = max(-q, lowest.get(a, 0))
        scale = scale * monomial_poly(lowest)
        scaled = y * scale
        size = len(context.facts)
        then: Proof = {**AUTO}
        if not (context.integer_valued(scaled) and context.integer_valued(scale)):
            return then
        for fact, gap, relation in (
            (size + 1, whole * scale + scale - scaled, ">"),
            (size, scaled - whole * scale, ">="),
        ):
            if relation == ">=" and scale.constant() is not None:
                continue
            proof = {
                "rule": "combine",
                "terms": [{"factors": ["goal"]}, {"factors": [fact, to_prefix(scale)]}],
            }
            statement = [relation, to_prefix(gap), "0"]
            then = {
                "rule": "have",
                "integer": relation == ">",
                "statement": statement,
                "proof": proof,
                "then": then,
            }
        return then


def _prefix_relation(missing: Missing) -> str:
    return missing.relation if missing.relation in (">", ">=") else ">"


def whole_bound(value: Poly, upper: bool) -> int | Fraction | None:
    """Return a rational bound as it is, an irrational one rounded outwards to an integer."""
    exact = value.constant()
    if exact is not None:
        return exact
    found = enclose(value, 64).floor()
    return None if found is None else found + (1 if upper else 0)


def sharpened(context: Context, p: Poly, relation: str) -> Poly | None:
    """Return q with q >= 0 sharper than p r 0 because p is integer-valued up to a constant."""
    if len(p.variables()) < 2 and relation != "=":
        return None
    if relation == ">=" and all(isinstance(c, int) for c in p.terms.values()):
        content = (p - constant(p.terms.get((), 0))).content()
        if p.terms.get((), 0) % content == 0:
            return None
    try:
        rounded = tighten(context, Relation(p, ">" if relation == ">" else ">="))
    except Rejected:
        return None
    rest = p - constant(p.terms.get((), 0))
    if not rest.terms:
        return None
    old = p.scale(Fraction(1) / rest.content())
    return rounded.poly if rounded.poly != old or relation == ">" else None


def _violates(sample: Sample, goal: Relation) -> bool:
    sign = sample.sign(goal.poly)
    if sign is None:
        return False
    return sign < 0 or (sign == 0 and goal.relation == ">")
