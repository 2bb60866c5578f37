"""An independent check of the labels of the claim suite in tests/provers/claims.

Nothing of memproof is used here: own parser, own evaluator.  A value is an exact
``Fraction`` where the operations allow it and otherwise a python-flint ball (``arb``) whose
precision is raised until the question asked of it is decided.  Floats decide nothing.

What a label means is written in tests/provers/claims/README.md.
"""

from __future__ import annotations

import itertools
import math
import random
import re
import tomllib
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import flint

CLAIMS = Path(__file__).resolve().parents[1] / "provers" / "claims"
PRECISIONS = (64, 192, 640)
CLOSED_PRECISIONS = (*PRECISIONS, 2048, 8192)
EXACT_POWER_BITS = 60_000
LARGEST_BINOMIAL = 4_000
CONSTANTS = ("e", "pi")
ARITIES = {
    "log2": 1,
    "ln": 1,
    "sqrt": 1,
    "exp": 1,
    "ceil": 1,
    "floor": 1,
    "abs": 1,
    "max": None,
    "min": None,
    "binomial": 2,
    "factorial": 1,
}
RELATIONS = ("<=", ">=", "!=", "==", "<", ">", "=")
EXPECTATIONS = ("proved", "refuted", "vacuous")


class ClaimError(ValueError):
    """The text of a claim, a domain or a file is not well formed."""


class LabelError(Exception):
    """A label, or the point given for it, is wrong."""


class UndefinedError(Exception):
    """The expression has no real value at the point."""


class UndecidedError(Exception):
    """The precision in use does not decide the question."""


class TooLargeError(Exception):
    """The value is not worth computing for a sample."""


# --- syntax ------------------------------------------------------------------------------

Node = tuple[Any, ...]  # ("num", Fraction) | ("name", str) | (operator, *children)
Value = Fraction | flint.arb
Point = dict[str, Fraction]


@dataclass(frozen=True)
class Comparison:
    """A chain ``terms[0] relations[0] terms[1] …``."""

    terms: tuple[Node, ...]
    relations: tuple[str, ...]


@dataclass(frozen=True)
class Domain:
    """Sort, and the bounds as (relation, expression): the variable stands on the left."""

    integer: bool
    bounds: tuple[tuple[str, Node], ...]


@dataclass(frozen=True)
class Claim:
    """One ``[[claim]]`` table, parsed."""

    file: str
    id: str
    domains: dict[str, Domain]
    given: tuple[Comparison, ...]
    claim: Comparison
    expected: str
    difficulty: int
    note: str
    counterexample: Point | None
    witness: Point | None
    undefined: bool


TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(\*\*|<=|>=|!=|==|[-+*/^(),<>=]))")


def split_tokens(text: str) -> list[str]:
    """The tokens of ``text``; raises ClaimError at anything else."""
    tokens, position, text = [], 0, text.rstrip()
    while position < len(text):
        match = TOKEN.match(text, position)
        if match is None:
            raise ClaimError(f"cannot read {text[position:]!r} in {text!r}")
        if match.group(1) and re.match(r"[A-Za-z_.]", text[match.end() : match.end() + 1]):
            raise ClaimError(f"a number runs into {text[match.end() :]!r}")
        tokens.append(match.group().strip())
        position = match.end()
    return tokens


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = split_tokens(text)
        self.position = 0

    def peek(self) -> str:
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def take(self, expected: str = "") -> str:
        token = self.peek()
        if not token or (expected and token != expected):
            raise ClaimError(f"expected {expected or 'more'} at {token!r} in {self.text!r}")
        self.position += 1
        return token

    def comparison(self) -> Comparison:
        terms, relations = [self.sum()], []
        while self.peek() in RELATIONS:
            relation = self.take()
            relations.append("=" if relation == "==" else relation)
            terms.append(self.sum())
        if not relations or self.peek():
            raise ClaimError(f"not a comparison: {self.text!r}")
        return Comparison(tuple(terms), tuple(relations))

    def sum(self) -> Node:
        node = self.product()
        while self.peek() in ("+", "-"):
            node = (self.take(), node, self.product())
        return node

    def product(self) -> Node:
        node = self.signed()
        while self.peek() in ("*", "/"):
            node = (self.take(), node, self.signed())
        return node

    def signed(self) -> Node:
        if self.peek() in ("+", "-"):
            sign = self.take()
            inner = self.signed()
            return ("neg", inner) if sign == "-" else inner
        return self.power()

    def power(self) -> Node:
        base = self.atom()
        if self.peek() in ("^", "**"):
            self.take()
            return ("^", base, self.signed())
        return base

    def atom(self) -> Node:
        token = self.take()
        if token == "(":
            node = self.sum()
            self.take(")")
            return node
        if token[0].isdigit():
            return ("num", Fraction(token))
        if not (token[0].isalpha() or token[0] == "_"):
            raise ClaimError(f"unexpected {token!r} in {self.text!r}")
        if self.peek() != "(":
            if token in ARITIES:
                raise ClaimError(f"{token} needs arguments in {self.text!r}")
            return ("name", token)
        if token not in ARITIES:
            raise ClaimError(f"unknown function {token!r} in {self.text!r}")
        self.take("(")
        arguments = [self.sum()]
        while self.peek() == ",":
            self.take()
            arguments.append(self.sum())
        self.take(")")
        arity = ARITIES[token]
        if (len(arguments) < 2) if arity is None else (len(arguments) != arity):
            raise ClaimError(f"{token} with {len(arguments)} arguments in {self.text!r}")
        return (token, *arguments)


