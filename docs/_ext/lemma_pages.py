"""Writes one page a lemma into docs/generated/lemmas, from the library's lemmas and their audit.

The audit replays every stored certificate while the pages are built, so a page shows what the
checker says of this very version. What the audit finds wrong is a warning, which stops CI.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from generated import write_pages
from sphinx.application import Sphinx
from sphinx.util import logging

from memproof.library import (
    Audit,
    Cited,
    Construction,
    Evidence,
    Inequality,
    Lemma,
    LemmaAudit,
    Library,
    Part,
    PartAudit,
    Source,
    audit,
    load_library,
)
from memproof.library.model import LEVELS, claim_of, owner_id

logger = logging.getLogger(__name__)
# A delimiter after a backslash is a row break, as in \\[2pt].
MATH = re.compile(
    r"(?P<code>```.*?```|``.*?``|`[^`]*`)"
    r"|(?<!\\)\\\((?P<inline>.+?)\\\)|(?<!\\)\\\[(?P<display>.+?)\\\]",
    re.S,
)
SENSES = {"smallest": "smaller is better", "largest": "larger is better", "": ""}


def convert_math(text: str) -> str:
    r"""Markdown with ``\( … \)`` and ``\[ … \]`` as MyST Markdown; ValueError if one is open."""

    def refuse_delimiters(piece: str) -> str:
        if re.search(r"(?<!\\)\\[()\[\]]", piece):
            raise ValueError(f"an unmatched formula delimiter in {piece.strip()!r}")
        return piece

    def replace(match: re.Match[str]) -> str:
        if match["code"]:
            return match["code"]
        refuse_delimiters(match["inline"] or match["display"])
        if match["inline"]:
            return "{math}`" + " ".join(match["inline"].split()) + "`"
        return f"\n\n```{{math}}\n{match['display'].strip()}\n```\n\n"

    refuse_delimiters(MATH.sub("", text))
    return MATH.sub(replace, text)


def escape(text: str) -> str:
    """Plain text as Markdown."""
    return re.sub(r"([\\`*_{}\[\]<>|#$~])", r"\\\1", text)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A Markdown table of cells that are Markdown already."""
    cells = list(head)
    yield "| " + " | ".join(cells) + " |"
    yield "|" + " --- |" * len(cells)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""


def code(text: str) -> str:
    """Text as inline code."""
    return f"`{text}`" if text else ""


def lemma_link(identifier: str) -> str:
    """A link to a lemma's page."""
    return f"[{escape(identifier)}]({identifier}.md)"


def part_link(identifier: str) -> str:
    """A document's id with a link to the page of its lemma."""
    lemma, _, name = identifier.partition("/")
    return f"{lemma_link(lemma)}/{escape(name)}"


def source_lines(source: Source) -> Iterator[str]:
    """Where the statement comes from and how much of it was read."""
    yield f"{escape(str(source))}. *{LEVELS[source.level].capitalize()}.*"
    yield ""


def claim_lines(part: Part) -> Iterator[str]:
    """A part's claim as it was written, domains and hypotheses first."""
    claim = claim_of(part)
    if claim is None:
        return
    yield "```text"
    for name, sort in claim.variables:
        yield f"for all  {name} {sort}"
    for statement in claim.given:
        yield f"given    {statement}"
    for name, sort in claim.exists:
        yield f"exists   {name} {sort}"
    for statement in claim.conclude:
        yield f"claim    {statement}"
    yield "```"
    yield ""


def part_lines(part: Part, found: PartAudit) -> Iterator[str]:
    """One part: what it claims, what the checker says of it, and what that rests on."""
    unexpected = " (**not what its author expects**)" if found.unexpected else ""
    yield f"### {escape(part.name)}: {found.verdict}{unexpected}"
    yield ""
    yield from claim_lines(part)
    if isinstance(part, Evidence) and part.shows:
        yield convert_math(part.shows)
        yield ""
    if isinstance(part, Construction):
        yield convert_math(part.argument)
        yield ""
    if isinstance(part, Cited):
        yield f"Taken over from: {escape(part.source)}"
        yield ""
    if isinstance(part, Inequality) and part.point and found.verdict == "refuted":
        yield "Fails at " + ", ".join(code(f"{k} = {v}") for k, v in part.point.items()) + "."
        yield ""
    facts = [
        ("kind", found.kind),
        ("grade", found.grade),
        ("grade with all that it rests on", found.inherited),
        ("checked", escape(found.summary)),
        ("no verdict because", escape(found.reason)),
        ("uses", ", ".join(map(part_link, found.uses))),
        ("rests on, below proved", ", ".join(map(part_link, found.rests_on))),
        ("certificate", code(found.certificate)),
        ("SHA-256", code(found.digest)),
    ]
    yield from table(("", ""), ((name, value) for name, value in facts if value))


