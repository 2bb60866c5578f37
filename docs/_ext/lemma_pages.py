"""Writes one page a lemma into docs/generated/lemmas, from the objects that were checked."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from generated import write_pages
from sphinx.application import Sphinx

EMPTY = """Lemmas
======

This build has no lemma library.
"""


def build_pages() -> dict[str, str]:
    """File name to text, for every lemma and the index of them."""
    library = importlib.import_module("memproof.library")
    if not hasattr(library, "load_library"):
        return {"index.rst": EMPTY}
    raise NotImplementedError("render the lemmas of load_library()")


def generate(app: Sphinx) -> None:
    """Write the pages before Sphinx looks for sources."""
    write_pages(Path(app.srcdir) / "generated" / "lemmas", build_pages())


def setup(app: Sphinx) -> dict[str, Any]:
    """Generate the lemma pages at the start of a build."""
    app.connect("builder-inited", generate)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
