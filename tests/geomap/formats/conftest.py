"""One story with everything that an export may stumble over, and its frames."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gazetteer import SourceCredit
from geomap.barring import placed_obstacles
from geomap.formats import Content
from geomap.locate import locate
from geomap.route import build_routes
from geomap.story.model import Story

HOSTILE = "</desc><script>alert(1)</script> ]]> <![CDATA[ &amp; \" ' <b>"
ARABIC = "البوكمال، «{{7*7}}»"

STORY: dict[str, Any] = {
    "title": f"Two oceans {HOSTILE}",
    "summary": "What it is about.",
    "timezone": "Asia/Damascus",
    "sources": [
        {"id": "twz", "title": "The War Zone <i>", "url": "https://example.org/twz?a=1&b=2", "published": "2017-08-30"},
        {"id": "ap", "title": "Associated Press", "author": "A. Writer", "published": "2017-08~"},
        {"id": "undated", "title": "A leaflet"},
    ],
    "places": [
        {"id": "p-fiji", "title": "Fiji", "lon": 178.123456789, "lat": -18.14, "links": ["https://example.org/fiji"]},
        {"id": "p-samoa", "title": "Samoa", "lon": -171.76, "lat": -13.83},
        {"id": "p-edge", "title": "On the line", "lon": 180.0, "lat": -17.0},
        {
            "id": "p-zone", "title": "Zone of search", "kind": "region",
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [
                    [[[179.0, -10.0], [180.0, -10.0], [180.0, -8.0], [179.0, -8.0], [179.0, -10.0]]],
                    [[[-180.0, -10.0], [-179.0, -10.0], [-179.0, -8.0], [-180.0, -8.0], [-180.0, -10.0]],
                     [[-179.8, -9.5], [-179.8, -9.0], [-179.5, -9.0], [-179.5, -9.5], [-179.8, -9.5]]],
                ],
            },
        },
    ],
    "reports": [
        {
            "id": "entering", "title": ARABIC, "text": HOSTILE, "where": "Deir al-Zor governorate",
            "when": "2017-08-29", "actors": ["A", "B"], "counts": {"buses": {"low": 17, "high": 20}},
            "sources": [{"source": "twz", "where_as_reported": "دير الزور"}, {"source": "ap"}],
        },
        {"id": "fiji", "title": "East", "where": "p-fiji", "when": "2017-08-30T14:00:00Z", "sources": ["twz"]},
        {"id": "samoa", "title": "West", "where": "p-samoa", "when": "2017-08-31/2017-09-02", "sources": ["ap"]},
        {"id": "edge", "title": "Edge", "where": "p-edge", "when": "2017-09-03/..", "sources": ["ap"]},
        {"id": "zone", "title": "Zone", "where": "p-zone", "when": "2017-09-05", "sources": ["ap"]},
        {"id": "before", "title": "Before", "where": "p-fiji", "when": "/2017-08-01", "sources": ["undated"],
         "text": "Not for everybody", "graphic": True},
        {"id": "nowhere", "title": "=HYPERLINK(1)", "sources": ["ap"], "when": "2017"},
        {"id": "town", "title": "Undated", "where": "Boukamal", "sources": ["undated"]},
    ],
    "claims": [{"about": "entering", "property": "position", "value": "inside", "source": "twz", "status": "conflict"}],
    "obstacles": [
        {"id": "closed", "title": f"Closed {HOSTILE}", "kind": "held_area", "where": "p-zone", "when": "1990",
         "sources": ["twz", "ap"], "outcome": ARABIC},
        {"id": "mined", "title": "Mined", "where": "p-edge", "radius_km": 5, "when": "/1990-05", "sources": ["ap"]},
        {"id": "cut", "title": "A road is cut", "kind": "road_cut", "along": "plan", "when": "2017-09-05/..",
         "sources": ["undated"]},
    ],
    "routes": [
        {
            "id": "sea", "title": "By sea <b>",
            "legs": [
                {"id": "over", "from": "fiji", "to": "samoa", "basis": "reported", "sources": ["ap", "twz"],
                 "when": "2017-08-31"},
                {"id": "on", "from": "samoa", "to": "zone", "via": ["edge"], "basis": "inferred", "when": "2017-09/.."},
                {"id": "hidden", "from": "zone", "to": "nowhere", "basis": "reported", "draw": False},
                {"id": "plan", "from": "zone", "to": "fiji", "basis": "planned", "outcome": HOSTILE},
            ],
        },
        {
            "id": "idea", "title": "An idea",
            "legs": [{"id": "maybe", "from": "town", "to": "fiji", "basis": "considered"}],
        },
    ],
}  # fmt: skip
CREDITS = (SourceCredit("Atlas", "CC BY 4.0", "https://example.org", "© An atlas & others"),)


@pytest.fixture
def make(small_gazetteer: Any) -> Callable[..., Content]:
    """Make the content of a story, the one above with some members replaced."""

    def make(**members: Any) -> Content:
        story = Story.model_validate(STORY | members)
        reports = locate(story, small_gazetteer)
        legs = build_routes(story, reports, gazetteer=small_gazetteer)
        placed = placed_obstacles(story, reports, gazetteer=small_gazetteer)
        return Content(story, reports, legs, CREDITS, CREDITS, placed, CREDITS)

    return make


@pytest.fixture
def content(make: Callable[..., Content]) -> Content:
    return make()


@pytest.fixture
def bare(make: Callable[..., Content]) -> Content:
    """A story of one report without a place or a date, and nothing else."""
    return make(
        title=None, summary=None, places=[], claims=[], routes=[], obstacles=[],
        reports=[{"id": "r", "title": "R", "sources": ["undated"]}],
    )  # fmt: skip
