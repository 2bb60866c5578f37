"""The documentation's own extensions, and the documentation as built."""

from __future__ import annotations

import filecmp
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
pytest.importorskip("sphinx")
pytest.importorskip("furo")
pytest.importorskip("math_core")
pytest.importorskip("myst_parser")

RENDERED = {
    r"\lceil \log_2 C \rceil": ["⌈", "⌉", "<msub>"],
    r"\left\lfloor \frac{W-3}{2} \right\rfloor": ["⌊", "⌋", "<mfrac>"],
    r"\frac{N}{28 \log_2(1/\delta)}": ["<mfrac>", "δ"],
    r"\sqrt{\frac{2\pi}{d}}": ["<msqrt>", "π"],
    r"\sum_{i=1}^{L+1} P_i": ["∑", "<munderover>"],
    r"\prod_{i \le n} x_i": ["∏"],
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}": ["<mtable", "<mtr>", "<mo>(</mo>"],
    r"\begin{cases} x & x \ge 0 \\ 0 & x < 0 \end{cases}": ["<mtable", "<mo>{</mo>", "&lt;"],
    r"\binom{n}{k}": ['linethickness="0"'],
    r"\lVert x_i - x_j \rVert \ge \delta": ["‖", "≥"],
    r"\tilde{O}(\sqrt{N})": ["<mover", "<msqrt>"],
    r"\Omega(N) \cup \mathbb{R}^d \ne \emptyset": ["Ω", "ℝ", "<msup>"],
    r"⌈x⌉ ≤ \max\{x + 1, 0\}": ["⌈", "≤", "max"],
    r"\text{proved for all } N": ["<mtext>"],
}
UNRENDERABLE = [
    r"\frac{a",
    "a}",
    r"\nosuchcommand{a}",
    r"\left( x",
    r"\begin{pmatrix} a",
    "x_i_j",
    "a & b",
    "",
    " ",
]


@pytest.fixture(autouse=True)
def extensions_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(DOCS / "_ext"))


def build(source: Path, target: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sphinx", "-q", *options, "-d", f"{target}.doctrees"]
    return subprocess.run(
        [*command, str(source), str(target)], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("latex", RENDERED)
@pytest.mark.parametrize("display", [False, True])
def test_formula_renders(latex: str, display: bool) -> None:
    from mathml import render_formula

    result = render_formula(latex, display=display)
    assert result.startswith("<math") and result.endswith("</math>")
    assert ('display="block"' in result) == display
    assert [piece for piece in RENDERED[latex] if piece not in result] == []
    assert "\\" not in result


@pytest.mark.parametrize("latex", UNRENDERABLE)
def test_formula_is_refused(latex: str) -> None:
    from mathml import render_formula

    with pytest.raises(ValueError, match=r"\w"):
        render_formula(latex, display=False)


def test_display_conventions() -> None:
    from mathml import split_equations

    assert split_equations("a = b\n") == "a = b"
    assert split_equations("a &= b\n\nc &= d") == r"\begin{aligned}a &= b \\ c &= d\end{aligned}"
    assert split_equations(r"a &= b \\ &= c").startswith(r"\begin{aligned}")
    matrix = r"\begin{pmatrix} a \\ b \end{pmatrix}"
    assert split_equations(matrix) == matrix


def mini_site(folder: Path, text: str) -> Path:
    folder.mkdir()
    conf = f"import sys\nsys.path.insert(0, {str(DOCS / '_ext')!r})\nextensions = ['mathml']\n"
    (folder / "conf.py").write_text(conf + "html_math_renderer = 'mathml'\n", encoding="utf-8")
    (folder / "index.rst").write_text(f"Title\n=====\n\n{text}\n", encoding="utf-8")
    return folder


def test_site_shows_formulas_without_scripts(tmp_path: Path) -> None:
    text = "Text :math:`\\lceil x \\rceil`.\n\n.. math:: a < b\n   :label: one\n\nSee :eq:`one`."
    run = build(mini_site(tmp_path / "source", text), tmp_path / "html", "-W")
    assert run.returncode == 0, run.stderr
    page = (tmp_path / "html" / "index.html").read_text(encoding="utf-8")
    assert page.count("<math") == 2
    assert '<span class="eqno">(1)' in page
    assert "mathjax" not in page.lower()


@pytest.mark.parametrize("text", [r"Text :math:`\frac{a`.", ".. math:: \\nosuchcommand"])
def test_unrenderable_formula_stops_the_build(tmp_path: Path, text: str) -> None:
    run = build(mini_site(tmp_path / "source", text), tmp_path / "html")
    assert run.returncode != 0
    assert "cannot render" in run.stderr
    assert "index.rst" in run.stderr


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2*m*w >= n*S", r"2\*m\*w \>= n\*S"),
        ("|x_i - x_j|", r"\|x\_i - x\_j\|"),
        ("``2*m`` and `w`s", "``2*m`` and ``w``\\ s"),
        ("(``a``)", "(\\ ``a``\\ )"),
        ("p_ and a\\b", r"p\_ and a\\b"),
    ],
)
def test_docstrings_are_escaped(text: str, expected: str) -> None:
    from plain_docstrings import escape_inline

    assert escape_inline(text) == expected


