"""What an engine elsewhere told, brought to our terms: how far off its roads are, and whether it kept out of areas.

Such an engine has its own rules for both, and its own figures for lengths; here ours hold. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geomap.geodesy import LonLat, distance_km
from geomap.roads.avoid import Blocks
from geomap.roads.engine import EngineData, EnginePath, EngineRoute, Snap, engine_path, kept_degrees, kept_lons
from geomap.roads.errors import EngineUnavailable, NoRoute, NotSnapped
from geomap.roads.filling import filled
from geomap.roads.request import Request

ENDS_KM = 0.1
"""So far apart may the end of a line and the place be that an engine says it put the waypoint."""


@dataclass(frozen=True, slots=True)
class Told:
    """An engine's answer in values.

    Parameters
    ----------
    paths : tuple of EnginePath
        The best first.
    spots : tuple of (float, float)
        Longitude and latitude where each stop was put on a road.
    notes : tuple of str
    """

    paths: tuple[EnginePath, ...]
    spots: tuple[tuple[float, float], ...]
    notes: tuple[str, ...] = ()


def refuse_inside(request: Request) -> None:
    """Raise NoRoute when a stop lies inside of an avoided area: nobody need be asked."""
    if request.avoid:
        Blocks(request.avoid, west=-180.0, east=180.0).refuse_inside(request.stops)


def answer_of(told: Told, request: Request, *, engine: str, version: str, data: EngineData) -> EngineRoute:
    """The answer, once it has been checked against what was asked.

    Raises
    ------
    NotSnapped
        A stop was put on a road that is too far off.
    NoRoute
        The best way crosses an avoided area, whatever the engine was told.
    EngineUnavailable
        The line does not lead from where it should to where it should.
    """
    snaps = tuple(_snap(spot, LonLat(stop.lon, stop.lat)) for spot, stop in zip(told.spots, request.stops, strict=True))
    for snap, stop in zip(snaps, request.stops, strict=True):
        if snap.distance_km > stop.reach_km:
            raise NotSnapped(snap.distance_km, where=stop.label, limit_km=stop.reach_km)
    paths: list[EnginePath] = []
    crossing = 0
    for path in map(_filled, told.paths):
        if len(paths) > request.alternates:
            break  # more than was asked for
        for at, snap in ((0, snaps[0]), (-1, snaps[-1])):
            if distance_km(LonLat(path.lons[at], path.lats[at]), LonLat(snap.lon, snap.lat)) > ENDS_KM:
                raise EngineUnavailable(f"{engine}: the line that it answered with does not lead from stop to stop")
        if name := crossed(path, request):
            crossing += 1
            if not paths and crossing == 1:
                raise NoRoute(f"the way that {engine} found crosses {name}, which it was told to avoid")
        else:
            paths.append(path)
    notes = list(told.notes)
    if len(paths) - 1 < request.alternates:
        notes.append(f"{len(paths) - 1} of {request.alternates} alternates found by {engine}")
    return EngineRoute(
        engine=engine,
        version=version,
        profile=request.profile,
        data=data,
        request_hash=request.hash_for(engine),
        paths=tuple(paths),
        snaps=snaps,
        notes=tuple(notes),
    )


def _filled(path: EnginePath) -> EnginePath:
    """The path with points where two are far apart, as on a ferry; itself where none are."""
    lons, lats = np.unwrap(np.array(path.lons), period=360.0), np.array(path.lats)
    points, _ = filled(np.column_stack([lons, lats]), np.array([0, lons.size]))
    return path if len(points) == lons.size else engine_path(*points.T, duration_h=path.duration_h)


def _snap(spot: tuple[float, float], stop: LonLat) -> Snap:
    lon, lat = float(kept_lons([spot[0]])[0]), float(kept_degrees([spot[1]])[0])
    return Snap(lon, lat, distance_km(stop, LonLat(lon, lat)))


def crossed(path: EnginePath, request: Request) -> str:
    """What an area that a path crosses is called; empty when it crosses none."""
    if not request.avoid:
        return ""
    lons, lats = np.unwrap(np.array(path.lons), period=360.0), np.array(path.lats)
    reach = {"west": float(lons.min()), "east": float(lons.max())}
    return next((area.label for area in request.avoid if Blocks([area], **reach).crossed_by(lons, lats)), "")
