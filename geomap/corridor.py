"""Where a way may lie: discs about points, and corridors about lines, both measured on the ground.

A buffer in degrees would be too narrow or too wide by the latitude, one in Web Mercator by 18 % at 34.5° N. Here every
piece is made in its own flat view of its surroundings (:class:`geomap.geodesy.Plane`). The outline of a corridor about
a line is within 0.05 % of the half-width, poles included (``tests/benchmarks/corridor.py``).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geomap.antimeridian import only_polygons, parts_of, polygon_on_globe
from geomap.geodesy import Floats, Geodesic, LonLat, Plane

CHUNK_KM = 200.0
"""Longest piece of a corridor that is made in one plane."""

MAX_RADIUS_KM = 9_900.0
"""A larger disc, nearly a hemisphere, is drawn as the whole world."""

MAX_HALF_WIDTH_KM = 1_000.0
"""A corridor is never drawn wider: beyond this it says no more than that the way is unknown."""

SPREAD = 0.1
"""How much a corridor widens halfway between its ends: to either side, per kilometre to the nearer end.

Between reported ends, the way itself is not known. This is a rule for drawing, not a measurement: a road may well lie
farther off.
"""

_EDGE_KM = 10.0
_QUARTER_VERTICES = 24
# Corners as far outside of the circle as the middles of the edges are inside: 0.03 % each.
_OUTWARD = 2.0 / (1.0 + math.cos(math.pi / 4.0 / _QUARTER_VERTICES))
_EDGE_SHARE = 2e-4  # so much of the half-width, or of 100 m where it is less, may an edge leave its course
_LEAST_KM = 0.1
_HALVINGS = 24
_SMOOTH = 8  # pieces to either side of the middle, so that the widening looks like the curve that it is


def disc(middle: LonLat, *, radius_km: float) -> Polygon | MultiPolygon:
    """All points within a distance of a point, as a polygon of 72 corners that lie on the circle.

    Parameters
    ----------
    middle : LonLat
    radius_km : float
        More than 0; from ``MAX_RADIUS_KM`` on, the whole world.

    Returns
    -------
    Polygon or MultiPolygon
        Valid, split at the antimeridian, with the pole where it lies inside.

    Examples
    --------
    >>> [round(v, 2) for v in disc(LonLat(36.57, 34.17), radius_km=20).bounds]
    [36.35, 33.99, 36.79, 34.35]
    """
    if radius_km >= MAX_RADIUS_KM:
        return shapely.box(-180.0, -90.0, 180.0, 90.0)
    angles = np.radians(np.arange(360.0, 0.0, -5.0))  # against the clock, as GeoJSON wants it
    return polygon_on_globe(*Plane(middle).to_lonlat(radius_km * np.sin(angles), radius_km * np.cos(angles)))


def corridor(
    way: Sequence[Geodesic], *, half_widths_km: Sequence[float], spread: float = SPREAD
) -> Polygon | MultiPolygon:
    """The strip about a way, as wide at each of its points as the position there is uncertain.

    The half-width runs evenly from one point's uncertainty to the next one's; between the points it grows, in a smooth
    curve, by up to `spread` kilometres per kilometre to the nearer of the two, because the way between them is not
    known. It ends at ``MAX_HALF_WIDTH_KM``.

    Parameters
    ----------
    way : sequence of Geodesic
        One after another, each with a length.
    half_widths_km : sequence of float
        One more than `way` has pieces: the uncertainty at the start of each, and at the end.
    spread : float
        0 for a strip about the line itself.

    Returns
    -------
    Polygon or MultiPolygon
        Valid, split at the antimeridian, with the pole where it lies inside.

    Examples
    --------
    >>> way = Geodesic.between(LonLat(36.57, 34.17), LonLat(40.92, 34.45))
    >>> strip = corridor([way], half_widths_km=[20, 4])
    >>> [round(v, 1) for v in strip.bounds]
    [36.4, 34.0, 41.0, 34.6]
    """
    hulls = [
        hull
        for piece, (first, last) in zip(way, pairwise(half_widths_km), strict=True)
        for hull in _hulls(piece, first_km=first, last_km=last, spread=spread)
    ]
    return only_polygons(shapely.union_all(hulls))


def _hulls(way: Geodesic, *, first_km: float, last_km: float, spread: float) -> Iterator[BaseGeometry]:
    """Pieces of one geodesic's corridor; an even number, so that the widest place, the middle, falls between two."""
    count = 2 * max(_SMOOTH if spread else 1, math.ceil(way.length_km / CHUNK_KM / 2.0))
    share = np.linspace(0.0, 1.0, count + 1)
    along = share * way.length_km
    even = np.linspace(first_km, last_km, count + 1)
    # A parabola that leaves both ends at twice the spread and reaches, halfway, what an even growth would.
    growth = 2.0 * spread * along * (1.0 - share)
    half_widths = np.minimum(even + growth, MAX_HALF_WIDTH_KM)
    points = [way.point_at(km) for km in along.tolist()]
    for number, (start, end) in enumerate(pairwise(points)):
        plane = Plane(way.point_at(float(along[number] + along[number + 1]) / 2.0))
        x, y = plane.to_plane([start.lon, end.lon], [start.lat, end.lat])
        radii = half_widths[number : number + 2]
        discs = shapely.buffer(shapely.points(x, y), radii * _OUTWARD, quad_segs=_QUARTER_VERTICES)
        hull = shapely.union_all(discs).convex_hull
        ring = shapely.get_coordinates(shapely.segmentize(hull, _EDGE_KM))
        yield polygon_on_globe(*_on_globe(ring, plane, within_km=_EDGE_SHARE * max(float(radii.min()), _LEAST_KM)))


