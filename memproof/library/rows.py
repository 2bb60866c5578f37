"""The rows of ``check`` beside the library: every row is its claim, and its claim is accepted.

A closed form is derived from the certificate's claim, so that nothing is left to compare but the
certificate itself. A count finds its sizes by a formula that is nobody's claim: over a stated grid
each size that it offers must be an instance of the claim that it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import product

from memproof.bounds.catalogue import Catalogue
from memproof.bounds.exact import Values
from memproof.bounds.settings import SettingBound, check_setting
from memproof.bounds.theorems import (
    Construction,
    ConstructionCheck,
    check_construction,
    find_depth,
    find_width,
)
from memproof.library.audit import Audit, PartAudit
from memproof.statements.expressions import number

COUNTS = (1, 2, 3, 4, 5, 7, 16, 33, 100, 1000)
SEPARATIONS = (Fraction(2), Fraction(1, 2), Fraction(1, 1000), Fraction(1, 2**60))
DIMENSIONS = (1, 2, 10)
CLASSES = (2, 10)
WIDTHS = (2, 3, 5, 9, 12, 23, 40, 200)
DEPTHS = (1, 2, 3, 8, 40, 300)
BLOCKS = (1, 8, 12)


def list_row_errors(catalogue: Catalogue, found: Audit) -> tuple[str, ...]:
    """Every row that is not carried as it says: no certificate, not accepted, or another size."""
    parts = {part.id: part for part in found.parts}
    return (
        *(
            f"{part}: a row of check rests on it, and it has no certificate"
            for part in catalogue.missing
        ),
        *_part_errors(catalogue, parts),
        *(error for one in catalogue.constructions for error in _count_errors(one)),
        *(error for one in catalogue.settings for error in _setting_errors(one)),
    )


def _part_errors(catalogue: Catalogue, parts: dict[str, PartAudit]) -> Iterator[str]:
    rows: list[tuple[str, Iterable[str]]] = [(one.id, one.parts) for one in catalogue.theorems]
    rows += [(one.id, one.parts) for one in catalogue.constructions]
    rows += [(one.id, one.parts) for one in catalogue.settings]
    for row, names in rows:
        for name in sorted(set(names) - set(catalogue.missing)):
            part = parts.get(name)
            if part is None:
                yield f"{row}: a row of check rests on {name}, which is no part of a lemma"
            elif not part.accepted or part.verdict in ("refuted", "vacuous"):
                yield f"{row}: a row of check rests on {name}, which is {part.verdict}"
    for one in catalogue.theorems:
        for name in one.refuted_by:
            if name in parts and not parts[name].accepted:
                yield f"{one.id}: is refuted by {name}, which is {parts[name].verdict}"


def _values(count: int, separation: Fraction, dimension: int, classes: int) -> Values:
    given: dict[str, int | Fraction] = {
        "N": count,
        "delta": separation,
        "d": dimension,
        "C": classes,
    }
    return {key: number(value) for key, value in given.items()}


def _count_errors(construction: Construction) -> Iterator[str]:
    """The first size on offer on the grid that no claim supports, if there is one."""
    if not construction.claims:
        return
    for point in product(COUNTS, SEPARATIONS, DIMENSIONS, CLASSES):
        check = check_construction(construction, _values(*point))
        if not check.applies:
            continue
        deep = [(width, find_depth(check, width)) for width in WIDTHS]
        wide = [(find_width(check, depth), depth) for depth in DEPTHS]
        for width, depth in (*deep, *wide):
            if width is None or depth is None:
                continue
            if not _is_offered(check, width, depth):
                count, separation, dimension, classes = point
                yield (
                    f"{construction.id}: at N = {count}, delta = {separation}, d = {dimension}, "
                    f"C = {classes} it offers W = {width}, L = {depth}, which the claims of "
                    f"{', '.join(construction.parts)} do not say"
                )
                return


def _is_offered(check: ConstructionCheck, width: int, depth: int) -> bool:
    try:
        return check.offers(width, depth) is not None
    except (ArithmeticError, ValueError):
        # A shape is asked for where the count says that all points fit: it must have one.
        return False


def _setting_errors(bound: SettingBound) -> Iterator[str]:
    """The first least size on the grid that is not what the claims say, if there is one."""
    if not bound.claims:
        return
    for count, dimension, blocks in product(COUNTS, DIMENSIONS, BLOCKS):
        values = {**_values(count, Fraction(1), dimension, 2), "L": number(blocks)}
        found = check_setting(bound, values)
        if found.applies and not found.supported:
            yield (
                f"{bound.id}: at N = {count}, d = {dimension}, L = {blocks} its size is not what "
                f"the claims of {', '.join(bound.parts)} say"
            )
            return
