"""Patterns as outlines: what a tile shows, cut to the tile as SVG does it, once for each tile that an area needs."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geomap.antimeridian import parts_of
from geomap.picture.drawing import Box, Mark, Tiled
from geomap.picture.paths import CLOSE, LINE, MOVE, Outline

_MOST = 40_000  # tiles; a picture of ours needs some thousands


def tiles(pattern: Tiled, mark: Mark, box: Box) -> Outline | None:
    """One mark of a pattern, filled, everywhere in a box; its stroke where it has one, else its fill.

    Parameters
    ----------
    pattern : Tiled
        The pattern.
    mark : Mark
        One of its marks.
    box : Box
        What must be covered, in pixels of the picture.

    Returns
    -------
    Outline or None
        None where the tile shows nothing of the mark.
    """
    rings = [_ring(ring) for ring in _rings(pattern, mark)]
    left, top, right, bottom = box
    corners = np.array([(left, top, 1), (right, top, 1), (left, bottom, 1), (right, bottom, 1)])
    within = (np.linalg.inv(pattern.matrix) @ corners.T)[:2].T / (pattern.width, pattern.height)
    first, last = np.floor(within.min(axis=0)).astype(int), np.ceil(within.max(axis=0)).astype(int)
    columns, lines = np.arange(first[0], last[0]), np.arange(first[1], last[1])
    if not rings or not 0 < len(columns) * len(lines) <= _MOST:
        return None
    steps = np.stack(np.meshgrid(columns * pattern.width, lines * pattern.height), axis=-1).reshape(-1, 1, 2)
    points = [(steps + ring.points).reshape(-1, 2) for ring in rings]
    codes = [np.tile(ring.codes, len(steps)) for ring in rings]
    return Outline(np.concatenate(points), np.concatenate(codes)).moved(pattern.matrix)


def _rings(pattern: Tiled, mark: Mark) -> list[NDArray[np.float64]]:
    lines = [line for line in _lines(mark.shape) if len(line) > 1]
    drawn: BaseGeometry
    if mark.stroke is not None:
        drawn = shapely.MultiLineString(lines).buffer(mark.stroke.width / 2, cap_style="flat")
    else:
        drawn = shapely.union_all([shapely.Polygon(line) for line in lines if len(line) > 2])
    seen = shapely.clip_by_rect(drawn, 0.0, 0.0, pattern.width, pattern.height)
    polygons = [part for part in parts_of(shapely.force_2d(seen)) if part.geom_type == "Polygon"]
    return [shapely.get_coordinates(ring) for part in polygons for ring in shapely.get_rings(shapely.normalize(part))]


def _lines(shape: Outline) -> list[NDArray[np.float64]]:
    starts = np.flatnonzero(shape.codes == MOVE)
    return np.split(shape.points, starts[1:])


def _ring(points: NDArray[np.float64]) -> Outline:
    codes = np.full(len(points), LINE, np.uint8)
    codes[0], codes[-1] = MOVE, CLOSE
    return Outline(points, codes)
