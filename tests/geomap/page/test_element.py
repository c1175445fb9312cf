"""The element <geo-map> in a browser: a map in a page of somebody else's, which neither can harm."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from geomap import __version__
from geomap.page import element_script, element_snippet, render_page

SHOWN = 5  # numbers on the map of the small story
OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def hosts(load_script: Callable[[str], ModuleType]) -> ModuleType:
    return load_script("tests/geomap/page/hosts.py")


@pytest.fixture(scope="module")
def embed(kit: Any) -> str:
    return render_page(kit.draw(kit.story(), compact=True))


@pytest.fixture(scope="module")
def folder(kit: Any, embed: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Maps of every sort, good and bad, beside the element's script."""
    made = tmp_path_factory.mktemp("maps")
    start, _, rest = embed.partition('id="geomap-data">')
    files = {
        "geo-map.js": element_script(),
        "embed.html": embed,
        "other.html": embed.replace("The convoy of August 2017", "Another story"),
        "map.html": render_page(kit.draw(kit.story())),
        "old.html": embed.replace(f"geomap {__version__}", "geomap 0.0.9"),
        "plain.html": "<!DOCTYPE html><title>Any page</title><p>Nothing here.",
        "damaged.html": f'{start}id="geomap-data">{{"bounds":[1,2{rest[rest.index("</script>") :]}',
        "layers.html": embed.replace('id="geomap-data">{', 'id="geomap-data">{"foreign":true,'),
    }
    for name, text in files.items():
        (made / name).write_text(text, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def site(hosts: ModuleType, folder: Path) -> Iterator[str]:

    with hosts.published(folder) as address:
        yield address


@pytest.fixture
def host(folder: Path, site: str, open_page: OpenPage) -> Callable[..., Page]:
    """``host(body, head="", **options)``: a page of somebody else's, opened."""

    def open_(body: str, head: str = "", *, wait: bool = True, **options: Any) -> Page:
        page = open_page(**options)
        page.add_init_script(
            "for (const what of ['ready', 'error', 'state']) addEventListener(`geomap:${what}`, "
            "({ detail, target }) => (globalThis.heard ??= []).push([what, target.id, detail]))"
        )
        text = (
            f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{head}<title>Host</title></head><body>{body}'
        )
        page.route("**/host.html", lambda route: route.fulfill(body=text, content_type="text/html"))
        page.goto(f"{site}/host.html")
        if wait:
            expect(page.locator("geo-map .numbers .badge").first).to_be_attached()
        return page

    return open_


def element(src: str = "embed.html", **attributes: str) -> str:
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<script src="geo-map.js" async></script><geo-map src="{src}" title="The convoy"{more}></geo-map>'


def heard(page: Page, what: str) -> list[Any]:
    return [[target, detail] for each, target, detail in page.evaluate("globalThis.heard ?? []") if each == what]


def test_the_lines_to_paste_show_the_map_and_leave_no_global_name(host: Callable[..., Page]) -> None:
    page = host("", wait=False)
    before = page.evaluate("Object.getOwnPropertyNames(globalThis)")
    page.evaluate(
        "async (text) => { const made = document.createRange().createContextualFragment(text);"
        "document.body.append(made); await customElements.whenDefined('geo-map') }",
        element_snippet("embed.html", title="The convoy"),
    )
    expect(page.locator(".numbers .badge")).to_have_count(SHOWN)
    expect(page.get_by_role("figure", name="The convoy", exact=True)).to_be_visible()
    # One below the heading that the page around has.
    expect(page.locator("geo-map h1[aria-level='2']")).to_have_text("The convoy of August 2017")
    assert set(page.evaluate("Object.getOwnPropertyNames(globalThis)")) - set(before) <= {"heard"}
    assert heard(page, "ready") == [["", {"title": "The convoy of August 2017", "version": __version__}]]


def test_a_map_is_fetched_when_a_reader_comes_near_or_at_once_where_that_is_asked_for(
    host: Callable[..., Page], watch: Any
) -> None:
    gap = '<p style="height:4000px">A long way</p>'
    page = host(f"{element('other.html', loading='eager', id='now')}{gap}{element(id='then')}")
    expect(page.locator("#now .numbers .badge")).to_have_count(SHOWN)
    assert not [url for url in watch.requests if url.endswith("/embed.html")]
    page.locator("#then").scroll_into_view_if_needed()
    expect(page.locator("#then .numbers .badge")).to_have_count(SHOWN)


def test_what_cannot_be_shown_says_why_and_links_to_its_page(
    hosts: ModuleType, site: str, folder: Path, browser: Browser
) -> None:
    reasons = {
        "missing.html": ("network", "answered 404"),
        "plain.html": ("page", "not a map made by geomap"),
        "map.html": ("page", "full page"),
        "old.html": ("version", f"made by geomap 0.0.9, and geo-map.js of this page is of {__version__}"),
        "damaged.html": ("page", "damaged"),
        "layers.html": ("layers", "layers that only its own page can show"),
        "huge.html": ("size", "larger than 64 MB"),
        "": ("src", "has no address"),
    }
    maps = "".join(
        f'<geo-map id="m{n}" src="{src}" title="M{n}" loading="eager"></geo-map>' for n, src in enumerate(reasons)
    )
    (folder / "errors.html").write_text(f'<!DOCTYPE html>{hosts.ICON}{maps}<script src="geo-map.js"></script>')
    with hosts.visiting(browser, "about:blank") as visit:
        visit.page.route(
            "**/huge.html", lambda route: route.fulfill(headers={"content-length": str(65 * 2**20)}, body="<p>")
        )
        visit.page.goto(f"{site}/errors.html")
        for n, (src, (_, words)) in enumerate(reasons.items()):
            alert = visit.page.locator(f"#m{n}").get_by_role("alert")
            expect(alert).to_contain_text(f"The map “M{n}” cannot be shown here.")
            expect(alert).to_contain_text(words)
            links = alert.get_by_role("link").evaluate_all(
                "links => links.map(({ href, target, rel }) => [href, target, rel])"
            )
            assert links == ([[f"{site}/{src}", "_blank", "noopener noreferrer"]] if src else [])


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ("connect-src 'none'", "does not let it be fetched (connect-src)"),
        ("require-trusted-types-for 'script'; trusted-types 'none'", "trusted-types must name geomap-element"),
        (None, "only from a web server, not from a disk"),
        ("elsewhere", "does not let this page read it (CORS)"),
    ],
    ids=["connect-src", "trusted-types", "disk", "no CORS"],
)
def test_a_page_that_refuses_is_told_what_it_refused(
    rules: str | None, words: str, hosts: ModuleType, site: str, folder: Path, browser: Browser
) -> None:
    policy = f'<meta http-equiv="Content-Security-Policy" content="{rules}">' if rules and "-" in rules else ""
    src = f"{site.replace('127.0.0.1', 'localhost')}/embed.html" if rules == "elsewhere" else "embed.html"
    path = folder / f"refusing-{len(words)}.html"
    map_ = f'<geo-map src="{src}" title="T"></geo-map>'
    path.write_text(f'<!DOCTYPE html>{policy}{hosts.ICON}<script src="geo-map.js"></script>{map_}')
    with hosts.visiting(browser, path.as_uri() if rules is None else f"{site}/{path.name}") as visit:
        expect(visit.page.get_by_role("alert")).to_contain_text(words)


