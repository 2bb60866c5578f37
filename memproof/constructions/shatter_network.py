"""The network behind the lower bound on the VC-dimension: Bartlett et al. (2019), Theorem 11.

Inputs are pairs (e_i, e_j) of standard basis vectors, i of n and j of m. The first node reads
a = Σ a_i x_i, where a_i = 0.b_1 b_2 … b_m in binary holds row i of the labels; k = ⌈m/r⌉ blocks
extract r bits each; the answer is Σ_j (b_j and y_j). A block finds the subinterval
[c 2^−r, (c + 1) 2^−r) that holds its number by the indicators
σ(1 − σ((low − x)/ε)) + σ(1 − σ((x − high)/ε)) − 1, which are 1 on [low, high] and 0 at distance ε.

Nodes read any earlier nodes and inputs (``Graph``), as in the paper; ``build_shatter_network``
carries what is read later, which is never negative, through the layers between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from memproof.errors import InputError, SizeLimitError
from memproof.networks.network import Network
from memproof.networks.wiring import Affine, wire

MAX_NODES = 1_000_000


@dataclass(frozen=True, slots=True)
class Node:
    """σ(bias + Σ weight·node) in one layer; every edge counts as a parameter, also of weight 0."""

    name: str
    layer: int
    bias: Fraction
    edges: tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in layers 1, 2, …; the last node is the output, without σ."""

    inputs: tuple[str, ...]
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class GraphCounts:
    """Sizes in the paper's convention: the output counts as a layer and a node, inputs do not."""

    layers: int
    nodes: int
    parameters: int


def count_graph(graph: Graph) -> GraphCounts:
    """The sizes, measured on the graph."""
    return GraphCounts(
        max(node.layer for node in graph.nodes),
        len(graph.nodes),
        sum(len(node.edges) + 1 for node in graph.nodes),
    )


