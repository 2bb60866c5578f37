"""The page on shallow networks says what the code computes."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from memproof.cli.main import main
from memproof.constructions.max_pieces import count_max_pieces
from memproof.constructions.residual import (
    build_hats,
    build_peeled,
    build_residual,
    count_printed_nodes,
    flatten_residual,
)
from memproof.constructions.shatter_network import (
    build_shatter_graph,
    count_graph,
    count_theorem_11,
)
from memproof.networks import measure

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "shallow.rst").read_text(encoding="utf-8")


def read_table(name: str) -> list[list[str]]:
    """The rows of a list-table, its head left out."""
    text = PAGE.split(f":name: {name}\n")[1]
    rows: list[list[str]] = []
    for line in text.splitlines():
        found = re.fullmatch(r"   (\*| ) - (.*)", line)
        if found is None:
            if line and not line.startswith("   "):
                break
            continue
        if found[1] == "*":
            rows.append([])
        rows[-1].append(found[2])
    return rows[1:]


def test_table_of_pieces() -> None:
    expected = [[d1, *(count_max_pieces(d1, d2) for d2 in range(1, 9))] for d1 in range(1, 9)]
    assert read_table("shallow-pieces") == [[str(entry) for entry in row] for row in expected]


def test_residual_counts() -> None:
    shown = read_table("shallow-residual")
    assert len(shown) == 3
    for row in shown:
        d, size = int(row[0]), int(row[1])
        generator = random.Random(d)
        points = [tuple(generator.randint(-1000, 1000) for _ in range(d)) for _ in range(size)]
        labels = [generator.randrange(2) for _ in points]
        hats, facets = (measure(build(points, labels)) for build in (build_hats, build_peeled))
        blocks = build_residual(points, labels, 5)
        bits = measure(flatten_residual(blocks)).largest_weight_bits
        found = [hats.neurons, hats.largest_weight_bits, facets.neurons]
        found += [facets.largest_weight_bits, blocks.hidden_nodes, bits]
        assert row[2:] == [*map(str, found), str(count_printed_nodes(size, d, 5))]


def test_counts_of_theorem_11() -> None:
    shown = read_table("shallow-counts")
    assert len(shown) == 3
    for row in shown:
        r, m, n = map(int, row[:3])
        built, stated = count_graph(build_shatter_graph([0] * n, m, r)), count_theorem_11(r, m, n)
        found = [built.layers, stated.layers, built.parameters, stated.parameters]
        assert row[3:] == [str(entry) for entry in found]


CONSOLE = re.findall(r"   \$ memproof ([^\n]*)\n((?:   [^\n]*\n)+)", PAGE)


@pytest.mark.parametrize(("command", "lines"), CONSOLE)
def test_console_lines_are_what_the_command_prints(
    command: str, lines: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = command.replace("examples/", f"{ROOT}/examples/").split()
    monkeypatch.chdir(tmp_path)
    printed = [line.rstrip() for line in CliRunner().invoke(main, arguments).output.splitlines()]
    shown = [line.removeprefix("   ").rstrip() for line in lines.splitlines()]
    assert len([line for line in shown if line != "…"]) >= 1
    for line in shown:
        assert line == "…" or line in printed, line


def test_there_is_something_to_compare() -> None:
    assert len(CONSOLE) == 4
    assert len(read_table("shallow-grade-table")) == 21