def parse_comparison(text: str) -> Comparison:
    """Parse a chain of comparisons."""
    return _Parser(text).comparison()


def parse_expression(text: str) -> Node:
    """Parse an expression."""
    parser = _Parser(text)
    node = parser.sum()
    if parser.peek():
        raise ClaimError(f"left over {parser.peek()!r} in {text!r}")
    return node


def split_interval(text: str) -> tuple[str, str]:
    """The two ends of ``lo, hi``, split at the only comma outside parentheses."""
    depth, commas = 0, []
    for index, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            commas.append(index)
    if len(commas) != 1:
        raise ClaimError(f"not an interval: {text!r}")
    return text[: commas[0]], text[commas[0] + 1 :]


def parse_domain(text: str) -> Domain:
    """Parse ``integer >= 2``, ``real in (0, 1/2]`` and the like."""
    sort, _, rest = text.strip().partition(" ")
    if sort not in ("integer", "real"):
        raise ClaimError(f"unknown sort {text!r}")
    rest = rest.strip()
    if not rest:
        return Domain(sort == "integer", ())
    if rest.startswith("in "):
        inside = rest[3:].strip()
        if inside[0] not in "([" or inside[-1] not in ")]":
            raise ClaimError(f"not an interval: {text!r}")
        low, high = split_interval(inside[1:-1])
        bounds = (
            (">" if inside[0] == "(" else ">=", parse_expression(low)),
            ("<" if inside[-1] == ")" else "<=", parse_expression(high)),
        )
        return Domain(sort == "integer", bounds)
    relation = next((r for r in ("<=", ">=", "<", ">") if rest.startswith(r)), None)
    if relation is None:
        raise ClaimError(f"unknown domain {text!r}")
    return Domain(sort == "integer", ((relation, parse_expression(rest[len(relation) :])),))


def names_of(node: Node) -> set[str]:
    """The free names of an expression, constants apart."""
    if node[0] == "num":
        return set()
    if node[0] == "name":
        return set() if node[1] in CONSTANTS else {node[1]}
    return set().union(*(names_of(child) for child in node[1:]))


def exact_value(text: str) -> Fraction:
    """The exact value of a rational closed expression."""
    value = evaluate(parse_expression(text), {})
    if not isinstance(value, Fraction):
        raise ClaimError(f"not a rational number: {text!r}")
    return value


