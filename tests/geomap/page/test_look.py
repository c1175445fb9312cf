"""How the page looks, at every width and zoom and on paper: the two examples, as they are published."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from geomap.basemaps import base_map_for
from geomap.locate import locate
from geomap.route import build_routes
from geomap.story import load_story
from geomap.webmap import draw_map

ROOT = Path(__file__).parents[3]
READY = "html[data-geomap=ready]"
WIDTHS = (320, 360, 768, 1280, 1920)
EXAMPLES = {"convoy": "convoy-2017.yaml", "days": "eighty-days.yaml"}
# A4 in CSS pixels, less the margins that the style sheet asks for.
UPRIGHT, ACROSS = {"width": 703, "height": 1035}, {"width": 1032, "height": 706}


@pytest.fixture(scope="module")
def files(default_gazetteer: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two examples, full and compact."""
    folder = tmp_path_factory.mktemp("look")
    for name, file in EXAMPLES.items():
        story = load_story(ROOT / "geomap" / "examples" / file)
        reports = locate(story, default_gazetteer)
        legs = build_routes(story, reports, gazetteer=default_gazetteer)
        base = base_map_for(default_gazetteer, reports, legs)
        for suffix, compact in (("", False), ("-embed", True)):
            draw_map(story, reports, legs, base=base, credits=(), compact=compact).save(folder / f"{name}{suffix}.html")
    return folder


@pytest.fixture
def show(files: Path, open_page: Callable[..., Page]) -> Callable[..., Page]:
    def show_(name: str = "convoy", **options: Any) -> Page:
        page = open_page((files / f"{name}.html").as_uri(), reduced_motion="reduce", **options)
        page.wait_for_selector(READY, state="attached")
        return page

    return show_


def resize(page: Page, width: int, height: int = 800) -> None:
    """Gives the window another size and waits two frames, in which the map follows."""
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


# --- at every width -------------------------------------------------------------------------------------------------

OVER = """() => {
  const { clientWidth: wide, scrollWidth: whole } = document.documentElement, faults = [];
  if (whole > wide) faults.push(`the page is ${whole} px wide`);
  for (const e of document.querySelectorAll("body *")) {
    if (e.closest(".stage, .scroll, .defs, .skip, .unseen, svg, [hidden], noscript, script, style")) continue;
    const box = e.getBoundingClientRect();
    const out = box.width && (box.left < -1 || box.right > wide + 1);
    if (out) faults.push(`${e.tagName}.${e.className}: ${box.left} to ${box.right}`);
    const style = getComputedStyle(e);
    const cut = style.overflowX !== "visible" && style.overflowX !== "auto" && e.scrollWidth > e.clientWidth + 1;
    if (cut && e.clientWidth > 1) faults.push(`${e.tagName}.${e.className} cuts its text`);
  }
  for (const e of document.querySelectorAll(".stage > :is(.controls, .scale, .folium-map)")) {
    const stage = e.parentElement.getBoundingClientRect(), box = e.getBoundingClientRect();
    if (!box.width) continue;
    const aside = box.left < stage.left - 1 || box.right > stage.right + 1;
    if (aside || box.top < stage.top - 1 || box.bottom > stage.bottom + 1)
      faults.push(`${e.className} reaches out of the map`);
  }
  return faults;
}"""


@pytest.mark.parametrize("name", ["convoy", "days", "convoy-embed"])
def test_at_no_width_anything_is_cut_or_the_page_scrolls_sideways(show: Callable[..., Page], name: str) -> None:
    page = show(name, width=WIDTHS[0])
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    for width in WIDTHS:
        resize(page, width)
        assert page.evaluate(OVER) == [], width


@pytest.mark.parametrize("size_px", [32, 64])
def test_text_of_two_and_four_times_the_size_reflows(show: Callable[..., Page], size_px: int) -> None:
    # What a reader sets in the browser, 16 px if nothing.
    page = show(width=1280)
    sizes = {"standard": size_px, "fixed": size_px}
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": sizes})
    resize(page, 1281)
    assert page.locator(".deck").evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= size_px
    assert page.locator(".text").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= size_px * 0.9
    assert page.evaluate(OVER) == []
    expect(page.locator(".stage")).to_be_visible()


# --- names and numbers ----------------------------------------------------------------------------------------------

