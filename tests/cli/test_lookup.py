"""``memproof show`` and ``memproof find``."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from memproof.bounds.catalogue import load_catalogue
from memproof.cli.main import main
from memproof.library.load import load_library
from memproof.library.lookup import find_named, fold, list_names, list_uses
from memproof.library.model import part_id


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_every_id_that_a_command_prints_is_found() -> None:
    library, catalogue = load_library(), load_catalogue()
    names = list_names(library, catalogue)
    for entry in library.entries:
        assert names[fold(entry.lemma.id)].entry is entry
        for part in entry.lemma.parts:
            assert names[fold(part_id(entry.lemma, part))].part is part
    known = {entry.lemma.id for entry in library.entries} | {name for name, _, _ in library.parts()}
    rows = [(one.id, one.parts) for one in catalogue.theorems]
    rows += [(one.id, one.parts) for one in catalogue.constructions]
    rows += [(one.id, one.parts) for one in catalogue.settings]
    carried = [row for row, lemmas in rows if known & set(lemmas)]
    assert len(carried) > 40
    for name in (*carried, *(one.id for one in catalogue.claims if one.parts)):
        assert fold(name) in names, name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("u12", "U12"),
        ("Theorem T", "U11-direct/theorem-t"),
        ("theorem d", "U11-direct/theorem-d"),
        ("R2", "YSJ4/peeled"),
        ("theorem-7-growth", "V2"),
        ("V4/best", "V4/best"),
    ],
)
def test_other_names_are_understood(name: str, expected: str) -> None:
    assert find_named(name, load_library(), load_catalogue()).id == expected


def test_an_unknown_name_is_one_line_with_the_nearest() -> None:
    result = run("show", "U112")
    assert result.exit_code == 3
    assert "U11" in result.stderr and result.stderr.count("\n") == 1


def test_the_tree_goes_down_to_the_leaves_and_repeats_nothing() -> None:
    uses = list_uses("U13/upper", load_library())
    names = [use.id for use in uses if not use.again]
    assert len(names) == len(set(names))
    assert {"U13/packing", "U12/k58", "U7/one"} <= set(names)
    assert max(use.depth for use in list_uses("U13/upper", load_library(), 1)) == 1


def test_show_prints_claims_and_what_they_rest_on() -> None:
    result = run("show", "U13/upper", "--depth", "1")
    assert "memorizes(W, L, N, delta, d, C)" in result.output
    assert "\n  U13/trade-off" in result.output and "U12/k58" not in result.output
    assert "V5/best" in run("show", "V4", "--used-by").output


def test_find_searches_the_files_too() -> None:
    assert run("find", "warren").output.startswith("V1  Sign vectors of polynomials")
    assert "Nothing mentions" in run("find", "no", "such", "words").output
