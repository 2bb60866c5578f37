"""Polynomials with rational coefficients and exponents over atoms: the normal form's data.

An atom is a variable or a value that the normal form does not take apart further.  Kinds:

========  =====================================  ==================================================
kind      arguments                              value
========  =====================================  ==================================================
var       name                                   a variable
prime     p                                      the integer p > 1 (only exponents in (0, 1) remain)
e, pi                                            the two constants
pow       base atom, monomial                    base ** monomial, base > 0
sum       polynomial                             a sum, only with negative or fractional exponents
ln        atom                                   natural logarithm, atom > 0
floor     polynomial                             integer part
abs       polynomial                             absolute value
fact      polynomial                             factorial of an integer >= 0
========  =====================================  ==================================================

Atoms are interned in the document's budget, so equality is identity.  Monomials are tuples of
(atom, exponent), sorted by the atoms' keys; a polynomial maps monomials to non-zero coefficients.
Multiplying here uses a**r * a**s = a**(r+s), which holds wherever both factors are defined;
``normal`` creates negative and fractional exponents only where they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from hashlib import sha256
from math import gcd, lcm

from memproof.checker.budget import current, spend, spend_on_number
from memproof.checker.errors import Rejected

Rational = int | Fraction
MAX_TERMS = 4000
MAX_BITS = 400_000
MAX_KEY = 2000


class Atom:
    """An interned indivisible value; compare by identity."""

    __slots__ = ("arguments", "key", "kind", "variables")
    kind: str
    arguments: tuple[object, ...]
    key: str
    variables: frozenset[str]

    def __repr__(self) -> str:
        return self.key


Monomial = tuple[tuple[Atom, Rational], ...]


def atom(kind: str, *arguments: object) -> Atom:
    """Return the one atom of this kind with these arguments."""
    identity = (kind, *arguments)
    interned = current().atoms
    found = interned.get(identity)
    if found is not None:
        spend(1)
        return found  # type: ignore[no-any-return]
    spend(30)
    new = Atom()
    new.kind, new.arguments = kind, arguments
    names: set[str] = {str(arguments[0])} if kind == "var" else set()
    texts = []
    for argument in arguments:
        if isinstance(argument, Atom):
            names |= argument.variables
            texts.append(argument.key)
        elif isinstance(argument, Poly):
            names |= argument.variables()
            texts.append(str(argument))
        elif isinstance(argument, tuple):
            names.update(*(a.variables for a, _ in argument))
            texts.append(monomial_text(argument))
        else:
            texts.append(number_text(argument) if isinstance(argument, int) else str(argument))
    new.variables = frozenset(names)
    new.key = (
        f"{kind}({', '.join(texts)})"
        if kind not in ("var", "prime", "e", "pi")
        else "".join(texts) or kind
    )
    if len(new.key) > MAX_KEY:
        # A text that holds the texts of its parts doubles with each nesting; a digest does not.
        new.key = f"{kind}#{sha256(new.key.encode()).hexdigest()}"
    interned[identity] = new
    return new


def tidy(value: Rational) -> Rational:
    """Return an int where the value is integral; refuse numbers of absurd size."""
    if isinstance(value, Fraction):
        if value.denominator == 1:
            value = value.numerator
        elif value.denominator.bit_length() + value.numerator.bit_length() > MAX_BITS:
            raise Rejected("size-limit", "a rational number is too large")
        spend_on_number(value.numerator, value.denominator)
    if isinstance(value, int) and value.bit_length() > MAX_BITS:
        raise Rejected("size-limit", "an integer is too large")
    if isinstance(value, int):
        spend_on_number(value)
    return value


def number_text(value: Rational) -> str:
    """Return a canonical text; hexadecimal above Python's limit for decimals."""
    if value.numerator.bit_length() + value.denominator.bit_length() <= 2000:
        return str(value)
    return f"{value.numerator:#x}" + (f"/{value.denominator:#x}" if value.denominator > 1 else "")


