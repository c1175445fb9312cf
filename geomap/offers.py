"""Other ways than the one that is drawn: those that a road engine found between the same ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geomap.geodesy import Geodesic, distance_km
from geomap.lead import Led
from geomap.legline import Line, length_km, line_of
from geomap.trace import Trace

_SAME_KM = 0.001


@dataclass(frozen=True, slots=True)
class Offer:
    """Another way: its line along roads, EPSG:4326, and the length of that on the ellipsoid."""

    geometry: Line
    length_km: float

    def as_dict(self) -> dict[str, object]:
        """As the column ``alternates`` of the legs frame holds it."""
        return {"geometry": self.geometry, "length_km": self.length_km}


def other_ways(traced: Trace, *, most: int) -> tuple[Offer, ...]:
    """The other ways of a trace, the shortest first: each departs from it between two neighbouring stops.

    Parameters
    ----------
    traced : Trace
    most : int
    """
    hops = traced.hops
    offers = []
    for number, hop in enumerate(hops):
        for other in hop.others:
            # One that enters an area elsewhere does not lead to where the way goes on.
            if number == len(hops) - 1 or _ends_as(other, hop):
                offers += _offered((*hops[:number], other, *hops[number + 1 :]))
    return tuple(sorted(offers, key=lambda offer: offer.length_km)[:most])


def every_way(traced: Trace, *, most: int) -> tuple[Offer, ...]:
    """The way of a trace and the others, where none of them is the one that is drawn."""
    return (*_offered(traced.hops), *other_ways(traced, most=most))[:most]


def offers_note(offers: Sequence[Offer], *, beside: bool) -> str:
    """What a reader is told of them.

    Examples
    --------
    >>> line = line_of([], [])
    >>> offers_note([Offer(line, 311.6), Offer(line, 340.2)], beside=True)
    '2 other ways by road, 312 and 340 km.'
    """
    *first, last = (
        f"{offer.length_km:,.0f}" if offer.length_km >= 10 else f"{offer.length_km:.1f}" for offer in offers
    )
    other = "other " if beside else ""
    lengths = f"{', '.join(first)} and {last}" if first else last
    return f"{len(offers)} {other}way{'s' if first else ''} by road, {lengths} km."


def _offered(hops: Sequence[Led]) -> list[Offer]:
    way: tuple[Geodesic, ...] = tuple(piece for hop in hops for piece in hop.pieces if piece.length_km > 0.0)
    off = tuple(
        off for hop in hops for piece, off in zip(hop.pieces, hop.off_road, strict=True) if piece.length_km > 0.0
    )
    line = line_of(way, off)
    return [Offer(line, length_km(way, off))] if line is not None else []


def _ends_as(other: Led, hop: Led) -> bool:
    return distance_km(other.pieces[-1].end, hop.pieces[-1].end) < _SAME_KM
