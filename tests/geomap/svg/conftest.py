"""A small story with its frames and base map, made by hand: nothing here needs the gazetteer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from geopandas import GeoDataFrame
from shapely.geometry import LineString, Point, box

from geomap.basemaps import BaseMap, Label, Land
from geomap.corridor import disc
from geomap.frames import legs_frame, reports_frame
from geomap.geodesy import LonLat
from geomap.projection import Box
from geomap.story.model import Story

Sheet = tuple[Story, GeoDataFrame, GeoDataFrame, BaseMap]

PROVINCE = box(39.5, 34.0, 41.0, 35.8)
MOUNTAINS = disc(LonLat(36.6, 34.2), radius_km=35.0)


def story(**changes: Any) -> Story:
    """The story; `changes` replace its fields."""
    data: dict[str, Any] = {
        "title": "The convoy",
        "summary": "Buses leave the mountains.",
        "countries": ["SY"],
        "sources": [
            {"id": "a", "title": "Buses cross Syria", "publication": "A Paper", "url": "https://example.org/a"},
            {"id": "b", "title": "Convoy stopped", "published": "2017-08-30"},
        ],
        "reports": [
            {"id": "leaves", "title": "It leaves", "when": "2017-08-28", "where": "Mountains", "role": "origin",
             "sources": [{"source": "a", "where_as_reported": "The Mountains"}]},
            {"id": "enters", "title": "It enters the province", "where": "Province", "sources": [{"source": "a"}]},
            {"id": "halts", "title": "It halts", "where": "Province", "role": "halt", "sources": [{"source": "b"}]},
            {"id": "goal", "title": "The goal", "where": "Town", "role": "destination", "sources": [{"source": "b"}]},
            {"id": "strike", "title": "The road is cut", "role": "strike",
             "sources": [{"source": "a"}, {"source": "b"}]},
        ],
        "claims": [
            {"about": "strike", "property": "bridges hit", "value": "one", "source": "a"},
            {"about": "strike", "property": "bridges hit", "value": "several", "source": "b"},
        ],
        "routes": [{"id": "way", "title": "The way east", "legs": [
            {"id": "first", "from": "leaves", "to": "enters", "basis": "inferred"},
            {"id": "last", "from": "halts", "to": "goal", "basis": "planned"},
            {"id": "stop", "from": "enters", "to": "halts", "basis": "blocked", "draw": False},
        ]}],
    }  # fmt: skip
    return Story.model_validate({**data, **changes})


def report_row(number: int, told: Any, **more: Any) -> dict[str, Any]:
    """A row of the reports frame for one report of a story, without a position unless `more` gives one."""
    row: dict[str, Any] = {
        "id": told.id, "number": number, "title": told.title, "role": told.role.value,
        "when_label": told.when or "date not stated",
        "earliest": datetime(2017, 8, 28, tzinfo=UTC) if told.when else None,
        "latest": datetime(2017, 8, 28, 23, 59, 59, tzinfo=UTC) if told.when else None,
        "spellings": tuple((ref.source, ref.where_as_reported) for ref in told.sources if ref.where_as_reported),
        "sources": tuple(ref.source for ref in told.sources), "where": told.where,
        "status": "resolved" if more else "not_stated", "draw": "none", "reasons": (),
    }  # fmt: skip
    return row | more


def area(id_: str, name: str, shape: Any, **more: Any) -> dict[str, Any]:
    spot = shape.representative_point()
    return {
        "place_id": id_, "place_name": name, "place_kind": "admin1", "country": "SY", "lon": spot.x, "lat": spot.y,
        "radius_km": 90.0, "precision": "region", "draw": "area", "score": 0.9, "boundary_source": "by hand",
        "geometry": shape, **more,
    }  # fmt: skip


def point(id_: str, name: str, lon: float, lat: float, radius_km: float = 4.0) -> dict[str, Any]:
    return {
        "place_id": id_, "place_name": name, "place_kind": "city", "country": "SY", "lon": lon, "lat": lat,
        "radius_km": radius_km, "precision": "locality", "draw": "point", "score": 0.9, "geometry": Point(lon, lat),
    }  # fmt: skip


def leg_row(number: int, leg: Any, line: LineString | None = None, **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": leg.id, "route_id": "way", "route_title": "The way east", "number": number, "title": leg.id,
        "basis": leg.basis.value, "when_label": "date not stated", "sources": (),
        "method": "geodesic" if line else "none", "notes": (),
        "speed_verdict": "not testable", "speed_note": "Not testable.", "arrows": (),
        "length_km": 300.0 if line else None, "geometry": line,
    }  # fmt: skip
    return row | more


def base_map() -> BaseMap:
    """Two countries side by side, a sea in the west, a lake, a river, four towns."""
    coast = ((35.8, 40.0), (35.8, 30.0), (38.0, 30.0))
    west_rest = ((38.0, 30.0), (42.0, 30.0))
    border = ((42.0, 30.0), (42.0, 40.0))
    top = ((42.0, 40.0), (35.8, 40.0))
    east = ((42.0, 30.0), (50.0, 30.0), (50.0, 40.0), (42.0, 40.0))
    labels = (
        Label("country", "Syria", "سوريا", 38.5, 35.0, 5, 0),
        Label("country", "Iraq", "العراق", 44.0, 34.0, 5, 0),
        Label("town", "Damascus", "دمشق", 36.3, 33.5, 5, 0),
        Label("town", "Palmyra", "تدمر", 38.3, 34.6, 6, 2),
        Label("town", "Town", "بلدة", 40.9, 34.45, 6, 2),
        Label("division", "Homs", "", 38.7, 33.9, 6, 1),
    )
    return BaseMap(
        box=Box(30.0, 30.0, 50.0, 40.0),
        per_degree=1000,
        arcs=(coast, border, west_rest, top, east),
        coasts=1,
        borders=1,
        lands=(Land("SY", (((0, 2, 1, 3),),)), Land("IQ", (((4, ~1),),))),
        divisions=(((38.0, 33.0), (40.0, 36.0)),),
        rivers=(((38.0, 37.0), (39.0, 36.0), (41.0, 34.5)),),
        lakes=((((38.0, 36.5), (38.3, 36.5), (38.3, 36.8), (38.0, 36.5)),),),
        labels=labels,
        credits=("Made with Natural Earth", "GeoNames, CC BY 4.0"),
    )


def sheet(**changes: Any) -> Sheet:
    """The story and everything that a picture of it is made from."""
    told = story(**changes)
    places = (
        area("geomap:mountains", "Mountains", MOUNTAINS, lon=36.6, lat=34.2),
        area("SY-DY", "Province", PROVINCE),
        area("SY-DY", "Province", PROVINCE),
        point("geonames:1", "Town", 40.92, 34.45),
        {},
    )
    rows = [
        report_row(i + 1, report, **(places[i] if i < len(places) else {})) for i, report in enumerate(told.reports)
    ]
    legs = [leg for route in told.routes for leg in route.legs]
    lines = [LineString([(36.6, 34.2), (39.5, 34.4)]), LineString([(39.5, 34.4), (40.92, 34.45)]), None]
    extra: list[dict[str, Any]] = [
        {"corridor": box(36.6, 34.0, 39.5, 34.6), "corridor_km": (35.0, 20.0), "arrows": ((38.0, 34.3, 86.0),)},
        {"arrows": ((40.2, 34.42, 88.0),)},
        {},
    ]
    leg_rows = [
        leg_row(i + 1, leg, line, **more) for i, (leg, line, more) in enumerate(zip(legs, lines, extra, strict=False))
    ]
    return told, reports_frame(rows), legs_frame(leg_rows), base_map()


@pytest.fixture
def make_sheet() -> Callable[..., Sheet]:
    """``make_sheet(**changes)``: the small story with some fields replaced, and what a picture of it is made from."""
    return sheet


@pytest.fixture
def convoy() -> Sheet:
    """The small story, ready to be drawn."""
    return sheet()
