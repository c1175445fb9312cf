"""The website: it opens by double click and from a server, asks for nothing, and shows the map in host pages."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import geomap
from gazetteer import Gazetteer
from geomap.build import BuildResult, example_path

ROOT = Path(__file__).parents[1]
CHAPTERS = ["index", "story", "places", "routes", "embedding", "files", "commands", "python", "offline", "privacy"]
PAGES = ["index.html", "examples.html", "embed-demo.html", *(f"guide/{name}.html" for name in CHAPTERS)]
OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def site_builder(load_script: Callable[[str], ModuleType]) -> ModuleType:
    """``site/build.py``, which lies outside the packages."""
    return load_script("site/build.py")


@pytest.fixture(scope="module")
def links(site_builder: ModuleType) -> ModuleType:
    """``site/website/links.py``."""
    from website import links

    return links


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory, default_gazetteer: Gazetteer) -> BuildResult:
    """The worked examples, built where the website expects them; the first one's result."""
    public = tmp_path_factory.mktemp("public")
    geomap.build(
        example_path().with_name("eighty-days.yaml"), public / "eighty-days", gazetteer=default_gazetteer, picture=False
    )
    return geomap.build(out_dir=public / "example", gazetteer=default_gazetteer, picture=False)


@pytest.fixture(scope="module")
def site(example: BuildResult, site_builder: ModuleType) -> Path:
    """The website as ``make map`` leaves it."""
    assert site_builder.main(example.out_dir.parent) == 0
    return example.out_dir.parent


def test_without_the_example_it_says_what_to_run(
    tmp_path: Path, site_builder: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert site_builder.main(tmp_path) == 1
    assert "make map" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_pages_are_these_and_equal_bytes_each_time(site: Path, site_builder: ModuleType) -> None:
    own = [*site.glob("*.html"), *site.glob("guide/*")]
    assert sorted(path.relative_to(site).as_posix() for path in own) == sorted(PAGES)
    before = {name: (site / name).read_bytes() for name in PAGES}
    assert site_builder.main(site) == 0
    assert {name: (site / name).read_bytes() for name in PAGES} == before


def test_every_link_leads_somewhere(site: Path, links: ModuleType) -> None:
    assert list(links.faults(site, PAGES)) == []
    reached = {
        (site / name).parent.joinpath(link.partition("#")[0]).resolve().relative_to(site.resolve()).as_posix()
        for name in PAGES
        for link in re.findall(r'(?:href|src)="(?!https?:|data:|#)([^"]+)"', (site / name).read_text(encoding="utf-8"))
    }
    assert set(PAGES) <= reached  # every page can be come to
    assert {f"{folder}/map.html" for folder in ("example", "eighty-days")} <= reached


@pytest.mark.parametrize(
    ("html", "says"),
    [
        ('<a href="none.html">', "is not there"),
        ('<a href="other.html#none">', "has no such anchor"),
        ('<a href="#none">', "has no such anchor"),
        ('<a href="../outside.html">', "leads out of the site"),
        ('<a href="https://example.org/">', "has no rel=noopener"),
        ('<a href="javascript:0">', "is no address of the web"),
        ('<a href="//example.org/">', "is no address of the web"),
        ('<img src="data:text/html,x">', "carries data"),
    ],
)
def test_a_link_that_leads_nowhere_is_found(links: ModuleType, tmp_path: Path, html: str, says: str) -> None:
    (tmp_path / "outside.html").write_text("")
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "other.html").write_text('<p id="here">')
    (folder / "page.html").write_text(
        f'{html}<a href="other.html#here"><a href="https://example.org/" rel="noopener"><link href="data:,">'
    )
    (fault,) = links.faults(folder, ["page.html"])
    assert fault.endswith(says)


