"""A small folder of lemmas for the tests of the library and the report."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

PAPER = '''
"""A paper that is not there."""
from memproof.library import Source

SOURCE = Source("sample", "Doe & Roe", "On squares", 2020, "arXiv 0000.00000", level="seen")
'''

VOCABULARY = '''
"""What the predicates of the sample mean."""
from memproof.library import Predicate

VOCABULARY = (Predicate("big", (("x", "real"),), "x is big"),)
'''

SQUARE = '''
"""Square growth."""
from memproof.library import Constant, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import SOURCE

LEMMA = Lemma(
    id="S1",
    number="S1",
    title="A square beats a line",
    statement=r"For integers \\(n \\ge 2\\): \\(n^2 \\ge 2 n\\).",
    source=SOURCE,
    parts=(
        Inequality(
            "growth",
            make_claim("n^2 >= 2*n", {"n": "integer >= 2"}),
            sketch={"rule": "conclude", "proofs": [{"rule": "sign"}]},
            witness={"n": "2"},
        ),
        Inequality(
            "printed",
            make_claim("n^2 >= 3*n", {"n": "integer >= 2"}),
            expected="refuted",
            point={"n": "2"},
            printed="page 3",
        ),
    ),
    constants=(Constant("K", "2", "growth", "largest", r"\\(n^2 \\ge K n\\)"),),
)
'''

LEAF = '''
"""A cited fact."""
from dataclasses import replace

from memproof.library import Cited, Lemma
from memproof.statements.claims import make_claim

from .paper import SOURCE

LEMMA = Lemma(
    id="S2",
    number="S2",
    title="A cited fact",
    statement=r"\\(x^2 \\ge 2 x\\) for \\(x \\ge 2\\) & more_than that.",
    source=replace(SOURCE, number="Lemma 2"),
    parts=(
        Cited("leaf", make_claim("big(x)", {"x": "real >= 2"}, predicates=["big"]), "Doe, 2"),
    ),
)
'''

USER = '''
"""Uses the cited fact."""
from memproof.library import Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import SOURCE

LEMMA = Lemma(
    id="S10",
    number="S10",
    title="A consequence",
    statement="For integers n >= 3, n is big.",
    source=SOURCE,
    parts=(
        Inequality(
            "use",
            make_claim("big(n)", {"n": "integer >= 3"}, predicates=["big"]),
            sketch={
                "rule": "conclude",
                "proofs": [
                    {
                        "rule": "lemma",
                        "id": "S2/leaf",
                        "substitution": {"x": "n"},
                        "hypotheses": [{"rule": "sign"}],
                        "then": {"rule": "known"},
                    }
                ],
            },
            witness={"n": "3"},
        ),
    ),
    declared_uses=("S2",),
    statement_uses=("S1",),
)
'''


def write_library(root: Path, **files: str) -> Path:
    """Write a folder with the paper ``sample``; keyword arguments are further files or changes.

    An empty text leaves a file out.
    """
    folder = root / "lemmas" / "sample"
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "paper": PAPER,
        "vocabulary": VOCABULARY,
        "s01_square": SQUARE,
        "s02_leaf": LEAF,
        "s10_user": USER,
        **files,
    }
    for stem, text in texts.items():
        if not text:
            continue
        (folder / f"{stem}.py").write_text(dedent(text), encoding="utf-8")
    return root / "lemmas"
