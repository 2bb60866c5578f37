"""The arrows between the packages, read off the source: what may import what."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import networkx
import pytest

ROOT = Path(__file__).resolve().parents[2]
CHECKER = ROOT / "memproof" / "checker"
LEMMAS = ROOT / "lemmas"
HEAVY = ("sympy", "flint", "numpy", "scipy", "networkx", "matplotlib", "jinja2", "sklearn")
# math's floating-point functions could decide something; these are exact on integers.
EXACT_MATH = {"ceil", "comb", "factorial", "floor", "gcd", "isqrt", "lcm", "perm", "prod"}
DYNAMIC = {"eval", "exec", "compile", "__import__", "globals", "breakpoint", "input"}


def imported_modules(source: str, package: str) -> Iterator[str]:
    """The full names of the modules that a source in ``package`` imports, anywhere in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parent = package.split(".")[: len(package.split(".")) - node.level + 1]
            prefix = ".".join(parent) if node.level else ""
            module = ".".join(part for part in (prefix, node.module or "") if part)
            yield from (f"{module}.{alias.name}" for alias in node.names)


def foreign_to_checker(source: str) -> list[str]:
    """What a checker source imports beyond the standard library and the checker itself."""
    return [
        name
        for name in imported_modules(source, "memproof.checker")
        if not f"{name}.".startswith("memproof.checker.")
        and name.split(".")[0] not in sys.stdlib_module_names
    ]


def untrusted_constructs(source: str) -> list[str]:
    """Constructs that the trusted part must not contain, each with its line number."""
    found = []
    for node in ast.walk(ast.parse(source)):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Assert):
            found.append(f"{line}: assert, which python -O removes")
        elif isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            found.append(f"{line}: the float {node.value!r}")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in DYNAMIC or node.func.id == "float":
                found.append(f"{line}: a call of {node.func.id}")
        elif (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id in {"math", "cmath"}
            and node.attr not in EXACT_MATH
        ):
            found.append(f"{line}: {node.value.id}.{node.attr}, which works in floats")
    for name in imported_modules(source, "memproof.checker"):
        top, _, member = name.partition(".")
        if top in {"pickle", "marshal", "shelve", "importlib", "ctypes", "cmath", "random"}:
            found.append(f"imports {name}")
        if top == "math" and member and member not in EXACT_MATH:
            found.append(f"imports {name}, which works in floats")
    return found


def checker_sources() -> list[Path]:
    return sorted(CHECKER.rglob("*.py"))


def lemma_sources() -> list[Path]:
    return sorted(LEMMAS.rglob("*.py"))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", checker_sources(), ids=relative)
def test_checker_imports_only_the_standard_library(path: Path) -> None:
    assert foreign_to_checker(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", checker_sources(), ids=relative)
def test_checker_has_no_untrusted_construct(path: Path) -> None:
    assert untrusted_constructs(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "foreign"),
    [
        ("import sympy", ["sympy"]),
        ("def f():\n    from numpy.linalg import det", ["numpy.linalg.det"]),
        ("from memproof.errors import InputError", ["memproof.errors.InputError"]),
        ("from .. import errors", ["memproof.errors"]),
        ("from ..errors import InputError", ["memproof.errors.InputError"]),
        ("import memproof", ["memproof"]),
        ("from memproof.checkers import x", ["memproof.checkers.x"]),
        ("from .errors import Rejected\nimport json\nfrom memproof.checker import algebra", []),
    ],
)
def test_foreign_imports_are_seen(source: str, foreign: list[str]) -> None:
    assert foreign_to_checker(source) == foreign


@pytest.mark.parametrize(
    "source",
    [
        "assert x > 0",
        "x = 0.5",
        "x = float('1')",
        "eval('1')",
        "import math\nx = math.log2(8)",
        "from math import sqrt",
        "import pickle",
        "from importlib import import_module",
    ],
)
def test_untrusted_constructs_are_seen(source: str) -> None:
    assert len(untrusted_constructs(source)) >= 1


def test_exact_functions_are_allowed() -> None:
    source = "import math\nfrom math import gcd\nx = math.isqrt(8) if isinstance(y, float) else 0"
    assert untrusted_constructs(source) == []


def foreign_to_lemma(source: str, folder: str) -> list[str]:
    """What a lemma file imports beyond the standard library and memproof.

    In the wheel the folder is memproof/_lemmas, so ``import lemmas`` would work in a checkout only.
    """
    allowed = {*sys.stdlib_module_names, "memproof"}
    names = imported_modules(source, f"memproof._lemmas.{folder}")
    return [name for name in names if name.split(".")[0] not in allowed]


@pytest.mark.parametrize("path", lemma_sources(), ids=relative)
def test_lemmas_import_only_memproof(path: Path) -> None:
    assert foreign_to_lemma(path.read_text(encoding="utf-8"), path.parent.name) == []


