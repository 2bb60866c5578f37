"""``memproof compare``: the constructions and trained baselines side by side on the same data."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from memproof.errors import InputError, SizeLimitError

if TYPE_CHECKING:
    from memproof.datasets import DataSet
    from memproof.networks.network import Network, Sizes

METHODS = ("trade-off", "direct", "steps", "vardi", "park")
BASELINES = ((16,), (64,), (16, 16))
EXPONENTS = tuple(Fraction(step, 16) for step in range(0, 9))


@dataclass(frozen=True)
class Row:
    """One network: its counted sizes, how many points are right, and what its theorem promises.

    ``seconds`` are of building (or training) and of the exact check of every point; ``note`` says
    why there is no network.
    """

    name: str
    sizes: Sizes | None
    right: int
    promise: str
    seconds: tuple[float, float] = (0.0, 0.0)
    note: str = ""


@dataclass(frozen=True)
class BitsPoint:
    """A network of the trade-off between layers and bits, with the theorem's bounds at its ε."""

    exponent: Fraction
    group_size: int
    sizes: Sizes
    selector_bits: int
    bound_bits: float
    bound_parameters: float


@click.command()
@click.argument("data", required=False)
@click.option("--random", "random_count", type=int, metavar="N", help="N random points instead.")
@click.option("--dimension", type=int, metavar="D", help="Dimension of random points.")
@click.option("--classes", type=int, metavar="C", help="Classes of random points (default 2).")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of every random choice.")
@click.option("--label-column", metavar="NAME|INDEX", help="Label column, default last.")
@click.option("--rescale", is_flag=True, help="Bring points into the unit ball by a factor.")
@click.option(
    "--method",
    "methods",
    multiple=True,
    type=click.Choice(METHODS),
    help="Only these constructions; may be repeated.",
)
@click.option("--baselines/--no-baselines", default=True, help="Train scikit-learn networks too.")
@click.option("--plot", metavar="FILE.svg", help="Parameters of each network as a picture.")
@click.option("--bits-plot", metavar="FILE.svg", help="Parameters against bits, with both bounds.")
@click.option("--force", is_flag=True, help="Overwrite pictures.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (without times).")
@click.option("--no-limit", is_flag=True, help="Build however large the work is.")
def compare(
    data: str | None,
    random_count: int | None,
    dimension: int | None,
    classes: int | None,
    seed: int,
    label_column: str | None,
    rescale: bool,
    methods: tuple[str, ...],
    baselines: bool,
    plot: str | None,
    bits_plot: str | None,
    force: bool,
    as_json: bool,
    no_limit: bool,
) -> None:
    """Memorize DATA by every construction and compare the networks, counted on the object.

    Every network is checked on every point in exact arithmetic; baselines trained in floating point
    are taken at their exact float values. DATA as in `memproof build`.
    """
    from memproof.datasets import read_data_set, sample_unit_ball

    if (data is None) == (random_count is None):
        raise click.UsageError("give either DATA or --random N")
    if random_count is None and (dimension is not None or classes is not None):
        raise click.UsageError("--dimension and --classes describe --random points")
    for target in (plot, bits_plot):
        require_picture(target, force=force)
    if random_count is not None:
        if dimension is None:
            raise click.UsageError("--random needs --dimension")
        points = sample_unit_ball(random_count, dimension, 2 if classes is None else classes, seed)
    else:
        points = read_data_set(data or "", label_column=label_column, limit=not no_limit)
    chosen = methods or METHODS
    rows = [
        compare_method(points, name, rescale=rescale, seed=seed, limit=not no_limit)
        for name in METHODS
        if name in chosen
    ]
    if baselines:
        rows += [compare_baseline(points, hidden, seed=seed) for hidden in BASELINES]
    if plot is not None:
        write_picture(Path(plot), draw_sizes(rows))
    trade_off: list[BitsPoint] = []
    if bits_plot is not None:
        trade_off = build_bits_points(points, rescale=rescale, seed=seed)
        write_picture(Path(bits_plot), draw_bits(points, trade_off))
    if as_json:
        click.echo(json.dumps(summarize(points, rows, trade_off), indent=1, ensure_ascii=False))
        return
    print_rows(points, rows)
    for target in (plot, bits_plot):
        if target is not None:
            click.echo(f"Wrote {target}")


