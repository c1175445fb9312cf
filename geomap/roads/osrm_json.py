"""OSRM's way of asking and answering, after its documentation of the HTTP API, version 1 of the service ``route``."""

from __future__ import annotations

import re
from typing import Any, NoReturn
from urllib.parse import quote, urlencode

from geomap.roads.engine import engine_path
from geomap.roads.errors import BadRequest, EngineUnavailable, LimitExceeded, NoRoute, NotSnapped
from geomap.roads.polyline import decoded
from geomap.roads.request import Request
from geomap.roads.told import Told
from geomap.roads.transport import shown
from geomap.roads.valhalla_json import hours

# The service answers by the profile that its data was prepared for, whatever stands here; some behind a common
# door tell them apart by it.
PROFILES = {"car": "driving", "truck": "driving", "bus": "driving", "foot": "foot", "bicycle": "bike"}

_NO_AVOIDING = (
    "OSRM cannot avoid an area when it is asked, only when its data is prepared; use the engine graph or Valhalla for "
    "roads that are cut"
)
_COORDINATE = re.compile(r"coordinate (\d{1,3})\b")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T[\d:]{5,8}Z)?")


def path_of(request: Request) -> str:
    """What is asked for, as the path of an address.

    Raises
    ------
    BadRequest
        An area is to be avoided, of which OSRM knows nothing.
    """
    if request.avoid:
        raise BadRequest([_NO_AVOIDING])
    stops = ";".join(f"{stop.lon:.7f},{stop.lat:.7f}" for stop in request.stops)
    options = {
        "overview": "full",
        "geometries": "polyline6",
        "steps": "false",
        "alternatives": str(request.alternates) if request.alternates else "false",
        "continue_straight": "false",  # a via may be left the way it was reached
    }
    return f"route/v1/{PROFILES[request.profile]}/{quote(stops, safe=',;.-')}?{urlencode(options)}"


def told_of(answer: Any, request: Request, *, engine: str) -> tuple[Told, str | None]:
    """An answer's values, and the date of the data where it says one.

    Raises
    ------
    RoadError
        Any of its leaves.
    """
    if not isinstance(answer, dict) or not isinstance(answer.get("code"), str):
        raise EngineUnavailable(f"{engine}: the answer is not one of OSRM's")
    if answer["code"] != "Ok":
        _raise(answer["code"], shown(answer.get("message") or ""), request, engine=engine)
    try:
        return _told(answer, request), _date(answer.get("data_version"))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as error:
        why = f"{type(error).__name__}: {shown(error)}"
        raise EngineUnavailable(f"{engine}: the answer is not one of OSRM's ({why})") from None


def _told(answer: dict[str, Any], request: Request) -> Told:
    routes = answer["routes"]
    lines = [decoded(route.get("geometry") or "") for route in routes]
    if not lines or not all(lons for lons, _ in lines):
        raise NoRoute("OSRM answered without a line")
    spots = tuple((float(lon), float(lat)) for lon, lat in (each["location"] for each in answer["waypoints"]))
    if len(spots) != len(request.stops) or not all(abs(lon) <= 180.0 and abs(lat) <= 90.0 for lon, lat in spots):
        raise ValueError("the waypoints are not those asked for")
    paths = tuple(
        engine_path(lons, lats, duration_h=hours(route.get("duration")))
        for route, (lons, lats) in zip(routes, lines, strict=True)
    )
    asked = PROFILES[request.profile]
    return Told(paths, spots, (f"asked for {asked}; OSRM answers by the profile that its data was prepared for",))


def _date(version: object) -> str | None:
    return version if isinstance(version, str) and _DATE.fullmatch(version) else None


def _raise(code: str, message: str, request: Request, *, engine: str) -> NoReturn:
    said = f"{message or 'no reason given'} (OSRM's {shown(code)})"
    if code == "NoRoute":
        raise NoRoute(f"{engine} knows no way: {said}")
    if code == "NoSegment":
        named = _COORDINATE.search(message)
        number = int(named[1]) if named else len(request.stops)
        known = number < len(request.stops)
        limit = request.stops[number].reach_km if known else min(stop.reach_km for stop in request.stops)
        where = request.stops[number].label if known else "one of the waypoints"
        raise NotSnapped(limit, where=where, limit_km=limit, at_least=True)
    if code == "TooBig":
        raise LimitExceeded(f"{engine}: {said}; this limit is the service's own")
    if code.startswith("Invalid"):
        raise BadRequest([f"{engine}: {said}"])
    raise EngineUnavailable(f"{engine}: {said}")