@pytest.mark.parametrize("name", PAGES)
def test_no_page_allows_anything_unsafe(site: Path, name: str) -> None:
    html = (site / name).read_text(encoding="utf-8")
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert policy.startswith("default-src &#39;none&#39;")
    assert "unsafe" not in policy
    assert "require-trusted-types-for" in policy
    assert "<base" not in html


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opened_by_double_click_is_quiet_fits_and_is_accessible(
    site: Path, open_page: OpenPage, accessibility_faults: Callable[[Page], list[str]], name: str
) -> None:
    page = open_page(site / name)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for width, scheme in ((1280, "light"), (360, "light"), (360, "dark"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert accessibility_faults(page) == [], (width, scheme)


def test_the_landing_page_says_what_it_is_in_one_screen_with_the_live_map(site: Path, open_page: OpenPage) -> None:
    page = open_page(site / "index.html", width=1280, height=800)
    inside = page.frame_locator("iframe")
    expect(inside.locator("html[data-geomap=ready]")).to_be_attached()
    expect(inside.get_by_role("heading", level=1)).to_have_text("The convoy of August 2017")
    for each in (page.get_by_role("heading", level=1), page.locator("iframe"), page.get_by_text("Make your own").first):
        box = each.bounding_box()
        assert box is not None
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 800
    frame = page.locator("iframe").bounding_box()
    assert frame is not None
    for part in (".stage", ".timeline", ".legend", ".credit"):  # the map with all that explains it, nothing cut off
        box = inside.locator(part).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= frame["y"] + frame["height"], part
        assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1, part


@pytest.mark.parametrize("width", [360, 768])
def test_on_a_narrow_landing_page_the_map_is_not_cut_off(site: Path, open_page: OpenPage, width: int) -> None:
    page = open_page(site / "index.html", width=width, height=800)
    inside = page.frame_locator("iframe")
    expect(inside.locator("html[data-geomap=ready]")).to_be_attached()
    page.locator("iframe").scroll_into_view_if_needed()
    expect(page.locator("iframe")).to_have_attribute("style", re.compile("height"))
    frame, body = page.locator("iframe").bounding_box(), inside.locator("body").bounding_box()
    assert frame is not None
    assert body is not None
    assert body["y"] + body["height"] <= frame["y"] + frame["height"] + 1


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_hosts_show_the_map_in_frames_as_an_element_and_as_a_picture(
    site: Path,
    open_page: OpenPage,
    serve: Callable[[Path], str],
    accessibility_faults: Callable[[Page], list[str]],
    dark: bool,
) -> None:
    page = open_page(f"{serve(site)}/embed-demo.html", dark=dark)
    frames = page.locator("iframe")
    assert frames.count() == 2
    for number in range(2):
        frame = frames.nth(number)
        assert frame.get_attribute("sandbox") == "allow-scripts allow-popups"
        frame.scroll_into_view_if_needed()
        inside = page.frame_locator("iframe").nth(number)
        expect(inside.locator("html[data-geomap=ready]")).to_be_attached()
        tall = inside.locator("html").evaluate("root => root.scrollHeight")
        page.wait_for_function(
            "([n, tall]) => Math.abs(document.querySelectorAll('iframe')[n].clientHeight - tall) <= 2",
            arg=[number, tall],
        )
    element = page.locator("geo-map")
    element.scroll_into_view_if_needed()
    expect(element.get_by_role("heading", name="The convoy of August 2017")).to_be_visible()
    picture = page.locator("article img")
    picture.scroll_into_view_if_needed()
    page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=picture.element_handle())
    assert accessibility_faults(page) == []


def test_what_is_to_be_pasted_is_copied_by_a_button(site: Path, open_page: OpenPage) -> None:
    page = open_page(site / "embed-demo.html", permissions=["clipboard-read", "clipboard-write"])
    buttons = page.get_by_role("button", name="Copy: ")
    assert buttons.count() == 4
    for number, name in enumerate(("frame-auto-height", "frame", "element", "picture")):
        buttons.nth(number).click()
        expect(buttons.nth(number)).to_have_text("Copied")
        expect(page.get_by_role("status")).to_have_text("Copied")
        lines = (site / "example" / "embed-kit" / f"{name}.html").read_text(encoding="utf-8")
        assert page.evaluate("navigator.clipboard.readText()") == lines.strip()


def test_from_a_disk_the_element_says_that_it_needs_a_server(site: Path, open_page: OpenPage) -> None:
    page = open_page(site / "embed-demo.html")
    page.locator("geo-map").scroll_into_view_if_needed()
    expect(page.locator("geo-map").get_by_role("alert")).to_contain_text("only from a web server")


def test_a_height_from_anyone_but_the_frame_is_ignored(site: Path, open_page: OpenPage) -> None:
    page = open_page(site / "embed-demo.html")
    # Every height the frame ever has is kept: its own may come before, after or between. The
    # page's listener was there first, so it has had its say when this one is asked.
    heights = page.evaluate(
        """new Promise(done => {
            const frame = document.querySelector('iframe'), heights = []
            new MutationObserver(() => heights.push(frame.style.height)).observe(frame, {attributeFilter: ['style']})
            addEventListener('message', event => {
                if (event.source === window) setTimeout(() => done([...heights, frame.style.height]))
            })
            postMessage({type: 'geomap:height', height: 7}, '*')
        })"""
    )
    assert heights
    assert "7px" not in heights


def test_each_example_is_in_the_gallery_with_its_own_picture(site: Path, open_page: OpenPage) -> None:
    page = open_page(site / "examples.html")
    shown = page.locator(".gallery > li")
    assert shown.count() == 2
    for each in shown.all():
        picture = each.locator("img")
        picture.scroll_into_view_if_needed()
        page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=picture.element_handle())
    for folder in ("example", "eighty-days"):
        whole, small = ((site / folder / name).read_text(encoding="utf-8") for name in ("map.svg", "thumbnail.svg"))
        assert small[small.index("<title") :] == whole[whole.index("<title") :]  # the same drawing
        page.goto((site / folder / "thumbnail.svg").as_uri())
        assert page.evaluate("document.querySelector('h1') === null")


