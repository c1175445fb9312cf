"""Which division a place lies in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from shapely.geometry import box

from gazetteer.index.divide import divisions_of
from gazetteer.place import Place

OUTLINES = {"XA-W": box(0, 0, 5, 10), "XA-E": box(5, 0, 10, 10), "XB-N": box(10, 0, 20, 10)}
COUNTRIES = {"XA-W": "XA", "XA-E": "XA", "XB-N": "XB"}


@pytest.mark.parametrize(
    ("lon", "lat", "country", "expected"),
    [
        (1, 1, "XA", "XA-W"),
        (6, 1, "XA", "XA-E"),
        (15, 1, "XB", "XB-N"),
        (10.05, 1, "XA", "XA-E"),  # across a rough border: stays in its country
        (15, 1, "XA", ""),  # far inside another country: no division of its own holds it
        (6, -0.1, "XA", "XA-E"),  # a harbour off a rough coast
        (6, -0.2, "XA", ""),
        (1, 1, "", "XA-W"),  # a place that knows no country
        (1, 1, "XC", ""),  # a country without divisions
    ],
)
def test_a_place_lies_in_the_division_of_its_country_that_holds_it(
    make_place: Callable[..., Place], lon: float, lat: float, country: str, expected: str
) -> None:
    assert divisions_of([make_place("p", "P", lon, lat, country=country)], OUTLINES, COUNTRIES) == [expected]


def test_answers_come_in_the_order_of_the_places(make_place: Callable[..., Place]) -> None:
    places = [make_place(str(n), "P", lon, 1, country="XA") for n, lon in enumerate((6, 1, 50, 2))]
    assert divisions_of(places, OUTLINES, COUNTRIES) == ["XA-E", "XA-W", "", "XA-W"]


def test_without_outlines_or_places_there_is_nothing_to_tell(make_place: Callable[..., Place]) -> None:
    assert divisions_of([make_place("p", "P", 1, 1)], {}, {}) == [""]
    assert divisions_of([], OUTLINES, COUNTRIES) == []
