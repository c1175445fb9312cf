"""Where one leg leads: along roads or the shortest way, into areas at their border, or nowhere, and then why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.border import covers
from geomap.byroad import TRAVELLED, ByRoad, by_road, offered_only
from geomap.lead import Lead, Reached, straight
from geomap.story.model import Basis
from geomap.trace import Entry, Trace, trace

if TYPE_CHECKING:
    from geomap.geodesy import LonLat
    from geomap.obstacles import Barrier
    from geomap.offers import Offer
    from geomap.roads.engine import EngineRoute, RoadEngine
    from geomap.stops import Stop
    from geomap.story.model import Leg

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


@dataclass(frozen=True, slots=True)
class Leading:
    """Where a leg leads: sentences for the reader, and the way; None where there is none to draw.

    ``answers`` are those of road engines, ``offers`` other ways that they found; ``fallback``, ``no_way`` and
    ``closed_by`` are as in :class:`geomap.byroad.ByRoad`.
    """

    notes: tuple[str, ...]
    trace: Trace | None = None
    answers: tuple[EngineRoute, ...] = ()
    offers: tuple[Offer, ...] = ()
    fallback: str = ""
    no_way: str = ""
    closed_by: tuple[Barrier, ...] = ()


def lead_leg(
    leg: Leg,
    stops: Mapping[str, Stop],
    *,
    entered: Mapping[str, Reached],
    later: Sequence[Leg],
    engine: RoadEngine | None,
    acting: Sequence[Barrier],
    alternates: int = 0,
) -> Leading:
    """Lead one leg, or say why it has no line.

    Parameters
    ----------
    leg : Leg
    stops : mapping
        From :func:`geomap.stops.stops_of`.
    entered : mapping
        The points where earlier legs entered areas, by the areas' keys.
    later : sequence of Leg
        The legs of the route that follow; they give the direction in which an area is entered.
    engine : RoadEngine or None
        Finds ways along roads.
    acting : sequence of Barrier
        What is closed while the leg is travelled.
    alternates : int
        How many ways are offered where one was only considered, and no source says which.
    """
    undrawn = () if leg.draw else (_NO_WAY.get(leg.basis, _NO_WAY_NOTE),)
    if undrawn and not (leg.basis is Basis.CONSIDERED and alternates):
        return Leading(undrawn)
    if leg.from_ is None or leg.to is None:
        missing = f"No source states where it {'starts' if leg.from_ is None else 'ends'}, so there is no line."
        return Leading(undrawn or (missing,))
    start, *others = (stops[ref] for ref in (leg.from_, *leg.via, leg.to))
    unknown = dict.fromkeys(stop.name for stop in (start, *others) if stop.point is None)
    if start.point is None or unknown:
        missing = f"No source states the position of {' or '.join(map(repr, unknown))}, so there is no line."
        return Leading(undrawn or (missing,))

    notes = []
    begin = Reached(start.point, start.radius_km, start.name)
    if start.area is not None and start.key in entered:
        begin = entered[start.key]
    elif start.area is not None:
        notes.append(f"It starts somewhere in {start.name}; the line starts inside of it, ± {start.radius_km:g} km.")
    onward = _onward(others[-1], later, stops)

    def traced_by(lead: Lead) -> Trace:
        return trace(begin, others, onward=onward, lead=lead)

    profile = leg.mode.profile if leg.follow_roads else None
    closed = _closed_to(leg, (begin.point, *(stop.point for stop in others if stop.point is not None)), acting)
    # A way that a source describes is an alternate as it stands: others beside it are nobody's.
    asked = alternates if leg.basis is Basis.CONSIDERED and not leg.via and leg.road is None else 0
    if undrawn:
        if engine is None or profile is None or not asked:
            return Leading(undrawn)
        answers, offers, said = offered_only(traced_by, engine=engine, profile=profile, acting=closed, alternates=asked)
        return Leading((*undrawn, *said), answers=answers, offers=offers)
    if engine is None or profile is None:
        way = ByRoad(traced_by(straight))
    else:
        way = by_road(
            leg, traced_by, engine=engine, profile=profile, acting=closed, alternates=asked,
            line_note=_LINE_NOTES[leg.basis],
        )  # fmt: skip
    if way.traced is None:
        return Leading(way.notes, no_way=way.no_way, closed_by=way.closed_by)
    if not way.traced.way:
        return Leading((f"Both ends lie in {others[-1].name}, and no source says how far apart, so there is no line.",))
    notes = [*(way.notes or (_LINE_NOTES[leg.basis],)), *notes]
    notes += [_entry_note(entry, by_road=bool(way.answers)) for entry in way.traced.entries]
    notes += [f"The line is in {stop.name} already, so no border is crossed." for stop in way.traced.inside]
    return Leading(tuple(notes), way.traced, way.answers, way.offers, way.fallback, way.no_way, way.closed_by)


def _closed_to(leg: Leg, points: Sequence[LonLat], acting: Sequence[Barrier]) -> list[Barrier]:
    """What closes roads to a leg: all that acts, but nothing about a place where it is reported to have been.

    One that was blocked went towards what closed the way, not round it.
    """
    if leg.basis is Basis.BLOCKED:
        return []
    if leg.basis not in TRAVELLED:
        return list(acting)
    return [
        barrier
        for barrier in acting
        if barrier.shape is None or not any(covers(barrier.shape, point) for point in points)
    ]


def _onward(end: Stop, later: Sequence[Leg], stops: Mapping[str, Stop]) -> list[Stop]:
    """What the legs that go on from a stop, one from the end of another, lead to."""
    found: list[Stop] = []
    for leg in later:
        if leg.from_ is not None and leg.to is not None and stops[leg.from_].key == end.key:
            found += [stops[ref] for ref in (*leg.via, leg.to)]
            end = stops[leg.to]
    return found


def _entry_note(entry: Entry, *, by_road: bool) -> str:
    lon, lat = entry.point
    where = f"{abs(lat):.2f}° {'S' if lat < 0 else 'N'}, {abs(lon):.2f}° {'W' if lon < 0 else 'E'}"
    aim = "its middle" if entry.towards is entry.area else entry.towards.name
    way = "way along roads" if by_road else "shortest way"
    return (
        f"The line enters {entry.area.name} at {where}, where the {way} towards {aim} first crosses the border. "
        f"Border: {entry.area.boundary_source}; other sources draw it up to some kilometres elsewhere."
    )
