"""The report says what the audit found, in every format, and is the same in every run."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path

import networkx as nx
import pytest
from library_samples import LEAF, SQUARE, write_library

from memproof.checker import rules
from memproof.errors import InputError
from memproof.library import audit, load_library, regenerate
from memproof.report import (
    CanaryError,
    Report,
    build_report,
    render_html,
    render_json,
    render_latex,
    render_lemma,
    render_markdown,
    write_report,
)
from memproof.report.layout import BOX_HEIGHT, draw_graph
from memproof.report.text import html_line, html_text, latex_line, latex_text, parse_spans
from memproof.report.values import (
    describe_number,
    exact_sign,
    occurs_in,
    show_rational,
    show_sides,
)
from memproof.statements.claims import make_claim

HAS_MATHML = importlib.util.find_spec("math_core") is not None
VOID = {"meta", "br", "hr", "link", "input", "img"}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_library(tmp_path_factory.mktemp("made"))
    regenerate(load_library(folder))
    return folder


@pytest.fixture(scope="module")
def made(root: Path) -> Report:
    return build_report(load_library(root))


def test_summary_counts_states_and_grades(made: Report) -> None:
    assert dict(made.states) == {"proved": 1, "cited": 2}
    assert dict(made.verdicts) == {
        "proved": 1,
        "proved conditionally": 1,
        "cited": 1,
        "refuted": 1,
    }
    assert dict(made.grades) == {"proved": 2, "cited": 2}
    assert made.errors == () and made.open == ()


def test_what_rests_on_a_citation_is_not_called_proved(made: Report) -> None:
    part = made.lemmas[2].parts[0]
    assert part.verdict == "proved conditionally" and part.css == "cited"
    assert made.lemmas[2].rests_on == ("S2/leaf",)


def test_errata_show_the_exact_point(made: Report) -> None:
    (erratum,) = made.errata
    assert erratum.id == "S1/printed" and erratum.printed == "page 3"
    assert "\\(n = 2\\)" in erratum.detail
    assert "has 4 on the left and 6 on the right" in erratum.detail
    assert made.variants == ()


def test_refuted_variant_is_no_erratum(tmp_path: Path) -> None:
    text = SQUARE.replace('printed="page 3",', "")
    library = load_library(write_library(tmp_path, s01_square=text))
    regenerate(library)
    report = build_report(library)
    assert report.errata == () and [p.id for p in report.variants] == ["S1/printed"]
    assert "nobody printed" in render_html(report)


def test_constants_are_evaluated_and_tied_to_their_claim(made: Report) -> None:
    (constant,) = made.constants
    assert (constant.value, constant.decimal, constant.best) == ("2", "2", True)
    assert constant.domain == "integers \\(n\\) with \\(n \\ge 2\\)"


def two_constants(root: Path, first: str, second: str, sense: str = "smallest") -> Path:
    text = """
    from memproof.library import Constant, Inequality, Lemma
    from memproof.statements.claims import make_claim
    from .paper import SOURCE

    def part(name, value):
        claim = make_claim(f"x <= ({value})*x", {"x": "real >= 0"})
        sketch = {"rule": "conclude", "proofs": [{"rule": "sign"}]}
        return Inequality(name, claim, sketch=sketch, witness={"x": "1"})

    LEMMA = Lemma("S7", "S7", "t", "s", SOURCE, (part("a", "FIRST"), part("b", "SECOND")),
        constants=(Constant("K", "FIRST", "a", "SENSE"), Constant("K", "SECOND", "b", "SENSE")),
    )
    """
    text = text.replace("FIRST", first).replace("SECOND", second).replace("SENSE", sense)
    return write_library(root, s07=text, s01_square=SQUARE.replace('"K"', '"k"'))


@pytest.mark.parametrize(
    ("first", "second", "sense", "best"),
    [
        ("5", "7/2", "smallest", "b"),
        ("2", "sqrt(2)", "smallest", "b"),
        ("5", "7/2", "largest", "a"),
        ("3/2", "sqrt(9)/2", "smallest", "ab"),
    ],
)
def test_best_constant_is_found_exactly(
    tmp_path: Path, first: str, second: str, sense: str, best: str
) -> None:
    library = load_library(two_constants(tmp_path, first, second, sense))
    regenerate(library)
    found = [c.part for c in build_report(library).constants if c.best and c.name == "K"]
    assert found == [f"S7/{name}" for name in best]


def test_unproved_constant_is_never_the_best(tmp_path: Path) -> None:
    library = load_library(two_constants(tmp_path, "5", "1/2"))
    regenerate(library)
    constants = {c.part: c for c in build_report(library).constants}
    assert constants["S7/b"].verdict == "unknown" and not constants["S7/b"].best
    assert constants["S7/a"].best


@pytest.mark.parametrize(
    "constant", ['Constant("K", "3", "growth")', 'Constant("K", "m", "growth")']
)
def test_constant_that_is_not_in_its_claim_is_an_error(tmp_path: Path, constant: str) -> None:
    text = re.sub(r"constants=\(.*\),\n", f"constants=({constant},),\n", SQUARE)
    library = load_library(write_library(tmp_path, s01_square=text))
    regenerate(library)
    report = build_report(library)
    assert report.constants == ()
    assert len(report.errors) == 1 and "S1" in report.errors[0]


def test_open_questions_are_listed(tmp_path: Path) -> None:
    library = load_library(
        write_library(tmp_path, s02_leaf=LEAF.replace('"Doe, 2"', '"Doe, 2", "open"'))
    )
    regenerate(library)
    report = build_report(library)
    assert [(item.id, item.state) for item in report.open] == [("S2/leaf", "open")]
    assert dict(report.states) == {"proved": 1, "open": 2}
    assert report.errors == ()


class Page(HTMLParser):
    """Checks that tags nest, and keeps ids, links and text."""

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.outside: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        if tag not in VOID:
            self.stack.append(tag)
        self.ids += [values["id"]] if "id" in values else []
        self.links += [values["href"]] if "href" in values else []
        self.outside += [v for n, v in values.items() if n in ("src", "srcset", "action")]

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.stack and self.stack[-1] == tag, (self.stack, tag)
        self.stack.pop()

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read_page(report: Report) -> tuple[str, Page]:
    text = render_html(report)
    page = Page()
    page.feed(text)
    page.close()
    return text, page


def test_html_is_whole_and_self_contained(made: Report) -> None:
    text, page = read_page(made)
    assert page.stack == []
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert page.outside == [] and "<script" not in text and "@import" not in text
    assert "url(http" not in text
    assert "more_than" in "".join(page.words)
    assert "&amp; more" in text


@pytest.mark.skipif(not HAS_MATHML, reason="the MathML renderer is not installed")
def test_formulas_are_mathml(made: Report) -> None:
    text = render_html(made)
    assert "<math>" in text and '<code class="math">' not in text


def test_formula_that_cannot_be_rendered_is_shown_as_written() -> None:
    assert r"\frac{1}{" in html_line(r"see \(\frac{1}{\)")
    assert "<math" not in html_line(r"see \(\frac{1}{\)")


def test_nothing_in_a_lemma_can_break_the_page(tmp_path: Path) -> None:
    text = LEAF.replace("A cited fact", "<script>alert(1)</script> </table>")
    library = load_library(write_library(tmp_path, s02_leaf=text))
    regenerate(library)
    report = build_report(library)
    page_text, page = read_page(report)
    assert "<script>" not in page_text and page.stack == []


def test_svg_is_well_formed(made: Report) -> None:
    found = re.search(r"<svg.*?</svg>", render_html(made), re.DOTALL)
    assert found is not None
    svg = ElementTree.fromstring(found[0])
    assert len(svg.findall(".//rect")) == 3
    classes = [path.get("class") for path in svg.findall("./path")]
    assert sorted(classes, key=str) == ["proof", "statement"]
    assert {group.get("class") for group in svg.findall(".//g")} == {"proved", "cited"}


def test_markdown_has_every_certificate(made: Report) -> None:
    text = render_markdown(made)
    for lemma in made.lemmas:
        for part in lemma.parts:
            assert part.digest in text and f"`{part.name}`" in text
    assert "S10 → S2 (proof)" in text
    assert not re.search(r"\n\n\n", text)


def test_latex_escapes_and_balances(made: Report) -> None:
    text = render_latex(made)
    assert r"Doe \& Roe" in text and r"more\_than" in text and r"\(n^2 \ge 2 n\)" in text
    bare = re.sub(r"\\[{}\\]", "", text)
    assert bare.count("{") == bare.count("}")
    assert text.count(r"\begin{") == text.count(r"\end{")
    for lemma in made.lemmas:
        assert f"\\paragraph{{{lemma.number}. " in text


def test_json_is_the_model(made: Report) -> None:
    content = json.loads(render_json(made))
    assert content["format"] == "memproof-report"
    assert [lemma["id"] for lemma in content["papers"][0]["lemmas"]] == ["S1", "S2", "S10"]
    assert content["errors"] == []


def test_one_lemma_as_markdown(root: Path, made: Report) -> None:
    library = load_library(root)
    found = audit(library)
    text = render_lemma("S10", found, library)
    assert text == render_lemma(library.entry("S10").lemma, found, library)
    assert text.startswith("### S10. A consequence\n")
    assert "**proved conditionally**" in text and "`S2/leaf`" in text
    assert text.strip() in render_markdown(made)
    with pytest.raises(InputError):
        render_lemma("S77", found, library)


def test_survivor_stops_the_report(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rules.RULES, "sign", (lambda *_: None, ""))
    with pytest.raises(CanaryError) as caught:
        build_report(load_library(root))
    assert caught.value.survivors


def test_errors_head_the_report(root: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(root, tmp_path / "lemmas"))
    path = copy / "sample" / "certificates" / "s01_square--growth.json"
    path.write_text(path.read_text().replace('"witness":{"n":"2"}', '"witness":{"n":"1"}'))
    report = build_report(load_library(copy))
    assert report.errors and report.errors[0].startswith("S1/growth: rejected: hypothesis-fails")
    assert dict(report.states)["rejected"] == 1
    for text in (render_html(report), render_markdown(report), render_latex(report)):
        assert "hypothesis-fails" in text


def test_same_bytes_in_every_process(root: Path, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from memproof.library import load_library;"
        "from memproof.report import build_report, write_report;"
        "write_report(build_report(load_library(sys.argv[1])), Path(sys.argv[2]))"
    )
    moved = Path(shutil.copytree(root, tmp_path / "elsewhere" / "lemmas"))
    for seed, source in (("1", root), ("2", moved)):
        subprocess.run(
            [sys.executable, "-c", script, str(source), str(tmp_path / seed)],
            check=True,
            env={"PYTHONHASHSEED": seed, "PATH": "", "TZ": f"UTC{seed}"},
        )
    for name in ("index.html", "report.json", "report.md", "report.tex"):
        first, second = ((tmp_path / seed / name).read_bytes() for seed in ("1", "2"))
        assert first == second
        assert str(tmp_path).encode() not in first


def test_files_are_replaced_whole(made: Report, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("old")
    paths = write_report(made, tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(p.name for p in paths)
    assert (tmp_path / "index.html").read_text().startswith("<!doctype html>")


def drawn(edges: list[tuple[str, str]], alone: int = 0) -> nx.DiGraph[str]:
    graph: nx.DiGraph[str] = nx.DiGraph()
    names = sorted({name for edge in edges for name in edge}) + [f"z{i}" for i in range(alone)]
    for name in names:
        graph.add_node(name, number=name, title=name, state="proved", paper="p")
    for user, used in edges:
        graph.add_edge(user, used, kinds=("proof",))
    return graph


def test_arrows_point_down() -> None:
    chain = [(f"n{i}", f"n{j}") for i in range(9) for j in range(i) if (i * j) % 3 == 1 or j == 0]
    drawing = draw_graph(drawn(chain))
    height = {node.id: node.y for node in drawing.nodes}
    assert all(height[edge.user] < height[edge.used] for edge in drawing.edges)
    assert len(drawing.edges) == len(chain)


@pytest.mark.parametrize("alone", [0, 1, 40])
@pytest.mark.parametrize("edges", [[], [("a", "b")], [(f"t{i:02}", "root") for i in range(40)]])
def test_boxes_do_not_overlap(edges: list[tuple[str, str]], alone: int) -> None:
    drawing = draw_graph(drawn(edges, alone))
    boxes = [(node.x, node.y, node.x + node.width, node.y + BOX_HEIGHT) for node in drawing.nodes]
    for i, a in enumerate(boxes):
        assert a[0] >= 0 and a[2] <= drawing.width and a[1] >= 0 and a[3] <= drawing.height
        for b in boxes[:i]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_cycles_are_drawn() -> None:
    drawing = draw_graph(drawn([("a", "b"), ("b", "a"), ("b", "c"), ("c", "c")]))
    assert len(drawing.nodes) == 3 and len(drawing.edges) == 4


def test_text_is_parsed_and_not_trusted() -> None:
    assert [span.kind for span in parse_spans(r"a \(b*c\) *d* **e** `f*g` h * i * j_k")] == [
        "text",
        "math",
        "text",
        "emphasis",
        "text",
        "strong",
        "text",
        "code",
        "text",
    ]
    assert html_text("- a < b\n- c") == "<ul><li>a &lt; b</li><li>c</li></ul>"
    assert latex_line("50% of `a_b` & ≥") == r"50\% of \texttt{a\_b} \& \(\ge\)"
    assert latex_text("- a\n\nb") == "\\begin{itemize}\n\\item a\n\\end{itemize}\n\nb"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("81", "81"),
        ("4/27", "4/27"),
        ("6/4", "3/2"),
        ("sqrt(2)", "≈ 1.41421"),
        ("-sqrt(2)/1000", "≈ -0.00141421"),
        ("2^200", "≈ 1.60694e60"),
        ("1/3^80", "≈ 6.7655e-39"),
        ("0", "0"),
        ("N + 1", ""),
    ],
)
def test_numbers_are_shown(text: str, shown: str) -> None:
    assert describe_number(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("3", "= 3"),
        ("-2/3", r"= -\frac{2}{3}"),
        (f"1/{2**1000}", "= 2^{-1000}"),
        (str(3**500), r"\approx 3.63603 \cdot 10^{238}"),
        ("1" + "0" * 4000, r"\approx 1 \cdot 10^{4000}"),
    ],
)
def test_points_are_shown(text: str, shown: str) -> None:
    assert show_rational(text) == shown


def test_signs_are_exact() -> None:
    assert exact_sign("sqrt(2) - 1/10^30 - sqrt(2)") == -1
    assert exact_sign("sqrt(8) - 2*sqrt(2)") == 0
    with pytest.raises(InputError):
        exact_sign("N - 1")


@pytest.mark.parametrize(
    ("text", "found"),
    [("81", True), ("162/2", True), ("80", False), ("1 - 1/N", True), ("1 - 2/N", False)],
)
def test_constants_must_occur(text: str, found: bool) -> None:
    claim = make_claim("x <= 81*y*(1 - 1/N)", {"x": "real", "y": "real", "N": "integer >= 1"})
    assert occurs_in(text, claim) is found


def test_constant_with_strange_variables_is_refused() -> None:
    with pytest.raises(InputError):
        occurs_in("q + 1", make_claim("x <= 1", {"x": "real"}))


def test_sides_of_a_predicate_have_no_value() -> None:
    claim = make_claim("big(x)", {"x": "real"}, predicates=["big"]).document()
    assert show_sides(claim, {"x": "1"}) == (r"\(\mathrm{big}(x)\)",)
