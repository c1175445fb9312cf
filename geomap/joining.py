"""Whether a leg starts where the route has come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from geomap.border import covers
from geomap.geodesy import distance_km
from geomap.story.journey import Basis

if TYPE_CHECKING:
    from geomap.stops import Stop
    from geomap.story.journey import Leg

JOIN_KM = 1.0
"""Two ends no farther apart join, however exact their positions are: two quays, or the two sides of a town."""

THOUGHT_OF = frozenset({Basis.PLANNED, Basis.CONSIDERED})
"""Legs that nobody is reported to have travelled."""


def gap_km(leg: Leg, before: Sequence[Leg], stops: Mapping[str, Stop]) -> float | None:
    """From where the route has come to to where a leg starts.

    A leg joins the end of the leg before, or that of the last one travelled. One that was only thought of may start
    anywhere on the way so far, and one that is told `instead_of` another where that one starts.

    Parameters
    ----------
    leg : Leg
    before : sequence of Leg
        The legs of the route before it.
    stops : mapping
        From :func:`geomap.stops.stops_of`.

    Returns
    -------
    float or None
        Kilometres to the nearest of these places; None where the leg joins one of them, as far as their positions
        are known, or where it is not known at all.
    """
    start = stops[leg.from_] if leg.from_ is not None else None
    ends = [stops[ref] for ref in dict.fromkeys(_come_to(leg, before)) if stops[ref].point is not None]
    if start is None or start.point is None or not ends or any(_join(end, start) for end in ends):
        return None
    return min(distance_km(end.point, start.point) for end in ends if end.point is not None)


def _come_to(leg: Leg, before: Sequence[Leg]) -> Iterator[str]:
    for other in before:
        if leg.basis in THOUGHT_OF:
            yield from (ref for ref in (other.from_, *other.via, other.to) if ref is not None)
        elif leg.instead_of == other.id and other.from_ is not None:
            yield other.from_
    travelled = [other for other in before if other.basis not in THOUGHT_OF]
    yield from (other.to for other in (*before[-1:], *travelled[-1:]) if other.to is not None)
    # What another source has instead is no end that the route goes on from alone: that of the other one is, too.
    contradicted = {other.instead_of for other in before[-1:] if other.instead_of is not None}
    yield from (other.to for other in before if other.id in contradicted and other.to is not None)


def _join(end: Stop, start: Stop) -> bool:
    """Whether two stops may be the same place: one lies in the other, or they are as near as they are exact."""
    if end.point is None or start.point is None or end.key == start.key:
        return True
    if any(
        area is not None and covers(area, point) for area, point in ((end.area, start.point), (start.area, end.point))
    ):
        return True
    return distance_km(end.point, start.point) <= max(JOIN_KM, end.radius_km + start.radius_km)
