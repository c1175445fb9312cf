"""Frames as files of the trade: GeoJSON (RFC 7946) and CSV, as text. Same frames, same bytes.

Both formats hold the same flat properties, which :mod:`geomap.properties` lists.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import MultiPolygon, Point, Polygon, mapping
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from geomap.antimeridian import lon_span, only_polygons, parts_of
from geomap.credits import credit_lines
from geomap.frames import check_legs, check_reports
from geomap.properties import DECIMALS, Properties, Value, leg_properties, report_properties, rounded
from geomap.text import visible

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from gazetteer import SourceCredit
    from geomap.story.model import Story

_GRID = 10.0**-DECIMALS
# A spreadsheet takes a text that begins so for a formula; the full-width signs too.
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def reports_geojson(story: Story, reports: GeoDataFrame, *, credits: Sequence[SourceCredit] = ()) -> str:
    """The reports as a GeoJSON feature collection; those without a position have a null geometry.

    Parameters
    ----------
    story : Story
        For the titles and addresses of sources, and the claims.
    reports : GeoDataFrame
        From :func:`geomap.locate`.
    credits : sequence of SourceCredit
        Who is to be named for the positions, from :func:`geomap.credits.map_credits`; they stand in the member
        ``credits`` of the collection.

    Returns
    -------
    str
        ASCII, RFC 7946: WGS84, 7 decimals, rings against the clock, split at the antimeridian, with bounding boxes.

    Raises
    ------
    FrameError
        The frame breaks its contract.
    """
    return _collection(story, check_reports(reports), report_properties(story), credits)


def legs_geojson(story: Story, legs: GeoDataFrame, *, credits: Sequence[SourceCredit] = ()) -> str:
    """The legs as a GeoJSON feature collection, one feature each; see :func:`reports_geojson`."""
    return _collection(story, check_legs(legs), leg_properties(story), credits)


def reports_csv(story: Story, reports: GeoDataFrame) -> str:
    """The reports as a table for a spreadsheet.

    Commas and CRLF (RFC 4180), after a byte order mark, by which Excel knows UTF-8. A text that a spreadsheet would
    take for a formula gets an apostrophe before it.

    Parameters
    ----------
    story : Story
    reports : GeoDataFrame
        From :func:`geomap.locate`. Outlines are not in the table; ``lon`` and ``lat`` are.

    Returns
    -------
    str
    """
    properties = report_properties(story)
    rows = [properties(row) for row in check_reports(reports).to_dict("records")]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows(rows[:1])  # its keys: the head
    writer.writerows([_cell(value) for value in row.values()] for row in rows)
    return "\ufeff" + text.getvalue()


def _cell(value: Value) -> str | int | float:
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


# --- GeoJSON ----------------------------------------------------------------------------------------------------------


def _collection(
    story: Story,
    frame: GeoDataFrame,
    properties: Callable[[Mapping[Any, Any]], Properties],
    credits: Sequence[SourceCredit],
) -> str:
    features, shapes = [], []
    for row in frame.to_dict("records"):
        shape = _on_grid(row["geometry"])
        shapes.append(shape)
        features.append({"type": "Feature", "id": row["id"], **_geometry(shape), "properties": properties(row)})
    head: dict[str, Any] = {"type": "FeatureCollection"}
    if story.title:
        head["title"] = visible(story.title)
    if lines := credit_lines(credits):
        head["credits"] = [visible(line) for line in lines]
    head |= _bbox(shapes)
    # One feature a line, so that two versions can be compared by eye.
    rows = ",\n".join(json.dumps(feature, allow_nan=False, separators=(",", ":")) for feature in features)
    opening = json.dumps(head, allow_nan=False, separators=(",", ":"))
    return f'{opening[:-1]},"features":[\n{rows}\n]}}\n'


def _on_grid(shape: BaseGeometry | None) -> BaseGeometry | None:
    """The shape with coordinates of ``DECIMALS``, still valid, its outer rings against the clock."""
    if shape is None or isinstance(shape, Point):
        return shape
    coarse = shapely.set_precision(shape, _GRID)
    if isinstance(shape, Polygon | MultiPolygon):
        rings = [orient(part) for part in parts_of(only_polygons(coarse)) if isinstance(part, Polygon)]
        coarse = rings[0] if len(rings) == 1 else MultiPolygon(rings)
    return None if coarse.is_empty else coarse


def _geometry(shape: BaseGeometry | None) -> dict[str, Any]:
    if shape is None:
        return {"geometry": None}
    drawn = mapping(shape)
    box = {} if isinstance(shape, Point) else _bbox([shape])
    return {**box, "geometry": {"type": drawn["type"], "coordinates": _coordinates(drawn["coordinates"])}}


def _coordinates(coordinates: Any) -> Any:
    if isinstance(coordinates, float | int):
        return rounded(coordinates, DECIMALS)
    return [_coordinates(member) for member in coordinates]


def _bbox(shapes: Sequence[BaseGeometry | None]) -> dict[str, list[float | None]]:
    """West, south, east, north; across the antimeridian, west is the greater (RFC 7946, section 5.2)."""
    drawn = [shape for shape in shapes if shape is not None]
    if not drawn:
        return {}
    west, east = lon_span(drawn)
    if east - west >= 360.0:
        west, east = -180.0, 180.0
    _, south, _, north = shapely.total_bounds(drawn)
    edges = (west, south, east - 360.0 if east > 180.0 else east, north)
    return {"bbox": [rounded(edge, DECIMALS) for edge in edges]}
