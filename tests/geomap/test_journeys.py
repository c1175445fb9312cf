"""Legs on roads, past obstacles and by the clock: the rules that say what is reported and what is computed."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import shapely
from pyproj import Geod

from geomap.contract import is_missing
from geomap.formats import Content
from geomap.formats.geojson import legs_geojson
from geomap.formats.moving import moving_features
from geomap.frames import legs_frame
from geomap.locate import locate
from geomap.properties import leg_properties
from geomap.roads import GraphEngine, read_roads
from geomap.route import build_routes
from geomap.story.model import Mode, Story
from geomap.timing import HOW, TOP_KMH, timing_of

POINTS = {"a": (40.0, 34.0), "b": (40.5, 34.0), "c": (41.0, 34.0), "sea": (20.0, 0.0)}
# A road from a over b to c, and a longer one from a to b by the north.
ROADS = [
    [POINTS["a"], (40.25, 34.0), POINTS["b"], POINTS["c"]],
    [POINTS["a"], (40.0, 34.2), (40.5, 34.2), POINTS["b"]],
]
MIDDLE = {"id": "middle", "lon": 40.25, "lat": 34.0, "title": "The bridge"}


@pytest.fixture
def engine(load_script: Callable[[str], ModuleType], tmp_path: Path) -> GraphEngine:
    path = tmp_path / "roads.geojson"
    path.write_text(load_script("tests/roads.py").geojson(*ROADS), encoding="utf-8")
    return GraphEngine(read_roads([path]))


def leg(leg_id: str, start: str, end: str, **fields: Any) -> dict[str, Any]:
    return {"id": leg_id, "from": start, "to": end, "basis": "inferred", **fields}


def story(*legs: dict[str, Any], dated: bool = False, **changes: Any) -> Story:
    dates = {"a": "2017-08-28", "b": "2017-08-29", "c": "2017-08-30", "sea": "2017-08-31"} if dated else {}
    stated = [{"id": f"p-{name}", "lon": lon, "lat": lat, "title": name.upper()} for name, (lon, lat) in POINTS.items()]
    return Story.model_validate(
        {
            "sources": [{"id": "s", "title": "S"}],
            "places": [*stated, MIDDLE],
            "reports": [
                {"id": name, "title": name, "where": f"p-{name}", "sources": ["s"], "when": dates.get(name)}
                for name in POINTS
            ],
            "routes": [{"id": "r", "title": "R", "legs": legs}],
            **changes,
        }
    )


def rows_of(told: Story, gazetteer: Any, engine: GraphEngine | None = None) -> list[dict[str, Any]]:
    frame = build_routes(told, locate(told, gazetteer), gazetteer=gazetteer, engine=engine)
    return [dict(row) for row in frame.to_dict("records")]


def obstacle(**fields: Any) -> dict[str, Any]:
    return {"id": "cut", "title": "The bridge is down", "sources": ["s"], **fields}


# --- roads ------------------------------------------------------------------------------------------------------------


def test_a_way_along_roads_says_who_computed_it_from_what(small_gazetteer: Any, engine: GraphEngine) -> None:
    (row,) = rows_of(story(leg("way", "a", "c")), small_gazetteer, engine)
    assert (row["method"], row["engine"], row["profile"]) == ("road", "graph", "car")
    assert (row["engine_version"], row["data_title"]) == (engine.version, engine.data.title)
    assert len(row["request_hashes"]) == 1
    assert row["length_km"] == pytest.approx(92.385, abs=0.01)
    assert shapely.get_coordinates(row["geometry"])[[0, -1]].tolist() == [list(POINTS["a"]), list(POINTS["c"])]
    assert is_missing(row["corridor"])
    assert "follows roads of" in row["notes"][0]


@pytest.mark.parametrize(
    ("fields", "basis"),
    [
        ({"basis": "reported"}, "inferred"),
        ({"basis": "reported", "road": "M20", "sources": ["s"]}, "reported"),
        ({"basis": "planned"}, "planned"),
        ({"basis": "inferred", "road": "M20"}, "inferred"),
    ],
)
def test_a_computed_road_is_reported_only_where_a_source_names_it(
    small_gazetteer: Any, engine: GraphEngine, fields: dict[str, Any], basis: str
) -> None:
    (row,) = rows_of(story(leg("way", "a", "b", **fields)), small_gazetteer, engine)
    assert (row["basis"], row["stated_basis"]) == (basis, fields["basis"])
    assert any("no source names the road" in note for note in row["notes"]) is (basis != fields["basis"])


def test_without_an_engine_a_reported_leg_stays_reported(small_gazetteer: Any) -> None:
    (row,) = rows_of(story(leg("way", "a", "b", basis="reported")), small_gazetteer)
    assert (row["basis"], row["method"]) == ("reported", "geodesic")
    assert is_missing(row["engine"])


@pytest.mark.parametrize("fields", [{"mode": "ship"}, {"mode": "rail"}, {"mode": "aircraft"}, {"follow_roads": False}])
def test_what_follows_no_roads_is_led_the_shortest_way(
    small_gazetteer: Any, engine: GraphEngine, fields: dict[str, Any]
) -> None:
    (row,) = rows_of(story(leg("way", "a", "b", **fields)), small_gazetteer, engine)
    assert row["method"] == "geodesic"


def test_where_there_is_no_road_the_leg_says_why_it_is_straight(small_gazetteer: Any, engine: GraphEngine) -> None:
    (row,) = rows_of(story(leg("way", "a", "sea")), small_gazetteer, engine)
    assert row["method"] == "geodesic"
    assert "Along roads there is none: SEA lies outside of" in row["notes"][0]  # by its name, not by coordinates


@pytest.mark.parametrize(("lat", "method"), [(33.995, "geodesic"), (34.0, "none")])
def test_ends_that_meet_the_road_at_one_point_have_no_way_along_it(
    small_gazetteer: Any, engine: GraphEngine, lat: float, method: str
) -> None:
    places = [{"id": "here", "lon": 40.2, "lat": 34.005}, {"id": "there", "lon": 40.2, "lat": lat}]
    start = "there" if method == "none" else "here"
    told = story(leg("way", start, "there"), leg("idea", start, "there", basis="considered", draw=False), places=[
        *({"id": f"p-{name}", "lon": lon, "lat": lat} for name, (lon, lat) in POINTS.items()), *places,
    ], roads={"alternates": 2})  # fmt: skip
    row, idea = rows_of(told, small_gazetteer, engine)
    assert (row["method"], idea["alternates"]) == (method, ())
    assert is_missing(row["fallback"]) is (method == "none")
    assert row["length_km"] == pytest.approx(1.11, abs=0.01) or method == "none"


def test_what_leads_to_the_road_is_no_part_of_the_line(small_gazetteer: Any, engine: GraphEngine) -> None:
    beside = {"id": "p-a", "lon": 40.0, "lat": 33.99, "radius_km": 3.0}
    told = story(leg("way", "a", "b"))
    told = story(
        leg("way", "a", "b"), places=[beside, *(p.model_dump(exclude_none=True) for p in told.places if p.id != "p-a")]
    )
    (row,) = rows_of(told, small_gazetteer, engine)
    assert row["method"] == "road"
    assert row["access"].bounds[1] == pytest.approx(33.99)
    assert row["snap_km"] == (pytest.approx(1.109, abs=0.001), 0.0)
    (feature,) = json.loads(legs_geojson(told, legs_frame([row])))["features"]
    access, properties = shapely.from_wkt(feature["properties"]["access"]), feature["properties"]
    assert access.hausdorff_distance(row["access"]) < 1e-6
    assert properties["snap_start_km"] == pytest.approx(Geod(ellps="WGS84").geometry_length(access) / 1000.0, abs=1e-3)
    assert properties["snap_end_km"] == 0.0
    (straight,) = rows_of(story(leg("way", "a", "b")), small_gazetteer, None)
    assert (straight["access"], straight["snap_km"]) == (None, None)
    assert row["geometry"].bounds[1] == pytest.approx(34.0)


def test_a_long_way_round_is_told(small_gazetteer: Any, load_script: Any, tmp_path: Path) -> None:
    path = tmp_path / "loop.geojson"
    loop = [POINTS["a"], (40.0, 36.0), (40.5, 36.0), POINTS["b"]]
    path.write_text(load_script("tests/roads.py").geojson(loop), encoding="utf-8")
    (row,) = rows_of(story(leg("way", "a", "b")), small_gazetteer, GraphEngine(read_roads([path])))
    assert any("times as long as the shortest way" in note for note in row["notes"])


# --- obstacles --------------------------------------------------------------------------------------------------------


def test_a_closed_road_is_gone_round(small_gazetteer: Any, engine: GraphEngine) -> None:
    told = story(leg("way", "a", "b"), obstacles=[obstacle(where="middle", radius_km=2.0)])
    (row,) = rows_of(told, small_gazetteer, engine)
    assert row["geometry"].bounds[3] == pytest.approx(34.2, abs=0.001)
    assert row["blocked_by"] == ()


@pytest.mark.parametrize(
    ("when", "is_closed"),
    [("2017-08-30/..", False), ("2017-08-28/2017-08-29", True), ("../2017-08-27", False), (None, True)],
)
def test_an_obstacle_acts_within_its_window(
    small_gazetteer: Any, engine: GraphEngine, when: str | None, *, is_closed: bool
) -> None:
    told = story(leg("way", "a", "b"), dated=True, obstacles=[obstacle(where="middle", radius_km=2.0, when=when)])
    (row,) = rows_of(told, small_gazetteer, engine)
    assert (row["geometry"].bounds[3] > 34.1) is is_closed


def test_no_way_left_is_a_result(small_gazetteer: Any, engine: GraphEngine) -> None:
    told = story(leg("way", "b", "c"), obstacles=[obstacle(where="p-c", radius_km=5.0)])
    told = told.model_copy(update={"obstacles": (told.obstacles[0].model_copy(update={"where": "p-d"}),)})
    between = {"id": "p-d", "lon": 40.75, "lat": 34.0}
    told = told.model_copy(update={"places": (*told.places, type(told.places[0]).model_validate(between))})
    (row,) = rows_of(told, small_gazetteer, engine)
    assert row["method"] == "none"
    assert row["notes"][0] == row["no_way"] == "No way is left by road: The bridge is down in the way."
    assert row["blocked_by"] == ("cut",)


def test_what_lies_beyond_an_obstacle_is_planned(small_gazetteer: Any) -> None:
    told = story(
        leg("first", "a", "b", basis="reported"),
        leg("second", "b", "c"),
        leg("third", "b", "c", basis="reported"),
        obstacles=[obstacle(along="first", kind="bridge")],
    )
    first, second, third = rows_of(told, small_gazetteer)
    assert (first["basis"], first["blocked_by"]) == ("reported", ("cut",))
    assert any("no source states where on the way" in note for note in first["notes"])
    assert (second["basis"], second["stated_basis"]) == ("planned", "inferred")
    assert third["basis"] == "reported"
    assert any("Reported all the same" in note for note in third["notes"])


def test_a_road_that_no_source_is_given_for_is_inferred(small_gazetteer: Any, engine: GraphEngine) -> None:
    (row,) = rows_of(story(leg("way", "a", "b", basis="reported", road="M20", sources=[])), small_gazetteer, engine)
    assert row["basis"] == "inferred"
    assert any("No source is given for the road M20" in note for note in row["notes"])


def test_a_computed_road_beyond_an_obstacle_is_not_reported_either(small_gazetteer: Any, engine: GraphEngine) -> None:
    told = story(
        leg("first", "a", "b", basis="blocked"),
        leg("second", "b", "c", basis="reported"),
        obstacles=[obstacle(along="first")],
    )
    _, second = rows_of(told, small_gazetteer, engine)
    assert (second["method"], second["basis"]) == ("road", "inferred")
    assert any("Reported all the same" in note for note in second["notes"])


def test_a_blocked_leg_leads_up_to_what_blocked_it(small_gazetteer: Any, engine: GraphEngine) -> None:
    told = story(
        leg("first", "a", "b", basis="blocked"),
        leg("second", "b", "c"),
        obstacles=[obstacle(where="p-b", radius_km=5.0)],
    )
    first, second = rows_of(told, small_gazetteer, engine)
    assert (first["method"], first["basis"], first["blocked_by"]) == ("road", "blocked", ("cut",))
    assert shapely.get_coordinates(first["geometry"])[-1].tolist() == list(POINTS["b"])
    assert second["basis"] == "planned"


BRANCHES = {
    # Each: legs as (id, from, to, basis), which of them the obstacle is told of on, and which are then planned.
    "another way round": ([("cut", "a", "b", "planned"), ("x", "a", "c", "inferred"), ("y", "c", "b", "inferred")], ""),
    "told first": ([("x", "b", "c", "inferred"), ("cut", "a", "b", "blocked")], "x"),
    "on and on": ([("cut", "a", "b", "blocked"), ("x", "b", "c", "inferred"), ("y", "c", "sea", "inferred")], "xy"),
    "back and off": ([("cut", "a", "b", "blocked"), ("x", "b", "a", "returned"), ("y", "a", "c", "inferred")], ""),
    "start not stated": ([("cut", "a", "b", "blocked"), ("x", None, "c", "inferred")], "x"),
}


@pytest.mark.parametrize("case", BRANCHES)
def test_beyond_is_what_is_reached_through_a_closed_leg_alone(small_gazetteer: Any, case: str) -> None:
    legs, planned = BRANCHES[case]
    told = story(
        *(leg(name, start, end, basis=basis) for name, start, end, basis in legs), obstacles=[obstacle(along="cut")]
    )
    rows = {row["id"]: row for row in rows_of(told, small_gazetteer)}
    drawn = {name for name, *_, basis in legs if basis == "inferred" and rows[name]["basis"] == "planned"}
    assert drawn == set(planned)


def test_another_route_is_another_journey(small_gazetteer: Any) -> None:
    told = story(leg("cut", "a", "b", basis="blocked"), obstacles=[obstacle(along="cut")])
    other = told.routes[0].model_copy(update={"id": "other", "legs": story(leg("own", "b", "c")).routes[0].legs})
    rows = rows_of(told.model_copy(update={"routes": (*told.routes, other)}), small_gazetteer)
    assert [row["basis"] for row in rows] == ["blocked", "inferred"]


def test_a_leg_dated_by_its_ends_has_their_window(small_gazetteer: Any) -> None:
    told = story(leg("way", "a", "b", departed="2017-08-28T10:00:00Z", arrived="2017-08-28T12:00:00Z"))
    frame = build_routes(told, locate(told, small_gazetteer), gazetteer=small_gazetteer)
    (row,) = frame.to_dict("records")
    assert "date not stated" not in row["when_label"]
    properties = leg_properties(told)(row)
    assert (properties["earliest"], properties["latest"]) == (
        "2017-08-28T10:00:00+00:00", "2017-08-28T12:00:00+00:00",
    )  # fmt: skip


def test_an_obstacle_that_came_later_closes_nothing(small_gazetteer: Any) -> None:
    told = story(
        leg("first", "a", "b", when="2017-08-28"),
        leg("second", "b", "c", when="2017-08-29"),
        obstacles=[obstacle(along="first", when="2017-08-30/..")],
    )
    assert [(row["basis"], row["blocked_by"]) for row in rows_of(told, small_gazetteer)] == [("inferred", ())] * 2


# --- time -------------------------------------------------------------------------------------------------------------


def test_every_mode_has_a_top_speed_and_words() -> None:
    assert set(TOP_KMH) == set(HOW) == set(Mode)


@pytest.mark.parametrize(
    ("mode", "verdict"), [("foot", "impossible"), ("road", "ok"), ("rail", "ok"), ("aircraft", "ok")]
)
def test_the_mode_says_which_speed_is_plausible(small_gazetteer: Any, mode: str, verdict: str) -> None:
    hour = {"departed": "2017-08-28T10:00:00Z", "arrived": "2017-08-28T11:00:00Z"}
    (row,) = rows_of(story(leg("way", "a", "b", mode=mode, **hour)), small_gazetteer)
    assert row["speed_verdict"] == verdict
    assert row["elapsed_h"] == (1.0, 1.0)
    assert ("on foot" in row["speed_note"]) is (mode == "foot")


@pytest.mark.parametrize(
    ("planned", "arrived", "delay_h", "words"),
    [
        ("1872-10-22", "1872-10-20", (-48.0, -48.0), "was early by 2 days"),
        ("1872-11-05", "1872-11-06", (24.0, 24.0), "was late by 1 day"),
        ("1872-12-21T20:45:00Z", "1872-12-21T20:50:00Z", (5 / 60, 5 / 60), "was late by less than an hour"),
        ("1872-12-21T20:45:00Z", "1872-12-21T23:45:00Z", (3.0, 3.0), "was late by 3 hours"),
        ("1872-10-09", "1872-10-09", (0.0, 0.0), "was on time as far as the dates tell"),
        ("1872-10", "1872-10-09", None, "was on time as far as the dates tell"),
    ],
)
def test_plan_and_event_are_told_beside_each_other(
    planned: str, arrived: str, delay_h: tuple[float, float] | None, words: str
) -> None:
    told = story(leg("way", "a", "b", planned_arrival=planned, arrived=arrived))
    timing = timing_of(told.routes[0].legs[0], told)
    assert words in timing.notes[0]
    if delay_h is not None:
        assert timing.delay_h == pytest.approx(delay_h)


def test_a_plan_without_an_event_is_told_alone() -> None:
    told = story(leg("way", "a", "b", planned_departure="1872-10-02"))
    assert timing_of(told.routes[0].legs[0], told).notes == ("It was to leave 2 Oct 1872.",)


def test_departure_arrival_elapsed_and_speed_are_ranges(small_gazetteer: Any) -> None:
    """Two days, each known to the day: an hour or two days, and no speed in between is made up."""
    days = {"departed": "2017-08-28", "arrived": "2017-08-29"}
    (row,) = rows_of(story(leg("way", "a", "b", **days)), small_gazetteer)
    length_km, slack_km = row["length_km"], sum(row["corridor_km"])
    assert row["elapsed_h"] == (0.0, 48.0)
    assert row["speed_kmh"] == pytest.approx((max(0.0, length_km - slack_km) / 48.0, math.inf))
    assert (row["departed"], row["arrived"], row["speed_verdict"]) == ("2017-08-28", "2017-08-29", "ok")
    assert "no evidence" in row["speed_note"]


@pytest.mark.parametrize("mode", list(Mode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(
    ("share", "verdict"), [(0.9, "impossible"), (1.1, "ok"), (None, "not testable")], ids=["too quick", "slow", "open"]
)
def test_every_mode_is_held_to_its_own_speed(
    small_gazetteer: Any, mode: Mode, share: float | None, verdict: str
) -> None:
    """Just quicker and just slower than the mode's top speed, from one minute to another; and with an open end."""
    (plain,) = rows_of(story(leg("way", "a", "c", mode=mode.value)), small_gazetteer)
    least_km = plain["length_km"] - sum(plain["corridor_km"])
    start = datetime(2017, 8, 28, 6, tzinfo=UTC)
    if share is None:
        arrived = "2017-08-28/.."
    else:
        arrived = (start + timedelta(hours=share * least_km / TOP_KMH[mode])).strftime("%Y-%m-%dT%H:%M:%SZ")
    times = {"departed": start.strftime("%Y-%m-%dT%H:%M:%SZ"), "arrived": arrived}
    (row,) = rows_of(story(leg("way", "a", "c", mode=mode.value, **times)), small_gazetteer)
    assert row["speed_verdict"] == verdict
    if share is not None:
        least, most = row["speed_kmh"]
        assert least == pytest.approx(TOP_KMH[mode] / share, rel=1e-2)
        assert least <= most < math.inf
        assert row["elapsed_h"][0] == row["elapsed_h"][1]


