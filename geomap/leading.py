"""Where one leg leads: along roads or the shortest way, into areas at their border, or nowhere, and then why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.lead import Lead, Reached, RoadLead, straight
from geomap.story.model import Basis
from geomap.trace import Entry, Trace, trace

if TYPE_CHECKING:
    from geomap.obstacles import Barrier
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
_DETOUR = 2.0  # so many times the shortest way makes a way along roads doubtful


@dataclass(frozen=True, slots=True)
class Leading:
    """Where a leg leads: sentences for the reader, and the way; None where there is none to draw.

    ``answers`` are those of road engines, ``fallback`` says why the shortest way stands in for theirs.
    """

    notes: tuple[str, ...]
    trace: Trace | None = None
    answers: tuple[EngineRoute, ...] = ()
    fallback: str = ""


def lead_leg(
    leg: Leg,
    stops: Mapping[str, Stop],
    *,
    entered: Mapping[str, Reached],
    later: Sequence[Leg],
    engine: RoadEngine | None,
    acting: Sequence[Barrier],
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
    """
    if not leg.draw:
        return Leading((_NO_WAY.get(leg.basis, _NO_WAY_NOTE),))
    if leg.from_ is None or leg.to is None:
        return Leading(
            (f"No source states where it {'starts' if leg.from_ is None else 'ends'}, so there is no line.",)
        )
    start, *others = (stops[ref] for ref in (leg.from_, *leg.via, leg.to))
    unknown = dict.fromkeys(stop.name for stop in (start, *others) if stop.point is None)
    if start.point is None or unknown:
        return Leading((f"No source states the position of {' or '.join(map(repr, unknown))}, so there is no line.",))

    notes = []
    begin = Reached(start.point, start.radius_km)
    if start.area is not None and start.key in entered:
        begin = entered[start.key]
    elif start.area is not None:
        notes.append(f"It starts somewhere in {start.name}; the line starts inside of it, ± {start.radius_km:g} km.")
    onward = _onward(others[-1], later, stops)

    def traced_by(lead: Lead) -> Trace:
        return trace(begin, others, onward=onward, lead=lead)

    traced, answers, said, fallback = _by_road(leg, traced_by, engine, acting)
    if traced is None:
        return Leading(said)
    if not traced.way:
        return Leading((f"Both ends lie in {others[-1].name}, and no source says how far apart, so there is no line.",))
    notes = [*(said or (_LINE_NOTES[leg.basis],)), *notes]
    notes += map(_entry_note, traced.entries)
    notes += [f"The line is in {stop.name} already, so no border is crossed." for stop in traced.inside]
    return Leading(tuple(notes), traced, answers, fallback)


def _by_road(
    leg: Leg, traced_by: Callable[[Lead], Trace], engine: RoadEngine | None, acting: Sequence[Barrier]
) -> tuple[Trace | None, tuple[EngineRoute, ...], tuple[str, ...], str]:
    """The way along roads, the answers that it rests on and what is said of it; else the shortest way, and why.

    No way at all where there is one, but obstacles close it.
    """
    if engine is None or leg.mode.profile is None or not leg.follow_roads:
        return traced_by(straight), (), (), ""
    from geomap.roads import Avoid, NoRoute, RoadError

    avoid = [Avoid(barrier.shape, barrier.title) for barrier in acting if barrier.shape is not None]
    lead = RoadLead(engine, leg.mode.profile, avoid)
    try:
        traced = traced_by(lead)
    except RoadError as error:
        if isinstance(error, NoRoute) and avoid and _is_open(RoadLead(engine, leg.mode.profile), traced_by):
            return None, (), (f"No way is left by road: {' and '.join(area.label for area in avoid)} in the way.",), ""
        shortest = f"{_LINE_NOTES[leg.basis]} Along roads there is none: {error}."
        return traced_by(straight), (), (shortest.replace("..", "."),), str(error)
    answer = lead.answers[0]
    of = f", as of {answer.data.date}" if answer.data.date else ""
    said = [f"The line follows roads of {answer.data.title}{of}, found by {answer.engine} ({answer.profile})."]
    if leg.road is not None:
        said.append(f"The road that a source names: {leg.road}.")
    if traced.direct_km and traced.length_km > _DETOUR * traced.direct_km:
        said.append(f"It is {traced.length_km / traced.direct_km:.1f} times as long as the shortest way: check it.")
    said += dict.fromkeys(note for each in lead.answers for note in each.notes)
    return traced, tuple(lead.answers), tuple(said), ""


def _is_open(lead: RoadLead, traced_by: Callable[[Lead], Trace]) -> bool:
    """Whether there would be a way if nothing were closed."""
    from geomap.roads import RoadError

    try:
        traced_by(lead)
    except RoadError:
        return False
    return True


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
