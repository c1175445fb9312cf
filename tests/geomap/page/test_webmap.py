"""The map as a folium map: a real one, into which no text of a story ever comes."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import branca.element
import folium
import folium.plugins
import pytest
from playwright.sync_api import Page

from geomap import GeoMap
from geomap.errors import ForeignElementError, UsageError
from geomap.page import render_page

HOSTILE = "{{7*7}}{% x %}${1+1}`<b>"


def test_the_map_is_a_folium_map(drawn: GeoMap) -> None:
    assert isinstance(drawn, folium.Map)
    assert drawn.get_root().render() == render_page(drawn)


def test_no_text_of_the_story_enters_a_folium_element(kit: Any) -> None:
    story = kit.story(title=HOSTILE, summary=HOSTILE)
    scripts = "".join(kit.draw(story).page_frame().scripts)
    assert re.fullmatch(r'\s*var geo_map_story = geomap\.open\("geo_map_story", \{[a-z":, ]*\}\);\s*', scripts)


def test_nothing_is_loaded_from_elsewhere(drawn: GeoMap) -> None:
    page = render_page(drawn)
    assert not re.search(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=", page)
    assert drawn.default_js == drawn.default_css == []


def test_two_builds_are_the_same_bytes(kit: Any) -> None:
    def with_layers() -> str:
        drawn = kit.draw(kit.story())
        group = folium.FeatureGroup(name="mine").add_to(folium.FeatureGroup(name="outer"))
        folium.CircleMarker((34.5, 38.0), tooltip="here").add_to(group)
        drawn.add_trusted(group)
        drawn.add_trusted(folium.Marker((34.5, 38.0), icon=folium.DivIcon(html="x")))
        first = render_page(drawn)
        assert render_page(drawn) == first, "rendering must not change the map"
        return first

    assert with_layers() == with_layers()


def test_save_writes_the_page(drawn: GeoMap, tmp_path: Path) -> None:
    drawn.save(tmp_path / "map.html")
    assert (tmp_path / "map.html").read_text(encoding="utf-8") == render_page(drawn)


def test_a_notebook_shows_the_compact_page_in_a_frame(drawn: GeoMap, kit: Any) -> None:
    shown = drawn._repr_html_()
    document = re.search(r'srcdoc="([^"]*)"', shown)
    assert document
    assert html.unescape(document[1]) == render_page(kit.draw(kit.story(), compact=True, full_map=None))


@pytest.mark.parametrize(
    "layer",
    [
        lambda: folium.CircleMarker((34, 36), tooltip=HOSTILE),
        lambda: folium.GeoJson({"type": "Point", "coordinates": [36, 34]}),
        lambda: folium.FeatureGroup(name=HOSTILE),
        lambda: folium.LayerControl(),
    ],
)
def test_foreign_elements_need_the_callers_word(kit: Any, layer: Callable[[], Any]) -> None:
    drawn = kit.draw(kit.story())
    before = render_page(drawn)
    with pytest.raises(ForeignElementError, match="try add_trusted"):
        layer().add_to(drawn)
    assert render_page(drawn) == before


def evil() -> branca.element.Element:
    return branca.element.Element("<script>window.ran = 1</script>{{7*7}}")


WAYS_IN: dict[str, Callable[[GeoMap], Any]] = {
    "add_child": lambda drawn: drawn.add_child(folium.CircleMarker((34, 36), tooltip=HOSTILE)),
    "add_child with a place": lambda drawn: drawn.add_child(folium.CircleMarker((34, 36)), name="x", index=0),
    "add_to": lambda drawn: folium.CircleMarker((34, 36), tooltip=HOSTILE).add_to(drawn),
    "a plugin": lambda drawn: folium.plugins.MarkerCluster().add_to(drawn),
    "a layer control": lambda drawn: folium.LayerControl().add_to(drawn),
    "a macro": lambda drawn: drawn.add_child(branca.element.MacroElement()),
    "an element": lambda drawn: drawn.add_child(evil()),
    "an event": lambda drawn: drawn.on(click=folium.JsCode("() => { window.ran = 1 }")),
    "a popup for clicks": lambda drawn: folium.LatLngPopup().add_to(drawn),
    "below a FitBounds": lambda drawn: drawn.add_child(with_child(folium.FitBounds([[33, 36], [35, 38]]), evil())),
    "a kind of FitBounds": lambda drawn: drawn.add_child(type("Mine", (folium.FitBounds,), {})([[33, 36], [35, 38]])),
    "the root": lambda drawn: drawn.get_root().add_child(evil()),
    "add_to the root": lambda drawn: evil().add_to(drawn.get_root()),
    "the root's head": lambda drawn: drawn.get_root().header.add_child(evil()),
    "the root's body": lambda drawn: drawn.get_root().html.add_child(evil()),
    "add_to the root's body": lambda drawn: evil().add_to(drawn.get_root().html),
    "the root's scripts": lambda drawn: drawn.get_root().script.add_child(evil()),
    "a second map": lambda drawn: drawn.get_root().add_child(folium.Map(tiles=None)),
    "a script from elsewhere": lambda drawn: drawn.add_js_link("x", "https://example.org/x.js"),
    "a style from elsewhere": lambda drawn: drawn.add_css_link("x", "https://example.org/x.css"),
}


def with_child(parent: Any, child: Any) -> Any:
    parent.add_child(child)
    return parent


@pytest.mark.parametrize("way", WAYS_IN)
def test_no_way_in_is_open(kit: Any, way: str) -> None:
    drawn = kit.draw(kit.story())
    before = render_page(drawn)
    with pytest.raises(ForeignElementError):
        WAYS_IN[way](drawn)
    assert render_page(drawn) == before


@pytest.mark.parametrize("late", ["below a trusted layer", "deep below it", "below a FitBounds"])
def test_what_is_added_to_a_layer_later_is_refused(kit: Any, late: str) -> None:
    drawn, group, inner = kit.draw(kit.story()), folium.FeatureGroup("mine"), folium.FeatureGroup("inner")
    drawn.add_trusted(with_child(group, inner))
    drawn.fit_bounds([[33, 36], [35, 38]])
    fit = next(child for child in drawn._children.values() if isinstance(child, folium.FitBounds))
    marker = folium.CircleMarker((34, 36), tooltip=HOSTILE)
    marker.add_to({"below a trusted layer": group, "deep below it": inner, "below a FitBounds": fit}[late])
    with pytest.raises(ForeignElementError, match=r"CircleMarker was added .* after add_trusted"):
        render_page(drawn)
    if late != "below a FitBounds":
        assert "circleMarker" in render_page(drawn.add_trusted(group))


def test_what_a_trusted_layer_loads_later_is_refused(kit: Any) -> None:
    drawn, layer = kit.draw(kit.story()), folium.Circle((34, 36), radius=1000)
    drawn.add_trusted(layer)
    layer.default_js = [("x", "https://example.org/x.js")]
    with pytest.raises(ForeignElementError, match=r"loads https://example\.org/x\.js"):
        render_page(drawn)


def test_a_map_is_no_part_of_another_figure(kit: Any) -> None:
    drawn, other = kit.draw(kit.story()), branca.element.Figure()
    before = render_page(drawn)
    other.add_child(drawn)
    with pytest.raises(ForeignElementError, match="page of its own"):
        other.render()
    assert render_page(drawn) == before


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (lambda: folium.plugins.HeatMap([[34, 36]]), "loads https?://"),
        (lambda: folium.CircleMarker((34, 36), popup="x"), "jQuery.*Tooltip"),
        (lambda: folium.Marker((34, 36)), "CircleMarker"),
        (lambda: folium.Marker((34, 36), icon=folium.Icon(color="red")), "CircleMarker"),
        (lambda: folium.TileLayer("OpenStreetMap"), None),
    ],
)
def test_trust_does_not_open_the_page_to_the_network(kit: Any, layer: Callable[[], Any], message: str | None) -> None:
    drawn = kit.draw(kit.story())
    if message is None:  # a tile layer draws, but the page's policy lets none of its pictures in
        assert "img-src data:;" in render_page(drawn.add_trusted(layer()))
        return
    with pytest.raises(ForeignElementError, match=message):
        drawn.add_trusted(layer())


def test_fit_bounds_needs_no_trust(kit: Any) -> None:
    drawn = kit.draw(kit.story())
    drawn.fit_bounds([[33, 36], [35, 38]])
    assert "require-trusted-types-for" in render_page(drawn)
    assert "geo_map_story.fitBounds(" in "".join(drawn.page_frame().scripts)


def test_text_in_a_trusted_layer_is_not_run_as_a_template(kit: Any) -> None:
    drawn = kit.draw(kit.story())
    drawn.add_trusted(
        folium.GeoJson(
            {
                "type": "Feature",
                "properties": {"name": "{{7*7}}{% raw %}"},
                "geometry": {"type": "Point", "coordinates": [36, 34]},
            }
        )
    )
    scripts = "".join(drawn.page_frame().scripts)
    assert "{{7*7}}{% raw %}" in scripts


def test_branca_is_left_as_it_was(kit: Any) -> None:
    template = branca.element.Template
    drawn = kit.draw(kit.story())
    render_page(drawn)
    assert branca.element.Template is template
    assert branca.element.Element("{{ 6 * 7 }}").render() == "42"


def test_scripts_of_trusted_layers_are_allowed_by_their_hash(kit: Any) -> None:
    drawn = kit.draw(kit.story()).add_trusted(folium.Circle((34, 36), radius=1000))
    page = render_page(drawn)
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])  # type: ignore[index]
    assert "require-trusted-types-for" not in policy
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digests = ["'sha256-" + base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() + "'" for s in scripts]
    assert f"script-src {' '.join(digests)};" in policy
    assert "unsafe" not in policy


def test_trusted_layers_are_drawn(kit: Any, open_page: Callable[..., Page], tmp_path: Path) -> None:
    drawn = kit.draw(kit.story())
    group = folium.FeatureGroup(name="mine")
    folium.CircleMarker((34.6, 38.2), radius=20, fill=True, tooltip="my own").add_to(group)
    folium.GeoJson({"type": "Polygon", "coordinates": [[[37, 34], [38, 34], [38, 35], [37, 34]]]}).add_to(group)
    folium.Marker((34.2, 38.9), icon=folium.DivIcon(html="<i class='mine'>here</i>")).add_to(group)
    drawn.add_trusted(group)
    page = open_page(kit.save(drawn, tmp_path))
    page.wait_for_selector("html[data-geomap=ready]", state="attached")
    assert page.locator(".leaflet-overlay-pane path").count() == 2
    assert page.locator(".mine").text_content() == "here"
    page.locator(".leaflet-overlay-pane path").first.hover()
    assert page.locator(".leaflet-tooltip").inner_text() == "my own"


def test_a_page_carries_of_leaflet_what_it_may_need(kit: Any) -> None:
    own, tiled = kit.draw(kit.story()), kit.draw(kit.story(tiles="OpenTopoMap"))
    trusted = kit.draw(kit.story()).add_trusted(folium.Circle((34, 36), radius=1000))
    held = [
        [words in render_page(drawn) for words in ("keepBuffer", "_setLayerStyle", "zoomInText")]
        for drawn in (own, tiled, trusted)
    ]
    assert held == [[False] * 3, [True] * 3, [True] * 3]


def test_no_text_takes_the_place_of_the_data(kit: Any) -> None:
    slot = '<script type="application/json" id="geomap-data">'
    page = render_page(kit.draw(kit.story(title=slot, summary=f"{slot}</script>")))
    assert page.count(slot) == 1
    data = json.loads(page.partition(slot)[2].partition("</script>")[0])
    assert data["k"] > 0


def test_a_map_needs_something_under_it(kit: Any) -> None:
    from geomap import draw_map

    story = kit.story()
    with pytest.raises(UsageError, match="gazetteer="):
        draw_map(story, kit.reports(story), kit.legs(story))


def test_tiles_replace_the_ground_and_are_let_in(kit: Any) -> None:
    page = render_page(kit.draw(kit.story(tiles="OpenTopoMap")))
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])  # type: ignore[index]
    assert "img-src data: https://a.tile.opentopomap.org https://b." in policy
    data = json.loads(re.search(r'id="geomap-data">(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index]
    assert data["base"] is None
    assert "OpenStreetMap contributors" in page
