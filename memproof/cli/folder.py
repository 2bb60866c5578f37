"""Folders of results: the files' names, and writing that an interruption leaves whole."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from memproof.errors import InputError

NETWORK_FILE = "network.json"
CERTIFICATE_FILE = "certificate.json"
SUMMARY_FILE = "summary.json"
DATA_FILE = "data.npz"


def require_free(folder: Path, names: list[str], *, force: bool) -> None:
    """Raises InputError if the folder cannot take these files (existing ones need ``force``)."""
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} exists and is not a folder")
    taken = [name for name in names if (folder / name).exists()]
    if taken and not force:
        raise InputError(f"{folder / taken[0]} exists (overwrite with --force, or choose --output)")
    parent = folder if folder.exists() else folder.absolute().parent
    if not parent.is_dir():
        raise InputError(f"{parent} is not a folder")
    if not os.access(parent, os.W_OK):
        raise InputError(f"{parent} cannot be written")


def require_new_file(target: Path, *, force: bool) -> None:
    """Raises InputError if the file cannot be written (an existing one needs ``force``)."""
    if target.is_dir():
        raise InputError(f"{target} is a folder")
    if target.exists() and not force:
        raise InputError(f"{target} exists (overwrite with --force)")
    if not target.absolute().parent.is_dir():
        raise InputError(f"{target.absolute().parent} is not a folder")


def write_folder(folder: Path, files: Mapping[str, str | bytes], *, force: bool) -> None:
    """Write all files beside the folder first, then move them into place.

    A new folder appears in one step with all its files; in an existing one each file is replaced
    in one step. Raises InputError if something is in the way or the disk refuses.
    """
    require_free(folder, list(files), force=force)
    try:
        staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.absolute().parent))
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror})") from None
    try:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            with open(staging / name, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        umask = os.umask(0)
        os.umask(umask)
        staging.chmod(0o777 & ~umask)
        if folder.exists():
            for name in files:
                os.replace(staging / name, folder / name)
        else:
            os.rename(staging, folder)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror})") from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def split_names(text: str | None) -> list[str] | None:
    """Class names from a comma-separated option."""
    if text is None:
        return None
    names = [name.strip() for name in text.split(",")]
    if not all(names):
        raise InputError("--class-names holds an empty name")
    return names
