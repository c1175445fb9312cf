"""Waypoints onto roads: the nearest point of the nearest road that the traveller may use, in the middle of edges, too.

Where on a straight piece of a road the nearest point lies is told on a flat map about the waypoint; how far off it is,
on the ellipsoid. Of roads equally near, the first in the network counts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.strtree import STRtree

from geomap.geodesy import Floats, line_length_km, segment_lengths_m
from geomap.roads.engine import Snap, Waypoint, kept_degrees, kept_lons
from geomap.roads.errors import NoRoute, NotSnapped
from geomap.roads.network import Bools, Longs, Network

_FIRST_KM = 0.5
_GROWTH = 4.0
_FARTHEST_KM = 20_100.0  # half around the earth, and a little
_KM_PER_DEGREE = 110.5  # of latitude, at least
_SAME_M = 1e-6
_FLAT_ERROR = 1.1  # what the flat map may get wrong, more than enough within a few hundred kilometres


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """A point on an edge.

    Parameters
    ----------
    edge : int
    distance_km : float
        From the waypoint.
    before, after : array of float, shape (k, 2)
        The edge's geometry up to the point and from it on, both with it; longitudes count as in the network.
    before_m, after_m : float
        Their lengths; 0 at the edge's tail or head.
    """

    edge: int
    distance_km: float
    before: Floats
    after: Floats
    before_m: float
    after_m: float

    @property
    def lon(self) -> float:
        """Degrees, counted as in the network."""
        return float(self.after[0, 0])

    @property
    def lat(self) -> float:
        """Degrees."""
        return float(self.after[0, 1])

    @property
    def snap(self) -> Snap:
        """The point as an engine tells it."""
        return Snap(float(kept_lons(self.lon)), self.lat, self.distance_km)


def snap_to(network: Network, tree: STRtree, stop: Waypoint, *, usable: Bools, traveller: str) -> Spot:
    """Put a waypoint on the nearest road.

    Parameters
    ----------
    network : Network
    tree : STRtree
        Of ``network.lines()``.
    stop : Waypoint
    usable : array of bool
        Which edges count.
    traveller : str
        The profile, for the message.

    Raises
    ------
    NotSnapped
        The nearest road is farther off than 2 km, and than the waypoint's radius.
    NoRoute
        There is no road at all for this traveller.
    """
    radius_km = _FIRST_KM
    while True:
        edges = _edges_near(tree, stop, radius_km=radius_km)
        edges = edges[usable[edges]]
        found = _nearest(network, stop, edges) if edges.size else None
        # Whatever is nearer than the searched radius cannot have been missed.
        if found is not None and (found.distance_km <= radius_km or radius_km >= _FARTHEST_KM):
            if found.distance_km > stop.reach_km:
                raise NotSnapped(found.distance_km, where=stop.label, limit_km=stop.reach_km)
            return found
        if radius_km >= _FARTHEST_KM:
            raise NoRoute(f"the data has no road for the profile {traveller}")
        radius_km *= _GROWTH


def _edges_near(tree: STRtree, stop: Waypoint, *, radius_km: float) -> Longs:
    """The edges that touch a box about the waypoint, which holds all that is within the radius."""
    tall = radius_km / _KM_PER_DEGREE
    farthest = min(90.0, abs(stop.lat) + tall)
    wide = 180.0
    if farthest < 89.0:
        wide = min(180.0, tall / math.cos(math.radians(farthest)))
    # Longitudes of the network may run on beyond ±180° a turn to either side.
    west = stop.lon + np.array([-360.0, 0.0, 360.0]) - wide
    boxes = [shapely.box(edge, stop.lat - tall, edge + 2.0 * wide, stop.lat + tall) for edge in west.tolist()]
    return np.unique(tree.query(boxes)[1])


def _nearest(network: Network, stop: Waypoint, edges: Longs) -> Spot:
    starts, ends = network.offsets[edges], network.offsets[edges + 1]
    counts = ends - starts - 1  # straight pieces of each edge
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    at = np.arange(int(counts.sum())) + np.repeat(starts - first, counts)
    owner = np.repeat(edges, counts)
    a, b = network.points[at], network.points[at + 1]

    # The flat map: degrees of latitude, the waypoint in the middle.
    turns = 360.0 * np.round((a[:, 0] - stop.lon) / 360.0)
    squeeze = math.cos(math.radians(stop.lat))
    ax, bx = (a[:, 0] - turns - stop.lon) * squeeze, (b[:, 0] - turns - stop.lon) * squeeze
    ay, by = a[:, 1] - stop.lat, b[:, 1] - stop.lat
    dx, dy = bx - ax, by - ay
    squared = dx * dx + dy * dy
    share = np.divide(-(ax * dx + ay * dy), squared, out=np.zeros_like(squared), where=squared > 0.0).clip(0.0, 1.0)
    flat = np.hypot(ax + share * dx, ay + share * dy)
    near = np.flatnonzero(flat <= flat.min() * _FLAT_ERROR + 1e-7)

    points = kept_degrees(a[near] + share[near, None] * (b[near] - a[near]))
    metres = segment_lengths_m(np.full(near.size, stop.lon), np.full(near.size, stop.lat), points[:, 0], points[:, 1])
    best = int(np.flatnonzero(metres <= metres.min() + _SAME_M)[0])
    edge = int(owner[near[best]])
    return _cut(network, edge, int(at[near[best]] - network.offsets[edge]), points[best], float(metres[best]) / 1000.0)


def _cut(network: Network, edge: int, piece: int, point: Floats, distance_km: float) -> Spot:
    """The edge cut in two at a point of one of its straight pieces."""
    geometry = network.edge_points(edge)
    before = np.vstack([geometry[: piece + 1], point])
    after = np.vstack([point, geometry[piece + 1 :]])
    if (before[-2] == point).all():
        before = before[:-1]
    if (after[1] == point).all():
        after = after[1:]
    before_m, after_m = (line_length_km(half[:, 0], half[:, 1]) * 1000.0 for half in (before, after))
    return Spot(edge, distance_km, before, after, before_m, after_m)
