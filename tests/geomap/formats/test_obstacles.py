"""What stood in the way, in every format that holds it, read back by other programs."""

from __future__ import annotations

import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import pandas
import pytest

import geomap
from gazetteer import Gazetteer
from geomap.formats import FORMATS, Content, render
from geomap.formats.kml import NAMESPACE, kml
from geomap.properties import OBSTACLE_PROPERTIES

KML = f"{{{NAMESPACE}}}"
IDS = ["closed", "mined", "cut"]


def made(content: Content, *names: str) -> dict[str, Any]:
    return render(content, [each for each in FORMATS if each.name in names])


def features(content: Content) -> dict[str, dict[str, Any]]:
    collection = json.loads(made(content, "geojson")["obstacles.geojson"])
    return {feature["id"]: feature for feature in collection["features"]}


READERS: dict[str, Callable[[Content, Path], Any]] = {
    "geojson": lambda content, _: geopandas.read_file(io.StringIO(made(content, "geojson")["obstacles.geojson"])),
    "kml": lambda content, path: geopandas.read_file(_written(path, kml(content)), layer="In the way"),
    "geoparquet": lambda content, _: geopandas.read_parquet(
        io.BytesIO(made(content, "geoparquet")["obstacles.parquet"])
    ),
    "flatgeobuf": lambda content, _: geopandas.read_file(io.BytesIO(made(content, "flatgeobuf")["obstacles.fgb"])),
}


def _written(folder: Path, text: str) -> Path:
    path = folder / "map.kml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", READERS)
def test_other_programs_read_the_shapes_of_what_is_closed(name: str, content: Content, tmp_path: Path) -> None:
    found = READERS[name](content, tmp_path)
    assert found["id"].tolist() == IDS
    assert found.crs.to_epsg() == 4326
    for barrier, theirs in zip(content.placed, found["geometry"], strict=True):
        assert (barrier.shape is None) == (theirs is None)
        if barrier.shape is not None:
            assert theirs.hausdorff_distance(barrier.shape) < 1e-6
            assert theirs.geom_type == barrier.shape.geom_type == "MultiPolygon"  # both lie over the antimeridian
    assert [shape is None for shape in found["geometry"]] == [False, False, True]


def test_properties_are_those_that_are_listed(content: Content) -> None:
    told = {name: feature["properties"] for name, feature in features(content).items()}
    assert [list(each) for each in told.values()] == [[each.name for each in OBSTACLE_PROPERTIES]] * 3
    closed, mined, cut = told.values()
    assert closed | {"title": "", "outcome": ""} == {
        "id": "closed", "title": "", "kind": "held_area", "when": "1990", "when_label": "1990",
        "earliest": "1990-01-01T00:00:00+02:00", "latest": "1990-12-31T23:59:59+02:00", "where": "p-zone",
        "along": None, "radius_km": None, "closes": None, "outcome": "", "sources": "twz | ap",
        "source_titles": "The War Zone <i> | Associated Press", "source_urls": "https://example.org/twz?a=1&b=2 | ",
        "claims": None,
    }  # fmt: skip
    assert closed["title"] == content.story.obstacles[0].title
    assert (mined["radius_km"], mined["earliest"], mined["where"]) == (5.0, None, "p-edge")
    assert (cut["along"], cut["where"], cut["latest"], cut["kind"]) == ("plan", None, None, "road_cut")


def test_legs_and_obstacles_name_each_other(content: Content) -> None:
    legs = {row["id"]: row["blocked_by"] for row in content.legs.to_dict("records")}
    assert legs["plan"] == ("cut",)
    for name, feature in features(content).items():
        closed = feature["properties"]["closes"]
        assert (closed.split(" | ") if closed else []) == [leg for leg, by in legs.items() if name in by]


def test_claims_about_an_obstacle_are_told(make: Callable[..., Content]) -> None:
    claim = {"about": "cut", "property": "who", "value": "nobody says", "source": "ap"}
    assert features(make(claims=[claim]))["cut"]["properties"]["claims"] == "who: nobody says (ap, accepted)"


def test_boxes_and_credits_stand_with_them(content: Content) -> None:
    collection = json.loads(made(content, "geojson")["obstacles.geojson"])
    west, _, east, _ = collection["bbox"]
    assert (round(west, 1), round(east, 1)) == (179.0, -179.0)
    assert collection["credits"] == ["© An atlas & others"]
    assert "bbox" not in features(content)["cut"]


@pytest.mark.parametrize(
    ("name", "time"),
    [
        ("closed", {"begin": "1990-01-01T00:00:00+02:00", "end": "1990-12-31T23:59:59+02:00"}),
        ("mined", {"end": "1990-05-31T23:59:59+03:00"}),
        ("cut", {"begin": "2017-09-05T00:00:00+03:00"}),
    ],
)
def test_their_time_span_in_kml_keeps_open_sides_open(content: Content, name: str, time: dict[str, str]) -> None:
    root = ET.fromstring(kml(content))
    (folder,) = [each for each in root.iter(f"{KML}Folder") if each.findtext(f"{KML}name") == "In the way"]
    (found,) = [
        each for each in folder.iter(f"{KML}Placemark")
        if each.findtext(f"{KML}ExtendedData/{KML}Data[@name='id']/{KML}value") == name
    ]  # fmt: skip
    assert {each.tag.removeprefix(KML): each.text for each in found.iterfind(f"{KML}TimeSpan/*")} == time
    assert (found.findtext(f"{KML}Snippet") or "").startswith("In the way · ")


def test_a_window_is_read_back_by_gdal(content: Content, tmp_path: Path) -> None:
    found = READERS["kml"](content, tmp_path).set_index("id")
    assert found["begin"]["cut"] == pandas.Timestamp("2017-09-05T00:00:00+03:00")
    assert pandas.isna(found["end"]["cut"])


def test_gpx_names_them_as_left_out(content: Content) -> None:
    assert "A road is cut" in made(content, "gpx")["map.gpx"]


def test_a_story_without_any_has_no_file_of_them(make: Callable[..., Content]) -> None:
    written = render(make(obstacles=[]), FORMATS)
    assert [name for name in written if "obstacles" in name] == []
    assert "In the way" not in written["map.kml"]


def test_without_a_gazetteer_they_are_told_without_a_position(content: Content, tmp_path: Path) -> None:
    told = (content.story, content.reports, content.legs, tmp_path)
    geomap.export(*told)
    read = json.loads((tmp_path / "obstacles.geojson").read_text(encoding="utf-8"))
    assert [(each["id"], each["geometry"]) for each in read["features"]] == [(name, None) for name in IDS]
    geomap.export(*told, obstacles=content.placed)
    assert positions(tmp_path) == [True, True, False]


def positions(folder: Path) -> list[bool]:
    """Which of the obstacles in a written file have a position."""
    read = json.loads((folder / "obstacles.geojson").read_text(encoding="utf-8"))
    return [each["geometry"] is not None for each in read["features"]]


def test_with_a_gazetteer_they_are_put_in_their_place(
    content: Content, default_gazetteer: Gazetteer, tmp_path: Path
) -> None:
    geomap.export(content.story, content.reports, content.legs, tmp_path, gazetteer=default_gazetteer)
    assert positions(tmp_path) == [True, True, False]
