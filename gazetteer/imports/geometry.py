"""The geometry of a GeoJSON feature, checked number by number, as what a place needs: a point, a radius, an outline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

from gazetteer.imports.tally import BadRowError
from gazetteer.rank.spots import distance_km

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_MOST_POSITIONS = 1_000_000
_DEEPEST = 16
# How many lists stand around a position.
_LISTS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_AREAS = ("Polygon", "MultiPolygon")

Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a place lies, degrees WGS84; ``radius_km`` is None where the geometry is a single point."""

    lon: float
    lat: float
    radius_km: float | None = None
    outline: BaseGeometry | None = None


def spot_of(geometry: Any) -> Spot:
    """What a geometry says of a place.

    Areas give an outline, a point in the largest of them and the radius of a disc as large. Lines and groups of points
    give the position in their middle, and the distance to the farthest. Of a collection the areas count, where it has
    any. Heights are dropped.

    Parameters
    ----------
    geometry : object
        As JSON gives it; longitude first, degrees WGS84.

    Raises
    ------
    BadRowError
        It is no GeoJSON geometry, a coordinate is text or off the Earth, a ring is not closed, or an area is empty.

    Examples
    --------
    >>> spot_of({"type": "LineString", "coordinates": [[0, 0], [0, 1], [0, 2]]})
    Spot(lon=0.0, lat=1.0, radius_km=111.2, outline=None)
    """
    parts = list(_parts(geometry, 1))
    if sum(len(list(_positions(shape))) for _, shape in parts) > _MOST_POSITIONS:
        raise BadRowError(f"more than {_MOST_POSITIONS:,} positions, try simplifying it")
    areas = [
        polygon for kind, shape in parts if kind in _AREAS for polygon in ([shape] if kind == "Polygon" else shape)
    ]
    if areas:
        return _area(areas)
    positions = [position for _, shape in parts for position in _positions(shape)]
    if not positions:
        raise BadRowError("a geometry without a position")
    lon, lat = positions[len(positions) // 2]
    if len(positions) == 1:
        return Spot(lon, lat)
    return Spot(lon, lat, round(max(distance_km(lon, lat, *other) for other in positions), 1))


def _area(polygons: list[Any]) -> Spot:
    from gazetteer.shapes import half_width_km, point_inside, polygons_from

    for rings in polygons:
        for ring in rings:
            if len(ring) < 4 or ring[0] != ring[-1]:
                raise BadRowError("a ring is not closed: it must end where it begins")
    outline = polygons_from({"type": "MultiPolygon", "coordinates": polygons})
    if outline.is_empty:
        raise BadRowError("a polygon without an area")
    return Spot(*point_inside(outline), half_width_km(outline), outline)


def _parts(geometry: Any, depth: int) -> Iterator[tuple[str, Any]]:
    """The simple geometries of which one is made up, each as its type and checked coordinates."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind == "GeometryCollection":
        members = geometry.get("geometries")
        if depth >= _DEEPEST or not isinstance(members, list):
            raise BadRowError(f"collections stand {depth} deep" if isinstance(members, list) else "no geometries")
        for member in members:
            yield from _parts(member, depth + 1)
    elif kind in _LISTS:
        yield kind, _checked(geometry.get("coordinates"), _LISTS[kind])
    else:
        raise BadRowError(f"{kind!r} is no type of geometry" if kind else "no geometry")


def _checked(coordinates: Any, lists: int) -> Any:
    if not isinstance(coordinates, list):
        raise BadRowError("coordinates are not the lists of numbers that the type of geometry has")
    if lists:
        return [_checked(each, lists - 1) for each in coordinates]
    if len(coordinates) < 2 or not all(type(number) in (int, float) for number in coordinates):
        raise BadRowError(f"position {str(coordinates)[:60]}: two numbers are wanted, longitude and latitude")
    lon, lat = float(coordinates[0]), float(coordinates[1])
    if not (isfinite(lon) and isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        swapped = ", try longitude before latitude" if abs(lat) <= 180 and abs(lon) <= 90 else ""
        raise BadRowError(f"position {lon:g}, {lat:g} is not on Earth{swapped}")
    return (lon, lat)


def _positions(shape: Any) -> Iterator[Position]:
    if isinstance(shape, tuple):
        yield shape
    else:
        for part in shape:
            yield from _positions(part)
