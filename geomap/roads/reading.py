"""Files of roads → a network, by the ends of their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from geomap.roads.assemble import filled_in
from geomap.roads.errors import BadRoads
from geomap.roads.geojson import read_geojson
from geomap.roads.identity import identity_of_files
from geomap.roads.network import Network
from geomap.roads.osm import read_osm

_GEOJSON = (".geojson", ".json")


def read_roads(paths: Sequence[Path | str]) -> Network:
    """The roads of files of one kind: GeoJSON by ``.geojson`` or ``.json``, else OpenStreetMap's.

    Parameters
    ----------
    paths : sequence of path
        One or more; see :func:`geomap.roads.geojson.read_geojson` and :func:`geomap.roads.osm.read_osm`.

    Raises
    ------
    BadRoads
        No file, files of both kinds, a file that is not what its name says, or no road in all of them.
    InputError
        A file cannot be read.
    EngineUnavailable
        osmium is needed and not installed.
    """
    kinds = {Path(path).suffix.lower() in _GEOJSON for path in paths}
    if not kinds:
        raise BadRoads(["no file of roads is named"])
    if len(kinds) > 1:
        raise BadRoads(["files of roads are all GeoJSON or all OpenStreetMap's: their roads share no points"])
    network = read_geojson(paths) if kinds.pop() else read_osm(paths)
    if not network.edge_count:
        raise BadRoads([f"{', '.join(map(str, paths))}: no road is in it that anybody may use"])
    data = replace(network.data, identity=identity_of_files(paths))
    return filled_in(replace(network, data=data))
