"""Pages of very many reports in a browser: everything is told, found, filtered and drawn, and nothing is mixed up."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import pandas
import pytest
from playwright.sync_api import Locator, Page, expect

import geomap.webmap
from geomap.webmap import draw_map

ROOT = Path(__file__).parents[3]
READY = "html[data-geomap=ready]"
COUNT = 5000
HOSTILE = [
    "</script><script>document.title = 'run'</script>", "{{7*7}} {%raw%} ${1+1} `tick`", "<img src=x onerror=alert(1)>",
    "\u202egpj.exe", "it's \"quoted\" \\u003c \\ & &lt;", "العربية‏ עברית 漢字 🙂", "line\u2028break\x00\x1b[31m",
]  # fmt: skip


@pytest.fixture(scope="module")
def crowds(load_script: Callable[[str], ModuleType]) -> ModuleType:
    return load_script("tests/crowds.py")


@pytest.fixture(scope="module")
def crowd(crowds: ModuleType) -> Any:
    return crowds.make_crowd(COUNT)


@pytest.fixture(scope="module")
def files(kit: Any, crowd: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crowd")
    for name, compact in (("map.html", False), ("embed.html", True)):
        drawn = draw_map(crowd.story, crowd.reports, crowd.legs, base=kit.base(), credits=kit.credits, compact=compact)
        kit.save(drawn, folder, name)
    return folder


@pytest.fixture
def show(files: Path, open_page: Callable[..., Page]) -> Callable[..., Page]:
    def show_(name: str = "map.html", *, anchor: str = "", **options: Any) -> Page:
        page = open_page((files / name).as_uri() + anchor, **options)
        page.wait_for_selector(READY, state="attached")
        return page

    return show_


def until(page: Page, condition: str) -> None:
    for _ in range(200):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never became true: {condition}")


def drawn_reports(page: Page) -> int:
    return int(page.locator(".leaflet-crowd-pane canvas").get_attribute("data-reports") or -1)


def search(page: Page, text: str) -> None:
    turn = page.locator(".stage").get_attribute("data-sifted")
    page.get_by_label("Search in the reports").fill(text)
    until(page, f"document.querySelector('.stage').dataset.sifted !== '{turn}'")


# --- everything is told ---------------------------------------------------------------------------------------------


def test_the_list_leads_through_every_report(show: Callable[..., Page]) -> None:
    page = show()
    seen = page.evaluate(
        """() => {
          const seen = [];
          const on = document.querySelector('.pager [aria-label="Next page of the list"]');
          for (;;) {
            seen.push(...[...document.querySelectorAll(".crowd .card")].map((card) => card.id));
            if (on.disabled) return seen;
            on.click();
          }
        }"""
    )
    assert seen == [f"r-r{n}" for n in range(1, COUNT + 1)]
    expect(page.locator(".crowd .card")).to_have_count(25)
    last = page.locator(".crowd .card").last
    assert (last.get_attribute("aria-posinset"), last.get_attribute("aria-setsize")) == (str(COUNT), str(COUNT))


def test_every_report_with_a_place_is_on_the_map(show: Callable[..., Page], crowd: Any) -> None:
    page = show()
    assert drawn_reports(page) == (crowd.reports["draw"] != "none").sum()


@pytest.mark.parametrize("number", [1, 777, 2500, COUNT])
def test_a_search_finds_a_report(show: Callable[..., Page], crowd: Any, number: int) -> None:
    page = show()
    search(page, f"({number})")
    expect(page.locator(".crowd .card")).to_have_count(1)
    row = crowd.reports.iloc[number - 1]
    expect(page.locator(".crowd .card h3")).to_have_text(row["title"])
    expect(page.locator(".sifting .sifted")).to_have_text(f"1 of {COUNT:,} reports shown")
    assert drawn_reports(page) == (row["draw"] != "none")
    page.locator(".sifting").get_by_role("button", name="Show all").click()
    expect(page.locator(".crowd .card")).to_have_count(25)


def test_a_search_for_nothing_that_is_there_says_so(show: Callable[..., Page]) -> None:
    page = show()
    search(page, "no such words")
    expect(page.locator(".crowd .card")).to_have_count(0)
    expect(page.locator(".sifting .sifted")).to_have_text(f"0 of {COUNT:,} reports shown")
    assert drawn_reports(page) == 0


def test_a_card_says_what_the_card_of_a_usual_page_says(
    kit: Any, tmp_path: Path, open_page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    story = kit.story()
    texts = []
    for many in (2000, 3):
        monkeypatch.setattr(geomap.webmap, "MANY", many)
        page = open_page(kit.save(kit.draw(story), tmp_path, f"{many}.html"))
        page.wait_for_selector(READY, state="attached")
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        cards = page.evaluate(
            """() => Object.fromEntries([...document.querySelectorAll('.card[id^="r-"] article')].map((article) =>
              [article.parentElement.id, article.innerText.replace(/\\s+/g, " ").trim()]))"""
        )
        links = page.evaluate(
            """() => [...document.querySelectorAll('.card[id^="r-"] .voices a')].map((a) => [a.textContent, a.href])"""
        )
        texts.append((cards, links))
    assert len(texts[0][0]) == len(story.reports)
    assert texts[1] == texts[0]


def test_what_strangers_wrote_is_shown_as_it_is(
    kit: Any, crowds: ModuleType, tmp_path: Path, open_page: Callable[..., Page]
) -> None:
    from geomap.text import visible

    crowd = crowds.make_crowd(2001)
    reports = crowd.reports.copy()
    for row, text in enumerate(HOSTILE):
        for column in ("title", "text", "category", "place_name", "where", "when_as_reported"):
            reports.loc[row, column] = text
    page = open_page(kit.save(draw_map(crowd.story, reports, crowd.legs, base=kit.base(), credits=()), tmp_path))
    page.wait_for_selector(READY, state="attached")
    titles = page.locator(".crowd .card h3").all_text_contents()[: len(HOSTILE)]
    assert titles == [visible(text) for text in HOSTILE]
    assert page.locator(".crowd .card .text").all_text_contents()[: len(HOSTILE)] == [visible(text) for text in HOSTILE]
    assert page.locator(".crowd script, .crowd img").count() == 0
    assert page.title() == crowd.story.title


def test_links_lead_to_the_web_alone(
    kit: Any, crowds: ModuleType, tmp_path: Path, open_page: Callable[..., Page]
) -> None:
    crowd = crowds.make_crowd(2001)
    sources = tuple(
        source.model_copy(update={"url": "javascript:alert(1)"}) if i % 2 else source
        for i, source in enumerate(crowd.story.sources)
    )
    story = crowd.story.model_copy(update={"sources": sources})
    page = open_page(kit.save(draw_map(story, crowd.reports, crowd.legs, base=kit.base(), credits=()), tmp_path))
    page.wait_for_selector(READY, state="attached")
    links = page.evaluate("[...document.querySelectorAll('.crowd .voices a')].map((a) => [a.protocol, a.rel])")
    assert links
    assert {tuple(link) for link in links} == {("https:", "noopener")}
    assert page.locator(".crowd .voices li:not(:has(a))").count() > 0


# --- map and list in step -------------------------------------------------------------------------------------------


def test_a_filter_reduces_the_list_and_the_map(show: Callable[..., Page], crowd: Any) -> None:
    page = show()
    page.locator(".sieve summary").click()
    for name in ("Flood", "Road closed", "Power cut"):
        page.locator(".sieve label", has_text=name).locator("input").uncheck()
    left = crowd.reports[~crowd.reports["category"].isin(["Flood", "Road closed", "Power cut"])]
    expect(page.locator(".sifting .sifted")).to_have_text(f"{len(left):,} of {COUNT:,} reports shown")
    until(page, f"document.querySelector('.crowd .card').getAttribute('aria-setsize') === '{len(left)}'")
    assert drawn_reports(page) == (left["draw"] != "none").sum()
    assert page.locator(".crowd .card").first.get_attribute("id") == f"r-{left['id'].iloc[0]}"


def test_a_window_of_time_is_a_filter_too(show: Callable[..., Page], crowd: Any) -> None:
    page = show()
    page.locator(".sieve summary").click()
    page.get_by_label("From", exact=True).fill("2017-03-01")
    page.get_by_label("Until", exact=True).fill("2017-03-31")
    left = crowd.reports[crowd.reports["when"].str.startswith("2017-03")]
    expect(page.locator(".sifting .sifted")).to_have_text(f"{len(left):,} of {COUNT:,} reports shown")


def test_a_filter_survives_in_the_address(show: Callable[..., Page]) -> None:
    page = show()
    page.locator(".sieve summary").click()
    page.locator(".sieve label", has_text="Fire").locator("input").uncheck()
    until(page, "document.querySelector('.sifting .sifted').textContent")
    told = page.locator(".sifting .sifted").text_content()
    assert "category:Fire" in page.evaluate("decodeURIComponent(location.hash)")
    page.reload()
    page.wait_for_selector(READY, state="attached")
    expect(page.locator(".sifting .sifted")).to_have_text(str(told))
    assert not page.locator(".sieve label", has_text="Fire").locator("input").is_checked()


def test_a_link_to_a_report_opens_the_page_of_the_list_that_it_is_on(show: Callable[..., Page]) -> None:
    page = show(anchor="#r-r2512")
    card = page.locator("#r-r2512")
    expect(card).to_have_attribute("aria-current", "true")
    expect(page.locator(".note")).to_contain_text("(2512)")
    page.evaluate("location.hash = '#r-r17'")
    expect(page.locator("#r-r17")).to_have_attribute("aria-current", "true")


def test_a_mark_names_its_reports_and_leads_to_each(show: Callable[..., Page]) -> None:
    page = show(reduced_motion="reduce")
    box = page.locator(".folium-map").bounding_box()
    assert box
    opened = False
    for x in range(40, int(box["width"]) - 80, 9):  # along the middle, until there is a mark
        page.mouse.move(box["x"] + x, box["y"] + box["height"] / 2)
        page.wait_for_timeout(20)
        if page.locator(".folium-map.is-over").count() and "reports" in str(page.locator(".crowd-tip").text_content()):
            page.mouse.click(box["x"] + x, box["y"] + box["height"] / 2)
            opened = True
            break
    assert opened
    note = page.locator(".mark-note")
    total = int(re.sub(r"\D", "", str(note.locator(".mark-head").text_content())))
    assert total > 1
    names = note.locator(".names-of-mark button")
    expect(names).to_have_count(min(total, 20))
    title = names.first.locator("bdi").text_content()
    names.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".note h3")).to_have_text(str(title))
    expect(page.locator(".crowd .card[aria-current] h3")).to_have_text(str(title))


def test_the_story_by_keyboard(show: Callable[..., Page]) -> None:
    page = show(reduced_motion="reduce")
    page.locator(".crowd .badge").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".note")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#r-r2")).to_have_attribute("aria-current", "true")
    page.keyboard.press("Escape")
    expect(page.locator(".note")).to_have_count(0)
    on = page.get_by_role("button", name="Next page of the list").first
    on.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".crowd .card").first).to_have_attribute("aria-posinset", "26")
    assert page.evaluate("document.activeElement.closest('.card')?.id") == "r-r26"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('.card')?.id") == "r-r27"


# --- by time --------------------------------------------------------------------------------------------------------

WEEK = timedelta(days=7)
FIRST = datetime(2017, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def timed(crowds: ModuleType) -> Any:
    """A crowd in which time is known in every way: days, weeks on end, moments, open ends, none, and years before."""
    crowd = crowds.make_crowd(2400)
    reports = crowd.reports.copy()
    when, role = reports["when"].tolist(), reports["role"].tolist()
    start, end = reports["earliest"].tolist(), reports["latest"].tolist()
    for i in range(0, 2400, 11):
        end[i] += timedelta(days=(i * 7) % 60)
    for i in range(5, 2400, 40):
        start[i] = end[i] = None
        when[i] = None
    for i in range(6, 2400, 90):
        start[i] = end[i] = FIRST + WEEK * (i % 45)
    for i in range(7, 2400, 300):
        start[i] = None
    for i in range(8, 2400, 300):
        end[i] = None
    for i in range(9, 2400, 500):
        start[i], end[i] = FIRST - timedelta(days=900), FIRST - timedelta(days=800)
        role[i] = "context"
    for name, values in (("when", when), ("earliest", start), ("latest", end), ("role", role)):
        reports[name] = pandas.Series(values, dtype=object)
    return replace(crowd, reports=reports)


@pytest.fixture(scope="module")
def timed_page(kit: Any, timed: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    drawn = draw_map(timed.story, timed.reports, timed.legs, base=kit.base(), credits=kit.credits)
    return Path(kit.save(drawn, tmp_path_factory.mktemp("timed")))


@pytest.fixture
def show_timed(timed_page: Path, open_page: Callable[..., Page]) -> Callable[..., Page]:
    def show_(*, anchor: str = "", **options: Any) -> Page:
        page = open_page(timed_page.as_uri() + anchor, **options)
        page.wait_for_selector(READY, state="attached")
        expect(bars(page)).to_have_attribute("aria-description", re.compile("A bar counts"))
        return page

    return show_


def bars(page: Page) -> Locator:
    return page.get_by_role("slider", name="Reports by time")


def windows(reports: Any) -> list[tuple[datetime | None, datetime | None]]:
    """First moment, and the first one after it; of an exact moment twice the same."""
    found = []
    for start, end in zip(reports["earliest"].tolist(), reports["latest"].tolist(), strict=True):
        first, last = (None if moment is None or pandas.isna(moment) else moment for moment in (start, end))
        found.append((first, last if last is None or last == first else last + timedelta(seconds=1)))
    return found


def touches(window: tuple[Any, Any], begin: Any, until: Any) -> bool:
    """Whether a window, which has a date, has to do with the time from `begin` to before `until`; None is for ever."""
    start, end = window
    early = end is not None and begin is not None and (end < begin if start == end else end <= begin)
    return not early and not (start is not None and until is not None and start >= until)


def told_bars(page: Page) -> list[tuple[int, int]]:
    """What the bars say, one by one: how many are shown, of how many."""
    bars(page).focus()
    page.keyboard.press("Home")
    told = []
    for n in range(int(str(bars(page).get_attribute("aria-valuemax")))):
        expect(bars(page)).to_have_attribute("aria-valuenow", str(n + 1))
        words = str(bars(page).get_attribute("aria-valuetext")).rpartition(": ")[2]
        counts = [int(each.replace(",", "")) for each in re.findall(r"[\d,]+", words)]
        told.append((counts[0], counts[-1]))
        page.keyboard.press("ArrowRight")
    return told


def weeks(reports: Any) -> Iterator[tuple[datetime, datetime]]:
    """The bars of the crowd's year, of a week each; the last ends with the last report."""
    own = reports[reports["role"] == "event"]
    last = max(moment for window in windows(own) for moment in window if moment)
    begin = FIRST
    while begin < last:
        yield begin, min(begin + WEEK, last)
        begin += WEEK


