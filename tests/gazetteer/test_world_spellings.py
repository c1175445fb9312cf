"""Several hundred spellings of places of the whole world, and how many of them come out right."""

from __future__ import annotations

from pathlib import Path

import pytest

from gazetteer import Context, Gazetteer
from gazetteer.bynames import area_called

LIST = Path(__file__).with_name("world_spellings.txt")
LEAST_RIGHT, MOST_WRONG = 0.95, 0.02
NOTHING = "-"


def spellings() -> list[tuple[str, str, str]]:
    """Triples of a place id, a country that is known or "", and a spelling."""
    found = []
    for line in LIST.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            place, names = line.split(": ", 1)
            id_, _, country = place.partition("@")
            found += [(id_, country, name) for name in names.split(" | ")]
    return found


def test_most_spellings_are_right_and_hardly_any_is_wrong(default_gazetteer: Gazetteer) -> None:
    listed = spellings()
    right, wrong = [], []
    for id_, country, name in listed:
        place = default_gazetteer.resolve(name, Context(countries=(country,) if country else ())).place
        got = place.id if place else NOTHING
        if got == id_:
            right.append(name)
        elif got != NOTHING:
            wrong.append((name, got))
    assert len(listed) > 400
    assert len(right) >= LEAST_RIGHT * len(listed)
    assert len(wrong) <= MOST_WRONG * len(listed), wrong


@pytest.mark.parametrize("code", ["CA", "OR", "IN", "ME", "DE", "AL", "MA", "PA", "CO"])
def test_two_bare_letters_are_no_place(code: str, default_gazetteer: Gazetteer) -> None:
    assert default_gazetteer.resolve(code).place is None


@pytest.mark.parametrize(
    ("name", "countries", "place_id"),
    [
        ("EU", (), "geomap:european-union"),
        ("CA", ("US",), "US-CA"),
        ("OR", ("US",), "US-OR"),
        ("ON", ("CA",), "CA-ON"),
        ("Eugene, OR", (), "geonames:5725846"),
        ("Portland, Me.", (), "geonames:4975802"),
        ("Orange County, Fla.", (), "US-FL-12095"),
        ("Perth, W.A.", (), "geonames:2063523"),
    ],
)
def test_codes_count_behind_a_comma_and_in_their_country(
    name: str, countries: tuple[str, ...], place_id: str, default_gazetteer: Gazetteer
) -> None:
    place = default_gazetteer.resolve(name, Context(countries=countries)).place
    assert place is not None
    assert place.id == place_id


@pytest.mark.parametrize("name", ["Boukamal", "Homs", "Po", "Polis", "Turku", "Danube", "Miss", "Ore"])
def test_other_names_are_no_bynames(name: str) -> None:
    assert area_called(name) is None


def test_a_country_goes_before_a_division_of_its_name(default_gazetteer: Gazetteer) -> None:
    for name, country in (("Niger", "NE"), ("Mexico", "MX"), ("Luxembourg", "LU")):
        place = default_gazetteer.resolve(name).place
        assert place is not None
        assert place.id == country


def test_an_adjective_says_what_it_was_taken_for(default_gazetteer: Gazetteer) -> None:
    found = default_gazetteer.resolve("Syrian")
    assert found.place is not None
    assert (found.place.id, found.candidates[0].matched_name) == ("SY", "Syria")
