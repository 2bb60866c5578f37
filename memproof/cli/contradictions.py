"""``memproof contradictions``: claims of the library that cannot all be true."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from memproof.errors import InputError
from memproof.statements.expressions import statement_from_prefix

if TYPE_CHECKING:
    from memproof.library import Library
    from memproof.library.contradictions import Contradiction
    from memproof.report.contradictions import ContradictionView

EXIT_INCONSISTENT = 1
# Longer values are shown in decimals; --json has them exactly.
MAX_DIGITS = 40


@click.command("contradictions")
@click.option("--search", is_flag=True, help="Search instead of replaying the stored ones.")
@click.option(
    "--everything",
    is_flag=True,
    help="With --search: compose all claims, not only those that are printed and not proved.",
)
@click.option(
    "--constant",
    "constants",
    multiple=True,
    metavar="c",
    help="With --search: try this value of a printed constant (may be repeated).",
)
@click.option(
    "--tries",
    type=click.IntRange(min=1),
    help="With --search: points looked at for each composition.",
)
@click.option("--store", is_flag=True, help="With --search: replace the stored certificates.")
@click.option(
    "--lemmas",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of lemmas instead of the library's own.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def contradictions(
    search: bool,
    everything: bool,
    constants: tuple[str, ...],
    tries: int | None,
    store: bool,
    lemmas: Path | None,
    as_json: bool,
) -> None:
    """List claims of the library, the sources' included, that contradict each other.

    Claims that say what suffices are composed with claims that say what is necessary; where the
    composition fails at an exact point, they cannot all be true. The checker replays every
    contradiction. A printed bound with an unstated constant is tried at several constants.

    Exit codes: 0; 1 when claims contradict each other of which none is cited, assumed or open.
    """
    from memproof.checker.errors import Rejected
    from memproof.library import audit, load_library
    from memproof.library.contradictions import load_contradictions
    from memproof.report.contradictions import view_contradictions

    if not search and (everything or constants or tries is not None or store):
        raise click.UsageError("--everything, --constant, --tries and --store need --search")
    library = load_library(lemmas)
    try:
        found = (
            _search(library, everything, constants, tries, store)
            if search
            else load_contradictions(library)
        )
    except Rejected as error:
        raise InputError(
            f"the checker refuses a claim or a stored contradiction: {error}"
        ) from None
    views = view_contradictions(found, audit(library))
    if as_json:
        click.echo(json.dumps(_to_json(found, views), indent=1, ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(views, {one.id: one for one in found})))
    if any(not view.false for view in views):
        raise click.exceptions.Exit(EXIT_INCONSISTENT)


def _search(
    library: Library,
    everything: bool,
    constants: tuple[str, ...],
    tries: int | None,
    store: bool,
) -> tuple[Contradiction, ...]:
    from memproof.cli.show import show_progress
    from memproof.library.contradictions import (
        CONSTANTS,
        TRIES,
        find_contradictions,
        store_contradictions,
    )
    from memproof.statements.parser import parse_number

    values = tuple(parse_number(text) for text in constants)
    for text, value in zip(constants, values, strict=True):
        if value <= 0:
            raise InputError(f"a constant must be positive, not {text}")
    with show_progress(None) as tick:

        def report(done: int, total: int) -> None:
            if tick is not None:
                tick("compositions", done, total)

        found = find_contradictions(
            library,
            everything=everything,
            constants=values or CONSTANTS,
            tries=TRIES if tries is None else tries,
            progress=report,
        )
    if store:
        store_contradictions(library, found)
    return found


def _lines(
    views: tuple[ContradictionView, ...], found: Mapping[str, Contradiction]
) -> Iterator[str]:
    if not views:
        yield "No contradiction is known; that is no proof that there is none."
        return
    yield f"{len(views)} sets of claims that cannot all be true, each replayed by the checker:"
    for view in views:
        yield ""
        yield ", ".join(f"{name} ({grade or 'no grade'})" for name, grade in view.claims)
        yield f"  {view.false or 'THE LIBRARY CONTRADICTS ITSELF'}"
        for name in view.certificates:
            yield from _point(found[name])


def _point(one: Contradiction) -> Iterator[str]:
    """The point, and both sides of what fails there."""
    from memproof.bounds.exact import format_decimal, format_exact
    from memproof.report.values import side_values

    assumed = f"{', '.join(one.assumed)}: " if one.assumed else ""
    values = []
    for key, text in one.point:
        value = Fraction(text)
        short = len(text) <= MAX_DIGITS
        shown = format_exact(value) if short else f"about {format_decimal(value)}"
        values.append(f"{key} = {shown}")
    yield f"  {assumed}{', '.join(values)}"
    claim = one.document["claim"]
    for statement, sides in zip(
        claim["conclude"], side_values(claim, dict(one.point)), strict=True
    ):
        if sides is not None:
            yield f"    {statement_from_prefix(statement)}: {sides[0]} against {sides[1]}"


def _to_json(
    found: tuple[Contradiction, ...], views: tuple[ContradictionView, ...]
) -> dict[str, object]:
    return {
        "format": "memproof-contradictions",
        "version": 1,
        "sets": [
            {
                "claims": [{"id": name, "grade": grade} for name, grade in view.claims],
                "false": view.false,
                "certificates": list(view.certificates),
            }
            for view in views
        ],
        "contradictions": [
            {
                "id": one.id,
                "claims": list(one.claims),
                "assumed": list(one.assumed),
                "relations": one.relations,
                "point": dict(one.point),
            }
            for one in found
        ],
    }
