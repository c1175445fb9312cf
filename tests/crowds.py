"""Stories of very many reports, made up, with their frames: for the tests of crowd pages and for the benchmark.

Nothing here is true, and nobody is named: sentences are put together from a few words, places lie about made-up towns.
The same number and seed give the same story.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import geopandas
import numpy as np
import pandas
import shapely

from geomap.corridor import disc
from geomap.frames import REPORT_COLUMNS, legs_frame
from geomap.geodesy import LonLat
from geomap.story.model import Claim, Count, Report, Role, Source, SourceRef, Story

CATEGORIES = ("Flood", "Landslide", "Road closed", "Power cut", "Storm damage", "Fire")
WHAT = ("Water stands in the street", "The slope gives way", "The bridge is closed", "No power since the morning",
        "Roofs are torn off", "Smoke over the fields")  # fmt: skip
HOW = ("after the rain of the night", "for the second time this month", "as the river rises", "near the market",
       "beside the school", "on the road to the coast")  # fmt: skip
TOWNS, AREAS, SOURCES = 400, 12, 40
WEST, SOUTH, EAST, NORTH = 35.8, 32.4, 42.2, 37.2
FIRST = datetime(2017, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Crowd:
    """A story with its frames."""

    story: Story
    reports: geopandas.GeoDataFrame
    legs: geopandas.GeoDataFrame


def make_crowd(count: int, *, seed: int = 1) -> Crowd:
    """A story of so many reports, with a text of its own each.

    Of 100 reports 60 lie in one of 400 towns, 33 at a point of their own, 3 somewhere in one of 12 areas, 2 at a place
    that is uncertain, and 2 have no position.
    """
    chance = np.random.default_rng(seed)
    number = np.arange(1, count + 1)
    sort = chance.choice(5, size=count, p=[0.6, 0.33, 0.03, 0.02, 0.02])  # town, point, area, uncertain, none
    # Most towns lie near few centres, as people do.
    centre = chance.uniform((WEST + 0.8, SOUTH + 0.8), (EAST - 0.8, NORTH - 0.8), (12, 2))
    towns = np.round(centre[chance.integers(0, 12, TOWNS)] + chance.normal(0, 0.45, (TOWNS, 2)), 5)
    weight = 1 / np.arange(1, TOWNS + 1)
    town = chance.choice(TOWNS, size=count, p=weight / weight.sum())
    area = chance.integers(0, AREAS, count)
    middles = np.round(chance.uniform((WEST + 1, SOUTH + 1), (EAST - 1, NORTH - 1), (AREAS, 2)), 4)
    shapes = np.array([disc(LonLat(*each), radius_km=40.0) for each in middles], dtype=object)
    own = np.round(towns[town] + chance.normal(0, 0.2, (count, 2)), 5)
    at = np.select([sort[:, None] == 1, sort[:, None] == 2], [own, middles[area]], towns[town])
    placed = sort != 4
    category = chance.choice(len(CATEGORIES), size=count, p=[0.3, 0.1, 0.2, 0.2, 0.15, 0.05])
    day = np.sort(chance.integers(0, 360, count))
    source, second = chance.integers(0, SOURCES, count), chance.integers(0, SOURCES, count)
    how = chance.integers(0, len(HOW), count)

    days = [FIRST + timedelta(days=d) for d in range(361)]
    ends = [each + timedelta(hours=23, minutes=59, seconds=59) for each in days]
    day_texts = [f"{each:%Y-%m-%d}" for each in days]
    day_labels = [f"{each.day} {each:%b %Y}" for each in days]
    names = [f"Town {i + 1}" for i in range(TOWNS)]
    regions = [f"Region {i + 1}" for i in range(AREAS)]
    ids = [f"r{i}" for i in number.tolist()]
    titles = [
        f"{WHAT[c]} {HOW[h]} ({i})" for c, h, i in zip(category.tolist(), how.tolist(), number.tolist(), strict=True)
    ]
    texts = [
        f"Report {i}: {WHAT[c].lower()} {HOW[h]}. Neighbours speak of the worst day in years, and of help on its way."
        for c, h, i in zip(category.tolist(), how.tolist(), number.tolist(), strict=True)
    ]
    kind = sort.tolist()
    name_of = [
        names[t] if k in (0, 3) else regions[a] if k == 2 else None
        for k, t, a in zip(kind, town.tolist(), area.tolist(), strict=True)
    ]
    told = [
        ((f"s{a}",) if a % 3 else tuple(dict.fromkeys((f"s{a}", f"s{b}"))))
        for a, b in zip(source.tolist(), second.tolist(), strict=True)
    ]
    point = shapely.points(at)
    geometry = np.where(sort == 2, shapes[area], np.where(placed, point, None))

    def by_sort(*values: Any) -> list[Any]:
        return [values[k] for k in kind]

    columns: dict[str, Any] = {
        "id": ids, "number": number, "title": titles, "text": texts, "role": ["event"] * count,
        "category": [CATEGORIES[c] for c in category.tolist()],
        "when": [day_texts[d] for d in day.tolist()], "when_as_reported": [None] * count,
        "when_label": [day_labels[d] for d in day.tolist()],
        "earliest": [days[d] for d in day.tolist()], "latest": [ends[d] for d in day.tolist()],
        "where": name_of,
        "spellings": [((s[0], w),) if w else () for s, w in zip(told, name_of, strict=True)], "sources": told,
        "status": by_sort("resolved", "given", "resolved", "ambiguous", "not_stated"),
        "place_id": [
            f"made:{t}" if k in (0, 3) else f"made:area-{a}" if k == 2 else None
            for k, t, a in zip(kind, town.tolist(), area.tolist(), strict=True)
        ],
        "place_name": name_of, "place_kind": by_sort("city", "city", "admin1", "city", None),
        "country": by_sort("SY", "SY", "SY", "SY", None),
        "lon": np.where(placed, at[:, 0], np.nan), "lat": np.where(placed, at[:, 1], np.nan),
        "radius_km": np.select([sort == 0, sort == 1, sort == 2, sort == 3], [4.0, 0.1, 40.0, 8.0], np.nan),
        "precision": by_sort("locality", "vicinity", "region", "locality", None),
        "draw": by_sort("point", "point", "area", "point", "none"),
        "score": np.where(placed, 0.9, np.nan),
        "reasons": by_sort(("the name is the same",), (), ("the name is the same",), ("several places fit",), ()),
        "place_source": by_sort("Made up", None, "Made up", "Made up", None), "place_licence": [None] * count,
        "place_url": [None] * count, "boundary_source": by_sort(None, None, "a disc of 40 km", None, None),
        "generalized_km": np.full(count, np.nan),
    }  # fmt: skip
    data = {
        column.name: pandas.Series(columns[column.name], dtype=None if column.type in (int, float) else "object")
        for column in REPORT_COLUMNS if column.name != "geometry"
    }  # fmt: skip
    reports = geopandas.GeoDataFrame(data, geometry=geopandas.GeoSeries(geometry, crs="EPSG:4326"), crs="EPSG:4326")
    return Crowd(_story(columns, count), reports, legs_frame([]))


def _story(columns: dict[str, Any], count: int) -> Story:
    """The story, without the checks that its own text would pass: they take a while for a million."""
    refs = {told: tuple(SourceRef(source=each) for each in told) for told in set(columns["sources"])}
    counts = {"houses": Count(best=3)}
    reports = tuple(
        Report.model_construct(
            id=columns["id"][i], title=columns["title"][i], text=columns["text"][i], when=columns["when"][i],
            where=columns["where"][i], role=Role.EVENT, category=columns["category"][i],
            sources=refs[columns["sources"][i]], counts=counts if i % 10 == 0 else {},
        )
        for i in range(count)
    )  # fmt: skip
    sources = tuple(
        Source(id=f"s{i}", title=f"What happened in the region, part {i}", publication=f"Paper {i}",
               url=f"https://example.org/paper/{i}", published="2017-12-31")
        for i in range(SOURCES)
    )  # fmt: skip
    claims = tuple(
        Claim(about="r1", property="houses", value=value, source=source)
        for value, source in (("3", "s1"), ("five", "s2"))
    )
    return Story.model_construct(
        title=f"{count:,} reports of a year of storms",
        summary="Made up, to see what a page of very many reports needs.",
        timezone="UTC", countries=("SY",), sources=sources, reports=reports, claims=claims,
    )  # fmt: skip
