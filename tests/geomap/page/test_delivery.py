"""Where scripts and styles are: in the page, beside it, or on a CDN, and what a reader sees where they are not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from geomap import UsageError
from geomap.page import delivery, render_page, shared_assets

ROOT = Path(__file__).parents[3]
READY = "html[data-geomap=ready]"
CDN = "https://cdn.example/npm/{package}@{version}/{path}"


@pytest.fixture(scope="module")
def hosts(load_script: Callable[[str], ModuleType]) -> ModuleType:
    return load_script("tests/geomap/page/hosts.py")


@pytest.fixture(scope="module")
def beside(kit: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two maps of one site, in folders of their own, that share what runs and how it looks."""
    folder = tmp_path_factory.mktemp("site")
    for name in ("one", "two"):
        (folder / name).mkdir()
        story = kit.story(title=f"Story {name}")
        for compact, file in ((False, "map.html"), (True, "embed.html")):
            kit.save(kit.draw(story, assets="../assets", compact=compact), folder / name, file)
    return folder


@pytest.mark.parametrize(
    "assets",
    ["./assets", "assets", "../assets", "../../shared/maps", "assets/"],
)
def test_a_folder_is_as_the_page_sees_it(assets: str) -> None:
    folder = delivery(assets).folder
    assert folder is not None
    assert folder.startswith((".", ".."))
    assert not folder.endswith("/")


@pytest.mark.parametrize(
    ("assets", "words"),
    [
        ("", "try inline"),
        ("cdn", None),  # a folder of that name
        ("/assets", "try inline"),
        ("./As sets", "try inline"),
        ("assets/../..", "try inline"),
        ("javascript:x", "try inline"),
        ("https://cdn.example/npm/", "no {path}"),
        ("http://cdn.example/{path}", "only https"),
        ("https://u:p@cdn.example/{path}", "no user"),
        ("https://cdn.example/{path}?x=1", "ask nothing"),
        ("https://{package}.example/{path}", "no host"),
        ("https://cdn.example/{path}; script-src *", "letters"),
        ("https://cdn.example/{file}/{path}", "in braces"),
        ("https://cdn.example/{path}\"'><script>", "letters"),
    ],
)
def test_what_is_none_of_the_three_is_refused(assets: str, words: str | None) -> None:
    if words is None:
        assert delivery(assets).folder == f"./{assets}"
        return
    with pytest.raises(UsageError, match=re.escape(words)):
        delivery(assets)


def test_maps_of_one_site_share_their_files(beside: Path) -> None:
    files = sorted(path.name for path in (beside / "assets").iterdir() if not path.name.startswith("."))
    assert sorted(re.sub("[0-9a-f]{16}", "#", name) for name in files) == ["geomap-#.css"] * 2 + ["geomap-#.js"]
    page = (beside / "one" / "map.html").read_text()
    (script,) = re.findall(r'<script src="\.\./assets/(geomap-[0-9a-f]{16}\.js)"></script>', page)
    assert script in files
    assert "script-src 'self' 'sha256-" in page.replace("&#39;", "'")
    # An integrity would keep the page from opening from a disk, and in a sandbox.
    assert "integrity" not in page
    weights = [(beside / name / "map.html").stat().st_size for name in ("one", "two")]
    assert max(weights) < (beside / "assets" / script).stat().st_size / 2


def test_no_file_lies_beside_a_page_that_holds_all(kit: Any) -> None:
    assert shared_assets(kit.draw(kit.story())) == {}
    assert shared_assets(kit.draw(kit.story(), assets=CDN)) == {}


@pytest.mark.parametrize("where", ["disk", "server", "sandbox"])
def test_files_beside_the_page_are_found_from(
    where: str, beside: Path, serve: Callable[[Path], str], open_page: Callable[..., Page]
) -> None:
    if where == "disk":
        page = open_page(beside / "one" / "map.html")
    elif where == "server":
        page = open_page(f"{serve(beside)}/two/map.html")
    else:
        host = (
            '<link rel="icon" href="data:,"><iframe src="one/embed.html" sandbox="allow-scripts" width="800"></iframe>'
        )
        (beside / "host.html").write_text(f"<!DOCTYPE html><title>Host</title>{host}")
        page = open_page(f"{serve(beside)}/host.html")
    inside: Any = page.frame_locator("iframe") if where == "sandbox" else page
    expect(inside.locator(READY)).to_be_attached()
    expect(inside.locator(".numbers .badge")).to_have_count(5)
    expect(inside.locator(".controls")).to_have_css("position", "absolute")
    expect(inside.locator("#geomap-missing")).to_be_hidden()


