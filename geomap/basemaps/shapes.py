"""Outlines and water of a box as lines on an integer grid: clipped, unwrapped, simplified without tearing borders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np
import shapely
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from geomap.antimeridian import only_polygons, parts_of
from geomap.basemaps.canvas import Canvas, Floats
from geomap.basemaps.topology import GridLine, Topology, build_topology
from geomap.projection import MAX_LAT

MOST_POINTS = 6000  # of outlines; a map of half the world is drawn more roughly, so that the page stays small
_ROUNDS = 6  # of simplifying, each rougher by half
_SPARE = 0.02  # of the box's width: cut away only after simplifying
_ISLAND_PX, _LAKE_PX, _RIVER_PX = 2.5, 5.0, 25.0  # smaller ones are left out: side of a square, length; as drawn
_WATER_GRID = 0.036  # degrees: the grid on which the default source of rivers and lakes lies; it shows as stairs


def area_topology(outlines: Iterable[tuple[str, BaseGeometry]], canvas: Canvas) -> Topology:
    """Areas that share their borders, as arcs: simplified, on the canvas's grid, cut to its box.

    Parameters
    ----------
    outlines : iterable of (str, geometry)
        Owner and polygons in WGS84; several of one owner are put together.
    canvas : Canvas
        What to cover, and how exactly.

    Notes
    -----
    The lines are simplified as a coverage (Visvalingam-Whyatt on the common edges, GEOS's CoverageSimplify) a little
    beyond the box and cut to it afterwards: so the box's sides stay straight, and the ends of lines on them exact.
    """
    owners: list[str] = []
    parts: list[BaseGeometry] = []
    for owner, outline in outlines:
        for part in _inside(outline, canvas, spare=_SPARE):
            for polygon in _sound(shapely.transform(part, canvas.into)):
                owners.append(owner)
                parts.append(polygon)
    polygons: dict[str, list[list[GridLine]]] = defaultdict(list)
    for owner, polygon in _simplified(owners, parts, canvas):
        rings = [_on_grid(canvas.back(np.asarray(ring.coords)), canvas) for ring in shapely.get_rings(polygon)]
        if len(rings[0]) >= 4:
            polygons[owner].append([ring for ring in rings if len(ring) >= 4])
    return build_topology(polygons, frame=canvas.frame)


def river_lines(lines: Iterable[BaseGeometry], canvas: Canvas) -> tuple[GridLine, ...]:
    """Rivers of the box: joined where they touch, smoothed, simplified; brooks are left out."""
    parts = [part for line in lines for part in _inside(line, canvas) if part.geom_type == "LineString"]
    if not parts:
        return ()
    rivers = []
    for part in shapely.get_parts(shapely.line_merge(shapely.multilinestrings(np.array(parts, dtype=object)))):
        smooth = _smoothed(part, canvas)
        if smooth.length >= _RIVER_PX * canvas.tolerance:
            rivers.append(_on_grid(canvas.back(np.asarray(smooth.coords)), canvas))
    return tuple(sorted(line for line in rivers if len(line) >= 2))


def lake_areas(areas: Iterable[BaseGeometry], canvas: Canvas) -> tuple[tuple[GridLine, ...], ...]:
    """Lakes of the box, smoothed and simplified: polygons as tuples of closed rings, the outer one first."""
    lakes = []
    for part in (part for area in areas for part in _inside(area, canvas) if part.geom_type == "Polygon"):
        smooth = [_smoothed(ring, canvas) for ring in shapely.get_rings(part)]
        large = len(smooth[0].coords) >= 4 and shapely.Polygon(smooth[0]).area >= (_LAKE_PX * canvas.tolerance) ** 2
        if large:
            rings = [_on_grid(canvas.back(np.asarray(ring.coords)), canvas) for ring in smooth]
            lakes.append(tuple(ring for ring in rings if len(ring) >= 4))
    return tuple(sorted(lake for lake in lakes if lake))


def _inside(geometry: BaseGeometry, canvas: Canvas, *, spare: float = 0.0) -> list[BaseGeometry]:
    """The single parts of a geometry in the box and ``spare`` of its width around it, longitudes unwrapped to it."""
    box = canvas.box
    more = spare * (box.east - box.west)
    south, north = max(box.south - more, -MAX_LAT), min(box.north + more, MAX_LAT)
    turns: list[BaseGeometry] = []
    for turn in (-360.0, 0.0, 360.0):
        inside = shapely.clip_by_rect(geometry, box.west - more - turn, south, box.east + more - turn, north)
        if not inside.is_empty:
            turns.append(translate(inside, xoff=turn) if turn else inside)
    # Parts that were cut apart at the antimeridian grow together again, so that no line is drawn there.
    return list(shapely.get_parts(shapely.union_all(turns) if len(turns) > 1 else turns))


def _sound(geometry: BaseGeometry) -> tuple[BaseGeometry, ...]:
    """The polygons of a geometry, each valid: simplifying a coverage fails on spikes, and clipping may leave some."""
    return parts_of(only_polygons(geometry if geometry.is_valid else shapely.make_valid(geometry)))


def _simplified(owners: list[str], parts: list[BaseGeometry], canvas: Canvas) -> Iterator[tuple[str, BaseGeometry]]:
    """The parts, which are in lens coordinates, simplified together and cut to the box, each with its owner."""
    names, simple = np.array(owners, dtype=object), np.array(parts, dtype=object)
    for tolerance in canvas.tolerance * 1.5 ** np.arange(_ROUNDS):
        large = shapely.area(simple) >= (_ISLAND_PX * tolerance) ** 2
        names, simple = names[large], simple[large]
        if not len(names):
            break
        simple = shapely.coverage_simplify(simple, tolerance)
        if shapely.get_num_coordinates(simple).sum() <= MOST_POINTS:
            break
    box = canvas.box
    (west, south), (east, north) = canvas.into(np.array([[box.west, box.south], [box.east, box.north]]))
    for owner, polygon in zip(names, shapely.clip_by_rect(simple, west, south, east, north), strict=True):
        for piece in shapely.get_parts(polygon):
            if piece.geom_type == "Polygon":
                yield owner, shapely.orient_polygons(piece)


def _on_grid(lonlat: Floats, canvas: Canvas) -> GridLine:
    """Degrees to grid units, without repeated points."""
    units = np.rint(lonlat * canvas.per_degree).astype(int)
    keep = np.ones(len(units), dtype=bool)
    keep[1:] = (units[1:] != units[:-1]).any(axis=1)
    return tuple((x, y) for x, y in units[keep].tolist())


def _smoothed(line: BaseGeometry, canvas: Canvas) -> shapely.LineString:
    """The line in lens coordinates, without the stairs of its source's grid: thinned, corners cut twice (Chaikin)."""
    points: Floats = np.asarray(shapely.simplify(line, max(_WATER_GRID / 2, canvas.tolerance)).coords)
    closed = len(points) > 3 and bool((points[0] == points[-1]).all())
    for _ in range(2):
        points = _corners_cut(points, closed=closed)
    pressed = shapely.LineString(canvas.into(points))
    return shapely.LineString(pressed.simplify(canvas.tolerance / 2).coords)


def _corners_cut(points: Floats, *, closed: bool) -> Floats:
    """One round of Chaikin's corner cutting: each segment keeps its middle half; an open line keeps its ends."""
    starts, ends = points[:-1], points[1:]
    cut = np.empty((2 * len(starts), 2))
    cut[0::2] = 0.75 * starts + 0.25 * ends
    cut[1::2] = 0.25 * starts + 0.75 * ends
    return np.vstack([cut, cut[:1]]) if closed else np.vstack([points[:1], cut[1:-1], points[-1:]])
