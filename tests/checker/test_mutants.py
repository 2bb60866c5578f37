"""Mutants: of certificates (no accepted one states a falsehood), of the checker (canaries see it).

Certificates come from the labelled claims.  A mutant differs in one place of the statement or of
the proof; one that is still accepted is handed to the falsifier, whose exact point, confirmed here
apart from the checker, would show a hole.
"""

from __future__ import annotations

import ast
import copy
import importlib
import json
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest
from checker_values import Undecided, Undefined, set_precision, sign, value_of

from memproof.checker.documents import Session
from memproof.checker.errors import Rejected
from memproof.provers import decide
from memproof.provers.falsifier import Domain, falsify
from memproof.statements.claims import make_claim

ROOT = Path(__file__).resolve().parents[2]
CLAIMS = ROOT / "tests" / "provers" / "claims"
CANARIES = ROOT / "memproof" / "canaries" / "documents"
RELATIONS = ("<=", "<", ">=", ">", "=")
OTHER = {
    "+": ("-", "*"),
    "-": ("+",),
    "*": ("+", "/"),
    "/": ("*",),
    "^": ("*",),
    "max": ("min",),
    "min": ("max",),
    "floor": ("ceil",),
    "ceil": ("floor",),
    "sqrt": ("abs",),
    "abs": ("sqrt",),
    "ln": ("log2", "sqrt"),
    "log2": ("ln",),
    "factorial": ("abs",),
}


