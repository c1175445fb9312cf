"""Opening a file that a user names: plain or the one text of a zip archive, never a web address, never a bomb."""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

from gazetteer.errors import ImportUsageError, IndexDataError, InputReadError

LARGEST = 16 << 30
"""No member of an archive is unpacked that is larger, in bytes; GeoNames' largest has 1.7 billion."""
_DENSEST, _SMALL = 100, 16 << 20
"""Nor one that unpacks to more than a hundred times its packed size, unless that is small. Lists of places shrink to a
quarter or a fifth; zip bombs to a thousandth."""
_ASIDE = frozenset({"readme.txt", "iso-languagecodes.txt"})  # what GeoNames packs with its tables
_ZIP = b"PK\x03\x04"
_BLOCK = 1 << 20
_LONGEST_LINE = 1 << 22


@dataclass(frozen=True, slots=True)
class Opened:
    """A file opened for reading: its path, its name for messages, its size in bytes once unpacked."""

    path: Path
    name: str
    size: int
    _stream: IO[bytes]

    def read(self, size: int = _BLOCK) -> bytes:
        """The next bytes, none at the end.

        Raises
        ------
        IndexDataError
            The archive is damaged or cut short.
        InputReadError
            The disk or the network behind it fails.
        """
        with _explained(self.path):
            return self._stream.read(size)


@contextmanager
def opened(path: Path | str) -> Iterator[Opened]:
    """Open a file, or the one table that a zip archive holds. Nothing is unpacked to the disk.

    Raises
    ------
    ImportUsageError
        It is a web address, a path of GDAL's virtual file systems, a folder or a device.
    InputReadError
        It is not there or cannot be read.
    IndexDataError
        It is an archive that is damaged, cut short, locked, too large or suspiciously dense, or that holds no table
        or several.
    """
    text = os.fspath(path)
    if "://" in text or text.startswith("/vsi"):
        raise ImportUsageError(f"{text}: not a file on this computer, try downloading it first")
    path = Path(path)
    with ExitStack() as stack:
        with _explained(path):
            if not stat.S_ISREG(path.stat().st_mode):
                raise ImportUsageError(f"{path}: not a file")
            file = stack.enter_context(path.open("rb"))
            if packed := file.read(len(_ZIP)) == _ZIP:
                archive = stack.enter_context(zipfile.ZipFile(file))
                member = _table_of(path, archive)
                # zipfile gives no more than the size stated, and checks the sum at the end.
                unpacking = stack.enter_context(archive.open(member))
            else:
                file.seek(0)
        if packed:
            yield Opened(path, f"{path}: {member.filename}", member.file_size, unpacking)
        else:
            yield Opened(path, str(path), path.stat().st_size, file)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise IndexDataError(f"{path}: damaged or cut short: {error}; try fetching it again") from error
    except (NotImplementedError, RuntimeError) as error:  # an unknown way of packing, or a password
        raise IndexDataError(f"{path}: cannot be unpacked: {error}; try unpacking it first") from error
    except FileNotFoundError:
        raise InputReadError(f"{path}: there is no such file") from None
    except OSError as error:
        raise InputReadError(f"{path}: cannot be read: {error.strerror or error}") from error


def _table_of(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = [
        member
        for member in archive.infolist()
        if not member.is_dir()
        and member.filename.rpartition("/")[2].lower() not in _ASIDE
        and not member.filename.startswith("__MACOSX")
    ]
    if len(members) != 1:
        raise IndexDataError(
            f"{path}: holds {len(members)} files where one table is wanted, as GeoNames packs it; try unpacking it"
        )
    (member,) = members
    if member.file_size > LARGEST:
        raise IndexDataError(f"{path}: would unpack to {member.file_size / 1e9:,.0f} GB; refused")
    if member.file_size > max(_SMALL, _DENSEST * member.compress_size):
        raise IndexDataError(
            f"{path}: would unpack from {member.compress_size:,} to {member.file_size:,} bytes, as no list of places "
            "does; refused"
        )
    return member


class Block(NamedTuple):
    """Some lines of a file: the number of the first, the lines, the bytes read so far.

    ``is_cut`` marks a last line that has no end: if it cannot be read, the file was cut short.
    """

    number: int
    lines: list[bytes]
    done: int
    is_cut: bool = False


def blocks(found: Opened) -> Iterator[Block]:
    r"""The lines of a file, a block at a time. They end in ``\n`` or ``\r\n``, which is taken off.

    Raises
    ------
    IndexDataError
        A line is longer than 4 MB: this is no table.
    """
    number, rest, done = 1, b"", 0
    while block := found.read():
        done += len(block)
        block = rest + block
        has_returns = b"\r" in block
        *lines, rest = block.split(b"\n")
        if len(rest) > _LONGEST_LINE:
            raise IndexDataError(f"{found.name}: line {number + len(lines)} has no end; not a table")
        yield Block(number, [line.removesuffix(b"\r") for line in lines] if has_returns else lines, done)
        number += len(lines)
    if rest:
        yield Block(number, [rest.removesuffix(b"\r")], done, is_cut=True)


def cut_short(found: Opened) -> IndexDataError:
    """The error for a table that ends in the middle of a row."""
    return IndexDataError(f"{found.name}: ends in the middle of a row, so it was cut short; try fetching it again")
