"""What the runtime draws, as JSON data: packed coordinates, ids, roles and place names, and the base map.

Coordinates are units of ``1 / k`` degrees, unwrapped to one run of longitudes. A line is text made by
:func:`geomap.page.packing.pack_line`. The parts that need no more than the eye can see on the open map, outlines and
the ground, have coarser grids of their own.

=============  =========================================================================================
key            value
=============  =========================================================================================
``k``          units per degree of pins and lines
``bounds``     west, south, east, north of what must be in view
``round``      whether the story goes round the world: land and lines are then drawn again on either side
``reports``    ``[anchor, number, role]`` each; behind them the obstacles, of the role ``obstacle`` or ``stretch``
``places``     one per pin or area: ``reports`` (indices), ``x y``, ``ink`` (a colour's name), ``quiet`` (whether it
               stands back), ``name local``, ``km`` (radius of a point) or ``rings`` (polygons of an area) and ``soft``;
               of an obstacle ``barred`` with its ``rings``, or ``along``, the anchor of the leg that it is told of
``legs``       see :mod:`geomap.page.ways`
``outline``    units per degree of ``rings`` and ``corridor``
``lines``      what the runtime must know of each basis, from :mod:`geomap.style`
``base``       see :mod:`geomap.page.ground`; None where tiles are used
``facets``     see :mod:`geomap.page.facets`
``elsewhere``  see :mod:`geomap.page.elsewhere`
``home``       ISO codes of the story's countries, whose land is drawn lighter
``lang``       what other language than English the runtime speaks, and ``words``, by the English; a plural has its
               forms by the categories of CLDR
=============  =========================================================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from shapely.geometry import Polygon

from geomap.antimeridian import parts_of, unwrap
from geomap.basemaps import BaseMap, Label, story_box
from geomap.geodesy import LonLat, Plane
from geomap.languages import Speech, Spoken, speech_for
from geomap.page.assets import line_options
from geomap.page.barred import obstacle_anchor, on_stretch, stretch_words
from geomap.page.cards import leg_anchor, report_anchor, rows
from geomap.page.elsewhere import elsewhere
from geomap.page.facets import columns
from geomap.page.grid import Bounds, Grid
from geomap.page.ground import pack_ground
from geomap.page.names import spoken_labels, spoken_names
from geomap.page.ways import in_one_map, pack_legs
from geomap.projection import Box
from geomap.story.model import Basis, Role, Story
from geomap.style import OBSTACLE, SYMBOLS, loudest
from geomap.text import visible

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry

    from geomap.obstacles import Barrier

KM_PER_DEGREE = 111.2
ROUND_DEG = 300.0  # a story as wide as this goes round the world
QUIET = max(SYMBOLS[Role.CONTEXT].loudness, SYMBOLS[Role.STATEMENT].loudness)

Row = Mapping[str, Any]


def soft_areas(reports: GeoDataFrame) -> frozenset[str]:
    """Ids of the reports whose area is a disc about a point: no outline is known, so none must be drawn.

    Parameters
    ----------
    reports : GeoDataFrame
        See :mod:`geomap.frames`.
    """
    return frozenset(row["id"] for row in rows(reports) if row["draw"] == "area" and is_disc(row))


def payload(
    story: Story,
    reports: GeoDataFrame,
    legs: GeoDataFrame,
    *,
    base: BaseMap | None,
    soft: frozenset[str],
    obstacles: Sequence[Barrier] = (),
    say: Speech | None = None,
    more: Sequence[BaseGeometry] = (),
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
    obstacles : sequence of Barrier
        What stood in the way.
    say : Speech or None
        The language of the page's own words; None: the one that the story asks for.
    more : sequence of geometry
        What else must be in view, EPSG:4326.
    """
    say = say or speech_for(story.interface or story.language)
    seen = story_box(reports, legs, more=[*(each.shape for each in obstacles if each.shape is not None), *more])
    middle = base.box.center_lon if base else seen.center_lon if seen else 0.0
    report_rows = [{**row, "geometry": in_one_piece(row["geometry"], middle)} for row in rows(reports)]
    leg_rows = [in_one_map(row, middle) for row in rows(legs)]
    areas = {each.id: in_one_piece(each.shape, middle) for each in obstacles if each.shape is not None}
    others = [*areas.values(), *(in_one_piece(each, middle) for each in more)]
    bounds = view_bounds(report_rows, leg_rows, [area for area in others if area is not None])
    is_round = bounds[2] - bounds[0] > ROUND_DEG
    if seen is not None and is_round:
        turn = 360.0 * round((middle - seen.center_lon) / 360.0)
        bounds = (seen.west + turn, bounds[1], seen.east + turn, bounds[3])
    grid = Grid.of(bounds, middle=middle)
    places, names = _places(report_rows, grid, soft, base.labels if base else (), say)
    marks = [*_barred(story, obstacles, areas, leg_rows, grid, first=len(report_rows), say=say)]
    bases = [Basis(row["basis"]) for row in leg_rows]
    bases += [Basis.CONSIDERED for row in leg_rows if row.get("alternates")]
    return {
        "k": grid.k,
        "outline": grid.outline,
        "bounds": [round(value * grid.k) for value in bounds],
        "round": is_round or (base is not None and base.is_round),
        "reports": [
            *([report_anchor(row["id"]), row["number"], row["role"]] for row in report_rows),
            *([obstacle_anchor(each.id), "", "obstacle" if each.id in areas else "stretch"] for each in obstacles),
        ],
        "places": [*places, *marks],
        "legs": pack_legs(leg_rows, obstacles, grid),
        "lines": line_options(dict.fromkeys(bases)),
        "base": pack_ground(base, names=names, view=Box(*bounds), pixel_deg=grid.pixel_deg) if base else None,
        "facets": columns(story, report_rows, leg_rows, obstacles),
        "elsewhere": [
            [each.report, grid.lon(each.lon), grid.lat(each.lat), visible(each.name), visible(each.tellers)]
            for each in elsewhere(story, report_rows)
        ],
        "home": list(story.countries),
        **({} if say.is_english else {"lang": say.tag, "words": say.runtime_words()}),
    }


