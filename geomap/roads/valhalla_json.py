"""Valhalla's way of asking and answering, over HTTP and in process alike.

After its documentation ("Valhalla routing service API reference") and what release 3.9 says. Vias are sent as
``break``: like a ``via`` it may be left the way it was reached, and it ends a leg, so that the answer tells where the
way met the road. A ``through`` may not, and makes long detours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

import shapely

from geomap.geodesy import LonLat, distance_km
from geomap.roads.engine import EnginePath, Waypoint, engine_path
from geomap.roads.errors import BadRequest, EngineUnavailable, LimitExceeded, NoRoute, NotSnapped, OutOfCoverage
from geomap.roads.polyline import decoded
from geomap.roads.request import Request
from geomap.roads.told import Told
from geomap.roads.transport import shown

COSTINGS = {"car": "auto", "truck": "truck", "bus": "bus", "foot": "pedestrian", "bicycle": "bicycle"}

MAX_HOURS = 1e6
"""A century and more: what takes longer is no duration of a way."""

SEARCH_KM = 35.0
"""How far Valhalla looks for a road; its own default."""

# Nearer to a junction all its roads are open. At zero a waypoint on one would be on one of its roads only.
_NODE_M = 1

_NO_EDGES = 171
_NO_WAY = {170, 440, 441, 442}
_TOO_MUCH = {150, 151, 153, 154, 157, 167, 169, 172}


class ValhallaError(Exception):
    """An error in Valhalla's words: its number and its message."""

    def __init__(self, code: int, message: str) -> None:
        self.code, self.message = code, shown(message)
        super().__init__(f"{self.message} (Valhalla's error {code})")


Ask = Callable[[str, Mapping[str, Any]], Any]
"""Calls an action, such as ``route``, with a request; gives its answer, or raises ValhallaError."""


def ask_for_route(request: Request, ask: Ask, *, engine: str, shortest: bool) -> Told:
    """Ask for the way, and read the answer.

    Parameters
    ----------
    request : Request
    ask : callable
    engine : str
        For messages.
    shortest : bool
        The shortest way rather than the one that Valhalla thinks best.

    Raises
    ------
    RoadError
        Any of its leaves.
    """
    try:
        answer = ask("route", question(request, shortest=shortest))
    except ValhallaError as fault:
        _raise(fault, request, ask, engine=engine)
    try:
        return _told(answer, request)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        why = f"{type(error).__name__}: {shown(error)}"
        raise EngineUnavailable(f"{engine}: the answer is not one of Valhalla's ({why})") from None


def question(request: Request, *, shortest: bool) -> dict[str, Any]:
    """The request for the action ``route``."""
    costing = COSTINGS[request.profile]
    asked: dict[str, Any] = {
        "locations": [_location(stop) for stop in request.stops],
        "costing": costing,
        "costing_options": {costing: {"shortest": shortest}},
        "directions_type": "none",
        "shape_format": "polyline6",
    }
    if request.alternates:
        asked["alternates"] = request.alternates
    if request.avoid:
        # The holes of an area are left out, as Valhalla knows rings only: what comes of it keeps out of more.
        polygons = [part for area in request.avoid for part in shapely.get_parts(area.shape).tolist()]
        asked["exclude_polygons"] = [[list(point) for point in polygon.exterior.coords] for polygon in polygons]
    return asked


def _location(stop: Waypoint) -> dict[str, Any]:
    return {
        "lon": stop.lon,
        "lat": stop.lat,
        "type": "break",
        "node_snap_tolerance": _NODE_M,
        "search_cutoff": 1000.0 * max(SEARCH_KM, stop.reach_km),
    }


