"""GeoJSON (RFC 7946): the canonical export. What the other formats hold of reports and legs is in here too."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from geomap.credits import credit_lines
from geomap.formats.jsontext import collection_text
from geomap.formats.shapes import bounding_box, geojson_geometry, on_grid
from geomap.frames import check_legs, check_reports
from geomap.properties import Properties, leg_properties, report_properties
from geomap.text import visible

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from gazetteer import SourceCredit
    from geomap.formats.content import Content
    from geomap.story.model import Story


def files(content: Content) -> dict[str, str]:
    """Both collections, by the names of their files."""
    return {
        "reports.geojson": reports_geojson(content.story, content.reports, credits=content.report_credits),
        "legs.geojson": legs_geojson(content.story, content.legs, credits=content.leg_credits),
    }


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


def _collection(
    story: Story,
    frame: GeoDataFrame,
    properties: Callable[[Mapping[Any, Any]], Properties],
    credits: Sequence[SourceCredit],
) -> str:
    features, shapes = [], []
    for row in frame.to_dict("records"):
        shape = on_grid(row["geometry"])
        shapes.append(shape)
        features.append({"type": "Feature", "id": row["id"], **geojson_geometry(shape), "properties": properties(row)})
    head: dict[str, Any] = {"type": "FeatureCollection"}
    if story.title:
        head["title"] = visible(story.title)
    if lines := credit_lines(credits):
        head["credits"] = [visible(line) for line in lines]
    return collection_text(head | bounding_box(shapes), features)