def test_command_pages_hold_each_command_s_own_help() -> None:
    import click
    from click_help import collect_help

    @click.group(context_settings={"help_option_names": ["-h", "--help"]})
    def tool() -> None:
        """A tool."""

    @tool.command()
    @click.option("--width", type=int, default=9, show_default=True, help="At most this width.")
    def make(width: int) -> None:
        """Make something."""

    @tool.command(hidden=True)
    def secret() -> None:
        """Not shown."""

    found = dict(collect_help(tool, "tool"))
    assert list(found) == ["tool", "tool make"]
    assert found["tool make"].startswith("Usage: tool make [OPTIONS]")
    assert "[default: 9]" in found["tool make"]
    assert "-h, --help" in found["tool make"]


PAPER = r"""
from memproof.library import Cited, Constant, Inequality, Lemma, Source
from memproof.statements.claims import make_claim

SOURCE = Source("someone", "A. Someone", "On |x| and *stars*", 2026, "arXiv:1", level="abstract")
LEMMAS = (
    Lemma(
        id="S.1",
        number="Lemma 1",
        title="Squares of N_1 and a < b",
        statement=r"For every \( x \in \mathbb{R} \): \[ x^2 \ge \lceil x \rceil - 1 \]",
        source=SOURCE,
        idea=r"Since `\(x\)` is code and \(x^2 \ge 0\).",
        parts=(
            Inequality("printed", make_claim("x > 1", {"x": "real"}), None, "refuted", None, POINT),
            Inequality("undecided", make_claim("x^2 >= 0", {"x": "real >= 7"})),
            Cited("taken", make_claim("x^2 >= 0", {"x": "real"}), "a book, p. 3"),
        ),
        constants=(Constant("K_1", "1", "printed", "smallest", r"of \(x\)"),),
    ),
    Lemma(
        id="S2",
        number="Theorem 2",
        title="Mentions the first",
        statement="Nothing.",
        source=SOURCE,
        parts=(),
        statement_uses=("S.1",),
    ),
)
"""


def build_pages(folder: Path) -> dict[str, str]:
    """The pages of a library of two lemmas whose refutation and citation are written."""
    from lemma_pages import build_pages

    from memproof.library import load_library, regenerate
    from memproof.report import build_report

    paper = folder / "some_paper"
    paper.mkdir(parents=True)
    (paper / "lemmas.py").write_text('POINT = {"x": "1/2"}\n' + PAPER, encoding="utf-8")
    (paper / "paper.py").write_text(PAPER[: PAPER.index("LEMMAS")], encoding="utf-8")
    regenerate(load_library(folder), only=["S.1/printed", "S.1/taken"])
    return build_pages(build_report(load_library(folder)))


def test_lemma_pages_say_what_was_checked(tmp_path: Path) -> None:
    pages = build_pages(tmp_path)
    assert set(pages) == {"index.md", "errata.md", "contradictions.md", "S.1.md", "S2.md"}
    page = pages["S.1.md"]
    assert "### printed: refuted" in page and "False at {math}`x = " in page
    assert "### undecided: unknown" in page
    assert "### taken: cited" in page and "Source: a book, p. 3" in page
    assert "**unknown**" in page
    assert "{math}`x \\in \\mathbb{R}`" in page and "```{math}\nx^2 \\ge" in page
    assert "`\\(x\\)` is code" in page
    assert "The statement mentions: [S.1](S.1.md)" in pages["S2.md"]
    assert re.search(r"\| SHA-256 \| `[0-9a-f]{64}` \|", page)


