"""Contexts, the normal form, and the sign test: the kernel that every inequality proof rests on.

A context holds the variables with their sorts and a list of facts ``p >= 0``, ``p > 0`` or ``p =
0``. ``Context.normal`` turns an expression into a polynomial over atoms.  A rewriting that needs a
side condition (ln xy = ln x + ln y needs x, y > 0) happens only when the sign test shows that
condition from the facts; otherwise ``Missing`` is raised.  So normalising proves that the
expression is defined.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import comb, factorial
from typing import Any

from memproof.checker.algebra import (
    MAX_BITS,
    ONE,
    ZERO,
    Atom,
    Monomial,
    Poly,
    Rational,
    argument_of,
    atom,
    atom_poly,
    constant,
    inner_atom,
    monomial_poly,
    power_parts,
    tidy,
    variable,
)
from memproof.checker.budget import current, spend
from memproof.checker.enclosure import Interval, pi
from memproof.checker.errors import Rejected

PRECISIONS = (64, 160, 600, 2400, 9600)
MAX_DEPTH = 60
MAX_FACTORIAL = 20_000
MAX_SHIFT = 64
MAX_DIGITS = 200_000
TRIAL_LIMIT = 50_000
RELATIONS = ("<=", "<", ">=", ">", "=", "!=")
FUNCTIONS = ("ln", "log2", "sqrt", "exp", "floor", "ceil", "abs", "factorial")
MANY = 1 << 20
# The fewest and the most operands; a sum or product of one would be shown as its operand alone.
OPERANDS = {
    **dict.fromkeys(("+", "*", "max", "min"), (2, MANY)),
    **dict.fromkeys(("/", "^", "binomial"), (2, 2)),
    "-": (1, 2),
    **dict.fromkeys(FUNCTIONS, (1, 1)),
}
OPERATORS = frozenset((*OPERANDS, *RELATIONS, "holds"))
_NAME = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9])*\Z")
_ALIKE = str.maketrans("I1O", "ll0")
Fact = tuple[Poly, str]
Expression = Any


def is_name(text: object) -> bool:
    """Return True for what may name a variable: ASCII letters and digits with no other meaning.

    Underscores stand alone between them, so that two names differ where they are shown.
    """
    return (
        isinstance(text, str)
        and _NAME.match(text) is not None
        and text not in OPERATORS
        and text not in ("e", "pi")
    )


def look_of(name: str) -> str:
    """Return what a name looks like: names that differ in I, l, 1 or O, 0 only look the same."""
    return name.translate(_ALIKE)


class Missing(Rejected):
    """A side condition was not shown: ``poly`` relation 0 (or ``integer``) is what is missing."""

    def __init__(self, poly: Poly, relation: str, why: str) -> None:
        super().__init__("not-shown", f"{why}: {str(poly)[:300]} {relation} 0")
        self.poly, self.relation = poly, relation


def factor_integer(n: int) -> tuple[tuple[int, int], ...]:
    """Split an integer > 1 by trial division; a large cofactor may stay composite."""
    known = current().factors
    if n in known:
        return known[n]  # type: ignore[no-any-return]
    whole = n
    result: list[tuple[int, int]] = []
    p = 2
    spend(50 if n < 10**6 else TRIAL_LIMIT // 20 + 5 * n.bit_length())
    while p * p <= n and p < TRIAL_LIMIT:
        count = 0
        while n % p == 0:
            n //= p
            count += 1
        if count:
            result.append((p, count))
        p += 1 if p == 2 else 2
    if n > 1:
        result.append((n, 1))
    known[whole] = tuple(result)
    return tuple(result)


def factor_rational(c: Rational) -> list[tuple[Atom, int]]:
    """Split a positive rational into (prime atom, exponent) pairs."""
    parts = [(p, k) for p, k in (factor_integer(c.numerator) if c.numerator > 1 else ())]
    parts += [(p, -k) for p, k in (factor_integer(c.denominator) if c.denominator > 1 else ())]
    return [(atom("prime", p), k) for p, k in parts]


@lru_cache(maxsize=20_000)
def enclose_atom(a: Atom, precision: int) -> Interval:
    """Enclose a closed atom."""
    spend(20 + precision * precision // 1000)
    match a.kind:
        case "prime":
            return Interval.exact(a.arguments[0], precision)  # type: ignore[arg-type]
        case "e":
            return Interval.exact(1, precision).exp()
        case "pi":
            return pi(precision)
        case "pow":
            base, exponent = power_parts(a)
            return (enclose(exponent, precision) * enclose_atom(base, precision).ln()).exp()
        case "ln":
            return enclose_atom(inner_atom(a), precision).ln()
        case "sum":
            return enclose(argument_of(a), precision)
        case "abs":
            inner = enclose(argument_of(a), precision)
            sign = inner.sign()
            if sign is None:
                raise Rejected("undecided", "sign inside an absolute value")
            return inner if sign >= 0 else -inner
    raise Rejected("undecided", f"no enclosure of {a}")


def enclose(p: Poly, precision: int) -> Interval:
    """Enclose a polynomial without variables."""
    total = Interval.exact(0, precision)
    for monomial, coefficient in p.terms.items():
        term = Interval.exact(coefficient, precision)
        spend(20 + precision // 50)
        for a, q in monomial:
            spend(40 + precision // 20)
            base = enclose_atom(a, precision)
            if isinstance(q, int):
                factor = base.power(q)
            elif q.denominator == 2:
                factor = base.sqrt().power(q.numerator)
            else:
                spend(precision * precision // 500)
                factor = (Interval.exact(q, precision) * base.ln()).exp()
            term = term * factor
        total = total + term
    return total


@lru_cache(maxsize=20_000)
def closed_sign(p: Poly) -> int | None:
    """Return the sign of a polynomial without variables; None when it stays unseparated from 0."""
    value = p.constant()
    if value is not None:
        return (value > 0) - (value < 0)
    for precision in PRECISIONS:
        try:
            sign = enclose(p, precision).sign()
        except Rejected as error:
            if error.reason != "undecided":
                raise
            continue
        if sign is not None:
            return sign
    return None


def _shape(p: Poly) -> frozenset[Monomial]:
    """Return the monomials that contain a variable."""
    return frozenset(m for m in p.terms if any(a.variables for a, _ in m))


class Context:
    """Variables with sorts, facts about them, predicate facts; immutable.

    ``sorts`` maps a name to True for integers and False for reals.  ``pending`` holds statements
    that are true where they stand and are not yet shown to be defined; a rule that gives a variable
    another meaning starts from a context without them.
    """

    def __init__(
        self,
        sorts: Mapping[str, bool],
        facts: tuple[Fact, ...] = (),
        predicates: tuple[tuple[str, tuple[Poly, ...]], ...] = (),
        pending: tuple[Expression, ...] = (),
    ) -> None:
        self.sorts, self.facts, self.predicates = dict(sorts), facts, predicates
        self.pending = pending
        spend(5 + 4 * len(facts) + len(self.sorts) // 4)
        self._tests: dict[tuple[Poly, bool], bool] = {}
        self._rebuilt: dict[Poly, Poly] = {}
        self._lower: dict[str, tuple[Poly, bool]] = {}
        self._upper: dict[str, tuple[Poly, bool]] = {}
        self._index: dict[frozenset[Monomial], list[Fact]] = {}
        for p, relation in facts:
            for q, strict in (
                ((p, relation == ">"), (-p, False)) if relation == "=" else ((p, relation == ">"),)
            ):
                self._index.setdefault(_shape(q), []).append((q, ">" if strict else ">="))
                self._note_bound(q, strict)

    def _note_bound(self, p: Poly, strict: bool) -> None:
        """Record p >= 0 when it bounds one variable by a closed value."""
        names = p.variables()
        if len(names) != 1:
            return
        name = next(iter(names))
        own: Monomial = ((atom("var", name), 1),)
        factor = p.terms.get(own)
        if factor is None:
            return
        rest = Poly({m: c for m, c in p.terms.items() if m != own})
        if rest.variables():
            return
        bound = rest.scale(Fraction(-1) / factor)
        table = self._lower if factor > 0 else self._upper
        old = table.get(name)
        if old is not None:
            sign = closed_sign(bound - old[0])
            better = sign == (1 if factor > 0 else -1) or (sign == 0 and strict)
            if not better:
                return
        table[name] = (bound, strict)

    def bound(self, name: str, upper: bool) -> tuple[Poly, bool] | None:
        """Return the best closed bound (value, strict) of a variable, if a fact gives one."""
        return (self._upper if upper else self._lower).get(name)

    def extend(self, *facts: Fact) -> Context:
        """Return the context with more facts (each shown by the caller)."""
        return Context(self.sorts, self.facts + facts, self.predicates, self.pending)

    def with_variable(self, name: str, integer: bool) -> Context:
        """Return the context with a fresh variable."""
        if not is_name(name) or name in self.sorts:
            raise Rejected("name-clash", f"{str(name)[:60]} is not a fresh name")
        sorts = {**self.sorts, name: integer}
        return Context(sorts, self.facts, self.predicates, self.pending)

    # Signs -------------------------------------------------------------------------------------

    def positive(self, p: Poly) -> bool:
        """Return True when the sign test shows p > 0."""
        return self._test(p, True)

    def nonnegative(self, p: Poly) -> bool:
        """Return True when the sign test shows p >= 0."""
        return self._test(p, False)

    def _test(self, p: Poly, strict: bool) -> bool:
        key = (p, strict)
        found = self._tests.get(key)
        if found is None:
            self._tests[key] = False  # a test that needs itself fails
            found = self._tests[key] = self._run_test(p, strict)
        return found

    def _run_test(self, p: Poly, strict: bool) -> bool:
        if not p.variables():
            sign = closed_sign(p)
            return sign is not None and (sign > 0 or (sign == 0 and not strict))
        if self._by_fact(p, strict):
            return True
        cleared = self.clear_denominators(p)
        if cleared != p and self._by_fact(cleared, strict):
            return True
        names = [
            name
            for name in sorted(cleared.variables())
            if any(a.kind == "var" and a.arguments[0] == name for a in cleared.atoms())
            and (name in self._lower or name in self._upper)
        ]
        choices = []
        for name in names[:6]:
            sides = [
                (name, side)
                for side, table in ((False, self._lower), (True, self._upper))
                if name in table
            ]
            choices.append(sides)
        for combination in product(*choices):
            try:
                if self._by_terms(
                    self.shift(cleared, dict(combination)), dict(combination), strict
                ):
                    return True
            except Rejected as error:
                if error.reason != "size-limit":
                    raise
        return False

    def _by_fact(self, p: Poly, strict: bool) -> bool:
        """p = c * fact + d with c > 0 and a closed d >= 0 (d > 0, or a strict fact, for p > 0)."""
        shape = _shape(p)
        for q, relation in self._index.get(shape, ()) if shape else ():
            lead = next(iter(shape))
            ratio = Fraction(p.terms[lead]) / q.terms[lead]
            if ratio <= 0:
                continue
            rest = p - q.scale(ratio)
            sign = None if rest.variables() else closed_sign(rest)
            if sign == 1 or (sign == 0 and (relation == ">" or not strict)):
                return True
        return False

    def shift(self, p: Poly, sides: Mapping[str, bool]) -> Poly:
        """Write each variable as bound + t or bound - t; t >= 0 keeps the variable's atom."""
        shifts: dict[Atom, Poly] = {}
        for name, upper in sides.items():
            bound = (self._upper if upper else self._lower)[name][0]
            t = variable(name)
            shifts[atom("var", name)] = bound - t if upper else bound + t
        result = ZERO
        for monomial, coefficient in p.terms.items():
            own: dict[Atom, Rational] = {}
            term = constant(coefficient)
            for a, q in monomial:
                if a in shifts and isinstance(q, int) and q > 0:
                    term = term * shifts[a].power(q)
                elif a in shifts:
                    # A power that cannot be expanded stays a factor of its own, under another name.
                    own[atom("var", f"={a.key}")] = q
                else:
                    own[a] = q
            result = result + term * monomial_poly(own)
        return result

    def _by_terms(self, p: Poly, sides: Mapping[str, bool], strict: bool) -> bool:
        """Group by the part with variables; every coefficient >= 0 and every part >= 0."""
        groups: dict[Monomial, Poly] = {}
        for monomial, coefficient in p.terms.items():
            part = tuple((a, q) for a, q in monomial if a.variables)
            rest = tuple((a, q) for a, q in monomial if not a.variables)
            groups[part] = groups.get(part, ZERO) + Poly({rest: coefficient})
        found_strict = False
        for part, total in groups.items():
            sign = closed_sign(total)
            if sign == 0:
                continue
            if sign != 1:
                return False
            all_positive = True
            for a, q in part:
                nonnegative, positive = self.atom_signs(a, sides)
                all_positive = all_positive and positive
                even = isinstance(q, int) and q % 2 == 0
                if not nonnegative and not even:
                    return False
            found_strict = found_strict or all_positive
        return found_strict or not strict

    def atom_signs(self, a: Atom, sides: Mapping[str, bool]) -> tuple[bool, bool]:
        """Return (>= 0 shown, > 0 shown); in shifted variables the atom var stands for t >= 0."""
        if a.kind == "var":
            name = str(a.arguments[0])
            if name in sides:
                upper = sides[name]
                return True, (self._upper if upper else self._lower)[name][1]
            if name.startswith("="):
                name = name[1:]
            lower = self._lower.get(name)
            if lower is None:
                return False, False
            sign = closed_sign(lower[0])
            positive = sign is not None and (sign > 0 or (sign == 0 and lower[1]))
            return sign is not None and sign >= 0, positive
        return self.atom_nonnegative(a), self.atom_positive(a)

    def atom_positive(self, a: Atom) -> bool:
        """Return True when the atom is shown to be > 0."""
        match a.kind:
            case "prime" | "e" | "pi" | "pow" | "fact":
                return True
            case "var":
                return self.positive(atom_poly(a))
            case "sum":
                return self.positive(argument_of(a))
            case "ln":
                return self.positive(_value(inner_atom(a)) - ONE)
            case "floor":
                return self.nonnegative(argument_of(a) - ONE)
            case "abs":
                return self.positive(argument_of(a)) or self.positive(-argument_of(a))
        return False

    def atom_nonnegative(self, a: Atom) -> bool:
        """Return True when the atom is shown to be >= 0."""
        match a.kind:
            case "abs":
                return True
            case "var":
                return self.nonnegative(atom_poly(a))
            case "sum":
                return self.nonnegative(argument_of(a))
            case "ln":
                return self.nonnegative(_value(inner_atom(a)) - ONE)
            case "floor":
                return self.nonnegative(argument_of(a))
        return self.atom_positive(a)

    def clear_denominators(self, p: Poly) -> Poly:
        """Multiply by powers of sums and variables shown positive until none is a denominator."""
        return self.denominators(p)[1]

    def denominators(self, p: Poly) -> tuple[dict[Atom, Rational], Poly]:
        """Return the positive powers that clear p's denominators, and their product with p."""
        powers: dict[Atom, Rational] = {}
        for _ in range(12):
            lowest: dict[Atom, Rational] = {}
            for monomial in p.terms:
                for a, q in monomial:
                    if q < 0 and a.kind in ("sum", "var") and a.variables:
                        lowest[a] = min(q, lowest.get(a, 0))
            chosen: dict[Atom, Rational] = {
                a: -q for a, q in lowest.items() if self.atom_positive(a)
            }
            if not chosen:
                break
            p = p.times_powers(chosen)
            for a, q in chosen.items():
                powers[a] = powers.get(a, 0) + q
        return powers, p

    def is_zero(self, p: Poly) -> bool:
        """Return True when p is identically 0 (denominators are non-zero where p is defined)."""
        for _ in range(12):
            if not p.terms:
                return True
            lowest: dict[Atom, Rational] = {}
            for monomial in p.terms:
                for a, q in monomial:
                    if q < 0 and a.kind == "sum":
                        lowest[a] = min(q, lowest.get(a, 0))
            if not lowest:
                return False
            p = p.times_powers({a: -q for a, q in lowest.items()})
        return False

    def integer_valued(self, p: Poly) -> bool:
        """Return True when p is an integer for all values of the variables, as its form shows."""
        return all(isinstance(c, int) and self._integer_monomial(m) for m, c in p.terms.items())

    def _integer_monomial(self, monomial: Monomial) -> bool:
        return all(isinstance(q, int) and q > 0 and self._integer_atom(a) for a, q in monomial)

    def _integer_atom(self, a: Atom) -> bool:
        match a.kind:
            case "var":
                return self.sorts.get(str(a.arguments[0]), False)
            case "floor" | "fact":
                return True
            case "abs" | "sum":
                return self.integer_valued(argument_of(a))
            case "pow":
                base, exponent = power_parts(a)
                return (
                    (base.kind == "prime" or self._integer_atom(base))
                    and self.integer_valued(exponent)
                    and self.nonnegative(exponent)
                )
        return False

    # Normal form -------------------------------------------------------------------------------

    def normal(self, expression: Expression, depth: int = 0) -> Poly:
        """Return the normal form of a prefix expression (nested lists of strings).

        Raises ``Missing`` where definedness is not shown, ``Rejected`` for a malformed expression.
        """
        if depth > MAX_DEPTH:
            raise Rejected("size-limit", "expression nested too deeply")
        if isinstance(expression, str):
            return self._leaf(expression)
        if not isinstance(expression, list) or not expression or not isinstance(expression[0], str):
            raise Rejected("malformed", f"not an expression: {str(expression)[:80]}")
        spend(3)
        operator, *rest = expression
        arguments = [self.normal(argument, depth + 1) for argument in rest]
        return self.apply(operator, arguments)

    def _leaf(self, text: str) -> Poly:
        if text in ("e", "pi"):
            return atom_poly(atom(text))
        if text in self.sorts:
            return variable(text)
        return constant(rational(text))

    def apply(self, operator: str, arguments: list[Poly]) -> Poly:
        """Apply an operator of the claim language to normal forms."""
        count = len(arguments)
        least, most = OPERANDS.get(operator, (0, -1))
        if not least <= count <= most:
            raise Rejected("malformed", f"operator {operator[:40]} with {count} operands")
        a, b = arguments[0], arguments[-1]
        match operator:
            case "+" | "*" | "max" | "min":
                for p in arguments[1:]:
                    a = self._pair(operator, a, p)
                return a
            case "-":
                return -a if count == 1 else a - b
            case "/":
                return a * self.power(b, -1)
            case "^":
                exponent = b.constant()
                return self.power(a, exponent) if exponent is not None else self.power_poly(a, b)
            case "binomial":
                return self.binomial(a, b)
            case "ln":
                return self.ln(a)
            case "log2":
                return self.ln(a) * atom_poly(atom("ln", atom("prime", 2)), -1)
            case "sqrt":
                return self.power(a, Fraction(1, 2))
            case "exp":
                return self.atom_power(atom("e"), a)
            case "floor":
                return self.floor(a)
            case "ceil":
                return -self.floor(-a)
            case "abs":
                return self.absolute(a)
        return self.factorial(a)

    def _pair(self, operator: str, a: Poly, b: Poly) -> Poly:
        """The sum, product, max or min of two: max(a, b) = (a + b + |a - b|)/2."""
        if operator == "+":
            return a + b
        if operator == "*":
            return a * b
        distance = self.absolute(a - b)
        return (a + b + (distance if operator == "max" else -distance)).scale(Fraction(1, 2))

    def _constant_power(self, c: Rational, q: Rational) -> Poly:
        """c > 0 to a rational power, by primes."""
        if (
            isinstance(q, int)
            and abs(q) * (c.numerator.bit_length() + c.denominator.bit_length()) <= MAX_BITS // 4
        ):
            return constant(Fraction(c) ** q)
        return monomial_poly({a: k * q for a, k in factor_rational(c)})

    def power(self, p: Poly, q: Rational) -> Poly:
        """p ** q for a rational q; 0 ** 0 = 1."""
        q = tidy(q)
        c = p.constant()
        if c is not None:
            if c == 0:
                if q > 0:
                    return ZERO
                return ONE if q == 0 else self._missing(p, "!=", "division by zero")
            if c < 0:
                if not isinstance(q, int):
                    return self._missing(p, ">=", "root of a negative number")
                return self._constant_power(-c, q).scale(1 if q % 2 == 0 else -1)
            return self._constant_power(c, q)
        if isinstance(q, int) and q >= 0:
            return p.power(q)
        if len(p.terms) == 1:
            ((monomial, c),) = p.terms.items()
            if isinstance(q, int):
                for a, _ in monomial:
                    if not self.atom_positive(a) and not self.positive(-atom_poly(a)):
                        self._missing(
                            atom_poly(a), "!=", "division by something not shown to be non-zero"
                        )
                return self.power(constant(c), q) * monomial_poly({a: k * q for a, k in monomial})
            if c < 0:
                return self._missing(p, ">=", "root of something not shown to be non-negative")
            result = self._constant_power(c, q)
            for a, k in monomial:
                shown = self.atom_positive(a) if q < 0 else self.atom_nonnegative(a)
                if shown:
                    result = result * monomial_poly({a: k * q})
                elif isinstance(k, int) and k % 2 == 0:
                    result = result * self.power(self.absolute(atom_poly(a)), k * q)
                else:
                    return self._missing(
                        atom_poly(a), ">" if q < 0 else ">=", "root of a factor of unknown sign"
                    )
            return result
        if isinstance(q, int):
            if self.positive(p):
                return self._sum_power(p, q)
            if self.positive(-p):
                return self._sum_power(-p, q).scale(1 if q % 2 == 0 else -1)
            return self._missing(p, "!=", "division by something not shown to be non-zero")
        if not (self.positive(p) if q < 0 else self.nonnegative(p)):
            return self._missing(
                p, ">" if q < 0 else ">=", "root of something not shown to be non-negative"
            )
        return self._sum_power(p, q)

    def _sum_power(self, p: Poly, q: Rational) -> Poly:
        """A sum shown to be >= 0 (> 0 when q < 0), to a rational power."""
        coefficient, factors = self._split_sum(p)
        result = self._constant_power(coefficient, q)
        for a, k in factors:
            result = result * monomial_poly({a: k * q})
        return result

    def _split_sum(self, p: Poly) -> tuple[Rational, list[tuple[Atom, Rational]]]:
        """p = content * (common factors shown positive) * primitive sum."""
        content = p.content()
        powers = [dict(monomial) for monomial in p.terms]
        common = {
            a: min(own.get(a, 0) for own in powers) for a in sorted(p.atoms(), key=lambda a: a.key)
        }
        shared = {a: k for a, k in common.items() if k != 0 and self.atom_positive(a)}
        primitive = p.scale(Fraction(1) / content)
        if shared:
            primitive = primitive.times_powers({a: -k for a, k in shared.items()})
        if len(primitive.terms) < 2:
            raise Rejected("internal", "a sum became a single term")
        rescale = primitive.content()
        primitive = primitive.scale(Fraction(1) / rescale)
        factors: list[tuple[Atom, Rational]] = list(shared.items())
        return tidy(content * rescale), [*factors, (atom("sum", primitive), 1)]

    def positive_factors(self, p: Poly) -> tuple[Rational, list[tuple[Atom, Rational]]]:
        """Write p > 0 as a rational times powers of atoms, all positive, or raise ``Missing``."""
        if len(p.terms) == 1:
            ((monomial, c),) = p.terms.items()
            if c <= 0:
                self._missing(p, ">", "not shown to be positive")
            for a, _ in monomial:
                if not self.atom_positive(a):
                    self._missing(atom_poly(a), ">", "a factor is not shown to be positive")
            return c, list(monomial)
        if not p.terms or not self.positive(p):
            self._missing(p, ">", "not shown to be positive")
        return self._split_sum(p)

    def ln(self, p: Poly) -> Poly:
        """The natural logarithm of something shown to be positive."""
        c, factors = self.positive_factors(p)
        result = ZERO
        for a, k in [*factor_rational(c), *factors]:
            result = result + self._ln_atom(a).scale(k)
        return result

    def _ln_atom(self, a: Atom) -> Poly:
        if a.kind == "e":
            return ONE
        if a.kind == "pow":
            base, exponent = power_parts(a)
            return exponent * self._ln_atom(base)
        return atom_poly(atom("ln", a))

    def power_poly(self, p: Poly, exponent: Poly) -> Poly:
        """p ** exponent for p > 0 and an exponent with variables or irrational parts."""
        c, factors = self.positive_factors(p)
        result = ONE
        for a, k in [*factor_rational(c), *factors]:
            result = result * self.atom_power(a, exponent.scale(k))
        return result

    def atom_power(self, a: Atom, exponent: Poly, depth: int = 0) -> Poly:
        """a ** exponent for an atom shown to be positive; a ** (s + t) = a ** s * a ** t."""
        if depth > 20:
            raise Rejected("size-limit", "tower of powers")
        if a.kind == "pow":
            base, inner = power_parts(a)
            return self.atom_power(base, exponent * inner, depth + 1)
        result = ONE
        inverse_log = None if a.kind == "e" else atom("ln", a)
        for monomial, k in exponent.terms.items():
            if not monomial:
                result = result * monomial_poly({a: k})
                continue
            powers = dict(monomial)
            logs = [b for b, q in monomial if b.kind == "ln" and q == 1]
            if inverse_log is not None and powers.get(inverse_log) == -1:
                # a ** (t / ln a) = e ** t
                del powers[inverse_log]
                factor = self.atom_power(atom("e"), monomial_poly(powers, k), depth + 1)
            elif a.kind == "e" and len(logs) == 1:
                # e ** (t ln b) = b ** t; b > 0 because ln b is an atom
                del powers[logs[0]]
                factor = self.atom_power(inner_atom(logs[0]), monomial_poly(powers, k), depth + 1)
            else:
                factor = monomial_poly({atom("pow", a, monomial): k})
            result = result * factor
        return result

    def floor(self, p: Poly) -> Poly:
        """The integer part; integer-valued parts with integer coefficients are taken out."""
        out: dict[Monomial, Rational] = {}
        inside: dict[Monomial, Rational] = {}
        for monomial, c in p.terms.items():
            if self._integer_monomial(monomial):
                whole = c.numerator // c.denominator
                if whole:
                    out[monomial] = whole
                if c != whole:
                    inside[monomial] = tidy(c - whole)
            else:
                inside[monomial] = c
        rest = Poly(inside)
        result = Poly(out)
        if rest.constant() is not None:
            return result  # a constant left inside lies in [0, 1)
        if not rest.variables():
            for precision in PRECISIONS:
                try:
                    value = enclose(rest, precision).floor()
                except Rejected as error:
                    if error.reason != "undecided":
                        raise
                    continue
                if value is not None:
                    return result + constant(value)
            raise Rejected("undecided", "integer part of a number too close to an integer")
        if self.nonnegative(rest) and self.positive(ONE - rest):
            return result
        return result + atom_poly(atom("floor", rest))

    def absolute(self, p: Poly) -> Poly:
        """The absolute value, resolved where the sign is shown."""
        if self.nonnegative(p):
            return p
        if self.nonnegative(-p):
            return -p
        content = p.content()
        primitive = p.scale(Fraction(1) / content)
        if primitive.sorted_terms()[0][1] < 0:
            primitive = -primitive
        return atom_poly(atom("abs", primitive)).scale(content)

    def factorial(self, p: Poly) -> Poly:
        """The factorial of an integer shown to be >= 0; constant shifts are multiplied out."""
        c = p.constant()
        if c is not None:
            if not isinstance(c, int) or c < 0:
                return self._missing(p, ">=", "factorial of something not a natural number")
            if c > MAX_FACTORIAL:
                raise Rejected("size-limit", f"factorial above {MAX_FACTORIAL}")
            spend(1 + c * c // 20_000)
            return constant(factorial(c))
        if not self.integer_valued(p):
            return self._missing(p, "integer", "factorial of something not shown to be an integer")
        if not self.nonnegative(p):
            return self._missing(p, ">=", "factorial of something not shown to be non-negative")
        shift = p.terms.get((), 0)
        base = p - constant(shift)
        if (
            shift == 0
            or not -MAX_SHIFT <= shift <= MAX_SHIFT
            or not (shift < 0 or self.nonnegative(base))
        ):
            return atom_poly(atom("fact", p))
        result = atom_poly(atom("fact", base))
        if shift > 0:
            for i in range(1, int(shift) + 1):
                result = result * (base + constant(i))
        else:
            for i in range(-int(shift)):
                result = result * self.power(base - constant(i), -1)
        return result

    def binomial(self, n: Poly, k: Poly) -> Poly:
        """binomial(n, k) for integers n >= 0, k; 0 outside 0 <= k <= n."""
        a, b = n.constant(), k.constant()
        if not self.integer_valued(n) or not self.integer_valued(k):
            return self._missing(n, "integer", "binomial of something not shown to be integers")
        if not self.nonnegative(n):
            return self._missing(n, ">=", "binomial of something not shown to be non-negative")
        if (b is not None and b < 0) or self.positive(k - n) or self.positive(-k):
            return ZERO
        if isinstance(a, int) and isinstance(b, int):
            if a > MAX_FACTORIAL:
                raise Rejected("size-limit", "binomial too large")
            spend(1 + a * min(b, max(a - b, 0)) // 10_000)
            return constant(comb(a, b))
        if isinstance(b, int) and b <= MAX_SHIFT // 2:
            result = ONE
            for i in range(b):
                result = result * (n - constant(i))
            return result.scale(Fraction(1, factorial(b)))
        if not self.nonnegative(k):
            return self._missing(k, ">=", "lower index of a binomial")
        if not self.nonnegative(n - k):
            return self._missing(n - k, ">=", "lower index of a binomial above the upper one")
        return self.factorial(n) * self.power(self.factorial(k) * self.factorial(n - k), -1)

    def _missing(self, p: Poly, relation: str, why: str) -> Poly:
        raise Missing(p, relation, why)

    def rebuild(self, p: Poly, replace: Mapping[Atom, Poly] | None = None) -> Poly:
        """Normalise again in this context, with atoms replaced; all conditions are shown anew."""
        if not replace and p in self._rebuilt:
            return self._rebuilt[p]
        result = ZERO
        for monomial, c in p.terms.items():
            term = constant(c)
            for a, q in monomial:
                term = term * self.power(self._rebuild_atom(a, replace or {}), q)
            result = result + term
        if not replace:
            self._rebuilt[p] = result
        return result

    def _rebuild_atom(self, a: Atom, replace: Mapping[Atom, Poly]) -> Poly:
        if a in replace:
            return replace[a]
        match a.kind:
            case "var":
                if str(a.arguments[0]) not in self.sorts:
                    raise Rejected("unknown-variable", a.key)
                return atom_poly(a)
            case "pow":
                base, exponent = power_parts(a)
                exponent = self.rebuild(exponent, replace)
                inner = self._rebuild_atom(base, replace)
                c = exponent.constant()
                return self.power(inner, c) if c is not None else self.power_poly(inner, exponent)
            case "ln":
                return self.ln(self._rebuild_atom(inner_atom(a), replace))
            case "sum":
                return self.rebuild(argument_of(a), replace)
            case "floor":
                return self.floor(self.rebuild(argument_of(a), replace))
            case "abs":
                return self.absolute(self.rebuild(argument_of(a), replace))
            case "fact":
                return self.factorial(self.rebuild(argument_of(a), replace))
        return atom_poly(a)


def _value(a: Atom) -> Poly:
    return argument_of(a) if a.kind == "sum" else atom_poly(a)


def rational(text: object) -> Rational:
    """Parse "p" or "p/q" exactly; refuses anything else."""
    if not isinstance(text, str) or len(text) > MAX_DIGITS:
        raise Rejected("malformed", "a rational number must be a short string")
    spend(1 + len(text) * len(text) // 20_000)
    top, slash, bottom = text.partition("/")
    digits = top[1:] if top.startswith("-") else top
    if (
        not digits.isascii()
        or not digits.isdigit()
        or (slash and not (bottom.isascii() and bottom.isdigit()))
    ):
        raise Rejected("malformed", f"not a rational number or a declared variable: {text[:60]!r}")
    denominator = _decimal(bottom) if slash else 1
    if denominator == 0:
        raise Rejected("malformed", "zero denominator")
    value = Fraction(_decimal(digits), denominator)
    return tidy(value if top == digits else -value)


def _decimal(digits: str) -> int:
    """Read decimal digits in pieces, below the length that Python refuses to convert."""
    value = 0
    for start in range(0, len(digits), 500):
        piece = digits[start : start + 500]
        value = value * 10 ** len(piece) + int(piece)
    return value


def derivative(p: Poly, name: str) -> Poly:
    """Return the formal derivative; it is valid where ``Context.rebuild`` shows it defined.

    Raises ``Rejected`` when the variable occurs inside a floor, an absolute value or a factorial.
    """
    result = ZERO
    for monomial, c in p.terms.items():
        for position, (a, q) in enumerate(monomial):
            if name not in a.variables:
                continue
            rest = dict(monomial[:position] + monomial[position + 1 :])
            rest[a] = q - 1
            result = result + monomial_poly(rest, tidy(c * q)) * _atom_derivative(a, name)
    return result


def _atom_derivative(a: Atom, name: str) -> Poly:
    match a.kind:
        case "var":
            return ONE
        case "sum":
            return derivative(argument_of(a), name)
        case "ln":
            inner = inner_atom(a)
            return _atom_derivative(inner, name) * atom_poly(inner, -1)
        case "pow":
            base, exponent = power_parts(a)
            slope = ZERO
            if name in exponent.variables():
                log = ONE if base.kind == "e" else atom_poly(atom("ln", base))
                slope = slope + derivative(exponent, name) * log
            if name in base.variables:
                slope = slope + exponent * _atom_derivative(base, name) * atom_poly(base, -1)
            return slope * atom_poly(a)
    raise Rejected("not-differentiable", f"{name} inside {a.kind}")
