"""Check certificate files: ``python -I -m memproof.checker FILE …``.

Prints a line a document; exit code 0 when all are accepted, 1 when one is rejected, 3 when a file
cannot be read.  With ``--json`` one JSON object a line.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from memproof.checker.documents import Session, parse_document
from memproof.checker.errors import Rejected

USAGE = "usage: python -I -m memproof.checker [--json] FILE …"


def main(arguments: Sequence[str]) -> int:
    """Check the named files together and return the exit code."""
    as_json = "--json" in arguments
    paths = [argument for argument in arguments if argument != "--json"]
    if not paths or any(path.startswith("--") for path in paths):
        print(USAGE, file=sys.stderr)
        return 3
    documents: dict[str, dict[str, Any]] = {}
    failed = False
    for path in paths:
        try:
            with open(path, "rb") as stream:
                document = parse_document(stream.read())
            name = path.encode("ascii", "backslashreplace").decode().strip()[-200:]
            documents[path] = {"id": name, **document}
        except OSError as error:
            print(_shown(f"{path}: {error.strerror}"), file=sys.stderr)
            return 3
        except Rejected as error:
            failed = True
            _report(
                path, {"accepted": False, "reason": error.reason, "detail": error.detail}, as_json
            )
    try:
        session = Session(documents.values())
    except Rejected as error:
        _report(
            "all files",
            {"accepted": False, "reason": error.reason, "detail": error.detail},
            as_json,
        )
        return 1
    for path, document in documents.items():
        try:
            result = asdict(session.check(document["id"]))
            _report(path, {"accepted": True, **result}, as_json)
        except Rejected as error:
            failed = True
            _report(
                path, {"accepted": False, "reason": error.reason, "detail": error.detail}, as_json
            )
    return 1 if failed else 0


def _report(path: str, result: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps({"file": path, **result}, sort_keys=True))
        return
    if result["accepted"]:
        rests = f"; rests on {', '.join(result['rests_on'])}" if result["rests_on"] else ""
        line = f"accepted: {result['verdict']}, grade {result['inherited']}{rests}"
        line += f" ({result['summary']})"
    else:
        line = f"REJECTED: {result['reason']}: {result['detail']}"
    print(_shown(f"{path}: {line}"))


def _shown(text: str) -> str:
    """Escape control characters and what the terminal cannot show: a text must not fake a line."""
    plain = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    encoding = sys.stdout.encoding or "ascii"
    return plain.encode(encoding, "backslashreplace").decode(encoding)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
