"""KML 2.2: reports, legs and obstacles as placemarks in folders, each with its time, styled by role and basis.

A window of time becomes a ``TimeSpan`` whose open sides stay open, a time known to the second a ``TimeStamp``; what has
no date has neither, and is shown always. All properties stand in ``ExtendedData``. A description is HTML to the
programs that show it, so a story's text is escaped twice: once for them, once for XML.
"""

from __future__ import annotations

import html
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geomap.antimeridian import parts_of
from geomap.formats.shapes import on_grid
from geomap.formats.wording import leg_lines, obstacle_lines, report_lines
from geomap.formats.xmltext import add, degrees, xml_text
from geomap.frames import check_legs, check_reports
from geomap.properties import Properties, leg_properties, obstacle_properties, report_properties
from geomap.story.model import Basis, Role
from geomap.style import LINE_STYLES, PALETTE, SYMBOLS
from geomap.text import visible

if TYPE_CHECKING:
    from geomap.formats.content import Content

NAMESPACE = "http://www.opengis.net/kml/2.2"
_IN_THE_WAY = "In the way"
_OBSTACLE = "obstacle"
_FAINT = "33"  # opacity of areas and corridors, of ff


def files(content: Content) -> dict[str, str]:
    """The document, by the name of its file."""
    return {"map.kml": kml(content)}


def kml(content: Content) -> str:
    """The map as a KML 2.2 document.

    Parameters
    ----------
    content : Content

    Returns
    -------
    str
        XML, WGS84 with 7 decimals. Reports and obstacles without a position and legs without a line are placemarks
        without a geometry. Nothing in it is fetched from the network.

    Raises
    ------
    FrameError
        A frame breaks its contract.
    """
    story = content.story
    root = ET.Element("kml", {"xmlns": NAMESPACE})
    document = add(root, "Document")
    add(document, "name", content.title or "Map")
    if about := (*([visible(story.summary)] if story.summary else []), *content.credits):
        add(document, "description", _as_html(about))
    _styles(document)

    reports = _folder(document, "Reports")
    flat = report_properties(story)
    for row in check_reports(content.reports).to_dict("records"):
        properties = flat(row)
        placemark = _placemark(reports, properties, report_lines(properties), style=f"role-{row['role']}")
        _geometry(placemark, on_grid(row["geometry"]))

    legs, corridors = _folder(document, "Legs"), _folder(document, "Where the ways may lie")
    flat = leg_properties(story)
    for row in check_legs(content.legs).to_dict("records"):
        properties = flat(row)
        look = LINE_STYLES[Basis(row["basis"])]
        style = f"basis-{row['basis']}"
        placemark = _placemark(legs, properties, leg_lines(properties), style=style, shown=look.shown)
        _geometry(placemark, on_grid(row["geometry"]))
        if look.corridor and row["corridor"] is not None:
            placemark = _placemark(corridors, properties, leg_lines(properties), style=style, shown=look.shown)
            _geometry(placemark, on_grid(row["corridor"]))
    if content.obstacles:
        barred, told = _folder(document, _IN_THE_WAY), obstacle_properties(story, content.legs)
        for obstacle in content.obstacles:
            properties = told(obstacle)
            placemark = _placemark(barred, properties, obstacle_lines(properties), style=_OBSTACLE)
            _geometry(placemark, on_grid(obstacle.shape))
    return xml_text(root)


def _folder(parent: ET.Element, name: str) -> ET.Element:
    folder = add(parent, "Folder")
    add(folder, "name", name)
    return folder


# --- a placemark, its children in the order of the schema -------------------------------------------------------------


def _placemark(
    folder: ET.Element, properties: Properties, lines: Iterable[str], *, style: str, shown: bool = True
) -> ET.Element:
    placemark = add(folder, "Placemark")
    add(placemark, "name", properties["title"])
    if not shown:
        add(placemark, "visibility", 0)
    add(placemark, "Snippet", f"{_word(properties)} · {properties['when_label']}", maxLines="1")
    add(placemark, "description", _as_html(lines))
    _time(placemark, properties)
    add(placemark, "styleUrl", f"#{style}")
    data = add(placemark, "ExtendedData")
    for name, value in properties.items():
        if value is not None:
            add(add(data, "Data", name=name), "value", value)
    return placemark


def _word(properties: Properties) -> str:
    """Role, basis or what an obstacle is, so that nothing is told apart by its colour alone."""
    if "basis" in properties:
        return LINE_STYLES[Basis(str(properties["basis"]))].label
    return SYMBOLS[Role(str(properties["role"]))].label if "role" in properties else _IN_THE_WAY


def _as_html(lines: Iterable[str]) -> str:
    return "<br>".join(html.escape(line).replace("\n", "<br>") for line in lines)


def _time(placemark: ET.Element, properties: Properties) -> None:
    earliest, latest = properties["earliest"], properties["latest"]
    if earliest and earliest == latest:
        add(add(placemark, "TimeStamp"), "when", earliest)
    elif earliest or latest:
        span = add(placemark, "TimeSpan")
        for name, moment in (("begin", earliest), ("end", latest)):
            if moment:
                add(span, name, moment)


# --- geometry ---------------------------------------------------------------------------------------------------------


def _geometry(parent: ET.Element, shape: BaseGeometry | None) -> None:
    if shape is None:
        return
    parts = parts_of(shape)
    if len(parts) > 1:
        parent = add(parent, "MultiGeometry")
    for part in parts:
        if isinstance(part, Point):
            add(add(parent, "Point"), "coordinates", _coordinates(part.coords))
        elif isinstance(part, LineString):
            line = add(parent, "LineString")
            add(line, "tessellate", 1)
            add(line, "coordinates", _coordinates(part.coords))
        elif isinstance(part, Polygon):
            polygon = add(parent, "Polygon")
            add(polygon, "tessellate", 1)
            _ring(polygon, "outerBoundaryIs", part.exterior.coords)
            for hole in part.interiors:
                _ring(polygon, "innerBoundaryIs", hole.coords)


def _ring(polygon: ET.Element, tag: str, coordinates: Iterable[Any]) -> None:
    add(add(add(polygon, tag), "LinearRing"), "coordinates", _coordinates(coordinates))


def _coordinates(coordinates: Iterable[Any]) -> str:
    return " ".join(f"{degrees(lon)},{degrees(lat)}" for lon, lat, *_ in coordinates)


# --- styles -----------------------------------------------------------------------------------------------------------


def _styles(document: ET.Element) -> None:
    for role, symbol in SYMBOLS.items():
        style = add(document, "Style", id=f"role-{role.value}")
        add(add(style, "IconStyle"), "color", _colour(symbol.colour))
        _line_and_fill(style, symbol.colour, width_px=1.5)
    for basis, look in LINE_STYLES.items():
        _line_and_fill(add(document, "Style", id=f"basis-{basis.value}"), look.colour, width_px=look.width_px)
    _line_and_fill(add(document, "Style", id=_OBSTACLE), "alarm", width_px=1.5)


def _line_and_fill(style: ET.Element, colour: str, *, width_px: float) -> None:
    line = add(style, "LineStyle")
    add(line, "color", _colour(colour))
    add(line, "width", f"{width_px:g}")
    add(add(style, "PolyStyle"), "color", _colour(colour, opacity=_FAINT))


def _colour(name: str, *, opacity: str = "ff") -> str:
    """``aabbggrr``, as KML writes colours."""
    light = PALETTE[name].light
    return f"{opacity}{light[5:7]}{light[3:5]}{light[1:3]}"
