# ruff: noqa: E501
"""Each breakage of the checker is reported by the canary run itself.

A breakage changes one line of the checker's source; the functions' code is exchanged in place, so
that every table and import sees it.  ``test_mutants`` takes out each guard in turn (long).
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from functools import lru_cache
from types import FunctionType, ModuleType
from typing import Any

import pytest

from memproof.canaries.run import Canary, make_canaries, present
from memproof.checker import documents, enclosure, normal, rules
from memproof.checker.kinds import interpolation, networks, position, ranks, shattering

MODULES = (networks, shattering, ranks, interpolation, position)
# Module, what stands there, what stands there in the breakage.
BREAKAGES: dict[str, tuple[ModuleType, str, str]] = {
    # Networks and points.
    "bounds of a family never evaluated": (
        networks,
        "if not _holds(relation, {**values, **sizes}):",
        "if False:",
    ),
    "widths unchecked": (networks, "own > most for own, most", "False for own, most"),
    "depth unchecked": (networks, "if len(widths) > len(demand.widths) or any(", "if any("),
    "segments checked at their start only": (
        networks,
        "if p != first * over or q != (last - first) * over:",
        "if p + q * low != (first + (last - first) * low) * over and not low:",
    ),
    "segments checked at their ends only": (
        networks,
        "parts = [(low, high, 0, scale, inputs)]",
        "parts = [(low, high, 0, scale, inputs)] if low is None else [(end, end, 0, scale, inputs)"
        " for end in (low, high)]",
    ),
    "bits unchecked": (networks, "for name in SIZES:\n        if _count", "for name in SIZES[:5]:\n        if _count"),
    "sizes unchecked": (networks, "for name in SIZES:\n        if _count", "for name in ():\n        if _count"),
    "pieces unchecked": (networks, "if found != pieces.count:", "if False:"),
    "values unchecked": (networks, "if output != label:", "if False:"),
    "assignments not enumerated": (networks, "if key not in seen:", "if False:"),
    "an assignment twice": (networks, "if key in seen:", "if False:"),
    "labels of another labeling": (shattering, "if witnesses[index] != labels:", "if False:"),
    "half-spaces read the wrong way": (shattering, "labels |= (value > 0) << index", "labels |= (value < 0) << index"),
    "weights of an obstruction unchecked": (shattering, "if sums[0] != sums[1]:", "if False:"),
    "negative weights of an obstruction": (shattering, "if weight <= 0:", "if False:"),
    "an obstruction of any labeling": (
        shattering,
        "if not ((on_left == left and not on_right) or (not on_left and on_right == right)):",
        "if False:",
    ),
    "labelings not enumerated": (shattering, "if labels not in seen:", "if False:"),
    "counts of labelings unchecked": (shattering, "if _count(stated, word) != counted:", "if False:"),
    "width of a class unchecked": (shattering, 'sizes["width"] > width or not', "not"),
    "depth of a class unchecked": (
        shattering,
        'not 1 <= sizes["depth"] <= depth',
        "False",
    ),
    "digests of given networks unchecked": (
        shattering,
        "if hashlib.sha256(text.encode()).hexdigest() != digests[number]:",
        "if False:",
    ),
    "a minor that is zero": (ranks, "if head[at] == 0:", "if False:"),
    "determinants unchecked": (ranks, 'if _count(fields["determinant"], place) != determinant:', "if False:"),
    "bounds of ranks unchecked": (ranks, "if limit != rank:", "if False:"),
    "a residual believed": (interpolation, "if residual < Fraction(least, unit):", "if False:"),
    "a defect believed": (interpolation, "if defect < Fraction(least, unit):", "if False:"),
    "a Lipschitz bound believed": (interpolation, "if lipschitz < Fraction(least, unit):", "if False:"),
    "a ball that is not mapped into itself": (
        interpolation,
        "if residual + contraction * claim.radius > claim.radius:",
        "if False:",
    ),
    "determinants of points unchecked": (position, "if found is not None:\n            raise", "if False:\n            raise"),
    "hyperplanes unchecked": (position, "if value != 0:", "if False:"),
    # Documents.
    "fields that nothing reads": (rules, "for name in sorted(set(node) - set(allowed.split())):", "for name in ():"),
    "hypotheses at the witness": (documents, "elif not holds_at(statement, point):", "elif False:"),
    "conclusions at the point": (documents, "if all(holds_at(statement, point) for statement in claim", "if False and (claim"),
    "digests of claims used": (documents, '.get("claim")) != expected:', '.get("claim")) == "":'),
    "uses that are none": (documents, "if used != set(uses):", "if False:"),
    # Rules and the kernel.
    "facts read off a minus": (
        rules,
        "    context, waiting = _assume_defined(context, statements)\n    return",
        "    context, waiting = _assume_defined(context, statements)\n"
        "    context = add_goal(context, Relation(constant(-1), '>=')) if waiting else context\n    return",
    ),
    "a split that forgets zero": (rules, "below: Fact = (-p - ONE, \">=\")", "below: Fact = (-p - ONE - ONE, \">=\")"),
    "a slope of the wrong sign": (rules, "Relation(slope if upward else -slope,", "Relation(-slope if upward else slope,"),
    "an end that is not reached": (rules, 'Relation(gap, ">" if slope_strict else ">="), node.get("bound"), depth)', 'Relation(ONE, ">="), {"rule": "sign"}, depth)'),
    "facts kept on a segment": (rules, "kept = [fact for fact in context.facts if name not in fact[0].variables()]", "kept = [*context.facts]"),
    "facts kept in an induction": (rules, "    kept = tuple(fact for fact in context.facts if name not in fact[0].variables())\n    step", "    kept = context.facts\n    step"),
    "curvature of the wrong sign": (rules, "Relation(-curvature,", "Relation(curvature,"),
    "a negative coefficient": (rules, "if coefficient <= 0:", "if False:"),
    "a factor of unknown sign": (rules, "elif context.nonnegative(p):\n                    relation", "elif True:\n                    relation"),
    "a multiplier of unknown sign": (rules, "replay.run(context, Relation(factor, \">\"), node.get(\"positive\"), depth)", "pass"),
    "logs without an identity": (rules, "if not context.is_zero(relation.poly - (right - left)):", "if False:"),
    "a change without an inverse": (rules, "if not both.is_zero(both.rebuild(backward, {new_atom: forward}) - variable(name)):", "if False:"),
    "a missing residue": (rules, "or len(cases) != modulus:", ":"),
    "cases from anywhere": (rules, 'replay.run(context, Relation(n - constant(first), ">="), node.get("bound"), depth)', "pass"),
    "an equation that is none": (rules, 'if relation != "=" or name in value', "if name in value"),
    "hypotheses of a lemma": (rules, "        replay.run(context, relation_goal(context, substitute(statement, values)), proof, depth)\n    target", "        pass\n    target"),
    "integers that are none": (rules, 'raise Rejected("not-integer", f"{name} of {identifier}")', "pass"),
    "rounding too far": (rules, "limit.numerator // limit.denominator + 1\n", "limit.numerator // limit.denominator + 2\n"),
    "a predicate of other arguments": (rules, "and all(context.is_zero(a - b) for", "and all(True for"),
    "roots of negative numbers": (normal, "if not (self.positive(p) if q < 0 else self.nonnegative(p)):", "if False:"),
    "logs of negative numbers": (normal, "if not p.terms or not self.positive(p):", "if not p.terms:"),
    "an absolute value that is its argument": (normal, "if self.nonnegative(p):\n            return p\n        if self.nonnegative(-p)", "if True:\n            return p\n        if self.nonnegative(-p)"),
    "a bound of the other side": (normal, "table = self._lower if factor > 0 else self._upper", "table = self._upper if factor > 0 else self._lower"),
    "an enclosure that is too narrow": (enclosure, "slack = 3 * j + 16", "slack = -(1 << (bits - 8))"),
}  # fmt: skip


def broken(module: ModuleType, old: str, new: str) -> dict[str, Any]:
    """The module's namespace when it is loaded with one text exchanged."""
    source = inspect.getsource(module)
    assert source.count(old) == 1, (module.__name__, source.count(old), old)
    namespace: dict[str, Any] = {"__name__": module.__name__}
    exec(compile(source.replace(old, new), module.__name__, "exec"), namespace)
    return namespace


