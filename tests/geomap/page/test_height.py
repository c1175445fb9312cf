"""The height of a frame follows the map in it, whatever the page around does, and never keeps going by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from geomap.page import embed_snippet, render_page

# What the map has to show, and the height of its frame, for the first frame of the page.
SETTLED = """frame => {
  const told = (globalThis.got ?? []).filter(({ type }) => type === 'geomap:height')
  const { paddingTop, paddingBottom } = getComputedStyle(frame)
  const room = frame.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom)
  return [room, told.at(-1)?.height ?? 0, told.length]
}"""


@pytest.fixture(scope="module")
def hosts(load_script: Callable[[str], ModuleType]) -> ModuleType:
    return load_script("tests/geomap/page/hosts.py")


@pytest.fixture(scope="module")
def folder(kit: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("heights")
    (made / "embed.html").write_text(render_page(kit.draw(kit.story(), compact=True)), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def site(hosts: ModuleType, folder: Path) -> Iterator[str]:
    with hosts.published(folder) as address:
        yield address


@pytest.fixture
def host(hosts: ModuleType, folder: Path, site: str, browser: Browser) -> Callable[..., Any]:
    @contextmanager
    def open_(style: str = "", body: str | None = None) -> Iterator[Any]:
        body = embed_snippet("embed.html", title="T", height_px=100) if body is None else body
        (folder / "host.html").write_text(f"<!DOCTYPE html>{hosts.ICON}<style>{style}</style>{body}", encoding="utf-8")
        with hosts.visiting(browser, f"{site}/host.html") as visit:
            yield visit
            assert visit.said == []

    return open_


def settled(visit: Any, page: Page | None = None) -> tuple[float, float]:
    """The room of the frame and the height that its map asked for, once both are the same, and stay so for a while."""
    frame = (page or visit.page).locator("iframe").first
    last: list[float] = []
    still = 0

    def rests() -> bool:
        nonlocal last, still
        now = frame.evaluate(SETTLED)
        still = still + 1 if now == last and abs(now[0] - now[1]) <= 1 else 0
        last = now
        return still > 8

    assert visit.until(rests), last
    return last[0], last[1]


@pytest.mark.parametrize(
    "style",
    [
        "",
        "iframe { padding: 11.5px; border: 3px dashed; box-sizing: border-box }",
        "iframe { min-height: 20px; max-width: 333.3px; margin: 5vh }",
        "html { zoom: 1.25 } iframe { border: 0 }",
        "body { display: grid; align-items: stretch; min-height: 100vh }",
        "* { all: unset !important }",
    ],
    ids=["plain", "padding", "a broken width", "zoomed", "a grid", "everything unset"],
)
def test_a_frame_takes_the_height_of_its_map_and_rests(style: str, host: Callable[..., Any]) -> None:
    with host(style) as visit:
        room, told = settled(visit)
        needs = visit.page.frames[1].evaluate("Math.ceil(document.documentElement.getBoundingClientRect().height)")
        assert abs(told - needs) <= 1
        assert told == int(told) > 300
        visit.page.frame_locator("iframe").locator(".fold > summary").evaluate("summary => summary.click()")
        higher, _ = settled(visit)
        assert higher > room + 300


def test_what_grows_with_its_frame_does_not_grow_for_ever(host: Callable[..., Any]) -> None:
    with host() as visit:
        settled(visit)
        inside = visit.page.frames[1]
        inside.evaluate("document.querySelector('.page').style.minHeight = 'calc(100vh + 50px)'")
        frame = visit.page.locator("iframe")
        heights: list[float] = []

        def rests() -> bool:
            heights.append(frame.evaluate("frame => frame.clientHeight"))
            return len(heights) > 12 and len(set(heights[-10:])) == 1

        assert visit.until(rests)
        # Once, and once more in case that was the map's own; not again for what that brought.
        assert heights[-1] - heights[0] <= 120
        # What is left over can be scrolled to.
        assert inside.evaluate("getComputedStyle(document.documentElement).overflowY") != "hidden"


def test_a_page_that_answers_a_height_with_a_width_is_not_followed_for_ever(host: Callable[..., Any]) -> None:
    """A frame that becomes narrower when it is high, and wide again when it is low: as a page with a bar does."""
    flip = """<script>addEventListener('message', ({ data: { type } }) => {
      const width = got.length % 2 ? '500px' : '800px'
      if (type === 'geomap:height') document.querySelector('iframe').style.width = width
    })</script>"""
    with host(body=embed_snippet("embed.html", title="T") + flip) as visit:
        counts: list[int] = []

        def rests() -> bool:
            counts.append(visit.page.evaluate("globalThis.got?.length ?? 0"))
            return len(counts) > 50 and counts[-1] > 0 and len(set(counts[-40:])) == 1

        assert visit.until(rests, tries=400), counts
        frame = visit.page.locator("iframe")
        told = [each["height"] for each in visit.page.evaluate("got")]
        assert frame.evaluate("frame => frame.clientHeight") == max(told[-9:])


def test_where_the_page_around_does_not_follow_the_map_can_be_scrolled(host: Callable[..., Any]) -> None:
    cap = """<iframe src="embed.html" title="T" width="600" height="200"></iframe><script>
      const frame = document.querySelector('iframe')
      addEventListener('message', ({ data }) => { frame.height = Math.min(data.height, 400) })
    </script>"""
    with host(body=cap) as visit:
        frame = visit.page.locator("iframe")
        assert visit.until(lambda: frame.evaluate("frame => frame.clientHeight") == 400)
        inside = visit.page.frames[1]
        assert visit.until(lambda: inside.evaluate("getComputedStyle(document.documentElement).overflowY") == "visible")
        inside.evaluate("scrollTo(0, 9999)")
        assert inside.evaluate("scrollY") > 50


def test_each_frame_gets_its_own_height_and_only_from_its_own_map(host: Callable[..., Any]) -> None:
    narrow = embed_snippet("embed.html", title="Narrow").replace('width="100%"', 'width="340"')
    stranger = """<iframe title="Stranger" width="300" height="77" srcdoc="<script>
      parent.postMessage({ type: 'geomap:height', height: -5 }, '*')
      parent.postMessage({ type: 'geomap:height', height: 'tall' }, '*')
      parent.postMessage({ type: 'geomap:height' }, '*'); parent.postMessage(null, '*'); parent.postMessage('x', '*')
      parent.postMessage({ type: 'other', height: 9 }, '*')</script>"></iframe>"""
    with host(body=embed_snippet("embed.html", title="Wide") + narrow + stranger) as visit:
        frames = visit.page.locator("iframe")
        frames.nth(1).scroll_into_view_if_needed()  # what is out of sight may wait
        assert visit.until(lambda: len(visit.page.evaluate("globalThis.got ?? []")) >= 8)  # the stranger's are six
        visit.page.evaluate("postMessage({ type: 'geomap:height', height: 5 }, '*')")

        def heights() -> list[float]:
            return [float(each) for each in frames.evaluate_all("all => all.map((frame) => frame.clientHeight)")]

        def needs() -> list[float]:
            ends = "Math.ceil(document.documentElement.getBoundingClientRect().height)"
            return [float(frame.evaluate(ends)) for frame in visit.page.frames[1:3]]

        assert visit.until(lambda: all(abs(a - b) <= 1 for a, b in zip(heights(), needs(), strict=False)))
        assert heights()[0] != heights()[1]
        assert heights()[2] == 77
        assert visit.page.evaluate("got.some((each) => each?.height === 5)")


def test_a_height_beyond_all_bounds_is_cut(host: Callable[..., Any]) -> None:
    body = embed_snippet("big.html", title="T").replace(
        'src="big.html"', "srcdoc=\"<script>parent.postMessage({ type: 'geomap:height', height: 1e9 }, '*')</script>\""
    )
    with host(body=body) as visit:
        assert visit.until(lambda: visit.page.locator("iframe").evaluate("frame => frame.clientHeight") == 20000)
