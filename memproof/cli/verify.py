"""``memproof verify``: checks a network on every point of a data set, in exact arithmetic."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from memproof.cli.data import data_options
from memproof.cli.folder import NETWORK_FILE, SUMMARY_FILE
from memproof.errors import InputError

if TYPE_CHECKING:
    from memproof.constructions.memorize import Verification
    from memproof.datasets import DataSet
    from memproof.datasets.tables import ReadOptions
    from memproof.formats.imports import ImportedNetwork
    from memproof.networks.margins import Margin

EXIT_WRONG = 1
MAX_SUMMARY_BYTES = 64 * 2**20


@click.command()
@click.argument("network")
@click.argument("data")
@data_options()
@click.option("--class-names", metavar="A,B,…", help="The classes, in the order 0, 1, ….")
@click.option(
    "--rule",
    type=click.Choice(["equal", "argmax", "sign"]),
    help="What a right answer is (default: as the file says).",
)
@click.option("--margins", "margins_file", metavar="FILE.csv", help="Write every point's margin.")
@click.option("--no-margins", is_flag=True, help="Only check the labels.")
@click.option("--force", is_flag=True, help="Overwrite the margins file.")
@click.option("--show", type=int, default=10, show_default=True, help="Wrong points to list.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--no-limit", is_flag=True, help="Verify however large the work is.")
@click.option("--progress/--no-progress", default=None, help="Progress bar (default: terminals).")
@click.pass_context
def verify(
    ctx: click.Context,
    network: str,
    data: str,
    read_options: ReadOptions,
    class_names: str | None,
    rule: str | None,
    margins_file: str | None,
    no_margins: bool,
    force: bool,
    show: int,
    as_json: bool,
    no_limit: bool,
    progress: bool | None,
) -> None:
    """Check NETWORK on every point of DATA exactly; exit code 1 when a point is wrong.

    NETWORK is a JSON file or a folder written by `memproof build`, whose summary then names the
    classes; or a network from elsewhere, its floating-point weights taken at their exact values:
    an .onnx file, a PyTorch state dict in a .safetensors file, or a scikit-learn network that
    `memproof.formats.scikit.save_classifier` wrote as .json.

    What is right: `equal`, the only output is the class's number; `argmax`, of C outputs the
    class's exceeds all others; `sign`, the only output is positive for class 1 and negative for
    class 0. The margin of a point is the radius in R^d within which its answer stays right (equal:
    within 1/2), bounded from below by an exact rational.
    """
    from memproof.cli.folder import require_new_file, split_names
    from memproof.cli.show import show_progress
    from memproof.constructions.memorize import verify_network
    from memproof.datasets import read_data_set
    from memproof.formats.imports import read_network

    if no_margins and margins_file is not None:
        raise click.UsageError("--margins and --no-margins exclude each other")
    target = Path(margins_file) if margins_file is not None else None
    if target is not None:
        require_new_file(target, force=force)
    path = Path(network)
    path = path / NETWORK_FILE if path.is_dir() else path
    loaded = read_network(path, limit=not no_limit)
    names = split_names(class_names) or find_class_names(path, loaded)
    points = read_data_set(data, options=read_options, class_names=names, limit=not no_limit)
    with show_progress(progress) as report:
        result = verify_network(
            loaded,
            points,
            rule=rule,
            margins=not no_margins,
            limit=not no_limit,
            progress=report,
        )
    if target is not None and result.margins is not None:
        write_margins(target, points, result.margins)
    if as_json:
        click.echo(json.dumps(summarize(points, loaded, result), indent=1, ensure_ascii=False))
    else:
        print_result(points, loaded, result, show)
        if target is not None:
            click.echo(f"Wrote {target}")
    if not result.all_right:
        ctx.exit(EXIT_WRONG)


def find_class_names(path: Path, loaded: ImportedNetwork) -> list[str] | None:
    """The classes that the network's file, or the summary beside a built network, names."""
    from memproof.networks.files import digest_network, parse_json

    if loaded.classes is not None:
        return list(loaded.classes)
    summary = path.with_name(SUMMARY_FILE)
    try:
        if summary.stat().st_size > MAX_SUMMARY_BYTES:
            return None
        document = parse_json(summary.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    try:
        names = document["data"]["classes"]
        digest = document["network"]["digest"]
    except (KeyError, TypeError):
        return None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return None
    return names if digest == digest_network(loaded.network) else None


def write_margins(target: Path, data: DataSet, margins: Sequence[Margin]) -> None:
    """A CSV file with row, label, the radius as a decimal rounded down and as an exact rational."""
    from memproof.cli.show import round_down
    from memproof.networks.files import write_text_atomically

    lines = ["row,label,radius,radius_lower_bound,exact"]
    for row, label, margin in zip(data.rows, data.labels, margins, strict=True):
        shown = "inf" if margin.radius is None else round_down(margin.radius)
        bound = "inf" if margin.radius is None else str(margin.radius)
        exact = "yes" if margin.is_exact else "at least"
        lines.append(f"{row},{label},{shown},{bound},{exact}")
    try:
        write_text_atomically(target, "\n".join(lines) + "\n")
    except OSError as error:
        raise InputError(f"{target}: cannot be written ({error.strerror})") from None


def list_statistics(margins: Sequence[Margin]) -> dict[str, Any]:
    """Smallest and median radius (None is unbounded) and how many are exact."""
    ordered = sorted(margins, key=lambda margin: (margin.radius is None, margin.radius or 0))
    smallest, middle = ordered[0], ordered[(len(ordered) - 1) // 2]
    return {
        "min": smallest.radius,
        "median": middle.radius,
        "exact": sum(margin.is_exact for margin in margins),
    }


def summarize(data: DataSet, loaded: ImportedNetwork, result: Verification) -> dict[str, Any]:
    """The verification as a JSON object; rationals are strings "p/q"."""
    from memproof.cli.show import summarize_sizes

    summary: dict[str, Any] = {
        "data": data.source,
        "source": loaded.source,
        "rule": result.rule,
        "notes": list(loaded.notes),
        "points": result.count,
        "right": result.count - len(result.wrong),
        "wrong": [
            {
                "row": point.row,
                "label": data.classes[point.label],
                "expected": point.label,
                "outputs": [str(value) for value in point.outputs],
            }
            for point in result.wrong
        ],
        "network": summarize_sizes(result.sizes),
    }
    if result.margins is not None:
        found = list_statistics(result.margins)
        summary["margins"] = {
            "min": None if found["min"] is None else str(found["min"]),
            "median": None if found["median"] is None else str(found["median"]),
            "exact": found["exact"],
        }
    return summary


def print_result(data: DataSet, loaded: ImportedNetwork, result: Verification, show: int) -> None:
    """Print what was checked, the wrong points and the margins."""
    from memproof.cli.show import describe_data, round_down, show_count, show_short
    from memproof.formats.imports import RULES

    for line in describe_data(data):
        click.echo(line)
    sizes = result.sizes
    click.echo(
        f"network: width {sizes.width}, depth {sizes.depth},"
        f" {show_count(sizes.parameters)} parameters,"
        f" weights of at most {show_count(sizes.largest_weight_bits)} bits"
    )
    if loaded.source != "memproof":
        click.echo(f"read from {loaded.source}, weights at their exact values")
    for note in loaded.notes:
        click.echo(f"note: {note}")
    click.echo(f"rule {result.rule}: {RULES[result.rule]}")
    for point in result.wrong[: max(show, 0)]:
        outputs = ", ".join(show_short(value) for value in point.outputs)
        outputs = outputs if len(point.outputs) == 1 else f"[{outputs}]"
        click.echo(
            f"wrong: {data.row_word} {point.row}: expected {point.label}"
            f" ({data.classes[point.label]}), output {outputs}"
        )
    if len(result.wrong) > max(show, 0):
        click.echo(f"… {len(result.wrong) - max(show, 0)} more wrong points (--show)")
    if result.margins is not None:
        found = list_statistics(result.margins)
        least, middle = (
            "unbounded" if found[name] is None else f"≥ {round_down(found[name])}"
            for name in ("min", "median")
        )
        click.echo(
            f"margin in R^{data.dimension}: smallest {least}, median {middle}"
            f" ({found['exact']} of {result.count} radii are exact)"
        )
    if result.all_right:
        click.echo(f"All {result.count} points verified exactly.")
    else:
        click.echo(f"{len(result.wrong)} of {result.count} points are wrong.")
