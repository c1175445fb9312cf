"""How a place is drawn: as a pin with a circle of uncertainty, or as an area with its outline.

What can be a whole province is never a pin at its middle. An area is drawn by the outline that the story gives, else by
the gazetteer's, else as a disc of its radius.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from gazetteer import Kind, PlaceNotFoundError
from geomap.antimeridian import only_polygons, within_globe
from geomap.blurring import blurred_radius_km
from geomap.corridor import disc
from geomap.geodesy import LonLat
from geomap.story.model import Precision

if TYPE_CHECKING:
    from gazetteer import Gazetteer, Place
    from geomap.naming import NameUse

AREA_PRECISIONS = frozenset({Precision.DISTRICT, Precision.REGION, Precision.COUNTRY})

_IMPLIED = {Kind.COUNTRY: Precision.COUNTRY, Kind.ADMIN2: Precision.DISTRICT}
# Half-width of a district, region or country of which no outline is at hand: a rough middle of what these words mean.
_AREA_RADIUS_KM = {Precision.DISTRICT: 25.0, Precision.REGION: 100.0, Precision.COUNTRY: 500.0}


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the map shows of a place.

    Parameters
    ----------
    draw : str
        ``point`` or ``area``.
    point : LonLat
        The pin, or a point inside the area.
    radius_km : float
        The true position lies within this distance of the point; of an area, its rough half-width.
    precision : Precision
        As stated by the report, or as it follows from the kind of place.
    geometry : Point, Polygon or MultiPolygon
        EPSG:4326.
    boundary_source : str or None
        Who drew the outline of an area.
    reason : str
        Why another area than the place itself is drawn; ``""`` when it is the place itself.
    """

    draw: str
    point: LonLat
    radius_km: float
    precision: Precision
    geometry: BaseGeometry
    boundary_source: str | None = None
    reason: str = ""


def draw_place(
    use: NameUse,
    *,
    gazetteer: Gazetteer,
    precision: Precision | None = None,
) -> Drawn:
    """Decide how a place is drawn.

    A place of a kind that covers land (:attr:`gazetteer.Kind.is_area`), one with a stated outline, and any place
    known only to the district, region or country is an area. For a town known only to the region, that is the
    first-level division around it.

    The radius of a point is the larger of the place's own and what the stated precision stands for. Only where the
    story gives the coordinates itself may its precision ``exact`` or ``vicinity`` make the radius smaller than the
    place's. A place that is blurred on purpose is a point with a wide circle, whatever it was before.

    Parameters
    ----------
    use : NameUse
        With a place.
    gazetteer : Gazetteer
        For outlines.
    precision : Precision or None
        As the report states it.

    Returns
    -------
    Drawn
    """
    place = use.place
    assert place is not None, "draw_place takes settled names"
    if use.blur_km is not None:
        return _draw_blurred(use, place, precision, use.blur_km)
    if use.shape is None and not place.kind.is_area and precision not in AREA_PRECISIONS:
        point = LonLat(place.lon, place.lat)
        radius_km = _point_radius_km(use, place, precision)
        return Drawn("point", point, radius_km, precision or Precision.LOCALITY, Point(point))
    area = _surrounding(place, precision, gazetteer)
    outline, source = _outline(use if area is place else None, area, precision, gazetteer)
    return Drawn(
        "area",
        LonLat(place.lon, place.lat),
        _area_radius_km(area, precision),
        precision or _IMPLIED.get(place.kind, Precision.REGION),
        outline,
        source,
        "" if area is place else f"drawn as {area.name}, because the position is known to the {precision} only",
    )


def _draw_blurred(use: NameUse, place: Place, precision: Precision | None, km: float) -> Drawn:
    known_km = max(_AREA_RADIUS_KM.get(precision, 0.0) if precision else 0.0, _point_radius_km(use, place, precision))
    point = LonLat(place.lon, place.lat)
    return Drawn("point", point, blurred_radius_km(known_km, km=km), precision or Precision.LOCALITY, Point(point))


def _point_radius_km(use: NameUse, place: Place, precision: Precision | None) -> float:
    stated = precision.radius_km if precision else None
    author_knows = use.own_point and precision in (Precision.EXACT, Precision.VICINITY)
    known = 0.0 if author_knows else place.radius_km
    return max(known, stated or 0.0)


def _surrounding(place: Place, precision: Precision | None, gazetteer: Gazetteer) -> Place:
    """The area to draw: the division or country around the place where the precision is wider than the place."""
    around = ""
    if precision is Precision.COUNTRY and place.kind is not Kind.COUNTRY:
        around = place.country
    elif precision is Precision.REGION and not place.kind.is_area:
        around = place.admin1
    try:
        return gazetteer.place(around) if around else place
    except PlaceNotFoundError:
        return place


def _area_radius_km(area: Place, precision: Precision | None) -> float:
    return area.radius_km if area.kind.is_area or precision is None else _AREA_RADIUS_KM.get(precision, area.radius_km)


def _outline(
    use: NameUse | None, area: Place, precision: Precision | None, gazetteer: Gazetteer
) -> tuple[BaseGeometry, str]:
    if use is not None and use.shape is not None:
        return use.shape, area.source
    known = gazetteer.outline(area.id) if area.has_outline and area.kind.is_area else None
    if known is not None:
        polygons = only_polygons(known if known.is_valid else shapely.make_valid(known))
        if not polygons.is_empty:  # the outline of a river may be a line
            return within_globe(polygons), area.source
    radius_km = _area_radius_km(area, precision)
    return disc(LonLat(area.lon, area.lat), radius_km=radius_km), f"no outline at hand: a circle of {radius_km:g} km"
