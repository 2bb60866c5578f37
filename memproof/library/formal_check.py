"""Runs Rocq on ``formal/`` and stores what it says: theorem, axioms and what each theorem uses.

The result speaks of the sources' digests, the claims' digests and Rocq's version, so that it is
stale as soon as one of them changes.  The check makes it anew.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from memproof.certificates.formal import FILE
from memproof.errors import InputError
from memproof.library.formal_export import AUDIT, STATEMENTS, Binding, find_stale, list_bindings
from memproof.library.load import Library

FORMAT = "memproof-formal"
MINIMUM_VERSION = (8, 16)
SECONDS = 1800
# The axioms of the standard library's real numbers, and what its logarithm needs.
ALLOWED_AXIOMS = frozenset(
    {
        "ClassicalDedekindReals.sig_forall_dec",
        "ClassicalDedekindReals.sig_not_dec",
        "FunctionalExtensionality.functional_extensionality_dep",
        "Classical_Prop.classic",
    }
)
# The same by coqchk's full names: a file of the project may be called Classical_Prop, too.
_ALLOWED_IN_FULL = frozenset(
    f"{root}.{folder}.{name}"
    for root in ("Coq", "Stdlib")
    for folder in ("Logic", "Reals")
    for name in ALLOWED_AXIOMS
)
# Words by which a text would assume what it should prove, or switch off what checks it.
FORBIDDEN = re.compile(
    r"\b(Admitted|Admit\s+Obligations|admit|give_up|Axioms?|Parameters?|Conjectures?|Primitive|"
    r"Declare\s+(ML\s+Module|Instance)|Load|Add\s+(Rec\s+)?LoadPath|"
    r"Unset\s+(Guard|Positivity|Universe)\s+Checking|"
    r"bypass_check|type_in_type|Type\s+in\s+Type|Drop|Redirect|Extraction)\b"
)
# Outside a section these are axioms; the group is the word that opens, closes or assumes.
_SECTIONS = re.compile(
    r"(?:^|\.\s)\s*(?:(?:Local|Global|Polymorphic|Monomorphic|#\[[^\]]*\])\s+)*"
    r"(?=(Section|Module|End|Variables?|Hypothes[ie]s|Context)\b([^.]*))"
)
_REQUIRED = re.compile(r"From\s+Memproof\s+Require\s+(?:Import\s+|Export\s+)?([\w\s]+?)\.(?:\s|$)")
_COMMENT = re.compile(r'\(\*|\*\)|"[^"]*"')


@dataclass(frozen=True)
class FormalRow:
    """What Rocq said of one theorem.

    ``claim`` is the SHA-256 of the claim, ``statement`` its proposition as text, ``axioms`` what it
    rests on, ``uses`` ids of the bound parts whose theorems its proof uses, ``file`` its source.
    """

    theorem: str
    claim: str
    statement: str
    axioms: tuple[str, ...]
    uses: tuple[str, ...]
    file: str


@dataclass(frozen=True)
class FormalResult:
    """The stored result: Rocq's version, the sources' digest, and a row for each bound part."""

    version: str
    sources: str
    rows: Mapping[str, FormalRow]


def find_rocq() -> tuple[str, str]:
    """Return the compiler's path and version; raises ``InputError`` where there is none, or an old.

    The compiler is ``coqc``, by whatever name Debian installs it.
    """
    path = shutil.which("coqc")
    if path is None:
        raise InputError(
            "Rocq is not installed (Debian: apt-get install --no-install-recommends coq)"
        )
    shown = _run([path, "--print-version"], Path.cwd()).split()
    version = shown[0] if shown else "unknown"
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    if numbers < MINIMUM_VERSION:
        wanted = ".".join(map(str, MINIMUM_VERSION))
        raise InputError(f"Rocq {version} is too old: {wanted} or later is needed")
    return path, version


def check_formal(library: Library, folder: Path) -> FormalResult:
    """Build everything, ask Rocq and its independent checker, and return what they say.

    Raises ``InputError`` with one line for generated files that differ from the claims, sources
    that assume something, a theorem of another type, a build that fails, or an axiom that is not
    allowed.
    """
    find_rocq()
    stale = find_stale(library, folder)
    if stale:
        raise InputError(f"formal/{stale[0]} differs from the claims: memproof formal export")
    return check_bindings(list_bindings(library), folder)


def check_bindings(bindings: tuple[Binding, ...], folder: Path) -> FormalResult:
    """Build a folder whose ``Audit.v`` is about these bindings; see :func:`check_formal`."""
    _, version = find_rocq()
    for path in list_sources(folder):
        require_honest(path)
    _run(["make", "-j2"], folder)
    axioms = read_axioms(_run(["coqc", "-q", "-Q", ".", "Memproof", AUDIT], folder))
    for one in bindings:
        _require_allowed(one, axioms)
    _run_independent_checker(folder)
    uses = _find_uses(bindings, folder)
    rows = {
        one.part: FormalRow(
            one.theorem,
            one.claim_digest,
            one.proposition,
            axioms[one.part],
            uses[one.part],
            f"{one.module}.v",
        )
        for one in bindings
    }
    return FormalResult(version, digest_sources(folder), rows)


def list_sources(folder: Path) -> tuple[Path, ...]:
    """The files of the project, in its order; raises ``InputError`` for one that is missing.

    A Rocq file in the folder that the project does not list is refused, too: it could shadow one.
    """
    lines = (folder / "_CoqProject").read_text(encoding="utf-8").splitlines()
    flags = [line for line in lines if line.startswith("-")]
    if flags != ["-Q . Memproof"]:
        raise InputError(f"formal/_CoqProject has other flags than -Q . Memproof: {flags}")
    names = [line.strip() for line in lines if line.strip().endswith(".v")]
    found = {path.name for path in folder.glob("*.v")}
    for name in sorted(set(names) ^ found):
        raise InputError(f"formal/{name} is not both in the folder and in _CoqProject")
    return tuple(folder / name for name in names)


def list_needed(folder: Path) -> tuple[Path, ...]:
    """The sources that ``Audit.v`` needs, itself included, by name."""
    known = {path.stem: path for path in list_sources(folder)}
    waiting, found = [Path(AUDIT).stem], set[str]()
    while waiting:
        name = waiting.pop()
        if name not in found and name in known:
            found.add(name)
            text = strip_comments(known[name].read_text(encoding="utf-8"))
            for names in _REQUIRED.findall(text):
                waiting.extend(names.split())
    return tuple(known[name] for name in sorted(found))


def digest_sources(folder: Path) -> str:
    """SHA-256 of the sources that ``Audit.v`` needs, names included."""
    total = hashlib.sha256()
    for path in list_needed(folder):
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def require_honest(path: Path) -> None:
    """Raise ``InputError`` for a source that assumes what it should prove or unsets a check."""
    text = strip_comments(path.read_text(encoding="utf-8"))
    found = FORBIDDEN.search(text)
    if found is not None:
        line = text.count("\n", 0, found.start()) + 1
        raise InputError(f"formal/{path.name}: line {line}: {' '.join(found.group().split())}")
    outside = _find_assumed(text)
    if outside is not None:
        at, word = outside
        line = text.count("\n", 0, at) + 1
        raise InputError(f"formal/{path.name}: line {line}: {word} outside a section is an axiom")


def _find_assumed(text: str) -> tuple[int, str] | None:
    """The first place where a variable or hypothesis stands outside all sections, and its word."""
    opened: list[str] = []
    for found in _SECTIONS.finditer(text):
        word, rest = found.group(1), found.group(2)
        if word == "End":
            opened = opened[:-1]
        elif word == "Section" or (word == "Module" and ":=" not in rest):
            opened.append(word)
        elif word != "Module" and "Section" not in opened:
            return found.start(1), word
    return None


def strip_comments(text: str) -> str:
    """The text with comments and strings blanked; comments nest, line breaks stay."""
    result, depth, at = [], 0, 0
    for mark in _COMMENT.finditer(text):
        piece = text[at : mark.start()]
        result.append(piece if depth == 0 else _blank(piece))
        if mark.group() == "(*":
            depth += 1
        elif mark.group() == "*)":
            depth = max(0, depth - 1)
        result.append(_blank(mark.group()))
        at = mark.end()
    result.append(text[at:] if depth == 0 else "")
    return "".join(result)


def _blank(piece: str) -> str:
    return re.sub(r"[^\n]", " ", piece)


def read_axioms(output: str) -> dict[str, tuple[str, ...]]:
    """The axioms that ``Print Assumptions`` printed, by part.

    Only lines that begin a name at the left margin count; what follows indented is its type.
    """
    found: dict[str, tuple[str, ...]] = {}
    for block in re.split(r"^== ", output, flags=re.MULTILINE)[1:]:
        part, _, rest = block.partition("\n")
        if "Closed under the global context" in rest:
            found[part.strip()] = ()
            continue
        if not rest.startswith(("Axioms:", "Section Variables:")):
            raise InputError(f"Rocq printed no assumptions for {part.strip()}")
        names = re.findall(r"^([A-Za-z_][\w.']*)\s*(?::|$)", rest, flags=re.MULTILINE)
        found[part.strip()] = tuple(sorted({name for name in names if name != "Axioms"}))
    return found


def _require_allowed(one: Binding, axioms: Mapping[str, tuple[str, ...]]) -> None:
    if one.part not in axioms:
        raise InputError(f"{one.part}: Rocq printed no assumptions for {one.theorem}")
    for name in axioms[one.part]:
        if not any(known == name or known.endswith(f".{name}") for known in ALLOWED_AXIOMS):
            raise InputError(f"{one.part}: {one.theorem} rests on the axiom {name}")


def _run_independent_checker(folder: Path) -> None:
    """``coqchk`` on the audit file and all below it; raises ``InputError`` for a foreign axiom."""
    output = _run(["coqchk", "-silent", "-o", "-Q", ".", "Memproof", "Memproof.Audit"], folder)
    listed = output.partition("* Axioms:")[2].partition("\n\n")[0]
    for name in re.findall(r"^\s+([\w.']+)\s*$", listed, flags=re.MULTILINE):
        if name != "<none>" and name not in _ALLOWED_IN_FULL:
            raise InputError(f"coqchk finds the axiom {name}")
    for section in ("type-in-type", "unsafe (co)fixpoints", "positivity is assumed"):
        found = re.search(rf"\* [^\n]*{re.escape(section)}[^\n]*:\s*(\S+)", output)
        if found is not None and found.group(1) != "<none>":
            raise InputError(f"coqchk finds {section}: {found.group(1)}")


def _find_uses(bindings: tuple[Binding, ...], folder: Path) -> dict[str, tuple[str, ...]]:
    """For each bound part the other bound parts that its proof reaches, from Rocq's own files."""
    references = dict(_read_references(folder))
    parts = {one.theorem: one.part for one in bindings}
    found: dict[str, tuple[str, ...]] = {}
    for one in bindings:
        seen: set[str] = set()
        waiting = [one.theorem]
        while waiting:
            for used in references.get(waiting.pop(), ()):
                if used not in seen:
                    seen.add(used)
                    waiting.append(used)
        found[one.part] = tuple(sorted(parts[name] for name in seen & set(parts) - {one.theorem}))
    return found


