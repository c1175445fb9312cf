"""The ends of legs: reports and places as points or areas that a way can start from, pass and reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shapely.geometry.base import BaseGeometry

from geomap.blurring import blurred, names_to_blur
from geomap.drawing import draw_place
from geomap.errors import RouteError
from geomap.geodesy import LonLat
from geomap.naming import all_names, names_of_legs, settled_names
from geomap.speed import TimeSpan

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from gazetteer import Gazetteer
    from geomap.drawing import Drawn
    from geomap.naming import NameUse
    from geomap.story.model import Story


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a leg starts, passes or ends.

    Parameters
    ----------
    name : str
        For people.
    key : str
        Equal for two stops at the same place.
    point : LonLat or None
        Its point, or one inside its area; None where no source states the position.
    radius_km : float
        Uncertainty of the point.
    area : Polygon, MultiPolygon or None
        EPSG:4326; None for a point.
    boundary_source : str
        Who drew the area.
    span : TimeSpan or None
        When it was reported; None without a date.
    is_blurred : bool
        Whether it is blurred on purpose, so that the story's own word for it is not to be told.
    """

    name: str
    key: str
    point: LonLat | None = None
    radius_km: float = 0.0
    area: BaseGeometry | None = None
    boundary_source: str = ""
    span: TimeSpan | None = None
    is_blurred: bool = False

    def told_as(self, ref: str) -> str:
        """What may be told of the word that the story has for it."""
        return self.key if self.is_blurred else ref


def stops_of(
    story: Story, reports: GeoDataFrame, *, gazetteer: Gazetteer, accept_ambiguous: bool = False
) -> dict[str, Stop]:
    """Every stop of a story's legs, by the report id, place id or name that the legs use.

    Raises
    ------
    PlacesError
        Names that cannot be told, all listed.
    RouteError
        A leg refers to a report that is not in the frame.
    """
    rows = {row["id"]: row for row in reports.to_dict("records")}
    absent = [
        f"leg {leg.id!r} refers to report {ref!r}, which is not in the reports frame"
        for route in story.routes
        for leg in route.legs
        for ref in (leg.from_, *leg.via, leg.to)
        if ref is not None and ref not in rows and any(report.id == ref for report in story.reports)
    ]
    if absent:
        raise RouteError("\n".join(absent))
    of_legs, to_blur = names_of_legs(story), names_to_blur(story)
    also = {name: uses for name, uses in all_names(story).items() if name in to_blur and name not in of_legs}
    settled = settled_names({**of_legs, **also}, story=story, gazetteer=gazetteer, accept_ambiguous=accept_ambiguous)
    uses = blurred(settled, story=story, gazetteer=gazetteer)
    named = {name: _of_place(uses[name], draw_place(uses[name], gazetteer=gazetteer)) for name in of_legs}
    return {**named, **{ref: _of_report(row) for ref, row in rows.items()}}


def _of_report(row: Mapping[Any, Any]) -> Stop:
    dated = row["earliest"] is not None or row["latest"] is not None
    span = TimeSpan(row["earliest"], row["latest"]) if dated else None
    if row["draw"] == "none":
        return Stop(name=row["title"], key=row["id"], span=span)
    return Stop(
        name=row["place_name"],
        key=row["place_id"],
        point=LonLat(row["lon"], row["lat"]),
        radius_km=row["radius_km"],
        area=row["geometry"] if row["draw"] == "area" else None,
        boundary_source=row["boundary_source"] or "",
        span=span,
    )


def _of_place(use: NameUse, drawn: Drawn) -> Stop:
    assert use.place is not None
    return Stop(
        name=use.place.name,
        key=use.place.id,
        point=drawn.point,
        radius_km=drawn.radius_km,
        area=drawn.geometry if drawn.draw == "area" else None,
        boundary_source=drawn.boundary_source or "",
        is_blurred=use.blur_km is not None,
    )
