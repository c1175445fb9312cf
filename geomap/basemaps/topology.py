"""Neighbours share their border: polygons as arcs, each of which is written once.

A border drawn from two polygons is drawn twice and parts as soon as either is simplified. So the rings are cut where
neighbours meet, and every stretch between two cuts becomes one arc that knows who lies along it (the idea of
TopoJSON). An arc with owners on both sides is a border, an arc with land on one side alone is a coast; two owners on
the same side (an island that a country and its territory both claim) do not make it a border.

Coordinates are integers (degrees times the map's units per degree), so that equal means equal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TypeVar

GridPoint = tuple[int, int]
GridLine = tuple[GridPoint, ...]  # a closed one, a ring, ends where it begins
ArcRing = tuple[int, ...]  # arcs one after another; ~i is arc i run backwards
Segment = tuple[GridPoint, GridPoint]  # the smaller point first

_COAST, _BORDER, _HIDDEN = range(3)  # in the order of the arcs

Point = TypeVar("Point")


@dataclass(frozen=True, slots=True)
class Frame:
    """The rectangle to which the polygons were clipped; a side of it is neither coast nor border."""

    west: int
    south: int
    east: int
    north: int

    def along(self, a: GridPoint, b: GridPoint) -> bool:
        """Whether the segment runs along a side."""
        return (a[0] == b[0] and a[0] in (self.west, self.east)) or (a[1] == b[1] and a[1] in (self.south, self.north))


@dataclass(frozen=True, slots=True)
class Topology:
    """Polygons that share their lines.

    Parameters
    ----------
    arcs : tuple of lines
        First the coasts, then the borders, then what is not drawn (the frame's sides, and seams inside one owner).
    coasts, borders : int
        How many of each.
    polygons : mapping
        Owner to its polygons, each a tuple of rings, outer one first.
    """

    arcs: tuple[GridLine, ...]
    coasts: int
    borders: int
    polygons: Mapping[str, tuple[tuple[ArcRing, ...], ...]]

    @property
    def border_arcs(self) -> tuple[GridLine, ...]:
        """The lines between two owners, each once."""
        return self.arcs[self.coasts : self.coasts + self.borders]

    def ring(self, refs: ArcRing) -> GridLine:
        """The points of a ring, put together from its arcs."""
        return joined(self.arcs, refs)


def joined(arcs: Sequence[tuple[Point, ...]], refs: ArcRing) -> tuple[Point, ...]:
    """Arcs end to end; each begins where the one before it ended, and that point is kept once."""
    points: list[Point] = []
    for i in refs:
        arc = arcs[i] if i >= 0 else arcs[~i][::-1]
        points += arc[1:] if points else arc
    return tuple(points)


def build_topology(owners: Mapping[str, Sequence[Sequence[GridLine]]], *, frame: Frame) -> Topology:
    """Cut polygons into arcs.

    Parameters
    ----------
    owners : mapping
        Name to polygons, each a sequence of closed rings, outer one first, all with the land on the same hand;
        neighbours have equal vertices along their common line.
    frame : Frame
        The rectangle to which they were clipped.

    Examples
    --------
    >>> west = [[((0, 0), (2, 0), (2, 2), (0, 2), (0, 0))]]
    >>> east = [[((2, 0), (4, 0), (4, 2), (2, 2), (2, 0))]]
    >>> shared = build_topology({"W": west, "E": east}, frame=Frame(-9, -9, 9, 9))
    >>> shared.coasts, shared.borders, shared.arcs[2]
    (2, 1, ((2, 0), (2, 2)))
    """
    left: dict[Segment, set[str]] = defaultdict(set)  # who has the segment as its edge, walked upwards
    right: dict[Segment, set[str]] = defaultdict(set)  # the same, walked downwards
    for owner, polygons in owners.items():
        for ring in (ring for polygon in polygons for ring in polygon):
            for a, b in pairwise(ring):
                (left if a < b else right)[_segment(a, b)].add(owner)

    @cache
    def use(segment: Segment) -> tuple[int, frozenset[str]]:
        """What a segment is (coast, border, hidden), and whose edge it is."""
        sides = left.get(segment, set()), right.get(segment, set())
        whose = frozenset(sides[0] | sides[1])
        if frame.along(*segment) or (all(sides) and len(whose) == 1):
            return _HIDDEN, whose
        return _BORDER if all(sides) else _COAST, whose

    ends: dict[GridPoint, list[tuple[int, frozenset[str]]]] = defaultdict(list)
    for segment in dict.fromkeys((*left, *right)):
        for point in segment:
            ends[point].append(use(segment))
    cuts = {point for point, uses in ends.items() if len(uses) != 2 or uses[0] != uses[1]}

    numbers: dict[GridLine, int] = {}
    groups: list[int] = []

    def number(arc: GridLine) -> int:
        if arc[::-1] in numbers:
            return ~numbers[arc[::-1]]
        if arc not in numbers:
            numbers[arc] = len(groups)
            groups.append(use(_segment(arc[0], arc[1]))[0])
        return numbers[arc]

    cut_up = {
        owner: tuple(tuple(tuple(map(number, _arcs(ring, cuts))) for ring in rings) for rings in polygons)
        for owner, polygons in owners.items()
    }
    return _sorted(tuple(numbers), groups, cut_up)


def _sorted(
    arcs: tuple[GridLine, ...], groups: Sequence[int], polygons: Mapping[str, tuple[tuple[ArcRing, ...], ...]]
) -> Topology:
    """Coasts first, then borders, then what is hidden, each group in the order in which it was met."""
    order = sorted(range(len(arcs)), key=lambda i: (groups[i], i))
    place = {old: new for new, old in enumerate(order)}

    def moved(ring: ArcRing) -> ArcRing:
        return tuple(place[i] if i >= 0 else ~place[~i] for i in ring)

    return Topology(
        arcs=tuple(arcs[i] for i in order),
        coasts=groups.count(_COAST),
        borders=groups.count(_BORDER),
        polygons={name: tuple(tuple(map(moved, rings)) for rings in parts) for name, parts in polygons.items()},
    )


def _arcs(ring: GridLine, cuts: set[GridPoint]) -> Iterator[GridLine]:
    """The stretches of a ring between cuts; a ring without a cut is one arc that starts at its smallest point."""
    open_ring = ring[:-1]
    at = [i for i, point in enumerate(open_ring) if point in cuts]
    if not at:
        first = min(range(len(open_ring)), key=open_ring.__getitem__)
        turned = open_ring[first:] + open_ring[:first]
        yield (*turned, turned[0])
        return
    turned = open_ring[at[0] :] + open_ring[: at[0]]
    stops = [i - at[0] for i in at] + [len(turned)]
    closed = (*turned, turned[0])
    for start, stop in pairwise(stops):
        yield closed[start : stop + 1]


def _segment(a: GridPoint, b: GridPoint) -> Segment:
    return (a, b) if a < b else (b, a)
