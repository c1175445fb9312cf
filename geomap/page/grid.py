"""Degrees to the whole numbers of the data island, as fine as the view deserves, and to pixels of the open map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry import Polygon

from geomap.antimeridian import parts_of
from geomap.page.packing import pack_line
from geomap.projection import mercator

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Bounds = tuple[float, float, float, float]

FINE, COARSE = 100_000, 10_000  # units per degree: 1 m for a story inside one town, 11 m for others
SMALL_DEG = 0.5
VIEW_PX = 900  # about how wide the story is when the map opens on a large screen
LINE_PX = 1 / 30  # what a line may lose, in pixels of the open map: nothing that shows five zoom levels further in


@dataclass(frozen=True, slots=True)
class Grid:
    """The measures of one page.

    Parameters
    ----------
    k, outline : int
        Units per degree: of what is exact, and of areas.
    pixel_deg : float
        What one pixel of the open map is, in degrees of longitude.
    middle : float
        Longitude that all others are written near to.
    """

    k: int
    outline: int
    pixel_deg: float
    middle: float

    @classmethod
    def of(cls, bounds: Bounds, *, middle: float) -> Grid:
        """The measures that suit what must be in view."""
        side = max(bounds[2] - bounds[0], bounds[3] - bounds[1])
        k = FINE if side < SMALL_DEG else COARSE
        return cls(k, k // 10 if side > 2 else k, max(side / VIEW_PX, 1.0 / k), middle)

    def lon(self, degrees: float) -> int:
        """A longitude in units."""
        return round((degrees + 360.0 * round((self.middle - degrees) / 360.0)) * self.k)

    def lat(self, degrees: float) -> int:
        """A latitude in units."""
        return round(degrees * self.k)

    def rings(self, shape: BaseGeometry) -> list[list[str]]:
        """Packed rings of an area, polygon by polygon."""
        simple = shape.simplify(self.pixel_deg / 2, preserve_topology=True)
        return [
            [pack_line(ring.coords, per_degree=self.outline) for ring in (part.exterior, *part.interiors)]
            for part in parts_of(simple)
            if isinstance(part, Polygon) and not part.is_empty
        ]

    def lines(self, shape: BaseGeometry) -> list[str]:
        """Packed lines, without the points that nobody could see."""
        simple = shape.simplify(self.pixel_deg * LINE_PX)
        return [pack_line(part.coords, per_degree=self.k) for part in parts_of(simple)]

    def pixels(self, shape: BaseGeometry) -> BaseGeometry:
        """The shape in pixels of the open map, y downwards."""
        around_px = 360.0 / self.pixel_deg
        return shapely.transform(shape, lambda at: np.array([mercator(*point) for point in at]) * around_px)
