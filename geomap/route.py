"""Story and reports to the legs frame: legs with length, corridor, speed check and arrows.

A computed line is never a reported road: what a leg rests on stays as the author states it (``stated_basis``), what it
is drawn as follows from that by rules (``basis``), and how its line was made stands beside it (``method``, ``notes``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import TYPE_CHECKING, Any

from geomap.beyond import Passage, beyond_of
from geomap.frames import check_reports, legs_frame
from geomap.joining import THOUGHT_OF, gap_km
from geomap.lead import Reached
from geomap.leading import lead_leg
from geomap.ledcolumns import drawn_columns
from geomap.obstacles import Barrier, active, barriers_of, beyond_note, note_of
from geomap.speed import SpeedCheck, TimeSpan, check_speed
from geomap.stops import Stop, stops_of
from geomap.story.model import Basis
from geomap.timing import HOW, TOP_KMH, Timing, timing_of, when_of
from geomap.trace import Trace
from geomap.when import parse_when, when_words

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from gazetteer import Gazetteer
    from geomap.roads.engine import RoadEngine
    from geomap.story.model import Leg, Story
    from geomap.when import Window

_LEAST_SPACING_KM = 75.0
_ARROWS_ACROSS = 20  # as many arrows as stand beside each other without crowding
_DEGREE_KM = 111.2

_Ends = tuple[TimeSpan | None, TimeSpan | None]


def build_routes(
    story: Story,
    reports: GeoDataFrame,
    *,
    gazetteer: Gazetteer,
    accept_ambiguous: bool = False,
    engine: RoadEngine | None = None,
    alternates: int | None = None,
    max_kmh: float | None = None,
) -> GeoDataFrame:
    """Lead the legs of a story's routes.

    Legs are geodesics on WGS84, or with an `engine` follow roads, where their mode does. A way along roads is drawn as
    inferred, unless the story says which road a source names; where the engine finds none, the leg says why, and is a
    geodesic. Obstacles act within their window: roads through them are closed, and what lies beyond one is planned.

    A leg that starts in an area starts at the area's point, as uncertain as the area is wide; one that leads into an
    area ends where it first crosses the border, heading for what is known to come next. A leg that starts in an area
    which an earlier leg of the route entered goes on from that point.

    Parameters
    ----------
    story : Story
    reports : GeoDataFrame
        From :func:`geomap.locate`.
    gazetteer : Gazetteer
        For ends of legs that are names, not reports.
    accept_ambiguous : bool
        As in :func:`geomap.locate`.
    engine : RoadEngine or None
        Finds ways along roads; None leads every leg the shortest way.
    alternates : int or None
        How many ways an engine offers, 0 to 3, for a leg that was only considered; None takes what the story says.
        Where an obstacle closes the usual way, three others are asked for.
    max_kmh : float or None
        Speed beyond which a journey is called impossible; None takes that of each leg's mode.

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
    barriers = barriers_of(story, stops)
    spacing_km = _arrow_spacing_km(stops)
    rows = []
    for route in story.routes:
        entered: dict[str, Reached] = {}
        left: set[str | None] = set()  # where legs of the route have started so far
        passages: list[Passage] = []
        led: list[dict[str, Any]] = []
        later_notes: list[tuple[str, ...]] = []
        for number, leg in enumerate(route.legs, start=1):
            timing = timing_of(leg, story)
            ends = _ends(leg, stops, left=left)
            during = _during(timing, ends)
            left.add(leg.from_)
            acting = active(barriers, during)
            lead = lead_leg(
                leg, stops, entered=entered, later=route.legs[number:], engine=engine, acting=acting,
                alternates=story.roads.alternates if alternates is None else alternates,
            )  # fmt: skip
            if lead.trace:
                entered |= {entry.area.key: entry.reached for entry in lead.trace.entries}
            drawn = drawn_columns(lead, spacing_km=spacing_km)
            here = [b for b in acting if b in lead.closed_by or b.closes(leg.id, drawn.get("geometry"))]
            passages.append(Passage(leg, here, during))
            led.append(
                {
                    "route_id": route.id,
                    "route_title": route.title,
                    "number": number,
                    **_stated(leg, stops, story),
                    **drawn,
                    "blocked_by": tuple(barrier.id for barrier in here),
                    "delay_h": timing.delay_h,
                    "gap_km": gap_km(leg, route.legs[: number - 1], stops),
                    **_timed(leg, lead.trace, ends, timing, max_kmh),
                }
            )
            later_notes.append((*map(note_of, here), *timing.notes))
        for row, leg, beyond, said in zip(led, route.legs, beyond_of(passages, stops), later_notes, strict=True):
            basis, why = _basis(leg, beyond, is_computed=row["method"] == "road")
            rows.append({**row, "basis": basis.value, "notes": (*row["notes"], *why, *said)})
    return legs_frame(rows)