def test_lemma_pages_build(tmp_path: Path) -> None:
    pages = build_pages(tmp_path / "lemmas")
    source = mini_site(tmp_path / "source", ".. toctree::\n\n   pages/index")
    conf = source / "conf.py"
    text = conf.read_text(encoding="utf-8")
    conf.write_text(text.replace("['mathml']", "['mathml', 'myst_parser']"), encoding="utf-8")
    (source / "pages").mkdir()
    for name, page in pages.items():
        (source / "pages" / name).write_text(page, encoding="utf-8")
    run = build(source, tmp_path / "html", "-W", "--keep-going")
    assert run.returncode == 0, run.stderr
    page = (tmp_path / "html" / "pages" / "S.1.html").read_text(encoding="utf-8")
    assert page.count("<math") >= 4
    assert "N_1 and a &lt; b" in page
    # The claim as text has a bar of its own, and stands in a table.
    assert "x &gt;= 7 |- x^2 &gt;= 0" in re.sub(r"<[^>]*>", "", page)
    assert 'href="S.1.html"' in (tmp_path / "html" / "pages" / "S2.html").read_text(
        encoding="utf-8"
    )


def test_formulas_of_markdown() -> None:
    from lemma_pages import convert_math

    assert convert_math(r"a \( x\ny \) `\(z`".replace(r"\n", "\n")) == r"a {math}`x y` `\(z`"
    display = r"\[ \begin{cases} a \\[2pt] b \end{cases} \]"
    assert convert_math(display).split("\n")[2:5] == [
        "```{math}",
        r"\begin{cases} a \\[2pt] b \end{cases}",
        "```",
    ]


@pytest.mark.parametrize("text", [r"open \( x", r"closed x\)", r"\[ x", r"\( x \( y \)"])
def test_open_formula_is_refused(text: str) -> None:
    from lemma_pages import convert_math

    with pytest.raises(ValueError, match=r"unmatched|formula"):
        convert_math(text)


HARD_DOCSTRING = """First line with *stars, |bars| and `ticks`.

Raises:
    InputError: when 2*m > w_ or |x| > 1.
      deeper, `unbalanced

- item one
  goes on
- item two

===== =====
a     b*
===== =====

... (1) 1. not a list
-----
>>> f(x)
.. note:: not a directive
* star
"""


def test_no_docstring_breaks_the_markup() -> None:
    import docutils.core
    from plain_docstrings import to_rst

    source = "\n".join(to_rst(HARD_DOCSTRING.split("\n")))
    settings = {"halt_level": 2, "report_level": 2, "warning_stream": False}
    shown = docutils.core.publish_doctree(source, settings_overrides=settings).astext()
    for piece in ("*stars, |bars|", "2*m > w_ or |x| > 1.", "item one goes on", ".. note::"):
        assert piece in shown


def test_picture_shows_the_contract_s_packages() -> None:
    picture = (DOCS / "_static" / "architecture.svg").read_text(encoding="utf-8")
    table = (DOCS / "architecture.rst").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (layers,) = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    packages = [layer for layer in layers if layer != "(__main__)"]
    rows = [set(re.split(r" [:|] ", layer)) for layer in packages]
    drawn: dict[float, set[str]] = {}
    for height, name in re.findall(r'<text x="[^"]*" y="([^"]*)">(\w+)</text>', picture):
        drawn.setdefault(float(height), set()).add(name)
    assert [drawn[height] - {"lemmas"} for height in sorted(drawn)] == rows
    for row in rows:
        assert [name for name in row if f"``{name}``" not in table] == []


def copy_of_docs(folder: Path) -> None:
    """The checkout's sources that the documentation reads, elsewhere."""
    ignored = shutil.ignore_patterns("__pycache__", "_build", "generated", ".*")
    for name in ("docs", "memproof", "lemmas"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    shutil.copy(ROOT / "CONTRIBUTING.md", folder)


def list_files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


@pytest.mark.long
def test_documentation_builds_the_same_everywhere(tmp_path: Path) -> None:
    copy_of_docs(tmp_path / "one")
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    for name in ("one", "two"):
        run = build(tmp_path / name / "docs", tmp_path / f"{name}-html", "-W", "--keep-going")
        assert run.returncode == 0, run.stderr
    first, second = tmp_path / "one-html", tmp_path / "two-html"
    pages = list_files(first)
    assert pages == list_files(second)
    same, different, errors = filecmp.cmpfiles(first, second, pages, shallow=False)
    assert (different, errors) == ([], [])
    for name in same:
        content = (first / name).read_bytes()
        assert str(tmp_path).encode() not in content, name
        assert str(ROOT).encode() not in content, name
        if name.endswith(".html"):
            text = content.decode("utf-8")
            loaded = re.findall(r'(?:src|<link[^>]* href)="((?:https?:)?//[^"]*)"', text)
            assert loaded == [], name
