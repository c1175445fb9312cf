"""Who must be named on a map: the sources of what it shows, and nobody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from gazetteer import Gazetteer, SourceCredit
    from geomap.basemaps import BaseMap
    from geomap.obstacles import Barrier


def map_credits(
    gazetteer: Gazetteer, *frames: GeoDataFrame, base: BaseMap | None = None, places: Iterable[str] = ()
) -> tuple[SourceCredit, ...]:
    """Who must be named on a map of these frames over this base map, or beside a file of one frame alone.

    Parameters
    ----------
    gazetteer : Gazetteer
        Where the places come from.
    *frames : GeoDataFrame
        Reports and legs, as :mod:`geomap.frames` describes them.
    base : BaseMap or None
        What lies under them, where it is drawn from the gazetteer.
    places : iterable of str
        Ids of places that are shown besides, from :func:`places_of`.

    Returns
    -------
    tuple of SourceCredit
        The default data first, the roads last. Positions that the author states come from no source of the gazetteer.
    """
    shown = [*(place_id for frame in frames for place_id in _places_of(frame)), *places]
    water = base is not None and bool(base.rivers or base.lakes)
    of_places = gazetteer.credits((*shown, *(base.place_ids if base is not None else ())), water=water)
    return (*of_places, *road_credits(*frames))


def places_of(obstacles: Iterable[Barrier]) -> tuple[str, ...]:
    """Ids of the places at which obstacles are drawn; see :func:`geomap.barring.placed_obstacles`."""
    return tuple(dict.fromkeys(barrier.place_id for barrier in obstacles if barrier.place_id is not None))


def road_credits(*frames: GeoDataFrame) -> tuple[SourceCredit, ...]:
    """Who must be named for the roads that legs follow, as their data asks for it; nobody where none does.

    Parameters
    ----------
    *frames : GeoDataFrame
        Frames without the columns of roads have nobody.
    """
    from gazetteer import SourceCredit

    asked = {
        (row["data_title"], row["data_attribution"]): None
        for frame in frames
        if "data_attribution" in frame
        for row in frame[["data_title", "data_attribution"]].to_dict("records")
        if isinstance(row["data_attribution"], str)
    }
    return tuple(SourceCredit(f"Roads: {title}", _licence(credit), "", credit) for title, credit in asked)


def _licence(credit: str) -> str:
    """The licence that a line of credit ends with: what comes after its last comma."""
    return credit.rpartition(", ")[2] if ", " in credit else "as credited"


def credit_lines(credits: Iterable[SourceCredit]) -> tuple[str, ...]:
    """What is to be said, each line once.

    Examples
    --------
    >>> from gazetteer import SourceCredit
    >>> credit_lines((SourceCredit("A", "CC0", "", "By A"), SourceCredit("A 2", "CC0", "", "By A")))
    ('By A',)
    """
    return tuple(dict.fromkeys(credit.credit for credit in credits if credit.credit))


def _places_of(frame: GeoDataFrame) -> Iterator[str]:
    """The ids of the places of a frame: one of a report, several of a leg."""
    if "place_id" in frame:
        yield from (place_id for place_id in frame["place_id"] if isinstance(place_id, str))
    if "place_ids" in frame:
        yield from (place_id for ids in frame["place_ids"] if isinstance(ids, tuple) for place_id in ids)
