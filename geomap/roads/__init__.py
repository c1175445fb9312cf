"""Ways along roads, behind one protocol: who computes them, from which data, and how to say that there is none.

An engine takes two waypoints (with vias, areas to avoid, a profile) and gives an :class:`EngineRoute`, or raises a
:class:`RoadError` that says why not. ``geodesic`` is always there; ``graph`` finds the shortest way on a network of
roads from an extract of OpenStreetMap or a GeoJSON file, here in this process::

    network, memo = kept_network(["syria.osm.pbf", "iraq.osm.pbf"], folder=cache)
    answer = GraphEngine(network, memo=memo).route((Waypoint(38.28, 34.55), Waypoint(40.92, 34.45)))

How a network comes about: a reader (``osm``, ``geojson``) gives ways and points, ``assemble`` cuts them where they meet
into a ``network`` of arrays, ``store`` keeps it. How a request is answered: ``snap`` puts the waypoints on edges,
``avoid`` tells which edges are cut, ``search`` finds the way from stop to stop of a ``journey``, led by ``landmarks``,
and ``alternates`` others.

This package knows nothing of stories, pages or gazetteers. Its libraries (osmium, rustworkx) come with
``pip install 'geomap[roads]'`` and are imported when they are needed.
"""

from __future__ import annotations

from geomap.roads.engine import (
    Avoid,
    EngineData,
    EnginePath,
    EngineRoute,
    RoadEngine,
    Snap,
    Waypoint,
    engine_path,
)
from geomap.roads.errors import (
    BadLock,
    BadRequest,
    BadRoads,
    EngineUnavailable,
    LimitExceeded,
    NoRoute,
    NotSnapped,
    OutOfCoverage,
    RoadError,
)
from geomap.roads.geodesic import GeodesicEngine
from geomap.roads.graph import GraphEngine
from geomap.roads.http import HttpEngine
from geomap.roads.kept import KeptEngine
from geomap.roads.network import Network
from geomap.roads.opening import open_engine
from geomap.roads.profiles import CLASSES, PROFILES
from geomap.roads.reading import read_roads
from geomap.roads.request import Request
from geomap.roads.routefile import RouteFile
from geomap.roads.store import Memo, keep_network, kept_network, open_network
from geomap.roads.valhalla import ValhallaEngine

__all__ = [
    "CLASSES",
    "PROFILES",
    "Avoid",
    "BadLock",
    "BadRequest",
    "BadRoads",
    "EngineData",
    "EnginePath",
    "EngineRoute",
    "EngineUnavailable",
    "GeodesicEngine",
    "GraphEngine",
    "HttpEngine",
    "KeptEngine",
    "LimitExceeded",
    "Memo",
    "Network",
    "NoRoute",
    "NotSnapped",
    "OutOfCoverage",
    "Request",
    "RoadEngine",
    "RoadError",
    "RouteFile",
    "Snap",
    "ValhallaEngine",
    "Waypoint",
    "engine_path",
    "keep_network",
    "kept_network",
    "open_engine",
    "open_network",
    "read_roads",
]
