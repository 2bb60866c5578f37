"""``memproof check``: what the theorems say at concrete parameters."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from fractions import Fraction

    from memproof.bounds.check import AuditedGrade, Check, ConstructionReport, TheoremReport
    from memproof.bounds.theorems import Construction, ConstructionCheck, Theorem, TheoremCheck
    from memproof.statements.expressions import Expression


@click.command("check")
@click.option("--points", "-n", required=True, metavar="N", help="Number of points, e.g. 1000.")
@click.option(
    "--separation",
    required=True,
    metavar="δ",
    help="Least distance between points of the unit ball, exact: 1e-4, 1/3, 2^-1000.",
)
@click.option("--dimension", metavar="d", help="Dimension of the points.  [default: 1]")
@click.option("--classes", default="2", metavar="C", show_default=True, help="Number of labels.")
@click.option("--width", metavar="W", help="Neurons in each hidden layer; default: open.")
@click.option("--depth", metavar="L", help="Number of hidden layers; default: open.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object, exact numbers as text."
)
@click.option("--audit", is_flag=True, help="Replay the library's certificates for the grades.")
@click.option("--no-limit", is_flag=True, help="Accept numbers of any size.")
def check_command(
    points: str,
    separation: str,
    dimension: str | None,
    classes: str,
    width: str | None,
    depth: str | None,
    as_json: bool,
    audit: bool,
    no_limit: bool,
) -> None:
    """Say which theorems apply at given parameters, and how.

    N points of the unit ball of R^d, pairwise at least δ apart, with C labels: which width W and
    depth L (hidden layers) suffice or are necessary to memorize every such data set, by which
    theorem, with which constant. Give W or L to get the other one, both to have them judged, or
    neither.
    """
    from memproof.bounds.check import check, to_json

    found = check(
        points,
        separation,
        dimension,
        classes,
        width=width,
        depth=depth,
        limit=not no_limit,
        audits=_replay() if audit else None,
    )
    if as_json:
        click.echo(json.dumps(to_json(found), indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(found, audit)))


def _replay() -> dict[str, AuditedGrade]:
    """The library's audit, by lemma."""
    from memproof.bounds.check import AuditedGrade
    from memproof.library import audit, load_library

    return {
        one.lemma: AuditedGrade(one.state, one.inherited, one.rests_on)
        for one in audit(load_library()).lemmas
    }


def _lines(found: Check, audited: bool) -> Iterator[str]:
    yield from _asked(found)
    yield from _judgement(found)
    for side, title in (
        ("upper", "Sufficient (upper bounds)"),
        ("lower", "Necessary (lower bounds)"),
    ):
        chosen = [one for one in found.theorems if one.check.theorem.side == side]
        if chosen:
            yield f"\n{title}"
            for theorem in chosen:
                yield from _theorem(found, theorem)
    yield ""
    yield "Exact counts of the constructions"
    for construction in found.constructions:
        yield from _construction(construction)
    yield ""
    if audited:
        yield "Grades are those of the certificates just replayed, stated where there are none."
    else:
        yield "Grades are as stated with each theorem; --audit replays the certificates."


def _asked(found: Check) -> Iterator[str]:
    from memproof.bounds.exact import format_decimal

    asked = found.parameters
    assumed = "" if found.dimension_given else " (assumed; give --dimension)"
    yield (
        f"N = {_integer(asked.points)} points of the unit ball in dimension d = "
        f"{asked.dimension}{assumed}, separation δ = {_exact(asked.separation)}, "
        f"{_integer(asked.classes)} classes"
    )
    given = [
        f"{name} = {_integer(value)}"
        for name, value in (("W", asked.width), ("L", asked.depth))
        if value is not None
    ]
    yield f"Asked for {' and '.join(given)}" if given else "W and L are open"
    if found.packing.most is None:
        yield f"Such points may exist: their number is at most {found.packing.reason}"
    else:
        most = format_decimal(found.packing.most)
        yield f"At most {most} such points exist: {found.packing.reason}"


def _judgement(found: Check) -> Iterator[str]:
    """What it comes to: the given sizes judged, or the best sizes on offer."""
    from memproof.bounds.check import list_best

    asked = found.parameters
    yield ""
    if asked.width is not None and asked.depth is not None:
        sizes = f"NN({_integer(asked.width)}, {_integer(asked.depth)})"
        if found.memorizes is not None:
            yield f"{sizes} memorizes every such data set, by {found.memorizes}"
        elif found.excluded is not None:
            yield f"{sizes} does not memorize every such data set, by {found.excluded}"
        else:
            yield f"{sizes}: not decided; no construction reaches it, no lower bound excludes it"
    for reason, identifier, offer in list_best(found):
        yield (
            f"{reason[0].upper()}{reason[1:]}: W = {_integer(offer.width)}, L = "
            f"{_integer(offer.depth)}, {_integer(offer.shape.parameters)} parameters ({identifier})"
        )


