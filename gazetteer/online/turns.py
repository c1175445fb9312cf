"""Turns among the processes of one user, where two of them must not do a thing at once."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

_PATIENCE_S = 10.0  # for a process that was stopped while it had its turn


def beside_the_index(name: str) -> Path:
    """A file in the user's cache folder, by which processes find each other."""
    from gazetteer.index import default_index_path

    return default_index_path().with_name(name)


@contextlib.contextmanager
def turn(file: Path) -> Iterator[None]:
    """Wait for one's turn with a file; where none can be had (a folder that cannot be written), go on without."""
    from filelock import FileLock, Timeout

    lock = FileLock(f"{file}.lock", timeout=_PATIENCE_S)
    with contextlib.suppress(OSError, Timeout):
        file.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
