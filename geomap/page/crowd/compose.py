"""What the page of very many reports says in its HTML: what holds for all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geomap.page.claims import stated
from geomap.page.compose import compose, tally
from geomap.page.context import PageView
from geomap.page.crowd.extent import examples
from geomap.story.model import Story

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


def compose_crowd(
    story: Story, reports: GeoDataFrame, legs: GeoDataFrame, *, soft: frozenset[str], **how: Any
) -> PageView:
    """The page without its reports: made of an example of each sort, by which the legend and the dates come out alike.

    Parameters
    ----------
    story : Story
    reports, legs : GeoDataFrame
        See :mod:`geomap.frames`.
    soft : frozenset of str
        Ids of the reports whose area has no known outline.
    **how
        As for :func:`geomap.page.compose.compose`.
    """
    view = compose(story, examples(reports, soft), legs, soft=soft, **how)
    of_legs = {each.id for route in view.routes for each in route.legs} | {each.id for each in view.obstacles}
    said = stated(story.claims, story.sources)
    differences = sum(one.differs for about, told in said.items() if about not in of_legs for one in told)
    return replace(
        view,
        reports=(),
        crowd=len(reports),
        tally=tally(story, len(reports), differences, view.obstacles),
        symbols=view.symbols,
    )
