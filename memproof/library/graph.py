"""The dependency graph: what the certificates use, and what the statements mention.

An edge (a, b) says that a rests on b.  Its attribute ``kinds`` is a sorted tuple of "proof" (a
certificate of a uses one of b) and "statement" (the statement of a mentions b).  States are
those of the audit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from memproof.library.audit import Audit
from memproof.library.load import Library

if TYPE_CHECKING:
    import networkx as nx


def lemma_graph(library: Library, audited: Audit) -> nx.DiGraph[str]:
    """Return the graph of the lemmas; nodes have ``number``, ``title``, ``paper``, ``state``."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    for entry, found in zip(library.entries, audited.lemmas, strict=True):
        lemma = entry.lemma
        graph.add_node(
            lemma.id, number=lemma.number, title=lemma.title, paper=entry.paper, state=found.state
        )
    for entry, found in zip(library.entries, audited.lemmas, strict=True):
        for kind, names in (("proof", found.uses), ("statement", entry.lemma.statement_uses)):
            for name in sorted(name for name in names if name in graph):
                _add_edge(graph, entry.lemma.id, name, kind)
    return graph


def part_graph(audited: Audit) -> nx.DiGraph[str]:
    """Return the graph of the documents; nodes have ``lemma``, ``verdict``, ``inherited``."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    for part in audited.parts:
        graph.add_node(part.id, lemma=part.lemma, verdict=part.verdict, inherited=part.inherited)
    for part in audited.parts:
        for name in part.uses:
            _add_edge(graph, part.id, name, "proof")
    return graph


def find_cycle(graph: nx.DiGraph[str], kind: str) -> tuple[str, ...]:
    """Return the nodes of a cycle of edges of that kind, its first again at the end, or ()."""
    import networkx as nx

    edges = [(a, b) for a, b, kinds in graph.edges(data="kinds") if kind in kinds]
    chosen: nx.DiGraph[str] = nx.DiGraph(sorted(edges))
    cycles = [c for c in nx.strongly_connected_components(chosen) if len(c) > 1]
    loops = sorted(a for a, b in edges if a == b)
    if loops:
        return (loops[0], loops[0])
    if not cycles:
        return ()
    start = min(min(c) for c in cycles)
    # The shortest way back to the start is the cycle that is easiest to read.
    ways = (
        nx.shortest_path(chosen, following, start)
        for following in sorted(chosen.successors(start))
        if nx.has_path(chosen, following, start)
    )
    return (start, *min(ways, key=lambda way: (len(way), way)))


def _add_edge(graph: nx.DiGraph[str], user: str, used: str, kind: str) -> None:
    kinds = graph.edges[user, used]["kinds"] if graph.has_edge(user, used) else ()
    graph.add_edge(user, used, kinds=tuple(sorted({*kinds, kind})))
