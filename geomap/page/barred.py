"""What stood in the way, as the page tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from geomap.page.claims import Stated
from geomap.page.context import ObstacleView, SourceView, Testimony
from geomap.story.model import ObstacleKind, Story

if TYPE_CHECKING:
    from geomap.obstacles import Barrier

STRETCH = "somewhere on this stretch"
STRETCH_NOTE = "no source states where"
_KINDS = {
    ObstacleKind.ROAD_CUT: "Road cut",
    ObstacleKind.BRIDGE: "Bridge out",
    ObstacleKind.CROSSING: "Crossing closed",
    ObstacleKind.HELD_AREA: "Area held",
    ObstacleKind.OTHER: "Obstacle",
}


def obstacle_anchor(obstacle_id: str) -> str:
    """The id of an obstacle's card in the page."""
    return f"o-{obstacle_id}"


def stretch_words(kind: ObstacleKind) -> tuple[str, str]:
    """What stands beside the stretch on which an obstacle of no known position is told of: two lines.

    Examples
    --------
    >>> stretch_words(ObstacleKind.ROAD_CUT)
    ('Road cut somewhere on this stretch;', 'no source states where')
    """
    return f"{_KINDS[kind]} {STRETCH};", STRETCH_NOTE


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
    """
    told = {obstacle.id: obstacle for obstacle in story.obstacles}
    views = []
    for barrier in barriers:
        obstacle = told[barrier.id]
        stretch = on_stretch(barrier, leg_rows)
        spelled = barrier.where is not None or barrier.shape is None  # a place that is blurred is not named
        if barrier.shape is not None:
            drawn, where = (
                "area",
                f"The area that is marked: {barrier.where}." if barrier.where else "The area that is marked.",
            )
        elif stretch is not None:
            drawn, where = "stretch", f"{STRETCH.capitalize()}; {STRETCH_NOTE}: {stretch['title']}."
        else:
            drawn, where = "", "No source states where, so that nothing is drawn."
        views.append(
            ObstacleView(
                id=barrier.id,
                anchor=obstacle_anchor(barrier.id),
                title=barrier.title,
                kind=_KINDS[obstacle.kind],
                when=barrier.when_label,
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
