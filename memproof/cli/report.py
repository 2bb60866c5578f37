"""``memproof report``: check every lemma and write the report."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from memproof.errors import InputError

if TYPE_CHECKING:
    from memproof.library import Library, Outcome
    from memproof.report import Report, Request


@click.command("report")
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("report"),
    show_default=True,
    help="Folder for index.html, report.md, report.json and report.tex.",
)
@click.option("--regenerate", is_flag=True, help="Make all certificates again first.")
@click.option(
    "--only",
    multiple=True,
    metavar="ID",
    help="With --regenerate: only this lemma or part (may be repeated).",
)
@click.option(
    "--missing", is_flag=True, help="With --regenerate: only parts without an accepted certificate."
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    default=20.0,
    show_default=True,
    help="With --regenerate: seconds for each claim.",
)
@click.option(
    "--rebuild",
    is_flag=True,
    help="Build the network evidence again and compare it with the files.",
)
@click.option(
    "--lemmas",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of lemmas instead of the library's own.",
)
@click.option(
    "--points", "-n", multiple=True, metavar="N", help="Show the theorems at so many points."
)
@click.option("--separation", multiple=True, metavar="δ", help="… at this distance, as in check.")
@click.option("--dimension", multiple=True, metavar="d", help="… in this dimension.")
@click.option("--classes", multiple=True, metavar="C", help="… with so many labels.")
@click.option("--width", multiple=True, metavar="W", help="… for this width.")
@click.option("--depth", multiple=True, metavar="L", help="… for so many hidden layers.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON on stdout.")
def report(
    output: Path,
    regenerate: bool,
    only: tuple[str, ...],
    missing: bool,
    time_limit: float,
    rebuild: bool,
    lemmas: Path | None,
    points: tuple[str, ...],
    separation: tuple[str, ...],
    dimension: tuple[str, ...],
    classes: tuple[str, ...],
    width: tuple[str, ...],
    depth: tuple[str, ...],
    as_json: bool,
) -> None:
    """Replay every certificate of the library and write the report.

    --points and --separation, repeated for several sets, add what the theorems say there; each of
    the other parameters is given never, once for all sets, or once for each.

    Exit codes: 0 everything stored is accepted and up to date (open questions are reported, not
    counted); 1 a certificate is rejected or stale, a verdict is not the expected one, or a declared
    edge is not a real one; 3 the lemmas cannot be loaded.
    """
    from memproof.library import load_library
    from memproof.report import CanaryError, build_report, render_json, write_report

    if not regenerate and (only or missing):
        raise click.UsageError("--only and --missing need --regenerate")
    requests = _requests(
        points,
        {
            "separation": separation,
            "dimension": dimension,
            "classes": classes,
            "width": width,
            "depth": depth,
        },
    )
    library = load_library(lemmas)
    if regenerate:
        _regenerate(library, only, missing, time_limit)
    try:
        made = build_report(library, rebuild=rebuild, requests=requests)
    except CanaryError as error:
        click.echo(f"Nothing is reported: {error}:", err=True)
        for survivor in error.survivors:
            click.echo(f"  {survivor}", err=True)
        raise click.exceptions.Exit(1) from None
    try:
        files = write_report(made, output)
    except OSError as error:
        raise InputError(f"cannot write the report: {error.strerror}") from None
    if as_json:
        click.echo(render_json(made), nl=False)
    else:
        for line in _summary(made, files):
            click.echo(line)
    for message in made.errors:
        click.echo(f"Error: {message}", err=True)
    if made.errors:
        raise click.exceptions.Exit(1)


def _requests(
    points: tuple[str, ...], others: Mapping[str, tuple[str, ...]]
) -> tuple[Request, ...]:
    """One set of parameters for each number of points."""
    from memproof.report import Request

    if points and not others["separation"]:
        raise click.UsageError("--points needs --separation")
    for name, values in others.items():
        if values and not points:
            raise click.UsageError(f"--{name} needs --points")
        if len(values) > 1 and len(values) != len(points):
            raise click.UsageError(
                f"--{name} was given {len(values)} times for {len(points)} times --points"
            )
    return tuple(
        Request(
            count,
            **{
                name: values[position if len(values) > 1 else 0]
                for name, values in others.items()
                if values
            },
        )
        for position, count in enumerate(points)
    )


def _regenerate(library: Library, only: tuple[str, ...], missing: bool, time_limit: float) -> None:
    from memproof.library import regenerate

    def show(outcome: Outcome) -> None:
        detail = f": {'; '.join(outcome.detail)}" if outcome.detail else ""
        click.echo(f"{outcome.id}: {outcome.verdict}{detail}", err=True)

    try:
        regenerate(library, only or None, time_limit, show, missing_only=missing)
    except OSError as error:
        raise InputError(f"cannot write a certificate: {error.strerror}") from None


def _summary(made: Report, files: tuple[Path, ...]) -> list[str]:
    lines = [f"{count:5} {state}" for state, count in made.states]
    if not lines:
        lines = ["no lemmas"]
    for constant in made.constants:
        if constant.sense and constant.verdict.startswith("proved"):
            best = f", the {constant.sense}" if constant.best else ""
            value = " ".join(dict.fromkeys((constant.value, constant.decimal))).strip()
            lines.append(
                f"{constant.name} = {value} {constant.verdict}{best}:"
                f" {constant.part}, for {constant.given or 'all'}"
            )
    lines += [f"{claim.verdict}: {claim.id} ({claim.source})" for claim in made.claims]
    lines += [f"erratum: {part.id}: {part.formula}" for part in made.errata]
    lines += [f"open: {item.id}: {item.state}: {item.reason}" for item in made.open]
    refused = sum(count for _, count in made.canaries)
    lines.append(f"{refused} wrong certificates were refused before")
    lines.append(f"written: {', '.join(path.as_posix() for path in files)}")
    return lines
