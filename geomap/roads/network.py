"""A network of roads as arrays: junctions, the edges between them, and their geometry.

An edge is a piece of a road between two junctions, with every point of its geometry; who may use it in which direction
is a mask of :data:`geomap.roads.profiles.BITS`. Nothing here reads files or searches.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import shapely
from numpy.typing import NDArray

from geomap.geodesy import Floats
from geomap.roads.engine import EngineData

Bools = NDArray[np.bool_]
Bytes = NDArray[np.uint8]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Roads between junctions; made by :func:`geomap.roads.assemble.assemble`.

    Parameters
    ----------
    node_lons, node_lats : array of float, shape (n,)
        The junctions, degrees WGS84 inside ±180°, to 1e-7. The end of a road is a junction, too.
    clipped : array of bool, shape (n,)
        Whether a road goes on from there in the world, but not in the data.
    tails, heads : array of int, shape (m,)
        The junctions at which an edge's geometry starts and ends; they may be one.
    lengths_m : array of float, shape (m,)
        By ``pyproj.Geod`` along the geometry.
    classes : array of int, shape (m,)
        Index into :data:`geomap.roads.profiles.CLASSES`.
    forward, backward : array of int, shape (m,)
        Who may travel along the geometry, and against it.
    way_ids : array of int, shape (m,)
        The way of OpenStreetMap, or the number of the GeoJSON feature, that the edge is a piece of.
    names : array of int, shape (m,)
        Index into `name_table`, whose first entry is the empty name.
    offsets : array of int, shape (m + 1,)
        Edge ``e`` has the points ``offsets[e]`` up to, not with, ``offsets[e + 1]``; two or more.
    points : array of float, shape (p, 2)
        Longitude and latitude. Longitudes run on beyond ±180° where an edge crosses the antimeridian.
    bounds : tuple of float
        West, south, east, north: the narrowest box around all of it, east up to 540.
    name_table : tuple of str
    data : EngineData
    """

    node_lons: Floats
    node_lats: Floats
    clipped: Bools
    tails: Ints
    heads: Ints
    lengths_m: Floats
    classes: Bytes
    forward: Bytes
    backward: Bytes
    way_ids: Longs
    names: Ints
    offsets: Longs
    points: Floats
    bounds: tuple[float, float, float, float]
    name_table: tuple[str, ...]
    data: EngineData

    @property
    def node_count(self) -> int:
        """How many junctions there are."""
        return int(self.node_lons.size)

    @property
    def edge_count(self) -> int:
        """How many edges there are; one that both directions may use counts once."""
        return int(self.tails.size)

    def edge_points(self, edge: int) -> Floats:
        """The geometry of one edge, shape (k, 2)."""
        return self.points[self.offsets[edge] : self.offsets[edge + 1]]

    def lines(self) -> NDArray[np.object_]:
        """The geometries of all edges as shapely lines."""
        lines = shapely.from_ragged_array(shapely.GeometryType.LINESTRING, self.points, (self.offsets,))
        return np.asarray(lines, dtype=np.object_)


ARRAYS = tuple(field.name for field in fields(Network) if field.name not in {"bounds", "name_table", "data"})
"""The names of a network's arrays."""
