"""Errors between the program and its terminal: one line, exit code 3, nothing half-written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "memproof"]
CHECK = ["check", "1000", "1e-4"]


def run(
    arguments: list[str], encoding: str = "utf-8", **more: object
) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment,
        check=False,
        stderr=subprocess.PIPE,
        **({"stdout": subprocess.PIPE} | more),  # type: ignore[call-overload]
    )


def is_one_line(error: bytes) -> bool:
    return error.startswith(b"Error: ") and error.count(b"\n") == 1


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "shift_jis"])
def test_output_that_cannot_be_encoded(encoding: str) -> None:
    found = run(CHECK, encoding)
    assert found.returncode == 3 and found.stdout == b""
    assert is_one_line(found.stderr) and b"PYTHONIOENCODING" in found.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk() -> None:
    with open("/dev/full", "wb") as full:
        found = run(CHECK, stdout=full)
    assert found.returncode == 3 and is_one_line(found.stderr)


def test_a_reader_that_has_gone_is_quiet() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    found = run([*CHECK, "--all"], stdout=writing)
    os.close(writing)
    assert found.returncode == 141 and found.stderr == b""


def test_a_closed_standard_output() -> None:
    found = subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", *COMMAND, *CHECK],
        check=False,
        capture_output=True,
    )
    assert found.returncode == 3 and is_one_line(found.stderr)


def test_file_names_that_are_not_utf8(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.csv"
    found = subprocess.run(
        [*map(os.fsencode, COMMAND), b"build", name, b"--output", os.fsencode(tmp_path / "out")],
        check=False,
        capture_output=True,
    )
    assert found.returncode == 3 and is_one_line(found.stderr)
    with open(name, "wb") as stream:
        stream.write(b"0.1,a\n0.2,b\n")
    found = subprocess.run(
        [*map(os.fsencode, COMMAND), b"build", name, b"--output", os.fsencode(tmp_path / "out")],
        check=False,
        capture_output=True,
    )
    assert found.returncode in (0, 3)
    assert found.returncode == 0 or is_one_line(found.stderr)


@pytest.mark.parametrize("blocked", ["file", "folder"])
def test_prove_into_what_cannot_be_written(tmp_path: Path, blocked: str) -> None:
    target = tmp_path / "out"
    if blocked == "file":
        target.write_text("in the way")
    else:
        target = tmp_path / "file" / "out"
        (tmp_path / "file").write_text("no folder")
    found = run(
        ["prove", "N + 1 >= N", "--variable", "N: integer >= 1", "--output", str(target)],
        cwd=tmp_path,
    )
    assert found.returncode == 3 and is_one_line(found.stderr), found.stderr
