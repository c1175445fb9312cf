"""The embed kit: what is in it, that what it says to paste works, and that its page can be used by everybody."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page

from geomap.page import render_page
from geomap.page.context import PageView, Published
from geomap.page.kit import FOLDER, alt_text, copy_script, copyable, embed_ways, kit_files, kit_style, oembed
from geomap.page.render import render_text
from geomap.svg import render_svg

READY = "html[data-geomap=ready]"
ADDRESS = "https://news.example/maps/convoy/"
HOSTILE = "\"'><script>alert(1)</script>{{7*7}} ${1+1} `\u202e"


@pytest.fixture
def made(kit: Any) -> Callable[..., tuple[PageView, dict[str, Any]]]:
    """``made(published=None, **story)``: what the page says, and the files of a build as the kit is given them."""

    def make(*, published: Published | None = None, **changes: Any) -> tuple[PageView, dict[str, Any]]:
        story = kit.story(**changes)
        full, compact = (kit.draw(story, compact=is_compact, published=published) for is_compact in (False, True))
        files: dict[str, str | bytes] = {
            "map.html": render_page(full),
            "embed.html": render_page(compact),
            "map.svg": render_svg(story, kit.reports(story), kit.legs(story), kit.base()),
            "map.png": b"\x89PNG",
            "reports.csv": "",
        }
        return full.page_view(), {**files, **kit_files(full.page_view(), files)}

    return make


def put(folder: Path, files: dict[str, Any]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


def head_of(page: str) -> ElementTree.Element:
    """The head of a page, read by a parser: void elements are closed for it first."""
    inner = page[page.index("<head>") : page.index("</head>") + 7]
    lines = [line for line in inner.splitlines() if not line.startswith("<style")]
    return ElementTree.fromstring(
        "\n".join(f"{line[:-1]}/>" if line.startswith(("<meta", "<link", "<base")) else line for line in lines)
    )


# --- oEmbed -----------------------------------------------------------------------------------------------------------


def test_oembed_is_what_its_standard_asks_of_a_rich_answer(made: Any) -> None:
    view, files = made(published=Published(ADDRESS, (1600, 900)), author="A. Writer")
    told = json.loads(files["oembed.json"])
    assert {key: told[key] for key in ("version", "type", "title", "author_name", "provider_name", "provider_url")} == {
        "version": "1.0", "type": "rich", "title": "The convoy of August 2017", "author_name": "A. Writer",
        "provider_name": "news.example", "provider_url": "https://news.example/",
    }  # fmt: skip
    assert isinstance(told["width"], int)
    assert isinstance(told["height"], int)
    frame = ElementTree.fromstring(told["html"].replace(" loading", " l").replace("></iframe>", "/>"))
    assert frame.attrib["src"] == f"{ADDRESS}embed.html"
    assert frame.attrib["title"] == view.title
    assert frame.attrib["sandbox"] == "allow-scripts allow-popups"
    assert (told["thumbnail_url"], told["thumbnail_width"], told["thumbnail_height"]) == (
        f"{ADDRESS}map.png",
        1600,
        900,
    )


def test_oembed_without_an_address_is_relative_and_points_to_no_picture(made: Any) -> None:
    _, files = made()
    told = json.loads(files["oembed.json"])
    assert 'src="embed.html"' in told["html"]
    assert not {key for key in told if key.startswith("thumbnail") or key == "provider_url"}
    assert "author_name" not in told


def test_oembed_without_a_picture_has_no_thumbnail(made: Any) -> None:
    _, files = made(published=Published(ADDRESS))
    assert "thumbnail_url" not in json.loads(files["oembed.json"])


# --- the head of the pages --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["map.html", "embed.html"])
def test_the_head_leads_to_oembed_and_to_the_picture(name: str, made: Any) -> None:
    view, files = made(published=Published(ADDRESS, (1600, 900)))
    head = head_of(files[name])
    (link,) = [each.attrib for each in head.iter("link") if each.get("rel") == "alternate"]
    assert link == {
        "rel": "alternate", "type": "application/json+oembed", "href": f"{ADDRESS}oembed.json", "title": view.title,
    }  # fmt: skip
    said = {each.get("property") or each.get("name"): each.get("content") for each in head.iter("meta")}
    assert said["og:url"] == f"{ADDRESS}map.html"
    assert said["og:image"] == f"{ADDRESS}map.png"
    assert (said["og:image:width"], said["og:image:height"]) == ("1600", "900")
    assert said["og:title"] == view.title
    assert said["og:description"] == view.summary
    assert view.account[0] in (said["og:image:alt"] or "")
    assert said["twitter:card"] == "summary_large_image"


@pytest.mark.parametrize("name", ["map.html", "embed.html"])
def test_without_an_address_the_head_leads_nowhere(name: str, made: Any) -> None:
    _, files = made(summary=None)
    head = head_of(files[name])
    assert list(head.iter("link")) == []
    said = {each.get("property") or each.get("name"): each.get("content") for each in head.iter("meta")}
    assert said["og:description"].startswith("A map of 8 reports")  # type: ignore[union-attr]
    assert not set(said) & {"og:url", "og:image", "twitter:card"}


def test_a_published_page_still_asks_for_nothing(made: Any, tmp_path: Path, open_page: Any, watch: Any) -> None:
    _, files = made(published=Published(ADDRESS, (1600, 900)))
    open_page(put(tmp_path, files) / "map.html").wait_for_selector(READY, state="attached")
    assert len(watch.requests) == 1


# --- the kit ----------------------------------------------------------------------------------------------------------


def test_the_kit_holds_all_that_is_embedded_and_no_data(made: Any) -> None:
    _, files = made()
    inside = {name.removeprefix(f"{FOLDER}/") for name in files if name.startswith(f"{FOLDER}/")}
    assert inside == {
        "kit.html", "map.html", "embed.html", "map.svg", "map.png", "oembed.json", "frame.html",
        "frame-auto-height.html", "wordpress.html", "picture.html",
    }  # fmt: skip
    for name in ("map.html", "embed.html", "map.svg", "map.png", "oembed.json"):
        assert files[f"{FOLDER}/{name}"] == files[name]


def test_the_element_is_offered_where_its_script_is_there(made: Any) -> None:
    view, _ = made()
    ids = [way.id for way in embed_ways(view, frozenset({"geo-map.js", "embed.html"}))]
    assert ids == ["frame", "fixed", "element", "wordpress", "picture", "oembed"]


def test_the_picture_is_offered_with_words_for_it_and_as_svg_where_there_is_no_png(made: Any) -> None:
    view, _ = made()
    for there, file in (({"map.svg"}, "map.svg"), ({"map.svg", "map.png"}, "map.png")):
        (way,) = [way for way in embed_ways(view, frozenset(there)) if way.id == "picture"]
        picture = next(ElementTree.fromstring(way.text.replace('"></a>', '"/></a>')).iter("img"))
        assert picture.attrib["src"] == file
        assert picture.attrib["alt"] == alt_text(view)


@pytest.mark.parametrize("published", [None, Published(ADDRESS, (1600, 900))], ids=["relative", "published"])
def test_addresses_in_what_is_pasted_are_those_of_the_site(published: Published | None, made: Any) -> None:
    view, _ = made(published=published)
    base = ADDRESS if published else ""
    for way in embed_ways(view, frozenset({"map.png", "geo-map.js"})):
        if way.id in ("frame", "fixed", "element", "wordpress"):
            assert f'src="{base}embed.html"' in way.text, way.id
        if way.id == "element":
            assert f'src="{base}geo-map.js"' in way.text
        if way.id == "wordpress":  # which finds oembed.json by the link in the head, if there is one
            assert ("in a line of its own works" if published else "alone shows a link") in way.about[-1]


@pytest.mark.parametrize("how", ["frame", "fixed", "wordpress"])
def test_what_is_pasted_shows_the_map(
    how: str, made: Any, tmp_path: Path, open_page: Callable[..., Page], serve: Callable[[Path], str]
) -> None:
    """In a page of the same folder, on a web server; with a title that would break out if it could."""
    view, files = made(title=HOSTILE)
    (way,) = [way for way in embed_ways(view, frozenset({"map.png"})) if way.id == how]
    article = f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Host</title><body>{way.text}</body></html>'
    put(tmp_path, {**files, "article.html": article})
    page = open_page(f"{serve(tmp_path)}/article.html")
    frame = page.frame_locator("iframe")
    frame.locator(READY).wait_for(state="attached")
    assert frame.locator(".pin").count() > 0
    assert page.locator("iframe").get_attribute("title") == HOSTILE.replace("\u202e", "⟦U+202E⟧")
    if how == "frame":
        page.locator("iframe[style*='height:']").wait_for()


def test_equal_input_gives_equal_bytes(made: Any) -> None:
    assert made()[1] == made()[1]


# --- its page ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "dark"), [(320, True), (360, False), (1280, False), (1280, True)])
def test_its_page_is_accessible_and_fits(
    width: int, dark: bool, made: Any, tmp_path: Path, open_page: Callable[..., Page], accessibility_faults: Any
) -> None:
    _, files = made(published=Published(ADDRESS, (1600, 900)), title="A" * 60 + " convoy")
    page = open_page(put(tmp_path, files) / FOLDER / "kit.html", width=width, dark=dark)
    page.locator("iframe").scroll_into_view_if_needed()
    page.frame_locator("iframe").locator(READY).wait_for(state="attached")
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h2").all_inner_texts()[0] == "A frame that grows with the map"
    assert page.locator("button:visible").count() == 5


@pytest.mark.parametrize("where", ["file", "server"])
def test_its_buttons_copy_exactly_what_is_shown_and_say_so(
    where: str, made: Any, tmp_path: Path, open_page: Callable[..., Page], serve: Callable[[Path], str]
) -> None:
    view, files = made(title=HOSTILE)
    folder = put(tmp_path, files) / FOLDER
    target = folder / "kit.html" if where == "file" else f"{serve(folder)}/kit.html"
    page = open_page(target, permissions=["clipboard-read", "clipboard-write"])
    for way in embed_ways(view, frozenset({"map.png"})):
        button = page.locator(f"button[data-copy={way.id}]")
        button.focus()
        page.keyboard.press("Enter")
        button.filter(has_text="Copied").wait_for()
        page.locator(".copy-status", has_text="Copied").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == way.text
    page.locator("button").first.focus()
    assert page.locator("button").last.inner_text() == "Copy"


def test_where_the_clipboard_is_closed_the_text_is_copied_as_selected(
    made: Any, tmp_path: Path, open_page: Callable[..., Page]
) -> None:
    view, files = made()
    page = open_page(put(tmp_path, files) / FOLDER / "kit.html", permissions=["clipboard-read", "clipboard-write"])
    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject(new Error()))")
    page.locator("button[data-copy=fixed]").click()
    page.locator(".copy-status", has_text="Copied").wait_for()
    (way,) = [way for way in embed_ways(view, frozenset()) if way.id == "fixed"]
    assert page.evaluate("navigator.clipboard.readText()") == way.text
    assert page.evaluate("getSelection().toString()") == way.text


def test_where_nothing_may_be_copied_it_is_selected_and_the_page_says_what_to_do(
    made: Any, tmp_path: Path, open_page: Callable[..., Page]
) -> None:
    _, files = made()
    page = open_page(put(tmp_path, files) / FOLDER / "kit.html")
    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject(new Error()))")
    page.evaluate("void (document.execCommand = () => false)")
    page.locator("button[data-copy=fixed]").click()
    page.locator(".copy-status", has_text="Ctrl+C").wait_for()
    assert page.evaluate("getSelection().toString()").startswith("<iframe")


def test_without_scripts_its_texts_are_there_and_no_dead_button(
    made: Any, tmp_path: Path, open_page: Callable[..., Page]
) -> None:
    _, files = made()
    page = open_page(put(tmp_path, files) / FOLDER / "kit.html", javascript=False)
    assert page.locator("pre:visible").count() == 5
    assert page.locator("button:visible").count() == 0


def test_hostile_words_of_a_story_stay_words(made: Any, tmp_path: Path, open_page: Callable[..., Page]) -> None:
    _, files = made(title=HOSTILE, summary=HOSTILE, author=HOSTILE)
    page = open_page(put(tmp_path, files) / FOLDER / "kit.html")
    assert page.locator("h1").text_content() == HOSTILE.replace("\u202e", "⟦U+202E⟧")
    assert page.evaluate("document.scripts.length") == 1
    assert "49" not in (page.locator("h1").text_content() or "")
    json.loads(oembed(made(title=HOSTILE)[0]))


def test_the_button_and_its_script_serve_other_pages_too(tmp_path: Path, open_page: Callable[..., Page]) -> None:
    """As on the site's demo of embedding."""
    path = tmp_path / "page.html"
    path.write_text(
        f"<!DOCTYPE html><title>Other</title>{copyable('it', '<b> & ', label='Bold')}"
        f'<p class="copy-status" role="status"></p><script>{copy_script()}</script>'
    )
    page = open_page(path, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy: Bold").click()
    page.locator(".copy-status", has_text="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "<b> & "
    assert "copy-status" in copy_script()
    assert "--paper:" in kit_style()
    assert render_text("frame.html.j2", url="a", title='"', height=1).startswith('<iframe src="a" title="&#34;"')
