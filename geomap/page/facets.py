"""By what a reader can filter: columns over all reports for the runtime, and the choices of the filter panel.

=============  =========================================================================================
key            value
=============  =========================================================================================
``zone``       the IANA name of the clock that the story's dates are by
``span``       first and last minute of the events themselves, without the context; None where none has a date
``from to``    window of each report, minutes since 1970-01-01 UTC; None where that end is open or no date is stated.
               ``to`` is the first minute after the window, and equals ``from`` where an exact moment is stated
``about``      indices of the reports whose date is approximate or uncertain
``sources``    for each report the indices of its sources in ``sourceIds``
``category``   for each report an index into ``categories``, or -1
``km``         within how many kilometres its place is known (of an area: of its middle); None: no place
``basis``      for each report an index into ``bases``: how its place is known
``differs``    indices of the reports about which independent sources differ
``legs``       ``anchor from to sources ends`` of all legs, also those without a line; ``ends`` are the reports, as
               indices, at which a leg starts and ends
=============  =========================================================================================

The reports stand in the order of the story; behind them the obstacles, as in ``reports`` of the data island.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from geomap.languages import Speech, to_say
from geomap.page.cards import ASIDE, Row, leg_anchor
from geomap.page.claims import stated
from geomap.page.context import Choice, Facet
from geomap.story.model import Role, Story
from geomap.when import parse_when

if TYPE_CHECKING:
    from geomap.obstacles import Barrier

SURE_KM = 10.0
SURE_DAYS = 1.0
KM_PER_DEGREE = 111.2

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
_SECOND = timedelta(seconds=1)
_HOUR = 60  # a day is an hour longer where clocks go back
_DAY = 1440
_DOUBT = frozenset("~?%")
_BASES = {
    "given": to_say("Stated by the author"),
    "curated": to_say("Listed by hand"),
    "resolved": to_say("Found by its name"),
    "ambiguous": to_say("Several places fit"),
    "missing": to_say("Not found"),
    "not_stated": to_say("No position stated"),
}


def minutes(earliest: datetime | None, latest: datetime | None) -> tuple[int | None, int | None]:
    """A window as minutes since 1970 UTC: its first, and the first one after it; of an exact moment twice the same.

    Parameters
    ----------
    earliest, latest : datetime or None
        First and last second, with their zones; None where that end is open.

    Examples
    --------
    >>> minutes(datetime(1970, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, 23, 59, 59, tzinfo=UTC))
    (0, 1440)
    >>> minutes(datetime(1970, 1, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, 1, tzinfo=UTC)), minutes(None, None)
    ((60, 60), (None, None))
    """
    first = None if earliest is None else (earliest - _EPOCH) // _MINUTE
    if latest is None or latest == earliest:
        return first, None if latest is None else first
    return first, -((_EPOCH - latest - _SECOND) // _MINUTE)


def columns(
    story: Story, report_rows: Sequence[Row], leg_rows: Sequence[Row], obstacles: Sequence[Barrier] = ()
) -> dict[str, Any]:
    """The columns that this module's own text describes.

    Parameters
    ----------
    story : Story
    report_rows, leg_rows : sequence of mapping
        Rows of the frames.
    obstacles : sequence of Barrier
        What stood in the way.
    """
    position = {source.id: i for i, source in enumerate(story.sources)}
    index = {row["id"]: i for i, row in enumerate(report_rows)}
    told = {obstacle.id: obstacle for obstacle in story.obstacles}
    contested = {about for about, said in stated(story.claims, story.sources).items() if any(s.differs for s in said)}
    categories = list(dict.fromkeys(row["category"] for row in report_rows if row["category"]))
    statuses = [
        *(row["status"] for row in report_rows),
        *("given" if each.shape else "not_stated" for each in obstacles),
    ]
    bases = list(dict.fromkeys(statuses))
    windows = [minutes(row["earliest"], row["latest"]) for row in report_rows]
    windows += [_window(told[each.id].when, story.timezone) for each in obstacles]
    dates = [*(row["when"] for row in report_rows), *(told[each.id].when for each in obstacles)]
    telling = [
        *(row["sources"] for row in report_rows),
        *([ref.source for ref in told[each.id].sources] for each in obstacles),
    ]

    def sources(ids: Iterable[str]) -> list[int]:
        return [position[source] for source in ids if source in position]

    return {
        "zone": story.timezone,
        "span": _span(report_rows, windows),
        "from": [first for first, _ in windows],
        "to": [last for _, last in windows],
        "about": [i for i, when in enumerate(dates) if when and not _DOUBT.isdisjoint(when)],
        "sources": [sources(ids) for ids in telling],
        "sourceIds": list(position),
        "category": [
            *(categories.index(row["category"]) if row["category"] else -1 for row in report_rows),
            *(-1 for _ in obstacles),
        ],
        "categories": categories,
        "km": [*map(_km, report_rows), *(_half(each.shape.bounds) if each.shape else None for each in obstacles)],
        "basis": [bases.index(status) for status in statuses],
        "bases": bases,
        "differs": [
            i for i, each in enumerate([*index, *(each.id for each in obstacles)]) if each in contested
        ],
        "legs": _legs(story, leg_rows, report_rows, index, sources),
    }  # fmt: skip


def facet_views(found: Mapping[str, Any], labels: Mapping[str, str], *, reports: int, say: Speech) -> tuple[Facet, ...]:
    """The filter panel: what there is to choose from, and how many reports each choice holds.

    Parameters
    ----------
    found : mapping
        From :func:`columns`.
    labels : mapping
        The short name of each source, by its id.
    reports : int
        How many reports there are; what lies behind them in the columns is not counted.
    say : Speech
        The language of the page's own words.
    """
    count_source = Counter(i for ids in found["sources"][:reports] for i in ids)
    count_category = Counter(found["category"][:reports])
    count_basis = Counter(found["basis"][:reports])
    names = found["categories"]
    undated = sum(first is last is None for first, last in _pairs(found, reports))
    facets = (
        Facet(
            "source",
            say("Source"),
            tuple(
                Choice(key, labels.get(key, key), count_source[i])
                for i, key in enumerate(found["sourceIds"])
                if count_source[i]
            ),
        ),
        Facet(
            "category",
            say("Category"),
            (
                *(Choice(name, name, count_category[i]) for i, name in enumerate(names)),
                *([Choice("", say("No category"), count_category[-1])] if count_category[-1] else ()),
            ),
        ),
        Facet(
            "place",
            say("How the place is known"),
            tuple(
                Choice(status, say(label), count_basis[found["bases"].index(status)])
                for status, label in _BASES.items()
                if status in found["bases"] and count_basis[found["bases"].index(status)]
            ),
        ),
        Facet("date", say("Date"), (Choice("none", say("Without a date"), undated),) if 0 < undated < reports else ()),
    )
    return tuple(facet for facet in facets if len(facet.choices) > 1 or (facet.key == "date" and facet.choices))


def sure_counts(found: Mapping[str, Any], *, reports: int) -> tuple[int, int]:
    """How many reports are known within :data:`SURE_KM`, and how many within :data:`SURE_DAYS`."""
    near = sum(km is not None and km <= SURE_KM for km in found["km"][:reports])
    doubtful = set(found["about"])
    dated = sum(
        first is not None and last is not None and last - first <= SURE_DAYS * _DAY + _HOUR and i not in doubtful
        for i, (first, last) in enumerate(_pairs(found, reports))
    )
    return near, dated


def _pairs(found: Mapping[str, Any], reports: int) -> list[tuple[int | None, int | None]]:
    return list(zip(found["from"][:reports], found["to"][:reports], strict=True))


def _span(report_rows: Sequence[Row], windows: Sequence[tuple[int | None, int | None]]) -> list[int] | None:
    """The minutes from the first event to the last; the context, which may lie years away, would crowd them."""
    for own in (True, False):
        chosen = [
            window
            for row, window in zip(report_rows, windows, strict=False)
            if not own or Role(row["role"]) not in ASIDE
        ]
        known = [minute for window in chosen for minute in window if minute is not None]
        if known:
            return [min(known), max(known)]
    return None


def _window(when: str | None, zone: str) -> tuple[int | None, int | None]:
    """The window of a date as written; open where there is none, or none that can be read."""
    if not when:
        return None, None
    try:
        window = parse_when(when, zone)
    except ValueError:  # in a story that no loader has seen
        return None, None
    return minutes(window.earliest, window.latest)


def _km(row: Row) -> float | None:
    """Within how many kilometres the place of a report is known."""
    if row["draw"] == "none":
        return None
    if row["radius_km"] is not None:
        return round(float(row["radius_km"]), 3)
    return _half(row["geometry"].bounds) if row["geometry"] is not None else None


def _half(bounds: tuple[float, float, float, float]) -> float:
    """Half the diagonal of a box of degrees, in kilometres: an outline reaches about so far from its middle."""
    west, south, east, north = bounds
    wide = (east - west) * math.cos(math.radians((south + north) / 2))
    return round(math.hypot(wide, north - south) / 2 * KM_PER_DEGREE, 3)


def _legs(
    story: Story, leg_rows: Sequence[Row], report_rows: Sequence[Row], index: Mapping[str, int], sources: Any
) -> dict[str, list[Any]]:
    """When each leg was travelled, as stated or else by the reports at its ends, who tells of it, and those reports."""
    windows = []
    for row in leg_rows:
        first, last = _window(row["when"], story.timezone)
        if first is last is None:
            first = _window(row["departed"], story.timezone)[0]
            last = _window(row["arrived"], story.timezone)[1]
        start, end = (report_rows[index[row[key]]] if row[key] in index else None for key in ("from_ref", "to_ref"))
        if first is last is None and start is not None and end is not None:
            first = minutes(start["earliest"], None)[0]
            last = minutes(end["earliest"], end["latest"])[1]
            if first is not None and last is not None and last < first:
                first = last = None
        windows.append((first, last))
    return {
        "anchor": [leg_anchor(row["id"]) for row in leg_rows],
        "from": [first for first, _ in windows],
        "to": [last for _, last in windows],
        "sources": [sources(row["sources"]) for row in leg_rows],
        "ends": [[index[row[key]] for key in ("from_ref", "to_ref") if row[key] in index] for row in leg_rows],
    }
