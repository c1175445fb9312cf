"""Lines that lie on each other are drawn beside each other; others stay where they are."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiLineString

from geomap.lanes import LANE_PX, beside, lanes, stations
from geomap.story.model import Basis

EAST = LineString([(0, 0), (300, 0)])
WEST = LineString([(300, 0), (0, 0)])
ONWARD = LineString([(300, 0), (600, 0)])
ACROSS = LineString([(150, -200), (150, 200)])
NEAR = LineString([(0, 12), (300, 12)])
SHORT = LineString([(100, 0), (108, 0)])
LONGER = LineString([(-900, 0), (300, 0)])
SPLIT = MultiLineString([[(0, 0), (140, 0)], [(160, 0), (300, 0)]])


@pytest.mark.parametrize(
    ("ways", "expected"),
    [
        ([(Basis.REPORTED, EAST)], (0,)),
        ([(Basis.RETURNED, WEST)], (1,)),
        ([(Basis.REPORTED, EAST), (Basis.RETURNED, WEST)], (0, 1)),
        ([(Basis.PLANNED, EAST), (Basis.REPORTED, EAST)], (1, 0)),
        ([(Basis.REPORTED, EAST), (Basis.REPORTED, EAST), (Basis.REPORTED, EAST)], (0, 1, -1)),
        ([(Basis.REPORTED, EAST), (Basis.REPORTED, WEST), (Basis.PLANNED, WEST)], (0, 1, -1)),
        ([(Basis.REPORTED, EAST), (Basis.REPORTED, ONWARD)], (0, 0)),
        ([(Basis.REPORTED, EAST), (Basis.REPORTED, ACROSS)], (0, 0)),
        ([(Basis.REPORTED, EAST), (Basis.PLANNED, NEAR)], (0, 0)),
        ([(Basis.REPORTED, EAST), (Basis.PLANNED, SHORT)], (0, 0)),
        ([(Basis.REPORTED, EAST), (Basis.PLANNED, LONGER)], (0, 1)),
        ([(Basis.REPORTED, SPLIT), (Basis.PLANNED, EAST)], (0, 1)),
        ([], ()),
    ],
)
def test_what_happened_keeps_its_course_and_the_rest_goes_beside_it(
    ways: list[tuple[Basis, LineString]], expected: tuple[int, ...]
) -> None:
    assert lanes(ways) == expected


@pytest.mark.parametrize("lane", [-2, -1, 1, 2])
def test_a_lane_keeps_its_distance_on_its_own_side(lane: int) -> None:
    (moved,) = beside([(0, 0), (100, 0), (100, 100)], lane)
    course = LineString([(0, 0), (100, 0), (100, 100)])
    assert all(
        course.distance(LineString([moved[i], moved[i]])) <= abs(lane) * LANE_PX * 1.5 for i in range(len(moved))
    )
    assert moved[0] == pytest.approx((0, lane * LANE_PX))  # right of a line eastwards is south: down


def test_a_way_and_its_way_back_lie_on_two_sides() -> None:
    (there,), (back,) = beside([(0, 0), (100, 0)], 1), beside([(100, 0), (0, 0)], 1)
    assert {y for _, y in there} == {LANE_PX}
    assert {y for _, y in back} == {-LANE_PX}


@given(
    st.lists(st.tuples(st.integers(-2000, 2000), st.integers(-2000, 2000)), min_size=2, max_size=12),
    st.floats(20, 500),
)
def test_stations_lie_on_the_line_at_even_steps(points: list[tuple[int, int]], step: float) -> None:
    line = LineString(points)
    found = stations(points, step_px=step, least_px=20.0)
    assert len(found) == (max(round(line.length / step), 1) if line.length >= 20 else 0)
    assert all(line.distance(LineString([(x, y), (x, y)])) < 1e-6 for x, y, _ in found)
    assert all(0 <= bearing < 360 for _, _, bearing in found)


@pytest.mark.parametrize(("end", "bearing"), [((0, -100), 0), ((100, 0), 90), ((0, 100), 180), ((-100, 0), 270)])
def test_bearings_are_clockwise_from_up(end: tuple[float, float], bearing: float) -> None:
    ((_, _, found),) = stations([(0, 0), end], step_px=1000, least_px=10)
    assert math.isclose(found, bearing, abs_tol=1e-6)
