"""The properties of a frame as a table whose columns have the same types whatever they hold, for binary formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geomap.contract import CRS
from geomap.formats.shapes import on_grid
from geomap.frames import check_legs, check_reports
from geomap.properties import (
    LEG_PROPERTIES,
    OBSTACLE_PROPERTIES,
    REPORT_PROPERTIES,
    leg_properties,
    obstacle_properties,
    report_properties,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry

    from geomap.formats.content import Content
    from geomap.properties import Properties, Property

_DTYPES: dict[type, Any] = {str: "string", int: "Int64", float: "Float64"}


def tables(content: Content) -> dict[str, GeoDataFrame]:
    """The frames as tables of properties and geometry, named ``reports`` and ``legs``, and ``obstacles`` if any.

    Raises
    ------
    FrameError
        A frame breaks its contract.
    """
    story = content.story
    reports = check_reports(content.reports).to_dict("records")
    legs = check_legs(content.legs).to_dict("records")
    of_report, of_leg = report_properties(story), leg_properties(story)
    made = {
        "reports": _table([(row["geometry"], of_report(row)) for row in reports], REPORT_PROPERTIES),
        "legs": _table([(row["geometry"], of_leg(row)) for row in legs], LEG_PROPERTIES),
    }
    if content.obstacles:
        of_obstacle = obstacle_properties(story, content.legs)
        made["obstacles"] = _table([(each.shape, of_obstacle(each)) for each in content.obstacles], OBSTACLE_PROPERTIES)
    return made


def _table(told: Sequence[tuple[BaseGeometry | None, Properties]], listed: Sequence[Property]) -> GeoDataFrame:
    import geopandas
    import pandas

    columns: dict[str, Any] = {
        each.name: pandas.array([record[each.name] for _, record in told], dtype=_DTYPES[each.type]) for each in listed
    }
    drawn: list[Any] = [on_grid(shape) for shape, _ in told]
    shapes = geopandas.GeoSeries(drawn, crs=CRS)
    return geopandas.GeoDataFrame(columns, geometry=shapes, crs=CRS)
