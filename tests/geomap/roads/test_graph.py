from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import networkx
import pytest

from geomap.roads import (
    EngineRoute,
    GraphEngine,
    NoRoute,
    NotSnapped,
    OutOfCoverage,
    RoadEngine,
    Waypoint,
    read_roads,
)
from geomap.roads.geojson import read_geojson

Maker = Callable[..., GraphEngine]


def line(answer: EngineRoute, number: int = 0) -> list[tuple[float, float]]:
    path = answer.paths[number]
    return list(zip(path.lons, path.lats, strict=True))


def km(maker: ModuleType, *points: tuple[float, float]) -> float:
    return float(maker.GEOD.line_length(*zip(*points, strict=True)) / 1000)


# --- one edge ---------------------------------------------------------------------------------------------------------

ROAD = [[40, 34], [40.1, 34], [40.2, 34]]


@pytest.mark.parametrize(
    ("start", "end", "points"),
    [
        (40.02, 40.05, [40.02, 40.05]),
        (40.05, 40.02, [40.05, 40.02]),
        (40.02, 40.15, [40.02, 40.1, 40.15]),
        (40.15, 40.02, [40.15, 40.1, 40.02]),
        (40.0, 40.2, [40.0, 40.1, 40.2]),
        (40.2, 40.0, [40.2, 40.1, 40.0]),
        (40.1, 40.2, [40.1, 40.2]),
        (40.05, 40.1, [40.05, 40.1]),
        (40.1, 40.05, [40.1, 40.05]),
        (40.05, 40.05, [40.05, 40.05]),
        (40.0, 40.0, [40.0, 40.0]),
    ],
)
def test_start_and_end_on_one_edge(
    engine: Maker, maker: ModuleType, start: float, end: float, points: list[float]
) -> None:
    answer = engine(ROAD).route((Waypoint(start, 34), Waypoint(end, 34)))
    assert line(answer) == [(lon, 34.0) for lon in points]
    assert answer.paths[0].length_km == pytest.approx(km(maker, *line(answer)), abs=1e-9)


def test_the_way_along_the_edge_is_not_always_the_shortest(engine: Maker) -> None:
    """Both ends lie on a long loop, near the junction that it starts and ends at."""
    loop = [[40, 34], [40.1, 34], [40.1, 34.09], [40, 34.09], [40, 34]]
    answer = engine(loop, [[40, 34], [39.9, 34]]).route((Waypoint(40.01, 34), Waypoint(40, 34.01)))
    assert line(answer) == [(40.01, 34.0), (40.0, 34.0), (40.0, 34.01)]


RING = ([[40, 34], [40.1, 34]], {"oneway": True}), [[40.1, 34], [40.1, 34.05], [40, 34.05], [40, 34]]


def test_against_a_one_way_street_the_way_leads_around(engine: Maker) -> None:
    roads = engine(*RING)
    assert line(roads.route((Waypoint(40.025, 34), Waypoint(40.075, 34)))) == [(40.025, 34.0), (40.075, 34.0)]
    around = line(roads.route((Waypoint(40.075, 34), Waypoint(40.025, 34))))
    assert around == [(40.075, 34), (40.1, 34), (40.1, 34.05), (40, 34.05), (40, 34), (40.025, 34)]


def test_a_one_way_street_against_its_points(engine: Maker) -> None:
    roads = engine((RING[0][0], {"oneway": "-1"}), RING[1])
    assert len(line(roads.route((Waypoint(40.075, 34), Waypoint(40.025, 34))))) == 2
    assert len(line(roads.route((Waypoint(40.025, 34), Waypoint(40.075, 34))))) == 6


@pytest.mark.parametrize(("start", "end"), [(40.0, 40.1), (40.1, 40.0)])
def test_at_a_junction_all_its_roads_are_open(engine: Maker, start: float, end: float) -> None:
    """A waypoint at the end of a one-way street is not bound to that street."""
    roads = engine(*RING)
    here, there = Waypoint(start, 34), Waypoint(end, 34)
    assert roads.route((here, there)).paths[0].length_km == pytest.approx(9.24 if start < end else 20.3, abs=0.2)


