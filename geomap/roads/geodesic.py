"""The engine that is always there: the shortest way over the ground, which no road need follow."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from geomap import __version__
from geomap.geodesy import Floats, Geodesic, LonLat
from geomap.roads.avoid import Blocks
from geomap.roads.engine import Avoid, EngineData, EngineRoute, Snap, Waypoint, engine_path
from geomap.roads.errors import NoRoute
from geomap.roads.request import Request


class GeodesicEngine:
    """Straight over land and water, in points at most 10 km apart; the profile changes nothing.

    It has one way only, so it goes around nothing: where that crosses an avoided area, there is no route.

    Examples
    --------
    >>> answer = GeodesicEngine().route((Waypoint(36.74284, 34.15558), Waypoint(40.91854, 34.45226)))
    >>> round(answer.paths[0].length_km, 2), len(answer.paths[0].lons), answer.notes
    (385.77, 40, ())
    """

    name = "geodesic"
    version = __version__
    data = EngineData("geodesics on the WGS84 ellipsoid")

    def route(
        self,
        points: tuple[Waypoint, Waypoint],
        *,
        via: Sequence[Waypoint] = (),
        avoid: Sequence[Avoid] = (),
        alternates: int = 0,
        profile: str = "car",
    ) -> EngineRoute:
        """The geodesics from the start over the vias to the end; see :class:`geomap.roads.engine.RoadEngine`.

        Raises
        ------
        BadRequest, LimitExceeded
        NoRoute
            A waypoint lies inside an avoided area, or the way crosses one.
        """
        request = Request.checked(points, via=via, avoid=avoid, alternates=alternates, profile=profile)
        lons, lats = _line(request.stops)
        blocks = Blocks(request.avoid, west=float(lons.min()), east=float(lons.max()))
        blocks.refuse_inside(request.stops)
        for area in request.avoid:
            if Blocks([area], west=float(lons.min()), east=float(lons.max())).crossed_by(lons, lats):
                raise NoRoute(f"the straight way crosses {area.label}, and there is no other")
        return EngineRoute(
            engine=self.name,
            version=self.version,
            profile=request.profile,
            data=self.data,
            request_hash=request.hash_for(self.name),
            paths=(engine_path(lons, lats),),
            snaps=tuple(Snap(stop.lon, stop.lat, 0.0) for stop in request.stops),
            notes=("a straight way has no alternates",) if request.alternates else (),
        )


def _line(stops: tuple[Waypoint, ...]) -> tuple[Floats, Floats]:
    """Points along the geodesics, longitudes running on across the antimeridian."""
    ways = [Geodesic.between(LonLat(a.lon, a.lat), LonLat(b.lon, b.lat)).points() for a, b in pairwise(stops)]
    lons = np.unwrap(np.concatenate([lon for lon, _ in ways]), period=360.0)
    return lons, np.concatenate([lat for _, lat in ways])