def test_each_bar_counts_the_reports_whose_time_touches_it(show_timed: Callable[..., Page], timed: Any) -> None:
    page = show_timed()
    dated = [each for each in windows(timed.reports) if each != (None, None)]
    spans = list(weeks(timed.reports))
    counts = [sum(touches(each, begin, until) for each in dated) for begin, until in spans]
    assert [whole for _, whole in told_bars(page)] == counts
    assert len(spans) > 50
    several = sum(sum(touches(each, *span) for span in spans) > 1 for each in dated)
    expect(page.locator(".bar-what")).to_contain_text(f"{several} reports are in several bars.")
    page.locator("h1").click()
    expect(page.locator(".bar-told")).to_be_empty()
    expect(page.locator(".beside-none")).to_have_text("Without a date, in every window: 60")
    assert sum(end is not None and end <= FIRST for _, end in dated) == 5
    expect(page.locator(".beside-before")).to_have_text("Earlier: 5")
    expect(page.locator(".beside-after")).to_have_count(0)


def test_the_bars_tell_what_is_filtered_of_all(show_timed: Callable[..., Page], timed: Any) -> None:
    page = show_timed(anchor="#&off=category:Flood")
    reports = timed.reports
    left = reports[reports["category"] != "Flood"]
    expect(page.locator(".timeline .sifted")).to_contain_text(f"{len(left):,} of 2,400 shown")
    until(page, "document.querySelector('.beside-none b').textContent.includes('of 60')")
    for (some, whole), (begin, end) in zip(told_bars(page), weeks(reports), strict=True):
        for told, among in ((some, left), (whole, reports)):
            assert told == sum(touches(each, begin, end) for each in windows(among) if each != (None, None))
    undated = sum(each == (None, None) for each in windows(left))
    expect(page.locator(".beside-none")).to_have_text(f"Without a date, in every window: {undated} of 60")