def test_one_way_streets_may_leave_no_way(engine: Maker) -> None:
    roads = engine(([[40, 34], [40.1, 34]], {"oneway": True}))
    with pytest.raises(NoRoute, match="one-way roads let nobody get from B to A"):
        roads.route((Waypoint(40.09, 34, name="B"), Waypoint(40.01, 34, name="A")))


# --- stops ------------------------------------------------------------------------------------------------------------


def test_vias_are_passed_in_order_and_on_the_way_back(engine: Maker) -> None:
    roads = engine([[40, 34], [40.1, 34], [40.2, 34], [40.3, 34]])
    answer = roads.route((Waypoint(40.1, 34), Waypoint(40.15, 34)), via=[Waypoint(40.25, 34), Waypoint(40.05, 34)])
    assert [lon for lon, _ in line(answer)] == [40.1, 40.2, 40.25, 40.2, 40.1, 40.05, 40.1, 40.15]
    assert [snap.lon for snap in answer.snaps] == [40.1, 40.25, 40.05, 40.15]


def test_duplicate_points_add_nothing(engine: Maker) -> None:
    roads = engine(ROAD)
    stop = Waypoint(40.05, 34)
    once = roads.route((stop, Waypoint(40.15, 34)))
    twice = roads.route((stop, Waypoint(40.15, 34)), via=[stop, stop, Waypoint(40.15, 34)])
    assert line(twice) == line(once)
    nowhere = roads.route((stop, stop), via=[stop])
    assert (nowhere.paths[0].length_km, nowhere.paths[0].duration_h) == (0.0, 0.0)


def test_points_on_either_side_of_a_road_are_one_place_on_it(engine: Maker) -> None:
    answer = engine(ROAD).route((Waypoint(40.05, 34.001), Waypoint(40.05, 33.999)))
    assert answer.paths[0].length_km == 0.0
    assert [snap.distance_km > 0.1 for snap in answer.snaps] == [True, True]


def test_access_is_not_part_of_the_path(engine: Maker, maker: ModuleType) -> None:
    answer = engine(ROAD).route((Waypoint(40.02, 34.015), Waypoint(40.05, 33.99)))
    assert line(answer) == [(40.02, 34.0), (40.05, 34.0)]
    assert answer.snaps[0].distance_km == pytest.approx(km(maker, (40.02, 34.015), (40.02, 34)), abs=1e-9)


def test_too_far_off_is_not_snapped(engine: Maker) -> None:
    with pytest.raises(NotSnapped, match="Palmyra: the nearest road is 5"):
        engine([[40, 34], [40.2, 34.2]]).route((Waypoint(40.05, 34.12, name="Palmyra"), Waypoint(40, 34)))


@pytest.mark.parametrize(
    ("stop", "inside"),
    [
        (Waypoint(40.1, 34.05), True),
        (Waypoint(40.1, 34.017), True),
        (Waypoint(40.1, 34.13), False),
        (Waypoint(40.1, 34.13, radius_km=10), True),
        (Waypoint(40.23, 34.05), False),
        (Waypoint(-140, 34.05), False),
        (Waypoint(-140, 34.05, radius_km=500), False),
    ],
)
def test_coverage_is_the_box_of_the_roads_and_the_reach_of_a_waypoint(
    engine: Maker, stop: Waypoint, inside: bool
) -> None:
    roads = engine([[40, 34], [40.2, 34], [40.2, 34.1], [40, 34.1]])
    if inside:
        try:
            roads.route((stop, Waypoint(40, 34)))
        except NotSnapped:
            assert stop.lat == 34.05  # in the middle of the box
    else:
        with pytest.raises(OutOfCoverage, match=r"whose roads reach from 40\.00 to 40\.20 degrees of longitude"):
            roads.route((stop, Waypoint(40, 34)))


