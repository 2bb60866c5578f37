"""The report model in each format: HTML, Markdown, JSON and LaTeX."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from memproof import __version__
from memproof.certificates import write_atomically
from memproof.library import Audit, Lemma, Library, load_library
from memproof.library.audit import MEANINGS, STATES
from memproof.report.model import LemmaView, Report, view_lemma
from memproof.report.text import (
    html_line,
    html_text,
    latex_code,
    latex_line,
    latex_plain,
    latex_text,
    markdown_cell,
    math_ml,
)

if TYPE_CHECKING:
    from jinja2 import Environment

FILES = ("index.html", "report.json", "report.md", "report.tex")


def render_html(report: Report) -> str:
    """Return one self-contained page: no script, nothing to fetch."""
    return _render("report.html.j2", report)


def render_markdown(report: Report) -> str:
    """Return the report as Markdown with mathematics in backslash-parentheses."""
    return _render("report.md.j2", report)


def render_latex(report: Report) -> str:
    """Return an appendix to ``\\input`` into a paper: a table and a paragraph a lemma."""
    return _render("report.tex.j2", report)


def render_json(report: Report) -> str:
    """Return the report model as JSON."""
    content = {"format": "memproof-report", "version": 1, "memproof": __version__, **asdict(report)}
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def render_lemma(lemma: Lemma | str, audited: Audit, library: Library | None = None) -> str:
    """Return one lemma as Markdown; the library defaults to that of this installation."""
    library = load_library() if library is None else library
    identifier = lemma if isinstance(lemma, str) else lemma.id
    return render_lemma_view(view_lemma(library, audited, identifier))


def render_lemma_view(view: LemmaView) -> str:
    """Return one lemma of a report as Markdown."""
    return _environment(False).get_template("lemma.md.j2").render(lemma=view)


def write_report(report: Report, folder: Path) -> tuple[Path, ...]:
    """Write the report in all formats and return the files; old files are replaced one by one."""
    contents = (
        render_html(report),
        render_json(report),
        render_markdown(report),
        render_latex(report),
    )
    paths = tuple(folder / name for name in FILES)
    for path, content in zip(paths, contents, strict=True):
        write_atomically(path, content.encode())
    return paths


def _render(template: str, report: Report) -> str:
    environment = _environment(template.endswith(".html.j2"))
    used = {state for state, _ in report.states}
    legend = tuple((state, MEANINGS[state]) for state in STATES[::-1] if state in used)
    rendered = environment.get_template(template).render(
        report=report, version=__version__, legend=legend
    )
    return rendered.strip() + "\n"


def _environment(escaped: bool) -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("memproof.report"),
        autoescape=escaped,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        text=lambda text: Markup(html_text(text)),
        line=lambda text: Markup(html_line(text)),
        formula=lambda text: Markup(math_ml(text)),
        # Drawn here, from numbers and ids alone.
        svg=Markup,
        tex_text=latex_text,
        tex_line=latex_line,
        tex_code=latex_code,
        tex=latex_plain,
        cell=markdown_cell,
    )
    return environment
