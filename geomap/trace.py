"""A leg from stop to stop as geodesics, with areas entered at their border.

An area is never entered at its middle: in a large province that may lie a hundred kilometres off the way. The way
ends where it first crosses the border on the shortest line towards whatever is known to come next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geomap.border import first_crossing_km
from geomap.geodesy import Geodesic, LonLat
from geomap.stops import Stop

ENTRY_RADIUS_KM = 16.0
"""Uncertainty of a point on a border: so far apart do two sources draw the border of Deir ez-Zor governorate."""

_SAME_KM = 0.05  # a point on a border that is found again differs by rounding


@dataclass(frozen=True, slots=True)
class Reached:
    """A point of a way, and how uncertain it is."""

    point: LonLat
    radius_km: float


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a way enters the area of a stop: on the shortest line towards another, by its border as drawn."""

    point: LonLat
    area: Stop
    towards: Stop

    @property
    def reached(self) -> Reached:
        """The point as one of the way."""
        return Reached(self.point, ENTRY_RADIUS_KM)


@dataclass(frozen=True, slots=True)
class Trace:
    """A leg as drawn: `points` has one more member than `way`; no way when the leg leads nowhere."""

    way: tuple[Geodesic, ...]
    points: tuple[Reached, ...]
    entries: tuple[Entry, ...] = ()
    inside: tuple[Stop, ...] = ()

    @property
    def length_km(self) -> float:
        """Length of all its geodesics together."""
        return sum(piece.length_km for piece in self.way)


def trace(start: Reached, stops: Sequence[Stop], *, onward: Sequence[Stop] = ()) -> Trace:
    """Lead a way from a point through stops.

    Parameters
    ----------
    start : Reached
    stops : sequence of Stop
        Each with a point: the places passed, and the end.
    onward : sequence of Stop
        What is known to come after the end; it gives the direction in which an area is entered.

    Returns
    -------
    Trace
        ``inside`` holds the areas in which the way was already, so that no border was crossed.
    """
    way: list[Geodesic] = []
    points: list[Reached] = [start]
    entries: list[Entry] = []
    inside: list[Stop] = []
    for number, stop in enumerate(stops):
        here = points[-1]
        entry = _entry(here.point, stop, [*stops[number + 1 :], *onward])
        if stop.area is None or stop.point is None or entry is None:
            assert stop.point is not None, "trace takes stops with a point"
            there = Reached(stop.point, stop.radius_km)
        elif Geodesic.between(here.point, entry.point).length_km < _SAME_KM:
            inside.append(stop)
            continue
        else:
            there = entry.reached
            entries.append(entry)
        piece = Geodesic.between(here.point, there.point)
        if piece.length_km > 0.0:
            way.append(piece)
            points.append(there)
    return Trace(tuple(way), tuple(points), tuple(entries), tuple(inside))


def _entry(here: LonLat, stop: Stop, beyond: Sequence[Stop]) -> Entry | None:
    """Where the way enters a stop's area, heading for the first stop beyond it whose direction meets the area."""
    if stop.area is None:
        return None
    for aim in [*(other for other in beyond if other.key != stop.key), stop]:
        if aim.point is None:
            continue
        line = Geodesic.between(here, aim.point)
        along = first_crossing_km(line, stop.area)
        if along is not None:
            return Entry(line.point_at(along), stop, aim)
    return None  # its own point lies outside of it: a shape that the story states, and it is led there
