"""Words, plurals and numbers in the languages that there are."""

from __future__ import annotations

import pytest

from geomap.languages import ENGLISH, isolated, speech_for


def test_a_language_without_a_catalogue_is_answered_in_english() -> None:
    assert speech_for("tlh") is ENGLISH
    assert speech_for("tlh").direction == "ltr"


@pytest.mark.parametrize(("tag", "direction"), [("en", "ltr"), ("fr-CA", "ltr"), ("ar", "rtl"), ("ar-SY", "rtl")])
def test_a_language_keeps_its_region_and_knows_its_direction(tag: str, direction: str) -> None:
    say = speech_for(tag)
    assert (say.tag, say.direction) == (tag, direction)


@pytest.mark.parametrize(
    ("tag", "number", "places", "written"),
    [
        ("en", 1234567, 0, "1,234,567"),
        ("en", 12.5, 1, "12.5"),
        ("fr", 1234567, 0, "1\u202f234\u202f567"),
        ("fr", 12.5, 1, "12,5"),
        ("ar", 1234567, 0, "1,234,567"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(tag: str, number: float, places: int, written: str) -> None:
    assert speech_for(tag).number(number, places) == written


@pytest.mark.parametrize(
    ("text", "direction", "kept"),
    [
        ("Raqqa", "ltr", True),
        ("12", "rtl", True),
        ("الرقة", "rtl", True),
        ("الرقة", "ltr", False),
        ("Raqqa", "rtl", False),
        ("2017-08-28", "rtl", False),
        ("طريق M20", "rtl", False),
    ],
)
def test_what_runs_the_other_way_is_isolated(text: str, direction: str, *, kept: bool) -> None:
    assert isolated(text, direction) == (text if kept else f"\u2068{text}\u2069")


def test_a_value_cannot_reorder_the_sentence_that_it_stands_in() -> None:
    assert speech_for("en")("Map: {title}.", title="a\u202eb\u2069c") == "Map: a⟦U+202E⟧b⟦U+2069⟧c."
