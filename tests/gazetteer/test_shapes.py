"""Polygons of the world: repaired, cut at the 180th meridian, measured against the ellipsoid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import box, mapping

from gazetteer.shapes import area_km2, half_width_km, merged, point_inside, polygons_from

GEOD = Geod(ellps="WGS84")

lons = st.integers(-180, 180)
lats = st.integers(-90, 90)
rings = st.lists(st.tuples(lons, lats), min_size=3, max_size=12, unique=True).map(lambda ring: [*ring, ring[0]])


def polygon(*rings: Sequence[tuple[float, float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


@given(st.lists(rings, min_size=1, max_size=3))
def test_whatever_comes_in_valid_polygons_within_the_world_go_out(outers: list[list[tuple[float, float]]]) -> None:
    found = polygons_from({"type": "MultiPolygon", "coordinates": [[outer] for outer in outers]})
    assert found.is_valid
    assert found.is_empty or found.geom_type in ("Polygon", "MultiPolygon")
    if not found.is_empty:
        west, south, east, north = found.bounds
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90


@given(st.integers(-170, 150), st.integers(-80, 70), st.integers(1, 20), st.integers(1, 10))
def test_an_ordinary_polygon_stays_as_it_is(west: int, south: int, width: int, height: int) -> None:
    square = box(west, south, west + width, south + height)
    assert polygons_from(mapping(square)).equals(square)


@given(st.integers(161, 179), st.integers(-80, 70), st.integers(20, 40), st.integers(1, 10))
def test_a_ring_over_the_180th_meridian_is_cut_into_two(west: int, south: int, width: int, height: int) -> None:
    east = west + width - 360
    ring = [(west, south), (east, south), (east, south + height), (west, south + height), (west, south)]
    found = polygons_from(polygon(ring))
    expected = shapely.union_all([box(west, south, 180, south + height), box(-180, south, east, south + height)])
    assert found.equals(expected)


def test_a_hole_beside_the_180th_meridian_stays_in_its_polygon() -> None:
    outer = [(170, 0), (-170, 0), (-170, 10), (170, 10), (170, 0)]
    hole = [(-176, 4), (-176, 6), (-174, 6), (-174, 4), (-176, 4)]
    found = polygons_from(polygon(outer, hole))
    assert found.area == 20 * 10 - 4
    assert not found.intersects(shapely.Point(-175, 5))


@pytest.mark.parametrize(("lat", "pole"), [(-60.0, -90), (60.0, 90)])
def test_a_ring_round_a_pole_holds_the_pole(lat: float, pole: int) -> None:
    ring = [(lon, lat) for lon in [*range(-180, 180, 10), -180]]
    found = polygons_from(polygon(ring))
    assert found.contains(shapely.Point(12, (lat + pole) / 2))
    assert found.area == 360 * 30


def test_a_bow_tie_becomes_two_triangles() -> None:
    found = polygons_from(polygon([(0, 0), (2, 2), (2, 0), (0, 2), (0, 0)]))
    assert found.is_valid
    assert found.area == 2


def test_a_spike_goes() -> None:
    found = polygons_from(polygon([(0, 0), (4, 0), (4, 2), (9, 2), (4, 2), (4, 4), (0, 4), (0, 0)]))
    assert found.equals(box(0, 0, 4, 4))


def test_a_flat_polygon_is_empty() -> None:
    assert polygons_from(polygon([(0, 0), (4, 4), (2, 2), (0, 0)])).is_empty


def test_overlapping_parts_are_united_and_apart_ones_kept() -> None:
    assert merged([box(0, 0, 2, 2), box(1, 1, 3, 3)]).area == 7
    assert [part.area for part in shapely.get_parts(merged([box(0, 0, 2, 2), box(5, 5, 6, 6)]))] == [4, 1]


@given(st.integers(-170, 150), st.integers(-89, 69), st.integers(1, 20), st.integers(1, 20))
def test_areas_are_those_of_the_ellipsoid(west: int, south: int, width: int, height: int) -> None:
    # Small steps, since pyproj's sides are geodesics, which leave a parallel.
    square = shapely.segmentize(box(west, south, west + width, south + height), 0.02)
    measured, _ = GEOD.geometry_area_perimeter(square)
    assert area_km2(square) == pytest.approx(abs(measured) / 1e6, rel=1e-5)


def test_half_width_is_the_radius_of_a_disc() -> None:
    disc = shapely.Point(0, 0).buffer(1, quad_segs=64)
    assert half_width_km(disc) == pytest.approx(111.2, abs=0.4)


@given(rings)
def test_the_point_lies_inside(ring: list[tuple[float, float]]) -> None:
    found = polygons_from(polygon(ring))
    if area_km2(found) > 1000:
        assert found.distance(shapely.Point(*point_inside(found))) < 1e-4


def test_the_point_of_a_crescent_lies_on_it() -> None:
    crescent = shapely.Point(0, 0).buffer(10).difference(shapely.Point(3, 0).buffer(9))
    assert not crescent.contains(crescent.centroid)
    assert crescent.contains(shapely.Point(*point_inside(crescent)))
