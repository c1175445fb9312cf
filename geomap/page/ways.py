"""Legs as packed data for the page.

=============  =========================================================================================
key            value
=============  =========================================================================================
``anchor``     of the leg's card
``basis``      what it is drawn as
``lines``      packed lines, in the order of travel; a run that crosses the antimeridian is one
``lane``       so many lanes to its right it is drawn, see :mod:`geomap.lanes`
``corridor``   polygons, as packed rings
``access``     packed lines of the ways to the road and from it
``told``       ids of its sources where it has a rival, and ``letters``, what stands on its line then
``barred``     anchors of the obstacles somewhere on it
``spare``      true for another way along roads, which shares its leg's card
=============  =========================================================================================

What is empty, zero or false is left out, but for ``lines`` and ``corridor``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from geomap.antimeridian import in_one_run, unwrap
from geomap.lanes import lanes
from geomap.page.barred import obstacle_anchor, on_stretch
from geomap.page.cards import leg_anchor
from geomap.page.grid import Grid
from geomap.page.rivals import letters, rivals
from geomap.story.model import Basis

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geomap.obstacles import Barrier

Row = Mapping[str, Any]


def in_one_map(row: Row, middle: float) -> dict[str, Any]:
    """The row of a leg with its shapes in the one run of longitudes about the middle of a map."""
    band = row["corridor"]
    return {
        **row,
        "geometry": _line(row["geometry"], middle),
        "access": _line(row["access"], middle),
        "corridor": None if band is None or band.is_empty else unwrap(band, center_lon=middle).buffer(0),
        "alternates": [{**each, "geometry": _line(each["geometry"], middle)} for each in row.get("alternates") or ()],
    }


def pack_legs(leg_rows: Sequence[Row], obstacles: Sequence[Barrier], grid: Grid) -> list[dict[str, Any]]:
    """The legs with a line, in the form that this module's own text describes.

    Parameters
    ----------
    leg_rows : sequence of mapping
        From :func:`in_one_map`.
    obstacles : sequence of Barrier
        What stood in the way.
    grid : Grid
        The page's measures.
    """
    drawn = [row for row in leg_rows if row["geometry"] is not None]
    beside = lanes([(Basis(row["basis"]), grid.pixels(row["geometry"])) for row in drawn])
    competing = rivals(drawn)
    letter_of = letters(competing)
    along: dict[str, list[str]] = {}
    for obstacle in obstacles:
        stretch = on_stretch(obstacle, drawn)
        if stretch is not None:
            along.setdefault(stretch["id"], []).append(obstacle_anchor(obstacle.id))
    packed = []
    for row, lane in zip(drawn, beside, strict=True):
        told = competing.get(row["id"], ())
        packed.append(
            {
                "anchor": leg_anchor(row["id"]),
                "basis": row["basis"],
                "lines": grid.lines(row["geometry"]),
                "corridor": grid.rings(row["corridor"]) if row["corridor"] is not None else [],
                **({"lane": lane} if lane else {}),
                **({"access": grid.lines(row["access"])} if row["access"] is not None else {}),
                **({"told": told, "letters": " ".join(letter_of.get(each, "") for each in told)} if told else {}),
                **({"barred": along[row["id"]]} if row["id"] in along else {}),
            }
        )
    return [*packed, *_spare(leg_rows, grid)]


def _spare(leg_rows: Sequence[Row], grid: Grid) -> Iterator[dict[str, Any]]:
    for row in leg_rows:
        for each in row["alternates"]:
            if each["geometry"] is not None:
                yield {
                    "anchor": leg_anchor(row["id"]),
                    "basis": Basis.CONSIDERED.value,
                    "lines": grid.lines(each["geometry"]),
                    "corridor": [],
                    "spare": True,
                }


def _line(shape: BaseGeometry | None, middle: float) -> BaseGeometry | None:
    return None if shape is None or shape.is_empty else in_one_run(shape, center_lon=middle)
