"""A story told in Arabic, with one of everything that a page has words for, and its pages in three languages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from geopandas import GeoDataFrame

from gazetteer import Gazetteer
from geomap.barring import placed_obstacles
from geomap.basemaps import BaseMap, base_map_for
from geomap.locate import locate
from geomap.obstacles import Barrier
from geomap.page import render_page
from geomap.route import build_routes
from geomap.story.model import Story
from geomap.svg import render_svg
from geomap.webmap import draw_map

STORY: dict[str, Any] = {
    "title": "رحلة القافلة في آب",
    "summary": "خرجت الحافلات من الجبال باتجاه الحدود، وتوقفت في الطريق.",
    "author": "هيئة التحرير",
    "language": "ar",
    "timezone": "Asia/Damascus",
    "countries": ["SY"],
    "sources": [
        {"id": "first", "title": "تقرير أول عن الرحلة", "publication": "الصحيفة الأولى", "published": "2017-08-30~",
         "url": "https://example.org/1", "lang": "ar", "archive_url": "https://example.org/1a"},
        {"id": "second", "title": "تقرير ثان عن الرحلة", "author": "مراسلون", "published": "2017-08-30",
         "accessed": "2026-01-02", "lang": "fr", "scale": "1:250000"},
        {"id": "copy", "title": "نسخة من التقرير الثاني", "publication": "محطة محلية", "parent": "second"},
    ],
    "places": [{"id": "bridge", "title": "الجسر", "lon": 40.2, "lat": 35.3, "radius_km": 2}],
    "reports": [
        {"id": "departure", "title": "انطلاق القافلة", "text": "سارت الحافلات والشاحنات معًا.", "when": "2017-08-28",
         "where": "Qalamoun Mountains", "role": "origin", "category": "حركة",
         "actors": ["الأطراف الأولى", "الأطراف الثانية"],
         "sources": [{"source": "first", "locator": "الفقرة الثانية", "where_as_reported": "جبال القلمون"}, "second"],
         "counts": {"حافلات": {"low": 10, "best": 17, "high": 20}}},
        {"id": "entering", "title": "دخول المحافظة", "when": "2017-08-29T14:00:00", "where": "Deir ez-Zor Governorate",
         "sources": ["first"], "when_as_reported": "في اليوم التالي"},
        {"id": "halt", "title": "توقف القافلة", "when": "2017-08-30/2017-09-01", "where": "Deir ez-Zor Governorate",
         "role": "halt", "sources": ["second", "copy"], "withheld": "تفاصيل عن الركاب"},
        {"id": "strike", "title": "ضربة على الطريق", "text": "وصف مؤلم.", "graphic": True, "when": "2017-08-30",
         "role": "strike", "sources": ["first", "second"]},
        {"id": "town", "title": "البلدة المقصودة", "where": "Al Bukamal", "role": "destination", "sources": ["second"]},
        {"id": "earlier", "title": "حصار سابق", "when": "2016-06", "where": "Deir ez-Zor", "role": "context",
         "sources": ["first"], "generalized_km": 12.0},
        {"id": "bridge-down", "title": "إصابة الجسر", "when": "2017-08-30", "where": "bridge", "sources": ["second"]},
        {"id": "words", "title": "تصريح رسمي", "role": "statement", "sources": ["first"]},
    ],
    "claims": [
        {"about": "departure", "property": "عدد الركاب", "value": "ثلاثمئة", "source": "first", "status": "conflict"},
        {"about": "departure", "property": "عدد الركاب", "value": "ستمئة", "source": "second",
         "remarks": "الأقرب زمنًا"},
        {"about": "halt", "property": "المكان", "value": "عند الحدود", "source": "second", "status": "work_needed"},
        {"about": "halt", "property": "المكان", "value": "قرب الحدود", "source": "copy", "status": "issue"},
    ],
    "routes": [
        {"id": "way", "title": "الطريق شرقًا", "legs": [
            {"id": "one", "title": "إلى المحافظة", "from": "departure", "to": "entering", "basis": "inferred",
             "mode": "convoy", "sources": ["first"], "planned_departure": "2017-08-27", "planned_arrival": "2017-08-29",
             "departed": "2017-08-28", "arrived": "2017-08-29"},
            {"id": "two", "title": "التوقف", "from": "entering", "to": "halt", "basis": "blocked", "draw": False,
             "sources": ["second"]},
            {"id": "three", "title": "الطريق المقرر", "from": "halt", "to": "town", "basis": "planned",
             "sources": ["second"]},
            {"id": "four", "title": "طرق أخرى", "from": "halt", "to": "town", "basis": "considered", "draw": False},
            {"id": "five", "title": "رواية أخرى", "from": "departure", "to": "entering", "basis": "reported",
             "instead_of": "one", "sources": ["second"]},
            {"id": "six", "title": "العودة", "from": "entering", "to": "departure", "basis": "returned",
             "sources": ["first"]},
        ]},
    ],
    "obstacles": [
        {"id": "cut", "title": "قطع الطريق", "kind": "road_cut", "along": "three", "when": "2017-08-30/..",
         "outcome": "لم تُستأنف الرحلة.", "sources": ["first"]},
        {"id": "held", "title": "الجسر مغلق", "kind": "bridge", "where": "bridge", "when": "2017-08-30", "radius_km": 3,
         "sources": ["second"]},
    ],
}  # fmt: skip


@dataclass(frozen=True)
class Made:
    """The story, its frames and what lies under them."""

    story: Story
    reports: GeoDataFrame
    legs: GeoDataFrame
    obstacles: tuple[Barrier, ...]
    base: BaseMap

    def page(self, *, compact: bool = False, **changes: Any) -> str:
        """A page of the story with other fields; its frames stay those of an Arabic story."""
        story = self.story.model_copy(update=changes)
        frames = story, self.reports, self.legs
        return render_page(
            draw_map(*frames, base=self.base, credits=(), obstacles=self.obstacles, compact=compact)
        )  # fmt: skip

    def picture(self, **changes: Any) -> str:
        """The same as a picture."""
        story = self.story.model_copy(update=changes)
        return render_svg(story, self.reports, self.legs, self.base, credits=(), obstacles=self.obstacles)


@pytest.fixture(scope="session")
def made(default_gazetteer: Gazetteer) -> Made:
    """The frames of the story, from the gazetteer that a user gets."""
    story = Story.model_validate(STORY)
    reports = locate(story, default_gazetteer)
    legs = build_routes(story, reports, gazetteer=default_gazetteer)
    obstacles = placed_obstacles(story, reports, gazetteer=default_gazetteer)
    return Made(story, reports, legs, obstacles, base_map_for(default_gazetteer, reports, legs))


@pytest.fixture(scope="session")
def pages(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the story's pages in Arabic, French and English, and in German, of which there is no catalogue."""
    folder = tmp_path_factory.mktemp("languages")
    for name, changes in {
        "ar": {},
        "fr": {"interface": "fr"},
        "en": {"interface": "en"},
        "de": {"interface": "de"},
    }.items():
        (folder / f"{name}.html").write_text(made.page(**changes), encoding="utf-8")
        (folder / f"{name}-embed.html").write_text(made.page(compact=True, **changes), encoding="utf-8")
    return folder
