"""A layered drawing of the dependency graph, the same in every run.

What rests on nothing stands at the bottom, and every arrow points down (a cycle's may not).
Lemmas without any edge stand in rows of their own below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx

ROW = 14
BOX_HEIGHT = 26
CHARACTER = 8
GAP = 18
LAYER_GAP = 54
MARGIN = 12
SWEEPS = 8


@dataclass(frozen=True)
class Node:
    """A box: ``x``, ``y`` is its upper left corner, in pixels."""

    id: str
    label: str
    title: str
    state: str
    x: int
    y: int
    width: int


@dataclass(frozen=True)
class Edge:
    """An arrow from ``user`` to what it rests on; ``path`` is SVG path data."""

    user: str
    used: str
    kinds: tuple[str, ...]
    path: str


@dataclass(frozen=True)
class Drawing:
    """A drawn graph; sizes are in pixels."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def draw_graph(graph: nx.DiGraph[str]) -> Drawing:
    """Place the lemmas of ``library.graph.lemma_graph`` in layers."""
    order = {name: position for position, name in enumerate(graph)}
    rows = _arrange(graph, order)
    linked = {name for row in rows for name in row}
    rest = [name for name in graph if name not in linked]
    rows += [rest[i : i + ROW] for i in range(0, len(rest), ROW)]
    widths = {
        name: max(40, CHARACTER * len(data["number"]) + 16) for name, data in graph.nodes(data=True)
    }
    full = max((_row_width(row, widths) for row in rows), default=0)
    places: dict[str, tuple[int, int]] = {}
    y = MARGIN
    for row in rows:
        x = MARGIN + (full - _row_width(row, widths)) // 2
        for name in row:
            places[name] = (x, y)
            x += widths[name] + GAP
        y += BOX_HEIGHT + LAYER_GAP
    nodes = tuple(
        Node(name, data["number"], data["title"], data["state"], *places[name], widths[name])
        for name, data in graph.nodes(data=True)
    )
    edges = tuple(
        Edge(user, used, data["kinds"], _path(user, used, places, widths))
        for user, used, data in sorted(
            graph.edges(data=True), key=lambda edge: (order[edge[0]], order[edge[1]])
        )
    )
    height = y - LAYER_GAP + MARGIN if rows else 2 * MARGIN
    return Drawing(full + 2 * MARGIN, height, nodes, edges)


def _arrange(graph: nx.DiGraph[str], order: Mapping[str, int]) -> list[list[str]]:
    """Return the rows from top to bottom of the lemmas that have edges."""
    import networkx as nx

    linked = [name for name in graph if graph.degree(name) > 0]
    condensed = nx.condensation(graph.subgraph(linked))
    level: dict[int, int] = {}
    for component in reversed(list(nx.topological_sort(condensed))):
        level[component] = max((level[s] + 1 for s in condensed.successors(component)), default=0)
    layers: list[list[str]] = [[] for _ in range(max(level.values(), default=-1) + 1)]
    for name in linked:
        layers[level[condensed.graph["mapping"][name]]].append(name)
    for sweep in range(SWEEPS):
        upwards = sweep % 2 == 0
        for layer in layers if upwards else reversed(layers):
            neighbours = graph.successors if upwards else graph.predecessors
            _sort_by_neighbours(layer, layers, neighbours, order)
    rows = []
    for layer in reversed(layers):
        rows += [layer[i : i + ROW] for i in range(0, len(layer), ROW)]
    return rows


def _sort_by_neighbours(
    layer: list[str],
    layers: Sequence[Sequence[str]],
    neighbours: object,
    order: Mapping[str, int],
) -> None:
    """Put each lemma near the mean place of its neighbours; ties keep the library's order."""
    place = {name: (2 * i + 1) / (2 * len(row)) for row in layers for i, name in enumerate(row)}

    def mean(name: str) -> tuple[float, int]:
        near = [place[other] for other in neighbours(name) if other != name]  # type: ignore[operator]
        # Rounded, so that no platform's last bit decides an order.
        value = round(sum(near) / len(near), 6) if near else place[name]
        return value, order[name]

    layer.sort(key=mean)


def _row_width(row: Sequence[str], widths: Mapping[str, int]) -> int:
    return sum(widths[name] for name in row) + GAP * max(0, len(row) - 1)


def _path(
    user: str, used: str, places: Mapping[str, tuple[int, int]], widths: Mapping[str, int]
) -> str:
    x1, y1 = places[user]
    x2, y2 = places[used]
    x1, x2 = x1 + widths[user] // 2, x2 + widths[used] // 2
    if user == used:
        return f"M{x1 + 12} {y1}C{x1 + 44} {y1 - 22} {x1 - 44} {y1 - 22} {x1 - 12} {y1 - 2}"
    if y1 == y2:
        return f"M{x1} {y1}C{x1} {y1 - 34} {x2} {y2 - 34} {x2} {y2 - 3}"
    if y1 > y2:
        return f"M{x1} {y1}C{x1} {y1 - 30} {x2} {y2 + 60} {x2} {y2 + BOX_HEIGHT + 3}"
    bend = LAYER_GAP * 2 // 3
    return f"M{x1} {y1 + BOX_HEIGHT}C{x1} {y1 + BOX_HEIGHT + bend} {x2} {y2 - bend} {x2} {y2 - 3}"
