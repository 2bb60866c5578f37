"""Finds the theorems and constructions that the lemma folders attach, without the library."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from memproof.bounds.settings import SettingBound
from memproof.bounds.theorems import Construction, PrintedClaim, Theorem
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


def find_lemma_folder() -> Path | None:
    """``memproof/_lemmas`` in an installed package, ``lemmas`` beside the package in a checkout."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_lemmas", package.parent / "lemmas"):
        if folder.is_dir():
            return folder
    return None


def load_catalogue(root: Path | None = None) -> Catalogue:
    """Import every ``<root>/<paper>/bounds.py`` by path.

    It may define THEOREMS, CONSTRUCTIONS, SETTINGS and CLAIMS.

    Raises InputError when two values share an id, a theorem names a construction or a claim a
    theorem that is not there, or a file defines something else under these names.
    """
    folder = find_lemma_folder() if root is None else root
    theorems: list[Theorem] = []
    constructions: list[Construction] = []
    claims: list[PrintedClaim] = []
    settings: list[SettingBound] = []
    for path in sorted(folder.glob("*/bounds.py")) if folder is not None else []:
        namespace = _import_by_path(path)
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


def _import_by_path(path: Path) -> dict[str, object]:
    # The file may define dataclasses, which look their module up by its name.
    spec = importlib.util.spec_from_file_location(f"memproof_bounds_{path.parent.name}", path)
    if spec is None or spec.loader is None:
        raise InputError(f"{path.parent.name}/{path.name} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return vars(module)


def _collect(
    path: Path, namespace: dict[str, object], name: str, kind: type[_Value]
) -> list[_Value]:
    values = namespace.get(name, ())
    if not isinstance(values, tuple) or not all(isinstance(value, kind) for value in values):
        raise InputError(f"{name} of {path.parent.name}/{path.name} must be {kind.__name__} values")
    return list(values)
