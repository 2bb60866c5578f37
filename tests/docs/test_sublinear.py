"""The page on sub-linear memorizers says what is built: its table, its picture, its outputs."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from memproof.cli.compare import build_bits_points, draw_bits
from memproof.cli.main import main
from memproof.constructions.park.network import build_park, convert_to_relu
from memproof.constructions.park.sizes import build_theorem_1, count_theorem_1
from memproof.constructions.vardi.network import (
    build_vardi,
    build_vardi_copies,
    choose_group_size,
    count_selector_bits,
    spread_keys,
)
from memproof.datasets import bound_separation, build_keys, sample_unit_ball
from memproof.library import audit, load_library
from memproof.networks.evaluate import find_errors
from memproof.networks.network import Network, measure

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "sublinear.rst").read_text(encoding="utf-8")


def build_networks() -> dict[str, Network]:
    """Each network of the page's table, as a function of the projection; checked on every point."""
    data = sample_unit_ball(200, 2, 5, seed=0)
    separation = bound_separation(data)
    assert separation is not None
    keys = build_keys(data, separation)
    spread = spread_keys(data, keys)
    labels, bits = data.labels, data.label_bits
    shape = (spread.bits, bits)
    vardi = {
        "Vardi et al., printed layout": build_vardi(
            spread.keys,
            labels,
            *shape,
            choose_group_size(200, *shape, layout="printed"),
            layout="printed",
        ),
        "Vardi et al., lean layout": build_vardi(
            spread.keys, labels, *shape, choose_group_size(200, *shape)
        ),
        "Vardi et al., 8 copies": build_vardi_copies(spread.keys, labels, *shape, 1, 25),
    }
    # The largest distance in the unit ball is at most 2.
    ratio = 4 / separation.squared
    ends = [(key, key + 1 - Fraction(1, keys.margin_scale)) for key in keys.keys]
    park = {
        "Park et al., width 3": build_park(keys.keys, labels, bits, margin=keys.margin_scale),
    }
    for w in (Fraction(2, 3), Fraction(1)):
        size = count_theorem_1(200, ratio, 2, 5, w)
        steps = build_theorem_1(keys.keys, labels, size)
        park[f"Park et al., Theorem 1, w = {w}"] = convert_to_relu(steps, ends, wide=True)
    for network in vardi.values():
        assert find_errors(network, [(key,) for key in spread.keys], labels) == []
    for network in park.values():
        assert find_errors(network, [(key,) for key in keys.keys], labels) == []
    return vardi | park


def list_rows(title: str) -> dict[str, list[str]]:
    """The rows of one of the page's tables by their first cell, without the heading."""
    table = PAGE[PAGE.index(f".. list-table:: {title}") :].split("\n\n\n")[0]
    _, *rows = re.findall(r"   \* - (.+)\n((?:     [- ] .+\n)+)", table + "\n")
    return {name: re.findall(r"     - (.+)", cells) for name, cells in rows}


@pytest.mark.long
def test_table_is_what_is_built() -> None:
    rows = list_rows("Networks")
    found = {}
    for name, network in build_networks().items():
        sizes = measure(network)
        counted = (sizes.width, sizes.depth, sizes.parameters, sizes.nonzero_weights)
        found[name] = [f"{value:,}" for value in (*counted, count_selector_bits(network))]
    assert found == rows


@pytest.mark.long
def test_grades_are_the_audit_s() -> None:
    found = audit(load_library())
    rows = list_rows("Formulas")
    assert len(rows) > 8
    for part, cells in rows.items():
        assert found.part(part.strip("`")).inherited == cells[-1], part
    assert found.part("VYS6/dense-claim").verdict == "refuted"


@pytest.mark.long
def test_figure_is_up_to_date() -> None:
    data = sample_unit_ball(1000, 2, 4, seed=0)
    picture = (DOCS / "_static" / "bits.svg").read_text(encoding="utf-8")
    # Only the verdict: a difference would fill pages.
    same = picture == draw_bits(data, build_bits_points(data))
    assert same


def test_shown_output_is_what_the_command_prints() -> None:
    (shown,) = re.findall(r"   \$ memproof (layers .+)\n((?:   .*\n|\n)+)", PAGE)
    command, lines = shown[0].split(), [line.strip() for line in shown[1].splitlines()]
    printed = [line.strip() for line in CliRunner().invoke(main, command).stdout.splitlines()]
    wanted = [line for line in lines if line and line != "…"]
    assert len(wanted) > 5
    assert [line for line in wanted if line not in printed] == []
