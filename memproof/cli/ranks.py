"""``memproof ranks``: exact generic ranks for polynomial activations, and where counting fails."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from memproof.errors import InputError, SizeLimitError

if TYPE_CHECKING:
    from memproof.smooth.ranks import RankCase

RANKS_FILE = "ranks.json"
EXIT_UNDECIDED = 2
MAX_CASES = 5_000
MAX_WORK = 200_000_000


@click.command()
@click.option("--degree", metavar="K", help="ψ = x^k for these k: 4, 1..6 or 2,4.")
@click.option("--polynomial", metavar="TEXT", help="Another ψ instead, such as 'x^2 + 3*x^3'.")
@click.option("--dimension", metavar="D", required=True, help="Input dimensions.")
@click.option("--neurons", metavar="M", help="Numbers of neurons (not for a power).")
@click.option("--points", type=int, metavar="N", help="Points; default: as many as can matter.")
@click.option(
    "--structure",
    type=click.Choice(["khatri-rao", "jacobian", "hadamard", "power"]),
    default="khatri-rao",
    show_default=True,
    help="The matrix: first layer, whole Jacobian, ψ(W·X), or the Khatri–Rao power of X.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the integers tried.")
@click.option("--all", "show_all", is_flag=True, help="List every case, not the exceptions only.")
@click.option("--output", metavar="FOLDER", help="Write the certificates there.")
@click.option("--force", is_flag=True, help="Overwrite files in the folder.")
@click.option("--json", "as_json", is_flag=True, help="Print the ranks as JSON.")
def ranks(
    degree: str | None,
    polynomial: str | None,
    dimension: str,
    neurons: str | None,
    points: int | None,
    structure: str,
    seed: int,
    show_all: bool,
    output: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Find generic ranks over a grid of (k, d, m), and the exceptions to counting.

    From below a rank is a minor that is not zero modulo a prime, from above an argument that the
    checker knows; a rank is exact where the two meet, and an exception where it is smaller than
    min{n, columns, monomials}. --output writes a certificate of all ranks, and for each exception
    of a power x^k refutations of "rank = min{md, n}" and "rank = min{md, n, D}".

    Exit codes: 0 every rank is exact; 2 some are shown from below only.
    """
    if (degree is None) == (polynomial is None):
        raise click.UsageError("give either --degree K or --polynomial TEXT")
    if (neurons is None) != (structure == "power"):
        raise click.UsageError("--neurons M is needed, except for --structure power")
    if seed < 0 or seed.bit_length() > 256:
        raise InputError("--seed must be from 0 to 2^256 - 1")
    from memproof.smooth.ranks import decide_rank, make_case, read_polynomial

    dimensions = read_numbers("--dimension", dimension)
    widths = read_numbers("--neurons", neurons) if neurons is not None else [0]
    if polynomial is not None:
        activations = [read_polynomial(polynomial)]
    else:
        activations = [{k: 1} for k in read_numbers("--degree", degree or "")]
    if len(activations) * len(dimensions) * len(widths) > MAX_CASES:
        raise SizeLimitError(f"more than {MAX_CASES} cases")
    cases = [
        make_case(structure, activation, d, m, points)
        for activation in activations
        for d in dimensions
        for m in widths
    ]
    if sum(c.points * c.columns * min(c.points, c.columns) for c in cases) > MAX_WORK:
        raise SizeLimitError("these matrices are too large together: take fewer or smaller ones")
    folder = Path(output) if output is not None else None
    if folder is not None:
        from memproof.cli.folder import require_free

        require_free(folder, [RANKS_FILE], force=force)
    found: list[RankCase] = [decide_rank(case, seed) for case in cases]
    contiguous = all(
        [*range(v[0], v[-1] + 1)] == v
        for v in ([*(max(a) for a in activations)], dimensions, widths)
    )
    grid = None
    if polynomial is None and points is None and contiguous and all(one.exact for one in found):
        degrees = [max(a) for a in activations]
        grid = (span(degrees), span(dimensions), span(widths))
    files = certificates(found, grid)
    table = {
        "structure": structure,
        "cases": len(found),
        "exact": sum(one.exact for one in found),
        "exceptions": [describe(one) for one in found if one.exceptional],
        "ranks": [describe(one) for one in found],
    }
    if folder is not None:
        from memproof.cli.folder import write_folder

        write_folder(folder, files, force=force)
    if as_json:
        click.echo(json.dumps(table, indent=1, ensure_ascii=False))
    else:
        print_ranks(found, show_all)
        if folder is not None:
            click.echo(f"Wrote {', '.join(sorted(files))} to {folder}/")
    if not all(one.exact for one in found):
        raise SystemExit(EXIT_UNDECIDED)