@pytest.mark.parametrize(
    ("tag", "lang", "dir_", "head", "why"),
    [
        ("fr-CA", "fr", "ltr", "La carte « \u2068M\u2069 » ne peut pas être affichée ici.", "n’est pas une carte"),
        ("AR", "ar", "rtl", "لا يمكن عرض الخريطة «\u2068M\u2069» هنا.", "ليس خريطة من صنع geomap"),
        ("constructor", "en", "ltr", "The map “M” cannot be shown here.", "not a map made by geomap"),
        ("de", "en", "ltr", "The map “M” cannot be shown here.", "not a map made by geomap"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_told_in_the_language_of_the_page_around(
    tag: str, lang: str, dir_: str, head: str, why: str, hosts: ModuleType, site: str, folder: Path, browser: Browser
) -> None:
    map_ = f'<p lang="{tag}"><geo-map src="plain.html" title="M"></geo-map></p>'
    path = folder / f"speaking-{tag}.html"
    path.write_text(f'<!DOCTYPE html><html lang="en">{hosts.ICON}<script src="geo-map.js"></script>{map_}')
    with hosts.visiting(browser, f"{site}/{path.name}") as visit:
        alert = visit.page.get_by_role("alert")
        expect(alert).to_contain_text(head)
        expect(alert).to_contain_text(why)
        expect(alert).to_have_attribute("lang", lang)
        expect(alert).to_have_attribute("dir", dir_)


HOSTILE = """
<script>globalThis.ran = 1</script><img src="x.png" onerror="globalThis.ran = 1"><iframe src="frame.html"></iframe>
<object data="x"></object>
<form action="x"><button onclick="globalThis.ran = 1" formaction="javascript:1">b</button></form>
<p style="position:fixed" onclick="globalThis.ran = 1" class="kept" id="document" autofocus>kept words</p>
<style>body{color:red}</style>
<a class="bad" href="javascript:globalThis.ran=1">bad</a><a class="bad" href="data:text/html,x">bad</a>
<a class="good" href="page.html" target="_top" rel="opener" ping="spy">good</a><link rel="stylesheet" href="x.css">
<svg><script>globalThis.ran = 1</script><use href="x.svg#a"/><a href="javascript:1"><text>t</text></a>
<path fill="url(http://127.0.0.1:9/x)" d="M0,0"/><animate onbegin="globalThis.ran=1"/>
<foreignObject><b>in</b></foreignObject></svg>
<math><mtext></mtext></math><template><b>t</b></template>
<input type="password"><input type="submit"><video src="v"></video>
"""


def test_of_a_page_only_what_is_listed_comes_over(
    host: Callable[..., Page], folder: Path, embed: str, site: str, watch: Any
) -> None:
    (folder / "hostile.html").write_text(embed.replace('<main class="page">', f'<main class="page">{HOSTILE}'))
    page = host(element("hostile.html"))
    inside = page.locator("geo-map .page")
    expect(inside.locator("p.kept")).to_have_text("kept words")
    found = page.evaluate(
        "[...document.querySelector('geo-map').shadowRoot.querySelectorAll('.geomap *')].flatMap((each) => "
        "[each.localName, ...[...each.attributes].map(({ name }) => `@${name}`)])"
    )
    banned = {
        "script",
        "img",
        "iframe",
        "object",
        "form",
        "link",
        "math",
        "template",
        "video",
        "animate",
        "foreignobject",
    }
    assert not banned & {name.casefold() for name in found}
    own = {"@style"}  # Leaflet's own, set from a script
    assert not [
        name for name in found if name.startswith("@on") or name in {"@formaction", "@ping", "@autofocus"} - own
    ]
    assert inside.locator("p.kept").get_attribute("style") is None
    assert inside.locator("a.bad").evaluate_all("links => links.map((a) => a.getAttribute('href'))") == [None, None]
    good = inside.locator("a.good")
    assert [good.get_attribute(name) for name in ("href", "target", "rel")] == [
        f"{site}/page.html", "_blank", "noopener noreferrer",
    ]  # fmt: skip
    assert inside.locator("svg use[href^='x']").count() == 0
    assert inside.locator("path[fill*=url]").count() == 0
    assert inside.locator("input[type=password], input[type=submit]").count() == 0
    assert page.evaluate("globalThis.ran") is None
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert {url.rsplit("/", 1)[1] for url in watch.requests} <= {
        "host.html",
        "geo-map.js",
        "hostile.html",
        "favicon.ico",
    }


def test_links_to_a_report_the_view_and_its_events(host: Callable[..., Page], watch: Any) -> None:
    page = host(element("embed.html#r-destination"))
    note = page.locator("geo-map .note")
    expect(note).to_contain_text("Boukamal is the destination")
    page.evaluate("document.querySelector('geo-map').setAttribute('src', 'embed.html#r-departure')")
    expect(note).to_contain_text("The convoy leaves")
    note.locator(".close").click()
    page.locator('.numbers [data-anchor="r-halt"]').click()
    assert page.evaluate("document.querySelector('geo-map').state").startswith("r-halt")
    assert heard(page, "state")[-1][1]["fragment"].startswith("r-halt")
    assert page.evaluate("location.hash") == ""  # the page's own address is not the map's
    assert len([url for url in watch.requests if "embed.html" in url]) == 1


def test_its_attributes_may_change_and_it_may_move(host: Callable[..., Page]) -> None:
    page = host(f'{element()}<div id="below"></div>')
    page.evaluate("document.querySelector('geo-map').title = 'New name'")
    expect(page.get_by_role("figure", name="New name", exact=True)).to_be_visible()
    page.evaluate("document.querySelector('geo-map').setAttribute('src', 'other.html')")
    expect(page.get_by_role("heading", name="Another story")).to_be_visible()
    expect(page.locator(".numbers .badge")).to_have_count(SHOWN)
    page.evaluate("document.querySelector('#below').append(document.querySelector('geo-map'))")
    expect(page.locator("#below .numbers .badge")).to_have_count(SHOWN)
    assert [detail["title"] for _, detail in heard(page, "ready")] == [
        "The convoy of August 2017", "Another story", "Another story",
    ]  # fmt: skip


def test_a_map_that_is_taken_away_leaves_nothing_behind(host: Callable[..., Page]) -> None:
    page = host(element())
    page.locator('.numbers [data-anchor="r-destination"]').click()
    page.locator(".note .close").click()
    page.evaluate(
        "{ const map = document.querySelector('geo-map'); globalThis.gone = new WeakRef(map);"
        "globalThis.inside = new WeakRef(map.shadowRoot.querySelector('.folium-map'));"
        "map.remove(); globalThis.heard = [] }"
    )
    session = page.context.new_cdp_session(page)
    for _ in range(400):  # a frame that is still to come, or a glide, may hold it a while on a busy machine
        session.send("HeapProfiler.collectGarbage")
        if page.evaluate("!gone.deref() && !inside.deref()"):
            break
        page.wait_for_timeout(50)
    assert page.evaluate("[gone.deref() === undefined, inside.deref() === undefined]") == [True, True]


def test_two_maps_on_one_page_know_nothing_of_each_other(host: Callable[..., Page]) -> None:
    page = host(element(id="one") + element("other.html", id="two"))
    page.locator('#one .numbers [data-anchor="r-destination"]').click()
    expect(page.locator("#one .note")).to_be_visible()
    page.locator('#two .numbers [data-anchor="r-departure"]').click()
    expect(page.locator("#two .note")).to_contain_text("The convoy leaves")
    expect(page.locator("#one .note")).to_contain_text("Boukamal")
    page.keyboard.press("Escape")
    expect(page.locator("#two .note")).to_have_count(0)
    expect(page.locator("#one .note")).to_have_count(1)


def test_no_style_of_the_page_around_comes_in(host: Callable[..., Page], hosts: ModuleType) -> None:
    page = host(element(loading="eager"), f"<style>{hosts.HOSTILE}</style>")
    heading = page.locator("geo-map h1")
    style = "h => [getComputedStyle(h).fontSize, getComputedStyle(h).letterSpacing, getComputedStyle(h).direction]"
    assert heading.evaluate(style)[0] in {"20px", "30px"}  # 1.25 rem of 16 to 24 px, whatever the page's root has
    assert heading.evaluate(style)[2] == "ltr"
    map_ = page.locator("geo-map")
    assert map_.evaluate("map => getComputedStyle(map).display") == "block"
    assert map_.locator(".legend .swatch").first.is_visible()
    assert map_.locator(".controls button").first.is_visible()
    map_.locator('.numbers [data-anchor="r-destination"]').click()
    expect(map_.locator(".note")).to_contain_text("Boukamal is the destination")


def test_its_patterns_and_symbols_are_painted(
    host: Callable[..., Page], folder: Path, open_page: OpenPage, site: str
) -> None:
    """References from the style sheet and from `use` find what is in the shadow root, as they do in a page."""
    page = host(element(), "<style>body{margin:0}</style>", width=900)
    plain = open_page(f"{site}/embed.html", width=900)
    expect(plain.locator(".numbers .badge").first).to_be_attached()
    for swatch in (".swatch:has(.area)", ".swatch:has(.area-soft)", ".swatch.sym-halt"):
        ours, theirs = (colours(each, each.locator(f".legend {swatch}").first) for each in (page, plain))
        assert ours == theirs
        assert ours > 2


def colours(page: Page, swatch: Any) -> int:
    """How many colours a picture of an element has."""
    picture = swatch.screenshot().hex()
    blank = page.context.new_page()
    try:
        return int(
            blank.evaluate(
                "async (hex) => { const bytes = Uint8Array.from(hex.match(/../g), (each) => parseInt(each, 16));"
                "const image = await createImageBitmap(new Blob([bytes])); const { width, height } = image;"
                "const paper = new OffscreenCanvas(width, height).getContext('2d'); paper.drawImage(image, 0, 0);"
                "return new Set(new Uint32Array(paper.getImageData(0, 0, width, height).data.buffer)).size }",
                picture,
            )
        )
    finally:
        blank.close()


@pytest.mark.parametrize(("dark", "paper"), [(False, "rgb(253, 252, 249)"), (True, "rgb(21, 24, 27)")])
def test_it_is_accessible_in_light_and_dark_narrow_and_open(
    host: Callable[..., Page], accessibility_faults: Callable[[Page], list[str]], dark: bool, paper: str
) -> None:
    body = f"<main><h1>An article</h1>{element()}</main>"
    page = host(body, "<style>:root{color-scheme:light dark}</style>", dark=dark, width=320 if dark else 1000)
    assert page.locator(".geomap").evaluate("paper => getComputedStyle(paper).backgroundColor") == paper
    page.locator("geo-map .fold > summary").click()
    page.locator('.numbers [data-anchor="r-destination"]').click()
    expect(page.locator("geo-map .note")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= (320 if dark else 1000)
    assert accessibility_faults(page) == []


def test_the_keyboard_reaches_the_map_and_leaves_it_again(host: Callable[..., Page]) -> None:
    page = host(f'<button id="before">b</button>{element()}<button id="after">a</button>')
    page.locator("#before").focus()
    active = "document.activeElement.shadowRoot?.activeElement"
    met = []
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "after":
            break
        met.append(page.evaluate(f"{active}?.className ?? ''"))
        if met[-1].startswith("badge") and "note" not in met:
            page.keyboard.press("Enter")
            assert page.evaluate(f"{active}.className") == "note"
            page.keyboard.press("Escape")
            met.append("note")
            assert page.evaluate(f"{active}.className").startswith("badge")
    else:
        pytest.fail("the keyboard did not leave the map")
    assert "note" in met


def test_a_height_of_the_page_around_is_kept_and_the_rest_scrolls(host: Callable[..., Page]) -> None:
    page = host(element(), "<style>geo-map{height:300px}</style>")
    assert page.locator("geo-map").evaluate("map => map.offsetHeight") == 300
    page.locator("geo-map .more, geo-map .fold > summary").first.scroll_into_view_if_needed()
    assert page.locator("geo-map .frame").evaluate("frame => frame.scrollTop") > 0


def test_an_article_may_load_the_script_twice(host: Callable[..., Page]) -> None:
    page = host(element() + '<script src="geo-map.js"></script>')
    expect(page.locator(".numbers .badge")).to_have_count(SHOWN)