def in_window(timed: Any, begin: Any, until: Any) -> Any:
    return timed.reports[[each == (None, None) or touches(each, begin, until) for each in windows(timed.reports)]]


def expect_shown(page: Page, left: Any) -> None:
    expect(page.locator(".sifting .sifted")).to_have_text(f"{len(left):,} of 2,400 reports shown")
    until(page, f"document.querySelector('.crowd .card')?.getAttribute('aria-setsize') === '{len(left)}'")
    until(
        page,
        f"document.querySelector('.leaflet-crowd-pane canvas').dataset.reports === '{(left['draw'] != 'none').sum()}'",
    )


def test_the_window_by_keyboard_filters_map_and_list_and_the_date_fields_follow(
    show_timed: Callable[..., Page], timed: Any
) -> None:
    page = show_timed(reduced_motion="reduce")
    start, end = (page.get_by_role("slider", name=name) for name in ("Shown from", "Shown until"))
    start.focus()
    for _ in range(3):
        page.keyboard.press("PageUp")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    at = datetime.strptime(str(start.get_attribute("aria-valuetext")), "%d %b %Y").replace(tzinfo=UTC)
    assert at > FIRST + timedelta(days=60)
    expect_shown(page, in_window(timed, at, None))
    assert page.evaluate("location.hash") == f"#&time={at:%Y-%m-%d}/.."
    end.focus()
    page.keyboard.press("PageDown")
    last = datetime.strptime(str(end.get_attribute("aria-valuetext")), "%d %b %Y").replace(tzinfo=UTC)
    left = in_window(timed, at, last + timedelta(days=1))
    expect_shown(page, left)
    fragment = page.evaluate("location.hash")
    assert fragment == f"#&time={at:%Y-%m-%d}/{last:%Y-%m-%d}"
    page.locator(".sieve summary").click()
    expect(page.get_by_label("From", exact=True)).to_have_value(f"{at:%Y-%m-%d}")
    expect(page.get_by_label("Until", exact=True)).to_have_value(f"{last:%Y-%m-%d}")
    page.get_by_label("From", exact=True).fill("2017-06-05")
    expect(start).to_have_attribute("aria-valuetext", "5 Jun 2017")
    start.focus()
    page.keyboard.press("Home")
    end.focus()
    page.keyboard.press("End")
    expect(page.locator(".sifting .sifted")).to_be_empty()
    expect(page.locator(".timeline .sifted")).to_be_empty()
    assert page.evaluate("location.hash") == ""


