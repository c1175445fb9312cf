"""One request on one network: the search from stop to stop, the pieces put together, and why there is no way."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from geomap.geodesy import Floats
from geomap.roads.avoid import Blocks
from geomap.roads.engine import EnginePath, engine_path
from geomap.roads.network import Longs, Network
from geomap.roads.profiles import BITS, speeds_kmh
from geomap.roads.search import Link, Searcher, Stop
from geomap.roads.snap import Spot


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A part of one edge as it is travelled."""

    edge: int
    points: Floats
    metres: float


@dataclass(frozen=True, slots=True, eq=False)
class Trip:
    """A way over all stops.

    Parameters
    ----------
    pieces : tuple of Piece
        In order.
    network : Network
    speeds : array of float
        See :func:`geomap.roads.profiles.speeds_kmh`.
    """

    pieces: tuple[Piece, ...]
    network: Network
    speeds: Floats

    @property
    def metres(self) -> dict[int, float]:
        """Edge to the length of it that is travelled."""
        total: dict[int, float] = {}
        for piece in self.pieces:
            total[piece.edge] = total.get(piece.edge, 0.0) + piece.metres
        return total

    def path(self) -> EnginePath:
        """The way as an engine gives it."""
        points = np.concatenate([piece.points for piece in self.pieces])
        lengths = np.array([piece.metres for piece in self.pieces])
        classes = self.network.classes[[piece.edge for piece in self.pieces]]
        hours = float((lengths / 1000.0 / self.speeds[classes])[lengths > 0.0].sum())
        return engine_path(points[:, 0], points[:, 1], duration_h=None if math.isnan(hours) else hours)


