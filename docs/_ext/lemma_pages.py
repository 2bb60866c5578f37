"""Writes one page a lemma into docs/generated/lemmas, from the model that the report shows.

Making the model replays every stored certificate and tries the canaries, so a page shows what the
checker says of this very version, in the report's words. What the audit finds wrong is a warning,
which stops CI; a wrong certificate that the checker accepts stops every build.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from generated import write_pages
from sphinx.application import Sphinx
from sphinx.util import logging

from memproof.library import load_library
from memproof.library.audit import MEANINGS
from memproof.report import Report, build_report
from memproof.report.model import ConstantView, LemmaView, PaperView, PartView

logger = logging.getLogger(__name__)
# A delimiter after a backslash is a row break, as in \\[2pt].
MATH = re.compile(
    r"(?P<code>```.*?```|``.*?``|`[^`]*`)"
    r"|(?<!\\)\\\((?P<inline>.+?)\\\)|(?<!\\)\\\[(?P<display>.+?)\\\]",
    re.S,
)


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
        yield "| " + " | ".join(re.sub(r"(?<!\\)\|", r"\|", cell) for cell in row) + " |"
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


def source_line(source: str, level: str) -> str:
    """Where a statement comes from and how much of it was read."""
    return f"{escape(source)}. *{level.capitalize()}.*" if level else escape(source)


def part_lines(part: PartView) -> Iterator[str]:
    """One part: what it claims, what the checker says of it, and what that rests on."""
    yield f"### {escape(part.name)}: {escape(part.verdict)}"
    yield ""
    if part.printed:
        yield f"Printed in {escape(part.printed)}."
        yield ""
    for text in (part.claim, part.detail):
        if text:
            yield convert_math(text)
            yield ""
    facts = [
        ("kind", escape(part.kind)),
        ("as text", code(part.formula)),
        ("grade", part.grade),
        ("grade with all that it rests on", part.inherited),
        ("checked", escape(part.summary)),
        ("why", escape(part.reason)),
        ("uses", ", ".join(map(part_link, part.uses))),
        ("rests on, below proved", ", ".join(map(part_link, part.rests_on))),
        ("certificate", code(part.certificate)),
        ("SHA-256", code(part.digest)),
    ]
    yield from table(("", ""), ((name, value) for name, value in facts if value))


def section(title: str, text: str) -> Iterator[str]:
    """A section of the lemma's own Markdown, or nothing."""
    if text.strip():
        yield from (f"## {title}", "", convert_math(text.strip()), "")


def constant_cells(constant: ConstantView) -> tuple[str, ...]:
    """A row of the table of constants."""
    decimal = "" if constant.decimal == constant.value else f" {escape(constant.decimal)}"
    best = f" ({constant.sense} proved)" if constant.best else ""
    return (
        escape(constant.name) + best,
        convert_math(f"\\({constant.latex}\\)") + decimal,
        convert_math(constant.domain),
        convert_math(constant.meaning),
        escape(constant.verdict),
    )


def lemma_page(lemma: LemmaView) -> str:
    """The page of one lemma."""
    lines = [f"# {escape(lemma.number)}: {escape(lemma.title)}", ""]
    lines += [f"**{lemma.state}**: {escape(lemma.meaning)}.", ""]
    lines += section("Statement", lemma.statement)
    lines += section("In the author's words", lemma.author)
    if lemma.constants:
        lines += ["## Constants", ""]
        head = ("constant", "value", "domain", "meaning", "verdict")
        lines += table(head, map(constant_cells, lemma.constants))
    lines += ["## Source", "", source_line(lemma.source, lemma.level), ""]
    lines += section("Idea of the proof", lemma.idea)
    lines += section("Notes", lemma.notes)
    edges = [
        ("The proofs use", map(lemma_link, lemma.uses)),
        ("The statement mentions", map(lemma_link, lemma.mentions)),
        ("Used or mentioned by", map(lemma_link, lemma.used_by)),
        ("Rests, below proved, on", map(part_link, lemma.rests_on)),
    ]
    shown = [f"- {title}: {text}" for title, links in edges if (text := ", ".join(links))]
    if shown:
        lines += ["## Dependencies", "", *shown, ""]
    if lemma.parts:
        lines += ["## Evidence", ""]
    for part in lemma.parts:
        lines += part_lines(part)
    return "\n".join(lines)


