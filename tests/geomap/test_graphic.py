"""What is graphic waits until a reader asks for it, in every form that the map has."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

import geomap.webmap
from gazetteer import Gazetteer
from geomap.build import build

GORE = ("what nobody wants to read", "how it was done", "the number of the dead", "said by one who saw it")
STORY: dict[str, Any] = {
    "title": "A town",
    "sources": [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}],
    "reports": [
        {"id": "calm", "title": "A market opens", "text": "People buy bread.", "when": "2017-08-27",
         "where": "geonames:170654", "sources": ["a"]},
        {"id": "grim", "title": "An attack", "text": GORE[0], "graphic": True, "when": "2017-08-28",
         "where": "geonames:170654", "sources": ["a", "b"]},
    ],
    "claims": [
        {"about": "grim", "property": "manner", "value": GORE[1], "source": "a", "remarks": GORE[3]},
        {"about": "grim", "property": "manner", "value": GORE[2], "source": "b"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, default_gazetteer: Gazetteer) -> Path:
    path = tmp_path_factory.mktemp("grim") / "story.json"
    path.write_text(json.dumps(STORY), encoding="utf-8")
    build(path, path.parent / "out", gazetteer=default_gazetteer, formats=["gpx", "kml", "lpf"], picture=False)
    return path.parent / "out"


class Outside(HTMLParser):
    """The texts and attributes of a page that are outside of every shield, those of scripts too."""

    def __init__(self) -> None:
        super().__init__()
        self.depth, self.said = 0, []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "details" and (self.depth or "graphic" in (attributes.get("class") or "").split()):
            self.depth += 1
        self.said += [value or "" for value in attributes.values()]

    def handle_endtag(self, tag: str) -> None:
        if tag == "details" and self.depth:
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        if not self.depth:
            self.said.append(data)


@pytest.mark.parametrize("name", ["map.html", "embed.html"])
def test_a_page_has_it_in_a_closed_shield_alone(folder: Path, name: str) -> None:
    html = (folder / name).read_text(encoding="utf-8")
    outside = Outside()
    outside.feed(html)
    said = "\n".join(outside.said)
    assert [words for words in GORE if words in said] == []
    assert all(html.count(words) == 1 for words in GORE)
    assert '<details class="graphic"><summary>' in html
    assert all(words in said for words in ("An attack", "28 Aug 2017"))  # that it is told, and of when


@pytest.mark.parametrize(
    "name", ["map.svg", "oembed.json", "embed-kit/kit.html", "embed-kit/picture.html", "places.lpf.json"]
)
def test_what_shows_no_text_has_none_of_it(folder: Path, name: str) -> None:
    told = (folder / name).read_text(encoding="utf-8")
    assert [words for words in GORE if words in told] == []


def test_exports_say_that_it_is_graphic(folder: Path) -> None:
    features = json.loads((folder / "reports.geojson").read_text(encoding="utf-8"))["features"]
    assert [each["properties"]["graphic"] for each in features] == [0, 1]
    assert features[1]["properties"]["text"] == GORE[0]
    for name, path in (("map.kml", ".//{*}Placemark/{*}description"), ("map.gpx", "{*}wpt/{*}desc")):
        described = [each.text or "" for each in ElementTree.parse(folder / name).findall(path)]
        assert any("Graphic" in text for text in described), name
        assert [words for words in GORE for text in described if words in text] == [], name


@pytest.mark.parametrize("name", ["map.html", "embed.html"])
def test_a_reader_opens_it_by_keys(
    folder: Path, name: str, open_page: Callable[..., Page], accessibility_faults: Callable[[Page], list[str]]
) -> None:
    page = open_page(folder / name)
    page.wait_for_selector("html[data-geomap=ready]", state="attached")
    for fold in page.locator("details.fold").all():
        fold.evaluate("(fold) => { fold.open = true; }")
    text = page.locator("#r-grim .text")
    expect(page.locator("#r-grim h3")).to_be_visible()
    expect(text).to_be_hidden()
    page.locator("#r-grim .badge").click()
    note = page.locator(".note")
    expect(note.locator("h3")).to_have_text("An attack")
    expect(note.locator(".text")).to_be_hidden()
    expect(note.locator(".stated")).to_be_hidden()
    note.locator("details.graphic > summary").focus()
    page.keyboard.press("Enter")
    expect(note.locator(".text")).to_have_text(GORE[0])
    expect(note.locator(".text")).to_be_visible()
    expect(text).to_be_hidden()  # what was opened there is not opened here
    page.keyboard.press("Escape")
    without = accessibility_faults(page)
    page.locator("#r-grim details.graphic > summary").press("Enter")
    expect(text).to_be_visible()
    assert accessibility_faults(page) == without
    assert [fault for fault in without if "graphic" in fault or "r-grim" in fault] == []
    page.locator("#r-grim .badge").click()
    expect(note.locator(".text")).to_be_hidden()
    page.reload()
    page.wait_for_selector("html[data-geomap=ready]", state="attached")
    expect(text).to_be_hidden()


@pytest.mark.parametrize("name", ["map.html", "embed.html"])
def test_it_needs_no_script(folder: Path, name: str, open_page: Callable[..., Page]) -> None:
    page = open_page(folder / name, javascript=False)
    for summary in page.locator("details.fold > summary").all():
        summary.click()
    expect(page.locator("#r-grim .text")).to_be_hidden()
    page.locator("#r-grim details.graphic > summary").click()
    expect(page.locator("#r-grim .text")).to_be_visible()


def test_paper_shows_the_shield_unless_it_is_open(folder: Path, open_page: Callable[..., Page]) -> None:
    page = open_page(folder / "map.html")
    page.wait_for_selector("html[data-geomap=ready]", state="attached")
    page.emulate_media(media="print")
    card = page.locator("#r-grim")
    expect(card.locator("details.graphic > summary")).to_be_visible()
    assert not re.search("|".join(GORE), page.evaluate("document.body.innerText"))
    expect(page.locator("#r-calm .evidence dl")).to_be_visible()  # paper unfolds all else
    card.locator("details.graphic").evaluate("(shield) => { shield.open = true; }")
    expect(card.locator(".text")).to_be_visible()


@pytest.mark.parametrize("name", ["map.html", "embed.html"])
def test_a_page_of_very_many_reports_has_the_shield_too(
    tmp_path: Path,
    default_gazetteer: Gazetteer,
    monkeypatch: pytest.MonkeyPatch,
    open_page: Callable[..., Page],
    name: str,
) -> None:
    monkeypatch.setattr(geomap.webmap, "MANY", 1)  # the same columns, from fewer reports
    (tmp_path / "story.json").write_text(json.dumps(STORY), encoding="utf-8")
    build(tmp_path / "story.json", tmp_path / "out", gazetteer=default_gazetteer, picture=False)
    page = open_page(tmp_path / "out" / name)
    page.wait_for_selector("html[data-geomap=ready]", state="attached")
    for fold in page.locator("details.fold").all():
        fold.evaluate("(fold) => { fold.open = true; }")
    card, note = page.locator("#r-grim"), page.locator(".note")
    expect(card.locator("h3")).to_be_visible()
    assert not re.search("|".join(GORE), page.evaluate("document.body.innerText"))
    card.locator("details.graphic > summary").press("Enter")
    expect(card.locator(".text")).to_have_text(GORE[0])
    expect(card.locator(".text")).to_be_visible()
    card.locator(".badge").click()
    expect(note.locator("h3")).to_have_text("An attack")
    expect(note.locator(".text")).to_be_hidden()  # what was opened there is not opened here
    expect(note.locator(".stated")).to_be_hidden()
    note.locator("details.graphic > summary").press("Enter")
    expect(note.locator(".stated")).to_be_visible()
    assert all(words in page.evaluate("document.body.innerText") for words in GORE)
