"""Bounds of the library as sympy relations, to solve, to substitute and to compare.

A view only: what sympy answers here is no verdict.  The relation is read off the claim that the
library checks, so it cannot differ from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from memproof.errors import InputError
from memproof.library.load import Library, load_library
from memproof.library.lookup import find_named
from memproof.library.model import claim_of, part_id
from memproof.statements.claims import Claim
from memproof.statements.expressions import Statement
from memproof.statements.sympy_view import to_sympy

if TYPE_CHECKING:
    from collections.abc import Callable

Side = Literal["sufficient", "necessary"]
SIZES = ("W", "L", "P", "m")
_GREATER = {">=": ">=", ">": ">", "<=": ">=", "<": ">"}


@dataclass(frozen=True)
class SymbolicBound:
    """A theorem's bound as sympy sees it.

    ``id`` is the part whose claim it is, ``side`` whether the relation suffices or is necessary,
    ``bound`` the relation size ≥ rate (``sympy.Ge`` or ``Gt``), ``domain`` the other hypotheses as
    text.  Symbols are positive: all sizes and data of the library are.
    """

    id: str
    side: Side
    bound: Any
    domain: tuple[str, ...]
    claim: Claim

    @property
    def symbols(self) -> dict[str, Any]:
        """The symbols of the bound by name."""
        return {symbol.name: symbol for symbol in sorted(self.bound.free_symbols, key=str)}

    def subs(self, **values: Any) -> Any:
        """Return the relation with values put in, by the names of the symbols."""
        return self.bound.subs({self._symbol(name): value for name, value in values.items()})

    def solve_for(self, name: str) -> Any:
        """Return the closed form of the value of ``name`` at which both sides are equal.

        Raises ``InputError`` where sympy finds none, or more than one.
        """
        import sympy

        symbol = self._symbol(name)
        # A side without the unknown stays as the claim has it: sympy would merge its logarithms.
        left, right = (
            side if side.has(symbol) else sympy.Dummy(positive=True)
            for side in (self.bound.lhs, self.bound.rhs)
        )
        try:
            found = sympy.solve(sympy.Eq(left, right), symbol)
        except NotImplementedError:
            found = []
        if len(found) != 1:
            raise InputError(f"sympy finds no single closed form of {self.id} for {name}")
        with sympy.evaluate(False):
            return found[0].xreplace({left: self.bound.lhs, right: self.bound.rhs})

    def lambdify(self) -> Callable[..., Any]:
        """Return the right side as a function of its symbols in alphabetical order, in floats."""
        import sympy

        order = sorted(self.bound.rhs.free_symbols, key=str)
        function: Callable[..., Any] = sympy.lambdify(order, self.bound.rhs, "math")
        return function

    def ratio(self, other: SymbolicBound) -> Any:
        """Return the quotient of the two right sides, for bounds of the same size."""
        import sympy

        if sympy.simplify(self.bound.lhs - other.bound.lhs) != 0:
            raise InputError(f"{self.id} bounds {self.bound.lhs}, {other.id} {other.bound.lhs}")
        return sympy.simplify(self.bound.rhs.doit() / other.bound.rhs.doit())

    def limit(self, name: str, value: Any) -> Any:
        """Return the limit of the right side as ``name`` goes to ``value`` (from above at 0)."""
        import sympy

        return sympy.limit(self.bound.rhs.doit(), self._symbol(name), value)

    def latex(self) -> str:
        """Return the relation as LaTeX."""
        import sympy

        text: str = sympy.latex(self.bound)
        return text

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex()}$"

    def __repr__(self) -> str:
        return f"{self.id}: {self.bound.lhs} >= {self.bound.rhs} is {self.side}"

    def _symbol(self, name: str) -> Any:
        symbols = self.symbols
        if name not in symbols:
            raise InputError(f"{self.id} has no symbol {name!r}; it has {', '.join(symbols)}")
        return symbols[name]


def theorem(name: str, library: Library | None = None) -> SymbolicBound:
    """Return the bound of a lemma or a part, by any name that ``memproof show`` understands.

    Of a lemma the first part counts whose claim relates a size (W, L, P or m) to the data.

    Raises ``InputError`` for a name that stands for nothing or for no such bound.
    """
    from memproof.bounds.catalogue import load_catalogue

    known = load_library() if library is None else library
    found = find_named(name, known, load_catalogue())
    lemma = found.entry.lemma
    for part in lemma.parts if found.part is None else (found.part,):
        claim = claim_of(part)
        if claim is None or getattr(part, "expected", "proved") == "refuted":
            continue
        bound = _read_bound(part_id(lemma, part), claim)
        if bound is not None:
            return bound
    raise InputError(f"{found.id} states no bound of a size in closed form")


def _read_bound(identifier: str, claim: Claim) -> SymbolicBound | None:
    """The relation of a claim that gives or takes a predicate, None for other claims."""
    concluded = [one for one in claim.conclude if one.predicate]
    supposed = [one for one in claim.given if one.predicate]
    side: Side
    if concluded and not supposed:
        side, among, rest = "sufficient", claim.given, claim.given
    elif supposed and not concluded:
        side, among, rest = "necessary", claim.conclude, claim.given
    else:
        return None
    sized = [one for one in among if _is_size_relation(one)]
    if len(sized) != 1:
        return None
    domain = tuple(str(one) for one in rest if one is not sized[0] and not one.predicate)
    return SymbolicBound(identifier, side, _to_relation(sized[0], claim), domain, claim)


def _is_size_relation(statement: Statement) -> bool:
    if statement.predicate or statement.relation not in _GREATER:
        return False
    names = statement.names()
    return bool(names & set(SIZES)) and bool(names - set(SIZES))


def _to_relation(statement: Statement, claim: Claim) -> Any:
    import sympy

    symbols = {
        name: sympy.Symbol(name, positive=True) for name, _ in (*claim.variables, *claim.exists)
    }
    left, right = (to_sympy(one, symbols) for one in statement.operands)
    if statement.relation in ("<=", "<"):
        left, right = right, left
    # The size stands alone on the left: N*K <= W^2*L^2 and W^2*L^2 >= N*K read alike.
    relation = sympy.Gt if statement.relation in (">", "<") else sympy.Ge
    return relation(left.doit(), right, evaluate=False)
