"""Ways with shared points → a network: where ways meet they are cut, and every piece between two cuts is an edge."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geomap.geodesy import Floats, segment_lengths_m
from geomap.roads.engine import EngineData, kept_degrees
from geomap.roads.filling import filled
from geomap.roads.network import Bools, Bytes, Ints, Longs, Network


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """Ways as lists of points that have ids; see :class:`geomap.roads.network.Network` for the rest.

    Parameters
    ----------
    refs : array of int, shape (r,)
        The ids of the points of all ways, one way after the other.
    offsets : array of int, shape (w + 1,)
    ids, classes, forward, backward, names : array of int, shape (w,)
    name_table : tuple of str
    """

    refs: Longs
    offsets: Longs
    ids: Longs
    classes: Bytes
    forward: Bytes
    backward: Bytes
    names: Ints
    name_table: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Where points are, by id.

    Parameters
    ----------
    ids : array of int, shape (n,)
        Rising.
    lons, lats : array of float, shape (n,)
    """

    ids: Longs
    lons: Floats
    lats: Floats


def assemble(ways: Ways, points: Points, *, data: EngineData) -> Network:
    """Cut ways where they meet.

    Parameters
    ----------
    ways : Ways
        A point that no row of `points` knows is left out, and the way is cut there: so extracts end.
    points : Points
    data : EngineData

    Returns
    -------
    Network
        Ways meet where they share the id of a point; crossing without one, as on a bridge, is no junction.
    """
    steps = _steps(ways, points)
    # A junction is what more than one piece of a way passes, and what a way ends at.
    is_junction = np.bincount(steps.point, minlength=points.ids.size) > 1
    is_junction[steps.point[steps.is_end]] = True
    stops = np.flatnonzero(is_junction[steps.point])
    same_run = steps.run[stops[:-1]] == steps.run[stops[1:]]
    first, last = stops[:-1][same_run], stops[1:][same_run]

    offsets = np.concatenate([[0], np.cumsum(last - first + 1)]).astype(np.int64)
    at = np.arange(offsets[-1]) - np.repeat(offsets[:-1] - first, np.diff(offsets))
    geometry = np.empty((at.size, 2))
    lons = kept_degrees(points.lons)
    geometry[:, 0] = _running_on(lons[steps.point[at]], offsets)
    geometry[:, 1] = kept_degrees(points.lats)[steps.point[at]]

    junctions, ends = np.unique(np.concatenate([steps.point[first], steps.point[last]]), return_inverse=True)
    clipped = np.zeros(points.ids.size, dtype=bool)
    clipped[steps.point[steps.is_cut]] = True
    way = steps.way[first]
    return Network(
        node_lons=lons[junctions],
        node_lats=kept_degrees(points.lats)[junctions],
        clipped=clipped[junctions],
        tails=ends[: first.size].astype(np.int32),
        heads=ends[first.size :].astype(np.int32),
        lengths_m=_lengths_m(geometry, offsets),
        classes=ways.classes[way],
        forward=ways.forward[way],
        backward=ways.backward[way],
        way_ids=ways.ids[way],
        names=ways.names[way],
        offsets=offsets,
        points=geometry,
        bounds=_bounds(geometry, offsets),
        name_table=ways.name_table,
        data=data,
    )


def filled_in(network: Network) -> Network:
    """The network with points along the shortest way wherever two are farther apart than maps draw straight."""
    geometry, offsets = filled(network.points, network.offsets)
    if len(geometry) == len(network.points):
        return network
    geometry = kept_degrees(geometry)
    lengths, bounds = _lengths_m(geometry, offsets), _bounds(geometry, offsets)
    return replace(network, points=geometry, offsets=offsets, lengths_m=lengths, bounds=bounds)


@dataclass(frozen=True, slots=True, eq=False)
class _Steps:
    """The known points of all ways in order; a run is an unbroken piece of one way, two points or more."""

    point: Longs  # index into Points
    way: Longs
    run: Longs
    is_end: Bools  # first or last of its run
    is_cut: Bools  # an end beyond which the way goes on, unknown


