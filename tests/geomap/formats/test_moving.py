"""Moving Features JSON, held to the rules of OGC 19-045r3.

The schema is in our words; its limits are those of the standard's own (``MF-JSON_Prism.schema.json``): two datetimes
and two coordinates at least, one feature at least, each of them with a temporal geometry. What no schema can say is
asserted beside it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas
import jsonschema
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, Polygon, shape

from geomap.antimeridian import parts_of
from geomap.formats import Content
from geomap.formats.moving import _prisms, _runs, files, moving_features
from geomap.formats.movingstops import Seen
from geomap.when import stamp

DATETIMES = {"type": "array", "minItems": 2, "uniqueItems": True, "items": {"type": "string", "format": "date-time"}}
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
            "coordinates": {"type": "array", "minItems": 2, "items": leaf},
            "interpolation": {"enum": ["Discrete", "Step", "Linear", "Quadratic", "Cubic"]},
        },
    }


PRIMITIVE = {"oneOf": [primitive("MovingPoint", POSITION), primitive("MovingPolygon", RINGS)]}
IS_PRIMITIVE = jsonschema.validators.validator_for(PRIMITIVE)(PRIMITIVE)
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
        "features": {"type": "array", "minItems": 1, "items": FEATURE},
    },
}


PROVINCE, ZONE = "2017-08-29T12:00:00+03:00", "2017-09-05T12:00:00+03:00"
ALONE = "the only moment of its kind, and the format wants two in a geometry"


def at(prism: dict[str, Any], moment: str) -> list[Any]:
    """What a geometry has at a moment: one leaf or none."""
    return [leaf for each, leaf in zip(prism["datetimes"], prism["coordinates"], strict=True) if each == moment]


def prisms_of(feature: dict[str, Any]) -> list[dict[str, Any]]:
    moving = feature["temporalGeometry"]
    return moving["prisms"] if moving["type"] == "MovingGeometryCollection" else [moving]


def read(content: Content) -> dict[str, Any]:
    """The collection, after it was held to the rules."""
    text = moving_features(content)
    assert text is not None
    collection: dict[str, Any] = json.loads(text)
    jsonschema.validate(collection, SCHEMA)
    for feature in collection["features"]:
        first, last = map(datetime.fromisoformat, feature["time"])
        for prism in prisms_of(feature):
            assert len(prism["datetimes"]) == len(prism["coordinates"])
            assert prism["interpolation"] == "Discrete"  # left out, a program would draw a line between
            assert_rising(prism["datetimes"])
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
    assert route(content)["temporalGeometry"] == {
        "type": "MovingPoint",
        "datetimes": ["2017-08-30T17:00:00+03:00", "2017-09-01T12:00:00+03:00"],
        "coordinates": [[178.1234568, -18.14], [-171.76, -13.83]],
        "interpolation": "Discrete",
    }


def test_areas_are_in_geometries_of_polygons_that_make_them_up_together(make: Callable[..., Content]) -> None:
    feature = route(make(routes=sea({"from": "fiji", "to": "zone"}, {"from": "zone", "to": "entering"})))
    prisms = prisms_of(feature)
    assert [prism["type"] for prism in prisms] == ["MovingPolygon"] * 2
    assert feature["properties"]["left_out"] == {"fiji": ALONE}
    for moment, parts in ((PROVINCE, 1), (ZONE, 2)):
        told = [rings for prism in prisms for rings in at(prism, moment)]
        whole = shapely.union_all([Polygon(rings[0], rings[1:]) for rings in told])
        assert len(parts_of(whole)) == parts
    assert [at(prism, PROVINCE) for prism in prisms] == [at(prisms[0], PROVINCE)] * 2  # its one part, told twice
    holes = sorted(len(rings) - 1 for prism in prisms for rings in at(prism, ZONE))
    assert holes == [0, 1]
    assert [values["report"]["values"] for values in feature["temporalProperties"]] == [["entering", "zone"]]


def test_the_window_of_each_stands_beside_it(content: Content) -> None:
    (first,) = route(content)["temporalProperties"]
    assert first["report"]["values"] == ["fiji", "samoa"]
    assert first["earliest"]["values"] == ["2017-08-30T17:00:00+03:00", "2017-08-31T00:00:00+03:00"]
    assert first["latest"]["values"] == ["2017-08-30T17:00:00+03:00", "2017-09-02T23:59:59+03:00"]
    assert first["uncertainty_h"] == {
        "type": "Measure", "form": "HUR", "values": [0.0, 36.0], "interpolation": "Discrete",
    }  # fmt: skip


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
        "zone": ALONE,
        "nowhere": "no position",
        "plan": "planned, not travelled",
    }
    assert collection["left_out"] == {"idea": {"maybe": "considered, not travelled"}}


def test_a_report_without_a_date_is_named(make: Callable[..., Content]) -> None:
    content = make(routes=sea({"from": "fiji", "to": "town"}, {"from": "town", "to": "samoa"}))
    assert route(content)["properties"]["left_out"] == {"town": "no date"}


def test_what_has_one_moment_only_is_named_with_its_route(make: Callable[..., Content]) -> None:
    whole = {"id": "o", "from": "fiji", "to": "samoa", "basis": "reported"}
    other = {"id": "other", "title": "Other", "legs": [whole]}
    content = make(routes=[*sea({"from": "fiji", "to": "town"}), other])
    collection = read(content)
    assert [feature["id"] for feature in collection["features"]] == ["other"]
    assert collection["left_out"] == {"sea": {"town": "no date", "fiji": ALONE}}


def test_reports_that_run_against_the_legs_are_in_the_order_of_time(make: Callable[..., Content]) -> None:
    legs = ({"from": "samoa", "to": "fiji"}, {"from": "fiji", "to": "samoa", "basis": "returned"})
    (prism,) = prisms_of(route(make(routes=sea(*legs))))
    assert prism["coordinates"] == [[178.1234568, -18.14], [-171.76, -13.83]]


def test_another_position_at_the_same_moment_is_a_geometry_of_its_own(make: Callable[..., Content]) -> None:
    content = make(
        routes=sea(
            {"from": "fiji", "to": "p-samoa", "arrived": "2017-09-01T12:00:00"},
            {"from": "fiji", "to": "p-edge", "arrived": "2017-09-01T12:00:00", "instead_of": "s0"},
        )
    )
    first, second = prisms_of(route(content))
    assert first["coordinates"][:1] == second["coordinates"][:1] == [[178.1234568, -18.14]]  # the nearest before
    assert (first["coordinates"][1][0], abs(second["coordinates"][1][0])) == (-171.76, 180.0)
    assert [stop[0] for stop in stops_of(content)] == ["fiji", "p-samoa", "fiji", "p-edge"]


def test_places_without_a_report_say_nothing_of_when(make: Callable[..., Content]) -> None:
    legs = (
        {"from": "p-edge", "to": "fiji", "via": ["Boukamal"], "when": "2017-08-30"},
        {"from": "fiji", "to": "samoa"},
    )
    content = make(routes=sea(*legs))
    assert [stop[0] for stop in stops_of(content)] == ["fiji", "samoa"]


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
    assert route(content)["bbox"] == pytest.approx([178.1234568, -18.14, -171.76, -13.83])


def test_gdal_reads_it(content: Content, tmp_path: Path) -> None:
    path = tmp_path / "movement.geojson"
    path.write_text(moving_features(content) or "", encoding="utf-8")
    assert geopandas.read_file(path)["route_title"].tolist() == ["By sea <b>"]


def test_a_story_without_two_moments_of_a_route_has_no_such_file(bare: Content, make: Callable[..., Content]) -> None:
    for content in (bare, make(routes=sea({"from": "fiji", "to": "nowhere"}))):
        assert moving_features(content) is None
        assert files(content) == {}


_moments = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 3), st.booleans()), max_size=12)


@given(_moments)
def test_any_stops_are_in_geometries_of_two_moments_or_named(told: list[tuple[int, int, bool]]) -> None:
    stops = [stop(number, *each) for number, each in enumerate(told)]
    runs, alone = _runs(stops)
    assert {each.ref for run in runs for each in run} | {each.ref for each in alone} == {each.ref for each in stops}
    for kind in (True, False):
        moments = {each.moment for each in stops if each.is_point is kind}
        assert (len(moments) == 1) == any(each.is_point is kind for each in alone)
    at_moments: dict[tuple[bool, str], list[Any]] = {}
    for run in runs:
        for prism in _prisms(run):
            IS_PRIMITIVE.validate(prism)
            assert_rising(prism["datetimes"])
            for moment, leaf in zip(prism["datetimes"], prism["coordinates"], strict=True):
                made = Point(leaf) if run[0].is_point else Polygon(leaf[0])
                at_moments.setdefault((run[0].is_point, moment), []).append(made)
    for (is_point, moment), shapes in at_moments.items():
        wanted = [s.shape for s in stops if s.is_point is is_point and stamp(s.middle) == moment]
        assert shapely.union_all(shapes).equals(shapely.union_all(wanted))


def stop(number: int, hour: int, parts: int, is_point: bool) -> Seen:
    """A stop at an hour, at a point or in as many squares."""
    moment = datetime(2017, 8, 30, hour, tzinfo=UTC)
    squares = [shapely.box(10 * part, number, 10 * part + 1, number + 0.5) for part in range(parts)]
    shape = Point(number, 0) if is_point else squares[0] if parts == 1 else MultiPolygon(squares)
    return Seen(f"r{number}", "report", shape, 1.0, moment, moment)


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
    legs = (
        {"from": "fiji", "to": "samoa", "departed": "2017-08-30/.."},
        {"from": "samoa", "to": "p-edge", "arrived": "2017-09-04T01:00:00Z"},
    )
    content = make(routes=sea(*legs))
    (feature,) = read(content)["features"]
    assert feature["properties"]["left_out"] == {"fiji": "one side of its window is open"}
    assert [stop[:2] for stop in stops_of(content)] == [("samoa", "report"), ("p-edge", "arrived")]


def test_coming_back_is_not_dated_by_the_report_of_the_departure(make: Callable[..., Content]) -> None:
    content = make(routes=sea({"from": "fiji", "to": "samoa"}, {"from": "samoa", "to": "fiji", "basis": "returned"}))
    assert [stop[0] for stop in stops_of(content)] == ["fiji", "samoa"]
