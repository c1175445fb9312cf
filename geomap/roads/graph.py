"""The engine ``graph``: the shortest way on a network of one's own, without a service; it can go around areas.

The length decides alone: no speeds, no turns, no traffic. Durations are told by class of road, as a rough guess.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from shapely.strtree import STRtree

from geomap import __version__
from geomap.geodesy import Floats
from geomap.roads.alternates import alternates_to
from geomap.roads.avoid import Blocks
from geomap.roads.engine import Avoid, EngineData, EnginePath, EngineRoute, Waypoint, engine_path
from geomap.roads.errors import NoRoute, OutOfCoverage
from geomap.roads.network import Longs, Network
from geomap.roads.profiles import BITS, CLASS_NUMBERS, FERRY, speeds_kmh
from geomap.roads.request import Request
from geomap.roads.search import Link, Searcher, Stop
from geomap.roads.snap import Spot, snap_to
from geomap.roads.store import Memo

_KM_PER_DEGREE = 110.5


class GraphEngine:
    """Shortest ways on a network.

    Parameters
    ----------
    network : Network
        From :func:`geomap.roads.reading.read_roads`, or kept by :func:`geomap.roads.store.kept_network`.
    memo : Memo, optional
        Where what was computed about the network is kept for the next start.
    """

    name = "graph"

    def __init__(self, network: Network, *, memo: Memo | None = None) -> None:
        self.network = network
        self._memo = memo
        self._searchers: dict[str, Searcher] = {}
        if network.edge_count:
            lons = network.points[:, 0]
            self._reach = float(lons.min()), float(lons.max())

    @property
    def version(self) -> str:
        """Of geomap: the way found does not depend on the libraries behind it."""
        return __version__

    @property
    def data(self) -> EngineData:
        """What the roads are from."""
        return self.network.data

    @cached_property
    def tree(self) -> STRtree:
        """The edges by where they are."""
        return STRtree(self.network.lines())

    @cached_property
    def _starts(self) -> Floats:
        """The first point of each edge, shape (m, 2)."""
        return self.network.points[self.network.offsets[:-1]]

    def searcher(self, profile: str) -> Searcher:
        """The network as one profile sees it; made on first use."""
        if profile not in self._searchers:
            kept = f"landmarks-{profile}"
            landmarks = self._memo.get(kept) if self._memo else None
            if landmarks is not None and landmarks.shape[2:] != (self.network.node_count,):
                landmarks = None
            made = Searcher(self.network, profile=profile, landmarks=landmarks)
            if self._memo and landmarks is None:
                self._memo.put(kept, made.landmarks)
            self._searchers[profile] = made
        return self._searchers[profile]

    def route(
        self,
        points: tuple[Waypoint, Waypoint],
        *,
        via: Sequence[Waypoint] = (),
        avoid: Sequence[Avoid] = (),
        alternates: int = 0,
        profile: str = "car",
    ) -> EngineRoute:
        """The shortest way; see :class:`geomap.roads.engine.RoadEngine`.

        A waypoint is put on the nearest road whatever is avoided, and may be left in either direction that the road
        allows, back the way it was reached, too.

        Raises
        ------
        BadRequest, LimitExceeded, OutOfCoverage, NotSnapped, NoRoute, EngineUnavailable
        """
        request = Request.checked(points, via=via, avoid=avoid, alternates=alternates, profile=profile)
        self._refuse_outside(request.stops)
        blocks = Blocks(request.avoid, west=self._reach[0], east=self._reach[1])
        blocks.refuse_inside(request.stops)
        searcher = self.searcher(profile)
        usable = ((self.network.forward | self.network.backward) & BITS[profile]).astype(bool)
        spots = [snap_to(self.network, self.tree, stop, usable=usable, traveller=profile) for stop in request.stops]
        for stop, spot in zip(request.stops, spots, strict=True):
            if area := blocks.around(spot.lon, spot.lat):
                raise NoRoute(f"the road nearest to {stop.label} lies inside {area.label} there")
        journey = _Journey(self.network, searcher, blocks, spots, cut=self._hit(blocks), profile=profile)
        best = journey.trip({})
        if best is None:
            raise NoRoute(journey.why_not([stop.label for stop in request.stops]))
        others = alternates_to(best, count=request.alternates, find=journey.trip) if request.alternates else ()
        return EngineRoute(
            engine=self.name,
            version=self.version,
            profile=profile,
            data=self.data,
            request_hash=request.hash_for(self.name),
            paths=tuple(trip.path() for trip in (best, *others)),
            snaps=tuple(spot.snap for spot in spots),
            notes=_notes(best, self.network, asked=request.alternates, given=len(others)),
        )

    def _hit(self, blocks: Blocks) -> Longs:
        return blocks.hit(self.tree, starts=self._starts)

    def _refuse_outside(self, stops: Sequence[Waypoint]) -> None:
        if not self.network.edge_count:
            raise OutOfCoverage(f"{self.data.title}: has no roads")
        west, south, east, north = self.network.bounds
        for stop in stops:
            tall = stop.reach_km / _KM_PER_DEGREE
            wide = tall / max(math.cos(math.radians(min(90.0, abs(stop.lat) + tall))), 1e-9)
            beyond = (stop.lon - west + wide) % 360.0 > east - west + 2.0 * wide and east - west + 2.0 * wide < 360.0
            if beyond or not south - tall <= stop.lat <= north + tall:
                raise OutOfCoverage(
                    f"{stop.label} lies outside of {self.data.title}, whose roads reach from {west:.2f} to {east:.2f} "
                    f"degrees of longitude and from {south:.2f} to {north:.2f} of latitude"
                )


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """A part of one edge as it is travelled."""

    edge: int
    points: Floats
    metres: float


@dataclass(frozen=True, slots=True, eq=False)
class _Trip:
    """A way over all stops."""

    pieces: tuple[_Piece, ...]
    network: Network
    speeds: Floats

    @property
    def metres(self) -> dict[int, float]:
        total: dict[int, float] = {}
        for piece in self.pieces:
            total[piece.edge] = total.get(piece.edge, 0.0) + piece.metres
        return total

    def path(self) -> EnginePath:
        points = np.concatenate([piece.points for piece in self.pieces])
        lengths = np.array([piece.metres for piece in self.pieces])
        classes = self.network.classes[[piece.edge for piece in self.pieces]]
        hours = float((lengths / 1000.0 / self.speeds[classes])[lengths > 0.0].sum())
        return engine_path(points[:, 0], points[:, 1], duration_h=None if math.isnan(hours) else hours)


class _Journey:
    """One request on one network: its stops, what is cut, and the search from stop to stop."""

    def __init__(
        self, network: Network, searcher: Searcher, blocks: Blocks, spots: Sequence[Spot], *, cut: Longs, profile: str
    ) -> None:
        self._network, self._searcher, self._blocks, self._spots = network, searcher, blocks, spots
        self._cut = cut
        self._profile = profile
        self._stuck = 0  # the first leg that the last trip found no way for

    def trip(self, dearer: Mapping[int, float]) -> _Trip | None:
        """The best way when some edges are dearer; None when there is none."""
        costs = self._searcher.costs(cut=self._cut, dearer=dearer)
        pieces: list[_Piece] = []
        for number, (start, end) in enumerate(pairwise(self._spots)):
            leg = self._leg(start, end, costs=costs, dearer=dearer)
            if leg is None:
                self._stuck = number
                return None
            pieces += leg
        return _Trip(tuple(pieces), self._network, speeds_kmh(self._profile))

    def _leg(self, start: Spot, end: Spot, *, costs: Floats, dearer: Mapping[int, float]) -> list[_Piece] | None:
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

    def _whole(self, directed: int) -> _Piece:
        edge, along = self._searcher.edge_of(directed)
        points = self._network.edge_points(edge)
        return _Piece(edge, points if along else points[::-1], float(self._network.lengths_m[edge]))

    def _ends(self, spot: Spot) -> tuple[list[tuple[int, _Piece]], list[tuple[int, _Piece]]]:
        """How to get from a spot to the junctions of its edge, and back: the junction and the piece to it."""
        tail, head = int(self._network.tails[spot.edge]), int(self._network.heads[spot.edge])
        forward, backward = self._open(spot.edge)
        to_head = _Piece(spot.edge, spot.after, spot.after_m)
        to_tail = _Piece(spot.edge, spot.before[::-1], spot.before_m)
        from_tail = _Piece(spot.edge, spot.before, spot.before_m)
        from_head = _Piece(spot.edge, spot.after[::-1], spot.after_m)
        # At a junction all its roads are open, whichever of them the spot was found on.
        at_tail, at_head = len(spot.before) == 1, len(spot.after) == 1
        leaving = [(head, to_head)] * (forward or at_head) + [(tail, to_tail)] * (backward or at_tail)
        reaching = [(tail, from_tail)] * (forward or at_tail) + [(head, from_head)] * (backward or at_head)
        return leaving, reaching

    def _open(self, edge: int) -> tuple[bool, bool]:
        bit = BITS[self._profile]
        return bool(self._network.forward[edge] & bit), bool(self._network.backward[edge] & bit)

    def _direct(self, start: Spot, end: Spot) -> _Piece | None:
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
        return _Piece(start.edge, points, abs(start.before_m - end.before_m))

    def _between(self, first: Spot, last: Spot) -> Floats:
        """The geometry from one spot of an edge to another farther along it."""
        geometry = self._network.edge_points(first.edge)
        inner = geometry[len(geometry) - len(first.after) + 1 : len(last.before) - 1]
        return np.vstack([first.after[:1], inner, last.after[:1]])

    def _links(self, ends: Sequence[tuple[int, _Piece]], dearer: Mapping[int, float]) -> tuple[Link, ...]:
        return tuple(Link(node, piece.metres, self._cost(piece, dearer)) for node, piece in ends)

    def _cost(self, piece: _Piece, dearer: Mapping[int, float]) -> float:
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
            free = _Journey(self._network, self._searcher, none, (start, end), cut=uncut, profile=self._profile)
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


def _notes(best: _Trip, network: Network, *, asked: int, given: int) -> tuple[str, ...]:
    notes = []
    ferry = CLASS_NUMBERS[FERRY]
    afloat = sum(piece.metres for piece in best.pieces if network.classes[piece.edge] == ferry)
    if afloat:
        notes.append(f"{afloat / 1000.0:.1f} km of the way are a ferry")
    if given < asked:
        notes.append(f"{given} of {asked} alternates found: no other way is different enough and not too long")
    return tuple(notes)