def paper_lines(paper: PaperView) -> Iterator[str]:
    """A paper's lemmas with their states, and what the predicates of its claims mean."""
    yield from (f"## {escape(paper.folder)}", "", source_line(paper.source, paper.level), "")
    rows = (
        (escape(lemma.number), f"[{escape(lemma.title)}]({lemma.id}.md)", lemma.state)
        for lemma in paper.lemmas
    )
    yield from table(("number", "lemma", "state"), rows)
    if paper.predicates:
        yield from ("Predicates in the claims, and what they mean:", "")
        for name, meaning in paper.predicates:
            yield f"- {code(name)}: {escape(meaning)}"
        yield ""


def index_page(report: Report) -> str:
    """All lemmas, by paper, with their states."""
    lines = ["# Lemmas", ""]
    if not report.lemmas:
        return "\n".join([*lines, "This build has no lemmas.", ""])
    lines += ["See also [errata](errata.md) and [contradictions](contradictions.md).", ""]
    lines += table(
        ("state", "lemmas", "meaning"),
        ((state, str(count), escape(MEANINGS[state])) for state, count in report.states),
    )
    if report.errata:
        lines += ["Printed statements that are refuted: "]
        lines += [", ".join(part_link(part.id) for part in report.errata) + ".", ""]
    for paper in report.papers:
        lines += paper_lines(paper)
    pages = ["errata", "contradictions", *(lemma.id for lemma in report.lemmas)]
    lines += ["```{toctree}", ":hidden:", "", *pages, "```", ""]
    return "\n".join(lines)


def errata_page(report: Report) -> str:
    """Printed statements that are refuted: where, why they fail, the repair and its evidence."""
    lines = ["# Errata", "", "Printed statements that are false, each with an exact point.", ""]
    for part in report.errata:
        lines += [f"## {escape(part.id)}", "", f"Printed in {escape(part.printed)}.", ""]
        lines += [convert_math(text) + "\n" for text in (part.claim, part.detail) if text]
        repair = report.repair(part)
        if repair is not None:
            grade = f", with all it rests on {repair.inherited}" if repair.inherited else ""
            head = f"Repair: {part_link(repair.id)} ({escape(repair.verdict)}{grade})."
            lines += [head, "", convert_math(repair.claim or repair.detail), ""]
        lines += [f"Evidence: {part_link(part.id)}, {code(part.certificate)}.", ""]
    return "\n".join(lines)


def contradictions_page(report: Report) -> str:
    """Claims that exclude each other, each with the points that the checker replayed."""
    lines = [
        "# Contradictions",
        "",
        "Claims that cannot all be true. `memproof contradictions --search` composes what is said "
        "to suffice with what is said to be necessary; the checker replays what it finds.",
        "",
    ]
    for one in report.contradictions:
        names = ", ".join(
            f"{part_link(name)} ({grade or 'no grade'})" for name, grade in one.claims
        )
        lines += [f"- {names}: {escape(one.false)}.", ""]
        for failure in one.failures:
            assumed = f"{code(failure.assumed)}: " if failure.assumed else ""
            lines += [f"  - {assumed}{convert_math(failure.point)}: {convert_math(failure.sides)}"]
        lines += [""]
    return "\n".join(lines)


def build_pages(report: Report) -> dict[str, str]:
    """File name to text, for every lemma and the index of them."""
    pages = {f"{lemma.id}.md": lemma_page(lemma) for lemma in report.lemmas}
    if not report.lemmas:
        return {"index.md": index_page(report)}
    both = {"errata.md": errata_page(report), "contradictions.md": contradictions_page(report)}
    return {"index.md": index_page(report), **both, **pages}


def generate(app: Sphinx) -> None:
    """Write the pages before Sphinx looks for sources."""
    report = build_report(load_library())
    app.memproof_report = report  # type: ignore[attr-defined]
    for error in report.errors:
        logger.warning("audit: %s", error)
    write_pages(Path(app.srcdir) / "generated" / "lemmas", build_pages(report))


def setup(app: Sphinx) -> dict[str, Any]:
    """Generate the lemma pages at the start of a build."""
    app.connect("builder-inited", generate)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