def test_the_window_by_pointer_and_from_a_link(show_timed: Callable[..., Page], timed: Any) -> None:
    page = show_timed()
    track = page.locator(".track").bounding_box()
    handle = page.locator(".handle-to").bounding_box()
    assert track
    assert handle
    assert min(handle["width"], handle["height"]) >= 24
    y = handle["y"] + handle["height"] / 2
    page.mouse.move(handle["x"] + handle["width"] / 2, y)
    page.mouse.down()
    for part in (0.9, 0.7, 0.5, 0.4):
        page.mouse.move(track["x"] + part * track["width"], y)
    page.mouse.up()
    told = str(page.get_by_role("slider", name="Shown until").get_attribute("aria-valuetext"))
    last = datetime.strptime(told, "%d %b %Y").replace(tzinfo=UTC)
    left = in_window(timed, None, last + timedelta(days=1))
    assert 700 < len(left) < 1200
    expect_shown(page, left)
    fragment = page.evaluate("location.hash")
    assert fragment == f"#&time=../{last:%Y-%m-%d}"
    page.reload()
    page.wait_for_selector(READY, state="attached")
    expect_shown(page, left)
    expect(page.get_by_role("slider", name="Shown until")).to_have_attribute("aria-valuetext", told)
    page.locator(".timeline").get_by_role("button", name="Show all").click()
    expect(page.locator(".sifting .sifted")).to_be_empty()
    assert page.evaluate("location.hash") == ""
    expect(page.locator(".timeline").get_by_role("button", name="Previous report")).to_be_focused()


