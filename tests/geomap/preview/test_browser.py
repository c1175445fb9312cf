"""The preview in a real browser: a change appears, problems appear and go, and the reader stays where they were."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

OpenPage = Callable[..., Page]
Start = Callable[..., Any]


def test_a_change_appears_by_itself(preview: Start, open_page: OpenPage) -> None:
    running = preview()
    page = open_page(running.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("The first title")
    running.edit("The first title", "The second title")
    expect(page.get_by_role("heading", level=1)).to_have_text("The second title", timeout=30_000)
    expect(page.locator("html[data-geomap=ready]")).to_be_attached()


def test_the_form_for_frames_follows_as_well(preview: Start, open_page: OpenPage) -> None:
    running = preview()
    page = open_page(f"{running.url}embed.html")
    running.edit("The first title", "The second title")
    expect(page.get_by_role("heading", level=1)).to_have_text("The second title", timeout=30_000)


def test_problems_are_told_with_file_line_and_column_and_go_when_mended(
    preview: Start, open_page: OpenPage, accessibility_faults: Callable[[Page], list[str]]
) -> None:
    running = preview()
    page = open_page(running.url)
    running.edit("where: Boukamal", "wher: Boukamal, when: soon")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 problems in story.yaml", timeout=30_000)
    first, second = page.locator("li").all()
    expect(first).to_contain_text(re.compile(r"story\.yaml:6:40 reports\[1\]\.wher"))
    expect(first).to_contain_text("unknown key, got wher")
    expect(first).to_contain_text("Try where")
    expect(first.locator("pre")).to_have_text(
        "  - {id: there, title: There it ended, wher: Boukamal, when: soon, sources: [s]}"
    )
    expect(first.locator("mark")).to_have_text("wher:")
    expect(second.locator("mark")).to_have_text("soon,")
    assert accessibility_faults(page) == []
    running.edit("wher: Boukamal, when: soon", "where: Boukamal, when: 2017-08-28")
    expect(page.get_by_role("heading", level=1)).to_have_text("The first title", timeout=30_000)
    expect(page.locator(".card").first).to_be_visible()


@pytest.mark.parametrize(("width", "dark"), [(360, True), (1280, False)])
def test_candidates_of_a_name_are_listed_on_a_page_that_fits(
    preview: Start,
    open_page: OpenPage,
    accessibility_faults: Callable[[Page], list[str]],
    width: int,
    dark: bool,
) -> None:
    running = preview()
    page = open_page(running.url, width=width, dark=dark)
    running.edit("countries: [SY]", "countries: [LB, LY]")
    running.edit("where: Boukamal", "where: Tripoli")
    expect(page.get_by_role("heading", level=1)).to_contain_text("problem", timeout=30_000)
    listed = page.locator("li", has_text="geonames:266826")
    expect(listed).to_contain_text("it may be")
    expect(listed.locator("mark")).to_have_text("Tripoli,")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert accessibility_faults(page) == []


def test_the_reader_stays_at_the_place_and_the_fragment_through_a_spell_of_problems(
    preview: Start, open_page: OpenPage
) -> None:
    running = preview()
    page = open_page(f"{running.url}#r-there", height=500)
    expect(page.locator("html[data-geomap=ready]")).to_be_attached()
    page.evaluate("scrollTo({top: 300, behavior: 'instant'})")
    place = page.evaluate("scrollY")
    assert place > 200
    running.edit("title: There", "titel: There")
    expect(page.get_by_role("heading", level=1)).to_contain_text("problem", timeout=30_000)
    running.edit("titel: There", "title: There")
    expect(page.get_by_role("heading", level=1)).to_have_text("The first title", timeout=30_000)
    page.wait_for_function("place => Math.abs(scrollY - place) <= 2", arg=place)
    assert page.evaluate("location.hash").startswith("#r-there")


def test_a_story_that_is_deleted_is_missed_and_comes_back(preview: Start, open_page: OpenPage) -> None:
    running = preview()
    page = open_page(running.url)
    text = running.story.read_text(encoding="utf-8")
    running.story.unlink()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 problem in story.yaml", timeout=30_000)
    expect(page.get_by_role("listitem")).to_contain_text("story.yaml: no such file")
    running.story.parent.rmdir()
    running.story.parent.mkdir()
    running.story.write_text(text.replace("first", "third"), encoding="utf-8")
    expect(page.get_by_role("heading", level=1)).to_have_text("The third title", timeout=30_000)


def test_a_page_says_that_its_preview_has_ended_until_it_is_back(
    preview: Start, browser: Browser, accessibility_faults: Callable[[Page], list[str]]
) -> None:
    running = preview()
    page = browser.new_context().new_page()  # the browser itself complains of the server that is gone
    try:
        page.goto(running.url)
        ended = page.get_by_role("status").filter(has_text="preview has ended")
        expect(page.locator("html[data-geomap=ready]")).to_be_attached()
        expect(ended).to_have_count(0)
        running.stop()
        expect(ended).to_be_visible(timeout=30_000)
        assert accessibility_faults(page) == []
        running.edit("The first title", "The second title")
        preview(port=int(running.url.rstrip("/").rpartition(":")[2]))
        expect(page.get_by_role("heading", level=1)).to_have_text("The second title", timeout=30_000)
        expect(ended).to_have_count(0)
    finally:
        page.context.close()


def test_hostile_text_is_text_on_the_page_of_problems(preview: Start, open_page: OpenPage) -> None:
    running = preview()
    page = open_page(running.url)
    hostile = "</body><img src=x onerror=window.ran=1>{{7*7}}"
    running.edit("where: Boukamal", f'where: "{hostile}"')
    expect(page.locator("li").first).to_contain_text(hostile, timeout=30_000)
    assert page.evaluate("window.ran") is None
    assert page.locator("img").count() == 0


def test_the_policy_allows_one_script_more_and_the_pages_own_server(preview: Start, open_page: OpenPage) -> None:
    from geomap.build import make
    from geomap.page.csp import digest
    from geomap.preview.pages import reload_script

    running = preview()
    read = "document.querySelector('meta[http-equiv=Content-Security-Policy]').content"
    shown = open_page(running.url).evaluate(read)
    page = open_page()
    page.set_content(str(make(running.story, picture=False).contents["map.html"]))
    expected = page.evaluate(read)
    before, after = (
        {rule.split()[0]: set(rule.split()[1:]) for rule in policy.split("; ")} for policy in (expected, shown)
    )
    assert after.pop("connect-src") == {"'self'"}
    assert after.pop("script-src") - before.pop("script-src") == {digest(reload_script())}
    assert after == before
