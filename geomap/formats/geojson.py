"""GeoJSON (RFC 7946): the canonical export. What the other formats hold of reports and legs is in here too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from shapely.geometry.base import BaseGeometry

from geomap.credits import credit_lines
from geomap.formats.jsontext import collection_text
from geomap.formats.shapes import bounding_box, geojson_geometry, on_grid
from geomap.frames import check_legs, check_reports
from geomap.properties import Properties, leg_properties, obstacle_properties, report_properties
from geomap.text import visible

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from gazetteer import SourceCredit
    from geomap.formats.content import Content
    from geomap.obstacles import Barrier
    from geomap.story.model import Story


def files(content: Content) -> dict[str, str]:
    """The collections, by the names of their files; that of obstacles where the story has any."""
    made = {
        "reports.geojson": reports_geojson(content.story, content.reports, credits=content.report_credits),
        "legs.geojson": legs_geojson(content.story, content.legs, credits=content.leg_credits),
    }
    if content.obstacles:
        made["obstacles.geojson"] = obstacles_geojson(
            content.story, content.obstacles, content.legs, credits=content.obstacle_credits
        )
    return made


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
    return _collection(story, _features(check_reports(reports), report_properties(story)), credits)


def legs_geojson(story: Story, legs: GeoDataFrame, *, credits: Sequence[SourceCredit] = ()) -> str:
    """The legs as a GeoJSON feature collection, one feature each; see :func:`reports_geojson`."""
    return _collection(story, _features(check_legs(legs), leg_properties(story)), credits)


def obstacles_geojson(
    story: Story, obstacles: Iterable[Barrier], legs: GeoDataFrame, *, credits: Sequence[SourceCredit] = ()
) -> str:
    """What stood in the way as a GeoJSON feature collection; see :func:`reports_geojson`.

    Parameters
    ----------
    story : Story
    obstacles : iterable of Barrier
        From :func:`geomap.barring.placed_obstacles`. The geometry is what they close; null without a position.
    legs : GeoDataFrame
        From :func:`geomap.build_routes`: they tell which of them each stood in the way of.
    credits : sequence of SourceCredit
    """
    properties = obstacle_properties(story, check_legs(legs))
    return _collection(story, [(each.shape, properties(each)) for each in obstacles], credits)


_Told = tuple[BaseGeometry | None, Properties]


def _features(frame: GeoDataFrame, properties: Callable[[Mapping[Any, Any]], Properties]) -> list[_Told]:
    return [(row["geometry"], properties(row)) for row in frame.to_dict("records")]


def _collection(story: Story, told: Iterable[_Told], credits: Sequence[SourceCredit]) -> str:
    features, shapes = [], []
    for drawn, properties in told:
        shape = on_grid(drawn)
        shapes.append(shape)
        features.append(
            {"type": "Feature", "id": properties["id"], **geojson_geometry(shape), "properties": properties}
        )
    head: dict[str, Any] = {"type": "FeatureCollection"}
    if story.title:
        head["title"] = visible(story.title)
    if lines := credit_lines(credits):
        head["credits"] = [visible(line) for line in lines]
    return collection_text(head | bounding_box(shapes), features)
