"""Where and when those who travel a route were reported: the stops of its travelled legs, each with its window."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geomap.antimeridian import parts_of
from geomap.formats.shapes import on_grid
from geomap.properties import Properties
from geomap.story.model import Basis
from geomap.when import parse_when

if TYPE_CHECKING:
    from geomap.story.model import Leg, Route, Story

Row = Mapping[Any, Any]

TRAVELLED = frozenset({Basis.REPORTED, Basis.INFERRED, Basis.BLOCKED, Basis.RETURNED})

_SECOND = timedelta(seconds=1)
_REFS = {"departed": "from_ref", "arrived": "to_ref"}


@dataclass(frozen=True, slots=True)
class Seen:
    """Those who travel at one stop, at a position and within a window that is closed on both sides.

    Parameters
    ----------
    ref : str
        The report, or the place or name that the leg has.
    dated_by : str
        ``report``, or ``departed`` or ``arrived`` of the leg.
    shape : Point, Polygon or MultiPolygon
        EPSG:4326, on the grid of the exports.
    radius_km : float
        Uncertainty of the position.
    earliest, latest : datetime
        Timezone-aware; `latest` is the last whole second.
    """

    ref: str
    dated_by: str
    shape: BaseGeometry
    radius_km: float
    earliest: datetime
    latest: datetime

    @property
    def middle(self) -> datetime:
        """The middle of the window, to the second; the moment itself where it is known."""
        if self.earliest == self.latest:
            return self.earliest
        half = (self.latest + _SECOND - self.earliest) // 2
        return self.earliest + timedelta(seconds=half // _SECOND)

    @property
    def moment(self) -> datetime:
        """The middle in UTC, by which two of them compare on a day that has an hour twice, too."""
        return self.middle.astimezone(UTC)

    @property
    def half_h(self) -> float:
        """By how many hours the moment may be off."""
        return max(self.latest - self.middle, self.middle - self.earliest).total_seconds() / 3600.0

    @property
    def is_point(self) -> bool:
        """Whether it is at a point, not somewhere in an area."""
        return bool(self.shape.geom_type == "Point")


def seen_along(
    story: Story, route: Route, reports: Mapping[str, Row], legs: Mapping[str, tuple[Row, Properties]]
) -> tuple[list[Seen], dict[str, str]]:
    """The stops along a route in its order, and of the others why they are not among them."""
    seen: list[Seen] = []
    why_not: dict[str, str] = {}
    for leg in route.legs:
        if leg.basis not in TRAVELLED:
            why_not[leg.id] = f"{leg.basis.value}, not travelled"
            continue
        for ref, dated_by, when in _along(leg):
            report = reports.get(ref)
            if report is None and when is None:  # a place without a report of its own says nothing of when
                continue
            shape, radius_km = _position(report, legs.get(leg.id), at_start=dated_by == "departed")
            if dated_by in _REFS and leg.id in legs:
                ref = legs[leg.id][0][_REFS[dated_by]]  # which does not name what is blurred
            if when is not None:
                window = parse_when(when, story.timezone)
                earliest, latest = window.earliest, window.latest
            else:
                earliest, latest = (report[side] if report is not None else None for side in ("earliest", "latest"))
            if shape is None:
                why_not[ref] = "no position"
            elif earliest is None and latest is None:
                why_not[ref] = "no date"
            elif earliest is None or latest is None:
                why_not[ref] = "one side of its window is open"
            else:
                stop = Seen(ref, dated_by, shape, radius_km, earliest, latest)
                # Who comes back to a place was not there again at the time of its report.
                if stop not in seen:
                    seen.append(stop)
    return seen, why_not


def _along(leg: Leg) -> Iterator[tuple[str, str, str | None]]:
    """The stops of a leg, what dates each, and the date where it is the leg's own."""
    if leg.from_ is not None:
        yield leg.from_, "departed" if leg.departed else "report", leg.departed
    yield from ((ref, "report", None) for ref in leg.via)
    if leg.to is not None:
        yield leg.to, "arrived" if leg.arrived else "report", leg.arrived


def _position(
    report: Row | None, leg: tuple[Row, Properties] | None, *, at_start: bool
) -> tuple[BaseGeometry | None, float]:
    """Where a report is; else, for a place, the end of the leg's line."""
    if report is not None:
        return on_grid(report["geometry"]), report["radius_km"]
    row = leg[0] if leg is not None else None
    if row is None or row["geometry"] is None:
        return None, 0.0
    part = parts_of(row["geometry"])[0 if at_start else -1]
    return on_grid(Point(part.coords[0 if at_start else -1])), row["corridor_km"][0 if at_start else 1]
