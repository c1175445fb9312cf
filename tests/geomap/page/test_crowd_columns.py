"""What a page of very many reports is made of: columns that give back every value, bounds, the words for all."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import geomap.webmap
from geomap.basemaps.extent import boxes_of_many, story_box
from geomap.page.cards import report_view, rows, source_views
from geomap.page.crowd import soft_places
from geomap.page.crowd.columns import TOGETHER, UNKNOWN, coded, column, indices, numbers
from geomap.page.crowd.soft import Areas
from geomap.page.facets import minutes
from geomap.page.payload import soft_areas
from geomap.text import visible, visible_texts
from geomap.webmap import draw_map

TYPES = {"b": "<u1", "h": "<u2", "u": "<u4", "i": "<i4", "f": "<f4"}


def decoded(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text[1:]), TYPES[text[0]])


def apart(parts: list[str], lengths: list[int]) -> list[str | None]:
    """The texts that lie in few long ones."""
    found: list[str | None] = []
    for n, part in enumerate(parts):
        code_units, at = part.encode("utf-16-le"), 0
        for long in lengths[n * TOGETHER : (n + 1) * TOGETHER]:
            found.append(code_units[at : at + 2 * (long - 1)].decode("utf-16-le") if long else None)
            at += 2 * max(long - 1, 0)
        assert at == len(code_units)
    return found


def values(of: Any, count: int) -> list[Any]:
    if of is None:
        return [None] * count
    if "in" in of:
        return apart(of["in"], decoded(of["long"]).tolist())
    return of if isinstance(of, list) else [of["of"][code] for code in decoded(of["at"]).tolist()]


@pytest.fixture(scope="module")
def crowd(load_script: Callable[[str], ModuleType]) -> Any:
    return load_script("tests/crowds.py").make_crowd(2500)


@pytest.fixture(scope="module")
def data(crowd: Any, kit: Any) -> dict[str, Any]:
    return draw_map(crowd.story, crowd.reports, crowd.legs, base=kit.base(), credits=()).page_data()["crowd"]


@given(st.lists(st.one_of(st.none(), st.text(max_size=5), st.sampled_from(["a", "b"]))))
def test_a_column_gives_back_what_went_in(texts: list[str | None]) -> None:
    found = json.loads(json.dumps(column(texts)))
    assert values(found, len(texts)) == [text if text is None else visible(text) for text in texts]


@given(st.lists(st.one_of(st.none(), st.sampled_from("abcde"))))
def test_codes_are_places_among_the_distinct(texts: list[str | None]) -> None:
    codes, distinct = coded(texts)
    assert [distinct[code] for code in codes.tolist()] == texts
    assert len(set(distinct)) == len(distinct)


@pytest.mark.parametrize(
    ("letter", "given"), [("b", [0, 255]), ("h", [0, 65535]), ("u", [2**32 - 1]), ("i", [-5, UNKNOWN])]
)
def test_numbers_are_little_endian(letter: str, given: list[int]) -> None:
    assert decoded(numbers(np.array(given), letter)).tolist() == given


@pytest.mark.parametrize(("count", "letter"), [(1, "b"), (256, "b"), (257, "h"), (65536, "h"), (65537, "u")])
def test_indices_take_no_more_room_than_they_need(count: int, letter: str) -> None:
    assert indices(np.array([count - 1]), count)[0] == letter


@given(st.lists(st.one_of(st.none(), st.text(max_size=6))))
def test_texts_are_made_visible_together_as_they_are_alone(texts: list[str | None]) -> None:
    assert visible_texts(texts) == [text if text is None else visible(text) for text in texts]


def test_the_columns_hold_every_report_to_its_place(crowd: Any, data: dict[str, Any]) -> None:
    table = rows(crowd.reports)
    count = len(table)
    assert values(data["ids"], count) == [row["id"] for row in table]
    for name, of in (("title", "title"), ("text", "text"), ("when", "when_label"), ("category", "category"),
                     ("name", "place_name"), ("as_written", "where"), ("place_id", "place_id")):  # fmt: skip
        assert values(data[name], count) == [row[of] for row in table]
    x, y = decoded(data["x"]), decoded(data["y"])
    for i, row in enumerate(table):
        if row["lon"] is None:
            assert (x[i], y[i]) == (UNKNOWN, UNKNOWN)
        else:
            assert (x[i] / data["k"], y[i] / data["k"]) == pytest.approx((row["lon"], row["lat"]), abs=1e-6)
    sources = [source.id for source in crowd.story.sources]
    assert [[sources[n] for n in told] for told in values(data["told_by"], count)] == [
        list(row["sources"]) for row in table
    ]


def test_the_words_are_those_of_a_usual_card(crowd: Any, data: dict[str, Any]) -> None:
    from geomap.languages import ENGLISH

    sources = source_views(crowd.story, ENGLISH)
    soft = soft_areas(crowd.reports)
    told = {report.id: report for report in crowd.story.reports}
    exactness, counts = values(data["exactness"], 2500), values(data["counts"], 2500)
    status = decoded(data["status"])
    for i, row in enumerate(rows(crowd.reports)):
        view = report_view(row, told[row["id"]], sources, (), soft=row["id"] in soft, say=ENGLISH)
        assert exactness[i] == view.place.exactness
        assert data["statuses"][status[i]] == [row["status"], view.place.settled, view.place.flag]
        assert [tuple(pair) for pair in counts[i] or ()] == list(view.counts)


def test_windows_are_those_that_a_usual_page_filters_by(crowd: Any, data: dict[str, Any]) -> None:
    wanted = [minutes(row["earliest"], row["latest"]) for row in rows(crowd.reports)]
    found = zip(decoded(data["facets"]["from"]).tolist(), decoded(data["facets"]["to"]).tolist(), strict=True)
    assert list(found) == wanted


def test_soft_areas_are_found_alike(crowd: Any) -> None:
    assert soft_places(crowd.reports) == soft_areas(crowd.reports)
    areas = Areas.of(crowd.reports)
    assert len(areas.shapes) == 12
    for i, row in enumerate(rows(crowd.reports)):
        assert (areas.at[i] >= 0) == (row["draw"] == "area")
        assert areas.at[i] < 0 or areas.shapes[areas.at[i]] is row["geometry"]


def test_the_box_of_many_is_the_box_of_each(crowd: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    some = crowd.reports.iloc[:2100]
    many = story_box(some, crowd.legs)
    monkeypatch.setattr("geomap.basemaps.extent._MANY", 10_000)
    each = story_box(some, crowd.legs)
    assert many is not None
    assert each is not None
    assert (many.west, many.south, many.east, many.north) == pytest.approx(
        (each.west, each.south, each.east, each.north), abs=0.01
    )


def test_a_circle_over_the_antimeridian_is_split(crowd: Any) -> None:
    at = crowd.reports[crowd.reports["draw"] == "point"].iloc[:3].copy()
    at["lon"], at["lat"], at["radius_km"] = [179.9, -179.9, 170.0], [10.0, 10.0, 0.0], 50.0
    boxes = sorted(shape.bounds for shape in boxes_of_many(at))
    assert all(-180 <= west < east <= 180 for west, _, east, _ in boxes)
    assert boxes[0][0] == -180.0
    assert boxes[-1][2] == 180.0


def test_a_story_in_another_order_than_its_frame_is_told_right(crowd: Any, kit: Any) -> None:
    turned = crowd.story.model_copy(update={"reports": tuple(reversed(crowd.story.reports))})
    found = draw_map(turned, crowd.reports, crowd.legs, base=kit.base(), credits=()).page_data()["crowd"]
    straight = draw_map(crowd.story, crowd.reports, crowd.legs, base=kit.base(), credits=()).page_data()["crowd"]
    assert found == straight


def test_the_page_says_what_holds_for_all(crowd: Any, kit: Any) -> None:
    view = draw_map(crowd.story, crowd.reports, crowd.legs, base=kit.base(), credits=()).page_view()
    assert view.reports == ()
    assert view.crowd == 2500
    assert view.tally == "2,500 reports, 40 independent sources, 1 difference between them"
    assert view.dates == "1 Jan – 26 Dec 2017"
    assert {key.role for key in view.legend.symbols} == {"event"}
    assert view.legend.has_circles
    assert view.legend.has_soft_areas
    unplaced = (crowd.reports["draw"] == "none").sum()
    assert view.account[0].startswith("A map of 2,500 reports from 40 independent sources")
    assert view.account[1].startswith(f"{unplaced} reports have no position")


def test_few_reports_make_a_usual_page(kit: Any, drawn: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "crowd" not in drawn.page_data()
    assert drawn.page_view().crowd == 0
    monkeypatch.setattr(geomap.webmap, "MANY", 7)
    assert kit.draw(kit.story()).page_view().crowd == 8