def _theorem(found: Check, one: TheoremReport) -> Iterator[str]:
    theorem, check = one.check.theorem, one.check
    upper = theorem.side == "upper"
    yield f"  {theorem.id}: {theorem.title} [{_grade(theorem, one.audit)}]"
    yield f"    {theorem.bound} {'suffices' if upper else 'is necessary'}"
    yield from _conditions(check)
    if check.applies is False:
        return
    if check.least_quantity is not None:
        # Rounded towards what the theorem certainly says.
        least = _real(check.least_quantity, up=upper)
        yield f"    here: {theorem.quantity} >= {least}"
    if check.holds is not None:
        yield f"    at the given W and L: {'holds' if check.holds else 'does not hold'}"
    asked = found.parameters
    needs = "is enough with" if upper else "needs"
    if check.least_depth is not None:
        yield f"    W = {_integer(asked.width)} {needs} L >= {_integer(check.least_depth)}"
    if check.least_width is not None:
        yield f"    L = {_integer(asked.depth)} {needs} W >= {_integer(check.least_width)}"
    for pair in one.examples:
        yield f"    for example W = {_integer(pair.width)}, L = {_integer(pair.depth)}"
    local = one.local_constant
    if local is not None and check.constant is not None:
        scope = "all widths looked at" if local.all_widths else "over a series of widths"
        if asked.width is not None:
            scope = "at this W"
        least = _real(local.infimum, up=True)
        here = "every W and L of the domain does" if least == "0" else f"every K > {least} does"
        yield f"    constant: {_real(check.constant, up=True)} by the theorem; here {here} ({scope})"
    if theorem.notes:
        yield f"    {theorem.notes}"


def _construction(one: ConstructionReport) -> Iterator[str]:
    construction = one.check.construction
    yield f"  {construction.id}: {construction.title} [{_grade(construction, one.audit)}]"
    yield f"    {construction.formula}"
    yield from _conditions(one.check)
    if not one.check.applies:
        return
    if one.capacity is not None:
        yield f"    capacity at the given W and L: {_integer(one.capacity)} points"
    for named in one.offers:
        offer, shape = named.offer, named.offer.shape
        choices = ", ".join(f"{key} = {_integer(value)}" for key, value in shape.choices)
        bits = (
            "" if shape.weight_bits is None else f", weights of {_integer(shape.weight_bits)} bits"
        )
        yield (
            f"    {', '.join(named.reasons)}: W = {_integer(offer.width)}, "
            f"L = {_integer(offer.depth)}, "
            f"W²L² = {_real(offer.constant, up=True)}·{_rate(construction.rate)}; {choices}; "
            f"{_integer(shape.parameters)} parameters{bits}"
        )
    if construction.notes:
        yield f"    {construction.notes}"


def _rate(text: str) -> str:
    return text.replace("*", "")


def _conditions(check: TheoremCheck | ConstructionCheck) -> Iterator[str]:
    names = {"met": "met", "fails": "FAILS", "undecided": "undecided", "open choice": "to choose"}
    groups = [
        f"{names[status]}: "
        + ", ".join(one.text for one in check.hypotheses if one.status == status)
        for status in ("fails", "undecided", "met", "open choice")
        if any(one.status == status for one in check.hypotheses)
    ]
    yield "    hypotheses " + "; ".join(groups)
    if check.applies is not False and check.values:
        yield "    with " + ", ".join(
            f"{key} {_equals(value)} {_real(value)}" for key, value in check.values
        )


def _grade(value: Theorem | Construction, audit: AuditedGrade | None) -> str:
    if audit is None:
        return f"stated grade: {value.grade}"
    rests = f", rests on {', '.join(audit.rests_on)}" if audit.rests_on else ""
    return f"{audit.verdict}, grade {audit.grade}{rests}"


def _integer(value: int | None) -> str:
    from memproof.bounds.exact import format_decimal

    if value is None:
        return "?"
    return str(value) if value.bit_length() < 64 else f"about {format_decimal(value)}"


def _exact(value: Fraction) -> str:
    from memproof.bounds.exact import format_exact

    return format_exact(value)


def _real(value: Expression, *, up: bool = False) -> str:
    """The value, rounded where it has to be; ``_equals`` says whether it was."""
    from memproof.bounds.exact import format_decimal, integer

    whole = integer(value)
    return _integer(whole) if whole is not None else format_decimal(value, up=up)


def _equals(value: Expression) -> str:
    from memproof.bounds.exact import integer

    return "=" if integer(value) is not None else "≈"


check = check_command
