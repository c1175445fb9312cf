"""Where a way first crosses the border of an area."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.affinity import translate
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from geomap.geodesy import STEP_KM, Floats, Geodesic, LonLat

TOLERANCE_KM = 0.001
"""How exactly a crossing is found; boundary sources differ by kilometres."""

_NEAR_DEGREES = 0.01  # more than a geodesic of 10 km leaves its straight line by, up to 88° of latitude


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


def may_touch(pieces: Sequence[Geodesic], area: BaseGeometry) -> list[int]:
    """Which pieces of a way are worth asking :func:`first_crossing_km` about: all but the short ones far off the area.

    A road has thousands of pieces of some metres, and few of them lie near a border.

    Examples
    --------
    >>> a, b, c = LonLat(0.0, 0.0), LonLat(0.05, 0.0), LonLat(0.1, 0.0)
    >>> may_touch([Geodesic.between(a, b), Geodesic.between(b, c)], shapely.box(0.08, -1.0, 1.0, 1.0))
    [1]
    """
    ends = np.array([(*piece.start, *piece.end) for piece in pieces]).reshape(-1, 2, 2)
    shapely.prepare(area)
    is_near = shapely.dwithin(shapely.linestrings(ends), area, _NEAR_DEGREES)
    is_long = np.array([piece.length_km > STEP_KM for piece in pieces], dtype=bool)
    is_split = (np.abs(ends[:, 1, 0] - ends[:, 0, 0]) > 90.0) | (np.abs(ends[:, :, 1]) > 85.0).any(axis=1)
    at_edge = (np.abs(ends[:, :, 0]) > 180.0 - 2 * _NEAR_DEGREES).any(axis=1)  # the area may go on beyond ±180°
    return np.flatnonzero(is_near | is_long | is_split | at_edge).tolist()


def _copies(area: BaseGeometry, lons: Floats) -> BaseGeometry:
    """The area, and its copies a turn to either side, where the way's longitudes run on beyond ±180°."""
    turns = [k for k in (-1, 0, 1) if lons.min() <= 180.0 + 360.0 * k and lons.max() >= -180.0 + 360.0 * k]
    return shapely.union_all([translate(area, xoff=360.0 * k) for k in turns])


def _share_before(piece: LineString, area: BaseGeometry) -> float:
    """Share of a straight piece, 0 to 1, that lies before the area."""
    touched = shapely.get_coordinates(piece.intersection(area))
    return min(float(piece.project(Point(corner), normalized=True)) for corner in touched)