def view_bounds(report_rows: Sequence[Row], leg_rows: Sequence[Row], areas: Sequence[BaseGeometry] = ()) -> Bounds:
    """West, south, east, north of what a reader must see at first: points with their radius, lines, areas.

    Of a country only its number must be in view: drawn whole, it would dwarf the story.
    """
    boxes: list[Bounds] = [area.bounds for area in areas]
    boxes += [row["geometry"].bounds for row in leg_rows if row["geometry"] is not None]
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


def _places(
    report_rows: Sequence[Row], grid: Grid, soft: frozenset[str], labels: Sequence[Label], say: Speech
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
        is_blurred = first["generalized_km"] is not None  # it stands for no place that has a name
        twin = None if is_blurred else known.twin(first, grid.lon(first["lon"]) / grid.k)
        if twin is not None:
            taken.add(twin)
        symbol = SYMBOLS[loudest(frozenset(Role(report_rows[i]["role"]) for i in members))]
        name, local = spoken_names(first["place_name"] or "", twin.local if twin else "", say)
        place: dict[str, Any] = {
            "reports": members,
            "x": grid.lon(first["lon"]),
            "y": grid.lat(first["lat"]),
            "ink": symbol.colour,
            "quiet": symbol.loudness <= QUIET,
            "name": name if isinstance(name, Spoken) else visible(name),
            "local": local if isinstance(local, Spoken) else visible(local),
        }
        if draw == "point":
            place["km"] = round(max(report_rows[i]["radius_km"] for i in members), 3)
        else:
            place["rings"] = grid.rings(first["geometry"])
            place["soft"] = is_soft
        places.append(place)
    return places, spoken_labels((name for name in labels if name not in taken), say)


def _barred(
    story: Story,
    obstacles: Sequence[Barrier],
    areas: Mapping[str, BaseGeometry | None],
    leg_rows: Sequence[Row],
    grid: Grid,
    *,
    first: int,
    say: Speech,
) -> Iterator[dict[str, Any]]:
    """Obstacles among the places: those with a position as areas with a sign, others as words along a stretch."""
    kinds = {obstacle.id: obstacle.kind for obstacle in story.obstacles}
    for i, obstacle in enumerate(obstacles, start=first):
        mark: dict[str, Any] = {"reports": [i], "ink": OBSTACLE.colour, "quiet": False, "name": "", "local": ""}
        area, stretch = areas.get(obstacle.id), on_stretch(obstacle, leg_rows)
        if area is not None:
            spot = area.representative_point()
            mark |= {"barred": True, "rings": grid.rings(area)}
        elif stretch is not None:
            longest = max(parts_of(stretch["geometry"]), key=lambda part: part.length)
            spot = longest.interpolate(0.5, normalized=True)
            name, local = stretch_words(kinds[obstacle.id], say)
            mark |= {"along": leg_anchor(stretch["id"]), "name": name, "local": local}
        else:
            continue
        yield mark | {"x": grid.lon(spot.x), "y": grid.lat(spot.y)}


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


def in_one_piece(shape: BaseGeometry | None, middle: float) -> BaseGeometry | None:
    """The shape in one run of longitudes; parts of an area that were split at the antimeridian become one again."""
    if shape is None or shape.is_empty:
        return None
    moved = unwrap(shape, center_lon=middle)
    return moved.buffer(0) if moved.geom_type == "MultiPolygon" else moved


def is_disc(row: Row) -> bool:
    """Whether the outline keeps one distance from the middle, to a fiftieth."""
    parts = parts_of(in_one_piece(row["geometry"], row["lon"]) or row["geometry"])
    if len(parts) != 1 or not isinstance(parts[0], Polygon) or len(parts[0].interiors):
        return False
    ring = np.asarray(parts[0].exterior.coords)
    away = np.hypot(*Plane(LonLat(row["lon"], row["lat"])).to_plane(ring[:, 0], ring[:, 1]))
    return bool(len(ring) > 12 and away.max() - away.min() <= 0.02 * away.max())
