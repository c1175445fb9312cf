"""Lines and rings on the globe as geometries inside ±180° and ±90°, and back for a map that scrolls on.

GeoJSON (RFC 7946, section 3.1.9) wants whatever crosses the antimeridian split there; Leaflet wants it in one run,
with longitudes beyond 180. At a pole, all longitudes are one point: a line over it becomes two, and a polygon
around it reaches the upper or lower edge of a map of longitude and latitude along its whole width.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import shapely
from shapely.affinity import translate
from shapely.geometry import (
    GeometryCollection,
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Polygon,
    box,
)
from shapely.geometry.base import BaseGeometry

from geomap.geodesy import Floats, Geodesic, LonLat

_AT_POLE = 90.0 - 1e-9  # degrees; nearer than 0.1 mm
_AT_EDGE = 180.0 - 1e-9
_GATHER: dict[str, Callable[[list[Any]], BaseGeometry]] = {
    "MultiPoint": MultiPoint,
    "MultiLineString": MultiLineString,
    "MultiPolygon": MultiPolygon,
    "GeometryCollection": GeometryCollection,
}


def line_on_globe(lons: Floats, lats: Floats) -> LineString | MultiLineString:
    """A line through points of one geodesic way, split at the antimeridian and at the poles.

    Parameters
    ----------
    lons, lats : array of float, shape (n,), n >= 2
        Degrees WGS84, close together as from :meth:`geomap.geodesy.Geodesic.points`. Where two neighbours lie on
        either side of the antimeridian, the split point is on the geodesic between them.

    Returns
    -------
    LineString or MultiLineString
        Inside ±180° and ±90°; its parts are as long together as the way. Empty when the way has no length.

    Examples
    --------
    >>> line_on_globe(np.array([179.95, -179.95]), np.array([0.0, 0.0])).wkt
    'MULTILINESTRING ((179.95 0, 180 0), (-180 0, -179.95 0))'
    >>> line_on_globe(np.array([0.0, 180.0]), np.array([89.95, 89.95])).wkt
    'MULTILINESTRING ((0 89.95, 0 90), (180 90, 180 89.95))'
    """
    parts: list[list[LonLat]] = [[]]
    points = _with_longitude_at_poles(lons, lats)
    for number, point in enumerate(points):
        for part_end, part_start in _cuts(points[number - 1], point) if number else ():
            parts[-1].append(part_end)
            parts.append([part_start])
        parts[-1].append(point)
    distinct = [[p for n, p in enumerate(part) if not n or p != part[n - 1]] for part in parts]
    lines = [LineString(part) for part in distinct if len(part) > 1]
    return lines[0] if len(lines) == 1 else MultiLineString(lines)


def _with_longitude_at_poles(lons: Floats, lats: Floats) -> list[LonLat]:
    """The points, where those on a pole take the longitude along which the line comes to it (or leaves it)."""
    points = [LonLat(lon, lat) for lon, lat in zip(lons.tolist(), lats.tolist(), strict=True)]
    for number, point in enumerate(points):
        if abs(point.lat) > _AT_POLE:
            beside = points[number - 1] if number else points[1]
            points[number] = LonLat(beside.lon, math.copysign(90.0, point.lat))
    return points


def _cuts(start: LonLat, end: LonLat) -> Iterator[tuple[LonLat, LonLat]]:
    """Where the line from one point to the next is cut: the end of one part and the start of the next."""
    turn = abs(end.lon - start.lon)
    over_pole = abs(turn - 180.0) < 1e-6 or (abs(start.lat) == 90.0 and turn > 0.0)
    if over_pole:
        pole = math.copysign(90.0, start.lat + end.lat)
        yield LonLat(start.lon, pole), LonLat(end.lon, pole)
    elif turn > 180.0:
        edge = math.copysign(180.0, start.lon)
        lat = _latitude_at_edge(start, end)
        yield LonLat(edge, lat), LonLat(-edge, lat)


def _latitude_at_edge(start: LonLat, end: LonLat) -> float:
    """Latitude where the geodesic between two near points crosses the antimeridian, by bisection to 0.1 mm."""
    for point in (start, end):
        if abs(point.lon) > _AT_EDGE:
            return point.lat
    way = Geodesic.between(start, end)
    low, high = 0.0, way.length_km
    while high - low > 1e-7:
        middle = (low + high) / 2.0
        before = (way.point_at(middle).lon > 0) == (start.lon > 0)
        low, high = (middle, high) if before else (low, middle)
    return way.point_at(high).lat


def polygon_on_globe(lons: Floats, lats: Floats) -> Polygon | MultiPolygon:
    """The polygon that a ring on the globe encloses, split at the antimeridian, with the pole where it goes around one.

    Parameters
    ----------
    lons, lats : array of float, shape (n,), n >= 3
        Degrees WGS84, not closed, neighbours less than 180° of longitude apart. The polygon must be smaller than a
        hemisphere.

    Returns
    -------
    Polygon or MultiPolygon
        Valid, inside ±180° and ±90°.

    Examples
    --------
    >>> polygon_on_globe(np.array([179.0, -179.0, -179.0, 179.0]), np.array([0.0, 0.0, 1.0, 1.0])).bounds
    (-180.0, 0.0, 180.0, 1.0)
    >>> polygon_on_globe(np.array([0.0, 120.0, -120.0]), np.array([80.0, 80.0, 80.0])).bounds
    (-180.0, 80.0, 180.0, 90.0)
    """
    closed = np.append(lons, lons[0])
    unwrapped = np.unwrap(closed, period=360.0)
    ring = np.column_stack([unwrapped, np.append(lats, lats[0])])
    if abs(unwrapped[-1] - unwrapped[0]) > 180.0:  # all the way around: close it along the pole
        pole = math.copysign(90.0, float(lats.mean()))
        # Three turns, of which the middle is kept: closed after one, a slit would stay open by rounding.
        turn = np.array([math.copysign(360.0, unwrapped[-1] - unwrapped[0]), 0.0])
        turns = np.vstack([ring[:-1] - turn, ring[:-1], ring + turn])
        around = Polygon(np.vstack([turns, [turns[-1, 0], pole], [turns[0, 0], pole]]))
        valid = around if around.is_valid else shapely.make_valid(around)
        return only_polygons(valid.intersection(box(-180.0, -90.0, 180.0, 90.0)))
    return within_globe(Polygon(ring))


def within_globe(shape: BaseGeometry) -> Polygon | MultiPolygon:
    """A polygon whose longitudes run on beyond ±180°, cut there and put back; valid."""
    valid = shape if shape.is_valid else shapely.make_valid(shape)
    west, south, east, north = valid.bounds
    if west >= -180.0 and east <= 180.0 and south >= -90.0 and north <= 90.0:
        return only_polygons(valid)
    turns = range(math.floor((west + 180.0) / 360.0), math.ceil((east - 180.0) / 360.0) + 1)
    pieces = [
        translate(valid.intersection(box(-180.0 + 360.0 * k, -90.0, 180.0 + 360.0 * k, 90.0)), xoff=-360.0 * k)
        for k in turns
    ]
    return only_polygons(shapely.union_all(pieces))


def only_polygons(shape: BaseGeometry) -> Polygon | MultiPolygon:
    """The polygons of a geometry, without the lines and points that cutting may leave; empty when there are none."""
    polygons = [part for part in parts_of(shape) if isinstance(part, Polygon) and not part.is_empty]
    return polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)


def parts_of(shape: BaseGeometry) -> tuple[BaseGeometry, ...]:
    """The single parts of a geometry, those of nested collections too."""
    if not hasattr(shape, "geoms"):
        return (shape,)
    return tuple(part for member in shape.geoms for part in parts_of(member))


def center_lon(shapes: Iterable[BaseGeometry | None]) -> float:
    """The longitude about which a map should be centred so that all shapes lie together.

    Parameters
    ----------
    shapes : iterable of geometry or None
        Inside ±180°, split at the antimeridian.

    Returns
    -------
    float
        Degrees, -180 to 180: the middle of the narrowest span that holds everything; 0.0 when there is nothing.

    Examples
    --------
    >>> from shapely.geometry import Point
    >>> center_lon([Point(178, -18), Point(-172, -13)])
    -177.0
    """
    west, east = lon_span(shapes)
    return ((west + east) / 2.0 + 180.0) % 360.0 - 180.0


def lon_span(shapes: Iterable[BaseGeometry | None]) -> tuple[float, float]:
    """The narrowest span of longitudes that holds all shapes: west, and an east that may lie beyond 180.

    Examples
    --------
    >>> from shapely.geometry import Point
    >>> lon_span([Point(178, -18), Point(-172, -13)]), lon_span([])
    ((178.0, 188.0), (0.0, 0.0))
    """
    spans = sorted(
        (part.bounds[0], part.bounds[2])
        for shape in shapes
        if shape is not None and not shape.is_empty
        for part in parts_of(shape)
    )
    if not spans:
        return 0.0, 0.0
    # What the narrowest span leaves out is the widest gap on the circle; (gap, west and east of the span around it).
    reach = spans[0][1]
    gaps = []
    for west, east in spans[1:]:
        gaps.append((west - reach, west, reach + 360.0))
        reach = max(reach, east)
    _, west, east = max([(spans[0][0] + 360.0 - reach, spans[0][0], reach), *gaps], key=lambda gap: gap[0])
    return west, east


def unwrap(shape: BaseGeometry, *, center_lon: float) -> BaseGeometry:
    """The same geometry for a map centred on a longitude: every part moved by whole turns to lie nearest to it.

    Parameters
    ----------
    shape : geometry
        Inside ±180°, split at the antimeridian.
    center_lon : float
        Degrees; see :func:`center_lon`.

    Returns
    -------
    geometry
        Longitudes may lie beyond ±180°; parts that were split at the antimeridian meet again.

    Examples
    --------
    >>> from shapely.geometry import MultiLineString
    >>> split = MultiLineString([[(179, 0), (180, 0)], [(-180, 0), (-178, 1)]])
    >>> unwrap(split, center_lon=-179.0).wkt
    'MULTILINESTRING ((-181 0, -180 0), (-180 0, -178 1))'
    """
    moved = [
        translate(part, xoff=360.0 * round((center_lon - (part.bounds[0] + part.bounds[2]) / 2.0) / 360.0))
        for part in parts_of(shape)
    ]
    return moved[0] if len(moved) == 1 else _GATHER[shape.geom_type](moved)
