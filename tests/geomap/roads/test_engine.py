from __future__ import annotations

import math
from itertools import pairwise

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import MultiPolygon, Polygon, box

from geomap.errors import GeomapError
from geomap.roads import (
    PROFILES,
    Avoid,
    BadRequest,
    BadRoads,
    EngineUnavailable,
    LimitExceeded,
    NoRoute,
    NotSnapped,
    OutOfCoverage,
    Request,
    RoadError,
    Waypoint,
    engine_path,
)

HERE, THERE = Waypoint(40, 34), Waypoint(41, 35)
LONS, LATS = st.floats(-180, 180), st.floats(-90, 90)


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_is_taken(profile: str) -> None:
    assert Request.checked((HERE, THERE), profile=profile).profile == profile


@pytest.mark.parametrize(
    ("start", "asked", "said"),
    [
        (Waypoint(181, 34), {}, "the start: no point of the earth has longitude 181"),
        (Waypoint(40, math.nan), {}, "the start: no point"),
        (Waypoint(40, math.inf), {}, "the start: no point"),
        (Waypoint(40, 34, radius_km=-1), {}, "radius_km is 0 or more, got -1"),
        (Waypoint(40, 34, radius_km=math.inf), {}, "radius_km is 0 or more, got inf"),
        (HERE, {"via": [Waypoint(40, 91)]}, "via 1: no point"),
        (HERE, {"profile": "bicylce"}, "try bicycle"),
        (HERE, {"profile": ""}, "there are car, truck, bus, foot, bicycle"),
        (HERE, {"alternates": -1}, "whole number from 0 to 3"),
        (HERE, {"alternates": True}, "whole number from 0 to 3"),
        (HERE, {"alternates": 1.5}, "whole number from 0 to 3"),
        (HERE, {"avoid": [Avoid(Polygon(), "the dam")]}, "avoided area 1 (the dam): is not a polygon with an inside"),
        (HERE, {"avoid": [Avoid(shapely.Point(40, 34))]}, "is not a polygon"),  # type: ignore[arg-type]
        (HERE, {"avoid": [Avoid(box(170, 0, 190, 1))]}, "areas across the antimeridian are split"),
        (HERE, {"avoid": [Avoid(Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]))]}, "Self-intersection"),
    ],
)
def test_nonsense_is_refused(start: Waypoint, asked: dict[str, object], said: str) -> None:
    with pytest.raises(BadRequest) as caught:
        Request.checked((start, THERE), **asked)  # type: ignore[arg-type]
    assert said in str(caught.value)


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(BadRequest) as caught:
        Request.checked((Waypoint(999, 0), Waypoint(0, 99)), via=[Waypoint(0, 0, -2)], profile="tank", alternates=-5)
    assert len(caught.value.complaints) == 5


def test_a_route_has_two_ends() -> None:
    with pytest.raises(BadRequest, match="one start and one end"):
        Request.checked((HERE, HERE, THERE))  # type: ignore[arg-type]


def test_more_alternates_than_there_are_is_a_limit() -> None:
    with pytest.raises(LimitExceeded, match="at most 3"):
        Request.checked((HERE, THERE), alternates=4)


@pytest.mark.parametrize(
    ("error", "code", "builtin"),
    [
        (NotSnapped(3.21, where="Palmyra", limit_km=2), 1, LookupError),
        (NoRoute("x"), 1, LookupError),
        (OutOfCoverage("x"), 1, LookupError),
        (LimitExceeded("x"), 1, ValueError),
        (BadRequest(["x"]), 1, ValueError),
        (BadRoads(["x"]), 1, BadRequest),
        (EngineUnavailable("x"), 3, RuntimeError),
    ],
)
def test_errors_are_geomaps_and_what_a_caller_expects(error: RoadError, code: int, builtin: type[Exception]) -> None:
    assert isinstance(error, GeomapError)
    assert isinstance(error, builtin)
    assert error.exit_code == code