def _told(answer: Any, request: Request) -> Told:
    trips = [answer["trip"], *(other["trip"] for other in answer.get("alternates") or ())]
    lines = [[_line(leg) for leg in trip["legs"]] for trip in trips]
    if not lines[0] or not all(lons for legs in lines for lons, _ in legs):
        raise NoRoute("Valhalla answered without a line")
    if any(len(legs) != len(request.stops) - 1 for legs in lines):
        raise ValueError("as many legs as asked for are not there")
    spots = [(lons[0], lats[0]) for lons, lats in lines[0][:1]] + [(lons[-1], lats[-1]) for lons, lats in lines[0]]
    ferry = trips[0]["summary"].get("has_ferry") is True
    return Told(
        paths=tuple(_path(trip, legs) for trip, legs in zip(trips, lines, strict=True)),
        spots=tuple(spots),
        notes=("a part of the way is a ferry",) if ferry else (),
    )


def _line(leg: Mapping[str, Any]) -> tuple[list[float], list[float]]:
    shape = leg.get("shape") or ""
    if not isinstance(shape, str):
        raise TypeError("the shape of a leg is no text")
    return decoded(shape)


def _path(trip: Mapping[str, Any], legs: Sequence[tuple[list[float], list[float]]]) -> EnginePath:
    lons = [lon for each, _ in legs for lon in each]
    lats = [lat for _, each in legs for lat in each]
    return engine_path(lons, lats, duration_h=hours(trip["summary"].get("time")))


def hours(seconds: object) -> float | None:
    """A service's seconds as hours; None for what is no duration."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    # Compared before it is divided: a whole number may be larger than any float.
    return seconds / 3600.0 if 0 <= seconds <= 3600 * MAX_HOURS else None


# --- errors -----------------------------------------------------------------------------------------------------------


def _raise(fault: ValhallaError, request: Request, ask: Ask, *, engine: str) -> NoReturn:
    if fault.code == _NO_EDGES:
        _raise_not_snapped(request, ask, engine=engine)
    if fault.code in _NO_WAY:
        around = " that keeps out of the avoided areas" if request.avoid else ""
        raise NoRoute(f"{engine} knows no way{around}: {fault}") from None
    if fault.code in _TOO_MUCH:
        raise LimitExceeded(f"{engine}: {fault}; this limit is the service's own") from None
    if 100 <= fault.code < 200:
        raise BadRequest([f"{engine}: {fault}"]) from None
    raise EngineUnavailable(f"{engine}: {fault}") from None


def _raise_not_snapped(request: Request, ask: Ask, *, engine: str) -> NoReturn:
    """Valhalla does not say which of the stops it means, nor how far off its road is: it is asked again."""
    locations = [_location(stop) for stop in request.stops]
    try:
        found = ask("locate", {"locations": locations, "costing": COSTINGS[request.profile], "verbose": False})
        distances = [_nearest_km(each, stop) for each, stop in zip(found, request.stops, strict=True)]
    except (ValhallaError, KeyError, TypeError, ValueError, AttributeError, OverflowError):
        distances = []
    if distances and all(km is None for km in distances):
        raise OutOfCoverage(f"{engine} has no road within {SEARCH_KM:g} km of any waypoint") from None
    for km, stop in zip(distances, request.stops, strict=False):
        if km is None:
            farthest = max(SEARCH_KM, stop.reach_km)
            raise NotSnapped(farthest, where=stop.label, limit_km=stop.reach_km, at_least=True) from None
        if km > stop.reach_km:
            raise NotSnapped(km, where=stop.label, limit_km=stop.reach_km) from None
    limit = min(stop.reach_km for stop in request.stops)
    raise NotSnapped(limit, where="one of the waypoints", limit_km=limit, at_least=True) from None


def _nearest_km(found: Mapping[str, Any], stop: Waypoint) -> float | None:
    spots = [(e["correlated_lon"], e["correlated_lat"]) for e in found.get("edges") or ()]
    spots += [(n["lon"], n["lat"]) for n in found.get("nodes") or ()]
    return min((distance_km(LonLat(stop.lon, stop.lat), LonLat(*spot)) for spot in spots), default=None)
