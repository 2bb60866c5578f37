"""Sphinx configuration: static pages that need no network, to build or to read."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "_ext"), str(HERE.parent)]

import memproof  # noqa: E402

project = "memproof"
author = "The memproof maintainers"
copyright = "The memproof maintainers"
version = release = memproof.__version__

extensions = [
    "sphinx.ext.autodoc",
    "api_pages",
    "click_help",
    "computed_tables",
    "lemma_pages",
    "mathml",
    "myst_parser",
    "plain_docstrings",
]
exclude_patterns = ["_build", "_ext"]
nitpicky = False
# Classes that a package offers again under its own name are not two different targets.
suppress_warnings = ["ref.python"]

autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
autodoc_typehints_format = "short"
add_module_names = False
python_use_unqualified_type_names = True
toc_object_entries_show_parents = "hide"

html_theme = "furo"
html_title = "memproof"
html_math_renderer = "mathml"
html_static_path = ["_static"]
html_css_files = ["memproof.css"]
html_show_sphinx = False
html_copy_source = False
html_last_updated_fmt = None