def count_theorem_11(r: int, m: int, n: int) -> GraphCounts:
    """The sizes that Theorem 11 states, k = ⌈m/r⌉.

    3 + 5k layers, m + 2 + k(5·2^r + r + 1) nodes, 2 + n + 4m + k((11 + r)2^r + 2r + 2) parameters.
    """
    k = -(-m // r)
    return GraphCounts(
        3 + 5 * k,
        m + 2 + k * (5 * 2**r + r + 1),
        2 + n + 4 * m + k * ((11 + r) * 2**r + 2 * r + 2),
    )


def build_shatter_graph(rows: Sequence[int], m: int, r: int, *, printed: bool = False) -> Graph:
    """Theorem 11's network with bit j (from the top, of m) of rows[i] as the answer at (e_i, e_j).

    ε = 2^−max(m, r); ``printed`` takes the printed 2^−(m + 2), which is wrong for r ≥ m + 3.
    Raises InputError for rows beyond m bits.
    """
    if m < 1 or r < 1 or not rows or not all(0 <= row < 1 << m for row in rows):
        raise InputError("rows are integers of m bits, at least one; m and r are at least 1")
    inputs = [f"x{i}" for i in range(len(rows))]
    edges = [(name, Fraction(row, 1 << m)) for name, row in zip(inputs, rows, strict=True)]
    return _graph(inputs, edges, m, r, printed)


def build_row_map(m: int, r: int, *, printed: bool = False) -> Network:
    """(a, e_j) ↦ the j-th bit of a = 0.b_1 … b_m: Theorem 11's network after its first node.

    Layered, for inputs that are not negative. The full network is this one at a = Σ a_i x_i.
    """
    if m < 1 or r < 1:
        raise InputError("m and r are at least 1")
    return build_layered(_graph(["a"], [("a", Fraction(1))], m, r, printed))


def build_shatter_network(rows: Sequence[int], m: int, r: int, *, printed: bool = False) -> Network:
    """The graph as a layered network: n + m inputs, 2 + 5⌈m/r⌉ hidden layers, one output."""
    return build_layered(build_shatter_graph(rows, m, r, printed=printed))


def count_shatter_widths(m: int, r: int) -> tuple[int, ...]:
    """Hidden widths of ``build_shatter_network``, whatever the number n of rows."""
    k = -(-m // r)
    if k * 5 * 2**r > MAX_NODES:
        raise SizeLimitError(f"more than {MAX_NODES} nodes")
    widths = [1 + m]
    for block in range(k):
        # Carried: y, the bits found so far; the block's number until its tail is computed.
        kept, own = m + block * r, min(r, m - block * r)
        is_last = block == k - 1
        live = 2**r - 2 ** (r - own)
        widths += [kept + count * live + (not is_last) for count in (2, 2, 1)]
        widths += [kept + own + (not is_last), kept + own + (not is_last)]
    return (*widths, m)


def build_layered(graph: Graph) -> Network:
    """The graph as a layered network, right where no input is negative; dead nodes are left out."""
    nodes = _live(graph)
    output = nodes[-1]
    last = {name: 0 for name in graph.inputs} | {node.name: node.layer for node in nodes}
    for node in nodes:
        for name, weight in node.edges:
            if weight:
                last[name] = max(last[name], node.layer - 1)
    hidden: list[dict[str, Affine]] = []
    for layer in range(1, output.layer):
        before = graph.inputs if layer == 1 else tuple(hidden[-1])
        here = {name: Affine(0, {name: 1}) for name in before if last[name] >= layer}
        for node in nodes:
            if node.layer == layer:
                here[node.name] = _affine(node)
        hidden.append(here)
    return wire(graph.inputs, hidden, [_affine(output)])


def _affine(node: Node) -> Affine:
    return Affine(node.bias, {name: weight for name, weight in node.edges if weight})


def _live(graph: Graph) -> list[Node]:
    wanted = {graph.nodes[-1].name}
    kept: list[Node] = []
    for node in reversed(graph.nodes):
        if node.name in wanted:
            kept.append(node)
            wanted.update(name for name, weight in node.edges if weight)
    return kept[::-1]


def _graph(
    inputs: Sequence[str],
    edges: Sequence[tuple[str, Fraction]],
    m: int,
    r: int,
    printed: bool,
) -> Graph:
    k = -(-m // r)
    if k * 5 * 2**r + m > MAX_NODES:
        raise SizeLimitError(f"more than {MAX_NODES} nodes")
    chosen = [f"y{j}" for j in range(m)]
    nodes = [Node("number0", 1, Fraction(0), tuple(edges))]
    bits: list[str] = []
    for block in range(k):
        nodes += _block(block, m - block * r, m, r, printed)
        bits += [f"bit{block},{t}" for t in range(r)]
    one = Fraction(1)
    top = 5 * k + 2
    for j in range(m):
        nodes.append(Node(f"and{j}", top, -one, ((bits[j], one), (chosen[j], one))))
    nodes.append(Node("answer", top + 1, Fraction(0), tuple((f"and{j}", one) for j in range(m))))
    return Graph((*inputs, *chosen), tuple(nodes))


def _block(block: int, left: int, m: int, r: int, printed: bool) -> list[Node]:
    """Extract r bits of a number with ``left`` more bits (at most m)."""
    grain = max(m, r)
    epsilon = Fraction(1, 1 << (m + 2 if printed else grain))
    base = 1 + 5 * block
    x, one = f"number{block}", Fraction(1)
    nodes: list[Node] = []
    layers: list[list[Node]] = [[], [], []]
    for c in range(1 << r):
        low = Fraction(c, 1 << r)
        high = Fraction(c + 1, 1 << r) - Fraction(1, 1 << grain)
        names = [f"{word}{block},{c}" for word in ("below", "above", "not-below", "not-above")]
        layers[0] += [
            Node(names[0], base + 1, low / epsilon, ((x, -1 / epsilon),)),
            Node(names[1], base + 1, -high / epsilon, ((x, 1 / epsilon),)),
        ]
        layers[1] += [
            Node(names[2], base + 2, one, ((names[0], -one),)),
            Node(names[3], base + 2, one, ((names[1], -one),)),
        ]
        layers[2].append(Node(f"in{block},{c}", base + 3, -one, ((names[2], one), (names[3], one))))
    nodes += [node for layer in layers for node in layer]
    inside = [f"in{block},{c}" for c in range(1 << r)]
    for t in range(r):
        weights = [Fraction(c >> (r - 1 - t) & 1) for c in range(1 << r)]
        nodes.append(
            Node(
                f"bit{block},{t}",
                base + 4,
                Fraction(0),
                tuple(zip(inside, weights, strict=True)),
            )
        )
    tail = tuple((f"bit{block},{t}", -Fraction(1 << (r - 1 - t))) for t in range(r))
    nodes.append(Node(f"number{block + 1}", base + 5, Fraction(0), ((x, Fraction(1 << r)), *tail)))
    return nodes
