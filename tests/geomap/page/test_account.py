"""The map in words: what is in the data, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from geomap.languages import isolated, speech_for
from geomap.page.account import MOST
from geomap.page.context import PageView


@pytest.fixture(scope="module")
def told(drawn: Any) -> tuple[str, ...]:
    """The small convoy story in words."""
    return tuple(drawn.page_view().account)


def view(kit: Any, **changes: Any) -> PageView:
    found: PageView = kit.draw(kit.story(**changes)).page_view()
    return found


def test_it_says_how_much_from_whom_and_when(told: tuple[str, ...]) -> None:
    # Three sources, of which one reprints another.
    assert told[0] == "A map of 8 reports from 2 independent sources, 28–30 Aug 2017."


def test_it_says_where_the_way_leads_and_what_of_it_was_only_said(told: tuple[str, ...]) -> None:
    assert told[1:5] == (
        "The way east: from departure by entering to halt.",
        "Blocked: Leg 2.",
        "Planned, not travelled: Leg 3.",
        "Only considered: Leg 4.",
    )


def test_it_says_what_has_no_position_and_where_sources_differ(told: tuple[str, ...]) -> None:
    assert told[5:] == (
        "3 reports have no position on the map and stand in the list.",
        "Sources differ about 1 report: The convoy leaves.",
    )


def test_without_a_way_it_names_the_places(kit: Any) -> None:
    assert "Places: Qalamoun, Deir ez-Zor and Al Bukamal." in view(kit, routes=[]).account


def test_a_way_that_another_source_has_instead_makes_the_way_no_longer(kit: Any) -> None:
    legs = [
        {"id": "first", "from": "departure", "to": "entering", "basis": "inferred"},
        {"id": "other", "from": "halt", "to": "destination", "basis": "inferred", "instead_of": "first"},
    ]
    story = kit.story(routes=[{"id": "way", "title": "The way", "legs": legs}])
    drawn = kit.draw(story)
    drawn._legs = drawn._legs.assign(instead_of=[None, "first"])
    assert drawn.page_view().account[1] == "The way: from departure to entering."


def test_of_many_titles_it_says_the_first_and_how_many_more_there_are(kit: Any) -> None:
    reports = [
        {"id": f"r{i}", "title": f"Report, {i}", "role": "statement", "sources": ["twz", "ap"]} for i in range(12)
    ]
    claims = [
        {"about": f"r{i}", "property": "how many", "value": value, "source": source}
        for i in range(12)
        for value, source in (("one", "twz"), ("two", "ap"))
    ]
    said = view(kit, reports=reports, claims=claims, routes=[]).account[-1]
    assert said.startswith("Sources differ about 12 reports: Report, 0; Report, 1; ")
    assert said.endswith(f"Report, {MOST - 1}; 4 more.")


def test_titles_that_run_the_other_way_are_isolated_and_hostile_ones_shown(kit: Any) -> None:
    route = {
        "id": "way",
        "title": "طريق القافلة",
        "legs": [{"id": "a", "from": "departure", "to": "entering", "basis": "planned", "title": "{{7*7}} \u202e<b>"}],
    }
    story = view(kit, routes=[route])
    assert "\u202e" not in story.told
    assert "{{7*7}} ⟦U+202E⟧<b>" in story.told
    route["legs"][0]["basis"] = "inferred"  # type: ignore[index]
    assert isolated("طريق القافلة", "ltr") in view(kit, routes=[route]).told


@pytest.mark.parametrize("tag", ["en", "ar", "fr"])
def test_it_speaks_the_language_of_the_page(kit: Any, tag: str) -> None:
    story = view(kit, interface=tag)
    assert story.language == tag
    first = speech_for(tag)("A map of {reports} from {sources}, {dates}.", reports="", sources="", dates="")
    assert story.account[0][:3] == first[:3]


def test_the_map_of_the_page_is_described_by_it(kit: Any, drawn: Any, tmp_path: Any, open_page: Any) -> None:
    for compact in (False, True):
        page = open_page(kit.save(kit.draw(kit.story(), compact=compact), tmp_path, f"{compact}.html"))
        described = page.locator("[role=region][aria-describedby]").get_attribute("aria-describedby")
        assert page.locator(f"#{described}").text_content() == drawn.page_view().told
