"""The box of a story: the smallest around everything that a reader must see at first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import shapely

from geomap.antimeridian import lon_span
from geomap.basemaps.compose import Atlas, base_map
from geomap.basemaps.model import BaseMap
from geomap.corridor import disc
from geomap.geodesy import LonLat
from geomap.projection import MAX_LAT, Box

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

_WORLD = Box(-180.0, -60.0, 180.0, 75.0)
_LEAST_KM = 0.001  # the radius of a disc must be more than nothing


def base_map_for(gazetteer: Atlas, reports: gpd.GeoDataFrame, legs: gpd.GeoDataFrame) -> BaseMap:
    """The base map under these reports and legs, with the divisions of the countries in which reports lie.

    Parameters
    ----------
    gazetteer : Gazetteer
        Where outlines, water and names come from.
    reports, legs : GeoDataFrame
        The story's frames, as :mod:`geomap.frames` describes them.

    Returns
    -------
    BaseMap
        Of the whole world when nothing of the story has a position.
    """
    box = story_box(reports, legs) or _WORLD
    countries = {code for code in reports["country"] if isinstance(code, str) and code}
    return base_map(gazetteer, box.west, box.south, box.east, box.north, division_countries=countries)


def story_box(reports: gpd.GeoDataFrame, legs: gpd.GeoDataFrame) -> Box | None:
    """The smallest box around everything that a reader must see at first, or None when nothing has a position.

    Areas, lines, corridors and circles of uncertainty are taken whole; of a country only its point, since the whole
    would dwarf the story. The box goes the short way around the world: pins in Fiji and Samoa give one that crosses
    the antimeridian.
    """
    shapes = [*_shown(reports, legs)]
    if not shapes:
        return None
    _, south, _, north = shapely.total_bounds(shapes)
    west, east = lon_span(shapes)
    if east - west >= 360.0:
        west, east = -180.0, 180.0
    return Box(west, max(south, -MAX_LAT), east, min(north, MAX_LAT))


def _shown(reports: gpd.GeoDataFrame, legs: gpd.GeoDataFrame) -> Iterator[BaseGeometry]:
    columns = (reports[name] for name in ("draw", "place_kind", "lon", "lat", "radius_km"))
    for geometry, draw, kind, lon, lat, radius_km in zip(reports.geometry, *columns, strict=True):
        if draw == "point":
            yield disc(LonLat(lon, lat), radius_km=max(radius_km, _LEAST_KM))
        elif draw == "area":
            yield shapely.Point(lon, lat) if kind == "country" else geometry
    for geometry in (*legs.geometry, *legs["corridor"]):
        if geometry is not None and not geometry.is_empty:
            yield geometry
