"""How right and how quick the engine ``graph`` is; see README.md beside this file.

``.venv/bin/python tests/benchmarks/roads.py`` prints one table, and ends with an error when a way found is not the
shortest or crosses an avoided area. ``--pairs N`` changes the 10,000 of each, ``--side N`` the network's 300.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import networkx
import numpy as np
import shapely

from geomap.roads import Avoid, GraphEngine, Network, NoRoute, Waypoint, kept_network, read_roads
from geomap.roads.assemble import assemble
from geomap.roads.search import Link, Searcher, Stop

SEED = 20_26
QUERIES = 400
Row = tuple[str, float, str]

# A fresh process: what a user waits for at the second start, without the imports that any start of geomap has.
SECOND_START = """
import json, resource, sys, time
import numpy, shapely, pyproj, rustworkx
from geomap.roads import GraphEngine, Waypoint, kept_network
start, spent = time.perf_counter(), time.process_time()
network, memo = kept_network([sys.argv[1]], folder=sys.argv[2])
kept = time.perf_counter() - start
engine = GraphEngine(network, memo=memo)
engine.searcher("car"), engine.tree
ready = time.perf_counter() - start
west, south, east, north = network.bounds
ends = Waypoint(network.node_lons[0], network.node_lats[0]), Waypoint(network.node_lons[-1], network.node_lats[-1])
engine.route(ends)
first = time.perf_counter() - start
used = time.process_time() - spent
print(json.dumps([kept, ready, first, used, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def main() -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=10_000, help="ways compared with networkx, and with areas")
    parser.add_argument("--side", type=int, default=300, help="crossings along a side of the large network")
    asked = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    from loading import load_beside  # lies beside this script

    maker = load_beside("roads")
    with tempfile.TemporaryDirectory() as folder:
        path = maker.write_osm(Path(folder) / "large.osm.pbf", maker.grid(asked.side, bends=2))
        large = read_roads([path])
        parts: list[Callable[[], Iterator[Row]]] = [
            lambda: building(path, Path(folder)),
            lambda: second_start(path, Path(folder)),
            lambda: queries(large, maker),
            lambda: against_networkx(large, maker, Path(folder), pairs=asked.pairs),
            lambda: around_areas(maker, Path(folder), cases=asked.pairs),
        ]
        wrong = 0.0
        for part in parts:
            for what, value, unit in part():
                digits = 0 if value >= 1000 or value == int(value) else 2
                print(f"{what:<66} {value:>12,.{digits}f} {unit}", flush=True)
                wrong += value if unit == "wrong" else 0
    return 1 if wrong else 0


# --- making and starting ----------------------------------------------------------------------------------------------


def building(path: Path, folder: Path) -> Iterator[Row]:
    """From the file to the kept network; the rate is that of the work after parsing."""
    from geomap.roads import osm

    after = []

    def timed(*given: object, **named: object) -> Network:
        start = time.perf_counter()
        made = assemble(*given, **named)  # type: ignore[arg-type]
        after.append(time.perf_counter() - start)
        return made

    whole = []
    osm.assemble = timed  # type: ignore[assignment]
    for _ in range(3):
        start = time.perf_counter()
        network = read_roads([path])
        whole.append(time.perf_counter() - start)
    osm.assemble = assemble
    yield "junctions", network.node_count, ""
    yield "edges", network.edge_count, ""
    yield "points", len(network.points), ""
    yield "reading the file, all in all", statistics.median(whole), "s"
    yield "network made after parsing", network.edge_count / statistics.median(after), "edges/s"
    start = time.perf_counter()
    kept, memo = kept_network([path], folder=folder / "kept")
    yield "keeping the network, reading included", time.perf_counter() - start, "s"
    start = time.perf_counter()
    GraphEngine(kept, memo=memo).searcher("car")
    yield "landmarks of a profile, once", time.perf_counter() - start, "s"
    yield "kept on disk", sum(f.stat().st_size for f in (folder / "kept").rglob("*.npy")) / 1e6, "MB"


def second_start(path: Path, folder: Path) -> Iterator[Row]:
    """Fresh processes; the best of five, as the machine may be busy, and the median."""
    command = [sys.executable, "-c", SECOND_START, str(path), str(folder / "kept")]
    runs = [json.loads(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(5)]
    for what, values in zip(
        ("network there", "ready for any request", "first answer", "first answer, processor time"),
        zip(*runs, strict=True),
        strict=False,
    ):
        yield f"second start: {what}, best", min(values), "s"
        yield f"second start: {what}, median", statistics.median(values), "s"
    yield "second start: most memory of the process", max(run[4] for run in runs), "MB"


# --- asking -----------------------------------------------------------------------------------------------------------


def queries(network: Network, maker: ModuleType) -> Iterator[Row]:
    """Whole requests, processor time, between points by chance, with and without areas of 2 to 40 km."""
    engine = GraphEngine(network)
    chance = random.Random(SEED)

    def anywhere() -> Waypoint:
        node = chance.randrange(network.node_count)
        off = chance.uniform(-0.004, 0.004), chance.uniform(-0.004, 0.004)
        return Waypoint(float(network.node_lons[node]) + off[0], float(network.node_lats[node]) + off[1])

    engine.route((anywhere(), anywhere()))  # makes what the first request needs
    for count in (0, 1, 3):
        answered, none = [], []
        for _ in range(QUERIES):
            ends = anywhere(), anywhere()
            middles = [anywhere() for _ in range(count)]
            avoid = [Avoid(shapely.Point(m.lon, m.lat).buffer(chance.uniform(0.01, 0.2))) for m in middles]
            start = time.process_time()
            try:
                engine.route(ends, avoid=avoid)
                answered.append(time.process_time() - start)
            except NoRoute:
                none.append(time.process_time() - start)
        name = f"request with {count} avoided areas"
        yield f"{name}: median", 1000 * statistics.median(answered), "ms"
        yield f"{name}: 95 of 100 below", 1000 * float(np.percentile(answered, 95)), "ms"
        if none:
            yield f"{name}: no route, {len(none)} of them, slowest", 1000 * max(none), "ms"
    other = maker.as_networkx(network)
    times = []
    for _ in range(10):
        ends_n = chance.sample(range(network.node_count), 2)
        start = time.process_time()
        networkx.bidirectional_dijkstra(other, *ends_n, weight="metres")
        times.append(time.process_time() - start)
    yield "for comparison: networkx, bidirectional Dijkstra, median", 1000 * statistics.median(times), "ms"
    times = []
    for _ in range(20):
        start = time.process_time()
        engine.route((anywhere(), anywhere()), alternates=3)
        times.append(time.process_time() - start)
    yield "request with three alternates: median", 1000 * statistics.median(times), "ms"


# --- being right ------------------------------------------------------------------------------------------------------


def against_networkx(large: Network, maker: ModuleType, folder: Path, *, pairs: int) -> Iterator[Row]:
    """Lengths of the shortest ways, on four networks, against networkx on edges measured anew."""
    made = {
        "geometric": maker.geometric(3000),
        "skeleton": maker.skeleton(60),
        "far east": maker.geometric(2000, lon=179.5),
    }
    networks = {name: read_roads([maker.write_osm(folder / f"{n}.osm.pbf", made[name])]) for n, name in enumerate(made)}
    chance = random.Random(SEED)
    differ, farthest, done, unreachable = 0, 0.0, 0, 0
    shares = [pairs * (n + 1) // 4 - pairs * n // 4 for n in range(4)]
    for share, network in zip(shares, (large, *networks.values()), strict=True):
        searcher, other = Searcher(network, profile="car"), maker.as_networkx(network)
        costs = searcher.costs(cut=np.empty(0, dtype=np.int64), dearer={})
        for start in chance.choices(range(network.node_count), k=-(-share // 100)):
            truth = networkx.single_source_dijkstra_path_length(other, start, weight="metres")
            count = min(100, share)
            share -= count
            for end in chance.choices(range(network.node_count), k=count):
                found = searcher.find(_at(start), _at(end), costs=costs)
                off = abs((found.cost if found else np.inf) - truth.get(end, np.inf)) if found or end in truth else 0.0
                differ += off > 1e-6
                farthest = max(farthest, off)
                done += 1
                unreachable += end not in truth
    yield "pairs compared with networkx", done, ""
    yield "  of them without a way", unreachable, ""
    yield "  largest difference", farthest * 1e6, "micrometres"
    yield "  more than a micrometre apart", differ, "wrong"


def _at(node: int) -> Stop:
    link = Link(node, 0.0, 0.0)
    return Stop((link,), (link,))


def around_areas(maker: ModuleType, folder: Path, *, cases: int) -> Iterator[Row]:
    """Requests with one to three areas by chance; each path looked at with shapely's relate alone."""
    engine = GraphEngine(read_roads([maker.write_osm(folder / "areas.osm.pbf", maker.grid(40, bends=2))]))
    chance = random.Random(SEED)
    crossed = answered = refused = checked = 0
    while answered + refused < cases:
        areas = [_area(chance) for _ in range(chance.randrange(1, 4))]
        ends = [Waypoint(40 + chance.uniform(0, 0.39), 34 + chance.uniform(0, 0.39)) for _ in range(2)]
        try:
            answer = engine.route(
                (ends[0], ends[1]), avoid=[Avoid(area) for area in areas], alternates=chance.choice((0, 0, 1))
            )
        except NoRoute:
            refused += 1
            continue
        answered += 1
        for path in answer.paths:
            line = shapely.linestrings(np.column_stack([path.lons, path.lats]))
            crossed += any(bool(shapely.relate_pattern(line, area, "T********")) for area in areas)
            checked += 1
    yield "requests with avoided areas", answered + refused, ""
    yield "  no way left, or an end inside", refused, ""
    yield "  paths looked at", checked, ""
    yield "  paths that cross an area", crossed, "wrong"


def _area(chance: random.Random) -> shapely.Polygon:
    x, y, size = 40 + chance.uniform(0, 0.39), 34 + chance.uniform(0, 0.39), chance.choice((0.003, 0.02, 0.08))
    turns = sorted(chance.uniform(0, 2 * np.pi) for _ in range(chance.randrange(5, 30)))
    ring = [(x + (r := chance.uniform(0.4, 1) * size) * np.cos(t), y + r * np.sin(t)) for t in turns]
    shape = shapely.Polygon(ring)
    return shape if shape.is_valid else shapely.Point(x, y).buffer(size)


if __name__ == "__main__":
    code = main()
    print(f"{'most memory of this process':<66} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:>12,.0f} MB")
    sys.exit(code)
