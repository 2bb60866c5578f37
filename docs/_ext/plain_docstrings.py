"""Shows docstrings as the plain text that they are.

In this project's docstrings only ``code`` in double backticks, lists with - and blank lines mean
anything. Everything else, such as 2*m, |x| or p_, is escaped: no inequality is read as markup.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Any

from sphinx.application import Sphinx

CODE = re.compile(r"``(?P<double>.+?)``|`(?P<single>[^`\n]+)`", flags=re.S)
STARTS_MARKUP = re.compile(r"([-+•]|\.\.|::|>>>|#\.|\(?\w+[.)])(\s|$)|[^\w\s\\`]{2,}")
RULE = re.compile(r"^\s*([=\-+|]{3,}\s*)+$")


def escape_inline(text: str) -> str:
    """Running text as reStructuredText that shows the same characters."""
    pieces = []
    end = 0
    for match in CODE.finditer(text):
        pieces.append(re.sub(r"([\\*|_`<>])", r"\\\1", text[end : match.start()]))
        code = " ".join((match["double"] or match["single"]).split())
        before = match.start() > 0 and not text[match.start() - 1].isspace()
        after = match.end() < len(text) and not text[match.end()].isspace()
        pieces.append(("\\ " if before else "") + f"``{code}``" + ("\\ " if after else ""))
        end = match.end()
    pieces.append(re.sub(r"([\\*|_`<>])", r"\\\1", text[end:]))
    return "".join(pieces)


def split_paragraphs(lines: list[str]) -> Iterator[list[str]]:
    """The runs of lines between blank lines."""
    paragraph: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            paragraph.append(line.rstrip())
        elif paragraph:
            yield paragraph
            paragraph = []


def format_paragraph(lines: list[str]) -> list[str]:
    """A paragraph as prose, a list, or, where its layout carries meaning, line by line."""
    lines = textwrap.dedent("\n".join(lines)).split("\n")
    if any(RULE.match(line) for line in lines):
        return ["::", "", *("    " + line for line in lines)]
    if lines[0].startswith("- "):
        items: list[str] = []
        for line in lines:
            if line.startswith("- ") or not items:
                items.append(line.removeprefix("- ").strip())
            else:
                items[-1] += " " + line.strip()
        return ["* " + escape_inline(item) for item in items]
    if any(line[0].isspace() for line in lines):
        return [f"| {indent_of(line)}{escape_start(escape_inline(line.strip()))}" for line in lines]
    return escape_start(escape_inline("\n".join(lines))).split("\n")


def indent_of(line: str) -> str:
    """The white space that a line starts with."""
    return line[: len(line) - len(line.lstrip())]


def escape_start(text: str) -> str:
    """Text whose first characters would start a list, a directive or a section."""
    if STARTS_MARKUP.match(text):
        return "\\ " + text
    return text


def to_rst(lines: list[str]) -> list[str]:
    """The lines of a plain docstring as reStructuredText."""
    result: list[str] = []
    for paragraph in split_paragraphs(lines):
        result += [*format_paragraph(paragraph), ""]
    return result


def process_docstring(
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    """Replace the lines in place, as autodoc asks."""
    lines[:] = to_rst(lines)


def setup(app: Sphinx) -> dict[str, Any]:
    """Treat every docstring as plain text."""
    app.connect("autodoc-process-docstring", process_docstring)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
