"""Which legs of a route lie beyond what closed it: those whose start is reached through a closed leg alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.obstacles import active
from geomap.story.journey import Basis

if TYPE_CHECKING:
    from geomap.obstacles import Barrier
    from geomap.speed import TimeSpan
    from geomap.stops import Stop
    from geomap.story.journey import Leg


@dataclass(frozen=True, slots=True)
class Passage:
    """A leg, what closes it, and when it was under way as far as anybody dates it."""

    leg: Leg
    closed_by: Sequence[Barrier]
    during: TimeSpan | None


def beyond_of(passages: Sequence[Passage], stops: Mapping[str, Stop]) -> list[tuple[Barrier, ...]]:
    """For each leg of a route the barriers that it lies beyond, whichever leg is told first.

    A place is reached by a leg that nothing closes, from a place that is reached; a route sets out from the places that
    none of its legs leads to, but for those that lead back. What closed the way to a place that is not reached
    stands before all that goes on from there, as long as it acts.

    Parameters
    ----------
    passages : sequence of Passage
        The legs of one route, in its order.
    stops : mapping
        From :func:`geomap.stops.stops_of`.
    """
    ends = [_ends(number, passages, stops) for number in range(len(passages))]
    led_to = {end for passage, (_, end) in zip(passages, ends, strict=True) if passage.leg.basis is not Basis.RETURNED}
    reached = {start for start, _ in ends if start is None or start not in led_to} or {ends[0][0]}
    while new := {
        end
        for passage, (start, end) in zip(passages, ends, strict=True)
        if start in reached and end not in reached and not passage.closed_by
    }:
        reached |= new

    before: dict[str | None, tuple[Barrier, ...]] = {}
    found: list[tuple[Barrier, ...]] = []
    while True:
        beyond = [
            () if start in reached else active(before.get(start, ()), passage.during)
            for passage, (start, _) in zip(passages, ends, strict=True)
        ]
        if beyond == found:
            return found
        found = beyond
        for passage, (_, end), barriers in zip(passages, ends, found, strict=True):
            if end not in reached:
                before[end] = tuple(dict.fromkeys((*before.get(end, ()), *passage.closed_by, *barriers)))


def _ends(number: int, passages: Sequence[Passage], stops: Mapping[str, Stop]) -> tuple[str | None, str | None]:
    """The keys of the stops of a leg; one whose start nobody states goes on from the end of the leg before."""
    leg = passages[number].leg
    start = leg.from_ if leg.from_ is not None or not number else passages[number - 1].leg.to
    return tuple(stops[ref].key if ref is not None else None for ref in (start, leg.to))  # type: ignore[return-value]