def _steps(ways: Ways, points: Points) -> _Steps:
    way = np.repeat(np.arange(ways.ids.size), np.diff(ways.offsets))
    point = np.minimum(np.searchsorted(points.ids, ways.refs), max(points.ids.size - 1, 0))
    known = points.ids[point] == ways.refs if points.ids.size else np.zeros(way.size, dtype=bool)
    again = np.zeros(way.size, dtype=bool)
    again[1:] = (ways.refs[1:] == ways.refs[:-1]) & (way[1:] == way[:-1])
    kept = known & ~again
    gap = np.cumsum(~known)[kept]
    # What way each of the unknown points belongs to tells which ends are cuts.
    has_before = np.zeros(way.size, dtype=bool)
    has_before[1:] = ~known[:-1] & (way[1:] == way[:-1])
    has_after = np.zeros(way.size, dtype=bool)
    has_after[:-1] = ~known[1:] & (way[1:] == way[:-1])

    way, point = way[kept], point[kept]
    starts = np.ones(way.size, dtype=bool)
    starts[1:] = (way[1:] != way[:-1]) | (gap[1:] != gap[:-1])
    ends = np.ones(way.size, dtype=bool)
    ends[:-1] = starts[1:]
    run = np.cumsum(starts) - 1
    is_cut = (starts & has_before[kept]) | (ends & _after_repeats(has_after, kept, again))
    long = ~(starts & ends)  # a single point is no piece of a road
    return _Steps(point[long], way[long], run[long], (starts | ends)[long], is_cut[long])


def _after_repeats(has_after: Bools, kept: Bools, again: Bools) -> Bools:
    """Whether an unknown point follows each kept one, looking past repetitions of it."""
    positions = np.flatnonzero(kept | again)
    owner = np.cumsum(kept[positions]) - 1
    after = np.zeros(int(kept.sum()), dtype=bool)
    owned = owner >= 0
    np.logical_or.at(after, owner[owned], has_after[positions][owned])
    return after


def _running_on(lons: Floats, offsets: Longs) -> Floats:
    """Longitudes that do not jump at the antimeridian within an edge."""
    turns = np.zeros(lons.size)
    turns[1:] = -360.0 * np.round((lons[1:] - lons[:-1]) / 360.0)
    turns[offsets[:-1]] = 0.0
    if not turns.any():
        return lons
    total = np.cumsum(turns)
    return kept_degrees(lons + total - np.repeat(total[offsets[:-1]], np.diff(offsets)))


def _lengths_m(geometry: Floats, offsets: Longs) -> Floats:
    if offsets.size == 1:
        return np.empty(0)
    lons, lats = geometry[:, 0], geometry[:, 1]
    segments = np.zeros(lons.size)
    segments[:-1] = segment_lengths_m(lons[:-1], lats[:-1], lons[1:], lats[1:])
    segments[offsets[1:] - 1] = 0.0  # from one edge to the next
    return np.add.reduceat(segments, offsets[:-1])


def _bounds(geometry: Floats, offsets: Longs) -> tuple[float, float, float, float]:
    """The narrowest box: on the circle of longitudes, what the widest gap leaves."""
    if offsets.size == 1:
        return (0.0, 0.0, 0.0, 0.0)
    lons, lats = geometry[:, 0], geometry[:, 1]
    wests, easts = np.minimum.reduceat(lons, offsets[:-1]), np.maximum.reduceat(lons, offsets[:-1])
    order = np.argsort(inside := (wests + 180.0) % 360.0 - 180.0, kind="stable")
    wests, easts = inside[order], (easts - wests + inside)[order]
    # Twice around, so that each gap but the first is seen with all that reaches into it.
    reach = np.maximum.accumulate(np.concatenate([easts, easts + 360.0]))
    gaps = wests + 360.0 - reach[wests.size - 1 : -1]
    widest = int(np.argmax(gaps))
    if gaps[widest] <= 0.0:
        west, east = -180.0, 180.0
    else:
        west, east = wests[widest], reach[wests.size - 1 + widest]
    return (float(kept_degrees(west)), float(lats.min()), float(kept_degrees(east)), float(lats.max()))
