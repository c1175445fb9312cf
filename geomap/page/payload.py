"""What the runtime draws, as JSON data: packed coordinates, ids, roles and place names, and the base map.

Coordinates are units of ``1 / k`` degrees, unwrapped to one run of longitudes. A line is text made by
:func:`geomap.page.packing.pack_line`. The parts that need no more than the eye can see on the open map, outlines and
the ground, have coarser grids of their own.

=============  =========================================================================================
key            value
=============  =========================================================================================
``k``          units per degree of pins and lines
``bounds``     west, south, east, north of what must be in view
``reports``    ``[anchor, number, role]`` each
``places``     one per pin or area: ``reports`` (indices), ``x y``, ``ink`` (a colour's name), ``quiet`` (whether it
               stands back), ``name local``, ``km`` (radius of a point) or ``rings`` (polygons of an area) and ``soft``
``legs``       ``anchor basis lines corridor arrows``, an arrow being ``[x, y, bearing]``
``outline``    units per degree of ``rings`` and ``corridor``
``lines``      what the runtime must know of each basis, from :mod:`geomap.style`
``base``       see :mod:`geomap.page.ground`; None where tiles are used
``home``       ISO codes of the story's countries, whose land is drawn lighter
=============  =========================================================================================
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from shapely.geometry import Polygon

from geomap.antimeridian import center_lon, parts_of, unwrap
from geomap.basemaps import BaseMap, Label
from geomap.geodesy import LonLat, Plane
from geomap.page.assets import line_options
from geomap.page.cards import leg_anchor, report_anchor, rows
from geomap.page.ground import pack_ground
from geomap.page.packing import pack_line
from geomap.projection import Box
from geomap.story.model import Basis, Role, Story
from geomap.style import SYMBOLS, loudest
from geomap.text import visible

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry

KM_PER_DEGREE = 111.2
FINE, COARSE = 100_000, 10_000  # units per degree: 1 m for a story inside one town, 11 m for others
SMALL_DEG = 0.5
QUIET = max(SYMBOLS[Role.CONTEXT].loudness, SYMBOLS[Role.STATEMENT].loudness)
VIEW_PX = 900  # about how wide the story is when the map opens on a large screen

Row = Mapping[str, Any]
Bounds = tuple[float, float, float, float]


def soft_areas(reports: GeoDataFrame) -> frozenset[str]:
    """Ids of the reports whose area is a disc about a point: no outline is known, so none must be drawn.

    Parameters
    ----------
    reports : GeoDataFrame
        See :mod:`geomap.frames`.
    """
    return frozenset(row["id"] for row in rows(reports) if row["draw"] == "area" and _is_disc(row))


def payload(
    story: Story, reports: GeoDataFrame, legs: GeoDataFrame, *, base: BaseMap | None, soft: frozenset[str]
) -> dict[str, Any]:
    """The data island of a page; the module's own text describes its form.

    Parameters
    ----------
    story : Story
    reports, legs : GeoDataFrame
        See :mod:`geomap.frames`.
    base : BaseMap or None
        What lies under the story; None where tiles do.
    soft : frozenset of str
        From :func:`soft_areas`.
    """
    report_rows, leg_rows = rows(reports), rows(legs)
    shapes = [row["geometry"] for row in (*report_rows, *leg_rows)]
    middle = base.box.center_lon if base else center_lon(shapes)
    report_rows = [{**row, "geometry": _moved(row["geometry"], middle)} for row in report_rows]
    leg_rows = [
        {**row, "geometry": _moved(row["geometry"], middle), "corridor": _moved(row["corridor"], middle)}
        for row in leg_rows
    ]
    bounds = view_bounds(report_rows, leg_rows)
    grid = _Grid.of(bounds, middle)
    places, names = _places(report_rows, grid, soft, base.labels if base else ())
    return {
        "k": grid.k,
        "outline": grid.outline,
        "bounds": [round(value * grid.k) for value in bounds],
        "reports": [[report_anchor(row["id"]), row["number"], row["role"]] for row in report_rows],
        "places": places,
        "legs": [_leg(row, grid) for row in leg_rows if row["geometry"] is not None],
        "lines": line_options(dict.fromkeys(Basis(row["basis"]) for row in leg_rows)),
        "base": pack_ground(base, names=names, view=Box(*bounds), pixel_deg=grid.pixel_deg) if base else None,
        "home": list(story.countries),
    }


def view_bounds(report_rows: Sequence[Row], leg_rows: Sequence[Row]) -> Bounds:
    """West, south, east, north of what a reader must see at first: points with their radius, lines, areas.

    Of a country only its number must be in view: drawn whole, it would dwarf the story.
    """
    boxes: list[Bounds] = [row["geometry"].bounds for row in leg_rows if row["geometry"] is not None]
    for row in report_rows:
        if row["draw"] == "none":
            continue
        shape = row["geometry"]
        if row["draw"] == "area" and row["place_kind"] != "country":
            boxes.append(shape.bounds)
            continue
        x, y = (shape.x, shape.y) if row["draw"] == "point" else (row["lon"], row["lat"])
        tall = (row["radius_km"] if row["draw"] == "point" else 0.0) / KM_PER_DEGREE
        wide = tall / max(np.cos(np.radians(y)), 0.05)
        boxes.append((x - wide, y - tall, x + wide, y + tall))
    if not boxes:
        return (-180.0, -60.0, 180.0, 75.0)
    low, high = np.min(boxes, axis=0), np.max(boxes, axis=0)
    return float(low[0]), max(float(low[1]), -85.0), float(high[2]), min(float(high[3]), 85.0)


@dataclass(frozen=True, slots=True)
class _Grid:
    """Degrees to whole numbers, as fine as the view deserves: ``k`` for what is exact, ``outline`` for areas."""

    k: int
    outline: int
    pixel_deg: float
    middle: float

    @classmethod
    def of(cls, bounds: Bounds, middle: float) -> _Grid:
        side = max(bounds[2] - bounds[0], bounds[3] - bounds[1])
        k = FINE if side < SMALL_DEG else COARSE
        return cls(k, k // 10 if side > 2 else k, max(side / VIEW_PX, 1.0 / k), middle)

    def lon(self, degrees: float) -> int:
        return round((degrees + 360.0 * round((self.middle - degrees) / 360.0)) * self.k)

    def lat(self, degrees: float) -> int:
        return round(degrees * self.k)

    def rings(self, shape: BaseGeometry) -> list[list[str]]:
        simple = shape.simplify(self.pixel_deg / 2, preserve_topology=True)
        return [
            [pack_line(ring.coords, per_degree=self.outline) for ring in (part.exterior, *part.interiors)]
            for part in parts_of(simple)
            if isinstance(part, Polygon) and not part.is_empty
        ]


def _places(
    report_rows: Sequence[Row], grid: _Grid, soft: frozenset[str], labels: Sequence[Label]
) -> tuple[list[dict[str, Any]], tuple[Label, ...]]:
    """The places, each with the reports that share it, and the base map's names without those now set louder."""
    groups: dict[tuple[Any, ...], list[int]] = {}
    for i, row in enumerate(report_rows):
        if row["draw"] != "none":
            spot = row["place_id"] or (grid.lon(row["lon"]), grid.lat(row["lat"]))
            groups.setdefault((row["draw"], spot, row["id"] in soft), []).append(i)
    known = _Names(labels)
    places, taken = [], set()
    for (draw, _, is_soft), members in groups.items():
        first = report_rows[members[0]]
        twin = known.twin(first, grid.lon(first["lon"]) / grid.k)
        if twin is not None:
            taken.add(twin)
        symbol = SYMBOLS[loudest(frozenset(Role(report_rows[i]["role"]) for i in members))]
        place: dict[str, Any] = {
            "reports": members,
            "x": grid.lon(first["lon"]),
            "y": grid.lat(first["lat"]),
            "ink": symbol.colour,
            "quiet": symbol.loudness <= QUIET,
            "name": visible(first["place_name"] or ""),
            "local": visible(twin.local) if twin else "",
        }
        if draw == "point":
            place["km"] = round(max(report_rows[i]["radius_km"] for i in members), 3)
        else:
            place["rings"] = grid.rings(first["geometry"])
            place["soft"] = is_soft
        places.append(place)
    return places, tuple(name for name in labels if name not in taken)


