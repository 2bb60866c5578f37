"""Tactics: each yields proposals, a node with open leaves and the budget of its leaves."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import lcm
from typing import Any

from memproof.checker.algebra import (
    ONE,
    ZERO,
    Atom,
    Poly,
    Rational,
    argument_of,
    atom,
    atom_poly,
    constant,
    monomial_poly,
    variable,
)
from memproof.checker.errors import Rejected
from memproof.checker.normal import Context, closed_sign, derivative, enclose
from memproof.checker.rules import Relation, renew
from memproof.provers import linear, squares
from memproof.provers.balls import Sample, Undefined
from memproof.provers.proofs import (
    AUTO,
    Budget,
    Proof,
    Proposal,
    Searcher,
    deep_atoms,
    parts,
)
from memproof.provers.terms import atom_prefix, to_prefix


def tactics(
    search: Searcher, context: Context, goal: Relation, budget: Budget, samples: list[Sample]
) -> Iterator[Proposal]:
    """Yield the proposals for one goal, in the order in which they pay."""
    p = goal.poly
    names = sorted(p.variables()) or sorted(context.sorts)
    kinds = {a.kind for a in deep_atoms(p)}
    hard = bool(kinds & {"pow", "fact"})
    if (
        any(a.kind == "fact" for a in p.atoms())
        and all(len(part.terms) == 1 for part in parts(p))
        and "logs" not in budget.used
    ):
        # Factorials are only handled through their logarithms.
        yield from _logs(context, goal, budget)
        return
    stripped = list(_strip(context, goal, budget, samples))
    if stripped:
        yield from stripped
        # Multiplying by something positive loses nothing: the goal as it was is not worked on.
        if all(context.positive(context.normal(node["by"])) for node, _ in stripped):
            return
    if "floor" in kinds and _simple_floors(context, p):
        yield from _residues(context, goal, budget, names)
    yield from _integer_goal(context, goal, budget)
    yield from _eliminate(context, goal, budget)
    yield from _log_facts(context, goal, budget)
    yield from _exp_facts(context, goal, budget)
    yield from _differences(context, goal, budget)
    yield from _multiples(context, goal, budget)
    if "fact" in kinds:
        yield from _logs(context, goal, budget)
        yield from _induction(context, goal, budget, names)
    yield from linear.combinations(search, context, goal, budget, samples, 1)
    yield from _root_squares(context, goal, budget)
    yield from _few_values(context, goal, budget, sorted(p.variables()))
    yield from _squares(search, context, goal, budget, samples)
    yield from _floor_bounds(context, goal, budget, samples)
    yield from _contradict(context, goal, budget)
    if "fact" not in kinds and (
        hard or "sum" in kinds or any(not isinstance(q, int) for m in p.terms for _, q in m)
    ):
        yield from _logs(context, goal, budget)
    yield from _monotone(context, goal, budget, samples)
    yield from _integer_split(context, goal, budget)
    yield from linear.combinations(search, context, goal, budget, samples, 2)
    yield from _exponentiate(context, goal, budget)
    if len(names) <= 1 or not budget.quick:
        yield from _critical(context, goal, budget, names)
        yield from _reciprocal(context, goal, budget, names)
    if budget.quick:
        if len(names) == 1:
            yield from _cases(search, context, goal, budget, names)
        return
    yield from _sign_splits(context, goal, budget, samples)
    yield from _swaps(context, goal, budget)
    yield from _cases(search, context, goal, budget, names)
    yield from _induction(context, goal, budget, names)
    yield from _concave(context, goal, budget, names)
    yield from _order(context, goal, budget, names)
    yield from _powers_of_two(context, goal, budget)
    yield from _abstract(context, goal, budget)
    yield from _residues(context, goal, budget, names)
    yield from _integer_facts(context, goal, budget, samples)
    yield from _by_contradiction(context, goal, budget)
    yield from _bisect(context, goal, budget, names)


def _squares(
    search: Searcher, context: Context, goal: Relation, budget: Budget, samples: list[Sample]
) -> Iterator[Proposal]:
    kinds = {a.kind for a in goal.poly.atoms() if a.variables}
    if kinds & {"pow", "fact"} or (budget.quick and "ln" in kinds):
        return
    node = search.once("squares", context, goal, lambda: squares.find(context, goal, samples))
    if node is not None:
        yield node, budget


def _integer_goal(context: Context, goal: Relation, budget: Budget) -> Iterator[Proposal]:
    """p >= 0 for an integer-valued p follows from p > -1."""
    p = goal.poly
    used = f"integer {str(p)[:80]}"
    if goal.relation != ">=" or used in budget.used or not context.integer_valued(p):
        return
    if not any(a.kind == "floor" for a in deep_atoms(p)):
        return
    statement = [">", to_prefix(p + ONE), "0"]
    node = {
        "rule": "have",
        "integer": True,
        "statement": statement,
        "proof": {**AUTO},
        "then": {"rule": "sign"},
    }
    yield node, budget.step(used, cost=0)


def _integer_split(context: Context, goal: Relation, budget: Budget) -> Iterator[Proposal]:
    """The negation of an integer-valued goal is sharper by one."""
    p = goal.poly
    if "integer split" in budget.used or p.constant() is not None or goal.relation == "=":
        return
    own = p.variables()
    mixed = [q for q, _ in context.facts if q.variables() & own]
    if all(len(q.terms) <= 2 and q.atoms() <= {atom("var", n) for n in own} for q in mixed):
        mixed = [q for q in mixed if any(k != 1 for m in q.terms for _, k in m)]
    if not mixed or not context.integer_valued(p):
        return
    if any(a.kind == "pow" for a in p.atoms()):
        return
    if goal.relation == ">":
        p = p - ONE
    node = {
        "rule": "split",
        "on": to_prefix(p),
        "integer": True,
        "above": {"rule": "sign"},
        "below": {"rule": "absurd", "proof": {**AUTO}},
    }
    yield node, budget.step("integer split")


def _eliminate(context: Context, goal: Relation, budget: Budget) -> Iterator[Proposal]:
    """An equation that is linear in a variable with a constant coefficient removes it."""
    for index, (q, relation) in enumerate(context.facts):
        if relation != "=":
            continue
        for name in sorted(q.variables()):
            own = ((atom("var", name), 1),)
            c = q.terms.get(own)
            if c is None or f"eliminate {name}" in budget.used:
                continue
            value = Poly({m: k for m, k in q.terms.items() if m != own}).scale(Fraction(-1) / c)
            if name in value.variables() or (
                context.sorts[name] and not context.integer_valued(value)
            ):
                continue
            node = {
                "rule": "eliminate",
                "variable": name,
                "fact": index,
                "value": to_prefix(value),
                "scale": str(Fraction(1) / c),
                "then": {**AUTO},
            }
            yield node, budget.step(f"eliminate {name}", cost=0)
            return


def _exp_facts(context: Context, goal: Relation, budget: Budget) -> Iterator[Proposal]:
    """A bound on the logarithm of a variable is a bound on the variable."""
    if "exp facts" in budget.used:
        return
    nodes: list[Proof] = []
    for q, relation in context.facts:
        logs = [m for m in q.terms if any(a.kind == "ln" and a.variables for a, _ in m)]
        if len(logs) != 1 or relation == "=":
            continue
        inner = [a for a, _ in logs[0] if a.kind == "ln" and a.variables]
        if len(inner) != 1 or dict(logs[0])[inner[0]] != 1:
            continue
        others = tuple((a, k) for a, k in logs[0] if a is not inner[0])
        rest = Poly({m: c for m, c in q.terms.items() if m != logs[0]})
        scale = Poly({others: q.terms[logs[0]]})
        if rest.variables() or scale.variables():
            continue
        sign = closed_sign(scale)
        if not sign or inner[0].arguments[0].kind != "var":  # type: ignore[attr-defined]
            continue
        try:
            bound = context.atom_power(atom("e"), -(rest * context.power(scale, -1)))
        except Rejected:
            continue
        value = atom_poly(inner[0].arguments[0])  # type: ignore[arg-type]
        left, right = (bound, value) if sign > 0 else (value, bound)
        if context.positive(right - left):
            continue
        nodes.append(
            {
                "rule": "have",
                "statement": [relation, to_prefix(right - left), "0"],
                "proof": {
                    "rule": "logs",
                    "left": to_prefix(left),
                    "right": to_prefix(right),
                    "then": {
                        "rule": "multiply",
                        "by": to_prefix(scale if sign > 0 else -scale),
                        "positive": {"rule": "sign"},
                        "keep": True,
                        "then": {"rule": "sign"},
                    },
                },
            }
        )
    if nodes:
        then: Proof = {**AUTO}
        for node in reversed(nodes[:4]):
            then = {**node, "then": then}
        yield then, budget.step("exp facts", cost=0)


def _sign_splits(
    context: Context, goal: Relation, budget: Budget, samples: list[Sample]
) -> Iterator[Proposal]:
    """Split at x = 0, or at x = 1 where the logarithm of x changes sign."""
    if len([u for u in budget.used if u.startswith("at ")]) >= 2:
        return
    logs = {a.arguments[0] for a in deep_atoms(goal.poly) if a.kind == "ln"}
    for name in sorted(goal.poly.variables()):
        if f"at {name}" in budget.used:
            continue
        x = variable(name)
        cut = x - ONE if atom("var", name) in logs else x
        if len({sample.sign(cut) for sample in samples} - {0, None}) < 2:
            continue
        node = {
            "rule": "split",
            "on": to_prefix(cut),
            "integer": context.integer_valued(cut),
            "above": {**AUTO},
            "below": {**AUTO},
        }
        yield node, budget.step(f"at {name}")


def _swaps(context: Context, goal: Relation, budget: Budget) -> Iterator[Proposal]:
    """Order two variables that the goal and the facts do not tell apart."""
    p = goal.poly
    names = sorted(p.variables())
    for i, left in enumerate(names):
        for right in names[i + 1 :]:
            used = f"swap {left} {right}"
            x, y = atom("var", left), atom("var", right)
            if used in budget.used or any(k not in ("var",) for k in {a.kind for a in p.atoms()}):
                continue
            swapped = Poly({})
            for m, c in p.terms.items():
                powers: dict[Atom, Rational] = {
                    (y if a is x else x if a is y else a): k for a, k in m
                }
                swapped = swapped + monomial_poly(powers, c)
            if swapped != p:
                continue
            on = to_prefix(variable(left) - variable(right))
            node = {"rule": "split", "on": on, "above": {**AUTO}, "below": {**AUTO}}
            yield node, budget.step(used, cost=0)
            return


def _root_squares(context: Context, goal: Relation, budget: Budget) -> Iterator[Proposal]:
    """For w = floor(c sqrt(P)): w^2 and (w + 1)^2 against c^2 P, as integers where they are."""
    if "root squares" in budget.used:
        return
    polys = (goal.poly, *(q for q, _ in context.facts))
    floors = {a for q in polys for a in deep_atoms(q) if a.kind == "floor"}
    then: Proof = {**AUTO}
    for a in sorted(floors, key=lambda a: a.key)[:2]:
        y = argument_of(a)
        if len(y.terms) != 1:
            continue
        ((m, c),) = y.terms.items()
        if not any(k.denominator == 2 for _, k in m):
            continue
        whole = atom_poly(a)
        square = y * y
        if c > 0:
            bounds = [square - whole * whole, (whole + ONE) * (whole + ONE) - square]
            first: list[Proof] = []
        else:
            bounds = [whole * whole - square, square - (whole + ONE) * (whole + ONE)]
            first = [{"statement": [">", to_prefix(-whole), "0"], "integer": True}]
        for k, bound in reversed(list(enumerate(bounds))):
            statement = [">" if k else ">=", to_prefix(bound), "0"]
            integer = context.integer_valued(bound)
            then = {
                "rule": "have",
                "statement": statement,
                "integer": integer,
                "proof": {**AUTO},
                "then": then,
            }
        for head in first:
            then = {"rule": "have", **head, "proof": {**AUTO}, "then": then}
    if then["rule"] != "auto":
        yield then, budget.step("root squares", cost=0)


def few_values(context: Context, names: list[str]) -> tuple[str, int, int] | None:
    """Return an integer variable with at most four possible values, the first and their number."""
    for name in names:
        low, high = context.bound(name, False), context.bound(name, True)
        if not context.sorts.get(name) or low is None or high is None or low[1] or high[1]:
            continue
        first, last = low[0].constant(), high[0].constant()
        if isinstance(first, int) and isinstance(last, int) and 0 < last - first < 4:
            return name, first, last - first + 1
    return None


def values_node(name: str, first: int, count: int) -> Proof:
    """Return the node that looks at each of finitely many values."""
    return {
        "rule": "cases",
        "variable": name,
        "first": first,
        "bound": {"rule": "sign"},
        "values": [{**AUTO} for _ in range(count)],
        "tail": {"rule": "absurd", "proof": {**AUTO}},
    }


def _few_values(
    context: Context, goal: Relation, budget: Budget, names: list[str]
) -> Iterator[Proposal]:
    found = few_values(context, names)
    if found is not None and f"values {found[0]}" not in budget.used:
        yield values_node(*found), budget.step(f"values {found[0]}", cost=0)


def _floor_bounds(
    context: Context, goal: Relation, budget: Budget, samples: list[Sample]
) -> Iterator[Proposal]:
    """The least value of an integer part that the samples show, where no fact gives it yet."""
    if "floor bounds" in budget.used or not samples:
        return
    then: Proof = {**AUTO}
    for a in sorted(deep_atoms(goal.poly), key=lambda a: a.key, reverse=True):
        if a.kind != "floor":
            continue
        whole = atom_poly(a)
        values = []
        for sample in samples:
            try:
                values.append(sample.value(whole))
            except (Undefined, OverflowError, ValueError, ZeroDivisionError):
                continue
        exact = [v for v in values if isinstance(v, Fraction)]
        if not exact or not 1 <= min(exact) <= 1000:
            continue
        least = constant(min(exact))
        if context.nonnegative(whole - least):
            continue
        statement = [">", to_prefix(whole - least + ONE), "0"]
        have = {"rule": "have", "integer": True, "statement": statement, "proof": {**AUTO}}
        then = {**have, "then": then}
    if then["rule"] != "auto":
        yield then, budget.step("floor bounds")


def _contradict(context: Context, goal: Relation, budget: Budget) -> Iterator[Proposal]:
    """From -1 >= 0: refute one fact from the others."""
    if goal.poly != constant(-1):
        return
    size = len(context.facts)
    for index, (p, relation) in enumerate(context.facts):
        if relation == "=" or not p.variables() or f"refute {index}" in budget.used:
            continue
        opposite = ">=" if relation == ">" else ">"
        final = {"rule": "combine", "terms": [{"factors": [index]}, {"factors": [size]}]}
        node = {
            "rule": "have",
            "statement": [opposite, to_prefix(-p), "0"],
            "proof": {**AUTO},
            "then": final,
        }
        yield node, budget.step(f"refute {index}", cost=0 if len(p.terms) > 1 else 1)


def _by_contradiction(context: Context, goal: Relation, budget: Budget) -> Iterator[Proposal]:
    if "contradiction" in budget.used or not context.facts or goal.relation != ">=":
        return
    if not any(_hard(p) for p, _ in context.facts) and not any(
        a.kind == "sum" for p, _ in context.facts for a in p.atoms()
    ):
        return
    node = {
        "rule": "split",
        "on": to_prefix(goal.poly),
        "above": {"rule": "sign"},
        "below": {"rule": "absurd", "proof": {**AUTO}},
    }
    yield node, budget.step("contradiction")


def _integer_facts(
    context: Context, goal: Relation, budget: Budget, samples: list[Sample]
) -> Iterator[Proposal]:
    """Products of integers that the samples show to be bounded by an integer part."""
    if "integer facts" in budget.used:
        return
    atoms = sorted(
        {a for p in (goal.poly, *(q for q, _ in context.facts)) for a in deep_atoms(p)},
        key=lambda a: a.key,
    )
    floors = [atom_poly(a) for a in atoms if a.kind == "floor"]
    integers = [variable(n) for n in sorted(context.sorts) if context.sorts[n]]
    then: Proof = {**AUTO}
    count = 0
    for whole in floors:
        for other in floors:
            for factor in integers:
                gap = whole - other * factor
                if (
                    other == whole
                    or not samples
                    or any(sample.sign(gap) not in (0, 1) for sample in samples[:30])
                ):
                    continue
                if any((q, ">=") == (gap, r) for q, r in context.facts):
                    continue
                then = {
                    "rule": "have",
                    "integer": True,
                    "statement": [">", to_prefix(gap + ONE), "0"],
                    "proof": {**AUTO},
                    "then": then,
                }
                count += 1
    if 0 < count <= 6:
        yield then, budget.step("integer facts", cost=0)


def _strip(
    context: Context, goal: Relation, budget: Budget, samples: list[Sample]
) -> Iterator[Proposal]:
    """Multiply by what makes the goal primitive: clear denominators, strip common factors."""
    p = goal.poly
    common = _log_coefficient(p)
    if common is not None:
        positive = all(sample.sign(common) in (1, None) for sample in samples)
        if common.constant() is None and len(common.terms) <= 6 and positive:
            by = ["^", to_prefix(common), "-1"]
            yield (
                {
                    "rule": "multiply",
                    "by": by,
                    "positive": {**AUTO},
                    "then": {**AUTO},
                    "keep": True,
                },
                budget.step(cost=0),
            )
        return
    lowest: dict[Atom, Rational] = {}
    for a in sorted(p.atoms(), key=lambda a: a.key):
        least = min(dict(m).get(a, 0) for m in p.terms)
        if least != 0 and a.kind != "prime" and context.atom_positive(a):
            lowest[a] = -least
    if lowest:
        factor = to_prefix(monomial_poly(lowest))
        node = {"rule": "multiply", "by": factor, "positive": {**AUTO}, "then": {**AUTO}}
        yield node, budget.step(cost=0)


def _log_coefficient(p: Poly) -> Poly | None:
    """Return the common factor of all logarithms: without it they differentiate away."""
    coefficients: dict[Atom, Poly] = {}
    for monomial, c in p.terms.items():
        logs = [a for a, _ in monomial if a.kind == "ln" and a.variables]
        if not logs:
            continue
        if len(logs) > 1 or dict(monomial)[logs[0]] != 1:
            return None
        rest = tuple((a, q) for a, q in monomial if a is not logs[0])
        coefficients[logs[0]] = coefficients.get(logs[0], ZERO) + Poly({rest: c})
    if not coefficients:
        return None
    first = None
    for _, coefficient in sorted(coefficients.items(), key=lambda item: item[0].key):
        scaled = coefficient.scale(Fraction(1) / coefficient.content())
        if scaled.sorted_terms()[0][1] < 0:
            scaled = -scaled
        if first is None:
            first = scaled
        elif first != scaled:
            return None
    return first


def _ends(context: Context, name: str) -> Iterator[tuple[Any, bool, bool]]:
    """Yield (end point, upward, strict): closed bounds, then bounds by linear facts."""
    for upper in (False, True):
        bound = context.bound(name, upper)
        if bound is not None:
            yield to_prefix(bound[0]), not upper, bound[1]
    own = ((atom("var", name), 1),)
    for q, relation in context.facts:
        c = q.terms.get(own)
        if c is None or len(q.variables()) < 2:
            continue
        rest = Poly({m: k for m, k in q.terms.items() if m != own})
        if name in rest.variables():
            continue
        value = to_prefix(rest.scale(Fraction(-1) / c))
        if relation == "=":
            yield value, True, False
            yield value, False, False
        else:
            yield value, c > 0, relation == ">"


def _monotone(
    context: Context, goal: Relation, budget: Budget, samples: list[Sample]
) -> Iterator[Proposal]:
    p = goal.poly
    for name in sorted(p.variables()):
        try:
            slope = derivative(p, name)
        except Rejected:
            continue
        signs = {sample.sign(slope) for sample in samples[:40]} - {None, 0}
        if len(signs) == 2:
            continue
        for end, upward, strict in _ends(context, name):
            if signs and signs != {1 if upward else -1}:
                continue
            node = {
                "rule": "monotone",
                "variable": name,
                "end": end,
                "upward": upward,
                "bound": {**AUTO},
                "at_end": {**AUTO},
                "slope": {**AUTO},
            }
            yield node, budget.step()
            if strict and goal.relation == ">":
                yield {**node, "strict": "slope"}, budget.step()


def _logs(context: Context, goal: Relation, budget: Budget) -> Iterator[Proposal]:
    below, above = parts(goal.poly)
    if not below.terms or not above.terms or "logs" in budget.used:
        return
    yield (
        {"rule": "logs", "left": to_prefix(below), "right": to_prefix(above), "then": {**AUTO}},
        budget.step(
            "logs", "exp", cost=0 if any(a.kind == "fact" for a in deep_atoms(goal.poly)) else 1
        ),
    )


def _log_facts(context: Context, goal: Relation, budget: Budget) -> Iterator[Proposal]:
    """Take logarithms of the facts with powers."""
    if "log facts" in budget.used:
        return
    logs = any(a.kind == "ln" and a.variables for a in goal.poly.atoms())
    known = {q for q, _ in context.facts}
    statements = []
    for q, relation in context.facts:
        if relation == "=" or len(q.variables()) == 0:
            continue
        below, above = parts(q)
        if len(below.terms) != 1 or len(above.terms) != 1:
            continue
        if not logs and not any(a.kind == "pow" for a in q.atoms()):
            continue
        if len(q.variables()) < 2 and not any(a.kind in ("pow", "sum") for a in deep_atoms(q)):
            continue
        try:
            difference = context.ln(above) - context.ln(below)
        except Rejected:
            continue
        if difference in known or not difference.variables():
            continue
        factor = _closed_factor(difference)
        if factor is not None:
            difference = difference.times_powers({a: -k for a, k in factor.items()})
            if difference in known:
                continue
        statements.append((difference, relation, below, above, factor))
    if not statements:
        return
    node: Proof = {**AUTO}
    for difference, relation, below, above, factor in reversed(statements[:8]):
        proof: Proof = {
            "rule": "exponentiate",
            "left": to_prefix(below),
            "right": to_prefix(above),
            "then": {"rule": "sign"},
        }
        if factor is not None:
            proof = {
                "rule": "multiply",
                "by": to_prefix(monomial_poly(dict(factor))),
                "positive": {"rule": "sign"},
                "keep": True,
                "then": proof,
            }
        statement = [relation, to_prefix(difference), "0"]
        node = {"rule": "have", "statement": statement, "proof": proof, "then": node}
    yield node, budget.step("log facts", cost=0)


def _closed_factor(p: Poly) -> dict[Atom, Rational] | None:
    """Return the positive closed atoms that divide every term."""
    shared: dict[Atom, Rational] | None = None
    for m in p.terms:
        own = {a: k for a, k in m if not a.variables and a.kind != "prime"}
        shared = own if shared is None else {a: k for a, k in shared.items() if own.get(a) == k}
    if not shared or any(closed_sign(atom_poly(a)) != 1 for a in shared):
        return None
    return shared


def _differences(context: Context, goal: Relation, budget: Budget) -> Iterator[Proposal]:
    """goal = factor * fact + rest: the fact cancels the goal's hardest part; prove the rest."""
    p = goal.poly
    for index, (q, relation) in enumerate(context.facts):
        if len(q.variables()) == 0 or not _hard(q):
            continue
        shared = [
            m
            for m in q.terms
            if m in p.terms and any(a.kind in ("ln", "pow", "fact", "floor") for a, _ in m)
        ]
        ratios = sorted({Fraction(p.terms[m]) / q.terms[m] for m in shared})
        for ratio in ratios:
            if ratio <= 0 and relation != "=":
                continue
            rest = p - q.scale(ratio)
            if not rest.terms or rest == p:
                continue
            used = f"difference {index} {ratio}"
            if used in budget.used:
                continue
            statement = [goal.relation if relation != ">" else ">=", to_prefix(rest), "0"]
            size = len(context.facts)
            term: Any
            if relation == "=":
                term = {"equation": index, "multiplier": str(ratio)}
            else:
                term = {"coefficient": str(ratio), "factors": [index]}
            final = {"rule": "combine", "terms": [{"factors": ["goal"]}, term, {"factors": [size]}]}
            yield (
                {"rule": "have", "statement": statement, "proof": {**AUTO}, "then": final},
                budget.step(used, cost=0),
            )


