"""The obstacles of a story as its map draws them: where a source states a position, else along the stretch told of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from geomap.obstacles import Barrier, barriers_of
from geomap.stops import stops_of

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from gazetteer import Gazetteer
    from geomap.story.model import Obstacle, Story


def placed_obstacles(
    story: Story, reports: GeoDataFrame, *, gazetteer: Gazetteer, accept_ambiguous: bool = False
) -> tuple[Barrier, ...]:
    """The obstacles of a story, each in its place.

    Parameters
    ----------
    story : Story
    reports : GeoDataFrame
        From :func:`geomap.locate`.
    gazetteer : Gazetteer
        For those that a name places.
    accept_ambiguous : bool
        As in :func:`geomap.locate`.

    Raises
    ------
    PlacesError
        Names cannot be told.
    """
    if not story.obstacles:
        return ()
    return barriers_of(story, stops_of(story, reports, gazetteer=gazetteer, accept_ambiguous=accept_ambiguous))


def told_obstacles(story: Story, placed: Iterable[Barrier] = ()) -> tuple[Barrier, ...]:
    """All obstacles of a story, in its order: those that were placed as they are, the others without a position."""
    known = {barrier.id: barrier for barrier in placed}
    return tuple(known.get(obstacle.id) or _unplaced(obstacle, story) for obstacle in story.obstacles)


def _unplaced(obstacle: Obstacle, story: Story) -> Barrier:
    try:
        (barrier,) = barriers_of(story.model_copy(update={"obstacles": (_nowhere(obstacle),)}), {})
    except ValueError:  # a date that is no EDTF, in a story that no loader has seen, is told as it is written
        when = obstacle.when or ""
        barrier = Barrier(obstacle.id, obstacle.title, when, None, None, obstacle.along, obstacle.outcome)
    return barrier


def _nowhere(obstacle: Obstacle) -> Obstacle:
    return obstacle.model_copy(update={"where": None})
