"""Building the index: whole or not at all, by one builder at a time, and only when the inputs have changed."""

from __future__ import annotations

import gc
import os
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gazetteer.errors import IndexDataError, IndexWriteError
from gazetteer.index.info import IndexInfo, Progress
from gazetteer.index.inputs import IndexInputs, default_inputs
from gazetteer.index.location import CacheWarning, default_index_path, fallback_index_path
from gazetteer.index.read import PlaceIndex

_PART = ".part"


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
    inputs = inputs or default_inputs()
    progress = progress or _silent
    if path is not None:
        return _ensure(Path(path), inputs, progress, force)
    target = default_index_path()
    try:
        return _ensure(target, inputs, progress, force)
    except IndexWriteError as error:
        return _ensure_elsewhere(error, target, inputs, progress, force)


def _ensure(target: Path, inputs: IndexInputs, progress: Progress, force: bool) -> IndexInfo:
    if not force and (info := _fresh(target, inputs)):
        return info
    with _alone(target, progress) as waited:
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
            raise PermissionError(f"{target.parent} can be written by others")
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


def _fresh(target: Path, inputs: IndexInputs) -> IndexInfo | None:
    """What the index at `target` says about itself, when it is whole and of these inputs."""
    try:
        with PlaceIndex.open(target) as index:
            info = index.info()
    except (IndexDataError, KeyError, ValueError):
        return None
    return info if info.fingerprint == inputs.fingerprint else None


@contextmanager
def _alone(target: Path, progress: Progress) -> Iterator[bool]:
    """Keep other builders of `target` out; gives whether one had to be waited for."""
    from filelock import FileLock, Timeout

    lock = FileLock(f"{target}.lock")
    waited = False
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            waited = True
            progress("waiting for another build", 0, 1)
            lock.acquire()
    except OSError as error:
        raise _cannot_write(target, error) from error
    try:
        yield waited
    finally:
        lock.release()


def _build(target: Path, inputs: IndexInputs, progress: Progress) -> None:
    # Nobody else builds here now: parts that lie about are of builders that were killed.
    for stale in target.parent.glob(f"{target.name}.*{_PART}"):
        with suppress(OSError):
            stale.unlink()
    part = target.with_name(f"{target.name}.{os.getpid()}{_PART}")
    try:
        with _many_objects():
            _write(part, inputs, progress)
        _flush(part)
        part.replace(target)
    except (sqlite3.Error, OSError) as error:
        if isinstance(error, (IndexDataError, IndexWriteError)):
            raise
        raise _cannot_write(target, error) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _write(part: Path, inputs: IndexInputs, progress: Progress) -> None:
    from gazetteer.index.load import load

    connection = sqlite3.connect(part, isolation_level=None)
    try:
        # A part that is not finished is thrown away: no journal, and one flush at the end.
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "temp_store = MEMORY", "cache_size = -65536"):
            connection.execute(f"PRAGMA {pragma}")
        load(connection, inputs, progress)
    finally:
        connection.close()


def _flush(part: Path) -> None:
    with part.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def _many_objects() -> Iterator[None]:
    """Hold the garbage collector back: it would walk a million live objects again and again, and find nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _cannot_write(target: Path, error: Exception) -> IndexWriteError:
    why = getattr(error, "strerror", None) or str(error)
    return IndexWriteError(
        f"{target}: the index cannot be written: {why}; make room or the folder writable, or name another folder in "
        "GEOMAP_CACHE"
    )


def _silent(stage: str, done: int, total: int) -> None:
    """Report to nobody."""
