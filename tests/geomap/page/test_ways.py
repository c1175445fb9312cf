"""Legs on the page: lanes, arrow heads, the ways to the road, what stood in the way, who tells of which way."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Page, expect
from shapely.geometry import LineString, MultiLineString

from geomap.barring import told_obstacles
from geomap.corridor import disc
from geomap.frames import check_legs
from geomap.geodesy import LonLat
from geomap.obstacles import Barrier
from geomap.page import render_page
from geomap.projection import Box
from geomap.style import PALETTE
from geomap.webmap import GeoMap, draw_map

READY = "html[data-geomap=ready]"
WAY = LineString([(36.57, 34.17), (38.2, 34.4), (40.0, 34.3)])
ROAD = {"method": "road", "engine": "graph", "engine_version": "1.2", "profile": "bus", "data_title": "An extract"}
OBSTACLES = [
    {"id": "cut", "title": "The road is cut", "kind": "road_cut", "along": "planned", "when": "2017-08-30/..",
     "sources": ["twz", "ap"], "outcome": "Nobody says where."},
    {"id": "bridge", "title": "The bridge is down", "kind": "bridge", "where": "The bridge", "when": "2017-08-28",
     "sources": [{"source": "ap", "locator": "fourth paragraph"}]},
    {"id": "held", "title": "A held area", "kind": "held_area", "where": "Somewhere", "sources": ["ap"]},
]  # fmt: skip


def legs_of(kit: Any, story: Any) -> Any:
    """The small story's legs, with one on roads, its way back, a rival, and a blocked one."""
    legs = kit.legs(story)
    first = legs.loc[legs["id"] == "first"]
    road = {**ROAD, "data_date": "2017-08-20T00:00:00Z", "geometry": WAY, "corridor": None}
    access = LineString([(36.57, 34.0), (36.57, 34.17)])
    more = [
        first.assign(id="there", basis="reported", sources=[("twz",)], access=[access], **road),
        first.assign(id="back", basis="returned", **{**road, "geometry": WAY.reverse()}),
        first.assign(id="rival", basis="reported", sources=[("ap",)], instead_of="there"),
        first.assign(id="again", basis="planned", **road),
        first.assign(
            id="stop", basis="blocked", fallback="no road there", geometry=LineString([(38.2, 34.4), (38.0, 35.6)])
        ),
    ]
    frame = pd.concat([legs, *more], ignore_index=True).assign(number=range(1, len(legs) + 6))
    frame = frame.assign(from_ref=[f"from {i}" for i in frame["id"]])  # no ends in common: rivals are stated alone
    frame["alternates"] = [
        ({"geometry": LineString([(36.57, 34.17), (38.0, 33.4), (40.0, 34.3)]), "length_km": 351.2},)
        if i == "there"
        else ()
        for i in frame["id"]
    ]
    return check_legs(frame)


def barriers() -> tuple[Barrier, ...]:
    shape = disc(LonLat(38.2, 35.0), radius_km=20.0)
    return (Barrier("bridge", "The bridge is down", "28 Aug 2017", None, shape, None, where="The bridge"),)


def drawn(kit: Any, **changes: Any) -> GeoMap:
    story = kit.story(obstacles=OBSTACLES, **changes)
    return draw_map(story, kit.reports(story), legs_of(kit, story), base=kit.base(), obstacles=barriers())


