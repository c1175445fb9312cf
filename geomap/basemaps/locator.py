"""Where in the world a story lies: a small round map of the countries about it, for a corner of the large one."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

import numpy as np
import shapely

from gazetteer import Kind
from geomap.antimeridian import only_polygons, parts_of
from geomap.basemaps.canvas import Floats
from geomap.projection import Box

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from gazetteer import Place

SIDE = 240
"""Width and height of the drawing, in its own units; about half of that in pixels."""
TIMES = 7.0  # the map reaches so many times as far as the story …
NEAREST_DEG, FARTHEST_DEG = 24.0, 75.0  # … within these limits, in degrees of arc
_LEAST_LAND = 0.15  # of the small map: less tells a reader nothing
WIDEST_DEG = 30.0  # a story that reaches farther than this from its middle needs nobody to say where in the world it is
_BEYOND = 1.06  # outlines go on a little over the rim, so that no cut shows
_GRID, _DETAIL, _SPECK = 0.4, 4.0, 7.0  # in units: of reading; what a line may lose; the side of the smallest island
_TURNED_DEG = 120.0  # nothing farther away is drawn where it is: it lies behind the rim in any case
_LEAST_SPOT, _RING = 16.0, 9  # units: a smaller story is marked by a ring of this radius

Step = tuple[int, int]
Outline = tuple[Step, ...]  # a ring in units, y down, its first point not repeated


class Outlines(Protocol):
    """What the locator asks of a gazetteer."""

    def outlines_in(
        self, west: float, south: float, east: float, north: float, *, kind: Kind
    ) -> tuple[tuple[Place, BaseGeometry], ...]:
        """Outlines that meet a box."""
        ...


@dataclass(frozen=True, slots=True)
class Locator:
    """A map of the surroundings in a square of :data:`SIDE` units, y down, to be cut to the circle in it.

    Parameters
    ----------
    lands, homes : tuple of outlines
        Other countries, and those of the story.
    spot : outline
        The story's box; empty where it is too small to be seen, and a ring about the middle stands for it.
    reach_deg : float
        From the middle to the rim, degrees of arc.
    place_ids : tuple of str
        The countries drawn.
    """

    lands: tuple[Outline, ...]
    homes: tuple[Outline, ...]
    spot: Outline
    reach_deg: float
    place_ids: tuple[str, ...]

    @property
    def land_path(self) -> str:
        """SVG path data of the other countries."""
        return outline_path(self.lands)

    @property
    def home_path(self) -> str:
        """SVG path data of the story's countries."""
        return outline_path(self.homes)

    @property
    def spot_path(self) -> str:
        """SVG path data of what marks the story."""
        half, r = SIDE // 2, _RING
        ring = f"M{half - r} {half}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0z"
        return outline_path([self.spot]) if self.spot else ring


def locator(gazetteer: Outlines, story: Box, *, home: Collection[str]) -> Locator | None:
    """The small map for a story, or None for one that spans the world.

    Parameters
    ----------
    gazetteer : Gazetteer
        Where the countries' outlines come from.
    story : Box
        Where the story is, degrees WGS84.
    home : collection of str
        ISO 3166-1 alpha-2 codes of the countries to be set off.

    Notes
    -----
    The projection is Lambert's azimuthal equal-area one about the middle of the story (Snyder, *Map Projections: A
    Working Manual*, 1987, eq. 24-2 to 24-4, on the sphere), so that it suits any place, the poles among them.

    Examples
    --------
    >>> from gazetteer import Gazetteer
    >>> with Gazetteer.open() as gazetteer:
    ...     near = locator(gazetteer, Box(35.5, 32.5, 41.5, 36.6), home={"SY"})
    ...     world = locator(gazetteer, Box(-170.0, -40.0, 170.0, 60.0), home=set())
    >>> near is not None and "SY" in near.place_ids, world
    (True, None)
    """
    radius = _radius_deg(story)
    if radius > WIDEST_DEG:
        return None
    return _drawn(gazetteer, story, home, reach=min(max(TIMES * radius, NEAREST_DEG), FARTHEST_DEG))


def _drawn(gazetteer: Outlines, story: Box, home: Collection[str], *, reach: float) -> Locator:
    middle = story.center_lon, story.center_lat
    owners: list[Place] = []
    shapes: list[BaseGeometry] = []
    for place, outline in gazetteer.outlines_in(-180.0, -90.0, 180.0, 90.0, kind=Kind.COUNTRY):
        for part in _near(outline, middle, reach):
            owners.append(place)
            shapes.append(part)
    rim = shapely.Point(SIDE / 2, SIDE / 2).buffer(SIDE / 2 * _BEYOND)
    if sum(shape.intersection(rim).area for shape in shapes) < _LEAST_LAND * rim.area and reach < FARTHEST_DEG:
        return _drawn(gazetteer, story, home, reach=min(2.0 * reach, FARTHEST_DEG))  # islands, far from anywhere
    lands: list[Outline] = []
    homes: list[Outline] = []
    drawn: dict[str, None] = {}
    for place, shape in zip(owners, _simplified(shapes), strict=True):
        rings = _rings(shapely.intersection(shape, rim))
        (homes if place.country in home else lands).extend(rings)
        if rings:
            drawn[place.id] = None
    spot = _spot(story, middle, reach)
    return Locator(tuple(sorted(lands)), tuple(sorted(homes)), spot, reach, tuple(sorted(drawn)))


