"""Web Mercator against an oracle (PROJ), and the boxes and views that pictures are made of."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from geomap.projection import MAX_LAT, Box, View, mercator, round_length, unmercator, unwrap

lons = st.floats(-179.9, 179.9)
lats = st.floats(-84.9, 84.9)


@given(lon=lons, lat=lats)
def test_mercator_agrees_with_proj(lon: float, lat: float) -> None:
    x_m, y_m = Transformer.from_crs(4326, 3857, always_xy=True).transform(lon, lat)
    around_m = 2 * math.pi * 6_378_137.0
    x, y = mercator(lon, lat)
    assert (x - 0.5) * around_m == pytest.approx(x_m, abs=1e-3)
    assert (0.5 - y) * around_m == pytest.approx(y_m, abs=1e-3)


@given(lon=st.floats(-540.0, 540.0), lat=lats)
def test_unmercator_undoes_mercator_even_beyond_the_antimeridian(lon: float, lat: float) -> None:
    assert unmercator(*mercator(lon, lat)) == pytest.approx((lon, lat), abs=1e-9)


def test_latitudes_beyond_the_limit_are_drawn_on_it() -> None:
    assert mercator(0.0, 90.0) == mercator(0.0, MAX_LAT)
    assert mercator(0.0, -90.0)[1] == pytest.approx(1.0)


@given(lon=st.floats(-180.0, 180.0), near=st.floats(-360.0, 360.0))
def test_unwrap_keeps_the_meridian_and_comes_near(lon: float, near: float) -> None:
    there = unwrap(lon, near=near)
    assert abs(there - near) <= 180.0 + 1e-9
    assert math.remainder(there - lon, 360.0) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("box", "lon", "lat", "inside"),
    [
        (Box.of(35.5, 32.5, 41.5, 36.6), 38.6, 33.5, True),
        (Box.of(35.5, 32.5, 41.5, 36.6), 42.0, 33.5, False),
        (Box.of(177.0, -20.0, -178.0, -15.0), -179.0, -18.0, True),
        (Box.of(177.0, -20.0, -178.0, -15.0), 179.0, -18.0, True),
        (Box.of(177.0, -20.0, -178.0, -15.0), 0.0, -18.0, False),
        (Box.of(177.0, -20.0, -178.0, -15.0), 179.0, -21.0, False),
    ],
)
def test_a_box_holds_points_however_their_longitude_is_written(box: Box, lon: float, lat: float, inside: bool) -> None:
    assert box.holds(lon, lat) is inside
    assert box.holds(lon + 360.0, lat) is inside


def test_a_resized_box_keeps_its_middle_and_stays_on_the_globe() -> None:
    box = Box(35.5, 32.5, 41.5, 36.6)
    twice = box.resized(width=box.width * 2, height=box.height * 2)
    assert (twice.center_lon, twice.center_lat) == pytest.approx((box.center_lon, box.center_lat))
    assert twice.height == pytest.approx(box.height * 2)

    arctic = Box(10.0, 78.0, 20.0, 80.0).resized(width=0.5, height=0.5)
    assert arctic.north == pytest.approx(MAX_LAT)
    assert arctic.height == pytest.approx(0.5)

    world = Box(-10.0, -10.0, 10.0, 10.0).resized(width=9.0, height=9.0)
    assert (world.east - world.west, world.north) == pytest.approx((360.0, MAX_LAT))


@given(
    west=st.floats(-180.0, 179.0), span=st.floats(0.0, 90.0), south=st.floats(-80.0, 79.0), rise=st.floats(0.0, 60.0)
)
def test_a_fitted_view_shows_all_four_corners_inside_the_padding(
    west: float, span: float, south: float, rise: float
) -> None:
    box = Box(west, south, west + span, min(south + rise, 84.0))
    view = View.fit(box, width_px=900, height_px=600, padding_px=40)
    for lon in (box.west, box.east):
        for lat in (box.south, box.north):
            x, y = view.xy(lon, lat)
            assert 39.9 <= x <= 860.1
            assert 39.9 <= y <= 560.1


@given(x=st.floats(0.0, 900.0), y=st.floats(0.0, 600.0))
def test_pixels_and_degrees_are_inverse(x: float, y: float) -> None:
    view = View.fit(Box(177.0, -20.0, 182.0, -15.0), width_px=900, height_px=600)
    assert view.xy(*view.lonlat(x, y)) == pytest.approx((x, y), abs=1e-6)


def test_a_kilometre_on_the_picture_is_a_kilometre_on_the_ground() -> None:
    view = View.fit(Box(35.5, 32.5, 41.5, 36.6), width_px=1200, height_px=800)
    ground_km = Geod(ellps="WGS84").inv(38.0, 34.5, 38.1, 34.5)[2] / 1000.0
    drawn_px = view.xy(38.1, 34.5)[0] - view.xy(38.0, 34.5)[0]
    assert drawn_px / view.px_per_km(34.5) == pytest.approx(ground_km, rel=0.004)  # sphere against ellipsoid


def test_the_view_of_one_point_is_finite() -> None:
    view = View.fit(Box(40.0, 34.0, 40.0, 34.0), width_px=900, height_px=600)
    assert all(math.isfinite(v) for v in (*view.xy(40.0, 34.0), view.zoom, view.px_per_km(34.0)))


@given(most=st.floats(1e-3, 1e4))
def test_round_lengths_are_round_and_fit(most: float) -> None:
    length = round_length(most)
    assert most / 2.5 - 1e-9 <= length <= most
    assert float(f"{length:.3e}"[0]) in (1, 2, 5)
