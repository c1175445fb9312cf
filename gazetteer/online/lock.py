"""``places.lock``: what online geocoders answered, kept beside the story, so that a build needs no network."""

from __future__ import annotations

import contextlib
import itertools
import os
import stat
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from gazetteer.errors import LockAccessError, LockFileError
from gazetteer.online.answers import Found
from gazetteer.online.locktext import Answers, Query, fault, parse, text_of
from gazetteer.online.turns import beside_the_index, turn
from gazetteer.place import Place

LOCK_NAME = "places.lock"
MAX_BYTES = 8 * 1024 * 1024

_STALE_SECONDS = 600.0
_counter = itertools.count()


class AnswerFile:
    """The answers of one ``places.lock``, in memory and on disk.

    Parameters
    ----------
    path : Path or None
        The file, which need not exist; None keeps the answers in memory only.

    Raises
    ------
    LockFileError
        The file is not what geomap writes.
    LockAccessError
        It cannot be read.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._answers = _read(path) if path is not None else {}

    def get(self, query: Query) -> tuple[Found, ...] | None:
        """What was answered, which may be nothing; None when it was never asked."""
        return self._answers.get(query)

    def of_any_service(self, name: str, countries: tuple[str, ...]) -> tuple[str, tuple[Found, ...]] | None:
        """The geocoder that was asked and what it answered: the first by name of those that found something."""
        asked = sorted(query for query in self._answers if (query.name, query.countries) == (name, countries))
        best = next((query for query in asked if self._answers[query]), asked[0] if asked else None)
        return None if best is None else (best.geocoder, self._answers[best])

    def places(self) -> Iterator[Place]:
        """Every place of every answer."""
        return (found.place for answer in self._answers.values() for found in answer)

    def keep(self, query: Query, answer: Sequence[Found]) -> None:
        """Keep an answer, and write the file: whole or not at all, with what another build may have added to it.

        Raises
        ------
        LockFileError, LockAccessError
        """
        if self.path is None:
            self._answers[query] = tuple(answer)
            return
        with turn(beside_the_index("answers-kept")):  # beside the story, a lock file would be committed with it
            self._answers = {**self._answers, **_read(self.path), query: tuple(answer)}
            _write(self.path, text_of(self._answers))


def _write(path: Path, text: str) -> None:
    _sweep(path)
    temporary = path.with_name(f".{path.name}-{os.getpid()}-{next(_counter)}.tmp")
    try:
        descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(descriptor)
            if path.exists():
                temporary.chmod(stat.S_IMODE(path.stat().st_mode))
            temporary.replace(path)
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink()
    except OSError as error:
        raise LockAccessError(f"{path}: cannot be written: {error.strerror or error}") from error


def _sweep(path: Path) -> None:
    """Remove the temporary files of builds that were killed."""
    with contextlib.suppress(OSError):
        for left in path.parent.glob(f".{path.name}-*.tmp"):
            if time.time() - left.lstat().st_mtime > _STALE_SECONDS:
                left.unlink()


def _read(path: Path) -> Answers:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise LockFileError(f"{path}: is not a regular file")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise LockAccessError(f"{path}: cannot be read: {error.strerror or error}") from error
    if len(data) > MAX_BYTES:
        raise LockFileError(f"{path}: is larger than {MAX_BYTES:,} bytes")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise fault(str(path), line, "is not UTF-8 text") from None
    return parse(text, str(path))
