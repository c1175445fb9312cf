"""Pages in Arabic and French, in a browser: nothing of ours is left in English, and each text runs its own way."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import Page

# What is the same in every language: proper names, and what a data set calls itself.
NAMES = re.compile(
    r"geomap|Leaflet|GeoNames|Natural Earth|JavaScript|WGS84|Asia/Damascus|CC BY 4\.0|MIT|Wikipedia|10m admin-1"
)

# Everything that the page itself says: texts and accessible names, but for what stands in an element for the story's
# words (dir=auto, bdi) or in another language, and for what isolates keep apart.
SAID = """() => {
  const own = (element) => !element.closest('bdi, [dir=auto], code, script, style, noscript')
    && element.closest('[lang]').lang === document.documentElement.lang;
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (own(walker.currentNode.parentElement)) found.push(walker.currentNode.data);
  for (const element of document.querySelectorAll('[aria-label], [title], [aria-valuetext]')) {
    if (element.closest('[lang]').lang !== document.documentElement.lang) continue;
    for (const name of ['aria-label', 'title', 'aria-valuetext']) found.push(element.getAttribute(name) ?? '');
  }
  return found.map((text) => text.replace(/\\u2068[^\\u2068\\u2069]*\\u2069/g, '').trim()).filter(Boolean);
}"""


@pytest.fixture
def show(open_page: Callable[..., Page], pages: Path) -> Callable[..., Page]:
    def show_(name: str, **options: object) -> Page:
        page = open_page(pages / f"{name}.html", **options)
        page.wait_for_selector("html[data-geomap=ready]")
        return page

    return show_


def everything_open(page: Page) -> None:
    """All that unfolds unfolded, and a popup open on the map."""
    page.locator(".numbers .badge:not([hidden])").first.click()
    page.locator(".note").wait_for()
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")


@pytest.mark.parametrize("name", ["ar", "ar-embed"])
def test_an_arabic_page_says_nothing_in_latin_letters(show: Callable[..., Page], name: str) -> None:
    page = show(name)
    everything_open(page)
    said = page.evaluate(SAID)
    assert len(said) > 60
    assert [text for text in said if re.search("[A-Za-z]{2}", NAMES.sub("", text))] == []


@pytest.mark.parametrize("name", ["fr", "fr-embed", "ar"])
def test_no_sentence_of_the_page_is_left_in_english(
    show: Callable[..., Page], load_script: Callable[[str], ModuleType], name: str
) -> None:
    messages = load_script("site/messages.py")
    page = show(name)
    everything_open(page)
    spoken = messages.read(messages.FOLDER / f"{name[:2]}.po")
    english = []
    for message in spoken:
        for key, own in zip(messages.texts(message.id), messages.texts(message.string), strict=False):
            if key and own != key and re.search("[A-Za-z]{3}", re.sub(r"\{\w+\}", "", key)):
                english.append(re.sub(r"\\\{\w+\\\}", ".*", re.escape(key.strip(" ,;:."))))
    is_english = re.compile("|".join(english))
    said = page.evaluate(SAID)
    assert len(said) > 60
    assert [text for text in said if is_english.fullmatch(text.strip(" ,;:."))] == []


@pytest.mark.parametrize(
    ("name", "lang", "direction"), [("ar", "ar", "rtl"), ("fr", "fr", "ltr"), ("en", "en", "ltr"), ("de", "en", "ltr")]
)
def test_the_page_says_its_language_and_the_story_its_own(
    show: Callable[..., Page], name: str, lang: str, direction: str
) -> None:
    page = show(name)
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [lang, direction]
    for place in ("h1", ".deck", ".card h3", ".card .text"):
        told = page.locator(place).first
        assert told.evaluate("e => e.closest('[lang]').lang") == "ar"
        assert told.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert page.locator("#list").evaluate("e => getComputedStyle(e).direction") == direction
    assert page.locator(".leaflet-container").evaluate("e => getComputedStyle(e).direction") == "ltr"


def test_words_that_are_there_in_english_alone_say_so(show: Callable[..., Page]) -> None:
    page = show("ar")
    for credit in page.locator(".made-of li, .method [lang=en]").all():
        assert credit.evaluate("e => [e.lang, getComputedStyle(e).direction]") == ["en", "ltr"]


def test_an_arabic_page_is_mirrored(show: Callable[..., Page]) -> None:
    page = show("ar", width=1280)

    def x(place: str) -> float:
        return float(page.locator(place).first.evaluate("e => e.getBoundingClientRect().x"))

    assert x(".stage") < x(".body")  # the list is where reading starts
    assert x(".card .badge") > x(".card h3")
    assert x(".legend label input") > x(".legend label span")
    page.locator(".numbers .badge:not([hidden])").first.click()
    assert x(".note .close") < x(".note .badge")


@pytest.mark.parametrize("name", ["ar", "fr", "ar-embed", "fr-embed"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_sticks_out(show: Callable[..., Page], name: str, width: int) -> None:
    page = show(name, width=width)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("name", ["ar", "fr"])
@pytest.mark.parametrize("options", [{}, {"width": 320}, {"dark": True}])
def test_axe_finds_no_fault(
    show: Callable[..., Page], accessibility_faults: Callable[[Page], list[str]], name: str, options: dict[str, object]
) -> None:
    page = show(name, **options)
    assert accessibility_faults(page) == []
    everything_open(page)
    assert accessibility_faults(page) == []


def test_names_are_isolated_and_say_their_language(show: Callable[..., Page]) -> None:
    page = show("en")
    spelled = page.locator(".voices bdi", has_text="جبال القلمون").first
    assert spelled.get_attribute("lang") == "ar"
    town = page.locator(".place-name bdi", has_text="البوكمال").first
    assert town.get_attribute("lang") == "ar"
    assert town.evaluate("e => getComputedStyle(e).unicodeBidi") == "isolate"


def test_arabic_letters_join(show: Callable[..., Page]) -> None:
    """A word is narrower than its letters apart, in every face that Arabic is set in, and nothing spaces them."""
    page = show("ar")
    for place in ("h1", "#list", ".kicker", ".card .meta b", ".place-name bdi[lang=ar]", ".names bdi[lang=ar]"):
        joined, apart, spacing = page.locator(place).first.evaluate(
            """e => {
              const width = (text) => {
                const copy = e.appendChild(document.createElement('span'));
                copy.style.whiteSpace = 'nowrap';
                copy.textContent = text;
                const wide = copy.getBoundingClientRect().width;
                copy.remove();
                return wide;
              };
              return [width('محافظة'), width([...'محافظة'].join('\\u200c')), getComputedStyle(e).letterSpacing];
            }"""
        )
        assert joined < apart * 0.97, place
        assert spacing in ("normal", "0px"), place


def test_on_an_arabic_map_the_arabic_name_comes_first(show: Callable[..., Page]) -> None:
    page = show("ar")
    names = page.locator(".place-name", has_text="البوكمال").first.locator("bdi").all_inner_texts()
    assert names == ["البوكمال", "Al Bukamal"]
    assert page.locator(".name-country bdi", has_text="سوريا").count() == 1
    assert show("fr").locator(".name-country bdi", has_text="Syrie").count() == 1


def test_a_date_in_an_arabic_sentence_keeps_its_order(show: Callable[..., Page]) -> None:
    """No page holds a sign of an isolate that went astray."""
    for name in ("ar", "fr", "en", "de"):
        assert "⟦" not in show(name).content()
