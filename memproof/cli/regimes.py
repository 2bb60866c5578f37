"""``memproof regimes``: a map of which bounds are best."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from memproof.errors import InputError

if TYPE_CHECKING:
    from memproof.bounds.regimes import Regimes

FILES = ("regimes.csv", "regimes.json", "regimes.png", "regimes.svg")


@click.command("regimes")
@click.option("--points", "-n", required=True, metavar="N", help="Number of points.")
@click.option("--dimension", metavar="d", help="Dimension of the points.  [default: 1]")
@click.option("--classes", default="2", metavar="C", show_default=True, help="Number of labels.")
@click.option(
    "--bits",
    metavar="FIRST:LAST",
    help="Range of log2(1/δ).  [default: from where N points fit]",
)
@click.option("--depth", metavar="FIRST:LAST", help="Range of L.  [default: 1 to 16·√N]")
@click.option("--columns", default=48, show_default=True, help="Values of log2(1/δ).")
@click.option("--rows", default=48, show_default=True, help="Values of L.")
@click.option("--output", default="regimes", show_default=True, help="Folder for the results.")
@click.option("--force", is_flag=True, help="Overwrite files in the folder.")
@click.option("--processes", type=click.IntRange(min=1), help="Default: the number of cores.")
@click.option("--json", "as_json", is_flag=True, help="Print the map as JSON.")
@click.option("--no-limit", is_flag=True, help="Accept numbers and grids of any size.")
def regimes(
    points: str,
    dimension: str | None,
    classes: str,
    bits: str | None,
    depth: str | None,
    columns: int,
    rows: int,
    output: str,
    force: bool,
    processes: int | None,
    as_json: bool,
    no_limit: bool,
) -> None:
    """Map over log2(1/δ) and L which upper and lower bound on W is best, and their gap.

    Every cell is decided exactly. Writes a table (CSV, JSON) and a picture (SVG, PNG).
    """
    from memproof.bounds.regimes import map_regimes, to_json
    from memproof.cli.folder import require_free, write_folder

    folder = Path(output)
    ranges = _range("bits", bits), _range("depth", depth)
    require_free(folder, list(FILES), force=force)
    with _Progress() as progress:
        found = map_regimes(
            points,
            dimension,
            classes,
            bits=ranges[0],
            depths=ranges[1],
            columns=columns,
            rows=rows,
            processes=processes,
            progress=progress.show,
            limit=not no_limit,
        )
    from memproof.report.figures import draw_regimes

    document = json.dumps(to_json(found), indent=1, ensure_ascii=False)
    write_folder(
        folder,
        {
            "regimes.csv": "".join(f"{line}\n" for line in _table(found)),
            "regimes.json": document + "\n",
            "regimes.png": draw_regimes(found, "png"),
            "regimes.svg": draw_regimes(found, "svg"),
        },
        force=force,
    )
    if as_json:
        click.echo(document)
        return
    for line in _summary(found):
        click.echo(line)
    click.echo(f"written: {', '.join((folder / name).as_posix() for name in FILES)}")


class _Progress:
    """A bar on stderr where that is a terminal."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import Progress

        console = Console(stderr=True)
        self.bar = Progress(console=console, transient=True, disable=not console.is_terminal)
        self.task = self.bar.add_task("columns", total=None)

    def __enter__(self) -> _Progress:
        self.bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.bar.stop()

    def show(self, done: int, total: int) -> None:
        """Say how many columns are done."""
        self.bar.update(self.task, completed=done, total=total)


def _range(name: str, text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    match = re.fullmatch(r"(\d{1,30}):(\d{1,30})", text, re.ASCII)
    if match is None:
        raise InputError(f"the range of {name} must be FIRST:LAST, such as 1:1000, not {text!r}")
    return int(match[1]), int(match[2])


def _table(found: Regimes) -> Iterator[str]:
    yield "log2_inverse_separation,depth,sufficient_width,by,necessary_width,by,gap"
    for column in found.cells:
        for cell in column:
            gap = "" if cell.gap is None else str(cell.gap)
            lower = str(cell.lower) if cell.feasible else ""
            upper = "" if cell.upper is None else str(cell.upper)
            yield (
                f"{cell.bits},{cell.depth},{upper},{cell.upper_by or ''},{lower},"
                f"{cell.lower_by or ''},{gap}"
            )


def _summary(found: Regimes) -> Iterator[str]:
    from memproof.bounds.exact import format_decimal
    from memproof.bounds.text import show_integer

    yield (
        f"N = {show_integer(found.points)}, d = {found.dimension}, "
        f"{show_integer(found.classes)} classes: {len(found.bits)} values of log2(1/δ) from "
        f"{found.bits[0]} to {found.bits[-1]}, {len(found.depths)} of L from {found.depths[0]} to "
        f"{found.depths[-1]}"
    )
    header = ("enough by", "needed by", "cells", "log2(1/δ)", "L", "gap in W²L²")
    lines = [header]
    for one in found.regions():
        gaps = "–"
        if one.gaps is not None:
            gaps = f"{format_decimal(one.gaps[0], 3)} … {format_decimal(one.gaps[1], 3, up=True)}"
        lines.append(
            (
                one.upper_by or "–",
                one.lower_by or "–",
                str(one.cells),
                f"{one.bits[0]} … {one.bits[1]}",
                f"{one.depths[0]} … {one.depths[1]}",
                gaps,
            )
        )
    widths = [max(len(line[i]) for line in lines) for i in range(len(header))]
    for line in lines:
        yield "  " + "  ".join(text.ljust(w) for text, w in zip(line, widths, strict=True)).rstrip()
    idle = sum(not cell.feasible for column in found.cells for cell in column)
    if idle:
        yield f"  no such points: {idle} cells"
