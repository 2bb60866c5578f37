"""Which claims are proved in Rocq: what the stored result of the check shows, where it fits.

A result is believed for a claim alone if it speaks of that claim's digest, proposition and theorem,
of allowed axioms, and of the Rocq sources as they are.
"""

from __future__ import annotations

from collections.abc import Mapping

from memproof.errors import InputError
from memproof.library.formal_check import FormalRow, digest_sources, find_problems, read_result
from memproof.library.formal_check import fits as _fits
from memproof.library.formal_export import formal_folder, list_bindings
from memproof.library.load import Library


def formal_results(library: Library) -> Mapping[str, FormalRow]:
    """Return the rows that hold now, by part; none where the sources have changed since.

    Raises ``InputError`` for a stored file of another form.
    """
    result = read_result(library.root)
    if result is None or _sources_changed(result.sources):
        return {}
    return {
        one.part: result.rows[one.part]
        for one in list_bindings(library)
        if one.part in result.rows and _fits(one, result.rows[one.part])
    }


def formal_errors(library: Library) -> tuple[str, ...]:
    """What is stale or wrong in the stored result, a line each."""
    try:
        folder = formal_folder()
    except InputError:
        folder = None
    return find_problems(library, folder)


def _sources_changed(digest: str) -> bool:
    try:
        return digest_sources(formal_folder()) != digest
    except InputError:
        # An installation without sources speaks of the stored result alone.
        return False