def certificates(limit: float, step: int = 1) -> Iterator[Any]:
    for path in sorted(CLAIMS.glob("*.toml")):
        tables = tomllib.loads(path.read_text(encoding="utf-8"))["claim"]
        proved = [table for table in tables if table["expected"] == "proved"]
        for table in proved[::step]:
            claim = make_claim(table["claim"], table.get("variables", {}), table.get("given", []))
            verdict = decide(claim, time_limit=limit)
            if verdict.name == "proved":
                yield dict(verdict.certificate)  # type: ignore[union-attr]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    yield path, value
    if isinstance(value, dict):
        for key in sorted(value):
            yield from places(value[key], (*path, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from places(part, (*path, index))


def is_number(text: Any) -> bool:
    return isinstance(text, str) and text.lstrip("-").replace("/", "", 1).isdigit()


def changes(value: Any, path: tuple[Any, ...], names: list[str]) -> list[Any]:
    """Other values for one place."""
    found: list[Any] = []
    if is_number(value):
        number = Fraction(value)
        news = (number + 1, number - 1, -number, number / 2, number * Fraction(101, 100))
        found = [str(new) for new in news]
    elif isinstance(value, str) and value in names:
        found = [name for name in names if name != value] + ["1"]
    elif isinstance(value, str) and value in ("integer", "real"):
        found = ["real" if value == "integer" else "integer"]
    elif isinstance(value, bool):
        found = [not value]
    elif isinstance(value, int):
        found = [value + 1, value - 1]
    elif isinstance(value, list) and value and isinstance(value[0], str):
        if value[0] in RELATIONS:
            found = [[other, *value[1:]] for other in RELATIONS if other != value[0]]
            found.append([value[0], value[2], value[1]])
        for other in OTHER.get(value[0], ()):
            found.append([other, *value[1:]])
        if len(value) == 3 and value[0] not in RELATIONS:
            found += [[value[0], value[2], value[1]], value[1], value[2]]
        elif len(value) == 2:
            found.append(value[1])
    elif isinstance(value, list) and value and path and path[-1] in ("given", "factors", "terms"):
        found = [value[:i] + value[i + 1 :] for i in range(len(value))]
    elif isinstance(value, dict) and "rule" in value:
        parts = [part for part in value.values() if isinstance(part, dict) and "rule" in part]
        found = [*parts, {"rule": "sign"}]
    return found


def replaced(document: Any, path: tuple[Any, ...], new: Any) -> Any:
    result = copy.deepcopy(document)
    target = result
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = new
    return result


def mutants(document: Mapping[str, Any], random: Random, count: int) -> Iterator[Any]:
    """Mutants in one place, half of them of the statement."""
    names = sorted(document["claim"]["variables"])
    found: dict[str, list[tuple[tuple[Any, ...], Any]]] = {"claim": [], "proof": []}
    for part, chosen in found.items():
        for path, value in places(document[part], (part,)):
            if len(path) > 1:
                chosen += [(path, new) for new in changes(value, path, names)]
    for chosen in found.values():
        for path, new in random.sample(chosen, min(count // 2, len(chosen))):
            yield replaced(document, path, new)


def accepted(document: Any) -> bool:
    try:
        return Session([document]).check(document["id"]).verdict == "proved"
    except Rejected:
        return False


def counterexample(claim: Mapping[str, Any], seconds: float, points: int) -> Any:
    """A point with the hypotheses and without a conclusion, confirmed apart from the checker."""
    variables = {name: sort == "integer" for name, sort in claim["variables"].items()}
    deadline = time.monotonic() + seconds
    domain = Domain(variables, claim["given"])
    point = falsify(domain, list(claim["conclude"]), deadline, points)
    if point is None:
        return None
    hypotheses = all(fulfilled(statement, point) for statement in claim["given"])
    return point if hypotheses and any(fails(s, point) for s in claim["conclude"]) else None


def fulfilled(statement: Any, point: Mapping[str, Fraction]) -> bool:
    operator, left, right = statement
    s = sign(value_of(["-", left, right], point))
    return {
        ">=": s >= 0,
        ">": s > 0,
        "<=": s <= 0,
        "<": s < 0,
        "=": s == 0,
        "!=": s != 0,
    }[operator]


def fails(statement: Any, point: Mapping[str, Fraction]) -> bool:
    try:
        return not fulfilled(statement, point)
    except Undefined:
        return True
    except Undecided:
        return False


def run(sources: Iterator[Any], count: int, seconds: float, points: int) -> tuple[int, int]:
    """Count mutants and those accepted with a changed statement; fail on a false one."""
    set_precision()
    made = kept = 0
    known: set[str] = set()
    for number, document in enumerate(sources):
        random = Random(number)
        for mutant in mutants(document, random, count):
            made += 1
            if mutant["claim"] == document["claim"] or not accepted(mutant):
                continue
            text = json.dumps(mutant["claim"])
            if text in known:
                continue
            known.add(text)
            kept += 1
            found = counterexample(mutant["claim"], seconds, points)
            assert found is None, (found, json.dumps(mutant))
    return made, kept


def stored() -> list[Any]:
    """Small certificates found once, without lemmas; they keep the quick test independent."""
    return list(
        json.loads(
            (ROOT / "tests" / "checker" / "sound" / "proofs.json").read_text(encoding="utf-8")
        )
    )


def test_no_accepted_mutant_states_a_falsehood() -> None:
    made, kept = run(iter(stored()), 60, 0.05, 300)
    assert made > 1500 and kept > 60


@pytest.mark.long
def test_no_accepted_mutant_of_many_claims_states_a_falsehood() -> None:
    made, kept = run(certificates(1.0, step=2), 60, 0.1, 800)
    assert made > 5000 and kept > 500


def test_a_hole_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a sign test that shows everything, an accepted mutant is false."""
    from memproof.checker.normal import Context

    monkeypatch.setattr(Context, "_by_terms", lambda self, p, sides, strict: True)
    with pytest.raises(AssertionError):
        run(iter(stored()), 60, 0.05, 300)


# Mutants of the checker itself: every guard that raises is taken out, and canaries must get in.

GUARDED = ("rules", "documents", "normal", "position")
# Guards that bound work or types: when they go, a certificate fails otherwise.
OF_FORM = ("size-limit", "internal", "malformed", "undecided", "unknown-variable", "unknown-kind")
# Others without which the next line fails anyway (or, for the last three, nothing false gets in).
BACKED_UP = (
    "this rule needs an inequality or equation",
    "conclude needs a list of conclusions",
    "known needs a predicate",
    "no inequality to negate",
    'raise Rejected("missing-lemma"',
    'raise Rejected("unknown-rule"',
    'raise Rejected("duplicate-id"',
    'raise Rejected("cycle"',
    "a construction needs evidence",
    'inside {a.kind}")',
    "variables of an existence goal cannot be replaced",
    "a point does not refute an existence claim",
    'raise Rejected("empty", "no points")',
    "a contradiction uses claims",
)


def guards(text: str) -> list[tuple[int, str]]:
    """Line and reason of each ``raise Rejected(reason, …)``."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            function, arguments = node.exc.func, node.exc.args
            name = function.id if isinstance(function, ast.Name) else ""
            if name == "Rejected" and arguments and isinstance(arguments[0], ast.Constant):
                found.append((node.lineno, str(arguments[0].value)))
        elif is_missing(node):
            found.append((node.lineno, "not-shown"))
    return found


def is_missing(node: ast.AST) -> bool:
    """A statement ``self._missing(…)``."""
    call = node.value if isinstance(node, ast.Expr) else None
    function = call.func if isinstance(call, ast.Call) else None
    return isinstance(function, ast.Attribute) and function.attr == "_missing"


def without(text: str, line: int) -> str:
    """The source with the raise statement on a line replaced by ``pass``."""

    class Remove(ast.NodeTransformer):
        def visit_Raise(self, node: ast.Raise) -> ast.AST:
            return ast.copy_location(ast.Pass(), node) if node.lineno == line else node

        def visit_Expr(self, node: ast.Expr) -> ast.AST:
            gone = node.lineno == line and is_missing(node)
            return ast.copy_location(ast.Pass(), node) if gone else node

    return ast.unparse(ast.fix_missing_locations(Remove().visit(ast.parse(text))))


def load_checker(folder: Path, package: str) -> ModuleType:
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module(f"{package}.checker.documents")
    finally:
        sys.path.remove(str(folder))


def write_checker(folder: Path, package: str, changed: str, text: str) -> None:
    target = folder / package / "checker"
    target.mkdir(parents=True)
    (folder / package / "__init__.py").write_text("")
    origin = ROOT / "memproof" / "checker"
    for path in origin.rglob("*.py"):
        source = text if path.stem == changed else path.read_text(encoding="utf-8")
        renamed = source.replace("memproof.checker", f"{package}.checker")
        copy = target / path.relative_to(origin)
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(renamed, encoding="utf-8")


def let_in(module: ModuleType) -> list[str]:
    """The canaries that a checker accepts."""
    names = []
    for path in sorted(CANARIES.glob("*.json")):
        for canary in json.loads(path.read_text(encoding="utf-8")):
            try:
                module.Session(canary["documents"]).check("target")
            except Exception:
                continue
            names.append(f"{path.stem}-{canary['name']}")
    return names


@pytest.mark.long
@pytest.mark.parametrize("module", GUARDED)
def test_each_guard_keeps_a_canary_out(module: str, tmp_path: Path) -> None:
    text = (ROOT / "memproof" / "checker" / f"{module}.py").read_text(encoding="utf-8")
    idle = []
    lines = text.splitlines()
    for number, (line, reason) in enumerate(guards(text)):
        source = " ".join(lines[line - 1 : line + 2])
        if reason in OF_FORM or any(part in source for part in BACKED_UP):
            continue
        package = f"checker_without_{module}_{number}"
        write_checker(tmp_path, package, module, without(text, line))
        if not let_in(load_checker(tmp_path, package)):
            idle.append(f"{module}:{line} {reason}")
    assert idle == []