def test_a_pointer_over_a_bar_says_what_it_counts(show_timed: Callable[..., Page]) -> None:
    page = show_timed()
    box = bars(page).bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 10)
    expect(page.locator(".bar-told")).to_have_text(re.compile(r"^\d+ \w+ 2017 to \d+ \w+ 2017: \d+ reports$"))
    before = page.locator(".stage").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] - 200)
    expect(page.locator(".bar-told")).to_be_empty()
    assert page.locator(".stage").bounding_box() == before, "what is told moves nothing"


def test_play_shows_bar_by_bar_what_begins_and_gives_the_window_back(
    show_timed: Callable[..., Page], timed: Any
) -> None:
    page = show_timed(anchor="#&time=2017-03-05/2017-03-18", reduced_motion="reduce")
    first, last = datetime(2017, 3, 5, tzinfo=UTC), datetime(2017, 3, 19, tzinfo=UTC)
    expect_shown(page, in_window(timed, first, last))
    play = page.locator(".timeline").get_by_role("button", name="Show the next moment")
    for n in (1, 2):
        play.click()
        expect(page.locator(".caption b")).to_have_text(
            f"{(first + (n - 1) * WEEK).day} Mar 2017 to {(first + n * WEEK).day - 1} Mar 2017"
        )
        expect_shown(page, in_window(timed, first, first + n * WEEK))
        expect(page.locator(".note")).to_have_count(0)
        assert page.evaluate("location.hash") == "#&time=2017-03-05/2017-03-18", "what plays is not in the address"
    play.click()
    expect(page.locator(".caption")).to_be_hidden()
    expect_shown(page, in_window(timed, first, last))


def test_play_runs_pauses_and_ends_with_the_escape_key(show_timed: Callable[..., Page], timed: Any) -> None:
    page = show_timed()
    expect(page.locator(".caption")).to_have_count(0)
    until(page, "document.querySelector('.beside-none')")
    line = page.locator(".timeline")
    line.get_by_role("button", name="Play by time").click()
    expect(page.locator(".caption b")).to_have_text("8 Jan 2017 to 14 Jan 2017")
    line.get_by_role("button", name="Pause").click()
    told = str(page.locator(".caption b").text_content())
    shown_until = datetime.strptime(told.partition(" to ")[2], "%d %b %Y").replace(tzinfo=UTC) + timedelta(days=1)
    expect_shown(page, in_window(timed, None, shown_until))
    assert page.locator(".sifting .sifted").get_attribute("aria-live") == "off"
    page.keyboard.press("Escape")
    expect(page.locator(".caption")).to_be_hidden()
    expect(page.locator(".sifting .sifted")).to_be_empty()


