"""The claims that the stored result of the formal check shows as proved in Rocq.

Which claims are proved is the result's word; that the result is of the present sources and claims
is what the audit compares.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from memproof.errors import InputError

FILE = "_formal.json"


def read_formal_claims(root: Path) -> Mapping[str, str]:
    """The SHA-256 of each claim that is proved in Rocq, by the id of its part; none without a file.

    Raises InputError for a file of another form.
    """
    path = root / FILE
    if not path.is_file():
        return {}
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["theorems"]
        return {str(part): str(row["claim"]) for part, row in rows.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{FILE} holds no formal result: {str(error)[:80]}") from None
