"""Tables that are computed while the documentation is built: grades of parts, exceptional ranks.

``.. formal-theorems::`` lists the claims that are proved in Rocq, from the stored result;
``.. part-grades::`` lists parts by id, one a line, with the verdict and the grade that the checker
gave; ``.. rank-exceptions::`` lists grids "k d m" of ranges, one a line, and shows where the
generic rank for ψ = x^k is below counting.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from memproof.cli.ranks import read_numbers
from memproof.errors import InputError
from memproof.library.formal import formal_results
from memproof.library.load import load_library
from memproof.library.model import claim_of
from memproof.report import Report
from memproof.smooth.ranks import decide_ranks


def make_table(head: list[str], rows: list[list[nodes.Node]]) -> nodes.table:
    """A docutils table; a cell is an inline node."""
    group = nodes.tgroup(cols=len(head))
    group += [nodes.colspec(colwidth=1) for _ in head]
    top, body = nodes.thead(), nodes.tbody()
    for target, cells in [(top, [nodes.Text(text) for text in head]), *((body, r) for r in rows)]:
        row = nodes.row()
        for cell in cells:
            row += nodes.entry("", nodes.paragraph("", "", cell))
        target += row
    group += [top, body]
    return nodes.table("", group)


def find_rows(report: Report, wanted: list[str]) -> list[list[str]]:
    """Part, claim, verdict and inherited grade of each id; KeyError for one that is not there."""
    parts = {part.id: part for lemma in report.lemmas for part in lemma.parts}
    return [
        [
            name,
            parts[name].formula or parts[name].summary,
            parts[name].verdict,
            parts[name].inherited,
        ]
        for name in wanted
    ]


def find_exceptions(lines: list[str]) -> list[list[str]]:
    """ψ, d, m, n, the exact rank and the count of each exception; InputError for a bad range."""
    rows = []
    for line in lines:
        try:
            powers, dimensions, neurons = (read_numbers("a range", t) for t in line.split())
        except ValueError:
            raise InputError(f"a grid is three ranges k d m, not {line!r}") from None
        cases = [({k: 1}, d, m) for k in powers for d in dimensions for m in neurons]
        for one in decide_ranks("khatri-rao", cases):
            if not one.exact:
                raise InputError(f"the rank of {one.case} is open")
            if one.exceptional:
                case = one.case
                sizes = (case.dimension, case.neurons, case.points, one.lower, one.regular)
                rows.append([f"x^{case.polynomial[0][0]}", *map(str, sizes)])
    return rows


class PartGrades(SphinxDirective):
    """The directive ``part-grades``."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """One row a part, from the report that the lemma pages show."""
        wanted = [line.strip() for line in self.content if line.strip()]
        try:
            rows = find_rows(self.env.app.memproof_report, wanted)  # type: ignore[attr-defined]
        except KeyError as error:
            raise self.error(f"no part {error}") from error
        cells = [
            [nodes.literal(name, name), nodes.literal(claim, claim), *map(nodes.Text, rest)]
            for name, claim, *rest in rows
        ]
        return [make_table(["part", "claim", "verdict", "grade"], cells)]


class FormalTheorems(SphinxDirective):
    """The directive ``formal-theorems``: claim, theorem and axioms of each bound part."""

    def run(self) -> list[nodes.Node]:
        """One row a part whose stored result fits its claim and the sources."""
        library = load_library()
        claims = {name: claim_of(part) for name, _, part in library.parts()}
        cells = [
            [
                nodes.literal(part, part),
                nodes.literal("", str(claims[part])),
                nodes.literal("", row.theorem),
                nodes.Text(str(len(row.axioms))),
            ]
            for part, row in formal_results(library).items()
        ]
        return [make_table(["part", "claim", "theorem", "axioms"], cells)]


class RankExceptions(SphinxDirective):
    """The directive ``rank-exceptions``."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """One row an exception, in the order of the grids."""
        try:
            rows = find_exceptions([line for line in self.content if line.strip()])
        except InputError as error:
            raise self.error(str(error)) from error
        head = ["ψ", "d", "m", "n", "rank", "min{n, md, D}"]
        return [make_table(head, [[nodes.Text(text) for text in row] for row in rows])]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register both directives."""
    app.add_directive("formal-theorems", FormalTheorems)
    app.add_directive("part-grades", PartGrades)
    app.add_directive("rank-exceptions", RankExceptions)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