class _Names:
    """The base map's names, to find the one that stands for a place of the story."""

    def __init__(self, labels: Sequence[Label]) -> None:
        self._labels = labels
        self._at = np.array([(each.lon, each.lat) for each in labels]).reshape(-1, 2)
        self._town = np.array([each.kind == "town" for each in labels], dtype=bool)
        self._text = np.array([each.text.casefold() for each in labels], dtype=object)

    def twin(self, row: Row, lon: float) -> Label | None:
        """The nearest name that is the same word near by or, for a point, that of a town at the same spot."""
        if not self._labels:
            return None
        area = row["draw"] == "area"
        away = np.abs(self._at - (lon, row["lat"])).max(axis=1)
        same = (self._text == (row["place_name"] or "").casefold()) & (away <= (2.0 if area else 0.15))
        fits = (self._town != area) & (same | (away <= (0.0 if area else 0.02)))
        return self._labels[int(np.where(fits, away, np.inf).argmin())] if fits.any() else None


def _leg(row: Row, grid: _Grid) -> dict[str, Any]:
    return {
        "anchor": leg_anchor(row["id"]),
        "basis": row["basis"],
        "lines": [pack_line(part.coords, per_degree=grid.k) for part in parts_of(row["geometry"])],
        "corridor": grid.rings(row["corridor"]) if row["corridor"] is not None else [],
        "arrows": [[grid.lon(lon), grid.lat(lat), round(bearing) % 360] for lon, lat, bearing in row["arrows"]],
    }


def _moved(shape: BaseGeometry | None, middle: float) -> BaseGeometry | None:
    """The shape in one run of longitudes; parts of an area that were split at the antimeridian become one again."""
    if shape is None or shape.is_empty:
        return None
    moved = unwrap(shape, center_lon=middle)
    return moved.buffer(0) if moved.geom_type == "MultiPolygon" else moved


def _is_disc(row: Row) -> bool:
    """Whether the outline keeps one distance from the middle, to a fiftieth."""
    parts = parts_of(_moved(row["geometry"], row["lon"]) or row["geometry"])
    if len(parts) != 1 or not isinstance(parts[0], Polygon) or len(parts[0].interiors):
        return False
    ring = np.asarray(parts[0].exterior.coords)
    away = np.hypot(*Plane(LonLat(row["lon"], row["lat"])).to_plane(ring[:, 0], ring[:, 1]))
    return bool(len(ring) > 12 and away.max() - away.min() <= 0.02 * away.max())
