"""Roads out of OpenStreetMap: ``.osm.pbf`` and whatever else osmium reads → a network.

Python sees no point of the file one by one, which would take minutes for a country: osmium itself filters the ways,
puts their positions to them and writes them as text (its format OPL), which NumPy reads. This module is osmium's only
door.
"""

from __future__ import annotations

import ctypes
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from geomap.errors import InputError
from geomap.geodesy import Floats
from geomap.roads.assemble import Points, Ways, assemble
from geomap.roads.engine import EngineData, kept_degrees
from geomap.roads.errors import BadRoads, EngineUnavailable
from geomap.roads.network import Longs, Network
from geomap.roads.tags import RELEVANT, WayRule, name_of, rule_of

ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0"

DATE_FIELD = "osmosis_replication_timestamp"
"""In the header of an extract: as of when its data is."""

# "n1x40.5y34.25,n2xy" → "1,40.5,34.25,2,,"; a point without position, cut off by the extract, is filled in before.
_COMMAS = bytes.maketrans(b"xy", b",,")
_NO_POSITION = (b"xy", b"x999y999")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]+)%")


def read_osm(paths: Sequence[Path | str]) -> Network:
    """The roads of one or more files; ways and points that several have count once.

    Parameters
    ----------
    paths : sequence of path
        Extracts, such as those of two neighbouring countries: a way that one of them cuts off is completed from the
        other by its ids.

    Returns
    -------
    Network
        Its data's date is the oldest of the files' headers; None when one of them has none.

    Raises
    ------
    EngineUnavailable
        osmium is not installed.
    InputError
        A file cannot be read.
    BadRoads
        A file is not one of OpenStreetMap's.
    """
    files = [_read(Path(path)) for path in paths]
    refs = np.concatenate([file.refs for file in files])
    positions = np.concatenate([file.positions for file in files])
    known = positions[:, 0] <= 180.0
    ids, first = np.unique(refs[known], return_index=True)
    lons, lats = positions[known][first].T
    dates = [file.date for file in files]
    data = EngineData(
        title=", ".join(Path(path).name for path in paths),
        date=min(date for date in dates if date) if all(dates) else None,
        attribution=ATTRIBUTION,
    )
    refs = _joined(refs, ids, lons=lons, lats=lats)
    return assemble(_merged(files, refs), Points(ids, lons, lats), data=data)


def _joined(refs: Longs, ids: Longs, *, lons: Floats, lats: Floats) -> Longs:
    """References with one id for what is one point of the antimeridian.

    A way that crosses it is cut there, and each half ends at a point of its own: at 180° and at -180°.
    """
    at = np.flatnonzero(np.abs(kept_degrees(lons)) == 180.0)
    if not at.size:
        return refs
    _, group = np.unique(kept_degrees(lats[at]), return_inverse=True)
    east, west = (np.bincount(group, weights=lons[at] * sign > 0) > 0 for sign in (1, -1))
    least = np.full(group.max() + 1, np.iinfo(np.int64).max)
    np.minimum.at(least, group, ids[at])
    both = (east & west)[group]
    found = np.minimum(np.searchsorted(ids[at], refs), at.size - 1)
    is_one = (ids[at][found] == refs) & both[found]
    return np.where(is_one, least[group[found]], refs)


@dataclass(frozen=True, slots=True, eq=False)
class _File:
    date: str | None
    way_ids: list[int]
    rules: list[WayRule]
    names: list[str]
    counts: list[int]
    refs: Longs
    positions: np.ndarray[tuple[int, int], np.dtype[np.float64]]


def _merged(files: Sequence[_File], refs: Longs) -> Ways:
    """All ways, each once: of several with one id the longest, and of those the first."""
    ids = np.array([i for file in files for i in file.way_ids], dtype=np.int64)
    counts = np.array([n for file in files for n in file.counts], dtype=np.int64)
    rules = [rule for file in files for rule in file.rules]
    names = [name for file in files for name in file.names]
    order = np.lexsort((np.arange(ids.size), -counts, ids))
    fresh = np.ones(ids.size, dtype=bool)
    fresh[1:] = ids[order][1:] != ids[order][:-1]
    chosen = np.sort(order[fresh])
    starts = np.concatenate([[0], np.cumsum(counts)])[:-1]
    offsets = np.concatenate([[0], np.cumsum(counts[chosen])]).astype(np.int64)
    at = np.arange(offsets[-1]) + np.repeat(starts[chosen] - offsets[:-1], counts[chosen])
    table = {name: number for number, name in enumerate(dict.fromkeys(["", *names]))}
    picked = chosen.tolist()
    return Ways(
        refs=refs[at],
        offsets=offsets,
        ids=ids[chosen],
        classes=np.array([rules[n].class_number for n in picked], dtype=np.uint8),
        forward=np.array([rules[n].forward for n in picked], dtype=np.uint8),
        backward=np.array([rules[n].backward for n in picked], dtype=np.uint8),
        names=np.array([table[names[n]] for n in picked], dtype=np.int32),
        name_table=tuple(table),
    )


