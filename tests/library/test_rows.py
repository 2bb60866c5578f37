"""Rows of check beside the library: what differs from its claim by one is an error of the run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from memproof.bounds.catalogue import load_catalogue
from memproof.bounds.instances import StoredClaim, read_stored_claims
from memproof.bounds.rows import Row, derive_theorem
from memproof.certificates import digest
from memproof.errors import InputError
from memproof.library.audit import Audit
from memproof.library.load import load_library
from memproof.library.model import claim_of
from memproof.library.rows import list_row_errors
from memproof.statements.claims import make_claim

LIBRARY = load_library()
CATALOGUE = load_catalogue()
CLAIMS = {name: claim for name, _, part in LIBRARY.parts() if (claim := claim_of(part))}
ROWS = sorted({one.part for one in CATALOGUE.theorems if one.part})
STORED = read_stored_claims(LIBRARY.root, ROWS)
NOTHING = Audit((), (), ())
CONSTRUCTIONS = {one.id: one for one in CATALOGUE.constructions}
SETTINGS = {one.id: one for one in CATALOGUE.settings}


def list_mutants(value: Any) -> Iterator[Any]:
    """A claim's document with one of its numbers one larger."""
    if isinstance(value, str):
        if value.lstrip("-")[:1].isdigit():
            yield str(Fraction(value) + 1)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from ({**value, key: changed} for changed in list_mutants(inner))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from ([*value[:at], changed, *value[at + 1 :]] for changed in list_mutants(inner))


@pytest.mark.parametrize("name", ROWS)
def test_a_row_is_its_claim_and_every_number_of_it_counts(name: str) -> None:
    document = CLAIMS[name].document()
    assert digest(STORED[name].claim.document()) == digest(document)
    mutants = list(list_mutants(document))
    assert len(mutants) >= 4
    # The audit calls a certificate with another claim than the lemma file's stale.
    assert all(digest(one) != digest(document) for one in mutants)


def errors_of(**changes: Any) -> str:
    empty = replace(CATALOGUE, theorems=(), constructions=(), settings=(), missing=())
    return "\n".join(
        one for one in list_row_errors(replace(empty, **changes), NOTHING) if "no part" not in one
    )


@pytest.mark.parametrize("name", sorted(CONSTRUCTIONS))
def test_a_count_that_is_one_too_large_is_an_error(name: str) -> None:
    true = CONSTRUCTIONS[name]
    assert errors_of(constructions=(true,)) == ""
    fits = true.fits
    false = replace(
        true,
        capacity=lambda width, depth, known: true.capacity(width, depth + 1, known),
        fits=None if fits is None else lambda width, depth, known: fits(width, depth + 1, known),
    )
    assert f"{name}: at N = " in errors_of(constructions=(false,))


@pytest.mark.parametrize("name", sorted(one.id for one in SETTINGS.values() if one.parts))
def test_a_setting_that_promises_one_more_is_an_error(name: str) -> None:
    true = SETTINGS[name]
    assert errors_of(settings=(true,)) == ""
    needed = f"({true.needed}) - 1" if true.side == "upper" else f"({true.needed}) + 1"
    if name == "Theorem-3-all/theorem":
        # Its steps are of hundreds of points.
        needed = f"({true.needed})/2"
    assert f"{name}: at N = " in errors_of(settings=(replace(true, needed=needed),))


def test_a_missing_part_is_an_error() -> None:
    assert "S/gone: a row of check rests on it" in errors_of(missing=("S/gone",))


MEMORIZES = "memorizes(W, L, N, delta, d, C)"
DATA = {
    **{name: "integer >= 1" for name in ("W", "L", "N", "d", "C")},
    "delta": "real > 0",
}


def stored(conclude: str, *given: str, **variables: str) -> StoredClaim:
    claim = make_claim(
        conclude,
        {**DATA, **variables},
        given=given,
        predicates=["memorizes", "memorizes_keys"],
    )
    return StoredClaim("S/row", claim, carried=True)


@pytest.mark.parametrize(
    ("found", "row", "message"),
    [
        (stored("memorizes_keys(W, L, N, C, d)", "W >= N"), {}, "is about"),
        (stored(MEMORIZES, "W*L >= N*B", B="integer >= 1"), {}, "B needs one value"),
        (stored(MEMORIZES, "W*L >= N", "memorizes_keys(W, L, N, C, d)"), {}, "one predicate"),
        (stored(MEMORIZES.replace("W", "2*W"), "W*L >= N"), {}, "alone"),
        (stored("W*L >= N", "N >= 2"), {}, "one predicate"),
    ],
)
def test_what_is_no_bound_is_no_row(found: StoredClaim, row: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        derive_theorem(Row("S/row", "t", "test", **row), found)


def test_domain_rate_and_constant_are_the_claim_s() -> None:
    found = stored(MEMORIZES, "W >= 9", "C <= 2^c", "W*L >= 7*N*c", c="integer >= 1")
    row = derive_theorem(Row("S/row", "t", "test", at={"c": "ceil(log2(C))"}), found)
    assert (row.side, row.quantity, row.constant, row.rate) == ("upper", "W*L", "7", "N*c")
    assert row.bound == "W*L >= 7*N*c" and "C <= 2^c" in row.hypotheses
    assert row.integers == ("c",) and row.decides
    lower = derive_theorem(Row("S/row", "t", "test"), stored("W*L >= N/(3*log2(N))", MEMORIZES))
    assert (lower.side, lower.constant, lower.rate) == ("lower", "3", "N/log2(N)")


def test_nobody_types_what_carries_a_bound(tmp_path: Path) -> None:
    (tmp_path / "paper").mkdir()
    text = (
        "from memproof.bounds import Theorem\n"
        "THEOREMS = (Theorem(id='X', title='x', side='upper', variables={'N': 'integer',"
        " 'W': 'integer', 'L': 'integer'}, rate='N', constant='1', source='s'%s),)\n"
    )
    path = tmp_path / "paper" / "bounds.py"
    path.write_text(text % "", encoding="utf-8")
    assert not load_catalogue(tmp_path).theorem("X").decides
    path.write_text(text % ", part='U12/k81'", encoding="utf-8")
    with pytest.raises(InputError, match="not written out"):
        load_catalogue(tmp_path)