def _ends(leg: Leg, stops: Mapping[str, Stop], *, left: Set[str | None]) -> _Ends:
    """When a leg was at its ends, as their reports are dated.

    Who comes back to where an earlier leg of the route started is not there at the time of that report.
    """
    start, end = (stops[ref].span if ref is not None else None for ref in (leg.from_, leg.to))
    return start, None if leg.to in left and leg.instead_of is None else end


def _during(timing: Timing, ends: _Ends) -> TimeSpan | None:
    """From the first moment at which a leg may have been under way to the last; a side that nobody dates is open."""
    first, last = timing.left or timing.during or ends[0], timing.came or timing.during or ends[1]
    if first is None and last is None:
        return None
    return TimeSpan(first.earliest if first else None, last.latest if last else None)


def _basis(leg: Leg, beyond: Sequence[Barrier], *, is_computed: bool) -> tuple[Basis, tuple[str, ...]]:
    """What a leg is drawn as, and why that is not what the author states."""
    basis, why = leg.basis, []
    if is_computed and basis is Basis.REPORTED and not (leg.road is not None and leg.sources):
        basis = Basis.INFERRED
        why.append(
            "Its ends are reported; no source names the road, so that the way is inferred."
            if leg.road is None
            else f"No source is given for the road {leg.road}, so that the way is inferred."
        )
    if beyond and leg.basis in (Basis.REPORTED, Basis.INFERRED):
        why.append(beyond_note(beyond, reported=leg.basis is Basis.REPORTED))
        if leg.basis is Basis.INFERRED:
            basis = Basis.PLANNED
    return basis, tuple(why)


# --- rows -------------------------------------------------------------------------------------------------------------


def _stated(leg: Leg, stops: Mapping[str, Stop], story: Story) -> dict[str, Any]:
    """The columns that the story alone decides."""
    window = _window(leg, story)
    ends = [stops[ref] for ref in (leg.from_, *leg.via, leg.to) if ref is not None]
    from_name, to_name = (stops[ref].name if ref is not None else None for ref in (leg.from_, leg.to))
    return {
        "id": leg.id,
        "title": leg.title or " – ".join(filter(None, (from_name, to_name))) or leg.id,
        "stated_basis": leg.basis.value,
        "mode": leg.mode.value,
        "road": leg.road,
        "instead_of": leg.instead_of,
        "departed": leg.departed,
        "arrived": leg.arrived,
        "planned_departure": leg.planned_departure,
        "planned_arrival": leg.planned_arrival,
        "outcome": leg.outcome,
        "reported_km": leg.reported_km.span if leg.reported_km else None,
        "reported_h": leg.reported_h.span if leg.reported_h else None,
        "from_ref": stops[leg.from_].told_as(leg.from_) if leg.from_ is not None else None,
        "to_ref": stops[leg.to].told_as(leg.to) if leg.to is not None else None,
        "place_ids": tuple(dict.fromkeys(stop.key for stop in ends if stop.point is not None)),
        "from_name": from_name,
        "to_name": to_name,
        "when": leg.when,
        "when_label": when_words(window, lang=story.language),
        "sources": tuple(dict.fromkeys(ref.source for ref in leg.sources)),
    }


def _arrow_spacing_km(stops: Mapping[str, Stop]) -> float:
    """So many kilometres from one arrow to the next that they do not crowd when the whole story is in view."""
    points = [stop.point for stop in stops.values() if stop.point is not None]
    if not points:
        return _LEAST_SPACING_KM
    north_km = (max(point.lat for point in points) - min(point.lat for point in points)) * _DEGREE_KM
    east_km = (max(point.lon for point in points) - min(point.lon for point in points)) * _DEGREE_KM
    return max(_LEAST_SPACING_KM, max(north_km, east_km) / _ARROWS_ACROSS)


def _timed(leg: Leg, traced: Trace | None, ends: _Ends, timing: Timing, max_kmh: float | None) -> dict[str, Any]:
    if leg.basis in THOUGHT_OF:
        check = SpeedCheck("not testable", "Not testable: nobody is reported to have travelled it.")
    elif traced is None or leg.from_ is None or leg.to is None:
        check = SpeedCheck("not testable", "Not testable: there is no line to measure.")
    else:
        # An end without a date of its own has that of the leg.
        start = timing.left or ends[0] or timing.during
        end = timing.came or ends[1] or timing.during
        slack_km = traced.points[0].radius_km + traced.points[-1].radius_km
        top_kmh = TOP_KMH[leg.mode] if max_kmh is None else max_kmh
        # The shortest way: nobody can have travelled less, whichever road it was.
        check = check_speed(
            traced.direct_km, start=start, end=end, slack_km=slack_km, max_kmh=top_kmh, how=HOW[leg.mode],
            reported_h=leg.reported_h.span if leg.reported_h else None,
        )  # fmt: skip
    return {
        "elapsed_h": check.elapsed_h,
        "speed_kmh": check.speed_kmh,
        "speed_verdict": check.verdict,
        "speed_note": check.note,
    }


def _window(leg: Leg, story: Story) -> Window | None:
    when = when_of(leg.when, departed=leg.departed, arrived=leg.arrived)
    return parse_when(when, story.timezone) if when else None
