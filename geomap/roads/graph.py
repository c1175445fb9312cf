"""The engine ``graph``: the shortest way on a network of one's own, without a service; it can go around areas.

The length decides alone: no speeds, no turns, no traffic. Durations are told by class of road, as a rough guess.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from shapely.strtree import STRtree

from geomap import __version__
from geomap.geodesy import Floats
from geomap.roads.alternates import alternates_to
from geomap.roads.avoid import Blocks
from geomap.roads.engine import Avoid, EngineData, EngineRoute, Waypoint
from geomap.roads.errors import NoRoute, NotSnapped, OutOfCoverage
from geomap.roads.journey import Journey, Trip
from geomap.roads.network import Bools, Longs, Network
from geomap.roads.profiles import BITS, CLASS_NUMBERS, FERRY
from geomap.roads.request import Request
from geomap.roads.search import Searcher
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
            if landmarks is not None and not self._fits(landmarks):
                landmarks = None
            made = Searcher(self.network, profile=profile, landmarks=landmarks)
            if self._memo and landmarks is None:
                self._memo.put(kept, made.landmarks)
            self._searchers[profile] = made
        return self._searchers[profile]

    def _fits(self, landmarks: Floats) -> bool:
        ways, *_, nodes = landmarks.shape if landmarks.ndim == 3 else (0, 0)
        return landmarks.dtype == np.float64 and ways in {1, 2} and nodes == self.network.node_count

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
        allows, back the way it was reached, too. Where the roads nearest to the waypoints are not connected, such as a
        yard behind a gate, the nearest within reach that are count, and a note says so.

        Raises
        ------
        BadRequest, LimitExceeded, OutOfCoverage, NotSnapped, NoRoute, EngineUnavailable
        """
        request = Request.checked(points, via=via, avoid=avoid, alternates=alternates, profile=profile)
        self._refuse_outside(request.stops)
        blocks = Blocks(request.avoid, west=self._reach[0], east=self._reach[1])
        blocks.refuse_inside(request.stops)
        searcher = self.searcher(profile)
        usable: Bools = ((self.network.forward | self.network.backward) & BITS[profile]).astype(bool)
        spots, moved = self._spots(request, usable)
        for stop, spot in zip(request.stops, spots, strict=True):
            if area := blocks.around(spot.lon, spot.lat):
                raise NoRoute(f"the road nearest to {stop.label} lies inside {area.label} there")
        journey = Journey(self.network, searcher, blocks, spots, cut=self._hit(blocks), profile=profile)
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
            notes=(*moved, *_notes(best, self.network, asked=request.alternates, given=len(others))),
        )

    def _spots(self, request: Request, usable: Bools) -> tuple[list[Spot], list[str]]:
        """Each waypoint on its nearest road, or, where those are not connected, on the nearest that are; and notes."""
        spots = self._snapped(request, usable)
        parts = self.searcher(request.profile).parts
        of_edges = parts[self.network.tails]
        own = [int(of_edges[spot.edge]) for spot in spots]
        for part in sorted(set(own), key=lambda number: -int((parts == number).sum())) if len(set(own)) > 1 else ():
            try:
                joined = self._snapped(request, usable & (of_edges == part))
            except NotSnapped:
                continue
            notes = [
                f"{stop.label} is put on a road {now.distance_km:.1f} km off: a nearer one is not connected to the rest"
                for stop, before, now in zip(request.stops, spots, joined, strict=True)
                if now.edge != before.edge
            ]
            return joined, notes
        return spots, []

    def _snapped(self, request: Request, usable: Bools) -> list[Spot]:
        traveller = request.profile
        return [snap_to(self.network, self.tree, stop, usable=usable, traveller=traveller) for stop in request.stops]

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


def _notes(best: Trip, network: Network, *, asked: int, given: int) -> tuple[str, ...]:
    notes = []
    ferry = CLASS_NUMBERS[FERRY]
    afloat = sum(piece.metres for piece in best.pieces if network.classes[piece.edge] == ferry)
    if afloat:
        notes.append(f"{afloat / 1000.0:.1f} km of the way are a ferry")
    if given < asked:
        notes.append(f"{given} of {asked} alternates found: no other way is different enough and not too long")
    return tuple(notes)
