"""OGC Moving Features JSON 1.0 (OGC 19-045r3), the Prism encoding: where those who travelled a route were reported.

One feature a route. It holds the stops at which its travelled legs start, pass and end, each at the time that the leg
states for it (``departed``, ``arrived``) or else that of its report, and nothing between them: the interpolation is
``Discrete``, by which a position stands for its own moment alone. The standard wants one moment for each position, and
a stop has a window: the moment is the middle of the window, and the window stands beside it among the temporal
properties. Who was somewhere in an area is a ``MovingPolygon`` of one moment, the area's outline, never a point in it.

Not in it, and named in ``left_out`` with the reason: stops without a date, with a window that is open on one side,
or without a position, and legs that were planned or considered only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from shapely.geometry import LineString, MultiLineString, Point
from shapely.geometry.base import BaseGeometry

from geomap.antimeridian import parts_of
from geomap.formats.jsontext import collection_text
from geomap.formats.shapes import bounding_box, coordinates, geojson_geometry, on_grid
from geomap.frames import check_legs, check_reports
from geomap.properties import Properties, leg_properties, rounded
from geomap.story.model import Basis
from geomap.text import visible
from geomap.when import parse_when, stamp

if TYPE_CHECKING:
    from geomap.formats.content import Content
    from geomap.story.model import Leg, Route, Story

Row = Mapping[Any, Any]

TRAVELLED = frozenset({Basis.REPORTED, Basis.INFERRED, Basis.BLOCKED, Basis.RETURNED})

_CRS = {"type": "Name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
_TRS = {"type": "Name", "properties": {"name": "urn:ogc:data:time:iso8601"}}
_NOTE = (
    "Each datetime is the middle of the window in which those who travel were there, from 'earliest' to 'latest' of "
    "the temporal properties. Nothing is known of the time between them."
)
_SECOND = timedelta(seconds=1)


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
    def half_h(self) -> float:
        """By how many hours the moment may be off."""
        return max(self.latest - self.middle, self.middle - self.earliest).total_seconds() / 3600.0

    @property
    def is_point(self) -> bool:
        """Whether it is at a point, not somewhere in an area."""
        return bool(self.shape.geom_type == "Point")


def files(content: Content) -> dict[str, str]:
    """The collection, by the name of its file."""
    return {"movement.mf.json": moving_features(content)}


def moving_features(content: Content) -> str:
    """The routes as a collection of moving features.

    Parameters
    ----------
    content : Content

    Returns
    -------
    str
        ASCII, MF-JSON Prism. The list of features is empty where no route has a report that can stand in it.

    Raises
    ------
    FrameError
        A frame breaks its contract.
    """
    story = content.story
    reports = {row["id"]: row for row in check_reports(content.reports).to_dict("records")}
    flat = leg_properties(story)
    legs = {row["id"]: (row, flat(row)) for row in check_legs(content.legs).to_dict("records")}
    features, everything, left_out = [], [], {}
    for route in story.routes:
        seen, why_not = _seen(story, route, reports, legs)
        if seen:
            features.append(_feature(route, seen, why_not, legs))
            everything += seen
        elif why_not:
            left_out[route.id] = why_not
    head: dict[str, Any] = {"type": "FeatureCollection"}
    if content.title:
        head["label"] = content.title
    head |= {"crs": _CRS, "trs": _TRS, **bounding_box([each.shape for each in everything]), **_time(everything)}
    if content.credits:
        head["credits"] = list(content.credits)
    if left_out:
        head["left_out"] = left_out
    return collection_text(head, features)


# --- what a route was seen at -----------------------------------------------------------------------------------------


def _seen(
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


def _runs(seen: Iterable[Seen]) -> list[list[Seen]]:
    """Cut into runs of points whose moments rise, as one geometry of the standard wants them; an area stands alone."""
    runs: list[list[Seen]] = []
    for each in seen:
        last = runs[-1][-1] if runs else None
        if last is not None and last.is_point and each.is_point and last.middle < each.middle:
            runs[-1].append(each)
        else:
            runs.append([each])
    return runs


# --- as the standard writes it ----------------------------------------------------------------------------------------


def _feature(
    route: Route,
    seen: Sequence[Seen],
    why_not: Mapping[str, str],
    legs: Mapping[str, tuple[Row, Properties]],
) -> dict[str, Any]:
    runs = _runs(seen)
    prisms = [prism for run in runs for prism in _prisms(run)]
    own = [legs[leg.id] for leg in route.legs if leg.id in legs and leg.basis in TRAVELLED]
    drawn = [part for row, _ in own if row["geometry"] is not None for part in parts_of(row["geometry"])]
    lines = MultiLineString([part for part in drawn if isinstance(part, LineString)])
    properties: dict[str, Any] = {"route_title": visible(route.title), "datetimes_are": _NOTE}
    if why_not:
        properties["left_out"] = dict(why_not)
    return {
        "type": "Feature",
        "id": route.id,
        "temporalGeometry": (prisms[0] if len(prisms) == 1 else {"type": "MovingGeometryCollection", "prisms": prisms}),
        "temporalProperties": [_values(run) for run in runs],
        **_time(seen),
        **bounding_box([each.shape for each in seen]),
        "geometry": geojson_geometry(on_grid(lines))["geometry"],
        "properties": properties | {"legs": [leg for _, leg in own]},
    }


def _prisms(run: Sequence[Seen]) -> Iterator[dict[str, Any]]:
    datetimes = [stamp(each.middle) for each in run]
    if run[0].is_point:
        places = [coordinates(each.shape.coords[0]) for each in run]
        yield {"type": "MovingPoint", "datetimes": datetimes, "coordinates": places, "interpolation": "Discrete"}
        return
    for part in parts_of(run[0].shape):
        rings = geojson_geometry(part)["geometry"]["coordinates"]
        yield {"type": "MovingPolygon", "datetimes": datetimes, "coordinates": [rings], "interpolation": "Discrete"}


def _values(run: Sequence[Seen]) -> dict[str, Any]:
    def text(values: Iterable[str]) -> dict[str, Any]:
        return {"type": "Text", "values": list(values), "interpolation": "Discrete"}

    def measure(values: Iterable[float], unit: str) -> dict[str, Any]:
        return {
            "type": "Measure", "form": unit, "values": [rounded(value, 6) for value in values],
            "interpolation": "Discrete",
        }  # fmt: skip

    return {
        "datetimes": [stamp(each.middle) for each in run],
        "report": text(each.ref for each in run),
        "dated_by": text(each.dated_by for each in run),
        "earliest": text(stamp(each.earliest) for each in run),
        "latest": text(stamp(each.latest) for each in run),
        # Units by their codes of UN/CEFACT's recommendation 20: hour and kilometre.
        "uncertainty_h": measure((each.half_h for each in run), "HUR"),
        "radius_km": measure((each.radius_km for each in run), "KMT"),
    }


def _time(seen: Sequence[Seen]) -> dict[str, Any]:
    """The span that covers every window; absent where it is one moment, which the standard has no span for."""
    if not seen:
        return {}
    first, last = min(each.earliest for each in seen), max(each.latest for each in seen)
    return {"time": [stamp(first), stamp(last)]} if first < last else {}
