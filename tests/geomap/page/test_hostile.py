"""Hostile text in every text field of a story, and in every text column of its frames: shown literally, runs nowhere.

The story is made from the model itself, so that a field that is added tomorrow is tested tomorrow.
"""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import re
import types
import typing
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from geopandas import GeoDataFrame
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page
from pydantic import BaseModel
from shapely.geometry import LineString, Point

from geomap.formats import Content, chosen, render
from geomap.frames import LEG_COLUMNS, REPORT_COLUMNS, legs_frame, reports_frame
from geomap.page.words import web_address
from geomap.story.fields import Amount
from geomap.story.model import Claim, Obstacle, Place, Report, Role, Route, Source, Story
from geomap.svg import render_svg
from geomap.text import visible
from geomap.webmap import draw_map

_SPEC = importlib.util.spec_from_file_location("payloads", Path(__file__).parents[2] / "payloads.py")
_MODULE = importlib.util.module_from_spec(_SPEC)  # type: ignore[arg-type]
_SPEC.loader.exec_module(_MODULE)  # type: ignore[union-attr]
PAYLOADS: tuple[str, ...] = _MODULE.PAYLOADS
PIECES: tuple[str, ...] = _MODULE.PIECES

# Fields that say how to find or draw a thing, and are not themselves told to readers.
NOT_TOLD = {
    "Place.title",
    "Place.names",
    "Place.gazetteer_id",
    "Place.links",  # the gazetteer's input
    "Leg.from_",
    "Leg.to",
    "Leg.via",
    "Leg.title",
    "Leg.when",
    "Leg.outcome",  # told through the legs frame
    "Leg.road",
    "Leg.departed",
    "Leg.arrived",
    "Leg.planned_departure",
    "Leg.planned_arrival",
    "Obstacle.where",  # told only where it was placed
    "Roads.engine",
    "Roads.files",
    "Roads.tiles",
    "Roads.url",
    "Report.title",
    "Report.text",
    "Report.when",
    "Report.when_as_reported",
    "Report.where",
    "Report.category",
    "Report.where_as_reported",
    "SourceRef.where_as_reported",
    "Route.title",  # told through the frames
    "Story.tiles",  # the name of a provider: any other is refused
}
# Columns of the frames that hold one of a few words, an id that nobody reads, or EDTF beside its words.
CODES = {
    "role",
    "status",
    "draw",
    "basis",
    "stated_basis",
    "mode",
    "instead_of",
    "departed",
    "arrived",
    "planned_departure",
    "planned_arrival",
    "method",
    "engine",
    "engine_version",
    "profile",
    "data_date",
    "speed_verdict",
    "precision",
    "country",
    "when",
    "route_id",
    "from_ref",
    "to_ref",
}


# Not told as text: the page's language is an attribute, an address that is none is no link, the notes name the border.
UNSEEN = {
    "Story.language",
    "Story.interface",
    "Source.archive_url",
    "reports.place_url",
    "legs.boundary_source",
    "legs.road",
    "legs.fallback",
    "legs.no_way",
    "legs.data_attribution",  # among the credits
}
# What must be formed to be taken: an address of the web, an id.
FORMED = {"Story.published_at"}
# Told in the middle of a sentence of ours.
IN_SENTENCES = {
    "Source.accessed",
    "Source.lang",
    "Source.published",
    "Source.url",  # or the address of a link
    "Story.timezone",
    "legs.data_title",
    "legs.from_name",
    "legs.route_title",
    "legs.to_name",
    "legs.when_label",
    "reports.place_kind",
    "reports.place_licence",
}
# Not in the compact form.
FULL_ONLY = {"Story.summary", "Story.author"}


