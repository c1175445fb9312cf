"""Where pins and names go so that none lies on another: pure geometry of rectangles, the important ones first.

Every thing has a few places where it may stand, the best first. It takes the first one that is free; a pin, which must
not be left out, takes the one with the least in its way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from geomap.svg.markup import Pixel

_CELL_PX = 64.0


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

    It changes while a picture is laid out, and is used for nothing else. Both are kept by the cells of a grid, so that
    only near ones are looked at.

    Parameters
    ----------
    frame : Rect
        Nothing should reach out of it.
    """

    def __init__(self, frame: Rect) -> None:
        self.frame = frame
        self._rects: dict[tuple[int, int], list[Rect]] = defaultdict(list)
        self._points: dict[tuple[int, int], list[Pixel]] = defaultdict(list)

    def take(self, rect: Rect) -> None:
        """Mark a rectangle as taken."""
        for cell in _cells(rect):
            self._rects[cell].append(rect)

    def avoid(self, points: Iterable[Pixel]) -> None:
        """Mark points that are better not covered."""
        for x, y in points:
            self._points[int(x // _CELL_PX), int(y // _CELL_PX)].append((x, y))

    def covered(self, rect: Rect) -> tuple[float, int]:
        """How much a rectangle would cover: the area taken, and the number of points."""
        cells = [*_cells(rect)]
        near = {other: None for cell in cells for other in self._rects.get(cell, ())}
        points = sum(rect.holds(*point) for cell in cells for point in self._points.get(cell, ()))
        return sum(rect.overlap(other) for other in near), points

    def best(self, choices: Sequence[Rect]) -> Rect:
        """The one of the places that has the least in its way, the earlier one of equals; it is not taken yet."""

        def cost(i: int) -> tuple[bool, float]:
            area, points = self.covered(choices[i])
            return not choices[i].inside(self.frame), area * 10.0 + points * 20.0 + i

        return choices[min(range(len(choices)), key=cost)]

    def free(self, choices: Iterable[Rect], *, points: int = 0) -> Rect | None:
        """The first of the places that is inside the frame and covers nothing taken and at most so many points."""
        for rect in choices:
            if rect.inside(self.frame):
                area, covered = self.covered(rect)
                if area == 0.0 and covered <= points:
                    return rect
        return None


def _cells(rect: Rect) -> Iterator[tuple[int, int]]:
    for column in range(int(rect.left // _CELL_PX), int(rect.right // _CELL_PX) + 1):
        for row in range(int(rect.top // _CELL_PX), int(rect.bottom // _CELL_PX) + 1):
            yield column, row


def around(x: float, y: float, width: float, height: float, *, gap: float) -> tuple[Rect, ...]:
    """The places for a thing of this size beside a point: right, left, above, below, then the four corners."""
    across, down = gap + width / 2, gap + height / 2
    corner = gap * 0.7
    places = [(across, 0.0), (-across, 0.0), (0.0, -down), (0.0, down)]
    places += [(sx * (corner + width / 2), sy * (corner + height / 2)) for sy in (-1, 1) for sx in (1, -1)]
    return tuple(Rect.at(x + dx, y + dy, width, height) for dx, dy in places)
