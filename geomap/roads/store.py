"""Networks kept on disk, so that the next start reads no roads: one folder each, arrays that are mapped, not read.

A network is known by the content of its files and by the version of this code's format. It is written beside its
place and renamed, whole or not at all; what does not look as it was written is made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import warnings
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from geomap.errors import InputError, OutputError
from geomap.files import free_name, sweep
from geomap.geodesy import Floats
from geomap.roads.engine import EngineData
from geomap.roads.identity import digest_of, identity_of_files
from geomap.roads.network import ARRAYS, Network
from geomap.roads.profiles import CLASSES
from geomap.roads.reading import read_roads

FORMAT = 2
"""Goes up with every change of what is kept or of how it is computed: then all is made again."""

_STALE_SECONDS = 3600.0  # of a folder that is being written
_OF_NODES = {"node_lons": "f8", "node_lats": "f8", "clipped": "?"}
_OF_EDGES = {
    "tails": "i4", "heads": "i4", "lengths_m": "f8", "classes": "u1", "forward": "u1", "backward": "u1",
    "way_ids": "i8", "names": "i4", "offsets": "i8",
}  # fmt: skip
_TYPES = {name: np.dtype(code).str for name, code in {**_OF_NODES, **_OF_EDGES, "points": "f8"}.items()}
_MOST_M = 1e9  # of an edge: many times around the earth


class RoadsCacheWarning(UserWarning):
    """Networks of roads cannot be kept."""


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
        temporary = free_name(self._folder)
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
) -> tuple[Network, Memo | None]:
    """The network of some files: kept from an earlier start, or read and kept now.

    Where the folder cannot be written, the roads are read each time, and a warning says so.

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
    Memo or None
        For :class:`geomap.roads.graph.GraphEngine`; None where nothing can be kept.

    Raises
    ------
    InputError
        A file of roads cannot be read.
    BadRoads, EngineUnavailable
    """
    place = Path(folder) / _key(paths)
    kept = _load(place)
    if kept is not None:
        return kept, Memo(place)
    network = read(paths)
    try:
        _keep(network, place)
    except OutputError as error:
        warnings.warn(
            f"{error}; the roads are read again each time. To keep them elsewhere, name a folder in GEOMAP_CACHE",
            RoadsCacheWarning,
            stacklevel=2,
        )
        return network, None
    kept = _load(place)
    return (network, None) if kept is None else (kept, Memo(place))


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
        raise InputError(
            f"{place}: holds no network of roads, or a damaged one; try geomap roads build FILE.osm.pbf -o {place}"
        )
    return network, Memo(place)


def kept_identity(folder: Path | str) -> str | None:
    """What tells the roads in such a folder from others, without opening them; None when it holds none."""
    place = Path(folder)
    try:
        if not (place / "meta.json").is_file():
            return None
        found = _identity_in(place, json.loads((place / "meta.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return found if isinstance(found, str) else None


def _identity_in(place: Path, meta: Any) -> Any:
    """As the files of roads had it that the network was read from; of a network that came otherwise, by its arrays."""
    return meta["data"].get("identity") or identity_of_files([place / f"{name}.npy" for name in ARRAYS])


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
        whole.update(f"{digest_of(path)} {path.name}\n".encode())
    return whole.hexdigest()[:32]


def _load(place: Path) -> Network | None:
    try:
        if not (place / "meta.json").is_file():
            return None
        meta = json.loads((place / "meta.json").read_text(encoding="utf-8"))
        arrays: dict[str, Any] = {name: _mapped(place / f"{name}.npy") for name in ARRAYS}
        if {name: [array.dtype.str, *array.shape] for name, array in arrays.items()} != meta["arrays"]:
            return None
        if {name: array.dtype.str for name, array in arrays.items()} != _TYPES:
            return None
        west, south, east, north = (float(degrees) for degrees in meta["bounds"])
        network = Network(
            **arrays,
            bounds=(west, south, east, north),
            name_table=tuple(meta["names"]),
            data=EngineData(**{**meta["data"], "identity": _identity_in(place, meta)}),
        )
        return network if _holds_together(network) else None
    except (OSError, ValueError, TypeError, KeyError, OverflowError, AttributeError):
        return None


def _holds_together(network: Network) -> bool:
    """Whether every number that points into another array does, and every place is on the earth.

    A damaged disk, or a folder that comes from a stranger, must not end a search, nor lead it astray.
    """
    of = network.data
    texts = (*network.name_table, of.title, of.attribution, of.date or "", of.identity)
    if not all(isinstance(text, str) for text in texts):
        return False
    nodes, edges = network.node_count, network.edge_count
    if any(getattr(network, name).shape != (nodes,) for name in _OF_NODES):
        return False
    if any(getattr(network, name).shape != (edges + (name == "offsets"),) for name in _OF_EDGES):
        return False
    if network.points.ndim != 2 or network.points.shape[1] != 2:
        return False
    offsets = network.offsets
    if int(offsets[0]) != 0 or int(offsets[-1]) != len(network.points) or (edges and (np.diff(offsets) < 2).any()):
        return False
    west, south, east, north = network.bounds
    return (
        _within(network.tails, 0, nodes - 1)
        and _within(network.heads, 0, nodes - 1)
        and _within(network.classes, 0, len(CLASSES) - 1)
        and _within(network.names, 0, len(network.name_table) - 1)
        and _within(network.lengths_m, 0.0, _MOST_M)
        and _within(network.node_lons, -180.0, 180.0)
        and _within(network.node_lats, -90.0, 90.0)
        and _within(network.points[:, 0], -540.0, 540.0)
        and _within(network.points[:, 1], -90.0, 90.0)
        and -540.0 <= west <= east <= 540.0
        and -90.0 <= south <= north <= 90.0
    )


def _within(values: Any, low: float, high: float) -> bool:
    """NaN, too, is not."""
    return not values.size or bool(values.min() >= low and values.max() <= high)


def _mapped(path: Path) -> Any:
    if not path.is_file():  # a pipe would be waited for
        raise FileNotFoundError(path)
    array = np.load(path, mmap_mode="r", allow_pickle=False)
    # A plain view: arithmetic on a memmap is slower, and gives memmaps.
    return array.view(np.ndarray)


def _keep(network: Network, place: Path, *, replace: bool = False) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        sweep(place.parent, older_than_s=_STALE_SECONDS)
        temporary = free_name(place.parent)
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
