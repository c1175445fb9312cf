"""Hostile text in every text field of a story, and in every text column of its frames: shown literally, runs nowhere.

The story is made from the model itself, so that a field that is added tomorrow is tested tomorrow.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from geopandas import GeoDataFrame
from playwright.sync_api import Page
from pydantic import BaseModel
from shapely.geometry import LineString, Point

from geomap.frames import LEG_COLUMNS, REPORT_COLUMNS, legs_frame, reports_frame
from geomap.story.fields import Amount
from geomap.story.model import Role, Story
from geomap.text import visible
from geomap.webmap import draw_map

PAYLOAD = (
    "{{7*7}} {% x %} {# c #} ${1+1} `tick` <img src=x onerror=window.ran=1> </script>"
    "<script>window.ran=1</script> <!-- &lt;b&gt; \u202etxt.exe\u202c \u2028 \" ' </title> </style> ]]>"
)

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
    "Source.archive_url",
    "reports.place_url",
    "legs.boundary_source",
    "legs.road",
    "legs.fallback",
    "legs.no_way",
    "legs.data_attribution",  # among the credits
}
# Not in the compact form.
FULL_ONLY = {"Story.summary", "Story.author"}


class Filler:
    """Makes a model whose every text is the payload behind a word of its own; ids and codes stay as they must be."""

    def __init__(self) -> None:
        self.told: dict[str, str] = {}

    def text(self, name: str) -> str:
        self.told[name] = f"[{name}] {PAYLOAD}"
        return self.told[name]

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
            return self._id(name) or (None if _pattern(metadata) else self.text(name))
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
        return ids.get(name)


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


@pytest.fixture(scope="module")
def fill() -> Filler:
    return Filler()


@pytest.fixture(scope="module")
def story(fill: Filler) -> Story:
    data = fill.model(Story)
    for name in NOT_TOLD:
        fill.told.pop(name)  # KeyError: the field is gone, so take it off the list
    data["tiles"] = None
    data["roads"] = data["roads"]["engine"]  # what stands beside an engine's name goes with few names
    return Story.model_validate(data)


@pytest.fixture(scope="module")
def reports(story: Story, fill: Filler) -> GeoDataFrame:
    row = dict(cells(REPORT_COLUMNS, "reports", fill))
    placed = {
        "draw": "point",
        "status": "resolved",
        "lon": 40.0,
        "lat": 34.0,
        "radius_km": 5.0,
        "geometry": Point(40, 34),
    }
    return reports_frame(
        [
            {
                **row,
                **placed,
                "id": "r",
                "number": 1,
                "role": Role.EVENT.value,
                "sources": ("s",),
                "spellings": (("s", fill.text("reports.spellings")),),
            }
        ]
    )


@pytest.fixture(scope="module")
def legs(story: Story, fill: Filler) -> GeoDataFrame:
    row = dict(cells(LEG_COLUMNS, "legs", fill))
    return legs_frame(
        [
            {
                **row,
                "id": "l",
                "number": 1,
                "route_id": "w",
                "basis": "inferred",
                "method": "road",
                "engine": "graph",
                "profile": "car",
                "sources": ("s",),
                "speed_verdict": "ok",
                "length_km": 93.0,
                "when_label": f"{row['when_label']} 10:30",  # a time of day, and so its zone
                "arrows": (),
                "geometry": LineString([(40, 34), (41, 34)]),
            }
        ]
    )


@pytest.fixture(scope="module", params=[False, True], ids=["full", "compact"])
def path(
    request: pytest.FixtureRequest,
    story: Story,
    reports: GeoDataFrame,
    legs: GeoDataFrame,
    kit: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    drawn = draw_map(story, reports, legs, base=kit.base(), credits=kit.credits, compact=request.param)
    return kit.save(drawn, tmp_path_factory.mktemp("hostile"))


def test_no_text_field_is_empty(story: Story) -> None:
    report, route = story.reports[0], story.routes[0]
    parts = [story, story.sources[0], report, report.sources[0], story.claims[0], route, route.legs[0], story.places[0]]
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
    }


def test_hostile_text_is_shown_literally_and_runs_nowhere(
    path: Path, fill: Filler, open_page: Callable[..., Page]
) -> None:
    page = open_page(path)
    page.wait_for_selector("html[data-geomap=ready]", state="attached")
    page.on("dialog", lambda dialog: pytest.fail("a dialog opened"))
    shown = page.evaluate("document.documentElement.innerText + document.body.textContent + document.title")
    untold = UNSEEN | FULL_ONLY if page.locator("body.compact").count() else UNSEEN
    shown = " ".join(shown.split())
    assert [name for name, text in fill.told.items() if " ".join(visible(text).split()) not in shown] == [
        name for name in fill.told if name in untold
    ]
    page.locator(".numbers .badge").click()
    assert page.locator(".note h3").inner_text().split() == visible(fill.told["reports.title"]).split()
    page.locator(".note .close").click()
    page.get_by_role("checkbox", name="Event").uncheck()
    assert page.locator(".numbers .badge").is_hidden()
    assert page.evaluate("window.ran") is None
    assert (
        page.evaluate("document.querySelectorAll('img, script:not([type]):not(:nth-last-of-type(-n+3))').length") == 0
    )
