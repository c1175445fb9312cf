"""What the finder of names asks an index."""

from __future__ import annotations

import pytest

from gazetteer.index import PlaceIndex
from gazetteer.mentions import IndexLexicon, NameFacts
from gazetteer.names import fold, key


def test_bearers_are_told_whether_the_name_is_their_own(small: PlaceIndex) -> None:
    assert sorted(small.bearers("raqqa")) == [("geonames:100", "city", 500, True), ("geonames:200", "city", 900, True)]
    assert small.bearers(fold("الرقة")) == [("geonames:100", "city", 500, False)]
    assert small.bearers("west") == [("XA-W", "admin1", 0, True)]
    assert small.bearers("nowhere") == []


@pytest.mark.parametrize(
    ("words", "expected"), [("far", True), ("far port", True), ("far ports", False), ("nw", False)]
)
def test_a_beginning_is_known_of_some_name(small: PlaceIndex, words: str, expected: bool) -> None:
    assert small.has_prefix(words) is expected


def test_spellings_of_a_key_are_of_towns_of_a_size(small: PlaceIndex) -> None:
    assert ("geonames:200", "raqqa") in small.spellings(key("Raqqah"), population=900)
    assert "geonames:100" not in {place_id for place_id, _ in small.spellings(key("Raqqah"), population=900)}


def test_a_lexicon_tells_what_an_index_knows_of_a_name(small: PlaceIndex) -> None:
    lexicon = IndexLexicon(small)
    assert lexicon.facts("FAR PORT") == lexicon.facts("Far Port") == NameFacts(70)
    assert lexicon.facts("West") == NameFacts(0, is_division=True)
    assert lexicon.facts("Nowhere") is None
    assert lexicon.begins("Far")
    assert not lexicon.begins("Nowhere")
    assert lexicon.alike("Nowhere") is None


def test_a_name_that_is_not_the_places_own_counts_only_when_it_has_several_words(small: PlaceIndex) -> None:
    lexicon = IndexLexicon(small)
    several, one = lexicon.facts("Ar Raqqah"), lexicon.facts("الرقة")
    assert several is not None
    assert one is not None
    assert (several.population, one.population) == (500, -1)
