"""Replay of proof trees: each rule turns a goal in a context into subgoals that imply it.

A proof is a tree of JSON objects ``{"rule": NAME, ...}``.  A goal is one of

* ``Relation(p, r)``: the polynomial p satisfies p r 0, r one of ``>=``, ``>``, ``=``;
* ``Holds(name, args)``: a predicate fact;
* ``Conclusions(variables, list)``: values for the variables exist that satisfy all of the list.

The docstring of each rule says why it is sound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from memproof.checker.algebra import ONE, ZERO, Atom, Poly, atom, constant, variable
from memproof.checker.budget import spend
from memproof.checker.errors import Rejected
from memproof.checker.normal import RELATIONS, Context, Fact, derivative, rational

MAX_PROOF_DEPTH = 120
MAX_STEPS = 200_000
SORTS = {"integer": True, "real": False}


@dataclass(frozen=True)
class Relation:
    """The goal p r 0."""

    poly: Poly
    relation: str


@dataclass(frozen=True)
class Holds:
    """The goal that a predicate holds of these arguments."""

    name: str
    arguments: tuple[Poly, ...]


@dataclass(frozen=True)
class Conclusions:
    """The goal that values for ``variables`` exist for which every conclusion is true."""

    variables: tuple[tuple[str, bool], ...]
    conclusions: tuple[Any, ...]


Goal = Relation | Holds | Conclusions


def field(node: Mapping[str, Any], name: str, kind: type) -> Any:
    """Return a field of a proof node, or reject."""
    value = node.get(name)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise Rejected(
            "malformed", f"field {name!r} of rule {node.get('rule')!r} must be a {kind.__name__}"
        )
    return value


def only_fields(node: Mapping[str, Any], allowed: str, place: str) -> None:
    """Refuse a field that nothing reads."""
    for name in sorted(set(node) - set(allowed.split())):
        raise Rejected("malformed", f"{place}: unknown field {name[:60]!r}")


def _objects(items: Any, *allowed: str) -> list[dict[str, Any]]:
    """Return a list of objects, each with all its fields among those of one of the forms."""
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Rejected("malformed", "a list of objects is needed")
    for item in items:
        if not any(set(item) <= set(form.split()) for form in allowed):
            raise Rejected("malformed", f"unknown field among {sorted(item)}"[:200])
    return items


def relation_goal(context: Context, statement: Any) -> Goal:
    """Normalise a stated relation or predicate in a context.

    ``a != b`` becomes (a - b)^2 > 0.
    """
    if not isinstance(statement, list) or len(statement) < 2 or not isinstance(statement[0], str):
        raise Rejected("malformed", "a statement must be a list that starts with its relation")
    operator, *rest = statement
    if operator == "holds":
        if not isinstance(rest[0], str):
            raise Rejected("malformed", "a predicate needs a name")
        return Holds(rest[0], tuple(context.normal(argument) for argument in rest[1:]))
    if len(rest) != 2 or operator not in RELATIONS:
        raise Rejected("malformed", f"not a relation: {operator!r}")
    difference = context.normal(rest[0]) - context.normal(rest[1])
    match operator:
        case "<=" | "<":
            return Relation(-difference, ">=" if operator == "<=" else ">")
        case "!=":
            return Relation(difference * difference, ">")
    return Relation(difference, operator)


def assume(context: Context, statements: list[Any]) -> Context:
    """Add stated hypotheses to a context, as many as are shown to be defined.

    One that is not shown to be defined waits in the context until more is known; to leave one out
    only weakens the context. Nothing is concluded from its being defined.
    """
    context, waiting = _assume_defined(context, statements)
    return Context(context.sorts, context.facts, context.predicates, tuple(waiting))


def _assume_defined(context: Context, statements: Iterable[Any]) -> tuple[Context, list[Any]]:
    """Add what can be normalised, again and again: one may show that another is defined."""
    waiting = list(statements)
    while waiting:
        later = []
        for statement in waiting:
            try:
                goal = relation_goal(context, statement)
            except Rejected as error:
                if error.reason == "malformed":
                    raise
                later.append(statement)
                continue
            context = add_goal(context, goal)
        if len(later) == len(waiting):
            break
        waiting = later
    return context, waiting


def add_goal(context: Context, goal: Goal) -> Context:
    """Add a shown goal as a fact."""
    if isinstance(goal, Relation):
        return context.extend((goal.poly, goal.relation))
    if isinstance(goal, Holds):
        predicates = (*context.predicates, (goal.name, goal.arguments))
        return Context(context.sorts, context.facts, predicates, context.pending)
    raise Rejected("malformed", "existence is not a fact")


def transfer(target: Context, facts: tuple[Fact, ...], replace: Mapping[Any, Poly]) -> Context:
    """Rebuild facts in another context, with atoms replaced; add those that are defined there."""
    waiting = list(facts)
    while waiting:
        later = []
        added = []
        for p, relation in waiting:
            try:
                added.append((target.rebuild(p, replace), relation))
            except Rejected:
                later.append((p, relation))
        target = target.extend(*added) if added else target
        if len(later) == len(waiting):
            break
        waiting = later
    return target


def _has_kind(p: Poly, kinds: tuple[str, ...]) -> bool:
    """Return True when an atom of one of the kinds occurs, also inside others."""
    waiting: list[object] = [a for m in p.terms for a, _ in m]
    seen: set[object] = set()
    while waiting:
        part = waiting.pop()
        if isinstance(part, Poly):
            waiting += part.atoms()
        elif isinstance(part, tuple):
            waiting += [a for a, _ in part]
        elif isinstance(part, Atom) and part not in seen:
            if part.kind in kinds:
                return True
            seen.add(part)
            waiting += part.arguments
    spend(len(seen))
    return False


def renew(context: Context, *new: Fact) -> Context:
    """Add facts, simplify absolute values and floors in older ones, retry what is pending."""
    extended = context.extend(*new)
    facts = []
    for p, relation in context.facts:
        if _has_kind(p, ("abs", "floor")):
            with suppress(Rejected):  # the old form stays true
                p = extended.rebuild(p)
        facts.append((p, relation))
    renewed, waiting = _assume_defined(
        Context(context.sorts, (*facts, *new), context.predicates), context.pending
    )
    return Context(renewed.sorts, renewed.facts, renewed.predicates, tuple(waiting))


def substitute(expression: Any, values: Mapping[str, Any]) -> Any:
    """Replace names in a prefix expression or statement."""
    if isinstance(expression, str):
        return values.get(expression, expression)
    if isinstance(expression, list) and expression:
        skip = 2 if expression[0] == "holds" else 1
        return expression[:skip] + [substitute(part, values) for part in expression[skip:]]
    raise Rejected("malformed", "not an expression")


class Replay:
    """Replays proofs; ``lemmas`` maps an id to a claim whose own certificate is checked elsewhere.

    After a run, ``used`` holds the ids of the lemmas that the proof applied.
    """

    def __init__(self, lemmas: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        self.lemmas = lemmas or {}
        self.used: set[str] = set()
        self.steps = 0

    def run(self, context: Context, goal: Goal, proof: Any, depth: int = 0) -> None:
        """Check one proof tree; raises ``Rejected`` unless it proves the goal."""
        self.steps += 1
        spend(10)
        if depth > MAX_PROOF_DEPTH or self.steps > MAX_STEPS:
            raise Rejected("size-limit", "proof too large")
        if not isinstance(proof, dict):
            raise Rejected("malformed", "a proof must be an object")
        name = proof.get("rule")
        rule, fields = RULES.get(name, (None, "")) if isinstance(name, str) else (None, "")
        if rule is None:
            raise Rejected("unknown-rule", str(name)[:60])
        only_fields(proof, f"rule {fields}", f"rule {name!r}")
        rule(self, context, goal, proof, depth + 1)


def _need_relation(goal: Goal) -> Relation:
    if not isinstance(goal, Relation):
        raise Rejected("wrong-goal", "this rule needs an inequality or equation")
    return goal


def _inequality(goal: Goal) -> Relation:
    relation = _need_relation(goal)
    if relation.relation == "=":
        raise Rejected("wrong-goal", "this rule needs an inequality")
    return relation


def _rebuilt(context: Context, goal: Goal, replace: Mapping[Any, Poly] | None = None) -> Goal:
    """Normalise the goal again, in another context."""
    if isinstance(goal, Relation):
        return Relation(context.rebuild(goal.poly, replace), goal.relation)
    if isinstance(goal, Holds):
        return Holds(goal.name, tuple(context.rebuild(p, replace) for p in goal.arguments))
    if replace:
        raise Rejected("wrong-goal", "variables of an existence goal cannot be replaced")
    return goal


def _sign(replay: Replay, context: Context, goal: Goal, node: Any, depth: int) -> None:
    """The sign test (see ``normal``); for an equation the normal form is zero."""
    relation = _need_relation(goal)
    p = relation.poly
    shown = {
        ">": lambda: context.positive(p),
        ">=": lambda: context.nonnegative(p),
        "=": lambda: context.is_zero(p) or (context.nonnegative(p) and context.nonnegative(-p)),
    }[relation.relation]()
    if not shown:
        raise Rejected("not-shown", f"sign test: {str(p)[:300]} {relation.relation} 0")


def _both(replay: Replay, context: Context, goal: Goal, node: Any, depth: int) -> None:
    """p = 0 follows from p >= 0 and -p >= 0."""
    relation = _need_relation(goal)
    if relation.relation != "=":
        raise Rejected("wrong-goal", "both needs an equation")
    p = relation.poly
    replay.run(context, Relation(p, ">="), node.get("above"), depth)
    replay.run(context, Relation(-p, ">="), node.get("below"), depth)


def _conclude(replay: Replay, context: Context, goal: Goal, node: Any, depth: int) -> None:
    """Exhibit a term for each variable, integer-valued where needed; prove each conclusion."""
    if not isinstance(goal, Conclusions):
        raise Rejected("wrong-goal", "conclude needs a list of conclusions")
    terms, proofs = node.get("terms", {}), field(node, "proofs", list)
    if not isinstance(terms, dict) or set(terms) != {name for name, _ in goal.variables}:
        raise Rejected("malformed", "terms must name exactly the existential variables")
    for name, integer in goal.variables:
        if integer and not context.integer_valued(context.normal(terms[name])):
            raise Rejected("not-integer", f"the term for {name}")
    if len(proofs) != len(goal.conclusions):
        raise Rejected("malformed", "one proof for each conclusion")
    for statement, proof in zip(goal.conclusions, proofs, strict=True):
        replay.run(context, relation_goal(context, substitute(statement, terms)), proof, depth)


def _known(replay: Replay, context: Context, goal: Goal, node: Any, depth: int) -> None:
    """A predicate fact of the context with identical arguments."""
    if not isinstance(goal, Holds):
        raise Rejected("wrong-goal", "known needs a predicate")
    for name, arguments in context.predicates:
        if (
            name == goal.name
            and len(arguments) == len(goal.arguments)
            and all(context.is_zero(a - b) for a, b in zip(arguments, goal.arguments, strict=True))
        ):
            return
    raise Rejected("not-shown", f"no such fact: {goal.name}")


def _combine(replay: Replay, context: Context, goal: Goal, node: Any, depth: int) -> None:
    """Positivstellensatz: the negated goal joins the facts, and their combination is absurd.

    S = sum of c * (product of quantities >= 0) * square + multiples of equations is >= 0, and > 0
    when one summand is a positive multiple of a product of strict facts.  If the sign test shows S
    < 0, or S <= 0 with a strict summand, the negated goal is impossible.
    """
    negated: Fact | None = None
    if isinstance(goal, Relation):
        if goal.relation == "=":
            raise Rejected("wrong-goal", "split the equation first")
        negated = (-goal.poly, ">" if goal.relation == ">=" else ">=")
    total, strict = ZERO, False
    for term in _objects(node.get("terms"), "equation multiplier", "coefficient factors square"):
        if "equation" in term:
            p, relation = _fact(context, field(term, "equation", int))
            if relation != "=":
                raise Rejected("not-an-equation", str(p)[:100])
            total = total + p * context.normal(term.get("multiplier"))
            continue
        coefficient = rational(term.get("coefficient", "1"))
        if coefficient <= 0:
            raise Rejected("wrong-sign", "a coefficient must be positive")
        value, all_strict = constant(coefficient), True
        for factor in field(term, "factors", list):
            if factor == "goal":
                if negated is None:
                    raise Rejected("wrong-goal", "no inequality to negate")
                p, relation = negated
            elif isinstance(factor, int) and not isinstance(factor, bool):
                p, relation = _fact(context, factor)
            else:
                p = context.normal(factor)
                if context.positive(p):
                    relation = ">"
                elif context.nonnegative(p):
                    relation = ">="
                else:
                    raise Rejected("not-shown", f"factor {str(p)[:200]} >= 0")
            value = value * p
            all_strict = all_strict and relation == ">"
        if "square" in term:
            root = context.normal(term["square"])
            value = value * root * root
            all_strict = False
        total = total + value
        strict = strict or all_strict
    if context.is_zero(total):
        if strict:
            return
    elif context.positive(-total) or (strict and context.nonnegative(-total)):
        return
    raise Rejected("not-shown", f"the combination is not contradictory: {str(total)[:300]}")


def _fact(context: Context, index: int) -> Fact:
    if not 0 <= index < len(context.facts):
        raise Rejected("malformed", f"no fact {index}")
    return context.facts[index]


def _absurd(replay: Replay, context: Context, goal: Goal, node: Any, depth: int) -> None:
    """From -1 >= 0 everything follows."""
    replay.run(context, Relation(constant(-1), ">="), node.get("proof"), depth)


def _have(replay: Replay, context: Context, goal: Goal, node: Any, depth: int) -> None:
    """Prove a statement, then go on with it as a fact.

    With ``integer`` the fact is rounded: q > t (or q >= t) for an integer-valued q and a rational t
    gives q >= floor(t) + 1 (or q >= ceil(t)).
    """
    stated = relation_goal(context, node.get("statement"))
    replay.run(context, stated, node.get("proof"), depth)
    if node.get("integer") is True:
        stated = tighten(context, _inequality(stated))
    extended = (
        renew(context, (stated.poly, stated.relation))
        if isinstance(stated, Relation)
        else add_goal(context, stated)
    )
    replay.run(extended, _rebuilt(extended, goal), node.get("then"), depth)


def tighten(context: Context, shown: Relation) -> Relation:
    """Round a shown inequality with an integer-valued left side."""
    p = shown.poly
    offset = p.terms.get((), 0)
    rest = p - constant(offset)
    scale = rest.content() if rest.terms else 1
    rest, offset = rest.scale(Fraction(1) / scale), Fraction(offset) / scale
    if not context.integer_valued(rest):
        raise Rejected("not-integer", str(rest)[:200])
    limit = -offset
    least = (
        limit.numerator // limit.denominator + 1
        if shown.relation == ">"
        else -(offset.numerator // offset.denominator)
    )
    return Relation(rest - constant(least), ">=")


def _integer_part(replay: Replay, context: Context, goal: Goal, node: Any, depth: int) -> None:
    """floor(y) <= y < floor(y) + 1."""
    y = context.normal(node.get("of"))
    whole = context.floor(y)
    extended = context.extend((y - whole, ">="), (whole + ONE - y, ">"))
    replay.run(extended, goal, node.get("then"), depth)


def _split(replay: Replay, context: Context, goal: Goal, node: Any, depth: int) -> None:
    """p >= 0 or p < 0; for an integer-valued p the second case is p <= -1."""
    p = context.normal(node.get("on"))
    if node.get("integer") is True:
        if not context.integer_valued(p):
            raise Rejected("not-integer", str(p)[:200])
        below: Fact = (-p - ONE, ">=")
    else:
        below = (-p, ">")
    for fact, name in (((p, ">="), "above"), (below, "below")):
        half = renew(context, fact)
        replay.run(half, _rebuilt(half, goal), node.get(name), depth)


def _monotone(replay: Replay, context: Context, goal: Goal, node: Any, depth: int) -> None:
    """f(end) >= 0 and a slope of the right sign strictly between end and x give f(x) >= 0.

    Mean value theorem: f must be defined (hence continuous: no floor or factorial of x, those are
    refused by ``derivative``) on the closed segment from end to x and differentiable on the open
    one. On the segment x is real; kept are facts free of x and facts a + b x with b of the sign for
    which moving towards end keeps them true.  Strict: f(end) > 0, or the end is passed strictly and
    the slope is strictly of the right sign.
    """
    relation = _inequality(goal)
    name, upward = field(node, "variable", str), field(node, "upward", bool)
    if name not in context.sorts:
        raise Rejected("unknown-variable", name)
    p, end = relation.poly, context.normal(node.get("end"))
    if name in end.variables():
        raise Rejected("malformed", "the end point must not contain the variable")
    x = variable(name)
    gap = x - end if upward else end - x
    strict = relation.relation == ">"
    slope_strict = strict and node.get("strict") == "slope"
    replay.run(context, Relation(gap, ">" if slope_strict else ">="), node.get("bound"), depth)
    at_end = Relation(
        context.rebuild(p, {atom("var", name): end}), ">=" if slope_strict else relation.relation
    )
    replay.run(context, at_end, node.get("at_end"), depth)
    sorts = {**context.sorts, name: False}
    kept = [fact for fact in context.facts if name not in fact[0].variables()]
    far = [fact for fact in context.facts if _far_side(context, fact, name, upward)]
    base = transfer(Context(sorts), tuple(kept), {})
    closed = transfer(base.extend((gap, ">=")), tuple(far), {})
    opened = transfer(base.extend((gap, ">")), tuple(far), {})
    closed, opened = _define(replay, closed, opened, node, depth)
    closed.rebuild(p)
    slope = opened.rebuild(derivative(p, name))
    replay.run(
        opened,
        Relation(slope if upward else -slope, ">" if slope_strict else ">="),
        node.get("slope"),
        depth,
    )


def _define(
    replay: Replay, closed: Context, opened: Context, node: Any, depth: int
) -> tuple[Context, Context]:
    """Facts proved on the whole closed segment (hence on the open one), for definedness."""
    for item in _objects(node.get("definitions", []), "statement proof"):
        stated = relation_goal(closed, item.get("statement"))
        replay.run(closed, stated, item.get("proof"), depth)
        closed, opened = add_goal(closed, stated), add_goal(opened, stated)
    return closed, opened


def _far_side(context: Context, fact: Fact, name: str, upward: bool) -> bool:
    """The fact a + b x >= 0 (or > 0) stays true when x moves towards the end point."""
    p, relation = fact
    if name not in p.variables() or relation == "=":
        return False
    own = atom("var", name)
    linear, rest = ZERO, ZERO
    for monomial, c in p.terms.items():
        powers = dict(monomial)
        if powers.pop(own, 0) == 1:
            linear = linear + Poly({tuple((a, q) for a, q in monomial if a is not own): c})
        else:
            rest = rest + Poly({monomial: c})
    if name in linear.variables() or name in rest.variables():
        return False
    return context.nonnegative(-linear if upward else linear)


def _concave(replay: Replay, context: Context, goal: Goal, node: Any, depth: int) -> None:
    """f >= 0 at both ends and f'' <= 0 between give f >= 0 between (f lies above its chord)."""
    relation = _inequality(goal)
    name = field(node, "variable", str)
    if name not in context.sorts:
        raise Rejected("unknown-variable", name)
    x = variable(name)
    low, high = context.normal(node.get("lower")), context.normal(node.get("upper"))
    if name in low.variables() | high.variables():
        raise Rejected("malformed", "the end points must not contain the variable")
    replay.run(context, Relation(x - low, ">="), node.get("above_lower"), depth)
    replay.run(context, Relation(high - x, ">="), node.get("below_upper"), depth)
    for end, proof in ((low, "at_lower"), (high, "at_upper")):
        value = context.rebuild(relation.poly, {atom("var", name): end})
        replay.run(context, Relation(value, relation.relation), node.get(proof), depth)
    kept = tuple(fact for fact in context.facts if name not in fact[0].variables())
    base = transfer(Context({**context.sorts, name: False}), kept, {})
    closed = base.extend((x - low, ">="), (high - x, ">="))
    opened = base.extend((x - low, ">"), (high - x, ">"))
    closed, opened = _define(replay, closed, opened, node, depth)
    closed.rebuild(relation.poly)
    slope = opened.rebuild(derivative(relation.poly, name))
    curvature = opened.rebuild(derivative(slope, name))
    replay.run(opened, Relation(-curvature, ">="), node.get("curvature"), depth)


def _logs(replay: Replay, context: Context, goal: Goal, node: Any, depth: int) -> None:
    """For A, B > 0 the sign of B - A is the sign of ln B - ln A."""
    relation = _need_relation(goal)
    left, right = context.normal(node.get("left")), context.normal(node.get("right"))
    if not context.is_zero(relation.poly - (right - left)):
        raise Rejected("identity", "the goal is not right - left")
    difference = context.ln(right) - context.ln(left)
    replay.run(context, Relation(difference, relation.relation), node.get("then"), depth)


def _exponentiate(replay: Replay, context: Context, goal: Goal, node: Any, depth: int) -> None:
    """The inverse: a positive multiple of the goal is ln B - ln A, go on with B - A."""
    relation = _need_relation(goal)
    left, right = context.normal(node.get("left")), context.normal(node.get("right"))
    scale = context.normal(node.get("scale", "1"))
    if not context.positive(scale):
        raise Rejected("wrong-sign", "the scale must be positive")
    if not context.is_zero(relation.poly * scale - (context.ln(right) - context.ln(left))):
        raise Rejected("identity", "the goal is not a multiple of ln right - ln left")
    replay.run(context, Relation(right - left, relation.relation), node.get("then"), depth)


def _multiply(replay: Replay, context: Context, goal: Goal, node: Any, depth: int) -> None:
    """For h > 0 the goal g r 0 follows from (a polynomial equal to) h g r 0."""
    relation = _need_relation(goal)
    factor = context.normal(node.get("by"))
    replay.run(context, Relation(factor, ">"), node.get("positive"), depth)
    product = relation.poly * factor
    if "as" in node:
        other = context.normal(node["as"])
        if not context.is_zero(product - other):
            raise Rejected("identity", "the product is not what is stated")
        product = other
    if node.get("keep") is not True:
        product = context.clear_denominators(product)
    replay.run(context, Relation(product, relation.relation), node.get("then"), depth)


def _change(replay: Replay, context: Context, goal: Goal, node: Any, depth: int) -> None:
    """Change of variable x = E(u) with u = G(x): E(G(x)) = x wherever the context holds.

    The new variable u stands for G(x); it is an integer only if G(x) is integer-valued; facts about
    u are proved for G(x); the facts and the goal in x are those at E(u).
    """
    name, new = field(node, "variable", str), field(node, "name", str)
    if name not in context.sorts:
        raise Rejected("unknown-variable", name)
    old_atom, new_atom = atom("var", name), atom("var", new)
    forward = context.normal(node.get("new_value"))
    integer = node.get("integer") is True
    if integer and not context.integer_valued(forward):
        raise Rejected("not-integer", "the new variable")
    target = context.with_variable(new, integer)
    target = Context(target.sorts, (), context.predicates)
    for item in _objects(node.get("facts"), "statement proof"):
        statement = item.get("statement")
        stated = relation_goal(context, substitute(statement, {new: node.get("new_value")}))
        replay.run(context, stated, item.get("proof"), depth)
        target = add_goal(target, relation_goal(target, statement))
    backward = target.normal(node.get("old_value"))
    if name in backward.variables():
        raise Rejected("malformed", "the old value must not contain the old variable")
    both = Context(target.sorts, context.facts)
    if not both.is_zero(both.rebuild(backward, {new_atom: forward}) - variable(name)):
        raise Rejected("identity", "the two substitutions are not inverse")
    replace = {old_atom: backward}
    target = transfer(target, context.facts, replace)
    replay.run(target, _rebuilt(target, goal, replace), node.get("then"), depth)


def _residues(replay: Replay, context: Context, goal: Goal, node: Any, depth: int) -> None:
    """Every integer x is k u + r with an integer u and one r of 0 ... k-1."""
    name, new, modulus = (
        field(node, "variable", str),
        field(node, "name", str),
        field(node, "modulus", int),
    )
    cases = field(node, "cases", list)
    if not context.sorts.get(name, False):
        raise Rejected("not-integer", name)
    if not 2 <= modulus <= 1000 or len(cases) != modulus:
        raise Rejected("not-exhaustive", "one case for each residue")
    target = context.with_variable(new, True)
    target = Context(target.sorts, (), context.predicates)
    for r, proof in enumerate(cases):
        replace = {atom("var", name): variable(new).scale(modulus) + constant(r)}
        case = transfer(target, context.facts, replace)
        replay.run(case, _rebuilt(case, goal, replace), proof, depth)


def _cases(replay: Replay, context: Context, goal: Goal, node: Any, depth: int) -> None:
    """An integer n >= a (proved) is a, a+1, ..., b or >= b+1."""
    name, first = field(node, "variable", str), field(node, "first", int)
    values = field(node, "values", list)
    if not context.sorts.get(name, False):
        raise Rejected("not-integer", name)
    n = variable(name)
    replay.run(context, Relation(n - constant(first), ">="), node.get("bound"), depth)
    for offset, proof in enumerate(values):
        value = constant(first + offset)
        replace = {atom("var", name): value}
        case = transfer(
            Context(context.sorts, (), context.predicates), context.facts, replace
        ).extend((n - value, "="))
        if isinstance(goal, Conclusions):
            stated = tuple(
                substitute(part, {name: str(first + offset)}) for part in goal.conclusions
            )
            replay.run(case, Conclusions(goal.variables, stated), proof, depth)
        else:
            replay.run(case, _rebuilt(case, goal, replace), proof, depth)
    tail = renew(context, (n - constant(first + len(values)), ">="))
    replay.run(tail, _rebuilt(tail, goal), node.get("tail"), depth)


def _induction(replay: Replay, context: Context, goal: Goal, node: Any, depth: int) -> None:
    """Base and step of a relation or predicate; the step keeps n >= base and facts free of n.

    An existence goal is refused where its variable would be replaced.
    """
    name = field(node, "variable", str)
    if not context.sorts.get(name, False):
        raise Rejected("not-integer", name)
    base = context.normal(node.get("base"))
    if name in base.variables() or not context.integer_valued(base):
        raise Rejected("malformed", "the base must be an integer free of the variable")
    n = variable(name)
    replay.run(context, Relation(n - base, ">="), node.get("bound"), depth)
    at_base = _rebuilt(context, goal, {atom("var", name): base})
    replay.run(context, at_base, node.get("at_base"), depth)
    kept = tuple(fact for fact in context.facts if name not in fact[0].variables())
    step = transfer(Context(context.sorts), kept, {}).extend((n - base, ">="))
    step = add_goal(step, _rebuilt(step, goal))
    following = _rebuilt(step, goal, {atom("var", name): n + ONE})
    replay.run(step, following, node.get("step"), depth)


def _name(replay: Replay, context: Context, goal: Goal, node: Any, depth: int) -> None:
    """Give a value a name; with ``abstract`` the name replaces an atom in facts and goal."""
    name = field(node, "name", str)
    value = context.normal(node.get("value"))
    target = context.with_variable(name, context.integer_valued(value))
    u = variable(name)
    if node.get("abstract") is not True:
        target = target.extend((u - value, "="))
        replay.run(target, goal, node.get("then"), depth)
        return
    if len(value.terms) != 1:
        raise Rejected("malformed", "only an atom can be abstracted")
    ((monomial, c),) = value.terms.items()
    if c != 1 or len(monomial) != 1 or monomial[0][1] != 1:
        raise Rejected("malformed", "only an atom can be abstracted")
    replaced = monomial[0][0]
    replace = {replaced: u}
    if context.atom_nonnegative(replaced):
        target = target.extend((u, ">" if context.atom_positive(replaced) else ">="))
    target = transfer(target, context.facts, replace)
    replay.run(target, _rebuilt(target, goal, replace), node.get("then"), depth)


def _eliminate(replay: Replay, context: Context, goal: Goal, node: Any, depth: int) -> None:
    """An equation fact that is a multiple of x - E lets E stand for x everywhere."""
    name = field(node, "variable", str)
    p, relation = _fact(context, field(node, "fact", int))
    value, scale = context.normal(node.get("value")), context.normal(node.get("scale", "1"))
    if relation != "=" or name in value.variables() or name not in context.sorts:
        raise Rejected("malformed", "not an equation for that variable")
    if not context.is_zero(p * scale - (variable(name) - value)):
        raise Rejected("identity", "the fact is not a multiple of the equation")
    replace = {atom("var", name): value}
    target = transfer(Context(context.sorts, (), context.predicates), context.facts, replace)
    target = Context(target.sorts, target.facts + context.facts, context.predicates)
    replay.run(target, _rebuilt(target, goal, replace), node.get("then"), depth)


def _lemma(replay: Replay, context: Context, goal: Goal, node: Any, depth: int) -> None:
    """A lemma: its hypotheses are proved for the terms put in, its conclusions become facts."""
    identifier = field(node, "id", str)
    claim = replay.lemmas.get(identifier)
    if claim is None:
        raise Rejected("missing-lemma", identifier)
    replay.used.add(identifier)
    values, fresh = field(node, "substitution", dict), node.get("fresh", {})
    wanted = set(claim["variables"]), set(claim.get("exists", {}))
    if not isinstance(fresh, dict) or (set(values), set(fresh)) != wanted:
        raise Rejected("malformed", f"substitution for {identifier} must name its variables")
    for name, sort in claim["variables"].items():
        value = context.normal(values[name])
        if SORTS[sort] and not context.integer_valued(value):
            raise Rejected("not-integer", f"{name} of {identifier}")
    proofs = field(node, "hypotheses", list)
    if len(proofs) != len(claim["given"]):
        raise Rejected("malformed", f"one proof for each hypothesis of {identifier}")
    for statement, proof in zip(claim["given"], proofs, strict=True):
        replay.run(context, relation_goal(context, substitute(statement, values)), proof, depth)
    target = context
    names: dict[str, Any] = dict(values)
    for name, sort in claim.get("exists", {}).items():
        target = target.with_variable(fresh[name], SORTS[sort])
        names[name] = fresh[name]
    for statement in claim["conclude"]:
        target = add_goal(target, relation_goal(target, substitute(statement, names)))
    replay.run(target, _rebuilt(target, goal), node.get("then"), depth)


Rule = Callable[[Replay, Context, Goal, Any, int], None]

# Each rule with the fields that it reads.
RULES: dict[str, tuple[Rule, str]] = {
    "sign": (_sign, ""),
    "both": (_both, "above below"),
    "conclude": (_conclude, "terms proofs"),
    "known": (_known, ""),
    "combine": (_combine, "terms"),
    "absurd": (_absurd, "proof"),
    "have": (_have, "statement proof integer then"),
    "integer-part": (_integer_part, "of then"),
    "split": (_split, "on integer above below"),
    "monotone": (_monotone, "variable upward end strict bound at_end definitions slope"),
    "concave": (
        _concave,
        "variable lower upper above_lower below_upper at_lower at_upper definitions curvature",
    ),
    "logs": (_logs, "left right then"),
    "exponentiate": (_exponentiate, "left right scale then"),
    "multiply": (_multiply, "by positive as keep then"),
    "change": (_change, "variable name new_value old_value integer facts then"),
    "residues": (_residues, "variable name modulus cases"),
    "cases": (_cases, "variable first values bound tail"),
    "induction": (_induction, "variable base bound at_base step"),
    "name": (_name, "name value abstract then"),
    "eliminate": (_eliminate, "variable fact value scale then"),
    "lemma": (_lemma, "id substitution fresh hypotheses then"),
}
