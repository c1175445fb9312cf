"""Reading a story: step by step, by time, filtered, from a link, and by the keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

READY = "html[data-geomap=ready]"


@pytest.fixture(scope="module")
def files(kit: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small story with a doubtful date, a rival place and categories: as page, compact page, and in Arabic."""
    folder = tmp_path_factory.mktemp("reading")
    told = [r.model_dump(by_alias=True) for r in kit.story().reports]
    told[2] |= {"when": "2017-08-30~", "category": "standstill"}
    told[3]["category"] = "air strike"
    said = [c.model_dump(by_alias=True) for c in kit.story().claims]
    said += [
        {"about": "halt", "property": "where", "value": "Al Bukamal", "source": "twz", "status": "conflict"},
        {
            "about": "halt", "property": "where", "value": "the desert", "source": "ap", "status": "accepted",
            "remarks": "its reporter was there",
        },
    ]  # fmt: skip
    told_in_utc = {"reports": told, "claims": said, "timezone": "UTC"}
    story = kit.story(**told_in_utc)
    kit.save(kit.draw(story), folder, "map.html")
    kit.save(kit.draw(story, compact=True, full_map="map.html"), folder, "embed.html")
    kit.save(kit.draw(kit.story(**told_in_utc, language="ar")), folder, "ar.html")
    return folder


