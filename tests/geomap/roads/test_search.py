from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import networkx
import numpy as np
import pytest

from geomap.roads import EngineUnavailable, Network, read_roads
from geomap.roads.landmarks import least_m
from geomap.roads.search import Link, Searcher, Stop

NOTHING = np.empty(0, dtype=np.int64)


def at(node: int) -> Stop:
    link = Link(node, 0.0, 0.0)
    return Stop((link,), (link,))


@pytest.fixture(scope="session")
def networks(maker: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Network]:
    folder = tmp_path_factory.mktemp("networks")
    made = {
        "grid": maker.grid(15),
        "even grid": maker.grid(12, bends=0, one_way=0, missing=0),
        "geometric": maker.geometric(300),
        "skeleton": maker.skeleton(12, streets=4),
        "across the antimeridian": maker.geometric(150, lon=179.5),
    }
    return {name: read_roads([maker.write_osm(folder / f"{n}.osm.pbf", made[name])]) for n, name in enumerate(made)}


NAMES = ["grid", "even grid", "geometric", "skeleton", "across the antimeridian"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("profile", ["car", "foot"])
def test_it_finds_what_networkx_finds(maker: ModuleType, networks: dict[str, Network], name: str, profile: str) -> None:
    network = networks[name]
    searcher = Searcher(network, profile=profile)
    costs = searcher.costs(cut=NOTHING, dearer={})
    other = maker.as_networkx(network, profile=profile)
    chance = random.Random(name)
    for start in chance.sample(range(network.node_count), 8):
        lengths = networkx.single_source_dijkstra_path_length(other, start, weight="metres")
        for end in chance.sample(range(network.node_count), 25):
            found = searcher.find(at(start), at(end), costs=costs)
            assert (found is not None) == (end in lengths)
            if found is not None:
                assert found.cost == pytest.approx(lengths[end], abs=1e-6)
                assert_leads(network, searcher, found.directed.tolist(), start, end)


def assert_leads(network: Network, searcher: Searcher, directed: list[int], start: int, end: int) -> None:
    here = start
    for number in directed:
        edge, along = searcher.edge_of(number)
        tail, head = int(network.tails[edge]), int(network.heads[edge])
        assert here == (tail if along else head)
        here = head if along else tail
    assert here == end


def test_cut_and_dear_edges_count(maker: ModuleType, networks: dict[str, Network]) -> None:
    network = networks["geometric"]
    searcher = Searcher(network, profile="car")
    chance = random.Random(3)
    for _ in range(30):
        cut = chance.sample(range(network.edge_count), 60)
        dear = {edge: chance.uniform(1, 3) for edge in chance.sample(range(network.edge_count), 60)}
        costs = searcher.costs(cut=np.array(cut), dearer=dear)
        other = maker.as_networkx(network, cut=cut)
        for _, _, (edge, _), traits in other.edges(keys=True, data=True):
            traits["metres"] *= dear.get(edge, 1.0)
        start, end = chance.sample(range(network.node_count), 2)
        found = searcher.find(at(start), at(end), costs=costs)
        try:
            truth = networkx.dijkstra_path_length(other, start, end, weight="metres")
        except networkx.NetworkXNoPath:
            truth = None
        assert (found.cost if found else None) == (truth if truth is None else pytest.approx(truth, abs=1e-6))
        assert not found or not set(cut) & {searcher.edge_of(n)[0] for n in found.directed.tolist()}


@pytest.mark.parametrize("name", NAMES)
def test_landmarks_never_promise_too_much(maker: ModuleType, networks: dict[str, Network], name: str) -> None:
    network = networks[name]
    searcher = Searcher(network, profile="car")
    backwards = maker.as_networkx(network).reverse()
    chance = random.Random(5)
    for end in chance.sample(range(network.node_count), 10):
        bounds = least_m(
            searcher.landmarks, start=chance.randrange(network.node_count), reaching=[(end, 0.0)], leaving=[(end, 0.0)]
        )
        truth = networkx.single_source_dijkstra_path_length(backwards, end, weight="metres")
        assert all(bound <= truth.get(node, np.inf) for node, bound in enumerate(bounds.tolist()))
        assert bounds.max() > 0


def test_an_earlier_search_changes_nothing(networks: dict[str, Network]) -> None:
    """Ties are broken alike whatever was asked before, and by a new searcher, too."""
    network = networks["even grid"]
    pairs = [(0, 143), (5, 100), (143, 0), (7, 130)]

    def ask(searcher: Searcher, start: int, end: int) -> list[int]:
        found = searcher.find(at(start), at(end), costs=searcher.costs(cut=NOTHING, dearer={}))
        assert found is not None
        return found.directed.tolist()

    one = Searcher(network, profile="car")
    alone = {pair: ask(Searcher(network, profile="car"), *pair) for pair in pairs}
    assert {pair: ask(one, *pair) for pair in pairs} == alone
    assert {pair: ask(one, *pair) for pair in reversed(pairs)} == alone


def test_of_parallel_edges_the_shorter_is_taken_and_of_equal_ones_the_first(
    engine: Callable[..., object], maker: ModuleType, tmp_path: Path
) -> None:
    roads = maker.Roads()
    a, b = roads.node(40, 34), roads.node(40.1, 34)
    over = roads.node(40.05, 34.02)
    roads.way([a, over, b])
    roads.way([a, b])
    roads.way([b, a])
    network = read_roads([maker.write_osm(tmp_path / "a.osm.pbf", roads)])
    searcher = Searcher(network, profile="car")
    for start, end in ((0, 1), (1, 0)):
        found = searcher.find(at(start), at(end), costs=searcher.costs(cut=NOTHING, dearer={}))
        assert found is not None
        assert [searcher.edge_of(n)[0] for n in found.directed.tolist()] == [1]
    cut = searcher.find(at(0), at(1), costs=searcher.costs(cut=np.array([1]), dearer={}))
    assert cut is not None
    assert [searcher.edge_of(n)[0] for n in cut.directed.tolist()] == [2]


def test_parts_are_told(maker: ModuleType, tmp_path: Path) -> None:
    roads = maker.Roads()
    nodes = [roads.node(40 + n / 10, 34) for n in range(5)]
    roads.way(nodes[:3], oneway="yes")
    roads.way(nodes[3:])
    parts = Searcher(read_roads([maker.write_osm(tmp_path / "a.osm.pbf", roads)]), profile="car").parts
    assert parts[0] == parts[1] != parts[2] == parts[3]


def test_a_large_part_without_landmark_gets_one(maker: ModuleType, tmp_path: Path) -> None:
    here, there = maker.grid(6), maker.grid(6, lon=50.0, seed=2)
    shift = len(here.nodes)
    here.nodes.update({n + shift: position for n, position in there.nodes.items()})
    for _, refs, tags in there.ways:
        here.way([n + shift for n in refs], **tags)
    searcher = Searcher(read_roads([maker.write_osm(tmp_path / "a.osm.pbf", here)]), profile="car")
    finite = np.isfinite(searcher.landmarks[0]).sum(axis=1)
    assert len({int(np.argmax(row == 0.0)) for row in searcher.landmarks[0]}) == len(finite)
    served = np.isfinite(searcher.landmarks[0]).any(axis=0)
    assert served.all()


def test_without_rustworkx_the_engine_says_what_to_install(
    networks: dict[str, Network], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rustworkx", None)
    with pytest.raises(EngineUnavailable, match=r"pip install 'geomap\[roads\]'"):
        Searcher(networks["grid"], profile="car")
