"""The properties of a frame as a table whose columns have the same types whatever they hold, for binary formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geomap.contract import CRS
from geomap.formats.shapes import on_grid
from geomap.frames import check_legs, check_reports
from geomap.properties import LEG_PROPERTIES, REPORT_PROPERTIES, leg_properties, report_properties

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geopandas import GeoDataFrame

    from geomap.formats.content import Content
    from geomap.properties import Properties, Property

_DTYPES: dict[type, Any] = {str: "string", int: "Int64", float: "Float64"}


def tables(content: Content) -> dict[str, GeoDataFrame]:
    """Both frames as tables of properties and geometry, under the names ``reports`` and ``legs``.

    Raises
    ------
    FrameError
        A frame breaks its contract.
    """
    story = content.story
    return {
        "reports": _table(check_reports(content.reports), report_properties(story), REPORT_PROPERTIES),
        "legs": _table(check_legs(content.legs), leg_properties(story), LEG_PROPERTIES),
    }


def _table(
    frame: GeoDataFrame, flat: Callable[[Mapping[Any, Any]], Properties], listed: Sequence[Property]
) -> GeoDataFrame:
    import geopandas
    import pandas

    rows = frame.to_dict("records")
    records = [flat(row) for row in rows]
    columns: dict[str, Any] = {
        each.name: pandas.array([record[each.name] for record in records], dtype=_DTYPES[each.type]) for each in listed
    }
    drawn: list[Any] = [on_grid(row["geometry"]) for row in rows]
    shapes = geopandas.GeoSeries(drawn, crs=CRS)
    return geopandas.GeoDataFrame(columns, geometry=shapes, crs=CRS)