def _read(path: Path) -> _File:
    if not path.is_file():
        raise InputError(f"{path}: is not there, or is not a file")
    with tempfile.TemporaryDirectory(prefix="geomap-roads-") as folder:
        text = Path(folder) / "ways.opl"
        date = _write_ways(path, text)
        file = _read_ways(text, date=date)
    if (file.refs < 0).any():
        why = "has negative ids, as editors such as JOSM give what was never uploaded"
        raise BadRoads([f"{path}: {why}, and positions are not found by those; try osmium renumber, or GeoJSON"])
    return file


def _write_ways(path: Path, text: Path) -> str | None:
    """Write the ways of a file that may be roads as OPL, with positions; gives the date of the file."""
    try:
        import osmium
    except ImportError as error:
        raise EngineUnavailable(
            f"{path}: reading it needs osmium, which is not installed; try pip install 'geomap[roads]'"
        ) from error

    kinds = osmium.osm.NODE | osmium.osm.WAY
    positions = osmium.NodeLocationsForWays(osmium.index.create_map("flex_mem"))
    positions.ignore_errors()  # points that an extract has cut off
    writer = osmium.SimpleWriter(osmium.io.File(text, "opl,add_metadata=false,locations_on_ways=true"))
    try:
        with osmium.io.Reader(path, kinds) as reader:
            date = reader.header().get(DATE_FIELD)
            osmium.apply(
                reader,
                positions,
                osmium.filter.EntityFilter(osmium.osm.WAY),
                osmium.filter.KeyFilter("highway", "route"),
                writer,
            )
        writer.close()
    except BaseException as error:
        _never_free(writer)
        if isinstance(error, OSError):
            raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error
        if isinstance(error, RuntimeError | ValueError | osmium.InvalidLocationError):
            raise BadRoads([f"{path}: is not a file of OpenStreetMap's that osmium reads: {error}"]) from error
        raise
    return date or None


def _never_free(writer: object) -> None:
    """Keep a writer that failed, for good: its destructor would write again, fail, and end the whole process."""
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(writer))


def _read_ways(text: Path, *, date: str | None) -> _File:
    way_ids, rules, names, counts, points = [], [], [], [], []
    for line in _lines(text):
        head, _, tail = line.rpartition(b" N")
        way, _, tagged = head.partition(b" T")
        rule, name = _told_by(tagged)
        if rule is not None and tail:
            way_ids.append(int(way[1:]))
            rules.append(rule)
            names.append(name)
            counts.append(tail.count(b"n"))
            points.append(tail)
    listed = b",".join(points).replace(*_NO_POSITION).translate(_COMMAS, b"n").decode("ascii")
    # Ids stay exact as floats up to 9e15; OpenStreetMap's are near 1e10.
    table = np.fromstring(listed, dtype=np.float64, sep=",").reshape(-1, 3)
    return _File(date, way_ids, rules, names, counts, table[:, 0].astype(np.int64), table[:, 1:])


def _lines(text: Path) -> Iterator[bytes]:
    with text.open("rb") as file:
        for line in file:
            yield line.rstrip(b"\n")


def _told_by(tagged: bytes) -> tuple[WayRule | None, str]:
    tags = dict(pair.split("=", 1) for pair in tagged.decode("utf-8").split(",") if "=" in pair)
    return _rule_of(tuple((k, v) for k, v in tags.items() if k in RELEVANT)), _plain(name_of(tags))


@lru_cache(maxsize=10_000)
def _rule_of(tags: tuple[tuple[str, str], ...]) -> WayRule | None:
    """Keys and values that matter are plain ASCII words, which OPL leaves as they are."""
    return rule_of(dict(tags))


def _plain(text: str) -> str:
    """Text as it was before OPL escaped it: ``%20%`` is the character with that hexadecimal number."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "%" in text else text
