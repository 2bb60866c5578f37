"""A predicate has one meaning, one list of parameters, and every claim uses it so."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from library_samples import LEAF, USER, VOCABULARY, write_library

from memproof.errors import InputError
from memproof.library import Predicate, load_library
from memproof.library.load import lemmas_folder
from memproof.library.vocabulary import check_predicates, join_vocabularies, read_vocabulary
from memproof.statements.claims import make_claim

BIG = Predicate("big", (("n", "integer"), ("x", "real")), "x is big beside n")
KNOWN = {"big": BIG}
HEAD = "from memproof.library import Predicate\n"


def test_every_predicate_of_the_library_stands_once() -> None:
    vocabulary = read_vocabulary(lemmas_folder() / "vocabulary.py")
    assert len({one.name for one in vocabulary}) == len(vocabulary) > 40
    library = load_library()
    used = {one.name for paper in library.papers for one in library.predicates(paper.folder)}
    assert used == {one.name for one in vocabulary}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        # Yang and Yang's predicate, in another order and with another meaning.
        (
            'VOCABULARY = (Predicate("memorizes", tuple((name, "integer") for name in "ABNdCe"), '
            '"one labeling of one point"),)',
            r"memorizes\(A, B, N, d, C, e\) has other parameters than in lemmas/vocabulary.py",
        ),
        (
            'VOCABULARY = (Predicate("interpolates", tuple((n, "integer") for n in "WLN"), '
            '"nothing"),)',
            "interpolates has another meaning than in lemmas/vocabulary.py",
        ),
        ("VOCABULARY = 3", "must define VOCABULARY"),
        ("VOCABULARY = 1/0", "cannot be loaded"),
        (
            "VOCABULARY = tuple(Predicate(n, (('x', 'real'),), f'{n} x') for n in ('big', 'idle'))",
            "vocabulary.py: no claim uses idle",
        ),
        (
            'VOCABULARY = (Predicate("big", (("x", "real"),), "x is big"),) * 2',
            "defines big twice",
        ),
        ("VOCABULARY = ()", "no vocabulary says what big means"),
    ],
)
def test_a_second_meaning_and_an_unused_one_are_refused(
    tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(InputError, match=words):
        load_library(write_library(tmp_path, vocabulary=HEAD + text))


def test_folders_beside_each_other_share_one_meaning(tmp_path: Path) -> None:
    root = write_library(tmp_path)
    other = root / "other"
    other.mkdir()
    (other / "s20_leaf.py").write_text(
        dedent(
            LEAF.replace("S2", "S20").replace(
                "from .paper import SOURCE",
                "from memproof.library import Source\nSOURCE = Source('o', 'O', 'O', 2020)",
            )
        )
    )
    (other / "vocabulary.py").write_text(dedent(VOCABULARY))
    assert len(load_library(root).lemmas) == 4
    (other / "vocabulary.py").write_text(dedent(VOCABULARY.replace("is big", "is small")))
    with pytest.raises(InputError, match="big has another meaning"):
        load_library(root)


def test_meanings_in_a_paper_file_are_refused(tmp_path: Path) -> None:
    paper = 'from memproof.library import Source\nSOURCE = Source("a", "b", "c", 2000)\n'
    with pytest.raises(InputError, match="stands in vocabulary"):
        load_library(write_library(tmp_path, paper=paper + 'PREDICATES = {"big": "big(x): 0"}'))


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("big(n)", "has 1 arguments"),
        ("big(n, x, x)", "has 3 arguments"),
        ("big(x, x)", "x is not evidently an integer, as n of"),
        ("big(n/2, x)", "not evidently an integer"),
        ("big(n*(n + 2)/2, x)", "not evidently an integer"),
        ("big(2^(n - 5), x)", "not evidently an integer"),
        ("big(2^m, x)", "not evidently an integer"),
        ("big(log2(n), x)", "not evidently an integer"),
        ("large(n, x)", "no vocabulary says what large means"),
    ],
)
def test_wrong_arguments_are_refused(claim: str, words: str) -> None:
    sorts = {"n": "integer >= 1", "m": "integer", "x": "real"}
    with pytest.raises(InputError, match=words):
        check_predicates("S1/a", make_claim(claim, sorts, predicates=["big", "large"]), KNOWN)


@pytest.mark.parametrize(
    "argument",
    [
        "3",
        "n*(n + 1)/2",
        "n*(n + 1)*(n + 2)/6",
        "2^n",
        "floor(x)",
        "min(n, m) - ceil(x)",
        "binomial(n, 2)",
    ],
)
def test_integers_of_many_forms_are_accepted(argument: str) -> None:
    sorts = {"n": "integer >= 1", "m": "integer", "x": "real"}
    check_predicates("S1/a", make_claim(f"big({argument}, x)", sorts, predicates=["big"]), KNOWN)


@pytest.mark.parametrize(
    ("name", "parameters", "meaning"),
    [
        ("sqrt", (("x", "real"),), "a root"),
        ("a b", (("x", "real"),), "blank"),
        ("big", (), "nothing"),
        ("big", (("x", "real"), ("x", "real")), "twice"),
        ("big", (("x", "complex"),), "complex"),
        ("big", (("x", "real"),), " "),
    ],
)
def test_predicates_that_say_nothing_are_refused(
    name: str, parameters: object, meaning: str
) -> None:
    with pytest.raises(InputError):
        Predicate(name, parameters, meaning)  # type: ignore[arg-type]


def test_the_same_words_twice_are_one_meaning() -> None:
    assert join_vocabularies([("a", (BIG,)), ("b", (BIG,))]) == KNOWN
    assert "big" in USER
