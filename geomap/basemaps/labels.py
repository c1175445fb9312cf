"""Which names show at which zoom: the more important first, none on top of another.

Per zoom level, from far to near, every name that touches neither one already there nor a more important one that is
still waiting is set; a grid of cells limits the comparison to near ones. A name once set stays. The result depends
on nothing but the input's order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from geomap.basemaps.model import Label
from geomap.projection import TILE_PX, mercator

_CELL_PX = 96
_GAP_PX = 10.0  # kept free around each name
_CHARACTER_PX = {0: 9.5, 1: 7.5, 2: 6.5}  # mean advance of the lettering, by rank
_LINE_PX = {0: 16.0, 1: 14.0, 2: 13.0}

Rect = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name that would like to be on the map.

    ``room`` is how wide the name may be, as a fraction of the way around the world: the name of an area waits for the
    zoom at which it fits into the area; 0 for a point, which needs no room. It never shows before ``first_zoom``.
    """

    label: Label
    room: float = 0.0
    first_zoom: int = 0


def spread(wanted: Iterable[Wanted], *, zooms: range) -> tuple[Label, ...]:
    """Give every name the zoom from which it shows; names that never fit are left out.

    Parameters
    ----------
    wanted : iterable of Wanted
        The most important first.
    zooms : range
        The levels at which the map may be read.

    Returns
    -------
    tuple of Label
        By zoom, then in the order given.

    Examples
    --------
    >>> town = Label("town", "Raqqa", "", 39.01, 35.95, 0, 1)
    >>> twin = replace(town, text="Near Raqqa", lon=39.2)
    >>> [(n.text, n.zoom) for n in spread([Wanted(town), Wanted(twin)], zooms=range(5, 12))]
    [('Raqqa', 5), ('Near Raqqa', 9)]
    """
    waiting = list(wanted)
    shown: list[Label] = []
    for zoom in zooms:
        taken = _Cells()
        for label in shown:
            taken.add(footprint(label, zoom))
        still = []
        for want in waiting:
            rect = footprint(want.label, zoom)
            if not fits(want, zoom):
                still.append(want)
                continue
            if taken.touches(rect):
                still.append(want)
            else:
                shown.append(replace(want.label, zoom=zoom))
            taken.add(rect)  # a name that finds no room keeps its place from lesser ones
        waiting = still
    return tuple(shown)


def fits(want: Wanted, zoom: int) -> bool:
    """Whether the name may show at this zoom as far as its own area is concerned."""
    left, _, right, _ = footprint(want.label, zoom)
    return zoom >= want.first_zoom and (want.room == 0 or want.room * TILE_PX * 2**zoom >= right - left)


def footprint(label: Label, zoom: int) -> Rect:
    """The pixels that a name takes, counted from the corner of the world at this zoom."""
    x, y = (v * TILE_PX * 2**zoom for v in mercator(label.lon, label.lat))
    lines = [label.text, label.local] if label.local else [label.text]
    width = max(map(len, lines)) * _CHARACTER_PX[label.rank] + _GAP_PX
    height = len(lines) * _LINE_PX[label.rank] + _GAP_PX / 2
    if label.kind == "town":  # the name stands to the right of its dot
        return x - _GAP_PX, y - height / 2, x + width, y + height / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


class _Cells:
    """Rectangles by the cells of a grid that they touch."""

    def __init__(self) -> None:
        self._rects: dict[tuple[int, int], list[Rect]] = defaultdict(list)

    def add(self, rect: Rect) -> None:
        for cell in _cells(rect):
            self._rects[cell].append(rect)

    def touches(self, rect: Rect) -> bool:
        return any(overlap(rect, other) for cell in _cells(rect) for other in self._rects.get(cell, ()))


def overlap(a: Rect, b: Rect) -> bool:
    """Whether two rectangles have more than an edge in common."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _cells(rect: Rect) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = (int(v // _CELL_PX) for v in rect)
    for column in range(left, right + 1):
        for row in range(top, bottom + 1):
            yield column, row


def without_repeats(wanted: Iterable[Wanted]) -> list[Wanted]:
    """The same names without repeated ones: two towns of one name side by side are one to a reader."""
    seen: dict[tuple[str, str], list[Wanted]] = defaultdict(list)
    kept = []
    for want in wanted:
        same = seen[want.label.kind, want.label.text]
        if all(abs(w.label.lon - want.label.lon) + abs(w.label.lat - want.label.lat) > 0.3 for w in same):
            same.append(want)
            kept.append(want)
    return kept
