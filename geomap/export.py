"""The frames of a map as files for other programs: what :func:`geomap.build` does at its end, for your own frames."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from geomap.barring import placed_obstacles
from geomap.credits import map_credits, places_of, road_credits
from geomap.files import write_all
from geomap.formats import Content, chosen, render

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from gazetteer import Gazetteer, SourceCredit
    from geomap.obstacles import Barrier
    from geomap.story.model import Story


def export(
    story: Story,
    reports: GeoDataFrame,
    legs: GeoDataFrame,
    out_dir: Path | str,
    *,
    formats: Iterable[str] = (),
    obstacles: Sequence[Barrier] | None = None,
    gazetteer: Gazetteer | None = None,
    force: bool = False,
) -> tuple[Path, ...]:
    """Write the frames of a map into a folder, in the formats asked for beside GeoJSON and CSV.

    Parameters
    ----------
    story : Story
    reports : GeoDataFrame
        From :func:`geomap.locate`.
    legs : GeoDataFrame
        From :func:`geomap.build_routes`.
    out_dir : path
        Folder for the files, made when missing.
    formats : iterable of str
        Names of :data:`geomap.formats.FORMATS`, or ``all``.
    obstacles : sequence of Barrier or None
        What stood in the way, from :func:`geomap.barring.placed_obstacles`; None: placed with `gazetteer`, or without
        one told without a position.
    gazetteer : Gazetteer or None
        Who is to be named for the positions; None leaves the credits to the properties of each report.
    force : bool
        Replace files in `out_dir` that geomap did not write.

    Returns
    -------
    tuple of Path
        The files. One that the story has nothing for is not among them: no obstacles, no way with two known moments.

    Raises
    ------
    UsageError
        There is no such format, or a library that it needs is not installed.
    FrameError
        A frame breaks its contract.
    OutputError
        A file cannot be written; nothing was changed.

    Examples
    --------
    >>> import tempfile
    >>> from geomap.frames import legs_frame, reports_frame
    >>> from geomap.story.model import Story
    >>> story = Story.model_validate(
    ...     {"sources": [{"id": "s", "title": "S"}], "reports": [{"id": "r", "title": "R", "sources": ["s"]}]}
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in export(story, reports_frame([]), legs_frame([]), folder, formats=["gpx"])]
    ['reports.geojson', 'legs.geojson', 'reports.csv', 'map.gpx']
    """
    wanted = chosen(formats)
    of_reports, of_legs = (
        map_credits(gazetteer, frame) if gazetteer else road_credits(frame) for frame in (reports, legs)
    )
    of_obstacles: tuple[SourceCredit, ...] = ()
    if gazetteer:
        obstacles = placed_obstacles(story, reports, gazetteer=gazetteer) if obstacles is None else obstacles
        of_obstacles = map_credits(gazetteer, places=places_of(obstacles))
    content = Content(story, reports, legs, of_reports, of_legs, tuple(obstacles or ()), of_obstacles)
    return write_all(out_dir, render(content, wanted), force=force)
