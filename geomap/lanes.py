"""Which lines run beside others, so that none hides another: the way back, and the plan beside what happened."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import count

import shapely
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from geomap.antimeridian import parts_of
from geomap.story.model import Basis
from geomap.style import LINE_STYLES

LANE_PX = 7.0
"""How far apart lanes are on screen: the widest line with its casing, and a little ground."""
_TOUCH_PX = 2.5  # lines nearer than this lie on each other
_LEAST_PX, _SHARE = 14.0, 0.3  # over at least this length, and this share of the shorter of two
_DETAIL_PX = 0.5
# What happened keeps its course; what was planned goes beside it.
_ORDER = (Basis.REPORTED, Basis.INFERRED, Basis.BLOCKED, Basis.RETURNED, Basis.PLANNED, Basis.CONSIDERED)


def lanes(ways: Sequence[tuple[Basis, BaseGeometry]]) -> tuple[int, ...]:
    """For each way the lane that it is drawn in: so many times :data:`LANE_PX` to the right of its own direction.

    Parameters
    ----------
    ways : sequence of (Basis, LineString or MultiLineString)
        In pixels of the map as it opens, y downwards.

    Returns
    -------
    tuple of int
        0 is the way's own course; a way back is never on it.

    Examples
    --------
    >>> there, back = LineString([(0, 0), (200, 0)]), LineString([(200, 0), (0, 0)])
    >>> lanes([(Basis.REPORTED, there), (Basis.RETURNED, back), (Basis.PLANNED, there)])
    (0, 1, 1)
    """
    shapes = [line.simplify(_DETAIL_PX) for _, line in ways]
    found: dict[int, int] = {}
    tree = shapely.STRtree(shapes)
    for i in sorted(range(len(ways)), key=lambda i: _ORDER.index(ways[i][0])):
        near = [int(j) for j in tree.query(shapes[i], predicate="dwithin", distance=_TOUCH_PX) if int(j) in found]
        taken = {found[j] * way for j in near for way in [_together(shapes[i], shapes[j])] if way}
        found[i] = next(lane for lane in _choices(ways[i][0]) if lane not in taken)
    return tuple(found[i] for i in range(len(ways)))


def _choices(basis: Basis) -> Iterator[int]:
    """Lanes in the order in which a way takes them."""
    if not LINE_STYLES[basis].parallel:
        yield 0
    for lane in count(1):
        yield lane
        if not LINE_STYLES[basis].parallel:
            yield -lane


def _together(line: BaseGeometry, other: BaseGeometry) -> int:
    """1 where two lines run on each other in one direction, -1 in opposite ones; 0 where they only meet or cross."""
    shared = line.intersection(other.buffer(_TOUCH_PX))
    if shared.length < max(_LEAST_PX, _SHARE * min(line.length, other.length)):
        return 0
    longest = max(parts_of(shared), key=lambda part: part.length)
    first, last = (shapely.Point(longest.coords[i]) for i in (0, -1))
    return 1 if (line.project(last) - line.project(first)) * (other.project(last) - other.project(first)) > 0 else -1


def beside(line: Sequence[tuple[float, float]], lane: int) -> list[list[tuple[float, float]]]:
    """A line of pixels (y downwards) moved into its lane; a sharp bend may leave it in several pieces.

    Examples
    --------
    >>> beside([(0, 0), (10, 0)], 1)
    [[(0.0, 7.0), (10.0, 7.0)]]
    """
    if not lane:
        return [list(line)]
    moved = shapely.offset_curve(LineString(line).simplify(_DETAIL_PX), lane * LANE_PX)
    return [[(x, y) for x, y in part.coords] for part in parts_of(moved) if not part.is_empty]


def stations(
    line: Sequence[tuple[float, float]], *, step_px: float, least_px: float
) -> list[tuple[float, float, float]]:
    """Places at even steps along a line of pixels, for arrow heads and crosses: x, y, bearing clockwise from up.

    Parameters
    ----------
    line : sequence of (float, float)
        Pixels, y downwards.
    step_px : float
        About how far from one to the next; there is one at least.
    least_px : float
        On a line shorter than this there is none.

    Examples
    --------
    >>> stations([(0, 0), (100, 0)], step_px=50, least_px=20)
    [(25.0, 0.0, 90.0), (75.0, 0.0, 90.0)]
    """
    way = LineString(line)
    number = max(round(way.length / step_px), 1) if way.length >= least_px else 0
    found = []
    for i in range(number):
        at_px = (i + 0.5) * way.length / number
        (x, y), (x1, y1), (x2, y2) = (way.interpolate(at_px + d).coords[0] for d in (0.0, -1.0, 1.0))
        found.append((x, y, math.degrees(math.atan2(x2 - x1, y1 - y2)) % 360.0))
    return found
