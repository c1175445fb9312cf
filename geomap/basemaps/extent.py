"""The box of a story: the smallest around everything that a reader must see at first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
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
_MANY = 2000  # more reports than this are measured together, on a sphere
_GAP_DEG = 1.0  # narrower gaps between very many places are no place to begin a map at
_KM_PER_DEGREE = 110.57  # of latitude, where it is least
_EARTH_KM = 6356.7  # the shorter radius, so that no circle is cut off


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
    if len(reports) > _MANY:
        yield from boxes_of_many(reports)
        return
    columns = (reports[name] for name in ("draw", "place_kind", "lon", "lat", "radius_km"))
    for geometry, draw, kind, lon, lat, radius_km in zip(reports.geometry, *columns, strict=True):
        if draw == "point":
            yield disc(LonLat(lon, lat), radius_km=max(radius_km, _LEAST_KM))
        elif draw == "area":
            yield shapely.Point(lon, lat) if kind == "country" else geometry


def boxes_of_many(reports: gpd.GeoDataFrame) -> Iterator[BaseGeometry]:
    """Boxes around very many reports, one for each run of longitudes without a wide gap, as wide as their discs.

    Parameters
    ----------
    reports : GeoDataFrame
        See :mod:`geomap.frames`.

    Returns
    -------
    iterator of Polygon
        EPSG:4326, inside ±180°; a circle over the antimeridian is split there.
    """
    draw, kind = reports["draw"].to_numpy(), reports["place_kind"].to_numpy()
    lon, lat, km = (reports[name].to_numpy(dtype=float) for name in ("lon", "lat", "radius_km"))
    whole = np.flatnonzero((draw == "area") & (kind != "country"))
    yield from {id(shape): shape for shape in reports.geometry.to_numpy()[whole]}.values()
    at = np.flatnonzero((draw == "point") | ((draw == "area") & (kind == "country")))
    if not len(at):
        return
    radius = np.where(draw[at] == "point", np.maximum(km[at], _LEAST_KM), 0.0)
    cosine = np.maximum(np.cos(np.radians(lat[at])), 1e-9)
    wide = np.degrees(np.arcsin(np.minimum(np.sin(radius / _EARTH_KM) / cosine, 1.0)))
    south, north = lat[at] - radius / _KM_PER_DEGREE, lat[at] + radius / _KM_PER_DEGREE
    wide[(south < -90.0) | (north > 90.0)] = 180.0
    order = np.argsort(lon[at] - wide, kind="stable")
    west, east = (lon[at] - wide)[order], (lon[at] + wide)[order]
    reach = np.maximum.accumulate(east)
    starts = np.append(0, np.flatnonzero(west[1:] - reach[:-1] > _GAP_DEG) + 1)
    ends = np.append(starts[1:], len(west)) - 1
    for first, last in zip(west[starts].tolist(), reach[ends].tolist(), strict=True):
        for turn in (-360.0, 0.0, 360.0):
            left, right = max(first + turn, -180.0), min(last + turn, 180.0)
            if left < right:
                yield shapely.box(left, max(south.min(), -90.0), right, min(north.max(), 90.0))