def exchange(monkeypatch: pytest.MonkeyPatch, module: ModuleType, other: Mapping[str, Any]) -> None:
    """Give the module's functions and methods the code of the other namespace's."""

    def pair(mine: Any, theirs: Any) -> None:
        mine, theirs = (getattr(f, "__wrapped__", f) for f in (mine, theirs))
        if isinstance(mine, FunctionType) and isinstance(theirs, FunctionType):
            one, two = mine.__code__, theirs.__code__
            if (one.co_code, one.co_consts, one.co_names) != (
                two.co_code,
                two.co_consts,
                two.co_names,
            ):
                monkeypatch.setattr(mine, "__code__", two)
        elif isinstance(mine, type) and mine.__module__ == module.__name__:
            for name, value in vars(mine).items():
                if isinstance(value, FunctionType):
                    pair(value, vars(theirs)[name])

    for name, value in list(vars(module).items()):
        if getattr(value, "__module__", "") == module.__name__ and name in other:
            pair(value, other[name])


@lru_cache(maxsize=1)
def canaries() -> tuple[Canary, ...]:
    return tuple(make_canaries(()))


def survivor() -> Canary | None:
    """The first canary that the checker, broken now, lets in or refuses for another reason."""
    normal.enclose_atom.cache_clear()
    normal.closed_sign.cache_clear()
    enclosure._ln_dyadic.cache_clear()
    for canary in canaries():
        answer = present(canary)
        if answer is None or (canary.reasons and answer not in canary.reasons):
            return canary
    return None


@pytest.mark.parametrize("name", sorted(BREAKAGES))
def test_breakage_is_reported(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    canaries()
    module, old, new = BREAKAGES[name]
    exchange(monkeypatch, module, broken(module, old, new))
    found = survivor()
    assert found is not None
    print(f"{name}: {found.kind} {found.source}, {found.defect}")


@pytest.mark.parametrize("kind", sorted({kind for m in MODULES for kind in m.KINDS}))
def test_a_kind_that_accepts_everything_is_reported(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    canaries()
    for module in MODULES:
        if kind in module.KINDS:
            believed = networks.Result(kind, "instances", "believed")
            monkeypatch.setitem(module.KINDS, kind, lambda _, believed=believed: believed)
    found = survivor()
    assert found is not None and found.kind == kind


@pytest.mark.parametrize("rule", sorted(rules.RULES))
def test_a_rule_that_accepts_everything_is_reported(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    canaries()
    monkeypatch.setitem(rules.RULES, rule, (lambda *_: None, rules.RULES[rule][1]))
    assert survivor() is not None


def test_the_checker_as_it_is_refuses_all() -> None:
    assert survivor() is None