def certificates(
    found: Sequence[RankCase], grid: tuple[range, range, range] | None
) -> dict[str, str | bytes]:
    """The documents of all ranks and of the refutations at the exceptions, each checked."""
    from memproof.certificates import canonical
    from memproof.checker.documents import Session
    from memproof.smooth.ranks import build_rank_document, build_refutations

    documents = [build_rank_document("ranks", found, grid=grid)]
    for one in found:
        documents += build_refutations(one)
    session = Session(documents)
    for document in documents:
        session.check(document["id"])
    return {f"{document['id']}.json": canonical(document) + b"\n" for document in documents}


def span(numbers: Sequence[int]) -> range:
    """The range from the first to the last."""
    return range(numbers[0], numbers[-1] + 1)


def read_numbers(name: str, text: str) -> list[int]:
    """Increasing numbers from a text such as 4, 1..6 or 2,4,8..10."""
    numbers: set[int] = set()
    for part in text.split(","):
        match = re.fullmatch(r"\s*([0-9]{1,5})(?:\.\.([0-9]{1,5}))?\s*", part, flags=re.ASCII)
        if not match:
            raise InputError(f"{name} is a list such as 4, 1..6 or 2,4, not {text[:60]!r}")
        first = int(match[1])
        last = int(match[2] or first)
        if last < first or last - first >= MAX_CASES:
            raise InputError(f"{name}: {part.strip()} is no range of at most {MAX_CASES} numbers")
        numbers.update(range(first, last + 1))
    return sorted(numbers)


def describe(one: RankCase) -> dict[str, Any]:
    """A case as a JSON object."""
    return {
        "polynomial": show_polynomial(one),
        "dimension": one.case.dimension,
        "neurons": one.case.neurons,
        "points": one.case.points,
        "rank": one.lower,
        "at_most": one.upper,
        "count": one.regular,
        "exact": one.exact,
        "exceptional": one.exceptional,
        "bound": one.bound,
    }


def show_polynomial(one: RankCase) -> str:
    """ψ as a text."""
    terms: list[str] = []
    for k, c in one.case.polynomial:
        power = "" if k == 0 else "x" if k == 1 else f"x^{k}"
        factor = "" if abs(c) == 1 and power else str(abs(c))
        body = f"{factor}*{power}" if factor and power else factor or power
        sign = ("- " if c < 0 else "+ ") if terms else ("-" if c < 0 else "")
        terms.append(sign + body)
    return " ".join(terms)


def print_ranks(found: Sequence[RankCase], show_all: bool) -> None:
    """Print the cases that are exceptional or open, or all, and how many there are."""
    from memproof.cli.show import print_table

    shown = [one for one in found if show_all or one.exceptional or not one.exact]
    if shown:
        rows = [
            [
                show_polynomial(one),
                *map(str, (one.case.dimension, one.case.neurons, one.case.points)),
                str(one.lower) if one.exact else f"{one.lower} … {one.upper}",
                str(one.regular),
                one.bound,
            ]
            for one in shown
        ]
        heads = ["ψ", "d", "m", "n", "rank", "count", "at most, by"]
        print_table("", heads, rows)
    exceptional = sum(one.exceptional for one in found)
    exact = sum(one.exact for one in found)
    click.echo(
        f"{len(found)} {found[0].case.structure} matrices: {exact} ranks exact, "
        f"{exceptional} below min{{n, columns, monomials}}"
    )
