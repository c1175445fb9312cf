"""Airports: which are taken, what they are called, and what is done about broken rows."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer import Context, Gazetteer, Kind
from gazetteer.airports import airport_names, airports_source, read_airports
from gazetteer.errors import IndexDataError


def airport(**changes: Any) -> dict[str, Any]:
    row = {"icao": "XXAA", "iata": "XAA", "name": "Arda Airport", "city": "", "country": "XA", "lat": 1.5, "lon": 2.5}
    return row | changes


def taken(*rows: dict[str, Any]) -> list[str]:
    return [row.place.id for row in airports_source(list(rows), version="1").places]


@pytest.mark.parametrize(
    ("row", "is_taken"),
    [
        (airport(), True),
        (airport(iata=""), False),  # nobody flies there for money
        (airport(iata="", name="Arda Air Base"), True),
        (airport(iata="", name="RAF Arda"), True),
        (airport(iata="", name="Afbridge Airport"), False),
        (airport(icao="00AK"), False),  # a code of the country's own
    ],
)
def test_fields_of_airlines_and_armed_forces_are_taken(row: dict[str, Any], is_taken: bool) -> None:
    assert taken(row) == (["icao:XXAA"] if is_taken else [])
    assert sum(airports_source([row], version="1").skipped.values()) == (not is_taken)


def test_a_row_becomes_a_place() -> None:
    (row,) = airports_source([airport(name="Arda AFB/Bree Field")], version="7").places
    place = row.place
    assert (place.name, place.kind, place.lon, place.lat) == ("Arda Air Force Base", Kind.BASE, 2.5, 1.5)
    assert (place.country, place.licence, place.source) == ("XA", "MIT", "airportsdata 7: XXAA")


@pytest.mark.parametrize(
    ("name", "town", "is_only", "wanted"),
    [
        ("Arda Airport", "", True, ["Arda Airport"]),
        ("Arda International Airport", "Bree", False, ["Arda International Airport", "Arda Airport"]),
        ("Arda Airport", "Bree", True, ["Arda Airport", "Bree Airport"]),
        ("Bree-Arda Airport", "Bree", False, ["Bree-Arda Airport", "Arda Airport"]),
        ("Bree International Airport", "Bree", False, ["Bree International Airport", "Bree Airport"]),
        ("Breeland Airport", "Bree", False, ["Breeland Airport"]),
        ("Arda Air Base", "Bree", True, ["Arda Air Base"]),
    ],
)
def test_names(name: str, town: str, is_only: bool, wanted: list[str]) -> None:
    assert list(airport_names(name, town, is_only=is_only)) == wanted


@given(name=st.text(min_size=1), town=st.text(), code=st.sampled_from(["", "ABC"]), is_only=st.booleans())
def test_a_name_of_any_kind_gives_names_that_are_not_empty(name: str, town: str, code: str, is_only: bool) -> None:
    names = airport_names(name, town, code, is_only=is_only)
    assert all(names)
    assert len(set(names)) == len(names)


def test_a_few_broken_rows_are_counted_and_many_refused() -> None:
    good = [
        airport(icao=f"X{chr(65 + a)}{chr(65 + b)}{chr(65 + c)}")
        for a in range(7)
        for b in range(20)
        for c in range(20)
    ]
    bad = airport(icao="YYYY", lat=91)
    source = airports_source([*good, bad], version="1")
    assert (len(source.places), source.skipped) == (len(good), {"broken row": 1})
    with pytest.raises(IndexDataError, match="YYYY"):
        airports_source([*good[:10], bad], version="1")


def test_a_missing_package_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "airportsdata", None)
    with pytest.raises(IndexDataError, match="pip install"):
        read_airports()


@pytest.mark.parametrize(
    ("name", "country", "kind", "lon", "lat"),
    [
        ("Najaf airport", "IQ", Kind.AIRPORT, 44.4, 32.0),
        ("Hatay Airport", "TR", Kind.AIRPORT, 36.3, 36.4),
        ("O'Hare International Airport", "US", Kind.AIRPORT, -87.9, 42.0),
        ("JFK airport", "US", Kind.AIRPORT, -73.8, 40.6),
        ("Ramstein Air Base", "DE", Kind.BASE, 7.6, 49.4),
        ("Damascus", "SY", Kind.CITY, 36.3, 33.5),  # not its airport
    ],
)
def test_airports_are_found_by_what_news_calls_them(
    default_gazetteer: Gazetteer, name: str, country: str, kind: Kind, lon: float, lat: float
) -> None:
    place = default_gazetteer.resolve(name, Context(countries=(country,))).place
    assert place is not None
    assert place.kind is kind
    assert (place.lon, place.lat) == pytest.approx((lon, lat), abs=0.1)
