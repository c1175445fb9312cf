"""Geometries with the decimals that every export shares, and as GeoJSON writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Point, Polygon, mapping
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from geomap.antimeridian import lon_span, only_polygons, parts_of
from geomap.properties import DECIMALS, rounded

_GRID = 10.0**-DECIMALS


def on_grid(shape: BaseGeometry | None) -> BaseGeometry | None:
    """The shape with coordinates of ``DECIMALS``, still valid, its outer rings against the clock; None when empty.

    Examples
    --------
    >>> on_grid(Point(0.123456789, 1)).wkt
    'POINT (0.1234568 1)'
    """
    if shape is None or isinstance(shape, Point):
        return shape and Point(*(rounded(value, DECIMALS) for value in (shape.x, shape.y)))
    coarse = shapely.set_precision(shape, _GRID)
    if isinstance(shape, Polygon | MultiPolygon):
        rings = [orient(part) for part in parts_of(only_polygons(coarse)) if isinstance(part, Polygon)]
        coarse = rings[0] if len(rings) == 1 else MultiPolygon(rings)
    return None if coarse.is_empty else coarse


def geojson_geometry(shape: BaseGeometry | None) -> dict[str, Any]:
    """The members of a feature that speak of its shape: ``geometry``, and ``bbox`` unless it is a point."""
    if shape is None:
        return {"geometry": None}
    drawn = mapping(shape)
    box = {} if isinstance(shape, Point) else bounding_box([shape])
    return {**box, "geometry": {"type": drawn["type"], "coordinates": coordinates(drawn["coordinates"])}}


def coordinates(nested: Any) -> Any:
    """Coordinates, however deep, as lists of rounded numbers."""
    if isinstance(nested, float | int):
        return rounded(nested, DECIMALS)
    return [coordinates(member) for member in nested]


def bounding_box(shapes: Sequence[BaseGeometry | None]) -> dict[str, list[float | None]]:
    """West, south, east, north; across the antimeridian, west is the greater (RFC 7946, section 5.2)."""
    drawn = [shape for shape in shapes if shape is not None]
    if not drawn:
        return {}
    west, east = lon_span(drawn)
    if east - west >= 360.0:
        west, east = -180.0, 180.0
    _, south, _, north = shapely.total_bounds(drawn)
    edges = (west, south, east - 360.0 if east > 180.0 else east, north)
    return {"bbox": [rounded(edge, DECIMALS) for edge in edges]}


def points_of(line: BaseGeometry) -> list[list[tuple[float, float]]]:
    """Longitude and latitude of the points of a line, part by part."""
    return [[(lon, lat) for lon, lat, *_ in part.coords] for part in parts_of(line)]
