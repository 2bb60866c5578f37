"""The labelled claims against the prover: a wrong verdict is a defect, an unknown is a figure."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from memproof.provers import decide
from memproof.provers.batch import certificate_of
from memproof.statements.claims import make_claim

CLAIMS = Path(__file__).parent / "claims"
FILES = ("chain", "combinatorics", "integers", "logs", "numeric", "polynomial")
NAMED = {
    "factorial": ("factorial(n)^2 >= n^n", {"n": "integer >= 1"}, []),
    "central binomial": ("binomial(2*n, n) >= 4^n/(2*n+1)", {"n": "integer >= 1"}, []),
    "nested floors": (
        "floor(floor(x/a)/b) = floor(x/(a*b))",
        {"x": "real", "a": "integer >= 1", "b": "integer >= 1"},
        [],
    ),
    "implicit logarithm": ("x >= y*ln(x)", {"x": "real >= 1", "y": "real >= 1"}, ["x >= y^2"]),
    "sympy's trap": ("ln(1 + 1/10^10) > 0", {}, []),
    "floor below a power": ("floor(log2(2^59 - 1)) = 58", {}, []),
    "width of the trade-off": (
        "(27/4)*floor((W-3)/2)*floor(W/2) >= W^2",
        {"W": "integer >= 9"},
        [],
    ),
}


def load(name: str) -> list[dict[str, Any]]:
    with (CLAIMS / f"{name}.toml").open("rb") as stream:
        return list(tomllib.load(stream)["claim"])


def verdict_of(table: dict[str, Any], time_limit: float) -> Any:
    claim = make_claim(table["claim"], table.get("variables", {}), table.get("given", []))
    return decide(claim, time_limit=time_limit, identifier=table["id"])


def is_wrong(table: dict[str, Any], verdict: str) -> bool:
    """A verdict other than the label is wrong; a claim with an undefined term may not be called
    proved."""
    return verdict != "unknown" and verdict != table["expected"]


@pytest.mark.parametrize("name", sorted(NAMED))
def test_named_claims_are_proved(name: str) -> None:
    claim, variables, given = NAMED[name]
    assert decide(make_claim(claim, variables, given), time_limit=60).name == "proved"


@pytest.mark.parametrize("name", FILES)
def test_easy_claims_get_their_label(name: str, tmp_path: Path) -> None:
    easy = [
        table for table in load(name) if table["difficulty"] == 1 and not table.get("undefined")
    ]
    chosen = easy[:: max(1, len(easy) // 18)]
    unknown, files = [], []
    for table in chosen:
        verdict = verdict_of(table, 5.0)
        assert not is_wrong(table, verdict.name), (table["id"], verdict)
        if verdict.name == "unknown":
            unknown.append(table["id"])
            continue
        path = tmp_path / f"{table['id']}.json"
        path.write_text(json.dumps(certificate_of(verdict)))
        files.append(path)
    assert len(unknown) <= len(chosen) // 3, unknown
    done = subprocess.run(
        [sys.executable, "-m", "memproof.checker", *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]


def test_a_wrong_verdict_would_be_seen() -> None:
    table = {
        "id": "x",
        "claim": "x^2 >= x",
        "variables": {"x": "real"},
        "expected": "proved",
        "difficulty": 1,
    }
    assert is_wrong(table, verdict_of(table, 5.0).name)


@pytest.mark.long
@pytest.mark.parametrize("name", FILES)
def test_every_label(name: str) -> None:
    """All claims of a file: none wrong, and most of those with a value everywhere decided."""
    tables = load(name)
    verdicts = {table["id"]: verdict_of(table, 4.0).name for table in tables}
    wrong = [table["id"] for table in tables if is_wrong(table, verdicts[table["id"]])]
    assert not wrong
    decided = sum(verdict != "unknown" for verdict in verdicts.values())
    print(f"{name}: {decided} of {len(tables)} decided")
    assert decided >= 0.7 * len(tables)
