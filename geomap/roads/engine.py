"""What every road engine takes and gives: frozen values and one protocol.

An engine answers one question: which way leads along its roads from a start over some vias to an end. It either
answers or raises one of :mod:`geomap.roads.errors`; it never falls back to another engine by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike
from shapely.geometry import MultiPolygon, Polygon

from geomap.geodesy import Floats, line_length_km

SNAP_KM = 2.0
"""A waypoint is put on a road that is no farther off than this, or than its own radius."""

MAX_ALTERNATES = 3
DECIMALS = 7
"""Digits that coordinates are kept to: 1e-7 degrees are 1 cm, and what OpenStreetMap has."""


Progress = Callable[[str, int, int], None]
"""Called with a stage's name, the steps done and the steps in all."""


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A point that a way leads through, degrees WGS84.

    Parameters
    ----------
    lon, lat : float
    radius_km : float
        How exact the point is. The road may lie up to this far off, or 2 km when that is more.
    name : str
        For messages.
    """

    lon: float
    lat: float
    radius_km: float = 0.0
    name: str = ""

    @property
    def reach_km(self) -> float:
        """How far off the road may lie."""
        return max(SNAP_KM, self.radius_km)

    @property
    def label(self) -> str:
        """What messages call it."""
        return self.name or f"{self.lat:.5f}, {self.lon:.5f}"


@dataclass(frozen=True, slots=True)
class Avoid:
    """An area whose interior no part of a path may cross; EPSG:4326. Along its border is legal."""

    shape: Polygon | MultiPolygon
    name: str = ""

    @property
    def label(self) -> str:
        """What messages call it."""
        return self.name or "an avoided area"


@dataclass(frozen=True, slots=True)
class Snap:
    """Where a waypoint met the road, degrees WGS84, and how far off that is on the ellipsoid."""

    lon: float
    lat: float
    distance_km: float


@dataclass(frozen=True, slots=True)
class EnginePath:
    """One way along the roads, from where the start met them to where the end did; made by :func:`engine_path`.

    Parameters
    ----------
    lons, lats : tuple of float
        At least two points, degrees WGS84 inside ±180°, kept to 1e-7. Neighbours may lie on either side of the
        antimeridian.
    length_km : float
        Measured by ``pyproj.Geod`` along the points; 0 is legal. What lies between a waypoint and the road is not
        part of it.
    duration_h : float or None
        By the engine's own idea of speeds; None when it has none.
    """

    lons: tuple[float, ...]
    lats: tuple[float, ...]
    length_km: float
    duration_h: float | None = None


@dataclass(frozen=True, slots=True)
class EngineData:
    """What the roads are from.

    Parameters
    ----------
    title : str
    date : str or None
        ISO 8601; as of when the data is, None when nobody knows.
    attribution : str
        What the licence of the data wants to see on the map.
    identity : str
        What tells these roads from others of the same title: of files a hash of what is in them, of a service its
        address. Empty when nobody knows. Kept answers with another identity are asked anew.
    """

    title: str
    date: str | None = None
    attribution: str = ""
    identity: str = ""


@dataclass(frozen=True, slots=True)
class EngineRoute:
    """An engine's answer.

    Parameters
    ----------
    engine, version : str
        Who computed it.
    profile : str
    data : EngineData
    request_hash : str
        See :meth:`geomap.roads.request.Request.hash_for`.
    paths : tuple of EnginePath
        The best first, then the alternates; never empty.
    snaps : tuple of Snap
        For the start, the vias and the end, in this order.
    notes : tuple of str
        What a reader should know, such as a ferry on the way.
    """

    engine: str
    version: str
    profile: str
    data: EngineData
    request_hash: str
    paths: tuple[EnginePath, ...]
    snaps: tuple[Snap, ...]
    notes: tuple[str, ...] = ()


class RoadEngine(Protocol):
    """Whatever finds a way."""

    @property
    def name(self) -> str:
        """One word, as in a story's file."""
        ...

    @property
    def version(self) -> str:
        """Of the code that computes."""
        ...

    @property
    def data(self) -> EngineData:
        """What the roads are from."""
        ...

    def route(
        self,
        points: tuple[Waypoint, Waypoint],
        *,
        via: Sequence[Waypoint] = (),
        avoid: Sequence[Avoid] = (),
        alternates: int = 0,
        profile: str = "car",
    ) -> EngineRoute:
        """The best way from the first point over the vias to the last, and up to so many alternates.

        Raises
        ------
        RoadError
            One of its leaves; see :mod:`geomap.roads.errors`.
        """
        ...


def engine_path(lons: ArrayLike, lats: ArrayLike, *, duration_h: float | None = None) -> EnginePath:
    """A path from points as an engine has them: brought inside ±180°, kept to 1e-7 degrees, measured.

    Parameters
    ----------
    lons, lats : array of float, shape (n,), n >= 1
        Degrees WGS84; longitudes may run on beyond ±180°. A point that repeats the one before is left out.
    duration_h : float or None

    Examples
    --------
    >>> path = engine_path([179.9, 180.1, 180.1], [0, 0, 0])
    >>> path.lons, path.lats, round(path.length_km, 3)
    ((179.9, -179.9), (0.0, 0.0), 22.264)
    """
    lon, lat = kept_lons(lons), kept_degrees(lats)
    distinct = np.ones(lon.size, dtype=bool)
    distinct[1:] = (lon[1:] != lon[:-1]) | (lat[1:] != lat[:-1])
    lon, lat = lon[distinct], lat[distinct]
    if lon.size == 1:  # a way of no length is still a line
        lon, lat = np.repeat(lon, 2), np.repeat(lat, 2)
    return EnginePath(tuple(lon.tolist()), tuple(lat.tolist()), line_length_km(lon, lat), duration_h)


def kept_degrees(values: ArrayLike) -> Floats:
    """Degrees as they are kept: to 1e-7, and no negative zero."""
    return np.asarray(np.round(np.asarray(values, dtype=np.float64), DECIMALS) + 0.0, dtype=np.float64)


def kept_lons(values: ArrayLike) -> Floats:
    """Longitudes above -180° up to 180°, as they are kept; what lies inside already is only rounded."""
    lons = kept_degrees(values)
    beyond = (lons > 180.0) | (lons <= -180.0)
    return kept_degrees(np.where(beyond, 180.0 - (180.0 - lons) % 360.0, lons))
