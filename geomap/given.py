"""What a story itself states about a place: a gazetteer id, coordinates or a shape, checked against the map.

Coordinates are where stories go wrong most often, by longitude and latitude changing places. Such a pair is told by
the countries that it should lie in: the place's own, or those of the story.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer import Kind, Place, PlaceNotFoundError
from geomap.antimeridian import within_globe
from geomap.corridor import widened
from geomap.geodesy import LonLat, Plane

if TYPE_CHECKING:
    from gazetteer import Gazetteer
    from geomap.story.model import Place as StoryPlace
    from geomap.story.model import Story

DEFAULT_RADIUS_KM = 1.0
"""Uncertainty of coordinates or lines that the story gives without one: a locality."""

NEAR_DEG = 0.25
"""So near to a country counts as in it: coasts and borders are drawn coarsely, and sources differ by kilometres."""

GIVEN_SOURCE = "the story"


class GivenPlaceError(ValueError):
    """What a story states about a place cannot be right; caught and listed by :mod:`geomap.naming`.

    ``field`` is the one that is at fault, ``hint`` what to try.
    """

    def __init__(self, what: str, *, field: str, hint: str = "") -> None:
        super().__init__(what)
        self.field = field
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Given:
    """A place as the story states it; ``shape`` is its own outline, ``own_point`` tells of its own coordinates."""

    place: Place
    shape: BaseGeometry | None = None
    own_point: bool = False


def stated_places(story: Story) -> dict[str, tuple[int, StoryPlace]]:
    """The story's places with their position in it, by each word that means them: id, listed spelling, title."""
    found: dict[str, tuple[int, StoryPlace]] = {}
    for words_of in (_ids, _spellings, _titles):
        for number, place in enumerate(story.places):
            for word in words_of(place):
                found.setdefault(word, (number, place))
    return found


def spelling(name: str) -> str:
    """A name as it is compared with the spellings of the story: capitals and spaces do not count.

    Examples
    --------
    >>> spelling("Deir  el-Zour") == spelling("DEIR EL-ZOUR")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _ids(place: StoryPlace) -> Iterable[str]:
    return (place.id,)


def _spellings(place: StoryPlace) -> Iterable[str]:
    return map(spelling, place.names)


def _titles(place: StoryPlace) -> Iterable[str]:
    return (spelling(place.title),) if place.title else ()


def take_given(stated: StoryPlace, *, countries: tuple[str, ...], gazetteer: Gazetteer) -> Given | None:
    """The place that a story states, or None where it gives only hints (a kind, a country) and no position.

    Parameters
    ----------
    stated : geomap.story.model.Place
    countries : tuple of str
        ISO 3166-1 codes of the story's countries: where the coordinates should lie, unless the place names its own.
    gazetteer : Gazetteer

    Raises
    ------
    GivenPlaceError
        There is no such id or geometry, or longitude and latitude are swapped.
    """
    base = _gazetteer_place(stated, gazetteer)
    shape, point = _stated_position(stated)
    if point is None:
        return Given(_as_stated(base, stated, radius_km=base.radius_km)) if base else None
    expected = (stated.country,) if stated.country else (base.country,) if base and base.country else countries
    country = _country_at(point, expected=expected, gazetteer=gazetteer)
    base = base or Place(
        id=stated.id,
        name=next(iter(stated.names), stated.id),
        kind=Kind.SITE if shape is None else Kind.REGION,
        lon=point.lon,
        lat=point.lat,
        radius_km=DEFAULT_RADIUS_KM,
        country=country,
    )
    moved = replace(base, lon=point.lon, lat=point.lat, source=GIVEN_SOURCE, licence="")
    radius_km = DEFAULT_RADIUS_KM if shape is None else _reach_km(point, shape)
    return Given(_as_stated(moved, stated, radius_km=radius_km), shape, own_point=shape is None)


def _as_stated(place: Place, stated: StoryPlace, *, radius_km: float) -> Place:
    """The place with whatever else the story says of it; `radius_km` where the story gives none."""
    return replace(
        place,
        name=stated.title or place.name,
        kind=stated.kind or place.kind,
        country=stated.country or place.country,
        radius_km=stated.radius_km or radius_km,
        source_url=next(iter(stated.links), place.source_url),
    )


def _gazetteer_place(stated: StoryPlace, gazetteer: Gazetteer) -> Place | None:
    if stated.gazetteer_id is None:
        return None
    try:
        return gazetteer.place(stated.gazetteer_id)
    except PlaceNotFoundError:
        raise GivenPlaceError(
            f"gazetteer_id {stated.gazetteer_id!r} is not in the gazetteer",
            field="gazetteer_id",
            hint="an id that `geomap resolve` or `geomap places` shows",
        ) from None


def _stated_position(stated: StoryPlace) -> tuple[BaseGeometry | None, LonLat | None]:
    """The polygons that the story gives, and a point: its own, or one inside the polygons."""
    point = LonLat(stated.lon, stated.lat) if stated.lon is not None and stated.lat is not None else None
    if stated.geometry is None:
        return None, point
    try:
        drawn = shapely.geometry.shape(stated.geometry)
        fine = not drawn.is_empty and bool(np.isfinite(shapely.get_coordinates(drawn)).all())
    except (AttributeError, KeyError, TypeError, ValueError, shapely.errors.ShapelyError):
        fine = False
    if not fine:
        raise GivenPlaceError("geometry is not a GeoJSON geometry with coordinates", field="geometry")
    if isinstance(drawn, shapely.Point):
        return None, point or LonLat(drawn.x, drawn.y)
    area = within_globe(widened(drawn, radius_km=stated.radius_km or DEFAULT_RADIUS_KM))
    inside = area.representative_point()
    return area, point or LonLat(inside.x, inside.y)


def _reach_km(point: LonLat, shape: BaseGeometry) -> float:
    """How far the farthest corner of a shape lies from a point."""
    lons, lats = shapely.get_coordinates(shape).T
    return float(np.hypot(*Plane(point).to_plane(lons, lats)).max())


def _country_at(point: LonLat, *, expected: tuple[str, ...], gazetteer: Gazetteer) -> str:
    """The country that a point lies in or near, ``""`` for none; an error where the point is the wrong way round."""
    inside, near = _countries_near(point, gazetteer)
    wanted = [code for code in near if code in expected]
    if expected and not wanted and abs(point.lon) <= 90.0:
        swapped = LonLat(point.lat, point.lon)
        there = [code for code in _countries_near(swapped, gazetteer)[1] if code in expected]
        if there:
            raise GivenPlaceError(
                f"lon {point.lon:g}, lat {point.lat:g} lies outside of {', '.join(expected)}, and with the two swapped "
                f"it lies in {there[0]}",
                field="lon",
                hint=f"lon: {swapped.lon:g}, lat: {swapped.lat:g}, or another country",
            )
    return next(iter([*inside, *wanted, *near]), "")


def _countries_near(point: LonLat, gazetteer: Gazetteer) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes of the countries that a point lies in, and of those that it lies in or near."""
    west, east = max(point.lon - NEAR_DEG, -180.0), min(point.lon + NEAR_DEG, 180.0)
    south, north = max(point.lat - NEAR_DEG, -90.0), min(point.lat + NEAR_DEG, 90.0)
    window, at = shapely.box(west, south, east, north), shapely.Point(point)
    near = [
        (place.id, outline)
        for place, outline in gazetteer.outlines_in(west, south, east, north, kind=Kind.COUNTRY)
        if outline.intersects(window)
    ]
    return tuple(code for code, outline in near if outline.intersects(at)), tuple(code for code, _ in near)
