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
    some = examples(reports, soft)
    known = set(some["id"])
    # By their ids, but not by those of a million others.
    few = story.model_copy(update={"reports": tuple(report for report in story.reports if report.id in known)})
    view = compose(few, some, legs, soft=soft & known, **how)
    of_legs = {each.id for route in view.routes for each in route.legs} | {each.id for each in view.obstacles}
    said = stated(story.claims, story.sources)
    differences = sum(one.differs for about, told in said.items() if about not in of_legs for one in told)
    return replace(
        view,
        reports=(),
        crowd=len(reports),
        tally=tally(story, len(reports), differences, len(view.obstacles), view.say),
        account=_account(view, reports),
        facets=(),
    )


def _account(view: PageView, reports: GeoDataFrame) -> tuple[str, ...]:
    """The map in words: of so many reports, how many there are, from whom, and how many are not on the map."""
    say = view.say
    told = say.count(len(reports), "{n} report", "{n} reports")
    voices = sum(source.same_voice_as is None for source in view.sources)
    by = say.count(voices, "{n} independent source", "{n} independent sources")
    first = (
        say("A map of {reports} from {sources}.", reports=told, sources=by)
        if view.dates is None
        else say("A map of {reports} from {sources}, {dates}.", reports=told, sources=by, dates=view.dates)
    )
    unplaced = int((reports["draw"].to_numpy() == "none").sum())
    rest = say.count(
        unplaced,
        "{n} report has no position on the map and stands in the list.",
        "{n} reports have no position on the map and stand in the list.",
    )
    return (first, *((rest,) if unplaced else ()))
