"""What tells one set of roads from another of the same name: the content of files, the heads of tiles.

Kept answers belong to the roads that they were found on. Titles do not tell: roads of 2017 and of 2024 both come as
``syria.osm.pbf``.
"""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from geomap.errors import InputError
from geomap.roads.places import refuse_no_file

_HEAD = 4096  # of a tile: it says from which data it is, and how much is in it


def digest_of(path: Path | str) -> str:
    """SHA-256 of a file's content.

    Raises
    ------
    InputError
        It cannot be read, or is no file.
    """
    path = Path(path)
    refuse_no_file(path)
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error


def identity_of_files(paths: Sequence[Path | str]) -> str:
    """One text for the content of some files in their order; their names and places do not count.

    Raises
    ------
    InputError
        One cannot be read.
    """
    return _short(f"{digest_of(path)}\n".encode() for path in paths)


def identity_of_tiles(tiles: Path) -> str:
    """One text for a folder or ``.tar`` of Valhalla's tiles: their names, their sizes and how each begins.

    Raises
    ------
    InputError
        They cannot be read.
    """
    archive = tiles if tiles.is_file() else tiles / "tiles.tar"
    try:
        return _short(_archived(archive) if archive.is_file() else _loose(tiles))
    except (OSError, tarfile.TarError) as error:
        raise InputError(f"{tiles}: cannot be read: {error}") from error


def _short(pieces: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for piece in pieces:
        whole.update(piece)
    return whole.hexdigest()[:32]


def _loose(folder: Path) -> Iterator[bytes]:
    for path in sorted(folder.glob("[0-9]/**/*.gph")):
        with path.open("rb") as file:
            yield _tile(path.relative_to(folder).as_posix(), path.stat().st_size, file)


def _archived(archive: Path) -> Iterator[bytes]:
    with tarfile.open(archive) as opened:
        for member in sorted((m for m in opened if m.isfile() and m.name.endswith(".gph")), key=lambda m: m.name):
            if file := opened.extractfile(member):
                yield _tile(member.name, member.size, file)


def _tile(name: str, size: int, file: IO[bytes]) -> bytes:
    return f"{name} {size} {hashlib.sha256(file.read(_HEAD)).hexdigest()}\n".encode()
