"""``memproof build``: an exact network that memorizes a data set, with a certificate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from memproof.cli.data import data_options
from memproof.cli.folder import CERTIFICATE_FILE, DATA_FILE, NETWORK_FILE, SUMMARY_FILE
from memproof.constructions.registry import METHODS
from memproof.errors import InputError

if TYPE_CHECKING:
    from memproof.constructions.memorize import Memorization
    from memproof.datasets import DataSet
    from memproof.datasets.tables import ReadOptions

# Margins of larger networks take longer than building them: `memproof verify` has them.
MARGIN_POINTS = 1000
MARGIN_DEPTH = 2


@click.command()
@click.argument("data", required=False)
@click.option("--random", "random_count", type=int, metavar="N", help="N random points instead.")
@click.option("--dimension", type=int, metavar="D", help="Dimension of random points.")
@click.option("--classes", type=int, metavar="C", help="Classes of random points (default 2).")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of every random choice.")
@data_options()
@click.option("--class-names", metavar="A,B,…", help="The classes, in the order 0, 1, ….")
@click.option("--rescale", is_flag=True, help="Bring points into the unit ball by a factor.")
@click.option("--width", type=int, help="At most this width, and as few layers as possible.")
@click.option("--depth", type=int, help="At most this many hidden layers, as narrow as possible.")
@click.option(
    "--method",
    type=click.Choice(METHODS),
    help="The construction (default: the best of the first four).",
)
@click.option("--output", default="network", show_default=True, help="Folder for the results.")
@click.option("--force", is_flag=True, help="Overwrite files in the folder.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.option("--no-limit", is_flag=True, help="Build however large the work is.")
@click.option("--progress/--no-progress", default=None, help="Progress bar (default: terminals).")
def build(
    data: str | None,
    random_count: int | None,
    dimension: int | None,
    classes: int | None,
    seed: int,
    read_options: ReadOptions,
    class_names: str | None,
    rescale: bool,
    width: int | None,
    depth: int | None,
    method: str | None,
    output: str,
    force: bool,
    as_json: bool,
    no_limit: bool,
    progress: bool | None,
) -> None:
    """Build a network that memorizes DATA exactly, and check every point.

    DATA is a .csv, .npy or .npz file of labelled points of the unit ball. The folder then holds
    network.json, certificate.json (for `memproof.checker`), summary.json and, for random points,
    data.npz. Without --width and --depth the network has as few parameters as possible.
    """
    folder = Path(output)
    if random_count is None and (dimension is not None or classes is not None):
        raise click.UsageError("--dimension and --classes describe --random points")
    if (data is None) == (random_count is None):
        raise click.UsageError("give either DATA or --random N")
    if width is not None and width < 1:
        raise InputError(f"the width must be at least 1, not {width}")
    if depth is not None and depth < 1:
        raise InputError(f"the depth must be at least 1, not {depth}")

    from memproof.cli.folder import require_free, split_names, write_folder
    from memproof.cli.show import show_progress
    from memproof.constructions.memorize import build_certificate, memorize
    from memproof.datasets import read_data_set, sample_unit_ball

    names = [NETWORK_FILE, CERTIFICATE_FILE, SUMMARY_FILE]
    names += [DATA_FILE] if random_count is not None else []
    require_free(folder, names, force=force)
    if random_count is not None:
        if dimension is None:
            raise click.UsageError("--random needs --dimension")
        points = sample_unit_ball(
            random_count,
            dimension,
            2 if classes is None else classes,
            seed,
            limit=not no_limit,
        )
    else:
        points = read_data_set(
            data or "",
            options=read_options,
            class_names=split_names(class_names),
            limit=not no_limit,
        )
    with show_progress(progress) as report:
        result = memorize(
            points,
            width=width,
            depth=depth,
            method=method,
            rescale=rescale,
            seed=seed,
            limit=not no_limit,
            progress=report,
        )
    summary = summarize(result)
    from memproof.networks.files import canonical_text, network_to_json

    files: dict[str, str | bytes] = {
        NETWORK_FILE: canonical_text(network_to_json(result.network)) + "\n",
        CERTIFICATE_FILE: canonical_text(build_certificate(result)) + "\n",
        SUMMARY_FILE: json.dumps(summary, indent=1, ensure_ascii=False) + "\n",
    }
    if random_count is not None:
        files[DATA_FILE] = encode_npz(points)
    write_folder(folder, files, force=force)
    if as_json:
        click.echo(json.dumps(summary, indent=1, ensure_ascii=False))
        return
    print_result(result)
    written = ", ".join(files)
    click.echo(f"All {points.count} points verified exactly. Wrote {written} to {folder}/")


def encode_npz(data: DataSet) -> bytes:
    """The doubles of a sampled data set as the bytes of an NPZ archive with X and y."""
    from io import BytesIO

    import numpy as np

    points = [[float(value) for value in data.point(at)] for at in range(data.count)]
    stream = BytesIO()
    np.savez(stream, X=np.array(points), y=np.array(data.labels, dtype=np.int64))
    return stream.getvalue()


def summarize(result: Memorization) -> dict[str, Any]:
    """What was built, as a JSON object: sizes counted beside sizes promised, no times, no paths."""
    from memproof.cli.show import summarize_sizes
    from memproof.networks.files import digest_network

    data, keys, plan = result.data, result.keys, result.construction
    separation, bound = result.separation, plan.squared_size_bound
    return {
        "data": {
            "source": data.source,
            "points": data.count,
            "dimension": data.dimension,
            "classes": list(data.classes),
            "numbers": data.number_kind,
            "merged_duplicates": len(data.merged),
            "rescale_factor": str(result.factor),
            "separation_lower_bound": None
            if separation is None
            else str(separation.lower_bound * result.factor),
        },
        "keys": {
            "direction": list(keys.direction),
            "bits": keys.key_bits,
            "bits_by_theorem": keys.theorem_key_bits,
            "margin_scale": keys.margin_scale,
        },
        "plan": {
            "method": plan.method,
            "width": plan.width,
            "depth": plan.depth,
            "parameters": plan.parameters,
            **plan.shape,
        },
        "network": {"digest": digest_network(result.network), **summarize_sizes(result.sizes)},
        "squared_size": result.squared_size,
        **({} if bound is None else {"squared_size_by_theorem": bound}),
        "verified_points": data.count,
    }


def print_result(result: Memorization) -> None:
    """Print what was read and the sizes counted on the network beside the formulas."""
    from memproof.cli.show import describe_data, print_table, show_count, show_short

    data, keys, plan, sizes = result.data, result.keys, result.construction, result.sizes
    for line in describe_data(data, result.factor):
        click.echo(line)
    if result.separation is not None:
        delta = result.separation.lower_bound * result.factor
        click.echo(f"separation δ ≥ {show_short(delta)}, exact square known")
    source = plan.source
    click.echo(f"method {plan.method} ({source}): {plan.shape_words}")
    click.echo("{}: {}".format(*plan.promise))
    rows = [
        ["width W", show_count(sizes.width), f"≤ {show_count(plan.width)}", source],
        ["depth L (hidden layers)", show_count(sizes.depth), f"≤ {show_count(plan.depth)}", source],
        ["parameters", show_count(sizes.parameters), f"≤ {show_count(plan.parameters)}", source],
        ["neurons", show_count(sizes.neurons), "", ""],
        ["nonzero weights", show_count(sizes.nonzero_weights), "", ""],
        ["bits of the largest weight", show_count(sizes.largest_weight_bits), "", ""],
        ["bits of all weights", show_count(sizes.total_bits), "", ""],
    ]
    if keys.theorem_key_bits is not None:
        rows.append(
            ["key bits B", str(keys.key_bits), f"≤ {keys.theorem_key_bits}", "U2, U3, U4 from δ"]
        )
    promise = ["", ""]
    if plan.squared_size_bound is not None:
        promise = [show_count(plan.squared_size_bound), "U12: 81·N(B + c) suffice"]
    rows.append(["W²L²", show_count(result.squared_size), *promise])
    print_table("", ["", "counted", "formula", "source"], rows)
    margin = describe_margin(result)
    if margin is not None:
        click.echo(margin)


def describe_margin(result: Memorization) -> str | None:
    """The smallest margin, and what to do if float64 cannot resolve it; None if it takes long."""
    from fractions import Fraction

    from memproof.cli.show import round_down
    from memproof.networks.margins import bound_margins

    data = result.data
    if data.count > MARGIN_POINTS or result.sizes.depth > MARGIN_DEPTH:
        return None
    margins = bound_margins(result.network, data.numerators, data.denominator, data.labels)
    radii = [margin.radius for margin in margins if margin.radius is not None]
    if not radii:
        return "every margin is unbounded"
    smallest = min(radii)
    line = f"smallest margin in R^{data.dimension} ≥ {round_down(smallest)}"
    largest = Fraction(max(abs(entry) for row in data.numerators for entry in row))
    if smallest >= largest / data.denominator / 2**53:
        return line
    line += ", less than float64 resolves at these points"
    return line + (
        ": --method steps is constant around each" if result.construction.method == "direct" else ""
    )
