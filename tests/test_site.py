"""The website: it opens by double click and from a server, asks for nothing, and shows the map inside a host page."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import geomap
from gazetteer import Gazetteer
from geomap.build import BuildResult, example_path

ROOT = Path(__file__).parents[1]
PAGES = ["index.html", "embed-demo.html"]
OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def site_builder(load_script: Callable[[str], ModuleType]) -> ModuleType:
    """``site/build.py``, which lies outside the packages."""
    return load_script("site/build.py")


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory, default_gazetteer: Gazetteer) -> BuildResult:
    """The first worked example, built where the website expects it, and the second beside it."""
    public = tmp_path_factory.mktemp("public")
    geomap.build(example_path().with_name("eighty-days.yaml"), public / "eighty-days", gazetteer=default_gazetteer)
    return geomap.build(out_dir=public / "example", gazetteer=default_gazetteer)


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


def test_two_builds_are_equal_bytes(site: Path, site_builder: ModuleType) -> None:
    before = {name: (site / name).read_bytes() for name in PAGES}
    assert site_builder.main(site) == 0
    assert {name: (site / name).read_bytes() for name in PAGES} == before


@pytest.mark.parametrize("name", PAGES)
def test_every_local_link_leads_to_a_file(site: Path, name: str) -> None:
    html = (site / name).read_text(encoding="utf-8")
    links = {unescape(link) for link in re.findall(r'(?:href|src)="([^"#][^"]*)"', html)}
    local = {link for link in links if not re.match(r"https?:|data:", link)}
    assert "example/map.html" in local
    assert ("eighty-days/map.html" in local) == (name == "index.html")
    assert [link for link in sorted(local) if not (site / link).is_file()] == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)], ids=["wide-light", "narrow-dark"])
def test_a_page_opened_by_double_click_is_quiet_fits_and_is_accessible(
    site: Path,
    open_page: OpenPage,
    accessibility_faults: Callable[[Page], list[str]],
    name: str,
    width: int,
    dark: bool,
) -> None:
    page = open_page(site / name, width=width, dark=dark)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert accessibility_faults(page) == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("served", [False, True], ids=["file", "server"])
def test_the_frame_shows_the_map_and_takes_its_height(
    site: Path, open_page: OpenPage, serve: Callable[[Path], str], watch: Any, name: str, served: bool
) -> None:
    page = open_page(f"{serve(site)}/{name}" if served else site / name)
    frame = page.locator("iframe")
    assert frame.get_attribute("sandbox") == "allow-scripts allow-popups"
    frame.scroll_into_view_if_needed()
    inside = page.frame_locator("iframe")
    expect(inside.locator("html[data-geomap=ready]")).to_be_attached()
    expect(inside.get_by_role("heading", level=1)).to_have_text("The convoy of August 2017")
    tall = inside.locator("html").evaluate("root => root.scrollHeight")
    page.wait_for_function("tall => Math.abs(document.querySelector('iframe').clientHeight - tall) <= 2", arg=tall)


def test_a_height_from_anyone_but_the_frame_is_ignored(site: Path, open_page: OpenPage) -> None:
    page = open_page(site / "embed-demo.html")
    # Every height the frame ever has is kept: its own may come before, after or between. The
    # page's listener was there first, so it has had its say when this one is asked.
    heights = page.evaluate(
        """new Promise(done => {
            const frame = document.querySelector('iframe'), heights = []
            new MutationObserver(() => heights.push(frame.height)).observe(frame, {attributeFilter: ['height']})
            addEventListener('message', event => {
                if (event.source === window) setTimeout(() => done([...heights, frame.height]))
            })
            postMessage({type: 'geomap:height', height: 7}, '*')
        })"""
    )
    assert heights
    assert "7" not in heights


def test_the_demo_shows_the_lines_that_the_build_prints(site: Path, example: BuildResult, open_page: OpenPage) -> None:
    shown = open_page(site / "embed-demo.html").locator("pre code").text_content()
    assert shown is not None
    assert shown.strip() == example.embed_snippet.strip()


def test_the_pages_are_complete_without_scripts(site: Path, open_page: OpenPage) -> None:
    page = open_page(site / "index.html", javascript=False)
    expect(page.get_by_role("heading", name="Nothing is averaged away")).to_be_visible()
    assert page.locator(".difference").count() >= 6
    assert page.locator(".key > div").count() == 6
    assert page.locator(".downloads a").count() == 8
