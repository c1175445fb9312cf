"""The gazetteer as a story sees it: the index, and what online geocoders answered, kept beside the story."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gazetteer import Gazetteer, open_fallback
from geomap.errors import UsageError

if TYPE_CHECKING:
    from gazetteer import Online
    from geomap.progress import Progress


def open_gazetteer(
    story_path: Path | str | None, *, online: Online | None = None, progress: Progress | None = None
) -> Gazetteer:
    """Open the gazetteer for a story.

    Answers that ``places.lock`` beside the story holds are used without a network and without being asked for; a
    geocoder is asked for the others only with leave.

    Parameters
    ----------
    story_path : path or None
        The story; None for the worked example, which needs no answers.
    online : gazetteer.Online or None
        Leave to ask an online geocoder for the names that are neither in the index nor in ``places.lock``.
    progress : callable or None
        Called with (stage, done, total) while the index is built and while a geocoder is asked.

    Returns
    -------
    gazetteer.Gazetteer
        A context manager that closes it.

    Raises
    ------
    UsageError
        Online for the worked example: there would be no place to keep the answers.
    gazetteer.GazetteerError
        The index, ``places.lock`` or the geocoder is not in order.
    """
    if story_path is None and online is not None:
        raise UsageError("the worked example needs no online geocoder; name a story of your own")
    folder = None if story_path is None else Path(story_path).parent
    fallback = open_fallback(folder, online, progress=progress) if folder else None
    return Gazetteer.open(progress=progress, fallback=fallback)
