"""Outlines and water of an index file, by id and by box."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from gazetteer.index.boxes import spans_of
from gazetteer.index.file import IndexFile
from gazetteer.index.schema import unpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from shapely.geometry.base import BaseGeometry

_KEPT = 32  # shapes: thousands of points of one story lie in the same few countries, and reading an outline takes 2 ms


def outline_of(file: IndexFile, place_number: int) -> BaseGeometry | None:
    """The outline of a place, WGS84 (longitude, latitude); None when the file has none."""
    for (shape,) in file.rows("SELECT shape FROM outline WHERE place = ?", (place_number,)):
        return _geometry(shape)
    return None


def in_box(
    file: IndexFile, query: str, parameters: Sequence[Any], west: float, south: float, east: float, north: float
) -> Iterator[tuple[BaseGeometry, Any]]:
    """Geometry and further columns of the rows that meet a box.

    Parameters
    ----------
    file : IndexFile
    query : str
        Its first column is the shape; ``{box}`` in it stands for the condition on the box.
    parameters : sequence
        For what stands before ``{box}``.
    west, south, east, north : float
        Degrees WGS84; ``west > east`` is a box that crosses the 180th meridian.

    Raises
    ------
    ValueError
        The four are not a box in degrees.
    """
    import shapely

    spans = spans_of(west, south, east, north)
    boxes = shapely.union_all([shapely.box(low, south, high, north) for low, high in spans])
    # An outline on both sides of the 180th meridian has a bounding box round the world: it is a hit for every
    # box of its latitudes, until its true shape is tried.
    overlap = " OR ".join("(west <= ? AND east >= ?)" for _ in spans)
    edges = [edge for low, high in spans for edge in (high, low)]
    rows = file.rows(
        query.format(box=f"south <= ? AND north >= ? AND ({overlap})"), (*parameters, north, south, *edges)
    )
    for shape, *columns in rows:
        geometry = _geometry(shape)
        if boxes.intersects(geometry):
            yield geometry, columns


@lru_cache(maxsize=_KEPT)
def _geometry(shape: bytes) -> BaseGeometry:
    """A shape as a geometry; the same object for the same shape while it is kept, as geometries do not change."""
    import shapely

    return shapely.from_wkb(unpack(shape))
