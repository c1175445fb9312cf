"""Other ways than the one drawn: when they are asked for, what is told of them, and that none may be left."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import shapely
from pyproj import Geod

from geomap.contract import is_missing
from geomap.errors import FrameError
from geomap.formats.geojson import legs_geojson
from geomap.frames import check_legs, legs_frame
from geomap.locate import locate
from geomap.roads import GraphEngine, Waypoint, read_roads
from geomap.route import build_routes
from geomap.story.model import Story

A, B, C = (40.0, 34.0), (40.5, 34.0), (41.0, 34.0)
NORTHS = (34.1, 34.15, 34.2)
# The straight road, three ways round it from a to b, and one road on to c.
ROADS = [[A, (40.25, 34.0), B], *([A, (40.0, lat), (40.5, lat), B] for lat in NORTHS), [B, C]]


class Asked:
    """An engine that remembers what it was asked for."""

    def __init__(self, engine: GraphEngine) -> None:
        self.engine = engine
        self.name, self.version, self.data = engine.name, engine.version, engine.data
        self.requests: list[tuple[int, int]] = []

    def route(self, points: tuple[Waypoint, Waypoint], **named: Any) -> Any:
        self.requests.append((len(named["avoid"]), named["alternates"]))
        return self.engine.route(points, **named)


@pytest.fixture
def engine(load_script: Callable[[str], ModuleType], tmp_path: Path) -> Asked:
    path = tmp_path / "roads.geojson"
    path.write_text(load_script("tests/roads.py").geojson(*ROADS), encoding="utf-8")
    return Asked(GraphEngine(read_roads([path])))


def story(*stated: dict[str, Any], closed: tuple[float, float] | None = None, **changes: Any) -> Story:
    legs = [{"id": f"l{n}", "basis": "inferred"} | leg for n, leg in enumerate(stated)]
    points = {"a": A, "b": B, "c": C, "bridge": closed or (0.0, 1.0)}
    cut = {"id": "cut", "title": "The bridge is down", "where": "bridge", "radius_km": 2.0, "sources": ["s"]}
    return Story.model_validate(
        {
            "sources": [{"id": "s", "title": "S"}],
            "places": [{"id": name, "lon": lon, "lat": lat} for name, (lon, lat) in points.items()],
            "reports": [{"id": "r", "title": "R", "where": "a", "sources": ["s"]}],
            "routes": [{"id": "way", "title": "W", "legs": legs}],
            "obstacles": [cut] if closed else [],
            **changes,
        }
    )


def rows_of(told: Story, gazetteer: Any, engine: Any, **named: Any) -> list[dict[str, Any]]:
    frame = build_routes(told, locate(told, gazetteer), gazetteer=gazetteer, engine=engine, **named)
    return [dict(row) for row in frame.to_dict("records")]


ON = {"from": "a", "to": "b"}


def geod_km(line: Any) -> float:
    return float(Geod(ellps="WGS84").geometry_length(line)) / 1000.0


def test_where_the_usual_way_is_closed_the_others_are_offered(small_gazetteer: Any, engine: Asked) -> None:
    (row,) = rows_of(story(ON, closed=(40.25, 34.0)), small_gazetteer, engine)
    assert engine.requests == [(0, 0), (1, 3)]
    assert row["geometry"].bounds[3] == pytest.approx(34.1, abs=0.001)
    assert [other["geometry"].bounds[3] for other in row["alternates"]] == pytest.approx([34.15, 34.2], abs=0.001)
    for other in row["alternates"]:
        assert other["length_km"] == pytest.approx(geod_km(other["geometry"]), rel=1e-9)
        assert not shapely.Point(40.25, 34.0).buffer(0.01).intersects(other["geometry"])
    lengths = [other["length_km"] for other in row["alternates"]]
    assert f"2 other ways by road, {lengths[0]:.0f} and {lengths[1]:.0f} km." in row["notes"]
    assert "It goes round what closes the usual way: The bridge is down." in row["notes"]


def test_an_obstacle_elsewhere_changes_no_request(small_gazetteer: Any, engine: Asked) -> None:
    (row,) = rows_of(story(ON, closed=(40.75, 34.0)), small_gazetteer, engine)
    assert engine.requests == [(0, 0)]
    assert (row["alternates"], row["blocked_by"]) == ((), ())


@pytest.mark.parametrize(
    ("fields", "stated", "named", "offered"),
    [
        ({"basis": "considered"}, 2, None, 2),
        ({"basis": "considered"}, 0, None, 0),
        ({"basis": "considered"}, 2, 1, 1),
        ({"basis": "considered"}, 0, 3, 3),
        ({"basis": "planned"}, 2, None, 0),
        # A source says which way: it is an alternate as it stands.
        ({"basis": "considered", "road": "M20"}, 2, None, 0),
        ({"basis": "considered", "mode": "ship"}, 2, None, 0),
    ],
)
def test_ways_that_were_considered_are_offered_as_many_as_asked(
    small_gazetteer: Any, engine: Asked, fields: dict[str, Any], stated: int, named: int | None, offered: int
) -> None:
    told = story(ON | fields, roads={"alternates": stated})
    (row,) = rows_of(told, small_gazetteer, engine, alternates=named)
    assert len(row["alternates"]) == offered


def test_all_alternates_that_sources_report_are_kept(small_gazetteer: Any, engine: Asked) -> None:
    reported = [ON | {"basis": "considered", "via": [f"n{n}"]} for n in range(5)]
    places = [{"id": f"n{n}", "lon": 40.25, "lat": 34.1 + n / 50} for n in range(5)]
    told = story(*reported, roads={"alternates": 3})
    told = story(
        *reported, roads={"alternates": 3}, places=[*(p.model_dump(exclude_none=True) for p in told.places), *places]
    )
    rows = rows_of(told, small_gazetteer, engine)
    assert len(rows) == 5
    assert all(row["geometry"] is not None and row["alternates"] == () for row in rows)


def test_a_leg_without_a_way_of_its_own_offers_those_there_are(small_gazetteer: Any, engine: Asked) -> None:
    told = story(ON | {"basis": "considered", "draw": False}, roads={"alternates": 3})
    (row,) = rows_of(told, small_gazetteer, engine)
    assert (row["method"], len(row["alternates"]), row["engine"]) == ("none", 3, "graph")
    assert row["alternates"][0]["geometry"].bounds[3] == pytest.approx(34.0, abs=0.001)
    assert row["notes"][0].startswith("Other ways were being considered")
    assert "3 ways by road" in row["notes"][1]
    assert rows_of(told, small_gazetteer, None)[0]["alternates"] == ()


def test_a_leg_over_stops_offers_a_way_for_each_stretch(small_gazetteer: Any, engine: Asked) -> None:
    (row,) = rows_of(story({"from": "a", "via": ["b"], "to": "c"}, closed=(40.25, 34.0)), small_gazetteer, engine)
    assert len(row["alternates"]) == 2
    for other in row["alternates"]:
        assert shapely.get_coordinates(other["geometry"])[[0, -1]].tolist() == [list(A), list(C)]


# --- no way left ------------------------------------------------------------------------------------------------------


def test_what_lies_beyond_the_last_way_is_planned(small_gazetteer: Any, engine: Asked) -> None:
    told = story({"from": "b", "to": "c"}, {"from": "c", "to": "b"}, closed=(40.75, 34.0))
    first, second = rows_of(told, small_gazetteer, engine)
    assert (first["method"], first["blocked_by"]) == ("none", ("cut",))
    assert (second["basis"], second["stated_basis"]) == ("planned", "inferred")


@pytest.mark.parametrize("basis", ["reported", "returned"])
def test_a_leg_told_of_as_travelled_keeps_its_line(small_gazetteer: Any, engine: Asked, basis: str) -> None:
    (row,) = rows_of(story({"from": "b", "to": "c", "basis": basis}, closed=(40.75, 34.0)), small_gazetteer, engine)
    assert (row["method"], row["blocked_by"]) == ("geodesic", ("cut",))
    assert "It is told of as travelled all the same." in row["notes"][1]
    assert row["fallback"] == row["no_way"] == "No way is left by road: The bridge is down in the way."


@pytest.mark.parametrize(("basis", "method"), [("blocked", "road"), ("reported", "road"), ("planned", "none")])
def test_an_obstacle_takes_no_place_where_somebody_was(
    small_gazetteer: Any, engine: Asked, basis: str, method: str
) -> None:
    (row,) = rows_of(story({"from": "b", "to": "c", "basis": basis}, closed=C), small_gazetteer, engine)
    assert (row["method"], row["blocked_by"]) == (method, ("cut",))


# --- the column and its export ----------------------------------------------------------------------------------------


def test_alternates_are_exported(small_gazetteer: Any, engine: Asked) -> None:
    told = story(ON, {"from": "b", "to": "c"}, closed=(40.25, 34.0))
    frame = build_routes(told, locate(told, small_gazetteer), gazetteer=small_gazetteer, engine=engine)
    first, second = (feature["properties"] for feature in json.loads(legs_geojson(told, frame))["features"])
    lines = [shapely.from_wkt(text) for text in first["alternates"].split(" | ")]
    lengths = [float(text) for text in first["alternates_km"].split(" | ")]
    assert lengths == pytest.approx([geod_km(line) for line in lines], abs=2e-3)
    assert (second["alternates"], second["alternates_km"]) == (None, None)


@pytest.mark.parametrize(
    "wrong",
    [
        ("A road",),
        ({"geometry": shapely.LineString([A, B])},),
        ({"geometry": shapely.Point(A), "length_km": 1.0},),
        ({"geometry": shapely.LineString([A, B]), "length_km": -1.0},),
        ({"geometry": None, "length_km": 1.0},),
    ],
)
def test_a_frame_with_other_alternates_is_refused(small_gazetteer: Any, engine: Asked, wrong: tuple[Any, ...]) -> None:
    told = story(ON)
    frame = build_routes(told, locate(told, small_gazetteer), gazetteer=small_gazetteer, engine=engine)
    frame["alternates"] = [wrong]
    with pytest.raises(FrameError, match="'alternates'"):
        check_legs(frame)
    assert is_missing(legs_frame(frame.drop(columns="alternates").to_dict("records"))["alternates"][0])
