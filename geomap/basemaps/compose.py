"""Make the base map of a story from the gazetteer alone: no network, no files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING, Protocol

from gazetteer import Kind, Place
from geomap.basemaps.canvas import Canvas
from geomap.basemaps.labels import Wanted, spread, without_repeats
from geomap.basemaps.locator import locator
from geomap.basemaps.model import BaseMap, Label, Land, Line
from geomap.basemaps.names import area_names, sea_names, town_names
from geomap.basemaps.shapes import area_topology, lake_areas, river_lines
from geomap.basemaps.topology import GridLine
from geomap.credits import credit_lines
from geomap.projection import Box

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from gazetteer import SourceCredit

THIN = 1.5  # divisions have thin lines, which may lose more detail than those of countries
SPECK_PX = 25.0  # divisions less wide than this, as the story is read, are not drawn
TOWNS_NEAR, TOWNS_FAR, SEAS = 48, 32, 12  # names asked for: inside the story's box, on the whole map, of seas


class Atlas(Protocol):
    """What a base map asks of a gazetteer; :class:`gazetteer.Gazetteer` answers it."""

    def credits(self, place_ids: Iterable[str], *, water: bool = False) -> tuple[SourceCredit, ...]:
        """Who is to be credited for these places, and for water."""
        ...

    def places_in(
        self,
        west: float,
        south: float,
        east: float,
        north: float,
        *,
        kinds: frozenset[Kind] | None = None,
        limit: int = 100,
    ) -> tuple[Place, ...]:
        """Places of a box, the most important first; west > east crosses the antimeridian."""
        ...

    def outlines_in(
        self, west: float, south: float, east: float, north: float, *, kind: Kind
    ) -> tuple[tuple[Place, BaseGeometry], ...]:
        """Outlines that meet a box."""
        ...

    def water_in(self, west: float, south: float, east: float, north: float) -> tuple[tuple[str, BaseGeometry], ...]:
        """Rivers and lakes that meet a box."""
        ...


def base_map(
    gazetteer: Atlas,
    west: float,
    south: float,
    east: float,
    north: float,
    *,
    division_countries: Collection[str] = (),
) -> BaseMap:
    """What lies under a story: land, coasts, borders, water and names.

    The map covers more than the story's box, so that panning and a wide window show land and not the end of the
    paper: its width is 2.6 times the longer side of the box as drawn (Web Mercator), its height three quarters of
    that, about the same middle. Detail is kept for reading the box at 1000 px: one pixel may be lost inside of it,
    three outside. Borders are Natural Earth's, so they show who holds a place, not who should.

    Parameters
    ----------
    gazetteer : Gazetteer
        Where outlines, water and names come from.
    west, south, east, north : float
        The story's box, degrees WGS84; ``west > east`` crosses the antimeridian.
    division_countries : collection of str
        ISO 3166-1 alpha-2 codes of the countries whose first-level divisions are drawn and named, where they are large
        enough to tell apart at the scale at which the story is read.

    Returns
    -------
    BaseMap

    Examples
    --------
    >>> from gazetteer import Gazetteer
    >>> with Gazetteer.open() as gazetteer:
    ...     base = base_map(gazetteer, 35.5, 32.5, 41.5, 36.6, division_countries={"SY"})
    >>> base.borders > 10, "Syria" in [label.text for label in base.labels]
    (True, True)
    """
    canvas = Canvas.of(Box.of(west, south, east, north))
    countries = gazetteer.outlines_in(*canvas.bounds, kind=Kind.COUNTRY)
    lands = area_topology(_by_id(countries), canvas)
    divided = _divisions(gazetteer, division_countries, canvas)
    # Country by country: outlines of neighbouring countries come from separate files and do not fit together.
    rough = replace(canvas, tolerance=THIN * canvas.tolerance)
    divisions = {country: area_topology(_by_id(rows), rough) for country, rows in divided.items()}
    water = gazetteer.water_in(*canvas.bounds)

    towns = frozenset({Kind.CITY})
    wanted = [
        *area_names("country", [place for place, _ in countries], lands, canvas),
        *sea_names(gazetteer.places_in(*canvas.bounds, kinds=frozenset({Kind.SEA}), limit=SEAS), canvas),
        *town_names(
            gazetteer.places_in(*canvas.story_bounds, kinds=towns, limit=TOWNS_NEAR)
            + gazetteer.places_in(*canvas.bounds, kinds=towns, limit=TOWNS_FAR),
            canvas,
        ),
    ]
    for country, rows in divided.items():
        wanted += area_names("division", [place for place, _ in rows], divisions[country], canvas)

    def degrees(line: GridLine) -> Line:
        return tuple((x / canvas.per_degree, y / canvas.per_degree) for x, y in line)

    rivers = tuple(map(degrees, river_lines([shape for kind, shape in water if kind == "river"], canvas)))
    lakes = tuple(
        tuple(map(degrees, lake)) for lake in lake_areas([shape for kind, shape in water if kind == "lake"], canvas)
    )
    labels = _labels(wanted, canvas)
    drawn = (place_id for topology in (lands, *divisions.values()) for place_id in topology.polygons)
    around = locator(gazetteer, canvas.story, home=division_countries)
    more = around.place_ids if around else ()
    place_ids = tuple(dict.fromkeys((*drawn, *(label.place_id for label in labels), *more)))
    return BaseMap(
        box=canvas.box,
        per_degree=canvas.per_degree,
        arcs=tuple(map(degrees, lands.arcs)),
        coasts=lands.coasts,
        borders=lands.borders,
        lands=tuple(Land(country, polygons) for country, polygons in lands.polygons.items()),
        divisions=tuple(degrees(line) for topology in divisions.values() for line in topology.border_arcs),
        rivers=rivers,
        lakes=lakes,
        labels=labels,
        credits=credit_lines(gazetteer.credits(place_ids, water=bool(rivers or lakes))),
        place_ids=place_ids,
        locator=around,
    )


def _divisions(
    gazetteer: Atlas, countries: Collection[str], canvas: Canvas
) -> dict[str, list[tuple[Place, BaseGeometry]]]:
    """The first-level divisions by country, of those countries where they are not mere specks."""
    divided: dict[str, list[tuple[Place, BaseGeometry]]] = defaultdict(list)
    for place, outline in gazetteer.outlines_in(*canvas.bounds, kind=Kind.ADMIN1) if countries else ():
        if place.country in countries:
            divided[place.country].append((place, outline))
    return {
        country: rows
        for country, rows in divided.items()
        if median(canvas.pixels(2.0 * place.radius_km, place.lat) for place, _ in rows) >= SPECK_PX
    }


def _by_id(rows: Sequence[tuple[Place, BaseGeometry]]) -> list[tuple[str, BaseGeometry]]:
    return [(place.id, outline) for place, outline in rows]


def _labels(wanted: Sequence[Wanted], canvas: Canvas) -> tuple[Label, ...]:
    """The names that fit; outside of the story's box only those that show about when the story is read."""
    labels = spread(without_repeats(wanted), zooms=range(max(canvas.zoom - 2, 0), canvas.zoom + 5))
    return tuple(n for n in labels if n.zoom <= canvas.zoom + 1 or canvas.story.holds(n.lon, n.lat))
