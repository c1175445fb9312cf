"""What lies under the story: land, water and borders of the base map."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from geomap.antimeridian import only_polygons, parts_of
from geomap.basemaps import BaseMap
from geomap.projection import View
from geomap.svg.markup import Markup, Pixel, element, group, path

_BEYOND_PX = 12.0  # lines are drawn a little beyond the frame, so that their ends do not show


@dataclass(frozen=True, slots=True)
class Visible:
    """The part of a country that the picture shows, in pixels."""

    country: str
    shape: shapely.Polygon | shapely.MultiPolygon


def visible_lands(base: BaseMap, view: View) -> tuple[Visible, ...]:
    """The countries in the pixels of a view, cut a little outside of its frame."""
    found = []
    for land in base.lands:
        rings = [[[view.xy(*point) for point in ring] for ring in polygon] for polygon in base.polygons(land)]
        whole = shapely.MultiPolygon([(outer, holes) for outer, *holes in rings])
        for aside in turns_px(base, view):
            cut = shapely.clip_by_rect(translate(whole, xoff=aside), *_window(view))
            shape = only_polygons(cut if cut.is_valid else shapely.make_valid(cut))
            if not shape.is_empty:
                found.append(Visible(land.country, shape))
    return tuple(found)


def turns_px(base: BaseMap, view: View) -> tuple[float, ...]:
    """How far aside the ground is drawn: 0, and where it goes round the world, a turn to either side."""
    return (0.0, -view.px_per_world, view.px_per_world) if base.is_round else (0.0,)


def draw_ground(base: BaseMap, view: View, lands: Sequence[Visible], *, home: Iterable[str]) -> Markup:
    """Land (the story's own countries lighter), lakes, rivers, divisions, coasts and borders, from the bottom up."""
    own = set(home)
    parts = [
        element("path", {"class": "home" if land.country in own else "land", "d": _outlines(land.shape)})
        for land in lands
    ]
    lakes = [shapely.Polygon(outer, holes) for outer, *holes in base.lakes]
    aside = turns_px(base, view)
    parts.append(_drawn("lake", lakes, view, aside))
    strokes = {
        "river": base.rivers,
        "division": base.divisions,
        "coast": base.coast_lines,
        "border": base.border_lines,
    }
    parts += [
        _drawn(sort, [shapely.LineString(line) for line in lines], view, aside) for sort, lines in strokes.items()
    ]
    return group({}, parts)


def _drawn(sort: str, shapes: Sequence[BaseGeometry], view: View, aside: Sequence[float]) -> Markup:
    """Lines or polygons of the base map as one path, cut to the picture."""
    moved = (translate(shape, xoff=px) for shape in (_in_pixels(each, view) for each in shapes) for px in aside)
    cuts = (shapely.clip_by_rect(shape, *_window(view)) for shape in moved)
    data = "".join(_outlines(cut) for cut in cuts)
    return element("path", {"class": sort, "d": data}) if data else Markup("")


def _in_pixels(shape: BaseGeometry, view: View) -> BaseGeometry:
    return shapely.transform(shape, lambda points: np.array([view.xy(lon, lat) for lon, lat in points]))


def _outlines(shape: BaseGeometry) -> str:
    """Path data of all lines and rings of a geometry."""
    data = []
    for part in parts_of(shape):
        if part.geom_type == "Polygon":
            data += [path(_pixels(ring), closed=True) for ring in shapely.get_rings(part)]
        elif part.geom_type == "LineString":
            data.append(path(_pixels(part)))
    return "".join(data)


def _pixels(line: BaseGeometry) -> list[Pixel]:
    return [(x, y) for x, y in line.coords]


def _window(view: View) -> tuple[float, float, float, float]:
    return -_BEYOND_PX, -_BEYOND_PX, view.width_px + _BEYOND_PX, view.height_px + _BEYOND_PX
