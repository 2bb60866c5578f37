"""Properties of the kernel on drawn contexts, goals and proofs; false claims are never accepted.

Values at exact points come from ``checker_values``, not from the checker.  Every run draws the same
cases; the long mode draws 10^5.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from checker_values import Undecided, Undefined, poly_value, set_precision, sign, value_of
from flint import ctx

from memproof.checker.errors import Rejected
from memproof.checker.normal import Context
from memproof.checker.rules import RULES, Goal, Relation, Replay, assume, relation_goal, renew

SORTS = {"x": False, "y": False, "n": True, "k": True}
NUMBERS = ("0", "0", "1", "2", "3", "-1", "-2", "1/2", "-1/3", "5/4")
EXPONENTS = ("2", "3", "-1", "-2", "1/2", "-1/2", "0", "n", ["-", "n"], ["-", "k"], ["-", "-2"])
UNARY = ("-", "-", "ln", "sqrt", "exp", "floor", "ceil", "abs", "factorial")
BINARY = ("+", "+", "-", "-", "*", "*", "/", "^", "^", "max", "min", "binomial")
ORDER = ("<=", "<", ">=", ">", "=", "!=")
Point = dict[str, Fraction]


@pytest.fixture(autouse=True)
def precise() -> Iterator[None]:
    before = ctx.prec
    set_precision()
    yield
    ctx.prec = before


# Drawing.


def draw_expression(random: Random, depth: int) -> Any:
    if depth == 0 or random.random() < 0.2:
        return random.choice((*SORTS, *SORTS, *NUMBERS))
    if random.random() < 0.25:
        return [random.choice(UNARY), draw_expression(random, depth - 1)]
    operator = random.choice(BINARY)
    right = random.choice(EXPONENTS) if operator == "^" else draw_expression(random, depth - 1)
    return [operator, draw_expression(random, depth - 1), right]


def draw_simple(random: Random) -> Any:
    """Often linear, sometimes quadratic: what proofs are about."""
    terms = [random.choice(NUMBERS)]
    for _ in range(random.randint(1, 3)):
        factor: Any = random.choice(tuple(SORTS))
        if random.random() < 0.3:
            factor = ["*", factor, random.choice(tuple(SORTS))]
        terms.append(["*", random.choice(NUMBERS), factor])
    return ["+", *terms]


def draw_statement(random: Random, depth: int) -> list[Any]:
    left = draw_expression(random, depth) if random.random() < 0.7 else draw_simple(random)
    right = random.choice(NUMBERS) if random.random() < 0.6 else draw_expression(random, depth - 1)
    return [random.choice(ORDER), left, right]


def draw_bound(random: Random) -> list[Any]:
    return [random.choice(ORDER[:4]), random.choice(tuple(SORTS)), random.choice(NUMBERS)]


def draw_given(random: Random, depth: int = 3) -> list[list[Any]]:
    given = [draw_bound(random) for _ in range(random.randint(0, 4))]
    given += [draw_statement(random, random.randint(1, depth)) for _ in range(random.randint(0, 2))]
    random.shuffle(given)
    return given


def holds(statement: list[Any], point: Point) -> bool | None:
    """Whether a statement holds; one without a value does not, None where balls cannot tell."""
    relation, left, right = statement
    try:
        s = sign(value_of(["-", left, right], point))
    except Undefined:
        return False
    except (Undecided, OverflowError, ValueError):
        return None
    return compare(relation, s)


def compare(relation: str, s: int) -> bool:
    return {">=": s >= 0, ">": s > 0, "<=": s <= 0, "<": s < 0, "=": s == 0, "!=": s != 0}[relation]


def draw_point(random: Random) -> Point:
    return {
        name: Fraction(random.choice((0, 0, 1, 1, 2, -1, random.randint(-5, 7))))
        if integer or random.random() < 0.6
        else Fraction(random.randint(-20, 30), random.choice((2, 3, 4, 7)))
        for name, integer in SORTS.items()
    }


def draw_points(random: Random, given: list[list[Any]], tries: int, most: int = 4) -> list[Point]:
    found: list[Point] = []
    for _ in range(tries):
        point = draw_point(random)
        if all(holds(statement, point) for statement in given):
            found.append(point)
            if len(found) == most:
                break
    return found


def true_at(goal: Relation, point: Point) -> bool | None:
    """Whether p r 0 holds; a polynomial without a value makes it false, None where undecided."""
    try:
        return compare(goal.relation, sign(poly_value(goal.poly, point)))
    except Undefined:
        return False
    except (Undecided, OverflowError, ValueError, KeyError):
        return None


# (a) Every fact of a context is true where its hypotheses are.


def check_contexts(seeds: range) -> Counter[str]:
    count: Counter[str] = Counter()
    for seed in seeds:
        random = Random(f"context {seed}")
        given = draw_given(random)
        points = draw_points(random, given, 30)
        count["contexts"] += 1
        if not points:
            continue
        context = assume(Context(SORTS), [list(s) for s in given])
        more = draw_bound(random)
        goal = relation_goal(context, more)
        assert isinstance(goal, Relation)
        for held, where in (
            (context, points),
            (
                renew(context, (goal.poly, goal.relation)),
                [point for point in points if holds(more, point)],
            ),
        ):
            for point in where:
                for p, relation in held.facts:
                    count["facts"] += 1
                    shown = true_at(Relation(p, relation), point)
                    assert shown is not False, (seed, given, more, p, relation, point)
    return count


def test_facts_hold_where_the_hypotheses_do() -> None:
    count = check_contexts(range(2500))
    assert count["facts"] > 10_000, count


@pytest.mark.campaign
def test_many_facts_hold_where_the_hypotheses_do() -> None:
    count = check_contexts(range(10_000, 110_000))
    print(dict(count))
    assert count["facts"] > 400_000


# (b) If a rule's goal is false somewhere, so is one of its subgoals.


class Recorder(Replay):
    """Applies one rule and keeps its subgoals instead of proving them."""

    def __init__(self) -> None:
        super().__init__()
        self.subgoals: list[tuple[Context, Goal]] = []

    def run(self, context: Context, goal: Goal, proof: Any, depth: int = 0) -> None:
        if depth:
            self.subgoals.append((context, goal))
        else:
            super().run(context, goal, proof)


def draw_node(
    rule: str, random: Random, context: Context, statement: list[Any] | None = None
) -> dict[str, Any]:
    """A node with drawn fields; the proofs below it are filled in by ``fill`` or not needed."""
    name = random.choice(tuple(SORTS))
    integers = [n for n in SORTS if SORTS[n]]
    simple, any_of = draw_simple(random), draw_expression(random, 2)
    leaf = random.choice((simple, any_of, random.choice((*SORTS, *NUMBERS))))
    facts = len(context.facts)
    node: dict[str, Any] = {"rule": rule}
    match rule:
        case "combine":
            terms: list[dict[str, Any]] = []
            for _ in range(random.randint(1, 3)):
                factors: list[Any] = ["goal"] if random.random() < 0.5 else []
                for _ in range(random.randint(0, 2)):
                    factors.append(random.randrange(facts) if facts else random.choice(NUMBERS))
                terms.append({"factors": factors, "coefficient": random.choice(("1", "2", "1/3"))})
                if random.random() < 0.3:
                    terms[-1]["square"] = leaf
            if facts and random.random() < 0.4:
                terms.append({"equation": random.randrange(facts), "multiplier": leaf})
            node["terms"] = terms
        case "have":
            node["statement"] = draw_statement(random, 2)
            if random.random() < 0.5:
                node["statement"] = [random.choice(ORDER[:4]), simple, "0"]
                node["integer"] = random.random() < 0.5
        case "integer-part":
            node["of"] = leaf
        case "split":
            node.update(on=leaf, integer=random.random() < 0.4)
        case "monotone":
            node.update(variable=name, upward=random.random() < 0.5)
            node["end"] = random.choice((*NUMBERS, *(n for n in SORTS if n != name)))
            if random.random() < 0.5:
                node["strict"] = "slope"
        case "concave":
            node.update(variable=name, lower=random.choice(NUMBERS), upper=random.choice(NUMBERS))
        case "logs":
            node.update(left=random.choice(("1", "y")), right=random.choice(("2", "x")))
            if statement is not None:
                sides = statement[1:] if statement[0] in (">=", ">", "=") else statement[:0:-1]
                node.update(right=sides[0], left=sides[1])
        case "exponentiate":
            node.update(left=leaf, right=random.choice(("2", "x", "y")), scale="1")
            if statement is not None and statement[1][0] == statement[2][0] == "ln":
                node.update(right=statement[1][1], left=statement[2][1])
        case "multiply":
            node.update(by=leaf, keep=random.random() < 0.5)
        case "change":
            shift = random.choice(("1", "2", "-1", "1/2", "-2"))
            form = random.choice(("shift", "scale", "inverse"))
            new, old = {
                "shift": (["-", name, shift], ["+", "u", shift]),
                "scale": (["*", name, shift], ["/", "u", shift]),
                "inverse": (["/", shift, name], ["/", shift, "u"]),
            }[form]
            node.update(variable=name, name="u", new_value=new, old_value=old, facts=[])
            node["integer"] = random.random() < 0.3
            for relation in random.sample((">", ">=", "<"), random.randint(0, 2)):
                node["facts"].append({"statement": [relation, "u", random.choice(NUMBERS)]})
        case "residues":
            modulus = random.randint(2, 4)
            node.update(variable=random.choice(integers), name="u", modulus=modulus)
            node["cases"] = [None] * modulus
        case "cases":
            node.update(variable=random.choice(integers), first=random.randint(-2, 2))
            node["values"] = [None] * random.randint(0, 3)
        case "induction":
            node.update(variable=random.choice(integers), base=random.choice(("0", "1", "2", "-1")))
        case "name":
            node.update(name="u", value=leaf)
            node["abstract"] = random.random() < 0.5
        case "eliminate":
            node.update(variable=name, fact=random.randrange(facts or 1), value=leaf)
            node["scale"] = random.choice(("1", "-1", "2", "1/2"))
            if random.random() < 0.7:
                node.update(variable="y", value=["+", "x", "1"], scale="1")
                wanted = context.normal(["-", "y", ["+", "x", "1"]]), "="
                node["fact"] = context.facts.index(wanted) if wanted in context.facts else 0
    return node


def extensions(node: dict[str, Any], point: Point, random: Random) -> Iterator[Point]:
    """Points at which a subgoal may fail: the point itself, with a new variable, or moved."""
    values: list[Any] = [Fraction(i) for i in range(-3, 7)]
    for name in ("value", "new_value", "end", "lower", "upper", "base"):
        if name in node:
            try:
                value = value_of(node[name], point)
            except (Undefined, Undecided, OverflowError):
                continue
            values.append(value)
    name = node.get("variable", "x")
    if "modulus" in node:
        values += [(point[name] - r) / node["modulus"] for r in range(node["modulus"])]
    if node["rule"] in ("name", "change", "residues"):
        for value in reversed(values):
            yield {**point, "u": value}
        return
    yield point
    if node["rule"] in ("monotone", "concave", "induction"):
        ends = [value for value in values[10:] if isinstance(value, Fraction)]
        for end in ends:
            for i in range(64):
                yield {**point, name: end + (point[name] - end) * Fraction(i, 64)}
            if node["rule"] == "induction":
                low, high = sorted((end, point[name]))
                for i in range(int(low), min(int(high), int(low) + 40) + 1):
                    yield {**point, name: Fraction(i)}


def is_integer(value: Any) -> bool:
    return isinstance(value, Fraction) and value.denominator == 1


def fails_somewhere(recorder: Recorder, node: dict[str, Any], point: Point, random: Random) -> bool:
    """Whether some subgoal is false (or undecided) at some point of its context."""
    for other in extensions(node, point, random):
        for context, goal in recorder.subgoals:
            assert isinstance(goal, Relation)
            moved = {name: value for name, value in other.items() if name in context.sorts}
            if set(moved) != set(context.sorts):
                continue
            if any(context.sorts[n] and not is_integer(value) for n, value in moved.items()):
                continue
            if all(true_at(Relation(*fact), moved) is not False for fact in context.facts) and (
                true_at(goal, moved) is not True
            ):
                return True
    return False


LOCAL = sorted(set(RULES) - {"conclude", "known", "lemma"})


def draw_goal(random: Random, context: Context) -> tuple[list[Any], Relation] | None:
    statement = draw_statement(random, random.randint(1, 2))
    choice = random.random()
    if choice < 0.6:
        statement = [random.choice(ORDER[:4]), draw_simple(random), "0"]
    elif choice < 0.75:
        sides = [["+", name, random.choice(("1", "2"))] for name in random.sample("xynk", 2)]
        logs = random.random() < 0.5
        statement = [
            random.choice((">", ">=")),
            *(["ln", side] if logs else side for side in sides),
        ]
    try:
        goal = relation_goal(context, statement)
    except Rejected:
        return None
    return (statement, goal) if isinstance(goal, Relation) else None


def check_rules(seeds: range) -> Counter[str]:
    """Apply each rule to goals that are false at a point of the context."""
    count: Counter[str] = Counter()
    for seed in seeds:
        random = Random(f"rules {seed}")
        given = draw_given(random, 2)
        if random.random() < 0.3:
            given = [[">=", "x", "0"], ["=", "y", ["+", "x", "1"]], [">=", "k", "0"]]
        points = draw_points(random, given, 60, 3)
        context = assume(Context(SORTS), [list(s) for s in given])
        drawn = draw_goal(random, context)
        if drawn is None:
            continue
        statement, goal = drawn
        false = [point for point in points if true_at(goal, point) is False]
        if not false:
            continue
        for rule in LOCAL:
            node = draw_node(rule, random, context, statement)
            recorder = Recorder()
            try:
                recorder.run(context, goal, node)
            except Rejected:
                count[f"{rule} refused"] += 1
                continue
            count[rule] += 1
            for point in false:
                assert fails_somewhere(recorder, node, point, random), (
                    seed,
                    given,
                    str(goal.poly),
                    goal.relation,
                    node,
                    point,
                )
    return count


def test_a_false_goal_has_a_false_subgoal() -> None:
    count = check_rules(range(700))
    applied = {rule for rule in LOCAL if count[rule]}
    assert applied >= set(LOCAL) - {"sign", "combine"}, count
    assert not count["sign"] and not count["combine"]  # what shows a false goal itself


@pytest.mark.campaign
def test_many_false_goals_have_a_false_subgoal() -> None:
    count = check_rules(range(10_000, 50_000))
    print(dict(count))
    assert sum(count[rule] for rule in LOCAL) > 100_000


# (c) Random proofs of false claims.

CHILDREN = {
    "both": ("above", "below"),
    "absurd": ("proof",),
    "have": ("proof", "then"),
    "integer-part": ("then",),
    "split": ("above", "below"),
    "monotone": ("bound", "at_end", "slope"),
    "concave": ("above_lower", "below_upper", "at_lower", "at_upper", "curvature"),
    "logs": ("then",),
    "exponentiate": ("then",),
    "multiply": ("positive", "then"),
    "change": ("then",),
    "residues": (),
    "cases": ("bound", "tail"),
    "induction": ("bound", "at_base", "step"),
    "name": ("then",),
    "eliminate": ("then",),
}


def draw_tree(random: Random, context: Context, goal: Relation, depth: int) -> dict[str, Any]:
    inner = [rule for rule in LOCAL if rule not in ("sign", "combine")]
    rule = random.choice(inner) if depth and random.random() < 0.7 else ""
    if not rule:
        rule = "sign" if random.random() < 0.6 else "combine"
    node = draw_node(rule, random, context)
    for name in CHILDREN.get(rule, ()):
        node[name] = draw_tree(random, context, goal, depth - 1)
    for name in ("cases", "values"):
        if name in node:
            node[name] = [draw_tree(random, context, goal, depth - 1) for _ in node[name]]
    for item in node.get("facts", ()):
        item["proof"] = draw_tree(random, context, goal, 0)
    return node


def check_trees(seeds: range) -> Counter[str]:
    count: Counter[str] = Counter()
    for seed in seeds:
        random = Random(f"tree {seed}")
        given = draw_given(random, 2)
        points = draw_points(random, given, 20, 3)
        context = assume(Context(SORTS), [list(s) for s in given])
        conclusion = [random.choice(ORDER[:4]), draw_simple(random), "0"]
        if not any(holds(conclusion, point) is False for point in points):
            continue
        goal = relation_goal(context, conclusion)
        assert isinstance(goal, Relation)
        for _ in range(6):
            count["trees"] += 1
            tree = draw_tree(random, context, goal, random.randint(0, 3))
            try:
                Replay().run(context, goal, tree)
            except Rejected as error:
                count[error.reason] += 1
                continue
            pytest.fail(f"accepted: {seed} {given} {conclusion} {json.dumps(tree)}")
    return count


def test_no_random_proof_of_a_false_claim() -> None:
    assert check_trees(range(1200))["trees"] > 1500


@pytest.mark.campaign
def test_no_random_proof_of_many_false_claims() -> None:
    count = check_trees(range(10_000, 70_000))
    print(dict(count))
    assert count["trees"] > 100_000


# Each breakage of the kernel is seen by one of these.


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take what a pending hypothesis looks like for what it says."""
    from memproof.checker import rules

    real = rules.assume

    def assume_more(context: Context, statements: list[Any]) -> Context:
        after = real(context, statements)
        for statement in after.pending:
            for part in statement[1:]:
                match part:
                    case ["^", base, ["-", str()]]:
                        goal = relation_goal(Context(SORTS), ["!=", base, "0"])
                        assert isinstance(goal, Relation)
                        after = after.extend((goal.poly, goal.relation))
        return after

    monkeypatch.setitem(globals(), "assume", assume_more)


def test_facts_read_off_the_form_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    forget(monkeypatch)
    with pytest.raises(AssertionError):
        check_contexts(range(2500))


def test_a_split_that_loses_zero_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    from memproof.checker import rules

    def split(replay: Replay, context: Context, goal: Goal, node: Any, depth: int) -> None:
        p = context.normal(node.get("on"))
        for fact in ((p, ">"), (-p, ">")):
            replay.run(renew(context, fact), goal, node.get("above"), depth)

    monkeypatch.setitem(rules.RULES, "split", (split, rules.RULES["split"][1]))
    with pytest.raises(AssertionError):
        check_rules(range(3000))


def test_an_unchecked_slope_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    from memproof.checker import rules

    monkeypatch.setattr(rules, "_far_side", lambda *_: True)
    real = rules.derivative
    monkeypatch.setattr(rules, "derivative", lambda p, name: -real(p, name))
    with pytest.raises(AssertionError):
        check_rules(range(1500))
