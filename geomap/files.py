"""Writing files: whole or not at all, and never over somebody else's work.

All files of one build are first written beside their places under temporary names, and renamed only when every byte is
on the disk. A killed or failed build leaves the old files as they were.

What geomap wrote into a folder it notes there in ``.geomap-files``, one line ``SHA-256  name`` per content. A file
whose content stands there may be replaced; any other is somebody else's, or was edited since, and is refused. A line
is added before its file is put in place and never taken out, so the note holds after a crash and with two builds at
once.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import itertools
import os
import re
import shutil
import stat
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from geomap.errors import OutputError
from geomap.text import slug

NOTE_NAME = ".geomap-files"
STALE_SECONDS = 600.0
"""A temporary file older than this belongs to a build that was killed."""

_TEMPORARY = re.compile(r"\.geomap-\d+-\d+\.tmp")
_NOTE_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
# Symbolic links are refused before; this closes the moment between looking and opening, where the system can.
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)
_counter = itertools.count()


def write_all(
    folder: Path | str, contents: Mapping[str, str | bytes], *, force: bool = False, overwrite: bool = True
) -> tuple[Path, ...]:
    """Write several files into one folder, all of them or none.

    Parameters
    ----------
    folder : path
        Made when missing; must not be a symbolic link.
    contents : mapping of str to str or bytes
        File name to content; text becomes UTF-8. Names are made of a-z, 0-9, ``-`` and dots; a file may lie in a folder
        of its own in there (``embed-kit/kit.html``).
    force : bool
        Replace files that geomap did not write, too.
    overwrite : bool
        False refuses any file that is there already, whoever wrote it.

    Returns
    -------
    tuple of Path
        The files, in the order of `contents`.

    Raises
    ------
    OutputError
        A name is not safe, a file must not be replaced (all such are listed), or the disk does not take it.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = write_all(folder, {"map.html": "<p>"})
    ...     written += write_all(folder, {"map.html": "<b>"})  # its own file is replaced
    ...     [path.name for path in written], written[0].read_text()
    (['map.html', 'map.html'], '<b>')
    """
    folder = Path(folder)
    encoded = {name: data.encode() if isinstance(data, str) else data for name, data in contents.items()}
    _refuse_unsafe(folder, encoded)
    folders = list(dict.fromkeys([folder, *((folder / name).parent for name in encoded)]))
    made = [each for each in folders if not each.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _refuse_foreign(folder, encoded, force=force, overwrite=overwrite)
        sweep(folder)
        for each in folders[1:]:
            each.mkdir(exist_ok=True)
        _put(folder, encoded)
        for each in folders:
            _settle(each)
    except BaseException as error:
        for each in reversed(made):
            with contextlib.suppress(OSError):
                each.rmdir()
        if isinstance(error, OSError) and not isinstance(error, OutputError):
            where = error.filename if error.filename is not None else folder
            raise OutputError(f"{where}: cannot be written: {error.strerror or error}") from error
        raise
    return tuple(folder / name for name in encoded)


def write_atomic(path: Path | str, data: str | bytes, *, force: bool = False, overwrite: bool = True) -> Path:
    """Write one file, whole or not at all; see :func:`write_all`."""
    path = Path(path)
    return write_all(path.parent, {path.name: data}, force=force, overwrite=overwrite)[0]


def write_beside(folder: Path | str, contents: Mapping[str, str | bytes], *, force: bool = False) -> tuple[Path, ...]:
    """Write files below or beside a folder, each under its relative address; see :func:`write_all`.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.parent.name for path in write_beside(folder, {"./shared/a.js": "", "./shared/a.css": ""})]
    ['shared', 'shared']
    """
    folder = Path(folder)
    by_folder: dict[Path, dict[str, str | bytes]] = {}
    for address, data in contents.items():
        path = Path(os.path.normpath(folder / address))
        by_folder.setdefault(path.parent, {})[path.name] = data
    return tuple(path for at, files in by_folder.items() for path in write_all(at, files, force=force))


def replace_file(path: Path | str, data: bytes, *, missing_ok: bool = False) -> None:
    """Replace a file that a user named: whole or not at all, with its permissions kept.

    A symbolic link stays one; the file that it leads to is replaced. With `missing_ok` it may be a new one.

    Raises
    ------
    OutputError
        The file cannot be replaced; it is as it was.
    """
    path = Path(path).resolve()
    try:
        state = None if missing_ok and not path.exists() else path.stat()
        if state and not os.access(path, os.W_OK):  # a rename would not mind, but whoever locked the file would
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        sweep(path.parent)
        temporary = free_name(path.parent)
        try:
            with _opened(temporary, os.O_CREAT | os.O_EXCL) as descriptor:
                _write(descriptor, data)
            if state:
                temporary.chmod(stat.S_IMODE(state.st_mode))
                with contextlib.suppress(OSError, AttributeError):  # not every user may, not every system can
                    os.chown(temporary, state.st_uid, state.st_gid)
            temporary.replace(path)
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink()
        _settle(path.parent)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from error


# --- names until all is written ---------------------------------------------------------------------------------------


def free_name(folder: Path) -> Path:
    """A temporary name that a killed build of the same process number (as in containers) has not left behind."""
    names = (folder / f".geomap-{os.getpid()}-{number}.tmp" for number in _counter)
    return next(path for path in names if not os.path.lexists(path))


def sweep(folder: Path, *, older_than_s: float = STALE_SECONDS) -> None:
    """Remove what builds that were killed have left under temporary names, files and folders."""
    now = time.time()
    for path in folder.iterdir():
        if _TEMPORARY.fullmatch(path.name):
            with contextlib.suppress(OSError):
                state = path.lstat()
                if now - state.st_mtime > older_than_s:
                    if stat.S_ISDIR(state.st_mode):
                        shutil.rmtree(path)
                    else:
                        path.unlink()


# --- what is refused --------------------------------------------------------------------------------------------------


def _refuse_unsafe(folder: Path, contents: Mapping[str, bytes]) -> None:
    unsafe = [name for name in contents if name.count("/") > 1 or any(slug(p) != p for p in re.split(r"[./]", name))]
    if unsafe:
        raise OutputError(
            f"{folder}: no file of the name {', '.join(map(repr, unsafe))}: names are made of a-z, 0-9, - and dots, "
            "and are none that a system keeps for a device"
        )
    for each in dict.fromkeys([folder, *((folder / name).parent for name in contents)]):
        if each.is_symlink():
            raise OutputError(
                f"{each}: is a symbolic link, and what it leads to may be somebody else's: name that folder"
            )
        if each.exists() and not each.is_dir():
            raise OutputError(f"{each}: is not a folder")


def _refuse_foreign(folder: Path, contents: Mapping[str, bytes], *, force: bool, overwrite: bool) -> None:
    own = _noted(folder)
    complaints = [
        f"{folder / name}: {complaint}"
        for name in contents
        if (complaint := _complaint(folder, name, own, force=force, overwrite=overwrite))
    ]
    if complaints:
        raise OutputError("\n".join([*complaints, "nothing was written"]))


def _complaint(folder: Path, name: str, own: frozenset[tuple[str, str]], *, force: bool, overwrite: bool) -> str:
    path = folder / name
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return ""
    if stat.S_ISLNK(mode):
        return "is a symbolic link, and is not written through"
    if not stat.S_ISREG(mode):
        return "is there already and is not a file"
    if not overwrite:
        return "is there already, and is not replaced"
    if force or (_sha256(path.read_bytes()), name) in own:
        return ""
    return "was not written by geomap, or was changed since; move it away, or replace it with --force"


# --- the note of what geomap wrote ------------------------------------------------------------------------------------


def _noted(folder: Path) -> frozenset[tuple[str, str]]:
    """(SHA-256, name) of everything that geomap ever put into a folder; lines that are something else do not count."""
    note = folder / NOTE_NAME
    if note.is_symlink():
        raise OutputError(f"{note}: is a symbolic link, and is not written through")
    try:
        lines = note.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return frozenset()
    return frozenset((match[1], match[2]) for match in map(_NOTE_LINE.fullmatch, lines) if match)


def _add_to_note(folder: Path, contents: Mapping[str, bytes]) -> None:
    known = _noted(folder)
    new = [(_sha256(data), name) for name, data in contents.items()]
    lines = "".join(f"{digest}  {name}\n" for digest, name in new if (digest, name) not in known)
    if not lines:
        return
    # Appended in one call, so that two builds at once do not mix their lines; the first line end closes a line that a
    # crash may have cut.
    with _opened(folder / NOTE_NAME, os.O_APPEND | os.O_CREAT) as descriptor:
        _write(descriptor, f"\n{lines}".encode() if os.fstat(descriptor).st_size else lines.encode())


# --- putting files in place -------------------------------------------------------------------------------------------


def _put(folder: Path, contents: Mapping[str, bytes]) -> None:
    waiting: dict[Path, Path] = {}  # temporary file to its place
    try:
        for name, data in contents.items():
            temporary = free_name(folder)
            waiting[temporary] = folder / name
            try:
                with _opened(temporary, os.O_CREAT | os.O_EXCL) as descriptor:
                    _write(descriptor, data)
            except OSError as error:  # tell of the file that people know
                raise OSError(error.errno, error.strerror, str(folder / name)) from error
        _add_to_note(folder, contents)
        for temporary, place in list(waiting.items()):
            temporary.replace(place)
            del waiting[temporary]
    finally:
        for temporary in waiting:
            with contextlib.suppress(OSError):
                temporary.unlink()


@contextlib.contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    descriptor = os.open(path, flags | os.O_WRONLY | _NO_LINKS, 0o666)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _write(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
    os.fsync(descriptor)


def _settle(folder: Path) -> None:
    """Bring the renames themselves onto the disk, where the system lets a folder be opened."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
