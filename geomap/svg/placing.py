"""Where pins and names go so that none lies on another: pure geometry of rectangles, the important ones first.

Every thing has a few places where it may stand, the best first. It takes the first one that is free; a pin, which must
not be left out, takes the one with the least in its way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geomap.svg.markup import Pixel

Edges = NDArray[np.float64]  # rectangles as left, top, right and bottom

_CELL_PX = 64.0
_SLACK = 1e-9  # far more than sums of areas differ by the order in which they are summed


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def at(cls, x: float, y: float, width: float, height: float) -> Rect:
        """The rectangle of this size about a middle.

        Examples
        --------
        >>> Rect.at(10, 10, 4, 2)
        Rect(left=8.0, top=9.0, right=12.0, bottom=11.0)
        """
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    @property
    def middle(self) -> Pixel:
        """The point in the middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def grown(self, by: float) -> Rect:
        """The rectangle with ``by`` more on every side."""
        return Rect(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def overlap(self, other: Rect) -> float:
        """The area that two rectangles share."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(wide, 0.0) * max(high, 0.0)

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is inside."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def inside(self, other: Rect) -> bool:
        """Whether it lies wholly inside another one."""
        return other.holds(self.left, self.top) and other.holds(self.right, self.bottom)


class Board:
    """What is taken already: rectangles that nothing may cover, and points (of lines) that things should not cover.

    It changes while a picture is laid out, and is used for nothing else. Both lie in arrays, as a picture of thousands
    of reports asks a hundred thousand times what a rectangle would cover.

    Parameters
    ----------
    frame : Rect
        Nothing should reach out of it.
    """

    def __init__(self, frame: Rect) -> None:
        self.frame = frame
        self._rects, self._points = _Rows(4), _Rows(2)
        self._taken: set[Rect] = set()

    def take(self, rect: Rect) -> None:
        """Mark a rectangle as taken."""
        if rect not in self._taken:  # what is taken twice counts once
            self._taken.add(rect)
            self._rects.add([_edges(rect)])

    def avoid(self, points: Iterable[Pixel]) -> None:
        """Mark points that are better not covered."""
        self._points.add(list(points))

    def covered(self, rect: Rect) -> tuple[float, int]:
        """How much a rectangle would cover: the area taken, and the number of points."""
        edges = np.array([_edges(rect)])
        return self._area(rect), int(self._points_in(edges)[0])

    def best(self, choices: Sequence[Rect]) -> Rect:
        """The one of the places that has the least in its way, the earlier one of equals; it is not taken yet."""
        inside = [rect.inside(self.frame) for rect in choices]
        allowed = [i for i, each in enumerate(inside) if each or not any(inside)]
        edges = np.array([_edges(choices[i]) for i in allowed])
        more = self._points_in(edges) * 20.0 + allowed
        costs = self._areas(edges) * 10.0 + more
        # The areas are summed in any order here; where that could decide, they are summed as they always are.
        close = np.flatnonzero(costs <= costs.min() * (1 + _SLACK) + _SLACK).tolist()
        if len(close) > 1:
            close.sort(key=lambda i: self._area(choices[allowed[i]]) * 10.0 + more[i])
        return choices[allowed[close[0]]]

    def free(self, choices: Iterable[Rect], *, points: int = 0) -> Rect | None:
        """The first of the places that is inside the frame and covers nothing taken and at most so many points."""
        for rect in choices:
            if rect.inside(self.frame):
                edges = np.array([_edges(rect)])
                if not self._areas(edges)[0] and self._points_in(edges)[0] <= points:
                    return rect
        return None

    def _area(self, rect: Rect) -> float:
        """The area taken, always summed in the same order: by the cells of a grid, then as it was taken."""
        near = self._near(np.array([_edges(rect)]))
        left, top, _, _ = near
        shared = np.multiply(*_shared(_edges(rect), near))
        hit = np.flatnonzero(shared)
        columns = np.maximum(left[hit] // _CELL_PX, rect.left // _CELL_PX)
        rows = np.maximum(top[hit] // _CELL_PX, rect.top // _CELL_PX)
        return float(sum(shared[hit][np.lexsort((rows, columns))].tolist()))

    def _areas(self, edges: Edges) -> NDArray[np.float64]:
        """The areas taken of several rectangles."""
        left, top, right, bottom = edges.T[:, :, None]
        wide, high = _shared((left, top, right, bottom), self._near(edges))
        areas: NDArray[np.float64] = np.einsum("ij,ij->i", wide, high)
        return areas

    def _near(self, edges: Edges) -> Edges:
        """What is taken, as far as it meets the box about some rectangles: left, top, right and bottom of each."""
        left, top, right, bottom = taken = self._rects.filled
        west, north = edges[:, :2].min(axis=0)
        east, south = edges[:, 2:].max(axis=0)
        near: Edges = taken[:, np.flatnonzero((left < east) & (right > west) & (top < south) & (bottom > north))]
        return near

    def _points_in(self, edges: Edges) -> NDArray[np.int64]:
        """How many points are inside each of several rectangles."""
        x, y = self._points.filled
        left, top, right, bottom = edges.T[:, :, None]
        counts: NDArray[np.int64] = ((left <= x) & (x <= right) & (top <= y) & (y <= bottom)).sum(axis=1)
        return counts


class _Rows:
    """Rows of numbers that grow, kept as columns."""

    def __init__(self, width: int) -> None:
        self._room: Edges = np.empty((width, 64))
        self._count = 0

    @property
    def filled(self) -> Edges:
        """What was added: a column of the array each."""
        return self._room[:, : self._count]

    def add(self, rows: Sequence[tuple[float, ...]]) -> None:
        """Add rows."""
        end = self._count + len(rows)
        if end > self._room.shape[1]:
            grown: Edges = np.empty((len(self._room), 2 * end))
            grown[:, : self._count] = self.filled
            self._room = grown
        if rows:
            self._room[:, self._count : end] = np.array(rows).T
        self._count = end


def _edges(rect: Rect) -> tuple[float, float, float, float]:
    return rect.left, rect.top, rect.right, rect.bottom


def _shared(edges: Sequence[Any], others: Edges) -> tuple[Edges, Edges]:
    """How wide and how high is what rectangles share with others, 0 for nothing."""
    left, top, right, bottom = edges
    wide: Edges = np.minimum(right, others[2]) - np.maximum(left, others[0])
    high: Edges = np.minimum(bottom, others[3]) - np.maximum(top, others[1])
    return np.maximum(wide, 0.0, out=wide), np.maximum(high, 0.0, out=high)


def around(x: float, y: float, width: float, height: float, *, gap: float) -> tuple[Rect, ...]:
    """The places for a thing of this size beside a point: right, left, above, below, then the four corners."""
    across, down = gap + width / 2, gap + height / 2
    corner = gap * 0.7
    places = [(across, 0.0), (-across, 0.0), (0.0, -down), (0.0, down)]
    places += [(sx * (corner + width / 2), sy * (corner + height / 2)) for sy in (-1, 1) for sx in (1, -1)]
    return tuple(Rect.at(x + dx, y + dy, width, height) for dx, dy in places)
