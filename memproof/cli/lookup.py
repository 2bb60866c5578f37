"""``memproof show`` and ``memproof find``: look a lemma up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from memproof.library.load import Library
    from memproof.library.lookup import Found
    from memproof.library.model import Lemma

INDENT = "  "


@click.command("show")
@click.argument("name", metavar="ID")
@click.option("--depth", type=click.IntRange(min=0), help="Levels of what it rests on.  [all]")
@click.option("--used-by", is_flag=True, help="List what rests on it instead.")
def show(name: str, depth: int | None, used_by: bool) -> None:
    """Show a lemma: statement, grade, proof tree, where it is used.

    \b
    memproof show U12
    memproof show U13/upper --depth 1
    memproof show V4 --used-by
    """
    from memproof.bounds.catalogue import load_catalogue
    from memproof.library.load import load_library
    from memproof.library.lookup import find_named

    library = load_library()
    found = find_named(name, library, load_catalogue())
    click.echo("\n".join(_lines(found, library, depth, used_by)))


@click.command("find")
@click.argument("words", nargs=-1, required=True)
def find(words: tuple[str, ...]) -> None:
    """Find the lemmas that mention all WORDS in their names, sources, statements or claims.

    \b
    memproof find warren
    memproof find key bits
    """
    from memproof.library.load import load_library
    from memproof.library.lookup import search

    hits = search(words, load_library())
    if not hits:
        click.echo(f"Nothing mentions {' '.join(words)}.")
        return
    width = max(len(hit.entry.lemma.id) for hit in hits)
    for hit in hits:
        lemma = hit.entry.lemma
        click.echo(
            f"{lemma.id:<{width}}  {lemma.title}  ({lemma.source.authors}; in its {hit.where})"
        )


def _lines(found: Found, library: Library, depth: int | None, used_by: bool) -> Iterator[str]:
    from memproof.library.lookup import describe_grades, list_users
    from memproof.library.model import part_id

    lemma = found.entry.lemma
    yield f"{lemma.id}  {lemma.title}"
    yield f"{INDENT}{lemma.source}"
    if found.part is None:
        yield f"{INDENT}In the author's words: {' '.join(lemma.statement.split())}"
    if used_by:
        users = list_users(lemma.id, library)
        yield f"Used by {len(users)} parts"
        yield from (f"{INDENT}{name}" for name in users)
        return
    parts = lemma.parts if found.part is None else (found.part,)
    grades = describe_grades(library)
    levels = depth if depth is not None else (1 if found.part is None else None)
    for part in parts:
        yield ""
        yield from _part(part_id(lemma, part), lemma, library, levels, grades)


def _part(
    identifier: str, lemma: Lemma, library: Library, depth: int | None, grades: dict[str, str]
) -> Iterator[str]:
    from memproof.library.lookup import list_uses
    from memproof.library.model import claim_of, formal_of

    part = next(one for one in lemma.parts if identifier == f"{lemma.id}/{one.name}")
    claim = claim_of(part)
    shown = str(claim) if claim is not None else getattr(part, "shows", "")
    expected = getattr(part, "expected", "")
    refuted = " is refuted" if expected == "refuted" else ""
    yield f"{identifier}{refuted}: {shown}"
    theorem = formal_of(part)
    rocq = f" ({theorem} in formal/)" if theorem else ""
    yield f"{INDENT}{grades.get(identifier, 'no audited grade')}{rocq}"
    for use in list_uses(identifier, library, depth)[1:]:
        again = " (above)" if use.again else ""
        yield f"{INDENT * use.depth}{use.id}: {grades.get(use.id, 'no audited grade')}{again}"


__all__ = ["find", "show"]