def test_without_roads_everything_is_out_of_coverage(maker: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "none.geojson"
    path.write_text(maker.geojson(), encoding="utf-8")
    with pytest.raises(OutOfCoverage, match="has no roads"):
        GraphEngine(read_geojson([path])).route((Waypoint(40, 34), Waypoint(40, 34)))


# --- no way -----------------------------------------------------------------------------------------------------------


def test_roads_that_are_not_connected(engine: Maker) -> None:
    with pytest.raises(NoRoute, match=r"the roads at A and those at B are not connected in roads0\.geojson$"):
        engine(ROAD, [[40, 34.1], [40.2, 34.1]]).route((Waypoint(40, 34, name="A"), Waypoint(40.2, 34.1, name="B")))


YARD = [[40.05, 34.005], [40.06, 34.005]]


def test_a_road_that_leads_nowhere_is_left_for_one_within_reach(engine: Maker) -> None:
    roads = engine(ROAD, YARD)
    answer = roads.route((Waypoint(40.05, 34.0051, name="A"), Waypoint(40.15, 34, name="B")))
    assert line(answer) == [(40.05, 34.0), (40.1, 34.0), (40.15, 34.0)]
    assert answer.notes == ("A is put on a road 0.6 km off: a nearer one is not connected to the rest",)
    inside = roads.route((Waypoint(40.05, 34.0051), Waypoint(40.06, 34.0051)))
    assert (line(inside), inside.notes) == ([(40.05, 34.005), (40.06, 34.005)], ())


def test_beyond_reach_it_is_not_left(engine: Maker) -> None:
    roads = engine(ROAD, [[40.05, 34.05], [40.06, 34.05]])
    with pytest.raises(NoRoute, match="not connected"):
        roads.route((Waypoint(40.05, 34.05), Waypoint(40.15, 34)))
    assert roads.route((Waypoint(40.05, 34.05, radius_km=6), Waypoint(40.15, 34))).notes


def test_roads_that_the_edge_of_the_data_cuts_off(maker: ModuleType, tmp_path: Path) -> None:
    roads = maker.Roads()
    nodes = [roads.node(40 + n / 10, 34) for n in range(5)]
    roads.way(nodes)
    path = maker.write_osm(tmp_path / "half.osm.pbf", roads, without=[nodes[2]])
    with pytest.raises(NoRoute, match=r"not connected in half.osm.pbf; roads of both are cut off at the edge"):
        GraphEngine(read_roads([path])).route((Waypoint(40, 34), Waypoint(40.4, 34)))


def test_the_leg_without_a_way_is_named(engine: Maker) -> None:
    roads = engine(ROAD, [[40, 34.1], [40.2, 34.1]])
    with pytest.raises(NoRoute, match="at V and those at B"):
        roads.route((Waypoint(40, 34), Waypoint(40, 34.1, name="B")), via=[Waypoint(40.1, 34, name="V")])


# --- the rest of the answer -------------------------------------------------------------------------------------------


def test_the_answer_says_who_computed_it_from_what(maker: ModuleType, tmp_path: Path) -> None:
    engine: RoadEngine = GraphEngine(read_roads([maker.write_osm(tmp_path / "a.osm.pbf", maker.grid(4, missing=0))]))
    answer = engine.route((Waypoint(40, 34), Waypoint(40.03, 34.03)), profile="bus")
    assert (answer.engine, answer.version, answer.profile) == ("graph", engine.version, "bus")
    assert (answer.data.date, answer.data.title) == ("2017-08-28T20:21:02Z", "a.osm.pbf")
    assert len(answer.request_hash) == 64
    assert answer.paths[0].duration_h == pytest.approx(answer.paths[0].length_km / 25, rel=1e-6)


def test_durations_follow_the_classes_and_are_unknown_with_them(engine: Maker) -> None:
    roads = engine(([[40, 34], [40.1, 34]], {"class": "motorway"}), ([[40.1, 34], [40.2, 34]], {"class": "ferry"}))
    answer = roads.route((Waypoint(40, 34), Waypoint(40.2, 34)))
    half = answer.paths[0].length_km / 2
    assert answer.paths[0].duration_h == pytest.approx(half / 90 + half / 20, rel=1e-6)
    assert answer.notes == ("9.2 km of the way are a ferry",)
    unknown = engine(ROAD).route((Waypoint(40, 34), Waypoint(40.2, 34)))
    assert unknown.paths[0].duration_h is None


def test_on_foot_one_way_streets_count_only_in_openstreetmap(maker: ModuleType, tmp_path: Path) -> None:
    roads = maker.Roads()
    a, b = roads.node(40, 34), roads.node(40.1, 34)
    roads.way([a, b], oneway="yes")
    engine = GraphEngine(read_roads([maker.write_osm(tmp_path / "a.osm.pbf", roads)]))
    ends = Waypoint(40.1, 34), Waypoint(40, 34)
    assert engine.route(ends, profile="foot").paths
    with pytest.raises(NoRoute):
        engine.route(ends, profile="car")


def test_across_the_antimeridian_the_short_way_is_taken(engine: Maker, maker: ModuleType) -> None:
    roads = engine([[179.92, 10], [180, 10]], [[-180, 10], [-179.96, 10.04], [-179.92, 10]], [[179.9, 9], [179.92, 10]])
    answer = roads.route((Waypoint(179.94, 10), Waypoint(-179.94, 10.02)))
    assert line(answer) == [(179.94, 10), (180, 10), (-179.96, 10.04), (-179.94, 10.02)]
    assert answer.paths[0].length_km == pytest.approx(km(maker, *line(answer)), abs=1e-9)
    assert answer.paths[0].length_km < 18


def test_the_same_request_has_the_same_answer_whatever_came_before(maker: ModuleType, tmp_path: Path) -> None:
    path = maker.write_osm(tmp_path / "a.osm.pbf", maker.grid(10, bends=0, one_way=0, missing=0))
    ends = Waypoint(40, 34), Waypoint(40.09, 34.09)
    used = GraphEngine(read_roads([path]))
    for other in (Waypoint(40.03, 34.05), Waypoint(40.07, 34.01)):
        used.route((other, ends[0]), alternates=3)
    assert used.route(ends, alternates=3) == GraphEngine(read_roads([path])).route(ends, alternates=3)


# --- the other opinion ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lon", [40.0, 179.7])
def test_it_finds_what_networkx_finds_between_the_middles_of_edges(
    maker: ModuleType, tmp_path: Path, lon: float
) -> None:
    """Edges are cut for networkx at the snapped points, which become junctions of their own."""
    engine = GraphEngine(read_roads([maker.write_osm(tmp_path / "a.osm.pbf", maker.geometric(120, lon=lon))]))
    chance = random.Random(11)
    checked = 0
    for _ in range(80):
        stops = [
            Waypoint((lon + chance.uniform(0, 1) + 180) % 360 - 180, 34 + chance.uniform(0, 1), radius_km=30)
            for _ in range(2)
        ]
        truth = _truth(maker, engine, stops)
        try:
            found = engine.route((stops[0], stops[1])).paths[0].length_km
        except NoRoute:
            found = None
        assert found == (None if truth is None else pytest.approx(truth, abs=1e-4))
        checked += found is not None
    assert checked > 40


def _truth(maker: ModuleType, engine: GraphEngine, stops: list[Waypoint]) -> float | None:
    import numpy as np

    from geomap.roads.profiles import BITS
    from geomap.roads.snap import snap_to

    network = engine.network
    graph = maker.as_networkx(network)
    usable = np.ones(network.edge_count, dtype=bool)
    spots = [snap_to(network, engine.tree, stop, usable=usable, traveller="car") for stop in stops]
    on: dict[int, list[tuple[float, object]]] = {}
    for name, spot in zip(("start", "end"), spots, strict=True):
        on.setdefault(spot.edge, []).append((spot.before_m, name))
    for edge, cuts in on.items():
        tail, head = int(network.tails[edge]), int(network.heads[edge])
        order = [(0.0, tail), *sorted(cuts, key=lambda cut: cut[0]), (float(network.lengths_m[edge]), head)]
        for (a_m, a), (b_m, b) in pairwise(order):
            metres = max(b_m - a_m, 0.0)
            if network.forward[edge] & BITS["car"] or metres == 0.0:
                graph.add_edge(a, b, metres=metres)
            if network.backward[edge] & BITS["car"] or metres == 0.0:
                graph.add_edge(b, a, metres=metres)
    try:
        return float(networkx.dijkstra_path_length(graph, "start", "end", weight="metres")) / 1000
    except networkx.NetworkXNoPath:
        return None
