"""What tells places of one name apart: the division and country around each, and the way to the rest of the story."""

from __future__ import annotations

from typing import Any

import pytest

from gazetteer import Kind, Place
from geomap.surroundings import Surroundings


@pytest.mark.parametrize(
    ("place_id", "around"),
    [
        ("geonames:174448", "Deir al-Zor governorate, Syria"),
        ("SY-DY", "Syria"),
        ("SY", ""),  # a country lies in itself
        ("geonames:2210247", "LY"),  # of which nobody knows the name
    ],
)
def test_what_lies_around_a_place(small_gazetteer: Any, place_id: str, around: str) -> None:
    assert Surroundings(small_gazetteer).of(small_gazetteer.place(place_id)) == around


def test_a_sea_lies_nowhere(small_gazetteer: Any) -> None:
    assert Surroundings(small_gazetteer).of(Place("x:1", "The Sea", Kind.SEA, 0.0, 0.0, 100.0)) == ""


def test_the_nearest_other_place_of_the_story(small_gazetteer: Any) -> None:
    boukamal, deir, paris, syria = map(
        small_gazetteer.place, ("geonames:174448", "geonames:170794", "geonames:2988507", "SY")
    )
    around = Surroundings(small_gazetteer, [paris, boukamal, syria])
    assert around.distance(deir) == "121 km from Boukamal"
    assert around.distance(boukamal).endswith(" km from Paris")  # not from itself
    assert Surroundings(small_gazetteer, [syria]).distance(deir) == ""  # how far its middle is tells nothing
    assert Surroundings(small_gazetteer).distance(deir) == ""
