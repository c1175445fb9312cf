"""Pages of other people with a map in them: the set-ups that the guide promises something for, and what is found there.

A set-up is a host page, made as the system that it stands for makes it; :func:`measure` opens it in a browser and says,
column by column, what works. The guide's table is held against that by test_embedding.py.
"""

from __future__ import annotations

import base64
import functools
import http.server
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Locator, Page

COLUMNS = ("map", "pop-ups", "links", "height", "link to a report", "print")
REPORT = "r-destination"
SOURCE = "https://example.org/"

HOSTILE = """
* { all: unset !important; font-size: 61px !important; letter-spacing: .4em !important; color: lime !important }
svg, path, button, input { display: none !important } div { position: fixed !important; inset: 0 !important }
html { font-size: 90px !important; color-scheme: dark; background: #000; direction: rtl }
"""
# What themes of WordPress do to frames, in their own words for it.
THEME = """
html { font-size: 62.5% } body { font: 300 1.8rem/1.9 Georgia, serif; margin: 0 auto; max-width: 68rem; color: #333 }
.entry-content > * { margin: 0 auto 1.5em } .entry-content a { box-shadow: inset 0 -1px 0 #0f0f0f }
* { box-sizing: border-box } iframe, img, object { max-width: 100%; vertical-align: middle } h1, p { clear: both }
"""
# A listener as WordPress brings one: it knows a frame by the word in its address, and takes heights of 200 to 1000.
WORDPRESS = """
addEventListener('message', ({ data, source }) => {
  if (!data || !data.secret || data.message !== 'height' || /[^a-zA-Z0-9]/.test(data.secret)) return
  for (const frame of document.querySelectorAll('iframe[data-secret="' + data.secret + '"]')) {
    if (frame.contentWindow === source) frame.height = Math.min(1000, Math.max(200, parseInt(data.value, 10)))
  }
})
"""
ICON = '<link rel="icon" href="data:,">'
SECRET = "aB3dE5gH7j"


@dataclass(frozen=True)
class Maps:
    """What the set-ups are made of: where the map lies, its text, and the lines that geomap hands out."""

    here: str
    elsewhere: str
    folder: Path
    embed: str
    in_notebook: str
    snippet: Callable[[str], str]
    element: Callable[[str], str]


@dataclass(frozen=True)
class SetUp:
    """A host page: ``make`` gives the inside of its body, ``head`` what stands above."""

    name: str
    how: str
    make: Callable[[Maps], str]
    head: Callable[[Maps], str] = lambda maps: ""
    inside: str = "iframe"
    from_disk: bool = False


def script_of(snippet: str) -> str:
    """The lines between the tags of the snippet's script."""
    return snippet.partition("<script>")[2].partition("</script>")[0]


def frame_of(maps: Maps) -> str:
    """The frame of the snippet alone."""
    return maps.snippet(f"{maps.elsewhere}/embed.html#{REPORT}").partition("<script>")[0]


def framed(attributes: str, maps: Maps) -> str:
    """A frame with these attributes, and the snippet's script."""
    script = script_of(maps.snippet(""))
    return f'<iframe title="T" width="100%" height="300" {attributes}></iframe><script>{script}</script>'


