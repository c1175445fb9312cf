"""A leg from stop to stop, with areas entered at their border.

An area is never entered at its middle: in a large province that may lie a hundred kilometres off the way. The way
ends where it first crosses the border on the line towards whatever is known to come next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from shapely.geometry.base import BaseGeometry

from geomap.border import first_crossing_km, may_touch
from geomap.geodesy import Geodesic, LonLat
from geomap.lead import Lead, Led, Reached, straight
from geomap.stops import Stop

ENTRY_RADIUS_KM = 16.0
"""Uncertainty of a point on a border: so far apart do two sources draw the border of Deir ez-Zor governorate."""

_SAME_KM = 0.05  # a point on a border that is found again differs by rounding


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a way enters the area of a stop: on the line towards another, by its border as drawn."""

    point: LonLat
    area: Stop
    towards: Stop

    @property
    def reached(self) -> Reached:
        """The point as one of the way."""
        return Reached(self.point, ENTRY_RADIUS_KM, f"the border of {self.area.name}")


@dataclass(frozen=True, slots=True)
class Trace:
    """A leg as drawn: `points` has one more member than `way`; no way when the leg leads nowhere.

    ``off_road`` says for each piece of the way whether it only leads to a road or from it; ``direct_km`` is the length
    of the shortest way over the same stops. ``hops`` are the ways from stop to stop, with the others to each.
    """

    way: tuple[Geodesic, ...]
    points: tuple[Reached, ...]
    entries: tuple[Entry, ...] = ()
    inside: tuple[Stop, ...] = ()
    off_road: tuple[bool, ...] = ()
    direct_km: float = 0.0
    hops: tuple[Led, ...] = ()

    @property
    def length_km(self) -> float:
        """Length of all its geodesics together."""
        return sum(piece.length_km for piece in self.way)


def trace(start: Reached, stops: Sequence[Stop], *, onward: Sequence[Stop] = (), lead: Lead = straight) -> Trace:
    """Lead a way from a point through stops.

    Parameters
    ----------
    start : Reached
    stops : sequence of Stop
        Each with a point: the places passed, and the end.
    onward : sequence of Stop
        What is known to come after the end; it gives the direction in which an area is entered.
    lead : callable
        Leads from one point to the next.

    Returns
    -------
    Trace
        ``inside`` holds the areas in which the way was already, so that no border was crossed.
    """
    way: list[Geodesic] = []
    off_road: list[bool] = []
    points: list[Reached] = [start]
    entries: list[Entry] = []
    inside: list[Stop] = []
    hops: list[Led] = []
    direct_km = 0.0
    for number, stop in enumerate(stops):
        here = points[-1]
        entered = _entered(here, stop, [*stops[number + 1 :], *onward], lead)
        if entered is None:
            assert stop.point is not None, "trace takes stops with a point"
            there = Reached(stop.point, stop.radius_km, stop.name)
            led = lead(here, there)
        else:
            entry, led = entered
            if Geodesic.between(here.point, entry.point).length_km < _SAME_KM:
                inside.append(stop)
                continue
            there = entry.reached
            entries.append(entry)
        hops.append(led)
        direct_km += Geodesic.between(here.point, there.point).length_km
        pieces = [(piece, off) for piece, off in zip(led.pieces, led.off_road, strict=True) if piece.length_km > 0.0]
        way += [piece for piece, _ in pieces]
        off_road += [off for _, off in pieces]
        points += _along([piece for piece, _ in pieces], here, there)
    return Trace(tuple(way), tuple(points), tuple(entries), tuple(inside), tuple(off_road), direct_km, tuple(hops))


def _along(pieces: Sequence[Geodesic], here: Reached, there: Reached) -> list[Reached]:
    """The ends of the pieces between two points: as uncertain as these, the more so the nearer to either."""
    if not pieces:
        return []
    along = np.cumsum([piece.length_km for piece in pieces])
    radii = np.interp(along, [0.0, float(along[-1])], [here.radius_km, there.radius_km]).tolist()
    return [*map(Reached, [piece.end for piece in pieces[:-1]], radii[:-1]), there]


def _entered(here: Reached, stop: Stop, beyond: Sequence[Stop], lead: Lead) -> tuple[Entry, Led] | None:
    """Where the way enters a stop's area, heading for the first stop beyond it whose direction meets the area."""
    if stop.area is None:
        return None
    for aim in [*(other for other in beyond if other.key != stop.key), stop]:
        if aim.point is None:
            continue
        led = lead(here, Reached(aim.point, aim.radius_km, aim.name))
        if cut := _cut(led, stop.area):
            others = tuple(filter(None, (_cut(other, stop.area) for other in led.others)))
            return Entry(cut.pieces[-1].end, stop, aim), replace(cut, others=others)
    return None  # its own point lies outside of it: a shape that the story states, and it is led there


def _cut(led: Led, area: BaseGeometry) -> Led | None:
    """A way up to where it first crosses the border of an area; None where it never does."""
    for number in may_touch(led.pieces, area):
        piece = led.pieces[number]
        along = first_crossing_km(piece, area)
        if along is not None:
            last = Geodesic.between(piece.start, piece.point_at(along))
            return Led((*led.pieces[:number], last), led.off_road[: number + 1])
    return None
