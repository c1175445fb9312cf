"""GPX, read back by gpxpy and by GDAL."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path

import geopandas
import gpxpy
import pytest

from geomap.antimeridian import parts_of
from geomap.formats import Content
from geomap.formats.gpx import NAMESPACE, OWN_NAMESPACE, gpx
from geomap.properties import report_properties

# What may stand in each element, in the order of the schema.
ORDER = {
    "gpx": ["metadata", "wpt", "rte", "trk", "extensions"],
    "metadata": ["name", "desc", "author", "copyright", "link", "time", "keywords", "bounds", "extensions"],
    "wpt": ["ele", "time", "magvar", "geoidheight", "name", "cmt", "desc", "src", "link", "sym", "type", "extensions"],
    "trk": ["name", "cmt", "desc", "src", "link", "number", "type", "extensions", "trkseg"],
    "trkseg": ["trkpt", "extensions"],
    "trkpt": ["ele", "time", "extensions"],
    "link": ["text", "type"],
}


def waypoints(content: Content) -> dict[str, gpxpy.gpx.GPXWaypoint]:
    return {point.name: point for point in gpxpy.parse(gpx(content)).waypoints}


def test_reports_at_points_are_waypoints_where_they_were(content: Content) -> None:
    read = gpxpy.parse(gpx(content))
    rows = content.reports[content.reports["draw"] == "point"]
    assert [point.name for point in read.waypoints] == rows["title"].tolist()
    for point, row in zip(read.waypoints, rows.to_dict("records"), strict=True):
        assert (point.longitude, point.latitude) == pytest.approx((row["lon"], row["lat"]), abs=1e-6)
        assert point.type == row["role"]


def test_legs_are_tracks_whose_segments_meet_at_the_antimeridian(content: Content) -> None:
    tracks = {track.name: track for track in gpxpy.parse(gpx(content)).tracks}
    drawn = content.legs[content.legs["geometry"].notna()]
    assert list(tracks) == drawn["title"].tolist()
    for row in drawn.to_dict("records"):
        parts = parts_of(row["geometry"])
        segments = tracks[row["title"]].segments
        assert len(segments) == len(parts)
        for segment, part in zip(segments, parts, strict=True):
            read = [(point.longitude, point.latitude) for point in segment.points]
            assert read == [pytest.approx(point, abs=1e-6) for point in part.coords]
    assert len(tracks["Fiji – Samoa"].segments) == 2


def test_a_time_is_told_only_where_it_is_known(content: Content) -> None:
    times = {name: point.time for name, point in waypoints(content).items()}
    assert times.pop("East") == datetime(2017, 8, 30, 14, tzinfo=UTC)
    assert len(times) == 4
    assert set(times.values()) == {None}
    points = [p for t in gpxpy.parse(gpx(content)).tracks for s in t.segments for p in s.points]
    assert {point.time for point in points} == {None}


def test_what_has_no_point_and_no_line_is_named(content: Content) -> None:
    description = gpxpy.parse(gpx(content)).description
    assert "points and lines only: البوكمال، «{{7*7}}»; Zone; =HYPERLINK(1); Zone of search" in description
    assert "© An atlas & others" in description


def test_text_stays_text(content: Content) -> None:
    read = gpxpy.parse(gpx(content))
    assert read.name == content.story.title
    assert content.story.routes[0].legs[3].outcome in next(t for t in read.tracks if t.type == "planned").description
    (source,) = (waypoints(content)["East"].source,)
    assert source == "The War Zone <i>"
    assert waypoints(content)["East"].link == "https://example.org/twz?a=1&b=2"


def test_graphic_text_is_left_to_the_properties(content: Content) -> None:
    assert "Not for everybody" not in waypoints(content)["Before"].description
    assert waypoints(content)["Before"].description.startswith("Graphic")


def test_elements_stand_in_the_order_of_the_schema_and_longitudes_end_before_180(content: Content) -> None:
    root = ET.fromstring(gpx(content))
    assert (root.get("version"), bool(root.get("creator"))) == ("1.1", True)
    for element in root.iter():
        space, _, name = element.tag[1:].partition("}")
        if space != NAMESPACE:
            continue
        if name in ORDER:
            positions = [ORDER[name].index(child.tag.partition("}")[2]) for child in element]
            assert positions == sorted(positions), name
        if "lon" in element.attrib:
            assert -180 <= float(element.attrib["lon"]) < 180
            assert "e" not in element.attrib["lon"] + element.attrib["lat"]
        if name == "extensions":
            assert {child.tag[1:].partition("}")[0] for child in element} == {OWN_NAMESPACE}


def test_extensions_hold_the_properties(content: Content) -> None:
    root = ET.fromstring(gpx(content))
    flat = report_properties(content.story)
    expected = {row["id"]: flat(row) for row in content.reports.to_dict("records")}
    for point in root.iterfind(f"{{{NAMESPACE}}}wpt"):
        told = {e.tag.partition("}")[2]: e.text for e in point.iterfind(f"{{{NAMESPACE}}}extensions/*")}
        properties = expected[told["id"] or ""]
        assert told == {name: str(value) for name, value in properties.items() if value is not None}


def test_gdal_reads_it(content: Content, tmp_path: Path) -> None:
    path = tmp_path / "map.gpx"
    path.write_text(gpx(content), encoding="utf-8")
    points, tracks = (geopandas.read_file(path, layer=layer) for layer in ("waypoints", "tracks"))
    assert len(points) == 5
    assert tracks["type"].tolist() == ["reported", "inferred", "planned", "considered"]


def test_a_map_of_nothing(bare: Content) -> None:
    read = gpxpy.parse(gpx(bare))
    assert (read.waypoints, read.tracks, read.name) == ([], [], None)
    assert "only: R" in read.description
