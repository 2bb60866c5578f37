"""From a data set to an exact network that memorizes it, and back: every point checked exactly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from memproof.datasets import (
    DataSet,
    Keys,
    Separation,
    bound_separation,
    build_keys,
    find_unit_ball_factor,
    read_data_set,
)
from memproof.errors import InputError

if TYPE_CHECKING:
    from memproof.constructions.construction import Construction
    from memproof.formats.imports import ImportedNetwork
    from memproof.networks.margins import Margin
    from memproof.networks.network import Network, Sizes

CHUNK = 1024

Progress = Callable[[str, int, int], None]
"""Called with (stage, points done, points in all)."""


@dataclass(frozen=True)
class Memorization:
    """A network that outputs ``data.labels[i]`` exactly at every point, and how it came about.

    ``factor`` brings the points into the unit ball and is part of the network's first layer: the
    network reads the data's own coordinates. ``sizes`` are counted on the network, ``construction``
    holds the sizes that the formulas promise.
    """

    data: DataSet
    factor: Fraction
    separation: Separation | None
    keys: Keys
    construction: Construction
    network: Network
    sizes: Sizes

    @property
    def squared_size(self) -> int:
        """W²L², counted on the network."""
        return (self.sizes.width * self.sizes.depth) ** 2


@dataclass(frozen=True)
class WrongPoint:
    """A point on which the network does not give its label; ``outputs`` are exact."""

    index: int
    row: int
    label: int
    outputs: tuple[Fraction, ...]


@dataclass(frozen=True)
class Verification:
    """What the exact evaluation of every point found; ``margins`` is None unless asked for.

    ``rule`` is a key of ``memproof.formats.imports.RULES``: what a right answer is.
    """

    rule: str
    count: int
    wrong: tuple[WrongPoint, ...]
    margins: tuple[Margin, ...] | None
    sizes: Sizes

    @property
    def all_right(self) -> bool:
        """True when every point has its label."""
        return not self.wrong


def memorize(
    data: DataSet | str | Path,
    *,
    width: int | None = None,
    depth: int | None = None,
    method: str | None = None,
    rescale: bool = False,
    seed: int = 0,
    limit: bool = True,
    progress: Progress | None = None,
) -> Memorization:
    """Build a ReLU network that memorizes the data exactly, and check every point.

    ``width`` asks for the fewest layers of at most that width, ``depth`` for the smallest width
    with at most that many hidden layers, neither for the fewest parameters. ``method`` is one of
    ``memproof.constructions.registry.METHODS``; without it those of ``COMPETING`` compete.
    Deterministic in the data and ``seed``, which drives the search for a projection direction.

    Raises InputError for unusable data, points outside the unit ball (unless ``rescale``) and for
    a width or depth too small, naming the smallest that works; SizeLimitError when the work is
    predicted to be too large (unless ``limit`` is off).
    """
    from memproof.constructions.registry import choose_construction
    from memproof.networks.network import measure

    points = data if isinstance(data, DataSet) else read_data_set(data, limit=limit)
    factor = find_unit_ball_factor(points, rescale=rescale)
    _announce(progress, "separation", points.count)
    separation = bound_separation(points, limit=limit)
    _announce(progress, "projection", points.count)
    keys = build_keys(points, separation, seed=seed)
    chosen = choose_construction(points, keys, method=method, width=width, depth=depth)
    if limit:
        chosen.require_within_limits()
    _announce(progress, "network", points.count)
    network = chosen.build(points, keys)
    wrong = find_wrong_points(network, points, progress=progress)
    if wrong:
        raise RuntimeError(
            f"the {chosen.method} construction failed on {len(wrong)} of {points.count} points"
        )
    return Memorization(points, factor, separation, keys, chosen, network, measure(network))


def _announce(progress: Progress | None, stage: str, total: int) -> None:
    if progress is not None:
        progress(stage, 0, total)


def build_certificate(result: Memorization) -> dict[str, Any]:
    """The document of kind ``network-values`` that the checker replays on every point.

    It holds the network, its sizes, and each point with its label as exact rationals.
    """
    from dataclasses import asdict

    from memproof.networks.files import network_to_json

    data = result.data
    return {
        "format": "memproof-certificate",
        "version": 1,
        "kind": "network-values",
        "claim": {
            "network": network_to_json(result.network),
            "sizes": asdict(result.sizes),
            "points": [[str(value) for value in data.point(at)] for at in range(data.count)],
            "labels": list(data.labels),
        },
        "evidence": {},
        "uses": {},
    }


def find_wrong_points(
    network: Network,
    data: DataSet,
    *,
    by_sign: bool = False,
    progress: Progress | None = None,
) -> list[WrongPoint]:
    """Every point whose exact output is not its label.

    One output must equal the label or, ``by_sign``, be positive for class 1 and negative for class
    0; with C outputs, output number ``label`` must exceed all others. Raises InputError when the
    network's dimensions do not fit the data.
    """
    from memproof.networks.evaluate import evaluate, is_right

    if by_sign and data.class_count != 2:
        raise InputError(
            f"the sign of one output tells two classes apart, {data.source} has"
            f" {data.class_count} (--rule equal compares the value)"
        )
    if network.input_dimension != data.dimension:
        raise InputError(
            f"the network reads {network.input_dimension} coordinates,"
            f" the points of {data.source} have {data.dimension}"
        )
    if network.output_dimension not in (1, data.class_count):
        raise InputError(
            f"the network has {network.output_dimension} outputs,"
            f" {data.source} has {data.class_count} classes"
        )
    # Evaluation is fastest when neighbouring points agree on most neurons.
    order = _sort_by_first_neuron(network, data)
    wrong: list[WrongPoint] = []
    for start in range(0, data.count, CHUNK):
        chosen = order[start : start + CHUNK]
        outputs = evaluate(network, [data.point(index) for index in chosen])
        for index, values in zip(chosen, outputs, strict=True):
            if not is_right(values, data.labels[index], by_sign=by_sign):
                wrong.append(WrongPoint(index, data.rows[index], data.labels[index], values))
        if progress is not None:
            progress("exact check", start + len(chosen), data.count)
    return sorted(wrong, key=lambda point: point.index)


def _sort_by_first_neuron(network: Network, data: DataSet) -> list[int]:
    terms = max((terms for _, terms in network.layers[0].rows), key=len)
    places = [sum(weight * row[index] for index, weight in terms) for row in data.numerators]
    return sorted(range(data.count), key=places.__getitem__)


def verify_network(
    network: Network | ImportedNetwork | str | Path,
    data: DataSet | str | Path,
    *,
    rule: str | None = None,
    margins: bool = True,
    limit: bool = True,
    progress: Progress | None = None,
) -> Verification:
    """Check a network on every point of a data set in exact arithmetic.

    ``network`` may be a file that ``read_network`` reads. ``rule`` overrides the file's own rule of
    what a right answer is. With ``margins`` the result holds, for each point, a rigorous lower
    bound of the radius in R^d within which the answer stays right (an output of one number within
    1/2 of the label). Raises InputError for unusable files and dimensions that do not fit,
    SizeLimitError when the check of a network from elsewhere would take too long (unless ``limit``
    is off).
    """
    from memproof.formats.imports import (
        as_imported,
        require_rule,
        require_short_check,
        split_sign,
    )
    from memproof.networks.margins import bound_margins
    from memproof.networks.network import measure

    imported = as_imported(network, limit=limit)
    chosen = imported.rule if rule is None else rule
    require_rule(imported.network, chosen)
    by_sign = chosen == "sign"
    points = data
    if not isinstance(points, DataSet):
        points = read_data_set(points, class_names=imported.classes, limit=limit)
    if limit:
        require_short_check(imported, points.count, margins=margins)
    wrong = find_wrong_points(imported.network, points, by_sign=by_sign, progress=progress)
    found: tuple[Margin, ...] | None = None
    if margins:

        def report(done: int) -> None:
            if progress is not None:
                progress("margins", done, points.count)

        found = tuple(
            bound_margins(
                split_sign(imported.network) if by_sign else imported.network,
                points.numerators,
                points.denominator,
                points.labels,
                progress=report,
            )
        )
    sizes = measure(imported.network)
    return Verification(chosen, points.count, tuple(wrong), found, sizes)
