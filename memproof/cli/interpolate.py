"""``memproof interpolate``: an exact interpolation by a smooth two-layer network, certified."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from memproof.cli.data import data_options
from memproof.cli.folder import CERTIFICATE_FILE, SUMMARY_FILE
from memproof.errors import InputError, SizeLimitError

if TYPE_CHECKING:
    from memproof.datasets import DataSet
    from memproof.datasets.tables import ReadOptions
    from memproof.smooth.frontier import FrontierPoint
    from memproof.smooth.hypotheses import Failure
    from memproof.smooth.interpolate import Interpolation

FRONTIER_FILE = "frontier.json"
PLOT_FILE = "frontier.svg"
MAX_HIDDEN = 100_000
EXIT_IMPOSSIBLE = 1
EXIT_UNDECIDED = 2


@click.command()
@click.argument("data", required=False)
@click.option("--hidden", type=int, metavar="M", help="Number of hidden neurons.")
@click.option(
    "--activation",
    default="tanh",
    show_default=True,
    metavar="NAME",
    help="tanh, logistic, softplus, gelu, or x^k such as x^3.",
)
@click.option("--biases", is_flag=True, help="Give every hidden neuron a bias.")
@click.option("--random", "random_count", type=int, metavar="N", help="N generic random points.")
@click.option("--dimension", type=int, metavar="D", help="Dimension of random points.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of every random choice.")
@click.option("--starts", type=int, default=3, show_default=True, help="Starts of the search.")
@click.option("--steps", type=int, default=400, show_default=True, help="Steps of each start.")
@data_options()
@click.option("--class-names", metavar="A,B,…", help="The classes, in the order 0, 1, ….")
@click.option("--frontier", metavar="MxD,…", help="Certify ever more generic points instead.")
@click.option("--trials", type=int, default=3, show_default=True, help="Draws of the frontier.")
@click.option("--output", default="interpolation", show_default=True, help="Folder for results.")
@click.option("--force", is_flag=True, help="Overwrite files in the folder.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def interpolate(
    data: str | None,
    hidden: int | None,
    activation: str,
    biases: bool,
    random_count: int | None,
    dimension: int | None,
    seed: int,
    starts: int,
    steps: int,
    read_options: ReadOptions,
    class_names: str | None,
    frontier: str | None,
    trials: int,
    output: str,
    force: bool,
    as_json: bool,
) -> None:
    """Find weights of Σ v_j ψ(w_j·x) that take every label of DATA exactly, and certify them.

    The search runs in floating point; the certificate, which `memproof.checker` replays in
    rationals, says that real weights within a stated radius take every label exactly. Labels are
    the numbers 0, 1, … of the classes; random points have normal targets.

    Exit codes: 0 certified; 1 impossible for these data; 2 not found.
    """
    if sum(given is not None for given in (data, random_count, frontier)) != 1:
        raise click.UsageError("give either DATA, --random N or --frontier MxD,…")
    if dimension is not None and random_count is None:
        raise click.UsageError("--dimension describes --random points")
    for name, value in (("--starts", starts), ("--steps", steps), ("--trials", trials)):
        if value < 1:
            raise InputError(f"{name} must be at least 1, not {value}")
    if seed < 0:
        raise InputError(f"--seed must be at least 0, not {seed}")
    from memproof.smooth.interpolate import read_activation

    activation = read_activation(activation)
    folder = Path(output)
    if frontier is not None:
        if biases or hidden is not None:
            raise click.UsageError("--frontier has its own sizes and no biases")
        shapes = read_shapes(frontier)
        run_frontier(shapes, activation, trials, seed, starts, steps, folder, force, as_json)
        return
    if hidden is None:
        raise click.UsageError("--hidden M is needed")

    from memproof.checker.kinds.interpolation import MAX_POINTS
    from memproof.cli.folder import require_free, write_folder
    from memproof.smooth.hypotheses import find_failures
    from memproof.smooth.interpolate import decline
    from memproof.smooth.interpolate import interpolate as search

    require_free(folder, [CERTIFICATE_FILE, SUMMARY_FILE], force=force)
    loaded: DataSet | None = None
    if random_count is not None:
        from memproof.smooth.frontier import draw_generic

        if dimension is None:
            raise click.UsageError("--random needs --dimension")
        if random_count > 1024 or dimension > 10**5:
            raise InputError("random data: at most 1024 points in dimension 100000")
        points, targets = draw_generic(random_count, dimension, seed)
        source = f"generic:N={random_count},d={dimension},seed={seed}"
    else:
        from memproof.cli.folder import split_names
        from memproof.datasets import read_data_set

        loaded = read_data_set(
            data or "", options=read_options, class_names=split_names(class_names)
        )
        points = [list(loaded.point(index)) for index in range(loaded.count)]
        targets = [Fraction(label) for label in loaded.labels]
        source = loaded.source
    if hidden < 1 or hidden > MAX_HIDDEN:
        raise InputError(f"--hidden must be from 1 to {MAX_HIDDEN}, not {hidden}")
    if len(points) > MAX_POINTS:
        raise SizeLimitError(f"{len(points)} points exceed the limit of {MAX_POINTS}")
    failures = find_failures(points, targets, hidden, activation, biases=biases)
    if any(failure.decisive for failure in failures):
        reason = "no network of this kind takes these targets"
        result = decline(points, hidden, activation, biases, reason)
    else:
        result = search(
            points,
            targets,
            hidden,
            activation,
            biases=biases,
            seed=seed,
            starts=starts,
            steps=steps,
        )
    summary = summarize(result, failures, source, loaded)
    files: dict[str, str | bytes] = {
        SUMMARY_FILE: json.dumps(summary, indent=1, ensure_ascii=False) + "\n"
    }
    if result.document is not None:
        from memproof.certificates import canonical

        files[CERTIFICATE_FILE] = canonical(result.document) + b"\n"
    write_folder(folder, files, force=force)
    if as_json:
        click.echo(json.dumps(summary, indent=1, ensure_ascii=False))
    else:
        print_result(result, failures, loaded)
        click.echo(f"Wrote {', '.join(sorted(files))} to {folder}/")
    if not result.certified:
        impossible = any(failure.decisive for failure in failures)
        raise SystemExit(EXIT_IMPOSSIBLE if impossible else EXIT_UNDECIDED)


def summarize(
    result: Interpolation, failures: Sequence[Failure], source: str, loaded: DataSet | None
) -> dict[str, Any]:
    """What was found, as a JSON object: no times, no paths."""
    return {
        "data": {
            "source": source,
            "points": result.points,
            "dimension": result.dimension,
            "classes": list(loaded.classes) if loaded else None,
            "merged_duplicates": len(loaded.merged) if loaded else 0,
        },
        "network": {
            "activation": result.activation,
            "hidden": result.hidden,
            "biases": result.biases,
            "parameters": result.parameters,
        },
        "capacity": describe_capacity(result),
        "certified": result.certified,
        "reason": result.reason,
        "largest_float_error": None if result.error is None else f"{result.error:.1e}",
        "radius": str(result.radius) if result.radius is not None else None,
        "contraction": str(result.contraction) if result.contraction is not None else None,
        "failures": [
            {
                "hypothesis": failure.hypothesis,
                "statement": failure.statement,
                "impossible": failure.decisive,
                "certain": failure.certain,
                "relation": [[i, str(factor)] for i, factor in failure.relation],
            }
            for failure in failures
        ],
    }


def describe_capacity(result: Interpolation) -> dict[str, Any]:
    """Numbers of generic points: printed, covered by M2 and M5, and at most; the ratio."""
    from memproof.smooth.frontier import covered_capacity
    from memproof.smooth.interpolate import largest_count

    size = (result.hidden, result.dimension, result.activation, result.biases)
    covered, largest = covered_capacity(*size), largest_count(*size)
    return {
        "printed": result.hidden * result.dimension // 2,
        "covered": covered,
        "at_most": largest,
        "ratio": None if covered is None else str(Fraction(largest, covered)),
    }


def print_result(
    result: Interpolation, failures: Sequence[Failure], loaded: DataSet | None
) -> None:
    """Print the verdict, the counts beside it, and which hypotheses fail."""
    if loaded is not None and loaded.merged:
        click.echo(f"{len(loaded.merged)} duplicate points merged")
    capacity = describe_capacity(result)
    click.echo(
        f"{result.points} points in dimension {result.dimension}; {result.hidden} neurons "
        f"({result.activation}{', with biases' if result.biases else ''}), {result.parameters} "
        f"parameters, ⌊md/2⌋ = {capacity['printed']}"
    )
    if capacity["covered"] is not None:
        click.echo(
            f"generic points, by lemmas M2, M3, M5: every target vector is taken at "
            f"{capacity['covered']}, not above {capacity['at_most']} (ratio {capacity['ratio']})"
        )
    if result.radius is not None and result.contraction is not None:
        click.echo(
            f"CERTIFIED: weights within {float(result.radius):.1e} of those found take every label "
            f"exactly (contraction {float(result.contraction):.1e})"
        )
    else:
        click.echo(f"NOT FOUND: {result.reason}")
    for failure in failures:
        word = "not covered" if failure.certain else "special"
        word = "IMPOSSIBLE" if failure.decisive else word
        click.echo(f"{word}: not so: {failure.hypothesis}; {failure.statement}")
    if not failures:
        click.echo("No hypothesis is known to fail; that the data are generic is not shown.")


def read_shapes(text: str) -> list[tuple[int, int]]:
    """Pairs (m, d) from a text such as 4x3,10x5."""
    shapes = []
    for part in text.split(","):
        found = re.fullmatch(r"\s*([1-9][0-9]{0,3})x([1-9][0-9]{0,3})\s*", part, flags=re.ASCII)
        if not found:
            raise InputError(f"--frontier is a list such as 4x3,10x5, not {text[:60]!r}")
        shapes.append((int(found[1]), int(found[2])))
        if shapes[-1][0] * (shapes[-1][1] + 1) > 1024:
            raise InputError(f"--frontier: {part.strip()} has more than 1024 parameters")
    return shapes


def run_frontier(
    shapes: list[tuple[int, int]],
    activation: str,
    trials: int,
    seed: int,
    starts: int,
    steps: int,
    folder: Path,
    force: bool,
    as_json: bool,
) -> None:
    """Certify the frontier; write it, its plot and each size's largest certificate."""
    from memproof.cli.folder import require_free, write_folder
    from memproof.smooth.frontier import certify_frontier, draw_frontier

    require_free(folder, [FRONTIER_FILE, PLOT_FILE], force=force)
    found = certify_frontier(
        shapes, activation, trials=trials, seed=seed, starts=starts, steps=steps
    )
    table = {"activation": activation, "trials": trials, "points": [describe(p) for p in found]}
    text = json.dumps(table, indent=1, ensure_ascii=False)
    files: dict[str, str | bytes] = {
        FRONTIER_FILE: text + "\n",
        PLOT_FILE: draw_frontier(found, activation),
    }
    from memproof.certificates import canonical

    for p in found:
        if p.document is not None:
            name = f"certificate-{p.hidden}x{p.dimension}.json"
            files[name] = canonical(p.document) + b"\n"
    write_folder(folder, files, force=force)
    if as_json:
        click.echo(text)
        return
    from memproof.cli.show import print_table

    rows = [
        [
            *map(str, (p.hidden, p.dimension, p.printed)),
            "?" if p.covered is None else str(p.covered),
            *map(str, (p.certified, p.some, p.largest)),
            " ".join(f"{n}:{s}/{t}" for n, s, t in p.tried),
        ]
        for p in found
    ]
    heads = [
        "m",
        "d",
        "⌊md/2⌋",
        "covered",
        "every draw",
        "some draw",
        "at most",
        "certified of tried",
    ]
    print_table("", heads, rows)
    click.echo(f"Wrote {', '.join(sorted(files))} to {folder}/")


def describe(point: FrontierPoint) -> dict[str, Any]:
    """A frontier point as a JSON object."""
    return {
        "hidden": point.hidden,
        "dimension": point.dimension,
        "printed": point.printed,
        "covered": point.covered,
        "at_most": point.largest,
        "certified_in_every_draw": point.certified,
        "certified_in_some_draw": point.some,
        "parameters": point.parameters,
        "tried": [list(entry) for entry in point.tried],
    }
