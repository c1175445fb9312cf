"""The columns of a leg that tell where it was led: its line, the roads that it follows, and the other ways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from geomap.corridor import MAX_HALF_WIDTH_KM, corridor
from geomap.geodesy import arrows
from geomap.legline import length_km, line_of

if TYPE_CHECKING:
    from geomap.geodesy import Geodesic
    from geomap.leading import Leading
    from geomap.roads.engine import EngineRoute


def drawn_columns(lead: Leading, *, spacing_km: float) -> dict[str, Any]:
    """The columns of one leg.

    Parameters
    ----------
    lead : Leading
    spacing_km : float
        About one arrow head per so many kilometres.
    """
    shared = {
        "notes": lead.notes,
        "fallback": lead.fallback or None,
        "no_way": lead.no_way or None,
        "alternates": tuple(offer.as_dict() for offer in lead.offers),
        **_answered(lead.answers),
    }
    if lead.trace is None:
        return {"method": "none", "arrows": (), **shared}
    traced, entry = lead.trace, next(reversed(lead.trace.entries), None)
    pieces = list(zip(traced.way, traced.off_road, strict=True))
    on_road = tuple(piece for piece, off in pieces if not off)
    half_widths_km = [min(point.radius_km, MAX_HALF_WIDTH_KM) for point in traced.points]
    return {
        "method": "road" if lead.answers else "geodesic",
        "length_km": length_km(traced.way, traced.off_road),
        "detour": traced.length_km / traced.direct_km if traced.direct_km else None,
        "snap_km": (_off_km(pieces), _off_km(reversed(pieces))) if lead.answers else None,
        "corridor_km": (half_widths_km[0], half_widths_km[-1]),
        "entry_lon": entry.point.lon if entry else None,
        "entry_lat": entry.point.lat if entry else None,
        "boundary_source": entry.area.boundary_source if entry else None,
        "arrows": arrows(on_road, spacing_km=spacing_km),
        # A computed road has no band: what is uncertain is which road it was, not how far off this one.
        "corridor": None if lead.answers else corridor(traced.way, half_widths_km=half_widths_km),
        "geometry": line_of(traced.way, traced.off_road),
        "access": line_of(traced.way, traced.off_road, off=True),
        **shared,
    }


def _off_km(pieces: Iterable[tuple[Geodesic, bool]]) -> float:
    """Length of what leads to the road, before the first piece that is on it."""
    return sum(piece.length_km for piece, _ in takewhile(lambda piece: piece[1], pieces))


def _answered(answers: Sequence[EngineRoute]) -> dict[str, Any]:
    if not answers:
        return {}
    first = answers[0]
    return {
        "engine": first.engine,
        "engine_version": first.version,
        "profile": first.profile,
        "data_title": first.data.title,
        "data_date": first.data.date,
        "data_attribution": first.data.attribution or None,
        "request_hashes": tuple(answer.request_hash for answer in answers),
    }
