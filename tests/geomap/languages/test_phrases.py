"""Sentences that frames hold in English are said again in other languages, each by the template that made it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gazetteer import Gazetteer
from geomap.build import example_path
from geomap.languages import speech_for
from geomap.languages.matching import phrase
from geomap.languages.phrases import SENTENCES
from geomap.languages.speech import English
from geomap.locate import locate
from geomap.obstacles import Barrier, beyond_note, note_of
from geomap.route import build_routes
from geomap.speed import TimeSpan, check_speed
from geomap.story import load_story
from geomap.story.model import Story
from geomap.timing import HOW, timing_of
from geomap.when import parse_when

LANGUAGES = ("fr", "ar")
EXAMPLES = ("convoy-2017.yaml", "eighty-days.yaml")
SAMPLES = {
    "n": "1,234", "low": "2", "top": "120", "lengths": "12, 34 and 56.5", "kind": "oil field", "a_kind": "an airport",
    "precision": "district", "country": "SY", "position": "34.40° N, 39.90° W", "quoted": "'Deir ez-Zor'",
    "day": "2026-01-02", "amount": "2 to 3 days", "border": "no outline at hand: a circle of 40 km", "how": "on foot",
    "sentence": "No source states the way, so there is no line.", "why": "the ends meet the road at one point",
}  # fmt: skip


def sentences(story: Story, gazetteer: Gazetteer) -> set[str]:
    """All English sentences in the frames of a story."""
    reports = locate(story, gazetteer, accept_ambiguous=True)
    legs = build_routes(story, reports, gazetteer=gazetteer, accept_ambiguous=True)
    found = {text for column in (reports["reasons"], legs["notes"]) for texts in column for text in texts}
    return found | {*legs["speed_note"], *legs["fallback"].dropna(), *legs["no_way"].dropna()}


def untold(found: set[str]) -> list[str]:
    return [text for text in sorted(found) for tag in LANGUAGES if isinstance(phrase(text, speech_for(tag)), English)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_sentence_of_an_example_is_said_in_each_language(name: str, default_gazetteer: Gazetteer) -> None:
    found = sentences(load_story(Path(example_path()).with_name(name)), default_gazetteer)
    assert len(found) > 20
    assert untold(found) == []


def test_every_sentence_of_a_story_with_everything_is_said_in_each_language(made: object) -> None:
    frames = made
    found = {text for texts in frames.reports["reasons"] for text in texts}  # type: ignore[attr-defined]
    found |= {text for texts in frames.legs["notes"] for text in texts} | {*frames.legs["speed_note"]}  # type: ignore[attr-defined]
    assert untold(found) == []


def test_every_check_of_a_speed_is_said_in_each_language() -> None:
    days = [parse_when(f"2017-08-{day}") for day in (28, 29)]
    first, second = (TimeSpan(day.earliest, day.latest) for day in days)
    noon = parse_when("2017-08-28T12:00:00").earliest
    spans = (None, first, second, TimeSpan(noon, noon), TimeSpan(None, noon), TimeSpan(noon, None))
    found = {
        check_speed(km, start=start, end=end, how=how).note
        for km in (0.5, 12.0, 40_000.0)
        for start in spans
        for end in spans
        for how in HOW.values()
    }
    assert len(found) > 12
    assert untold(found) == []


@pytest.mark.parametrize(
    "came", [None, "2017-08-25", "2017-08-29", "2017-08-31", "2017-08-29T18:00:00", "2017-08-26/2017-08-27"]
)
@pytest.mark.parametrize("language", ["en", "ar", "de"])
def test_every_plan_is_said_in_each_language(came: str | None, language: str) -> None:
    leg = {"id": "a", "basis": "reported", "sources": ["s"], "planned_departure": "2017-08-28", "arrived": came}
    leg["planned_arrival"] = "2017-08-29T06:00:00" if came and "T" in came else "2017-08-29"
    story = Story.model_validate(
        {
            "language": language,
            "sources": [{"id": "s", "title": "S"}],
            "reports": [{"id": "r", "title": "R", "sources": ["s"]}],
            "routes": [{"id": "w", "title": "W", "legs": [leg]}],
        }
    )
    assert untold(set(timing_of(story.routes[0].legs[0], story).notes)) == []


def test_every_note_about_obstacles_is_said_in_each_language() -> None:
    barriers = [
        Barrier("x", "The (old) bridge; gone", "28 Aug 2017", None, shape, "a", outcome)
        for shape in (None, parse_shape())
        for outcome in (None, "It burned.\nThen (it) fell.")
    ]
    found = {note_of(barrier) for barrier in barriers}
    found |= {beyond_note(barriers, reported=reported) for reported in (True, False)}
    assert untold(found) == []


def parse_shape() -> object:
    from shapely.geometry import box

    return box(0, 0, 1, 1)


def filled(text: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: SAMPLES.get(match[1], f"Some {match[1]}, here"), text)


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("text", [one for each in SENTENCES for one in ([each] if isinstance(each, str) else each)])
def test_a_sentence_is_taken_to_pieces_as_it_was_made(text: str, tag: str) -> None:
    """No other template claims it, and what stood in its open places stands in those of the translation."""
    said = phrase(filled(text), speech_for(tag))
    assert type(said).__name__ == "Spoken"
    plain = re.sub("[\u2068\u2069\u200f]", "", said)
    for name in re.findall(r"\{(\w+)\}", text):
        if name not in SAMPLES:
            assert f"Some {name}, here" in plain
    assert "{" not in plain


def test_values_of_a_sentence_are_said_as_the_language_says_them() -> None:
    french = speech_for("fr")
    note = "It starts somewhere in Qalamoun Mountains; the line starts inside of it, ± 1,234.5 km."
    assert "Qalamoun Mountains" in phrase(note, french)
    assert "1\u202f234,5" in phrase(note, french)
    assert "Syrie" in phrase("lies in SY, one of the countries given", french)
    dates = {"28 Aug 2017": "28 août 2017"}
    assert "28 août 2017" in phrase("It was to leave 28 Aug 2017.", french, dates)


@pytest.mark.parametrize("text", ["", "Nobody made this.", "people", "{n} people", "is the name"])
def test_what_no_template_made_stays_english_and_says_so(text: str) -> None:
    said = phrase(text, speech_for("fr"))
    assert isinstance(said, English)
    assert said == text
