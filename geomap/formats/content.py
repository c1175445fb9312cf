"""What every export is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.credits import credit_lines
from geomap.text import visible

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from gazetteer import SourceCredit
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
    """

    story: Story
    reports: GeoDataFrame
    legs: GeoDataFrame
    report_credits: tuple[SourceCredit, ...] = ()
    leg_credits: tuple[SourceCredit, ...] = ()

    @property
    def title(self) -> str:
        """The story's title, or ``""``."""
        return visible(self.story.title or "")

    @property
    def credits(self) -> tuple[str, ...]:
        """The lines that are to be said beside a file of both frames."""
        return tuple(map(visible, credit_lines((*self.report_credits, *self.leg_credits))))
