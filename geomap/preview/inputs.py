"""Which files a build of a story reads, and whether one of them has changed."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from geomap.errors import GeomapError
from geomap.roads.opening import paths_in
from geomap.story import load_story

_BESIDE = ("places.lock", "routes.lock")
# What changes when a folder of roads is made anew; a build may put more into such a folder by itself.
_IN_FOLDERS = ("meta.json", "geomap-roads.json")

Prints = Mapping[Path, tuple[int, ...] | None]


def inputs_of(story_path: Path | str, *, roads: str | None = None) -> frozenset[Path] | None:
    """The story, what is kept beside it, and the roads that it or the caller names; None while it cannot be read.

    Parameters
    ----------
    story_path : path
    roads : str or None
        As :func:`geomap.build.build` takes it: its paths count from the current folder, the story's from its own.
    """
    path = Path(story_path)
    try:
        named = paths_in(roads) if roads else paths_in(load_story(path).roads.spec, path.parent)
    except GeomapError:
        return None
    return frozenset((*least_of(path), *named, *(folder / name for folder in named for name in _IN_FOLDERS)))


def least_of(story_path: Path | str) -> frozenset[Path]:
    """What is read whatever the story says: itself, and what is kept beside it."""
    path = Path(story_path)
    return frozenset({path, *(path.with_name(name) for name in _BESIDE)})


def prints_of(paths: Iterable[Path]) -> Prints:
    """By what the present contents of files are told from later ones; None for one that is not there.

    Of a folder it is only told whether it is there: what matters in it is named by itself.
    """
    return {path: _print(path) for path in paths}


def _print(path: Path) -> tuple[int, ...] | None:
    try:
        state = path.stat()
    except (OSError, ValueError):
        return None
    return () if stat.S_ISDIR(state.st_mode) else (state.st_ino, state.st_size, state.st_mtime_ns)
