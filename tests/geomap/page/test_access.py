"""The page for everyone, state by state: nothing that axe finds, nothing that it leaves open, and everything in sight.

axe answers three things: a fault, no fault, or "needs review", where only a person could tell. Each rule that it leaves
open is in :data:`CLOSED_BY`, with the test that answers it in axe's stead; a new one fails until it has such a test.
A page can be blank and pass axe: so each state is looked at first, by box and by pixel, and its picture is kept.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from geomap.basemaps import Locator
from geomap.webmap import draw_map

ROOT = Path(__file__).parents[3]
AXE = ROOT / "site" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
READY = "html[data-geomap=ready]"
CLOSED_BY = {
    "color-contrast": "test_letters_stand_out_from_what_is_really_behind_them",
    "label-content-name-mismatch": "test_a_button_with_a_sign_says_what_it_does",
}
Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class State:
    """One way in which a reader may meet the page."""

    file: str = "map.html"
    options: Mapping[str, Any] = field(default_factory=dict)
    opened: bool = False  # a report's note is open
    unfolded: bool = False
    printed: bool = False


STATES = {
    "light": State(),
    "dark": State(options={"dark": True}),
    "popup": State(opened=True),
    "popup-dark-360": State(options={"dark": True, "width": 360, "height": 740}, opened=True),
    "unfolded": State(unfolded=True),
    "320": State(options={"width": 320, "height": 640}),
    "right-to-left": State("ar.html"),
    "right-to-left-320-dark": State("ar.html", {"width": 320, "height": 640, "dark": True}),
    "print": State(options={"width": 703, "height": 1032}, printed=True),
    "forced-colours": State(options={"forced_colors": "active"}),
    "forced-colours-dark-popup": State(options={"forced_colors": "active", "dark": True}, opened=True),
    "more-contrast": State(options={"contrast": "more"}),
    "compact": State("embed.html", {"width": 600}),
    "compact-unfolded": State("embed.html", {"width": 600}, unfolded=True),
    "compact-dark-320": State("embed.html", {"width": 320, "height": 640, "dark": True}),
}


@pytest.fixture(scope="module")
def files(kit: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("access")
    lands = (((0, 0), (150, 0), (150, 130), (0, 130)), ((160, 0), (240, 0), (240, 240), (160, 240)))
    small = Locator(lands, (((90, 90), (150, 90), (150, 150), (90, 150)),), (), 24.0, ("SY",))
    base = replace(kit.base(), locator=small)
    arabic = {"language": "ar", "title": "قافلة آب 2017", "summary": "غادرت الحافلات الجبال باتجاه الحدود العراقية."}
    for name, changes, options in (
        ("map.html", {}, {}),
        ("embed.html", {}, {"compact": True, "full_map": "map.html"}),
        ("ar.html", arabic, {}),
    ):
        story = kit.story(**changes)
        drawn = draw_map(story, kit.reports(story), kit.legs(story), base=base, credits=kit.credits, **options)
        drawn.save(folder / name)
    return folder


@pytest.fixture
def enter(files: Path, open_page: Callable[..., Page]) -> Callable[[State], Page]:
    """``enter(state)``: the page, in this state."""

    def enter_(state: State) -> Page:
        page = open_page((files / state.file).as_uri(), reduced_motion="reduce", **state.options)
        page.wait_for_selector(READY, state="attached")
        if state.printed:
            page.emulate_media(media="print")
        if state.unfolded:
            page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        if state.opened:
            page.locator('.numbers [data-anchor="r-departure"]').click()
            expect(page.locator(".note").first).to_be_visible()
        return page

    return enter_


@pytest.fixture
def review(enter: Callable[[State], Page]) -> Callable[[Page], dict[str, dict[str, list[str]]]]:
    """``review(page)``: what axe finds, by sort and rule, as the elements' selectors."""

    def review_(page: Page) -> dict[str, dict[str, list[str]]]:
        page.evaluate(AXE.read_text(encoding="utf-8"))
        options = {"resultTypes": ["violations", "incomplete"], "iframes": False, "runOnly": TAGS}
        found = page.evaluate("options => axe.run(document, options)", options)
        return {
            sort: {rule["id"]: [" ".join(map(str, node["target"])) for node in rule["nodes"]] for rule in found[sort]}
            for sort in ("violations", "incomplete")
        }

    return review_


