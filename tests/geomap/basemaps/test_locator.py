"""The small map that says where in the world a story lies."""

from __future__ import annotations

import gzip
import math
import re

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer import Gazetteer, Kind, Place
from geomap.basemaps import BaseMap
from geomap.basemaps.locator import FARTHEST_DEG, NEAREST_DEG, SIDE, Locator, locator, outline_path
from geomap.projection import Box

SYRIA = Box(35.5, 32.5, 41.5, 36.6)


class Countries:
    """Answers like a gazetteer: boxes in degrees by their code."""

    def __init__(self, **boxes: tuple[float, float, float, float]) -> None:
        self.boxes = boxes

    def outlines_in(
        self, west: float, south: float, east: float, north: float, *, kind: Kind
    ) -> tuple[tuple[Place, BaseGeometry], ...]:
        return tuple((country(code), shapely.segmentize(shapely.box(*box), 1.0)) for code, box in self.boxes.items())


def country(code: str) -> Place:
    return Place(code, code, Kind.COUNTRY, 0.0, 0.0, radius_km=100.0, country=code, source="test")


def drawn(atlas: Countries, story: Box, home: set[str] | None = None) -> Locator:
    made = locator(atlas, story, home=home or set())
    assert made is not None
    return made


def area(rings: tuple[tuple[tuple[int, int], ...], ...]) -> float:
    return float(sum(shapely.Polygon(ring).area for ring in rings))


def test_the_story_is_in_the_middle_and_its_country_set_off() -> None:
    made = drawn(Countries(AA=(-20, -20, 20, 20), BB=(20, -20, 40, 20)), Box(-3, -2, 3, 2), {"AA"})
    assert shapely.Polygon(made.spot).centroid.distance(shapely.Point(SIDE / 2, SIDE / 2)) < 1
    assert shapely.Polygon(made.homes[0]).contains(shapely.Polygon(made.spot))
    assert all(x > SIDE / 2 for ring in made.lands for x, _ in ring)
    assert made.place_ids == ("AA", "BB")


def test_neighbours_stay_neighbours() -> None:
    made = drawn(Countries(AA=(-20, -20, 0, 20), BB=(0, -20, 20, 20)), Box(-3, -2, 3, 2), {"AA"})
    (west,), (east,) = made.homes, made.lands
    assert shapely.Polygon(west).intersection(shapely.Polygon(east)).area < 3
    assert shapely.Polygon(west).distance(shapely.Polygon(east)) < 1


@pytest.mark.parametrize("lat", [0.0, 40.0, -65.0])
def test_areas_keep_their_size(lat: float) -> None:
    made = drawn(Countries(AA=(-9, lat - 6, 9, lat + 6)), Box(-3.3, lat - 1, 3.3, lat + 1), {"AA"})
    share = math.radians(18) * (math.sin(math.radians(lat + 6)) - math.sin(math.radians(lat - 6)))
    whole = 2 * math.pi * (1 - math.cos(math.radians(made.reach_deg)))
    assert area(made.homes) == pytest.approx(share / whole * math.pi * (SIDE / 2) ** 2, rel=0.08)


@pytest.mark.parametrize("lon", [100.0, 177.0, -179.5])
def test_the_antimeridian_is_a_place_like_any_other(lon: float) -> None:
    def at(middle: float) -> Locator:
        boxes = {"AA": (middle - 8, -8, middle + 8, 8), "BB": (middle + 8, -8, middle + 16, 8)}
        return drawn(Countries(**boxes), Box(middle - 3, -2, middle + 3, 2), {"AA"})

    assert area(at(lon).homes) == pytest.approx(area(at(0.0).homes), rel=0.02)
    assert area(at(lon).lands) == pytest.approx(area(at(0.0).lands), rel=0.04)


def test_over_the_pole_the_land_lies_around_the_middle() -> None:
    made = drawn(Countries(AA=(-180, -90, 180, -75)), Box(0, -89, 50, -80), {"AA"})
    assert any(shapely.Polygon(ring).contains(shapely.Point(SIDE / 2, SIDE / 2)) for ring in made.homes)


def test_what_lies_on_the_other_side_of_the_world_is_not_drawn() -> None:
    around_it = Countries(AA=(-20, -20, 20, 20), ZZ=(130, -60, 180, 60))
    assert drawn(around_it, Box(-3, -2, 3, 2)).place_ids == ("AA",)


@pytest.mark.parametrize("story", [Box(-170.0, -40.0, 170.0, 60.0), Box(-60.0, -10.0, 20.0, 40.0)])
def test_a_story_that_spans_the_world_has_none(story: Box) -> None:
    assert locator(Countries(AA=(-20, -20, 20, 20)), story, home=set()) is None


def test_a_story_in_one_town_is_marked_by_a_ring() -> None:
    made = drawn(Countries(AA=(-20, -20, 20, 20)), Box(0.0, 0.0, 0.1, 0.1))
    assert (made.spot, made.reach_deg) == ((), NEAREST_DEG)
    assert "a9 9" in made.spot_path


def test_islands_far_from_anywhere_are_shown_with_what_is_around_the_ocean() -> None:
    assert (
        drawn(Countries(AA=(-1, -1, 1, 1), BB=(50, -40, 90, 40)), Box(-0.1, -0.1, 0.1, 0.1)).reach_deg == FARTHEST_DEG
    )


def test_an_empty_world_is_a_circle_of_water() -> None:
    made = drawn(Countries(), SYRIA)
    assert (made.lands, made.homes, made.land_path) == ((), (), "")


def test_the_path_leads_through_the_points() -> None:
    ring = ((10, 10), (20, 10), (20, 25), (4, -3))
    steps = [tuple(map(int, re.findall(r"-?\d+", pair))) for pair in outline_path([ring])[1:].split("l")]
    x, y = steps[0]
    back = [(x, y)]
    for dx, dy in zip(steps[1][::2], steps[1][1::2], strict=True):
        back.append((back[-1][0] + dx, back[-1][1] + dy))
    assert tuple(back) == ring


# --- the real world -------------------------------------------------------------------------------------------------


def test_the_examples_small_map_is_small_and_holds_its_region(syria: BaseMap) -> None:
    made = syria.locator
    assert made is not None
    assert {"SY", "IQ", "TR", "EG", "SA", "IR"} <= set(made.place_ids)
    assert len(gzip.compress("".join((made.land_path, made.home_path, made.spot_path)).encode(), 9)) < 3000
    for ring in (*made.lands, *made.homes):
        assert all(-0.04 * SIDE <= value <= 1.04 * SIDE for point in ring for value in point)


def test_two_calls_draw_the_same(default_gazetteer: Gazetteer) -> None:
    assert locator(default_gazetteer, SYRIA, home={"SY"}) == locator(default_gazetteer, SYRIA, home={"SY"})