def strict(maps: Maps, policies: str = "'none'") -> str:
    rules = (
        f"default-src 'none'; img-src data:; script-src 'self'; style-src 'self'; frame-src {maps.elsewhere}; "
        f"connect-src {maps.elsewhere}; require-trusted-types-for 'script'; trusted-types {policies}"
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{rules}">'


def data_address(maps: Maps) -> str:
    return "data:text/html;base64," + base64.b64encode(maps.embed.encode()).decode()


SET_UPS = (
    SetUp(
        "sandbox",
        "the lines that `geomap build` prints: a sandboxed frame, the map on another server",
        lambda maps: maps.snippet(f"{maps.elsewhere}/embed.html#{REPORT}"),
    ),
    SetUp(
        "no sandbox",
        "a frame without `sandbox`, the map on the same server",
        lambda maps: framed(f'src="{maps.here}/embed.html#{REPORT}"', maps),
    ),
    SetUp(
        "srcdoc",
        "a sandboxed frame with the whole map in `srcdoc`",
        lambda maps: framed(f'sandbox="allow-scripts allow-popups" srcdoc="{escape(maps.embed)}"', maps),
    ),
    SetUp(
        "disk",
        "both files opened from a disk (`file:`)",
        lambda maps: maps.snippet(f"embed.html#{REPORT}"),
        from_disk=True,
    ),
    SetUp(
        "data",
        "a frame whose address is the map itself (`data:`)",
        lambda maps: framed(f'src="{data_address(maps)}"', maps),
    ),
    SetUp(
        "strict policy",
        "a page that allows only scripts and styles of its own; the script of the lines in a file",
        lambda maps: frame_of(maps) + '<script src="height.js"></script>',
        head=strict,
    ),
    SetUp(
        "WordPress, block",
        "a Custom HTML block, in a theme that styles frames",
        lambda maps: wordpress(maps.snippet(f"{maps.elsewhere}/embed.html#{REPORT}")),
        head=lambda maps: f"<style>{THEME}</style>",
    ),
    SetUp(
        "WordPress, no script",
        "the same where scripts are taken out of posts: the frame keeps the height that it was given",
        lambda maps: wordpress(frame_of(maps)),
        head=lambda maps: f"<style>{THEME}</style>",
    ),
    SetUp(
        "WordPress, oEmbed",
        "the address of the map in a line of its own, as WordPress frames an address that it does not know",
        lambda maps: wordpress(
            f'<iframe class="wp-embedded-content" sandbox="allow-scripts" security="restricted" title="T" '
            f'src="{maps.elsewhere}/embed.html#?secret={SECRET}" data-secret="{SECRET}" width="600" height="338" '
            f'frameborder="0" marginwidth="0" marginheight="0" scrolling="no"></iframe><script>{WORDPRESS}</script>'
        ),
        head=lambda maps: f"<style>{THEME}</style>",
    ),
    SetUp(
        "Jupyter, output",
        "what a cell shows whose last line is the map, in a notebook that is trusted",
        lambda maps: (
            f'<div class="jp-RenderedHTMLCommon jp-RenderedHTML" data-mime-type="text/html">{maps.in_notebook}</div>'
        ),
    ),
    SetUp(
        "Jupyter, IFrame",
        "`IFrame('embed.html', '100%', 600)`: Jupyter serves files in a sandbox of its own",
        lambda maps: (
            '<iframe width="100%" height="600" frameborder="0" allowfullscreen '
            f'src="files/embed.html#{REPORT}"></iframe>'
        ),
    ),
    SetUp(
        "hostile style",
        "a page that styles everything away (`* { all: unset !important }`)",
        lambda maps: maps.snippet(f"{maps.elsewhere}/embed.html#{REPORT}"),
        head=lambda maps: f"<style>{HOSTILE}</style>",
    ),
    SetUp(
        "two maps",
        "the lines twice on one page",
        lambda maps: "".join(maps.snippet(f"{maps.elsewhere}/{name}.html#{REPORT}") for name in ("embed", "other")),
    ),
    SetUp(
        "`<geo-map>`",
        "the element, on a page with the strict policy and Trusted Types, the map on another server (CORS)",
        lambda maps: maps.element(f"{maps.elsewhere}/embed.html#{REPORT}"),
        head=lambda maps: strict(maps, "geomap-element"),
        inside="geo-map",
    ),
)


def wordpress(block: str) -> str:
    return f'<main class="wp-block-group"><div class="entry-content wp-block-post-content">{block}</div></main>'


def host_page(set_up: SetUp, maps: Maps) -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{set_up.head(maps)}<title>H</title>{ICON}</head>'
        f"<body><h1>An article</h1>{set_up.make(maps)}<p>Its end.</p></body></html>"
    )


# --- servers ----------------------------------------------------------------------------------------------------------


