"""``routes.lock``: what road engines answered, kept beside the story, so that a build needs no engine.

That there is no way is an answer, too, and kept like one.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from geomap.errors import InputError, OutputError
from geomap.roads.agreeing import disagreement
from geomap.roads.engine import Avoid, EngineData, EngineRoute, RoadEngine, Waypoint
from geomap.roads.entries import KEPT_ERRORS, Entry, Refusal, entry_for, refusal_of
from geomap.roads.errors import BadLock, EngineUnavailable
from geomap.roads.locktext import WHAT_TO_TRY, Entries, fault, parse, text_of
from geomap.roads.places import cache_folder
from geomap.roads.records import reread
from geomap.roads.request import Request

LOCK_NAME = "routes.lock"
MAX_BYTES = 64 * 1024 * 1024

_STALE_SECONDS = 600.0
_PATIENCE_S = 10.0  # for a process that was stopped while it wrote
_counter = itertools.count()


class RouteFile:
    """The answers of one ``routes.lock``, in memory and on disk.

    Parameters
    ----------
    path : Path or None
        The file, which need not exist; None keeps the answers in memory only.

    Raises
    ------
    BadLock
        The file is not what geomap writes.
    InputError
        It cannot be read.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._seen = None if path is None else _state(path)
        self._entries: Entries = {} if path is None else _read(path)

    def get(self, request_hash: str) -> Entry | None:
        """What was asked and answered; None when it never was."""
        return self._entries.get(request_hash)

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
        if self.path is None:
            self._entries[entry.answer.request_hash] = entry
            return
        with _turn():
            if _state(self.path) != self._seen:
                self._entries |= _read(self.path)
            self._entries[entry.answer.request_hash] = entry
            data = text_of(self._entries).encode()
            if len(data) > MAX_BYTES:
                raise OutputError(f"{self.path}: would be larger than {MAX_BYTES:,} bytes; try another folder")
            _write(self.path, data)
            self._seen = _state(self.path)


class KeptEngine:
    """An engine whose answers are kept, or the kept answers of one that is not there.

    Parameters
    ----------
    file : RouteFile
    names : sequence of str
        What the engine may be called: one name, or two when only a running service tells which.
    opener : callable
        Opens the engine, when it is asked for something new; raises what keeps it from opening.
    title : str or None
        What the engine's data is called, when that is known before it is opened: answers of other data are asked anew.
    refresh : bool
        Ask again for what is kept, once.

    Examples
    --------
    >>> from geomap.roads import EngineUnavailable, GeodesicEngine
    >>> ends = Waypoint(40, 34), Waypoint(41, 34)
    >>> file = RouteFile(None)
    >>> first = KeptEngine(file, names=["geodesic"], opener=GeodesicEngine).route(ends)
    >>> def gone():
    ...     raise EngineUnavailable("not installed")
    >>> KeptEngine(file, names=["geodesic"], opener=gone).route(ends) == first
    True
    """

    def __init__(
        self,
        file: RouteFile,
        *,
        names: Sequence[str],
        opener: Callable[[], RoadEngine],
        title: str | None = None,
        refresh: bool = False,
    ) -> None:
        self._file = file
        self._names = tuple(names)
        self._opener = opener
        self._title = title
        self._refresh = refresh
        self._fresh: set[str] = set()
        self._engine: RoadEngine | None = None

    @property
    def name(self) -> str:
        """Of the engine; the first that it may have while it is not open."""
        return self._engine.name if self._engine else self._names[0]

    @property
    def version(self) -> str:
        """Of the engine, which is opened for it. Answers tell their own."""
        return self.opened().version

    @property
    def data(self) -> EngineData:
        """Of the engine, which is opened for it. Answers tell their own."""
        return self.opened().data

    def route(
        self,
        points: tuple[Waypoint, Waypoint],
        *,
        via: Sequence[Waypoint] = (),
        avoid: Sequence[Avoid] = (),
        alternates: int = 0,
        profile: str = "car",
    ) -> EngineRoute:
        """The kept answer, else that of the engine, which is kept; see :class:`geomap.roads.engine.RoadEngine`.

        Coordinates are rounded to 1e-6 degrees, lengths to a millimetre, in the first answer as in the kept one.

        Raises
        ------
        RoadError
            Any of its leaves, kept ones among them.
        BadLock, InputError, OutputError
            The file is not in order.
        """
        request = Request.checked(points, via=via, avoid=avoid, alternates=alternates, profile=profile)
        answer = self._kept(request)
        if answer is None:
            answer = self._asked(request)
        if isinstance(answer, Refusal):
            raise answer.error()
        return answer

    def _kept(self, request: Request) -> EngineRoute | Refusal | None:
        for name in self._names:
            request_hash = request.hash_for(name)
            entry = self._file.get(request_hash)
            if entry is None or (self._refresh and request_hash not in self._fresh):
                continue
            if self._title is None or entry.answer.data.title == self._title:
                if wrong := disagreement(entry, request, engine=name):
                    raise BadLock(f"{self._file.path}: the entry of {request_hash[:12]}… {wrong}; {WHAT_TO_TRY}")
                return entry.answer
        return None

    def _asked(self, request: Request) -> EngineRoute | Refusal:
        engine = self.opened()
        answer: EngineRoute | Refusal
        start, *via, end = request.stops
        try:
            answer = engine.route(
                (start, end), via=via, avoid=request.avoid, alternates=request.alternates, profile=request.profile
            )
        except KEPT_ERRORS as error:
            answer = refusal_of(error, request, engine=engine.name, version=engine.version, data=engine.data)
        entry = entry_for(request, answer)
        try:
            reread(entry)
        except ValueError as error:
            raise EngineUnavailable(f"{engine.name}: cannot have meant its answer, which {error}") from None
        self._file.keep(entry)
        self._fresh.add(answer.request_hash)
        return entry.answer

    def opened(self) -> RoadEngine:
        """The engine itself, opened when it was not; raises what keeps it from opening."""
        if self._engine is None:
            self._engine = self._opener()
        return self._engine


# --- the file ---------------------------------------------------------------------------------------------------------


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


def _write(path: Path, data: bytes) -> None:
    path = path.resolve()  # a link stays one
    _sweep(path)
    temporary = path.with_name(f".{path.name}-{os.getpid()}-{next(_counter)}.tmp")
    try:
        descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(descriptor)
            if path.exists():
                temporary.chmod(stat.S_IMODE(path.stat().st_mode))
            temporary.replace(path)
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink()
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from error


def _sweep(path: Path) -> None:
    """Remove the temporary files of builds that were killed."""
    with contextlib.suppress(OSError):
        for left in path.parent.glob(f".{path.name}-*.tmp"):
            if time.time() - left.lstat().st_mtime > _STALE_SECONDS:
                left.unlink()
