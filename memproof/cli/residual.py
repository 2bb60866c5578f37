"""``memproof residual``: general position decided, and networks of few hidden nodes that use it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from memproof.cli.data import data_options
from memproof.cli.folder import CERTIFICATE_FILE, NETWORK_FILE, SUMMARY_FILE
from memproof.errors import InputError

if TYPE_CHECKING:
    from memproof.constructions.residual import Functional, ResidualNetwork
    from memproof.datasets import DataSet
    from memproof.datasets.tables import ReadOptions
    from memproof.networks.network import Network

POSITION_FILE = "position.json"
BLOCKS_FILE = "blocks.json"
MAX_POINTS = 1000
MAX_BLOCKS = 10_000
EXIT_DEPENDENT = 1


@click.command()
@click.argument("data", required=False)
@click.option("--random", "random_count", type=int, metavar="N", help="N random points instead.")
@click.option("--dimension", type=int, metavar="D", help="Dimension of random points.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of random points.")
@data_options()
@click.option("--class-names", metavar="A,B,…", help="The classes, in the order 0, 1, ….")
@click.option(
    "--form",
    type=click.Choice(["blocks", "facets", "hats"]),
    default="blocks",
    show_default=True,
    help="Residual blocks (R3), or one hidden layer: facets (R2), hats (R1).",
)
@click.option("--blocks", type=int, metavar="L", help="Number of residual blocks (default 1).")
@click.option("--output", default="residual", show_default=True, help="Folder for the results.")
@click.option("--force", is_flag=True, help="Overwrite files in the folder.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def residual(
    data: str | None,
    random_count: int | None,
    dimension: int | None,
    seed: int,
    read_options: ReadOptions,
    class_names: str | None,
    form: str,
    blocks: int | None,
    output: str,
    force: bool,
    as_json: bool,
) -> None:
    """Memorize points in general position with few hidden nodes, exactly.

    Residual blocks z ↦ z + V relu(U z + b) need the first d − 1 coordinates in general position
    (no d points on a hyperplane; a shear by the last coordinate is tried where they are not) and
    2⌈N/(d − 1)⌉ hidden nodes in all; one hidden layer needs all d coordinates so and 2⌈N/d⌉
    (facets) or 3⌈N/d⌉ (hats, with shorter weights) neurons. The folder gets position.json, a
    certificate that all determinants are nonzero or that names points on a hyperplane (exit code 1,
    no network then), and the network with its own certificate.
    """
    if (data is None) == (random_count is None):
        raise click.UsageError("give either DATA or --random N")
    if random_count is None and dimension is not None:
        raise click.UsageError("--dimension describes --random points")
    if blocks is not None and form != "blocks":
        raise click.UsageError("--blocks counts residual blocks")
    block_count = 1 if blocks is None else blocks
    if not 1 <= block_count <= MAX_BLOCKS:
        raise InputError(f"--blocks must be from 1 to {MAX_BLOCKS}, not {block_count}")
    from memproof.cli.folder import require_free, split_names, write_folder
    from memproof.datasets import read_data_set, sample_unit_ball

    folder = Path(output)
    names = [POSITION_FILE, NETWORK_FILE, CERTIFICATE_FILE, BLOCKS_FILE, SUMMARY_FILE]
    require_free(folder, names, force=force)
    if random_count is not None:
        if dimension is None:
            raise click.UsageError("--random needs --dimension")
        points = sample_unit_ball(random_count, dimension, 2, seed)
    else:
        points = read_data_set(
            data or "", options=read_options, class_names=split_names(class_names)
        )
    if points.count > MAX_POINTS:
        raise InputError(f"at most {MAX_POINTS} points, not {points.count}")
    read = points.dimension - 1 if form == "blocks" else points.dimension
    if read < 1:
        raise InputError("residual blocks need at least two coordinates (or use --form facets)")
    if points.count <= read:
        raise InputError(f"general position needs more than {read} points, not {points.count}")

    from memproof.constructions.residual import (
        describe_position,
        find_dependent,
        find_shear,
        shear_points,
    )
    from memproof.networks.files import canonical_text

    rows = [points.point(at) for at in range(points.count)]
    shear = find_shear(rows) if form == "blocks" else None
    seen = shear_points(rows, shear or (0,) * read) if form == "blocks" else rows
    document = describe_position(seen, find_dependent(seen) if shear is None else None)
    summary: dict[str, Any] = {
        "data": {
            "source": points.source,
            "points": points.count,
            "dimension": points.dimension,
            "classes": list(points.classes),
            "merged_duplicates": len(points.merged),
        },
        "form": form,
        "general_position": {
            **summarize_position(document, points, read),
            "shear": list(shear or ()),
        },
    }
    files: dict[str, str | bytes] = {POSITION_FILE: canonical_text(document) + "\n"}
    if document["claim"]["general"]:
        sizes, more = build_files(form, rows, list(points.labels), block_count, shear)
        summary["network"] = sizes
        files |= more
    files[SUMMARY_FILE] = json.dumps(summary, indent=1, ensure_ascii=False) + "\n"
    write_folder(folder, files, force=force)
    if as_json:
        click.echo(json.dumps(summary, indent=1, ensure_ascii=False))
    else:
        print_result(points, summary)
        click.echo(f"Wrote {', '.join(files)} to {folder}/")
    if not document["claim"]["general"]:
        raise SystemExit(EXIT_DEPENDENT)


def summarize_position(document: dict[str, Any], points: DataSet, read: int) -> dict[str, Any]:
    """The decision, with the rows of the offending points and their hyperplane."""
    from math import comb

    general = document["claim"]["general"]
    found: dict[str, Any] = {"coordinates": read, "holds": general}
    if general:
        return {**found, "determinants": comb(points.count, read + 1)}
    *normal, offset = document["evidence"]["hyperplane"]
    rows = [points.rows[i] for i in document["evidence"]["indices"]]
    return {**found, f"{points.row_word}s": rows, "normal": normal, "offset": offset}


def build_files(
    form: str,
    rows: list[tuple[Any, ...]],
    labels: list[int],
    blocks: int,
    shear: tuple[int, ...] | None,
) -> tuple[dict[str, Any], dict[str, str | bytes]]:
    """The network's counts beside the formulas, and its files."""
    from memproof.cli.show import summarize_sizes
    from memproof.constructions.residual import (
        build_hats,
        build_peeled,
        build_residual,
        count_printed_nodes,
        count_ridges,
        flatten_residual,
    )
    from memproof.networks import find_errors, measure
    from memproof.networks.documents import build_values_document
    from memproof.networks.files import canonical_text, network_to_json

    size, d = len(rows), len(rows[0])
    counted: dict[str, Any] = {}
    files: dict[str, str | bytes] = {}
    network: Network
    if form == "blocks":
        found = build_residual(rows, labels, blocks, shear)
        network = flatten_residual(found)
        counted = {
            "blocks": len(found.blocks),
            "hidden_nodes": found.hidden_nodes,
            "formula": "2⌈N/(d − 1)⌉",
            "hidden_nodes_by_formula": count_ridges(size, d - 1),
            "hidden_nodes_printed": str(count_printed_nodes(size, d, blocks)),
        }
        files[BLOCKS_FILE] = canonical_text(describe_blocks(found)) + "\n"
    else:
        network = build_peeled(rows, labels) if form == "facets" else build_hats(rows, labels)
        per_group = 2 if form == "facets" else 3
        counted = {
            "hidden_nodes": network.width,
            "formula": f"{per_group}⌈N/d⌉",
            "hidden_nodes_by_formula": per_group * -(-size // d),
        }
    if find_errors(network, rows, labels):
        raise InputError("the network is wrong at a point")
    certificate = build_values_document(network, rows, labels)
    files[NETWORK_FILE] = canonical_text(network_to_json(network)) + "\n"
    files[CERTIFICATE_FILE] = canonical_text(certificate) + "\n"
    return {**counted, "one_layer": summarize_sizes(measure(network))}, files


def describe_blocks(network: ResidualNetwork) -> dict[str, Any]:
    """The blocks as JSON: each node's inner function of z_1 … z_(d−1) and its weight on z_d."""

    def write(inner: Functional) -> list[str]:
        return [str(entry) for entry in inner]

    return {
        "dimension": network.dimension,
        "shear": list(network.shear),
        "readout": f"z_{network.dimension}",
        "blocks": [
            [{"inner": write(node.inner), "weight": str(node.weight)} for node in block]
            for block in network.blocks
        ],
    }


def show_hyperplane(normal: list[str], offset: str) -> str:
    """The equation a_1·x1 + … + b = 0 of a hyperplane with integer coefficients."""
    parts = [(int(weight), f"·x{j}") for j, weight in enumerate(normal, 1)]
    shown = ""
    for weight, name in [*parts, (int(offset), "")]:
        if weight:
            sign = ("− " if weight < 0 else "") if not shown else (" − " if weight < 0 else " + ")
            shown += f"{sign}{abs(weight)}{name}"
    return f"{shown} = 0"


def print_result(points: DataSet, summary: dict[str, Any]) -> None:
    """Print the decision and, where there is a network, its counts beside the formulas."""
    from memproof.cli.show import describe_data, print_table, show_count

    for line in describe_data(points):
        click.echo(line)
    place = summary["general_position"]
    read = place["coordinates"]
    if any(place["shear"]):
        added = ", ".join(f"x{j} + {c}·x{read + 1}" for j, c in enumerate(place["shear"], 1))
        click.echo(
            f"sheared, since the first {read} coordinates are not in general position: {added}"
        )
    which = "all" if read == points.dimension else f"the first {read}"
    if not place["holds"]:
        rows = place[f"{points.row_word}s"]
        click.echo(
            f"not in general position ({which} coordinates): {points.row_word}s"
            f" {', '.join(map(str, rows))} lie on"
            f" {show_hyperplane(place['normal'], place['offset'])}"
        )
        return
    click.echo(
        f"general position of {which} coordinates: all {show_count(place['determinants'])}"
        " determinants are nonzero"
    )
    sizes = summary["network"]
    rows = [
        (
            "hidden nodes",
            show_count(sizes["hidden_nodes"]),
            str(sizes["hidden_nodes_by_formula"]),
            f"{sizes['formula']}, ours",
        ),
    ]
    if "blocks" in sizes:
        rows.append(("", "", f"≤ {sizes['hidden_nodes_printed']}", "4N/d + 4L, transcribed"))
        rows.append(("residual blocks L", show_count(sizes["blocks"]), "", ""))
    rows.append(
        (
            "bits of the largest weight",
            show_count(sizes["one_layer"]["largest_weight_bits"]),
            "",
            "",
        )
    )
    print_table("", ("", "counted", "formula", "source"), rows)
    click.echo(f"All {points.count} points verified exactly.")
