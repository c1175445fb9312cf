"""What of a story's ``roads:`` would end its build or mislead it, told without reading a road or asking anybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from geomap.errors import Problem, UsageError
from geomap.story.nodes import nearest

if TYPE_CHECKING:
    from geomap.story.model import Story
    from geomap.story.nodes import Path as Where

_LOCK = "routes.lock"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):(.*)", re.DOTALL)  # two letters or more: one is a Windows drive


def engine_problems(story: Story, story_path: Path | str) -> tuple[Problem, ...]:
    """What is wrong with the road engine that a story names.

    Parameters
    ----------
    story : Story
    story_path : path
        Its paths count from the folder of this file; ``routes.lock`` there may have the answers of roads that are not.

    Returns
    -------
    tuple of Problem
        An engine that is none and an address that is none. Files that are missing: an error where a leg follows roads
        and no answers are kept, else a warning. A service that nobody gives leave to ask: a warning.

    Raises
    ------
    geomap.roads.RoadError, InputError
        ``routes.lock`` is not in order.
    """
    spec = story.roads.spec
    if spec.strip() == "geodesic":
        return ()
    from geomap.roads import RoadError, open_engine

    folder = Path(story_path).parent
    try:
        open_engine(spec, story_folder=folder, ask=False)
    except RoadError:
        raise
    except UsageError as error:
        return (story.spots.problem(_where(story), str(error)),)
    except ValueError as error:  # an address that cannot be taken apart
        return (story.spots.problem(_where(story), f"no address of a service ({error})", got=spec),)
    is_kept = (folder / _LOCK).is_file()
    if _is_service(spec):
        return () if is_kept or not _follows_roads(story) else (_unasked(story, spec),)
    missing = [(where, text) for where, text in _paths(story) if not _is_there(folder / text)]
    is_fatal = _follows_roads(story) and not is_kept
    return tuple(_missing(story, folder, where, text, is_fatal=is_fatal) for where, text in missing)


def _follows_roads(story: Story) -> bool:
    """Whether an engine would be asked for any leg, as far as the story tells."""
    return any(leg.follow_roads and leg.mode.profile is not None for route in story.routes for leg in route.legs)


def _is_service(spec: str) -> bool:
    found = _SCHEME.fullmatch(spec.strip())
    return found is not None and found[1].rpartition("+")[2] in ("http", "https")


def _where(story: Story) -> Where:
    """The value that names the engine: its address where it has one, and all of it where it is one text."""
    path = ("roads", "engine" if story.roads.url is None else "url")
    return path if path in story.spots.at else ("roads",)


def _paths(story: Story) -> Iterator[tuple[Where, str]]:
    """The files and folders that the engine works on, each with where the story names it."""
    roads = story.roads
    if roads.files:
        listed: list[tuple[Where, str]] = [(("roads", "files", n), text) for n, text in enumerate(roads.files)]
    elif roads.tiles is not None:
        listed = [(("roads", "tiles"), roads.tiles)]
    else:
        found = _SCHEME.fullmatch(roads.engine.strip())
        listed = [(_where(story), found[2] if found else roads.engine)]
    for where, text in listed:
        # Of a graph, commas part the files; a folder of tiles and a file alone are what they are.
        parts = text.split(",") if roads.spec.strip().startswith("graph:") else [text]
        yield from ((where, part.strip()) for part in parts if part.strip())


def _missing(story: Story, folder: Path, where: Where, text: str, *, is_fatal: bool) -> Problem:
    try:
        near = nearest(Path(text).name, (each.name for each in (folder / text).parent.iterdir()))
    except OSError:
        near = ""
    what = "not there, counted from the story's folder"
    if not is_fatal:
        kept = f"{_LOCK} may not have every answer of it" if _follows_roads(story) else "no leg follows roads"
        what = f"{what}; {kept}"
    hint = str(Path(text).with_name(near)) if near else "the path of a file or folder of roads"
    return story.spots.problem(where, what, got=text, hint=hint, warning=not is_fatal)


def _unasked(story: Story, spec: str) -> Problem:
    return story.spots.problem(
        _where(story),
        f"a story alone gives no leave to ask a service, and no {_LOCK} has its answers: no leg would follow roads",
        got=spec,
        hint=f"geomap build --roads {spec}",
        warning=True,
    )


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that no system takes
        return False
