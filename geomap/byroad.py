"""A leg along roads: its way, the others that are offered, and what is said where roads are closed or there is none.

Roads are asked for twice where something closed lies on the way: first as though all were open, which tells whether it
matters, then around all that is closed. So an obstacle elsewhere changes no request and no kept answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.lead import Lead, RoadLead, straight
from geomap.legline import line_of
from geomap.offers import Offer, every_way, offers_note, other_ways
from geomap.story.model import Basis

if TYPE_CHECKING:
    from geomap.obstacles import Barrier
    from geomap.roads.engine import EngineRoute, RoadEngine
    from geomap.story.model import Leg
    from geomap.trace import Trace

AROUND = 3
"""So many other ways, at most, are asked for where something closes the usual one."""

DETOUR = 2.0
"""So many times the shortest way makes a way along roads doubtful."""

TRAVELLED = frozenset({Basis.REPORTED, Basis.BLOCKED, Basis.RETURNED})
"""What somebody is reported to have travelled: no obstacle takes its line away."""


@dataclass(frozen=True, slots=True)
class ByRoad:
    """What became of asking for roads.

    ``traced`` is None where no way is left; ``notes`` are sentences for the reader; ``fallback`` says why the shortest
    way stands in, ``no_way`` that none by road is left, ``closed_by`` what closes them.
    """

    traced: Trace | None
    notes: tuple[str, ...] = ()
    answers: tuple[EngineRoute, ...] = ()
    offers: tuple[Offer, ...] = ()
    fallback: str = ""
    no_way: str = ""
    closed_by: tuple[Barrier, ...] = ()


def by_road(
    leg: Leg,
    traced_by: Callable[[Lead], Trace],
    *,
    engine: RoadEngine,
    profile: str,
    acting: Sequence[Barrier],
    alternates: int,
    line_note: str,
) -> ByRoad:
    """The way of a leg along roads, around what is closed; else the shortest way, and why.

    Parameters
    ----------
    leg : Leg
    traced_by : callable
        Leads the leg from stop to stop.
    engine : RoadEngine
    profile : str
    acting : sequence of Barrier
        What closes roads while the leg is travelled.
    alternates : int
        How many other ways are asked for where nothing is closed.
    line_note : str
        What is said of the shortest way.
    """
    from geomap.roads import Avoid, NoRoute, RoadError

    lead = RoadLead(engine, profile, alternates=alternates)
    said: list[str] = []
    try:
        traced = traced_by(lead)
        if closing := _closing(traced, acting):
            avoid = [Avoid(barrier.shape, barrier.title) for barrier in acting if barrier.shape is not None]
            usual, lead = traced, RoadLead(engine, profile, avoid, alternates=AROUND)
            try:
                traced = traced_by(lead)
            except NoRoute:
                return _no_way(leg, traced_by, closing, line_note)
            if traced.way != usual.way:
                said.append(f"It goes round what closes the usual way: {_titles(closing)}.")
    except RoadError as error:
        return _straight(traced_by, str(error), line_note)
    if all(traced.off_road):
        return _straight(traced_by, "the ends meet the road at one point", line_note)
    offers = other_ways(traced, most=lead.alternates)
    notes = [_roads_note(lead.answers[0]), *said]
    if leg.road is not None:
        notes.append(f"The road that a source names: {leg.road}.")
    if detour := detour_of(traced):
        notes.append(f"It is {detour:.1f} times as long as the shortest way: check it.")
    if offers:
        notes.append(offers_note(offers, beside=True))
    notes += dict.fromkeys(note for each in lead.answers for note in each.notes)
    return ByRoad(traced, tuple(notes), tuple(lead.answers), offers)


def offered_only(
    traced_by: Callable[[Lead], Trace],
    *,
    engine: RoadEngine,
    profile: str,
    acting: Sequence[Barrier],
    alternates: int,
) -> tuple[tuple[EngineRoute, ...], tuple[Offer, ...], tuple[str, ...]]:
    """Ways that a leg without a line of its own may have had in view: the answers, the ways, and what is said."""
    from geomap.roads import Avoid, RoadError

    avoid = [Avoid(barrier.shape, barrier.title) for barrier in acting if barrier.shape is not None]
    lead = RoadLead(engine, profile, avoid, alternates=alternates - 1)
    try:
        offers = every_way(traced_by(lead), most=alternates)
    except RoadError as error:
        return (), (), (f"Along roads there is none: {error}.".replace("..", "."),)
    if not offers:
        return (), (), ()
    note = f"{offers_note(offers, beside=False)} {_roads_note(lead.answers[0], what='They follow')}"
    return tuple(lead.answers), offers, (note,)


def detour_of(traced: Trace) -> float | None:
    """How many times as long as the shortest way a way is, where that is doubtful."""
    if not traced.direct_km or traced.length_km <= DETOUR * traced.direct_km:
        return None
    return traced.length_km / traced.direct_km


def _closing(traced: Trace, acting: Sequence[Barrier]) -> tuple[Barrier, ...]:
    line = line_of(traced.way, traced.off_road)
    return tuple(b for b in acting if b.shape is not None and line is not None and b.shape.intersects(line))


def _straight(traced_by: Callable[[Lead], Trace], why: str, line_note: str) -> ByRoad:
    note = f"{line_note} Along roads there is none: {why}.".replace("..", ".")
    return ByRoad(traced_by(straight), (note,), fallback=why)


def _no_way(leg: Leg, traced_by: Callable[[Lead], Trace], closing: tuple[Barrier, ...], line_note: str) -> ByRoad:
    no_way = f"No way is left by road: {_titles(closing)} in the way."
    if leg.basis not in TRAVELLED:
        return ByRoad(None, (no_way,), no_way=no_way, closed_by=closing)
    note = f"{no_way} It is told of as travelled all the same."
    return ByRoad(traced_by(straight), (line_note, note), fallback=no_way, no_way=no_way, closed_by=closing)


def _titles(barriers: Sequence[Barrier]) -> str:
    return " and ".join(barrier.title for barrier in barriers)


def _roads_note(answer: EngineRoute, *, what: str = "The line follows") -> str:
    of = f", as of {answer.data.date}" if answer.data.date else ""
    return f"{what} roads of {answer.data.title}{of}, found by {answer.engine} ({answer.profile})."
