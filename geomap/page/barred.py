"""What stood in the way, as the page tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from geomap.languages import Speech, to_say
from geomap.page.claims import Stated
from geomap.page.context import ObstacleView, SourceView, Testimony
from geomap.story.model import ObstacleKind, Story

if TYPE_CHECKING:
    from geomap.obstacles import Barrier
    from geomap.page.redating import Dates

_KINDS = {
    ObstacleKind.ROAD_CUT: to_say("Road cut"),
    ObstacleKind.BRIDGE: to_say("Bridge out"),
    ObstacleKind.CROSSING: to_say("Crossing closed"),
    ObstacleKind.HELD_AREA: to_say("Area held"),
    ObstacleKind.OTHER: to_say("Obstacle"),
}


def obstacle_anchor(obstacle_id: str) -> str:
    """The id of an obstacle's card in the page."""
    return f"o-{obstacle_id}"


def stretch_words(kind: ObstacleKind, say: Speech) -> tuple[str, str]:
    """What stands beside the stretch on which an obstacle of no known position is told of: two lines.

    Examples
    --------
    >>> from geomap.languages import ENGLISH
    >>> stretch_words(ObstacleKind.ROAD_CUT, ENGLISH)
    ('Road cut somewhere on this stretch;', 'no source states where')
    """
    return say("{obstacle} somewhere on this stretch;", obstacle=say(_KINDS[kind])), say("no source states where")


def on_stretch(barrier: Barrier, leg_rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The leg along which an obstacle without a position is drawn; None where it is not."""
    if barrier.shape is not None:
        return None
    return next((row for row in leg_rows if row["id"] == barrier.along and row["geometry"] is not None), None)


def obstacle_views(
    story: Story,
    barriers: Sequence[Barrier],
    leg_rows: Sequence[Mapping[str, Any]],
    sources: Mapping[str, SourceView],
    said: Mapping[str, tuple[Stated, ...]],
    *,
    dates: Dates,
    say: Speech,
) -> tuple[ObstacleView, ...]:
    """The obstacles in the order of the story.

    Parameters
    ----------
    story : Story
    barriers : sequence of Barrier
        From :func:`geomap.barring.told_obstacles`.
    leg_rows : sequence of mapping
        Rows of the legs frame.
    sources : mapping
        The sources by their ids.
    said : mapping
        What sources claim, by what it is about.
    dates : Dates
        As the page says them.
    say : Speech
        The language of the page.
    """
    told = {obstacle.id: obstacle for obstacle in story.obstacles}
    views = []
    for barrier in barriers:
        obstacle = told[barrier.id]
        stretch = on_stretch(barrier, leg_rows)
        spelled = barrier.where is not None or barrier.shape is None  # a place that is blurred is not named
        if barrier.shape is not None:
            drawn = "area"
            where = (
                say("The area that is marked: {place}.", place=barrier.where)
                if barrier.where
                else say("The area that is marked.")
            )
        elif stretch is not None:
            drawn = "stretch"
            where = say("Somewhere on this stretch; no source states where: {leg}.", leg=stretch["title"])
        else:
            drawn, where = "", say("No source states where, so that nothing is drawn.")
        views.append(
            ObstacleView(
                id=barrier.id,
                anchor=obstacle_anchor(barrier.id),
                title=barrier.title,
                kind=say(_KINDS[obstacle.kind]),
                when=dates.of(barrier.when_label),
                where=where,
                drawn=drawn,
                outcome=barrier.outcome,
                closed=tuple(row["title"] for row in leg_rows if barrier.id in (row.get("blocked_by") or ())),
                testimonies=tuple(
                    Testimony(sources[ref.source], ref.where_as_reported if spelled else None, ref.locator)
                    for ref in obstacle.sources
                    if ref.source in sources
                ),
                stated=said.get(barrier.id, ()),
            )
        )
    return tuple(views)
