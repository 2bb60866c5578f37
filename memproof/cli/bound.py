"""``memproof bound``: a theorem's bound in closed form, solved for a symbol."""

from __future__ import annotations

import click

from memproof.errors import InputError


@click.command("bound")
@click.argument("name", metavar="ID")
@click.option("--solve", "unknown", metavar="SYMBOL", help="Solve for W, L, N, delta, …")
@click.option("--limit", metavar="SYMBOL=VALUE", help="Limit of the right side, e.g. delta=0.")
@click.option("--over", metavar="ID", help="Divide by another theorem's right side.")
@click.option("--latex", is_flag=True, help="Print LaTeX.")
def bound(name: str, unknown: str | None, limit: str | None, over: str | None, latex: bool) -> None:
    """Show a theorem's bound as a formula, solved, divided or in the limit (sympy).

    \b
    memproof bound U13 --solve W
    memproof bound U12/k81 --over U12/k58
    memproof bound V5 --limit delta=0 --latex
    """
    import sympy

    from memproof.library.symbolic import theorem

    if sum(one is not None for one in (unknown, limit, over)) > 1:
        raise click.UsageError("--solve, --limit and --over exclude each other")
    found = theorem(name)
    shown, left = found.bound.rhs, f"{found.bound.lhs} ≥ "
    if unknown is not None:
        shown, left = found.solve_for(unknown), f"{unknown} = "
    elif over is not None:
        shown, left = found.ratio(theorem(over)), f"{found.id} / {over} = "
    elif limit is not None:
        symbol, value = _read_limit(limit)
        shown, left = found.limit(symbol, value), f"as {symbol} → {value}: "
    if latex:
        click.echo(sympy.latex(shown) if left != f"{found.bound.lhs} ≥ " else found.latex())
        return
    click.echo(
        f"{found.id}, {found.side}" + (f", for {', '.join(found.domain)}" if found.domain else "")
    )
    click.echo(f"  {left}{shown}")
    if unknown is not None:
        click.echo("Closed form by sympy, where both sides are equal: a view, not a verdict.")


def _read_limit(text: str) -> tuple[str, object]:
    import sympy

    from memproof.statements.parser import parse_number

    symbol, separator, value = text.partition("=")
    if not separator:
        raise InputError(f"--limit takes SYMBOL=VALUE, not {text!r}")
    if value.strip() in ("oo", "inf", "infinity"):
        return symbol.strip(), sympy.oo
    exact = parse_number(value)
    return symbol.strip(), sympy.Rational(exact.numerator, exact.denominator)
