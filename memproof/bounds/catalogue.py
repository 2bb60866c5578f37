"""Finds the theorems and constructions that the lemma folders attach, without the library."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from memproof.bounds.instances import StoredClaim, read_stored_claims
from memproof.bounds.rows import Row, derive_theorem
from memproof.bounds.settings import SettingBound
from memproof.bounds.theorems import Construction, PrintedClaim, Theorem
from memproof.certificates.modules import lemmas_folder, load_module, open_folder
from memproof.errors import InputError

_Value = TypeVar("_Value", bound=Row | Theorem | Construction | PrintedClaim | SettingBound)


@dataclass(frozen=True)
class Catalogue:
    """All values found, in the order of folder and file.

    ``missing`` are rows left out because the part that they name has no certificate.
    """

    theorems: tuple[Theorem, ...]
    constructions: tuple[Construction, ...]
    claims: tuple[PrintedClaim, ...] = ()
    settings: tuple[SettingBound, ...] = ()
    missing: tuple[str, ...] = ()

    def theorem(self, identifier: str) -> Theorem:
        """The theorem of that id; raises InputError when there is none."""
        for one in self.theorems:
            if one.id == identifier:
                return one
        raise InputError(f"there is no theorem {identifier!r}")


def load_catalogue(root: Path | None = None) -> Catalogue:
    """Import every ``<root>/<paper>/bounds.py`` by path and derive its rows from the stored claims.

    It may define THEOREMS, CONSTRUCTIONS, SETTINGS and CLAIMS. A ``Row`` becomes the theorem that
    its part's claim is; a ``Theorem`` that is written out is a calculator only. A construction or a
    setting gets the claims of the parts that it names.

    Raises InputError when a row is no instance of its claim, two values share an id, a theorem
    names a construction or a claim a theorem that is not there, or a file defines something else
    under these names.
    """
    folder = lemmas_folder() if root is None else root.resolve()
    rows: list[Row | Theorem] = []
    made: list[Construction] = []
    claims: list[PrintedClaim] = []
    bounds: list[SettingBound] = []
    package = open_folder(folder, "bounds")
    for path in sorted(folder.glob("*/bounds.py")):
        namespace = vars(load_module(package, f"{path.parent.name}.bounds"))
        rows += _collect(path, namespace, "THEOREMS", Row, Theorem)
        made += _collect(path, namespace, "CONSTRUCTIONS", Construction)
        claims += _collect(path, namespace, "CLAIMS", PrintedClaim)
        bounds += _collect(path, namespace, "SETTINGS", SettingBound)
    wanted = {one.part for one in rows if one.part}
    wanted |= {part for one in made for part in one.parts}
    wanted |= {part for one in bounds for part in one.parts}
    stored = read_stored_claims(folder, wanted)
    theorems = [one for row in rows for one in _theorem(row, stored)]
    constructions = [replace(one, claims=_claims(one.parts, stored)) for one in made]
    settings = [replace(one, claims=_claims(one.parts, stored)) for one in bounds]
    for names in (
        [*(one.id for one in theorems), *(one.id for one in settings)],
        [one.id for one in constructions],
        [one.id for one in claims],
    ):
        for repeated in sorted({one for one in names if names.count(one) > 1}):
            raise InputError(f"the bounds catalogue holds {repeated} twice")
    offered = {construction.id for construction in constructions}
    for theorem in theorems:
        for missing in sorted(set(theorem.built_by) - offered):
            raise InputError(f"{theorem.id} is built by {missing}, which is not in the catalogue")
    stated = {one.id or one.part for one in rows} | {one.id for one in settings} | offered
    for claim in claims:
        for missing in sorted(set(claim.theorems) - stated):
            raise InputError(f"{claim.id} names {missing}, which is not in the catalogue")
    return Catalogue(
        tuple(theorems),
        tuple(constructions),
        tuple(claims),
        tuple(settings),
        tuple(sorted(wanted - set(stored))),
    )


def _theorem(row: Row | Theorem, stored: dict[str, StoredClaim]) -> list[Theorem]:
    if isinstance(row, Theorem):
        if row.part:
            raise InputError(f"{row.id}: what a claim carries is a Row, not written out")
        return [row]
    return [derive_theorem(row, stored[row.part])] if row.part in stored else []


def _claims(parts: tuple[str, ...], stored: dict[str, StoredClaim]) -> tuple[StoredClaim, ...]:
    return tuple(stored[part] for part in parts if part in stored)


def _collect(
    path: Path, namespace: dict[str, object], name: str, *kinds: type[_Value]
) -> list[_Value]:
    values = namespace.get(name, ())
    if not isinstance(values, tuple) or not all(isinstance(value, kinds) for value in values):
        words = " or ".join(kind.__name__ for kind in kinds)
        raise InputError(f"{name} of {path.parent.name}/{path.name} must be {words} values")
    return list(values)