def _read_references(folder: Path) -> Iterator[tuple[str, set[str]]]:
    """(Module.name, names its text refers to) for every theorem and definition of the project."""
    for path in list_sources(folder):
        glob = path.with_suffix(".glob")
        if glob.is_file():
            yield from _references_of(glob)


def _references_of(glob: Path) -> Iterator[tuple[str, set[str]]]:
    current, used = "", set[str]()
    for line in glob.read_text(encoding="utf-8").splitlines():
        defined = re.match(r"(prf|def|ind|rec|constr|ex) (\d+):(\d+) (\S+) (\S+)", line)
        referred = re.match(r"R\d+:\d+ Memproof\.(\S+) <> (\S+) (thm|def|lem|prf|ex|ind)", line)
        if defined is not None:
            if current:
                yield current, used
            current, used = f"{glob.stem}.{defined.group(5)}", set()
        elif referred is not None:
            used.add(f"{referred.group(1)}.{referred.group(2)}")
    if current:
        yield current, used


def _run(command: list[str], folder: Path) -> str:
    """Run a program of Rocq; raises ``InputError`` with the first line of what went wrong."""
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except FileNotFoundError:
        raise InputError(f"{command[0]} is not installed") from None
    except subprocess.TimeoutExpired:
        raise InputError(f"{command[0]} took more than {SECONDS} s") from None
    if done.returncode:
        raise InputError(f"{command[0]}: {_first_error(done.stdout + done.stderr)}")
    return done.stdout + done.stderr if command[0] == "coqchk" else done.stdout


