"""Geodesics on the WGS84 ellipsoid: lengths, points along the shortest way, and a flat view of a neighbourhood.

Everything is computed by ``pyproj.Geod``, whose C code is Karney's GeographicLib (C. F. F. Karney, Algorithms for
geodesics, J. Geodesy 87, 2013): lengths are good to some nanometres. This module is pyproj's only door.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod

Floats = NDArray[np.float64]

STEP_KM = 10.0
"""Longest straight piece of a drawn geodesic: it leaves the true one by 2 m at 35° of latitude, 20 m at 85°."""

_GEOD = Geod(ellps="WGS84")


class LonLat(NamedTuple):
    """A point, degrees WGS84."""

    lon: float
    lat: float


def distance_km(start: LonLat, end: LonLat) -> float:
    """Length of the shortest way between two points on the WGS84 ellipsoid.

    Examples
    --------
    >>> round(distance_km(LonLat(36.74284, 34.15558), LonLat(40.91854, 34.45226)), 3)
    385.77
    """
    return float(_GEOD.inv(*start, *end)[2]) / 1000.0


def segment_lengths_m(start_lons: ArrayLike, start_lats: ArrayLike, end_lons: ArrayLike, end_lats: ArrayLike) -> Floats:
    """Lengths of the shortest ways from each start to its end, metres; longitudes may run on beyond ±180°.

    Examples
    --------
    >>> segment_lengths_m([179.5, 0.0], [0.0, 0.0], [180.5, 0.0], [0.0, 1.0]).round(3).tolist()
    [111319.491, 110574.389]
    """
    starts = np.asarray(start_lons, dtype=np.float64), np.asarray(start_lats, dtype=np.float64)
    ends = np.asarray(end_lons, dtype=np.float64), np.asarray(end_lats, dtype=np.float64)
    return np.asarray(_GEOD.inv(*starts, *ends)[2], dtype=np.float64)


def line_length_km(lons: ArrayLike, lats: ArrayLike) -> float:
    """Length of a line of geodesics from point to point.

    Examples
    --------
    >>> round(line_length_km([40.0, 41.0, 41.0], [34.0, 34.0, 35.0]), 3), line_length_km([40.0], [34.0])
    (203.316, 0.0)
    """
    lon, lat = np.asarray(lons, dtype=np.float64), np.asarray(lats, dtype=np.float64)
    return float(segment_lengths_m(lon[:-1], lat[:-1], lon[1:], lat[1:]).sum()) / 1000.0 if lon.size > 1 else 0.0


@dataclass(frozen=True, slots=True)
class Geodesic:
    """The shortest way between two points; made by :meth:`between`.

    Parameters
    ----------
    start, end : LonLat
    bearing_deg : float
        Direction at the start, clockwise from north.
    length_km : float

    Examples
    --------
    >>> way = Geodesic.between(LonLat(-150.0, 61.2), LonLat(139.7, 35.7))
    >>> round(way.length_km), round(way.bearing_deg), way.point_at(0.0) == way.start
    (5568, -87, True)
    """

    start: LonLat
    end: LonLat
    bearing_deg: float
    length_km: float

    @classmethod
    def between(cls, start: LonLat, end: LonLat) -> Geodesic:
        """The geodesic from `start` to `end`; between antipodes, one of the shortest."""
        bearing, _, metres = _GEOD.inv(*start, *end)
        return cls(start, end, float(bearing), float(metres) / 1000.0)

    def point_at(self, along_km: float) -> LonLat:
        """The point this far along the way."""
        lon, lat, _ = _GEOD.fwd(*self.start, self.bearing_deg, along_km * 1000.0)
        return LonLat(float(lon), float(lat))

    def bearing_at(self, along_km: float) -> float:
        """Direction of travel this far along the way, degrees clockwise from north, 0 to 360."""
        back = _GEOD.fwd(*self.start, self.bearing_deg, along_km * 1000.0)[2]
        return (float(back) + 180.0) % 360.0

    def points(self, *, step_km: float = STEP_KM) -> tuple[Floats, Floats]:
        """Longitudes and latitudes of evenly spaced points, both ends exact, at most `step_km` apart."""
        count = max(1, int(np.ceil(self.length_km / step_km)))
        metres = np.linspace(0.0, self.length_km * 1000.0, count + 1)
        shape = np.ones_like(metres)
        lons, lats, _ = _GEOD.fwd(self.start.lon * shape, self.start.lat * shape, self.bearing_deg * shape, metres)
        lons[0], lats[0] = self.start
        lons[-1], lats[-1] = self.end
        return np.asarray(lons, dtype=np.float64), np.asarray(lats, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Plane:
    """A flat view of the surroundings of a point: azimuthal equidistant on the ellipsoid, in kilometres.

    Distances and directions from the middle are exact; between two points 100 km off it, lengths are within 0.02 %.
    """

    middle: LonLat

    def to_plane(self, lons: ArrayLike, lats: ArrayLike) -> tuple[Floats, Floats]:
        """Kilometres east and north of the middle.

        Examples
        --------
        >>> x, y = Plane(LonLat(40.0, 34.0)).to_plane([40.0, 41.0], [35.0, 34.0])
        >>> x.round(1).tolist(), y.round(1).tolist()
        ([0.0, 92.4], [110.9, 0.5])
        """
        lon, lat = np.asarray(lons, dtype=np.float64), np.asarray(lats, dtype=np.float64)
        ones = np.ones_like(lon)
        bearing, _, metres = _GEOD.inv(self.middle.lon * ones, self.middle.lat * ones, lon, lat)
        angle, distance = np.radians(bearing), np.asarray(metres) / 1000.0
        return distance * np.sin(angle), distance * np.cos(angle)

    def to_lonlat(self, x_km: ArrayLike, y_km: ArrayLike) -> tuple[Floats, Floats]:
        """Longitudes and latitudes of points of the plane; the inverse of :meth:`to_plane`."""
        x, y = np.asarray(x_km, dtype=np.float64), np.asarray(y_km, dtype=np.float64)
        ones = np.ones_like(x)
        bearing, metres = np.degrees(np.arctan2(x, y)), np.hypot(x, y) * 1000.0
        lons, lats, _ = _GEOD.fwd(self.middle.lon * ones, self.middle.lat * ones, bearing, metres)
        return np.asarray(lons, dtype=np.float64), np.asarray(lats, dtype=np.float64)


def arrows(
    way: tuple[Geodesic, ...], *, spacing_km: float = 75.0, most: int = 6
) -> tuple[tuple[float, float, float], ...]:
    """Where arrow heads stand along a way, so that its direction shows and the heads do not crowd.

    Parameters
    ----------
    way : tuple of Geodesic
        One after another.
    spacing_km : float
        About one head per so many kilometres, at least one.
    most : int
        No more heads than this.

    Returns
    -------
    tuple of (lon, lat, bearing_deg)
        Evenly spaced, none at the ends; the bearing is the direction of travel, clockwise from north.

    Examples
    --------
    >>> [tuple(round(v) for v in head) for head in arrows((Geodesic.between(LonLat(0, 0), LonLat(2, 0)),))]
    [(0, 0, 90), (1, 0, 90), (2, 0, 90)]
    """
    total = sum(piece.length_km for piece in way)
    if not total:
        return ()
    count = max(1, min(most, round(total / spacing_km)))
    heads = []
    for number in range(count):
        rest = total * (number + 0.5) / count
        for piece in way:
            if rest <= piece.length_km:
                heads.append((*piece.point_at(rest), piece.bearing_at(rest)))
                break
            rest -= piece.length_km
    return tuple(heads)