def test_what_is_open_closes_when_a_window_leaves_it_out(show_timed: Callable[..., Page]) -> None:
    page = show_timed(anchor="#r-r1", reduced_motion="reduce")
    expect(page.locator(".note")).to_be_visible()
    page.get_by_role("slider", name="Shown from").focus()
    page.keyboard.press("PageUp")
    page.keyboard.press("PageUp")
    expect(page.locator(".note")).to_have_count(0)
    expect(page.locator(".timeline .position")).to_be_empty()


def test_the_timeline_is_not_printed(show_timed: Callable[..., Page]) -> None:
    page = show_timed()
    expect(page.locator(".timeline")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".timeline")).to_be_hidden()


BINS = """async ({ origin, zone, span, from, to, every }) => {
  const { axisOf, clockOf } = await import(`${origin}/clock.js`);
  const { binsOf, placeInBins, tally } = await import(`${origin}/crowd/bins.js`);
  const through = (steps) => { for (;;) { const { done, value } = steps.next(); if (done) return value; } };
  const axis = axisOf(span);
  const { unit, edges } = binsOf(clockOf(zone, "en"), axis);
  const unknown = -(2 ** 31);
  const times = { from: Int32Array.from(from, (at) => at ?? unknown), to: Int32Array.from(to, (at) => at ?? unknown) };
  const passing = Uint8Array.from(from, (_, i) => i % every === 0);
  const found = through(tally(through(placeInBins(times, axis, edges)), edges.length - 1, passing));
  return { ...found, bars: [...found.bars], begun: [...found.begun], unit, edges: [...edges] };
}"""
DAY = 1440


@pytest.mark.parametrize(
    ("zone", "start", "minutes", "unit"),
    [
        ("UTC", datetime(2017, 1, 1), 0, "hour"),
        ("UTC", datetime(2017, 1, 1, 10, 7), 95, "hour"),
        ("Europe/Berlin", datetime(2017, 3, 24, 10), 4 * DAY, "hour"),
        ("Europe/Berlin", datetime(2017, 2, 10, 13), 90 * DAY, "day"),
        ("Asia/Kathmandu", datetime(2016, 5, 3), 800 * DAY, "day"),
        ("America/New_York", datetime(2009, 1, 15, 8), 2900 * DAY, "month"),
        ("UTC", datetime(1850, 6, 1), 60_000 * DAY, "year"),
    ],
)
def test_bars_suit_the_span_and_the_clock_and_count_what_touches_them(
    serve: Callable[[Path], str], open_page: Callable[..., Page], zone: str, start: datetime, minutes: int, unit: str
) -> None:
    origin = serve(ROOT / "geomap" / "static")
    page = open_page(f"{origin}/crowd/bins.js")
    first = int(start.replace(tzinfo=ZoneInfo(zone)).timestamp() // 60)
    span = max(minutes, 1)
    begins = [first + (n * 7919) % span for n in range(400)]
    ends: list[int | None] = [min(each + (n * 31) % (span // 3 + 2), first + minutes) for n, each in enumerate(begins)]
    starts: list[int | None] = [
        None if n % 17 == 0 else first + minutes if n % 29 == 0 else each for n, each in enumerate(begins)
    ]
    ends = [
        None if n % 23 == 0 else at if n % 5 == 0 and at is not None else each
        for n, (at, each) in enumerate(zip(starts, ends, strict=True))
    ]
    ends = [
        at if at is not None and each is not None and each < at else each for at, each in zip(starts, ends, strict=True)
    ]
    found = page.evaluate(
        BINS, {"origin": origin, "zone": zone, "span": [first, first + minutes], "from": starts, "to": ends, "every": 2}
    )
    edges = found["edges"]
    assert found["unit"] == unit
    assert 2 <= len(edges) <= 124
    assert edges == sorted(set(edges))
    half = 0 if minutes else 720
    assert (edges[0], edges[-1]) == (first - half, first + minutes + half)
    for edge in edges[1:-1]:
        local = datetime.fromtimestamp(edge * 60, ZoneInfo(zone))
        wanted = {"hour": (), "day": (0, 0), "month": (1, 0, 0), "year": (1, 1, 0, 0)}[unit]
        parts = (local.month, local.day, local.hour, local.minute)
        assert parts[len(parts) - len(wanted) :] == wanted
    dated = [each for each in zip(starts[::2], ends[::2], strict=True) if each != (None, None)]
    # The last bar holds the last moment, too.
    spans = [(a, None if b == edges[-1] else b) for a, b in itertools.pairwise(edges)]
    assert found["bars"] == [sum(touches(each, a, b) for each in dated) for a, b in spans]
    assert found["several"] == sum(sum(touches(each, a, b) for a, b in spans) > 1 for each in dated)
    assert sum(found["begun"]) + found["places"][1] + found["places"][2] == len(dated)
    assert found["places"][0] == 200 - len(dated)


# --- how it looks and reads -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("map.html", {}), ("map.html", {"dark": True}), ("map.html", {"width": 360}), ("embed.html", {"width": 360}),
        ("map.html", {"forced_colors": "active"}),
    ],
)  # fmt: skip
def test_nothing_stands_in_a_readers_way(
    show: Callable[..., Page], accessibility_faults: Callable[[Page], list[str]], name: str, options: dict[str, Any]
) -> None:
    page = show(name, **options)
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    expect(page.locator(".crowd .card").first).to_be_visible()
    assert accessibility_faults(page) == []
    page.locator(".crowd .badge").first.click()
    expect(page.locator(".note")).to_be_visible()
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= options.get("width", 1280)


@pytest.mark.parametrize("dark", [False, True])
def test_the_map_is_painted_in_the_colours_of_the_page(show: Callable[..., Page], dark: bool) -> None:
    page = show(dark=dark)
    wanted = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--cat-1').trim()")
    found = page.evaluate(
        """() => {
          const canvas = document.querySelector(".leaflet-crowd-pane canvas");
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          const colours = new Map();
          for (let i = 0; i < data.length; i += 4) {
            const key = "#" + [0, 1, 2].map((n) => data[i + n].toString(16).padStart(2, "0")).join("");
            if (data[i + 3] === 255) colours.set(key, (colours.get(key) ?? 0) + 1);
          }
          return Object.fromEntries(colours);
        }"""
    )
    assert found.get(wanted, 0) > 200


@pytest.mark.parametrize(
    "options",
    [{}, {"dark": True, "width": 360}, {"forced_colors": "active"}, {"contrast": "more"}],
)
def test_the_timeline_in_use_stands_in_nobodys_way(
    show_timed: Callable[..., Page],
    accessibility_faults: Callable[[Page], list[str]],
    artefacts: Path,
    options: dict[str, Any],
) -> None:
    page = show_timed(anchor="#&time=2017-03-05/2017-05-20&off=category:Fire", reduced_motion="reduce", **options)
    expect(page.locator(".timeline .sifted")).to_contain_text("of 2,400 shown")
    bars(page).focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".bar-told")).not_to_be_empty()
    page.screenshot(path=artefacts / f"crowd-time-{'-'.join(map(str, options.values())) or 'light'}.png")
    assert accessibility_faults(page) == []
    page.locator(".timeline").get_by_role("button", name="Show the next moment").click()
    expect(page.locator(".caption")).to_be_visible()
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= options.get("width", 1280)
    for control in page.locator(".timeline button:visible, .timeline [role=slider]").all():
        box = control.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24
    paint = page.evaluate("[...document.querySelectorAll('.bars path')].map((path) => getComputedStyle(path).fill)")
    assert len(set(paint)) == 3


