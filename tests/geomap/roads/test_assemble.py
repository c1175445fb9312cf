from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geomap.roads import EngineData, Network
from geomap.roads.assemble import Points, Ways, assemble

EQUATOR = {n: (n / 10, 0.0) for n in range(1, 10)}


def network(ways: Sequence[Sequence[int]], at: dict[int, tuple[float, float]] = EQUATOR) -> Network:
    count = len(ways)
    refs = np.array([ref for way in ways for ref in way], dtype=np.int64)
    ids = np.array(sorted(at), dtype=np.int64)
    lons, lats = (np.array([at[n][k] for n in sorted(at)]) for k in (0, 1))
    everybody = np.full(count, 31, dtype=np.uint8)
    table = Ways(
        refs=refs,
        offsets=np.concatenate([[0], np.cumsum([len(way) for way in ways])]).astype(np.int64),
        ids=np.arange(count) + 1,
        classes=np.zeros(count, dtype=np.uint8),
        forward=everybody,
        backward=everybody,
        names=np.zeros(count, dtype=np.int32),
        name_table=("",),
    )
    return assemble(table, Points(ids, lons, lats), data=EngineData("test"))


def pieces(net: Network) -> list[list[int]]:
    """Each edge as tenths of a degree along the equator."""
    return [[round(x * 10) for x in net.edge_points(e)[:, 0]] for e in range(net.edge_count)]


@pytest.mark.parametrize(
    ("ways", "edges"),
    [
        ([[1, 2, 3]], [[1, 2, 3]]),
        ([[1, 2, 3], [4, 2]], [[1, 2], [2, 3], [4, 2]]),
        ([[1, 2], [2, 3]], [[1, 2], [2, 3]]),
        ([[1, 2, 3], [5, 2, 6]], [[1, 2], [2, 3], [5, 2], [2, 6]]),
        ([[1, 2, 3, 1]], [[1, 2, 3, 1]]),
        ([[1, 2, 3, 2, 4]], [[1, 2], [2, 3, 2], [2, 4]]),
        ([[1, 2], [1, 2]], [[1, 2], [1, 2]]),
        ([[1, 1, 2, 2, 3, 3]], [[1, 2, 3]]),
        ([[1]], []),
        ([[1, 1]], []),
        ([[]], []),
        ([], []),
        ([[1, 2, 99, 3, 4]], [[1, 2], [3, 4]]),
        ([[99, 1, 2, 3]], [[1, 2, 3]]),
        ([[1, 99, 2]], []),
        ([[1, 2, 99, 2, 3]], [[1, 2], [2, 3]]),
        ([[98, 99]], []),
    ],
)
def test_ways_are_cut_where_they_meet(ways: list[list[int]], edges: list[list[int]]) -> None:
    assert pieces(network(ways)) == edges


@pytest.mark.parametrize(
    ("ways", "clipped"),
    [
        ([[1, 2, 3]], []),
        ([[1, 2, 99]], [2]),
        ([[99, 1, 2]], [1]),
        ([[1, 2, 99, 3, 4]], [2, 3]),
        ([[1, 2, 2, 99]], [2]),
        ([[99, 1, 1, 2]], [1]),
        ([[1, 2], [99, 3], [2, 4]], []),
    ],
)
def test_where_the_data_cuts_a_road_off_is_known(ways: list[list[int]], clipped: list[int]) -> None:
    net = network(ways)
    assert sorted(round(lon * 10) for lon in net.node_lons[net.clipped]) == clipped


@given(st.lists(st.lists(st.integers(1, 12), max_size=8), max_size=8))
def test_nothing_is_lost_or_added(ways: list[list[int]]) -> None:
    at = {n: (n / 7, n * n / 50) for n in range(1, 11)}  # 11 and 12 are unknown
    net = network(ways, at)
    steps = [(a, b) for way in ways for a, b in pairwise(way) if a != b and a in at and b in at]
    whole = sum(Geod(ellps="WGS84").inv(*at[a], *at[b])[2] for a, b in steps)
    assert net.lengths_m.sum() == pytest.approx(whole, rel=1e-6, abs=0.05)
    assert int((np.diff(net.offsets) - 1).sum()) == len(steps)
    inner = [tuple(p) for e in range(net.edge_count) for p in net.edge_points(e)[1:-1].tolist()]
    ends = set(zip(net.node_lons.tolist(), net.node_lats.tolist(), strict=True))
    assert len(inner) == len(set(inner))  # a point inside two edges would be a junction
    assert not ends & set(inner)
    for edge in range(net.edge_count):
        line = net.edge_points(edge)
        assert line[0].tolist() == [net.node_lons[net.tails[edge]], net.node_lats[net.tails[edge]]]
        assert line[-1].tolist() == [net.node_lons[net.heads[edge]], net.node_lats[net.heads[edge]]]


@pytest.mark.parametrize(
    ("lons", "bounds"),
    [
        ([10, 20, 30], (10, 30)),
        ([170, -170, -160], (170, 200)),
        ([-170, 170, 160], (160, 190)),
        ([-180, -179], (-180, -179)),
        ([-10, 10], (-10, 10)),
        ([0, 100, -160, -60, 0], (-180, 180)),
    ],
)
def test_bounds_are_the_narrowest_box(lons: list[float], bounds: tuple[float, float]) -> None:
    at = {n: (float(lon), float(n)) for n, lon in enumerate(lons)}
    ways = [[n, n + 1] for n in range(len(lons) - 1)]
    net = network(ways, at)
    assert (net.bounds[0], net.bounds[2]) == bounds
    assert (net.bounds[1], net.bounds[3]) == (0, len(lons) - 1)


def test_edges_run_on_across_the_antimeridian() -> None:
    net = network([[1, 2, 3, 4]], {1: (179.9, 0.0), 2: (-179.9, 0.0), 3: (179.95, 0.1), 4: (-179.8, 0.1)})
    assert net.points[:, 0].tolist() == [179.9, 180.1, 179.95, 180.2]
    assert net.lengths_m[0] < 100_000
    assert net.node_lons.tolist() == [179.9, -179.8]