def read_claim(table: Mapping[str, object], file: str) -> Claim:
    """One table of a claim file, with every field checked."""
    known = {
        "id", "variables", "given", "claim", "expected", "difficulty", "note",
        "counterexample", "witness", "undefined",
    }  # fmt: skip
    name = str(table.get("id"))
    if set(table) - known:
        raise ClaimError(f"{file}: {name}: unknown keys {sorted(set(table) - known)}")

    def point(key: str) -> Point | None:
        raw = table.get(key)
        if raw is None:
            return None
        if not isinstance(raw, dict):
            raise ClaimError(f"{file}: {name}: {key} is not a table")
        return {variable: exact_value(str(value)) for variable, value in raw.items()}

    variables, given = table.get("variables", {}), table.get("given", [])
    if not isinstance(variables, dict) or not isinstance(given, list):
        raise ClaimError(f"{file}: {name}: variables or given has the wrong form")
    claim = Claim(
        file=file,
        id=name,
        domains={variable: parse_domain(text) for variable, text in variables.items()},
        given=tuple(parse_comparison(text) for text in given),
        claim=parse_comparison(str(table["claim"])),
        expected=str(table["expected"]),
        difficulty=int(str(table["difficulty"])),
        note=str(table["note"]),
        counterexample=point("counterexample"),
        witness=point("witness"),
        undefined=bool(table.get("undefined", False)),
    )
    used = {n for c in (claim.claim, *claim.given) for term in c.terms for n in names_of(term)}
    used |= {n for d in claim.domains.values() for _, bound in d.bounds for n in names_of(bound)}
    if used - set(claim.domains):
        raise ClaimError(f"{file}: {name}: undeclared {sorted(used - set(claim.domains))}")
    if set(claim.domains) & (set(CONSTANTS) | set(ARITIES)):
        raise ClaimError(f"{file}: {name}: a variable has a reserved name")
    if claim.expected not in EXPECTATIONS or claim.difficulty not in (1, 2, 3) or not claim.note:
        raise ClaimError(f"{file}: {name}: expected, difficulty or note")
    if (claim.expected == "refuted") != (claim.counterexample is not None):
        raise ClaimError(f"{file}: {name}: a counterexample belongs to refuted claims, only")
    return claim


def load_claims(path: Path) -> list[Claim]:
    """All claims of one file."""
    with path.open("rb") as stream:
        tables = tomllib.load(stream)["claim"]
    return [read_claim(table, path.name) for table in tables]


# --- values ------------------------------------------------------------------------------


def to_ball(value: Value) -> flint.arb:
    """A ball that holds ``value`` at the precision in use."""
    if isinstance(value, Fraction):
        return flint.arb(flint.fmpq(value.numerator, value.denominator))
    return value


def sign_of(value: Value) -> int:
    """The sign; raises UndecidedError if the ball straddles zero."""
    if isinstance(value, Fraction):
        return (value > 0) - (value < 0)
    if value > 0:
        return 1
    if value < 0:
        return -1
    if value.is_zero():
        return 0
    raise UndecidedError


def root_of(value: Fraction, order: int) -> Fraction | None:
    """The exact root of a non-negative rational, if it is rational."""
    roots = []
    for part in (value.numerator, value.denominator):
        root = int(flint.fmpz(part).root(order))
        if root**order != part:
            return None
        roots.append(root)
    return Fraction(roots[0], roots[1])


def power_of(base: Value, exponent: Value) -> Value:
    """base^exponent with 0^0 = 1."""
    if isinstance(exponent, Fraction) and exponent.denominator == 1:
        order = exponent.numerator
        if order == 0:
            return Fraction(1)
        if order < 0 and sign_of(base) == 0:
            raise UndefinedError("zero to a negative power")
        if isinstance(base, Fraction):
            if base in (0, 1):
                return base
            if base == -1:
                return Fraction(1 if order % 2 == 0 else -1)
            bits = max(base.numerator.bit_length(), base.denominator.bit_length())
            if bits * abs(order) <= EXACT_POWER_BITS:
                return base**order
        return to_ball(base) ** flint.fmpz(order)
    side = sign_of(base)
    if side == 0:
        if sign_of(exponent) > 0:
            return Fraction(0)
        if sign_of(exponent) == 0:
            return Fraction(1)
        raise UndefinedError("zero to a negative power")
    if side < 0:
        if not isinstance(exponent, Fraction):
            raise UndecidedError
        raise UndefinedError("a negative base with a fractional exponent")
    if isinstance(base, Fraction) and isinstance(exponent, Fraction):
        if base == 1:
            return base
        root = root_of(base, exponent.denominator) if exponent.denominator < 1000 else None
        if root is not None:
            return power_of(root, Fraction(exponent.numerator))
    return (to_ball(base).log() * to_ball(exponent)).exp()


