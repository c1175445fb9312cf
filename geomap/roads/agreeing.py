"""Whether a kept answer agrees with itself, and with the request that it is taken for.

A ``routes.lock`` comes with the story, perhaps from a stranger; what an engine would never have answered is not drawn
as its answer. An answer that somebody invented with care is not found out: the file is as good as where it comes from.
"""

from __future__ import annotations

from geomap.geodesy import LonLat, distance_km
from geomap.roads.engine import EngineRoute, Waypoint
from geomap.roads.entries import Entry, Refusal, rounded_stops
from geomap.roads.request import Request
from geomap.roads.told import ENDS_KM, crossed

_ROUNDING_KM = 0.001  # a metre: coordinates are kept to 11 cm


def complaint_about(entry: Entry) -> str:
    """What an answer contradicts itself in; empty when nothing.

    Examples
    --------
    >>> from geomap.roads import GeodesicEngine
    >>> from geomap.roads.entries import entry_for
    >>> request = Request.checked((Waypoint(40, 34), Waypoint(41, 34)))
    >>> complaint_about(entry_for(request, GeodesicEngine().route((Waypoint(40, 34), Waypoint(41, 34)))))
    ''
    """
    answer = entry.answer
    if not entry.avoided:  # else the areas would be needed, and the request has them
        plain = Request(entry.stops, (), entry.alternates, answer.profile)
        if plain.hash_for(answer.engine) != answer.request_hash:
            return "has a hash that is not that of its points, profile and engine"
    return "" if isinstance(answer, Refusal) else _of_ways(answer, entry)


def _of_ways(answer: EngineRoute, entry: Entry) -> str:
    if len(answer.paths) > 1 + entry.alternates:
        return f"has {len(answer.paths)} ways, and {1 + entry.alternates} were asked for"
    snaps = [LonLat(snap.lon, snap.lat) for snap in answer.snaps]
    for snap, stop, spot in zip(answer.snaps, entry.stops, snaps, strict=True):
        off = distance_km(LonLat(stop.lon, stop.lat), spot)
        if abs(off - snap.distance_km) > _ROUNDING_KM:
            return f"says that {stop.label} is {snap.distance_km:g} km off the road, which is {off:.3f} km off"
        if off > stop.reach_km + _ROUNDING_KM:
            return f"has a road {off:.1f} km off {stop.label}, which is more than {stop.reach_km:g} km"
    for path in answer.paths:
        for at in (0, -1):
            if distance_km(LonLat(path.lons[at], path.lats[at]), snaps[at]) > ENDS_KM + _ROUNDING_KM:
                return "has a line that does not lead from its first point to its last"
    return ""


def disagreement(entry: Entry, request: Request, *, engine: str) -> str:
    """What an entry found by a request's hash has otherwise than the request; empty when nothing.

    Parameters
    ----------
    entry : Entry
        Without a complaint about itself.
    request : Request
    engine : str
        The name by which it was found.
    """
    answer = entry.answer
    kept = (_points(entry.stops), entry.avoided, entry.alternates, answer.profile, answer.engine)
    asked = (_points(rounded_stops(request)), len(request.avoid), request.alternates, request.profile, engine)
    if kept != asked:
        return "has other points, areas, profile or engine than its hash"
    if isinstance(answer, Refusal) or not request.avoid:
        return ""
    name = next(filter(None, (crossed(path, request) for path in answer.paths)), "")
    return f"has a way that crosses {name}, which is to be avoided" if name else ""


def _points(stops: tuple[Waypoint, ...]) -> list[tuple[float, float, float]]:
    return [(stop.lon, stop.lat, stop.radius_km) for stop in stops]
