"""Geodesics against GeographicLib, and what crosses the antimeridian or a pole."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic as Oracle
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiLineString, Point, box

from geomap.antimeridian import center_lon, line_on_globe, lon_span, polygon_on_globe, unwrap
from geomap.corridor import MAX_RADIUS_KM, corridor, disc, widened
from geomap.geodesy import Geodesic, LonLat, Plane, arrows, distance_km

QARAH = LonLat(36.74284, 34.15558)
BOUKAMAL = LonLat(40.91854, 34.45226)
FIJI = LonLat(178.44, -18.14)
SAMOA = LonLat(-171.76, -13.83)
ANCHORAGE = LonLat(-149.9, 61.2)
TOKYO = LonLat(139.69, 35.69)

# Whole degrees among them, so that the antimeridian, the equator and the poles themselves are met.
LONS = st.one_of(st.integers(-180, 180).map(float), st.floats(-180, 180))
LATS = st.one_of(st.integers(-90, 90).map(float), st.floats(-90, 90))
POINTS = st.builds(LonLat, LONS, LATS)


def oracle_km(start: LonLat, end: LonLat) -> float:
    return float(Oracle.WGS84.Inverse(start.lat, start.lon, end.lat, end.lon)["s12"]) / 1000


def drawn_length_km(line: LineString | MultiLineString) -> float:
    """Length of a line on the ellipsoid, measured by the oracle vertex by vertex."""
    return sum(
        oracle_km(LonLat(*a), LonLat(*b))
        for part in getattr(line, "geoms", [line])
        for a, b in zip(part.coords, part.coords[1:], strict=False)
    )


# --- lengths ------------------------------------------------------------------------------------------------------


@given(POINTS, POINTS)
@example(LonLat(0, 0), LonLat(180, 0))
@example(LonLat(0, 80), LonLat(180, 80))
@example(LonLat(0, 0), LonLat(179.7, 0.3))
def test_lengths_are_those_of_geographiclib(start: LonLat, end: LonLat) -> None:
    assert distance_km(start, end) == pytest.approx(oracle_km(start, end), abs=1e-9)
    assert Geodesic.between(start, end).length_km == pytest.approx(oracle_km(start, end), abs=1e-9)


@pytest.mark.parametrize(
    ("start", "end", "km"),
    [
        (QARAH, BOUKAMAL, 385.770),
        (LonLat(40.14084, 35.33588), BOUKAMAL, 121.088),
    ],
)
def test_known_lengths(start: LonLat, end: LonLat, km: float) -> None:
    assert distance_km(start, end) == pytest.approx(km, abs=0.0005)


@given(POINTS, POINTS, st.floats(0, 1))
def test_points_along_the_way_are_those_of_geographiclib(start: LonLat, end: LonLat, share: float) -> None:
    way = Geodesic.between(start, end)
    point = way.point_at(way.length_km * share)
    expected = Oracle.WGS84.Direct(start.lat, start.lon, way.bearing_deg, way.length_km * share * 1000)
    assert distance_km(point, LonLat(expected["lon2"], expected["lat2"])) < 1e-9


@given(POINTS, POINTS)
def test_points_are_close_together_and_end_where_they_should(start: LonLat, end: LonLat) -> None:
    way = Geodesic.between(start, end)
    lons, lats = way.points(step_km=200)
    assert (lons[0], lats[0]) == start
    assert (lons[-1], lats[-1]) == end
    steps = [distance_km(LonLat(*a), LonLat(*b)) for a, b in zip(zip(lons, lats), zip(lons[1:], lats[1:]))]  # noqa: B905
    assert max(steps) <= 200 + 1e-9
    assert sum(steps) == pytest.approx(way.length_km, abs=1e-6)


# --- lines --------------------------------------------------------------------------------------------------------


@given(POINTS, POINTS)
@example(FIJI, SAMOA)
@example(ANCHORAGE, TOKYO)
@example(LonLat(0, 80), LonLat(180, 80))
@example(LonLat(30, -80), LonLat(-150, -70))
@example(LonLat(30, 80), LonLat(-151, 80))
@example(LonLat(77, 90), LonLat(20, 70))
@example(LonLat(20, 70), LonLat(77, 90))
@example(LonLat(180, 10), LonLat(-180, 20))
@example(LonLat(180, 10), LonLat(-179, 10))
@example(LonLat(179, 10), LonLat(-180, 10))
@example(LonLat(90, 0), LonLat(-90, 0))
def test_lines_lie_on_the_globe_and_keep_their_length(start: LonLat, end: LonLat) -> None:
    way = Geodesic.between(start, end)
    line = line_on_globe(*way.points(step_km=100))
    assert drawn_length_km(line) == pytest.approx(way.length_km, abs=1e-6)
    if way.length_km > 1e-6:
        assert line.is_valid
        assert not line.is_empty
        west, south, east, north = line.bounds
        assert west >= -180
        assert east <= 180
        assert south >= -90
        assert north <= 90


@given(POINTS, POINTS)
@example(ANCHORAGE, TOKYO)
def test_no_line_jumps_across_the_map(start: LonLat, end: LonLat) -> None:
    line = line_on_globe(*Geodesic.between(start, end).points())
    for part in getattr(line, "geoms", [line]):
        lons, lats = np.array(part.coords).T
        # Near a pole a short step may turn far; elsewhere 10 km are few degrees.
        away = np.abs(lats[1:]) < 89
        assert np.all(np.abs(np.diff(lons))[away] < 20)


def test_fiji_to_samoa_meets_itself_at_the_antimeridian() -> None:
    line = line_on_globe(*Geodesic.between(FIJI, SAMOA).points())
    west_part, east_part = line.geoms
    assert west_part.coords[-1][0] == 180
    assert east_part.coords[0][0] == -180
    assert west_part.coords[-1][1] == east_part.coords[0][1]


def test_over_the_pole_along_two_meridians() -> None:
    line = line_on_globe(*Geodesic.between(LonLat(0, 80), LonLat(180, 80)).points())
    up, down = line.geoms
    assert set(np.array(up.coords)[:, 0]) == {0.0}
    assert set(np.array(down.coords)[:, 0]) == {180.0}
    assert up.coords[-1][1] == down.coords[0][1] == 90.0


# --- a map that scrolls on ------------------------------------------------------------------------------------------


def test_unwrapped_the_halves_of_a_line_meet() -> None:
    line = line_on_globe(*Geodesic.between(FIJI, SAMOA).points())
    middle = center_lon([line])
    one, other = unwrap(line, center_lon=middle).geoms
    assert one.coords[-1] == other.coords[0]
    assert max(abs(lon - middle) for lon, _ in [*one.coords, *other.coords]) < 10


@given(st.lists(POINTS, min_size=1, max_size=8))
def test_the_narrowest_span_holds_every_point(points: list[LonLat]) -> None:
    west, east = lon_span(Point(*p) for p in points)
    assert west <= east <= west + 360
    middle = center_lon(Point(*p) for p in points)
    half = (east - west) / 2 + 1e-9
    for point in points:
        assert abs(unwrap(Point(*point), center_lon=middle).x - middle) <= half + 1e-9
    # An oracle by force: leaving out any one gap between neighbours gives no narrower span.
    lons = sorted({p.lon % 360 for p in points})
    gaps = [b - a for a, b in zip(lons, [*lons[1:], lons[0] + 360], strict=True)]
    assert east - west == pytest.approx(360 - max(gaps), abs=1e-6)


def test_nothing_is_centred_on_zero() -> None:
    assert center_lon([None, LineString()]) == 0.0


# --- areas ----------------------------------------------------------------------------------------------------------


@given(POINTS, st.floats(0.01, 5000), st.floats(0, 360))
@example(LonLat(0, 90), 500.0, 10.0)
@example(LonLat(180, -89), 300.0, 10.0)
@example(LonLat(10, 80), 1116.8258573768496, 10.0)
def test_a_disc_is_what_lies_within_its_radius(middle: LonLat, radius_km: float, bearing: float) -> None:
    area = disc(middle, radius_km=radius_km)
    assert area.is_valid
    west, south, east, north = area.bounds
    assert west >= -180
    assert east <= 180
    assert south >= -90
    assert north <= 90
    for share, inside in ((0.97, True), (1.03, False)):
        point = Oracle.WGS84.Direct(middle.lat, middle.lon, bearing, radius_km * share * 1000)
        if abs(abs(point["lon2"]) - 180) > 0.01 and abs(point["lat2"]) < 85 and radius_km < 3000:
            assert area.buffer(1e-9).contains(Point(point["lon2"], point["lat2"])) == inside


def test_the_largest_disc_is_the_world() -> None:
    assert disc(QARAH, radius_km=MAX_RADIUS_KM).equals(box(-180, -90, 180, 90))


def test_a_ring_around_the_pole_holds_the_pole() -> None:
    cap = polygon_on_globe(np.arange(-180.0, 180.0, 10.0), np.full(36, -85.0))
    assert cap.bounds == (-180.0, -90.0, 180.0, -85.0)
    assert cap.area == pytest.approx(360 * 5)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (QARAH, BOUKAMAL),
        (FIJI, SAMOA),
        (ANCHORAGE, TOKYO),
        (LonLat(0, 80), LonLat(180, 80)),
        (LonLat(10, -89), LonLat(-100, -80)),
    ],
)
def test_a_corridor_is_as_wide_as_it_says(start: LonLat, end: LonLat) -> None:
    way = Geodesic.between(start, end)
    area = corridor([way], half_widths_km=[20, 5], spread=0.1)
    assert area.is_valid
    for share in (0.0, 0.2, 0.5, 0.7, 1.0):
        along = way.length_km * share
        middle, bearing = way.point_at(along), way.bearing_at(along)
        wide = 20 - 15 * share + 2 * 0.1 * along * (1 - share)
        for side in (-90, 90):
            for stretch, inside in ((0.97, True), (1.03, False)):  # square to a widening edge is a little farther
                point = Oracle.WGS84.Direct(middle.lat, middle.lon, bearing + side, wide * stretch * 1000)
                assert area.buffer(1e-6).contains(Point(point["lon2"], point["lat2"])) == inside


@given(POINTS, POINTS, st.floats(0.01, 300), st.floats(0.01, 300))
@example(FIJI, SAMOA, 10.0, 10.0)
@example(LonLat(0, 80), LonLat(180, 80), 10.0, 10.0)
@example(LonLat(0, 90), LonLat(0, -90), 10.0, 10.0)
@settings(max_examples=50)
def test_every_corridor_is_valid_and_holds_its_line(start: LonLat, end: LonLat, first: float, last: float) -> None:
    way = Geodesic.between(start, end)
    area = corridor([way], half_widths_km=[first, last])
    assert area.is_valid
    west, south, east, north = area.bounds
    assert (west >= -180, east <= 180, south >= -90, north <= 90) == (True, True, True, True)
    lons, lats = way.points(step_km=300)
    assert np.all(shapely.contains_xy(area.buffer(1e-6), lons, lats))


def test_a_corridor_over_several_pieces_joins_them() -> None:
    middle = LonLat(39.0, 35.0)
    ways = [Geodesic.between(QARAH, middle), Geodesic.between(middle, BOUKAMAL)]
    area = corridor(ways, half_widths_km=[20, 1, 4])
    assert area.geom_type == "Polygon"
    assert area.contains(Point(middle))


def test_the_area_of_an_even_corridor() -> None:
    way = Geodesic.between(QARAH, BOUKAMAL)
    area = corridor([way], half_widths_km=[10, 10], spread=0.0)
    lons, lats = np.array(area.exterior.coords).T
    polygon = Oracle.WGS84.Polygon()
    for lon, lat in zip(lons[:-1], lats[:-1], strict=True):
        polygon.AddPoint(lat, lon)
    expected = 20 * way.length_km + math.pi * 10**2
    assert abs(polygon.Compute()[2]) / 1e6 == pytest.approx(expected, rel=2e-3)


def test_stated_lines_and_points_become_areas() -> None:
    border = LineString([(40.0, 34.0), (41.0, 35.0)])
    area = widened(border, radius_km=5)
    assert area.contains(border.buffer(0.03))
    assert not area.intersects(Point(40.2, 34.9))


# --- the plane, the arrows -----------------------------------------------------------------------------------------


@given(st.builds(LonLat, LONS, st.floats(-89, 89)), st.floats(-300, 300), st.floats(-300, 300))
def test_the_plane_goes_there_and_back(middle: LonLat, x_km: float, y_km: float) -> None:
    plane = Plane(middle)
    lons, lats = plane.to_lonlat([x_km], [y_km])
    x, y = plane.to_plane(lons, lats)
    assert (x[0], y[0]) == pytest.approx((x_km, y_km), abs=1e-6)
    assert distance_km(middle, LonLat(lons[0], lats[0])) == pytest.approx(math.hypot(x_km, y_km), abs=1e-6)


@pytest.mark.parametrize(("length_km", "count"), [(5, 1), (100, 1), (300, 4), (5000, 6)])
def test_arrows_are_spaced_and_point_along_the_way(length_km: float, count: int) -> None:
    end = Plane(QARAH).to_lonlat([length_km], [0.0])
    way = Geodesic.between(QARAH, LonLat(end[0][0], end[1][0]))
    heads = arrows((way,))
    assert len(heads) == count
    for number, (lon, lat, bearing) in enumerate(heads):
        along = way.length_km * (number + 0.5) / count
        assert distance_km(LonLat(lon, lat), way.point_at(along)) < 1e-6
        onward = Oracle.WGS84.Inverse(lat, lon, way.end.lat, way.end.lon)["azi1"]
        assert math.remainder(bearing - onward, 360) == pytest.approx(0, abs=1e-6)


def test_arrows_of_a_way_without_length() -> None:
    assert arrows((Geodesic.between(QARAH, QARAH),)) == ()
