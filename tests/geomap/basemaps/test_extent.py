"""The box of a story: everything that it draws, the short way around the world."""

from __future__ import annotations

from typing import Any
from unittest.mock import create_autospec

import geopandas as gpd
import pytest
import shapely

from gazetteer import Gazetteer
from geomap.basemaps import base_map_for, story_box
from geomap.basemaps.canvas import Canvas
from geomap.projection import Box

NOTHING: dict[str, Any] = {
    "draw": "none",
    "place_kind": None,
    "country": None,
    "lon": None,
    "lat": None,
    "radius_km": None,
}


def pin(lon: float, lat: float, radius_km: float = 1.0) -> dict[str, Any]:
    known = {"draw": "point", "place_kind": "city", "country": "SY", "geometry": shapely.Point(lon, lat)}
    return known | {"lon": lon, "lat": lat, "radius_km": radius_km}


def area(shape: shapely.Polygon | shapely.MultiPolygon, kind: str = "admin1") -> dict[str, Any]:
    inside = shape.representative_point()
    known = {"draw": "area", "place_kind": kind, "country": "SY", "geometry": shape}
    return known | {"lon": inside.x, "lat": inside.y, "radius_km": 100.0}


def reports(*rows: dict[str, Any]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame([{"geometry": None} | row for row in rows], geometry="geometry", crs=4326)


def legs(*rows: dict[str, Any]) -> gpd.GeoDataFrame:
    columns = {name: [row.get(name) for row in rows] for name in ("corridor", "geometry")}
    return gpd.GeoDataFrame(columns, geometry="geometry", crs=4326)


def test_pins_count_with_their_circle_of_uncertainty() -> None:
    box = story_box(reports(pin(36.0, 34.0, radius_km=111.2), pin(41.0, 34.0)), legs())
    assert box is not None
    assert (box.south, box.north) == pytest.approx((33.0, 35.0), abs=0.02)
    assert box.west == pytest.approx(34.8, abs=0.02)
    assert box.east == pytest.approx(41.0, abs=0.02)


def test_areas_lines_and_corridors_count_whole() -> None:
    province = area(shapely.box(39.0, 33.5, 41.5, 36.0))
    way = shapely.LineString([(36.0, 34.0), (40.0, 32.0)])
    box = story_box(reports(province), legs({"geometry": way, "corridor": way.buffer(0.5)}, {}))
    assert box is not None
    assert (box.west, box.south, box.east, box.north) == pytest.approx((35.5, 31.5, 41.5, 36.0), abs=0.01)


def test_of_a_country_only_its_point_counts() -> None:
    box = story_box(reports(area(shapely.box(27.0, 41.0, 180.0, 81.0), kind="country"), pin(40.0, 34.0)), legs())
    assert box is not None
    assert box.east < 110


def test_pins_on_both_sides_of_the_antimeridian_stay_together() -> None:
    box = story_box(reports(pin(178.4, -18.1), pin(-171.8, -13.8)), legs())
    assert box is not None
    assert (box.west, box.east) == pytest.approx((178.4, 188.2), abs=0.05)


def test_all_the_way_around_is_the_whole_world() -> None:
    around = area(shapely.box(-180.0, 60.0, 180.0, 70.0))
    box = story_box(reports(around), legs())
    assert box is not None
    assert (box.west, box.east) == (-180.0, 180.0)


def test_a_story_without_any_position_has_no_box_and_gets_the_world() -> None:
    frame = reports(NOTHING, NOTHING)
    assert story_box(frame, legs()) is None
    blank = create_autospec(Gazetteer, instance=True)
    blank.outlines_in.return_value = blank.places_in.return_value = blank.water_in.return_value = ()
    blank.credits.return_value = ()
    base = base_map_for(blank, frame, legs())
    assert base.box.east - base.box.west == pytest.approx(360.0)
    (west, _, east, _), _ = blank.outlines_in.call_args_list[0]
    assert (west, east) == (-180.0, 180.0)


def test_divisions_are_those_of_the_countries_with_reports(default_gazetteer: Gazetteer) -> None:
    frame = reports(area(shapely.box(38.5, 33.4, 41.4, 36.3)), NOTHING)
    base = base_map_for(default_gazetteer, frame, legs())
    drawn = shapely.MultiLineString(list(base.divisions))
    assert drawn.distance(shapely.Point(40.0, 34.3)) < 0.2  # between Homs and Deir ez-Zor
    assert drawn.distance(shapely.Point(43.5, 33.0)) > 1  # between provinces of Iraq


def test_a_way_round_the_world_begins_in_the_widest_gap_between_places() -> None:
    places = reports(pin(-122.0, 37.0), pin(-40.0, 51.0), pin(50.0, 19.0), pin(140.0, 35.0))
    way = shapely.MultiLineString([[(-180.0, 40.0), (0.0, 51.0)], [(0.0, 51.0), (180.0, 40.0)]])
    box = story_box(places, legs({"geometry": way}))
    assert box is not None
    gap = 360.0 - 262.0
    assert (box.west, box.east) == pytest.approx((-122.0 - gap / 6, 140.0 + gap / 6), abs=0.1)


def test_a_way_round_the_world_from_one_place_shows_the_world_about_it() -> None:
    way = shapely.MultiLineString([[(-180.0, 40.0), (0.0, 51.0)], [(0.0, 51.0), (180.0, 40.0)]])
    box = story_box(reports(pin(20.0, 51.0)), legs({"geometry": way}))
    assert box is not None
    assert (box.west, box.east) == pytest.approx((-160.0, 200.0), abs=0.1)


def test_what_stood_in_the_way_is_seen() -> None:
    box = story_box(reports(pin(36.0, 34.0)), legs(), more=[shapely.box(38.0, 33.0, 39.0, 34.0)])
    assert box is not None
    assert (box.south, box.east) == pytest.approx((33.0, 39.0), abs=0.02)


@pytest.mark.parametrize(
    ("story", "south"),
    [
        (Box(-140.0, -10.0, 160.0, 60.0), -60.0),  # the world, without Antarctica
        (Box(-140.0, -77.0, 160.0, 60.0), -80.0),  # unless the story is there
    ],
)
def test_a_map_of_the_world_ends_before_antarctica(story: Box, south: float) -> None:
    canvas = Canvas.of(story)
    assert canvas.box.width == pytest.approx(1.0, abs=0.001)
    assert canvas.box.south >= south
    assert canvas.box.south <= max(story.south, -60.0)


def test_a_map_of_a_part_of_the_world_is_not_cut() -> None:
    assert Canvas.of(Box(-70.0, -66.0, -55.0, -54.0)).box.south < -66.0
