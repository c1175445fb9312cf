"""Which road engine leads the legs of a story, and what is told of how it answered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from geomap.errors import Problem, UsageError

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from geomap.progress import Progress
    from geomap.roads import RoadEngine
    from geomap.roads.entries import Entry
    from geomap.story import Story

_LOCK = "routes.lock"


def engine_for(
    story: Story,
    story_path: Path | str | None,
    *,
    roads: str | None,
    again: bool = False,
    routes: MutableMapping[str, Entry] | None = None,
    progress: Progress | None = None,
) -> RoadEngine | None:
    """The engine that was asked for, else that of the story; None for the shortest way.

    Parameters
    ----------
    story : Story
    story_path : path or None
        Beside it ``routes.lock`` keeps the answers; None keeps none.
    roads : str or None
        As the option names the engine; its paths count from the current folder, and it is leave to ask a service.
    again : bool
        Ask again for what is kept.
    routes : mutable mapping or None
        Takes the answers in the place of ``routes.lock``, which is then only read.
    progress : callable or None

    Raises
    ------
    UsageError
        The text names no engine, or there is none to ask again.
    geomap.roads.RoadError
        ``routes.lock`` is not in order.
    """
    spec = roads or story.roads.spec
    if spec == "geodesic":
        if again:
            raise UsageError("no road engine leads this story, so that there is none to ask again; name one: --roads")
        return None
    from geomap.roads import open_engine

    beside = Path(story_path).parent if story_path is not None else None
    return open_engine(
        spec,
        story_folder=beside,
        paths_from=Path() if roads else beside,
        ask=roads is not None,
        refresh=again,
        memory=routes,
        progress=progress,
    )


def engine_notices(
    engine: RoadEngine | None, story: Story, story_path: Path | str | None, *, roads: str | None
) -> tuple[Problem, ...]:
    """Where the ways are not what one would think: from kept answers alone, of other roads, or kept and not used."""
    if story_path is None:
        return ()
    lock = Path(story_path).parent / _LOCK
    if engine is not None:
        found = getattr(engine, "notices", ())
        return tuple(_notice(lock, what) for what in found)
    if roads is not None or "engine" in story.roads.model_fields_set or not lock.is_file():
        return ()
    return (
        _notice(
            lock,
            "ways along roads are kept here and not used, as neither the story nor an option names a road engine",
            "--roads ENGINE, or `roads: {engine: ENGINE}` in the story",
        ),
    )


def silence_of(engine: RoadEngine | None) -> str:
    """Why an engine that was asked has answered nothing at all; empty when it was not asked, or has."""
    silence = getattr(engine, "silence", None)
    return str(silence) if silence is not None else ""


def _notice(lock: Path, what: str, hint: str = "") -> Problem:
    return Problem(str(lock), 0, 0, "", what, hint=hint, warning=True)