def _multiples(context: Context, goal: Relation, budget: Budget) -> Iterator[Proposal]:
    """goal = monomial * fact + rest, for the monomials that cancel a logarithm of the goal."""
    if "multiple" in budget.used:
        return
    p = goal.poly
    for index, (q, relation) in enumerate(context.facts):
        if relation == "=" or len(q.variables()) == 0:
            continue
        ratios: dict[Poly, None] = {}
        for m, c in q.terms.items():
            for a, k in m:
                if a.kind not in ("ln", "floor") or not a.variables:
                    continue
                for other, d in p.terms.items():
                    if dict(other).get(a) != k or c * d <= 0:
                        continue
                    powers: dict[Atom, Rational] = dict(other)
                    for b, e in m:
                        powers[b] = powers.get(b, 0) - e
                    ratios.setdefault(monomial_poly(powers, Fraction(d) / c))
        for ratio in list(ratios)[:3]:
            if ratio.constant() is not None or not context.positive(ratio):
                continue
            rest = p - q * ratio
            if len(rest.terms) >= len(p.terms) + len(q.terms) - 1:
                continue
            statement = [goal.relation if relation != ">" else ">=", to_prefix(rest), "0"]
            terms = [
                {"factors": ["goal"]},
                {"factors": [index, to_prefix(ratio)]},
                {"factors": [len(context.facts)]},
            ]
            final = {"rule": "combine", "terms": terms}
            yield (
                {"rule": "have", "statement": statement, "proof": {**AUTO}, "then": final},
                budget.step("multiple", cost=0),
            )


