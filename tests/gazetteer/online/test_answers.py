"""Records of geocoders to places: what is understood, what is refused."""

from __future__ import annotations

import string
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer import Kind
from gazetteer.online.answers import MAX_TEXT, Found, UnusableAnswerError, clean, credit_of, read_answer, source_of
from gazetteer.online.kinds import kind_of_tag
from gazetteer.online.locktext import Query, parse, text_of


@pytest.fixture
def record(load_script: Callable[[str], ModuleType]) -> Callable[..., dict[str, Any]]:
    made: Callable[..., dict[str, Any]] = load_script("tests/geocoder.py").record
    return made


def read(raw: Any, geocoder: str = "nominatim", **of: Any) -> Found | None:
    address = raw.get("display_name", "") if isinstance(raw, dict) else ""
    return read_answer(geocoder, raw, **{"address": address, "lon": 40.7654321, "lat": 35.1234567, **of})


def test_a_result_of_nominatim_becomes_a_place(record: Callable[..., dict[str, Any]]) -> None:
    found = read(record())
    assert found is not None
    place = found.place
    assert (place.id, place.name, place.name_local) == ("nominatim:node/4242", "Tell Sundus", "تل سندس")
    assert (place.kind, place.country, place.admin1, place.population) == (Kind.CITY, "SY", "SY-DY", 1200)
    assert (place.lon, place.lat, place.radius_km) == (40.7654321, 35.1234567, 2.2)
    assert (place.source, place.licence) == ("OpenStreetMap via Nominatim", "ODbL 1.0")
    assert place.source_url == "https://www.openstreetmap.org/node/4242"
    assert found.address == "Tell Sundus, Deir ez-Zor District, Deir ez-Zor Governorate, Syria"
    assert {"Tall Sundus", "Tell Sindis", "تل سندس"} <= set(found.names)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"lat": None}, "without lat"),  # geopy makes 0.0 of it
        ({"lon": None}, "without lon"),
        ({"lat": "nan"}, "lat is 'nan'"),
        ({"lat": "inf"}, "lat is 'inf'"),
        ({"lat": "91"}, "lat is '91'"),
        ({"lon": "-180.5"}, "lon is '-180.5'"),
        ({"lon": "540"}, "lon is '540'"),  # geopy makes -180 of it
        ({"lon": "4_0"}, "lon is '4_0'"),  # Python reads 40
        ({"lon": " 40"}, "lon is '40'"),
        ({"lon": "٤٠"}, "lon is"),  # and this, too
        ({"lon": True}, "lon is 'True'"),
        ({"lon": [40.1]}, "lon is"),
        ({"lon": "9" * 400}, "lon is"),
        ({"boundingbox": ["1", "2", "3"]}, "bounding box"),
        ({"boundingbox": "1234"}, "bounding box"),
        ({"boundingbox": ["1", "2", "3", "nan"]}, "east is 'nan'"),
    ],
)
def test_a_result_that_cannot_be_right_is_refused(
    record: Callable[..., dict[str, Any]], changes: dict[str, Any], what: str
) -> None:
    raw = {**record(), **changes}
    with pytest.raises(UnusableAnswerError, match=what):
        read(raw)
    if None in changes.values():
        with pytest.raises(UnusableAnswerError, match=what):
            read({key: value for key, value in raw.items() if value is not None})


def test_what_is_left_out_is_left_open(record: Callable[..., dict[str, Any]]) -> None:
    bare = {key: record()[key] for key in ("lat", "lon", "display_name", "class", "type")}
    found = read(bare)
    assert found is not None
    place = found.place
    assert (place.id, place.name, place.radius_km) == ("nominatim:40.76543_35.12346", "Tell Sundus", 5.0)
    assert (place.country, place.admin1, place.population, place.source_url) == ("", "", 0, "")


@pytest.mark.parametrize(
    ("box", "radius_km"),
    [
        (["35.0", "36.0", "40.0", "40.1"], 55.6),  # higher than wide
        (["35.0", "35.1", "40.0", "41.0"], 45.5),  # wider than high, at 35 degrees north
        (["-17.1", "-16.9", "179.9", "-179.9"], 11.1),  # across the 180th meridian
        (["-20", "-12", "-180", "180"], 444.8),  # on both sides of it, of which the box says nothing
        (["35.0", "35.0", "40.0", "40.0"], 0.1),  # a point
    ],
)
def test_the_radius_follows_from_the_bounding_box(
    record: Callable[..., dict[str, Any]], box: list[str], radius_km: float
) -> None:
    found = read(record(boundingbox=box))
    assert found is not None
    assert found.place.radius_km == pytest.approx(radius_km, abs=0.1)


