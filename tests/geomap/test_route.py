"""Legs: where they lead, how areas are entered, what is drawn and what is only told."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from geographiclib.geodesic import Geodesic as Oracle
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon, box, mapping

from geomap.border import covers, first_crossing_km, may_touch
from geomap.contract import is_missing
from geomap.corridor import disc
from geomap.errors import FrameError, PlacesError, RouteError
from geomap.geodesy import Geodesic, LonLat, distance_km
from geomap.locate import locate
from geomap.route import build_routes
from geomap.story.model import Story
from geomap.trace import ENTRY_RADIUS_KM

if TYPE_CHECKING:
    from gazetteer import Gazetteer

REPORTS: list[dict[str, Any]] = [
    {"id": "departure", "where": "Qalamoun Mountains", "when": "2017-08-28", "precision": "region"},
    {"id": "entering", "where": "Deir al-Zor governorate", "when": "2017-08-29", "precision": "region"},
    {"id": "halt", "where": "Deir el-Zour province", "when": "2017-08-30", "precision": "region"},
    {"id": "destination", "where": "Boukamal"},
    {"id": "strike", "when": "2017-08-30"},
]


def leg(leg_id: str, start: str | None, end: str | None, **fields: Any) -> dict[str, Any]:
    ends = {key: value for key, value in (("from", start), ("to", end)) if value is not None}
    return {"id": leg_id, "basis": "inferred", **ends, **fields}


def story(*legs: dict[str, Any], **changes: Any) -> Story:
    reports = [{"title": row["id"], "sources": ["s"], **row} for row in changes.pop("reports", REPORTS)]
    return Story.model_validate(
        {
            "sources": [{"id": "s", "title": "S"}],
            "reports": reports,
            "routes": [{"id": "r", "title": "R", "legs": legs}] if legs else [],
            **changes,
        }
    )


def legs_of(gazetteer: Any, *legs: dict[str, Any], max_kmh: float = 120.0, **changes: Any) -> list[dict[str, Any]]:
    told = story(*legs, **changes)
    frame = build_routes(told, locate(told, gazetteer), gazetteer=gazetteer, max_kmh=max_kmh)
    return [dict(row) for row in frame.to_dict("records")]


def places(**points: tuple[float, float]) -> dict[str, Any]:
    """Stated places of a kilometre each, all reported by one report of the same id."""
    return {
        "places": [{"id": f"p-{name}", "lon": lon, "lat": lat} for name, (lon, lat) in points.items()],
        "reports": [{"id": name, "where": f"p-{name}"} for name in points],
    }


CONVOY = (
    leg("way", "departure", "entering"),
    leg("standstill", "entering", "halt", basis="blocked", draw=False),
    leg("planned", "halt", "destination", basis="planned"),
    leg("others", "halt", "destination", basis="considered", draw=False),
)


# --- the worked example ---------------------------------------------------------------------------------------------


def test_the_way_enters_the_governorate_at_its_border_heading_for_the_planned_end(small_gazetteer: Any) -> None:
    way = legs_of(small_gazetteer, *CONVOY)[0]
    border = small_gazetteer.outlines["SY-DY"]
    assert border.exterior.distance(Point(way["entry_lon"], way["entry_lat"])) < 1e-4  # 10 m
    # Everything before the entry lies outside, and the entry is on the geodesic to Boukamal.
    whole = Geodesic.between(LonLat(36.57, 34.17), LonLat(40.91854, 34.45226))
    assert not border.intersects(Point(whole.point_at(way["length_km"] - 0.05)))
    assert distance_km(whole.point_at(way["length_km"]), LonLat(way["entry_lon"], way["entry_lat"])) < 1e-6
    assert way["boundary_source"] == "Natural Earth"
    assert any(
        "Deir al-Zor governorate" in note and "Natural Earth" in note and "Boukamal" in note for note in way["notes"]
    )
    # Not at the middle of the area, which lies far off the way.
    assert distance_km(LonLat(way["entry_lon"], way["entry_lat"]), LonLat(40.3, 35.1)) > 80


def test_legs_go_on_from_where_the_area_was_entered(small_gazetteer: Any) -> None:
    way, standstill, planned, others = legs_of(small_gazetteer, *CONVOY)
    assert way["geometry"].coords[-1] == planned["geometry"].coords[0] == (way["entry_lon"], way["entry_lat"])
    assert planned["geometry"].coords[-1] == (40.91854, 34.45226)
    assert planned["corridor_km"] == (ENTRY_RADIUS_KM, 4.0)
    assert way["corridor_km"] == (20.0, ENTRY_RADIUS_KM)
    for undrawn in (standstill, others):
        assert (undrawn["method"], undrawn["geometry"], undrawn["corridor"]) == ("none", None, None)
        assert is_missing(undrawn["length_km"])
    assert "no source names one" in others["notes"][0]


def test_the_start_in_an_area_is_its_point_and_says_how_uncertain(small_gazetteer: Any) -> None:
    way = legs_of(small_gazetteer, *CONVOY)[0]
    assert way["geometry"].coords[0] == (36.57, 34.17)
    assert "It starts somewhere in Qalamoun Mountains; the line starts inside of it, ± 20 km." in way["notes"]


def test_an_inferred_leg_says_that_its_line_is_no_road(small_gazetteer: Any) -> None:
    way = legs_of(small_gazetteer, *CONVOY)[0]
    assert (way["basis"], way["method"]) == ("inferred", "geodesic")
    assert way["notes"][0] == "The line is the shortest way between the reported ends, not a reported road."


def test_times_and_speed_of_the_worked_example(small_gazetteer: Any) -> None:
    way, standstill, planned, _ = legs_of(small_gazetteer, *CONVOY, timezone="Asia/Damascus")
    assert (way["elapsed_h"], way["speed_verdict"]) == ((0.0, 48.0), "ok")
    assert way["speed_kmh"][0] == pytest.approx((way["length_km"] - 20 - ENTRY_RADIUS_KM) / 48)
    assert math.isinf(way["speed_kmh"][1])
    assert "no evidence" in way["speed_note"]
    assert (standstill["speed_verdict"], planned["speed_verdict"]) == ("not testable", "not testable")
    assert planned["speed_note"] == "Not testable: nobody is reported to have travelled it."


def test_with_the_places_of_the_default_gazetteer(default_gazetteer: Gazetteer) -> None:
    way, _, planned, _ = legs_of(default_gazetteer, *CONVOY, countries=["SY", "LB", "IQ"])
    # The halt was near 34.3 N, 39.9 E, in the desert by the border of the governorate; boundaries differ by 16 km.
    assert distance_km(LonLat(way["entry_lon"], way["entry_lat"]), LonLat(40.0, 34.3)) < 25
    assert "Natural Earth" in way["boundary_source"]
    assert way["length_km"] + planned["length_km"] == pytest.approx(401.4, abs=1)


# --- lengths, lines, corridors --------------------------------------------------------------------------------------


@settings(max_examples=20)
@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=2, max_size=4))
@example([(178.44, -18.14), (-171.76, -13.83)])
@example([(-149.9, 61.2), (139.69, 35.69)])
@example([(0.0, 80.0), (180.0, 80.0)])
@example([(36.74284, 34.15558), (40.91854, 34.45226)])
def test_any_leg_is_valid_and_as_long_as_geographiclib_says(
    small_gazetteer: Any, points: list[tuple[float, float]]
) -> None:
    stated = [
        {"id": f"p{n}", "lon": lon, "lat": lat, "stated_at_null_island": True} for n, (lon, lat) in enumerate(points)
    ]
    names = [f"p{n}" for n in range(len(points))]
    (made,) = legs_of(
        small_gazetteer, leg("l", names[0], names[-1], via=names[1:-1]), places=stated, reports=REPORTS[3:]
    )
    expected = sum(Oracle.WGS84.Inverse(a[1], a[0], b[1], b[0])["s12"] for a, b in pairwise(points)) / 1000
    if made["method"] == "none":
        assert expected == 0
        return
    assert made["length_km"] == pytest.approx(expected, abs=1e-9)
    parts = getattr(made["geometry"], "geoms", [made["geometry"]])
    drawn = sum(Oracle.WGS84.Inverse(a[1], a[0], b[1], b[0])["s12"] for part in parts for a, b in pairwise(part.coords))
    assert drawn / 1000 == pytest.approx(expected, abs=1e-6)


def test_a_leg_across_the_antimeridian_is_split_there(small_gazetteer: Any) -> None:
    (made,) = legs_of(
        small_gazetteer, leg("l", "fiji", "samoa"), **places(fiji=(178.44, -18.14), samoa=(-171.76, -13.83))
    )
    assert made["geometry"].geom_type == "MultiLineString"
    assert made["corridor"].geom_type == "MultiPolygon"
    assert made["corridor"].bounds[0] == -180
    assert made["corridor"].bounds[2] == 180


def test_a_leg_passes_its_vias(small_gazetteer: Any) -> None:
    (made,) = legs_of(
        small_gazetteer,
        leg("l", "a", "c", via=["b"]),
        **places(a=(36.0, 34.0), b=(37.0, 35.5), c=(38.0, 34.0)),
    )
    assert (37.0, 35.5) in list(made["geometry"].coords)
    assert made["length_km"] == pytest.approx(
        distance_km(LonLat(36, 34), LonLat(37, 35.5)) + distance_km(LonLat(37, 35.5), LonLat(38, 34))
    )


def test_the_pieces_of_a_line_are_short(small_gazetteer: Any) -> None:
    (made,) = legs_of(small_gazetteer, leg("l", "a", "b"), **places(a=(-0.1, 51.5), b=(-74.0, 40.7)))
    assert max(distance_km(LonLat(*a), LonLat(*b)) for a, b in pairwise(made["geometry"].coords)) <= 10


def test_arrows_stand_on_the_line(small_gazetteer: Any) -> None:
    way = legs_of(small_gazetteer, *CONVOY)[0]
    assert len(way["arrows"]) == 4
    for lon, lat, bearing in way["arrows"]:
        assert way["geometry"].distance(Point(lon, lat)) < 1e-3
        assert 80 < bearing < 90


def test_reported_stays_reported(small_gazetteer: Any) -> None:
    (made,) = legs_of(small_gazetteer, leg("l", "departure", "destination", basis="reported", sources=["s"]))
    assert (made["basis"], made["method"], made["sources"]) == ("reported", "geodesic", ("s",))


# --- areas ----------------------------------------------------------------------------------------------------------


def test_an_area_is_entered_towards_a_point_inside_when_nothing_follows(small_gazetteer: Any) -> None:
    (made,) = legs_of(small_gazetteer, leg("l", "departure", "entering"))
    assert any("towards its middle" in note for note in made["notes"])
    towards = Geodesic.between(LonLat(36.57, 34.17), LonLat(40.3, 35.1))
    assert distance_km(towards.point_at(made["length_km"]), LonLat(made["entry_lon"], made["entry_lat"])) < 1e-6


def test_an_area_passed_is_entered_and_then_crossed(small_gazetteer: Any) -> None:
    (made,) = legs_of(small_gazetteer, leg("l", "departure", "destination", via=["entering"]))
    assert (made["entry_lon"], made["entry_lat"]) in list(made["geometry"].coords)
    assert made["geometry"].coords[-1] == (40.91854, 34.45226)


def test_a_disc_is_entered_at_its_edge(small_gazetteer: Any) -> None:
    (made,) = legs_of(small_gazetteer, leg("l", "destination", "departure"))
    assert distance_km(LonLat(made["entry_lon"], made["entry_lat"]), LonLat(36.57, 34.17)) == pytest.approx(20, abs=0.1)
    assert made["boundary_source"] == "no outline at hand: a circle of 20 km"


def test_a_leg_within_one_area_has_no_line(small_gazetteer: Any) -> None:
    _, within = legs_of(small_gazetteer, leg("way", "departure", "entering"), leg("l", "entering", "halt"))
    assert (within["method"], within["geometry"]) == ("none", None)
    assert within["notes"] == (
        "Both ends lie in Deir al-Zor governorate, and no source says how far apart, so there is no line.",
    )
    assert within["speed_verdict"] == "not testable"


def test_an_area_that_the_way_is_in_already_is_not_entered(small_gazetteer: Any) -> None:
    (made,) = legs_of(small_gazetteer, leg("l", "Deir al-Zor", "destination", via=["entering"]))
    assert is_missing(made["entry_lon"])
    assert "The line is in Deir al-Zor governorate already, so no border is crossed." in made["notes"]


def test_an_area_across_the_antimeridian_is_entered(small_gazetteer: Any) -> None:
    halves = shapely.MultiPolygon([box(179, -20, 180, -10), box(-180, -20, -178, -10)])
    stated = places(west=(170.0, -15.0), east=(-170.0, -15.0))
    stated["places"].append({"id": "p-islands", "geometry": mapping(halves)})
    stated["reports"].append({"id": "islands", "where": "p-islands"})
    eastward, westward = legs_of(small_gazetteer, leg("e", "west", "islands"), leg("w", "east", "islands"), **stated)
    assert eastward["entry_lon"] == pytest.approx(179, abs=1e-4)
    assert westward["entry_lon"] == pytest.approx(-178, abs=1e-4)


WAYS = st.builds(
    Geodesic.between,
    st.builds(LonLat, st.floats(-180, 180), st.floats(-85, 85)),
    st.builds(LonLat, st.floats(-180, 180), st.floats(-85, 85)),
)


@given(WAYS, st.builds(LonLat, st.floats(-180, 180), st.floats(-80, 80)), st.floats(20, 2000))
def test_the_first_crossing_is_on_the_border_and_nothing_before_it_is_inside(
    way: Geodesic, middle: LonLat, radius_km: float
) -> None:
    area = disc(middle, radius_km=radius_km)
    along = first_crossing_km(way, area)
    samples = [way.length_km * n / 200 for n in range(201)]
    if along is None:
        assert not any(covers(area.buffer(-1e-3), way.point_at(km)) for km in samples)
    else:
        assert not any(covers(area.buffer(-1e-3), way.point_at(km)) for km in samples if km < along)
        if along > 0:
            point = Point(way.point_at(along))
            assert area.boundary.distance(point) < 1e-3
            assert distance_km(LonLat(point.x, point.y), middle) == pytest.approx(radius_km, rel=0.01)


def test_a_sliver_thinner_than_a_step_is_met() -> None:
    way = Geodesic.between(LonLat(0, 0), LonLat(10, 0))
    sliver = Polygon([(5.0, -1), (5.001, -1), (5.001, 1), (5.0, 1)])
    along = first_crossing_km(way, sliver)
    assert along is not None
    assert way.point_at(along).lon == pytest.approx(5.0, abs=1e-4)


# --- what has no line, and what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        (leg("l", "departure", "strike"), "No source states the position of 'strike', so there is no line."),
        (leg("l", None, "destination"), "No source states where it starts, so there is no line."),
        (leg("l", "departure", None), "No source states where it ends, so there is no line."),
        (leg("l", "departure", "destination", draw=False), "No source states the way, so there is no line."),
        (
            leg("l", "departure", "destination", draw=False, basis="considered"),
            "Other ways were being considered; no source names one, so there is no line.",
        ),
        (
            leg("l", "destination", "Boukamal"),
            "Both ends lie in Boukamal, and no source says how far apart, so there is no line.",
        ),
    ],
)
def test_legs_without_a_line_say_why(small_gazetteer: Any, fields: dict[str, Any], note: str) -> None:
    (made,) = legs_of(small_gazetteer, fields)
    assert (made["method"], made["geometry"], made["notes"]) == ("none", None, (note,))
    assert made["arrows"] == ()


def test_a_story_without_routes_has_no_legs(small_gazetteer: Any) -> None:
    assert legs_of(small_gazetteer) == []


def test_names_and_titles(small_gazetteer: Any) -> None:
    (named, untitled, bare) = legs_of(
        small_gazetteer, leg("a", "departure", "Paris", title="T"), leg("b", "departure", "Paris"), leg("c", None, None)
    )
    assert (named["title"], untitled["title"], bare["title"]) == ("T", "Qalamoun Mountains – Paris", "c")
    assert (named["from_ref"], named["from_name"], named["to_ref"]) == ("departure", "Qalamoun Mountains", "Paris")
    assert [row["number"] for row in (named, untitled, bare)] == [1, 2, 3]


def test_a_leg_has_the_time_that_its_ends_do_not_have(small_gazetteer: Any) -> None:
    stated = places(a=(36.0, 34.0), b=(38.0, 34.0))
    dated, undated = legs_of(small_gazetteer, leg("l", "a", "b", when="2017-08-28"), leg("m", "a", "b"), **stated)
    assert (dated["elapsed_h"], dated["when_label"]) == ((0.0, 24.0), "28 Aug 2017")
    assert (undated["speed_verdict"], undated["when_label"]) == ("not testable", "date not stated")


def test_an_impossible_journey_is_told(small_gazetteer: Any) -> None:
    stated = places(a=(36.0, 34.0), b=(46.0, 34.0))
    (slow,) = legs_of(small_gazetteer, leg("l", "a", "b", when="2017-08-28T10:00:00/2017-08-28T11:00:00"), **stated)
    assert slow["speed_verdict"] == "impossible"
    assert slow["speed_kmh"][0] > 900
    (fast,) = legs_of(
        small_gazetteer, leg("l", "a", "b", when="2017-08-28T10:00:00/2017-08-28T11:00:00"), max_kmh=1000, **stated
    )
    assert fast["speed_verdict"] == "ok"


def test_names_of_legs_that_cannot_be_told(small_gazetteer: Any) -> None:
    told = story(leg("l", "departure", "Tripoli"))
    reports = locate(told, small_gazetteer, accept_ambiguous=True)
    with pytest.raises(PlacesError, match="Tripoli"):
        build_routes(told, reports, gazetteer=small_gazetteer)
    legs = build_routes(told, reports, gazetteer=small_gazetteer, accept_ambiguous=True)
    assert list(legs.to_name) == ["Tripoli"]


def test_a_frame_without_a_report_of_a_leg_is_refused(small_gazetteer: Any) -> None:
    told = story(*CONVOY)
    reports = locate(told, small_gazetteer)
    with pytest.raises(RouteError, match="leg 'way' refers to report 'departure', which is not in the reports frame"):
        build_routes(told, reports[reports.id != "departure"], gazetteer=small_gazetteer)
    with pytest.raises(FrameError, match="'lon'"):
        build_routes(told, reports.drop(columns="lon"), gazetteer=small_gazetteer)


@given(
    st.floats(-179.9, 179.9),
    st.floats(-88.0, 88.0),
    st.floats(0, 360),
    st.floats(0.01, 25),
    st.floats(-0.3, 0.3),
    st.floats(-0.3, 0.3),
    st.floats(0.001, 0.2),
)
@example(179.99, 0.0, 90.0, 5.0, -359.97, 0.0, 0.02)
def test_no_piece_that_crosses_is_passed_over(
    lon: float, lat: float, bearing: float, km: float, east: float, north: float, size: float
) -> None:
    end = Oracle.WGS84.Direct(lat, lon, bearing, km * 1000)
    piece = Geodesic.between(LonLat(lon, lat), LonLat(end["lon2"], end["lat2"]))
    area = box(
        max(-180.0, lon + east - size), max(-90.0, lat + north - size), min(180.0, lon + east + size),
        min(90.0, lat + north + size),
    )  # fmt: skip
    if area.is_valid and area.area and first_crossing_km(piece, area) is not None:
        assert may_touch([piece], area) == [0]
