"""Imports the files of a lemma folder, without taking the name ``lemmas`` from anyone."""

from __future__ import annotations

import hashlib
import importlib
import sys
from pathlib import Path
from types import ModuleType

from memproof.errors import InputError


def lemmas_folder() -> Path:
    """The folder of the lemmas: inside an installed package, else at a checkout's root.

    Raises InputError when there is none.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "_lemmas", package.parent / "lemmas"):
        if folder.is_dir():
            return folder
    raise InputError("this installation has no folder of lemmas")


def open_folder(folder: Path, purpose: str = "lemmas") -> str:
    """Make a folder importable as a package of its own, whose name is returned.

    Modules of an earlier load for the same ``purpose`` are dropped: a changed file is read again.
    """
    name = f"_memproof_{purpose}_{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}"
    for loaded in [m for m in sys.modules if m == name or m.startswith(f"{name}.")]:
        del sys.modules[loaded]
    importlib.invalidate_caches()
    package = ModuleType(name)
    package.__path__ = [str(folder)]
    sys.modules[name] = package
    return name


def load_module(package: str, name: str) -> ModuleType:
    """Import ``name`` ("paper.file") of an opened folder; InputError when that fails."""
    try:
        return importlib.import_module(f"{package}.{name}")
    except Exception as error:
        shown = f"{name.replace('.', '/')}.py"
        raise InputError(f"{shown} cannot be loaded: {type(error).__name__}: {error}") from error
