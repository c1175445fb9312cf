"""Waiting for changes of files. This is the only module that imports watchfiles."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from threading import Event

LOOK_S = 1.0
"""So often the files are looked at in any case: on disks that tell of no change, and where a folder came back."""


def wait_for_change(paths: Collection[Path], *, changed: Callable[[], bool], stop: Event) -> bool:
    """Wait until files have changed; False when the wait was ended.

    The system's word wakes us; `changed` decides. So nothing is missed that happens before the watch begins, where a
    file is replaced instead of written, or where its folder goes and comes back.

    Parameters
    ----------
    paths : collection of Path
        Files, whether they are there or not; their folders are watched.
    changed : callable
        Whether one of them is another than before.
    stop : threading.Event
        Ends the wait.
    """
    names = frozenset(path.name for path in paths) | frozenset(path.resolve().name for path in paths)
    while not stop.is_set():
        if changed():
            return True
        folders = sorted({folder for path in paths for folder in (path.parent, path.resolve().parent)})
        there = [folder for folder in folders if folder.is_dir()]
        if not _watched(there, names, changed=changed, stop=stop):
            stop.wait(LOOK_S)
    return False


def _watched(folders: Collection[Path], names: frozenset[str], *, changed: Callable[[], bool], stop: Event) -> bool:
    """Watch folders until something has changed or one of them is gone; False where they cannot be watched."""
    from watchfiles import watch

    if not folders:
        return False
    try:
        for _ in watch(
            *folders,
            watch_filter=lambda _, path: Path(path).name in names,
            recursive=False,
            stop_event=stop,
            rust_timeout=round(LOOK_S * 1000),
            yield_on_timeout=True,
            ignore_permission_denied=True,
        ):
            if changed() or not all(folder.is_dir() for folder in folders):
                return True
    except OSError:  # the system has no watches left
        return False
    return True
