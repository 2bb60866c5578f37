"""What search and tactics share: open proof nodes, budgets, and looks at normal forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from memproof.checker.algebra import Atom, Poly
from memproof.checker.normal import Context
from memproof.checker.rules import Goal, Relation

Proof = dict[str, Any]
AUTO: Proof = {"rule": "auto"}


@dataclass(frozen=True)
class Budget:
    """What a branch may still use: depth, and the tactics that may occur once in a branch."""

    depth: int
    used: frozenset[str] = frozenset()
    quick: bool = False

    def step(self, *used: str, cost: int = 1) -> Budget:
        """Return the budget after one tactic."""
        return Budget(self.depth - cost, self.used | set(used), self.quick)


class Searcher(Protocol):
    """What a tactic may ask of the search that called it."""

    def prove(self, context: Context, goal: Goal, budget: Budget) -> Proof | None:
        """A proof of the goal, or None."""

    def once(
        self, kind: str, context: Context, goal: Relation, look: Callable[[], Proof | None]
    ) -> Proof | None:
        """What ``look`` finds, which is asked once for this context and goal."""


# A node with open leaves, and the budget of its leaves.
Proposal = tuple[Proof, Budget]


def deep_atoms(p: Poly) -> set[Atom]:
    """Return all atoms of a normal form, also those inside atoms."""
    found: set[Atom] = set()
    stack = [a for m in p.terms for a, _ in m]
    while stack:
        a = stack.pop()
        if a in found:
            continue
        found.add(a)
        for argument in a.arguments:
            if isinstance(argument, Atom):
                stack.append(argument)
            elif isinstance(argument, Poly):
                stack.extend(b for m in argument.terms for b, _ in m)
            elif isinstance(argument, tuple):
                stack.extend(b for b, _ in argument)
    return found


def parts(p: Poly) -> tuple[Poly, Poly]:
    """Return (A, B) with p = B - A and positive coefficients in both."""
    below = Poly({m: -c for m, c in p.terms.items() if c < 0})
    above = Poly({m: c for m, c in p.terms.items() if c > 0})
    return below, above
