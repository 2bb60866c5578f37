"""A layered drawing of the dependency graph, the same in every run.

What rests on nothing stands at the bottom, and every arrow points down (a cycle's may not).
Lemmas without any edge stand in rows of their own below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
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
BEND_WIDTH = 6


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
    rows = _layers(graph)
    routes = _add_bends(graph, rows, order)
    _untangle(rows, routes, order)
    linked = {name for row in rows for name in row}
    rest = [name for name in graph if name not in linked]
    rows = rows[::-1] + [rest[i : i + ROW] for i in range(0, len(rest), ROW)]
    widths = {name: BEND_WIDTH for row in rows for name in row}
    for name, data in graph.nodes(data=True):
        widths[name] = max(40, CHARACTER * len(data["number"]) + 16)
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
        Edge(*ends, graph.edges[ends]["kinds"], _path(route, places, widths))
        for ends, route in routes.items()
    )
    height = y - LAYER_GAP + MARGIN if rows else 2 * MARGIN
    return Drawing(full + 2 * MARGIN, height, nodes, edges)


def _layers(graph: nx.DiGraph[str]) -> list[list[str]]:
    """Return the rows of the lemmas that have edges, from bottom to top, none too long."""
    import networkx as nx

    linked = [name for name in graph if graph.degree(name) > 0]
    condensed = nx.condensation(graph.subgraph(linked))
    level: dict[int, int] = {}
    for component in reversed(list(nx.topological_sort(condensed))):
        level[component] = max((level[s] + 1 for s in condensed.successors(component)), default=0)
    layers: list[list[str]] = [[] for _ in range(max(level.values(), default=-1) + 1)]
    for name in linked:
        layers[level[condensed.graph["mapping"][name]]].append(name)
    return [layer[i : i + ROW] for layer in layers for i in range(0, len(layer), ROW)]


def _add_bends(
    graph: nx.DiGraph[str], rows: list[list[str]], order: Mapping[str, int]
) -> dict[tuple[str, str], list[str]]:
    """Put a bend into each row that an arrow passes; return each arrow's way from user to used."""
    row_of = {name: number for number, row in enumerate(rows) for name in row}
    routes: dict[tuple[str, str], list[str]] = {}
    for user, used in sorted(graph.edges, key=lambda edge: (order[edge[0]], order[edge[1]])):
        bends = []
        for number in range(row_of[user] - 1, row_of[used], -1):
            # No id of a lemma holds a blank.
            bends.append(f"{user} {used} {number}")
            rows[number].append(bends[-1])
        routes[user, used] = [user, *bends, used]
    return routes


def _untangle(
    rows: list[list[str]],
    routes: Mapping[tuple[str, str], Sequence[str]],
    order: Mapping[str, int],
) -> None:
    """Sort each row by its neighbours' places, some times up and down."""
    above: dict[str, list[str]] = {name: [] for row in rows for name in row}
    below: dict[str, list[str]] = {name: [] for row in rows for name in row}
    for route in routes.values():
        for upper, lower in pairwise(route):
            if upper != lower:
                below[upper].append(lower)
                above[lower].append(upper)
    rank = {name: order.get(name, len(order)) for row in rows for name in row}
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            place = {
                name: (2 * i + 1) / (2 * len(other))
                for other in rows
                for i, name in enumerate(other)
            }
            near = below if sweep % 2 == 0 else above
            # Rounded, so that no platform's last bit decides an order.
            wanted = {
                name: round(sum(map(place.__getitem__, near[name])) / len(near[name]), 6)
                if near[name]
                else place[name]
                for name in row
            }
            keys = {name: (wanted[name], rank[name], name) for name in row}
            row.sort(key=keys.__getitem__)


def _row_width(row: Sequence[str], widths: Mapping[str, int]) -> int:
    return sum(widths[name] for name in row) + GAP * max(0, len(row) - 1)


def _path(
    route: Sequence[str], places: Mapping[str, tuple[int, int]], widths: Mapping[str, int]
) -> str:
    xs = [places[name][0] + widths[name] // 2 for name in route]
    ys = [places[name][1] for name in route]
    (x1, y1), (x2, y2) = (xs[0], ys[0]), (xs[-1], ys[-1])
    if route[0] == route[-1]:
        return f"M{x1 + 12} {y1}C{x1 + 44} {y1 - 22} {x1 - 44} {y1 - 22} {x1 - 12} {y1 - 2}"
    if y1 == y2:
        return f"M{x1} {y1}C{x1} {y1 - 34} {x2} {y2 - 34} {x2} {y2 - 3}"
    if y1 > y2:
        return f"M{x1} {y1}C{x1} {y1 - 30} {x2} {y2 + 60} {x2} {y2 + BOX_HEIGHT + 3}"
    bend = LAYER_GAP * 2 // 3
    text = f"M{x1} {y1 + BOX_HEIGHT}"
    for i in range(1, len(route)):
        start, end = ys[i - 1] + BOX_HEIGHT, ys[i] - (3 if i == len(route) - 1 else 0)
        text += f"C{xs[i - 1]} {start + bend} {xs[i]} {end - bend} {xs[i]} {end}"
        if i < len(route) - 1:
            text += f"V{ys[i] + BOX_HEIGHT}"
    return text