@contextmanager
def published(folder: Path, headers: Mapping[str, Mapping[str, str]] | None = None) -> Iterator[str]:
    """A folder on this machine, with headers by the beginning of the path."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            for start, values in (headers or {}).items():
                if urlsplit(self.path).path.startswith(start):
                    for name, value in values.items():
                        self.send_header(name, value)
            super().end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


# --- what works -------------------------------------------------------------------------------------------------------


@dataclass
class Visit:
    """A host page in a browser, with what it says and asks for."""

    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def until(self, condition: Callable[[], Any], *, tries: int = 400) -> bool:
        """Whether a condition comes true; the page lives on between two looks at it."""
        for _ in range(tries):
            if condition():
                return True
            self.page.wait_for_timeout(25)
        return False


@contextmanager
def visiting(browser: Browser, address: str) -> Iterator[Visit]:
    # Without motion: what is clicked must not move away meanwhile.
    context: BrowserContext = browser.new_context(viewport={"width": 900, "height": 900}, reduced_motion="reduce")
    # Every message that a page gets, kept before its own listeners have their say.
    context.add_init_script("addEventListener('message', ({ data }) => (globalThis.got ??= []).push(data))")
    context.route(lambda url: urlsplit(url).hostname == "example.org", lambda route: route.abort())
    try:
        visit = Visit(context.new_page())
        context.on("request", lambda request: visit.asked.append(request.url))
        context.on("console", lambda message: visit.said.append(message.text))
        context.on("weberror", lambda event: visit.said.append(f"uncaught: {event.error}"))
        visit.page.goto(address)
        yield visit
    finally:
        context.close()


def measure(visit: Visit, set_up: SetUp) -> dict[str, str]:
    """What works in a set-up, by column; with several maps only what works in each."""
    found = [_measure_one(visit, set_up, n) for n in range(visit.page.locator(set_up.inside).count())]
    return {column: next((each[column] for each in found if each[column] != "yes"), "yes") for column in COLUMNS}


def _measure_one(visit: Visit, set_up: SetUp, n: int) -> dict[str, str]:
    outer = visit.page.locator(set_up.inside).nth(n)
    outer.scroll_into_view_if_needed()
    inside = outer if set_up.inside == "geo-map" else outer.content_frame
    numbers, note = inside.locator(".numbers .badge"), inside.locator(".note")
    shown = visit.until(lambda: numbers.count() == 5 and inside.locator(".land").count() > 0)
    # A link to a report is followed before anything else can be done; where it leads nowhere, nothing is open.
    linked = shown and visit.until(lambda: note.count() == 1 and "Boukamal" in note.inner_text(), tries=60)
    height = _follows(visit, outer, inside, n) if shown else "no"
    if linked:
        note.locator(".close").click()
        inside.get_by_role("button", name="Show the whole story").click()  # the report has moved the map
    numbers.nth(0).click()
    opens = visit.until(lambda: note.count() == 1 and "leaves" in note.inner_text())
    links = opens and _opens(visit, note)
    visit.page.emulate_media(media="print")
    prints = inside.locator(".stage").is_visible() and not inside.locator(".controls").is_visible()
    visit.page.emulate_media(media="screen")
    if opens:
        note.locator(".close").click()
    closes = visit.until(lambda: note.count() == 0)
    works = (shown, opens and closes, links, height, linked, prints)
    said = [each if isinstance(each, str) else "yes" if each else "no" for each in works]
    return dict(zip(COLUMNS, said, strict=True))


# Where the map ends, and where its room does: both in the frame, or both in the page.
NEEDS = "page => page.getBoundingClientRect().bottom + (page.getRootNode().host ? 0 : scrollY)"
HAS = """room => {
  if (room.localName !== 'iframe') return room.getBoundingClientRect().bottom
  const { paddingTop, paddingBottom } = getComputedStyle(room)
  return room.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom)
}"""


def _follows(visit: Visit, outer: Locator, inside: Any, n: int) -> str:
    """Whether the map has the room that it asks for, and gets more when its list is unfolded, or how much."""
    list_ = inside.locator("details.fold > summary")

    def fits() -> bool:
        needed = inside.locator(".page").evaluate(NEEDS)
        return bool(abs(needed - outer.evaluate(HAS)) <= 2)

    told = visit.until(
        lambda: outer.evaluate(
            "frame => frame.localName !== 'iframe' || globalThis.got?.some((each) => each.type === 'geomap:height')"
        )
    )
    if not told or not visit.until(fits, tries=40):
        return "no"
    if n:
        return "yes"
    list_.click()
    unfolded = visit.until(fits, tries=40)
    most = outer.evaluate("frame => frame.clientHeight")
    list_.click()
    assert visit.until(fits, tries=40)
    return "yes" if unfolded else f"to {most} px"


def _opens(visit: Visit, note: Locator) -> bool:
    """Whether a source opens beside the page: it is asked for, in a page of its own."""
    before = len(visit.page.context.pages)
    note.locator("a[href^='https:']").first.click()

    def opened() -> bool:
        return any(url.startswith(SOURCE) for url in visit.asked) and len(visit.page.context.pages) > before

    visit.until(lambda: opened() or any("Blocked opening" in text for text in visit.said))
    is_open = opened()
    visit.asked[:] = [url for url in visit.asked if not url.startswith(SOURCE)]
    for page in visit.page.context.pages[before:]:
        page.close()
    return is_open
