"""``memproof compare``: the constructions and trained baselines side by side on the same data."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from memproof.cli.data import data_options
from memproof.constructions.registry import METHODS
from memproof.errors import InputError, SizeLimitError

if TYPE_CHECKING:
    from memproof.datasets import DataSet
    from memproof.datasets.tables import ReadOptions
    from memproof.networks.network import Network, Sizes

TRAINERS = ("scikit-learn", "torch")
BASELINES = ((16,), (64,), (16, 16))
EXPONENTS = tuple(Fraction(step, 16) for step in range(0, 9))


@dataclass(frozen=True)
class Promise:
    """A theorem, its bound at the plan's parameters, and the width and depth that follow."""

    theorem: str
    bound: str
    width: int
    depth: int


@dataclass(frozen=True)
class Row:
    """One network: its counted sizes, how many points are right, and what its theorem promises.

    ``seconds`` are of building (or training) and of the exact check of every point; ``note`` says
    why there is no network. Trained networks have no promise.
    """

    name: str
    sizes: Sizes | None
    right: int
    promise: Promise | None = None
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
@data_options()
@click.option("--class-names", metavar="A,B,…", help="The classes, in the order 0, 1, ….")
@click.option("--rescale", is_flag=True, help="Bring points into the unit ball by a factor.")
@click.option(
    "--method",
    "methods",
    multiple=True,
    type=click.Choice(METHODS),
    help="Only these constructions; may be repeated.",
)
@click.option("--baselines/--no-baselines", default=True, help="Train scikit-learn and torch too.")
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
    read_options: ReadOptions,
    class_names: str | None,
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
    are taken at their exact float values, and another version of scikit-learn or torch may train
    another network. DATA as in `memproof build`.
    """
    from memproof.cli.folder import split_names
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
        points = read_data_set(
            data or "",
            options=read_options,
            class_names=split_names(class_names),
            limit=not no_limit,
        )
    chosen = methods or METHODS
    rows = [
        compare_method(points, name, rescale=rescale, seed=seed, limit=not no_limit)
        for name in METHODS
        if name in chosen
    ]
    if baselines:
        rows += compare_baselines(points, seed=seed)
    if plot is not None:
        write_picture(Path(plot), draw_sizes(points, rows))
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
    from memproof.constructions.memorize import find_wrong_points, memorize

    start = time.perf_counter()
    try:
        result = memorize(data, method=method, rescale=rescale, seed=seed, limit=limit)
    except SizeLimitError as error:
        return Row(method, None, 0, note=str(error))
    built = time.perf_counter()
    wrong = find_wrong_points(result.network, data)
    checked = time.perf_counter() - built
    plan = result.construction
    return Row(
        method,
        result.sizes,
        data.count - len(wrong),
        Promise(*plan.promise, plan.width, plan.depth),
        # Building checks once as well.
        (max(0.0, built - start - checked), checked),
    )


def compare_baselines(data: DataSet, *, seed: int = 0) -> list[Row]:
    """Trained networks of several sizes; one row for a package that is not installed."""
    rows: list[Row] = []
    for trainer in TRAINERS:
        for hidden in BASELINES:
            row = compare_baseline(data, hidden, trainer=trainer, seed=seed)
            rows.append(row)
            if row.sizes is None:
                break
    return rows


def compare_baseline(
    data: DataSet, hidden: tuple[int, ...], *, trainer: str = "scikit-learn", seed: int = 0
) -> Row:
    """Train one network and check it exactly; a row without sizes if that is not possible."""
    from memproof.constructions.memorize import find_wrong_points
    from memproof.networks.network import measure

    name = f"{trainer} " + "-".join(str(size) for size in hidden)
    start = time.perf_counter()
    try:
        network = _train(data, hidden, trainer, seed)
    except InputError as error:
        return Row(name, None, 0, note=str(error))
    built = time.perf_counter()
    wrong = find_wrong_points(network, data)
    done = time.perf_counter()
    seconds = (built - start, done - built)
    return Row(name, measure(network), data.count - len(wrong), None, seconds)


def _train(data: DataSet, hidden: tuple[int, ...], trainer: str, seed: int) -> Network:
    from memproof.constructions.torch_training import train_torch_network
    from memproof.formats.scikit import import_classifier, train_classifier

    points = [data.point(index) for index in range(data.count)]
    if trainer == "torch":
        return train_torch_network(points, data.labels, hidden, data.class_count, seed=seed)
    model = train_classifier(points, data.labels, hidden, seed=seed)
    return import_classifier(model, data.class_count)


def build_bits_points(data: DataSet, *, rescale: bool = False, seed: int = 0) -> list[BitsPoint]:
    """Vardi et al.'s lean network for ε = 0, 1/16, …, 1/2, each built, checked and counted.

    One point for each group size; the bounds are those at the largest ε that gives it.
    """
    from memproof.constructions.construction import Task
    from memproof.constructions.memorize import find_wrong_points
    from memproof.constructions.vardi.construction import Vardi
    from memproof.constructions.vardi.network import count_mu, count_selector_bits, spread_keys
    from memproof.datasets import bound_separation, build_keys, find_unit_ball_factor
    from memproof.networks.network import measure

    find_unit_ball_factor(data, rescale=rescale)
    spread = spread_keys(data, build_keys(data, bound_separation(data), seed=seed))
    mu = count_mu(spread.bits, data.label_bits)
    task = Task(data.count, spread.bits, data.label_bits, data.dimension)
    found: dict[int, BitsPoint] = {}
    for exponent in EXPONENTS:
        chosen = Vardi.of_sizes(task, bits_exponent=exponent)
        network = chosen.build_spread(spread, data.labels)
        if find_wrong_points(network, data):
            raise RuntimeError(f"the network for ε = {exponent} is wrong")
        power = data.count ** float(exponent)
        depth = 1.5 * data.count / power * (mu + 1) ** 0.5 + mu + 4
        found[chosen.group_size] = BitsPoint(
            exponent,
            chosen.group_size,
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
                "promise": None if row.promise is None else asdict(row.promise),
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
    """Print the table, what each theorem promises, and why a network is missing."""
    from memproof.cli.show import describe_data, print_table

    for line in describe_data(data):
        click.echo(line)
    columns = [
        "", "W", "L", "dense", "nonzero", "bits", "all bits", "right", "build s", "check s"
    ]  # fmt: skip
    print_table("", columns, [show_row(data, row) for row in rows])
    click.echo("What the theorems promise for these points:")
    for row in rows:
        if row.promise is not None:
            click.echo(f"  {row.name}: {row.promise.theorem}: {row.promise.bound}")
    for row in rows:
        if row.note:
            click.echo(f"{row.name}: no network: {row.note}")
    failed = [row.name for row in rows if row.sizes is not None and row.right < data.count]
    if failed:
        click.echo(f"Not memorized by: {', '.join(failed)}")
    click.echo(
        "dense: all weights and biases; nonzero: those that are not 0;"
        " bits: of the largest weight, of all"
    )
    click.echo("right: decided in exact arithmetic")
    if any(row.sizes is not None and row.promise is None for row in rows):
        click.echo("Trained networks have no promise; other versions may train others.")


def show_row(data: DataSet, row: Row) -> list[str]:
    """A line of the table; dashes for a network that was not built, an x at missed points."""
    from memproof.cli.show import show_count

    if row.sizes is None:
        return [row.name, *["—"] * 6, "no network", "—", "—"]
    return [
        row.name,
        show_count(row.sizes.width),
        show_count(row.sizes.depth),
        show_count(row.sizes.parameters),
        show_count(row.sizes.nonzero_weights),
        show_count(row.sizes.largest_weight_bits),
        show_count(row.sizes.total_bits),
        f"{row.right}/{data.count}" + ("" if row.right == data.count else " x"),
        f"{row.seconds[0]:.2f}",
        f"{row.seconds[1]:.2f}",
    ]


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


def draw_sizes(data: DataSet, rows: list[Row]) -> str:
    """Parameters and bits of each network, logarithmic, as SVG text.

    Networks that miss a point are drawn pale; one that was not built has no bar and says so.
    """
    if all(row.sizes is None for row in rows):
        raise InputError("there is no network to draw")
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 1.4 + 0.42 * len(rows)), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True)
    series: tuple[tuple[Any, float, str, str, Callable[[Sizes], int]], ...] = (
        (left, -0.2, "dense", "#33557f", lambda sizes: sizes.parameters),
        (left, 0.2, "nonzero", "#e08a2e", lambda sizes: sizes.nonzero_weights),
        (right, -0.2, "all weights", "#33557f", lambda sizes: sizes.total_bits),
        (right, 0.2, "largest weight", "#e08a2e", lambda sizes: sizes.largest_weight_bits),
    )
    for axes, shift, label, color, count in series:
        for place, row in enumerate(rows):
            if row.sizes is None:
                continue
            value = max(1, count(row.sizes))
            is_first = row is next(other for other in rows if other.sizes is not None)
            axes.barh(
                place + shift,
                value,
                0.38,
                color=color,
                alpha=1.0 if row.right == data.count else 0.35,
                label=label if is_first else None,
            )
            axes.annotate(
                f"{value:,}",
                (value, place + shift),
                xytext=(3, 0),
                textcoords="offset points",
                va="center",
                fontsize=7,
            )
    for axes, title in ((left, "parameters"), (right, "bits")):
        axes.set_xscale("log")
        low, high = axes.get_xlim()
        # Room for the numbers and for the legend below them.
        axes.set_xlim(max(1, low / 2), high * 4)
        axes.set_xlabel(title)
        axes.legend(fontsize=8, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)
        axes.spines[["top", "right"]].set_visible(False)
    left.set_yticks(list(range(len(rows))), [label_row(data, row) for row in rows], fontsize=8)
    for tick, row in zip(left.get_yticklabels(), rows, strict=True):
        if row.sizes is None or row.right < data.count:
            tick.set_color("#b02020")
    left.invert_yaxis()
    return _svg(figure)


def label_row(data: DataSet, row: Row) -> str:
    """A network's name with its width, depth and points right."""
    if row.sizes is None:
        return f"{row.name}\nno network"
    right = "all right" if row.right == data.count else f"{row.right} of {data.count} right"
    return f"{row.name}\nW {row.sizes.width}, L {row.sizes.depth}, {right}"


