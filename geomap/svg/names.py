"""Names of the base map: set where they leave the story's own pins and names alone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import shapely

from geomap.basemaps import BaseMap, Label
from geomap.projection import View
from geomap.svg.blocks import reads_leftwards
from geomap.svg.ground import Visible
from geomap.svg.lettering import text_width
from geomap.svg.markup import Markup, Pixel, element, group, words
from geomap.svg.placing import Board, Rect, around

_TOWN_PX = {0: 13.5, 1: 12.5, 2: 11.5}  # size of lettering, by rank
_AREA_PX = {"country": 13.0, "sea": 12.0, "division": 11.0}
_SPACING = 0.18  # of countries, of the type size
_LINE = 1.15
_DOT_PX = 2.4
_GAP_PX = 5.0  # kept free around a name
_STEP_PX = 36.0  # a country's name is tried at points this far apart
_DEEPER = 1.0  # names are shown that would come up one zoom level further in: paper holds more than a screen
_POINTS = 1  # so many points of a leg may be covered


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its place on the picture; ``dot`` is where a town's dot stands."""

    label: Label
    rect: Rect
    dot: Pixel | None = None


def lay_out_names(
    base: BaseMap, view: View, lands: Sequence[Visible], board: Board, *, told: frozenset[str]
) -> tuple[Name, ...]:
    """The names that fit between what is on the board already, the most important first; all are taken on it.

    Parameters
    ----------
    base : BaseMap
        Whose names.
    view : View
        The picture's map.
    lands : sequence of Visible
        The countries in it.
    board : Board
        Of the map.
    told : frozenset of str
        Names that the story's own places carry; they are not repeated.
    """
    names = []
    for label in base.labels:
        if label.zoom > view.zoom + _DEEPER or label.text in told:
            continue
        x, y = view.xy(label.lon, label.lat)
        width, height = _size(label)
        if label.kind == "town":
            choices: Sequence[Rect] = around(x, y, width, height, gap=_DOT_PX + 3)[:4]
            covered = board.free([Rect.at(x, y, 2 * _DOT_PX, 2 * _DOT_PX)]) is None
        else:
            shape = _area_of(label, base, lands) if label.kind == "country" else None
            choices = [*_within(shape, x, y, width, height)] if shape else [Rect.at(x, y, width, height)]
            covered = False
        rect = None if covered else board.free([choice.grown(_GAP_PX / 2) for choice in choices], points=_POINTS)
        if rect is not None:
            board.take(rect)
            names.append(Name(label, rect, (x, y) if label.kind == "town" else None))
    return tuple(names)


def draw_names(names: Sequence[Name]) -> Markup:
    """The names, each with the one in the local script below it, and dots for towns."""
    return group({"class": "names"}, [part for name in names for part in _parts(name)])


def _parts(name: Name) -> Iterator[Markup]:
    label, size = name.label, _type_size(name.label)
    x, middle = name.rect.middle
    anchor = "middle"
    if name.dot is not None:
        dot_x, dot_y = name.dot
        yield element("circle", {"class": "town-dot", "cx": dot_x, "cy": dot_y, "r": _DOT_PX})
        if name.rect.left > dot_x:
            anchor, x = "start", name.rect.left + _GAP_PX / 2
        elif name.rect.right < dot_x:
            anchor, x = "end", name.rect.right - _GAP_PX / 2
    lines = _lines(label)
    for i, text in enumerate(lines):
        y = middle + (i + 0.78 - len(lines) / 2) * size * _LINE
        look = f"of-{label.kind} rank-{label.rank}" if i == 0 else f"of-{label.kind} in-local"
        look += " joined" if reads_leftwards(text, default=False) else ""
        yield element("text", {"class": look, "x": x, "y": y, "font-size": size, "text-anchor": anchor}, words(text))


def _area_of(label: Label, base: BaseMap, lands: Sequence[Visible]) -> shapely.Polygon | shapely.MultiPolygon | None:
    """The visible part of the country that a name stands for."""
    spot = shapely.Point(label.lon, label.lat)
    seen = {land.country: land.shape for land in lands}
    for land in base.lands:
        for outer, *holes in base.polygons(land):
            if shapely.Polygon(outer, holes).contains(spot):
                return seen.get(land.country)
    return None


def _within(
    shape: shapely.Polygon | shapely.MultiPolygon, x: float, y: float, width: float, height: float
) -> Iterator[Rect]:
    """Where a country's name may stand: inside its visible part, near the widest place; else about that place alone."""
    widest = shapely.maximum_inscribed_circle(shape, tolerance=2.0)
    middle_x, middle_y = widest.coords[0]
    room = shape.buffer(-height / 2)
    west, north, east, south = shape.bounds
    columns = [west + _STEP_PX * i for i in range(int((east - west) / _STEP_PX) + 1)]
    lines = [north + _STEP_PX * i for i in range(int((south - north) / _STEP_PX) + 1)]
    spots = [(x, y), (middle_x, middle_y)]
    spots += sorted(
        ((a, b) for a in columns for b in lines), key=lambda at: math.hypot(at[0] - middle_x, at[1] - middle_y)
    )
    for a, b in spots:
        if room.contains(shapely.LineString([(a - width / 2, b), (a + width / 2, b)])):
            yield Rect.at(a, b, width, height)
    if widest.length * 2.6 > width:  # a narrow country's name may reach a little over its borders
        yield Rect.at(middle_x, middle_y, width, height)


def _size(label: Label) -> tuple[float, float]:
    size = _type_size(label)
    spaced = label.kind == "country"
    first, *rest = _lines(label)
    width = text_width(first, size, bold=spaced or label.rank == 0) + (len(first) * size * _SPACING if spaced else 0.0)
    return max([width, *(text_width(line, size) for line in rest)]), (1 + len(rest)) * size * _LINE


def _lines(label: Label) -> list[str]:
    first = label.text.upper() if label.kind == "country" else label.text
    return [first, label.local] if label.local and label.local != label.text else [first]


def _type_size(label: Label) -> float:
    return _TOWN_PX[label.rank] if label.kind == "town" else _AREA_PX[label.kind]
