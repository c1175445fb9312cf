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
from typing import Any

from shapely.geometry import LineString, box

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

    def line(points: Sequence[Sequence[float]], *, lost_px: float = LOST_IN_VIEW_PX) -> str:
        way = LineString(points)
        lost = pixel_deg * (lost_px if way.intersects(seen) else LOST_ELSEWHERE_PX)
        return pack_line(way.simplify(lost).coords, per_degree=k)

    numbers = [
        number
        for name in names
        for number in (KINDS.index(name.kind), name.rank, name.zoom, round(name.lon * k), round(name.lat * k))
    ]
    return {
        "k": k,
        "box": [round(value * k) for value in (base.box.west, base.box.south, base.box.east, base.box.north)],
        "arcs": [line(arc) for arc in base.arcs],
        "coasts": base.coasts,
        "borders": base.borders,
        "land": [[land.country, [[pack(ring) for ring in rings] for rings in land.polygons]] for land in base.lands],
        "divisions": [
            line(each, lost_px=LOST_FAINT_PX) for each in base.divisions if LineString(each).intersects(seen)
        ],
        "rivers": [line(each) for each in base.rivers],
        "lakes": [[line(ring) for ring in lake] for lake in base.lakes],
        "names": pack(numbers),
        "texts": [name.text for name in names],
        "locals": pack_texts(name.local for name in names),
    }