COLLISIONS = """() => {
  const stage = document.querySelector(".stage").getBoundingClientRect();
  const rects = (sort, selector) => [...document.querySelectorAll(selector)].flatMap(e => {
    const style = getComputedStyle(e), box = e.getBoundingClientRect();
    const off = style.visibility === "hidden" || !box.width || e.closest(".is-off, .is-under, .is-away, [hidden]");
    const inside = box.right > stage.left && box.left < stage.right && box.bottom > stage.top && box.top < stage.bottom;
    return off || !inside || +style.opacity === 0 ? [] : [{ sort, text: e.textContent.trim(), box }];
  });
  const names = rects("name", ".names > div");
  const others = [...rects("number", ".numbers .badge"), ...rects("place", ".place-name bdi"),
    ...rects("letter", ".mark-icon .letters"), ...rects("control", ".stage > :is(.controls, .scale, .locator)")];
  const common = (a, b, low, high) => Math.min(a[high], b[high]) - Math.max(a[low], b[low]);
  const hit = (a, b) => common(a, b, "left", "right") > 1.5 && common(a, b, "top", "bottom") > 1.5;
  const found = [];
  names.forEach((one, i) => found.push(...[...names.slice(i + 1), ...others]
    .filter(other => hit(one.box, other.box)).map(other => [one.text, other.text || other.sort])));
  return { names: names.length, found };
}"""


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("width", WIDTHS)
def test_no_name_of_the_base_map_lies_on_anything(show: Callable[..., Page], name: str, width: int) -> None:
    page = show(name, width=width)
    shown = 0
    for turn in range(4):
        seen = page.evaluate(COLLISIONS)
        assert seen["found"] == [], f"after {turn} steps nearer"
        shown += seen["names"]
        page.get_by_role("button", name="Zoom in").click()
        resize(page, width)
    assert shown >= 6


LEADERS = """() => {
  const boxOf = (e) => e.getBoundingClientRect();
  const seen = (e) => e.checkVisibility({ visibilityProperty: true });
  const places = [...document.querySelectorAll(".place:has(> i)")].filter(seen).map((e) => {
    const { left: x, top: y } = boxOf(e.querySelector("svg")), line = e.querySelector("line");
    const [dx, dy] = ["x2", "y2"].map((name) => line[name].baseVal.value);
    const badges = [...e.querySelectorAll(".badge")].filter(seen);
    const text = badges.map((b) => b.textContent).join();
    return { text, badges, at: [x, y], end: [x + dx, y + dy], long: Math.hypot(dx, dy) };
  });
  const side = ([x, y], [u, v], [p, q]) => (u - x) * (q - y) - (v - y) * (p - x) > 0;
  const cross = (a, b, c, d) => side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);
  const over = (p, [l, t, r, b]) => cross(p.at, p.end, [l, t], [r, b]) || cross(p.at, p.end, [l, b], [r, t]);
  const inner = ({ left, top, right, bottom }, by) => [left + by, top + by, right - by, bottom - by];
  const meets = ([l, t, r, b], [left, top, right, bottom]) => l < right && left < r && t < bottom && top < b;
  const controls = [...document.querySelectorAll(".controls, .scale")].map((e) => inner(boxOf(e), 0));
  const words = [...document.querySelectorAll(".numbers .badge, .place-name, .place-name bdi")].filter(seen);
  const covered = words.filter((e) => controls.some((control) => meets(control, inner(boxOf(e), 0))));
  const led = places.filter(({ long }) => long > 0);
  const isStruck = (p, q) => {
    const [x, y] = q.at, apart = Math.hypot(x - p.at[0], y - p.at[1]) > 12;
    return (led.indexOf(q) > led.indexOf(p) && cross(p.at, p.end, q.at, q.end))
      || (apart && over(p, [x - 4, y - 4, x + 4, y + 4])) || q.badges.some((e) => over(p, inner(boxOf(e), 3)));
  };
  const struck = led.flatMap((p) =>
    places.filter((q) => q !== p && isStruck(p, q)).map((q) => `${p.text} over ${q.text}`));
  return { covered: covered.map((e) => e.textContent), struck, longest: Math.max(0, ...led.map(({ long }) => long)) };
}"""


