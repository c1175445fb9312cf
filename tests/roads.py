"""Networks of roads that tests and benchmarks make: grids, random ones, a regional skeleton; as files and for networkx.

Nothing here is taken from the world; the seed decides everything.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import networkx
import numpy as np
import osmium
from pyproj import Geod
from shapely import STRtree, points

from geomap.roads import Network
from geomap.roads.profiles import BITS

GEOD = Geod(ellps="WGS84")
Position = tuple[float, float]


@dataclass
class Roads:
    """Points by id and ways through them: (id, ids of points, tags)."""

    nodes: dict[int, Position] = field(default_factory=dict)
    ways: list[tuple[int, list[int], dict[str, str]]] = field(default_factory=list)

    def node(self, lon: float, lat: float) -> int:
        number = len(self.nodes) + 1
        self.nodes[number] = (round((lon + 180) % 360 - 180, 7), round(lat, 7))
        return number

    def way(self, refs: Sequence[int], **tags: str) -> int:
        number = len(self.ways) + 1
        self.ways.append((number, list(refs), {"highway": "primary", **tags}))
        return number

    def bent(self, a: int, b: int, *, bends: int, swing: float, chance: random.Random) -> list[int]:
        """Ids from a to b with so many new points between them, off the straight line by `swing` of its length."""
        (lon_a, lat_a), (lon_b, lat_b) = self.nodes[a], self.nodes[b]
        lon_b -= 360 * round((lon_b - lon_a) / 360)
        off = swing * math.hypot(lon_b - lon_a, lat_b - lat_a)
        middle = [
            self.node(
                lon_a + (lon_b - lon_a) * n / (bends + 1) + chance.uniform(-off, off),
                lat_a + (lat_b - lat_a) * n / (bends + 1) + chance.uniform(-off, off),
            )
            for n in range(1, bends + 1)
        ]
        return [a, *middle, b]


# --- networks ---------------------------------------------------------------------------------------------------------


def grid(
    side: int,
    *,
    lon: float = 40.0,
    lat: float = 34.0,
    step: float = 0.01,
    bends: int = 1,
    one_way: float = 0.1,
    missing: float = 0.1,
    seed: int = 1,
) -> Roads:
    """Streets of a town of side × side crossings: uneven, some missing, some one-way."""
    chance = random.Random(seed)
    roads = Roads()
    at = {
        (x, y): roads.node(lon + step * (x + chance.uniform(-0.3, 0.3)), lat + step * (y + chance.uniform(-0.3, 0.3)))
        for y in range(side)
        for x in range(side)
    }
    for (x, y), a in at.items():
        for b in (at.get((x + 1, y)), at.get((x, y + 1))):
            if b is not None and chance.random() >= missing:
                tags = {"oneway": chance.choice(["yes", "-1"])} if chance.random() < one_way else {}
                roads.way(roads.bent(a, b, bends=bends, swing=0.15, chance=chance), highway="residential", **tags)
    return roads


def geometric(count: int, *, lon: float = 40.0, lat: float = 34.0, spread: float = 1.0, seed: int = 1) -> Roads:
    """Junctions by chance, each joined to its nearest four; some roads doubled, some one-way, some loops."""
    chance = random.Random(seed)
    roads = Roads()
    nodes = [roads.node(lon + chance.uniform(0, spread), lat + chance.uniform(0, spread)) for _ in range(count)]
    for a, b in _neighbours([((x - lon) % 360, y) for x, y in (roads.nodes[n] for n in nodes)], 4):
        tags = {"oneway": "yes"} if chance.random() < 0.15 else {}
        roads.way(roads.bent(nodes[a], nodes[b], bends=chance.randrange(3), swing=0.2, chance=chance), **tags)
        if chance.random() < 0.1:
            roads.way(roads.bent(nodes[a], nodes[b], bends=1, swing=0.4, chance=chance))
    for a in chance.sample(nodes, max(1, count // 50)):
        loop = roads.bent(a, a, bends=0, swing=0.0, chance=chance)[:-1]
        x, y = roads.nodes[a]
        loop += [roads.node(x + 1e-3 * spread, y), roads.node(x, y + 1e-3 * spread), a]
        roads.way(loop)
    return roads


def skeleton(towns: int, *, streets: int = 6, seed: int = 1) -> Roads:
    """A region: towns with streets by chance, main roads of many points between them, double motorways."""
    chance = random.Random(seed)
    roads = Roads()
    spread = math.sqrt(towns) * 0.3
    middles = [(36.0 + chance.uniform(0, spread), 33.0 + chance.uniform(0, spread)) for _ in range(towns)]
    gates = []
    for number, (lon, lat) in enumerate(middles):
        start = len(roads.nodes)
        town = grid(streets, lon=lon, lat=lat, step=0.004, bends=0, seed=seed + number)
        roads.nodes.update({n + start: position for n, position in town.nodes.items()})
        for _, refs, tags in town.ways:
            roads.way([n + start for n in refs], **tags)
        gates.append(start + 1 + (streets // 2) * streets + streets // 2)
    for number, (a, b) in enumerate(_neighbours(middles, 3)):
        tags = {"highway": "trunk" if number % 3 else "secondary", "ref": f"R{number}"}
        roads.way(roads.bent(gates[a], gates[b], bends=20, swing=0.02, chance=chance), **tags)
    for a, b in zip(gates[:-1:10], gates[1::10], strict=False):
        for ends in ((a, b), (b, a)):
            roads.way(roads.bent(*ends, bends=20, swing=0.01, chance=chance), highway="motorway")
    return roads


def _neighbours(positions: Sequence[Position], count: int) -> list[tuple[int, int]]:
    """Pairs of each position and those nearest to it, each pair once."""
    at = points(np.array(positions))
    tree = STRtree(at)
    pairs = set()
    reach = 1.5 * math.sqrt(count) * math.sqrt(np.ptp(positions, axis=0).prod() / len(positions))
    for number, point in enumerate(at):
        near = tree.query(point.buffer(reach))
        near = near[np.argsort([point.distance(at[n]) for n in near])][1 : count + 1]
        pairs |= {(min(number, int(other)), max(number, int(other))) for other in near}
    return sorted(pairs)


# --- files ------------------------------------------------------------------------------------------------------------


def write_osm(
    path: Path, roads: Roads, *, date: str | None = "2017-08-28T20:21:02Z", without: Sequence[int] = ()
) -> Path:
    """The roads as a file of OpenStreetMap's; `without` leaves points out, as an extract's edge does."""
    header = osmium.io.Header()
    if date:
        header.set("osmosis_replication_timestamp", date)
    with osmium.SimpleWriter(path, header=header, overwrite=True) as writer:
        for number, (lon, lat) in sorted(roads.nodes.items()):
            if number not in without:
                writer.add_node(osmium.osm.mutable.Node(id=number, location=(lon, lat)))
        for number, refs, tags in roads.ways:
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=refs, tags=tags))
    return path


def geojson(*lines: Sequence[Sequence[float]] | tuple[Sequence[Sequence[float]], Mapping[str, Any]]) -> str:
    """A FeatureCollection of lines, each alone or with its properties."""
    features = []
    for line in lines:
        coordinates, properties = line if isinstance(line, tuple) else (line, None)
        geometry = {"type": "LineString", "coordinates": coordinates}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", "features": features})


# --- the other opinion ------------------------------------------------------------------------------------------------


def as_networkx(network: Network, *, profile: str = "car", cut: Sequence[int] = ()) -> networkx.MultiDiGraph:
    """The network for networkx, each edge measured anew along its points."""
    graph = networkx.MultiDiGraph()
    graph.add_nodes_from(range(network.node_count))
    forbidden = set(cut)
    for edge in range(network.edge_count):
        if edge in forbidden:
            continue
        line = network.edge_points(edge)
        metres = GEOD.line_length(line[:, 0], line[:, 1])
        tail, head = int(network.tails[edge]), int(network.heads[edge])
        if network.forward[edge] & BITS[profile]:
            graph.add_edge(tail, head, key=(edge, True), metres=metres)
        if network.backward[edge] & BITS[profile]:
            graph.add_edge(head, tail, key=(edge, False), metres=metres)
    return graph
