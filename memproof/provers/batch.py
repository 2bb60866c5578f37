"""Claims in files, and their verdicts as plain objects."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from memproof.errors import InputError
from memproof.statements.claims import Claim, Proved, Refuted, Unknown, Vacuous, Verdict, make_claim
from memproof.statements.parser import ParseError

MAX_FILE_BYTES = 16 * 2**20
MAX_CLAIMS = 100_000
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
EXIT_CODES = {"proved": 0, "refuted": 1, "unknown": 2, "vacuous": 2}


@dataclass(frozen=True)
class NamedClaim:
    """A claim with the name that its certificate file gets, and the text that was written."""

    id: str
    claim: Claim
    text: str


def check_identifier(identifier: object) -> str:
    """Return a usable claim id; raises ``InputError`` for one that cannot name a file."""
    if not isinstance(identifier, str) or _IDENTIFIER.fullmatch(identifier) is None:
        raise InputError(f"a claim's id is letters, digits, '.', '_' or '-', not {identifier!r}")
    return identifier


def read_claims(path: Path) -> tuple[NamedClaim, ...]:
    """Read ``[[claim]]`` tables with ``id``, ``variables``, ``given`` and ``claim`` from a TOML
    file.

    ``claim`` is a relation or a list of them; other keys are ignored, so that a file may carry
    notes. Raises ``InputError`` with the claim's id and the position of what does not parse.
    """
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise InputError(f"{path} has {size} bytes, the limit is {MAX_FILE_BYTES}")
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{path} is not a TOML file: {error}") from None
    tables = document.get("claim")
    if not isinstance(tables, list) or not tables:
        raise InputError(f"{path} has no [[claim]] tables")
    if len(tables) > MAX_CLAIMS:
        raise InputError(f"{path} has {len(tables)} claims, the limit is {MAX_CLAIMS}")
    claims = [_read_table(table, number, path) for number, table in enumerate(tables, start=1)]
    seen: set[str] = set()
    for named in claims:
        if named.id in seen:
            raise InputError(f"{path}: the id {named.id!r} occurs twice")
        seen.add(named.id)
    return tuple(claims)


def _read_table(table: Any, number: int, path: Path) -> NamedClaim:
    place = f"{path}, claim {number}"
    if not isinstance(table, dict):
        raise InputError(f"{place}: not a table")
    if "id" in table:
        place = f"{path}, claim {table['id']!r}"
    try:
        identifier = check_identifier(table.get("id", f"claim-{number}"))
        variables, given, claim = (
            table.get("variables", {}),
            table.get("given", []),
            table.get("claim"),
        )
        if not isinstance(variables, dict) or not all(
            isinstance(v, str) for v in variables.values()
        ):
            raise InputError(
                "variables must be a table from names to domains such as 'integer >= 2'"
            )
        given = [given] if isinstance(given, str) else given
        if not isinstance(given, list) or not all(isinstance(text, str) for text in given):
            raise InputError("given must be a list of relations")
        texts = [claim] if isinstance(claim, str) else claim
        if (
            not isinstance(texts, list)
            or not texts
            or not all(isinstance(text, str) for text in texts)
        ):
            raise InputError("claim must be a relation such as 'N^2 >= N'")
        return NamedClaim(identifier, make_claim(texts, variables, given), " and ".join(texts))
    except ParseError as error:
        raise InputError(f"{place}: {error}") from None
    except InputError as error:
        raise InputError(f"{place}: {error}") from None


def verdict_document(
    named: NamedClaim, verdict: Verdict, certificate: Path | None
) -> dict[str, Any]:
    """Return the JSON object of one claim's verdict.

    Fields: ``id``; ``claim`` as written; ``verdict`` (``proved``, ``refuted``, ``vacuous`` or
    ``unknown``); ``counterexample`` (name to exact rational, for ``refuted``) and ``sides`` (both
    sides there); ``tried`` (list of texts, for ``unknown``); ``certificate`` (path of the
    certificate file, null for ``unknown``).
    """
    result: dict[str, Any] = {"id": named.id, "claim": named.text, "verdict": verdict.name}
    if isinstance(verdict, Refuted):
        result["counterexample"] = {
            name: str(value) for name, value in sorted(verdict.point.items())
        }
        result["sides"] = list(verdict.sides)
    if isinstance(verdict, Unknown):
        result["tried"] = list(verdict.tried)
    result["certificate"] = None if certificate is None else str(certificate)
    return result


def certificate_of(verdict: Verdict) -> Mapping[str, Any] | None:
    """Return the verdict's certificate document, None for unknown."""
    return verdict.certificate if isinstance(verdict, Proved | Refuted | Vacuous) else None


def exit_code(verdicts: list[Verdict]) -> int:
    """Return 0 when all are proved, 1 when one is refuted, else 2."""
    codes = {EXIT_CODES[verdict.name] for verdict in verdicts}
    return 1 if 1 in codes else max(codes, default=0)
