"""``memproof refute``: networks that contradict a printed bound, for any constant."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from memproof.cli.folder import SUMMARY_FILE
from memproof.errors import InputError

if TYPE_CHECKING:
    from memproof.shattering.refutations import GrowingWitness, Refutation, Table

MAX_NETWORK_FILES = 64
MAX_SHOWN_DIGITS = 40


@click.command()
@click.argument("name", required=False)
@click.option("--constant", "-c", metavar="c", help="The claimed constant, exact: 1/100, 2^-1000.")
@click.option(
    "--points", default="4", metavar="N", show_default=True, help="Points of the fixed witness."
)
@click.option("--exponent", metavar="a", help="The growing witness has δ = N^-a.  [default: 1]")
@click.option("--output", default="refutation", show_default=True, help="Folder for the results.")
@click.option("--force", is_flag=True, help="Overwrite files in the folder.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of sampled labelings.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.option("--no-limit", is_flag=True, help="All labelings, however many there are.")
@click.option("--list", "show_list", is_flag=True, help="List the refutable claims.")
def refute(
    name: str | None,
    constant: str | None,
    points: str,
    exponent: str | None,
    output: str,
    force: bool,
    seed: int,
    as_json: bool,
    no_limit: bool,
    show_list: bool,
) -> None:
    """Refute the claim NAME at a constant, by exact networks built and verified on the spot.

    Two witnesses: N points (--points) at distance δ = 2^-k with k found, and N points at distance
    N^-a (--exponent) with N found. The folder then holds the networks, the certificates for
    `python -m memproof.checker` and summary.json.
    """
    from memproof.shattering import refutations as module

    if show_list:
        print_list(as_json)
        return
    if name is None:
        raise click.UsageError("name a claim, or use --list")
    if constant is None:
        raise click.UsageError("give the constant that is claimed: --constant 1/100")
    if not (points.isascii() and points.isdigit() and len(points) < 10):
        raise InputError(f"the number of points must be an integer, not {points[:40]!r}")
    found = module.refute(
        name, constant, points=int(points), exponent=exponent, seed=seed, limit=not no_limit
    )
    summary = summarize(found)
    files = list_files(found, summary)
    from memproof.cli.folder import write_folder

    write_folder(Path(output), files, force=force)
    if as_json:
        click.echo(json.dumps(summary, indent=1, ensure_ascii=False))
        return
    print_result(found)
    click.echo(f"Wrote {len(files)} files to {output}/; replay the certificates with")
    click.echo(
        f"  python -m memproof.checker {output}/fixed-*.certificate.json"
        f" {output}/growing-*.certificate.json"
    )


def print_list(as_json: bool) -> None:
    """The refutable claims with their sources."""
    from memproof.shattering.refutations import REFUTABLE

    if as_json:
        rows = [
            {"name": one.name, "claim": one.claim, "source": one.source, "reason": one.reason}
            for one in REFUTABLE
        ]
        click.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    for one in REFUTABLE:
        click.echo(one.name)
        click.echo(f"  claim:   {one.claim}")
        click.echo(f"  source:  {one.source}")
        click.echo(f"  refuted: {one.reason}")


def list_files(found: Refutation, summary: dict[str, Any]) -> dict[str, str | bytes]:
    """Contents by file name: networks of the fixed witness, every certificate, the summary."""
    from memproof.networks.files import canonical_text, network_to_json

    files: dict[str, str | bytes] = {}
    table = found.fixed.table
    for labels, network in list(zip(table.labels, table.networks, strict=True))[:MAX_NETWORK_FILES]:
        name = f"fixed-{''.join(map(str, labels))}.network.json"
        if len(labels) > MAX_NETWORK_FILES:
            name = f"fixed-sample-{len(files)}.network.json"
        files[name] = canonical_text(network_to_json(network)) + "\n"
    for name, document in found.documents.items():
        files[f"{name}.certificate.json"] = canonical_text(document) + "\n"
    files[SUMMARY_FILE] = json.dumps(summary, indent=1, ensure_ascii=False) + "\n"
    return files


def summarize(found: Refutation) -> dict[str, Any]:
    """Both witnesses as a JSON object; exact numbers are texts, no times, no paths."""
    from memproof.bounds.exact import format_exact

    fixed, growing = found.fixed, found.growing
    if growing.points is not None:
        points, width = str(growing.points), str(growing.width)
    else:
        points, width = f"4^{growing.half_exponent}", f"2^{growing.half_exponent}"
    return {
        "claim": found.claim.name,
        "statement": found.claim.claim,
        "source": found.claim.source,
        "constant": format_exact(found.constant),
        "verdict": "refuted",
        "fixed": {
            "points": fixed.points,
            "separation": f"2^-{fixed.exponent}",
            "width": fixed.width,
            "depth": fixed.depth,
            "squared_size": fixed.squared_size,
            "claimed_bound": format_exact(fixed.bound),
            **summarize_table(fixed.table),
        },
        "growing": {
            "points": points,
            "separation": f"N^-{growing.exponent}",
            "dimension": growing.dimension,
            "width": width,
            "depth": growing.depth,
            "least": growing.is_least,
            "instances": [
                {"points": len(table.points), **summarize_table(table)}
                for table in growing.instances
            ],
        },
        "certificates": list(found.documents),
    }


def summarize_table(table: Table) -> dict[str, Any]:
    """What was built and verified for one data set."""
    from memproof.networks.network import measure

    sizes = [measure(network) for network in table.networks]
    return {
        "labelings": len(table.labels),
        "all_labelings": table.all_labelings,
        "coordinates_in_units_of": table.unit,
        "largest_width": max(one.width for one in sizes),
        "largest_depth": max(one.depth for one in sizes),
        "largest_weight_bits": max(one.largest_weight_bits for one in sizes),
    }


def print_result(found: Refutation) -> None:
    """Both witnesses in a few lines."""
    fixed, growing = found.fixed, found.growing
    c = show(found.constant)
    click.echo(f"{found.claim.name}: {found.claim.claim}")
    click.echo(f"REFUTED for c = {c}")
    click.echo("")
    click.echo("Fixed size, small separation")
    short = len(str(fixed.exponent)) <= MAX_SHOWN_DIGITS
    delta = f"2^-{fixed.exponent}" if short else f"2^-k with k = {show(fixed.exponent)}"
    click.echo(f"  N = {fixed.points}, δ = {delta}, W = {fixed.width}, L = {fixed.depth}")
    excess = fixed.bound - fixed.squared_size
    bound = show(fixed.bound)
    if bound.startswith("about"):
        bound = f"{fixed.squared_size} + {show(excess).removeprefix('about ')}…"
    click.echo(f"  W²L² = {fixed.squared_size}  <  c·N·log2(1/δ) = {bound}")
    click.echo(f"  {describe_table(fixed.table)}")
    click.echo("")
    click.echo(f"Growing N, δ = N^-{show(growing.exponent)}" + describe_space(growing))
    sizes = describe_growing(growing)
    click.echo(f"  {sizes}, L = 2: W²L² = 4⌈√N⌉² < c·N·log2(1/δ)")
    for table in growing.instances:
        points = len(table.points)
        ratio = Fraction(4 * table_width(points) ** 2, points)
        click.echo(
            f"  at N = {points}: W²L² = {4 * table_width(points) ** 2} = {show(ratio)}·N ≤ 7.2·N;"
            f" {describe_table(table)}"
        )
    click.echo("")
    click.echo(
        "That NN(W, L) memorizes every such data set is Theorem T"
        " (one neuron for N = 2); the tables show it on exact data."
    )


def table_width(points: int) -> int:
    """⌈√N⌉."""
    from math import isqrt

    return isqrt(points - 1) + 1


def describe_table(table: Table) -> str:
    """How many networks were verified, on which coordinates."""
    count = len(table.labels)
    which = f"all {count} labelings" if table.all_labelings else f"a sample of {count} labelings"
    unit = "" if table.unit == "1" else " (coordinates in units of δ: 1/δ scales the first layer)"
    return f"{which}: networks built, verified exactly and replayed by the checker{unit}"


def describe_space(growing: GrowingWitness) -> str:
    """Where the points lie, if not on a line."""
    if growing.dimension == 1:
        return " (points on a line)"
    return f" (points in R^{growing.dimension}, where so many fit)"


def describe_growing(growing: GrowingWitness) -> str:
    """N and W, and whether N is the least."""
    if growing.points is None or growing.width is None:
        return f"N = 4^j, W = 2^j with j = {show(growing.half_exponent or 0)}"
    least = ", the least N ≥ 3 of this kind" if growing.is_least else ""
    return f"N = {show(growing.points)}{least}, W = {show(growing.width)}"


def show(value: int | Fraction) -> str:
    """An exact number, or for a long one its first digits."""
    from memproof.bounds.exact import format_decimal, format_exact

    text = format_exact(value)
    if len(text) <= MAX_SHOWN_DIGITS:
        return text
    return f"about {format_decimal(Fraction(value), 6)}"
