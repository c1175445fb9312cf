"""GPX 1.1: reports at a point as waypoints, legs with a line as tracks.

GPX knows points and lines only, so reports that are placed in an area or nowhere, legs without a line, and obstacles
are named in the file's description instead. A waypoint has a time only where the report's is known to the second; the
points of a track never have one, for nobody reported them. All properties stand in ``extensions``.

Tracks, not routes: a device leads its user along the roads between the points of a route, and a line that crosses the
antimeridian needs the segments that only tracks have.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from geomap.formats.shapes import on_grid, points_of
from geomap.formats.wording import leg_lines, report_lines, sources_of, web_address
from geomap.formats.xmltext import add, degrees, xml_text
from geomap.frames import check_legs, check_reports
from geomap.properties import Properties, leg_properties, report_properties
from geomap.text import visible

if TYPE_CHECKING:
    from geomap.formats.content import Content
    from geomap.story.model import Story

NAMESPACE = "http://www.topografix.com/GPX/1/1"
OWN_NAMESPACE = "urn:geomap:properties"
EAST_END = 179.9999999
"""GPX longitudes end before 180 (-180 is the same meridian); a step of the decimals before it, a centimetre."""


def files(content: Content) -> dict[str, str]:
    """The document, by the name of its file."""
    return {"map.gpx": gpx(content)}


def gpx(content: Content) -> str:
    """The map as a GPX 1.1 document.

    Parameters
    ----------
    content : Content

    Returns
    -------
    str
        XML, WGS84 with 7 decimals; children in the order that the schema wants.

    Raises
    ------
    FrameError
        A frame breaks its contract.
    """
    story = content.story
    root = ET.Element("gpx", {"version": "1.1", "creator": "geomap", "xmlns": NAMESPACE, "xmlns:geomap": OWN_NAMESPACE})
    metadata = add(root, "metadata")
    left_out: list[str] = []
    flat = report_properties(story)
    for row in check_reports(content.reports).to_dict("records"):
        properties = flat(row)
        if row["draw"] == "point":
            _waypoint(root, properties, story)
        else:
            left_out.append(str(properties["title"]))
    flat = leg_properties(story)
    for row in check_legs(content.legs).to_dict("records"):
        line = on_grid(row["geometry"])
        properties = flat(row)
        if line is None:
            left_out.append(str(properties["title"]))
        else:
            _track(root, properties, points_of(line), story)
    left_out += [visible(obstacle.title) for obstacle in content.obstacles]
    if content.title:
        add(metadata, "name", content.title)
    if lines := tuple(_about(content, left_out)):
        add(metadata, "desc", "\n".join(lines))
    return xml_text(root)


def _about(content: Content, left_out: list[str]) -> Iterable[str]:
    if content.story.summary:
        yield visible(content.story.summary)
    if left_out:
        yield "Not in this file, because GPX has points and lines only: " + "; ".join(left_out)
    yield from content.credits


def _waypoint(root: ET.Element, properties: Properties, story: Story) -> None:
    point = add(root, "wpt", **_position(properties["lon"], properties["lat"]))
    if properties["earliest"] and properties["earliest"] == properties["latest"]:
        moment = datetime.fromisoformat(str(properties["earliest"])).astimezone(UTC)
        add(point, "time", moment.isoformat().replace("+00:00", "Z"))
    _describe(point, properties, report_lines(properties), story)
    add(point, "type", properties["role"])
    _extend(point, properties)


def _track(
    root: ET.Element, properties: Properties, parts: Iterable[Iterable[tuple[float, float]]], story: Story
) -> None:
    track = add(root, "trk")
    _describe(track, properties, leg_lines(properties), story)
    add(track, "number", properties["number"])
    add(track, "type", properties["basis"])
    _extend(track, properties)
    for part in parts:
        segment = add(track, "trkseg")
        for lon, lat in part:
            add(segment, "trkpt", **_position(lon, lat))


def _describe(element: ET.Element, properties: Properties, lines: Iterable[str], story: Story) -> None:
    add(element, "name", properties["title"])
    add(element, "desc", "\n".join(lines))
    if properties["source_titles"]:
        add(element, "src", properties["source_titles"])
    for source in sources_of(properties, story):
        if address := web_address(source.url):
            add(add(element, "link", href=address), "text", visible(source.title))


def _extend(element: ET.Element, properties: Properties) -> None:
    extensions = add(element, "extensions")
    for name, value in properties.items():
        if value is not None:
            add(extensions, f"geomap:{name}", value)


def _position(lon: object, lat: object) -> dict[str, str]:
    assert isinstance(lon, float)
    assert isinstance(lat, float)
    return {"lat": degrees(lat), "lon": degrees(min(lon, EAST_END))}
