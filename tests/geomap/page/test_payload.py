"""What the runtime is given to draw: every place once, in one run of longitudes, in view."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from shapely.geometry import LineString, MultiLineString, Point, box

from geomap.antimeridian import line_on_globe
from geomap.corridor import disc
from geomap.geodesy import Geodesic, LonLat
from geomap.page.packing import LETTERS
from geomap.page.payload import payload, soft_areas, view_bounds


@pytest.fixture(scope="module")
def data(kit: Any) -> dict[str, Any]:
    story = kit.story()
    reports = kit.reports(story)
    return payload(story, reports, kit.legs(story), base=kit.base(), soft=soft_areas(reports))


def test_reports_that_share_a_place_share_its_mark(data: dict[str, Any]) -> None:
    assert [place["reports"] for place in data["places"]] == [[0], [1, 2], [4, 5]]


def test_reports_without_a_place_have_no_mark(data: dict[str, Any]) -> None:
    placed = {i for place in data["places"] for i in place["reports"]}
    without = {"r-road-strike", "r-insult", "r-lost"}
    assert {data["reports"][i][0] for i in set(range(8)) - placed} == without


def test_a_disc_is_soft_and_an_outline_is_not(data: dict[str, Any]) -> None:
    assert [place.get("soft") for place in data["places"]] == [True, False, None]


def test_the_loudest_report_gives_a_place_its_colour(data: dict[str, Any]) -> None:
    destination = data["places"][2]
    assert (destination["ink"], destination["quiet"]) == ("way", False)


def test_a_name_that_the_story_sets_is_taken_from_the_ground(data: dict[str, Any]) -> None:
    assert "Al Bukamal" not in data["base"]["texts"]
    assert data["places"][2]["local"] == "البوكمال"


def test_only_legs_with_a_line_are_drawn(data: dict[str, Any]) -> None:
    assert [leg["anchor"] for leg in data["legs"]] == ["l-first", "l-planned"]
    assert set(data["lines"]) == {"inferred", "blocked", "planned", "considered"}


def test_bounds_hold_everything(data: dict[str, Any], kit: Any) -> None:
    story = kit.story()
    window = box(*(n / data["k"] for n in data["bounds"])).buffer(0.001)
    reports, legs = kit.reports(story), kit.legs(story)
    assert all(window.covers(shape) for shape in reports.geometry.dropna())
    assert all(window.covers(shape) for shape in legs.geometry.dropna())


def test_a_country_does_not_widen_the_view() -> None:
    country = {
        "draw": "area",
        "place_kind": "country",
        "lon": 43.0,
        "lat": 33.0,
        "geometry": box(38.8, 29.0, 48.6, 37.4),
    }
    town = {
        "draw": "point",
        "place_kind": "city",
        "lon": 44.4,
        "lat": 33.3,
        "radius_km": 5.0,
        "geometry": Point(44.4, 33.3),
    }
    bounds = view_bounds([country, town], [])
    assert [round(value, 1) for value in bounds] == [43.0, 33.0, 44.5, 33.3]


def test_nothing_drawn_shows_the_world() -> None:
    assert view_bounds([{"draw": "none"}], []) == (-180.0, -60.0, 180.0, 75.0)


def test_a_story_across_the_antimeridian_is_drawn_in_one_run(kit: Any) -> None:
    story = kit.story()
    reports, legs = kit.reports(story), kit.legs(story)
    way = Geodesic.between(LonLat(178.0, -18.0), LonLat(-172.0, -13.5))
    split = line_on_globe(*way.points())
    assert isinstance(split, MultiLineString)
    legs = legs.assign(
        geometry=legs.geometry.where(legs["id"] != "first", split),
        corridor=None,
        arrows=[()] * len(legs),
    ).loc[lambda frame: frame["id"] == "first"]
    reports = reports.loc[reports["draw"] == "none"]
    data = payload(story, reports, legs, base=None, soft=frozenset())
    west, _, east, _ = (n / data["k"] for n in data["bounds"])
    assert east - west == pytest.approx(10.0, abs=0.01)


def test_a_disc_across_the_antimeridian_is_still_a_disc(kit: Any) -> None:
    reports = kit.reports(kit.story())
    middle = LonLat(179.9, -17.0)
    at = reports["id"] == "departure"
    moved = reports.assign(
        geometry=reports.geometry.where(~at, disc(middle, radius_km=40)),
        lon=reports["lon"].where(~at, middle.lon),
        lat=reports["lat"].where(~at, middle.lat),
    )
    assert soft_areas(moved) == {"departure"}


def test_coordinates_are_finer_for_a_story_inside_one_town(kit: Any) -> None:
    story = kit.story()
    legs = kit.legs(story)
    street = LineString([(36.29, 33.51), (36.295, 33.512)])
    legs = legs.assign(geometry=legs.geometry.where(legs["id"] != "first", street), corridor=None)
    data = payload(story, kit.reports(story).iloc[3:4], legs.iloc[:1], base=None, soft=frozenset())
    assert data["k"] == 100_000


def test_a_story_round_the_world_opens_in_the_widest_gap_between_its_places(kit: Any) -> None:
    story = kit.story()
    pins = [(-122.4, 37.8), (-40.0, 51.5), (50.0, 19.0), (139.7, 35.6)]
    town = kit.reports(story).loc[lambda frame: frame["id"] == "destination"]
    reports = pd.concat([town] * 4, ignore_index=True).assign(
        id=["a", "b", "c", "d"],
        number=[1, 2, 3, 4],
        place_id=["a", "b", "c", "d"],
        lon=[lon for lon, _ in pins],
        lat=[lat for _, lat in pins],
        geometry=[Point(pin) for pin in pins],
    )
    ways = [Geodesic.between(LonLat(*pins[i]), LonLat(*pins[i - 1])) for i in (1, 2, 3, 0)]
    lines = [line_on_globe(*way.points()) for way in ways]
    legs = pd.concat([kit.legs(story).iloc[:1]] * 4, ignore_index=True)
    legs = legs.assign(id=["w", "x", "y", "z"], corridor=None, geometry=lines)
    assert isinstance(lines[3], MultiLineString)
    data = payload(story, reports, legs, base=None, soft=frozenset())
    west, _, east, _ = (n / data["k"] for n in data["bounds"])
    assert data["round"]
    assert (west, east) == pytest.approx((-122.4 - 97.9 / 6, 139.7 + 97.9 / 6), abs=0.1)
    assert [len(leg["lines"]) for leg in data["legs"]] == [1, 1, 1, 1]
    assert max(abs(step) for step in unpacked(data["legs"][3]["lines"][0])[2:]) < 90 * data["k"]


def unpacked(text: str) -> list[int]:
    """What ``unpack`` in ``static/shapes.js`` reads."""
    numbers, value, bits = [], 0, 0
    for letter in text:
        group = LETTERS.index(letter)
        value |= (group & 31) << bits
        bits += 5
        if group < 32:
            numbers.append(-(value + 1) // 2 if value % 2 else value // 2)
            value = bits = 0
    return numbers
