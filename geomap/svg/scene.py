"""What stands where on the picture: the story's frames in pixels, with reports that share a place put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely

from geomap.antimeridian import only_polygons, parts_of, unwrap
from geomap.page.compose import rows
from geomap.page.payload import soft_areas
from geomap.projection import View
from geomap.projection import unwrap as unwrap_lon
from geomap.story.model import Basis, Role
from geomap.style import SYMBOLS, loudest
from geomap.svg.markup import Pixel

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry

Row = Mapping[str, Any]
Rings = tuple[tuple[Pixel, ...], ...]  # of one polygon, the outer one first
DETAIL_PX = 0.3  # what may be lost of an outline


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with the reports that share it.

    Parameters
    ----------
    numbers : tuple of (int, Role)
        What its pins say, in the order of the story.
    role : Role
        The loudest of them.
    x, y : float
        The place, or a point inside the area, in pixels.
    radius_px : float
        Of the circle of uncertainty; 0 for areas.
    polygons : tuple of rings
        The outline of an area; empty for points.
    soft : bool
        The area has no known outline, so none must be drawn.
    """

    numbers: tuple[tuple[int, Role], ...]
    role: Role
    name: str
    x: float
    y: float
    radius_px: float
    polygons: tuple[Rings, ...]
    soft: bool

    @property
    def is_area(self) -> bool:
        """Whether it is drawn as an area."""
        return bool(self.polygons)

    @property
    def quiet(self) -> bool:
        """Whether it is there as context alone."""
        return SYMBOLS[self.role].loudness < SYMBOLS[Role.DESTINATION].loudness


@dataclass(frozen=True, slots=True)
class Way:
    """A leg that has a line; ``arrows`` are (x, y, bearing in degrees clockwise from north)."""

    basis: Basis
    lines: tuple[tuple[Pixel, ...], ...]
    corridor: tuple[Rings, ...]
    arrows: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything of the story that is drawn, in pixels of one view."""

    view: View
    spots: tuple[Spot, ...]
    ways: tuple[Way, ...]


def make_scene(reports: GeoDataFrame, legs: GeoDataFrame, view: View) -> Scene:
    """Put the frames into the pixels of a view.

    Parameters
    ----------
    reports, legs : GeoDataFrame
        See :mod:`geomap.frames`.
    view : View
        The picture's map.
    """
    soft = soft_areas(reports)
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows(reports):
        if row["draw"] != "none":
            place = row["place_id"] or (row["lon"], row["lat"])
            groups.setdefault((place, row["draw"], row["id"] in soft), []).append(row)
    spots = tuple(_spot(members, view, soft=key[-1]) for key, members in groups.items())
    ways = tuple(_way(row, view) for row in rows(legs) if row["geometry"] is not None)
    return Scene(view, spots, ways)


def _spot(members: Sequence[Row], view: View, *, soft: bool) -> Spot:
    first = members[0]
    x, y = _pixel(first["lon"], first["lat"], view)
    is_area = first["draw"] == "area"
    radius_km = 0.0 if is_area else max(row["radius_km"] for row in members)
    return Spot(
        numbers=tuple((row["number"], Role(row["role"])) for row in members),
        role=loudest(frozenset(Role(row["role"]) for row in members)),
        name=first["place_name"] or "",
        x=x,
        y=y,
        radius_px=radius_km * view.px_per_km(first["lat"]),
        polygons=_polygons(first["geometry"], view) if is_area else (),
        soft=soft,
    )


def _way(row: Row, view: View) -> Way:
    lines = [tuple(view.xy(*point) for point in part.coords) for part in parts_of(_moved(row["geometry"], view))]
    return Way(
        basis=Basis(row["basis"]),
        lines=tuple(lines),
        corridor=_polygons(row["corridor"], view) if row["corridor"] is not None else (),
        arrows=tuple((*_pixel(lon, lat, view), bearing_deg) for lon, lat, bearing_deg in row["arrows"]),
    )


def _polygons(shape: BaseGeometry, view: View) -> tuple[Rings, ...]:
    """An area in pixels; parts that were split at the antimeridian become one again."""
    moved = _moved(shape, view)
    whole = only_polygons(shapely.union_all(parts_of(moved)) if len(parts_of(moved)) > 1 else moved)
    detail = DETAIL_PX * 360.0 / view.px_per_world
    return tuple(
        tuple(tuple(view.xy(*point) for point in ring.coords) for ring in shapely.get_rings(part))
        for part in parts_of(whole.simplify(detail))
    )


def _pixel(lon: float, lat: float, view: View) -> Pixel:
    return view.xy(unwrap_lon(lon, near=view.center_lon), lat)


def _moved(shape: BaseGeometry, view: View) -> BaseGeometry:
    return unwrap(shape, center_lon=view.center_lon)
