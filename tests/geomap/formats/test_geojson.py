"""GeoJSON and CSV, read back by other eyes than those that wrote them."""

from __future__ import annotations

import csv
import io
import json
from itertools import pairwise
from typing import Any

import pandas
import pytest
from shapely.geometry import shape

from geomap.errors import FrameError
from geomap.formats.csvtable import reports_csv
from geomap.formats.geojson import legs_geojson, reports_geojson
from geomap.frames import legs_frame, reports_frame
from geomap.locate import locate
from geomap.route import build_routes
from geomap.story.model import Story

REPORTS: list[dict[str, Any]] = [
    {
        "id": "entering",
        "title": "البوكمال, «{{7*7}}» </script>",
        "where": "Deir al-Zor governorate",
        "when": "2017-08-29",
        "actors": ["A", "B"],
        "counts": {"buses": {"low": 17, "high": 20}, "members": {"best": 300}},
        "withheld": "Names were left out.",
        "sources": [{"source": "twz", "where_as_reported": "Deir al-Zor"}, {"source": "ap"}],
    },
    {"id": "fiji", "title": "East", "where": "p-fiji", "sources": ["ap"]},
    {"id": "samoa", "title": "West", "where": "p-samoa", "sources": ["ap"]},
    {"id": "strike", "title": "=HYPERLINK(1)", "text": "-1+1", "category": "@x", "sources": ["ap"]},
]
STORY: dict[str, Any] = {
    "title": "Two sources",
    "timezone": "Asia/Damascus",
    "sources": [
        {"id": "twz", "title": "The War Zone", "url": "https://example.org/twz"},
        {"id": "ap", "title": "Associated Press"},
    ],
    "places": [
        {"id": "p-fiji", "lon": 178.123456789, "lat": -18.14, "radius_km": 5},
        {"id": "p-samoa", "lon": -171.76, "lat": -13.83},
    ],
    "reports": REPORTS,
    "claims": [{"about": "entering", "property": "position", "value": "inside", "source": "twz", "status": "conflict"}],
    "routes": [
        {
            "id": "r",
            "title": "R",
            "legs": [
                {"id": "over", "from": "fiji", "to": "samoa", "basis": "reported", "sources": ["ap"]},
                {"id": "not-drawn", "from": "samoa", "to": "strike", "basis": "considered", "draw": False},
            ],
        }
    ],
}


@pytest.fixture
def made(small_gazetteer: Any) -> tuple[Story, Any, Any]:
    story = Story.model_validate(STORY)
    reports = locate(story, small_gazetteer)
    return story, reports, build_routes(story, reports, gazetteer=small_gazetteer)


def features(text: str) -> dict[str, dict[str, Any]]:
    return {feature["id"]: feature for feature in json.loads(text)["features"]}


def positions(coordinates: Any) -> list[list[float]]:
    return (
        [coordinates] if isinstance(coordinates[0], float) else [p for member in coordinates for p in positions(member)]
    )


