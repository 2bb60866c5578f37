"""Writes one API page a package into docs/generated/api, from the files that are there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from generated import write_pages
from sphinx.application import Sphinx


def list_modules(root: Path, package: str) -> list[str]:
    """The package and its public modules, by full name, in order."""
    folder = root.joinpath(*package.split("."))
    modules = [
        ".".join((package, *path.relative_to(folder).with_suffix("").parts))
        for path in sorted(folder.rglob("*.py"))
    ]
    public = [name for name in modules if not name.split(".")[-1].startswith("_")]
    return [package, *public]


def list_packages(root: Path) -> list[str]:
    """The packages right under memproof, in order."""
    folder = root / "memproof"
    return [f"memproof.{path.parent.name}" for path in sorted(folder.glob("[!_]*/__init__.py"))]


def heading(text: str, mark: str) -> list[str]:
    """A section title."""
    return [text, mark * len(text), ""]


def module_section(name: str, mark: str) -> list[str]:
    """One module's documented members."""
    return [
        *heading(name, mark),
        f".. automodule:: {name}",
        "   :members:",
        "   :undoc-members:",
        "   :ignore-module-all:",
        "   :show-inheritance:",
        "",
    ]


def build_pages(root: Path) -> dict[str, str]:
    """File name to text, for every package and the index of them."""
    pages = {}
    for package in list_packages(root):
        first, *rest = list_modules(root, package)
        lines = module_section(first, "=")
        for module in rest:
            lines += module_section(module, "-")
        pages[f"{package}.rst"] = "\n".join(lines)
    pages["memproof.rst"] = "\n".join(
        [*module_section("memproof", "="), *module_section("memproof.errors", "-")]
    )
    entries = [f"   {name.removesuffix('.rst')}" for name in sorted(pages, key=page_order)]
    index = [*heading("API reference", "="), ".. toctree::", "   :maxdepth: 1", "", *entries, ""]
    pages["index.rst"] = "\n".join(index)
    return pages


def page_order(name: str) -> tuple[int, str]:
    """The whole package before its parts."""
    return name.count("."), name


def generate(app: Sphinx) -> None:
    """Write the pages before Sphinx looks for sources."""
    write_pages(Path(app.srcdir) / "generated" / "api", build_pages(Path(app.srcdir).parent))


def setup(app: Sphinx) -> dict[str, Any]:
    """Generate the API pages at the start of a build."""
    app.connect("builder-inited", generate)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