def floor_of(value: Value) -> Fraction:
    """The floor; raises UndecidedError if the ball straddles an integer."""
    if isinstance(value, Fraction):
        return Fraction(math.floor(value))
    whole = value.floor().unique_fmpz()
    if whole is None:
        raise UndecidedError
    return Fraction(int(whole))


def log2_of(value: Fraction) -> Fraction | None:
    """The binary logarithm of a power of two, exactly."""
    for part, sign in ((value.numerator, 1), (value.denominator, -1)):
        if part & (part - 1) == 0 and value == Fraction(part) ** sign:
            return Fraction(sign * (part.bit_length() - 1))
    return None


def logarithm_ratio(above: Fraction, below: Fraction) -> Fraction | None:
    """log(above)/log(below) if it is a rational with a small denominator."""
    if above <= 0 or below <= 0 or below == 1:
        return None
    guess = to_ball(above).log() / to_ball(below).log()
    for order in range(1, 13):
        whole = (guess * order + flint.arb("0.5")).floor().unique_fmpz()
        if whole is None or abs(int(whole)) > 10_000:
            continue
        if above**order == below ** int(whole):
            return Fraction(int(whole), order)
    return None


def integer_of(value: Value, what: str) -> int:
    """The integer that an exact value is."""
    if not isinstance(value, Fraction):
        raise UndecidedError
    if value.denominator != 1:
        raise UndefinedError(f"{what} of a non-integer")
    return value.numerator


