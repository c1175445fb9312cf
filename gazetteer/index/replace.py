"""Putting an index file in its place: whole or not at all, and by one writer at a time."""

from __future__ import annotations

import gc
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gazetteer.errors import IndexDataError, IndexWriteError
from gazetteer.index.info import Progress

_PART = ".part"


@contextmanager
def alone(target: Path, progress: Progress) -> Iterator[bool]:
    """Keep other writers of `target` out; gives whether one had to be waited for.

    Raises
    ------
    IndexWriteError
        Nothing can be written where `target` should lie.
    """
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
        raise cannot_write(target, error) from error
    try:
        yield waited
    finally:
        lock.release()


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give the path of a file to write, which takes the place of `target` when the block ends well.

    However the block ends, by a kill too, a reader meets the old file or the new one and nothing between. More files
    may be written beside the given one (its name, less ``.part``, then a dot, and ``.part`` at the end): they are
    thrown away at the end, or after a kill by the next writer. To be used :func:`alone`.

    Raises
    ------
    IndexWriteError
        The disk is full or cannot be written. The old file, if any, stays.
    """
    sweep(target.parent, f"{target.name}.")  # nobody else writes here now: these are of writers that were killed
    own = f"{target.name}.{os.getpid()}"
    part = target.with_name(f"{own}{_PART}")
    try:
        with _many_objects():
            yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
    except (sqlite3.Error, OSError) as error:
        if isinstance(error, (IndexDataError, IndexWriteError)):
            raise
        raise cannot_write(target, error) from error
    finally:
        sweep(target.parent, f"{own}.")


def cannot_write(target: Path, error: Exception) -> IndexWriteError:
    """The error for an index that cannot be written, from what the system said."""
    why = getattr(error, "strerror", None) or str(error)
    return IndexWriteError(
        f"{target}: the index cannot be written: {why}; make room or the folder writable, or name another folder in "
        "GEOMAP_CACHE"
    )


def sweep(folder: Path, beginning: str = "") -> None:
    """Throw away what unfinished writers left in a folder, as far as its name begins so."""
    for each in folder.iterdir():
        if each.name.startswith(beginning) and each.name.endswith(_PART):
            with suppress(OSError):
                each.unlink()


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