def _first_error(output: str) -> str:
    """The place and the message of Rocq's first error, in one line."""
    found = re.search(r'File "(\S+)", line (\d+).*?\n(Error:.*?)(?:\n\n|\Z)', output, re.DOTALL)
    if found is None:
        return " ".join(output.split())[-300:] or "failed without a word"
    return f"{found.group(1)}, line {found.group(2)}: {' '.join(found.group(3).split())[:300]}"


def store_result(result: FormalResult, path: Path) -> None:
    """Write the result as JSON with sorted keys."""
    document = {
        "format": FORMAT,
        "rocq": result.version,
        "sources": result.sources,
        "theorems": {part: asdict(row) for part, row in result.rows.items()},
    }
    text = json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def read_result(root: Path) -> FormalResult | None:
    """The stored result below a folder of lemmas, None without one.

    Raises ``InputError`` for a file of another form.
    """
    path = root / FILE
    if not path.is_file():
        return None
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["format"] != FORMAT:
            raise ValueError(document["format"])
        rows = {
            part: FormalRow(
                row["theorem"],
                row["claim"],
                row["statement"],
                tuple(row["axioms"]),
                tuple(row["uses"]),
                row["file"],
            )
            for part, row in document["theorems"].items()
        }
        return FormalResult(document["rocq"], document["sources"], rows)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{FILE} holds no formal result: {str(error)[:80]}") from None


