"""Avoided areas against lines: what crosses an area's interior, and what only runs along its border.

Lines may run on beyond ±180°, as a road across the antimeridian does; areas are split there. So each area is laid
beside itself, a turn to either side, and joined: then it covers a line wherever the line's longitudes count from.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry
from shapely.strtree import STRtree

from geomap.geodesy import Floats
from geomap.roads.engine import Avoid, Waypoint
from geomap.roads.errors import NoRoute

Numbers = NDArray[np.int64]

_AT_EDGE = 180.0 - 1e-9
_BOXES = 32.0
_MARGIN = 1e-9


class Blocks:
    """The avoided areas of one request, made ready for asking.

    Parameters
    ----------
    areas : sequence of Avoid
    west, east : float
        How far the longitudes of the lines reach.

    Examples
    --------
    >>> blocks = Blocks([Avoid(shapely.box(40, 34, 41, 35), "the valley")], west=39, east=42)
    >>> blocks.crossed_by(np.array([39.0, 42.0]), np.array([34.5, 34.5])), blocks.crossed_by([39, 42], [34, 34])
    (True, False)
    """

    def __init__(self, areas: Sequence[Avoid], *, west: float, east: float) -> None:
        self._areas = tuple(areas)
        self._shapes = [_laid_out(area.shape, west=west, east=east) for area in areas]
        shapely.prepare(self._shapes)

    def __bool__(self) -> bool:
        return bool(self._shapes)

    def hit(self, tree: STRtree, *, starts: Floats) -> Numbers:
        """Which lines cross an area's interior, in order.

        Parameters
        ----------
        tree : STRtree
            Of the lines.
        starts : array of float, shape (m, 2)
            The first point of each line.
        """
        found = [_crossing(tree, starts, shape) for shape in self._shapes]
        return np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)

    def crossed_by(self, lons: Floats, lats: Floats) -> bool:
        """Whether a line of two points or more crosses an area's interior."""
        if not self._shapes:
            return False
        line = shapely.linestrings(np.column_stack([lons, lats]))
        return any(bool(shapely.intersects(shape, line)) and _enters(shape, line) for shape in self._shapes)

    def around(self, lon: float, lat: float) -> Avoid | None:
        """The first area with the point in its interior."""
        point = shapely.Point(lon, lat)
        inside = (bool(shapely.contains_properly(shape, point)) for shape in self._shapes)
        return next((area for area, is_inside in zip(self._areas, inside, strict=True) if is_inside), None)

    def refuse_inside(self, stops: Sequence[Waypoint]) -> None:
        """Raise NoRoute for the first waypoint that lies inside an area."""
        for stop in stops:
            if area := self.around(stop.lon, stop.lat):
                raise NoRoute(f"{stop.label} lies inside {area.label}")


def _laid_out(shape: BaseGeometry, *, west: float, east: float) -> BaseGeometry:
    shape_west, _, shape_east, _ = shape.bounds
    split = shape_west <= -_AT_EDGE and shape_east >= _AT_EDGE
    if not split and west >= -180.0 and east <= 180.0:
        return shape
    return shapely.union_all([translate(shape, xoff=turn) for turn in (-360.0, 0.0, 360.0)])


def _crossing(tree: STRtree, starts: Floats, shape: BaseGeometry) -> Numbers:
    near = tree.query(shape)
    border = np.unique(tree.query(_boxes_along(shape))[1])
    met = border[shapely.intersects(shape, tree.geometries[border])]
    # What keeps clear of the border is inside as a whole, or outside: one point tells.
    clear = np.setdiff1d(near, border, assume_unique=True)
    inside = clear[shapely.contains_xy(shape, starts[clear])]
    return np.concatenate([inside, met[_enters(shape, tree.geometries[met])]])


def _boxes_along(shape: BaseGeometry) -> NDArray[np.object_]:
    """Small boxes that hold the shape's border together."""
    west, south, east, north = shape.bounds
    pieces = shapely.segmentize(shape.boundary, max(east - west, north - south) / _BOXES)
    points, part = shapely.get_coordinates(shapely.get_parts(pieces), return_index=True)
    a, b = points[:-1][part[:-1] == part[1:]], points[1:][part[:-1] == part[1:]]
    low, high = np.minimum(a, b) - _MARGIN, np.maximum(a, b) + _MARGIN
    return np.asarray(shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1]), dtype=np.object_)


def _enters(shape: BaseGeometry, lines: Any) -> NDArray[np.bool_]:
    """Of lines that meet the shape: whether they do more than touch its border."""
    return np.asarray(~shapely.touches(lines, shape))
