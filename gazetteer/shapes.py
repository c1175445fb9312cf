"""Polygons of the world as the index wants them: valid, cut at the 180th meridian, with a point inside and a size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import pi, sqrt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from shapely.geometry.base import BaseGeometry

_AXIS_KM = 6378.137
_ECCENTRICITY = 0.0818191908426
"""Semi-major axis and first eccentricity of the WGS84 ellipsoid."""

_PER_DEGREE = 2**16
"""Positions are rounded to a grid of 2^-16 degrees (1.7 m), far finer than what the files hold (60 m and more): numbers
of few bits, which take half the room once compressed."""

Ring = Sequence[tuple[float, float]]


def polygons_from(geometry: Mapping[str, Any]) -> BaseGeometry:
    """A GeoJSON Polygon or MultiPolygon as valid shapely polygons.

    Rounding leaves rings that touch or cross themselves: they are repaired. A ring that steps over the 180th meridian
    (as files made for drawing on a globe have them) is cut there, and one that runs round a pole is closed over it.

    Parameters
    ----------
    geometry : mapping
        Degrees WGS84, longitude within ±180.

    Returns
    -------
    shapely.Polygon or shapely.MultiPolygon
        Empty when nothing of it has an area.

    Examples
    --------
    >>> from shapely import bounds
    >>> ring = [(170, 0), (-170, 0), (-170, 10), (170, 10), (170, 0)]
    >>> cut = polygons_from({"type": "Polygon", "coordinates": [ring]})
    >>> sorted(tuple(map(int, bounds(part))) for part in cut.geoms)
    [(-180, 0, -170, 10), (170, 0, 180, 10)]
    """
    import shapely

    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return merged([piece for rings in polygons for piece in shapely.get_parts(_polygon(rings))])


def merged(polygons: Sequence[BaseGeometry]) -> BaseGeometry:
    """Valid polygons as one valid geometry: side by side where they can stand so, united where they overlap."""
    import shapely

    parts = shapely.get_parts(polygons)
    together: BaseGeometry = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts.tolist())
    return together if together.is_valid else shapely.union_all(parts)


def area_km2(geometry: BaseGeometry) -> float:
    """Area of WGS84 polygons, in square kilometres.

    By the cylindrical equal-area projection of the ellipsoid (Snyder, Map Projections, 1987, formulas 10-4 and 3-12);
    sides are straight in longitude and latitude.

    Examples
    --------
    >>> from shapely import box
    >>> round(area_km2(box(-180, -90, 180, 90)) / 1e6, 2)
    510.07
    """
    import shapely

    return float(shapely.transform(geometry, _equal_area).area)


def half_width_km(geometry: BaseGeometry) -> float:
    """Radius of the disc that has the area of the polygons, in kilometres."""
    return round(sqrt(area_km2(geometry) / pi), 1)


def point_inside(geometry: BaseGeometry) -> tuple[float, float]:
    """A point (longitude, latitude) that stands for the polygons: inside, and in the largest of them.

    The centre of gravity of the largest part, or where that lies outside (a crescent) a point on its surface.

    Examples
    --------
    >>> from shapely import MultiPolygon, box
    >>> point_inside(MultiPolygon([box(0, 0, 1, 1), box(10, 0, 14, 2)]))
    (12.0, 1.0)
    """
    import shapely

    parts = shapely.get_parts(geometry)
    largest = parts[shapely.area(shapely.transform(parts, _equal_area)).argmax()]
    centre = largest.centroid
    point = centre if largest.contains(centre) else largest.point_on_surface()
    return round(point.x, 5), round(point.y, 5)


def _polygon(rings: Sequence[Ring]) -> BaseGeometry:
    import shapely

    outer, *holes = rings
    if _width(outer) > 180:
        return _cut(outer, holes)
    return _repaired(shapely.polygons(_linear_ring(outer), [_linear_ring(hole) for hole in holes] or None))


def _linear_ring(ring: Ring) -> Any:
    import numpy as np
    import shapely

    return shapely.linearrings(np.round(np.asarray(ring) * _PER_DEGREE) / _PER_DEGREE)


def _repaired(polygon: BaseGeometry) -> BaseGeometry:
    import shapely

    return polygon if polygon.is_valid else shapely.make_valid(polygon, method="structure", keep_collapsed=False)


def _width(ring: Ring) -> float:
    lons = [lon for lon, _ in ring]
    return max(lons) - min(lons)


def _cut(outer: Ring, holes: Sequence[Ring]) -> BaseGeometry:
    """A polygon that steps over the 180th meridian, as pieces within ±180."""
    import shapely
    from shapely.affinity import translate

    outer = _unrolled(outer)
    middle = sum(lon for lon, _ in outer) / len(outer)
    polygon = _repaired(
        shapely.polygons(
            _linear_ring(outer), [_linear_ring(_beside(_unrolled(hole), middle)) for hole in holes] or None
        )
    )
    pieces = []
    for turn in (-360, 0, 360):
        inside = shapely.intersection(polygon, shapely.box(turn - 180, -90, turn + 180, 90))
        pieces += [translate(part, -turn) for part in shapely.get_parts(inside) if part.geom_type == "Polygon"]
    return merged(pieces)


def _unrolled(ring: Ring) -> Ring:
    """The ring with longitudes that run on past ±180 instead of jumping; one round a pole is led over the pole."""
    line: list[tuple[float, float]] = []
    turn = 0
    before = ring[0][0]
    for lon, lat in ring:
        if abs(lon - before) > 180:
            turn += 360 if lon < before else -360
        line.append((lon + turn, lat))
        before = lon
    if turn:
        pole = 90.0 if sum(lat for _, lat in ring) > 0 else -90.0
        line += [(line[-1][0], pole), (line[0][0], pole), line[0]]
    return line


def _beside(ring: Ring, lon: float) -> Ring:
    """The ring, turned by whole circles to where it lies nearest to a longitude."""
    turn = 360 * round((lon - sum(x for x, _ in ring) / len(ring)) / 360)
    return [(x + turn, y) for x, y in ring]


def _equal_area(positions: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    import numpy as np

    lon, sine = np.radians(positions[:, 0]), np.sin(np.radians(positions[:, 1]))
    e = _ECCENTRICITY
    q = (1 - e**2) * (sine / (1 - (e * sine) ** 2) + np.arctanh(e * sine) / e)
    return np.column_stack((lon * _AXIS_KM, q / 2 * _AXIS_KM))
