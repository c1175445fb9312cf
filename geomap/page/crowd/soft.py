"""The areas of very many reports: the distinct ones, and which of them are discs without an edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from geomap.page.crowd.extent import firsts
from geomap.page.payload import is_disc

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class Areas:
    """The distinct areas of a frame.

    Parameters
    ----------
    at : array of int, shape (n,)
        For each report the number of its area, -1 for none.
    shapes : tuple of geometry
        EPSG:4326, in the order in which they first come.
    first : tuple of int
        The position of the first report of each.
    """

    at: NDArray[np.intp]
    shapes: tuple[BaseGeometry, ...]
    first: tuple[int, ...]

    @classmethod
    def of(cls, reports: GeoDataFrame) -> Areas:
        """The areas of a reports frame: reports of one place share one object, so that no shape is compared."""
        import pandas

        rows = np.flatnonzero(reports["draw"].to_numpy() == "area")
        at = np.full(len(reports), -1, dtype=np.intp)
        if not len(rows):
            return cls(at, (), ())
        shapes: NDArray[Any] = reports.geometry.to_numpy()[rows]
        codes, _ = pandas.factorize(np.fromiter(map(id, shapes), dtype=np.int64, count=len(shapes)))
        at[rows] = codes
        first = firsts(codes)
        return cls(at, tuple(shapes[first]), tuple(rows[first].tolist()))


def soft_places(reports: GeoDataFrame) -> frozenset[str]:
    """Ids of the reports whose area is a disc about a point, as :func:`geomap.page.payload.soft_areas` tells them."""
    areas = Areas.of(reports)
    if not areas.shapes:
        return frozenset()
    lons, lats, ids = (reports[name].to_numpy() for name in ("lon", "lat", "id"))
    soft = np.array(
        [
            is_disc({"geometry": shape, "lon": lons[i], "lat": lats[i]})
            for shape, i in zip(areas.shapes, areas.first, strict=True)
        ]
    )
    return frozenset(ids[np.flatnonzero((areas.at >= 0) & soft[areas.at])].tolist())