def section(title: str, text: str) -> Iterator[str]:
    """A section of the lemma's own Markdown, or nothing."""
    if text.strip():
        yield from (f"## {title}", "", convert_math(text.strip()), "")


def lemma_page(lemma: Lemma, found: LemmaAudit, used_by: Iterable[str]) -> str:
    """The page of one lemma."""
    lines = [f"# {escape(lemma.number)}: {escape(lemma.title)}", ""]
    lines += [f"**{found.state}**: {escape(found.meaning)}.", ""]
    lines += section("Statement", lemma.statement)
    if lemma.constants:
        lines += ["## Constants", ""]
        lines += table(
            ("constant", "value", "in part", "", "meaning"),
            (
                (
                    escape(constant.name),
                    code(constant.value),
                    escape(constant.part),
                    SENSES[constant.sense],
                    convert_math(constant.meaning),
                )
                for constant in lemma.constants
            ),
        )
    lines += ["## Source", "", *source_lines(lemma.source)]
    lines += section("Idea of the proof", lemma.idea)
    lines += section("Notes", lemma.notes)
    edges = [
        ("The proofs use", found.uses),
        ("The statement mentions", lemma.statement_uses),
        ("Used by", tuple(used_by)),
        ("Rests, below proved, on", sorted({owner_id(name) for name in found.rests_on})),
    ]
    if any(names for _, names in edges):
        lines += ["## Dependencies", ""]
        lines += [
            f"- {title}: {', '.join(map(lemma_link, names))}" for title, names in edges if names
        ]
        lines += [""]
    lines += ["## Evidence", ""]
    for part, part_found in zip(lemma.parts, found.parts, strict=True):
        lines += part_lines(part, part_found)
    return "\n".join(lines)


def index_page(library: Library, audited: Audit) -> str:
    """All lemmas, by paper, with their states."""
    states = {found.lemma: found for found in audited.lemmas}
    sources = dict(library.sources)
    lines = ["# Lemmas", ""]
    if not library.entries:
        lines += ["This build has no lemmas.", ""]
    meanings = sorted({(found.state, found.meaning) for found in audited.lemmas})
    if meanings:
        lines += table(("state", "meaning"), ((state, escape(text)) for state, text in meanings))
    for paper, entries in groupby(library.entries, key=lambda entry: entry.paper):
        chosen = list(entries)
        lines += [f"## {escape(paper)}", ""]
        if paper in sources:
            lines += source_lines(sources[paper])
        lines += table(
            ("number", "lemma", "state"),
            (
                (
                    escape(entry.lemma.number),
                    f"[{escape(entry.lemma.title)}]({entry.lemma.id}.md)",
                    states[entry.lemma.id].state,
                )
                for entry in chosen
            ),
        )
    if library.entries:
        lines += ["```{toctree}", ":hidden:", ""]
        lines += [entry.lemma.id for entry in library.entries]
        lines += ["```", ""]
    return "\n".join(lines)


def build_pages(library: Library, audited: Audit) -> dict[str, str]:
    """File name to text, for every lemma and the index of them."""
    pages = {"index.md": index_page(library, audited)}
    for entry, found in zip(library.entries, audited.lemmas, strict=True):
        used_by = [other.lemma for other in audited.lemmas if entry.lemma.id in other.uses]
        pages[f"{entry.lemma.id}.md"] = lemma_page(entry.lemma, found, used_by)
    return pages


def generate(app: Sphinx) -> None:
    """Write the pages before Sphinx looks for sources."""
    library = load_library()
    audited = audit(library)
    for error in audited.errors:
        logger.warning("audit: %s", error)
    write_pages(Path(app.srcdir) / "generated" / "lemmas", build_pages(library, audited))


def setup(app: Sphinx) -> dict[str, Any]:
    """Generate the lemma pages at the start of a build."""
    app.connect("builder-inited", generate)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
