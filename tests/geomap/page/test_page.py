"""The page as a document: what it says without a script, and what it lets in."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from geomap import GeoMap, draw_map
from geomap.errors import Problem
from geomap.page import embed_snippet, render_page
from geomap.page.csp import digest
from geomap.page.render import _inline

BLOCKS = {"dd", "dt", "h3", "h4", "li", "p", "td", "th"}
VOID = {"meta", "base", "path", "use", "stop", "circle", "rect", "ellipse", "link", "input", "br"}


class Outline(HTMLParser):
    """The text of each element with an id, and every start tag; complains where tags do not match."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, str] = {}
        self._open: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in BLOCKS:
            self.handle_data(" ")
        if tag not in VOID:
            self._open.append((tag, dict(attrs).get("id")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _, element_id in self._open:
            if element_id:
                self.text[element_id] = self.text.get(element_id, "") + data


def outline(page: str) -> Outline:
    found = Outline()
    found.feed(page)
    assert not found._open
    return found


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def page(drawn: GeoMap) -> str:
    return render_page(drawn)


@pytest.fixture(scope="module")
def cards(page: str) -> dict[str, str]:
    return {key: words(text) for key, text in outline(page).text.items() if key.startswith(("r-", "l-"))}


def test_elements_match_and_ids_are_unique(page: str, kit: Any) -> None:
    for each in (page, render_page(kit.draw(kit.story(), compact=True))):
        ids = [attributes["id"] for _, attributes in outline(each).tags if "id" in attributes]
        assert len(ids) == len(set(ids))


def test_no_element_carries_style_or_script_of_its_own(page: str) -> None:
    for _, attributes in outline(page).tags:
        assert not [name for name in attributes if name == "style" or name.startswith("on")]


def test_a_card_says_what_when_and_by_whom(cards: dict[str, str]) -> None:
    card = cards["r-departure"]
    for part in (
        "Origin",
        "28 Aug 2017",
        "The convoy leaves",
        "Buses and trucks set out.",
        "members",
        "300",
        "Islamic State",
        "Buses cross Syria",
        "The War Zone",
        "about 30 Aug 2017",
        "second paragraph",
        "“Qalamoun Mountains”",
    ):
        assert part in card


def test_a_card_says_where_how_exactly_and_why(cards: dict[str, str]) -> None:
    assert "Qalamoun, mountain area. Somewhere within about 40 km" in cards["r-departure"]
    assert "Because the name is in the curated list" in cards["r-departure"]
    assert "Somewhere in the area marked" in cards["r-halt"]
    assert "Al Bukamal, town or city. Within 4 km of the pin." in cards["r-destination"]
    assert "34.45° N, 40.92° E: found by its name, as “Boukamal”" in cards["r-destination"]
    assert "Position GeoNames (CC BY 4.0) geonames:174448" in cards["r-destination"]


@pytest.mark.parametrize(
    ("report", "flag"),
    [("road-strike", "Position not stated"), ("lost", "Place not found"), ("earlier", "Place uncertain")],
)
def test_doubt_about_a_place_is_seen_without_opening_anything(page: str, report: str, flag: str) -> None:
    card = re.search(rf'<li class="card[^>]* id="r-{report}">(.*?)<details class="evidence"', page, re.DOTALL)
    assert card
    assert f"<em>{flag}</em>" in card[1]


def test_context_and_plans_are_marked(cards: dict[str, str]) -> None:
    assert cards["r-earlier"].startswith("6 Context, not part of the events June 2016")
    assert cards["r-destination"].startswith("5 Destination, planned")


def test_differences_name_both_sides(cards: dict[str, str]) -> None:
    card = cards["r-departure"]
    assert "Sources differ: relatives an equal number — The War Zone almost as many — Associated Press" in card


def test_a_reprint_is_no_second_voice(page: str, cards: dict[str, str]) -> None:
    assert "One voice, two wordings: who agreed" in cards["r-destination"]
    assert "8 reports, 2 independent sources, 1 difference between them" in page
    assert "one voice with Associated Press" in cards["r-destination"]


def test_legs_say_what_they_rest_on(cards: dict[str, str]) -> None:
    first = cards["l-first"]
    for part in (
        "Inferred",
        "as the shortest line over the ground",
        "0 to 48 h",
        "7 km/h or more",
        "Possible.",
        "Enters the governorate as Natural Earth draws it.",
        "up to 40 km to either side",
    ):
        assert part in first
    assert "No line drawn" in cards["l-stand"]


def test_the_legend_holds_what_is_on_the_map(page: str) -> None:
    legend = words(re.sub(r"<[^>]*>", " ", re.search(r"<figcaption.*?</figcaption>", page, re.DOTALL)[0]))  # type: ignore[index]
    for part in (
        "Inferred",
        "Planned",
        "Event",
        "Halt",
        "Origin",
        "Destination",
        "Context",
        "Somewhere in the circle",
        "Somewhere in the area",
        "edge is not known",
    ):
        assert part in legend
    for part in ("Reported", "Returned", "Strike", "Statement"):  # in no report with a pin, in no leg
        assert part not in legend
    assert re.findall(r'data-basis="(\w+)"', page) == ["inferred", "planned"]  # "blocked" and "considered" have no line


def test_the_table_has_a_row_for_each_report(page: str, drawn: GeoMap) -> None:
    table = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    assert table
    assert table[1].count("<tr>") == len(drawn.page_view().reports)


def test_credits_and_version_stand_on_the_map(page: str) -> None:
    credit = re.search(r'<p class="credit">(.*?)</p>', page)
    assert credit
    assert "GeoNames" in credit[1]
    assert "Natural Earth" in credit[1]
    assert "geomap 0." in credit[1]


def test_only_web_addresses_become_links(kit: Any) -> None:
    story = kit.story()
    sources = [s.model_dump() | {"url": "javascript:alert(1)"} for s in story.sources]
    page = render_page(kit.draw(kit.story(sources=sources)))
    targets = {attributes.get("href") or "" for tag, attributes in outline(page).tags if tag == "a"}
    assert all(target.startswith(("#", "https://")) for target in targets)
    assert "javascript:alert(1)" in page


def test_graphic_text_waits_behind_a_warning(kit: Any) -> None:
    story = kit.story()
    told = [r.model_dump() | {"graphic": r.id == "departure"} for r in story.reports]
    page = render_page(kit.draw(kit.story(reports=told)))
    card = page.partition('id="r-departure"')[2].partition("</article>")[0]
    shield = re.search(
        r'<details class="graphic"><summary>Graphic content: show</summary>(.*?)</details>', card, re.DOTALL
    )
    assert shield
    for told in ("Buses and trucks", "an equal number", "almost as many"):
        assert told in shield[1]
        assert page.count(told) == 1


def test_what_was_left_out_or_blurred_is_said(kit: Any) -> None:
    story = kit.story()
    story = kit.story(reports=[r.model_dump() | {"withheld": "names of witnesses"} for r in story.reports])
    reports = kit.reports(story).assign(generalized_km=5.0)
    drawn = draw_map(story, reports, kit.legs(story), base=kit.base(), credits=kit.credits)
    card = words(outline(render_page(drawn)).text["r-departure"])
    assert "Withheld names of witnesses" in card
    assert "moved on purpose, by up to 5 km" in card


def test_what_the_loader_noticed_is_said(kit: Any) -> None:
    story = kit.story()
    story._notices = (Problem("/home/me/story.yaml", 3, 1, "title", "holds U+202E", warning=True),)
    page = render_page(kit.draw(story))
    assert "title: holds U+202E" in page
    assert "/home/me" not in page


@pytest.mark.parametrize(
    ("language", "interface", "html"),
    [
        ("en", None, 'lang="en" dir="ltr"'),
        ("ar", None, 'lang="ar" dir="rtl"'),
        ("en", "ar", 'lang="ar" dir="rtl"'),
        ("ar", "fr-CA", 'lang="fr-CA" dir="ltr"'),
        ("ckb", None, 'lang="en" dir="ltr"'),  # of which there is no catalogue
    ],
)
def test_the_page_runs_in_the_direction_of_its_own_words(
    kit: Any, language: str, interface: str | None, html: str
) -> None:
    page = render_page(kit.draw(kit.story(language=language, interface=interface)))
    assert f"<html {html}>" in page


def test_the_policy_allows_what_we_emitted_and_nothing_else(page: str) -> None:
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])  # type: ignore[index]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["script-src"].split() == [digest(text) for text in scripts]
    assert rules["style-src"].split() == [digest(text) for text in styles]
    assert rules["img-src"] == "data:"
    assert (rules["require-trusted-types-for"], rules["trusted-types"]) == ("'script'", "default")


@pytest.mark.parametrize("text", ["a</script>b", "a</SCRIPT >", "<!--"])
def test_a_script_that_would_end_early_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="end early"):
        _inline(text, "script")


def test_the_embed_is_compact_and_links_to_the_full_map(kit: Any) -> None:
    page = render_page(kit.draw(kit.story(), compact=True, full_map="map.html"))
    assert '<a href="map.html" rel="noopener">' in page
    assert '<base target="_blank">' in page
    assert "<table" not in page
    assert 'class="fold"' in page


def test_the_snippet_is_sandboxed_and_listens_to_its_own_frame_alone() -> None:
    snippet = embed_snippet('embed.html"><b>', title='<i>"T"</i>')
    assert 'sandbox="allow-scripts allow-popups"' in snippet
    assert "contentWindow === event.source" in snippet
    assert "<b>" not in snippet
    assert "<i>" not in snippet