@pytest.mark.parametrize(("name", "most"), [("convoy-embed", 0), ("convoy", 0), ("days-embed", 3)])
def test_leaders_are_short_and_pass_nothing_and_nothing_is_under_the_controls(
    show: Callable[..., Page], name: str, most: int
) -> None:
    page = show(name, width=320)
    for width in (320, 360, 390, 768, 1280, 1920):
        resize(page, width)
        seen = page.evaluate(LEADERS)
        assert seen["covered"] == [], width
        assert len(seen["struck"]) <= most, (width, seen["struck"])
        assert seen["longest"] <= (50 if most == 0 else 90), width


def test_words_about_a_closed_stretch_leave_its_crosses_free(show: Callable[..., Page]) -> None:
    page = show("convoy", width=1280)
    words = page.locator(".place-stretch .place-name").bounding_box()
    crosses = page.locator(".leaflet-pane path.cross").bounding_box()
    assert words
    assert crosses
    assert words["y"] >= crosses["y"] + crosses["height"] or words["y"] + words["height"] <= crosses["y"]


def test_area_names_are_spaced_and_water_is_slanted(show: Callable[..., Page]) -> None:
    page = show("convoy")
    country = page.locator(".name-country bdi").first
    assert float(country.evaluate("e => parseFloat(getComputedStyle(e).letterSpacing)")) > 1.5
    assert country.evaluate("e => getComputedStyle(e).textTransform") == "uppercase"
    sheet = page.evaluate("[...document.querySelectorAll('style')].map(e => e.textContent).join('')")
    assert re.search(r"\.name-sea\{[^}]*font-style:italic", sheet)
    serif, sans = (
        page.locator(at).first.evaluate("e => getComputedStyle(e).fontFamily") for at in ("h1", ".place-name")
    )
    assert "serif" in serif.split(",")[-1]
    assert "sans-serif" in sans.split(",")[-1]


def test_the_ground_is_under_the_story(show: Callable[..., Page]) -> None:
    page = show("convoy")
    order = {
        name: int(page.locator(f".leaflet-{name}-pane").evaluate("e => getComputedStyle(e).zIndex"))
        for name in ("ground", "areas", "lines", "names", "marks", "marker")
    }
    assert list(order.values()) == sorted(order.values())
    for what in ("river", "division", "coast", "border"):
        assert page.locator(f".leaflet-ground-pane path.{what}").count() == 1, what


# --- where in the world ---------------------------------------------------------------------------------------------


def test_a_small_map_says_where_in_the_world_this_is(show: Callable[..., Page]) -> None:
    page = show("convoy", width=1280)
    small = page.locator(".locator")
    expect(small).to_be_visible()
    assert small.get_attribute("aria-hidden") == "true"
    page.locator('.numbers [data-anchor="r-departure"], .numbers .badge').first.click()
    expect(page.locator(".note").first).to_be_visible()
    expect(small).to_be_hidden()  # a note must not lie under it
    page.keyboard.press("Escape")
    expect(small).to_be_visible()
    resize(page, 320, 640)
    expect(small).to_be_hidden()


def test_the_small_map_is_never_on_the_story(show: Callable[..., Page]) -> None:
    page = show("convoy", width=1280)
    for _ in range(4):
        assert page.evaluate(
            """() => {
              const small = document.querySelector(".locator");
              if (getComputedStyle(small).visibility === "hidden") return [];
              const a = small.getBoundingClientRect();
              return [...document.querySelectorAll(".numbers .badge, .place-name bdi")].filter(e => {
                const b = e.getBoundingClientRect();
                return b.width && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
              }).map(e => e.textContent);
            }"""
        ) == []  # fmt: skip
        page.get_by_role("button", name="Zoom in").click()
        resize(page, 1280)


def test_a_story_round_the_world_needs_none(show: Callable[..., Page]) -> None:
    assert show("days").locator(".locator").count() == 0


# --- what the legend says -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_legend_shows_what_is_there_and_no_more(show: Callable[..., Page], name: str) -> None:
    page = show(name)
    for box in page.locator(".legend [data-basis] input:not(:checked)").all():
        box.check()
    drawn = {
        re.search(r"leg-(\w+)", str(path.get_attribute("class")).replace("leg-reach", ""))[1]  # type: ignore[index]
        for path in page.locator(".leaflet-pane path.leg").all()
    }
    told = {str(item.get_attribute("data-basis")) for item in page.locator(".legend [data-basis]").all()}
    assert told == drawn
    pins = set(page.evaluate("[...document.querySelectorAll('.numbers [data-role]')].map(e => e.dataset.role)"))
    roles = set(page.evaluate("[...document.querySelectorAll('.legend [data-role]')].map(e => e.dataset.role)"))
    assert roles - {"stretch"} == pins - {"stretch"}


