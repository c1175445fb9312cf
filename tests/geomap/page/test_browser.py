"""The page in a browser: silent, quick, readable by everyone, and the list and the map in step."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from geomap import GeoMap

READY = "html[data-geomap=ready]"


@pytest.fixture(scope="module")
def files(kit: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small story as full page, as compact page, and as a page in Arabic."""
    folder = tmp_path_factory.mktemp("pages")
    story = kit.story()
    kit.save(kit.draw(story), folder, "map.html")
    kit.save(kit.draw(story, compact=True, full_map="map.html"), folder, "embed.html")
    arabic = kit.story(language="ar", title="قافلة آب 2017", summary="غادرت الحافلات الجبال باتجاه الحدود العراقية.")
    kit.save(kit.draw(arabic), folder, "ar.html")
    return folder


@pytest.fixture
def show(files: Path, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """``show("map.html", **options of open_page)``: the page, drawn."""

    def show_(name: str = "map.html", *, anchor: str = "", **options: Any) -> Page:
        page = open_page((files / name).as_uri() + anchor, **options)
        page.wait_for_selector(READY, state="attached")
        return page

    return show_


def pin(page: Page, anchor: str) -> Locator:
    return page.locator(f'.numbers [data-anchor="{anchor}"]')


def note(page: Page) -> Locator:
    return page.locator(".note")


def until(page: Page, condition: str) -> None:
    """Wait for a condition; Playwright's own way compiles text, which the page's policy forbids."""
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never became true: {condition}")


def overlaps(page: Page, selector: str) -> list[str]:
    """Pairs of visible elements of which one covers a part of the other."""
    return page.evaluate(
        """(selector) => {
          const boxes = [...document.querySelectorAll(selector)]
            .filter((e) => e.checkVisibility({visibilityProperty: true}))
            .map((e) => [e.textContent, e.getBoundingClientRect()]);
          return boxes.flatMap(([a, r], i) => boxes.slice(i + 1).filter(([, s]) =>
            Math.min(r.right, s.right) - Math.max(r.left, s.left) > 1 &&
            Math.min(r.bottom, s.bottom) - Math.max(r.top, s.top) > 1).map(([b]) => a + " / " + b));
        }""",
        selector,
    )


# --- what is seen -------------------------------------------------------------------------------------------------


def test_the_map_shows_what_the_story_has(show: Callable[..., Page]) -> None:
    page = show()
    expect(page.locator(".numbers .badge")).to_have_count(5)
    expect(page.locator("path.leg")).to_have_count(2 + 2 + 4)  # on the map, in the legend, on the cards of the legs
    expect(page.locator(".leaflet-pane path.leg-inferred.leg")).to_be_visible()
    expect(page.locator(".leaflet-pane path.area-soft")).to_be_visible()
    expect(page.locator(".leaflet-pane path.circle")).to_be_visible()
    expect(page.locator(".leaflet-pane .arrow-filled")).not_to_have_count(0)
    expect(page.locator(".leaflet-pane .arrow-open")).not_to_have_count(0)
    expect(page.locator(".place-name", has_text="Al Bukamal")).to_contain_text("البوكمال")
    expect(page.locator(".name-country", has_text="Syria")).to_contain_text("سوريا")
    expect(page.locator(".scale")).to_contain_text("km")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_whole_story_is_in_view(show: Callable[..., Page], width: int) -> None:
    page = show(width=width)
    stage = page.locator(".stage").bounding_box()
    assert stage
    for locator in page.locator(
        ".leaflet-pane path.leg, .leaflet-pane path.area, .leaflet-pane path.circle, .numbers"
    ).all():
        box = locator.bounding_box()
        assert box
        assert box["x"] >= stage["x"]
        assert box["y"] >= stage["y"]
        assert box["x"] + box["width"] <= stage["x"] + stage["width"]
        assert box["y"] + box["height"] <= stage["y"] + stage["height"]


@pytest.mark.parametrize("width", [360, 1280])
def test_no_number_and_no_name_covers_another(show: Callable[..., Page], width: int) -> None:
    page = show(width=width)
    assert overlaps(page, ".tag, .name-icon:not(.is-off) .names > div, .controls") == []
    for _ in range(3):
        page.get_by_role("button", name="Zoom in").click()
        page.wait_for_timeout(400)
        assert overlaps(page, ".tag, .name-icon:not(.is-off) .names > div") == []


def test_every_number_can_be_clicked(show: Callable[..., Page]) -> None:
    page = show(reduced_motion="reduce")  # a map that still glides would carry the next number from under the pointer
    for button in page.locator(".numbers .badge").all():
        button.click()
        expect(note(page)).to_contain_text(str(button.get_attribute("aria-label")).split(": ", 1)[1])
        page.keyboard.press("Escape")


@pytest.mark.parametrize(("motion", "glides"), [("reduce", False), ("no-preference", True)])
def test_the_map_glides_only_for_readers_who_do_not_mind(
    show: Callable[..., Page], motion: str, *, glides: bool
) -> None:
    page = show(width=700, height=500, reduced_motion=motion)
    page.evaluate(
        """() => {
          globalThis.glided = false;
          new MutationObserver(() => { globalThis.glided ||= !!document.querySelector(".leaflet-pan-anim"); })
            .observe(document.querySelector(".leaflet-map-pane"), { attributeFilter: ["class"] });
        }"""
    )
    page.locator(".numbers .badge").first.focus()
    page.locator(".stage .leaflet-container, .stage.leaflet-container").first.focus()
    page.keyboard.press("ArrowUp")
    page.wait_for_timeout(400)
    assert page.evaluate("globalThis.glided") is glides


@pytest.mark.parametrize("name", ["map.html", "embed.html", "ar.html"])
def test_nothing_sticks_out_sideways(show: Callable[..., Page], name: str) -> None:
    page = show(name)
    for width in (320, 360, 768, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_list_scrolls_beside_a_map_that_stays(show: Callable[..., Page]) -> None:
    page = show()
    stage = page.locator(".stage").bounding_box()
    page.mouse.move(200, 400)
    page.mouse.wheel(0, 600)
    until(page, "scrollY > 300")
    assert page.locator(".stage").bounding_box() == stage


def test_the_map_ends_where_the_table_begins(show: Callable[..., Page]) -> None:
    page = show(height=500)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    edges = "[document.querySelector('.map'), document.querySelector('.foot')].map((e) => e.getBoundingClientRect())"
    above, below = page.evaluate(edges)
    assert above["bottom"] <= below["top"] + 1


def test_a_narrow_page_begins_with_title_and_map(show: Callable[..., Page]) -> None:
    page = show(width=360, height=740)
    tops = [
        page.locator(s).first.evaluate("e => e.getBoundingClientRect().top")
        for s in ("h1", ".stage", ".legend", ".card")
    ]
    assert tops == sorted(tops)
    stage = page.locator(".stage").bounding_box()
    assert stage
    assert 0.5 * 740 < stage["height"] < 0.75 * 740
    assert stage["y"] + stage["height"] <= 740


# --- list and map in step -------------------------------------------------------------------------------------------


def test_hovering_a_card_lights_its_pin_and_the_other_way_round(show: Callable[..., Page]) -> None:
    page = show()
    page.locator("#r-departure h3").hover()
    expect(pin(page, "r-departure")).to_have_class("badge sym-origin is-hot")
    pin(page, "r-halt").hover()
    expect(page.locator("#r-halt")).to_have_class("card is-hot")
    expect(pin(page, "r-departure")).to_have_class("badge sym-origin")


def test_a_pin_opens_all_that_its_card_says(show: Callable[..., Page]) -> None:
    page = show()
    pin(page, "r-departure").click()
    expect(note(page)).to_be_visible()
    said = page.locator("#r-departure article").evaluate("e => e.textContent.replace(/\\s+/g, ' ')")
    shown = note(page).locator("article").evaluate("e => e.textContent.replace(/\\s+/g, ' ')")
    assert shown == said
    expect(note(page).get_by_role("link", name="Buses cross Syria")).to_be_visible()
    expect(page.locator("#r-departure")).to_have_attribute("aria-current", "true")
    assert page.evaluate("location.hash") == "#r-departure"


def test_a_card_opens_its_pin(show: Callable[..., Page]) -> None:
    page = show()
    page.locator("#r-destination .badge").click()
    expect(note(page)).to_contain_text("Boukamal is the destination")
    expect(pin(page, "r-destination")).to_have_class(re.compile(r"\bis-current\b"))
    note(page).get_by_role("button", name="Close").click()
    expect(note(page)).to_have_count(0)
    assert page.evaluate("location.hash") == ""


def test_a_report_without_a_place_opens_beside_the_map_and_says_so(show: Callable[..., Page]) -> None:
    page = show()
    page.locator("#r-road-strike .badge").click()
    expect(page.locator("#r-road-strike")).to_have_attribute("aria-current", "true")
    expect(note(page)).to_contain_text("Not on the map")
    expect(note(page)).to_contain_text("No source states a position")
    expect(page.locator(".bubble")).to_have_count(0)


def test_a_line_is_clicked_like_a_pin(show: Callable[..., Page]) -> None:
    page = show()
    box = page.locator("path.leg-reach").first.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2)
    expect(note(page)).to_contain_text("The ends are reported")
    expect(page.locator("#l-first")).to_have_attribute("aria-current", "true")


def test_the_keyboard_reaches_everything(show: Callable[..., Page]) -> None:
    page = show()
    page.locator("#r-departure .badge").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#r-entering .badge")).to_be_focused()
    expect(pin(page, "r-entering")).to_have_class("badge sym-event is-hot")
    page.keyboard.press("Enter")
    expect(note(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(note(page)).to_have_count(0)
    expect(page.locator("#r-entering .badge")).to_be_focused()
    pin(page, "r-departure").focus()
    page.keyboard.press("ArrowRight")
    expect(pin(page, "r-entering")).to_be_focused()
    page.keyboard.press("Enter")
    expect(note(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(pin(page, "r-entering")).to_be_focused()


def test_a_link_to_a_report_opens_it(show: Callable[..., Page]) -> None:
    page = show(anchor="#r-halt")
    expect(note(page)).to_contain_text("The buses stand in the desert")
    expect(page.locator("#r-halt")).to_be_in_viewport()


def test_a_narrow_map_shows_a_sheet_that_leaves_the_pin_in_sight(show: Callable[..., Page]) -> None:
    page = show(width=360, height=740)
    pin(page, "r-destination").click()
    sheet = page.locator(".sheet")
    expect(sheet).to_be_visible()
    page.wait_for_timeout(500)
    stage, over, button = (
        locator.bounding_box() for locator in (page.locator(".stage"), sheet, pin(page, "r-destination"))
    )
    assert stage
    assert over
    assert button
    assert stage["y"] <= button["y"]
    assert button["y"] + button["height"] <= over["y"]


def test_the_legend_switches_layers(show: Callable[..., Page]) -> None:
    page = show()
    page.get_by_role("checkbox", name="Inferred").uncheck()
    expect(page.locator(".leaflet-pane path.leg-inferred")).to_have_count(0)
    page.get_by_role("checkbox", name="Inferred").check()
    expect(page.locator(".leaflet-pane path.leg.leg-inferred")).to_be_visible()
    page.get_by_role("checkbox", name="Context").uncheck()
    expect(pin(page, "r-earlier")).to_be_hidden()
    expect(pin(page, "r-destination")).to_be_visible()
    page.get_by_role("checkbox", name="Destination").uncheck()
    expect(page.locator(".leaflet-pane path.circle")).to_have_count(0)


def test_the_wheel_scrolls_the_page_until_the_map_is_clicked(show: Callable[..., Page]) -> None:
    page = show()
    page.mouse.move(900, 100)
    page.mouse.wheel(0, -300)
    expect(page.locator(".hint")).to_have_class("hint is-on")
    before = page.locator(".scale").inner_text()
    page.mouse.click(700, 80)
    page.mouse.wheel(0, -600)
    expect(page.locator(".scale")).not_to_have_text(before)
    page.get_by_role("button", name="Show the whole story").click()
    expect(page.locator(".scale")).to_have_text(before)


# --- for everyone ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("map.html", {}),
        ("map.html", {"dark": True}),
        ("map.html", {"width": 320}),
        ("embed.html", {"width": 600}),
        ("ar.html", {}),
        ("ar.html", {"width": 320, "dark": True}),
    ],
)
def test_axe_finds_nothing(
    show: Callable[..., Page], accessibility_faults: Callable[[Page], list[str]], name: str, options: dict[str, Any]
) -> None:
    page = show(name, **options)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".leaflet-pane path.leg").first).to_be_visible()
    assert accessibility_faults(page) == []
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    pin(page, "r-departure").click()
    expect(note(page)).to_be_visible()
    assert accessibility_faults(page) == []


def test_print_is_whole(show: Callable[..., Page], accessibility_faults: Callable[[Page], list[str]]) -> None:
    page = show(dark=True)
    page.emulate_media(media="print")
    expect(page.locator(".controls")).to_be_hidden()
    expect(page.locator("#r-departure .voices")).to_be_visible()
    expect(page.locator(".leaflet-pane path.leg").first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(29, 28, 26)"
    assert page.locator(".map").evaluate("e => getComputedStyle(e).position") == "static"
    assert accessibility_faults(page) == []


def test_without_a_script_everything_is_there_to_read(files: Path, open_page: Callable[..., Page]) -> None:
    page = open_page(files / "map.html", javascript=False)
    assert page.locator(".card").count() == 12
    page.locator("#r-departure summary").click()
    assert page.locator("#r-departure .voices").get_by_text("The War Zone").is_visible()
    assert page.locator("tbody tr").count() == 8
    assert page.locator(".legend").get_by_text("Inferred").is_visible()
    assert page.locator(".legend input").count() == 0


def test_nothing_moves_for_those_who_asked_for_calm(show: Callable[..., Page]) -> None:
    page = show(reduced_motion="reduce")
    page.get_by_role("button", name="Zoom in").click()
    assert page.locator(".leaflet-zoom-anim").count() == 0
    assert page.locator(".card").first.evaluate("e => getComputedStyle(e).transitionDuration") == "0s"


def test_a_page_in_arabic_reads_from_the_right_and_its_map_is_not_mirrored(show: Callable[..., Page]) -> None:
    page = show("ar.html")
    title, stage = page.locator("h1").bounding_box(), page.locator(".stage").bounding_box()
    assert title
    assert stage
    assert stage["x"] + stage["width"] <= title["x"] + 1
    west, east = pin(page, "r-departure").bounding_box(), pin(page, "r-destination").bounding_box()
    assert west
    assert east
    assert west["x"] < east["x"]


# --- what may not happen --------------------------------------------------------------------------------------------


def test_text_cannot_become_markup_in_the_page(show: Callable[..., Page], watch: Any) -> None:
    page = show()
    caught = page.evaluate(
        """() => ["<b>x</b>", "<svg/>", ""].map((text) => {
          try { document.createElement("div").innerHTML = text; return "allowed"; } catch (error) { return error.name; }
        })"""
    )
    assert caught == ["TypeError", "allowed", "allowed"]
    assert page.evaluate(
        """() => {
          const script = document.createElement("script");
          try {
            script.textContent = "window.ran = true";
            document.body.append(script);
          } catch (error) { return error.name; }
          return window.ran ?? "did not run";
        }"""
    ) in ("TypeError", "did not run")
    assert watch.complaints, "the browser must have said why"
    watch.complaints.clear()


def test_an_iframe_grows_to_its_map(files: Path, open_page: Callable[..., Page], kit: Any, tmp_path: Path) -> None:
    from geomap.page import embed_snippet

    host = tmp_path / "host.html"
    host.write_text(f"<!DOCTYPE html><body>{embed_snippet((files / 'embed.html').as_uri(), title='T', height_px=100)}")
    page = open_page(host, width=700)
    inside = page.frame_locator("iframe")
    inside.locator(READY).wait_for(state="attached")
    until(page, "document.querySelector('iframe').clientHeight > 400")
    before = page.locator("iframe").evaluate("e => e.clientHeight")
    inside.locator("summary").first.click()
    until(page, f"document.querySelector('iframe').clientHeight > {before}")
    inside.locator(".numbers .badge").first.click()
    expect(inside.locator(".note")).to_be_visible()


def test_a_map_opened_without_room_shows_the_story_once_it_has_some(
    files: Path, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    # As in a tab of the host page that is not shown yet, or a frame that is loaded before it is laid out.
    host = tmp_path / "host.html"
    frame = f'<iframe src="{(files / "embed.html").as_uri()}" width="0" height="0"></iframe>'
    host.write_text(f"<!DOCTYPE html><body>{frame}")
    page = open_page(host, width=900)
    inside = page.frame_locator("iframe")
    inside.locator(READY).wait_for(state="attached")
    page.locator("iframe").evaluate("e => { e.width = 800; e.height = 700; }")
    expect(inside.locator(".scale")).to_have_text(re.compile(r"^(50|100) km$"))


def test_many_places_have_a_number_each(kit: Any, open_page: Callable[..., Page], tmp_path: Path) -> None:
    page = open_page(kit.save(many(kit, 140), tmp_path))
    page.wait_for_selector(READY, state="attached")
    assert page.locator(".card").count() == 140
    assert page.locator(".numbers .badge").count() == 140
    assert page.locator(".numbers .knot").count() == 0
    page.locator("#r-x7 .badge").click()
    expect(note(page)).to_contain_text("Report 7")


def test_very_many_places_are_drawn_together_by_kind_and_their_numbers_add_up(
    kit: Any, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = open_page(kit.save(many(kit, 450, roles=("halt", "strike", "event")), tmp_path), reduced_motion="reduce")
    page.wait_for_selector(READY, state="attached")
    told = page.locator(".card").count()
    assert told == 450
    knots = page.locator(".numbers .knot")
    alone = page.locator(".numbers .badge:not(.knot)")
    counts = [int(each.inner_text()) for each in knots.all()]
    assert sum(counts) + alone.count() == 450
    stage = page.locator(".stage").bounding_box()
    assert stage
    # Each has a square of 80 px, with those made beyond the edges too.
    assert knots.count() + alone.count() <= (stage["width"] + 160) * (stage["height"] + 160) / 80**2
    roles = page.evaluate("JSON.parse(document.getElementById('geomap-data').textContent).reports.map((r) => r[2])")
    for knot in knots.all():
        members = str(knot.get_attribute("data-members")).split()
        assert {roles[int(i)] for i in members} == {knot.get_attribute("data-role")}
    page.get_by_role("checkbox", name="Strike").uncheck()
    left = sum(int(each.inner_text()) for each in knots.all()) + alone.count()
    assert left == 300
    before = page.locator(".scale").inner_text()
    knots.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".scale")).not_to_have_text(before)
    assert page.evaluate("!!document.activeElement.closest('.numbers, .note')"), "the focus went with what was opened"
    page.locator("#r-x6 .badge").click()
    expect(note(page)).to_contain_text("Report 6")


def test_many_reports_of_one_place_open_as_a_list(kit: Any, open_page: Callable[..., Page], tmp_path: Path) -> None:
    page = open_page(kit.save(many(kit, 30, spots=1), tmp_path), reduced_motion="reduce")
    page.wait_for_selector(READY, state="attached")
    knot = page.locator(".numbers .knot")
    expect(knot).to_have_text("30")
    knot.focus()
    page.keyboard.press("Enter")
    listed = page.locator(".note-list .listed")
    expect(listed).to_have_count(30)
    expect(page.locator(".note-list")).to_be_focused()
    listed.nth(3).focus()
    page.keyboard.press("Enter")
    expect(note(page)).to_contain_text("Report 3")
    expect(note(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(knot).to_be_focused()


@pytest.mark.parametrize("width", [360, 1280])
def test_each_of_many_pins_is_in_reach_and_none_lies_on_another(
    kit: Any, open_page: Callable[..., Page], tmp_path: Path, width: int
) -> None:
    page = open_page(kit.save(many(kit, 58), tmp_path), width=width, height=740, reduced_motion="reduce")
    page.wait_for_selector(READY, state="attached")
    assert overlaps(page, ".numbers .badge") == []
    assert page.locator(".is-under").count() == 0
    assert page.locator(".numbers .badge").count() == 58
    box = page.locator(".numbers .badge").first.bounding_box()
    assert box
    assert (box["width"] <= 20) == (width == 360)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_number_of_three_digits_fits_into_its_pin(
    kit: Any, open_page: Callable[..., Page], tmp_path: Path, width: int
) -> None:
    page = open_page(kit.save(many(kit, 130), tmp_path), width=width, height=740, reduced_motion="reduce")
    page.wait_for_selector(READY, state="attached")
    widths = page.evaluate(
        """() => [...document.querySelectorAll(".numbers .badge")].filter((e) => e.textContent > 99).map((e) =>
          [e.querySelector("b"), e.querySelector("svg > *")].map((each) => each.getBoundingClientRect().width))"""
    )
    assert len(widths) > 20
    assert all(words <= pin for words, pin in widths), widths[:3]


def test_where_even_a_leader_line_finds_no_room_a_pin_is_a_bare_dot_until_it_is_picked(
    kit: Any, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = open_page(kit.save(many(kit, 150), tmp_path), width=200, height=740, reduced_motion="reduce")
    page.wait_for_selector(READY, state="attached")
    expect(page.locator(".stage")).to_have_class(re.compile(r"\bis-tight\b"))
    assert overlaps(page, ".numbers .badge") == []
    hidden = page.locator(".is-under .badge").first.get_attribute("data-anchor")
    page.locator(f"#{hidden} .badge").click()
    expect(page.locator(f'.numbers [data-anchor="{hidden}"]')).to_have_css("visibility", "visible")


def many(kit: Any, count: int, *, spots: int = 0, roles: tuple[str, ...] = ("destination",)) -> GeoMap:
    from geopandas import points_from_xy

    from geomap.frames import check_reports
    from geomap.webmap import draw_map

    story = kit.story()
    town = kit.reports(story).loc[lambda frame: frame["id"] == "destination"]
    rows = town.loc[town.index.repeat(count)].reset_index(drop=True)
    lons, lats = (
        [36.2 + (i % (spots or count) * 37 % 500) / 100 for i in range(count)],
        [33.2 + (i % (spots or count) * 61 % 300) / 100 for i in range(count)],
    )
    rows = rows.assign(
        id=[f"x{i}" for i in range(count)],
        number=range(1, count + 1),
        title=[f"Report {i}" for i in range(count)],
        place_id=[f"p{i % (spots or count)}" for i in range(count)],
        role=[roles[i % len(roles)] for i in range(count)],
        lon=lons,
        lat=lats,
        geometry=points_from_xy(lons, lats, crs=4326),
    )
    return draw_map(story, check_reports(rows), kit.legs(story).iloc[:0], base=kit.base(), credits=kit.credits)
