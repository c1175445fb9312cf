"""The box of a story: the smallest around everything that a reader must see at first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
_ROUND_DEG = 300.0  # a story as wide as this goes round the world
_ROUND_GAP_DEG = 150.0  # the widest gap that is left out of view
_ROUND_SHARE = 6.0  # of the widest gap between its places, so much is shown on either side
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


def story_box(reports: gpd.GeoDataFrame, legs: gpd.GeoDataFrame, *, more: Iterable[BaseGeometry] = ()) -> Box | None:
    """The smallest box around everything that a reader must see at first, or None when nothing has a position.

    Areas, lines, corridors and circles of uncertainty are taken whole; of a country only its point, since the whole
    would dwarf the story. The box goes the short way around the world: pins in Fiji and Samoa give one that crosses
    the antimeridian. A way around the world leaves no gap to begin at: there, the box begins in the widest one between
    the places, and the line across it runs out of the box on either side.

    Parameters
    ----------
    reports, legs : GeoDataFrame
        The story's frames.
    more : iterable of geometry
        What else must be seen, EPSG:4326.
    """
    placed = [*_placed(reports), *more]
    lines = (shape for shape in (*legs.geometry, *legs["corridor"]) if shape is not None and not shape.is_empty)
    shapes = [*placed, *lines]
    if not shapes:
        return None
    _, south, _, north = shapely.total_bounds(shapes)
    west, east = lon_span(shapes)
    if east - west > _ROUND_DEG:
        west, east = _round_span(placed)
    return Box(west, max(south, -MAX_LAT), east, min(north, MAX_LAT))


def _round_span(placed: Sequence[BaseGeometry]) -> tuple[float, float]:
    """Where a map of the world begins and ends: outside of the places, well inside the widest gap between them."""
    west, east = lon_span(placed)
    if not placed or east - west > _ROUND_DEG:
        return -180.0, 180.0
    gap = 360.0 - (east - west)
    # Places all on one side of the world do not show what the lines go round.
    margin = gap / 2.0 if gap > _ROUND_GAP_DEG else gap / _ROUND_SHARE
    return west - margin, east + margin


def _placed(reports: gpd.GeoDataFrame) -> Iterator[BaseGeometry]:
    columns = (reports[name] for name in ("draw", "place_kind", "lon", "lat", "radius_km"))
    for geometry, draw, kind, lon, lat, radius_km in zip(reports.geometry, *columns, strict=True):
        if draw == "point":
            yield disc(LonLat(lon, lat), radius_km=max(radius_km, _LEAST_KM))
        elif draw == "area":
            yield shapely.Point(lon, lat) if kind == "country" else geometry