def test_forced_colours_reach_hatching_and_soft_areas(show: Callable[..., Page]) -> None:
    page = show("convoy", forced_colors="active")
    text = page.locator("body").evaluate("e => getComputedStyle(e).color")
    colours = page.evaluate(
        """() => [[".defs pattern path", "stroke"], [".defs stop", "stopColor"]].map(([at, name]) =>
          getComputedStyle(document.querySelector(at))[name])"""
    )
    assert colours == [text, text]


# --- on paper -------------------------------------------------------------------------------------------------------


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("across", [False, True])
def test_on_paper_map_key_and_sources_are_on_the_first_page(
    show: Callable[..., Page], artefacts: Path, across: bool
) -> None:
    size = ACROSS if across else UPRIGHT
    page = show("convoy", dark=True, **size)
    page.emulate_media(media="print")
    resize(page, size["width"], size["height"])
    ends = {
        what: page.locator(what).last.evaluate("e => e.getBoundingClientRect().bottom + scrollY")
        for what in ("h1", ".deck", ".stage", ".legend", "tbody tr", ".sources li")
    }
    assert all(end <= size["height"] for end in ends.values()), ends
    stage = page.locator(".stage").bounding_box()
    assert stage
    assert stage["width"] <= size["width"] + 1
    for mark in page.locator(".numbers .badge:visible").all():
        box = mark.bounding_box()
        assert box
        assert stage["x"] <= box["x"] <= stage["x"] + stage["width"] - box["width"]
        assert stage["y"] <= box["y"] <= stage["y"] + stage["height"] - box["height"]
    assert page.locator("tbody tr").count() == page.locator(".cards .card[id^=r-]").count() + 1  # and the obstacle
    for link in page.locator(".sources a").all():
        after = link.evaluate("e => getComputedStyle(e, '::after').content")
        assert str(link.get_attribute("href")) in after
        assert link.evaluate("e => getComputedStyle(e).color") == "rgb(29, 28, 26)"  # light, whatever the screen was
    for hidden in (".controls", ".skip", ".legend input"):
        expect(page.locator(hidden).first).to_be_hidden()
    assert page.evaluate(OVER) == []
    pdf = page.pdf(format="A4", landscape=across, path=artefacts / f"print-{'across' if across else 'upright'}.pdf")
    assert 2 <= pages_of(pdf) <= 8


@pytest.mark.parametrize("across", [False, True])
def test_a_long_story_is_on_paper_whole(show: Callable[..., Page], artefacts: Path, across: bool) -> None:
    size = ACROSS if across else UPRIGHT
    page = show("days", **size)
    page.emulate_media(media="print")
    resize(page, size["width"], size["height"])
    for what in (".stage", ".legend"):  # the map and what explains it, together on the first page
        assert page.locator(what).evaluate("e => e.getBoundingClientRect().bottom + scrollY") <= size["height"]
    assert page.locator(".card:visible").count() == page.locator(".card").count()
    assert page.locator(".card .voices:visible").count() == page.locator(".card .voices").count()
    assert page.evaluate(OVER) == []
    pdf = page.pdf(
        format="A4", landscape=across, path=artefacts / f"print-days-{'across' if across else 'upright'}.pdf"
    )
    assert pages_of(pdf) <= 22
    # A key longer than the map is high has columns over all of the page, none of them alone on it.
    columns = {round(row.evaluate("e => e.getBoundingClientRect().left")) for row in page.locator("tbody tr").all()}
    assert len(columns) == (4 if across else 3)


# --- pictures for people --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("dark", [False, True])
def test_pictures_to_look_at(show: Callable[..., Page], artefacts: Path, name: str, dark: bool) -> None:
    page = show(name, dark=dark, width=360)
    for width, height in ((360, 740), (1280, 800), (1920, 1080)):
        resize(page, width, height)
        file = artefacts / f"{name}-{width}-{'dark' if dark else 'light'}.png"
        page.screenshot(path=file)
        assert file.stat().st_size > 20_000