def test_foreign_imports_of_lemmas_are_seen() -> None:
    source = (
        "import sympy\nfrom lemmas.paper import u1\nfrom . import u2\nfrom memproof import prove"
    )
    assert foreign_to_lemma(source, "paper") == ["sympy", "lemmas.paper.u1"]


@pytest.mark.parametrize("path", sorted((ROOT / "memproof").rglob("*.py")), ids=relative)
def test_engine_knows_no_particular_paper(path: Path) -> None:
    package = ".".join(path.relative_to(ROOT).parent.parts)
    names = list(imported_modules(path.read_text(encoding="utf-8"), package))
    assert [name for name in names if name.split(".")[0] == "lemmas"] == []


def loaded_by(statement: str) -> set[str]:
    """The top-level modules in memory after a fresh interpreter has run the statement."""
    script = f"{statement}\nimport sys\nprint(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(run.stdout.split())


@pytest.mark.parametrize(
    ("module", "also_unwanted"),
    [
        ("memproof", ("click", "rich")),
        ("memproof.checker", ("click", "rich")),
        ("memproof.statements", ("click", "rich")),
        ("memproof.cli.main", ()),
    ],
)
def test_light_modules_load_nothing_heavy(module: str, also_unwanted: tuple[str, ...]) -> None:
    if not module_exists(module):
        pytest.skip(f"{module} is not there yet")
    assert loaded_by(f"import {module}") & {*HEAVY, *also_unwanted} == set()


def test_heavy_imports_would_be_seen() -> None:
    assert "networkx" in loaded_by("import networkx")


def module_exists(module: str) -> bool:
    base = ROOT.joinpath(*module.split("."))
    return base.with_suffix(".py").exists() or (base / "__init__.py").exists()


def test_packages_say_what_they_are_for() -> None:
    packages = sorted((ROOT / "memproof").rglob("__init__.py"))
    silent = [relative(p) for p in packages if not ast.get_docstring(ast.parse(p.read_text()))]
    assert silent == []


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def import_graph(sources: dict[str, str]) -> dict[str, set[str]]:
    """Who imports whom, wherever the import stands: in a function or for types only as well."""
    graph: dict[str, set[str]] = {}
    for name, source in sources.items():
        named = imported_modules(source, name)
        found = {one if one in sources else one.rpartition(".")[0] for one in named}
        graph[name] = {one for one in found if one in sources} - {name}
    return graph


def find_cycles(graph: dict[str, set[str]]) -> list[list[str]]:
    """The groups of modules that reach each other, each sorted."""
    components = networkx.strongly_connected_components(networkx.DiGraph(graph))
    return sorted(sorted(group) for group in components if len(group) > 1)


def test_no_module_imports_itself_by_way_of_others() -> None:
    paths = sorted((ROOT / "memproof").rglob("*.py"))
    sources = {module_name(path): path.read_text(encoding="utf-8") for path in paths}
    # The front door names what it opens on first use, for types only.
    del sources["memproof"]
    graph = import_graph(sources)
    assert sum(map(len, graph.values())) > 500
    assert find_cycles(graph) == []


def test_cycles_of_late_imports_are_seen() -> None:
    sources = {
        "memproof.a": "def f():\n    from memproof.b import g",
        "memproof.b": "if TYPE_CHECKING:\n    from memproof import c",
        "memproof.c": "import memproof.a",
        "memproof.d": "import memproof.a",
    }
    assert find_cycles(import_graph(sources)) == [["memproof.a", "memproof.b", "memproof.c"]]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    pytest.importorskip("importlinter")
    script = (
        "from importlinter.cli import lint_imports as lint; raise SystemExit(lint(no_cache=True))"
    )
    return subprocess.run(
        [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=False
    )


def test_import_contracts_hold() -> None:
    run = lint_imports(ROOT)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("checker/extra.py", "from memproof.errors import InputError"),
        ("checker/extra.py", "def f():\n    import memproof.certificates"),
        ("certificates/extra.py", "import memproof.provers"),
        ("networks/extra.py", "import memproof.library"),
        ("networks/extra.py", "import memproof.formats"),
        ("formats/extra.py", "import memproof.constructions"),
        ("constructions/extra.py", "import memproof.shattering"),
        ("library/extra.py", "import memproof.report"),
        ("report/extra.py", "import memproof.cli"),
        ("statements/extra.py", "import memproof.certificates"),
        ("unplanned.py", "x = 1"),
    ],
)
def test_import_contracts_break(tmp_path: Path, path: str, line: str) -> None:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "memproof", tmp_path / "memproof", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "memproof" / path).write_text(f'"""Extra."""\n\n{line}\n', encoding="utf-8")
    run = lint_imports(tmp_path)
    assert run.returncode == 1
    assert "BROKEN" in run.stdout or "unplanned" in run.stdout
