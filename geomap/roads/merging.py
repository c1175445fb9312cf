"""Extracts of OpenStreetMap into one file, each thing once: what Valhalla wants of neighbouring countries.

The files are read side by side, in the order of types and ids that extracts have, so that memory is no matter. Beside
``osm`` this is the only door to osmium.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from geomap.errors import InputError
from geomap.roads.engine import EngineData
from geomap.roads.errors import BadRoads, EngineUnavailable
from geomap.roads.osm import ATTRIBUTION, DATE_FIELD

_TYPES = {"n": 0, "w": 1, "r": 2}


def data_of(paths: Sequence[Path | str]) -> EngineData:
    """What extracts are, by their headers: the date is the oldest, None when one of them has none.

    Raises
    ------
    EngineUnavailable
        osmium is not installed.
    InputError, BadRoads
        A file cannot be read, or is none of OpenStreetMap's.
    """
    osmium = _osmium()
    dates = []
    for path in map(Path, paths):
        if not path.is_file():
            raise InputError(f"{path}: is not there, or is not a file")
        try:
            with osmium.io.Reader(path, osmium.osm.NOTHING) as reader:
                dates.append(reader.header().get(DATE_FIELD))
        except RuntimeError as error:
            raise BadRoads([f"{path}: is not a file of OpenStreetMap's that osmium reads: {error}"]) from error
    names = ", ".join(Path(path).name for path in paths)
    return EngineData(names, min(dates) if all(dates) else None, ATTRIBUTION)


def merge_extracts(paths: Sequence[Path | str], target: Path) -> None:
    """Write the nodes, ways and relations of some extracts into one file.

    Parameters
    ----------
    paths : sequence of path
        Sorted by type and id, as extracts are.
    target : Path
        Its name says the format: ``.osm.pbf``.

    Raises
    ------
    EngineUnavailable
        osmium is not installed.
    BadRoads
        A file is not sorted, or is none of OpenStreetMap's.
    """
    osmium = _osmium()
    last = (-1, 0)
    try:
        with osmium.SimpleWriter(target, overwrite=True) as writer:
            for found in osmium.zip_processors(*map(osmium.FileProcessor, paths)):
                # Of what several have, the youngest; of those, the first: extracts keep ways whole at their edges.
                thing = max((each for each in found if each is not None), key=lambda each: int(each.version))
                place = (_TYPES[thing.type_str()], int(thing.id))
                if place <= last:
                    raise BadRoads(
                        [f"{', '.join(map(str, paths))}: not sorted by type and id; try osmium sort on each of them"]
                    )
                last = place
                writer.add(thing)
    except RuntimeError as error:
        raise BadRoads([f"{', '.join(map(str, paths))}: cannot be merged: {error}"]) from error


def _osmium() -> Any:
    try:
        import osmium
    except ImportError as error:
        raise EngineUnavailable(
            "reading files of OpenStreetMap needs osmium, which is not installed; try pip install 'geomap[roads]'"
        ) from error
    return osmium
