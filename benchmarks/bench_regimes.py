"""Time of a map of 100 × 100 cells, and of one check, both exact."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from memproof.bounds.regimes import Regimes, map_regimes

POINTS = 10**6
SIDE = 100

_maps: dict[int, Regimes] = {}


@pytest.mark.parametrize("processes", sorted({1, os.cpu_count() or 1}))
def test_map(benchmark: Any, processes: int) -> None:
    """10,000 cells, each decided by exact comparisons."""

    def run() -> Regimes:
        return map_regimes(POINTS, columns=SIDE, rows=SIDE, processes=processes)

    _maps[processes] = benchmark.pedantic(run, rounds=1)
    assert sum(len(column) for column in _maps[processes].cells) == SIDE * SIDE
    assert len(set(_maps.values())) == 1


@pytest.mark.parametrize("options", [[], ["--width", "30", "--depth", "20"]], ids=["open", "given"])
def test_check_from_the_command_line(benchmark: Any, options: list[str]) -> None:
    """A whole process: start, imports, all theorems, output."""
    command = [sys.executable, "-m", "memproof", "check"]
    command += ["--points", str(POINTS), "--separation", "2^-100", *options]
    benchmark.pedantic(
        lambda: subprocess.run(command, check=True, capture_output=True), rounds=5, warmup_rounds=1
    )
