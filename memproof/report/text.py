"""The lemmas' text, a small part of Markdown with mathematics, in each of the report's formats.

Known are paragraphs, lists of lines that start with "- ", ``code`` in backquotes, *emphasis*,
**strong** and mathematics in \\( … \\) or \\[ … \\].  Everything else is plain text, so nothing
in a lemma can break a page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

_INLINE = re.compile(
    r"\\\[(?P<display>.+?)\\\]"
    r"|\\\((?P<math>.+?)\\\)"
    r"|(?P<ticks>`+)(?P<code>.+?)(?P=ticks)"
    r"|\*\*(?P<strong>[^*\s](?:[^*]*[^*\s])?)\*\*"
    r"|(?<![\w*])\*(?P<emphasis>[^*\s](?:[^*]*[^*\s])?)\*(?![\w*])",
    re.DOTALL,
)
_LATEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"{''}",
    "≤": r"\(\le\)",
    "≥": r"\(\ge\)",
    "≠": r"\(\ne\)",
    "≈": r"\(\approx\)",
    "→": r"\(\to\)",
    "×": r"\(\times\)",
    "σ": r"\(\sigma\)",
    "δ": r"\(\delta\)",
    "θ": r"\(\theta\)",
    "κ": r"\(\kappa\)",
    "ε": r"\(\varepsilon\)",
    "√": r"\(\surd\)",
    "⌈": r"\(\lceil\)",
    "⌉": r"\(\rceil\)",
    "⌊": r"\(\lfloor\)",
    "⌋": r"\(\rfloor\)",
    "∞": r"\(\infty\)",
    "…": r"\dots{}",
    "²": r"\(^2\)",
    "Ω": r"\(\Omega\)",
    **{c: f"\\{c}" for c in "&%$#_{}"},
}


@dataclass(frozen=True)
class Span:
    """A piece of a line: ``kind`` is text, code, strong, emphasis, math or display."""

    kind: str
    text: str


@dataclass(frozen=True)
class Block:
    """A paragraph (one item) or a list of items; an item is a tuple of spans."""

    bullets: bool
    items: tuple[tuple[Span, ...], ...]


def parse_text(text: str) -> tuple[Block, ...]:
    """Split a text into blocks."""
    blocks: list[Block] = []
    for chunk in re.split(r"\n[ \t]*\n", text.strip()):
        lines = [line.strip() for line in chunk.splitlines() if line.strip()]
        if not lines:
            continue
        if lines[0].startswith("- "):
            items: list[str] = []
            for line in lines:
                if line.startswith("- "):
                    items.append(line[2:])
                else:
                    items[-1] += f" {line}"
            blocks.append(Block(True, tuple(parse_spans(item) for item in items)))
        else:
            blocks.append(Block(False, (parse_spans(" ".join(lines)),)))
    return tuple(blocks)


def parse_spans(text: str) -> tuple[Span, ...]:
    """Split a line into spans."""
    spans: list[Span] = []
    end = 0
    for match in _INLINE.finditer(text):
        if match.start() > end:
            spans.append(Span("text", text[end : match.start()]))
        kind = next(
            k for k in ("display", "math", "code", "strong", "emphasis") if match[k] is not None
        )
        spans.append(Span(kind, match[kind].strip() if kind != "strong" else match[kind]))
        end = match.end()
    if end < len(text):
        spans.append(Span("text", text[end:]))
    return tuple(spans)


def html_line(text: str) -> str:
    """Return a line as HTML."""
    return "".join(_html_span(span) for span in parse_spans(text))


def html_text(text: str) -> str:
    """Return a text as HTML paragraphs and lists."""
    return "\n".join(_html_block(block) for block in parse_text(text))


def latex_line(text: str) -> str:
    """Return a line as LaTeX."""
    return "".join(_latex_span(span) for span in parse_spans(text))


def latex_text(text: str) -> str:
    """Return a text as LaTeX paragraphs and lists."""
    return "\n\n".join(_latex_block(block) for block in parse_text(text))


def latex_plain(text: str) -> str:
    """Escape plain text for LaTeX; what LaTeX cannot be sure to have becomes a question mark."""
    return "".join(_LATEX.get(c, c if ord(c) < 0x250 or c in "–—‘’“”" else "?") for c in text)


def latex_code(text: str) -> str:
    """Return an identifier or a path as LaTeX that may break after its punctuation."""
    broken = re.sub(r"([/.-])", r"\1\\allowbreak{}", latex_plain(text))
    return rf"\texttt{{{broken}}}"


def markdown_cell(text: str) -> str:
    """Return a text that fits into one cell of a Markdown table."""
    return " ".join(text.split()).replace("|", r"\|")


def math_ml(latex: str, display: bool = False) -> str:
    """Return a formula as MathML, or as its LaTeX source where no renderer is installed.

    A formula that cannot be rendered is shown as its source as well: half of an inequality would
    state something else.
    """
    try:
        import math_core
    except ImportError:
        return f'<code class="math">{html.escape(latex)}</code>'
    converter = math_core.LatexToMathML(fancy_error=False)
    try:
        return str(converter.convert_with_local_state(latex, displaystyle=display))
    except math_core.LatexError:
        return f'<code class="math">{html.escape(latex)}</code>'


def _html_block(block: Block) -> str:
    items = ["".join(_html_span(span) for span in item) for item in block.items]
    if block.bullets:
        return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
    return f"<p>{items[0]}</p>"


def _html_span(span: Span) -> str:
    make: dict[str, Callable[[str], str]] = {
        "text": html.escape,
        "code": lambda text: f"<code>{html.escape(text)}</code>",
        "strong": lambda text: f"<strong>{html_line(text)}</strong>",
        "emphasis": lambda text: f"<em>{html_line(text)}</em>",
        "math": math_ml,
        "display": lambda text: f'<span class="display">{math_ml(text, display=True)}</span>',
    }
    return make[span.kind](span.text)


def _latex_block(block: Block) -> str:
    items = ["".join(_latex_span(span) for span in item) for item in block.items]
    if not block.bullets:
        return items[0]
    lines = "\n".join(rf"\item {item}" for item in items)
    return f"\\begin{{itemize}}\n{lines}\n\\end{{itemize}}"


def _latex_span(span: Span) -> str:
    make: dict[str, Callable[[str], str]] = {
        "text": latex_plain,
        "code": latex_code,
        "strong": lambda text: rf"\textbf{{{latex_line(text)}}}",
        "emphasis": lambda text: rf"\emph{{{latex_line(text)}}}",
        "math": lambda text: rf"\({text}\)",
        "display": lambda text: rf"\[{text}\]",
    }
    return make[span.kind](span.text)