def picture(page: Page, **options: Any) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(page.screenshot(**options))).convert("RGB"))


# --- what axe can tell ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STATES)
def test_axe_finds_no_fault_and_leaves_nothing_open(
    enter: Callable[[State], Page], review: Callable[[Page], dict[str, dict[str, list[str]]]], name: str
) -> None:
    found = review(enter(STATES[name]))
    assert found["violations"] == {}
    open_rules = set(found["incomplete"]) - set(CLOSED_BY)
    assert not open_rules, {rule: found["incomplete"][rule] for rule in open_rules}


def test_every_rule_that_axe_leaves_open_has_its_test() -> None:
    assert all(callable(globals().get(test)) and test.startswith("test_") for test in CLOSED_BY.values())


# --- what it cannot -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STATES)
def test_letters_stand_out_from_what_is_really_behind_them(enter: Callable[[State], Page], name: str) -> None:
    # Two pictures, with and without the letters: what is behind each letter's own pixels is then known, halo and all.
    # All the text in the window is measured, not only what axe leaves open.
    page = enter(STATES[name])
    rows = page.evaluate(LETTERS)
    size = {"width": page.viewport_size["width"], "height": page.viewport_size["height"]}  # type: ignore[index]
    written = picture(page)
    page.evaluate(NO_LETTERS)
    bare = picture(page)
    checked = 0
    for text, (left, top, right, bottom), colour in rows:
        box = slice(max(top, 0), min(bottom, size["height"])), slice(max(left, 0), min(right, size["width"]))
        ink = np.array(colour)
        core = (np.abs(written[box].astype(int) - ink).sum(axis=-1) < 36) & (
            np.abs(written[box].astype(int) - bare[box]).sum(axis=-1) > 36
        )
        if core.sum() < 6:
            continue  # outside of the window, or another thing lies on it
        behind = contrast(ink, bare[box][core])
        checked += 1
        assert np.quantile(behind, 0.1) >= 4.5, f"{text!r}: {np.quantile(behind, 0.1):.2f} on {bare[box][core][:3]}"
    assert checked >= 10


NO_LETTERS = """() => {
  const all = document.querySelectorAll("*");
  for (const e of all) e.style.setProperty("-webkit-text-fill-color", "transparent", "important");
}"""
LETTERS = """() => [...document.querySelectorAll("body *")].flatMap(element => {
  const own = [...element.childNodes].filter(node => node.nodeType === 3).map(node => node.data.trim()).join("");
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const clip = (element.closest(".bubble-words, .sheet, .scroll") ?? document.body).getBoundingClientRect();
  const [left, right] = [Math.max(box.left, clip.left), Math.min(box.right, clip.right)];
  const [top, bottom] = [Math.max(box.top, clip.top), Math.min(box.bottom, clip.bottom)];
  const inside = own && bottom > top && right > left && bottom > 0 && top < innerHeight;
  const disabled = element.closest("[aria-disabled=true], :disabled");
  if (!inside || disabled || !style.color.startsWith("rgb") || style.visibility !== "visible") return [];
  const colour = style.color.match(/[\\d.]+/g).slice(0, 3).map(Number);
  return [[own, [Math.floor(left), Math.floor(top), Math.ceil(right), Math.ceil(bottom)], colour]];
})"""