def monomial_text(monomial: Monomial) -> str:
    """Return a canonical text of a monomial."""
    spend(sum(len(a.key) for a, _ in monomial) // 16)
    return "*".join(a.key if q == 1 else f"{a.key}^({number_text(q)})" for a, q in monomial) or "1"


class Poly:
    """An immutable polynomial; hashing and equality are by its terms."""

    __slots__ = ("_hash", "_variables", "terms")

    def __init__(self, terms: dict[Monomial, Rational]) -> None:
        self.terms = terms
        self._hash: int | None = None
        self._variables: frozenset[str] | None = None

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self.terms.items()))
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Poly) and self.terms == other.terms

    def __str__(self) -> str:
        parts = [
            f"{number_text(c)}*{monomial_text(m)}" if m else number_text(c)
            for m, c in self.sorted_terms()
        ]
        return " + ".join(parts) or "0"

    __repr__ = __str__

    def sorted_terms(self) -> list[tuple[Monomial, Rational]]:
        """Return the terms in canonical order."""
        return sorted(self.terms.items(), key=lambda item: (-len(item[0]), monomial_text(item[0])))

    def variables(self) -> frozenset[str]:
        """Return the names of all variables, also those inside atoms."""
        if self._variables is None:
            self._variables = frozenset().union(*(a.variables for m in self.terms for a, _ in m))
        return self._variables

    def atoms(self) -> set[Atom]:
        """Return the atoms of the monomials, not those inside atoms."""
        return {a for m in self.terms for a, _ in m}

    def constant(self) -> Rational | None:
        """Return the value when the polynomial is a rational number, else None."""
        if not self.terms:
            return 0
        if len(self.terms) == 1 and () in self.terms:
            return self.terms[()]
        return None

    def __neg__(self) -> Poly:
        return Poly({m: -c for m, c in self.terms.items()})

    def __add__(self, other: Poly) -> Poly:
        return _collect(self.terms, other.terms.items())

    def __sub__(self, other: Poly) -> Poly:
        return self + -other

    def __mul__(self, other: Poly) -> Poly:
        if len(self.terms) * len(other.terms) > 4 * MAX_TERMS:
            raise Rejected("size-limit", "a product has too many terms")
        spend(5 * len(self.terms) * len(other.terms))
        result: dict[Monomial, Rational] = {}
        for m1, c1 in self.terms.items():
            for m2, c2 in other.terms.items():
                for m, c in _multiply_monomials(m1, m2).terms.items():
                    _put(result, m, c * c1 * c2)
        if len(result) > MAX_TERMS:
            raise Rejected("size-limit", "a polynomial has too many terms")
        return Poly(result)

    def scale(self, factor: Rational) -> Poly:
        """Return the product with a rational number."""
        if factor == 0:
            return ZERO
        return Poly({m: tidy(c * factor) for m, c in self.terms.items()})

    def power(self, exponent: int) -> Poly:
        """Return a power with a non-negative integer exponent."""
        if exponent > 1 and len(self.terms) > 1 and exponent * len(self.terms) > 1000:
            raise Rejected("size-limit", "a power of a sum is too large to expand")
        result, base = ONE, self
        while exponent:
            if exponent & 1:
                result = result * base
            exponent >>= 1
            if exponent:
                base = base * base
        return result

    def times_powers(self, powers: dict[Atom, Rational]) -> Poly:
        """Return the product with prod atom**exponent, exponents added before sums are expanded."""
        result: dict[Monomial, Rational] = {}
        for monomial, coefficient in self.terms.items():
            exponents = dict(monomial)
            for a, q in powers.items():
                exponents[a] = exponents.get(a, 0) + q
            for m, c in monomial_poly(exponents, coefficient).terms.items():
                _put(result, m, c)
        if len(result) > MAX_TERMS:
            raise Rejected("size-limit", "a polynomial has too many terms")
        return Poly(result)

    def content(self) -> Rational:
        """Return the positive rational c for which self / c has coprime integer coefficients."""
        numerator, denominator = 0, 1
        for c in self.terms.values():
            spend_on_number(denominator, c.denominator)
            numerator = gcd(numerator, abs(c.numerator))
            denominator = lcm(denominator, c.denominator)
        return tidy(Fraction(numerator, denominator))


