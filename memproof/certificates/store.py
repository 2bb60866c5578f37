"""Certificate documents as files: canonical JSON, read with the checker's own parser."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from memproof.checker.documents import FORMAT, VERSION, canonical, digest, parse_document
from memproof.checker.errors import Rejected
from memproof.errors import InputError

FOLDER = "certificates"


def make_document(
    kind: str, identifier: str, content: Mapping[str, Any], uses: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return a complete document; ``content`` holds what its kind asks for.

    ``uses`` maps the id of each document that this one rests on to the digest of that one's claim.
    """
    document = {**content, "format": FORMAT, "version": VERSION, "kind": kind, "id": identifier}
    if uses is not None:
        document["uses"] = dict(sorted(uses.items()))
    return document


def certificate_path(folder: Path, stem: str, part: str) -> Path:
    """Return where the certificate of a part of the lemma file ``<folder>/<stem>.py`` is kept."""
    return folder / FOLDER / f"{stem}--{part}.json"


def read_certificate(path: Path) -> dict[str, Any]:
    """Read one document.

    Raises ``Rejected`` when the text is not a certificate document, ``InputError`` when the file
    cannot be read.
    """
    try:
        text = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {path.name}: {error.strerror}") from None
    return parse_document(text)


def write_certificate(path: Path, document: Mapping[str, Any]) -> None:
    """Write a document as canonical JSON and a newline, by way of a temporary file.

    Raises ``InputError`` for what the checker's parser would not take back unchanged (floats, for
    example).
    """
    try:
        text = canonical(document)
        same = canonical(parse_document(text)) == text
    except (TypeError, ValueError, Rejected) as error:
        raise InputError(f"{path.name} is not a certificate document: {error}") from None
    if not same:
        raise InputError(f"{path.name} does not survive being written and read")
    write_atomically(path, text + b"\n")


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old content or the new, never a part of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        # mkstemp gives 0600; a certificate is for everyone to read.
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


__all__ = [
    "FOLDER",
    "canonical",
    "certificate_path",
    "digest",
    "make_document",
    "read_certificate",
    "write_atomically",
    "write_certificate",
]
