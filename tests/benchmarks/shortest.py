"""The engine ``graph`` against Valhalla's shortest ways, on roads with seven digits; see README.md beside this file.

``.venv/bin/python tests/benchmarks/shortest.py`` prints one table, or says that pyvalhalla is not there (it needs
Python 3.12 or newer). It ends with an error when Valhalla has found a shorter way than ``graph``.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from geomap.roads import EnginePath, GraphEngine, NoRoute, ValhallaEngine, Waypoint, read_roads
from geomap.roads.tiles import build_tiles

SEED = 20_26
CLOSE = 1e-6
SEVENTH_DIGIT = 2e-6  # degrees
MOST_M = 1.0  # some hundred points, each rounded by up to 8 cm in a direction of its own
Row = tuple[str, float, str]


def main() -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=1_000, help="ways compared on each of the networks")
    asked = parser.parse_args()
    if importlib.util.find_spec("valhalla") is None:
        print("skipped: pyvalhalla is not installed; pip install 'geomap[valhalla]' with Python 3.12 or newer")
        return 0
    from loading import load_beside  # lies beside this script

    maker = load_beside("roads")
    wrong = 0.0
    region = maker.skeleton(40)
    for _, _, tags in region.ways:
        if tags["highway"] == "motorway":  # as OpenStreetMap has it, and graph; Valhalla wants to be told
            tags["oneway"] = "yes"
    town = maker.grid(60, bends=2)
    for name, roads, digits in (("town", town, 7), ("region", region, 7), ("town", town, 6), ("region", region, 6)):
        roads.nodes = {n: (round(lon, digits), round(lat, digits)) for n, (lon, lat) in roads.nodes.items()}
        with tempfile.TemporaryDirectory() as folder:
            path = maker.write_osm(Path(folder) / f"{name}.osm.pbf", roads)
            build_tiles([path], Path(folder) / "tiles")
            for what, value, unit in compared(path, Path(folder) / "tiles", pairs=asked.pairs):
                shown = f"{value:,.0f}" if value == int(value) else f"{value:,.3f}"
                print(f"{f'{name}, {digits} digits: {what}':<86} {shown:>10} {unit}", flush=True)
                wrong += value if unit == "wrong" else 0
    return 1 if wrong else 0


def compared(path: Path, tiles: Path, *, pairs: int) -> Iterator[Row]:
    """Lengths of the two engines' ways between junctions by chance."""
    graph, valhalla = GraphEngine(read_roads([path])), ValhallaEngine(tiles, shortest=True)
    network, chance = graph.network, random.Random(SEED)
    equal = same = same_equal = disagree = 0
    rounding, metres = [0.0], [0.0]
    for _ in range(pairs):
        ends = chance.sample(range(network.node_count), 2)
        start, end = (Waypoint(float(network.node_lons[n]), float(network.node_lats[n])) for n in ends)
        ours, theirs = way(graph, start, end), way(valhalla, start, end)
        if ours is None or theirs is None:
            disagree += (ours is None) != (theirs is None)
            continue
        off = theirs.length_km - ours.length_km
        equal += abs(off) <= CLOSE * ours.length_km
        if passes_as(ours, theirs):
            same += 1
            same_equal += abs(off) <= CLOSE * ours.length_km
            rounding.append(abs(off) / ours.length_km)
        else:
            metres.append(off * 1000.0)
    yield "pairs", pairs, ""
    yield "only one of the two knows a way", disagree, ""
    yield "lengths equal to 1e-6", equal, ""
    yield "the same way, point by point", same, ""
    yield "  lengths equal to 1e-6", same_equal, ""
    yield "  most that its six digits make of the length", max(rounding) * 1e6, "millionths"
    yield "another way", len(metres) - 1, ""
    yield "  Valhalla's is longer by up to", max(metres), "m"
    yield "  Valhalla's is shorter by up to, of which its six digits may be all", -min(metres), "m"
    yield "  Valhalla's is shorter by more than its digits can make", sum(m < -MOST_M for m in metres), "wrong"


def passes_as(one: EnginePath, other: EnginePath) -> bool:
    """Whether two ways pass the same points, but for the seventh digit."""
    if len(one.lons) != len(other.lons):
        return False
    lons, lats = (np.abs(np.subtract(a, b)).max() for a, b in ((one.lons, other.lons), (one.lats, other.lats)))
    return bool(max(lons, lats) <= SEVENTH_DIGIT)


def way(engine: GraphEngine | ValhallaEngine, start: Waypoint, end: Waypoint) -> EnginePath | None:
    """The best way; None where there is none."""
    try:
        return engine.route((start, end)).paths[0]
    except NoRoute:
        return None


if __name__ == "__main__":
    sys.exit(main())
