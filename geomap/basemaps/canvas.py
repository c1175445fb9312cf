"""What a base map covers and how exactly it is drawn: everything that follows from the story's box."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geomap.basemaps.topology import Frame
from geomap.projection import KM_AROUND, MAX_LAT, TILE_PX, Box

Floats = npt.NDArray[np.float64]

SCREEN_PX = 1000.0  # a story's box is read at about this width; one pixel of it is the detail that may be lost
SMALLEST = 1.0 / 360.0  # of the way around the world: a story in one town still shows what surrounds the town
REACH = 2.6  # the map is this many times as wide as the longer side of the story's box …
REACH_DOWN = 0.75  # … and this much of that high
SOUTH_OF_ALL = -60.0  # a map of the world ends here, unless the story goes on: Antarctica would fill a third of it
OUTSIDE = 0.3  # detail outside of the story's box, against 1 inside: nobody reads the map there


@dataclass(frozen=True, slots=True)
class Canvas:
    """The measures of one base map.

    The *lens* of :meth:`into` and :meth:`back` are Mercator degrees with everything outside of the story's box
    pressed together. Simplifying in them keeps what the reader sees (a pixel is a pixel at any latitude) and spends
    less on the surroundings than on the story. The lens is continuous and one to one, so neighbours stay neighbours.

    Parameters
    ----------
    story : Box
        Where the story is.
    box : Box
        What the map covers; its bounds lie on the grid.
    tolerance : float
        Detail that may be lost, in degrees of longitude inside the story's box.
    per_degree : int
        Grid of the finished coordinates: units per degree.
    """

    story: Box
    box: Box
    tolerance: float
    per_degree: int

    @classmethod
    def of(cls, story: Box) -> Canvas:
        """The measures that suit a story's box.

        Examples
        --------
        >>> canvas = Canvas.of(Box(35.5, 32.5, 41.5, 36.6))
        >>> canvas.box, canvas.per_degree
        (Box(west=30.7, south=29.622, east=46.3, north=39.25), 1000)
        """
        story = story.resized(width=max(story.width, SMALLEST), height=max(story.height, SMALLEST))
        side = max(story.width, story.height)
        tolerance = side * 360.0 / SCREEN_PX
        per_degree = 1000 if tolerance >= 0.002 else 10_000
        wide = story.resized(width=side * REACH, height=side * REACH * REACH_DOWN)
        south = max(wide.south, min(story.south, SOUTH_OF_ALL)) if wide.width > 0.999 else wide.south
        box = Box(*(round(v * per_degree) / per_degree for v in (wide.west, south, wide.east, wide.north)))
        return cls(story, box, tolerance, per_degree)

    @property
    def zoom(self) -> int:
        """The zoom level at which the story is read, or the one just below it."""
        return math.floor(math.log2(SCREEN_PX / (max(self.story.width, self.story.height) * TILE_PX)))

    @property
    def frame(self) -> Frame:
        """The box in units of the grid."""
        box = self.box
        return Frame(*(round(v * self.per_degree) for v in (box.west, box.south, box.east, box.north)))

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """What the map covers, as gazetteers take it."""
        return _wrapped(self.box)

    @property
    def story_bounds(self) -> tuple[float, float, float, float]:
        """The story's box, as gazetteers take it."""
        return _wrapped(self.story)

    def pixels(self, length_km: float, lat: float) -> float:
        """How long something at this latitude is as the story is read."""
        return length_km * 360.0 / (KM_AROUND * math.cos(math.radians(min(abs(lat), MAX_LAT)))) / self.tolerance

    def into(self, lonlat: Floats) -> Floats:
        """Degrees to lens coordinates; arrays of shape (n, 2)."""
        return self._pressed(_mercator_degrees(lonlat), OUTSIDE)

    def back(self, points: Floats) -> Floats:
        """Lens coordinates to degrees; the inverse of :meth:`into`."""
        flat = self._pressed(points, 1.0 / OUTSIDE)
        return np.column_stack([flat[:, 0], np.degrees(np.arcsin(np.tanh(np.radians(flat[:, 1]))))])

    def _pressed(self, points: Floats, factor: float) -> Floats:
        story = self.story
        low, high = _mercator_degrees(np.array([[story.west, story.south], [story.east, story.north]]))
        inside = np.clip(points, low, high)
        pressed: Floats = inside + (points - inside) * factor
        return pressed


def _mercator_degrees(lonlat: Floats) -> Floats:
    """Longitude as it is, and latitude stretched as Web Mercator does, both in degrees."""
    lat = np.radians(np.clip(lonlat[:, 1], -MAX_LAT, MAX_LAT))
    return np.column_stack([lonlat[:, 0], np.degrees(np.arctanh(np.sin(lat)))])


def _wrapped(box: Box) -> tuple[float, float, float, float]:
    """West, south, east, north with longitudes within ±180; west > east across the antimeridian."""
    if box.east - box.west >= 360.0:
        return -180.0, box.south, 180.0, box.north
    return (box.west + 180.0) % 360.0 - 180.0, box.south, (box.east + 180.0) % 360.0 - 180.0, box.north
