"""A small convoy story with its frames, made by hand: every kind of place, leg, status and disagreement once.

Nothing here needs the gazetteer, so that the page's tests say something about the page alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from geopandas import GeoDataFrame
from shapely.geometry import LineString, Point, Polygon

from gazetteer import SourceCredit
from geomap.basemaps import BaseMap, Label, Land
from geomap.corridor import corridor, disc
from geomap.frames import legs_frame, reports_frame
from geomap.geodesy import Geodesic, LonLat, arrows
from geomap.projection import Box
from geomap.story.model import Story
from geomap.webmap import GeoMap, draw_map

CREDITS = (
    SourceCredit("GeoNames", "CC BY 4.0", "https://www.geonames.org/", "Place names from GeoNames", 10),
    SourceCredit("Natural Earth", "public domain", "https://www.naturalearthdata.com/", "Made with Natural Earth", 5),
)
OUTLINE = Polygon([(40.0, 34.0), (41.0, 34.4), (41.3, 35.4), (40.0, 36.0), (39.5, 35.3)])
START, ENTRY, TOWN = LonLat(36.57, 34.17), LonLat(40.0, 34.3), LonLat(40.91854, 34.45226)


def make_story(**changes: Any) -> Story:
    """The story; `changes` replace its fields."""
    refs = {"twz": {"source": "twz", "locator": "second paragraph"}, "ap": {"source": "ap"}, "nbc": {"source": "nbc"}}
    data: dict[str, Any] = {
        "title": "The convoy of August 2017",
        "summary": "Buses leave the mountains for the Iraqi border and are stopped on the way.",
        "timezone": "Asia/Damascus",
        "countries": ["SY"],
        "sources": [
            {
                "id": "twz",
                "title": "Buses cross Syria",
                "publication": "The War Zone",
                "url": "https://example.org/twz",
                "published": "2017-08-30~",
            },
            {
                "id": "ap",
                "title": "Strikes block evacuation",
                "publication": "Associated Press",
                "author": "A. Writer",
                "url": "https://example.org/ap",
                "published": "2017-08-30",
            },
            {"id": "nbc", "title": "The same, reprinted", "publication": "A local station", "parent": "ap"},
        ],
        "reports": [
            {
                "id": "departure",
                "title": "The convoy leaves",
                "text": "Buses and trucks set out.",
                "when": "2017-08-28",
                "where": "Qalamoun Mountains",
                "role": "origin",
                "sources": [refs["twz"], refs["ap"]],
                "counts": {"members": {"best": 300}},
                "actors": ["Islamic State"],
            },
            {
                "id": "entering",
                "title": "It begins to enter the governorate",
                "when": "2017-08-29",
                "where": "Deir al-Zor governorate",
                "sources": [refs["twz"]],
            },
            {
                "id": "halt",
                "title": "The buses stand in the desert",
                "when": "2017-08-30",
                "role": "halt",
                "where": "Deir el-Zour province",
                "sources": [refs["ap"]],
            },
            {
                "id": "road-strike",
                "title": "Air strikes cut the road",
                "when": "2017-08-30",
                "role": "strike",
                "sources": [refs["twz"], refs["ap"]],
            },
            {
                "id": "destination",
                "title": "Boukamal is the destination",
                "where": "Boukamal",
                "role": "destination",
                "sources": [refs["ap"], refs["nbc"]],
            },
            {
                "id": "earlier",
                "title": "A failed push a year earlier",
                "when": "2016-06",
                "where": "Al Bukamal",
                "role": "context",
                "sources": [refs["twz"]],
            },
            {
                "id": "insult",
                "title": "Iraq calls it an insult",
                "role": "statement",
                "sources": [refs["twz"], refs["ap"]],
            },
            {
                "id": "lost",
                "title": "Somewhere nobody knows",
                "where": "Nowhereville",
                "role": "context",
                "sources": [refs["twz"]],
            },
        ],
        "claims": [
            {"about": "departure", "property": "relatives", "value": "an equal number", "source": "twz"},
            {"about": "departure", "property": "relatives", "value": "almost as many", "source": "ap"},
            {"about": "destination", "property": "who agreed", "value": "both sides", "source": "ap"},
            {"about": "destination", "property": "who agreed", "value": "all sides", "source": "nbc"},
        ],
        "routes": [
            {
                "id": "way",
                "title": "The way east",
                "legs": [
                    {
                        "id": "first",
                        "from": "departure",
                        "to": "entering",
                        "basis": "inferred",
                        "sources": [refs["twz"]],
                    },
                    {
                        "id": "stand",
                        "from": "entering",
                        "to": "halt",
                        "basis": "blocked",
                        "draw": False,
                        "sources": [refs["ap"]],
                    },
                    {"id": "planned", "from": "halt", "to": "destination", "basis": "planned", "sources": [refs["ap"]]},
                    {"id": "others", "from": "halt", "to": "destination", "basis": "considered", "draw": False},
                ],
            }
        ],
    }
    return Story.model_validate({**data, **changes})


def make_reports(story: Story) -> GeoDataFrame:
    """Where each report of :func:`make_story` is, by its id; a report of another id has no place."""
    qalamoun = {
        "place_id": "geomap:qalamoun",
        "place_name": "Qalamoun",
        "place_kind": "mountains",
        "lon": START.lon,
        "lat": START.lat,
        "radius_km": 40.0,
        "precision": "region",
        "draw": "area",
        "status": "curated",
        "score": 1.0,
        "country": "SY",
        "geometry": disc(START, radius_km=40.0),
        "boundary_source": "geomap: disc of 40 km",
        "place_source": "geomap",
        "reasons": ("the name is in the curated list",),
    }
    deir = {
        "place_id": "SY-DY",
        "place_name": "Deir ez-Zor",
        "place_kind": "admin1",
        "lon": 40.3,
        "lat": 35.1,
        "radius_km": 90.0,
        "precision": "region",
        "draw": "area",
        "status": "resolved",
        "score": 0.97,
        "country": "SY",
        "geometry": OUTLINE,
        "boundary_source": "Natural Earth",
        "place_source": "Natural Earth",
        "reasons": ("the word governorate",),
    }
    boukamal = {
        "place_id": "geonames:174448",
        "place_name": "Al Bukamal",
        "place_kind": "city",
        "lon": TOWN.lon,
        "lat": TOWN.lat,
        "radius_km": 4.0,
        "precision": "locality",
        "draw": "point",
        "status": "resolved",
        "score": 0.9,
        "country": "SY",
        "geometry": Point(TOWN),
        "place_source": "GeoNames",
        "place_licence": "CC BY 4.0",
        "place_url": "https://www.geonames.org/174448",
        "reasons": ("the name is the same", "in Syria"),
    }
    at = {
        "departure": qalamoun,
        "entering": deir,
        "halt": deir,
        "destination": boukamal,
        "earlier": {**boukamal, "status": "ambiguous"},
    }
    nowhere = {"status": "not_stated", "draw": "none", "reasons": ()}
    days = {"departure": 28, "entering": 29, "halt": 30, "road-strike": 30}
    rows = []
    for number, report in enumerate(story.reports, start=1):
        day = days.get(report.id)
        rows.append(
            {
                "id": report.id,
                "number": number,
                "title": report.title,
                "text": report.text,
                "role": report.role.value,
                "category": report.category,
                "when": report.when,
                "when_as_reported": report.when_as_reported,
                "when_label": {"earlier": "June 2016"}.get(report.id, f"{day} Aug 2017" if day else "date not stated"),
                "earliest": datetime(2017, 8, day, tzinfo=UTC) if day else None,
                "latest": datetime(2017, 8, day, 23, 59, tzinfo=UTC) if day else None,
                "where": report.where,
                "spellings": tuple((ref.source, report.where) for ref in report.sources if report.where),
                "sources": tuple(ref.source for ref in report.sources),
                **({"lost": {**nowhere, "status": "missing"}, **at}.get(report.id, nowhere)),
            }
        )
    return reports_frame(rows)


def make_legs(story: Story) -> GeoDataFrame:
    """The legs of :func:`make_story`, two of them drawn."""
    ways = {"first": (START, ENTRY, 40.0, 5.0), "planned": (ENTRY, TOWN, 5.0, 4.0)}
    rows = []
    for route in story.routes:
        for number, leg in enumerate(route.legs, start=1):
            row: dict[str, Any] = {
                "id": leg.id,
                "route_id": route.id,
                "route_title": route.title,
                "number": number,
                "title": leg.title or f"Leg {number}",
                "basis": leg.basis.value,
                "outcome": leg.outcome,
                "from_ref": leg.from_,
                "to_ref": leg.to,
                "from_name": leg.from_,
                "to_name": leg.to,
                "when_label": "date not stated",
                "sources": tuple(ref.source for ref in leg.sources),
                "method": "none",
                "notes": ("No line: no source states a way.",),
                "speed_verdict": "not testable",
                "speed_note": "Not testable.",
                "arrows": (),
            }
            if leg.id in ways and leg.draw:
                start, end, first_km, last_km = ways[leg.id]
                way = Geodesic.between(start, end)
                row |= {
                    "method": "geodesic",
                    "length_km": way.length_km,
                    "geometry": LineString(zip(*way.points(), strict=True)),
                    "corridor": corridor([way], half_widths_km=[first_km, last_km]),
                    "corridor_km": (first_km, last_km),
                    "arrows": arrows((way,)),
                    "notes": ("Enters the governorate as Natural Earth draws it.",),
                    "elapsed_h": (0.0, 48.0),
                    "speed_kmh": (6.6, float("inf")),
                    "speed_verdict": "ok",
                    "speed_note": "Possible.",
                }
            rows.append(row)
    return legs_frame(rows)


def make_base() -> BaseMap:
    """Two countries, their border, a coast, a river and some names."""
    west, south, east, north = 30.0, 28.0, 47.0, 41.0
    coast, border = ((35.5, 28.0), (35.5, 41.0)), ((41.0, 28.0), (41.2, 41.0))
    left, right = ((35.5, 41.0), (41.2, 41.0)), ((41.2, 41.0), (47.0, 41.0), (47.0, 28.0), (41.0, 28.0))
    bottom = ((41.0, 28.0), (35.5, 28.0))
    return BaseMap(
        box=Box(west, south, east, north),
        per_degree=1000,
        arcs=(coast, border, left, right, bottom),
        coasts=1,
        borders=1,
        lands=(Land("SY", (((0, 2, ~1, 4),),)), Land("IQ", (((1, 3),),))),
        divisions=(((39.5, 34.0), (40.0, 36.0)),),
        rivers=(((38.0, 36.5), (40.2, 35.3), (41.0, 34.4)),),
        lakes=(),
        labels=(
            Label("country", "Syria", "سوريا", 38.0, 35.2, 3, 0),
            Label("town", "Damascus", "دمشق", 36.29, 33.51, 4, 0),
            Label("town", "Al Bukamal", "البوكمال", 40.919, 34.452, 5, 2),
            Label("sea", "Mediterranean Sea", "", 33.5, 34.5, 4, 1),
        ),
        credits=("Made with Natural Earth",),
    )


@pytest.fixture(scope="session")
def story() -> Story:
    return make_story()


@pytest.fixture(scope="session")
def drawn(story: Story) -> GeoMap:
    """The map of the small story."""
    return draw(story)


def draw(story: Story, **options: Any) -> GeoMap:
    return draw_map(story, make_reports(story), make_legs(story), base=make_base(), credits=CREDITS, **options)


@dataclass(frozen=True)
class Kit:
    """The makers, for tests that need a story of their own."""

    story = staticmethod(make_story)
    reports = staticmethod(make_reports)
    legs = staticmethod(make_legs)
    base = staticmethod(make_base)
    draw = staticmethod(draw)
    credits = CREDITS

    @staticmethod
    def save(drawn: GeoMap, folder: Path, name: str = "map.html") -> Path:
        path = folder / name
        drawn.save(path)
        return path


@pytest.fixture(scope="session")
def kit() -> Kit:
    return Kit()
