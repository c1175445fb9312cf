"""``routes.lock`` on disk: read with suspicion, written whole or not at all, by one build at a time."""

from __future__ import annotations

import contextlib
import stat
from collections.abc import Iterator, MutableMapping
from pathlib import Path

from geomap.errors import InputError, OutputError
from geomap.files import replace_file
from geomap.roads.entries import Entry
from geomap.roads.errors import BadLock
from geomap.roads.locktext import Entries, fault, parse, text_of
from geomap.roads.places import cache_folder

LOCK_NAME = "routes.lock"
MAX_BYTES = 64 * 1024 * 1024

_PATIENCE_S = 10.0  # for a process that was stopped while it wrote


class RouteFile:
    """The answers of one ``routes.lock``, in memory and on disk.

    Parameters
    ----------
    path : Path or None
        The file, which need not exist; None keeps the answers in memory only.
    memory : mutable mapping or None
        Takes new answers by their request's hash, so that the file is only read; its answers go before the file's.

    Raises
    ------
    BadLock
        The file is not what geomap writes.
    InputError
        It cannot be read.
    """

    def __init__(self, path: Path | None, *, memory: MutableMapping[str, Entry] | None = None) -> None:
        self.path = path
        self._memory = memory
        self._seen = None if path is None else _state(path)
        self._entries: Entries = {} if path is None else _read(path)

    def get(self, request_hash: str) -> Entry | None:
        """What was asked and answered; None when it never was."""
        if self._memory is not None and request_hash in self._memory:
            return self._memory[request_hash]
        return self._entries.get(request_hash)

    @property
    def engines(self) -> tuple[tuple[str, str], ...]:
        """Each engine that has answered and the title of its data, in order."""
        return tuple(sorted({(e.answer.engine, e.answer.data.title) for e in self._entries.values()}))

    def __len__(self) -> int:
        return len(self._entries)

    def keep(self, entry: Entry) -> None:
        """Keep an answer, and write the file: whole or not at all, with what another build may have added to it.

        Raises
        ------
        BadLock, InputError
            Somebody has changed the file for the worse since.
        OutputError
            It cannot be written.
        """
        if self._memory is not None or self.path is None:
            (self._entries if self._memory is None else self._memory)[entry.answer.request_hash] = entry
            return
        with _turn():
            if _state(self.path) != self._seen:
                self._entries |= _read(self.path)
            self._entries[entry.answer.request_hash] = entry
            data = text_of(self._entries).encode()
            if len(data) > MAX_BYTES:
                raise OutputError(f"{self.path}: would be larger than {MAX_BYTES:,} bytes; try another folder")
            replace_file(self.path, data, missing_ok=True)
            self._seen = _state(self.path)


@contextlib.contextmanager
def _turn() -> Iterator[None]:
    """Wait for one's turn among this user's builds; where none can be had, go on without."""
    from filelock import FileLock, Timeout

    # Beside the story, a lock file would be committed with it.
    lock = FileLock(cache_folder() / "routes-kept.lock", timeout=_PATIENCE_S)
    with contextlib.suppress(OSError, Timeout):
        cache_folder().mkdir(parents=True, exist_ok=True)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _state(path: Path) -> tuple[int, ...] | None:
    """By what a file is told from one that another process has put in its place."""
    try:
        state = path.stat()
    except OSError:
        return None
    return (state.st_ino, state.st_size, state.st_mtime_ns)


def _read(path: Path) -> Entries:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise BadLock(f"{path}: is not a regular file")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error
    if len(data) > MAX_BYTES:
        raise BadLock(f"{path}: is larger than {MAX_BYTES:,} bytes")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise fault(str(path), data[: error.start].count(b"\n") + 1, "is not UTF-8 text") from None
    return parse(text, str(path))
