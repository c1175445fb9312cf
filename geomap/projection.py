"""Web Mercator and the maths of a picture on it: pure numbers, shared by the base map and the static picture.

Longitudes are *unwrapped* here: a box that crosses the antimeridian runs from, say, 177 to 182, so that everything
in it has one continuous x axis. Latitudes beyond the Mercator limit are drawn on the limit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

MAX_LAT = 85.0511287798066  # where the Web Mercator square ends: atan(sinh(pi)), in degrees
TILE_PX = 256  # the world is one tile of this size at zoom 0 (the slippy-map convention that Leaflet follows)
KM_AROUND = 40_075.017  # equator of the WGS84 ellipsoid, which Web Mercator treats as a sphere's


def mercator(lon: float, lat: float) -> tuple[float, float]:
    """Where a point lies on the Web Mercator square.

    Parameters
    ----------
    lon, lat : float
        Degrees WGS84; ``lon`` may be unwrapped (beyond ±180).

    Returns
    -------
    tuple of float
        x and y; the world from -180 to 180 is 0 to 1, y grows to the south.

    Examples
    --------
    >>> mercator(0, 0)
    (0.5, 0.5)
    >>> mercator(181, 90)[0] > 1, abs(mercator(181, 90)[1]) < 1e-9
    (True, True)
    """
    sine = math.sin(math.radians(max(-MAX_LAT, min(MAX_LAT, lat))))
    return (lon + 180.0) / 360.0, 0.5 - math.atanh(sine) / (2.0 * math.pi)


def unmercator(x: float, y: float) -> tuple[float, float]:
    """The point (lon, lat) at x, y of the Web Mercator square; the inverse of :func:`mercator`.

    Examples
    --------
    >>> lon, lat = unmercator(*mercator(40.92, 34.45))
    >>> round(lon, 9), round(lat, 9)
    (40.92, 34.45)
    """
    return x * 360.0 - 180.0, math.degrees(math.asin(math.tanh((0.5 - y) * 2.0 * math.pi)))


def unwrap(lon: float, *, near: float) -> float:
    """The same longitude, written so that it lies within 180 degrees of ``near``.

    Examples
    --------
    >>> unwrap(-179.0, near=178.0), unwrap(36.5, near=38.0)
    (181.0, 36.5)
    """
    return lon - 360.0 * math.floor((lon - near + 180.0) / 360.0)


@dataclass(frozen=True, slots=True)
class Box:
    """A box in degrees WGS84 whose longitudes run on: ``west <= east``, and ``east`` may pass 180.

    Examples
    --------
    >>> Box.of(177.0, -20.0, -178.0, -15.0)
    Box(west=177.0, south=-20.0, east=182.0, north=-15.0)
    """

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def of(cls, west: float, south: float, east: float, north: float) -> Box:
        """The box between four bounds; ``west > east`` means that it crosses the antimeridian."""
        return cls(west, south, east + 360.0 if west > east else east, north)

    @property
    def center_lon(self) -> float:
        """Longitude of the middle, degrees."""
        return (self.west + self.east) / 2.0

    @property
    def center_lat(self) -> float:
        """Latitude that is in the middle of the picture (not the mean of the two parallels), degrees."""
        return unmercator(0.0, (mercator(0.0, self.south)[1] + mercator(0.0, self.north)[1]) / 2.0)[1]

    @property
    def width(self) -> float:
        """Width on the Web Mercator square (1 is the way around the world)."""
        return (self.east - self.west) / 360.0

    @property
    def height(self) -> float:
        """Height on the Web Mercator square."""
        return mercator(0.0, self.south)[1] - mercator(0.0, self.north)[1]

    def holds(self, lon: float, lat: float) -> bool:
        """Whether the point is inside or on the edge; ``lon`` may be wrapped or not."""
        return self.south <= lat <= self.north and self.west <= unwrap(lon, near=self.center_lon) <= self.east

    def resized(self, *, width: float, height: float) -> Box:
        """The box of this size (units of the Mercator square) about the same middle, kept on the globe."""
        x, y = mercator(self.center_lon, self.center_lat)
        half, height = min(width, 1.0) / 2.0, min(height, 1.0)
        top = min(max(y - height / 2.0, 0.0), 1.0 - height)
        west, north = unmercator(x - half, top)
        east, south = unmercator(x + half, top + height)
        return Box(west, south, east, north)


@dataclass(frozen=True, slots=True)
class View:
    """A picture of the world: which point is in the middle, how large it is, how many pixels it has.

    Parameters
    ----------
    x, y : float
        The middle, on the Web Mercator square.
    px_per_world : float
        Pixels around the world; ``256 * 2**zoom``.
    width_px, height_px : float
        Size of the picture.
    """

    x: float
    y: float
    px_per_world: float
    width_px: float
    height_px: float

    @classmethod
    def fit(cls, box: Box, *, width_px: float, height_px: float, padding_px: float = 0.0) -> View:
        """The largest view that shows the whole box, with at least ``padding_px`` around it.

        Examples
        --------
        >>> view = View.fit(Box(35.0, 32.0, 42.0, 37.0), width_px=1200, height_px=800)
        >>> round(view.zoom, 2), [round(v) for v in view.xy(38.5, 34.5)]
        (7.53, [600, 406])
        """
        across = max(width_px - 2 * padding_px, 1.0) / max(box.width, 1e-7)
        down = max(height_px - 2 * padding_px, 1.0) / max(box.height, 1e-7)
        x, y = mercator(box.center_lon, box.center_lat)
        return cls(x, y, min(across, down), width_px, height_px)

    @property
    def zoom(self) -> float:
        """Zoom level, as web maps count it."""
        return math.log2(self.px_per_world / TILE_PX)

    @property
    def center_lon(self) -> float:
        """Longitude of the middle, degrees."""
        return unmercator(self.x, self.y)[0]

    @property
    def box(self) -> Box:
        """What the picture shows, in degrees."""
        west, north = self.lonlat(0.0, 0.0)
        east, south = self.lonlat(self.width_px, self.height_px)
        return Box(west, south, east, north)

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        """Pixels right of and below the upper left corner; ``lon`` unwrapped to the view's own run."""
        x, y = mercator(lon, lat)
        return (
            (x - self.x) * self.px_per_world + self.width_px / 2.0,
            (y - self.y) * self.px_per_world + self.height_px / 2.0,
        )

    def lonlat(self, x_px: float, y_px: float) -> tuple[float, float]:
        """The point shown at a pixel; the inverse of :meth:`xy`."""
        return unmercator(
            (x_px - self.width_px / 2.0) / self.px_per_world + self.x,
            (y_px - self.height_px / 2.0) / self.px_per_world + self.y,
        )

    def px_per_km(self, lat: float) -> float:
        """Pixels per kilometre along the parallel of ``lat``: Mercator draws everything 1/cos(lat) too large."""
        return self.px_per_world / (KM_AROUND * math.cos(math.radians(max(-MAX_LAT, min(MAX_LAT, lat)))))


def round_length(most_km: float) -> float:
    """The longest round length (1, 2 or 5 times a power of ten) that is not longer than ``most_km``, for scale bars.

    Examples
    --------
    >>> [round_length(km) for km in (0.7, 3.0, 98.0, 260.0)]
    [0.5, 2.0, 50.0, 200.0]
    """
    power = 10.0 ** (math.floor(math.log10(most_km)) - 1)  # one lower, since log10 rounds
    return max(step * power for step in (1.0, 2.0, 5.0, 10.0, 20.0, 50.0) if step * power <= most_km)
