"""The names that would like to be on the base map, the most important first."""

from __future__ import annotations

from collections.abc import Iterable

import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer import Place
from geomap.antimeridian import only_polygons
from geomap.basemaps.canvas import Canvas
from geomap.basemaps.labels import Wanted, fits
from geomap.basemaps.model import Label, LabelKind
from geomap.basemaps.topology import Topology
from geomap.projection import KM_AROUND, mercator, unmercator, unwrap

LARGE_TOWN, MIDDLE_TOWN = 1_000_000, 100_000  # people, for the size of the lettering
_INSIDE = 0.96  # of the map's width and height: a name on its very edge would hang over it
_ROOM = 2.6  # a name may be this many times as wide as the largest circle in its area has radius: areas are oblong


def area_names(kind: LabelKind, places: Iterable[Place], topology: Topology, canvas: Canvas) -> list[Wanted]:
    """Names of countries or divisions, the largest first.

    Each stands where its part of the story's box is widest, if there is room for it there when the story is read;
    else where the whole of it is widest.
    """
    k = canvas.per_degree
    story = shapely.box(
        *mercator(canvas.story.west, canvas.story.north), *mercator(canvas.story.east, canvas.story.south)
    )
    found = []
    for place in places:
        shells = [
            shapely.make_valid(shapely.Polygon([mercator(x / k, y / k) for x, y in topology.ring(rings[0])]))
            for rings in topology.polygons.get(place.id, ())
        ]
        if not shells:
            continue
        whole = max(shells, key=shapely.area)
        rank = 0 if kind == "country" and whole.area > story.area / 10 else 1
        for part in (shapely.intersection(whole, story), whole):
            (x, y), width = _widest(part, precision=story.length / 400)
            want = Wanted(
                Label(kind, place.name, place.name_local, *_on_grid(*unmercator(x, y), k), 0, rank, place.id), width
            )
            if fits(want, canvas.zoom):
                break
        found.append((-whole.area, place.id, want))
    return [want for _, _, want in sorted(found, key=lambda row: row[:2])]


def sea_names(places: Iterable[Place], canvas: Canvas) -> list[Wanted]:
    """Names of seas, where the gazetteer has their middle."""
    return [
        Wanted(_label("sea", place, 1, canvas), 2.0 * place.radius_km / KM_AROUND)
        for place in places
        if canvas.box.holds(place.lon, place.lat)
    ]


def town_names(places: Iterable[Place], canvas: Canvas) -> list[Wanted]:
    """Names of towns, the largest first, each town once. Small ones do not show before the story can be read."""
    page = canvas.box.resized(width=canvas.box.width * _INSIDE, height=canvas.box.height * _INSIDE)
    towns = {place.id: place for place in places if page.holds(place.lon, place.lat)}
    ordered = sorted(towns.values(), key=lambda p: (-p.population, p.id))
    ranked = ((place, _town_rank(place)) for place in ordered)
    return [Wanted(_label("town", place, rank, canvas), first_zoom=canvas.zoom - 2 + rank) for place, rank in ranked]


def _town_rank(place: Place) -> int:
    return 0 if place.population >= LARGE_TOWN else 1 if place.population >= MIDDLE_TOWN else 2


def _label(kind: LabelKind, place: Place, rank: int, canvas: Canvas) -> Label:
    lon = unwrap(place.lon, near=canvas.box.center_lon)
    return Label(kind, place.name, place.name_local, *_on_grid(lon, place.lat, canvas.per_degree), 0, rank, place.id)


def _widest(area: BaseGeometry, *, precision: float) -> tuple[tuple[float, float], float]:
    """Where an area of the Mercator square is widest, and how wide a name may be there; nothing has room in nothing."""
    polygons = only_polygons(area)
    if polygons.is_empty:
        return (0.5, 0.5), -1.0
    radius = shapely.maximum_inscribed_circle(polygons, tolerance=precision)
    x, y = radius.coords[0]
    return (x, y), radius.length * _ROOM


def _on_grid(lon: float, lat: float, per_degree: int) -> tuple[float, float]:
    return round(lon * per_degree) / per_degree, round(lat * per_degree) / per_degree
