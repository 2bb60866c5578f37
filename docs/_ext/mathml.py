"""Renders formulas to MathML while the pages are built, so that reading them needs no script.

A formula that cannot be rendered stops the build, with or without -W: a half-rendered inequality
would state something else.
"""

from __future__ import annotations

from typing import Any

import math_core
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.math import get_node_equation_number


class FormulaError(SphinxError):
    """A formula that cannot be rendered."""

    category = "Formula"


def render_formula(latex: str, *, display: bool) -> str:
    """The MathML element of a LaTeX formula (without dollars); ValueError if there is none."""
    if not latex.strip():
        raise ValueError("the formula is empty")
    converter = math_core.LatexToMathML(fancy_error=False)
    try:
        return converter.convert_with_local_state(latex, displaystyle=display)
    except math_core.LatexError as error:
        raise ValueError(" ".join(str(error).split())) from None


def split_equations(text: str) -> str:
    """Display text in Sphinx's conventions as one LaTeX formula.

    Blank lines separate equations, and a row break asks for alignment at &.
    """
    parts = [part.strip() for part in text.split("\n\n") if part.strip()]
    if len(parts) == 1 and (r"\\" not in parts[0] or r"\begin{" in parts[0]):
        return parts[0]
    return r"\begin{aligned}" + r" \\ ".join(parts) + r"\end{aligned}"


def locate(node: nodes.Element) -> str:
    """File and line of a node, or of what it stands in: inline nodes have no line of their own."""
    place: nodes.Element | None = node
    while place is not None and not (place.source and place.line):
        place = place.parent
    return f"{place.source}:{place.line}" if place is not None else "an unknown place"


def render_node(node: nodes.Element, latex: str, *, display: bool) -> str:
    """The formula of a node; FormulaError says where it stands."""
    try:
        return render_formula(latex, display=display)
    except ValueError as error:
        raise FormulaError(f"{locate(node)}: cannot render {latex!r}: {error}") from None


def visit_inline(translator: Any, node: nodes.math) -> None:
    """Write an inline formula."""
    translator.body.append(render_node(node, node.astext(), display=False))
    raise nodes.SkipNode


def visit_display(translator: Any, node: nodes.math_block) -> None:
    """Write a displayed formula with its number, if it has one."""
    translator.body.append(translator.starttag(node, "div", CLASS="math-display"))
    if node["number"]:
        number = get_node_equation_number(translator, node)
        translator.body.append(f'<span class="eqno">({number})')
        translator.add_permalink_ref(node, "Link to this equation")
        translator.body.append("</span>")
    formula = split_equations(node.astext())
    translator.body.append(render_node(node, formula, display=True) + "</div>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the renderer ``mathml``."""
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_display, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