def test_without_a_script_the_page_says_where_the_list_is(files: Path, open_page: Callable[..., Page]) -> None:
    page = open_page(files / "map.html", javascript=False)
    body = page.locator("body")
    expect(page.locator("noscript .crowd-files")).to_be_visible()
    expect(page.get_by_role("link", name="reports.csv")).to_have_attribute("href", "reports.csv")
    expect(page.get_by_role("link", name="reports.geojson")).to_have_attribute("href", "reports.geojson")
    for words in ("5,000 reports", "40 independent sources", "Paper 7", "How this map was made", "Dec 2017"):
        expect(body).to_contain_text(words)


def test_two_makings_are_the_same_bytes(kit: Any, crowd: Any, files: Path, tmp_path: Path) -> None:
    drawn = draw_map(crowd.story, crowd.reports, crowd.legs, base=kit.base(), credits=kit.credits)
    assert kit.save(drawn, tmp_path).read_bytes() == (files / "map.html").read_bytes()


def test_a_small_page_carries_nothing_of_it(kit: Any, drawn: Any, tmp_path: Path) -> None:
    text = kit.save(drawn, tmp_path).read_text()
    assert "names-of-mark" not in text
    assert '"crowd"' not in text


# --- marks: pure scripts, without a page ----------------------------------------------------------------------------

GATHER = """async ({ origin, seed, count, kinds, scale, size }) => {
  const { gather, membersOf } = await import(`${origin}/crowd/gather.js`);
  const { gridOf } = await import(`${origin}/crowd/grid.js`);
  let state = seed;
  const chance = () => ((state = (state * 1103515245 + 12345) % 2147483648) / 2147483648);
  const x = Float64Array.from({ length: count }, () => (chance() < 0.1 ? NaN : 0.5 + chance() ** 3 * size / scale));
  const y = Float64Array.from(x, (at) => (Number.isNaN(at) ? NaN : 0.4 + chance() ** 3 * size / scale));
  const group = Uint16Array.from(x, () => Math.floor(chance() ** 2 * kinds));
  const model = { x, y, group, kinds: Array.from({ length: kinds }), count };
  const next = new Int32Array(count);
  const box = [0.5 * scale - 10, 0.4 * scale - 10, 0.5 * scale + size + 10, 0.4 * scale + size + 10];
  const steps = gather(model, gridOf(x, y), null, scale, box, next);
  let step = steps.next();
  while (!step.done) step = steps.next();
  const marks = step.value;
  return { placed: x.filter((at) => !Number.isNaN(at)).length, group: [...group],
    at: [...x].map((each, i) => (Number.isNaN(each) ? null : [each * scale, y[i] * scale])),
    marks: marks.map((mark) => ({ ...mark, members: membersOf(mark, next) })) };
}"""


