"""``memproof shatter``: how many of the 2^n labelings of given points a class takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from memproof.cli.data import data_options
from memproof.cli.folder import CERTIFICATE_FILE, SUMMARY_FILE
from memproof.errors import InputError

if TYPE_CHECKING:
    from memproof.datasets.tables import ReadOptions
    from memproof.networks.network import Network
    from memproof.shattering.labelings import Shattering

MAX_NETWORK_FILES = 4096


@click.command()
@click.argument("points")
@click.option("--class", "of", metavar="half-spaces|relu:W,L", help="The class.")
@click.option("--networks", metavar="FOLDER", help="The networks of this folder as the class.")
@click.option(
    "--reading",
    type=click.Choice(["sign", "value"]),
    help="Given networks: label 1 where the output is positive (sign, default), or output = label.",
)
@data_options(labelled=False)
@click.option("--tries", type=int, default=2000, show_default=True, help="Networks of a search.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of a search.")
@click.option("--output", default="shattering", show_default=True, help="Folder for the results.")
@click.option("--force", is_flag=True, help="Overwrite files in the folder.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.option("--no-limit", is_flag=True, help="Up to 2^20 labelings, however long it takes.")
def shatter(
    points: str,
    of: str | None,
    networks: str | None,
    reading: str | None,
    read_options: ReadOptions,
    tries: int,
    seed: int,
    output: str,
    force: bool,
    as_json: bool,
    no_limit: bool,
) -> None:
    """Count the labelings of POINTS that a class takes, with a certificate for each of the 2^n.

    POINTS is a CSV file, a row a point, every column a coordinate. Half-spaces are counted exactly.
    A class relu:W,L takes all labelings where the constructions hold so many points; otherwise a
    search gives a lower bound. The folder then holds certificate.json and summary.json.
    """
    if (of is None) == (networks is None):
        raise click.UsageError("give either --class or --networks")
    if reading is not None and networks is None:
        raise click.UsageError("--reading belongs to --networks")
    from memproof.cli.folder import require_free, write_folder
    from memproof.networks.files import canonical_text
    from memproof.shattering import labelings as module
    from memproof.shattering import points as reader

    folder = Path(output)
    require_free(folder, [CERTIFICATE_FILE, SUMMARY_FILE], force=force)
    read = reader.read_points(points, read_options)
    if networks is not None:
        found = module.shatter_given(
            read, load_networks(Path(networks)), reading=reading or "sign", limit=not no_limit
        )
    else:
        found = module.shatter(read, of or "", tries=tries, seed=seed, limit=not no_limit)
    summary = summarize(found)
    files: dict[str, str | bytes] = {
        CERTIFICATE_FILE: canonical_text(found.document) + "\n",
        SUMMARY_FILE: json.dumps(summary, indent=1, ensure_ascii=False) + "\n",
    }
    write_folder(folder, files, force=force)
    if as_json:
        click.echo(json.dumps(summary, indent=1, ensure_ascii=False))
        return
    print_result(found)
    click.echo(f"Wrote {', '.join(files)} to {folder}/")


def load_networks(folder: Path) -> list[Network]:
    """The networks among the JSON files of a folder, by name; other documents are passed over."""
    from memproof.networks.files import FORMAT, load_network

    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder")
    paths = sorted(folder.glob("*.json"))
    if len(paths) > MAX_NETWORK_FILES:
        raise InputError(f"{folder}: more than {MAX_NETWORK_FILES} JSON files")
    found = []
    for path in paths:
        try:
            is_network = f'"{FORMAT}"' in path.read_text(encoding="utf-8")
            other = '"memproof-certificate"' in path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise InputError(f"{path}: cannot be read") from None
        if is_network and not other:
            found.append(load_network(path))
    if not found:
        raise InputError(f"{folder}: no network among {len(paths)} JSON files")
    return found


def summarize(found: Shattering) -> dict[str, Any]:
    """The count as a JSON object; null where a number is not known or does not apply."""
    return {
        "points": len(found.points),
        "dimension": len(found.points[0]),
        "class": found.of,
        "reading": found.reading,
        "method": found.method,
        "labelings": found.labelings,
        "realised": found.realised,
        "refuted": found.refuted,
        "exact": found.is_exact,
        "shattered": found.is_shattered,
        "cover": found.cover,
        "growth_bound": found.growth_bound,
    }


def print_result(found: Shattering) -> None:
    """The count, the verdict, and both bounds beside it."""
    size, dimension = len(found.points), len(found.points[0])
    click.echo(f"{size} points in R^{dimension}, class {found.of} (label by {found.reading})")
    count = "" if found.is_exact else "at least "
    click.echo(f"realised: {count}{found.realised} of 2^{size} = {found.labelings} labelings")
    if found.refuted:
        click.echo(f"refuted:  {found.refuted}")
    verdict = {True: "yes", False: "no", None: "not decided (a lower bound only)"}
    click.echo(f"shattered: {verdict[found.is_shattered]}")
    if found.cover is not None:
        equal = "attained" if found.cover == found.realised else "not attained: special position"
        click.echo(f"Cover's formula, points in general position: {found.cover} ({equal})")
    if found.growth_bound is not None:
        click.echo(f"growth-function bound (V2), any {size} points: {found.growth_bound}")
    click.echo(f"by {found.method}; every row replayed by the checker")
