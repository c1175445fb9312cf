"""Moving Features JSON, held to the rules of OGC 19-045r3 (a JSON Schema in our words, and what no schema can say)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas
import jsonschema
import pytest
from shapely.geometry import Point, shape

from geomap.formats import Content
from geomap.formats.moving import moving_features

DATETIMES = {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string", "format": "date-time"}}
POSITION = {"type": "array", "minItems": 2, "maxItems": 3, "items": {"type": "number"}}
RINGS = {"type": "array", "minItems": 1, "items": {"type": "array", "minItems": 4, "items": POSITION}}
SPAN = {"type": "array", "minItems": 2, "maxItems": 2, "uniqueItems": True, "items": {"type": "string"}}


def primitive(kind: str, leaf: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["type", "datetimes", "coordinates"],
        "additionalProperties": False,
        "properties": {
            "type": {"const": kind},
            "datetimes": DATETIMES,
            "coordinates": {"type": "array", "minItems": 1, "items": leaf},
            "interpolation": {"enum": ["Discrete", "Step", "Linear", "Quadratic", "Cubic"]},
        },
    }


PRIMITIVE = {"oneOf": [primitive("MovingPoint", POSITION), primitive("MovingPolygon", RINGS)]}
COMPLEX = {
    "type": "object",
    "required": ["type", "prisms"],
    "properties": {
        "type": {"const": "MovingGeometryCollection"},
        "prisms": {"type": "array", "minItems": 1, "items": PRIMITIVE},
    },
}
VALUES = {
    "type": "object",
    "required": ["datetimes"],
    "minProperties": 2,
    "properties": {"datetimes": DATETIMES},
    "additionalProperties": {
        "type": "object",
        "required": ["type", "values"],
        "properties": {
            "type": {"enum": ["Measure", "Text", "Image"]},
            "values": {"type": "array"},
            "interpolation": {"enum": ["Discrete", "Step", "Linear", "Regression"]},
            "form": {"type": "string", "minLength": 3, "maxLength": 3},
        },
    },
}
REFERENCE = {
    "type": "object",
    "required": ["type", "properties"],
    "properties": {"type": {"const": "Name"}, "properties": {"type": "object", "required": ["name"]}},
}
FEATURE = {
    "type": "object",
    "required": ["type", "temporalGeometry", "geometry", "properties"],
    "properties": {
        "type": {"const": "Feature"},
        "id": {"type": ["string", "number"]},
        "temporalGeometry": {"anyOf": [*PRIMITIVE["oneOf"], COMPLEX]},
        "temporalProperties": {"type": "array", "items": VALUES},
        "time": SPAN,
        "bbox": {"type": "array", "minItems": 4, "maxItems": 4, "items": {"type": "number"}},
    },
}
SCHEMA = {
    "type": "object",
    "required": ["type", "features"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "label": {"type": "string"},
        "crs": REFERENCE,
        "trs": REFERENCE,
        "time": SPAN,
        "features": {"type": "array", "items": FEATURE},
    },
}


def prisms_of(feature: dict[str, Any]) -> list[dict[str, Any]]:
    moving = feature["temporalGeometry"]
    return moving["prisms"] if moving["type"] == "MovingGeometryCollection" else [moving]


def read(content: Content) -> dict[str, Any]:
    """The collection, after it was held to the rules."""
    collection: dict[str, Any] = json.loads(moving_features(content))
    jsonschema.validate(collection, SCHEMA)
    for feature in collection["features"]:
        first, last = map(datetime.fromisoformat, feature.get("time") or ("0001-01-01", "9999-01-01"))
        for prism in prisms_of(feature):
            assert len(prism["datetimes"]) == len(prism["coordinates"])
            assert prism["interpolation"] == "Discrete"  # left out, a program would draw a line between
            assert_rising(prism["datetimes"])
            if "time" in feature:
                assert all(first <= datetime.fromisoformat(moment) <= last for moment in prism["datetimes"])
        for values in feature["temporalProperties"]:
            assert_rising(values["datetimes"])
            for name, each in values.items():
                assert name == "datetimes" or len(each["values"]) == len(values["datetimes"])
    return collection


def assert_rising(datetimes: list[str]) -> None:
    assert all(a < b for a, b in pairwise(map(datetime.fromisoformat, datetimes)))


def route(content: Content, route_id: str = "sea") -> dict[str, Any]:
    return next(feature for feature in read(content)["features"] if feature["id"] == route_id)


def test_reports_along_travelled_legs_are_where_and_when_they_were(content: Content) -> None:
    points, *areas = prisms_of(route(content))
    assert points == {
        "type": "MovingPoint",
        "datetimes": ["2017-08-30T17:00:00+03:00", "2017-09-01T12:00:00+03:00"],
        "coordinates": [[178.1234568, -18.14], [-171.76, -13.83]],
        "interpolation": "Discrete",
    }
    assert [area["type"] for area in areas] == ["MovingPolygon"] * 2
    assert {moment for area in areas for moment in area["datetimes"]} == {"2017-09-05T12:00:00+03:00"}
    assert sorted(len(area["coordinates"][0]) for area in areas) == [1, 2]


def test_the_window_of_each_stands_beside_it(content: Content) -> None:
    first, second = route(content)["temporalProperties"]
    assert first["report"]["values"] == ["fiji", "samoa"]
    assert first["earliest"]["values"] == ["2017-08-30T17:00:00+03:00", "2017-08-31T00:00:00+03:00"]
    assert first["latest"]["values"] == ["2017-08-30T17:00:00+03:00", "2017-09-02T23:59:59+03:00"]
    assert first["uncertainty_h"] == {
        "type": "Measure", "form": "HUR", "values": [0.0, 36.0], "interpolation": "Discrete",
    }  # fmt: skip
    assert second["report"]["values"] == ["zone"]


def test_each_moment_lies_in_its_window(content: Content) -> None:
    for values in route(content)["temporalProperties"]:
        bounds = (values[name]["values"] for name in ("earliest", "latest"))
        for moment, earliest, latest in zip(values["datetimes"], *bounds, strict=True):
            first, middle, last = map(datetime.fromisoformat, (earliest, moment, latest))
            assert first <= middle <= last
            assert abs((middle - first) - (last - middle)) <= timedelta(seconds=1)


def test_what_cannot_stand_in_it_is_named(content: Content) -> None:
    collection = read(content)
    assert [feature["id"] for feature in collection["features"]] == ["sea"]
    assert route(content)["properties"]["left_out"] == {
        "edge": "one side of its window is open",
        "nowhere": "no position",
        "plan": "planned, not travelled",
    }
    assert collection["left_out"] == {"idea": {"maybe": "considered, not travelled"}}


def test_a_report_without_a_date_is_named(make: Callable[..., Content]) -> None:
    leg = {"id": "l", "from": "fiji", "to": "town", "basis": "reported", "sources": ["ap"]}
    content = make(routes=[{"id": "sea", "title": "S", "legs": [leg]}])
    assert route(content)["properties"]["left_out"] == {"town": "no date"}
    # One moment alone is no span of time.
    assert "time" not in route(content)
    assert route(content)["temporalGeometry"]["datetimes"] == ["2017-08-30T17:00:00+03:00"]


def test_reports_out_of_order_or_at_once_are_geometries_of_their_own(make: Callable[..., Content]) -> None:
    legs = [
        {"id": "back", "from": "samoa", "to": "fiji", "basis": "reported"},
        {"id": "again", "from": "fiji", "to": "samoa", "basis": "returned"},  # whose report dates no second arrival
    ]
    content = make(routes=[{"id": "sea", "title": "S", "legs": legs}])
    assert [len(prism["datetimes"]) for prism in prisms_of(route(content))] == [1, 1]


def test_places_without_a_report_say_nothing_of_when(make: Callable[..., Content]) -> None:
    leg = {"id": "l", "from": "p-samoa", "to": "fiji", "via": ["Boukamal"], "basis": "reported", "when": "2017-08-30"}
    content = make(routes=[{"id": "sea", "title": "S", "legs": [leg]}])
    assert [prism["coordinates"] for prism in prisms_of(route(content))] == [[[178.1234568, -18.14]]]


def test_coordinates_and_lines_are_those_of_the_frames(content: Content) -> None:
    feature = route(content)
    reports = content.reports.set_index("id")
    for values, prism in zip(feature["temporalProperties"][:1], prisms_of(feature)[:1], strict=True):
        for report_id, position in zip(values["report"]["values"], prism["coordinates"], strict=True):
            assert Point(position).distance(reports.geometry[report_id]) < 1e-6
    drawn = content.legs[content.legs["basis"].isin(["reported", "inferred"])]
    assert shape(feature["geometry"]).hausdorff_distance(drawn.geometry.union_all()) < 1e-6
    assert [leg["id"] for leg in feature["properties"]["legs"]] == ["over", "on", "hidden"]


def test_boxes_cross_the_antimeridian(content: Content) -> None:
    assert route(content)["bbox"] == pytest.approx([178.1234568, -18.14, -171.76, -8.0])


def test_gdal_reads_it(content: Content, tmp_path: Path) -> None:
    path = tmp_path / "movement.geojson"
    path.write_text(moving_features(content), encoding="utf-8")
    assert geopandas.read_file(path)["route_title"].tolist() == ["By sea <b>"]


def test_a_map_of_nothing(bare: Content) -> None:
    assert read(bare)["features"] == []


def stops_of(content: Content, route: str = "sea") -> list[tuple[str, str, str, str]]:
    """What is reported of each stop: the report or place, what dates it, and its window."""
    (feature,) = [each for each in read(content)["features"] if each["id"] == route]
    fields = ("report", "dated_by", "earliest", "latest")
    return [
        values
        for each in feature["temporalProperties"]
        for values in zip(*(each[name]["values"] for name in fields), strict=True)
    ]


def sea(*legs: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "id": "sea",
            "title": "Sea",
            "legs": [{"id": f"s{n}", "basis": "reported"} | leg for n, leg in enumerate(legs)],
        }
    ]


def test_departure_and_arrival_date_the_stops(make: Callable[..., Content]) -> None:
    content = make(
        routes=sea(
            {"from": "fiji", "to": "samoa", "departed": "2017-08-30T14:30:00Z", "arrived": "2017-09-01T06:00:00Z"},
            {"from": "samoa", "to": "p-edge", "departed": "2017-09-02", "arrived": "2017-09-04T01:00:00Z"},
        )
    )
    assert stops_of(content) == [
        ("fiji", "departed", "2017-08-30T17:30:00+03:00", "2017-08-30T17:30:00+03:00"),
        ("samoa", "arrived", "2017-09-01T09:00:00+03:00", "2017-09-01T09:00:00+03:00"),
        ("samoa", "departed", "2017-09-02T00:00:00+03:00", "2017-09-02T23:59:59+03:00"),
        ("p-edge", "arrived", "2017-09-04T04:00:00+03:00", "2017-09-04T04:00:00+03:00"),
    ]
    (feature,) = read(content)["features"]
    assert [len(prism["datetimes"]) for prism in prisms_of(feature)] == [4]
    assert abs(prisms_of(feature)[0]["coordinates"][-1][0]) == 180.0


def test_an_open_departure_leaves_the_stop_out(make: Callable[..., Content]) -> None:
    content = make(routes=sea({"from": "fiji", "to": "samoa", "departed": "2017-08-30/.."}))
    (feature,) = read(content)["features"]
    assert feature["properties"]["left_out"] == {"fiji": "one side of its window is open"}
    assert [stop[:2] for stop in stops_of(content)] == [("samoa", "report")]


def test_coming_back_is_not_dated_by_the_report_of_the_departure(make: Callable[..., Content]) -> None:
    content = make(routes=sea({"from": "fiji", "to": "samoa"}, {"from": "samoa", "to": "fiji", "basis": "returned"}))
    assert [stop[0] for stop in stops_of(content)] == ["fiji", "samoa"]