def contrast(one: npt.NDArray[Any], others: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Of a colour with others, by WCAG 2.2."""
    light, grounds = luminance(one[None, :]), luminance(others)
    high: npt.NDArray[np.float64] = (np.maximum(light, grounds) + 0.05) / (np.minimum(light, grounds) + 0.05)
    return high


def luminance(colours: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    values = colours / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    bright: npt.NDArray[np.float64] = linear @ np.array([0.2126, 0.7152, 0.0722])
    return bright


@pytest.mark.parametrize("name", ["light", "popup", "right-to-left"])
def test_a_button_with_a_sign_says_what_it_does(enter: Callable[[State], Page], name: str) -> None:
    # The rule asks that the name hold the words on the button; these have none, but a sign.
    signs = 0
    for button in enter(STATES[name]).locator("button:visible").all():
        shown = button.inner_text().strip()
        named = button.get_attribute("aria-label") or ""
        if not any(character.isalnum() for character in shown):
            assert len(named) > 3, shown
            signs += 1
        elif named:
            assert shown.casefold() in named.casefold()
    assert signs >= 3


# --- what must be in sight ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STATES)
def test_the_story_is_in_sight(enter: Callable[[State], Page], artefacts: Path, name: str) -> None:
    state = STATES[name]
    page = enter(state)
    page.screenshot(path=artefacts / f"page-{name}.png", full_page=True)
    in_sight = ["h1", ".legend [data-basis=inferred]", ".legend [data-role=halt]", ".credit", ".folium-map", ".scale"]
    in_sight += ['.numbers [data-anchor="r-destination"]', ".leaflet-pane path.leg-inferred.leg"]
    in_sight += [".controls button"] if not state.printed else []
    in_sight += [".fold > summary"] if state.file == "embed.html" else [".card h3", ".sources li", "tbody tr"]
    for selector in in_sight:
        box = page.locator(selector).first.bounding_box()
        assert box, selector
        assert box["width"] >= 4, selector
        assert box["height"] >= 4 or "leg" in selector, selector
    map_box = page.locator(".stage").bounding_box()
    assert map_box
    page.evaluate("scrollTo(0, 0)")
    shot = picture(page, clip=map_box, full_page=True)
    _, counts = np.unique(shot.reshape(-1, 3) // 8, axis=0, return_counts=True)
    assert (counts > 40).sum() >= (4 if "forced_colors" in state.options else 12), "the map is blank"
    for basis in ("inferred", "planned"):  # the line's own colour is really painted, not only there in the tree
        line = page.locator(f".leaflet-pane path.leg-{basis}.leg")
        stroke = line.evaluate("e => getComputedStyle(e).stroke.match(/[\\d.]+/g).slice(0, 3).map(Number)")
        near = (np.abs(shot.astype(int) - np.array(stroke)).sum(axis=-1) < 40).sum()
        assert near > 60, f"{basis}: its colour is on {near} pixels"


def test_numbers_tell_their_role_by_shape_where_colours_are_forced(enter: Callable[[State], Page]) -> None:
    page = enter(STATES["forced-colours"])
    paths = page.locator(".numbers .badge use").evaluate_all("all => all.map(use => use.getAttribute('href'))")
    assert len(set(paths)) >= 3
    for pin in page.locator(".numbers .badge:visible > svg").all():
        paint = pin.evaluate("e => [getComputedStyle(e).stroke, getComputedStyle(e).fill]")
        ground = pin.evaluate("e => getComputedStyle(e.closest('.stage')).backgroundColor")
        assert set(paint) != {ground}, "the pin has the colour of the paper"
        number = pin.evaluate("e => getComputedStyle(e.parentElement).color")
        assert number != paint[1], "the number has the colour of its pin"


@pytest.mark.parametrize("dark", [False, True])
def test_focus_is_seen_on_every_kind_of_control_where_colours_are_forced(
    enter: Callable[[State], Page], dark: bool
) -> None:
    page = enter(State(options={"forced_colors": "active", "dark": dark}))
    for selector in (".controls button", ".legend input", ".numbers .badge", ".card .badge", ".evidence summary"):
        page.locator(selector).first.focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Shift+Tab")
        outline = page.evaluate(
            """() => {
              const style = getComputedStyle(document.activeElement);
              return [style.outlineStyle, parseFloat(style.outlineWidth)];
            }"""
        )
        assert outline[0] not in ("none", "hidden"), selector
        assert outline[1] >= 2, selector


def test_each_state_looks_unlike_the_others(enter: Callable[[State], Page]) -> None:
    # A state that did not take effect would be tested twice, and itself not at all.
    looks = {
        name: picture(enter(STATES[name])) for name in ("light", "dark", "popup", "forced-colours", "more-contrast")
    }
    for (one, a), (other, b) in itertools.combinations(looks.items(), 2):
        assert (a != b).any(axis=-1).mean() > 0.002, f"{one} and {other} look the same"
