from __future__ import annotations

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, box

from geomap.roads import Avoid, GeodesicEngine, NoRoute, RoadEngine, Waypoint

ENGINE: RoadEngine = GeodesicEngine()
POINTS = st.builds(Waypoint, st.floats(-180, 180), st.floats(-89, 89))


@given(POINTS, POINTS)
def test_it_is_as_long_as_the_geodesic(start: Waypoint, end: Waypoint) -> None:
    truth = Geodesic.WGS84.Inverse(start.lat, start.lon, end.lat, end.lon)["s12"] / 1000
    path = ENGINE.route((start, end)).paths[0]
    assert path.length_km == pytest.approx(truth, rel=1e-9, abs=1e-4)  # points are kept to a centimetre
    assert path.duration_h is None


def test_it_leads_over_its_vias_and_snaps_nothing() -> None:
    stops = [Waypoint(36, 34), Waypoint(38, 35), Waypoint(40, 34)]
    answer = ENGINE.route((stops[0], stops[2]), via=[stops[1]])
    assert (38.0, 35.0) in zip(answer.paths[0].lons, answer.paths[0].lats, strict=True)
    assert [(s.lon, s.lat, s.distance_km) for s in answer.snaps] == [(36, 34, 0), (38, 35, 0), (40, 34, 0)]


def test_a_way_to_where_one_is_has_no_length() -> None:
    path = ENGINE.route((Waypoint(36, 34), Waypoint(36, 34))).paths[0]
    assert (path.length_km, path.lons, path.lats) == (0.0, (36.0, 36.0), (34.0, 34.0))


def test_it_says_that_it_has_no_alternates() -> None:
    answer = ENGINE.route((Waypoint(36, 34), Waypoint(37, 34)), alternates=2)
    assert (len(answer.paths), answer.notes) == (1, ("a straight way has no alternates",))


@pytest.mark.parametrize(
    ("area", "reason"),
    [
        (box(36.4, 33, 36.6, 35), "crosses the valley"),
        (box(35.9, 33.9, 36.1, 34.1), "36.00000 lies inside the valley|34.00000, 36.00000 lies inside the valley"),
    ],
)
def test_it_goes_around_nothing(area: object, reason: str) -> None:
    with pytest.raises(NoRoute, match=reason):
        ENGINE.route((Waypoint(36, 34), Waypoint(37, 34)), avoid=[Avoid(area, "the valley")])  # type: ignore[arg-type]


def test_areas_are_seen_across_the_antimeridian() -> None:
    ends = Waypoint(179, 10), Waypoint(-179, 10)
    assert ENGINE.route(ends, avoid=[Avoid(box(0, 0, 20, 20))]).paths
    split = MultiPolygon([box(179.8, 9, 180, 11), box(-180, 9, -179.8, 11)])
    with pytest.raises(NoRoute):
        ENGINE.route(ends, avoid=[Avoid(split)])
    with pytest.raises(NoRoute):  # along the seam, which is no border
        ENGINE.route((Waypoint(180, 5), Waypoint(180, 15)), avoid=[Avoid(split)])