def test_the_pages_are_complete_without_scripts(site: Path, example: BuildResult, open_page: OpenPage) -> None:
    page = open_page(site / "index.html", javascript=False)
    expect(page.get_by_role("heading", name="Nothing is averaged away")).to_be_visible()
    assert page.locator(".difference").count() >= 6
    assert page.locator(".key > div").count() == 6
    offered = [link.get_attribute("href") for link in page.locator(".downloads a").all()]
    assert offered[0] == "example/convoy-2017.yaml"
    assert {"example/map.html", "example/embed.html", "example/map.svg", "example/reports.csv"} <= set(offered)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_guide_is_walked_by_keyboard_from_chapter_to_chapter(site: Path, open_page: OpenPage, width: int) -> None:
    page = open_page(site / "guide" / "index.html", width=width)
    titles = []
    for _ in CHAPTERS:
        titles.append(page.locator("h1").text_content())
        onward = page.locator("a[rel=next]")
        if onward.count():
            onward.focus()
            page.keyboard.press("Enter")
            page.wait_for_load_state()
    assert len(set(titles)) == len(CHAPTERS)
    assert page.url.endswith("guide/privacy.html")


def test_the_contents_of_a_chapter_are_there_at_every_width(site: Path, open_page: OpenPage) -> None:
    wide = open_page(site / "guide" / "story.html")
    expect(wide.get_by_role("navigation", name="Guide").get_by_role("link", name="Privacy")).to_be_visible()
    narrow = open_page(site / "guide" / "story.html", width=360)
    entry = narrow.get_by_role("navigation", name="Guide").get_by_role("link", name="Claims: where sources differ")
    expect(entry).not_to_be_visible()
    narrow.get_by_text("Contents", exact=True).click()
    entry.click()
    expect(narrow.get_by_role("heading", name="Claims: where sources differ")).to_be_in_viewport()


def test_the_pictures_of_the_readme_are_taken_from_the_site(site: Path, tmp_path: Path) -> None:
    from PIL import Image

    def take(public: Path) -> subprocess.CompletedProcess[str]:
        # On its own: this process has a browser of Playwright's already, and may have but one.
        command = [sys.executable, str(ROOT / "site" / "shots.py"), str(public), str(tmp_path)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    nothing = take(tmp_path)
    assert nothing.returncode == 1
    assert "make map" in nothing.stderr
    done = take(site)
    assert done.returncode == 0, done.stderr
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"!\[[^\]]+\]\(site/([^)]+)\)", readme)
    assert shown
    assert {path.name for path in tmp_path.iterdir()} == set(shown)
    for name in shown:
        with Image.open(tmp_path / name) as taken, Image.open(ROOT / "site" / name) as kept:
            assert taken.size == kept.size
            assert len(taken.getcolors() or []) > 40  # not blank
        assert (ROOT / "site" / name).stat().st_size < 150_000


def test_the_site_carries_what_it_says(site: Path, watch: Any, open_page: OpenPage) -> None:
    page = open_page(site / "index.html")
    assert "This site sets no cookie and loads nothing from elsewhere" in page.locator("footer").inner_text()
    assert page.context.cookies() == []
    assert all(url.startswith("file:") for url in watch.requests)
