"""``memproof prove`` as a user types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from memproof.checker.__main__ import main as check_files
from memproof.cli.main import main

FILE = """
[[claim]]
id = "true"
variables = { N = "integer >= 2", delta = "real in (0, 1/2]" }
given = ["N <= 1/delta"]
claim = "N*delta <= 1"

[[claim]]
id = "false"
variables = { N = "integer >= 2" }
claim = "N^2 > 4"

[[claim]]
id = "empty"
variables = { x = "real > 1" }
given = ["x < 1"]
claim = "x = 7"
"""


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["prove", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_a_claim_is_proved_with_a_certificate_that_the_checker_accepts(tmp_path: Path) -> None:
    code, out, _ = run("N^2 - N >= 2", "--variable", "N: integer >= 2", "--output", str(tmp_path))
    assert code == 0
    assert "proved" in out
    assert check_files([str(tmp_path / "claim.json")]) == 0


def test_a_file_gives_one_object_a_claim(tmp_path: Path) -> None:
    source = tmp_path / "claims.toml"
    source.write_text(FILE)
    code, out, _ = run("--file", str(source), "--json", "--output", str(tmp_path / "out"))
    objects = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [(o["id"], o["verdict"]) for o in objects] == [
        ("true", "proved"),
        ("false", "refuted"),
        ("empty", "vacuous"),
    ]
    assert objects[1]["counterexample"] == {"N": "2"}
    assert check_files([o["certificate"] for o in objects]) == 0


def test_exit_codes(tmp_path: Path) -> None:
    no_files = "--no-certificates"
    assert run("x = x", "--variable", "x = real", no_files)[0] == 0
    assert run("x = 1", "--variable", "x: real", no_files)[0] == 1
    assert run("x = 1", "--variable", "x: real", "--given", "x^2 < 0", no_files)[0] == 2
    hopeless = run("sqrt(x)^2 = x", "--variable", "x: real", no_files, "--time-limit", "1")
    assert hopeless[0] in (1, 2)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "arguments",
    [
        ("N^2 >=", "--variable", "N: integer"),
        ("N^2 >= N",),
        ("N^2 >= N", "--variable", "N"),
        ("N^2 >= N", "--variable", "N: natural"),
        ("N^2 >= N", "--variable", "N: integer", "--variable", "N: real"),
        ("1 <= 2", "--time-limit", "0"),
        ("1 <= 2", "--time-limit", "nan"),
        ("1 <= 2", "--id", "../x"),
        ("1 <= 2", "--file", "x.toml"),
        ("--file", "missing.toml"),
        ("__import__('os') = 1",),
        (),
    ],
)
def test_bad_input_writes_nothing(arguments: tuple[str, ...], tmp_path: Path) -> None:
    output = tmp_path / "certificates"
    code, out, err = run(*arguments, "--output", str(output))
    assert (code, out) == (3, "")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert not output.exists()


@pytest.mark.parametrize(
    "text",
    [
        "not toml [",
        "x = 1",
        "[[claim]]\nid = 'a'",
        "[[claim]]\nid = 'a'\nclaim = '1 <= '",
        "[[claim]]\nid = 'a'\nclaim = '1 <= 2'\n[[claim]]\nid = 'a'\nclaim = '1 <= 2'",
        "[[claim]]\nid = 'a/b'\nclaim = '1 <= 2'",
        "[[claim]]\nid = 'a'\nclaim = 3",
        "[[claim]]\nid = 'a'\nvariables = 'x'\nclaim = '1 <= 2'",
    ],
)
def test_bad_files(text: str, tmp_path: Path) -> None:
    source = tmp_path / "claims.toml"
    source.write_text(text)
    code, out, err = run("--file", str(source), "--output", str(tmp_path / "out"))
    assert (code, out) == (3, "")
    assert str(source) in err
    assert not (tmp_path / "out").exists()