def test_where_a_file_beside_the_page_is_gone_the_page_says_so(
    beside: Path, hosts: ModuleType, browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "map.html").write_bytes((beside / "one" / "map.html").read_bytes())
    with hosts.visiting(browser, (tmp_path / "map.html").as_uri()) as visit:
        alert = visit.page.get_by_role("alert")
        expect(alert).to_contain_text("The map cannot be drawn: ../assets/geomap-")
        expect(alert).to_contain_text("Everything on it is in the list.")
        expect(visit.page.locator(".card").first).to_be_visible()


# --- from a CDN -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cdn(hosts: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A stand-in for a CDN: what npm has, and beside it the same with one letter changed."""
    folder = tmp_path_factory.mktemp("cdn")
    original = (ROOT / "site" / "node_modules" / "leaflet" / "dist" / "leaflet.js").read_bytes()
    for name, data in (("right", original), ("wrong", original.replace(b"1.9.4", b"1.9.5", 1))):
        path = folder / name / "leaflet@1.9.4" / "dist" / "leaflet.js"
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
    with hosts.published(folder, {"/": {"Access-Control-Allow-Origin": "*"}}) as address:
        yield f"{address}/NAME/{{package}}@{{version}}/{{path}}"


def drawn(kit: Any, cdn: str, name: str, **options: Any) -> str:
    return render_page(kit.draw(kit.story(), assets=cdn.replace("NAME", name), **options))


def test_leaflet_comes_from_a_cdn_and_the_rest_stands_in_the_page(
    kit: Any, cdn: str, tmp_path: Path, open_page: Callable[..., Page], watch: Any
) -> None:
    text = drawn(kit, cdn, "right")
    address = cdn.replace("NAME", "right").format(package="leaflet", version="1.9.4", path="dist/leaflet.js")
    assert re.search(
        rf'<script src="{re.escape(address)}" integrity="sha384-[\w+/]{{64}}" crossorigin="anonymous">', text
    )
    assert len(text) < len(render_page(kit.draw(kit.story()))) * 0.75
    (tmp_path / "map.html").write_text(text, encoding="utf-8")
    page = open_page(tmp_path / "map.html")
    expect(page.locator(READY)).to_be_attached()
    page.locator('.numbers [data-anchor="r-destination"]').click()
    expect(page.locator(".note")).to_contain_text("Boukamal is the destination")
    assert [url for url in watch.requests if url.startswith("http")] == [address]
    # The policy stands, though Leaflet came from elsewhere.
    refused = page.evaluate("(() => { try { document.body.innerHTML = '<b>x</b>' } catch (e) { return e.name } })()")
    assert refused == "TypeError" or page.locator("body > b").count() == 0
    watch.complaints.clear()


def test_a_notebook_shows_a_map_whose_leaflet_comes_from_a_cdn(
    kit: Any, cdn: str, hosts: ModuleType, browser: Browser, tmp_path: Path
) -> None:
    drawing = kit.draw(kit.story(), assets=cdn.replace("NAME", "right"), compact=True)
    (tmp_path / "cell.html").write_text(f"<!DOCTYPE html>{hosts.ICON}{drawing._repr_html_()}", encoding="utf-8")
    with hosts.visiting(browser, (tmp_path / "cell.html").as_uri()) as visit:
        expect(visit.page.frame_locator("iframe").locator(".numbers .badge")).to_have_count(5)
        assert visit.said == []


@pytest.mark.parametrize("name", ["wrong", "missing"])
def test_other_bytes_than_ours_are_refused_and_the_page_says_so(
    name: str, kit: Any, cdn: str, hosts: ModuleType, browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "map.html").write_text(drawn(kit, cdn, name), encoding="utf-8")
    with hosts.visiting(browser, (tmp_path / "map.html").as_uri()) as visit:
        expect(visit.page.get_by_role("alert")).to_contain_text(
            "dist/leaflet.js did not come, or is not what it should be"
        )
        expect(visit.page.locator(".card").first).to_be_visible()
        assert visit.page.evaluate("typeof L") == "undefined"


def test_a_callers_own_layers_run_on_a_leaflet_from_a_cdn(
    kit: Any, cdn: str, tmp_path: Path, open_page: Callable[..., Page]
) -> None:
    import folium

    drawing = kit.draw(kit.story(), assets=cdn.replace("NAME", "right"))
    drawing.add_trusted(folium.CircleMarker((35, 40), radius=9, color="#ff00ff"))
    drawing.save(tmp_path / "map.html")
    page = open_page(tmp_path / "map.html")
    expect(page.locator(READY)).to_be_attached()
    expect(page.locator("path[stroke='#ff00ff']")).to_be_attached()
