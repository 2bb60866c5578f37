"""The report on the library: one model, shown as HTML, Markdown, JSON and LaTeX."""

from memproof.report.model import CanaryError, Report, build_report
from memproof.report.parameters import Request
from memproof.report.render import (
    render_html,
    render_json,
    render_latex,
    render_lemma,
    render_markdown,
    write_report,
)

__all__ = [
    "CanaryError",
    "Report",
    "Request",
    "build_report",
    "render_html",
    "render_json",
    "render_latex",
    "render_lemma",
    "render_markdown",
    "write_report",
]