def _put(terms: dict[Monomial, Rational], monomial: Monomial, coefficient: Rational) -> None:
    total = tidy(terms.get(monomial, 0) + coefficient)
    if total == 0:
        terms.pop(monomial, None)
    else:
        terms[monomial] = total


def _collect(start: dict[Monomial, Rational], items: Iterable[tuple[Monomial, Rational]]) -> Poly:
    spend(1 + len(start) // 4)
    result = dict(start)
    for m, c in items:
        _put(result, m, c)
    return Poly(result)


def _multiply_monomials(m1: Monomial, m2: Monomial) -> Poly:
    if not m1:
        return Poly({m2: 1})
    if not m2:
        return Poly({m1: 1})
    exponents = dict(m1)
    for a, q in m2:
        exponents[a] = exponents.get(a, 0) + q
    return monomial_poly(exponents)


def monomial_poly(exponents: dict[Atom, Rational], coefficient: Rational = 1) -> Poly:
    """Return coefficient * prod atom**exponent with the forced simplifications.

    Integer parts of a prime's exponent go into the coefficient, positive integer parts of a sum's
    exponent are expanded, even powers of an absolute value are powers of its argument.
    """
    spend(1 + len(exponents))
    kept: list[tuple[Atom, Rational]] = []
    factors: list[Poly] = []
    for a, q in exponents.items():
        if q == 0:
            continue
        q = tidy(q)
        if a.kind == "prime":
            base = a.arguments[0]
            whole = q.numerator // q.denominator
            # A power too large to write out stays a power: its value is the same.
            if isinstance(base, int) and abs(whole) * base.bit_length() <= MAX_BITS // 4:
                coefficient = tidy(coefficient * Fraction(base) ** whole)
                q = tidy(q - whole)
        elif a.kind == "sum" and q >= 1:
            whole = q.numerator // q.denominator
            factors.append(argument_of(a).power(whole))
            q = tidy(q - whole)
        elif a.kind == "abs" and q >= 2:
            whole = int(q // 2) * 2
            factors.append(argument_of(a).power(whole))
            q = tidy(q - whole)
        if q != 0:
            kept.append((a, q))
    kept.sort(key=lambda item: item[0].key)
    result = Poly({tuple(kept): coefficient}) if coefficient != 0 else ZERO
    for factor in factors:
        result = result * factor
    return result


def argument_of(a: Atom) -> Poly:
    """Return the polynomial inside a sum, floor, abs or factorial atom."""
    argument = a.arguments[0]
    if not isinstance(argument, Poly):
        raise Rejected("internal", f"atom {a} has no polynomial")
    return argument


ZERO = Poly({})
ONE = Poly({(): 1})


def constant(value: Rational) -> Poly:
    """Return the constant polynomial."""
    return Poly({(): tidy(value)}) if value != 0 else ZERO


def atom_poly(a: Atom, exponent: Rational = 1) -> Poly:
    """Return atom ** exponent as a polynomial (the caller has shown that it is defined)."""
    return monomial_poly({a: exponent})


def variable(name: str) -> Poly:
    """Return the polynomial that is one variable."""
    return atom_poly(atom("var", name))


def inner_atom(a: Atom) -> Atom:
    """Return the atom whose logarithm a is."""
    inner = a.arguments[0]
    if not isinstance(inner, Atom):
        raise Rejected("internal", f"atom {a} has no atom inside")
    return inner


def power_parts(a: Atom) -> tuple[Atom, Poly]:
    """Return base and exponent of a power atom."""
    _, exponent = a.arguments
    if not isinstance(exponent, tuple):
        raise Rejected("internal", f"atom {a} has no exponent")
    return inner_atom(a), Poly({exponent: 1})
