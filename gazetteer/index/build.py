"""Building the index: whole or not at all, by one builder at a time, and only when the inputs have changed."""

from __future__ import annotations

import os
import sqlite3
import warnings
from collections.abc import Callable
from pathlib import Path

from gazetteer.errors import IndexDataError, IndexWriteError
from gazetteer.index.info import IndexInfo, Progress
from gazetteer.index.inputs import IndexInputs, default_inputs, default_stamp
from gazetteer.index.location import CacheWarning, default_index_path, fallback_index_path
from gazetteer.index.read import PlaceIndex


def build_index(
    path: Path | str | None = None,
    *,
    progress: Progress | None = None,
    force: bool = False,
    inputs: IndexInputs | None = None,
) -> IndexInfo:
    """Make sure that there is an index of today's inputs, and describe it.

    A fresh index is left as it is, at the cost of opening it. Otherwise it is built beside its place and then moved
    there, so that a reader meets the old one or the new one and nothing between, however the build ends. Of two
    builders at once the second waits for the first and takes what that made.

    Parameters
    ----------
    path : path, optional
        The index file. None takes :func:`default_index_path`, and where its folder cannot be written, with a
        :class:`CacheWarning`, the temporary folder.
    progress : callable, optional
        Called with (stage, done, total).
    force : bool
        Build even when the index is fresh.
    inputs : IndexInputs, optional
        What to build from; None takes :func:`default_inputs`.

    Returns
    -------
    IndexInfo

    Raises
    ------
    IndexDataError
        A source is missing or broken. The old index, if any, stays.
    IndexWriteError
        The index cannot be written. The old index, if any, stays.

    Examples
    --------
    >>> build_index().outlines
    4798
    """
    progress = progress or _silent
    target = Path(path) if path is not None else default_index_path()
    if inputs is None:
        if not force and (info := _untouched(target)):
            return info
        inputs = default_inputs()
    if path is not None:
        return _ensure(target, inputs, progress, force)
    try:
        return _ensure(target, inputs, progress, force)
    except IndexWriteError as error:
        return _ensure_elsewhere(error, target, inputs, progress, force)


def _ensure(target: Path, inputs: IndexInputs, progress: Progress, force: bool) -> IndexInfo:
    if not force and (info := _fresh(target, inputs)):
        return info
    from gazetteer.index.replace import alone

    with alone(target, progress) as waited:
        # While we waited, another builder may have made it.
        if (waited or not force) and (info := _fresh(target, inputs)):
            return info
        _build(target, inputs, progress)
    with PlaceIndex.open(target) as index:
        return index.info()


def _ensure_elsewhere(
    error: IndexWriteError, wanted: Path, inputs: IndexInputs, progress: Progress, force: bool
) -> IndexInfo:
    """Work without a cache: keep the index in the temporary folder."""
    target = fallback_index_path()
    try:
        target.parent.mkdir(mode=0o700, exist_ok=True)
        # Anyone may write the temporary folder: what lies there is trusted only in a folder of this user's own.
        status = target.parent.lstat()
        if hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & 0o077):
            raise PermissionError(f"{target.parent} is not this user's alone")
    except OSError as second:
        raise IndexWriteError(f"{error}; nor can the temporary folder be used: {second}") from second
    if force or not _fresh(target, inputs):
        warnings.warn(
            f"{wanted.parent} cannot be written; the index is kept in {target.parent} until that is emptied. To keep "
            "it elsewhere, name a folder in GEOMAP_CACHE",
            CacheWarning,
            stacklevel=3,
        )
    return _ensure(target, inputs, progress, force)


def _untouched(target: Path) -> IndexInfo | None:
    """What the index at `target` says about itself, when no file that it was built from was written since.

    That is told without reading them. Where it cannot be told, by other copies of the same files, they are read.
    """
    stamp = default_stamp()
    return _told(target, lambda index: index.meta().get("stamp") == stamp)


def _fresh(target: Path, inputs: IndexInputs) -> IndexInfo | None:
    """What the index at `target` says about itself, when it is whole and of these inputs."""
    return _told(target, lambda index: index.fingerprint == inputs.fingerprint)


def _told(target: Path, is_wanted: Callable[[PlaceIndex], bool]) -> IndexInfo | None:
    try:
        with PlaceIndex.open(target) as index:
            return index.info() if is_wanted(index) else None
    except (IndexDataError, KeyError, ValueError):
        return None


def _build(target: Path, inputs: IndexInputs, progress: Progress) -> None:
    from gazetteer.index.load import load
    from gazetteer.index.replace import replacing

    with replacing(target) as part:
        # Filled row by row, a table leaves an eighth of its pages empty; copied in one go, none.
        loose = part.with_name(f"{part.name.removesuffix('.part')}.loose.part")
        connection = sqlite3.connect(loose, isolation_level=None)
        try:
            # A part that is not finished is thrown away: no journal, and one flush at the end.
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "temp_store = MEMORY", "cache_size = -65536"):
                connection.execute(f"PRAGMA {pragma}")
            load(connection, inputs, progress)
            connection.execute("VACUUM INTO ?", (str(part),))
        finally:
            connection.close()


def _silent(stage: str, done: int, total: int) -> None:
    """Report to nobody."""
