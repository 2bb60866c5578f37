"""Which claims are proved in Rocq, by the stored result of the formal check."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from memproof.errors import InputError
from memproof.library.formal_check import FormalRow, find_problems, read_result
from memproof.library.formal_export import formal_folder
from memproof.library.load import Library


def formal_results(library: Library) -> Mapping[str, FormalRow]:
    """Return the results by part, those alone that hold for the claims and sources as they are now.

    A result for other sources holds for no part.  Raises ``InputError`` for a file of another form.
    """
    result = read_result(library.root)
    if result is None:
        return {}
    problems = find_problems(library, _sources())
    if any(problem.startswith("the formal result is stale") for problem in problems):
        return {}
    faulty = {problem.split(":")[0] for problem in problems}
    return {part: row for part, row in result.rows.items() if part not in faulty}


def _sources() -> Path | None:
    try:
        return formal_folder()
    except InputError:
        return None