@pytest.mark.parametrize(
    ("key", "value", "more", "kind"),
    [
        ("place", "town", {}, Kind.CITY),
        ("place", "suburb", {}, Kind.QUARTER),
        ("place", "island", {}, Kind.ISLAND),
        ("place", "sea", {}, Kind.SEA),
        ("place", "locality", {}, Kind.SITE),
        ("boundary", "administrative", {"address_type": "country"}, Kind.COUNTRY),
        ("boundary", "administrative", {"address_type": "state"}, Kind.ADMIN1),
        ("boundary", "administrative", {"address_type": "county"}, Kind.ADMIN2),
        ("boundary", "administrative", {"address_type": "town"}, Kind.CITY),
        ("boundary", "administrative", {"rank": 8}, Kind.ADMIN1),
        ("boundary", "administrative", {"rank": 12}, Kind.ADMIN2),
        ("boundary", "administrative", {"rank": 16}, Kind.CITY),
        ("boundary", "administrative", {"rank": 20}, Kind.CITY),
        ("boundary", "administrative", {}, Kind.REGION),
        ("natural", "mountain_range", {}, Kind.MOUNTAINS),
        ("natural", "desert", {}, Kind.DESERT),
        ("natural", "peak", {}, Kind.SITE),
        ("natural", "water", {}, Kind.LAKE),
        ("waterway", "wadi", {}, Kind.RIVER),
        ("waterway", "dam", {}, Kind.DAM),
        ("military", "airfield", {}, Kind.BASE),
        ("landuse", "military", {}, Kind.BASE),
        ("aeroway", "aerodrome", {}, Kind.AIRPORT),
        ("barrier", "border_control", {}, Kind.CROSSING),
        ("amenity", "refugee_site", {}, Kind.CAMP),
        ("man_made", "petroleum_well", {}, Kind.OILFIELD),
        # what is named after a place is not the place
        ("shop", "bakery", {}, None),
        ("amenity", "restaurant", {}, None),
        ("highway", "residential", {}, None),
        ("railway", "station", {}, None),
        ("office", "company", {}, None),
        ("building", "yes", {}, None),
        ("", "", {}, None),
    ],
)
def test_tags_of_openstreetmap_tell_the_kind(key: str, value: str, more: dict[str, Any], kind: Kind | None) -> None:
    assert kind_of_tag(key, value, **more) is kind


def test_a_shop_is_no_place(record: Callable[..., dict[str, Any]]) -> None:
    assert read(record(**{"class": "shop", "type": "bakery"})) is None


def test_a_result_of_photon_becomes_a_place() -> None:
    raw = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [40.7654321, 35.1234567]},
        "properties": {
            "osm_type": "R", "osm_id": 77, "osm_key": "place", "osm_value": "town", "type": "city",
            "name": "Tell Sundus", "countrycode": "SY", "extent": [40.74, 35.14, 40.79, 35.10],
        },
    }  # fmt: skip
    found = read(raw, "photon", address="Tell Sundus, Syria")
    assert found is not None
    assert (found.place.id, found.place.kind, found.place.country) == ("photon:relation/77", Kind.CITY, "SY")
    assert found.place.radius_km == pytest.approx(2.3, abs=0.1)
    assert found.place.licence == "ODbL 1.0"
    for broken in ({**raw, "properties": None}, {}):
        with pytest.raises(UnusableAnswerError, match="without properties"):
            read(broken, "photon", address="Tell Sundus")
    with pytest.raises(UnusableAnswerError, match="without lon"):
        read(raw, "photon", address="Tell Sundus", lon=0.0)  # what geopy makes of null


def test_of_other_geocoders_the_words_and_the_position_are_taken() -> None:
    found = read({"anything": 1}, "bing", address="Tell Sundus, Syria")
    assert found is not None
    place = found.place
    assert (place.id, place.name, place.kind) == ("bing:40.76543_35.12346", "Tell Sundus", Kind.SITE)
    assert (place.source, place.licence, place.radius_km) == ("bing", "terms of the service", 5.0)
    with pytest.raises(UnusableAnswerError, match="without lat"):
        read({}, "bing", address="Tell Sundus", lat=0.0)  # what geopy makes of a missing one
    with pytest.raises(UnusableAnswerError, match="without a name"):
        read({}, "bing", address=" , Syria")


def test_the_credit_is_that_of_the_data() -> None:
    assert credit_of("photon").credit == credit_of("nominatim").credit == "© OpenStreetMap contributors, ODbL 1.0"
    assert source_of("photon") == "OpenStreetMap via Photon"
    assert credit_of("geonames").licence == "CC BY 4.0"


HOSTILE = st.text(alphabet=string.printable + "\u202e\u200f\ud800\x1b", min_size=1, max_size=30)


@given(st.text(max_size=40) | HOSTILE.map(lambda text: text * 20))
def test_cleaned_text_is_one_visible_line(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert len(cleaned) <= MAX_TEXT
    assert all(char.isprintable() or char in "\u200c\u200d\u200e\u200f\u061c" for char in cleaned)
    cleaned.encode()  # no half characters


ODD = st.none() | st.booleans() | st.integers() | st.floats() | HOSTILE | st.lists(HOSTILE, max_size=5)
FIELDS = ("lat", "lon", "class", "type", "place_rank", "addresstype", "name", "osm_type", "osm_id", "boundingbox")
PARTS = ("address", "namedetails", "extratags")
WITHIN = ("name", "alt_name", "country_code", "ISO3166-2-lvl4", "population")


@given(
    st.dictionaries(st.sampled_from(FIELDS), ODD, max_size=4),
    st.dictionaries(
        st.sampled_from(PARTS),
        ODD
        | st.dictionaries(st.sampled_from(["name", "alt_name", "country_code", "ISO3166-2-lvl4", "population"]), ODD),
        max_size=2,
    ),
    HOSTILE,
    st.sampled_from(["nominatim", "photon", "bing"]),
)
def test_whatever_is_taken_can_be_kept(
    load_script: Callable[[str], ModuleType], fields: dict[str, Any], parts: dict[str, Any], address: str, geocoder: str
) -> None:
    raw = {**load_script("tests/geocoder.py").record(), **fields, **parts}
    try:
        found = read(raw, geocoder, address=address)
    except UnusableAnswerError:
        return
    if found is not None:
        answers = {Query("X", ("SY",), geocoder): (found,)}
        assert parse(text_of(answers), "places.lock") == answers


def test_text_that_reorders_the_screen_is_taken_out() -> None:
    assert clean("safe\u202egpj.exe\x1b[2J\r\n  x") == "safe gpj.exe [2J x"
    assert clean("می\u200cخواهم") == "می\u200cخواهم"
    assert clean(None) == clean(3) == ""