def signed_area(ring: list[list[float]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


# --- GeoJSON ----------------------------------------------------------------------------------------------------------


def test_every_report_and_leg_is_a_feature_in_order(made: tuple[Story, Any, Any]) -> None:
    story, reports, legs = made
    assert list(features(reports_geojson(story, reports))) == ["entering", "fiji", "samoa", "strike"]
    assert list(features(legs_geojson(story, legs))) == ["over", "not-drawn"]


def test_what_has_no_position_has_a_null_geometry(made: tuple[Story, Any, Any]) -> None:
    story, reports, legs = made
    strike = features(reports_geojson(story, reports))["strike"]
    assert strike["geometry"] is None
    assert "bbox" not in strike
    assert strike["properties"]["status"] == "not_stated"
    assert strike["properties"]["lon"] is None
    assert features(legs_geojson(story, legs))["not-drawn"]["geometry"] is None


def test_coordinates_keep_to_the_standard(made: tuple[Story, Any, Any]) -> None:
    story, reports, legs = made
    for text in (reports_geojson(story, reports), legs_geojson(story, legs)):
        assert text.isascii()
        assert "NaN" not in text
        assert "Infinity" not in text
        assert "crs" not in json.loads(text)
        for feature in features(text).values():
            if feature["geometry"] is None:
                continue
            assert shape(feature["geometry"]).is_valid
            for lon, lat in positions(feature["geometry"]["coordinates"]):
                assert (lon, lat) == (round(lon, 7), round(lat, 7))
                assert -180 <= lon <= 180
                assert -90 <= lat <= 90


def test_outer_rings_run_against_the_clock(made: tuple[Story, Any, Any]) -> None:
    story, reports, _ = made
    area = features(reports_geojson(story, reports))["entering"]["geometry"]
    assert area["type"] == "Polygon"
    assert signed_area(area["coordinates"][0]) > 0
    assert area["coordinates"][0][0] == area["coordinates"][0][-1]


def test_shapes_are_those_of_the_frame(made: tuple[Story, Any, Any]) -> None:
    story, reports, legs = made
    read = {**features(reports_geojson(story, reports)), **features(legs_geojson(story, legs))}
    for frame in (reports, legs):
        for row in frame.to_dict("records"):
            if row["geometry"] is not None:
                assert shape(read[row["id"]]["geometry"]).hausdorff_distance(row["geometry"]) < 1e-6


def test_boxes_across_the_antimeridian_run_from_west_to_east(made: tuple[Story, Any, Any]) -> None:
    story, _, legs = made
    collection = json.loads(legs_geojson(story, legs))
    (over, _) = collection["features"]
    assert over["geometry"]["type"] == "MultiLineString"
    assert over["bbox"] == collection["bbox"] == [178.1234568, -18.14, -171.76, -13.83]


def test_properties_are_flat_and_name_the_sources(made: tuple[Story, Any, Any]) -> None:
    story, reports, legs = made
    for text in (reports_geojson(story, reports), legs_geojson(story, legs)):
        names = [tuple(feature["properties"]) for feature in features(text).values()]
        assert len(set(names)) == 1
        for feature in features(text).values():
            assert all(
                value is None or isinstance(value, str | int | float) for value in feature["properties"].values()
            )
    entering = features(reports_geojson(story, reports))["entering"]["properties"]
    expected = {
        "number": 1,
        "title": "البوكمال, «{{7*7}}» </script>",
        "earliest": "2017-08-29T00:00:00+03:00",
        "latest": "2017-08-29T23:59:59+03:00",
        "spellings": "The War Zone: Deir al-Zor",
        "sources": "twz | ap",
        "source_titles": "The War Zone | Associated Press",
        "source_urls": "https://example.org/twz | ",
        "actors": "A | B",
        "counts": "buses: 17 to 20 | members: 300",
        "withheld": "Names were left out.",
        "claims": "position: inside (twz, conflict)",
        "reasons": "the name is the same",
        "place_id": "SY-DY",
    }
    assert {name: entering[name] for name in expected} == expected


def test_properties_of_a_leg(made: tuple[Story, Any, Any]) -> None:
    story, _, legs = made
    over, undrawn = (feature["properties"] for feature in features(legs_geojson(story, legs)).values())
    assert over["length_km"] == pytest.approx(legs.length_km[0], abs=1e-9)
    assert (over["corridor_start_km"], over["corridor_end_km"]) == (5.0, 1.0)
    assert (over["basis"], over["method"], over["source_titles"]) == ("reported", "geodesic", "Associated Press")
    assert (undrawn["length_km"], undrawn["corridor_start_km"], undrawn["speed_most_kmh"]) == (None, None, None)
    assert "no source names one" in undrawn["notes"]


def test_an_unlimited_speed_is_null(small_gazetteer: Any) -> None:
    leg = {"id": "l", "from": "fiji", "to": "samoa", "basis": "reported", "when": "2017-08"}
    story = Story.model_validate({**STORY, "routes": [{"id": "r", "title": "R", "legs": [leg]}]})
    legs = build_routes(story, locate(story, small_gazetteer), gazetteer=small_gazetteer)
    (feature,) = features(legs_geojson(story, legs)).values()
    assert feature["properties"]["elapsed_most_h"] == 31 * 24
    assert feature["properties"]["speed_most_kmh"] is None


def test_same_frames_same_bytes(made: tuple[Story, Any, Any], small_gazetteer: Any) -> None:
    story, reports, legs = made
    again = Story.model_validate(STORY)
    assert reports_geojson(story, reports) == reports_geojson(again, locate(again, small_gazetteer))
    assert legs_geojson(story, legs) == legs_geojson(story, legs)
    assert reports_csv(story, reports) == reports_csv(again, locate(again, small_gazetteer))


def test_empty_frames(made: tuple[Story, Any, Any]) -> None:
    story = made[0]
    assert json.loads(legs_geojson(story, legs_frame([]))) == {
        "type": "FeatureCollection",
        "title": "Two sources",
        "features": [],
    }
    assert reports_csv(story, reports_frame([])) == "\ufeff"


def test_characters_that_deceive_are_made_visible(made: tuple[Story, Any, Any]) -> None:
    story, reports, _ = made
    # As objects: the strings of pandas, where pyarrow holds them, take no half of a surrogate pair.
    hostile = reports.assign(title="a\u202eb", text=pandas.Series(["x\ud800y\x1b[0m"] * len(reports), dtype="object"))
    for text in (reports_geojson(story, hostile), reports_csv(story, hostile)):
        text.encode("utf-8")
        for character in ("\u202e", "\ud800", "\x1b"):
            assert character not in text
            assert f"\\u{ord(character):04x}" not in text


def test_a_frame_that_breaks_its_contract_is_not_written(made: tuple[Story, Any, Any]) -> None:
    story, reports, legs = made
    with pytest.raises(FrameError):
        reports_geojson(story, reports.drop(columns="lon"))
    with pytest.raises(FrameError):
        legs_geojson(story, legs.drop(columns="basis"))


# --- CSV --------------------------------------------------------------------------------------------------------------


def read_csv(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), strict=True))


def test_the_table_holds_what_the_geojson_holds(made: tuple[Story, Any, Any]) -> None:
    story, reports, _ = made
    rows = read_csv(reports_csv(story, reports))
    for row, feature in zip(rows, features(reports_geojson(story, reports)).values(), strict=True):
        for name, value in feature["properties"].items():
            assert row[name].removeprefix("'") == ("" if value is None else str(value))


def test_formulas_are_disarmed_and_numbers_are_not(made: tuple[Story, Any, Any]) -> None:
    story, reports, _ = made
    rows = {row["id"]: row for row in read_csv(reports_csv(story, reports))}
    assert (rows["strike"]["title"], rows["strike"]["text"], rows["strike"]["category"]) == (
        "'=HYPERLINK(1)",
        "'-1+1",
        "'@x",
    )
    assert rows["samoa"]["lon"] == "-171.76"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝", "＋", "－", "＠"])
def test_every_start_of_a_formula_is_disarmed(start: str, made: tuple[Story, Any, Any]) -> None:
    story, reports, _ = made
    row = read_csv(reports_csv(story, reports.assign(title=f"{start}cmd")))[0]
    assert row["title"] == f"'{start}cmd"


def test_lines_end_as_spreadsheets_want_it(made: tuple[Story, Any, Any]) -> None:
    story, reports, _ = made
    text = reports_csv(story, reports)
    assert text.count("\r\n") == 5
    assert text.endswith("\r\n")