def compare_method(
    data: DataSet, method: str, *, rescale: bool = False, seed: int = 0, limit: bool = True
) -> Row:
    """Build by one construction and check every point; a row without sizes when that is refused."""
    from memproof.networks.memorize import find_wrong_points, memorize

    start = time.perf_counter()
    try:
        result = memorize(data, method=method, rescale=rescale, seed=seed, limit=limit)
    except SizeLimitError as error:
        return Row(method, None, 0, "", note=str(error))
    built = time.perf_counter()
    wrong = find_wrong_points(result.network, data)
    checked = time.perf_counter() - built
    promise = f"W ≤ {result.plan.width}, L ≤ {result.plan.depth}"
    return Row(
        method,
        result.sizes,
        data.count - len(wrong),
        promise,
        (max(0.0, built - start - checked), checked),
    )


def compare_baseline(data: DataSet, hidden: tuple[int, ...], *, seed: int = 0) -> Row:
    """Train one scikit-learn network and check it exactly; a row without sizes if not installed."""
    from memproof.networks.memorize import find_wrong_points
    from memproof.networks.network import measure
    from memproof.networks.scikit import import_classifier, train_classifier

    name = "trained " + "-".join(str(size) for size in hidden)
    start = time.perf_counter()
    try:
        points = [data.point(index) for index in range(data.count)]
        network: Network = import_classifier(
            train_classifier(points, data.labels, hidden, seed=seed), data.class_count
        )
    except InputError as error:
        return Row(name, None, 0, "", note=str(error))
    built = time.perf_counter()
    wrong = find_wrong_points(network, data)
    done = time.perf_counter()
    return Row(
        name, measure(network), data.count - len(wrong), "none", (built - start, done - built)
    )


def build_bits_points(data: DataSet, *, rescale: bool = False, seed: int = 0) -> list[BitsPoint]:
    """Vardi et al.'s lean network for ε = 0, 1/16, …, 1/2, each built, checked and counted.

    One point for each group size; the bounds are those at the largest ε that gives it.
    """
    from memproof.datasets import bound_separation, build_keys, find_unit_ball_factor
    from memproof.networks.memorize import find_wrong_points
    from memproof.networks.network import measure
    from memproof.networks.vardi import (
        build_planned,
        count_mu,
        count_selector_bits,
        plan_vardi,
        spread_keys,
    )

    find_unit_ball_factor(data, rescale=rescale)
    spread = spread_keys(data, build_keys(data, bound_separation(data), seed=seed))
    mu = count_mu(spread.bits, data.label_bits)
    found: dict[int, BitsPoint] = {}
    for exponent in EXPONENTS:
        plan = plan_vardi(
            data.count, spread.bits, data.label_bits, data.dimension, bits_exponent=exponent
        )
        network = build_planned(spread, data.labels, plan)
        if find_wrong_points(network, data):
            raise RuntimeError(f"the network for ε = {exponent} is wrong")
        power = data.count ** float(exponent)
        depth = 1.5 * data.count / power * (mu + 1) ** 0.5 + mu + 4
        found[plan.n] = BitsPoint(
            exponent,
            plan.n,
            measure(network),
            count_selector_bits(network),
            max(mu, power * mu**0.5 / 2) + 2,
            156 * depth + data.dimension + 1,
        )
    return list(found.values())


