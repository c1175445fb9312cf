"""Names of a story to places: what is taken, how it is drawn, and what is told when it cannot be told."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from geographiclib.geodesic import Geodesic as Oracle
from shapely.geometry import Point, box, mapping

from geomap.contract import is_missing
from geomap.errors import PlacesError
from geomap.locate import locate, resolve_names
from geomap.outside import location_notices, names_outside
from geomap.story.model import Story


def story(*wheres: str | dict[str, Any] | None, **changes: Any) -> Story:
    """A story with one report per place; a dict gives further fields of its report."""
    reports = []
    for number, where in enumerate(wheres):
        fields = where if isinstance(where, dict) else {"where": where}
        reports.append({"id": f"r{number}", "title": f"Report {number}", "sources": [{"source": "s"}], **fields})
    sources = [{"id": "s", "title": "S"}, {"id": "t", "title": "T"}]
    return Story.model_validate({"sources": sources, "reports": reports, "countries": ["SY"], **changes})


def place(**fields: Any) -> dict[str, Any]:
    return {"places": [{"id": "p", **fields}]}


def located(gazetteer: Any, *wheres: Any, accept_ambiguous: bool = False, **changes: Any) -> list[dict[str, Any]]:
    frame = locate(story(*wheres, **changes), gazetteer, accept_ambiguous=accept_ambiguous)
    return [dict(row) for row in frame.to_dict("records")]


# --- what is taken ------------------------------------------------------------------------------------------------


def test_a_town_is_a_point_with_the_reasons_of_the_gazetteer(small_gazetteer: Any) -> None:
    (row,) = located(small_gazetteer, "Boukamal")
    assert row["geometry"] == Point(40.91854, 34.45226)
    assert (row["draw"], row["radius_km"], row["precision"]) == ("point", 4.0, "locality")
    assert (row["place_id"], row["place_kind"], row["country"]) == ("geonames:174448", "city", "SY")
    assert (row["status"], row["score"], row["reasons"]) == ("resolved", 0.9, ("the name is the same",))
    assert (row["place_source"], row["boundary_source"]) == ("GeoNames", None)


def test_a_governorate_is_its_outline_never_a_pin(small_gazetteer: Any) -> None:
    (row,) = located(small_gazetteer, "Deir el-Zour province")
    assert row["geometry"].equals(small_gazetteer.outlines["SY-DY"])
    assert (row["draw"], row["precision"], row["boundary_source"]) == ("area", "region", "Natural Earth")
    assert row["geometry"].contains(Point(row["lon"], row["lat"]))


def test_an_area_without_outline_is_a_disc_on_the_ground(small_gazetteer: Any) -> None:
    (row,) = located(small_gazetteer, "Qalamoun Mountains")
    assert (row["draw"], row["radius_km"], row["boundary_source"]) == (
        "area",
        20.0,
        "no outline at hand: a circle of 20 km",
    )
    for lon, lat in row["geometry"].exterior.coords:
        assert Oracle.WGS84.Inverse(34.17, 36.57, lat, lon)["s12"] == pytest.approx(20_000, abs=0.01)


def test_a_report_without_position_keeps_its_row(small_gazetteer: Any) -> None:
    (row, other) = located(small_gazetteer, None, "Boukamal")
    assert (row["status"], row["draw"], row["geometry"], row["place_id"]) == ("not_stated", "none", None, None)
    assert is_missing(row["lon"])
    assert (row["number"], other["number"]) == (1, 2)


def test_no_report_is_dropped_and_the_order_stays(small_gazetteer: Any) -> None:
    wheres = ["Boukamal", None, "Deir al-Zor", "Boukamal", "Qalamoun"]
    rows = located(small_gazetteer, *wheres)
    assert [row["where"] for row in rows] == wheres
    assert [row["number"] for row in rows] == [1, 2, 3, 4, 5]


def test_each_name_is_looked_up_once(small_gazetteer: Any) -> None:
    located(small_gazetteer, *["Boukamal", "Deir al-Zor"] * 500)
    assert small_gazetteer.asked == ["Boukamal", "Deir al-Zor"]


def test_windows_carry_the_zone_of_the_story(small_gazetteer: Any) -> None:
    dated = {"where": "Boukamal", "when": "2017-08-28"}
    (row, undated) = located(small_gazetteer, dated, "Boukamal", timezone="Asia/Damascus")
    assert row["earliest"] == datetime(2017, 8, 27, 21, tzinfo=UTC)
    assert row["latest"] == datetime(2017, 8, 28, 20, 59, 59, tzinfo=UTC)
    assert row["when_label"] == "28 Aug 2017"
    assert (undated["earliest"], undated["latest"], undated["when_label"]) == (None, None, "date not stated")


def test_spellings_say_which_source_writes_what(small_gazetteer: Any) -> None:
    sources = [{"source": "s", "where_as_reported": "Abu Kamal"}, {"source": "t"}, {"source": "t", "locator": "p. 2"}]
    (row,) = located(small_gazetteer, {"where": "Boukamal", "where_as_reported": "Albu Kamal", "sources": sources})
    assert row["spellings"] == (("s", "Abu Kamal"), ("t", "Albu Kamal"))
    assert row["sources"] == ("s", "t")


# --- what the story states ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["p", "Bu Kamal", "bu  KAMAL", "The border town"])
def test_a_stated_place_is_found_by_id_spelling_and_title(small_gazetteer: Any, where: str) -> None:
    stated = place(title="The border town", names=["Bu Kamal"], gazetteer_id="geonames:174448")
    (row,) = located(small_gazetteer, where, **stated)
    assert (row["status"], row["place_id"], row["place_name"]) == ("given", "geonames:174448", "The border town")
    assert row["reasons"] == ("stated by the story as p",)
    assert small_gazetteer.asked == []


def test_an_id_of_the_gazetteer_may_stand_for_a_name(small_gazetteer: Any) -> None:
    (row, other) = located(small_gazetteer, "SY-DY", "geonames:174448")
    assert (row["status"], row["place_name"]) == ("given", "Deir al-Zor governorate")
    assert (other["status"], other["place_name"]) == ("given", "Boukamal")


def test_stated_coordinates_are_taken_as_they_are(small_gazetteer: Any) -> None:
    (row,) = located(small_gazetteer, "p", **place(lon=38.62, lat=33.51, radius_km=30, links=["https://example.org"]))
    assert row["geometry"] == Point(38.62, 33.51)
    assert (row["radius_km"], row["status"], row["place_kind"], row["country"]) == (30.0, "given", "site", "SY")
    assert (row["place_source"], row["place_url"]) == ("the story", "https://example.org")


def test_stated_coordinates_move_a_place_of_the_gazetteer(small_gazetteer: Any) -> None:
    (row,) = located(small_gazetteer, "p", **place(gazetteer_id="geonames:174448", lon=40.9, lat=34.5))
    assert (row["place_id"], row["place_kind"], row["lon"]) == ("geonames:174448", "city", 40.9)
    assert (row["place_source"], row["place_licence"]) == ("the story", None)


def test_a_stated_shape_is_the_area(small_gazetteer: Any) -> None:
    shape = box(39, 34, 40, 35)
    (row,) = located(small_gazetteer, "p", **place(geometry=mapping(shape)))
    assert row["geometry"].equals(shape)
    assert (row["draw"], row["boundary_source"], row["place_kind"]) == ("area", "the story", "region")
    assert shape.contains(Point(row["lon"], row["lat"]))


def test_a_stated_line_is_an_area_as_wide_as_it_is_uncertain(small_gazetteer: Any) -> None:
    line = {"type": "LineString", "coordinates": [[40.0, 34.5], [41.0, 35.0]]}
    (row,) = located(small_gazetteer, "p", **place(geometry=line, radius_km=5))
    assert row["draw"] == "area"
    assert row["geometry"].contains(Point(40.5, 34.76))


def test_hints_without_a_position_help_the_gazetteer(small_gazetteer: Any) -> None:
    (row,) = located(small_gazetteer, "p", **place(names=["Tripolis", "Deir al-Zor governorate"], kind="admin1"))
    assert (row["status"], row["place_id"]) == ("resolved", "SY-DY")


# --- how exact ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "stated", "radius_km"),
    [
        ({"where": "Boukamal"}, {}, 4.0),
        ({"where": "Boukamal", "precision": "exact"}, {}, 4.0),
        ({"where": "Boukamal", "precision": "near"}, {}, 25.0),
        ({"where": "Boukamal", "generalized_km": 50}, {}, 50.0),
        ({"where": "p"}, {"lon": 38.6, "lat": 33.5}, 1.0),
        ({"where": "p", "precision": "exact"}, {"lon": 38.6, "lat": 33.5}, 0.01),
        ({"where": "p", "precision": "vicinity"}, {"lon": 38.6, "lat": 33.5, "radius_km": 30}, 0.1),
        ({"where": "p", "precision": "locality"}, {"lon": 38.6, "lat": 33.5, "radius_km": 30}, 30.0),
        ({"where": "p", "precision": "exact"}, {"gazetteer_id": "geonames:174448"}, 4.0),
        ({"where": "p"}, {"gazetteer_id": "geonames:174448", "radius_km": 9}, 9.0),
    ],
)
def test_radius_of_a_point(
    small_gazetteer: Any, fields: dict[str, Any], stated: dict[str, Any], radius_km: float
) -> None:
    (row,) = located(small_gazetteer, fields, **(place(**stated) if stated else {}))
    assert (row["draw"], row["radius_km"]) == ("point", radius_km)


def test_a_town_known_to_the_region_is_drawn_as_the_region(small_gazetteer: Any) -> None:
    (row, country) = located(
        small_gazetteer,
        {"where": "Deir al-Zor", "precision": "region"},
        {"where": "Deir al-Zor governorate", "precision": "country"},
    )
    assert row["geometry"].equals(small_gazetteer.outlines["SY-DY"])
    assert (row["place_id"], row["precision"]) == ("geonames:170794", "region")
    assert row["reasons"][-1] == "drawn as Deir al-Zor governorate, because the position is known to the region only"
    assert country["geometry"].equals(small_gazetteer.outlines["SY"])


def test_a_town_known_to_the_district_is_a_disc(small_gazetteer: Any) -> None:
    (row,) = located(small_gazetteer, {"where": "Deir al-Zor", "precision": "district"})
    assert (row["draw"], row["radius_km"]) == ("area", 25.0)


def test_an_area_keeps_its_outline_at_any_precision(small_gazetteer: Any) -> None:
    (row,) = located(small_gazetteer, {"where": "Deir al-Zor governorate", "precision": "near"})
    assert (row["draw"], row["precision"], row["boundary_source"]) == ("area", "near", "Natural Earth")


# --- what cannot be told --------------------------------------------------------------------------------------------


def test_all_names_that_cannot_be_told_are_told_at_once(small_gazetteer: Any) -> None:
    with pytest.raises(PlacesError) as refused:
        located(
            small_gazetteer,
            "Tripoli",
            "Boukamall",
            "p",
            "Tripoli",
            **place(gazetteer_id="geonames:1"),
            routes=[{"id": "r", "title": "R", "legs": [{"id": "l", "from": "r1", "to": "Qqqq", "basis": "planned"}]}],
        )
    text = str(refused.value)
    assert "story: places[0].gazetteer_id (p): gazetteer_id 'geonames:1' is not in the gazetteer" in text
    assert re.search(
        r"story: reports\[0\]\.where \(r0\): 'Tripoli': several .*\n  used again at reports\[3\]\.where \(r3\)\n", text
    )
    assert "geonames:266826  Tripoli (town or city, Lebanon)  score 0.90  the name is the same" in text
    assert "geonames:2210247  Tripoli (town or city, LY)" in text
    assert '    places:\n      - {id: tripoli, names: ["Tripoli"], gazetteer_id: "geonames:266826"}' in text
    assert re.search(
        r"'Boukamall': no place of this name is known\n  the nearest names are:\n    geonames:174448", text
    )
    assert re.search(r"routes\[0\]\.legs\[0\]\.to \(l\): 'Qqqq': .*\n  no name in the gazetteer is near it", text)


def test_three_nearest_names_at_most(small_gazetteer: Any) -> None:
    with pytest.raises(PlacesError) as refused:
        located(small_gazetteer, "Deir al-Zorr governorat")
    assert 1 <= len(re.findall(r"^    (?:geonames|geomap|SY)\S*  ", str(refused.value), re.MULTILINE)) <= 3


def test_the_proposed_line_can_be_pasted_and_settles_the_name(small_gazetteer: Any) -> None:
    import yaml

    with pytest.raises(PlacesError) as refused:
        located(small_gazetteer, "Tripoli")
    pasted = yaml.safe_load(str(refused.value).partition("    places:\n")[2])
    (row,) = located(small_gazetteer, "Tripoli", places=pasted)
    assert (row["status"], row["place_id"]) == ("given", "geonames:266826")


def test_the_proposed_id_is_free(small_gazetteer: Any) -> None:
    with pytest.raises(PlacesError, match=r"\{id: tripoli-2, "):
        located(small_gazetteer, {"id": "tripoli", "where": "Tripoli"})


def test_an_ambiguous_name_may_be_accepted_and_says_so(small_gazetteer: Any) -> None:
    (row,) = located(small_gazetteer, "Tripoli", accept_ambiguous=True)
    assert (row["status"], row["place_id"]) == ("ambiguous", "geonames:266826")
    assert row["reasons"][0] == "the best of several places that fit; it may also be Tripoli (geonames:2210247)"


def test_a_missing_name_is_never_accepted(small_gazetteer: Any) -> None:
    with pytest.raises(PlacesError, match="Atlantis"):
        located(small_gazetteer, "Atlantis", accept_ambiguous=True)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"lon": 33.51, "lat": 36.29}, r"places\[0\]\.lon \(p\): lon 33.51, lat 36.29 lies .* try lon: 36.29"),
        ({"lon": 45.0, "lat": 2.0, "country": "FR"}, r"outside of FR.* try lon: 2, lat: 45"),
        ({"geometry": {"type": "Point", "coordinates": [33.51, 36.29]}}, r"swapped"),
        ({"gazetteer_id": "geonames:0"}, r"'geonames:0' is not in the gazetteer"),
        ({"geometry": {"type": "Polygon"}}, r"not a GeoJSON geometry"),
        ({"geometry": {"type": "Point", "coordinates": ["a", "b"]}}, r"not a GeoJSON geometry"),
        ({"geometry": {"type": "Point", "coordinates": [float("nan"), 1]}}, r"not a GeoJSON geometry"),
    ],
)  # fmt: skip
def test_stated_places_that_are_refused(small_gazetteer: Any, fields: dict[str, Any], message: str) -> None:
    with pytest.raises(PlacesError, match=message):
        located(small_gazetteer, "p", **place(**fields))
    told, other = resolve_names(story("p", "Boukamal", **place(**fields)), small_gazetteer)
    assert told.place is None
    assert re.search(message, str(told.problem))
    assert other.place is not None  # one fault hides no other name


@pytest.mark.parametrize(
    ("fields", "changes"),
    [
        ({"lon": 33.51, "lat": 36.29, "country": "TR"}, {}),  # the author says where it should be
        ({"lon": 33.51, "lat": 36.29}, {"countries": []}),  # nothing to tell it by
        ({"lon": 35.6, "lat": 33.5}, {}),  # near the border counts as inside
        ({"lon": 150.0, "lat": -30.0}, {}),  # no swap would help: a latitude of 150
    ],
)
def test_stated_coordinates_that_pass(small_gazetteer: Any, fields: dict[str, Any], changes: dict[str, Any]) -> None:
    (row,) = located(small_gazetteer, "p", **place(**fields), **changes)
    assert (row["lon"], row["lat"]) == (fields["lon"], fields["lat"])


# --- names as data, notices -----------------------------------------------------------------------------------------


def test_every_name_with_where_it_is_used(small_gazetteer: Any) -> None:
    legs = [
        {"id": "l", "from": "r0", "to": "Boukamal", "basis": "planned"},
        {"id": "m", "from": "Paris", "via": ["Tripoli"], "to": "r1", "basis": "planned"},
    ]
    told = story("Boukamal", "Tripoli", None, routes=[{"id": "r", "title": "R", "legs": legs}])
    uses = resolve_names(told, small_gazetteer)
    assert [(use.resolution.query, use.resolution.status.value) for use in uses] == [
        ("Boukamal", "resolved"),
        ("Tripoli", "ambiguous"),
        ("Paris", "resolved"),
    ]
    assert uses[0].used_by == ("reports[0].where (r0)", "routes[0].legs[0].to (l)")
    assert uses[1].used_by == ("reports[1].where (r1)", "routes[0].legs[1].via[0] (m)")
    data = uses[1].as_dict()
    assert {"query", "status", "id", "name", "kind", "lon", "lat", "radius_km", "score", "margin", "reasons"} <= set(
        data
    )
    assert [candidate["id"] for candidate in data["candidates"]]  # type: ignore[attr-defined] == ["geonames:266826", "geonames:2210247"]


def test_a_place_outside_the_storys_countries_is_noticed_once(small_gazetteer: Any) -> None:
    told = story("Boukamal", "Paris", "Paris", None)
    (notice,) = location_notices(told, locate(told, small_gazetteer))
    assert names_outside(told, resolve_names(told, small_gazetteer)) == (notice,)
    assert notice.warning
    assert str(notice) == (
        "story: reports[1].where (r1): warning: Paris lies outside of the story's countries (SY), got 'FR', "
        "try another place, or FR among countries"
    )


def test_stated_coordinates_in_no_country_are_noticed(small_gazetteer: Any) -> None:
    told = story("p", **place(title="Nowhere", lon=-30.0, lat=-40.0))
    (notice,) = location_notices(told, locate(told, small_gazetteer))
    assert names_outside(told, resolve_names(told, small_gazetteer)) == (notice,)
    assert "Nowhere lies outside" in str(notice)


@pytest.mark.parametrize(
    "told",
    [
        story("Boukamal", "Deir al-Zor governorate", None),
        story("Paris", countries=[]),
        story("p", **place(lon=36.0, lat=35.0)),
        story("p", **place(lon=-30.0, lat=-40.0, kind="sea")),
    ],
)
def test_nothing_to_notice(small_gazetteer: Any, told: Story) -> None:
    assert location_notices(told, locate(told, small_gazetteer)) == ()
    assert names_outside(told, resolve_names(told, small_gazetteer)) == ()
