"""The flat properties of a report or a leg, which every export format shares.

====================  =============================================================================================
property              meaning
====================  =============================================================================================
columns of a frame    as in :mod:`geomap.frames`, unless listed here
``earliest, latest``  ISO 8601 with the offset of the story's zone
``reasons, notes``    sentences, joined by " | "
``sources``           ids of the sources, joined by " | "
``source_titles``     their titles, in the same order
``source_urls``       their addresses, in the same order; empty where a source has none
``spellings``         "title of the source: spelling", joined by " | "
``actors``            as stated, joined by " | "
``counts``            "what: low to high, best" as stated, joined by " | "
``withheld``          what was left out of the report, and why
``generalized_km``    by how much the position was blurred on purpose
``claims``            what sources say of it, "property: value (source, status)", joined by " | "
``corridor_start_km`` half-width of the corridor at the leg's start
``corridor_end_km``   the same at its end
``elapsed_least_h``   least hours between the windows of the two ends; ``elapsed_most_h`` is null when unlimited
``speed_least_kmh``   least implied speed; ``speed_most_kmh`` is null when unlimited
====================  =============================================================================================
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from geomap.contract import Column, is_missing
from geomap.frames import LEG_COLUMNS, REPORT_COLUMNS
from geomap.text import visible

if TYPE_CHECKING:
    from geomap.story.model import Count, Report, Source, Story

DECIMALS = 7
"""Of a degree: a centimetre, as RFC 7946 advises."""

Value = str | int | float | None
Properties = dict[str, Value]

_JOIN = " | "
# Shapes are the geometry; the rest comes as several properties.
_NOT_FLAT = frozenset({"geometry", "corridor", "arrows", "spellings", "corridor_km", "elapsed_h", "speed_kmh"})


def report_properties(story: Story) -> Callable[[Mapping[Any, Any]], Properties]:
    """A function from a row of the reports frame to its properties; always the same names in the same order."""
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
            **_pair(row["corridor_km"], "corridor_start_km", "corridor_end_km"),
            **_pair(row["elapsed_h"], "elapsed_least_h", "elapsed_most_h"),
            **_pair(row["speed_kmh"], "speed_least_kmh", "speed_most_kmh"),
            **_of_sources(row["sources"], sources),
            "claims": claims.get(row["id"]),
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
        return value.isoformat()
    if isinstance(value, tuple):
        return _joined(value)
    if isinstance(value, float):
        return rounded(value, DECIMALS if name.endswith(("lon", "lat")) else 9)
    return int(value)


def rounded(value: float, decimals: int) -> float | None:
    """A number rounded, never -0.0; None when unlimited, for which JSON has no number."""
    return round(float(value), decimals) + 0.0 if math.isfinite(value) else None


def _joined(texts: Iterable[str]) -> str | None:
    return _JOIN.join(map(visible, texts)) or None


def _pair(values: tuple[float, float] | None, first: str, second: str) -> Properties:
    least, most = values or (math.inf, math.inf)
    return {first: rounded(least, 3), second: rounded(most, 3)}


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
        "withheld": visible(report.withheld) if report and report.withheld else None,
        "generalized_km": report.generalized_km if report else None,
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
