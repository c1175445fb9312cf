"""Where a way first crosses the border of an area."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.affinity import translate
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from geomap.geodesy import Floats, Geodesic, LonLat

TOLERANCE_KM = 0.001
"""How exactly a crossing is found; boundary sources differ by kilometres."""


def covers(area: BaseGeometry, point: LonLat) -> bool:
    """Whether a point lies in an area or on its border; on the antimeridian, on either side of it.

    Examples
    --------
    >>> covers(shapely.box(-180, 0, -170, 10), LonLat(180.0, 5.0))
    True
    """
    lons = (point.lon, -point.lon) if abs(point.lon) == 180.0 else (point.lon,)
    return any(bool(area.intersects(Point(lon, point.lat))) for lon in lons)


def first_crossing_km(way: Geodesic, area: BaseGeometry) -> float | None:
    """How far along a geodesic it first touches an area.

    Parameters
    ----------
    way : Geodesic
    area : Polygon or MultiPolygon
        EPSG:4326, split at the antimeridian.

    Returns
    -------
    float or None
        Kilometres from the start, found to ``TOLERANCE_KM``: 0 when it starts inside, None when it never touches.

    Notes
    -----
    The way is cut into pieces of 10 km, which leave the geodesic by a few metres. The first piece that touches the
    area brackets the crossing, and bisection on the geodesic itself finds it.

    Examples
    --------
    >>> way = Geodesic.between(LonLat(0.0, 0.0), LonLat(10.0, 0.0))
    >>> round(way.point_at(first_crossing_km(way, shapely.box(4.0, -1.0, 6.0, 1.0))).lon, 4)
    4.0
    """
    if covers(area, way.start):
        return 0.0
    lons, lats = way.points()
    unrolled = np.unwrap(lons, period=360.0)  # pieces across the antimeridian stay short
    nearby = _copies(area, unrolled)
    corners = np.column_stack([unrolled, lats])
    pieces = [LineString(pair) for pair in np.stack([corners[:-1], corners[1:]], axis=1)]
    shapely.prepare(nearby)
    touching = np.flatnonzero(shapely.intersects(nearby, pieces))
    if not touching.size:
        return None
    step = way.length_km / len(pieces)
    first = int(touching[0])
    low, high = first * step, (first + _share_before(pieces[first], nearby)) * step
    if not covers(area, way.point_at(high)):  # the piece touches where the geodesic, metres away, does not
        return high
    while high - low > TOLERANCE_KM:
        middle = (low + high) / 2.0
        low, high = (low, middle) if covers(area, way.point_at(middle)) else (middle, high)
    return high


def _copies(area: BaseGeometry, lons: Floats) -> BaseGeometry:
    """The area, and its copies a turn to either side, where the way's longitudes run on beyond ±180°."""
    turns = [k for k in (-1, 0, 1) if lons.min() <= 180.0 + 360.0 * k and lons.max() >= -180.0 + 360.0 * k]
    return shapely.union_all([translate(area, xoff=360.0 * k) for k in turns])


def _share_before(piece: LineString, area: BaseGeometry) -> float:
    """Share of a straight piece, 0 to 1, that lies before the area."""
    touched = shapely.get_coordinates(piece.intersection(area))
    return min(float(piece.project(Point(corner), normalized=True)) for corner in touched)
