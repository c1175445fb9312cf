"""What every export is made from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from geomap.credits import credit_lines
from geomap.text import visible

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from gazetteer import SourceCredit
    from geomap.obstacles import Barrier
    from geomap.story.model import Story


@dataclass(frozen=True)
class Content:
    """A built map: the story, its two frames, and who is to be named for each.

    Parameters
    ----------
    story : Story
    reports : GeoDataFrame
        From :func:`geomap.locate`.
    legs : GeoDataFrame
        From :func:`geomap.build_routes`.
    report_credits, leg_credits : tuple of SourceCredit
        Who is to be named beside a file of one frame alone, from :func:`geomap.credits.map_credits`.
    placed : tuple of Barrier
        From :func:`geomap.barring.placed_obstacles`; the story's other obstacles are told without a position.
    obstacle_credits : tuple of SourceCredit
        Who is to be named beside a file of the obstacles alone.
    """

    story: Story
    reports: GeoDataFrame
    legs: GeoDataFrame
    report_credits: tuple[SourceCredit, ...] = ()
    leg_credits: tuple[SourceCredit, ...] = ()
    placed: tuple[Barrier, ...] = ()
    obstacle_credits: tuple[SourceCredit, ...] = ()

    @cached_property
    def obstacles(self) -> tuple[Barrier, ...]:
        """Every obstacle of the story, in its order."""
        from geomap.barring import told_obstacles  # with shapely, which the list of formats does without

        return told_obstacles(self.story, self.placed)

    @property
    def title(self) -> str:
        """The story's title, or ``""``."""
        return visible(self.story.title or "")

    @property
    def credits(self) -> tuple[str, ...]:
        """The lines that are to be said beside a file of all of it."""
        every = (*self.report_credits, *self.leg_credits, *self.obstacle_credits)
        return tuple(map(visible, credit_lines(every)))