def _on_globe(ring: Floats, plane: Plane, *, within_km: float) -> tuple[Floats, Floats]:
    """Longitudes and latitudes of a closed ring, open, with as many corners as it takes.

    An edge that is straight in the plane is not so between its two ends' longitudes and latitudes, and near a pole not
    at all. Edges are halved until their middles are where they should be.
    """
    for _ in range(_HALVINGS):
        lons, lats = plane.to_lonlat(ring[:, 0], ring[:, 1])
        turns = (np.diff(lons) + 180.0) % 360.0 - 180.0  # the short way round, as a ring on the globe is read
        x, y = plane.to_plane(lons[:-1] + turns / 2.0, (lats[:-1] + lats[1:]) / 2.0)
        middles = (ring[:-1] + ring[1:]) / 2.0
        far = np.flatnonzero(np.hypot(x - middles[:, 0], y - middles[:, 1]) > within_km)
        # Across the pole itself no edge is straight; pieces of a millimetre are short enough.
        far = far[np.hypot(*(ring[far + 1] - ring[far]).T) > 1e-6]
        if not far.size:
            break
        ring = np.insert(ring, far + 1, middles[far], axis=0)
    lons, lats = plane.to_lonlat(ring[:-1, 0], ring[:-1, 1])
    return lons, lats


def widened(shape: BaseGeometry, *, radius_km: float) -> Polygon | MultiPolygon:
    """Points and lines of a geometry as areas of this half-width, joined with its polygons.

    Examples
    --------
    >>> from shapely.geometry import LineString, Point
    >>> border = LineString([(40.0, 34.0), (41.0, 35.0)])
    >>> widened(border, radius_km=5).contains(Point(40.5, 34.52))
    True
    """
    areas: list[BaseGeometry] = []
    for part in parts_of(shape):
        if isinstance(part, Polygon):
            areas.append(part if part.is_valid else shapely.make_valid(part))
            continue
        corners = [LonLat(lon, lat) for lon, lat in shapely.get_coordinates(part).tolist()]
        areas += [disc(corner, radius_km=radius_km) for corner in corners]
        for start, end in pairwise(corners):
            # A straight piece of a stated shape is straight on the map, not a geodesic: near enough at 10 km.
            if start != end:
                areas += _hulls(Geodesic.between(start, end), first_km=radius_km, last_km=radius_km, spread=0.0)
    return only_polygons(shapely.union_all(areas))