@pytest.fixture(scope="module")
def file(kit: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return kit.save(drawn(kit), tmp_path_factory.mktemp("ways"))


@pytest.fixture
def show(file: Path, open_page: Callable[..., Page]) -> Callable[..., Page]:
    def show_(**options: Any) -> Page:
        page = open_page(file, reduced_motion="reduce", **options)
        page.wait_for_selector(READY, state="attached")
        return page

    return show_


def on_map(page: Page, classes: str) -> Any:
    return page.locator(f".leaflet-pane path{classes}")


def strokes(page: Page, classes: str) -> int:
    """How many separate strokes the paths of a class have that are drawn just now."""
    return sum(str(path.get_attribute("d")).replace("M0 0", "").count("M") for path in on_map(page, classes).all())


def apart(page: Page, one: str, other: str) -> float:
    """How far the points of one line lie from another line, in pixels: the least of them, past the ends."""
    return page.evaluate(
        """([one, other]) => {
          const [a, b] = [one, other].map((s) => document.querySelector(`.leaflet-pane path.leg${s}`));
          const points = (path, count, from, to) => Array.from({ length: count }, (_, i) =>
            path.getPointAtLength(path.getTotalLength() * (from + ((to - from) * i) / (count - 1))));
          const [p, q] = [points(a, 41, 0.1, 0.9), points(b, 801, 0, 1)];
          return Math.min(...p.map((u) => Math.min(...q.map((v) => Math.hypot(u.x - v.x, u.y - v.y)))));
        }""",
        [one, other],
    )


def test_a_way_back_and_a_plan_lie_beside_what_was_reported_at_every_zoom(show: Callable[..., Page]) -> None:
    page = show()
    for name in ("Zoom out", "Zoom in", "Zoom in"):
        assert 5.5 < apart(page, ".leg-returned", ".leg-reported") < 8.5
        before = page.locator(".scale div").get_attribute("style")
        page.get_by_role("button", name=name).click()
        expect(page.locator(".scale div")).not_to_have_attribute("style", str(before))
    assert 5.5 < apart(page, ".leg-returned", ".leg-reported") < 8.5


def test_arrow_heads_are_few_from_afar_and_even_from_near(show: Callable[..., Page]) -> None:
    page = show()
    counts = []
    for name in ("Zoom out", "Zoom in", "Zoom in"):
        counts.append(strokes(page, ".arrow.leg-returned"))
        for _ in range(2):
            page.get_by_role("button", name=name).click()
    assert counts[0] >= 2
    assert 0 < counts[1] <= counts[0]
    assert counts[2] >= counts[0]
    assert on_map(page, ".arrow-filled").first.evaluate("e => getComputedStyle(e).fillOpacity") == "1"


def test_what_leads_to_the_road_is_dotted_and_in_the_legend(show: Callable[..., Page], kit: Any) -> None:
    page = show()
    expect(on_map(page, ".access.leg-reported")).to_have_css("stroke-dasharray", "0.1px, 5px")
    expect(page.locator(".legend")).to_contain_text("Way to the road")
    assert "Way to the road" not in render_page(kit.draw(kit.story()))


def test_a_blocked_leg_ends_in_a_bar_that_its_pin_leaves_free(show: Callable[..., Page]) -> None:
    page = show()
    bar = on_map(page, ".bar.leg-blocked")
    expect(bar).to_be_visible()
    box = bar.bounding_box()
    assert box
    assert max(box["width"], box["height"]) > 12


def test_an_obstacle_is_an_area_with_a_sign_and_tells_its_sources(show: Callable[..., Page]) -> None:
    page = show()
    expect(on_map(page, ".barrier")).to_have_count(1)
    page.get_by_role("button", name="In the way: The bridge is down").click()
    note = page.locator(".note")
    expect(note).to_contain_text("28 Aug 2017")
    expect(note).to_contain_text("The area that is marked: The bridge.")
    expect(note.get_by_role("link", name="Strikes block evacuation")).to_be_visible()
    expect(note).to_contain_text("fourth paragraph")
    expect(page.locator("#o-bridge")).to_have_attribute("aria-current", "true")
    page.keyboard.press("Escape")
    page.get_by_role("checkbox", name="In the way").uncheck()
    expect(on_map(page, ".barrier")).to_have_count(0)
    expect(page.get_by_role("button", name="In the way: The bridge is down")).to_be_hidden()


def test_an_obstacle_of_no_position_is_told_along_the_stretch_without_a_pin(show: Callable[..., Page]) -> None:
    page = show()
    words = page.locator(".place-stretch")
    expect(words).to_contain_text("Road cut somewhere on this stretch; no source states where".replace("; ", ";"))
    assert strokes(page, ".cross") >= 4
    assert page.locator('.numbers [data-anchor="o-cut"], .place-stretch svg, .place-stretch > i').count() == 0
    words.locator(".place-name").click()
    expect(page.locator(".note")).to_contain_text("Nobody says where.")
    page.keyboard.press("Escape")
    page.locator("#o-cut .badge").click()
    expect(page.locator(".note h3")).to_have_text("The road is cut")
    page.keyboard.press("Escape")
    page.get_by_role("checkbox", name="Closed somewhere").uncheck()
    expect(words).to_be_hidden()
    assert strokes(page, ".cross") == 0


def test_without_a_line_to_stand_beside_words_go_with_their_leg(show: Callable[..., Page]) -> None:
    page = show()
    page.get_by_role("checkbox", name="Planned along roads").uncheck()
    expect(page.locator(".place-stretch")).to_be_hidden()
    expect(on_map(page, ".cross")).to_have_count(0)


def test_list_table_and_tally_tell_of_obstacles_too(show: Callable[..., Page]) -> None:
    page = show()
    expect(page.locator(".tally")).to_contain_text("3 obstacles")
    expect(page.locator("#o-held")).to_contain_text("No source states where, so that nothing is drawn.")
    for title in ("The road is cut", "The bridge is down", "A held area"):
        expect(page.locator("tbody tr", has_text=title)).to_have_count(1)


def test_competing_ways_are_layers_by_source(show: Callable[..., Page]) -> None:
    page = show()
    legs = on_map(page, ".leg.leg-reported")
    expect(legs).to_have_count(2)
    assert sorted(page.locator(".leaflet-pane .letters").all_inner_texts()) == ["a", "b"]
    page.get_by_role("checkbox", name="as told by The War Zone").uncheck()
    expect(legs).to_have_count(1)
    assert page.locator(".leaflet-pane .letters").all_inner_texts() == ["b"]
    page.get_by_role("checkbox", name="as told by Associated Press").uncheck()
    expect(legs).to_have_count(0)
    page.get_by_role("checkbox", name="as told by The War Zone").check()
    expect(legs).to_have_count(1)
    expect(page.locator("#l-rival")).to_contain_text("Instead of")


@pytest.mark.parametrize("width", [1280, 360])
def test_a_letter_keeps_clear_of_the_places(
    kit: Any, tmp_path: Path, open_page: Callable[..., Page], width: int
) -> None:
    story = kit.story()
    reports, legs = kit.reports(story), legs_of(kit, story)
    town = reports.loc[reports["radius_km"] < 5].iloc[-1]
    through = LineString([(town["lon"] - 1, town["lat"]), (town["lon"], town["lat"]), (town["lon"] + 1, town["lat"])])
    legs.loc[legs["id"] == "rival", "geometry"] = through
    drawn = draw_map(story, reports, check_legs(legs), base=kit.base())
    page = open_page(kit.save(drawn, tmp_path), width=width)
    page.wait_for_selector(READY, state="attached")
    least = page.evaluate(
        """() => {
          const middles = (s) => [...document.querySelectorAll(s)].map((e) => e.getBoundingClientRect())
            .map((r) => [r.x + r.width / 2, r.y + r.height / 2]);
          const [letters, dots] = [middles(".leaflet-pane .letters"), middles(".leaflet-pane .place-point > i")];
          return Math.min(...letters.flatMap(([x, y]) => dots.map(([a, b]) => Math.hypot(a - x, b - y))));
        }"""
    )
    assert 16 < least < 1e6


def test_other_ways_along_roads_are_there_to_switch_on(show: Callable[..., Page]) -> None:
    page = show()
    expect(on_map(page, ".spare.leg")).to_have_count(0)
    page.get_by_role("checkbox", name="Considered").check()
    expect(on_map(page, ".spare.leg")).to_be_visible()
    expect(page.locator("#l-there .evidence")).to_contain_text("351 km")


def test_the_legend_says_what_is_computed_from_what(show: Callable[..., Page]) -> None:
    made = " ".join(show().locator(".made").all_inner_texts())
    assert "Roads of An extract, as of 2017-08-20: ways along them are computed by graph 1.2 (bus)" in made
    assert "For 1 leg no way along roads was found: the shortest line over the ground stands in." in made


@pytest.mark.parametrize("options", [{}, {"dark": True}, {"width": 320}])
def test_axe_finds_nothing_on_it(
    show: Callable[..., Page], accessibility_faults: Callable[[Page], list[str]], options: dict[str, Any]
) -> None:
    page = show(**options)
    assert accessibility_faults(page) == []
    page.locator("#o-bridge .badge").click()
    expect(page.locator(".note")).to_be_visible()
    assert accessibility_faults(page) == []


def test_a_card_brings_its_place_into_view(show: Callable[..., Page]) -> None:
    page = show()
    for _ in range(6):
        page.get_by_role("button", name="Zoom in").click()
    for anchor in ("r-departure", "r-destination"):
        page.locator(f"#{anchor} .badge").click()
        expect(page.locator(f'.numbers [data-anchor="{anchor}"]')).to_be_in_viewport()
        stage, mark = (page.locator(each).bounding_box() for each in (".stage", f'.numbers [data-anchor="{anchor}"]'))
        assert stage
        assert mark
        assert stage["x"] <= mark["x"] <= stage["x"] + stage["width"]
        assert stage["y"] <= mark["y"] <= stage["y"] + stage["height"]


def test_times_of_day_have_their_zone_told_once(kit: Any) -> None:
    story = kit.story()
    reports = kit.reports(story)
    timed = reports.assign(when_label=reports["when_label"].where(reports["id"] != "halt", "30 Aug 2017, 04:00"))
    pages = [
        render_page(draw_map(story, frame, kit.legs(story), base=kit.base(), compact=compact))
        for frame in (reports, timed)
        for compact in (False, True)
    ]
    assert [page.count("Times are those of <bdi>Asia/Damascus</bdi>") for page in pages] == [0, 0, 1, 1]


def test_obstacles_that_nobody_placed_are_told_all_the_same(kit: Any) -> None:
    story = kit.story(obstacles=OBSTACLES)
    told = told_obstacles(story, barriers())
    assert [(each.id, each.shape is None) for each in told] == [("cut", True), ("bridge", False), ("held", True)]
    assert re.search(r"30 Aug 2017", told[0].when_label)


def test_a_leg_over_the_seam_is_one_line_and_the_ground_goes_on(
    kit: Any, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    story = kit.story()
    legs = kit.legs(story).loc[lambda frame: frame["method"] != "none"].assign(corridor=None)
    parts = MultiLineString([[(139.7, 35.6), (180.0, 46.0)], [(-180.0, 46.0), (-122.4, 37.8)]])
    round_ = LineString([(-122.4, 37.8), (0.0, 51.5), (139.7, 35.6)])
    base = replace(kit.base(), box=Box(-180.0, -60.0, 180.0, 80.0))
    frame = check_legs(legs.assign(geometry=[parts, round_]))
    page = open_page(kit.save(draw_map(story, kit.reports(story), frame, base=base), tmp_path))
    page.wait_for_selector(READY, state="attached")
    expect(page.locator(".stage")).to_have_class(re.compile(r"\bis-round\b"))
    stage = page.locator(".stage").bounding_box()
    way = page.locator(".leaflet-pane path.leg.leg-inferred")
    box = way.bounding_box()
    assert stage
    assert box
    assert box["x"] <= stage["x"]  # it comes in over the left edge, and is there whole on the right
    runs = way.evaluate(
        """(path) => path.getAttribute("d").split("M").slice(1).map((run) => {
          const xs = run.split("L").map((at) => parseFloat(at));
          return Math.max(...xs) - Math.min(...xs);
        })"""
    )
    around = 709.6  # pixels: the stage without its room on either side is the world's width
    assert len(runs) == 2
    assert max(runs) == pytest.approx(around * (237.6 - 139.7) / 360, rel=0.08)  # zoom snaps
    sea = page.evaluate("getComputedStyle(document.querySelector('.folium-map')).backgroundColor")
    assert sea == "rgb({}, {}, {})".format(*bytes.fromhex(PALETTE["sea"].light[1:]))