class Journey:
    """One request on one network: its stops, what is cut, and the search from stop to stop.

    Parameters
    ----------
    network : Network
    searcher : Searcher
        Of the network and the profile.
    blocks : Blocks
        What is avoided.
    spots : sequence of Spot
        Where the waypoints are, in order.
    cut : array of int
        The edges that cross an avoided area.
    profile : str
    """

    def __init__(
        self, network: Network, searcher: Searcher, blocks: Blocks, spots: Sequence[Spot], *, cut: Longs, profile: str
    ) -> None:
        self._network, self._searcher, self._blocks, self._spots = network, searcher, blocks, spots
        self._cut = cut
        self._profile = profile
        self._stuck = 0  # the first leg that the last trip found no way for

    def trip(self, dearer: Mapping[int, float]) -> Trip | None:
        """The best way when some edges are dearer; None when there is none."""
        costs = self._searcher.costs(cut=self._cut, dearer=dearer)
        pieces: list[Piece] = []
        for number, (start, end) in enumerate(pairwise(self._spots)):
            leg = self._leg(start, end, costs=costs, dearer=dearer)
            if leg is None:
                self._stuck = number
                return None
            pieces += leg
        return Trip(tuple(pieces), self._network, speeds_kmh(self._profile))

    def _leg(self, start: Spot, end: Spot, *, costs: Floats, dearer: Mapping[int, float]) -> list[Piece] | None:
        leaving, returning = self._ends(start)
        onward, reaching = self._ends(end)
        direct = self._direct(start, end)
        found = self._searcher.find(
            Stop(self._links(leaving, dearer), self._links(returning, dearer)),
            Stop(self._links(onward, dearer), self._links(reaching, dearer)),
            costs=costs,
            direct=np.inf if direct is None else self._cost(direct, dearer),
        )
        if found is None:
            return None
        if found.leaving is None or found.reaching is None:
            return [direct] if direct is not None else None
        between = [self._whole(number) for number in found.directed.tolist()]
        return [leaving[found.leaving][1], *between, reaching[found.reaching][1]]

    def _whole(self, directed: int) -> Piece:
        edge, along = self._searcher.edge_of(directed)
        points = self._network.edge_points(edge)
        return Piece(edge, points if along else points[::-1], float(self._network.lengths_m[edge]))

    def _ends(self, spot: Spot) -> tuple[list[tuple[int, Piece]], list[tuple[int, Piece]]]:
        """How to get from a spot to the junctions of its edge, and back: the junction and the piece to it."""
        tail, head = int(self._network.tails[spot.edge]), int(self._network.heads[spot.edge])
        forward, backward = self._open(spot.edge)
        to_head = Piece(spot.edge, spot.after, spot.after_m)
        to_tail = Piece(spot.edge, spot.before[::-1], spot.before_m)
        from_tail = Piece(spot.edge, spot.before, spot.before_m)
        from_head = Piece(spot.edge, spot.after[::-1], spot.after_m)
        # At a junction all its roads are open, whichever of them the spot was found on.
        at_tail, at_head = len(spot.before) == 1, len(spot.after) == 1
        leaving = [(head, to_head)] * (forward or at_head) + [(tail, to_tail)] * (backward or at_tail)
        reaching = [(tail, from_tail)] * (forward or at_tail) + [(head, from_head)] * (backward or at_head)
        return leaving, reaching

    def _open(self, edge: int) -> tuple[bool, bool]:
        bit = BITS[self._profile]
        return bool(self._network.forward[edge] & bit), bool(self._network.backward[edge] & bit)

    def _direct(self, start: Spot, end: Spot) -> Piece | None:
        """The piece between two spots of one edge, when the edge may be travelled in that direction."""
        if start.edge != end.edge:
            return None
        forward, backward = self._open(start.edge)
        if start.before_m <= end.before_m and (forward or start.before_m == end.before_m):
            points = self._between(start, end)
        elif start.before_m > end.before_m and backward:
            points = self._between(end, start)[::-1]
        else:
            return None
        return Piece(start.edge, points, abs(start.before_m - end.before_m))

    def _between(self, first: Spot, last: Spot) -> Floats:
        """The geometry from one spot of an edge to another farther along it."""
        geometry = self._network.edge_points(first.edge)
        inner = geometry[len(geometry) - len(first.after) + 1 : len(last.before) - 1]
        return np.vstack([first.after[:1], inner, last.after[:1]])

    def _links(self, ends: Sequence[tuple[int, Piece]], dearer: Mapping[int, float]) -> tuple[Link, ...]:
        return tuple(Link(node, piece.metres, self._cost(piece, dearer)) for node, piece in ends)

    def _cost(self, piece: Piece, dearer: Mapping[int, float]) -> float:
        if len(piece.points) > 1 and self._blocks.crossed_by(piece.points[:, 0], piece.points[:, 1]):
            return math.inf
        return piece.metres * dearer.get(piece.edge, 1.0)

    # --- why there is no way ------------------------------------------------------------------------------------------

    def why_not(self, labels: Sequence[str]) -> str:
        """The reason, as far as the network tells it; asked after a trip that was none."""
        start, end = self._spots[self._stuck : self._stuck + 2]
        here, there = labels[self._stuck : self._stuck + 2]
        if self._blocks:
            none = Blocks((), west=0.0, east=0.0)
            uncut = np.empty(0, dtype=np.int64)
            free = Journey(self._network, self._searcher, none, (start, end), cut=uncut, profile=self._profile)
            if free.trip({}) is not None:
                return f"no way is left from {here} to {there}: every one crosses an avoided area"
        return self._unconnected(start, end, here, there)

    def _unconnected(self, start: Spot, end: Spot, here: str, there: str) -> str:
        parts = self._searcher.parts
        of_start, of_end = (int(parts[self._network.tails[spot.edge]]) for spot in (start, end))
        if of_start == of_end:
            return f"one-way roads let nobody get from {here} to {there}"
        ends = sum(bool(self._network.clipped[parts == part].any()) for part in (of_start, of_end))
        edge = "; roads of both are cut off at the edge of the data" if ends == 2 else ""
        return f"the roads at {here} and those at {there} are not connected in {self._network.data.title}{edge}"