def test_a_duration_that_a_source_reports_is_tested_where_dates_are_not(small_gazetteer: Any) -> None:
    stated = leg("way", "a", "b", mode="foot", reported_h={"low": 2, "high": 3})
    (row,) = rows_of(story(stated), small_gazetteer)
    assert (row["elapsed_h"], row["speed_verdict"]) == ((2.0, 3.0), "impossible")
    # Dates on both sides go before it; that they differ is told apart.
    (row,) = rows_of(story(stated, dated=True), small_gazetteer)
    assert (row["elapsed_h"], row["speed_verdict"]) == ((0.0, 48.0), "ok")


def test_nothing_stands_between_two_sparse_reports(small_gazetteer: Any) -> None:
    """No point of a line has a time, and Moving Features holds the reports alone, as discrete moments."""
    told = story(leg("way", "a", "c"), dated=True)
    reports = locate(told, small_gazetteer)
    legs = build_routes(told, reports, gazetteer=small_gazetteer)
    assert not legs.geometry.iloc[0].has_z
    (feature,) = json.loads(moving_features(Content(told, reports, legs)))["features"]
    assert feature["temporalGeometry"]["interpolation"] == "Discrete"
    assert feature["temporalGeometry"]["coordinates"] == [list(POINTS["a"]), list(POINTS["c"])]
