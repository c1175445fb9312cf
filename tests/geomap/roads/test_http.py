"""Engines that ask a running service, against services on this machine that behave as the real ones do."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
import shapely

from geomap.errors import UsageError
from geomap.roads import (
    Avoid,
    BadRequest,
    EngineUnavailable,
    LimitExceeded,
    NoRoute,
    NotSnapped,
    OutOfCoverage,
    RoadEngine,
    Waypoint,
)
from geomap.roads.http import HttpEngine
from geomap.roads.polyline import encoded

Start = Callable[..., Any]
KINDS = ("valhalla", "osrm")
A, B = Waypoint(40.1, 34.001, name="A"), Waypoint(40.9, 34)


def engine_of(router: Any, **changes: Any) -> RoadEngine:
    return HttpEngine(f"{router.kind}+{router.url}", **changes)


@pytest.fixture(params=KINDS)
def router(request: pytest.FixtureRequest, start_router: Start) -> Any:
    return start_router(request.param)


# --- what is answered -------------------------------------------------------------------------------------------------


def test_a_way_with_all_that_is_known_of_it(router: Any, routers: ModuleType) -> None:
    answer = engine_of(router).route((A, B))
    (path,) = answer.paths
    assert {(40.1, 34.0), (40.5, 34.0), (40.9, 34.0)} <= set(zip(path.lons, path.lats, strict=True))
    # with points between, as near to each other as maps draw straight
    assert len(path.lons) == 9
    assert max(path.lats) < 34.0002
    # measured here: the service's own figure is off
    assert path.length_km == pytest.approx(routers.GEOD.line_length([40.1, 40.5, 40.9], [34] * 3) / 1000, abs=1e-9)
    assert path.duration_h == pytest.approx(path.length_km / (60 if router.kind == "valhalla" else 72), rel=1e-3)
    assert [round(snap.distance_km, 3) for snap in answer.snaps] == [0.111, 0.0]
    assert answer.engine == f"{router.kind}+http"
    assert answer.version == ("3.9.1" if router.kind == "valhalla" else "")
    assert answer.profile == "car"
    assert answer.data.date == ("2017-08-28" if router.kind == "valhalla" else "2017-08-28T20:21:02Z")
    assert f"127.0.0.1:{router.server_port}" in answer.data.title
    assert "OpenStreetMap" in answer.data.attribution
    assert len(answer.request_hash) == 64


def test_vias_are_passed_in_order_and_may_be_left_the_way_they_were_reached(router: Any) -> None:
    answer = engine_of(router).route((A, B), via=[Waypoint(40.95, 34.01), Waypoint(40.3, 34)])
    assert [snap.lon for snap in answer.snaps] == [40.1, 40.95, 40.3, 40.9]
    assert answer.snaps[1].distance_km == pytest.approx(1.109, abs=1e-3)
    assert answer.paths[0].length_km == pytest.approx((0.85 + 0.65 + 0.6) * 92.38, rel=1e-3)


@pytest.mark.parametrize("asked", [1, 2, 3])
def test_alternates_come_after_the_best_and_missing_ones_are_told(router: Any, asked: int) -> None:
    answer = engine_of(router).route((A, B), alternates=asked)
    lengths = [path.length_km for path in answer.paths]
    assert len(lengths) == 1 + min(asked, 2)
    assert lengths == sorted(lengths)
    assert (f"2 of 3 alternates found by {router.kind}+http" in answer.notes) == (asked == 3)


def test_more_alternates_than_asked_for_are_left_out(start_router: Start) -> None:
    router = start_router()
    other = {"trip": {"legs": [{"shape": encoded([40.1, 40.9], [34, 34])}], "summary": {"time": 5}}}
    router.says("route", {**other, "alternates": [other] * 10})
    for asked in (0, 2):
        assert len(engine_of(router).route((A, B), alternates=asked).paths) == 1 + asked


def test_a_way_of_no_length(router: Any) -> None:
    (path,) = engine_of(router).route((B, B)).paths
    assert (path.lons, path.length_km) == ((40.9, 40.9), 0.0)


@pytest.mark.parametrize("kind", KINDS)
def test_a_service_is_asked_what_it_is_when_its_address_does_not_say(start_router: Start, kind: str) -> None:
    router = start_router(kind)
    engine = HttpEngine(router.url)
    assert router.asked == []
    assert engine.route((A, B)).engine == f"{kind}+http"
    assert router.actions.count("route") == 1


@pytest.mark.parametrize("body", [{}, [], None, {"hello": 1}])
def test_what_is_neither_is_not_guessed_at(start_router: Start, body: Any) -> None:
    router = start_router()
    router.says("status", body)
    with pytest.raises(EngineUnavailable, match="neither Valhalla nor OSRM"):
        HttpEngine(router.url).route((A, B))


# --- what is asked ----------------------------------------------------------------------------------------------------


def test_valhalla_is_asked_with_stops_that_end_legs_and_never_through(start_router: Start) -> None:
    router = start_router()
    engine_of(router).route((A, B), via=[Waypoint(40.3, 34, radius_km=50)], profile="foot")
    asked = next(asked for asked in router.asked if asked.path == "/route")
    assert asked.method == "POST"
    assert {stop["type"] for stop in asked.body["locations"]} == {"break"}
    assert [stop["search_cutoff"] for stop in asked.body["locations"]] == [35_000, 50_000, 35_000]
    assert asked.body["costing"] == "pedestrian"
    assert asked.body["costing_options"] == {"pedestrian": {"shortest": False}}
    assert asked.headers["User-Agent"].startswith("geomap/")


def test_osrm_is_asked_for_every_point_and_leave_to_turn(start_router: Start) -> None:
    router = start_router("osrm")
    notes = engine_of(router).route((A, B), profile="bicycle").notes
    (asked,) = router.asked
    assert asked.path == "/route/v1/bike/40.1000000,34.0010000;40.9000000,34.0000000"
    assert asked.options["overview"] == "full"
    assert asked.options["continue_straight"] == "false"
    assert "by the profile that its data was prepared for" in notes[0]


def test_the_shortest_way_is_another_request(start_router: Start) -> None:
    router = start_router()
    quick, short = engine_of(router).route((A, B)), engine_of(router, shortest=True).route((A, B))
    assert short.engine == "valhalla+http-shortest"
    assert short.request_hash != quick.request_hash
    assert router.asked[-1].body is None or router.asked[-1].path == "/route"
    bodies = [asked.body["costing_options"] for asked in router.asked if asked.path == "/route"]
    assert bodies == [{"auto": {"shortest": False}}, {"auto": {"shortest": True}}]


# --- areas ------------------------------------------------------------------------------------------------------------

ACROSS, BESIDE = shapely.box(40.4, 33.98, 40.5, 34.01), shapely.box(40.4, 34.2, 40.5, 34.3)


def test_valhalla_is_told_what_to_avoid(start_router: Start) -> None:
    router = start_router()
    engine = engine_of(router)
    both = shapely.MultiPolygon([BESIDE, shapely.box(40.1, 35, 40.2, 35.1)])
    assert len(engine.route((A, B), avoid=[Avoid(both)]).paths) == 1
    rings = router.asked[-1].body or next(a.body for a in router.asked if a.path == "/route")
    assert [len(ring) for ring in rings["exclude_polygons"]] == [5, 5]
    with pytest.raises(NoRoute, match=r"keeps out of the avoided areas: No path could be found"):
        engine.route((A, B), avoid=[Avoid(ACROSS)])


def test_a_service_that_leads_through_an_avoided_area_is_not_believed(start_router: Start, routers: ModuleType) -> None:
    router = start_router()
    heedless = routers.valhalla("route", {"locations": _stops(A, B), "costing": "auto", "alternates": 1})
    router.says("route", heedless)
    with pytest.raises(NoRoute, match="crosses the valley, which it was told to avoid"):
        engine_of(router).route((A, B), avoid=[Avoid(ACROSS, "the valley")])
    south = shapely.box(40.4, 33.9, 40.5, 33.97)
    answer = engine_of(router).route((A, B), avoid=[Avoid(south)], alternates=1)
    assert len(answer.paths) == 1
    assert "0 of 1 alternates found by valhalla+http" in answer.notes


def _stops(*stops: Waypoint) -> list[dict[str, Any]]:
    return [{"lon": stop.lon, "lat": stop.lat, "type": "break"} for stop in stops]


def test_osrm_cannot_avoid_and_says_so(start_router: Start) -> None:
    router = start_router("osrm")
    with pytest.raises(BadRequest, match="OSRM cannot avoid an area"):
        engine_of(router).route((A, B), avoid=[Avoid(BESIDE)])
    assert router.asked == []


def test_a_start_inside_an_area_is_no_route(router: Any) -> None:
    with pytest.raises(NoRoute, match="A lies inside the camp"):
        engine_of(router).route((A, B), avoid=[Avoid(shapely.box(40, 33, 40.2, 35), "the camp")])
    assert router.asked == []


# --- what goes wrong --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_road_too_far_off(start_router: Start, kind: str) -> None:
    with pytest.raises(NotSnapped, match=r"Far: the nearest road is 11\.1 km off, which is more than 2 km") as raised:
        engine_of(start_router(kind)).route((A, Waypoint(40.5, 34.1, name="Far")))
    assert raised.value.km == pytest.approx(11.09, abs=0.01)
    near = engine_of(start_router(kind)).route((A, Waypoint(40.5, 34.1, radius_km=12)))
    assert near.snaps[1].distance_km == pytest.approx(11.09, abs=0.01)


def test_valhalla_without_a_road_far_and_wide(start_router: Start) -> None:
    router = start_router()
    with pytest.raises(
        NotSnapped, match=r"Desert: there is no road within 35\.0 km, which is more than 2 km"
    ) as raised:
        engine_of(router).route((A, Waypoint(40.5, 36, name="Desert")))
    assert raised.value.at_least
    assert router.actions[-2:] == ["route", "locate"]
    with pytest.raises(OutOfCoverage, match="no road within 35 km of any waypoint"):
        engine_of(router).route((Waypoint(3, 10), Waypoint(4, 10)))
    router.says("locate", {"error_code": 107, "error": "Not Implemented"}, status=405)
    with pytest.raises(NotSnapped, match=r"one of the waypoints: there is no road within 2\.0 km; move it"):
        engine_of(router).route((A, Waypoint(40.5, 36)))


@pytest.mark.parametrize(
    ("code", "message", "error"),
    [
        (100, "Failed to parse intermediate request format", BadRequest),
        (125, "No costing method found: 'foo'", BadRequest),
        (130, "Failed to parse location", BadRequest),
        (150, "Exceeded max locations: 20", LimitExceeded),
        (154, "Path distance exceeds the max distance limit: 5000000 meters", LimitExceeded),
        (157, "Exceeded max avoid locations: 50", LimitExceeded),
        (167, "Exceeded maximum circumference for exclude_polygons: 10000 meters", LimitExceeded),
        (170, "Locations are in unconnected regions. Go check/edit the map at osm.org", NoRoute),
        (441, "Location is unreachable", NoRoute),
        (442, "No path could be found for input", NoRoute),
        (499, "Unknown error", EngineUnavailable),
        (599, "Unknown error", EngineUnavailable),
    ],
)
def test_valhallas_errors(start_router: Start, code: int, message: str, error: type[Exception]) -> None:
    router = start_router()
    router.says("route", {"error_code": code, "error": message}, status=400)
    with pytest.raises(error, match=rf"error {code}") as raised:
        engine_of(router).route((A, B))
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("code", "message", "error", "says"),
    [
        ("NoRoute", "Impossible route between points", NoRoute, "Impossible"),
        ("NoSegment", "Could not find a matching segment for coordinate 0", NotSnapped, "A: there is no road within 2"),
        ("NoSegment", "", NotSnapped, "one of the waypoints"),
        ("TooBig", "Too many trace coordinates", LimitExceeded, "Too many"),
        ("InvalidQuery", "Query string malformed close to position 9", BadRequest, "position 9"),
        ("InvalidOptions", "", BadRequest, "no reason given"),
        ("Strange", "", EngineUnavailable, "Strange"),
    ],
)
def test_osrms_errors(start_router: Start, code: str, message: str, error: type[Exception], says: str) -> None:
    router = start_router("osrm")
    router.says("route", {"code": code, "message": message}, status=400)
    with pytest.raises(error, match=says):
        engine_of(router).route((A, B))


NO_LINE = [
    ("valhalla", {"trip": {"legs": [], "summary": {}}}),
    ("valhalla", {"trip": {"legs": [{"shape": ""}], "summary": {}}}),
    ("valhalla", {"trip": {"legs": [{}], "summary": {}}}),
    ("osrm", {"code": "Ok", "routes": [], "waypoints": []}),
    ("osrm", {"code": "Ok", "routes": [{"geometry": ""}], "waypoints": []}),
    ("osrm", {"code": "Ok", "routes": [{}], "waypoints": []}),
]


@pytest.mark.parametrize(("kind", "body"), NO_LINE)
def test_an_answer_without_a_line_is_no_route(start_router: Start, kind: str, body: Any) -> None:
    router = start_router(kind)
    router.says("route", body)
    with pytest.raises(NoRoute, match="without a line"):
        engine_of(router).route((A, B))


FAR_AWAY = "_yux`A_izlhA?_ibE"  # from 38.5 to 38.6 degrees east
NONSENSE = [
    ("valhalla", {}),
    ("valhalla", []),
    ("valhalla", {"trip": None}),
    ("valhalla", {"trip": {"legs": [{"shape": 7}], "summary": {}}}),
    ("valhalla", {"trip": {"legs": [{"shape": "not a line!"}], "summary": {}}}),
    ("valhalla", {"trip": {"legs": [{"shape": FAR_AWAY[:-1]}], "summary": {}}}),
    ("valhalla", {"trip": {"legs": [{"shape": FAR_AWAY}] * 2, "summary": {}}}),
    ("valhalla", {"trip": {"legs": [{"shape": FAR_AWAY}]}}),
    ("osrm", {}),
    ("osrm", {"code": 7}),
    ("osrm", {"code": "Ok"}),
    ("osrm", {"code": "Ok", "routes": [{"geometry": FAR_AWAY}], "waypoints": []}),
    ("osrm", {"code": "Ok", "routes": [{"geometry": FAR_AWAY}], "waypoints": [{"location": [1000, 7]}] * 2}),
    ("osrm", {"code": "Ok", "routes": [{"geometry": {"type": "LineString"}}], "waypoints": []}),
]


@pytest.mark.parametrize(("kind", "body"), NONSENSE)
def test_an_answer_that_is_none_is_a_fault_of_the_service(start_router: Start, kind: str, body: Any) -> None:
    router = start_router(kind)
    router.says("route", body)
    with pytest.raises(EngineUnavailable, match="not one of"):
        engine_of(router).route((A, B))


def test_a_line_that_leads_elsewhere_is_not_drawn(start_router: Start) -> None:
    stops = [{"location": [40.1, 34]}, {"location": [40.9, 34]}]
    router = start_router("osrm")
    router.says("route", {"code": "Ok", "routes": [{"geometry": FAR_AWAY}], "waypoints": stops})
    with pytest.raises(EngineUnavailable, match="does not lead from stop to stop"):
        engine_of(router).route((A, B))


@pytest.mark.parametrize("seconds", [None, "soon", -5, True, float("1e400"), float("nan"), 10**400, 1e13])
def test_a_duration_that_is_none_is_not_told(seconds: object) -> None:
    from geomap.roads.valhalla_json import hours

    assert hours(seconds) is None


@pytest.mark.parametrize("made", [None, "yesterday", True, -1, 10**30])
def test_a_date_that_is_none_is_not_told(start_router: Start, made: Any) -> None:
    router = start_router()
    router.says("status", {"version": "3.9.1", "tileset_last_modified": made})
    assert engine_of(router).data.date is None


def test_a_status_that_is_switched_off_is_no_obstacle(start_router: Start) -> None:
    router = start_router()
    router.says("status", {"error_code": 107, "error": "Not Implemented"}, status=405)
    answer = engine_of(router).route((A, B))
    assert (answer.version, answer.data.date) == ("", None)


def test_a_request_that_makes_no_sense_is_not_sent(router: Any) -> None:
    with pytest.raises(BadRequest, match="try car"):
        engine_of(router).route((A, B), profile="caar")
    with pytest.raises(LimitExceeded):
        engine_of(router).route((A, B), alternates=4)
    assert router.asked == []


def test_the_engines_are_engines(router: Any) -> None:
    engine: RoadEngine = HttpEngine(f"{router.kind}+{router.url}")
    assert engine.name == f"{router.kind}+http"
    assert router.asked == []


def test_a_stranger_without_encryption_is_refused() -> None:
    with pytest.raises(UsageError, match="try https://"):
        HttpEngine("osrm+http://roads.example.org")