@pytest.fixture
def gathered(serve: Callable[[Path], str], open_page: Callable[..., Page]) -> Callable[..., Any]:
    """Marks that ``gather.js`` makes of points by chance."""
    origin = serve(ROOT / "geomap" / "static")
    page = open_page(f"{origin}/crowd/gather.js")

    def made(**options: Any) -> Any:
        return page.evaluate(GATHER, {"origin": origin, "seed": 7, **options})

    return made


CASES = [
    {"count": 40, "kinds": 3, "scale": 256 * 2**10, "size": 900},
    {"count": 600, "kinds": 5, "scale": 256 * 2**7, "size": 800},
    {"count": 5000, "kinds": 24, "scale": 256 * 2**9, "size": 700},
    {"count": 3000, "kinds": 1, "scale": 256.0, "size": 90},
    {"count": 300, "kinds": 90, "scale": 256 * 2**5, "size": 500},
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=json.dumps)
def test_every_report_is_in_one_mark_of_its_own_sort(gathered: Callable[..., Any], case: dict[str, Any]) -> None:
    found = gathered(**case)
    members = [i for mark in found["marks"] for i in mark["members"]]
    assert sorted(members) == [i for i, at in enumerate(found["at"]) if at]
    assert all(mark["count"] == len(mark["members"]) for mark in found["marks"])
    assert all({found["group"][i] for i in mark["members"]} == {mark["kind"]} for mark in found["marks"])


@pytest.mark.parametrize("case", CASES, ids=json.dumps)
def test_no_mark_lies_on_another(gathered: Callable[..., Any], case: dict[str, Any]) -> None:
    marks = gathered(**case)["marks"]
    for n, a in enumerate(marks):
        for b in marks[n + 1 :]:
            away = ((a["x"] - b["x"]) ** 2 + (a["y"] - b["y"]) ** 2) ** 0.5
            assert away >= a["r"] + b["r"] - 0.01


@pytest.mark.parametrize("case", CASES, ids=json.dumps)
def test_a_mark_stands_near_its_reports_and_a_report_alone_at_its_place(
    gathered: Callable[..., Any], case: dict[str, Any]
) -> None:
    found = gathered(**case)
    alone = 0
    for mark in found["marks"]:
        for i in mark["members"]:
            x, y = found["at"][i]
            away = ((mark["x"] - x) ** 2 + (mark["y"] - y) ** 2) ** 0.5
            assert away < 136 * 2**0.5
            alone += away < 0.01
    if case["count"] == 40:
        assert alone > 10


def test_a_page_of_more_than_a_hundred_thousand_keeps_their_text_once(
    crowds: ModuleType, kit: Any, tmp_path: Path, open_page: Callable[..., Page]
) -> None:
    """The page holds itself to Trusted Types, which also guard what is done to the data island."""
    crowd = crowds.make_crowd(100_001)
    drawn = draw_map(crowd.story, crowd.reports, crowd.legs, base=kit.base(), credits=kit.credits)
    page = open_page(kit.save(drawn, tmp_path).as_uri())
    page.wait_for_selector(READY, state="attached")
    assert page.evaluate("document.getElementById('geomap-data').textContent.length") == 0
    search(page, "r100001")
    until(page, "document.querySelectorAll('.crowd .card').length > 0")
    until(page, "document.querySelector('.leaflet-crowd-pane canvas').dataset.reports > 0")


# --- on paper -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("across", [False, True])
def test_the_map_is_painted_for_paper_when_the_browser_begins_to_print(
    show: Callable[..., Page], *, across: bool
) -> None:
    page = show(width=1280, height=900)
    page.evaluate(
        """() => addEventListener("afterprint", () => {
          const canvas = document.querySelector(".leaflet-crowd-pane canvas");
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          let painted = 0;
          for (let i = 3; i < data.length; i += 4) painted += data[i] > 0;
          globalThis.onPaper = { painted, at: canvas.style.transform };
        })"""
    )
    page.pdf(format="A4", landscape=across)
    on_paper = page.evaluate("globalThis.onPaper")
    assert on_paper["painted"] > 20_000
    assert on_paper["at"].endswith("scale(1)")
    page.emulate_media(media="print")
    assert page.locator(".legend .cat").first.evaluate("e => getComputedStyle(e).printColorAdjust") == "exact"