def combine(operator: str, left: Value, right: Value) -> Value:
    """A sum, difference, product or quotient; the divisor is not zero."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        if operator == "+":
            return left + right
        if operator == "-":
            return left - right
        return left * right if operator == "*" else left / right
    first, second = to_ball(left), to_ball(right)
    if operator == "+":
        return first + second
    if operator == "-":
        return first - second
    return first * second if operator == "*" else first / second


def logarithm_of(value: Value, binary: bool) -> Value:
    """The natural or the binary logarithm."""
    if sign_of(value) <= 0:
        raise UndefinedError("logarithm of a non-positive number")
    if value == 1:
        return Fraction(0)
    if not binary:
        return to_ball(value).log()
    whole = log2_of(value) if isinstance(value, Fraction) else None
    return to_ball(value).log() / flint.arb.const_log2() if whole is None else whole


def square_root_of(value: Value) -> Value:
    """The non-negative square root."""
    if sign_of(value) < 0:
        raise UndefinedError("square root of a negative number")
    root = root_of(value, 2) if isinstance(value, Fraction) else None
    return to_ball(value).sqrt() if root is None else root


def extreme_of(values: list[Value], largest: bool) -> Value:
    """The largest or the smallest value."""
    best = values[0]
    for value in values[1:]:
        if isinstance(best, Fraction) and isinstance(value, Fraction):
            best = max(best, value) if largest else min(best, value)
        else:
            ball, other = to_ball(best), to_ball(value)
            best = ball.max(other) if largest else ball.min(other)
    return best


def factorial_of(value: Value) -> Value:
    """The factorial, exact up to 2000."""
    order = integer_of(value, "factorial")
    if order < 0:
        raise UndefinedError("factorial of a negative number")
    return Fraction(math.factorial(order)) if order <= 2000 else flint.arb(order + 1).gamma()


def binomial_of(first: Value, second: Value) -> Value:
    """The binomial coefficient, 0 for k > n."""
    above, below = integer_of(first, "binomial"), integer_of(second, "binomial")
    if above < 0 or below < 0:
        raise UndefinedError("binomial of a negative number")
    if min(above, below) > LARGEST_BINOMIAL:
        raise TooLargeError
    return Fraction(math.comb(above, below))


def quotient_of_logarithms(node: Node, point: Mapping[str, Fraction]) -> Fraction | None:
    """ln(a)/ln(b) for rationals where that is a rational with a small denominator."""
    if {node[1][0], node[2][0]} not in ({"ln"}, {"log2"}):
        return None
    above, below = (evaluate(child[1], point) for child in node[1:])
    if isinstance(above, Fraction) and isinstance(below, Fraction):
        return logarithm_ratio(above, below)
    return None


def evaluate(node: Node, point: Mapping[str, Fraction]) -> Value:
    """The value at the point, exact or as a ball at the precision in use.

    Raises UndefinedError, UndecidedError (more precision may help) and TooLargeError.
    """
    head = node[0]
    if head == "num":
        return Fraction(node[1])
    if head == "name":
        if node[1] in CONSTANTS:
            return flint.arb.pi() if node[1] == "pi" else flint.arb(1).exp()
        return point[node[1]]
    values = [evaluate(child, point) for child in node[1:]]
    first = values[0]
    match head:
        case "+" | "-" | "*":
            return combine(head, first, values[1])
        case "/":
            if sign_of(values[1]) == 0:
                raise UndefinedError("division by zero")
            ratio = quotient_of_logarithms(node, point)
            return combine(head, first, values[1]) if ratio is None else ratio
        case "neg":
            return -first
        case "^":
            return power_of(first, values[1])
        case "sqrt":
            return square_root_of(first)
        case "ln" | "log2":
            return logarithm_of(first, head == "log2")
        case "exp":
            return Fraction(1) if first == 0 else to_ball(first).exp()
        case "floor":
            return floor_of(first)
        case "ceil":
            return -floor_of(-first)
        case "abs":
            return extreme_of([first, -first], True)
        case "max" | "min":
            return extreme_of(values, head == "max")
        case "factorial":
            return factorial_of(first)
        case "binomial":
            return binomial_of(first, values[1])
    raise ClaimError(f"unknown head {head!r}")


def decide_relation(left: Value, relation: str, right: Value) -> bool:
    """Whether the relation holds; raises UndecidedError."""
    side = sign_of(combine("-", left, right))
    return {
        "<": side < 0,
        "<=": side <= 0,
        ">": side > 0,
        ">=": side >= 0,
        "=": side == 0,
        "!=": side != 0,
    }[relation]


def holds(
    comparison: Comparison, point: Mapping[str, Fraction], precisions: tuple[int, ...] = PRECISIONS
) -> bool | None:
    """True, False, or None if undecided at every precision; raises UndefinedError."""
    for precision in precisions:
        with flint.ctx.workprec(precision):
            try:
                terms = [evaluate(term, point) for term in comparison.terms]
            except UndecidedError:
                continue
            answers: list[bool | None] = []
            for left, relation, right in zip(terms, comparison.relations, terms[1:], strict=False):
                try:
                    answers.append(decide_relation(left, relation, right))
                except UndecidedError:
                    answers.append(None)
        if False in answers:
            return False
        if None not in answers:
            return True
    return None


def in_domains(claim: Claim, point: Mapping[str, Fraction]) -> bool:
    """Whether the point lies in every domain; raises UndecidedError."""
    for name, domain in claim.domains.items():
        if domain.integer and point[name].denominator != 1:
            return False
        for relation, bound in domain.bounds:
            try:
                answer = holds(Comparison((("name", name), bound), (relation,)), point)
            except UndefinedError:
                return False
            if answer is None:
                raise UndecidedError
            if not answer:
                return False
    return True


def satisfies(claim: Claim, point: Mapping[str, Fraction]) -> bool:
    """Whether domain and hypotheses hold at the point; an undefined hypothesis does not."""
    if not in_domains(claim, point):
        return False
    for hypothesis in claim.given:
        try:
            answer = holds(hypothesis, point)
        except UndefinedError:
            return False
        if answer is None:
            raise UndecidedError
        if not answer:
            return False
    return True


# --- sampling ----------------------------------------------------------------------------


def bound_values(
    domain: Domain, point: Mapping[str, Fraction]
) -> tuple[list[Fraction], list[Fraction]]:
    """Rational values at or next to the lower and the upper bounds, as far as determined."""
    low: list[Fraction] = []
    high: list[Fraction] = []
    for relation, bound in domain.bounds:
        if not names_of(bound) <= set(point):
            continue
        try:
            value = evaluate(bound, point)
        except (UndefinedError, UndecidedError, TooLargeError):
            continue
        if not isinstance(value, Fraction):
            scaled = (value * 2**40).floor().unique_fmpz() if abs(value) < 2**100 else None
            if scaled is None:
                continue
            value = Fraction(int(scaled), 2**40)
        (low if relation in (">", ">=") else high).append(value)
    return low, high


def candidates(
    domain: Domain, point: Mapping[str, Fraction], random_source: random.Random
) -> list[Fraction]:
    """Values worth trying for a variable, the small and extreme ones first."""
    low, high = bound_values(domain, point)
    if domain.integer:
        start = math.ceil(low[0]) if low else -4
        values = [Fraction(start + k) for k in range(16)]
        if high:
            values = [Fraction(math.floor(high[0]) - k) for k in range(3)] + values
        for k in (5, 6, 7, 9, 10, 13, 20, 31, 59):
            values += [Fraction(2**k + offset) for offset in (-1, 0, 1)]
        values += [Fraction(random_source.randrange(start, start + 10**k)) for k in (2, 3, 4)]
        return values
    tiny = (Fraction(0), Fraction(1, 2**40), Fraction(1, 1000), Fraction(1, 10))
    values = [end + sign * offset for end in low + high for offset in tiny for sign in (1, -1)]
    if low and high:
        values += [low[0] + (high[0] - low[0]) * Fraction(k, 7) for k in range(1, 7)]
    values += [Fraction(v) for v in (0, 1, 2, 3, 4, -1, -2)]
    values += [Fraction(1, 2), Fraction(1, 3), Fraction(-1, 2), Fraction(3, 2), Fraction(27, 10)]
    for _ in range(12):
        scale = random_source.choice((1, 1, 10, 100, 10**4, 10**7))
        value = Fraction(random_source.randrange(1, 1000), random_source.randrange(1, 1000))
        value *= scale if random_source.random() < 0.7 else Fraction(1, scale)
        values += [(low[0] if low else 0) + value]
        values += [high[0] - value] if high else ([-value] if not low else [])
    return values


def assignment_order(claim: Claim) -> list[str]:
    """The variables so that those in a bound come before those they bound, where possible."""
    order: list[str] = []
    waiting = list(claim.domains)
    while waiting:
        ready = [
            name
            for name in waiting
            if all(names_of(b) <= set(order) for _, b in claim.domains[name].bounds)
        ]
        chosen = ready[0] if ready else waiting[0]
        order.append(chosen)
        waiting.remove(chosen)
    return order


def defined_by_equation(claim: Claim) -> dict[str, Node]:
    """Variables that a hypothesis ``name = expression`` determines."""
    found: dict[str, Node] = {}
    for hypothesis in claim.given:
        if hypothesis.relations == ("=",):
            name, expression = hypothesis.terms
            if name[0] == "name" and name[1] in claim.domains and name[1] not in found:
                mentioned = names_of(expression)
                if name[1] not in mentioned and not mentioned & set(found):
                    found[name[1]] = expression
    return found


def sample_points(claim: Claim, budget: int) -> Iterator[Point]:
    """At most ``budget`` points, small ones first; not all lie in the domain."""
    random_source = random.Random(zlib.crc32(claim.id.encode()))
    determined = defined_by_equation(claim)
    order = [name for name in assignment_order(claim) if name not in determined]
    if claim.witness is not None:
        yield dict(claim.witness)
    if not claim.domains:
        yield {}
        return

    def complete(point: Point) -> Point | None:
        for name, expression in determined.items():
            try:
                value = evaluate(expression, point)
            except (UndefinedError, UndecidedError, TooLargeError):
                return None
            if not isinstance(value, Fraction):
                return None
            point[name] = value
        return point

    if not order:
        point = complete({})
        if point is not None:
            yield point
        return
    small = max(2, min(60, round((budget / 2) ** (1 / len(order)))))

    def grid(index: int, point: Point) -> Iterator[Point]:
        if index == len(order):
            yield dict(point)
            return
        name = order[index]
        for value in candidates(claim.domains[name], point, random_source)[:small]:
            yield from grid(index + 1, {**point, name: value})

    def mixed() -> Iterator[Point]:
        free: dict[str, list[Fraction]] = {}
        for turn in itertools.count():
            if turn % 40 == 0:
                free.clear()
            point: Point = {}
            for name in order:
                domain = claim.domains[name]
                values = free.get(name) or candidates(domain, point, random_source)
                if not any(names_of(bound) for _, bound in domain.bounds):
                    free[name] = values
                point[name] = random_source.choice(values)
            yield point

    for point in itertools.islice(itertools.chain(grid(0, {}), mixed()), budget):
        completed = complete(point)
        if completed is not None:
            yield completed


# --- labels ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What the check of one label rests on: points that satisfied the hypotheses."""

    satisfied: int
    undecided: int


