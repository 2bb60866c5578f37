"""Claims as Markdown sentences."""

from __future__ import annotations

from memproof.statements.claims import Claim
from memproof.statements.parser import parse_expression


def describe_claim(claim: Claim) -> str:
    """Return a claim as a Markdown sentence."""
    domain = describe_domain(claim)
    conclusions = " and ".join(f"\\({s.latex()}\\)" for s in claim.conclude)
    if claim.exists:
        chosen = _quantities(claim.exists)
        conclusions = f"there are {chosen} with {conclusions}"
    return f"For all {domain}: {conclusions}." if domain else f"{conclusions}."


def describe_domain(claim: Claim) -> str:
    """Return a claim's variables and hypotheses as Markdown."""
    variables = _quantities(claim.variables)
    given = ", ".join(f"\\({statement.latex()}\\)" for statement in claim.given)
    return f"{variables} with {given}" if variables and given else variables or given


def _quantities(variables: tuple[tuple[str, str], ...]) -> str:
    groups = []
    for sort in ("integer", "real"):
        names = [f"\\({latex_name(name)}\\)" for name, own in variables if own == sort]
        if names:
            groups.append(f"{sort}s {', '.join(names)}")
    return " and ".join(groups)


def latex_name(name: str) -> str:
    """Return a variable's name as LaTeX."""
    return parse_expression(name).latex()