def _radius_deg(story: Box) -> float:
    """How far the corners of the story's box are from its middle, or its sides if they are farther."""
    lats = story.south, story.center_lat, story.north
    edge = np.array([(lon, lat) for lon in (story.west, story.east) for lat in lats])
    return float(_distance_deg(edge, (story.center_lon, story.center_lat)).max())


def _distance_deg(lonlat: Floats, middle: tuple[float, float]) -> Floats:
    lon, lat = np.radians(lonlat[:, 0] - middle[0]), np.radians(lonlat[:, 1])
    lat0 = math.radians(middle[1])
    half = np.sin((lat - lat0) / 2) ** 2 + math.cos(lat0) * np.cos(lat) * np.sin(lon / 2) ** 2
    far: Floats = np.degrees(2 * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))))
    return far


def _near(outline: BaseGeometry, middle: tuple[float, float], reach: float) -> list[BaseGeometry]:
    """The polygons of a country that come near the rim or inside, in units, without their lakes.

    Points go onto a fine grid first, so that a thousand of them on one unit are one; neighbours have the same points
    and so still fit together.
    """
    found: list[BaseGeometry] = []
    grid = _GRID * 2.0 * reach / SIDE
    least = (_SPECK * grid / _GRID) ** 2  # square degrees at the equator
    for part in parts_of(only_polygons(outline)):
        west, south, east, north = part.bounds
        if (east - west) * (north - south) * math.cos(math.radians((south + north) / 2)) < least:
            continue  # thousands of islets, before anything is done with their points
        points = np.rint(_exterior(part) / grid) * grid
        points = points[np.concatenate([[True], (points[1:] != points[:-1]).any(axis=1)])]
        # What holds the point on the other side of the world would be turned inside out.
        if len(points) < 4 or _distance_deg(points, middle).min() > reach + 30.0:
            continue
        flat = shapely.Polygon(_units(points, middle, reach))
        found += parts_of(only_polygons(flat if flat.is_valid else shapely.make_valid(flat, method="structure")))
    return [each for each in found if each.area >= _SPECK**2]


def _units(lonlat: Floats, middle: tuple[float, float], reach: float) -> Floats:
    """Degrees to the units of the drawing."""
    lon, lat, lat0 = np.radians(lonlat[:, 0] - middle[0]), np.radians(lonlat[:, 1]), math.radians(middle[1])
    east = np.cos(lat) * np.sin(lon)
    north = math.cos(lat0) * np.sin(lat) - math.sin(lat0) * np.cos(lat) * np.cos(lon)
    far = np.radians(np.minimum(_distance_deg(lonlat, middle), _TURNED_DEG))
    scale = np.sin(far / 2) / math.sin(math.radians(reach / 2)) / np.maximum(np.hypot(east, north), 1e-12)
    half = SIDE / 2
    return np.column_stack([half + half * scale * east, half - half * scale * north])


def _simplified(shapes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """The same polygons with less detail; neighbours stay neighbours."""
    return list(shapely.coverage_simplify(np.array(shapes, dtype=object), _DETAIL)) if shapes else []


def _exterior(polygon: BaseGeometry) -> Floats:
    outer: Floats = shapely.get_coordinates(shapely.get_exterior_ring(polygon))
    return outer


def _rings(shape: BaseGeometry) -> list[Outline]:
    """The outer rings of an area as whole steps; lakes are left out at this size."""
    rings = []
    for part in parts_of(only_polygons(shape)):
        points = [(round(x), round(y)) for x, y in _exterior(part)[:-1]]
        ring = [point for i, point in enumerate(points) if point != points[i - 1]]
        if len(ring) >= 3:
            rings.append(tuple(ring))
    return rings


def _spot(story: Box, middle: tuple[float, float], reach: float) -> Outline:
    west, south, east, north = story.west, story.south, story.east, story.north
    share = np.linspace(0.0, 1.0, 7)[:-1]
    sides = [
        np.column_stack([west + (east - west) * share, np.full(6, north)]),
        np.column_stack([np.full(6, east), north + (south - north) * share]),
        np.column_stack([east + (west - east) * share, np.full(6, south)]),
        np.column_stack([np.full(6, west), south + (north - south) * share]),
    ]
    box = shapely.Polygon(_units(np.vstack(sides), middle, reach))
    wide, high = np.ptp(shapely.get_coordinates(box), axis=0)
    return _rings(box)[0] if min(wide, high) >= _LEAST_SPOT else ()


def outline_path(rings: Sequence[Outline]) -> str:
    """SVG path data of rings, in steps from point to point.

    Examples
    --------
    >>> outline_path([((10, 10), (20, 10), (20, 25))])
    'M10 10l10 0 0 15z'
    """
    return "".join(
        f"M{ring[0][0]} {ring[0][1]}l" + " ".join(f"{x - a} {y - b}" for (a, b), (x, y) in pairwise(ring)) + "z"
        for ring in rings
    ).replace(" -", "-")