class Filler:
    """Makes models whose every text is a payload before a word of its own; ids and codes stay as they must be."""

    def __init__(self) -> None:
        self.told: dict[tuple[str, int], str] = {}
        self.number, self.payload = 0, ""

    def take(self, number: int, payload: str) -> None:
        """Go on with another payload."""
        self.number, self.payload = number, payload

    def text(self, name: str) -> str:
        text = f"{self.payload} ⟨{name} {self.number}⟩"
        self.told[name, self.number] = flat(
            visible(text if name[0].islower() else text.strip()).strip()
        )  # models strip, frames do not
        return text

    def model(self, kind: type[BaseModel]) -> dict[str, Any]:
        return {
            field.alias or name: value
            for name, field in kind.model_fields.items()
            if (value := self._value(f"{kind.__name__}.{name}", field.annotation, field.metadata)) is not None
        }

    def _value(self, name: str, annotation: Any, metadata: list[Any]) -> Any:
        if typing.get_origin(annotation) is typing.Annotated:
            annotation, *more = typing.get_args(annotation)
            return self._value(name, annotation, [*metadata, *more])
        parts = [part for part in typing.get_args(annotation) if part is not type(None)]
        if typing.get_origin(annotation) in (typing.Union, types.UnionType):
            return self._value(name, parts[0], metadata)
        if annotation is str:
            return self._id(name) or (None if _pattern(metadata) or name in FORMED else self.text(name))
        if typing.get_origin(annotation) is tuple:
            inner = self._value(name, parts[0], [])
            return [] if inner is None else [inner]
        if typing.get_origin(annotation) is dict:
            return {self.text(f"{name} key"): {"best": 3}} if name == "Report.counts" else None
        if annotation is Amount:
            return 93.0
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return self.model(annotation)
        return next(iter(annotation)).value if isinstance(annotation, type) and issubclass(annotation, Enum) else None

    def _id(self, name: str) -> str | None:
        ids = {
            "Source.id": "s",
            "SourceRef.source": "s",
            "Claim.source": "s",
            "Report.id": "r",
            "Claim.about": "r",
            "Leg.id": "l",
            "Route.id": "w",
            "Place.id": "p",
            "Obstacle.id": "o",
            "Obstacle.along": "l",
        }
        return f"{ids[name]}{self.number}" if name in ids else None


def _pattern(metadata: list[Any]) -> bool:
    return any(
        getattr(each, "pattern", None) or any(getattr(m, "pattern", None) for m in getattr(each, "metadata", ()))
        for each in metadata
    )


def cells(columns: Any, sort: str, fill: Filler) -> Iterator[tuple[str, Any]]:
    for column in columns:
        if column.type is str and column.name not in CODES and column.name != "id":
            yield column.name, fill.text(f"{sort}.{column.name}")
        elif column.type is tuple and not column.optional and column.name not in ("sources", "arrows", "spellings"):
            yield column.name, (fill.text(f"{sort}.{column.name}"),)


def flat(text: str) -> str:
    """On one line, as the fields of a line are."""
    return re.sub(r"\s*\n\s*", " ", text)


@dataclass
class Hostile:
    """A story and its frames with a payload in every text, and what was put where."""

    story: Story
    reports: GeoDataFrame
    legs: GeoDataFrame
    told: dict[tuple[str, int], str]


def hostile(payloads: Sequence[str]) -> Hostile:
    """Each payload in every text field of a source, a report, a claim, a leg, a place, an obstacle and their rows."""
    fill = Filler()
    fill.take(0, payloads[0])
    data = fill.model(Story)
    lists = {
        "sources": Source,
        "reports": Report,
        "claims": Claim,
        "routes": Route,
        "places": Place,
        "obstacles": Obstacle,
    }
    report_rows, leg_rows = [], []
    for part in lists:
        data[part] = []
    for number, payload in enumerate(payloads):
        fill.take(number, payload)
        for part, kind in lists.items():
            data[part].append(fill.model(kind))
        report_rows.append(_report_row(fill))
        leg_rows.append(_leg_row(fill))
    for name, number in [*fill.told]:
        if name in NOT_TOLD:
            del fill.told[name, number]
    data |= {"tiles": None, "roads": data["roads"]["engine"]}  # what stands beside an engine's name goes with few names
    return Hostile(Story.model_validate(data), reports_frame(report_rows), legs_frame(leg_rows), fill.told)