def show(point: Mapping[str, Fraction]) -> str:
    """The point as text."""
    return ", ".join(f"{name} = {value}" for name, value in point.items()) or "the closed claim"


def check_refuted(claim: Claim) -> Outcome:
    """The stated counterexample must satisfy everything and break the claim."""
    point = claim.counterexample
    if point is None or set(point) != set(claim.domains):
        raise LabelError(f"{claim.id}: the counterexample does not name every variable")
    try:
        if not satisfies(claim, point):
            raise LabelError(f"{claim.id}: {show(point)} is outside domain or hypotheses")
        answer = holds(claim.claim, point, CLOSED_PRECISIONS)
    except UndecidedError:
        raise LabelError(f"{claim.id}: hypotheses undecided at {show(point)}") from None
    except UndefinedError:
        if claim.undefined:
            return Outcome(1, 0)
        raise LabelError(f"{claim.id}: undefined at {show(point)}") from None
    if claim.undefined:
        raise LabelError(f"{claim.id}: defined at {show(point)}")
    if answer is not False:
        raise LabelError(f"{claim.id}: holds or is undecided at {show(point)}")
    return Outcome(1, 0)


def nearby(claim: Claim, found: list[Point], random_source: random.Random) -> Point:
    """A point near one that satisfies the hypotheses: these may be hard to hit blindly."""
    point = dict(random_source.choice(found))
    for name, domain in claim.domains.items():
        if random_source.random() < 0.4:
            continue
        if domain.integer:
            point[name] += random_source.randint(-3, 3)
        else:
            scale = Fraction(1, random_source.choice((2, 10, 1000, 10**6)))
            point[name] *= 1 + scale * Fraction(random_source.randint(-9, 9), 10)
    return point