def find_problems(library: Library, folder: Path | None) -> tuple[str, ...]:
    """What is stale or wrong in the stored result, a line each; none where all of it holds now.

    ``folder`` are the Rocq sources, None where an installation has none.
    """
    bindings = list_bindings(library)
    result = read_result(library.root)
    if result is None:
        # Nothing is shown as proved in Rocq then, and nothing is stale.
        return ()
    problems = []
    if folder is not None and result.sources != digest_sources(folder):
        problems.append("the formal result is stale: the sources in formal/ have changed")
    for one in bindings:
        row = result.rows.get(one.part)
        if row is None:
            problems.append(f"{one.part}: not in the formal result: memproof formal check")
        elif not _all_allowed(row.axioms):
            problems.append(f"{one.part}: the formal result names an axiom that is not allowed")
        elif not fits(one, row):
            problems.append(f"{one.part}: the formal result is for another claim or theorem")
    problems += [
        f"{part}: in the formal result, but bound to no theorem"
        for part in sorted(set(result.rows) - {one.part for one in bindings})
    ]
    return tuple(problems)


def fits(binding: Binding, row: FormalRow) -> bool:
    """Whether a row is for this claim, proposition and theorem, and names allowed axioms only."""
    same = (row.claim, row.theorem) == (binding.claim_digest, binding.theorem)
    return same and row.statement == binding.proposition and _all_allowed(row.axioms)


def _all_allowed(axioms: Iterable[str]) -> bool:
    return all(
        any(known == name or known.endswith(f".{name}") for known in ALLOWED_AXIOMS)
        for name in axioms
    )


__all__ = [
    "ALLOWED_AXIOMS",
    "FILE",
    "STATEMENTS",
    "FormalResult",
    "FormalRow",
    "check_bindings",
    "check_formal",
    "digest_sources",
    "find_problems",
    "find_rocq",
    "fits",
    "list_needed",
    "list_sources",
    "read_axioms",
    "read_result",
    "require_honest",
    "store_result",
    "strip_comments",
]
