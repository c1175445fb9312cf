"""The flat properties of a report or a leg, which every export format shares: names, types and meanings in one list.

A column that :mod:`geomap.frames` gains comes into every export by itself, after the columns before it: a text,
a whole number or a float as it is, a moment as RFC 3339, a tuple of texts joined by " | ". Only shapes and pairs of
numbers, which do not fit into one value, are named in ``_NOT_FLAT``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry.base import BaseGeometry

from geomap.contract import Column, is_missing
from geomap.frames import LEG_COLUMNS, REPORT_COLUMNS
from geomap.text import visible
from geomap.timing import when_of
from geomap.when import parse_when, stamp

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomap.obstacles import Barrier
    from geomap.story.model import Count, Report, Source, Story

DECIMALS = 7
"""Of a degree: a centimetre, as RFC 7946 advises."""

Value = str | int | float | None
Properties = dict[str, Value]

JOIN = " | "
"""Between several texts of one property."""

# Shapes are the geometry; the rest comes as several properties.
_SHAPES = frozenset({"geometry", "corridor", "access", "alternates", "arrows"})
_PAIRS = frozenset({"reported_km", "reported_h", "snap_km", "corridor_km", "delay_h", "elapsed_h", "speed_kmh"})
_NOT_FLAT = _SHAPES | _PAIRS | {"spellings"}


@dataclass(frozen=True, slots=True)
class Property:
    """One property: its name, the type of its values (any may be None), and what it means."""

    name: str
    type: type[str] | type[int] | type[float]
    meaning: str


def _of_columns(columns: Iterable[Column]) -> Iterator[Property]:
    for column in columns:
        if column.name in _NOT_FLAT:
            continue
        if column.type in (int, bool):
            yield Property(column.name, int, column.meaning)
        elif column.type is float:
            yield Property(column.name, float, column.meaning)
        elif column.type is tuple:
            yield Property(column.name, str, f'{column.meaning}; joined by "{JOIN}"')
        else:
            yield Property(column.name, str, column.meaning)


_SOURCES = (
    Property("source_titles", str, f'titles of the sources, in the order of their ids; joined by "{JOIN}"'),
    Property("source_urls", str, "their addresses in the same order, empty where a source has none"),
)
_CLAIMS = Property("claims", str, f'what sources say of it: "property: value (source, status)", joined by "{JOIN}"')

REPORT_PROPERTIES: tuple[Property, ...] = (
    *_of_columns(REPORT_COLUMNS),
    Property("spellings", str, f'"title of the source: spelling", joined by "{JOIN}"'),
    *_SOURCES,
    Property("actors", str, f'who took part, as stated; joined by "{JOIN}"'),
    Property("counts", str, f'"what: low to high, best" as stated, joined by "{JOIN}"'),
    Property("graphic", int, "1 where `text` and `claims` must wait until a reader asks for them, 0 else"),
    Property("withheld", str, "what was left out of the report, and why"),
    _CLAIMS,
)
"""Every property of a report, in order."""

LEG_PROPERTIES: tuple[Property, ...] = (
    *_of_columns(LEG_COLUMNS),
    Property("earliest", str, "first instant of the window that `when` stands for, in the story's zone"),
    Property("latest", str, "last instant of that window"),
    Property("alternates", str, f'lines of other ways along roads, the shortest first, as WKT; joined by "{JOIN}"'),
    Property("alternates_km", str, f'their lengths, kilometres; joined by "{JOIN}"'),
    Property("access", str, "lines from the ends to the road, no part of the line itself, as WKT"),
    Property("snap_start_km", float, "how far the leg's start is from the road that it joins"),
    Property("snap_end_km", float, "the same of its end"),
    Property("reported_least_km", float, "least length as a source reports it"),
    Property("reported_most_km", float, "greatest length as a source reports it"),
    Property("reported_least_h", float, "least hours that it took as a source reports it"),
    Property("reported_most_h", float, "most hours that it took as a source reports it"),
    Property("corridor_start_km", float, "half-width of the corridor at the leg's start"),
    Property("corridor_end_km", float, "the same at its end"),
    Property("delay_least_h", float, "least hours by which it came in later than planned; negative: early"),
    Property("delay_most_h", float, "most hours; null when unlimited"),
    Property("elapsed_least_h", float, "least hours between the windows of the two ends"),
    Property("elapsed_most_h", float, "most hours; null when unlimited"),
    Property("speed_least_kmh", float, "least implied speed"),
    Property("speed_most_kmh", float, "greatest implied speed; null when unlimited"),
    *_SOURCES,
    _CLAIMS,
)
"""Every property of a leg, in order."""

OBSTACLE_PROPERTIES: tuple[Property, ...] = (
    Property("id", str, "id of the obstacle in the story; unique"),
    Property("title", str, "what stood in the way, one line"),
    Property("kind", str, "road_cut, bridge, crossing, held_area or other"),
    Property("when", str, "EDTF as written: the window in which it acts"),
    Property("when_label", str, "the window for people, or 'date not stated'"),
    Property("earliest", str, "first instant of the window, in the story's zone"),
    Property("latest", str, "last instant of the window"),
    Property("where", str, "report id, place id or name as written; empty where no source states the position"),
    Property("along", str, "id of the leg on whose stretch it is told of"),
    Property("radius_km", float, "how far around its place it closes all ways, as stated"),
    Property("closes", str, f'ids of the legs that it stood in the way of; joined by "{JOIN}"'),
    Property("outcome", str, "what became of it, in the author's words"),
    Property("sources", str, f'ids of the sources; joined by "{JOIN}"'),
    *_SOURCES,
    _CLAIMS,
)
"""Every property of an obstacle, in order."""


def report_properties(story: Story) -> Callable[[Mapping[Any, Any]], Properties]:
    """A function from a row of the reports frame to its properties: always those of ``REPORT_PROPERTIES``, in order."""
    reports = {report.id: report for report in story.reports}
    sources, claims = {source.id: source for source in story.sources}, _claims(story)

    def properties(row: Mapping[Any, Any]) -> Properties:
        spelled = [
            f"{sources[source].title if source in sources else source}: {text}" for source, text in row["spellings"]
        ]
        return _flat(row, REPORT_COLUMNS) | {
            "spellings": _joined(spelled),
            **_of_sources(row["sources"], sources),
            **_of_report(reports.get(row["id"])),
            "claims": claims.get(row["id"]),
        }

    return properties


def leg_properties(story: Story) -> Callable[[Mapping[Any, Any]], Properties]:
    """A function from a row of the legs frame to its properties; see :func:`report_properties`."""
    sources, claims = {source.id: source for source in story.sources}, _claims(story)

    def properties(row: Mapping[Any, Any]) -> Properties:
        return _flat(row, LEG_COLUMNS) | {
            **_window(when_of(row["when"], departed=row["departed"], arrived=row["arrived"]), story),
            **_alternates(row["alternates"] or ()),
            "access": _wkt(row["access"]) if row["access"] is not None else None,
            **_pair(row["snap_km"], "snap_start_km", "snap_end_km"),
            **_pair(row["reported_km"], "reported_least_km", "reported_most_km"),
            **_pair(row["reported_h"], "reported_least_h", "reported_most_h"),
            **_pair(row["corridor_km"], "corridor_start_km", "corridor_end_km"),
            **_pair(row["delay_h"], "delay_least_h", "delay_most_h"),
            **_pair(row["elapsed_h"], "elapsed_least_h", "elapsed_most_h"),
            **_pair(row["speed_kmh"], "speed_least_kmh", "speed_most_kmh"),
            **_of_sources(row["sources"], sources),
            "claims": claims.get(row["id"]),
        }

    return properties


def obstacle_properties(story: Story, legs: GeoDataFrame) -> Callable[[Barrier], Properties]:
    """A function from a placed obstacle to its properties; `legs` tell which of them it stood in the way of."""
    stated = {obstacle.id: obstacle for obstacle in story.obstacles}
    sources, claims = {source.id: source for source in story.sources}, _claims(story)
    closed: dict[str, list[str]] = {}
    for leg, barriers in zip(legs["id"], legs["blocked_by"], strict=True):
        for barrier in barriers or ():
            closed.setdefault(barrier, []).append(leg)

    def properties(barrier: Barrier) -> Properties:
        obstacle = stated[barrier.id]
        ids = tuple(dict.fromkeys(ref.source for ref in obstacle.sources))
        return {
            "id": obstacle.id,
            "title": visible(obstacle.title),
            "kind": obstacle.kind.value,
            "when": obstacle.when,
            "when_label": visible(barrier.when_label),
            **_window(obstacle.when, story),
            "where": visible(barrier.where) if barrier.where is not None else None,
            "along": obstacle.along,
            "radius_km": obstacle.radius_km,
            "closes": _joined(closed.get(obstacle.id, ())),
            "outcome": visible(obstacle.outcome) if obstacle.outcome is not None else None,
            "sources": _joined(ids),
            **_of_sources(ids, sources),
            "claims": claims.get(obstacle.id),
        }

    return properties


def _flat(row: Mapping[Any, Any], columns: Iterable[Column]) -> Properties:
    """The columns that fit into one value each, in the order of the contract."""
    return {column.name: _plain(column.name, row[column.name]) for column in columns if column.name not in _NOT_FLAT}


def _plain(name: str, value: Any) -> Value:
    if is_missing(value):
        return None
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, tuple):
        return _joined(value)
    if isinstance(value, float):
        return rounded(value, DECIMALS if name.endswith(("lon", "lat")) else 9)
    return int(value)


def rounded(value: float, decimals: int) -> float | None:
    """A number rounded, never -0.0; None when unlimited, for which JSON has no number."""
    return round(float(value), decimals) + 0.0 if math.isfinite(value) else None


def _joined(texts: Iterable[str]) -> str | None:
    return JOIN.join(map(visible, texts)) or None


def _pair(values: tuple[float, float] | None, first: str, second: str) -> Properties:
    least, most = values or (math.inf, math.inf)
    return {first: rounded(least, 3), second: rounded(most, 3)}


def _wkt(line: BaseGeometry) -> str:
    return str(shapely.to_wkt(line, rounding_precision=DECIMALS))


def _alternates(ways: Sequence[Mapping[str, Any]]) -> Properties:
    lines = [_wkt(way["geometry"]) for way in ways]
    return {"alternates": _joined(lines), "alternates_km": _joined(f"{way['length_km']:.3f}" for way in ways)}


def _window(when: str | None, story: Story) -> Properties:
    window = parse_when(when, story.timezone) if when else None
    ends = {"earliest": window and window.earliest, "latest": window and window.latest}
    return {name: stamp(moment) if moment else None for name, moment in ends.items()}


def _of_sources(ids: Iterable[str], sources: Mapping[str, Source]) -> Properties:
    known = [sources[source] for source in ids if source in sources]
    urls = [source.url or "" for source in known]
    return {
        "source_titles": _joined(source.title for source in known),
        "source_urls": _joined(urls) if any(urls) else None,
    }


def _of_report(report: Report | None) -> Properties:
    """What the story says of a report beside the columns of the frame."""
    counts = report.counts.items() if report else ()
    return {
        "actors": _joined(report.actors) if report else None,
        "counts": _joined(f"{what}: {_count(count)}" for what, count in counts),
        "graphic": int(report.graphic) if report else 0,
        "withheld": visible(report.withheld) if report and report.withheld else None,
    }


def _count(count: Count) -> str:
    span = " to ".join(str(bound) for bound in (count.low, count.high) if bound is not None)
    best = str(count.best) if count.best is not None else ""
    return f"{span}, best {best}" if span and best else span or best


def _claims(story: Story) -> dict[str, str | None]:
    told: dict[str, list[str]] = {}
    for claim in story.claims:
        text = f"{claim.property}: {claim.value} ({claim.source}, {claim.status.value})"
        told.setdefault(claim.about, []).append(text)
    return {about: _joined(texts) for about, texts in told.items()}