def with_neighbours(claim: Claim, budget: int, found: list[Point]) -> Iterator[Point]:
    """The sampled points, then as many near those that the caller has put into ``found``."""
    yield from sample_points(claim, budget)
    random_source = random.Random(zlib.crc32(claim.id.encode()) + 1)
    if claim.domains and found and claim.given:
        for _ in range(budget):
            yield nearby(claim, found, random_source)


def check_not_violated(claim: Claim, budget: int) -> Outcome:
    """No sampled point may break the claim, and some point must satisfy its hypotheses."""
    precisions = PRECISIONS if claim.domains else CLOSED_PRECISIONS
    satisfied = undecided = 0
    found: list[Point] = []
    equality = any(relation in ("<=", ">=", "=") for relation in claim.claim.relations)
    for point in with_neighbours(claim, budget, found):
        try:
            if not satisfies(claim, point):
                if point == claim.witness:
                    raise LabelError(f"{claim.id}: the witness {show(point)} does not satisfy")
                continue
            answer = holds(claim.claim, point, precisions)
        except (UndecidedError, TooLargeError):
            continue
        except UndefinedError as error:
            raise LabelError(f"{claim.id}: {error} at {show(point)}") from None
        if answer is False:
            raise LabelError(f"{claim.id}: fails at {show(point)}")
        if answer is None and not equality:
            raise LabelError(f"{claim.id}: strict, yet undecided at {show(point)}")
        found.append(point)
        satisfied += 1
        undecided += answer is None
    if not satisfied:
        raise LabelError(f"{claim.id}: no sampled point satisfies the hypotheses")
    return Outcome(satisfied, undecided)


def check_vacuous(claim: Claim, budget: int) -> Outcome:
    """No sampled point may satisfy the hypotheses."""
    for point in sample_points(claim, budget):
        try:
            if satisfies(claim, point):
                raise LabelError(f"{claim.id}: {show(point)} satisfies the hypotheses")
        except (UndecidedError, TooLargeError):
            continue
    return Outcome(0, 0)


def check_label(claim: Claim, budget: int = 250) -> Outcome:
    """Check one label; raises LabelError."""
    if claim.expected == "refuted":
        return check_refuted(claim)
    if claim.expected == "vacuous":
        return check_vacuous(claim, budget)
    return check_not_violated(claim, budget)
