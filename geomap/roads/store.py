"""Networks kept on disk, so that the next start reads no roads: one folder each, arrays that are mapped, not read.

A network is known by the content of its files and by the version of this code's format. It is written beside its
place and renamed, whole or not at all; what does not look as it was written is made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from geomap.errors import InputError, OutputError
from geomap.geodesy import Floats
from geomap.roads.engine import EngineData
from geomap.roads.network import ARRAYS, Network
from geomap.roads.reading import read_roads

FORMAT = 1
"""Goes up with every change of what is kept or of how it is computed: then all is made again."""

STALE_SECONDS = 3600.0
_TEMPORARY = re.compile(r"\.geomap-\d+-\d+\.tmp")
_counter = itertools.count()


class Memo:
    """What was computed about a network, beside it; arrays by name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, name: str) -> Floats | None:
        """What was kept under a name; None when there is nothing, or it cannot be read."""
        try:
            kept: Floats = _mapped(self._folder / f"{name}.npy")
            return kept
        except (OSError, ValueError):
            return None

    def put(self, name: str, values: Floats) -> None:
        """Keep an array. Where the disk does not take it, it is computed again next time."""
        temporary = _free_name(self._folder)
        with contextlib.suppress(OSError):
            try:
                with temporary.open("wb") as file:
                    np.save(file, values, allow_pickle=False)
                temporary.replace(self._folder / f"{name}.npy")
            finally:
                temporary.unlink(missing_ok=True)


def kept_network(
    paths: Sequence[Path | str],
    *,
    folder: Path | str,
    read: Callable[[Sequence[Path | str]], Network] = read_roads,
) -> tuple[Network, Memo]:
    """The network of some files: kept from an earlier start, or read and kept now.

    Parameters
    ----------
    paths : sequence of path
    folder : path
        Where networks are kept; made when missing. It may be emptied at any time.
    read : callable
        What reads the files when nothing is kept.

    Returns
    -------
    Network
        Its arrays are read-only, and mapped from the disk.
    Memo
        For :class:`geomap.roads.graph.GraphEngine`.

    Raises
    ------
    InputError
        A file of roads cannot be read.
    OutputError
        The folder cannot be written.
    BadRoads, EngineUnavailable
    """
    place = Path(folder) / _key(paths)
    network = _load(place)
    if network is None:
        _keep(read(paths), place)
        network = _load(place)
    if network is None:
        raise OutputError(f"{place}: what was written there cannot be read again")
    return network, Memo(place)


def open_network(folder: Path | str) -> tuple[Network, Memo]:
    """A network that :func:`keep_network` has put into a folder of its own.

    Raises
    ------
    InputError
        The folder holds none, or one that this version of geomap does not read.
    """
    place = Path(folder)
    network = _load(place)
    if network is None:
        raise InputError(f"{place}: holds no network of roads; make one: geomap roads build FILE.osm.pbf -o {place}")
    return network, Memo(place)


def keep_network(network: Network, folder: Path | str) -> None:
    """Put a network into a folder of its own, whole or not at all; one that is there is replaced.

    Raises
    ------
    OutputError
        The folder holds something else, or cannot be written.
    """
    place = Path(folder)
    if place.is_symlink() or (place.exists() and not _is_ours(place)):
        raise OutputError(f"{place}: is there already, and is no folder of roads that geomap made")
    _keep(network, place, replace=True)
    if _load(place) is None:
        raise OutputError(f"{place}: what was written there cannot be read again")


def _is_ours(place: Path) -> bool:
    if not place.is_dir():
        return False
    names = {path.name for path in place.iterdir()}
    return not names or ("meta.json" in names and all(n == "meta.json" or n.endswith(".npy") for n in names))


def _key(paths: Sequence[Path | str]) -> str:
    """A name for the contents of the files in their order; titles count, as they are kept with the network."""
    whole = hashlib.sha256(f"geomap roads {FORMAT}\n".encode())
    for path in map(Path, paths):
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error
        whole.update(f"{digest} {path.name}\n".encode())
    return whole.hexdigest()[:32]


def _load(place: Path) -> Network | None:
    try:
        meta = json.loads((place / "meta.json").read_text(encoding="utf-8"))
        arrays: dict[str, Any] = {name: _mapped(place / f"{name}.npy") for name in ARRAYS}
        if {name: [array.dtype.str, *array.shape] for name, array in arrays.items()} != meta["arrays"]:
            return None
        return Network(
            **arrays,
            bounds=tuple(meta["bounds"]),
            name_table=tuple(meta["names"]),
            data=EngineData(**meta["data"]),
        )
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _mapped(path: Path) -> Any:
    array = np.load(path, mmap_mode="r", allow_pickle=False)
    # A plain view: arithmetic on a memmap is slower, and gives memmaps.
    return array.view(np.ndarray)


def _keep(network: Network, place: Path, *, replace: bool = False) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _sweep(place.parent)
        temporary = _free_name(place.parent)
        temporary.mkdir()
        try:
            arrays = {name: getattr(network, name) for name in ARRAYS}
            for name, array in arrays.items():
                with (temporary / f"{name}.npy").open("wb") as file:
                    np.save(file, array, allow_pickle=False)
            meta = {
                "arrays": {name: [array.dtype.str, *array.shape] for name, array in arrays.items()},
                "bounds": network.bounds,
                "names": network.name_table,
                "data": asdict(network.data),
            }
            (temporary / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
            if replace or _load(place) is None:  # unless another process was faster
                shutil.rmtree(place, ignore_errors=True)
                temporary.rename(place)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        if replace or _load(place) is None:
            raise OutputError(f"{place.parent}: cannot be written: {error.strerror or error}") from error


def _free_name(folder: Path) -> Path:
    names = (folder / f".geomap-{os.getpid()}-{number}.tmp" for number in _counter)
    return next(path for path in names if not os.path.lexists(path))


def _sweep(folder: Path) -> None:
    """Remove what builds that were killed have left."""
    for path in folder.iterdir():
        if _TEMPORARY.fullmatch(path.name):
            with contextlib.suppress(OSError):
                if time.time() - path.lstat().st_mtime > STALE_SECONDS:
                    shutil.rmtree(path)
