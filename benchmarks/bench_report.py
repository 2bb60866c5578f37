"""Time of the full report from the stored certificates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from memproof.library import audit, load_library
from memproof.report import Report, Request, build_report, write_report

REQUESTS = {"plain": (), "at parameters": (Request(1000, "1e-4"), Request(10**6, "2^-100", 3))}


def test_audit(benchmark: Any) -> None:
    """Load the lemma files and replay every certificate."""
    found = benchmark.pedantic(lambda: audit(load_library()), rounds=1)
    assert found.parts


@pytest.mark.parametrize("kind", REQUESTS)
def test_report(benchmark: Any, tmp_path: Path, kind: str) -> None:
    """Audit, canaries, model and all formats."""

    def run() -> Report:
        made = build_report(requests=REQUESTS[kind])
        write_report(made, tmp_path)
        return made

    made = benchmark.pedantic(run, rounds=1)
    assert len(made.at) == len(REQUESTS[kind])