def _hard(p: Poly) -> bool:
    return any(a.kind in ("ln", "pow", "fact", "floor") for m in p.terms for a, _ in m)


def _cases(
    search: Searcher, context: Context, goal: Relation, budget: Budget, names: list[str]
) -> Iterator[Proposal]:
    """Finitely many values, then a tail; the tail is searched first."""
    if "cases" in budget.used:
        return
    below = budget.step("cases")
    for name in names:
        bound = context.bound(name, False)
        if not context.sorts.get(name) or bound is None:
            continue
        start = _ceiling(bound)
        if start is None:
            continue
        upper = context.bound(name, True)
        top = None if upper is None else upper[0].constant()
        counts = [1, 3, 8, 20]
        if top is not None and top - start <= 80:
            counts = [int(top - start) + 1]
        for count in counts:
            tail = renew(context, (variable(name) - constant(start + count), ">="))
            try:
                found = search.prove(tail, Relation(tail.rebuild(goal.poly), goal.relation), below)
            except Rejected:
                found = None
            if found is None:
                continue
            node = {
                "rule": "cases",
                "variable": name,
                "first": start,
                "bound": {"rule": "sign"},
                "values": [{**AUTO} for _ in range(count)],
                "tail": found,
            }
            yield node, below


def _ceiling(bound: tuple[Poly, bool]) -> int | None:
    value, _ = bound
    exact = value.constant()
    if exact is not None:
        whole = -(-exact.numerator // exact.denominator)
        return whole
    found = enclose(value, 64).floor()
    return None if found is None else found + 1


def _induction(
    context: Context, goal: Relation, budget: Budget, names: list[str]
) -> Iterator[Proposal]:
    kinds = {a.kind for a in deep_atoms(goal.poly)}
    if not kinds & {"fact", "pow"}:
        return
    for name in names:
        bound = context.bound(name, False)
        if not context.sorts.get(name) or bound is None or f"induction {name}" in budget.used:
            continue
        start = _ceiling(bound)
        if start is None:
            continue
        node = {
            "rule": "induction",
            "variable": name,
            "base": str(start),
            "bound": {"rule": "sign"},
            "at_base": {**AUTO},
            "step": {**AUTO},
        }
        yield node, budget.step(f"induction {name}")


def _exponentiate(context: Context, goal: Relation, budget: Budget) -> Iterator[Proposal]:
    """A sum of multiples of logarithms and a constant: compare the products."""
    p = goal.poly
    if "exp" in budget.used or not any(a.kind == "ln" and a.variables for a in p.atoms()):
        return
    left, right = ONE, ONE
    denominators = [c.denominator for c in p.terms.values()]
    scale = lcm(*denominators)
    try:
        for monomial, c in p.terms.items():
            logs = [a for a, q in monomial if a.kind == "ln" and q == 1]
            if len(logs) > 1:
                return
            rest = {a: q for a, q in monomial if a not in logs}
            exponent = monomial_poly(rest, (c if c > 0 else -c) * scale)
            base = logs[0].arguments[0] if logs else atom("e")
            factor = context.atom_power(base, exponent)  # type: ignore[arg-type]
            if c > 0:
                right = right * factor
            else:
                left = left * factor
    except Rejected:
        return
    node = {
        "rule": "exponentiate",
        "left": to_prefix(left),
        "right": to_prefix(right),
        "scale": str(scale),
        "then": {**AUTO},
    }
    yield node, budget.step("exp", "logs")


def _concave(
    context: Context, goal: Relation, budget: Budget, names: list[str]
) -> Iterator[Proposal]:
    for name in names:
        low, high = context.bound(name, False), context.bound(name, True)
        if low is None or high is None or f"concave {name}" in budget.used:
            continue
        try:
            derivative(goal.poly, name)
        except Rejected:
            continue
        node = {
            "rule": "concave",
            "variable": name,
            "lower": to_prefix(low[0]),
            "upper": to_prefix(high[0]),
            "above_lower": {**AUTO},
            "below_upper": {**AUTO},
            "at_lower": {**AUTO},
            "at_upper": {**AUTO},
            "curvature": {**AUTO},
        }
        yield node, budget.step(f"concave {name}")


def _critical(
    context: Context, goal: Relation, budget: Budget, names: list[str]
) -> Iterator[Proposal]:
    """Cut at a zero of the derivative, closed where it is linear in x, ln x or a power."""
    if len([u for u in budget.used if u.startswith("critical")]) >= 2:
        return
    for name in names:
        try:
            slope = context.rebuild(derivative(goal.poly, name))
        except Rejected:
            continue
        cuts: list[Poly] = []
        for candidate in (slope, context.clear_denominators(slope)):
            cuts += _roots(context, candidate, name)
        if len(goal.poly.variables()) == 1:
            cuts += [constant(r) for r in _numeric_roots(context, slope, name)]
        for cut in cuts[:4]:
            used = f"critical {name} {str(cut)[:60]}"
            if used in budget.used:
                continue
            node = {
                "rule": "split",
                "on": to_prefix(variable(name) - cut),
                "above": {**AUTO},
                "below": {**AUTO},
            }
            yield node, budget.step(used)


def _roots(context: Context, slope: Poly, name: str) -> list[Poly]:
    """Return closed zeros of a slope that is linear in one atom function of the variable."""
    x = atom("var", name)
    own = [m for m in slope.terms if any(name in a.variables for a, _ in m)]
    if len(own) != 1:
        return []
    powers = dict(own[0])
    inner = [a for a in powers if name in a.variables]
    if len(inner) != 1:
        return []
    a, q = inner[0], powers[inner[0]]
    coefficient = Poly({tuple((b, k) for b, k in own[0] if b is not a): slope.terms[own[0]]})
    rest = Poly({m: c for m, c in slope.terms.items() if m != own[0]})
    try:
        value = -(rest * context.power(coefficient, -1))
        if q != 1:
            value = context.power(value, Fraction(1) / q)
        if a is x:
            return [value]
        if a.kind == "ln" and a.arguments[0] is x:
            return [context.atom_power(atom("e"), value)]
        if a.kind == "pow" and a.arguments[1] == ((x, 1),):
            base = a.arguments[0]
            return [context.ln(value) * context.power(context.ln(atom_poly(base)), -1)]  # type: ignore[arg-type]
    except Rejected:
        return []
    return []


def _grid(a: Fraction | None, b: Fraction | None) -> list[Fraction]:
    """Return increasing points between two ends, denser near a finite end and near 0 and 1."""
    steps = [Fraction(2) ** k for k in range(-12, 14)]
    points = {Fraction(0), Fraction(1), *steps, *(-t for t in steps)}
    if a is not None:
        points |= {a, *(a + t for t in steps)}
    if b is not None:
        points |= {b, *(b - t for t in steps)}
    if a is not None and b is not None:
        points |= {a + (b - a) * Fraction(i, 48) for i in range(49)}
    inside = (x for x in points if (a is None or x >= a) and (b is None or x <= b))
    return sorted(inside)


def _numeric_roots(context: Context, slope: Poly, name: str) -> list[Fraction]:
    """Return rationals near sign changes of the slope."""
    low, high = context.bound(name, False), context.bound(name, True)
    a = None if low is None else _rational(low[0])
    b = None if high is None else _rational(high[0])
    grid = _grid(a, b)
    roots: list[Fraction] = []
    previous: tuple[Fraction, int] | None = None
    for point in grid:
        sign = Sample({name: point}).sign(slope)
        if sign is None or sign == 0:
            if sign == 0 and (a is None or a < point) and (b is None or point < b):
                roots.append(point)
            continue
        if previous is not None and previous[1] != sign:
            left, right = previous[0], point
            for _ in range(30):
                middle = ((left + right) / 2).limit_denominator(10**12)
                inner = Sample({name: middle}).sign(slope)
                if inner == previous[1]:
                    left = middle
                else:
                    right = middle
            for digits in (1, 4, 20, 1000, 10**6):
                close = ((left + right) / 2).limit_denominator(digits)
                if abs(close - left) < (point - previous[0]) / 20 or digits == 10**6:
                    roots.append(close)
                    break
        previous = (point, sign)
    return roots[:3]


def _rational(p: Poly) -> Fraction:
    value = p.constant()
    if value is not None:
        return Fraction(value)
    enclosure = enclose(p, 64)
    mantissa, exponent = enclosure.low
    return Fraction(mantissa) * Fraction(2) ** exponent


def _reciprocal(
    context: Context, goal: Relation, budget: Budget, names: list[str]
) -> Iterator[Proposal]:
    """u = 1/x, for equality at infinity."""
    if any(u.startswith("reciprocal") for u in budget.used):
        return
    for name in names:
        low = context.bound(name, False)
        if low is None or context.bound(name, True) is not None:
            continue
        sign = closed_sign(low[0])
        if sign is None or sign < 0 or (sign == 0 and not low[1]):
            continue
        new = f"{name}_inverse"
        facts: list[Proof] = [{"statement": [">", new, "0"], "proof": {**AUTO}}]
        if sign:
            upper = ["^", to_prefix(low[0]), "-1"]
            facts.append({"statement": ["<=", new, upper], "proof": {**AUTO}})
        node = {
            "rule": "change",
            "variable": name,
            "name": new,
            "new_value": ["^", name, "-1"],
            "old_value": ["^", new, "-1"],
            "facts": facts,
            "then": {**AUTO},
        }
        yield node, budget.step("reciprocal")


def _order(
    context: Context, goal: Relation, budget: Budget, names: list[str]
) -> Iterator[Proposal]:
    """n = k + m for a fact n - k >= 0, so that both become free non-negative variables."""
    if any(u.startswith("order") for u in budget.used):
        return
    for q, relation in context.facts:
        if relation == "=" or len(q.variables()) < 2:
            continue
        for name in names:
            own = ((atom("var", name), 1),)
            c = q.terms.get(own)
            if c is None or abs(c) != 1:
                continue
            rest = Poly({m: k for m, k in q.terms.items() if m != own})
            if name in rest.variables():
                continue
            new = f"{name}_gap"
            old_value = (variable(new) - rest).scale(Fraction(1) / c)
            node = {
                "rule": "change",
                "variable": name,
                "name": new,
                "new_value": to_prefix(q),
                "old_value": to_prefix(old_value),
                "integer": context.integer_valued(q),
                "facts": [{"statement": [relation, new, "0"], "proof": {**AUTO}}],
                "then": {**AUTO},
            }
            yield node, budget.step(f"order {name}")


def _powers_of_two(context: Context, goal: Relation, budget: Budget) -> Iterator[Proposal]:
    """floor(log2 y) = j: go on with 2^j <= y < 2^(j+1)."""
    if "powers" in budget.used:
        return
    for a in sorted(deep_atoms(goal.poly), key=lambda a: a.key):
        if a.kind != "floor":
            continue
        y = argument_of(a)
        logs = [b for b in y.atoms() if b.kind == "ln" and b.variables]
        if not logs:
            continue
        whole = atom_poly(a)
        ln2 = atom_poly(atom("ln", atom("prime", 2)))
        try:
            value = context.atom_power(atom("e"), y * ln2)
            power = context.atom_power(atom("prime", 2), whole)
        except Rejected:
            continue
        then: Proof = {**AUTO}
        for left, right, strict in ((power, value, ">="), (value, power.scale(2), ">")):
            gap = right - left
            then = {
                "rule": "have",
                "statement": [strict, to_prefix(gap), "0"],
                "proof": {
                    "rule": "logs",
                    "left": to_prefix(left),
                    "right": to_prefix(right),
                    "then": {**AUTO},
                },
                "then": then,
            }
        yield then, budget.step("powers")


def _abstract(context: Context, goal: Relation, budget: Budget) -> Iterator[Proposal]:
    """Replace a logarithm, power or integer part by a variable."""
    if len([u for u in budget.used if u.startswith("abstract")]) >= 2:
        return
    for a in sorted(goal.poly.atoms(), key=lambda a: a.key):
        if a.kind not in ("ln", "pow", "floor") or not a.variables:
            continue
        new = f"u{len(context.sorts)}"
        if new in context.sorts:
            continue
        node = {
            "rule": "name",
            "name": new,
            "value": atom_prefix(a),
            "abstract": True,
            "then": {**AUTO},
        }
        yield node, budget.step(f"abstract {a.key[:60]}")


def _residues(
    context: Context, goal: Relation, budget: Budget, names: list[str]
) -> Iterator[Proposal]:
    """Residue classes of an integer under an integer part with a constant divisor."""
    if any(u.startswith("residues") for u in budget.used) or budget.depth < 1:
        return
    for name in names:
        if not context.sorts.get(name):
            continue
        moduli = set()
        for a in deep_atoms(goal.poly):
            if a.kind == "floor" and name in a.variables:
                moduli |= {
                    c.denominator for c in argument_of(a).terms.values() if c.denominator > 1
                }
        modulus = lcm(*moduli) if moduli else 1
        if not 2 <= modulus <= 60:
            continue
        node = {
            "rule": "residues",
            "variable": name,
            "name": f"{name}_q",
            "modulus": modulus,
            "cases": [{**AUTO} for _ in range(modulus)],
        }
        yield node, budget.step(f"residues {name}")


def _simple_floors(context: Context, p: Poly) -> bool:
    """All integer parts are of polynomials in one integer variable with small denominators."""
    for a in deep_atoms(p):
        if a.kind == "floor":
            y = argument_of(a)
            if len(y.variables()) != 1 or lcm(*(c.denominator for c in y.terms.values())) > 12:
                return False
            if any(q < 0 or b.kind != "var" for m in y.terms for b, q in m):
                return False
    return True


def _bisect(
    context: Context, goal: Relation, budget: Budget, names: list[str]
) -> Iterator[Proposal]:
    """Halve the widest bounded variable."""
    widest: tuple[Fraction, str, Fraction] | None = None
    for name in names:
        low, high = context.bound(name, False), context.bound(name, True)
        if low is None or high is None:
            continue
        a, b = _rational(low[0]), _rational(high[0])
        if widest is None or b - a > widest[0]:
            widest = (b - a, name, ((a + b) / 2).limit_denominator(1000))
    if widest is not None and widest[0] > Fraction(1, 1000):
        node = {
            "rule": "split",
            "on": ["-", widest[1], str(widest[2])],
            "above": {**AUTO},
            "below": {**AUTO},
        }
        yield node, budget.step()