def summarize(data: DataSet, rows: list[Row], trade_off: list[BitsPoint]) -> dict[str, Any]:
    """The comparison as a JSON object, without times."""
    summary: dict[str, Any] = {
        "data": data.source,
        "points": data.count,
        "networks": [
            {
                "name": row.name,
                "sizes": None if row.sizes is None else asdict(row.sizes),
                "right": row.right,
                "promise": row.promise,
                **({"note": row.note} if row.note else {}),
            }
            for row in rows
        ],
    }
    if trade_off:
        summary["bits"] = [
            {
                "exponent": str(point.exponent),
                "group_size": point.group_size,
                "largest_weight_bits": point.selector_bits,
                "sizes": asdict(point.sizes),
                "necessary_parameters": -(-data.count // point.selector_bits),
            }
            for point in trade_off
        ]
    return summary


def print_rows(data: DataSet, rows: list[Row]) -> None:
    """Print the table, then what could not be built."""
    from memproof.cli.show import describe_data, print_table, show_count

    for line in describe_data(data):
        click.echo(line)
    table = []
    for row in rows:
        if row.sizes is None:
            continue
        table.append(
            [
                row.name,
                show_count(row.sizes.width),
                show_count(row.sizes.depth),
                show_count(row.sizes.parameters),
                show_count(row.sizes.nonzero_weights),
                show_count(row.sizes.largest_weight_bits),
                f"{row.right}/{data.count}",
                f"{row.seconds[0]:.2f}",
                f"{row.seconds[1]:.2f}",
                row.promise,
            ]
        )
    columns = ["", "W", "L", "dense", "nonzero", "bits", "right", "build s", "check s", "promise"]
    print_table("", columns, table)
    for row in rows:
        if row.note:
            click.echo(f"{row.name}: {row.note}")
    click.echo(
        "dense: all weights and biases; nonzero: those that are not 0; bits: the largest weight's;"
        " right: decided in exact arithmetic."
    )


def require_picture(target: str | None, *, force: bool) -> None:
    """Raise InputError unless the picture can be written."""
    if target is None:
        return
    from memproof.cli.folder import require_new_file

    path = Path(target)
    if path.suffix.lower() != ".svg":
        raise InputError(f"{target}: pictures are SVG files")
    require_new_file(path, force=force)


def write_picture(path: Path, content: str) -> None:
    """Write a picture; raises InputError when that fails."""
    from memproof.networks.files import write_text_atomically

    try:
        write_text_atomically(path, content)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from None


def draw_sizes(rows: list[Row]) -> str:
    """Dense and nonzero parameters of each network, logarithmic, as SVG text."""
    drawn = [(row, row.sizes) for row in rows if row.sizes is not None]
    if not drawn:
        raise InputError("there is no network to draw")
    figure, axes = _figure()
    places = list(range(len(drawn)))
    axes.bar([p - 0.2 for p in places], [s.parameters for _, s in drawn], 0.4, label="dense")
    axes.bar([p + 0.2 for p in places], [s.nonzero_weights for _, s in drawn], 0.4, label="nonzero")
    names = [f"{row.name}\nW {s.width}, L {s.depth}\n{row.right} right" for row, s in drawn]
    axes.set_xticks(places, names, fontsize=7)
    axes.set_yscale("log")
    axes.set_ylabel("parameters")
    axes.legend()
    return _svg(figure)


def draw_bits(data: DataSet, points: list[BitsPoint]) -> str:
    """Dense parameters against bits a weight: built, promised, and necessary (P·b ≥ N)."""
    figure, axes = _figure()
    bits = [point.selector_bits for point in points]
    axes.plot(bits, [point.sizes.parameters for point in points], "o-", label="built, dense")
    nonzero = [point.sizes.nonzero_weights for point in points]
    axes.plot(bits, nonzero, "s-", label="built, nonzero")
    axes.plot(
        [point.bound_bits for point in points],
        [point.bound_parameters for point in points],
        "--",
        label="sufficient (theorem, dense)",
    )
    axes.plot(bits, [data.count / b for b in bits], ":", label="necessary: P·b ≥ N")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("bits of the largest weight after the projection")
    axes.set_ylabel("parameters")
    axes.legend(fontsize=8)
    return _svg(figure)


def _figure() -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4.2), layout="constrained")
    return figure, figure.subplots()


def _svg(figure: Any) -> str:
    from io import StringIO

    import matplotlib

    # A fixed salt and no date: the same picture byte for byte.
    with matplotlib.rc_context({"svg.hashsalt": "memproof", "svg.fonttype": "path"}):
        stream = StringIO()
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return stream.getvalue()