@pytest.fixture
def show(files: Path, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """``show("map.html", fragment="#r-halt", **options of open_page)``: the page as drawn for one who wants calm."""

    def show_(name: str = "map.html", *, fragment: str = "", **options: Any) -> Page:
        page = open_page((files / name).as_uri() + fragment, **{"reduced_motion": "reduce", **options})
        page.wait_for_selector(READY, state="attached")
        return page

    return show_


def note(page: Page) -> Locator:
    return page.locator(".note")


def title(page: Page) -> str:
    return note(page).locator("h3").inner_text()


def position(page: Page) -> Locator:
    return page.locator(".timeline .position")


def button(page: Page, name: str) -> Locator:
    return page.locator(".timeline").get_by_role("button", name=name)


def fragment(page: Page) -> str:
    return str(page.evaluate("location.hash"))


def shown_pins(page: Page) -> set[str]:
    return {str(each.text_content()) for each in page.locator(".numbers .badge:visible").all()}


def shown_cards(page: Page) -> list[str]:
    return [str(each.get_attribute("id")) for each in page.locator(".card:visible").all()]


# --- steps ------------------------------------------------------------------------------------------------------------


def test_the_reader_steps_through_every_report_with_or_without_a_place(show: Callable[..., Page], kit: Any) -> None:
    page = show()
    for n, report in enumerate(kit.story().reports, start=1):
        button(page, "Next report").click()
        expect(note(page)).to_contain_text(report.title)
        expect(position(page)).to_contain_text(f"{n} of 8: {report.title}")
        expect(page.locator(f"#r-{report.id}")).to_have_attribute("aria-current", "true")
        assert fragment(page) == f"#r-{report.id}"
        if report.id in ("road-strike", "insult", "lost"):
            expect(note(page)).to_contain_text("Not on the map")
        else:
            expect(page.locator(f'.numbers [data-anchor="r-{report.id}"]')).to_be_in_viewport()
    expect(button(page, "Next report")).to_have_attribute("aria-disabled", "true")
    button(page, "Next report").click(force=True)
    expect(note(page)).to_contain_text("Somewhere nobody knows")
    button(page, "Previous report").click()
    expect(note(page)).to_contain_text("Iraq calls it an insult")


def test_steps_in_the_panel_keep_the_focus_and_so_do_arrow_keys(show: Callable[..., Page]) -> None:
    page = show(fragment="#r-departure")
    note(page).get_by_role("button", name="Next report").focus()
    page.keyboard.press("Enter")
    expect(note(page)).to_contain_text("It begins to enter the governorate")
    expect(note(page).get_by_role("button", name="Next report")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(note(page)).to_contain_text("The buses stand in the desert")
    page.keyboard.press("ArrowLeft")
    expect(note(page)).to_contain_text("It begins to enter the governorate")
    page.keyboard.press("Escape")
    expect(note(page)).to_have_count(0)
    expect(page.locator(".numbers [data-anchor='r-entering']")).to_be_focused()


def test_a_step_brings_a_report_into_view_that_the_reader_has_zoomed_away_from(show: Callable[..., Page]) -> None:
    page = show(fragment="#&map=9/41/31")
    expect(page.locator(".numbers [data-anchor='r-departure']")).not_to_be_in_viewport()
    button(page, "Next report").click()
    expect(note(page)).to_be_visible()
    expect(page.locator(".numbers [data-anchor='r-departure']")).to_be_in_viewport()


def test_each_card_has_a_link_to_copy(files: Path, open_page: Callable[..., Page]) -> None:
    page = open_page(files / "map.html", permissions=["clipboard-read", "clipboard-write"])
    page.wait_for_selector(READY, state="attached")
    page.locator("#r-halt").get_by_role("link", name="Link to report 3").click()
    expect(page.locator("#r-halt .permalink")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{(files / 'map.html').as_uri()}#r-halt"


# --- time -------------------------------------------------------------------------------------------------------------


def test_time_is_shown_as_it_is_known(show: Callable[..., Page]) -> None:
    page = show()
    marks = page.locator(".marks .time-mark")
    assert [each.get_attribute("data-anchor") for each in marks.all()] == [
        "r-departure", "r-entering", "r-halt", "r-road-strike"]  # fmt: skip
    expect(page.locator(".marks .time-about")).to_have_attribute("data-anchor", "r-halt")
    widths = [each.bounding_box()["width"] for each in marks.all()]  # type: ignore[index]
    assert max(widths) < 1.1 * min(widths), "each of them is a day"
    expect(page.locator(".pocket-none .chip")).to_have_text(["5", "6", "7", "8"])
    assert page.locator(".axis span").all_inner_texts() == ["28 Aug", "12:00", "29 Aug", "12:00", "30 Aug", "12:00"]


def test_playing_shows_each_report_when_its_window_begins(show: Callable[..., Page]) -> None:
    page = show()
    for pins, words in [
        ({"1", "5", "6"}, "28 Aug 2017"),
        ({"1", "2", "5", "6"}, "29 Aug 2017"),
        ({"1", "2", "3", "5", "6"}, "30 Aug 2017"),
    ]:
        button(page, "Show the next moment").click()
        expect(page.locator(".caption")).to_contain_text(words)
        assert shown_pins(page) == pins
    button(page, "Show the next moment").click()
    expect(page.locator(".caption")).to_be_hidden()
    assert len(shown_cards(page)) == 12


def test_nothing_plays_by_itself_and_play_pauses(show: Callable[..., Page]) -> None:
    page = show(reduced_motion="no-preference")
    expect(page.locator(".caption")).to_have_count(0)
    button(page, "Play by time").click()
    expect(page.locator(".caption")).to_contain_text("29 Aug 2017", timeout=10_000)
    button(page, "Pause").click()
    expect(button(page, "Play by time")).to_be_visible()
    page.locator("#r-departure h3").hover()
    page.keyboard.press("Escape")
    expect(page.locator(".caption")).to_be_hidden()
    assert shown_pins(page) == {"1", "2", "3", "5", "6"}


def test_the_window_is_set_by_keys_and_filters_map_list_and_legs(show: Callable[..., Page]) -> None:
    page = show()
    start = page.get_by_role("slider", name="Shown from")
    start.focus()
    assert start.get_attribute("aria-valuetext") == "28 Aug 2017, 00:00"
    for _ in range(2):
        page.keyboard.press("PageUp")
    for _ in range(60):
        if start.get_attribute("aria-valuetext") == "29 Aug 2017, 00:00":
            break
        page.keyboard.press("ArrowRight")
    assert start.get_attribute("aria-valuetext") == "29 Aug 2017, 00:00"
    assert "1" not in shown_pins(page)
    assert "r-departure" not in shown_cards(page)
    assert fragment(page) == "#&time=2017-08-29/.."
    expect(page.locator(".timeline .sifted")).to_contain_text("7 of 8 shown")
    shade = page.locator(".shade-before")  # what is left out stands pale, in pages of either direction
    expect(shade).to_have_css("position", "absolute")
    box = shade.bounding_box()
    assert box
    assert box["width"] > 20
    assert box["height"] > 20
    page.keyboard.press("Home")
    assert fragment(page) == ""
    assert len(shown_cards(page)) == 12


def test_arrow_keys_in_the_timeline_lead_through_the_reports_by_time(show: Callable[..., Page]) -> None:
    page = show()
    reel = page.get_by_role("slider", name="Reports by time")
    reel.focus()
    page.keyboard.press("ArrowRight")
    expect(reel).to_have_attribute("aria-valuetext", "1: The convoy leaves, 28 Aug 2017")
    expect(reel).to_be_focused()
    page.keyboard.press("End")
    expect(reel).to_have_attribute("aria-valuetext", re.compile(r"^8: Somewhere nobody knows"))
    page.keyboard.press("Enter")
    expect(note(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(note(page)).to_have_count(0)
    expect(reel).to_be_focused()


# --- filters ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "shown", "pins"),
    [
        ("The War Zone", 5, {"1", "3", "5"}),
        ("Position not stated", 6, {"1", "2", "3", "5", "6"}),
        ("within 10 km", 2, {"5", "6"}),
        ("within one day", 3, {"1", "2"}),
        ("standstill", 7, {"1", "2", "5", "6"}),
        ("Without a date", 4, {"1", "2", "3"}),
    ],
)
def test_a_filter_takes_the_same_from_map_and_list_and_says_how_much(
    show: Callable[..., Page], choice: str, shown: int, pins: set[str]
) -> None:
    name = {"Position not stated": "No position stated"}.get(choice, choice)
    page = show()
    page.get_by_text("Filter", exact=True).click()
    page.locator(".filters").get_by_role("checkbox", name=re.compile(name)).click()
    expect(page.locator(".timeline .sifted")).to_contain_text(f"{shown} of 8 shown")
    assert shown_pins(page) == pins
    assert len([each for each in shown_cards(page) if each.startswith("r-")]) == shown
    page.locator(".timeline").get_by_role("button", name="Show all").click()
    assert len(shown_cards(page)) == 12
    expect(page.locator(".timeline .sifted")).to_be_empty()
    expect(button(page, "Previous report")).to_be_focused()
    expect(page.locator(".filters input[data-facet]:not(:checked)")).to_have_count(0)


def test_what_is_filtered_out_is_passed_over_by_steps(show: Callable[..., Page]) -> None:
    page = show(fragment="#&off=source:twz")
    for n, expected in enumerate(("The convoy leaves", "The buses stand in the desert", "Air strikes cut the road"), 1):
        button(page, "Next report").click()
        expect(note(page)).to_contain_text(expected)
        expect(position(page)).to_contain_text(f"{n} of 5")


def test_the_filter_is_there_and_collapsed_in_the_compact_page(show: Callable[..., Page]) -> None:
    page = show("embed.html", width=360, height=740)
    expect(page.locator(".filters")).to_be_visible()
    expect(page.locator(".filters .choices")).to_be_hidden()
    page.get_by_text("Filter", exact=True).click()
    page.locator(".filters").get_by_role("checkbox", name=re.compile("within 10 km")).check()
    expect(page.locator(".timeline .sifted")).to_contain_text("2 of 8 shown")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


# --- the address ------------------------------------------------------------------------------------------------------


def test_view_report_filter_and_time_survive_a_reload(show: Callable[..., Page]) -> None:
    page = show(fragment="#r-halt&map=8/34.6/40.4&time=2017-08-29/2017-08-30&off=role:context&sure=100km")
    for _ in range(2):
        expect(note(page)).to_contain_text("The buses stand in the desert")
        expect(page.locator(".timeline .sifted")).to_contain_text("3 of 8 shown")
        assert shown_pins(page) == {"2", "3", "5"}
        assert fragment(page).startswith("#r-halt&map=8/")
        assert fragment(page).endswith("&time=2017-08-29/2017-08-30&off=role:context&sure=100km")
        page.reload()
        page.wait_for_selector(READY, state="attached")


def test_a_frame_opens_in_the_state_of_its_address(files: Path, open_page: Callable[..., Page], tmp_path: Path) -> None:
    host = tmp_path / "host.html"
    src = f"{(files / 'embed.html').as_uri()}#r-halt&off=role:context"
    host.write_text(f'<!DOCTYPE html><body><iframe src="{src}" width="700" height="900" sandbox="allow-scripts">')
    inside = open_page(host, reduced_motion="reduce").frame_locator("iframe")
    expect(inside.locator(".note")).to_contain_text("The buses stand in the desert")
    expect(inside.locator(".timeline .sifted")).to_contain_text("6 of 8 shown")


def test_back_closes_what_was_opened_and_forward_opens_it_again(show: Callable[..., Page]) -> None:
    page = show()
    page.locator("#r-halt .badge").click()
    button(page, "Next report").click()
    expect(note(page)).to_contain_text("Air strikes cut the road")
    page.go_back()
    expect(note(page)).to_have_count(0)
    page.go_forward()
    expect(note(page)).to_contain_text("Air strikes cut the road")


@pytest.mark.parametrize(
    "hostile",
    [
        "#%E0%A4%A",
        "#r-halt'%22><img src=x onerror=alert(1)>",
        "#&map=1e99/x/y&time=9/9&off=role:nothing,x:y&sure=0km",
        "#list",
    ],
)
def test_a_hostile_fragment_opens_the_whole_story(show: Callable[..., Page], hostile: str) -> None:
    page = show(fragment=hostile)
    expect(note(page)).to_have_count(0)
    assert shown_pins(page) == {"1", "2", "3", "5", "6"}


# --- disagreement -----------------------------------------------------------------------------------------------------


def test_disagreement_is_seen_on_the_map_and_told_in_the_panel(show: Callable[..., Page]) -> None:
    page = show()
    assert {str(each.text_content()) for each in page.locator(".numbers [data-differs]").all()} == {"1", "3"}
    expect(page.locator(".other")).to_have_text("Al Bukamal — The War Zone")
    expect(page.locator(".leaflet-pane .other-way")).to_have_count(1)
    expect(page.locator(".legend")).to_contain_text("Where another source places it")
    page.locator(".other i").click()
    expect(note(page).locator(".taken")).to_have_text(
        re.compile(r"the desert\s+— Associated Press\s+Taken here, because: its reporter was there")
    )
    expect(note(page)).not_to_contain_text("takes no side")
    page.locator("#r-departure .badge").click()
    expect(note(page)).to_contain_text("The author takes no side.")
    page.locator("#r-destination .badge").click()
    expect(note(page)).to_contain_text("2 sources, 1 independent voice")


# --- for everyone -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "options"),
    [("map.html", {}), ("map.html", {"dark": True, "width": 360}), ("embed.html", {"width": 360}), ("ar.html", {})],
)
def test_axe_finds_nothing_while_one_reads(
    show: Callable[..., Page], accessibility_faults: Callable[[Page], list[str]], name: str, options: dict[str, Any]
) -> None:
    page = show(name, fragment="#r-halt&off=role:context", **options)
    expect(note(page)).to_be_visible()
    page.evaluate("document.querySelector('.filters').open = true")
    assert accessibility_faults(page) == []
    page.keyboard.press("Escape")
    page.locator("#r-road-strike .badge, .time-mark[data-anchor=r-road-strike]").first.dispatch_event("click")
    expect(note(page)).to_be_visible()
    assert accessibility_faults(page) == []


def test_time_runs_as_the_page_reads(show: Callable[..., Page]) -> None:
    page = show("ar.html")
    boxes = [each.bounding_box()["x"] for each in page.locator(".marks .time-mark").all()]  # type: ignore[index]
    assert boxes[0] > boxes[1] > boxes[2]
    reel = page.locator(".marks")
    reel.focus()
    page.keyboard.press("ArrowLeft")
    expect(reel).to_have_attribute("aria-valuetext", re.compile("^1: "))
    page.keyboard.press("ArrowLeft")
    expect(reel).to_have_attribute("aria-valuetext", re.compile("^2: "))
