"""The base map as packed data for the page.

=============  ===========================================================================================
key            value
=============  ===========================================================================================
``k``          units per degree
``box``        west, south, east, north in those units; east may pass 180 degrees
``arcs``       lines: ``coasts`` coast lines first, then ``borders`` borders, then cuts that are not drawn
``land``       ``[country, [polygon, …]]``; a polygon is a list of rings, a ring packed numbers of arcs, ``~i`` reversed
``divisions``  lines
``rivers``     lines
``lakes``      polygons, as lists of lines
``names``      packed kind, rank, zoom, x and y of each name; kinds are 0 country, 1 sea, 2 division, 3 town
``texts``      the names in English
``locals``     the names as written at the place, or empty; packed by :func:`~geomap.page.packing.pack_texts`
=============  ===========================================================================================
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain, pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import box

from geomap.basemaps import BaseMap, Label
from geomap.page.packing import pack, pack_line, pack_texts
from geomap.projection import TILE_PX, Box

# What a line may lose, in pixels of the open map: where the reader looks, if it is a faint one, and where nobody looks.
LOST_IN_VIEW_PX, LOST_FAINT_PX, LOST_ELSEWHERE_PX = 0.8, 1.2, 2.5
KINDS = ("country", "sea", "division", "town")


def pack_ground(base: BaseMap, *, names: Sequence[Label], view: Box, pixel_deg: float) -> dict[str, Any]:
    """The base map in the form that this module's own text describes.

    Parameters
    ----------
    base : BaseMap
    names : sequence of Label
        Those of its names that the story does not set itself. Those for more than two levels nearer than the open
        map are left out, and, outside of the view, all that the open map does not show.
    view : Box
        What is in view when the map opens: elsewhere less detail is kept, and no first-level divisions.
    pixel_deg : float
        What one pixel of the open map is, in degrees; the grid is a little finer.
    """
    k = max(min(round(1.4 / pixel_deg), base.per_degree), 1)
    opened = math.log2(360.0 / TILE_PX / pixel_deg)
    names = [name for name in names if name.zoom <= opened + (2 if view.holds(name.lon, name.lat) else 0.5)]
    seen = box(view.west, view.south, view.east, view.north)

    def packed(lines: Sequence[Sequence[Sequence[float]]], *, lost_px: float = LOST_IN_VIEW_PX) -> list[str]:
        if not lines:
            return []
        ways = _ways(lines)
        near = shapely.intersects(ways, seen)
        lost = np.where(near, pixel_deg * lost_px, pixel_deg * LOST_ELSEWHERE_PX)
        coords, of = shapely.get_coordinates(shapely.simplify(ways, lost), return_index=True)
        points = coords.tolist()
        ends = np.searchsorted(of, np.arange(len(lines) + 1)).tolist()
        return [pack_line(points[start:end], per_degree=k) for start, end in pairwise(ends)]

    divisions = base.divisions
    if divisions:
        kept = shapely.intersects(_ways(divisions), seen).tolist()
        divisions = tuple(each for each, is_near in zip(divisions, kept, strict=True) if is_near)
    numbers = [
        number
        for name in names
        for number in (KINDS.index(name.kind), name.rank, name.zoom, round(name.lon * k), round(name.lat * k))
    ]
    return {
        "k": k,
        "box": [round(value * k) for value in (base.box.west, base.box.south, base.box.east, base.box.north)],
        "arcs": packed(base.arcs),
        "coasts": base.coasts,
        "borders": base.borders,
        "land": [[land.country, [[pack(ring) for ring in rings] for rings in land.polygons]] for land in base.lands],
        "divisions": packed(divisions, lost_px=LOST_FAINT_PX),
        "rivers": packed(base.rivers),
        "lakes": [packed(lake) for lake in base.lakes],
        "names": pack(numbers),
        "texts": [name.text for name in names],
        "locals": pack_texts(name.local for name in names),
    }


def _ways(lines: Sequence[Sequence[Sequence[float]]]) -> NDArray[np.object_]:
    """Lines as geometries, all made at once: one by one, that takes as long as the rest of a page of 10,000 reports."""
    of = np.repeat(np.arange(len(lines)), [len(points) for points in lines])
    points = np.array(list(chain.from_iterable(lines)), dtype=float)
    return np.asarray(shapely.linestrings(points, indices=of), dtype=object)
