"""The whole picture: what it shows and what it must never hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pandas as pd
import pytest
from shapely.geometry import LineString, MultiLineString

from geomap.basemaps import base_map_for, story_box
from geomap.corridor import disc
from geomap.geodesy import LonLat
from geomap.lanes import LANE_PX
from geomap.locate import locate
from geomap.obstacles import Barrier
from geomap.projection import Box, View
from geomap.route import build_routes
from geomap.story import load_story
from geomap.style import PALETTE
from geomap.svg import render_svg
from geomap.svg.ground import visible_lands
from geomap.svg.names import Name, lay_out_names
from geomap.svg.pins import Tag, lay_out
from geomap.svg.placing import Board, Rect
from geomap.svg.scene import make_scene

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from gazetteer import Gazetteer

SVG = "{http://www.w3.org/2000/svg}"
ROOT = Path(__file__).parents[3]


def texts(svg: str) -> list[str]:
    return ["".join(part.itertext()) for part in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def laid_out(
    reports: Any, legs: Any, base: Any, *, width: float = 1136.0
) -> tuple[Rect, tuple[Tag, ...], tuple[Name, ...]]:

    view = View.fit(story_box(reports, legs) or base.box, width_px=width, height_px=width * 0.6, padding_px=56)
    frame = Rect(0, 0, view.width_px, view.height_px)
    board, scene = Board(frame), make_scene(reports, legs, view)
    tags = lay_out(scene, board, {})
    told = frozenset(tag.spot.name for tag in tags if tag.lines)
    return frame, tags, lay_out_names(base, view, visible_lands(base, view), board, told=told)


def test_it_is_one_svg_document_with_its_own_size_title_and_description(convoy: Any) -> None:
    root = ElementTree.fromstring(render_svg(*convoy, width_px=1200))
    assert root.tag == f"{SVG}svg"
    width, height = int(root.attrib["width"]), int(root.attrib["height"])
    assert root.attrib["viewBox"] == f"0 0 {width} {height}"
    assert width == 1200
    labels = root.attrib["aria-labelledby"].split()
    named = {part.get("id"): part.text for part in root if part.get("id")}
    assert named[labels[0]] == "The convoy"
    assert "It leaves (2017-08-28; Mountains)" in (named[labels[1]] or "")


def test_nothing_runs_and_nothing_is_fetched(convoy: Any) -> None:
    svg = render_svg(*convoy)
    root = ElementTree.fromstring(svg)
    allowed = {"svg", "title", "desc", "style", "defs", "pattern", "radialGradient", "stop", "clipPath"}
    allowed |= {"g", "path", "rect", "circle", "ellipse", "line", "text"}
    assert {part.tag.removeprefix(SVG) for part in root.iter()} <= allowed
    for part in root.iter():
        assert not [key for key in part.attrib if key.startswith("on") or "href" in key]
    assert "@import" not in svg
    assert set(re.findall(r"url\(([^)]*)\)", svg)) <= {f"#{part.get('id')}" for part in root.iter() if part.get("id")}


def test_what_is_said_is_on_it(convoy: Any) -> None:
    said = " ".join(texts(render_svg(*convoy)))
    for words in (
        "The convoy",
        "Buses leave the mountains.",
        "It enters the province",
        "Province",
        "Reported by A Paper (“The Mountains”)",
        "Position not stated",
        "Sources differ: bridges hit",
        "The way east",
        "no way stated, so no line",
        "Buses cross Syria, A Paper, https://example.org/a",
        "Made with Natural Earth",
        "GeoNames, CC BY 4.0",
    ):
        assert words in said


def test_reports_that_share_a_place_stand_together_and_those_without_one_have_no_pin(convoy: Any) -> None:
    _, tags, _ = laid_out(*convoy[1:])
    numbers = sorted(tuple(number for number, _ in tag.spot.numbers) for tag in tags)
    assert numbers == [(1,), (2, 3), (4,)]


@pytest.mark.parametrize(
    ("count", "told"), [(150, None), (151, "1 more report is told"), (170, "20 more reports are told")]
)
def test_a_key_of_very_many_reports_ends_and_says_where_the_rest_is(
    count: int, told: str | None, make_sheet: Callable[..., Any], load_script: Callable[[str], Any]
) -> None:
    crowd = load_script("tests/crowds.py").make_crowd(count)
    svg = render_svg(crowd.story, crowd.reports, crowd.legs, make_sheet()[3])
    shown = " ".join(texts(svg))
    assert told in shown if told else "reports.csv" not in shown
    assert f"({min(count, 150)})" in shown  # the title of each holds its number
    assert f"({count})" not in shown or count == 150


def test_areas_without_a_known_outline_get_none(convoy: Any) -> None:
    scene = make_scene(convoy[1], convoy[2], View.fit(convoy[3].box, width_px=1000, height_px=600))
    assert {spot.name: spot.soft for spot in scene.spots if spot.is_area} == {"Mountains": True, "Province": False}


def test_leg_styles_say_what_they_rest_on(convoy: Any) -> None:
    root = ElementTree.fromstring(render_svg(*convoy))
    looks = [part.attrib for part in root.iter(f"{SVG}path") if part.get("class") == "s-way leg"]
    assert {(look["stroke-width"], look.get("stroke-dasharray")) for look in looks} >= {("2", None), ("2.5", "9 6")}
    assert sum(part.get("class") == "f-way corridor" for part in root.iter(f"{SVG}path")) == 2  # map and legend


def test_hostile_text_is_shown_literally(make_sheet: Callable[..., Any]) -> None:
    hostile = "{{7*7}} {% x %} ${1+1} ` <img src=x onerror=alert(1)> </script> ]]> \x00\u202e"
    svg = render_svg(*make_sheet(title=hostile, summary=hostile))
    root = ElementTree.fromstring(svg)
    assert not list(root.iter("img"))
    assert not list(root.iter(f"{SVG}img"))
    shown = " ".join(texts(svg))
    for piece in ("{{7*7}}", "{% x %}", "${1+1}", "<img src=x", "</script>", "]]>", "␀", "⟦U+202E⟧"):
        assert piece in shown
    assert "\u202e" not in svg


def test_equal_input_gives_equal_bytes(make_sheet: Callable[..., Any]) -> None:
    assert render_svg(*make_sheet()) == render_svg(*make_sheet())


def test_every_number_is_finite(convoy: Any) -> None:
    geometry = {"d", "x", "y", "cx", "cy", "r", "x1", "y1", "x2", "y2", "width", "height", "transform", "viewBox"}
    for part in ElementTree.fromstring(render_svg(*convoy)).iter():
        for key in geometry & set(part.attrib):
            assert not re.search(r"nan|inf|None|e[+-]\d", part.attrib[key]), part.attrib


@pytest.mark.parametrize("width", [480, 760, 1200, 2000])
def test_no_text_runs_out_of_the_picture(convoy: Any, page: Page, tmp_path: Path, width: int) -> None:
    file = tmp_path / "map.svg"
    file.write_text(render_svg(*convoy, width_px=width), encoding="utf-8")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(file.as_uri())
    over = page.evaluate(
        """() => { const all = document.documentElement.getBoundingClientRect();
          return [...document.querySelectorAll('text')].filter(text => {
            const box = text.getBoundingClientRect();
            return box.left < all.left || box.right > all.right || box.bottom > all.bottom;
          }).map(text => text.textContent); }"""
    )
    assert over == []


def test_it_is_light_and_dark_where_asked_for(convoy: Any, open_page: Callable[..., Page], tmp_path: Path) -> None:
    file = tmp_path / "map.svg"
    file.write_text(render_svg(*convoy), encoding="utf-8")
    for dark in (False, True):
        shown = open_page(file, dark=dark)
        fill = shown.evaluate("getComputedStyle(document.querySelector('.paper')).fill")
        paper = PALETTE["paper"].of("dark" if dark else "light")
        assert fill == f"rgb({', '.join(str(int(paper[i : i + 2], 16)) for i in (1, 3, 5))})"


def test_a_picture_too_narrow_to_read_is_refused(convoy: Any) -> None:
    with pytest.raises(ValueError, match="480"):
        render_svg(*convoy, width_px=300)


def test_a_story_without_any_position_is_a_picture_too(make_sheet: Callable[..., Any]) -> None:
    told, reports, legs, base = make_sheet()
    nowhere = reports[reports["draw"] == "none"]
    svg = render_svg(told, nowhere, legs[legs["method"] == "none"], base)
    assert "Position not stated" in " ".join(texts(svg))


def test_a_story_read_from_right_to_left_is_set_so(make_sheet: Callable[..., Any]) -> None:
    root = ElementTree.fromstring(render_svg(*make_sheet(title="قافلة آب", language="ar")))
    title = next(part for part in root.iter(f"{SVG}text") if part.text == "قافلة آب")
    assert (title.get("direction"), title.get("text-anchor")) == ("rtl", None)
    assert float(title.attrib["x"]) > 1000


def test_the_picture_tells_ways_and_obstacles_as_the_page_does(make_sheet: Callable[..., Any]) -> None:
    told, reports, legs, base = make_sheet(
        obstacles=[
            {"id": "cut", "title": "The road is cut", "kind": "road_cut", "along": "last", "sources": ["a"]},
            {"id": "bridge", "title": "The bridge is down", "where": "The bridge", "sources": ["b"]},
        ]
    )
    back = legs.iloc[:1].assign(id="back", basis="returned", instead_of="first", sources=[("a",)], corridor=None)
    road = back.assign(method="road", engine="graph", profile="bus", data_title="An extract", data_date="2017-08-20")
    access = [LineString([(36.6, 34.2), (36.6, 34.5)])]
    blocked = legs.iloc[1:2].assign(id="blocked", basis="blocked", fallback="no road")
    frame = pd.concat(
        [
            legs.assign(sources=[("b",)] * len(legs)),
            road.assign(geometry=[legs.geometry[0].reverse()], access=access),
            blocked,
        ],
        ignore_index=True,
    )
    area = Barrier(
        "bridge",
        "The bridge is down",
        "28 Aug 2017",
        None,
        disc(LonLat(38.0, 35.0), radius_km=20.0),
        None,
        where="The bridge",
    )
    svg = render_svg(told, reports, frame, base, obstacles=[area])
    root, said = ElementTree.fromstring(svg), " ".join(texts(svg))
    looks = [part.get("class") for part in root.iter(f"{SVG}path")]
    assert {"s-back leg", "s-back access", "s-alarm barrier", "s-alarm cross", "bar s-alarm"} <= set(looks)
    for words in (
        "Road cut somewhere on this stretch; no source states where",
        "Closed somewhere on this stretch", "Way to the road", "as told by A Paper", "What stood in the way",
        "The area that is marked: The bridge.", "Roads of An extract, as of 2017-08-20", "2 obstacles",
        "For 1 leg no way along roads was found",
    ):  # fmt: skip
        assert words in said
    (there, back_way) = (
        LineString([tuple(map(float, pair.split(","))) for pair in re.split("[ML]", str(part.get("d")))[1:]])
        for look in ("s-way leg", "s-back leg")
        for part in [next(each for each in root.iter(f"{SVG}path") if each.get("class") == look)]
    )
    assert there.distance(back_way) == pytest.approx(LANE_PX, abs=0.3)


def test_a_map_of_the_world_goes_on_over_its_edge(make_sheet: Callable[..., Any]) -> None:
    _, reports, legs, base = make_sheet()
    world = replace(base, box=Box(-180.0, -60.0, 180.0, 80.0))
    view = View.fit(Box(150.0, 20.0, 250.0, 50.0), width_px=1000, height_px=500)
    seam = legs.iloc[:1].assign(geometry=[MultiLineString([[(170, 40), (180, 42)], [(-180, 42), (-160, 40)]])])
    (way,) = make_scene(reports, seam, view, is_round=world.is_round).ways
    assert len(way.lines) == 3
    x = [point[0] for point in way.lines[0]]
    assert x == sorted(x)
    assert 150 < x[-1] - x[0] < 350
    lands = visible_lands(world, View.fit(Box(-330.0, 25.0, -310.0, 45.0), width_px=500, height_px=500))
    assert {land.country for land in lands} == {"SY", "IQ"}


# --- the worked example -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def example(default_gazetteer: Gazetteer) -> Any:
    told = load_story(ROOT / "geomap" / "examples" / "convoy-2017.yaml")
    reports = locate(told, default_gazetteer)
    legs = build_routes(told, reports, gazetteer=default_gazetteer)
    return told, reports, legs, base_map_for(default_gazetteer, reports, legs)


@pytest.mark.parametrize("width", [440.0, 900.0, 1136.0])
def test_on_the_example_no_name_lies_on_a_pin_or_on_another_name(example: Any, width: float) -> None:
    frame, tags, names = laid_out(*example[1:], width=width)
    rects = [tag.rect for tag in tags] + [name.rect for name in names]
    assert len(names) >= 5
    assert all(rect.inside(frame) for rect in rects)
    assert not [(a, b) for a, b in combinations(rects, 2) if a.overlap(b)]


def test_the_example_shows_its_places(example: Any) -> None:
    svg = render_svg(*example)
    shown = texts(svg)
    for name in (
        "Qalamoun Mountains",
        "Deir ez-Zor Governorate",
        "Al Bukamal",
        "At Tanf",
        "SYRIA",
        "IRAQ",
        "Damascus",
        "دمشق",
    ):
        assert name in shown
    assert len(svg) < 120_000
