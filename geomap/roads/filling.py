"""Points along lines of long pieces, so that a line means the same to whoever reads it.

Between two points far apart, the shortest way and the straight line of a chart part: on a ferry of 800 km at 60° of
latitude by 20 km. Lengths and maps take the one, areas to be avoided are cut out of the other. Pieces as short as those
that maps are drawn with leave no room between them.
"""

from __future__ import annotations

import numpy as np

from geomap.geodesy import STEP_KM, Floats, Geodesic, LonLat, segment_lengths_m
from geomap.roads.network import Longs

_STEP_KM = 0.999 * STEP_KM  # so that rounding makes no piece too long


def filled(points: Floats, offsets: Longs) -> tuple[Floats, Longs]:
    """Lines with points along the shortest way wherever two were farther apart than maps draw straight.

    Parameters
    ----------
    points : array of float, shape (p, 2)
        Longitude and latitude, degrees WGS84; longitudes may run on beyond ±180°.
    offsets : array of int, shape (m + 1,)
        Line ``e`` has the points ``offsets[e]`` up to, not with, ``offsets[e + 1]``.

    Returns
    -------
    array of float, shape (q, 2)
        Those of `points`, and others between.
    array of int, shape (m + 1,)

    Examples
    --------
    >>> points, offsets = filled(np.array([[-10.0, 60.0], [5.0, 60.0]]), np.array([0, 2]))
    >>> len(points), offsets.tolist(), points[0].tolist(), points[-1].tolist(), round(float(points[:, 1].max()), 3)
    (85, [0, 85], [-10.0, 60.0], [5.0, 60.0], 60.213)
    """
    if len(points) < 2:
        return points, offsets
    lons, lats = points.T
    long = segment_lengths_m(lons[:-1], lats[:-1], lons[1:], lats[1:]) > 1000.0 * STEP_KM
    long[offsets[1:-1] - 1] = False  # from one line to the next
    at = np.flatnonzero(long)
    if not at.size:
        return points, offsets
    between = [_between(points[n], points[n + 1]) for n in at.tolist()]
    counts = [len(each) for each in between]
    whole = np.insert(points, np.repeat(at + 1, counts), np.concatenate(between), axis=0)
    before = np.concatenate([[0], np.cumsum(counts)])[np.searchsorted(at, offsets)]
    return whole, offsets + before


def _between(start: Floats, end: Floats) -> Floats:
    way = Geodesic.between(LonLat(*start.tolist()), LonLat(*end.tolist()))
    lons, lats = (degrees[1:-1] for degrees in way.points(step_km=_STEP_KM))
    return np.column_stack([lons + 360.0 * np.round((start[0] - lons) / 360.0), lats])