def draw_bits(data: DataSet, points: list[BitsPoint]) -> str:
    """Dense parameters against bits a weight: built, promised, and necessary (P·b ≥ N)."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import NullFormatter, ScalarFormatter

    figure = Figure(figsize=(7, 4.2), layout="constrained")
    axes = figure.subplots()
    bits = [point.selector_bits for point in points]
    dense = [point.sizes.parameters for point in points]
    nonzero = [point.sizes.nonzero_weights for point in points]
    axes.plot(
        [point.bound_bits for point in points],
        [point.bound_parameters for point in points],
        "^--",
        label="sufficient (theorem, dense)",
    )
    axes.plot(bits, dense, "o-", label="built, dense")
    axes.plot(bits, nonzero, "s-", label="built, nonzero")
    low = min(bits) / 1.5
    high = 1.5 * max(*bits, *(point.bound_bits for point in points))
    span = [low * (high / low) ** (step / 40) for step in range(41)]
    axes.plot(span, [data.count / b for b in span], ":", label="necessary: P·b ≥ N")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xticks(sorted({*bits, *(round(point.bound_bits) for point in points)}))
    axes.xaxis.set_major_formatter(ScalarFormatter())
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xlabel("bits of the largest weight after the projection")
    axes.set_ylabel("parameters")
    axes.set_title(f"{data.source}: {data.count} points", fontsize=10)
    axes.legend(fontsize=8)
    return _svg(figure)


def _svg(figure: Any) -> str:
    from io import StringIO

    import matplotlib

    # A fixed salt and no date: the same picture byte for byte.
    with matplotlib.rc_context({"svg.hashsalt": "memproof", "svg.fonttype": "path"}):
        stream = StringIO()
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return stream.getvalue()
