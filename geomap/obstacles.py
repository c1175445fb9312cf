"""What stood in the way: where it is, when it acts, and which legs it closes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geomap.antimeridian import only_polygons
from geomap.corridor import disc
from geomap.speed import TimeSpan
from geomap.when import parse_when, when_words

if TYPE_CHECKING:
    from geomap.stops import Stop
    from geomap.story.model import Obstacle, Story

LEAST_RADIUS_KM = 0.1
"""What closes a road at a point closes at least so much about it."""


@dataclass(frozen=True, slots=True)
class Barrier:
    """An obstacle that was put in its place.

    Parameters
    ----------
    id, title : str
    when_label : str
        Its window for people.
    span : TimeSpan or None
        Its window; None where no source dates it, and then it may act at any time.
    shape : Polygon, MultiPolygon or None
        What it closes, EPSG:4326; None where no source states the position.
    along : str or None
        Id of the leg on whose stretch it is told of.
    outcome : str or None
        What became of it, in the author's words.
    place_id : str or None
        The place that its shape is drawn about; None where it has none.
    where : str or None
        The story's word for that place; None where it has none, and where the place is blurred on purpose.
    """

    id: str
    title: str
    when_label: str
    span: TimeSpan | None
    shape: Polygon | MultiPolygon | None
    along: str | None
    outcome: str | None = None
    place_id: str | None = None
    where: str | None = None

    def acts_during(self, during: TimeSpan | None) -> bool:
        """Whether it may act while a leg is travelled: the two windows meet, or one of them is not known."""
        if self.span is None or during is None:
            return True
        return not (_before(self.span, during) or _before(during, self.span))

    def closes(self, leg_id: str, line: BaseGeometry | None) -> bool:
        """Whether it is told of on a leg, or the leg's line leads through it."""
        if self.along == leg_id:
            return True
        return self.shape is not None and line is not None and bool(self.shape.intersects(line))


def barriers_of(story: Story, stops: Mapping[str, Stop]) -> tuple[Barrier, ...]:
    """The obstacles of a story, in its order.

    Parameters
    ----------
    story : Story
    stops : mapping
        From :func:`geomap.stops.stops_of`, by the name, place or report that an obstacle uses.
    """
    return tuple(_barrier(obstacle, stops, story) for obstacle in story.obstacles)


def active(barriers: Iterable[Barrier], during: TimeSpan | None) -> tuple[Barrier, ...]:
    """Those that may act in a window."""
    return tuple(barrier for barrier in barriers if barrier.acts_during(during))


def note_of(barrier: Barrier) -> str:
    """What a reader of a closed leg is told."""
    where = "" if barrier.shape is not None else "; no source states where on the way"
    outcome = f" {barrier.outcome}" if barrier.outcome else ""
    return f"In the way: {barrier.title} ({barrier.when_label}){where}.{outcome}"


def beyond_note(barriers: Sequence[Barrier], *, reported: bool) -> str:
    """What a reader of a leg beyond closed ones is told."""
    titles = " and ".join(barrier.title for barrier in barriers)
    if reported:
        return f"Reported all the same, though it lies beyond what closed the way: {titles}."
    return f"It lies beyond what closed the way ({titles}), and so is drawn as planned."


def _barrier(obstacle: Obstacle, stops: Mapping[str, Stop], story: Story) -> Barrier:
    window = parse_when(obstacle.when, story.timezone) if obstacle.when else None
    stop = stops[obstacle.where] if obstacle.where is not None else None
    return Barrier(
        obstacle.id,
        obstacle.title,
        when_words(window, lang=story.language),
        TimeSpan(window.earliest, window.latest) if window else None,
        _shape(obstacle, stop),
        obstacle.along,
        obstacle.outcome,
        stop.key if stop is not None and stop.point is not None else None,
        obstacle.where if stop is not None and not stop.is_blurred else None,
    )


def _shape(obstacle: Obstacle, stop: Stop | None) -> Polygon | MultiPolygon | None:
    if stop is None or stop.point is None:
        return None
    if stop.area is not None and obstacle.radius_km is None:
        return only_polygons(stop.area)
    return disc(stop.point, radius_km=obstacle.radius_km or max(stop.radius_km, LEAST_RADIUS_KM))


def _before(one: TimeSpan, other: TimeSpan) -> bool:
    """Whether one window is over before the other begins."""
    return one.latest is not None and other.earliest is not None and one.latest < other.earliest
