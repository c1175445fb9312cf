"""What stands where on the picture: the story's frames in pixels, with reports that share a place put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geomap.page.compose import rows
from geomap.page.payload import soft_areas
from geomap.projection import View
from geomap.projection import unwrap as unwrap_lon
from geomap.story.model import Role
from geomap.style import SYMBOLS, loudest
from geomap.svg.markup import Pixel
from geomap.svg.ways import Rings, Way, make_ways, polygons_in

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry

    from geomap.obstacles import Barrier

Row = Mapping[str, Any]


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
class Bar:
    """What stood in the way at a known place: its sign's place and its outline, in pixels."""

    x: float
    y: float
    polygons: tuple[Rings, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything of the story that is drawn, in pixels of one view."""

    view: View
    spots: tuple[Spot, ...]
    ways: tuple[Way, ...]
    bars: tuple[Bar, ...] = ()

    @property
    def dots(self) -> list[Pixel]:
        """What the letters of ways keep clear of: the dots of places, and the signs of obstacles."""
        return [(spot.x, spot.y) for spot in self.spots if not spot.is_area] + [(bar.x, bar.y) for bar in self.bars]


def make_scene(
    reports: GeoDataFrame, legs: GeoDataFrame, view: View, *, obstacles: Sequence[Barrier] = (), is_round: bool = False
) -> Scene:
    """Put the frames into the pixels of a view.

    Parameters
    ----------
    reports, legs : GeoDataFrame
        See :mod:`geomap.frames`.
    view : View
        The picture's map.
    obstacles : sequence of Barrier
        What stood in the way.
    is_round : bool
        Whether the map goes on beyond the ends of the world.
    """
    soft = soft_areas(reports)
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows(reports):
        if row["draw"] != "none":
            place = row["place_id"] or (row["lon"], row["lat"])
            groups.setdefault((place, row["draw"], row["id"] in soft), []).append(row)
    spots = tuple(_spot(members, view, soft=key[-1]) for key, members in groups.items())
    turns_px = (0.0, -view.px_per_world, view.px_per_world) if is_round else (0.0,)
    bars = tuple(_bar(each.shape, view) for each in obstacles if each.shape is not None)
    return Scene(view, spots, make_ways(rows(legs), view, obstacles, turns_px), bars)


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
        polygons=polygons_in(first["geometry"], view) if is_area else (),
        soft=soft,
    )


def _bar(shape: BaseGeometry, view: View) -> Bar:
    spot = shape.representative_point()
    return Bar(*_pixel(spot.x, spot.y, view), polygons_in(shape, view))


def _pixel(lon: float, lat: float, view: View) -> Pixel:
    return view.xy(unwrap_lon(lon, near=view.center_lon), lat)
