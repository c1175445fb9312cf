"""The lines of ways: what lies on roads or leads straight to the end, and what only leads to roads and from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from shapely.geometry import LineString, MultiLineString

from geomap.antimeridian import line_on_globe, parts_of
from geomap.geodesy import Geodesic

Line = LineString | MultiLineString


def line_of(way: Sequence[Geodesic], off_road: Sequence[bool], *, off: bool = False) -> Line | None:
    """The line along the pieces of a way that are part of it, or with `off` along those that only lead to roads.

    Parameters
    ----------
    way : sequence of Geodesic
    off_road : sequence of bool
        For each piece whether it only leads to a road or from it.
    off : bool

    Returns
    -------
    LineString or MultiLineString or None
        EPSG:4326, split at the antimeridian and wherever the pieces do not join; None without a piece.

    Examples
    --------
    >>> from geomap.geodesy import LonLat
    >>> a, b, c = (LonLat(40.0 + n / 20, 34.0) for n in range(3))
    >>> way = [Geodesic.between(a, b), Geodesic.between(b, c)]
    >>> line_of(way, [False, True]).wkt, line_of(way, [False, False], off=True)
    ('LINESTRING (40 34, 40.05 34)', None)
    """
    lines = [_one(run) for run in _runs(way, off_road, off=off)]
    parts = [part for line in lines for part in parts_of(line) if isinstance(part, LineString)]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else MultiLineString(parts)


def length_km(way: Sequence[Geodesic], off_road: Sequence[bool]) -> float:
    """Length of the pieces that are part of the line."""
    return sum(piece.length_km for piece, off in zip(way, off_road, strict=True) if not off)


def _runs(way: Iterable[Geodesic], off_road: Iterable[bool], *, off: bool) -> list[list[Geodesic]]:
    """The wanted pieces, those together that join."""
    runs: list[list[Geodesic]] = []
    for piece, is_off in zip(way, off_road, strict=True):
        if is_off is not off:
            continue
        if runs and runs[-1][-1].end == piece.start:
            runs[-1].append(piece)
        else:
            runs.append([piece])
    return runs


def _one(run: Sequence[Geodesic]) -> Line:
    lons, lats = (np.concatenate(parts) for parts in zip(*(piece.points() for piece in run), strict=True))
    return line_on_globe(lons, lats)