def test_not_snapped_says_how_far() -> None:
    error = NotSnapped(3.21, where="Palmyra", limit_km=2)
    assert error.km == 3.21
    assert "Palmyra: the nearest road is 3.2 km off, which is more than 2 km" in str(error)


# --- the hash ---------------------------------------------------------------------------------------------------------


@given(LONS, LATS, st.text(max_size=5))
def test_names_and_what_is_below_a_centimetre_do_not_change_the_hash(lon: float, lat: float, name: str) -> None:
    plain, other = Waypoint(round(lon, 7), round(lat, 7)), Waypoint(round(lon, 7) + 1e-12, round(lat, 7), name=name)
    if abs(other.lon) <= 180:
        hashes = {Request.checked((start, THERE)).hash_for("graph") for start in (plain, other)}
        assert len(hashes) == 1


@given(st.integers(0, 3), st.booleans())
def test_a_ring_has_no_first_point_and_no_direction(turn: int, back: bool) -> None:
    corners = [(40.0, 34.0), (41.0, 34.0), (41.0, 35.0), (40.0, 35.0)]
    turned = corners[turn:] + corners[:turn]
    shapes = Polygon(corners), Polygon(turned[::-1] if back else turned)
    hashes = {Request.checked((HERE, THERE), avoid=[Avoid(s)]).hash_for("graph") for s in shapes}
    assert len(hashes) == 1


def test_the_order_of_areas_does_not_count() -> None:
    areas = [Avoid(box(0, 0, 1, 1)), Avoid(MultiPolygon([box(2, 2, 3, 3), box(5, 5, 6, 6)]))]
    hashes = {Request.checked((HERE, THERE), avoid=order).hash_for("graph") for order in (areas, areas[::-1])}
    assert len(hashes) == 1


def test_whatever_decides_the_answer_changes_the_hash() -> None:
    requests = [
        Request.checked((HERE, THERE)),
        Request.checked((THERE, HERE)),
        Request.checked((Waypoint(40.0000001, 34), THERE)),
        Request.checked((Waypoint(40, 34, radius_km=5), THERE)),
        Request.checked((HERE, THERE), via=[Waypoint(40.5, 34.5)]),
        Request.checked((HERE, THERE), avoid=[Avoid(box(40.2, 34.2, 40.3, 34.3))]),
        Request.checked((HERE, THERE), avoid=[Avoid(box(40.2, 34.2, 40.3, 34.4))]),
        Request.checked((HERE, THERE), alternates=1),
        Request.checked((HERE, THERE), profile="foot"),
    ]
    hashes = {request.hash_for("graph") for request in requests} | {requests[0].hash_for("valhalla")}
    assert len(hashes) == len(requests) + 1


def test_the_hash_is_the_same_in_every_version() -> None:
    request = Request.checked((HERE, THERE), avoid=[Avoid(box(40.2, 34.2, 40.3, 34.3))])
    assert request.hash_for("graph") == "02b6ddf59487a100267e2fdd1f932bd09969813b00d12545633fa040af2f8c60"


# --- paths ------------------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(LONS, LATS), min_size=1, max_size=8))
def test_a_path_is_kept_and_measured(points: list[tuple[float, float]]) -> None:
    lons, lats = zip(*points, strict=True)
    path = engine_path(lons, lats)
    assert len(path.lons) == len(path.lats) >= 2
    assert all(abs(lon) <= 180 and lon == round(lon, 7) for lon in path.lons)
    assert path.length_km == pytest.approx(Geod(ellps="WGS84").line_length(path.lons, path.lats) / 1000, abs=1e-9)
    if len(path.lons) > 2:
        pairs = list(zip(path.lons, path.lats, strict=True))
        assert all(a != b for a, b in pairwise(pairs))


def test_longitudes_that_run_on_come_back() -> None:
    assert engine_path([-179.5, -180.0, -180.5, -181.0], [0, 0, 0, 0]).lons == (-179.5, 180.0, 179.5, 179.0)
