"""The shortest way through a network: A* of rustworkx, led by landmarks. This module is rustworkx's only door."""

from __future__ import annotations

import contextlib
import gc
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from geomap.geodesy import Floats
from geomap.roads.errors import EngineUnavailable
from geomap.roads.landmarks import least_m, place_landmarks
from geomap.roads.network import Longs, Network
from geomap.roads.profiles import BITS


@dataclass(frozen=True, slots=True)
class Link:
    """A piece of an edge between a junction and a point on the edge.

    Parameters
    ----------
    node : int
        The junction.
    length_m : float
    cost : float
        What the search counts: the length, more on a road to be used less, infinite on one that is cut.
    """

    node: int
    length_m: float
    cost: float


@dataclass(frozen=True, slots=True)
class Stop:
    """A point of the network, in the middle of an edge: how to leave it for junctions, and how to reach it."""

    leaving: tuple[Link, ...]
    reaching: tuple[Link, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A way between two stops.

    Parameters
    ----------
    cost : float
    leaving, reaching : int or None
        Which of the stops' links it takes; None for both when it goes straight along the edge that both lie on.
    directed : array of int
        The directed edges between, in order; see :meth:`Searcher.edge_of`.
    """

    cost: float
    leaving: int | None
    reaching: int | None
    directed: Longs


class Searcher:
    """The network as one traveller sees it, ready for searching.

    Parameters
    ----------
    network : Network
    profile : str
    landmarks : array of float, shape (1 or 2, k, n), optional
        As :attr:`landmarks` of an earlier searcher of the same network and profile; computed when missing.

    Raises
    ------
    EngineUnavailable
        rustworkx is not installed.
    """

    def __init__(self, network: Network, *, profile: str, landmarks: Floats | None = None) -> None:
        self._rustworkx = _rustworkx()
        self._size = network.node_count
        bit = BITS[profile]
        forward, backward = np.flatnonzero(network.forward & bit), np.flatnonzero(network.backward & bit)
        edges = np.concatenate([forward, backward])
        along = np.arange(edges.size) < forward.size
        tails = np.where(along, network.tails[edges], network.heads[edges]).astype(np.int64)
        heads = np.where(along, network.heads[edges], network.tails[edges]).astype(np.int64)
        # By their ends, so that edges between the same two junctions stand together, in the network's order.
        order = np.argsort(edges, kind="stable")
        order = order[np.argsort((tails * self._size + heads)[order], kind="stable")]
        self._edges, self._along, self._tails, self._heads = edges[order], along[order], tails[order], heads[order]
        self._pairs = self._tails * self._size + self._heads
        self._costs = network.lengths_m[self._edges]
        # For each edge of the network: its numbers here along and against its geometry, -1 where it has none.
        self._numbers = np.full((network.edge_count, 2), -1)
        self._numbers[self._edges, np.where(self._along, 0, 1)] = np.arange(edges.size)
        self.symmetric = bool(np.array_equal(forward, backward))
        self._graph = self._graph_of(self._tails, self._heads)
        self._turn = threading.Lock()  # the graph has the stops of one search at a time
        self.landmarks: Floats = self._landmarks() if landmarks is None else landmarks

    def _graph_of(self, tails: Longs, heads: Longs) -> Any:
        """A graph whose nodes and edges hold their own numbers; two nodes more for the ends of a search."""
        graph = self._rustworkx.PyDiGraph(multigraph=True, node_count_hint=self._size + 2, edge_count_hint=tails.size)
        with _nothing_collected():
            graph.add_nodes_from(range(self._size + 2))
            graph.add_edges_from(list(zip(tails.tolist(), heads.tolist(), range(tails.size), strict=True)))
        return graph

    def edge_of(self, directed: int) -> tuple[int, bool]:
        """The network's edge that a directed edge is, and whether it goes along its geometry."""
        return int(self._edges[directed]), bool(self._along[directed])

    # --- costs --------------------------------------------------------------------------------------------------------

    def costs(self, *, cut: Longs, dearer: Mapping[int, float]) -> Floats:
        """What each directed edge costs a request.

        Parameters
        ----------
        cut : array of int
            Edges that nobody may take.
        dearer : mapping of int to float
            Edge to factor, 1 or more.
        """
        costs: Floats = self._costs.copy()
        for column in (0, 1):
            edges = np.fromiter(dearer.keys(), np.int64, len(dearer))
            numbers, factors = self._numbers[edges, column], np.fromiter(dearer.values(), np.float64, len(dearer))
            costs[numbers[numbers >= 0]] *= factors[numbers >= 0]
        numbers = self._numbers[cut]
        costs[numbers[numbers >= 0]] = np.inf
        return costs

    # --- searching ----------------------------------------------------------------------------------------------------

    def find(self, start: Stop, end: Stop, *, costs: Floats, direct: float = np.inf) -> Found | None:
        """The way that costs least.

        Parameters
        ----------
        start, end : Stop
        costs : array of float
            From :meth:`costs`.
        direct : float
            What it costs to go straight along the edge that both lie on.

        Returns
        -------
        Found or None
            None when nothing of finite cost leads there.
        """
        source, target = self._size, self._size + 1
        count = self._costs.size
        bounds = least_m(
            self.landmarks,
            start=start.leaving[0].node if start.leaving else None,
            reaching=[(link.node, link.length_m) for link in end.reaching],
            leaving=[(link.node, link.length_m) for link in end.leaving],
        )
        bounds = np.append(bounds, [0.0, 0.0])  # of the two ends themselves
        weights = np.append(costs, [*(link.cost for link in (*start.leaving, *end.reaching)), direct])
        with self._turn:
            graph = self._graph
            added = [graph.add_edge(source, link.node, count + n) for n, link in enumerate(start.leaving)]
            first = count + len(start.leaving)
            added += [graph.add_edge(link.node, target, first + n) for n, link in enumerate(end.reaching)]
            added.append(graph.add_edge(source, target, len(weights) - 1))
            try:
                # Methods of C as callbacks: a function of Python would take most of the time, and lists a good part.
                nodes = self._rustworkx.digraph_astar_shortest_path(
                    graph, source, target.__eq__, weights.data.__getitem__, bounds.data.__getitem__
                )
            finally:
                for number in reversed(added):
                    graph.remove_edge_from_index(number)
        found = self._found(list(nodes), start, end, costs=costs, direct=direct)
        return found if np.isfinite(found.cost) else None

    def _found(self, nodes: list[int], start: Stop, end: Stop, *, costs: Floats, direct: float) -> Found:
        between = np.array(nodes[1:-1], dtype=np.int64)
        if not between.size:
            return Found(direct, None, None, np.empty(0, dtype=np.int64))
        leaving = _cheapest(start.leaving, nodes[1])
        reaching = _cheapest(end.reaching, nodes[-2])
        pairs = between[:-1] * self._size + between[1:]
        low, high = np.searchsorted(self._pairs, pairs, "left"), np.searchsorted(self._pairs, pairs, "right")
        directed = low.copy()
        for place in np.flatnonzero(high - low > 1).tolist():
            directed[place] = low[place] + int(np.argmin(costs[low[place] : high[place]]))
        cost = start.leaving[leaving].cost + float(costs[directed].sum()) + end.reaching[reaching].cost
        return Found(cost, leaving, reaching, directed)

    # --- landmarks ----------------------------------------------------------------------------------------------------

    def _landmarks(self) -> Floats:
        if not self._edges.size:
            return np.empty((1, 0, self._size))
        outward = self._distances_by(self._graph)
        homeward = None if self.symmetric else self._distances_by(self._graph_of(self._heads, self._tails))
        return place_landmarks(outward, homeward, parts=self.parts)

    def _distances_by(self, graph: Any) -> Callable[[int], Floats]:
        def distances(node: int) -> Floats:
            lengths = self._rustworkx.digraph_dijkstra_shortest_path_lengths(graph, node, self._costs.data.__getitem__)
            nodes = np.fromiter(lengths.keys(), np.int64, len(lengths))
            metres = np.full(self._size, np.inf)
            metres[nodes] = np.fromiter(lengths.values(), np.float64, len(lengths))
            metres[node] = 0.0
            return metres

        return distances

    @cached_property
    def parts(self) -> Longs:
        """For each junction: the number of the part of the network that it is in, one-way roads taken as open."""
        labels = np.zeros(self._size + 2, dtype=np.int64)
        for number, members in enumerate(self._rustworkx.weakly_connected_components(self._graph)):
            labels[list(members)] = number
        return labels[: self._size]


@contextlib.contextmanager
def _nothing_collected() -> Iterator[None]:
    """No search for garbage while hundreds of thousands of tuples come about, none of which is garbage."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _cheapest(links: Sequence[Link], node: int) -> int:
    return min((n for n, link in enumerate(links) if link.node == node), key=lambda n: links[n].cost)


def _rustworkx() -> Any:
    try:
        import rustworkx
    except ImportError as error:
        raise EngineUnavailable(
            "the engine graph needs rustworkx, which is not installed; try pip install 'geomap[roads]'"
        ) from error
    return rustworkx
