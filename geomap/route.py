"""Story and reports to the legs frame: geodesic legs with length, corridor, speed check and arrows.

A computed line is never a reported road: what a leg rests on stays as the author states it (``basis``), and how its
line was made stands beside it (``method``, ``notes``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geomap.antimeridian import line_on_globe
from geomap.corridor import MAX_HALF_WIDTH_KM, corridor
from geomap.frames import check_reports, legs_frame
from geomap.geodesy import arrows
from geomap.speed import MAX_ROAD_KMH, SpeedCheck, TimeSpan, check_speed
from geomap.stops import Stop, stops_of
from geomap.story.model import Basis
from geomap.trace import Entry, Reached, Trace, trace
from geomap.when import label, parse_when

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from gazetteer import Gazetteer
    from geomap.story.model import Leg, Story
    from geomap.when import Window

_LINE_NOTES = {
    Basis.REPORTED: "The line is the shortest way between the reported ends; its course in between is not drawn.",
    Basis.INFERRED: "The line is the shortest way between the reported ends, not a reported road.",
    Basis.PLANNED: "The line is the shortest way to the planned end, not a reported road.",
    Basis.CONSIDERED: "The line is the shortest way to the end that was considered, not a reported road.",
    Basis.BLOCKED: "The line is the shortest way towards where it was blocked, not a reported road.",
    Basis.RETURNED: "The line is the shortest way back, not a reported road.",
}
_NO_WAY = {Basis.CONSIDERED: "Other ways were being considered; no source names one, so there is no line."}
_NO_WAY_NOTE = "No source states the way, so there is no line."
_NOT_TRAVELLED = frozenset({Basis.PLANNED, Basis.CONSIDERED})


def build_routes(
    story: Story,
    reports: GeoDataFrame,
    *,
    gazetteer: Gazetteer,
    accept_ambiguous: bool = False,
    max_kmh: float = MAX_ROAD_KMH,
) -> GeoDataFrame:
    """Lead the legs of a story's routes.

    Legs are geodesics on WGS84. A leg that starts in an area starts at the area's point, as uncertain as the area is
    wide; one that leads into an area ends where it first crosses the border, heading for what is known to come next.
    A leg that starts in an area which an earlier leg of the route entered goes on from that point.

    Parameters
    ----------
    story : Story
    reports : GeoDataFrame
        From :func:`geomap.locate`.
    gazetteer : Gazetteer
        For ends of legs that are names, not reports.
    accept_ambiguous : bool
        As in :func:`geomap.locate`.
    max_kmh : float
        Speed beyond which a journey is called impossible.

    Returns
    -------
    GeoDataFrame
        One row per leg, in the order of the story; columns of ``geomap.frames.LEG_COLUMNS``, EPSG:4326. A leg
        without a way that could be drawn has the method ``none`` and no geometry.

    Raises
    ------
    PlacesError
        Names at the ends of legs cannot be told.
    RouteError
        A leg refers to a report that is not in `reports`.
    FrameError
        `reports` breaks its contract.
    """
    if not story.routes:
        return legs_frame([])
    stops = stops_of(story, check_reports(reports), gazetteer=gazetteer, accept_ambiguous=accept_ambiguous)
    rows = []
    for route in story.routes:
        entered: dict[str, Reached] = {}
        for number, leg in enumerate(route.legs, start=1):
            lead = _lead(leg, stops, entered=entered, later=route.legs[number:])
            if lead.trace:
                entered |= {entry.area.key: entry.reached for entry in lead.trace.entries}
            rows.append(
                {
                    "route_id": route.id,
                    "route_title": route.title,
                    "number": number,
                    **_stated(leg, stops, story),
                    **_drawn(lead),
                    **_timed(leg, lead.trace, stops, story, max_kmh),
                }
            )
    return legs_frame(rows)


# --- where a leg leads ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Lead:
    """Sentences for the reader, and the way; None where there is none to draw."""

    notes: tuple[str, ...]
    trace: Trace | None = None


def _lead(leg: Leg, stops: Mapping[str, Stop], *, entered: Mapping[str, Reached], later: Sequence[Leg]) -> _Lead:
    """Lead one leg, or say why it has no line; `entered` holds the points where earlier legs entered areas."""
    if not leg.draw:
        return _Lead((_NO_WAY.get(leg.basis, _NO_WAY_NOTE),))
    if leg.from_ is None or leg.to is None:
        return _Lead((f"No source states where it {'starts' if leg.from_ is None else 'ends'}, so there is no line.",))
    start, *others = (stops[ref] for ref in (leg.from_, *leg.via, leg.to))
    unknown = dict.fromkeys(stop.name for stop in (start, *others) if stop.point is None)
    if start.point is None or unknown:
        return _Lead((f"No source states the position of {' or '.join(map(repr, unknown))}, so there is no line.",))

    notes = [_LINE_NOTES[leg.basis]]
    begin = Reached(start.point, start.radius_km)
    if start.area is not None and start.key in entered:
        begin = entered[start.key]
    elif start.area is not None:
        notes.append(f"It starts somewhere in {start.name}; the line starts inside of it, ± {start.radius_km:g} km.")
    traced = trace(begin, others, onward=_onward(others[-1], later, stops))
    if not traced.way:
        return _Lead((f"Both ends lie in {others[-1].name}, and no source says how far apart, so there is no line.",))
    notes += map(_entry_note, traced.entries)
    notes += [f"The line is in {stop.name} already, so no border is crossed." for stop in traced.inside]
    return _Lead(tuple(notes), traced)


def _onward(end: Stop, later: Sequence[Leg], stops: Mapping[str, Stop]) -> list[Stop]:
    """What the legs that go on from a stop, one from the end of another, lead to."""
    found: list[Stop] = []
    for leg in later:
        if leg.from_ is not None and leg.to is not None and stops[leg.from_].key == end.key:
            found += [stops[ref] for ref in (*leg.via, leg.to)]
            end = stops[leg.to]
    return found


def _entry_note(entry: Entry) -> str:
    lon, lat = entry.point
    where = f"{abs(lat):.2f}° {'S' if lat < 0 else 'N'}, {abs(lon):.2f}° {'W' if lon < 0 else 'E'}"
    aim = "its middle" if entry.towards is entry.area else entry.towards.name
    return (
        f"The line enters {entry.area.name} at {where}, where the shortest way towards {aim} first crosses the border. "
        f"Border: {entry.area.boundary_source}; other sources draw it up to some kilometres elsewhere."
    )


# --- rows -------------------------------------------------------------------------------------------------------------


def _stated(leg: Leg, stops: Mapping[str, Stop], story: Story) -> dict[str, Any]:
    """The columns that the story alone decides."""
    window = _window(leg, story)
    ends = [stops[ref] for ref in (leg.from_, *leg.via, leg.to) if ref is not None]
    from_name, to_name = (stops[ref].name if ref is not None else None for ref in (leg.from_, leg.to))
    return {
        "id": leg.id,
        "title": leg.title or " – ".join(filter(None, (from_name, to_name))) or leg.id,
        "basis": leg.basis.value,
        "outcome": leg.outcome,
        "from_ref": leg.from_,
        "to_ref": leg.to,
        "place_ids": tuple(dict.fromkeys(stop.key for stop in ends if stop.point is not None)),
        "from_name": from_name,
        "to_name": to_name,
        "when": leg.when,
        "when_label": label(window, lang=story.language) if window else "date not stated",
        "sources": tuple(dict.fromkeys(ref.source for ref in leg.sources)),
    }


def _drawn(lead: _Lead) -> dict[str, Any]:
    if lead.trace is None:
        return {"method": "none", "notes": lead.notes, "arrows": ()}
    way, entry = lead.trace.way, next(reversed(lead.trace.entries), None)
    lons, lats = (np.concatenate(parts) for parts in zip(*(piece.points() for piece in way), strict=True))
    half_widths_km = [min(point.radius_km, MAX_HALF_WIDTH_KM) for point in lead.trace.points]
    return {
        "method": "geodesic",
        "notes": lead.notes,
        "length_km": lead.trace.length_km,
        "corridor_km": (half_widths_km[0], half_widths_km[-1]),
        "entry_lon": entry.point.lon if entry else None,
        "entry_lat": entry.point.lat if entry else None,
        "boundary_source": entry.area.boundary_source if entry else None,
        "arrows": arrows(way),
        "corridor": corridor(way, half_widths_km=half_widths_km),
        "geometry": line_on_globe(lons, lats),
    }


def _timed(leg: Leg, traced: Trace | None, stops: Mapping[str, Stop], story: Story, max_kmh: float) -> dict[str, Any]:
    if leg.basis in _NOT_TRAVELLED:
        check = SpeedCheck("not testable", "Not testable: nobody is reported to have travelled it.")
    elif traced is None or leg.from_ is None or leg.to is None:
        check = SpeedCheck("not testable", "Not testable: there is no line to measure.")
    else:
        # An end without a date of its own has that of the leg.
        window = _window(leg, story)
        during = TimeSpan(window.earliest, window.latest) if window else None
        start, end = (stops[ref].span or during for ref in (leg.from_, leg.to))
        slack_km = traced.points[0].radius_km + traced.points[-1].radius_km
        check = check_speed(traced.length_km, start=start, end=end, slack_km=slack_km, max_kmh=max_kmh)
    return {
        "elapsed_h": check.elapsed_h,
        "speed_kmh": check.speed_kmh,
        "speed_verdict": check.verdict,
        "speed_note": check.note,
    }


def _window(leg: Leg, story: Story) -> Window | None:
    return parse_when(leg.when, story.timezone) if leg.when else None