def _report_row(fill: Filler) -> dict[str, Any]:
    number = fill.number
    lon, lat = 36.0 + 0.5 * (number % 12), 33.0 + 0.4 * (number // 12)
    return {
        **dict(cells(REPORT_COLUMNS, "reports", fill)),
        "id": f"r{number}", "number": number + 1, "role": Role.EVENT.value, "sources": (f"s{number}",),
        "draw": "point", "status": "resolved", "lon": lon, "lat": lat, "radius_km": 5.0, "geometry": Point(lon, lat),
        "spellings": ((f"s{number}", fill.text("reports.spellings")),),
    }  # fmt: skip


def _leg_row(fill: Filler) -> dict[str, Any]:
    number, row = fill.number, dict(cells(LEG_COLUMNS, "legs", fill))
    lon, lat = 36.0 + 0.5 * (number % 12), 33.0 + 0.4 * (number // 12)
    return {
        **row,
        "id": f"l{number}", "number": 1, "route_id": f"w{number}", "basis": "inferred", "method": "road",
        "engine": "graph", "profile": "car", "sources": (f"s{number}",), "speed_verdict": "ok", "length_km": 93.0,
        "arrows": (),
        "when_label": f"{row['when_label']} 10:30",  # a time of day, and so its zone
        "geometry": LineString([(lon, lat), (lon + 0.3, lat)]),
    }  # fmt: skip


@pytest.fixture(scope="module")
def made() -> Hostile:
    return hostile(PAYLOADS)


def test_no_text_field_is_empty(made: Hostile) -> None:
    story = made.story
    report, route = story.reports[0], story.routes[0]
    parts = [
        story, story.sources[0], report, report.sources[0], story.claims[0], route, route.legs[0], story.places[0],
        story.obstacles[0],
    ]  # fmt: skip
    empty = {f"{type(p).__name__}.{name}" for p in parts for name in type(p).model_fields if not getattr(p, name)}
    # numbers, flags, shapes and codes
    assert empty <= {
        "Story.countries",
        "Story.tiles",
        "Report.generalized_km",
        "Report.graphic",
        "Leg.instead_of",
        "Place.country",
        "Place.lon",
        "Place.lat",
        "Place.radius_km",
        "Place.geometry",
        "Place.stated_at_null_island",
        "Leg.draw",
        "Source.parent",
        "Obstacle.radius_km",
        *FORMED,
    }


# What of a page is text to somebody: its text nodes, and the attributes that are read out or shown.
SHOWN = """
() => {
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    if (!["SCRIPT", "STYLE"].includes(walker.currentNode.parentElement.tagName)) texts.push(walker.currentNode.data);
  }
  const named = [...document.querySelectorAll("[aria-label], [title]")];
  return [texts, named.map((each) => each.getAttribute("aria-label") ?? each.title)];
}
"""
# Opens what some reports say on the map, one after the other.
NOTES = """
(ids) => ids.map((id) => {
  document.getElementById(id).querySelector(".badge").click();
  const note = document.querySelector(".note");
  return [note?.querySelector("h3").textContent, note?.getAttribute("aria-label")];
})
"""
A_FEW = 12


def look(made: Hostile, page: Page, *, compact: bool) -> None:
    """What holds of a page of hostile texts, in a browser."""
    page.wait_for_selector("html[data-geomap=ready]", state="attached")
    page.on("dialog", lambda dialog: pytest.fail("a dialog opened"))
    texts, labels = page.evaluate(SHOWN)
    texts, labels = [flat(text.strip()) for text in texts], [flat(label) for label in labels]
    whole, nodes, labelled = "\x00".join(texts), set(texts), "\x00".join(labels)
    untold = UNSEEN | FULL_ONLY if compact else UNSEEN
    links = {("Source.url", i) for i, source in enumerate(made.story.sources) if web_address(source.url)}  # not as text
    lost = [key for key, text in made.told.items() if key[0] not in untold and text not in whole and key not in links]
    assert lost == []
    assert (
        sorted({name for name, _ in made.told} - untold - {name for name, _ in _found(made, nodes)} - IN_SENTENCES)
        == []
    )
    assert page.title() == made.told["Story.title", 0]
    titles = [made.told["reports.title", i] for i in range(len(made.story.reports))]
    assert [title for title in titles if title not in labelled] == []
    some = range(0, len(titles), max(len(titles) // A_FEW, 1))
    notes = page.evaluate(NOTES, [f"r-r{i}" for i in some])
    assert [tuple(map(flat, note)) for note in notes] == [(titles[i], titles[i]) for i in some]
    foreign = "img, iframe, object, embed, video, audio, form[action], link, math"
    foreign += ", script:not([type]):not(:nth-last-of-type(-n+3))"
    assert (
        page.evaluate("(all) => [...document.body.querySelectorAll(all)].map((each) => each.outerHTML)", foreign) == []
    )
    assert page.locator("[onclick], [onerror], [onload], [style*=payload]").count() == 0
    assert page.evaluate("window.ran") is None


def _found(made: Hostile, nodes: set[str]) -> Iterator[tuple[str, int]]:
    """What stands alone in its element, with nothing of ours around it, whatever the payload."""
    by_name: dict[str, bool] = {}
    for (name, _), text in made.told.items():
        by_name[name] = by_name.get(name, True) and text.strip() in nodes
    return ((name, 0) for name, alone in by_name.items() if alone)


@pytest.mark.parametrize("compact", [False, True], ids=["full", "compact"])
def test_hostile_text_is_shown_literally_and_runs_nowhere(
    made: Hostile, compact: bool, kit: Any, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    drawn = draw_map(made.story, made.reports, made.legs, base=kit.base(), credits=kit.credits, compact=compact)
    look(made, open_page(kit.save(drawn, tmp_path)), compact=compact)


@settings(max_examples=2, deadline=None, phases=[Phase.generate])  # to make it smaller would take a page each time
@given(st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map("".join), min_size=25, max_size=25))
def test_any_text_is_shown_literally_and_runs_nowhere(
    kit: Any, open_page: Callable[..., Page], tmp_path: Path, payloads: list[str]
) -> None:
    made = hostile(payloads)
    drawn = draw_map(made.story, made.reports, made.legs, base=kit.base(), credits=kit.credits)
    look(made, open_page(kit.save(drawn, tmp_path)), compact=False)


def test_a_picture_shows_it_literally(made: Hostile, kit: Any, open_page: Callable[..., Page], tmp_path: Path) -> None:
    (tmp_path / "map.svg").write_text(render_svg(made.story, made.reports, made.legs, kit.base()), encoding="utf-8")
    page = open_page(tmp_path / "map.svg")
    title, words = page.evaluate("['title', 'desc'].map((name) => document.querySelector(name).textContent)")
    assert title == made.told["Story.title", 0]
    assert [i for i in range(len(PAYLOADS)) if made.told["reports.title", i] not in flat(words)] == []
    names = set(page.evaluate("[...new Set([...document.querySelectorAll('*')].map((each) => each.localName))]"))
    assert names.isdisjoint({"script", "a", "image", "foreignObject", "animate", "set", "iframe", "img"})
    attributes = page.evaluate("[...document.querySelectorAll('*')].flatMap((each) => each.getAttributeNames())")
    assert [name for name in attributes if name.startswith("on") or "href" in name] == []
    assert page.evaluate("window.ran") is None


def test_the_exports_hold_it_literally(made: Hostile) -> None:
    undated = [source.model_copy(update={"published": None}) for source in made.story.sources]
    story = made.story.model_copy(update={"timezone": "UTC", "sources": tuple(undated), "obstacles": ()})
    files = render(Content(story, made.reports, made.legs), chosen(["kml", "gpx"]))
    titles = [made.told["reports.title", i] for i in range(len(PAYLOADS))]
    features = json.loads(files["reports.geojson"])["features"]
    assert [flat(each["properties"]["title"]).strip() for each in features] == titles
    rows = [*csv.reader(io.StringIO(str(files["reports.csv"]).removeprefix("\ufeff"), newline=""))]
    starts = tuple("=+-@\t\r\n＝＋－＠")
    assert [[cell for cell in row if cell.startswith(starts)] for row in rows] == [[] for _ in rows]
    column = rows[0].index("title")
    assert [flat(row[column]) if row[column][:1] != "'" else flat(row[column][1:]).strip() for row in rows[1:]] == [
        text if not text.startswith("'") else text[1:].strip() for text in titles
    ]
    for name, path in (("map.kml", ".//{*}Folder/{*}Placemark/{*}name"), ("map.gpx", "{*}wpt/{*}name")):
        found = [flat(each.text or "").strip() for each in ElementTree.fromstring(str(files[name])).findall(path)]
        assert found[: len(titles)] == titles
        assert "<script>" not in str(files[name])


def test_the_payloads_are_many_and_each_is_there_once() -> None:
    assert len(PAYLOADS) == len(set(PAYLOADS)) >= 100
