"""Finds the theorems and constructions that the lemma folders attach, without the library."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from memproof.bounds.settings import SettingBound
from memproof.bounds.theorems import Construction, PrintedClaim, Theorem
from memproof.certificates.modules import lemmas_folder, load_module, open_folder
from memproof.errors import InputError

_Value = TypeVar("_Value", Theorem, Construction, PrintedClaim, SettingBound)


@dataclass(frozen=True)
class Catalogue:
    """All values found, in the order of folder and file."""

    theorems: tuple[Theorem, ...]
    constructions: tuple[Construction, ...]
    claims: tuple[PrintedClaim, ...] = ()
    settings: tuple[SettingBound, ...] = ()

    def theorem(self, identifier: str) -> Theorem:
        """The theorem of that id; raises InputError when there is none."""
        for one in self.theorems:
            if one.id == identifier:
                return one
        raise InputError(f"there is no theorem {identifier!r}")


def load_catalogue(root: Path | None = None) -> Catalogue:
    """Import every ``<root>/<paper>/bounds.py`` by path.

    It may define THEOREMS, CONSTRUCTIONS, SETTINGS and CLAIMS.

    Raises InputError when two values share an id, a theorem names a construction or a claim a
    theorem that is not there, or a file defines something else under these names.
    """
    folder = lemmas_folder() if root is None else root.resolve()
    theorems: list[Theorem] = []
    constructions: list[Construction] = []
    claims: list[PrintedClaim] = []
    settings: list[SettingBound] = []
    package = open_folder(folder, "bounds")
    for path in sorted(folder.glob("*/bounds.py")):
        namespace = vars(load_module(package, f"{path.parent.name}.bounds"))
        theorems += _collect(path, namespace, "THEOREMS", Theorem)
        constructions += _collect(path, namespace, "CONSTRUCTIONS", Construction)
        claims += _collect(path, namespace, "CLAIMS", PrintedClaim)
        settings += _collect(path, namespace, "SETTINGS", SettingBound)
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
    stated = {one.id for one in theorems} | {one.id for one in settings} | offered
    for claim in claims:
        for missing in sorted(set(claim.theorems) - stated):
            raise InputError(f"{claim.id} names {missing}, which is not in the catalogue")
    return Catalogue(tuple(theorems), tuple(constructions), tuple(claims), tuple(settings))


def _collect(
    path: Path, namespace: dict[str, object], name: str, kind: type[_Value]
) -> list[_Value]:
    values = namespace.get(name, ())
    if not isinstance(values, tuple) or not all(isinstance(value, kind) for value in values):
        raise InputError(f"{name} of {path.parent.name}/{path.name} must be {kind.__name__} values")
    return list(values)
