"""KML, read back by GDAL."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import geopandas
import pandas
import pytest

from geomap.formats import Content
from geomap.formats.kml import NAMESPACE, kml
from geomap.properties import leg_properties, report_properties

KML = f"{{{NAMESPACE}}}"
# What may stand in a placemark, in the order of the schema.
ORDER = [
    "name", "visibility", "Snippet", "description", "TimeStamp", "TimeSpan", "styleUrl", "ExtendedData", "Point",
    "LineString", "Polygon", "MultiGeometry",
]  # fmt: skip


def read(content: Content, folder: Path, layer: str) -> Any:
    path = folder / "map.kml"
    path.write_text(kml(content), encoding="utf-8")
    return geopandas.read_file(path, layer=layer, engine="pyogrio")


def placemarks(content: Content, folder: str = "Reports") -> dict[str, ET.Element]:
    root = ET.fromstring(kml(content))
    (found,) = [each for each in root.iter(f"{KML}Folder") if each.findtext(f"{KML}name") == folder]
    return {
        p.findtext(f"{KML}ExtendedData/{KML}Data[@name='id']/{KML}value", ""): p for p in found.iter(f"{KML}Placemark")
    }


@pytest.mark.parametrize(("layer", "column"), [("Reports", "geometry"), ("Legs", "geometry")])
def test_shapes_are_those_of_the_frame(content: Content, tmp_path: Path, layer: str, column: str) -> None:
    frame = content.reports if layer == "Reports" else content.legs
    found = read(content, tmp_path, layer)
    assert found["id"].tolist() == frame["id"].tolist()
    for ours, theirs in zip(frame["geometry"], found["geometry"], strict=True):
        assert (ours is None) == (theirs is None)
        if ours is not None:
            assert theirs.hausdorff_distance(ours) < 1e-6
            assert theirs.geom_type == ours.geom_type


def test_holes_and_parts_of_an_area_are_kept(content: Content, tmp_path: Path) -> None:
    zone = read(content, tmp_path, "Reports").set_index("id").geometry["zone"]
    assert sorted(len(part.interiors) for part in zone.geoms) == [0, 1]
    assert zone.area == pytest.approx(4 - 0.15)


def test_the_band_of_an_inferred_leg_is_drawn(content: Content, tmp_path: Path) -> None:
    (band,) = read(content, tmp_path, "Where the ways may lie")["geometry"]
    (corridor,) = content.legs[content.legs["basis"] == "inferred"]["corridor"]
    assert band.hausdorff_distance(corridor) < 1e-6


@pytest.mark.parametrize(
    ("report", "time"),
    [
        ("entering", {"begin": "2017-08-29T00:00:00+03:00", "end": "2017-08-29T23:59:59+03:00"}),
        ("fiji", {"when": "2017-08-30T17:00:00+03:00"}),
        ("samoa", {"begin": "2017-08-31T00:00:00+03:00", "end": "2017-09-02T23:59:59+03:00"}),
        ("edge", {"begin": "2017-09-03T00:00:00+03:00"}),
        ("before", {"end": "2017-08-01T23:59:59+03:00"}),
        ("town", {}),
    ],
)
def test_open_sides_of_a_window_stay_open(content: Content, report: str, time: dict[str, str]) -> None:
    found = placemarks(content)[report]
    spans = [*found.iterfind(f"{KML}TimeSpan/*"), *found.iterfind(f"{KML}TimeStamp/*")]
    assert {each.tag.removeprefix(KML): each.text for each in spans} == time


def test_gdal_reads_the_times(content: Content, tmp_path: Path) -> None:
    found = read(content, tmp_path, "Reports").set_index("id")
    assert found["begin"]["edge"] == pandas.Timestamp("2017-09-03T00:00:00+03:00")
    assert pandas.isna(found["end"]["edge"])
    assert found["timestamp"]["fiji"] == pandas.Timestamp("2017-08-30T14:00:00Z")


def test_data_holds_the_properties(content: Content) -> None:
    for folder, frame, flat in (
        ("Reports", content.reports, report_properties(content.story)),
        ("Legs", content.legs, leg_properties(content.story)),
    ):
        found = placemarks(content, folder)
        for row in frame.to_dict("records"):
            told = {d.get("name"): d.findtext(f"{KML}value") for d in found[row["id"]].iter(f"{KML}Data")}
            assert told == {name: str(value) for name, value in flat(row).items() if value is not None}


def test_text_is_escaped_for_programs_that_show_descriptions_as_pages(content: Content) -> None:
    entering = placemarks(content)["entering"]
    assert entering.findtext(f"{KML}name") == content.story.reports[0].title
    shown = entering.findtext(f"{KML}description") or ""
    assert set(re.findall(r"<[^>]*>", shown)) == {"<br>"}
    assert "&lt;script&gt;" in shown
    assert "Not for everybody" not in (placemarks(content)["before"].findtext(f"{KML}description") or "")


def test_placemarks_keep_the_order_of_the_schema_and_their_styles_exist(content: Content) -> None:
    root = ET.fromstring(kml(content))
    styles = {f"#{style.get('id')}" for style in root.iter(f"{KML}Style")}
    for placemark in root.iter(f"{KML}Placemark"):
        positions = [ORDER.index(child.tag.removeprefix(KML)) for child in placemark]
        assert positions == sorted(positions)
        assert placemark.findtext(f"{KML}styleUrl") in styles
    for colour in root.iter(f"{KML}color"):
        assert re.fullmatch(r"[0-9a-f]{8}", colour.text or "")


def test_it_fetches_nothing(content: Content) -> None:
    assert "href" not in kml(content)


def test_what_was_considered_only_is_off_at_first(content: Content) -> None:
    legs = placemarks(content, "Legs")
    assert [id for id, leg in legs.items() if leg.findtext(f"{KML}visibility") == "0"] == ["maybe"]
    assert (legs["plan"].findtext(f"{KML}Snippet") or "").startswith("Planned · ")


def test_a_map_of_nothing(bare: Content, tmp_path: Path) -> None:
    found = read(bare, tmp_path, "Reports")
    assert found["Name"].tolist() == ["R"]
    assert found["geometry"].tolist() == [None]
    assert placemarks(bare, "Legs") == {}
